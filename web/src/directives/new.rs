//! A new directive 登记部署: a file brought, a text pasted or the next steps of an issued bulletin, looked at first — what it says of
//! itself fills the empty boxes, what is doubtful is said — and then kept as it is.

use crate::asked::Asked;
use crate::brought::{File, stem, with_a_text, words};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::Error;
use acts::acting::Caller;
use acts::directives::{FirstLook, NewDirective, OF_BULLETIN};
use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;
use domain::calendar::parse_day;
use domain::policy::Action;
use domain::registers::DIRECTIVE_KINDS;

#[derive(Template)]
#[template(path = "directives/new.html")]
struct NewPage {
    f: Frame,
    wrong: String,
    /// What was found in the text; empty before it was looked at.
    found: String,
    doubts: Vec<String>,
    kinds: Vec<Choice>,
    /// Title, number, issuer, speaker, day, text.
    given: [String; 6],
    /// The bulletin whose words they are: number and address.
    bulletin: Option<(String, String)>,
    /// The directive that was made of that bulletin before.
    kept_as: Option<String>,
}

const FIELDS: [&str; 9] = ["do", "kind", "title", "number", "issuer", "speaker", "on", "text", "bulletin"];

pub async fn new(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::KeepTasks, asked, |desk| match desk.asked.param("bulletin") {
        "" => Ok(Answer::Fresh(shown(desk, &Form::default(), String::new(), None)?)),
        number => of_bulletin(desk, number),
    })
    .await
}

/// The next steps of a bulletin, looked at; made into a directive once, they lead there.
fn of_bulletin(desk: &Desk<'_>, number: &str) -> Result<Answer, Refused> {
    let steps = desk.office.next_steps(&desk.actor, number)?;
    let form = Form::of([("bulletin", number), ("title", &steps.title), ("issuer", &steps.issuer)].map(owned).to_vec());
    look(desk, &in_its_words(desk, &form)?, "")
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// A form of a bulletin's next steps has that bulletin's words, number and day, whatever was typed.
fn in_its_words(desk: &Desk<'_>, form: &Form) -> Result<Form, Refused> {
    let number = form.get("bulletin");
    if number.is_empty() {
        return Ok(form.clone());
    }
    let steps = desk.office.next_steps(&desk.actor, number)?;
    let on = steps.on.to_string();
    let its = [("kind", OF_BULLETIN), ("number", number), ("on", &on), ("text", &steps.text)];
    Ok(its.into_iter().fold(form.clone(), |form, (name, value)| with(&form, name, value)))
}

pub async fn keep(State(site): State<Site>, asked: Asked, request: Request) -> Response {
    let (form, file) = match with_a_text(&site, &asked, Action::KeepTasks, request).await {
        Ok((form, file)) => (Ok(form), file),
        Err(refused) => (Err(refused), None),
    };
    site.act_waiting(Action::KeepTasks, asked, form, move |desk, form| {
        form.only(&FIELDS, &[])?;
        let form = &in_its_words(desk, form)?;
        match (file.filter(|_| form.get("bulletin").is_empty()), form.get("do")) {
            (Some(file), _) => brought(desk, form, &file),
            (None, "look") => look(desk, form, ""),
            (None, _) => kept(desk, form),
        }
    })
    .await
}

/// The words of the file take the place of what was typed. A file that cannot be read takes the place of nothing.
fn brought(desk: &Desk<'_>, form: &Form, file: &File) -> Result<Answer, Refused> {
    match words(desk, file) {
        Ok(words) => look(desk, &with(form, "text", words.trim()), stem(&file.name)),
        Err(error) => Ok(Answer::Again(shown(desk, form, error.sentence(desk.lang), None)?)),
    }
}

/// What the text says of itself goes into the boxes that are empty; a text without a title has the name of its file.
fn look(desk: &Desk<'_>, form: &Form, file: &str) -> Result<Answer, Refused> {
    let text = typed(form);
    if text.trim().is_empty() {
        return Ok(Answer::Again(shown(desk, form, Error::NoText.sentence(desk.lang), None)?));
    }
    let found = desk.office.look_at_text(&desk.actor, &text, parse_day(form.get("on")))?;
    let mut filled = form.clone();
    let title = if found.title.is_empty() { file } else { &found.title };
    let on = found.on.map(|day| day.to_string()).unwrap_or_default();
    let said = [("title", title), ("number", &found.number), ("issuer", &found.issuer), ("speaker", &found.speaker), ("on", &on)];
    for (name, said) in said {
        if filled.get(name).is_empty() && !said.is_empty() {
            filled = with(&filled, name, said);
        }
    }
    if form.get("title").is_empty() && form.get("bulletin").is_empty() {
        filled = with(&filled, "kind", found.kind);
    }
    Ok(Answer::Fresh(shown(desk, &filled, String::new(), Some(&found))?))
}

fn with(form: &Form, name: &str, value: &str) -> Form {
    let others = form.fields().iter().filter(|field| field.0 != name).cloned();
    Form::of(others.chain([(name.to_owned(), value.to_owned())]).collect())
}

/// A browser ends lines as the network does; the text is kept as it is read.
fn typed(form: &Form) -> String {
    form.raw("text").replace("\r\n", "\n")
}

fn kept(desk: &Desk<'_>, form: &Form) -> Result<Answer, Refused> {
    let again = |wrong: String| Ok(Answer::Again(shown(desk, form, wrong, None)?));
    if form.get("title").is_empty() {
        return again(desk.t("请填标题", "give the title").to_owned());
    }
    let Some(on) = parse_day(form.get("on")) else {
        return again(match form.get("on") {
            "" => desk.t("请填日期", "give the day").to_owned(),
            given => Error::BadDay(given.to_owned()).sentence(desk.lang),
        });
    };
    let text = typed(form);
    let new = NewDirective {
        kind: form.get("kind"),
        title: form.get("title"),
        number: form.get("number"),
        issuer: form.get("issuer"),
        speaker: form.get("speaker"),
        on,
        text: text.trim(),
    };
    let caller = desk.caller(form);
    match desk.office.keep_directive(&caller, &new) {
        Ok(code) => {
            let reading = Caller { key: format!("{}-r", caller.key), ..caller };
            desk.office.read_directive(&reading, &code)?;
            Ok(Answer::Elsewhere(at("directives", &code)))
        }
        Err(error @ (Error::NoText | Error::TextTooLong(_))) => again(error.sentence(desk.lang)),
        Err(other) => Err(other.into()),
    }
}

fn shown(desk: &Desk<'_>, form: &Form, wrong: String, found: Option<&FirstLook>) -> Result<String, Refused> {
    let lang = desk.lang;
    let kinds = DIRECTIVE_KINDS.iter().map(|k| Choice {
        value: k.0.to_owned(),
        label: lang.of(k.1, k.2).to_owned(),
        chosen: k.0 == form.get("kind"),
    });
    let bulletin = Some(form.get("bulletin")).filter(|number| !number.is_empty());
    let made = bulletin.map(|number| desk.office.directive_of_bulletin(&desk.actor, desk.office.today, number)).transpose()?;
    let page = NewPage {
        f: Frame::of(desk, desk.t("登记部署", "Keep a directive")),
        wrong,
        found: found.map_or_else(String::new, |found| found.sentence(lang)),
        doubts: found.map_or_else(Vec::new, |found| found.doubts.iter().map(|doubt| doubt.sentence(lang)).collect()),
        kinds: kinds.collect(),
        given: ["title", "number", "issuer", "speaker", "on", "text"].map(|name| form.raw(name).to_owned()),
        bulletin: bulletin.map(|number| (number.to_owned(), at("bulletins", number))),
        kept_as: made.flatten().map(|directive| directive.code),
    };
    Ok(page.render()?)
}
