//! Size bands 规模分档: signings by fixed-asset investment, each a part of the indicator's figure that opens like the whole.

use super::Campaign;
use super::facts::{At, Facts};
use super::sheet::{Grid, Slot};
use crate::document::{Align, RowKind};
use crate::indicators::{AmountOf, Counting, Flow, Indicator};
use crate::statistics::{Quantity, Subject};

/// Column of the project by which its signing is sized.
const SIZE: &str = "project_id.fixed_investment";
/// Lower bounds in 万元: 1, 5 and 10 亿元.
const BOUNDS: [u32; 3] = [10_000, 50_000, 100_000];

/// The conditions of each band: its lower bound belongs to it.
fn parts() -> [String; 4] {
    let [a, b, c] = BOUNDS;
    [format!("{SIZE}<{a}"), format!("{SIZE}>={a};{SIZE}<{b}"), format!("{SIZE}>={b};{SIZE}<{c}"), format!("{SIZE}>={c}")]
}

/// The signings an indicator counts, if it counts signings.
fn signings(indicator: &Indicator) -> Option<&Flow> {
    match &indicator.counting {
        Counting::Flow(flow) => (flow.source == "project_stages" && flow.amount == AmountOf::Count).then_some(flow),
        Counting::Returned | Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => {
            None
        }
    }
}

/// The indicator that adds up the sizes of the same signings, if the campaign has one.
fn invested<'f>(facts: &'f Facts<'_>, campaign: &Campaign, signed: &Flow) -> Option<At<'f>> {
    let same = |indicator: &&Indicator| match &indicator.counting {
        Counting::Flow(flow) => {
            flow.source == signed.source
                && flow.on == signed.on
                && flow.conditions == signed.conditions
                && flow.amount == AmountOf::Column(SIZE.to_owned())
        }
        Counting::Returned | Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => {
            false
        }
    };
    facts.county(facts.indicators(campaign).into_iter().find(same)?)
}

/// Do the parts add up to what the ledger counted? Otherwise they are not shown.
fn adds_up(facts: &Facts<'_>, at: At<'_>, parts: &[String]) -> bool {
    let amount = |part: &String| {
        let subjects = facts.cut.books.part(at.indicator, part, facts.cut.period)?;
        Some(subjects.iter().map(Subject::amount).sum::<i64>())
    };
    let sum = parts.iter().map(amount).sum::<Option<i64>>();
    sum.is_some_and(|sum| sum > 0 && Some(sum) == at.statistic.cumulative)
}

/// The table of a campaign's first indicator that counts signings.
pub fn table(facts: &Facts<'_>, campaign: &Campaign) -> Option<Grid> {
    let (lang, parts) = (facts.lang, parts());
    let (at, flow) = facts.indicators(campaign).into_iter().find_map(|indicator| {
        let flow = signings(indicator)?;
        Some((facts.county(indicator).filter(|at| adds_up(facts, *at, &parts))?, flow))
    })?;
    let invested = invested(facts, campaign, flow).filter(|at| adds_up(facts, *at, &parts));
    let name = at.indicator.label(lang);
    let caption = facts.say(&format!("{name}按固定资产投资规模分布"), &format!("{name} by fixed-asset investment"));
    let mut grid = Grid::new(&format!("{}_bands", at.indicator.code), &caption)
        .column(lang.of("规模", "Size"), "", Align::Left, 1.8)
        .column(lang.of("项目数", "Projects"), at.indicator.measure.label(lang), Align::Right, 1.0)
        .column(lang.of("占比", "Share"), "%", Align::Right, 1.0);
    if let Some(invested) = invested {
        let head = lang.of("固定资产投资", "Fixed-asset investment");
        grid = grid.column(head, invested.indicator.measure.label(lang), Align::Right, 1.2);
    }
    let labels = [
        lang.of("1亿元以下", "below 100 million yuan"),
        lang.of("1亿元至5亿元", "100 to 500 million yuan"),
        lang.of("5亿元至10亿元", "500 million to 1 billion yuan"),
        lang.of("10亿元及以上", "1 billion yuan and above"),
    ];
    for (label, part) in labels.into_iter().zip(&parts) {
        grid.row(facts, label, RowKind::Item, slots(label, At { part, ..at }, invested.map(|i| At { part, ..i })));
    }
    let name = lang.of("合计", "Total");
    grid.row(facts, name, RowKind::Total, slots(name, at, invested));
    grid.note(
        lang.of("每档含下限，不含上限；各档相加等于合计。", "Each band includes its lower bound; the bands add up to the total."),
    );
    Some(grid)
}

/// A band, or the total, which has no share of itself.
fn slots<'f>(label: &str, at: At<'f>, invested: Option<At<'f>>) -> Vec<Slot<'f>> {
    let mut slots = vec![
        Slot::Words(label.to_owned()),
        Slot::Figure(at, Quantity::Cumulative, "—"),
        Slot::Figure(at, Quantity::OverPercent, "100.0"),
    ];
    slots.extend(invested.map(|at| Slot::Figure(at, Quantity::Cumulative, "—")));
    slots
}
