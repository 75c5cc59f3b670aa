//! Rules of supervision 任务督办规则: a task is given to a unit that is there, shares only grow, and the clocks follow one another.

use super::{Coming, Findings};
use crate::calendar::day_number;
use crate::registers::{Record, TASK_STAGES, UNITS, Value};
use crate::tasks::codes;

pub fn task(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let units = coming.around.archive.all(&UNITS);
    let known = |code: &String| units.iter().any(|u| u.text("unit_id") == code);
    if let Some(unknown) = codes(record.text("supports")).into_iter().find(|code| !known(code)) {
        let (zh, en) = (format!("没有单位“{unknown}”，请填单位编号"), format!("no unit “{unknown}”; give its number"));
        found.refuse("tasks.unknown_unit", "supports", zh, en);
    }
    let place = record.int("lead_unit").and_then(|n| usize::try_from(n).ok()).and_then(|n| n.checked_sub(1));
    let gone = |unit: &&Record| unit.int("valid_to").is_some_and(|until| until < day_number(coming.around.today));
    if let Some(unit) = place.and_then(|place| units.get(place)).filter(gone) {
        let name = unit.text("unit_name");
        let (zh, en) =
            (format!("{name}已撤销，请改填承接其职责的单位"), format!("{name} is abolished; name the unit that took over"));
        found.refuse("tasks.unit_gone", "lead_unit", zh, en);
    }
    let due = record.int("due_on").filter(|_| coming.before.is_none());
    if due.is_some_and(|due| due < day_number(coming.around.today)) {
        found.ask(
            "tasks.due_in_the_past",
            "due_on",
            "完成时限已过；如确是补登，请说明",
            "the due day is over; if it is entered late, say so",
        );
    }
}

/// The share due never falls from one month to the next.
pub fn stage(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let (month, share) = (record.int("month"), record.int("share"));
    if share.is_some_and(|share| share > 10_000) {
        found.refuse("task_stages.over", "share", "累计应完成不能超过100%", "no more than 100% can be due");
    }
    let mut others = coming.around.archive.with(&TASK_STAGES, "task_id", record.get("task_id"));
    others.retain(|other| other.int("month") != month);
    let falls = |other: &Record| match other.int("month").cmp(&month) {
        std::cmp::Ordering::Less => other.int("share") > share,
        std::cmp::Ordering::Greater => other.int("share") < share,
        std::cmp::Ordering::Equal => false,
    };
    if others.iter().any(falls) {
        let (zh, en) = ("累计应完成只能逐月增加", "the share due only grows from month to month");
        found.refuse("task_stages.falls", "share", zh, en);
    }
}

/// Overdue comes after behind, and each rung after the one below it.
pub fn rule(coming: &Coming<'_>, found: &mut Findings) {
    let days = |column: &str| coming.record.int(column).unwrap_or(0);
    if days("overdue_days") < 2 {
        let (zh, en) = ("逾期应在滞后之后，至少2个工作日", "overdue comes after behind: two working days at least");
        found.refuse("supervision_rules.overdue", "overdue_days", zh, en);
    }
    let climbs = ["first_climb", "second_climb", "third_climb"];
    let rises = climbs.windows(2).all(|pair| days(pair[0]) < days(pair[1])) && days(climbs[0]) >= 1;
    if !rises {
        let (zh, en) =
            ("未到期不上报，上报应逐级在后", "nothing climbs before it is due, and each rung comes after the one below");
        found.refuse("supervision_rules.climbs", "third_climb", zh, en);
    }
    if coming.record.get("from_on") < &Value::Int(day_number(coming.around.today)) && coming.before.is_none() {
        let (zh, en) = ("施行日期已过，规则只对今后的督办生效", "the day is over; a rule holds for orders to come");
        found.refuse("supervision_rules.past", "from_on", zh, en);
    }
}
