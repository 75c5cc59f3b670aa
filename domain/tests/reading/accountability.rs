//! Accountability in cases 问责: how units stood, what the ladder proposes, and a proceeding step by step.

use super::steps::Found;
use super::{split_cells, take};
use domain::accountability::{
    Cause, Filed, Ground, LadderRule, Opened, Overdue, Proceeding, Reached, Rung, Standing, Step, Taken, Trigger, Wish, proposals,
};
use domain::calendar::{Date, Period, parse_day};
use domain::document::Light;
use domain::lang::Lang;

/// What a case judges: how units stood under which rules, and one proceeding.
#[derive(Default)]
pub struct Judged {
    rules: Vec<LadderRule>,
    standings: Vec<Standing>,
    overdue: Vec<Overdue>,
    opened: Vec<Opened>,
    proceeding: Option<Proceeding>,
    units: Vec<String>,
}

/// Is this line about accountability?
pub fn is_one(rest: &str) -> bool {
    rest.split_whitespace().next().is_some_and(|word| ["问责", "问责建议", "问责状态"].contains(&word))
}

impl Judged {
    /// `问责规则 编号 施行日 触发 次数 措施 按=季度 [末几位= 废止=]`, `问责情况 单位 期别 红灯 [末位= 指标=]`, `问责逾期 单位 天数`,
    /// `问责已提 单位 期别或逾期 措施 [现为=措施]`.
    pub fn fact(&mut self, word: &str, rest: &str) -> Result<(), String> {
        let (plain, mut cells) = split_cells(rest);
        match (word, plain.as_slice()) {
            ("问责规则", [id, from, trigger, times, rung]) => {
                let places = number(take(&mut cells, "末几位").unwrap_or("1"))?;
                self.rules.push(LadderRule {
                    id: (*id).to_owned(),
                    from_on: day(from)?,
                    until_on: take(&mut cells, "废止").map(day).transpose()?,
                    trigger: match *trigger {
                        "红灯" => Trigger::Red,
                        "末位" => Trigger::Bottom(places),
                        "未报" => Trigger::Missing,
                        "逾期" => Trigger::Overdue,
                        _ => return Err(format!("没有触发“{trigger}”")),
                    },
                    times: number(times)?,
                    quarterly: take(&mut cells, "按") == Some("季度"),
                    indicator: None,
                    rung: rung_of(rung)?,
                    by: String::new(),
                    months: 3,
                });
            }
            ("问责情况", [unit, period, how]) => {
                let (light, filed) = match *how {
                    "红灯" => (Some(Light::Red), Filed::Figure),
                    "黄灯" => (Some(Light::Yellow), Filed::Figure),
                    "绿灯" => (Some(Light::Green), Filed::Figure),
                    "零报告" => (Some(Light::Red), Filed::Zero),
                    "未报" => (None, Filed::Nothing),
                    _ => return Err(format!("没有情况“{how}”")),
                };
                let from_bottom = take(&mut cells, "末位").map(number).transpose()?;
                let indicator = take(&mut cells, "指标").map(number).transpose()?.map_or(1, u32::cast_signed);
                let (period, unit) = (self::period(period)?, self.unit(unit));
                self.standings.push(Standing { unit, indicator, period, filed, light, from_bottom });
            }
            ("问责逾期", [unit, days]) => {
                let (unit, days) = (self.unit(unit), number(days)?);
                self.overdue.push(Overdue { order: "ord-001".to_owned(), unit, days });
            }
            ("问责已提", [unit, of, rung]) => {
                let ground = if *of == "逾期" { Ground::Order("ord-001".to_owned()) } else { Ground::Period(1, period(of)?) };
                let (unit, rung) = (self.unit(unit), rung_of(rung)?);
                let under = take(&mut cells, "现为").map(rung_of).transpose()?;
                self.opened.push(Opened { unit, ground, rung, under });
            }
            _ => return Err("看不懂这一行 (this line cannot be read)".to_owned()),
        }
        Ok(())
    }

    pub fn found(&mut self, given: &str) -> Result<Found, String> {
        let (plain, cells) = split_cells(given);
        match plain.as_slice() {
            ["问责建议", on] => Ok(Ok(self.proposed(day(on)?))),
            ["问责状态", on] => self.stands(day(on)?).map(Ok),
            ["问责", step, on] => self.step(step, day(on)?, cells),
            _ => Err("看不懂这一行 (this line cannot be read)".to_owned()),
        }
    }

    fn unit(&mut self, name: &str) -> i32 {
        let at = self.units.iter().position(|u| u == name).unwrap_or_else(|| {
            self.units.push(name.to_owned());
            self.units.len() - 1
        });
        i32::try_from(at).unwrap_or(i32::MAX)
    }

    fn proposed(&self, on: Date) -> String {
        let rules = LadderRule::in_force(&self.rules, on);
        let said = proposals(&rules, &self.standings, &self.overdue, &self.opened).into_iter().map(|p| {
            let unit = self.units.get(usize::try_from(p.unit).unwrap_or(0)).map_or("", String::as_str);
            let label = |of: &Reached| of.rule.rung.label(Lang::Zh);
            let beside: String = p.beside.iter().map(|of| format!("；另{} {}", label(of), cause(&of.cause))).collect();
            format!("{unit}{}（{}{beside}）", label(&p.first), cause(&p.first.cause))
        });
        let said: Vec<String> = said.collect();
        if said.is_empty() { "无".to_owned() } else { said.join(" ") }
    }

    fn stands(&self, on: Date) -> Result<String, String> {
        let proceeding = self.proceeding.as_ref().ok_or("没有建议")?;
        let until = |label: &str, day: Option<Date>| day.map_or_else(String::new, |day| format!(" {label}{day}"));
        Ok(format!(
            "{} {}{}{}{}",
            proceeding.state(on).label(Lang::Zh),
            proceeding.rung.label(Lang::Zh),
            until("期满", proceeding.expires_on()),
            until("可申请复核至", proceeding.review_until()),
            until("复核限", proceeding.review_due()),
        ))
    }

    fn step(&mut self, label: &str, on: Date, mut cells: super::Cells<'_>) -> Result<Found, String> {
        let step = Step::ALL.into_iter().find(|s| s.label(Lang::Zh) == label).ok_or(format!("没有步骤“{label}”"))?;
        let rung = take(&mut cells, "措施").map(rung_of).transpose()?;
        let by = take(&mut cells, "经办").unwrap_or("");
        let Some(proceeding) = &mut self.proceeding else {
            let months = number(take(&mut cells, "影响期").unwrap_or("3"))?;
            let first = Taken { step, on, by: by.to_owned(), rung: rung.ok_or("措施=")? };
            self.proceeding = Proceeding::of([first], months);
            return self.stands(on).map(|said| Ok(short(&said)));
        };
        let (note, named) = (take(&mut cells, "说明").unwrap_or(""), take(&mut cells, "指定") != Some("否"));
        match proceeding.check(&Wish { step, on, by, named, rung, note }) {
            Ok(taken) => proceeding.take(taken),
            Err(refusal) => return Ok(Err((refusal.code(), refusal.sentence(Lang::Zh)))),
        }
        self.stands(on).map(|said| Ok(short(&said)))
    }
}

/// The periods, with the number of an indicator that is not the first; or the order.
fn cause(of: &Cause) -> String {
    match of {
        Cause::Periods { indicator, periods } => {
            let of = if *indicator == 1 { String::new() } else { format!("指标{indicator} ") };
            of + &periods.iter().map(Period::to_string).collect::<Vec<_>>().join("、")
        }
        Cause::Order { order, days } => format!("{order}逾期{days}天"),
    }
}

/// State and measure 措施, without the days.
fn short(said: &str) -> String {
    said.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

fn rung_of(label: &str) -> Result<Rung, String> {
    Rung::ALL.into_iter().find(|r| r.label(Lang::Zh) == label).ok_or(format!("没有措施“{label}”"))
}

fn day(text: &str) -> Result<Date, String> {
    parse_day(text).ok_or(format!("日期“{text}”"))
}

fn period(text: &str) -> Result<Period, String> {
    Period::parse(text).ok_or(format!("期别“{text}”"))
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("“{text}”不是数"))
}
