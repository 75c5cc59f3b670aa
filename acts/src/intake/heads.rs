//! Heads 表头: which column of a source answers to which column of a register.

use super::amounts::{Scale, is_foreign, squeezed};
use super::cells::Cell;
use domain::registers::{Kind, RETURNS, Register};

/// A register's columns as found in the head of a source, and the two that every source may carry.
#[derive(Clone, Debug)]
pub struct Head {
    pub register: &'static Register,
    pub(super) columns: Vec<Heading>,
    pub(super) county: Option<usize>,
    pub(super) recorded_on: Option<usize>,
    /// Headings that no column answers to, with their places.
    pub ignored: Vec<(usize, String)>,
}

/// One column of the register in the source.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// Place in the register.
    pub column: usize,
    /// Place in the source.
    pub at: usize,
    /// As the source heads it.
    pub text: String,
    /// What the heading's bracket counts in: 总投资（亿元）.
    pub scale: Option<Scale>,
    /// The bracket names a measure that is converted by nobody here: 总投资（万美元）.
    pub foreign: Option<String>,
}

impl Head {
    pub(crate) fn read(register: &'static Register, cells: &[Cell<'_>]) -> Head {
        let mut head = Head { register, columns: Vec::new(), county: None, recorded_on: None, ignored: Vec::new() };
        // Whoever is called exactly so comes before whoever only resembles it.
        let exact: Vec<Option<usize>> = cells.iter().map(|cell| column(register, &folded(cell.text), equals)).collect();
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.text.trim().is_empty()) {
            let name = folded(cell.text);
            match name.as_str() {
                "county_id" | "县代码" => head.county = head.county.or(Some(at)),
                "recorded_on" | "记录日期" => head.recorded_on = head.recorded_on.or(Some(at)),
                _ => head.heading(at, cell.text.trim(), &name, &exact),
            }
        }
        head
    }

    fn heading(&mut self, at: usize, text: &str, name: &str, exact: &[Option<usize>]) {
        let (bare, bracket) = unbracketed(name);
        let found = exact[at].or_else(|| {
            let alike = column(self.register, bare, equals).or_else(|| column(self.register, bare, resembles));
            alike.filter(|column| !exact.contains(&Some(*column)))
        });
        match found.filter(|column| self.columns.iter().all(|c| c.column != *column)) {
            Some(column) => {
                let measured =
                    matches!(self.register.columns[column].kind, Kind::Money | Kind::Land | Kind::Amount | Kind::Count);
                let word = if exact[at].is_none() && measured { bracket } else { "" };
                let foreign = is_foreign(word).then(|| word.to_owned());
                self.columns.push(Heading { column, at, text: text.to_owned(), scale: Scale::of(word), foreign });
            }
            None => self.ignored.push((at, text.to_owned())),
        }
    }

    /// The register's column that answers to a place of the source.
    pub(crate) fn column_at(&self, at: usize) -> Option<usize> {
        self.columns.iter().find(|c| c.at == at).map(|c| c.column)
    }

    /// How many columns of the register were recognised.
    pub(crate) fn found(&self) -> usize {
        self.columns.len()
    }

    /// Nothing stands in any column that is read: numbered lines that were not filled in, words below the table.
    pub(crate) fn is_blank(&self, cells: &[Cell<'_>]) -> bool {
        let others = [self.county, self.recorded_on].into_iter().flatten();
        self.columns.iter().map(|c| c.at).chain(others).all(|at| is_blank(cells.get(at)))
    }

    /// A return that names its line, but neither figure nor voucher nor remark: it was left open.
    pub(crate) fn leaves_open(&self, cells: &[Cell<'_>]) -> bool {
        let not_filled = |name: &str| {
            let found = self.columns.iter().find(|c| self.register.columns[c.column].name == name);
            found.is_none_or(|c| is_blank(cells.get(c.at)))
        };
        self.register.noun == RETURNS.noun && ["value", "voucher", "note"].into_iter().all(not_filled)
    }

    /// Required columns that are not there.
    pub(super) fn missing(&self, filled: Option<usize>) -> Vec<&'static str> {
        let there = |i: usize| filled == Some(i) || self.columns.iter().any(|c| c.column == i);
        let columns = self.register.columns.iter().enumerate();
        columns.filter(|(i, c)| c.required && !there(*i)).map(|(_, c)| c.name).collect()
    }

    /// The heading of a column, else its name.
    pub(super) fn text(&self, column: usize) -> (&str, Option<usize>) {
        let found = self.columns.iter().find(|c| c.column == column);
        found.map_or((self.register.columns[column].name, None), |c| (&c.text, Some(c.at)))
    }
}

fn is_blank(cell: Option<&Cell<'_>>) -> bool {
    cell.is_none_or(|cell| cell.text.trim().is_empty() && !cell.is_error)
}

type Same = fn(declared: &str, found: &str, kind: Kind) -> bool;

fn column(register: &Register, name: &str, same: Same) -> Option<usize> {
    let answers =
        |c: &domain::registers::Column| [c.name, c.zh, c.en].into_iter().any(|declared| same(&folded(declared), name, c.kind));
    register.columns.iter().position(answers)
}

fn equals(declared: &str, found: &str, _: Kind) -> bool {
    declared == found
}

/// 单位名称 for 单位, 项目编号 for 项目: what names another record may say by what it names it.
fn resembles(declared: &str, found: &str, kind: Kind) -> bool {
    let names_another = matches!(kind, Kind::Unit | Kind::Indicator | Kind::Ref(_));
    let rest = found.strip_prefix(declared).filter(|_| names_another);
    rest.is_some_and(|rest| matches!(rest, "名称" | "编号" | "代码" | "name" | "code" | "no."))
}

/// Plain, small, without spaces, line breaks and the star of a required column.
fn folded(text: &str) -> String {
    squeezed(text).to_lowercase().trim_matches('*').to_owned()
}

/// 投资额(万元) is 投资额, counted in 万元.
fn unbracketed(name: &str) -> (&str, &str) {
    let bracket = name.strip_suffix([')', '〕', ']', '】']).and_then(|rest| rest.split_once(['(', '〔', '[', '【']));
    bracket.map_or((name, ""), |(bare, unit)| (bare, unit.strip_prefix("单位:").unwrap_or(unit)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registers::{FUND_STEPS, PROJECTS};

    fn found(register: &'static Register, cells: &[&str]) -> Vec<(&'static str, usize)> {
        let cells: Vec<Cell<'_>> = cells.iter().map(|&text| text.into()).collect();
        Head::read(register, &cells).columns.iter().map(|c| (register.columns[c.column].name, c.at)).collect()
    }

    #[test]
    fn headings_are_known_by_any_name_and_with_their_unit() {
        let all = [("unit_id", 0), ("indicator_id", 1), ("period", 2), ("value", 3), ("voucher", 4)];
        assert_eq!(found(&RETURNS, &["单位", "指标", "期别", "数值", "凭证号", "联系人"]), all);
        assert_eq!(found(&RETURNS, &["UNIT_ID", " Indicator ", "period", "Value", "Voucher"]), all);
        assert_eq!(found(&RETURNS, &["*单位名称", "指标\n编号", "期　别", "数值（万元）", "凭证号"]), all);
        let head = Head::read(&PROJECTS, &["总投资（亿元）".into(), "拟用地（公顷）".into(), "单位".into()]);
        assert_eq!((head.columns[0].scale, head.columns[0].foreign.as_deref()), (Scale::of("亿元"), None));
        assert_eq!(head.columns[1].foreign.as_deref(), Some("公顷"));
        assert_eq!(head.ignored, [(2, "单位".to_owned())]);
    }

    #[test]
    fn a_heading_that_is_exactly_so_comes_first() {
        assert_eq!(found(&FUND_STEPS, &["争资项目名称", "争资项目"]), [("fund_id", 1)]);
        assert_eq!(found(&FUND_STEPS, &["争资项目编号"]), [("fund_id", 0)]);
        // The same heading twice: the first is read, the second named.
        let head = Head::read(&RETURNS, &["数值".into(), "数值".into()]);
        assert_eq!(head.ignored, [(1, "数值".to_owned())]);
    }

    #[test]
    fn a_declared_name_with_brackets_of_its_own_stays_whole() {
        use domain::registers::LIGHT_RULES;
        assert_eq!(found(&LIGHT_RULES, &["Green from (points)"]), [("green_from", 0)]);
    }
}
