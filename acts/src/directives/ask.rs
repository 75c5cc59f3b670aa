//! Asking the county's model 请模型补读: a person sends one directive to the model the server was told of. That it was sent is on record
//! before it is; what comes back is held against the text and put beside what the rules found, marked as the model's.

use super::read::proposal;
use super::{directive_of, proposals_of};
use crate::acting::{Caller, allow};
use crate::models::{Model, Unasked, digest};
use crate::supervision::rules;
use crate::{Error, Office, books};
use domain::directives::{Directive, Proposal};
use domain::lang::Lang;
use domain::policy::{Action, Request};
use domain::registers::Record;
use reading::model::{Checked, Left};
use reading::{Context, Span};
use store::Written;

/// What asking a model came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub came: usize,
    pub left: Left,
}

impl Added {
    /// 新增3项；未采用：引文不实1项，已有2项；责任单位删去1处，时限删去0处。
    pub fn sentence(self, lang: Lang) -> String {
        let Added { came, left: Left { unquoted, doubled, owners, days } } = self;
        match lang {
            Lang::Zh => format!(
                "模型新增{came}项；未采用：原文没有的{unquoted}项、已有的{doubled}项；删去无据的责任单位{owners}处、时限{days}处"
            ),
            Lang::En => format!(
                "the model added {came}; not taken: {unquoted} that the text does not say, {doubled} proposed before; left out as \
                 unfounded: {owners} owners, {days} deadlines"
            ),
        }
    }
}

impl Office {
    /// Ask the county's model about a directive. Only what the text says is put beside it.
    pub fn ask_model(&self, caller: &Caller, code: &str) -> Result<Added, Error> {
        allow(&caller.actor, Request::of(Action::KeepTasks))?;
        let model = self.model.as_ref().ok_or(Unasked::NoModel)?;
        let (record, there, units, rules) = self.store.read(&caller.actor.scope(), |reader| {
            let there = proposals_of(reader, code)?;
            Ok((directive_of(reader, code)?, there, books::units(reader, None)?, rules(reader, None)?))
        })?;
        let directive = record.as_ref().and_then(Directive::from_record).ok_or(Error::NotFound)?;
        let context = Context { date: Some(directive.on), units: &units, working_days: Some(rules.days()) };
        let found = reading::read(&directive.text, &context);
        let question = model.question(&found, &units)?;
        let _turn = model.turn()?;
        if !self.say_sent(caller, code, model, &question)? {
            return Ok(Added::default());
        }
        let next = Caller { key: format!("{}-a", caller.key), ..caller.clone() };
        let answered = model.answer(&question);
        if let Err(why) = answered {
            let reason = format!("{}：{}", model.name, why.sentence(Lang::Zh));
            self.store.write(self.act(&next, "models.fail", code, reason), |_| Ok::<_, Error>(()))?;
        }
        let (answer, came) = answered?;
        let known: Vec<Span> = there.iter().map(|record| place(record, &found.text)).collect();
        let checked = Checked::of(&answer, &found, &context, &known, &model.name);
        let proposals: Vec<Proposal> = checked.tasks.iter().map(|task| proposal(task, &found, &units)).collect();
        let added = Added { came: proposals.len(), left: checked.left };
        let reason = format!("{}：{}；回答 {came}", model.name, added.sentence(Lang::Zh));
        let came = self.put_proposals(self.act(&next, "models.answer", code, reason), code, &proposals)?;
        Ok(Added { came, ..added })
    }

    /// Put on record that a question is sent, before it is. False: this very request was sent before.
    pub fn say_sent(&self, caller: &Caller, subject: &str, model: &Model, question: &str) -> Result<bool, Error> {
        let reason = format!("{}：提问 {}", model.name, digest(question.as_bytes()));
        let written = self.store.write(self.act(caller, "models.ask", subject, reason), |_| Ok::<_, Error>(()))?;
        Ok(matches!(written, Written::Done { .. }))
    }
}

/// The place of a proposal in bytes.
fn place(record: &Record, text: &str) -> Span {
    let Proposal { span, .. } = Proposal::from_record(record);
    let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    Span { start: byte(span.from), end: byte(span.to) }
}
