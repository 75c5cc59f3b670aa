//! Remarks 提示: what a person should know about a text before its proposals are trusted.

use crate::lexicon::LEXICON;
use crate::owners::Register;
use crate::proposals::{Due, ProposedTask};
use crate::shape::Block;
use crate::text::{Span, Text};
use domain::calendar::Date;
use domain::lang::Lang;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub kind: RemarkKind,
    /// Where, if it is of one place.
    pub span: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RemarkKind {
    Empty,
    /// Hardly a Chinese character in it.
    NotChinese,
    /// Chinese, but a novel or talk: nothing of an official text in it.
    NotOfficial,
    /// More than is read at once.
    TooLong,
    /// Notices of a document site, page numbers: passed over.
    Noise,
    /// Neither the text nor the caller says which year is meant.
    NoYear,
    /// A day that does not exist.
    NoSuchDay,
    /// A number that a document site seems to have put in place of another.
    DoubtfulNumber,
    /// A deadline that had passed on the day of the text.
    PastDeadline,
    /// Words for an owner that fit several units.
    AmbiguousOwner,
    /// An owner that the register knows as abolished.
    AbolishedOwner,
    /// Working days are counted in a year whose notice is not known.
    NoNotice,
}

impl RemarkKind {
    pub const ALL: [RemarkKind; 12] = [
        RemarkKind::Empty,
        RemarkKind::NotChinese,
        RemarkKind::NotOfficial,
        RemarkKind::TooLong,
        RemarkKind::Noise,
        RemarkKind::NoYear,
        RemarkKind::NoSuchDay,
        RemarkKind::DoubtfulNumber,
        RemarkKind::PastDeadline,
        RemarkKind::AmbiguousOwner,
        RemarkKind::AbolishedOwner,
        RemarkKind::NoNotice,
    ];

    /// The text is not one to be read for tasks.
    pub fn objects(self) -> bool {
        matches!(self, RemarkKind::Empty | RemarkKind::NotChinese | RemarkKind::NotOfficial | RemarkKind::TooLong)
    }

    pub fn code(self) -> &'static str {
        match self {
            RemarkKind::Empty => "empty",
            RemarkKind::NotChinese => "not_chinese",
            RemarkKind::NotOfficial => "not_official",
            RemarkKind::TooLong => "too_long",
            RemarkKind::Noise => "noise",
            RemarkKind::NoYear => "no_year",
            RemarkKind::NoSuchDay => "no_such_day",
            RemarkKind::DoubtfulNumber => "doubtful_number",
            RemarkKind::PastDeadline => "past_deadline",
            RemarkKind::AmbiguousOwner => "ambiguous_owner",
            RemarkKind::AbolishedOwner => "abolished_owner",
            RemarkKind::NoNotice => "no_notice",
        }
    }

    pub fn sentence(self, lang: Lang) -> &'static str {
        match self {
            RemarkKind::Empty => lang.of("文本是空的，没有可读内容。", "The text is empty: there is nothing to read."),
            RemarkKind::NotChinese => {
                lang.of("文本不是中文，无法拆解任务。", "The text is not in Chinese, so no tasks can be read out of it.")
            }
            RemarkKind::NotOfficial => lang.of(
                "文本不像讲话、方案、通知等公文，没有拆解任务。",
                "The text does not look like a speech, plan, notice or other official text; no tasks were read out of it.",
            ),
            RemarkKind::TooLong => {
                lang.of("文本超过一百万字，请分篇上传。", "The text has more than a million characters: please give it in parts.")
            }
            RemarkKind::Noise => lang.of(
                "已跳过文档网站声明、页码等杂文。",
                "Notices of a document site, page numbers and the like were passed over.",
            ),
            RemarkKind::NoYear => {
                lang.of("时限缺少年份，请填写文本日期。", "A deadline lacks its year: please give the date of the text.")
            }
            RemarkKind::NoSuchDay => lang.of("没有这一天，请核对原文。", "There is no such day: please check the original."),
            RemarkKind::DoubtfulNumber => lang.of(
                "数字可能被文档网站改动，请核对原文。",
                "This number may have been altered by a document site: please check the original.",
            ),
            RemarkKind::PastDeadline => lang.of("时限早于文本日期。", "This deadline had already passed on the day of the text."),
            RemarkKind::AmbiguousOwner => {
                lang.of("责任主体对应多个单位，请选定。", "These words fit several units: please choose.")
            }
            RemarkKind::AbolishedOwner => {
                lang.of("责任单位已撤销，请改定。", "This unit has been abolished: please name its successor.")
            }
            RemarkKind::NoNotice => lang.of(
                "该年度没有放假安排，无法推算工作日。",
                "No notice of holidays is known for that year, so working days cannot be counted.",
            ),
        }
    }
}

/// A text of more bytes is not read at once.
pub(crate) const MOST_BYTES: usize = 4 << 20;

/// What can be said before a text is read.
pub(crate) fn of_whole(given: &str) -> Vec<Remark> {
    let whole = |kind| vec![Remark { kind, span: None }];
    if given.len() > MOST_BYTES {
        return whole(RemarkKind::TooLong);
    }
    let (mut letters, mut chinese, mut kana) = (0_usize, 0_usize, 0_usize);
    for c in given.chars().filter(|c| c.is_alphanumeric()) {
        letters += 1;
        chinese += usize::from(matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}'));
        kana += usize::from(matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}'));
    }
    if letters == 0 {
        return whole(RemarkKind::Empty);
    }
    // A table of figures may be mostly digits.
    if chinese * 8 < letters || kana * 5 > chinese {
        return whole(RemarkKind::NotChinese);
    }
    let signs: Vec<char> = given.chars().map(crate::text::fold).collect();
    let official = LEXICON.official.count(&signs, &(0..signs.len()));
    // An official text has such a word in every other line; a story of some length has hardly one.
    if chinese > 400 && official * 150 < chinese { whole(RemarkKind::NotOfficial) } else { Vec::new() }
}

/// What is to be said about what was read.
pub(crate) fn of_reading(
    text: &Text,
    blocks: &[Block],
    tasks: &[ProposedTask],
    register: &Register,
    date: Option<Date>,
) -> Vec<Remark> {
    let noise = text.paragraphs.iter().zip(blocks).find(|(_, block)| **block == Block::Noise);
    let mut remarks: Vec<Remark> =
        noise.map(|(p, _)| Remark { kind: RemarkKind::Noise, span: Some(text.span(&p.run)) }).into_iter().collect();
    let mut add = |kind, span| remarks.push(Remark { kind, span: Some(span) });
    for task in tasks {
        if let Some(deadline) = &task.deadline {
            match deadline.due {
                Due::On(day) if date.is_some_and(|date| day < date) => add(RemarkKind::PastDeadline, deadline.span),
                Due::On(_) | Due::AfterEvent => {}
                Due::NoYear => add(RemarkKind::NoYear, deadline.span),
                Due::NoSuchDay => add(RemarkKind::NoSuchDay, deadline.span),
                Due::NoNotice => add(RemarkKind::NoNotice, deadline.span),
            }
        }
        for owner in &task.owners {
            if owner.ambiguous {
                add(RemarkKind::AmbiguousOwner, owner.span);
            }
            if owner.units.len() == 1 && owner.units.iter().any(|unit| register.is_abolished(*unit)) {
                add(RemarkKind::AbolishedOwner, owner.span);
            }
        }
        // A document site wrote 2023 for 10.
        for target in task.targets.iter().filter(|target| target.quantity.span.of(&text.source).starts_with("2023")) {
            add(RemarkKind::DoubtfulNumber, target.quantity.span);
        }
    }
    remarks
}
