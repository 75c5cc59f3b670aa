//! First administrator 第一个管理员: a county in which no administrator could sign in gets a one-time link, told to whoever stands
//! at the machine's console and to nobody else. No account has a password that was not set by its person.

use super::{Directory, INVITATION_MS, Invitation, fresh_token, invite_in, keep_account};
use crate::{Error, Office};
use domain::actors::{Act, Role};
use domain::calendar::day_number;
use domain::registers::{PERSONS, POSTS, TERMS, Value};
use store::Tx;

/// Account, person and post that are made when the county has none.
const ACCOUNT: &str = "admin";
const PERSON: &str = "admin";
const POST: &str = "admin-1";

impl Office {
    /// The link of the first administrator, if the county still needs one.
    pub fn first_administrator(&self, county: i32) -> Result<Option<Invitation>, Error> {
        let directory = self.directory(county)?;
        let administrators: Vec<String> =
            directory.with_role(Role::Administrator, self.today).map(|(account, _)| account.name.clone()).collect();
        let able = self.store.look_aside(county, |aside| {
            for account in &administrators {
                // An invitation is told once; who lost it starts the program again and is told another.
                if aside.credential(account)?.is_some_and(|c| !c.password.is_empty()) {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        if able {
            return Ok(None);
        }
        let account = administrators.first().map_or(ACCOUNT, String::as_str).to_owned();
        let (token, until) = (fresh_token(county), crate::true_now() + INVITATION_MS);
        let act = Act {
            actor: Office::operator(county),
            verb: "accounts.first".to_owned(),
            subject: account.clone(),
            reason: String::new(),
            origin: "command line".to_owned(),
            key: crate::acting::fresh_key(),
            recorded_at: self.now(),
        };
        self.store.write(act, |tx| {
            if administrators.is_empty() {
                make(tx, &directory, day_number(self.today))?;
            }
            invite_in(tx, &account, &token, until)
        })?;
        Ok(Some(Invitation { account, path: format!("/invitation/{token}"), until }))
    }
}

/// A person in a post of an administrator, with an account. Where there are units the first has the post, until it is put right.
fn make(tx: &mut Tx<'_>, directory: &Directory, today: i64) -> Result<(), Error> {
    let text = |t: &str| Value::Text(t.to_owned());
    let unit = directory.units.first().map_or(Value::Null, |u| Value::Int(u.number.into()));
    let role = text(Role::Administrator.code());
    tx.add(&PERSONS, vec![text(PERSON), text("系统管理员"), text("Administrator")])?;
    tx.add(&POSTS, vec![text(POST), unit, text("系统管理员"), text("System administrator"), text("other"), role])?;
    tx.add(&TERMS, vec![text(POST), text(PERSON), Value::Int(today), Value::Null])?;
    keep_account(tx, ACCOUNT, PERSON, "active")
}
