//! Approximation words 概数词: when the prose may say 近 or 余 instead of the exact number, by one written rule.

use crate::measure::decimal;

/// A round number and the side of it on which the exact one lies, at the scale of the number given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gloss {
    /// 近N: just below.
    Near(i64),
    /// N余: above.
    Over(i64),
}

/// The gloss of a positive number (`mantissa / 10^decimals`, already rounded as it would be printed), if the rule gives one.
///
/// The rule, with "round" meaning one significant digit followed by zeros:
/// 1. a round number itself is exact and gets no gloss;
/// 2. 近N: the number lies below the next round N by at most 2 % of N (29.6 → 近30);
/// 3. otherwise a number that prints with three significant digits or fewer is short enough to be said exactly (14.6);
/// 4. N余: the largest round N below it, if the number exceeds it by at most 20 % (1034 → 1000余, 9012 → 9000余);
/// 5. else N余 with N cut to two significant digits (1450.5 → 1400余).
///
/// It serves the prose of 三、存在问题 only: tables and all other sentences print exactly.
pub fn gloss(mantissa: i64) -> Option<Gloss> {
    if mantissa <= 0 {
        return None;
    }
    let step = 10_i64.pow(mantissa.ilog10());
    let below = mantissa / step * step;
    let above = below.checked_add(step)?;
    if mantissa == below {
        return None;
    }
    if i128::from(above - mantissa) * 50 <= i128::from(above) {
        return Some(Gloss::Near(above));
    }
    if significant_digits(mantissa) <= 3 {
        return None;
    }
    if i128::from(mantissa - below) * 5 <= i128::from(below) {
        return Some(Gloss::Over(below));
    }
    let finer = step / 10;
    Some(Gloss::Over(mantissa / finer * finer))
}

fn significant_digits(mut mantissa: i64) -> u32 {
    while mantissa % 10 == 0 {
        mantissa /= 10;
    }
    mantissa.ilog10() + 1
}

/// The gloss in Chinese, with what follows it: `近30` + `亿元`, `9000余` + `万元`; whole 亿 of 万元 are said in 亿: `1亿余` + `元`.
pub fn chinese(gloss: Gloss, decimals: u8, uom: &str) -> (String, String) {
    let n = match gloss {
        Gloss::Near(n) | Gloss::Over(n) => n,
    };
    let hundred_million = 10_i64.pow(u32::from(decimals) + 4);
    let (number, follows) = if uom == "万元" && n % hundred_million == 0 {
        (format!("{}亿", n / hundred_million), "元".to_owned())
    } else {
        (decimal(n, decimals), uom.to_owned())
    };
    match gloss {
        Gloss::Near(_) => (format!("近{number}"), follows),
        Gloss::Over(_) => (format!("{number}余"), follows),
    }
}

/// The gloss in English: `nearly 3`, `more than 90`.
pub fn english(gloss: Gloss, decimals: u8) -> String {
    match gloss {
        Gloss::Near(n) => format!("nearly {}", decimal(n, decimals)),
        Gloss::Over(n) => format!("more than {}", decimal(n, decimals)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(mantissa: i64, decimals: u8, uom: &str) -> Option<String> {
        gloss(mantissa).map(|g| chinese(g, decimals, uom)).map(|(number, follows)| number + &follows)
    }

    #[test]
    fn the_speech_is_worded_by_the_rule() {
        assert_eq!(said(2960, 2, "亿元").as_deref(), Some("近30亿元"));
        assert_eq!(said(90_125, 1, "万元").as_deref(), Some("9000余万元"));
        assert_eq!(said(10_345, 1, "万元").as_deref(), Some("1000余万元"));
        assert_eq!(said(100_345, 1, "万元").as_deref(), Some("1亿余元"));
        assert_eq!(said(1460, 2, "亿元"), None, "14.6 is short enough to be said exactly");
    }

    #[test]
    fn two_percent_is_the_edge_of_near() {
        assert_eq!(gloss(2940), Some(Gloss::Near(3000)));
        assert_eq!(gloss(2939), Some(Gloss::Over(2900)));
        assert_eq!(gloss(9801), Some(Gloss::Near(10_000)));
        assert_eq!(said(98_010, 1, "万元").as_deref(), Some("近1亿元"));
    }

    #[test]
    fn twenty_percent_is_the_edge_of_one_digit() {
        assert_eq!(gloss(12_001), Some(Gloss::Over(12_000)));
        assert_eq!(gloss(11_999), Some(Gloss::Over(10_000)));
        assert_eq!(gloss(14_505), Some(Gloss::Over(14_000)));
    }

    #[test]
    fn round_short_and_empty_numbers_stay() {
        for mantissa in [0, -5, 1, 17, 250, 3000, 1_230] {
            assert_eq!(gloss(mantissa), None, "{mantissa}");
        }
        assert_eq!(english(Gloss::Near(300), 2), "nearly 3");
    }
}
