//! Duties 填报规则: a unit's rows of a workbook obey the same rules as its form — duty, window, state, and questions answered.
//!
//! [`Duties::refusal`] is the one place where a filed row is judged; it needs the records of the unit alone.

use crate::books::{indicators, units};
use crate::intake::wrongs::{Wrong, wrong};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period, day_text};
use domain::indicators::Indicator;
use domain::lang::Lang;
use domain::policy::{Action, Relation, Request, decide};
use domain::registers::{OPENINGS, RETURNS, Record, TARGETS, VERIFICATIONS, Value};
use domain::returns::{Background, Deadlines, Filed, Status, Window, open_until, owed, questions};
use domain::stage::Stage;
use domain::targets::Targets;
use domain::units::Unit;
use std::collections::HashMap;

/// Unit, indicator, month as 202603: of one unit, so without it.
type Line = (i64, i64);

/// What is known of a unit's returns.
pub(crate) struct Duties {
    actor: Actor,
    today: Date,
    unit: Unit,
    indicators: Vec<Indicator>,
    targets: Targets,
    deadlines: Deadlines,
    openings: HashMap<i64, Record>,
    reported: HashMap<Line, Record>,
    verified: HashMap<Line, Record>,
    decided: HashMap<Line, Record>,
}

impl Duties {
    pub fn of(office: &Office, actor: &Actor) -> Result<Duties, Error> {
        let scope = actor.scope();
        let number = actor.unit.ok_or(Error::NotFound)?;
        let duties = office.store.read(&scope, |reader| {
            let Some(unit) = units(reader, None)?.into_iter().find(|u| u.number == number) else { return Ok(None) };
            let own = vec![(0, vec![Value::Int(i64::from(number))])];
            let line = |r: &Record| (r.int("indicator_id").unwrap_or(0), r.int("period").unwrap_or(0));
            let (mut reported, mut verified) = (HashMap::new(), HashMap::new());
            for record in reader.records_with(&RETURNS, &own)? {
                match Stage::parse(record.text("stage")) {
                    Some(Stage::Reported) => _ = reported.insert(line(&record), record),
                    Some(Stage::Verified) => _ = verified.insert(line(&record), record),
                    Some(Stage::Credited | Stage::Statistical) | None => {}
                }
            }
            let decided = reader.records_with(&VERIFICATIONS, &own)?;
            let openings = reader.records_with(&OPENINGS, &own)?;
            let duties = Duties {
                actor: actor.clone(),
                today: office.today,
                unit,
                indicators: indicators(reader, None)?,
                targets: Targets::from_records(&reader.records(&TARGETS, None)?),
                deadlines: crate::books::deadlines(reader, None)?,
                openings: openings.into_iter().map(|r| (r.int("period").unwrap_or(0), r)).collect(),
                reported,
                verified,
                decided: decided.into_iter().map(|r| (line(&r), r)).collect(),
            };
            Ok(Some(duties))
        })?;
        duties.ok_or(Error::NotFound)
    }

    /// Why a row cannot be filed, and the column for which. A row that says what stands there already is no filing.
    pub fn refusal(&self, record: &Record) -> Option<(&'static str, Wrong)> {
        let (number, month) = (record.int("indicator_id").unwrap_or(0), record.int("period").unwrap_or(0));
        if Stage::parse(record.text("stage")) != Some(Stage::Reported) {
            return Some((
                "stage",
                wrong("returns.stage", "单位填报的口径只能是“上报”", "a unit files at stage “reported” only"),
            ));
        }
        let stands = self.reported.get(&(number, month));
        if stands.is_some_and(|stands| stands.values == record.values) {
            return None;
        }
        let period = Period::parse(&format!("{:04}-{:02}", month / 100, month % 100));
        let Some(period) = period else { return Some(("period", crate::intake::wrongs::not_a_month())) };
        let indicators = owed(&self.indicators, &self.targets, &self.unit, period);
        let Some(indicator) = indicators.into_iter().find(|i| i64::from(i.number) == number) else {
            return Some((
                "indicator_id",
                wrong("returns.not_owed", "本单位没有这项填报任务", "this unit does not owe this line"),
            ));
        };
        if let Err(bad) = self.is_open(period, month) {
            return Some(("period", bad));
        }
        let status = self.status(number, month, period);
        let request = Request { action: Action::FileReturn, relation: Relation::Own, status, open: true };
        if let Err(denied) = decide(self.actor.role, request) {
            let wrong = wrong(denied.code(), denied.sentence(Lang::Zh), denied.sentence(Lang::En));
            return Some(("unit_id", wrong));
        }
        self.state(record, status).or_else(|| self.amount(record, indicator, period))
    }

    /// Today lies in the window of the month, or the month was opened again.
    fn is_open(&self, period: Period, month: i64) -> Result<(), Wrong> {
        let deadline = self.deadlines.of(period).map_err(|_| {
            wrong(
                "returns.no_notice",
                "没有该年的放假安排，期限未定",
                "no holiday notice is known for that year, so there is no deadline",
            )
        })?;
        match deadline.window(self.today) {
            Window::Open | Window::Late => Ok(()),
            Window::Early => {
                let first = period.last_day().tomorrow().unwrap_or(Date::MAX);
                Err(wrong(
                    "returns.month_not_over",
                    format!("本月未结束，{}起可以报送", day_text(first, Lang::Zh)),
                    format!("the month is not over; it can be filed from {}", day_text(first, Lang::En)),
                ))
            }
            Window::Closed | Window::Locked => match open_until(self.openings.get(&month)) {
                Some(until) if self.today <= until => Ok(()),
                Some(_) | None => Err(wrong(
                    "returns.closed",
                    format!("已过迟报截止日{}，请申请补报", day_text(deadline.late_until, Lang::Zh)),
                    format!(
                        "past {}, the last day for late returns; ask for the month to be opened again",
                        day_text(deadline.late_until, Lang::En)
                    ),
                )),
            },
        }
    }

    fn status(&self, number: i64, month: i64, period: Period) -> Status {
        let line = (number, month);
        let filed = Filed::from_records(self.reported.get(&line), self.verified.get(&line), self.decided.get(&line));
        let window = self.deadlines.of(period).map_or(Window::Open, |deadline| deadline.window(self.today));
        filed.status(window)
    }

    /// What was reported and not judged yet is withdrawn first; what was verified is corrected for a reason.
    fn state(&self, record: &Record, status: Status) -> Option<(&'static str, Wrong)> {
        match status {
            Status::Reported | Status::ConfirmedZero => Some((
                "value",
                wrong("returns.already_filed", "已经报送，如需修改请先撤回", "filed already; withdraw it before changing it"),
            )),
            Status::Verified | Status::Locked if record.text("note").is_empty() => Some((
                "note",
                wrong(
                    "returns.reason_needed",
                    "更正已核数字须在备注里说明理由",
                    "give the reason for correcting a verified figure in the note",
                ),
            )),
            Status::Verified | Status::Locked | Status::NoDuty | Status::Open | Status::NotReported | Status::Returned => None,
        }
    }

    /// What the amount itself has to answer for.
    fn amount(&self, record: &Record, indicator: &Indicator, period: Period) -> Option<(&'static str, Wrong)> {
        let amount = record.int("value").unwrap_or(0);
        if amount < 0 {
            return Some(("value", wrong("returns.negative", "不能为负数", "must not be negative")));
        }
        if !record.text("note").is_empty() {
            return None;
        }
        if amount == 0 {
            let bad = wrong(
                "returns.zero_not_confirmed",
                "填了0：确为零请在备注里写“零报告”，没有数据请留空",
                "0 was entered: write “zero confirmed” into the note if it is so, or leave the figure empty",
            );
            return Some(("value", bad));
        }
        let asked = questions(indicator, amount, &self.background(indicator, period)).into_iter().next()?;
        let (zh, en) = (format!("{}；请在备注里说明", asked.zh), format!("{}; answer in the note", asked.en));
        Some(("value", wrong(asked.code, zh, en)))
    }

    /// The months before, the same month last year, the year so far, and the target.
    pub fn background(&self, indicator: &Indicator, period: Period) -> Background {
        let place = i64::from(period.year) * 12 + i64::from(period.to_month) - 1;
        let at = |place: i64| {
            let line = (i64::from(indicator.number), place.div_euclid(12) * 100 + place.rem_euclid(12) + 1);
            self.verified.get(&line).or_else(|| self.reported.get(&line)).and_then(|r| r.int("value"))
        };
        Background {
            months: (1..=12).map(|back| at(place - back)).collect(),
            last_year: at(place - 12),
            year_to_date: (i64::from(period.year) * 12..place).filter_map(at).sum(),
            target: self.targets.get(indicator.number, self.unit.number, period.year).map(|t| t.amount),
        }
    }

    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// The lines of a month with what was reported on them.
    pub fn lines(&self, period: Period, month: i64) -> Vec<(&Indicator, Option<&Record>, Background)> {
        let lines = owed(&self.indicators, &self.targets, &self.unit, period).into_iter();
        lines.map(|i| (i, self.reported.get(&(i64::from(i.number), month)), self.background(i, period))).collect()
    }

    /// Indicators with a target that are counted, not filed.
    pub fn counted(&self, period: Period) -> Vec<&Indicator> {
        let has_target = |i: &&Indicator| {
            i.counting != domain::indicators::Counting::Returned
                && self.targets.get(i.number, self.unit.number, period.year).is_some()
        };
        self.indicators.iter().filter(has_target).collect()
    }
}
