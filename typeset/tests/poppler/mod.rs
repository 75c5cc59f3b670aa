//! Poppler: opens a PDF with another program's eyes.

use std::process::Command;
use tempfile::NamedTempFile;

/// A PDF on the disk.
pub struct Opened(NamedTempFile);

/// A line of text with its place, in points from the top left corner.
#[derive(Debug)]
pub struct Line {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub top: f64,
}

#[derive(Debug)]
pub struct FaceUsed {
    pub name: String,
    pub embedded: bool,
    /// Whether its characters can be copied as text.
    pub named: bool,
}

pub fn open(bytes: &[u8]) -> Opened {
    let file = NamedTempFile::with_suffix(".pdf").expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("written");
    Opened(file)
}

impl Opened {
    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let run = Command::new(program).args(before).arg(self.0.path()).args(after).output().expect("poppler-utils is installed");
        assert!(run.status.success(), "{program}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).expect("UTF-8")
    }

    /// The words of each page, without page numbers.
    pub fn pages(&self) -> Vec<String> {
        let text = self.ask("pdftotext", &["-raw"], &["-"]);
        let pages = text.strip_suffix('\u{c}').unwrap_or(&text).split('\u{c}');
        pages
            .map(|page| {
                page.lines().filter(|line| !(line.starts_with('—') && line.ends_with('—'))).collect::<Vec<_>>().join("\n")
            })
            .collect()
    }

    pub fn text(&self) -> String {
        self.pages().join("\n")
    }

    /// Width and height of each page, in points.
    pub fn sizes(&self) -> Vec<(f64, f64)> {
        let report = self.ask("pdfinfo", &["-f", "1", "-l", "999"], &[]);
        let sizes = report.lines().filter(|line| line.starts_with("Page ") && line.contains("size:"));
        sizes
            .map(|line| {
                let numbers: Vec<f64> =
                    line.split("size:").nth(1).unwrap_or("").split_whitespace().filter_map(|word| word.parse().ok()).collect();
                (numbers[0], numbers[1])
            })
            .collect()
    }

    pub fn faces(&self) -> Vec<FaceUsed> {
        let report = self.ask("pdffonts", &[], &[]);
        let rows = report.lines().skip(2).map(|line| line.split_whitespace().collect::<Vec<_>>());
        // … emb sub uni object generation
        rows.map(|row| FaceUsed {
            name: row[0].to_owned(),
            embedded: row[row.len() - 5] == "yes",
            named: row[row.len() - 3] == "yes",
        })
        .collect()
    }

    /// The lines of one page, from the top.
    pub fn lines(&self, page: usize) -> Vec<Line> {
        let page = page.to_string();
        let report = self.ask("pdftotext", &["-bbox", "-f", &page, "-l", &page], &["-"]);
        let mut lines: Vec<Line> = Vec::new();
        for word in report.lines().filter(|line| line.contains("<word ")) {
            let number = |name: &str| -> f64 {
                let after = word.split(&format!("{name}=\"")).nth(1).unwrap_or("");
                after.split('"').next().and_then(|text| text.parse().ok()).expect("a coordinate")
            };
            let text = word.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("").to_owned();
            let (left, right, top) = (number("xMin"), number("xMax"), number("yMin"));
            match lines.iter_mut().find(|line| (line.top - top).abs() < 3.0) {
                Some(line) => {
                    line.text.push_str(&text);
                    line.left = line.left.min(left);
                    line.right = line.right.max(right);
                }
                None => lines.push(Line { text, left, right, top }),
            }
        }
        lines.sort_by(|one, other| one.top.total_cmp(&other.top));
        lines
    }
}
