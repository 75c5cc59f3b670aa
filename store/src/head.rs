//! Head 链头: how far a county's chain has come. Locked first in every write.

use crate::cell::Cell;
use crate::chain;
use crate::conn::Conn;
use crate::fault::Fault;

/// The head row of a county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub county: i32,
    /// Place of the last fact; 0: there is none.
    pub seq: i64,
    pub chain_hash: [u8; 32],
    /// No fact of the county is recorded later than this, ms.
    pub last_recorded_at: i64,
}

const COLUMNS: &str = "SELECT \"county_id\", \"seq\", \"chain_hash\", \"last_recorded_at\" FROM \"county_head\"";

impl Head {
    /// Before the first fact.
    pub(crate) fn first(county: i32) -> Head {
        Head { county, seq: 0, chain_hash: chain::first(county), last_recorded_at: 0 }
    }
}

pub(crate) fn all(conn: &mut dyn Conn) -> Result<Vec<Head>, Fault> {
    some(conn, &format!("{COLUMNS} ORDER BY \"county_id\""), &[])
}

pub(crate) fn find(conn: &mut dyn Conn, county: i32) -> Result<Option<Head>, Fault> {
    Ok(some(conn, &format!("{COLUMNS} WHERE \"county_id\" = $1"), &[county.into()])?.pop())
}

/// Lock the head of a county for this transaction, making it if the county is new.
pub(crate) fn lock(conn: &mut dyn Conn, county: i32) -> Result<Head, Fault> {
    let new = Head::first(county);
    let sql = "INSERT INTO \"county_head\" (\"county_id\", \"seq\", \"chain_hash\", \"epoch\", \"last_recorded_at\") \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (\"county_id\") DO NOTHING";
    conn.exec(sql, &[county.into(), new.seq.into(), Cell::Hash(new.chain_hash), Cell::Int(1), new.last_recorded_at.into()])?;
    let locked = format!("{COLUMNS} WHERE \"county_id\" = $1{}", conn.for_update());
    Ok(some(conn, &locked, &[county.into()])?.pop().unwrap_or(new))
}

pub(crate) fn advance(conn: &mut dyn Conn, head: &Head) -> Result<(), Fault> {
    let sql = "UPDATE \"county_head\" SET \"seq\" = $1, \"chain_hash\" = $2, \"last_recorded_at\" = $3 WHERE \"county_id\" = $4";
    conn.exec(sql, &[head.seq.into(), Cell::Hash(head.chain_hash), head.last_recorded_at.into(), head.county.into()])?;
    Ok(())
}

fn some(conn: &mut dyn Conn, sql: &str, params: &[Cell]) -> Result<Vec<Head>, Fault> {
    let mut heads = Vec::new();
    conn.each(sql, params, &mut |row| {
        heads.push(Head {
            county: row.at(0).small(),
            seq: row.at(1).int(),
            chain_hash: row.at(2).hash(),
            last_recorded_at: row.at(3).int(),
        });
        Ok(())
    })?;
    Ok(heads)
}
