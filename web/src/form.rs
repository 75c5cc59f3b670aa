//! Form 表单: the fields of one POST, read once. A form carries the token of the session it was handed to and a key of its
//! own, so that nobody else can send it and a double click does nothing twice.

use crate::orders::asked_for;
use crate::refused::Refused;
use domain::calendar::{Date, parse_day};

/// Most fields of a form: a month of sixty indicators with their notes, and some to spare.
const FIELDS: usize = 2_000;

#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// Read a body of `application/x-www-form-urlencoded`.
    pub fn read(body: &str) -> Result<Form, Refused> {
        let unreadable = || {
            Refused::bad(
                "web.bad_form",
                "表单无法识别，请刷新页面后再填",
                "the form cannot be read; reload the page and fill it in again",
            )
        };
        let mut fields = Vec::new();
        for pair in body.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            fields.push((decoded(name).ok_or_else(unreadable)?, decoded(value).ok_or_else(unreadable)?));
            if fields.len() > FIELDS {
                return Err(unreadable());
            }
        }
        Ok(Form { fields })
    }

    pub fn of(fields: Vec<(String, String)>) -> Form {
        Form { fields }
    }

    /// Every field as it came.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// A field that is taken as it was typed: a password.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|f| f.0 == name).map_or("", |f| f.1.as_str())
    }

    /// A field, trimmed; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|f| f.0 == name).map_or("", |f| f.1.trim())
    }

    /// Fields whose names begin so, with the rest of the name.
    pub fn beginning<'f>(&'f self, prefix: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.fields.iter().filter_map(move |f| Some((f.0.strip_prefix(prefix)?, f.1.trim())))
    }

    /// Fields the page does not have: someone tries to set what is not theirs to set.
    pub fn only(&self, names: &[&str], prefixes: &[&str]) -> Result<(), Refused> {
        let known = |field: &str| {
            ["token", "key"].contains(&field) || names.contains(&field) || prefixes.iter().any(|p| field.starts_with(p))
        };
        match self.fields.iter().find(|f| !known(&f.0)) {
            None => Ok(()),
            Some((name, _)) => Err(Refused::Bad {
                code: "web.unknown_field",
                zh: format!("表单里没有“{name}”这一栏"),
                en: format!("the form has no field “{name}”"),
            }),
        }
    }
}

/// The form of a step of an order or a problem on site.
pub struct Stepping<'f, S> {
    pub step: S,
    pub unit: &'f str,
    pub due: Option<Date>,
    pub note: &'f str,
    /// How many steps there were when the form was handed out.
    pub seen: u32,
}

impl<'f, S> Stepping<'f, S> {
    pub fn read(form: &'f Form, parse: impl Fn(&str) -> Option<S>) -> Result<Stepping<'f, S>, Refused> {
        form.only(&["step", "unit", "due", "note", "seen"], &[])?;
        Ok(Stepping {
            step: asked_for("step", form.get("step"), parse)?.ok_or(Refused::NotFound)?,
            unit: form.get("unit"),
            due: parse_day(form.get("due")),
            note: form.get("note"),
            seen: form.get("seen").parse().unwrap_or(0),
        })
    }
}

/// A name or value as browsers write it: `+` for a space, `%E5` for a byte. None if it is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |b: Option<u8>| char::from(b?).to_digit(16);
                u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it_however_long() {
        let long = "a".repeat(200_000);
        let form = Form::read(&format!("name=%E5%BC%A0+%2B&empty=&bare&long={long}")).expect("a form");
        assert_eq!((form.get("name"), form.get("empty"), form.get("bare"), form.get("none")), ("张 +", "", "", ""));
        assert_eq!(form.get("long").len(), 200_000);
        for bad in ["a=%", "a=%4", "a=%zz", "a=%ff", "%E5=1"] {
            assert!(Form::read(bad).is_err(), "{bad}");
        }
        assert!(Form::read(&"a=1&".repeat(FIELDS + 1)).is_err());
    }
}
