//! Statistics 统计: the scoreboard — sorted, filtered, exported as seen, every cell a door.

use super::demo::{Answer, LEADER, get};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

fn rows(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let body = text.split("<tbody>").nth(1).expect("a table").split("</tbody>").next().expect("its end").to_owned();
    body.split("<th scope=\"row\">")
        .skip(1)
        .map(|row| {
            let cell = row.split("</th>").next().expect("a name");
            let plain = cell.split('>').nth(1).and_then(|c| c.split('<').next()).unwrap_or(cell);
            plain.to_owned()
        })
        .collect()
}

#[test]
fn units_stand_in_groups_with_subtotals_and_the_county_first() {
    let page = get("/statistics", LEADER).is(200).says(&["新签工业项目", "乡镇（", "经济部门（", "◌ 未破零", "无任务", "红灯数"]);
    assert_eq!(rows(&page)[0], "全县");
    assert!(page.text().contains("aria-sort") || page.text().contains("sort="));
    page.says(&["class=\"subtotal\"", "class=\"total\""]);
}

#[test]
fn the_view_stands_in_the_address() {
    let up = rows(
        &get("/statistics?group=%E4%B9%A1%E9%95%87&sort=signed_projects&show=cumulative", LEADER)
            .is(200)
            .says(&["aria-sort=\"ascending\""]),
    );
    let down = rows(
        &get("/statistics?group=%E4%B9%A1%E9%95%87&sort=-signed_projects&show=cumulative", LEADER)
            .is(200)
            .says(&["aria-sort=\"descending\""]),
    );
    assert_eq!(up.len(), 14, "the county, the group and its twelve townships: {up:?}");
    assert_ne!(up[2..], down[2..]);
    let mut turned = down[2..].to_vec();
    turned.sort();
    let mut same = up[2..].to_vec();
    same.sort();
    assert_eq!(turned, same);
    // By initials and by name.
    for q in ["jcz", "建昌", "Jianchang"] {
        assert_eq!(rows(&get(&format!("/statistics?q={}", encode(q)), LEADER).is(200)).len(), 3, "{q}");
    }
    get("/statistics?q=qqqqq", LEADER).is(200).says(&["0 个单位"]);
}

fn encode(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[test]
fn thirty_two_units_have_signed_nothing() {
    // FIGURES.md: 32 units have no signing credited to them; the list behind has exactly those.
    let page = get("/statistics?only=unbroken&of=signed_projects", LEADER).is(200).says(&["32 个单位"]);
    let units = rows(&page).len() - 1 - page.text().matches("class=\"subtotal\"").count();
    assert_eq!(units, 32);
}

#[test]
fn exports_hold_exactly_the_view() {
    let path = "/statistics?group=%E4%B9%A1%E9%95%87&sort=-signed_projects&show=cumulative";
    let shown = rows(&get(path, LEADER).is(200));
    let file = get(&format!("{path}&format=xlsx"), LEADER).is(200);
    assert!(file.header("content-disposition").starts_with("attachment"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
    let first: Vec<String> = sheet.rows().map(|r| r[0].to_string()).collect();
    let at = first.iter().position(|c| c == "全县").expect("the county's row");
    assert_eq!(first[at..at + shown.len()], shown[..]);
    assert!(
        sheet.rows().nth(at).expect("a row").iter().any(|c| matches!(c, Data::Float(n) if (*n - 20.0).abs() < 1e-9)),
        "20 signings, as a number"
    );
    let csv = get(&format!("{path}&format=csv"), LEADER).is(200).text();
    let named: Vec<&str> = csv.lines().filter_map(|l| l.split(',').next()).collect();
    assert!(shown.iter().all(|name| named.iter().any(|n| n.trim_matches('"') == name)), "{csv}");
    get(&format!("{path}&format=pdf"), LEADER).is(400).says(&["没有格式“pdf”"]);
}

#[test]
fn a_cell_opens_its_figure() {
    let page = get("/statistics?show=cumulative&only=duty&of=signed_projects", LEADER).is(200);
    let link = page.link("/figures/361099:signed_projects:cumulative:jian");
    get(&link, LEADER).is(200).says(&["建昌镇", "新签工业项目", "公式"]);
}

#[test]
fn what_is_not_there_is_said_plainly() {
    get("/statistics?campaign=nothing", LEADER).is(404).says(&["没有战役“nothing”"]);
    get("/statistics?of=nothing", LEADER).is(404).says(&["没有指标“nothing”"]);
    get("/statistics?show=nothing", LEADER).is(400);
    get("/statistics?period=2026-13", LEADER).is(400).says(&["期别“2026-13”无法识别"]);
    get("/statistics?period=2026-Q3", LEADER).is(400).says(&["2026-Q3还没有开始", "回到今天"]);
    get("/statistics?stage=nothing", LEADER).is(400).says(&["口径“nothing”不存在"]);
}
