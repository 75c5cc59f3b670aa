//! Story 始末: one long story of a county, told on SQLite and on PostgreSQL: both must answer the same, word for word.

mod common;

use common::*;
use domain::actors::{Actor, Role};
use domain::calendar::Period;
use domain::registers::{INDICATORS, RETURNS, Record, UNITS, Value};
use domain::stage::{COUNTY as WHOLE, Stage};
use std::collections::HashMap;
use std::fmt::Write;
use store::{EntryQuery, Fault, NewBulletin, Reader, Store, Written};

const MARCH: Period = Period { year: 2026, from_month: 3, to_month: 3 };

struct Teller {
    store: Store,
    told: String,
}

#[test]
fn both_engines_tell_the_same_story() {
    let [file, server] = both("story");
    let (here, there) = (tell(&file), tell(&server));
    assert_eq!(here, there);
    assert!(here.lines().count() > 40, "{here}");
}

fn tell(place: &Place) -> String {
    assert!(matches!(Store::open(&place.database), Err(Fault::Missing { .. } | Fault::NotGuatu { .. })));
    let mut teller = Teller { store: ok(Store::create(&place.database)), told: String::new() };
    teller.organisation();
    teller.returns();
    teller.same_act_twice();
    teller.refused_act();
    teller.correction();
    teller.as_of_earlier();
    teller.every_period();
    teller.bulletins();
    teller.eyes();
    teller.another_county();
    teller.again(place);
    teller.told
}

impl Teller {
    fn say(&mut self, what: &str, answer: impl std::fmt::Debug) {
        writeln!(self.told, "{what}: {answer:?}").unwrap();
    }

    fn ask<T: std::fmt::Debug>(&mut self, what: &str, f: impl FnOnce(&mut Reader<'_>) -> Result<T, Fault>) {
        let answer = ok(self.store.read(&all_eyes(COUNTY), f));
        self.say(what, answer);
    }

    fn organisation(&mut self) {
        let written = ok(self.store.write(act(COUNTY, "org", DAY), |tx| {
            for (id, name) in [("gxw", "工信委"), ("lyj", "旅游局"), ("a\"b", "有引号的单位")] {
                tx.add(&UNITS, values(&UNITS, &[("unit_id", text(id)), ("unit_name", text(name)), ("group", text("县直"))]))?;
            }
            let own = [("indicator_id", text("signed")), ("name", text("签约")), ("uom", text("个"))];
            tx.add(&INDICATORS, values(&INDICATORS, &own))
        }));
        assert_eq!(written.act_seq(), 1);
        self.say("indicator", done(written));
        self.ask("units", |r| Ok(r.records(&UNITS, None)?.iter().map(Record::key).collect::<Vec<_>>()));
        self.ask("keys", |r| r.keys(&UNITS));
    }

    fn file(&mut self, key: &str, recorded_at: i64, unit: i32, month: i64, value: i64) -> (i64, i64) {
        let day = i32::try_from(month * 100 + 28).unwrap();
        done(ok(self.store.write(act(COUNTY, key, recorded_at), |tx| {
            let own = [
                ("unit_id", Value::Int(i64::from(unit))),
                ("indicator_id", Value::Int(1)),
                ("period", Value::Int(month)),
                ("value", Value::Int(value)),
                ("stage", text("verified")),
            ];
            let seq = tx.add(&RETURNS, values(&RETURNS, &own))?;
            for earlier in tx.reader()?.versions(&RETURNS, &format!("{unit}|1|{month}|verified"))? {
                for entry in tx.reader()?.entries_of("returns", earlier.seq)? {
                    tx.reverse(&entry)?;
                }
            }
            tx.post(&posting(1, unit, day, value), "returns", seq)?;
            let entries = tx.reader()?.entries_of("returns", seq)?.len();
            let sums = tx.reader()?.tallies(Stage::Verified, MARCH, None)?;
            assert!(sums.iter().any(|t| t.unit == unit && (month != 202_603 || t.value == value)), "own writes are seen");
            assert_eq!(entries, 1);
            Ok::<_, Fault>((seq, tx.act()))
        })))
    }

    fn returns(&mut self) {
        for (n, (unit, month, value)) in
            [(1, 202_503, 50_000), (1, 202_601, 10_000), (1, 202_603, 30_000), (2, 202_601, 0), (2, 202_602, 70_000)]
                .into_iter()
                .enumerate()
        {
            let n = i64::try_from(n).unwrap();
            let places = self.file(&format!("r{n}"), (10 + n) * DAY, unit, month, value);
            self.say("filed", places);
        }
        self.ask("march", |r| r.tallies(Stage::Verified, MARCH, None));
        self.ask("reported", |r| r.tallies(Stage::Reported, MARCH, None));
    }

    fn same_act_twice(&mut self) {
        let again = ok(self.store.write(act(COUNTY, "r0", 99 * DAY), |_| -> Result<(), Fault> { panic!("done twice") }));
        assert!(matches!(again, Written::Already { .. }));
        self.say("again", again);
    }

    fn refused_act(&mut self) {
        let before = ok(self.store.head(&all_eyes(COUNTY)));
        let refused = self.store.write(act(COUNTY, "bad", 20 * DAY), |tx| {
            tx.add(&UNITS, full(&UNITS, 1))?;
            assert_eq!(tx.reader()?.keys(&UNITS)?.len(), 4);
            Err::<(), Fault>(Fault::Unstorable { what: "the caller's own refusal".to_owned() })
        });
        assert_eq!(refused.unwrap_err().code(), "store.unstorable");
        let store = self.store.clone();
        let panicked = std::thread::spawn(move || {
            drop(store.write(act(COUNTY, "panic", 20 * DAY), |tx| -> Result<(), Fault> {
                tx.add(&UNITS, full(&UNITS, 1))?;
                panic!("on purpose")
            }));
        });
        assert!(panicked.join().is_err());
        for bad in [vec![Value::Null], vec![Value::Int(1); UNITS.columns.len()]] {
            let fault = self.store.write(act(COUNTY, "bad", 20 * DAY), |tx| tx.add(&UNITS, bad)).unwrap_err();
            assert_eq!(fault.code(), "store.internal");
        }
        let nul = values(&UNITS, &[("unit_id", text("a\0b"))]);
        assert_eq!(
            self.store.write(act(COUNTY, "bad", 20 * DAY), |tx| tx.add(&UNITS, nul)).unwrap_err().code(),
            "store.unstorable"
        );
        assert_eq!(ok(self.store.head(&all_eyes(COUNTY))), before, "nothing of a refused act stays");
    }

    fn correction(&mut self) {
        let places = self.file("fix", 30 * DAY, 1, 202_603, 40_000);
        self.say("corrected", places);
        self.ask("versions", |r| r.versions(&RETURNS, "1|1|202603|verified"));
        self.ask("no such", |r| r.versions(&RETURNS, "1|1|209912|verified"));
        self.ask("odd key", |r| r.versions(&RETURNS, "1|x"));
        self.ask("record", |r| r.record(&RETURNS, places.0));
        self.ask("no record", |r| r.record(&RETURNS, 1));
        self.ask("now", |r| r.tallies(Stage::Verified, MARCH, None));
        let query =
            EntryQuery { indicator: Some(1), unit: Some(1), from_on: 20_260_301, to_on: 20_260_331, stage: None, as_of: None };
        self.ask("lines", |r| r.entries(query));
        self.ask("all lines", |r| r.entries(EntryQuery { indicator: None, unit: None, stage: Some(Stage::Verified), ..query }));
        let twice = self.store.write(act(COUNTY, "twice", 31 * DAY), |tx| {
            let lines = tx.reader()?.entries(query)?;
            tx.reverse(&lines[0])
        });
        assert_eq!(twice.unwrap_err().code(), "store.taken", "an entry is taken back once");
    }

    fn as_of_earlier(&mut self) {
        for day in [5, 10, 12, 14, 29, 30, 31] {
            self.ask(&format!("march as of {day}"), |r| r.tallies(Stage::Verified, MARCH, Some(day * DAY)));
            self.ask(&format!("returns as of {day}"), |r| {
                Ok(r.records(&RETURNS, Some(day * DAY))?.iter().map(|x| (x.seq, x.key())).collect::<Vec<_>>())
            });
        }
        let early = EntryQuery { indicator: None, unit: None, from_on: 0, to_on: i32::MAX, stage: None, as_of: Some(12 * DAY) };
        self.ask("lines as of 12", |r| r.entries(early));
    }

    /// Every statement there is for a period, both ways.
    fn every_period(&mut self) {
        for from_month in 1..=12 {
            for to_month in from_month..=12 {
                let period = Period { year: 2026, from_month, to_month };
                let both = ok(self.store.read(&all_eyes(COUNTY), |r| {
                    Ok((r.tallies(Stage::Verified, period, None)?, r.tallies_from_entries(Stage::Verified, period, None)?))
                }));
                assert_eq!(both.0, both.1, "{period}");
            }
        }
        let found = verified(&self.store, COUNTY);
        self.say("verified", (found.rows, found.balances, found.reconciled));
        ok(self.store.rebuild(COUNTY));
        let found = verified(&self.store, COUNTY);
        self.say("rebuilt", (found.rows, found.balances, found.reconciled));
    }

    fn bulletins(&mut self) {
        let first = NewBulletin {
            number: "督查通报〔2026〕1号".to_owned(),
            period: "2026-Q1".to_owned(),
            as_of: 31 * DAY,
            title: "一季度通报".to_owned(),
            document_zh: "{\"a\":\"〇\"}".to_owned(),
            document_en: "{}".to_owned(),
            digest: "d".to_owned(),
            signature: "s".to_owned(),
            supersedes: None,
            reason: "quarterly".to_owned(),
        };
        let second =
            NewBulletin {
                number: "督查通报〔2026〕2号".to_owned(), supersedes: Some(first.number.clone()), ..first.clone()
            };
        for (key, bulletin) in [("b1", first.clone()), ("b2", second)] {
            ok(self.store.write(act(COUNTY, key, 31 * DAY), |tx| tx.issue(bulletin)));
        }
        let taken = self.store.write(act(COUNTY, "b3", 31 * DAY), |tx| tx.issue(first.clone()));
        assert_eq!(taken.unwrap_err(), Fault::Taken { what: "bulletins".to_owned() });
        self.ask("bulletins", |r| r.bulletins());
        self.ask("bulletin", |r| Ok(r.bulletin("督查通报〔2026〕2号")?.map(|b| b.content)));
        self.ask("no bulletin", |r| r.bulletin("3号"));
        self.ask("acts", |r| {
            let acts = r.acts(4, None)?;
            let last = acts[acts.len() - 1].seq;
            assert!(acts.iter().all(|a| a.written_at > 1_700_000_000_000), "the true clock");
            let older: Vec<i64> = r.acts(2, Some(last))?.iter().map(|a| a.seq).collect();
            Ok((acts.into_iter().map(|a| (a.seq, a.verb, a.actor, a.role, a.key)).collect::<Vec<_>>(), older))
        });
    }

    fn eyes(&mut self) {
        let own = [
            ("unit_id", Value::Int(2)),
            ("indicator_id", Value::Int(1)),
            ("period", Value::Int(202_603)),
            ("value", Value::Int(1)),
            ("stage", text("reported")),
        ];
        ok(self.store.write(act(COUNTY, "reported", 32 * DAY), |tx| {
            let seq = tx.add(&RETURNS, values(&RETURNS, &own))?;
            let reported = domain::ledger::Posting { stage: Stage::Reported, ..posting(1, 2, 20_260_328, 1) };
            tx.post(&reported, "returns", seq)
        }));
        let all = EntryQuery { indicator: None, unit: None, from_on: 0, to_on: i32::MAX, stage: None, as_of: None };
        for (role, unit) in [
            (Role::Leader, None),
            (Role::Filer, Some(1)),
            (Role::Filer, Some(2)),
            (Role::Organisation, None),
            (Role::Auditor, None),
        ] {
            let scope = actor(COUNTY, role, unit).scope();
            let seen = ok(self.store.read(&scope, |r| {
                let reported = r.tallies(Stage::Reported, MARCH, None)?;
                let months: HashMap<_, _> =
                    reported.iter().filter(|t| t.year == MARCH.year).map(|t| ((t.indicator, t.unit), t.months)).collect();
                assert_eq!(
                    r.reported_months(MARCH, None)?.into_iter().collect::<HashMap<_, _>>(),
                    months,
                    "the same months as the tallies have"
                );
                Ok([
                    r.records(&UNITS, None)?.len(),
                    r.records(&RETURNS, None)?.len(),
                    r.keys(&UNITS)?.len(),
                    r.tallies(Stage::Verified, MARCH, None)?.len(),
                    r.tallies(Stage::Reported, MARCH, None)?.len(),
                    r.tallies_from_entries(Stage::Reported, MARCH, None)?.len(),
                    r.entries(all)?.len(),
                    r.bulletins()?.len(),
                    r.acts(100, None)?.len(),
                ])
            }));
            if role == Role::Auditor {
                assert_eq!(seen[..8], [0; 8], "three officers see no business row");
                assert!(seen[8] > 0, "but they see what was done");
            }
            self.say(&format!("{role:?} {unit:?} sees"), seen);
        }
    }

    fn another_county(&mut self) {
        let other = Actor::system(COUNTY + 1, "command-line operator").scope();
        ok(self.store.write(act(COUNTY + 1, "org", DAY), |tx| {
            let seq = tx.add(&UNITS, full(&UNITS, 5))?;
            tx.post(&posting(1, WHOLE, 20_260_105, 9), "units", seq)
        }));
        let seen = ok(self.store.read(&other, |r| Ok((r.keys(&UNITS)?, r.tallies(Stage::Verified, MARCH, None)?, r.head().seq))));
        self.say("another county", seen);
        let unknown = Actor::system(1, "nobody").scope();
        let nothing = ok(self
            .store
            .read(&unknown, |r| Ok((r.keys(&UNITS)?.len(), r.tallies(Stage::Verified, MARCH, None)?.len(), r.head().seq))));
        assert_eq!(nothing, (0, 0, 0));
        verified(&self.store, COUNTY + 1);
    }

    fn again(&mut self, place: &Place) {
        let heads = ok(self.store.counties());
        let reopened = ok(Store::open(&place.database));
        assert_eq!(ok(reopened.counties()), heads);
        assert_eq!(ok(ok(Store::create(&place.database)).counties()), heads);
        verified(&reopened, COUNTY);
        self.say("heads", heads.iter().map(|h| (h.county, h.seq, h.last_recorded_at)).collect::<Vec<_>>());
    }
}
