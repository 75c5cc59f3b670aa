//! Dialects 方言: everything in which the two engines differ.

pub(crate) mod postgres;
pub(crate) mod sqlite;
mod postgres_faults;
mod sqlite_faults;
#[cfg(test)]
mod tests;

use crate::conn::Conn;
use crate::database::Database;
use crate::fault::Fault;
use crate::table::{Table, Type, quoted, quoted_list};

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Make or complete tables, as the owner.
    Found {
        create: bool,
    },
    Write,
    Read,
}

pub(crate) fn connect(database: &Database, purpose: Purpose) -> Result<Box<dyn Conn>, Fault> {
    Ok(match database {
        Database::Sqlite(path) => Box::new(sqlite::connect(path, &database.to_string(), purpose)?),
        Database::Postgres(url) => Box::new(postgres::connect(url, &database.to_string(), purpose)?),
    })
}

/// `CREATE TABLE` in a dialect that names its types and has the last word.
fn create_table(table: &Table, type_of: fn(Type) -> &'static str, suffix: &str) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|c| format!("{} {}{}", quoted(&c.name), type_of(c.kind), if c.required { " NOT NULL" } else { "" }))
        .collect();
    format!(
        "CREATE TABLE IF NOT EXISTS {} ({}, PRIMARY KEY ({})){suffix}",
        quoted(table.name),
        columns.join(", "),
        quoted_list(table.key.iter().map(String::as_str))
    )
}

/// Columns that a later version declared and this database does not have yet.
fn add_columns(table: &Table, has: &std::collections::BTreeSet<String>, type_of: fn(Type) -> &'static str) -> Vec<String> {
    let missing = table.columns.iter().filter(|c| !has.contains(&c.name));
    missing.map(|c| format!("ALTER TABLE {} ADD COLUMN {} {}", quoted(table.name), quoted(&c.name), type_of(c.kind))).collect()
}

fn create_indexes(table: &Table) -> Vec<String> {
    let unique = table.unique.iter().enumerate().map(|(n, columns)| {
        let last = columns[columns.len() - 1];
        let sometimes = table.columns.iter().any(|c| c.name == last && !c.required);
        let only = if sometimes { format!(" WHERE {} IS NOT NULL", quoted(last)) } else { String::new() };
        format!(
            "CREATE UNIQUE INDEX IF NOT EXISTS {} ON {} ({}){only}",
            quoted(&format!("{}_unique_{n}", table.name)),
            quoted(table.name),
            quoted_list(columns.iter().copied())
        )
    });
    let others = table.indexes.iter().enumerate().map(|(n, columns)| {
        format!(
            "CREATE INDEX IF NOT EXISTS {} ON {} ({})",
            quoted(&format!("{}_index_{n}", table.name)),
            quoted(table.name),
            quoted_list(columns.iter().copied())
        )
    });
    unique.chain(others).collect()
}
