//! Accounts 账号: who may sign in. An account is bound to a person, the person by terms of office to posts, a post to a unit and
//! a role. Accounts, posts and terms are records like any other; what somebody signs in with is kept beside the facts.

mod directory;
mod first;
mod passwords;
mod posts;
mod refusal;
mod seal;
pub(crate) mod second_factor;

pub use directory::{Account, Directory, Name, Post, Term};
pub use passwords::{Cost, Hasher, Weak, weaknesses};
pub use refusal::Refusal;
pub use seal::Seal;

use crate::acting::{Caller, allow};
use crate::{Error, Office, hex};
use domain::actors::Actor;
use domain::policy::{Action, Request};
use domain::registers::{ACCOUNTS, PERSONS, Value};
use std::sync::Arc;
use store::{Credential, Fault, Reader, Tx, Written};

/// A one-time link holds a day.
const INVITATION_MS: i64 = 24 * 60 * 60 * 1000;

/// A one-time link 邀请链接: whoever opens it sets the password of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub account: String,
    /// The path of the page that takes it.
    pub path: String,
    pub until: i64,
}

/// Random bytes for what must not be guessed.
///
/// # Panics
/// When the system gives none: nothing may be handed out then.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// What is kept of a token: thirty-two random bytes need no slow hash.
pub(crate) fn digest(token: &str) -> String {
    use sm3::Digest;
    hex(&sm3::Sm3::digest(token))
}

/// The county of a token, which stands before it.
pub(crate) fn county_of(token: &str) -> Option<i32> {
    token.split_once('.')?.0.parse().ok()
}

/// A token of a county.
pub(crate) fn fresh_token(county: i32) -> String {
    format!("{county}.{}", hex(&random::<32>()))
}

/// The person behind an account, in Chinese and English; a system post is called by its own name.
pub(crate) fn person_behind(reader: &mut Reader<'_>, account: &str) -> Result<(String, String), Fault> {
    let person = match reader.current(&ACCOUNTS, &[Value::Text(account.to_owned())])? {
        Some(holder) => reader.current(&PERSONS, &[holder.get("person_id").clone()])?,
        None => None,
    };
    let name = person.map(|p| (p.text("name").to_owned(), p.text("name_en").to_owned()));
    Ok(name.unwrap_or_else(|| (account.to_owned(), account.to_owned())))
}

impl Office {
    /// Everybody as they stand now.
    pub fn directory(&self, county: i32) -> Result<Arc<Directory>, Error> {
        let scope = Actor::system(county, "directory").scope();
        Ok(self.store.read(&scope, Directory::read)?)
    }

    /// What accounts sign in with, for the lists of those who keep them: no hash leaves this room.
    pub fn credentials(&self, actor: &Actor) -> Result<Vec<Standing>, Error> {
        allow(actor, Request::of(Action::KeepAccounts)).or_else(|_| allow(actor, Request::of(Action::GrantRoles)))?;
        let (now, county) = (crate::true_now(), actor.county);
        let (mut credentials, sessions) = self.store.look_aside(county, |aside| Ok((aside.credentials()?, aside.sessions()?)))?;
        // The door of a demonstration opens sessions of accounts that sign in with nothing.
        for session in &sessions {
            if credentials.iter().all(|c| c.account != session.account) {
                credentials.push(Credential { account: session.account.clone(), ..Credential::default() });
            }
        }
        let standing = |c: Credential| Standing {
            sessions: sessions.iter().filter(|s| s.account == c.account).count(),
            seen_at: sessions.iter().filter(|s| s.account == c.account).map(|s| s.seen_at).max(),
            has_password: !c.password.is_empty(),
            must_change: c.must_change,
            locked: c.locked_until > now,
            second_factor: c.second_factor.is_some(),
            invited: c.invitation.is_some() && c.invited_until > now,
            account: c.account,
        };
        Ok(credentials.into_iter().map(standing).collect())
    }

    /// Open an account for a person 开户.
    pub fn open_account(&self, caller: &Caller, account: &str, person: &str) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::KeepAccounts))?;
        let plain = |c: char| c.is_alphanumeric() || ".-_".contains(c);
        if !(2..=40).contains(&account.chars().count()) || !account.chars().all(plain) {
            return Err(Refusal::BadAccount(account.to_owned()).into());
        }
        self.write_act(caller, "accounts.open", account, person, |tx, directory| {
            if directory.account(account).is_some() {
                return Err(Refusal::AccountTaken(account.to_owned()).into());
            }
            directory.person(person).ok_or_else(|| Refusal::UnknownPerson(person.to_owned()))?;
            keep_account(tx, account, person, "active")
        })
    }

    /// A one-time link with which the person of an account sets a password 邀请, shown once. None if this very form was sent before.
    pub fn invite(&self, caller: &Caller, account: &str) -> Result<Option<Invitation>, Error> {
        allow(&caller.actor, Request::of(Action::KeepAccounts))?;
        let token = fresh_token(caller.actor.county);
        let until = crate::true_now() + INVITATION_MS;
        let act = self.act(caller, "accounts.invite", account, "");
        let written = self.store.write(act, |tx| {
            known_account(tx, account)?;
            invite_in(tx, account, &token, until)
        })?;
        let path = format!("/invitation/{token}");
        Ok(matches!(written, Written::Done { .. }).then(|| Invitation { account: account.to_owned(), path, until }))
    }

    /// Not to sign in any more 停用; nothing is forgotten.
    pub fn suspend(&self, caller: &Caller, account: &str, reason: &str) -> Result<(), Error> {
        if caller.actor.name == account {
            return Err(Refusal::OwnAccount.into());
        }
        self.set_state(caller, "accounts.suspend", account, "suspended", reason)
    }

    /// To sign in again 恢复.
    pub fn restore(&self, caller: &Caller, account: &str, reason: &str) -> Result<(), Error> {
        self.set_state(caller, "accounts.restore", account, "active", reason)
    }

    /// Let an account try again before its waiting time is over 解锁.
    pub fn unlock(&self, caller: &Caller, account: &str) -> Result<(), Error> {
        self.change_credential(caller, Action::KeepAccounts, "accounts.unlock", account, |credential| {
            credential.failures = 0;
            credential.locked_until = 0;
        })
    }

    /// Have the password changed at the next sign-in.
    pub fn require_change(&self, caller: &Caller, account: &str) -> Result<(), Error> {
        self.change_credential(caller, Action::KeepAccounts, "accounts.require_change", account, |c| c.must_change = true)
    }

    /// Put a lost second factor aside 重置二次验证: another is enrolled at the next sign-in.
    pub fn reset_second_factor(&self, caller: &Caller, account: &str) -> Result<(), Error> {
        if caller.actor.name == account {
            return Err(Refusal::OwnAccount.into());
        }
        self.change_credential(caller, Action::GrantRoles, "accounts.reset_second_factor", account, |credential| {
            credential.second_factor = None;
            credential.recovery = String::new();
        })?;
        Ok(())
    }

    /// End every session of somebody else 强制退出.
    pub fn end_sessions(&self, caller: &Caller, account: &str) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::GrantRoles))?;
        self.write_act(caller, "sessions.revoke", account, "", |tx, _| Ok(tx.aside().end_sessions_of(account)?))
    }

    fn set_state(&self, caller: &Caller, verb: &str, account: &str, state: &str, reason: &str) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::KeepAccounts))?;
        self.write_act(caller, verb, account, reason, |tx, directory| {
            let known = directory.account(account).ok_or_else(|| Refusal::UnknownAccount(account.to_owned()))?;
            if known.active == (state == "active") {
                return Ok(());
            }
            tx.aside().end_sessions_of(account)?;
            keep_account(tx, account, &known.person, state)
        })
    }

    fn change_credential(
        &self,
        caller: &Caller,
        action: Action,
        verb: &str,
        account: &str,
        change: impl FnOnce(&mut Credential),
    ) -> Result<(), Error> {
        allow(&caller.actor, Request::of(action))?;
        self.write_act(caller, verb, account, "", |tx, directory| {
            directory.account(account).ok_or_else(|| Refusal::UnknownAccount(account.to_owned()))?;
            let mut credential = credential_of(tx, account)?;
            change(&mut credential);
            tx.aside().end_sessions_of(account)?;
            Ok(tx.aside().keep_credential(&credential)?)
        })
    }

    /// An act on accounts, posts or sessions, decided on the directory as it stands inside the transaction.
    pub(crate) fn write_act(
        &self,
        caller: &Caller,
        verb: &str,
        subject: &str,
        reason: &str,
        work: impl FnOnce(&mut Tx<'_>, &Directory) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.store.write(self.act(caller, verb, subject, reason), |tx| {
            let directory = Directory::read(&mut tx.clerk()?)?;
            work(tx, &directory)
        })?;
        Ok(())
    }
}

/// How an account stands with its sign-in, for lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub account: String,
    pub has_password: bool,
    pub must_change: bool,
    pub locked: bool,
    pub second_factor: bool,
    pub invited: bool,
    pub sessions: usize,
    pub seen_at: Option<i64>,
}

fn known_account(tx: &mut Tx<'_>, account: &str) -> Result<(), Error> {
    let directory = Directory::read(&mut tx.clerk()?)?;
    directory.account(account).map(|_| ()).ok_or_else(|| Refusal::UnknownAccount(account.to_owned()).into())
}

/// A new version of an account. No indicator counts accounts, so nothing is posted.
fn keep_account(tx: &mut Tx<'_>, account: &str, person: &str, state: &str) -> Result<(), Error> {
    let values = [account, person, state].map(|text| Value::Text(text.to_owned()));
    tx.add(&ACCOUNTS, values.to_vec())?;
    Ok(())
}

pub(crate) fn credential_of(tx: &mut Tx<'_>, account: &str) -> Result<Credential, Fault> {
    let kept = tx.aside().credential(account)?;
    Ok(kept.unwrap_or_else(|| Credential { account: account.to_owned(), ..Credential::default() }))
}

fn invite_in(tx: &mut Tx<'_>, account: &str, token: &str, until: i64) -> Result<(), Error> {
    let mut credential = credential_of(tx, account)?;
    credential.invitation = Some(digest(token));
    credential.invited_until = until;
    Ok(tx.aside().keep_credential(&credential)?)
}
