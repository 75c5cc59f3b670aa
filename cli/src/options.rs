//! Options 选项: the words of the command line, in English with the Chinese beside them, and an example under each command.

use acts::keys::Algorithm;
mod accounts;
mod directives;
mod verifications;
mod registers;
mod serve;
mod returns;
mod settings;
mod bulletins;
mod meetings;
mod merit;
mod site_problems;
mod supervision;
mod proceedings;

pub use accounts::AccountsCommand;
pub use bulletins::{BulletinCommand, Check, Compose, Issue, Print};
pub use directives::{DirectivesCommand, DirectivesHand, DirectivesKeep, DirectivesList, DirectivesRead, ReadFormat};
pub use meetings::{
    MeetingsAttend, MeetingsCommand, MeetingsComment, MeetingsList, MeetingsMinutes, MeetingsPack, MeetingsPlan, MeetingsSpeaker,
};
pub use merit::{MeritCommand, MeritDecide, MeritExport, MeritFormat, MeritList, MeritObject, MeritObjections, MeritShow};
pub use proceedings::{
    LadderList, ProceedingsCommand, ProceedingsFormat, ProceedingsList, ProceedingsOne, ProceedingsOpen, ProceedingsServe,
};
pub use registers::{RegistersCommand, RegistersKeep};
pub use returns::{ReturnsCommand, ReturnsMonth, ReturnsOpen, ReturnsSubmit, ReturnsWithdraw};
pub use serve::{ModelPlace, Place, Serve};
pub use settings::{SettingsApply, SettingsCommand, SettingsFormat};
pub use site_problems::{ProblemStep, ProblemsCommand, ProblemsList, ProblemsRecord};
pub use supervision::{ListFormat, OrdersCommand, SupervisedList, SupervisedOne, TasksBreakDown, TasksCommand};

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::lang::Lang;
use std::path::PathBuf;
use std::process::ExitCode;
use verifications::{EVIDENCE, VERIFICATIONS};
pub use verifications::{EvidenceAdd, EvidenceCommand, EvidenceOf, VerificationsCommand, VerificationsList, VerificationsOf};

const ABOUT: &str = "County campaign ledger: records to statistics to bulletin · 挂图作战：从台账到统计到通报";

const FIRST_STEPS: &str = "\
Begin · 开始:
  guatu demo                                          a made-up county with its first-quarter bulletin, and its web pages
  guatu load my-county/ --database sqlite:guatu.db    your own records, from CSV files (docs/load-format.md)
  guatu statistics --period 2026-Q1                   the figures of a quarter
  guatu bulletin compose --period 2026-Q1 --out .     the bulletin as DOCX, PDF, XLSX, HTML, Markdown and JSON

DATABASE is sqlite:PATH or postgres://user@host/name. Exit codes: 0 done, 1 checked and found bad, 2 refused or failed.
数据库写作 sqlite:路径 或 postgres://用户@主机/库名。退出码：0 完成，1 核验不符，2 不予受理或失败。";

#[derive(Debug, Parser)]
#[command(name = "guatu", version, about = ABOUT, after_help = FIRST_STEPS, arg_required_else_help = true)]
pub struct Line {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere · 通用")]
pub struct Global {
    /// Where the records are kept: sqlite:PATH or postgres://… (or GUATU_DATABASE) · 数据库地址
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// What was known at the end of this day, such as 2026-04-08 · 截至日期
    #[arg(long, global = true, value_name = "DAY")]
    pub as_of: Option<String>,
    /// The day to take for today when reading · 以此日为今天（只用于读）
    #[arg(long, global = true, value_name = "DAY")]
    pub today: Option<String>,
    /// Language: zh or en (else by LANG) · 语言
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<String>,
    /// County code of GB/T 2260; `all` for statistics, export and verification · 县代码
    #[arg(long, global = true, value_name = "CODE")]
    pub county: Option<String>,
    /// Folder of the county's signing keys (else beside the database) · 签名密钥目录
    #[arg(long, global = true, value_name = "DIR")]
    pub keys: Option<PathBuf>,
    /// Folder of the files of evidence (else beside the database) · 佐证材料目录
    #[arg(long, global = true, value_name = "DIR")]
    pub evidence: Option<PathBuf>,
    /// Folder with more fonts; may be given several times · 字体目录
    #[arg(long = "font-dir", global = true, value_name = "DIR")]
    pub font_dirs: Vec<PathBuf>,
    /// Say only what was asked for · 只输出结果
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an empty database, or bring one to this version · 建库
    #[command(
        after_help = "Examples:\n  guatu init --database sqlite:guatu.db\n  guatu init --database postgres://guatu@localhost/guatu\n  guatu init --signer sm2                      sign with SM2 (GB/T 32918) instead of Ed25519"
    )]
    Init(Init),
    /// Load a folder of CSV files · 装载
    #[command(after_help = LOAD)]
    Load(Load),
    /// Import one workbook or CSV file into a register · 导入
    #[command(after_help = IMPORT)]
    Import(Import),
    /// Make a made-up county, its bulletin and its web pages · 演示
    #[command(after_help = DEMO)]
    Demo(Demo),
    /// Serve the web pages · 网页服务
    #[command(
        after_help = "Examples:\n  guatu serve --database sqlite:guatu-demo/guatu.db --today 2026-04-08\n  guatu serve --port 9000"
    )]
    Serve(Serve),
    /// Statistics of any period as of any day · 查统计
    #[command(after_help = STATISTICS)]
    Statistics(Statistics),
    /// Bulletins: compose, issue, list, check · 通报
    #[command(subcommand)]
    Bulletin(BulletinCommand),
    /// The ledger: verify it, rebuild what is derived from it · 总账
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Who may sign in: list, open, invite, suspend, restore, unlock, hand over · 账号
    #[command(subcommand)]
    Accounts(AccountsCommand),
    /// What a unit owes for a month: list, show, submit, withdraw, open again · 填报
    #[command(subcommand, after_help = returns::RETURNS)]
    Returns(ReturnsCommand),
    /// Registers: list, keep a record, read its history · 台账
    #[command(subcommand, after_help = registers::REGISTERS)]
    Registers(RegistersCommand),
    /// Texts that ask for something: read one for its tasks and figures, keep it, see what became of it · 交办
    #[command(subcommand, after_help = directives::DIRECTIVES)]
    Directives(DirectivesCommand),
    /// Settings from a file: units, posts, indicators, targets, rules, calendars · 设置
    #[command(subcommand, after_help = settings::SETTINGS)]
    Settings(SettingsCommand),
    /// What waits for verification, and what is decided on it · 核验
    #[command(subcommand, after_help = VERIFICATIONS)]
    Verifications(VerificationsCommand),
    /// Tasks: who has to bring about what by when · 任务
    #[command(subcommand, after_help = supervision::TASKS)]
    Tasks(TasksCommand),
    /// Supervision orders and how they stand · 督办
    #[command(subcommand, after_help = supervision::ORDERS)]
    Orders(OrdersCommand),
    /// What the county's rules propose against units, and what named persons made of it · 问责
    #[command(subcommand, after_help = proceedings::PROCEEDINGS)]
    Proceedings(ProceedingsCommand),
    /// Facts tied to whoever answered for them that day; objections; files for the organisation department · 实绩
    #[command(subcommand, after_help = merit::MERIT)]
    Merit(MeritCommand),
    /// Meetings: planned, their packs sent out, speakers, comments, attendance, minutes · 会议
    #[command(subcommand, after_help = meetings::MEETINGS)]
    Meetings(MeetingsCommand),
    /// Problems found on site: written down, decided on, raised, solved, closed · 现场问题
    #[command(subcommand, after_help = site_problems::PROBLEMS)]
    Problems(ProblemsCommand),
    /// Files shown for facts: add, list, check against the disk · 佐证材料
    #[command(subcommand, after_help = EVIDENCE)]
    Evidence(EvidenceCommand),
    /// The record of acts: who did what; archives of it · 办事留痕
    #[command(
        subcommand,
        after_help = "Examples:\n  guatu acts list --verb returns. --from 2026-04-01\n  guatu acts show 63221 --open 年度审计\n  guatu acts export --from 2026-01-01 --to 2026-03-31 --out acts.jsonl\n  guatu acts check acts.jsonl"
    )]
    Acts(crate::commands::acts::ActsCommand),
    /// What every form costs, what is asked twice, and the price of a new indicator · 填报负担
    #[command(after_help = "Examples:\n  guatu burden --year 2026\n  guatu burden --with new-indicators.csv")]
    Burden(crate::commands::burden::Burden),
    /// The whole archive in one file · 备份
    Backup(crate::commands::backup::Backup),
    /// A backup back into an empty database · 恢复
    Restore(crate::commands::backup::Restore),
    /// Open a figure: formula, inputs, rule, entries, records · 查数
    #[command(after_help = EXPLAIN)]
    Explain(Explain),
    /// Export a register; the CSV can be loaded again · 导出台账
    #[command(after_help = EXPORT)]
    Export(Export),
}

const LOAD: &str = "\
Nothing is written while any line has a problem; all problems are listed with file, line and column.
The columns are described in docs/load-format.md and by `guatu export list --format md`.
Examples:
  guatu load my-county/ --database sqlite:guatu.db
  guatu load my-county/ --problems problems.csv";

const IMPORT: &str = "\
The head is found by the names of the columns, Chinese or English, below titles and notes. Amounts such as 1.2亿, 3500万元 and １２．５ and
dates such as 2026年4月8日 are understood. Without --good-rows a file with problems changes nothing. The same file twice changes nothing.
Examples:
  guatu import returns march.xlsx --database sqlite:guatu.db
  guatu import returns march.xlsx --period 2026-03 --good-rows --errors errors.csv
  guatu import returns march.xlsx --preview --annotated march-problems.xlsx
  guatu import projects projects.csv --errors errors.csv";

const DEMO: &str = "\
Examples:
  guatu demo                                   write ./guatu-demo and serve it
  guatu demo --no-serve --dir /tmp/demo        only write the files
  guatu statistics --database sqlite:guatu-demo/guatu.db --period 2026-Q1 --as-of 2026-04-08";

const STATISTICS: &str = "\
PERIOD is 2026, 2026-Q1, 2026-H1, 2026-03 or 2026-01..2026-05.
Examples:
  guatu statistics --period 2026-Q1
  guatu statistics --period 2026-Q1 --as-of 2026-04-08 --format json
  guatu statistics --period 2026-03 --indicator fund_arrivals --group 乡镇
  guatu statistics --period 2026 --county all --format csv --out all.csv";

const EXPLAIN: &str = "\
A figure's id stands in the bulletin's JSON and under every number of its HTML.
Examples:
  guatu explain 361099:fund_arrivals:share_percent:-:2026-Q1:verified:2026-04-08
  guatu explain 361099:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08 --format json";

const EXPORT: &str = "\
Examples:
  guatu export list                     the registers there are
  guatu export list --format md         and their columns
  guatu export projects                 the projects as CSV
  guatu export units --format xlsx --out units.xlsx
  guatu export all --out my-county/     every register, ready for `guatu load`";

#[derive(Debug, Args)]
pub struct Init {
    /// How the county signs, Ed25519 unless said otherwise; a key once made stays · 签名算法
    #[arg(long, value_enum, value_name = "ALGORITHM")]
    pub signer: Option<SignerName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SignerName {
    Ed25519,
    Sm2,
}

impl SignerName {
    pub fn algorithm(self) -> Algorithm {
        match self {
            SignerName::Ed25519 => Algorithm::Ed25519,
            SignerName::Sm2 => Algorithm::Sm2,
        }
    }
}

#[derive(Debug, Args)]
pub struct Load {
    /// The folder with the CSV files · CSV 目录
    pub dir: PathBuf,
    /// Write the list of problems to this CSV file as well · 问题清单
    #[arg(long, value_name = "FILE")]
    pub problems: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Import {
    /// A register such as returns, projects, fund_steps · 台账
    pub noun: String,
    /// The workbook (XLSX) or CSV file · 文件
    pub file: PathBuf,
    /// Say what would change and write nothing · 只预览
    #[arg(long, conflicts_with = "good_rows")]
    pub preview: bool,
    /// File the good rows though others have problems · 只收好的行
    #[arg(long)]
    pub good_rows: bool,
    /// Write the list of problems to this CSV file · 问题清单
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Write the file itself with every problem beside its cell: a workbook stays a workbook · 批注后的原文件
    #[arg(long, value_name = "FILE")]
    pub annotated: Option<PathBuf>,
    /// Write a workbook of only the rows with problems, to be corrected and imported again · 有问题的行
    #[arg(long, value_name = "FILE")]
    pub bad_rows: Option<PathBuf>,
    /// The returns are of this period: 2026-03, or 2026 to give “3月” its year · 期别
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Stage of returns that name none: reported, verified, credited or statistical · 口径
    #[arg(long, value_name = "STAGE", default_value = "reported")]
    pub stage: String,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Where to write guatu.db, bulletin.* and keys/ · 输出目录
    #[arg(long, value_name = "DIR", default_value = "guatu-demo")]
    pub dir: PathBuf,
    /// Take the county's CSV files from here instead of the built-in ones · 演示数据目录
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Stop after writing the files · 不提供网页
    #[arg(long)]
    pub no_serve: bool,
    /// How the county signs, Ed25519 unless said otherwise; a key once made stays · 签名算法
    #[arg(long, value_enum, value_name = "ALGORITHM")]
    pub signer: Option<SignerName>,
    #[command(flatten)]
    pub place: Place,
}

/// A period and a stage.
#[derive(Debug, Args)]
pub struct Asked {
    /// 2026, 2026-Q1, 2026-H1, 2026-03 or 2026-01..2026-05 · 期别
    #[arg(long, value_name = "PERIOD")]
    pub period: String,
    /// reported, verified, credited or statistical · 口径
    #[arg(long, value_name = "STAGE", default_value = "verified")]
    pub stage: String,
}

#[derive(Debug, Args)]
pub struct Statistics {
    #[command(flatten)]
    pub asked: Asked,
    /// Only this indicator; may be given several times · 指标
    #[arg(long = "indicator", value_name = "CODE")]
    pub indicators: Vec<String>,
    /// Only this unit; may be given several times · 单位
    #[arg(long = "unit", value_name = "CODE")]
    pub units: Vec<String>,
    /// Only this ranking group · 排名组
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// The county's own figures too (stocks, ratios and counts have no others) · 加全县合计
    #[arg(long)]
    pub totals: bool,
    /// How to print · 格式
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
    /// Write to a file instead · 输出文件
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Table,
    Json,
    Csv,
    Xlsx,
    Md,
}

#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Prove that nothing was changed outside the program · 核验总账
    #[command(
        after_help = "Recomputes the chain, the balances and the reconciliation of credits, and names the first bad row.\nWith --checkpoint, it is first proved that nothing a kept checkpoint covers was removed or rewritten.\nExit code 0: good. 1: a bad row. 2: could not be verified.\nExamples:\n  guatu ledger verify --database sqlite:guatu.db\n  guatu ledger verify --checkpoint 2026-03-31.json --key 361099.pub"
    )]
    Verify(Verify),
    /// Sign what the chain comes to today, in a small file to be kept elsewhere · 存证
    #[command(
        after_help = "Keep the file where nobody who can change the database can reach it; prove it later with guatu ledger verify.\nExample:\n  guatu ledger checkpoint --database sqlite:guatu.db --out 2026-03-31.json"
    )]
    Checkpoint(Checkpoint),
    /// Make the balances again from the entries · 重建余额
    Rebuild,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// A file of guatu ledger checkpoint, kept elsewhere since · 存证点文件
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// The county's public key, kept elsewhere too (else the one beside the database) · 公钥
    #[arg(long, value_name = "PUB", requires = "checkpoint")]
    pub key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Checkpoint {
    /// Write to a file instead · 输出文件
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The figure's id · 数字编号
    #[arg(value_name = "FIGURE_ID")]
    pub figure: String,
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct Export {
    /// A register such as units, projects, returns; `list` names them, `all` exports every one · 台账
    pub noun: String,
    #[arg(long, value_enum, default_value_t = ExportFormat::Csv)]
    pub format: ExportFormat,
    /// Write to a file instead (a folder for `all`) · 输出文件
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Csv,
    Xlsx,
    Md,
}

/// Read the command line; help and mistakes are told here.
pub fn read() -> Result<Line, ExitCode> {
    Line::try_parse().map_err(|error| {
        // Help and version go to standard output; a reader that has gone is no trouble.
        let told = error.print();
        if !error.use_stderr() || told.is_err() {
            return ExitCode::SUCCESS;
        }
        let asked = std::env::args().skip_while(|a| a != "--lang").nth(1);
        let sentence = lang(asked.as_deref()).of(
            "命令写法有误，什么都没有做；用 guatu --help 或 guatu 命令 --help 查看写法",
            "the command cannot be understood and nothing was done; see guatu --help or guatu COMMAND --help",
        );
        eprintln!("guatu: {sentence} [usage.unreadable]");
        ExitCode::from(2)
    })
}

/// The language of messages: the one asked for, else English where the machine speaks English, else Chinese.
pub fn lang(asked: Option<&str>) -> Lang {
    let named = |text: &str| if text.starts_with("en") { Lang::En } else { Lang::Zh };
    if let Some(text) = asked {
        return named(text);
    }
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).map_or(Lang::Zh, |text| named(&text))
}
