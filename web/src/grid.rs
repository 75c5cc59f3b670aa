//! Grid 表格: the one table of all pages — sticky head and first column, sorting by link, and exported exactly as seen.

use crate::parts::Mark;
use askama::Template;
use domain::document::{Align, Cell, Light, Number, Row, RowKind, Table, TableColumn};
use domain::lang::Lang;

/// Characters from which a cell is given room.
const LONG: usize = 24;

/// A column of a grid.
#[derive(Clone, Debug, Default)]
pub struct Col {
    pub head: String,
    /// Unit of measure, under the head.
    pub unit: String,
    pub is_number: bool,
    /// It only leads somewhere: nothing of it belongs on paper.
    pub is_way: bool,
    /// Where a click on the head leads: the same view, sorted.
    pub sort_href: String,
    /// `ascending`, `descending`, or nothing.
    pub sorted: &'static str,
    pub href: String,
}

impl Col {
    pub fn text(head: impl Into<String>) -> Col {
        Col { head: head.into(), ..Col::default() }
    }

    /// A column of links, not printed.
    pub fn way(head: impl Into<String>) -> Col {
        Col { is_way: true, ..Col::text(head) }
    }

    pub fn number(head: impl Into<String>, unit: impl Into<String>) -> Col {
        Col { head: head.into(), unit: unit.into(), is_number: true, ..Col::default() }
    }

    fn class(&self) -> &'static str {
        match (self.is_number, self.is_way) {
            (true, _) => "n",
            (false, true) => "screen",
            (false, false) => "",
        }
    }
}

/// A cell of a grid.
#[derive(Clone, Debug, Default)]
pub struct Item {
    pub text: String,
    pub href: String,
    /// A figure: its address opens the explanation.
    pub is_figure: bool,
    pub light: Option<Light>,
    /// Class of a status: unbroken, missing, none.
    pub state: &'static str,
    /// Shown on hover and on focus.
    pub hint: String,
    pub number: Option<Number>,
}

impl Item {
    pub fn text(text: impl Into<String>) -> Item {
        Item { text: text.into(), ..Item::default() }
    }

    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Item {
        Item { text: text.into(), href: href.into(), ..Item::default() }
    }

    pub fn figure(text: impl Into<String>, href: impl Into<String>) -> Item {
        Item { text: text.into(), href: href.into(), is_figure: true, ..Item::default() }
    }

    pub fn number(text: impl Into<String>, number: Number) -> Item {
        Item { text: text.into(), number: Some(number), ..Item::default() }
    }

    /// So many words that a narrow column would make a tower of them.
    fn is_long(&self) -> bool {
        self.text.chars().nth(LONG).is_some()
    }

    pub fn lit(self, light: Option<Light>) -> Item {
        Item { light, ..self }
    }
}

/// A row of a grid.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub items: Vec<Item>,
    pub kind: RowKind,
}

impl Line {
    pub fn of(items: Vec<Item>) -> Line {
        Line { items, kind: RowKind::Item }
    }

    fn class(&self) -> &'static str {
        match self.kind {
            RowKind::Item => "",
            RowKind::Group => "group",
            RowKind::Subtotal => "subtotal",
            RowKind::Total => "total",
        }
    }
}

#[derive(Template, Clone, Debug, Default)]
#[template(path = "grid.html")]
pub struct Grid {
    /// Stable name: file and worksheet of an export.
    pub name: &'static str,
    pub caption: String,
    pub columns: Vec<Col>,
    pub lines: Vec<Line>,
    /// Said instead of rows when there are none.
    pub empty: String,
    /// Cells are coloured by their light.
    pub heat: bool,
    pub notes: Vec<String>,
    pub lang: Lang,
}

impl Grid {
    fn mark(&self, item: &Item) -> Option<Mark> {
        item.light.map(|l| Mark::of(l, self.lang))
    }

    /// The same for workbook and CSV.
    pub fn table(&self) -> Table {
        let columns = self.columns.iter().map(|c| TableColumn {
            head: c.head.clone(),
            unit: c.unit.clone(),
            align: if c.is_number { Align::Right } else { Align::Left },
            width: if c.is_number { 1.0 } else { 1.8 },
        });
        let rows =
            self.lines.iter().map(|line| Row { cells: line.items.iter().map(|item| self.cell(item)).collect(), kind: line.kind });
        Table {
            name: self.name.to_owned(),
            caption: self.caption.clone(),
            columns: columns.collect(),
            rows: rows.collect(),
            notes: self.notes.clone(),
        }
    }

    fn cell(&self, item: &Item) -> Cell {
        let figure = item.is_figure.then(|| item.href.trim_start_matches("/figures/").to_owned());
        Cell { text: item.text.clone(), number: item.number, figure, light: item.light }
    }
}
