//! Campaigns 战役 and what they ask: indicators, light rules, targets and next steps — all data with a day of effect.

use super::{col, must};
use crate::registers::Kind::{Amount, Choice, Code, Count, Day, Indicator, Percent, Ref, Text, Unit, Year};
use crate::registers::{Keeper, Register};

pub const CAMPAIGNS: Register = Register {
    noun: "campaigns",
    zh: "战役",
    en: "Campaigns",
    key: &["campaign_id"],
    known_from: None,
    keeper: Keeper::Rules,
    part_of: None,
    columns: &[
        must("campaign_id", "战役编号", "Campaign no.", Code),
        must("name", "名称", "Name", Text),
        col("name_en", "英文名称", "Name in English", Text),
        must("lead_unit", "牵头单位", "Lead office", Unit),
        col("position", "次序", "Position", Count),
        // Indicator by which the campaign's units are ranked and called advanced or lagging.
        col("ranked_by", "排名指标", "Ranked by", Text),
        col("summary", "综述", "Summary", Text).long(),
        col("summary_en", "综述英文", "Summary in English", Text).long(),
    ],
};

pub const INDICATORS: Register = Register {
    noun: "indicators",
    zh: "指标",
    en: "Indicators",
    key: &["indicator_id"],
    known_from: None,
    keeper: Keeper::Rules,
    part_of: None,
    columns: &[
        must("indicator_id", "指标编号", "Indicator no.", Code),
        must("name", "名称", "Name", Text),
        must("uom", "计量单位", "Measure", Text),
        col(
            "direction",
            "方向",
            "Direction",
            Choice(&[("up", "越高越好", "higher is better"), ("down", "越低越好", "lower is better")]),
        ),
        col("name_en", "英文名称", "Name in English", Text),
        col(
            "kind",
            "类型",
            "Kind",
            Choice(&[
                ("flow", "流量", "flow"),
                ("stock", "存量", "stock"),
                ("ratio", "比率", "ratio"),
                ("count", "单位数", "count of units"),
            ]),
        ),
        // `returns`, or the noun of the register it is counted from.
        col("source", "来源", "Source", Text).help("returns，或所计台账的名称", "returns, or the register it is counted from"),
        // `linear`, or twelve cumulative percents of the year separated by spaces (a curve 计划曲线).
        col("pace", "时序", "Pace", Text).help("linear，或十二个月累计百分比", "linear, or twelve cumulative percents"),
        col("uom_en", "计量单位英文", "Measure in English", Text),
        col("campaign_id", "战役", "Campaign", Ref("campaigns")),
        col("position", "次序", "Position", Count),
        // How records count (domain::indicators): see docs/load-format.md.
        col("where", "条件", "Condition", Text),
        col("on", "计入日期栏", "Day column", Text),
        col("until", "终止日期栏", "Until column", Text),
        col("amount", "计量栏", "Amount column", Text),
        col("credit", "计入单位", "Credit", Text),
        // Records counted as verified but credited as nothing (DOMAIN.md §4: averaged, needs county match).
        col("exclude", "认定剔除条件", "Not credited when", Text),
        col("of", "分子指标", "Of", Text),
        col("over", "分母指标", "Over", Text),
        col("minimum_base", "参与排名的最低任务", "Minimum target to be ranked", Text),
        // Where an adverse fact of this indicator belongs in 三、存在问题.
        col(
            "aspect",
            "问题类别",
            "Aspect",
            Choice(&[
                ("compare", "相比去年差距大", "gap to last year"),
                ("pace", "推进速度慢", "slow progress"),
                ("result", "实际成效不理想", "poor results"),
            ]),
        ),
        col("sentence", "句式", "Sentence", Text).long(),
        col("sentence_en", "句式英文", "Sentence in English", Text).long(),
        col("since", "启用日期", "In use since", Day),
    ],
};

pub const LIGHT_RULES: Register = Register {
    noun: "light_rules",
    zh: "亮灯规则",
    en: "Light rules",
    key: &["rule_id", "effective_on"],
    known_from: Some("effective_on"),
    keeper: Keeper::Rules,
    part_of: None,
    columns: &[
        must("rule_id", "规则编号", "Rule no.", Code),
        must("effective_on", "生效日期", "Effective on", Day)
            .help("不得早于尚未封账的第一天", "not before the first day whose books are open"),
        // Gap to time progress, in percentage points, from which the light is green and from which it is yellow.
        must("green_from", "绿灯下限", "Green from (points)", Percent),
        must("yellow_from", "黄灯下限", "Yellow from (points)", Percent),
        col("indicator_id", "适用指标", "Indicator", Indicator),
        col("document", "依据文件", "Document", Text),
    ],
};

pub const TARGETS: Register = Register {
    noun: "targets",
    zh: "目标",
    en: "Targets",
    key: &["unit_id", "indicator_id", "year"],
    known_from: Some("year"),
    keeper: Keeper::Targets,
    part_of: None,
    columns: &[
        // Empty: the county's own target.
        col("unit_id", "单位", "Unit", Unit),
        must("indicator_id", "指标", "Indicator", Indicator),
        must("year", "年度", "Year", Year),
        must("target", "目标", "Target", Amount),
        col("document", "下达文号", "Document number", Text).help("修订目标必须有文号", "a revision needs a document number"),
        // Overrides the indicator's pace for this target.
        col("pace", "时序", "Pace", Text).help(
            "linear，或十二个月累计百分比；留空用指标的时序",
            "linear, or twelve cumulative percents; empty: as the indicator",
        ),
    ],
};

pub const COMMITMENTS: Register = Register {
    noun: "commitments",
    zh: "下步打算",
    en: "Next steps",
    key: &["commitment_id"],
    known_from: None,
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("commitment_id", "编号", "No.", Code).numbered("step-"),
        must("campaign_id", "战役", "Campaign", Ref("campaigns")),
        must("text", "内容", "Text", Text).long(),
        col("text_en", "英文", "In English", Text).long(),
        col("due_on", "完成时限", "Due", Day),
        col("recurrence", "周期", "Recurrence", Text),
        col("quantity", "数量", "Quantity", Count),
        col("requirement", "出处", "Requirement", Text),
        col("unit_id", "责任单位", "Unit", Unit),
    ],
};
