//! Checking 核对: every claim of a model is held against the text, and only what the text says is left of it.

use super::answer::{Answer, Claim};
use crate::owners::Register;
use crate::proposals::{Cue, Deadline, Due, Owner, OwnerSource, Part, ProposedTask};
use crate::sentences::Nature;
use crate::tasks::sureness;
use crate::text::{Span, Text, fold};
use crate::times::{Anchor, Time, within};
use crate::{Context, Reading};
use domain::calendar::{Date, parse_day};
use domain::directives::Origin;

/// Fewer signs are no sentence, and stand anywhere.
const SHORTEST_QUOTE: usize = 6;

/// What is left of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub tasks: Vec<ProposedTask>,
    pub left: Left,
}

/// What of an answer was not taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Tasks whose quote does not stand in a sentence of the text.
    pub unquoted: usize,
    /// Tasks that were proposed before.
    pub doubled: usize,
    /// Owners that the text does not name there, or the register does not know.
    pub owners: usize,
    /// Deadlines that the sentence does not say.
    pub days: usize,
}

/// One answer being looked through.
struct Looking<'a> {
    reading: &'a Reading,
    register: Register,
    anchor: Anchor<'a>,
    left: Left,
}

impl Checked {
    /// Hold an answer against the text. `known` are places of proposals that are there already, beside those of the reading.
    pub fn of(answer: &Answer, reading: &Reading, context: &Context<'_>, known: &[Span], model: &str) -> Checked {
        let mut looking = Looking {
            reading,
            register: Register::new(context.units, reading.date),
            anchor: Anchor { date: reading.date, working_days: context.working_days },
            left: Left::default(),
        };
        let mut taken: Vec<Span> = reading.tasks.iter().map(|task| task.quote).chain(known.iter().copied()).collect();
        let mut tasks = Vec::new();
        for claim in &answer.tasks {
            let Some((at, quote)) = looking.place(claim) else {
                looking.left.unquoted += 1;
                continue;
            };
            if taken.iter().any(|span| is_same(*span, quote)) {
                looking.left.doubled += 1;
                continue;
            }
            taken.push(quote);
            tasks.push(looking.task(claim, at, quote, model));
        }
        tasks.sort_by_key(|task| task.quote);
        Checked { tasks, left: looking.left }
    }
}

/// More than half of the shorter is common to both.
fn is_same(one: Span, other: Span) -> bool {
    let common = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    let shorter = (one.end - one.start).min(other.end - other.start);
    common * 2 > shorter
}

/// Where words stand in a stretch of the text, letter for letter, white space apart.
fn find(text: &str, span: Span, words: &str) -> Option<Span> {
    let signs = span.of(text).char_indices().filter(|(_, c)| !c.is_whitespace());
    let signs: Vec<(usize, char)> = signs.map(|(at, c)| (span.start + at, c)).collect();
    let wanted: Vec<char> = words.chars().filter(|c| !c.is_whitespace()).collect();
    let at = signs.windows(wanted.len().max(1)).position(|w| w.iter().map(|sign| sign.1).eq(wanted.iter().copied()))?;
    let (last, letter) = signs[at + wanted.len() - 1];
    Some(Span { start: signs[at].0, end: last + letter.len_utf8() })
}

impl Looking<'_> {
    /// The sentence that a claim quotes, and where the quote stands in it.
    fn place(&self, claim: &Claim) -> Option<(usize, Span)> {
        if claim.quote.chars().filter(|c| !c.is_whitespace()).count() < SHORTEST_QUOTE {
            return None;
        }
        let asked = |nature: Nature| !matches!(nature, Nature::Heading | Nature::Frame);
        let found = |at: usize| {
            let sentence = self.reading.sentences.get(at).filter(|sentence| asked(sentence.nature))?;
            Some((at, find(&self.reading.text, sentence.span, &claim.quote)?))
        };
        // The number says which of two like sentences is meant; a wrong number makes no quote wrong.
        let named = claim.sentence.checked_sub(1).and_then(found);
        named.or_else(|| (0..self.reading.sentences.len()).find_map(found))
    }

    fn task(&mut self, claim: &Claim, at: usize, quote: Span, model: &str) -> ProposedTask {
        let text = &self.reading.text;
        let action = find(text, quote, &claim.action).unwrap_or(quote);
        let action: String = action.of(text).chars().filter(|c| !c.is_whitespace()).collect();
        let times = self.times(at);
        let deadline = self.deadline(claim, &times);
        let recurrence = times.iter().filter(|(span, _)| quote.start <= span.start && span.end <= quote.end);
        let recurrence = recurrence.filter_map(|(_, time)| time.recurrence()).next();
        let mut owners: Vec<Owner> = Vec::new();
        for (part, words) in [(Part::Lead, &claim.leads), (Part::Support, &claim.supports)] {
            for words in words {
                match self.owner(words, part, at) {
                    Some(owner) if owners.iter().all(|known| known.words != owner.words) => owners.push(owner),
                    Some(_) => {}
                    None => self.left.owners += 1,
                }
            }
        }
        let cues =
            [(Cue::Owner, !owners.is_empty()), (Cue::Deadline, deadline.is_some()), (Cue::Recurrence, recurrence.is_some())];
        let cues: Vec<Cue> = cues.into_iter().filter(|(_, holds)| *holds).map(|(cue, _)| cue).collect();
        ProposedTask {
            quote,
            sentence: at,
            action,
            owners,
            deadline,
            recurrence,
            targets: Vec::new(),
            sureness: sureness(&cues),
            cues,
            origin: Origin::Model(model.to_owned()),
        }
    }

    /// The times that our own rules read in a sentence.
    fn times(&self, at: usize) -> Vec<(Span, Time)> {
        let sentence = self.reading.sentences[at].span;
        let text = Text::new(sentence.of(&self.reading.text));
        let placed = |time: Time| {
            let span = text.span(&time.run);
            (Span { start: sentence.start + span.start, end: sentence.start + span.end }, time)
        };
        within(&text.signs, &(0..text.signs.len()), &self.anchor).into_iter().map(placed).collect()
    }

    /// The day a model names, if the sentence says it.
    fn deadline(&mut self, claim: &Claim, times: &[(Span, Time)]) -> Option<Deadline> {
        let named = claim.due.as_deref().map(str::trim).filter(|due| !due.is_empty())?;
        let day: Option<Date> = parse_day(named);
        let found = day.and_then(|day| times.iter().find(|(_, time)| time.due() == Some(Due::On(day))).map(|found| (day, found)));
        let Some((day, (span, _))) = found else {
            self.left.days += 1;
            return None;
        };
        let words = span.of(&self.reading.text).chars().filter(|c| !c.is_whitespace()).collect();
        Some(Deadline { words, span: *span, due: Due::On(day) })
    }

    /// Words for an owner, if they stand where an owner of this sentence stands and the register knows them.
    fn owner(&self, words: &str, part: Part, at: usize) -> Option<Owner> {
        let (span, source) = self.near(at).into_iter().find_map(|(span, source)| {
            let found = find(&self.reading.text, span, words)?;
            Some((found, source))
        })?;
        let words: String = span.of(&self.reading.text).chars().filter(|c| !c.is_whitespace()).collect();
        let (units, ambiguous) = self.register.units(&words.chars().map(fold).collect::<String>());
        let stands = !units.is_empty() && !units.iter().any(|unit| self.register.is_abolished(*unit));
        stands.then_some(Owner { words, span, part, source, units, ambiguous })
    }

    /// Where an owner of a sentence may be named: in it, before it, in a bracket after it, at the head of its section, or as addressee.
    fn near(&self, at: usize) -> Vec<(Span, OwnerSource)> {
        let sentences = &self.reading.sentences;
        let section = sentences[at].section;
        let head = section.and_then(|section| self.reading.shape.sections.get(section)).map(|section| section.heading);
        let first = sentences.iter().find(|sentence| sentence.section == section && sentence.nature != Nature::Frame);
        let span = |at: usize| sentences.get(at).map(|sentence| sentence.span);
        let places = [
            (span(at), OwnerSource::Clause),
            (at.checked_sub(1).and_then(span), OwnerSource::SentenceBefore),
            (span(at + 1).filter(|span| span.of(&self.reading.text).trim_start().starts_with(['(', '（'])), OwnerSource::Bracket),
            (head, OwnerSource::LeadIn),
            (first.map(|sentence| sentence.span), OwnerSource::LeadIn),
            (self.reading.shape.addressees, OwnerSource::Addressee),
        ];
        places.into_iter().filter_map(|(span, source)| Some((span?, source))).collect()
    }
}
