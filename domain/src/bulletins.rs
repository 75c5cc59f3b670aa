//! Bulletins 通报: one frozen cut of the books composed into a sheet, in Chinese or in English.
//!
//! 一、总体情况 二、分项情况 三、存在问题 四、下步打算 and annexes (DOMAIN.md §3.3). Nothing is typed that can be counted:
//! every number is a figure of [`crate::statistics`] and carries the query that gives it again.

mod annexes;
mod approximate;
mod bands;
mod charts;
mod details;
mod digest;
mod facts;
mod late;
mod orders;
mod overall;
pub mod pack;
mod phases;
mod problems;
mod rankings;
mod records;
mod rosters;
mod sentences;
mod sheet;
mod steps;
#[cfg(test)]
mod tests;

pub use digest::{digest_text, figures_in_order};
pub use orders::Followed;
pub use records::{Campaign, Commitment, CountyNames};
pub use steps::promised;

use crate::calendar::{Date, Period, day_text};
use crate::document::{Document, Imprint};
use crate::lang::Lang;
use crate::statistics::Books;
use facts::Facts;
use sheet::Sheet;

/// Everything a bulletin is composed from, frozen.
#[derive(Clone, Debug)]
pub struct Cut<'a> {
    pub books: &'a Books,
    pub period: Period,
    pub county: CountyNames,
    /// In the order in which they are written.
    pub campaigns: Vec<Campaign>,
    pub commitments: Vec<Commitment>,
    /// Orders that were given out, of those that its reader may see.
    pub orders: Vec<Followed>,
    /// Where in the ledger the cut was made: a bare number is the last entry read; other words are printed as they are.
    pub position: String,
}

/// Compose the bulletin of a cut: a draft 草稿, without a number.
pub fn compose(cut: &Cut<'_>, lang: Lang) -> Document {
    let facts = Facts::new(cut, lang);
    let mut sheet = Sheet::default();
    let annexes = annexes::compose(&facts);
    overall::opening(&facts, &mut sheet);
    overall::write(&facts, &mut sheet);
    details::write(&facts, &annexes, &mut sheet);
    problems::write(&facts, &mut sheet);
    steps::write(&facts, &mut sheet);

    let Sheet { blocks, mut figures } = sheet;
    figures.absorb(annexes.figures);
    let office = cut.county.office.of(lang).to_owned();
    let day = day_text(cut.books.as_of, lang);
    Document {
        lang,
        head: match lang {
            Lang::Zh if !office.is_empty() => format!("{office}文件"),
            Lang::Zh | Lang::En => office.clone(),
        },
        number: None,
        title: overall::title(&facts),
        addressees: cut.county.addressees.of(lang).to_owned(),
        blocks,
        annexes: annexes.list,
        signed_by: office.clone(),
        signed_on: day.clone(),
        imprint: Imprint { copies: cut.county.copies.of(lang).to_owned(), printed_by: office, printed_on: day },
        basis: overall::basis(&facts),
        watermark: lang.of("草稿", "DRAFT").to_owned(),
        proof: Vec::new(),
        figures: figures.into_list(),
    }
}

/// The issued form of a draft: numbered, dated and proved; nothing it states changes.
pub fn issue(mut document: Document, number: &str, day: Date, proof: Vec<String>) -> Document {
    document.number = Some(number.to_owned());
    document.signed_on = day_text(day, document.lang);
    document.imprint.printed_on = document.signed_on.clone();
    document.proof = proof;
    document.watermark = String::new();
    document
}
