//! Next steps 下步打算 of an issued bulletin: its frozen words, ready to be kept as a directive; and which directive they became.
//!
//! A directive of the kind bulletin that carries the number of an issued one is of that bulletin. Nothing else ties the two.

use crate::acting::allow;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::bulletins::promised;
use domain::calendar::{Date, day_at, end_of_day};
use domain::directives::Directive;
use domain::policy::{Action, Request};
use domain::registers::DIRECTIVES;
use store::{Fault, Reader};

/// The kind of a directive that a bulletin is the text of.
pub const OF_BULLETIN: &str = "bulletin";

/// What a bulletin promised, and what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextSteps {
    pub bulletin: String,
    pub title: String,
    pub issuer: String,
    /// The day of issue, from which its deadlines count.
    pub on: Date,
    /// As the sheet was frozen.
    pub text: String,
    /// Code of the directive made of it.
    pub kept_as: Option<String>,
}

impl Office {
    /// The next steps of an issued bulletin, as its Chinese sheet was frozen.
    pub fn next_steps(&self, actor: &Actor, number: &str) -> Result<NextSteps, Error> {
        allow(actor, Request::of(Action::KeepTasks))?;
        let (issued, [sheet, _]) = self.bulletin(&actor.scope(), number)?;
        let text = promised(&sheet).ok_or_else(|| Error::NothingPromised(number.to_owned()))?;
        Ok(NextSteps {
            bulletin: number.to_owned(),
            title: format!("{}：下步打算", sheet.title.replace('\n', "")),
            issuer: sheet.signed_by,
            on: day_at(issued.recorded_at),
            text,
            kept_as: self.directive_of_bulletin(actor, self.today, number)?.map(|directive| directive.code),
        })
    }

    /// The directive that was made of a bulletin by a day; none for those who read no directives.
    pub fn directive_of_bulletin(&self, actor: &Actor, as_of: Date, number: &str) -> Result<Option<Directive>, Error> {
        if !actor.scope().business() {
            return Ok(None);
        }
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let all = self.store.read(&actor.scope(), |reader| reader.records(&DIRECTIVES, instant))?;
        Ok(all.iter().filter_map(Directive::from_record).find(|d| d.kind == OF_BULLETIN && d.number == number))
    }
}

/// The number of the issued bulletin whose words a directive has; empty: of none.
pub(super) fn bulletin_of(reader: &mut Reader<'_>, directive: &Directive) -> Result<String, Fault> {
    let is_of_one = directive.kind == OF_BULLETIN && !directive.number.is_empty();
    let issued = if is_of_one { reader.bulletin(&directive.number)? } else { None };
    Ok(issued.map_or_else(String::new, |issued| issued.content.number))
}
