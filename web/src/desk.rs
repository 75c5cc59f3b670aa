//! Desk 办公桌: one request with who is signed in, the day it looks from, the period and the stage — all a page is made from.

use crate::asked::Asked;
use crate::cache::{Basis, BooksKey, Gathered, Kept};
use crate::form::Form;
use crate::refused::Refused;
use crate::site::{Answer, Site, file_response, kept_response, page_response};
use acts::Office;
use acts::accounts::Directory;
use acts::acting::Caller;
use acts::books::Breadth;
use acts::sessions::Seated;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::actors::{Actor, Scope};
use domain::calendar::{Date, Period, parse_day};
use domain::indicators::Indicator;
use domain::lang::Lang;
use domain::policy::{Action, Denied, Request, decide};
use domain::returns::Deadlines;
use domain::stage::{COUNTY, Stage};
use domain::statistics::{Quantity, Query};
use domain::units::Unit;
use std::sync::Arc;

/// From which day, for which period and at which stage the site is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looking {
    pub as_of: Date,
    /// An earlier day was asked for.
    pub past: bool,
    pub period: Period,
    /// The period follows the day: the months of the year whose books are closed.
    pub follows: bool,
    pub stage: Stage,
}

impl Looking {
    fn asked(asked: &Asked, office: &Office, deadlines: &Deadlines) -> Result<Looking, Refused> {
        let choice = |name: &str| match asked.param(name) {
            "" => asked.cookie(name).unwrap_or("").to_owned(),
            given => given.to_owned(),
        };
        let as_of = match choice("as_of").as_str() {
            "" | "today" => office.today,
            text => parse_day(text).ok_or_else(|| Refused::from(acts::Error::BadDay(text.to_owned())))?,
        };
        let as_of = office.as_of(Some(as_of))?;
        let (period, follows) = match choice("period").as_str() {
            "" | "auto" => (closed_period(deadlines, as_of), true),
            text => (Period::parse(text).ok_or_else(|| Refused::from(acts::Error::BadPeriod(text.to_owned())))?, false),
        };
        let stage = match choice("stage").as_str() {
            "" => Stage::Verified,
            text => Stage::parse(text).ok_or_else(|| Refused::from(acts::Error::BadStage(text.to_owned())))?,
        };
        Ok(Looking { as_of, past: as_of != office.today, period, follows, stage })
    }
}

/// From January to the last month whose books are closed; in the first days of a year, the year before.
pub fn closed_period(deadlines: &Deadlines, as_of: Date) -> Period {
    let closed = |year: i16, month: u8| as_of >= deadlines.closes_on(Period::month(year, month));
    let month = u8::try_from(as_of.month()).unwrap_or(1);
    match (1..month).rev().find(|&m| closed(as_of.year(), m)) {
        Some(month) => Period { year: as_of.year(), from_month: 1, to_month: month },
        None => Period { year: as_of.year() - 1, from_month: 1, to_month: if closed(as_of.year() - 1, 12) { 12 } else { 11 } },
    }
}

pub struct Desk<'a> {
    pub site: &'a Site,
    pub asked: &'a Asked,
    pub office: Office,
    /// Who is signed in, and in which post.
    pub seated: Arc<Seated>,
    pub actor: Actor,
    pub scope: Scope,
    pub lang: Lang,
    pub deadlines: Arc<Deadlines>,
    pub looking: Looking,
    /// What is kept of this request is kept for as long as this holds.
    pub basis: Basis,
}

impl<'a> Desk<'a> {
    /// The desk of whoever is signed in and has nothing to do first.
    pub fn open(site: &'a Site, asked: &'a Asked) -> Result<Desk<'a>, Refused> {
        let desk = Desk::enter(site, asked)?;
        if let Some(must) = desk.seated.must {
            return Err(Refused::First(must));
        }
        // What somebody may not see does not exist for them.
        if desk.scope.business() && !desk.scope.allows(desk.looking.stage, COUNTY) {
            return Err(Refused::NotFound);
        }
        Ok(desk)
    }

    /// The desk for one's own affairs: also for those who must set a password or enrol a second factor.
    pub fn enter(site: &'a Site, asked: &'a Asked) -> Result<Desk<'a>, Refused> {
        let mut office = site.office();
        let token = asked.session().ok_or(Refused::NoSession)?;
        let (seated, changes) = site.door().enter(&office, token)?.ok_or(Refused::NoSession)?;
        let (store, notes) = office.store.noting();
        office.store = store;
        // Who somebody is stands on every page.
        notes.take(&Directory::tables());
        let actor = seated.actor.clone();
        let deadlines = office.deadlines(actor.county)?;
        let looking = Looking::asked(asked, &office, &deadlines)?;
        let scope = actor.scope();
        let basis = Basis { changes, notes };
        Ok(Desk { site, asked, office, seated, actor, scope, lang: asked.lang, deadlines, looking, basis })
    }

    /// Refuse a page or a form that is not for this role at all.
    pub fn may(&self, action: Action) -> Result<(), Refused> {
        match decide(self.actor.role, Request::of(action)) {
            // Whose record it is and how it stands is found out where the record is known.
            Ok(()) | Err(Denied::NotYours | Denied::YourOwn | Denied::NoDuty | Denied::WrongState | Denied::Closed) => Ok(()),
            Err(Denied::NotYourRole) => Err(Refused::NoPermission(self.actor.role)),
        }
    }

    /// The token that a form of this session carries.
    pub fn token(&self) -> String {
        self.site.token(&self.seated.digest)
    }

    /// Whoever sends this form, as `acts` takes it.
    pub fn caller(&self, form: &Form) -> Caller {
        Caller { actor: self.actor.clone(), origin: self.asked.origin.clone(), key: form.get("key").to_owned() }
    }

    /// Place of the county's last fact when the request began.
    pub fn seq(&self) -> i64 {
        self.basis.changes.seq
    }

    /// The page from the shelf, or made now; with the cookies that keep the choices made in the address.
    pub fn answer(&self, make: impl FnOnce(&Desk<'_>) -> Result<Answer, Refused>) -> Response {
        let key = self.key();
        if let Some(kept) = self.site.cache().pages.find(&key, &self.basis) {
            let mut response = kept_response(&kept, self.asked.gzip, StatusCode::OK);
            remember(self.asked, &mut response);
            return response;
        }
        match make(self) {
            Ok(Answer::Html(html)) => {
                let kept = Kept::new(&html);
                let mut response = kept_response(&kept, self.asked.gzip, StatusCode::OK);
                self.site.cache().pages.keep(&key, kept, &self.basis);
                remember(self.asked, &mut response);
                response
            }
            other => self.respond(other),
        }
    }

    /// What was made for this request alone.
    pub fn respond(&self, made: Result<Answer, Refused>) -> Response {
        let page = |html: String, status| page_response(html, self.asked.gzip, status);
        let mut response = match made {
            Ok(Answer::Html(html) | Answer::Fresh(html)) => page(html, StatusCode::OK),
            Ok(Answer::Again(html)) => page(html, StatusCode::UNPROCESSABLE_ENTITY),
            Ok(Answer::File(name, kind, bytes)) => file_response(&name, kind, bytes),
            Ok(Answer::Elsewhere(address)) => see_other(&address),
            Ok(Answer::Whole(response)) => response,
            Err(refused) => return refused.page_at(self),
        };
        remember(self.asked, &mut response);
        response
    }

    fn key(&self) -> String {
        let l = &self.looking;
        format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.actor.county,
            self.actor.name,
            self.seated.post,
            self.office.today,
            l.as_of,
            if l.follows { "auto".to_owned() } else { l.period.to_string() },
            l.stage.code(),
            self.lang.tag(),
            self.asked.path,
            self.asked.with(&[])
        )
    }

    /// What the actor has to do today.
    pub fn todo(&self) -> Result<Arc<Vec<acts::todo::Item>>, Refused> {
        let actor = &self.actor;
        let who = format!("{}|{}|{:?}|{}", actor.county, actor.role.code(), actor.unit, actor.name);
        let list = || self.office.todo(actor).map(Arc::new);
        Ok(self.site.cache().todo.get(&(who, self.office.today), &self.basis, list)?)
    }

    /// The books of the period looked at.
    pub fn books(&self) -> Result<Arc<Gathered>, Refused> {
        self.books_of(self.looking.period)
    }

    /// The books of another period, from the same day and stage.
    pub fn books_of(&self, period: Period) -> Result<Arc<Gathered>, Refused> {
        let Looking { as_of, stage, .. } = self.looking;
        let key = BooksKey { scope: self.scope, period, as_of, stage };
        let gather = || {
            let books = self.office.books(&self.scope, period, as_of, stage, Breadth::Everything)?;
            Ok::<_, acts::Error>(Arc::new(Gathered::new(books, period)))
        };
        Ok(self.site.cache().books.get(&key, &self.basis, gather)?)
    }

    /// One of two texts.
    pub fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.lang.of(zh, en)
    }

    /// The address at which a figure opens.
    pub fn figure(&self, indicator: &Indicator, unit: Option<&Unit>, quantity: Quantity) -> String {
        let query = Query {
            county: self.actor.county,
            indicator: indicator.code.clone(),
            quantity,
            unit: unit.map(|u| u.code.clone()),
            period: self.looking.period,
            stage: self.looking.stage,
            as_of: self.looking.as_of,
            part: String::new(),
        };
        format!("/figures/{}", crate::asked::encode(&query.to_string()))
    }
}

pub fn see_other(address: &str) -> Response {
    let mut response = Response::new(axum::body::Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    // Addresses are made by us and ASCII.
    if let Ok(value) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// Keep choices of the address (day, period, stage, language) for the pages that follow.
pub fn remember(asked: &Asked, response: &mut Response) {
    for name in crate::asked::VIEWING {
        let value = asked.param(name);
        let plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if value.is_empty() || !plain {
            continue;
        }
        let forget = matches!((name, value), ("as_of", "today") | ("period", "auto"));
        set_cookie(response, name, if forget { "" } else { value });
    }
}

/// Give or take away the session's cookie: over TLS under a name that only this host can set, over TLS.
pub fn set_session(asked: &Asked, response: &mut Response, token: &str) {
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    let secure = if asked.secure { "; Secure" } else { "" };
    let name = crate::asked::session_cookie(asked.secure);
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// A cookie no script can read and no other site can send; an empty value takes it away.
pub fn set_cookie(response: &mut Response, name: &str, value: &str) {
    let age = if value.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("guatu_{name}={value}; Path=/; HttpOnly; SameSite=Strict{age}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_period_that_follows_a_day_has_closed_books() {
        let usual = Deadlines::default();
        assert_eq!(closed_period(&usual, date(2026, 4, 8)).to_string(), "2026-Q1");
        assert_eq!(closed_period(&usual, date(2026, 4, 6)).to_string(), "2026-01..2026-02");
        assert_eq!(closed_period(&usual, date(2026, 2, 7)).to_string(), "2026-01");
        assert_eq!(closed_period(&usual, date(2026, 2, 6)).to_string(), "2025");
        assert_eq!(closed_period(&usual, date(2026, 1, 3)).to_string(), "2025-01..2025-11");
    }
}
