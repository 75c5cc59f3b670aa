//! Amounts 金额与数量: numbers as offices write them (１２．５, 1,234, 1.2亿, 3500万元, 12个), converted exactly, in integers.

use super::wrongs::{self, Wrong};
use domain::measure::{AmountError, Measure, parse_decimal};

/// Words for powers of ten that stand before 元 or alone, the longest first.
const POWERS: [(&str, u8); 7] = [("千万", 7), ("百万", 6), ("十万", 5), ("亿", 8), ("万", 4), ("千", 3), ("百", 2)];

/// A currency or a measure of land that must not be taken for ours.
const FOREIGN: [&str; 9] = ["美元", "欧元", "港元", "日元", "英镑", "公顷", "平方米", "平方公里", "㎡"];

/// What a number without a word of its own is counted in: 10^`power` yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    power: u8,
}

impl Scale {
    /// Files and pages give money in 万元.
    pub const WAN: Scale = Scale { power: 4 };

    /// The scale of a money measure or a heading's bracket: 元, 万元, 亿, 千元.
    pub fn of(word: &str) -> Option<Scale> {
        let powers = word.strip_suffix('元').unwrap_or(word);
        if powers.is_empty() {
            return word.ends_with('元').then_some(Scale { power: 0 });
        }
        POWERS.iter().find(|(name, _)| *name == powers).map(|&(_, power)| Scale { power })
    }
}

/// Is this the name of a measure that is converted by nobody here?
pub(super) fn is_foreign(word: &str) -> bool {
    FOREIGN.iter().any(|name| word.contains(name)) || (word.ends_with('元') && Scale::of(word).is_none())
}

/// Full-width forms come down to plain ones; spaces inside a number go.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}'))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// Is every character plain already, so that nothing need be copied?
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
}

/// Money in fen: the word in the cell, else the scale of its column.
pub(super) fn money(text: &str, column: Scale) -> Result<i64, Wrong> {
    // A yuan has a hundred fen: two decimals more.
    let fen = |number: &str, scale: Scale| parse_decimal(number, scale.power + 2).map_err(wrongs::amount);
    if is_plain(text) {
        return fen(text, column);
    }
    let text = squeezed(text);
    let text = text.trim_start_matches(['¥', '￥']);
    let (number, word) = parted(text);
    match word {
        "" => fen(number, column),
        word => match Scale::of(word) {
            Some(scale) => fen(number, scale),
            None if is_foreign(word) => Err(wrongs::other_measure(word, "万元", "ten thousand yuan")),
            None => Err(wrongs::amount(AmountError::NotANumber)),
        },
    }
}

/// A number that may carry the measure's own name and a power of ten: 12个, 1.5万, 3万亩.
pub(super) fn counted(text: &str, decimals: u8, names: &[&str]) -> Result<i64, Wrong> {
    let exact = |number: &str, power: u8| parse_decimal(number, decimals + power).map_err(wrongs::amount);
    if is_plain(text) {
        return exact(text, 0);
    }
    let text = squeezed(text);
    let (number, word) = parted(&text);
    let own = names.iter().copied().filter(|name| !name.is_empty()).find_map(|name| word.strip_suffix(name));
    match own.unwrap_or(word) {
        "" => exact(number, 0),
        power => match POWERS.iter().find(|(name, _)| *name == power) {
            Some(&(_, power)) => exact(number, power),
            None if is_foreign(power) || Scale::of(power).is_some() => {
                let name = names.first().copied().unwrap_or("");
                Err(wrongs::other_measure(power, name, names.get(1).copied().unwrap_or(name)))
            }
            None => Err(wrongs::amount(AmountError::NotANumber)),
        },
    }
}

/// An amount in the measure of its indicator.
pub(super) fn amount(text: &str, measure: &Measure, column: Option<Scale>) -> Result<i64, Wrong> {
    if !measure.is_money() {
        if column.is_some() {
            return Err(wrongs::other_measure("元", &measure.name, &measure.name_en));
        }
        return counted(text, measure.decimals, &[&measure.name, &measure.name_en]);
    }
    money(text, column.or_else(|| Scale::of(&measure.name)).unwrap_or(Scale::WAN))
}

/// The number and the word behind it.
fn parted(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '−'))).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_in_the_words_of_offices() {
        let fen = |text| money(text, Scale::WAN).ok();
        for (text, expected) in [
            ("12.5", 12_500_000),
            (" １２．５ ", 12_500_000),
            ("1,234", 1_234_000_000),
            ("１，２３４", 1_234_000_000),
            ("1 234", 1_234_000_000),
            ("1.2亿", 12_000_000_000),
            ("1.2 亿元", 12_000_000_000),
            ("3500万", 3_500_000_000),
            ("3500万元", 3_500_000_000),
            ("¥1,200.55元", 120_055),
            ("5千元", 500_000),
            ("-3", -3_000_000),
            ("−3万", -3_000_000),
            ("0.00000001亿", 100),
        ] {
            assert_eq!(fen(text), Some(expected), "{text}");
        }
        for (text, code) in [
            ("约1200", "load.not_an_amount"),
            ("1.2.3", "load.not_an_amount"),
            ("1e3", "load.not_an_amount"),
            ("0.001元", "load.not_an_amount"),
            ("12个", "load.not_an_amount"),
            ("100万美元", "load.other_measure"),
            ("99999999999亿", "load.not_an_amount"),
        ] {
            assert_eq!(money(text, Scale::WAN).err().map(|w| w.code), Some(code), "{text}");
        }
        assert_eq!(money("3", Scale { power: 8 }).ok(), Some(30_000_000_000));
    }

    #[test]
    fn other_amounts_keep_their_own_measure() {
        let households = Measure::new("户", "households");
        assert_eq!(amount("１２户", &households, None).ok(), Some(120_000));
        assert_eq!(amount("1.5万", &households, None).ok(), Some(150_000_000));
        assert_eq!(amount("1.5万元", &households, None).err().map(|w| w.code), Some("load.other_measure"));
        assert_eq!(amount("1.5", &households, Scale::of("万元")).err().map(|w| w.code), Some("load.other_measure"));
        let yi = Measure::new("亿元", "");
        assert_eq!(amount("1.2", &yi, None), amount("12000万元", &yi, None));
        assert_eq!(amount("12000", &yi, Scale::of("万元")), amount("1.2", &yi, None));
        assert_eq!(counted("3.5亩", 4, &["亩", "mu"]).ok(), Some(35_000));
        assert_eq!(counted("3公顷", 4, &["亩", "mu"]).err().map(|w| w.code), Some("load.other_measure"));
    }
}
