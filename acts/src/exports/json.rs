//! Statistics as JSON 统计数据: one object a result. A province has 120,000 of them, so what repeats is written once and copied.

use domain::calendar::Period;
use domain::measure::Ratio;
use domain::statistics::{Books, Statistic};
use domain::targets::LightRule;
use std::collections::HashMap;

/// Statistics as JSON objects, each after a comma: whoever puts them between brackets leaves out the first one. Percentages
/// have four decimals.
pub fn statistics_json(books: &Books, statistics: &[Statistic], period: Period) -> Vec<u8> {
    let unit = |code: &str, name: &str, group: &str| {
        format!("\"unit\":{},\"unit_name\":{},\"group\":{}", text(code), text(name), text(group))
    };
    let units: HashMap<i32, String> = books.units.iter().map(|u| (u.number, unit(&u.code, &u.name, &u.group))).collect();
    // The county itself is written as in the id of a figure.
    let county = unit("-", "全县", "");
    let mut line = Line { bytes: Vec::with_capacity(statistics.len() * 512), decimals: 0 };
    for of_one in statistics.chunk_by(|a, b| a.indicator == b.indicator) {
        let Some(indicator) = books.indicators.iter().find(|i| i.number == of_one[0].indicator) else { continue };
        let rule = text(&LightRule::in_force(&books.light_rules, indicator.number, period.last_day()).text());
        let (code, name, uom) = (text(&indicator.code), text(&indicator.name), text(&indicator.measure.name));
        let head = format!("{{\"county\":{},\"indicator\":{code},\"indicator_name\":{name},", books.county);
        let (stage, as_of) = (books.stage.code(), books.as_of);
        let basis = format!(",\"uom\":{uom},\"period\":\"{period}\",\"stage\":\"{stage}\",\"as_of\":\"{as_of}\"");
        line.decimals = indicator.measure.decimals;
        for s in of_one {
            line.copy(",\n");
            line.copy(&head);
            line.copy(units.get(&s.unit).unwrap_or(&county));
            line.copy(&basis);
            line.statistic(s, &rule);
        }
    }
    line.bytes
}

fn text(plain: &str) -> String {
    serde_json::Value::from(plain).to_string()
}

/// One object under way.
struct Line {
    bytes: Vec<u8>,
    /// Decimals of the indicator's measure.
    decimals: u8,
}

impl Line {
    fn statistic(&mut self, s: &Statistic, rule: &str) {
        self.amount(",\"value\":", s.value);
        self.amount(",\"cumulative\":", s.cumulative);
        self.amount(",\"last_year\":", s.last_year);
        self.amount(",\"change\":", s.change());
        self.percent(",\"change_percent\":", s.change_ratio());
        self.amount(",\"target\":", s.target);
        self.percent(",\"share_percent\":", s.share());
        self.percent(",\"time_progress_percent\":", Some(s.time));
        self.percent(",\"gap_points\":", s.gap());
        self.whole(",\"rank\":", s.rank.map(i64::from));
        self.whole(",\"ranked\":", Some(i64::from(s.ranked)));
        self.copy(",\"light\":");
        match s.light {
            None => self.copy("null,\"rule\":null"),
            Some(light) => {
                self.copy("\"");
                self.copy(light.name());
                self.copy("\",\"rule\":");
                self.copy(rule);
            }
        }
        self.copy(",\"status\":\"");
        self.copy(s.status.code());
        self.copy("\"");
        self.whole(",\"unbroken_days\":", s.unbroken_days);
        self.copy("}");
    }

    fn copy(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn amount(&mut self, name: &str, amount: Option<i64>) {
        self.number(name, amount, self.decimals);
    }

    fn percent(&mut self, name: &str, ratio: Option<Ratio>) {
        self.number(name, ratio.map(|r| r.times(100).round(4)), 4);
    }

    fn whole(&mut self, name: &str, number: Option<i64>) {
        self.number(name, number, 0);
    }

    /// Exact decimal without trailing zeros, as [`domain::measure::decimal`] writes it.
    fn number(&mut self, name: &str, mantissa: Option<i64>, decimals: u8) {
        self.copy(name);
        let Some(mantissa) = mantissa else { return self.copy("null") };
        let scale = 10_u64.pow(u32::from(decimals));
        let (whole, mut fraction) = (mantissa.unsigned_abs() / scale, mantissa.unsigned_abs() % scale);
        if mantissa < 0 {
            self.bytes.push(b'-');
        }
        self.digits(whole, 1);
        if fraction == 0 {
            return;
        }
        let mut width = usize::from(decimals);
        while fraction.is_multiple_of(10) {
            fraction /= 10;
            width -= 1;
        }
        self.bytes.push(b'.');
        self.digits(fraction, width);
    }

    /// At least `width` digits.
    fn digits(&mut self, mut number: u64, width: usize) {
        let start = self.bytes.len();
        while number > 0 || self.bytes.len() - start < width {
            self.bytes.push(b'0' + u8::try_from(number % 10).unwrap_or(0));
            number /= 10;
        }
        self.bytes[start..].reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::measure::decimal;

    #[test]
    fn numbers_are_written_as_everywhere_else() {
        for (mantissa, decimals) in
            [(0, 4), (-1, 4), (120_000, 4), (-146_000_000_000, 10), (9_012_500_000, 6), (7, 0), (i64::MIN, 2)]
        {
            let mut line = Line { bytes: Vec::new(), decimals };
            line.number("", Some(mantissa), decimals);
            assert_eq!(String::from_utf8(line.bytes).as_deref(), Ok(decimal(mantissa, decimals).as_str()));
        }
    }
}
