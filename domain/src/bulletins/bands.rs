//! Size bands 规模分档: signings by fixed-asset investment, counted from the projects and adding up to the indicator's figure.

use super::Campaign;
use super::facts::Facts;
use super::sheet::{Grid, Slot};
use crate::calendar::day_of;
use crate::document::{Align, Cell, Number, RowKind};
use crate::indicators::{AmountOf, Counting, Indicator, path};
use crate::measure::{Measure, Ratio, fixed};
use crate::registers::{Fact, Record};
use crate::statistics::Quantity;

/// Column of the project by which its signing is sized.
const SIZE: &str = "project_id.fixed_investment";
/// Lower bounds in fen: 1, 5 and 10 亿元.
const BOUNDS: [i64; 3] = [10_000_000_000, 50_000_000_000, 100_000_000_000];

/// One band: how many and how much, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Band {
    pub count: i64,
    pub amount: i64,
}

/// Sort amounts into bands: band `n` holds what is at least `bounds[n - 1]` and below `bounds[n]`.
pub fn bands(amounts: impl IntoIterator<Item = i64>, bounds: &[i64]) -> Vec<Band> {
    let mut bands = vec![Band::default(); bounds.len() + 1];
    for amount in amounts {
        let band = &mut bands[bounds.partition_point(|&bound| bound <= amount)];
        band.count += 1;
        band.amount += amount;
    }
    bands
}

/// Sizes of the signings an indicator counts; `None` where it counts something else.
fn sizes(facts: &Facts<'_>, indicator: &Indicator) -> Option<Vec<i64>> {
    let Counting::Flow(flow) = &indicator.counting else { return None };
    if flow.source != "project_stages" || flow.amount != AmountOf::Count {
        return None;
    }
    let books = facts.cut.books;
    let parent = |record: &Record, column: &str| books.parent(record, column);
    let mut sizes = Vec::new();
    for record in books.records("project_stages") {
        let fact = Fact { record, parent: &parent, shares: &|_| Vec::new() };
        let inside = path(&fact, &flow.on).int().and_then(day_of).is_some_and(|day| facts.cut.period.to_date().contains(day));
        if inside && flow.conditions.iter().all(|c| c.holds(&fact)) {
            sizes.push(path(&fact, SIZE).int()?);
        }
    }
    // The list must be the one the ledger counted, or it is not shown.
    let counted = facts.county(indicator)?.statistic.cumulative? / 10_i64.pow(u32::from(indicator.measure.decimals));
    (i64::try_from(sizes.len()) == Ok(counted)).then_some(sizes)
}

/// The table of a campaign's first indicator that counts signings.
pub fn table(facts: &Facts<'_>, campaign: &Campaign) -> Option<Grid> {
    let lang = facts.lang;
    let (indicator, sizes) =
        facts.indicators(campaign).into_iter().find_map(|i| Some((i, sizes(facts, i)?))).filter(|(_, s)| !s.is_empty())?;
    let total = sizes.len();
    let money = Measure::new("亿元", "");
    let caption = facts.say(
        &format!("{}按固定资产投资规模分布", indicator.label(lang)),
        &format!("{} by fixed-asset investment", indicator.label(lang)),
    );
    let mut grid = Grid::new(&format!("{}_bands", indicator.code), &caption)
        .column(lang.of("规模", "Size"), "", Align::Left, 1.8)
        .column(lang.of("项目数", "Projects"), indicator.measure.label(lang), Align::Right, 1.0)
        .column(lang.of("占比", "Share"), "%", Align::Right, 1.0)
        .column(lang.of("固定资产投资", "Fixed-asset investment"), money.label(lang), Align::Right, 1.2);
    let labels = [
        lang.of("1亿元以下", "below 100 million yuan"),
        lang.of("1亿元至5亿元", "100 to 500 million yuan"),
        lang.of("5亿元至10亿元", "500 million to 1 billion yuan"),
        lang.of("10亿元及以上", "1 billion yuan and above"),
    ];
    for (label, band) in labels.iter().zip(bands(sizes.iter().copied(), &BOUNDS)) {
        let share = Ratio::wide(i128::from(band.count) * 100, i128::try_from(total).unwrap_or(1));
        let slots = vec![
            Slot::Words((*label).to_owned()),
            plain(band.count.to_string(), Number { mantissa: band.count, decimals: 0 }),
            plain(fixed(&share, 1), Number { mantissa: share.round(4), decimals: 4 }),
            plain(money.shown(band.amount), money.number(band.amount)),
        ];
        grid.row(facts, label, RowKind::Item, slots);
    }
    let at = facts.county(indicator)?;
    let sum: i64 = sizes.iter().sum();
    let whole = Number { mantissa: 100, decimals: 0 };
    let name = lang.of("合计", "Total");
    let slots = vec![
        Slot::Words(name.to_owned()),
        Slot::Figure(at, Quantity::Cumulative, "—"),
        plain("100.0".to_owned(), whole),
        plain(money.shown(sum), money.number(sum)),
    ];
    grid.row(facts, name, RowKind::Total, slots);
    grid.note(
        lang.of("每档含下限，不含上限；各档相加等于合计。", "Each band includes its lower bound; the bands add up to the total."),
    );
    Some(grid)
}

/// A part of a total: the total opens, and its records are the parts'.
fn plain(text: String, number: Number) -> Slot<'static> {
    Slot::Made(Cell { text, number: Some(number), ..Cell::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_belongs_to_the_band_above_it() {
        let counts: Vec<i64> = bands([1, 9, 10, 49, 50, 99, 100, 500], &[10, 50, 100]).iter().map(|b| b.count).collect();
        assert_eq!(counts, [2, 2, 2, 2]);
        assert_eq!(bands([], &[10]), vec![Band::default(); 2]);
    }
}
