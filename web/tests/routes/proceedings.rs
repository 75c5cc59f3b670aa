//! Accountability 问责 through the pages (1-47): from a figure to a proposal, a decision, a notice and a review; each sees their own.

use super::demo::{Answer, Bench, LEADER, TODAY, Who, get};
use super::keeping::who;
use axum::http::Method;
use domain::actors::Role;

/// Send a step of a proceeding as its page offers it.
fn step(bench: &Bench, identity: &str, fields: &str) -> Answer {
    let page = bench.ask(identity, Method::GET, PROCEEDING, "").is(200);
    let body = format!("token={}&key={}&seen={}&{fields}", page.field("token"), page.field("key"), page.field("seen"));
    bench.ask(identity, Method::POST, PROCEEDING, &body)
}

const PROCEEDING: &str = "/proceedings/pro-001";

/// Put the proposal on an order of 建昌镇's forward, to be decided by the magistrate; gives nothing but the address.
fn open(bench: &Bench) {
    let office = who(Role::Supervision, "");
    let list = bench.ask(&office, Method::GET, "/proceedings?show=proposals&unit=jianchangzhen", "").is(200);
    let path = list.says(&["提请决定", "连续"]).link("/proceedings/new?").replace("&amp;", "&");
    let form = bench.ask(&office, Method::GET, &path, "").is(200).says(&["依据", "/figures/361099:", "县委书记", "乔春娟"]);
    let carried = ["token", "key", "unit", "ground"].map(|name| format!("{name}={}", form.field(name)));
    let (carried, nobody) = (carried.join("&"), "approver=nobody&person=");
    bench.ask(&office, Method::POST, "/proceedings/new", &format!("{carried}&{nobody}")).is(422).says(&["请写明由谁决定"]);
    let opened = bench.ask(&office, Method::POST, "/proceedings/new", &format!("{carried}&approver=xianzhang&person=")).is(303);
    assert_eq!(opened.header("location"), PROCEEDING);
}

#[test]
fn a_proposal_is_decided_served_and_withdrawn_on_review() {
    let bench = Bench::on(TODAY);
    let (office, unit) = (who(Role::Supervision, ""), who(Role::Filer, "jianchangzhen"));
    let (secretary, magistrate) = (who(Role::Leader, "shuji"), who(Role::Leader, "xianzhang"));
    open(&bench);
    bench.ask(&unit, Method::GET, "/todo", "").is(200).says(&["可陈述申辩"]);
    bench.ask(&unit, Method::GET, "/proceedings", "").is(200).says(&["待决定"]).says_not(&["规则建议"]);
    step(&bench, &unit, "step=stated&note=Flood").is(303);
    // Somebody else was named to decide: the step is not offered, and not taken.
    bench.ask(&secretary, Method::GET, PROCEEDING, "").is(200).says(&["现在没有要您办的步骤"]);
    let page = bench.ask(&magistrate, Method::GET, PROCEEDING, "").is(200).says(&["降档批准", "容错免责", "Flood"]);
    let body = |seen: &str, fields: &str| format!("key=k-{seen}&seen={}&{fields}", page.field("seen"));
    let token = bench.ask(&secretary, Method::GET, "/me", "").is(200).field("token");
    let foreign = format!("token={token}&{}", body("1", "step=approved&note="));
    bench.ask(&secretary, Method::POST, PROCEEDING, &foreign).is(422).says(&["此事已指定他人决定"]);
    bench.ask(&magistrate, Method::GET, "/todo", "").is(200).says(&["问责待决定"]);
    step(&bench, &magistrate, "step=refused&note=").is(422).says(&["请写明情况或理由"]);
    step(&bench, &magistrate, "step=lowered&rung=reminder&note=First+time").is(303);
    step(&bench, &office, "step=served&note=").is(303);
    let served = bench.ask(&unit, Method::GET, PROCEEDING, "").is(200);
    let code = served.says(&["云督字问责〔2026〕1号", "执行中", "可申请复核至", "2026年5月8日"]).link("/check?code=");
    bench.ask(&unit, Method::GET, &code, "").is(200).says(&["属实：云督字问责〔2026〕1号", "送达建昌镇"]);
    let paper = bench.ask(&unit, Method::GET, &format!("{PROCEEDING}?format=docx"), "").is(200);
    assert!(paper.bytes.starts_with(b"PK"), "a Word file");
    step(&bench, &unit, "step=review_asked&note=Wrong+figure").is(303);
    bench.ask(&magistrate, Method::GET, PROCEEDING, "").is(200).says(&["复核中", "现在没有要您办的步骤"]);
    step(&bench, &secretary, "step=withdrawn&note=Agreed").is(303);
    bench.ask(&unit, Method::GET, &format!("{PROCEEDING}?lang=en"), "").is(200).says(&["withdrawn on review", "Agreed"]);
    bench.ask(&unit, Method::GET, "/todo?lang=en", "").is(200).says(&["told of the conclusion"]);
    bench.ask(&office, Method::GET, "/proceedings?over=1", "").is(200).says(&["已撤销"]);
    bench.ask(&office, Method::GET, "/proceedings", "").is(200).says(&["没有符合条件的问责事项"]);
}

#[test]
fn who_has_no_part_in_it_does_not_find_it() {
    let bench = Bench::on(TODAY);
    open(&bench);
    let lists = ["/proceedings", "/registers/proceedings", "/registers/proceeding_steps", "/proceedings?format=csv"];
    for other in [who(Role::Filer, "qingpingzhen"), who(Role::LeadOffice, "zhaoshangju.qt"), who(Role::Organisation, "")] {
        bench.ask(&other, Method::GET, PROCEEDING, "").is(404);
        bench.ask(&other, Method::GET, &format!("{PROCEEDING}?format=pdf"), "").is(404);
        bench.ask(&other, Method::GET, "/registers/proceedings/record?key=pro-001", "").is(404);
        for list in lists {
            bench.ask(&other, Method::GET, list, "").is(200).says_not(&["pro-001", "建昌镇"]);
        }
    }
    bench.ask(&who(Role::Supervision, ""), Method::GET, "/registers/proceedings", "").is(200).says(&["pro-001"]);
    bench.ask(&who(Role::Auditor, ""), Method::GET, PROCEEDING, "").is(403);
}

/// Requirement 1-47: who is heard shows files, those who see the proceeding see them, and each opening is on record.
#[test]
fn files_of_a_statement_are_between_those_who_hear_and_are_heard() {
    let bench = Bench::on(TODAY);
    open(&bench);
    let (office, unit) = (who(Role::Supervision, ""), who(Role::Filer, "jianchangzhen"));
    let (secretary, magistrate) = (who(Role::Leader, "shuji"), who(Role::Leader, "xianzhang"));
    let attach = |identity: &str, name: &str| {
        let token = bench.ask(identity, Method::GET, "/me", "").is(200).field("token");
        let key = format!("{identity} {name}");
        let fields = [("token", token.as_str()), ("key", &key), ("register", "proceedings"), ("record", "pro-001")];
        let fields = [&fields[..], &[("back", PROCEEDING), ("kind", "other"), ("number", "")]].concat();
        bench.upload(identity, &fields, name, format!("%PDF-1.7 {name}").as_bytes())
    };
    bench.ask(&unit, Method::GET, PROCEEDING, "").is(200).says(&["陈述申辩材料", "上传材料"]);
    attach(&unit, "flood.pdf").is(303);
    let href = bench.ask(&unit, Method::GET, PROCEEDING, "").is(200).says(&["flood.pdf"]).link("/evidence/ev-");
    bench.audit("/acts").is(200);
    for identity in [&office, &secretary, &magistrate, &who(Role::UnitHead, "jianchangzhen.fz")] {
        bench.ask(identity, Method::GET, PROCEEDING, "").is(200);
        bench.ask(identity, Method::GET, &href, "").is(200);
        bench.audit(&format!("/acts/{}", bench.newest())).is(200).says(&["flood.pdf"]);
    }
    for identity in [&office, &magistrate] {
        bench.ask(identity, Method::GET, PROCEEDING, "").is(200).says(&["flood.pdf"]).says_not(&["上传材料"]);
        attach(identity, "other.pdf").is(409);
    }
    let others = [
        who(Role::Filer, "qingpingzhen"),
        who(Role::LeadOffice, "zhaoshangju.qt"),
        who(Role::Organisation, ""),
        who(Role::TeamMember, ""),
        who(Role::TaskForceMember, ""),
    ];
    for identity in others {
        bench.ask(&identity, Method::GET, &href, "").is(404);
        bench.ask(&identity, Method::GET, "/registers/evidence", "").is(200).says_not(&["flood.pdf"]);
        attach(&identity, "other.pdf").is(404);
    }
    bench.ask(&who(Role::Auditor, ""), Method::GET, &href, "").is(403);
    bench.ask(&unit, Method::GET, "/registers/evidence", "").is(200).says(&["flood.pdf"]);
    // What was decided on stays; what is shown afterwards may be taken back until it is decided on, too.
    step(&bench, &magistrate, "step=lowered&rung=reminder&note=First+time").is(303);
    attach(&unit, "late.pdf").is(409);
    step(&bench, &office, "step=served&note=").is(303);
    attach(&unit, "review.pdf").is(303);
    let token = bench.ask(&unit, Method::GET, "/me", "").is(200).field("token");
    let withdraw = |href: &str, key: &str| {
        let body = format!("token={token}&key={key}&reason=x&back={PROCEEDING}");
        bench.ask(&unit, Method::POST, &format!("{href}/withdraw"), &body)
    };
    withdraw(&href, "w1").is(409);
    let page = bench.ask(&unit, Method::GET, PROCEEDING, "").is(200).text();
    let files =
        page.match_indices("/evidence/ev-").map(|(at, _)| page[at..].split(['"', '/']).take(3).collect::<Vec<_>>().join("/"));
    let newer =
        files.map(|path| path.trim_end_matches("/withdraw").to_owned()).find(|path| *path != href).expect("a second file");
    withdraw(&newer, "w2").is(303);
    bench.ask(&unit, Method::GET, PROCEEDING, "").is(200).says(&["已撤下"]);
}

/// How late an order was is kept in both languages; whoever reads the page reads one.
#[test]
fn how_late_an_order_was_is_read_in_ones_own_language() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let form = bench.ask(&office, Method::GET, "/proceedings/new?unit=zhaoshangju&ground=ord-001", "").is(200);
    let carried = ["token", "key", "unit", "ground"].map(|name| format!("{name}={}", form.field(name))).join("&");
    bench.ask(&office, Method::POST, "/proceedings/new", &format!("{carried}&approver=xianzhang&person=")).is(303);
    bench.ask(&office, Method::GET, PROCEEDING, "").is(200).says(&["个工作日"]).says_not(&["working days"]);
    let english = format!("{PROCEEDING}?lang=en");
    bench.ask(&office, Method::GET, &english, "").is(200).says(&["working days overdue"]).says_not(&["个工作日"]);
}

#[test]
fn the_ladder_shows_its_figures_and_exports_what_it_shows() {
    let page = get("/proceedings?show=proposals", LEADER).is(200);
    page.says(&["/figures/361099:", "规则建议", "另够 ", "建议诫勉 "]).says_not(&["提请决定</a>", "/proceedings/new"]);
    get("/proceedings?show=proposals&format=csv", LEADER).is(200).says(&[
        "建议措施",
        "连续1个季度排名末位，建议表态发言",
        "督办 ord-001",
    ]);
    get("/proceedings?lang=en&show=proposals", Who::A(Role::Supervision)).is(200).says(&["Put forward", "is proposed (rule"]);
    get("/proceedings?state=nothing", LEADER).is(400);
    get("/proceedings?show=proposals&rung=punishment", LEADER).is(400);
    get("/proceedings?show=proposals&rung=talk", LEADER)
        .is(200)
        .says(&["连续3个季度排名后3位，建议约谈"])
        .says_not(&["督办 ord-001"]);
    get("/proceedings/new?unit=jianchangzhen&ground=none:2026-Q1", Who::A(Role::Supervision)).is(404);
}
