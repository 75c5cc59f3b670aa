//! Speakers 发言单位: whom the rankings propose, by a rule that is shown, and what a person made of it.

use super::Side;
use crate::document::Light;
use crate::lang::Lang;
use crate::registers::Record;

/// How a unit stands in the ranking of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    pub unit: i32,
    /// Ranked inside it.
    pub group: String,
    pub rank: u32,
    /// Annual target, in the indicator's measure.
    pub target: i64,
    pub light: Option<Light>,
}

/// A unit that the rankings propose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub unit: i32,
    pub side: Side,
    pub rank: u32,
    /// Units ranked in its group.
    pub ranked: usize,
}

/// Whom one ranking proposes, group by group: the first if it keeps pace, the last if it does not. Of those that tie the one with
/// the largest target; where all of a group tie nobody is.
pub fn proposed(ranking: &[Ranked]) -> Vec<Proposed> {
    let mut groups: Vec<&str> = Vec::new();
    for ranked in ranking {
        if !groups.contains(&ranked.group.as_str()) {
            groups.push(&ranked.group);
        }
    }
    let mut proposals = Vec::new();
    for group in groups {
        let members: Vec<&Ranked> = ranking.iter().filter(|ranked| ranked.group == group).collect();
        let (Some(first), Some(last)) = (members.iter().map(|m| m.rank).min(), members.iter().map(|m| m.rank).max()) else {
            continue;
        };
        if first == last {
            continue;
        }
        for (side, rank) in [(Side::Advanced, first), (Side::Lagging, last)] {
            let fits = |member: &&&Ranked| member.rank == rank && fits(side, member.light);
            let chosen = members.iter().filter(fits).max_by_key(|member| (member.target, -member.unit));
            proposals.extend(chosen.map(|m| Proposed { unit: m.unit, side, rank, ranked: members.len() }));
        }
    }
    proposals
}

fn fits(side: Side, light: Option<Light>) -> bool {
    match (side, light) {
        (Side::Advanced, light) => light == Some(Light::Green),
        (Side::Lagging, light) => matches!(light, Some(Light::Yellow | Light::Red)),
    }
}

/// The rule in words.
pub fn rule(lang: Lang) -> &'static str {
    lang.of(
        "按各议题排名指标，每组第一名且达序时的提名作典型发言，每组末名且未达序时的提名作表态发言；并列的取年度任务最大的一家，全组并列的不提名。提名只是建议，由人确定或改定，改定的写明理由。",
        "By the ranking of each topic: of every group the first is proposed if it keeps pace, and the last if it does not; of those \
         that tie the one with the largest target, and nobody where the whole group ties. A person confirms or replaces them, and \
         says why.",
    )
}

/// A unit as a person arranged for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    pub unit: i32,
    pub side: Side,
    pub indicator: Option<i32>,
    pub speaks: bool,
    pub note: String,
}

impl Speaker {
    pub fn from_record(record: &Record) -> Option<Speaker> {
        Some(Speaker {
            unit: i32::try_from(record.int("unit_id")?).ok()?,
            side: Side::parse(record.text("side"))?,
            indicator: record.int("indicator_id").and_then(|n| i32::try_from(n).ok()),
            speaks: record.text("standing") == "confirmed",
            note: record.text("note").to_owned(),
        })
    }
}
