//! Stops 停止: why a command ended before it was done, told in one sentence with its code, and the exit code for scripts.

use domain::lang::Lang;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Why a command stopped.
#[derive(Debug)]
pub enum Stop {
    /// The office refused, or something failed.
    Refused(acts::Error),
    /// What only the command line can refuse.
    Asked(Wrong),
    /// The pages could not be served.
    Served(web::Fault),
    /// Checked and found bad; already told. Exit code 1.
    Bad,
    /// The reader of our output has gone (`| head`): nothing to say.
    NobodyReads,
}

/// What is wrong with what was asked of the command line itself.
#[derive(Debug)]
pub enum Wrong {
    Lang(String),
    County(String),
    Format(String),
    Noun(String),
    /// A state or a slip that there is not.
    Word(String),
    /// Not `COLUMN=VALUE`.
    Pair(String),
    /// Only some commands answer for all counties.
    AllCounties,
    FolderNeeded,
    ReasonNeeded,
    NoDataFolder,
    /// The database of the demo holds something else.
    DemoElsewhere(String),
    NoDemoFiles,
    PortTaken(SocketAddr),
    /// Not a text to be read for tasks.
    NoText(reading::RemarkKind),
    /// A text to be kept of which nobody says the day.
    NoDay,
    /// A task that was not broken down, and why.
    NotBrokenDown(String, String),
    Address(String, String),
    Output(String),
}

impl From<acts::Error> for Stop {
    fn from(error: acts::Error) -> Stop {
        Stop::Refused(error)
    }
}

impl From<store::Fault> for Stop {
    fn from(fault: store::Fault) -> Stop {
        Stop::Refused(acts::Error::Fault(fault))
    }
}

impl From<Wrong> for Stop {
    fn from(wrong: Wrong) -> Stop {
        Stop::Asked(wrong)
    }
}

/// Errors of writing to standard output; files have sentences of their own.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        if error.kind() == io::ErrorKind::BrokenPipe { Stop::NobodyReads } else { Wrong::Output(error.to_string()).into() }
    }
}

impl Stop {
    /// Say it on standard error, and give the exit code.
    pub fn tell(&self, lang: Lang) -> ExitCode {
        match self {
            Stop::NobodyReads => return ExitCode::SUCCESS,
            Stop::Bad => return ExitCode::from(1),
            Stop::Refused(error) => {
                if let acts::Error::Problems(problems) = error {
                    for problem in problems {
                        eprintln!("{} [{}]", problem.sentence(lang), problem.code);
                    }
                }
                eprintln!("guatu: {} [{}]", error.sentence(lang), error.code());
            }
            Stop::Served(fault) => eprintln!("guatu: {} [{}]", fault.sentence(lang), fault.code()),
            Stop::Asked(wrong) => eprintln!("guatu: {} [{}]", wrong.sentence(lang), wrong.code()),
        }
        ExitCode::from(2)
    }
}

/// A file that could not be written.
pub fn unwritable(path: impl Into<PathBuf>, error: &io::Error) -> Stop {
    Stop::Refused(acts::Error::Unwritable(path.into(), error.to_string()))
}

impl Wrong {
    pub fn code(&self) -> &'static str {
        match self {
            Wrong::Lang(_) => "usage.lang",
            Wrong::County(_) => "counties.unreadable",
            Wrong::Format(_) => "formats.unknown",
            Wrong::Noun(_) => "registers.unknown",
            Wrong::Word(_) => "usage.unknown_word",
            Wrong::Pair(_) => "registers.not_a_pair",
            Wrong::AllCounties => "counties.one_needed",
            Wrong::FolderNeeded => "export.folder_needed",
            Wrong::ReasonNeeded => "bulletins.reason_needed",
            Wrong::NoDataFolder => "files.no_data_folder",
            Wrong::DemoElsewhere(_) => "demo.other_data",
            Wrong::NoDemoFiles => "demo.no_files",
            Wrong::PortTaken(_) => "serve.port_in_use",
            Wrong::NoText(kind) => kind.code(),
            Wrong::NoDay => "directives.no_day",
            Wrong::NotBrokenDown(..) => "tasks.not_broken_down",
            Wrong::Address(..) => "serve.bad_address",
            Wrong::Output(_) => "output.failed",
        }
    }

    pub fn sentence(&self, lang: Lang) -> String {
        let (zh, en) = self.sentences();
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn sentences(&self) -> (String, String) {
        let plain = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        match self {
            Wrong::Lang(text) => (
                format!("没有语言“{text}”；请写 --lang zh 或 --lang en"),
                format!("no language “{text}”; write --lang zh or --lang en"),
            ),
            Wrong::County(text) => (
                format!("“{text}”不是县代码；请写GB/T 2260六位数字，或 all"),
                format!("“{text}” is not a county code; write six digits of GB/T 2260, or all"),
            ),
            Wrong::Format(text) => (
                format!("没有格式“{text}”；可用 docx,pdf,xlsx,html,md,json"),
                format!("no format “{text}”; there are docx,pdf,xlsx,html,md,json"),
            ),
            Wrong::Pair(text) => (format!("“{text}”应写成 栏目=值"), format!("“{text}” should read COLUMN=VALUE")),
            Wrong::Word(text) => (
                format!("没有“{text}”；用 --help 查看可用的写法"),
                format!("there is no “{text}”; see --help for the words there are"),
            ),
            Wrong::Noun(text) => (
                format!("没有台账“{text}”；用 guatu export list 查看全部台账"),
                format!("no register “{text}”; see them all with guatu export list"),
            ),
            Wrong::AllCounties => plain(
                "这个命令一次只办一个县；请用 --county 写明县代码",
                "this command answers for one county at a time; give its code with --county",
            ),
            Wrong::FolderNeeded => {
                plain("导出全部台账需要一个目录；请加 --out 目录", "exporting every register needs a folder; add --out DIR")
            }
            Wrong::ReasonNeeded => {
                plain("更正通报必须写明原因；请加 --reason 原因", "a corrigendum must say why; add --reason TEXT")
            }
            Wrong::NoDataFolder => plain(
                "找不到数据目录；请用 --database 指明数据库，或设置 GUATU_DATA",
                "there is no data folder; name the database with --database, or set GUATU_DATA",
            ),
            Wrong::DemoElsewhere(place) => (
                format!("{place} 里有别的数据，演示不会改动它；请用 --dir 换一个目录"),
                format!("{place} holds other data, which the demo will not touch; choose another folder with --dir"),
            ),
            Wrong::NoDemoFiles => plain(
                "本程序编译时没有演示数据；请用 --data 指明演示CSV所在目录",
                "this program was built without the demo's files; name their folder with --data",
            ),
            Wrong::NotBrokenDown(zh, en) => plain(&format!("没有保存：{zh}"), &format!("nothing was kept: {en}")),
            Wrong::NoDay => {
                plain("文本里没有写明日期；请写 --date 2026-04-08", "the text does not say its day; write --date 2026-04-08")
            }
            Wrong::NoText(kind) => plain(kind.sentence(Lang::Zh), kind.sentence(Lang::En)),
            Wrong::PortTaken(address) => (
                format!("端口{address}已被占用；请用 --port 换一个端口，或停止占用它的程序"),
                format!("port {address} is in use; choose another with --port, or stop the program that uses it"),
            ),
            Wrong::Address(address, why) => (
                format!("不能在 {address} 上提供网页（{why}）；请检查 --host 和 --port"),
                format!("cannot serve on {address} ({why}); check --host and --port"),
            ),
            Wrong::Output(why) => (
                format!("无法写出结果（{why}）；请腾出空间，或用 --out 写到别处"),
                format!("cannot write the answer ({why}); free some space, or use --out elsewhere"),
            ),
        }
    }
}
