//! What is accepted 认 and what is refused 拒: amounts, periods, days, working days, declarations and names of figures.

use super::steps::{accepted, refused};
use super::{Case, verification};
use crate::county::County;
use domain::calendar::{Date, NoNotice, Period, parse_day};
use domain::lang::Lang;
use domain::measure::{AmountError, Measure};
use domain::registers::register;
use domain::statistics::Query;
use domain::verifications::number_folded;

impl Case {
    pub fn accept(&mut self, rest: &str) -> Result<(), String> {
        let (given, expected) = rest.split_once('→').map_or((rest.trim(), ""), |(g, e)| (g.trim(), e.trim()));
        if let Some(found) = self.stepped(given) {
            return accepted(found?, expected);
        }
        let words: Vec<&str> = given.split_whitespace().collect();
        let found = match words.as_slice() {
            ["金额", measure, text] => {
                let measure = Measure::new(measure, "");
                measure.parse(text).map(|amount| measure.exact(amount)).map_err(|e| e.sentence(Lang::Zh))?
            }
            ["印作", measure, text] => {
                let measure = Measure::new(measure, "");
                measure.parse(text).map(|amount| measure.shown(amount)).map_err(|e| e.sentence(Lang::Zh))?
            }
            ["期别", text] => {
                let period = Period::parse(text).ok_or("不是期别 (not a period)")?;
                format!("{} {}", period.first_day(), period.last_day())
            }
            ["日期", text] => parse_day(text).ok_or("不是日期 (not a day)")?.to_string(),
            ["上班" | "休息", text] => {
                let day = parse_day(text).ok_or("不是日期 (not a day)")?;
                let working = self.county.working_days().is_working(day).map_err(no_notice)?;
                let said = if working { "上班" } else { "休息" };
                return if said == words[0] { Ok(()) } else { Err(format!("当日{said}")) };
            }
            ["工作日", text, nth] => self.nth_working_day(text, nth)?.map_err(no_notice)?.to_string(),
            ["报送", ..] => {
                let wish = given.trim_start_matches("报送");
                self.filing(wish)?.map_err(|refusal| refusal.sentence(Lang::Zh))?.to_owned()
            }
            ["疑问", ..] => self.asked(given.trim_start_matches("疑问"))?,
            ["按时", ..] => self.in_time(given.trim_start_matches("按时"))?,
            ["查数", id] => Query::parse(id).ok_or("不是查数编号 (not the name of a figure)")?.to_string(),
            ["同号", one, other] => {
                let same = number_folded(one) == number_folded(other);
                return if same { Ok(()) } else { Err(format!("{} / {}", number_folded(one), number_folded(other))) };
            }
            ["核验", cells @ ..] => verification::verdict(cells)?.map_err(|e| e.sentence(Lang::Zh))?,
            _ => return Err("看不懂这一行 (this line cannot be read)".to_owned()),
        };
        if expected.is_empty() || found == expected { Ok(()) } else { Err(format!("得 {found}")) }
    }

    /// The refusal's name, if it was refused with the sentence written.
    pub fn refuse(&mut self, rest: &str) -> Result<String, String> {
        let (given, sentence) = rest.split_once('→').map_or((rest.trim(), ""), |(g, e)| (g.trim(), e.trim()));
        if let Some(found) = self.stepped(given) {
            return refused(found?, sentence);
        }
        let words: Vec<&str> = given.split_whitespace().collect();
        let nothing =
            |refused: bool, name: &str| if refused { Ok((name.to_owned(), String::new())) } else { Err("未拒绝".to_owned()) };
        let (name, found) = match words.as_slice() {
            ["金额", measure, text] => {
                let error = Measure::new(measure, "").parse(text).err().ok_or("未拒绝")?;
                (amount_refusal(error).to_owned(), error.sentence(Lang::Zh))
            }
            ["期别", text] => nothing(Period::parse(text).is_none(), "period")?,
            ["日期", text] => nothing(parse_day(text).is_none(), "day")?,
            ["查数", id] => nothing(Query::parse(id).is_none(), "query")?,
            ["工作日", text, nth] => {
                let error = self.nth_working_day(text, nth)?.err().ok_or("未拒绝")?;
                ("working day: no notice".to_owned(), no_notice(error))
            }
            ["指标", ..] => declared(given)?,
            ["核验", cells @ ..] => {
                let unfounded = verification::verdict(cells)?.err().ok_or("未拒绝")?;
                let code = unfounded.code().trim_start_matches("verifications.");
                (format!("verification: {code}"), unfounded.sentence(Lang::Zh).to_owned())
            }
            ["同号", one, other] => nothing(number_folded(one) != number_folded(other), "verification: other number")?,
            ["报送", ..] => {
                let refusal = self.filing(given.trim_start_matches("报送"))?.err().ok_or("未拒绝")?;
                (refusal.code().replace("returns.", "filing: "), refusal.sentence(Lang::Zh))
            }
            _ => return Err("看不懂这一行 (this line cannot be read)".to_owned()),
        };
        if found == sentence { Ok(name) } else { Err(format!("得 {found}")) }
    }

    /// `2026-04-01 第2个`: the second working day from 1 April on.
    fn nth_working_day(&self, from: &str, nth: &str) -> Result<Result<Date, NoNotice>, String> {
        let day = parse_day(from).ok_or("不是日期 (not a day)")?;
        let n = nth.trim_matches(['第', '个']).parse().map_err(|_| format!("“{nth}”应写成第2个"))?;
        Ok(self.county.working_days().nth_from(day, n))
    }
}

fn no_notice(NoNotice(year): NoNotice) -> String {
    format!("{year}年没有放假安排")
}

fn amount_refusal(error: AmountError) -> &'static str {
    match error {
        AmountError::NotANumber => "amount: not a number",
        AmountError::TooManyDecimals(_) => "amount: too many decimals",
        AmountError::TooLarge => "amount: too large",
    }
}

/// Declare an indicator in a county of its own: the refusal's name, and its sentence after the column's name.
fn declared(line: &str) -> Result<(String, String), String> {
    let mut case = Case { county: County::default(), ..Case::default() };
    case.fact("指标", line.trim_start_matches("指标").trim())?;
    let bad = case.county.refused().ok_or("未拒绝")?;
    let indicators = register("indicators").ok_or("没有指标台账")?;
    let column = indicators.columns.iter().find(|c| c.name == bad.column).ok_or(format!("没有栏目{}", bad.column))?;
    Ok((format!("indicator: {}", bad.column), format!("{}：{}", column.zh, bad.zh)))
}
