//! Merit in cases 实绩: posts and who held them, what came about and whose it is, objections and what was decided on them.

use super::{Cells, split_cells, take};
use domain::calendar::{Date, WorkingDays, day_number, parse_day};
use domain::lang::Lang;
use domain::merit::{Event, Named, Objection, Outcome, Part, Refusal, Roster, Ruling, Tie, Wish as Objecting};
use domain::registers::{KEY_PROJECT_NODES, POSTS, PROJECT_CREDITS, PROJECT_STAGES, Record, Register, TERMS, Value};
use domain::site_problems::{Levels, Problem, Step as OnSite, Wish as OnSiteWish};
use domain::supervision::{Order, Rules, Step, Wish};
use domain::tasks::{Recurrence, Standing, Task, TaskStep};

/// What a case follows: units by their names, posts with their terms, the last event, and objections.
#[derive(Default)]
pub struct Merit {
    units: Vec<String>,
    posts: Vec<Record>,
    terms: Vec<Record>,
    event: Option<Event>,
    objections: Vec<Objection>,
}

/// Is this line about merit?
pub fn is_one(rest: &str) -> bool {
    rest.split_whitespace().next().is_some_and(|word| word.starts_with("实绩"))
}

fn record(register: &'static Register, cells: &[(&str, Value)]) -> Record {
    let cell = |name: &str| cells.iter().find(|(column, _)| *column == name).map_or(Value::Null, |(_, value)| value.clone());
    Record { register, seq: 1, recorded_at: 0, values: register.columns.iter().map(|c| cell(c.name)).collect() }
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn day(text: Option<&str>) -> Result<Date, String> {
    text.and_then(parse_day).ok_or("日期".to_owned())
}

fn int(day: Option<Date>) -> Value {
    day.map_or(Value::Null, |day| Value::Int(day_number(day)))
}

impl Merit {
    fn unit(&mut self, name: &str) -> i32 {
        let at = self.units.iter().position(|unit| unit == name).unwrap_or_else(|| {
            self.units.push(name.to_owned());
            self.units.len() - 1
        });
        i32::try_from(at + 1).unwrap_or(0)
    }

    /// `实绩岗位 单位 职务 [分工=抓业务|外出招商|其他 角色=] [人=张三 自=日 至=日]`
    pub fn post(&mut self, rest: &str) -> Result<(), String> {
        let (plain, mut cells) = split_cells(rest);
        let [unit, title] = plain.as_slice() else { return Err("应写成：实绩岗位 单位 职务 …".to_owned()) };
        let duty = match take(&mut cells, "分工") {
            Some("抓业务") => "business",
            Some("外出招商") => "promotion",
            Some("其他") | None => "other",
            Some(other) => return Err(format!("分工“{other}”")),
        };
        let (code, unit) = (format!("{unit} {title}"), self.unit(unit));
        if !self.posts.iter().any(|post| post.text("post_id") == code) {
            let role = text(take(&mut cells, "角色").unwrap_or(""));
            let cells = [("post_id", text(&code)), ("unit_id", Value::Int(unit.into())), ("duty", text(duty)), ("role", role)];
            self.posts.push(record(&POSTS, &cells));
        }
        if let Some(person) = take(&mut cells, "人") {
            let from = day(take(&mut cells, "自"))?;
            let until = take(&mut cells, "至").and_then(parse_day);
            let cells =
                [("post_id", text(&code)), ("person_id", text(person)), ("from_on", int(Some(from))), ("until_on", int(until))];
            self.terms.push(record(&TERMS, &cells));
        }
        Ok(())
    }

    pub fn found(&mut self, given: &str) -> Result<Result<String, Refusal>, String> {
        let (plain, mut cells) = split_cells(given);
        let named = named(take(&mut cells, "本人"))?;
        let event = match plain.as_slice() {
            ["实绩节点", unit] => self.node(unit, cells)?,
            ["实绩项目"] => self.stage(cells)?,
            ["实绩现场", unit] => self.problem(unit, cells)?,
            ["实绩督办", unit] => self.order(unit, cells)?,
            ["实绩任务", unit] => self.task(unit, cells)?,
            ["实绩异议", person, on] => return Ok(self.object(person, day(Some(on))?, cells)),
            ["实绩决定", person, outcome, on] => return self.decide(person, outcome, day(Some(on))?, cells),
            ["实绩记载", person] => return Ok(Ok(self.stands(person))),
            _ => return Err("看不懂这一行 (this line cannot be read)".to_owned()),
        };
        self.event = event.map(|event| Event { named, ..event });
        Ok(Ok(self.told()))
    }

    fn node(&mut self, unit: &str, mut cells: Cells<'_>) -> Result<Option<Event>, String> {
        let due = day(take(&mut cells, "计划"))?;
        let done = take(&mut cells, "完成").and_then(parse_day);
        let unit = Value::Int(self.unit(unit).into());
        let cells = [
            ("key_project_id", text("甲")),
            ("node", text("节点")),
            ("unit_id", unit),
            ("due_on", int(Some(due))),
            ("done_on", int(done)),
        ];
        Ok(Event::of_node(&record(&KEY_PROJECT_NODES, &cells)))
    }

    fn stage(&mut self, mut cells: Cells<'_>) -> Result<Option<Event>, String> {
        let on = day(take(&mut cells, "日期"))?;
        let label = take(&mut cells, "阶段").unwrap_or("");
        let stage = domain::registers::STAGES.iter().find(|s| s.1 == label).ok_or(format!("阶段“{label}”"))?;
        let mut credits = Vec::new();
        for part in take(&mut cells, "归属").unwrap_or("").split('、').filter(|part| !part.is_empty()) {
            let digits = part.find(|c: char| c.is_ascii_digit()).ok_or("份额")?;
            let share: i64 = part[digits..].parse().map_err(|_| "份额".to_owned())?;
            let unit = Value::Int(self.unit(&part[..digits]).into());
            credits.push(record(&PROJECT_CREDITS, &[("unit_id", unit), ("share", Value::Int(share * 100))]));
        }
        let cells = [("project_id", text("甲")), ("stage", text(stage.0)), ("on", int(Some(on)))];
        Ok(Event::of_stage(&record(&PROJECT_STAGES, &cells), &credits))
    }

    fn problem(&mut self, unit: &str, mut cells: Cells<'_>) -> Result<Option<Event>, String> {
        let (due, unit) = (day(take(&mut cells, "限期"))?, self.unit(unit));
        let first = Problem::record("问题", 1, Date::constant(2026, 1, 5)).map_err(|r| r.sentence(Lang::Zh))?;
        let mut problem = Problem::of([first]).ok_or("没有问题")?;
        let wish =
            |step, on| OnSiteWish { unit: Some(unit), due: Some(due), note: "办", evidence: 1, ..OnSiteWish::of(step, on) };
        let levels = Levels::default();
        let mut take_step = |step, on| -> Result<(), String> {
            let taken = problem.check(&wish(step, on), levels.in_force(on), &WorkingDays::default());
            problem.take(&taken.map_err(|r| r.sentence(Lang::Zh))?);
            Ok(())
        };
        take_step(OnSite::Decided, Date::constant(2026, 1, 5))?;
        for (name, step) in
            [("报结", OnSite::Solved), ("退回", OnSite::Returned), ("再报结", OnSite::Solved), ("销号", OnSite::Closed)]
        {
            if let Some(on) = take(&mut cells, name) {
                take_step(step, day(Some(on))?)?;
            }
        }
        Ok(Event::of_problem("甲", &problem))
    }

    fn order(&mut self, unit: &str, mut cells: Cells<'_>) -> Result<Option<Event>, String> {
        let (due, unit) = (day(take(&mut cells, "时限"))?, self.unit(unit));
        let opened = Date::constant(2026, 1, 5);
        let wish = |step, on| Wish { unit: Some(unit), note: "办", evidence: 1, ..Wish::of(step, on) };
        let first = Order::open(&Wish { due: Some(due), ..wish(Step::Proposed, opened) }).map_err(|r| r.sentence(Lang::Zh))?;
        let mut order = Order::of([first], Recurrence::Once).ok_or("没有督办")?;
        let rules = Rules::default();
        let mut take_step = |step, on, due| -> Result<(), String> {
            let taken = order.check(&Wish { due, ..wish(step, on) }, &rules).map_err(|r| r.sentence(Lang::Zh))?;
            order.take(&taken);
            Ok(())
        };
        for step in [Step::Approved, Step::Issued, Step::Signed] {
            take_step(step, opened, None)?;
        }
        let steps = [
            ("暂停", Step::Paused),
            ("恢复", Step::Resumed),
            ("申请延期", Step::ExtensionAsked),
            ("同意延期", Step::Extended),
            ("反馈", Step::Answered),
            ("退回", Step::Returned),
            ("再反馈", Step::Answered),
            ("销号", Step::Closed),
            ("重启", Step::Reopened),
        ];
        let until = take(&mut cells, "延至").and_then(parse_day);
        for (name, step) in steps {
            if let Some(on) = take(&mut cells, name) {
                let on = day(Some(on))?;
                if step == Step::Closed {
                    take_step(Step::Accepted, on, None)?;
                }
                take_step(step, on, until)?;
            }
        }
        Ok(Event::of_order("甲", &order))
    }

    fn task(&mut self, unit: &str, mut cells: Cells<'_>) -> Result<Option<Event>, String> {
        let mut standing = Standing::default();
        standing.take(TaskStep::Issued, Date::constant(2026, 1, 5), "1号", None);
        for (name, step) in [("办结", TaskStep::Done), ("重启", TaskStep::Reopened)] {
            if let Some(on) = take(&mut cells, name) {
                standing.take(step, day(Some(on))?, "", None);
            }
        }
        let often = take(&mut cells, "频次").unwrap_or("一次");
        let recurrence = Recurrence::ALL.into_iter().find(|r| r.label(Lang::Zh) == often).ok_or(format!("频次“{often}”"))?;
        let due = take(&mut cells, "时限").map(|on| day(Some(on))).transpose()?;
        let task = Task {
            code: "甲".to_owned(),
            action: String::new(),
            lead: self.unit(unit),
            supports: Vec::new(),
            due,
            recurrence,
            results: String::new(),
            indicator: None,
            target: None,
            whole: String::new(),
            directive: String::new(),
            span: None,
        };
        Ok(Event::of_task(&task, &standing))
    }

    fn told(&self) -> String {
        let Some(event) = &self.event else { return "不记".to_owned() };
        let roster = Roster::of(&self.posts, &self.terms);
        let tie = |(person, tie): (&str, Tie)| match tie {
            Tie::Own(part) => format!("{person}（本人：{}）", part.label(Lang::Zh)),
            Tie::Unit { post, share: None, .. } => format!("{person}（单位：{post}）"),
            Tie::Unit { post, share: Some(share), .. } => format!("{person}（单位：{post}，{}%）", share / 100),
        };
        let ties: Vec<String> = roster.ties(event).into_iter().map(tie).collect();
        let timing = event.timing().map(|timing| timing.text(Lang::Zh));
        [timing, Some(if ties.is_empty() { "无人".to_owned() } else { ties.join(" ") })]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn is_tied(&self, person: &str) -> bool {
        let roster = Roster::of(&self.posts, &self.terms);
        self.event.as_ref().is_some_and(|event| roster.ties(event).iter().any(|(tied, _)| *tied == person))
    }

    fn object(&mut self, person: &str, on: Date, mut cells: Cells<'_>) -> Result<String, Refusal> {
        let event = self.event.as_ref().map(|event| event.id.clone()).ok_or(Refusal::NotOnRecord)?;
        let reason = take(&mut cells, "理由").unwrap_or("").to_owned();
        let before: Vec<Objection> = self.objections.iter().filter(|o| o.person == person).cloned().collect();
        let (tied, by) = (self.is_tied(person), take(&mut cells, "经办").unwrap_or(person));
        Objection::raise(&Objecting { person, by: Some(by), event: &event, tied, reason: &reason }, &before)?;
        let code = format!("obj-{}", self.objections.len() + 1);
        self.objections.push(Objection { code, person: person.to_owned(), event, on, reason, decided: None });
        Ok("已提出".to_owned())
    }

    fn decide(&mut self, person: &str, outcome: &str, on: Date, mut cells: Cells<'_>) -> Result<Result<String, Refusal>, String> {
        let outcome = Outcome::ALL.into_iter().find(|o| o.label(Lang::Zh) == outcome).ok_or(format!("决定“{outcome}”"))?;
        let objection = self.objections.iter_mut().find(|o| o.person == person).ok_or("没有异议")?;
        let (reason, by) = (take(&mut cells, "理由").unwrap_or(""), take(&mut cells, "决定人"));
        Ok(objection.decide(&Ruling { outcome, on, reason, by }).map(|decided| {
            let said = format!("{} {}", decided.outcome.label(Lang::Zh), decided.by);
            objection.decided = Some(decided);
            said
        }))
    }

    /// Does the last event stand on a person's record?
    fn stands(&self, person: &str) -> String {
        let out = |event: &Event| self.objections.iter().any(|o| o.person == person && o.leaves_out(&event.id));
        match &self.event {
            Some(event) if self.is_tied(person) => if out(event) { "不再计入" } else { "记载" }.to_owned(),
            Some(_) | None => "无".to_owned(),
        }
    }
}

fn named(cell: Option<&str>) -> Result<Vec<Named>, String> {
    let parts = [Part::InCharge, Part::ForceLeader, Part::ForceMember, Part::TeamLeader, Part::TeamMember];
    let one = |words: &str| {
        let (person, part) = words.trim_end_matches('）').split_once('（').ok_or("本人=姓名（职责）")?;
        let part = parts.into_iter().find(|p| p.label(Lang::Zh) == part).ok_or(format!("没有职责“{part}”"))?;
        Ok(Named { person: person.to_owned(), part })
    };
    cell.map_or(Ok(Vec::new()), |words| words.split('、').map(one).collect())
}
