//! Practice 公文惯例: what notices, plans, minutes and inspections say in ways of their own, one case each.

use domain::calendar::parse_day;
use reading::{Context, Reading, read};

fn on(date: &str, text: &str) -> Reading {
    read(text, &Context { date: parse_day(date), ..Context::default() })
}

/// `owners | day or recurrence | targets` of every task, in order.
fn told(found: &Reading) -> Vec<String> {
    let task = |task: &reading::ProposedTask| {
        let owners: Vec<&str> = task.owners.iter().map(|owner| owner.words.as_str()).collect();
        let day = task.deadline.as_ref().and_then(reading::Deadline::day).map(|day| day.to_string());
        let often = task.recurrence.map(|recurrence| recurrence.code().to_owned());
        let targets: Vec<String> =
            task.targets.iter().map(|t| format!("{}{}", t.quantity.value.mantissa, t.quantity.unit)).collect();
        format!("{} | {} | {}", owners.join("、"), day.or(often).unwrap_or_default(), targets.join("、"))
    };
    found.tasks.iter().map(task).collect()
}

#[track_caller]
fn says(text: &str, expected: &[&str]) {
    assert_eq!(told(&on("2026-03-02", text)), expected, "{text}");
}

#[test]
fn one_body_is_held_to_what_it_alone_does() {
    says("县气象局要密切关注雨汛情发展变化，精准预报预警。", &["县气象局 |  | "]);
    says(
        "县国土资源局牵头，县发改局、县住建局等部门密切配合，全力推进基本农田划定工作。",
        &["县国土资源局、县发改局、县住建局 |  | "],
    );
    // Whoever is exhorted like everybody is not.
    says("各村要积极配合，共同抓好各项整治工作。各单位要提高政治站位，落实责任。", &[]);
}

#[test]
fn a_list_of_owners_may_go_over_a_comma_or_end_in_a_kind() {
    says("各乡镇、园区，各有关部门要在6月底前完成排查。", &["各乡镇、园区、各有关部门 | 2026-06-30 | "]);
    says("栋川、光禄等坝区乡镇，要在4月10日前报送计划。", &["栋川、光禄等坝区乡镇 | 2026-04-10 | "]);
}

#[test]
fn whose_the_thing_is_that_is_due_is_asked_for_it() {
    says(
        "各牵头单位的具体实施方案务于4月3日前报送分管市领导，经审核后于4月7日前报送市政府。",
        &["各牵头单位 | 2026-04-03 | ", "各牵头单位 | 2026-04-07 | "],
    );
}

#[test]
fn a_time_holds_for_what_is_completed_behind_it() {
    says(
        "6月底前全面完成安置房建设任务；配套道路全部竣工。11月份启动市级抽查。",
        &[" | 2026-06-30 | ", " | 2026-06-30 | ", " | 2026-11-30 | "],
    );
    says("县督查室要实行亮灯机制，每月对比实际进度，并进行通报。", &["县督查室 | monthly | "]);
}

#[test]
fn parts_of_a_number_belong_to_it() {
    // A part that is to reach something is asked for itself.
    says("今年秸秆综合利用率要不低于95%，其中产业化利用量占比达到48%以上。", &[" | 2026-12-31 | 95%", " |  | 48%"]);
    says("今年要完成造林0.32万亩，其中山上造林0.14万亩，山下0.18万亩。", &[" | 2026-12-31 | 32万亩、14万亩、18万亩"]);
}

/// 不少于 ends with 少于, 不超过 with 超过: what is said is the longer word.
#[test]
fn a_bound_is_the_longest_word_before_its_number() {
    let bounds = [
        ("不少于", true),
        ("不低于", true),
        ("不得少于", true),
        ("少于", false),
        ("不超过", false),
        ("不高于", false),
        ("超过", true),
    ];
    for (word, at_least) in bounds {
        let found = on("2026-03-02", &format!("县招商局全年外出招商要{word}10次。"));
        let [task] = found.tasks.as_slice() else { panic!("{word}: {:?}", found.tasks) };
        let [target] = task.targets.as_slice() else { panic!("{word}: {:?}", task.targets) };
        assert_eq!((target.at_least, target.at_most), (at_least, !at_least), "{word}");
    }
}

/// A chapter of goals sets them, though it compares with a year ago.
#[test]
fn a_chapter_of_goals_sets_them() {
    let text = "为改善空气质量，制定本行动计划。\n二、工作目标\n（一）约束性指标。\n市区PM2.5年均浓度同比下降2%以上，优良天数比例达72%以上。\n";
    let found = on("2026-03-02", text);
    assert_eq!(told(&found), [" |  | 2%", " |  | 72%"]);
    assert!(found.figures.is_empty(), "nothing of it was reached yet");
}

/// An account of half a year is one though it speaks of plans, and up to when it counts is no deadline.
#[test]
fn an_account_is_no_plan() {
    let text = "2026年计划实施重点项目71个，总投资337.13亿元。截至5月底，累计完成投资35.9亿元，占年度目标的63.88%；完成州下达任务61亿元的117%，\
                同比增长18%，占年度计划的47.2%。1到2月，到位资金5亿元，在全省7县（市）第一。";
    let found = on("2026-03-02", text);
    assert_eq!(told(&found), [""; 0]);
    let figures: Vec<String> =
        found.figures.iter().map(|f| format!("{}{}", f.quantity.value.mantissa, f.quantity.unit)).collect();
    assert_eq!(figures, ["71个", "33713亿元", "359亿元", "5亿元"]);
}

#[test]
fn a_unit_told_with_the_last_number_is_that_of_all() {
    let found = on("2026-03-02", "2025年全县运行情况\n城区和陵川县分别完成投资47.2和11.1亿元，同比增长33.4%。\n");
    let figures: Vec<String> =
        found.figures.iter().map(|f| format!("{}{}", f.quantity.value.mantissa, f.quantity.unit)).collect();
    assert_eq!(figures, ["472亿元", "111亿元"]);
}

/// Strokes for cells, rows that the page broke into lines, several bodies in a cell, and a row whose first cells are merged.
#[test]
fn tables_are_read_however_they_were_flattened() {
    let strokes =
        "专项整治行业名称 | 时间安排 | 责任单位 |\n林产品加工 | 11月份 | 林站 |\n医疗机构整治 | 6月份 | 文化站 卫生院 |\n";
    says(strokes, &["林站 | 2026-11-30 | ", "文化站、卫生院 | 2026-06-30 | "]);
    let lines = "序号\n民生实事\n责任单位\n完成时限\n1\n新建综合治理工程2处。\n县水务局\n县住建局\n12月底前\n2\n开工建设县老年养护楼。\n\
                 县民政局\n5月底前动工\n开工建设老年大学。\n12月底前\n";
    says(lines, &["县水务局、县住建局 | 2026-12-31 | 2处", "县民政局 | 2026-05-31 | ", "县民政局 | 2026-12-31 | "]);
    let framed = "序号 |\n目标与任务 |\n分 管 县领导 |\n牵头责任单位 |\n责任单位 |\n80 |\n新增托位400个以上。 |\n周 明 |\n县教育局 |\n县各有关单位 |\n";
    says(framed, &["县教育局、县各有关单位 |  | 400个"]);
}
