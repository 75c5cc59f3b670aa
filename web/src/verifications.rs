//! Verifications 核验: the queue of an office, one return held against its evidence, and what became of the reports.

mod decide;
mod report;
mod sheet;

pub use decide::{accept_all, decide};
pub use report::report;
pub use sheet::page;

use crate::asked::{Asked, encode};
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::Pager;
use crate::words::{iso, percent};
use acts::finding::Needle;
use acts::verifications::{Docket, Item, Order};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::{day_at, day_number, day_text};
use domain::lang::Lang;
use domain::measure::grouped;
use domain::policy::Action;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "verifications/queue.html")]
struct QueuePage {
    f: Frame,
    rows: Vec<Row>,
    all: usize,
    plain: usize,
    /// Waiting longer than three working days.
    old: usize,
    campaigns: Vec<Choice>,
    ages: Vec<Choice>,
    orders: Vec<Choice>,
    unit: String,
    pager: Pager,
    done: String,
}

struct Row {
    href: String,
    /// Field of the form that accepts in bulk; empty where it takes a look of its own.
    pick: String,
    seen: String,
    unit: String,
    indicator: String,
    month: String,
    amount: String,
    uom: String,
    status: &'static str,
    age: String,
    reported_on: String,
    reported_text: String,
    share: String,
    files: usize,
    marks: Vec<String>,
}

/// The address of one return's sheet.
pub fn address(unit: &str, indicator: &str, month: domain::calendar::Period) -> String {
    format!("/verifications/{}/{}/{month}", encode(unit), encode(indicator))
}

fn item_address(item: &Item) -> String {
    address(&item.unit, &item.indicator, item.named.month)
}

/// The queue as it was asked for.
fn queue(desk: &Desk<'_>) -> Result<(Vec<Item>, Docket), Refused> {
    let asked = desk.asked;
    let order = if asked.param("order") == "size" { Order::Size } else { Order::Age };
    let (mut items, docket) = desk.office.verification_queue(&desk.actor, order)?;
    let age: u32 = asked.param("age").parse().unwrap_or(0);
    let campaign = asked.param("campaign");
    let words = Needle::of(asked.param("unit"));
    let month = asked.param("month");
    let is_of = |item: &Item| {
        let Some(unit) = docket.unit(item.named.unit) else { return false };
        words.is_empty() || [&unit.name, &unit.name_en, &unit.code].into_iter().any(|name| words.is_in(name))
    };
    items.retain(|item| {
        (campaign.is_empty() || item.campaign == campaign)
            && (month.is_empty() || item.named.month.to_string() == month)
            && item.age.unwrap_or(u32::MAX) >= age
            && is_of(item)
    });
    Ok((items, docket))
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::VerifyReturn, asked, |desk| {
        let (items, docket) = queue(desk)?;
        let pager = Pager::new(desk.asked, items.len())?;
        let done = desk.asked.param("done").parse::<usize>().ok();
        let page = QueuePage {
            f: Frame::of(desk, desk.t("核验", "Verify")),
            all: items.len(),
            plain: items.iter().filter(|i| i.is_plain()).count(),
            old: items.iter().filter(|i| i.age.is_none_or(|a| a > 3)).count(),
            campaigns: campaigns(desk, &docket)?,
            ages: ages(desk),
            orders: orders(desk),
            unit: desk.asked.param("unit").to_owned(),
            done: done.map(|n| accepted(n, desk.lang)).unwrap_or_default(),
            rows: items[pager.range()].iter().map(|item| row(desk, &docket, item)).collect(),
            pager,
        };
        Ok(Answer::Fresh(page.render()?))
    })
    .await
}

fn accepted(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已核验{count}项，均按上报数认可。"),
        Lang::En => format!("{count} verified as reported."),
    }
}

fn row(desk: &Desk<'_>, docket: &Docket, item: &Item) -> Row {
    let lang = desk.lang;
    let (unit, indicator) = (docket.unit(item.named.unit), docket.indicator(item.named.indicator));
    let month = item.named.month;
    let reported = day_at(item.reported_at);
    let mut marks: Vec<String> = item.questions.iter().map(|q| q.sentence(lang).to_owned()).collect();
    marks.extend(item.flags.iter().map(|f| f.sentence(lang, &|register, record| place(docket, register, record, lang))));
    Row {
        href: item_address(item),
        pick: if item.is_plain() { format!("pick.{}/{}/{month}", item.unit, item.indicator) } else { String::new() },
        seen: item.seen.to_string(),
        unit: unit.map_or(item.unit.as_str(), |u| u.label(lang)).to_owned(),
        indicator: indicator.map_or(item.indicator.as_str(), |i| lang.name(&i.name, &i.name_en)).to_owned(),
        month: month.text(lang),
        amount: indicator.map_or_else(String::new, |i| grouped(&i.measure.exact(item.amount))),
        uom: indicator.map_or_else(String::new, |i| i.measure.label(lang).to_owned()),
        status: item.status.label(lang),
        age: item.age.map_or("—".to_owned(), |a| a.to_string()),
        reported_on: iso(Some(day_number(reported))),
        reported_text: day_text(reported, lang),
        share: item.share.map(|s| format!("{}%", percent(s))).unwrap_or_default(),
        files: item.files,
        marks,
    }
}

/// A record in words: a return by unit, indicator and month, any other by its register and key.
fn place(docket: &Docket, noun: &str, key: &str, lang: Lang) -> String {
    let of_return = acts::evidence::Named::of_key(key).filter(|_| noun == "returns").and_then(|named| {
        let (unit, indicator) = (docket.unit(named.unit)?, docket.indicator(named.indicator)?);
        let indicator = lang.name(&indicator.name, &indicator.name_en);
        Some(format!("{} {indicator} {}", unit.label(lang), named.month.text(lang)))
    });
    of_return.unwrap_or_else(|| {
        let register = domain::registers::register(noun).map_or(noun, |r| lang.of(r.zh, r.en));
        format!("{register} {}", key.replace('|', " · "))
    })
}

fn choice(value: &str, label: &str, chosen: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), chosen: value == chosen }
}

/// Campaigns of the returns this office judges.
fn campaigns(desk: &Desk<'_>, docket: &Docket) -> Result<Vec<Choice>, Refused> {
    let codes: BTreeSet<&str> = docket.indicators.iter().map(|i| i.campaign.as_str()).collect();
    let books = desk.books()?;
    let chosen = desk.asked.param("campaign");
    let mut all = vec![choice("", desk.t("全部", "all"), chosen)];
    let of = books.books.records("campaigns").iter().filter(|c| codes.contains(c.text("campaign_id")));
    all.extend(of.map(|c| choice(c.text("campaign_id"), crate::words::name(c, desk.lang), chosen)));
    Ok(all)
}

fn ages(desk: &Desk<'_>) -> Vec<Choice> {
    let chosen = desk.asked.param("age");
    let of = |n: &str, zh, en| choice(n, desk.t(zh, en), chosen);
    vec![
        of("", "不限", "any"),
        of("1", "1个工作日以上", "1 working day or more"),
        of("3", "3个工作日以上", "3 working days or more"),
        of("5", "5个工作日以上", "5 working days or more"),
    ]
}

fn orders(desk: &Desk<'_>) -> Vec<Choice> {
    let chosen = desk.asked.param("order");
    vec![
        choice("", desk.t("等得最久的在前", "longest waiting first"), chosen),
        choice("size", desk.t("数额最大的在前", "largest first"), chosen),
    ]
}
