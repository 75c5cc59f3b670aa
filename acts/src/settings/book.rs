//! Book 设置工作簿: sheets of a workbook, each named after the register it sets and headed as that register's template.

use super::paper::{Entry, Field, Paper, setting};
use crate::imports::Sink;
use crate::intake::{Cell, Head};
use crate::problems::Ignored;
use crate::templates::is_ours;
use crate::{Error, Office};
use domain::registers::Register;
use std::path::Path;

/// Lines above the head of a sheet: title, basis, instruction.
const BEFORE_HEAD: usize = 30;

/// A line with so many of the register's columns is its head.
const A_HEAD: usize = 2;

#[derive(Default)]
struct Taking {
    paper: Paper,
    sheet: String,
    register: Option<&'static Register>,
    head: Vec<String>,
    before: usize,
}

impl Paper {
    /// From a workbook. Sheets that are no setting are named as not read.
    pub fn of_workbook(office: &Office, name: &str, path: &Path) -> Result<Paper, Error> {
        let mut taking = Taking::default();
        taking.paper.name = name.to_owned();
        office.read_workbook(path, &mut taking)?;
        taking.end();
        Ok(taking.paper)
    }
}

impl Taking {
    /// More of this sheet is wanted: it is a setting, and its head was found or may still come.
    fn goes_on(&self) -> bool {
        self.register.is_some() && (!self.head.is_empty() || self.before < BEFORE_HEAD)
    }

    /// A sheet of a register without its head is told so.
    fn end(&mut self) {
        if self.register.is_some() && self.head.is_empty() {
            let zh = "没有找到表头；表头照模板写栏目名称".to_owned();
            let en = "no head was found; head the columns as in the template".to_owned();
            let wrong = super::paper::problem(&self.sheet, 0, "", "", "settings.no_head", (zh, en));
            self.paper.problems.push(wrong);
        }
    }
}

impl Sink for Taking {
    fn sheet(&mut self, name: &str) -> Result<bool, Error> {
        self.end();
        (self.sheet, self.head, self.before) = (name.to_owned(), Vec::new(), 0);
        self.register = setting(name.trim());
        let ours = is_ours(&Ignored { file: name.to_owned(), column: String::new() });
        if self.register.is_none() && !ours {
            let zh = "没有这个设置；工作表请用台账名称，如 单位、目标、指标".to_owned();
            let en = "no such setting; name the sheet after its register, such as Units, Targets, Indicators".to_owned();
            self.paper.problems.push(super::paper::problem(name, 0, "", "", "settings.unknown_table", (zh, en)));
        }
        Ok(self.register.is_some())
    }

    fn line(&mut self, row: u64, cells: &[Cell<'_>]) -> Result<bool, Error> {
        let Some(register) = self.register.filter(|_| cells.iter().any(|c| !c.text.trim().is_empty())) else {
            return Ok(self.goes_on());
        };
        if self.head.is_empty() {
            self.before += 1;
            if Head::read(register, cells).found() >= A_HEAD.min(register.columns.len()) {
                self.head = cells.iter().map(|c| c.text.trim().to_owned()).collect();
            }
            return Ok(self.goes_on());
        }
        let named = self.head.iter().zip(cells).filter(|(heading, _)| !heading.is_empty());
        let ours = |heading: &str| is_ours(&Ignored { file: String::new(), column: heading.to_owned() });
        let field =
            |(heading, cell): (&String, &Cell<'_>)| Field { heading: heading.clone(), text: cell.text.to_owned(), line: row };
        let fields: Vec<Field> = named.filter(|(heading, _)| !ours(heading)).map(field).collect();
        self.paper.entries.push(Entry { register, source: self.sheet.clone(), line: row, fields });
        Ok(true)
    }

    fn progress(&mut self, _: usize, _: usize) -> Result<(), Error> {
        Ok(())
    }
}
