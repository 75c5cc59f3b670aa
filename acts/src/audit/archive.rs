//! Archive 归档: the chain between two days as lines of JSON with its hashes, to be handed to the archives and checked there
//! without the database (DOMAIN.md §11.9–10): logs are kept six months and more, records handed over after ten years.
//!
//! The first line says what follows from which hash; then a line for each row of the chain: place, table, columns in the
//! order in which they are hashed, and the hash. Nulls are left out, as they are in the hash.

use crate::acting::allow;
use crate::{Error, Office, hex};
use domain::actors::Actor;
use domain::calendar::{Date, end_of_day, start_of_day};
use domain::lang::Lang;
use domain::policy::{Action, Request};
use domain::registers::Value;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};
use store::{ActQuery, Fault, Link, hash_of};

const FORMAT: &str = "guatu-acts/1";

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    pub format: String,
    pub county: i32,
    /// Days asked for.
    pub from: String,
    pub to: String,
    /// First and last place of the chain in the file.
    pub first: i64,
    pub last: i64,
    /// Hash that the first row follows from, and hash of the last.
    pub before: String,
    pub after: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    seq: i64,
    table: String,
    columns: Vec<(String, serde_json::Value)>,
    hash: String,
}

/// Why an archive does not hold: the line of the file, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub line: usize,
    pub zh: &'static str,
    pub en: &'static str,
}

impl Broken {
    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => format!("第{}行{}", self.line, self.zh),
            Lang::En => format!("line {} {}", self.line, self.en),
        }
    }
}

impl Office {
    /// Write the acts of some days with all they wrote: everything between the first and the last of them in the chain.
    pub fn archive_acts(&self, actor: &Actor, from: Date, to: Date, out: &mut dyn Write) -> Result<Archived, Error> {
        allow(actor, Request::of(Action::ReadActs))?;
        let unwritable = |e: &std::io::Error| Error::Unwritable("acts.jsonl".into(), e.to_string());
        let mut failed = None;
        let done = self.store.read(&actor.scope(), |reader| {
            let days =
                ActQuery { from_at: Some(start_of_day(from)), to_at: Some(end_of_day(to)), limit: 1, ..ActQuery::default() };
            let first = reader.acts_where(&ActQuery { oldest: true, ..days.clone() })?;
            let last = reader.acts_where(&days)?;
            let (Some(first), Some(last)) = (first.first(), last.first()) else { return Ok(None) };
            let (first, last) = (first.seq, reader.end_of_act(last.seq)? - 1);
            let hex_before = |reader: &mut store::Reader<'_>, seq| reader.hash_before(seq).map(|hash| hex(&hash));
            let head = Archived {
                format: FORMAT.to_owned(),
                county: actor.county,
                from: from.to_string(),
                to: to.to_string(),
                first,
                last,
                before: hex_before(reader, first)?,
                after: hex_before(reader, last + 1)?,
            };
            let mut put = |line: String| {
                if failed.is_none() {
                    failed = writeln!(out, "{line}").err();
                }
            };
            put(serde_json::to_string(&head).unwrap_or_default());
            reader.chain(first, last, &mut |link| {
                put(serde_json::to_string(&row(link)).unwrap_or_default());
                Ok::<(), Fault>(())
            })?;
            Ok(Some(head))
        })?;
        match (failed, done) {
            (Some(error), _) => Err(unwritable(&error)),
            (None, Some(head)) => Ok(head),
            (None, None) => Err(Error::NotFound),
        }
    }
}

fn row(link: Link) -> Row {
    let value = |value| match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(number) => number.into(),
        Value::Text(text) => text.into(),
    };
    Row {
        seq: link.seq,
        table: link.table.to_owned(),
        columns: link.columns.into_iter().map(|(name, v)| (name.to_owned(), value(v))).collect(),
        hash: hex(&link.hash),
    }
}

/// Recompute every hash of an archive, from the first line to the last.
pub fn check_archive(read: impl BufRead) -> Result<Archived, Broken> {
    let broken = |line, zh, en| Broken { line, zh, en };
    let mut lines = read.lines().enumerate().map(|(n, line)| (n + 1, line.unwrap_or_default()));
    let head = lines.next().and_then(|(_, line)| serde_json::from_str::<Archived>(&line).ok());
    let head = head
        .filter(|head| head.format == FORMAT)
        .ok_or_else(|| broken(1, "不是归档文件的首行", "is not the first line of an archive"))?;
    let (mut hash, mut next) = (head.before.clone(), head.first);
    for (n, line) in lines {
        let row: Row = serde_json::from_str(&line).map_err(|_| broken(n, "无法识别", "cannot be read"))?;
        if row.seq != next {
            return Err(broken(n, "位置不连续，有行被删去、增加或调换", "is out of place: a row was removed, added or moved"));
        }
        let computed = recompute(&hash, &row, head.county);
        if computed.as_deref() != Some(row.hash.as_str()) {
            return Err(broken(n, "与校验值不符，内容被改动", "does not match its hash: it was changed"));
        }
        (hash, next) = (row.hash, next + 1);
    }
    if next != head.last + 1 || hash != head.after {
        return Err(broken(usize::try_from(next - head.first).unwrap_or(0) + 2, "之后缺行", "and what follows is missing"));
    }
    Ok(head)
}

fn recompute(before: &str, row: &Row, county: i32) -> Option<String> {
    let mut columns = Vec::with_capacity(row.columns.len());
    for (name, value) in &row.columns {
        let value = match value {
            serde_json::Value::String(text) => Value::Text(text.clone()),
            serde_json::Value::Number(number) => Value::Int(number.as_i64()?),
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
                return None;
            }
        };
        columns.push((name.clone(), value));
    }
    let is = |name: &str, wanted: i64| columns.iter().any(|c| c.0 == name && c.1 == Value::Int(wanted));
    let right_place = is("seq", row.seq) && is("county_id", i64::from(county));
    let before: [u8; 32] = unhex(before)?;
    hash_of(&before, &row.table, &columns).filter(|_| right_place).map(|hash| hex(&hash))
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digit = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(digit).collect();
    bytes?.try_into().ok()
}
