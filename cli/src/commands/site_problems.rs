//! `guatu problems` 现场问题: what was found at projects, who has to solve it, and the level it has climbed to; as the pages list it;
//! and every step from writing one down to striking it off, by the same acts.

use super::supervision::{asked, printed, word};
use super::verifications;
use crate::desk::{Desk, day};
use crate::options::{ProblemStep, ProblemsCommand, ProblemsList, ProblemsRecord, SupervisedOne};
use crate::output;
use crate::stop::Stop;
use acts::site_problems::{NewProblem, ProblemDoing, ProblemQuery, ProblemRow};
use domain::registers::{KEY_PROJECTS, PROJECTS};
use domain::site_problems::{State, Step};
use std::fmt::Write;

pub fn problems(desk: &Desk, command: &ProblemsCommand) -> Result<(), Stop> {
    match command {
        ProblemsCommand::List(asked) => list(desk, asked),
        ProblemsCommand::Show(one) => show(desk, one),
        ProblemsCommand::Record(new) => record(desk, new),
        ProblemsCommand::Decide(taken) => step(desk, Step::Decided, taken),
        ProblemsCommand::Tell(taken) => step(desk, Step::Told, taken),
        ProblemsCommand::Raise(taken) => step(desk, Step::Raised, taken),
        ProblemsCommand::Solve(taken) => step(desk, Step::Solved, taken),
        ProblemsCommand::Return(taken) => step(desk, Step::Returned, taken),
        ProblemsCommand::Close(taken) => step(desk, Step::Closed, taken),
    }
}

fn record(desk: &Desk, new: &ProblemsRecord) -> Result<(), Stop> {
    let (office, caller) = verifications::acting(desk, new.office.as_deref())?;
    let problem = NewProblem {
        problem: &new.problem,
        project: &new.project,
        key_project: &new.key_project,
        visitor: &new.visitor,
        decision: &new.decision,
        unit: &new.charge.unit,
        due: day(new.charge.due.as_deref())?,
    };
    output::print(&format!("{}\n", office.record_problem(&caller, &problem)?))
}

/// Take a step on what stands there now, and print how it stands after it.
fn step(desk: &Desk, step: Step, taken: &ProblemStep) -> Result<(), Stop> {
    let (office, caller) = verifications::acting(desk, taken.office.as_deref())?;
    let seen = office.site_problem(&caller.actor, office.today, &taken.code)?.steps.len();
    let doing = ProblemDoing {
        unit: &taken.charge.unit,
        due: day(taken.charge.due.as_deref())?,
        note: &taken.note,
        ..ProblemDoing::of(step, u32::try_from(seen).unwrap_or(u32::MAX))
    };
    office.step_problem(&caller, &taken.code, &doing)?;
    let row = office.site_problem(&caller.actor, office.today, &taken.code)?.row;
    let level = desk.lang.name(&row.level_name.0, &row.level_name.1);
    output::print(&format!("{}  {}  {level}\n", row.code, row.state.label(desk.lang)))
}

fn list(desk: &Desk, list: &ProblemsList) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let of = |project: &String| [PROJECTS.noun, KEY_PROJECTS.noun].map(|register| (register, project.clone())).into();
    let query = ProblemQuery {
        projects: list.project.as_ref().map(of).unwrap_or_default(),
        unit: list.unit.clone().unwrap_or_default(),
        state: word(list.state.as_deref(), State::parse)?,
        level: list.level,
        over: list.over,
        ..ProblemQuery::default()
    };
    let lang = desk.lang;
    let row = |row: &ProblemRow| {
        let due = row.due.map_or_else(|| "-".to_owned(), |due| due.to_string());
        vec![
            row.code.clone(),
            due,
            row.state.label(lang).to_owned(),
            if row.is_late { "■".to_owned() } else { String::new() },
            lang.name(&row.level_name.0, &row.level_name.1).to_owned(),
            lang.name(&row.unit_name.0, &row.unit_name.1).to_owned(),
            row.project.1.clone(),
            row.problem.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = office.site_problems(&actor, as_of, &query)?.iter().map(row).collect();
    printed(list.format, &["problem_id", "due_on", "state", "late", "level", "unit", "project", "problem"], &rows)
}

fn show(desk: &Desk, one: &SupervisedOne) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let (page, lang) = (office.site_problem(&actor, as_of, &one.code)?, desk.lang);
    let row = &page.row;
    let mut out = String::new();
    let level = lang.name(&row.level_name.0, &row.level_name.1);
    let _ = writeln!(out, "{}  {}  {level}", row.code, row.state.label(lang));
    let _ = writeln!(out, "{}  {}", lang.name(&row.project.2.0, &row.project.2.1), row.problem);
    let due = row.due.map_or_else(|| "-".to_owned(), |due| due.to_string());
    let _ = writeln!(out, "{}  {due}", lang.name(&row.unit_name.0, &row.unit_name.1));
    for step in &page.steps {
        let by = lang.name(&step.by.0, &step.by.1);
        let _ = writeln!(out, "{}  {}  {by}  {}", step.on, step.step.label(lang), step.note);
    }
    for climbed in &page.climbs {
        let how =
            if climbed.by_itself { lang.of("自动提到", "climbed by itself to") } else { lang.of("提到", "raised to") };
        let _ = writeln!(out, "{}  {how} {}", climbed.on, page.levels[climbed.level].label(lang));
    }
    let _ = writeln!(out, "{}", lang.name(&page.rule.0, &page.rule.1));
    output::print(&out)
}
