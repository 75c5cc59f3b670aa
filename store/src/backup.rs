//! Backup 备份: the whole archive as it stands at one instant, in one file that is the same for every engine, and back again into
//! an empty database: all of it, or nothing. Sessions are left behind: everybody signs in anew.

mod blocks;

use crate::cell::Cell;
use crate::conn::{Conn, one};
use crate::database::Database;
use crate::dialect::{self, Purpose};
use crate::fault::Fault;
use crate::head::{self, Head};
use crate::schema;
use crate::table::{Keep, Table, quoted, quoted_list};
use crate::tables;
use crate::vault::{Store, now};
use crate::verify;
use blocks::{Block, Broken, Source, Target};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

/// What a backup holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// When it was made, ms.
    pub made_at: i64,
    /// Rows of all tables.
    pub rows: i64,
    /// Heads of all counties.
    pub heads: Vec<Head>,
    /// SM3 over the whole file.
    pub digest: [u8; 32],
}

/// What is of one server and one moment, or about the database itself, is not carried away.
fn kept() -> impl Iterator<Item = &'static Table> {
    tables::all().iter().filter(|table| table.keep != Keep::Reference && table.name != "sessions")
}

impl Store {
    /// Write a backup: one consistent view, while others go on writing. Whatever was acknowledged before is in it.
    pub fn backup(&self, out: &mut dyn Write, place: &Path) -> Result<Manifest, Fault> {
        self.view(|conn| {
            conn.unhurried()?;
            let heads = head::all(conn)?;
            let mut target = Target::begin(out, place)?;
            for table in kept() {
                target.table(table)?;
                let keys = quoted_list(table.key.iter().map(String::as_str));
                let sql = format!("SELECT {} FROM {} ORDER BY {keys}", table.list, quoted(table.name));
                conn.each(&sql, &[], &mut |row| target.row(table, row))?;
            }
            target.end(Manifest { made_at: now(), heads, ..Manifest::default() })
        })
    }

    /// Read a backup to its end without restoring it.
    pub fn check_backup(file: &Path) -> Result<Manifest, Fault> {
        read(file, &mut |_, _, _| Ok(()))
    }

    /// Fill an empty database from a backup. The file is read to its end first; then everything is written and verified in one
    /// transaction, so that a damaged file, a full disk or a killed process leaves an empty database.
    pub fn restore(database: &Database, file: &Path) -> Result<Manifest, Fault> {
        let manifest = Store::check_backup(file)?;
        let new = matches!(database, Database::Sqlite(path) if !path.exists());
        let restored = fill(database, file, &manifest);
        if let (Err(_), true, Database::Sqlite(path)) = (&restored, new, database) {
            for end in ["", "-wal", "-shm"] {
                let mut name = path.as_os_str().to_owned();
                name.push(end);
                // What is not there need not be removed.
                drop(std::fs::remove_file(name));
            }
        }
        restored.map(|()| manifest)
    }
}

fn fill(database: &Database, file: &Path, manifest: &Manifest) -> Result<(), Fault> {
    schema::found(database, true)?;
    let mut owner = dialect::connect(database, Purpose::Found { create: false })?;
    let conn = owner.as_mut();
    conn.begin_write()?;
    conn.unhurried()?;
    let filled = empty(conn).and_then(|()| write(conn, file, manifest));
    conn.batch(if filled.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    filled
}

fn empty(conn: &mut dyn Conn) -> Result<(), Fault> {
    for table in kept() {
        let any = format!("SELECT 1 FROM {} LIMIT 1", quoted(table.name));
        if one(conn, &any, &[])?.is_some() {
            return Err(Fault::NotEmpty { place: conn.place().to_owned() });
        }
    }
    Ok(())
}

fn write(conn: &mut dyn Conn, file: &Path, manifest: &Manifest) -> Result<(), Fault> {
    let again = read(file, &mut |table, columns, rows| {
        let rows: Vec<Vec<Cell>> = rows.into_iter().map(|row| arranged(table, columns, row)).collect();
        conn.put(table, &rows, "")
    })?;
    let wrong = |zh: &str, en: &str| Fault::BadBackup { place: shown(file), zh: zh.to_owned(), en: en.to_owned() };
    if again != *manifest {
        return Err(wrong("恢复过程中文件被改动", "the file was changed while it was being restored"));
    }
    if head::all(conn)? != manifest.heads {
        return Err(wrong("链头与清单不符", "the heads are not those of its list"));
    }
    for head in &manifest.heads {
        if let Some(row) = verify::sound(conn, head.county)? {
            return Err(wrong(&row.zh, &row.en));
        }
    }
    Ok(())
}

/// A row in the order of our columns; what an earlier version did not have is empty. A restored county is of a new epoch.
fn arranged(table: &Table, columns: &[usize], row: Vec<Cell>) -> Vec<Cell> {
    let mut cells = vec![Cell::Null; table.columns.len()];
    for (at, cell) in columns.iter().zip(row) {
        cells[*at] = match cell {
            Cell::Int(epoch) if table.name == "county_head" && table.columns[*at].name == "epoch" => Cell::Int(epoch + 1),
            other => other,
        };
    }
    cells
}

/// What is done with a block of rows: the table, the places of its columns, the rows.
type Take<'f> = &'f mut dyn FnMut(&'static Table, &[usize], Vec<Vec<Cell>>) -> Result<(), Fault>;

fn read(file: &Path, take: Take<'_>) -> Result<Manifest, Fault> {
    let opened = File::open(file).map_err(|e| blocks::file_fault(file, &e))?;
    let mut source = Source::begin(BufReader::with_capacity(1 << 20, opened)).map_err(|b| b.fault(file))?;
    let mut under: Option<(&'static Table, Vec<usize>)> = None;
    loop {
        match source.next().map_err(|b| b.fault(file))? {
            Block::Table { name, columns } => under = Some(known(file, &name, &columns)?),
            Block::Rows(cells) => {
                let Some((table, columns)) = &under else {
                    return Err(Broken::at(&source, "行不属于任何表", "rows of no table").fault(file));
                };
                let width = columns.len();
                let whole = width > 0 && cells.len() % width == 0;
                let fits =
                    cells.iter().enumerate().all(|(i, cell)| whole && blocks::fits(&table.columns[columns[i % width]], cell));
                if !whole || !fits {
                    return Err(Broken::at(&source, "行与栏不符", "rows that do not fit their columns").fault(file));
                }
                let mut cells = cells.into_iter();
                let rows = (0..cells.len() / width).map(|_| cells.by_ref().take(width).collect()).collect();
                take(table, columns, rows)?;
            }
            Block::End(manifest) => return Ok(manifest),
        }
    }
}

/// Our table of that name, with the places of the columns named.
fn known(file: &Path, name: &str, columns: &[String]) -> Result<(&'static Table, Vec<usize>), Fault> {
    let table = kept().find(|table| table.name == name);
    let places = table.and_then(|table| {
        columns.iter().map(|column| table.columns.iter().position(|c| c.name == *column)).collect::<Option<Vec<usize>>>()
    });
    match (table, places) {
        (Some(table), Some(places)) => Ok((table, places)),
        (_, _) => Err(Fault::Newer { place: shown(file), found: name.to_owned(), ours: env!("CARGO_PKG_VERSION").to_owned() }),
    }
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

/// A backup beside its final name, which it gets once it is on the disk whole.
pub fn backup_to(store: &Store, file: &Path) -> Result<Manifest, Fault> {
    let fault = |e: std::io::Error| blocks::file_fault(file, &e);
    if file.exists() {
        return Err(Fault::FileThere { place: shown(file) });
    }
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = BufWriter::with_capacity(1 << 20, options.open(part).map_err(fault)?);
    let written = store.backup(&mut out, file).and_then(|manifest| {
        out.flush().map_err(fault)?;
        out.get_ref().sync_all().map_err(fault)?;
        // Read again from the disk: what cannot be read is no backup.
        let found = Store::check_backup(part)?;
        if found == manifest {
            Ok(manifest)
        } else {
            Err(Fault::File { place: shown(file), detail: "read back differently".to_owned() })
        }
    });
    let placed = written.and_then(|manifest| {
        std::fs::rename(part, file).map_err(fault)?;
        let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Windows keeps the name with the file and opens no folder.
        if cfg!(unix) {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)?;
        }
        Ok(manifest)
    });
    if placed.is_err() {
        drop(std::fs::remove_file(part));
    }
    placed
}
