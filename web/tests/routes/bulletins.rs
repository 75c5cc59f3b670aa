//! Bulletins 通报: the list, the draft as a sheet whose numbers open, the issued one with its downloads.

use super::demo::{ISSUED, LEADER, get};

fn issued() -> String {
    format!("/bulletins/{}", ISSUED.bytes().map(|b| format!("%{b:02X}")).collect::<String>())
}

#[test]
fn the_draft_is_the_sheet_and_every_number_opens() {
    let page = get("/bulletins/draft?period=2026-Q1", LEADER).is(200).says(&[
        "guatu-sheet",
        "一、总体情况",
        "四、下步打算",
        "草稿：由当前记录即时成文",
    ]);
    let link = page.link("/figures/361099:");
    get(&link, LEADER).is(200);
    get("/bulletins/draft?period=2026-Q1&lang=en", LEADER).is(200).says(&["guatu-sheet", "A draft: composed this moment"]);
    get("/bulletins/draft?period=2026-Q2", LEADER).is(200);
    get("/bulletins/draft?period=2027-Q1", LEADER).is(400);
}

#[test]
fn an_issued_bulletin_is_listed_with_its_proof() {
    get("/bulletins", LEADER).is(200).says(&[ISSUED, "2026年4月8日"]);
    get(&issued(), LEADER).is(200).says(&[ISSUED, "SM3", "guatu bulletin check", "guatu-sheet"]).says_not(&["草稿：由"]);
    // The day before it did not exist.
    get("/bulletins?as_of=2026-04-07", LEADER).is(200).says_not(&[ISSUED]).says(&["还没有印发过通报"]);
    get(&format!("{}?as_of=2026-04-07", issued()), LEADER).is(404);
    get("/bulletins/none", LEADER).is(404).says(&["没有通报“none”"]);
}

#[test]
fn downloads_are_what_they_say() {
    for (format, begins) in [("docx", "PK"), ("xlsx", "PK"), ("html", "<!DOCTYPE html>"), ("md", ""), ("json", "{")] {
        for path in ["/bulletins/draft".to_owned(), issued()] {
            let file = get(&format!("{path}?format={format}"), LEADER).is(200);
            assert!(file.header("content-disposition").contains(&format!(".{format}")), "{path} {format}");
            assert!(file.bytes.starts_with(begins.as_bytes()) && file.bytes.len() > 1000, "{path} {format}");
        }
    }
    get("/bulletins/draft?format=exe", LEADER).is(400).says(&["没有格式“exe”"]);
}
