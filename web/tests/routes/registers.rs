//! Registers 台账: every register by its declaration.

use super::demo::{LEADER, Who, get};
use domain::actors::Role;
use domain::registers::{Keeper, REGISTERS};

#[test]
fn every_register_is_listed_and_opens_in_both_languages() {
    let index = get("/registers", LEADER).is(200);
    for register in REGISTERS.iter().filter(|register| register.keeper != Keeper::Accounts) {
        let path = format!("/registers/{}", register.noun);
        assert!(index.text().contains(&format!("href=\"{path}\"")), "{path} is not listed");
        get(&path, LEADER).is(200).says(&[register.zh]);
        get(&format!("{path}?lang=en"), LEADER).is(200).says(&[register.en]);
    }
    get("/registers/nothing", LEADER).is(404);
}

#[test]
fn what_is_exported_is_the_file_that_loads_back() {
    let file = get("/registers/teams?format=file", LEADER).is(200).text();
    let head = file.lines().next().unwrap_or_default();
    assert!(head.contains("team_id,name,") && head.ends_with(",recorded_on"), "{head}");
    assert_eq!(file.lines().count(), 17, "sixteen teams and the head");
}

#[test]
fn rows_are_found_by_any_cell_and_sorted() {
    get("/registers/funds?q=zzzzzz", LEADER).is(200).says(&["没有符合条件的记录"]);
    get("/registers/teams?sort=-team_id", LEADER).is(200).says(&["aria-sort=\"descending\""]);
    get("/registers/fund_steps?q=fund-0001", LEADER).is(200).says(&["fs-00001"]);
}

#[test]
fn a_unit_reads_only_its_own_unverified_returns() {
    let all = get("/registers/returns?format=file", LEADER).is(200).text();
    let own = get("/registers/returns?format=file", Who::A(Role::Filer)).is(200).text();
    let foreign = |text: &str| text.lines().filter(|l| l.contains(",reported,") && !l.contains("jianchangzhen,")).count();
    assert!(own.lines().count() <= all.lines().count());
    assert_eq!(foreign(&own), 0);
}

#[test]
fn accounts_are_the_affair_of_the_three_officers() {
    let business = Role::held().filter(|role| !role.is_officer());
    for who in business.map(Who::A) {
        for path in ["/registers/accounts", "/registers/accounts?format=file", "/registers/accounts/record?key=shuji"] {
            get(path, who).is(404).says_not(&["p0001", "启用"]);
        }
        get("/registers/accounts/template.xlsx", who).is(404);
        get("/registers", who).is(200).says_not(&["/registers/accounts"]);
    }
    for who in [Role::Administrator, Role::SecurityOfficer, Role::Auditor].map(Who::A) {
        get("/registers/accounts?q=shuji", who).is(200).says(&["shuji", "乔春娟"]);
        get("/registers/accounts/record?key=shuji&lang=en", who).is(200).says(&["shuji", "active"]);
    }
}
