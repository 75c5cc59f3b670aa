//! Refused 不予受理: every way a page can fail, each with a page of its own that says what to do next.

use crate::asked::Asked;
use crate::desk::{Desk, see_other};
use crate::frame::{Frame, navigation};
use acts::accounts::Refusal;
use acts::sessions::Must;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{Html, IntoResponse, Response};
use domain::actors::Role;
use domain::lang::Lang;
use std::sync::atomic::{AtomicU32, Ordering};

/// When to ask again, seconds.
const RETRY_SECONDS: &str = "5";

#[derive(Debug)]
pub enum Refused {
    /// Nobody is signed in, or no longer.
    NoSession,
    /// Signed in, but there is something to do before anything else.
    First(Must),
    /// The three officers 三员 see no business rows.
    NoPermission(Role),
    /// Out of scope looks the same as not there.
    NotFound,
    /// Not found, with a better sentence.
    Unknown {
        code: String,
        zh: String,
        en: String,
    },
    Bad {
        code: &'static str,
        zh: String,
        en: String,
    },
    /// The day or period cannot be looked at; the frame must offer the way back.
    Unseen {
        code: String,
        zh: String,
        en: String,
    },
    /// Before the first record: nothing is wrong, there is just nothing yet.
    NothingYet {
        zh: String,
        en: String,
    },
    /// In sight, but not allowed.
    Denied {
        code: String,
        zh: String,
        en: String,
    },
    /// Somebody was faster, or what was looked at has changed.
    Changed {
        zh: String,
        en: String,
    },
    Method,
    /// Refused beneath the pages, without a word of its own: for its size, its form, or the time it took.
    Unsaid(StatusCode),
    /// A form from elsewhere.
    Foreign(String, String),
    /// The archive takes nothing just now: the status that says why, and when to try again, s.
    Unable {
        status: StatusCode,
        code: String,
        zh: String,
        en: String,
    },
    /// Ours; logged once.
    Fault {
        code: String,
        zh: String,
        en: String,
        detail: String,
    },
}

impl Refused {
    /// A form handed to another session, or to one of an earlier run.
    pub fn stale_form() -> Refused {
        Refused::Foreign(
            "页面已过期（重新登录或系统重启过），请刷新后再办理；草稿不会丢失".to_owned(),
            "this page has expired (you signed in again, or the program was restarted); reload it and do it again; drafts are kept".to_owned(),
        )
    }

    pub fn bad(code: &'static str, zh: &str, en: &str) -> Refused {
        Refused::Bad { code, zh: zh.to_owned(), en: en.to_owned() }
    }
}

impl From<acts::Error> for Refused {
    fn from(error: acts::Error) -> Refused {
        use acts::Error;
        let (code, zh, en) = (error.code().to_owned(), error.sentence(Lang::Zh), error.sentence(Lang::En));
        match error {
            Error::NotFound => Refused::NotFound,
            Error::Denied(_) => Refused::Denied { code, zh, en },
            Error::Account(
                Refusal::UnknownAccount(_) | Refusal::UnknownPerson(_) | Refusal::UnknownPost(_) | Refusal::BadInvitation,
            ) => Refused::Unknown { code, zh, en },
            Error::Account(_) => Refused::Denied { code, zh, en },
            // 422 and 409 where a form is answered; elsewhere a page of its own.
            Error::Unfit(unfit) => Refused::Bad { code: unfit.code(), zh, en },
            Error::Unfounded(unfounded) => Refused::Bad { code: unfounded.code(), zh, en },
            Error::Order(refusal) => Refused::Bad { code: refusal.code(), zh, en },
            Error::Proceeding(refusal) => Refused::Bad { code: refusal.code(), zh, en },
            Error::Task(unready) => Refused::Bad { code: unready.code(), zh, en },
            Error::Merit(refusal) => Refused::Bad { code: refusal.code(), zh, en },
            Error::Meeting(refusal) => Refused::Bad { code: refusal.code(), zh, en },
            Error::OnSite(refusal) => Refused::Bad { code: refusal.code(), zh, en },
            Error::Proposal(unsound) => Refused::Bad { code: unsound.code(), zh, en },
            Error::Model(why) => Refused::Bad { code: why.code(), zh, en },
            Error::NoText => Refused::Bad { code: "directives.no_text", zh, en },
            Error::TextTooLong(_) => Refused::Bad { code: "directives.too_long", zh, en },
            Error::SeveralUnits(..) => Refused::Bad { code: "units.several", zh, en },
            Error::UnitGone(..) => Refused::Bad { code: "units.gone", zh, en },
            Error::Changed => Refused::Changed { zh, en },
            Error::UnknownIndicator(_)
            | Error::UnknownUnit(_)
            | Error::UnknownGroup(_)
            | Error::UnknownFigure(_)
            | Error::UnknownBulletin(_)
            | Error::NothingPromised(_)
            | Error::UnknownCounty(_)
            | Error::NothingToCompose(_)
            | Error::NoCounty
            | Error::WhichCounty(_) => Refused::Unknown { code, zh, en },
            Error::BadPeriod(_)
            | Error::BadDay(_)
            | Error::BadStage(_)
            | Error::BadAmount(..)
            | Error::AsOfInTheFuture(..)
            | Error::PeriodInTheFuture(..) => Refused::Unseen { code, zh, en },
            Error::BeforeTheFirstRecord(..) => Refused::NothingYet { zh, en },
            Error::Fonts(..) => Refused::Unknown { code, zh, en },
            // Somebody's own file, and nothing that we broke.
            Error::NotAWorkbook(_)
            | Error::OldWorkbook(_)
            | Error::Locked(_)
            | Error::Macros(_)
            | Error::EmptyFile(_)
            | Error::TooManyRows(..)
            | Error::LongLine(_)
            | Error::TooManyProblems(_)
            | Error::TooLarge(..)
            | Error::Entities(_)
            | Error::Unread(..)
            | Error::ReaderStopped(_) => Refused::Denied { code, zh, en },
            Error::Fault(ref fault) => match unable(fault) {
                Some(status) => Refused::Unable { status, code, zh, en },
                None => Refused::Fault { code, zh, en, detail: format!("{error:?}") },
            },
            Error::Problems(_)
            | Error::Unreadable(..)
            | Error::Unwritable(..)
            | Error::NothingToLoad(_)
            | Error::NumberTaken(_)
            | Error::BadKey(..)
            | Error::NotABulletin(_)
            | Error::OtherAlgorithm { .. }
            | Error::KeyStays(..)
            | Error::NotSigned(_)
            | Error::NotACheckpoint(_)
            | Error::ChainDoesNotHold(..) => Refused::Fault { code, zh, en, detail: format!("{error:?}") },
        }
    }
}

/// The status of a fault that will pass: a full disk, a database restarted, a disk that has to be looked at.
fn unable(fault: &store::Fault) -> Option<StatusCode> {
    use store::Fault;
    match fault {
        Fault::DiskFull { .. } => Some(StatusCode::INSUFFICIENT_STORAGE),
        Fault::Locked { .. } | Fault::Unreachable { .. } | Fault::Stopped { .. } => Some(StatusCode::SERVICE_UNAVAILABLE),
        Fault::BadAddress { .. }
        | Fault::Missing { .. }
        | Fault::NotGuatu { .. }
        | Fault::Newer { .. }
        | Fault::Older { .. }
        | Fault::Corrupt { .. }
        | Fault::Denied { .. }
        | Fault::Unsafe { .. }
        | Fault::AppendOnly { .. }
        | Fault::Taken { .. }
        | Fault::Unstorable { .. }
        | Fault::BadBackup { .. }
        | Fault::NotEmpty { .. }
        | Fault::FileThere { .. }
        | Fault::File { .. }
        | Fault::Internal { .. } => None,
    }
}

impl From<store::Fault> for Refused {
    fn from(fault: store::Fault) -> Refused {
        Refused::from(acts::Error::from(fault))
    }
}

impl From<askama::Error> for Refused {
    fn from(error: askama::Error) -> Refused {
        Refused::Fault {
            code: "web.template".to_owned(),
            zh: "页面没有生成".to_owned(),
            en: "the page could not be made".to_owned(),
            detail: error.to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    f: Frame,
    status: u16,
    /// Class of the picture: missing, locked, empty, broken.
    kind: &'static str,
    head: String,
    sentence: String,
    advice: String,
    code: String,
    /// Ways on: address and words.
    ways: Vec<(String, String)>,
}

/// What a refusal says.
struct Said {
    status: StatusCode,
    kind: &'static str,
    head: (&'static str, &'static str),
    sentence: (String, String),
    advice: (&'static str, &'static str),
    code: String,
}

impl Refused {
    /// The page of a refusal before there is a desk.
    pub fn page(self, asked: &Asked) -> Response {
        match self {
            Refused::NoSession => {
                let back = asked.with(&[]);
                return see_other(&crate::asked::address("/", [("back", back.as_str())].into_iter()));
            }
            Refused::First(Must::ChangePassword) => return see_other("/me"),
            Refused::First(Must::EnrolSecondFactor) => return see_other("/me/second-factor"),
            _ => {}
        }
        let today = acts::true_day();
        let mut f = Frame::bare(asked, &today, "");
        if let Refused::NoPermission(role) = &self {
            f.who = role.label(asked.lang).to_owned();
            f.nav = navigation(&asked.path, *role, asked.lang);
        }
        self.in_frame(f, asked)
    }

    /// The page of a refusal inside the frame of the desk.
    pub fn page_at(self, desk: &Desk<'_>) -> Response {
        let f = Frame::of(desk, "");
        self.in_frame(f, desk.asked)
    }

    fn in_frame(self, mut f: Frame, asked: &Asked) -> Response {
        let lang = f.lang;
        let away = matches!(self, Refused::Unseen { .. } | Refused::NothingYet { .. });
        let said = self.said();
        let mut ways = Vec::new();
        if away {
            ways.push((
                asked.with(&[("as_of", "today"), ("period", "auto"), ("stage", "verified")]),
                lang.of("回到今天", "Back to today").to_owned(),
            ));
        }
        if said.status == StatusCode::FORBIDDEN {
            ways.push(("/me".to_owned(), lang.of("我的岗位", "My posts").to_owned()));
            ways.push(("/help".to_owned(), lang.of("看说明", "Read the help").to_owned()));
        } else {
            ways.push(("/wall".to_owned(), lang.of("去作战图", "Go to the wall").to_owned()));
            if f.nav.is_empty() {
                f.nav = navigation(&asked.path, Role::Leader, lang);
            }
        }
        f.title = lang.of(said.head.0, said.head.1).to_owned();
        let page = RefusedPage {
            status: said.status.as_u16(),
            kind: said.kind,
            head: f.title.clone(),
            sentence: lang.of(&said.sentence.0, &said.sentence.1).to_owned(),
            advice: lang.of(said.advice.0, said.advice.1).to_owned(),
            code: said.code,
            ways,
            f,
        };
        match page.render() {
            // Who asks again by itself shall not do so at once.
            Ok(html) if said.status == StatusCode::SERVICE_UNAVAILABLE => {
                (said.status, [(RETRY_AFTER, RETRY_SECONDS)], Html(html)).into_response()
            }
            Ok(html) => (said.status, Html(html)).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    fn said(self) -> Said {
        let said = |status, kind, head, sentence, advice, code: &str| Said {
            status,
            kind,
            head,
            sentence,
            advice,
            code: code.to_owned(),
        };
        let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        match self {
            Refused::NoSession | Refused::First(_) | Refused::NoPermission(_) => said(
                StatusCode::FORBIDDEN,
                "locked",
                ("没有权限", "No permission"),
                both(
                    "您的角色不能办理这一页的事项：三员管账号、角色、机构和留痕，不看业务数据；其他角色不办三员的事。",
                    "Your role does not do what this page is for: the three officers look after accounts, roles, units and the record of acts and see no business data; nobody else does their work.",
                ),
                ("这是三员分离的要求，不是故障。", "This is the separation of the three officers, not a fault."),
                "web.no_permission",
            ),
            Refused::NotFound => said(
                StatusCode::NOT_FOUND,
                "missing",
                ("没有这一页", "No such page"),
                both(
                    "没有找到您要的内容，或者不在您的可见范围内。",
                    "What you asked for was not found, or is outside what you may see.",
                ),
                (
                    "请核对网址，或用上方的搜索框按名称、拼音首字母、编号查找。",
                    "Check the address, or search above by name, pinyin initials or number.",
                ),
                "web.not_found",
            ),
            Refused::Unknown { code, zh, en } => said(
                StatusCode::NOT_FOUND,
                "missing",
                ("没有找到", "Not found"),
                (zh, en),
                ("请核对编号，或用上方的搜索框查找。", "Check the number, or search above."),
                &code,
            ),
            Refused::Bad { code, zh, en } => {
                said(StatusCode::BAD_REQUEST, "missing", ("请求不能识别", "The request cannot be read"), (zh, en), ("", ""), code)
            }
            Refused::Unseen { code, zh, en } => {
                said(StatusCode::BAD_REQUEST, "empty", ("看不到这一天", "Nothing to see there"), (zh, en), ("", ""), &code)
            }
            Refused::NothingYet { zh, en } => said(
                StatusCode::OK,
                "empty",
                ("那时还没有数据", "No data yet on that day"),
                (zh, en),
                (
                    "挂图只显示当时已经记录的内容；请选择晚一些的日期。",
                    "Guatu shows only what was recorded by then; choose a later day.",
                ),
                "as_of.before_the_first_record",
            ),
            Refused::Denied { code, zh, en } => said(
                StatusCode::CONFLICT,
                "locked",
                ("不予受理", "Refused"),
                (zh, en),
                ("什么都没有改动。", "Nothing was changed."),
                &code,
            ),
            Refused::Changed { zh, en } => said(
                StatusCode::CONFLICT,
                "locked",
                ("情况有变", "It has changed"),
                (zh, en),
                ("请返回上一页重新查看后再办。", "Go back, look again, then decide."),
                "verifications.changed",
            ),
            Refused::Method => said(
                StatusCode::METHOD_NOT_ALLOWED,
                "locked",
                ("不能这样操作", "That cannot be done here"),
                both("这里的页面只能查看。", "Pages here can only be read."),
                ("", ""),
                "web.method",
            ),
            Refused::Unsaid(status) => unsaid(status),
            Refused::Foreign(zh, en) => {
                said(StatusCode::FORBIDDEN, "locked", ("不予受理", "Refused"), (zh, en), ("", ""), "web.foreign_form")
            }
            Refused::Unable { status, code, zh, en } => said(
                status,
                "broken",
                ("暂时不能写入", "Nothing can be written just now"),
                (zh, en),
                (
                    "本次没有写入任何内容；填写的内容请保留，恢复后再办一次，不会重复。",
                    "Nothing was written. Keep what you typed and send it again later; it will not be done twice.",
                ),
                &code,
            ),
            Refused::Fault { code, zh, en, detail } => {
                static FAULTS: AtomicU32 = AtomicU32::new(1);
                let number = FAULTS.fetch_add(1, Ordering::Relaxed);
                eprintln!("{}", logged(number, &code, &detail));
                said(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "broken",
                    ("系统故障", "Our fault"),
                    (format!("{zh}（故障编号{number}）"), format!("{en} (fault no. {number})")),
                    (
                        "数据没有改动。请稍后重试；仍不行，请把故障编号告诉管理员。",
                        "No data was changed. Try again later; if it stays, give the fault number to the administrator.",
                    ),
                    &code,
                )
            }
        }
    }
}

/// The words for a status that came without any.
fn unsaid(status: StatusCode) -> Said {
    let (head, zh, en, code) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => (
            ("内容过大", "Too large"),
            "提交的内容超过这一页的限度，没有受理，什么都没有改动；请减少内容，或分几次提交。",
            "What was sent is larger than this page takes. It was refused and nothing was changed; send less, or send it in parts.",
            "web.too_large",
        ),
        StatusCode::REQUEST_TIMEOUT => (
            ("传得太慢", "Too slow"),
            "内容传得太慢，已经中断，什么都没有改动；请检查网络后再办一次。",
            "What was sent came too slowly and was broken off; nothing was changed. Check the network and do it again.",
            "web.too_slow",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            ("没有及时办完", "Not done in time"),
            "这一次没有在限时内办完，可能还在办理；请过一会儿刷新查看。同一张表单再交一次，不会重复办理。",
            "This was not done within its time and may still be under way; look again in a moment. Sending the same form once more does nothing twice.",
            "web.too_late",
        ),
        StatusCode::INTERNAL_SERVER_ERROR => (
            ("系统故障", "Our fault"),
            "页面没有生成；请稍后重试，仍不行请告诉管理员。",
            "The page could not be made; try again later, and tell the administrator if it stays so.",
            "web.fault",
        ),
        _ => (
            ("请求不能识别", "The request cannot be read"),
            "提交的内容不能识别，什么都没有改动；请从本系统的页面上再办一次。",
            "What was sent cannot be read and nothing was changed; do it again from the page of this program.",
            "web.unreadable",
        ),
    };
    let kind = if status.is_server_error() { "broken" } else { "missing" };
    Said { status, kind, head, sentence: (zh.to_owned(), en.to_owned()), advice: ("", ""), code: code.to_owned() }
}

/// A line of the log. It is one, whatever stands in it.
fn logged(number: u32, code: &str, detail: &str) -> String {
    format!("guatu web: fault {number} {code}: {}", detail.escape_debug())
}

/// Addresses nobody declared.
pub async fn no_such_page(State(_): State<crate::site::Site>, asked: Asked) -> Response {
    Refused::NotFound.page(&asked)
}

pub async fn no_such_method(asked: Asked) -> Response {
    Refused::Method.page(&asked)
}

#[cfg(test)]
mod tests {
    use super::logged;

    #[test]
    fn case_60_what_was_typed_begins_no_line_of_the_log() {
        let line = logged(7, "web.x", "a\r\nguatu web: fault 8 web.y: all is well\u{1b}[2J\u{202e}");
        assert!(!line.contains(['\r', '\n', '\u{1b}', '\u{202e}']) && line.contains("\\n"), "{line}");
    }
}
