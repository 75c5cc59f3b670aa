//! Posting 记账: corrections, changed rules and late parents, by the door everyone uses.

use acts::intake::{Cell, Intake, Place};
use acts::{Error, Office};
use domain::actors::Act;
use domain::calendar::{Date, Period, end_of_day};
use domain::lang::Lang;
use domain::registers::FUND_STEPS;
use domain::stage::{COUNTY, Stage};
use std::path::Path;
use store::Database;
use tempfile::TempDir;

const COUNTY_CODE: i32 = 110_101;
const TODAY: Date = Date::constant(2026, 4, 8);
const YEAR: Period = Period { year: 2026, from_month: 1, to_month: 12 };

const UNITS: &str = "county_id,unit_id,unit_name,group\n110101,a,甲镇,乡镇\n110101,b,乙镇,乡镇\n";
const RULE: &str = "indicator_id,name,uom,direction,kind,source,where,on,amount,credit\n";
const ARRIVED: &str = "arrivals,到位资金,万元,up,flow,fund_steps,step=arrived,on,amount,single:fund_id.unit_id\n";
const ISSUED: &str = "arrivals,到位资金,万元,up,flow,fund_steps,step=issued,on,amount,single:fund_id.unit_id\n";
const FUNDS: &str = "fund_id,unit_id,name,registered_on\nf1,a,水库,2026-01-05\nf2,b,公路,2026-01-06\n";
const STEPS: &str = "fund_step_id,fund_id,step,on,amount\n\
                     s1,f1,arrived,2026-02-10,100\ns2,f2,arrived,2026-03-10,30\ns3,f1,issued,2026-03-12,7\n";

struct Bench {
    dir: TempDir,
    office: Office,
    folders: usize,
}

impl Bench {
    fn new() -> Bench {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let office = Office::create(&Database::Sqlite(dir.path().join("guatu.db")), Some(TODAY)).expect("created");
        Bench { dir, office, folders: 0 }
    }

    /// Load some files as a folder of their own; gives the records and entries added.
    fn load(&mut self, files: &[(&str, &str)]) -> (usize, usize) {
        self.folders += 1;
        let folder = self.dir.path().join(self.folders.to_string());
        write(&folder, files);
        match self.office.load(&folder, "tester", &mut |_, _| {}) {
            Ok(loaded) => (loaded.records, loaded.entries),
            Err(Error::Problems(problems)) => {
                panic!("{}", problems.iter().map(|p| p.sentence(Lang::En)).collect::<Vec<_>>().join("\n"))
            }
            Err(other) => panic!("{other}"),
        }
    }

    /// Cumulative verified amounts of the year for the first indicator: county, unit a, unit b; in 万元.
    fn known(&self, on: Date) -> [i64; 3] {
        let scope = Office::operator(COUNTY_CODE).scope();
        let tallies = self.office.store.read(&scope, |r| r.tallies(Stage::Verified, YEAR, Some(end_of_day(on)))).expect("read");
        let of = |unit| tallies.iter().find(|t| t.unit == unit && t.year == 2026 && t.indicator == 1).map_or(0, |t| t.cumulative);
        [COUNTY, 1, 2].map(|unit| of(unit) / 1_000_000)
    }
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    std::fs::create_dir_all(folder).expect("made");
    for (name, text) in files {
        std::fs::write(folder.join(format!("{name}.csv")), text).expect("written");
    }
}

fn rule(row: &str) -> String {
    format!("{RULE}{row}")
}

fn loaded() -> Bench {
    let mut bench = Bench::new();
    bench.load(&[("units", UNITS), ("indicators", &rule(ARRIVED)), ("funds", FUNDS), ("fund_steps", STEPS)]);
    bench
}

#[test]
fn a_corrected_record_is_counted_anew_and_the_past_stays() {
    let mut bench = loaded();
    assert_eq!(bench.known(TODAY), [130, 100, 30]);
    let head = "fund_step_id,fund_id,step,on,amount,recorded_on\n";
    bench.load(&[("fund_steps", &format!("{head}s1,f1,arrived,2026-02-10,80,2026-04-07\n"))]);
    assert_eq!(bench.known(TODAY), [110, 80, 30]);
    assert_eq!(bench.known(Date::constant(2026, 4, 6)), [130, 100, 30]);
    assert_eq!(bench.known(Date::constant(2026, 3, 1)), [100, 100, 0]);
}

#[test]
fn a_parent_that_changes_moves_what_its_children_count() {
    let mut bench = loaded();
    let funds = "fund_id,unit_id,name,registered_on,recorded_on\nf1,b,水库,2026-01-05,2026-04-01\n";
    bench.load(&[("funds", funds)]);
    assert_eq!(bench.known(TODAY), [130, 0, 130]);
    assert_eq!(bench.known(Date::constant(2026, 3, 31)), [130, 100, 30]);
}

#[test]
fn a_new_rule_counts_the_records_that_are_there() {
    let mut bench = Bench::new();
    bench.load(&[("units", UNITS), ("funds", FUNDS), ("fund_steps", STEPS)]);
    assert_eq!(bench.known(TODAY), [0, 0, 0]);
    let (records, entries) = bench.load(&[("indicators", &rule(ARRIVED))]);
    // Two records, three stages, county and unit.
    assert_eq!((records, entries), (1, 12));
    assert_eq!(bench.known(TODAY), [130, 100, 30]);
    // Nothing counts before it was known.
    assert_eq!(bench.known(Date::constant(2026, 3, 1)), [100, 100, 0]);
    assert_eq!(bench.load(&[("indicators", &rule(ARRIVED))]), (0, 0));
}

#[test]
fn a_changed_rule_takes_back_and_posts_from_its_day_on() {
    let mut bench = loaded();
    let dated = format!("{},recorded_on\n{},2026-04-05\n", RULE.trim_end(), ISSUED.trim_end());
    bench.load(&[("indicators", &dated)]);
    assert_eq!(bench.known(TODAY), [7, 7, 0]);
    assert_eq!(bench.known(Date::constant(2026, 4, 4)), [130, 100, 30]);
    // A rule that gives no day holds from the day it is loaded: no earlier figure moves.
    bench.load(&[("indicators", &rule(ARRIVED.replace("step=arrived", "step=arrived;amount>=50").as_str()))]);
    assert_eq!(bench.known(TODAY), [100, 100, 0]);
    assert_eq!(bench.known(Date::constant(2026, 4, 7)), [7, 7, 0]);
    // And one that counts nothing takes everything back.
    bench.load(&[("indicators", "indicator_id,name,uom,direction,recorded_on\narrivals,到位资金,万元,up,2026-04-08\n")]);
    assert_eq!(bench.known(TODAY), [0, 0, 0]);
    assert_eq!(bench.known(Date::constant(2026, 4, 4)), [130, 100, 30]);
}

#[test]
fn few_rows_at_a_time_come_to_the_same_as_all_at_once() {
    let head = "fund_step_id,fund_id,step,on,amount\n";
    let step = |n: usize| format!("t{n},f{},arrived,2026-0{}-1{},{}\n", n % 2 + 1, n % 3 + 1, n % 9, n + 1);
    let all: String = (0..120).map(step).collect();
    let mut at_once = loaded();
    let (records, entries) = at_once.load(&[("fund_steps", &format!("{head}{all}"))]);
    let mut by_and_by = loaded();
    let parts = (0..6).map(|part| (part * 20..part * 20 + 20).map(step).collect::<String>());
    let sums = parts.map(|part| by_and_by.load(&[("fund_steps", &format!("{head}{part}"))]));
    assert_eq!(sums.fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)), (records, entries));
    for day in [TODAY, Date::constant(2026, 2, 20), Date::constant(2026, 3, 12)] {
        assert_eq!(at_once.known(day), by_and_by.known(day));
    }
    // Corrected again, both ways.
    let corrected = all.replace(",arrived,", ",issued,").replace('\n', ",2026-04-08\n");
    let dated = "fund_step_id,fund_id,step,on,amount,recorded_on\n";
    at_once.load(&[("fund_steps", &format!("{dated}{corrected}"))]);
    for line in corrected.lines() {
        by_and_by.load(&[("fund_steps", &format!("{dated}{line}\n"))]);
    }
    assert_eq!((at_once.known(TODAY), by_and_by.known(TODAY)), ([130, 100, 30], [130, 100, 30]));
}

#[test]
fn a_form_of_one_record_comes_in_by_the_same_door() {
    let bench = loaded();
    let filed_at = bench.office.now();
    let mut intake = Intake::new(&bench.office, [COUNTY_CODE]).expect("read").filed_at(filed_at);
    let place = Place { source: "form", row: 1 };
    let names = ["fund_step_id", "fund_id", "step", "on", "amount"].map(Cell::from);
    let head = intake.head(&FUND_STEPS, place, &names).expect("every required column");
    for (row, cells) in
        [["s9", "f2", "到账", "2026年4月1日", "1.5亿"], ["s8", "f9", "到账", "2026-04-31", "x"]].iter().enumerate()
    {
        let place = Place { source: "form", row: row as u64 + 2 };
        intake.row(&head, place, &cells.map(Cell::from)).expect("read");
    }
    let taken = intake.finish();
    let wrong: Vec<(&str, &str)> = taken.problems.iter().map(|p| (p.field, p.code)).collect();
    // What is wrong in a cell by itself does not hide what it refers to.
    let wrongs = [("fund_id", "load.unknown_record"), ("on", "load.not_a_day"), ("amount", "load.not_an_amount")];
    assert_eq!(wrong, wrongs);
    let act = Act {
        actor: Office::operator(COUNTY_CODE),
        verb: "fund_steps.file".to_owned(),
        subject: "s9".to_owned(),
        reason: String::new(),
        origin: String::new(),
        key: "form 1".to_owned(),
        recorded_at: filed_at,
    };
    let rows = &taken.rows[&COUNTY_CODE];
    let posted = bench.office.file(&act, rows).expect("filed");
    assert_eq!((posted.records, posted.entries, posted.unchanged), (1, 6, 0));
    assert_eq!(bench.known(TODAY), [15_130, 100, 15_030]);
    // A double click.
    assert_eq!(bench.office.file(&act, rows).expect("filed").unchanged, 1);
    assert_eq!(bench.known(TODAY), [15_130, 100, 15_030]);
}

#[test]
fn names_are_understood_and_ambiguous_ones_refused() {
    let mut bench = loaded();
    bench.load(&[("indicators", "indicator_id,name,uom,direction\nhazards,隐患,个,up\nother,隐患,个,up\n")]);
    let folder = bench.dir.path().join("bad");
    let returns =
        "单位,指标,期别,数值\n甲镇,hazards,2026-03,5\n甲 镇,隐患,2026-03,6\n丙镇,other,2026年2月,７\na,到位资金,2026-03,1\n";
    write(&folder, &[("returns", returns)]);
    let Err(Error::Problems(problems)) = bench.office.load(&folder, "tester", &mut |_, _| {}) else { panic!("refused") };
    let seen: Vec<(u64, &str, &str, &str, String)> =
        problems.iter().map(|p| (p.line, p.code, p.column.as_str(), p.value.as_str(), p.cell())).collect();
    assert_eq!(
        seen,
        [
            (3, "load.ambiguous", "指标", "隐患", "B3".to_owned()),
            (4, "load.unknown_unit", "单位", "丙镇", "A4".to_owned()),
            (5, "load.counted_not_filed", "指标", "到位资金", "B5".to_owned()),
        ]
    );
    assert!(problems[0].zh.contains("hazards、other"));
}
