//! `guatu accounts` 账号: the same acts as on the administrator's page, for whoever stands at the machine.

use crate::desk::Desk;
use crate::options::AccountsCommand;
use crate::output;
use crate::stop::Stop;
use acts::accounts::{Directory, Invitation};
use acts::acting::{Caller, fresh_key};
use acts::{Error, Office};
use domain::calendar::{instant_text, parse_day};
use domain::lang::Lang;

pub fn run(desk: &Desk, asked: &AccountsCommand) -> Result<(), Stop> {
    let office = desk.writing_office()?;
    let county = desk.scope(&office)?.county();
    let caller = Caller { key: fresh_key(), ..Caller::operator(county) };
    match asked {
        AccountsCommand::List => return list(desk, &office, county),
        AccountsCommand::Open { account, person } => office.open_account(&caller, account, person)?,
        AccountsCommand::Invite { account, site } => {
            if let Some(invitation) = office.invite(&caller, account)? {
                output::print(&format!("{}{}\n", site.trim_end_matches('/'), invitation.path))?;
                desk.say(
                    &format!("链接只能用一次，有效至{}；请当面交给本人", instant_text(invitation.until)),
                    &format!("the link works once, until {}; hand it to the person", instant_text(invitation.until)),
                );
            }
            return Ok(());
        }
        AccountsCommand::Suspend { account, reason } => office.suspend(&caller, account, reason)?,
        AccountsCommand::Restore { account, reason } => office.restore(&caller, account, reason)?,
        AccountsCommand::Unlock { account } => office.unlock(&caller, account)?,
        AccountsCommand::HandOver { post, person, from } => {
            let day = |text: &String| parse_day(text).ok_or_else(|| Error::BadDay(text.clone()));
            let from = from.as_ref().map(day).transpose()?.unwrap_or(office.today);
            office.hand_over(&caller, post, person, from)?;
        }
    }
    desk.say("已办理，并已留痕", "done, and on record");
    Ok(())
}

fn list(desk: &Desk, office: &Office, county: i32) -> Result<(), Stop> {
    let directory = office.directory(county)?;
    let standings = office.credentials(&Office::operator(county))?;
    let mut text = String::new();
    for account in &directory.accounts {
        let standing = standings.iter().find(|s| s.account == account.name).cloned().unwrap_or_default();
        let state = match (account.active, standing.locked, standing.has_password, standing.invited) {
            (false, ..) => desk.lang.of("停用", "suspended"),
            (true, true, ..) => desk.lang.of("锁定", "waiting"),
            (true, false, true, _) => desk.lang.of("启用", "active"),
            (true, false, false, true) => desk.lang.of("已邀请", "invited"),
            (true, false, false, false) => desk.lang.of("未设口令", "no password"),
        };
        let person = directory.person(&account.person).map_or("", |name| name.label(desk.lang));
        let posts = posts(&directory, &account.person, office, desk.lang);
        text.push_str(&format!("{}\t{person}\t{state}\t{posts}\n", account.name));
    }
    output::print(&text)
}

fn posts(directory: &Directory, person: &str, office: &Office, lang: Lang) -> String {
    let words = |post: &acts::accounts::Post| {
        let unit = directory.unit(post.unit).map_or("", |u| u.label(lang));
        format!("{unit} {} [{}]", post.title.label(lang), post.role.map_or("", |r| r.label(lang)))
    };
    directory.seats(person, office.today).map(words).collect::<Vec<_>>().join("; ")
}

/// Links of first administrators, for counties where nobody could administer anything yet.
pub fn first_administrators(office: &Office, counties: &[i32]) -> Result<Vec<Invitation>, Error> {
    let found: Result<Vec<Option<Invitation>>, Error> =
        counties.iter().map(|&county| office.first_administrator(county)).collect();
    Ok(found?.into_iter().flatten().collect())
}

/// Told on the console whatever else is quiet: without it nobody gets in.
pub fn tell(invitation: &Invitation, site: &str, lang: Lang) {
    let (account, path, until) = (&invitation.account, &invitation.path, instant_text(invitation.until));
    eprintln!(
        "{}",
        lang.of(
            &format!("还没有系统管理员设过口令。请打开下面的链接为账号 {account} 设定口令（只能用一次，有效至{until}）：\n{site}{path}"),
            &format!(
                "No administrator has set a password yet. Open this link to set that of the account {account} (once, until {until}):\n{site}{path}"
            ),
        )
    );
}
