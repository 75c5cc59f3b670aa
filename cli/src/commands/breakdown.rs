//! `guatu tasks break-down` 任务分解: a task divided among units by a sheet, in one act or not at all; without a sheet, how it stands.

use crate::commands::supervision::word;
use crate::desk::Desk;
use crate::options::TasksBreakDown;
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::acting::{Caller, fresh_key};
use acts::tasks::breakdown::{Breakdown, BrokenDown, Fill, Typed};
use domain::lang::Lang;
use domain::tasks::breakdown::Column;

pub fn run(desk: &Desk, asked: &TasksBreakDown) -> Result<(), Stop> {
    let office = desk.import_office()?;
    let caller = Caller { key: fresh_key(), ..Caller::operator(desk.scope(&office)?.county()) };
    let stands = office.breakdown(&caller.actor, &asked.code)?;
    let Some(file) = &asked.file else { return sheet(&stands, &stands.typed, desk.lang) };
    let fill = word(asked.fill.as_deref(), Fill::parse)?;
    let mut typed = stands.typed.clone();
    typed.put(office.breakdown_file(&stands, file)?.rows);
    for fill in fill.into_iter().chain(fill.filter(|fill| *fill != Fill::Stages).map(|_| Fill::Stages)) {
        typed = office.fill_breakdown(&caller.actor, &stands, &typed, fill)?;
    }
    if asked.preview {
        let told = |lang: Lang| stands.balance(&typed).sentence(&stands.measure, lang);
        desk.say(&told(Lang::Zh), &told(Lang::En));
        return sheet(&stands, &typed, desk.lang);
    }
    let reason = asked.reason.as_deref().unwrap_or_default();
    let done = office.break_down(&caller, &asked.code, &typed, stands.seen, reason)?;
    let refused = |lang: Lang| done.refusals(lang).join(lang.of("；", "; "));
    if !refused(Lang::Zh).is_empty() {
        return Err(Wrong::NotBrokenDown(refused(Lang::Zh), refused(Lang::En)).into());
    }
    let stands = office.breakdown(&caller.actor, &asked.code)?;
    let told = |lang: Lang| stands.balance(&stands.typed).sentence(&stands.measure, lang);
    if let BrokenDown::Done { tasks, stages } = done {
        desk.say(
            &format!("写入任务{tasks}项、阶段目标{stages}个。{}", told(Lang::Zh)),
            &format!("{tasks} tasks and {stages} stages written. {}", told(Lang::En)),
        );
    } else {
        desk.say("没有任何变化", "nothing changed");
    }
    sheet(&stands, &stands.typed, desk.lang)
}

/// The sheet as a CSV file that can be filled in and brought again.
fn sheet(stands: &Breakdown, typed: &Typed, lang: Lang) -> Result<(), Stop> {
    let named = [Column::Unit, Column::Result, Column::Due].map(|column| column.label(lang));
    let months: Vec<String> = stands.months.iter().map(ToString::to_string).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = out.write_record(named.iter().chain(&months));
    for row in &typed.rows {
        let (zh, en) = stands.unit_name(&row.unit);
        let stages = months.iter().map(|month| row.stages.get(month).cloned().unwrap_or_default());
        let cells = [lang.name(&zh, &en).to_owned(), row.result.clone(), row.due.clone()];
        let _ = out.write_record(cells.into_iter().chain(stages));
    }
    output::print(&String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default())
}
