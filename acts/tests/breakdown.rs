//! Breaking a task down 任务分解 on both engines: filled in, refused by row and column with nothing written, kept in one act, changed with
//! a reason, and whoever comes second is told. Issue 4, 3; requirement 1-36.

mod county;

use acts::acting::Caller;
use acts::tasks::TaskDoing;
use acts::tasks::breakdown::{BrokenDown, Fill, Typed, TypedRow};
use acts::{Error, Office};
use county::{COUNTY, County, FIRST, both, caller};
use domain::actors::Role;
use domain::calendar::Date;
use domain::lang::Lang;
use domain::policy::Denied;
use domain::tasks::TaskStep;
use domain::tasks::breakdown::{Column, Unfit};

const FILES: [(&str, &str); 6] = [
    ("counties.csv", "county_id,name,recorded_on\n990001,试县,2024-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,aliases,valid_to,recorded_on\na,甲乡,乡镇,同名乡,,2024-12-01\nb,乙乡,乡镇,同名乡,,2024-12-01\n\
         l,国土局,县直,,,2024-12-01\nold,旧乡,乡镇,,2026-01-31,2024-12-01\n",
    ),
    ("indicators.csv", "indicator_id,name,uom,kind,source,recorded_on\nland,征地,亩,flow,returns,2024-12-01\n"),
    (
        "targets.csv",
        "unit_id,indicator_id,year,target,recorded_on\na,land,2026,560,2026-01-10\nb,land,2026,640,2026-01-10\n\
         a,land,2025,400,2025-01-10\nb,land,2025,400,2025-01-10\n",
    ),
    (
        "returns.csv",
        "unit_id,indicator_id,period,value,recorded_on\na,land,2025-11,300,2025-12-01\nb,land,2025-12,100,2026-01-05\n",
    ),
    (
        "tasks.csv",
        "task_id,action,lead_unit,due_on,results,indicator_id,target,recorded_on\n\
         task-001,全年完成征地1200亩,l,2026-12-31,1200亩,land,1200,2026-02-24\n\
         task-002,平整土地1000亩,l,2026-06-30,1000亩,,,2026-02-24\nhand-0,做好用地保障,l,2026-12-31,,,,2026-02-24\n",
    ),
];

fn supervision() -> Caller {
    caller(Role::Supervision, 3)
}

fn row(unit: &str, result: &str, due: &str, stages: &[(&str, &str)]) -> TypedRow {
    let stages = stages.iter().map(|(month, cell)| ((*month).to_owned(), (*cell).to_owned())).collect();
    TypedRow { unit: unit.to_owned(), result: result.to_owned(), due: due.to_owned(), stages }
}

fn sheet(rows: Vec<TypedRow>) -> Typed {
    Typed { rows }
}

impl County {
    fn keep(&self, task: &str, typed: &Typed, reason: &str) -> BrokenDown {
        let seen = self.office.breakdown(&supervision().actor, task).expect("a task").seen;
        self.office.break_down(&supervision(), task, typed, seen, reason).expect("asked")
    }

    fn typed(&self, task: &str) -> Typed {
        self.office.breakdown(&supervision().actor, task).expect("a task").typed
    }

    fn filled(&self, task: &str, typed: &Typed, fill: Fill) -> Vec<String> {
        let stands = self.office.breakdown(&supervision().actor, task).expect("a task");
        let filled = self.office.fill_breakdown(&supervision().actor, &stands, typed, fill).expect("filled");
        filled.rows.into_iter().map(|row| row.result).collect()
    }

    fn acts(&self) -> i64 {
        self.office.store.head(&Office::operator(COUNTY).scope()).expect("a head").seq
    }

    fn balance(&self, task: &str) -> String {
        let stands = self.office.breakdown(&supervision().actor, task).expect("a task");
        stands.balance(&stands.typed).sentence(&stands.measure, Lang::Zh)
    }
}

#[test]
fn a_task_is_divided_kept_in_one_act_and_shown_as_it_stands() {
    both("breakdown_kept", &FILES, |county| {
        let empty = county.office.breakdown(&supervision().actor, "task-001").expect("a task");
        assert_eq!((empty.typed.rows.len(), empty.whole.amount, empty.measure.name.as_str()), (0, Some(12_000_000), "亩"));
        assert_eq!(
            empty.months.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            "2026-04 2026-05 2026-06 2026-07 2026-08 2026-09 2026-10 2026-11 2026-12"
        );
        // All townships at one go: those that are there.
        assert_eq!(empty.group("乡镇"), ["a", "b"]);

        let both_units = sheet(vec![row("a", "", "", &[]), row("乙乡", "", "", &[])]);
        assert_eq!(county.filled("task-001", &both_units, Fill::Evenly), ["600", "600"]);
        assert_eq!(county.filled("task-001", &both_units, Fill::LastYear), ["900", "300"]);
        assert_eq!(county.filled("task-001", &both_units, Fill::Targets), ["560", "640"]);
        // What was typed stays, and only the rest is divided.
        let half = sheet(vec![row("a", "1000", "", &[]), row("b", "", "", &[])]);
        assert_eq!(county.filled("task-001", &half, Fill::Targets), ["1000", "200"]);
        assert_eq!(county.filled("task-002", &both_units, Fill::LastYear), ["", ""], "no indicator counts it");

        let before = county.acts();
        let typed = sheet(vec![
            row("a", "560", "", &[("2026-06", "140亩"), ("2026-09", "50%"), ("2026-12", "560")]),
            row("b", "600亩", "2026-11-30", &[("2026-05", "30% 签完协议"), ("2026-06", "清表")]),
        ]);
        assert_eq!(county.keep("task-001", &typed, ""), BrokenDown::Done { tasks: 2, stages: 5 });
        let act = county.office.task(&supervision().actor, FIRST, "task-001").expect("the whole");
        let parts: Vec<(&str, &str, Option<Date>)> =
            act.parts.iter().map(|part| (part.action.as_str(), part.results.as_str(), part.due)).collect();
        assert!(parts.contains(&("全年完成征地560亩", "560亩", Some(Date::constant(2026, 12, 31)))), "{parts:?}");
        assert!(parts.contains(&("全年完成征地600亩", "600亩", Some(Date::constant(2026, 11, 30)))), "{parts:?}");
        let page = county.office.task(&supervision().actor, FIRST, "task-003").expect("a part");
        assert_eq!((page.task.target, page.task.whole.as_str(), page.counted.is_some()), (Some(5_600_000), "task-001", true));
        let stages: Vec<(i64, &str)> = page.stages.iter().map(|stage| (stage.1, stage.2.as_str())).collect();
        assert_eq!(stages, [(2_500, "140亩"), (5_000, ""), (10_000, "560亩")]);

        // Again it shows what stands; kept again, nothing is written.
        let stands = county.typed("task-001");
        let cell = |row: usize, month: &str| stands.rows[row].stages.get(month).map_or("", String::as_str).to_owned();
        assert_eq!(
            (stands.rows[0].result.as_str(), cell(0, "2026-06"), cell(0, "2026-09")),
            ("560", "140".to_owned(), "50%".to_owned())
        );
        assert_eq!((cell(1, "2026-05"), cell(1, "2026-06")), ("30% 签完协议".to_owned(), "30% 清表".to_owned()));
        let kept = county.acts();
        assert_eq!((county.keep("task-001", &stands, ""), county.acts()), (BrokenDown::Unchanged, kept));
        assert!(kept > before);
        // Less than the whole is told, and kept all the same.
        assert_eq!(county.balance("task-001"), "各单位合计1160亩，整任务1200亩，还差40亩。");
        county.whole();
    });
}

#[test]
fn what_stands_is_changed_with_a_reason_and_whoever_comes_second_is_told() {
    both("breakdown_changed", &FILES, |county| {
        let typed = sheet(vec![row("a", "560", "", &[("2026-06", "140")]), row("b", "640", "", &[])]);
        county.keep("task-001", &typed, "");
        let seen = county.office.breakdown(&supervision().actor, "task-001").expect("a task").seen;
        let more = sheet(vec![row("a", "600", "", &[("2026-06", "300")]), row("b", "640", "", &[])]);
        assert_eq!(county.keep("task-001", &more, " "), BrokenDown::NoReason);
        assert_eq!(county.keep("task-001", &more, "县政府调整"), BrokenDown::Done { tasks: 1, stages: 1 });
        assert_eq!(county.balance("task-001"), "各单位合计1240亩，整任务1200亩，多出40亩。");
        let late = county.office.break_down(&supervision(), "task-001", &typed, seen, "改回");
        assert!(matches!(late, Ok(BrokenDown::Changed)), "{late:?}");
        // Issued and completed parts: the one may be changed, the other is counted only.
        let step = |task: &str, step: TaskStep, seen: u32| {
            let doing = TaskDoing { number: "试字1号", note: "撤", ..TaskDoing::of(step, seen) };
            county.office.step_tasks(&supervision(), &[task], &doing).expect("taken");
        };
        step("task-003", TaskStep::Issued, 0);
        let words = sheet(vec![row("a", "全部到位", "", &[("2026-06", "50%")])]);
        assert_eq!(county.keep("task-001", &words, "改为文字"), BrokenDown::Done { tasks: 1, stages: 1 });
        let part = county.office.task(&supervision().actor, FIRST, "task-003").expect("a part");
        assert_eq!((part.task.target, part.task.indicator, part.task.results.as_str()), (None, None, "全部到位"));
        step("task-004", TaskStep::Withdrawn, 0);
        assert_eq!(county.typed("task-001").rows.len(), 1, "what was withdrawn is no part");
        // The same form twice is one act.
        let once = supervision();
        let seen = county.office.breakdown(&once.actor, "task-002").expect("a task").seen;
        let typed = sheet(vec![row("b", "1000", "", &[])]);
        let first = county.office.break_down(&once, "task-002", &typed, seen, "");
        assert!(matches!(first, Ok(BrokenDown::Done { tasks: 1, stages: 0 })), "{first:?}");
        let kept = county.acts();
        let again = county.office.break_down(&once, "task-002", &typed, seen, "");
        assert!(matches!(again, Ok(BrokenDown::Unchanged)), "{again:?}");
        assert_eq!(county.acts(), kept, "nothing is written by the second");
        let part = county.office.task(&supervision().actor, FIRST, "task-005").expect("a part");
        assert_eq!((part.row.results.as_str(), part.row.action.as_str(), part.task.target), ("1000亩", "平整土地1000亩", None));
        county.whole();
    });
}

#[test]
fn a_sheet_with_anything_wrong_writes_nothing_and_says_where() {
    both("breakdown_wrong", &FILES, |county| {
        let before = county.acts();
        let typed = sheet(vec![
            row("a", "560", "2026-02-30", &[("2026-06", "600")]),
            row("b", "12..5", "2027-01-31", &[]),
            row("old", "10", "", &[]),
            row("甲乡", "1", "", &[]),
            row("没有这个乡", "1", "", &[]),
            row("同名乡", "1", "", &[]),
            row("l", "", "2026-04-07", &[]),
        ]);
        let BrokenDown::Wrong(wrongs) = county.keep("task-001", &typed, "") else { panic!("kept") };
        let told: Vec<(&str, Column, &Unfit)> = wrongs.iter().map(|w| (w.unit.as_str(), w.column, &w.why)).collect();
        let june = Column::Month(domain::calendar::Period::month(2026, 6));
        let day = |year, month, day| Date::constant(year, month, day);
        assert_eq!(
            told,
            [
                ("a", Column::Due, &Unfit::NoDay("2026-02-30".to_owned())),
                ("a", june, &Unfit::MoreThanAll),
                ("b", Column::Result, &Unfit::NoAmount("12..5".to_owned())),
                ("b", Column::Due, &Unfit::AfterTheWhole(day(2026, 12, 31))),
                ("old", Column::Unit, &Unfit::UnitGone(day(2026, 1, 31))),
                ("a", Column::Unit, &Unfit::Twice),
                ("没有这个乡", Column::Unit, &Unfit::UnknownUnit),
                ("同名乡", Column::Unit, &Unfit::SeveralUnits(vec!["甲乡".to_owned(), "乙乡".to_owned()])),
                ("l", Column::Result, &Unfit::Nothing),
                ("l", Column::Due, &Unfit::DuePast(day(2026, 4, 7))),
            ]
        );
        assert_eq!(wrongs[1].sentence(Lang::Zh), "甲乡，2026年6月：超过了本行目标");
        assert!(wrongs[1].sentence(Lang::En).ends_with("more than the result of the row"));
        assert_eq!(county.acts(), before, "nothing is written, not even an act");
        // Only whoever breaks tasks down does it, or sees the sheet.
        for role in [Role::Leader, Role::Filer, Role::LeadOffice, Role::Auditor, Role::Administrator, Role::Organisation] {
            let seen = county.office.breakdown(&caller(role, 3).actor, "task-001");
            assert!(matches!(seen, Err(Error::Denied(Denied::NotYourRole))), "{role:?}");
            let kept = county.office.break_down(&caller(role, 3), "task-001", &Typed::default(), 0, "");
            assert!(matches!(kept, Err(Error::Denied(_))), "{role:?}");
        }
        assert!(matches!(county.office.breakdown(&supervision().actor, "task-999"), Err(Error::NotFound)));
        assert_eq!(county.keep("task-001", &Typed::default(), ""), BrokenDown::Unchanged);
    });
}

/// A part that was kept at the register, counted by an indicator of its own and without a day, is left as it is.
#[test]
fn what_a_sheet_does_not_change_stays() {
    both("breakdown_stays", &FILES, |county| {
        county.load(&[(
            "tasks.csv",
            "task_id,action,lead_unit,recurrence,results,indicator_id,target,whole_id,recorded_on\n\
             hand-1,多征地,a,monthly,多征100亩,land,100,hand-0,2026-03-01\n",
        )]);
        let mut typed = county.typed("hand-0");
        assert_eq!(typed.rows, [row("a", "多征100亩", "", &[])]);
        assert_eq!(county.keep("hand-0", &typed, ""), BrokenDown::Unchanged);
        typed.rows.push(row("b", "按月会商", "", &[("2026-06", "会商3次")]));
        assert_eq!(county.keep("hand-0", &typed, ""), BrokenDown::Done { tasks: 1, stages: 1 });
        let part = county.office.task(&supervision().actor, FIRST, "hand-1").expect("a part");
        assert_eq!((part.task.action.as_str(), part.task.target, part.task.due), ("多征地", Some(1_000_000), None));
        county.whole();
    });
}

#[test]
fn a_sheet_comes_from_a_block_or_a_file_with_heads_or_without() {
    both("breakdown_pasted", &FILES, |county| {
        let stands = county.office.breakdown(&supervision().actor, "task-001").expect("a task");
        let block = "责任单位\t备注\t目标数（亩）\t完成时限\t2026年6月底\t12月\n甲乡\t不读\t560\t2026年12月20日\t140\t560\n\n乙乡\t\t640\t\t25%\t\n";
        let typed = stands.named(Typed::pasted(block, &stands.months));
        let expected = [
            row("a", "560", "2026年12月20日", &[("2026-06", "140"), ("2026-12", "560")]),
            row("b", "640", "", &[("2026-06", "25%")]),
        ];
        assert_eq!(typed.rows, expected);
        let bare = Typed::pasted("甲乡\t560\t\t50\n", &stands.months);
        assert_eq!(bare.rows, [row("甲乡", "560", "", &[("2026-04", "50")])]);
        let file = county.dir.path().join("分解.csv");
        std::fs::write(&file, "\u{feff}Unit,Result,Due on,2026-06\nb,640,2026/11/30,160\n").expect("written");
        let typed = county.office.breakdown_file(&stands, &file).expect("read");
        assert_eq!(typed.rows, [row("b", "640", "2026/11/30", &[("2026-06", "160")])]);
        assert_eq!(county.keep("task-001", &typed, ""), BrokenDown::Done { tasks: 1, stages: 1 });
        // Stages by the whole's, or month by month; what is typed stays.
        let stands = county.office.breakdown(&supervision().actor, "task-001").expect("a task");
        let mut typed = stands.typed.clone();
        typed.put(vec![row("a", "90", "", &[("2026-05", "25")])]);
        let filled = county.office.fill_breakdown(&supervision().actor, &stands, &typed, Fill::Stages).expect("filled");
        let cells = |at: usize| filled.rows[at].stages.values().map(String::as_str).collect::<Vec<_>>().join(" ");
        assert_eq!(cells(1), "10 25 30 40 50 60 70 80 90");
        assert_eq!(cells(0).split(' ').nth(2), Some("160"), "{}", cells(0));
    });
}
