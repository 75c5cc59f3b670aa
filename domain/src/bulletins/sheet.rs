//! The sheet being written 文稿: sentences and tables go in, and every number they state is noted with what carries it.

use super::facts::{At, Facts, Stated, Style};
use crate::document::{Align, Block, Cell, Figure, Row, RowKind, Span, Table, TableColumn};
use crate::lang::Lang;
use crate::statistics::Quantity;
use crate::units::Unit;
use std::collections::HashSet;

/// Blocks written so far and the figures they state.
#[derive(Default)]
pub struct Sheet {
    pub blocks: Vec<Block>,
    pub figures: Figures,
}

/// Stated figures in order of appearance, one for each distinct (id, printed form).
#[derive(Default)]
pub struct Figures {
    list: Vec<Figure>,
    seen: HashSet<(String, String)>,
}

impl Figures {
    fn note(&mut self, stated: &Stated, sentence: &str) {
        let Stated { id, value, unit, printed, .. } = stated.clone();
        let query = format!("guatu explain {id}");
        self.add(Figure { id, value, unit, printed, sentence: sentence.to_owned(), query });
    }

    fn add(&mut self, figure: Figure) {
        if self.seen.insert((figure.id.clone(), figure.printed.clone())) {
            self.list.push(figure);
        }
    }

    /// Take over those of a later part of the sheet.
    pub fn absorb(&mut self, later: Figures) {
        later.list.into_iter().for_each(|figure| self.add(figure));
    }

    pub fn into_list(self) -> Vec<Figure> {
        self.list
    }
}

/// One sentence: words and numbers that open.
#[derive(Default)]
pub struct Line {
    spans: Vec<Span>,
    stated: Vec<Stated>,
}

impl Line {
    pub fn new() -> Line {
        Line::default()
    }

    pub fn say(&mut self, text: &str) -> &mut Line {
        match self.spans.last_mut() {
            Some(last) if last.figure.is_none() && !last.strong => last.text.push_str(text),
            Some(_) | None if text.is_empty() => {}
            Some(_) | None => self.spans.push(Span::text(text)),
        }
        self
    }

    pub fn strong(&mut self, text: &str) -> &mut Line {
        self.spans.push(Span::strong(text));
        self
    }

    /// A number without what follows it.
    pub fn bare(&mut self, stated: Stated) -> &mut Line {
        self.spans.push(Span::figure(stated.printed.clone(), stated.id.clone()));
        self.stated.push(stated);
        self
    }

    pub fn state(&mut self, stated: Stated) -> &mut Line {
        let follows = stated.follows.clone();
        self.bare(stated).say(&follows)
    }

    /// A number of a statistic with its unit; nothing if there is none.
    pub fn number(&mut self, facts: &Facts<'_>, at: At<'_>, quantity: Quantity, style: Style) -> &mut Line {
        if let Some(stated) = facts.stated(at, quantity, style) {
            self.state(stated);
        }
        self
    }

    pub fn append(&mut self, other: Line) -> &mut Line {
        for span in other.spans {
            if span.figure.is_none() && !span.strong {
                self.say(&span.text);
            } else {
                self.spans.push(span);
            }
        }
        self.stated.extend(other.stated);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub fn text(&self) -> String {
        self.spans.iter().map(|s| s.text.as_str()).collect()
    }

    /// The sentence begins with a capital letter (English; Chinese has none).
    pub fn capital(&mut self) -> &mut Line {
        if let Some(first) = self.spans.iter_mut().find(|s| !s.strong)
            && let Some(letter) = first.text.chars().next()
        {
            let rest = first.text.split_off(letter.len_utf8());
            first.text = letter.to_uppercase().collect::<String>() + &rest;
        }
        self
    }
}

impl Sheet {
    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading { level, text: text.into() });
    }

    /// A paragraph of sentences; each number is noted with the sentence that carries it.
    pub fn paragraph(&mut self, lang: Lang, lines: Vec<Line>) {
        let mut whole = Line::new();
        for line in lines.into_iter().filter(|l| !l.is_empty()) {
            let sentence = line.text();
            line.stated.iter().for_each(|stated| self.figures.note(stated, sentence.trim()));
            if !whole.is_empty() {
                whole.say(lang.of("", " "));
            }
            whole.append(line);
        }
        if !whole.is_empty() {
            self.blocks.push(Block::Paragraph(whole.spans));
        }
    }

    /// A paragraph of one plain sentence.
    pub fn plain(&mut self, text: impl AsRef<str>) {
        let mut line = Line::new();
        line.say(text.as_ref());
        self.paragraph(Lang::Zh, vec![line]);
    }

    /// Put a table on the sheet; numbers are noted as "table › row › column".
    pub fn table(&mut self, grid: Grid) {
        for (row, column, stated) in grid.stated {
            let head = &grid.table.columns[column].head;
            self.figures.note(&stated, &format!("{} › {row} › {head}", grid.table.caption));
        }
        if !grid.table.rows.is_empty() {
            self.blocks.push(Block::Table(grid.table));
        }
    }
}

/// A table being filled.
pub struct Grid {
    table: Table,
    stated: Vec<(String, usize, Stated)>,
}

/// What stands in one cell.
pub enum Slot<'f> {
    Words(String),
    /// A figure; where there is none, these words.
    Figure(At<'f>, Quantity, &'static str),
    /// A figure of the unit's returns; where there is none, a dash.
    Filed(&'f Unit, Quantity),
    /// A cell made elsewhere (a light, a number without a door).
    Made(Cell),
}

impl Grid {
    pub fn new(name: &str, caption: &str) -> Grid {
        let table = Table { name: name.to_owned(), caption: caption.to_owned(), ..Table::default() };
        Grid { table, stated: Vec::new() }
    }

    pub fn column(mut self, head: &str, unit: &str, align: Align, width: f32) -> Grid {
        let column = TableColumn { head: head.to_owned(), unit: unit.to_owned(), align, width };
        self.table.columns.push(column);
        self
    }

    pub fn note(&mut self, text: &str) {
        self.table.notes.push(text.to_owned());
    }

    pub fn is_empty(&self) -> bool {
        self.table.rows.is_empty()
    }

    pub fn group(&mut self, label: &str) {
        self.table.rows.push(Row { cells: vec![Cell::text(label)], kind: RowKind::Group });
    }

    /// A row; `label` names it where its figures are listed.
    pub fn row(&mut self, facts: &Facts<'_>, label: &str, kind: RowKind, slots: Vec<Slot<'_>>) {
        let mut cells = Vec::with_capacity(slots.len());
        for (column, slot) in slots.into_iter().enumerate() {
            let (figure, without) = match slot {
                Slot::Words(text) => (None, Cell::text(text)),
                Slot::Made(cell) => (None, cell),
                Slot::Figure(at, quantity, without) => (facts.cell(at, quantity), Cell::text(without)),
                Slot::Filed(unit, quantity) => (facts.filed(unit, quantity), Cell::text("—")),
            };
            cells.push(match figure {
                Some((cell, stated)) => {
                    self.stated.push((label.to_owned(), column, stated));
                    cell
                }
                None => without,
            });
        }
        self.table.rows.push(Row { cells, kind });
    }
}

/// The light of a statistic with its shape and word.
pub fn light(at: At<'_>, lang: Lang) -> Slot<'static> {
    Slot::Made(at.statistic.light.map_or_else(
        || Cell::text("—"),
        |light| Cell { text: format!("{}{}", light.shape(), light.word(lang)), light: Some(light), ..Cell::default() },
    ))
}
