//! Accountability 问责 on both engines (speech 1-47; 1-02 for the statement before the meeting; 政府督查工作条例 16, 17, 21): the
//! ladder proposes on figures that open, named persons decide, the unit is heard, somebody else reviews, and nobody else sees it.

mod county;

use acts::Error;
use acts::acting::Caller;
use acts::evidence::Offered;
use acts::proceedings::{Doing, Opening, ProceedingQuery};
use acts::todo::{Calls, Kind};
use county::{County, FIRST};
use domain::accountability::{Refusal, Rung, State, Step};
use domain::actors::{Actor, Role};
use domain::calendar::Date;
use domain::document::Block;
use domain::lang::Lang;
use domain::policy::Denied;
use domain::registers::{PROCEEDING_STEPS, PROCEEDINGS};
use std::fmt::Write;
use store::Database;
use tempfile::TempDir;

const FILES: [(&str, &str); 10] = [
    ("counties.csv", "county_id,name,number_prefix,recorded_on\n990001,试县,试督,2025-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,recorded_on\na,甲乡,乡镇,2025-12-01\nb,乙乡,乡镇,2025-12-01\nc,丙乡,乡镇,2025-12-01\n\
         d,丁乡,乡镇,2025-12-01\ne,戊乡,乡镇,2025-12-01\nf,己乡,乡镇,2025-12-01\ng,庚乡,乡镇,2025-12-01\n\
         h,辛乡,乡镇,2025-12-01\ni,壬乡,乡镇,2025-12-01\ns,督查室,县直,2025-12-01\nx,县委办,县直,2025-12-01\n",
    ),
    (
        "persons.csv",
        "person_id,name,recorded_on\np1,书记某,2025-12-01\np2,县长某,2025-12-01\np3,甲乡长,2025-12-01\np4,督查员,2025-12-01\n\
         p5,乙乡长,2025-12-01\n",
    ),
    (
        "posts.csv",
        "post_id,unit_id,title,duty,role,recorded_on\nx1,x,县委书记,promotion,leader,2025-12-01\n\
         x2,x,县长,other,leader,2025-12-01\na1,a,乡长,other,unit_head,2025-12-01\ns1,s,主任,other,supervision,2025-12-01\n\
         b1,b,乡长,other,unit_head,2025-12-01\n",
    ),
    (
        "terms.csv",
        "post_id,person_id,from_on,recorded_on\nx1,p1,2025-01-01,2025-12-01\nx2,p2,2025-01-01,2025-12-01\n\
         a1,p3,2025-01-01,2025-12-01\ns1,p4,2025-01-01,2025-12-01\nb1,p5,2025-01-01,2025-12-01\n",
    ),
    (
        "accounts.csv",
        "account,person_id,state,recorded_on\nshuji,p1,active,2025-12-01\nshuji.ban,p1,active,2025-12-01\n\
         xianzhang,p2,active,2025-12-01\njia,p3,active,2025-12-01\nducha,p4,active,2025-12-01\nyi,p5,active,2025-12-01\n",
    ),
    (
        "indicators.csv",
        "indicator_id,name,uom,kind,source,where,on,amount,credit,recorded_on\n\
         revenue,财政收入,万元,flow,returns,,,,,2025-12-01\n\
         signed,新签项目,个,flow,project_stages,stage=signed,on,count,split:project_credits,2025-12-01\n",
    ),
    (
        "projects.csv",
        "project_id,name,registered_on,sector,total_investment,fixed_investment,recorded_on\n\
         prj-001,铸造项目,2026-01-05,industry,1000,900,2026-01-05\nprj-002,电镀项目,2026-01-05,industry,1000,900,2026-01-05\n",
    ),
    (
        "project_stages.csv",
        "project_id,stage,on,evidence,recorded_on\nprj-001,signed,2026-02-10,合同,2026-02-10\n\
         prj-002,refused,2026-02-10,环评未通过,2026-02-10\n",
    ),
    (
        "project_credits.csv",
        "project_id,unit_id,share,role,recorded_on\nprj-001,g,100,host,2026-01-05\nprj-002,g,100,host,2026-01-05\n",
    ),
];

/// Five are red, one filed zeros, one is on its way, one filed a month of three, one waits for verification.
fn figures() -> [(&'static str, String); 2] {
    let mut targets = String::from("unit_id,indicator_id,year,target,recorded_on\ng,signed,2026,4,2026-01-10\n");
    let mut returns = String::from("unit_id,indicator_id,period,value,stage,recorded_on\n");
    for unit in ["a", "b", "c", "d", "e", "f", "g", "h", "i"] {
        let _ = writeln!(targets, "{unit},revenue,2026,1000,2026-01-10");
        for (month, day) in [(1, "2026-02-02"), (2, "2026-03-02"), (3, "2026-04-02")] {
            let (value, stage) = match unit {
                "f" => (0, "verified"),
                "g" => (100, "verified"),
                "h" if month > 1 => continue,
                "i" => (10, "reported"),
                _ => (30, "verified"),
            };
            let _ = writeln!(returns, "{unit},revenue,2026-0{month},{value},{stage},{day}");
        }
    }
    [("targets.csv", targets), ("returns.csv", returns)]
}

/// The files, and the figures with them.
fn with_files<T>(then: impl FnOnce(&[(&str, &str)]) -> T) -> T {
    let figures = figures();
    let figures = figures.iter().map(|(name, text)| (*name, text.as_str()));
    then(&FILES.into_iter().chain(figures).collect::<Vec<_>>())
}

fn both(name: &str, test: impl Fn(&mut County)) {
    with_files(|files| county::both(name, files, test));
}

fn caller(name: &str, role: Role, unit: i32) -> Caller {
    let caller = county::caller(role, unit);
    Caller { actor: Actor { name: name.to_owned(), ..caller.actor }, ..caller }
}

fn office() -> Caller {
    caller("ducha", Role::Supervision, 10)
}
fn secretary() -> Caller {
    caller("shuji", Role::Leader, 11)
}
fn magistrate() -> Caller {
    caller("xianzhang", Role::Leader, 11)
}
/// The keeper of a township, 1 for 甲乡.
fn keeper(unit: i32) -> Caller {
    caller(&format!("keeper-{unit}"), Role::Filer, unit)
}

const GROUND: &str = "revenue:2026-Q1";

impl County {
    fn today(&mut self, day: Date) {
        self.office.today = day;
    }

    fn open(&self, unit: &str) -> String {
        let opening = Opening { unit, ground: GROUND, approver: "xianzhang", person: "" };
        self.office.open_proceeding(&office(), &opening).unwrap_or_else(|e| panic!("{unit}: {e}"))
    }

    fn step(&self, who: &Caller, code: &str, doing: &Doing<'_>) -> Result<(), Error> {
        let seen = self.office.proceeding(&office().actor, self.office.today, code).expect("seen").proceeding.steps;
        let caller = Caller { key: acts::acting::fresh_key(), ..who.clone() };
        self.office.step_proceeding(&caller, code, &Doing { seen, ..*doing })
    }

    fn did(&self, who: &Caller, code: &str, step: Step, note: &str) {
        self.step(who, code, &Doing { note, ..Doing::of(step, 0) }).unwrap_or_else(|e| panic!("{step:?}: {e}"));
    }

    fn refused(&self, who: &Caller, code: &str, step: Step, note: &str) -> Error {
        self.step(who, code, &Doing { note, ..Doing::of(step, 0) }).expect_err("refused")
    }

    fn stands(&self, code: &str) -> (State, Rung) {
        let page = self.office.proceeding(&office().actor, self.office.today, code).expect("a proceeding");
        (page.state, page.proceeding.rung)
    }

    fn calls(&self, who: &Caller) -> Vec<Calls> {
        let of = |kind: Kind| if let Kind::Measure(calls, ..) = kind { Some(calls) } else { None };
        self.office.todo(&who.actor).expect("a list").into_iter().filter_map(|i| of(i.kind)).collect()
    }

    fn proposed(&self) -> Vec<String> {
        let ladder = self.office.ladder(&office().actor, self.office.today).expect("looked through");
        let line = |p: &acts::proceedings::Proposed| format!("{} {} {}", p.unit, p.first.rule.rung.label(Lang::Zh), p.ground);
        ladder.proposals.iter().map(line).collect()
    }
}

#[test]
fn the_ladder_proposes_on_figures_that_open_and_never_on_a_zero_or_a_refused_project() {
    both("ladder", |county| {
        // 己乡 filed zeros, 庚乡 is on its way with a project refused besides, 壬乡 waits for somebody else to verify.
        let red = ["a", "b", "c", "d", "e", "h"].map(|unit| format!("{unit} 表态发言 {GROUND}"));
        assert_eq!(county.proposed(), red);
        let ladder = county.office.ladder(&secretary().actor, FIRST).expect("a leader sees it");
        let of_a = ladder.find("a", GROUND).expect("proposed");
        assert_eq!(of_a.evidence(), ["990001:revenue:gap_points:a:2026-Q1:verified:2026-04-08"]);
        let opened = county.office.explain(&office().actor.scope(), &of_a.first.evidence[0]).expect("it opens");
        assert_eq!((opened.printed.as_str(), opened.uom.zh.as_str()), ("−16.0", "个百分点"));
        let told = ladder.newest(&of_a.first).expect("a figure");
        assert_eq!((told.label.zh.as_str(), told.said.zh.as_str()), ("2026年一季度财政收入与时序差", "−16.0 个百分点"));
        // Before the books of March were closed there was nothing to judge.
        assert_eq!(county.office.ladder(&office().actor, Date::constant(2026, 4, 6)).expect("then").proposals.len(), 0);
        // 辛乡 filed nothing for two months besides: one matter to decide, with all it stands on, and once it is brought up nothing
        // of it is proposed again.
        let of_h = ladder.find("h", GROUND).expect("proposed");
        let beside: Vec<&str> = of_h.beside.iter().map(|of| of.rule.rung.label(Lang::Zh)).collect();
        assert_eq!((beside, of_h.evidence().len()), (vec!["书面说明"], 3), "{of_h:?}");
        let code = county.open("h");
        assert_eq!(county.proposed().iter().filter(|p| p.starts_with("h ")).count(), 0);
        let page = county.office.proceeding(&office().actor, FIRST, &code).expect("a proceeding");
        assert_eq!(page.evidence.len(), 3, "everything it stands on is put before who decides");
        // Units do not look the ladder through.
        let unit = county.office.ladder(&keeper(1).actor, FIRST).map(|l| l.standings);
        assert!(matches!(unit, Err(Error::NotFound)), "{unit:?}");
        county.whole();
    });
}

#[test]
fn one_is_approved_served_and_expires_by_itself() {
    both("measure_approved", |county| {
        let opening = Opening { unit: "a", ground: GROUND, approver: "xianzhang", person: "p3" };
        let once = office();
        let code = county.office.open_proceeding(&once, &opening).expect("opened");
        assert_eq!(county.office.open_proceeding(&once, &opening).expect("the same form again"), code);
        let again = county.office.open_proceeding(&office(), &opening);
        assert!(matches!(again, Err(Error::NotFound)), "{again:?}: it is proposed no more");
        // The person has a list of their own, whatever post they act in; another unit's keeper has none.
        let person = caller("jia", Role::TeamMember, 2);
        assert_eq!((county.calls(&magistrate()), county.calls(&secretary())), (vec![Calls::Decide], vec![]));
        assert_eq!([&keeper(1), &person, &keeper(2)].map(|who| county.calls(who).len()), [1, 1, 0]);
        // They see what their unit shows with the statement, and the keeper of the unit they act in now does not (1-47).
        let offered = Offered {
            register: PROCEEDINGS.noun.to_owned(),
            record: code.clone(),
            kind: "other".to_owned(),
            file_name: "reply.txt".to_owned(),
            ..Offered::default()
        };
        let file = county.office.attach(&keeper(1), &offered, &mut &b"the reply came late"[..]).expect("shown");
        let records = [code.clone()];
        let files = |who: &Caller| {
            let places = county.office.attached(&who.actor, PROCEEDINGS.noun, &records).expect("a list");
            places.iter().map(|place| place.files.len()).sum::<usize>()
        };
        assert_eq!([&keeper(1), &person, &keeper(2)].map(files), [1, 1, 0]);
        assert!(county.office.read_evidence(&person, &file).is_ok());
        assert!(matches!(county.office.read_evidence(&keeper(2), &file), Err(Error::NotFound)));
        county.did(&person, &code, Step::Stated, "用地批复晚了两个月");
        assert_eq!(county.calls(&person), []);
        let other = county.refused(&secretary(), &code, Step::Approved, "");
        assert!(matches!(other, Error::Proceeding(Refusal::NotNamed)), "{other:?}");
        county.did(&magistrate(), &code, Step::Approved, "");
        assert_eq!(county.calls(&office()), [Calls::Serve]);
        county.did(&office(), &code, Step::Served, "");
        assert_eq!(county.stands(&code), (State::InEffect, Rung::Statement));
        assert_eq!(county.calls(&person), [Calls::AskReview], "told, with the day until which a review may be asked for");
        let page = county.office.proceeding(&person.actor, FIRST, &code).expect("theirs");
        assert_eq!(
            (page.number.as_str(), page.person.0.as_str(), page.approver.0.as_str()),
            ("试督问责〔2026〕1号", "甲乡长", "县长某")
        );
        let checked = county.office.notice(&page.check_code).expect("asked").expect("ours");
        assert_eq!((checked.number.as_str(), checked.over), ("试督问责〔2026〕1号", false));
        let paper = county.office.measure_paper(&person.actor, FIRST, &code, Lang::Zh).expect("printed");
        let said: String = paper
            .blocks
            .iter()
            .filter_map(|b| if let Block::Paragraph(p) = b { Some(p) } else { None })
            .flatten()
            .map(|s| s.text.as_str())
            .collect();
        let words = [
            "连续1个季度红灯",
            "县长某于2026年4月8日决定",
            "表态发言（责任人：甲乡长）",
            "2026年7月8日",
            "2026年5月8日前",
            &page.check_code,
        ];
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
        county.today(Date::constant(2026, 5, 9));
        let late = county.refused(&person, &code, Step::ReviewAsked, "口径有误");
        assert!(matches!(late, Error::Proceeding(Refusal::TooLate(until)) if until == Date::constant(2026, 5, 8)), "{late:?}");
        county.today(Date::constant(2026, 7, 9));
        assert_eq!(county.stands(&code).0, State::Expired);
        assert!(county.office.notice(&page.check_code).expect("asked").expect("ours").over);
        county.whole();
    });
}

#[test]
fn one_is_lowered_one_refused_one_excused_and_each_says_why() {
    both("measure_lowered", |county| {
        let (lowered, refused, excused) = (county.open("b"), county.open("c"), county.open("d"));
        let bare = county.refused(&magistrate(), &refused, Step::Refused, " ");
        assert!(matches!(bare, Error::Proceeding(Refusal::WordsMissing)), "{bare:?}");
        let same = Doing { rung: Some(Rung::Statement), note: "初次", ..Doing::of(Step::Lowered, 0) };
        let same = county.step(&magistrate(), &lowered, &same);
        assert!(matches!(same, Err(Error::Proceeding(Refusal::NotLighter(Rung::Statement)))), "{same:?}");
        let lighter = Doing { rung: Some(Rung::Reminder), note: "初次", ..Doing::of(Step::Lowered, 0) };
        county.step(&magistrate(), &lowered, &lighter).expect("lowered");
        county.did(&magistrate(), &refused, Step::Refused, "三月数据核验后已转绿");
        county.did(&magistrate(), &excused, Step::Excused, "洪灾停工四十天，不可抗力");
        assert_eq!(county.stands(&lowered), (State::Decided, Rung::Reminder));
        assert_eq!((county.stands(&refused).0, county.stands(&excused).0), (State::Refused, State::Excused));
        // The conclusion is told to whom it is about, for some days.
        assert_eq!([county.calls(&keeper(3)), county.calls(&keeper(4))], [[Calls::Told], [Calls::Told]]);
        let over = county.refused(&magistrate(), &excused, Step::Approved, "");
        assert!(matches!(over, Error::Proceeding(Refusal::NotNow(State::Excused, Step::Approved))), "{over:?}");
        county.today(Date::constant(2026, 5, 9));
        assert_eq!(county.calls(&keeper(3)), []);
        // None of them is proposed again for the quarter; nothing happened to anybody by itself.
        assert_eq!(county.proposed().iter().filter(|p| p.contains(GROUND)).count(), 3);
        let all = ProceedingQuery { over: true, ..ProceedingQuery::default() };
        let listed = |asked: &ProceedingQuery| county.office.proceedings(&office().actor, county.office.today, asked, 0, 10);
        assert_eq!((listed(&ProceedingQuery::default()).expect("a list").total, listed(&all).expect("a list").total), (1, 3));
        county.whole();
    });
}

#[test]
fn one_is_reviewed_by_somebody_else_and_withdrawn() {
    both("measure_reviewed", |county| {
        let code = county.open("e");
        county.did(&magistrate(), &code, Step::Approved, "");
        county.did(&office(), &code, Step::Served, "");
        county.today(Date::constant(2026, 5, 8));
        county.did(&keeper(5), &code, Step::ReviewAsked, "排名口径有误");
        assert_eq!((county.calls(&secretary()), county.calls(&magistrate())), (vec![Calls::DecideReview], vec![]));
        let own = county.refused(&magistrate(), &code, Step::Withdrawn, "口径有误");
        assert!(matches!(own, Error::Proceeding(Refusal::SamePerson)), "{own:?}");
        county.did(&secretary(), &code, Step::Withdrawn, "口径有误，予以撤销");
        assert_eq!(county.stands(&code).0, State::Withdrawn);
        assert_eq!(county.calls(&keeper(5)), [Calls::Told]);
        // As it stood before the review.
        let then = county.office.proceeding(&keeper(5).actor, Date::constant(2026, 5, 7), &code).expect("then");
        assert_eq!((then.state, then.open), (State::InEffect, vec![]));
        county.whole();
    });
}

#[test]
fn another_account_of_who_decided_is_no_one_else() {
    both("measure_accounts", |county| {
        let opening = Opening { unit: "e", ground: GROUND, approver: "shuji", person: "" };
        let code = county.office.open_proceeding(&office(), &opening).expect("opened");
        county.did(&secretary(), &code, Step::Approved, "");
        county.did(&office(), &code, Step::Served, "");
        county.did(&keeper(5), &code, Step::ReviewAsked, "口径有误");
        let other_account = caller("shuji.ban", Role::Leader, 11);
        let same = county.refused(&other_account, &code, Step::Upheld, "维持");
        assert!(matches!(same, Error::Proceeding(Refusal::SamePerson)), "{same:?}");
        county.did(&magistrate(), &code, Step::Upheld, "维持");
        let asked = county.refused(&keeper(5), &code, Step::ReviewAsked, "仍不服");
        assert!(matches!(asked, Error::Proceeding(Refusal::ReviewedAlready)), "{asked:?}");
    });
}

#[test]
fn who_decides_is_a_leader_and_not_the_person_and_the_person_is_of_the_unit() {
    both("measure_named", |county| {
        let open = |approver: &str, person: &str| {
            county.office.open_proceeding(&office(), &Opening { unit: "a", ground: GROUND, approver, person })
        };
        assert!(matches!(open("ducha", ""), Err(Error::Proceeding(Refusal::Nobody))));
        assert!(matches!(open("", ""), Err(Error::Proceeding(Refusal::Nobody))));
        assert!(matches!(open("shuji", "p1"), Err(Error::Denied(Denied::YourOwn))));
        assert!(matches!(open("shuji", "p5"), Err(Error::NotFound)), "of another unit");
        let nothing = Opening { unit: "g", ground: GROUND, approver: "shuji", person: "" };
        assert!(matches!(county.office.open_proceeding(&office(), &nothing), Err(Error::NotFound)), "nothing is proposed for it");
        let leader = county.office.open_proceeding(&secretary(), &nothing);
        assert!(matches!(leader, Err(Error::Denied(Denied::NotYourRole))), "{leader:?}");
        let code = open("shuji", "p3").expect("opened");
        // Of two at once one is told.
        let doing = Doing { note: "初次", ..Doing::of(Step::Refused, 1) };
        county.office.step_proceeding(&secretary(), &code, &doing).expect("refused");
        let stale = county.office.step_proceeding(&secretary(), &code, &Doing::of(Step::Approved, 1));
        assert!(matches!(stale, Err(Error::Changed)), "{stale:?}");
    });
}

/// Role × own and other's × step: who sees it, and who may.
#[test]
fn nobody_else_sees_it_or_takes_a_step() {
    let dir = TempDir::new().expect("a folder");
    let county = with_files(|files| County::new(&Database::Sqlite(dir.path().join("guatu.db")), files));
    let code = county.open("a");
    for role in Role::ALL {
        for unit in [1, 2] {
            let who = caller("somebody", role, unit);
            let all = matches!(role, Role::Leader | Role::Supervision | Role::System);
            let own = unit == 1 && matches!(role, Role::UnitHead | Role::Filer | Role::LeadOffice);
            let seen = county.office.proceeding(&who.actor, FIRST, &code);
            assert_eq!(seen.is_ok(), all || own, "{role:?} of {unit}: {seen:?}");
            let listed = county.office.proceedings(&who.actor, FIRST, &ProceedingQuery::default(), 0, 10).expect("a list").total;
            assert_eq!(listed > 0, all || own, "{role:?} of {unit}");
            for register in [&PROCEEDINGS, &PROCEEDING_STEPS] {
                let records = county.office.apart_records(&who.actor, register, FIRST).expect("a list");
                assert_eq!(!records.is_empty(), all || own, "{role:?} of {unit}: {}", register.noun);
            }
            for step in Step::ALL {
                let may = match step {
                    Step::Proposed | Step::Served => matches!(role, Role::Supervision | Role::System),
                    Step::Stated | Step::ReviewAsked => own,
                    Step::Approved
                    | Step::Lowered
                    | Step::Refused
                    | Step::Excused
                    | Step::Upheld
                    | Step::Eased
                    | Step::Withdrawn
                    | Step::Lifted => role == Role::Leader,
                };
                // A step that would be taken is only looked at.
                let answer = county.office.step_proceeding(&who, &code, &Doing { note: "理由", ..Doing::of(step, 99) });
                match answer {
                    Err(Error::Changed) => assert!(may, "{role:?} of {unit} may {step:?}"),
                    Err(Error::NotFound) => assert!(!all && !own || !may, "{role:?} of {unit} does not find {step:?}"),
                    Err(Error::Denied(_)) => assert!(!may, "{role:?} of {unit} may not {step:?}"),
                    other => panic!("{role:?} {step:?}: {other:?}"),
                }
            }
        }
    }
}
