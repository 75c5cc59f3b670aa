//! Openings 补报审批: a closed month is opened again for a unit, by a named approver, for a reason, until a day.

use super::{Shelf, Wrong, period_number};
use crate::acting::{Caller, allow, relation};
use crate::intake::Row;
use crate::posting::enter;
use crate::{Error, Office};
use domain::calendar::{Date, Period, day_number, day_text, days_between};
use domain::lang::Lang;
use domain::policy::{Action, Request};
use domain::registers::{OPENINGS, Value};
use domain::returns::{Status, Window};
use domain::units::Unit;
use store::Written;

/// A month opened again for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub until: Date,
    pub reason: String,
    pub opened_at: i64,
}

/// Days for which a month can be opened at most.
const MOST_DAYS: i64 = 31;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Code of the unit.
    pub unit: String,
    pub month: Period,
    pub until: Date,
    pub reason: String,
}

impl Office {
    /// Open a month again. The approver is the actor; the same key does nothing twice. What does not fit comes back with a sentence.
    pub fn open_late(&self, caller: &Caller, wanted: &Wanted) -> Result<Result<(), Wrong>, Error> {
        let month = wanted.month;
        let shelf = self.shelf(&caller.actor, &[month])?;
        let unit = shelf.units.iter().find(|u| u.code == wanted.unit).ok_or(Error::NotFound)?.clone();
        let relation = relation(&caller.actor, Some(unit.number), self.lead_of(&shelf, &caller.actor, &unit, month));
        allow(&caller.actor, Request { action: Action::OpenLate, relation, status: Status::NoDuty, open: false })?;
        if let Some(wrong) = self.check_opening(&shelf, &unit, wanted)? {
            return Ok(Err(wrong));
        }
        let reason = wanted.reason.trim().to_owned();
        let act = self.act(caller, "openings.open", format!("{} {month} → {}", unit.name, wanted.until), reason.clone());
        let now = act.recorded_at;
        let values = OPENINGS.columns.iter().map(|column| match column.name {
            "unit_id" => Value::Int(i64::from(unit.number)),
            "period" => Value::Int(period_number(month)),
            "until_on" => Value::Int(day_number(wanted.until)),
            "reason" => Value::Text(reason.clone()),
            _ => Value::Null,
        });
        let row = Row { register: &OPENINGS, values: values.collect(), recorded_at: now };
        match self.store.write(act, |tx| enter(tx, vec![row], now))? {
            Written::Done { .. } | Written::Already { .. } => Ok(Ok(())),
        }
    }

    /// The actor's own unit, if it leads a campaign in which the unit owes something of the month.
    fn lead_of(&self, shelf: &Shelf, actor: &domain::actors::Actor, unit: &Unit, month: Period) -> Option<i32> {
        let leads = shelf.lines(unit, month, self.today).into_iter().filter_map(|l| l.lead);
        leads.into_iter().find(|lead| actor.unit == Some(*lead))
    }

    fn check_opening(&self, shelf: &Shelf, unit: &Unit, wanted: &Wanted) -> Result<Option<Wrong>, Error> {
        let refuse = |code, zh: String, en: String| Ok(Some(Wrong { indicator: String::new(), code, zh, en }));
        let deadline = shelf.deadline(wanted.month).ok_or(Error::NotFound)?;
        if shelf.lines(unit, wanted.month, self.today).is_empty() {
            return Err(Error::NotFound);
        }
        if matches!(deadline.window(self.today), Window::Early | Window::Open) {
            let (zh, en) = (day_text(deadline.due, Lang::Zh), day_text(deadline.due, Lang::En));
            let zh = format!("应报日{zh}未过，不需要补报");
            return refuse("openings.not_needed", zh, format!("it is due on {en} and needs no opening"));
        }
        if !(0..=MOST_DAYS).contains(&days_between(self.today, wanted.until)) {
            let zh = format!("开放至应为今天起{MOST_DAYS}天以内的一天");
            return refuse("openings.until", zh, format!("open it until a day from today to {MOST_DAYS} days on"));
        }
        if wanted.reason.trim().is_empty() {
            let (zh, en) = ("请说明补报理由", "give the reason for opening the month");
            return refuse("openings.reason_needed", zh.to_owned(), en.to_owned());
        }
        Ok(None)
    }
}
