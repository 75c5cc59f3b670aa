//! Indicators 指标: what is counted, in which measure, and how — as data of the county, never as code.

use crate::measure::Measure;
use crate::registers::{Fact, Kind, RETURNS, Record, Value};

/// An indicator 指标.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Number in the county, as stored.
    pub number: i32,
    /// Key in files: "signed_projects".
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub measure: Measure,
    pub lower_is_better: bool,
    pub kind: IndicatorKind,
    pub counting: Counting,
    pub pace: Pace,
    pub campaign: String,
    pub position: i64,
    /// Smallest target with which a unit is ranked.
    pub minimum_base: i64,
    pub aspect: String,
    pub sentence: String,
    pub sentence_en: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndicatorKind {
    /// Adds up over time.
    Flow,
    /// A level at a moment.
    Stock,
    /// One indicator over another.
    Ratio,
    /// Number of units (or teams) for which something holds.
    Count,
}

/// How an indicator comes by its figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Filed by units month by month 填报.
    Returned,
    /// Counted from the records of a register on their day.
    Flow(Flow),
    /// Number of records active on a day.
    Stock(Stock),
    /// `of / over`.
    Ratio {
        of: String,
        over: String,
    },
    UnitsWhere(UnitsWhere),
    OwnersWhere(OwnersWhere),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    pub source: String,
    pub on: String,
    pub conditions: Vec<Condition>,
    pub amount: AmountOf,
    pub credit: Credit,
    pub exclude: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    pub source: String,
    pub on: String,
    /// Empty: open.
    pub until: String,
    pub conditions: Vec<Condition>,
    pub amount: AmountOf,
}

/// Number of units with a target on `duty` whose sum of `of` satisfies `test`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitsWhere {
    pub of: Vec<String>,
    pub duty: String,
    pub test: Test,
    pub conditions: Vec<Condition>,
}

/// Number of owners (teams) whose active records in `stock` satisfy `test`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnersWhere {
    pub owners: String,
    pub owner_column: String,
    pub stock: Stock,
    pub test: Test,
}

/// Who is credited with a record 计入单位.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credit {
    None,
    /// The unit in a column.
    Single(String),
    /// Shares of a register, adding up to 100 %.
    Split(String),
    /// The whole to each unit of a register 全额双计.
    Dual(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountOf {
    Count,
    Column(String),
}

impl AmountOf {
    /// In the scale of the indicator's measure; money and land keep the scale of their columns, which measures share.
    pub fn of(&self, fact: &Fact<'_>, measure: &Measure) -> Option<i64> {
        match self {
            AmountOf::Count => Some(10_i64.pow(u32::from(measure.decimals))),
            AmountOf::Column(column) => {
                let (value, kind) = path_with_kind(fact, column);
                let amount = value.int()?;
                Some(match kind {
                    Some(Kind::Count) => amount * 10_i64.pow(u32::from(measure.decimals)),
                    _ => amount,
                })
            }
        }
    }
}

/// `=0`, `=1`, `>=2` …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    pub op: Op,
    pub bound: i64,
}

impl Test {
    /// The bound is scaled like the amount.
    pub fn holds(&self, amount: i64, scale: i64) -> bool {
        self.op.compare(amount, self.bound * scale)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Equal,
    NotEqual,
    AtLeast,
    More,
    AtMost,
    Less,
}

impl Op {
    fn compare(self, a: i64, b: i64) -> bool {
        match self {
            Op::Equal => a == b,
            Op::NotEqual => a != b,
            Op::AtLeast => a >= b,
            Op::More => a > b,
            Op::AtMost => a <= b,
            Op::Less => a < b,
        }
    }

    /// Longest signs first, so that `>=` is not read as `>`.
    const SIGNS: [(&'static str, Op); 6] =
        [("!=", Op::NotEqual), (">=", Op::AtLeast), ("<=", Op::AtMost), ("=", Op::Equal), (">", Op::More), ("<", Op::Less)];
}

/// A condition on a record: `stage=signed`, `project_id.sector=industry`, `project_id.fixed_investment>=100000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub column: String,
    pub op: Op,
    /// As written, in file units.
    pub value: String,
}

impl Condition {
    pub fn holds(&self, fact: &Fact<'_>) -> bool {
        let (value, kind) = path_with_kind(fact, &self.column);
        match value {
            Value::Null => (self.op == Op::Equal && self.value.is_empty()) || (self.op == Op::NotEqual && !self.value.is_empty()),
            Value::Text(text) => match self.op {
                Op::Equal => text == self.value,
                Op::NotEqual => text != self.value,
                Op::AtLeast | Op::More | Op::AtMost | Op::Less => false,
            },
            Value::Int(amount) => kind.and_then(|k| scaled(k, &self.value)).is_some_and(|bound| self.op.compare(amount, bound)),
        }
    }
}

/// A bound written in file units, in the stored scale of a kind.
fn scaled(kind: Kind, text: &str) -> Option<i64> {
    match kind {
        Kind::Flag => Some(i64::from(text == "yes" || text == "1")),
        Kind::Money => crate::measure::parse_decimal(text, 6).ok(),
        Kind::Land => crate::measure::parse_decimal(text, 4).ok(),
        Kind::Percent => crate::measure::parse_decimal(text, 2).ok(),
        Kind::Day => crate::calendar::parse_day(text).map(crate::calendar::day_number),
        Kind::Count | Kind::Year | Kind::Month | Kind::Unit | Kind::Indicator | Kind::Amount => text.parse().ok(),
        Kind::Text | Kind::Code | Kind::Ref(_) | Kind::Choice(_) => None,
    }
}

/// The value at `col`, `ref.col` or `ref.ref.col`.
pub fn path(fact: &Fact<'_>, column: &str) -> Value {
    path_with_kind(fact, column).0
}

fn path_with_kind(fact: &Fact<'_>, column: &str) -> (Value, Option<Kind>) {
    fn at(record: &Record, column: &str) -> (Value, Option<Kind>) {
        let kind = record.register.column(column).map(|i| record.register.columns[i].kind);
        (record.get(column).clone(), kind)
    }
    let mut steps = column.split('.').peekable();
    let mut here: Option<Record> = None;
    while let Some(step) = steps.next() {
        let record = here.as_ref().unwrap_or(fact.record);
        if steps.peek().is_none() {
            return at(record, step);
        }
        match (fact.parent)(record, step) {
            Some(parent) => here = Some(parent),
            None => return (Value::Null, None),
        }
    }
    (Value::Null, None)
}

/// Pace 时序: how much of the year's target is due at the end of each month, in 0.01 %.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    #[default]
    Linear,
    Curve([i64; 12]),
}

impl Pace {
    /// `linear`, empty, or twelve rising cumulative percents of which the last is 100.
    pub fn parse(text: &str) -> Option<Pace> {
        let text = text.trim();
        if text.is_empty() || text == "linear" {
            return Some(Pace::Linear);
        }
        let parts: Vec<i64> = text
            .split([' ', ';', '|', '、'])
            .filter(|p| !p.is_empty())
            .map(|p| crate::measure::parse_decimal(p.trim_end_matches('%'), 2).ok())
            .collect::<Option<_>>()?;
        let curve: [i64; 12] = parts.try_into().ok()?;
        let rising = curve.windows(2).all(|w| w[0] <= w[1]) && curve[0] >= 0 && curve[11] == 10_000;
        rising.then_some(Pace::Curve(curve))
    }
}

/// What is wrong with an indicator's declaration: the column, and a sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadIndicator {
    pub column: &'static str,
    pub zh: String,
    pub en: String,
}

fn bad(column: &'static str, zh: &str, en: &str) -> BadIndicator {
    BadIndicator { column, zh: zh.to_owned(), en: en.to_owned() }
}

impl Indicator {
    /// Read a declaration from its record.
    pub fn from_record(record: &Record, number: i32) -> Result<Indicator, BadIndicator> {
        if record.text("indicator_id") == RETURNS.noun {
            return Err(bad(
                "indicator_id",
                "returns 是填报本身的名字，请换一个编号",
                "returns names the returns themselves; choose another id",
            ));
        }
        let measure = Measure::new(record.text("uom"), record.text("uom_en"));
        let source = record.text("source");
        let kind = match record.text("kind") {
            "stock" => IndicatorKind::Stock,
            "ratio" => IndicatorKind::Ratio,
            "count" => IndicatorKind::Count,
            _ => IndicatorKind::Flow,
        };
        let minimum_base = match record.text("minimum_base") {
            "" => 0,
            text => {
                measure.parse(text).map_err(|_| bad("minimum_base", "最低任务不是数字", "the minimum target is not a number"))?
            }
        };
        Ok(Indicator {
            number,
            code: record.text("indicator_id").to_owned(),
            name: record.text("name").to_owned(),
            name_en: record.text("name_en").to_owned(),
            lower_is_better: record.text("direction") == "down",
            kind,
            counting: counting(record, kind, source)?,
            pace: Pace::parse(record.text("pace")).ok_or_else(|| {
                bad(
                    "pace",
                    "时序应为 linear 或十二个累计百分比（末项100）",
                    "pace must be linear or twelve cumulative percents ending in 100",
                )
            })?,
            campaign: record.text("campaign_id").to_owned(),
            position: record.int("position").unwrap_or(0),
            minimum_base,
            aspect: record.text("aspect").to_owned(),
            sentence: record.text("sentence").to_owned(),
            sentence_en: record.text("sentence_en").to_owned(),
            measure,
        })
    }

    pub fn label(&self, lang: crate::lang::Lang) -> &str {
        lang.name(&self.name, &self.name_en)
    }

    /// Units file or are credited with it, so that it has a figure for each unit.
    pub fn by_unit(&self) -> bool {
        match &self.counting {
            Counting::Returned => true,
            Counting::Flow(flow) => flow.credit != Credit::None,
            Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => false,
        }
    }
}

fn counting(record: &Record, kind: IndicatorKind, source: &str) -> Result<Counting, BadIndicator> {
    let conditions =
        || conditions(record.text("where")).ok_or_else(|| bad("where", "条件无法识别", "the condition cannot be read"));
    let amount = match record.text("amount") {
        "" | "count" => AmountOf::Count,
        column => AmountOf::Column(column.to_owned()),
    };
    let stock = |amount| -> Result<Stock, BadIndicator> {
        Ok(Stock {
            source: source.to_owned(),
            on: record.text("on").to_owned(),
            until: record.text("until").to_owned(),
            conditions: conditions()?,
            amount,
        })
    };
    let test = || test(record.text("amount")).ok_or_else(|| bad("amount", "应写成 =0 这样的判断", "write a test such as =0"));
    Ok(match kind {
        IndicatorKind::Ratio if !record.text("of").is_empty() => {
            Counting::Ratio { of: record.text("of").to_owned(), over: record.text("over").to_owned() }
        }
        IndicatorKind::Count if source == "units" => Counting::UnitsWhere(UnitsWhere {
            of: record.text("of").split('+').map(|s| s.trim().to_owned()).collect(),
            duty: record.text("over").to_owned(),
            test: test()?,
            conditions: conditions()?,
        }),
        IndicatorKind::Count if !source.is_empty() && source != "returns" => Counting::OwnersWhere(OwnersWhere {
            owners: record.text("over").to_owned(),
            owner_column: record.text("of").to_owned(),
            stock: stock(AmountOf::Count)?,
            test: test()?,
        }),
        IndicatorKind::Ratio | IndicatorKind::Count => Counting::Returned,
        IndicatorKind::Flow | IndicatorKind::Stock if source.is_empty() || source == "returns" => Counting::Returned,
        IndicatorKind::Stock => Counting::Stock(stock(amount)?),
        IndicatorKind::Flow => Counting::Flow(Flow {
            source: source.to_owned(),
            on: record.text("on").to_owned(),
            conditions: conditions()?,
            amount,
            credit: credit(record.text("credit")).ok_or_else(|| {
                bad(
                    "credit",
                    "计入单位应为 none、single:栏、split:台账 或 dual:台账",
                    "credit must be none, single:COLUMN, split:REGISTER or dual:REGISTER",
                )
            })?,
            exclude: self::conditions(record.text("exclude"))
                .ok_or_else(|| bad("exclude", "条件无法识别", "the condition cannot be read"))?,
        }),
    })
}

fn credit(text: &str) -> Option<Credit> {
    match text.split_once(':') {
        None if text.is_empty() || text == "none" => Some(Credit::None),
        Some(("single", column)) => Some(Credit::Single(column.to_owned())),
        Some(("split", noun)) => Some(Credit::Split(noun.to_owned())),
        Some(("dual", noun)) => Some(Credit::Dual(noun.to_owned())),
        Some(_) | None => None,
    }
}

/// Conditions separated by `;`; `None` where one cannot be read.
pub fn conditions(text: &str) -> Option<Vec<Condition>> {
    text.split(';').map(str::trim).filter(|c| !c.is_empty()).map(condition).collect()
}

fn condition(text: &str) -> Option<Condition> {
    let at = text.find(['=', '!', '>', '<'])?;
    let (column, rest) = text.split_at(at);
    let (sign, op) = Op::SIGNS.into_iter().find(|(sign, _)| rest.starts_with(sign))?;
    Some(Condition { column: column.trim().to_owned(), op, value: rest[sign.len()..].trim().to_owned() })
}

fn test(text: &str) -> Option<Test> {
    let text = if text.is_empty() { "=0" } else { text };
    let (sign, op) = Op::SIGNS.into_iter().find(|(sign, _)| text.starts_with(sign))?;
    Some(Test { op, bound: text[sign.len()..].trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::INDICATORS;

    #[test]
    fn no_indicator_takes_the_name_of_the_returns() {
        let mut values = vec![Value::Null; INDICATORS.columns.len()];
        values[INDICATORS.column("indicator_id").expect("a column")] = Value::Text("returns".into());
        let record = Record { register: &INDICATORS, seq: 0, recorded_at: 0, values };
        let refused = Indicator::from_record(&record, 1).map(|i| i.code).expect_err("the name is taken");
        assert_eq!(refused.column, "indicator_id");
    }
}
