//! Sentences 句: the text cut into sentences and clauses, each with its place.

use crate::shape::{self, Block, Shape};
use crate::text::{Run, Span, Text};
use domain::lang::Lang;

/// A sentence 句, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub span: Span,
    /// Index of its section in [`Shape::sections`].
    pub section: Option<usize>,
    pub fate: Fate,
}

/// What became of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// At least one task is proposed from it.
    Task,
    /// At least one figure, and no task.
    Figure,
    /// Asks for something that nobody can supervise.
    Exhortation,
    /// A consequence, a prohibition or a standing rule.
    Rule,
    Heading,
    /// Title, addressees, date, notices of a document site.
    Frame,
    /// Told, not asked.
    Narration,
}

impl Fate {
    pub const ALL: [Fate; 7] =
        [Fate::Task, Fate::Figure, Fate::Exhortation, Fate::Rule, Fate::Heading, Fate::Frame, Fate::Narration];

    pub fn code(self) -> &'static str {
        match self {
            Fate::Task => "task",
            Fate::Figure => "figure",
            Fate::Exhortation => "exhortation",
            Fate::Rule => "rule",
            Fate::Heading => "heading",
            Fate::Frame => "frame",
            Fate::Narration => "narration",
        }
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Fate::Task => lang.of("任务", "task"),
            Fate::Figure => lang.of("数据", "figure"),
            Fate::Exhortation => lang.of("号召，无法督办", "exhortation; cannot be supervised"),
            Fate::Rule => lang.of("后果或规矩", "consequence or standing rule"),
            Fate::Heading => lang.of("标题", "heading"),
            Fate::Frame => lang.of("版头杂文", "frame"),
            Fate::Narration => lang.of("叙述", "narration"),
        }
    }
}

/// A sentence while it is being read.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub run: Run,
    /// Without its enumerators.
    pub body: Run,
    pub clauses: Vec<Run>,
    pub paragraph: usize,
    pub block: Block,
    pub section: Option<usize>,
}

/// The sentences of a text, in order.
pub(crate) fn of(text: &Text, blocks: &[Block], shape: &Shape) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut section = None;
    for (paragraph, (p, block)) in text.paragraphs.iter().zip(blocks).enumerate() {
        if matches!(block, Block::Heading(_)) {
            // They were listed in this very order.
            section = Some(section.map_or(0, |last| last + 1)).filter(|at| *at < shape.sections.len());
        }
        let runs = match block {
            Block::Row | Block::Title | Block::Noise | Block::Addressees | Block::Signature => vec![p.run.clone()],
            Block::Heading(_) | Block::Body => cut(&text.signs, &p.run, |c| matches!(c, '。' | '!' | '?')),
        };
        for run in runs {
            let (body, _) = unnumbered(&text.signs, &run);
            let clauses = clauses(&text.signs, &body);
            lines.push(Line { run, body, clauses, paragraph, block: *block, section });
        }
    }
    lines
}

/// A run without the enumerators that open it, and the rank of the first.
pub(crate) fn unnumbered(signs: &[char], run: &Run) -> (Run, Option<u8>) {
    let (mut start, mut rank) = (run.start, None);
    while let Some(found) = shape::enumerator(signs, &(start..run.end)) {
        rank = rank.or(Some(found.rank));
        if found.end >= run.end {
            break;
        }
        start = found.end;
    }
    (start..run.end, rank)
}

/// Clauses: cut at commas and semicolons, enumerators and closing marks left out.
pub(crate) fn clauses(signs: &[char], run: &Run) -> Vec<Run> {
    let runs = cut(signs, run, |c| matches!(c, ',' | ';' | '。' | '!' | '?'));
    let runs = runs.into_iter().flat_map(|run| after_colon(signs, run));
    let trimmed = runs.map(|run| {
        let closing = signs[run.clone()].iter().rev().take_while(|c| matches!(c, ',' | ';' | '。' | '!' | '?')).count();
        unnumbered(signs, &(run.start..run.end - closing)).0
    });
    trimmed.filter(|run| !run.is_empty()).collect()
}

/// 提出要求: opens what is asked, and is a clause of its own.
fn after_colon(signs: &[char], run: Run) -> Vec<Run> {
    let colon = run
        .clone()
        .find(|at| signs[*at] == ':' && crate::lexicon::LEXICON.actions.colon_leads.ends(&signs[run.start..*at]).is_some());
    match colon {
        Some(at) if at + 1 < run.end => vec![run.start..at + 1, at + 1..run.end],
        _ => vec![run],
    }
}

/// Cut after colons, but not within a ratio or a time of day.
pub(crate) fn at_colons(signs: &[char], run: &Run) -> Vec<Run> {
    let (mut out, mut start) = (Vec::new(), run.start);
    for at in run.clone() {
        let digit = |at: usize| run.contains(&at) && signs[at].is_ascii_digit();
        if signs[at] == ':' && !(digit(at + 1) && at.checked_sub(1).is_some_and(digit)) {
            out.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < run.end {
        out.push(start..run.end);
    }
    out
}

/// How far a bracket or quotation may reach; one that is longer was never closed.
const LONGEST_BRACKET: usize = 240;
const LONGEST_QUOTE: usize = 30;

/// Cut a run after marks that stand outside brackets and short quotations.
pub(crate) fn cut(signs: &[char], run: &Run, mark: impl Fn(char) -> bool) -> Vec<Run> {
    let (mut out, mut start, mut at) = (Vec::new(), run.start, run.start);
    while at < run.end {
        let c = signs[at];
        if let Some(close) = closing(signs, at, run.end) {
            at = close + 1;
            continue;
        }
        let thousands = c == ','
            && at.checked_sub(1).is_some_and(|b| signs[b].is_ascii_digit())
            && signs[at + 1..run.end].iter().take(4).take_while(|c| c.is_ascii_digit()).count() == 3;
        at += 1;
        if mark(c) && !thousands {
            // A closing quotation mark or bracket belongs to what it closes.
            while at < run.end && matches!(signs[at], '。' | '!' | '?' | ')') {
                at += 1;
            }
            out.push(start..at);
            start = at;
        }
    }
    if start < run.end {
        out.push(start..run.end);
    }
    out
}

/// Where the bracket or quotation closes that opens here.
pub(crate) fn closing(signs: &[char], at: usize, end: usize) -> Option<usize> {
    let (close, longest) = match signs[at] {
        '(' => (')', LONGEST_BRACKET),
        '《' => ('》', LONGEST_QUOTE * 3),
        '[' => (']', LONGEST_QUOTE),
        '"' => ('"', LONGEST_QUOTE),
        _ => return None,
    };
    let mut depth = 0_usize;
    for (i, c) in signs[at..end].iter().enumerate().take(longest) {
        if *c == close && (i > 0 || close != '"') {
            if depth <= 1 {
                return Some(at + i);
            }
            depth -= 1;
        } else if *c == signs[at] {
            depth += 1;
        }
    }
    None
}
