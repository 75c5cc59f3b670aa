//! Tables 附表 of the sample bulletin: a ranking, sixty units in groups, and a wide list of projects.

use super::{Book, number};
use domain::document::{Align, Cell, Light, Row, RowKind, Table, TableColumn};

/// Townships in the order of their rank.
pub const TOWNSHIPS: [(&str, &str); 12] = [
    ("桐山镇", "Tongshan"),
    ("白石乡", "Baishi"),
    ("青禾镇", "Qinghe"),
    ("长桥镇", "Changqiao"),
    ("枫岭乡", "Fengling"),
    ("龙泉镇", "Longquan"),
    ("南湾乡", "Nanwan"),
    ("双河镇", "Shuanghe"),
    ("大坪乡", "Daping"),
    ("古塘乡", "Gutang"),
    ("石门镇", "Shimen"),
    ("杨林乡", "Yanglin"),
];

/// Names of departments, some of them long on purpose.
const DEPARTMENTS: [(&str, &str); 12] = [
    ("县发展和改革委员会", "Development and Reform Commission"),
    ("县工业和信息化委员会", "Industry and Information Commission"),
    ("县财政局", "Finance Bureau"),
    ("县国有资产监督管理办公室", "State-owned Assets Supervision and Administration Office"),
    ("县住房和城乡规划建设局", "Housing and Urban-Rural Construction Bureau"),
    ("县农业产业化领导小组办公室", "Office of the Leading Group for the Industrialization of Agriculture"),
    ("县旅游局", "Tourism Bureau"),
    ("县国土资源局", "Land and Resources Bureau"),
    ("国家税务总局云溪县税务局", "Yunxi County Tax Bureau of the State Taxation Administration"),
    ("县卫生健康委员会", "Health Commission"),
    ("县教育体育局", "Education and Sports Bureau"),
    ("国网云溪县供电公司", "State Grid Yunxi Power Supply Company"),
];

fn column(book: &Book, head: (&str, &str), unit: (&str, &str), align: Align, width: f32) -> TableColumn {
    TableColumn { head: book.say(head.0, head.1), unit: book.say(unit.0, unit.1), align, width }
}

fn light(book: &Book, light: Light) -> Cell {
    Cell { light: Some(light), ..Cell::text(light.word(book.lang)) }
}

/// The light by whole points behind time progress (25 %), in tenths.
fn lamp(share: i64) -> Light {
    match share {
        250.. => Light::Green,
        150..250 => Light::Yellow,
        50..150 => Light::Red,
        ..50 => Light::Blue,
    }
}

/// Twelve townships ranked, with a total.
pub fn townships(book: &mut Book) -> Table {
    let shares = [462, 398, 331, 274, 251, 226, 187, 152, 121, 98, 75, 42];
    let mut rows = Vec::new();
    for (place, (name, share)) in TOWNSHIPS.iter().zip(shares).enumerate() {
        let name = book.say(name.0, name.1);
        let target = 1200 + 100 * (place as i64 % 5);
        let caption = book.say("乡镇争取上级资金排名", "Townships ranked by funds");
        let id = format!("funds.arrived@2026-Q1/township-{}", place + 1);
        let arrived = book.count(&id, target * share / 100, 1, &book.say("万元", "CNY 10k"), &format!("{caption} · {name}"));
        let gap = book.count(&format!("{id}.gap"), share - 250, 1, &book.say("百分点", "points"), &format!("{caption} · {name}"));
        rows.push(Row {
            cells: vec![
                number(place as i64 + 1, 0),
                Cell::text(name),
                number(target, 0),
                arrived,
                number(share, 1),
                gap,
                light(book, lamp(share)),
            ],
            kind: RowKind::Item,
        });
    }
    rows.push(Row {
        cells: vec![
            Cell::text(""),
            Cell::text(book.say("合计", "Total")),
            number(16_600, 0),
            number(36_012, 1),
            number(217, 1),
            number(-33, 1),
            Cell::text("—"),
        ],
        kind: RowKind::Total,
    });
    Table {
        name: "fund_ranking".to_owned(),
        caption: book.say("表1　乡镇争取上级资金排名", "Table 1. Townships ranked by funds"),
        columns: vec![
            column(book, ("位次", "Rank"), ("", ""), Align::Center, 0.7),
            column(book, ("乡镇", "Township"), ("", ""), Align::Left, 1.2),
            column(book, ("年度任务", "Task"), ("万元", "CNY 10k"), Align::Right, 1.0),
            column(book, ("到位资金", "Arrived"), ("万元", "CNY 10k"), Align::Right, 1.0),
            column(book, ("完成率", "Share"), ("%", "%"), Align::Right, 0.9),
            column(book, ("与时序差", "Gap"), ("百分点", "points"), Align::Right, 1.0),
            column(book, ("亮灯", "Light"), ("", ""), Align::Left, 1.3),
        ],
        rows,
        notes: vec![
            book.say(
                "亮灯规则：达到时序进度亮绿灯，低于10个百分点以内亮黄灯，低于10个百分点以上亮红灯。",
                "Lights: green on pace, yellow up to 10 points behind, red beyond.",
            ),
            book.say("没有争资任务的单位不参加排名。", "Units without the duty are not ranked."),
        ],
    }
}

/// Sixty units in five groups with subtotals and a total.
pub fn units(book: &mut Book) -> Table {
    let groups = [
        ("第一组　乡镇", "Group 1. Townships"),
        ("第二组　经济部门", "Group 2. Economic departments"),
        ("第三组　社会部门", "Group 3. Social departments"),
        ("第四组　垂直管理单位", "Group 4. Vertical units"),
        ("第五组　企业", "Group 5. Enterprises"),
    ];
    let mut rows = Vec::new();
    let mut all = 0;
    for (group, name) in groups.iter().enumerate() {
        rows.push(Row { cells: vec![Cell::text(book.say(name.0, name.1))], kind: RowKind::Group });
        let mut sum = 0;
        for place in 0..12_i64 {
            let signed = (place * 7 + group as i64 * 3) % 6;
            sum += signed;
            rows.push(unit_row(book, group, place, signed));
        }
        all += sum;
        rows.push(sum_row(book, ("小计", "Subtotal"), sum, RowKind::Subtotal));
    }
    rows.push(sum_row(book, ("合计", "Total"), all, RowKind::Total));
    Table {
        name: "unit_tasks".to_owned(),
        caption: book.say("附表1　全县各单位招商引资任务完成情况", "Table A1. Investment tasks by unit"),
        columns: vec![
            column(book, ("序号", "No."), ("", ""), Align::Center, 0.6),
            column(book, ("单位", "Unit"), ("", ""), Align::Left, 2.6),
            column(book, ("签约项目", "Signed"), ("个", "projects"), Align::Right, 0.9),
            column(book, ("实际进资", "Arrived"), ("万元", "CNY 10k"), Align::Right, 1.1),
            column(book, ("完成率", "Share"), ("%", "%"), Align::Right, 0.9),
            column(book, ("亮灯", "Light"), ("", ""), Align::Left, 1.4),
        ],
        rows,
        notes: vec![book.say("“—”表示未报送，未报送不等于零。", "“—” means not reported, which is not zero.")],
    }
}

fn unit_row(book: &mut Book, group: usize, place: i64, signed: i64) -> Row {
    let names = if group == 0 { TOWNSHIPS[place as usize] } else { DEPARTMENTS[place as usize] };
    // Later groups reuse the names of departments with an office number, which is enough for a sample.
    let name = if group < 2 {
        book.say(names.0, names.1)
    } else {
        book.say(&format!("{}第{}股", names.0, group - 1), &format!("{}, Section {}", names.1, group - 1))
    };
    let index = group as i64 * 12 + place + 1;
    let share = (index * 37) % 520;
    let id = format!("signed@2026-Q1/unit-{index}");
    let caption = book.say("附表1", "Table A1");
    let cells = if index % 29 == 0 {
        vec![
            number(index, 0),
            Cell::text(name),
            Cell::text("—"),
            Cell::text("—"),
            Cell::text("—"),
            Cell::text(book.say("未报送", "not reported")),
        ]
    } else {
        let count = book.count(&id, signed, 0, &book.say("个", "projects"), &format!("{caption} · {name}"));
        let arrived = book.count(
            &format!("{id}.arrived"),
            share * signed * 211,
            2,
            &book.say("万元", "CNY 10k"),
            &format!("{caption} · {name}"),
        );
        vec![number(index, 0), Cell::text(name), count, arrived, number(share, 1), light(book, lamp(share))]
    };
    Row { cells, kind: RowKind::Item }
}

fn sum_row(book: &Book, word: (&str, &str), signed: i64, kind: RowKind) -> Row {
    Row {
        cells: vec![
            Cell::text(""),
            Cell::text(book.say(word.0, word.1)),
            number(signed, 0),
            number(signed * 52_311, 2),
            number(250, 1),
            Cell::text(""),
        ],
        kind,
    }
}

/// Forty projects over twelve columns: a turned page.
pub fn projects(book: &mut Book) -> Table {
    let kinds = [
        ("年产20万吨生态肥生产线建设项目", "Ecological fertilizer line, 200,000 t a year"),
        ("乡村旅游集散中心项目", "Rural tourism centre"),
        ("城区雨污分流改造（二期）项目", "Rain and sewage separation, phase II"),
        ("电子信息产业园标准厂房项目", "Standard halls of the electronics park"),
    ];
    let rows = (1..=40_i64)
        .map(|index| {
            let kind = kinds[index as usize % 4];
            let town = TOWNSHIPS[index as usize % 12];
            let unit = DEPARTMENTS[index as usize % 12];
            let (plan, done) = (3_000 + index * 450, 400 + index * 97);
            let id = format!("project.invested@2026-Q1/KP-{index:03}");
            let place = format!("{} · {}", book.say("附表2", "Table A2"), book.say(kind.0, kind.1));
            let invested = book.count(&id, done * 10, 1, &book.say("万元", "CNY 10k"), &place);
            Row {
                cells: vec![
                    number(index, 0),
                    Cell::text(book.say(&format!("{}{}", town.0, kind.0), &format!("{}: {}", town.1, kind.1))),
                    Cell::text(book.say(unit.0, unit.1)),
                    Cell::text(book.say("张某某", "Zhang X.")),
                    number(plan * 30, 1),
                    number(plan * 10, 1),
                    invested,
                    number(done * 1000 / plan, 1),
                    Cell::text(book.say("主体施工", "Main structure")),
                    Cell::text(book.say("2026年9月30日", "30 Sep 2026")),
                    light(book, lamp(done * 1000 / plan)),
                    Cell::text(book.say("土地指标未落实，需县国土资源局协调", "Land quota open; Land Bureau to settle")),
                ],
                kind: RowKind::Item,
            }
        })
        .collect();
    Table {
        name: "key_projects".to_owned(),
        caption: book.say("附表2　重点项目调度明细", "Table A2. Key projects in detail"),
        columns: vec![
            column(book, ("序号", "No."), ("", ""), Align::Center, 0.6),
            column(book, ("项目名称", "Project"), ("", ""), Align::Left, 2.6),
            column(book, ("责任单位", "Unit"), ("", ""), Align::Left, 1.8),
            column(book, ("责任人", "Person"), ("", ""), Align::Left, 0.9),
            column(book, ("总投资", "Investment"), ("万元", "CNY 10k"), Align::Right, 1.1),
            column(book, ("年度计划", "Plan"), ("万元", "CNY 10k"), Align::Right, 1.1),
            column(book, ("本年完成", "Done"), ("万元", "CNY 10k"), Align::Right, 1.0),
            column(book, ("完成率", "Share"), ("%", "%"), Align::Right, 0.8),
            column(book, ("当前阶段", "Phase"), ("", ""), Align::Left, 1.1),
            column(book, ("下一节点", "Next date"), ("", ""), Align::Left, 1.2),
            column(book, ("亮灯", "Light"), ("", ""), Align::Left, 1.2),
            column(book, ("存在问题", "Problem"), ("", ""), Align::Left, 2.0),
        ],
        rows,
        notes: vec![book.say("完成率为本年完成投资占年度计划的比例。", "Share is this year's investment over the year's plan.")],
    }
}
