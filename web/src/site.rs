//! Site 窗口本身: what all requests share, and the one way a page is made — off the async threads, with somebody's eyes.

use crate::asked::Asked;
use crate::cache::{Cache, Kept};
use crate::desk::Desk;
use crate::form::Form;
use crate::refused::Refused;
use acts::Office;
use acts::bulletins::Press;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::Date;
use domain::policy::Action;
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
    /// Known to this process alone: forms of an earlier run have to be opened again.
    secret: String,
}

/// What a page comes to.
pub enum Answer {
    Html(String),
    /// A page that is made for this one request, as every page with a form on it is: each form has a key of its own.
    Fresh(String),
    /// The form once more, with what is wrong with it.
    Again(String),
    /// A file to keep: its name, kind and bytes.
    File(String, &'static str, Vec<u8>),
    /// Go there instead.
    Elsewhere(String),
}

impl Site {
    pub fn new(office: Office, font_dirs: Vec<PathBuf>, keys: PathBuf) -> Site {
        let given = (office.today != acts::true_day()).then_some(office.today);
        let shared = Shared {
            office,
            given,
            font_dirs,
            keys,
            press: OnceLock::new(),
            cache: Cache::default(),
            secret: acts::acting::fresh_key(),
        };
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
        self.page_of(Action::ReadBusiness, asked, make).await
    }

    /// Make a page for those whose role does an action.
    pub async fn page_of(
        &self,
        action: Action,
        asked: Asked,
        make: impl FnOnce(&Desk<'_>) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        let work = move || match Desk::open(&site, &asked).and_then(|desk| desk.may(action).map(|()| desk)) {
            Ok(desk) => desk.answer(make),
            Err(refused) => refused.page(&asked),
        };
        blocking(work).await
    }

    /// Make a page for whoever has an identity, the three officers too: it shows nothing that is not theirs.
    pub async fn anybody(
        &self,
        asked: Asked,
        make: impl FnOnce(&Desk<'_>) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        let work = move || match Desk::open(&site, &asked) {
            Ok(desk) => desk.answer(make),
            Err(refused) => refused.page(&asked),
        };
        blocking(work).await
    }

    /// Take a form: from a page of ours, handed to this very session, by a role that does the action.
    pub async fn act(
        &self,
        action: Action,
        asked: Asked,
        form: Result<Form, Refused>,
        work: impl FnOnce(&Desk<'_>, &Form) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        let take = move || {
            let desk = match Desk::open(&site, &asked).and_then(|desk| desk.may(action).map(|()| desk)) {
                Ok(desk) => desk,
                Err(refused) => return refused.page(&asked),
            };
            let taken = form
                .and_then(|form| if form.get("token") == desk.token() { work(&desk, &form) } else { Err(Refused::stale_form()) });
            desk.respond(taken)
        };
        blocking(take).await
    }

    /// What a form handed to a session carries.
    pub fn token(&self, session: &str) -> String {
        acts::keyed_digest(&self.shared.secret, session)
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
