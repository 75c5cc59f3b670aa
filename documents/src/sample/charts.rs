//! Pictures 图表 of the sample bulletin, one of each kind.

use super::Book;
use domain::document::{Chart, ChartKind, Light, Series};

/// Values are for drawing, so whole tenths are turned into floats here and nowhere else.
fn series(name: String, tenths: &[i32]) -> Series {
    let values = tenths.iter().map(|tenth| f64::from(*tenth) / 10.0).collect();
    let labels = tenths.iter().map(|tenth| format!("{}.{}", tenth / 10, tenth % 10)).collect();
    Series { name, values, labels, lights: Vec::new() }
}

/// This year beside last year.
pub fn signed(book: &Book) -> Chart {
    let categories = [("乡镇", "Townships"), ("县直单位", "Departments"), ("园区", "Park"), ("招商小分队", "Teams")];
    Chart {
        name: "signed".to_owned(),
        title: book.say("图1　新签约项目合同资金", "Figure 1. Contracts signed"),
        unit: book.say("亿元", "CNY 100m"),
        kind: ChartKind::Columns,
        categories: categories.iter().map(|(zh, en)| book.say(zh, en)).collect(),
        series: vec![
            series(book.say("2025年一季度", "Q1 2025"), &[312, 248, 401, 224]),
            series(book.say("2026年一季度", "Q1 2026"), &[224, 187, 296, 147]),
        ],
        marker: None,
        alt: book.say(
            "新签约项目合同资金：园区29.6亿元，居首位；四类单位均低于去年同期。",
            "Contracts signed: the park leads with 29.6; all four kinds of units are below last year.",
        ),
    }
}

/// Lines over months with the time progress across.
pub fn months(book: &Book) -> Chart {
    Chart {
        name: "months".to_owned(),
        title: book.say("图2　争取上级资金累计完成率", "Figure 2. Funds from above, cumulative share"),
        unit: "%".to_owned(),
        kind: ChartKind::Lines,
        categories: (1..=12)
            .map(|month| {
                book.say(
                    &format!("{month}月"),
                    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1],
                )
            })
            .collect(),
        series: vec![
            series(book.say("2025年", "2025"), &[94, 187, 300, 361, 412, 520, 601, 668, 745, 832, 921, 1013]),
            series(book.say("2026年", "2026"), &[41, 102, 180]),
        ],
        marker: Some((book.say("时序进度", "Time progress"), 25.0)),
        alt: book.say(
            "争取上级资金：3月底累计完成18.0%，低于时序进度7.0个百分点。",
            "Funds from above: 18.0% by the end of March, 7.0 points behind time progress.",
        ),
    }
}

/// Distribution by phase.
pub fn phases(book: &Book) -> Chart {
    let categories =
        [("前期", "Preparing"), ("在建", "Building"), ("竣工", "Finished"), ("投产", "Producing"), ("停滞", "Stalled")];
    Chart {
        name: "phases".to_owned(),
        title: book.say("图3　重点项目阶段分布", "Figure 3. Key projects by phase"),
        unit: book.say("个", "projects"),
        kind: ChartKind::Shares,
        categories: categories.iter().map(|(zh, en)| book.say(zh, en)).collect(),
        series: vec![Series {
            name: book.say("重点项目", "Key projects"),
            values: vec![10.0, 22.0, 5.0, 4.0, 2.0],
            labels: ["10", "22", "5", "4", "2"].map(str::to_owned).to_vec(),
            lights: Vec::new(),
        }],
        marker: None,
        alt: book.say(
            "43个重点项目：前期10个、在建22个、竣工5个、投产4个、停滞2个。",
            "43 key projects: 10 preparing, 22 building, 5 finished, 4 producing, 2 stalled.",
        ),
    }
}

/// A ranking with lights and the time progress.
pub fn ranking(book: &Book) -> Chart {
    let mut line = series(book.say("完成率", "Share"), &[462, 398, 331, 274, 251, 226, 187, 152, 121, 98, 75, 42]);
    line.lights = (0u8..12)
        .map(|place| {
            Some(match place {
                0..5 => Light::Green,
                5..8 => Light::Yellow,
                8..11 => Light::Red,
                11.. => Light::Blue,
            })
        })
        .collect();
    Chart {
        name: "ranking".to_owned(),
        title: book.say("图4　各乡镇完成年度任务比例", "Figure 4. Townships by share of the annual task"),
        unit: "%".to_owned(),
        kind: ChartKind::Bars,
        categories: super::tables::TOWNSHIPS.iter().map(|(zh, en)| book.say(zh, en)).collect(),
        series: vec![line],
        marker: Some((book.say("时序进度", "Time progress"), 25.0)),
        alt: book
            .say("桐山镇完成46.2%，居首位；杨林乡完成4.2%，居末位。", "Tongshan leads with 46.2%; Yanglin comes last with 4.2%."),
    }
}
