//! Words 用语 of the record of acts: verbs and values as a person reads them, in both languages.

use crate::explanations::cell_text;
use domain::lang::Lang;
use domain::registers::{Kind, Record, Value, register};
use domain::statistics::Books;

/// What is done to things that are no register.
const NOUNS: [(&str, &str, &str); 10] = [
    ("acts", "办事留痕", "record of acts"),
    ("bulletins", "通报", "bulletins"),
    ("entries", "分录", "entries"),
    ("imports", "导入", "imports"),
    ("ledger", "总账", "ledger"),
    ("passwords", "口令", "passwords"),
    ("registers", "台账", "registers"),
    ("roles", "角色", "roles"),
    ("sessions", "会话", "sessions"),
    ("settings", "设置", "settings"),
];

const VERBS: [(&str, &str, &str); 34] = [
    ("accept", "核验通过", "accepted"),
    ("activate", "启用", "activated"),
    ("add", "登记", "added"),
    ("attach", "上传", "attached"),
    ("change", "修改", "changed"),
    ("checkpoint", "存证", "signed a checkpoint"),
    ("close", "关闭", "closed"),
    ("correct", "更正", "corrected"),
    ("create", "新建", "created"),
    ("download", "下载", "downloaded"),
    ("export", "导出", "exported"),
    ("file", "报送", "filed"),
    ("grant", "授予", "granted"),
    ("import", "导入", "imported"),
    ("invite", "邀请", "invited"),
    ("issue", "印发", "issued"),
    ("keep", "登记", "kept"),
    ("load", "装载", "loaded"),
    ("open", "开放", "opened"),
    ("prove", "核对存证点", "held against a checkpoint"),
    ("read", "查阅", "read"),
    ("recheck", "回头看", "rechecked"),
    ("recognise", "核减核增", "recognised differently"),
    ("reset", "重置", "reset"),
    ("return", "退回", "returned"),
    ("revise", "调整", "revised"),
    ("revoke", "撤销", "revoked"),
    ("sign_in", "登录", "signed in"),
    ("sign_out", "退出", "signed out"),
    ("submit", "报送", "submitted"),
    ("suspend", "停用", "suspended"),
    ("verify", "核验", "verified"),
    ("view", "查看", "viewed"),
    ("withdraw", "撤回", "withdrawn"),
];

/// `returns.submit` in words; what has none stays as it is written.
pub fn verb_words(verb: &str, lang: Lang) -> String {
    let Some((noun, done)) = verb.split_once('.') else { return verb.to_owned() };
    let in_list =
        |list: &[(&str, &'static str, &'static str)], code: &str| list.iter().find(|w| w.0 == code).map(|w| lang.of(w.1, w.2));
    let noun = register(noun).map(|r| lang.of(r.zh, r.en)).or_else(|| in_list(&NOUNS, noun));
    match (noun, in_list(&VERBS, done), lang) {
        (Some(noun), Some(done), Lang::Zh) => format!("{noun}：{done}"),
        (Some(noun), Some(done), Lang::En) => format!("{noun}: {done}"),
        (None, _, _) | (_, None, _) => verb.to_owned(),
    }
}

/// A value with the name of its unit, indicator or choice.
pub fn cell(record: &Record, column: usize, names: &Books, lang: Lang) -> String {
    let small = |n: i64| i32::try_from(n).unwrap_or(0);
    match (record.register.columns[column].kind, &record.values[column]) {
        (Kind::Choice(choices), Value::Text(code)) => {
            choices.iter().find(|c| c.0 == code).map_or_else(|| code.clone(), |c| lang.of(c.1, c.2).to_owned())
        }
        (Kind::Flag, Value::Int(n)) => {
            lang.of(["否", "是"][usize::from(*n == 1)], ["no", "yes"][usize::from(*n == 1)]).to_owned()
        }
        (Kind::Unit, Value::Int(n)) => {
            names.unit(small(*n)).map_or_else(|| cell_text(record, column, names), |u| u.label(lang).to_owned())
        }
        (Kind::Indicator, Value::Int(n)) => {
            let found = names.indicators.iter().find(|i| i.number == small(*n));
            found.map_or_else(|| n.to_string(), |i| i.label(lang).to_owned())
        }
        (Kind::Money, Value::Int(_)) => format!("{} {}", cell_text(record, column, names), lang.of("万元", "× 10,000 yuan")),
        (Kind::Land, Value::Int(_)) => format!("{} {}", cell_text(record, column, names), lang.of("亩", "mu")),
        (Kind::Percent, Value::Int(_)) => format!("{}%", cell_text(record, column, names)),
        (_, _) => cell_text(record, column, names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_read_in_words_and_unknown_ones_as_written() {
        assert_eq!(verb_words("returns.submit", Lang::Zh), "填报：报送");
        assert_eq!(verb_words("acts.read", Lang::En), "record of acts: read");
        assert_eq!(verb_words("returns.never_heard_of", Lang::Zh), "returns.never_heard_of");
        assert_eq!(verb_words("plain", Lang::Zh), "plain");
    }
}
