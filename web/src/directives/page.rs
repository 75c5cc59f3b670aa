//! One directive 部署: on the left the text, every sentence marked by what became of it; on the right the proposals, one at hand.

use super::parts::{Parts, is_mine, parts, told};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::directives::{DirectivePage, ProposalRow, SentenceRow, cue_label};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::day_text;
use domain::directives::{Origin, Outcome, Span};
use domain::lang::Lang;
use domain::measure::Ratio;
use domain::policy::{Action, Request, decide};
use domain::registers::{DIRECTIVE_KINDS, PLEDGES, Record};
use domain::tasks::{Recurrence, TaskState};

#[derive(Template)]
#[template(path = "directives/page.html")]
struct Page {
    f: Frame,
    code: String,
    title: String,
    meta: String,
    /// The bulletin whose next steps it has: number and address.
    bulletin: Option<(String, String)>,
    tally: String,
    sentences: usize,
    text: Vec<Piece>,
    proposals: Vec<Row>,
    at: Option<Hand>,
    previous: String,
    next: String,
    drafts: usize,
    /// Pledges signed for it: unit and address of the sheet.
    pledges: Vec<(String, String)>,
    wrong: String,
    /// What asking the county's model came to.
    said: String,
    /// The county's model, where there is one.
    model: String,
    may: bool,
    parts: Parts,
}

/// A stretch of the text: a sentence, or what stands between two.
struct Piece {
    words: String,
    /// done, behind, task, open, refused, plain, or nothing between sentences.
    class: &'static str,
    fate: String,
    /// Where a click leads: the only task of it, or the proposal of it.
    href: String,
    /// The proposal at hand is of it.
    here: bool,
    number: usize,
}

struct Row {
    place: i64,
    action: String,
    by_model: bool,
    outcome: &'static str,
    open: bool,
    here: bool,
    reason: String,
}

/// The proposal at hand, as its form shows it.
struct Hand {
    place: i64,
    seq: i64,
    action: String,
    leads: String,
    supports: String,
    due: String,
    results: String,
    recurrences: Vec<Choice>,
    certainty: String,
    /// Who proposed it, unless the rules did, and why.
    cue: String,
    /// 模型提出，请核对
    by_model: String,
    /// Whose part it is of, if it is another's.
    told: String,
    quote: String,
    /// The sentence it is of, on this page.
    sentence: usize,
    is_open: bool,
    outcome: &'static str,
    /// The next open proposal, into which this one can be merged.
    merges: i64,
}

pub async fn page(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| Ok(Answer::Fresh(shown(desk, &code, None, Told::default())?))).await
}

/// What is told above the page.
#[derive(Default)]
pub struct Told {
    pub wrong: String,
    pub said: String,
}

/// The page, with the proposal at hand as it was typed where something was wrong with it.
pub fn shown(desk: &Desk<'_>, code: &str, typed: Option<&Form>, told: Told) -> Result<String, Refused> {
    let lang = desk.lang;
    let page = desk.office.directive(&desk.actor, desk.looking.as_of, code)?;
    let may = !desk.looking.past && decide(desk.actor.role, Request::of(Action::KeepTasks)).is_ok();
    let given = |name: &str| typed.map_or_else(|| desk.asked.param(name), |form| form.get(name)).to_owned();
    let parts = parts(desk, &page, &given("mine"))?;
    let shown: Vec<&ProposalRow> = page.proposals.iter().filter(|row| may && parts.shows(desk, &page, row)).collect();
    let asked = typed.map_or_else(|| desk.asked.param("at"), |form| form.get("place")).parse::<i64>().ok();
    let first = || shown.iter().position(|p| p.outcome == Outcome::Open);
    let at_hand = asked.and_then(|place| shown.iter().position(|p| p.place == place)).or_else(first);
    let to = |place: Option<usize>| {
        let place = place.and_then(|place| shown.get(place)).map(|p| p.place);
        place.map_or_else(String::new, |place| format!("{}?at={place}{}", at("directives", code), parts.tail))
    };
    let marked = at_hand.and_then(|at| shown.get(at)).map(|p| p.proposal.span);
    let drafts = page.sentences.iter().flat_map(|s| &s.tasks).filter(|t| t.state == TaskState::Draft);
    let drafts = drafts.map(|t| &t.code).collect::<std::collections::BTreeSet<_>>().len();
    let kind = DIRECTIVE_KINDS.iter().find(|k| k.0 == page.directive.kind).map_or("", |k| lang.of(k.1, k.2));
    let meta = [kind, &page.directive.number, &page.directive.issuer, &page.directive.speaker];
    let meta: Vec<&str> = meta.into_iter().filter(|m| !m.is_empty()).collect();
    let made = Page {
        f: Frame::of(desk, &page.directive.title),
        code: code.to_owned(),
        title: page.directive.title.clone(),
        meta: format!("{} · {}", meta.join(" · "), day_text(page.directive.on, lang)),
        bulletin: Some(&page.bulletin)
            .filter(|number| !number.is_empty())
            .map(|number| (number.clone(), at("bulletins", number))),
        tally: page.fate.sentence(lang),
        sentences: page.sentences.len(),
        text: pieces(&page, marked, code, may, lang),
        proposals: shown.iter().enumerate().map(|(n, p)| row(p, at_hand == Some(n), lang)).collect(),
        at: at_hand.map(|at| hand(desk, &page, (&shown, at), typed)).transpose()?,
        previous: to(at_hand.and_then(|at| at.checked_sub(1))),
        next: to(at_hand.map(|at| at + 1)),
        drafts,
        pledges: pledges(desk, code)?,
        wrong: told.wrong,
        said: told.said,
        model: desk.office.model.as_ref().map(|model| model.name.clone()).unwrap_or_default(),
        may,
        parts,
    };
    Ok(made.render()?)
}

/// Pledges of units for a directive.
fn pledges(desk: &Desk<'_>, code: &str) -> Result<Vec<(String, String)>, Refused> {
    let books = desk.books()?;
    let named = |record: &Record| {
        let number = record.int("unit_id")?;
        let unit = books.books.units.iter().find(|u| i64::from(u.number) == number)?;
        Some((unit.label(desk.lang).to_owned(), format!("{}?format=pdf", at("pledges", record.text("pledge_id")))))
    };
    let of_it = books.books.records(PLEDGES.noun).iter().filter(|r| r.text("directive_id") == code);
    Ok(of_it.filter_map(named).collect())
}

/// The page again, of one's own proposals only if it was so.
pub fn at_of(code: &str, mine: &str) -> String {
    at("directives", code) + if is_mine(mine) { "?mine=1" } else { "" }
}

/// The text in pieces, nothing of it left out.
fn pieces(page: &DirectivePage, marked: Option<Span>, code: &str, may: bool, lang: Lang) -> Vec<Piece> {
    let text = &page.directive.text;
    let between = |from: usize, to: usize| Piece {
        words: Span { from, to }.of(text),
        class: "",
        fate: String::new(),
        href: String::new(),
        here: false,
        number: 0,
    };
    let (mut all, mut done) = (Vec::new(), 0);
    for (number, sentence) in page.sentences.iter().enumerate() {
        if sentence.span.from > done {
            all.push(between(done, sentence.span.from));
        }
        done = sentence.span.to;
        let proposal = page.proposals.iter().find(|p| p.proposal.span.meets(sentence.span));
        let href = match (sentence.tasks.as_slice(), proposal) {
            ([task, ..], _) => at("tasks", &task.code),
            ([], Some(proposal)) if may => format!("{}?at={}", at("directives", code), proposal.place),
            ([], _) => String::new(),
        };
        all.push(Piece {
            words: sentence.words.clone(),
            class: class(sentence),
            fate: sentence.fate.sentence(lang),
            href,
            here: marked.is_some_and(|span| span.meets(sentence.span)),
            number: number + 1,
        });
    }
    let length = text.chars().count();
    if length > done {
        all.push(between(done, length));
    }
    all
}

fn class(sentence: &SentenceRow) -> &'static str {
    let fate = sentence.fate;
    if fate.behind > 0 {
        "late"
    } else if fate.tasks > 0 && fate.done == fate.tasks {
        "done"
    } else if fate.tasks > 0 {
        "task"
    } else if fate.open > 0 {
        "open"
    } else if fate.rejected > 0 {
        "refused"
    } else {
        "plain"
    }
}

fn row(proposal: &ProposalRow, here: bool, lang: Lang) -> Row {
    Row {
        place: proposal.place,
        action: proposal.proposal.action.clone(),
        by_model: matches!(proposal.proposal.origin, Origin::Model(_)),
        outcome: proposal.outcome.label(lang),
        open: proposal.outcome == Outcome::Open,
        here,
        reason: proposal.reason.clone(),
    }
}

fn hand(
    desk: &Desk<'_>,
    page: &DirectivePage,
    (shown, at): (&[&ProposalRow], usize),
    typed: Option<&Form>,
) -> Result<Hand, Refused> {
    let lang = desk.lang;
    let units = desk.office.with_roll(desk.actor.county, desk.looking.as_of, |roll| roll.units.clone())?;
    // Names are read and typed; numbers are what is kept.
    let named = |codes: &[String]| {
        let name = |code: &String| units.iter().find(|u| u.code == *code).map_or(code.as_str(), |u| u.label(lang)).to_owned();
        codes.iter().map(name).collect::<Vec<_>>().join(lang.of("；", "; "))
    };
    let ProposalRow { place, seq, proposal, outcome, .. } = shown[at];
    let given = |name: &str, stands: String| typed.map_or(stands, |form| form.get(name).to_owned());
    let how = given("recurrence", proposal.recurrence.code().to_owned());
    let choice = |r: Recurrence| Choice { value: r.code().to_owned(), label: r.label(lang).to_owned(), chosen: r.code() == how };
    let (mut cue, mut by_model) = (cue_label(&proposal.cue, lang), String::new());
    match &proposal.origin {
        Origin::Rules => {}
        Origin::Person => cue = proposal.origin.label(lang),
        Origin::Model(_) => by_model = proposal.origin.label(lang),
    }
    let following = shown.iter().skip(at + 1).find(|p| p.outcome == Outcome::Open);
    Ok(Hand {
        place: *place,
        seq: *seq,
        action: given("action", proposal.action.clone()),
        leads: given("leads", named(&proposal.leads)),
        supports: given("supports", named(&proposal.supports)),
        due: given("due", proposal.due.map_or_else(String::new, |due| due.to_string())),
        results: given("results", proposal.results.clone()),
        recurrences: Recurrence::ALL.map(choice).into(),
        certainty: crate::words::percent(Ratio::new(proposal.certainty, 10_000)),
        cue,
        by_model,
        told: told(desk, page, shown[at]),
        quote: proposal.span.of(&page.directive.text),
        is_open: *outcome == Outcome::Open,
        outcome: outcome.label(lang),
        merges: following.map_or(0, |p| p.place),
        sentence: page.sentences.iter().position(|s| s.span.meets(proposal.span)).map_or(0, |at| at + 1),
    })
}
