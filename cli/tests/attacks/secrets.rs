//! Secrets 秘密 (S-12, S-07; case 27): whoever reads the database, its log, the program's output, its log or its temporary files
//! finds no password, no token, no key of a second factor — after a whole day of signing in, failing, filing and uploading.

use super::server::{COUNTY, Heard, Server};
use crate::bench::{demo, guatu, names};
use harness::chance::report;
use std::fs;
use std::path::{Path, PathBuf};

const PASSWORD: &str = "Canary-Pines-7731";
const SECOND: &str = "Canary-Rivers-8842";
const WRONG: &str = "Canary-Wrong-5519";

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("there").flatten() {
        let path = entry.path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}

/// What must not be found, and where it came from.
#[derive(Default)]
struct Canaries(Vec<(&'static str, String)>);

impl Canaries {
    fn add(&mut self, from: &'static str, secret: &str) {
        assert!(secret.len() >= 6, "{from} is no secret: “{secret}”");
        self.0.push((from, secret.to_owned()));
    }

    fn cookie(&mut self, heard: &Heard) -> String {
        let cookies =
            heard.head.lines().filter_map(|line| line.split_once(": ")).filter(|h| h.0.eq_ignore_ascii_case("set-cookie"));
        let cookie = cookies.map(|h| h.1).find(|c| c.contains("guatu_session=")).expect("a session");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        // The county's number before the token is no secret.
        self.add("session", cookie.rsplit_once('.').map_or("", |c| c.1));
        cookie
    }

    fn found_in(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for file in files(folder) {
            let bytes = fs::read(&file).unwrap_or_default();
            for (from, secret) in &self.0 {
                let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
                for looked in [secret.as_bytes(), &wide] {
                    if memchr::memmem::find(&bytes, looked).is_some() {
                        found.push(format!("{from} in {}", file.display()));
                    }
                }
            }
        }
        found
    }
}

/// The code as a telephone makes it.
fn code(secret: &str) -> String {
    let program = "import base64,hmac,sys,time\nk=base64.b32decode(sys.argv[1]+'='*(-len(sys.argv[1])%8)); d=hmac.new(k,(int(time.time())//30).to_bytes(8,'big'),'sha1').digest()\no=d[19]&15; print('%06d'%((int.from_bytes(d[o:o+4],'big')&0x7fffffff)%1000000),end='')";
    let python = harness::office::python().expect("python");
    let output = std::process::Command::new(python).args(["-c", program, secret]).output().expect("python starts");
    String::from_utf8(output.stdout).expect("digits")
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let found = text.split(before).nth(1).and_then(|rest| rest.split(after).next());
    found.unwrap_or_else(|| panic!("no {before}:\n{text}"))
}

#[test]
fn s_12_s_07_no_secret_lies_anywhere_after_a_whole_day() {
    let demo = demo();
    let (database, mut canaries) = (demo.database.clone(), Canaries::default());
    // Live: nobody enters without a password.
    // A model that is not there, with a key that it is sent.
    const MODEL_KEY: &str = "sk-canary-model-2209";
    let key = demo.dir.path().join("keys").join(acts::models::KEY_FILE);
    fs::create_dir_all(demo.dir.path().join("keys")).expect("a folder");
    fs::write(&key, MODEL_KEY).expect("written");
    let mut server = Server::of(demo, &["--model-address", "http://127.0.0.1:9/v1", "--model-name", "m"]);
    fs::remove_file(&key).expect("it was read at the start");
    canaries.add("key of the model", MODEL_KEY);
    let invited = guatu(&["accounts", "invite", "guanliyuan", "--database", &database]).ok().out;
    let path = format!("/invitation/{}", invited.trim().rsplit_once("/invitation/").expect("a link").1);
    canaries.add("invitation", path.rsplit_once('.').expect("a token").1);
    for (from, secret) in [("password", PASSWORD), ("password", SECOND), ("wrong password", WRONG)] {
        canaries.add(from, secret);
    }
    server.get(&path, "").is(200);
    server.form(&path, &format!("password={PASSWORD}&again={PASSWORD}"), "").is(303);
    let sign_in = |password: &str, to: &str| {
        server.form(to, &format!("county={COUNTY}&account=guanliyuan&password={password}&back=%2Fme"), "")
    };
    sign_in(WRONG, "/sign-in").is(422);
    // A password typed where the account belongs, and one in a form that is not understood.
    server.form("/sign-in", &format!("county={COUNTY}&account={WRONG}&password={WRONG}"), "").is(422);
    server.form("/sign-in", &format!("password={PASSWORD}&none=1"), "").is(400);
    let first = canaries.cookie(&sign_in(PASSWORD, "/sign-in").is(303));
    let page = server.get("/me/second-factor", &first).is(200);
    let text = page.text();
    let secret = between(&text, "id=\"secret\">", "<").to_owned();
    canaries.add("key of a second factor", &secret);
    canaries.add("form token", &page.field("token"));
    let form = format!("token={}&key=k&sealed={}&code={}", page.field("token"), page.field("sealed"), code(&secret));
    let enrolled = server.form("/me/second-factor", &form, &first).is(200);
    let second = canaries.cookie(&enrolled);
    let text = enrolled.text();
    let recovery: Vec<&str> = text.split("<li><code>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    recovery.iter().for_each(|code| canaries.add("recovery code", code));
    let mine = server.get("/me", &second).is(200);
    let form = format!("token={}&key=k2&present={PASSWORD}&password={SECOND}&again={SECOND}", mine.field("token"));
    let third = canaries.cookie(&server.form("/me/password", &form, &second).is(303));
    server.form("/sign-out", "", &third).is(303);
    // With a recovery code, and the address that it must not end up in.
    let step = sign_in(SECOND, "/sign-in").is(200);
    canaries.add("ticket", &step.field("ticket"));
    let form = format!("ticket={}&code={}&back=%2F", step.field("ticket"), recovery[0]);
    let fourth = canaries.cookie(&server.form("/sign-in/code", &form, "").is(303));
    let accounts = server.get("/accounts", &fourth).is(200);
    let open = format!("token={}&key=k3&do=invite&account=baomi", accounts.field("token"));
    let shown = server.form("/accounts", &open, &fourth).is(200).text();
    canaries.add("invitation", between(&shown, &format!("/invitation/{COUNTY}."), "<").split('"').next().unwrap_or_default());
    // Somebody lets the session run out, and asks for what is not there.
    server.form("/accounts", &format!("token={}&do=open&account=x1", accounts.field("token")), "").is(401);
    server.get("/nothing-here", &fourth).is(404);
    let county = server.demo.dir.path().to_owned();
    let found = canaries.found_in(&county);
    let looked = files(&county);
    let has = |name: &str| looked.iter().any(|file| file.to_string_lossy().contains(name));
    assert!(has("guatu.db") && has("log"), "{:?}", names(&county));
    assert!(found.is_empty(), "{found:#?}");
    // That it would be found is shown on something that is no secret.
    let mut open = Canaries::default();
    open.add("account", "guanliyuan");
    assert!(!open.found_in(&county).is_empty());
    assert!(server.is_alive());
    report("S-12, S-07", &format!("{} secrets looked for in {} files: 0 found", canaries.0.len(), looked.len()));
}
