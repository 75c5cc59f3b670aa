//! `guatu bulletin print` 重印: an issued bulletin again, as it was frozen.

use super::compose::{in_language, print, write};
use crate::desk::Desk;
use crate::options::Print;
use crate::output;
use crate::stop::Stop;
use acts::keys::CountyKey;

pub fn run(desk: &Desk, asked: &Print) -> Result<(), Stop> {
    let formats = desk.formats(&asked.files.formats)?;
    let office = desk.office()?;
    let scope = desk.scope(&office)?;
    let (_, documents) = office.bulletin(&scope, &asked.number)?;
    output::folder(&asked.files.out)?;
    let press = desk.press();
    press.ready(&formats)?;
    let key = CountyKey::of(&desk.keys(office.store.database())?, scope.county())?;
    let sheet = in_language(&documents, desk.asked_lang.unwrap_or_default());
    let files = print(&press, sheet, &formats, Some((&key, scope.county())), &|_| {})?;
    write(desk, &asked.files.out, "bulletin", files)
}
