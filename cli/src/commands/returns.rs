//! `guatu returns` 填报: what a unit owes, filing it from a file, taking it back, opening a closed month; by the same acts as the pages.

use crate::desk::Desk;
use crate::options::{ReturnsCommand, ReturnsMonth, ReturnsOpen, ReturnsSubmit, ReturnsWithdraw};
use crate::output;
use crate::stop::Stop;
use acts::acting::Caller;
use acts::problems::Problem;
use acts::returns::{Asking, Month, Outcome, Sent, Typed, Wanted};
use acts::{Error, Office, keyed_digest, true_day};
use domain::calendar::{Period, parse_day};
use domain::measure::grouped;
use std::fmt::Write;
use std::path::Path;

pub fn run(desk: &Desk, command: &ReturnsCommand) -> Result<(), Stop> {
    match command {
        ReturnsCommand::List(asked) => list(desk, &asked.unit),
        ReturnsCommand::Show(asked) => show(desk, asked),
        ReturnsCommand::Submit(asked) => submit(desk, asked),
        ReturnsCommand::Withdraw(asked) => withdraw(desk, asked),
        ReturnsCommand::Open(asked) => open(desk, asked),
    }
}

/// Nothing may be filed on a day that has not come, whatever --today says.
fn office(desk: &Desk) -> Result<Office, Stop> {
    Ok(Office::open(&desk.database()?, desk.today.map(|day| day.min(true_day())))?)
}

/// The operator acting for a unit, recorded as such.
fn caller(desk: &Desk, office: &Office, unit: &str, key: String) -> Result<Caller, Stop> {
    let mut actor = Office::operator(desk.scope(office)?.county());
    let units = office.store.read(&actor.scope(), |reader| acts::books::units(reader, None))?;
    let found = units.iter().find(|u| u.code == unit || u.name == unit);
    actor.unit = Some(found.ok_or_else(|| Error::UnknownUnit(unit.to_owned()))?.number);
    Ok(Caller { actor, origin: "command line".to_owned(), key })
}

fn month(text: &str) -> Result<Period, Stop> {
    let month = Period::parse(text).filter(|p| p.from_month == p.to_month);
    Ok(month.ok_or_else(|| Error::BadPeriod(text.to_owned()))?)
}

fn list(desk: &Desk, unit: &str) -> Result<(), Stop> {
    let office = office(desk)?;
    let caller = caller(desk, &office, unit, String::new())?;
    let (_, months) = office.my_months(&caller.actor)?;
    let mut out = String::new();
    for month in &months {
        let counts: Vec<String> = month.counts.iter().map(|(status, n)| format!("{} {n}", status.label(desk.lang))).collect();
        let _ = writeln!(out, "{}  {}  {}", month.month, month.deadline.due, counts.join(", "));
    }
    output::print(&out)
}

fn show(desk: &Desk, asked: &ReturnsMonth) -> Result<(), Stop> {
    let office = office(desk)?;
    let caller = caller(desk, &office, &asked.unit, String::new())?;
    let month = office.my_month(&caller.actor, month(&asked.period)?)?;
    output::print(&lines_of(desk, &month))
}

/// `indicator,name,measure,status,reported,verified,last_month,target`, as a file that can be filled in.
fn lines_of(desk: &Desk, month: &Month) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = out.write_record(["indicator", "name", "measure", "status", "value", "verified", "last_month", "target"]);
    for line in &month.lines {
        let show = |amount: Option<i64>| amount.map_or_else(String::new, |a| line.indicator.measure.exact(a));
        let last = line.background.months.first().copied().flatten();
        let _ = out.write_record([
            line.indicator.code.as_str(),
            line.indicator.label(desk.lang),
            line.indicator.measure.label(desk.lang),
            line.status.label(desk.lang),
            &show(line.reported),
            &show(line.verified),
            &show(last),
            &show(line.background.target),
        ]);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn submit(desk: &Desk, asked: &ReturnsSubmit) -> Result<(), Stop> {
    let office = office(desk)?;
    let month = month(&asked.month.period)?;
    let text = std::fs::read_to_string(&asked.file).map_err(|e| Error::Unreadable(asked.file.clone(), e.to_string()))?;
    // The same file twice is the same form.
    let key = format!("returns {}", keyed_digest(&format!("{} {month}", asked.month.unit), &text));
    let caller = caller(desk, &office, &asked.month.unit, key)?;
    let lines = read(&asked.file, &text)?;
    let outcome = match &asked.reason {
        Some(reason) => office.correct_returns(&caller, month, &lines, reason)?,
        None => {
            let seen = office.my_month(&caller.actor, month)?.draft.map_or(0, |d| d.revision);
            office.submit_returns(&caller, month, &lines, seen)?
        }
    };
    told(desk, &outcome)
}

fn read(file: &Path, text: &str) -> Result<Vec<Sent>, Stop> {
    let unreadable = |why: String| Stop::from(Error::Unreadable(file.to_path_buf(), why));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().map_err(|e| unreadable(e.to_string()))?.clone();
    let place = |names: [&str; 2]| heads.iter().position(|h| names.contains(&h.trim()));
    let (Some(indicator), Some(value)) = (place(["indicator", "指标"]), place(["value", "数值"])) else {
        return Err(unreadable("indicator,value[,note,voucher,zero]".to_owned()));
    };
    let (note, voucher, zero) = (place(["note", "备注"]), place(["voucher", "凭证号"]), place(["zero", "确为零"]));
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| unreadable(e.to_string()))?;
        let cell = |at: Option<usize>| at.and_then(|i| record.get(i)).unwrap_or("").trim().to_owned();
        let typed = Typed {
            value: cell(Some(value)),
            note: cell(note),
            voucher: cell(voucher),
            zero: matches!(cell(zero).as_str(), "yes" | "是" | "1"),
        };
        lines.push(Sent { indicator: cell(Some(indicator)), typed });
    }
    Ok(lines)
}

fn withdraw(desk: &Desk, asked: &ReturnsWithdraw) -> Result<(), Stop> {
    let office = office(desk)?;
    let caller = caller(desk, &office, &asked.month.unit, acts::acting::fresh_key())?;
    let outcome = office.withdraw_returns(&caller, month(&asked.month.period)?, &asked.indicators, &asked.reason)?;
    told(desk, &outcome)
}

fn open(desk: &Desk, asked: &ReturnsOpen) -> Result<(), Stop> {
    let office = office(desk)?;
    let mut caller = caller(desk, &office, &asked.month.unit, acts::acting::fresh_key())?;
    let units = office.store.read(&caller.actor.scope(), |reader| acts::books::units(reader, None))?;
    let unit = units.iter().find(|u| Some(u.number) == caller.actor.unit).map_or_else(String::new, |u| u.code.clone());
    // The operator opens it on behalf of who approved it, for no unit of its own.
    caller.actor.unit = None;
    let reason = match asked.reason.trim() {
        "" => String::new(),
        reason => format!("{reason}（批准：{}）", asked.approver.trim()),
    };
    let until = parse_day(&asked.until).ok_or_else(|| Error::BadDay(asked.until.clone()))?;
    let wanted = Wanted { unit, month: month(&asked.month.period)?, until, reason };
    match office.open_late(&caller, &wanted)? {
        Ok(()) => {
            desk.say(&format!("已批准补报，至{until}"), &format!("opened until {until}"));
            Ok(())
        }
        Err(wrong) => refuse(std::iter::once(("", wrong.code, wrong.zh.as_str(), wrong.en.as_str()))),
    }
}

fn told(desk: &Desk, outcome: &Outcome) -> Result<(), Stop> {
    match outcome {
        Outcome::Filed(filed) => {
            let lines = grouped(&filed.lines.to_string());
            desk.say(
                &format!("已办理{lines}项，链上第{}号", filed.act),
                &format!("{lines} lines done as no. {} of the chain", filed.act),
            );
            Ok(())
        }
        Outcome::Already => {
            desk.say("这份文件已经报送过，没有改变", "this very file was filed before; nothing changed");
            Ok(())
        }
        Outcome::Refused(wrongs) => refuse(wrongs.iter().map(|w| (w.indicator.as_str(), w.code, w.zh.as_str(), w.en.as_str()))),
        Outcome::Asked(asked) => refuse(asked.iter().map(|Asking { indicator, question }| {
            (indicator.as_str(), question.code, question.zh.as_str(), question.en.as_str())
        })),
        Outcome::Newer(draft) => {
            desk.say(
                &format!("{}刚保存过草稿，请先核对", draft.account),
                &format!("{} has just saved a draft; look at it first", draft.account),
            );
            Err(Stop::Bad)
        }
    }
}

/// Everything wrong, a line each, and nothing written.
fn refuse<'a>(list: impl Iterator<Item = (&'a str, &'static str, &'a str, &'a str)>) -> Result<(), Stop> {
    let problem = |(indicator, code, zh, en): (&str, &'static str, &str, &str)| Problem {
        file: if indicator.is_empty() { "returns" } else { indicator }.to_owned(),
        line: 0,
        column: String::new(),
        at: None,
        field: "value",
        value: String::new(),
        code,
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    Err(Error::Problems(list.map(problem).collect()).into())
}
