//! Checkpoints by themselves 自动存证 (T-10): whatever is filed is covered by a signed file soon after, the auditor takes it away, and it
//! holds against the books.

use super::kills::{Sheet, lines};
use super::{Clerk, Service};
use crate::bench::demo;
use harness::chance::{report, rounds};
use harness::http::Request;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// The place up to which the day's file goes; 0: there is none yet.
fn covered(service: &Service) -> i64 {
    let text = fs::read(service.demo.path("checkpoints/361099/2026-05-06.json")).unwrap_or_default();
    serde_json::from_slice::<serde_json::Value>(&text).ok().and_then(|file| file["seq"].as_i64()).unwrap_or(0)
}

#[test]
fn t10_everything_filed_is_covered_within_a_minute() {
    // The long form waits for the span of the product; in the quick one it is a second.
    let events = rounds(3, 30);
    let every: &[&str] = if events == 3 { &["--checkpoint-every", "1"] } else { &[] };
    let service = Service::with(demo(), "2026-05-06", every, Vec::new());
    let account = service.accounts("filer").swap_remove(0);
    let mut clerk = Clerk::enter(&service, "filer", &account);
    let lines = lines(&mut clerk);
    let mut slowest = Duration::ZERO;
    for number in 0..events {
        let sheet = Sheet::of(&account, number, &lines);
        assert_eq!(clerk.until_answered(|token| sheet.request(token)).status, 303);
        let filed = Instant::now();
        let end: i64 =
            service.demo.outside("print(db.execute('SELECT seq FROM county_head').fetchone()[0])").trim().parse().unwrap();
        while covered(&service) < end {
            assert!(filed.elapsed() < Duration::from_secs(60), "not covered within a minute");
            thread::sleep(Duration::from_millis(20));
        }
        slowest = slowest.max(filed.elapsed());
        if number == 1 {
            service.kill();
            service.again();
        }
    }
    let acts = "print(db.execute(\"SELECT count(*) FROM acts WHERE actor = 'scheduler'\").fetchone()[0])";
    assert_eq!(service.demo.outside(acts).trim(), "0", "signing within a day is no act");

    let mut auditor = Clerk::enter(&service, "auditor", "");
    let page = auditor.until_answered(|_| Request::get("/acts/verification"));
    assert!(page.text().contains("/acts/checkpoints/2026-05-06"), "{}", page.text());
    let kept = auditor.until_answered(|_| Request::get("/acts/checkpoints/2026-05-06"));
    assert_eq!((kept.status, auditor.until_answered(|_| Request::get("/acts/checkpoints/..%2Fx")).status), (200, 404));
    let file = service.demo.path("taken.json");
    fs::write(&file, &kept.body).unwrap();
    let proved = service.demo.guatu(&["ledger", "verify", "--checkpoint", file.to_str().unwrap(), "--lang", "en"]).ok();
    assert!(proved.out.contains("the checkpoint holds"), "{proved:#?}");
    report(
        "T-10",
        &format!("{events} submissions and a kill, each covered by a signed checkpoint, the slowest after {slowest:.1?}"),
    );
}
