//! The test cluster (试验用数据库): reachable by socket only, one database a test, gone when its owner is gone.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use harness::postgres::{Checksums, Cluster, Stop, database};
use postgres::{Client, NoTls};

fn ask(client: &mut Client, question: &str) -> String {
    client.query_one(question, &[]).unwrap().get(0)
}

#[test]
fn the_cluster_is_utf8_with_checksums_and_without_a_port() {
    let cluster = Cluster::start().unwrap();
    let mut client = Client::connect(cluster.url(), NoTls).unwrap();
    assert_eq!(ask(&mut client, "show data_checksums"), "on");
    assert_eq!(ask(&mut client, "show server_encoding"), "UTF8");
    assert_eq!(ask(&mut client, "show listen_addresses"), "");
    assert_eq!(ask(&mut client, "select datcollate from pg_database where datname = 'postgres'"), "C.UTF-8");
    assert_eq!(ask(&mut client, "select '挂图作战' || ''"), "挂图作战");
}

#[test]
fn a_dropped_cluster_leaves_neither_process_nor_folder() {
    let cluster = Cluster::start().unwrap();
    let folder = cluster.folder().to_path_buf();
    let process = Path::new("/proc").join(cluster.pid().unwrap().to_string());
    assert!(folder.exists() && process.exists());
    drop(cluster);
    assert!(!folder.exists(), "the folder is still there");
    assert!(!process.exists(), "the server still runs");
}

#[test]
fn a_restarted_cluster_keeps_its_data_and_still_goes_when_dropped() {
    let cluster = Cluster::start_with(Checksums::Off, &["work_mem=5MB"]).unwrap();
    let mut before = Client::connect(cluster.url(), NoTls).unwrap();
    before.batch_execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").unwrap();
    let (folder, first) = (cluster.folder().to_path_buf(), cluster.pid());
    for stop in [Stop::Fast, Stop::Kill] {
        cluster.restart(stop).unwrap();
        let mut client = Client::connect(cluster.url(), NoTls).unwrap();
        assert_eq!(ask(&mut client, "SELECT sum(n)::text FROM kept"), "7");
        assert_eq!(ask(&mut client, "SHOW work_mem"), "5MB");
        assert_eq!(ask(&mut client, "SHOW data_checksums"), "off");
    }
    assert!(before.is_closed() || before.batch_execute("SELECT 1").is_err(), "the old connection is gone");
    let process = Path::new("/proc").join(cluster.pid().unwrap().to_string());
    assert!(process.exists() && cluster.pid() != first);
    drop(cluster);
    assert!(!folder.exists() && !process.exists(), "something was left");
}

#[test]
fn two_databases_of_one_name_do_not_meet() {
    let (one, other) = (database("story").unwrap(), database("story").unwrap());
    assert_ne!(one, other);
    let mut client = Client::connect(&one, NoTls).unwrap();
    client.batch_execute("create table entries (amount bigint)").unwrap();
    let mut stranger = Client::connect(&other, NoTls).unwrap();
    assert!(stranger.batch_execute("select * from entries").is_err());
}

/// The test runs itself as a second process, which starts a cluster, notes where it is, and dies without cleaning up.
#[test]
fn an_owner_that_is_killed_takes_its_cluster_along() {
    const CHILD: &str = "GUATU_TEST_CLUSTER_OWNER";
    if let Ok(note) = std::env::var(CHILD) {
        let cluster = Cluster::start().unwrap();
        std::fs::write(note, format!("{}\n{}", cluster.folder().display(), cluster.pid().unwrap())).unwrap();
        std::process::abort();
    }
    let note = tempfile::NamedTempFile::new().unwrap();
    let mut owner = std::process::Command::new(std::env::current_exe().unwrap());
    owner.args(["--exact", "an_owner_that_is_killed_takes_its_cluster_along"]).env(CHILD, note.path());
    assert!(!owner.output().unwrap().status.success());
    let said = std::fs::read_to_string(note.path()).unwrap();
    let (folder, pid) = said.split_once('\n').unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while Path::new(folder).exists() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(50));
    }
    assert!(!Path::new(folder).exists(), "{folder} is still there");
    assert!(!Path::new("/proc").join(pid).exists(), "the server still runs");
}
