//! Desk 办公桌: one request with its identity, the day it looks from, the period and the stage — all a page is made from.

use crate::asked::Asked;
use crate::cache::{BooksKey, Gathered, Kept};
use crate::form::Form;
use crate::refused::Refused;
use crate::site::{Answer, Site, file_response, kept_response};
use acts::Office;
use acts::acting::Caller;
use acts::books::Breadth;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::actors::{Actor, Role, Scope};
use domain::calendar::{Date, Period, parse_day};
use domain::indicators::Indicator;
use domain::lang::Lang;
use domain::policy::{Action, Denied, Request, decide};
use domain::returns::Deadlines;
use domain::stage::{COUNTY, Stage};
use domain::statistics::{Quantity, Query};
use domain::units::Unit;
use std::sync::Arc;

/// Who asks: a demo identity 演示身份, chosen on the first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub county: i32,
    pub role: Role,
    /// Key of the unit of an identity that acts for one.
    pub unit: Option<String>,
}

impl Identity {
    /// `361099~unit~T01`, as the cookie keeps it.
    pub fn text(&self) -> String {
        let unit = self.unit.as_deref().map(crate::asked::encode).unwrap_or_default();
        format!("{}~{}~{unit}", self.county, self.role.code())
    }

    pub fn parse(text: &str) -> Option<Identity> {
        let mut parts = text.splitn(3, '~');
        let county = parts.next()?.parse().ok()?;
        let role = parts.next()?;
        let role = Role::ALL.into_iter().find(|r| r.code() == role && *r != Role::System)?;
        let unit = parts.next().map(decode).filter(|u| !u.is_empty());
        Some(Identity { county, role, unit })
    }
}

fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = (byte == b'%').then(|| tail.get(..2)).flatten().and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                rest = &tail[2..];
            }
            None => {
                out.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

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
    pub identity: Identity,
    pub actor: Actor,
    pub scope: Scope,
    pub lang: Lang,
    pub deadlines: Arc<Deadlines>,
    pub looking: Looking,
    /// Place of the county's last fact.
    pub seq: i64,
}

impl<'a> Desk<'a> {
    pub fn open(site: &'a Site, asked: &'a Asked) -> Result<Desk<'a>, Refused> {
        let office = site.office();
        let identity = asked.cookie("identity").and_then(Identity::parse).ok_or(Refused::NoIdentity)?;
        let mut actor = Actor { county: identity.county, name: identity.text(), role: identity.role, unit: None };
        // A cookie of another database is no identity here.
        let heads = office.store.counties()?;
        let seq = heads.iter().find(|head| head.county == identity.county).ok_or(Refused::NoIdentity)?.seq;
        let deadlines = site.cache().deadlines(identity.county, seq, || office.deadlines(identity.county))?;
        let looking = Looking::asked(asked, &office, &deadlines)?;
        if let Some(code) = &identity.unit {
            actor.unit = office
                .store
                .read(&actor.scope(), |reader| acts::books::units(reader, None))?
                .into_iter()
                .find(|u| u.code == *code)
                .map(|u| u.number);
        }
        let scope = actor.scope();
        // What somebody may not see does not exist for them.
        if scope.business() && !scope.allows(looking.stage, COUNTY) {
            return Err(Refused::NotFound);
        }
        Ok(Desk { site, asked, office, identity, actor, scope, lang: asked.lang, deadlines, looking, seq })
    }

    /// Refuse a page or a form that is not for this role at all.
    pub fn may(&self, action: Action) -> Result<(), Refused> {
        match decide(self.actor.role, Request::of(action)) {
            // Whose record it is and how it stands is found out where the record is known.
            Ok(()) | Err(Denied::NotYours | Denied::YourOwn | Denied::NoDuty | Denied::WrongState | Denied::Closed) => Ok(()),
            Err(Denied::NotYourRole) => Err(Refused::NoPermission(self.identity.clone())),
        }
    }

    /// The token that a form of this session carries.
    pub fn token(&self) -> String {
        self.site.token(&self.identity.text())
    }

    /// Whoever sends this form, as `acts` takes it.
    pub fn caller(&self, form: &Form) -> Caller {
        Caller { actor: self.actor.clone(), origin: self.asked.origin.clone(), key: form.get("key").to_owned() }
    }

    /// The page from the shelf, or made now; with the cookies that keep the choices made in the address.
    pub fn answer(&self, make: impl FnOnce(&Desk<'_>) -> Result<Answer, Refused>) -> Response {
        let key = self.key();
        if let Some(kept) = self.site.cache().page(&key) {
            let mut response = kept_response(&kept, self.asked.gzip, StatusCode::OK);
            remember(self.asked, &mut response);
            return response;
        }
        match make(self) {
            Ok(Answer::Html(html)) => {
                let kept = Kept::new(html);
                let mut response = kept_response(&kept, self.asked.gzip, StatusCode::OK);
                self.site.cache().keep_page(key, kept);
                remember(self.asked, &mut response);
                response
            }
            other => self.respond(other),
        }
    }

    /// What was made for this request alone.
    pub fn respond(&self, made: Result<Answer, Refused>) -> Response {
        let page = |html: String, status| kept_response(&Kept::new(html), self.asked.gzip, status);
        let mut response = match made {
            Ok(Answer::Html(html) | Answer::Fresh(html)) => page(html, StatusCode::OK),
            Ok(Answer::Again(html)) => page(html, StatusCode::UNPROCESSABLE_ENTITY),
            Ok(Answer::File(name, kind, bytes)) => file_response(&name, kind, bytes),
            Ok(Answer::Elsewhere(address)) => see_other(&address),
            Err(refused) => return refused.page_at(self),
        };
        remember(self.asked, &mut response);
        response
    }

    fn key(&self) -> String {
        let l = &self.looking;
        format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.identity.text(),
            self.seq,
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
        Ok(self.site.cache().todo(&who, (self.seq, self.office.today), || self.office.todo(actor))?)
    }

    /// The books of the period looked at.
    pub fn books(&self) -> Result<Arc<Gathered>, Refused> {
        self.books_of(self.looking.period)
    }

    /// The books of another period, from the same day and stage.
    pub fn books_of(&self, period: Period) -> Result<Arc<Gathered>, Refused> {
        let Looking { as_of, stage, .. } = self.looking;
        let key = BooksKey { scope: self.scope, seq: self.seq, period, as_of, stage };
        let gather = || self.office.books(&self.scope, period, as_of, stage, Breadth::Everything);
        Ok(self.site.cache().books(key, gather)?)
    }

    /// One of two texts.
    pub fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.lang.of(zh, en)
    }

    /// The address at which a figure opens.
    pub fn figure(&self, indicator: &Indicator, unit: Option<&Unit>, quantity: Quantity) -> String {
        let query = Query {
            county: self.identity.county,
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

    #[test]
    fn an_identity_is_read_as_it_was_written() {
        let identity = Identity { county: 361_099, role: Role::Filer, unit: Some("乡镇 01~a".to_owned()) };
        assert_eq!(Identity::parse(&identity.text()), Some(identity));
        assert_eq!(Identity::parse("361099~system~"), None, "nobody may choose a system post");
        assert_eq!(Identity::parse("361099"), None);
    }
}
