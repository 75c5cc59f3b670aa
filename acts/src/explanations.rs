//! Explanations 查数: every figure opens to its formula, inputs, rule, entries and records (PRODUCT.md §4.5).

mod filing;

use crate::books::Breadth;
use crate::{Error, Office};
use domain::actors::Scope;
use domain::calendar::{Period, day_number, end_of_day, instant_text};
use domain::indicators::{Counting, Indicator};
use domain::lang::{Bilingual, Lang};
use domain::ledger::Entry;
use domain::measure::{decimal, fixed, grouped};
use domain::registers::{Kind, Record, Value, register};
use domain::stage::COUNTY;
use domain::statistics::{Answer, Books, Dimension, FILED, Quantity, Query, Subject};
use domain::targets::LightRule;
use serde::Serialize;
use store::EntryQuery;

/// A figure opened.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    pub id: String,
    pub indicator: Bilingual,
    pub quantity: &'static str,
    /// The unit, or the county.
    pub of: Bilingual,
    pub period: String,
    pub stage: &'static str,
    pub as_of: String,
    /// Exact decimal text.
    pub value: Option<String>,
    pub uom: Bilingual,
    /// As a table prints it.
    pub printed: String,
    pub formula: Bilingual,
    /// Figures that the formula takes; each opens in turn.
    pub inputs: Vec<Input>,
    /// The rule that judges it, with its version.
    pub rule: String,
    pub rule_sentence: Bilingual,
    pub rule_version: i64,
    /// Entries that add up to it (flows and returns).
    pub entries: Vec<EntryLine>,
    /// Sum of the entries, in the indicator's measure; equals `value` for a cumulative flow.
    pub entries_sum: Option<String>,
    /// Records behind it.
    pub records: Vec<RecordLine>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Input {
    pub id: String,
    pub label: Bilingual,
    pub value: Option<String>,
    pub printed: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct EntryLine {
    pub seq: i64,
    pub on: String,
    pub unit: Bilingual,
    /// In the indicator's measure.
    pub amount: String,
    pub stage: &'static str,
    pub source: String,
    pub source_seq: i64,
    pub recorded_at: String,
    pub reverses: Option<i64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RecordLine {
    pub register: &'static str,
    pub register_name: Bilingual,
    pub key: String,
    pub seq: i64,
    pub recorded_at: String,
    /// What it counts for here.
    pub amount: String,
    pub cells: Vec<(Bilingual, String)>,
}

impl Office {
    /// Open a figure by its id.
    pub fn explain(&self, scope: &Scope, id: &str) -> Result<Explanation, Error> {
        let query = Query::parse(id).filter(|q| q.county == scope.county()).ok_or_else(|| Error::UnknownFigure(id.to_owned()))?;
        let books = self.books(scope, query.period, query.as_of, query.stage, Breadth::Everything)?;
        self.explain_from(scope, &books, &query)
    }

    /// The same from books already at hand.
    pub fn explain_from(&self, scope: &Scope, books: &Books, query: &Query) -> Result<Explanation, Error> {
        let unknown = || Error::UnknownFigure(query.to_string());
        if query.indicator == FILED {
            return self.explain_filing(scope, books, query);
        }
        let indicator = books.indicator(&query.indicator).ok_or_else(|| Error::UnknownIndicator(query.indicator.clone()))?;
        let unit = match &query.unit {
            None => None,
            Some(code) => Some(books.unit_of_code(code).ok_or_else(|| Error::UnknownUnit(code.clone()))?),
        };
        if !scope.allows(query.stage, unit.map_or(COUNTY, |u| u.number)) {
            return Err(unknown());
        }
        let answer = books.answer(query);
        let rule = LightRule::in_force(&books.light_rules, indicator.number, query.period.last_day());
        let mut explanation = Explanation {
            id: query.to_string(),
            indicator: Bilingual::new(&indicator.name, &indicator.name_en),
            quantity: query.quantity.code(),
            of: unit.map_or_else(|| Bilingual::new("全县", "the county"), |u| Bilingual::new(&u.name, &u.name_en)),
            period: query.period.to_string(),
            stage: query.stage.code(),
            as_of: query.as_of.to_string(),
            value: answer.as_ref().map(|a| exact(a, indicator.measure.decimals)),
            uom: uom(answer.as_ref(), &Bilingual::new(&indicator.measure.name, &indicator.measure.name_en)),
            printed: answer.as_ref().map_or_else(|| "—".to_owned(), printed),
            formula: if query.part.is_empty() { formula(indicator, query) } else { part_formula(query) },
            inputs: inputs(books, query),
            rule: rule.text(),
            rule_sentence: Bilingual::new(rule.sentence(Lang::Zh), rule.sentence(Lang::En)),
            rule_version: rule.seq,
            entries: Vec::new(),
            entries_sum: None,
            records: Vec::new(),
        };
        let span = match query.quantity {
            Quantity::Cumulative if !query.part.is_empty() => None,
            Quantity::Value => Some(query.period),
            Quantity::Cumulative => Some(query.period.to_date()),
            Quantity::LastYear => Some(query.period.last_year().to_date()),
            _ => None,
        };
        if let Some(part) = books.part(indicator, &query.part, query.period).filter(|_| !query.part.is_empty()) {
            self.subjects(scope, books, indicator, &part, &mut explanation)?;
        }
        if let Some(span) = span {
            let counted = counted_subjects(books, indicator, query);
            if counted.is_empty() {
                self.entries(scope, books, indicator, query, span, &mut explanation)?;
            } else {
                self.subjects(scope, books, indicator, &counted, &mut explanation)?;
            }
        }
        Ok(explanation)
    }

    fn entries(
        &self,
        scope: &Scope,
        books: &Books,
        indicator: &Indicator,
        query: &Query,
        span: Period,
        explanation: &mut Explanation,
    ) -> Result<(), Error> {
        let unit = match &query.unit {
            Some(code) => books.unit_of_code(code).map(|u| u.number),
            // The county's own figure stands in its own entries; returns are added up.
            None if indicator.counting == Counting::Returned => None,
            None => Some(COUNTY),
        };
        let on = |day| i32::try_from(day_number(day)).unwrap_or(0);
        let asked = EntryQuery {
            indicator: Some(indicator.number),
            unit,
            from_on: on(span.first_day()),
            to_on: on(span.last_day()),
            stage: Some(query.stage),
            as_of: Some(end_of_day(query.as_of)),
        };
        let (entries, records) = self.store.read(scope, |reader| {
            let entries = reader.entries(asked)?;
            let mut records = Vec::new();
            for entry in entries.iter().filter(|e| is_live(e, &entries)) {
                if let Some(noun) = register(&entry.source)
                    && let Some(record) = reader.record(noun, entry.source_seq)?
                {
                    records.push((record, entry.posting.amount));
                }
            }
            Ok((entries, records))
        })?;
        let sum = entries.iter().map(|e| e.posting.amount).sum();
        explanation.entries_sum = Some(indicator.measure.exact(sum));
        explanation.entries = entries.iter().map(|e| entry_line(e, books, indicator)).collect();
        explanation.records =
            records.iter().map(|(r, amount)| record_line(r, books, &indicator.measure.exact(*amount))).collect();
        Ok(())
    }

    fn subjects(
        &self,
        scope: &Scope,
        books: &Books,
        indicator: &Indicator,
        subjects: &[Subject],
        explanation: &mut Explanation,
    ) -> Result<(), Error> {
        let records = self.store.read(scope, |reader| {
            let mut records = Vec::new();
            for subject in subjects {
                if let Subject::Record { noun, seq, amount } = subject
                    && let Some(register) = register(noun)
                    && let Some(record) = reader.record(register, *seq)?
                {
                    records.push((record, *amount));
                }
            }
            Ok(records)
        })?;
        explanation.records =
            records.iter().map(|(r, amount)| record_line(r, books, &indicator.measure.exact(*amount))).collect();
        for subject in subjects {
            if let Subject::Unit { unit, amount } = subject
                && let Some(unit) = books.unit(*unit)
            {
                explanation.records.push(RecordLine {
                    register: "units",
                    register_name: Bilingual::new("单位", "Units"),
                    key: unit.code.clone(),
                    seq: 0,
                    recorded_at: String::new(),
                    amount: indicator.measure.exact(*amount),
                    cells: vec![
                        (Bilingual::new("单位名称", "Unit"), unit.name.clone()),
                        (Bilingual::new("排名组", "Group"), unit.group.clone()),
                    ],
                });
            }
        }
        Ok(())
    }
}

fn counted_subjects(books: &Books, indicator: &Indicator, query: &Query) -> Vec<Subject> {
    let period = if query.quantity == Quantity::LastYear { query.period.last_year() } else { query.period };
    match &indicator.counting {
        Counting::Stock(_) | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => books.counted(indicator, period).subjects,
        Counting::Returned | Counting::Flow(_) | Counting::Ratio { .. } => Vec::new(),
    }
}

/// An entry that nothing later takes back.
fn is_live(entry: &Entry, all: &[Entry]) -> bool {
    entry.reverses.is_none() && !all.iter().any(|e| e.reverses == Some(entry.seq))
}

fn entry_line(entry: &Entry, books: &Books, indicator: &Indicator) -> EntryLine {
    let unit = books.unit(entry.posting.unit);
    EntryLine {
        seq: entry.seq,
        on: day_text(i64::from(entry.posting.on)),
        unit: unit.map_or_else(|| Bilingual::new("全县", "the county"), |u| Bilingual::new(&u.name, &u.name_en)),
        amount: indicator.measure.exact(entry.posting.amount),
        stage: entry.posting.stage.code(),
        source: entry.source.clone(),
        source_seq: entry.source_seq,
        recorded_at: instant_text(entry.recorded_at),
        reverses: entry.reverses,
    }
}

fn record_line(record: &Record, books: &Books, amount: &str) -> RecordLine {
    let cells = record
        .register
        .columns
        .iter()
        .enumerate()
        .filter(|(i, _)| !record.values[*i].is_null())
        .map(|(i, c)| (Bilingual::new(c.zh, c.en), cell_text(record, i, books)))
        .collect();
    RecordLine {
        register: record.register.noun,
        register_name: Bilingual::new(record.register.zh, record.register.en),
        key: record.key(),
        seq: record.seq,
        recorded_at: instant_text(record.recorded_at),
        amount: amount.to_owned(),
        cells,
    }
}

/// A stored value as a person reads it, in file units.
pub fn cell_text(record: &Record, column: usize, books: &Books) -> String {
    let kind = record.register.columns[column].kind;
    match &record.values[column] {
        Value::Null => String::new(),
        Value::Text(text) => match kind {
            Kind::Choice(choices) => choices.iter().find(|c| c.0 == text).map_or_else(|| text.clone(), |c| c.1.to_owned()),
            _ => text.clone(),
        },
        Value::Int(n) => match kind {
            Kind::Day => day_text(*n),
            Kind::Month => format!("{}-{:02}", n / 100, n % 100),
            Kind::Money => decimal(*n, 6),
            Kind::Land => decimal(*n, 4),
            Kind::Amount => decimal(*n, amount_decimals(record, books)),
            Kind::Percent => decimal(*n, 2),
            Kind::Flag => if *n == 1 { "是" } else { "否" }.to_owned(),
            Kind::Unit => i32::try_from(*n).ok().and_then(|n| books.unit(n)).map_or_else(|| n.to_string(), |u| u.name.clone()),
            Kind::Indicator => {
                books.indicators.iter().find(|i| i64::from(i.number) == *n).map_or_else(|| n.to_string(), |i| i.name.clone())
            }
            Kind::Text | Kind::Code | Kind::Ref(_) | Kind::Year | Kind::Count | Kind::Choice(_) => n.to_string(),
        },
    }
}

/// Decimals of a row's amount: those of its indicator's measure.
pub fn amount_decimals(record: &Record, books: &Books) -> u8 {
    let number = record.int("indicator_id");
    books.indicators.iter().find(|i| Some(i64::from(i.number)) == number).map_or(4, |i| i.measure.decimals)
}

fn day_text(number: i64) -> String {
    format!("{}-{:02}-{:02}", number / 10_000, number / 100 % 100, number % 100)
}

/// Exact as far as it is finite; ratios to four decimals.
fn exact(answer: &Answer, decimals: u8) -> String {
    match answer.dimension {
        Dimension::Measure if answer.ratio.denominator != 1 => decimal(answer.ratio.round(decimals), decimals),
        Dimension::Measure | Dimension::Place | Dimension::Days | Dimension::Records | Dimension::Returns => {
            decimal(answer.ratio.round(0), 0)
        }
        Dimension::Percent | Dimension::Points => decimal(answer.ratio.round(4), 4),
    }
}

pub(crate) fn printed(answer: &Answer) -> String {
    grouped(&fixed(&answer.ratio, answer.places))
}

pub(crate) fn uom(answer: Option<&Answer>, measure: &Bilingual) -> Bilingual {
    match answer.map(|a| a.dimension) {
        None | Some(Dimension::Measure) => measure.clone(),
        Some(Dimension::Percent) => Bilingual::new("%", "%"),
        Some(Dimension::Points) => Bilingual::new("个百分点", "percentage points"),
        Some(Dimension::Place) => Bilingual::new("名", "place"),
        Some(Dimension::Days) => Bilingual::new("天", "days"),
        Some(Dimension::Records) => Bilingual::new("条", "records"),
        Some(Dimension::Returns) => Bilingual::new("项", "lines"),
    }
}

fn formula(indicator: &Indicator, query: &Query) -> Bilingual {
    formula_of(query.quantity).unwrap_or_else(|| counting_formula(indicator))
}

/// How a quantity is made of others; nothing for what is counted itself.
fn formula_of(quantity: Quantity) -> Option<Bilingual> {
    let of = |zh: &str, en: &str| Some(Bilingual::new(zh, en));
    match quantity {
        Quantity::Value | Quantity::Cumulative | Quantity::LastYear => None,
        Quantity::Change => of("累计 − 上年同期", "cumulative − same period last year"),
        Quantity::ChangePercent => of("（累计 − 上年同期）÷ 上年同期", "(cumulative − last year) ÷ last year"),
        Quantity::SharePercent => of("累计 ÷ 年度目标", "cumulative ÷ annual target"),
        Quantity::LastSharePercent => of("上年同期 ÷ 上年目标", "last year ÷ last year's target"),
        Quantity::TimeProgressPercent => of(
            "已过整月 ÷ 12（曲线指标按计划曲线；期内按已过天数）",
            "whole months elapsed ÷ 12 (a curve gives its own; inside a period, days elapsed)",
        ),
        Quantity::GapPoints => {
            of("占年度目标 − 时序进度（先相减后四舍五入）", "share of target − time progress (subtracted unrounded)")
        }
        Quantity::LastGapPoints => of("上年同期占比 − 上年时序进度", "share last year − time progress last year"),
        Quantity::Rank => of("组内按占年度目标从高到低，并列同名次", "by share of target inside the group, ties share a rank"),
        Quantity::OverPercent => of("数量 ÷ 应计数", "count ÷ out of"),
        Quantity::Over => of("有任务的单位数（或在册团队数）", "units with the duty (or teams in being)"),
        Quantity::UnbrokenDays => of("截至日 − 1月1日 + 1", "day asked − 1 January + 1"),
        Quantity::LateReturns => of("首次报送晚于应报日的项数", "lines first filed after the due day"),
        Quantity::LateDays => of("首次报送日 − 应报日，取最长", "day first filed − due day, the longest"),
        Quantity::MissingReturns => of("应报日已过而未报送的项数", "lines not filed although the due day is over"),
        Quantity::Target | Quantity::LastTarget => of(quantity.label(Lang::Zh), quantity.label(Lang::En)),
    }
}

/// A part is what the records of the whole come to that meet its conditions.
fn part_formula(query: &Query) -> Bilingual {
    let part = &query.part;
    match query.quantity {
        Quantity::OverPercent => {
            Bilingual::new(format!("符合“{part}”的部分 ÷ 全部"), format!("the part where {part} ÷ the whole"))
        }
        _ => Bilingual::new(
            format!("全部记录中符合“{part}”的部分之和"),
            format!("sum of those records of the whole for which {part}"),
        ),
    }
}

fn counting_formula(indicator: &Indicator) -> Bilingual {
    let named = |noun: &str| register(noun).map_or_else(|| Bilingual::new(noun, noun), |r| Bilingual::new(r.zh, r.en));
    match &indicator.counting {
        Counting::Returned => Bilingual::new("各期已核填报之和", "sum of the verified returns"),
        Counting::Flow(flow) => {
            let from = named(&flow.source);
            Bilingual::new(
                format!("台账“{}”中按日期计入的分录之和", from.zh),
                format!("sum of the entries from the register “{}”", from.en),
            )
        }
        Counting::Stock(stock) => {
            let of = named(&stock.source);
            Bilingual::new(format!("当日在册的“{}”记录数", of.zh), format!("records of “{}” in force on the day", of.en))
        }
        Counting::Ratio { of, over } => Bilingual::new(format!("{of} ÷ {over}"), format!("{of} ÷ {over}")),
        Counting::UnitsWhere(rule) => {
            let of = rule.of.join(" + ");
            Bilingual::new(
                format!("有 {} 任务而 {of} 符合条件的单位数", rule.duty),
                format!("units with a duty on {} whose {of} meets the test", rule.duty),
            )
        }
        Counting::OwnersWhere(rule) => {
            let (owners, of) = (named(&rule.owners), named(&rule.stock.source));
            Bilingual::new(
                format!("“{}”中在册“{}”记录数符合条件的个数", owners.zh, of.zh),
                format!("“{}” whose records of “{}” in force meet the test", owners.en, of.en),
            )
        }
    }
}

/// The figures a formula takes, each openable.
fn inputs(books: &Books, query: &Query) -> Vec<Input> {
    let quantities: &[Quantity] = match query.quantity {
        Quantity::Change | Quantity::ChangePercent => &[Quantity::Cumulative, Quantity::LastYear],
        Quantity::SharePercent | Quantity::Rank => &[Quantity::Cumulative, Quantity::Target],
        Quantity::LastSharePercent => &[Quantity::LastYear, Quantity::LastTarget],
        Quantity::GapPoints => &[Quantity::SharePercent, Quantity::TimeProgressPercent],
        Quantity::LastGapPoints => &[Quantity::LastSharePercent],
        Quantity::OverPercent => &[Quantity::Cumulative, Quantity::Over],
        Quantity::Value
        | Quantity::Cumulative
        | Quantity::LastYear
        | Quantity::Target
        | Quantity::LastTarget
        | Quantity::TimeProgressPercent
        | Quantity::Over
        | Quantity::UnbrokenDays
        | Quantity::LateReturns
        | Quantity::LateDays
        | Quantity::MissingReturns => &[],
    };
    if !query.part.is_empty() {
        return match query.quantity {
            Quantity::OverPercent => {
                each(books, vec![query.with(Quantity::Cumulative), query.whole().with(Quantity::Cumulative)])
            }
            _ => Vec::new(),
        };
    }
    let mut asked: Vec<Query> = quantities.iter().map(|&q| query.with(q)).collect();
    if let Some(Counting::Ratio { of, over }) = books.indicator(&query.indicator).map(|i| &i.counting)
        && quantities.is_empty()
    {
        asked.extend([of, over].map(|code| Query { indicator: code.clone(), ..query.clone() }));
    }
    each(books, asked)
}

fn each(books: &Books, asked: Vec<Query>) -> Vec<Input> {
    asked
        .iter()
        .filter_map(|q| {
            let indicator = books.indicator(&q.indicator)?;
            let answer = books.answer(q);
            Some(Input {
                id: q.to_string(),
                label: Bilingual::new(
                    format!("{}·{}", indicator.name, q.quantity.label(Lang::Zh)),
                    format!("{} · {}", indicator.label(Lang::En), q.quantity.label(Lang::En)),
                ),
                value: answer.as_ref().map(|a| exact(a, indicator.measure.decimals)),
                printed: answer.as_ref().map_or_else(|| "—".to_owned(), printed),
            })
        })
        .collect()
}
