//! Keeping 登记: records through the generated forms, by whom they are kept and by nobody else.

use super::demo::{Answer, Bench, COUNTY, TODAY};
use axum::http::Method;
use domain::actors::Role;
use domain::registers::{Keeper, Kind, REGISTERS};

/// An identity of the demonstration, by its account; without one, the first of the role.
pub fn who(role: Role, account: &str) -> String {
    format!("{COUNTY}~{}~{account}", role.code())
}

pub fn supervision() -> String {
    who(Role::Supervision, "")
}

pub fn promotion() -> String {
    who(Role::LeadOffice, "zhaoshangju.qt")
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A hidden field of the form itself; the frame around it has forms of its own.
fn hidden(page: &str, name: &str) -> Option<String> {
    let form = page.split("class=\"keeping\"").nth(1)?;
    Some(form.split(&format!("name=\"{name}\" value=\"")).nth(1)?.split('"').next()?.to_owned())
}

/// Open the form at an address and send it filled in.
pub fn fill(bench: &Bench, identity: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = bench.ask(identity, Method::GET, path, "").is(200).text();
    send(bench, identity, path, &page, fields)
}

/// Send a form that was opened before.
fn send(bench: &Bench, identity: &str, path: &str, page: &str, fields: &[(&str, &str)]) -> Answer {
    let carried = ["token", "key", "version", "proposed"]
        .into_iter()
        .filter_map(|name| Some(format!("{name}={}", encoded(&hidden(page, name)?))));
    let typed = fields.iter().map(|(name, text)| format!("{name}={}", encoded(text)));
    let body = carried.chain(typed).collect::<Vec<_>>().join("&");
    bench.ask(identity, Method::POST, path, &body)
}

pub const PROJECT: [(&str, &str); 9] = [
    ("f.project_id", "prj-254"),
    ("f.name", "云麓精密铸造项目"),
    ("f.registered_on", "2026-04-07"),
    ("f.investor", "云麓精密铸造有限公司"),
    ("f.sector", "industry"),
    ("f.industry_code", "C3130"),
    ("f.total_investment", "1.2亿"),
    ("f.fixed_investment", "9000"),
    ("f.high_tech", ""),
];

fn project(bench: &Bench) {
    let kept = fill(bench, &promotion(), "/registers/projects/new", &PROJECT).is(303);
    assert_eq!(kept.header("location"), "/registers/projects/record?key=prj-254");
}

fn figure(bench: &Bench, unit: &str) -> String {
    let path = format!("/figures/361099:signed_projects:cumulative:{unit}:2026:verified:2026-04-08");
    let page = bench.ask(&supervision(), Method::GET, &path, "").is(200).text();
    page.split("id=\"printed\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a figure").to_owned()
}

#[test]
fn a_signed_project_with_its_shares_raises_the_units_figure() {
    let bench = Bench::on(TODAY);
    let before: i64 = figure(&bench, "jianchangzhen").parse().expect("a number");
    project(&bench);
    let (lead, signed) =
        (promotion(), [("f.project_id", "prj-254"), ("f.stage", "signed"), ("f.on", "2026-04-08"), ("f.evidence", "投资合同")]);
    // Without shares nothing is signed.
    let stages = "/registers/project_stages/new?project_id=prj-254";
    fill(&bench, &lead, stages, &signed).is(422).says(&["各单位份额合计0%，签约前应为100%"]);
    let share = [("f.project_id", "prj-254"), ("f.unit_id", "jianchangzhen"), ("f.share", "100"), ("f.role", "referrer")];
    fill(&bench, &lead, "/registers/project_credits/new", &share).is(303);
    fill(&bench, &lead, stages, &signed).is(303);
    assert_eq!(figure(&bench, "jianchangzhen"), (before + 1).to_string());
    bench.ask(&lead, Method::GET, "/registers/projects/record?key=prj-254", "").is(200).says(&[
        "签约",
        "首次登记",
        "zhaoshangju",
    ]);
}

#[test]
fn what_is_wrong_or_asked_is_shown_with_everything_typed() {
    let bench = Bench::on(TODAY);
    let mut typed = PROJECT.to_vec();
    typed.push(("f.credit_code", "91449900MAGQ7FGN92"));
    let again = fill(&bench, &promotion(), "/registers/projects/new", &typed).is(422);
    again.says(&["云麓精密铸造项目", "href=\"#f.credit_code\"", "GB 32100", "91449900MAGQ7FGN92"]);
    // The enterprise of prj-001: the first talk is its, and a later claim has to say why.
    typed.retain(|f| f.0 != "f.credit_code");
    typed.push(("f.credit_code", "91449900MAGQ7FGN91"));
    fill(&bench, &promotion(), "/registers/projects/new", &typed).is(422).says(&["prj-001", "首谈归先登记者"]);
    typed.push(("a.projects.first_talk", "二期，另一块地"));
    fill(&bench, &promotion(), "/registers/projects/new", &typed).is(303);
    bench.ask(&supervision(), Method::GET, "/registers/projects/record?key=prj-254", "").is(200).says(&["二期，另一块地"]);
}

#[test]
fn the_second_of_two_is_told_and_loses_nothing() {
    let bench = Bench::on(TODAY);
    let path = "/registers/projects/edit?key=prj-001";
    let slow = bench.ask(&supervision(), Method::GET, path, "").is(200).text();
    fill(&bench, &promotion(), path, &[("f.remark", "先改的"), ("reason", "核对")]).is(303);
    let told = send(&bench, &supervision(), path, &slow, &[("f.remark", "后改的"), ("reason", "补充")]).is(422);
    let told = told.says(&["先改的", "后改的", "zhaoshangju", "请对照后再保存"]);
    send(&bench, &supervision(), path, &told.text(), &[("f.remark", "后改的"), ("reason", "补充")]).is(303);
    let page = bench.ask(&supervision(), Method::GET, "/registers/projects/record?key=prj-001", "").is(200);
    page.says(&["先改的 → 后改的", "补充"]);
    // No reason, no correction.
    fill(&bench, &supervision(), path, &[("f.remark", "再改")]).is(422).says(&["更正要填理由"]);
}

#[test]
fn a_double_click_keeps_one_record() {
    let bench = Bench::on(TODAY);
    let path = "/registers/projects/new";
    let page = bench.ask(&promotion(), Method::GET, path, "").is(200).text();
    for _ in 0..2 {
        send(&bench, &promotion(), path, &page, &PROJECT).is(303);
    }
    bench.ask(&supervision(), Method::GET, "/registers/projects/record?key=prj-255", "").is(404);
    // Another form that proposed the same number gets the next.
    let mut other = PROJECT.to_vec();
    other[1].1 = "另一个项目";
    other[3].1 = "";
    let kept = send(&bench, &promotion(), path, &page.replace("name=\"key\" value=\"", "name=\"key\" value=\"x"), &other).is(303);
    assert_eq!(kept.header("location"), "/registers/projects/record?key=prj-255");
}

#[test]
fn nobody_keeps_what_is_not_theirs() {
    let bench = Bench::on(TODAY);
    let token = hidden(&bench.ask(&supervision(), Method::GET, "/registers/projects/new", "").text(), "token").expect("a token");
    // Another campaign's lead office, another unit's team member: it does not exist for them.
    for identity in [who(Role::LeadOffice, "xinfangju.qt"), who(Role::TeamMember, "team-01")] {
        bench.ask(&identity, Method::GET, "/registers/projects/edit?key=prj-001", "").is(404);
    }
    bench.ask(&who(Role::TeamMember, "team-01"), Method::GET, "/registers/projects/edit?key=prj-014", "").is(200);
    // By role, page and form.
    for role in Role::held() {
        for register in REGISTERS {
            let keeps = match register.keeper {
                Keeper::Organisation => role == Role::Administrator,
                Keeper::Rules | Keeper::Tasks => role == Role::Supervision,
                Keeper::Targets => matches!(role, Role::Supervision | Role::LeadOffice),
                Keeper::Campaign => {
                    matches!(role, Role::Supervision | Role::LeadOffice | Role::TeamMember | Role::TaskForceMember)
                }
                Keeper::Accounts | Keeper::Roles | Keeper::Filing => false,
            };
            if keeps {
                continue;
            }
            let path = format!("/registers/{}/new", register.noun);
            let denied = bench.ask(&who(role, ""), Method::POST, &path, &format!("token={token}")).status.as_u16();
            assert!(matches!(denied, 403 | 404), "{role:?} {path} gave {denied}");
        }
    }
    // A form of another session.
    let forged = format!("token={token}&f.remark=x&reason=x");
    bench.ask(&promotion(), Method::POST, "/registers/projects/edit?key=prj-001", &forged).is(403);
}

#[test]
fn nothing_is_set_that_the_form_does_not_have() {
    let bench = Bench::on(TODAY);
    let admin = who(Role::Administrator, "");
    let path = "/registers/posts/edit?key=xianweiban-1";
    fill(&bench, &admin, path, &[("f.role", "supervision"), ("reason", "x")]).is(422).says(&["不在这里填写"]);
    fill(&bench, &admin, path, &[("county_id", "110000"), ("reason", "x")]).is(400);
    fill(&bench, &promotion(), "/registers/projects/new", &[("f.recorded_at", "0")]).is(422).says(&["不在这里填写"]);
}

/// Columns whose text is read as a rule or checked as a code.
const READ: [&str; 13] = [
    "credit_code",
    "industry_code",
    "where",
    "on",
    "until",
    "amount",
    "credit",
    "exclude",
    "of",
    "over",
    "minimum_base",
    "pace",
    "uom",
];

#[test]
fn a_script_typed_into_any_text_is_shown_as_text() {
    let bench = Bench::on(TODAY);
    let bad = "<script>alert(1)</script>\"'";
    for register in REGISTERS.iter().filter(|r| r.keeper.action().is_some()) {
        let identity = if register.keeper == Keeper::Organisation { who(Role::Administrator, "") } else { supervision() };
        let list = bench.ask(&identity, Method::GET, &format!("/registers/{}", register.noun), "").is(200);
        let record = list.link(&format!("/registers/{}/record?key=", register.noun));
        let texts = register.columns.iter().filter(|c| {
            let own = register.keeper_of(c) == register.keeper;
            c.kind == Kind::Text && own && !register.key.contains(&c.name) && !READ.contains(&c.name) && c.name != "source"
        });
        let names: Vec<String> = texts.map(|c| format!("f.{}", c.name)).collect();
        if names.is_empty() {
            continue;
        }
        let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), bad)).collect();
        fields.push(("reason", bad));
        let path = record.replace("/record?", "/edit?");
        let first = fill(&bench, &identity, &path, &fields);
        if first.status == 422 {
            // What is asked about is answered; closed months refuse a changed rule.
            let page = first.text();
            assert!(!page.contains("<script>alert"), "{path} shows a script:\n{page}");
            let codes: Vec<String> =
                page.split("id=\"a.").skip(1).filter_map(|r| r.split('"').next()).map(|c| format!("a.{c}")).collect();
            fields.extend(codes.iter().map(|code| (code.as_str(), bad)));
            let second = send(&bench, &identity, &path, &page, &fields).status.as_u16();
            let closed = matches!(register.noun, "light_rules" | "deadlines");
            assert!(second == 303 || closed, "{path} gave {second}");
        }
        for page in [format!("/registers/{}", register.noun), record, "/wall".to_owned(), "/projects/prj-001".to_owned()] {
            let page = bench.ask(&identity, Method::GET, &page, "").text();
            assert!(!page.contains("<script>alert"), "{} shows a script", register.noun);
        }
    }
}

/// Two towns become one.
pub const MERGER: [(&str, &str); 8] = [
    ("from", "2026-04-08"),
    ("reason", "云办字〔2026〕9号"),
    ("old.jianchangzhen", "yes"),
    ("old.qingpingzhen", "yes"),
    ("code.0", "jianqingzhen"),
    ("name.0", "建清镇"),
    ("group.0", "乡镇"),
    ("kind.0", "township"),
];

#[test]
fn units_merge_from_a_day_and_the_past_stays() {
    let bench = Bench::on(TODAY);
    let admin = who(Role::Administrator, "");
    let old = "/figures/361099:fund_arrivals:cumulative:jianchangzhen:2026-Q1:verified:2026-04-07";
    let said = |bench: &Bench| {
        bench.ask(&supervision(), Method::GET, old, "").is(200).text().split("id=\"printed\">").nth(1).map(|r| r[..12].to_owned())
    };
    let before = said(&bench);
    fill(&bench, &admin, "/settings/units", &MERGER).is(303);
    assert_eq!(said(&bench), before);
    let list = bench
        .ask(&supervision(), Method::GET, "/registers/units?q=建清镇".replace("建清镇", &encoded("建清镇")).as_str(), "")
        .is(200);
    list.says(&["建清镇", "建昌镇", "2026-04-08"]);
    bench
        .ask(&supervision(), Method::GET, "/registers/units/record?key=jianchangzhen", "")
        .is(200)
        .says(&["2026-04-07", "〔2026〕9号"]);
    fill(&bench, &admin, "/settings/units", &MERGER).is(422);
}

#[test]
fn a_changed_rule_leaves_closed_months_alone() {
    let bench = Bench::on(TODAY);
    let path = "/registers/light_rules/new";
    let rule = |day| [("f.rule_id", "default"), ("f.effective_on", day), ("f.green_from", "5"), ("f.yellow_from", "-5")];
    fill(&bench, &supervision(), path, &rule("2026-03-01")).is(422).says(&["以前已封账，规则不得改变已封账的月份"]);
    let board = |bench: &Bench| {
        let page = bench.ask(&supervision(), Method::GET, "/statistics?as_of=2026-04-07&period=2026-Q1", "").is(200).text();
        page.split("<table").nth(1).map(|t| t.split("</table>").next().unwrap_or_default().to_owned())
    };
    let before = board(&bench);
    fill(&bench, &supervision(), path, &rule("2026-04-08")).is(303);
    assert_eq!(board(&bench), before);
}
