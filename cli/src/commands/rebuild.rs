//! `guatu ledger rebuild` 重建余额: balances are derived; they are made again from the entries.

use crate::desk::Desk;
use crate::stop::Stop;

pub fn run(desk: &Desk) -> Result<(), Stop> {
    let office = desk.writing_office()?;
    for county in desk.all_or_named(&office)? {
        let progress = desk.progress("重建余额", "rebuilding the balances");
        office.store.rebuild(county)?;
        drop(progress);
        desk.say(
            &format!("县{county}的余额已由分录重建"),
            &format!("balances of county {county} were made again from the entries"),
        );
    }
    Ok(())
}
