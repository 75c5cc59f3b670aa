//! Sheets and checkpoints under attack 改动与伪造 (T-01, T-05, T-07): every visible edit of an issued sheet is found, whoever rewrites the
//! whole database cannot pass a kept checkpoint, and a second verifier that shares nothing with the first agrees with it.

use crate::bench::{Demo, copy, demo, guatu, sources};
use acts::bulletins::check;
use acts::keys::PublicKey;
use harness::chance::{Chance, report, rounds};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use zip::write::SimpleFileOptions;

/// An issued bulletin as HTML and DOCX, with the key that signed it.
struct Issued {
    html: String,
    docx: Vec<u8>,
    key: PathBuf,
    demo: Demo,
}

/// A county of three units that files two figures: its sheet is short, and thousands of them are judged soon.
fn small() -> Demo {
    let dir = tempfile::tempdir().unwrap();
    let csv = dir.path().join("csv");
    fs::create_dir(&csv).unwrap();
    let write = |name: &str, text: &str| fs::write(csv.join(name), text).unwrap();
    for name in ["counties.csv", "light_rules.csv", "deadlines.csv", "holidays.csv"] {
        fs::copy(sources().join(name), csv.join(name)).unwrap();
    }
    let some = |name: &str, keys: &[&str]| {
        let text = fs::read_to_string(sources().join(name)).unwrap();
        let mut lines = text.lines();
        let head = lines.next().unwrap().to_owned();
        let kept = lines.filter(|line| keys.iter().any(|key| line.starts_with(key)));
        kept.fold(head + "\n", |all, line| all + line + "\n")
    };
    write("units.csv", "unit_id,unit_name,group\na,甲镇,乡镇\nb,乙镇,乡镇\nc,丙局,部门\n");
    write("indicators.csv", &some("indicators.csv", &["petitions_received", "petitions_resolved"]));
    write("campaigns.csv", &some("campaigns.csv", &["petitions,"]).replace(",xinfangju,", ",c,"));
    let mut returns = "unit_id,indicator_id,period,value,stage,voucher,recorded_on\n".to_owned();
    for (n, unit) in ["a", "b", "c"].into_iter().enumerate() {
        for month in 1..=3 {
            for indicator in ["petitions_received", "petitions_resolved"] {
                let value = 10 * n + 3 * month + indicator.len() % 7;
                returns += &format!("{unit},{indicator},2026-0{month},{value},verified,{n}{month},2026-04-0{month}\n");
            }
        }
    }
    write("returns.csv", &returns);
    let database = format!("sqlite:{}", dir.path().join("guatu.db").display());
    guatu(&["load", csv.to_str().unwrap(), "--database", &database, "--today", "2026-04-08"]).ok();
    Demo { dir, database }
}

fn issued(signer: &str) -> Issued {
    let demo = small();
    demo.guatu(&["init", "--signer", signer]).ok();
    let out = demo.path("issued");
    let asked =
        ["bulletin", "issue", "--period", "2026-Q1", "--as-of", "2026-04-08", "--formats", "docx,html", "--lang", "zh", "--out"];
    guatu(&[&asked[..], &[out.to_str().unwrap(), "--database", &demo.database]].concat()).ok();
    let named =
        |end: &str| fs::read_dir(&out).unwrap().flatten().map(|f| f.path()).find(|p| p.extension().is_some_and(|e| e == end));
    let html = fs::read_to_string(named("html").unwrap()).unwrap();
    Issued { html, docx: fs::read(named("docx").unwrap()).unwrap(), key: demo.path("keys/361099.pub"), demo }
}

fn place(chance: &mut Chance, below: usize) -> usize {
    usize::try_from(chance.within(0..below as u64)).unwrap()
}

/// Where visible characters stand in a text with tags, between two words of it.
fn visible(page: &str, from: &str, to: &str) -> Vec<usize> {
    let start = page.find(from).unwrap() + from.len();
    let end = start + page[start..].find(to).unwrap();
    let (mut tag, mut entity) = (false, false);
    let mut places = Vec::new();
    for (at, c) in page[start..end].char_indices() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            '&' => entity = true,
            ';' if entity => entity = false,
            c if !tag && !entity && !c.is_whitespace() && !matches!(c, '–' | '−' | '-') => places.push(start + at),
            _other => {}
        }
    }
    places
}

/// Another character of the same kind.
fn other(c: char, chance: &mut Chance) -> char {
    let kind = if c.is_ascii_digit() { "0123456789" } else { "县镇局项目万元亿增减一二三" };
    let signs: Vec<char> = kind.chars().filter(|sign| *sign != c).collect();
    signs[place(chance, signs.len())]
}

/// One edit that a reader could see.
fn edited(page: &str, places: &[usize], chance: &mut Chance) -> String {
    let at = places[place(chance, places.len())];
    let c = page[at..].chars().next().unwrap();
    let (before, after) = (&page[..at], &page[at + c.len_utf8()..]);
    match chance.within(0..5) {
        0 | 1 => format!("{before}{}{after}", other(c, chance)),
        2 => format!("{before}{after}"),
        3 => format!("{before}{c}{}{after}", other(c, chance)),
        _other => {
            // Two characters that differ change places.
            let next = places.iter().find(|p| **p > at && !page[**p..].starts_with(c)).copied().unwrap_or(places[0]);
            let d = page[next..].chars().next().unwrap();
            let (low, high, first, second) = if next > at { (at, next, c, d) } else { (next, at, d, c) };
            let middle = &page[low + first.len_utf8()..high];
            let swapped = format!("{}{second}{middle}{first}{}", &page[..low], &page[high + second.len_utf8()..]);
            if first == second { format!("{before}{after}") } else { swapped }
        }
    }
}

/// The page with white space that no reader sees.
fn spaced(page: &str, chance: &mut Chance) -> String {
    let start = page.find("<body>").unwrap() + 6;
    let end = page.find("<script").unwrap();
    let mut out = page[..start].to_owned();
    for piece in page[start..end].split_inclusive('>') {
        out.push_str(piece);
        if chance.percent(10) {
            out.push_str(["\n", "  ", "\r\n\t", "\n\n"][place(chance, 4)]);
        }
    }
    out + &page[end..]
}

/// A DOCX with its text changed.
fn rewritten(docx: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let (name, mut bytes) = (part.name().to_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name == "word/document.xml" {
            let text = String::from_utf8(bytes).unwrap();
            let digits: Vec<usize> = text
                .match_indices("<w:t")
                .flat_map(|(at, _)| {
                    let open = at + text[at..].find('>').unwrap() + 1;
                    let close = open + text[open..].find('<').unwrap();
                    text[open..close]
                        .char_indices()
                        .filter(|(_, c)| c.is_ascii_digit())
                        .map(move |(i, _)| open + i)
                        .collect::<Vec<_>>()
                })
                .collect();
            let at = digits[place(chance, digits.len())];
            let c = text[at..].chars().next().unwrap();
            bytes = format!("{}{}{}", &text[..at], other(c, chance), &text[at + 1..]).into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn passes(file: &Path, key: &PublicKey) -> bool {
    check(file, key).is_ok_and(|found| found.passes())
}

#[test]
fn t01_every_visible_edit_of_an_issued_sheet_is_found() {
    let Issued { html, docx, key, demo } = issued("ed25519");
    let (key, file, mut chance) = (PublicKey::read(&key).unwrap(), demo.path("edited"), Chance::of_run(101));
    let places = visible(&html, "<main>", "</main>");
    let (edits, good) = (rounds(500, 10_000), rounds(50, 1_000));
    for n in 0..edits {
        let bytes = if n % 25 == 0 { rewritten(&docx, &mut chance) } else { edited(&html, &places, &mut chance).into_bytes() };
        fs::write(&file, &bytes).unwrap();
        assert!(!passes(&file, &key), "edit {n} was not found");
    }
    for n in 0..good {
        fs::write(&file, spaced(&html, &mut chance)).unwrap();
        assert!(passes(&file, &key), "false alarm {n}");
    }
    report("T-01", &format!("{edits} edits of an issued sheet (HTML, DOCX), {edits} found; 0 false alarms on {good} good ones"));
}

/// Sheets that say something else while the true words stand in them somewhere, and notes that prove something else.
fn negative(html: &str, chance: &mut Chance) -> Vec<String> {
    let (start, end) = (html.find("<main>").unwrap(), html.find("</main>").unwrap() + 7);
    let sheet = &html[start..end];
    let forged = edited(html, &visible(html, "<main>", "</main>"), chance);
    let forged_sheet = &forged[forged.find("<main>").unwrap()..forged.find("</main>").unwrap() + 7];
    let with = |from: &str, to: &str| html.replacen(from, to, 1);
    let open = html.find("id=\"guatu-note\">").unwrap() + 16;
    let close = open + html[open..].find("</script>").unwrap();
    let note = &html[open..close];
    let noted = |note: &str| format!("{}{note}{}", &html[..open], &html[close..]);
    let signature = &note[note.find("\"signature\":\"").unwrap() + 13..note.len() - 2];
    let (word, digits) = signature.split_once(':').unwrap();
    let signed = |signature: &str| noted(&format!("{}{signature}\"}}", &note[..note.len() - 2 - word.len() - 1 - digits.len()]));
    vec![
        with(sheet, &format!("<!--{sheet}-->{forged_sheet}")),
        with(sheet, &format!("<div hidden>{sheet}</div>{forged_sheet}")),
        with(sheet, &format!("{sheet}{forged_sheet}")),
        with("</head>", "<p>本通报作废</p></head>"),
        with("</body>", "<p>本通报作废</p></body>"),
        with("</body>", "<img src=\"stamp.png\"></body>"),
        with("</body>", "<script src=\"//elsewhere/x.js\"></script></body>"),
        with("<body>", "<body onload=\"f()\">"),
        with("<body>", "<body><style>main{display:none}</style>"),
        with("</body>", &format!("<script type=\"application/json\" id=\"guatu-note\">{note}</script></body>")),
        noted(""),
        noted("{}"),
        noted("null"),
        noted(&note.chars().take(1_000).collect::<String>()),
        noted(&note.replacen('{', "{\"remark\":\"\",", 1)),
        noted(&note.replacen('{', "{\"format\":\"guatu-bulletin/1\",", 1)),
        noted(&note.replacen("guatu-bulletin/1", "guatu-bulletin/2", 1)),
        noted(&note.replacen("361099", "361098", 1)),
        noted(&note.replacen("361099", "361099.0", 1)),
        noted(&note.replacen("\"issued_on\":\"", "\"issued_on\":\"1", 1)),
        signed(""),
        signed(&format!("{word}:")),
        signed(&format!("{word}:{}", "0".repeat(128))),
        signed(&format!("{word}:{}", "f".repeat(128))),
        signed(&format!("{word}:{}", &digits[..126])),
        signed(&format!("{word}:{digits}00")),
        signed(&format!("{word}:{}{}", &digits[64..], &digits[..64])),
        signed(&format!("{}:{digits}", if word == "sm2" { "ed25519" } else { "sm2" })),
        signed(&format!("sm9:{digits}")),
    ]
}

#[test]
fn t07_two_verifiers_agree_on_good_and_bad_sheets() {
    let (each, mut chance) = (rounds(25, 500), Chance::of_run(107));
    let (mut judged, mut vectors) = (0, 0);
    for signer in ["ed25519", "sm2"] {
        let Issued { html, key, demo, .. } = issued(signer);
        let public = PublicKey::read(&key).unwrap();
        let places = visible(&html, "<main>", "</main>");
        let mut sheets: Vec<(String, bool)> = (0..each).map(|_| (spaced(&html, &mut chance), true)).collect();
        sheets.extend((0..each).map(|_| (edited(&html, &places, &mut chance), false)));
        let bad = negative(&html, &mut chance);
        vectors += bad.len();
        sheets.extend(bad.into_iter().map(|sheet| (sheet, false)));
        let folder = demo.path("sheets");
        fs::create_dir(&folder).unwrap();
        let mut second = Command::new(harness::office::python().unwrap());
        second.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/verify.py")).arg("--key").arg(&key);
        for (n, (sheet, good)) in sheets.iter().enumerate() {
            let file = folder.join(format!("{n}.html"));
            fs::write(&file, sheet).unwrap();
            assert_eq!(passes(&file, &public), *good, "{signer}: the first verifier on {n} of {each}");
            second.arg(file);
        }
        let output = second.output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let verdicts: Vec<bool> = told.lines().map(|line| line.starts_with("PASS ")).collect();
        assert_eq!(verdicts.len(), sheets.len(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        for (n, ((_, good), verdict)) in sheets.iter().zip(verdicts).enumerate() {
            assert_eq!(verdict, *good, "{signer}: the second verifier on {n} of {each}: {}", told.lines().nth(n).unwrap());
        }
        judged += sheets.len();
        checkpoints(&demo, &key);
    }
    let told = format!(
        "{judged} sheets signed with Ed25519 and SM2, {} good, {vectors} negative vectors: the same verdict on each",
        2 * each
    );
    report("T-07", &told);
}

/// The second verifier reads checkpoints, too.
fn checkpoints(demo: &Demo, key: &Path) {
    let file = demo.path("kept.json");
    demo.guatu(&["ledger", "checkpoint", "--out", file.to_str().unwrap()]).ok();
    let text = fs::read_to_string(&file).unwrap();
    let judge = |text: &str| {
        fs::write(&file, text).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/verify.py");
        let python = harness::office::python().unwrap();
        Command::new(python).arg(script).arg("--key").arg(key).arg(&file).output().unwrap().status.code()
    };
    assert_eq!(judge(&text), Some(0));
    for (from, to) in [("\"seq\": ", "\"seq\": 1"), ("\"day\": \"2", "\"day\": \"1"), ("\"county\": 36", "\"county\": 37")] {
        assert_eq!(judge(&text.replacen(from, to, 1)), Some(1), "{from}");
    }
}

/// T-05: root has the database but not the key. A history written anew with all its hashes is sound in itself; the kept checkpoint
/// shows it, and a checkpoint that root signs is not the county's.
#[test]
fn t05_whoever_rewrites_everything_without_the_key_cannot_pass_a_checkpoint() {
    let (demo, attacker) = (demo(), tempfile::tempdir().unwrap());
    let at = |name: &str| attacker.path().join(name).to_str().unwrap().to_owned();
    let (kept, public) = (at("kept.json"), at("county.pub"));
    demo.guatu(&["ledger", "checkpoint", "--out", &kept]).ok();
    fs::copy(demo.path("keys/361099.pub"), &public).unwrap();
    // One figure of the records is made better, and all of history is loaded again.
    copy(&sources(), &attacker.path().join("csv"));
    let arrivals = attacker.path().join("csv/project_arrivals.csv");
    let text = fs::read_to_string(&arrivals).unwrap();
    let better = text.replacen(",2040,", ",2940,", 1);
    assert_ne!(better, text);
    fs::write(&arrivals, better).unwrap();
    let forged = format!("sqlite:{}", at("guatu.db"));
    guatu(&["load", &at("csv"), "--database", &forged, "--today", "2026-04-08"]).ok();
    // … and made as long as the true one.
    let head = |database: &str| -> i64 {
        let found = guatu(&["ledger", "verify", "--database", database, "--lang", "en"]).ok().out;
        found.split("head no. ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|seq| seq.parse().ok()).expect("a head")
    };
    let missing = head(&demo.database) - head(&forged);
    assert!(missing < 20, "{missing}");
    (0..missing).for_each(|n| drop(guatu(&["backup", "--database", &forged, "--out", &at(&format!("{n}.backup"))]).ok()));
    assert!(guatu(&["ledger", "verify", "--database", &forged, "--lang", "en"]).ok().out.contains("  OK"), "sound in itself");
    let proves =
        |file: &str| guatu(&["ledger", "verify", "--database", &forged, "--checkpoint", file, "--key", &public, "--lang", "en"]);
    let found = proves(&kept);
    assert!(found.code == Some(1) && found.out.contains("was rewritten"), "{found:#?}");
    // Its own key, its own checkpoint: not the county's.
    guatu(&["ledger", "checkpoint", "--database", &forged, "--out", &at("own.json")]).ok();
    let found = proves(&at("own.json"));
    assert!(found.code == Some(1) && found.out.contains("its signature is wrong"), "{found:#?}");
    // The old signature under the new hashes, or the old hashes with another place.
    let (old, new) = (fs::read_to_string(&kept).unwrap(), fs::read_to_string(at("own.json")).unwrap());
    let line = |text: &str, name: &str| text.lines().find(|l| l.contains(name)).unwrap().to_owned();
    for name in ["\"seq\"", "\"sm3\"", "\"sha256\"", "\"signature\""] {
        let mixed = old.replace(&line(&old, name), &line(&new, name));
        fs::write(at("mixed.json"), &mixed).unwrap();
        assert!(mixed == old || proves(&at("mixed.json")).code == Some(1), "{name}");
    }
    report(
        "T-05",
        "a whole history written anew without the key: sound in itself, refused by the kept checkpoint; 5 forged checkpoints refused",
    );
}
