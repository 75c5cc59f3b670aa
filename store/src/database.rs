//! Database 库址: where the archive is kept: a file, or a PostgreSQL database.

use crate::fault::Fault;
use std::fmt;
use std::path::PathBuf;

/// Where an archive is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    Sqlite(PathBuf),
    /// A `postgres://…` address.
    Postgres(String),
}

impl Database {
    /// `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    pub fn parse(text: &str) -> Result<Database, Fault> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(Database::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Database::Postgres(text.to_owned()));
        }
        Err(Fault::BadAddress { place: text.to_owned() })
    }
}

/// As given, but never with a password: this text ends up in messages and logs.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Database::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn without_password(url: &str) -> String {
    let (front, parameters) = url.split_once('?').map_or((url, None), |(front, rest)| (front, Some(rest)));
    let front = match (front.split_once("://"), front.rsplit_once('@')) {
        (Some((scheme, _)), Some((login, host))) => {
            let user = login[scheme.len() + 3..].split(':').next().unwrap_or("");
            format!("{scheme}://{user}@{host}")
        }
        (Some(_) | None, Some(_) | None) => front.to_owned(),
    };
    let kept: Vec<&str> =
        parameters.into_iter().flat_map(|p| p.split('&')).filter(|p| !p.to_ascii_lowercase().starts_with("password=")).collect();
    if kept.is_empty() { front } else { format!("{front}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_shown_without_passwords() {
        for (given, shown) in [
            ("sqlite:data/guatu.db", "sqlite:data/guatu.db"),
            ("postgres://me:se@cret@db:5433/one?password=x&sslmode=disable", "postgres://me@db:5433/one?sslmode=disable"),
            ("postgresql://db/one", "postgresql://db/one"),
        ] {
            assert_eq!(Database::parse(given).unwrap().to_string(), shown);
        }
        for bad in ["sqlite:", "mysql://x", "", "guatu.db"] {
            assert_eq!(Database::parse(bad).unwrap_err().code(), "store.bad_address", "{bad}");
        }
    }
}
