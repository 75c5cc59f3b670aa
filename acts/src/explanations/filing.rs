//! Returns filed late or missing 迟报未报, opened down to the return as it was first filed and the day it was due.

use super::{Explanation, RecordLine, exact, printed, record_line, uom};
use crate::{Error, Office};
use domain::actors::Scope;
use domain::calendar::day_text;
use domain::lang::{Bilingual, Lang};
use domain::registers::{INDICATORS, RETURNS, Record, Register};
use domain::returns::Timeliness;
use domain::stage::Stage;
use domain::statistics::{Books, Owed, Query};
use store::{Fault, Reader};

impl Office {
    /// A figure of the returns of a month; not found for who may not see what units reported.
    pub(super) fn explain_filing(&self, scope: &Scope, books: &Books, query: &Query) -> Result<Explanation, Error> {
        let unknown = || Error::UnknownFigure(query.to_string());
        let unit = match &query.unit {
            None => Bilingual::new("全县", "the county"),
            Some(code) => {
                let unit = books.unit_of_code(code).ok_or_else(|| Error::UnknownUnit(code.clone()))?;
                Bilingual::new(&unit.name, &unit.name_en)
            }
        };
        let answer = books.answer(query).ok_or_else(unknown)?;
        let filings = books.filings().ok_or_else(unknown)?;
        let records = self.store.read(scope, |reader| {
            books.owed_in(query).iter().map(|owed| line(reader, books, owed, query)).collect::<Result<Vec<_>, Fault>>()
        })?;
        let due = |lang| (filings.month.text(lang), day_text(filings.due, lang));
        let ((month, day), (month_en, day_en)) = (due(Lang::Zh), due(Lang::En));
        Ok(Explanation {
            id: query.to_string(),
            indicator: named(&RETURNS),
            quantity: query.quantity.code(),
            of: unit,
            period: query.period.to_string(),
            stage: query.stage.code(),
            as_of: query.as_of.to_string(),
            value: Some(exact(&answer, 0)),
            uom: uom(Some(&answer), &Bilingual::default()),
            printed: printed(&answer),
            formula: super::formula_of(query.quantity).unwrap_or_default(),
            inputs: Vec::new(),
            rule: "deadlines".to_owned(),
            rule_sentence: Bilingual::new(
                format!("{month}数据应于{day}前报送"),
                format!("returns of {month_en} were due on {day_en}"),
            ),
            rule_version: 0,
            entries: Vec::new(),
            entries_sum: None,
            records,
        })
    }
}

/// The return as it was first filed, with the days it was late; a missing one by what it should have said.
fn line(reader: &mut Reader<'_>, books: &Books, owed: &Owed<'_>, query: &Query) -> Result<RecordLine, Fault> {
    let amount = owed.counts(query.quantity).unwrap_or(0).to_string();
    if let Some(first) = first(reader, books, owed)? {
        let mut line = record_line(&first, books, &amount);
        if let Timeliness::Late(days) = owed.timeliness {
            line.cells.push((Bilingual::new("迟报天数", "Days late"), days.to_string()));
        }
        return Ok(line);
    }
    let (name, unit) = (&owed.indicator.name, &owed.unit.name);
    Ok(RecordLine {
        register: INDICATORS.noun,
        register_name: named(&INDICATORS),
        key: owed.indicator.code.clone(),
        seq: 0,
        recorded_at: String::new(),
        amount,
        cells: vec![(Bilingual::new("指标", "Indicator"), name.clone()), (Bilingual::new("单位", "Unit"), unit.clone())],
    })
}

fn first(reader: &mut Reader<'_>, books: &Books, owed: &Owed<'_>) -> Result<Option<Record>, Fault> {
    let Some(month) = books.filings().map(|f| crate::returns::period_number(f.month)) else { return Ok(None) };
    for stage in [Stage::Reported, Stage::Verified] {
        let key = format!("{}|{}|{month}|{}", owed.unit.number, owed.indicator.number, stage.code());
        let versions = reader.versions(&RETURNS, &key)?;
        if let Some(found) = versions.into_iter().find(|version| Some(version.recorded_at) == owed.first) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn named(register: &Register) -> Bilingual {
    Bilingual::new(register.zh, register.en)
}
