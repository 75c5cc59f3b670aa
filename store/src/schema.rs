//! Schema 建库: make the tables, or complete those of an earlier version. Forward only; a newer database is refused.

use crate::conn::{Conn, Layout};
use crate::database::Database;
use crate::dialect::{self, Purpose};
use crate::fault::Fault;
use crate::tables;

/// Raised when something else changes than added tables and columns.
const VERSION: i64 = 2;
const PRODUCT: &str = "guatu";

/// Make sure that the database is ours, safe and complete. Without `create` it must be there already.
pub(crate) fn found(database: &Database, create: bool) -> Result<(), Fault> {
    let mut owner = dialect::connect(database, Purpose::Found { create })?;
    let conn = owner.as_mut();
    let layout = conn.layout()?;
    let new = layout.is_empty();
    if new && !create {
        return Err(Fault::NotGuatu { place: conn.place().to_owned() });
    }
    if !new {
        recognise(conn, &layout)?;
    }
    conn.check_settings()?;
    if is_complete(&layout) && conn.is_tuned(&layout) {
        return Ok(());
    }
    conn.prepare_owner()?;
    conn.begin_write()?;
    // Another program may have been faster; what it made is completed, not made again.
    let layout = conn.layout()?;
    for statement in conn.definitions(&layout) {
        conn.batch(&statement)?;
    }
    let sql = "INSERT INTO \"meta\" (\"key\", \"value\") VALUES ($1, $2) \
               ON CONFLICT (\"key\") DO UPDATE SET \"value\" = excluded.\"value\"";
    for (key, value) in [("product", PRODUCT.to_owned()), ("version", VERSION.to_string()), ("columns", columns().to_string())] {
        conn.exec(sql, &[key.into(), value.into()])?;
    }
    conn.batch("COMMIT")
}

/// Tables and columns are only ever added, so that their number tells which program is newer.
fn columns() -> usize {
    tables::all().iter().map(|table| table.columns.len()).sum()
}

fn is_complete(layout: &Layout) -> bool {
    tables::all()
        .iter()
        .all(|table| layout.get(table.name).is_some_and(|has| table.columns.iter().all(|c| has.contains(&c.name))))
}

fn recognise(conn: &mut dyn Conn, layout: &Layout) -> Result<(), Fault> {
    let place = conn.place().to_owned();
    let not_ours = || Fault::NotGuatu { place: place.clone() };
    if !layout.get("meta").is_some_and(|has| has.contains("key") && has.contains("value")) {
        return Err(not_ours());
    }
    if value(conn, "product")?.as_deref() != Some(PRODUCT) {
        return Err(not_ours());
    }
    let number = |text: Option<String>| text.and_then(|t| t.parse::<i64>().ok());
    let (version, wide) = (number(value(conn, "version")?).unwrap_or(0), number(value(conn, "columns")?).unwrap_or(0));
    let ours = i64::try_from(columns()).unwrap_or(i64::MAX);
    let unknown = tables::all().iter().any(|table| {
        layout.get(table.name).is_some_and(|has| has.iter().any(|name| table.columns.iter().all(|c| c.name != *name)))
    });
    if version < VERSION {
        return Err(Fault::Older { place });
    }
    if version > VERSION || wide > ours || unknown {
        let of = |version: i64, wide: i64| format!("{version}.{wide}");
        return Err(Fault::Newer { place, found: of(version, wide), ours: of(VERSION, ours) });
    }
    Ok(())
}

fn value(conn: &mut dyn Conn, key: &str) -> Result<Option<String>, Fault> {
    let mut found = None;
    conn.each("SELECT \"value\" FROM \"meta\" WHERE \"key\" = $1", &[key.into()], &mut |row| {
        found = Some(row.at(0).text());
        Ok(())
    })?;
    Ok(found)
}
