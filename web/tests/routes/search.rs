//! Search 查找: by name, by pinyin initials, by number.

use super::demo::{LEADER, get};

#[test]
fn things_are_found_by_name_initials_and_number() {
    get("/search?q=%E4%BE%9B%E7%94%B5", LEADER).says(&[]);
    let by_initials = get("/search?q=fdgy", LEADER).is(200).says(&["飞达钢业", "重点项目", "项目"]);
    assert!(by_initials.text().contains("/key-projects/key-01"));
    let one = get("/search?q=prj-001", LEADER);
    assert_eq!((one.status.as_u16(), one.header("location")), (303, "/projects/prj-001"));
    get("/search?q=zhengzi", LEADER).is(200).says(&["没有找到"]);
    get("/search?q=zzdw", LEADER).is(200).says(&["争资到位", "/figures/361099:fund_arrivals:cumulative:-:2026-Q1"]);
    get("/search?q=", LEADER).is(200).says(&["请输入"]);
    get("/search?q=Jianchang&lang=en", LEADER).says(&[]);
    get("/search?q=%E4%BA%91%E7%9D%A3%E5%AD%97", LEADER).is(303);
}
