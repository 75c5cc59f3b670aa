//! `guatu init` 建库: an empty database, or one of an earlier version brought to this one.

use crate::desk::Desk;
use crate::stop::Stop;
use acts::Office;

pub fn run(desk: &Desk) -> Result<(), Stop> {
    let database = desk.new_database()?;
    let office = Office::create(&database, desk.today)?;
    let counties = office.store.counties()?.len();
    desk.say(
        &format!("{database} 可以使用，已有{counties}个县；用 guatu load 目录 装入数据"),
        &format!("{database} is ready and holds {counties} counties; load records with guatu load DIR"),
    );
    Ok(())
}
