//! Reader of cases 读情形: one line, one fact, one question or one expectation.

mod answers;
mod filing;
mod keeping;
mod refusals;
mod accountability;
mod meetings;
mod merit;
mod site_problems;
mod steps;
mod supervision;
mod verification;

use crate::county::County;
use domain::calendar::{Date, Period, parse_day};
use domain::stage::Stage;
use std::collections::BTreeSet;

/// What reading the files came to.
#[derive(Default)]
pub struct Reader {
    /// Expectations that held.
    pub held: usize,
    /// `file:line what was written — what was found`.
    pub wrong: Vec<String>,
    pub requirements: BTreeSet<String>,
    pub refusals: BTreeSet<String>,
}

/// One case: a county, the indicator last declared, and the question last asked.
#[derive(Default)]
struct Case {
    county: County,
    indicator: String,
    indicators: Vec<String>,
    asked: Option<(Period, Date, Stage)>,
    followed: supervision::Followed,
    judged: accountability::Judged,
    found: site_problems::Found,
    called: meetings::Called,
    merit: merit::Merit,
}

type Cells<'a> = Vec<(&'a str, &'a str)>;

impl Reader {
    pub fn file(&mut self, name: &str, text: &str) {
        let mut case = Case::default();
        for (number, line) in text.lines().enumerate().map(|(n, line)| (n + 1, line.trim())) {
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let outcome = match word {
                "" | "说明" => continue,
                comment if comment.starts_with('#') => continue,
                "情形" => {
                    case = Case::default();
                    continue;
                }
                "要求" => {
                    self.requirements.extend(rest.split_whitespace().map(str::to_owned));
                    continue;
                }
                "得" => case.expect(rest).map(|()| true),
                "认" if rest.starts_with("登记 ") => case.keep(rest).map(|()| true),
                "拒" if rest.starts_with("登记 ") => case.refuse_record(rest).map(|r| self.refusals.insert(r)).map(|_| true),
                "实绩岗位" => case.merit.post(rest).map(|()| false),
                "会议排名" => case.called.ranked(rest).map(|()| false),
                "问题层级" => case.found.level(rest).map(|()| false),
                fact if fact.starts_with("问责") => case.judged.fact(fact, rest).map(|()| false),
                "督办规则" => case.followed.rule(rest).map(|()| false),
                "认" => case.accept(rest).map(|()| true),
                "拒" => case.refuse(rest).map(|refusal| self.refusals.insert(refusal)).map(|_| true),
                fact => case.fact(fact, rest).map(|()| false),
            };
            match outcome {
                Ok(expectation) => self.held += usize::from(expectation),
                Err(found) => self.wrong.push(format!("{name}:{number} {line} — {found}")),
            }
        }
    }
}

impl Case {
    fn fact(&mut self, word: &str, rest: &str) -> Result<(), String> {
        let (plain, mut cells) = split_cells(rest);
        let known_on = take(&mut cells, "记于").map(|day| parse_day(day).ok_or(format!("记于={day}"))).transpose()?;
        match (word, plain.as_slice()) {
            ("登记", [register]) => self.county.tell(register, &cells, known_on),
            ("指标", [name, measure]) => {
                self.indicator = (*name).to_owned();
                self.indicators.push(self.indicator.clone());
                let cells = [&[("指标编号", *name), ("名称", *name), ("计量单位", *measure)], cells.as_slice()].concat();
                self.county.tell("指标", &cells, known_on)
            }
            ("单位", [name, group]) => {
                let cells = [&[("单位编号", *name), ("单位名称", *name), ("排名组", *group)], cells.as_slice()].concat();
                self.county.tell("单位", &cells, known_on)
            }
            ("目标", [unit, year, target]) => {
                let indicator = take(&mut cells, "指标").unwrap_or(&self.indicator);
                let row = [("单位", *unit), ("指标", indicator), ("年度", *year), ("目标", *target)];
                self.county.tell("目标", &[&row, cells.as_slice()].concat(), known_on)
            }
            ("填报", [unit, month, value]) => self.file_return(unit, month, value, cells, known_on),
            ("累计", [unit, month, value]) => {
                let to = Period::parse(month).ok_or(format!("期别“{month}”"))?;
                for earlier in 1..to.to_month {
                    let earlier = Period::month(to.year, earlier).to_string();
                    self.file_return(unit, &earlier, "0", cells.clone(), known_on)?;
                }
                self.file_return(unit, month, value, cells, known_on)
            }
            ("亮灯", [rule, day, green, yellow]) => {
                let row = [("规则编号", *rule), ("生效日期", *day), ("绿灯下限", *green), ("黄灯下限", *yellow)];
                self.county.tell("亮灯规则", &[&row, cells.as_slice()].concat(), known_on)
            }
            ("问", [period, "截至", day, stage @ ..]) => self.ask(period, day, stage),
            _ => Err("看不懂这一行 (this line cannot be read)".to_owned()),
        }
    }

    fn file_return(
        &mut self,
        unit: &str,
        month: &str,
        value: &str,
        mut cells: Cells<'_>,
        known_on: Option<Date>,
    ) -> Result<(), String> {
        let indicator = take(&mut cells, "指标").unwrap_or(&self.indicator).to_owned();
        let stage = take(&mut cells, "口径").unwrap_or("核定");
        let row = [("单位", unit), ("指标", &indicator), ("期别", month), ("数值", value), ("口径", stage)];
        self.county.tell("填报", &[&row, cells.as_slice()].concat(), known_on)
    }

    fn ask(&mut self, period: &str, day: &str, stage: &[&str]) -> Result<(), String> {
        let stage = match stage {
            [] => Stage::Verified,
            ["口径", label] => {
                let found = Stage::ALL.into_iter().find(|s| s.label(domain::lang::Lang::Zh) == *label);
                found.ok_or(format!("没有口径“{label}”"))?
            }
            _ => return Err("口径写法有误".to_owned()),
        };
        let period = Period::parse(period).ok_or(format!("期别“{period}”"))?;
        self.asked = Some((period, parse_day(day).ok_or(format!("日期“{day}”"))?, stage));
        Ok(())
    }
}

/// Words before the first `栏=值`, and the cells.
fn split_cells(rest: &str) -> (Vec<&str>, Cells<'_>) {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let first = words.iter().position(|w| w.contains('=')).unwrap_or(words.len());
    let (plain, cells) = words.split_at(first);
    (plain.to_vec(), cells.iter().filter_map(|c| c.split_once('=')).collect())
}

fn take<'a>(cells: &mut Cells<'a>, column: &str) -> Option<&'a str> {
    let at = cells.iter().position(|(name, _)| *name == column)?;
    Some(cells.remove(at).1)
}
