//! Letterhead 版头与署名: what a text says of itself around its title and above its day — document number, issuing body, speaker.

use crate::lexicon::LEXICON;
use crate::shape::Block;
use crate::text::{Run, Span, Text};

/// So many paragraphs at the beginning may tell it.
const HEAD: usize = 12;

/// The longest line that names a body, or a person with a post.
const LONGEST_NAME: usize = 30;

/// 云办字〔2026〕5号: a line of its own near the beginning, or behind its label, which may be a document site's.
pub(crate) fn number(text: &Text) -> Option<Span> {
    text.paragraphs.iter().take(HEAD).find_map(|paragraph| {
        let labelled = labelled(text, &paragraph.run, |signs| LEXICON.number_labels.ends(signs).is_some());
        let line = within_brackets(text, labelled);
        is_number(text.at(&line)).then(|| text.span(&line))
    })
}

/// Signs, a year in brackets, a number, 号.
fn is_number(signs: &[char]) -> bool {
    let Some(open) = signs.iter().position(|c| matches!(c, '[' | '(')) else { return false };
    let (sign, rest) = signs.split_at(open);
    let year = rest.iter().skip(1).take_while(|c| c.is_ascii_digit()).count();
    let after = rest.get(year + 2..).unwrap_or_default();
    let digits = after.iter().skip_while(|c| **c == '第').take_while(|c| c.is_ascii_digit()).count();
    let closed = matches!(rest.get(year + 1), Some(']' | ')'));
    let plain = sign.iter().all(|c| c.is_alphabetic());
    (2..=14).contains(&sign.len()) && plain && year == 4 && closed && digits > 0 && signs.last() == Some(&'号')
}

/// The red head 云麓县人民政府文件 without its last word; else who signs above the day.
pub(crate) fn body(text: &Text, blocks: &[Block]) -> Option<Span> {
    let head = (0..blocks.len()).filter(|at| blocks[*at] != Block::Noise).take(HEAD);
    let red = head.map(|at| &text.paragraphs[at].run).find_map(|run| {
        let before = run.start..run.end.checked_sub(2)?;
        let document = text.at(run).ends_with(&['文', '件']);
        (document && is_body(text, &before)).then(|| text.span(&before))
    });
    let signs = || {
        let signed = (1..blocks.len()).filter(|at| blocks[*at] == Block::Signature);
        let above = signed.filter(|at| matches!(blocks[at - 1], Block::Body | Block::Heading(_)));
        let mut lines = above.map(|at| text.paragraphs[at - 1].run.clone());
        lines.find(|run| is_body(text, run)).map(|run| text.span(&run))
    };
    red.or_else(signs)
}

fn is_body(text: &Text, run: &Run) -> bool {
    let signs = text.at(run);
    let suffix = LEXICON.owners.suffixes.ends(signs).is_some_and(|n| n < signs.len());
    signs.len() <= LONGEST_NAME && suffix && signs.iter().all(|c| c.is_alphabetic() || matches!(c, '(' | ')'))
}

/// 张三 of 张三同志在…会议上的讲话; else the line of a post and a name between the title and the greeting; else the name that
/// stands beside the day there.
pub(crate) fn speaker(text: &Text, title: usize, blocks: &[Block]) -> Option<Span> {
    in_title(text, &text.paragraphs[title].run).or_else(|| below(text, title, blocks))
}

fn in_title(text: &Text, title: &Run) -> Option<Span> {
    let at = text.at(title).iter().position(|c| *c == '在')?;
    let before = title.start..title.start + at;
    let comrade = text.at(&before).ends_with(&['同', '志']);
    let person = comrade || LEXICON.posts.within(&text.signs, &before);
    let name = before.start..before.end - if comrade { 2 } else { 0 };
    (person && (2..=LONGEST_NAME).contains(&name.len())).then(|| text.span(&name))
}

/// How far below the title the speaker stands.
const BELOW: usize = 4;

fn below(text: &Text, title: usize, blocks: &[Block]) -> Option<Span> {
    let ends = |at: &usize| matches!(blocks[*at], Block::Addressees) || greets(text, *at);
    let lines: Vec<usize> = (title + 1..blocks.len().min(title + 1 + BELOW)).take_while(|at| !ends(at)).collect();
    let run = |at: usize| within_brackets(text, labelled(text, &text.paragraphs[at].run, |s| LEXICON.speaker_labels.is(s)));
    let short = |at: &&usize| text.at(&run(**at)).iter().all(|c| c.is_alphabetic()) && run(**at).len() <= LONGEST_NAME;
    let posted = |at: &&usize| LEXICON.posts.within(&text.signs, &run(**at));
    // 张三 alone is a name where the day of the speech stands beside it.
    let beside = |at: &&usize| [**at - 1, **at + 1].iter().any(|by| blocks.get(*by) == Some(&Block::Signature));
    let named = |at: &&usize| (2..=4).contains(&run(**at).len()) && beside(at);
    let found = lines.iter().filter(short).find(posted).or_else(|| lines.iter().filter(short).find(named))?;
    Some(text.span(&run(*found)))
}

fn greets(text: &Text, at: usize) -> bool {
    LEXICON.greetings.begins(text.at(&text.paragraphs[at].run)).is_some()
}

/// What stands behind the last label of a line, or the whole line.
fn labelled(text: &Text, run: &Run, is_label: impl Fn(&[char]) -> bool) -> Run {
    let colons = run.clone().rev().filter(|at| text.signs[*at] == ':');
    let behind = colons.filter(|at| is_label(&text.signs[run.start..*at])).map(|at| at + 1).next();
    behind.unwrap_or(run.start)..run.end
}

/// （云办字〔2026〕5号）
fn within_brackets(text: &Text, run: Run) -> Run {
    match text.at(&run) {
        ['(', .., ')'] => run.start + 1..run.end - 1,
        _ => run,
    }
}
