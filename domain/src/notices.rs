//! Notices 督办文书: the notice of an order, the pledge of a unit, and what a unit owes, each on one sheet in the layout of GB/T 9704.
//!
//! What a sheet states is brought by the caller in words; nothing is counted here.

mod measure;
mod merit;
mod one_sheet;

pub use measure::{Measure, measure};
pub use merit::{Merit, MeritLine, MeritPerson, merit, merit_table, nothing};
use one_sheet::{Budget, Owed, clipped};

use crate::bulletins::CountyNames;
use crate::calendar::{Date, day_text};
use crate::document::{Align, Block, Cell, Document, Imprint, Row, Span, Table, TableColumn};
use crate::lang::Lang;
pub use crate::tasks::Listed;

/// What a notice 督办通知 says.
#[derive(Clone, Debug)]
pub struct Notice {
    pub number: String,
    /// The code by which anybody can ask whether it is ours.
    pub code: String,
    pub unit: String,
    pub matter: String,
    pub basis: String,
    pub issued_on: Date,
    pub due: Date,
    pub sign_by: Option<Date>,
    /// How often the unit tells how it is going, in words.
    pub cadence: String,
}

/// What a pledge 责任书 says.
#[derive(Clone, Debug)]
pub struct Pledge {
    pub number: String,
    pub unit: String,
    pub person: String,
    /// The directive it is signed for.
    pub directive: String,
    pub on: Date,
    pub tasks: Vec<Listed>,
}

fn sheet(lang: Lang, county: &CountyNames, title: String, addressees: String, on: Date) -> Document {
    let office = county.office.of(lang).to_owned();
    Document {
        lang,
        head: if lang == Lang::Zh && !office.is_empty() { format!("{office}文件") } else { office.clone() },
        number: None,
        title,
        addressees,
        blocks: Vec::new(),
        annexes: Vec::new(),
        signed_by: office,
        signed_on: day_text(on, lang),
        imprint: Imprint::default(),
        basis: String::new(),
        watermark: String::new(),
        proof: Vec::new(),
        figures: Vec::new(),
    }
}

fn paragraph(text: String) -> Block {
    Block::Paragraph(vec![Span::text(text)])
}

/// The notice of an order, to the unit that has it.
pub fn notice(lang: Lang, county: &CountyNames, notice: &Notice) -> Document {
    let Notice { number, code, unit, matter, basis, issued_on, due, sign_by, cadence } = notice;
    let day = |day: Date| day_text(day, lang);
    let mut document = sheet(lang, county, lang.of("督 办 通 知", "Notice of supervision").to_owned(), unit.clone(), *issued_on);
    document.number = Some(number.clone());
    let signing = sign_by.map(|by| match lang {
        Lang::Zh => format!("请于{}前签收；", day(by)),
        Lang::En => format!("Sign for it by {}. ", day(by)),
    });
    let signing = signing.unwrap_or_default();
    document.blocks = match lang {
        Lang::Zh => vec![
            paragraph(format!("根据{basis}，经批准，现对下列事项予以督办：")),
            paragraph(format!("{matter}。")),
            paragraph(format!(
                "{signing}请于{}前办结，附佐证材料反馈结果（反馈频次：{cadence}）。确需延期的，应在到期前书面说明理由申请，经批准后执行。",
                day(*due)
            )),
            paragraph(format!(
                "本通知一事一码，核验码：{code}。凡没有编号和核验码的督查检查，可以不予配合；对处理意见不服的，可以自收到之日起30日内申请复核。"
            )),
        ],
        Lang::En => vec![
            paragraph(format!("On the grounds of {basis}, and as approved, the following matter is supervised:")),
            paragraph(format!("{matter}.")),
            paragraph(format!(
                "{signing}Bring it about by {} and give feedback with evidence (feedback: {cadence}). An extension is asked for before the due day, in writing and with its reason, and holds once it is approved.",
                day(*due)
            )),
            paragraph(format!(
                "Verification code of this notice: {code}. An inspection without a number and a code need not be answered; whoever disagrees with its outcome may ask for a review within 30 days."
            )),
        ],
    };
    document
}

/// The pledge of a unit for the tasks of a directive, to be signed on one page.
pub fn pledge(lang: Lang, county: &CountyNames, pledge: &Pledge) -> Document {
    let Pledge { number, unit, person, directive, on, tasks } = pledge;
    let title = match lang {
        Lang::Zh => format!("{unit}目标任务责任书"),
        Lang::En => format!("Pledge of {unit}"),
    };
    let mut document = sheet(lang, county, title, String::new(), *on);
    document.number = Some(number.clone());
    // It is signed by two, not sent out: without the red head it stays one page.
    document.head = String::new();
    let opening = match lang {
        Lang::Zh => format!("为落实《{directive}》，{unit}对下列任务负责，由{person}签订本责任书："),
        Lang::En => format!("To carry out “{directive}”, {unit} answers for the tasks below; {person} signs for it:"),
    };
    let mut budget = Budget::of_a_pledge(lang, &opening, &document.title);
    let fitting = budget.fitting(tasks);
    let more = tasks.len() - fitting.len();
    document.blocks = vec![paragraph(opening), Block::Table(tasks_table(lang, "pledge", &fitting, false))];
    if more > 0 {
        document.blocks.push(paragraph(match lang {
            Lang::Zh => format!("另有{more}项任务同样负责，见“任务”页本部署的清单。"),
            Lang::En => format!("It answers for {more} more tasks, listed on the page “Tasks” under this directive."),
        }));
    }
    let signing = [
        (format!("责任单位（盖章）：{unit}"), format!("Unit (seal): {unit}")),
        (format!("责任人（签字）：{person}"), format!("Signed: {person}")),
    ];
    document.blocks.extend(signing.map(|(zh, en)| paragraph(lang.of(&zh, &en).to_owned())));
    document
}

/// What a unit owes 应办事项: its orders and tasks, each the most pressing first, as many as one sheet has room for.
pub fn owed(lang: Lang, county: &CountyNames, unit: &str, on: Date, tasks: &[Listed], orders: &[Listed]) -> Document {
    let title = match lang {
        Lang::Zh => format!("{unit}应办事项"),
        Lang::En => format!("What {unit} owes"),
    };
    let mut document = sheet(lang, county, title, String::new(), on);
    // Nobody signs it: its room is for what is owed.
    document.head = String::new();
    (document.signed_by, document.signed_on) = (String::new(), String::new());
    let (office, day) = (county.office.of(lang), day_text(on, lang));
    let count = match lang {
        Lang::Zh => format!("据{office}记录，截至{day}，在办任务{}项，督办事项{}项。", tasks.len(), orders.len()),
        Lang::En => format!("As of {day}, by the records of {office}: {} tasks in hand, {} orders.", tasks.len(), orders.len()),
    };
    let Owed { orders: fitting_orders, tasks: fitting_tasks } =
        Budget::of_what_is_owed(lang, &document.title).both(orders, tasks);
    let more = (tasks.len() - fitting_tasks.len(), orders.len() - fitting_orders.len());
    document.blocks.push(paragraph(count));
    for (head, name, list) in [
        (lang.of("一、督办事项", "1. Orders"), "orders", fitting_orders),
        (lang.of("二、任务", "2. Tasks"), "tasks", fitting_tasks),
    ] {
        document.blocks.push(Block::Heading { level: 1, text: head.to_owned() });
        document.blocks.push(if list.is_empty() {
            paragraph(lang.of("无。", "None.").to_owned())
        } else {
            Block::Table(tasks_table(lang, name, &list, true))
        });
    }
    document.blocks.extend(one_sheet::more(lang, more).map(paragraph));
    document
}

/// Orders of one kind in a dispatch.
#[derive(Clone, Debug)]
pub struct Dispatched {
    pub head: String,
    /// Unit and matter of each.
    pub orders: Vec<(String, Listed)>,
}

/// The dispatch 督查专报 of a day: what is overdue, behind, due soon and closed, each unit named.
pub fn dispatch(lang: Lang, county: &CountyNames, on: Date, parts: &[Dispatched]) -> Document {
    let title = lang.of("督办事项办理情况专报", "Dispatch on supervision").to_owned();
    let mut document = sheet(lang, county, title, county.addressees.of(lang).to_owned(), on);
    let counts: Vec<String> = parts.iter().map(|part| format!("{}{}", part.head, part.orders.len())).collect();
    document.blocks.push(paragraph(match lang {
        Lang::Zh => format!("截至{}，督办事项{}。", day_text(on, lang), counts.join("件、") + "件"),
        Lang::En => format!("As of {}: {}.", day_text(on, lang), counts.join(", ")),
    }));
    let column =
        |(zh, en): (&str, &str), width: f32| TableColumn { head: lang.of(zh, en).to_owned(), width, ..TableColumn::default() };
    for part in parts.iter().filter(|part| !part.orders.is_empty()) {
        document.blocks.push(Block::Heading { level: 1, text: part.head.clone() });
        let row = |(unit, order): &(String, Listed)| Row {
            cells: [unit, &order.words, &order.due, &order.state, &order.number].map(Cell::text).into(),
            ..Row::default()
        };
        document.blocks.push(Block::Table(Table {
            name: "dispatch".to_owned(),
            columns: vec![
                column(("承办单位", "Unit"), 1.4),
                column(("督办事项", "Matter"), 4.0),
                column(("时限", "Due"), 1.2),
                column(("状态", "State"), 1.1),
                column(("编号", "No."), 1.8),
            ],
            rows: part.orders.iter().map(row).collect(),
            ..Table::default()
        }));
    }
    document
}

fn tasks_table(lang: Lang, name: &str, tasks: &[&Listed], stands: bool) -> Table {
    let column = |head: &str, width: f32| TableColumn { head: head.to_owned(), unit: String::new(), align: Align::Left, width };
    let mut columns = vec![
        column(lang.of("编号", "No."), 1.2),
        column(lang.of("事项", "Matter"), 4.0),
        column(lang.of("量化目标", "Results"), 1.8),
        column(lang.of("时限", "Due"), 1.2),
    ];
    if stands {
        columns.push(column(lang.of("状态", "State"), 1.1));
    }
    let rows = tasks.iter().map(|task| {
        let mut cells = vec![
            Cell::text(&task.number),
            Cell::text(clipped(&task.words)),
            Cell::text(clipped(&task.results)),
            Cell::text(&task.due),
        ];
        if stands {
            cells.push(Cell { light: task.light, ..Cell::text(&task.state) });
        }
        Row { cells, ..Row::default() }
    });
    Table { name: name.to_owned(), caption: String::new(), columns, rows: rows.collect(), notes: Vec::new() }
}
