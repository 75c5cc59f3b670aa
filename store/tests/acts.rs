//! Acts 办事留痕: listed by who, what and when; opened with what held before; read out with hashes that can be made again;
//! and (T-04) not removed, added, moved or cut off unseen.

mod common;

use common::*;
use domain::actors::{Act, Actor, Role, Scope};
use domain::registers::{UNITS, Value};
use store::{ActFacts, ActQuery, ActRow, Fault, NewBulletin, Store, hash_of};

fn auditor() -> Actor {
    actor(COUNTY, Role::Auditor, None)
}

fn done_by(name: &str, verb: &str, subject: &str, day: i64) -> Act {
    let mut act = act(COUNTY, &format!("{name} {verb} {day}"), day * DAY);
    (act.actor.name, act.verb, act.subject) = (name.to_owned(), verb.to_owned(), subject.to_owned());
    act
}

/// Acts 1, 4, 6, 8: two units, one renamed with an entry, one bulletin, one that writes nothing.
fn archive(place: &Place) -> Store {
    let store = ok(Store::create(&place.database));
    let unit =
        |id: &str, name: &str| values(&UNITS, &[("unit_id", text(id)), ("unit_name", text(name)), ("group", text("县直"))]);
    ok(store.write(done_by("wang", "units.add", "两个单位", 1), |tx| {
        tx.add(&UNITS, unit("a", "甲"))?;
        tx.add(&UNITS, unit("b", "乙"))
    }));
    ok(store.write(done_by("li", "units.change", "甲 改名 100%_", 2), |tx| {
        let seq = tx.add(&UNITS, unit("a", "甲局"))?;
        tx.post(&posting(1, 1, 20_260_101, 7), "units", seq)
    }));
    ok(store.write(done_by("wang", "bulletins.issue", "1号", 3), |tx| {
        tx.issue(NewBulletin { number: "1号".to_owned(), title: "一季度".to_owned(), ..NewBulletin::default() })
    }));
    ok(store.write(done_by("zhao", "ledger.verify", "无误", 4), |_| Ok::<_, Fault>(())));
    store
}

fn found(store: &Store, scope: &Scope, query: &ActQuery) -> Vec<String> {
    let all = ActQuery { limit: if query.limit == 0 { 100 } else { query.limit }, ..query.clone() };
    let acts: Vec<ActRow> = ok(store.read(scope, |r| r.acts_where(&all)));
    acts.into_iter().map(|a| format!("{} {}", a.actor, a.verb)).collect()
}

#[test]
fn acts_are_found_by_who_what_and_when() {
    for place in both("acts") {
        let store = archive(&place);
        let eyes = auditor().scope();
        let found = |query: ActQuery| found(&store, &eyes, &query);
        let none = ActQuery::default;
        assert_eq!(found(none()), ["zhao ledger.verify", "wang bulletins.issue", "li units.change", "wang units.add"]);
        assert_eq!(found(ActQuery { oldest: true, limit: 2, ..none() }), ["wang units.add", "li units.change"]);
        assert_eq!(found(ActQuery { actor: "wang".to_owned(), ..none() }), ["wang bulletins.issue", "wang units.add"]);
        assert_eq!(found(ActQuery { verb: "units.".to_owned(), ..none() }), ["li units.change", "wang units.add"]);
        assert_eq!(found(ActQuery { text: "改名".to_owned(), ..none() }), ["li units.change"]);
        // No sign of a pattern is one here.
        assert_eq!(found(ActQuery { text: "100%_".to_owned(), ..none() }), ["li units.change"]);
        assert!(found(ActQuery { text: "%".repeat(2), ..none() }).is_empty());
        assert!(found(ActQuery { text: "' OR 1=1 --".to_owned(), ..none() }).is_empty());
        let days = ActQuery { from_at: Some(2 * DAY), to_at: Some(3 * DAY), ..none() };
        assert_eq!(found(days), ["wang bulletins.issue", "li units.change"]);
        assert_eq!(found(ActQuery { before: Some(6), ..none() }), ["li units.change", "wang units.add"]);
        assert_eq!(found(ActQuery { after: Some(4), oldest: true, limit: 1, ..none() }), ["wang bulletins.issue"]);
        // A unit reads nobody's acts.
        let unit = actor(COUNTY, Role::Filer, Some(1)).scope();
        assert!(super_quiet(&store, &unit));
    }
}

fn super_quiet(store: &Store, scope: &Scope) -> bool {
    let everything = ActQuery { limit: 100, ..ActQuery::default() };
    ok(store.read(scope, |r| {
        Ok(r.acts_where(&everything)?.is_empty() && r.act(1)?.is_none() && r.facts_of(4, 9)? == ActFacts::default())
    }))
}

#[test]
fn an_act_opens_with_what_held_before() {
    for place in both("opened") {
        let store = archive(&place);
        let facts = ok(store.read(&all_eyes(COUNTY), |r| r.facts_of(4, 100)));
        assert_eq!(facts.counts, [("entries", 1), ("units", 1)]);
        let change = &facts.changes[0];
        assert_eq!((change.record.text("unit_name"), change.record.seq), ("甲局", 5));
        assert_eq!(change.before.as_ref().map(|b| (b.text("unit_name"), b.seq)), Some(("甲", 2)));
        assert_eq!(facts.entries.iter().map(|e| (e.act, e.posting.amount)).collect::<Vec<_>>(), [(4, 7)]);
        let first = ok(store.read(&all_eyes(COUNTY), |r| r.facts_of(1, 1)));
        assert_eq!((first.counts, first.changes.len()), (vec![("units", 2)], 1), "counted whole, listed as asked");
        assert!(first.changes[0].before.is_none());
        let issued = ok(store.read(&all_eyes(COUNTY), |r| r.facts_of(7, 9)));
        assert_eq!(issued.bulletins.iter().map(|b| b.content.number.as_str()).collect::<Vec<_>>(), ["1号"]);
        assert_eq!(ok(store.read(&all_eyes(COUNTY), |r| r.facts_of(9, 9))), ActFacts::default(), "it wrote nothing");
        assert_eq!(ok(store.read(&all_eyes(COUNTY), |r| r.facts_of(2, 9))), ActFacts::default(), "no act stands there");
        // An auditor sees values only inside an act of the auditor's own.
        assert_eq!(ok(store.read(&auditor().scope(), |r| r.facts_of(4, 9))), ActFacts::default());
        let opening = Act { actor: auditor(), verb: "acts.read".to_owned(), ..act(COUNTY, "open", 5 * DAY) };
        let seen = done(ok(store.write(opening, |tx| tx.reader()?.facts_of(4, 9))));
        assert_eq!(seen.changes, facts.changes);
        let last = ok(store.read(&auditor().scope(), |r| r.acts(1, None))).remove(0);
        assert_eq!((last.verb.as_str(), last.role.as_str()), ("acts.read", "auditor"));
    }
}

#[test]
fn the_chain_read_out_gives_its_hashes_again() {
    for place in both("links") {
        let store = archive(&place);
        let eyes = all_eyes(COUNTY);
        let head = ok(store.head(&eyes));
        let mut links = Vec::new();
        let mut hash = ok(store.read(&eyes, |r| {
            r.chain(1, head.seq, &mut |link| {
                links.push(link);
                Ok(())
            })?;
            r.hash_before(1)
        }));
        assert_eq!(links.iter().map(|l| l.seq).collect::<Vec<_>>(), (1..=head.seq).collect::<Vec<_>>());
        for link in &links {
            let columns: Vec<(String, Value)> = link.columns.iter().map(|(name, v)| ((*name).to_owned(), v.clone())).collect();
            hash = hash_of(&hash, link.table, &columns).expect("a table of the chain");
            assert_eq!(hash, link.hash, "{link:?}");
            assert_eq!(hash_of(&hash, "no such table", &columns), None);
        }
        assert_eq!(hash, head.chain_hash);
        assert_eq!(ok(store.read(&eyes, |r| r.hash_before(5))), links[3].hash);
        let mut seen = 0;
        ok(store.read(&auditor().scope(), |r| {
            r.chain(1, head.seq, &mut |_| {
                seen += 1;
                Ok(())
            })
        }));
        assert_eq!(seen, 0, "the whole chain is business");
    }
}

/// T-04: each from a fresh archive, by somebody with all rights on the database.
#[test]
fn no_act_is_removed_added_moved_or_cut_off_unseen() {
    let columns = "\"county_id\", \"seq\", \"verb\", \"actor\", \"role\", \"subject\", \"reason\", \"origin\", \"key\", \
                   \"recorded_at\", \"written_at\", \"hash\"";
    let copy = |from: i64, to: i64| {
        let list = columns.replace("\"seq\"", &to.to_string()).replace("\"key\"", "'copied'");
        format!("INSERT INTO \"acts\" ({columns}) SELECT {list} FROM \"acts\" WHERE \"seq\" = {from}")
    };
    let cut = "DELETE FROM \"acts\" WHERE \"seq\" > 4; DELETE FROM \"bulletins\"";
    let back = "UPDATE \"county_head\" SET \"seq\" = 6";
    let cases = [
        ("the first removed", "DELETE FROM \"acts\" WHERE \"seq\" = 1".to_owned()),
        ("one in the middle removed", "DELETE FROM \"acts\" WHERE \"seq\" = 4".to_owned()),
        ("the last removed", "DELETE FROM \"acts\" WHERE \"seq\" = 9".to_owned()),
        ("one added at the end", copy(4, 10)),
        ("one added before the first", copy(4, 0)),
        ("one added at a place that is taken", copy(4, 5)),
        ("one added at the end and the head moved", format!("{}; UPDATE \"county_head\" SET \"seq\" = 10", copy(4, 10))),
        (
            "two changed places",
            "UPDATE \"acts\" SET \"seq\" = -1 WHERE \"seq\" = 4; UPDATE \"acts\" SET \"seq\" = 4 WHERE \"seq\" = 7; \
             UPDATE \"acts\" SET \"seq\" = 7 WHERE \"seq\" = -1"
                .to_owned(),
        ),
        ("the end cut off", cut.to_owned()),
        ("the end cut off and the head moved", format!("{cut}; {back}")),
        ("all of them removed", "DELETE FROM \"acts\"".to_owned()),
        ("given to somebody else", "UPDATE \"acts\" SET \"actor\" = 'li' WHERE \"seq\" = 1".to_owned()),
    ];
    for (what, sql) in cases {
        let place = sqlite();
        let store = archive(&place);
        let mut outside = Outside::open(&place.database);
        outside.drop_guards();
        outside.run(&sql).unwrap_or_else(|e| panic!("{what}: {e}"));
        let found = ok(store.verify(COUNTY, &sum));
        assert!(found.bad.is_some(), "unseen: {what}");
    }
}

/// T-04: what holds in itself — an older copy of the whole database put back — only a checkpoint kept elsewhere tells.
#[test]
fn an_old_backup_put_back_is_shorter_than_what_was_kept_elsewhere() {
    let place = sqlite();
    let store = archive(&place);
    let kept = ok(store.head(&all_eyes(COUNTY)));
    let old = sqlite();
    let older = ok(Store::create(&old.database));
    ok(older.write(done_by("wang", "units.add", "两个单位", 1), |tx| tx.add(&UNITS, full(&UNITS, 1))));
    assert_eq!(ok(older.verify(COUNTY, &sum)).bad, None, "in itself it holds");
    let prefix = ok(older.prefix(COUNTY, Some(kept.seq)));
    assert!(prefix.digests.is_none() && prefix.head < kept.seq);
    let here = ok(store.prefix(COUNTY, Some(kept.seq)));
    assert_eq!(here.digests.map(|d| d.sm3), Some(kept.chain_hash));
}

/// T-03: if its act cannot be recorded, nothing is written: not the facts, not what lies beside them.
#[test]
fn without_its_act_nothing_is_written() {
    let place = sqlite();
    let store = archive(&place);
    let mut outside = Outside::open(&place.database);
    outside.run("CREATE TRIGGER \"full\" BEFORE INSERT ON \"acts\" BEGIN SELECT RAISE(ABORT, 'no room'); END").unwrap();
    let head = ok(store.head(&all_eyes(COUNTY)));
    let refused = store.write(done_by("wang", "units.add", "第三个单位", 9), |tx| tx.add(&UNITS, full(&UNITS, 3)));
    assert!(refused.is_err());
    outside.run("DROP TRIGGER \"full\"").unwrap();
    assert_eq!(ok(store.head(&all_eyes(COUNTY))), head);
    assert_eq!(ok(store.read(&all_eyes(COUNTY), |r| Ok(r.records(&UNITS, None)?.len()))), 2);
    assert_eq!(ok(store.verify(COUNTY, &sum)).bad, None);
}
