//! Show 预览页: an upload as it stands — being read, what would change, what was filed, or why not.

use super::shelf::{State, Upload};
use super::{UploadPage, rendered};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use acts::imports::Findings;
use acts::previews::Preview;
use acts::problems::Problem;
use domain::lang::Lang;

/// Problems that are listed on the page; all are in the file given back.
const MOST_PROBLEMS: usize = 200;

pub(super) fn page(desk: &Desk<'_>, upload: &Upload, state: &State) -> Result<UploadPage, Refused> {
    let lang = desk.lang;
    let register = upload.wanted.register;
    let here = format!("/imports/{}", upload.key);
    let mut page = UploadPage {
        f: Frame::of(desk, desk.t("导入", "Import")),
        name: upload.name.clone(),
        register: lang.of(register.zh, register.en),
        state: "working",
        sentence: String::new(),
        code: String::new(),
        counts: Vec::new(),
        changes: String::new(),
        problems: String::new(),
        ignored: Vec::new(),
        all: false,
        good: false,
        annotated: String::new(),
        bad_rows: String::new(),
        here,
    };
    match state {
        State::Working { done, total } => {
            page.f.refresh = 1;
            page.sentence = match (lang, *total) {
                (Lang::Zh, 0) => "正在读取，请稍候；本页会自动刷新。".to_owned(),
                (Lang::En, 0) => "Reading; this page looks again by itself.".to_owned(),
                (Lang::Zh, total) => format!("正在处理：{total}行中的第{done}行；本页会自动刷新。"),
                (Lang::En, total) => format!("Row {done} of {total}; this page looks again by itself."),
            };
        }
        State::Stopped { code, zh, en } => {
            page.state = "stopped";
            page.sentence = lang.of(zh, en).to_owned();
            page.code = code.clone();
        }
        State::Ready(preview) => ready(desk, &mut page, preview)?,
        State::Filed(imported) => {
            page.state = "filed";
            page.counts = vec![
                (lang.of("记录", "Records filed"), imported.records),
                (lang.of("分录", "Entries"), imported.entries),
                (lang.of("原已相同", "There already"), imported.unchanged),
                (lang.of("问题", "Problems"), imported.problems().len()),
            ];
            page.sentence = match (imported.records, imported.problems().is_empty()) {
                (0, _) => {
                    lang.of("没有任何变化：这些内容原来就在账里。", "Nothing has changed: all of it was in the books already.")
                }
                (_, true) => lang.of("已全部导入。", "All of it was filed."),
                (_, false) => lang.of(
                    "好的行已导入；有问题的行没有导入，请改好后再传。",
                    "The good rows were filed; those with problems were not: correct them and send them again.",
                ),
            }
            .to_owned();
            found(desk, &mut page, &imported.findings)?;
        }
    }
    Ok(page)
}

fn ready(desk: &Desk<'_>, page: &mut UploadPage, preview: &Preview) -> Result<(), Refused> {
    let lang = desk.lang;
    let rows = preview.new + preview.changed;
    page.state = "ready";
    page.counts = vec![
        (lang.of("新增", "New"), preview.new),
        (lang.of("修改", "Changed"), preview.changed),
        (lang.of("原已相同", "There already"), preview.unchanged),
        (lang.of("有问题的行", "Rows with problems"), preview.findings.bad_rows()),
    ];
    if preview.left_open > 0 {
        page.counts.push((lang.of("留空未填", "Left open"), preview.left_open));
    }
    let is_good = preview.findings.problems.is_empty();
    page.all = is_good && rows > 0;
    page.good = !is_good && rows > 0;
    page.sentence = match (is_good, rows) {
        (true, 0) => lang.of("没有任何变化：这些内容原来就在账里。", "Nothing would change: all of it is in the books already."),
        (true, _) => lang.of("没有发现问题。确认下面的变化后再导入；现在还什么都没有写入。", "No problems were found. Look at the changes and file them; nothing has been written yet."),
        (false, 0) => lang.of("有问题，没有可以导入的行；什么都没有写入。", "There are problems and no rows that could be filed; nothing was written."),
        (false, _) => lang.of(
            "有问题的行不能导入。可以下载批注后的原文件，改好再传；也可以先只导入好的行。现在还什么都没有写入。",
            "Rows with problems cannot be filed. Download your own file with the problems in it, correct it and send it again; or file the good rows only. Nothing has been written yet.",
        ),
    }
    .to_owned();
    page.changes = if rows > 0 { rendered(&changes(desk, preview))? } else { String::new() };
    found(desk, page, &preview.findings)
}

fn found(desk: &Desk<'_>, page: &mut UploadPage, findings: &Findings) -> Result<(), Refused> {
    let lang = desk.lang;
    if !findings.problems.is_empty() {
        page.problems = rendered(&problems(desk, &findings.problems))?;
        page.annotated = format!("{}/annotated", page.here);
        if findings.bad_rows() > 0 {
            page.bad_rows = format!("{}/bad-rows", page.here);
        }
    }
    let say = |ignored: &acts::problems::Ignored| match (ignored.column.as_str(), lang) {
        ("", Lang::Zh) => format!("工作表“{}”没有读", ignored.file),
        ("", Lang::En) => format!("sheet “{}” was not read", ignored.file),
        (column, Lang::Zh) => format!("“{column}”栏没有读"),
        (column, Lang::En) => format!("column “{column}” was not read"),
    };
    page.ignored = findings.ignored.iter().take(20).map(say).collect();
    Ok(())
}

/// New and changed records, each cell that changes as before → after.
fn changes(desk: &Desk<'_>, preview: &Preview) -> Grid {
    let lang = desk.lang;
    let register = preview.changes.first().map(|change| change.after.register);
    let columns = register.map_or(&[][..], |register| register.columns);
    let mut heads = vec![Col::text(lang.of("变化", "Change"))];
    heads.extend(columns.iter().map(|column| Col::text(lang.of(column.zh, column.en))));
    let line = |change: &acts::previews::Change| {
        let fields = change.fields();
        let text = |record, at| crate::registers::text(record, at, &preview.names, lang);
        let mut items = vec![Item::text(match change.before {
            None => lang.of("新增", "new"),
            Some(_) => lang.of("修改", "changed"),
        })];
        items.extend((0..columns.len()).map(|at| match &change.before {
            Some(before) if fields.contains(&at) => {
                let (was, is) = (text(before, at), text(&change.after, at));
                let shown = |text: String| if text.is_empty() { lang.of("（空）", "(empty)").to_owned() } else { text };
                Item { state: "soon", ..Item::text(format!("{} → {}", shown(was), shown(is))) }
            }
            Some(_) | None => Item::text(text(&change.after, at)),
        }));
        Line::of(items)
    };
    let (listed, rows) = (preview.changes.len(), preview.new + preview.changed);
    let notes = (listed < rows).then(|| match lang {
        Lang::Zh => format!("共{rows}条变化，这里列出前{listed}条。"),
        Lang::En => format!("{rows} changes; the first {listed} are listed."),
    });
    Grid {
        name: "changes",
        caption: lang.of("将要发生的变化", "What would change").to_owned(),
        columns: heads,
        lines: preview.changes.iter().map(line).collect(),
        notes: notes.into_iter().collect(),
        lang,
        ..Grid::default()
    }
}

fn problems(desk: &Desk<'_>, problems: &[Problem]) -> Grid {
    let lang = desk.lang;
    let heads = [("工作表", "Sheet"), ("行", "Row"), ("栏", "Column"), ("填的是", "Value"), ("问题", "Problem")];
    let line = |problem: &Problem| {
        let row = if problem.line == 0 { String::new() } else { problem.line.to_string() };
        let texts = [
            problem.file.clone(),
            row,
            problem.column.clone(),
            problem.value.clone(),
            lang.of(&problem.zh, &problem.en).to_owned(),
        ];
        Line::of(texts.map(Item::text).to_vec())
    };
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    let notes = (more > 0).then(|| match lang {
        Lang::Zh => format!("还有{more}处，都写在批注后的原文件里。"),
        Lang::En => format!("{more} more, all of them in your own file with the problems in it."),
    });
    Grid {
        name: "problems",
        caption: lang.of("问题", "Problems").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).to_vec(),
        lines: problems.iter().take(MOST_PROBLEMS).map(line).collect(),
        notes: notes.into_iter().collect(),
        lang,
        ..Grid::default()
    }
}
