//! Load format 装载格式: the document's tables are those of the declarations.

use crate::bench::{guatu, path_text};
use std::path::Path;

#[test]
fn the_document_lists_every_register_and_column() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/load-format.md");
    let text = path_text(&file);
    let (begin, end) = ("<!-- columns: guatu export list --format md -->\n", "<!-- /columns -->");
    let listed = text.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).map(|(listed, _)| listed);
    let declared = guatu(&["export", "list", "--format", "md"]).ok().out;
    assert_eq!(listed, Some(declared.as_str()), "put the output of `guatu export list --format md` between the two marks");
}
