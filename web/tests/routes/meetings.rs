//! Meetings 会议: planned, packed, commented on, held and kept in minutes through the pages (requirements 1-01, 1-02).

use super::demo::{Answer, Bench, LEADER, TODAY, Who, get};
use super::keeping::who;
use axum::http::Method;
use domain::actors::Role;
use domain::calendar::Date;

const APRIL: fn(i8) -> Date = |day| Date::constant(2026, 4, day);

/// Send a form of a meeting's page.
fn send(bench: &Bench, identity: &str, code: &str, fields: &str) -> Answer {
    let path = format!("/meetings/{code}");
    let page = bench.ask(identity, Method::GET, &path, "").is(200);
    let key = acts::acting::fresh_key();
    bench.ask(identity, Method::POST, &path, &format!("token={}&key={key}&{fields}", page.field("token")))
}

#[test]
fn a_meeting_goes_from_its_plan_to_its_minutes() {
    let bench = Bench::on(TODAY);
    let (office, unit) = (who(Role::Supervision, ""), who(Role::Filer, "jianchangzhen"));
    let form = bench.ask(&office, Method::GET, "/meetings/new", "").is(200).says(&["拟定会议", "招商引资", "（不排名）"]);
    let carried = format!("token={}&key={}", form.field("token"), form.field("key"));
    let typed = "title=Quarter&period=2026-Q1&venue=Hall&days=3&topic.1=Investment&campaign.1=investment&topic.2=Petitions";
    bench
        .ask(&office, Method::POST, "/meetings/new", &format!("{carried}&{typed}&on=2026-04-07"))
        .is(422)
        .says(&["开会日期应不早于当日", "Petitions"]);
    let planned = bench.ask(&office, Method::POST, "/meetings/new", &format!("{carried}&{typed}&on=2026-04-14")).is(303);
    assert_eq!(planned.header("location"), "/meetings/mtg-004");
    bench.ask(&unit, Method::GET, "/meetings/mtg-004/pack", "").is(404);
    bench.ask(&office, Method::GET, "/meetings/mtg-004/pack", "").is(200).says(&["草稿", "本议题没有排名"]);
    send(&bench, &office, "mtg-004", "do=step&step=packed&seen=1&as_of=2026-04-08").is(422).says(&["当天还没有过完"]);
    send(&bench, &office, "mtg-004", "do=step&step=packed&seen=1").is(303);
    bench.ask(&unit, Method::GET, "/todo", "").is(200).says(&["会议材料待提意见", "/meetings/mtg-004"]);
    let page = bench.ask(&office, Method::GET, "/meetings/mtg-004", "").is(200);
    let page = page.says(&["按排名提名，待确定", "先进（典型发言）", "后进（表态发言）", "征求意见到2026年4月13日"]);
    let proposed =
        page.text().split("name=\"unit\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("one").to_owned();
    let side =
        page.text().split("name=\"side\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("one").to_owned();
    send(&bench, &office, "mtg-004", &format!("do=speaker&unit={proposed}&side={side}&speaks=1")).is(303);
    send(&bench, &office, "mtg-004", "do=speaker&unit=jianchangzhen&side=lagging&speaks=1").is(422).says(&["请写明理由"]);
    send(&bench, &unit, "mtg-004", "do=speaker&unit=jianchangzhen&side=lagging&speaks=1&note=x").is(409);
    send(&bench, &unit, "mtg-004", "do=comment&agrees=0&words=").is(422).says(&["请写明意见或理由"]);
    send(&bench, &unit, "mtg-004", "do=comment&agrees=0&words=One+is+missing").is(303);
    bench.ask(&unit, Method::GET, "/meetings/mtg-004/pack?lang=en", "").is(200).says(&[
        "One is missing",
        "confirmed",
        "/figures/361099",
    ]);
    let own = bench.ask(&unit, Method::GET, "/meetings/mtg-004/pack?unit=jianchangzhen", "").is(200);
    own.says(&["建昌镇", "本单位意见：One is missing"]).says_not(&["青萍镇"]);
    for format in ["docx", "pdf", "html"] {
        let printed = bench.ask(&unit, Method::GET, &format!("/meetings/mtg-004/pack?format={format}"), "").is(200);
        assert!(printed.bytes.len() > 8_000, "{format}: {}", printed.bytes.len());
    }
    send(&bench, &office, "mtg-004", "do=step&step=held&seen=2").is(422).says(&["会议定在2026年4月14日"]);
    send(&bench, &office, "mtg-004", "do=attendance&came.jianchangzhen=present").is(422).says(&["会议召开之后才登记签到"]);
}

#[test]
fn minutes_are_typed_or_uploaded_and_read() {
    let bench = Bench::on(APRIL(8));
    let office = who(Role::Supervision, "");
    let page =
        bench.ask(&office, Method::GET, "/meetings/mtg-002", "").is(200).says(&["还没有纪要", "征求意见已于2026年4月3日截止"]);
    // What the last meeting resolved is the first topic, from its tasks.
    let page = page.says(&["上次会议议定事项落实情况", "议定2项，已办结1项，未办结1项", "/tasks/task-m2", "✓ 已办结"]);
    bench.ask(&office, Method::GET, "/todo", "").is(200).says(&["会议纪要待印发"]);
    send(&bench, &office, "mtg-002", "do=attendance&came.jianchangzhen=present&who.jianchangzhen=Wang").is(303);
    let token = page.field("token");
    let fields = [("token", token.as_str()), ("key", "minutes-1"), ("title", "Minutes"), ("number", ""), ("words", "")];
    bench
        .send_file(&office, "/meetings/mtg-002/minutes", &fields, "minutes.pdf", b"%PDF-1.7 broken")
        .is(422)
        .says(&["文件已损坏"]);
    bench.send_file(&office, "/meetings/mtg-002/minutes", &fields, "minutes.txt", b"").is(422).says(&["文件是空的"]);
    let text = "会议议定：\n建昌镇要在2026年5月20日前完成征地100亩。".as_bytes();
    let kept = bench.send_file(&office, "/meetings/mtg-002/minutes", &fields, "minutes.txt", text).is(303);
    let directive = kept.header("location").to_owned();
    bench.ask(&office, Method::GET, &directive, "").is(200).says(&["建昌镇要在2026年5月20日前完成征地100亩"]);
    bench.ask(&office, Method::GET, "/meetings/mtg-002", "").is(200).says(&["已印发纪要", "Minutes", &directive]);
    // A meeting that is to come opens with these minutes from now on.
    bench.ask(&office, Method::GET, "/meetings/mtg-003", "").is(200).says(&["/meetings/mtg-002", "议定0项"]);
}

#[test]
fn the_pack_is_of_its_day_and_every_number_of_it_opens() {
    let pack = get("/meetings/mtg-002/pack", LEADER).is(200);
    let pack = pack.says(&[
        "2026年3月30日24时",
        "上次会议",
        "跑项争资情况",
        "补合同原件",
        "一季度没有外出招商",
        "各单位情况（一单位一页）",
    ]);
    let figure = pack.link("/figures/361099");
    assert!(figure.ends_with("2026-03-30"), "{figure}");
    get(&figure, LEADER).is(200);
    get("/meetings", LEADER).is(200).says(&["园区平台建设专题调度会", "筹备", "已召开"]);
    get("/meetings?as_of=2026-03-01&lang=en", LEADER).is(200).says(&["pack sent out"]).says_not(&["mtg-002"]);
    get("/meetings/mtg-002?as_of=2026-03-01", LEADER).is(404);
    get("/meetings/mtg-002/pack?unit=nobody", LEADER).is(404);
    get("/meetings/mtg-002/pack?format=txt", LEADER).is(400);
    get("/meetings/mtg-003", Who::A(Role::Filer)).is(200).says(&["材料送审后按排名提名"]).says_not(&["/meetings/mtg-003/pack"]);
    get("/meetings/new", Who::A(Role::Leader)).is(403);
}

/// Requirements 2-01, 2-02: three meetings held as one — safety, petitions and investment of the year — and the year's bulletin of all three.
#[test]
fn one_meeting_has_the_topics_of_three_and_so_has_the_bulletin_of_the_year() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let form = bench.ask(&office, Method::GET, "/meetings/new", "").is(200);
    let topics = [("安全生产", "safety"), ("信访工作", "petitions"), ("招商引资", "investment")];
    let carried = format!("token={}&key={}", form.field("token"), form.field("key"));
    let typed = topics.iter().enumerate().map(|(n, (_, code))| format!("&topic.{n}={code}&campaign.{n}={code}", n = n + 1));
    let typed = typed.collect::<String>();
    let body = format!("{carried}&title=Three+in+one&period=2025&venue=Hall&days=3&on=2026-04-14{typed}");
    let planned = bench.ask(&office, Method::POST, "/meetings/new", &body).is(303).header("location").to_owned();
    let page = bench.ask(&office, Method::GET, &planned, "").is(200);
    page.says(&["/campaigns/safety", "/campaigns/petitions", "/campaigns/investment"]);
    let bulletin = get("/bulletins/draft?period=2025", LEADER).is(200);
    bulletin.says(&topics.map(|(name, _)| name));
}
