//! `guatu init` 建库: an empty database, or one of an earlier version brought to this one.

use super::accounts::{first_administrators, tell};
use crate::desk::Desk;
use crate::options::{Init, SignerName};
use crate::stop::Stop;
use acts::{Office, keys};

pub fn run(desk: &Desk, asked: &Init) -> Result<(), Stop> {
    let database = desk.new_database()?;
    let office = Office::create(&database, desk.today)?;
    choose(desk, &office, asked.signer)?;
    let mut counties: Vec<i32> = office.store.counties()?.iter().map(|head| head.county).collect();
    counties.extend(desk.named_county().filter(|county| !counties.contains(county)));
    for invitation in first_administrators(&office, &counties)? {
        tell(&invitation, "http://127.0.0.1:8420", desk.lang);
    }
    let counties = counties.len();
    desk.say(
        &format!("{database} 可以使用，已有{counties}个县；用 guatu load 目录 装入数据"),
        &format!("{database} is ready and holds {counties} counties; load records with guatu load DIR"),
    );
    Ok(())
}

/// Keep the choice of algorithm for keys not yet made; without one, what was chosen before holds.
pub fn choose(desk: &Desk, office: &Office, asked: Option<SignerName>) -> Result<(), Stop> {
    let Some(name) = asked else { return Ok(()) };
    let algorithm = name.algorithm();
    let counties: Vec<i32> = office.store.counties()?.iter().map(|head| head.county).collect();
    keys::choose(&desk.keys(office.store.database())?, &counties, algorithm)?;
    desk.say(
        &format!("签名算法：{algorithm}；县的密钥一经生成不再更换"),
        &format!("bulletins and checkpoints are signed with {algorithm}; a county's key once made stays"),
    );
    Ok(())
}
