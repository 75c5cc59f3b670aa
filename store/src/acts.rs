//! Acts 办事留痕: who did what, when, from where and why — listed, opened, and read out of the chain so that it can be checked.

use crate::bulletins::Bulletin;
use crate::cell::Cell;
use crate::chain;
use crate::conn::{Row, one};
use crate::fault::Fault;
use crate::reader::Reader;
use crate::records::among;
use crate::table::{Keep, Table, quoted};
use crate::tables::{self, all};
use domain::actors::Actor;
use domain::ledger::Entry;
use domain::registers::{REGISTERS, Record, Register, Value};
use domain::stage::{COUNTY, Stage};

/// An act as kept 办事留痕.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRow {
    pub seq: i64,
    pub verb: String,
    pub actor: String,
    /// Code of the role.
    pub role: String,
    pub subject: String,
    pub reason: String,
    /// From where: an address, or the command line.
    pub origin: String,
    pub key: String,
    pub recorded_at: i64,
    /// The true clock at the moment of the write, ms.
    pub written_at: i64,
}

/// Which acts: empty and `None` mean any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActQuery {
    /// First and last instant of record, ms.
    pub from_at: Option<i64>,
    pub to_at: Option<i64>,
    /// The account, exactly.
    pub actor: String,
    /// How the verb begins: `returns.` finds everything done with returns.
    pub verb: String,
    /// Words of subject or reason, exactly as written.
    pub text: String,
    /// Only acts before this place in the chain.
    pub before: Option<i64>,
    /// Only acts after this place in the chain.
    pub after: Option<i64>,
    /// Oldest first; else the newest.
    pub oldest: bool,
    pub limit: usize,
}

/// A record written by an act, and the version that held before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub record: Record,
    pub before: Option<Record>,
}

/// What an act wrote. Of each kind no more than asked for; the counts are whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActFacts {
    /// (table, rows), where there are any.
    pub counts: Vec<(&'static str, i64)>,
    pub changes: Vec<Change>,
    pub entries: Vec<Entry>,
    pub bulletins: Vec<Bulletin>,
}

/// A row of the chain with all that its hash is made of: (column, value) where there is a value, in the order of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub seq: i64,
    pub table: &'static str,
    pub columns: Vec<(&'static str, Value)>,
    pub hash: [u8; 32],
}

const COLUMNS: &str = "SELECT \"seq\", \"verb\", \"actor\", \"role\", \"subject\", \"reason\", \"origin\", \"key\", \
                       \"recorded_at\", \"written_at\" FROM \"acts\" WHERE \"county_id\" = $1";

/// Places of the chain read together.
const WINDOW: i64 = 20_000;

impl Reader<'_> {
    /// The latest acts before a place in the chain, newest first.
    pub fn acts(&mut self, limit: usize, before: Option<i64>) -> Result<Vec<ActRow>, Fault> {
        self.acts_where(&ActQuery { before, limit, ..ActQuery::default() })
    }

    /// Acts that meet a query. The record of acts belongs to those who see everything and to the three officers 三员, who
    /// see nothing else; a unit does not read what others did.
    pub fn acts_where(&mut self, query: &ActQuery) -> Result<Vec<ActRow>, Fault> {
        self.note("acts");
        let mut acts = Vec::new();
        if self.hides_acts() {
            return Ok(acts);
        }
        let mut params = vec![self.county()];
        let mut sql = COLUMNS.to_owned();
        let mut meets = |condition: &str, cell: Cell| {
            params.push(cell);
            sql.push_str(&format!(" AND {}", condition.replace('?', &format!("${}", params.len()))));
        };
        meets("\"seq\" < ?", query.before.unwrap_or(i64::MAX).into());
        meets("\"seq\" > ?", query.after.unwrap_or(0).into());
        if let Some(from) = query.from_at {
            meets("\"recorded_at\" >= ?", from.into());
        }
        if let Some(to) = query.to_at {
            meets("\"recorded_at\" <= ?", to.into());
        }
        if !query.actor.is_empty() {
            meets("\"actor\" = ?", query.actor.as_str().into());
        }
        if !query.verb.is_empty() {
            meets(&format!("substr(\"verb\", 1, {}) = ?", query.verb.chars().count()), query.verb.as_str().into());
        }
        if !query.text.is_empty() {
            // LIKE differs between the engines in what it takes for the same letter; taking the words away does not.
            let whole = "(\"subject\" || ' ' || \"reason\")";
            meets(&format!("replace({whole}, ?, '') <> {whole}"), query.text.as_str().into());
        }
        let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
        params.push(limit.into());
        let order = if query.oldest { "" } else { " DESC" };
        sql.push_str(&format!(" ORDER BY \"seq\"{order} LIMIT ${}", params.len()));
        self.conn.each(&sql, &params, &mut |row| {
            acts.push(act_row(row));
            Ok(())
        })?;
        Ok(acts)
    }

    /// The act at a place in the chain.
    pub fn act(&mut self, seq: i64) -> Result<Option<ActRow>, Fault> {
        let one = ActQuery { before: seq.checked_add(1), after: seq.checked_sub(1), limit: 1, ..ActQuery::default() };
        Ok(self.acts_where(&one)?.pop())
    }

    /// What an act wrote. Its facts have the places between its own and the next act's, so that each table is asked by its
    /// key alone. Values are shown to those who see everything, and otherwise only inside an act, which records the reading.
    pub fn facts_of(&mut self, act: i64, most: usize) -> Result<ActFacts, Fault> {
        let mut facts = ActFacts::default();
        let sees = self.scope.allows(Stage::Reported, COUNTY) || self.pending.is_some();
        if self.hides_acts() || !sees || self.act(act)?.is_none() {
            return Ok(facts);
        }
        let end = self.end_of_act(act)?;
        let range = [self.county(), act.into(), end.into()];
        for (_, table) in tables::facts().filter(|(_, table)| table.name != "acts") {
            let count = format!("SELECT count(*) FROM {} WHERE {BETWEEN}", quoted(table.name));
            let rows = one(self.conn, &count, &range)?.unwrap_or(0);
            if rows > 0 {
                facts.counts.push((table.name, rows));
            }
        }
        // The reader's own eyes may see no business row at all; what may be seen was decided above.
        let eyes = self.scope;
        self.scope = Actor::system(eyes.county(), "facts").scope();
        let read = self.read_facts(&mut facts, &range, most);
        self.scope = eyes;
        read.map(|()| facts)
    }

    /// Versions of a register's records written between two instants, in the order of the chain.
    pub fn written_between(&mut self, register: &'static Register, from_at: i64, to_at: i64) -> Result<Vec<Record>, Fault> {
        self.records_where(register, "\"recorded_at\" BETWEEN $2 AND $3", &[self.county(), from_at.into(), to_at.into()])
    }

    /// The hash that the row at a place follows from.
    pub fn hash_before(&mut self, seq: i64) -> Result<[u8; 32], Fault> {
        let mut hash = None;
        self.chain(seq - 1, seq - 1, &mut |link| {
            hash = Some(link.hash);
            Ok(())
        })?;
        Ok(hash.unwrap_or_else(|| chain::first(self.scope.county())))
    }

    /// Every row of the chain between two places, in its order. Only for those who see everything.
    pub fn chain(&mut self, from: i64, to: i64, look: &mut dyn FnMut(Link) -> Result<(), Fault>) -> Result<(), Fault> {
        tables::facts().for_each(|(_, table)| self.note(table.name));
        let mut next = from.max(1);
        while self.scope.allows(Stage::Reported, COUNTY) && next <= to {
            let last = to.min(next + WINDOW - 1);
            let mut links = Vec::new();
            for (_, table) in tables::facts() {
                let range = [self.county(), next.into(), last.into()];
                self.conn.each(&table.select_between(), &range, &mut |row| {
                    links.push(link(table, row));
                    Ok(())
                })?;
            }
            links.sort_by_key(|link| link.seq);
            links.into_iter().try_for_each(&mut *look)?;
            next = last + 1;
        }
        Ok(())
    }

    /// By whose acts versions of a register were written: the place of each in the chain, and the account.
    pub fn writers(&mut self, register: &'static Register, places: &[i64]) -> Result<Vec<(i64, String)>, Fault> {
        self.note("acts");
        let mut writers = Vec::with_capacity(places.len());
        if self.hides_acts() || places.is_empty() {
            return Ok(writers);
        }
        let mut params = vec![self.county()];
        let places: Vec<Value> = places.iter().copied().map(Value::Int).collect();
        let among = among("seq", &places, &mut params);
        let sql = format!(
            "SELECT \"seq\", (SELECT \"actor\" FROM \"acts\" WHERE \"county_id\" = $1 AND \"seq\" = r.\"act\") FROM {} AS r \
             WHERE \"county_id\" = $1{among}",
            quoted(register.noun)
        );
        self.conn.gather(&sql, &params, &mut |row| {
            writers.push((row.at(0).int(), row.at(1).text().to_owned()));
            Ok(())
        })?;
        Ok(writers)
    }

    fn hides_acts(&self) -> bool {
        self.scope.business() && !self.scope.allows(Stage::Reported, COUNTY)
    }

    /// The place of the next act; beyond the head if there is none.
    pub fn end_of_act(&mut self, act: i64) -> Result<i64, Fault> {
        self.note("acts");
        let sql = "SELECT min(\"seq\") FROM \"acts\" WHERE \"county_id\" = $1 AND \"seq\" > $2";
        Ok(one(self.conn, sql, &[self.scope.county().into(), act.into()])?.unwrap_or(self.head.seq + 1))
    }

    fn read_facts(&mut self, facts: &mut ActFacts, range: &[Cell; 3], most: usize) -> Result<(), Fault> {
        let limit = format!("\"seq\" > $2 AND \"seq\" < $3 ORDER BY \"seq\" LIMIT {most}");
        for register in REGISTERS.iter().filter(|r| facts.counts.iter().any(|c| c.0 == r.noun)) {
            for record in self.records_where(register, &limit, range)? {
                let before = self.version_before(&record)?;
                facts.changes.push(Change { record, before });
            }
        }
        facts.changes.sort_by_key(|change| change.record.seq);
        facts.changes.truncate(most);
        if facts.counts.iter().any(|c| c.0 == "entries") {
            facts.entries = self.entries_between(range, most)?;
        }
        if facts.counts.iter().any(|c| c.0 == "bulletins") {
            facts.bulletins = self.bulletins_between(range, most)?;
        }
        Ok(())
    }

    fn version_before(&mut self, record: &Record) -> Result<Option<Record>, Fault> {
        Ok(self.versions(record.register, &record.key())?.into_iter().rfind(|earlier| earlier.seq < record.seq))
    }
}

const BETWEEN: &str = "\"county_id\" = $1 AND \"seq\" > $2 AND \"seq\" < $3";

fn act_row(row: &dyn Row) -> ActRow {
    ActRow {
        seq: row.at(0).int(),
        verb: row.at(1).text(),
        actor: row.at(2).text(),
        role: row.at(3).text(),
        subject: row.at(4).text(),
        reason: row.at(5).text(),
        origin: row.at(6).text(),
        key: row.at(7).text(),
        recorded_at: row.at(8).int(),
        written_at: row.at(9).int(),
    }
}

fn link(table: &'static Table, row: &dyn Row) -> Link {
    let own = table.columns.iter().enumerate().filter(|&(i, _)| Some(i) != table.hash);
    let columns = own.map(|(i, c)| (c.name.as_str(), row.at(i).value())).filter(|(_, value)| !value.is_null());
    Link {
        seq: row.at(1).int(),
        table: table.name,
        columns: columns.collect(),
        hash: table.hash.map_or([0; 32], |i| row.at(i).hash()),
    }
}

/// The hash of a row of the chain from the hash before it and its columns by name; `None`: no such table or column. For
/// checking what was read out of an archive without the archive.
pub fn hash_of(before: &[u8; 32], table: &str, columns: &[(String, Value)]) -> Option<[u8; 32]> {
    let table = all().iter().find(|t| t.name == table && t.keep == Keep::Fact)?;
    let mut cells: Vec<Cell> = table.columns.iter().map(|_| Cell::Null).collect();
    for (name, value) in columns {
        let place = table.columns.iter().position(|c| c.name == *name)?;
        cells[place] = Cell::from(value.clone());
    }
    let mut canonical = Vec::new();
    chain::encode(&mut canonical, table, |i| cells[i].seen());
    Some(chain::link(before, &canonical))
}
