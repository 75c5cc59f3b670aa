//! Letterhead 版头与署名: document number, issuing body and speaker as texts give them, and never out of what they cite.

use reading::{Context, read};

/// `number | body | speaker`.
#[track_caller]
fn says(text: &str, expected: &str) {
    let found = read(text, &Context::default());
    let said = |span: Option<reading::Span>| span.map_or("", |span| span.of(&found.text)).to_owned();
    let shape = &found.shape;
    assert_eq!([said(shape.number), said(shape.body), said(shape.speaker)].join(" | "), expected, "{text}");
}

const BODY: &str = "各乡镇要在2026年10月31日前完成造林地块落实，县林业局每月通报一次进展，确保任务按时完成。";

#[test]
fn the_number_stands_on_a_line_of_its_own() {
    let title = "云麓县人民政府关于做好秋冬造林工作的通知";
    says(&format!("{title}\n云府字〔2026〕12号\n各乡镇人民政府：\n{BODY}"), "云府字〔2026〕12号 | 云麓县人民政府 | ");
    says(&format!("云府办发[2026]3号\n{title}\n{BODY}"), "云府办发[2026]3号 | 云麓县人民政府 | ");
    says(&format!("索引号：0110-1 文　　号：云府字〔2026〕12号\n{title}\n{BODY}"), "云府字〔2026〕12号 | 云麓县人民政府 | ");
    says(&format!("{title}\n（云府字〔2026〕12号）\n{BODY}"), "云府字〔2026〕12号 | 云麓县人民政府 | ");
    // What a text cites is not its own.
    says(
        &format!("{title}\n根据《造林办法》（省府〔2025〕8号）和云府字〔2024〕1号文件精神，现通知如下。\n{BODY}"),
        " | 云麓县人民政府 | ",
    );
}

#[test]
fn the_body_is_in_the_title_in_the_red_head_or_signs() {
    says(&format!("云麓县人民政府文件\n2026年秋冬造林工作方案\n{BODY}"), " | 云麓县人民政府 | ");
    says(
        &format!("秋冬造林工作方案\n{BODY}\n中共云麓县委办公室　云麓县人民政府办公室\n2026年4月2日"),
        " | 中共云麓县委办公室　云麓县人民政府办公室 | ",
    );
    // A day in the middle of a text is signed by no sentence.
    says(&format!("秋冬造林工作方案\n{BODY}\n2026年4月2日\n{BODY}"), " |  | ");
}

#[test]
fn who_speaks_is_in_the_title_or_below_it() {
    let title = "在全县一季度“三大战役”调度会上的讲话";
    says(&format!("张三同志{title}\n同志们：\n{BODY}"), " |  | 张三");
    says(&format!("县长李四{title}\n同志们：\n{BODY}"), " |  | 县长李四");
    says(&format!("县委书记李四同志{title}\n同志们：\n{BODY}"), " |  | 县委书记李四");
    says(&format!("{title}\n县委书记　张三\n（2026年4月7日）\n同志们：\n{BODY}"), " |  | 县委书记　张三");
    says(&format!("{title}\n（2026年4月7日）\n张 三\n同志们：\n{BODY}"), " |  | 张 三");
    says(&format!("{title}\n讲话人：张三\n2026年4月7日\n同志们：\n{BODY}"), " |  | 张三");
    says(
        "政府工作报告\n——在云麓县第十八届人民代表大会第二次会议上\n云麓县人民政府县长 王五\n各位代表：\n现在，我代表县人民政府向大会报告工作。",
        " |  | 云麓县人民政府县长 王五",
    );
    // Nobody where the text names nobody, and nobody speaks in a notice.
    says(&format!("{title}\n（2026年4月7日）\n同志们：\n{BODY}"), " |  | ");
    says(&format!("关于做好造林工作的通知\n县委书记 张三\n{BODY}"), " |  | ");
}

/// The number of a point is not part of what it counts, and a day behind it is read as a day.
#[test]
fn the_number_of_a_point_stands_apart() {
    let text = "四、下步打算\n1.16个招商团队4月10日前全部到位（责任单位：招商局）。\n2.12月31日前，对低档次项目坚决拒绝（责任单位：环保局）。\n\
                3.全年完成征地1200亩（责任单位：园区管委会）。\n4.对进展情况跟踪督查，定期通报，每月落实（责任单位：县委办）。\n";
    let context = Context { date: domain::calendar::parse_day("2026-04-08"), ..Context::default() };
    let found = read(text, &context);
    let told = found.tasks.iter().map(|task| {
        let day = task.deadline.as_ref().and_then(reading::Deadline::day).map(|day| day.to_string());
        (day.or(task.recurrence.map(|how| how.code().to_owned())).unwrap_or_default(), task.action.as_str())
    });
    let expected = [
        ("2026-04-10", "16个招商团队4月10日前全部到位"),
        ("2026-12-31", "12月31日前，对低档次项目坚决拒绝"),
        ("2026-12-31", "全年完成征地1200亩"),
        ("monthly", "对进展情况跟踪督查，定期通报，每月落实"),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected.map(|(when, what)| (when.to_owned(), what)));
    // What is measured in fractions keeps its point.
    let figures = read("1.16个百分点的差距要补上，县统计局6月底前完成核查。", &context);
    assert!(figures.tasks.iter().all(|task| !task.action.starts_with("16个")), "{:?}", figures.tasks);
}
