//! Units 单位: the directory of all units, and what one unit owes, has done, and is credited with.

use crate::asked::Asked;
use crate::cache::Gathered;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::parts::Mark;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, Sorting, export};
use crate::wall::campaigns_of;
use crate::words::{at, name, percent, signed};
use acts::finding::{Needle, sort_key};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{Period, day_at, day_number, day_text};
use domain::document::{Light, RowKind};
use domain::lang::Lang;
use domain::measure::grouped;
use domain::registers::{Record, UNIT_KINDS};
use domain::returns::Status;
use domain::statistics::{Quantity, Statistic};
use domain::units::Unit;

#[derive(Template)]
#[template(path = "units/list.html")]
struct ListPage {
    f: Frame,
    q: String,
    grid: Grid,
    exports: Exports,
    count: usize,
}

#[derive(Template)]
#[template(path = "units/page.html")]
struct UnitPage {
    f: Frame,
    name: String,
    code: String,
    group: String,
    kind: String,
    since: String,
    posts: Vec<(String, String, String)>,
    lights: Vec<(Mark, usize)>,
    zero: Vec<String>,
    grid: Grid,
    projects: Grid,
    exports: Exports,
    /// The month's returns, for those who see them: the month, how each line stands, and its files.
    month: String,
    returns: Grid,
    papers: Vec<UnitPaper>,
}

/// A file shown for a return.
struct UnitPaper {
    of: String,
    e: crate::evidence::Shown,
}

fn kind_label(unit: &Unit, lang: Lang) -> &str {
    UNIT_KINDS.iter().find(|k| k.0 == unit.kind).map_or(unit.kind.as_str(), |k| lang.of(k.1, k.2))
}

fn count(books: &Gathered, unit: &Unit, holds: impl Fn(&Statistic) -> bool) -> usize {
    books.statistics().iter().filter(|s| s.unit == unit.number && holds(s)).count()
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let (lang, q) = (desk.lang, desk.asked.param("q"));
        let (sorting, needle) = (Sorting::of(desk.asked), Needle::of(q));
        let mut found: Vec<&Unit> = books
            .books
            .units
            .iter()
            .filter(|u| {
                let names = [&u.name, &u.name_en, &u.code, &u.group].into_iter().chain(&u.aliases);
                q.is_empty() || names.into_iter().any(|name| needle.is_in(name))
            })
            .collect();
        match sorting.by {
            "unit" => found.sort_by_cached_key(|u| sort_key(u.label(lang))),
            "red" => found.sort_by_cached_key(|u| count(&books, u, |s| s.light == Some(Light::Red))),
            "group" => found.sort_by_key(|u| &u.group),
            _ => {}
        }
        if sorting.down {
            found.reverse();
        }
        let lines = found.iter().map(|u| {
            let lit = |light: Light| {
                let n = count(&books, u, |s| s.light == Some(light));
                let number = domain::document::Number { mantissa: i64::try_from(n).unwrap_or(0), decimals: 0 };
                Item::number(if n == 0 { String::new() } else { n.to_string() }, number)
            };
            let duties = count(&books, u, |s| s.status != Status::NoDuty);
            Line::of(vec![
                Item::link(u.label(lang), at("units", &u.code)),
                Item::text(kind_label(u, lang)),
                Item::text(u.group_label(lang)),
                Item::text(duties.to_string()),
                lit(Light::Red),
                lit(Light::Yellow),
                lit(Light::Green),
                Item::text(&u.code),
            ])
        });
        let on = |code: &str, column: Col| sorting.on(desk.asked, code, column);
        let grid = Grid {
            name: "units",
            caption: desk.t("单位", "Units").to_owned(),
            columns: vec![
                on("unit", Col::text(lang.of("单位", "Unit"))),
                Col::text(lang.of("类别", "Kind")),
                on("group", Col::text(lang.of("排名组", "Ranking group"))),
                Col::number(lang.of("承担指标", "Duties"), ""),
                on("red", Col::number(lang.of("红灯", "Red"), "")),
                Col::number(lang.of("黄灯", "Yellow"), ""),
                Col::number(lang.of("绿灯", "Green"), ""),
                Col::text(lang.of("编号", "No.")),
            ],
            lines: lines.collect(),
            empty: lang.of("没有符合条件的单位。", "No unit meets the conditions.").to_owned(),
            lang,
            ..Grid::default()
        };
        if let Some(file) = export(desk, &grid)? {
            return Ok(file);
        }
        let f = Frame::of(desk, desk.t("单位", "Units"));
        let page = ListPage { f, q: q.to_owned(), count: found.len(), grid, exports: Exports::of(desk) };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

pub async fn page(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let books = desk.books()?;
        let unknown = || Refused::from(acts::Error::UnknownUnit(id.clone()));
        let unit = books.books.unit_of_code(&id).ok_or_else(unknown)?;
        let grid = figures(desk, &books, unit);
        if let Some(file) = export(desk, &grid)? {
            return Ok(file);
        }
        let lang = desk.lang;
        let lights =
            [Light::Green, Light::Yellow, Light::Red].map(|l| (Mark::of(l, lang), count(&books, unit, |s| s.light == Some(l))));
        let zero = books.statistics().iter().filter(|s| s.unit == unit.number && s.unbroken_days.is_some());
        let indicator = |s: &Statistic| books.books.indicators.iter().find(|i| i.number == s.indicator);
        let (month, returns, papers) = returns(desk, unit)?;
        let page = UnitPage {
            month,
            returns,
            papers,
            f: Frame::of(desk, unit.label(lang)),
            name: unit.label(lang).to_owned(),
            code: unit.code.clone(),
            group: unit.group_label(lang).to_owned(),
            kind: kind_label(unit, lang).to_owned(),
            since: unit.valid_from.map(|d| day_text(d, lang)).unwrap_or_default(),
            posts: posts(desk, &books, unit),
            lights: lights.into(),
            zero: zero.filter_map(|s| Some(indicator(s)?.label(lang).to_owned())).collect(),
            projects: projects(desk, &books, unit),
            grid,
            exports: Exports::of(desk),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

/// Who holds the unit's posts on the day looked from.
fn posts(desk: &Desk<'_>, books: &Gathered, unit: &Unit) -> Vec<(String, String, String)> {
    let lang = desk.lang;
    let today = day_number(desk.looking.as_of);
    let holds = |t: &Record| t.int("from_on").is_some_and(|f| f <= today) && t.int("until_on").is_none_or(|u| today < u);
    let mut found = Vec::new();
    for post in books.books.records("posts").iter().filter(|p| p.int("unit_id") == Some(i64::from(unit.number))) {
        let term = books.books.records("terms").iter().find(|t| t.text("post_id") == post.key() && holds(t));
        let person = term.and_then(|t| books.books.parent(t, "person_id"));
        let who = person.map(|p| name(&p, lang).to_owned()).unwrap_or_else(|| lang.of("空缺", "vacant").to_owned());
        let title = lang.name(post.text("title"), post.text("title_en")).to_owned();
        found.push((title, who, crate::words::choice(post, "duty", lang)));
    }
    found
}

/// How the lines of the period's last month stand, with their files; nothing for those who see no reports of the unit.
fn returns(desk: &Desk<'_>, unit: &Unit) -> Result<(String, Grid, Vec<UnitPaper>), Refused> {
    let (lang, period) = (desk.lang, desk.looking.period);
    let month = Period::month(period.year, period.to_month);
    // What stands now is not shown for what stood then.
    let lines = if desk.looking.past { Vec::new() } else { desk.office.month_of(&desk.actor, unit, month)? };
    let keys: Vec<String> = lines.iter().map(|l| l.evidence_key(unit.number)).collect();
    let mut files = desk.office.evidence_by_record(&desk.actor, "returns", &keys)?;
    let mut papers = Vec::new();
    let mut rows = Vec::new();
    for (line, key) in lines.iter().zip(&keys) {
        let own = files.remove(key).unwrap_or_default();
        let label = line.indicator.label(lang);
        let amount = |amount: Option<i64>| amount.map_or_else(|| "—".to_owned(), |a| grouped(&line.indicator.measure.exact(a)));
        let late = matches!(line.status, Status::NotReported | Status::Returned);
        let count = if own.is_empty() { "—".to_owned() } else { own.len().to_string() };
        let filed = line.reported_at.map_or_else(String::new, |at| day_text(day_at(at), lang));
        let status = Item { state: if late { "late" } else { "" }, ..Item::text(line.status.label(lang)) };
        let figures = [amount(line.reported), amount(line.verified)].map(Item::text);
        let [reported, verified] = figures;
        rows.push(Line::of(vec![
            Item::text(label),
            status,
            reported,
            verified,
            Item::text(line.indicator.measure.label(lang)),
            Item::text(filed),
            Item::text(line.reason.clone()),
            Item::text(count),
        ]));
        papers.extend(own.iter().map(|file| UnitPaper { of: label.to_owned(), e: crate::evidence::Shown::of(file, lang) }));
    }
    let grid = Grid {
        name: "returns",
        caption: lang.of("填报", "Returns").to_owned(),
        columns: vec![
            Col::text(lang.of("指标", "Indicator")),
            Col::text(lang.of("状态", "Status")),
            Col::number(lang.of("上报", "Reported"), ""),
            Col::number(lang.of("核定", "Verified"), ""),
            Col::text(lang.of("计量单位", "Measure")),
            Col::text(lang.of("报送日期", "Filed on")),
            Col::text(lang.of("核验理由", "Reason given")),
            Col::number(lang.of("佐证", "Files"), ""),
        ],
        lines: rows,
        lang,
        ..Grid::default()
    };
    Ok((if grid.lines.is_empty() { String::new() } else { month.text(lang) }, grid, papers))
}

/// All indicators of a unit, campaign by campaign.
fn figures(desk: &Desk<'_>, books: &Gathered, unit: &Unit) -> Grid {
    let lang = desk.lang;
    let mut lines = Vec::new();
    let mut campaigns: Vec<(String, String)> =
        campaigns_of(books).iter().map(|c| (c.code.clone(), c.name.of(lang).to_owned())).collect();
    campaigns.push((String::new(), lang.of("其他指标", "Other indicators").to_owned()));
    for (code, label) in campaigns {
        let own = crate::wall::campaigns::indicators(books, &code);
        let all: Vec<Line> = own
            .iter()
            .filter_map(|i| Some((i, books.statistic(i.number, unit.number)?)))
            .filter(|(_, s)| s.status != Status::NoDuty || s.cumulative.is_some_and(|c| c != 0))
            .map(|(i, s)| line(desk, books, i, s))
            .collect();
        if !all.is_empty() {
            let mut head = vec![Item::link(label, if code.is_empty() { String::new() } else { at("campaigns", &code) })];
            head.resize(9, Item::default());
            lines.push(Line { items: head, kind: RowKind::Group });
            lines.extend(all);
        }
    }
    Grid {
        name: "unit",
        caption: unit.label(lang).to_owned(),
        columns: vec![
            Col::text(lang.of("指标", "Indicator")),
            Col::text(lang.of("计量单位", "Measure")),
            Col::number(lang.of("累计", "Cumulative"), ""),
            Col::number(lang.of("上年同期", "Last year"), ""),
            Col::number(lang.of("同比", "Change"), "%"),
            Col::number(lang.of("年度目标", "Target"), ""),
            Col::number(lang.of("占目标", "Share"), "%"),
            Col::number(lang.of("与时序差", "Gap"), lang.of("点", "points")),
            Col::number(lang.of("组内排名", "Rank"), ""),
        ],
        lines,
        empty: lang.of("这个单位没有任务，也没有计入的数。", "This unit has no duty, and nothing is credited to it.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn line(desk: &Desk<'_>, books: &Gathered, i: &domain::indicators::Indicator, s: &Statistic) -> Line {
    let lang = desk.lang;
    let cell = |quantity: Quantity| {
        let made = acts::exports::quantity_cell(&books.books, i, s, quantity, books.period);
        let href = made.figure.as_deref().map(|id| format!("/figures/{}", crate::asked::encode(id))).unwrap_or_default();
        let mut item = Item { number: made.number, ..Item::figure(made.text, href) };
        if item.href.is_empty() {
            item.is_figure = false;
        }
        item
    };
    let signed_cell = |quantity: Quantity, ratio: Option<domain::measure::Ratio>| Item {
        text: ratio.map_or_else(|| "—".to_owned(), signed),
        ..cell(quantity)
    };
    let mut cumulative = cell(Quantity::Cumulative);
    match s.status {
        Status::NotReported => {
            cumulative.text = format!("▨ {}", s.status.label(lang));
            cumulative.state = "missing";
        }
        Status::ConfirmedZero if s.unbroken_days.is_some() => {
            cumulative.text = format!("◌ {}", lang.of("未破零", "nothing yet"));
            cumulative.state = "unbroken";
        }
        Status::Open if s.cumulative.is_none() => cumulative.text = format!("… {}", s.status.label(lang)),
        Status::NoDuty
        | Status::Open
        | Status::ConfirmedZero
        | Status::Reported
        | Status::Returned
        | Status::Verified
        | Status::Locked => {}
    }
    let rank = s.rank.map_or_else(Item::default, |r| Item { text: format!("{r} / {}", s.ranked), ..cell(Quantity::Rank) });
    Line::of(vec![
        Item::text(i.label(lang)),
        Item::text(i.measure.label(lang)),
        cumulative,
        cell(Quantity::LastYear),
        signed_cell(Quantity::ChangePercent, s.change_ratio()),
        cell(Quantity::Target),
        Item { text: s.share().map_or_else(|| "—".to_owned(), percent), ..cell(Quantity::SharePercent) }.lit(s.light),
        signed_cell(Quantity::GapPoints, s.gap()),
        rank,
    ])
}

/// Projects credited to the unit, newest first.
fn projects(desk: &Desk<'_>, books: &Gathered, unit: &Unit) -> Grid {
    let lang = desk.lang;
    let credits = books.books.records("project_credits").iter().filter(|c| c.int("unit_id") == Some(i64::from(unit.number)));
    let mut own: Vec<(Record, &Record)> = credits.filter_map(|c| Some((books.books.parent(c, "project_id")?, c))).collect();
    own.sort_by_key(|(p, _)| std::cmp::Reverse((p.int("registered_on"), p.seq)));
    let lines = own.iter().map(|(p, c)| {
        Line::of(vec![
            Item::link(name(p, lang), at("projects", &p.key())),
            Item::text(crate::words::choice(c, "role", lang)),
            Item::text(domain::measure::decimal(c.int("share").unwrap_or(0), 2)),
            Item::text(crate::words::wan(p.int("fixed_investment").unwrap_or(0))),
            Item::text(crate::words::day(p.int("registered_on"), lang)),
        ])
    });
    Grid {
        name: "unit_projects",
        caption: lang.of("计入的项目", "Projects credited").to_owned(),
        columns: vec![
            Col::text(lang.of("项目", "Project")),
            Col::text(lang.of("角色", "Role")),
            Col::number(lang.of("份额", "Share"), "%"),
            Col::number(lang.of("固定资产投资", "Fixed-asset investment"), crate::words::wan_unit(lang)),
            Col::text(lang.of("登记日期", "Registered on")),
        ],
        lines: lines.collect(),
        empty: lang.of("没有计入的项目。", "No project is credited to it.").to_owned(),
        lang,
        ..Grid::default()
    }
}
