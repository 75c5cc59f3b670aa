//! Steps 步骤: what orders, problems on site, meetings, tasks and proceedings refuse alike, whatever their steps are.

use crate::calendar::{Date, day_text};
use crate::lang::Lang;

/// A step dated before the one before it.
pub fn backwards(last: Date, lang: Lang) -> String {
    let day = day_text(last, lang);
    match lang {
        Lang::Zh => format!("早于上一步（{day}），不能倒签"),
        Lang::En => format!("earlier than the step before it ({day}); nothing is dated back"),
    }
}

/// A step that does not follow in this state; both by their labels.
pub fn not_now(state: &str, step: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("现在是“{state}”，不能“{step}”"),
        Lang::En => format!("it is {state} now, so “{step}” does not follow"),
    }
}
