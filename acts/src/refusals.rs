//! Refusals 不予受理 and faults 故障, each with a stable code and a sentence in Chinese and English.

use crate::accounts::Refusal;
use crate::keys::Algorithm;
use crate::problems::Problem;
use domain::calendar::Date;
use domain::lang::Lang;
use domain::policy::Denied;
use std::path::PathBuf;

/// Why an act was not done. All but [`Error::Fault`] are refusals a person can act on.
#[derive(Debug)]
pub enum Error {
    Fault(store::Fault),
    /// The policy says no.
    Denied(Denied),
    /// A file that is not taken as evidence.
    Unfit(crate::evidence::Unfit),
    /// A step of an order that does not follow.
    Order(domain::supervision::Refusal),
    /// A step of a proceeding that does not follow.
    Proceeding(domain::accountability::Refusal),
    /// A step of a task that does not follow.
    Task(domain::tasks::Unready),
    /// A proposal that is no task yet.
    Proposal(domain::directives::Unsound),
    /// Something about a meeting that cannot be done.
    Meeting(domain::meetings::Refusal),
    /// A step of a problem on site that does not follow.
    OnSite(domain::site_problems::Refusal),
    /// An objection to a fact of merit that is not taken, or not decided on.
    Merit(domain::merit::Refusal),
    /// The county's model was not asked, or did not answer.
    Model(crate::models::Unasked),
    /// A text that is no directive: empty, or longer than any.
    NoText,
    TextTooLong(usize),
    /// An issued bulletin without next steps.
    NothingPromised(String),
    /// A unit that is not there any more: its name, and since when.
    UnitGone(String, Date),
    /// A decision that cannot stand.
    Unfounded(domain::verifications::Unfounded),
    /// What was looked at is no longer what stands there.
    Changed,
    /// Not there, or not for these eyes: the two look the same.
    NotFound,
    /// Signing in, or keeping an account.
    Account(Refusal),
    Problems(Vec<Problem>),
    Unreadable(PathBuf, String),
    Unwritable(PathBuf, String),
    NothingToLoad(PathBuf),
    UnknownCounty(i32),
    NoCounty,
    WhichCounty(Vec<i32>),
    BadPeriod(String),
    BadDay(String),
    BadStage(String),
    /// An amount in the command line that cannot be read.
    BadAmount(String, domain::measure::AmountError),
    AsOfInTheFuture(Date, Date),
    PeriodInTheFuture(String, Date),
    BeforeTheFirstRecord(Date, Date),
    UnknownIndicator(String),
    UnknownUnit(String),
    /// Words that fit several units, and the names of those.
    SeveralUnits(String, Vec<String>),
    UnknownGroup(String),
    UnknownFigure(String),
    UnknownBulletin(String),
    NumberTaken(String),
    NothingToCompose(String),
    Fonts(String, String),
    BadKey(PathBuf, String),
    NotABulletin(PathBuf),
    /// What was signed by one algorithm cannot be judged by a key of another.
    OtherAlgorithm {
        signed: Algorithm,
        key: Algorithm,
    },
    /// The county signs with the key it has.
    KeyStays(PathBuf, Algorithm),
    NotSigned(String),
    NotACheckpoint(PathBuf),
    /// What does not hold is not signed: the first bad row, in Chinese and English.
    ChainDoesNotHold(String, String),
    NotAWorkbook(PathBuf),
    /// The binary workbooks of before 2007.
    OldWorkbook(PathBuf),
    /// Under a password.
    Locked(PathBuf),
    Macros(PathBuf),
    EmptyFile(PathBuf),
    TooManyRows(PathBuf, usize),
    /// The file unpacks to more than so many MB.
    TooLarge(PathBuf, u64),
    Entities(PathBuf),
    /// A line of a list that is longer than any row of a table.
    LongLine(PathBuf),
    /// So many rows with problems were listed, and there was no end of them.
    TooManyProblems(usize),
    /// The process that reads workbooks was ended by its limits.
    ReaderStopped(String),
    /// A file that is not read as a text.
    Unread(PathBuf, crate::texts::Unread),
}

impl From<store::Fault> for Error {
    fn from(fault: store::Fault) -> Error {
        Error::Fault(fault)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Account(refusal)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for Error {}

impl Error {
    pub fn code(&self) -> &str {
        match self {
            Error::Fault(fault) => fault.code(),
            Error::Denied(denied) => denied.code(),
            Error::Unfit(unfit) => unfit.code(),
            Error::Unfounded(unfounded) => unfounded.code(),
            Error::Order(refusal) => refusal.code(),
            Error::Proceeding(refusal) => refusal.code(),
            Error::Task(unready) => unready.code(),
            Error::Proposal(unsound) => unsound.code(),
            Error::OnSite(refusal) => refusal.code(),
            Error::Meeting(refusal) => refusal.code(),
            Error::Merit(refusal) => refusal.code(),
            Error::Model(why) => why.code(),
            Error::NoText => "directives.no_text",
            Error::NothingPromised(_) => "directives.nothing_promised",
            Error::TextTooLong(_) => "directives.too_long",
            Error::UnitGone(..) => "units.gone",
            Error::Changed => "verifications.changed",
            Error::NotFound => "records.not_found",
            Error::Account(refusal) => refusal.code(),
            Error::Problems(_) => "load.problems",
            Error::Unreadable(..) => "files.unreadable",
            Error::Unwritable(..) => "files.unwritable",
            Error::NothingToLoad(_) => "load.nothing",
            Error::UnknownCounty(_) => "counties.unknown",
            Error::NoCounty => "counties.none",
            Error::WhichCounty(_) => "counties.which",
            Error::BadPeriod(_) => "periods.unreadable",
            Error::BadDay(_) => "days.unreadable",
            Error::BadStage(_) => "stages.unknown",
            Error::BadAmount(..) => "amounts.unreadable",
            Error::AsOfInTheFuture(..) => "as_of.in_the_future",
            Error::PeriodInTheFuture(..) => "periods.in_the_future",
            Error::BeforeTheFirstRecord(..) => "as_of.before_the_first_record",
            Error::UnknownIndicator(_) => "indicators.unknown",
            Error::UnknownUnit(_) => "units.unknown",
            Error::SeveralUnits(..) => "units.several",
            Error::UnknownGroup(_) => "groups.unknown",
            Error::UnknownFigure(_) => "figures.unknown",
            Error::UnknownBulletin(_) => "bulletins.unknown",
            Error::NumberTaken(_) => "bulletins.number_taken",
            Error::NothingToCompose(_) => "bulletins.nothing_to_compose",
            Error::Fonts(..) => "fonts.missing",
            Error::BadKey(..) => "keys.unreadable",
            Error::NotABulletin(_) => "bulletins.not_a_bulletin",
            Error::OtherAlgorithm { .. } => "keys.other_algorithm",
            Error::KeyStays(..) => "keys.stays",
            Error::NotSigned(_) => "keys.not_signed",
            Error::NotACheckpoint(_) => "checkpoints.not_a_checkpoint",
            Error::ChainDoesNotHold(..) => "checkpoints.chain_does_not_hold",
            Error::NotAWorkbook(_) => "import.not_a_workbook",
            Error::OldWorkbook(_) => "import.old_workbook",
            Error::Locked(_) => "import.password",
            Error::Macros(_) => "import.macros",
            Error::EmptyFile(_) => "import.empty",
            Error::TooManyRows(..) => "import.too_many_rows",
            Error::TooLarge(..) => "import.too_large",
            Error::Entities(_) => "import.entities",
            Error::LongLine(_) => "import.long_line",
            Error::TooManyProblems(_) => "import.too_many_problems",
            Error::ReaderStopped(_) => "import.reader_stopped",
            Error::Unread(_, why) => why.code(),
        }
    }

    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let (zh, en) = self.sentences();
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn sentences(&self) -> (String, String) {
        let pair = |zh: String, en: String| (zh, en);
        match self {
            Error::Denied(denied) => pair(denied.sentence(Lang::Zh).to_owned(), denied.sentence(Lang::En).to_owned()),
            Error::Unfit(unfit) => pair(unfit.sentence(Lang::Zh).to_owned(), unfit.sentence(Lang::En).to_owned()),
            Error::Order(refusal) => pair(refusal.sentence(Lang::Zh), refusal.sentence(Lang::En)),
            Error::Proceeding(refusal) => pair(refusal.sentence(Lang::Zh), refusal.sentence(Lang::En)),
            Error::Task(unready) => pair(unready.sentence(Lang::Zh), unready.sentence(Lang::En)),
            Error::Model(why) => pair(why.sentence(Lang::Zh), why.sentence(Lang::En)),
            Error::Proposal(unsound) => pair(unsound.sentence(Lang::Zh), unsound.sentence(Lang::En)),
            Error::Meeting(refusal) => pair(refusal.sentence(Lang::Zh), refusal.sentence(Lang::En)),
            Error::Merit(refusal) => pair(refusal.sentence(Lang::Zh), refusal.sentence(Lang::En)),
            Error::OnSite(refusal) => pair(refusal.sentence(Lang::Zh), refusal.sentence(Lang::En)),
            Error::NoText => pair(
                "没有正文；请粘贴全文，或上传能读出文字的文件".to_owned(),
                "there is no text; paste it, or upload a file that has text".to_owned(),
            ),
            Error::NothingPromised(number) => pair(
                format!("通报“{number}”没有登记下步打算"),
                format!("bulletin “{number}” records no next steps"),
            ),
            Error::TextTooLong(most) => pair(
                format!("正文超过{most}字；请分篇登记"),
                format!("the text is longer than {most} characters; enter it in parts"),
            ),
            Error::UnitGone(name, on) => pair(
                format!("{name}已于{on}撤销，请改填承接其职责的单位"),
                format!("{name} was abolished on {on}; name the unit that took over its duties"),
            ),
            Error::Unfounded(found) => pair(found.sentence(Lang::Zh).to_owned(), found.sentence(Lang::En).to_owned()),
            Error::Changed => pair(
                "您查看之后情况有变（单位改报、材料变动或已由他人办理），没有办理；请重新查看".to_owned(),
                "it changed since you looked (reported anew, evidence added or taken away, or decided by somebody else); nothing was done, look again".to_owned(),
            ),
            Error::NotFound => pair("没有这条记录".to_owned(), "there is no such record".to_owned()),
            Error::Account(refusal) => pair(refusal.sentence(Lang::Zh), refusal.sentence(Lang::En)),
            Error::Fault(fault) => pair(fault.sentence(Lang::Zh), fault.sentence(Lang::En)),
            Error::Problems(problems) => pair(
                format!("有{}处问题，什么都没有写入；请按清单改正后再装载", problems.len()),
                format!("{} problems; nothing was written; correct them and load again", problems.len()),
            ),
            Error::Unreadable(path, why) => pair(
                format!("无法读取{}（{why}）；请检查路径和权限", path.display()),
                format!("cannot read {} ({why}); check the path and its permissions", path.display()),
            ),
            Error::Unwritable(path, why) => pair(
                format!("无法写入{}（{why}）；请换一个可写的目录", path.display()),
                format!("cannot write {} ({why}); choose a directory you may write to", path.display()),
            ),
            Error::NothingToLoad(path) => pair(
                format!("{}里没有可装载的CSV文件（如units.csv、returns.csv）", path.display()),
                format!("no CSV file to load in {} (such as units.csv, returns.csv)", path.display()),
            ),
            Error::UnknownCounty(county) => pair(
                format!("没有县{county}；用 guatu statistics --county all 查看已有的县"),
                format!("no county {county}; see those there are with --county all"),
            ),
            Error::NoCounty => pair(
                "数据库里还没有县；请先用 guatu demo 或 guatu load 装入".to_owned(),
                "the database holds no county yet; begin with guatu demo or guatu load".to_owned(),
            ),
            Error::WhichCounty(counties) => pair(
                format!("有多个县（{counties:?}），请用 --county 指明"),
                format!("there are several counties ({counties:?}); say which with --county"),
            ),
            Error::BadPeriod(text) => pair(
                format!("期别“{text}”无法识别；请写成 2026、2026-Q1、2026-H1、2026-03 或 2026-01..2026-05"),
                format!("no such period “{text}”; write 2026, 2026-Q1, 2026-H1, 2026-03 or 2026-01..2026-05"),
            ),
            Error::BadDay(text) => {
                pair(format!("日期“{text}”无法识别；请写成 2026-04-08"), format!("no such day “{text}”; write 2026-04-08"))
            }
            Error::BadAmount(text, why) => {
                pair(format!("数“{text}”：{}", why.sentence(Lang::Zh)), format!("amount “{text}”: {}", why.sentence(Lang::En)))
            }
            Error::BadStage(text) => pair(
                format!("口径“{text}”不存在；应为 reported、verified、credited 或 statistical"),
                format!("no such stage “{text}”; it is reported, verified, credited or statistical"),
            ),
            Error::AsOfInTheFuture(day, today) => pair(
                format!("截至日期{day}晚于今天（{today}），还没有发生"),
                format!("{day} is later than today ({today}) and has not happened"),
            ),
            Error::PeriodInTheFuture(period, day) => {
                pair(format!("截至{day}，{period}还没有开始"), format!("as of {day}, {period} has not begun"))
            }
            Error::BeforeTheFirstRecord(day, first) => pair(
                format!("截至{day}还没有任何记录；最早的记录是{first}"),
                format!("nothing was recorded as of {day}; the first record is of {first}"),
            ),
            Error::UnknownIndicator(code) => pair(
                format!("没有指标“{code}”；用 guatu export indicators 查看全部指标"),
                format!("no indicator “{code}”; see them with guatu export indicators"),
            ),
            Error::SeveralUnits(words, names) => pair(
                format!("“{words}”对应多个单位（{}），请选定一个，写全称", names.join("、")),
                format!("“{words}” fits several units ({}): choose one by its full name", names.join(", ")),
            ),
            Error::UnknownUnit(code) => pair(
                format!("没有单位“{code}”；用 guatu export units 查看全部单位"),
                format!("no unit “{code}”; see them with guatu export units"),
            ),
            Error::UnknownGroup(name) => pair(
                format!("没有排名组“{name}”；用 guatu export units 查看全部排名组"),
                format!("no ranking group “{name}”; see them with guatu export units"),
            ),
            Error::UnknownFigure(id) => pair(
                format!("没有数字“{id}”；编号形如 361099:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08"),
                format!("no figure “{id}”; an id looks like 361099:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08"),
            ),
            Error::UnknownBulletin(number) => pair(format!("没有通报“{number}”"), format!("no bulletin “{number}”")),
            Error::NumberTaken(number) => pair(
                format!("文号“{number}”已经用过；已印发的通报不能更改，请另发更正通报"),
                format!("the number “{number}” is taken; an issued bulletin never changes, issue a corrigendum"),
            ),
            Error::NothingToCompose(period) => pair(
                format!("{period}没有可通报的指标；请先装入指标和数据"),
                format!("there is no indicator to report for {period}; load indicators and records first"),
            ),
            Error::Fonts(zh, en) => pair(zh.clone(), en.clone()),
            Error::BadKey(path, why) => pair(
                format!("{}不是可用的密钥文件（应为{why}）", path.display()),
                format!("{} is not a usable key file (it should read {why})", path.display()),
            ),
            Error::NotABulletin(path) => pair(
                format!("{}里没有通报的签名说明，不是由本系统印发的DOCX、PDF或HTML", path.display()),
                format!("{} carries no signed note: it is not a DOCX, PDF or HTML issued by this program", path.display()),
            ),
            Error::OtherAlgorithm { signed, key } => pair(
                format!("这份文件用{signed}签名，给出的公钥却是{key}的；请用该县的{signed}公钥核验"),
                format!(
                    "the file is signed with {signed}, but the key given is for {key}; check it with the county's {signed} key"
                ),
            ),
            Error::KeyStays(path, has) => pair(
                format!("该县已有{has}密钥（{}），以前的签名都要靠它核验，不能更换算法", path.display()),
                format!(
                    "the county has its {has} key already ({}); what it signed must stay checkable, so it stays",
                    path.display()
                ),
            ),
            Error::NotSigned(why) => pair(
                format!("签名没有完成（{why}），什么都没有写入；请再试一次"),
                format!("the signature could not be made ({why}); nothing was written; try again"),
            ),
            Error::NotACheckpoint(path) => pair(
                format!("{}不是存证点文件；请用 guatu ledger checkpoint 生成", path.display()),
                format!("{} is not a checkpoint; make one with guatu ledger checkpoint", path.display()),
            ),
            Error::ChainDoesNotHold(zh, en) => pair(
                format!("数据链不成立，不能存证：{zh}；请先用 guatu ledger verify 核验"),
                format!("the chain does not hold, so no checkpoint is signed: {en}; see guatu ledger verify"),
            ),
            Error::NotAWorkbook(path) => pair(
                format!("{}不是可以读取的XLSX工作簿；请去掉密码，另存为“Excel工作簿（.xlsx）”后再导入", path.display()),
                format!(
                    "{} is not an XLSX workbook that can be read; save it as “Excel Workbook (.xlsx)” without a password",
                    path.display()
                ),
            ),
            Error::OldWorkbook(path) => pair(
                format!("{}是旧格式（.xls），不能读取；请在Excel或WPS里另存为“Excel工作簿（.xlsx）”后再导入", path.display()),
                format!("{} is in the old format (.xls); save as “Excel Workbook (.xlsx)” and import that", path.display()),
            ),
            Error::Locked(path) => pair(
                format!("{}有打开密码，不能读取；请去掉密码，另存为“Excel工作簿（.xlsx）”后再导入", path.display()),
                format!("{} is under a password; take it off, save as “Excel Workbook (.xlsx)” and import that", path.display()),
            ),
            Error::Macros(path) => pair(
                format!("{}带有宏，不接收；请另存为不带宏的“Excel工作簿（.xlsx）”后再导入", path.display()),
                format!("{} holds macros and is not taken; save as “Excel Workbook (.xlsx)” without macros", path.display()),
            ),
            Error::EmptyFile(path) => pair(
                format!("{}是空文件；请确认选对了文件", path.display()),
                format!("{} is an empty file; make sure that it is the right one", path.display()),
            ),
            Error::TooManyRows(path, most) => pair(
                format!("{}超过{most}行，一次导入不了；请分成几个文件，或用 guatu load 装载", path.display()),
                format!("{} has more than {most} rows; split it, or use guatu load", path.display()),
            ),
            Error::TooLarge(path, most) => pair(
                format!("{}解开后超过{most}MB，没有读取；请只留下要导入的工作表", path.display()),
                format!("{} unpacks to more than {most} MB and was not read; keep only the sheet to be imported", path.display()),
            ),
            Error::Entities(path) => pair(
                format!("{}含有XML实体声明，不是正常的工作簿，没有读取；请在Excel里另存一次", path.display()),
                format!(
                    "{} declares XML entities, which no proper workbook does; it was not read; save it again in Excel",
                    path.display()
                ),
            ),
            Error::LongLine(path) => pair(
                format!("{}有一行过长，不像一张表，没有读取；请在Excel里打开核对，另存后再导入", path.display()),
                format!("{} has a line too long for a table and was not read; look at it in Excel, save and try again", path.display()),
            ),
            Error::TooManyProblems(rows) => pair(
                format!("已有{rows}行有问题，没有读完；请核对是否选对了台账和表头，改好一栏后再导入"),
                format!("{rows} rows have problems and reading was given up; make sure of the register and the heads, then try again"),
            ),
            Error::Unread(path, why) => pair(
                format!("{}：{}", path.display(), why.sentence(Lang::Zh)),
                format!("{}: {}", path.display(), why.sentence(Lang::En)),
            ),
            Error::ReaderStopped(_) => pair(
                "读取这个工作簿占用的内存或时间过多，已停止；请只留下要导入的工作表，另存后再导入".to_owned(),
                "reading this workbook took too much memory or time and was stopped; keep only the sheet to be imported, save and try again".to_owned(),
            ),
        }
    }
}
