//! Pages 账页: balances as sums of entries, on their way into the table and back.

use crate::cell::Cell;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::tables;
use domain::ledger::Page;
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Stage, year, indicator, unit: the order of the table's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Address {
    pub stage: i64,
    pub year: i32,
    pub indicator: i32,
    pub unit: i32,
}

pub(crate) type Pages = HashMap<Address, Page>;

static ADD_UP: LazyLock<String> = LazyLock::new(|| {
    let table = tables::balances_table();
    let sums = table.columns.iter().filter(|c| !table.key.contains(&c.name));
    let sums: Vec<String> = sums.map(|c| format!("\"{0}\" = \"balances\".\"{0}\" + excluded.\"{0}\"", c.name)).collect();
    let key = crate::table::quoted_list(table.key.iter().map(String::as_str));
    format!(" ON CONFLICT ({key}) DO UPDATE SET {}", sums.join(", "))
});

pub(crate) fn post(pages: &mut Pages, address: Address, on: i32, amount: i64, reversal: bool) {
    pages.entry(address).or_default().add(on, amount, reversal);
}

/// Add the pages to the balances of a county. Always in the order of the key, so that two writers never wait for each other.
pub(crate) fn add_up(conn: &mut dyn Conn, county: i32, pages: &mut Pages) -> Result<(), Fault> {
    let sorted: BTreeMap<Address, Page> = pages.drain().collect();
    let rows: Vec<Vec<Cell>> = sorted.iter().map(|(address, page)| row(county, address, page)).collect();
    if rows.is_empty() { Ok(()) } else { conn.put(tables::balances_table(), &rows, &ADD_UP) }
}

fn row(county: i32, address: &Address, page: &Page) -> Vec<Cell> {
    let mut cells = vec![county.into(), address.stage.into(), address.year.into(), address.indicator.into(), address.unit.into()];
    cells.extend(page.amounts.map(Cell::from));
    cells.extend(page.counts.map(Cell::from));
    cells
}

/// The balances of a county as they stand in the table.
pub(crate) fn stored(conn: &mut dyn Conn, county: i32) -> Result<BTreeMap<Address, Page>, Fault> {
    let table = tables::balances_table();
    let sql = format!("SELECT {} FROM \"balances\" WHERE \"county_id\" = $1", table.list);
    let mut pages = BTreeMap::new();
    conn.each(&sql, &[county.into()], &mut |row| {
        let address =
            Address { stage: row.at(1).int(), year: row.at(2).small(), indicator: row.at(3).small(), unit: row.at(4).small() };
        let mut page = Page::default();
        for month in 0..12 {
            page.amounts[month] = row.at(5 + month).int();
            page.counts[month] = row.at(17 + month).small();
        }
        pages.insert(address, page);
        Ok(())
    })?;
    Ok(pages)
}

/// The balances of a county as its entries make them.
pub(crate) fn summed(conn: &mut dyn Conn, county: i32) -> Result<Pages, Fault> {
    let sql = "SELECT \"stage\", \"indicator_id\", \"unit_id\", \"on\", \"amount\", \"reverses\" FROM \"entries\" \
               WHERE \"county_id\" = $1";
    let mut pages = Pages::default();
    conn.each(sql, &[county.into()], &mut |row| {
        let on = row.at(3).small();
        let address =
            Address { stage: row.at(0).int(), year: on / 10_000, indicator: row.at(1).small(), unit: row.at(2).small() };
        post(&mut pages, address, on, row.at(4).int(), row.at(5).maybe_int().is_some());
        Ok(())
    })?;
    Ok(pages)
}
