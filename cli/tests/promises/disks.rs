//! Disks that fill up or fail under the server 磁盘满与磁盘故障 (D-09, D-10 over HTTP).

use super::kills::{Sheet, lines};
use super::{Clerk, Service};
use crate::bench::demo;
use harness::chance::{Chance, report, rounds};
use harness::faulty::Faulty;
use harness::http::Request;
use std::thread;
use std::time::{Duration, Instant};

fn served() -> (Faulty, Service) {
    let (faulty, demo) = (Faulty::new().unwrap(), demo());
    let environment = faulty.environment(demo.dir.path());
    (faulty, Service::with(demo, "2026-05-06", &["--checkpoint-every", "1"], environment))
}

/// How many of the forms stand in the record.
fn filed(service: &Service) -> usize {
    service
        .demo
        .outside("print(db.execute(\"SELECT count(*) FROM acts WHERE key LIKE 't-%'\").fetchone()[0])")
        .trim()
        .parse()
        .unwrap()
}

#[test]
fn d09_a_full_disk_is_said_and_outlived_by_the_server() {
    let (faulty, service) = served();
    let account = service.accounts("filer").swap_remove(0);
    let mut clerk = Clerk::enter(&service, "filer", &account);
    let lines = lines(&mut clerk);
    let (mut refused, mut slowest) = (0, Duration::ZERO);
    for number in 0..rounds(4, 40) {
        let sheet = Sheet::of(&account, number, &lines);
        faulty.fill(true).unwrap();
        for _ in 0..3 {
            let answer = clerk.until_answered(|token| sheet.request(token));
            assert_eq!(answer.status, 507, "{}", answer.text());
            assert!(answer.text().contains("已满") && answer.text().contains("不会重复"), "{}", answer.text());
            refused += 1;
        }
        for page in ["/returns/2026-04", "/wall", "/units", "/health"] {
            assert_eq!(clerk.until_answered(|_| Request::get(page)).status, 200, "{page} on a full disk");
        }
        service.verify();
        faulty.fill(false).unwrap();
        let room = Instant::now();
        while clerk.until_answered(|token| sheet.request(token)).status != 303 {
            assert!(room.elapsed() < Duration::from_secs(5), "writing did not go on");
            thread::sleep(Duration::from_millis(20));
        }
        slowest = slowest.max(room.elapsed());
        assert_eq!(filed(&service), number + 1);
    }
    assert_eq!((service.running().run, clerk.unanswered), (1, 0), "it never ended and never hung up");
    service.verify();
    report(
        "D-09 HTTP",
        &format!("{refused} submissions answered 507, reads 200, writing again after {slowest:.1?} without a restart, 0 lost"),
    );
}

#[test]
fn d10_a_server_whose_disk_fails_leaves_service_and_comes_back_whole() {
    let (faulty, service) = served();
    let account = service.accounts("filer").swap_remove(0);
    let mut clerk = Clerk::enter(&service, "filer", &account);
    let lines = lines(&mut clerk);
    let (mut chance, mut acknowledged, mut slowest) = (Chance::of_run(10), 0, Duration::ZERO);
    let failures = rounds(3, 60);
    for _ in 0..failures {
        for _ in 0..chance.within(0..3) {
            let sheet = Sheet::of(&account, acknowledged, &lines);
            assert_eq!(clerk.until_answered(|token| sheet.request(token)).status, 303);
            acknowledged += 1;
        }
        faulty.fail_flush().unwrap();
        // Whoever writes next meets the failure: a form, or what a session was last seen at.
        let sheet = Sheet::of(&account, acknowledged, &lines);
        let started = Instant::now();
        while !faulty.has_failed() {
            let answer = clerk.once(|token| sheet.request(token));
            assert!(answer.is_none_or(|a| matches!(a.status, 303 | 503)), "neither done nor unable");
        }
        assert_eq!(service.ended(Duration::from_secs(5)), Some(2), "it leaves service and says so");
        service.again();
        // Nobody knows what became of the form that met the failure: sent again, it is done once.
        assert_eq!(clerk.until_answered(|token| sheet.request(token)).status, 303);
        slowest = slowest.max(started.elapsed());
        acknowledged += 1;
        assert_eq!(filed(&service), acknowledged, "each form once");
    }
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    service.verify();
    report(
        "D-10 HTTP",
        &format!(
            "{failures} failing flushes: out of service and back within {slowest:.1?}, {acknowledged} forms, 0 lost, 0 double"
        ),
    );
}
