//! Logins 登录: fifteen people a second sign in with their passwords (L-04).

use super::county::{COUNTY, County, UNITS, filer};
use super::crowd;
use super::server::{Day, Server};
use super::{Form, told};
use crate::{Line, Outcome};
use acts::Office;
use acts::acting::Caller;
use acts::sessions::{Cost, Door, Patience, Visitor};
use std::path::Path;
use std::sync::Arc;

const PACE: f64 = 15.0;
const PASSWORD: &str = "Tall-Pines-77";

pub fn run(guatu: &Path, work: &Path, form: Form) -> Outcome<Vec<Line>> {
    let county = County::found(work)?;
    let accounts: Vec<String> = (0..form.choose(30, UNITS)).map(|unit| filer(unit, 0)).collect();
    set_passwords(&county, &accounts)?;
    let server = Server::start(guatu, &county, Day::True)?;
    let before = server.memory();
    let (pieces, code) = ((PACE * form.choose(25.0, 120.0)) as usize, COUNTY.to_string());
    let mut kinds = crowd::run(server.address, pieces, PACE, |n, wire| {
        let fields = [("county", code.as_str()), ("account", accounts[n % accounts.len()].as_str()), ("password", PASSWORD)];
        let mut signed_in = || {
            let answer = wire.post("/sign-in", "", &fields)?;
            if answer.status != 303 || answer.cookies().is_empty() {
                return Err(format!("sign-in: {}", answer.status).into());
            }
            Ok(())
        };
        ("login", signed_in())
    })?;
    let more = server.peak() - before;
    let mut times = kinds.remove("login").unwrap_or_default();
    Ok(vec![
        told("logins at 15/s, Argon2id as on a live server", &mut times, &[0.95, 0.99], "p95 ≤ 1.5 s")?,
        Line { what: "memory beside that at rest".to_owned(), measured: format!("peak +{more:.0} MB"), bar: "≤ +100 MB" },
    ])
}

/// Each has been invited and has set a password, long before.
fn set_passwords(county: &County, accounts: &[String]) -> Outcome<()> {
    let office = Office::open(&county.database, None)?;
    let door = Door::new(county.work.join("keys"), Patience::LIVE, Cost::LIVE, Arc::new(acts::true_now));
    for account in accounts {
        let caller = Caller { key: format!("invite {account}"), ..Caller::operator(COUNTY) };
        let invitation = office.invite(&caller, account)?.ok_or("invited before")?;
        let token = invitation.path.rsplit('/').next().unwrap_or_default().to_owned();
        door.accept(&office, &token, PASSWORD, &Visitor { local: true, ..Visitor::default() })?;
    }
    Ok(())
}
