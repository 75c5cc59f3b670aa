//! Reading 读文: a Chinese official text in; its shape, sentences, proposed tasks and reported figures out.
//!
//! The road, in one direction: text → shape → sentences → quantities and times → owners → tasks and figures. Nothing here tells
//! the time, opens a file or asks a network: whoever reads brings the text, the day from which it counts, and the county's units.
//! What is found is a proposal with its place, its cues and how sure it is; nothing is found that the text does not say. What a
//! county's own model adds is held against the text in the same way (`model`).
#![forbid(unsafe_code)]

mod duties;
mod figures;
mod letterhead;
mod lexicon;
pub mod model;
mod numbers;
mod owners;
mod proposals;
mod remarks;
mod score;
mod secrecy;
mod sentences;
mod shape;
mod tasks;
mod tense;
mod text;
mod times;
mod view;
mod words;

pub use proposals::{
    Comparison, ComparisonKind, Cue, Deadline, Due, Owner, OwnerSource, Part, ProposedFigure, ProposedTask, Quantity, Recurrence,
    Target,
};
pub use remarks::{Remark, RemarkKind};
pub use score::{Annotated, Measured, Score, measure};
pub use secrecy::secrecy_mark;
pub use sentences::{Nature, Sentence};
pub use shape::{Kind, Section, Shape};
pub use text::{Span, cleaned};
pub use view::json;

use domain::calendar::{Date, WorkingDays};
use domain::units::Unit;

/// What a text cannot say itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The day of the text, from which its deadlines count. Where none is given, the text's own date is taken if it has one.
    pub date: Option<Date>,
    /// The county's units, matched by name and alias.
    pub units: &'a [Unit],
    /// The yearly notices, for deadlines in working days.
    pub working_days: Option<&'a WorkingDays>,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The text to which every [`Span`] points: as given, but without byte-order marks and carriage returns.
    pub text: String,
    /// The day from which deadlines were counted.
    pub date: Option<Date>,
    pub shape: Shape,
    /// In order; they do not overlap.
    pub sentences: Vec<Sentence>,
    pub tasks: Vec<ProposedTask>,
    pub figures: Vec<ProposedFigure>,
    pub remarks: Vec<Remark>,
}

impl Reading {
    /// The words at a place.
    pub fn quote(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// Why this is no text to be read for tasks, if so: empty, another language, a novel.
    pub fn objection(&self) -> Option<&Remark> {
        self.remarks.iter().find(|remark| remark.kind.objects())
    }
}

/// Read a text. Any text is read to its end; what is doubtful stands in the remarks.
pub fn read(text: &str, context: &Context<'_>) -> Reading {
    tasks::assemble(text, context)
}

/// The headings of a text that was cleaned, without reading it for tasks.
pub fn sections(text: &str) -> Vec<Section> {
    shape::headings(&text::Text::new(text))
}
