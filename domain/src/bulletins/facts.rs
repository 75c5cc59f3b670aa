//! Facts 数据: the statistics of one cut, each figure with its public id, its exact value and its printed form.

use super::{Campaign, Cut, approximate};
use crate::document::{Cell, Number};
use crate::indicators::{Counting, Indicator, IndicatorKind};
use crate::lang::Lang;
use crate::measure::{Measure, Ratio, decimal, fixed, grouped, money_in_english};
use crate::returns::Status;
use crate::statistics::{Answer, Dimension, FILED, Quantity, Query, Statistic};
use crate::units::Unit;

/// Everything a bulletin reads, computed once.
pub struct Facts<'a> {
    pub cut: &'a Cut<'a>,
    pub lang: Lang,
    /// One for each indicator, in the books' order.
    county: Vec<Statistic>,
    units: Vec<Statistic>,
}

/// One indicator of the county (`unit` is `None`) or of a unit.
#[derive(Clone, Copy)]
pub struct At<'f> {
    pub indicator: &'f Indicator,
    pub unit: Option<&'f Unit>,
    pub statistic: &'f Statistic,
    /// Conditions of a part of the county's figure; empty: the whole.
    pub part: &'f str,
}

/// How a number is worded in prose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is, with its sign.
    Exact,
    /// As it is, in the indicator's own unit, because the sentence names that unit itself.
    Native,
    /// Without its sign: the sentence says 少 or 下降.
    Size,
    /// Without its sign, and by the rule of [`approximate`] where that gives a round number.
    About,
}

/// A number ready to be stated.
#[derive(Clone, Debug)]
pub struct Stated {
    pub id: String,
    /// Exact decimal text in `unit`.
    pub value: String,
    pub unit: String,
    pub printed: String,
    /// What follows the number in a sentence: "亿元", " billion yuan", "%".
    pub follows: String,
}

/// Counts a shortcoming by those who have it: any of them is a problem to be named.
pub fn is_shortcoming(indicator: &Indicator) -> bool {
    !indicator.aspect.is_empty()
        && match indicator.kind {
            IndicatorKind::Count => true,
            IndicatorKind::Stock => indicator.lower_is_better && indicator.counting != Counting::Returned,
            IndicatorKind::Flow | IndicatorKind::Ratio => false,
        }
}

impl<'a> Facts<'a> {
    pub fn new(cut: &'a Cut<'a>, lang: Lang) -> Facts<'a> {
        let county = cut.books.indicators.iter().map(|i| cut.books.county(i, cut.period)).collect();
        Facts { cut, lang, county, units: cut.books.statistics(cut.period) }
    }

    pub fn say(&self, zh: &str, en: &str) -> String {
        match self.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    /// The county's own figure of an indicator.
    pub fn county<'f>(&'f self, indicator: &Indicator) -> Option<At<'f>> {
        let place = self.cut.books.indicators.iter().position(|i| i.number == indicator.number)?;
        Some(At { indicator: &self.cut.books.indicators[place], unit: None, statistic: &self.county[place], part: "" })
    }

    /// Units that have the duty, in the order of the units.
    pub fn units<'f>(&'f self, indicator: &Indicator) -> Vec<At<'f>> {
        let number = indicator.number;
        let has_duty = |s: &&Statistic| s.indicator == number && s.status != Status::NoDuty;
        self.units
            .iter()
            .filter(has_duty)
            .filter_map(|statistic| {
                let indicator = self.cut.books.indicators.iter().find(|i| i.number == number)?;
                Some(At { indicator, unit: Some(self.cut.books.unit(statistic.unit)?), statistic, part: "" })
            })
            .collect()
    }

    /// Any unit's figure, whether it has the duty or not.
    pub fn unit<'f>(&'f self, indicator: &Indicator, unit: i32) -> Option<At<'f>> {
        let statistic = self.units.iter().find(|s| s.indicator == indicator.number && s.unit == unit)?;
        let indicator = self.cut.books.indicators.iter().find(|i| i.number == indicator.number)?;
        Some(At { indicator, unit: Some(self.cut.books.unit(unit)?), statistic, part: "" })
    }

    /// A campaign's indicators by position.
    pub fn indicators(&self, campaign: &Campaign) -> Vec<&'a Indicator> {
        let books = self.cut.books;
        let mut all: Vec<&Indicator> = books.indicators.iter().filter(|i| i.campaign == campaign.code).collect();
        all.sort_by_key(|i| i.position);
        all
    }

    /// Indicators that rank a campaign's units: the named one, or all that have units with targets.
    pub fn ranking(&self, campaign: &Campaign) -> Vec<&'a Indicator> {
        let named = self.cut.books.indicator(&campaign.ranked_by).filter(|i| i.by_unit());
        named.map_or_else(|| self.with_targets(campaign), |i| vec![i])
    }

    /// A campaign's indicators that some unit has a target on.
    pub fn with_targets(&self, campaign: &Campaign) -> Vec<&'a Indicator> {
        let asked = |i: &&Indicator| self.units.iter().any(|s| s.indicator == i.number && s.target.is_some());
        self.indicators(campaign).into_iter().filter(|i| i.by_unit()).filter(asked).collect()
    }

    pub fn answer(&self, at: At<'_>, quantity: Quantity) -> Option<Answer> {
        match at.part {
            "" => self.cut.books.quantity(at.indicator, at.statistic, quantity, self.cut.period),
            part => self.cut.books.part_quantity(at.indicator, part, quantity, self.cut.period),
        }
    }

    pub fn id(&self, at: At<'_>, quantity: Quantity) -> String {
        self.query(&at.indicator.code, quantity, at.unit, at.part).to_string()
    }

    fn query(&self, indicator: &str, quantity: Quantity, unit: Option<&Unit>, part: &str) -> Query {
        let books = self.cut.books;
        Query {
            county: books.county,
            indicator: indicator.to_owned(),
            quantity,
            unit: unit.map(|u| u.code.clone()),
            period: self.cut.period,
            stage: books.stage,
            as_of: books.as_of,
            part: part.to_owned(),
        }
    }

    /// A number for a sentence.
    pub fn stated(&self, at: At<'_>, quantity: Quantity, style: Style) -> Option<Stated> {
        let answer = self.answer(at, quantity)?;
        let id = self.id(at, quantity);
        let signed = matches!(style, Style::Exact | Style::Native);
        let shown = if signed || answer.ratio.signum() >= 0 { answer.ratio } else { answer.ratio.times(-1) };
        let plain = |places: u8, unit: &str, follows: &str, exact: u8| Stated {
            id: id.clone(),
            value: decimal(answer.ratio.round(exact), exact),
            unit: unit.to_owned(),
            printed: self.number(&fixed(&shown, places)),
            follows: follows.to_owned(),
        };
        Some(match answer.dimension {
            Dimension::Percent => plain(1, "%", self.lang.of("%", " %"), 4),
            Dimension::Points => plain(1, self.lang.of("个百分点", "points"), self.lang.of("个百分点", " points"), 4),
            Dimension::Place => plain(0, self.lang.of("位", "place"), &self.say("位", ""), 0),
            Dimension::Days => plain(0, self.lang.of("天", "days"), self.lang.of("天", " days"), 0),
            Dimension::Records => plain(0, self.lang.of("条", "records"), self.lang.of("条", " records"), 0),
            Dimension::Returns => plain(0, self.lang.of("项", "lines"), self.lang.of("项", " lines"), 0),
            Dimension::Measure => {
                let measure = &at.indicator.measure;
                let size = if shown.signum() < 0 { shown.times(-1) } else { shown };
                let scale = if style == Style::Native { native(measure, self.lang) } else { scale_of(measure, self.lang, size) };
                let (printed, follows) = self.amount(measure, &scale, shown, style == Style::About);
                Stated { id, value: scale.value(answer.ratio), unit: scale.unit.clone(), printed, follows }
            }
        })
    }

    /// Printed form and what follows it.
    fn amount(&self, measure: &Measure, scale: &Scale, shown: Ratio, about: bool) -> (String, String) {
        let ratio = scale.apply(shown);
        let mantissa = ratio.round(scale.places);
        let follows = scale.follows(self.lang);
        if about && let Some(gloss) = approximate::gloss(mantissa) {
            return match self.lang {
                Lang::Zh => approximate::chinese(gloss, scale.places, &measure.name),
                Lang::En => (approximate::english(gloss, scale.places), follows),
            };
        }
        let whole = ratio.numerator % ratio.denominator == 0;
        let text = if scale.places == 0 && !whole { decimal(ratio.round(4), 4) } else { decimal(mantissa, scale.places) };
        (self.number(&text), follows)
    }

    /// Prose: no thousands separator in Chinese, one in English; a true minus in both.
    fn number(&self, text: &str) -> String {
        match self.lang {
            Lang::Zh => text.replace('-', "−"),
            Lang::En => grouped(text),
        }
    }

    /// A number for a table, with its exact value, and the unit of that value.
    pub fn cell(&self, at: At<'_>, quantity: Quantity) -> Option<(Cell, Stated)> {
        let answer = self.answer(at, quantity)?;
        let (number, text, unit) = match answer.dimension {
            Dimension::Measure => {
                let measure = &at.indicator.measure;
                let mantissa = answer.ratio.round(measure.decimals);
                (measure.number(mantissa), measure.shown(mantissa), measure.label(self.lang))
            }
            Dimension::Percent => (points(answer.ratio), grouped(&fixed(&answer.ratio, 1)), "%"),
            Dimension::Points => (points(answer.ratio), grouped(&fixed(&answer.ratio, 1)), self.lang.of("个百分点", "points")),
            Dimension::Place => (whole(answer.ratio), fixed(&answer.ratio, 0), self.lang.of("位", "place")),
            Dimension::Days => (whole(answer.ratio), fixed(&answer.ratio, 0), self.lang.of("天", "days")),
            Dimension::Records => (whole(answer.ratio), fixed(&answer.ratio, 0), self.lang.of("条", "records")),
            Dimension::Returns => (whole(answer.ratio), fixed(&answer.ratio, 0), self.lang.of("项", "lines")),
        };
        Some(opening(self.id(at, quantity), number, text, unit))
    }

    /// How many of a unit's returns came late or are missing, or how late; none is no figure.
    pub fn filed(&self, unit: &Unit, quantity: Quantity) -> Option<(Cell, Stated)> {
        let query = self.query(FILED, quantity, Some(unit), "");
        let answer = self.cut.books.answer(&query).filter(|a| a.ratio.signum() > 0)?;
        let uom = if answer.dimension == Dimension::Days { self.lang.of("天", "days") } else { self.lang.of("项", "lines") };
        Some(opening(query.to_string(), whole(answer.ratio), fixed(&answer.ratio, 0), uom))
    }
}

/// A cell whose number opens, and what it states.
fn opening(id: String, number: Number, text: String, unit: &str) -> (Cell, Stated) {
    let value = decimal(number.mantissa, number.decimals);
    let stated = Stated { id: id.clone(), value, unit: unit.to_owned(), printed: text.clone(), follows: String::new() };
    (Cell { text, number: Some(number), figure: Some(id), light: None }, stated)
}

fn points(ratio: Ratio) -> Number {
    Number { mantissa: ratio.round(4), decimals: 4 }
}

fn whole(ratio: Ratio) -> Number {
    Number { mantissa: ratio.round(0), decimals: 0 }
}

/// In which unit an amount is said: 亿元 or 万元 as the indicator has it; in English, million or billion yuan by size.
struct Scale {
    /// Multiplied and divided by, from the measure to the unit said.
    up: i64,
    down: i64,
    /// Decimals of the exact value in the unit said.
    exact: u8,
    places: u8,
    unit: String,
    /// A number of things, neither money nor land nor percent.
    counts: bool,
}

impl Scale {
    fn apply(&self, ratio: Ratio) -> Ratio {
        Ratio::wide(ratio.numerator * i128::from(self.up), ratio.denominator * i128::from(self.down))
    }

    fn value(&self, ratio: Ratio) -> String {
        decimal(self.apply(ratio).round(self.exact), self.exact)
    }

    fn follows(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.unit.clone(),
            // Plain counts carry their noun in the indicator's name: "projects signed came to 20".
            Lang::En if self.counts => String::new(),
            Lang::En => format!(" {}", self.unit),
        }
    }
}

/// The indicator's own unit.
fn native(measure: &Measure, lang: Lang) -> Scale {
    let counts = !measure.is_money() && measure.shown_decimals() == 0;
    let (exact, places, unit) = (measure.decimals, measure.shown_decimals(), measure.label(lang).to_owned());
    Scale { up: 1, down: 1, exact, places, unit, counts }
}

fn scale_of(measure: &Measure, lang: Lang, size: Ratio) -> Scale {
    if lang == Lang::Zh || !measure.is_money() {
        return native(measure, lang);
    }
    let yuan: i64 = match measure.name.as_str() {
        "亿元" => 100_000_000,
        "万元" => 10_000,
        _ => 1,
    };
    let said = money_in_english(size.times(yuan));
    Scale { up: yuan, down: said.down, exact: said.exact, places: said.places, unit: said.unit.to_owned(), counts: false }
}
