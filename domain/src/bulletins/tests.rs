//! The bulletin of a small county: its wording, and that every number it states opens and answers again.

mod county;

use super::{compose, digest_text, figures_in_order, issue};
use crate::calendar::{Period, start_of_day};
use crate::document::{Block, Document, Table};
use crate::lang::Lang;
use crate::measure::{Ratio, decimal};
use crate::statistics::{Dimension, Filings, Query};
use jiff::civil::date;

fn paragraphs(document: &Document) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Heading { text, .. } => Some(format!("# {text}")),
        Block::Paragraph(spans) => Some(spans.iter().map(|s| s.text.as_str()).collect()),
        Block::Table(_) | Block::Chart(_) | Block::NewPage => None,
    };
    document.blocks.iter().filter_map(text).collect()
}

fn text(document: &Document) -> String {
    paragraphs(document).join("\n")
}

fn draft(lang: Lang) -> Document {
    let books = county::books();
    compose(&county::cut(&books), lang)
}

fn says(document: &Document, wanted: &str) {
    let text = text(document);
    assert!(text.contains(wanted), "{wanted}\nnot in\n{text}");
}

#[test]
fn a_flow_is_compared_with_last_year_in_official_words() {
    let zh = draft(Lang::Zh);
    says(&zh, "一季度，全县新签工业项目20个，比去年同期（37个）少17个，同比下降45.9%");
    says(&zh, "合同固定资产总投资14.6亿元，比去年同期（44.2亿元）少29.6亿元，同比下降67.0%");
    let en = draft(Lang::En);
    says(&en, "In the first quarter, industrial projects signed came to 20; this fell 45.9 % from 37 a year earlier");
    says(&en, "came to 1.46 billion yuan; this fell 67.0 % from 4.42 billion yuan");
}

#[test]
fn a_base_of_zero_and_no_change_have_words_of_their_own() {
    let zh = draft(Lang::Zh);
    says(&zh, "外出对接5次，上年同期为零，净增5次");
    says(&zh, "新开工项目9个，与去年同期持平");
    assert!(!text(&zh).contains("增长−") && !text(&zh).contains("增长-"));
    says(&draft(Lang::En), "from none a year earlier, a net gain of 5");
}

#[test]
fn a_target_is_told_with_the_gap_to_the_time_progress_of_both_years() {
    says(
        &draft(Lang::Zh),
        "完成年度任务的18.0%（年度任务50069万元），低于时序进度7.0个百分点（去年同期30.0%，高于时序进度5.0个百分点）",
    );
    says(&draft(Lang::En), "18.0 % of the annual target of 500.7 million yuan, 7.0 points behind the time progress");
}

#[test]
fn problems_are_gathered_by_aspect_and_rounded_as_in_a_speech() {
    let zh = draft(Lang::Zh);
    says(&zh, "一是相比去年差距大。新签工业项目20个，去年同期37个，少17个");
    says(&zh, "合同固定资产总投资14.6亿元，去年同期44.2亿元，少近30亿元");
    says(&zh, "争资到位资金9000余万元，去年同期1亿余元，少1000余万元，同比下降10.3%");
    says(&zh, "占年度任务的18.0%，未达到时序进度要求，去年同期30.0%，达到时序进度要求");
    says(&zh, "整改隐患占年度任务的13.8%，低于时序进度11.3个百分点");
    says(&zh, "二是整体推进速度慢。4个招商团队中，有1个只派出1名驻点人员；");
    says(&zh, "三是实际成效不理想。8个有任务的单位中，还有5个单位未破零，占62.5%；至今没有超大项目。");
    let en = draft(Lang::En);
    says(&en, "against 4.42 billion yuan a year earlier, nearly 3 billion yuan less (fell 67.0 %)");
    says(&en, "Second, progress is slow. 1 of the 4 teams have posted only one member.");
}

#[test]
fn a_quarter_without_adverse_facts_says_so() {
    let mut books = county::books();
    books.indicators.iter_mut().for_each(|i| i.aspect.clear());
    let zh = compose(&county::cut(&books), Lang::Zh);
    says(&zh, "所列指标没有低于去年同期或者落后于时序进度的情况");
    assert!(!text(&zh).contains("一是"));
}

#[test]
fn leaders_laggards_and_lists_are_named() {
    let zh = draft(Lang::Zh);
    says(&zh, "乡镇组中，居前的有建昌镇（60.0%）、天井源乡（30.0%）；居后的有徐家镇（10.0%）、里塔镇（0.0%）。");
    says(&zh, "未破零，占62.5%：里塔镇、工信委、旅游局、发改委、农业局，今年以来已90天未破零。");
    says(&zh, "未按时报送整改隐患的单位有：农业局。");
    says(&zh, "一季度末，全县重点项目5个，与去年同期持平，其中：前期2个、在建3个。");
    let en = draft(Lang::En);
    says(&en, "Units that have not reported hazards rectified: 农业局.");
    assert!(!text(&en).contains(['，', '；', '。']), "{}", text(&en));
}

#[test]
fn who_filed_late_and_who_did_not_are_told_apart() {
    // Everybody on the due day, one a day late, one not at all; an instant in the reporting zone, not in UTC.
    let hour = 3_600_000;
    let first = (1..=7).map(|unit| {
        let day = if unit == 3 { date(2026, 4, 3) } else { date(2026, 4, 2) };
        ((unit, county::HAZARDS), start_of_day(day) + 23 * hour)
    });
    let filings = Filings { month: Period::month(2026, 3), due: date(2026, 4, 2), first: first.collect() };
    let books = county::books().with_filings(Some(filings));
    let (zh, en) = (compose(&county::cut(&books), Lang::Zh), compose(&county::cut(&books), Lang::En));
    says(&zh, "2026年3月数据应于2026年4月2日前报送。迟报的单位有：徐家镇。未报的单位有：农业局。");
    says(&en, "Returns of Mar 2026 were due on 2 Apr 2026. Filed late by: ");
    let table = tables(&zh).into_iter().find(|t| t.name == "late_returns").expect("the late list");
    let rows: Vec<Vec<&str>> = table.rows.iter().map(|r| r.cells.iter().map(|c| c.text.as_str()).collect()).collect();
    assert_eq!(rows[0], ["1", "徐家镇", "乡镇", "1", "2026年4月3日", "1", "—"]);
    assert_eq!(rows[1], ["2", "农业局", "县直单位", "—", "—", "—", "1"]);
    let late = table.rows[0].cells[3].figure.as_deref().expect("the count opens");
    assert!(late.contains(":returns:late_returns:"), "{late}");
    assert_eq!(books.answer(&Query::parse(late).unwrap()).map(|a| a.ratio), Some(Ratio::new(1, 1)));
    assert!(!text(&draft(Lang::Zh)).contains("数据报送"), "without the days nothing is said");
}

#[test]
fn next_steps_are_dated_and_owned() {
    says(&draft(Lang::Zh), "1.4月10日前，16个招商团队全部到位（责任单位：发改委）。");
    says(&draft(Lang::En), "1. All 16 teams shall be in place, by 10 Apr (in charge: 发改委).");
}

#[test]
fn the_frame_of_the_sheet() {
    let zh = draft(Lang::Zh);
    assert_eq!(zh.title, "关于2026年一季度招商引资、跑项争资、\n园区平台建设等工作进展情况的通报");
    assert_eq!(zh.head, "云麓县两办督查室文件");
    assert_eq!(zh.addressees, "各乡（镇）党委、政府，县直各单位");
    assert_eq!((zh.number.as_deref(), zh.watermark.as_str()), (None, "草稿"));
    assert!(zh.basis.contains("统计截至2026年4月8日") && zh.basis.contains("核定") && zh.basis.contains("第1234号"));
    let headings: Vec<String> = paragraphs(&zh).into_iter().filter(|p| p.starts_with('#')).collect();
    assert_eq!(headings.iter().filter(|h| h.contains('、')).count(), 4, "{headings:?}");
    assert_eq!(draft(Lang::En).basis.matches("8 Apr 2026").count(), 1);
}

fn tables(document: &Document) -> Vec<&Table> {
    let annexed = document.annexes.iter().flat_map(|a| &a.blocks);
    let mut tables = Vec::new();
    for block in document.blocks.iter().chain(annexed) {
        if let Block::Table(table) = block {
            tables.push(table);
        }
    }
    tables
}

/// Every place where a number opens: (id, printed).
fn doors(document: &Document) -> Vec<(String, String)> {
    let mut doors = Vec::new();
    for block in &document.blocks {
        if let Block::Paragraph(spans) = block {
            doors.extend(spans.iter().filter_map(|s| Some((s.figure.clone()?, s.text.clone()))));
        }
    }
    for table in tables(document) {
        let cells = table.rows.iter().flat_map(|r| &r.cells);
        doors.extend(cells.filter_map(|c| Some((c.figure.clone()?, c.text.clone()))));
    }
    doors
}

#[test]
fn every_number_that_opens_is_listed_and_answers_again() {
    let books = county::books();
    for lang in [Lang::Zh, Lang::En] {
        let document = compose(&county::cut(&books), lang);
        let doors = doors(&document);
        assert!(doors.len() > 200, "only {} figures", doors.len());
        assert_eq!(doors.len(), figures_in_order(&document).len());
        for (id, printed) in &doors {
            assert!(document.figures.iter().any(|f| f.id == *id && f.printed == *printed), "{id} {printed}");
        }
        for figure in &document.figures {
            let query = Query::parse(&figure.id).expect("a query");
            assert_eq!(query.to_string(), figure.id);
            assert_eq!(figure.query, format!("guatu explain {}", figure.id));
            let answer = books.answer(&query).unwrap_or_else(|| panic!("no answer to {}", figure.id));
            // Money said in millions or billions of yuan is brought back to the indicator's own unit.
            let own: Ratio = match (figure.unit.as_str(), books.indicator(&query.indicator).map(|i| i.measure.name.as_str())) {
                ("billion yuan", Some("亿元")) => answer.ratio.times(100_000_000).minus(Ratio::new(0, 1)),
                ("million yuan", Some("亿元")) => answer.ratio.times(100_000_000),
                ("billion yuan" | "million yuan", Some("万元")) => answer.ratio.times(10_000),
                _ => answer.ratio,
            };
            let (down, places) = match (figure.unit.as_str(), answer.dimension) {
                ("billion yuan", _) => (1_000_000_000, 11),
                ("million yuan", _) => (1_000_000, 8),
                (_, Dimension::Place | Dimension::Days | Dimension::Records | Dimension::Returns) => (1, 0),
                (_, Dimension::Percent | Dimension::Points) => (1, 4),
                (_, Dimension::Measure) => (1, 10),
            };
            let value = Ratio::wide(own.numerator, own.denominator * down).round(places);
            assert_eq!(decimal(value, places), figure.value, "{figure:?}");
            assert!(figure.sentence.contains(&figure.printed) || figure.sentence.contains(" › "), "{figure:?}");
        }
    }
}

/// Prose without what may hold digits that are no figures: days, years, periods, references, ordinals, data texts.
fn without_allowed(text: &str, names: &[String]) -> String {
    let mut text = text.to_owned();
    for name in names {
        text = text.replace(name, "");
    }
    for allowed in ["2026年", "4月8日", "8 Apr 2026", "2026", "附件4", "附件2", "Annex 4", "Annex 2", "只派出1名", "1 January"]
    {
        text = text.replace(allowed, "");
    }
    text
}

#[test]
fn no_number_is_typed_into_the_prose() {
    let books = county::books();
    let names: Vec<String> =
        books.indicators.iter().flat_map(|i| [i.name.clone(), i.name_en.to_lowercase(), i.name_en.clone()]).collect();
    for lang in [Lang::Zh, Lang::En] {
        let document = compose(&county::cut(&books), lang);
        let steps = lang.of("四、下步打算", "IV. Next steps");
        for block in &document.blocks {
            match block {
                Block::Heading { text, .. } if text == steps => break,
                Block::Paragraph(spans) => {
                    for span in spans.iter().filter(|s| s.figure.is_none()) {
                        let left = without_allowed(&span.text, &names);
                        assert!(!left.contains(|c: char| c.is_ascii_digit()), "typed: {left}");
                    }
                }
                Block::Heading { .. } | Block::Table(_) | Block::Chart(_) | Block::NewPage => {}
            }
        }
    }
}

#[test]
fn tables_carry_exact_numbers_and_lights() {
    let document = draft(Lang::Zh);
    let names: Vec<&str> = tables(&document).iter().map(|t| t.name.as_str()).collect();
    for wanted in ["signed_ranking", "county", "signed_units", "unbroken", "single", "key_by_phase", "key_projects"] {
        assert!(names.contains(&wanted), "{wanted} not in {names:?}");
    }
    for table in tables(&document) {
        let group = |r: &&crate::document::Row| r.kind != crate::document::RowKind::Group;
        assert!(table.rows.iter().filter(group).all(|r| r.cells.len() == table.columns.len()), "{}", table.name);
    }
    let all = tables(&document);
    let ranking = all.iter().find(|t| t.name == "signed_ranking").expect("a ranking");
    let first = &ranking.rows[1].cells;
    assert_eq!(first[1].text, "建昌镇");
    assert_eq!(first[6].number.map(|n| decimal(n.mantissa, n.decimals)).as_deref(), Some("60"));
    assert_eq!(first[8].text, "●达序时");
    let projects = all.iter().find(|t| t.name == "key_projects").expect("key projects");
    let row: Vec<&str> = projects.rows[0].cells.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(row[1..], ["重点项目1号", "工业", "第一小组", "未敲定", "前期", "逾期：用地审批（2026年4月1日前）"]);
}

#[test]
fn charts_draw_what_the_figures_say() {
    let document = draft(Lang::En);
    let charts: Vec<_> =
        document.blocks.iter().filter_map(|b| if let Block::Chart(chart) = b { Some(chart) } else { None }).collect();
    let names: Vec<&str> = charts.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(
        names,
        ["invest_year_on_year_1", "signed_shares", "funds_year_on_year_1", "funds_shares", "hazards_shares", "key_phases"]
    );
    for chart in charts {
        assert!(chart.series.iter().all(|s| s.values.len() == chart.categories.len() && s.labels.len() == s.values.len()));
        assert!(!chart.alt.is_empty());
    }
}

#[test]
fn issuing_numbers_the_sheet_and_keeps_what_it_states() {
    let draft = draft(Lang::Zh);
    let issued = issue(draft.clone(), "云督字〔2026〕1号", date(2026, 4, 9), vec!["摘要".to_owned()]);
    assert_eq!(issued.number.as_deref(), Some("云督字〔2026〕1号"));
    assert_eq!((issued.signed_on.as_str(), issued.watermark.as_str()), ("2026年4月9日", ""));
    assert_eq!(figures_in_order(&issued), figures_in_order(&draft));
    assert_ne!(digest_text(&issued), digest_text(&draft), "the number is part of the digest");
    let mut proved = issued.clone();
    proved.proof.push("链上位置".to_owned());
    assert_eq!(digest_text(&proved), digest_text(&issued), "the proof cannot cover itself");
    let mut forged = issued.clone();
    if let Some(Block::Paragraph(spans)) = forged.blocks.iter_mut().find(|b| matches!(b, Block::Paragraph(s) if s.len() > 3)) {
        let span = spans.iter_mut().find(|s| s.figure.is_some()).expect("a figure");
        span.text = "21".to_owned();
    }
    assert_ne!(digest_text(&forged), digest_text(&issued));
    assert_eq!(figures_in_order(&forged)[0], (1, "21".to_owned()));
}

#[test]
fn where_lower_is_better_the_target_is_a_limit() {
    let mut books = county::books();
    books.indicators.iter_mut().filter(|i| i.code == "funds").for_each(|i| i.lower_is_better = true);
    let zh = compose(&county::cut(&books), Lang::Zh);
    says(&zh, "为年度控制数的18.0%（年度控制数50069万元），低于时序进度7.0个百分点");
    assert!(!text(&zh).contains("争资到位资金9000余万元"), "a fall is no problem where lower is better");
}

/// Requirement 1-46: what supervision has done in the period stands in an annex, each matter by the worst of it.
#[test]
fn matters_under_supervision_are_listed_by_what_became_of_them() {
    use crate::supervision::{Order, Slip, Step, Taken};
    let order = |number: &str, due, slip, steps: &[(Step, jiff::civil::Date)]| {
        let taken = |(step, on)| Taken { step, on, unit: 7, due, wanted: None, evidence: 1 };
        let order = Order::of(steps.iter().copied().map(taken), crate::tasks::Recurrence::Once).expect("opened");
        let unit = crate::lang::Bilingual::new("招商局", "Investment Bureau");
        super::Followed { number: number.to_owned(), matter: format!("事项{number}"), unit, order, slip }
    };
    let (opened, given) = ((Step::Proposed, date(2025, 12, 1)), (Step::Issued, date(2025, 12, 3)));
    let closed = |on| [opened, given, (Step::Signed, given.1), (Step::Answered, on), (Step::Accepted, on), (Step::Closed, on)];
    let books = county::books();
    let mut cut = county::cut(&books);
    cut.orders = vec![
        order("late", date(2026, 4, 7), Some(Slip::Behind), &[opened, given]),
        order("in time", date(2026, 4, 8), Some(Slip::DueSoon), &[opened, given]),
        order("struck", date(2026, 3, 1), None, &closed(date(2026, 2, 27))),
        order("last year", date(2025, 12, 20), None, &closed(date(2025, 12, 31))),
        order("longer", date(2026, 5, 1), None, &[opened, given, (Step::Signed, given.1), (Step::Extended, date(2026, 3, 30))]),
        order(
            "longer, late",
            date(2026, 4, 1),
            Some(Slip::Overdue),
            &[opened, given, (Step::Signed, given.1), (Step::Extended, date(2026, 3, 2))],
        ),
        order("held up", date(2026, 4, 1), None, &[opened, given, (Step::Signed, given.1), (Step::Paused, date(2026, 3, 2))]),
    ];
    for (lang, fates) in [
        (Lang::Zh, ["2026年2月27日销号", "2026年3月30日准予延期", "▲滞后", "■逾期"]),
        (Lang::En, ["closed on 27 Feb 2026", "extended on 30 Mar 2026", "▲behind", "■overdue"]),
    ] {
        let document = compose(&cut, lang);
        let tables = document.annexes.iter().flat_map(|annex| &annex.blocks);
        let found = tables.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
        let table: &Table = found.into_iter().find(|table| table.name == "orders").expect("the list");
        let told: Vec<(&str, &str)> = table.rows.iter().map(|r| (r.cells[1].text.as_str(), r.cells[5].text.as_str())).collect();
        let numbers = ["struck", "longer", "late", "longer, late"];
        assert_eq!(told, numbers.into_iter().zip(fates).collect::<Vec<_>>());
    }
    cut.orders.clear();
    assert!(compose(&cut, Lang::Zh).annexes.iter().all(|annex| annex.title != "督办事项办理情况表"));
}
