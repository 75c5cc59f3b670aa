//! Properties 通则: what holds in every year one can think of, tried on random ones.

use domain::calendar::{Date, Period, day_number};
use domain::indicators::{Counting, Credit, Flow, Indicator, IndicatorKind, Pace};
use domain::ledger::{Entry, Page, Posting, Tally, corrections, post, split};
use domain::measure::{Measure, Ratio, decimal, fixed, parse_decimal};
use domain::registers::{Fact, PROJECT_ARRIVALS, Record, Value};
use domain::stage::{COUNTY, Stage};
use domain::statistics::{Books, Quantity, Query, Statistic};
use domain::targets::Targets;
use domain::units::Unit;
use proptest::prelude::*;
use std::collections::BTreeMap;

const YEAR: i16 = 2026;

fn indicator(minimum_base: i64, lower_is_better: bool, counting: Counting) -> Indicator {
    Indicator {
        number: 1,
        code: "arrivals".to_owned(),
        name: "到位".to_owned(),
        name_en: String::new(),
        measure: Measure::new("万元", ""),
        lower_is_better,
        kind: IndicatorKind::Flow,
        counting,
        pace: Pace::Linear,
        campaign: String::new(),
        position: 0,
        minimum_base,
        aspect: String::new(),
        sentence: String::new(),
        sentence_en: String::new(),
    }
}

/// Arrivals of projects, split between units by the shares of their credits.
fn arrivals() -> Indicator {
    let flow = Flow {
        source: "project_arrivals".to_owned(),
        on: "on".to_owned(),
        conditions: Vec::new(),
        amount: domain::indicators::AmountOf::Column("amount".to_owned()),
        credit: Credit::Split("project_credits".to_owned()),
        exclude: Vec::new(),
    };
    indicator(0, false, Counting::Flow(flow))
}

fn unit(number: i32) -> Unit {
    Unit {
        number,
        code: number.to_string(),
        name: format!("{number}乡"),
        name_en: String::new(),
        group: if number % 3 == 0 { "县直".to_owned() } else { "乡镇".to_owned() },
        group_en: String::new(),
        kind: String::new(),
        valid_from: None,
        valid_to: None,
        aliases: Vec::new(),
    }
}

/// A version of an arrival: which, when the county knew it, its day and money, and the shares of its project then.
#[derive(Clone, Debug)]
struct Version {
    arrival: usize,
    known_at: i64,
    on: Date,
    amount: i64,
    shares: Vec<(i32, i64)>,
}

fn versions() -> impl Strategy<Value = Vec<Version>> {
    let share = (1..5_i32, 1..10_000_i64);
    let version =
        (0..6_usize, 1..40_i64, 1..13_i8, 1..29_i8, 0..1_000_000_i64, prop::collection::btree_map(share.0, share.1, 1..4));
    let made = version.prop_map(|(arrival, known_at, month, day, amount, shares)| Version {
        arrival,
        known_at,
        on: Date::constant(YEAR, month, day),
        amount,
        shares: shares.into_iter().collect(),
    });
    prop::collection::vec(made, 0..40).prop_map(|mut all| {
        all.sort_by_key(|v| v.known_at);
        all
    })
}

fn postings(version: &Version) -> Vec<Posting> {
    let mut values = vec![Value::Null; PROJECT_ARRIVALS.columns.len()];
    let mut set = |column: &str, value| values[PROJECT_ARRIVALS.column(column).expect("a column")] = value;
    set("on", Value::Int(day_number(version.on)));
    set("amount", Value::Int(version.amount));
    let record = Record { register: &PROJECT_ARRIVALS, seq: 0, recorded_at: version.known_at, values };
    let shares = |_: &str| version.shares.clone();
    post(&arrivals(), &Fact { record: &record, parent: &|_, _| None, shares: &shares })
}

/// The ledger after all versions were told in their order: (arrival, entry).
fn ledger(versions: &[Version]) -> Vec<(usize, Entry)> {
    let mut entries: Vec<(usize, Entry)> = Vec::new();
    for version in versions {
        let taken: Vec<i64> = entries.iter().filter_map(|(_, e)| e.reverses).collect();
        let live =
            |(arrival, e): &&(usize, Entry)| *arrival == version.arrival && e.reverses.is_none() && !taken.contains(&e.seq);
        let before: Vec<Entry> = entries.iter().filter(live).map(|(_, e)| e.clone()).collect();
        let (back, add) = corrections(&before, &postings(version));
        let reversed = back.into_iter().map(|e| (Posting { amount: -e.posting.amount, ..e.posting.clone() }, Some(e.seq)));
        for (posting, reverses) in reversed.chain(add.into_iter().map(|p| (p, None))) {
            let seq = entries.len() as i64 + 1;
            let entry =
                Entry { seq, posting, source: String::new(), source_seq: 0, recorded_at: version.known_at, act: 0, reverses };
            entries.push((version.arrival, entry));
        }
    }
    entries
}

type Pages = BTreeMap<(i32, Stage), Page>;

fn pages<'a>(entries: impl Iterator<Item = (&'a Posting, bool)>) -> Pages {
    let mut pages = Pages::new();
    for (posting, reversal) in entries {
        pages.entry((posting.unit, posting.stage)).or_default().add(posting.on, posting.amount, reversal);
    }
    pages
}

fn balances(entries: &[(usize, Entry)], known_at: i64) -> Pages {
    pages(entries.iter().filter(|(_, e)| e.recorded_at <= known_at).map(|(_, e)| (&e.posting, e.reverses.is_some())))
}

fn figures(pages: &Pages, period: Period, stage: Stage) -> Vec<Statistic> {
    let read = pages.iter().filter(|((_, s), _)| *s == stage);
    let tallies: Vec<Tally> = read.map(|((unit, _), page)| page.tally(1, *unit, period)).collect();
    let books = Books::new(
        1,
        period.last_day(),
        stage,
        (1..5).map(unit).collect(),
        vec![arrivals()],
        Targets::default(),
        Vec::new(),
        tallies,
    );
    let mut all = books.statistics(period);
    all.push(books.county(&books.indicators[0], period));
    all
}

fn period() -> impl Strategy<Value = Period> {
    (1..13_u8, 1..13_u8, 1990..2999_i16).prop_map(|(a, b, year)| Period { year, from_month: a.min(b), to_month: a.max(b) })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

    /// B-01, T-11: the figures as of an instant are those of the versions known then, told by no ledger at all; what is recorded later changes nothing.
    #[test]
    fn the_past_stays_true(versions in versions(), at in 0..41_i64, period in period()) {
        let period = Period { year: YEAR, ..period };
        let now = ledger(&versions);
        let known: Vec<Version> = versions.iter().filter(|v| v.known_at <= at).cloned().collect();
        let then = ledger(&known);
        let mut latest: BTreeMap<usize, Vec<Posting>> = BTreeMap::new();
        for version in &known {
            latest.insert(version.arrival, postings(version));
        }
        let plain = pages(latest.values().flatten().map(|p| (p, false)));
        for stage in Stage::ALL {
            let told = figures(&plain, period, stage);
            prop_assert_eq!(&figures(&balances(&now, at), period, stage), &told);
            prop_assert_eq!(&figures(&balances(&then, i64::MAX), period, stage), &told);
        }
    }

    /// Balances are the sum of entries, month by month and in any span.
    #[test]
    fn balances_are_the_sum_of_entries(versions in versions(), period in period()) {
        let period = Period { year: YEAR, ..period };
        let entries = ledger(&versions);
        for ((unit, stage), page) in balances(&entries, i64::MAX) {
            let inside = |p: &Posting| {
                let month = (p.on / 100 % 100) as u8;
                (p.unit, p.stage) == (unit, stage) && period.from_month <= month && month <= period.to_month
            };
            let sum: i64 = entries.iter().map(|(_, e)| &e.posting).filter(|p| inside(p)).map(|p| p.amount).sum();
            prop_assert_eq!(page.tally(1, unit, period).value, sum);
        }
    }

    /// Credits of units reconcile with the county's own entry at every stage, after any corrections.
    #[test]
    fn unit_credits_reconcile_with_the_county(versions in versions()) {
        let pages = balances(&ledger(&versions), i64::MAX);
        for stage in Stage::ALL {
            let sum = |county: bool| {
                let mine = pages.iter().filter(|((unit, s), _)| *s == stage && (*unit == COUNTY) == county);
                mine.fold([0_i64; 12], |sum, (_, page)| std::array::from_fn(|m| sum[m] + page.amounts[m]))
            };
            prop_assert_eq!(sum(true), sum(false));
        }
    }

    #[test]
    fn split_always_adds_up(amount in -1_000_000_000_000_i64..1_000_000_000_000, shares in prop::collection::btree_map(1..100_i32, 0..10_001_i64, 1..12)) {
        let shares: Vec<(i32, i64)> = shares.into_iter().collect();
        let parts = split(amount, &shares);
        let total: i64 = shares.iter().map(|s| s.1).sum();
        if total == 0 {
            prop_assert!(parts.is_empty());
        } else {
            prop_assert_eq!(parts.iter().map(|p| p.1).sum::<i64>(), amount);
            for ((unit, share), (to, part)) in shares.iter().zip(&parts) {
                prop_assert_eq!(unit, to);
                // Nobody is a whole fen away from its exact share.
                let off = i128::from(*part) * i128::from(total) - i128::from(amount) * i128::from(*share);
                prop_assert!(off.abs() < i128::from(total), "{off} of {total}");
            }
        }
    }

    /// Applying corrections leaves exactly the new postings, and a record that counts as before writes nothing.
    #[test]
    fn corrections_leave_exactly_the_new_postings(before in postings_of_a_record(), now in postings_of_a_record()) {
        let entry = |(seq, posting): (usize, &Posting)| Entry {
            seq: seq as i64, posting: posting.clone(), source: String::new(), source_seq: 0, recorded_at: 0, act: 0, reverses: None,
        };
        let before: Vec<Entry> = before.iter().enumerate().map(entry).collect();
        let (back, add) = corrections(&before, &now);
        let mut left: Vec<Posting> = before.iter().filter(|e| !back.iter().any(|b| b.seq == e.seq)).map(|e| e.posting.clone()).collect();
        left.extend(add);
        left.sort();
        let mut wanted = now.clone();
        wanted.sort();
        prop_assert_eq!(&left, &wanted);
        let after: Vec<Entry> = wanted.iter().enumerate().map(entry).collect();
        let (back, add) = corrections(&after, &now);
        prop_assert!(back.is_empty() && add.is_empty());
    }

    /// Half away from zero, against rounding by definition: the nearest, and of two nearest the one further from zero.
    #[test]
    fn rounding_is_the_nearest(numerator in any::<i64>(), denominator in any::<i32>().prop_filter("a base", |d| *d != 0), places in 0..5_u8) {
        let ratio = Ratio::new(numerator, i64::from(denominator));
        let scaled = i128::from(numerator) * 10_i128.pow(u32::from(places));
        let base = i128::from(denominator);
        let rounded = i128::from(ratio.round(places));
        prop_assume!(rounded != i128::from(i64::MAX) && rounded != i128::from(i64::MIN));
        let distance = |n: i128| (n * base - scaled).abs();
        for other in [rounded - 1, rounded + 1] {
            prop_assert!(distance(rounded) < distance(other) || (distance(rounded) == distance(other) && rounded.abs() > other.abs()));
        }
        let text = fixed(&ratio, places);
        prop_assert_eq!(i128::from(parse_decimal(&text, places).expect("a decimal")), rounded);
    }

    #[test]
    fn ratios_compare_and_subtract_exactly(a in -10_000_i64..10_000, b in 1..500_i64, c in -10_000_i64..10_000, d in 1..500_i64) {
        let (one, two) = (Ratio::new(a, b), Ratio::new(c, -d));
        prop_assert_eq!(one.compare(two), (a * d).cmp(&(-c * b)));
        prop_assert_eq!(one.minus(two).signum(), i128::from((a * d + c * b).signum()));
        prop_assert_eq!(one.minus(two).minus(one).compare(two.times(-1)), std::cmp::Ordering::Equal);
    }

    #[test]
    fn amounts_are_read_as_written(amount in (i64::MIN + 1)..i64::MAX, decimals in 0..11_u8) {
        prop_assert_eq!(parse_decimal(&decimal(amount, decimals), decimals), Ok(amount));
    }

    #[test]
    fn periods_are_read_as_written(period in period()) {
        prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
        prop_assert_eq!(period.month_bits().count_ones() as usize, period.months().count());
        prop_assert_eq!(Period::parse(&format!(" {period} ")), Some(period));
    }

    #[test]
    fn no_text_is_read_as_another_period(text in "(19|20|29)[0-9]{2}(-([QH+]?[0-9]{1,2}))?(\\.\\.20[0-9]{2}-[QH]?[0-9]{1,2})?") {
        if let Some(period) = Period::parse(&text) {
            prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
            prop_assert!(period.from_month <= period.to_month && (1..=12).contains(&period.to_month) && !text.contains('+'));
        }
    }

    #[test]
    fn figures_are_named_without_loss(
        county in 1..999_999_i32,
        keys in ("[a-z:/%\\-A-F0-9甲]{1,8}", prop::option::of("[a-z:/%\\-A-F0-9乡]{0,6}")),
        period in period(),
        pick in (0..Quantity::ALL.len(), 0..4_usize, 1..13_i8, 1..29_i8),
    ) {
        let query = Query {
            county,
            indicator: keys.0,
            quantity: Quantity::ALL[pick.0].0,
            unit: keys.1,
            period,
            stage: Stage::ALL[pick.1],
            as_of: Date::constant(YEAR, pick.2, pick.3),
            part: String::new(),
        };
        let id = query.to_string();
        // It stands in an address and in a table: no slash, and as many colons as there are parts.
        prop_assert!(!id.contains('/') && id.matches(':').count() == 6);
        prop_assert_eq!(Query::parse(&id), Some(query));
    }

    /// A place is one more than the number of units of the group that are strictly better.
    #[test]
    fn ranks_are_competition_ranks(filed in prop::collection::vec(prop::option::of(0..6_i64), 12), lower in any::<bool>(), least in 0..3_i64) {
        let period = Period { year: YEAR, from_month: 1, to_month: 1 };
        let page = |amount: i64| { let mut page = Page::default(); page.add(20_260_131, amount, false); page };
        let units: Vec<Unit> = (1..13).map(unit).collect();
        let with = filed.iter().zip(1..).filter_map(|(amount, n)| Some((n, (*amount)?)));
        let tallies = with.map(|(n, amount)| page(amount).tally(1, n, period)).collect();
        // Targets 0 to 3, so that shares tie across different targets and some have no duty.
        let target = |n: i32| i64::from(n % 4);
        let targets = (1..13).map(|n| target_record(n, target(n))).collect::<Vec<_>>();
        let rule = indicator(least, lower, Counting::Returned);
        let books = Books::new(1, period.last_day(), Stage::Verified, units, vec![rule], Targets::from_records(&targets), Vec::new(), tallies);
        let all = books.statistics(period);
        let group = |s: &Statistic| s.unit % 3 == 0;
        let in_rank = |s: &&Statistic| target(s.unit) > 0 && target(s.unit) >= least && s.cumulative.is_some();
        for s in &all {
            let rivals = all.iter().filter(in_rank).filter(|r| group(r) == group(s));
            let better = |r: &&Statistic| {
                let (theirs, mine) = (r.cumulative.unwrap_or(0) * target(s.unit), s.cumulative.unwrap_or(0) * target(r.unit));
                if lower { theirs < mine } else { theirs > mine }
            };
            let wanted = in_rank(&s).then(|| rivals.clone().filter(better).count() as u32 + 1);
            prop_assert_eq!(s.rank, wanted, "unit {}", s.unit);
            prop_assert_eq!(s.ranked, if wanted.is_some() { rivals.count() as u32 } else { 0 });
        }
    }
}

fn postings_of_a_record() -> impl Strategy<Value = Vec<Posting>> {
    let posting = (0..3_i32, 0..3_i64, 0..4_usize).prop_map(|(unit, amount, stage)| Posting {
        indicator: 1,
        unit,
        on: 20_260_131,
        amount,
        stage: Stage::ALL[stage],
    });
    prop::collection::vec(posting, 0..8)
}

fn target_record(unit: i32, amount: i64) -> Record {
    let register = &domain::registers::TARGETS;
    let mut values = vec![Value::Null; register.columns.len()];
    let mut set = |column: &str, value: i64| values[register.column(column).expect("a column")] = Value::Int(value);
    set("unit_id", i64::from(unit));
    set("indicator_id", 1);
    set("year", i64::from(YEAR));
    set("target", amount);
    Record { register, seq: i64::from(unit), recorded_at: 0, values }
}
