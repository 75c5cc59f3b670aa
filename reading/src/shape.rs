//! Shape 文种结构: what kind of text it is, who issued it and when, whom it addresses, and what each paragraph is.

use crate::letterhead;
use crate::lexicon::{KindWords, LEXICON};
use crate::text::{Paragraph, Run, Span, Text};
use crate::times;
use domain::calendar::Date;
use domain::lang::Lang;

/// What a text calls itself 文种.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    Speech,
    /// 政府工作报告.
    Report,
    Plan,
    Notice,
    Minutes,
    /// 公报, 通报: tells what was reached.
    Bulletin,
    News,
    Rules,
    #[default]
    Other,
}

impl Kind {
    pub const ALL: [Kind; 9] = [
        Kind::Speech,
        Kind::Report,
        Kind::Plan,
        Kind::Notice,
        Kind::Minutes,
        Kind::Bulletin,
        Kind::News,
        Kind::Rules,
        Kind::Other,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Kind::Speech => "speech",
            Kind::Report => "report",
            Kind::Plan => "plan",
            Kind::Notice => "notice",
            Kind::Minutes => "minutes",
            Kind::Bulletin => "bulletin",
            Kind::News => "news",
            Kind::Rules => "rules",
            Kind::Other => "other",
        }
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Kind::Speech => lang.of("讲话", "speech"),
            Kind::Report => lang.of("工作报告", "work report"),
            Kind::Plan => lang.of("方案", "work plan"),
            Kind::Notice => lang.of("通知", "notice"),
            Kind::Minutes => lang.of("会议纪要", "minutes"),
            Kind::Bulletin => lang.of("公报通报", "bulletin"),
            Kind::News => lang.of("新闻稿", "news report"),
            Kind::Rules => lang.of("规定", "rules"),
            Kind::Other => lang.of("其他", "other"),
        }
    }
}

/// The shape of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub kind: Kind,
    pub title: Option<Span>,
    /// 发文字号.
    pub number: Option<Span>,
    /// Who issued it 发文机关, as the title, the head or the signature has it.
    pub body: Option<Span>,
    /// Who spoke 讲话人, as the title or the line below it has it.
    pub speaker: Option<Span>,
    /// Whom it addresses 主送单位.
    pub addressees: Option<Span>,
    /// The day the text gives itself.
    pub date: Option<Date>,
    pub sections: Vec<Section>,
}

/// A section 章节: from its heading to the next of the same rank or higher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub heading: Span,
    /// 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）.
    pub rank: u8,
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Noise,
    Title,
    Heading(u8),
    Addressees,
    Signature,
    Body,
    Row,
}

/// An enumerator 序号 at the beginning of a run: its rank, and where what it counts begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Enumerator {
    pub rank: u8,
    pub end: usize,
}

const NUMERALS: &str = "〇零一二三四五六七八九十百";

/// 一、 （一） 1. （1） ① 第一条 一是 首先.
pub(crate) fn enumerator(signs: &[char], run: &Run) -> Option<Enumerator> {
    let s = signs.get(run.clone())?;
    let found = |rank, length: usize| Some(Enumerator { rank, end: run.start + length });
    let numerals = |from: usize| s[from.min(s.len())..].iter().take_while(|c| NUMERALS.contains(**c)).count();
    let digits = |from: usize| s[from.min(s.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let is = |at: usize, c: char| s.get(at) == Some(&c);
    match *s.first()? {
        '第' => {
            let n = numerals(1).max(digits(1));
            let rank = match s.get(1 + n)? {
                '章' | '部' => 1,
                '节' => 2,
                '条' => 3,
                ',' | '、' if n > 0 => return found(6, n + 2),
                _ => return None,
            };
            (n > 0).then_some(())?;
            found(rank, n + 2)
        }
        '(' => {
            let (chinese, arabic) = (numerals(1), digits(1));
            let n = chinese.max(arabic);
            (n > 0 && n <= 3 && is(1 + n, ')')).then_some(())?;
            found(if chinese > 0 { 2 } else { 4 }, n + 2)
        }
        '-' if s.iter().take(4).any(|c| c.is_alphabetic()) && !is(1, '>') => {
            found(5, s.iter().take_while(|c| **c == '-').count())
        }
        '①'..='⑳' | '⑴'..='⒇' | '⒈'..='⒛' | '●' | '■' | '◆' | '▲' | '★' | '·' => found(5, 1),
        c if c.is_ascii_digit() => {
            let n = digits(0);
            (n <= 3).then_some(())?;
            // 4．6月底前: a date may stand right behind the number.
            let dated = n <= 2 && is(n, '.') && digits(n + 1) <= 2 && s.get(n + 1 + digits(n + 1)) == Some(&'月');
            let plain = !s.get(n + 1).is_some_and(char::is_ascii_digit);
            let closes = is(n, '、') || is(n, ')') || is(n, '.') && (dated || plain || counts_whole_things(&s[n + 1..]));
            closes.then_some(())?;
            found(3, n + 1)
        }
        c if NUMERALS.contains(c) => {
            let n = numerals(0);
            match s.get(n)? {
                '、' | '.' => found(1, n + 1),
                '是' if n == 1 => found(6, 2 + usize::from(is(2, ':') || is(2, ','))),
                // 一要: the word of duty stays with what is to be done.
                '要' if n == 1 => found(6, 1),
                _ => None,
            }
        }
        _ => LEXICON.ordinals.begins(s).and_then(|n| found(6, n + usize::from(is(n, ',')))),
    }
}

/// What nobody counts in fractions.
const WHOLE_THINGS: &str = "个名人项家户条件处所座台辆次场批支";

/// 16个团队 of 1.16个团队: so many whole things behind the number of a point, which are no decimal.
fn counts_whole_things(rest: &[char]) -> bool {
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let counter = rest.get(digits).is_some_and(|c| WHOLE_THINGS.contains(*c));
    // 1.16个百分点 and 1.5个月 are measured.
    counter && digits <= 3 && !rest.get(digits + 1).is_some_and(|c| matches!(c, '百' | '点' | '月'))
}

/// The shape, and what each paragraph is.
pub(crate) fn of(text: &Text) -> (Shape, Vec<Block>) {
    let mut blocks: Vec<Block> =
        text.paragraphs.iter().map(|p| if noise(text, p) { Block::Noise } else { Block::Body }).collect();
    let mut shape = Shape::default();
    let title = title(text, &blocks);
    if let Some(at) = title {
        blocks[at] = Block::Title;
        shape.title = Some(text.span(&text.paragraphs[at].run));
        shape.body = issuer(text, &text.paragraphs[at].run);
        torn_title(text, at, &mut blocks);
    }
    shape.kind = kind(text, title, &blocks);
    for (at, own) in blocks.iter_mut().enumerate() {
        if *own == Block::Body {
            *own = block(text, at, title);
        }
        let span = text.span(&text.paragraphs[at].run);
        match *own {
            Block::Addressees => shape.addressees = shape.addressees.or(Some(span)),
            Block::Heading(rank) => shape.sections.push(Section { heading: span, rank }),
            Block::Noise | Block::Title | Block::Signature | Block::Body | Block::Row => {}
        }
    }
    shape.date = times::date_of(text, &blocks);
    shape.number = letterhead::number(text);
    shape.body = shape.body.or_else(|| letterhead::body(text, &blocks));
    let spoken = title.filter(|_| matches!(shape.kind, Kind::Speech | Kind::Report));
    shape.speaker = spoken.and_then(|title| letterhead::speaker(text, title, &blocks));
    (shape, blocks)
}

/// The headings alone, without asking what kind of text it is.
pub(crate) fn headings(text: &Text) -> Vec<Section> {
    let is_row = |at: &usize| text.paragraphs[*at].cells.len() >= 2;
    let section = |at: usize| Some(Section { rank: heading(text, at)?, heading: text.span(&text.paragraphs[at].run) });
    (0..text.paragraphs.len()).filter(|at| !is_row(at)).filter_map(section).collect()
}

fn noise(text: &Text, paragraph: &Paragraph) -> bool {
    let signs = text.at(&paragraph.run);
    let lexicon = &*LEXICON;
    let page_number =
        signs.iter().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '第' | '页' | '共')) && signs.len() <= 12;
    page_number || lexicon.noise_begins.begins(signs).is_some() || signs.len() < 120 && notice_of_a_site(text, &paragraph.run)
}

/// Two different words of a document site, and three or more in all.
fn notice_of_a_site(text: &Text, run: &Run) -> bool {
    let counts = || LEXICON.noise_marks.iter().map(|mark| mark.count(&text.signs, run)).filter(|count| *count > 0);
    counts().count() >= 2 && counts().sum::<usize>() > LEXICON.noise_least
}

/// How far into a text its title is looked for.
const TITLE_WITHIN: usize = 24;

fn title(text: &Text, blocks: &[Block]) -> Option<usize> {
    let body = (0..blocks.len()).filter(|at| blocks[*at] == Block::Body).take(TITLE_WITHIN);
    let fits = |at: &usize| {
        let signs = text.at(&text.paragraphs[*at].run);
        let sentence = signs.contains(&'。') || signs.last().is_some_and(|c| matches!(c, ':' | ';' | ','));
        (6..=80).contains(&signs.len()) && !sentence && enumerator(&text.signs, &text.paragraphs[*at].run).is_none()
    };
    body.take_while(|at| text.paragraphs[*at].run.len() <= 120)
        .filter(fits)
        .find(|at| LEXICON.kinds.iter().any(|kind| in_title(kind, text.at(&text.paragraphs[*at].run))))
}

fn in_title(kind: &KindWords, title: &[char]) -> bool {
    kind.words.ends(title).is_some()
}

/// A document site repeats the words of a title one by one above it.
fn torn_title(text: &Text, title: usize, blocks: &mut [Block]) {
    let whole = text.folded(&text.paragraphs[title].run);
    for (block, paragraph) in blocks.iter_mut().zip(&text.paragraphs).take(title) {
        let line = text.folded(&paragraph.run);
        if line.chars().count() <= 8
            && (whole.contains(&line) || LEXICON.kinds.iter().any(|kind| in_title(kind, &line.chars().collect::<Vec<_>>())))
        {
            *block = Block::Noise;
        }
    }
}

/// 包头市人民政府办公室 of 包头市人民政府办公室关于印发…的通知.
fn issuer(text: &Text, title: &Run) -> Option<Span> {
    let signs = text.at(title);
    let at = signs.windows(2).position(|pair| pair == ['关', '于'])?;
    (at >= 2).then(|| text.span(&(title.start..title.start + at)))
}

/// In so many paragraphs a text without a title says what it is: 现将有关情况通报如下.
const OPENING: usize = 6;

fn kind(text: &Text, title: Option<usize>, blocks: &[Block]) -> Kind {
    let lexicon = &*LEXICON;
    let named = title.and_then(|at| {
        let run = &text.paragraphs[at].run;
        let signs = text.at(run);
        // 关于印发《…方案》的通知 carries the plan.
        let carried = signs.iter().rposition(|c| *c == '》').map(|end| &signs[..end]);
        let of = |signs: &[char]| lexicon.kinds.iter().find(|kind| in_title(kind, signs));
        carried.and_then(of).or_else(|| of(signs))
    });
    if let Some(found) = named.and_then(|kind| Kind::ALL.into_iter().find(|k| k.code() == kind.code)) {
        return found;
    }
    let mut first = (0..blocks.len()).filter(|at| blocks[*at] == Block::Body).take(3);
    let opening = |at: usize| {
        let run = &text.paragraphs[at].run;
        run.start..run.end.min(run.start + 120)
    };
    if first.any(|at| lexicon.news.within(&text.signs, &opening(at))) {
        return Kind::News;
    }
    let body = blocks.iter().enumerate().filter(|(_, block)| **block == Block::Body);
    let opened = body.take(OPENING).find_map(|(at, _)| {
        let run = &text.paragraphs[at].run;
        lexicon.kinds.iter().find(|kind| kind.opens.within(&text.signs, run))
    });
    if let Some(found) = opened.and_then(|kind| Kind::ALL.into_iter().find(|k| k.code() == kind.code)) {
        return found;
    }
    // Hardly anything but how much more or less than a year ago, or than was set.
    let all = 0..text.signs.len();
    let compared = lexicon.tense.year_on_year.count(&text.signs, &all) + lexicon.tense.plan_share.count(&text.signs, &all);
    if compared >= 5 && compared * 2 > lexicon.tense.plan_strong.count(&text.signs, &all) { Kind::Bulletin } else { Kind::Other }
}

fn block(text: &Text, at: usize, title: Option<usize>) -> Block {
    let paragraph = &text.paragraphs[at];
    let signs = text.at(&paragraph.run);
    if paragraph.cells.len() >= 2 {
        return Block::Row;
    }
    if addresses(text, &paragraph.run) && at <= title.unwrap_or(0) + 6 {
        return Block::Addressees;
    }
    if signs.len() <= 30 && times::is_a_day(&text.signs, &paragraph.run) {
        return Block::Signature;
    }
    heading(text, at).map_or(Block::Body, Block::Heading)
}

fn addresses(text: &Text, run: &Run) -> bool {
    let signs = text.at(run);
    signs.last() == Some(&':')
        && !signs.contains(&'。')
        && signs.len() <= 300
        && enumerator(&text.signs, run).is_none()
        && (LEXICON.address.within(&text.signs, run) || LEXICON.greetings.within(&text.signs, run))
        && !crate::numbers::has_quantity(&text.signs, run)
}

/// The longest heading.
const LONGEST_HEADING: usize = 48;

fn heading(text: &Text, at: usize) -> Option<u8> {
    let run = &text.paragraphs[at].run;
    let signs = text.at(run);
    let closed = signs.last().is_some_and(|c| matches!(c, '。' | ';' | '!' | '?'));
    let sentences = signs.iter().filter(|c| **c == '。').count();
    let quantity = || crate::numbers::has_quantity(&text.signs, run);
    if signs.len() > LONGEST_HEADING || sentences > usize::from(closed) {
        return None;
    }
    // 各乡镇要重点做好以下工作： asks; a closed sentence is a heading only if something else stands below it.
    let asks = signs.last() == Some(&':') && LEXICON.actions.lead_ins.within(&text.signs, run);
    if asks || closed && !heads(text, at) {
        return None;
    }
    match enumerator(&text.signs, run) {
        Some(Enumerator { rank: rank @ 1..=2, .. }) => (!closed || !quantity()).then_some(rank),
        Some(Enumerator { rank: rank @ 3..=4, .. }) => {
            let bracket = signs.last() == Some(&')');
            (!closed && !bracket && signs.len() <= 32 && !quantity()).then_some(rank)
        }
        Some(_) => None,
        None => {
            let bare = !signs.iter().any(|c| matches!(c, ',' | ';' | ':' | '。' | ')'));
            let next = text.paragraphs.get(at + 1).is_some_and(|next| next.run.len() > 2 * signs.len());
            (bare && !closed && signs.len() <= 24 && next && !quantity()).then_some(2)
        }
    }
}

/// Does a paragraph have something below it that it could head: longer text, or points of a lower rank?
fn heads(text: &Text, at: usize) -> bool {
    let own = enumerator(&text.signs, &text.paragraphs[at].run).map(|found| found.rank);
    let Some(next) = text.paragraphs.get(at + 1) else { return false };
    match enumerator(&text.signs, &next.run).map(|found| found.rank) {
        Some(rank) => own.is_some_and(|own| rank > own),
        None => next.run.len() > 36,
    }
}
