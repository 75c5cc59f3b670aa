//! Bulletins 通报: the list, the draft of the period looked at, and the issued ones, frozen — each on the sheet as printed.

use crate::asked::{Asked, encode};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::bulletins::{Asked as Cut, Format};
use acts::keys::CountyKey;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::bulletins::promised;
use domain::calendar::{day_at, day_text};
use domain::document::{Chart, Document};
use domain::lang::Lang;
use domain::policy::{Action, Request, decide};

#[derive(Template)]
#[template(path = "bulletins/list.html")]
struct ListPage {
    f: Frame,
    issued: Vec<Row>,
}

struct Row {
    number: String,
    href: String,
    title: String,
    day: String,
    period: String,
    supersedes: String,
}

#[derive(Template)]
#[template(path = "bulletins/page.html")]
struct SheetPage {
    f: Frame,
    head: String,
    /// Issued: who froze it and what proves it.
    proof: Vec<(String, String)>,
    is_draft: bool,
    sheet: String,
    /// What was made, or can be made, of its next steps: words and address.
    steps: Option<(String, String)>,
    downloads: Vec<(&'static str, String)>,
    figures: usize,
}

const KINDS: [(&str, &str); 6] = [
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("pdf", "application/pdf"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("html", "text/html; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("json", "application/json"),
];

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let issued = desk.office.issued(&desk.scope, desk.looking.as_of)?;
        let rows = issued.iter().map(|b| Row {
            number: b.content.number.clone(),
            href: at("bulletins", &b.content.number),
            title: b.content.title.replace('\n', ""),
            day: day_text(day_at(b.recorded_at), desk.lang),
            period: domain::calendar::Period::parse(&b.content.period)
                .map_or_else(|| b.content.period.clone(), |p| p.text(desk.lang)),
            supersedes: b.content.supersedes.clone().unwrap_or_default(),
        });
        let page = ListPage { issued: rows.collect(), f: Frame::of(desk, desk.t("通报", "Bulletins")) };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

pub async fn draft(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let looking = desk.looking;
        let cut = Cut { period: looking.period, as_of: looking.as_of, stage: looking.stage };
        let documents = desk.office.compose(&desk.actor, cut)?;
        let document = in_lang(&documents, desk.lang);
        if let Some(file) = download(desk, document, None)? {
            return Ok(file);
        }
        let head = desk.t("通报草稿", "Draft bulletin");
        let page = SheetPage {
            f: Frame::of(desk, head),
            head: head.to_owned(),
            proof: Vec::new(),
            is_draft: true,
            sheet: sheet(document),
            steps: None,
            downloads: downloads(desk),
            figures: document.figures.len(),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

pub async fn page(State(site): State<Site>, Path(number): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let (bulletin, documents) = desk.office.bulletin(&desk.scope, &number)?;
        // On an earlier day it had not been issued.
        if day_at(bulletin.recorded_at) > desk.looking.as_of {
            return Err(acts::Error::UnknownBulletin(number).into());
        }
        let document = in_lang(&documents, desk.lang);
        if let Some(file) = download(desk, document, Some(&number))? {
            return Ok(file);
        }
        let content = &bulletin.content;
        let t = |zh: &str, en: &str| desk.t(zh, en).to_owned();
        let mut proof = vec![
            (t("文号", "Number"), content.number.clone()),
            (t("印发", "Issued on"), day_text(day_at(bulletin.recorded_at), desk.lang)),
            (t("数据截至", "Figures as of"), day_text(day_at(content.as_of), desk.lang)),
            (t("总账位置", "Ledger no."), bulletin.seq.to_string()),
            (t("摘要（SM3）", "Digest (SM3)"), content.digest.clone()),
        ];
        if let Some(supersedes) = &content.supersedes {
            proof.push((t("更正", "Corrects"), format!("{supersedes} {}", content.reason)));
        }
        let page = SheetPage {
            f: Frame::of(desk, &content.number),
            head: content.number.clone(),
            proof,
            is_draft: false,
            sheet: sheet(document),
            steps: steps(desk, &number, &documents)?,
            downloads: downloads(desk),
            figures: document.figures.len(),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

/// The directive that the next steps became, or where those who may make one of them do.
fn steps(desk: &Desk<'_>, number: &str, documents: &[Document; 2]) -> Result<Option<(String, String)>, Refused> {
    if let Some(made) = desk.office.directive_of_bulletin(&desk.actor, desk.looking.as_of, number)? {
        let words = format!("{} {}", desk.t("下步打算已登记为部署", "Next steps kept as directive"), made.code);
        return Ok(Some((words, at("directives", &made.code))));
    }
    let may = !desk.looking.past && decide(desk.actor.role, Request::of(Action::KeepTasks)).is_ok();
    let words = desk.t("把下步打算登记为部署", "Keep the next steps as a directive").to_owned();
    let promises = promised(in_lang(documents, Lang::Zh)).is_some();
    Ok((may && promises).then(|| (words, format!("/directives/new?bulletin={}", encode(number)))))
}

fn in_lang(documents: &[Document; 2], lang: Lang) -> &Document {
    let [zh, en] = documents;
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

pub fn sheet(document: &Document) -> String {
    let link = |id: &str| format!("/figures/{}", encode(id));
    let svg = |chart: &Chart| documents::chart::svg(chart, documents::chart::Theme::Paper);
    documents::html::body(document, &link, &svg)
}

pub fn downloads(desk: &Desk<'_>) -> Vec<(&'static str, String)> {
    KINDS.iter().map(|&(format, _)| (format, desk.asked.with(&[("format", format)]))).collect()
}

/// A paper of supervision 文书 as the file asked for with `format=`.
pub fn printed(desk: &Desk<'_>, document: &Document, name: &str) -> Result<Option<Answer>, Refused> {
    let Some(format) = format_asked(desk)? else { return Ok(None) };
    let bytes = desk.site.press().print(document, format, None)?;
    Ok(Some(Answer::File(format!("{name}.{}", format.extension()), kind_of(format), bytes)))
}

fn format_asked(desk: &Desk<'_>) -> Result<Option<Format>, Refused> {
    let asked = desk.asked.param("format");
    if asked.is_empty() {
        return Ok(None);
    }
    let format = asked.parse().map_err(|sentence: String| {
        let (zh, en) = sentence.split_once(" · ").unwrap_or((&sentence, &sentence));
        Refused::Bad { code: "web.bad_format", zh: zh.to_owned(), en: en.to_owned() }
    })?;
    Ok(Some(format))
}

fn kind_of(format: Format) -> &'static str {
    KINDS.iter().find(|k| k.0 == format.extension()).map_or("application/octet-stream", |k| k.1)
}

/// The file asked for with `format=`; an issued one carries its signed note.
fn download(desk: &Desk<'_>, document: &Document, number: Option<&str>) -> Result<Option<Answer>, Refused> {
    let Some(format) = format_asked(desk)? else { return Ok(None) };
    let county = desk.actor.county;
    let key = match number {
        Some(_) => Some(CountyKey::of(desk.site.keys(), county)?),
        None => None,
    };
    let bytes = desk.site.press().print(document, format, key.as_ref().map(|k| (k, county)))?;
    let name = match number {
        Some(number) => format!("{number}.{}", format.extension()),
        None => format!("{} {}.{}", desk.t("通报草稿", "draft bulletin"), desk.looking.period, format.extension()),
    };
    Ok(Some(Answer::File(name, kind_of(format), bytes)))
}
