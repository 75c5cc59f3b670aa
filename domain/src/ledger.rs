//! Ledger 总账: like double-entry bookkeeping for public promises. Nothing is edited: a correction is a reversal and a new entry.
//!
//! [`post`] is the only place that knows how a record counts; [`corrections`] turns "counted before" and "counts now" into entries.

use crate::indicators::{Counting, Credit, Indicator};
use crate::registers::{Fact, Record, Value};
use crate::stage::{COUNTY, Stage};

/// An entry 分录 before it has its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Posting {
    pub indicator: i32,
    /// [`COUNTY`] or a unit's number.
    pub unit: i32,
    /// Business day, as 20260331.
    pub on: i32,
    /// Scaled by the indicator's measure.
    pub amount: i64,
    pub stage: Stage,
}

/// An entry as kept: append-only, hash-chained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Place in the county's chain.
    pub seq: i64,
    pub posting: Posting,
    /// Noun of the register and place in the chain of the record that gave it.
    pub source: String,
    pub source_seq: i64,
    /// When the county knew it, ms.
    pub recorded_at: i64,
    /// Place in the chain of the act that wrote it.
    pub act: i64,
    /// Place in the chain of the entry this one takes back.
    pub reverses: Option<i64>,
}

/// Months of a year on one page of the ledger 账页: what `balances` keeps for (indicator, unit, year, stage).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Sum of the month's entries.
    pub amounts: [i64; 12],
    /// Live entries of the month (a reversal takes one away): 0 means nothing was filed, which is not a zero.
    pub counts: [i32; 12],
}

impl Page {
    pub fn add(&mut self, on: i32, amount: i64, reversal: bool) {
        let month = usize::try_from(on / 100 % 100 - 1).unwrap_or(0).min(11);
        self.amounts[month] += amount;
        self.counts[month] += if reversal { -1 } else { 1 };
    }

    /// The page read for a period.
    pub fn tally(&self, indicator: i32, unit: i32, period: crate::calendar::Period) -> Tally {
        let months = |from: u8| usize::from(from) - 1..usize::from(period.to_month);
        let (inside, to_date) = (months(period.from_month), months(1));
        let filed_in = |m: usize| u16::from(self.counts[m] > 0) << m;
        let last_filed = self.counts[to_date.clone()].iter().rposition(|&n| n > 0);
        Tally {
            indicator,
            unit,
            year: period.year,
            value: self.amounts[inside].iter().sum(),
            cumulative: self.amounts[to_date.clone()].iter().sum(),
            level: last_filed.map_or(0, |m| self.amounts[m]),
            months: to_date.map(filed_in).sum(),
        }
    }
}

/// A page of the ledger read for a period: all that statistics need of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub indicator: i32,
    pub unit: i32,
    pub year: i16,
    /// Sum inside the period.
    pub value: i64,
    /// Sum from January to the period's end.
    pub cumulative: i64,
    /// Amount of the latest month filed up to the period's end (stocks).
    pub level: i64,
    /// Which months were filed from January to the period's end, a bit each as in [`crate::calendar::Period::month_bits`].
    pub months: u16,
}

impl Tally {
    /// Something was filed in these months of the year.
    pub fn filed_in(&self, period: crate::calendar::Period) -> bool {
        self.months & period.month_bits() != 0
    }
}

/// How a record counts for an indicator: nothing, or the county's own posting and its units' for each stage.
///
/// Registers are kept by lead offices, so what stands in them is reported and verified at once; `exclude` takes the credited
/// amount away (DOMAIN.md §4). Returns count at the stage they name.
pub fn post(indicator: &Indicator, fact: &Fact<'_>) -> Vec<Posting> {
    let record = fact.record;
    match &indicator.counting {
        Counting::Returned => post_return(indicator, record),
        Counting::Flow(flow) => {
            if record.register.noun != flow.source || !flow.conditions.iter().all(|c| c.holds(fact)) {
                return Vec::new();
            }
            let (Some(on), Some(amount)) =
                (crate::indicators::path(fact, &flow.on).int(), flow.amount.of(fact, &indicator.measure))
            else {
                return Vec::new();
            };
            let on = i32::try_from(on).unwrap_or(0);
            let mut shares = vec![(COUNTY, amount)];
            shares.extend(credited(&flow.credit, fact, amount));
            let excluded = flow.exclude.iter().any(|c| c.holds(fact));
            let mut postings = Vec::with_capacity(shares.len() * 3);
            for stage in [Stage::Reported, Stage::Verified, Stage::Credited] {
                for &(unit, amount) in &shares {
                    let amount = if excluded && stage == Stage::Credited { 0 } else { amount };
                    postings.push(Posting { indicator: indicator.number, unit, on, amount, stage });
                }
            }
            postings
        }
        Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => Vec::new(),
    }
}

fn post_return(indicator: &Indicator, record: &Record) -> Vec<Posting> {
    let is_mine = record.register.noun == "returns" && record.int("indicator_id") == Some(i64::from(indicator.number));
    let (Some(unit), Some(period), Some(amount)) = (record.int("unit_id"), record.int("period"), record.int("value")) else {
        return Vec::new();
    };
    if !is_mine {
        return Vec::new();
    }
    let stage = Stage::parse(record.text("stage")).unwrap_or(Stage::Verified);
    // A return counts on the last day of its month.
    let (year, month) = (i16::try_from(period / 100).unwrap_or(0), u8::try_from(period % 100).unwrap_or(1));
    let on = crate::calendar::day_number(crate::calendar::Period::month(year, month).last_day());
    let unit = i32::try_from(unit).unwrap_or(0);
    vec![Posting { indicator: indicator.number, unit, on: i32::try_from(on).unwrap_or(0), amount, stage }]
}

/// Units' parts of an amount: one unit, shares that add up to the whole to the last fen, or the whole to each.
fn credited(credit: &Credit, fact: &Fact<'_>, amount: i64) -> Vec<(i32, i64)> {
    match credit {
        Credit::None => Vec::new(),
        Credit::Single(column) => match crate::indicators::path(fact, column) {
            Value::Int(unit) if unit > 0 => vec![(i32::try_from(unit).unwrap_or(0), amount)],
            Value::Int(_) | Value::Null | Value::Text(_) => Vec::new(),
        },
        Credit::Split(noun) => split(amount, &(fact.shares)(noun)),
        Credit::Dual(noun) => (fact.shares)(noun).into_iter().map(|(unit, _)| (unit, amount)).collect(),
    }
}

/// Cut an amount by shares (0.01 %) with the largest-remainder rule: the parts always add up to the amount.
pub fn split(amount: i64, shares: &[(i32, i64)]) -> Vec<(i32, i64)> {
    let total: i128 = shares.iter().map(|&(_, share)| i128::from(share)).sum();
    if total <= 0 {
        return Vec::new();
    }
    let exact = |share: i64| i128::from(amount) * i128::from(share);
    let mut parts: Vec<(i32, i64, i128)> = shares
        .iter()
        .map(|&(unit, share)| {
            let floor = exact(share).div_euclid(total);
            (unit, i64::try_from(floor).unwrap_or(0), exact(share).rem_euclid(total))
        })
        .collect();
    let left = amount - parts.iter().map(|&(_, part, _)| part).sum::<i64>();
    // Ties go to the lower unit number, so that the same record always splits the same way.
    parts.sort_by_key(|&(unit, _, rest)| (std::cmp::Reverse(rest), unit));
    for (_, part, _) in parts.iter_mut().take(usize::try_from(left).unwrap_or(0)) {
        *part += 1;
    }
    parts.sort_by_key(|&(unit, ..)| unit);
    parts.into_iter().map(|(unit, part, _)| (unit, part)).collect()
}

/// What to write when a record that counted as `before` now counts as `now`: entries to take back, postings to add.
pub fn corrections<'a>(before: &'a [Entry], now: &[Posting]) -> (Vec<&'a Entry>, Vec<Posting>) {
    let mut left: Vec<Posting> = now.to_vec();
    let mut reversed = Vec::new();
    for entry in before {
        match left.iter().position(|p| *p == entry.posting) {
            Some(same) => {
                left.swap_remove(same);
            }
            None => reversed.push(entry),
        }
    }
    left.sort();
    (reversed, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_the_last_fen() {
        assert_eq!(split(10_000, &[(1, 5000), (2, 5000)]), vec![(1, 5000), (2, 5000)]);
        assert_eq!(split(100, &[(7, 3333), (8, 3333), (9, 3334)]), vec![(7, 33), (8, 33), (9, 34)]);
        assert_eq!(split(1, &[(1, 5000), (2, 5000)]), vec![(1, 1), (2, 0)]);
        assert_eq!(split(5, &[]), vec![]);
    }

    #[test]
    fn a_page_tells_zero_from_not_filed() {
        let mut page = Page::default();
        page.add(20_260_131, 0, false);
        page.add(20_260_228, 7, false);
        page.add(20_260_228, -7, true);
        let tally = page.tally(1, 2, crate::calendar::Period { year: 2026, from_month: 1, to_month: 3 });
        assert_eq!((tally.cumulative, tally.months), (0, 0b001));
    }
}
