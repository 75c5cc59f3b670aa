//! One's own 本人事项: what somebody signed in does with their own sessions, password, second factor and posts.
//!
//! Whenever what a session may do changes, it gets a new token: one that was seen before is worth nothing after.

use super::{Door, Seated, short};
use crate::accounts::{Refusal, Seal, credential_of, digest, fresh_token, second_factor, weaknesses};
use crate::acting::Caller;
use crate::{Error, Office};
use store::{Session, Tx};

/// A session in the list of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Enough of its digest to name it.
    pub id: String,
    pub post: String,
    pub opened_at: i64,
    pub seen_at: i64,
    pub origin: String,
    pub agent: String,
    /// The one that asks.
    pub this: bool,
}

/// A second factor to be enrolled: shown, and confirmed by its first code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The seed sealed, so that it travels through the form and nobody can put in another.
    pub sealed: String,
    /// As typed, and as an authenticator app reads it.
    pub secret: String,
    pub address: String,
    /// The picture: its width in squares, and the path of the dark ones.
    pub picture: (usize, String),
}

impl Door {
    /// Sign out 退出.
    pub fn sign_out(&self, office: &Office, seated: &Seated, caller: &Caller) -> Result<(), Error> {
        let act = office.act(caller, "sessions.close", &seated.actor.name, "");
        office.store.write(act, |tx| tx.aside().end_session(&seated.digest))?;
        Ok(())
    }

    /// Sign out everywhere 全部退出.
    pub fn sign_out_everywhere(&self, office: &Office, seated: &Seated, caller: &Caller) -> Result<(), Error> {
        let act = office.act(caller, "sessions.close_all", &seated.actor.name, "");
        office.store.write(act, |tx| tx.aside().end_sessions_of(&seated.actor.name))?;
        Ok(())
    }

    /// One's own sessions, the one last used first.
    pub fn sessions(&self, office: &Office, seated: &Seated) -> Result<Vec<Listed>, Error> {
        let found = office.store.look_aside(seated.actor.county, |aside| aside.sessions_of(&seated.actor.name))?;
        let now = self.now();
        let living = found.into_iter().filter(|s| !self.is_over(s.opened_at, s.seen_at, now) || s.digest == seated.digest);
        Ok(living.map(|s| listed(s, &seated.digest)).collect())
    }

    /// End one of one's own sessions.
    pub fn revoke(&self, office: &Office, seated: &Seated, caller: &Caller, id: &str) -> Result<(), Error> {
        let act = office.act(caller, "sessions.close", &seated.actor.name, id);
        office.store.write(act, |tx| {
            let sessions = tx.aside().sessions_of(&seated.actor.name)?;
            let found = sessions.iter().find(|s| short(&s.digest) == id).ok_or(Error::NotFound)?;
            Ok::<(), Error>(tx.aside().end_session(&found.digest)?)
        })?;
        Ok(())
    }

    /// Change the password: every other session ends, and this one gets a new token.
    pub fn change_password(
        &self,
        office: &Office,
        seated: &Seated,
        caller: &Caller,
        (present, new): (&str, &str),
    ) -> Result<String, Error> {
        let (county, account) = (seated.actor.county, seated.actor.name.as_str());
        let kept = office.store.look_aside(county, |aside| aside.credential(account))?;
        let kept = kept.filter(|c| !c.password.is_empty()).ok_or(Refusal::NoPassword)?;
        if !self.hasher.is(present, Some(&kept.password))? {
            return Err(Refusal::WrongPassword.into());
        }
        let weak = weaknesses(new, account);
        if !weak.is_empty() {
            return Err(Refusal::Weak(weak).into());
        }
        if new == present {
            return Err(Refusal::SamePassword.into());
        }
        let (hash, now) = (self.hasher.hash(new)?, self.now());
        self.renewed(office, seated, caller, "accounts.password", |tx, _| {
            let mut credential = credential_of(tx, account)?;
            credential.password = hash;
            credential.must_change = false;
            credential.changed_at = now;
            Ok(tx.aside().keep_credential(&credential)?)
        })
    }

    /// Begin to enrol a second factor.
    pub fn enrolment(&self, seated: &Seated) -> Result<Enrolment, Error> {
        let (county, account) = (seated.actor.county, seated.actor.name.as_str());
        let seed = second_factor::seed();
        let sealed = Seal::of(&self.keys, county)?.seal(&seed, account);
        self.shown(sealed, seated)
    }

    /// The same enrolment once more, after a code that was not right.
    pub fn shown(&self, sealed: String, seated: &Seated) -> Result<Enrolment, Error> {
        let (county, account) = (seated.actor.county, seated.actor.name.as_str());
        let seed = Seal::of(&self.keys, county)?.open(&sealed, account).ok_or(Refusal::WrongCode)?;
        let address = second_factor::provisioning(&seed, county, account);
        Ok(Enrolment { sealed, secret: second_factor::base32(&seed), picture: second_factor::squares(&address), address })
    }

    /// Enrol it: the first code proves that the telephone has it. Gives the session's new token and the recovery codes.
    pub fn enrol(
        &self,
        office: &Office,
        seated: &Seated,
        caller: &Caller,
        (sealed, code): (&str, &str),
    ) -> Result<(String, Vec<String>), Error> {
        let (county, account) = (seated.actor.county, seated.actor.name.as_str());
        let seed = Seal::of(&self.keys, county)?.open(sealed, account).ok_or(Refusal::WrongCode)?;
        let step = second_factor::step_of(&seed, code, self.now(), 0).ok_or(Refusal::WrongCode)?;
        let (codes, kept) = second_factor::recovery_codes(account);
        let token = self.renewed(office, seated, caller, "accounts.second_factor", |tx, session| {
            let mut credential = credential_of(tx, account)?;
            // One that is there is put aside by the security officer alone, or in a session that was opened with it.
            if credential.second_factor.is_some() && !session.second_factor {
                return Err(Refusal::WrongCode.into());
            }
            credential.second_factor = Some(sealed.to_owned());
            credential.second_factor_step = step;
            credential.recovery = kept;
            session.second_factor = true;
            Ok(tx.aside().keep_credential(&credential)?)
        })?;
        Ok((token, codes))
    }

    /// Go on in another post that one holds.
    pub fn switch_post(&self, office: &Office, seated: &Seated, caller: &Caller, post: &str) -> Result<String, Error> {
        let directory = office.directory(seated.actor.county)?;
        let person = directory.account(&seated.actor.name).ok_or(Error::NotFound)?.person.as_str();
        directory.seats(person, office.today).find(|p| p.code == post).ok_or(Refusal::NotHeld)?;
        let token = fresh_token(seated.actor.county);
        office.store.write(office.act(caller, "sessions.switch", &seated.actor.name, post), |tx| {
            let mut session = this_session(tx, seated)?;
            tx.aside().end_session(&seated.digest)?;
            session.digest = digest(&token);
            session.post = post.to_owned();
            Ok::<(), Error>(tx.aside().keep_session(&session)?)
        })?;
        Ok(token)
    }

    /// Has the account a password and a second factor of its own?
    pub fn has(&self, office: &Office, seated: &Seated) -> Result<(bool, bool), Error> {
        let kept = office.store.look_aside(seated.actor.county, |aside| aside.credential(&seated.actor.name))?;
        Ok(kept.map_or((false, false), |c| (!c.password.is_empty(), c.second_factor.is_some())))
    }

    /// Change what is signed in with: all sessions end but this one, which gets a new token.
    fn renewed(
        &self,
        office: &Office,
        seated: &Seated,
        caller: &Caller,
        verb: &str,
        work: impl FnOnce(&mut Tx<'_>, &mut Session) -> Result<(), Error>,
    ) -> Result<String, Error> {
        let token = fresh_token(seated.actor.county);
        office.store.write(office.act(caller, verb, &seated.actor.name, ""), |tx| {
            let mut session = this_session(tx, seated)?;
            work(tx, &mut session)?;
            tx.aside().end_sessions_of(&seated.actor.name)?;
            session.digest = digest(&token);
            Ok::<(), Error>(tx.aside().keep_session(&session)?)
        })?;
        Ok(token)
    }
}

fn this_session(tx: &mut Tx<'_>, seated: &Seated) -> Result<Session, Error> {
    tx.aside().session(&seated.digest)?.ok_or(Error::NotFound)
}

fn listed(session: Session, this: &str) -> Listed {
    Listed {
        id: short(&session.digest).to_owned(),
        this: session.digest == this,
        post: session.post,
        opened_at: session.opened_at,
        seen_at: session.seen_at,
        origin: session.origin,
        agent: session.agent,
    }
}
