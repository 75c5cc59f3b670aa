//! Score 评分: how well a reading agrees with an annotated text. It counts like `corpus/score.py`, which other readers are
//! measured with, and a test holds the two together.

use serde_json::Value;
use std::collections::BTreeMap;

/// An annotated text: the text as it is filed, and its annotation.
#[derive(Clone, Debug)]
pub struct Annotated {
    pub name: String,
    pub text: String,
    pub gold: Value,
}

/// Right, proposed and annotated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    pub right: usize,
    pub proposed: usize,
    pub annotated: usize,
}

impl Measured {
    pub fn add(&mut self, other: Measured) {
        self.right += other.right;
        self.proposed += other.proposed;
        self.annotated += other.annotated;
    }

    fn share(part: usize, whole: usize, other: usize) -> f64 {
        match whole {
            0 if other == 0 => 1.0,
            0 => 0.0,
            _ => part as f64 / whole as f64,
        }
    }

    pub fn precision(self) -> f64 {
        Measured::share(self.right, self.proposed, self.annotated)
    }

    pub fn recall(self) -> f64 {
        Measured::share(self.right, self.annotated, self.proposed)
    }

    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

/// The six measures of one text or of several, and what went wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    pub tasks: Measured,
    pub owners: Measured,
    pub owners_lenient: Measured,
    pub deadlines: Measured,
    pub targets: Measured,
    pub figures: Measured,
    /// A line each, for people.
    pub errors: Vec<String>,
}

impl Score {
    /// Names of the measures as `score.py` has them.
    pub fn measures(&self) -> [(&'static str, Measured); 6] {
        [
            ("tasks", self.tasks),
            ("owners", self.owners),
            ("owners (lenient)", self.owners_lenient),
            ("deadlines", self.deadlines),
            ("targets", self.targets),
            ("figures", self.figures),
        ]
    }

    pub fn add(&mut self, other: &Score) {
        self.tasks.add(other.tasks);
        self.owners.add(other.owners);
        self.owners_lenient.add(other.owners_lenient);
        self.deadlines.add(other.deadlines);
        self.targets.add(other.targets);
        self.figures.add(other.figures);
        self.errors.extend(other.errors.iter().cloned());
    }
}

/// Measure a prediction in the schema of [`crate::json`] against an annotation.
pub fn measure(annotated: &Annotated, predicted: &Value) -> Score {
    let text = body(&annotated.text);
    let (gold, found) = (list(&annotated.gold, "tasks"), list(predicted, "tasks"));
    let spans = |items: &[Value]| items.iter().map(|item| place(&text, item["quote"].as_str().unwrap_or(""))).collect::<Vec<_>>();
    let pairs = pairs(&spans(&gold), &spans(&found));
    let mut score =
        Score { tasks: Measured { right: pairs.len(), proposed: found.len(), annotated: gold.len() }, ..Score::default() };
    for (g, task) in gold.iter().enumerate().filter(|(g, _)| !pairs.iter().any(|(of, _)| of == g)) {
        score.errors.push(format!("missed {g}: {}", shortened(&task["quote"])));
    }
    for (p, task) in found.iter().enumerate().filter(|(p, _)| !pairs.iter().any(|(_, of)| of == p)) {
        score.errors.push(format!("not a task {p}: {}", shortened(&task["quote"])));
    }
    for (g, p) in pairs {
        owners(&gold[g], &found[p], &mut score);
        deadlines(&gold[g], &found[p], &mut score);
        targets(&gold[g], &found[p], &mut score);
    }
    figures(&list(&annotated.gold, "figures"), &list(predicted, "figures"), &mut score);
    score
}

fn list(value: &Value, key: &str) -> Vec<Value> {
    value[key].as_array().cloned().unwrap_or_default()
}

fn shortened(quote: &Value) -> String {
    quote.as_str().unwrap_or("").chars().filter(|c| !c.is_whitespace()).take(60).collect()
}

fn squeezed(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The text without the line that names its source.
fn body(text: &str) -> Vec<char> {
    let text = if text.starts_with("# source") { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    squeezed(text)
}

type Place = Option<(usize, usize)>;

fn place(text: &[char], quote: &str) -> Place {
    let quote = squeezed(quote);
    if quote.is_empty() {
        return None;
    }
    let at = text.windows(quote.len()).position(|window| window == quote)?;
    Some((at, at + quote.len()))
}

/// Shared part of two places, over what either covers.
fn overlap(a: Place, b: Place) -> f64 {
    let (Some(a), Some(b)) = (a, b) else { return 0.0 };
    let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    if shared == 0 { 0.0 } else { shared as f64 / (a.1.max(b.1) - a.0.min(b.0)) as f64 }
}

/// One-to-one pairs that overlap by half or more: as many as can be had, the best first.
fn pairs(gold: &[Place], found: &[Place]) -> Vec<(usize, usize)> {
    let candidates: Vec<Vec<usize>> = gold
        .iter()
        .map(|g| {
            let mut fits: Vec<(f64, usize)> =
                found.iter().enumerate().map(|(p, f)| (overlap(*g, *f), p)).filter(|(share, _)| *share >= 0.5).collect();
            fits.sort_by(|a, b| b.0.total_cmp(&a.0));
            fits.into_iter().map(|(_, p)| p).collect()
        })
        .collect();
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut order: Vec<usize> = (0..gold.len()).collect();
    order.sort_by_key(|g| candidates[*g].len());
    for g in order {
        settle(g, &candidates, &mut taken, &mut Vec::new());
    }
    let mut pairs: Vec<(usize, usize)> = taken.into_iter().map(|(p, g)| (g, p)).collect();
    pairs.sort_unstable();
    pairs
}

fn settle(g: usize, candidates: &[Vec<usize>], taken: &mut BTreeMap<usize, usize>, seen: &mut Vec<usize>) -> bool {
    for &p in &candidates[g] {
        if seen.contains(&p) {
            continue;
        }
        seen.push(p);
        let free = match taken.get(&p).copied() {
            None => true,
            Some(other) => settle(other, candidates, taken, seen),
        };
        if free {
            taken.insert(p, g);
            return true;
        }
    }
    false
}

fn owner(name: &str) -> String {
    let plain = |c: &char| !matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '〞' | '《' | '》');
    squeezed(name).into_iter().map(half_width).filter(plain).collect()
}

/// What NFKC does to the signs of official texts.
fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn names(task: &Value) -> Vec<String> {
    let mut names: Vec<String> =
        list(task, "owners").iter().filter_map(Value::as_str).map(owner).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    names
}

fn owners(gold: &Value, found: &Value, score: &mut Score) {
    let (mut wanted, named) = (names(gold), names(found));
    let exact = wanted.iter().filter(|name| named.contains(name)).count();
    score.owners.add(Measured { right: exact, proposed: named.len(), annotated: wanted.len() });
    if exact < wanted.len().max(named.len()) {
        score.errors.push(format!("owners {named:?}, not {wanted:?}: {}", shortened(&gold["quote"])));
    }
    wanted.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    let (mut rest, mut lenient) = (named.clone(), 0);
    for name in &wanted {
        let fits = |other: &String| other.contains(name.as_str()) || name.contains(other.as_str());
        if let Some(at) = rest.iter().position(|other| other == name).or_else(|| rest.iter().position(fits)) {
            rest.remove(at);
            lenient += 1;
        }
    }
    score.owners_lenient.add(Measured { right: lenient, proposed: named.len(), annotated: wanted.len() });
}

fn deadlines(gold: &Value, found: &Value, score: &mut Score) {
    let said = |task: &Value, key: &str| task[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let (day, often) = (said(gold, "deadline"), said(gold, "recurrence"));
    let (their_day, their_often) = (said(found, "deadline"), said(found, "recurrence"));
    let proposed = usize::from(their_day.is_some() || their_often.is_some());
    if day.is_some() || often.is_some() {
        let right = day.is_some() && day == their_day || often.is_some() && often == their_often;
        score.deadlines.add(Measured { right: usize::from(right), proposed, annotated: 1 });
        if !right {
            score
                .errors
                .push(format!("deadline {their_day:?} {their_often:?}, not {day:?} {often:?}: {}", shortened(&gold["quote"])));
        }
    } else if said(gold, "deadline_text").is_none() {
        score.deadlines.add(Measured { right: 0, proposed, annotated: 0 });
        if proposed > 0 {
            score.errors.push(format!("deadline {their_day:?} {their_often:?}, not any: {}", shortened(&gold["quote"])));
        }
    }
}

const SCALES: [(&str, f64); 8] =
    [("万亿", 1e12), ("千亿", 1e11), ("百亿", 1e10), ("亿", 1e8), ("千万", 1e7), ("百万", 1e6), ("万", 1e4), ("千", 1e3)];

/// Value and unit with 万 and 亿 folded in; the value to nine digits, as text so that it can be compared.
type Amount = (String, String);

fn amount(value: &Value, unit: &str, signed: bool) -> Option<Amount> {
    let mut number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    let mut unit: String = squeezed(unit).into_iter().map(half_width).collect::<String>().replace("个百分点", "百分点");
    let whole = ["千瓦", "千克", "千米", "千公顷"];
    if let Some((name, scale)) =
        SCALES.iter().find(|(name, _)| unit.starts_with(name) && !whole.iter().any(|word| unit.starts_with(word)))
    {
        number *= scale;
        unit = unit[name.len()..].to_owned();
    }
    if !signed {
        number = number.abs();
    }
    Some((format!("{number:.8e}"), unit))
}

/// The readings of an annotated amount that are accepted.
fn readings(item: &Value, signed: bool) -> Vec<Amount> {
    let unit = item["unit"].as_str().unwrap_or("");
    let mut out: Vec<Amount> = amount(&item["value"], unit, signed).into_iter().collect();
    if !item["corrected"].is_null() {
        out.extend(amount(&item["corrected"], unit, signed));
    }
    if let Some(implied) = item["unit_implied"].as_str() {
        out.extend(amount(&item["value"], implied, signed));
    }
    out
}

fn paired(gold: &[Vec<Amount>], found: Vec<Option<Amount>>, neutral: &[Amount]) -> (Measured, Vec<Amount>, Vec<Amount>) {
    let bad = found.iter().filter(|amount| amount.is_none()).count();
    let mut left: Vec<Amount> = found.into_iter().flatten().collect();
    let mut order: Vec<&Vec<Amount>> = gold.iter().collect();
    order.sort_by_key(|readings| readings.len());
    let (mut right, mut missed) = (0, Vec::new());
    for readings in order {
        match readings.iter().find_map(|reading| left.iter().position(|amount| amount == reading)) {
            Some(at) => {
                left.remove(at);
                right += 1;
            }
            None => missed.extend(readings.first().cloned()),
        }
    }
    left.retain(|amount| !neutral.contains(amount));
    (Measured { right, proposed: right + left.len() + bad, annotated: gold.len() }, missed, left)
}

fn said(amounts: &[Amount]) -> String {
    amounts.iter().map(|(value, unit)| format!("{}{unit}", value.parse::<f64>().unwrap_or(0.0))).collect::<Vec<_>>().join(" ")
}

fn targets(gold: &Value, found: &Value, score: &mut Score) {
    let wanted: Vec<Vec<Amount>> = list(gold, "targets").iter().map(|item| readings(item, true)).collect();
    let proposed =
        list(found, "targets").iter().map(|item| amount(&item["value"], item["unit"].as_str().unwrap_or(""), true)).collect();
    let (measured, missed, spare) = paired(&wanted, proposed, &[]);
    score.targets.add(measured);
    if !missed.is_empty() || !spare.is_empty() {
        score.errors.push(format!("targets missed [{}] spare [{}]: {}", said(&missed), said(&spare), shortened(&gold["quote"])));
    }
}

fn figures(gold: &[Value], found: &[Value], score: &mut Score) {
    let wanted: Vec<Vec<Amount>> = gold.iter().map(|item| readings(item, false)).collect();
    let proposed = found.iter().map(|item| amount(&item["value"], item["unit"].as_str().unwrap_or(""), false)).collect();
    let neutral: Vec<Amount> = gold.iter().flat_map(beside).collect();
    let (measured, missed, spare) = paired(&wanted, proposed, &neutral);
    score.figures.add(measured);
    for (what, amounts) in [("missed", &missed), ("no", &spare)] {
        for one in amounts {
            let of = if what == "missed" { gold } else { found };
            let quote = of
                .iter()
                .find(|item| readings(item, false).contains(one))
                .map(|item| shortened(&item["quote"]))
                .unwrap_or_default();
            score.errors.push(format!("{what} figure {}: {quote}", said(std::slice::from_ref(one))));
        }
    }
}

/// Amounts of a figure's comparison: to predict them is neither right nor wrong.
fn beside(figure: &Value) -> Vec<Amount> {
    let mut out = Vec::new();
    if figure["comparison"].is_object() {
        comparison(figure, &figure["comparison"], &mut out);
    }
    if !figure["of"].is_null() {
        each(&figure["of"], figure["unit"].as_str().unwrap_or(""), &mut out);
    }
    out
}

fn each(value: &Value, unit: &str, out: &mut Vec<Amount>) {
    match value.as_array() {
        Some(values) => out.extend(values.iter().filter_map(|value| amount(value, unit, false))),
        None => out.extend(amount(value, unit, false)),
    }
}

fn comparison(figure: &Value, of: &Value, out: &mut Vec<Amount>) {
    let unit = of["unit"].as_str().unwrap_or("");
    each(&of["value"], unit, out);
    if !of["corrected"].is_null() {
        each(&of["corrected"], unit, out);
    }
    let before = &of["prev"];
    match before.as_str() {
        Some(text) => {
            let digits = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').count();
            let (value, unit_of) = text.split_at(digits);
            let whole = !unit_of.is_empty() && !unit_of.contains(|c: char| c.is_ascii_digit()) && digits > 0;
            if whole { each(&Value::from(value), unit_of, out) } else { each(before, unit, out) }
        }
        None if before.is_null() => {}
        None => {
            each(before, unit, out);
            if before.is_number() {
                each(before, figure["unit"].as_str().unwrap_or(""), out);
            }
        }
    }
    for other in list(of, "also") {
        comparison(figure, &other, out);
    }
}
