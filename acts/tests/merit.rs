//! Merit 实绩 on both engines (1-43, 1-26): facts read from the records and tied to whoever held the post that day, objected to by
//! whom they name, decided by the organisation department, handed out with a line of record, and shown to nobody else.

mod county;

use acts::Error;
use acts::acting::Caller;
use acts::evidence::Offered;
use acts::merit::{Deciding, EventRow, MeritQuery, MeritRecord, Span, Whose};
use acts::todo::Kind;
use county::{COUNTY, County, FIRST};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period};
use domain::lang::Lang;
use domain::merit::{Outcome, Refusal};
use domain::policy::Denied;
use domain::registers::{MERIT_DECISIONS, MERIT_OBJECTIONS};

const NODE: &str = "key_project_nodes:key-01|供地@2026-03-15";

const FILES: [(&str, &str); 18] = [
    ("counties.csv", "county_id,name,number_prefix,recorded_on\n990001,试县,试督,2025-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,recorded_on\na,甲镇,乡镇,2025-12-01\nb,乙局,县直,2025-12-01\no,组织部,县直,2025-12-01\n\
         x,县委办,县直,2025-12-01\n",
    ),
    (
        "persons.csv",
        "person_id,name,recorded_on\np1,张三,2025-12-01\np2,李四,2025-12-01\np3,王五,2025-12-01\np4,部长某,2025-12-01\n\
         p5,副部长某,2025-12-01\np6,书记某,2025-12-01\np7,驻点员,2025-12-01\n",
    ),
    (
        "posts.csv",
        "post_id,unit_id,title,duty,role,recorded_on\na1,a,镇长,business,unit_head,2025-12-01\n\
         b1,b,局长,business,unit_head,2025-12-01\no1,o,部长,business,organisation,2025-12-01\n\
         o2,o,副部长,promotion,organisation,2025-12-01\nx1,x,县委书记,other,leader,2025-12-01\n",
    ),
    (
        "terms.csv",
        "post_id,person_id,from_on,until_on,recorded_on\na1,p1,2025-01-01,2026-03-16,2025-12-01\n\
         a1,p2,2026-03-16,,2025-12-01\nb1,p3,2025-01-01,,2025-12-01\no1,p4,2025-01-01,,2025-12-01\n\
         o2,p5,2025-01-01,,2025-12-01\nx1,p6,2025-01-01,,2025-12-01\n",
    ),
    (
        "accounts.csv",
        "account,person_id,state,recorded_on\nzhang,p1,active,2025-12-01\nli,p2,active,2025-12-01\nwang,p3,active,2025-12-01\n\
         zuzhi,p4,active,2025-12-01\nzuzhi.fu,p5,active,2025-12-01\nshuji,p6,active,2025-12-01\n",
    ),
    (
        "task_forces.csv",
        "task_force_id,name,leader_id,lead_unit,formed_on,recorded_on\ntf,推进小组,p3,b,2025-12-01,2025-12-01\n\
         tf,推进小组,p5,b,2025-12-01,2026-03-20\n",
    ),
    ("teams.csv", "team_id,name,lead_unit,leader_id,formed_on,recorded_on\nteam,深圳团队,b,p3,2025-12-01,2025-12-01\n"),
    (
        "postings.csv",
        "posting_id,place,body,person_id,unit_id,from_on,until_on,recorded_on\n\
         post-1,task_force,tf,p7,a,2026-01-01,2026-03-16,2026-01-01\n",
    ),
    (
        "projects.csv",
        "project_id,name,registered_on,sector,total_investment,fixed_investment,team_id,recorded_on\n\
         prj-001,铸造项目,2026-01-05,industry,1000,900,team,2026-01-05\n",
    ),
    (
        "project_credits.csv",
        "project_id,unit_id,share,role,recorded_on\nprj-001,a,60,host,2026-01-05\nprj-001,b,40,referrer,2026-01-05\n",
    ),
    (
        "project_stages.csv",
        "project_id,stage,on,evidence,recorded_on\nprj-001,talk,2026-01-06,洽谈,2026-01-06\n\
         prj-001,signed,2026-02-10,合同,2026-02-10\n",
    ),
    (
        "key_projects.csv",
        "key_project_id,name,name_en,category,task_force_id,leader_id,listed_on,recorded_on\n\
         key-01,铸造厂,Foundry,industry,tf,p6,2025-12-01,2025-12-01\n",
    ),
    (
        "key_project_nodes.csv",
        "key_project_id,node,node_en,position,due_on,done_on,unit_id,recorded_on\n\
         key-01,供地,Land supply,1,2026-03-20,2026-03-15,a,2026-03-16\nkey-01,开工,Start,2,2026-04-20,,a,2026-01-05\n",
    ),
    (
        "site_problems.csv",
        "problem_id,problem,found_on,key_project_id,found_by,unit_id,recorded_on\nprob-001,停电,2026-03-12,key-01,b,b,2026-03-12\n",
    ),
    (
        "site_problem_steps.csv",
        "problem_id,place,step,on,level,unit_id,due_on,note,evidence,by,recorded_on\nprob-001,1,recorded,2026-03-12,1,,,,,d,2026-03-12\n\
         prob-001,2,decided,2026-03-12,1,b,2026-03-20,送电,,d,2026-03-12\nprob-001,3,solved,2026-03-19,1,b,2026-03-20,已送电,1,wang,2026-03-19\n\
         prob-001,4,closed,2026-03-20,1,b,2026-03-20,,1,d,2026-03-20\n",
    ),
    ("orders.csv", "order_id,matter,basis,unit_id,cadence,recorded_on\nord-001,清点土地,批示,b,once,2026-02-26\n"),
    (
        "order_steps.csv",
        "order_id,place,step,on,unit_id,due_on,number,code,note,evidence,by,recorded_on\n\
         ord-001,1,proposed,2026-02-26,b,2026-03-13,,,,,d,2026-02-26\nord-001,2,approved,2026-02-27,b,2026-03-13,,,,,shuji,2026-02-27\n\
         ord-001,3,issued,2026-02-28,b,2026-03-13,1号,AAAA-AAAA-AAAA,,,d,2026-02-28\nord-001,4,signed,2026-03-02,b,2026-03-13,,,,,wang,2026-03-02\n\
         ord-001,5,answered,2026-03-12,b,2026-03-13,,,清完,1,wang,2026-03-12\nord-001,6,accepted,2026-03-16,b,2026-03-13,,,,1,d,2026-03-16\n\
         ord-001,7,closed,2026-03-17,b,2026-03-13,,,,1,d,2026-03-17\n",
    ),
];

fn both(name: &str, test: impl Fn(&mut County)) {
    county::both(name, &FILES, test);
}

fn caller(name: &str, role: Role, unit: i32) -> Caller {
    let caller = county::caller(role, unit);
    Caller { actor: Actor { name: name.to_owned(), ..caller.actor }, ..caller }
}

/// 张三, head of 甲镇 until 16 March; 李四 after him; two of the organisation department; the secretary.
fn zhang() -> Caller {
    caller("zhang", Role::UnitHead, 1)
}
fn li() -> Caller {
    caller("li", Role::UnitHead, 1)
}
fn organisation() -> Caller {
    caller("zuzhi", Role::Organisation, 3)
}
fn deputy() -> Caller {
    caller("zuzhi.fu", Role::Organisation, 3)
}
fn secretary() -> Caller {
    caller("shuji", Role::Leader, 4)
}

impl County {
    fn span(&self, as_of: Date) -> Span {
        Span::of(Period { year: 2026, from_month: 1, to_month: 4 }, as_of).expect("begun")
    }

    fn record(&self, who: &Caller, person: &str) -> Result<MeritRecord, Error> {
        self.office.merit_record(&who.actor, self.span(self.office.today), person)
    }

    /// The facts that stand under a name, in words.
    fn stands(&self, person: &str, as_of: Date) -> Vec<String> {
        let record = self.office.merit_record(&secretary().actor, self.span(as_of), person).expect("read");
        let line = |row: &EventRow| {
            let ties: Vec<String> = row.ties.iter().map(|tie| tie.text(Lang::Zh)).collect();
            let timing = row.timing.map_or_else(String::new, |timing| timing.text(Lang::Zh));
            format!("{} {} {timing} {}", row.id.on, row.title.0, ties.join("；"))
        };
        record.events.iter().map(line).collect()
    }

    fn object(&self, who: &Caller, person: &str, event: &str, reason: &str) -> Result<String, Error> {
        let caller = Caller { key: acts::acting::fresh_key(), ..who.clone() };
        self.office.object_to_merit(&caller, person, event, reason)
    }

    fn decide(&self, who: &Caller, code: &str, outcome: Outcome, reason: &str, by: &str) -> Result<(), Error> {
        let caller = Caller { key: acts::acting::fresh_key(), ..who.clone() };
        self.office.decide_merit_objection(&caller, code, &Deciding { outcome, reason, by })
    }

    fn kinds(&self, who: &Caller) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.office.todo(&who.actor).expect("a list").into_iter().map(|i| i.kind).collect();
        kinds.retain(|kind| matches!(kind, Kind::Objected | Kind::ObjectionDecided));
        kinds
    }
}

#[test]
fn facts_stand_under_the_names_of_those_who_answered_for_them_that_day() {
    both("merit_facts", |county| {
        let node = "2026-03-15 铸造厂：供地 提前5天";
        let zhang = ["2026-02-10 铸造项目：签约  单位：甲镇份额60%（任镇长）".to_owned(), format!("{node} 单位：甲镇（任镇长）")];
        assert_eq!(county.stands("p1", FIRST), zhang);
        assert_eq!(county.stands("p2", FIRST), Vec::<String>::new(), "he came a day later");
        assert_eq!(
            county.stands("p3", FIRST),
            [
                "2026-02-10 铸造项目：签约  本人：招商团队团长；单位：乙局份额40%（任局长）".to_owned(),
                "2026-03-12 清点土地 提前1天 单位：乙局（任局长）".to_owned(),
                // Who leads the task force since the 20th has no part in what was reached before.
                format!("{node} 本人：推进小组组长"),
                "2026-03-19 停电 提前1天 单位：乙局（任局长）".to_owned(),
            ]
        );
        assert_eq!(county.stands("p5", FIRST), Vec::<String>::new());
        assert_eq!(county.stands("p6", FIRST), [format!("{node} 本人：挂点县领导")]);
        assert_eq!(county.stands("p7", FIRST), [format!("{node} 本人：推进小组成员")]);
        // As it was known before: the order was not struck off yet, the node not told of.
        assert_eq!(county.stands("p3", Date::constant(2026, 3, 14)).len(), 1);
        assert_eq!(county.stands("p1", Date::constant(2026, 3, 15)).len(), 1);
        // Corrected: another day from then on, the old one as of before.
        county.office.today = Date::constant(2026, 4, 10);
        let corrected = "key_project_id,node,node_en,position,due_on,done_on,unit_id,recorded_on\n\
                         key-01,供地,Land supply,1,2026-03-20,2026-03-18,a,2026-04-10\n";
        county.load(&[("key_project_nodes.csv", corrected)]);
        assert_eq!(county.stands("p2", Date::constant(2026, 4, 10)), ["2026-03-18 铸造厂：供地 提前2天 单位：甲镇（任镇长）"]);
        assert_eq!(county.stands("p1", Date::constant(2026, 4, 10)).len(), 1);
        assert_eq!(county.stands("p1", FIRST), zhang);
    });
}

#[test]
fn whoever_is_named_objects_and_the_organisation_department_decides() {
    both("merit_objections", |county| {
        let refused = |found: Result<String, Error>| match found {
            Err(Error::Merit(refusal)) => refusal,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(county.object(&zhang(), "p1", NODE, "  ")), Refusal::WordsMissing);
        assert_eq!(refused(county.object(&zhang(), "p1", "orders:ord-001@2026-03-12", "有我")), Refusal::NotOnRecord);
        assert_eq!(refused(county.object(&zhang(), "p1", "no event", "有我")), Refusal::NotOnRecord);
        assert_eq!(refused(county.object(&secretary(), "p1", NODE, "不实")), Refusal::NotTheirs);
        assert!(matches!(county.object(&li(), "p1", NODE, "不实"), Err(Error::NotFound)), "somebody else's is not there");
        assert!(matches!(county.object(&organisation(), "p99", NODE, "不实"), Err(Error::NotFound)), "nobody");
        let once = zhang();
        let code = county.office.object_to_merit(&once, "p1", NODE, "当时在外学习").expect("made");
        assert_eq!(code, "obj-001");
        assert_eq!(county.office.object_to_merit(&once, "p1", NODE, "当时在外学习").expect("the same form"), code);
        assert_eq!(refused(county.object(&zhang(), "p1", NODE, "再提")), Refusal::ObjectedAlready(FIRST));
        assert_eq!((county.kinds(&organisation()), county.kinds(&zhang())), (vec![Kind::Objected], vec![]));
        assert_eq!(county.stands("p1", FIRST).len(), 2, "it stands until it is decided");

        let (upheld, kept) = (Outcome::Upheld, Outcome::Kept);
        assert!(matches!(county.decide(&zhang(), &code, upheld, "属实", "zuzhi"), Err(Error::Denied(Denied::NotYourRole))));
        assert!(matches!(county.decide(&secretary(), &code, upheld, "属实", "zuzhi"), Err(Error::Denied(Denied::NotYourRole))));
        assert!(matches!(county.decide(&organisation(), "obj-099", upheld, "属实", "zuzhi"), Err(Error::NotFound)));
        let wrong = |found: Result<(), Error>| refused(found.map(|()| String::new()));
        assert_eq!(wrong(county.decide(&organisation(), &code, upheld, "", "zuzhi")), Refusal::WordsMissing);
        let operator = Caller { key: acts::acting::fresh_key(), ..Caller::operator(COUNTY) };
        assert_eq!(wrong(county.decide(&operator, &code, upheld, "属实", "shuji")), Refusal::Nobody);
        county.office.today = Date::constant(2026, 4, 7);
        assert_eq!(wrong(county.decide(&organisation(), &code, upheld, "属实", "zuzhi")), Refusal::Backwards(FIRST));
        county.office.today = Date::constant(2026, 4, 10);
        county.decide(&organisation(), &code, upheld, "学习期间不主持工作", "zuzhi").expect("decided");
        assert_eq!(
            wrong(county.decide(&organisation(), &code, kept, "再议", "zuzhi")),
            Refusal::DecidedAlready(county.office.today)
        );
        assert_eq!((county.kinds(&organisation()), county.kinds(&zhang())), (vec![], vec![Kind::ObjectionDecided]));

        // Left out from that day on, for this person alone; the words of both stay.
        let record = county.record(&zhang(), "p1").expect("his own");
        assert_eq!((record.events.len(), record.left_out.len(), record.own, record.may_export), (1, 1, true, false));
        let said = record.objections[0].sentence(Lang::Zh);
        assert_eq!(
            said,
            "2026-04-08对“铸造厂：供地”（2026-03-15）提出异议：当时在外学习；2026-04-10部长某决定：异议成立，学习期间不主持工作"
        );
        assert_eq!((county.stands("p1", FIRST).len(), county.stands("p3", county.office.today).len()), (2, 4));
        county.whole();
    });
}

/// 1-43: a file with an objection comes from whom it is about, until it is decided; whoever reads the objection reads it.
#[test]
fn a_file_is_shown_with_an_objection_and_seen_by_nobody_else() {
    both("merit_files", |county| {
        let code = county.object(&zhang(), "p1", NODE, "当时在外学习").expect("made");
        let offered = Offered {
            register: MERIT_OBJECTIONS.noun.to_owned(),
            record: code.clone(),
            kind: "other".to_owned(),
            number: "学习通知".to_owned(),
            file_name: "leave.txt".to_owned(),
        };
        let show = |who: &Caller, words: &str| {
            let caller = Caller { key: acts::acting::fresh_key(), ..who.clone() };
            county.office.attach(&caller, &offered, &mut words.as_bytes())
        };
        assert!(matches!(show(&li(), "x"), Err(Error::NotFound)), "somebody else's is not there");
        for reads_only in [secretary(), organisation()] {
            let denied = show(&reads_only, "x");
            assert!(matches!(denied, Err(Error::Denied(Denied::NotYourRole))), "{denied:?}");
        }
        let file = show(&zhang(), "在外学习的通知").expect("shown");
        let by_hand = show(&Caller::operator(COUNTY), "交来的纸件").expect("what is handed in is written down");
        for role in Role::ALL {
            for (name, own) in [("zhang", true), ("wang", false)] {
                let who = caller(name, role, 1);
                let officer = matches!(role, Role::Administrator | Role::SecurityOfficer | Role::Auditor);
                let reads = matches!(role, Role::Leader | Role::Organisation | Role::System) || own && !officer;
                let listed = county.office.evidence_of(&who.actor, MERIT_OBJECTIONS.noun, &code).expect("a list").len();
                assert_eq!(listed, if reads { 2 } else { 0 }, "{role:?} {name}");
                assert_eq!(county.office.evidence_record(&who.actor, &file).is_ok(), reads, "{role:?} {name}");
                let seen = county.office.evidence_seen(&who.actor, FIRST).expect("a list");
                let of_it = seen.iter().filter(|e| e.text("register") == MERIT_OBJECTIONS.noun).count();
                assert_eq!(of_it, listed, "{role:?} {name}");
            }
        }
        // Whoever shows a file takes it back before it is decided; then everything stays, and nothing comes.
        assert!(matches!(county.office.withdraw_evidence(&secretary(), &file, ""), Err(Error::Denied(Denied::NotYourRole))));
        county.decide(&organisation(), &code, Outcome::Kept, "任职文件在档", "zuzhi").expect("decided");
        let late = county.office.withdraw_evidence(&zhang(), &file, "");
        assert!(matches!(late, Err(Error::Denied(Denied::WrongState))), "{late:?}");
        assert!(matches!(show(&zhang(), "再交一份"), Err(Error::Denied(Denied::WrongState))));
        assert!(county.office.read_evidence(&organisation(), &by_hand).is_ok());
        assert!(county.office.attached(&zhang().actor, MERIT_DECISIONS.noun, &[code]).expect("a list")[0].files.is_empty());
    });
}

#[test]
fn nobody_decides_on_their_own_whoever_writes_it_down() {
    both("merit_own", |county| {
        county.office.today = Date::constant(2026, 4, 10);
        let reached = "key_project_id,node,node_en,position,due_on,done_on,unit_id,recorded_on\n\
                       key-01,开工,Start,2,2026-04-20,2026-04-09,a,2026-04-10\n";
        county.load(&[("key_project_nodes.csv", reached)]);
        let event = "key_project_nodes:key-01|开工@2026-04-09";
        let code = county.object(&deputy(), "p5", event, "组长已换人").expect("his own as leader of the task force");
        let own = county.decide(&deputy(), &code, Outcome::Upheld, "属实", "zuzhi.fu");
        assert!(matches!(own, Err(Error::Denied(Denied::YourOwn))), "{own:?}");
        let operator = Caller::operator(COUNTY);
        let own = county.decide(&operator, &code, Outcome::Upheld, "属实", "zuzhi.fu");
        assert!(matches!(own, Err(Error::Denied(Denied::YourOwn))), "{own:?}");
        assert_eq!((county.kinds(&deputy()), county.kinds(&organisation())), (vec![], vec![Kind::Objected]));
        county.decide(&operator, &code, Outcome::Kept, "任命文件在档", "zuzhi").expect("written down for whoever decided");
        let record = county.record(&deputy(), "p5").expect("his own");
        assert_eq!((record.events.len(), record.objections[0].decided_by.0.as_str()), (1, "部长某"));
        // What was handed in on paper is written down, too.
        assert_eq!(county.object(&operator, "p2", event, "尚未到岗").expect("written down"), "obj-002");
        // Corrected since: the objection can be decided all the same.
        let corrected = reached.replace("2026-04-09", "2026-04-10");
        county.load(&[("key_project_nodes.csv", &corrected)]);
        let page = county.office.merit_event(&organisation().actor, county.office.today, "p2", event).expect("a page");
        assert!(page.row.is_none() && page.may_decide && !page.may_object);
        county.decide(&organisation(), "obj-002", Outcome::Kept, "日期已更正", "zuzhi").expect("decided");
    });
}

/// Role × own and other's: who reads, who lists, who hands out; and nothing is handed out without a line of record.
#[test]
fn each_sees_their_own_and_only_some_see_all() {
    both("merit_powers", |county| {
        county.object(&zhang(), "p1", NODE, "不实").expect("made");
        for role in Role::ALL {
            let all = matches!(role, Role::Leader | Role::Organisation | Role::System);
            let officer = matches!(role, Role::Administrator | Role::SecurityOfficer | Role::Auditor);
            for (name, own) in [("zhang", true), ("wang", false)] {
                let who = caller(name, role, 1);
                let sees = all || own && !officer;
                let found = county.record(&who, "p1");
                assert_eq!(found.is_ok(), sees, "{role:?} {name}: {found:?}");
                let denied = matches!(found, Err(Error::Denied(Denied::NotYourRole)));
                assert_eq!(denied, officer, "{role:?} {name}");
                let page = county.office.merit_event(&who.actor, FIRST, "p1", NODE);
                assert_eq!(page.is_ok(), sees, "{role:?} {name}: {page:?}");
                let persons = county.office.merit_persons(&who.actor, county.span(FIRST), &MeritQuery::default());
                assert_eq!(persons.is_ok(), all, "{role:?} {name}");
                assert_eq!(county.office.merit_objections(&who.actor, FIRST).expect("a list").len(), usize::from(sees));
                let records = county.office.apart_records(&who.actor, &MERIT_OBJECTIONS, FIRST).expect("a list");
                assert_eq!(records.len(), usize::from(sees), "{role:?} {name}");
                assert!(county.office.apart_records(&who.actor, &MERIT_DECISIONS, FIRST).expect("a list").is_empty());
                let handed = county.office.export_merit(&who, county.span(FIRST), Whose::Person("p1"), Lang::Zh);
                assert_eq!(handed.is_ok(), matches!(role, Role::Organisation | Role::System), "{role:?} {name}");
            }
        }
    });
}

#[test]
fn persons_are_listed_by_unit_and_post_and_handed_out_with_a_line_of_record() {
    both("merit_paper", |county| {
        let span = county.span(FIRST);
        let rows = county.office.merit_persons(&organisation().actor, span, &MeritQuery::default()).expect("listed");
        let listed: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name.0, row.held.title.0)).collect();
        assert_eq!(
            listed,
            ["张三 镇长", "李四 镇长", "驻点员 驻点人员", "王五 局长", "部长某 部长", "副部长某 副部长", "书记某 县委书记"]
        );
        let asked = MeritQuery { words: "王五".to_owned(), ..MeritQuery::default() };
        assert_eq!(county.office.merit_persons(&secretary().actor, span, &asked).expect("listed").len(), 1);
        let unknown = MeritQuery { unit: "none".to_owned(), ..MeritQuery::default() };
        let unknown = county.office.merit_persons(&organisation().actor, span, &unknown);
        assert!(matches!(unknown, Err(Error::UnknownUnit(_))), "{unknown:?}");
        let not_begun = Span::of(Period::month(2026, 5), FIRST);
        assert!(matches!(not_begun, Err(Error::PeriodInTheFuture(..))), "{not_begun:?}");

        let before = county.office.store.counties().expect("counties")[0].seq;
        let paper = county.office.export_merit(&organisation(), span, Whose::Unit("a"), Lang::Zh).expect("handed out");
        let after = county.office.store.counties().expect("counties")[0].seq;
        assert_eq!(after, before + 1, "one line of record, and no fact");
        assert_eq!((paper.title.as_str(), paper.document.signed_by.as_str()), ("甲镇实绩纪实", "组织部"));
        let cells: Vec<&str> = paper.table.rows.iter().map(|row| row.cells[0].text.as_str()).collect();
        assert_eq!(cells, ["张三", "张三", "驻点员"]);
        let english = county.office.export_merit(&organisation(), span, Whose::Person("p3"), Lang::En).expect("handed out");
        assert!(english.table.rows.iter().any(|row| row.cells[5].text == "Foundry: Land supply"), "{:?}", english.table.rows);
        let nobody = county.office.export_merit(&organisation(), span, Whose::Person("p99"), Lang::Zh);
        assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
        let nowhere = county.office.export_merit(&organisation(), span, Whose::Unit("none"), Lang::Zh);
        assert!(matches!(nowhere, Err(Error::UnknownUnit(_))), "{nowhere:?}");
    });
}
