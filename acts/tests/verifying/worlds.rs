//! Worlds 随机县情 (P-04): after each of many acts by chance, whoever asks finds in a list exactly what they get when they ask for it by
//! its name — returns, decisions, projects, files, and what waits for verification.

use crate::bench::{A, APRIL, B, County, LEAD, TODAY, caller, county, lead, supervision, what};
use acts::acting::Caller;
use acts::evidence::Offered;
use acts::returns::{Sent, Typed};
use acts::verifications::Order;
use domain::actors::Role;
use domain::registers::{EVIDENCE, PROJECTS, RETURNS, Register, VERIFICATIONS};
use domain::verifications::Ruling;
use harness::chance::{Chance, report, rounds};
use std::collections::BTreeSet;
use std::io::Cursor;
use store::Database;

/// Units by number and code.
const UNITS: [(i32, &str); 3] = [(A, "a"), (B, "b"), (LEAD, "l")];
const BUSINESS: [&Register; 3] = [&RETURNS, &VERIFICATIONS, &PROJECTS];

struct World {
    county: County,
    chance: Chance,
    acts: usize,
}

impl World {
    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.chance.within(0..all.len() as u64)).unwrap_or(0)]
    }

    fn key(&mut self) -> String {
        self.acts += 1;
        format!("world {}", self.acts)
    }

    /// Somebody does something; whether it was allowed is nobody's business here.
    fn goes_on(&mut self) {
        let (unit, code) = self.one_of(&UNITS);
        let filer = caller(Role::Filer, unit, &self.key());
        let office = &self.county.office;
        match self.chance.within(0..8) {
            0..=2 => {
                let value = self.chance.within(0..40).to_string();
                let typed = Typed { zero: value == "0", value, note: "说明".to_owned(), ..Typed::default() };
                _ = office.submit_returns(&filer, APRIL, &[Sent { indicator: "petitions".to_owned(), typed }], 0);
            }
            3 => _ = office.withdraw_returns(&filer, APRIL, &["petitions".to_owned()], "填错"),
            4 => {
                let amount = i64::try_from(self.chance.within(0..30)).unwrap_or(0) * 10_000;
                let ruling = self.one_of(&[0, 1, 2]);
                let ruling = match ruling {
                    0 => Ruling::accept(),
                    1 => Ruling::send_back("请核对"),
                    _ => Ruling::recognise(amount, "核减"),
                };
                if let Ok(sheet) = self.county.office.verification_sheet(&supervision("").actor, &what(code)) {
                    _ = self.county.office.rule(&supervision(&filer.key), &what(code), sheet.seen, &ruling);
                }
            }
            5 | 6 => {
                let (who, register, record) = match self.chance.percent(70) {
                    true => (filer, "returns", format!("{unit}|1|202604|reported")),
                    false => (lead(&filer.key), "projects", "p1".to_owned()),
                };
                let file_name = format!("{}.txt", self.acts);
                let offered =
                    Offered { register: register.to_owned(), record, kind: "slip".to_owned(), number: String::new(), file_name };
                let content = format!("凭证{}", self.acts);
                _ = self.county.office.attach(&who, &offered, &mut Cursor::new(content.into_bytes()));
            }
            _ => {
                if let Some(id) = self.files().pop() {
                    _ = self.county.office.withdraw_evidence(&filer, &id, "传错");
                }
            }
        }
    }

    fn files(&self) -> Vec<String> {
        let all = self.county.office.evidence_seen(&caller(Role::System, 0, "").actor, TODAY).expect("all");
        all.iter().map(|record| record.text("evidence_id").to_owned()).collect()
    }

    /// What is listed and what is got, for one caller.
    fn agrees(&self, who: &Caller) -> usize {
        let (office, actor, said) = (&self.county.office, &who.actor, &who.actor.name);
        let mut looked = 0;
        for register in BUSINESS {
            let system = caller(Role::System, 0, "");
            let all = office.register_for(&system.actor, register, TODAY).expect("all").0;
            let listed = office.register_for(actor, register, TODAY).map(|found| found.0).unwrap_or_default();
            let listed: BTreeSet<String> = listed.iter().map(|record| record.key()).collect();
            for key in all.iter().map(|record| record.key()) {
                let got = office.newest(actor, register, &key).ok().flatten().is_some();
                assert_eq!(listed.contains(&key), got, "{said}: {} {key}, act {}", register.noun, self.acts);
                looked += 1;
            }
        }
        let listed = office.evidence_seen(actor, TODAY).unwrap_or_default();
        let listed: BTreeSet<&str> = listed.iter().map(|record| record.text("evidence_id")).collect();
        for id in self.files() {
            let got = office.evidence_record(actor, &id).is_ok();
            assert_eq!(listed.contains(id.as_str()), got, "{said}: {} {id}, act {}", EVIDENCE.noun, self.acts);
            looked += 1;
        }
        let queue = office.verification_queue(actor, Order::Age).map(|queue| queue.0).unwrap_or_default();
        for (_, code) in UNITS {
            let waits = queue.iter().any(|item| item.unit == code);
            let opens = office.verification_sheet(actor, &what(code)).is_ok_and(|sheet| sheet.verify.is_ok());
            assert_eq!(waits, opens, "{said}: the return of {code}, act {}", self.acts);
            looked += 1;
        }
        looked
    }
}

#[test]
fn p_04_in_random_worlds_what_is_listed_is_what_is_got() {
    let dir = tempfile::tempdir().expect("a folder");
    let county = county(&Database::Sqlite(dir.path().join("guatu.db")));
    let mut world = World { county, chance: Chance::of_run(40), acts: 0 };
    let (worlds, mut looked) = (rounds(40, 200), 0);
    for _ in 0..worlds {
        (0..3).for_each(|_| world.goes_on());
        let units = [Some(A), Some(B), Some(LEAD), None];
        for role in Role::held() {
            let mut who = caller(role, 0, "");
            who.actor.unit = world.one_of(&units);
            who.actor.name = format!("{} of {:?}", role.code(), who.actor.unit);
            looked += world.agrees(&who);
        }
    }
    report("P-04 worlds", &format!("{worlds} states of a county, {looked} records, files and reports: lists and gets agree"));
    assert!(world.files().len() > 3, "hardly anything happened");
}
