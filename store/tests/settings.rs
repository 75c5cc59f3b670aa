//! Start-up self-check 启动自检 (D-01) on real servers: what could lose acknowledged data is refused by name, and nothing is written.

mod common;

use common::*;
use domain::registers::UNITS;
use harness::chance::report;
use harness::postgres::{Checksums, Cluster};
use store::{Database, Fault, Store};

/// Tables, and roles of ours, in a database.
fn traces(client: &mut postgres::Client) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace) \
               + (SELECT count(*) FROM pg_roles WHERE rolname = 'guatu_app')";
    client.query_one(sql, &[]).unwrap().get(0)
}

/// An empty database is refused and stays empty; the sentence names place, setting, what it is and what it must be.
fn refused(url: &str, setting: &str) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    assert_eq!(traces(&mut client), 0);
    let database = Database::Postgres(url.to_owned());
    for opened in [Store::create(&database), Store::create(&database)] {
        let fault = opened.err().expect("refused");
        assert!(matches!(&fault, Fault::Unsafe { setting: named, .. } if named == setting), "{setting}: {fault:?}");
        let (zh, en) = (fault.zh(), fault.en());
        let name = url.rsplit_once('/').unwrap().1.split('?').next().unwrap();
        assert!(zh.contains(name) && zh.contains(&format!("设置 {setting} 为 off")) && zh.contains("请改为 on 后再启动"), "{zh}");
        assert!(
            en.contains(name) && en.contains(&format!("{setting} = off")) && en.contains("set it to on and start again"),
            "{en}"
        );
    }
    assert_eq!(traces(&mut client), 0, "{setting}: something was made");
}

/// Change a setting of the whole server, as an administrator would.
fn alter(client: &mut postgres::Client, change: &str) {
    client.batch_execute(&format!("ALTER SYSTEM {change}")).unwrap();
    client.batch_execute("SELECT pg_reload_conf()").unwrap();
}

/// Reloading takes a moment; a new connection says when it is done.
fn await_setting(url: &str, setting: &str, wanted: &str) {
    for _ in 0..200 {
        let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
        let found: String = client.query_one("SELECT current_setting($1)", &[&setting]).unwrap().get(0);
        if found == wanted {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("{setting} did not become {wanted}");
}

#[test]
fn d01_unsafe_servers_are_refused_and_left_empty() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.database("unsafe_settings").unwrap();
    let mut admin = postgres::Client::connect(cluster.url(), postgres::NoTls).unwrap();
    let settings = ["fsync", "full_page_writes", "synchronous_commit"];
    for setting in settings {
        alter(&mut admin, &format!("SET {setting} = off"));
        await_setting(&url, setting, "off");
        refused(&url, setting);
        alter(&mut admin, &format!("RESET {setting}"));
        await_setting(&url, setting, "on");
    }
    // Only for our own sessions.
    let name = url.rsplit_once('/').unwrap().1.split('?').next().unwrap();
    admin.batch_execute(&format!("ALTER DATABASE \"{name}\" SET synchronous_commit = off")).unwrap();
    refused(&url, "synchronous_commit");
    admin.batch_execute(&format!("ALTER DATABASE \"{name}\" RESET synchronous_commit")).unwrap();

    // Put right, the same server is accepted; made unsafe under our feet, it is refused at the next connection.
    let database = Database::Postgres(url.clone());
    let store = ok(Store::create(&database));
    ok(store.write(act(COUNTY, "1", DAY), |tx| tx.add(&UNITS, full(&UNITS, 1))));
    alter(&mut admin, "SET full_page_writes = off");
    await_setting(&url, "full_page_writes", "off");
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'guatu'";
    admin.batch_execute(end).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    let write = || store.write(act(COUNTY, "2", DAY), |tx| tx.add(&UNITS, full(&UNITS, 2)));
    assert_eq!(write().unwrap_err().code(), "store.unsafe");
    alter(&mut admin, "RESET full_page_writes");
    await_setting(&url, "full_page_writes", "on");
    ok(write());
    assert_eq!(verified(&store, COUNTY).rows, 4);
    report(
        "D-01",
        "PostgreSQL with fsync, full_page_writes, synchronous_commit (server, own sessions) off: 4 of 4 refused, 0 written",
    );
}

#[test]
fn d01_a_server_without_checksums_is_refused() {
    let cluster = Cluster::start_with(Checksums::Off, &[]).unwrap();
    refused(&cluster.database("unsummed").unwrap(), "data_checksums");
    report("D-01 checksums", "PostgreSQL without data checksums refused, 0 written");
}
