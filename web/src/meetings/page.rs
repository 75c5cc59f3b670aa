//! One meeting 会议: what the last one resolved, topics, speakers, comments, attendance, minutes and steps, each with its form for
//! whoever may do it.

use super::attend::{Seat, seats};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::meetings::{MeetingPage, SpeakerRow};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{day_text, instant_text};
use domain::lang::Lang;
use domain::meetings::{Side, Step, rule};

#[derive(Template)]
#[template(path = "meetings/page.html")]
struct Page {
    f: Frame,
    code: String,
    title: String,
    state: &'static str,
    wrong: String,
    ribbon: Vec<(&'static str, String, &'static str)>,
    facts: Vec<(String, String)>,
    /// Address of the pack, and of the page of one's own unit; empty: none.
    pack: String,
    own_page: String,
    last: Option<(String, String)>,
    resolved: Grid,
    tally: String,
    topics: Vec<(String, String)>,
    speakers: Vec<Speaks>,
    rule: &'static str,
    comments: Grid,
    window: String,
    attendance: Grid,
    seats: Vec<Seat>,
    minutes: Vec<(String, String)>,
    steps: Grid,
    next: Vec<Choice>,
    seen: usize,
    units: Vec<Choice>,
    /// Both ends, for naming a unit the rankings do not propose.
    sides: [(&'static str, &'static str); 2],
    may: MayDo,
}

/// What this person may do here.
struct MayDo {
    comment: bool,
    choose: bool,
    minute: bool,
}

/// A unit that speaks, is proposed, or was excused.
struct Speaks {
    unit: String,
    name: String,
    side: &'static str,
    label: String,
    basis: String,
    standing: String,
    is_open: bool,
}

/// The road of a meeting, each step as far as it is reached.
const ROAD: [Step; 4] = [Step::Planned, Step::Packed, Step::Held, Step::Minuted];

pub async fn page(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| Ok(Answer::Fresh(shown(desk, &code, String::new())?))).await
}

pub fn shown(desk: &Desk<'_>, code: &str, wrong: String) -> Result<String, Refused> {
    let lang = desk.lang;
    let page = desk.office.meeting(&desk.actor, desk.looking.as_of, code)?;
    let choice = |step: &Step| Choice { value: step.code().to_owned(), label: step.label(lang).to_owned(), chosen: false };
    let pack = if page.has_pack { format!("/meetings/{code}/pack") } else { String::new() };
    let units = desk.office.with_roll(desk.actor.county, desk.looking.as_of, |roll| roll.units.clone())?;
    let own = units.iter().find(|u| Some(u.number) == desk.actor.unit).filter(|_| desk.actor.role.is_of_a_unit());
    let own_page = own.filter(|_| page.has_pack).map_or_else(String::new, |u| format!("{pack}?unit={}", u.code));
    let shown = Page {
        f: Frame::of(desk, page.title.clone()),
        code: code.to_owned(),
        title: page.title.clone(),
        state: page.meeting.state.label(lang),
        wrong,
        ribbon: ribbon(&page, lang),
        facts: facts(&page, lang),
        pack,
        own_page,
        last: page.last.clone(),
        tally: tally(&page, lang),
        resolved: resolved(&page, lang),
        topics: page.topics.iter().map(|t| (t.title.clone(), campaign(&t.campaign))).collect(),
        speakers: page.speakers.iter().map(|row| speaks(row, lang)).collect(),
        rule: rule(lang),
        comments: comments(&page, lang),
        window: window(&page, desk, lang),
        attendance: attendance(&page, lang),
        seats: if page.may_attend { seats(desk, &page)? } else { Vec::new() },
        minutes: page.minutes.iter().map(|(code, title)| (title.clone(), at("directives", code))).collect(),
        steps: steps(&page, lang),
        // The minutes have a form of their own.
        next: page.open.iter().filter(|step| **step != Step::Minuted).map(choice).collect(),
        seen: page.steps.len(),
        units: if page.may_choose { crate::orders::units(desk, "")?.into_iter().skip(1).collect() } else { Vec::new() },
        sides: Side::ALL.map(|side| (side.code(), side.speech(lang))),
        may: MayDo { comment: page.may_comment, choose: page.may_choose, minute: page.open.contains(&Step::Minuted) },
    };
    Ok(shown.render()?)
}

fn campaign(code: &str) -> String {
    if code.is_empty() { String::new() } else { at("campaigns", code) }
}

fn ribbon(page: &MeetingPage, lang: Lang) -> Vec<(&'static str, String, &'static str)> {
    let taken = |step: &Step| page.steps.iter().rfind(|row| row.step == *step);
    let reached = ROAD.iter().rposition(|step| taken(step).is_some());
    let step = |(place, step): (usize, &Step)| {
        let class = match reached {
            Some(at) if place == at => "now",
            Some(at) if place < at => "past",
            Some(_) | None => "",
        };
        (step.label(lang), taken(step).map_or_else(String::new, |row| row.on.to_string()), class)
    };
    ROAD.iter().enumerate().map(step).collect()
}

fn facts(page: &MeetingPage, lang: Lang) -> Vec<(String, String)> {
    let t = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    let mut facts = vec![
        (t("开会日期", "Day of the meeting"), day_text(page.meeting.meeting_on, lang)),
        (t("期别", "Period"), domain::calendar::Period::parse(&page.period).map_or_else(String::new, |p| p.text(lang))),
    ];
    for (name, words) in [(t("地点", "Venue"), &page.venue), (t("主持人", "Chair"), &page.chair)] {
        if !words.is_empty() {
            facts.push((name, words.clone()));
        }
    }
    if let Some(as_of) = page.meeting.as_of {
        facts.push((t("材料截面", "Cut of the pack"), day_text(as_of, lang)));
    }
    let days = format!("{}{}", page.comment_days, lang.of("个工作日", " working days"));
    let until = page.meeting.comments_to.map_or(days, |until| day_text(until, lang));
    facts.push((t("征求意见到", "Comments until"), until));
    facts
}

fn tally(page: &MeetingPage, lang: Lang) -> String {
    let (all, done) = (page.resolved.len(), page.resolved.iter().filter(|row| row.done).count());
    match lang {
        Lang::Zh => format!("议定{all}项，已办结{done}项，未办结{}项", all - done),
        Lang::En => format!("{all} resolved: {done} done, {} not done", all - done),
    }
}

fn resolved(page: &MeetingPage, lang: Lang) -> Grid {
    let lines = page.resolved.iter().map(|row| {
        let task = &row.task;
        let standing = if row.done { lang.of("✓ 已办结", "✓ done") } else { task.state.label(lang) };
        Line::of(vec![
            Item::link(&task.action, at("tasks", &task.code)),
            Item::link(lang.name(&task.unit_name.0, &task.unit_name.1), at("units", &task.unit)),
            Item::text(task.due.map_or_else(|| task.recurrence.label(lang).to_owned(), |due| due.to_string())),
            Item { state: if row.done { "done" } else { "" }, ..Item::text(standing) },
            crate::orders::slip_item(task.slip, lang),
        ])
    });
    let heads = [("议定事项", "Resolved"), ("责任单位", "Unit"), ("时限", "Due"), ("落实", "Standing"), ("警示", "Slip")];
    Grid {
        name: "resolved",
        caption: lang.of("上次会议议定事项落实情况", "What became of what the last meeting resolved").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        empty: lang.of("此前没有议定事项。", "Nothing was resolved before.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn speaks(row: &SpeakerRow, lang: Lang) -> Speaks {
    let standing = match &row.decided {
        None => lang.of("按排名提名，待确定", "proposed; to be confirmed").to_owned(),
        Some((true, note)) => format!("{} {note}", lang.of("✓ 确定发言", "✓ speaks")),
        Some((false, note)) => format!("{} {note}", lang.of("不安排发言：", "does not speak:")),
    };
    let label = match lang {
        Lang::Zh => format!("{}（{}）", row.side.label(lang), row.side.speech(lang)),
        Lang::En => format!("{}, {}", row.side.label(lang), row.side.speech(lang)),
    };
    Speaks {
        unit: row.unit.clone(),
        name: lang.name(&row.unit_name.0, &row.unit_name.1).to_owned(),
        side: row.side.code(),
        label,
        basis: lang.name(&row.basis.0, &row.basis.1).to_owned(),
        standing,
        is_open: row.decided.is_none(),
    }
}

fn window(page: &MeetingPage, desk: &Desk<'_>, lang: Lang) -> String {
    let Some(until) = page.meeting.comments_to else {
        return lang.of("材料送审后开始征求意见。", "Comments are taken once the pack is sent out.").to_owned();
    };
    let open = page.meeting.takes_comments(desk.looking.as_of);
    match (open, lang) {
        (true, Lang::Zh) => format!("征求意见到{}。", day_text(until, lang)),
        (true, Lang::En) => format!("Comments are taken until {}.", day_text(until, lang)),
        (false, Lang::Zh) => format!("征求意见已于{}截止。", day_text(until, lang)),
        (false, Lang::En) => format!("Comments were taken until {}.", day_text(until, lang)),
    }
}

fn comments(page: &MeetingPage, lang: Lang) -> Grid {
    let lines = page.comments.iter().map(|row| {
        let agreed = lang.of("无意见", "no objection");
        Line::of(vec![
            Item::link(lang.name(&row.unit_name.0, &row.unit_name.1), at("units", &row.unit)),
            Item::text(row.on.to_string()),
            Item::text(if row.agrees && row.words.is_empty() { agreed } else { &row.words }),
            Item::text(lang.name(&row.by.0, &row.by.1)),
        ])
    });
    let heads = [("单位", "Unit"), ("日期", "Day"), ("意见", "Comment"), ("经办", "By")];
    Grid {
        name: "meeting_comments",
        caption: lang.of("单位意见", "Comments").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        empty: lang.of("没有收到意见。", "No comment has come.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn attendance(page: &MeetingPage, lang: Lang) -> Grid {
    let lines = page.attendance.iter().map(|row| {
        Line::of(vec![
            Item::link(lang.name(&row.unit_name.0, &row.unit_name.1), at("units", &row.unit)),
            Item::text(row.presence.label(lang)),
            Item::text(&row.person),
        ])
    });
    let heads = [("单位", "Unit"), ("到会情况", "Attendance"), ("参会人", "Who came")];
    Grid {
        name: "meeting_attendances",
        caption: lang.of("签到", "Attendance").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        empty: lang.of("还没有登记签到。", "Attendance has not been taken.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn steps(page: &MeetingPage, lang: Lang) -> Grid {
    let day = |day: Option<domain::calendar::Date>| day.map_or_else(String::new, |day| day.to_string());
    let lines = page.steps.iter().map(|row| {
        Line::of(vec![
            Item::text(row.step.label(lang)),
            Item { hint: instant_text(row.recorded_at), ..Item::text(row.on.to_string()) },
            Item::text(lang.name(&row.by.0, &row.by.1)),
            Item::text(row.meeting_on.to_string()),
            Item::text(day(row.as_of)),
            Item::text(day(row.comments_to)),
            Item::text(&row.note),
        ])
    });
    let heads = [
        ("步骤", "Step"),
        ("日期", "Day"),
        ("经办", "By"),
        ("开会日期", "Meeting on"),
        ("截面", "Cut"),
        ("意见截止", "Comments until"),
        ("说明", "Note"),
    ];
    Grid {
        name: "meeting_steps",
        caption: lang.of("会议进程", "Steps").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        lang,
        ..Grid::default()
    }
}
