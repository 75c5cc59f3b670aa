//! Problems on site 现场问题 on both engines: written down at a project, decided on, climbing while they are not, and closed on evidence
//! (requirement 1-44).

mod county;

use acts::Error;
use acts::acting::Caller;
use acts::evidence::Offered;
use acts::site_problems::{NewProblem, ProblemDoing, ProblemQuery};
use acts::todo::Kind;
use county::{County, FIRST, caller};
use domain::actors::Role;
use domain::calendar::Date;
use domain::policy::Denied;
use domain::site_problems::{Call, Refusal, State, Step};

const FILES: [(&str, &str); 6] = [
    ("counties.csv", "county_id,name,number_prefix,recorded_on\n990001,试县,试督,2025-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,valid_to,recorded_on\na,甲乡,乡镇,,2025-12-01\nb,乙局,县直,,2025-12-01\n\
         s,督查室,县直,,2025-12-01\nold,旧局,县直,2026-01-31,2025-12-01\nt,工信委,县直,,2025-12-01\n",
    ),
    ("persons.csv", "person_id,name,recorded_on\np1,张三,2025-12-01\n"),
    ("task_forces.csv", "task_force_id,name,leader_id,lead_unit,formed_on,recorded_on\ntf,推进小组,p1,t,2025-12-01,2025-12-01\n"),
    (
        "projects.csv",
        "project_id,name,registered_on,sector,total_investment,fixed_investment,recorded_on\n\
         prj-001,甲项目,2025-12-01,industry,100,80,2025-12-01\n",
    ),
    (
        "key_projects.csv",
        "key_project_id,name,project_id,category,task_force_id,listed_on,recorded_on\n\
         key-01,甲重点项目,prj-001,industry,tf,2025-12-01,2025-12-01\n",
    ),
];

fn both(name: &str, test: impl Fn(&mut County)) {
    county::both(name, &FILES, test);
}

/// 督查室, 县领导, 推进小组, 乙局.
fn office() -> Caller {
    caller(Role::Supervision, 3)
}
fn leader() -> Caller {
    caller(Role::Leader, 3)
}
fn force() -> Caller {
    caller(Role::TaskForceMember, 5)
}
fn unit() -> Caller {
    caller(Role::Filer, 2)
}

impl County {
    fn record(&self, who: &Caller, new: &NewProblem<'_>) -> Result<String, Error> {
        self.office.record_problem(who, &NewProblem { problem: "线路未迁", key_project: "key-01", ..new.clone() })
    }

    fn step(&self, who: &Caller, code: &str, doing: &ProblemDoing<'_>) -> Result<(), Error> {
        let page = self.office.site_problem(&office().actor, self.office.today, code).expect("seen");
        let seen = u32::try_from(page.steps.len()).expect("few");
        let caller = Caller { key: acts::acting::fresh_key(), ..who.clone() };
        self.office.step_problem(&caller, code, &ProblemDoing { seen, ..*doing })
    }

    fn decided(&self, who: &Caller, code: &str) -> Result<(), Error> {
        let due = Some(Date::constant(2026, 4, 22));
        self.step(who, code, &ProblemDoing { unit: "b", due, note: "先行迁改", ..ProblemDoing::of(Step::Decided, 0) })
    }

    fn show(&self, code: &str) {
        let offered = Offered {
            register: "site_problems".to_owned(),
            record: code.to_owned(),
            kind: "document".to_owned(),
            number: String::new(),
            file_name: "photo.txt".to_owned(),
        };
        self.office.attach(&unit(), &offered, &mut b"moved".as_slice()).expect("attached");
    }

    fn level(&self, code: &str) -> (State, usize) {
        let row = self.office.site_problem(&office().actor, self.office.today, code).expect("a problem").row;
        (row.state, row.level)
    }

    fn kinds(&self, who: &Caller) -> Vec<Kind> {
        self.office.todo(&who.actor).expect("a list").into_iter().map(|i| i.kind).collect()
    }
}

#[test]
fn a_problem_is_decided_on_the_spot_solved_on_evidence_and_struck_off() {
    both("problems_road", |county| {
        let due = Some(Date::constant(2026, 4, 15));
        let spot = NewProblem { visitor: "县长", decision: "先行迁改", unit: "b", due, ..NewProblem::default() };
        let once = force();
        let code = county.record(&once, &spot).expect("recorded");
        assert_eq!((code.as_str(), county.level(&code)), ("prob-001", (State::InHand, 1)));
        assert_eq!(county.record(&once, &spot).expect("the same form again"), "prob-001");
        assert_eq!(county.kinds(&unit()), [Kind::OnSite(Call::Solve)]);
        let solved = ProblemDoing { note: "已迁", ..ProblemDoing::of(Step::Solved, 0) };
        let bare = county.step(&unit(), &code, &solved);
        assert!(matches!(bare, Err(Error::OnSite(Refusal::NoEvidence))), "{bare:?}");
        county.show(&code);
        county.step(&unit(), &code, &solved).expect("solved");
        assert_eq!(county.kinds(&office()), [Kind::OnSite(Call::Close)]);
        // Whoever solves a problem does not strike it off.
        let own = county.step(&caller(Role::Supervision, 2), &code, &ProblemDoing::of(Step::Closed, 0));
        assert!(matches!(own, Err(Error::Denied(Denied::YourOwn))), "{own:?}");
        county.step(&office(), &code, &ProblemDoing::of(Step::Closed, 0)).expect("closed");
        assert_eq!(county.level(&code), (State::Closed, 1));
        let file = county.office.evidence_of(&unit().actor, "site_problems", &code).expect("files")[0].clone();
        let back = county.office.withdraw_evidence(&unit(), file.text("evidence_id"), "填错");
        assert!(matches!(back, Err(Error::Denied(Denied::WrongState))), "{back:?}");
        county.whole();
    });
}

#[test]
fn what_nobody_decides_climbs_and_only_a_leader_decides_it_then() {
    both("problems_climb", |county| {
        let code = county.record(&force(), &NewProblem::default()).expect("recorded");
        assert_eq!(county.kinds(&force()), [Kind::OnSite(Call::Decide)]);
        assert_eq!(county.kinds(&leader()), []);
        county.office.today = Date::constant(2026, 4, 13);
        assert_eq!((county.level(&code), county.kinds(&force())), ((State::Open, 2), vec![]));
        assert_eq!(county.kinds(&leader()), [Kind::OnSite(Call::Decide)]);
        let late = county.decided(&force(), &code);
        assert!(matches!(late, Err(Error::Denied(Denied::NotYourRole))), "{late:?}");
        county.decided(&leader(), &code).expect("decided");
        // Its day passes: three working days later the next level has it, and may decide anew.
        county.office.today = Date::constant(2026, 4, 27);
        assert_eq!(county.level(&code), (State::InHand, 3));
        assert_eq!(county.kinds(&leader()), [Kind::OnSite(Call::DecideAgain)]);
        let raised = ProblemDoing { note: "要省里批", ..ProblemDoing::of(Step::Raised, 0) };
        county.step(&unit(), &code, &raised).expect("raised by whoever has to solve it");
        assert_eq!(county.level(&code), (State::Open, 4));
        let top = county.step(&leader(), &code, &raised);
        assert!(matches!(top, Err(Error::OnSite(Refusal::AtTheTop))), "{top:?}");
        // As it was known before.
        let then = county.office.site_problem(&office().actor, FIRST, &code).expect("then");
        assert_eq!((then.row.level, then.row.state, then.open), (1, State::Open, vec![]));
    });
}

#[test]
fn nobody_takes_what_is_not_theirs_and_a_project_shows_its_own() {
    both("problems_powers", |county| {
        let other = NewProblem { problem: "积水", project: "prj-001", ..NewProblem::default() };
        county.office.record_problem(&leader(), &other).expect("a leader records one");
        let code = county.record(&force(), &NewProblem::default()).expect("recorded");
        for (who, what) in [(caller(Role::TaskForceMember, 2), "another task force"), (unit(), "a unit it is not of")] {
            let refused = county.record(&who, &NewProblem::default());
            assert!(matches!(refused, Err(Error::NotFound)), "{what}: {refused:?}");
        }
        for role in [Role::Organisation, Role::Auditor] {
            let refused = county.record(&caller(role, 3), &NewProblem::default());
            assert!(matches!(refused, Err(Error::Denied(Denied::NotYourRole))), "{role:?}: {refused:?}");
        }
        let nobody = county.office.record_problem(&office(), &NewProblem { problem: "积水", ..NewProblem::default() });
        assert!(matches!(nobody, Err(Error::OnSite(Refusal::NoProject))), "{nobody:?}");
        let unknown = NewProblem { problem: "积水", project: "prj-999", ..NewProblem::default() };
        assert!(matches!(county.office.record_problem(&office(), &unknown), Err(Error::NotFound)));
        let gone = ProblemDoing { unit: "old", note: "迁改", due: Some(FIRST), ..ProblemDoing::of(Step::Decided, 0) };
        let gone = county.step(&office(), &code, &gone);
        assert!(matches!(&gone, Err(Error::UnitGone(name, _)) if name == "旧局"), "{gone:?}");
        county
            .office
            .step_problem(&office(), &code, &ProblemDoing { note: "提", ..ProblemDoing::of(Step::Raised, 1) })
            .expect("raised");
        let stale =
            county.office.step_problem(&leader(), &code, &ProblemDoing { note: "提", ..ProblemDoing::of(Step::Raised, 1) });
        assert!(matches!(stale, Err(Error::Changed)), "{stale:?}");
        let of = |projects: &[(&'static str, &str)]| {
            let projects = projects.iter().map(|(register, key)| (*register, (*key).to_owned())).collect();
            let asked = ProblemQuery { projects, ..ProblemQuery::default() };
            county.office.site_problems(&unit().actor, FIRST, &asked).expect("a list").len()
        };
        assert_eq!((of(&[("projects", "prj-001")]), of(&[("key_projects", "key-01")]), of(&[])), (1, 1, 2));
    });
}
