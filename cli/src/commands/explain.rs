//! `guatu explain` 查数: a figure opened: formula, inputs, rule, entries that add up to it, records behind it.

use crate::desk::Desk;
use crate::options::{Explain, ExplainFormat};
use crate::output;
use crate::stop::Stop;
use acts::explanations::Explanation;
use acts::{Error, Office};
use domain::lang::Lang;
use domain::statistics::{Quantity, Query};
use std::fmt::Write;

pub fn run(desk: &Desk, asked: &Explain) -> Result<(), Stop> {
    let query = Query::parse(&asked.figure).ok_or_else(|| Error::UnknownFigure(asked.figure.clone()))?;
    let office = desk.office()?;
    let scope =
        if desk.names_county() { desk.scope(&office)? } else { Office::operator(office.county(Some(query.county))?).scope() };
    let explanation = office.explain(&scope, &asked.figure)?;
    match asked.format {
        ExplainFormat::Json => {
            let text = serde_json::to_string_pretty(&explanation).unwrap_or_default();
            output::print(&format!("{text}\n"))
        }
        ExplainFormat::Text => output::print(&text(&explanation, desk.lang)),
    }
}

fn text(e: &Explanation, lang: Lang) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let mut line = |zh: &str, en: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{}{}{value}", lang.of(zh, en), lang.of("：", ": "));
        }
    };
    line("数字", "Figure", &e.id);
    let quantity = Quantity::parse(e.quantity).map_or(e.quantity, |q| q.label(lang));
    line("指标", "Indicator", &format!("{} · {quantity} · {}", e.indicator.of(lang), e.of.of(lang)));
    line("值", "Value", &format!("{} {} ({})", e.value.as_deref().unwrap_or("—"), e.uom.of(lang), e.printed));
    line("算法", "Formula", e.formula.of(lang));
    line("规则", "Rule", &format!("{} (v{})", e.rule_sentence.of(lang), e.rule_version));
    for input in &e.inputs {
        line("代入", "Input", &format!("{} = {}  {}", input.label.of(lang), input.value.as_deref().unwrap_or("—"), input.id));
    }
    if !e.entries.is_empty() {
        let _ = writeln!(out, "{}", lang.of("分录：", "Entries:"));
    }
    for entry in &e.entries {
        let taken_back = entry.reverses.map(|seq| format!("  ({} {seq})", lang.of("冲销", "reverses"))).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {:>8}  {}  {:>14}  {}  {}#{}{taken_back}",
            entry.seq,
            entry.on,
            entry.amount,
            entry.unit.of(lang),
            entry.source,
            entry.source_seq
        );
    }
    if let Some(sum) = &e.entries_sum {
        let _ = writeln!(out, "{}{sum}", lang.of("分录合计：", "Sum of entries: "));
    }
    if !e.records.is_empty() {
        let _ = writeln!(out, "{}", lang.of("记录：", "Records:"));
    }
    for record in &e.records {
        let cells: Vec<String> = record.cells.iter().map(|(name, value)| format!("{}={value}", name.of(lang))).collect();
        let _ = writeln!(out, "  {} {}  {}  {}", record.register_name.of(lang), record.key, record.amount, cells.join("; "));
    }
    out
}
