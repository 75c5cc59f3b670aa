//! Decisions 核验意见 in cases: what stood, what the verifier decided, and what came of it.

use domain::returns::Decision;
use domain::verifications::{Recognised, Ruling, Unfounded, ruled};

/// `上报=5 意见=核减核增 核定数=3 理由=…` as what it comes to: `核定 3 认定 3`, or `退回`.
pub fn verdict(cells: &[&str]) -> Result<Result<String, Unfounded>, String> {
    let text = |name: &str| cells.iter().find_map(|c| c.split_once('=').filter(|(n, _)| *n == name).map(|(_, v)| v));
    let number = |name: &str| text(name).map(|v| v.parse::<i64>().map_err(|_| format!("“{name}={v}”不是整数"))).transpose();
    let decision = match text("意见") {
        Some("属实") => Decision::Accepted,
        Some("退回") => Decision::Returned,
        Some("核减核增") => Decision::Recognised,
        Some("推翻") => Decision::Overturned,
        other => return Err(format!("没有意见“{}”", other.unwrap_or_default())),
    };
    let reason = text("理由").unwrap_or_default().to_owned();
    let ruling = Ruling { decision, amount: number("核定数")?, credited: number("认定数")?, reason };
    let said = |r: Option<Recognised>| r.map_or("退回".to_owned(), |r| format!("核定 {} 认定 {}", r.verified, r.credited));
    Ok(ruled(number("上报")?, number("已核定")?, &ruling).map(said))
}
