//! Chain 数据链: SM3 over every column of every fact, one chain for each county.
//!
//! hash = SM3(hash before ‖ table ‖ for each column that is not null: name, type, length, value). Nulls are left out, so
//! that a column added to a register later does not change what earlier rows hash to; filling or emptying it does.
//!
//! Checkpoints state a second chain beside it, SHA-256 over the same bytes, which is not kept but recomputed.

use crate::cell::Seen;
use crate::table::Table;
use sha2::Sha256;
use sm3::{Digest, Sm3};

pub(crate) type Hash = [u8; 32];

/// What the first row of a county follows.
pub(crate) fn first(county: i32) -> Hash {
    Sm3::digest(origin(county)).into()
}

/// The same in the chain of checkpoints.
pub(crate) fn first_beside(county: i32) -> Hash {
    Sha256::digest(origin(county)).into()
}

fn origin(county: i32) -> String {
    format!("guatu county {county}")
}

/// The canonical bytes of a row: every column except the hash.
pub(crate) fn encode<'a>(out: &mut Vec<u8>, table: &Table, column: impl Fn(usize) -> Seen<'a>) {
    out.clear();
    text(out, table.name);
    for (i, described) in table.columns.iter().enumerate().filter(|&(i, _)| Some(i) != table.hash) {
        let value = column(i);
        if value != Seen::Null {
            text(out, &described.name);
        }
        match value {
            Seen::Null => {}
            Seen::Int(number) => {
                out.push(b'i');
                out.extend(number.to_be_bytes());
            }
            Seen::Text(word) => {
                out.push(b't');
                text(out, word);
            }
            Seen::Bytes(raw) => {
                out.push(b'b');
                bytes(out, raw);
            }
        }
    }
}

pub(crate) fn link(before: &Hash, canonical: &[u8]) -> Hash {
    Sm3::new().chain_update(before).chain_update(canonical).finalize().into()
}

pub(crate) fn link_beside(before: &Hash, canonical: &[u8]) -> Hash {
    Sha256::new().chain_update(before).chain_update(canonical).finalize().into()
}

fn text(out: &mut Vec<u8>, word: &str) {
    bytes(out, word.as_bytes());
}

fn bytes(out: &mut Vec<u8>, raw: &[u8]) {
    out.extend(u32::try_from(raw.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(raw);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables;

    fn canonical(table: &Table, changed: Option<(usize, Seen<'static>)>) -> Vec<u8> {
        let mut out = Vec::new();
        encode(&mut out, table, |i| match changed {
            Some((column, value)) if column == i => value,
            Some(_) | None => Seen::Int(7),
        });
        out
    }

    /// Every column of every table counts, except the hash itself: a new column is covered the day it is declared.
    #[test]
    fn every_column_is_covered() {
        for (_, table) in tables::facts() {
            let whole = canonical(table, None);
            for (i, column) in table.columns.iter().enumerate() {
                for other in [Seen::Int(8), Seen::Null, Seen::Text("7")] {
                    let same = canonical(table, Some((i, other))) == whole;
                    assert_eq!(same, Some(i) == table.hash, "{}.{}", table.name, column.name);
                }
            }
        }
    }

    #[test]
    fn sm3_is_the_standard_one() {
        // GB/T 32905-2016, example 1.
        let hex: String = Sm3::digest("abc").iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }

    /// Whoever has neither this program nor SM3 can follow the chain of checkpoints with any SHA-256.
    #[test]
    fn the_chain_beside_is_plain_sha256() {
        let first = first_beside(7);
        assert_eq!(first, <Hash>::from(Sha256::digest("guatu county 7")));
        let whole = [&first[..], b"row"].concat();
        assert_eq!(link_beside(&first, b"row"), <Hash>::from(Sha256::digest(whole)));
        assert_ne!(link_beside(&first, b"row"), link(&first, b"row"));
    }
}
