//! Frame 框架: what surrounds every page — county, search, day looked from, period, language, navigation and basis.

use crate::asked::Asked;
use crate::desk::{Desk, Looking};
use crate::grid::Grid;
use crate::site::Site;
use crate::words::weekday;
use acts::sessions::Seated;
use domain::actors::Role;
use domain::calendar::{Date, Period, day_text};
use domain::lang::Lang;
use domain::policy::{Action, Denied, Request, decide};
use domain::returns::Deadlines;
use domain::stage::{COUNTY, Stage};

/// Columns that fit across upright paper.
const PORTRAIT_COLUMNS: usize = 9;

/// An entry of the navigation.
pub struct Nav {
    pub href: &'static str,
    pub label: &'static str,
    pub current: bool,
}

/// A choice of a select.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Choices under a common head.
pub struct Choices {
    pub label: String,
    pub choices: Vec<Choice>,
}

pub struct Frame {
    pub lang: Lang,
    pub title: String,
    pub county: String,
    /// Who is signed in, in words; empty before.
    pub who: String,
    /// There is something to search for.
    pub finds: bool,
    pub nav: Vec<Nav>,
    /// How much waits for whoever looks.
    pub todo: usize,
    /// What every form of this page carries: the session's token, and a key of its own.
    pub token: String,
    pub form_key: String,
    /// Path of this page and what its forms carry along.
    pub path: String,
    pub kept: Vec<(String, String)>,
    /// The words searched for.
    pub q: String,
    pub as_of: String,
    pub as_of_text: String,
    pub today: String,
    pub past: bool,
    pub back_to_today: String,
    /// "演示：今天是…" when the day was told to the program.
    pub demo: String,
    pub periods: Vec<Choices>,
    pub period_text: String,
    pub stages: Vec<Choice>,
    pub other_lang: String,
    pub basis: String,
    pub permalink: String,
    /// Seconds after which the page asks again; 0: never.
    pub refresh: u32,
    pub style: String,
    pub script: String,
    /// The dark wall of 1920 × 1080.
    pub big: bool,
    /// So many columns that paper is turned.
    pub broad: bool,
}

/// Where the navigation leads: address, Chinese, English, and the action without which it is not shown.
const NAVIGATION: &[(&str, &str, &str, Action)] = &[
    ("/wall", "作战图", "Wall", Action::ReadBusiness),
    ("/returns", "填报", "Returns", Action::ReadBusiness),
    ("/statistics", "统计", "Scoreboard", Action::ReadBusiness),
    ("/projects", "项目", "Projects", Action::ReadBusiness),
    ("/key-projects", "重点项目", "Key projects", Action::ReadBusiness),
    ("/registers/funds", "争资", "Funds", Action::ReadBusiness),
    ("/registers/teams", "团队", "Teams", Action::ReadBusiness),
    ("/registers/parcels", "地块", "Parcels", Action::ReadBusiness),
    ("/directives", "部署", "Directives", Action::ReadBusiness),
    ("/tasks", "任务", "Tasks", Action::ReadBusiness),
    ("/orders", "督办", "Orders", Action::ReadBusiness),
    ("/proceedings", "问责", "Measures", Action::ReadMeasure),
    ("/merit", "实绩", "Merit", Action::ReadMerit),
    ("/meetings", "会议", "Meetings", Action::ReadBusiness),
    ("/problems", "现场", "On site", Action::ReadBusiness),
    ("/bulletins", "通报", "Bulletins", Action::ReadBusiness),
    ("/imports", "导入", "Import", Action::AttachEvidence),
    ("/verifications", "核验", "Verify", Action::VerifyReturn),
    ("/units", "单位", "Units", Action::ReadBusiness),
    ("/registers", "台账", "Registers", Action::ReadBusiness),
    ("/accounts", "账号", "Accounts", Action::KeepAccounts),
    ("/roles", "角色", "Roles", Action::GrantRoles),
    // Whoever keeps the organisation keeps no rules, and the other way round.
    ("/settings", "设置", "Settings", Action::KeepOrganisation),
    ("/settings", "设置", "Settings", Action::ChangeRules),
    // Whoever keeps the organisation shows no evidence, and the other way round.
    ("/imports", "导入", "Import", Action::KeepOrganisation),
    ("/burden", "负担", "Burden", Action::ReadBusiness),
    ("/acts", "留痕", "Acts", Action::ReadActs),
    ("/help", "说明", "Help", Action::ReadBusiness),
];

impl Frame {
    /// Around a page of the county's business.
    pub fn of(desk: &Desk<'_>, title: impl Into<String>) -> Frame {
        let asked = desk.asked;
        let Looking { as_of, past, period, follows, stage } = desk.looking;
        let mut frame = Frame::bare(asked, &desk.office.today, title);
        frame.county = desk.seated.county.label(desk.lang).to_owned();
        frame.who = who(&desk.seated, desk.lang);
        frame.token = desk.token();
        frame.form_key = acts::acting::fresh_key();
        frame.nav = navigation(&asked.path, desk.actor.role, desk.lang);
        if !desk.scope.business() {
            // Who sees no figures has nothing to look at as of a day.
            frame.demo = demonstration(desk.site, desk.office.today, desk.lang);
            return frame;
        }
        frame.finds = true;
        frame.todo = desk.todo().map_or(0, |items| items.len());
        frame.as_of = as_of.to_string();
        frame.as_of_text = day_text(as_of, desk.lang);
        frame.past = past;
        frame.back_to_today = asked.with(&[("as_of", "today"), ("period", if follows { "auto" } else { "" })]);
        frame.demo = demonstration(desk.site, desk.office.today, desk.lang);
        frame.periods = periods(&desk.deadlines, as_of, period, follows, desk.lang);
        frame.period_text = period.text(desk.lang);
        frame.stages = stages(desk, stage);
        frame.basis = basis(desk);
        let (day, months, lang) = (as_of.to_string(), period.to_string(), if desk.lang == Lang::En { "en" } else { "zh" });
        frame.permalink =
            asked.with(&[("as_of", &day), ("period", &months), ("stage", stage.code()), ("lang", lang), ("format", "")]);
        frame
    }

    /// Around a page that shows nothing of the county: the first page, an error.
    pub fn bare(asked: &Asked, today: &Date, title: impl Into<String>) -> Frame {
        let other = if asked.lang == Lang::Zh { "en" } else { "zh" };
        Frame {
            lang: asked.lang,
            title: title.into(),
            county: String::new(),
            who: String::new(),
            finds: false,
            nav: Vec::new(),
            todo: 0,
            token: String::new(),
            form_key: String::new(),
            path: asked.path.clone(),
            kept: asked.kept(),
            q: if asked.path == "/search" { asked.param("q").to_owned() } else { String::new() },
            as_of: String::new(),
            as_of_text: String::new(),
            today: today.to_string(),
            past: false,
            back_to_today: String::new(),
            demo: String::new(),
            periods: Vec::new(),
            period_text: String::new(),
            stages: Vec::new(),
            other_lang: asked.with(&[("lang", other), ("format", "")]),
            basis: String::new(),
            permalink: String::new(),
            refresh: 0,
            style: crate::assets::style_address(),
            script: crate::assets::script_address(),
            big: false,
            broad: false,
        }
    }

    /// Around a table of so many columns.
    pub fn around(mut self, grid: &Grid) -> Frame {
        self.broad = grid.columns.len() > PORTRAIT_COLUMNS;
        self
    }

    pub fn zh(&self) -> bool {
        self.lang == Lang::Zh
    }

    /// How many files of evidence, in words.
    pub fn files(&self, count: usize) -> String {
        match (count, self.lang) {
            (0, lang) => lang.of("没有材料", "no files").to_owned(),
            (_, Lang::Zh) => format!("{count}份"),
            (1, Lang::En) => "1 file".to_owned(),
            (_, Lang::En) => format!("{count} files"),
        }
    }

    /// One of two texts.
    pub fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.lang.of(zh, en)
    }
}

pub fn navigation(path: &str, role: Role, lang: Lang) -> Vec<Nav> {
    // The longest address that begins this path is where we are.
    let begins = |href: &str| path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
    let here = NAVIGATION.iter().filter(|n| begins(n.0)).max_by_key(|n| n.0.len()).map(|n| n.0);
    let does = |action| decide(role, Request::of(action)) != Err(Denied::NotYourRole);
    let shown = NAVIGATION.iter().filter(|n| does(n.3));
    shown.map(|&(href, zh, en, _)| Nav { href, label: lang.of(zh, en), current: here == Some(href) }).collect()
}

/// Person and post: "张三 · 统计员".
fn who(seated: &Seated, lang: Lang) -> String {
    format!("{} · {}", seated.person.label(lang), seated.title.label(lang))
}

/// The banner of a told day; empty on a live server.
pub fn demonstration(site: &Site, today: Date, lang: Lang) -> String {
    if !site.is_demonstration() {
        return String::new();
    }
    let (day, week) = (day_text(today, lang), weekday(today, lang));
    match lang {
        Lang::Zh => format!("演示：今天是{day}（{week}）"),
        Lang::En => format!("Demonstration: today is {week}, {day}"),
    }
}

/// What a page stands on, in one line.
pub fn basis(desk: &Desk<'_>) -> String {
    let Looking { as_of, stage, period, .. } = desk.looking;
    let (day, months, stage, seq) = (day_text(as_of, desk.lang), period.text(desk.lang), stage.label(desk.lang), desk.seq());
    match desk.lang {
        Lang::Zh => format!("统计截至{day}，期别{months}，口径：{stage}，总账第{seq}号之前的全部记录"),
        Lang::En => format!("As of {day}; period {months}; stage: {stage}; all records up to ledger no. {seq}"),
    }
}

/// Periods of this year and the last that have begun by a day.
fn periods(deadlines: &Deadlines, as_of: Date, chosen: Period, follows: bool, lang: Lang) -> Vec<Choices> {
    let auto = crate::desk::closed_period(deadlines, as_of).text(lang);
    let auto = match lang {
        Lang::Zh => format!("已封账（{auto}）"),
        Lang::En => format!("{auto} (closed)"),
    };
    let mut groups = vec![Choices {
        label: lang.of("自动", "automatic").to_owned(),
        choices: vec![Choice { value: "auto".to_owned(), label: auto, chosen: follows }],
    }];
    for year in [as_of.year(), as_of.year() - 1] {
        let spans = [(1, 12), (1, 6), (7, 12), (1, 3), (4, 6), (7, 9), (10, 12)].into_iter();
        let mut all: Vec<Period> = spans.map(|(a, b)| Period { year, from_month: a, to_month: b }).collect();
        all.extend((1..=12).map(|m| Period::month(year, m)));
        if chosen.year == year && !all.contains(&chosen) {
            all.push(chosen);
        }
        let choices = all
            .into_iter()
            .filter(|p| p.first_day() <= as_of)
            .map(|p| Choice { value: p.to_string(), label: p.text(lang), chosen: !follows && p == chosen })
            .collect();
        groups.push(Choices { label: year.to_string(), choices });
    }
    groups
}

/// Stages a person may choose between; none if there is only one.
fn stages(desk: &Desk<'_>, chosen: Stage) -> Vec<Choice> {
    let may: Vec<Stage> = Stage::ALL.into_iter().filter(|&s| desk.scope.allows(s, COUNTY)).collect();
    if may.len() < 2 {
        return Vec::new();
    }
    let choice = |s: Stage| Choice { value: s.code().to_owned(), label: s.label(desk.lang).to_owned(), chosen: s == chosen };
    may.into_iter().map(choice).collect()
}

/// Where a role begins: the first page of its navigation.
pub fn home(role: Role) -> &'static str {
    let does = |action| decide(role, Request::of(action)) != Err(Denied::NotYourRole);
    NAVIGATION.iter().find(|n| does(n.3)).map_or("/me", |n| n.0)
}
