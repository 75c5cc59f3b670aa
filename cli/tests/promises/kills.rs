//! Killed servers 强行终止网页服务 (D-04 over HTTP, D-13): units submit and withdraw, every form is sent one to five times while the
//! server is killed again and again. Every form has exactly one effect and one answer, and everything acknowledged is there.

use super::{Clerk, Service};
use harness::chance::{Chance, report, rounds};
use harness::http::{Answer, Request};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const MONTH: &str = "/returns/2026-04";
const UNITS: usize = 16;

/// What a unit files, line by line.
pub fn lines(clerk: &mut Clerk<'_>) -> Vec<String> {
    let page = clerk.until_answered(|_| Request::get(MONTH)).text();
    page.split("name=\"v.").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// A form: its key, what it does, and how many rows it writes.
pub struct Sheet {
    key: String,
    fields: Vec<(String, String)>,
    rows: usize,
}

impl Sheet {
    pub fn of(account: &str, number: usize, lines: &[String]) -> Sheet {
        let pair = |name: String, value: &str| (name, value.to_owned());
        let mut fields = Vec::new();
        for code in lines {
            if number.is_multiple_of(2) {
                fields.extend([pair(format!("v.{code}"), "3"), pair(format!("n.{code}"), "核对无误")]);
            } else {
                fields.push(pair(format!("w.{code}"), "on"));
            }
        }
        fields.extend([pair("reason".to_owned(), "填错了"), pair("revision".to_owned(), "0")]);
        fields.push(pair("do".to_owned(), if number.is_multiple_of(2) { "submit" } else { "withdraw" }));
        Sheet { key: format!("t-{account}-{number}"), fields, rows: lines.len() }
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn request(&self, token: &str) -> Request {
        let mut fields: Vec<(&str, &str)> = self.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.extend([("token", token), ("key", self.key.as_str())]);
        Request::form(MONTH, &fields)
    }
}

/// What the units saw.
#[derive(Default)]
struct Seen {
    /// Key of every acknowledged form, with the rows it writes.
    acknowledged: Mutex<BTreeMap<String, usize>>,
    sent: AtomicUsize,
    unanswered: AtomicUsize,
    kills: AtomicUsize,
    over: AtomicBool,
}

fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.header("location").to_owned())
}

/// Submit and withdraw in turn, each form sent once to five times; on a fast machine more forms, until two kills were met.
fn work(service: &Service, account: &str, forms: usize, mut chance: Chance, seen: &Seen) {
    let mut clerk = Clerk::enter(service, "filer", account);
    let lines = lines(&mut clerk);
    assert!(!lines.is_empty(), "{account} owes nothing");
    let goes_on = |number: &usize| *number < forms || seen.kills.load(Ordering::Acquire) < 2;
    for number in (0..).take_while(goes_on) {
        let sheet = Sheet::of(account, number, &lines);
        let answer = clerk.until_answered(|token| sheet.request(token));
        assert_eq!(answer.status, 303, "{account} {number}: {}", answer.text());
        seen.acknowledged.lock().unwrap().insert(sheet.key.clone(), sheet.rows);
        let more = usize::try_from(chance.within(0..5)).unwrap();
        for _ in 0..more {
            let again = clerk.until_answered(|token| sheet.request(token));
            assert_eq!(told(&again), told(&answer), "another answer to the same form");
        }
        seen.sent.fetch_add(1 + more, Ordering::Relaxed);
    }
    seen.unanswered.fetch_add(clerk.unanswered, Ordering::Relaxed);
}

/// (key, rows written by its act), as the database has it.
fn stored(service: &Service) -> Vec<(String, usize)> {
    let text = service.demo.outside(
        "for row in db.execute(\"SELECT key, (SELECT count(*) FROM returns r WHERE r.county_id = a.county_id AND r.act = a.seq) \
         FROM acts a WHERE key LIKE 't-%'\"): print(row[0], row[1])",
    );
    let pair = |line: &str| line.rsplit_once(' ').map(|(key, rows)| (key.to_owned(), rows.parse().unwrap()));
    text.lines().filter_map(pair).collect()
}

#[test]
fn d13_every_form_sent_again_and_again_to_a_killed_server_has_one_effect() {
    let (kills, forms) = (rounds(4, 120), rounds(3, 64));
    let service = Service::start("2026-05-06");
    let accounts = service.accounts("filer");
    assert!(accounts.len() >= UNITS, "{accounts:?}");
    let (seen, mut chance) = (Seen::default(), Chance::of_run(13));
    let mut slowest = Duration::ZERO;
    thread::scope(|scope| {
        let clerks: Vec<_> = accounts[..UNITS]
            .iter()
            .enumerate()
            .map(|(n, account)| {
                let (service, seen) = (&service, &seen);
                let chance = Chance::of_run(1_300 + u64::try_from(n).unwrap());
                scope.spawn(move || work(service, account, forms, chance, seen))
            })
            .collect();
        let killer = scope.spawn(|| {
            while seen.kills.load(Ordering::Acquire) < kills && !seen.over.load(Ordering::Acquire) {
                thread::sleep(Duration::from_millis(chance.within(150..700)));
                service.kill();
                slowest = slowest.max(service.again());
                seen.kills.fetch_add(1, Ordering::Release);
            }
        });
        let ended: Vec<_> = clerks.into_iter().map(thread::ScopedJoinHandle::join).collect();
        seen.over.store(true, Ordering::Release);
        killer.join().unwrap();
        // Only now, so that a failed unit does not leave the killer alone.
        ended.into_iter().for_each(|end| end.unwrap());
    });
    let (acknowledged, killed) = (seen.acknowledged.into_inner().unwrap(), seen.kills.into_inner());
    let stored = stored(&service);
    let once: BTreeMap<String, usize> = stored.iter().cloned().collect();
    assert_eq!(once.len(), stored.len(), "an act was done twice");
    assert_eq!(once, acknowledged, "every form acknowledged is there, whole, and nothing else");
    assert!(seen.unanswered.into_inner() > 0, "no kill was noticed");
    service.verify();
    let told = format!(
        "{killed} kills under {UNITS} units, {} forms sent {} times, 0 lost, 0 double, one answer each, slowest start {slowest:.1?}",
        acknowledged.len(),
        seen.sent.into_inner()
    );
    report("D-13", &told);
}
