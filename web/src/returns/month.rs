//! Month 月报表: the form of one month: draft, paste, review, submission, withdrawal and correction, all on one address.

use super::boxes::{Field, exact, figure_address, sent, typed};
use super::{present, window_text};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::evidence::{Made, counts, panels};
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::returns::{Drafted, Line, Month, Outcome, Pasted, Saved, Typed, Wrong};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{Period, day_text, instant_text};
use domain::lang::Lang;
use domain::policy::Action;
use domain::returns::{Status, Window};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "returns/month.html")]
struct MonthPage {
    f: Frame,
    unit: String,
    month: String,
    here: String,
    due: String,
    late_until: String,
    closes: String,
    window: String,
    /// Whom to ask when the month is closed.
    closed: bool,
    early: bool,
    may_file: bool,
    opening: String,
    told: String,
    draft: String,
    revision: i64,
    conflict: String,
    wrongs: Vec<(String, String)>,
    boxes: Vec<Field>,
    rest: Vec<Field>,
    can_withdraw: bool,
    can_correct: bool,
    counted: Vec<(String, String, String, String)>,
    papers: Vec<LinePapers>,
}

/// Files shown for one line of the form.
struct LinePapers {
    code: String,
    label: String,
    made: Made,
}

#[derive(Template)]
#[template(path = "returns/review.html")]
struct ReviewPage {
    f: Frame,
    unit: String,
    month: String,
    here: String,
    revision: i64,
    lines: Vec<Field>,
    empty: Vec<String>,
    asks: usize,
}

#[derive(Template)]
#[template(path = "returns/pasted.html")]
struct PastedPage {
    f: Frame,
    month: String,
    here: String,
    revision: i64,
    changes: usize,
    rows: Vec<(String, String, String, String)>,
    lines: Vec<(String, Typed)>,
}

/// What a form that saves itself is told; without a revision, that somebody else saved.
#[derive(Template)]
#[template(
    source = r#"<p id="saved"{% match revision %}{% when Some with (n) %} data-revision="{{ n }}"{% when None %} role="alert"{% endmatch %}>{{ words }}</p>"#,
    ext = "html"
)]
struct SavedNote {
    revision: Option<i64>,
    words: String,
}

pub async fn page(State(site): State<Site>, Path(month): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let month = desk.office.my_month(&desk.actor, period(&month)?)?;
        let told = told(desk, &month);
        Ok(Answer::Fresh(MonthPage::of(desk, &month, None, told, &[])?.render()?))
    })
    .await
}

/// What a form of this page wants.
pub async fn take(State(site): State<Site>, Path(month): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::FileReturn, asked, Form::read(&body), move |desk, form| {
        form.only(&["do", "revision", "block", "reason", "quiet", "line"], &["v.", "n.", "p.", "z.", "w."])?;
        let period = period(&month)?;
        match form.get("do") {
            "save" => save(desk, form, period),
            "paste" => paste(desk, form, period),
            "review" => review(desk, form, period),
            "submit" => submit(desk, form, period),
            "withdraw" => withdraw(desk, form, period),
            "correct" => correct(desk, form, period),
            "back" => again(desk, form, period, &[]),
            _ => Err(Refused::bad("web.bad_form", "表单无法识别，请刷新页面后再填", "the form cannot be read; reload the page")),
        }
    })
    .await
}

fn period(text: &str) -> Result<Period, Refused> {
    Period::parse(text).filter(|p| p.from_month == p.to_month).ok_or(Refused::NotFound)
}

fn revision(form: &Form) -> i64 {
    form.get("revision").parse().unwrap_or(0)
}

fn save(desk: &Desk<'_>, form: &Form, period: Period) -> Result<Answer, Refused> {
    let lines = typed(form);
    let saved = desk.office.save_draft(&desk.caller(form), period, lines.clone(), revision(form))?;
    match (saved, form.get("quiet") == "1") {
        (Saved::Kept(_), false) => Ok(Answer::Elsewhere(format!("/returns/{period}?done=saved"))),
        (Saved::Newer(theirs), false) => newer(desk, period, &lines, &theirs),
        (Saved::Kept(draft), true) => {
            let note = SavedNote { revision: Some(draft.revision), words: saved_words(desk, &draft) };
            Ok(Answer::Fresh(note.render()?))
        }
        // Whoever is typing is told and goes on typing; the button shows both.
        (Saved::Newer(theirs), true) => {
            Ok(Answer::Again(SavedNote { revision: None, words: newer_words(desk, &theirs)? }.render()?))
        }
    }
}

fn saved_words(desk: &Desk<'_>, draft: &Drafted) -> String {
    let at = instant_text(draft.saved_at);
    match desk.lang {
        Lang::Zh => format!("草稿已保存（{at}）"),
        Lang::En => format!("draft saved ({at})"),
    }
}

/// Told to a form that saves itself.
fn newer_words(desk: &Desk<'_>, theirs: &Drafted) -> Result<String, Refused> {
    let (who, at) = (saved_by(desk, theirs)?, instant_text(theirs.saved_at));
    Ok(match desk.lang {
        Lang::Zh => format!("{who}已于{at}保存过这张表，您的没有自动保存；按“保存草稿”核对两份后再保存。"),
        Lang::En => {
            format!("{who} saved this form at {at}; yours is not saved. Press “Save draft” to compare both and save again.")
        }
    })
}

/// What the person is called who saved.
fn saved_by(desk: &Desk<'_>, draft: &Drafted) -> Result<String, Refused> {
    let directory = desk.office.directory(desk.actor.county)?;
    Ok(directory.person_of(&draft.account).map_or_else(|| draft.account.clone(), |name| name.label(desk.lang).to_owned()))
}

/// Both values side by side: mine in the boxes, theirs beside them. Saving again is then deliberate.
fn newer(desk: &Desk<'_>, period: Period, mine: &BTreeMap<String, Typed>, theirs: &Drafted) -> Result<Answer, Refused> {
    let month = desk.office.my_month(&desk.actor, period)?;
    let mut page = MonthPage::of(desk, &month, Some(mine), String::new(), &[])?;
    page.revision = theirs.revision;
    let (who, at) = (saved_by(desk, theirs)?, instant_text(theirs.saved_at));
    page.conflict = match desk.lang {
        Lang::Zh => {
            format!("{who}已于{at}保存过这张表，您的这次没有写入。栏内是您填的，旁边标出对方填的；核对后再保存，以您的为准。")
        }
        Lang::En => format!(
            "{who} saved this form at {at}; yours was not written. The boxes hold what you typed, what they saved stands beside; \
             compare, then save again and yours will stand."
        ),
    };
    let lang = desk.lang;
    for one in &mut page.boxes {
        let blank = Typed::default();
        let other = theirs.lines.get(&one.code).unwrap_or(&blank);
        if *other != one.typed {
            one.theirs = words_of(other, lang);
        }
    }
    Ok(Answer::Again(page.render()?))
}

fn words_of(typed: &Typed, lang: Lang) -> String {
    let zero = if typed.zero { lang.of("本月确为零", "zero confirmed") } else { "" };
    let parts: Vec<&str> =
        [typed.value.as_str(), zero, typed.note.as_str(), typed.voucher.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
    if parts.is_empty() { lang.of("（空）", "(empty)").to_owned() } else { parts.join(" · ") }
}

/// The form once more, with what is wrong at each box.
fn again(desk: &Desk<'_>, form: &Form, period: Period, wrongs: &[Wrong]) -> Result<Answer, Refused> {
    let month = desk.office.my_month(&desk.actor, period)?;
    let mut page = MonthPage::of(desk, &month, Some(&typed(form)), String::new(), wrongs)?;
    page.revision = revision(form);
    let html = page.render()?;
    Ok(if wrongs.is_empty() { Answer::Fresh(html) } else { Answer::Again(html) })
}

fn review(desk: &Desk<'_>, form: &Form, period: Period) -> Result<Answer, Refused> {
    let lines = typed(form);
    match desk.office.try_returns(&desk.actor, period, &sent(&lines))? {
        Outcome::Refused(wrongs) => again(desk, form, period, &wrongs),
        Outcome::Newer(theirs) => newer(desk, period, &lines, &theirs),
        Outcome::Asked(asked) => reviewed(desk, form, period, &asked, false),
        Outcome::Filed(_) | Outcome::Already => reviewed(desk, form, period, &[], false),
    }
}

/// What will be filed, what is asked about it, and which zeros are confirmed.
fn reviewed(
    desk: &Desk<'_>,
    form: &Form,
    period: Period,
    asked: &[acts::returns::Asking],
    insisted: bool,
) -> Result<Answer, Refused> {
    let month = desk.office.my_month(&desk.actor, period)?;
    let all = typed(form);
    let (mut lines, mut empty) = (Vec::new(), Vec::new());
    let keys: Vec<String> = month.lines.iter().map(|line| line.evidence_key(month.unit.number)).collect();
    for (line, files) in month.lines.iter().zip(counts(desk, "returns", &keys)?) {
        let typed = all.get(&line.indicator.code);
        let mut one = Field::of(line, period, desk.office.today, desk.lang, typed);
        if !one.open {
            continue;
        }
        if one.typed.value.is_empty() {
            empty.push(one.label);
            continue;
        }
        let mine = asked.iter().filter(|a| a.indicator == one.code);
        one.questions = mine.map(|a| a.question.sentence(desk.lang).to_owned()).collect();
        one.files = files;
        lines.push(one);
    }
    let page = ReviewPage {
        unit: month.unit.label(desk.lang).to_owned(),
        month: period.text(desk.lang),
        here: format!("/returns/{period}"),
        revision: revision(form),
        lines,
        empty,
        asks: asked.len(),
        f: present(desk, desk.t("核对并报送", "Check and file")),
    };
    let html = page.render()?;
    Ok(if insisted { Answer::Again(html) } else { Answer::Fresh(html) })
}

fn submit(desk: &Desk<'_>, form: &Form, period: Period) -> Result<Answer, Refused> {
    let lines = typed(form);
    match desk.office.submit_returns(&desk.caller(form), period, &sent(&lines), revision(form))? {
        Outcome::Filed(_) | Outcome::Already => Ok(Answer::Elsewhere(format!("/returns/{period}?done=submitted"))),
        Outcome::Refused(wrongs) => again(desk, form, period, &wrongs),
        Outcome::Asked(asked) => reviewed(desk, form, period, &asked, true),
        Outcome::Newer(theirs) => newer(desk, period, &lines, &theirs),
    }
}

fn withdraw(desk: &Desk<'_>, form: &Form, period: Period) -> Result<Answer, Refused> {
    let chosen: Vec<String> = form.beginning("w.").map(|(code, _)| code.to_owned()).collect();
    if chosen.is_empty() {
        let wrong = Wrong {
            indicator: String::new(),
            code: "returns.nothing_chosen",
            zh: "请勾选要撤回的指标".to_owned(),
            en: "tick the lines to withdraw".to_owned(),
        };
        return again(desk, form, period, &[wrong]);
    }
    match desk.office.withdraw_returns(&desk.caller(form), period, &chosen, form.get("reason"))? {
        Outcome::Refused(wrongs) => again(desk, form, period, &wrongs),
        Outcome::Filed(_) | Outcome::Already | Outcome::Asked(_) | Outcome::Newer(_) => {
            Ok(Answer::Elsewhere(format!("/returns/{period}?done=withdrawn")))
        }
    }
}

fn correct(desk: &Desk<'_>, form: &Form, period: Period) -> Result<Answer, Refused> {
    let lines = typed(form);
    match desk.office.correct_returns(&desk.caller(form), period, &sent(&lines), form.get("reason"))? {
        Outcome::Refused(wrongs) => again(desk, form, period, &wrongs),
        Outcome::Filed(_) | Outcome::Already | Outcome::Asked(_) | Outcome::Newer(_) => {
            Ok(Answer::Elsewhere(format!("/returns/{period}?done=corrected")))
        }
    }
}

/// What a pasted block would change, before it becomes the draft.
fn paste(desk: &Desk<'_>, form: &Form, period: Period) -> Result<Answer, Refused> {
    let month = desk.office.my_month(&desk.actor, period)?;
    let open: Vec<_> =
        month.lines.iter().filter(|l| Field::of(l, period, desk.office.today, desk.lang, None).open).cloned().collect();
    let pasted = Pasted::read(form.get("block"), &open, &typed(form));
    let row = |r: &acts::returns::PastedRow| {
        let wrong = r.wrong.as_ref().map_or_else(String::new, |w| desk.t(&w.0, &w.1).to_owned());
        (r.name.clone(), r.before.clone(), r.value.clone(), wrong)
    };
    let page = PastedPage {
        month: period.text(desk.lang),
        here: format!("/returns/{period}"),
        revision: revision(form),
        changes: pasted.changes(),
        rows: pasted.rows.iter().map(row).collect(),
        lines: pasted.lines.into_iter().collect(),
        f: present(desk, desk.t("粘贴预览", "Pasted block")),
    };
    Ok(Answer::Fresh(page.render()?))
}

/// What the last step did, said once on top.
fn told(desk: &Desk<'_>, month: &Month) -> String {
    let reported = month.lines.iter().filter(|l| matches!(l.status, Status::Reported | Status::ConfirmedZero)).count();
    match desk.asked.param("done") {
        "saved" => desk.t("草稿已保存。", "The draft is saved.").to_owned(),
        "submitted" => match desk.lang {
            Lang::Zh => format!("已报送，现有{reported}项待核。"),
            Lang::En => format!("Filed; {reported} lines now wait for verification."),
        },
        "withdrawn" => desk.t("已撤回，可以修改后重新报送。", "Withdrawn; change it and file it again.").to_owned(),
        "corrected" => desk
            .t(
                "更正已报送，核定前仍以原核定数为准。",
                "The correction is filed; the verified figure stands until it is verified.",
            )
            .to_owned(),
        _ => String::new(),
    }
}

impl MonthPage {
    fn of(
        desk: &Desk<'_>,
        month: &Month,
        typed: Option<&BTreeMap<String, Typed>>,
        told: String,
        wrongs: &[Wrong],
    ) -> Result<MonthPage, Refused> {
        let (lang, today) = (desk.lang, desk.office.today);
        let drafted = month.draft.as_ref().map(|d| &d.lines);
        let mut boxes = Vec::new();
        for line in &month.lines {
            let code = &line.indicator.code;
            let in_box = typed.or(drafted).and_then(|t| t.get(code));
            let mut one = Field::of(line, month.month, today, lang, in_box);
            one.wrong = wrongs.iter().find(|w| w.indicator == *code).map_or_else(String::new, |w| w.sentence(lang).to_owned());
            boxes.push(one);
        }
        let label = |w: &Wrong| boxes.iter().find(|b| b.code == w.indicator).map_or(w.indicator.clone(), |b| b.label.clone());
        let wrongs = wrongs.iter().map(|w| (w.indicator.clone(), listed(&label(w), w.sentence(lang), lang))).collect();
        let (boxes, rest): (Vec<Field>, Vec<Field>) = boxes.into_iter().partition(|b| b.open);
        let amount = |c: &acts::returns::CountedLine| exact(&c.indicator.measure, c.amount);
        let counted = month.counted.iter().map(|c| {
            let (label, unit) = (c.indicator.label(lang).to_owned(), c.indicator.measure.label(lang).to_owned());
            (label, amount(c), unit, figure_address(&c.figure))
        });
        let day = |d| day_text(d, lang);
        let opened = month.opening.as_ref().filter(|o| o.until >= today);
        Ok(MonthPage {
            unit: month.unit.label(lang).to_owned(),
            month: month.month.text(lang),
            here: format!("/returns/{}", month.month),
            due: day(month.deadline.due),
            late_until: day(month.deadline.late_until),
            closes: day(month.deadline.closes),
            window: window_text(month.window, opened.map(|o| day(o.until)), lang),
            closed: matches!(month.window, Window::Closed | Window::Locked)
                && opened.is_none()
                && rest.iter().any(|b| b.status == Status::NotReported || b.status == Status::Returned),
            early: month.window == Window::Early,
            may_file: desk.may(Action::FileReturn).is_ok(),
            opening: opened.map_or_else(String::new, |o| o.reason.clone()),
            told,
            draft: month.draft.as_ref().map_or_else(String::new, |d| saved_words(desk, d)),
            revision: month.draft.as_ref().map_or(0, |d| d.revision),
            conflict: String::new(),
            wrongs,
            boxes,
            can_withdraw: rest.iter().any(|b| b.can_withdraw),
            can_correct: rest.iter().any(|b| b.can_correct),
            rest,
            counted: counted.collect(),
            papers: papers(desk, month)?,
            f: present(desk, format!("{} {}", month.month.text(lang), desk.t("填报", "return"))),
        })
    }
}

/// The files of every line, those that are owed first as they stand in the form.
fn papers(desk: &Desk<'_>, month: &Month) -> Result<Vec<LinePapers>, Refused> {
    let place = |line: &Line| (line.evidence_key(month.unit.number), format!("files.{}", line.indicator.code));
    let places: Vec<(String, String)> = month.lines.iter().map(place).collect();
    let made = panels(desk, "returns", &places)?;
    let paper = |(line, made): (&Line, Made)| LinePapers {
        code: line.indicator.code.clone(),
        label: line.indicator.label(desk.lang).to_owned(),
        made,
    };
    Ok(month.lines.iter().zip(made).map(paper).collect())
}

fn listed(label: &str, sentence: &str, lang: Lang) -> String {
    if label.is_empty() { sentence.to_owned() } else { format!("{label}{}{sentence}", lang.of("：", ": ")) }
}
