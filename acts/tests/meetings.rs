//! Meetings 会议 on both engines: a pack from a frozen cut, three working days for comments, speakers by the rankings, minutes that
//! become tasks, and the next meeting that opens with them (requirements 1-01, 1-02).

mod county;

use acts::Error;
use acts::acting::Caller;
use acts::directives::Decision;
use acts::meetings::{Choosing, MeetingDoing, MeetingPage, NewMeeting};
use acts::tasks::TaskDoing;
use acts::todo::Kind;
use county::{County, FIRST, caller};
use domain::actors::Role;
use domain::calendar::Date;
use domain::document::Document;
use domain::lang::Lang;
use domain::meetings::{Call, Presence, Refusal, Side, State, Step};
use domain::policy::Denied;
use domain::tasks::TaskStep;

const fn april(day: i8) -> Date {
    Date::constant(2026, 4, day)
}

/// Units 甲乡 乙乡 丙乡 督查室; one campaign ranked by one returned indicator: 甲乡 far ahead, 乙乡 on pace, 丙乡 behind.
const FILES: [(&str, &str); 7] = [
    ("counties.csv", "county_id,name,number_prefix,recorded_on\n990001,试县,试督,2025-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,recorded_on\na,甲乡,乡镇,2025-12-01\nb,乙乡,乡镇,2025-12-01\n\
         c,丙乡,乡镇,2025-12-01\ns,督查室,县直,2025-12-01\n",
    ),
    ("campaigns.csv", "campaign_id,name,lead_unit,position,ranked_by,recorded_on\ninvest,招商引资,s,1,signed,2025-12-01\n"),
    (
        "indicators.csv",
        "indicator_id,name,uom,direction,name_en,kind,uom_en,campaign_id,position,since,recorded_on\n\
         signed,签约项目,个,up,projects signed,flow,projects,invest,1,2025-01-01,2025-12-01\n",
    ),
    (
        "targets.csv",
        "unit_id,indicator_id,year,target,document,recorded_on\na,signed,2026,10,d,2026-01-05\nb,signed,2026,10,d,2026-01-05\n\
         c,signed,2026,10,d,2026-01-05\n",
    ),
    (
        "returns.csv",
        "unit_id,indicator_id,period,value,stage,recorded_on\na,signed,2026-01,5,verified,2026-02-06\n\
         b,signed,2026-01,4,verified,2026-02-06\nc,signed,2026-01,0,verified,2026-02-06\n\
         a,signed,2026-02,1,verified,2026-03-06\nb,signed,2026-02,0,verified,2026-03-06\nc,signed,2026-02,0,verified,2026-03-06\n",
    ),
    ("deadlines.csv", "from_month,due_working_day,late_working_day,closing_day,recorded_on\n2025-01,2,3,7,2025-12-01\n"),
];

const MINUTES: &str = "会议议定：\n甲乡要在2026年5月20日前完成征地100亩。\n大家要振奋精神！";

fn both(name: &str, test: impl Fn(&mut County)) {
    county::both(name, &FILES, test);
}

/// 督查室, 丙乡.
fn office() -> Caller {
    caller(Role::Supervision, 4)
}
fn unit() -> Caller {
    caller(Role::Filer, 3)
}

impl County {
    fn plan(&self, meeting_on: Date) -> String {
        let topics = vec![("招商引资", "invest"), ("信访维稳", ""), ("", "")];
        let new = NewMeeting {
            title: "一季度调度会",
            meeting_on: Some(meeting_on),
            period: "2026-01..2026-02",
            comment_days: 3,
            topics,
            ..NewMeeting::default()
        };
        self.office.plan_meeting(&office(), &new).expect("planned")
    }

    fn page(&self, code: &str) -> MeetingPage {
        self.office.meeting(&office().actor, self.office.today, code).expect("a meeting")
    }

    fn step(&self, code: &str, doing: &MeetingDoing<'_>) -> Result<(), Error> {
        let seen = self.page(code).meeting.steps;
        self.office.step_meeting(&office(), code, &MeetingDoing { seen, ..*doing })
    }

    fn did(&self, code: &str, step: Step) {
        self.step(code, &MeetingDoing::of(step, 0)).unwrap_or_else(|e| panic!("{step:?}: {e}"));
    }

    fn pack(&self, who: &Caller, code: &str) -> Result<Document, Error> {
        self.office.meeting_pack(&who.actor, code, Lang::Zh)
    }

    fn kinds(&self, who: &Caller) -> Vec<Kind> {
        let items = self.office.todo(&who.actor).expect("a list");
        items.into_iter().map(|i| i.kind).filter(|kind| matches!(kind, Kind::Meeting(_))).collect()
    }
}

fn said(document: &Document) -> String {
    serde_json::to_string(document).expect("a document")
}

#[test]
fn a_meeting_goes_from_its_plan_to_the_tasks_that_open_the_next() {
    both("meetings_road", |county| {
        let code = county.plan(april(15));
        assert_eq!(code, "mtg-001");
        assert!(matches!(county.pack(&unit(), &code), Err(Error::NotFound)), "a draft is for those who prepare it");
        assert!(said(&county.pack(&office(), &code).expect("a draft")).contains("草稿"));
        county.did(&code, Step::Packed);
        assert_eq!(
            (county.kinds(&unit()), county.kinds(&office())),
            (vec![Kind::Meeting(Call::Comment)], vec![Kind::Meeting(Call::Choose)])
        );
        let pack = county.pack(&unit(), &code).expect("the pack");
        let text = said(&pack);
        assert!(text.contains("签约项目排名") && text.contains("没有收到意见") && text.contains("本议题没有排名"), "{text}");
        assert!(text.contains("此前没有印发过会议纪要") && pack.watermark.is_empty());
        // Every number of the pack is given again by its query.
        assert!(pack.figures.len() > 10, "{}", pack.figures.len());
        for figure in &pack.figures {
            let found = county.office.explain(&unit().actor.scope(), &figure.id);
            assert!(found.is_ok(), "{}: {found:?}", figure.id);
        }
        // The rankings propose, a person decides.
        let proposed: Vec<(String, Side)> = county.page(&code).speakers.iter().map(|s| (s.unit.clone(), s.side)).collect();
        assert_eq!(proposed, [("a".to_owned(), Side::Advanced), ("c".to_owned(), Side::Lagging)]);
        let choosing = Choosing { unit: "c", side: Side::Lagging, speaks: true, note: "" };
        county.office.choose_speaker(&office(), &code, &choosing).expect("confirmed");
        let other = Choosing { unit: "b", side: Side::Advanced, ..choosing };
        let bare = county.office.choose_speaker(&office(), &code, &other);
        assert!(matches!(bare, Err(Error::Meeting(Refusal::NotProposed))), "{bare:?}");
        county.office.choose_speaker(&office(), &code, &Choosing { note: "落地快", ..other }).expect("chosen with a reason");
        let excused = Choosing { unit: "a", side: Side::Advanced, speaks: false, note: "上次已发言" };
        county.office.choose_speaker(&office(), &code, &excused).expect("excused");
        assert_eq!(county.kinds(&unit()), [Kind::Meeting(Call::Comment), Kind::Meeting(Call::Speak)]);
        // Comments, while the window is open.
        county.office.today = april(13);
        county.office.comment_on_pack(&unit(), &code, false, "2月少计一笔").expect("the last day");
        assert_eq!(county.kinds(&unit()), [Kind::Meeting(Call::Speak)]);
        county.office.today = april(14);
        let late = county.office.comment_on_pack(&unit(), &code, false, "再补一条");
        assert!(matches!(late, Err(Error::Meeting(Refusal::WindowClosed(until))) if until == april(13)), "{late:?}");
        let early = county.step(&code, &MeetingDoing::of(Step::Held, 0));
        assert!(matches!(early, Err(Error::Meeting(Refusal::NotYet(_)))), "{early:?}");
        let text = said(&county.pack(&unit(), &code).expect("the pack"));
        assert!(text.contains("2月少计一笔") && text.contains("落地快") && !text.contains("上次已发言"), "{text}");
        let own = said(&county.office.meeting_unit_page(&unit().actor, &code, "c", Lang::Zh).expect("its page"));
        assert!(own.contains("本单位意见：2月少计一笔"), "{own}");
        county.office.today = april(15);
        assert!(county.kinds(&office()).contains(&Kind::Meeting(Call::Hold)));
        county.did(&code, Step::Held);
        county
            .office
            .take_attendance(&office(), &code, &[("a", Presence::Present, "张三"), ("c", Presence::Absent, "")])
            .expect("taken");
        assert_eq!(county.page(&code).attendance.len(), 2);
        // The minutes are a directive like any other: read, taken, the sentence is the parent.
        assert_eq!(county.kinds(&office()), [Kind::Meeting(Call::Minute)]);
        let once = office();
        let directive = county.office.keep_minutes(&once, &code, "纪要", "", MINUTES).expect("kept");
        assert_eq!(county.office.keep_minutes(&once, &code, "纪要", "", MINUTES).expect("the same form again"), directive);
        let read = county.office.directive(&office().actor, april(15), &directive).expect("a directive");
        assert_eq!((read.directive.kind.as_str(), county.page(&code).minutes.len()), ("minutes", 1));
        let proposal = read.proposals.first().expect("a proposal");
        assert_eq!(proposal.proposal.leads, ["a"], "{proposal:?}");
        let tasks = county.office.decide(&office(), &directive, proposal.place, proposal.seq, &Decision::Accept).expect("taken");
        let issued = TaskDoing { number: "试督〔2026〕3号", ..TaskDoing::of(TaskStep::Issued, 0) };
        county.office.step_tasks(&office(), &[&tasks[0]], &issued).expect("issued");
        assert_eq!(county.page(&code).meeting.state, State::Minuted);
        // The next meeting opens with what was resolved.
        county.office.today = april(20);
        let next = county.plan(april(28));
        let page = county.page(&next);
        assert_eq!(page.last.as_ref().map(|last| last.0.as_str()), Some(code.as_str()));
        assert_eq!(
            page.resolved.iter().map(|r| (r.task.code.as_str(), r.done)).collect::<Vec<_>>(),
            [(tasks[0].as_str(), false)]
        );
        county.did(&next, Step::Packed);
        let text = said(&county.pack(&unit(), &next).expect("the pack"));
        assert!(text.contains("议定1项，已办结0项，未办结1项"), "{text}");
        county.whole();
    });
}

#[test]
fn the_pack_prints_the_same_whatever_is_recorded_later() {
    both("meetings_frozen", |county| {
        let code = county.plan(april(15));
        let today = county.step(&code, &MeetingDoing { as_of: Some(FIRST), ..MeetingDoing::of(Step::Packed, 0) });
        assert!(matches!(today, Err(Error::Meeting(Refusal::CutNotOver(_)))), "{today:?}");
        county.did(&code, Step::Packed);
        let before = county.pack(&unit(), &code).expect("the pack");
        // A correction recorded after the cut changes no figure of the pack.
        let corrected = "unit_id,indicator_id,period,value,stage,recorded_on\nc,signed,2026-02,9,verified,2026-04-08\n";
        county.load(&[("returns.csv", corrected)]);
        county.office.today = april(13);
        let after = county.pack(&unit(), &code).expect("the pack");
        assert_eq!((&before.figures, &before.blocks), (&after.figures, &after.blocks));
        let proposed: Vec<String> = county.page(&code).speakers.iter().map(|s| s.unit.clone()).collect();
        assert_eq!(proposed, ["a", "c"]);
    });
}

#[test]
fn nobody_does_another_s_part_of_a_meeting() {
    both("meetings_powers", |county| {
        let code = county.plan(april(15));
        let seen = county.page(&code).meeting.steps;
        let doing = MeetingDoing::of(Step::Packed, seen);
        for role in Role::held().filter(|role| *role != Role::Supervision) {
            let who = caller(role, 3);
            let refused = county.office.step_meeting(&who, &code, &doing);
            assert!(matches!(refused, Err(Error::Denied(Denied::NotYourRole))), "{role:?}: {refused:?}");
            let refused = county.office.keep_minutes(&who, &code, "纪要", "", MINUTES);
            assert!(matches!(refused, Err(Error::Denied(Denied::NotYourRole))), "{role:?}: {refused:?}");
        }
        let unheld = county.office.keep_minutes(&office(), &code, "纪要", "", MINUTES);
        assert!(matches!(unheld, Err(Error::Meeting(Refusal::NotNow(..)))), "{unheld:?}");
        assert!(county.office.directives(&office().actor, FIRST).expect("a list").is_empty(), "nothing of it is kept");
        let early = county.office.comment_on_pack(&unit(), &code, true, "");
        assert!(matches!(early, Err(Error::Meeting(Refusal::NotPacked))), "{early:?}");
        county.office.step_meeting(&office(), &code, &doing).expect("packed");
        let stale = county.office.step_meeting(&office(), &code, &doing);
        assert!(matches!(stale, Err(Error::Changed)), "{stale:?}");
        for role in [Role::Leader, Role::Supervision, Role::Organisation, Role::Auditor, Role::TeamMember] {
            let refused = county.office.comment_on_pack(&caller(role, 3), &code, true, "");
            assert!(matches!(refused, Err(Error::Denied(Denied::NotYourRole))), "{role:?}: {refused:?}");
        }
        county.office.comment_on_pack(&caller(Role::UnitHead, 2), &code, true, "").expect("no objection");
        let absent = county.office.take_attendance(&office(), &code, &[("a", Presence::Present, "")]);
        assert!(matches!(absent, Err(Error::Meeting(Refusal::NotHeld))), "{absent:?}");
        assert!(matches!(county.office.meeting(&caller(Role::Auditor, 4).actor, FIRST, &code), Err(Error::NotFound)));
        // As of the day before it was planned, there was no meeting.
        let before = Date::constant(2026, 4, 7);
        assert!(county.office.meetings(&office().actor, before).expect("a list").is_empty());
    });
}
