//! SQLite 嵌入式: one file, one writer, write-ahead log with a flush at every commit.
//!
//! Facts are guarded by triggers; they are part of this dialect, not of any rule. Working connections may not drop them.

use super::sqlite_faults::fault;
use super::{Purpose, add_columns, create_indexes, create_table};
use crate::cell::{Cell, Seen};
use crate::conn::{Conn, Layout, Look, Row, Setting, refuse_unsafe};
use crate::fault::Fault;
use crate::table::{Keep, Table, Type, quoted};
use crate::tables;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement, ToSql, params_from_iter};
use std::path::Path;
use std::time::Duration;

/// The oldest version without the lost-commit fault of the write-ahead log.
const OLDEST: i32 = 3_051_003;

pub(crate) struct Sqlite {
    conn: Connection,
    place: String,
    /// May make and change tables.
    owner: bool,
}

pub(crate) fn connect(path: &Path, place: &str, purpose: Purpose) -> Result<Sqlite, Fault> {
    let create = purpose == Purpose::Found { create: true };
    if !create && !path.exists() {
        return Err(Fault::Missing { place: place.to_owned() });
    }
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty() && !f.is_dir()) {
        return Err(Fault::Missing { place: folder.display().to_string() });
    }
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    // A file that is there already is not touched before it is known to be ours.
    let fresh = create && path.metadata().map_or(true, |file| file.len() == 0);
    let conn = Connection::open_with_flags(path, flags).map_err(|e| fault(place, &e))?;
    let owner = matches!(purpose, Purpose::Found { .. });
    let mut sqlite = Sqlite { conn, place: place.to_owned(), owner };
    sqlite.set_up(purpose, fresh)?;
    Ok(sqlite)
}

impl Sqlite {
    fn set_up(&mut self, purpose: Purpose, fresh: bool) -> Result<(), Fault> {
        let place = self.place.clone();
        let to_fault = |e: rusqlite::Error| fault(&place, &e);
        self.conn.busy_timeout(Duration::from_secs(5)).map_err(to_fault)?;
        self.conn.set_prepared_statement_cache_capacity(512);
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(to_fault)?;
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(to_fault)?;
        // A statement is planned once, not anew for every value it is asked with: that was a third of what a busy server did.
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(to_fault)?;
        self.batch("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY")?;
        // Enough for the upper pages of every index while a history is loaded.
        self.batch(if purpose == Purpose::Read { "PRAGMA cache_size=-16000" } else { "PRAGMA cache_size=-128000" })?;
        if fresh {
            self.batch("PRAGMA journal_mode=WAL")?;
        }
        if purpose == Purpose::Read {
            self.batch("PRAGMA query_only=ON")?;
        }
        if !self.owner {
            self.conn.authorizer(Some(only_rows)).map_err(to_fault)?;
        }
        Ok(())
    }

    /// One statement as the owner.
    fn define(&mut self, sql: &str) -> Result<(), Fault> {
        if self.owner {
            return self.batch(sql);
        }
        let anything = None::<fn(AuthContext<'_>) -> Authorization>;
        self.conn.authorizer(anything).map_err(|e| fault(&self.place, &e))?;
        let done = self.batch(sql);
        self.conn.authorizer(Some(only_rows)).map_err(|e| fault(&self.place, &e))?;
        done
    }

    fn settings(&self) -> rusqlite::Result<Vec<Setting>> {
        let number = |pragma: &str| self.conn.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let switch = |name, pragma, wanted: &'static str| -> rusqlite::Result<Setting> {
            let found = number(pragma)?.to_string();
            let safe = found == wanted;
            Ok(Setting::new(name, found, wanted, safe))
        };
        let journal: String = self.conn.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let synchronous = number("synchronous")?;
        let defensive = self.conn.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?;
        Ok(vec![
            version(rusqlite::version_number()),
            Setting::new("journal_mode", journal.clone(), "wal", journal == "wal"),
            Setting::new("synchronous", synchronous.to_string(), "2 (FULL)", synchronous >= 2),
            switch("foreign_keys", "foreign_keys", "1")?,
            switch("recursive_triggers", "recursive_triggers", "1")?,
            switch("trusted_schema", "trusted_schema", "0")?,
            Setting::new("defensive", defensive.to_string(), "true", defensive),
        ])
    }
}

pub(super) fn version(number: i32) -> Setting {
    let text = format!("{}.{}.{}", number / 1_000_000, number / 1000 % 1000, number % 1000);
    Setting::new("sqlite_version", text, "3.51.3 or newer", number >= OLDEST)
}

/// A working connection reads and writes rows; it makes, changes and drops nothing.
fn only_rows(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Insert { .. }
        | AuthAction::Update { .. }
        | AuthAction::Delete { .. }
        | AuthAction::Transaction { .. }
        | AuthAction::Savepoint { .. }
        | AuthAction::Function { .. }
        | AuthAction::Recursive
        | AuthAction::Pragma { .. } => Authorization::Allow,
        // The list of actions is SQLite's, and open: what is not named is refused.
        _ => Authorization::Deny,
    }
}

fn type_of(kind: Type) -> &'static str {
    match kind {
        Type::Small | Type::Int | Type::Big => "INTEGER",
        Type::Text => "TEXT",
        Type::Hash => "BLOB",
    }
}

/// Guards of a fact table: no change, no deletion, and no row in the place of another (`REPLACE`).
fn guards(table: &Table) -> Vec<String> {
    let never = |what: &str, event: &str| guard(table, what, event, "", "ABORT, 'append-only");
    vec![never("unchanged", "UPDATE"), never("undeleted", "DELETE"), unreplaced(table)]
}

/// Refused before anything of the row is written, so that there is nothing for the statement itself to undo: see `put`.
fn unreplaced(table: &Table) -> String {
    let own_key: Vec<&str> = table.key.iter().map(String::as_str).collect();
    let there: Vec<String> = std::iter::once(own_key)
        .chain(table.unique.iter().cloned())
        .map(|columns| {
            let same: Vec<String> = columns.iter().map(|c| format!("{0} = NEW.{0}", quoted(c))).collect();
            format!("EXISTS (SELECT 1 FROM {} WHERE {})", quoted(table.name), same.join(" AND "))
        })
        .collect();
    guard(table, UNREPLACED, "INSERT", &format!(" WHEN {}", there.join(" OR ")), "FAIL, 'taken")
}

const UNREPLACED: &str = "unreplaced";

fn guard(table: &Table, what: &str, event: &str, when: &str, raise: &str) -> String {
    format!(
        "CREATE TRIGGER IF NOT EXISTS {} BEFORE {event} ON {}{when} BEGIN SELECT RAISE({raise}: {}'); END",
        guard_name(table, what),
        quoted(table.name),
        table.name
    )
}

fn guard_name(table: &Table, what: &str) -> String {
    quoted(&format!("{}_{what}", table.name))
}

/// Where SQLite keeps what it takes tables for.
const HINTS: &str = "sqlite_stat1";

/// Tell SQLite what the tables hold. Without being told it takes it that a county has ten rows: then it finds one record by
/// reading all of its register, because they lie in the order that is asked for. Nothing is counted, so that an archive behaves
/// the same whatever it holds.
fn hints() -> Vec<String> {
    let mut hints = vec![
        // Makes the table; reads next to nothing of an archive that is there already.
        "PRAGMA analysis_limit=1".to_owned(),
        "ANALYZE".to_owned(),
        format!("DELETE FROM {HINTS}"),
    ];
    for table in tables::all() {
        let hint = |index: &str, columns: usize, unique: bool| {
            let name = table.name;
            format!("INSERT INTO {HINTS} (tbl, idx, stat) VALUES ('{name}', '{index}', '{}')", spread(columns, unique))
        };
        hints.push(hint(table.name, table.key.len(), true));
        let unique = table.unique.iter().enumerate().map(|(n, of)| hint(&format!("{}_unique_{n}", table.name), of.len(), true));
        let others = table.indexes.iter().enumerate().map(|(n, of)| hint(&format!("{}_index_{n}", table.name), of.len(), false));
        hints.extend(unique.chain(others));
    }
    hints
}

/// Rows in all, in a county, and with each further column the same: a million, and evenly fewer with every column.
fn spread(columns: usize, unique: bool) -> String {
    let further = columns.saturating_sub(1).max(1);
    let least = if unique { 1 } else { 10 };
    let rows = |n: usize| 10_usize.pow(u32::try_from(6 * (further - n.min(further)) / further).unwrap_or(0)).max(least);
    std::iter::once(rows(0)).chain((0..columns).map(rows)).map(|n| n.to_string()).collect::<Vec<_>>().join(" ")
}

impl Conn for Sqlite {
    fn place(&self) -> &str {
        &self.place
    }

    fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.conn.execute_batch(sql).map_err(|e| fault(&self.place, &e))
    }

    fn exec(&mut self, sql: &str, params: &[Cell]) -> Result<u64, Fault> {
        let run = || self.conn.prepare_cached(sql)?.execute(params_from_iter(params));
        run().map(|n| u64::try_from(n).unwrap_or(0)).map_err(|e| fault(&self.place, &e))
    }

    fn each(&mut self, sql: &str, params: &[Cell], look: Look<'_>) -> Result<(), Fault> {
        let to_fault = |e: rusqlite::Error| fault(&self.place, &e);
        let mut statement = self.conn.prepare_cached(sql).map_err(to_fault)?;
        let mut rows = statement.query(params_from_iter(params)).map_err(to_fault)?;
        while let Some(row) = rows.next().map_err(to_fault)? {
            look(&SqliteRow(row))?;
        }
        Ok(())
    }

    fn put(&mut self, table: &Table, rows: &[Vec<Cell>], tail: &str) -> Result<(), Fault> {
        let many = table.keep == Keep::Fact && rows.len() >= MANY;
        if many {
            self.define(&format!("DROP TRIGGER IF EXISTS {}", guard_name(table, UNREPLACED)))?;
        }
        let run = || -> rusqlite::Result<()> {
            let mut rest = rows;
            if tail.is_empty() && rows.len() >= TOGETHER {
                let mut several = self.conn.prepare_cached(&adding(table, TOGETHER))?;
                let (whole, left) = rows.as_chunks::<TOGETHER>();
                for rows in whole {
                    run_with(&mut several, rows)?;
                }
                rest = left;
            }
            let sql = if tail.is_empty() { adding(table, 1) } else { format!("{}{tail}", table.insert) };
            let mut one = self.conn.prepare_cached(&sql)?;
            rest.iter().try_for_each(|row| run_with(&mut one, std::slice::from_ref(row)))
        };
        run().map_err(|e| fault(&self.place, &e))?;
        if many { self.define(&unreplaced(table)) } else { Ok(()) }
    }

    fn begin_write(&mut self) -> Result<(), Fault> {
        self.batch("BEGIN IMMEDIATE")
    }

    fn begin_read(&mut self) -> Result<(), Fault> {
        self.batch("BEGIN")
    }

    fn unhurried(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn for_update(&self) -> &'static str {
        ""
    }

    fn broken(&self) -> bool {
        false
    }

    fn layout(&mut self) -> Result<Layout, Fault> {
        let mut layout = Layout::new();
        let sql = "SELECT m.name, p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'";
        self.each(sql, &[], &mut |row| {
            layout.entry(row.at(0).text()).or_default().insert(row.at(1).text());
            Ok(())
        })?;
        Ok(layout)
    }

    fn definitions(&self, layout: &Layout) -> Vec<String> {
        let mut all = Vec::new();
        for table in tables::all() {
            all.extend(match layout.get(table.name) {
                Some(has) => add_columns(table, has, type_of),
                None => vec![create_table(table, type_of, " STRICT, WITHOUT ROWID")],
            });
            all.extend(create_indexes(table));
            if table.keep == Keep::Fact {
                all.extend(guards(table));
            }
        }
        all.extend(hints());
        all
    }

    fn is_tuned(&self, layout: &Layout) -> bool {
        layout.contains_key(HINTS)
    }

    /// It was told once for all what the tables are like.
    fn settle(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn prepare_owner(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn check_settings(&mut self) -> Result<(), Fault> {
        let settings = self.settings().map_err(|e| fault(&self.place, &e))?;
        refuse_unsafe(&self.place, settings)
    }
}

/// Rows added by one statement: what a statement costs by itself is shared by them.
const TOGETHER: usize = 32;

/// So many rows go in without the guard against `REPLACE`: asking for each costs a tenth of an import. It is taken off and put back in
/// the transaction that adds them, by statements that replace nothing (docs/decisions/0032).
const MANY: usize = 1_000;

/// A statement that adds some rows of a fact table. A row that cannot be added ends the whole transaction; `OR FAIL` spares
/// SQLite from keeping, for each statement, a journal of the pages with which that statement alone could be taken back.
fn adding(table: &Table, rows: usize) -> String {
    let marks = format!("({})", vec!["?"; table.columns.len()].join(", "));
    format!("INSERT OR FAIL INTO {} ({}) VALUES {}", quoted(table.name), table.list, vec![marks; rows].join(", "))
}

fn run_with(statement: &mut Statement<'_>, rows: &[Vec<Cell>]) -> rusqlite::Result<()> {
    for (n, cell) in rows.iter().flatten().enumerate() {
        statement.raw_bind_parameter(n + 1, cell)?;
    }
    statement.raw_execute().map(|_| ())
}

struct SqliteRow<'a, 'b>(&'a rusqlite::Row<'b>);

impl Row for SqliteRow<'_, '_> {
    fn at(&self, column: usize) -> Seen<'_> {
        match self.0.get_ref(column) {
            Ok(ValueRef::Integer(i)) => Seen::Int(i),
            Ok(ValueRef::Text(t)) => std::str::from_utf8(t).map_or(Seen::Bytes(t), Seen::Text),
            Ok(ValueRef::Blob(b)) => Seen::Bytes(b),
            Ok(ValueRef::Null | ValueRef::Real(_)) | Err(_) => Seen::Null,
        }
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.seen() {
            Seen::Null => ValueRef::Null,
            Seen::Int(i) => ValueRef::Integer(i),
            Seen::Text(t) => ValueRef::Text(t.as_bytes()),
            Seen::Bytes(b) => ValueRef::Blob(b),
        }))
    }
}
