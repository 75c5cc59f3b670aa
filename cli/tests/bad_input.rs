//! Bad input 不良输入: every line of the list: a clear sentence in both languages, exit code 2, nothing half-written.

use crate::bench::{command, copy, demo, guatu, is_refusal, names, outside, path_text, refused, run, sources};
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

#[test]
fn names_and_periods_that_do_not_exist() {
    let demo = demo();
    let statistics = |more: &[&'static str]| [&["statistics"], more].concat();
    let q1 = ["--period", "2026-Q1"];
    demo.refused(
        &statistics(&[q1[0], q1[1], "--indicator", "nonsense"]),
        "indicators.unknown",
        "没有指标“nonsense”",
        "no indicator “nonsense”",
    );
    demo.refused(&statistics(&[q1[0], q1[1], "--unit", "nowhere"]), "units.unknown", "没有单位“nowhere”", "no unit “nowhere”");
    demo.refused(&statistics(&[q1[0], q1[1], "--group", "x"]), "groups.unknown", "没有排名组“x”", "no ranking group “x”");
    demo.refused(
        &statistics(&["--period", "2026-13"]),
        "periods.unreadable",
        "期别“2026-13”无法识别",
        "no such period “2026-13”",
    );
    demo.refused(&statistics(&["--period", "2026-Q3"]), "periods.in_the_future", "还没有开始", "has not begun");
    demo.refused(&statistics(&[q1[0], q1[1], "--stage", "guessed"]), "stages.unknown", "口径“guessed”不存在", "no such stage");
    demo.refused(&statistics(&[q1[0], q1[1], "--county", "110101"]), "counties.unknown", "没有县110101", "no county 110101");
    demo.refused(&statistics(&[q1[0], q1[1], "--county", "x"]), "counties.unreadable", "不是县代码", "not a county code");
    demo.refused(&["explain", "nothing"], "figures.unknown", "没有数字“nothing”", "no figure “nothing”");
    demo.refused(&["export", "nothing"], "registers.unknown", "没有台账“nothing”", "no register “nothing”");
    demo.refused(&["bulletin", "print", "x", "--out", "."], "bulletins.unknown", "没有通报“x”", "no bulletin “x”");
}

#[test]
fn days_before_the_first_record_and_in_the_future() {
    let demo = demo();
    let q1 = ["statistics", "--period", "2026-Q1", "--as-of"];
    demo.refused(&[&q1[..], &["2026-04-09"]].concat(), "as_of.in_the_future", "晚于今天", "later than today");
    demo.refused(&[&q1[..], &["2026-02-30"]].concat(), "days.unreadable", "日期“2026-02-30”无法识别", "no such day");
    let early = ["statistics", "--period", "2019", "--as-of", "2020-01-01"];
    demo.refused(&early, "as_of.before_the_first_record", "最早的记录是", "the first record is of");
}

#[test]
fn a_command_line_that_cannot_be_understood() {
    let answer = guatu(&["statistics", "--lang", "zh"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("--period") && answer.err.contains("命令写法有误"), "{answer:#?}");
    assert_eq!(guatu(&["--help"]).ok().err, "");
}

#[test]
fn a_database_that_is_missing_not_ours_newer_or_corrupt() {
    let dir = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:{}", dir.path().join(name).display());
    let asked =
        |database: &str, code, zh, en| refused(&["statistics", "--period", "2026-Q1", "--database", database], code, zh, en);
    asked(&url("none.db"), "store.missing", "不存在", "does not exist");
    assert!(names(dir.path()).is_empty(), "looking makes nothing");
    asked("mysql://x", "store.bad_address", "不是数据库地址", "is not a database address");
    fs::write(dir.path().join("letter.db"), "Dear Sir or Madam, ".repeat(300)).unwrap();
    asked(&url("letter.db"), "store.not_guatu", "不是挂图数据库", "is not a Guatu database");

    let newer = demo();
    newer.outside("db.execute(\"UPDATE meta SET value = '99' WHERE key = 'version'\")");
    newer.refused(&["statistics", "--period", "2026-Q1"], "store.newer", "请升级程序", "upgrade this program");
    newer.outside("db.execute(\"UPDATE meta SET value = '1' WHERE key = 'version'\")");
    newer.refused(&["statistics", "--period", "2026-Q1"], "store.older", "由试用版程序建立", "made by a trial version");

    let broken = demo();
    broken.outside("db.execute('PRAGMA wal_checkpoint(TRUNCATE)')");
    let file = broken.path("guatu.db");
    let mut bytes = fs::read(&file).unwrap();
    let end = bytes.len();
    bytes[8192..end].fill(0xA5);
    fs::write(&file, bytes).unwrap();
    broken.refused(&["statistics", "--period", "2026-Q1"], "store.corrupt", "已损坏", "is damaged");
}

#[test]
fn a_database_that_is_locked() {
    let demo = demo();
    let python = harness::office::python().unwrap();
    let hold = "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
                db.execute('BEGIN IMMEDIATE')\nprint('held', flush=True)\nsys.stdin.read()";
    let mut holder = Command::new(python)
        .args(["-c", hold])
        .arg(demo.path("guatu.db"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(holder.stdout.as_mut().unwrap()), &mut line).unwrap();
    demo.refused(&["ledger", "rebuild"], "store.locked", "正被其他程序占用", "in use by another program");
    drop(holder.stdin.take());
    holder.wait().unwrap();
    assert_eq!(demo.guatu(&["ledger", "rebuild"]).ok().out, "");
}

#[test]
fn a_disk_that_is_full() {
    // Standard output onto a full device, where the system has one.
    let demo = demo();
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let mut statistics = command(&[
            "statistics",
            "--period",
            "2026-Q1",
            "--database",
            &demo.database,
            "--today",
            "2026-04-08",
            "--lang",
            "en",
        ]);
        let answer = run_into(statistics.stdout(full));
        assert_eq!(answer.0, Some(2));
        assert!(answer.1.contains("[output.failed]"), "{}", answer.1);
    }
    // Files may not grow: as on a full disk, the write is refused half way.
    let dir = tempfile::tempdir().unwrap();
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"";
    let load = ["load", sources().to_str().unwrap(), "--lang", "en", "--database"].map(str::to_owned);
    let database = format!("sqlite:{}", dir.path().join("small.db").display());
    let answer = run(Command::new("sh").arg("-c").arg(script).arg(crate::bench::PROGRAM).args(load).arg(&database));
    assert_eq!(answer.code, Some(2), "{answer:#?}");
    assert!(answer.err.contains("[store."), "{answer:#?}");
    assert!(names(dir.path()).is_empty(), "half a database was left: {:?}", names(dir.path()));
    // And a real small disk, where we may make one.
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=600k", "tmpfs"]).arg(dir.path()).output();
    if mounted.is_ok_and(|m| m.status.success()) {
        let answers =
            ["zh", "en"].map(|lang| guatu(&["load", sources().to_str().unwrap(), "--database", &database, "--lang", lang]));
        let left = names(dir.path());
        assert!(Command::new("umount").arg(dir.path()).status().unwrap().success());
        is_refusal(&answers[0], "store.disk_full", "磁盘已满");
        is_refusal(&answers[1], "store.disk_full", "is full");
        assert!(left.is_empty(), "half a database was left: {left:?}");
    }
}

fn run_into(command: &mut Command) -> (Option<i32>, String) {
    let output = command.stderr(std::process::Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let demo = demo();
    let script = "\"$0\" statistics --period 2026-Q1 --format json --database \"$1\" --today 2026-04-08 | head -c 10";
    let answer = run(Command::new("sh").args(["-c", script, crate::bench::PROGRAM, &demo.database]));
    assert_eq!((answer.code, answer.err.as_str()), (Some(0), ""));
}

#[test]
fn a_port_in_use() {
    let demo = demo();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    demo.refused(&["serve", "--port", &port], "serve.port_in_use", "已被占用", "is in use");
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("demo");
    refused(&["demo", "--port", &port, "--dir", place.to_str().unwrap()], "serve.port_in_use", "已被占用", "is in use");
    assert!(!place.exists(), "asked before anything is made");
}

#[test]
fn fonts_that_are_missing() {
    let demo = demo();
    let (empty, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let fonts = empty.path().to_str().unwrap();
    for (lang, sentence) in [("zh", "字体"), ("en", "ont")] {
        let place = out.path().join(lang);
        let asked = ["bulletin", "compose", "--period", "2026-Q1", "--formats", "pdf,md", "--font-dir", fonts, "--out"];
        let arguments =
            [&asked[..], &[place.to_str().unwrap(), "--database", &demo.database, "--today", "2026-04-08", "--lang", lang]];
        let answer = run(command(&arguments.concat()).env("GUATU_NO_SYSTEM_FONTS", "1"));
        is_refusal(&answer, "fonts.missing", sentence);
        assert!(names(&place).is_empty(), "nothing half-written");
    }
    // The demo writes everything else, says so, and gives 2 at the end.
    let place = out.path().join("demo");
    let arguments = ["demo", "--no-serve", "--lang", "en", "--font-dir", fonts, "--dir", place.to_str().unwrap()];
    let answer = run(command(&arguments).env("GUATU_NO_SYSTEM_FONTS", "1"));
    assert_eq!(answer.code, Some(2), "{answer:#?}");
    assert!(
        answer.err.contains("everything but the PDF was written") && answer.err.contains("[fonts.missing]"),
        "{}",
        answer.err
    );
    let made = names(&place);
    assert!(made.contains(&"bulletin.docx".to_owned()) && !made.contains(&"bulletin.pdf".to_owned()), "{made:?}");
}

#[test]
fn a_folder_that_cannot_be_written() {
    // A file in the place of a folder stops even the system's administrator.
    let (demo, dir) = (demo(), tempfile::tempdir().unwrap());
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let inside = file.join("out");
    let inside = inside.to_str().unwrap();
    let (zh, en) = ("无法写入", "cannot write");
    demo.refused(&["bulletin", "compose", "--period", "2026-Q1", "--out", inside], "files.unwritable", zh, en);
    demo.refused(&["statistics", "--period", "2026-Q1", "--out", inside], "files.unwritable", zh, en);
    demo.refused(&["export", "units", "--out", inside], "files.unwritable", zh, en);
    refused(&["demo", "--no-serve", "--dir", inside], "files.unwritable", zh, en);
}

#[test]
fn demo_files_with_a_broken_line() {
    let dir = tempfile::tempdir().unwrap();
    let (data, place) = (dir.path().join("data"), dir.path().join("demo"));
    copy(&sources(), &data);
    let units = path_text(&data.join("units.csv"));
    let width = units.lines().next().unwrap().split(',').count();
    let line = units.lines().count() + 1;
    let mut file = fs::OpenOptions::new().append(true).open(data.join("units.csv")).unwrap();
    // No such day, and a line of the wrong width.
    let cells: Vec<&str> = units
        .lines()
        .next()
        .unwrap()
        .split(',')
        .map(|c| match c {
            "unit_id" => "extra",
            "unit_name" => "多余单位",
            "group" => "其他",
            "valid_from" => "2026-02-30",
            _ => "",
        })
        .collect();
    writeln!(file, "{}\nonly,two", cells.join(",")).unwrap();
    drop(file);
    let problems = dir.path().join("problems.csv");
    let (data, demo_dir) = (data.to_str().unwrap(), place.to_str().unwrap());
    for (lang, day, short) in [
        (
            "zh",
            format!("units.csv第{line}行“valid_from”栏“2026-02-30”：不是日期，请写成 2026-04-08"),
            format!("units.csv第{}行：应有{width}栏，实有2栏", line + 1),
        ),
        (
            "en",
            format!("units.csv, line {line}, column valid_from “2026-02-30”: not a day; write 2026-04-08"),
            format!("units.csv, line {}: {width} columns are needed, 2 found", line + 1),
        ),
    ] {
        let answer = guatu(&["demo", "--no-serve", "--data", data, "--dir", demo_dir, "--lang", lang]);
        is_refusal(&answer, "load.problems", &day);
        assert!(answer.err.contains(&short), "{}", answer.err);
        assert!(names(Path::new(demo_dir)).is_empty(), "nothing half-written: {:?}", names(Path::new(demo_dir)));
        let database = format!("sqlite:{}", dir.path().join("new.db").display());
        let answer = guatu(&["load", data, "--database", &database, "--problems", problems.to_str().unwrap(), "--lang", lang]);
        is_refusal(&answer, "load.problems", &day);
        assert!(!dir.path().join("new.db").exists(), "nothing half-written");
        assert!(path_text(&problems).contains(&format!("units.csv,{line},valid_from,2026-02-30,load.not_a_day,")));
    }
}

#[test]
fn a_demo_never_touches_other_data() {
    let dir = tempfile::tempdir().unwrap();
    let county = dir.path().join("county");
    fs::create_dir(&county).unwrap();
    fs::write(county.join("units.csv"), "county_id,unit_id,unit_name,group\n110101,a,甲,其他\n").unwrap();
    let place = dir.path().join("demo");
    fs::create_dir(&place).unwrap();
    let file = place.join("guatu.db");
    guatu(&["load", county.to_str().unwrap(), "--database", &format!("sqlite:{}", file.display())]).ok();
    let rows = |file: &Path| outside(file, "print(db.execute('SELECT count(*) FROM units').fetchone()[0])");
    refused(&["demo", "--no-serve", "--dir", place.to_str().unwrap()], "demo.other_data", "里有别的数据", "holds other data");
    assert_eq!(rows(&file).trim(), "1");
}
