//! Words of `guatu verifications` 核验 and `guatu evidence` 佐证材料.

use clap::{Args, Subcommand};
use std::path::PathBuf;

pub const VERIFICATIONS: &str = "\
Nobody decides on their own unit's report, nor on one that they filed.
Examples:
  guatu verifications list --office anjianju
  guatu verifications accept --office anjianju --unit chengguanju --indicator hazards_rectified --period 2026-03
  guatu verifications return --office anjianju --unit chengguanju --indicator hazards_rectified --period 2026-03 --reason 缺凭证
  guatu verifications recognise --office anjianju --unit chengguanju --indicator hazards_rectified --period 2026-03 --amount 3 --reason 一条未整改";

pub const EVIDENCE: &str = "\
A return is named by unit/indicator/month, any other record by its key. What is shown in a proceeding is seen by those who see the proceeding.
Examples:
  guatu evidence add slip.pdf --office jianchangzhen --register returns --record jianchangzhen/hazards_rectified/2026-03 --kind slip
  guatu evidence add reply.pdf --office jianchangzhen --register proceedings --record pro-001      beside a statement
  guatu evidence list --register projects --record prj-001
  guatu evidence check            exit code 1: a file is missing or changed";

#[derive(Debug, Subcommand)]
pub enum VerificationsCommand {
    /// Reports that wait · 待核清单
    List(VerificationsList),
    /// As reported · 属实
    Accept(VerificationsOf),
    /// Back to the unit · 退回
    Return(VerificationsReturn),
    /// Another amount than the reported one · 核减核增
    Recognise(VerificationsRecognise),
}

#[derive(Debug, Args)]
pub struct VerificationsList {
    /// The lead office acted for; without it, all that waits · 牵头部门
    #[arg(long, value_name = "UNIT")]
    pub office: Option<String>,
}

#[derive(Debug, Args)]
pub struct VerificationsOf {
    /// The lead office acted for · 牵头部门
    #[arg(long, value_name = "UNIT")]
    pub office: String,
    /// Whose report · 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: String,
    #[arg(long, value_name = "CODE")]
    pub indicator: String,
    /// The month, such as 2026-03 · 月份
    #[arg(long, value_name = "MONTH")]
    pub period: String,
}

#[derive(Debug, Args)]
pub struct VerificationsReturn {
    #[command(flatten)]
    pub of: VerificationsOf,
    #[arg(long, value_name = "REASON")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct VerificationsRecognise {
    #[command(flatten)]
    pub of: VerificationsOf,
    /// In the measure of the indicator · 核定数
    #[arg(long, value_name = "AMOUNT")]
    pub amount: String,
    /// Where something is excluded from assessment · 认定数
    #[arg(long, value_name = "AMOUNT")]
    pub credited: Option<String>,
    #[arg(long, value_name = "REASON")]
    pub reason: String,
}

#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// Show a file for a record · 上传
    Add(EvidenceAdd),
    /// Files shown for a record · 清单
    List(EvidenceOf),
    /// Hold every row against the disk · 核对
    Check,
}

#[derive(Debug, Args)]
pub struct EvidenceOf {
    /// Such as returns or projects · 台账
    #[arg(long, value_name = "NOUN")]
    pub register: String,
    /// unit/indicator/month, or the record's key · 记录
    #[arg(long, value_name = "KEY")]
    pub record: String,
}

#[derive(Debug, Args)]
pub struct EvidenceAdd {
    pub file: PathBuf,
    #[command(flatten)]
    pub of: EvidenceOf,
    /// contract, licence, slip, invoice, document, photo, approval, permit, minutes or other · 类别
    #[arg(long, value_name = "KIND", default_value = "other")]
    pub kind: String,
    /// Contract, slip, invoice or document number · 编号文号
    #[arg(long, value_name = "NUMBER", default_value = "")]
    pub number: String,
    /// The unit that shows it · 单位
    #[arg(long, value_name = "UNIT")]
    pub office: Option<String>,
}
