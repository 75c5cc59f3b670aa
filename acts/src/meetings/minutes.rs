//! Minutes 会议纪要: kept as a directive of their kind and read like one, so that what was resolved becomes tasks whose parent is the sentence.

use super::{comment_days, meeting_of, of_meeting, put, step_row};
use crate::acting::{Caller, allow};
use crate::directives::NewDirective;
use crate::supervision::rules;
use crate::{Error, Office};
use domain::meetings::{Step, Wish};
use domain::policy::{Action, Request};
use domain::registers::MEETING_STEPS;

impl Office {
    /// Keep the minutes of a meeting that was held, and read them. Gives the number of the directive. The same text is kept once.
    pub fn keep_minutes(&self, caller: &Caller, code: &str, title: &str, number: &str, words: &str) -> Result<String, Error> {
        allow(&caller.actor, Request::of(Action::HoldMeeting))?;
        let scope = caller.actor.scope();
        let found = self.store.read(&scope, |reader| {
            let Some((record, meeting)) = meeting_of(reader, code)? else { return Ok(None) };
            let days = rules(reader, None)?.days().clone();
            Ok(Some((record, meeting, days)))
        })?;
        let (record, meeting, days) = found.ok_or(Error::NotFound)?;
        // Looked at before the text is kept: minutes of a meeting that was not held are nobody's.
        let wish = Wish::of(Step::Minuted, self.today);
        meeting.check(&wish, comment_days(&record), &days).map_err(Error::Meeting)?;
        let new = NewDirective {
            kind: "minutes",
            title,
            number,
            issuer: "",
            speaker: "",
            on: meeting.held_on.unwrap_or(self.today),
            text: words.trim(),
        };
        let keyed = |part: &str| Caller { key: format!("{}-{part}", caller.key), ..caller.clone() };
        let directive = self.keep_directive(&keyed("d"), &new)?;
        let act = self.act(caller, "meetings.minuted", format!("{code} {directive}"), "");
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            let (_, meeting) = meeting_of(&mut reader, code)?.ok_or(Error::NotFound)?;
            let steps = of_meeting(&mut reader, &MEETING_STEPS, code)?;
            if steps.iter().any(|step| step.text("directive_id") == directive) {
                return Ok(());
            }
            let taken = meeting.check(&wish, comment_days(&record), &days).map_err(Error::Meeting)?;
            let values = step_row(code, meeting.steps + 1, &taken, &directive, "", &caller.actor);
            put(tx, vec![(&MEETING_STEPS, values)], known)
        })?;
        self.read_directive(&keyed("r"), &directive)?;
        Ok(directive)
    }
}
