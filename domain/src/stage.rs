//! Stage 口径: who stands behind a figure, from what a unit says to what the statistics bureau publishes.

use serde::{Deserialize, Serialize};

/// Stage 口径 of a figure: who stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 上报: what the unit says.
    Reported,
    /// 核定: what the lead office recognised against evidence.
    Verified,
    /// 认定: what counts for assessment after exclusions.
    Credited,
    /// 统计部门: what the statistics bureau published.
    Statistical,
}

impl Stage {
    pub const ALL: [Stage; 4] = [Stage::Reported, Stage::Verified, Stage::Credited, Stage::Statistical];

    pub fn code(self) -> &'static str {
        match self {
            Stage::Reported => "reported",
            Stage::Verified => "verified",
            Stage::Credited => "credited",
            Stage::Statistical => "statistical",
        }
    }

    pub fn parse(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Stored form, in the order of the enum.
    pub fn number(self) -> i64 {
        self as i64
    }

    pub fn of_number(number: i64) -> Option<Stage> {
        Stage::ALL.into_iter().find(|s| s.number() == number)
    }

    pub fn label(self, lang: crate::lang::Lang) -> &'static str {
        match self {
            Stage::Reported => lang.of("上报", "reported"),
            Stage::Verified => lang.of("核定", "verified"),
            Stage::Credited => lang.of("认定", "credited"),
            Stage::Statistical => lang.of("统计部门", "statistical"),
        }
    }
}

/// The county itself, where a unit number is meant: its figure comes from the record, never by adding units.
pub const COUNTY: i32 = 0;
