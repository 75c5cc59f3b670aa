//! Registers 台账: a page of a thousand rows, and a word looked for among a hundred thousand records, each made for that one request.

use super::county::{COUNTY, County};
use super::filing::Session;
use super::rush::leaders;
use super::server::{Day, Server};
use crate::http::Line as Wire;
use crate::{Line, Outcome, clock};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const TRIPS: usize = 1_000;
const PROJECTS: usize = 100_000;
const TEAMS: usize = 20;
/// Pages and questions of each kind; no two are alike, so that none is there already.
const ASKED: usize = 100;

const PLACES: [&str; 8] = ["城东", "城西", "南湖", "北岭", "重阳", "长安", "乐平", "银坑"];
const GOODS: [&str; 10] =
    ["光伏组件", "新能源电池", "茶叶加工", "竹木制品", "电子元件", "医药中间体", "冷链物流", "文旅小镇", "铜箔", "智能装备"];
const KINDS: [&str; 5] = ["项目", "生产线", "产业园", "扩建工程", "技改项目"];

pub fn run(guatu: &Path, work: &Path) -> Outcome<Vec<Line>> {
    records(&work.join("data"))?;
    let county = County::found(work)?;
    let server = Server::start(guatu, &county, Day::Told)?;
    let leader = leaders(&server)?.into_iter().next().ok_or("no leader")?;
    let mut wire = Wire::to(server.address)?;
    let first = timed(&mut wire, &leader, "/registers/trips?rows=1000&page=1", "trip-00999")?;
    let trips = |n: usize| format!("/registers/trips?rows=1000&sort={}&q={}", ["", "destination", "-from_on"][n % 3], word(n));
    let projects = |n: usize| format!("/registers/projects?rows=1000&page={}", n + 1);
    let lines = vec![
        Line { what: "the first page after the start".to_owned(), measured: format!("{first:.0} ms"), bar: "—" },
        asked(&server, &leader, "a page of 1,000 rows, the whole register", "p95 ≤ 20 ms", trips)?,
        asked(&server, &leader, "a page of 1,000 rows of 100,000", "p95 ≤ 20 ms", projects)?,
        asked(&server, &leader, "search over 100,000 records", "p95 ≤ 30 ms", |n| format!("/search?q={}", question(n)))?,
        asked(&server, &leader, "words in any cell of 100,000 records", "p95 ≤ 30 ms", |n| {
            format!("/registers/projects?q={}", question(n))
        })?,
        Line { what: "memory of the server".to_owned(), measured: format!("peak {:.0} MB", server.peak()), bar: "—" },
    ];
    Ok(lines)
}

/// So many questions, one after another.
fn asked(server: &Server, leader: &Session, what: &str, bar: &'static str, page: impl Fn(usize) -> String) -> Outcome<Line> {
    let mut wire = Wire::to(server.address)?;
    let (mut spent, before) = (Vec::new(), clock::cpu_of(server.pid()));
    for n in 0..ASKED {
        spent.push(timed(&mut wire, leader, &page(n), "")?);
    }
    let cpu = clock::milliseconds(clock::cpu_of(server.pid()) - before) / ASKED as f64;
    let (half, most) = (clock::quantile(&mut spent, 0.5), clock::quantile(&mut spent, 0.95));
    Ok(Line {
        what: format!("{what} ({ASKED})"),
        measured: format!("p50 {half:.1} ms, p95 {most:.1} ms; {cpu:.1} ms CPU each"),
        bar,
    })
}

/// Milliseconds until a page was there.
fn timed(wire: &mut Wire, leader: &Session, page: &str, says: &str) -> Outcome<f64> {
    let started = Instant::now();
    let answer = wire.get(page, &leader.cookie)?;
    let spent = started.elapsed().as_secs_f64() * 1000.0;
    // A single hit is opened at once.
    if ![200, 303].contains(&answer.status) || !(says.is_empty() || answer.text().contains(says)) {
        return Err(format!("{page}: {}", answer.status).into());
    }
    Ok(spent)
}

/// Words, first letters and numbers in turn; some are everywhere, some nowhere.
fn question(n: usize) -> String {
    match n % 5 {
        0 => format!("{}{}", PLACES[n / 5 % PLACES.len()], GOODS[n / 5 % GOODS.len()]),
        1 => format!("{}号", n * 977),
        2 => ["gfzj", "cdxny", "jgxm", "zqhz", "kjyy"][n / 5 % 5].to_owned() + &"x".repeat(n / 25),
        3 => format!("p{:06}", n * 991),
        _ => format!("project {n}"),
    }
    .replace(' ', "%20")
}

/// Something that stands in every trip, each time written otherwise.
fn word(n: usize) -> String {
    format!("2025{}", "%20".repeat(n))
}

/// The records, beside what [`County::found`] writes.
fn records(data: &Path) -> Outcome<()> {
    std::fs::create_dir_all(data)?;
    let file = |name: &str| -> Outcome<BufWriter<File>> { Ok(BufWriter::new(File::create(data.join(name))?)) };
    let (mut teams, mut trips, mut projects) = (file("teams.csv")?, file("trips.csv")?, file("projects.csv")?);
    writeln!(teams, "team_id,name,lead_unit,formed_on,recorded_on")?;
    for t in 0..TEAMS {
        writeln!(teams, "team-{t:02},第{t}招商团队,u{t:03},2024-12-20,2024-12-20")?;
    }
    writeln!(trips, "trip_id,team_id,unit_id,from_on,until_on,destination,visited,result,recorded_on")?;
    for t in 0..TRIPS {
        let (month, day) = (t % 11 + 1, t % 27 + 1);
        let (place, goods) = (PLACES[t % PLACES.len()], GOODS[t % GOODS.len()]);
        writeln!(
            trips,
            "trip-{t:05},team-{:02},u{:03},2025-{month:02}-{day:02},2025-{month:02}-{day:02},{place},{place}{goods}公司,签约意向{t}个,2025-12-20",
            t % TEAMS,
            t % 100
        )?;
    }
    writeln!(
        projects,
        "project_id,name,name_en,registered_on,investor,origin,sector,total_investment,fixed_investment,recorded_on"
    )?;
    for p in 0..PROJECTS {
        let (place, goods, kind) = (PLACES[p % PLACES.len()], GOODS[p / 8 % GOODS.len()], KINDS[p / 80 % KINDS.len()]);
        let (month, day) = (p % 11 + 1, p % 27 + 1);
        writeln!(
            projects,
            "p{p:06},{place}{goods}{p}号{kind},Project {p} of {COUNTY},2025-{month:02}-{day:02},{place}{}有限公司,{place},industry,{}.5,{},2025-12-20",
            p % 7_919,
            1_000 + p % 50_000,
            800 + p % 40_000
        )?;
    }
    for mut out in [teams, trips, projects] {
        out.flush()?;
    }
    Ok(())
}
