//! Parts 分工 on the page of a directive: who holds which sentences and how far they are; taken, handed over or given back by one form.

use super::page::at_of;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Choice;
use crate::refused::Refused;
use acts::Error;
use acts::directives::{DirectivePage, PartRow, ProposalRow};
use domain::lang::Lang;

/// The division as the page shows it.
pub struct Parts {
    pub rows: Vec<Row>,
    /// Proposals in nobody's part, `2/5`; empty where nothing is divided.
    pub rest: String,
    /// Sections and parts by their sentences: `3-12`.
    pub ranges: Vec<Choice>,
    pub holders: Vec<Choice>,
    /// Only one's own proposals are shown.
    pub mine: bool,
    /// One holds a part here.
    pub has_own: bool,
    /// To carry in links.
    pub tail: &'static str,
}

pub struct Row {
    pub name: String,
    pub sentences: String,
    /// `12/18`.
    pub progress: String,
    pub is_done: bool,
    pub is_own: bool,
    /// Where the text of it begins on this page.
    pub first: usize,
}

/// `asked`: whether only one's own proposals are asked for.
pub fn parts(desk: &Desk<'_>, page: &DirectivePage, asked: &str) -> Result<Parts, Refused> {
    let lang = desk.lang;
    let division = &page.division;
    let own = |row: &PartRow| row.part.holder == desk.actor.name;
    let has_own = division.parts.iter().any(own);
    let mine = has_own && is_mine(asked);
    let row = |row: &PartRow| Row {
        name: name(row, lang).to_owned(),
        sentences: run(row.first, row.last, lang),
        progress: format!("{}/{}", row.progress.decided, row.progress.all),
        is_done: row.progress.open() == 0,
        is_own: own(row),
        first: row.first,
    };
    let range = |first: usize, last: usize, of: &str| Choice {
        value: format!("{first}-{last}"),
        label: format!("{} {of}", run(first, last, lang)),
        chosen: false,
    };
    let held = division.parts.iter().map(|row| range(row.first, row.last, name(row, lang)));
    let sections = division.sections.iter().map(|section| range(section.first, section.last, &section.heading));
    let holders = desk.office.part_holders(desk.actor.county)?;
    let is_divided = !division.parts.is_empty();
    Ok(Parts {
        rows: division.parts.iter().map(row).collect(),
        rest: if is_divided { format!("{}/{}", division.rest.decided, division.rest.all) } else { String::new() },
        ranges: held.chain(sections).collect(),
        holders: holders
            .iter()
            .map(|one| Choice {
                value: one.code.clone(),
                label: lang.name(&one.name.0, &one.name.1).to_owned(),
                chosen: one.code == desk.actor.name,
            })
            .collect(),
        mine,
        has_own,
        tail: if mine { MINE } else { "" },
    })
}

const MINE: &str = "&mine=1";

pub fn is_mine(asked: &str) -> bool {
    asked == "1"
}

impl Parts {
    /// Is this proposal shown?
    pub fn shows(&self, desk: &Desk<'_>, page: &DirectivePage, row: &ProposalRow) -> bool {
        let of = page.division.part_of(row.proposal.span);
        !self.mine || of.is_some_and(|part| part.part.holder == desk.actor.name)
    }
}

/// Whose part a proposal is of, if it is another's: whoever decides on it is told.
pub fn told(desk: &Desk<'_>, page: &DirectivePage, row: &ProposalRow) -> String {
    let of = page.division.part_of(row.proposal.span).filter(|part| part.part.holder != desk.actor.name);
    of.map_or_else(String::new, |part| match desk.lang {
        Lang::Zh => format!("这一部分由{}负责，您也可以处理", name(part, Lang::Zh)),
        Lang::En => format!("this part is held by {}; you may decide all the same", name(part, Lang::En)),
    })
}

fn name(row: &PartRow, lang: Lang) -> &str {
    lang.name(&row.name.0, &row.name.1)
}

fn run(first: usize, last: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("第{first}–{last}句"),
        Lang::En => format!("sentences {first}–{last}"),
    }
}

/// Give the sentences that the form names to whom it names.
pub fn give(desk: &Desk<'_>, form: &Form, code: &str) -> Result<String, Error> {
    let typed = || Some((form.get("first").trim(), form.get("last").trim()));
    let range = form.get("range").split_once('-').or_else(typed);
    let number = |text: &str| text.parse::<usize>().ok();
    let numbers = range.and_then(|(first, last)| Some((number(first)?, number(last)?)));
    // What is no number names no sentence.
    desk.office.give_part(&desk.caller(form), code, numbers.unwrap_or_default(), form.get("holder"))?;
    Ok(at_of(code, form.get("mine")))
}
