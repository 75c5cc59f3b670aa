//! Secrecy marks 密级标志: 绝密, 机密 or 秘密 as official texts carry them. Such a text does not belong in this program at all; here it is
//! made sure that none is sent to anybody else.

use crate::text::{Span, fold};

const LEVELS: [&str; 3] = ["绝密", "机密", "秘密"];

/// Where a text carries a secrecy mark: 机密★1年 anywhere, 密级：秘密, or the level on a line of its own.
pub fn secrecy_mark(text: &str) -> Option<Span> {
    let mut at = 0;
    for line in text.split('\n') {
        if is_marked(line) {
            return Some(Span { start: at, end: at + line.len() });
        }
        at += line.len() + 1;
    }
    None
}

fn is_marked(line: &str) -> bool {
    let signs: String = line.chars().filter(|c| !c.is_whitespace() && !c.is_control()).map(fold).collect();
    let bare = signs.trim_matches(['[', ']', '(', ')', '"', '《', '》']);
    let level = bare.strip_prefix("密级").map(|rest| rest.trim_start_matches([':', '为'])).unwrap_or(bare);
    let named = |level: &str| LEVELS.iter().any(|known| level.starts_with(known));
    let starred = LEVELS.iter().any(|known| ["★", "☆", "*"].iter().any(|star| signs.contains(&format!("{known}{star}"))));
    let period = |rest: &str| rest.is_empty() || rest.chars().all(|c| c.is_ascii_digit() || "年月长期".contains(c));
    let alone = LEVELS.iter().any(|known| bare.strip_prefix(known).is_some_and(period));
    starred || alone || (level.len() < bare.len() && named(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_seen_however_it_is_set_and_talk_of_secrets_is_none() {
        for text in [
            "机密★1年\n关于征地的通知",
            "通知\n　秘 密　\n各乡镇：",
            "【绝密】",
            "密级：秘密",
            "机密★",
            "秘密5年",
            "份号001 秘密★长期",
        ] {
            assert!(secrecy_mark(text).is_some(), "{text}");
        }
        for text in ["各单位要严守国家秘密。", "机密文件的管理由保密局负责", "秘密级以上文件不得上网", "密级管理要到位", ""]
        {
            assert_eq!(secrecy_mark(text), None, "{text}");
        }
        let text = "标题\n机密★\n正文";
        assert_eq!(secrecy_mark(text).expect("marked").of(text), "机密★");
    }
}
