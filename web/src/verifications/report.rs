//! Report 核验情况: by lead office and by unit, with exports.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::site::{Answer, Site};
use crate::table::{Exports, export};
use crate::words::at;
use acts::verifications::{Docket, Line as Sum};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::document::Number;
use domain::measure::{Ratio, fixed};
use domain::policy::Action;

#[derive(Template)]
#[template(path = "verifications/report.html")]
struct ReportPage {
    f: Frame,
    offices: Grid,
    units: Grid,
    exports: Exports,
}

pub async fn report(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::VerifyReturn, asked, |desk| {
        let (report, docket) = desk.office.verification_report(&desk.actor, desk.looking.period)?;
        let units = grid(desk, &docket, &report.units, "units", desk.t("各单位", "By unit"));
        if let Some(file) = export(desk, &units)? {
            return Ok(file);
        }
        let page = ReportPage {
            f: Frame::of(desk, desk.t("核验情况", "Verification report")),
            offices: grid(desk, &docket, &report.offices, "offices", desk.t("各牵头部门", "By lead office")),
            units,
            exports: Exports::of(desk),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn count(number: usize) -> Item {
    Item::number(number.to_string(), Number { mantissa: i64::try_from(number).unwrap_or(i64::MAX), decimals: 0 })
}

fn line(desk: &Desk<'_>, docket: &Docket, sum: &Sum) -> Line {
    let unit = docket.unit(sum.unit);
    let days = (sum.timed > 0)
        .then(|| Ratio::new(i64::try_from(sum.days).unwrap_or(i64::MAX), i64::try_from(sum.timed).unwrap_or(i64::MAX)));
    Line::of(vec![
        unit.map_or_else(Item::default, |u| Item::link(u.label(desk.lang), at("units", &u.code))),
        count(sum.reported),
        count(sum.verified),
        count(sum.waiting),
        count(sum.sent_back),
        count(sum.returned),
        count(sum.otherwise),
        days.map_or_else(|| Item::text("—"), |d| Item::number(fixed(&d, 1), d.number(1))),
        count(usize::try_from(sum.longest).unwrap_or(usize::MAX)),
    ])
}

fn grid(desk: &Desk<'_>, docket: &Docket, sums: &[Sum], name: &'static str, caption: &str) -> Grid {
    let day = desk.t("工作日", "working days");
    let piece = desk.t("项", "reports");
    Grid {
        name,
        caption: caption.to_owned(),
        columns: vec![
            Col::text(desk.t("单位", "Unit")),
            Col::number(desk.t("上报", "Reported"), piece),
            Col::number(desk.t("已核", "Verified"), piece),
            Col::number(desk.t("待核", "Waiting"), piece),
            Col::number(desk.t("退回次数", "Times sent back"), ""),
            Col::number(desk.t("退回未重报", "Not reported anew"), piece),
            Col::number(desk.t("核定与上报不同", "Recognised differently"), piece),
            Col::number(desk.t("平均核验用时", "Average time to verify"), day),
            Col::number(desk.t("最久已等", "Longest waiting"), day),
        ],
        lines: sums.iter().filter(|s| s.reported > 0).map(|s| line(desk, docket, s)).collect(),
        empty: desk.t("这个期别还没有上报。", "Nothing is reported in this period.").to_owned(),
        lang: desk.lang,
        ..Grid::default()
    }
}
