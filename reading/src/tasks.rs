//! Tasks 任务: brings the readings of shape, sentences, times, numbers and owners together into proposals.

mod clauses;
mod closing;
mod flattened;
mod items;
mod judged;
mod running;
mod segments;
mod tables;
mod targets;

use crate::figures;
use crate::owners::Register;
use crate::proposals::{Cue, Deadline, Owner, OwnerSource, Part, ProposedFigure, ProposedTask, Recurrence, Target};
use crate::remarks;
use crate::sentences::{self, Line, Nature, Sentence};
use crate::shape::{self, Block, Kind, Shape};
use crate::tense;
use crate::text::{Run, Text};
use crate::times::{Anchor, Time};
use crate::{Context, Reading};
use domain::directives::Origin;

/// A text while its tasks are being read.
pub(crate) struct Desk<'a> {
    pub text: &'a Text,
    pub shape: &'a Shape,
    pub lines: &'a [Line],
    /// Of each line: above zero it plans, below it reports.
    pub weights: &'a [i32],
    pub register: &'a Register,
    pub anchor: Anchor<'a>,
}

impl Desk<'_> {
    pub fn signs(&self) -> &[char] {
        &self.text.signs
    }

    pub fn plans(&self, line: usize) -> bool {
        self.weights.get(line).is_some_and(|weight| *weight > 0)
    }

    /// The first line of a paragraph.
    pub fn line_of(&self, paragraph: usize) -> Option<usize> {
        let at = self.lines.partition_point(|line| line.paragraph < paragraph);
        (self.lines.get(at)?.paragraph == paragraph).then_some(at)
    }

    /// The line in which a sign stands.
    pub fn line_at(&self, sign: usize) -> Option<usize> {
        let at = self.lines.partition_point(|line| line.run.end <= sign);
        (self.lines.get(at)?.run.start <= sign).then_some(at)
    }

    /// Which lines share signs with these runs.
    pub fn covered<'r>(&self, runs: impl Iterator<Item = &'r Run>) -> Vec<bool> {
        let mut covered = vec![false; self.lines.len()];
        for run in runs {
            let first = self.lines.partition_point(|line| line.run.end <= run.start);
            let last = self.lines.partition_point(|line| line.run.start < run.end);
            covered[first..last.max(first)].fill(true);
        }
        covered
    }

    pub fn owners(&self, runs: &[Run], part: Part, source: OwnerSource) -> Vec<Owner> {
        runs.iter().map(|run| self.register.owner(self.text, run, part, source)).collect()
    }
}

/// A task as it is found.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub run: Run,
    pub line: usize,
    pub action: Run,
    pub owners: Vec<Owner>,
    pub time: Option<Time>,
    pub recurrence: Option<Recurrence>,
    pub targets: Vec<Target>,
    pub cues: Vec<Cue>,
}

impl Draft {
    /// Take the times that were found: the first deadline that is sure, else the first; and the first recurrence that says how
    /// often, else the first.
    pub fn timed(&mut self, times: &[Time]) {
        let sure = times.iter().filter(|time| time.due().is_some()).find(|time| !time.weak);
        let any = || times.iter().find(|time| time.due().is_some());
        self.time = self.time.take().or_else(|| sure.or_else(any).cloned());
        let recurrences = || self.recurrence.into_iter().chain(times.iter().filter_map(Time::recurrence));
        // 定期通报，每月落实: the month says how often.
        self.recurrence = recurrences().find(|how| *how != Recurrence::Periodic).or_else(|| recurrences().next());
    }
}

pub(crate) fn assemble(given: &str, context: &Context<'_>) -> Reading {
    let mut remarks = remarks::of_whole(given);
    if remarks.iter().any(|remark| remark.kind.objects()) {
        let text = Text::new(if given.len() > remarks::MOST_BYTES { "" } else { given });
        return Reading {
            text: text.source,
            date: context.date,
            shape: Shape::default(),
            sentences: Vec::new(),
            tasks: Vec::new(),
            figures: Vec::new(),
            remarks,
        };
    }
    let mut text = Text::new(given);
    flattened::gather(&mut text, &Register::new(context.units, context.date));
    let (shape, blocks) = shape::of(&text);
    let date = context.date.or(shape.date);
    let lines = sentences::of(&text, &blocks, &shape);
    let weights = tense::weights(&text, &lines, &shape, date);
    let register = Register::new(context.units, date);
    let anchor = Anchor { date, working_days: context.working_days };
    let desk = Desk { text: &text, shape: &shape, lines: &lines, weights: &weights, register: &register, anchor };

    let drafts = drafts(&desk);
    let figures = figures(&desk, &drafts);
    let sentences = sentences_of(&desk, &drafts, &figures);
    let tasks: Vec<ProposedTask> = drafts.into_iter().map(|draft| finished(&desk, draft)).collect();
    remarks.extend(remarks::of_reading(&text, &blocks, &tasks, &register, date));
    Reading { date, sentences, tasks, figures, remarks, shape, text: text.source }
}

/// Tables first, then items that name who is responsible, then what running text asks for.
fn drafts(desk: &Desk<'_>) -> Vec<Draft> {
    let mut drafts = tables::read(desk);
    let mut taken: Vec<Run> = drafts.iter().map(|draft| draft.run.clone()).collect();
    drafts.extend(items::read(desk, &mut taken));
    drafts.extend(running::read(desk, &taken));
    drafts.sort_by_key(|draft| (draft.run.start, draft.run.end));
    closing::close(desk, &mut drafts);
    drafts
}

/// Figures of the sentences that report and hold no task.
fn figures(desk: &Desk<'_>, drafts: &[Draft]) -> Vec<ProposedFigure> {
    let mut found = Vec::new();
    let covered = desk.covered(drafts.iter().map(|draft| &draft.run));
    for (at, line) in desk.lines.iter().enumerate() {
        let reports = desk.weights[at] <= 0 || desk.shape.kind == Kind::Bulletin;
        if line.block == Block::Body && reports && !covered[at] {
            found.extend(figures::of_line(desk.text, line, at));
        }
    }
    found
}

fn sentences_of(desk: &Desk<'_>, drafts: &[Draft], figures: &[ProposedFigure]) -> Vec<Sentence> {
    let tasks = desk.covered(drafts.iter().map(|draft| &draft.run));
    let mut told = vec![false; desk.lines.len()];
    figures.iter().for_each(|figure| told[figure.sentence] = true);
    let nature = |at: usize, line: &Line| match line.block {
        Block::Heading(_) => Nature::Heading,
        Block::Noise | Block::Title | Block::Addressees | Block::Signature => Nature::Frame,
        Block::Body | Block::Row => match (tasks[at], told[at]) {
            (true, _) => Nature::Task,
            (false, true) => Nature::Figure,
            (false, false) => running::untasked(desk, at),
        },
    };
    let lines = desk.lines.iter().enumerate();
    lines
        .map(|(at, line)| Sentence { span: desk.text.span(&line.run), section: line.section, nature: nature(at, line) })
        .collect()
}

fn finished(desk: &Desk<'_>, draft: Draft) -> ProposedTask {
    let deadline = draft.time.as_ref().and_then(|time| {
        let due = time.due()?;
        Some(Deadline { words: desk.text.words(&time.run), span: desk.text.span(&time.run), due })
    });
    let mut cues = draft.cues;
    let mut add = |cue: Cue, is: bool| {
        if is && !cues.contains(&cue) {
            cues.push(cue);
        }
    };
    add(Cue::Owner, !draft.owners.is_empty());
    add(Cue::Deadline, deadline.is_some());
    add(Cue::Recurrence, draft.recurrence.is_some());
    add(Cue::Quantity, !draft.targets.is_empty());
    add(Cue::Plan, desk.plans(draft.line));
    let sureness = sureness(&cues);
    let mut owners = draft.owners;
    owners.sort_by_key(|owner| owner.part == Part::Support);
    ProposedTask {
        quote: desk.text.span(&draft.run),
        sentence: draft.line,
        action: desk.text.words(&draft.action),
        owners,
        deadline,
        recurrence: draft.recurrence,
        targets: draft.targets,
        sureness,
        cues,
        origin: Origin::Rules,
    }
}

/// How sure the reader is, by what it found.
pub(crate) fn sureness(cues: &[Cue]) -> u8 {
    let weight = |cue: &Cue| match cue {
        Cue::Bracket | Cue::TableRow => 45,
        Cue::Owner | Cue::Quantity => 20,
        Cue::Deadline | Cue::Recurrence => 18,
        Cue::Duty => 10,
        Cue::Plan => 10,
        Cue::Checkable => 12,
    };
    cues.iter().map(weight).sum::<u8>().saturating_add(25).min(98)
}
