//! Words 用语 of the record of acts: verbs and values as a person reads them, in both languages.

use crate::explanations::cell_text;
use domain::actors::Role;
use domain::calendar::instant_text;
use domain::lang::Lang;
use domain::measure::WAN_IN_ENGLISH;
use domain::registers::{Kind, Record, Value, register};
use domain::statistics::Books;
use store::ActRow;

/// What is done to things that are no register.
const NOUNS: [(&str, &str, &str); 11] = [
    ("acts", "办事留痕", "record of acts"),
    ("bulletins", "通报", "bulletins"),
    ("database", "数据库", "database"),
    ("entries", "分录", "entries"),
    ("imports", "导入", "imports"),
    ("ledger", "总账", "ledger"),
    ("passwords", "口令", "passwords"),
    ("registers", "台账", "registers"),
    ("roles", "角色", "roles"),
    ("sessions", "会话", "sessions"),
    ("settings", "设置", "settings"),
];

const VERBS: [(&str, &str, &str); 32] = [
    ("accept", "核验通过", "accepted"),
    ("accept_all", "批量核验通过", "accepted in bulk"),
    ("add", "登记", "added"),
    ("backup", "备份", "backed up"),
    ("change", "修改", "changed"),
    ("checkpoint", "存证", "signed a checkpoint"),
    ("correct", "更正", "corrected"),
    ("export", "导出", "exported"),
    ("first", "开立首个", "first one made"),
    ("grant", "授予角色", "role granted"),
    ("hand_over", "交接", "handed over"),
    ("import", "导入", "imported"),
    ("invite", "邀请", "invited"),
    ("issue", "印发", "issued"),
    ("load", "装载", "loaded"),
    ("open", "开放", "opened"),
    ("password", "修改口令", "password changed"),
    ("prove", "核对存证点", "held against a checkpoint"),
    ("read", "查阅", "read"),
    ("recheck", "回头看", "rechecked"),
    ("recognise", "核减核增", "recognised differently"),
    ("require_change", "要求修改口令", "change of password required"),
    ("reset_second_factor", "重置二次验证", "second factor reset"),
    ("restore", "恢复", "restored"),
    ("revise", "调整", "revised"),
    ("second_factor", "设置二次验证", "second factor set"),
    ("send_back", "退回", "sent back"),
    ("submit", "报送", "submitted"),
    ("suspend", "停用", "suspended"),
    ("unlock", "解锁", "unlocked"),
    ("verify", "核验", "verified"),
    ("withdraw", "撤回", "withdrawn"),
];

/// Whole verbs that the two halves would not say well.
const WHOLE: [(&str, &str, &str); 13] = [
    ("accounts.open", "账号：启用", "Accounts: taken into use"),
    ("checkpoints.keep", "存证点：当日留存", "Checkpoints: kept for the day"),
    ("evidence.read", "佐证材料：查阅", "Evidence: read"),
    ("models.answer", "本县模型：答复", "model of the county: answered"),
    ("models.ask", "本县模型：发送全文提问", "model of the county: sent a text"),
    ("models.fail", "本县模型：没有答成", "model of the county: no answer"),
    ("posts.withdraw", "岗位：撤销角色", "Posts: role withdrawn"),
    ("sessions.close", "会话：退出", "sessions: signed out"),
    ("sessions.close_all", "会话：全部退出", "sessions: signed out everywhere"),
    ("sessions.open", "会话：登录", "sessions: signed in"),
    ("sessions.refuse", "会话：登录未成", "sessions: sign-in refused"),
    ("sessions.revoke", "会话：被撤销", "sessions: revoked"),
    ("sessions.switch", "会话：换岗位", "sessions: changed post"),
];

/// `returns.submit` in words; what has none stays as it is written.
pub fn verb_words(verb: &str, lang: Lang) -> String {
    let in_list =
        |list: &[(&str, &'static str, &'static str)], code: &str| list.iter().find(|w| w.0 == code).map(|w| lang.of(w.1, w.2));
    if let Some(words) = in_list(&WHOLE, verb) {
        return words.to_owned();
    }
    let Some((noun, done)) = verb.split_once('.') else { return verb.to_owned() };
    let noun = register(noun).map(|r| lang.of(r.zh, r.en)).or_else(|| in_list(&NOUNS, noun));
    match (noun, in_list(&VERBS, done), lang) {
        (Some(noun), Some(done), Lang::Zh) => format!("{noun}：{done}"),
        (Some(noun), Some(done), Lang::En) => format!("{noun}: {done}"),
        (None, _, _) | (_, None, _) => verb.to_owned(),
    }
}

/// Heads of a list of acts.
pub const HEADS: [(&str, &str); 8] = [
    ("链上位置", "Place"),
    ("时间", "When"),
    ("经办人", "Who"),
    ("角色", "Role"),
    ("事项", "What"),
    ("对象", "To what"),
    ("理由", "Why"),
    ("来处", "From"),
];

/// What an act says under these heads.
pub fn act_words(act: &ActRow, lang: Lang) -> [String; 8] {
    [
        act.seq.to_string(),
        instant_text(act.recorded_at),
        act.actor.clone(),
        role_words(&act.role, lang),
        verb_words(&act.verb, lang),
        act.subject.clone(),
        act.reason.clone(),
        if act.origin.is_empty() { lang.of("系统内", "inside the system").to_owned() } else { act.origin.clone() },
    ]
}

/// A role in words; what is none stays as it is written.
pub fn role_words(code: &str, lang: Lang) -> String {
    Role::parse(code).map_or_else(|| code.to_owned(), |role| role.label(lang).to_owned())
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
        // Exactly, and so in the measure in which it was typed.
        (Kind::Money, Value::Int(_)) => format!("{} {}", cell_text(record, column, names), lang.of("万元", WAN_IN_ENGLISH)),
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
        assert_eq!(verb_words("sessions.open", Lang::Zh), "会话：登录");
        assert_eq!(verb_words("plain", Lang::Zh), "plain");
    }
}
