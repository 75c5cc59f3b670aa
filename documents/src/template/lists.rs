//! Lists 名单: what can be chosen in the columns of a template, each list a column of one sheet that is out of sight.

use super::{Faces, put};
use domain::lang::Lang;
use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

/// A longer list is not chosen from but typed.
const MOST: usize = 20_000;

#[derive(Default)]
pub(super) struct Lists {
    sheet: &'static str,
    lists: Vec<(String, Vec<String>)>,
}

impl Lists {
    /// The address of a list; equal lists lie there once.
    pub fn formula(&mut self, head: &str, names: &[String], lang: Lang) -> Formula {
        self.sheet = lang.of("名单", "Lists");
        let names = &names[..names.len().min(MOST)];
        let at = self.lists.iter().position(|list| list.1 == names).unwrap_or_else(|| {
            self.lists.push((head.to_owned(), names.to_vec()));
            self.lists.len() - 1
        });
        let column = rust_xlsxwriter::column_number_to_name(u16::try_from(at).unwrap_or(0));
        Formula::new(format!("='{}'!${column}$2:${column}${}", self.sheet, names.len() + 1))
    }

    pub fn write(&self, sheet: &mut Worksheet, faces: &Faces) -> Result<(), XlsxError> {
        sheet.set_name(faces.lang.of("名单", "Lists"))?;
        for (at, (head, names)) in (0_u16..).zip(&self.lists) {
            sheet.set_column_width(at, 24)?;
            // A head by itself: a sheet of lists must not be taken for one that was filled in.
            put(sheet, 0, at, &format!("{} {head}", faces.lang.of("可选：", "List:")), &faces.quiet_head)?;
            for (row, name) in (1_u32..).zip(names) {
                put(sheet, row, at, name, &faces.plain)?;
            }
        }
        sheet.protect();
        sheet.set_hidden(true);
        Ok(())
    }
}
