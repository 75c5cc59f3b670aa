//! Reader 查档: one consistent view of a county, with somebody's eyes. The questions themselves stand in the files by noun.

use crate::conn::Conn;
use crate::head::Head;
use crate::notes::Notes;
use crate::pages::Pages;
use crate::standing::Standing;
use domain::actors::{Actor, Scope};

/// One consistent view of a county's archive. What is out of scope looks as if it did not exist.
pub struct Reader<'c> {
    pub(crate) conn: &'c mut dyn Conn,
    pub(crate) scope: Scope,
    pub(crate) head: Head,
    /// Inside a write: sums that are not in the balances yet. They are added when somebody asks for figures.
    pub(crate) pending: Option<&'c mut Pages>,
    pub(crate) standing: &'c Standing,
    pub(crate) notes: Option<&'c Notes>,
}

impl Reader<'_> {
    /// The same view with the clerk's eyes, to find out who may see a thing that is more confidential than its unit's. Nothing
    /// read this way is shown before that is known.
    pub fn clerk(&mut self) -> Reader<'_> {
        Reader {
            conn: &mut *self.conn,
            scope: Actor::system(self.head.county, "clerk").scope(),
            head: self.head,
            pending: self.pending.as_deref_mut(),
            standing: self.standing,
            notes: self.notes,
        }
    }

    /// The head this view ends with.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Whose eyes these are.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Whoever asked for it is told what was read.
    pub(crate) fn note(&self, table: &'static str) {
        if let Some(notes) = self.notes {
            notes.add(table);
        }
    }

    pub(crate) fn county(&self) -> crate::cell::Cell {
        self.scope.county().into()
    }
}
