//! Supervision in cases 督办: an order step by step, what fell on the way, tasks and proposals.

use super::steps::Found;
use super::{split_cells, take};
use domain::calendar::{Date, WorkingDays, parse_day};
use domain::directives::{Outcome, Proposal, Span};
use domain::lang::Lang;
use domain::supervision::{Bands, Order, Rule, Rules, Step, Wish};
use domain::tasks::{Recurrence, Standing, TaskStep, codes};

/// What a case follows up: one order, one task, and the rules of its county.
#[derive(Default)]
pub struct Followed {
    order: Option<Order>,
    task: Standing,
    rules: Vec<Rule>,
    units: Vec<String>,
}

const WORDS: [&str; 7] = ["督办", "督办警示", "督办灯", "督办待办", "任务", "频次", "任务建议"];

/// Is this line about supervision?
pub fn is_one(rest: &str) -> bool {
    rest.split_whitespace().next().is_some_and(|word| WORDS.contains(&word))
}

impl Followed {
    pub fn rule(&mut self, rest: &str) -> Result<(), String> {
        let (plain, mut cells) = split_cells(rest);
        let [from] = plain.as_slice() else { return Err("应写成：督办规则 施行日 签收=1 …".to_owned()) };
        let mut days = |name: &str| take(&mut cells, name).and_then(|n| n.parse().ok()).ok_or(format!("缺{name}"));
        let (sign_days, soon_days, overdue_days, again_days) = (days("签收")?, days("临期")?, days("逾期")?, days("重办")?);
        let climbs: Vec<u32> = take(&mut cells, "上报").unwrap_or("").split(',').filter_map(|n| n.parse().ok()).collect();
        let climbs = climbs.try_into().map_err(|_| "上报=n,n,n".to_owned())?;
        let from_on = parse_day(from).ok_or("施行日")?;
        self.rules.push(Rule { from_on, sign_days, soon_days, overdue_days, again_days, climbs });
        Ok(())
    }

    pub fn found(&mut self, given: &str) -> Result<Found, String> {
        let (plain, cells) = split_cells(given);
        let day = |text: &str| parse_day(text).ok_or(format!("日期“{text}”"));
        match plain.as_slice() {
            ["督办", step, on] => self.step(step, day(on)?, cells),
            ["督办警示", today] => self.fallen(day(today)?).map(Ok),
            ["督办灯", today] => self.light(day(today)?).map(Ok),
            ["督办待办", _] => self.calls().map(Ok),
            ["任务", step, on] => self.task_step(step, day(on)?, cells),
            ["频次", how, rest @ ..] => next_day(how, rest).map(Ok),
            ["任务建议"] => proposal(cells),
            _ => Err("看不懂这一行 (this line cannot be read)".to_owned()),
        }
    }

    fn rules(&self) -> Rules {
        Rules::new(self.rules.clone(), WorkingDays::default())
    }

    fn unit(&mut self, name: &str) -> i32 {
        let at = self.units.iter().position(|u| u == name).unwrap_or_else(|| {
            self.units.push(name.to_owned());
            self.units.len() - 1
        });
        i32::try_from(at + 1).unwrap_or(i32::MAX)
    }

    fn step(&mut self, label: &str, on: Date, mut cells: super::Cells<'_>) -> Result<Found, String> {
        let step = Step::ALL.into_iter().find(|s| s.label(Lang::Zh) == label).ok_or(format!("没有步骤“{label}”"))?;
        let unit = take(&mut cells, "单位").map(|name| self.unit(name));
        let due = take(&mut cells, "限期").map(|d| parse_day(d).ok_or("限期=日")).transpose()?;
        let cadence = take(&mut cells, "频次").map_or(Ok(Recurrence::Once), recurrence)?;
        let evidence = take(&mut cells, "佐证").and_then(|n| n.parse().ok()).unwrap_or(0);
        let wish = Wish { step, on, unit, due, note: take(&mut cells, "说明").unwrap_or(""), evidence };
        let rules = self.rules();
        let taken = match &self.order {
            None => Order::open(&wish),
            Some(order) => order.check(&wish, &rules),
        };
        let taken = match taken {
            Ok(taken) => taken,
            Err(refusal) => return Ok(Err((refusal.code(), refusal.sentence(Lang::Zh)))),
        };
        match &mut self.order {
            None => self.order = Order::of([taken], cadence),
            Some(order) => order.take(&taken),
        }
        let order = self.order.as_ref().ok_or("没有督办")?;
        Ok(Ok(format!("{} 限期{}", order.state.label(Lang::Zh), order.due)))
    }

    fn fallen(&self, today: Date) -> Result<String, String> {
        let order = self.order.as_ref().ok_or("没有督办")?;
        let fallen = order.fallen(&self.rules(), today).map_err(|e| format!("{e:?}"))?;
        let said = fallen.iter().map(|f| {
            let name = self.units.get(usize::try_from(f.unit - 1).unwrap_or(0)).map_or("", String::as_str);
            let whose = if f.unit == order.unit { "" } else { name };
            format!("{}{whose}{}", f.on, f.fall.label(Lang::Zh))
        });
        let said: Vec<String> = said.collect();
        Ok(if said.is_empty() { "无".to_owned() } else { said.join(" ") })
    }

    fn light(&self, today: Date) -> Result<String, String> {
        let (order, rules) = (self.order.as_ref().ok_or("没有督办")?, self.rules());
        let bands = Bands::of(today, &order.rule(&rules, today), rules.days()).map_err(|e| format!("{e:?}"))?;
        Ok(order.slip(&bands).map_or("无", |slip| slip.label(Lang::Zh)).to_owned())
    }

    fn calls(&self) -> Result<String, String> {
        let order = self.order.as_ref().ok_or("没有督办")?;
        let calls = order.calls(&self.rules()).map_err(|e| format!("{e:?}"))?;
        let said = calls.iter().map(|(call, by)| {
            let by = by.map_or_else(String::new, |day| day.to_string());
            format!("{}{by}", call.step().label(Lang::Zh))
        });
        Ok(said.collect::<Vec<_>>().join(" "))
    }

    fn task_step(&mut self, label: &str, on: Date, mut cells: super::Cells<'_>) -> Result<Found, String> {
        let step = TaskStep::ALL.into_iter().find(|s| s.label(Lang::Zh) == label).ok_or(format!("没有步骤“{label}”"))?;
        let (note, proved) = (take(&mut cells, "说明").unwrap_or(""), take(&mut cells, "佐证").is_some());
        if let Err(unready) = self.task.check(step, on, note, proved) {
            return Ok(Err((unready.code(), unready.sentence(Lang::Zh))));
        }
        self.task.take(step, on, "", None);
        Ok(Ok(self.task.state.label(Lang::Zh).to_owned()))
    }
}

fn recurrence(label: &str) -> Result<Recurrence, String> {
    Recurrence::ALL.into_iter().find(|r| r.label(Lang::Zh) == label).ok_or(format!("没有频次“{label}”"))
}

/// `每月 自2026-04-08 报于2026-04-20`: the day by which it has to be told of next.
fn next_day(how: &str, rest: &[&str]) -> Result<String, String> {
    let day = |word: &str| rest.iter().find_map(|r| r.strip_prefix(word)).and_then(parse_day);
    let next = recurrence(how)?.next(day("自").ok_or("自日")?, day("报于"));
    Ok(next.map_or("无".to_owned(), |d| d.to_string()))
}

/// A proposal as it is looked at before it is kept, taken, turned down or split.
fn proposal(mut cells: super::Cells<'_>) -> Result<Found, String> {
    let text = take(&mut cells, "全文").unwrap_or("").to_owned();
    let place = |cell: Option<&str>, usual: usize| cell.map_or(Ok(usual), |n| n.parse().map_err(|_| "不是数".to_owned()));
    let span = Span { from: place(take(&mut cells, "起"), 0)?, to: place(take(&mut cells, "止"), text.chars().count())? };
    let proposal = Proposal {
        span,
        action: take(&mut cells, "事项").unwrap_or("").to_owned(),
        leads: codes(take(&mut cells, "牵头").unwrap_or("")),
        supports: codes(take(&mut cells, "配合").unwrap_or("")),
        due: take(&mut cells, "时限").and_then(parse_day),
        recurrence: take(&mut cells, "频次").map_or(Ok(Recurrence::Once), recurrence)?,
        ..Proposal::default()
    };
    let outcome = |label: &str| Outcome::ALL.into_iter().find(|o| o.label(Lang::Zh) == label).ok_or(format!("没有“{label}”"));
    let stands = take(&mut cells, "现为").map_or(Ok(Outcome::Open), outcome)?;
    let next = take(&mut cells, "改为").map_or(Ok(Outcome::Accepted), outcome)?;
    let parts = place(take(&mut cells, "几项"), 1)?;
    let found = proposal.check(&text, take(&mut cells, "今天").and_then(parse_day));
    let found = found.and_then(|()| stands.becomes(next, take(&mut cells, "理由").unwrap_or(""), parts));
    Ok(match found {
        Ok(()) => Ok(next.label(Lang::Zh).to_owned()),
        Err(unsound) => Err((unsound.code(), unsound.sentence(Lang::Zh))),
    })
}
