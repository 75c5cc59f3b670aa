//! Theme 配色: the few colours of a chart, on paper and on the wall.

use domain::document::{Light, Series};

/// Where the chart is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Print and the light page; the ground is left to the paper.
    Paper,
    /// The dark wall 作战图.
    Wall,
}

/// Colours by meaning.
pub(super) struct Tokens {
    pub ground: Option<&'static str>,
    pub ink: &'static str,
    pub soft: &'static str,
    pub grid: &'static str,
    /// This year, or the one series there is.
    pub accent: &'static str,
    /// Last year.
    pub past: &'static str,
    /// Further series and shares, in order.
    pub more: [&'static str; 6],
}

const PAPER: Tokens = Tokens {
    ground: None,
    ink: "#1f1f1f",
    soft: "#595959",
    grid: "#dedbd5",
    accent: "#c8371f",
    past: "#b4b1ab",
    more: ["#3d3d3d", "#8a5a44", "#7d7a74", "#d98b6e", "#5b6670", "#cbb59c"],
};
const WALL: Tokens = Tokens {
    ground: Some("#15181b"),
    ink: "#f3f0ea",
    soft: "#bdb9b1",
    grid: "#363c42",
    accent: "#ff6f50",
    past: "#7f8488",
    more: ["#e8e4dc", "#c99678", "#a5a29b", "#f2b59f", "#93a1ad", "#8f7f6b"],
};

impl Theme {
    pub(super) fn tokens(self) -> &'static Tokens {
        match self {
            Theme::Paper => &PAPER,
            Theme::Wall => &WALL,
        }
    }

    pub(super) fn light(self, light: Light) -> &'static str {
        match (self, light) {
            (Theme::Paper, Light::Green) => "#2c7a4b",
            (Theme::Paper, Light::Yellow) => "#c08a00",
            (Theme::Paper, Light::Red) => "#bf2418",
            (Theme::Paper, Light::Blue) => "#2b5fa6",
            (Theme::Wall, Light::Green) => "#4fc27f",
            (Theme::Wall, Light::Yellow) => "#f0b93a",
            (Theme::Wall, Light::Red) => "#ff5a4a",
            (Theme::Wall, Light::Blue) => "#6ea8ff",
        }
    }
}

impl Tokens {
    /// One colour a series: the accent for this year, grey for last year, wherever they stand in the order.
    pub fn of_series(&self, series: &[Series]) -> Vec<&'static str> {
        let newest = series.iter().filter_map(|one| year(&one.name)).max();
        let past: Vec<bool> = series.iter().map(|one| is_past(&one.name, newest)).collect();
        let mut accents = std::iter::once(self.accent).chain(self.more.iter().copied().cycle());
        let mut greys = std::iter::once(self.past).chain(self.more.iter().copied().skip(2).cycle());
        past.into_iter().map(|past| if past { greys.next() } else { accents.next() }.unwrap_or(self.ink)).collect()
    }

    /// One colour a share.
    pub fn of_share(&self, at: usize) -> &'static str {
        let order = [self.accent, self.more[0], self.past, self.more[3], self.more[4], self.more[5], self.more[1], self.more[2]];
        order[at % order.len()]
    }
}

fn is_past(name: &str, newest: Option<u32>) -> bool {
    let said = ["上年", "去年", "同期", "last year", "Last year", "previous", "Previous"].iter().any(|word| name.contains(word));
    said || year(name).is_some_and(|year| newest.is_some_and(|newest| year < newest))
}

/// The first four-digit year in a name.
fn year(name: &str) -> Option<u32> {
    let digits: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).collect();
    digits.into_iter().filter(|run| run.len() == 4).find_map(|run| run.parse().ok().filter(|year| (1900..2200).contains(year)))
}

/// Whether white or dark text reads better on a colour.
pub(super) fn is_dark(colour: &str) -> bool {
    let part = |at: usize| colour.get(at..at + 2).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or(0);
    part(1) * 299 + part(3) * 587 + part(5) * 114 < 140_000
}
