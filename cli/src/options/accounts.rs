//! Words of `guatu accounts` 账号.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum AccountsCommand {
    /// List accounts with person, posts and state · 列表
    List,
    /// Open an account for a person · 开户
    #[command(after_help = "Example:\n  guatu accounts open zhangsan p0412")]
    Open { account: String, person: String },
    /// Print a one-time link with which its person sets a password · 邀请
    #[command(
        after_help = "The link is printed once, works once and holds for 24 hours.\nExample:\n  guatu accounts invite zhangsan --site https://guatu.example"
    )]
    Invite {
        account: String,
        /// Where the pages are served · 网址
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8420")]
        site: String,
    },
    /// Not to sign in any more; every session ends · 停用
    Suspend {
        account: String,
        /// Why · 原因
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// To sign in again · 恢复
    Restore {
        account: String,
        /// Why · 原因
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Let an account try again before its 15 minutes are over · 解锁
    Unlock { account: String },
    /// Hand a post over to its next holder; open work goes along · 岗位交接
    #[command(after_help = "Example:\n  guatu accounts hand-over jianchangzhen-3 p0377 --from 2026-05-01")]
    HandOver {
        post: String,
        person: String,
        /// First day of the next holder (else today) · 任职日期
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
    },
}
