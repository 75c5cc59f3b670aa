//! Asked 所问: one request, read once — path, query, cookies, and in which language the answer is wanted.

use crate::refused::Refused;
use acts::sessions::Visitor;
use axum::extract::{ConnectInfo, FromRequestParts, Query};
use axum::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, COOKIE, HeaderName, USER_AGENT};
use axum::http::request::Parts;
use axum::response::Response;
use domain::lang::Lang;
use std::fmt::Write;
use std::net::SocketAddr;

/// Most parameters of a query, and longest value.
const PARAMETERS: usize = 24;
const VALUE_CHARS: usize = 200;

/// Parameters that change how the whole site is looked at, and are kept in cookies.
pub const VIEWING: [&str; 4] = ["as_of", "period", "stage", "lang"];

#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Decoded by nobody: as it stands in the address.
    pub path: String,
    pub params: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    /// Address the request came from.
    pub origin: String,
    /// It came from this machine; over TLS, if a proxy in front says so.
    pub local: bool,
    pub secure: bool,
    /// The program that asks, in its own words.
    pub agent: String,
    pub lang: Lang,
    pub gzip: bool,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Response> {
        let header = |name| parts.headers.get(name).and_then(|v: &axum::http::HeaderValue| v.to_str().ok()).unwrap_or("");
        let cookies = header(COOKIE)
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        let read = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let mut asked = Asked {
            path: parts.uri.path().to_owned(),
            params: Vec::new(),
            cookies,
            origin: from.map(|ip| ip.to_string()).unwrap_or_default(),
            local: from.is_none_or(|ip| ip.is_loopback()),
            secure: header(HeaderName::from_static("x-forwarded-proto")) == "https",
            agent: header(USER_AGENT).to_owned(),
            lang: Lang::Zh,
            gzip: header(ACCEPT_ENCODING).contains("gzip"),
        };
        asked.lang = match asked.cookie("lang") {
            Some("en") => Lang::En,
            Some(_) => Lang::Zh,
            None if header(ACCEPT_LANGUAGE).trim_start().to_lowercase().starts_with("en") => Lang::En,
            None => Lang::Zh,
        };
        match read {
            Ok(Query(params)) if params.len() <= PARAMETERS && params.iter().all(|p| p.1.chars().count() <= VALUE_CHARS) => {
                asked.params = params;
            }
            Ok(_) => {
                let refused = Refused::bad(
                    "web.query_too_long",
                    "查询条件过多或过长，请减少",
                    "too many or too long conditions; ask for less",
                );
                return Err(refused.page(&asked));
            }
            Err(_) => {
                let refused =
                    Refused::bad("web.bad_query", "网址里的查询条件无法识别", "the conditions in the address cannot be read");
                return Err(refused.page(&asked));
            }
        }
        match asked.param("lang") {
            "en" => asked.lang = Lang::En,
            "zh" => asked.lang = Lang::Zh,
            _ => {}
        }
        Ok(asked)
    }
}

impl Asked {
    /// A parameter of the query, trimmed; empty if it is not there.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|p| p.0 == name).map_or("", |p| p.1.trim())
    }

    /// A choice kept in a cookie of ours.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|c| c.0.strip_prefix("guatu_") == Some(name)).map(|c| c.1.as_str()).filter(|v| !v.is_empty())
    }

    /// The token of the session. Over TLS only the cookie that cannot have been set in the clear counts.
    pub fn session(&self) -> Option<&str> {
        let name = session_cookie(self.secure);
        self.cookies.iter().find(|c| c.0 == name).map(|c| c.1.as_str()).filter(|v| !v.is_empty())
    }

    /// Who stands at the door.
    pub fn visitor(&self) -> Visitor {
        Visitor { address: self.origin.clone(), local: self.local, agent: self.agent.clone() }
    }

    /// This address with some parameters changed (empty: left out).
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        let kept = self.params.iter().filter(|p| changes.iter().all(|c| c.0 != p.0)).map(|p| (p.0.as_str(), p.1.as_str()));
        address(&self.path, kept.chain(changes.iter().copied()))
    }

    /// Parameters a form of the frame has to carry along: all but those it sets itself.
    pub fn kept(&self) -> Vec<(String, String)> {
        let dropped = |name: &str| VIEWING.contains(&name) || name == "page" || name == "format";
        self.params.iter().filter(|p| !dropped(&p.0)).cloned().collect()
    }
}

/// The name of the session's cookie.
pub fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-guatu_session" } else { "guatu_session" }
}

/// An address of ours that may be gone back to: a path, of nobody else.
pub fn own_path(back: &str) -> Option<&str> {
    let own = back.starts_with('/') && !back.starts_with("//") && back.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    own.then_some(back)
}

/// A path with a query; empty values are left out.
pub fn address<'a>(path: &str, params: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = path.to_owned();
    for (n, (name, value)) in params.filter(|p| !p.1.is_empty()).enumerate() {
        let _ = write!(out, "{}{}={}", if n == 0 { '?' } else { '&' }, encode(name), encode(value));
    }
    out
}

/// A text as part of an address.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:,".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_not_changed() {
        let params = [("q", "供电 公司"), ("page", "3"), ("sort", "-a")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let asked = Asked { path: "/projects".to_owned(), params: params.to_vec(), ..Asked::default() };
        assert_eq!(asked.with(&[("page", "")]), "/projects?q=%E4%BE%9B%E7%94%B5%20%E5%85%AC%E5%8F%B8&sort=-a");
        assert_eq!(asked.with(&[("q", ""), ("sort", "b"), ("page", "")]), "/projects?sort=b");
        assert_eq!(asked.kept().len(), 2);
    }
}
