//! Ledger 总账: verification passes as made, and one byte altered from outside is found and named.

use crate::bench::demo;

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
