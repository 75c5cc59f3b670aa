//! Kept 保留的内容: a form that was sent after its session was over, carried through the sign-in and offered again.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use acts::sessions::Must;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::lang::Lang;

/// Most that is carried, bytes.
pub const KEPT_BYTES: usize = 256 * 1024;
/// Before the name of each field that is carried.
pub const PREFIX: &str = "kept.";
/// A longer value is not shown whole.
const SHOWN_CHARS: usize = 200;

/// Why a form is offered again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its session was over, and there is a new one.
    SignedIn,
    /// Its page was of another session.
    Expired,
    /// Something is to be done before.
    First(Must),
}

impl Why {
    fn lead(self, lang: Lang) -> &'static str {
        match self {
            Why::SignedIn => lang.of(
                "已重新登录。下面是登录失效前您要提交的内容，还没有提交。",
                "You are signed in again. This is what you were about to send; it has not been sent.",
            ),
            Why::Expired => lang.of(
                "页面已过期（重新登录或系统重启过）。下面是您要提交的内容，还没有提交。",
                "The page had expired (you signed in again, or the program was restarted). This is what you were about to send; it has not been sent.",
            ),
            Why::First(Must::ChangePassword) => lang.of(
                "须先设定自己的口令。下面是您要提交的内容，还没有提交：请在新窗口设定口令，再回到这里提交。",
                "Set your own password first. This is what you were about to send; it has not been sent: set the password in a new window, then come back and send it.",
            ),
            Why::First(Must::EnrolSecondFactor) => lang.of(
                "须先开通二次验证。下面是您要提交的内容，还没有提交：请在新窗口开通，再回到这里提交。",
                "Enrol a second factor first. This is what you were about to send; it has not been sent: enrol in a new window, then come back and send it.",
            ),
        }
    }

    fn first(self, lang: Lang) -> Option<(&'static str, &'static str)> {
        match self {
            Why::SignedIn | Why::Expired => None,
            Why::First(Must::ChangePassword) => Some(("/me", lang.of("设定口令（新窗口）", "Set the password (new window)"))),
            Why::First(Must::EnrolSecondFactor) => {
                Some(("/me/second-factor", lang.of("开通二次验证（新窗口）", "Enrol a second factor (new window)")))
            }
        }
    }
}

/// The fields of a form but for its token and key, which are made anew.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub fields: Vec<(String, String)>,
    /// There was more than is carried.
    pub too_large: bool,
}

#[derive(Template)]
#[template(path = "sign_in/kept.html")]
struct KeptPage<'k> {
    f: Frame,
    lead: &'static str,
    /// What is to be done before, in a window of its own: address and words.
    first: Option<(&'static str, &'static str)>,
    action: &'k str,
    fields: &'k [(String, String)],
    /// Those worth showing, cut short.
    shown: Vec<(&'k str, String)>,
}

impl Kept {
    pub fn of(asked: &Asked, form: &Form) -> Kept {
        let own = |name: &str| name == "token" || name == "key";
        let fields: Vec<(String, String)> = form.fields().iter().filter(|f| !own(&f.0)).cloned().collect();
        // What is about signing in itself is not carried: nobody's password is written into a page.
        let about_itself = ["/sign-", "/me", "/invitation"].iter().any(|begins| asked.path.starts_with(begins));
        if about_itself { Kept::default() } else { Kept::bounded(fields) }
    }

    /// From the sign-in form that carries them.
    pub fn carried(form: &Form) -> Kept {
        Kept::bounded(form.beginning(PREFIX).map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn bounded(fields: Vec<(String, String)>) -> Kept {
        let bytes: usize = fields.iter().map(|f| f.0.len() + f.1.len()).sum();
        if bytes > KEPT_BYTES { Kept { fields: Vec::new(), too_large: true } } else { Kept { fields, too_large: false } }
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The form once more, with tokens of the session that there is now.
    pub fn offered(&self, f: Frame, action: &str, why: Why) -> Result<Html<String>, Refused> {
        let shown = self.fields.iter().filter(|field| !field.1.trim().is_empty());
        let cut = |text: &str| text.chars().take(SHOWN_CHARS).collect::<String>();
        let page = KeptPage {
            shown: shown.map(|field| (field.0.as_str(), cut(&field.1))).collect(),
            fields: &self.fields,
            action,
            lead: why.lead(f.lang),
            first: why.first(f.lang),
            f,
        };
        Ok(Html(page.render()?))
    }

    /// The form once more for whoever is signed in, but could not send it as it was. None if there is nothing to keep.
    pub fn at(desk: &Desk<'_>, form: &Form, why: Why) -> Option<Response> {
        let kept = Kept::of(desk.asked, form);
        if kept.is_empty() {
            return None;
        }
        let mut f = super::frame(desk.site, desk.asked, desk.t("填写的内容还在", "Your entry was kept"));
        f.token = desk.token();
        f.form_key = acts::acting::fresh_key();
        let page = kept.offered(f, &desk.asked.with(&[]), why).ok()?;
        Some((StatusCode::FORBIDDEN, page).into_response())
    }
}
