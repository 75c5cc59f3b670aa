//! Settings by file 按文件设置 (item 10 of the issue of filing): tried, refused with what to do, applied once; and registers brought by
//! whoever keeps them (items 4 and 5): administrator, lead office, team member.

use super::demo::{Answer, Bench, LEADER, OWN_UNIT, TODAY, Who, get};
use super::imports::{post, post_to, settled, token};
use super::record::newest_of;
use domain::actors::Role;

pub const ADMIN: Who = Who::A(Role::Administrator);
const SUPERVISION: Who = Who::A(Role::Supervision);
const LEAD: Who = Who::A(Role::LeadOffice);
const TEAM: Who = Who::A(Role::TeamMember);

fn page_token(who: Who) -> String {
    get("/settings/file", who).is(200).field("token")
}

pub fn tried(who: Who, text: &str) -> Answer {
    post_to("/settings/file", who, &page_token(who), &[("do", "preview"), ("text", text)], None)
}

pub fn applied(who: Who, text: &str, key: &str, reason: &str) -> Answer {
    let fields = [("key", key), ("do", "apply"), ("name", "新局.toml"), ("reason", reason), ("text", text)];
    post_to("/settings/file", who, &page_token(who), &fields, None)
}

pub const BUREAU: &str = "[[units]]\nunit_id = \"yingshangju\"\nunit_name = \"营商环境局\"\ngroup = \"经济部门\"\n\n\
    [[persons]]\nperson_id = \"p0901\"\nname = \"顾清源\"\n\n\
    [[posts]]\npost_id = \"yingshangju-1\"\nunit_id = \"营商环境局\"\ntitle = \"局长\"\n\n\
    [[terms]]\npost_id = \"yingshangju-1\"\nperson_id = \"p0901\"\nfrom_on = 2026-05-01\n";

fn acts() -> i64 {
    newest_of(&get("/acts", Who::A(Role::Auditor)).is(200).text())
}

#[test]
fn a_file_is_tried_then_applied_once_as_one_act() {
    // Signing in is an act of its own.
    page_token(ADMIN);
    let before = acts();
    let page = tried(ADMIN, BUREAU).is(200);
    page.says(&["<span>新增</span><b>4</b>", "营商环境局", "顾清源", "value=\"apply\"", "还什么都没有写入"]);
    assert_eq!(acts(), before, "a preview writes nothing");
    // Without a reason it is refused, with what was brought still there.
    applied(ADMIN, BUREAU, "k0", "").is(422).says(&["依据文号或理由", "yingshangju"]);
    let done = applied(ADMIN, BUREAU, "k1", "云编〔2026〕1号").is(303);
    assert_eq!(done.header("location"), "/settings/file?done=4-0-0");
    get("/settings/file?done=4-0-0", ADMIN).is(200).says(&["已执行：新增4条"]);
    get("/settings/file?done=4-0-0&lang=en", ADMIN).is(200).says(&["Applied: 4 new"]);
    let after = acts();
    get("/acts", Who::A(Role::Auditor)).says(&["settings.apply", "新局.toml 单位1、人员1、岗位1、任职1", "云编〔2026〕1号"]);
    // A double click finds it done.
    applied(ADMIN, BUREAU, "k1", "云编〔2026〕1号").is(303);
    assert_eq!(acts(), after);
    tried(ADMIN, BUREAU).is(200).says(&["没有任何变化", "<span>原已相同</span><b>4</b>"]).says_not(&["value=\"apply\""]);
    get("/registers/units/record?key=yingshangju", SUPERVISION).is(200).says(&["营商环境局", "云编〔2026〕1号"]);
    // What is downloaded changes nothing.
    let file = get("/settings/file?format=toml", ADMIN).is(200).text();
    assert!(file.contains("[[units]]") && !file.contains("[[targets]]") && !file.contains("[[accounts]]"), "only what is theirs");
    tried(ADMIN, &file).is(200).says(&["没有任何变化"]);
    let book = get("/settings/file?format=xlsx", ADMIN).is(200).bytes;
    let book = post_to("/settings/file", ADMIN, &page_token(ADMIN), &[("do", "preview")], Some(("设置.xlsx", &book)));
    book.is(200).says(&["没有任何变化", "设置.xlsx"]);
    let book = get("/registers/persons/template.xlsx", ADMIN).is(200).bytes;
    let book = post_to("/settings/file", ADMIN, &page_token(ADMIN), &[("do", "preview")], Some(("人员.xlsx", &book)));
    book.is(200).says(&["没有任何变化", "人员.xlsx"]);
}

#[test]
fn each_sets_what_they_keep_and_nothing_else() {
    let target = "[[targets]]\nunit_id = \"jianchangzhen\"\nindicator_id = \"signed_projects\"\nyear = 2026\ntarget = 5\ndocument = \"云办字〔2026〕33号\"\n";
    let rule = "[[light_rules]]\nrule_id = \"default\"\neffective_on = 2026-07-01\ngreen_from = 0\nyellow_from = -5\n";
    for (who, text, words) in [
        (ADMIN, target, &["您的角色不设定“目标”"][..]),
        (ADMIN, rule, &["您的角色不设定“亮灯规则”"]),
        (SUPERVISION, BUREAU, &["您的角色不设定“单位”", "您的角色不设定“任职”"]),
        (LEAD, rule, &["您的角色不设定“亮灯规则”"]),
    ] {
        // With something of one's own beside it: all or none.
        tried(who, text).is(422).says(words).says_not(&["value=\"apply\""]);
        applied(who, text, "x", "x").is(422).says(words);
    }
    // No second way round the security officer.
    let role = "[[posts]]\npost_id = \"anjianju-4\"\nrole = \"security_officer\"\n";
    applied(ADMIN, role, "r", "x").is(422).says(&["这一栏不由您设定"]);
    let account = "[[accounts]]\naccount = \"x\"\nperson_id = \"p0001\"\nstate = \"active\"\n";
    applied(ADMIN, account, "a", "x").is(422).says(&["设置文件里没有这个表"]);
    // What a form asks, the preview says; a target of one unit no longer adds up.
    tried(SUPERVISION, target).is(200).says(&["请留意", "与全县目标不等", "4 → 5"]);
    tried(SUPERVISION, rule).is(200).says(&["value=\"apply\"", "-5"]);
    for role in
        [Role::Leader, Role::Filer, Role::UnitHead, Role::TeamMember, Role::Organisation, Role::Auditor, Role::SecurityOfficer]
    {
        let stolen = page_token(ADMIN);
        post_to("/settings/file", Who::A(role), &stolen, &[("do", "apply"), ("text", BUREAU), ("reason", "x")], None).is(403);
    }
    post_to("/settings/file", ADMIN, "wrong", &[("do", "apply"), ("text", BUREAU)], None).is(403);
    post_to("/settings/file", ADMIN, &page_token(ADMIN), &[("do", "apply"), ("today", "2020-01-01")], None).is(400);
    post_to("/settings/file", ADMIN, &page_token(ADMIN), &[("do", "preview")], None).is(400).says(&["没有选文件"]);
    let script = "[[units]]\nunit_id = \"</textarea><script>alert(1)</script>\"\nunit_name = \"x\"\ngroup = \"x\"\n";
    tried(ADMIN, script).is(200).says_not(&["<script>alert"]);
}

#[test]
fn a_new_indicator_shows_its_burden_before_it_is_issued() {
    let text = "[[indicators]]\nindicator_id = \"window_days\"\nname = \"企业开办用时\"\nuom = \"天\"\nsource = \"returns\"\ncampaign_id = \"investment\"\n\n\
        [[cascades]]\nindicator_id = \"window_days\"\nyear = 2026\ndocument = \"云办字〔2026〕31号\"\ncounty = 30\nunits = { jianchangzhen = 10, qingpingzhen = 20 }\n";
    tried(SUPERVISION, text).is(200).says(&["填报负担", "2个单位，今年再填18栏", "value=\"apply\""]);
    let short = text.replace("qingpingzhen = 20", "qingpingzhen = 15");
    tried(SUPERVISION, &short).is(422).says(&["与全县目标不等", "difference"]);
    tried(SUPERVISION, &format!("{short}difference = \"机动5天\"\n")).is(200).says(&["value=\"apply\""]);
    // On the form too: it asks before it keeps, and the answer goes with the act.
    let bench = Bench::on(TODAY);
    let (who, path) = (super::keeping::supervision(), "/registers/indicators/new");
    let typed = [
        ("f.indicator_id", "hazards_again"),
        ("f.name", "排查安全隐患"),
        ("f.uom", "项"),
        ("f.source", "returns"),
        ("f.campaign_id", "safety"),
    ];
    let again = super::keeping::fill(&bench, &who, path, &typed).is(422);
    again.says(&["今年再填", "小时", "已经由", "a.indicators.burden"]);
    let answered = [&typed[..], &[("a.indicators.burden", "试填一季")]].concat();
    super::keeping::fill(&bench, &who, path, &answered).is(303);
    bench.ask(&who, axum::http::Method::GET, "/registers/indicators/record?key=hazards_again", "").is(200).says(&["试填一季"]);
    // What a register counts costs nobody a field, and asks nothing.
    let counted = [
        ("f.indicator_id", "trips_again"),
        ("f.name", "招商出访"),
        ("f.uom", "批次"),
        ("f.source", "trips"),
        ("f.on", "from_on"),
        ("f.amount", "count"),
        ("f.campaign_id", "investment"),
    ];
    super::keeping::fill(&bench, &who, path, &counted).is(303);
}

#[test]
fn registers_come_by_file_and_paste_from_whoever_keeps_them() {
    let paste = |who: Who, register: &str, text: &str| {
        settled(who, post(who, &token(who), &[("register", register), ("pasted", text)], None)).1
    };
    // The administrator keeps persons, posts and terms.
    let form = get("/imports", ADMIN).is(200);
    form.says(&["value=\"persons\"", "value=\"posts\"", "value=\"terms\"", "value=\"units\""]).says_not(&[
        "value=\"projects\"",
        "value=\"targets\"",
        "value=\"accounts\"",
        "value=\"returns\"",
    ]);
    paste(ADMIN, "persons", "人员编号\t姓名\np0902\t方知远\n").says(&["<span>新增</span><b>1</b>", "value=\"all\""]);
    paste(ADMIN, "posts", "岗位编号\t单位\t职务\t角色\nanjianju-9\t安监局\t干事\t安全保密员\n").says(&["这一栏不由您设定"]);
    get("/registers/persons", ADMIN).is(200).says(&["/imports?register=persons"]);
    // A team member brings their own team's trips, and nobody else's.
    get("/imports", TEAM).is(200).says(&["value=\"trips\""]).says_not(&["value=\"targets\"", "value=\"persons\""]);
    let own = get("/registers/trips", TEAM).is(200);
    own.says(&["/imports?register=trips"]);
    let rows = (1..=16).map(|n| format!("trip-9{n:02}\tteam-{n:02}\t2026-04-01\t2026-04-02\t拜访企业\n")).collect::<String>();
    let page = paste(TEAM, "trips", &format!("trip_id\tteam_id\tfrom_on\tuntil_on\tresult\n{rows}"));
    page.says(&["<span>新增</span><b>1</b>", "不是您可以登记的记录", "value=\"good\""]);
    // A lead office brings the targets it leads.
    let row = |indicator: &str| format!("{OWN_UNIT}\t{indicator}\t2027\t5\t云办字〔2026〕33号\n");
    let rows: String = ["signed_projects", "fund_arrivals", "hazards_found", "petitions_resolved"].map(row).concat();
    let page = paste(LEAD, "targets", &format!("单位\t指标\t年度\t目标\t下达文号\n{rows}"));
    page.says(&["<span>新增</span><b>1</b>", "不是您可以登记的记录", "value=\"good\""]);
    // A revision without its document is refused by file as by form, and a closed month is closed to a file.
    let revised = format!("单位\t指标\t年度\t目标\n{OWN_UNIT}\tsigned_projects\t2026\t9\n");
    paste(SUPERVISION, "targets", &revised).says(&["修订目标必须填新的文号"]).says_not(&["value=\"all\""]);
    let rule = "规则编号\t生效日期\t绿灯下限\t黄灯下限\ndefault\t2026-03-01\t0\t-5\n";
    paste(SUPERVISION, "light_rules", rule).says(&["规则不得改变已封账的月份"]).says_not(&["value=\"all\""]);
    // What is brought is known when it is brought, whatever day the file gives.
    let dated = "人员编号\t姓名\t记录日期\np0903\t方知行\t2020-01-01\n";
    let token = token(ADMIN);
    let (place, _) = settled(ADMIN, post(ADMIN, &token, &[("register", "persons"), ("pasted", dated)], None));
    settled(ADMIN, super::imports::decide(ADMIN, &place, "all"));
    get("/registers/persons/record?key=p0903", SUPERVISION).is(200).says(&["2026-04-08"]).says_not(&["2020-01-01"]);
    get("/imports", LEADER).is(403);
    for role in [Role::Organisation, Role::SecurityOfficer, Role::Auditor] {
        get("/imports", Who::A(role)).is(403);
    }
}
