//! Drafts 草稿: a month half filled, kept for the unit whoever of it opened the form. It is no act and in no chain.

use crate::acting::{Caller, allow, own_unit, relation};
use crate::books;
use crate::intake::typed_amount;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::Period;
use domain::measure::Measure;
use domain::policy::{Action, Request};
use domain::returns::{Status, owed};
use domain::targets::EVERY_YEAR;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::{Aside, Draft};

/// What stands in the boxes of one line, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub value: String,
    pub note: String,
    pub voucher: String,
    /// 本月确为零
    pub zero: bool,
}

impl Typed {
    /// The amount that is meant by what was typed; `None` if it is none.
    pub fn amount(&self, measure: &Measure) -> Option<i64> {
        typed_amount(&self.value, measure).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.value.trim().is_empty() && self.note.trim().is_empty() && self.voucher.trim().is_empty() && !self.zero
    }
}

/// A draft as kept: lines by the indicator's code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafted {
    pub lines: BTreeMap<String, Typed>,
    pub account: String,
    pub saved_at: i64,
    pub revision: i64,
}

/// What became of saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    Kept(Drafted),
    /// Somebody saved since this form was opened: nothing was written over, and both are shown.
    Newer(Drafted),
}

/// Longest text of a box that is kept.
const LONGEST: usize = 500;

/// Which form: one for a unit and month.
pub(super) fn form_of(month: Period) -> String {
    format!("returns/{month}")
}

impl Office {
    pub(super) fn draft(&self, county: i32, unit: i32, month: Period) -> Result<Option<Drafted>, Error> {
        let kept = self.store.look_aside(county, |aside| aside.draft(unit, &form_of(month)))?;
        Ok(kept.map(read))
    }

    /// The actor's unit, and the codes of what it owes for a month that has begun.
    fn owed_codes(&self, actor: &Actor, month: Period) -> Result<(i32, BTreeSet<String>), Error> {
        self.has_begun(month)?;
        let (units, indicators, targets) = self.store.read(&actor.scope(), |reader| {
            Ok((books::units(reader, None)?, books::indicators(reader, None)?, reader.targets(EVERY_YEAR, None)?))
        })?;
        let unit = own_unit(actor, &units)?;
        Ok((unit.number, owed(&indicators, &targets, unit, month).into_iter().map(|i| i.code.clone()).collect()))
    }

    /// Keep what was typed so far. `seen` is the revision the form was opened with; 0 for none.
    pub fn save_draft(&self, caller: &Caller, month: Period, lines: BTreeMap<String, Typed>, seen: i64) -> Result<Saved, Error> {
        let (unit, owes) = self.owed_codes(&caller.actor, month)?;
        let request = Request {
            action: Action::FileReturn,
            relation: relation(&caller.actor, Some(unit), None),
            // A draft may be kept in any window: it files nothing.
            status: Status::Open,
            open: true,
        };
        allow(&caller.actor, request)?;
        let mut lines: BTreeMap<String, Typed> =
            lines.into_iter().filter(|(code, t)| owes.contains(code) && !t.is_empty()).collect();
        for typed in lines.values_mut() {
            for text in [&mut typed.value, &mut typed.note, &mut typed.voucher] {
                *text = text.chars().filter(|c| *c != '\0').take(LONGEST).collect();
            }
        }
        self.store.put_aside(caller.actor.county, |aside| keep(aside, unit, month, caller, lines, seen, self.now()))
    }
}

fn keep(
    aside: &mut Aside<'_>,
    unit: i32,
    month: Period,
    caller: &Caller,
    lines: BTreeMap<String, Typed>,
    seen: i64,
    now: i64,
) -> Result<Saved, Error> {
    let stands = aside.draft(unit, &form_of(month))?.map(read);
    let revision = stands.as_ref().map_or(0, |d| d.revision);
    if let Some(theirs) = stands
        && theirs.revision != seen
    {
        // The same words saved twice by a script and by a button are no quarrel.
        return Ok(if theirs.lines == lines { Saved::Kept(theirs) } else { Saved::Newer(theirs) });
    }
    let drafted = Drafted { lines, account: caller.actor.name.clone(), saved_at: now, revision: revision + 1 };
    aside.keep_draft(&Draft {
        unit,
        form: form_of(month),
        content: serde_json::to_string(&drafted.lines).unwrap_or_default(),
        account: drafted.account.clone(),
        saved_at: now,
        revision: drafted.revision,
    })?;
    Ok(Saved::Kept(drafted))
}

/// A content that cannot be read is an empty draft: it held nothing that was filed.
pub(super) fn read(draft: Draft) -> Drafted {
    Drafted {
        lines: serde_json::from_str(&draft.content).unwrap_or_default(),
        account: draft.account,
        saved_at: draft.saved_at,
        revision: draft.revision,
    }
}
