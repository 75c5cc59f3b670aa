//! Directives 部署: a speech, plan or minutes as it was given; the tasks proposed out of it; and what became of every sentence.
//!
//! Places in a text are counted in characters. Nothing is decided here for a person: a proposal is only a task when somebody
//! takes it, and what is not taken says why.

mod parts;

pub use parts::{Part, Progress, run_of};

use crate::calendar::{Date, day_of};
use crate::lang::Lang;
use crate::registers::Record;
use crate::supervision::Slip;
use crate::tasks::{Recurrence, TaskState, codes};

/// A stretch of characters of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub from: usize,
    pub to: usize,
}

impl Span {
    pub fn meets(self, other: Span) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// The words that stand there; empty where the text is shorter.
    pub fn of(self, text: &str) -> String {
        text.chars().skip(self.from).take(self.to.saturating_sub(self.from)).collect()
    }
}

/// A directive 部署 as its record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    pub code: String,
    pub kind: String,
    pub title: String,
    pub number: String,
    pub issuer: String,
    pub speaker: String,
    pub on: Date,
    pub text: String,
}

impl Directive {
    pub fn from_record(record: &Record) -> Option<Directive> {
        let text = |column: &str| record.text(column).to_owned();
        Some(Directive {
            code: text("directive_id"),
            kind: text("kind"),
            title: text("title"),
            number: text("number"),
            issuer: text("issuer"),
            speaker: text("speaker"),
            on: record.int("on").and_then(day_of)?,
            text: text("text"),
        })
    }
}

/// The sentences 语句 of a text: to a full stop, question or exclamation mark or semicolon, or to the end of the line.
pub fn sentences(text: &str) -> Vec<Span> {
    let (mut found, mut from, mut to): (Vec<Span>, Option<usize>, usize) = (Vec::new(), None, 0);
    for (at, letter) in text.chars().enumerate() {
        // A closing quotation mark belongs to what it closes.
        if let Some(last) = found.last_mut().filter(|_| from.is_none() && matches!(letter, '”' | '’' | '」' | '』' | '）' | ')'))
        {
            last.to = at + 1;
            continue;
        }
        if !letter.is_whitespace() {
            from = from.or(Some(at));
            to = at + 1;
        }
        let ends = matches!(letter, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n' | '\r');
        if let Some(begun) = from.filter(|_| ends) {
            found.push(Span { from: begun, to });
            from = None;
        }
    }
    found.extend(from.map(|from| Span { from, to }));
    found
}

/// What became of a proposal 处理.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// 待定
    #[default]
    Open,
    /// 采纳
    Accepted,
    /// 拆分: its parts stand as proposals of their own.
    Split,
    /// 合并 into another.
    Merged,
    /// 不立项
    Rejected,
}

impl Outcome {
    pub const ALL: [Outcome; 5] = [Outcome::Open, Outcome::Accepted, Outcome::Split, Outcome::Merged, Outcome::Rejected];

    pub fn code(self) -> &'static str {
        match self {
            Outcome::Open => "open",
            Outcome::Accepted => "accepted",
            Outcome::Split => "split",
            Outcome::Merged => "merged",
            Outcome::Rejected => "rejected",
        }
    }

    pub fn parse(code: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|o| o.code() == code)
    }

    /// May a proposal that stands so be dealt with otherwise? Only what is undecided is; what is turned down says why.
    pub fn becomes(self, next: Outcome, words: &str, parts: usize) -> Result<(), Unsound> {
        if self != Outcome::Open {
            return Err(Unsound::Decided(self));
        }
        match next {
            Outcome::Rejected if words.trim().is_empty() => Err(Unsound::WordsMissing),
            Outcome::Split | Outcome::Merged if parts < 2 => Err(Unsound::OnePart),
            Outcome::Open | Outcome::Accepted | Outcome::Split | Outcome::Merged | Outcome::Rejected => Ok(()),
        }
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Outcome::Open => lang.of("待定", "undecided"),
            Outcome::Accepted => lang.of("采纳", "taken"),
            Outcome::Split => lang.of("拆分", "split"),
            Outcome::Merged => lang.of("合并", "merged"),
            Outcome::Rejected => lang.of("不立项", "not made a task"),
        }
    }
}

/// Who proposed a task 来源. It stays with the proposal, whatever becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// 规则读出
    #[default]
    Rules,
    /// 人工标出
    Person,
    /// 模型提出, by the name of the county's model.
    Model(String),
}

impl Origin {
    pub fn code(&self) -> String {
        match self {
            Origin::Rules => "rules".to_owned(),
            Origin::Person => "person".to_owned(),
            Origin::Model(name) => format!("model:{name}"),
        }
    }

    /// Proposals of before there were models were the rules'.
    pub fn parse(code: &str) -> Origin {
        match (code, code.strip_prefix("model:")) {
            (_, Some(name)) => Origin::Model(name.to_owned()),
            ("person", None) => Origin::Person,
            (_, None) => Origin::Rules,
        }
    }

    pub fn label(&self, lang: Lang) -> String {
        match (self, lang) {
            (Origin::Rules, lang) => lang.of("规则读出", "read by the rules").to_owned(),
            (Origin::Person, lang) => lang.of("人工标出", "marked by hand").to_owned(),
            (Origin::Model(name), Lang::Zh) => format!("模型提出，请核对（{name}）"),
            (Origin::Model(name), Lang::En) => format!("proposed by the county's model; check it ({name})"),
        }
    }
}

/// A task that a sentence seems to ask for 任务建议. Whoever proposes says how sure it is, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    pub span: Span,
    pub action: String,
    /// Unit numbers as files know them; several: a task for each.
    pub leads: Vec<String>,
    pub supports: Vec<String>,
    pub due: Option<Date>,
    pub recurrence: Recurrence,
    /// Measurable results in words: "签约项目不少于2个".
    pub results: String,
    /// In 0.01 %.
    pub certainty: i64,
    pub cue: String,
    pub origin: Origin,
}

impl Proposal {
    pub fn from_record(record: &Record) -> Proposal {
        let place = |column: &str| record.int(column).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        Proposal {
            span: Span { from: place("from_char"), to: place("to_char") },
            action: record.text("action").to_owned(),
            leads: codes(record.text("leads")),
            supports: codes(record.text("supports")),
            due: record.int("due_on").and_then(day_of),
            recurrence: Recurrence::parse(record.text("recurrence")).unwrap_or_default(),
            results: record.text("results").to_owned(),
            certainty: record.int("certainty").unwrap_or(0),
            cue: record.text("cue").to_owned(),
            origin: Origin::parse(record.text("origin")),
        }
    }

    /// May it stand as a proposal of this text, or be taken as a task on a day?
    pub fn check(&self, text: &str, taken_on: Option<Date>) -> Result<(), Unsound> {
        let length = text.chars().count();
        if self.span.from >= self.span.to || self.span.to > length {
            return Err(Unsound::OutsideTheText);
        }
        if self.action.trim().is_empty() {
            return Err(Unsound::NothingToDo);
        }
        let Some(today) = taken_on else { return Ok(()) };
        if self.leads.is_empty() {
            return Err(Unsound::NobodyLeads);
        }
        if self.supports.iter().any(|unit| self.leads.contains(unit)) {
            return Err(Unsound::LeadsAndSupports);
        }
        match self.due {
            Some(due) if due < today => Err(Unsound::DueInThePast(due)),
            None if self.recurrence == Recurrence::Once => Err(Unsound::NoDueDay),
            Some(_) | None => Ok(()),
        }
    }
}

/// Why a proposal is no task yet, in the order in which it is found out; and why a part of a text is not given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsound {
    OutsideTheText,
    NothingToDo,
    /// It is not open any more.
    Decided(Outcome),
    NobodyLeads,
    LeadsAndSupports,
    NoDueDay,
    DueInThePast(Date),
    WordsMissing,
    /// A split into, or a merger of, fewer than two.
    OnePart,
    NoSuchSentences,
    /// Some of the sentences are another's part.
    PartsMeet,
    /// Whoever is named decides on no proposals.
    DecidesNothing,
}

impl Unsound {
    pub fn code(self) -> &'static str {
        match self {
            Unsound::OutsideTheText => "proposals.outside_the_text",
            Unsound::NothingToDo => "proposals.nothing_to_do",
            Unsound::Decided(_) => "proposals.decided",
            Unsound::NobodyLeads => "proposals.nobody_leads",
            Unsound::LeadsAndSupports => "proposals.leads_and_supports",
            Unsound::NoDueDay => "proposals.no_due_day",
            Unsound::DueInThePast(_) => "proposals.due_in_the_past",
            Unsound::WordsMissing => "proposals.words_missing",
            Unsound::OnePart => "proposals.one_part",
            Unsound::NoSuchSentences => "directives.no_such_sentences",
            Unsound::PartsMeet => "directives.parts_meet",
            Unsound::DecidesNothing => "directives.decides_nothing",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Unsound::OutsideTheText => plain("所引语句不在原文里", "the words it quotes are not in the text"),
            Unsound::NothingToDo => plain("请写明要办的事", "say what is to be done"),
            Unsound::Decided(outcome) => match lang {
                Lang::Zh => format!("已处理为“{}”，不能再改", outcome.label(lang)),
                Lang::En => format!("it is {} already", outcome.label(lang)),
            },
            Unsound::NobodyLeads => plain("请选定牵头单位", "name the unit that leads"),
            Unsound::LeadsAndSupports => plain("同一单位不能既牵头又配合", "a unit cannot lead and support the same task"),
            Unsound::NoDueDay => plain("请填完成时限，或选定频次", "give a due day, or how often"),
            Unsound::DueInThePast(due) => match lang {
                Lang::Zh => format!("完成时限{due}已过，请核对"),
                Lang::En => format!("the due day {due} is over; look again"),
            },
            Unsound::WordsMissing => plain("不立项要写明理由", "say why it is not made a task"),
            Unsound::OnePart => plain("拆分、合并至少要有两项", "a split or a merger is of two at least"),
            Unsound::NoSuchSentences => {
                plain("原文没有这几句，请核对句号", "the text has no such sentences; look at their numbers")
            }
            Unsound::PartsMeet => plain(
                "其中有别的部分的语句，请按那一部分整段移交，或先把它改短",
                "some of these sentences are in another part: hand that part over as a whole, or make it shorter first",
            ),
            Unsound::DecidesNothing => plain("所选的人不能处理任务建议", "whoever is named decides on no proposals"),
        }
    }
}

/// What became of a sentence 落实去向.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// Proposals of it not decided yet.
    pub open: usize,
    pub rejected: usize,
    pub tasks: usize,
    pub done: usize,
    /// Tasks behind or overdue.
    pub behind: usize,
}

impl Fate {
    /// Count a task made of the sentence.
    pub fn task(&mut self, state: TaskState, slip: Option<Slip>) {
        self.tasks += 1;
        self.done += usize::from(state == TaskState::Done);
        let late = matches!(slip, Some(Slip::Behind | Slip::Overdue));
        self.behind += usize::from(state == TaskState::InHand && late);
    }

    /// Count a proposal made of the sentence.
    pub fn proposal(&mut self, outcome: Outcome) {
        self.open += usize::from(outcome == Outcome::Open);
        self.rejected += usize::from(outcome == Outcome::Rejected);
    }

    /// Nothing was asked by it.
    pub fn is_plain(self) -> bool {
        self == Fate::default()
    }

    /// In one line: 23项任务，17项办结，4项滞后；2项不立项。
    pub fn sentence(self, lang: Lang) -> String {
        let Fate { open, rejected, tasks, done, behind } = self;
        let parts = [
            (tasks, format!("{tasks}项任务"), format!("{tasks} tasks")),
            (done, format!("{done}项办结"), format!("{done} completed")),
            (behind, format!("{behind}项滞后"), format!("{behind} behind")),
            (rejected, format!("{rejected}项不立项"), format!("{rejected} not made tasks")),
            (open, format!("{open}项待定"), format!("{open} undecided")),
        ];
        let said = parts.into_iter().filter(|p| p.0 > 0).map(|(_, zh, en)| match lang {
            Lang::Zh => zh,
            Lang::En => en,
        });
        said.collect::<Vec<_>>().join(lang.of("，", ", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_its_sentences_end() {
        let text = "同志们：\n  要抓招商。“要快！”各乡镇10日前报送；一月一通报";
        let cut: Vec<String> = sentences(text).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(cut, ["同志们：", "要抓招商。", "“要快！”", "各乡镇10日前报送；", "一月一通报"]);
        assert_eq!(sentences(" \n \n"), []);
    }
}
