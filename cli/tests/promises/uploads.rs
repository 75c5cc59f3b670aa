//! Uploads cut off 上传中断 (D-08): the server is killed while files of evidence come in. Every row has its file with the right bytes,
//! and what was half written is gone after the next start.

use super::kills::{Sheet, lines};
use super::{Clerk, Service};
use harness::chance::{Chance, report, rounds};
use harness::http::Request;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

const CLERKS: usize = 6;

/// The content of an upload, by its number: never the same twice.
fn content(number: u64) -> Vec<u8> {
    let mut chance = Chance::new(number);
    let lines = chance.within(1..3_000);
    (0..lines).flat_map(|_| format!("{number} {:016x}\n", chance.draw()).into_bytes()).collect()
}

/// A unit that has filed its month, and the key of a return that it shows files for.
fn filed<'s>(service: &'s Service, account: &str) -> (Clerk<'s>, String) {
    let mut clerk = Clerk::enter(service, "filer", account);
    let sheet = Sheet::of(account, 0, &lines(&mut clerk));
    assert_eq!(clerk.until_answered(|token| sheet.request(token)).status, 303);
    let asked = format!(
        "for r in db.execute(\"SELECT unit_id, indicator_id, period FROM returns WHERE act = (SELECT seq FROM acts WHERE key = \
         '{}') LIMIT 1\"): print(*r, 'reported', sep='|')",
        sheet.key()
    );
    (clerk, service.demo.outside(&asked).trim().to_owned())
}

/// Uploads, each in a few pieces, until it is over; one that was cut off is sent again with its key.
fn upload(clerk: &mut Clerk<'_>, record: &str, numbers: &AtomicU64, over: &AtomicBool, acknowledged: &Mutex<BTreeSet<u64>>) {
    while !over.load(Ordering::Acquire) {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let (named, key, bytes) = (format!("D08-{number}"), format!("u-{number}"), content(number));
        let answer = clerk.until_answered(|token| {
            let fields = [
                ("token", token),
                ("key", &key),
                ("register", "returns"),
                ("record", record),
                ("kind", "contract"),
                ("number", &named),
                ("back", "/wall"),
            ];
            Request::upload("/evidence", &fields, "contract.txt", &bytes).slowly(6, Duration::from_millis(30))
        });
        assert_eq!(answer.status, 303, "{}", answer.text());
        acknowledged.lock().unwrap().insert(number);
    }
}

fn half_written(shelf: &Path) -> usize {
    fs::read_dir(shelf.join("temp")).map_or(0, Iterator::count)
}

#[test]
fn d08_a_server_killed_during_uploads_leaves_no_row_without_its_file() {
    let kills = rounds(4, 300);
    let service = Service::start("2026-05-06");
    let shelf = service.demo.path("evidence");
    let clerks: Vec<_> = service.accounts("filer")[..CLERKS].iter().map(|account| filed(&service, account)).collect();
    let (numbers, over, acknowledged) = (AtomicU64::new(1), AtomicBool::new(false), Mutex::new(BTreeSet::new()));
    let (mut chance, mut cut_off) = (Chance::of_run(8), 0);
    thread::scope(|scope| {
        let clerks: Vec<_> = clerks
            .into_iter()
            .map(|(mut clerk, record)| {
                let (numbers, over, acknowledged) = (&numbers, &over, &acknowledged);
                scope.spawn(move || upload(&mut clerk, &record, numbers, over, acknowledged))
            })
            .collect();
        let killer = scope.spawn(|| {
            for _ in 0..kills {
                thread::sleep(Duration::from_millis(chance.within(150..700)));
                service.kill();
                let left: BTreeSet<_> =
                    fs::read_dir(shelf.join("temp")).into_iter().flatten().flatten().map(|f| f.path()).collect();
                cut_off += left.len();
                service.again();
                // New uploads may be on their way already.
                assert!(left.iter().all(|file| !file.exists()), "a half-written file outlived the start");
            }
        });
        let ended = killer.join();
        over.store(true, Ordering::Release);
        clerks.into_iter().for_each(|clerk| clerk.join().unwrap());
        ended.unwrap();
    });
    service.kill();
    service.again();
    assert_eq!(half_written(&shelf), 0);
    let found = service.demo.guatu(&["evidence", "check", "--lang", "en"]);
    assert_eq!(found.code, Some(0), "{found:#?}");
    let rows = service
        .demo
        .outside("for r in db.execute(\"SELECT number, sm3 FROM evidence WHERE number LIKE 'D08-%'\"): print(r[0], r[1])");
    let rows: Vec<(u64, &str)> =
        rows.lines().filter_map(|l| l.strip_prefix("D08-")?.split_once(' ')).map(|(n, sm3)| (n.parse().unwrap(), sm3)).collect();
    let numbers: BTreeSet<u64> = rows.iter().map(|row| row.0).collect();
    assert_eq!((numbers.len(), &numbers), (rows.len(), &acknowledged.into_inner().unwrap()), "each acknowledged upload, once");
    for (number, sm3) in rows {
        assert!(fs::read(shelf.join(&sm3[..2]).join(sm3)).unwrap() == content(number), "upload {number} has other bytes");
    }
    assert!(cut_off > 0, "no kill came while a file was being written");
    service.verify();
    report(
        "D-08",
        &format!(
            "{kills} kills, {} files, each there with its bytes; {cut_off} half-written ones gone at the next start",
            numbers.len()
        ),
    );
}
