//! Measures 计量单位: what an integer amount means, and exact decimals without floats.
//!
//! Money is in fen 分, land in 0.0001 mu, everything else in 0.0001 of its unit (DECISIONS.md, Money).

use crate::document::Number;
use crate::lang::Lang;

/// A unit of measure: an amount `n` means `n / 10^decimals` of `name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub name: String,
    pub name_en: String,
    pub decimals: u8,
}

/// Words for things and persons counted one by one 量词.
const COUNTED: [&str; 16] = ["个", "项", "件", "人", "名", "户", "家", "起", "条", "次", "批次", "批", "场", "例", "宗", "台"];

impl Measure {
    /// The measure of a `计量单位` column. All money shares one scale, so that 万元 and 亿元 of the same fen are equal.
    pub fn new(name: &str, name_en: &str) -> Measure {
        let decimals = match name {
            "元" => 2,
            "万元" => 6,
            "亿元" => 10,
            _ => 4,
        };
        let known = match name {
            "元" => "yuan",
            "万元" => WAN_IN_ENGLISH,
            "亿元" => "hundred million yuan",
            "亩" => "mu",
            "个" => "items",
            "人" => "persons",
            "%" => "%",
            other => other,
        };
        let name_en = if name_en.is_empty() { known } else { name_en };
        Measure { name: name.to_owned(), name_en: name_en.to_owned(), decimals }
    }

    pub fn label(&self, lang: Lang) -> &str {
        lang.name(&self.name, &self.name_en)
    }

    pub fn is_money(&self) -> bool {
        matches!(self.name.as_str(), "元" | "万元" | "亿元")
    }

    /// Decimals shown in a table: 亿元 two, 万元 and 亩 one, counts none.
    pub fn shown_decimals(&self) -> u8 {
        // An average is shown like what is averaged: 亿元/个 like 亿元.
        match self.name.split('/').next().unwrap_or("") {
            "亿元" | "元" => 2,
            "万元" | "亩" | "%" => 1,
            _ => 0,
        }
    }

    /// The exact number behind an amount.
    pub fn number(&self, amount: i64) -> Number {
        Number { mantissa: amount, decimals: self.decimals }
    }

    /// Exact decimal text without trailing zeros: "14.6", "-3", "0.5".
    pub fn exact(&self, amount: i64) -> String {
        decimal(amount, self.decimals)
    }

    /// Text rounded for a table, thousands separated, true minus; a count that is not whole keeps its decimals.
    pub fn shown(&self, amount: i64) -> String {
        let places = self.shown_decimals();
        if places == 0 && self.has_fraction(amount) {
            return grouped(&decimal(amount, self.decimals));
        }
        grouped(&fixed(&Ratio::new(amount, 10_i64.pow(u32::from(self.decimals))), places))
    }

    /// Part of a thing that comes in wholes: 3.5 persons. A record may share a project between units; whoever types is asked.
    pub fn is_in_parts(&self, amount: i64) -> bool {
        COUNTED.contains(&self.name.as_str()) && self.has_fraction(amount)
    }

    fn has_fraction(&self, amount: i64) -> bool {
        amount % 10_i64.pow(u32::from(self.decimals)) != 0
    }

    /// Read an amount written in this measure. The error says what is wrong in both languages.
    pub fn parse(&self, text: &str) -> Result<i64, AmountError> {
        parse_decimal(text, self.decimals)
    }
}

/// 万元 where a table or a box names what it is counted in; in sentences English says millions ([`money_in_english`]).
pub const WAN_IN_ENGLISH: &str = "ten thousand yuan";

/// How English says an amount of money by its size.
pub struct Scale {
    /// Yuan are divided by this.
    pub down: i64,
    /// Decimals of the exact value, and of the printed one.
    pub exact: u8,
    pub places: u8,
    pub unit: &'static str,
}

/// Yuan, millions or billions: the one way of bulletins and pages.
pub fn money_in_english(yuan: Ratio) -> Scale {
    let size = Ratio { numerator: yuan.numerator.abs(), ..yuan };
    let at_least = |bound: i64| size.compare(Ratio::new(bound, 1)) != std::cmp::Ordering::Less;
    if at_least(1_000_000_000) {
        Scale { down: 1_000_000_000, exact: 11, places: 2, unit: "billion yuan" }
    } else if at_least(1_000_000) {
        Scale { down: 1_000_000, exact: 8, places: 1, unit: "million yuan" }
    } else {
        Scale { down: 1, exact: 2, places: 0, unit: "yuan" }
    }
}

/// An amount in fen as a sentence says it, and what it is counted in: 9,012.0 万元, 90.1 million yuan.
pub fn money(fen: i64, lang: Lang) -> (String, &'static str) {
    match lang {
        Lang::Zh => (grouped(&fixed(&Ratio::new(fen, 1_000_000), 1)), "万元"),
        Lang::En => {
            let yuan = Ratio::new(fen, 100);
            let scale = money_in_english(yuan);
            let said = Ratio::wide(yuan.numerator, yuan.denominator * i128::from(scale.down));
            (grouped(&fixed(&said, scale.places)), scale.unit)
        }
    }
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    NotANumber,
    TooManyDecimals(u8),
    TooLarge,
}

impl AmountError {
    pub fn sentence(self, lang: Lang) -> String {
        match self {
            AmountError::NotANumber => lang.of("不是数字，请填阿拉伯数字", "not a number; write it in Arabic digits").to_owned(),
            AmountError::TooManyDecimals(n) => match lang {
                Lang::Zh => format!("小数超过{n}位"),
                Lang::En => format!("more than {n} decimals"),
            },
            AmountError::TooLarge => lang.of("数值过大，无法保存", "too large to be kept").to_owned(),
        }
    }
}

/// Parse an exact decimal into an integer scaled by `10^decimals`. Thousands commas are accepted, exponents are not.
pub fn parse_decimal(text: &str, decimals: u8) -> Result<i64, AmountError> {
    let text = text.trim();
    let without = text.contains(',').then(|| text.replace(',', ""));
    let text = without.as_deref().unwrap_or(text);
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(AmountError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > usize::from(decimals) {
        return Err(AmountError::TooManyDecimals(decimals));
    }
    let padding = std::iter::repeat_n(b'0', usize::from(decimals) - fraction.len());
    let mut digits = whole.bytes().chain(fraction.bytes()).chain(padding).map(|b| i64::from(b - b'0'));
    let value = digits.try_fold(0_i64, |value, digit| value.checked_mul(10)?.checked_add(digit)).ok_or(AmountError::TooLarge)?;
    Ok(if negative { -value } else { value })
}

/// Exact decimal text of `mantissa / 10^decimals`, without trailing zeros.
pub fn decimal(mantissa: i64, decimals: u8) -> String {
    let scale = 10_u64.pow(u32::from(decimals));
    let sign = if mantissa < 0 { "-" } else { "" };
    let (whole, fraction) = (mantissa.unsigned_abs() / scale, mantissa.unsigned_abs() % scale);
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{fraction:0>width$}", width = usize::from(decimals));
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// An exact fraction: percentages and differences stay unrounded until they are printed (DOMAIN.md §3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    pub numerator: i128,
    /// Always positive.
    pub denominator: i128,
}

impl Ratio {
    /// `denominator` must not be zero.
    pub fn new(numerator: i64, denominator: i64) -> Ratio {
        Ratio::wide(i128::from(numerator), i128::from(denominator))
    }

    pub fn wide(numerator: i128, denominator: i128) -> Ratio {
        assert!(denominator != 0, "a ratio needs a base");
        let sign = denominator.signum();
        Ratio { numerator: numerator * sign, denominator: denominator * sign }
    }

    pub fn times(self, factor: i64) -> Ratio {
        Ratio::wide(self.numerator * i128::from(factor), self.denominator)
    }

    pub fn minus(self, other: Ratio) -> Ratio {
        Ratio::wide(self.numerator * other.denominator - other.numerator * self.denominator, self.denominator * other.denominator)
    }

    /// Compare by cross-multiplication, never by rounding.
    pub fn compare(self, other: Ratio) -> std::cmp::Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }

    pub fn signum(self) -> i128 {
        self.numerator.signum()
    }

    /// Rounded half away from zero to `places` decimals, as an integer of that scale.
    pub fn round(self, places: u8) -> i64 {
        let scaled = self.numerator * 10_i128.pow(u32::from(places));
        // Division of 64 bits is several times faster, and nearly every figure fits.
        let (quotient, rest) = match (i64::try_from(scaled), i64::try_from(self.denominator)) {
            (Ok(small), Ok(base)) => (i128::from(small / base), i128::from(small % base)),
            _ => (scaled / self.denominator, scaled % self.denominator),
        };
        let up = if rest.abs() * 2 >= self.denominator { scaled.signum() } else { 0 };
        i64::try_from(quotient + up).unwrap_or(if scaled < 0 { i64::MIN } else { i64::MAX })
    }

    pub fn number(self, places: u8) -> Number {
        Number { mantissa: self.round(places), decimals: places }
    }
}

/// Fixed decimals: "45.9", "-0.50".
pub fn fixed(ratio: &Ratio, places: u8) -> String {
    let mantissa = ratio.round(places);
    let scale = 10_u64.pow(u32::from(places));
    let sign = if mantissa < 0 { "-" } else { "" };
    let (whole, fraction) = (mantissa.unsigned_abs() / scale, mantissa.unsigned_abs() % scale);
    if places == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{fraction:0>width$}", width = usize::from(places))
}

/// Thousands separated and with a true minus: "−1,234.5".
pub fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("−", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_exactly() {
        let wan = Measure::new("万元", "");
        assert_eq!(wan.parse("9012.5"), Ok(9_012_500_000));
        assert_eq!(wan.exact(9_012_500_000), "9012.5");
        assert_eq!(wan.parse("1,234"), Ok(1_234_000_000));
        assert_eq!(wan.parse("1e3"), Err(AmountError::NotANumber));
        assert_eq!(wan.parse("0.0000001"), Err(AmountError::TooManyDecimals(6)));
        assert_eq!(wan.parse("99999999999999999"), Err(AmountError::TooLarge));
        assert_eq!(Measure::new("亿元", "").exact(146_000_000_000), "14.6");
        assert_eq!(Measure::new("个", "").shown(5_000), "0.5");
        assert_eq!(wan.shown(-1_012_340_000_000), "−1,012,340.0");
    }

    #[test]
    fn english_says_money_by_its_size() {
        assert_eq!(money(9_012_000_000, Lang::Zh), ("9,012.0".to_owned(), "万元"));
        assert_eq!(money(9_012_000_000, Lang::En), ("90.1".to_owned(), "million yuan"));
        assert_eq!(money(-150_000_000_000_000, Lang::En), ("−1,500.00".to_owned(), "billion yuan"));
        assert_eq!(money(123_456, Lang::En), ("1,235".to_owned(), "yuan"));
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        assert_eq!(fixed(&Ratio::new(-17, 37).times(100), 1), "-45.9");
        assert_eq!(fixed(&Ratio::new(5, 1000).times(10), 1), "0.1");
        assert_eq!(Ratio::new(-5, 100).round(1), -1);
    }
}
