//! Verifications 核验: accepted, sent back, recognised otherwise, overturned — by whom it may be, once, and never their own; on both
//! engines.

use crate::bench::{A, B, LEAD, RETURN, TODAY, both, caller, county, filer, lead, supervision, what};
use acts::Error;
use acts::evidence::Offered;
use acts::verifications::{Order, Seen};
use domain::actors::Role;
use domain::policy::Denied;
use domain::returns::Status;
use domain::stage::Stage;
use domain::verifications::{Ruling, Unfounded};
use std::sync::Barrier;
use store::{CreditMode, Database};

const ONE: i64 = 10_000;

#[test]
fn postgres_recognised_less_then_overturned_and_the_past_stays() {
    both("verify_recognised", |county| {
        let office = &county.office;
        county.report(A, "file", "12");
        let (queue, _) = office.verification_queue(&lead("").actor, Order::Age).unwrap();
        assert_eq!(
            queue.iter().map(|i| (i.unit.as_str(), i.amount, i.status)).collect::<Vec<_>>(),
            [("a", 12 * ONE, Status::Reported)]
        );
        let seen = county.seen("a");
        assert_eq!(queue[0].seen, seen);

        let recognised = Ruling::recognise(9 * ONE, "三件是上年的").crediting(7 * ONE);
        office.rule(&lead("k1"), &what("a"), seen, &recognised).unwrap();
        let figures = [Stage::Reported, Stage::Verified, Stage::Credited].map(|s| county.figure(A, s, TODAY));
        assert_eq!(figures, [Some(12 * ONE), Some(9 * ONE), Some(7 * ONE)], "all three are kept");
        // The same key does nothing twice; the queue is empty; the sheet tells what was decided and why.
        office.rule(&lead("k1"), &what("a"), seen, &recognised).unwrap();
        assert!(office.verification_queue(&lead("").actor, Order::Size).unwrap().0.is_empty());
        let sheet = office.verification_sheet(&lead("").actor, &what("a")).unwrap();
        assert_eq!((sheet.status, sheet.decisions.len()), (Status::Verified, 1));
        assert_eq!(sheet.decisions[0].text("reason"), "三件是上年的");

        // 回头看, a day later: from then on; the day before is answered as it was.
        let mut later = office.clone();
        later.today = TODAY.tomorrow().unwrap();
        later.recheck(&supervision("k2"), &what("a"), sheet.seen, 5 * ONE, "回头看发现重复").unwrap();
        assert_eq!(county.figure(A, Stage::Verified, later.today), Some(5 * ONE));
        assert_eq!(county.figure(A, Stage::Verified, TODAY), Some(9 * ONE));
        let refused = later.recheck(&supervision("k3"), &what("a"), sheet.seen, 5 * ONE, "再看");
        assert!(matches!(refused, Err(Error::Unfounded(Unfounded::SameAsVerified))), "{refused:?}");
        let found = office.store.verify(crate::bench::COUNTY, &|_| CreditMode::Sum).unwrap();
        assert_eq!(found.bad, None);
    });
}

#[test]
fn postgres_sent_back_corrected_and_accepted() {
    both("verify_sent_back", |county| {
        let office = &county.office;
        county.report(A, "file", "12");
        let first = county.seen("a");
        let refused = office.send_back(&lead("k0"), &what("a"), first, " ");
        assert!(matches!(refused, Err(Error::Unfounded(Unfounded::ReasonMissing))), "{refused:?}");
        office.send_back(&lead("k1"), &what("a"), first, "缺凭证").unwrap();
        let sheet = office.verification_sheet(&lead("").actor, &what("a")).unwrap();
        assert_eq!((sheet.status, sheet.standing.verified_amount()), (Status::Returned, None));

        county.report(A, "file again", "10");
        // Who still looks at the first report is told, and nothing is done.
        let stale = office.accept(&lead("k2"), &what("a"), first);
        assert!(matches!(stale, Err(Error::Changed)), "{stale:?}");
        office.accept(&lead("k3"), &what("a"), county.seen("a")).unwrap();
        assert_eq!(county.figure(A, Stage::Verified, TODAY), Some(10 * ONE));
        let sheet = office.verification_sheet(&lead("").actor, &what("a")).unwrap();
        assert_eq!((sheet.reports.len(), sheet.decisions.len()), (2, 2), "both reports and both decisions stand there");
        let (report, _) = office.verification_report(&lead("").actor, crate::bench::APRIL).unwrap();
        let line = report.offices[0];
        assert_eq!((line.unit, line.reported, line.verified, line.sent_back, line.waiting), (LEAD, 1, 1, 1, 0));
    });
}

#[test]
fn postgres_nobody_decides_on_their_own_nor_what_is_not_theirs() {
    both("verify_whose", |county| {
        let office = &county.office;
        county.report(A, "file a", "12");
        county.report(LEAD, "file l", "3");
        let (a, l) = (county.seen("a"), county.seen("l"));
        let refused = |caller, unit: &str, seen| office.accept(&caller, &what(unit), seen).expect_err("refused");
        assert!(matches!(refused(lead("1"), "l", l), Error::Denied(Denied::YourOwn)), "the lead office's own");
        assert!(matches!(refused(filer("2"), "a", a), Error::Denied(Denied::NotYourRole)));
        assert!(matches!(refused(caller(Role::Leader, A, "3"), "a", a), Error::Denied(Denied::NotYourRole)));
        assert!(matches!(refused(caller(Role::LeadOffice, B, "4"), "a", a), Error::NotFound), "led by another office");
        assert!(matches!(refused(caller(Role::Supervision, A, "5"), "a", a), Error::Denied(Denied::YourOwn)));
        assert!(matches!(refused(lead("6"), "b", Seen::default()), Error::Denied(Denied::WrongState)), "nothing reported");
        assert!(matches!(refused(lead("7"), "nowhere", a), Error::NotFound));
        // The same person in another post: who filed it does not check it.
        let mut both_posts = lead("8");
        both_posts.actor.name = filer("").actor.name;
        assert!(matches!(refused(both_posts, "a", a), Error::Denied(Denied::YourOwn)));
        assert_eq!([A, LEAD].map(|unit| county.figure(unit, Stage::Verified, TODAY)), [None, None], "nothing was done");
        // The queue shows each office its own; the supervision office sees the lead office's too.
        let units = |caller: acts::acting::Caller| {
            let (queue, _) = office.verification_queue(&caller.actor, Order::Age).unwrap();
            queue.into_iter().map(|i| i.unit).collect::<Vec<_>>()
        };
        assert_eq!(
            (units(lead("")), units(supervision("")), units(caller(Role::LeadOffice, B, ""))),
            (vec!["a".to_owned()], vec!["a".to_owned(), "l".to_owned()], vec![])
        );
        assert!(office.verification_queue(&filer("").actor, Order::Age).is_err());
        let other = office.verification_sheet(&caller(Role::LeadOffice, B, "").actor, &what("a"));
        assert!(matches!(other, Err(Error::NotFound)));
        office.accept(&supervision("9"), &what("l"), l).unwrap();
    });
}

#[test]
fn postgres_in_bulk_all_or_nothing_and_nothing_flagged() {
    both("verify_bulk", |county| {
        let office = &county.office;
        county.report(A, "file a", "12");
        county.report(B, "file b", "4");
        let both = [(what("a"), county.seen("a")), (what("b"), county.seen("b"))];
        // The same slip for two facts: told with both places, and not to be accepted unseen.
        let slip = |register: &str, record: &str, number: &str, name: &str| Offered {
            register: register.to_owned(),
            record: record.to_owned(),
            kind: "slip".to_owned(),
            number: number.to_owned(),
            file_name: name.to_owned(),
        };
        office.attach(&filer("e1"), &slip("returns", RETURN, "jz-001", "a.txt"), &mut &b"one"[..]).unwrap();
        let stale = office.accept_all(&lead("k1"), &both);
        assert!(matches!(stale, Err(Error::Changed)), "a file came since: {stale:?}");
        let filer_b = caller(Role::Filer, B, "e2");
        office.attach(&filer_b, &slip("returns", "2|1|202604|reported", "ＪＺ－００１", "b.txt"), &mut &b"two"[..]).unwrap();
        let (queue, _) = office.verification_queue(&lead("").actor, Order::Age).unwrap();
        assert_eq!(queue.iter().map(|i| (i.flags.len(), i.is_plain())).collect::<Vec<_>>(), [(1, false), (1, false)]);
        let both = [(what("a"), county.seen("a")), (what("b"), county.seen("b"))];
        let flagged = office.accept_all(&lead("k2"), &both);
        assert!(matches!(flagged, Err(Error::Unfounded(Unfounded::NeedsALook))), "{flagged:?}");
        assert_eq!(county.figure(A, Stage::Verified, TODAY), None);

        // One of the two takes its slip back: both are plain again, and one act accepts them.
        let file = office.evidence_of(&filer_b.actor, "returns", "2|1|202604|reported").unwrap().remove(0);
        let again = caller(Role::Filer, B, "e3");
        office.withdraw_evidence(&again, file.text("evidence_id"), "传错").unwrap();
        let both = [(what("a"), county.seen("a")), (what("b"), county.seen("b"))];
        let before = county.acts().len();
        assert_eq!(office.accept_all(&lead("k3"), &both).unwrap(), 2);
        assert_eq!(county.acts()[..county.acts().len() - before], ["returns.accept_all"]);
        let figures = [A, B].map(|unit| county.figure(unit, Stage::Verified, TODAY));
        assert_eq!(figures, [Some(12 * ONE), Some(4 * ONE)]);
        // What is verified keeps the files it was verified against.
        let mine = office.evidence_of(&filer("").actor, "returns", RETURN).unwrap().remove(0);
        let refused = office.withdraw_evidence(&filer("e4"), mine.text("evidence_id"), "");
        assert!(matches!(refused, Err(Error::Denied(Denied::WrongState))), "{refused:?}");
    });
}

/// Attack 93: of many who decide at once one does, and all others are told.
fn race(database: &Database) {
    let county = county(database);
    county.report(A, "file", "12");
    let seen = county.seen("a");
    let barrier = Barrier::new(20);
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let threads = (0..20).map(|n| {
            let (office, barrier) = (county.office.clone(), &barrier);
            scope.spawn(move || {
                let mut caller = lead(&format!("form {n}"));
                caller.actor.name = format!("verifier {n}");
                barrier.wait();
                office.accept(&caller, &what("a"), seen)
            })
        });
        threads.collect::<Vec<_>>().into_iter().map(|t| t.join().expect("no panic")).collect()
    });
    let told = outcomes.iter().filter(|o| matches!(o, Err(Error::Changed))).count();
    assert_eq!((outcomes.iter().filter(|o| o.is_ok()).count(), told), (1, 19), "{outcomes:?}");
    assert_eq!(county.acts().iter().filter(|verb| *verb == "returns.accept").count(), 1);
    assert_eq!(county.figure(A, Stage::Verified, TODAY), Some(12 * ONE));
}

#[test]
fn of_twenty_who_accept_at_once_one_does_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    race(&Database::Sqlite(dir.path().join("guatu.db")));
}

#[test]
fn postgres_of_twenty_who_accept_at_once_one_does() {
    race(&Database::Postgres(harness::postgres::database("verify_race").unwrap()));
}

/// Attack 96: accepted and withdrawn at the same time, one wins and never both.
#[test]
fn accepting_and_withdrawing_at_once_never_both() {
    let dir = tempfile::tempdir().unwrap();
    let county = county(&Database::Sqlite(dir.path().join("guatu.db")));
    for round in 0..30 {
        county.report(A, &format!("file {round}"), &format!("{}", round + 1));
        let seen = county.seen("a");
        let barrier = Barrier::new(2);
        let (accepted, withdrawn) = std::thread::scope(|scope| {
            let accept = scope.spawn(|| {
                barrier.wait();
                county.office.accept(&lead(&format!("a {round}")), &what("a"), seen).is_ok()
            });
            let withdraw = scope.spawn(|| {
                barrier.wait();
                let lines = ["petitions".to_owned()];
                let outcome = county.office.withdraw_returns(&filer(&format!("w {round}")), crate::bench::APRIL, &lines, "填错");
                matches!(outcome, Ok(acts::returns::Outcome::Filed(_)))
            });
            (accept.join().expect("no panic"), withdraw.join().expect("no panic"))
        });
        assert!(accepted != withdrawn, "round {round}: accepted {accepted}, withdrawn {withdrawn}");
        if accepted {
            assert_eq!(county.figure(A, Stage::Verified, TODAY), Some(i64::from(round + 1) * ONE));
            return;
        }
    }
}
