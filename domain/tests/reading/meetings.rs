//! Meetings in cases 会议: the steps of a meeting, the comment window, and whom a ranking proposes to speak.

use super::{Cells, split_cells, take};
use domain::calendar::{Date, WorkingDays, parse_day};
use domain::document::Light;
use domain::lang::Lang;
use domain::meetings::{Meeting, Ranked, Refusal, Side, Step, Wish, proposed};

/// What a case follows: one meeting, and one ranking.
#[derive(Default)]
pub struct Called {
    meeting: Option<Meeting>,
    ranking: Vec<Ranked>,
    units: Vec<String>,
}

const WORDS: [&str; 5] = ["会议", "会议意见", "会议发言", "会议签到", "会议提名"];

/// Is this line about a meeting?
pub fn is_one(rest: &str) -> bool {
    rest.split_whitespace().next().is_some_and(|word| WORDS.contains(&word))
}

impl Called {
    /// `会议排名 单位 组 名次 灯 任务`: how a unit stands in the ranking of the topic.
    pub fn ranked(&mut self, rest: &str) -> Result<(), String> {
        let cells: Vec<&str> = rest.split_whitespace().collect();
        let [unit, group, rank, light, target] = cells.as_slice() else {
            return Err("会议排名 单位 组 名次 灯 任务".to_owned());
        };
        let word = |light: &Light| light.word(Lang::Zh);
        let light = Light::ALL.into_iter().find(|l| word(l) == *light);
        let number = |text: &str| text.parse::<u32>().map_err(|_| format!("“{text}”不是数"));
        self.units.push((*unit).to_owned());
        self.ranking.push(Ranked {
            unit: i32::try_from(self.units.len()).unwrap_or(0),
            group: (*group).to_owned(),
            rank: number(rank)?,
            target: number(target)?.into(),
            light,
        });
        Ok(())
    }

    pub fn found(&mut self, given: &str) -> Result<Result<String, Refusal>, String> {
        let (plain, mut cells) = split_cells(given);
        let day = |text: &str| parse_day(text).ok_or(format!("日期“{text}”"));
        let taken = |found: Result<(), Refusal>, words: &str| Ok(found.map(|()| words.to_owned()));
        let meeting = || self.meeting.as_ref().ok_or("没有会议".to_owned());
        match plain.as_slice() {
            ["会议", step, on] => self.step(step, day(on)?, cells),
            ["会议意见", on] => {
                let (words, agrees) = (take(&mut cells, "意见").unwrap_or(""), take(&mut cells, "无意见").is_some());
                taken(meeting()?.may_comment(agrees, words, day(on)?), "收下")
            }
            ["会议发言", how, speaks] => {
                let note = take(&mut cells, "理由").unwrap_or("");
                taken(meeting()?.may_choose(*how == "提名", *speaks == "发言", note), "记下")
            }
            ["会议签到"] => taken(meeting()?.may_attend(), "记下"),
            ["会议提名"] => Ok(Ok(self.proposals())),
            _ => Err("看不懂这一行 (this line cannot be read)".to_owned()),
        }
    }

    fn step(&mut self, label: &str, on: Date, mut cells: Cells<'_>) -> Result<Result<String, Refusal>, String> {
        let step = Step::ALL.into_iter().find(|s| s.label(Lang::Zh) == label).ok_or(format!("没有步骤“{label}”"))?;
        let mut cell = |name: &str| take(&mut cells, name);
        let (title, note) = (cell("名称").unwrap_or(""), cell("说明").unwrap_or(""));
        let topics = cell("议题").map_or(0, |topics| topics.split('、').count());
        let (meeting_on, as_of) = (cell("开会").and_then(parse_day), cell("截面").and_then(parse_day));
        let taken = match &self.meeting {
            None => Meeting::plan(title, topics, meeting_on, on),
            Some(meeting) => meeting.check(&Wish { step, on, meeting_on, as_of, note }, 3, &WorkingDays::default()),
        };
        let taken = match taken {
            Ok(taken) => taken,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match &mut self.meeting {
            Some(meeting) => meeting.take(&taken),
            None => self.meeting = Meeting::of([taken]),
        }
        let meeting = self.meeting.as_ref().ok_or("没有会议")?;
        let mut said = meeting.state.label(Lang::Zh).to_owned();
        if step == Step::Packed {
            let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
            said = format!("{said} 截面{} 意见到{}", day(meeting.as_of), day(meeting.comments_to));
        }
        Ok(Ok(said))
    }

    fn proposals(&self) -> String {
        let name = |unit: i32| self.units.get(usize::try_from(unit - 1).unwrap_or(0)).map_or("", String::as_str);
        let said = proposed(&self.ranking).into_iter().map(|p| {
            let side = if p.side == Side::Advanced { "先进" } else { "后进" };
            format!("{side}{}（{}/{}）", name(p.unit), p.rank, p.ranked)
        });
        let said: Vec<String> = said.collect();
        if said.is_empty() { "无".to_owned() } else { said.join(" ") }
    }
}
