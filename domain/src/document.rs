//! Document 公文: one model of a printed sheet, composed once and rendered to every format (DESIGN.md, "One document, every format").
//!
//! Nothing here knows about Word, PDF or HTML: rooms that print read this model. Text is already in one language;
//! a document in two languages is two documents composed from the same cut.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// A whole sheet in the layout of GB/T 9704-2012 党政机关公文格式.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Document {
    pub lang: Lang,
    /// Issuing mark 发文机关标志, the red head: "某县两办督查室文件". Empty: no head is printed.
    pub head: String,
    /// Document number 发文字号: "南督通〔2026〕1号"; `None` while it is a draft.
    pub number: Option<String>,
    /// Title 标题, 2号小标宋, centred; may hold line breaks at sense groups.
    pub title: String,
    /// Main addressees 主送机关, without the final colon.
    pub addressees: String,
    pub blocks: Vec<Block>,
    /// Names of the annexes 附件说明, in order; the annexes follow as [`Document::annexes`].
    pub annexes: Vec<Annex>,
    /// Issuing office above the date 发文机关署名.
    pub signed_by: String,
    /// Date of issue 成文日期, already in words: "2026年4月8日".
    pub signed_on: String,
    /// Imprint 版记: copies to, printing office, printing date.
    pub imprint: Imprint,
    /// What the figures stand on: "统计截至2026年4月8日 …". Printed under the last annex and in the page of the web.
    pub basis: String,
    /// A word across each page of a sheet that is not issued ("草稿"), else empty.
    pub watermark: String,
    /// Proof lines printed in the imprint of an issued sheet (digest, chain position); empty for a draft.
    pub proof: Vec<String>,
    /// Every figure the sheet states, in order of appearance. Spans and cells point here by id.
    pub figures: Vec<Figure>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub struct Imprint {
    /// Copies to 抄送, without the final full stop.
    pub copies: String,
    /// Printing office 印发机关.
    pub printed_by: String,
    /// Printing date 印发日期.
    pub printed_on: String,
}

/// An annex 附件: a heading and its tables, each annex from a new page.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Annex {
    pub title: String,
    pub blocks: Vec<Block>,
    /// Wide tables turn the page.
    pub landscape: bool,
    /// Named in the list of annexes but kept in the workbook only: what nobody reads on paper is not printed (减负).
    #[serde(default)]
    pub electronic: bool,
}

impl Document {
    /// Annexes that are printed, with their places in the list.
    pub fn printed_annexes(&self) -> impl Iterator<Item = (usize, &Annex)> {
        self.annexes.iter().enumerate().filter(|(_, annex)| !annex.electronic)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Levels 1–4 are 一、(黑体) （一）(楷体) 1.(仿宋) （1）(仿宋); the number is part of the text.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph(Vec<Span>),
    Table(Table),
    Chart(Chart),
    /// 换页: what follows begins a new page.
    NewPage,
}

/// A run of text; with a figure id it is a number one can open.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub struct Span {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
}

impl Span {
    pub fn text(text: impl Into<String>) -> Span {
        Span { text: text.into(), ..Span::default() }
    }
    pub fn strong(text: impl Into<String>) -> Span {
        Span { text: text.into(), strong: true, ..Span::default() }
    }
    pub fn figure(text: impl Into<String>, id: impl Into<String>) -> Span {
        Span { text: text.into(), figure: Some(id.into()), strong: false }
    }
}

/// A table that breaks across pages with its head repeated.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub struct Table {
    /// Stable name, used for the sheet of the workbook and the CSV file: "fund_ranking".
    pub name: String,
    pub caption: String,
    pub columns: Vec<TableColumn>,
    pub rows: Vec<Row>,
    /// Notes under the table (the rule of a light, who is excluded from a rank).
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub struct TableColumn {
    pub head: String,
    /// Unit of measure, printed in the head: "万元", "%"; empty for text.
    pub unit: String,
    pub align: Align,
    /// Relative width; 1.0 is an ordinary number column.
    pub width: f32,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub struct Row {
    pub cells: Vec<Cell>,
    #[serde(default)]
    pub kind: RowKind,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    #[default]
    Item,
    /// Heads a group of rows (its first cell spans the width).
    Group,
    Subtotal,
    Total,
}

/// A cell: what is printed, and beneath it the exact number for a workbook and the figure it opens.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub struct Cell {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<Light>,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }
}

/// An exact decimal: `mantissa / 10^decimals`. Percent values are already times 100.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Number {
    pub mantissa: i64,
    pub decimals: u8,
}

/// Lights 红黄绿蓝, always printed with a shape and a word so that paper and colour-blind readers lose nothing.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// 达序时 ●
    Green,
    /// 滞后 ▲
    Yellow,
    /// 严重滞后 ■
    Red,
    /// 临期 ◆
    Blue,
}

impl Light {
    pub const ALL: [Light; 4] = [Light::Green, Light::Yellow, Light::Red, Light::Blue];

    pub fn shape(self) -> &'static str {
        match self {
            Light::Green => "●",
            Light::Yellow => "▲",
            Light::Red => "■",
            Light::Blue => "◆",
        }
    }
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Light::Green => lang.of("达序时", "on pace"),
            Light::Yellow => lang.of("滞后", "behind"),
            Light::Red => lang.of("严重滞后", "far behind"),
            Light::Blue => lang.of("临期", "due soon"),
        }
    }
    pub fn name(self) -> &'static str {
        match self {
            Light::Green => "green",
            Light::Yellow => "yellow",
            Light::Red => "red",
            Light::Blue => "blue",
        }
    }
}

/// A picture of figures, drawn once as SVG and shown the same on the page, in Word and in PDF.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Chart {
    pub name: String,
    pub title: String,
    /// Unit of the value axis.
    pub unit: String,
    pub kind: ChartKind,
    pub categories: Vec<String>,
    pub series: Vec<Series>,
    /// A line across the chart: (label, value) — the time progress 时序进度, a target.
    pub marker: Option<(String, f64)>,
    /// One sentence for readers who do not see the picture.
    pub alt: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Upright bars, one group a category, one bar a series (this year beside last year).
    Columns,
    /// Lying bars, longest first, one a category (a ranking).
    Bars,
    /// One lying bar cut into the categories' shares (a distribution by phase).
    Shares,
    /// Lines over months.
    Lines,
}

/// Values are for drawing only (never printed unless in `labels`), so floats are allowed here and nowhere else.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Series {
    pub name: String,
    pub values: Vec<f64>,
    /// The printed label of each value.
    pub labels: Vec<String>,
    /// Lights of each value, if they colour the bars.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lights: Vec<Option<Light>>,
}

/// A number stated by a document, with the question that gives it (PRODUCT.md §4.5: every figure opens).
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub struct Figure {
    /// The query itself, in the words of [`crate::statistics::Query`]; `guatu explain ID` opens it.
    pub id: String,
    /// Exact value as decimal text in `unit`, unrounded as far as it is finite: "9012.5", "-45.9459".
    pub value: String,
    pub unit: String,
    /// The printed form: "9000余", "45.9".
    pub printed: String,
    /// The whole sentence (or table, row and column) that carries it.
    pub sentence: String,
    /// Command that explains it.
    pub query: String,
}
