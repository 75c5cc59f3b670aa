//! Wrongs 错处: why a cell or a line is refused: a stable code, and what to do in both languages.

use domain::calendar::{Date, Period};
use domain::lang::Lang;
use domain::measure::AmountError;
use domain::registers::register;
use domain::returns::Refusal;

/// Why something is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

pub(crate) fn wrong(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Wrong {
    Wrong { code, zh: zh.into(), en: en.into() }
}

pub(crate) fn amount(error: AmountError) -> Wrong {
    wrong("load.not_an_amount", error.sentence(Lang::Zh), error.sentence(Lang::En))
}

pub(crate) fn other_measure(found: &str, wanted_zh: &str, wanted_en: &str) -> Wrong {
    wrong(
        "load.other_measure",
        format!("“{found}”不是这里的计量单位，请按{wanted_zh}填写"),
        format!("“{found}” is not the measure here; give it in {wanted_en}"),
    )
}

pub(crate) fn not_a_day() -> Wrong {
    wrong(
        "load.not_a_day",
        "不是日期，请写成 2026-04-08，并确认有这一天",
        "not a day; write 2026-04-08 and make sure that day exists",
    )
}

pub(crate) fn not_a_month() -> Wrong {
    wrong("load.not_a_month", "不是月份，请写成 2026-04", "not a month; write 2026-04")
}

pub(crate) fn not_a_year() -> Wrong {
    wrong("load.not_a_year", "不是年份，请写成 2026", "not a year; write 2026")
}

pub(crate) fn not_a_flag() -> Wrong {
    wrong("load.not_a_flag", "请写 yes 或 no", "write yes or no")
}

pub(crate) fn not_a_choice(choices: &[(&str, &str, &str)]) -> Wrong {
    let codes: Vec<&str> = choices.iter().map(|c| c.0).collect();
    let names: Vec<&str> = choices.iter().map(|c| c.1).collect();
    wrong(
        "load.not_a_choice",
        format!("应为其中之一：{}（{}）", codes.join("、"), names.join("、")),
        format!("must be one of {}", codes.join(", ")),
    )
}

pub(crate) fn missing_column() -> Wrong {
    wrong("load.missing_column", "缺少必需的栏，请补上表头", "a required column is missing; add it to the header")
}

pub(crate) fn unknown_county() -> Wrong {
    wrong("load.unknown_county", "没有这个县代码（GB/T 2260六位数字）", "no such county code (six digits of GB/T 2260)")
}

pub(crate) fn county_needed() -> Wrong {
    wrong("load.county_needed", "有多个县，请填县代码", "there are several counties; give the county code")
}

pub(crate) fn empty() -> Wrong {
    wrong("load.empty", "不能为空", "must not be empty")
}

/// A cell with an error, or with a formula that has no value yet.
pub(crate) fn cell_error(text: &str) -> Wrong {
    if text.starts_with('=') {
        return wrong(
            "load.not_calculated",
            "公式还没有计算结果，请用表格软件打开并保存后再导入",
            "the formula has no result yet; open the file in a spreadsheet and save it first",
        );
    }
    wrong("load.cell_error", "公式出错，请改正后再填报", "the formula fails; correct it first")
}

pub(crate) fn in_the_future(today: Date) -> Wrong {
    wrong("load.in_the_future", format!("晚于今天（{today}）"), format!("later than today ({today})"))
}

/// The same as a form says.
pub(crate) fn negative() -> Wrong {
    let refusal = Refusal::Negative;
    wrong(refusal.code(), refusal.sentence(Lang::Zh), refusal.sentence(Lang::En))
}

pub(crate) fn outside_the_period(period: Period) -> Wrong {
    wrong(
        "load.outside_the_period",
        format!("不在本次填报的期别{period}内"),
        format!("outside {period}, the period this is filed for"),
    )
}

pub(crate) fn unknown_unit() -> Wrong {
    wrong(
        "load.unknown_unit",
        "没有这个单位，请改正名称或编号；新单位请先登记",
        "no such unit; correct its name or code or register it first",
    )
}

pub(crate) fn unknown_indicator() -> Wrong {
    wrong(
        "load.unknown_indicator",
        "没有这个指标，请改正名称或编号；新指标请先登记",
        "no such indicator; correct its name or code or register it first",
    )
}

pub(crate) fn ambiguous(codes: &[String]) -> Wrong {
    wrong(
        "load.ambiguous",
        format!("同名的不止一个，请改填编号：{}", codes.join("、")),
        format!("more than one has this name; give the code: {}", codes.join(", ")),
    )
}

pub(crate) fn counted_not_filed() -> Wrong {
    wrong(
        "load.counted_not_filed",
        "这个指标由台账计数，不能填报",
        "this indicator is counted from a register and cannot be filed",
    )
}

pub(crate) fn unknown_record(noun: &str) -> Wrong {
    let (zh, en) = register(noun).map_or((noun, noun), |register| (register.zh, register.en));
    wrong(
        "load.unknown_record",
        format!("“{zh}”台账中没有这个编号（{noun}）"),
        format!("there is no such number in the register “{en}” ({noun})"),
    )
}

pub(crate) fn not_text() -> Wrong {
    wrong("load.not_text", "含有不能保存的字符", "holds a character that cannot be kept")
}

pub(crate) fn twice(first: u64) -> Wrong {
    wrong("load.twice", format!("与第{first}行重复，请删去一行"), format!("repeats line {first}; delete one of them"))
}

pub(crate) fn not_utf8() -> Wrong {
    wrong("load.not_utf8", "文件不是UTF-8编码，请另存为“CSV UTF-8”", "the file is not UTF-8; save it as “CSV UTF-8”")
}

pub(crate) fn broken_line() -> Wrong {
    wrong("load.broken_line", "这一行引号不配对，请检查引号", "quotes do not match on this line; check them")
}

pub(crate) fn wrong_width(expected: usize, found: usize) -> Wrong {
    wrong(
        "load.wrong_width",
        format!("应有{expected}栏，实有{found}栏；多出的逗号请用引号括起"),
        format!("{expected} columns are needed, {found} found; put quotes around a text with commas"),
    )
}
