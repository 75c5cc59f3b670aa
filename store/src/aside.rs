//! Aside 案头: what is kept beside the facts and is none — passwords, sessions, drafts. It is in no chain, changes and goes.
//!
//! What happened with it (an account was invited, a session was closed by an officer) is an act like any other; these rows
//! only hold what must be forgotten one day: a digest of a password, of a session's token, a form half filled.

use crate::cell::Cell;
use crate::conn::{Conn, Row};
use crate::fault::Fault;
use crate::table::{Col, Keep, Table, Type, may, must, quoted};
use crate::tables;

/// What an account signs in with 凭据.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credential {
    pub account: String,
    /// PHC text of the password's Argon2id hash; empty: none set yet.
    pub password: String,
    pub must_change: bool,
    pub changed_at: i64,
    /// Failures since the last success, and until when the account waits, ms.
    pub failures: i64,
    pub locked_until: i64,
    /// Sealed seed of the second factor, and the last time step it was used in.
    pub second_factor: Option<String>,
    pub second_factor_step: i64,
    /// Hashes of recovery codes not used yet, separated by spaces.
    pub recovery: String,
    /// Hash of a one-time link and until when it holds, ms.
    pub invitation: Option<String>,
    pub invited_until: i64,
}

/// A session 会话, found by the digest of its token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    pub digest: String,
    pub account: String,
    /// The post acted in.
    pub post: String,
    pub opened_at: i64,
    pub seen_at: i64,
    /// Signed in with the second factor.
    pub second_factor: bool,
    /// Address and program it was opened from.
    pub origin: String,
    pub agent: String,
}

/// A form half filled 草稿: one for a unit and form, whoever of the unit opened it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub unit: i32,
    /// Which form: `returns/2026-03`.
    pub form: String,
    pub content: String,
    pub account: String,
    pub saved_at: i64,
    /// Goes up with each saving: who saves over an older one is told.
    pub revision: i64,
}

/// The rows kept beside the facts of one county.
pub struct Aside<'c> {
    conn: &'c mut dyn Conn,
    county: i32,
}

impl<'c> Aside<'c> {
    pub(crate) fn new(conn: &'c mut dyn Conn, county: i32) -> Aside<'c> {
        Aside { conn, county }
    }

    pub fn credential(&mut self, account: &str) -> Result<Option<Credential>, Fault> {
        Ok(self.some("credentials", &[("account", account.into())], credential)?.pop())
    }

    /// The credential that a one-time link belongs to, by the hash of the link.
    pub fn invited(&mut self, invitation: &str) -> Result<Option<Credential>, Fault> {
        Ok(self.some("credentials", &[("invitation", invitation.into())], credential)?.pop())
    }

    pub fn credentials(&mut self) -> Result<Vec<Credential>, Fault> {
        self.all("credentials", credential)
    }

    pub fn keep_credential(&mut self, credential: &Credential) -> Result<(), Fault> {
        let c = credential.clone();
        self.keep(
            "credentials",
            vec![
                self.county.into(),
                c.account.into(),
                c.password.into(),
                i64::from(c.must_change).into(),
                c.changed_at.into(),
                c.failures.into(),
                c.locked_until.into(),
                c.second_factor.into(),
                c.second_factor_step.into(),
                c.recovery.into(),
                c.invitation.into(),
                c.invited_until.into(),
            ],
        )
    }

    pub fn session(&mut self, digest: &str) -> Result<Option<Session>, Fault> {
        Ok(self.some("sessions", &[("digest", digest.into())], session)?.pop())
    }

    /// Every session of the county.
    pub fn sessions(&mut self) -> Result<Vec<Session>, Fault> {
        self.all("sessions", session)
    }

    /// Sessions of an account, the one last seen first.
    pub fn sessions_of(&mut self, account: &str) -> Result<Vec<Session>, Fault> {
        let mut sessions = self.some("sessions", &[("account", account.into())], session)?;
        sessions.sort_by_key(|s| std::cmp::Reverse(s.seen_at));
        Ok(sessions)
    }

    pub fn keep_session(&mut self, session: &Session) -> Result<(), Fault> {
        let s = session.clone();
        self.keep(
            "sessions",
            vec![
                self.county.into(),
                s.digest.into(),
                s.account.into(),
                s.post.into(),
                s.opened_at.into(),
                s.seen_at.into(),
                i64::from(s.second_factor).into(),
                s.origin.into(),
                s.agent.into(),
            ],
        )
    }

    pub fn end_session(&mut self, digest: &str) -> Result<(), Fault> {
        self.forget("sessions", "digest", digest)
    }

    /// End every session of an account.
    pub fn end_sessions_of(&mut self, account: &str) -> Result<(), Fault> {
        self.forget("sessions", "account", account)
    }

    /// Forget sessions that nobody used since an instant, or that were opened before another.
    pub fn end_idle_sessions(&mut self, seen_before: i64, opened_before: i64) -> Result<(), Fault> {
        let sql = "DELETE FROM \"sessions\" WHERE \"county_id\" = $1 AND (\"seen_at\" < $2 OR \"opened_at\" < $3)";
        self.conn.exec(sql, &[self.county.into(), seen_before.into(), opened_before.into()])?;
        Ok(())
    }

    pub fn draft(&mut self, unit: i32, form: &str) -> Result<Option<Draft>, Fault> {
        let draft = |row: &dyn Row| Draft {
            unit: row.at(1).small(),
            form: row.at(2).text(),
            content: row.at(3).text(),
            account: row.at(4).text(),
            saved_at: row.at(5).int(),
            revision: row.at(6).int(),
        };
        Ok(self.some("drafts", &[("unit_id", unit.into()), ("form", form.into())], draft)?.pop())
    }

    pub fn keep_draft(&mut self, draft: &Draft) -> Result<(), Fault> {
        let d = draft.clone();
        self.keep(
            "drafts",
            vec![
                self.county.into(),
                d.unit.into(),
                d.form.into(),
                d.content.into(),
                d.account.into(),
                d.saved_at.into(),
                d.revision.into(),
            ],
        )
    }

    pub fn drop_draft(&mut self, unit: i32, form: &str) -> Result<(), Fault> {
        let sql = "DELETE FROM \"drafts\" WHERE \"county_id\" = $1 AND \"unit_id\" = $2 AND \"form\" = $3";
        self.conn.exec(sql, &[self.county.into(), unit.into(), form.into()])?;
        Ok(())
    }

    /// Rows that have these values in some columns.
    fn some<T>(&mut self, name: &str, asked: &[(&str, Cell)], read: impl Fn(&dyn Row) -> T) -> Result<Vec<T>, Fault> {
        let mut params = vec![self.county.into()];
        let mut sql = format!("SELECT {} FROM {} WHERE \"county_id\" = $1", tables::named(name).list, quoted(name));
        for (column, value) in asked {
            params.push(value.clone());
            sql.push_str(&format!(" AND {} = ${}", quoted(column), params.len()));
        }
        let mut found = Vec::new();
        self.conn.each(&sql, &params, &mut |row| {
            found.push(read(row));
            Ok(())
        })?;
        Ok(found)
    }

    fn all<T>(&mut self, name: &str, read: impl Fn(&dyn Row) -> T) -> Result<Vec<T>, Fault> {
        self.some(name, &[], read)
    }

    fn keep(&mut self, name: &str, row: Vec<Cell>) -> Result<(), Fault> {
        let table = tables::named(name);
        let set: Vec<String> = table
            .columns
            .iter()
            .filter(|c| !table.key.contains(&c.name))
            .map(|c| format!("{0} = excluded.{0}", quoted(&c.name)))
            .collect();
        let key: Vec<String> = table.key.iter().map(|k| quoted(k)).collect();
        let tail = format!(" ON CONFLICT ({}) DO UPDATE SET {}", key.join(", "), set.join(", "));
        self.conn.put(table, &[row], &tail)
    }

    fn forget(&mut self, name: &str, column: &str, value: &str) -> Result<(), Fault> {
        let sql = format!("DELETE FROM {} WHERE \"county_id\" = $1 AND {} = $2", quoted(name), quoted(column));
        self.conn.exec(&sql, &[self.county.into(), value.into()])?;
        Ok(())
    }
}

fn credential(row: &dyn Row) -> Credential {
    Credential {
        account: row.at(1).text(),
        password: row.at(2).text(),
        must_change: row.at(3).int() != 0,
        changed_at: row.at(4).int(),
        failures: row.at(5).int(),
        locked_until: row.at(6).int(),
        second_factor: Some(row.at(7).text()).filter(|t| !t.is_empty()),
        second_factor_step: row.at(8).int(),
        recovery: row.at(9).text(),
        invitation: Some(row.at(10).text()).filter(|t| !t.is_empty()),
        invited_until: row.at(11).int(),
    }
}

fn session(row: &dyn Row) -> Session {
    Session {
        digest: row.at(1).text(),
        account: row.at(2).text(),
        post: row.at(3).text(),
        opened_at: row.at(4).int(),
        seen_at: row.at(5).int(),
        second_factor: row.at(6).int() != 0,
        origin: row.at(7).text(),
        agent: row.at(8).text(),
    }
}

/// The tables of this file.
pub(crate) fn tables() -> [Table; 3] {
    let of = |name, key: &[&str], own: Vec<Col>| {
        let mut columns = vec![must("county_id", Type::Int)];
        columns.extend(own);
        Table::new(name, Keep::Aside, columns, key)
    };
    let (text, big) = (|name| must(name, Type::Text), |name| must(name, Type::Big));
    [
        of(
            "credentials",
            &["county_id", "account"],
            vec![
                text("account"),
                text("password"),
                must("must_change", Type::Small),
                big("changed_at"),
                big("failures"),
                big("locked_until"),
                may("second_factor", Type::Text),
                big("second_factor_step"),
                text("recovery"),
                may("invitation", Type::Text),
                big("invited_until"),
            ],
        ),
        of(
            "sessions",
            &["county_id", "digest"],
            vec![
                text("digest"),
                text("account"),
                text("post"),
                big("opened_at"),
                big("seen_at"),
                must("second_factor", Type::Small),
                text("origin"),
                text("agent"),
            ],
        )
        .index(&["county_id", "account"]),
        of(
            "drafts",
            &["county_id", "unit_id", "form"],
            vec![must("unit_id", Type::Int), text("form"), text("content"), text("account"), big("saved_at"), big("revision")],
        ),
    ]
}
