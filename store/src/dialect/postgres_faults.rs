//! What PostgreSQL's errors mean for a person.

use crate::fault::Fault;
use postgres::Error;
use postgres::error::SqlState;

pub(super) fn fault(place: &str, error: &Error) -> Fault {
    let place = place.to_owned();
    let Some(server) = error.as_db_error() else {
        let detail = with_causes(error);
        // Without an answer of the server it is the address or the connection.
        let ours = detail.contains("converting parameters") || detail.contains("error serializing parameter");
        return if ours { Fault::Internal { place, detail } } else { Fault::Unreachable { place, detail } };
    };
    let detail = server.message().to_owned();
    let code = server.code();
    match code {
        _ if *code == SqlState::INVALID_CATALOG_NAME => Fault::Missing { place },
        _ if *code == SqlState::LOCK_NOT_AVAILABLE
            || *code == SqlState::T_R_DEADLOCK_DETECTED
            || *code == SqlState::QUERY_CANCELED =>
        {
            Fault::Locked { place }
        }
        _ if *code == SqlState::DISK_FULL => Fault::DiskFull { place },
        _ if *code == SqlState::INSUFFICIENT_PRIVILEGE => Fault::Denied { place, detail },
        _ if *code == SqlState::UNIQUE_VIOLATION => Fault::Taken { what: server.table().unwrap_or(&detail).to_owned() },
        _ if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED => Fault::Corrupt { place, detail },
        // Login refused, server starting or stopping, too many connections.
        _ if ["28", "57P", "53300", "08"].iter().any(|class| code.code().starts_with(class)) => {
            Fault::Unreachable { place, detail }
        }
        _ => Fault::Internal { place, detail },
    }
}

/// The driver says little itself; its cause names the socket or the host.
fn with_causes(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = inner.source();
    }
    text
}
