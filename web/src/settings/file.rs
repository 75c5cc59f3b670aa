//! Settings from a file 按文件设置: a TOML or a workbook brought to the page, tried and shown, corrected in place, applied as one act.

use crate::asked::Asked;
use crate::brought::{File, received};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::imports::XLSX;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::previews::{Change, MOST_LISTED};
use acts::problems::Problem;
use acts::settings::{Paper, Tried};
use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::Response;
use domain::lang::Lang;
use domain::policy::{Action, Denied, Request, decide};
use domain::registers::{Kind, REGISTERS, Value};

/// The largest body: a text, or a workbook with the fields around it.
pub const BODY_BYTES: usize = 6 << 20;

#[derive(Template)]
#[template(path = "settings/file.html")]
struct FilePage {
    f: Frame,
    name: String,
    text: String,
    reason: String,
    /// Something was tried: what follows is about it.
    tried: bool,
    told: String,
    sentence: &'static str,
    counts: Vec<(&'static str, usize)>,
    problems: String,
    questions: Vec<String>,
    burden: Vec<String>,
    changes: String,
    applies: bool,
    /// What this person may set, and the address of each one's template.
    registers: Vec<(&'static str, String)>,
}

/// Whoever sets anything brings a file of it.
pub fn may_set(desk: &Desk<'_>) -> Result<(), Refused> {
    let sets = |action| decide(desk.actor.role, Request::of(action)) != Err(Denied::NotYourRole);
    let any = [Action::KeepOrganisation, Action::ChangeRules, Action::IssueTargets].into_iter().any(sets);
    if any { Ok(()) } else { Err(Refused::NoPermission(desk.actor.role)) }
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page_by(may_set, asked, |desk| {
        if desk.asked.param("format") == "toml" {
            let text = desk.office.settings_file(&desk.actor)?;
            let name = format!("{} {}.toml", desk.t("设置", "settings"), desk.office.today);
            return Ok(Answer::File(name, "application/toml; charset=utf-8", text.into_bytes()));
        }
        if desk.asked.param("format") == "xlsx" {
            let name = format!("{} {}.xlsx", desk.t("设置", "settings"), desk.office.today);
            return Ok(Answer::File(name, XLSX, desk.office.settings_workbook(&desk.actor, desk.lang)?));
        }
        let mut page = blank(desk)?;
        page.told = told(desk);
        Ok(Answer::Fresh(page.render()?))
    })
    .await
}

pub async fn take(State(site): State<Site>, asked: Asked, parts: Multipart) -> Response {
    match received(parts, BODY_BYTES).await {
        Ok((form, file)) => {
            site.act_by(may_set, asked, Ok(form), move |desk, form| {
                form.only(&["do", "reason", "text", "name"], &[])?;
                let (paper, text) = brought(desk, form, file)?;
                if form.get("do") == "apply" {
                    apply(desk, form, &paper, text)
                } else {
                    shown(desk, form, &paper, text, Vec::new())
                }
            })
            .await
        }
        Err(refused) => site.act_by(may_set, asked, Err(refused), |_, _| Err(Refused::stale_form())).await,
    }
}

/// What was brought, as it is tried and as it can be corrected in place.
fn brought(desk: &Desk<'_>, form: &Form, file: Option<File>) -> Result<(Paper, String), Refused> {
    let Some(File { name, bytes }) = file else {
        let text = form.raw("text").replace("\r\n", "\n");
        if text.trim().is_empty() {
            let (zh, en) = (
                "没有选文件，也没有填内容；请选一个TOML或工作簿",
                "no file was chosen and nothing typed; choose a TOML file or a workbook",
            );
            return Err(Refused::bad("web.no_file", zh, en));
        }
        let name = if form.get("name").is_empty() { desk.t("填写的内容", "what was typed") } else { form.get("name") };
        return Ok((Paper::of_toml(name, &text), text));
    };
    if !bytes.starts_with(b"PK") {
        let text = String::from_utf8(bytes).map_err(|_| {
            Refused::bad(
                "settings.not_toml",
                "不是UTF-8文字；请用UTF-8保存后再传",
                "not UTF-8 text; save it as UTF-8 and send it again",
            )
        })?;
        return Ok((Paper::of_toml(&name, &text), text));
    }
    let folder = desk.site.imports().folder(&acts::acting::fresh_key()).map_err(|_| {
        Refused::bad(
            "web.imports_full",
            "正在处理的导入太多，请过几分钟再传",
            "too many imports are under way; try again in a few minutes",
        )
    })?;
    let path = folder.join("settings.xlsx");
    let read = std::fs::write(&path, bytes).map_err(|e| acts::Error::Unreadable("settings.xlsx".into(), e.to_string()));
    let paper = read.and_then(|()| Paper::of_workbook(&desk.office, &name, &path));
    // Read or not, it is not needed any more.
    let _ = std::fs::remove_dir_all(&folder);
    let paper = paper?;
    let text = paper.to_toml();
    Ok((paper, text))
}

fn apply(desk: &Desk<'_>, form: &Form, paper: &Paper, text: String) -> Result<Answer, Refused> {
    match desk.office.apply_settings(&desk.caller(form), paper, form.get("reason")) {
        Ok(done) => Ok(Answer::Elsewhere(format!("/settings/file?done={}-{}-{}", done.new, done.changed, done.unchanged))),
        Err(acts::Error::Problems(problems)) => shown(desk, form, paper, text, problems),
        Err(error) => Err(error.into()),
    }
}

fn told(desk: &Desk<'_>) -> String {
    let counts: Vec<u32> = desk.asked.param("done").split('-').filter_map(|n| n.parse().ok()).collect();
    match (counts.as_slice(), desk.lang) {
        ([0, 0, same], Lang::Zh) => format!("没有任何变化：{same}条原已相同。"),
        ([0, 0, same], Lang::En) => format!("Nothing has changed: {same} records were there already."),
        ([new, changed, same], Lang::Zh) => format!("已执行：新增{new}条，修改{changed}条，{same}条原已相同。"),
        ([new, changed, same], Lang::En) => format!("Applied: {new} new, {changed} changed, {same} there already."),
        _ => String::new(),
    }
}

fn blank(desk: &Desk<'_>) -> Result<FilePage, Refused> {
    let mut registers = Vec::new();
    for register in REGISTERS.iter().copied().filter(|r| r.keeper.is_setting()) {
        if desk.office.may_add(&desk.actor, register)? {
            registers.push((desk.lang.of(register.zh, register.en), format!("/registers/{}/template.xlsx", register.noun)));
        }
    }
    Ok(FilePage {
        f: Frame::of(desk, desk.t("按文件设置", "Settings from a file")),
        name: String::new(),
        text: String::new(),
        reason: String::new(),
        tried: false,
        told: String::new(),
        sentence: "",
        counts: Vec::new(),
        problems: String::new(),
        questions: Vec::new(),
        burden: Vec::new(),
        changes: String::new(),
        applies: false,
        registers,
    })
}

/// What it would do, with whatever applying it was refused for.
fn shown(desk: &Desk<'_>, form: &Form, paper: &Paper, text: String, refused: Vec<Problem>) -> Result<Answer, Refused> {
    let lang = desk.lang;
    let tried = desk.office.try_settings(&desk.caller(form), paper)?;
    let problems = if refused.is_empty() { &tried.problems } else { &refused };
    let (new, is_good) = (tried.new_records(), tried.problems.is_empty());
    let mut page = blank(desk)?;
    page.sentence = match (is_good, tried.changes.is_empty()) {
        (false, _) => lang.of(
            "有问题，什么都不会执行；请在下面改好再预览。",
            "There are problems and nothing would be applied; correct them below and preview again.",
        ),
        (true, true) => lang.of("没有任何变化：这些设置原来就是这样。", "Nothing would change: everything is set so already."),
        (true, false) => lang.of(
            "没有发现问题。看过下面的变化再执行；现在还什么都没有写入。",
            "No problems were found. Look at the changes, then apply them; nothing has been written yet.",
        ),
    };
    page.counts = vec![
        (lang.of("新增", "New"), new),
        (lang.of("修改", "Changed"), tried.changes.len() - new),
        (lang.of("原已相同", "There already"), tried.unchanged),
        (lang.of("问题", "Problems"), problems.len()),
    ];
    page.problems = if problems.is_empty() { String::new() } else { problem_grid(problems, lang).render()? };
    page.changes = if tried.changes.is_empty() { String::new() } else { change_grid(&tried, lang).render()? };
    page.questions = tried.questions.iter().map(|q| place(&q.source, q.line, q.finding.sentence(lang), lang)).collect();
    page.burden = burden(&tried, lang);
    (page.tried, page.applies) = (true, is_good && !tried.changes.is_empty());
    page.reason = if form.get("reason").is_empty() { paper.reason.clone() } else { form.get("reason").to_owned() };
    (page.name, page.text) = (paper.name.clone(), text);
    let html = page.render()?;
    Ok(if problems.is_empty() { Answer::Fresh(html) } else { Answer::Again(html) })
}

fn place(source: &str, line: u64, sentence: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{source}第{line}行：{sentence}"),
        Lang::En => format!("{source}, line {line}: {sentence}"),
    }
}

fn burden(tried: &Tried, lang: Lang) -> Vec<String> {
    let price = |(zh, en, added): &(String, String, domain::burden::Added)| {
        let hours = domain::measure::fixed(&domain::measure::Ratio::new(domain::burden::minutes(added.typed), 60), 1);
        let (units, typed) = (added.units, added.typed);
        let price = match lang {
            Lang::Zh => format!("新指标“{zh}”：{units}个单位，今年再填{typed}栏，约{hours}小时。"),
            Lang::En => format!("New indicator “{en}”: {units} units, {typed} more fields this year, about {hours} hours."),
        };
        let twice = added.twice.iter().map(|t| t.sentence(lang).to_owned());
        std::iter::once(price).chain(twice).collect::<Vec<_>>()
    };
    tried.burden.iter().flat_map(price).collect()
}

fn problem_grid(problems: &[Problem], lang: Lang) -> Grid {
    let heads = [("文件或工作表", "File or sheet"), ("行", "Line"), ("栏", "Column"), ("填的是", "Value"), ("问题", "Problem")];
    let line = |p: &Problem| {
        let row = if p.line == 0 { String::new() } else { p.line.to_string() };
        let said = lang.of(&p.zh, &p.en).to_owned();
        Line::of([p.file.clone(), row, p.column.clone(), p.value.clone(), said].map(Item::text).to_vec())
    };
    Grid {
        name: "problems",
        caption: lang.of("问题", "Problems").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).to_vec(),
        lines: problems.iter().take(MOST_LISTED).map(line).collect(),
        lang,
        ..Grid::default()
    }
}

/// One line a record: what is new in it, or what changes from what to what.
fn change_grid(tried: &Tried, lang: Lang) -> Grid {
    let line = |change: &Change| {
        let register = change.after.register;
        let said = |record, at| crate::registers::text(record, at, &tried.names, lang);
        let shown = |text: String| if text.is_empty() { lang.of("（空）", "(empty)").to_owned() } else { text };
        let county = lang.of("全县", "the county");
        let of_key = |at: usize| match (register.columns[at].kind, &change.after.values[at]) {
            // A target of no unit is the county's own.
            (Kind::Unit, Value::Null) => county.to_owned(),
            (_, _) => said(&change.after, at),
        };
        let key = register.key.iter().filter_map(|name| register.column(name)).map(of_key);
        let key: Vec<String> = key.filter(|text| !text.is_empty()).collect();
        let is_key = |at: &usize| register.key.contains(&register.columns[*at].name);
        let fields = change.fields().into_iter().filter(|at| !is_key(at)).map(|at| {
            let column = &register.columns[at];
            let before = change.before.as_ref().map(|before| format!("{} → ", shown(said(before, at))));
            let after = shown(said(&change.after, at));
            format!("{}{}{}{after}", lang.of(column.zh, column.en), lang.of("：", ": "), before.unwrap_or_default())
        });
        let fields = fields.collect::<Vec<_>>().join(lang.of("；", "; "));
        let what = if change.before.is_none() { lang.of("新增", "new") } else { lang.of("修改", "change") };
        let texts = [what.to_owned(), lang.of(register.zh, register.en).to_owned(), key.join(" · "), fields];
        Line::of(texts.map(Item::text).to_vec())
    };
    let (all, listed) = (tried.changes.len(), tried.changes.len().min(MOST_LISTED));
    let notes = (listed < all).then(|| match lang {
        Lang::Zh => format!("共{all}条变化，这里列出前{listed}条。"),
        Lang::En => format!("{all} changes; the first {listed} are listed."),
    });
    Grid {
        name: "changes",
        caption: lang.of("将要发生的变化", "What would change").to_owned(),
        columns: [("变化", "Change"), ("台账", "Register"), ("记录", "Record"), ("内容", "What it says")]
            .map(|(zh, en)| Col::text(lang.of(zh, en)))
            .to_vec(),
        lines: tried.changes.iter().take(MOST_LISTED).map(line).collect(),
        notes: notes.into_iter().collect(),
        lang,
        ..Grid::default()
    }
}
