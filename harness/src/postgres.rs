//! PostgreSQL for tests (试验用数据库): a throw-away cluster on a Unix socket, no TCP port.
//!
//! `cargo xtask test` starts one cluster and names it in `GUATU_TEST_POSTGRES`; a single test run without it starts its
//! own. Every test takes a database of its own from [`database`].

use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::guard::{Guard, User};
use crate::{Failure, Outcome, program};

/// The variable that names a running cluster.
pub const VARIABLE: &str = "GUATU_TEST_POSTGRES";

/// The oldest major version the product promises to work on.
const OLDEST: u32 = 15;

/// Whether a new cluster keeps checksums of its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksums {
    On,
    Off,
}

/// How a server is stopped before it is started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// As an administrator does it: clients are sent away, everything is put in order.
    Fast,
    /// All its processes at once, without a word.
    Kill,
}

/// A running cluster of our own; stopped, and its folder removed, when dropped.
#[derive(Debug)]
pub struct Cluster {
    url: String,
    guard: Guard,
}

impl Cluster {
    /// Makes a new cluster in a folder of its own and starts it.
    pub fn start() -> Outcome<Cluster> {
        Cluster::start_with(Checksums::On, &[])
    }

    /// The same with or without checksums of pages, and with settings as `postgres -c` takes them.
    pub fn start_with(checksums: Checksums, settings: &[&str]) -> Outcome<Cluster> {
        let programs = need_programs()?;
        let user = unprivileged_user()?;
        let folder = new_folder(user)?;
        init(&programs, folder.path(), user, checksums)?;
        let mut server = Command::new(programs.join("postgres"));
        server.arg("-D").arg(folder.path().join("data")).arg("-k").arg(folder.path());
        // Settings that make commits safe stay on: the archive refuses to work without them.
        for setting in ["listen_addresses=", "max_connections=300", "lc_messages=C"].iter().chain(settings) {
            server.arg("-c").arg(setting);
        }
        clear_environment(&mut server);
        let guard = Guard::start(folder, user, "INT", &server)?;
        let url = url_of(guard.folder());
        let cluster = Cluster { url, guard };
        cluster.await_ready(&programs)?;
        Ok(cluster)
    }

    /// Stops the server in this way and starts it again on the same data; gives the time until it answers.
    pub fn restart(&self, stop: Stop) -> Outcome<Duration> {
        let server = self.pid().ok_or_else(|| Failure::new("PostgreSQL does not run / 数据库未运行"))?;
        let (signal, processes) = match stop {
            Stop::Fast => ("-INT", vec![server]),
            // The server first, so that it cannot notice the end of the others.
            Stop::Kill => ("-KILL", std::iter::once(server).chain(program::children(server)).collect()),
        };
        let names = processes.iter().map(u32::to_string);
        // A process that has ended meanwhile is no failure.
        let _ = Command::new("kill").arg(signal).args(names).stderr(Stdio::null()).status()?;
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.guard.ended() {
            if Instant::now() > deadline {
                return Err(Failure::new(format!("PostgreSQL did not stop / 数据库未能停止:\n{}", self.guard.log())));
            }
            thread::sleep(Duration::from_millis(10));
        }
        let started = Instant::now();
        self.guard.again()?;
        self.await_ready(&need_programs()?)?;
        Ok(started.elapsed())
    }

    /// Its address, as libpq and the `postgres` crate read it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder that holds its data and its socket.
    pub fn folder(&self) -> &Path {
        self.guard.folder()
    }

    /// The server's process id.
    pub fn pid(&self) -> Option<u32> {
        self.guard.pid()
    }

    /// A new, empty database in this cluster; gives its address.
    pub fn database(&self, name: &str) -> Outcome<String> {
        create_database(&self.url, name)
    }

    fn await_ready(&self, programs: &Path) -> Outcome<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while Instant::now() < deadline {
            self.guard.check("PostgreSQL")?;
            let mut probe = Command::new(programs.join("pg_isready"));
            probe.arg("--quiet").arg("-d").arg(&self.url);
            clear_environment(&mut probe);
            if probe.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(30));
        }
        Err(Failure::new(format!("PostgreSQL did not get ready in a minute / 数据库一分钟内未就绪:\n{}", self.guard.log())))
    }
}

/// A new, empty database for one test: in the cluster that `GUATU_TEST_POSTGRES` names, else in this process's own.
pub fn database(name: &str) -> Outcome<String> {
    create_database(&shared()?, name)
}

/// The address of the cluster this process uses. Its own cluster ends with the process (see [`crate::guard`]).
fn shared() -> Outcome<String> {
    static OWN: OnceLock<Result<Cluster, String>> = OnceLock::new();
    if let Ok(url) = env::var(VARIABLE) {
        return Ok(url);
    }
    match OWN.get_or_init(|| Cluster::start().map_err(|failure| failure.to_string())) {
        Ok(cluster) => Ok(cluster.url.clone()),
        Err(sentence) => Err(Failure::new(sentence.clone())),
    }
}

/// Names carry the process and a number, so that tests running at once never meet.
fn create_database(url: &str, name: &str) -> Outcome<String> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    let database = format!("{}_{}_{}", &plain[..plain.len().min(30)], process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let psql = match programs() {
        Some(folder) => folder.join("psql"),
        None => program::need(&["psql"])?,
    };
    let mut command = Command::new(psql);
    command.args(["--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-d", url, "-c"]);
    command.arg(format!("CREATE DATABASE \"{database}\" TEMPLATE template0"));
    clear_environment(&mut command);
    program::run(&mut command, Duration::from_secs(60))?;
    replace_database(url, &database)
}

/// The same server, another database: the part between the host and the parameters.
fn replace_database(url: &str, database: &str) -> Outcome<String> {
    let (front, parameters) = url.split_once('?').map_or((url, None), |(front, rest)| (front, Some(rest)));
    let bad = || Failure::new(format!("`{url}` is not a postgres:// address / 数据库地址不正确"));
    let (scheme, rest) = front.split_once("://").ok_or_else(bad)?;
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let parameters = parameters.map(|parameters| format!("?{parameters}")).unwrap_or_default();
    Ok(format!("{scheme}://{authority}/{database}{parameters}"))
}

/// A folder is a host when it begins with a slash; slashes are escaped inside an address.
fn url_of(folder: &Path) -> String {
    format!("postgres://guatu@/postgres?host={}", folder.to_string_lossy().replace('/', "%2F"))
}

/// Debian keeps the server's programs out of PATH; the newest version wins.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(version, folder)| *version >= OLDEST && program::is_executable(&folder.join("initdb")))
        .max();
    let on_path = || program::find(&["initdb"]).and_then(|initdb| initdb.canonicalize().ok()?.parent().map(Path::to_path_buf));
    newest.map(|(_, folder)| folder).or_else(on_path)
}

fn need_programs() -> Outcome<PathBuf> {
    programs().ok_or_else(|| {
        Failure::new(format!(
            "the PostgreSQL server ({OLDEST} or newer) is not installed; run `cargo xtask setup` / 未安装 PostgreSQL 服务端，请先运行 cargo xtask setup"
        ))
    })
}

/// PostgreSQL refuses to run as root: take the package's own user, else `nobody`.
fn unprivileged_user() -> Outcome<Option<User>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let find = |name: &str| {
        let mut fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
        let fields = fields.find(|fields| fields.len() > 3 && fields[0] == name)?;
        Some(User { uid: fields[2].parse().ok()?, gid: fields[3].parse().ok()? })
    };
    let user = find("postgres").or_else(|| find("nobody"));
    user.map(Some).ok_or_else(|| Failure::new("there is no user to run PostgreSQL as / 没有可用于运行数据库的普通用户"))
}

/// The socket's path may have 107 bytes at most, and another user must be able to reach it.
fn new_folder(user: Option<User>) -> Outcome<TempDir> {
    let ours = env::temp_dir();
    let parent = if user.is_some() || ours.as_os_str().len() > 60 { PathBuf::from("/tmp") } else { ours };
    let folder = tempfile::Builder::new().prefix("guatu-postgres-").tempdir_in(parent)?;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700))?;
    if let Some(User { uid, gid }) = user {
        chown(folder.path(), Some(uid), Some(gid))?;
    }
    Ok(folder)
}

/// `trust` is safe here: only this user (and root) may enter the folder with the socket.
fn init(programs: &Path, folder: &Path, user: Option<User>, checksums: Checksums) -> Outcome<()> {
    let mut command = Command::new(programs.join("initdb"));
    if checksums == Checksums::On {
        command.arg("--data-checksums");
    }
    command.args(["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--username=guatu", "--no-sync"]);
    command.arg("-D").arg(folder.join("data")).current_dir(folder);
    clear_environment(&mut command);
    if let Some(User { uid, gid }) = user {
        command.uid(uid).gid(gid);
    }
    program::run(&mut command, Duration::from_secs(120)).map(drop)
}

/// Settings of another PostgreSQL in the environment must not lead us there.
fn clear_environment(command: &mut Command) {
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::replace_database;

    #[test]
    fn another_database_keeps_host_and_parameters() {
        let cases = [
            ("postgres://guatu@/postgres?host=%2Ftmp%2Fx", "postgres://guatu@/story?host=%2Ftmp%2Fx"),
            ("postgres://me:secret@db.example:5433/one", "postgres://me:secret@db.example:5433/story"),
            ("postgresql://db.example", "postgresql://db.example/story"),
        ];
        for (given, expected) in cases {
            assert_eq!(replace_database(given, "story").unwrap(), expected);
        }
        assert!(replace_database("sqlite:guatu.db", "story").is_err());
    }
}
