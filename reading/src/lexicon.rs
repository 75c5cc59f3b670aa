//! Lexicon 词典: the words by which texts are read, as data (`reading/lexicon/*.toml`), read once when the first text comes.

use crate::proposals::Recurrence;
use crate::text::fold;
use crate::words::{Meanings, Words};
use serde::Deserialize;
use std::sync::LazyLock;

/// Everything the rules look up. A text that is never read costs nothing: this is made on first use.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

#[derive(Debug)]
pub(crate) struct Lexicon {
    pub kinds: Vec<KindWords>,
    pub news: Words,
    pub noise_begins: Words,
    /// A word each.
    pub noise_marks: Vec<Words>,
    pub noise_least: usize,
    pub address: Words,
    pub greetings: Words,
    pub official: Words,
    pub number_labels: Words,
    pub speaker_labels: Words,
    /// 书记, 县长: whoever is named with one speaks.
    pub posts: Words,

    pub units: Words,
    pub scales: Words,
    pub about_before: Words,
    pub about_between: Words,
    pub about_after: Words,
    pub least_before: Words,
    pub least_after: Words,
    pub most_before: Words,
    pub most_after: Words,

    pub ends: Words,
    pub issue: Words,
    pub ongoing: Words,
    pub phrases: Meanings<Phrase>,
    pub festivals: Meanings<Festival>,
    pub recurrences: Meanings<Recurrence>,

    pub owners: OwnerWords,
    pub actions: ActionWords,
    pub tense: TenseWords,
    pub ordinals: Words,
}

/// The words by which a title names a kind, and those by which an opening without a title does.
#[derive(Debug)]
pub(crate) struct KindWords {
    pub code: String,
    pub words: Words,
    pub opens: Words,
}

/// A word of time that always means the same day of its year.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Phrase {
    pub month: i8,
    pub day: i8,
    #[serde(default)]
    pub years: i16,
    pub year: Option<i16>,
    #[serde(default)]
    pub weak: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Festival {
    pub solar: Option<[u8; 2]>,
    pub lunar: Option<[u8; 2]>,
    pub term: Option<u8>,
    #[serde(default)]
    pub next: bool,
}

/// Who can be named as responsible.
#[derive(Debug)]
pub(crate) struct OwnerWords {
    /// What the name of a body ends with: 局, 委, 镇.
    pub suffixes: Words,
    /// Words that end like a body and are none: 格局.
    pub not_bodies: Words,
    /// Whole words for somebody: 各地, 有关部门, 园区.
    pub groups: Words,
    /// Whole words that are nobody in particular: 大家.
    pub nobody: Words,
    /// Kinds of people, places or bodies: 企业.
    pub common: Words,
    /// Verbs that may stand within a name: 发展和改革委.
    pub in_names: Words,
    /// 责任单位, 牵头.
    pub lead_labels: Words,
    pub support_labels: Words,
    /// 等部门, 负责: dropped from the end of a list.
    pub trailing: Words,
    /// 按职责分工负责: what follows an owner in a bracket.
    pub duty_tails: Words,
    /// 序号, 完成时限: heads of columns.
    pub owner_columns: Words,
    pub support_columns: Words,
    pub time_columns: Words,
    /// The most particular first.
    pub task_columns: Vec<Words>,
}

/// What is done.
#[derive(Debug)]
pub(crate) struct ActionWords {
    /// 要, 必须.
    pub modals: Words,
    /// 重要: a modal within another word.
    pub not_modals: Words,
    /// What may stand between an owner and what is done: 于, 对, 根据.
    pub prepositions: Words,
    pub verbs: Words,
    /// Verbs whose doing can be checked.
    pub checkable: Words,
    pub exhortations: Words,
    /// Consequences, prohibitions, standing rules.
    pub sanctions: Words,
    /// Words that open a clause of purpose or result.
    pub results: Words,
    /// 同时, 此外.
    pub connectives: Words,
    /// Which tasks a closing sentence dates: 以上工作.
    /// Verbs whose object is delivered in numbers.
    pub delivers: Words,
    /// 以下工作: what opens a list of points.
    pub lead_ins: Words,
    /// What befalls those who do not.
    pub penalties: Words,
    /// 对于: says to what the next clause applies.
    pub leads: Words,
    /// 要加强: an exhortation if nothing else is said.
    pub strengthens: Words,
    /// 奖补: what is granted, not reached.
    pub policy: Words,
    /// What is done to it stands in the same clause.
    pub acts: Words,
    /// 人数: what is measured.
    pub measures: Words,
    pub closing: Words,
    /// What stands before a colon that opens what is asked.
    pub colon_leads: Words,
}

/// What tells plans from reports.
#[derive(Debug)]
pub(crate) struct TenseWords {
    pub goals: Words,
    pub plan_strong: Words,
    pub plan_weak: Words,
    pub report_strong: Words,
    pub report_weak: Words,
    pub plan_heading: Words,
    /// 工作目标: a chapter that sets goals.
    pub goal_heading: Words,
    pub report_heading: Words,
    pub growth: Words,
    pub fall: Words,
    pub year_on_year: Words,
    pub change: Words,
    pub plan_share: Words,
    pub before: Words,
    pub level: Words,
    pub size: Words,
}

impl Lexicon {
    fn read() -> Lexicon {
        let shape: ShapeFile = parse(include_str!("../lexicon/shape.toml"));
        let numbers: NumbersFile = parse(include_str!("../lexicon/numbers.toml"));
        let times: TimesFile = parse(include_str!("../lexicon/times.toml"));
        let owners: OwnersFile = parse(include_str!("../lexicon/owners.toml"));
        let actions: ActionsFile = parse(include_str!("../lexicon/actions.toml"));
        let tense: TenseFile = parse(include_str!("../lexicon/tense.toml"));
        let kinds = shape.kind.into_iter().map(|kind| KindWords {
            words: words(&kind.words),
            opens: words(&kind.opens),
            code: kind.code,
        });
        let recurrence = |row: CodeRow| Some((row.words, Recurrence::of_code(&row.code)?));
        Lexicon {
            kinds: kinds.collect(),
            news: words(&shape.news.words),
            noise_begins: words(&shape.noise.begins),
            noise_marks: shape.noise.marks.iter().map(|mark| words(std::slice::from_ref(mark))).collect(),
            noise_least: shape.noise.least,
            address: words(&shape.address.words),
            greetings: words(&shape.address.greetings),
            official: words(&shape.official.words),
            number_labels: words(&shape.letterhead.number),
            speaker_labels: words(&shape.letterhead.speaker),
            posts: words(&shape.letterhead.posts),
            units: words(&numbers.units),
            scales: words(&numbers.scales),
            about_before: words(&numbers.about_before),
            about_between: words(&numbers.about_between),
            about_after: words(&numbers.about_after),
            least_before: words(&numbers.least_before),
            least_after: words(&numbers.least_after),
            most_before: words(&numbers.most_before),
            most_after: words(&numbers.most_after),
            ends: words(&times.ends),
            issue: words(&times.from.issue),
            ongoing: words(&times.ongoing.words),
            phrases: meanings(times.phrase.into_iter().map(|row| (row.words, row.phrase))),
            festivals: meanings(times.festival.into_iter().map(|row| (row.words, row.festival))),
            recurrences: meanings(times.recurrence.into_iter().filter_map(recurrence)),
            owners: OwnerWords {
                suffixes: words(&owners.suffixes),
                not_bodies: words(&owners.not_bodies),
                groups: words(&owners.groups),
                nobody: words(&owners.nobody),
                common: words(&owners.common),
                in_names: words(&owners.in_names),
                lead_labels: words(&owners.lead_labels),
                support_labels: words(&owners.support_labels),
                trailing: words(&owners.trailing),
                duty_tails: words(&owners.duty_tails),
                owner_columns: words(&owners.columns.owner),
                support_columns: words(&owners.columns.support),
                time_columns: words(&owners.columns.time),
                task_columns: owners.columns.task.iter().map(|list| words(list)).collect(),
            },
            actions: ActionWords {
                modals: words(&actions.modals),
                not_modals: words(&actions.not_modals),
                prepositions: words(&actions.prepositions),
                verbs: words(&actions.verbs),
                checkable: words(&actions.checkable),
                exhortations: words(&actions.exhortations),
                sanctions: words(&actions.sanctions),
                results: words(&actions.results),
                connectives: words(&actions.connectives),
                delivers: words(&actions.delivers),
                lead_ins: words(&actions.lead_ins),
                penalties: words(&actions.penalties),
                leads: words(&actions.leads),
                strengthens: words(&actions.strengthens),
                policy: words(&actions.policy),
                acts: words(&actions.acts),
                measures: words(&actions.measures),
                closing: words(&actions.closing),
                colon_leads: words(&actions.colon_leads),
            },
            tense: TenseWords {
                goals: words(&tense.goals),
                plan_strong: words(&tense.plan_strong),
                plan_weak: words(&tense.plan_weak),
                report_strong: words(&tense.report_strong),
                report_weak: words(&tense.report_weak),
                plan_heading: words(&tense.plan_heading),
                goal_heading: words(&tense.goal_heading),
                report_heading: words(&tense.report_heading),
                growth: words(&tense.growth),
                fall: words(&tense.fall),
                year_on_year: words(&tense.year_on_year),
                change: words(&tense.change),
                plan_share: words(&tense.plan_share),
                before: words(&tense.before),
                level: words(&tense.level),
                size: words(&tense.size),
            },
            ordinals: words(&actions.ordinals),
        }
    }
}

/// Each word of each row with what its row means.
fn meanings<T: Clone>(rows: impl Iterator<Item = (Vec<String>, T)>) -> Meanings<T> {
    rows.flat_map(|(words, means)| words.into_iter().map(move |word| (word, means.clone()))).collect()
}

fn words(list: &[String]) -> Words {
    list.iter().map(|word| word.chars().map(fold).collect::<String>()).collect()
}

/// A lexicon that cannot be parsed is a fault of this crate and seen by its tests.
fn parse<T: serde::de::DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("a lexicon of this crate")
}

#[derive(Deserialize)]
struct ShapeFile {
    kind: Vec<KindRow>,
    news: WordRow,
    noise: NoiseRow,
    address: AddressRow,
    official: WordRow,
    letterhead: LetterheadRow,
}

#[derive(Deserialize)]
struct KindRow {
    code: String,
    words: Vec<String>,
    #[serde(default)]
    opens: Vec<String>,
}

#[derive(Deserialize)]
struct CodeRow {
    code: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct WordRow {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct NoiseRow {
    begins: Vec<String>,
    marks: Vec<String>,
    least: usize,
}

#[derive(Deserialize)]
struct LetterheadRow {
    number: Vec<String>,
    speaker: Vec<String>,
    posts: Vec<String>,
}

#[derive(Deserialize)]
struct AddressRow {
    words: Vec<String>,
    greetings: Vec<String>,
}

#[derive(Deserialize)]
struct NumbersFile {
    units: Vec<String>,
    scales: Vec<String>,
    about_before: Vec<String>,
    about_between: Vec<String>,
    about_after: Vec<String>,
    least_before: Vec<String>,
    least_after: Vec<String>,
    most_before: Vec<String>,
    most_after: Vec<String>,
}

#[derive(Deserialize)]
struct TimesFile {
    ends: Vec<String>,
    phrase: Vec<PhraseRow>,
    festival: Vec<FestivalRow>,
    recurrence: Vec<CodeRow>,
    ongoing: WordRow,
    from: FromRow,
}

#[derive(Deserialize)]
struct PhraseRow {
    words: Vec<String>,
    #[serde(flatten)]
    phrase: Phrase,
}

#[derive(Deserialize)]
struct FestivalRow {
    words: Vec<String>,
    #[serde(flatten)]
    festival: Festival,
}

#[derive(Deserialize)]
struct FromRow {
    issue: Vec<String>,
}

#[derive(Deserialize)]
struct OwnersFile {
    suffixes: Vec<String>,
    not_bodies: Vec<String>,
    groups: Vec<String>,
    nobody: Vec<String>,
    common: Vec<String>,
    in_names: Vec<String>,
    lead_labels: Vec<String>,
    support_labels: Vec<String>,
    trailing: Vec<String>,
    duty_tails: Vec<String>,
    columns: ColumnsRow,
}

#[derive(Deserialize)]
struct ColumnsRow {
    owner: Vec<String>,
    support: Vec<String>,
    time: Vec<String>,
    task: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct ActionsFile {
    modals: Vec<String>,
    not_modals: Vec<String>,
    prepositions: Vec<String>,
    verbs: Vec<String>,
    checkable: Vec<String>,
    exhortations: Vec<String>,
    sanctions: Vec<String>,
    results: Vec<String>,
    connectives: Vec<String>,
    delivers: Vec<String>,
    lead_ins: Vec<String>,
    penalties: Vec<String>,
    leads: Vec<String>,
    strengthens: Vec<String>,
    policy: Vec<String>,
    acts: Vec<String>,
    measures: Vec<String>,
    closing: Vec<String>,
    colon_leads: Vec<String>,
    ordinals: Vec<String>,
}

#[derive(Deserialize)]
struct TenseFile {
    goals: Vec<String>,
    plan_strong: Vec<String>,
    plan_weak: Vec<String>,
    report_strong: Vec<String>,
    report_weak: Vec<String>,
    plan_heading: Vec<String>,
    goal_heading: Vec<String>,
    report_heading: Vec<String>,
    growth: Vec<String>,
    fall: Vec<String>,
    year_on_year: Vec<String>,
    change: Vec<String>,
    plan_share: Vec<String>,
    before: Vec<String>,
    level: Vec<String>,
    size: Vec<String>,
}
