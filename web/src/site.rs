//! Site 窗口本身: what all requests share, and the one way a page is made — off the async threads, with somebody's eyes.

use crate::asked::Asked;
use crate::cache::{Cache, Kept as KeptPage};
use crate::desk::Desk;
use crate::form::Form;
use crate::refused::Refused;
use crate::sign_in::{self, Kept, Why};
use acts::Office;
use acts::bulletins::Press;
use acts::sessions::{Clock, Cost, Door, Patience};
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::Date;
use domain::policy::Action;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// What the pages need besides the office.
pub struct Setup {
    /// Where fonts for printed bulletins may lie, before the system's.
    pub font_dirs: Vec<PathBuf>,
    /// Where the counties' keys lie.
    pub keys: PathBuf,
    /// What a look at a password costs.
    pub cost: Cost,
    /// By which sessions run out and codes hold.
    pub clock: Clock,
}

impl Setup {
    pub fn new(font_dirs: Vec<PathBuf>, keys: PathBuf) -> Setup {
        Setup { font_dirs, keys, cost: Cost::LIVE, clock: Arc::new(acts::true_now) }
    }
}

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
    door: Door,
    /// Uploads between preview and decision.
    imports: crate::imports::Shelf,
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
    /// An answer of its own making, with cookies.
    Whole(Response),
}

impl Site {
    pub fn new(office: Office, setup: Setup) -> Site {
        let Setup { font_dirs, keys, cost, clock } = setup;
        let given = (office.today != acts::true_day()).then_some(office.today);
        let patience = if given.is_some() { Patience::DEMONSTRATION } else { Patience::LIVE };
        let door = Door::new(keys.clone(), patience, cost, clock);
        let shared = Shared {
            office,
            given,
            font_dirs,
            keys,
            press: OnceLock::new(),
            cache: Cache::default(),
            door,
            imports: crate::imports::Shelf::default(),
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

    pub fn door(&self) -> &Door {
        &self.shared.door
    }

    pub fn cache(&self) -> &Cache {
        &self.shared.cache
    }

    pub fn imports(&self) -> &crate::imports::Shelf {
        &self.shared.imports
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
        let open = move |desk: Desk<'_>| match desk.may(action) {
            Ok(()) => desk.answer(make),
            Err(refused) => refused.page(desk.asked),
        };
        let site = self.clone();
        blocking(move || Desk::open(&site, &asked).map_or_else(|refused| refused.page(&asked), open)).await
    }

    /// Make a page for those of whom `may` says so: where the permission follows from more than one action.
    pub async fn page_by(
        &self,
        may: fn(&Desk<'_>) -> Result<(), Refused>,
        asked: Asked,
        make: impl FnOnce(&Desk<'_>) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        self.anybody(asked, move |desk| may(desk).and_then(|()| make(desk))).await
    }

    /// Make a page of one's own affairs, for anybody signed in.
    pub async fn own_page(
        &self,
        asked: Asked,
        make: impl FnOnce(&Desk<'_>) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        let work = move || match Desk::enter(&site, &asked) {
            Ok(desk) => desk.respond(make(&desk)),
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
        self.act_in(&PAGE_ROOM, action, asked, form, work).await
    }

    /// The same for a form that waits for something: a file that is still on its way, a model's answer.
    pub async fn act_waiting(
        &self,
        action: Action,
        asked: Asked,
        form: Result<Form, Refused>,
        work: impl FnOnce(&Desk<'_>, &Form) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        self.act_in(&UPLOAD_ROOM, action, asked, form, work).await
    }

    async fn act_in(
        &self,
        room: &'static Semaphore,
        action: Action,
        asked: Asked,
        form: Result<Form, Refused>,
        work: impl FnOnce(&Desk<'_>, &Form) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        blocking_in(room, move || {
            let desk = Desk::open(&site, &asked).and_then(|desk| desk.may(action).map(|()| desk));
            taken(&site, &asked, desk, form, work)
        })
        .await
    }

    /// … by those of whom `may` says so.
    pub async fn act_by(
        &self,
        may: fn(&Desk<'_>) -> Result<(), Refused>,
        asked: Asked,
        form: Result<Form, Refused>,
        work: impl FnOnce(&Desk<'_>, &Form) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        blocking(move || {
            let desk = Desk::open(&site, &asked).and_then(|desk| may(&desk).map(|()| desk));
            taken(&site, &asked, desk, form, work)
        })
        .await
    }

    /// Take a form of one's own affairs.
    pub async fn own_act(
        &self,
        asked: Asked,
        form: Result<Form, Refused>,
        work: impl FnOnce(&Desk<'_>, &Form) -> Result<Answer, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        blocking(move || taken(&site, &asked, Desk::enter(&site, &asked), form, work)).await
    }

    /// What a form handed to a session carries.
    pub fn token(&self, session: &str) -> String {
        acts::keyed_digest(&self.shared.secret, session)
    }

    /// Make a page that needs no session.
    pub async fn open_page(
        &self,
        asked: Asked,
        make: impl FnOnce(&Site, &Asked) -> Result<Response, Refused> + Send + 'static,
    ) -> Response {
        let site = self.clone();
        blocking(move || make(&site, &asked).unwrap_or_else(|refused| refused.page(&asked))).await
    }
}

/// A form at the desk it was handed to. Where nobody is signed in any more, what was typed is kept until somebody is.
fn taken(
    site: &Site,
    asked: &Asked,
    desk: Result<Desk<'_>, Refused>,
    form: Result<Form, Refused>,
    work: impl FnOnce(&Desk<'_>, &Form) -> Result<Answer, Refused>,
) -> Response {
    match (desk, form) {
        (Ok(desk), Ok(form)) if form.get("token") == desk.token() => desk.respond(work(&desk, &form)),
        (Ok(desk), Ok(form)) => Kept::at(&desk, &form, Why::Expired).unwrap_or_else(|| Refused::stale_form().page_at(&desk)),
        (Ok(desk), Err(refused)) => refused.page_at(&desk),
        (Err(Refused::First(must)), Ok(form)) => {
            let kept = Desk::enter(site, asked).ok().and_then(|desk| Kept::at(&desk, &form, Why::First(must)));
            kept.unwrap_or_else(|| Refused::First(must).page(asked))
        }
        (Err(Refused::NoSession), Ok(form)) => {
            sign_in::with_kept(site, asked, Kept::of(asked, &form)).unwrap_or_else(|refused| refused.page(asked))
        }
        (Err(refused), _) => refused.page(asked),
    }
}

/// Threads on which pages are made.
const PAGES: usize = 32;
/// Threads that wait for files and for a model: they hold one for as long as it takes to come, and no page waits for them.
const UPLOADS: usize = 64;
/// All of both.
pub const THREADS: usize = PAGES + UPLOADS;

static PAGE_ROOM: Semaphore = Semaphore::const_new(PAGES);
static UPLOAD_ROOM: Semaphore = Semaphore::const_new(UPLOADS);

async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    blocking_in(&PAGE_ROOM, work).await
}

async fn blocking_in(room: &'static Semaphore, work: impl FnOnce() -> Response + Send + 'static) -> Response {
    let place = room.acquire().await;
    // Whoever asked may have gone: the place is given back when the work is done, not before.
    let work = move || {
        let response = work();
        drop(place);
        response
    };
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// A page already made, compressed if the reader takes that.
pub fn kept_response(kept: &KeptPage, gzip: bool, status: StatusCode) -> Response {
    html_response(if gzip { kept.gzip() } else { kept.plain() }, gzip, status)
}

/// A page made for this request alone.
pub fn page_response(html: String, gzip: bool, status: StatusCode) -> Response {
    let bytes = if gzip { KeptPage::new(&html).gzip() } else { Bytes::from(html) };
    html_response(bytes, gzip, status)
}

fn html_response(bytes: Bytes, gzip: bool, status: StatusCode) -> Response {
    let encoding = gzip.then_some("gzip");
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
