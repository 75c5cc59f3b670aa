//! One sheet 一页纸: how many rows a paper has room for, so that what is signed or handed out is a single page in every format.
//!
//! Where a line ends is the renderer's to say. What is reckoned here is the most a row may take in any of them; the tests print it.

use crate::document::Light;
use crate::lang::Lang;
use crate::tasks::Listed;
use std::cmp::Reverse;

/// Most half characters of a cell; the number leads to the rest.
const MOST_HALVES: usize = 120;
/// Half characters that a line of a column holds at the least: number, matter, results, due day, state.
const HALVES: [usize; 5] = [9, 22, 11, 10, 8];
/// Height of a row of one line and of each further line, in points.
const ROW: usize = 21;
const LINE: usize = 15;

/// What is left of a sheet for rows, in points.
pub(super) struct Budget(usize);

/// What is listed of orders and of tasks.
pub(super) struct Owed<'a> {
    pub orders: Vec<&'a Listed>,
    pub tasks: Vec<&'a Listed>,
}

impl Budget {
    pub fn of_what_is_owed(lang: Lang, title: &str) -> Budget {
        Budget(points(lang, 245, 240).saturating_sub(heading(title)))
    }

    pub fn of_a_pledge(lang: Lang, opening: &str, title: &str) -> Budget {
        let lines = halves(opening).div_ceil(points(lang, 52, 68)).saturating_sub(2);
        Budget(points(lang, 200, 250).saturating_sub(heading(title) + lines * points(lang, 29, 20)))
    }

    /// As many as there is room for, in their order.
    pub fn fitting<'a>(&mut self, list: &'a [Listed]) -> Vec<&'a Listed> {
        list.iter().take_while(|row| self.takes(row)).collect()
    }

    /// Orders and tasks share the sheet: what presses more comes first, and of what presses as much one of each in turn.
    pub fn both<'a>(&mut self, orders: &'a [Listed], tasks: &'a [Listed]) -> Owed<'a> {
        let of = |is_task: bool, list: &'a [Listed]| {
            list.iter().enumerate().map(move |(place, row)| ((Reverse(pressing(row.light)), place, is_task), row))
        };
        let mut all: Vec<_> = of(false, orders).chain(of(true, tasks)).collect();
        all.sort_by_key(|(pressing, _)| *pressing);
        let mut owed = Owed { orders: Vec::new(), tasks: Vec::new() };
        for ((_, _, is_task), row) in all.into_iter().take_while(|(_, row)| self.takes(row)) {
            if is_task { owed.tasks.push(row) } else { owed.orders.push(row) }
        }
        owed
    }

    fn takes(&mut self, row: &Listed) -> bool {
        let left = self.0.checked_sub(height(row));
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// Words short enough for a row.
pub(super) fn clipped(words: &str) -> String {
    let within = |sum: &mut usize, sign: char| {
        *sum += wide(sign);
        (*sum <= MOST_HALVES).then_some(sign)
    };
    let kept: String = words.chars().scan(0, within).collect();
    if kept.len() < words.len() { format!("{kept}…") } else { kept }
}

/// How many are not on the sheet and where they are: tasks, orders.
pub(super) fn more(lang: Lang, (tasks, orders): (usize, usize)) -> Option<String> {
    (tasks + orders > 0).then(|| match lang {
        Lang::Zh => format!("本页按紧急程度列出；另有任务{tasks}项、督办事项{orders}项，见“任务”“督办”页。"),
        Lang::En => format!(
            "The most pressing are listed; {tasks} more tasks and {orders} more orders are on the pages “Tasks” and “Orders”."
        ),
    })
}

fn pressing(light: Option<Light>) -> u8 {
    match light {
        Some(Light::Red) => 3,
        Some(Light::Yellow) => 2,
        Some(Light::Blue) => 1,
        Some(Light::Green) | None => 0,
    }
}

fn height(row: &Listed) -> usize {
    let cells = [row.number.clone(), clipped(&row.words), clipped(&row.results), row.due.clone(), row.state.clone()];
    let lines = cells.iter().zip(HALVES).map(|(text, room)| halves(text).div_ceil(room)).max().unwrap_or(1);
    ROW + lines.saturating_sub(1) * LINE
}

/// A long name takes further lines of a title.
fn heading(title: &str) -> usize {
    (halves(title).div_ceil(36).saturating_sub(1)) * 36
}

fn halves(text: &str) -> usize {
    text.chars().map(wide).sum()
}

fn wide(sign: char) -> usize {
    if sign.is_ascii() { 1 } else { 2 }
}

fn points(lang: Lang, zh: usize, en: usize) -> usize {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
