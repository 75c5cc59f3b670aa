//! `guatu ledger verify` 核验总账: chain, balances and reconciliation of each county, or the first row that does not hold;
//! with a checkpoint kept elsewhere, also that nothing it covers was taken away or rewritten.

use super::checkpoint;
use crate::desk::Desk;
use crate::options::Verify;
use crate::output;
use crate::stop::Stop;
use acts::{Error, Office};
use domain::lang::Lang;
use store::{Head, Verification};

pub fn run(desk: &Desk, asked: &Verify) -> Result<(), Stop> {
    let office = desk.office()?;
    let counties = match &asked.checkpoint {
        Some(file) => vec![checkpoint::prove(desk, &office, file, asked)?],
        None => desk.all_or_named(&office)?,
    };
    if counties.is_empty() {
        return Err(Error::NoCounty.into());
    }
    let mut bad = false;
    for county in counties {
        let progress = desk.progress("核验总账", "verifying the ledger");
        let head = office.store.head(&Office::operator(county).scope())?;
        let found = office.verify(county)?;
        drop(progress);
        bad |= found.bad.is_some();
        output::print(&report(&found, &head, desk.lang))?;
    }
    if bad { Err(Stop::Bad) } else { Ok(()) }
}

fn report(found: &Verification, head: &Head, lang: Lang) -> String {
    let hash: String = head.chain_hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let county = found.county;
    if let Some(row) = &found.bad {
        let column = row.column.as_deref().map(|c| format!(", column {c}")).unwrap_or_default();
        return match lang {
            Lang::Zh => format!(
                "县{county}：不符。{}\n  表 {}，第{}号{}\n",
                row.zh,
                row.table,
                row.seq,
                column.replace(", column ", "，栏 ")
            ),
            Lang::En => format!("county {county}: BAD. {}\n  table {}, seq {}{column}\n", row.en, row.table, row.seq),
        };
    }
    match lang {
        Lang::Zh => format!(
            "县{county}：核验{}行、{}个余额、对账{}项（其中{}项未计入单位）\n  链头 第{}号 {hash}\n  OK 无误\n",
            found.rows, found.balances, found.reconciled, found.uncredited, head.seq
        ),
        Lang::En => format!(
            "county {county}: {} rows, {} balances, {} reconciled ({} credited to no unit)\n  chain head no. {} {hash}\n  OK\n",
            found.rows, found.balances, found.reconciled, found.uncredited, head.seq
        ),
    }
}
