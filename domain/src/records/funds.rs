//! Rules of funds, land and promotion 争资、地块、招商活动规则: steps in order, no more than was issued or than there is land.

use super::{Coming, Findings};
use crate::calendar::{day_number, day_of, instant_text};
use crate::measure::{decimal, grouped};
use crate::registers::{FUND_STEPS, Kind, PARCELS, Record, Register};

/// Place and words of a step in its register's list.
fn step(register: &Register, code: &str) -> Option<(usize, &'static str, &'static str)> {
    let column = register.column("step").map(|i| register.columns[i].kind);
    let Some(Kind::Choice(steps)) = column else { return None };
    steps.iter().enumerate().find(|(_, s)| s.0 == code).map(|(place, s)| (place, s.1, s.2))
}

fn sum<'r>(records: impl Iterator<Item = &'r Record>, code: &str, column: &str) -> i64 {
    records.filter(|r| r.text("step") == code).filter_map(|r| r.int(column)).sum()
}

pub fn fund_step(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let others = coming.others("fund_id");
    let Some((mine, zh, en)) = step(&FUND_STEPS, record.text("step")) else { return };
    let day = coming.day("on");
    let is_first = others.iter().all(|o| o.text("step") != record.text("step") || o.int("on") >= record.int("on"));
    for code in ["planned", "reserved", "applied", "reviewed", "issued", "arrived", "used"] {
        let Some((its, its_zh, its_en)) = step(&FUND_STEPS, code) else { continue };
        let Some(first) = others.iter().filter(|o| o.text("step") == code).filter_map(|o| o.int("on")).min() else { continue };
        let first_day = day_of(first).map_or_else(String::new, |d| d.to_string());
        if its < mine && first > day {
            found.refuse(
                "fund_steps.order",
                "on",
                format!("{zh}不能早于{its_zh}（{first_day}）"),
                format!("“{en}” must not be before “{its_en}” ({first_day})"),
            );
        } else if its > mine && is_first && first < day {
            found.refuse(
                "fund_steps.order",
                "on",
                format!("{zh}不能晚于{its_zh}（{first_day}）"),
                format!("“{en}” must not be after “{its_en}” ({first_day})"),
            );
        }
    }
    let counted = matches!(record.text("step"), "issued" | "arrived");
    if counted && record.int("amount").is_none() {
        found.refuse("fund_steps.amount_missing", "amount", "下达和到账必须填金额", "issued and arrived need an amount");
    }
    if counted && record.text("document").is_empty() {
        let zh = "没有填文号或凭证号，核验时要用；请补上或说明";
        let en = "no document or voucher is named, which verification asks for; add it or say why not";
        found.ask("fund_steps.document", "document", zh, en);
    }
    let all = || others.iter().chain([record]);
    let (issued, arrived) = (sum(all(), "issued", "amount"), sum(all(), "arrived", "amount"));
    if issued > 0 && arrived > issued {
        let (issued, arrived) = (grouped(&decimal(issued, 6)), grouped(&decimal(arrived, 6)));
        found.refuse(
            "fund_steps.arrived_over_issued",
            "amount",
            format!("累计到账{arrived}万元，超过下达{issued}万元"),
            format!("{arrived} arrived in all, more than the {issued} issued (ten thousand yuan)"),
        );
    }
}

pub fn parcel_step(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let Some(area) = coming.around.one(&PARCELS, record.get("parcel_id")).and_then(|p| p.int("land")) else { return };
    let others = coming.others("parcel_id");
    let done = sum(others.iter().chain([record]), record.text("step"), "land");
    if done > area {
        let (zh, en) = step(record.register, record.text("step")).map_or(("", ""), |s| (s.1, s.2));
        let (done, area) = (grouped(&decimal(done, 4)), grouped(&decimal(area, 4)));
        found.refuse(
            "parcel_steps.over_area",
            "land",
            format!("累计{zh}{done}亩，超过地块面积{area}亩"),
            format!("{done} mu {en} in all, more than the parcel's {area} mu"),
        );
    }
}

pub fn trip(coming: &Coming<'_>, found: &mut Findings) {
    if coming.day("until_on") < day_number(coming.around.today) && coming.record.text("result").is_empty() {
        found.ask(
            "trips.result",
            "result",
            "已经返回，还没有填成效；请补上，或说明为什么没有成效",
            "the trip is over and has no result; add it, or say why there is none",
        );
    }
}

/// Who finds an enterprise first has the lead.
pub fn lead(coming: &Coming<'_>, found: &mut Findings) {
    if coming.before.is_some_and(|before| before.get("enterprise") == coming.record.get("enterprise")) {
        return;
    }
    let first = coming.others("enterprise").into_iter().min_by_key(|other| (other.recorded_at, other.seq));
    if let Some(first) = first {
        let (number, at) = (first.key(), instant_text(first.recorded_at));
        found.ask(
            "leads.first_talk",
            "enterprise",
            format!("这家企业已有线索{number}，{at}登记在先，首谈归先登记者；如确是另一条线索，请说明"),
            format!("there is lead {number} of this enterprise, registered first, at {at}; the first talk is theirs; if this is another lead, say why"),
        );
    }
}
