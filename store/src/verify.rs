//! Verification 核验: recompute every hash and every balance, and name the first row that does not hold.

use crate::cell::Cell;
use crate::chain::{self, Hash};
use crate::conn::{Conn, Row, one};
use crate::fault::Fault;
use crate::head::{self, Head};
use crate::pages;
use crate::reconcile::{CreditMode, reconcile};
use crate::table::{Table, quoted};
use crate::tables;
use domain::ledger::Page;

/// Places of the chain looked at together: memory does not grow with history.
const WINDOW: i64 = 20_000;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    pub county: i32,
    /// Facts whose hashes were recomputed.
    pub rows: i64,
    /// Balances compared with the sums of their entries.
    pub balances: i64,
    /// Records × indicators × stages whose units were compared with the county, and those without any unit.
    pub reconciled: i64,
    pub uncredited: i64,
    /// The first row that does not hold; `None`: everything does.
    pub bad: Option<BadRow>,
}

/// A row that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Empty when a row is missing and nothing tells from which table.
    pub table: String,
    pub seq: i64,
    pub column: Option<String>,
    pub zh: String,
    pub en: String,
}

/// How far a county's chain holds 数据链的前段.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// Place of the last fact there is now.
    pub head: i64,
    /// The digests at the place asked for; `None` when the chain does not reach it or does not hold.
    pub digests: Option<Digests>,
    /// The first row that does not hold.
    pub bad: Option<BadRow>,
}

/// What all facts up to a place come down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    pub seq: i64,
    pub sm3: [u8; 32],
    pub sha256: [u8; 32],
}

/// A fact with what its hash is made of.
struct Fact {
    seq: i64,
    table: &'static Table,
    recorded_at: i64,
    canonical: Vec<u8>,
    stored: Hash,
}

pub(crate) fn verify(conn: &mut dyn Conn, county: i32, credit_of: &dyn Fn(i32) -> CreditMode) -> Result<Verification, Fault> {
    let head = head::find(conn, county)?.unwrap_or_else(|| Head::first(county));
    let mut found = Verification { county, ..Verification::default() };
    found.bad = missing_table(conn)?;
    if found.bad.is_none() {
        found.bad = outside(conn, &head)?;
    }
    if found.bad.is_none() {
        found.bad = follow(conn, &head, &mut found.rows)?;
    }
    if found.bad.is_none() {
        found.bad = compare_balances(conn, county, &mut found.balances)?;
    }
    if found.bad.is_none() {
        let done = reconcile(conn, county, credit_of)?;
        (found.reconciled, found.uncredited, found.bad) = (done.compared, done.uncredited, done.bad);
    }
    Ok(found)
}

/// Chain and balances of a county, inside a transaction that is not ended yet.
pub(crate) fn sound(conn: &mut dyn Conn, county: i32) -> Result<Option<BadRow>, Fault> {
    let head = head::find(conn, county)?.unwrap_or_else(|| Head::first(county));
    let bad = outside(conn, &head)?;
    let bad = if bad.is_none() { follow(conn, &head, &mut 0)? } else { bad };
    if bad.is_none() { compare_balances(conn, county, &mut 0) } else { Ok(bad) }
}

fn missing_table(conn: &mut dyn Conn) -> Result<Option<BadRow>, Fault> {
    let layout = conn.layout()?;
    let gone = tables::all().iter().find(|table| !layout.contains_key(table.name));
    Ok(gone.map(|table| bad(table.name, 0, "整张表已被删除", "the whole table was dropped")))
}

/// Rows before the first or after the last place of the chain.
fn outside(conn: &mut dyn Conn, head: &Head) -> Result<Option<BadRow>, Fault> {
    for (_, table) in tables::facts() {
        let sql =
            format!("SELECT min(\"seq\") FROM {} WHERE \"county_id\" = $1 AND (\"seq\" < 1 OR \"seq\" > $2)", quoted(table.name));
        if let Some(seq) = one(conn, &sql, &[head.county.into(), head.seq.into()])? {
            return Ok(Some(bad(
                table.name,
                seq,
                "不在数据链之内，是在系统之外加入的",
                "lies outside the chain: it was added from outside",
            )));
        }
    }
    Ok(None)
}

/// Follow the chain from the first row to the head.
fn follow(conn: &mut dyn Conn, head: &Head, rows: &mut i64) -> Result<Option<BadRow>, Fault> {
    let mut last_recorded = 0;
    let walked = walk(conn, head.county, (chain::first(head.county), 1), head.seq, &mut |fact| {
        last_recorded = last_recorded.max(fact.recorded_at);
        *rows += 1;
    })?;
    let hash = match walked {
        Ok(hash) => hash,
        Err(row) => return Ok(Some(row)),
    };
    if hash != head.chain_hash {
        return Ok(Some(other_head(head)));
    }
    if last_recorded != head.last_recorded_at {
        let late =
            bad("county_head", head.seq, "最后记录时间与事实不符", "the instant of the last record does not match the facts");
        return Ok(Some(BadRow { column: Some("last_recorded_at".to_owned()), ..late }));
    }
    Ok(None)
}

fn other_head(head: &Head) -> BadRow {
    bad("county_head", head.seq, "链头与最后一行不符", "the head does not match the last row")
}

/// Recompute the chain from a place, with the hash before it, up to another: the hash there, or the first row that does not hold.
fn walk(
    conn: &mut dyn Conn,
    county: i32,
    (mut hash, mut next): (Hash, i64),
    end: i64,
    step: &mut dyn FnMut(&Fact),
) -> Result<Result<Hash, BadRow>, Fault> {
    while next <= end {
        let to = (next + WINDOW - 1).min(end);
        let facts = window(conn, county, next, to)?;
        for (i, fact) in facts.iter().enumerate() {
            if fact.seq > next {
                return missing(conn, county, next, &hash).map(Err);
            }
            let computed = chain::link(&hash, &fact.canonical);
            if fact.seq < next || computed != fact.stored {
                return Ok(Err(changed(fact, next, &computed, facts.get(i + 1))));
            }
            step(fact);
            (hash, next) = (computed, next + 1);
        }
        if next <= to {
            return missing(conn, county, next, &hash).map(Err);
        }
    }
    Ok(Ok(hash))
}

/// The chain up to a place, or up to its head: recomputed, with SHA-256 beside SM3 in the same pass. What was proved up to an earlier
/// place need not be read again: only what follows from it.
pub(crate) fn prefix(conn: &mut dyn Conn, county: i32, since: Option<&Digests>, to: Option<i64>) -> Result<Prefix, Fault> {
    let head = head::find(conn, county)?.unwrap_or_else(|| Head::first(county));
    let end = to.unwrap_or(head.seq);
    let mut found = Prefix { head: head.seq, digests: None, bad: None };
    let start = Digests { seq: 0, sm3: chain::first(county), sha256: chain::first_beside(county) };
    let start = since.unwrap_or(&start);
    // Places start at 1: a place beyond the head or before the first row has no digests.
    if !(start.seq..=head.seq).contains(&end) {
        return Ok(found);
    }
    found.bad = missing_table(conn)?;
    if found.bad.is_none() {
        found.bad = outside(conn, &head)?;
    }
    if found.bad.is_some() {
        return Ok(found);
    }
    let mut sha256 = start.sha256;
    match walk(conn, county, (start.sm3, start.seq + 1), end, &mut |fact| sha256 = chain::link_beside(&sha256, &fact.canonical))?
    {
        Err(row) => found.bad = Some(row),
        Ok(sm3) if end == head.seq && sm3 != head.chain_hash => found.bad = Some(other_head(&head)),
        Ok(sm3) => found.digests = Some(Digests { seq: end, sm3, sha256 }),
    }
    Ok(found)
}

fn changed(fact: &Fact, expected: i64, computed: &Hash, follower: Option<&Fact>) -> BadRow {
    let name = fact.table.name;
    if fact.seq < expected {
        return bad(
            name,
            fact.seq,
            "与另一行占用同一位置，是在系统之外加入的",
            "takes the place of another row: it was added from outside",
        );
    }
    // If the next row follows from the recomputed hash, only the hash of this one was touched.
    if follower.is_some_and(|f| f.seq == expected + 1 && chain::link(computed, &f.canonical) == f.stored) {
        let row = bad(name, fact.seq, "的校验值被改动", "has a changed hash");
        return BadRow { column: Some("hash".to_owned()), ..row };
    }
    bad(name, fact.seq, "的内容在系统之外被改动", "was changed from outside")
}

/// A place is empty: the row was deleted, or given to another county.
fn missing(conn: &mut dyn Conn, county: i32, seq: i64, before: &Hash) -> Result<BadRow, Fault> {
    for (_, table) in tables::facts() {
        let sql = format!("SELECT {} FROM {} WHERE \"seq\" = $1 AND \"county_id\" <> $2", table.list, quoted(table.name));
        let mut moved = false;
        conn.each(&sql, &[seq.into(), county.into()], &mut |row| {
            let home = Cell::from(county);
            let mut canonical = Vec::new();
            chain::encode(&mut canonical, table, |i| if i == 0 { home.seen() } else { row.at(i) });
            moved |= chain::link(before, &canonical) == hash_of(table, row);
            Ok(())
        })?;
        if moved {
            let row = bad(table.name, seq, "被改到了另一个县名下", "was moved to another county");
            return Ok(BadRow { column: Some("county_id".to_owned()), ..row });
        }
    }
    Ok(bad("", seq, "已被删除", "was deleted"))
}

/// The facts of a stretch of the chain, in its order.
fn window(conn: &mut dyn Conn, county: i32, from: i64, to: i64) -> Result<Vec<Fact>, Fault> {
    let mut facts = Vec::new();
    for (_, table) in tables::facts() {
        let recorded = table.columns.iter().position(|c| c.name == "recorded_at").unwrap_or(0);
        conn.each(&table.select_between(), &[county.into(), from.into(), to.into()], &mut |row| {
            let mut canonical = Vec::new();
            chain::encode(&mut canonical, table, |i| row.at(i));
            let stored = hash_of(table, row);
            facts.push(Fact { seq: row.at(1).int(), table, recorded_at: row.at(recorded).int(), canonical, stored });
            Ok(())
        })?;
    }
    facts.sort_by_key(|fact| fact.seq);
    Ok(facts)
}

fn hash_of(table: &Table, row: &dyn Row) -> Hash {
    table.hash.map_or([0; 32], |i| row.at(i).hash())
}

fn compare_balances(conn: &mut dyn Conn, county: i32, count: &mut i64) -> Result<Option<BadRow>, Fault> {
    let summed = pages::summed(conn, county)?;
    let stored = pages::stored(conn, county)?;
    for (address, page) in &stored {
        let right = summed.get(address).copied();
        if right != Some(*page) {
            let row = bad(
                "balances",
                0,
                &format!("（{address:?}）与分录合计不符，可用“重建余额”恢复"),
                &format!("({address:?}) is not the sum of its entries; rebuilding the balances puts it right"),
            );
            let column = right.and_then(|right| different(&right, page));
            return Ok(Some(BadRow { column, ..row }));
        }
        *count += 1;
    }
    let gone = summed.iter().find(|(address, _)| !stored.contains_key(address));
    Ok(gone.map(|(address, _)| bad("balances", 0, &format!("（{address:?}）已被删除"), &format!("({address:?}) was deleted"))))
}

fn different(right: &Page, stored: &Page) -> Option<String> {
    let amount = (0..12).find(|&m| right.amounts[m] != stored.amounts[m]).map(|m| format!("a{:02}", m + 1));
    amount.or_else(|| (0..12).find(|&m| right.counts[m] != stored.counts[m]).map(|m| format!("n{:02}", m + 1)))
}

fn bad(table: &str, seq: i64, zh: &str, en: &str) -> BadRow {
    let (table_zh, table_en) = if table.is_empty() { ("数据链", "the chain") } else { (table, table) };
    BadRow {
        table: table.to_owned(),
        seq,
        column: None,
        zh: format!("{table_zh} 第{seq}行{zh}"),
        en: format!("row {seq} of {table_en} {en}"),
    }
}
