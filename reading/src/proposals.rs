//! Proposals 拟任务: what the reader proposes to a person, who accepts, edits or rejects it.

use crate::text::Span;
use domain::calendar::Date;
use domain::directives::Origin;
use domain::document::Number;
use domain::lang::Lang;

/// A task 任务 as the text gives it: it has an owner, a deadline or recurrence, or a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedTask {
    pub quote: Span,
    /// Index of the first sentence it stands in.
    pub sentence: usize,
    /// What is to be done, without owner and deadline.
    pub action: String,
    /// Lead owners before supporting ones, in the order of the text.
    pub owners: Vec<Owner>,
    pub deadline: Option<Deadline>,
    pub recurrence: Option<Recurrence>,
    pub targets: Vec<Target>,
    /// 0–100: how sure the reader is that this is a task that can be supervised.
    pub sureness: u8,
    /// Why.
    pub cues: Vec<Cue>,
    pub origin: Origin,
}

/// Who is to do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// As the text has it.
    pub words: String,
    pub span: Span,
    pub part: Part,
    pub source: OwnerSource,
    /// Numbers of the county's units that are meant: one; several of a group word (各乡镇); none if the register knows none.
    pub units: Vec<i32>,
    /// The words fit several units and say no group: a person has to choose.
    pub ambiguous: bool,
}

/// 牵头 or 配合.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Lead,
    Support,
}

impl Part {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Part::Lead => lang.of("牵头", "lead"),
            Part::Support => lang.of("配合", "supporting"),
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Part::Lead => "lead",
            Part::Support => "supporting",
        }
    }
}

/// Where an owner was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OwnerSource {
    Clause,
    ClauseBefore,
    SentenceBefore,
    LeadIn,
    Bracket,
    Column,
    Addressee,
}

impl OwnerSource {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            OwnerSource::Clause => lang.of("本句主语", "subject of the clause"),
            OwnerSource::ClauseBefore => lang.of("上一分句主语", "subject of the clause before"),
            OwnerSource::SentenceBefore => lang.of("上一句主语", "subject of the sentence before"),
            OwnerSource::LeadIn => lang.of("总起句", "lead-in"),
            OwnerSource::Bracket => lang.of("责任单位括注", "bracket naming who is responsible"),
            OwnerSource::Column => lang.of("责任单位栏", "column naming who is responsible"),
            OwnerSource::Addressee => lang.of("主送单位", "addressees of the text"),
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            OwnerSource::Clause => "clause",
            OwnerSource::ClauseBefore => "clause_before",
            OwnerSource::SentenceBefore => "sentence_before",
            OwnerSource::LeadIn => "lead_in",
            OwnerSource::Bracket => "bracket",
            OwnerSource::Column => "column",
            OwnerSource::Addressee => "addressee",
        }
    }
}

/// Until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// As the text has it: 10日前, 年底前.
    pub words: String,
    pub span: Span,
    pub due: Due,
}

impl Deadline {
    pub fn day(&self) -> Option<Date> {
        match self.due {
            Due::On(day) => Some(day),
            Due::NoYear | Due::AfterEvent | Due::NoSuchDay | Due::NoNotice => None,
        }
    }
}

/// What a deadline comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Due {
    /// The last day of it.
    On(Date),
    /// Neither the text nor the reader's caller says which year (or month) is meant.
    NoYear,
    /// It hangs on something that has not happened yet: 审议通过后20日内.
    AfterEvent,
    /// 2月30日, or a number that a document site put there.
    NoSuchDay,
    /// It counts working days of a year whose notice is not known.
    NoNotice,
}

/// How often 频次.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recurrence {
    Daily,
    Weekly,
    TenDays,
    Monthly,
    Bimonthly,
    Quarterly,
    HalfYearly,
    Annual,
    /// 定期: regularly, without saying how often.
    Periodic,
    /// 持续推进: without end.
    Ongoing,
}

impl Recurrence {
    pub const ALL: [Recurrence; 10] = [
        Recurrence::Daily,
        Recurrence::Weekly,
        Recurrence::TenDays,
        Recurrence::Monthly,
        Recurrence::Bimonthly,
        Recurrence::Quarterly,
        Recurrence::HalfYearly,
        Recurrence::Annual,
        Recurrence::Periodic,
        Recurrence::Ongoing,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Recurrence::Daily => "daily",
            Recurrence::Weekly => "weekly",
            Recurrence::TenDays => "ten_days",
            Recurrence::Monthly => "monthly",
            Recurrence::Bimonthly => "bimonthly",
            Recurrence::Quarterly => "quarterly",
            Recurrence::HalfYearly => "half_yearly",
            Recurrence::Annual => "annual",
            Recurrence::Periodic => "periodic",
            Recurrence::Ongoing => "ongoing",
        }
    }

    pub fn of_code(code: &str) -> Option<Recurrence> {
        Recurrence::ALL.into_iter().find(|recurrence| recurrence.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Recurrence::Daily => lang.of("每日", "daily"),
            Recurrence::Weekly => lang.of("每周", "weekly"),
            Recurrence::TenDays => lang.of("每旬", "every ten days"),
            Recurrence::Monthly => lang.of("每月", "monthly"),
            Recurrence::Bimonthly => lang.of("每两个月", "every two months"),
            Recurrence::Quarterly => lang.of("每季度", "quarterly"),
            Recurrence::HalfYearly => lang.of("每半年", "every half-year"),
            Recurrence::Annual => lang.of("每年", "every year"),
            Recurrence::Periodic => lang.of("定期", "regularly"),
            Recurrence::Ongoing => lang.of("持续", "ongoing"),
        }
    }
}

/// An exact amount and its unit of measure, as the text has them: 14.6 亿元.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub value: Number,
    /// With 万 or 亿 where the text has them; empty where it names none.
    pub unit: String,
    pub span: Span,
    /// 近, 余, 约, 左右.
    pub approximate: bool,
}

/// How much is to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What is counted.
    pub what: String,
    pub quantity: Quantity,
    /// More is also good; false of 左右 and of ceilings.
    pub at_least: bool,
    /// A ceiling: 不超过, 以内.
    pub at_most: bool,
}

/// A figure 数据 that the text reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedFigure {
    pub quote: Span,
    pub sentence: usize,
    pub subject: String,
    pub quantity: Quantity,
    /// 今年一季度; empty where the text names none.
    pub period: String,
    pub comparison: Option<Comparison>,
    pub sureness: u8,
}

/// What a figure is compared with, in the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub kind: ComparisonKind,
    /// Negative of a fall.
    pub quantity: Quantity,
    /// The base value: 去年37个.
    pub before: Option<Quantity>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ComparisonKind {
    /// 同比, 比上年.
    YearOnYear,
    /// Share of, or against, the task that was set.
    ShareOfPlan,
    /// Everything else: 环比, 比年初.
    Change,
}

impl ComparisonKind {
    pub fn code(self) -> &'static str {
        match self {
            ComparisonKind::YearOnYear => "yoy",
            ComparisonKind::ShareOfPlan => "plan_share",
            ComparisonKind::Change => "change",
        }
    }
}

/// Why a task is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cue {
    Owner,
    /// 要, 必须, 应, 须.
    Duty,
    Deadline,
    Recurrence,
    Quantity,
    Bracket,
    TableRow,
    /// The passage speaks of what is to come.
    Plan,
    /// An action that somebody can go and check.
    Checkable,
}

impl Cue {
    pub const ALL: [Cue; 9] = [
        Cue::Owner,
        Cue::Duty,
        Cue::Deadline,
        Cue::Recurrence,
        Cue::Quantity,
        Cue::Bracket,
        Cue::TableRow,
        Cue::Plan,
        Cue::Checkable,
    ];

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Cue::Owner => lang.of("有责任主体", "names who"),
            Cue::Duty => lang.of("有“要、须、应”", "says must or shall"),
            Cue::Deadline => lang.of("有时限", "has a deadline"),
            Cue::Recurrence => lang.of("有频次", "says how often"),
            Cue::Quantity => lang.of("有数量", "has a quantity"),
            Cue::Bracket => lang.of("有责任括注", "closes with a bracket naming who or when"),
            Cue::TableRow => lang.of("任务表一行", "row of a table of tasks"),
            Cue::Plan => lang.of("讲下步打算", "speaks of what is to come"),
            Cue::Checkable => lang.of("动作可查", "an action that can be checked"),
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Cue::Owner => "owner",
            Cue::Duty => "duty",
            Cue::Deadline => "deadline",
            Cue::Recurrence => "recurrence",
            Cue::Quantity => "quantity",
            Cue::Bracket => "bracket",
            Cue::TableRow => "table_row",
            Cue::Plan => "plan",
            Cue::Checkable => "checkable",
        }
    }
}
