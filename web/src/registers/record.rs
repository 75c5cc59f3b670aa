//! Record 记录: one record of any register, its parts, and its history with who changed what, when and why.

use super::{Shelf, cell_line, head, record_page, text};
use crate::asked::{Asked, address};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::registers::Version;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::actors::Role;
use domain::calendar::instant_text;
use domain::registers::{Keeper, Record, Register, register};

#[derive(Template)]
#[template(path = "registers/record.html")]
struct RecordPage {
    f: Frame,
    name: &'static str,
    noun: &'static str,
    key: String,
    /// Column, what stands there, where it leads.
    facts: Vec<(&'static str, Item)>,
    parts: Vec<Part>,
    history: Grid,
    /// Files shown for it; empty for what is set, which needs none.
    evidence: String,
    edit: String,
    /// The page of its own that shows more, where it has one.
    more: String,
}

struct Part {
    name: &'static str,
    grid: Grid,
    add: String,
}

pub async fn page(State(site): State<Site>, Path(noun): Path<String>, asked: Asked) -> Response {
    site.anybody(asked, move |desk| {
        let register = register(&noun).ok_or(Refused::NotFound)?;
        let shelf = Shelf::of(desk, register)?;
        let key = desk.asked.param("key");
        let record = shelf.records.iter().find(|r| r.key() == key).ok_or(Refused::NotFound)?;
        let lang = desk.lang;
        let line = cell_line(desk, &shelf.gathered.books, record);
        let facts = register.columns.iter().zip(line).zip(&record.values).filter(|(_, value)| !value.is_null());
        let more = crate::words::record_address(register.noun, key);
        let edit = if !desk.looking.past && desk.office.may_correct(&desk.actor, record)? {
            edit_page(register, key)
        } else {
            String::new()
        };
        let (evidence, takes_files) = match register.keeper {
            Keeper::Campaign | Keeper::Tasks => crate::evidence::panel(desk, register.noun, key)?,
            Keeper::Organisation | Keeper::Accounts | Keeper::Roles | Keeper::Rules | Keeper::Targets | Keeper::Filing => {
                (String::new(), false)
            }
        };
        let page = RecordPage {
            evidence,
            f: Frame::of(desk, lang.of(register.zh, register.en)),
            name: lang.of(register.zh, register.en),
            noun: register.noun,
            key: key.to_owned(),
            facts: facts
                .map(|((column, item), _)| (lang.of(column.zh, column.en), measured(item, &head(column, lang).unit)))
                .collect(),
            parts: parts(desk, register, key, !edit.is_empty())?,
            history: history(desk, &shelf, register, key)?,
            edit,
            more: if more.starts_with("/registers/") { String::new() } else { more },
        };
        let html = page.render()?;
        Ok(if takes_files { Answer::Fresh(html) } else { Answer::Html(html) })
    })
    .await
}

/// A value with its unit of measure.
fn measured(mut item: Item, unit: &str) -> Item {
    if !unit.is_empty() {
        item.text = format!("{} {unit}", item.text);
    }
    item
}

fn edit_page(register: &Register, key: &str) -> String {
    address(&format!("/registers/{}/edit", register.noun), [("key", key)].into_iter())
}

/// What somebody may do with a record that has a page of its own: correct it, add its parts.
pub fn keeping(desk: &Desk<'_>, record: &Record) -> Result<Vec<(String, String)>, Refused> {
    if desk.looking.past || !desk.office.may_correct(&desk.actor, record)? {
        return Ok(Vec::new());
    }
    let key = record.key();
    let mut links = vec![(desk.t("更正", "Correct").to_owned(), edit_page(record.register, &key))];
    links.extend(record.register.parts().map(|part| {
        let name = desk.lang.of(part.zh, part.en);
        (format!("{}{name}", desk.t("新增", "Add: ")), add_page(part, &key))
    }));
    Ok(links)
}

/// Its stages, arrivals, steps: each with a link to add one.
fn parts(desk: &Desk<'_>, whole: &'static Register, key: &str, keeps: bool) -> Result<Vec<Part>, Refused> {
    let mut parts = Vec::new();
    for register in whole.parts() {
        let column = register.part_of.unwrap_or("");
        let shelf = Shelf::of(desk, register)?;
        let records = shelf.records.iter().filter(|r| r.text(column) == key);
        let lines = records.map(|r| {
            let mut items = cell_line(desk, &shelf.gathered.books, r);
            items.remove(register.column(column).unwrap_or(0));
            items.insert(0, Item::link(desk.t("打开", "Open"), record_page(register.noun, &r.key())));
            Line::of(items)
        });
        let columns = register.columns.iter().filter(|c| c.name != column).map(|c| head(c, desk.lang));
        parts.push(Part {
            name: desk.lang.of(register.zh, register.en),
            grid: Grid {
                name: register.noun,
                caption: desk.lang.of(register.zh, register.en).to_owned(),
                columns: std::iter::once(Col::way("")).chain(columns).collect(),
                lines: lines.collect(),
                empty: desk.t("还没有记录。", "Nothing is recorded yet.").to_owned(),
                lang: desk.lang,
                ..Grid::default()
            },
            add: if keeps { add_page(register, key) } else { String::new() },
        });
    }
    Ok(parts)
}

/// Where a part of a record is added.
fn add_page(part: &Register, whole: &str) -> String {
    address(&format!("/registers/{}/new", part.noun), [(part.part_of.unwrap_or(""), whole)].into_iter())
}

/// Newest first: what changed, by whom, why.
fn history(desk: &Desk<'_>, shelf: &Shelf, register: &'static Register, key: &str) -> Result<Grid, Refused> {
    let lang = desk.lang;
    let versions = desk.office.history(&desk.actor, register, key, desk.looking.as_of)?;
    let lines = versions.iter().enumerate().rev().map(|(place, version)| {
        let before = place.checked_sub(1).map(|p| &versions[p]);
        let act = version.act.as_ref();
        let role = act.and_then(|a| Role::parse(&a.role)).map_or("", |r| r.label(lang));
        Line::of(vec![
            Item::text(instant_text(version.record.recorded_at)),
            Item::text(act.map_or_else(String::new, |a| format!("{} {role}", a.actor))),
            Item::text(changes(shelf, version, before, desk)),
            Item::text(act.map_or("", |a| a.reason.as_str())),
            Item::text(version.record.seq.to_string()),
        ])
    });
    Ok(Grid {
        name: "history",
        caption: desk.t("沿革", "History").to_owned(),
        columns: [
            desk.t("登记时间", "Recorded at"),
            desk.t("经办人", "By"),
            desk.t("变动", "What changed"),
            desk.t("理由", "Reason"),
            desk.t("总账号", "Ledger no."),
        ]
        .map(Col::text)
        .into(),
        lines: lines.collect(),
        lang,
        ..Grid::default()
    })
}

fn changes(shelf: &Shelf, version: &Version, before: Option<&Version>, desk: &Desk<'_>) -> String {
    let lang = desk.lang;
    let Some(before) = before else { return desk.t("首次登记", "first recorded").to_owned() };
    let said = |r: &Record, place: usize| {
        let said = text(r, place, &shelf.gathered.books, lang);
        if said.is_empty() { desk.t("（空）", "(empty)").to_owned() } else { said }
    };
    let part = |place: usize| {
        let column = &version.record.register.columns[place];
        format!(
            "{}{}{} → {}",
            lang.of(column.zh, column.en),
            desk.t("：", ": "),
            said(&before.record, place),
            said(&version.record, place)
        )
    };
    let parts: Vec<String> = version.changed(before).into_iter().map(part).collect();
    if parts.is_empty() { desk.t("内容未变", "nothing changed").to_owned() } else { parts.join(desk.t("；", "; ")) }
}
