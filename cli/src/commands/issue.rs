//! `guatu bulletin issue` 印发: number, day and signed digest go into the chain; what can fail is tried before.

use super::compose::{in_language, print, write};
use crate::desk::Desk;
use crate::options::Issue;
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::Office;
use acts::bulletins::Corrects;
use acts::keys::CountyKey;

pub fn run(desk: &Desk, asked: &Issue) -> Result<(), Stop> {
    let formats = desk.formats(&asked.formats)?;
    let corrects = match (&asked.corrects, &asked.reason) {
        (None, _) => None,
        (Some(number), Some(reason)) if !reason.trim().is_empty() => {
            Some(Corrects { number: number.clone(), reason: reason.clone() })
        }
        (Some(_), _) => return Err(Wrong::ReasonNeeded.into()),
    };
    let office = desk.writing_office()?;
    let scope = desk.scope(&office)?;
    let mut question = desk.asked(&asked.asked, &office)?;
    if desk.as_of.is_none()
        && let Some(day) = desk.today
    {
        question.as_of = office.as_of(Some(day))?;
        desk.say(
            "--today 只用于读：按该日数据印发，印发日期为本机日期",
            "--today is for reading: the figures are of that day, the date of issue is the machine's",
        );
    }
    let key = CountyKey::of(&desk.keys(office.store.database())?, scope.county())?;
    let press = desk.press();
    if let Some(dir) = &asked.out {
        output::folder(dir)?;
        press.ready(&formats)?;
    }
    let progress = desk.progress("印发", "issuing");
    let issued = office.issue(&Office::operator(scope.county()), question, &key, corrects.as_ref())?;
    let (_, documents) = office.bulletin(&scope, &issued.number)?;
    let sheet = in_language(&documents, desk.asked_lang.unwrap_or_default());
    let files = match &asked.out {
        Some(_) => print(&press, sheet, &formats, Some((&key, scope.county())), &|now| progress.now(now))?,
        None => Vec::new(),
    };
    drop(progress);
    output::print(&format!("{}\n", issued.number))?;
    desk.say(
        &format!("已印发，链上第{}号，摘要（SM3）{}", issued.seq, issued.digest),
        &format!("issued as no. {} of the chain, digest (SM3) {}", issued.seq, issued.digest),
    );
    match &asked.out {
        Some(dir) => write(desk, dir, "bulletin", files),
        None => Ok(()),
    }
}
