//! `guatu bulletin check` 核验: is this file the issued one, and which number was changed if not? No database, no network.

use crate::desk::Desk;
use crate::options;
use crate::output;
use crate::stop::Stop;
use acts::bulletins::{Difference, check};
use acts::keys::PublicKey;
use domain::lang::Lang;

pub fn run(desk: &Desk, asked: &options::Check) -> Result<(), Stop> {
    let key = PublicKey::read(&asked.key)?;
    let answer = check(&asked.file, &key)?;
    let (zh, en) = (desk.lang == Lang::Zh, &answer);
    let mut out = if zh {
        format!("{}《{}》，{}印发\n", en.number, en.title, en.issued_on)
    } else {
        format!("{} “{}”, issued {}\n", en.number, en.title, en.issued_on)
    };
    if answer.passes() {
        out.push_str(desk.lang.of("签名有效，内容与印发时一致。\n", "The signature holds and nothing was changed.\n"));
        return output::print(&out);
    }
    if !answer.signed {
        out.push_str(desk.lang.of(
            "签名无效：不是用这把公钥对应的密钥签发的，或签名说明被改动。\n",
            "The signature does not hold: it was not made with this county's key, or the note was changed.\n",
        ));
    }
    for difference in &answer.differences {
        out.push_str(&sentence(difference, desk.lang));
        out.push('\n');
    }
    output::print(&out)?;
    Err(Stop::Bad)
}

fn sentence(difference: &Difference, lang: Lang) -> String {
    let Difference { issued, found, after, figure } = difference;
    let mut text = match lang {
        Lang::Zh => format!("“{after}”之后：印发时为“{issued}”，现为“{found}”"),
        Lang::En => format!("after “{after}”: issued as “{issued}”, now “{found}”"),
    };
    if let Some(id) = figure {
        text.push_str(&match lang {
            Lang::Zh => format!("（数字 {id}）"),
            Lang::En => format!(" (figure {id})"),
        });
    }
    text
}
