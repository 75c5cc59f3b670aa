//! Expectations 得: one figure of one unit or of the county, in the words of the tables, rounded as it is written.

use super::Case;
use domain::calendar::end_of_day;
use domain::lang::Lang;
use domain::measure::fixed;
use domain::statistics::{Books, Quantity, Query, Statistic, Subject};

impl Case {
    /// `单位 [指标] 数名 数`.
    pub fn expect(&self, rest: &str) -> Result<(), String> {
        let mut words: Vec<&str> = rest.split_whitespace().collect();
        let named =
            words.get(1).filter(|w| words.len() == 4 && self.indicators.iter().any(|i| i == **w)).map(|w| (*w).to_owned());
        let indicator = named.clone().unwrap_or_else(|| self.indicator.clone());
        if named.is_some() {
            words.remove(1);
        }
        let [unit, quantity, expected] = words.as_slice() else {
            return Err("应写成：得 单位 [指标] 数名 数".to_owned());
        };
        let found = self.find(unit, &indicator, quantity, expected)?;
        let same = found == expected.trim_start_matches('+') && !(expected.starts_with('+') && found.starts_with('-'));
        if same { Ok(()) } else { Err(format!("得 {found}")) }
    }

    fn find(&self, unit: &str, indicator: &str, word: &str, expected: &str) -> Result<String, String> {
        let (period, as_of, stage) = self.asked.ok_or("还没有问 (nothing was asked)")?;
        let entries = || self.county.entries(end_of_day(as_of));
        match word {
            "分录" => return Ok(entries().len().to_string()),
            "冲红" => return Ok(entries().iter().filter(|e| e.reverses.is_some()).count().to_string()),
            _ => {}
        }
        let books = self.county.books(period, as_of, stage);
        let indicator = books.indicator(indicator).ok_or(format!("没有指标“{indicator}”"))?;
        if let Some(quantity) = Quantity::ALL.into_iter().find(|q| q.2 == word).map(|q| q.0) {
            let query = Query {
                county: books.county,
                indicator: indicator.code.clone(),
                quantity,
                unit: (unit != "县").then(|| unit.to_owned()),
                period,
                stage,
                as_of,
                part: String::new(),
            };
            // The name of the figure gives the same question again.
            let again = Query::parse(&query.to_string()).filter(|q| *q == query).ok_or(format!("查数编号不能还原：{query}"))?;
            let places = expected.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            let places = u8::try_from(places).map_err(|e| e.to_string())?;
            return Ok(books.answer(&again).map_or("无".to_owned(), |answer| fixed(&answer.ratio, places)));
        }
        if word == "名单" {
            let subjects = books.counted(indicator, period).subjects;
            return Ok(if subjects.is_empty() { "无".to_owned() } else { names(&books, &subjects).join("、") });
        }
        let statistic: Statistic = if unit == "县" {
            books.county(indicator, period)
        } else {
            let number = books.unit_of_code(unit).ok_or(format!("没有单位“{unit}”"))?.number;
            let mine = |s: &Statistic| s.indicator == indicator.number && s.unit == number;
            books.statistics(period).into_iter().find(mine).ok_or("没有这个数 (no such figure)")?
        };
        match word {
            "状态" => Ok(statistic.status.label(Lang::Zh).to_owned()),
            "灯" => Ok(statistic.light.map_or("无", |light| light.word(Lang::Zh)).to_owned()),
            "参排数" => Ok(statistic.ranked.to_string()),
            _ => Err(format!("没有数名“{word}”")),
        }
    }
}

fn names(books: &Books, subjects: &[Subject]) -> Vec<String> {
    let name = |subject: &Subject| match subject {
        Subject::Unit { unit, .. } => books.unit(*unit).map(|u| u.name.clone()),
        Subject::Record { noun, seq, .. } => {
            books.records(noun).iter().find(|r| r.seq == *seq).map(domain::registers::Record::key)
        }
    };
    subjects.iter().filter_map(name).collect()
}
