//! Callers 各类来访者: every page × every role and nobody, in one table.

use super::demo::{ISSUED, OWN_UNIT, Who, get};
use domain::actors::Role;

/// What a caller gets.
#[derive(Clone, Copy)]
enum Gets {
    /// 200 for whoever may see business rows; sent to the first page without a session; 403 for the three officers.
    Business,
    /// 200 for whoever is signed in.
    Own,
    /// 200 for one role, 403 for every other.
    Only(Role),
    /// 200 for those who bring files of facts.
    Import,
    /// 200 for those who file for a unit.
    Month,
    /// 200 for anybody.
    All,
    /// The list of one's own months: who files nothing is sent to the page of those who do.
    Months,
    /// A month of one's own unit: for who has none it does not exist.
    OwnMonth,
    /// For those who judge: they open a closed month and verify.
    Approvers,
    /// What is set once: for business, and for the officer who keeps it.
    Settings,
    /// For those who set anything: organisation, rules, targets.
    Setters,
    /// A report in a campaign of another office: for the supervision office.
    Supervision,
    /// What the rules propose: for those who see all proceedings.
    Overseers,
    /// A file that is not there; the three officers do not even ask.
    NoFile,
    /// A checkpoint that was never made: not there for the auditor, and nobody else's.
    NotKept,
}

fn pages() -> Vec<(String, Gets)> {
    let figure = "361099:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08";
    let issued: String = ISSUED.bytes().map(|b| format!("%{b:02X}")).collect();
    let business = [
        "/wall".to_owned(),
        "/wall?big=1".to_owned(),
        "/statistics".to_owned(),
        "/statistics?campaign=all".to_owned(),
        format!("/figures/{figure}"),
        "/campaigns/investment".to_owned(),
        "/units".to_owned(),
        format!("/units/{OWN_UNIT}"),
        "/projects".to_owned(),
        "/projects/prj-001".to_owned(),
        "/key-projects".to_owned(),
        "/key-projects/key-01".to_owned(),
        "/registers".to_owned(),
        "/registers/funds".to_owned(),
        "/registers/projects/record?key=prj-001".to_owned(),
        "/registers/teams/template.xlsx".to_owned(),
        "/bulletins".to_owned(),
        "/bulletins/draft".to_owned(),
        format!("/bulletins/{issued}"),
        "/burden".to_owned(),
        "/directives".to_owned(),
        "/directives/dir-002".to_owned(),
        "/tasks".to_owned(),
        "/tasks?slip=overdue&unit=zhongdianban".to_owned(),
        "/tasks/task-006".to_owned(),
        "/tasks/sheet?unit=jianchangzhen&format=docx".to_owned(),
        "/pledges/pledge-001?format=docx".to_owned(),
        "/orders".to_owned(),
        "/proceedings".to_owned(),
        "/registers/proceedings".to_owned(),
        "/merit".to_owned(),
        "/merit/objections".to_owned(),
        "/registers/merit_objections".to_owned(),
        "/meetings".to_owned(),
        "/meetings/mtg-002".to_owned(),
        "/meetings/mtg-002/pack".to_owned(),
        "/meetings/mtg-002/pack?unit=jianchangzhen&format=docx".to_owned(),
        "/problems".to_owned(),
        "/problems/prob-002".to_owned(),
        "/registers/orders".to_owned(),
        "/search?q=zsj".to_owned(),
    ];
    let others = [
        ("/me", Gets::Own),
        ("/me/second-factor", Gets::Own),
        ("/accounts", Gets::Only(Role::Administrator)),
        ("/roles", Gets::Only(Role::SecurityOfficer)),
        ("/todo", Gets::Own),
        ("/returns", Gets::Months),
        ("/returns/progress", Gets::Business),
        ("/returns/2026-03", Gets::OwnMonth),
        ("/returns/openings", Gets::Approvers),
        ("/settings", Gets::Settings),
        ("/registers/units", Gets::Settings),
        ("/registers/holidays/record?key=20260101", Gets::Settings),
        ("/returns/2026-03/template.xlsx", Gets::Month),
        ("/imports", Gets::Import),
        ("/settings/units", Gets::Only(Role::Administrator)),
        ("/settings/file", Gets::Setters),
        ("/settings/file?format=toml", Gets::Setters),
        ("/registers/persons/template.xlsx", Gets::Settings),
        ("/registers/persons/new", Gets::Only(Role::Administrator)),
        ("/registers/persons/edit?key=p0001", Gets::Only(Role::Administrator)),
        ("/registers/light_rules/new", Gets::Only(Role::Supervision)),
        ("/registers/indicators/edit?key=fund_arrivals", Gets::Only(Role::Supervision)),
        ("/verifications", Gets::Approvers),
        ("/verifications?order=size&age=3", Gets::Approvers),
        ("/verifications/report", Gets::Approvers),
        ("/orders/new", Gets::Only(Role::Supervision)),
        ("/orders/dispatch?format=docx", Gets::Only(Role::Supervision)),
        ("/proceedings?show=proposals", Gets::Overseers),
        ("/proceedings/pro-none", Gets::NoFile),
        ("/merit/p-none", Gets::NoFile),
        ("/directives/new", Gets::Only(Role::Supervision)),
        ("/tasks/task-006/breakdown", Gets::Only(Role::Supervision)),
        ("/meetings/new", Gets::Only(Role::Supervision)),
        ("/verifications/chengguanju/hazards_rectified/2026-03", Gets::Supervision),
        ("/evidence/ev-nothing", Gets::NoFile),
        ("/acts", Gets::Only(Role::Auditor)),
        ("/acts/1", Gets::Only(Role::Auditor)),
        ("/acts/checkpoints/2020-01-01", Gets::NotKept),
        ("/acts/verification", Gets::Only(Role::Auditor)),
    ];
    let all = [
        "/",
        "/check",
        "/check?code=7KQ2-M4XA-0P9D",
        "/sign-in",
        "/help",
        "/health",
        "/assets/guatu.css",
        "/assets/guatu.js",
        "/assets/mark.svg",
    ];
    let others = others.into_iter().map(|(path, gets)| (path.to_owned(), gets));
    business.into_iter().map(|p| (p, Gets::Business)).chain(others).chain(all.map(|p| (p.to_owned(), Gets::All))).collect()
}

fn expected(gets: Gets, who: Who) -> u16 {
    match (gets, who) {
        (Gets::All, _) => 200,
        // No session is of a system post.
        (_, Who::Nobody | Who::A(Role::System)) => 303,
        (Gets::Own, Who::A(_)) => 200,
        (Gets::Only(one), Who::A(role)) => {
            if role == one {
                200
            } else {
                403
            }
        }
        (Gets::NotKept, Who::A(Role::Auditor)) => 404,
        (Gets::NotKept, Who::A(_)) => 403,
        (Gets::Settings | Gets::Import, Who::A(Role::Administrator)) => 200,
        (Gets::Setters, Who::A(role)) => {
            if matches!(role, Role::Administrator | Role::Supervision | Role::LeadOffice) {
                200
            } else {
                403
            }
        }
        (_, Who::A(Role::Administrator | Role::SecurityOfficer | Role::Auditor)) => 403,
        (Gets::Month, Who::A(role)) => {
            if matches!(role, Role::Filer | Role::UnitHead) {
                200
            } else {
                403
            }
        }
        (Gets::Import, Who::A(role)) => {
            if matches!(role, Role::Supervision | Role::LeadOffice) || role.is_of_a_unit() {
                200
            } else {
                403
            }
        }
        (Gets::Months, Who::A(role)) => {
            if role.is_of_a_unit() {
                200
            } else {
                303
            }
        }
        (Gets::OwnMonth, Who::A(role)) => {
            if role.is_of_a_unit() {
                200
            } else {
                404
            }
        }
        (Gets::Supervision, Who::A(Role::Supervision)) => 200,
        (Gets::Supervision, Who::A(Role::LeadOffice)) => 404,
        (Gets::Supervision, Who::A(_)) => 403,
        (Gets::Overseers, Who::A(Role::Leader | Role::Supervision)) => 200,
        (Gets::Overseers | Gets::NoFile, Who::A(_)) => 404,
        (Gets::Approvers, Who::A(role)) => {
            if matches!(role, Role::LeadOffice | Role::Supervision) {
                200
            } else {
                403
            }
        }
        (Gets::Business | Gets::Settings, Who::A(role)) => match role {
            Role::Leader
            | Role::Supervision
            | Role::LeadOffice
            | Role::Filer
            | Role::UnitHead
            | Role::TeamMember
            | Role::TaskForceMember
            | Role::Organisation => 200,
            Role::Administrator | Role::SecurityOfficer | Role::Auditor => 403,
            Role::System => 303,
        },
    }
}

#[test]
fn every_page_for_every_caller_in_both_languages() {
    let callers: Vec<Who> = std::iter::once(Who::Nobody).chain(Role::ALL.map(Who::A)).collect();
    let mut wrong = Vec::new();
    for (path, gets) in pages() {
        for &who in &callers {
            let answer = get(&path, who);
            let found = answer.status.as_u16();
            // One hit sends straight to its page.
            let one_hit = path.starts_with("/search") && found == 303 && expected(gets, who) == 200;
            if found != expected(gets, who) && !one_hit {
                wrong.push(format!("{path} for {who:?} gave {found}"));
            }
        }
        let english = if path.contains('?') { format!("{path}&lang=en") } else { format!("{path}?lang=en") };
        let reader = match gets {
            Gets::Only(role) => role,
            Gets::NotKept => Role::Auditor,
            Gets::Business | Gets::Own | Gets::All | Gets::Settings => Role::Leader,
            Gets::Months | Gets::OwnMonth | Gets::Month => Role::Filer,
            Gets::Approvers | Gets::Import | Gets::Setters | Gets::Supervision | Gets::Overseers | Gets::NoFile => {
                Role::Supervision
            }
        };
        let answer = get(&english, Who::A(reader));
        if answer.header("content-type").starts_with("text/html") && answer.status == 200 {
            assert!(answer.text().contains("<html lang=\"en\""), "{english} is not in English");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_three_officers_are_told_why_they_see_nothing() {
    for role in [Role::Administrator, Role::SecurityOfficer, Role::Auditor] {
        get("/wall", Who::A(role)).is(403).says(&["没有权限", "三员分离", "我的岗位"]).says_not(&["招商引资", "建昌镇"]);
        get("/wall?lang=en", Who::A(role)).is(403).says(&["No permission", "see no business data"]);
    }
}

#[test]
fn without_a_session_one_is_sent_to_choose_and_back() {
    let answer = get("/statistics?campaign=funds", Who::Nobody).is(303);
    assert_eq!(answer.header("location"), "/?back=%2Fstatistics%3Fcampaign%3Dfunds");
    get("/?back=%2Fstatistics%3Fcampaign%3Dfunds", Who::Nobody).is(200).says(&["value=\"/statistics?campaign=funds\""]);
    // An address of somebody else's is not gone back to.
    get("/?back=https%3A%2F%2Fevil.example%2F", Who::Nobody).is(200).says(&["name=\"back\" value=\"\""]);
    get("/?back=%2F%2Fevil.example%2F", Who::Nobody).is(200).says(&["name=\"back\" value=\"\""]);
}
