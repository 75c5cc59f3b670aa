//! To-do 我的待办: one list of everything somebody owes, overdue on top, each one click from being done.

use crate::asked::{Asked, address};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::site::{Answer, Site};
use crate::words::days;
use acts::todo::{Calls, Item, Kind};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::{day_text, days_between};
use domain::lang::Lang;
use domain::meetings::Call as Meeting;
use domain::policy::Action;
use domain::site_problems::Call as OnSite;
use domain::supervision::Call;

#[derive(Template)]
#[template(path = "todo/page.html")]
struct TodoPage {
    f: Frame,
    items: Vec<Row>,
    empty: String,
}

struct Row {
    href: String,
    kind: &'static str,
    what: String,
    lines: String,
    when: String,
    reason: String,
    overdue: bool,
}

/// The three officers read the record of acts; everybody else reads business. Whoever has an identity has a list.
pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.anybody(asked, |desk| {
        let items = desk.todo()?;
        let mut f = Frame::of(desk, desk.t("我的待办", "To do"));
        (f.past, f.as_of, f.basis) = (false, String::new(), String::new());
        let empty = if desk.may(Action::ReadBusiness).is_err() {
            desk.t("您的角色不办业务，没有待办事项。", "Your role does no business; nothing is waiting for you.")
        } else {
            desk.t("没有待办事项。", "Nothing is waiting for you.")
        };
        let page = TodoPage { items: items.iter().map(|i| row(desk, i)).collect(), empty: empty.to_owned(), f };
        Ok(Answer::Fresh(page.render()?))
    })
    .await
}

/// What an order waits for, in the words of the list.
fn call_text(call: Call, lang: Lang) -> &'static str {
    match call {
        Call::Approve => lang.of("督办待审批", "order to approve"),
        Call::DecideExtension => lang.of("延期待批", "extension to decide"),
        Call::Issue => lang.of("督办待交办", "notice to give"),
        Call::Sign => lang.of("督办待签收", "order to sign for"),
        Call::Tell => lang.of("督办待报进展", "progress to report"),
        Call::Answer => lang.of("督办待反馈", "order to answer"),
        Call::Review => lang.of("反馈待审核", "feedback to review"),
        Call::Close => lang.of("督办待销号", "order to close"),
        Call::Resume => lang.of("暂停待恢复", "order to resume"),
    }
}

/// What a proceeding waits for.
fn measure_text(calls: Calls, lang: Lang) -> &'static str {
    match calls {
        Calls::Decide => lang.of("问责待决定", "measure to decide on"),
        Calls::DecideReview => lang.of("复核待决定", "review to decide"),
        Calls::Serve => lang.of("问责待送达", "notice to serve"),
        Calls::State => lang.of("可陈述申辩", "you may state your case"),
        Calls::AskReview => lang.of("问责决定已送达，可申请复核", "served; a review may be asked for"),
        Calls::Told => lang.of("结论告知", "told of the conclusion"),
    }
}

/// What a meeting waits for.
fn meeting_text(call: Meeting, lang: Lang) -> &'static str {
    match call {
        Meeting::Comment => lang.of("会议材料待提意见", "pack to comment on"),
        Meeting::Choose => lang.of("会议发言待确定", "speakers to choose"),
        Meeting::Speak => lang.of("准备会议发言", "speech to prepare"),
        Meeting::Hold => lang.of("会议待召开", "meeting to hold"),
        Meeting::Minute => lang.of("会议纪要待印发", "minutes to keep"),
    }
}

/// What a problem on site waits for.
fn on_site_text(call: OnSite, lang: Lang) -> &'static str {
    match call {
        OnSite::Decide => lang.of("现场问题待决定", "problem to decide on"),
        OnSite::DecideAgain => lang.of("现场问题逾期提级", "problem overdue, told to you"),
        OnSite::Solve => lang.of("现场问题待解决", "problem to solve"),
        OnSite::Close => lang.of("现场问题待销号", "problem to close"),
    }
}

fn row(desk: &Desk<'_>, item: &Item) -> Row {
    let lang = desk.lang;
    let month = item.month.map_or_else(String::new, |month| month.text(lang));
    let unit = lang.name(&item.unit_name.0, &item.unit_name.1);
    let (kind, what) = match (item.kind, lang) {
        (Kind::Returned, Lang::Zh) => ("退回待改", format!("{month}填报被退回")),
        (Kind::Returned, Lang::En) => ("sent back", format!("The return of {month} was sent back")),
        (Kind::ToFile, Lang::Zh) => ("待填报", format!("{month}填报")),
        (Kind::ToFile, Lang::En) => ("to file", format!("File {month}")),
        (Kind::Missed, Lang::Zh) => ("未报", format!("{month}未报，已截止，需申请补报")),
        (Kind::Missed, Lang::En) => ("not filed", format!("{month} was not filed and is closed; ask for it to be opened again")),
        (Kind::ToVerify, Lang::Zh) => ("待核验", format!("{unit} {month}填报")),
        (Kind::ToVerify, Lang::En) => ("to verify", format!("{unit}, {month}")),
        (Kind::Order(call), _) => (call_text(call, lang), item.matter.1.clone()),
        (Kind::Climbed(_), Lang::Zh) => ("滞后，请过问", format!("{unit}：{}", item.matter.1)),
        (Kind::Climbed(_), Lang::En) => ("behind, told to you", format!("{unit}: {}", item.matter.1)),
        (Kind::Meeting(call), _) => (meeting_text(call, lang), item.matter.1.clone()),
        (Kind::OnSite(call), _) => (on_site_text(call, lang), item.matter.1.clone()),
        (Kind::Part, _) => (lang.of("部署分工", "your part"), item.matter.1.clone()),
        (Kind::Objected, _) => (lang.of("实绩异议待决定", "objection to decide on"), item.matter.1.clone()),
        (Kind::ObjectionDecided, _) => (lang.of("实绩异议已决定", "told of the decision"), item.matter.1.clone()),
        (Kind::Task, _) => (lang.of("任务", "task"), item.matter.1.clone()),
        (Kind::Measure(calls, rung, state), _) => {
            (measure_text(calls, lang), format!("{} · {}", rung.label(lang), state.label(lang)))
        }
        (Kind::ToIssue, _) => (lang.of("待下达", "to issue"), item.matter.1.clone()),
    };
    let when = match (item.due, item.since, lang) {
        (Some(due), _, Lang::Zh) if item.overdue => {
            format!("应于{}前，已过{}", day_text(due, lang), days(days_between(due, desk.office.today), lang))
        }
        (Some(due), _, Lang::En) if item.overdue => {
            format!("due {}, {} ago", day_text(due, lang), days(days_between(due, desk.office.today), lang))
        }
        (Some(due), _, Lang::Zh) => format!("{}前", day_text(due, lang)),
        (Some(due), _, Lang::En) => format!("by {}", day_text(due, lang)),
        (None, Some(since), Lang::Zh) if item.month.is_none() => format!("{}起", day_text(since, lang)),
        (None, Some(since), Lang::En) if item.month.is_none() => format!("since {}", day_text(since, lang)),
        (None, Some(since), Lang::Zh) => format!("{}上报", day_text(since, lang)),
        (None, Some(since), Lang::En) => format!("reported {}", day_text(since, lang)),
        (None, None, _) => String::new(),
    };
    let lines = match (item.kind, lang) {
        (Kind::Part, Lang::Zh) => format!("{}项待定", item.lines),
        (Kind::Part, Lang::En) => format!("{} undecided", item.lines),
        _ if item.month.is_none() => unit.to_owned(),
        (_, Lang::Zh) => format!("{}项", item.lines),
        (_, Lang::En) if item.lines == 1 => "1 line".to_owned(),
        (_, Lang::En) => format!("{} lines", item.lines),
    };
    let month_key = item.month.map_or_else(String::new, |month| month.to_string());
    let href = match item.kind {
        Kind::Returned | Kind::ToFile | Kind::Missed => format!("/returns/{month_key}"),
        Kind::ToVerify => address("/verifications", [("unit", item.unit.as_str()), ("month", month_key.as_str())].into_iter()),
        Kind::Order(_) | Kind::Climbed(_) => format!("/orders/{}", item.matter.0),
        Kind::Measure(..) => format!("/proceedings/{}", item.matter.0),
        Kind::Meeting(_) => format!("/meetings/{}", item.matter.0),
        Kind::Objected | Kind::ObjectionDecided => "/merit/objections".to_owned(),
        Kind::Part => format!("/directives/{}?mine=1", item.matter.0),
        Kind::OnSite(_) => format!("/problems/{}", item.matter.0),
        Kind::Task | Kind::ToIssue => format!("/tasks/{}", item.matter.0),
    };
    Row { href, kind, what, lines, when, reason: item.reason.clone(), overdue: item.overdue }
}
