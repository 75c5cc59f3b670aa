//! One sheet 一页纸: what a unit owes and what it pledges are a single page in both formats, whatever there is of it (issue 4, 3 and 4).

use crate::poppler::{Opened, open};
use documents::fonts::Fonts;
use domain::bulletins::CountyNames;
use domain::calendar::Date;
use domain::document::{Document, Light};
use domain::lang::{Bilingual, Lang};
use domain::notices::{Pledge, owed, pledge};
use domain::tasks::Listed;

const TODAY: Date = Date::constant(2026, 4, 8);

fn names() -> CountyNames {
    CountyNames { office: Bilingual::new("云岭县两办督查室", "Yunling Supervision Office"), ..CountyNames::default() }
}

/// The paper as PDF and as LibreOffice shows the Word file.
fn both(document: &Document) -> [Opened; 2] {
    let pdf = typeset::pdf(document, &Fonts::find(&[]), None).expect("the fonts of the tests are installed");
    let folder = tempfile::tempdir().expect("a folder");
    let word = folder.path().join("paper.docx");
    std::fs::write(&word, documents::docx::write(document, &|_| None, None)).expect("written");
    let shown = harness::office::convert(&word, "pdf", folder.path()).expect("LibreOffice opens it");
    [open(&pdf), open(&std::fs::read(shown).expect("a PDF"))]
}

fn bare(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// Many tasks or orders with words of a length; the pressing ones come first, as a list has them.
fn many(lang: Lang, count: usize, number: &str, sentences: usize) -> Vec<Listed> {
    let (words, results) = match lang {
        Lang::Zh => ("完成园区三期征地拆迁五百六十亩并交付施工。", "征地560亩，交付率100%"),
        Lang::En => ("Clear and hand over 560 mu of land in phase three of the park. ", "560 mu of land, all handed over"),
    };
    let light = |at: usize| [Some(Light::Red), Some(Light::Yellow), Some(Light::Blue), None][(at / 3).min(3)];
    let row = |at: usize| Listed {
        number: format!("{number}{:03}", at + 1),
        words: words.repeat(sentences),
        results: results.to_owned(),
        due: "2026-04-24".to_owned(),
        light: light(at),
        state: lang.of("滞后", "behind").to_owned(),
    };
    (0..count).map(row).collect()
}

/// What stands on the one page, without blanks.
fn page(paper: &Opened, case: &str) -> String {
    assert_eq!(paper.sizes().len(), 1, "{case}: {:?}", paper.pages().get(1));
    bare(&paper.text())
}

#[test]
fn what_a_unit_owes_is_one_page_with_three_hundred_tasks() {
    for (lang, sentences) in [(Lang::Zh, 1), (Lang::Zh, 20), (Lang::En, 1), (Lang::En, 20)] {
        let (tasks, orders) = (many(lang, 300, "task-", sentences), many(lang, 40, "ord-", sentences));
        let unit = lang.of("云岭县城市管理综合行政执法局", "County Bureau of City Administration and Law Enforcement");
        for (format, paper) in both(&owed(lang, &names(), unit, TODAY, &tasks, &orders)).iter().enumerate() {
            let text = page(paper, &format!("owed {lang:?}, {sentences} sentences, format {format}"));
            let (of_tasks, of_orders) = (text.matches("task-").count(), text.matches("ord-").count());
            let said = match lang {
                Lang::Zh => format!("另有任务{}项、督办事项{}项，见", 300 - of_tasks, 40 - of_orders),
                Lang::En => format!("{}moretasksand{}moreordersareonthepages", 300 - of_tasks, 40 - of_orders),
            };
            assert!(text.contains(&said), "no “{said}” in {text}");
            assert!(text.contains("task-001") && text.contains("ord-001"), "the most pressing of both: {text}");
        }
    }
}

#[test]
fn what_is_owed_and_fits_is_all_there() {
    let paper = owed(Lang::Zh, &names(), "建昌镇", TODAY, &many(Lang::Zh, 2, "task-", 1), &[]);
    for (format, paper) in both(&paper).iter().enumerate() {
        let text = page(paper, &format!("two tasks, format {format}"));
        assert!(text.contains("task-001") && text.contains("task-002") && !text.contains("另有"), "{text}");
    }
}

#[test]
fn a_pledge_is_one_page_to_sign() {
    for (lang, count, sentences) in
        [(Lang::Zh, 2, 1), (Lang::En, 2, 1), (Lang::Zh, 300, 1), (Lang::Zh, 300, 20), (Lang::En, 300, 20)]
    {
        let facts = Pledge {
            number: "云督字责〔2026〕1号".to_owned(),
            unit: lang.of("建昌镇", "Jianchang Town").to_owned(),
            person: lang.of("乔春娟", "Qiao Chunjuan").to_owned(),
            directive: lang.of("关于开展重点项目攻坚行动的实施方案", "Plan of the drive for key projects").to_owned(),
            on: TODAY,
            tasks: many(lang, count, "task-", sentences),
        };
        let signed = match lang {
            Lang::Zh => ["责任单位（盖章）：建昌镇", "责任人（签字）：乔春娟", "云岭县两办督查室", "2026年4月8日"],
            Lang::En => ["Unit(seal):JianchangTown", "Signed:QiaoChunjuan", "YunlingSupervisionOffice", "8Apr2026"],
        };
        for (format, paper) in both(&pledge(lang, &names(), &facts)).iter().enumerate() {
            let text = page(paper, &format!("pledge {lang:?}, {count} tasks of {sentences}, format {format}"));
            for words in signed.iter().chain(&["云督字责〔2026〕1号", "task-001"]) {
                assert!(text.contains(words), "no “{words}” in {text}");
            }
            let listed = text.matches("task-").count();
            let more = lang.of("另有", "answersfor").to_owned() + &(count - listed).to_string();
            assert_eq!(text.contains(&more), listed < count, "{listed} of {count}: {text}");
        }
    }
}
