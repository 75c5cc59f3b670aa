//! `guatu ledger checkpoint` 存证: sign what the chain comes to today, in a file to be kept elsewhere.

use crate::desk::Desk;
use crate::options::{Checkpoint, Verify};
use crate::output;
use crate::stop::Stop;
use acts::keys::{CountyKey, PublicKey};
use acts::{Office, checkpoints};
use std::path::Path;

pub fn run(desk: &Desk, asked: &Checkpoint) -> Result<(), Stop> {
    let office = desk.writing_office()?;
    let scope = desk.scope(&office)?;
    let key = CountyKey::of(&desk.keys(office.store.database())?, scope.county())?;
    let progress = desk.progress("重算数据链", "recomputing the chain");
    let checkpoint = office.checkpoint(&scope, &key)?;
    drop(progress);
    let Some(file) = &asked.out else { return output::print(&checkpoint.text()) };
    output::write_file(file, checkpoint.text().as_bytes())?;
    desk.say(
        &format!("已写出 {}：存证到第{}号；请存放到别处", file.display(), checkpoint.seq),
        &format!("wrote {}: a checkpoint at no. {}; keep it elsewhere", file.display(), checkpoint.seq),
    );
    Ok(())
}

/// Hold a kept file against the database; gives the county it speaks of.
pub fn prove(desk: &Desk, office: &Office, file: &Path, asked: &Verify) -> Result<i32, Stop> {
    let checkpoint = checkpoints::Checkpoint::read(file)?;
    let counties = desk.all_or_named(office)?;
    // With several counties in one database, the file itself says of which it speaks.
    let county = if counties.contains(&checkpoint.county) { checkpoint.county } else { desk.scope(office)?.county() };
    let key = match &asked.key {
        Some(path) => PublicKey::read(path)?,
        None => PublicKey::of(&desk.keys(office.store.database())?, county)?,
    };
    let progress = desk.progress("核对存证点", "holding the checkpoint against the chain");
    let proof = office.prove(&Office::operator(county).scope(), checkpoint, &key)?;
    drop(progress);
    output::print(&format!("{}\n", proof.sentence(desk.lang)))?;
    if proof.holds() { Ok(county) } else { Err(Stop::Bad) }
}
