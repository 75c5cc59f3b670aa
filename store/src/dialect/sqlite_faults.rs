//! What SQLite's errors mean for a person.

use crate::fault::Fault;
use rusqlite::ErrorCode;

pub(super) fn fault(place: &str, error: &rusqlite::Error) -> Fault {
    let place = place.to_owned();
    let detail = error.to_string();
    let Some(code) = error.sqlite_error_code() else {
        return Fault::Internal { place, detail };
    };
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Fault::Locked { place },
        ErrorCode::DiskFull => Fault::DiskFull { place },
        ErrorCode::DatabaseCorrupt => Fault::Corrupt { place, detail },
        ErrorCode::NotADatabase => Fault::NotGuatu { place },
        ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Fault::Denied { place, detail },
        ErrorCode::SystemIoFailure => Fault::Stopped { place },
        ErrorCode::AuthorizationForStatementDenied => Fault::AppendOnly { place, detail },
        ErrorCode::ConstraintViolation if detail.contains("append-only: ") => Fault::AppendOnly { place, detail },
        ErrorCode::ConstraintViolation if detail.contains("taken: ") || detail.contains("UNIQUE") => {
            Fault::Taken { what: table(&detail) }
        }
        // SQLite's own list of codes, and open: what is left is a mistake of this program.
        _ => Fault::Internal { place, detail },
    }
}

/// "taken: bulletins" of our guard, "UNIQUE constraint failed: bulletins.number" of SQLite itself.
fn table(detail: &str) -> String {
    let name = detail.rsplit(": ").next().unwrap_or(detail);
    name.split('.').next().unwrap_or(name).to_owned()
}
