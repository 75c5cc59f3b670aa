//! `guatu backup` and `guatu restore` 备份、恢复: the whole archive in one file, and that file back into an empty database.

use crate::desk::Desk;
use crate::output;
use crate::stop::Stop;
use acts::backups::{self, Carried};
use clap::Args;
use domain::lang::Lang;
use std::fmt::Write;
use std::path::PathBuf;

pub const EXAMPLES: &str = "\
The file is the same for SQLite and PostgreSQL and holds all counties with passwords' digests and drafts, but neither the signing keys
nor (without --with-evidence) the files of evidence. Keep it away from this machine.
Examples:
  guatu backup --database sqlite:guatu.db --out 2026-05-06.guatu
  guatu backup --out 2026-05-06.guatu --with-evidence /mnt/archive/evidence     copies the files that are not there yet
  guatu restore 2026-05-06.guatu --database sqlite:new.db --with-evidence /mnt/archive/evidence";

/// Back everything up.
#[derive(Debug, Args)]
pub struct Backup {
    /// File to write; never one that is there already · 备份文件
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Folder to copy the files of evidence into · 佐证材料备份目录
    #[arg(long, value_name = "DIR")]
    pub with_evidence: Option<PathBuf>,
}

/// Bring everything back.
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `guatu backup` wrote · 备份文件
    pub file: PathBuf,
    /// Folder that the files of evidence were copied into · 佐证材料备份目录
    #[arg(long, value_name = "DIR")]
    pub with_evidence: Option<PathBuf>,
}

pub fn run(desk: &Desk, asked: &Backup) -> Result<(), Stop> {
    let office = desk.with_evidence(desk.writing_office()?)?;
    let progress = desk.progress("备份", "backing up");
    let made = office.back_up(&asked.out, asked.with_evidence.as_deref())?;
    drop(progress);
    output::print(&summary(&made, desk.lang))?;
    if asked.with_evidence.is_none() && made.named > 0 {
        let folder = office.evidence_shelf().root().display().to_string();
        desk.say(
            &format!("{}个佐证材料不在备份文件里，请另行备份目录 {folder}，或加 --with-evidence", made.named),
            &format!("{} files of evidence are not in it: back up the folder {folder} too, or give --with-evidence", made.named),
        );
    }
    desk.say("签名密钥不在备份内，请另行保管", "the signing keys are not in it: keep them elsewhere");
    ended(&made)
}

pub fn restore(desk: &Desk, asked: &Restore) -> Result<(), Stop> {
    let database = desk.new_database()?;
    let shelf = desk.evidence_shelf(&database)?;
    let progress = desk.progress("恢复并核验", "restoring and verifying");
    let back = backups::restore(&database, &asked.file, shelf, asked.with_evidence.as_deref())?;
    drop(progress);
    output::print(&summary(&back, desk.lang))?;
    desk.say(
        "数据链和余额已核验；请再与别处保存的存证点核对：guatu ledger verify --checkpoint 文件",
        "chain and balances hold; now hold them against a checkpoint kept elsewhere: guatu ledger verify --checkpoint FILE",
    );
    ended(&back)
}

fn ended(carried: &Carried) -> Result<(), Stop> {
    if carried.lacking.is_empty() { Ok(()) } else { Err(Stop::Bad) }
}

fn summary(carried: &Carried, lang: Lang) -> String {
    let mut out = String::new();
    let Carried { manifest, noted, named, copied, there, lacking } = carried;
    for head in &manifest.heads {
        let hash = acts::hex(&head.chain_hash);
        let _ = match lang {
            Lang::Zh => writeln!(out, "县{}：链头 第{}号 {hash}", head.county, head.seq),
            Lang::En => writeln!(out, "county {}: chain head no. {} {hash}", head.county, head.seq),
        };
    }
    let digest = acts::hex(&manifest.digest);
    let _ = match lang {
        Lang::Zh => writeln!(out, "{}行，SM3 {digest}", manifest.rows),
        Lang::En => writeln!(out, "{} rows, SM3 {digest}", manifest.rows),
    };
    if copied + there + lacking.len() > 0 {
        let _ = match lang {
            Lang::Zh => writeln!(out, "佐证材料{named}个：复制{copied}，已有{there}，缺失或不符{}", lacking.len()),
            Lang::En => {
                writeln!(
                    out,
                    "{named} files of evidence: {copied} copied, {there} there already, {} missing or changed",
                    lacking.len()
                )
            }
        };
    }
    for name in lacking {
        let _ = writeln!(out, "{}  {name}", lang.of("缺失或不符", "missing or changed"));
    }
    if !noted {
        let _ = writeln!(
            out,
            "{}",
            lang.of("数据库已不能写入，本次备份没有留痕", "the database takes no more writes: this backup is not on its record")
        );
    }
    out
}
