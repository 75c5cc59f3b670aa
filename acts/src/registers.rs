//! Registers 台账: the records of one register as they stood on a day, with the books that give their codes a name.

use crate::{Error, Office, books};
use domain::actors::{Actor, Scope};
use domain::calendar::{Date, end_of_day};
use domain::indicators::{Counting, Credit};
use domain::policy::Action;
use domain::registers::{CAMPAIGNS, DEADLINES, Kind, Record, Register};
use domain::returns::Deadlines;
use domain::stage::Stage;
use domain::statistics::Books;
use domain::targets::Targets;

impl Office {
    /// The county's deadlines as they stand. They are no secret: read under a system post.
    pub fn deadlines(&self, county: i32) -> Result<Deadlines, Error> {
        let scope = Actor::system(county, "deadlines").scope();
        Ok(self.store.read(&scope, |reader| Ok(Deadlines::from_records(&reader.records(&DEADLINES, None)?)))?)
    }

    /// A register as of a day, in the order in which its records first came.
    pub fn register(&self, scope: &Scope, register: &'static Register, as_of: Date) -> Result<(Vec<Record>, Books), Error> {
        let day = self.as_of(Some(as_of))?;
        let instant = Some(end_of_day(day));
        Ok(self.store.read(scope, |reader| {
            let (units, indicators) = (books::units(reader, instant)?, books::indicators(reader, instant)?);
            let records = reader.records(register, instant)?;
            let names =
                Books::new(scope.county(), day, Stage::Verified, units, indicators, Targets::default(), Vec::new(), Vec::new());
            Ok((records, names))
        })?)
    }
}

/// The units that lead a register: those whose campaigns count it, or count by way of it.
pub fn lead_of(register: &Register, books: &Books) -> Vec<i32> {
    let mut leads = Vec::new();
    for campaign in books.records(CAMPAIGNS.noun) {
        let mine = books.indicators.iter().filter(|i| i.campaign == campaign.text("campaign_id"));
        if mine.into_iter().any(|indicator| counts(&indicator.counting, register)) {
            leads.extend(campaign.int("lead_unit").and_then(|unit| i32::try_from(unit).ok()));
        }
    }
    leads.sort_unstable();
    leads.dedup();
    leads
}

/// Does an indicator look at this register: as its source, as what its source refers to, or for shares of credit?
fn counts(counting: &Counting, register: &Register) -> bool {
    let is_source = |source: &str| {
        let refers = |r: &Register| r.columns.iter().any(|c| c.kind == Kind::Ref(register.noun));
        source == register.noun || domain::registers::register(source).is_some_and(refers)
    };
    match counting {
        Counting::Flow(flow) => {
            let shares = matches!(&flow.credit, Credit::Split(noun) | Credit::Dual(noun) if noun == register.noun);
            shares || is_source(&flow.source)
        }
        Counting::Stock(stock) => is_source(&stock.source),
        Counting::OwnersWhere(rule) => rule.owners == register.noun || is_source(&rule.stock.source),
        Counting::Returned | Counting::Ratio { .. } | Counting::UnitsWhere(_) => false,
    }
}

/// What somebody must be allowed in order to bring a file for a register; `None`: it is kept by acts of its own alone.
pub fn action_of(register: &Register) -> Option<Action> {
    match register.noun {
        "returns" => Some(Action::FileReturn),
        "targets" => Some(Action::IssueTargets),
        "indicators" | "campaigns" | "light_rules" | "deadlines" | "holidays" | "commitments" => Some(Action::ChangeRules),
        "units" | "persons" => Some(Action::KeepOrganisation),
        // Who may do what, what was approved, decided and shown: none of it comes by file.
        "counties" | "posts" | "terms" | "accounts" | "openings" | "verifications" | "evidence" => None,
        _ => Some(Action::KeepRegister),
    }
}
