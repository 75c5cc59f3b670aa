//! Duties 填报把关: each row of a unit's workbook is judged by the rule of its form ([`judge`]), in the words of a file.

use crate::acting::own_unit;
use crate::intake::wrongs::{Wrong, not_a_month, wrong};
use crate::returns::{Against, Line, Shelf, judge};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period};
use domain::lang::Lang;
use domain::registers::Record;
use domain::returns::{Refusal, Wish};
use domain::stage::Stage;
use domain::units::Unit;
use foldhash::HashMap;
use std::cell::RefCell;
use store::Reader;

/// What is known of a unit's returns.
pub(crate) struct Duties {
    actor: Actor,
    today: Date,
    unit: Unit,
    shelf: Shelf,
    /// The lines of the months met so far: a file has many rows of few months.
    months: RefCell<HashMap<i64, Vec<Line>>>,
}

impl Duties {
    pub fn of(office: &Office, actor: &Actor) -> Result<Duties, Error> {
        office.store.read(&actor.scope(), |reader| Ok(Duties::read(office, actor, reader)))?
    }

    /// As things stand for a reader, who may stand inside a transaction.
    pub fn read(office: &Office, actor: &Actor, reader: &mut Reader<'_>) -> Result<Duties, Error> {
        let shelf = Shelf::of_unit(reader, actor.unit.ok_or(Error::NotFound)?)?;
        let unit = own_unit(actor, &shelf.units)?.clone();
        Ok(Duties { actor: actor.clone(), today: office.today, unit, shelf, months: RefCell::default() })
    }

    /// Why a row cannot be filed, and the column for which. A row that says what stands there already is no filing.
    pub fn refusal(&self, record: &Record) -> Option<(&'static str, Wrong)> {
        if Stage::parse(record.text("stage")) != Some(Stage::Reported) {
            let (zh, en) = ("单位填报的口径只能是“上报”", "a unit files at stage “reported” only");
            return Some(("stage", wrong("returns.stage", zh, en)));
        }
        if self.shelf.stands(record) {
            return None;
        }
        let (number, month) = (record.int("indicator_id").unwrap_or(0), record.int("period").unwrap_or(0));
        let Some(period) = Period::parse(&format!("{:04}-{:02}", month / 100, month % 100)) else {
            return Some(("period", not_a_month()));
        };
        if self.shelf.deadline(period).is_none() {
            let (zh, en) = ("没有该年的放假安排，期限未定", "no holiday notice is known for that year, so there is no deadline");
            return Some(("period", wrong("returns.no_notice", zh, en)));
        }
        let mut months = self.months.borrow_mut();
        let lines = months.entry(month).or_insert_with(|| self.shelf.lines(&self.unit, period, self.today));
        let Some(line) = lines.iter().find(|l| i64::from(l.indicator.number) == number) else {
            return Some(told(Against::Refusal(Refusal::NotOwed)));
        };
        // A file has one column for everything that is said: remark, answer, reason, and that a zero is meant.
        let note = record.text("note");
        let wish = Wish { amount: record.int("value").unwrap_or(0), zero_confirmed: false, note, reason: note };
        judge(&self.actor, self.unit.number, line, &wish, self.today).err().map(told)
    }
}

/// The column that a refusal is about, and what to do about it in a file.
fn told(against: Against) -> (&'static str, Wrong) {
    match against {
        Against::Refusal(refusal) => (column(refusal), in_a_file(refusal)),
        Against::Denied(denied) => ("unit_id", wrong(denied.code(), denied.sentence(Lang::Zh), denied.sentence(Lang::En))),
        Against::Questions(asked) => {
            let asked = asked.into_iter().next();
            let (code, zh, en) = asked.map_or(("returns.asked", String::new(), String::new()), |a| (a.code, a.zh, a.en));
            ("value", wrong(code, format!("{zh}；请在备注里说明"), format!("{en}; answer in the note")))
        }
    }
}

fn column(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotOwed => "indicator_id",
        Refusal::MonthNotOver(_) | Refusal::Closed(_) => "period",
        Refusal::AlreadyFiled | Refusal::Negative | Refusal::ZeroNotConfirmed | Refusal::NothingChanged => "value",
        Refusal::ReasonNeeded => "note",
    }
}

/// A file has no box to tick and no field for a reason: what a form asks for there is written into the note.
fn in_a_file(refusal: Refusal) -> Wrong {
    let code = refusal.code();
    match refusal {
        Refusal::ZeroNotConfirmed => wrong(
            code,
            "填了0：确为零请在备注里写“零报告”，没有数据请留空",
            "0 was entered: write “zero confirmed” into the note if it is so, or leave the figure empty",
        ),
        Refusal::ReasonNeeded => {
            wrong(code, "更正已核数字须在备注里说明理由", "give the reason for correcting a verified figure in the note")
        }
        Refusal::NotOwed
        | Refusal::MonthNotOver(_)
        | Refusal::Closed(_)
        | Refusal::AlreadyFiled
        | Refusal::Negative
        | Refusal::NothingChanged => wrong(code, refusal.sentence(Lang::Zh), refusal.sentence(Lang::En)),
    }
}
