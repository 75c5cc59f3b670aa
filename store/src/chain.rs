//! Chain 数据链: SM3 over every column of every fact, one chain for each county.
//!
//! hash = SM3(hash before ‖ canonical bytes of the row). Canonical bytes: the table's name, then for each column that is not null
//! its tag (see [`tag`]) and its value. Nulls are left out, so that a column added to a register later does not change what earlier
//! rows hash to; filling or emptying it does. How each value is written: [`encode`].
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

/// What a column is called in canonical bytes: the first two bytes of the SHA-256 of its name. Whole names would be half of what is
/// hashed; places in the table would change with a column declared between two others.
pub(crate) fn tag(column: &str) -> [u8; 2] {
    let digest = Sha256::digest(column);
    [digest[0], digest[1]]
}

/// The canonical bytes of a row: every column except the hash.
///
/// A number is a byte with its length, 1 to 8, and its shortest two's complement, big-endian. A text is `t`, its length in bytes as
/// a number, and its UTF-8; bytes are the same with `b`. The table's name is written without the `t`.
pub(crate) fn encode<'a>(out: &mut Vec<u8>, table: &Table, column: impl Fn(usize) -> Seen<'a>) {
    out.clear();
    bytes(out, table.name.as_bytes());
    for (i, described) in table.columns.iter().enumerate().filter(|&(i, _)| Some(i) != table.hash) {
        let value = column(i);
        if value != Seen::Null {
            out.extend(described.tag);
        }
        match value {
            Seen::Null => {}
            Seen::Int(value) => number(out, value),
            Seen::Text(word) => {
                out.push(b't');
                bytes(out, word.as_bytes());
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

fn bytes(out: &mut Vec<u8>, raw: &[u8]) {
    number(out, i64::try_from(raw.len()).unwrap_or(i64::MAX));
    out.extend(raw);
}

fn number(out: &mut Vec<u8>, value: i64) {
    // Leading bytes that only repeat the sign.
    let spare = ((value ^ (value >> 63)).leading_zeros() as usize - 1) / 8;
    out.push(8 - spare as u8);
    out.extend(&value.to_be_bytes()[spare..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Type, may};
    use crate::tables;
    use std::collections::BTreeSet;

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

    /// A name that meets another in its table cannot be given to a column.
    #[test]
    fn tags_never_meet() {
        for table in tables::all() {
            let tags: BTreeSet<_> = table.columns.iter().map(|column| column.tag).collect();
            assert_eq!(tags.len(), table.columns.len(), "{}", table.name);
        }
    }

    #[test]
    fn a_number_is_as_long_as_it_must_be_and_no_two_are_alike() {
        let edges = (0..63).map(|bits| (1_i64 << bits) - 1).flat_map(|n| [n, n + 1, -n, -n - 1]).chain([i64::MAX, i64::MIN]);
        for value in edges {
            let mut out = Vec::new();
            number(&mut out, value);
            let (length, raw) = (usize::from(out[0]), &out[1..]);
            assert_eq!(raw.len(), length, "{value}");
            let sign = if raw[0] >= 0x80 { 0xff } else { 0 };
            let mut whole = [sign; 8];
            whole[8 - length..].copy_from_slice(raw);
            assert_eq!(i64::from_be_bytes(whole), value);
            // One byte less would be another number.
            assert!(length == 1 || i64::from_be_bytes(whole) != (value << (72 - 8 * length)) >> (72 - 8 * length), "{value}");
        }
    }

    /// What somebody else's program must come to as well.
    #[test]
    fn a_row_is_written_like_this() {
        let table = Table::facts("notes", vec![may("text", Type::Text), may("amount", Type::Big)]);
        let row = [Seen::Int(360_101), Seen::Int(7), Seen::Int(6), Seen::Int(-129), Seen::Text("挂图"), Seen::Null];
        let mut out = Vec::new();
        encode(&mut out, &table, |i| row[i]);
        let expected = [
            &[1, 5][..],
            b"notes",
            &tag("county_id"),
            &[3, 0x05, 0x7e, 0xa5],
            &tag("seq"),
            &[1, 7],
            &tag("act"),
            &[1, 6],
            &tag("recorded_at"),
            &[2, 0xff, 0x7f],
            &tag("text"),
            b"t",
            &[1, 6],
            "挂图".as_bytes(),
        ];
        assert_eq!(out, expected.concat());
        // SHA-256 of "seq" begins so.
        assert_eq!(tag("seq"), [0x4f, 0x52]);
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
