//! Accountability 问责 in a browser (1-47): the office puts a proposal forward, the leader who was named lowers it, it is served, and
//! the notice is found genuine; every page of it looked at in both sizes and languages.

use crate::bench::{Served, TODAY, fill, looked_at, printed, seen_whole};
use harness::browser::{Browser, Page};

/// Choose the step and send the form of the page.
fn step(page: &mut Page, step: &str, fields: &[(&str, &str)]) {
    page.evaluate(&format!("document.querySelector('input[name=step][value={step}]').checked = true")).unwrap();
    fill(page, fields);
    page.follow("form.decision button").unwrap();
}

#[test]
fn browser_holds_to_account_by_rules_and_by_name() {
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    let (mut office, mut leader) = (served.person(&mut browser, "supervision"), served.person(&mut browser, "leader"));
    let mut wrong = looked_at(&mut office, &served, &["zh", "en"], &[("proceedings-empty", "/proceedings")]);
    office.go(&served.at("/proceedings?show=proposals")).unwrap();
    wrong.extend(printed(&mut office, "proposed-measures-zh"));
    office.follow("a[href^='/proceedings/new']").unwrap();
    wrong.extend(seen_whole(&mut office, "proceeding-new-zh"));
    // The figure opens and says what the form says.
    let said = office.text("table[data-grid=evidence] a.fig").unwrap();
    office.follow("form.decision button").unwrap();
    let proceeding = office.address().unwrap();
    assert!(proceeding.ends_with("/proceedings/pro-001"), "{proceeding}");
    office.follow("table[data-grid=evidence] a.fig").unwrap();
    assert!(said.contains(office.text("#printed").unwrap().trim()), "{said}");

    leader.go(&proceeding).unwrap();
    wrong.extend(seen_whole(&mut leader, "proceeding-to-decide-zh"));
    step(&mut leader, "lowered", &[("note", "初次")]);
    assert!(leader.text(".note.wrong").unwrap().contains("应轻于"));
    step(&mut leader, "lowered", &[("rung", "reminder"), ("note", "初次，已定整改措施")]);
    office.go(&proceeding).unwrap();
    step(&mut office, "served", &[]);
    let pages = [("proceedings", "/proceedings"), ("proceeding", "/proceedings/pro-001")];
    wrong.extend(looked_at(&mut office, &served, &["zh", "en"], &pages));
    office.go(&proceeding).unwrap();
    wrong.extend(printed(&mut office, "proceeding-zh"));
    office.follow("a[href^='/check?code=']").unwrap();
    assert!(office.text(".note.told").unwrap().contains("问责〔2026〕1号"));
    assert!(wrong.is_empty(), "{wrong:#?}");
}
