//! Refusals 不予受理 of signing in and of keeping accounts, each with a stable code and a sentence in Chinese and English.

use super::passwords::Weak;
use domain::lang::Lang;

/// Why somebody is not let in, or an account is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Unknown, wrong, suspended or waiting: whoever tries is not told which.
    SignIn,
    /// Too many tries from one address.
    Waiting,
    /// Too many passwords are being looked at this moment.
    Busy,
    /// Signed in rightly, but no post with a role is held today.
    NoPost,
    /// Passwords do not travel in the clear.
    PlainHttp,
    Weak(Vec<Weak>),
    SamePassword,
    /// The password in force was not given rightly.
    WrongPassword,
    /// There is no password to change: the account was entered by the door of a demonstration.
    NoPassword,
    WrongCode,
    /// Unknown, used or too old.
    BadInvitation,
    BadAccount(String),
    AccountTaken(String),
    UnknownAccount(String),
    UnknownPerson(String),
    UnknownPost(String),
    NotHeld,
    /// Nobody suspends themselves or puts their own second factor aside.
    OwnAccount,
    /// Nobody grants a role to a post they hold.
    OwnPost,
    /// One of the three officers holds no other role.
    TwoOffices,
    /// The present holder took office that day or later.
    TermTooShort,
}

impl Refusal {
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::SignIn => "sessions.refused",
            Refusal::Waiting => "sessions.waiting",
            Refusal::Busy => "sessions.busy",
            Refusal::NoPost => "sessions.no_post",
            Refusal::PlainHttp => "sessions.plain_http",
            Refusal::Weak(_) => "passwords.weak",
            Refusal::SamePassword => "passwords.same",
            Refusal::WrongPassword => "passwords.wrong",
            Refusal::NoPassword => "passwords.none",
            Refusal::WrongCode => "second_factor.wrong",
            Refusal::BadInvitation => "invitations.unusable",
            Refusal::BadAccount(_) => "accounts.bad_name",
            Refusal::AccountTaken(_) => "accounts.taken",
            Refusal::UnknownAccount(_) => "accounts.unknown",
            Refusal::UnknownPerson(_) => "persons.unknown",
            Refusal::UnknownPost(_) => "posts.unknown",
            Refusal::NotHeld => "posts.not_held",
            Refusal::OwnAccount => "accounts.your_own",
            Refusal::OwnPost => "posts.your_own",
            Refusal::TwoOffices => "posts.two_offices",
            Refusal::TermTooShort => "terms.too_short",
        }
    }

    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let (zh, en) = self.sentences();
        lang.of(&zh, &en).to_owned()
    }

    fn sentences(&self) -> (String, String) {
        let said = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        match self {
            Refusal::SignIn => said(
                "账号、口令或验证码不对，或者此账号现在不能登录；连续5次不对要等15分钟，忘记口令请找系统管理员",
                "account, password or code is not right, or the account cannot sign in now; after five failures it waits 15 minutes; ask the administrator if you forgot your password",
            ),
            Refusal::Waiting => {
                said("这台机器登录失败次数过多，请15分钟后再试", "too many failures from this machine; try again in 15 minutes")
            }
            Refusal::Busy => said("登录的人太多，请稍后再试", "too many people are signing in; try again in a moment"),
            Refusal::NoPost => said(
                "此账号的人员今天没有任何有角色的岗位，请找系统管理员",
                "the person of this account holds no post with a role today; ask the administrator",
            ),
            Refusal::PlainHttp => said(
                "口令不能明文传送：请使用https网址登录，或在服务器本机登录",
                "a password must not travel in the clear: sign in at the https address, or on the server itself",
            ),
            Refusal::Weak(found) => {
                let list = |lang: Lang, by: &str| found.iter().map(|w| w.words(lang)).collect::<Vec<_>>().join(by);
                (format!("口令不合要求：{}", list(Lang::Zh, "；")), format!("the password will not do: {}", list(Lang::En, "; ")))
            }
            Refusal::SamePassword => said("新口令与现在的相同，请换一个", "the new password is the present one; choose another"),
            Refusal::WrongPassword => said("现在的口令不对", "the present password is not right"),
            Refusal::NoPassword => said("演示身份没有口令，不能修改", "a demonstration identity has no password to change"),
            Refusal::WrongCode => said(
                "验证码不对或已用过，请等下一个验证码再输入；手机时间要准",
                "the code is not right or was used before; wait for the next one, and check the telephone's clock",
            ),
            Refusal::BadInvitation => said(
                "这个链接已用过、已过期或不存在，请找系统管理员重新发一个",
                "this link was used, is too old or does not exist; ask the administrator for another",
            ),
            Refusal::BadAccount(name) => (
                format!("账号“{name}”不能用：应为2到40个字母、数字、点、横线或汉字"),
                format!("“{name}” cannot be an account: 2 to 40 letters, digits, dots or hyphens"),
            ),
            Refusal::AccountTaken(name) => (format!("账号“{name}”已经有了"), format!("there is an account “{name}” already")),
            Refusal::UnknownAccount(name) => (format!("没有账号“{name}”"), format!("no account “{name}”")),
            Refusal::UnknownPerson(name) => (format!("没有人员“{name}”"), format!("no person “{name}”")),
            Refusal::UnknownPost(name) => (format!("没有岗位“{name}”"), format!("no post “{name}”")),
            Refusal::NotHeld => said("您今天不在这个岗位上", "you do not hold this post today"),
            Refusal::OwnAccount => said(
                "不能停用自己的账号，也不能重置自己的二次验证",
                "nobody suspends their own account or resets their own second factor",
            ),
            Refusal::OwnPost => said(
                "不能给自己所在的岗位授予或收回角色，请由另一位安全保密员办理",
                "nobody grants a role to a post they hold or takes it away; another security officer must do it",
            ),
            Refusal::TwoOffices => said(
                "三员分离：系统管理员、安全保密员、审计员不得由一人兼任，也不得兼任业务角色",
                "the three officers are separate: an administrator, security officer or auditor holds no other role",
            ),
            Refusal::TermTooShort => said(
                "交接日期不晚于现任的任职日期，请核对",
                "the day of the change is not later than the day on which the present holder took office; check it",
            ),
        }
    }
}
