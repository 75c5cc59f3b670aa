//! Accounts 账号 on the command line: the first administrator's link, and the administrator's acts for whoever stands at the machine.

use super::bench::{demo, guatu};

#[test]
fn the_first_administrator_is_told_a_link_and_nobody_has_a_password_before() {
    let dir = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", dir.path().join("guatu.db").display());
    let empty = guatu(&["init", "--database", &database, "--lang", "zh"]).ok();
    assert!(!empty.err.contains("/invitation/"), "there is no county yet: {empty:#?}");
    let made = guatu(&["init", "--database", &database, "--county", "361099", "--lang", "zh", "--quiet"]).ok();
    assert!(made.err.contains("admin") && made.err.contains("/invitation/361099."), "{made:#?}");
    let listed = guatu(&["accounts", "list", "--database", &database, "--lang", "en"]).ok();
    assert!(listed.out.starts_with("admin\tAdministrator\tinvited\t"), "{listed:#?}");
    assert_eq!(guatu(&["ledger", "verify", "--database", &database]).code, Some(0));
}

#[test]
fn accounts_are_opened_invited_suspended_and_handed_over() {
    let demo = demo();
    let listed = demo.guatu(&["accounts", "list", "--lang", "zh"]).ok();
    assert!(listed.out.contains("anjianju\t") && listed.out.contains("统计员 [单位填报员]"), "{}", listed.out);
    let invited = demo.guatu(&["accounts", "invite", "anjianju", "--site", "https://guatu.example/"]).ok();
    assert!(invited.out.starts_with("https://guatu.example/invitation/361099."), "{invited:#?}");
    demo.guatu(&["accounts", "open", "zhang.san", "p0003"]).ok();
    demo.guatu(&["accounts", "suspend", "zhang.san", "--reason", "调离"]).ok();
    demo.guatu(&["accounts", "restore", "zhang.san"]).ok();
    demo.guatu(&["accounts", "unlock", "zhang.san"]).ok();
    demo.guatu(&["accounts", "hand-over", "anjianju-4", "p0003"]).ok();
    let listed = demo.guatu(&["accounts", "list", "--lang", "zh"]).ok();
    let line = |account: &str| listed.out.lines().find(|l| l.starts_with(account)).expect("listed").to_owned();
    assert!(line("zhang.san\t").contains("统计员"), "the next holder acts in the post");
    assert!(!line("anjianju\t").contains("统计员"), "the former one no longer does");
    demo.refused(&["accounts", "invite", "nobody"], "accounts.unknown", "没有账号“nobody”", "no account “nobody”");
    demo.refused(&["accounts", "open", "anjianju", "p0003"], "accounts.taken", "已经有了", "already");
    demo.refused(&["accounts", "hand-over", "nowhere-1", "p0003"], "posts.unknown", "没有岗位", "no post");
    let late = ["accounts", "hand-over", "anjianju-4", "p0002", "--from", "2020-01-01"];
    demo.refused(&late, "terms.too_short", "交接日期", "the day of the change");
}
