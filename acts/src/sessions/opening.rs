//! Opening 登录: password, then the code where there is a second factor, then a session with a token never seen before.
//!
//! Whoever is turned away hears the same sentence after the same work, whether the account is unknown, the password wrong, the account
//! suspended or waiting. A refusal is one act when it makes an account wait, not one for every try.

use super::tallies::WAIT_MS;
use super::{Door, lock};
use crate::accounts::{Directory, Post, Refusal, Seal, county_of, credential_of, digest, fresh_token, second_factor, weaknesses};
use crate::{Error, Office};
use domain::actors::{Act, Actor};
use store::{Credential, Session, Tx};

/// Who stands at the door.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    pub address: String,
    /// At the machine itself.
    pub local: bool,
    pub agent: String,
}

/// A session just opened: the token is told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub token: String,
    /// What is kept of the token: forms are bound to it.
    pub digest: String,
}

/// Where signing in has got to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    In(Opened),
    /// The password was right; the code comes next, with this ticket.
    Code(String),
}

/// The second step, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code<'a> {
    pub ticket: &'a str,
    /// Of the app, or one of the recovery codes.
    pub code: &'a str,
}

/// How a session comes to be, for the record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way<'a> {
    Password,
    /// In this time step.
    Code(i64),
    Recovery(&'a str),
    Demonstration,
}

impl Way<'_> {
    fn reason(self) -> &'static str {
        match self {
            Way::Password => "password",
            Way::Code(_) => "password, code",
            Way::Recovery(_) => "password, recovery code",
            Way::Demonstration => "demonstration",
        }
    }
}

impl Door {
    /// The first step.
    pub fn sign_in(&self, office: &Office, county: i32, account: &str, password: &str, visitor: &Visitor) -> Result<Step, Error> {
        let now = self.now();
        if lock(&self.tallies).address_waits(&visitor.address, now) {
            return Err(Refusal::Waiting.into());
        }
        let credential = office.store.look_aside(county, |aside| aside.credential(account))?;
        let directory = office.directory(county)?;
        let right = self.hasher.is(password, credential.as_ref().map(|c| c.password.as_str()))?;
        let active = directory.account(account).is_some_and(|a| a.active);
        let waits = credential.as_ref().is_some_and(|c| c.locked_until > now) && !visitor.local;
        let Some(credential) = credential.filter(|_| right && active && !waits) else {
            return Err(self.turn_away(office, county, account, visitor, now)?.into());
        };
        if credential.second_factor.is_some() {
            let ticket = crate::hex(&crate::accounts::random::<32>());
            lock(&self.halves).admit(digest(&ticket), county, account, now);
            return Ok(Step::Code(ticket));
        }
        let opened = self.open(office, county, account, Way::Password, visitor)?;
        lock(&self.tallies).succeed((county, account));
        Ok(Step::In(opened))
    }

    /// The second step: a code of the app that was not used before, or a recovery code.
    pub fn give_code(&self, office: &Office, given: &Code<'_>, visitor: &Visitor) -> Result<Opened, Error> {
        let (now, ticket) = (self.now(), digest(given.ticket));
        if lock(&self.tallies).address_waits(&visitor.address, now) {
            return Err(Refusal::Waiting.into());
        }
        let half = lock(&self.halves).find(&ticket, now).ok_or(Refusal::SignIn)?;
        let credential = office.store.look_aside(half.county, |aside| aside.credential(&half.account))?.unwrap_or_default();
        let waits = credential.locked_until > now && !visitor.local;
        let way = if waits { None } else { self.way_of(half.county, &credential, given.code, now)? };
        let Some(way) = way else {
            return match self.turn_away(office, half.county, &half.account, visitor, now)? {
                // Still at the second step: the password need not be typed again.
                Refusal::SignIn if lock(&self.halves).find(&ticket, now).is_some() => Err(Refusal::WrongCode.into()),
                other => Err(other.into()),
            };
        };
        lock(&self.halves).leave(&ticket);
        let opened = self.open(office, half.county, &half.account, way, visitor)?;
        lock(&self.tallies).succeed((half.county, &half.account));
        Ok(opened)
    }

    /// The door of a demonstration: an account that has no password is entered with one click. One that has a password is not,
    /// so that a day told to the program never opens a county's own accounts.
    pub fn demonstrate(&self, office: &Office, county: i32, account: &str, visitor: &Visitor) -> Result<Opened, Error> {
        let credential = office.store.look_aside(county, |aside| aside.credential(account))?;
        if credential.is_some_and(|c| !c.password.is_empty()) {
            return Err(Refusal::SignIn.into());
        }
        self.open(office, county, account, Way::Demonstration, visitor)
    }

    /// Take an invitation: the password is set, and every session the account had is over.
    pub fn accept(&self, office: &Office, token: &str, password: &str, visitor: &Visitor) -> Result<(i32, String), Error> {
        let (county, credential) = self.invited(office, token)?;
        let weak = weaknesses(password, &credential.account);
        if !weak.is_empty() {
            return Err(Refusal::Weak(weak).into());
        }
        let (hash, now, account) = (self.hasher.hash(password)?, self.now(), credential.account);
        let directory = office.directory(county)?;
        let known = directory.account(&account).filter(|a| a.active).ok_or(Refusal::BadInvitation)?;
        let post = directory.seats(&known.person, office.today).next();
        let act = self.act_of(office, &directory, &account, post, ("accounts.password", "invitation"), visitor);
        office.store.write(act, |tx| {
            let mut credential = credential_of(tx, &account)?;
            if credential.invitation.as_deref() != Some(digest(token).as_str()) {
                return Err(Error::from(Refusal::BadInvitation));
            }
            credential.password = hash;
            credential.must_change = false;
            credential.changed_at = now;
            credential.invitation = None;
            credential.locked_until = 0;
            tx.aside().end_sessions_of(&account)?;
            Ok(tx.aside().keep_credential(&credential)?)
        })?;
        lock(&self.tallies).succeed((county, &account));
        Ok((county, account))
    }

    /// The account that a link is for, if it still holds.
    pub fn invited(&self, office: &Office, token: &str) -> Result<(i32, Credential), Error> {
        let county = county_of(token).ok_or(Refusal::BadInvitation)?;
        let found = office.store.look_aside(county, |aside| aside.invited(&digest(token)))?;
        let credential = found.filter(|c| c.invited_until > self.now()).ok_or(Refusal::BadInvitation)?;
        Ok((county, credential))
    }

    /// By what the second step was passed, if it was.
    fn way_of<'c>(&self, county: i32, kept: &Credential, code: &'c str, now: i64) -> Result<Option<Way<'c>>, Error> {
        let account = &kept.account;
        let Some(sealed) = &kept.second_factor else { return Ok(None) };
        let seed = Seal::of(&self.keys, county)?.open(sealed, account);
        let step = seed.and_then(|seed| second_factor::step_of(&seed, code, now, kept.second_factor_step));
        if let Some(step) = step {
            return Ok(Some(Way::Code(step)));
        }
        Ok(second_factor::without(&kept.recovery, account, code).map(|_| Way::Recovery(code)))
    }

    /// Count a failure; the one that makes the account wait is an act, whether there is such an account or not.
    fn turn_away(&self, office: &Office, county: i32, account: &str, visitor: &Visitor, now: i64) -> Result<Refusal, Error> {
        let waits = lock(&self.tallies).fail((county, account), &visitor.address, visitor.local, now);
        if waits {
            lock(&self.halves).drop_account(county, account);
            let shown: String = account.chars().filter(|c| !c.is_control()).take(60).collect();
            let act = Act {
                actor: Actor::system(county, "door"),
                verb: "sessions.refuse".to_owned(),
                subject: shown,
                reason: format!("{} failures", super::tallies::FAILURES),
                origin: visitor.address.clone(),
                key: crate::acting::fresh_key(),
                recorded_at: office.now(),
            };
            office.store.write(act, |tx| {
                if let Some(mut credential) = tx.aside().credential(account)? {
                    credential.failures += i64::from(super::tallies::FAILURES);
                    credential.locked_until = now + WAIT_MS;
                    tx.aside().keep_credential(&credential)?;
                }
                Ok::<(), Error>(())
            })?;
        }
        Ok(Refusal::SignIn)
    }

    /// How long whoever fails from an address is kept waiting for the answer, ms: no longer for accounts that exist.
    pub fn delay(&self, visitor: &Visitor) -> u64 {
        u64::from(lock(&self.tallies).failures_from(&visitor.address, self.now())) * 200
    }

    fn open(&self, office: &Office, county: i32, account: &str, way: Way<'_>, visitor: &Visitor) -> Result<Opened, Error> {
        let directory = office.directory(county)?;
        let known = directory.account(account).filter(|a| a.active).ok_or(Refusal::SignIn)?;
        let post = directory.seats(&known.person, office.today).next().ok_or(Refusal::NoPost)?;
        let act = self.act_of(office, &directory, account, Some(post), ("sessions.open", way.reason()), visitor);
        let (token, now) = (fresh_token(county), self.now());
        let session = Session {
            digest: digest(&token),
            account: account.to_owned(),
            post: post.code.clone(),
            opened_at: now,
            seen_at: now,
            second_factor: way != Way::Password,
            origin: visitor.address.clone(),
            agent: visitor.agent.chars().filter(|c| !c.is_control()).take(120).collect(),
        };
        office.store.write(act, |tx| {
            self.spend(tx, account, way)?;
            tx.aside().end_idle_sessions(now - self.patience.idle, now - self.patience.absolute)?;
            tx.aside().keep_session(&session)?;
            Ok::<(), Error>(())
        })?;
        Ok(Opened { digest: session.digest, token })
    }

    /// What a sign-in uses up, looked at again inside the transaction: two at once do not use one code.
    fn spend(&self, tx: &mut Tx<'_>, account: &str, way: Way<'_>) -> Result<(), Error> {
        let mut credential = match way {
            Way::Demonstration => return Ok(()),
            Way::Password | Way::Code(_) | Way::Recovery(_) => credential_of(tx, account)?,
        };
        match way {
            Way::Code(step) if step <= credential.second_factor_step => return Err(Refusal::WrongCode.into()),
            Way::Code(step) => credential.second_factor_step = step,
            Way::Recovery(code) => {
                let left = second_factor::without(&credential.recovery, account, code);
                credential.recovery = left.ok_or(Refusal::WrongCode)?;
            }
            Way::Password | Way::Demonstration => {}
        }
        credential.failures = 0;
        Ok(tx.aside().keep_credential(&credential)?)
    }

    /// An act of an account, in the post it is done in.
    pub(super) fn act_of(
        &self,
        office: &Office,
        directory: &Directory,
        account: &str,
        post: Option<&Post>,
        (verb, reason): (&str, &str),
        visitor: &Visitor,
    ) -> Act {
        let (county, unit) = (directory.county, post.and_then(|p| p.unit));
        let role = post.and_then(|p| p.role);
        // Whoever holds no post sets a password all the same; the record names the account under the door.
        let actor =
            role.map_or_else(|| Actor::system(county, "door"), |role| Actor { county, name: account.to_owned(), role, unit });
        Act {
            actor,
            verb: verb.to_owned(),
            subject: account.to_owned(),
            reason: reason.to_owned(),
            origin: visitor.address.clone(),
            key: crate::acting::fresh_key(),
            recorded_at: office.now(),
        }
    }
}
