//! The demo county 演示县, loaded by the door everyone uses, and its first-quarter bulletin.

use acts::Office;
use acts::bulletins::{Asked, Format, Press};
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use std::path::{Path, PathBuf};
use store::Database;

const TODAY: Date = Date::constant(2026, 4, 8);

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo")
}

#[test]
fn the_demo_loads_whole() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let office = Office::create(&Database::Sqlite(dir.path().join("guatu.db")), Some(TODAY)).expect("created");
    let t = std::time::Instant::now();
    let loaded = match office.load(&demo(), "demo loader", &mut |_, _| {}) {
        Ok(loaded) => loaded,
        Err(acts::Error::Problems(problems)) => {
            let lines: Vec<String> = problems.iter().take(20).map(|p| p.sentence(domain::lang::Lang::En)).collect();
            panic!("{} problems:\n{}", problems.len(), lines.join("\n"))
        }
        Err(error) => panic!("{}", error.sentence(domain::lang::Lang::En)),
    };
    eprintln!("{loaded:?} {:?}", t.elapsed());
    let county = office.county(None).expect("one county");
    let scope = Office::operator(county).scope();
    let period = Period { year: 2026, from_month: 1, to_month: 3 };
    let t = std::time::Instant::now();
    let [zh, en] = office.compose(&scope, Asked { period, as_of: TODAY, stage: Stage::Verified }).expect("composed");
    eprintln!("compose {:?}", t.elapsed());
    let press = Press::new(&[]);
    for (doc, name) in [(&zh, "zh"), (&en, "en")] {
        for format in Format::ALL {
            let t = std::time::Instant::now();
            let bytes = press.print(doc, format, None).expect("printed");
            eprintln!("{name} {format:?} {} {:?}", bytes.len(), t.elapsed());
            std::fs::create_dir_all("/tmp/demo-out").expect("x");
            std::fs::write(format!("/tmp/demo-out/{name}.{}", format.extension()), bytes).expect("written");
        }
    }
}
