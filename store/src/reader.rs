//! Reader 查档: one consistent view of a county, with somebody's eyes. The questions themselves stand in the files by noun.

use crate::conn::Conn;
use crate::fault::Fault;
use crate::head::Head;
use crate::pages::Pages;
use domain::actors::Scope;
use domain::stage::{COUNTY, Stage};

/// One consistent view of a county's archive. What is out of scope looks as if it did not exist.
pub struct Reader<'c> {
    pub(crate) conn: &'c mut dyn Conn,
    pub(crate) scope: Scope,
    pub(crate) head: Head,
    /// Inside a write: sums that are not in the balances yet. They are added when somebody asks for figures.
    pub(crate) pending: Option<&'c mut Pages>,
}

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

impl Reader<'_> {
    /// The head this view ends with.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Whose eyes these are.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    pub(crate) fn county(&self) -> crate::cell::Cell {
        self.scope.county().into()
    }

    /// The latest acts before a place in the chain, newest first. The record of acts belongs to those who see everything and
    /// to the three officers 三员, who see nothing else; a unit does not read what others did.
    pub fn acts(&mut self, limit: usize, before: Option<i64>) -> Result<Vec<ActRow>, Fault> {
        let mut acts = Vec::new();
        if self.scope.business() && !self.scope.allows(Stage::Reported, COUNTY) {
            return Ok(acts);
        }
        let sql = "SELECT \"seq\", \"verb\", \"actor\", \"role\", \"subject\", \"reason\", \"origin\", \"key\", \"recorded_at\", \"written_at\" \
                   FROM \"acts\" WHERE \"county_id\" = $1 AND \"seq\" < $2 ORDER BY \"seq\" DESC LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.conn.each(sql, &[self.scope.county().into(), before.unwrap_or(i64::MAX).into(), limit.into()], &mut |row| {
            acts.push(ActRow {
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
            });
            Ok(())
        })?;
        Ok(acts)
    }
}
