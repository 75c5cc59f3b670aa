//! Scale 坐标: round steps for a value axis, and where a value falls on it.

/// A value axis from `low` to `high`, which are whole steps apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    step: f64,
}

impl Scale {
    /// An axis that holds all values and zero.
    pub fn of(values: impl Iterator<Item = f64>) -> Scale {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        if low == high {
            high = 1.0;
        }
        let step = round_step((high - low) / 4.0);
        Scale { low: (low / step + 1e-9).floor() * step, high: (high / step - 1e-9).ceil() * step, step }
    }

    /// 0 at the low end, 1 at the high end.
    pub fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    pub fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round() as i32;
        (0..=count)
            .map(|at| self.low + self.step * f64::from(at))
            .map(|tick| if tick.abs() < self.step * 1e-6 { 0.0 } else { tick })
            .collect()
    }

    /// The number beside a tick: thousands separated, a true minus, no more decimals than the step needs.
    pub fn name(&self, tick: f64) -> String {
        let decimals =
            (0..6).find(|d| ((self.step * 10f64.powi(*d)) - (self.step * 10f64.powi(*d)).round()).abs() < 1e-6).unwrap_or(6);
        let text = format!("{:.*}", decimals as usize, tick.abs());
        let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{}{grouped}{rest}", if tick < 0.0 { "−" } else { "" })
    }
}

fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let lead = rough / power;
    let round = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|round| lead <= round + 1e-9).unwrap_or(10.0);
    round * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_zero_is_on_the_axis() {
        let scale = Scale::of([9012.5, 10034.0].into_iter());
        assert_eq!(scale.ticks().iter().map(|tick| scale.name(*tick)).collect::<Vec<_>>(), ["0", "5,000", "10,000", "15,000"]);
        let falls = Scale::of([-45.9, 12.0].into_iter());
        assert_eq!(falls.ticks().iter().map(|tick| falls.name(*tick)).collect::<Vec<_>>(), ["−60", "−40", "−20", "0", "20"]);
        let nothing = Scale::of([0.0, 0.0].into_iter());
        assert_eq!(nothing.share(0.0), 0.0);
        assert!(nothing.high > nothing.low);
    }
}
