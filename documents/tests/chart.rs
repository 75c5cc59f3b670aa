//! Charts 统计图: what a reader of the picture relies on, for every kind and for awkward data.

use documents::chart::{self, Theme};
use documents::fonts::{Fonts, FontsError};
use domain::document::{Chart, ChartKind, Light, Series};
use domain::lang::Lang;
use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree;

fn chart(kind: ChartKind, categories: &[&str], series: Vec<Series>) -> Chart {
    Chart {
        name: "funds".to_owned(),
        title: "一季度争取资金".to_owned(),
        unit: "万元".to_owned(),
        kind,
        categories: categories.iter().map(|name| (*name).to_owned()).collect(),
        series,
        marker: None,
        alt: "各单位到位资金一览。".to_owned(),
    }
}

fn series(name: &str, values: &[f64]) -> Series {
    let labels = values.iter().map(|value| format!("{value:.1}").replace('-', "−")).collect();
    Series { name: name.to_owned(), values: values.to_vec(), labels, lights: Vec::new() }
}

fn many(count: usize) -> Chart {
    let names: Vec<String> = (1..=count).map(|at| format!("县第{at}工业和信息化委员会办公室")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let values: Vec<f64> = (0..count).map(|at| 980.4 - 20.0 * at as f64).collect();
    chart(ChartKind::Bars, &names, vec![series("到位", &values)])
}

/// Every text of a drawing with its box, by the same estimate for all: x, y, width, height.
fn boxes(svg: &str) -> Vec<(String, [f64; 4])> {
    let tree = roxmltree::Document::parse(svg).expect("well-formed");
    let texts = tree.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            let number = |name: &str| node.attribute(name).and_then(|text| text.parse::<f64>().ok()).expect("a coordinate");
            let text = node.text().unwrap_or_default().to_owned();
            let size = number("font-size");
            let wide = size * text.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum::<f64>();
            let before = match node.attribute("text-anchor") {
                Some("middle") => wide / 2.0,
                Some("end") => wide,
                _ => 0.0,
            };
            let (x, y) = (number("x"), number("y"));
            let upright = node.attribute("transform").is_some();
            let rect =
                if upright { [x - size * 0.8, y - wide + before, size, wide] } else { [x - before, y - size * 0.8, wide, size] };
            (text, rect)
        })
        .collect()
}

fn assert_clear(svg: &str, case: &str) {
    let tree = roxmltree::Document::parse(svg).expect("well-formed");
    let height: f64 = tree.root_element().attribute("height").and_then(|text| text.parse().ok()).expect("a height");
    let boxes = boxes(svg);
    for (at, (text, one)) in boxes.iter().enumerate() {
        assert!(
            one[0] >= -0.5 && one[0] + one[2] <= 640.5 && one[1] >= -0.5 && one[1] + one[3] <= height + 0.5,
            "{case}: 「{text}」 leaves the picture {one:?}"
        );
        for (other_text, other) in &boxes[at + 1..] {
            // A pixel of touching is the estimate's own error.
            let apart = one[0] + one[2] <= other[0] + 1.0
                || other[0] + other[2] <= one[0] + 1.0
                || one[1] + one[3] <= other[1] + 1.0
                || other[1] + other[3] <= one[1] + 1.0;
            assert!(apart, "{case}: 「{text}」 {one:?} meets 「{other_text}」 {other:?}");
        }
    }
}

#[test]
fn the_picture_says_what_it_shows_to_those_who_do_not_see_it() {
    let svg = chart::svg(&chart(ChartKind::Columns, &["1月", "2月"], vec![series("到位", &[1.0, 2.0])]), Theme::Paper);
    let tree = roxmltree::Document::parse(&svg).unwrap();
    let root = tree.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let child = |name| root.children().find(|node| node.has_tag_name(name)).and_then(|node| node.text());
    assert_eq!(child("title"), Some("一季度争取资金"));
    assert_eq!(child("desc"), Some("各单位到位资金一览。"));
    assert!(boxes(&svg).iter().any(|(text, _)| text == "单位：万元"));
}

#[test]
fn labels_never_meet_and_never_leave_the_picture() {
    let units = ["县工业和信息化委员会", "市场和质量监督管理局", "建昌镇", "株良镇", "供电公司"];
    let two = vec![
        series("2025年一季度", &[10034.5, 2101.0, 0.0, 88.5, 12.0]),
        series("2026年一季度", &[9012.5, 3120.0, 12.5, 0.0, -45.9]),
    ];
    let mut cases = vec![("bars of one unit".to_owned(), many(1)), ("bars of forty units".to_owned(), many(40))];
    for kind in [ChartKind::Columns, ChartKind::Bars, ChartKind::Shares, ChartKind::Lines] {
        let mut marked = chart(kind, &units, two.clone());
        marked.marker = Some(("时序进度 25.0%".to_owned(), 2500.0));
        cases.push((format!("{kind:?} with two years and a marker"), marked));
        cases.push((format!("{kind:?} of nothing"), chart(kind, &[], vec![])));
        cases.push((format!("{kind:?} of one zero"), chart(kind, &["建昌镇"], vec![series("到位", &[0.0])])));
        cases.push((
            format!("{kind:?} below zero"),
            chart(kind, &units, vec![series("增速", &[-45.9, -12.0, -0.1, -30.0, -3.0])]),
        ));
        let mut forty = many(40);
        forty.kind = kind;
        cases.push((format!("{kind:?} of forty"), forty));
        let mut lit = chart(kind, &units, vec![series("完成", &[30.0, 22.0, 12.0, 0.0, 25.0])]);
        lit.series[0].lights = vec![Some(Light::Green), Some(Light::Yellow), Some(Light::Red), None, Some(Light::Blue)];
        cases.push((format!("{kind:?} with lights"), lit));
    }
    for (case, chart) in &cases {
        for theme in [Theme::Paper, Theme::Wall] {
            assert_clear(&chart::svg(chart, theme), case);
        }
    }
}

#[test]
fn every_value_has_its_printed_label_and_the_marker_its_word() {
    let mut ranking = many(40);
    ranking.marker = Some(("时序进度 25.0%".to_owned(), 250.0));
    let words: Vec<String> = boxes(&chart::svg(&ranking, Theme::Paper)).into_iter().map(|(text, _)| text).collect();
    for label in &ranking.series[0].labels {
        assert!(words.contains(label), "{label}");
    }
    assert!(words.contains(&"时序进度 25.0%".to_owned()));
}

#[test]
fn a_light_is_a_shape_too() {
    let mut lit = chart(ChartKind::Bars, &["甲", "乙"], vec![series("完成", &[30.0, 12.0])]);
    let plain = chart::svg(&lit, Theme::Paper);
    lit.series[0].lights = vec![Some(Light::Green), Some(Light::Yellow)];
    let svg = chart::svg(&lit, Theme::Paper);
    // One beside the bar and one in the legend.
    assert_eq!((plain.matches("<circle").count(), svg.matches("<circle").count()), (0, 2));
    assert_eq!((plain.matches("<polygon").count(), svg.matches("<polygon").count()), (0, 2));
    assert!(svg.contains("达序时") && svg.contains("滞后"));
}

#[test]
fn last_year_is_grey_in_whatever_order_it_comes() {
    let fills = |series: Vec<Series>| -> Vec<String> {
        let svg = chart::svg(&chart(ChartKind::Bars, &["甲"], series), Theme::Paper);
        let tree = roxmltree::Document::parse(&svg).unwrap();
        tree.descendants()
            .filter(|node| node.has_tag_name("rect"))
            .filter_map(|node| node.attribute("fill").map(str::to_owned))
            .take(2)
            .collect()
    };
    let (old, new) = (series("2025年", &[1.0]), series("2026年", &[2.0]));
    let forward = fills(vec![old.clone(), new.clone()]);
    let backward = fills(vec![new, old]);
    assert_eq!(forward, [backward[1].clone(), backward[0].clone()]);
    assert_eq!(forward[0], "#b4b1ab");
}

#[test]
fn awkward_words_stay_words() {
    let mut awkward = chart(ChartKind::Columns, &["<b>&\"甲\u{202e}乙\u{7}"], vec![series("到位", &[1.0])]);
    awkward.title = "#let x = $y$ </svg>".to_owned();
    let svg = chart::svg(&awkward, Theme::Paper);
    let words: Vec<String> = boxes(&svg).into_iter().map(|(text, _)| text).collect();
    assert!(words.contains(&"<b>&\"甲乙".to_owned()), "{words:?}");
    assert!(words.contains(&"#let x = $y$ </svg>".to_owned()), "{words:?}");
}

#[test]
fn equal_charts_give_equal_drawings() {
    assert_eq!(chart::svg(&many(12), Theme::Wall), chart::svg(&many(12), Theme::Wall));
    assert_ne!(chart::svg(&many(12), Theme::Wall), chart::svg(&many(12), Theme::Paper));
}

#[test]
fn the_words_appear_in_the_pixels() {
    let fonts = Fonts::find(&[]);
    let mut words = chart(ChartKind::Columns, &["建昌镇"], vec![series("到位", &[0.0])]);
    // 堃 and 瑄 are not in GB/T 2312: another face has to lend them.
    words.title = "堃瑄一季度".to_owned();
    let svg = chart::svg(&words, Theme::Paper);
    let (bytes, width, height) = chart::png(&svg, &fonts, 2.0).expect("fonts are installed for the tests");
    let picture = Pixmap::decode_png(&bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (width, height));
    assert_eq!(width, 1280);
    let (_, title) = boxes(&svg).into_iter().find(|(text, _)| *text == words.title).unwrap();
    for at in 0..5 {
        let left = ((title[0] + title[2] / 5.0 * f64::from(at)) * 2.0) as u32;
        let dark = (left..left + 32)
            .flat_map(|x| (0..44).map(move |y| (x, y)))
            .filter(|(x, y)| picture.pixel(*x, *y).is_some_and(|pixel| pixel.red() < 128))
            .count();
        assert!(dark > 30, "character {at} has {dark} dark pixels");
    }
}

#[test]
fn without_fonts_the_sentence_says_what_to_install() {
    let empty = std::env::temp_dir().join("guatu-no-fonts-here");
    let fonts = Fonts::only_in(std::slice::from_ref(&empty));
    let error = fonts.check().expect_err("nothing is there");
    assert_eq!(error, FontsError::Missing { searched: vec![empty.clone()] });
    assert_eq!(error.code(), "fonts.missing");
    for lang in [Lang::Zh, Lang::En] {
        let sentence = error.sentence(lang);
        for part in ["fonts-noto-cjk", "--font-dir", &empty.display().to_string()] {
            assert!(sentence.contains(part), "{sentence}");
        }
    }
    assert!(chart::png(&chart::svg(&many(1), Theme::Paper), &fonts, 1.0).is_err());
}
