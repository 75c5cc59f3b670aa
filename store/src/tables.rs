//! Tables 表目: every table there is; registers come from their declarations, the others are written here.

use crate::table::{Col, Keep, Table, Type, may, must};
use domain::registers::{REGISTERS, Register};
use std::sync::LazyLock;

static ALL: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let mut all = vec![acts(), entries(), bulletins()];
    all.extend(REGISTERS.iter().map(|register| Table::of_register(register)));
    all.extend([county_head(), balances(), meta()]);
    all.extend(crate::aside::tables());
    all
});

/// Places of the fixed tables in [`all`].
pub(crate) const ACTS: usize = 0;
pub(crate) const ENTRIES: usize = 1;
pub(crate) const BULLETINS: usize = 2;
const FIRST_REGISTER: usize = 3;

/// Every table, fact tables first.
pub fn all() -> &'static [Table] {
    &ALL
}

/// The tables of the chain with their places in [`all`].
pub(crate) fn facts() -> impl Iterator<Item = (usize, &'static Table)> {
    all().iter().enumerate().filter(|(_, table)| table.keep == Keep::Fact)
}

/// A table by its name, which is one of ours.
pub(crate) fn named(name: &str) -> &'static Table {
    all().iter().find(|t| t.name == name).unwrap_or(&ALL[ACTS])
}

pub(crate) fn balances_table() -> &'static Table {
    &ALL[FIRST_REGISTER + REGISTERS.len() + 1]
}

/// The place in [`all`] of a register's table.
pub(crate) fn of_register(register: &Register) -> Option<usize> {
    REGISTERS.iter().position(|r| r.noun == register.noun).map(|i| i + FIRST_REGISTER)
}

fn acts() -> Table {
    let columns = vec![
        must("county_id", Type::Int),
        must("seq", Type::Big),
        must("verb", Type::Text),
        must("actor", Type::Text),
        must("role", Type::Text),
        must("subject", Type::Text),
        must("reason", Type::Text),
        must("origin", Type::Text),
        must("key", Type::Text),
        must("recorded_at", Type::Big),
        must("written_at", Type::Big),
        must("hash", Type::Hash),
    ];
    Table::new("acts", Keep::Fact, columns, &["county_id", "seq"]).unique(&["county_id", "actor", "key"])
}

fn entries() -> Table {
    let own = vec![
        must("indicator_id", Type::Int),
        must("unit_id", Type::Int),
        must("on", Type::Int),
        must("amount", Type::Big),
        must("stage", Type::Small),
        must("source", Type::Text),
        must("source_seq", Type::Big),
        may("reverses", Type::Big),
    ];
    // An entry is taken back once. The second index serves corrections: what did this record post, and is it still live?
    Table::facts("entries", own)
        .unique(&["county_id", "reverses"])
        .index(&["county_id", "on"])
        .index(&["county_id", "source_seq"])
}

fn bulletins() -> Table {
    let text = |name| must(name, Type::Text);
    let own = vec![
        text("number"),
        text("period"),
        must("as_of", Type::Big),
        text("title"),
        text("document_zh"),
        text("document_en"),
        text("digest"),
        text("signature"),
        may("supersedes", Type::Text),
        text("reason"),
    ];
    Table::facts("bulletins", own).unique(&["county_id", "number"])
}

fn county_head() -> Table {
    let columns = vec![
        must("county_id", Type::Int),
        must("seq", Type::Big),
        must("chain_hash", Type::Hash),
        must("epoch", Type::Big),
        must("last_recorded_at", Type::Big),
    ];
    Table::new("county_head", Keep::Current, columns, &["county_id"])
}

fn balances() -> Table {
    let mut columns: Vec<Col> = vec![
        must("county_id", Type::Int),
        must("stage", Type::Small),
        must("year", Type::Small),
        must("indicator_id", Type::Int),
        must("unit_id", Type::Int),
    ];
    columns.extend((1..=12).map(|month| must(format!("a{month:02}"), Type::Big)));
    columns.extend((1..=12).map(|month| must(format!("n{month:02}"), Type::Int)));
    Table::new("balances", Keep::Current, columns, &["county_id", "stage", "year", "indicator_id", "unit_id"])
}

fn meta() -> Table {
    Table::new("meta", Keep::Reference, vec![must("key", Type::Text), must("value", Type::Text)], &["key"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn county_comes_first_everywhere() {
        for table in all().iter().filter(|t| t.keep != Keep::Reference) {
            assert_eq!(table.columns[0].name, "county_id", "{}", table.name);
            assert_eq!(table.key[0], "county_id", "{}", table.name);
            assert!(table.unique.iter().chain(&table.indexes).all(|key| key[0] == "county_id"), "{}", table.name);
        }
    }

    #[test]
    fn names_never_meet() {
        let names: BTreeSet<_> = all().iter().map(|t| t.name).collect();
        assert_eq!(names.len(), all().len());
        for table in all() {
            let columns: BTreeSet<_> = table.columns.iter().map(|c| &c.name).collect();
            assert_eq!(columns.len(), table.columns.len(), "a register uses a column name of the archive: {}", table.name);
        }
    }

    #[test]
    fn places_are_right() {
        assert_eq!((all()[ACTS].name, all()[ENTRIES].name, all()[BULLETINS].name), ("acts", "entries", "bulletins"));
        assert_eq!(balances_table().name, "balances");
        for register in REGISTERS {
            assert_eq!(all()[of_register(register).unwrap()].name, register.noun);
        }
    }
}
