//! A long text divided 部署分工 on both engines (issue 4, 2; speech 1-24): sentences given to one who decides on proposals, handed over
//! and given back; everybody sees how far each is, and whoever holds a part has it on their list until nothing in it is open.

mod county;

use acts::acting::Caller;
use acts::directives::{Decision, NewDirective};
use acts::todo::Kind;
use acts::{Error, Office};
use county::{County, FIRST, caller};
use domain::actors::{Actor, Role};
use domain::directives::{Proposal, Span, Unsound};
use domain::lang::Lang;
use domain::policy::Denied;
use domain::registers::DIRECTIVE_PARTS;

const FILES: [(&str, &str); 6] = [
    ("counties.csv", "county_id,name,number_prefix,recorded_on\n990001,试县,试督,2025-12-01\n"),
    ("units.csv", "unit_id,unit_name,group,recorded_on\na,甲乡,乡镇,2025-12-01\ns,督查室,县直,2025-12-01\n"),
    (
        "persons.csv",
        "person_id,name,name_en,recorded_on\np1,王某,Wang,2025-12-01\np2,李某,Li,2025-12-01\np3,甲乡长,Jia,2025-12-01\n",
    ),
    (
        "posts.csv",
        "post_id,unit_id,title,duty,role,recorded_on\ns1,s,主任,other,supervision,2025-12-01\ns2,s,科长,other,supervision,2025-12-01\n\
         a1,a,乡长,other,unit_head,2025-12-01\n",
    ),
    (
        "terms.csv",
        "post_id,person_id,from_on,recorded_on\ns1,p1,2025-01-01,2025-12-01\ns2,p2,2025-01-01,2025-12-01\na1,p3,2025-01-01,2025-12-01\n",
    ),
    (
        "accounts.csv",
        "account,person_id,state,recorded_on\nwang,p1,active,2025-12-01\nli,p2,active,2025-12-01\njia,p3,active,2025-12-01\n",
    ),
];

const TEXT: &str = "在全县大会上的讲话\n一、招商引资\n16个团队要到位。招商局要通报。\n二、项目建设\n项目要开工。大家要振奋精神！";

/// A speech kept and read in a county.
struct Speech<'c> {
    county: &'c County,
    office: &'c Office,
    code: String,
}

fn both(name: &str, test: impl Fn(&Speech<'_>)) {
    county::both(name, &FILES, |county| test(&speech(county)));
}

fn speech(county: &County) -> Speech<'_> {
    let office = &county.office;
    let new =
        NewDirective {
            kind: "speech", title: "在全县大会上的讲话", number: "", issuer: "", speaker: "", on: FIRST, text: TEXT
        };
    let code = office.keep_directive(&wang(), &new).expect("kept");
    let proposal = |words: &str| {
        let from = TEXT.find(words).map_or(0, |at| TEXT[..at].chars().count());
        let span = Span { from, to: from + words.chars().count() };
        Proposal { span, action: words.to_owned(), ..Proposal::default() }
    };
    let proposals = ["16个团队要到位。", "招商局要通报。", "项目要开工。"].map(proposal);
    assert_eq!(office.propose(&wang(), &code, &proposals).expect("proposed"), 3);
    Speech { county, office, code }
}

/// Somebody by the name of their account.
fn named(name: &str, role: Role, unit: i32) -> Caller {
    let caller = caller(role, unit);
    Caller { actor: Actor { name: name.to_owned(), ..caller.actor }, ..caller }
}

fn wang() -> Caller {
    named("wang", Role::Supervision, 2)
}
fn li() -> Caller {
    named("li", Role::Supervision, 2)
}
fn jia() -> Caller {
    named("jia", Role::UnitHead, 1)
}

impl Speech<'_> {
    fn give(&self, who: &Caller, run: (usize, usize), holder: &str) -> Result<(), Error> {
        self.office.give_part(who, &self.code, run, holder)
    }

    /// Each part as `王某 3-5 1/2`, then what is nobody's.
    fn stands(&self) -> Vec<String> {
        let division = self.office.directive(&wang().actor, FIRST, &self.code).expect("a page").division;
        let part = |p: &acts::directives::PartRow| {
            format!("{} {}-{} {}/{}", p.name.0, p.first, p.last, p.progress.decided, p.progress.all)
        };
        let rest = format!("{}/{}", division.rest.decided, division.rest.all);
        division.parts.iter().map(part).chain([rest]).collect()
    }

    /// How many undecided proposals of their parts somebody is called to.
    fn calls(&self, who: &Caller) -> Vec<usize> {
        let items = self.office.todo(&who.actor).expect("a list");
        items.iter().filter(|item| item.kind == Kind::Part).map(|item| item.lines).collect()
    }

    fn reject(&self, who: &Caller, place: i64) {
        let page = self.office.directive(&who.actor, FIRST, &self.code).expect("a page");
        let seen = page.proposals.iter().find(|p| p.place == place).expect("it stands").seq;
        let no = Decision::Reject("情况说明".to_owned());
        self.office.decide(who, &self.code, place, seen, &no).expect("decided");
    }
}

#[test]
fn two_people_divide_a_speech_and_each_sees_how_far_both_are() {
    both("parts", |speech| {
        let sections = speech.office.directive(&wang().actor, FIRST, &speech.code).expect("a page").division.sections;
        let named: Vec<(&str, usize, usize)> = sections.iter().map(|s| (s.heading.as_str(), s.first, s.last)).collect();
        assert_eq!(
            named,
            [("一、招商引资", 2, 4), ("二、项目建设", 5, 7)],
            "sections are offered by the numbers of their sentences"
        );
        assert_eq!(speech.stands(), ["0/3"], "nobody holds a part");
        speech.give(&wang(), (2, 4), "wang").expect("taken");
        speech.give(&wang(), (5, 7), "li").expect("handed over");
        assert_eq!(speech.stands(), ["王某 2-4 0/2", "李某 5-7 0/1", "0/0"]);
        assert_eq!((speech.calls(&wang()), speech.calls(&li()), speech.calls(&jia())), (vec![2], vec![1], vec![]));
        // A part is told, not enforced: 李某 decides on one of 王某's.
        speech.reject(&li(), 1);
        assert_eq!(speech.stands(), ["王某 2-4 1/2", "李某 5-7 0/1", "0/0"]);
        speech.reject(&wang(), 2);
        assert_eq!((speech.calls(&wang()), speech.calls(&li())), (vec![], vec![1]), "what is done is off the list");
        // Handed to the other, made shorter, given back.
        speech.give(&li(), (5, 7), "wang").expect("handed on");
        assert_eq!((speech.calls(&wang()), speech.calls(&li())), (vec![1], vec![]));
        speech.give(&li(), (5, 5), "wang").expect("made shorter");
        assert_eq!(speech.stands(), ["王某 2-4 2/2", "王某 5-5 0/0", "0/1"]);
        speech.give(&wang(), (5, 5), "").expect("given back");
        assert_eq!(speech.stands(), ["王某 2-4 2/2", "0/1"]);
        speech.county.whole();
    });
}

#[test]
fn a_part_that_cannot_be_given_says_why() {
    both("parts_refused", |speech| {
        speech.give(&wang(), (2, 4), "wang").expect("taken");
        let refused = |run, holder: &str| match speech.give(&li(), run, holder) {
            Err(Error::Proposal(unsound)) => unsound,
            other => panic!("{run:?} {holder}: {other:?}"),
        };
        assert_eq!(refused((4, 5), "li"), Unsound::PartsMeet);
        assert_eq!(refused((1, 7), "li"), Unsound::PartsMeet);
        for run in [(0, 0), (6, 8), (6, 5)] {
            assert_eq!(refused(run, "li"), Unsound::NoSuchSentences);
        }
        for nobody in ["jia", "nobody"] {
            assert_eq!(refused((5, 7), nobody), Unsound::DecidesNothing);
        }
        assert!(refused((4, 5), "li").sentence(Lang::En).contains("another part"));
        let denied = speech.give(&jia(), (5, 7), "li").expect_err("not theirs");
        assert!(matches!(denied, Error::Denied(Denied::NotYourRole)), "{denied:?}");
        assert!(matches!(speech.office.give_part(&wang(), "dir-999", (1, 1), "wang"), Err(Error::NotFound)));
        // Who decides on no proposals is shown no division, neither on the page nor in the register.
        let seen = speech.office.directive(&jia().actor, FIRST, &speech.code).expect("a page");
        assert!(seen.division.parts.is_empty());
        let records = |who: &Caller| speech.office.apart_records(&who.actor, &DIRECTIVE_PARTS, FIRST).expect("records").len();
        assert_eq!((records(&wang()), records(&jia())), (1, 0));
        assert_eq!(speech.stands(), ["王某 2-4 0/2", "0/1"], "nothing changed");
    });
}
