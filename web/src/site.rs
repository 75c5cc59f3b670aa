//! Site 窗口本身: what all requests share, and the one way a page is made — off the async threads, with somebody's eyes.

use crate::asked::Asked;
use crate::cache::{Cache, Kept};
use crate::desk::Desk;
use crate::refused::Refused;
use acts::Office;
use acts::bulletins::Press;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::Date;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

#[derive(Clone)]
pub struct Site {
    shared: Arc<Shared>,
}

struct Shared {
    office: Office,
    /// The day the program was told to take for today; `None`: the true day.
    given: Option<Date>,
    font_dirs: Vec<PathBuf>,
    keys: PathBuf,
    press: OnceLock<Press>,
    cache: Cache,
}

/// What a page comes to.
pub enum Answer {
    Html(String),
    /// A file to keep: its name, kind and bytes.
    File(String, &'static str, Vec<u8>),
    /// Go there instead.
    Elsewhere(String),
}

impl Site {
    pub fn new(office: Office, font_dirs: Vec<PathBuf>, keys: PathBuf) -> Site {
        let given = (office.today != acts::true_day()).then_some(office.today);
        let shared = Shared { office, given, font_dirs, keys, press: OnceLock::new(), cache: Cache::default() };
        Site { shared: Arc::new(shared) }
    }

    /// The office of this very day.
    pub fn office(&self) -> Office {
        let mut office = self.shared.office.clone();
        office.today = self.shared.given.unwrap_or_else(acts::true_day);
        office
    }

    /// Is "today" a day the program was told?
    pub fn is_demonstration(&self) -> bool {
        self.shared.given.is_some()
    }

    pub fn cache(&self) -> &Cache {
        &self.shared.cache
    }

    pub fn keys(&self) -> &PathBuf {
        &self.shared.keys
    }

    /// Fonts are looked for when the first bulletin is printed, not at the start.
    pub fn press(&self) -> &Press {
        self.shared.press.get_or_init(|| Press::new(&self.shared.font_dirs))
    }

    /// Make a page of the county's business for whoever asks.
    pub async fn page(&self, asked: Asked, make: impl FnOnce(&Desk<'_>) -> Result<Answer, Refused> + Send + 'static) -> Response {
        let site = self.clone();
        let work = move || match Desk::open(&site, &asked) {
            Ok(desk) => desk.answer(make),
            Err(refused) => refused.page(&asked),
        };
        blocking(work).await
    }

    /// Make a page that needs no identity.
    pub async fn open_page(
        &self,
        asked: Asked,
        make: impl FnOnce(&Site, &Asked) -> Result<Response, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        blocking(move || make(&site, &asked).unwrap_or_else(|refused| refused.page(&asked))).await
    }
}

async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// A page already made, compressed if the reader takes that.
pub fn kept_response(kept: &Kept, gzip: bool, status: StatusCode) -> Response {
    let (bytes, encoding): (Bytes, _) = if gzip { (kept.gzip.clone(), Some("gzip")) } else { (kept.plain.clone(), None) };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// A file to keep, under a name that may be Chinese.
pub fn file_response(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let extension = name.rsplit_once('.').map_or("", |n| n.1);
    let disposition = format!("attachment; filename=\"guatu.{extension}\"; filename*=UTF-8''{}", crate::asked::encode(name));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
