//! Kept 保留的内容: a form that was sent after its session was over, carried through the sign-in and offered again.

use crate::asked::Asked;
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use askama::Template;
use axum::response::Html;

/// Most that is carried, bytes.
pub const KEPT_BYTES: usize = 256 * 1024;
/// Before the name of each field that is carried.
pub const PREFIX: &str = "kept.";
/// A longer value is not shown whole.
const SHOWN_CHARS: usize = 200;

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

    /// The form once more, with tokens of the new session.
    pub fn offered(&self, f: Frame, action: &str) -> Result<Html<String>, Refused> {
        let shown = self.fields.iter().filter(|field| !field.1.trim().is_empty());
        let cut = |text: &str| text.chars().take(SHOWN_CHARS).collect::<String>();
        let page =
            KeptPage { shown: shown.map(|field| (field.0.as_str(), cut(&field.1))).collect(), fields: &self.fields, action, f };
        Ok(Html(page.render()?))
    }
}
