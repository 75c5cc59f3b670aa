//! Refusals 不予办理: why an objection is not taken, or not decided on, in the order in which it is found out.

use crate::calendar::{Date, day_text};
use crate::lang::Lang;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is under somebody else's name: each objects for themselves.
    NotTheirs,
    /// Objected to before, on the day named.
    ObjectedAlready(Date),
    /// There is no such fact under this name.
    NotOnRecord,
    WordsMissing,
    /// Decided on before, on the day named.
    DecidedAlready(Date),
    /// Earlier than the objection, whose day is named.
    Backwards(Date),
    /// Nobody of the organisation department is named to decide.
    Nobody,
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Refusal::NotTheirs => "merit.not_theirs",
            Refusal::ObjectedAlready(_) => "merit.objected_already",
            Refusal::NotOnRecord => "merit.not_on_record",
            Refusal::WordsMissing => "merit.words_missing",
            Refusal::DecidedAlready(_) => "merit.decided_already",
            Refusal::Backwards(_) => "merit.backwards",
            Refusal::Nobody => "merit.nobody",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let day = |day: Date| day_text(day, lang);
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Refusal::NotTheirs => {
                plain("这是他人名下的事项，异议由本人提出", "this is under somebody else's name; each objects for themselves")
            }
            Refusal::ObjectedAlready(on) => match lang {
                Lang::Zh => format!("对这一事项已于{}提出过异议，不重复受理", day(on)),
                Lang::En => format!("this was objected to on {}; once is enough", day(on)),
            },
            Refusal::NotOnRecord => plain(
                "此人名下没有这一事项（记录可能已更正），请刷新后再看",
                "there is no such fact under this name (the record may have been corrected); reload and look again",
            ),
            Refusal::WordsMissing => plain("请写明理由", "say why"),
            Refusal::DecidedAlready(on) => match lang {
                Lang::Zh => format!("这一异议已于{}作出决定，不再改动", day(on)),
                Lang::En => format!("this objection was decided on {}, and that stands", day(on)),
            },
            Refusal::Backwards(on) => match lang {
                Lang::Zh => format!("早于提出异议的日期（{}），不能倒签", day(on)),
                Lang::En => format!("earlier than the objection ({}); nothing is dated back", day(on)),
            },
            Refusal::Nobody => plain("请写明由组织部何人决定", "say who of the organisation department decides"),
        }
    }
}
