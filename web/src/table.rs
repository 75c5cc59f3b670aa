//! Tables 表 as pages of themselves: searched, sorted and paged on the server, and handed out as XLSX or CSV.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::grid::{Col, Grid};
use crate::refused::Refused;
use crate::site::Answer;
use acts::Rows;

/// Rows on one page of a long list, if no other number is asked for.
pub const PAGE_ROWS: usize = 50;
/// How many may be asked for.
const SIZES: [usize; 3] = [PAGE_ROWS, 200, 1_000];

/// A way out of a long list.
pub struct Pager {
    pub rows: usize,
    pub page: usize,
    pub pages: usize,
    pub previous: String,
    pub next: String,
    /// Other numbers of rows, with the addresses where they are shown; the one shown has none.
    pub sizes: Vec<(usize, String)>,
    size: usize,
}

impl Pager {
    /// The page asked for; beyond the end is the end.
    pub fn new(asked: &Asked, rows: usize) -> Result<Pager, Refused> {
        let size = size(asked)?;
        let pages = rows.div_ceil(size).max(1);
        let page = match asked.param("page") {
            "" => 1,
            text => text
                .parse::<usize>()
                .ok()
                .filter(|p| *p >= 1)
                .ok_or_else(|| Refused::bad("web.bad_page", "页码应为正整数", "a page is a whole number from 1"))?,
        };
        let page = page.min(pages);
        let to = |p: usize| asked.with(&[("page", &p.to_string())]);
        Ok(Pager {
            rows,
            page,
            pages,
            previous: if page > 1 { to(page - 1) } else { String::new() },
            next: if page < pages { to(page + 1) } else { String::new() },
            sizes: if rows > PAGE_ROWS { sizes(asked, size) } else { Vec::new() },
            size,
        })
    }

    pub fn range(&self) -> std::ops::Range<usize> {
        let from = (self.page - 1) * self.size;
        from..(from + self.size).min(self.rows)
    }
}

/// Rows asked for on one page.
fn size(asked: &Asked) -> Result<usize, Refused> {
    match asked.param("rows") {
        "" => Ok(PAGE_ROWS),
        text => text
            .parse()
            .ok()
            .filter(|size| SIZES.contains(size))
            .ok_or_else(|| Refused::bad("web.bad_rows", "每页行数可用 50、200、1000", "rows on a page: 50, 200 or 1000")),
    }
}

fn sizes(asked: &Asked, shown: usize) -> Vec<(usize, String)> {
    let address = |size: usize| asked.with(&[("rows", &size.to_string()), ("page", "")]);
    SIZES.into_iter().map(|size| (size, if size == shown { String::new() } else { address(size) })).collect()
}

/// The sort asked for: `name` upwards or `-name` downwards.
pub struct Sorting<'a> {
    pub by: &'a str,
    pub down: bool,
}

impl<'a> Sorting<'a> {
    pub fn of(asked: &'a Asked) -> Sorting<'a> {
        let text = asked.param("sort");
        match text.strip_prefix('-') {
            Some(by) => Sorting { by, down: true },
            None => Sorting { by: text, down: false },
        }
    }

    /// Let a column be sorted by: first click as is best for its kind, second click the other way.
    pub fn on(&self, asked: &Asked, name: &str, mut column: Col) -> Col {
        let down = format!("-{name}");
        let is_mine = self.by == name;
        let next = match (is_mine, self.down, column.is_number) {
            (true, true, _) | (false, _, false) => name,
            (true, false, _) | (false, _, true) => &down,
        };
        column.sorted = match (is_mine, self.down) {
            (false, _) => "",
            (true, true) => "descending",
            (true, false) => "ascending",
        };
        column.sort_href = asked.with(&[("sort", next), ("page", ""), ("format", "")]);
        column
    }
}

/// Is an export asked for? A long list is then made whole, not a page of it.
pub fn exported(desk: &Desk<'_>) -> bool {
    !desk.asked.param("format").is_empty()
}

/// The export asked for with `format=`, if one is.
pub fn export(desk: &Desk<'_>, grid: &Grid) -> Result<Option<Answer>, Refused> {
    let format = desk.asked.param("format");
    if format.is_empty() {
        return Ok(None);
    }
    let basis = crate::frame::basis(desk);
    let name = format!("{} {}.{format}", grid.caption, desk.looking.as_of);
    let table = grid.table();
    Ok(Some(match format {
        "xlsx" => Answer::File(
            name,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            documents::xlsx::write_table(&table, &grid.caption, &basis, desk.lang),
        ),
        "csv" => Answer::File(name, "text/csv; charset=utf-8", documents::csv::csv(&table).into_bytes()),
        other => {
            return Err(Refused::Bad {
                code: "web.bad_format",
                zh: format!("没有格式“{other}”；可用 xlsx、csv"),
                en: format!("no format “{other}”; there are xlsx and csv"),
            });
        }
    }))
}

/// A long list: the file asked for, or a page of it.
pub enum Listed {
    File(Answer),
    Page(Grid, Pager),
}

/// Show a long list of which `read` gives the rows after so many, at most so many.
pub fn listed<R>(
    desk: &Desk<'_>,
    read: impl Fn(usize, usize) -> Result<Rows<R>, acts::Error>,
    grid: impl Fn(&[R]) -> Grid,
) -> Result<Listed, Refused> {
    if exported(desk)
        && let Some(file) = export(desk, &grid(&read(0, usize::MAX)?.rows))?
    {
        return Ok(Listed::File(file));
    }
    let pager = Pager::new(desk.asked, read(0, 0)?.total)?;
    let rows = read(pager.range().start, pager.range().len())?.rows;
    Ok(Listed::Page(grid(&rows), pager))
}

/// Links to the exports of a view.
pub struct Exports {
    pub xlsx: String,
    pub csv: String,
}

impl Exports {
    pub fn of(desk: &Desk<'_>) -> Exports {
        let of = |format: &str| desk.asked.with(&[("format", format), ("page", "")]);
        Exports { xlsx: of("xlsx"), csv: of("csv") }
    }
}
