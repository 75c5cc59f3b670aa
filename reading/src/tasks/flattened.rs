//! Flattened tables 散行表: a table whose cells were each put on a line of their own is made a table again.

use crate::lexicon::LEXICON;
use crate::owners::{self, Register};
use crate::text::{Paragraph, Run, Text};
use crate::times::{self, Anchor};
use crate::words::Words;

/// The most columns that are looked for.
const MOST_COLUMNS: usize = 12;
/// The longest head of a column, and the longest limit of time in a cell.
const LONGEST_HEAD: usize = 12;

/// What a column or a line of a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Task,
    Owner,
    Time,
    /// Who leads, how far it is, remarks: whatever the rules do not look up.
    Other,
}

/// Its heads stand one below the other, and its rows begin with a number.
pub(crate) fn gather(text: &mut Text, register: &Register) {
    let Some((first, columns)) = heads(text) else { return };
    let old = std::mem::take(&mut text.paragraphs);
    let numbered = |p: &Paragraph| p.run.len() <= 4 && text.signs[p.run.clone()].iter().all(char::is_ascii_digit);
    let heads = columns.len();
    let mut out: Vec<Paragraph> = old[..first].to_vec();
    out.push(row(old[first..first + heads].iter().map(|p| Some(p.run.clone())).collect()));
    let mut at = first + heads;
    while at < old.len() {
        if !numbered(&old[at]) {
            out.push(old[at].clone());
            at += 1;
            continue;
        }
        let lines: Vec<Run> =
            old[at + 1..].iter().take_while(|p| !numbered(p)).take(LONGEST_ROW).map(|p| p.run.clone()).collect();
        let (rows, taken) = rows(text, &lines, &columns[1..], register);
        let number = old[at].run.clone();
        let empty = number.end..number.end;
        for (i, cells) in rows.into_iter().enumerate() {
            let first = if i == 0 { number.clone() } else { empty.clone() };
            out.push(row(std::iter::once(Some(first)).chain(cells).collect()));
        }
        if taken == 0 {
            out.push(old[at].clone());
        }
        at += 1 + taken;
    }
    text.paragraphs = out;
}

/// So many lines a row may have.
const LONGEST_ROW: usize = 24;

fn row(cells: Vec<Option<Run>>) -> Paragraph {
    let start = cells.iter().flatten().filter(|cell| !cell.is_empty()).map(|cell| cell.start).min().unwrap_or(0);
    let end = cells.iter().flatten().map(|cell| cell.end).max().unwrap_or(start);
    Paragraph { run: start..end, cells: cells.into_iter().map(|cell| cell.unwrap_or(end..end)).collect() }
}

/// The rows that these lines make below the columns, and how many lines they take.
fn rows(text: &Text, lines: &[Run], columns: &[Holds], register: &Register) -> (Vec<Vec<Option<Run>>>, usize) {
    if lines.len() == columns.len() {
        return (vec![lines.iter().cloned().map(Some).collect()], lines.len());
    }
    let mut rows: Vec<Vec<Option<Run>>> = Vec::new();
    // Cells are filled from the left; one column may take several lines.
    let mut column = columns.len();
    let mut taken = 0;
    for line in lines {
        let holds = holds(text, line, register);
        let fits = |at: &usize| columns[*at] == holds || columns[*at] == Holds::Other && holds == Holds::Task && line.len() <= 6;
        let goes_on = column < columns.len() && columns[column] == holds && holds != Holds::Time;
        let next = (column.saturating_add(1)..columns.len()).find(fits);
        match (goes_on, next, rows.last_mut()) {
            (true, _, Some(cells)) => {
                if let Some(Some(cell)) = cells.get_mut(column) {
                    cell.end = line.end;
                }
            }
            (_, Some(next), Some(cells)) => {
                cells[next] = Some(line.clone());
                column = next;
            }
            // A row without a number: its first cells are merged with those above.
            (_, None, _) | (_, _, None) => {
                let Some(first) = (0..columns.len()).find(|at| columns[*at] == holds).filter(|at| columns[*at] == Holds::Task)
                else {
                    break;
                };
                let mut cells = vec![None; columns.len()];
                cells[first] = Some(line.clone());
                rows.push(cells);
                column = first;
            }
        }
        taken += 1;
    }
    (rows, taken)
}

fn holds(text: &Text, line: &Run, register: &Register) -> Holds {
    let signs = text.at(line);
    let limit = LEXICON.ongoing.within(&text.signs, line) || !times::within(&text.signs, line, &Anchor::default()).is_empty();
    let sentence = signs.contains(&'。') || signs.len() > 2 * LONGEST_HEAD;
    if !sentence && owners::people(&text.signs, line, register, true).is_some() {
        Holds::Owner
    } else if !sentence && limit && signs.len() <= LONGEST_HEAD {
        Holds::Time
    } else {
        Holds::Task
    }
}

/// Where the heads begin, and what each column holds: from 序号 to the first number, some of them heads that are known.
fn heads(text: &Text) -> Option<(usize, Vec<Holds>)> {
    let words = |p: &Paragraph| &text.signs[p.run.clone()];
    let first = text.paragraphs.iter().position(|p| words(p) == ['序', '号'] && p.cells.is_empty())?;
    let number = |p: &&Paragraph| !words(p).iter().all(char::is_ascii_digit);
    let heads: Vec<&Paragraph> = text.paragraphs[first..].iter().take_while(number).take(MOST_COLUMNS + 1).collect();
    let short = heads.iter().all(|p| p.cells.is_empty() && p.run.len() <= LONGEST_HEAD);
    let columns: Vec<Holds> = heads.iter().map(|p| head(words(p))).collect();
    let some = |holds: Holds| columns.contains(&holds);
    let table = (3..=MOST_COLUMNS).contains(&heads.len()) && some(Holds::Task) && (some(Holds::Owner) || some(Holds::Time));
    (short && table && first + heads.len() < text.paragraphs.len()).then_some((first, columns))
}

fn head(words: &[char]) -> Holds {
    let owners = &LEXICON.owners;
    let is = |list: &Words| list.ends(words).is_some();
    if is(&owners.support_columns) || is(&owners.owner_columns) {
        Holds::Owner
    } else if is(&owners.time_columns) {
        Holds::Time
    } else if owners.task_columns.iter().any(is) {
        Holds::Task
    } else {
        Holds::Other
    }
}
