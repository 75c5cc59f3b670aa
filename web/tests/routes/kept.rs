//! Kept pages 现成页: kept for as long as nothing they were made of has changed — never a moment longer, and for nobody else.

use super::demo::{Answer, Bench, COUNTY};
use axum::http::Method;
use domain::calendar::Date;

const MAY: Date = Date::constant(2026, 5, 6);

fn who(role: &str, unit: &str) -> String {
    format!("{COUNTY}~{role}~{unit}")
}

impl Bench {
    fn see(&self, who: &str, page: &str) -> Answer {
        self.ask(who, Method::GET, page, "").is(200)
    }

    /// File a figure of April as a unit.
    fn report(&self, who: &str, value: &str) {
        let page = self.see(who, "/returns/2026-04");
        let hidden = format!("token={}&key={}&revision={}", page.field("token"), page.field("key"), page.field("revision"));
        let lines = format!("v.petitions_received={value}&n.petitions_received=ok&do=submit");
        self.ask(who, Method::POST, "/returns/2026-04", &format!("{hidden}&{lines}")).is(303);
    }

    fn save(&self, who: &str, value: &str) {
        let page = self.see(who, "/returns/2026-04");
        let hidden = format!("token={}&key={}&revision={}", page.field("token"), page.field("key"), page.field("revision"));
        self.ask(who, Method::POST, "/returns/2026-04", &format!("{hidden}&v.petitions_received={value}&do=save")).is(303);
    }
}

/// The table of a page.
fn table(page: &Answer) -> String {
    let text = page.text();
    let rest = text.split_once("<tbody").expect("a table").1;
    rest.split("</tbody>").next().unwrap_or_default().to_owned()
}

/// The words under the page that say on what it stands.
fn basis(page: &Answer) -> String {
    let text = page.text();
    let at = text.find("总账第").expect("a basis");
    text[at..].split('号').next().unwrap_or_default().to_owned()
}

#[test]
fn what_somebody_does_shows_at_the_next_request_of_everybody() {
    let bench = Bench::on(MAY);
    let (filer, leader, office) = (who("filer", "jianchangzhen"), who("leader", ""), who("supervision", ""));
    let (progress, figures) =
        ("/returns/progress?period=2026-04", "/statistics?period=2026-04&stage=reported&show=cumulative&campaign=all");
    let before = [&leader, &office].map(|one| (table(&bench.see(one, progress)), table(&bench.see(one, figures))));
    bench.see(&filer, "/returns").says(&["待报"]);
    let todo = bench.see(&office, "/todo");
    bench.report(&filer, "7351");
    for (one, before) in [&leader, &office].into_iter().zip(&before) {
        assert_ne!(table(&bench.see(one, progress)), before.0);
        assert_ne!(table(&bench.see(one, figures)), before.1);
    }
    bench.see(&filer, "/returns").says(&["已报 1"]);
    assert_ne!(bench.see(&office, "/todo").text().matches("待核验").count(), todo.text().matches("待核验").count());
    // … and so does what takes it back.
    let page = bench.see(&filer, "/returns/2026-04");
    let hidden = format!("token={}&key={}&revision={}", page.field("token"), page.field("key"), page.field("revision"));
    let taken_back = format!("{hidden}&w.petitions_received=1&do=withdraw&reason=wrong");
    bench.ask(&filer, Method::POST, "/returns/2026-04", &taken_back).is(303);
    for (one, before) in [&leader, &office].into_iter().zip(&before) {
        assert_eq!(table(&bench.see(one, figures)), before.1);
    }
    bench.see(&filer, "/returns").says_not(&["已报 1"]);
}

#[test]
fn what_a_page_is_not_made_of_leaves_it_as_it_is() {
    let bench = Bench::on(MAY);
    let (filer, leader) = (who("filer", "jianchangzhen"), who("leader", ""));
    let page = bench.see(&leader, "/projects");
    // Signing in is an act, and a draft is none; neither has to do with projects.
    bench.see(&filer, "/returns");
    bench.save(&filer, "7351");
    assert_eq!(bench.see(&leader, "/projects").text(), page.text());
    // Nor has a report; a page that shows figures is made anew.
    let wall = bench.see(&leader, "/wall");
    bench.report(&filer, "7351");
    assert_ne!(basis(&bench.see(&leader, "/wall")), basis(&wall));
}

#[test]
fn a_kept_page_is_nobody_elses() {
    let bench = Bench::on(MAY);
    let (filer, other) = (who("filer", "jianchangzhen"), who("filer", "tianjingyuanxiang"));
    let pages = ["/wall", "/statistics", "/returns/progress?period=2026-04", "/registers/returns", "/units/jianchangzhen"];
    bench.save(&filer, "77351");
    for page in pages {
        let mine = bench.see(&filer, page).says_not(&["77351", "77,351"]);
        let theirs = bench.see(&other, page).says_not(&["77351", "77,351"]);
        assert_ne!(mine.text(), theirs.text(), "{page} says who looks");
    }
    bench.report(&filer, "77351");
    for page in pages {
        bench.see(&other, page).says_not(&["77351", "77,351"]);
    }
    bench.see(&other, "/returns/2026-04").says_not(&["77351", "77,351"]);
}
