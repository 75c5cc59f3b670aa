//! Boxes 填报栏: what stands in and beside each box of a month's form.

use crate::asked::encode;
use crate::form::Form;
use acts::returns::{Line, Sent, Typed};
use domain::calendar::{Period, day_at, day_text};
use domain::indicators::IndicatorKind;
use domain::lang::Lang;
use domain::measure::{Measure, Ratio, grouped};
use domain::returns::Status;
use domain::targets::time_progress;
use std::collections::BTreeMap;

/// A line as the page shows it.
pub struct Field {
    pub code: String,
    pub label: String,
    pub unit: String,
    pub status: Status,
    pub status_text: &'static str,
    /// Can be typed into today.
    pub open: bool,
    /// What stands reported and verified.
    pub stands: String,
    pub verified: String,
    pub reported_on: String,
    pub typed: Typed,
    /// The amount as it will be filed: 1.2亿 in its measure, １８ as 18.
    pub meant: String,
    /// What somebody else saved in this box since.
    pub theirs: String,
    pub beside: Vec<(String, String)>,
    pub pace: String,
    pub reason: String,
    pub wrong: String,
    pub questions: Vec<String>,
    /// Files of evidence that stand for it.
    pub files: usize,
    /// Can be taken back; can be corrected.
    pub can_withdraw: bool,
    pub can_correct: bool,
}

/// An amount exactly, with thousands separated.
pub fn exact(measure: &Measure, amount: Option<i64>) -> String {
    amount.map_or_else(|| "—".to_owned(), |a| grouped(&measure.exact(a)))
}

impl Field {
    pub fn of(line: &Line, month: Period, today: domain::calendar::Date, lang: Lang, typed: Option<&Typed>) -> Field {
        let measure = &line.indicator.measure;
        let show = |amount| exact(measure, amount);
        let b = &line.background;
        let t = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        let mut beside = vec![
            (t("上月", "Last month"), show(b.months.first().copied().flatten())),
            (t("上年同月", "Same month last year"), show(b.last_year)),
        ];
        if line.indicator.kind == IndicatorKind::Flow {
            beside.push((t("今年前几月累计", "Year so far"), show(Some(b.year_to_date))));
        }
        beside.push((t("年度目标", "Annual target"), show(b.target)));
        let open_state = matches!(line.status, Status::Open | Status::NotReported | Status::Returned);
        let open = line.standing.is_open(today);
        let typed = typed.cloned().unwrap_or_else(|| refill(line));
        Field {
            meant: show(typed.amount(measure)),
            code: line.indicator.code.clone(),
            label: line.indicator.label(lang).to_owned(),
            unit: measure.label(lang).to_owned(),
            status: line.status,
            status_text: line.status.label(lang),
            open: open_state && (open || today <= line.standing.deadline.month.last_day()),
            stands: show(line.reported.or(line.verified)),
            verified: show(line.verified),
            reported_on: line.reported_at.map_or_else(String::new, |at| day_text(day_at(at), lang)),
            typed,
            theirs: String::new(),
            beside,
            pace: pace(line, month, lang),
            reason: line.reason.clone(),
            wrong: String::new(),
            questions: Vec::new(),
            files: 0,
            can_withdraw: matches!(line.status, Status::Reported | Status::ConfirmedZero),
            can_correct: open && matches!(line.status, Status::Verified | Status::Locked),
        }
    }
}

/// What was sent back stands in its box again.
fn refill(line: &Line) -> Typed {
    if line.status != Status::Returned {
        return Typed::default();
    }
    let value = line.reported.map_or_else(String::new, |a| line.indicator.measure.exact(a));
    Typed { value, note: String::new(), voucher: line.voucher.clone(), zero: false }
}

/// How far the year is, before this month is added.
fn pace(line: &Line, month: Period, lang: Lang) -> String {
    let b = &line.background;
    let flow = line.indicator.kind == IndicatorKind::Flow;
    let Some(target) = b.target.filter(|t| *t > 0 && flow) else { return String::new() };
    let total = b.year_to_date.saturating_add(line.reported.or(line.verified).unwrap_or(0));
    let share = crate::words::percent(Ratio::new(total, target));
    let due = crate::words::percent(time_progress(&line.indicator.pace, month, month.last_day()));
    match lang {
        Lang::Zh => format!("已完成年度目标的{share}%，本月末时序进度{due}%"),
        Lang::En => format!("{share} % of the annual target done; time progress at the month's end {due} %"),
    }
}

/// Lines as a form brings them.
pub fn typed(form: &Form) -> BTreeMap<String, Typed> {
    let mut lines: BTreeMap<String, Typed> = BTreeMap::new();
    for (code, text) in form.beginning("v.") {
        lines.entry(code.to_owned()).or_default().value = text.to_owned();
    }
    for (code, text) in form.beginning("n.") {
        lines.entry(code.to_owned()).or_default().note = text.to_owned();
    }
    for (code, text) in form.beginning("p.") {
        lines.entry(code.to_owned()).or_default().voucher = text.to_owned();
    }
    for (code, _) in form.beginning("z.") {
        lines.entry(code.to_owned()).or_default().zero = true;
    }
    lines
}

pub fn sent(lines: &BTreeMap<String, Typed>) -> Vec<Sent> {
    lines.iter().map(|(indicator, typed)| Sent { indicator: indicator.clone(), typed: typed.clone() }).collect()
}

/// Address of a figure.
pub fn figure_address(id: &str) -> String {
    format!("/figures/{}", encode(id))
}
