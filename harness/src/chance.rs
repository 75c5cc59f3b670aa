//! Chance (随机): numbers from a seed, so that a run that failed can be had again, and how long a run shall be.
//!
//! `GUATU_SEED` gives another seed; `GUATU_PROMISES=long` asks for the long form (`cargo xtask promises --long`).

use std::env;
use std::ops::Range;

/// The variable that asks for the long form of the promises' tests.
pub const LONG: &str = "GUATU_PROMISES";

/// The variable with the seed.
pub const SEED: &str = "GUATU_SEED";

/// A source of numbers that look random (splitmix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// The seed of this run, mixed with a number of the test's own.
    pub fn of_run(own: u64) -> Chance {
        Chance(seed() ^ own.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of the range, which is not empty.
    pub fn within(&mut self, range: Range<u64>) -> u64 {
        range.start + self.draw() % (range.end - range.start).max(1)
    }

    /// True in so many of a hundred.
    pub fn percent(&mut self, share: u64) -> bool {
        self.within(0..100) < share
    }
}

/// The seed of this run.
pub fn seed() -> u64 {
    env::var(SEED).ok().and_then(|text| text.parse().ok()).unwrap_or(20_260_331)
}

/// So many rounds in the quick form, so many in the long one.
pub fn rounds(quick: usize, long: usize) -> usize {
    if env::var(LONG).is_ok_and(|form| form == "long") { long } else { quick }
}

/// The result of a promise's test, in the form that `cargo xtask promises` shows.
pub fn report(promise: &str, result: &str) {
    println!("\npromise {promise}: {result}; seed {}", seed());
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..1_000).map(|_| chance.within(3..13)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!((3..13).all(|n| draw(7).contains(&n)) && draw(7).iter().all(|n| (3..13).contains(n)));
    }
}
