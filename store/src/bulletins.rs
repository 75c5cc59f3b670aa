//! Bulletins 通报 as kept: the frozen document with its digest and signature. What stands in it is composed elsewhere.

use crate::cell::Cell;
use crate::fault::Fault;
use crate::reader::Reader;

/// A bulletin to be issued. Documents are JSON of `domain::document`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewBulletin {
    pub number: String,
    pub period: String,
    /// The instant its figures hold as of, ms.
    pub as_of: i64,
    pub title: String,
    pub document_zh: String,
    pub document_en: String,
    pub digest: String,
    pub signature: String,
    /// Number of the bulletin this one corrects.
    pub supersedes: Option<String>,
    pub reason: String,
}

/// An issued bulletin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulletin {
    pub seq: i64,
    pub act: i64,
    pub recorded_at: i64,
    pub content: NewBulletin,
}

const COLUMNS: &str = "SELECT \"seq\", \"act\", \"recorded_at\", \"number\", \"period\", \"as_of\", \"title\", \"document_zh\", \
                       \"document_en\", \"digest\", \"signature\", \"supersedes\", \"reason\" FROM \"bulletins\" WHERE \"county_id\" = $1";

impl NewBulletin {
    /// In the order of the table's own columns.
    pub(crate) fn cells(self) -> [Cell; 10] {
        [
            self.number.into(),
            self.period.into(),
            self.as_of.into(),
            self.title.into(),
            self.document_zh.into(),
            self.document_en.into(),
            self.digest.into(),
            self.signature.into(),
            self.supersedes.into(),
            self.reason.into(),
        ]
    }
}

impl Reader<'_> {
    /// Every issued bulletin, oldest first.
    pub fn bulletins(&mut self) -> Result<Vec<Bulletin>, Fault> {
        let params = [self.county()];
        self.collect_bulletins(&format!("{COLUMNS} ORDER BY \"seq\""), &params)
    }

    pub fn bulletin(&mut self, number: &str) -> Result<Option<Bulletin>, Fault> {
        let params = [self.county(), number.into()];
        Ok(self.collect_bulletins(&format!("{COLUMNS} AND \"number\" = $2"), &params)?.pop())
    }

    /// Bulletins between two places of the chain, both left out.
    pub(crate) fn bulletins_between(&mut self, range: &[Cell; 3], most: usize) -> Result<Vec<Bulletin>, Fault> {
        self.collect_bulletins(&format!("{COLUMNS} AND \"seq\" > $2 AND \"seq\" < $3 ORDER BY \"seq\" LIMIT {most}"), range)
    }

    fn collect_bulletins(&mut self, sql: &str, params: &[Cell]) -> Result<Vec<Bulletin>, Fault> {
        self.note("bulletins");
        let mut bulletins = Vec::new();
        if !self.scope.business() {
            return Ok(bulletins);
        }
        self.conn.each(sql, params, &mut |row| {
            let content = NewBulletin {
                number: row.at(3).text(),
                period: row.at(4).text(),
                as_of: row.at(5).int(),
                title: row.at(6).text(),
                document_zh: row.at(7).text(),
                document_en: row.at(8).text(),
                digest: row.at(9).text(),
                signature: row.at(10).text(),
                supersedes: Some(row.at(11).text()).filter(|number| !number.is_empty()),
                reason: row.at(12).text(),
            };
            bulletins.push(Bulletin { seq: row.at(0).int(), act: row.at(1).int(), recorded_at: row.at(2).int(), content });
            Ok(())
        })?;
        Ok(bulletins)
    }
}
