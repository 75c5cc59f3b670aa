//! Words of `guatu directives` 交办.

use super::{ListFormat, ModelPlace, SupervisedOne};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

pub const DIRECTIVES: &str = "\
FILE is TXT (UTF-8 or GB18030), DOCX, XLSX or a PDF with text. `read` writes nothing: what is printed are proposals, each with the
sentence it stands in, the words it was known by, and how sure the reader is. Units are matched where a database is named. With `--model` the
whole text, its day and the units' names are sent to the county's own model; that it was sent is put on record there. `keep` keeps the
text as it is with the proposals beside it; a person decides on each of them, on the page of the directive.
Examples:
  guatu directives read 讲话.docx --date 2026-04-08
  guatu directives read plan.pdf --date 2026-03-01 --format json > plan.json
  guatu directives read plan.docx --model --model-address http://127.0.0.1:8000/v1 --model-name NAME
  guatu directives keep 讲话.docx --date 2026-04-08 --database sqlite:guatu-demo/guatu.db
  guatu directives list
  guatu directives show dir-002
  guatu directives parts dir-002
  guatu directives hand dir-002 --first 3 --last 12 --to ducha";

#[derive(Debug, Subcommand)]
pub enum DirectivesCommand {
    /// Read a text for its tasks and figures · 读文
    Read(DirectivesRead),
    /// Keep a text, with what is proposed out of it · 登记部署
    Keep(DirectivesKeep),
    /// Texts that are kept, the newest first · 部署清单
    List(DirectivesList),
    /// One text with what became of its sentences and proposals · 一件部署
    Show(SupervisedOne),
    /// Who decides on which sentences, and how far they are; the sections of the text · 部署分工
    Parts(SupervisedOne),
    /// Hand some sentences to somebody, or take them back · 移交分工
    Hand(DirectivesHand),
}

#[derive(Debug, Args)]
pub struct DirectivesRead {
    /// The text · 文本文件
    pub file: PathBuf,
    /// The day of the text, from which its deadlines count (else the one it gives itself) · 文本日期
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// How to print it · 格式
    #[arg(long, value_enum, default_value_t = ReadFormat::Table)]
    pub format: ReadFormat,
    /// Send the text to the county's own model, too, and add what it finds · 请本县模型补读（会发送全文）
    #[arg(long, requires = "address")]
    pub model: bool,
    #[command(flatten)]
    pub place: ModelPlace,
}

#[derive(Debug, Args)]
pub struct DirectivesKeep {
    /// The text · 文本文件
    #[arg(required_unless_present = "bulletin", conflicts_with = "bulletin")]
    pub file: Option<PathBuf>,
    /// Instead of a file, the next steps of this issued bulletin, as it was frozen · 把这份通报的下步打算登记为部署
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["date", "kind", "number"])]
    pub bulletin: Option<String>,
    /// The day of the text (else the one it gives itself) · 日期
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Its title (else the one it gives itself, else the name of the file) · 标题
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// speech, minutes, plan, notice, instruction, bulletin or other (else what it calls itself) · 文种
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Its document number (else the one it carries) · 文号
    #[arg(long, value_name = "TEXT")]
    pub number: Option<String>,
    /// Who issued it (else as its title, head or signature has it) · 发文机关
    #[arg(long, value_name = "TEXT")]
    pub issuer: Option<String>,
    /// Who spoke (else as its title or the line below has it) · 讲话人
    #[arg(long, value_name = "TEXT")]
    pub speaker: Option<String>,
}

#[derive(Debug, Args)]
pub struct DirectivesHand {
    /// The directive · 部署编号
    pub code: String,
    /// The first sentence, as `parts` numbers them · 自第几句
    #[arg(long, value_name = "N")]
    pub first: usize,
    /// The last sentence · 至第几句
    #[arg(long, value_name = "N")]
    pub last: usize,
    /// The account of who decides on them (else they are nobody's part) · 由谁处理
    #[arg(long, value_name = "ACCOUNT", default_value = "")]
    pub to: String,
}

#[derive(Debug, Args)]
pub struct DirectivesList {
    /// How to print: text or csv · 格式
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadFormat {
    Table,
    Json,
}
