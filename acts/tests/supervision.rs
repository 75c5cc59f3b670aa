//! Supervision 督办 on both engines: a speech becomes tasks, a matter goes its eight steps, and nobody takes another's step.

mod county;

use acts::Error;
use acts::acting::Caller;
use acts::directives::{Decision, NewDirective};
use acts::evidence::Offered;
use acts::orders::{Doing, Matter, OrderQuery};
use acts::tasks::{TaskDoing, TaskQuery};
use acts::todo::Kind;
use county::{County, FIRST, caller};
use domain::actors::Role;
use domain::calendar::Date;
use domain::directives::{Proposal, Span};
use domain::policy::Denied;
use domain::supervision::{Call, Refusal, Slip, State, Step};
use domain::tasks::{Recurrence, TaskState, TaskStep};
use store::Database;
use tempfile::TempDir;

const FILES: [(&str, &str); 2] = [
    ("counties.csv", "county_id,name,number_prefix,recorded_on\n990001,试县,试督,2025-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,valid_to,recorded_on\na,甲乡,乡镇,,2025-12-01\nb,乙乡,乡镇,,2025-12-01\n\
         s,督查室,县直,,2025-12-01\nold,旧局,县直,2026-01-31,2025-12-01\n",
    ),
];

const TEXT: &str = "同志们：\n16个团队10日前全部到位。招商局要一月一通报。大家要振奋精神！";

fn both(name: &str, test: impl Fn(&mut County)) {
    county::both(name, &FILES, test);
}

/// 督查室, 县领导, 甲乡.
fn office() -> Caller {
    caller(Role::Supervision, 3)
}
fn leader() -> Caller {
    caller(Role::Leader, 3)
}
fn unit() -> Caller {
    caller(Role::Filer, 1)
}

impl County {
    fn today(&mut self, day: Date) {
        self.office.today = day;
    }

    fn open(&self) -> String {
        let matter = Matter {
            unit: "a",
            matter: "16个团队全部到位",
            basis: "县委经济工作会议",
            due: Some(Date::constant(2026, 4, 22)),
            ..Matter::default()
        };
        self.office.open_order(&office(), &matter).expect("opened")
    }

    fn step(&self, who: &Caller, code: &str, doing: &Doing<'_>) -> Result<(), Error> {
        let seen = self.office.order(&office().actor, self.office.today, code).expect("seen").order.steps;
        let caller = Caller { key: acts::acting::fresh_key(), ..who.clone() };
        self.office.step_order(&caller, code, &Doing { seen, ..*doing })
    }

    fn did(&self, who: &Caller, code: &str, step: Step, note: &str) {
        self.step(who, code, &Doing { note, ..Doing::of(step, 0) }).unwrap_or_else(|e| panic!("{step:?}: {e}"));
    }

    fn state(&self, code: &str) -> State {
        self.office.order(&office().actor, self.office.today, code).expect("an order").order.state
    }

    fn show(&self, register: &str, record: &str, name: &str) {
        let offered = Offered {
            register: register.to_owned(),
            record: record.to_owned(),
            kind: "document".to_owned(),
            number: String::new(),
            file_name: format!("{name}.txt"),
        };
        self.office.attach(&unit(), &offered, &mut name.as_bytes()).expect("attached");
    }

    fn kinds(&self, who: &Caller) -> Vec<Kind> {
        self.office.todo(&who.actor).expect("a list").into_iter().map(|i| i.kind).collect()
    }
}

#[test]
fn a_matter_goes_its_eight_steps_and_each_is_on_the_list_of_whoever_takes_it() {
    both("orders_eight", |county| {
        let code = county.open();
        assert_eq!((code.as_str(), county.kinds(&leader())), ("ord-001", vec![Kind::Order(Call::Approve)]));
        assert_eq!(county.kinds(&unit()), [], "nobody is told before it is given out");
        let hidden = county.office.order(&unit().actor, FIRST, &code);
        assert!(matches!(hidden, Err(Error::NotFound)), "{hidden:?}");
        county.did(&leader(), &code, Step::Approved, "");
        county.did(&office(), &code, Step::Issued, "");
        assert_eq!(county.kinds(&unit()), [Kind::Order(Call::Sign)]);
        county.did(&unit(), &code, Step::Signed, "");
        county.did(&unit(), &code, Step::Handled, "已到位12人");
        let bare = county.step(&unit(), &code, &Doing { note: "全部到位", ..Doing::of(Step::Answered, 0) });
        assert!(matches!(bare, Err(Error::Order(Refusal::NoEvidence))), "{bare:?}");
        county.show("orders", &code, "到位名单");
        county.today(Date::constant(2026, 4, 15));
        county.did(&unit(), &code, Step::Answered, "全部到位");
        assert_eq!(county.kinds(&office()), [Kind::Order(Call::Review)]);
        county.did(&office(), &code, Step::Accepted, "");
        county.did(&office(), &code, Step::Closed, "");
        assert_eq!(county.state(&code), State::Closed);
        let page = county.office.order(&unit().actor, county.office.today, &code).expect("its unit sees it");
        let steps: Vec<Step> = page.steps.iter().map(|s| s.step).collect();
        let eight = [
            Step::Proposed,
            Step::Approved,
            Step::Issued,
            Step::Signed,
            Step::Handled,
            Step::Answered,
            Step::Accepted,
            Step::Closed,
        ];
        assert_eq!((steps, page.number.as_str()), (eight.to_vec(), "试督督办〔2026〕1号"));
        let checked = county.office.notice(&page.check_code.to_lowercase()).expect("asked").expect("ours");
        assert_eq!((checked.number, checked.unit_name.0.as_str(), checked.over), (page.number, "甲乡", true));
        assert_eq!(county.office.notice("AAAA-BBBB-CCCC").expect("asked"), None);
        // What it was closed on is not taken back.
        let file = county.office.evidence_of(&unit().actor, "orders", &code).expect("files")[0].text("evidence_id").to_owned();
        let taken_back = county.office.withdraw_evidence(&unit(), &file, "填错");
        assert!(matches!(taken_back, Err(Error::Denied(Denied::WrongState))), "{taken_back:?}");
        // As it was known before the feedback.
        let then = county.office.order(&office().actor, FIRST, &code).expect("then");
        assert_eq!((then.order.state, then.open), (State::Handling, vec![]));
        county.whole();
    });
}

#[test]
fn of_two_who_act_at_once_one_is_told_and_the_same_form_twice_does_nothing() {
    both("orders_twice", |county| {
        let code = county.open();
        let once = leader();
        county.office.step_order(&once, &code, &Doing::of(Step::Approved, 1)).expect("approved");
        county.office.step_order(&once, &code, &Doing::of(Step::Approved, 1)).expect("the same form again");
        let stale = county.office.step_order(&leader(), &code, &Doing { note: "重复", ..Doing::of(Step::Refused, 1) });
        assert!(matches!(stale, Err(Error::Changed)), "{stale:?}");
        assert_eq!(county.state(&code), State::Approved);
        let gone =
            Matter { unit: "old", matter: "事项", basis: "依据", due: Some(Date::constant(2026, 5, 8)), ..Matter::default() };
        let refused = county.office.open_order(&office(), &gone);
        assert!(matches!(&refused, Err(Error::UnitGone(name, _)) if name == "旧局"), "{refused:?}");
        county.whole();
    });
}

/// Role × state × step: who may, in a state in which the step follows; everybody else is refused before anything is looked at.
#[test]
fn nobody_takes_a_step_that_is_not_theirs() {
    let dir = TempDir::new().expect("a folder");
    let mut county = County::new(&Database::Sqlite(dir.path().join("guatu.db")), &FILES);
    let code = county.open();
    let road = [
        (Step::Approved, leader(), ""),
        (Step::Issued, office(), ""),
        (Step::Signed, unit(), ""),
        (Step::Answered, unit(), "已办"),
        (Step::Accepted, office(), ""),
        (Step::Closed, office(), ""),
    ];
    let (mut allowed, mut refused) = (0, 0);
    for (next, by, note) in road {
        let state = county.state(&code);
        for role in Role::ALL {
            for own in [1, 2] {
                let who = caller(role, own);
                for step in Step::ALL {
                    // A step that would be taken is only looked at.
                    let doing = Doing { seen: 99, note: "理由", ..Doing::of(step, 99) };
                    let seen = county.office.step_order(&who, &code, &doing);
                    match seen {
                        Err(Error::Changed) => {
                            allowed += 1;
                            assert!(may(role, own, step), "{role:?} of {own} may {step:?} in {state:?}");
                        }
                        Err(Error::Denied(_) | Error::NotFound) => {
                            refused += 1;
                            assert!(!may(role, own, step) || !state.is_given_out(), "{role:?} of {own} {step:?} in {state:?}");
                        }
                        other => panic!("{role:?} {step:?}: {other:?}"),
                    }
                }
            }
        }
        if next == Step::Answered {
            county.show("orders", &code, "名单");
        }
        county.did(&by, &code, next, note);
    }
    county.today(Date::constant(2026, 4, 9));
    println!("\npromise: orders, role × state × step: {} asked, {allowed} allowed, {refused} refused", allowed + refused);
    assert_eq!(allowed + refused, 6 * Role::ALL.len() * 2 * Step::ALL.len());
    county.whole();
}

fn may(role: Role, own: i32, step: Step) -> bool {
    match step {
        Step::Proposed => matches!(role, Role::Supervision | Role::System),
        Step::Approved | Step::Refused | Step::Extended | Step::Held => role == Role::Leader,
        Step::Issued | Step::Paused | Step::Resumed | Step::HandedOver | Step::Reopened => {
            matches!(role, Role::Supervision | Role::System)
        }
        Step::Signed | Step::Handled | Step::Answered | Step::ExtensionAsked => {
            own == 1 && matches!(role, Role::Filer | Role::UnitHead | Role::LeadOffice)
        }
        Step::Accepted | Step::Returned | Step::Closed => role == Role::Supervision && own != 1,
    }
}

#[test]
fn what_is_late_is_listed_by_its_slip_and_climbs() {
    both("orders_late", |county| {
        let code = county.open();
        county.did(&leader(), &code, Step::Approved, "");
        county.did(&office(), &code, Step::Issued, "");
        county.did(&unit(), &code, Step::Signed, "");
        let under = |county: &County, slip: Slip| {
            let asked = OrderQuery { slip: Some(slip), ..OrderQuery::default() };
            county.office.orders(&office().actor, county.office.today, &asked, 0, 10).expect("a list").total
        };
        county.today(Date::constant(2026, 4, 20));
        assert_eq!(Slip::ALL.map(|slip| under(county, slip)), [1, 0, 0]);
        assert_eq!(county.kinds(&leader()), []);
        county.today(Date::constant(2026, 4, 23));
        assert_eq!(Slip::ALL.map(|slip| under(county, slip)), [0, 1, 0]);
        county.today(Date::constant(2026, 4, 27));
        assert_eq!(county.kinds(&leader()), [Kind::Climbed(1)]);
        assert_eq!(county.kinds(&caller(Role::Leader, 2)), [Kind::Climbed(1)]);
        county.today(Date::constant(2026, 4, 29));
        assert_eq!(Slip::ALL.map(|slip| under(county, slip)), [0, 0, 1]);
        // Handed over, it begins anew with its new unit, and the old one sees it no more.
        let later =
            Doing {
                unit: "b", due: Some(Date::constant(2026, 5, 20)), note: "职责在乙乡", ..Doing::of(Step::HandedOver, 0)
            };
        county.step(&office(), &code, &later).expect("handed over");
        assert_eq!(Slip::ALL.map(|slip| under(county, slip)), [0, 0, 0]);
        assert!(matches!(county.office.order(&unit().actor, county.office.today, &code), Err(Error::NotFound)));
        assert_eq!(county.kinds(&caller(Role::Filer, 2)), [Kind::Order(Call::Sign)]);
        county.whole();
    });
}

fn proposal(words: &str, action: &str) -> Proposal {
    let from = TEXT.chars().collect::<String>().find(words).map_or(0, |at| TEXT[..at].chars().count());
    Proposal {
        span: Span { from, to: from + words.chars().count() },
        action: action.to_owned(),
        leads: vec!["a".to_owned()],
        due: Some(Date::constant(2026, 4, 10)),
        certainty: 9000,
        cue: "10日前".to_owned(),
        ..Proposal::default()
    }
}

/// A file's byte-order mark and its line ends are no part of the text; a day that is none and one gone by are said with the proposal.
#[test]
fn what_is_doubtful_stands_beside_the_proposal() {
    both("doubts", |county| {
        let new = NewDirective {
            kind: "notice",
            title: "关于开展自查的通知",
            number: "",
            issuer: "县政府办",
            speaker: "",
            on: FIRST,
            text: "\u{feff}各单位要在1月1日前报送自查报告。\r\n各单位要在6月31日前完成整改。\r\n",
        };
        let directive = county.office.keep_directive(&office(), &new).expect("kept");
        assert_eq!(county.office.read_directive(&office(), &directive).expect("read"), 2, "nothing is lost");
        let page = county.office.directive(&office().actor, FIRST, &directive).expect("a page");
        let cues: Vec<&str> = page.proposals.iter().map(|row| row.proposal.cue.as_str()).collect();
        assert!(cues[0].contains("时限早于文本日期") && cues[1].contains("没有这一天"), "{cues:?}");
    });
}

#[test]
fn a_speech_becomes_tasks_and_every_sentence_says_what_became_of_it() {
    both("directives", |county| {
        let new = NewDirective {
            kind: "speech",
            title: "在调度会上的讲话",
            number: "",
            issuer: "县委",
            speaker: "县委书记",
            on: FIRST,
            text: TEXT,
        };
        let directive = county.office.keep_directive(&office(), &new).expect("kept");
        assert_eq!(county.office.keep_directive(&office(), &new).expect("kept once"), directive);
        let ready = proposal("16个团队10日前全部到位。", "16个团队全部到位");
        let vague = Proposal { leads: Vec::new(), due: None, ..proposal("大家要振奋精神！", "振奋精神") };
        let monthly = Proposal { due: None, ..proposal("招商局要一月一通报。", "一月一通报") };
        let all = [ready.clone(), monthly.clone(), vague];
        assert_eq!(county.office.propose(&office(), &directive, &all).expect("proposed"), 3);
        assert_eq!(county.office.propose(&office(), &directive, &all).expect("proposed"), 0, "read again, nothing twice");
        let page = county.office.directive(&office().actor, FIRST, &directive).expect("a page");
        let seq = |place: i64| page.proposals.iter().find(|p| p.place == place).map_or(0, |p| p.seq);
        let decide = |place: i64, decision: &Decision| county.office.decide(&office(), &directive, place, seq(place), decision);
        assert_eq!(decide(1, &Decision::Accept).expect("taken"), ["task-001"]);
        let unready = decide(2, &Decision::Accept);
        assert!(matches!(&unready, Err(Error::Proposal(u)) if u.code() == "proposals.no_due_day"), "{unready:?}");
        let parts = vec![
            Proposal { recurrence: Recurrence::Monthly, ..monthly.clone() },
            Proposal { action: "首期通报".to_owned(), ..ready },
        ];
        decide(2, &Decision::Split(parts)).expect("split");
        decide(3, &Decision::Reject("号召性要求".to_owned())).expect("turned down");
        let again = decide(3, &Decision::Accept);
        assert!(matches!(&again, Err(Error::Proposal(u)) if u.code() == "proposals.decided"), "{again:?}");
        let page = county.office.directive(&office().actor, FIRST, &directive).expect("a page");
        assert_eq!((page.sentences.len(), page.proposals.len()), (4, 5));
        assert_eq!((page.fate.tasks, page.fate.open, page.fate.rejected), (1, 2, 1));
        assert_eq!(page.sentences[1].tasks[0].code, "task-001", "the sentence is the parent");
        // Only the office sees it before it is issued; then its unit has it to do.
        let of_unit = |county: &County| {
            county.office.tasks(&unit().actor, county.office.today, &TaskQuery::default(), 0, 10).expect("a list").total
        };
        assert_eq!(of_unit(county), 0);
        let issue = TaskDoing { number: "试督〔2026〕5号", ..TaskDoing::of(TaskStep::Issued, 0) };
        county.office.step_tasks(&office(), &["task-001"], &issue).expect("issued");
        assert_eq!((of_unit(county), county.kinds(&unit())), (1, vec![Kind::Task]));
        let not_theirs = county.office.step_tasks(&unit(), &["task-001"], &TaskDoing::of(TaskStep::Done, 1));
        assert!(matches!(not_theirs, Err(Error::Denied(Denied::NotYourRole))), "{not_theirs:?}");
        let bare = county.office.step_tasks(&office(), &["task-001"], &TaskDoing::of(TaskStep::Done, 1));
        assert!(matches!(&bare, Err(Error::Task(u)) if u.code() == "tasks.not_proved"), "{bare:?}");
        county.show("tasks", "task-001", "名单");
        county.office.step_tasks(&office(), &["task-001"], &TaskDoing::of(TaskStep::Done, 1)).expect("completed");
        let task = county.office.task(&office().actor, FIRST, "task-001").expect("a page");
        assert_eq!(
            (task.standing.state, task.directive.map(|d| d.title)),
            (TaskState::Done, Some("在调度会上的讲话".to_owned()))
        );
        // What the reader finds of itself comes beside what people marked, and once.
        let read = |key: &str| {
            let caller = Caller { key: key.to_owned(), ..office() };
            county.office.read_directive(&caller, &directive).expect("read")
        };
        let found = read("once");
        assert!((1..=4).contains(&found), "{found} proposals");
        assert_eq!(read("again"), 0);
        county.whole();
        assert!(county.dir.path().join("evidence").exists());
    });
}
