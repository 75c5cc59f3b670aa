//! Web page 网页 and Markdown: figures are links, what is typed stays text, and a phone can read the page.

use documents::{html, markdown, sample};
use domain::document::{Block, Document, Light, Span};
use domain::lang::Lang;

fn link(id: &str) -> String {
    format!("/figures/{id}?lang=zh&x=1")
}

fn page(document: &Document, note: Option<&str>) -> String {
    html::write(document, &link, &|_| "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 320\"></svg>".to_owned(), note)
}

#[test]
fn every_figure_is_a_link_and_comes_back() {
    for lang in [Lang::Zh, Lang::En] {
        let document = sample::bulletin(lang);
        let page = page(&document, None);
        let expected: Vec<_> =
            document.figures.iter().enumerate().map(|(ordinal, figure)| (ordinal, figure.printed.clone())).collect();
        assert_eq!(html::figures(&page), expected);
        assert!(
            page.contains(
                "<a class=\"figure\" data-figure=\"0\" href=\"/figures/signed.projects@2026-Q1?lang=zh&amp;x=1\">36</a>"
            )
        );
        assert!(page.contains(&format!("<html lang=\"{}\">", lang.tag())));
        for heading in
            ["<h1>", "<h2 class=\"level1\">", "<h3 class=\"level2\">", "<h4 class=\"level3\">", "<h5 class=\"level4\">"]
        {
            assert!(page.contains(heading), "{heading}");
        }
        for light in [Light::Green, Light::Yellow, Light::Red, Light::Blue] {
            assert!(page.contains(&format!(
                "<span class=\"light {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                light.name(),
                light.shape(),
                light.word(lang)
            )));
        }
    }
}

#[test]
fn a_changed_number_is_seen() {
    let document = sample::bulletin(Lang::Zh);
    let page = page(&document, None);
    let changed = page.replace(">85.43</a>", "><b>85</b>.44</a>");
    let difference: Vec<_> = html::figures(&changed)
        .into_iter()
        .zip(html::figures(&page))
        .filter(|(new, old)| new != old)
        .map(|(new, _)| new.1)
        .collect();
    assert_eq!(difference, ["85.44"]);
}

#[test]
fn the_signed_note_comes_back_byte_for_byte_and_cannot_end_its_script() {
    let note = "{\"a\":\"</script><script>alert(1)</script><!-- & \\\" 汉字 \\u003c\"}";
    let page = page(&sample::bulletin(Lang::Zh), Some(note));
    assert_eq!(html::note(&page).unwrap(), note);
    assert_eq!(page.matches("</script>").count(), 1);
    assert_eq!(html::note("<html></html>"), None);
}

fn hostile() -> Document {
    let bad = "\"><img src=x onerror=alert(1)>'&amp;<script>";
    let mut document = sample::bulletin(Lang::Zh);
    for field in [
        &mut document.head,
        &mut document.title,
        &mut document.addressees,
        &mut document.signed_by,
        &mut document.signed_on,
        &mut document.basis,
        &mut document.watermark,
    ] {
        *field = bad.to_owned();
    }
    document.number = Some(bad.to_owned());
    document.imprint.copies = bad.to_owned();
    document.imprint.printed_by = bad.to_owned();
    document.imprint.printed_on = bad.to_owned();
    document.proof = vec![bad.to_owned()];
    document.blocks.push(Block::Heading { level: 9, text: bad.to_owned() });
    document.blocks.push(Block::Paragraph(vec![Span::strong(bad), Span::figure(bad, bad)]));
    document.figures[0].id = bad.to_owned();
    document.annexes[1].title = bad.to_owned();
    if let Block::Table(table) = &mut document.annexes[0].blocks[0] {
        table.caption = bad.to_owned();
        table.columns[0].head = bad.to_owned();
        table.columns[0].unit = bad.to_owned();
        table.rows[0].cells[0].text = bad.to_owned();
        table.notes.push(bad.to_owned());
    }
    if let Block::Chart(chart) = &mut document.annexes[2].blocks[2] {
        chart.title = bad.to_owned();
        chart.alt = bad.to_owned();
    }
    document
}

#[test]
fn what_is_typed_never_becomes_structure() {
    let document = hostile();
    for charts in ["", "<svg></svg>"] {
        let page = html::write(&document, &link, &|_| charts.to_owned(), None);
        assert!(!page.contains("<img") && !page.contains("<script"), "markup of a typed text");
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
        let body = html::body(&document, &link, &|_| charts.to_owned());
        assert!(page.contains(&body), "the room's fragment is the page's content");
        assert!(!body.contains(" style="), "a strict policy for styles must hold");
    }
    let text = markdown::write(&document);
    assert!(!text.contains("<img") || text.contains("\\<img"), "no raw tags");
    assert!(!text.replace("\\<", "").contains("<img"));
}

#[test]
fn a_phone_of_360_pixels_needs_no_sideways_scrolling() {
    for lang in [Lang::Zh, Lang::En] {
        let folder = tempfile::tempdir().unwrap();
        let inner = page(&sample::bulletin(lang), None).replace('&', "&amp;").replace('"', "&quot;");
        let outer = format!(
            "<!DOCTYPE html><body><iframe id=\"f\" width=\"360\" height=\"700\" srcdoc=\"{inner}\"></iframe><script>onload=()=>{{const d=document.getElementById('f').contentDocument;const boxes=[...d.querySelectorAll('.box')];document.body.innerHTML='<p>sideways '+(d.documentElement.scrollWidth-d.documentElement.clientWidth)+' scrolling '+boxes.filter(b=>b.scrollWidth>b.clientWidth).length+'.</p>'}}</script>"
        );
        let file = folder.path().join("outer.html");
        std::fs::write(&file, outer).unwrap();
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let dom = crate::office::run(
            "chromium",
            &["--headless", "--no-sandbox", "--disable-gpu", &profile, "--dump-dom", &file.display().to_string()],
        );
        let words = dom.split("<p>").nth(1).unwrap_or_else(|| panic!("{dom}")).to_owned();
        assert!(words.starts_with("sideways 0 "), "{lang:?}: {words}");
        assert!(!words.contains("scrolling 0."), "wide tables scroll inside their own box: {words}");
    }
}

#[test]
fn markdown_has_headings_and_tables() {
    let document = sample::bulletin(Lang::Zh);
    let text = markdown::write(&document);
    assert!(text.contains("\n# 关于2026年第一季度全县重点工作完成情况的通报\n"));
    assert!(
        text.contains("\n## 一、总体情况\n") && text.contains("\n### （一）招商引资\n") && text.contains("\n#### 1.总体进度。\n")
    );
    assert!(text.contains("| 位次 | 乡镇 | 年度任务（万元） |"));
    assert!(text.contains("| :---: | :--- | ---: |"));
    assert!(text.contains("| 9 | 大坪乡 | 1,500 | 181.5 | 12.1 | −12.9 | ■ 严重滞后 |"));
    assert!(text.contains("**一是进度不均衡**。前三名与后三名完成比例相差38.2个百分点"), "strong words that GFM shows as strong");
    assert!(text.contains("> 图1　新签约项目合同资金：新签约项目合同资金：园区29.6亿元"));
    for line in text.lines().filter(|line| line.starts_with('|')) {
        assert!(line.ends_with('|'));
    }
}
