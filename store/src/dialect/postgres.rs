//! PostgreSQL 服务式: facts are guarded by privileges: the program works as role `guatu_app`, which may add and read them.
//!
//! No triggers, sequences or stored procedures: the tables can be distributed by county.

use super::postgres_faults::fault;
use super::{Purpose, add_columns, create_indexes, create_table};
use crate::cell::{Cell, Seen};
use crate::conn::{Conn, Layout, Look, Row, Setting, refuse_unsafe};
use crate::fault::Fault;
use crate::table::{Keep, Table, Type, quoted, quoted_list};
use crate::tables;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{FromSql, IsNull, ToSql, Type as PgType, private::BytesMut, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::error::Error;
use std::str::FromStr;
use std::time::Duration;

const ROLE: &str = "guatu_app";

/// From here on a binary `COPY` is faster than rows in a statement.
const COPY_FROM: usize = 16;

pub(crate) struct Postgres {
    client: Client,
    place: String,
    prepared: HashMap<String, Statement>,
}

pub(crate) fn connect(url: &str, place: &str, purpose: Purpose) -> Result<Postgres, Fault> {
    let mut config = Config::from_str(url).map_err(|e| fault(place, &e))?;
    config.application_name("guatu").connect_timeout(Duration::from_secs(5)).tcp_user_timeout(Duration::from_secs(4));
    let client = config.connect(NoTls).map_err(|e| fault(place, &e))?;
    let mut postgres = Postgres { client, place: place.to_owned(), prepared: HashMap::new() };
    postgres
        .batch("SET client_min_messages = warning; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '10s'")?;
    match purpose {
        Purpose::Found { .. } => {}
        Purpose::Write => postgres.batch(&format!("SET statement_timeout = '10s'; SET ROLE {}", quoted(ROLE)))?,
        Purpose::Read => postgres.batch(&format!(
            "SET statement_timeout = '10s'; SET default_transaction_read_only = on; SET ROLE {}",
            quoted(ROLE)
        ))?,
    }
    Ok(postgres)
}

impl Postgres {
    fn statement(&mut self, sql: &str) -> Result<Statement, Fault> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|e| fault(&self.place, &e))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn copy(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), Fault> {
        let sql = format!("COPY {} ({}) FROM STDIN BINARY", quoted(table.name), table.list);
        let types: Vec<PgType> = table.columns.iter().map(|c| copied_as(c.kind)).collect();
        let mut run = || -> Result<(), postgres::Error> {
            let mut writer = BinaryCopyInWriter::new(self.client.copy_in(&sql)?, &types);
            for row in rows {
                writer.write_raw(row.iter().map(|cell| cell as &(dyn ToSql + Sync)))?;
            }
            writer.finish().map(drop)
        };
        run().map_err(|e| fault(&self.place, &e))
    }

    /// Rows in statements of 256, 128, … 1 rows, so that few statements are ever prepared.
    fn insert(&mut self, table: &Table, rows: &[Vec<Cell>], tail: &str) -> Result<(), Fault> {
        let (mut rest, mut size) = (rows, 256);
        while !rest.is_empty() {
            while size > rest.len() {
                size /= 2;
            }
            let (now, later) = rest.split_at(size);
            let statement = self.statement(&many(table, size, tail))?;
            let cells: Vec<&(dyn ToSql + Sync)> = now.iter().flatten().map(|cell| cell as &(dyn ToSql + Sync)).collect();
            self.client.execute(&statement, &cells).map_err(|e| fault(&self.place, &e))?;
            rest = later;
        }
        Ok(())
    }
}

fn many(table: &Table, rows: usize, tail: &str) -> String {
    let width = table.columns.len();
    let row = |n: usize| {
        let marks: Vec<String> = (1..=width).map(|i| format!("${}", n * width + i)).collect();
        format!("({})", marks.join(", "))
    };
    let values: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO {} ({}) VALUES {}{tail}", quoted(table.name), table.list, values.join(", "))
}

fn type_of(kind: Type) -> &'static str {
    match kind {
        Type::Small => "smallint",
        Type::Int => "int",
        Type::Big => "bigint",
        Type::Text => "text",
        Type::Hash => "bytea",
    }
}

fn copied_as(kind: Type) -> PgType {
    match kind {
        Type::Small => PgType::INT2,
        Type::Int => PgType::INT4,
        Type::Big => PgType::INT8,
        Type::Text => PgType::TEXT,
        Type::Hash => PgType::BYTEA,
    }
}

fn rights(table: &Table) -> String {
    let rights = match table.keep {
        Keep::Fact => "SELECT, INSERT",
        Keep::Current | Keep::Aside => "SELECT, INSERT, UPDATE, DELETE",
        Keep::Reference => "SELECT",
    };
    format!("GRANT {rights} ON {} TO {}", quoted(table.name), quoted(ROLE))
}

/// Which values of a setting are safe.
pub(super) fn judge(name: &'static str, found: String) -> Setting {
    let (wanted, safe) = match name {
        // `local` waits for our own disk, which is what an acknowledged write promises.
        "synchronous_commit" => ("on", found != "off"),
        "server_version_num" => ("150000 or newer", found.parse::<i64>().is_ok_and(|v| v >= 150_000)),
        "server_encoding" => ("UTF8", found == "UTF8"),
        _switch => ("on", found == "on"),
    };
    Setting::new(name, found, wanted, safe)
}

impl Conn for Postgres {
    fn place(&self) -> &str {
        &self.place
    }

    fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.client.batch_execute(sql).map_err(|e| fault(&self.place, &e))
    }

    fn exec(&mut self, sql: &str, params: &[Cell]) -> Result<u64, Fault> {
        let statement = self.statement(sql)?;
        let cells: Vec<&(dyn ToSql + Sync)> = params.iter().map(|cell| cell as &(dyn ToSql + Sync)).collect();
        self.client.execute(&statement, &cells).map_err(|e| fault(&self.place, &e))
    }

    fn each(&mut self, sql: &str, params: &[Cell], look: Look<'_>) -> Result<(), Fault> {
        let statement = self.statement(sql)?;
        let cells = params.iter().map(|cell| cell as &(dyn ToSql + Sync));
        let mut rows = self.client.query_raw(&statement, cells).map_err(|e| fault(&self.place, &e))?;
        while let Some(row) = rows.next().map_err(|e| fault(&self.place, &e))? {
            look(&PostgresRow(&row))?;
        }
        Ok(())
    }

    fn gather(&mut self, sql: &str, params: &[Cell], look: Look<'_>) -> Result<(), Fault> {
        let statement = self.statement(sql)?;
        let cells: Vec<&(dyn ToSql + Sync)> = params.iter().map(|cell| cell as &(dyn ToSql + Sync)).collect();
        let rows = self.client.query(&statement, &cells).map_err(|e| fault(&self.place, &e))?;
        // Each row is let go once it was looked at, so that what is made of it takes the row's memory and the heap does not swell.
        rows.into_iter().try_for_each(|row| look(&PostgresRow(&row)))
    }

    fn put(&mut self, table: &Table, rows: &[Vec<Cell>], tail: &str) -> Result<(), Fault> {
        if tail.is_empty() && rows.len() >= COPY_FROM { self.copy(table, rows) } else { self.insert(table, rows, tail) }
    }

    fn begin_write(&mut self) -> Result<(), Fault> {
        self.batch("BEGIN ISOLATION LEVEL READ COMMITTED")
    }

    fn begin_read(&mut self) -> Result<(), Fault> {
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    fn unhurried(&mut self) -> Result<(), Fault> {
        self.batch("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
    }

    fn for_update(&self) -> &'static str {
        " FOR UPDATE"
    }

    fn broken(&self) -> bool {
        self.client.is_closed()
    }

    fn layout(&mut self) -> Result<Layout, Fault> {
        let mut layout = Layout::new();
        let sql = "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
                   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
                   AND a.attnum > 0 AND NOT a.attisdropped";
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
                None => vec![create_table(table, type_of, "")],
            });
            all.extend(create_indexes(table));
            all.push(rights(table));
        }
        all
    }

    /// The server counts for itself, a minute or more after rows have come.
    fn is_tuned(&self, _: &Layout) -> bool {
        true
    }

    /// What the server would do by itself later. Tables of another owner are left to it.
    fn settle(&mut self) -> Result<(), Fault> {
        let tables = quoted_list(tables::all().iter().map(|table| table.name));
        self.batch(&format!("VACUUM (ANALYZE) {tables}"))
    }

    /// The role belongs to the whole server: another database may be making it at this moment.
    fn prepare_owner(&mut self) -> Result<(), Fault> {
        let absent = self.client.query_opt("SELECT 1 FROM pg_roles WHERE rolname = $1", &[&ROLE]);
        if absent.map_err(|e| fault(&self.place, &e))?.is_none() {
            let made = self.client.batch_execute(&format!("CREATE ROLE {} NOLOGIN", quoted(ROLE)));
            if let Err(error) = made {
                let twice = [postgres::error::SqlState::DUPLICATE_OBJECT, postgres::error::SqlState::UNIQUE_VIOLATION];
                if !error.code().is_some_and(|code| twice.contains(code)) {
                    return Err(fault(&self.place, &error));
                }
            }
        }
        let sql = "SELECT pg_has_role(current_user, $1, 'MEMBER')";
        let member = self.client.query_one(sql, &[&ROLE]).map_err(|e| fault(&self.place, &e))?;
        if member.get::<_, bool>(0) {
            return Ok(());
        }
        self.batch(&format!("GRANT {} TO CURRENT_USER", quoted(ROLE)))
    }

    fn check_settings(&mut self) -> Result<(), Fault> {
        let mut settings = Vec::new();
        for name in ["server_version_num", "server_encoding", "fsync", "full_page_writes", "synchronous_commit", "data_checksums"]
        {
            let found = self.client.query_one("SELECT current_setting($1)", &[&name]).map_err(|e| fault(&self.place, &e))?;
            settings.push(judge(name, found.get(0)));
        }
        refuse_unsafe(&self.place, settings)
    }
}

struct PostgresRow<'a>(&'a postgres::Row);

impl Row for PostgresRow<'_> {
    fn at(&self, column: usize) -> Seen<'_> {
        self.0.try_get(column).unwrap_or(Seen::Null)
    }
}

impl<'a> FromSql<'a> for Seen<'a> {
    fn from_sql(ty: &PgType, raw: &'a [u8]) -> Result<Seen<'a>, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            PgType::INT2 => Seen::Int(i64::from(i16::from_sql(ty, raw)?)),
            PgType::INT4 => Seen::Int(i64::from(i32::from_sql(ty, raw)?)),
            PgType::INT8 => Seen::Int(i64::from_sql(ty, raw)?),
            PgType::TEXT | PgType::VARCHAR => Seen::Text(<&str>::from_sql(ty, raw)?),
            _ => Seen::Bytes(raw),
        })
    }
    fn from_sql_null(_: &PgType) -> Result<Seen<'a>, Box<dyn Error + Sync + Send>> {
        Ok(Seen::Null)
    }
    fn accepts(_: &PgType) -> bool {
        true
    }
}

impl ToSql for Cell {
    fn to_sql(&self, ty: &PgType, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self.seen(), ty) {
            (Seen::Null, _) => Ok(IsNull::Yes),
            (Seen::Int(i), &PgType::INT2) => i16::try_from(i)?.to_sql(ty, out),
            (Seen::Int(i), &PgType::INT4) => i32::try_from(i)?.to_sql(ty, out),
            (Seen::Int(i), &PgType::INT8) => i.to_sql(ty, out),
            (Seen::Text(t), &PgType::TEXT) => t.to_sql(ty, out),
            (Seen::Bytes(b), &PgType::BYTEA) => b.to_sql(ty, out),
            (other, _) => Err(format!("{other:?} is not a {ty}").into()),
        }
    }
    fn accepts(_: &PgType) -> bool {
        true
    }
    to_sql_checked!();
}
