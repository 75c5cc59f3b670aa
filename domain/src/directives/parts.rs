//! Parts 分工: a long text divided among those who decide on its proposals, each a run of whole sentences with one holder.
//!
//! A part is told, not enforced: whoever may decide on proposals may decide on those of another's part, too.

use super::{Outcome, Span, Unsound};
use crate::calendar::{Date, day_at};
use crate::registers::Record;

/// A run of sentences that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub span: Span,
    /// An account.
    pub holder: String,
    pub since: Date,
}

impl Part {
    /// `None`: it was given back.
    pub fn from_record(record: &Record) -> Option<Part> {
        let place = |column: &str| record.int(column).and_then(|n| usize::try_from(n).ok());
        let holder = record.text("holder");
        (!holder.is_empty()).then_some(Part {
            span: Span { from: place("from_char")?, to: place("to_char")? },
            holder: holder.to_owned(),
            since: day_at(record.recorded_at),
        })
    }

    /// Is a proposal of this part? It is of the part in which its words begin.
    pub fn holds(&self, proposal: Span) -> bool {
        (self.span.from..self.span.to).contains(&proposal.from)
    }
}

/// How many proposals are decided 进度.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub decided: usize,
    pub all: usize,
}

impl Progress {
    pub fn count(&mut self, outcome: Outcome) {
        self.all += 1;
        self.decided += usize::from(outcome != Outcome::Open);
    }

    pub fn open(self) -> usize {
        self.all - self.decided
    }
}

/// The sentences from one number to another as a part beside those there are. A part that begins with the same sentence is given
/// anew, made longer or shorter; no other is touched.
pub fn run_of(sentences: &[Span], first: usize, last: usize, parts: &[Part]) -> Result<Span, Unsound> {
    let nth = |number: usize| number.checked_sub(1).and_then(|at| sentences.get(at));
    let (Some(begin), Some(end)) = (nth(first), nth(last)) else { return Err(Unsound::NoSuchSentences) };
    let span = Span { from: begin.from, to: end.to };
    if span.from >= span.to {
        return Err(Unsound::NoSuchSentences);
    }
    let meets = |part: &Part| part.span.from != span.from && part.span.meets(span);
    if parts.iter().any(meets) { Err(Unsound::PartsMeet) } else { Ok(span) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directives::sentences;

    #[test]
    fn parts_are_whole_sentences_and_do_not_meet() {
        let text = sentences("一句。二句。三句。四句。");
        let held = [Part { span: Span { from: 3, to: 9 }, holder: "wang".to_owned(), since: Date::constant(2026, 4, 8) }];
        assert_eq!(run_of(&text, 1, 1, &held), Ok(Span { from: 0, to: 3 }));
        assert_eq!(run_of(&text, 2, 3, &held), Ok(Span { from: 3, to: 9 }), "handed over");
        assert_eq!(run_of(&text, 2, 4, &held), Ok(Span { from: 3, to: 12 }), "made longer");
        assert_eq!(run_of(&text, 3, 4, &held), Err(Unsound::PartsMeet));
        assert_eq!(run_of(&text, 1, 4, &held), Err(Unsound::PartsMeet));
        for (first, last) in [(0, 1), (1, 5), (3, 2)] {
            assert_eq!(run_of(&text, first, last, &[]), Err(Unsound::NoSuchSentences));
        }
        assert!(held[0].holds(Span { from: 5, to: 11 }) && !held[0].holds(Span { from: 2, to: 5 }));
    }
}
