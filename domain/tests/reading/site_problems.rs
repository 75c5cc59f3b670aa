//! Problems on site in cases 现场问题: a problem step by step, and the levels it climbed to on the way.

use super::{Cells, split_cells, take};
use domain::calendar::{Date, WorkingDays, parse_day};
use domain::lang::Lang;
use domain::site_problems::{Level, Levels, Problem, Refusal, Step, Wish};

/// What a case follows: one problem, and the levels of its county.
#[derive(Default)]
pub struct Found {
    problem: Option<Problem>,
    levels: Vec<(Date, i64, Level)>,
}

const WORDS: [&str; 4] = ["现场", "现场提级", "现场层级", "现场待办"];

/// Is this line about a problem on site?
pub fn is_one(rest: &str) -> bool {
    rest.split_whitespace().next().is_some_and(|word| WORDS.contains(&word))
}

impl Found {
    /// `问题层级 施行日 专班=3 县领导=0*`: a star where county leaders decide.
    pub fn level(&mut self, rest: &str) -> Result<(), String> {
        let (plain, cells) = split_cells(rest);
        let [from] = plain.as_slice() else { return Err("应写成：问题层级 施行日 名称=天数 …".to_owned()) };
        let from = parse_day(from).ok_or("施行日")?;
        for (place, (name, days)) in (1..).zip(cells) {
            let level = Level {
                name: name.to_owned().into(),
                name_en: String::new().into(),
                days: days.trim_end_matches('*').parse().map_err(|_| "天数".to_owned())?,
                by_leader: days.ends_with('*'),
            };
            self.levels.push((from, place, level));
        }
        Ok(())
    }

    pub fn found(&mut self, given: &str) -> Result<Result<String, Refusal>, String> {
        let (plain, cells) = split_cells(given);
        let [word, rest @ ..] = plain.as_slice() else { return Err("看不懂这一行".to_owned()) };
        let day = |text: Option<&&str>| text.and_then(|text| parse_day(text)).ok_or("日期".to_owned());
        match (*word, rest) {
            ("现场", [step, on]) => self.step(step, day(Some(on))?, cells),
            ("现场提级", rest) => Ok(self.climbs(day(rest.first())?).map_err(Refusal::from)),
            ("现场层级", rest) => Ok(self.level_on(day(rest.first())?).map_err(Refusal::from)),
            ("现场待办", rest) => Ok(self.calls(day(rest.first())?).map_err(Refusal::from)),
            _ => Err("看不懂这一行 (this line cannot be read)".to_owned()),
        }
    }

    fn step(&mut self, label: &str, on: Date, mut cells: Cells<'_>) -> Result<Result<String, Refusal>, String> {
        let step = Step::ALL.into_iter().find(|s| s.label(Lang::Zh) == label).ok_or(format!("没有步骤“{label}”"))?;
        let mut cell = |name: &str| take(&mut cells, name);
        let (note, due) = (cell("说明").unwrap_or(""), cell("限期").and_then(parse_day));
        let evidence = cell("佐证").map_or(Ok(0), str::parse).map_err(|_| "佐证".to_owned())?;
        let (unit, projects) = (cell("单位").map(|_| 1), cell("项目").map_or(0, |names| names.split('、').count()));
        let wish = Wish { unit, due, note, evidence, ..Wish::of(step, on) };
        let levels = Levels::new(self.levels.clone());
        let taken = match &self.problem {
            None => Problem::record(note, projects, on),
            Some(problem) => problem.check(&wish, levels.in_force(problem.found_on), &WorkingDays::default()),
        };
        let taken = match taken {
            Ok(taken) => taken,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match &mut self.problem {
            Some(problem) => problem.take(&taken),
            None => self.problem = Problem::of([taken]),
        }
        let problem = self.problem.as_ref().ok_or("没有问题")?;
        let level = levels.in_force(problem.found_on)[taken.level].label(Lang::Zh).to_owned();
        Ok(Ok(format!("{} {level}", problem.state.label(Lang::Zh))))
    }

    fn climbs(&self, today: Date) -> Result<String, domain::calendar::NoNotice> {
        let Some(problem) = &self.problem else { return Ok("没有问题".to_owned()) };
        let levels = Levels::new(self.levels.clone());
        let levels = levels.in_force(problem.found_on);
        let climbs = problem.climbs(levels, &WorkingDays::default(), today)?;
        let said = climbs.iter().map(|c| {
            let how = if c.by_itself { "自动到" } else { "提到" };
            format!("{}{how}{}", c.on, levels[c.level].label(Lang::Zh))
        });
        let said: Vec<String> = said.collect();
        Ok(if said.is_empty() { "无".to_owned() } else { said.join(" ") })
    }

    fn level_on(&self, today: Date) -> Result<String, domain::calendar::NoNotice> {
        let Some(problem) = &self.problem else { return Ok("没有问题".to_owned()) };
        let levels = Levels::new(self.levels.clone());
        let levels = levels.in_force(problem.found_on);
        let at = problem.level(levels, &WorkingDays::default(), today)?;
        let next = problem.climbs_on(levels, &WorkingDays::default(), today)?;
        let next = next.map_or_else(|| "不再提".to_owned(), |on| format!("{on}再提"));
        Ok(format!("{} {next}", levels[at].label(Lang::Zh)))
    }

    fn calls(&self, today: Date) -> Result<String, domain::calendar::NoNotice> {
        let Some(problem) = &self.problem else { return Ok("没有问题".to_owned()) };
        let levels = Levels::new(self.levels.clone());
        let calls = problem.calls(levels.in_force(problem.found_on), &WorkingDays::default(), today)?;
        let said = calls.iter().map(|(call, by)| {
            let again = if *call == domain::site_problems::Call::DecideAgain { "再" } else { "" };
            format!("{again}{}{}", call.step().label(Lang::Zh), by.map_or_else(String::new, |day| day.to_string()))
        });
        Ok(said.collect::<Vec<_>>().join(" "))
    }
}
