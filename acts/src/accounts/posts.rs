//! Posts 岗位: which role a post carries, and who holds it. The administrator keeps persons and terms, the security officer
//! grants roles; nobody does both, and nobody grants to themselves (等保 8.1.4.2, three officers 三员).

use super::{Directory, Refusal, Term};
use crate::acting::{Caller, allow};
use crate::{Error, Office};
use domain::actors::Role;
use domain::calendar::{Date, day_number};
use domain::policy::{Action, Request};
use domain::registers::{POSTS, TERMS, Value};

impl Office {
    /// Let a post carry a role, or none 授予角色、收回角色. It holds from the next request of whoever holds the post.
    pub fn grant(&self, caller: &Caller, post: &str, role: Option<Role>, reason: &str) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::GrantRoles))?;
        let verb = if role.is_some() { "posts.grant" } else { "posts.withdraw" };
        let subject = role.map_or_else(|| post.to_owned(), |role| format!("{post} {}", role.code()));
        self.write_act(caller, verb, &subject, reason, |tx, directory| {
            let known = directory.post(post).ok_or_else(|| Refusal::UnknownPost(post.to_owned()))?;
            let today = day_number(self.today);
            let own = directory.account(&caller.actor.name).map(|a| a.person.as_str());
            // Whoever holds it, today or from a later day on.
            for term in directory.terms.iter().filter(|t| t.post == post && t.until.is_none_or(|until| today < until)) {
                if own == Some(term.person.as_str()) {
                    return Err(Refusal::OwnPost.into());
                }
                if let Some(role) = role {
                    separate(directory, &term.person, post, role, (term.from.max(today), term.until))?;
                }
            }
            if known.role == role {
                return Ok(());
            }
            let mut values = known.record.values.clone();
            if let Some(at) = POSTS.column("role") {
                values[at] = role.map_or(Value::Null, |r| Value::Text(r.code().to_owned()));
            }
            tx.add(&POSTS, values)?;
            Ok(())
        })
    }

    /// Hand a post over to its next holder from a day on 岗位交接. What is open belongs to the post and its unit, so it goes
    /// along; what was done stays with who did it.
    pub fn hand_over(&self, caller: &Caller, post: &str, person: &str, from: Date) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::KeepOrganisation))?;
        let subject = format!("{post} {person} {from}");
        self.write_act(caller, "posts.hand_over", &subject, "", |tx, directory| {
            let known = directory.post(post).ok_or_else(|| Refusal::UnknownPost(post.to_owned()))?;
            directory.person(person).ok_or_else(|| Refusal::UnknownPerson(person.to_owned()))?;
            if let Some(role) = known.role {
                separate(directory, person, post, role, (day_number(from), None))?;
            }
            let day = day_number(from);
            for term in directory.terms.iter().filter(|t| t.post == post && t.until.is_none_or(|until| day < until)) {
                if term.from >= day {
                    return Err(Refusal::TermTooShort.into());
                }
                let mut values = term.record.values.clone();
                if let Some(at) = TERMS.column("until_on") {
                    values[at] = Value::Int(day);
                }
                tx.add(&TERMS, values)?;
            }
            let text = |t: &str| Value::Text(t.to_owned());
            tx.add(&TERMS, vec![text(post), text(person), Value::Int(day), Value::Null])?;
            Ok(())
        })
    }
}

/// The three officers are three persons, and none of them does any business: on no day of the term (`terms.officer_alone`).
fn separate(directory: &Directory, person: &str, post: &str, role: Role, term: (i64, Option<i64>)) -> Result<(), Refusal> {
    let (from, until) = term;
    let meets = |t: &&Term| t.from < until.unwrap_or(i64::MAX) && from < t.until.unwrap_or(i64::MAX);
    let held = directory.terms.iter().filter(|t| t.person == person && t.post != post).filter(meets);
    let mut others = held.filter_map(|t| directory.post(&t.post)?.role);
    let clash = others.any(|other| other != role && (other.is_officer() || role.is_officer()));
    if clash { Err(Refusal::TwoOffices) } else { Ok(()) }
}
