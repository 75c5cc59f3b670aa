//! Tables 任务表: rows of a table of tasks (序号 / 事项 / 责任单位 / 完成时限), merged cells filled from above.

use super::{Desk, Draft, targets};
use crate::lexicon::LEXICON;
use crate::owners;
use crate::proposals::{Cue, OwnerSource, Part};
use crate::shape::{self, Block};
use crate::text::Run;
use crate::times;
use crate::words::Words;

/// Which column holds what.
#[derive(Clone, Debug, Default)]
struct Columns {
    task: Option<usize>,
    owners: Vec<(usize, Part)>,
    time: Option<usize>,
    count: usize,
}

pub(crate) fn read(desk: &Desk<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut columns: Option<Columns> = None;
    // What merged cells say, by column.
    let mut above: Vec<Option<Run>> = Vec::new();
    for (paragraph, p) in desk.text.paragraphs.iter().enumerate() {
        let Some(line) = desk.line_of(paragraph) else { continue };
        if desk.lines[line].block != Block::Row {
            // A line that was cut off from its cell does not end the table; a paragraph does.
            columns = columns.filter(|_| p.run.len() < 12);
            continue;
        }
        if let Some(found) = head(desk, &p.cells) {
            above = vec![None; found.count];
            columns = Some(found);
            continue;
        }
        let Some(columns) = &columns else { continue };
        let cells = shifted(desk, columns, aligned(&p.cells, columns.count));
        for (column, cell) in cells.iter().enumerate() {
            if let Some(cell) = cell.as_ref().filter(|cell| !cell.is_empty()) {
                above[column] = Some(cell.clone());
            }
        }
        drafts.extend(row(desk, columns, &cells, &above, line));
    }
    drafts
}

/// A row with fewer cells than its head lacks the first ones: they are merged with those above.
fn aligned(cells: &[Run], count: usize) -> Vec<Option<Run>> {
    let missing = count.saturating_sub(cells.len());
    let mut out = vec![None; missing];
    out.extend(cells.iter().take(count).cloned().map(Some));
    out
}

/// A row that ends with an empty cell may lack its first: then who is responsible stands one column too far left.
fn shifted(desk: &Desk<'_>, columns: &Columns, mut cells: Vec<Option<Run>>) -> Vec<Option<Run>> {
    let is_owner = |cell: Option<&Option<Run>>| {
        let run = cell.and_then(Option::as_ref).filter(|run| !run.is_empty());
        run.is_some_and(|run| owners::people(desk.signs(), run, desk.register, true).is_some())
    };
    let empty = cells.last().is_some_and(|cell| cell.as_ref().is_none_or(|run| run.is_empty()));
    let left = columns.owners.first().is_some_and(|(at, _)| *at > 0 && !is_owner(cells.get(*at)) && is_owner(cells.get(at - 1)));
    if empty && left {
        cells.rotate_right(1);
        cells[0] = None;
    }
    cells
}

fn head(desk: &Desk<'_>, cells: &[Run]) -> Option<Columns> {
    let owners = &LEXICON.owners;
    let mut columns = Columns { count: cells.len(), ..Columns::default() };
    let mut tasks: Vec<(usize, usize)> = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let words = desk.text.at(cell);
        let is = |list: &Words| words.len() <= 12 && (list.is(words) || list.ends(words).is_some());
        if is(&owners.support_columns) {
            columns.owners.push((at, Part::Support));
        } else if is(&owners.owner_columns) {
            columns.owners.push((at, Part::Lead));
        } else if is(&owners.time_columns) {
            columns.time = columns.time.or(Some(at));
        } else if let Some(rank) = owners.task_columns.iter().position(is) {
            tasks.push((rank, at));
        }
    }
    columns.task = tasks.into_iter().min().map(|(_, at)| at);
    (columns.task.is_some() && (!columns.owners.is_empty() || columns.time.is_some())).then_some(columns)
}

fn row(desk: &Desk<'_>, columns: &Columns, cells: &[Option<Run>], above: &[Option<Run>], line: usize) -> Vec<Draft> {
    let Some(task) = columns.task.and_then(|at| cells.get(at).cloned().flatten()).filter(|task| task.len() >= 4) else {
        return Vec::new();
    };
    let own =
        |at: usize| cells.get(at).cloned().flatten().filter(|cell| !cell.is_empty()).or_else(|| above.get(at).cloned().flatten());
    let mut owners = Vec::new();
    for (at, part) in &columns.owners {
        let Some(cell) = own(*at) else { continue };
        let named = parted(desk, &cell).into_iter().flat_map(|part| owners::elements(desk.signs(), &part, desk.register));
        let named: Vec<Run> = named.filter(|run| run.len() >= 2).collect();
        owners.extend(desk.owners(&named, *part, OwnerSource::Column));
    }
    let limits = columns.time.and_then(own).map(|cell| times::within(desk.signs(), &cell, &desk.anchor)).unwrap_or_default();
    let ongoing = columns.time.and_then(own).is_some_and(|cell| LEXICON.ongoing.within(desk.signs(), &cell));
    let drafts = points(desk, &task).into_iter().map(|run| {
        let times = times::within(desk.signs(), &run, &desk.anchor);
        let amounts = targets::amounts(desk.signs(), &run, &times);
        let mut draft = Draft {
            action: run.clone(),
            line,
            owners: owners.clone(),
            time: None,
            recurrence: None,
            targets: targets::targets(desk.text, &run, &amounts),
            cues: vec![Cue::TableRow],
            run,
        };
        draft.timed(&limits);
        if draft.time.is_none() && draft.recurrence.is_none() && ongoing {
            draft.recurrence = Some(crate::proposals::Recurrence::Ongoing);
        }
        let sure: Vec<_> = times.into_iter().filter(|time| !time.weak).collect();
        if draft.recurrence.is_none() {
            draft.timed(&sure);
        }
        joint(desk, &mut draft);
        draft
    });
    // A row that names neither who, nor until when, nor how much holds nobody to anything.
    drafts
        .filter(|draft| {
            !draft.owners.is_empty() || draft.time.is_some() || draft.recurrence.is_some() || !draft.targets.is_empty()
        })
        .collect()
}

/// Bodies in a cell that only a space or a new line parts.
fn parted(desk: &Desk<'_>, cell: &Run) -> Vec<Run> {
    let parts = desk.text.words_apart(cell);
    let bodies = parts.len() > 1 && parts.iter().all(|part| owners::is_owner(desk.signs(), part, desk.register, true));
    if bodies { parts } else { vec![cell.clone()] }
}

/// The numbered points of a cell, without their numbers and points awarded.
fn points(desk: &Desk<'_>, cell: &Run) -> Vec<Run> {
    let signs = desk.signs();
    let begins = |at: &usize| {
        let after_mark = *at == cell.start || matches!(signs[at - 1], '。' | ';' | ')' | ':');
        after_mark && shape::enumerator(signs, &(*at..cell.end)).is_some_and(|found| found.rank >= 3)
    };
    let mut starts: Vec<usize> = cell.clone().filter(begins).collect();
    if starts.is_empty() {
        starts.push(cell.start);
    }
    let ends = starts.iter().skip(1).copied().chain([cell.end]);
    let runs =
        starts.iter().zip(ends).map(|(start, end)| without_points(signs, &crate::sentences::unnumbered(signs, &(*start..end)).0));
    runs.filter(|run| run.len() >= 4).collect()
}

/// A run without （5分） at its end.
fn without_points(signs: &[char], run: &Run) -> Run {
    let open = signs[run.clone()].iter().rposition(|c| *c == '(').map(|at| run.start + at);
    let points = open.filter(|open| {
        let inside = &signs[*open..run.end];
        inside.len() <= 8 && inside.contains(&'分')
    });
    run.start..points.unwrap_or(run.end)
}

/// 与县环保局、县水文站共同…: who is named beside the column.
fn joint(desk: &Desk<'_>, draft: &mut Draft) {
    let signs = desk.signs();
    let Some(with) = draft.run.clone().find(|at| matches!(signs[*at], '与' | '会')) else { return };
    let from = with + if signs[with] == '会' { 2 } else { 1 };
    let Some(together) = (from..draft.run.end.min(from + 40)).find(|at| signs[*at..].starts_with(&['共', '同'])) else {
        return;
    };
    if let Some(found) = owners::people(signs, &(from..together), desk.register, true) {
        draft.owners.extend(desk.owners(&found, Part::Support, OwnerSource::Clause));
    }
}
