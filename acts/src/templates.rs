//! Templates 模板: workbooks to be filled in offline — a unit's month, or any register by its declaration, with what stands there.

mod columns;
mod month;

use crate::intake::known::{Known, Named};
use crate::problems::Ignored;
use crate::{Error, Office};
use columns::Columns;
use documents::template::{Row, Template, write, write_all};
use domain::actors::Actor;
use domain::calendar::day_text;
use domain::indicators::Indicator;
use domain::lang::Lang;
use domain::registers::Register;
use domain::units::Unit;

/// Open rows beneath those that are filled.
const SPARE: u32 = 60;

/// Heads of our templates that are only there to be looked at: Chinese, English.
pub(crate) const SHOWN: [(&str, &str); 5] = [
    ("计量单位", "Measure"),
    ("上月", "Last month"),
    ("上年同期", "Same month last year"),
    ("年度目标", "Annual target"),
    ("问题 / Problems", "Problems"),
];

/// Sheets of our templates that are only there to be looked at.
pub(crate) const COUNTED: (&str, &str) = ("台账已有数", "Counted");
const SHEETS: [(&str, &str); 3] = [("填表说明", "How to fill in"), ("名单", "Lists"), COUNTED];

/// Is this a column or sheet that our own templates bring along?
pub(crate) fn is_ours(ignored: &Ignored) -> bool {
    let (among, name) = if ignored.column.is_empty() { (&SHEETS[..], &ignored.file) } else { (&SHOWN[..], &ignored.column) };
    among.iter().any(|(zh, en)| name == zh || name == en)
}

impl Office {
    /// A register as a workbook that imports back: its columns as declared, the records that stand, and open rows beneath.
    pub fn register_template(&self, actor: &Actor, register: &'static Register, lang: Lang) -> Result<Vec<u8>, Error> {
        Ok(write(&self.sheet_of(actor, register, &Naming::of(self, actor.county, lang)?)?))
    }

    /// Every setting that somebody keeps as one workbook, a sheet each, that changes nothing when it is applied.
    pub fn settings_workbook(&self, actor: &Actor, lang: Lang) -> Result<Vec<u8>, Error> {
        let names = Naming::of(self, actor.county, lang)?;
        let sheets = self.settings_of(actor)?.into_iter().map(|register| self.sheet_of(actor, register, &names));
        let sheets = sheets.collect::<Result<Vec<Template>, Error>>()?;
        let (first, others) = sheets.split_first().ok_or(Error::NotFound)?;
        Ok(write_all(lang.of("设置", "Settings"), first, others))
    }

    /// A register as the sheet of a workbook.
    fn sheet_of(&self, actor: &Actor, register: &'static Register, names: &Naming) -> Result<Template, Error> {
        let lang = names.lang;
        let (records, books) = self.register_for(actor, register, self.today)?;
        let columns = Columns::of(self, actor, register, &books, names)?;
        let rows = records.iter().map(|record| Row { cells: columns.cells(record, &books, names), notes: Vec::new() });
        let title = lang.of(register.zh, register.en).to_owned();
        let keys: Vec<&str> =
            register.columns.iter().filter(|c| register.key.contains(&c.name)).map(|c| lang.of(c.zh, c.en)).collect();
        let keys = keys.join(lang.of("、", ", "));
        Ok(Template {
            sheet: title.clone(),
            basis: match lang {
                Lang::Zh => format!("截至{}，共{}条记录", day_text(self.today, lang), records.len()),
                Lang::En => format!("As of {}: {} records", day_text(self.today, lang), records.len()),
            },
            instruction: instruction(lang).to_owned(),
            explanation: explanation(&keys, lang),
            rows: rows.collect(),
            columns: columns.declared(),
            spare: SPARE,
            title,
            ..Template::empty(lang)
        })
    }
}

fn instruction(lang: Lang) -> &'static str {
    lang.of(
        "带*的必填；灰色的不能改；指向表头可看说明。填好后在“导入”页上传，上传前可以预览。",
        "* must be filled in; grey cannot be changed; point at a head to read about it. Upload it on the page “Import”, which shows what would change first.",
    )
}

fn explanation(keys: &str, lang: Lang) -> Vec<String> {
    match lang {
        Lang::Zh => vec![
            format!("1. 一行一条记录；同一条记录由这些栏认定：{keys}。这些栏相同的行是修改，不同的行是新增；删去一行不会删除记录。"),
            "2. 数字可写全角、千分位，也可写 1.2亿、3500万元；日期可写 2026-04-08、2026/4/8、2026年4月8日。".to_owned(),
            "3. 有下拉名单的栏请从名单里选；单位、指标也可填编号。".to_owned(),
            "4. 上传后先预览；有问题的会写回您自己的工作簿，写在每行末尾并把单元格标红。同一文件传两次不会有任何变化。".to_owned(),
            "5. 可以增加自己的栏和工作表，系统不读，也不改动。".to_owned(),
            "6. 严禁录入涉密信息。".to_owned(),
        ],
        Lang::En => vec![
            format!("1. One record a line, known by: {keys}. A line with the same is a change, another is a new record; leaving a line out removes nothing."),
            "2. Amounts may be written with full-width digits, thousands separators, or as 1.2亿 and 3500万元; days as 2026-04-08, 2026/4/8 or 2026年4月8日.".to_owned(),
            "3. Where there is a list, choose from it; units and indicators may also be given by their codes.".to_owned(),
            "4. An upload is shown before it is filed; what is wrong is written into your own workbook, at the end of each row, with the cells in red. The same file twice changes nothing.".to_owned(),
            "5. You may add columns and sheets of your own; they are neither read nor changed.".to_owned(),
            "6. State secrets must never be entered.".to_owned(),
        ],
    }
}

/// By what units and indicators are named so that reading finds them again: their name, or their code if several have it.
pub(crate) struct Naming {
    known: Known,
    pub lang: Lang,
}

impl Naming {
    fn of(office: &Office, county: i32, lang: Lang) -> Result<Naming, Error> {
        Ok(Naming { known: Known::of(office, county)?, lang })
    }

    pub fn unit(&self, unit: &Unit) -> String {
        let name = unit.label(self.lang);
        if self.known.unit(name) == Named::One(unit.number) { name.to_owned() } else { unit.code.clone() }
    }

    pub fn indicator(&self, indicator: &Indicator) -> String {
        let name = indicator.label(self.lang);
        if self.known.indicator(name) == Named::One(indicator.number) { name.to_owned() } else { indicator.code.clone() }
    }
}
