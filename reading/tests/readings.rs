//! Readings 读文: cases in the words of offices, and what a person should be shown.

use domain::calendar::parse_day;
use domain::units::Unit;
use reading::{Context, Fate, OwnerSource, Part, Reading, RemarkKind, read};

fn on(date: &str, text: &str) -> Reading {
    read(text, &Context { date: parse_day(date), ..Context::default() })
}

fn unit(number: i32, name: &str, group: &str, aliases: &[&str]) -> Unit {
    Unit {
        number,
        code: name.to_owned(),
        name: name.to_owned(),
        name_en: String::new(),
        group: group.to_owned(),
        group_en: String::new(),
        kind: String::new(),
        valid_from: None,
        valid_to: None,
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
    }
}

fn county() -> Vec<Unit> {
    let mut units = vec![
        unit(1, "建昌镇", "乡镇", &["建昌镇政府"]),
        unit(2, "天井源乡", "乡镇", &[]),
        unit(3, "工业和信息化局", "县直单位", &["工信委", "工信局"]),
        unit(4, "自然资源局", "县直单位", &["国土局"]),
        unit(5, "商务局", "县直单位", &["招商局"]),
        unit(6, "县供电公司", "企业单位", &["供电公司", "水电公司"]),
        unit(7, "县水务公司", "企业单位", &["水务公司", "水电公司"]),
    ];
    units[2].valid_to = parse_day("2019-03-01");
    units
}

fn with_units(text: &str) -> Reading {
    let units = county();
    read(text, &Context { date: parse_day("2026-04-08"), units: &units, working_days: None })
}

/// The seed, 1-25: the owner of the second sentence stands in the clause before.
#[test]
fn owners_are_found_in_clause_sentence_bracket_and_list() {
    let names = |found: &Reading, at: usize| found.tasks[at].owners.iter().map(|owner| owner.words.clone()).collect::<Vec<_>>();
    let found = on("2026-04-08", "建昌镇、天井源乡一定要加强协调，将征地拆迁工作做细做实。");
    assert_eq!(names(&found, 0), ["建昌镇", "天井源乡"]);
    let found = on("2026-04-08", "县领导要组织督查。要在4月底前完成现场办公。");
    assert_eq!(found.tasks[1].owners[0].source, OwnerSource::SentenceBefore);
    let found =
        on("2026-04-08", "1.改造老旧小区。（牵头单位：县住房和城乡建设局；配合单位：县发展和改革委、各乡镇；完成时限：6月底）");
    assert_eq!(names(&found, 0), ["县住房和城乡建设局", "县发展和改革委", "各乡镇"]);
    let parts: Vec<Part> = found.tasks[0].owners.iter().map(|owner| owner.part).collect();
    assert_eq!(parts, [Part::Lead, Part::Support, Part::Support]);
    assert_eq!(found.tasks[0].deadline.as_ref().and_then(|deadline| deadline.day()), parse_day("2026-06-30"));
}

#[test]
fn owners_are_matched_to_the_register() {
    let found = with_units(
        "国土局要做好土地收储工作。各乡（镇）要在10日前报送进度。各单位要在本月底前完成自查。水电公司要在年底前完成改造。",
    );
    let units = |at: usize| found.tasks[at].owners[0].units.clone();
    assert_eq!(units(0), [4], "an alias");
    assert_eq!(units(1), [1, 2], "a group word");
    assert_eq!(units(2).len(), 7, "every unit");
    assert_eq!((units(3), found.tasks[3].owners[0].ambiguous), (vec![6, 7], true));
    assert!(found.remarks.iter().any(|remark| remark.kind == RemarkKind::AmbiguousOwner));
}

#[test]
fn an_abolished_unit_and_a_deadline_that_has_passed_are_remarked() {
    let found = with_units("工信委要在3月底前完成企业摸排。");
    let kinds: Vec<RemarkKind> = found.remarks.iter().map(|remark| remark.kind).collect();
    assert!(kinds.contains(&RemarkKind::AbolishedOwner) && kinds.contains(&RemarkKind::PastDeadline), "{kinds:?}");
    assert_eq!(found.tasks.len(), 1, "and the task is kept");
}

/// The same words are a target in a plan and a figure in a report.
#[test]
fn plans_and_reports_are_told_apart() {
    let text = "一、2025年工作回顾\n过去一年，新增规上工业企业52家，工业投资增长18.6%。\n二、2026年工作安排\n新增规上工业企业60家，力争工业投资增长20%以上。\n";
    let found = on("2026-01-01", text);
    let values: Vec<i64> = found.figures.iter().map(|figure| figure.quantity.value.mantissa).collect();
    assert_eq!(values, [52, 186]);
    let targets: Vec<i64> =
        found.tasks.iter().flat_map(|task| &task.targets).map(|target| target.quantity.value.mantissa).collect();
    assert_eq!(targets, [60, 20]);
}

#[test]
fn sizes_grants_names_and_examples_are_no_targets() {
    let cases = [
        ("引进50亿元以上项目2个。", vec![2]),
        ("推动中思微电子、100万吨铝制品等154个项目开工。", vec![154]),
        ("大力实施“125工程”，培育亿元企业20家。", vec![20]),
        ("对国家级平台给予奖补500万元，认定平台3个。", vec![3]),
        ("新增省级、市级龙头企业2家、20家。", vec![2, 20]),
        ("征地一千二百亩，新建公路30—50公里。", vec![1200, 30]),
    ];
    for (text, expected) in cases {
        let found = on("2026-01-01", &format!("今年要{text}"));
        let values: Vec<i64> =
            found.tasks.iter().flat_map(|task| &task.targets).map(|target| target.quantity.value.mantissa).collect();
        assert_eq!(values, expected, "{text}");
    }
}

#[test]
fn what_nobody_can_supervise_is_marked() {
    let text = "各级领导干部要提高认识，切实增强责任感。对工作不力的，严肃问责。县财政局要在6月底前拨付资金。";
    let fates: Vec<Fate> = on("2026-04-08", text).sentences.iter().map(|sentence| sentence.fate).collect();
    assert_eq!(fates, [Fate::Exhortation, Fate::Rule, Fate::Task]);
}

#[test]
fn figures_carry_subject_period_and_comparison() {
    let found = on(
        "2026-04-08",
        "2025年全县经济运行情况\n全年一般公共预算收入完成8.92亿元，比上年下降3.5%。一产、二产、三产增加值分别增长4.4%、3.3%和-2.7%。\n",
    );
    let first = &found.figures[0];
    assert_eq!((first.subject.as_str(), first.period.as_str()), ("一般公共预算收入", "全年"));
    let comparison = first.comparison.as_ref().expect("a comparison");
    assert_eq!((comparison.quantity.value.mantissa, comparison.quantity.value.decimals), (-35, 1));
    let subjects: Vec<&str> = found.figures[1..].iter().map(|figure| figure.subject.as_str()).collect();
    assert_eq!(subjects, ["一产", "二产", "三产增加值"]);
}

/// A table as a workbook or Word file gives it, one whose cells were each put on a line, and merged cells.
#[test]
fn tables_of_tasks_are_read() {
    let rows = "序号\t重点任务\t责任单位\t完成时限\n1\t改造农村公路60公里\t县交通局\t9月底\n2\t建成公办幼儿园3所\t\t12月底\n";
    let flat =
        "序号\n重点任务\n责任单位\n完成时限\n1\n改造农村公路60公里\n县交通局\n9月底\n2\n建成公办幼儿园3所\n县教育局\n12月底\n";
    for (text, second) in [(rows, "县交通局"), (flat, "县教育局")] {
        let found = on("2026-04-08", text);
        assert_eq!(found.tasks.len(), 2, "{text}");
        assert_eq!(found.tasks[1].owners[0].words, second, "a merged cell says what stands above it");
        assert_eq!(found.tasks[1].deadline.as_ref().and_then(|deadline| deadline.day()), parse_day("2026-12-31"));
        assert_eq!(found.tasks[0].targets[0].quantity.value.mantissa, 60);
    }
}

#[test]
fn texts_that_are_none_are_told_in_a_sentence() {
    let novel = "他推开门，看见雪落在院子里。她站在树下，没有说话。风很冷，月亮很亮。".repeat(30);
    let cases = [
        (String::new(), RemarkKind::Empty),
        (" \n　\u{feff}".to_owned(), RemarkKind::Empty),
        ("The committee shall report by the end of June.".to_owned(), RemarkKind::NotChinese),
        ("これはテストです。よろしくお願いします。".to_owned(), RemarkKind::NotChinese),
        (novel, RemarkKind::NotOfficial),
        ("要".repeat(2_000_000), RemarkKind::TooLong),
    ];
    for (text, expected) in cases {
        let found = read(&text, &Context::default());
        assert_eq!(found.objection().map(|remark| remark.kind), Some(expected));
        assert!(found.tasks.is_empty());
    }
}

#[test]
fn notices_of_a_document_site_are_passed_over() {
    let text = "温馨提示：\n1. 下载前请仔细阅读文档内容，下载后请在24小时内删除。\n县委书记\n在全县一季度招商引资工作会上的讲话\n同志们：\n县委书记强调，招商局要在6月底前完成招商手册编印。\n— 12 —\n";
    let found = on("2026-04-08", text);
    assert_eq!(found.tasks.len(), 1);
    assert!(found.remarks.iter().any(|remark| remark.kind == RemarkKind::Noise));
    assert_eq!(found.shape.title.map(|title| found.quote(title)), Some("在全县一季度招商引资工作会上的讲话"));
}
