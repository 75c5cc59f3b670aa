//! Orders 督办办理情况: what supervision has done in the period — struck off, extended, behind and overdue — as a table of an annex.

use super::facts::Facts;
use super::sheet::{Grid, Slot};
use crate::calendar::{Date, day_text};
use crate::document::{Align, Cell, RowKind};
use crate::lang::{Bilingual, Lang};
use crate::supervision::{Order, Slip};

/// An order as its bulletin knows it.
#[derive(Clone, Debug)]
pub struct Followed {
    pub number: String,
    pub matter: String,
    pub unit: Bilingual,
    pub order: Order,
    /// The slip it is under.
    pub slip: Option<Slip>,
}

/// What became of an order, in the order in which it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Closed(Date),
    Extended(Date),
    Slipped(Slip),
}

impl Followed {
    /// An order that nobody is late with is told of when it was struck off or given more time since the period began.
    fn fate(&self, since: Date, as_of: Date) -> Option<Fate> {
        let Order { state, closed_on, extended_on, .. } = self.order;
        let within = |on: &Date| (since..=as_of).contains(on);
        match self.slip {
            Some(slip @ (Slip::Behind | Slip::Overdue)) => Some(Fate::Slipped(slip)),
            Some(Slip::DueSoon) | None if state.is_over() => closed_on.filter(within).map(Fate::Closed),
            Some(Slip::DueSoon) | None => extended_on.filter(within).map(Fate::Extended),
        }
    }
}

impl Fate {
    fn cell(self, lang: Lang) -> Cell {
        let told = |on, zh: &str, en: &str| match lang {
            Lang::Zh => format!("{}{zh}", day_text(on, lang)),
            Lang::En => format!("{en} on {}", day_text(on, lang)),
        };
        match self {
            Fate::Closed(on) => Cell::text(told(on, "销号", "closed")),
            Fate::Extended(on) => Cell::text(told(on, "准予延期", "extended")),
            Fate::Slipped(slip) => {
                let light = slip.light();
                Cell { text: format!("{}{}", light.shape(), slip.label(lang)), light: Some(light), ..Cell::default() }
            }
        }
    }
}

/// The list as a table of an annex; without rows where nothing is to be told.
pub fn table(facts: &Facts<'_>) -> Grid {
    let (lang, cut) = (facts.lang, facts.cut);
    let mut grid = Grid::new("orders", lang.of("督办事项办理情况", "Matters under supervision"))
        .column(lang.of("序号", "No."), "", Align::Center, 0.6)
        .column(lang.of("督办文号", "Notice no."), "", Align::Left, 1.7)
        .column(lang.of("事项", "Matter"), "", Align::Left, 3.0)
        .column(lang.of("责任单位", "Unit"), "", Align::Left, 1.3)
        .column(lang.of("办理时限", "Due on"), "", Align::Left, 1.3)
        .column(lang.of("办理情况", "How it stands"), "", Align::Left, 1.7);
    let (since, as_of) = (cut.period.first_day(), cut.books.as_of);
    let mut told: Vec<(Fate, &Followed)> = cut.orders.iter().filter_map(|o| Some((o.fate(since, as_of)?, o))).collect();
    told.sort_by(|a, b| (a.0, a.1.order.due, &a.1.number).cmp(&(b.0, b.1.order.due, &b.1.number)));
    for (place, (fate, followed)) in told.into_iter().enumerate() {
        let (unit, due) = (followed.unit.of(lang).to_owned(), day_text(followed.order.due, lang));
        let words = [(place + 1).to_string(), followed.number.clone(), followed.matter.clone(), unit, due];
        let slots = words.map(Slot::Words).into_iter().chain([Slot::Made(fate.cell(lang))]);
        grid.row(facts, &followed.matter, RowKind::Item, slots.collect());
    }
    grid
}
