//! Steps in cases 逐步办理: lines whose reader follows something from step to step, and what such a line says is found or refused.

use super::{Case, accountability, meetings, merit, site_problems, supervision};
use domain::lang::Lang;

/// What a reader found, or why it is refused: the refusal's code and its sentence.
pub type Found = Result<String, (&'static str, String)>;

/// The registers whose refusals these are, and what one of each is called in the list of refusals.
const NOUNS: [(&str, &str); 7] = [
    ("orders", "order"),
    ("tasks", "task"),
    ("proposals", "proposal"),
    ("site_problems", "problem"),
    ("meetings", "meeting"),
    ("merit", "merit"),
    ("proceedings", "proceeding"),
];

impl Case {
    /// What the reader of a line finds; nothing if the line is about no steps.
    pub fn stepped(&mut self, given: &str) -> Option<Result<Found, String>> {
        if supervision::is_one(given) {
            Some(self.followed.found(given))
        } else if accountability::is_one(given) {
            Some(self.judged.found(given))
        } else if site_problems::is_one(given) {
            Some(self.found.found(given).map(|found| found.map_err(|r| (r.code(), r.sentence(Lang::Zh)))))
        } else if meetings::is_one(given) {
            Some(self.called.found(given).map(|found| found.map_err(|r| (r.code(), r.sentence(Lang::Zh)))))
        } else if merit::is_one(given) {
            Some(self.merit.found(given).map(|found| found.map_err(|r| (r.code(), r.sentence(Lang::Zh)))))
        } else {
            None
        }
    }
}

/// Was it found as the line says? The due day of an order is only written where it matters.
pub fn accepted(found: Found, expected: &str) -> Result<(), String> {
    let found = found.map_err(|(_, sentence)| format!("拒 {sentence}"))?;
    let short = found.split(" 限期").next().unwrap_or(&found);
    if found == expected || short == expected { Ok(()) } else { Err(format!("得 {found}")) }
}

/// The refusal's name, if it was refused with the sentence written.
pub fn refused(found: Found, expected: &str) -> Result<String, String> {
    let (code, sentence) = found.err().ok_or("未拒绝")?;
    if sentence != expected {
        return Err(format!("得 {sentence}"));
    }
    let (register, why) = code.split_once('.').ok_or(code)?;
    let (_, noun) = NOUNS.iter().find(|(plural, _)| *plural == register).ok_or(register)?;
    Ok(format!("{noun}: {why}"))
}
