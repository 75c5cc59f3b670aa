//! Record of merit 实绩纪实: a plain sheet in the layout of GB/T 9704, and the same as one table for a workbook. Facts by day, what is a
//! person's own apart from what is their unit's, and what they said against it. Nothing is summed.

use super::{paragraph, sheet};
use crate::bulletins::CountyNames;
use crate::calendar::{Date, day_text};
use crate::document::{Block, Cell, Document, Row, Table, TableColumn};
use crate::lang::Lang;

/// What a record of merit says.
#[derive(Clone, Debug)]
pub struct Merit {
    /// The person, or the unit.
    pub whose: String,
    /// Who hands it out; empty: nobody in particular.
    pub department: String,
    pub from: Date,
    pub to: Date,
    pub as_of: Date,
    /// By unit and post.
    pub persons: Vec<MeritPerson>,
}

/// A person in it.
#[derive(Clone, Debug)]
pub struct MeritPerson {
    pub name: String,
    /// Posts held in these days, in words.
    pub posts: Vec<String>,
    pub own: Vec<MeritLine>,
    pub of_unit: Vec<MeritLine>,
    /// Objections and what came of them, in words.
    pub objections: Vec<String>,
}

/// A fact, in words.
#[derive(Clone, Debug)]
pub struct MeritLine {
    pub on: Date,
    pub kind: String,
    pub what: String,
    pub planned: Option<Date>,
    /// Early or late, in words; empty where nothing was planned.
    pub timing: String,
    /// Whose it is: the person's part, or the unit with the post and the share.
    pub tie: String,
}

/// The record of a person, or of everybody of a unit.
pub fn merit(lang: Lang, facts: &Merit) -> Document {
    let day = |day: Date| day_text(day, lang);
    let title = match lang {
        Lang::Zh => format!("{}实绩纪实", facts.whose),
        Lang::En => format!("Record of merit: {}", facts.whose),
    };
    let mut document = sheet(lang, &CountyNames::default(), title, String::new(), facts.as_of);
    document.signed_by.clone_from(&facts.department);
    document.blocks.push(paragraph(match lang {
        Lang::Zh => format!("{}至{}，依据截至{}的登记记录。", day(facts.from), day(facts.to), day(facts.as_of)),
        Lang::En => format!("{} to {}, from the records as of {}.", day(facts.from), day(facts.to), day(facts.as_of)),
    }));
    let several = facts.persons.len() > 1;
    for person in &facts.persons {
        if several {
            document.blocks.push(Block::Heading { level: 1, text: person.name.clone() });
        }
        document.blocks.extend(blocks(lang, person));
    }
    document.blocks.push(paragraph(
        lang.of(
            "本纪实只列事实，按日期排列，不计分、不排名，不作任用建议。",
            "This record lists facts by day. It gives no score and no order of persons, and advises on no appointment.",
        )
        .to_owned(),
    ));
    document
}

fn blocks(lang: Lang, person: &MeritPerson) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !person.posts.is_empty() {
        let posts = person.posts.join(lang.of("；", "; "));
        blocks.push(paragraph(format!("{}{posts}", lang.of("任职：", "Posts: "))));
    }
    let parts = [
        (lang.of("本人参与的事项", "What the person had a part in"), "own", &person.own),
        (lang.of("任职单位的事项", "What the person's unit did"), "unit", &person.of_unit),
    ];
    for (head, name, lines) in parts.into_iter().filter(|part| !part.2.is_empty()) {
        blocks.push(Block::Heading { level: 2, text: head.to_owned() });
        blocks.push(Block::Table(lines_table(lang, name, lines)));
    }
    if person.own.is_empty() && person.of_unit.is_empty() {
        blocks.push(paragraph(nothing(lang).to_owned()));
    }
    if !person.objections.is_empty() {
        blocks.push(Block::Heading { level: 2, text: lang.of("本人异议和决定", "Objections and decisions").to_owned() });
        blocks.extend(person.objections.iter().cloned().map(paragraph));
    }
    blocks
}

/// Said instead of facts when there are none.
pub fn nothing(lang: Lang) -> &'static str {
    lang.of("本期没有可对应到人的事项。", "No facts tied to events in this period.")
}

fn column(lang: Lang, (zh, en): (&str, &str), width: f32) -> TableColumn {
    TableColumn { head: lang.of(zh, en).to_owned(), width, ..TableColumn::default() }
}

fn planned(line: &MeritLine) -> String {
    line.planned.map_or_else(String::new, |day| day.to_string())
}

fn lines_table(lang: Lang, name: &str, lines: &[MeritLine]) -> Table {
    let row = |line: &MeritLine| {
        let what = format!("{}{}{}", line.kind, lang.of("：", ": "), line.what);
        let plan = format!("{} {}", planned(line), line.timing).trim().to_owned();
        Row { cells: [line.on.to_string(), what, plan, line.tie.clone()].map(Cell::text).into(), ..Row::default() }
    };
    Table {
        name: name.to_owned(),
        columns: vec![
            column(lang, ("日期", "Day"), 1.6),
            column(lang, ("事项", "Fact"), 3.4),
            column(lang, ("计划", "Planned"), 1.6),
            column(lang, ("归属", "Whose"), 2.2),
        ],
        rows: lines.iter().map(row).collect(),
        ..Table::default()
    }
}

/// The same as one table: a row for each fact of each person.
pub fn merit_table(lang: Lang, facts: &Merit) -> Table {
    let mut rows = Vec::new();
    for person in &facts.persons {
        let parts = [(lang.of("本人", "own"), &person.own), (lang.of("单位", "unit"), &person.of_unit)];
        for (whose, line) in parts.into_iter().flat_map(|(whose, lines)| lines.iter().map(move |line| (whose, line))) {
            let cells = [
                person.name.clone(),
                person.posts.join(lang.of("；", "; ")),
                whose.to_owned(),
                line.on.to_string(),
                line.kind.clone(),
                line.what.clone(),
                planned(line),
                line.timing.clone(),
                line.tie.clone(),
            ];
            rows.push(Row { cells: cells.map(Cell::text).into(), ..Row::default() });
        }
    }
    let heads = [
        (("姓名", "Person"), 1.0),
        (("任职", "Posts"), 2.4),
        (("本人或单位", "Own or unit"), 1.0),
        (("日期", "Day"), 1.1),
        (("类别", "Kind"), 1.4),
        (("事项", "Fact"), 3.6),
        (("计划", "Planned"), 1.1),
        (("早晚", "Early or late"), 1.0),
        (("归属", "Whose"), 2.4),
    ];
    let mut notes: Vec<String> = facts
        .persons
        .iter()
        .flat_map(|p| p.objections.iter().map(|said| format!("{}{}{said}", p.name, lang.of("：", ": "))))
        .collect();
    if rows.is_empty() {
        notes.insert(0, nothing(lang).to_owned());
    }
    Table {
        name: "merit".to_owned(),
        caption: match lang {
            Lang::Zh => format!("{}实绩纪实", facts.whose),
            Lang::En => format!("Record of merit: {}", facts.whose),
        },
        columns: heads.map(|(head, width)| column(lang, head, width)).into(),
        rows,
        notes,
    }
}
