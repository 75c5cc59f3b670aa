//! Rules of projects 项目规则: first talk, codes, stages in order with their evidence, money after signing, shares that add up.

use super::{Coming, Findings, credit_code_holds, industry_code_holds};
use crate::calendar::{day_of, instant_text};
use crate::measure::{Ratio, decimal, fixed, grouped};
use crate::registers::{PROJECT_CREDITS, PROJECT_STAGES, PROJECTS, Record, STAGES};

/// Shares are kept in 0.01 %.
const WHOLE: i64 = 10_000;

/// What is expected to be shown for a stage (DOMAIN.md §2.4, §2.5).
const EXPECTED: [(&str, &str, &str); 6] = [
    ("signed", "投资合同", "the investment contract"),
    ("landed", "营业执照", "the business licence"),
    ("started", "主要建设内容、施工合同、现场照片", "main works, construction contract and site photographs"),
    ("completed", "竣工验收材料", "papers of the completion acceptance"),
    ("producing", "投产证明或首张销售发票", "proof of production or the first sales invoice"),
    ("full", "达产证明", "proof of full output"),
];

pub fn project(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let (code, industry) = (record.text("credit_code"), record.text("industry_code"));
    if !code.is_empty() && !credit_code_holds(code) {
        let zh = "不是统一社会信用代码：应为十八位，末位是校验码（GB 32100），请对照营业执照";
        let en = "not a unified social credit code: 18 characters, the last a check character (GB 32100); compare the licence";
        found.refuse("projects.credit_code", "credit_code", zh, en);
    }
    if !industry.is_empty() && !industry_code_holds(industry) {
        let zh = "不是行业代码：应为门类字母和2至4位数字，如 C3021（GB/T 4754）";
        let en = "not an industry code: a section letter and 2 to 4 digits, such as C3021 (GB/T 4754)";
        found.refuse("projects.industry_code", "industry_code", zh, en);
    }
    if record.int("fixed_investment") > record.int("total_investment") {
        let (zh, en) = ("固定资产投资不能大于总投资", "fixed-asset investment must not exceed total investment");
        found.refuse("projects.fixed_over_total", "fixed_investment", zh, en);
    }
    first_talk(coming, found);
}

/// Who registers an enterprise first has the first talk 首谈, by the server's clock: a later claim is told of the earlier one.
fn first_talk(coming: &Coming<'_>, found: &mut Findings) {
    for column in ["credit_code", "investor", "name"] {
        // What was the same before was asked about before.
        if coming.before.is_some_and(|before| before.get(column) == coming.record.get(column)) {
            continue;
        }
        let Some(first) = coming.others(column).into_iter().min_by_key(|other| (other.recorded_at, other.seq)) else { continue };
        let (zh, en) = match column {
            "credit_code" => ("信用代码", "credit code"),
            "investor" => ("投资方", "investor"),
            _ => ("项目名称", "name"),
        };
        let (number, name, at) = (first.text("project_id"), first.text("name"), instant_text(first.recorded_at));
        return found.ask(
            "projects.first_talk",
            if column == "name" { "name" } else if column == "investor" { "investor" } else { "credit_code" },
            format!("同一{zh}已有{number}“{name}”，{at}登记在先，首谈归先登记者；如确是另一个项目，请说明"),
            format!("{number} “{name}” has the same {en} and was registered first, at {at}; the first talk is theirs; if this is another project, say why"),
        );
    }
}

fn order(stage: &str) -> usize {
    STAGES.iter().position(|s| s.0 == stage).unwrap_or(0)
}

fn is_end(stage: &str) -> bool {
    matches!(stage, "refused" | "ended")
}

fn label(record: &Record) -> (&'static str, &'static str) {
    STAGES.iter().find(|s| s.0 == record.text("stage")).map_or(("", ""), |s| (s.1, s.2))
}

fn on(record: &Record) -> String {
    record.int("on").and_then(day_of).map_or_else(String::new, |d| d.to_string())
}

pub fn stage(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let (stage, day) = (record.text("stage"), coming.day("on"));
    for other in coming.others("project_id") {
        let (its, its_day) = (other.text("stage"), other.int("on").unwrap_or(0));
        let earlier = its_day < day;
        let later = its_day > day;
        let ((zh, en), its_on) = (label(&other), on(&other));
        if is_end(its) && earlier {
            found.refuse(
                "project_stages.after_the_end",
                "on",
                format!("项目已于{its_on}{zh}，此后没有别的阶段"),
                format!("the project was {en} on {its_on}; no stage follows"),
            );
        } else if is_end(stage) && later {
            found.refuse(
                "project_stages.after_the_end",
                "on",
                format!("{its_on}还有{zh}，否决或终止应是最后的阶段"),
                format!("“{en}” is of {its_on}; refused or ended comes last"),
            );
        } else if !is_end(stage)
            && !is_end(its)
            && ((order(its) < order(stage) && later) || (order(its) > order(stage) && earlier))
        {
            let (side_zh, side_en) =
                if later { ("不能早于", "must not be before") } else { ("不能晚于", "must not be after") };
            found.refuse(
                "project_stages.order",
                "on",
                format!("{side_zh}{zh}（{its_on}）"),
                format!("{side_en} “{en}” ({its_on})"),
            );
        }
    }
    if let Some((_, zh, en)) = EXPECTED.iter().find(|e| e.0 == stage && record.text("evidence").is_empty()) {
        found.ask(
            "project_stages.evidence",
            "evidence",
            format!("没有填佐证，一般应有{zh}；请补上或说明"),
            format!("no evidence is named; {en} is expected; add it or say why not"),
        );
    }
    if stage == "signed" {
        let shares = coming.around.archive.with(&PROJECT_CREDITS, "project_id", record.get("project_id"));
        let sum: i64 = shares.iter().filter_map(|s| s.int("share")).sum();
        if sum != WHOLE {
            let sum = decimal(sum, 2);
            found.refuse(
                "project_stages.shares",
                "stage",
                format!("各单位份额合计{sum}%，签约前应为100%；请先登记项目归属"),
                format!("the units' shares add up to {sum} %, and must be 100 % at signing; keep the project's credits first"),
            );
        }
    }
}

pub fn credit(coming: &Coming<'_>, found: &mut Findings) {
    let others: i64 = coming.others("project_id").iter().filter_map(|s| s.int("share")).sum();
    let sum = others + coming.record.int("share").unwrap_or(0);
    if sum != WHOLE {
        let sum = decimal(sum, 2);
        found.ask(
            "project_credits.sum",
            "share",
            format!("各单位份额合计{sum}%，应为100%；还要登记或调整别的单位时请说明"),
            format!("the units' shares add up to {sum} %, not 100 %; if others are still to be kept, say so"),
        );
    }
}

fn wan(fen: i64) -> String {
    grouped(&fixed(&Ratio::new(fen, 1_000_000), 1))
}

pub fn arrival(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let stages = coming.around.archive.with(&PROJECT_STAGES, "project_id", record.get("project_id"));
    match stages.iter().find(|s| s.text("stage") == "signed") {
        Some(signed) if signed.int("on").is_some_and(|on| on > coming.day("on")) => found.refuse(
            "project_arrivals.before_signing",
            "on",
            format!("不能早于签约（{}）", on(signed)),
            format!("must not be before signing ({})", on(signed)),
        ),
        Some(_) => {}
        None => found.refuse(
            "project_arrivals.before_signing",
            "project_id",
            "项目还没有签约，不能登记进资",
            "the project is not signed; no arrival can be kept",
        ),
    }
    let total = coming.around.one(&PROJECTS, record.get("project_id")).and_then(|p| p.int("total_investment"));
    let sum: i64 = coming.others("project_id").iter().chain([record]).filter_map(|a| a.int("amount")).sum();
    if let Some(total) = total.filter(|total| sum > *total) {
        found.ask(
            "project_arrivals.over_total",
            "amount",
            format!("累计到位{}万元，超过总投资{}万元；请核对或说明", wan(sum), wan(total)),
            format!(
                "{} arrived in all, more than the total investment of {} (ten thousand yuan); check it or say why",
                wan(sum),
                wan(total)
            ),
        );
    }
    if let Some(other) = coming.others("voucher").first() {
        found.ask(
            "project_arrivals.voucher_twice",
            "voucher",
            format!("凭证号与{}相同，同一笔资金不能记两次；请核对或说明", other.key()),
            format!("{} has the same voucher; the same money is not kept twice; check it or say why", other.key()),
        );
    }
}
