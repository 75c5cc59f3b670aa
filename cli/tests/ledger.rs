//! Ledger 总账: verification passes as made, and one byte altered from outside is found and named.

use crate::bench::{Answer, Demo, demo, guatu};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn one_byte_altered_from_outside_is_found() {
    let demo = demo();
    let good = demo.guatu(&["ledger", "verify", "--lang", "en"]).ok().out;
    assert!(good.contains("OK") && good.contains("chain head no. ") && good.contains(" rows"), "{good}");
    let seq = demo.outside(
        "for (name,) in db.execute(\"SELECT name FROM sqlite_master WHERE type = 'trigger'\").fetchall(): db.execute(f'DROP TRIGGER \"{name}\"')\n\
         seq = db.execute('SELECT seq FROM projects ORDER BY seq LIMIT 1 OFFSET 5').fetchone()[0]\n\
         db.execute('UPDATE projects SET fixed_investment = fixed_investment + 1 WHERE seq = ?', (seq,))\nprint(seq)",
    );
    for (lang, table) in
        [("en", format!("table projects, seq {}", seq.trim())), ("zh", format!("表 projects，第{}号", seq.trim()))]
    {
        let bad = demo.guatu(&["ledger", "verify", "--lang", lang]);
        assert_eq!(bad.code, Some(1), "{bad:#?}");
        assert!(bad.out.contains(&table), "{bad:#?}");
    }
}

#[test]
fn altered_balances_are_found_and_rebuilt() {
    let demo = demo();
    demo.outside(
        "keys = [row[1] for row in db.execute('PRAGMA table_info(balances)') if row[5] > 0]\n\
         first = db.execute(f\"SELECT {', '.join(keys)} FROM balances LIMIT 1\").fetchone()\n\
         db.execute('UPDATE balances SET a03 = a03 + 1 WHERE ' + ' AND '.join(f'{k} = ?' for k in keys), first)",
    );
    let bad = demo.guatu(&["ledger", "verify", "--lang", "en"]);
    assert!(bad.code == Some(1) && bad.out.contains("table balances"), "{bad:#?}");
    demo.guatu(&["ledger", "rebuild"]).ok();
    demo.guatu(&["ledger", "verify"]).ok();
}

/// Sign what the county's chain comes to, into a file.
fn checkpoint(demo: &Demo) -> PathBuf {
    let file = demo.path("checkpoint.json");
    let answer = demo.guatu(&["ledger", "checkpoint", "--out", file.to_str().unwrap(), "--lang", "en"]).ok();
    assert!(answer.err.contains("keep it elsewhere"), "{answer:#?}");
    file
}

fn prove(demo: &Demo, file: &Path, lang: &str) -> Answer {
    demo.guatu(&["ledger", "verify", "--checkpoint", file.to_str().unwrap(), "--lang", lang])
}

#[track_caller]
fn does_not_hold(demo: &Demo, file: &Path, zh: &str, en: &str) {
    for (lang, verdict, sentence) in [("zh", "存证点不成立", zh), ("en", "does NOT hold", en)] {
        let answer = prove(demo, file, lang);
        assert_eq!(answer.code, Some(1), "{answer:#?}");
        assert!(answer.out.contains(verdict) && answer.out.contains(sentence), "{sentence}\n{answer:#?}");
    }
}

/// Somebody with another key, made by another algorithm if asked.
fn with_a_key_of_its_own(algorithm: Option<&str>) -> Demo {
    let other = demo();
    fs::remove_dir_all(other.path("keys")).unwrap();
    if let Some(algorithm) = algorithm {
        other.guatu(&["init", "--signer", algorithm]).ok();
    }
    other
}

fn record_more(demo: &Demo) {
    guatu(&["bulletin", "issue", "--period", "2026-Q1", "--as-of", "2026-04-08", "--database", &demo.database]).ok();
}

#[test]
fn a_checkpoint_holds_after_more_was_recorded() {
    for (algorithm, demo) in [("ed25519", demo()), ("sm2", with_a_key_of_its_own(Some("sm2")))] {
        let file = checkpoint(&demo);
        let kept = fs::read_to_string(&file).unwrap();
        assert!(kept.contains(&format!("\"signature\": \"{algorithm}:")), "{kept}");
        record_more(&demo);
        let key = demo.path("elsewhere.pub");
        fs::copy(demo.path("keys/361099.pub"), &key).unwrap();
        let asked = ["ledger", "verify", "--checkpoint", file.to_str().unwrap(), "--key", key.to_str().unwrap()];
        for (lang, words) in
            [("zh", ["存证点成立", "此后新增2行", "OK"]), ("en", ["the checkpoint holds", "2 rows were added", "OK"])]
        {
            let answer = demo.guatu(&[&asked[..], &["--lang", lang]].concat()).ok();
            assert!(words.iter().all(|word| answer.out.contains(word)), "{answer:#?}");
        }
    }
}

#[test]
fn what_was_altered_or_removed_since_a_checkpoint_is_found() {
    let guards = "for (name,) in db.execute(\"SELECT name FROM sqlite_master WHERE type = 'trigger'\").fetchall(): db.execute(f'DROP TRIGGER \"{name}\"')\n";
    let altered = demo();
    let file = checkpoint(&altered);
    let seq = altered.outside(&format!(
        "{guards}seq = db.execute('SELECT seq FROM projects ORDER BY seq LIMIT 1 OFFSET 5').fetchone()[0]\n\
         db.execute('UPDATE projects SET fixed_investment = fixed_investment + 1 WHERE seq = ?', (seq,))\nprint(seq)"
    ));
    let seq = seq.trim();
    does_not_hold(&altered, &file, &format!("projects 第{seq}行"), &format!("row {seq} of projects"));
    let refused = ["ledger", "checkpoint", "--out", "none.json"];
    altered.refused(&refused, "checkpoints.chain_does_not_hold", "不能存证", "no checkpoint is signed");

    let shortened = demo();
    record_more(&shortened);
    let file = checkpoint(&shortened);
    shortened.outside(&format!(
        "{guards}columns = lambda t: {{row[1] for row in db.execute(f'PRAGMA table_info(\"{{t}}\")')}}\n\
         tables = [t for (t,) in db.execute(\"SELECT name FROM sqlite_master WHERE type = 'table'\").fetchall() if {{'seq', 'hash'}} <= columns(t)]\n\
         seq = db.execute('SELECT seq FROM county_head').fetchone()[0] - 2\n\
         hash = [row[0] for t in tables for row in db.execute(f'SELECT hash FROM \"{{t}}\" WHERE seq = ?', (seq,))][0]\n\
         for t in tables: db.execute(f'DELETE FROM \"{{t}}\" WHERE seq > ?', (seq,))\n\
         db.execute('UPDATE county_head SET seq = ?, chain_hash = ?', (seq, hash))"
    ));
    does_not_hold(&shortened, &file, "有记录被删去", "records were removed");
}

#[test]
fn a_forged_checkpoint_is_found() {
    let demo = demo();
    let file = checkpoint(&demo);
    let text = fs::read_to_string(&file).unwrap();
    let later = text.replacen("\"day\": \"2", "\"day\": \"3", 1);
    assert_ne!(later, text);
    fs::write(&file, later).unwrap();
    does_not_hold(&demo, &file, "签名无效", "its signature is wrong");
    // Signed again, with another key of the same kind and of the other.
    does_not_hold(&demo, &checkpoint(&with_a_key_of_its_own(None)), "签名无效", "its signature is wrong");
    let other = with_a_key_of_its_own(Some("sm2"));
    let file = checkpoint(&other);
    let asked = ["ledger", "verify", "--checkpoint", file.to_str().unwrap()];
    demo.refused(&asked, "keys.other_algorithm", "这份文件用SM2签名", "the file is signed with SM2");
    let none = demo.path("bulletin.json");
    let asked = ["ledger", "verify", "--checkpoint", none.to_str().unwrap()];
    demo.refused(&asked, "checkpoints.not_a_checkpoint", "不是存证点文件", "is not a checkpoint");
}
