//! Burden 填报负担: what every form costs the units in typed fields and hours a year, and what is asked twice.
//!
//! Nothing here looks at who typed what or when: forms are counted, never persons.

use crate::calendar::{Date, Period};
use crate::indicators::{Counting, Indicator};
use crate::lang::Lang;
use crate::registers::{Column, Kind, REGISTERS, Register};
use crate::returns::owed;
use crate::targets::Targets;
use crate::units::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// Minutes for one typed field: to look the figure up in the unit's own books, type it, and read it once more. An estimate of ours,
/// not a measurement: the same for every field, so that forms can be compared. What is prefilled costs nothing.
pub const MINUTES_PER_FIELD: i64 = 2;

/// Registers that people keep for their own work; rules, organisation, and what a verifier or the program writes are not theirs.
pub const KEPT_BY_PEOPLE: [&str; 18] = [
    "commitments",
    "teams",
    "task_forces",
    "postings",
    "trips",
    "leads",
    "visits",
    "projects",
    "project_credits",
    "project_stages",
    "project_arrivals",
    "key_projects",
    "key_project_nodes",
    "funds",
    "fund_steps",
    "fund_contacts",
    "parcels",
    "parcel_steps",
];

/// A form: the monthly return of a campaign's indicators, or a register.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Monthly return 月报 of a campaign, by its code.
    Return(String),
    Register(&'static str),
}

/// What one form costs in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub form: Form,
    /// Fields of the form that are typed.
    pub fields: i64,
    /// Units that fill it in.
    pub units: i64,
    /// Times it is filled in a year, over all units.
    pub times: i64,
    /// Fields typed a year, over all units.
    pub typed: i64,
}

/// What a unit types in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfUnit {
    pub unit: i32,
    pub returns: i64,
    pub registers: i64,
}

impl OfUnit {
    pub fn typed(&self) -> i64 {
        self.returns + self.registers
    }
}

/// Something asked twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    pub zh: String,
    pub en: String,
    /// Units asked twice; 0: everybody who fills in the form.
    pub units: i64,
}

impl Twice {
    pub fn sentence(&self, lang: Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }
}

/// A version of a record written in the year: whose it was, and how many fields were typed in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub register: &'static Register,
    /// `None`: nobody's in particular.
    pub unit: Option<i32>,
    pub typed: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// The dearest first.
    pub lines: Vec<Line>,
    pub units: Vec<OfUnit>,
    pub twice: Vec<Twice>,
}

impl Burden {
    pub fn typed(&self) -> i64 {
        self.lines.iter().map(|line| line.typed).sum()
    }
}

pub fn minutes(typed: i64) -> i64 {
    typed * MINUTES_PER_FIELD
}

/// Columns of a register that somebody types: its own number is given by the program and the unit is known.
pub fn typed_columns(register: &Register) -> impl Iterator<Item = (usize, &'static Column)> {
    let columns: &'static [Column] = register.columns;
    columns.iter().enumerate().filter(|(_, c)| !matches!(c.kind, Kind::Code | Kind::Unit))
}

/// The burden of a year: returns by what is owed month by month, registers by what was written in the twelve months before.
pub fn of_year(year: i16, indicators: &[Indicator], targets: &Targets, units: &[Unit], written: &[Written]) -> Burden {
    let mut per_unit: BTreeMap<i32, OfUnit> = BTreeMap::new();
    let mut lines: BTreeMap<Form, Tally> = BTreeMap::new();
    for unit in units {
        for month in (1..=12).map(|m| Period::month(year, m)) {
            let mut forms = BTreeSet::new();
            for indicator in owed(indicators, targets, unit, month) {
                let form = Form::Return(indicator.campaign.clone());
                let tally = lines.entry(form.clone()).or_default();
                tally.fields.insert(indicator.code.clone());
                tally.units.insert(unit.number);
                tally.times += i64::from(forms.insert(form));
                tally.typed += 1;
                of_unit(&mut per_unit, unit.number).returns += 1;
            }
        }
    }
    for record in written {
        let tally = lines.entry(Form::Register(record.register.noun)).or_default();
        tally.fields = typed_columns(record.register).map(|(_, c)| c.name.to_owned()).collect();
        tally.units.extend(record.unit);
        tally.times += 1;
        tally.typed += record.typed;
        if let Some(unit) = record.unit {
            of_unit(&mut per_unit, unit).registers += record.typed;
        }
    }
    let mut lines: Vec<Line> = lines.into_iter().map(|(form, tally)| tally.line(form)).collect();
    lines.sort_by_key(|line| (-line.typed, line.form.clone()));
    let mut per_unit: Vec<OfUnit> = per_unit.into_values().collect();
    per_unit.sort_by_key(|u| (-u.typed(), u.unit));
    let mut twice = asked_twice(year, indicators, targets, units);
    twice.extend(columns_twice());
    Burden { lines, units: per_unit, twice }
}

#[derive(Default)]
struct Tally {
    fields: BTreeSet<String>,
    units: BTreeSet<i32>,
    times: i64,
    typed: i64,
}

impl Tally {
    fn line(self, form: Form) -> Line {
        Line { form, fields: count(self.fields.len()), units: count(self.units.len()), times: self.times, typed: self.typed }
    }
}

fn of_unit(per_unit: &mut BTreeMap<i32, OfUnit>, unit: i32) -> &mut OfUnit {
    per_unit.entry(unit).or_insert(OfUnit { unit, returns: 0, registers: 0 })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A name without what offices write differently: spaces and brackets.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !"（）()“”\"、".contains(*c)).collect::<String>().to_lowercase()
}

fn same(a: &Indicator, b: &Indicator) -> bool {
    plain(&a.name) == plain(&b.name) && a.measure.name == b.measure.name
}

/// The same figure asked of the same unit twice, or asked though a register already counts it.
fn asked_twice(year: i16, indicators: &[Indicator], targets: &Targets, units: &[Unit]) -> Vec<Twice> {
    let mut twice = Vec::new();
    let asked = |i: &Indicator, unit: &Unit| targets.get(i.number, unit.number, year).is_some();
    for (n, one) in indicators.iter().enumerate() {
        for other in &indicators[n + 1..] {
            if !same(one, other) {
                continue;
            }
            let both = units.iter().filter(|u| asked(one, u) && asked(other, u)).count();
            match (&one.counting, &other.counting) {
                (Counting::Returned, Counting::Returned) if both > 0 => twice.push(Twice {
                    zh: format!("“{}”向同一单位要了两次：{}和{}", one.name, of(one), of(other)),
                    en: format!("“{}” is asked of the same unit twice: {} and {}", one.label(Lang::En), of(one), of(other)),
                    units: count(both),
                }),
                (Counting::Returned, _) => twice.extend(known_already(year, one, other, targets, units)),
                (_, Counting::Returned) => twice.extend(known_already(year, other, one, targets, units)),
                (_, _) => {}
            }
        }
    }
    twice
}

fn known_already(year: i16, returned: &Indicator, counted: &Indicator, targets: &Targets, units: &[Unit]) -> Option<Twice> {
    let (zh, en) = source(counted)?;
    let asked = units.iter().filter(|u| targets.get(returned.number, u.number, year).is_some()).count();
    Some(Twice {
        zh: format!("“{}”（{}）还要各单位填报，而台账“{zh}”已在计数（{}）", returned.name, of(returned), of(counted)),
        en: format!(
            "“{}” ({}) is filed by units although the register “{en}” already counts it ({})",
            returned.label(Lang::En),
            of(returned),
            of(counted)
        ),
        units: count(asked),
    })
}

fn of(indicator: &Indicator) -> String {
    if indicator.campaign.is_empty() { indicator.code.clone() } else { format!("{}/{}", indicator.campaign, indicator.code) }
}

/// The register an indicator is counted from.
fn source(indicator: &Indicator) -> Option<(&'static str, &'static str)> {
    let noun = match &indicator.counting {
        Counting::Flow(flow) => &flow.source,
        Counting::Stock(stock) => &stock.source,
        Counting::OwnersWhere(rule) => &rule.stock.source,
        Counting::Returned | Counting::Ratio { .. } | Counting::UnitsWhere(_) => return None,
    };
    crate::registers::register(noun).map(|r| (r.zh, r.en))
}

/// Words that say nothing of what they belong to: a project's English name is not its team's.
const GENERIC: [&str; 5] = ["名称", "英文名称", "日期", "备注", "说明"];

/// A register that names a record of another and asks again what stands there.
fn columns_twice() -> Vec<Twice> {
    let kept = |noun: &str| KEPT_BY_PEOPLE.contains(&noun);
    let mut twice = Vec::new();
    for register in REGISTERS.iter().filter(|r| kept(r.noun)) {
        for parent in REGISTERS.iter().filter(|p| kept(p.noun) && refers(register, p)) {
            let again = typed_columns(register).map(|(_, c)| c).filter(|c| {
                // What the register says of itself, its own number and its links, is not asked again.
                c.kind != Kind::Ref(parent.noun)
                    && !GENERIC.contains(&c.zh)
                    && typed_columns(parent).any(|(_, p)| p.zh == c.zh && p.kind == c.kind)
            });
            twice.extend(again.map(|c| Twice {
                zh: format!("“{}”在台账“{}”里已有，台账“{}”又问一次", c.zh, parent.zh, register.zh),
                en: format!("“{}” stands in the register “{}” and is asked again in “{}”", c.en, parent.en, register.en),
                units: 0,
            }));
        }
    }
    twice
}

fn refers(register: &Register, parent: &Register) -> bool {
    register.noun != parent.noun && register.columns.iter().any(|c| c.kind == Kind::Ref(parent.noun))
}

/// What a new indicator would add before it is issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Fields typed a year over all units asked.
    pub typed: i64,
    pub units: i64,
    /// Months of the year that are left when it begins.
    pub periods: i64,
    pub twice: Vec<Twice>,
}

/// The burden of a new indicator asked of some units from a month of a year on.
pub fn of_new(new: &Indicator, asked: &[i32], from: Date, indicators: &[Indicator], targets: &Targets, units: &[Unit]) -> Added {
    let year = from.year();
    let periods = if new.counting == Counting::Returned { i64::from(13 - from.month()) } else { 0 };
    let asked: BTreeSet<i32> = asked.iter().copied().collect();
    let mut twice = Vec::new();
    for old in indicators.iter().filter(|old| same(new, old) && (old.number != new.number || old.code != new.code)) {
        let both = units.iter().filter(|u| asked.contains(&u.number) && targets.get(old.number, u.number, year).is_some());
        let both = count(both.count());
        match (&new.counting, &old.counting, source(old)) {
            (Counting::Returned, Counting::Returned, _) if both > 0 => twice.push(Twice {
                zh: format!("“{}”已经由{}向同一单位要过", new.name, of(old)),
                en: format!("“{}” is already asked of the same unit by {}", new.label(Lang::En), of(old)),
                units: both,
            }),
            (Counting::Returned, _, Some((zh, en))) => twice.push(Twice {
                zh: format!("“{}”不必填报：台账“{zh}”已在计数（{}）", new.name, of(old)),
                en: format!("“{}” need not be filed: the register “{en}” already counts it ({})", new.label(Lang::En), of(old)),
                units: count(asked.len()),
            }),
            (_, _, _) => {}
        }
    }
    Added { typed: count(asked.len()) * periods, units: count(asked.len()), periods, twice }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::{INDICATORS, Record, TARGETS, TRIPS, UNITS, Value};
    use jiff::civil::date;

    fn record(register: &'static Register, given: &[(&str, Value)]) -> Record {
        let mut values = vec![Value::Null; register.columns.len()];
        for (name, value) in given {
            values[register.column(name).expect("a column")] = value.clone();
        }
        Record { register, seq: 1, recorded_at: 0, values }
    }

    fn text(t: &str) -> Value {
        Value::Text(t.to_owned())
    }

    fn indicator(number: i32, code: &str, name: &str, campaign: &str, source: &str) -> Indicator {
        let counted = source != "returns";
        let mut given = vec![
            ("indicator_id", text(code)),
            ("name", text(name)),
            ("uom", text("个")),
            ("campaign_id", text(campaign)),
            ("source", text(source)),
            ("pace", text("linear")),
        ];
        if counted {
            given.extend([("on", text("until_on")), ("amount", text("count")), ("credit", text("single:unit_id"))]);
        }
        Indicator::from_record(&record(&INDICATORS, &given), number).expect("an indicator")
    }

    fn units(n: i32) -> Vec<Unit> {
        (1..=n).map(|i| Unit::from_record(&record(&UNITS, &[("unit_id", text(&format!("u{i}")))]), i)).collect()
    }

    fn targets(of: &[(i64, i64)]) -> Targets {
        let row = |&(indicator, unit): &(i64, i64)| {
            let given =
                [("unit_id", unit), ("indicator_id", indicator), ("year", 2026), ("target", 5)].map(|(c, n)| (c, Value::Int(n)));
            record(&TARGETS, &given)
        };
        Targets::from_records(&of.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn forms_are_counted_by_field_unit_and_month() {
        let indicators = [indicator(1, "a", "新增企业", "x", "returns"), indicator(2, "b", "外出批次", "x", "trips")];
        let written = [Written { register: &TRIPS, unit: Some(2), typed: 7 }, Written { register: &TRIPS, unit: None, typed: 1 }];
        let burden = of_year(2026, &indicators, &targets(&[(1, 1), (1, 2), (2, 1)]), &units(3), &written);
        let returns = burden.lines.iter().find(|l| l.form == Form::Return("x".to_owned())).expect("a monthly return");
        // What a register counts is prefilled: only the returned indicator is typed, by two units, twelve times.
        assert_eq!((returns.fields, returns.units, returns.times, returns.typed), (1, 2, 24, 24));
        let trips = burden.lines.iter().find(|l| l.form == Form::Register("trips")).expect("a register");
        assert_eq!((trips.units, trips.times, trips.typed), (1, 2, 8));
        assert_eq!(trips.fields, 8, "ten columns but the number and the unit");
        assert_eq!(burden.typed(), 32);
        assert_eq!(minutes(burden.typed()), 64);
        assert_eq!(burden.units.iter().map(|u| (u.unit, u.typed())).collect::<Vec<_>>(), [(2, 19), (1, 12)]);
    }

    #[test]
    fn what_is_asked_twice_is_named() {
        let indicators = [
            indicator(1, "a", "新增企业（家）", "x", "returns"),
            indicator(2, "b", "新增企业家", "y", "returns"),
            indicator(3, "c", "外出批次", "x", "returns"),
            indicator(4, "d", "外出批次", "y", "trips"),
        ];
        let burden = of_year(2026, &indicators, &targets(&[(1, 1), (2, 1), (2, 2), (3, 2)]), &units(2), &[]);
        let said: Vec<&str> = burden.twice.iter().map(|t| t.zh.as_str()).collect();
        assert!(said.iter().any(|s| s.contains("x/a") && s.contains("y/b")), "{said:?}");
        assert!(said.iter().any(|s| s.contains("外出批次") && s.contains("外出招商")), "{said:?}");
        // A key project names its promoted project and asks for the investment again.
        assert!(said.iter().any(|s| s.contains("总投资") && s.contains("重点项目")), "{said:?}");
        assert!(!said.iter().any(|s| s.contains("英文名称")), "a team's name is not its project's: {said:?}");
        let apart = of_year(2026, &indicators, &targets(&[(1, 1), (2, 2)]), &units(2), &[]);
        assert!(!apart.twice.iter().any(|t| t.zh.contains("x/a")), "two units are each asked once");
    }

    #[test]
    fn a_new_indicator_shows_its_price_before_it_is_issued() {
        let known = [indicator(1, "a", "新增企业", "x", "returns"), indicator(2, "d", "外出批次", "y", "trips")];
        let asked =
            |new: &Indicator, units_asked: &[i32], day| of_new(new, units_asked, day, &known, &targets(&[(1, 1)]), &units(3));
        let plain = asked(&indicator(0, "n", "用电量", "x", "returns"), &[1, 2, 3, 3], date(2026, 4, 8));
        assert_eq!((plain.units, plain.periods, plain.typed), (3, 9, 27));
        assert!(plain.twice.is_empty());
        let again = asked(&indicator(0, "n", "新增 企业", "z", "returns"), &[1, 2], date(2026, 1, 1));
        assert_eq!((again.typed, again.twice.len(), again.twice[0].units), (24, 1, 1));
        let known_already = asked(&indicator(0, "n", "外出批次", "z", "returns"), &[1, 2], date(2026, 1, 1));
        assert!(known_already.twice[0].zh.contains("不必填报"));
        assert_eq!(asked(&indicator(0, "n", "外出批次", "z", "trips"), &[1, 2], date(2026, 1, 1)).typed, 0);
    }
}
