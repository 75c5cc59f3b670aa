//! `guatu acts` 办事留痕: who did what — listed, one act opened, archived with hashes, and an archive checked.

use crate::desk::Desk;
use crate::output::{self, Sink};
use crate::stop::Stop;
use crate::terminal;
use acts::acting::{Caller, fresh_key};
use acts::audit::{HEADS, Opened, act_words, check_archive, role_words, verb_words};
use acts::{Error, Office};
use clap::{Args, Subcommand, ValueEnum};
use documents::{csv, xlsx};
use domain::actors::Role;
use domain::calendar::{Date, end_of_day, instant_text, parse_day, start_of_day};
use domain::document::{Cell, Row, RowKind, Table, TableColumn};
use domain::lang::Lang;
use std::fmt::Write;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use store::{ActQuery, ActRow};

#[derive(Debug, Subcommand)]
pub enum ActsCommand {
    /// Who did what, newest first · 列出
    List(ActsList),
    /// One act: what it wrote, and which fields changed · 打开一条
    Show(ActsShow),
    /// The acts of some days with all they wrote and their hashes · 归档导出
    Export(ActsExport),
    /// Is this archive whole and unchanged? Without database · 核对归档
    Check(ActsCheck),
}

#[derive(Debug, Args)]
pub struct ActsList {
    #[command(flatten)]
    pub days: Days,
    /// The whole account · 经办人账号
    #[arg(long, value_name = "ACCOUNT")]
    pub actor: Option<String>,
    /// How the verb begins, such as returns. · 事项
    #[arg(long, value_name = "VERB")]
    pub verb: Option<String>,
    /// Words of subject or reason · 对象或理由
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    #[arg(long)]
    pub oldest: bool,
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    #[arg(long, value_enum, default_value_t = ActsFormat::Table)]
    pub format: ActsFormat,
    /// Write to a file instead · 输出文件
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ActsFormat {
    Table,
    Csv,
    Xlsx,
}

/// First and last day, as recorded.
#[derive(Debug, Args)]
pub struct Days {
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
}

#[derive(Debug, Args)]
pub struct ActsShow {
    /// Place in the chain · 链上位置
    pub seq: i64,
    /// Open business values before and after, and why: this is itself put on record · 查阅前后内容的事由
    #[arg(long, value_name = "REASON")]
    pub open: Option<String>,
}

#[derive(Debug, Args)]
pub struct ActsExport {
    #[arg(long, value_name = "DAY")]
    pub from: String,
    #[arg(long, value_name = "DAY")]
    pub to: String,
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ActsCheck {
    pub file: PathBuf,
}

pub fn run(desk: &Desk, command: &ActsCommand) -> Result<(), Stop> {
    match command {
        ActsCommand::List(asked) => list(desk, asked),
        ActsCommand::Show(asked) => show(desk, asked),
        ActsCommand::Export(asked) => archive(desk, asked),
        ActsCommand::Check(asked) => check(desk, &asked.file),
    }
}

fn day(text: &str) -> Result<Date, Stop> {
    Ok(parse_day(text).ok_or_else(|| Error::BadDay(text.to_owned()))?)
}

fn list(desk: &Desk, asked: &ActsList) -> Result<(), Stop> {
    let office = desk.office()?;
    let actor = Office::operator(desk.scope(&office)?.county());
    let instant = |text: &Option<String>, of: fn(Date) -> i64| text.as_deref().map(|t| day(t).map(of)).transpose();
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let query = ActQuery {
        from_at: instant(&asked.days.from, start_of_day)?,
        to_at: instant(&asked.days.to, end_of_day)?,
        actor: words(&asked.actor),
        verb: words(&asked.verb),
        text: words(&asked.text),
        oldest: asked.oldest,
        limit: asked.limit,
        ..ActQuery::default()
    };
    let table = table(&office.acts(&actor, &query)?, desk.lang);
    let bytes = match asked.format {
        ActsFormat::Table => terminal::table(&table).into_bytes(),
        ActsFormat::Csv => csv::csv(&table).into_bytes(),
        ActsFormat::Xlsx => xlsx::write_table(&table, &table.caption, "", desk.lang),
    };
    let mut sink = Sink::new(asked.out.as_deref())?;
    sink.write(&bytes)?;
    sink.finish()
}

fn table(acts: &[ActRow], lang: Lang) -> Table {
    let column = |(zh, en): (&str, &str)| TableColumn { head: lang.of(zh, en).to_owned(), width: 1.4, ..TableColumn::default() };
    let row = |act: &ActRow| Row { cells: act_words(act, lang).map(Cell::text).into(), kind: RowKind::Item };
    Table {
        name: "acts".to_owned(),
        caption: lang.of("办事留痕", "Record of acts").to_owned(),
        columns: HEADS.map(column).into(),
        rows: acts.iter().map(row).collect(),
        notes: Vec::new(),
    }
}

fn show(desk: &Desk, asked: &ActsShow) -> Result<(), Stop> {
    let opened = match asked.open.as_deref().map(str::trim) {
        None => {
            let office = desk.office()?;
            // The operator reads as an auditor does: values are opened for a reason that is kept.
            let mut actor = Office::operator(desk.scope(&office)?.county());
            actor.role = Role::Auditor;
            office.act_at(&actor, asked.seq, desk.lang)?
        }
        Some(reason) => {
            let office = desk.writing_office()?;
            let actor = Office::operator(desk.scope(&office)?.county());
            let caller = Caller { actor, origin: "command line".to_owned(), key: fresh_key() };
            office.open_act(&caller, asked.seq, reason, desk.lang)?
        }
    };
    output::print(&text(&opened, desk.lang))
}

fn text(opened: &Opened, lang: Lang) -> String {
    let (act, mut out) = (&opened.act, String::new());
    // Writing into a String cannot fail.
    let mut line = |zh: &str, en: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{}{}{value}", lang.of(zh, en), lang.of("：", ": "));
        }
    };
    line("链上位置", "Place", &act.seq.to_string());
    line("时间", "When", &instant_text(act.recorded_at));
    line("经办人", "Who", &format!("{} ({})", act.actor, role_words(&act.role, lang)));
    line("来处", "From", &act.origin);
    line("事项", "What", &format!("{} ({})", verb_words(&act.verb, lang), act.verb));
    line("对象", "To what", &act.subject);
    line("理由", "Why", &act.reason);
    let counts: Vec<String> = opened.counts.iter().map(|(what, rows)| format!("{what} {rows}")).collect();
    line("写入", "Wrote", &counts.join(lang.of("，", ", ")));
    for change in &opened.changes {
        let kind = lang.of(if change.is_new { "新登记" } else { "更改" }, if change.is_new { "new" } else { "changed" });
        let _ = writeln!(out, "#{} {} {} [{kind}]", change.seq, lang.of(change.register.zh, change.register.en), change.key);
        for field in &change.fields {
            let values = match &field.values {
                Some((before, after)) => format!("{before} → {after}"),
                None => lang.of("（未打开）", "(not opened)").to_owned(),
            };
            let _ = writeln!(out, "    {}  {values}", lang.of(field.column.zh, field.column.en));
        }
    }
    for e in &opened.entries {
        let unit = if e.unit.is_empty() { lang.of("全县", "the county") } else { &e.unit };
        let back = e.reverses.map(|seq| format!("  ({} {seq})", lang.of("冲红", "reverses"))).unwrap_or_default();
        let _ = writeln!(out, "#{} {} {unit} {} {} {}{back}", e.seq, e.indicator, e.on, e.stage, e.amount);
    }
    opened.bulletins.iter().for_each(|bulletin| out.push_str(&format!("{bulletin}\n")));
    if opened.held_back {
        out.push_str(lang.of(
            "业务数据的前后内容未打开；加 --open 事由 打开，并记入留痕。\n",
            "Business values were not opened; open them with --open REASON, which is put on record.\n",
        ));
    }
    out
}

fn archive(desk: &Desk, asked: &ActsExport) -> Result<(), Stop> {
    let office = desk.office()?;
    let actor = Office::operator(desk.scope(&office)?.county());
    let (from, to) = (day(&asked.from)?, day(&asked.to)?);
    let mut sink = Sink::new(asked.out.as_deref())?;
    let mut done = None;
    sink.with(|out| {
        done = Some(office.archive_acts(&actor, from, to, out));
        Ok(())
    })?;
    let head = match done {
        Some(Ok(head)) => head,
        Some(Err(Error::NotFound)) | None => {
            desk.say("这些日子没有办事留痕。", "There is no act of those days.");
            return Ok(());
        }
        Some(Err(error)) => return Err(error.into()),
    };
    sink.finish()?;
    desk.say(
        &format!("已导出第{}号至第{}号", head.first, head.last),
        &format!("exported no. {} to no. {}", head.first, head.last),
    );
    Ok(())
}

fn check(desk: &Desk, path: &Path) -> Result<(), Stop> {
    let file = File::open(path).map_err(|e| Error::Unreadable(path.to_owned(), e.to_string()))?;
    match check_archive(BufReader::new(file)) {
        Ok(head) => output::print(&match desk.lang {
            Lang::Zh => format!(
                "归档无误（县{}，{}至{}）：第{}号至第{}号逐行重算，与校验值一致\n  起 {}\n  止 {}\n",
                head.county, head.from, head.to, head.first, head.last, head.before, head.after
            ),
            Lang::En => format!(
                "the archive holds (county {}, {} to {}): no. {} to no. {} recomputed and as their hashes say\n  from {}\n  to   {}\n",
                head.county, head.from, head.to, head.first, head.last, head.before, head.after
            ),
        }),
        Err(broken) => {
            let verdict = desk.lang.of("归档不成立：", "the archive does NOT hold: ");
            output::print(&format!("{verdict}{}\n", broken.sentence(desk.lang)))?;
            Err(Stop::Bad)
        }
    }
}
