//! The county's model 本县模型 on both engines: asked only by whoever keeps tasks, on record before anything is sent, believed only where
//! the text says it; whatever it answers, what the rules read stands.

mod county;

use acts::Error;
use acts::acting::{Caller, fresh_key};
use acts::directives::{Decision, NewDirective, ProposalRow};
use acts::models::{KEY_FILE, Model, Unasked};
use county::{COUNTY, County, FIRST, caller};
use domain::actors::Role;
use domain::calendar::Date;
use domain::directives::{Origin, Outcome, Proposal};
use domain::lang::Lang;
use domain::policy::Denied;
use harness::model::{Model as Fake, Says};
use std::time::Duration;
use store::ActQuery;

const FILES: [(&str, &str); 2] = [
    ("counties.csv", "county_id,name,number_prefix,recorded_on\n990001,试县,试督,2025-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,recorded_on\na,甲乡,乡镇,2025-12-01\nb,招商局,县直,2025-12-01\ns,督查室,县直,2025-12-01\n",
    ),
];

const TEXT: &str = "同志们：\n招商局要一月一通报。甲乡的断头路5月20日还不通，就说不过去了。大家要振奋精神！";
const FOUND: &str = r#"{"tasks":[{"sentence":3,"quote":"甲乡的断头路5月20日还不通","action":"断头路5月20日还不通",
    "leads":["甲乡"],"due":"2026-05-20"},{"quote":"由丙局在5月1日前负责修通","leads":["丙局"],"due":"2026-05-01"}]}"#;
const KEY: &str = "sk-canary-7731-never-shown";

fn both(name: &str, test: impl Fn(&mut County)) {
    county::both(name, &FILES, test);
}

fn office() -> Caller {
    caller(Role::Supervision, 3)
}

impl County {
    /// Tell the office of a model that is waited for a second.
    fn connect(&mut self, fake: &Fake) {
        std::fs::write(self.dir.path().join(KEY_FILE), format!("{KEY}\n")).expect("written");
        let model = Model::at(&fake.address(), "乡村一号", self.dir.path()).expect("a model");
        self.office.model = Some(model.waited_for(Duration::from_secs(1)));
    }

    fn keep(&self, text: &str) -> String {
        let new = NewDirective { kind: "speech", title: "讲话", number: "", issuer: "", speaker: "", on: FIRST, text };
        let code = self.office.keep_directive(&office(), &new).expect("kept");
        self.office.read_directive(&office(), &code).expect("read");
        code
    }

    fn proposals(&self, code: &str) -> Vec<ProposalRow> {
        self.office.directive(&office().actor, FIRST, code).expect("a page").proposals
    }

    /// Verbs and reasons of the newest acts, the newest first.
    fn acts(&self, most: usize) -> Vec<(String, String)> {
        let auditor = caller(Role::Auditor, 3);
        let acts = self.office.acts(&auditor.actor, &ActQuery { limit: most, ..ActQuery::default() }).expect("acts");
        acts.into_iter().map(|act| (act.verb, act.reason)).collect()
    }
}

#[test]
fn postgres_what_stands_of_an_answer_is_added_and_marked_for_ever() {
    both("models_add", |county| {
        let fake = Fake::start(Says::Words(FOUND.to_owned())).unwrap();
        county.connect(&fake);
        let code = county.keep(TEXT);
        let before = county.proposals(&code);
        assert!(before.iter().all(|row| row.proposal.origin == Origin::Rules), "{before:?}");

        let asking = office();
        let added = county.office.ask_model(&asking, &code).expect("answered");
        assert_eq!((added.came, added.left.unquoted), (1, 1));
        let after = county.proposals(&code);
        let by_rules: Vec<&ProposalRow> = after.iter().filter(|row| row.proposal.origin == Origin::Rules).collect();
        assert_eq!(
            by_rules.iter().map(|row| &row.proposal).collect::<Vec<_>>(),
            before.iter().map(|row| &row.proposal).collect::<Vec<_>>()
        );
        let row = after.iter().find(|row| row.proposal.origin != Origin::Rules).expect("the model's").clone();
        let Proposal { action, leads, due, origin, span, .. } = row.proposal.clone();
        assert_eq!((action.as_str(), leads.as_slice()), ("断头路5月20日还不通", ["a".to_owned()].as_slice()));
        assert_eq!((due, origin), (Some(Date::constant(2026, 5, 20)), Origin::Model("乡村一号".to_owned())));
        assert_eq!(span.of(TEXT), "甲乡的断头路5月20日还不通");

        // What was sent: the text, its day, the names; the key in the head. On record: who, which model, both digests, no key.
        let [heard] = fake.heard().try_into().expect("asked once");
        assert!(
            heard.head.starts_with("POST /v1/chat/completions ") && heard.head.contains(&format!("Bearer {KEY}")),
            "{}",
            heard.head
        );
        assert!(
            heard.body.contains("甲乡的断头路") && heard.body.contains("2026-04-08") && !heard.body.contains(KEY),
            "{}",
            heard.body
        );
        let [answer, ask] = county.acts(2).try_into().expect("two acts");
        assert_eq!((ask.0.as_str(), answer.0.as_str()), ("models.ask", "models.answer"));
        assert!(
            ask.1.contains("乡村一号：提问 sm3:") && answer.1.contains("回答 sm3:") && answer.1.contains("新增1项"),
            "{ask:?} {answer:?}"
        );
        assert!(!format!("{ask:?}{answer:?}").contains(KEY));

        // A second click sends nothing; asked anew, nothing comes twice.
        assert_eq!(county.office.ask_model(&asking, &code).expect("known").came, 0);
        assert_eq!(fake.heard().len(), 1);
        let again = county.office.ask_model(&office(), &code).expect("answered");
        assert_eq!((again.came, again.left.doubled, fake.heard().len()), (0, 1, 2));

        // Changed, turned down or taken by a person, it stays the model's.
        let edited = Proposal { action: "修通断头路".to_owned(), ..row.proposal.clone() };
        county.office.decide(&office(), &code, row.place, row.seq, &Decision::Edit(edited)).expect("changed");
        let row = county.proposals(&code).into_iter().find(|r| r.place == row.place).expect("there");
        county.office.decide(&office(), &code, row.place, row.seq, &Decision::Accept).expect("taken");
        let row = county.proposals(&code).into_iter().find(|r| r.place == row.place).expect("there");
        assert_eq!((row.outcome, row.proposal.origin.code().as_str()), (Outcome::Accepted, "model:乡村一号"));
        county.whole();
    });
}

#[test]
fn postgres_whatever_goes_wrong_is_told_and_what_the_rules_read_stands() {
    both("models_fail", |county| {
        let fake = Fake::start(Says::Nothing).unwrap();
        county.connect(&fake);
        let code = county.keep(TEXT);
        let before = county.proposals(&code).len();
        let other = Fake::start(Says::Words(FOUND.to_owned())).unwrap();
        let wrong = [
            (Says::Nothing, Unasked::NotReached),
            (Says::Slowly(Duration::from_millis(300)), Unasked::Slow),
            (Says::Elsewhere(format!("{}/chat/completions", other.address())), Unasked::Redirected),
            (Says::Body(500, "{\"error\":\"x\"}".to_owned()), Unasked::Status(500)),
            (Says::Body(401, String::new()), Unasked::Status(401)),
            (Says::Body(200, "<html>".to_owned()), Unasked::NoAnswer),
            (Says::Long(3 << 20), Unasked::TooLong),
            (Says::Words("好的，任务如下：".to_owned()), Unasked::OtherForm),
            (Says::CutOff("{\"tasks\":[".to_owned()), Unasked::CutOff),
        ];
        for (says, why) in wrong {
            fake.says(says);
            let refused = county.office.ask_model(&office(), &code);
            assert!(matches!(&refused, Err(Error::Model(found)) if *found == why), "{why:?}: {refused:?}");
            let [failed, ask] = county.acts(2).try_into().expect("two acts");
            assert_eq!((ask.0.as_str(), failed.0.as_str()), ("models.ask", "models.fail"));
            assert!(failed.1.contains(&why.sentence(Lang::Zh)), "{failed:?}");
        }
        assert!(other.heard().is_empty(), "nobody goes where it was sent");
        assert_eq!(county.proposals(&code).len(), before);
        drop(fake);
        let gone = county.office.ask_model(&office(), &code);
        assert!(matches!(gone, Err(Error::Model(Unasked::NotReached))), "{gone:?}");
        county.whole();
    });
}

#[test]
fn postgres_nothing_is_sent_by_others_without_a_model_or_of_a_secret_text() {
    both("models_shut", |county| {
        let fake = Fake::start(Says::Words(FOUND.to_owned())).unwrap();
        let code = county.keep(TEXT);
        let none = county.office.ask_model(&office(), &code);
        assert!(matches!(none, Err(Error::Model(Unasked::NoModel))), "{none:?}");
        county.connect(&fake);
        for role in Role::ALL.into_iter().filter(|role| !matches!(role, Role::Supervision | Role::System)) {
            let refused = county.office.ask_model(&caller(role, 3), &code);
            assert!(matches!(refused, Err(Error::Denied(Denied::NotYourRole))), "{role:?}: {refused:?}");
        }
        assert!(matches!(county.office.ask_model(&office(), "dir-099"), Err(Error::NotFound)));
        let secret = county.keep(&format!("机密★1年\n{TEXT}"));
        let kept = county.acts(1_000).len();
        let refused = county.office.ask_model(&office(), &secret);
        assert!(matches!(refused, Err(Error::Model(Unasked::Secret))), "{refused:?}");
        assert_eq!(county.acts(1_000).len(), kept, "what is not sent is on no record");

        // One question at a time.
        let model = county.office.model.clone().expect("connected");
        let turn = model.turn().expect("its turn");
        let busy = county.office.ask_model(&office(), &code);
        assert!(matches!(busy, Err(Error::Model(Unasked::Busy))), "{busy:?}");
        drop(turn);
        assert!(fake.heard().is_empty(), "nothing was sent until now");
        // The operator of the command line puts on record what is sent.
        let operator = Caller { key: fresh_key(), ..Caller::operator(COUNTY) };
        assert!(county.office.say_sent(&operator, "讲话.txt", &model, "问题").expect("said"));
        assert!(!county.office.say_sent(&operator, "讲话.txt", &model, "问题").expect("said once"));
    });
}
