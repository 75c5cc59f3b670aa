//! Signing in 登录: from the first administrator's link to the three officers, on a county that has nothing else.

use acts::accounts::{Cost, Refusal};
use acts::acting::{Caller, fresh_key};
use acts::sessions::{Clock, Code, Door, Must, Opened, Patience, Step, Visitor};
use acts::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::{DAY_MS, day_number};
use domain::registers::{PERSONS, POSTS, Register, TERMS, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const COUNTY: i32 = 361_099;
const PASSWORD: &str = "Tall-Pines-77";

struct House {
    office: Office,
    door: Door,
    now: Arc<AtomicI64>,
    _dir: tempfile::TempDir,
}

fn house() -> House {
    let dir = tempfile::tempdir().expect("a folder");
    let database = store::Database::parse(&format!("sqlite:{}", dir.path().join("a.db").display())).expect("an address");
    let office = Office::create(&database, None).expect("made");
    let now = Arc::new(AtomicI64::new(acts::true_now()));
    let told = now.clone();
    let clock: Clock = Arc::new(move || told.load(Ordering::Relaxed));
    let door = Door::new(dir.path().join("keys"), Patience::LIVE, Cost::CHEAP, clock);
    House { office, door, now, _dir: dir }
}

fn operator() -> Caller {
    Caller { key: fresh_key(), ..Caller::operator(COUNTY) }
}

fn from(address: &str) -> Visitor {
    Visitor { address: address.to_owned(), local: false, agent: "test".to_owned() }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> Refusal {
    match answer {
        Err(Error::Account(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

impl House {
    fn pass(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::Relaxed);
    }

    fn add(&self, register: &'static Register, values: Vec<Value>) {
        let act = self.office.act(&operator(), "test.add", "", "");
        self.office.store.write(act, |tx| tx.add(register, values)).expect("added");
    }

    /// A person in a post with a role, and an account of the same name with the password.
    fn settle(&self, name: &str, role: Role) {
        let text = |t: &str| Value::Text(t.to_owned());
        self.add(&PERSONS, vec![text(name), text(name), Value::Null]);
        let post = format!("{name}-1");
        self.add(&POSTS, vec![text(&post), Value::Null, text("岗位"), Value::Null, Value::Null, text(role.code())]);
        let since = day_number(self.office.today.yesterday().expect("a day"));
        self.add(&TERMS, vec![text(&post), text(name), Value::Int(since), Value::Null]);
        self.office.open_account(&operator(), name, name).expect("opened");
        self.invite(name);
    }

    fn invite(&self, account: &str) {
        let invitation = self.office.invite(&operator(), account).expect("invited").expect("once");
        let token = invitation.path.strip_prefix("/invitation/").expect("a path").to_owned();
        self.door.accept(&self.office, &token, PASSWORD, &from("10.0.0.1")).expect("accepted");
        assert_eq!(refused(self.door.accept(&self.office, &token, PASSWORD, &from("10.0.0.1"))), Refusal::BadInvitation);
    }

    fn try_in(&self, account: &str, password: &str, address: &str) -> Result<Step, Error> {
        self.door.sign_in(&self.office, COUNTY, account, password, &from(address))
    }

    #[track_caller]
    fn sign_in(&self, account: &str) -> Opened {
        match self.try_in(account, PASSWORD, "10.0.0.1") {
            Ok(Step::In(opened)) => opened,
            other => panic!("{other:?}"),
        }
    }

    fn seated(&self, opened: &Opened) -> Option<Arc<acts::sessions::Seated>> {
        self.door.enter(&self.office, &opened.token).expect("no fault").map(|(seated, _)| seated)
    }

    fn caller(&self, actor: &Actor) -> Caller {
        Caller { actor: actor.clone(), origin: "10.0.0.1".to_owned(), key: fresh_key() }
    }

    fn verbs(&self) -> Vec<String> {
        let scope = Office::operator(COUNTY).scope();
        let acts = self.office.store.read(&scope, |reader| reader.acts(500, None)).expect("acts");
        acts.into_iter().map(|act| format!("{} {} {}", act.verb, act.actor, act.subject)).collect()
    }

    /// Enrol a second factor, and give the seed.
    fn enrol(&self, opened: &Opened) -> (String, Vec<String>) {
        let seated = self.seated(opened).expect("in");
        let enrolment = self.door.enrolment(&seated).expect("begun");
        let caller = self.caller(&seated.actor);
        let code = code(&enrolment.secret, self.door.now());
        let (_, codes) = self.door.enrol(&self.office, &seated, &caller, (&enrolment.sealed, &code)).expect("enrolled");
        (enrolment.secret, codes)
    }
}

/// The code as a telephone makes it, from the key typed into it: RFC 6238 by Python.
fn code(secret: &str, now: i64) -> String {
    let program = "import base64,hmac,sys\n\
                   k=base64.b32decode(sys.argv[1]+'='*(-len(sys.argv[1])%8)); d=hmac.new(k,(int(sys.argv[2])//30000).to_bytes(8,'big'),'sha1').digest()\n\
                   o=d[19]&15; print('%06d'%((int.from_bytes(d[o:o+4],'big')&0x7fffffff)%1000000),end='')";
    let output = std::process::Command::new("python3").args(["-c", program, secret, &now.to_string()]).output().expect("python");
    String::from_utf8(output.stdout).expect("digits")
}

#[test]
fn the_first_administrator_comes_by_a_link_that_works_once() {
    let house = house();
    let first = house.office.first_administrator(COUNTY).expect("made").expect("needed");
    assert_eq!(first.account, "admin");
    // Whoever lost the link starts the program again, and the earlier link is worth nothing.
    let second = house.office.first_administrator(COUNTY).expect("made").expect("still needed");
    let token = |i: &acts::accounts::Invitation| i.path.strip_prefix("/invitation/").expect("a path").to_owned();
    assert_eq!(refused(house.door.invited(&house.office, &token(&first))), Refusal::BadInvitation);
    let weak = refused(house.door.accept(&house.office, &token(&second), "admin", &from("10.0.0.1")));
    assert!(matches!(weak, Refusal::Weak(_)), "{weak:?}");
    house.door.accept(&house.office, &token(&second), PASSWORD, &from("10.0.0.1")).expect("accepted");
    assert_eq!(house.office.first_administrator(COUNTY).expect("read"), None);
    let seated = house.seated(&house.sign_in("admin")).expect("in");
    assert_eq!((seated.actor.role, seated.must), (Role::Administrator, Some(Must::EnrolSecondFactor)));
    let verbs = house.verbs();
    for verb in ["accounts.first", "accounts.password admin admin", "sessions.open admin admin"] {
        assert!(verbs.iter().any(|v| v.starts_with(verb)), "{verb} is not on record: {verbs:#?}");
    }
}

#[test]
fn case_35_an_invitation_grows_old() {
    let house = house();
    let invitation = house.office.first_administrator(COUNTY).expect("made").expect("needed");
    let token = invitation.path.strip_prefix("/invitation/").expect("a path");
    house.pass(DAY_MS + 60_000);
    assert_eq!(refused(house.door.invited(&house.office, token)), Refusal::BadInvitation);
    assert_eq!(refused(house.door.invited(&house.office, "361099.00")), Refusal::BadInvitation);
    assert_eq!(refused(house.door.invited(&house.office, "nonsense")), Refusal::BadInvitation);
}

#[test]
fn s_10_case_31_32_who_has_an_account_cannot_be_found_out() {
    let house = house();
    house.settle("zhang", Role::Leader);
    house.settle("wang", Role::Leader);
    house.office.suspend(&operator(), "wang", "left").expect("suspended");
    let mut answers = Vec::new();
    for (n, (account, password)) in
        [("zhang", "Wrong-Pines-77"), ("nobody", "Wrong-Pines-77"), ("wang", PASSWORD), ("", ""), ("zhang", "")]
            .into_iter()
            .enumerate()
    {
        let before = house.door.looked_at();
        answers.push(refused(house.try_in(account, password, &format!("10.0.1.{n}"))));
        assert_eq!(house.door.looked_at() - before, 1, "{account}: as much work as for anybody");
    }
    assert!(answers.iter().all(|a| *a == Refusal::SignIn), "{answers:?}");
}

/// By how much two lots of times differ in rank: the two-sided probability that they are of one kind (Mann–Whitney).
fn alike(one: &[f64], two: &[f64]) -> f64 {
    let wins: f64 = one
        .iter()
        .flat_map(|a| {
            two.iter().map(move |b| {
                if a > b {
                    1.0
                } else if a < b {
                    0.0
                } else {
                    0.5
                }
            })
        })
        .sum();
    let (m, n) = (one.len() as f64, two.len() as f64);
    let z = ((wins - m * n / 2.0) / (m * n * (m + n + 1.0) / 12.0).sqrt()).abs();
    // The tail of the normal distribution, good to four digits.
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let poly = t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    2.0 * (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * poly
}

#[test]
fn s_10_case_32_the_time_of_a_failure_tells_nothing() {
    let house = house();
    let live = Door::new(house._dir.path().join("keys"), Patience::LIVE, Cost::LIVE, Arc::new(acts::true_now));
    let tries = harness::chance::rounds(16, 200);
    // Nobody is tried so often that they have to wait.
    for n in 0..tries.div_ceil(4) {
        house.settle(&format!("zhang{n}"), Role::Leader);
        let invitation = house.office.invite(&operator(), &format!("zhang{n}")).expect("invited").expect("once");
        let token = invitation.path.strip_prefix("/invitation/").expect("a path");
        live.accept(&house.office, token, PASSWORD, &from("10.0.0.1")).expect("accepted");
    }
    let time = |account: &str, n: usize| {
        let began = std::time::Instant::now();
        let visitor = from(&format!("10.{}.{}.{}", account.len(), n / 200, n % 200));
        refused(live.sign_in(&house.office, COUNTY, account, "Wrong-Pines-77", &visitor).map(|_| ()));
        began.elapsed().as_secs_f64() * 1_000.0
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for n in 0..tries {
        // By turns, so that what else the machine does falls on both.
        let (one, two) = (format!("zhang{}", n / 4), format!("liwei{}", n / 4));
        if n % 2 == 0 {
            known.push(time(&one, n));
            unknown.push(time(&two, n));
        } else {
            unknown.push(time(&two, n));
            known.push(time(&one, n));
        }
    }
    let middle = |times: &[f64]| {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    let (apart, hash, alike) = ((middle(&known) - middle(&unknown)).abs(), middle(&known), alike(&known, &unknown));
    harness::chance::report("S-10", &format!("{tries} + {tries} failures of {hash:.1} ms: {apart:.2} ms apart, p = {alike:.3}"));
    // The short form sees a hash that is left out; the long one a look-up that is.
    assert!(apart < if tries < 100 { hash / 4.0 } else { 5.0 }, "{apart} ms apart");
    assert!(tries < 100 || alike > 0.01, "p = {alike}");
}

#[test]
fn case_28_the_sixth_try_waits_like_the_first_failed() {
    let house = house();
    house.settle("zhang", Role::Leader);
    for account in ["zhang", "nobody"] {
        for n in 0..5 {
            assert_eq!(refused(house.try_in(account, "Wrong-Pines-77", &format!("10.0.2.{n}"))), Refusal::SignIn);
        }
    }
    assert_eq!(refused(house.try_in("zhang", PASSWORD, "10.0.2.9")), Refusal::SignIn, "right, and yet waiting");
    // Case 30: whoever stands at the machine is not locked out from afar.
    let here = Visitor { address: "127.0.0.1".to_owned(), local: true, agent: String::new() };
    assert!(house.door.sign_in(&house.office, COUNTY, "zhang", PASSWORD, &here).is_ok());
    let refusals: Vec<String> = house.verbs().into_iter().filter(|v| v.starts_with("sessions.refuse")).collect();
    assert_eq!(refusals, ["sessions.refuse door nobody", "sessions.refuse door zhang"], "one act a lockout");
    house.pass(15 * 60_000 + 1);
    house.sign_in("zhang");
}

#[test]
fn an_officer_unlocks_before_the_time() {
    let house = house();
    house.settle("zhang", Role::Leader);
    for n in 0..5 {
        refused(house.try_in("zhang", "Wrong-Pines-77", &format!("10.0.3.{n}")));
    }
    refused(house.try_in("zhang", PASSWORD, "10.0.3.9"));
    house.office.unlock(&operator(), "zhang").expect("unlocked");
    house.sign_in("zhang");
}

#[test]
fn case_33_34_a_second_factor_is_asked_for_and_its_codes_hold_once() {
    let house = house();
    house.settle("li", Role::LeadOffice);
    let opened = house.sign_in("li");
    assert_eq!(house.seated(&opened).expect("in").must, Some(Must::EnrolSecondFactor));
    let (secret, recovery) = house.enrol(&opened);
    assert!(house.seated(&opened).is_none(), "the token from before the second factor is worth nothing");
    let ticket = |house: &House| match house.try_in("li", PASSWORD, "10.0.0.1") {
        Ok(Step::Code(ticket)) => ticket,
        other => panic!("{other:?}"),
    };
    let give = |ticket: &str, code: &str| house.door.give_code(&house.office, &Code { ticket, code }, &from("10.0.0.1"));
    // The code of the enrolment was used by it.
    let first = ticket(&house);
    assert_eq!(refused(give(&first, &code(&secret, house.door.now()))), Refusal::WrongCode);
    house.pass(60_000);
    let now = code(&secret, house.door.now());
    let opened = give(&first, &now).expect("a fresh code");
    assert_eq!(house.seated(&opened).expect("in").must, None);
    assert_eq!(refused(give(&first, &now)), Refusal::SignIn, "the ticket is used up");
    let second = ticket(&house);
    assert_eq!(refused(give(&second, &now)), Refusal::WrongCode, "and so is the code");
    give(&second, &recovery[0]).expect("a recovery code");
    let third = ticket(&house);
    assert_eq!(refused(give(&third, &recovery[0])), Refusal::WrongCode);
    // Five wrong codes, and the account waits: the ticket is gone with it.
    for n in 0..4 {
        let step = house.door.give_code(&house.office, &Code { ticket: &third, code: "000000" }, &from(&format!("10.0.4.{n}")));
        assert!(matches!(refused(step), Refusal::WrongCode | Refusal::SignIn));
    }
    assert_eq!(refused(give(&third, &code(&secret, house.door.now() + 30_000))), Refusal::SignIn);
}

#[test]
fn case_25_a_session_ends_when_nobody_uses_it_and_after_a_working_day() {
    let house = house();
    house.settle("zhang", Role::Leader);
    let opened = house.sign_in("zhang");
    house.pass(14 * 60_000);
    assert!(house.seated(&opened).is_some());
    house.pass(14 * 60_000);
    assert!(house.seated(&opened).is_some(), "used, so it lives on");
    house.pass(16 * 60_000);
    assert!(house.seated(&opened).is_none(), "left alone");
    let opened = house.sign_in("zhang");
    for _ in 0..48 {
        house.pass(10 * 60_000);
        assert!(house.seated(&opened).is_some());
    }
    house.pass(1);
    assert!(house.seated(&opened).is_none(), "eight hours are over");
}

#[test]
fn p_05_case_19_20_24_what_is_taken_away_is_gone_at_the_next_request() {
    let house = house();
    for name in ["a", "b"] {
        house.settle(&format!("zhang{name}"), Role::Filer);
    }
    let opened = house.sign_in("zhanga");
    assert!(house.seated(&opened).is_some());
    house.office.grant(&operator(), "zhanga-1", Some(Role::UnitHead), "promoted").expect("granted");
    assert_eq!(house.seated(&opened).expect("in").actor.role, Role::UnitHead);
    house.office.grant(&operator(), "zhanga-1", None, "left").expect("withdrawn");
    assert!(house.seated(&opened).is_none());
    house.office.grant(&operator(), "zhanga-1", Some(Role::Filer), "back").expect("granted");
    // The post is handed over: the former holder is out, the next one in, in the same post.
    let (former, next) = (house.sign_in("zhanga"), house.sign_in("zhangb"));
    house.office.hand_over(&operator(), "zhanga-1", "zhangb", house.office.today).expect("handed over");
    assert!(house.seated(&former).is_none());
    assert_eq!(refused(house.try_in("zhanga", PASSWORD, "10.0.0.1")), Refusal::NoPost);
    let seated = house.seated(&next).expect("in");
    assert!(seated.several);
    let token = house.door.switch_post(&house.office, &seated, &house.caller(&seated.actor), "zhanga-1").expect("switched");
    assert!(house.seated(&next).is_none(), "a new post, a new token");
    let (seated, _) = house.door.enter(&house.office, &token).expect("no fault").expect("in");
    assert_eq!(seated.post, "zhanga-1");
    house.office.suspend(&operator(), "zhangb", "").expect("suspended");
    assert!(house.door.enter(&house.office, &token).expect("no fault").is_none());
}

#[test]
fn case_22_23_sessions_end_with_the_sign_out_and_the_password() {
    let house = house();
    house.settle("zhang", Role::Leader);
    let (one, two) = (house.sign_in("zhang"), house.sign_in("zhang"));
    assert_ne!(one.token, two.token);
    let seated = house.seated(&one).expect("in");
    assert_eq!(house.door.sessions(&house.office, &seated).expect("listed").len(), 2);
    let words = |present, new| house.door.change_password(&house.office, &seated, &house.caller(&seated.actor), (present, new));
    assert_eq!(refused(words("Wrong-Pines-77", "Broad-Rivers-88")), Refusal::WrongPassword);
    assert_eq!(refused(words(PASSWORD, PASSWORD)), Refusal::SamePassword);
    assert!(matches!(refused(words(PASSWORD, "zhang")), Refusal::Weak(_)));
    let token = words(PASSWORD, "Broad-Rivers-88").expect("changed");
    assert!(house.seated(&one).is_none() && house.seated(&two).is_none());
    let (seated, _) = house.door.enter(&house.office, &token).expect("no fault").expect("in");
    house.door.sign_out(&house.office, &seated, &house.caller(&seated.actor)).expect("out");
    assert!(house.door.enter(&house.office, &token).expect("no fault").is_none());
    assert_eq!(refused(house.try_in("zhang", PASSWORD, "10.0.0.1")), Refusal::SignIn);
}

#[test]
fn case_38_39_40_the_three_officers_are_three_persons() {
    let house = house();
    house.settle("guan", Role::Administrator);
    house.settle("bao", Role::SecurityOfficer);
    house.settle("zhang", Role::Filer);
    let actor = |name: &str, role| house.caller(&Actor { county: COUNTY, name: name.to_owned(), role, unit: None });
    let bao = || actor("bao", Role::SecurityOfficer);
    assert_eq!(refused(house.office.grant(&bao(), "bao-1", Some(Role::Leader), "")), Refusal::OwnPost);
    assert_eq!(refused(house.office.reset_second_factor(&bao(), "bao")), Refusal::OwnAccount);
    assert_eq!(refused(house.office.suspend(&actor("guan", Role::Administrator), "guan", "")), Refusal::OwnAccount);
    // Each does only its own work.
    let denied = |answer: Result<(), Error>| assert!(matches!(answer, Err(Error::Denied(_))), "{answer:?}");
    denied(house.office.grant(&actor("guan", Role::Administrator), "zhang-1", Some(Role::Leader), ""));
    denied(house.office.suspend(&bao(), "zhang", ""));
    denied(house.office.invite(&actor("zhang", Role::Filer), "zhang").map(|_| ()));
    // A filer does not become an officer beside it, nor an administrator an auditor.
    house.office.hand_over(&actor("guan", Role::Administrator), "zhang-1", "bao", house.office.today).expect_err("two offices");
    house.office.grant(&bao(), "zhang-1", None, "").expect("withdrawn");
    house
        .office
        .hand_over(&actor("guan", Role::Administrator), "zhang-1", "guan", house.office.today)
        .expect("no role, no clash");
    assert_eq!(refused(house.office.grant(&bao(), "zhang-1", Some(Role::Auditor), "")), Refusal::TwoOffices);
}

#[test]
fn case_40_an_officer_of_a_later_day_is_alone_too() {
    let house = house();
    house.settle("bao", Role::SecurityOfficer);
    house.settle("guan", Role::Administrator);
    house.settle("zhang", Role::Filer);
    let actor = |name: &str, role| house.caller(&Actor { county: COUNTY, name: name.to_owned(), role, unit: None });
    let (bao, guan) = (|| actor("bao", Role::SecurityOfficer), || actor("guan", Role::Administrator));
    // A post without a role goes to a filer from next month on: it cannot become an officer's meanwhile.
    house.settle("wang", Role::Filer);
    house.office.grant(&bao(), "wang-1", None, "").expect("withdrawn");
    let a_month_after = |day: domain::calendar::Date| (0..30).fold(day, |day, _| day.tomorrow().expect("a day"));
    let later = a_month_after(house.office.today);
    house.office.hand_over(&guan(), "wang-1", "zhang", later).expect("no role, no clash");
    assert_eq!(refused(house.office.grant(&bao(), "wang-1", Some(Role::Auditor), "")), Refusal::TwoOffices);
    house.office.grant(&bao(), "wang-1", Some(Role::UnitHead), "").expect("business beside business");
    // Nor does an officer give a role to a post that waits for them.
    house.office.grant(&bao(), "wang-1", None, "").expect("withdrawn");
    house.office.hand_over(&guan(), "wang-1", "bao", a_month_after(later)).expect("no role, no clash");
    assert_eq!(refused(house.office.grant(&bao(), "wang-1", Some(Role::Leader), "")), Refusal::OwnPost);
}
