//! Reading a directive 读文立项: what the reader finds in its text becomes proposals, each with how sure it is and why; a person decides.

use super::directive_of;
use crate::acting::Caller;
use crate::supervision::rules;
use crate::{Error, Office, books};
use domain::directives::{Directive, Proposal, Span};
use domain::lang::Lang;
use domain::measure::decimal;
use domain::tasks::Recurrence;
use domain::units::Unit;
use reading::{Context, Cue, Owner, Part, ProposedTask, Reading, RemarkKind, Target};

impl Office {
    /// Read the text of a directive and put what was found beside it. Read again, nothing comes twice. Gives how many came.
    pub fn read_directive(&self, caller: &Caller, code: &str) -> Result<usize, Error> {
        let (record, units, rules) = self.store.read(&caller.actor.scope(), |reader| {
            Ok((directive_of(reader, code)?, books::units(reader, None)?, rules(reader, None)?))
        })?;
        let directive = record.as_ref().and_then(Directive::from_record).ok_or(Error::NotFound)?;
        let context = Context { date: Some(directive.on), units: &units, working_days: Some(rules.days()) };
        let found = reading::read(&directive.text, &context);
        // A text that the reader cleaned stands otherwise, and its places would be wrong.
        if found.text != directive.text {
            return Ok(0);
        }
        let proposals: Vec<Proposal> = found.tasks.iter().map(|task| proposal(task, &found, &units)).collect();
        self.propose(caller, code, &proposals)
    }
}

pub(super) fn proposal(task: &ProposedTask, found: &Reading, units: &[Unit]) -> Proposal {
    let (from, to) = task.quote.chars(&found.text);
    let leads = codes(task, Part::Lead, units);
    let supports = codes(task, Part::Support, units).into_iter().filter(|unit| !leads.contains(unit)).collect();
    let recurrence = task.recurrence.and_then(|how| Recurrence::parse(how.code())).unwrap_or_default();
    let results: Vec<String> = task.targets.iter().map(result).collect();
    Proposal {
        span: Span { from, to },
        action: task.action.clone(),
        supports,
        leads,
        due: task.deadline.as_ref().and_then(reading::Deadline::day),
        recurrence,
        results: results.join("；"),
        certainty: i64::from(task.sureness) * 100,
        cue: cue(task, found, units),
        origin: task.origin.clone(),
    }
}

/// Units of the register that are meant. Of words that fit several, a person chooses.
fn codes(task: &ProposedTask, part: Part, units: &[Unit]) -> Vec<String> {
    let owners = task.owners.iter().filter(|owner| owner.part == part && !owner.ambiguous);
    let mut codes: Vec<String> = Vec::new();
    for number in owners.flat_map(|owner| &owner.units) {
        let code = units.iter().find(|u| u.number == *number).map(|u| u.code.clone());
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    codes
}

/// 征地不少于1200亩.
fn result(target: &Target) -> String {
    let bound = if target.at_most {
        "不超过"
    } else if target.at_least {
        "不少于"
    } else {
        ""
    };
    let amount = decimal(target.quantity.value.mantissa, target.quantity.value.decimals);
    format!("{}{bound}{amount}{}", target.what, target.quantity.unit)
}

/// Why a proposal was made. It is kept in the office's words; in English the text's own words stay as they are.
pub fn cue_label(cue: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => cue.to_owned(),
        Lang::En => cue.split('；').map(in_english).collect::<Vec<_>>().join("; "),
    }
}

fn in_english(said: &str) -> String {
    if let Some(words) = said.strip_prefix(OWNER) {
        return format!("owner: {words}");
    }
    if let Some(words) = said.strip_prefix(DEADLINE) {
        return format!("deadline: {words}");
    }
    let cue = Cue::ALL.into_iter().find(|cue| cue.label(Lang::Zh) == said).map(|cue| cue.label(Lang::En));
    let often = || reading::Recurrence::ALL.into_iter().find(|how| how.label(Lang::Zh) == said).map(|how| how.label(Lang::En));
    let doubt = || {
        let kind = RemarkKind::ALL.into_iter().find(|kind| kind.sentence(Lang::Zh).trim_end_matches('。') == said);
        kind.map(|kind| kind.sentence(Lang::En).trim_end_matches('.'))
    };
    cue.or_else(often).or_else(doubt).unwrap_or(said).to_owned()
}

/// Before words of the text that a register cannot hold.
const OWNER: &str = "责任主体：";
const DEADLINE: &str = "时限：";

/// The units among which a person chooses: （甲局、乙局）.
fn choices(owner: &Owner, units: &[Unit]) -> String {
    let names: Vec<&str> = units.iter().filter(|u| owner.units.contains(&u.number)).map(|u| u.name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!("（{}）", names.join("、")) }
}

/// Why it is proposed, with the words of what a register cannot hold: owners it does not know, a deadline without a day.
fn cue(task: &ProposedTask, found: &Reading, units: &[Unit]) -> String {
    let mut said: Vec<String> = task.cues.iter().map(|cue| cue.label(Lang::Zh).to_owned()).collect();
    let unknown = task.owners.iter().filter(|owner| owner.units.is_empty() || owner.ambiguous);
    said.extend(unknown.map(|owner| format!("{OWNER}{}{}", owner.words, choices(owner, units))));
    said.extend(task.deadline.as_ref().filter(|d| d.day().is_none()).map(|d| format!("{DEADLINE}{}", d.words)));
    said.extend(task.recurrence.filter(|how| Recurrence::parse(how.code()).is_none()).map(|how| how.label(Lang::Zh).to_owned()));
    // A deadline that has passed, a unit that is no more: whoever decides is told beside the proposal.
    let spans = task.owners.iter().map(|owner| owner.span).chain(task.deadline.as_ref().map(|deadline| deadline.span));
    let spans: Vec<_> = spans.chain(task.targets.iter().map(|target| target.quantity.span)).collect();
    let doubts = found.remarks.iter().filter(|remark| remark.span.is_some_and(|span| spans.contains(&span)));
    for sentence in doubts.map(|remark| remark.kind.sentence(Lang::Zh).trim_end_matches('。').to_owned()) {
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said.join("；")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cue_is_said_in_english_and_the_texts_own_words_stay() {
        let all = Cue::ALL.map(|cue| cue.label(Lang::Zh)).into_iter();
        let all = all.chain(reading::Recurrence::ALL.map(|how| how.label(Lang::Zh)));
        for said in all.chain(RemarkKind::ALL.map(|kind| kind.sentence(Lang::Zh).trim_end_matches('。'))) {
            let english = cue_label(said, Lang::En);
            assert!(english.is_ascii(), "{said}: {english}");
            assert_eq!(cue_label(said, Lang::Zh), said);
        }
        let said = "有责任主体；责任主体：党政主要领导；时限：审议通过后20日内；人工写的";
        assert_eq!(cue_label(said, Lang::En), "names who; owner: 党政主要领导; deadline: 审议通过后20日内; 人工写的");
    }
}
