//! Parts 部件: which part of the container is which sheet, and where its styles are.

use super::Broken;
use roxmltree::Document;
use std::io::{Read, Seek};
use zip::ZipArchive;

/// Longest list of sheets or relations that is read, bytes.
const MOST_BYTES: u64 = 4 << 20;

pub(super) struct Parts {
    /// Name as its tab shows it, path in the container.
    sheets: Vec<(String, String)>,
    pub styles: Option<String>,
}

impl Parts {
    pub fn find<R: Read + Seek>(container: &mut ZipArchive<R>) -> Result<Parts, Broken> {
        let root = text(container, "_rels/.rels")?;
        let book = related(&root, "", |kind| kind.ends_with("/officeDocument"))?;
        let (_, book) = book.into_iter().next().ok_or(Broken::Sheets)?;
        let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
        let (folder, file) = (folder.to_owned(), file.to_owned());
        let relations = text(container, &join(&folder, &format!("_rels/{file}.rels")))?;
        let sheets = related(&relations, &folder, |kind| kind.ends_with("/worksheet"))?;
        let styles = related(&relations, &folder, |kind| kind.ends_with("/styles"))?.into_iter().next().map(|s| s.1);
        let names = text(container, &book)?;
        let names = Document::parse(&names).map_err(|_| Broken::Sheets)?;
        let named = names.descendants().filter(|node| node.tag_name().name() == "sheet").filter_map(|node| {
            let id = node.attributes().find(|a| a.name() == "id" && a.namespace().is_some())?.value();
            let path = sheets.iter().find(|s| s.0 == id)?.1.clone();
            Some((node.attribute("name")?.to_owned(), path))
        });
        let sheets = named.collect();
        // A list that names a part which is not there is no reason to give up.
        let styles = styles.filter(|path| container.index_for_name(path).is_some());
        Ok(Parts { sheets, styles })
    }

    /// The sheet of a name; a name not found is the first sheet, which is where most people look.
    pub fn sheet(&self, name: &str) -> Option<&str> {
        self.sheets.iter().find(|s| s.0 == name).or(self.sheets.first()).map(|s| s.1.as_str())
    }
}

fn text<R: Read + Seek>(container: &mut ZipArchive<R>, path: &str) -> Result<String, Broken> {
    let mut text = String::new();
    container.by_name(path)?.take(MOST_BYTES).read_to_string(&mut text)?;
    // Some programs begin with a mark of byte order.
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Relations of a kind: id and path in the container.
fn related(text: &str, folder: &str, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<(String, String)>, Broken> {
    let document = Document::parse(text).map_err(|_| Broken::Sheets)?;
    let relations = document.descendants().filter(|node| node.tag_name().name() == "Relationship");
    let found = relations.filter_map(|node| {
        let (id, kind, target) = (node.attribute("Id")?, node.attribute("Type")?, node.attribute("Target")?);
        is_wanted(kind).then(|| (id.to_owned(), join(folder, target)))
    });
    Ok(found.collect())
}

/// A target is counted from its folder, or from the root if it begins with a stroke.
fn join(folder: &str, target: &str) -> String {
    let whole = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
    let mut path: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => _ = path.pop(),
            name => path.push(name),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn targets_are_found_wherever_they_are_counted_from() {
        assert_eq!(join("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(join("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(join("xl/a", "../styles.xml"), "xl/styles.xml");
        assert_eq!(join("", "xl/workbook.xml"), "xl/workbook.xml");
    }
}
