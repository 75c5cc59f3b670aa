//! A speech divided, and a file shown with an objection, in a browser.

use super::bench::{Served, TODAY, looked_at, seen_whole};
use harness::browser::Browser;

/// Issue 4, 2: a part is taken by its section or its sentences, handed over, and filtered by; the list leads to it.
#[test]
fn browser_divides_a_speech() {
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    let mut office = served.person(&mut browser, "supervision");
    let mut give = |first: usize, last: usize, holder: &str| {
        office.go(&served.at("/directives/dir-002")).unwrap();
        let form = "document.querySelector('[name=holder]').form";
        let fields = format!("{form}.first.value = {first}; {form}.last.value = {last}; {form}.holder.value = '{holder}'");
        office.evaluate(&fields).unwrap();
        office.evaluate("document.querySelector('[name=holder]').closest('details').open = true").unwrap();
        office.follow("button[value=part]").unwrap();
    };
    give(1, 60, "ducha");
    give(61, 114, "ducha.zf");
    assert_eq!(office.count(".division .part").unwrap(), 3);
    office.evaluate("document.querySelector('.division').open = true").unwrap();
    let mut wrong = seen_whole(&mut office, "directive-dividing-zh");
    wrong.extend(looked_at(&mut office, &served, &["zh", "en"], &[("directive-parts", "/directives/dir-002")]));
    office.go(&served.at("/todo")).unwrap();
    office.follow("a[href='/directives/dir-002?mine=1']").unwrap();
    let mine = office.count(".proposals li").unwrap();
    wrong.extend(seen_whole(&mut office, "directive-mine-zh"));
    office.follow(".mine a").unwrap();
    assert!(office.count(".proposals li").unwrap() > mine, "mine only is fewer than all");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// 1-43: the objection, then a file with it.
#[test]
fn browser_shows_a_file_with_an_objection() {
    const EVENT: &str = "/merit/p0024/orders:ord-005%402026-03-12";
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    let mut head = served.visitor(&mut browser);
    let choose = "document.querySelectorAll('select[name=\"as.unit_head\"]').forEach(s => s.value = 'jianchangzhen.fz'); true";
    head.evaluate(choose).unwrap();
    head.follow("button[value=unit_head]").unwrap();
    head.go(&served.at("/merit")).unwrap();
    let own = head.count(&format!("a[href='{EVENT}']")).unwrap();
    assert_eq!(own, 1, "{}", head.text("main").unwrap());
    head.go(&served.at(EVENT)).unwrap();
    head.type_text("textarea[name=reason]", "当时在外学习").unwrap();
    head.follow("form.decision button").unwrap();
    let file = served.folder().join("leave.txt");
    std::fs::write(&file, "学习通知").unwrap();
    head.choose_file("input[type=file]", &file).unwrap();
    head.follow("form[action='/evidence'] button").unwrap();
    assert!(head.text(".paperlist").unwrap().contains("leave.txt"));
    let wrong = looked_at(&mut head, &served, &["zh", "en"], &[("objection-file", EVENT)]);
    assert!(wrong.is_empty(), "{wrong:#?}");
}
