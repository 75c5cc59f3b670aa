//! View 输出: a reading as JSON, in the schema that the scorer reads, with more beside it.

use crate::Reading;
use crate::proposals::{Deadline, Owner, ProposedFigure, ProposedTask, Quantity, Recurrence, Target};
use crate::remarks::Remark;
use crate::text::Span;
use domain::document::Number;
use domain::lang::Lang;
use serde_json::{Value, json};

/// A reading as JSON.
pub fn json(reading: &Reading) -> Value {
    let text = &reading.text;
    let offsets = Offsets::new(text);
    json!({
        "kind": reading.shape.kind.code(),
        "title": reading.shape.title.map(|span| span.of(text)),
        "number": reading.shape.number.map(|span| span.of(text)),
        "speaker": reading.shape.speaker.map(|span| span.of(text)),
        "body": reading.shape.body.map(|span| span.of(text)),
        "addressees": reading.shape.addressees.map(|span| span.of(text)),
        "date": reading.date.map(|day| day.to_string()),
        "text_date": reading.shape.date.map(|day| day.to_string()),
        "tasks": reading.tasks.iter().map(|found| task(text, &offsets, found)).collect::<Vec<_>>(),
        "figures": reading.figures.iter().map(|found| figure(text, &offsets, found)).collect::<Vec<_>>(),
        "sentences": reading.sentences.iter().map(|sentence| json!({
            "at": offsets.of(sentence.span),
            "section": sentence.section,
            "nature": sentence.nature.code(),
        })).collect::<Vec<_>>(),
        "sections": reading.shape.sections.iter().map(|section| json!({
            "heading": section.heading.of(text),
            "at": offsets.of(section.heading),
            "rank": section.rank,
        })).collect::<Vec<_>>(),
        "remarks": reading.remarks.iter().map(|found| remark(&offsets, found)).collect::<Vec<_>>(),
    })
}

fn task(text: &str, offsets: &Offsets, task: &ProposedTask) -> Value {
    json!({
        "quote": task.quote.of(text),
        "at": offsets.of(task.quote),
        "sentence": task.sentence,
        "action": task.action,
        "owners": task.owners.iter().map(|owner| owner.words.as_str()).collect::<Vec<_>>(),
        "responsible": task.owners.iter().map(|found| owner(offsets, found)).collect::<Vec<_>>(),
        "deadline": task.deadline.as_ref().and_then(Deadline::day).map(|day| day.to_string()),
        "deadline_text": task.deadline.as_ref().map(|deadline| deadline.words.as_str()),
        "recurrence": task.recurrence.map(Recurrence::code),
        "targets": task.targets.iter().map(|found| target(offsets, found)).collect::<Vec<_>>(),
        "sureness": task.sureness,
        "origin": task.origin.code(),
        "cues": task.cues.iter().map(|cue| cue.code()).collect::<Vec<_>>(),
    })
}

fn owner(offsets: &Offsets, owner: &Owner) -> Value {
    json!({
        "words": owner.words,
        "at": offsets.of(owner.span),
        "part": owner.part.code(),
        "source": owner.source.code(),
        "units": owner.units,
        "ambiguous": owner.ambiguous,
    })
}

fn target(offsets: &Offsets, target: &Target) -> Value {
    let mut value = quantity(offsets, &target.quantity);
    value["what"] = json!(target.what);
    value["at_least"] = json!(target.at_least);
    value["at_most"] = json!(target.at_most);
    value
}

fn figure(text: &str, offsets: &Offsets, figure: &ProposedFigure) -> Value {
    let mut value = quantity(offsets, &figure.quantity);
    value["quote"] = json!(figure.quote.of(text));
    value["at"] = offsets.of(figure.quote);
    value["subject"] = json!(figure.subject);
    value["period"] = json!(figure.period);
    value["sureness"] = json!(figure.sureness);
    value["comparison"] = figure.comparison.as_ref().map_or(Value::Null, |comparison| {
        let mut of = quantity(offsets, &comparison.quantity);
        of["kind"] = json!(comparison.kind.code());
        of["prev"] = json!(comparison.before.as_ref().map(|before| number(before.value)));
        of
    });
    value
}

fn quantity(offsets: &Offsets, quantity: &Quantity) -> Value {
    json!({
        "value": number(quantity.value),
        "unit": quantity.unit,
        "number_at": offsets.of(quantity.span),
        "approx": quantity.approximate,
    })
}

/// JSON knows one kind of number; the digits of an exact decimal come through unchanged.
fn number(value: Number) -> Value {
    if value.decimals == 0 {
        return json!(value.mantissa);
    }
    let digits = domain::measure::decimal(value.mantissa, value.decimals);
    digits.parse::<f64>().map_or(Value::Null, |number| json!(number))
}

fn remark(offsets: &Offsets, remark: &Remark) -> Value {
    json!({
        "kind": remark.kind.code(),
        "at": remark.span.map(|span| offsets.of(span)),
        "zh": remark.kind.sentence(Lang::Zh),
        "en": remark.kind.sentence(Lang::En),
    })
}

/// Places in bytes and in characters.
struct Offsets {
    /// Where each character begins.
    begins: Vec<usize>,
}

impl Offsets {
    fn new(text: &str) -> Offsets {
        Offsets { begins: text.char_indices().map(|(at, _)| at).collect() }
    }

    fn of(&self, span: Span) -> Value {
        let chars = |at: usize| self.begins.partition_point(|begin| *begin < at);
        json!({ "bytes": [span.start, span.end], "chars": [chars(span.start), chars(span.end)] })
    }
}
