//! Month 月报模板: one unit's lines of one month, with what stood there before; what registers count is shown on a sheet of its own.

use super::{COUNTED, Naming, SHOWN, instruction};
use crate::acting::own_unit;
use crate::books::Breadth;
use crate::returns::{Line, Shelf, months_back};
use crate::{Error, Office};
use documents::template::{Cell, Column, Counted, Entry, Row, Template, write};
use domain::actors::Actor;
use domain::calendar::Period;
use domain::document::Number;
use domain::indicators::Indicator;
use domain::lang::Lang;
use domain::measure::Measure;
use domain::policy::{Action, Relation, Request};
use domain::returns::{Background, Status};
use domain::stage::Stage;
use domain::statistics::Quantity;
use domain::units::Unit;

/// Place of the figure among the columns.
const VALUE: usize = 3;

impl Office {
    /// The template of the actor's unit for a month that has begun.
    pub fn month_template(&self, actor: &Actor, month: Period, lang: Lang) -> Result<Vec<u8>, Error> {
        let request = Request { action: Action::FileReturn, relation: Relation::Own, status: Status::Open, open: true };
        crate::acting::allow(actor, request)?;
        if month.from_month != month.to_month || month.first_day() > self.today {
            return Err(Error::NotFound);
        }
        let shelf = self.shelf(actor, &months_back(month, 13))?;
        let owner = own_unit(actor, &shelf.units)?;
        let names = Naming::of(self, actor.county, lang)?;
        let unit = names.unit(owner);
        let lines = shelf.lines(owner, month, self.today);
        let rows: Vec<Row> = lines.iter().map(|line| row(&unit, &names.indicator(&line.indicator), line, month, lang)).collect();
        let counted = self.counted(actor, &shelf, owner, month, lang)?;
        if rows.is_empty() && counted.rows.is_empty() {
            return Err(Error::NotFound);
        }
        let label = owner.label(lang).to_owned();
        let title = match lang {
            Lang::Zh => format!("{label}{}月报表", month.text(lang)),
            Lang::En => format!("{label}: return for {}", month.text(lang)),
        };
        let counted_too = !counted.rows.is_empty();
        Ok(write(&Template {
            sheet: lang.of("填报", "Return").to_owned(),
            basis: match lang {
                Lang::Zh => format!("本单位应填{}项；{}", rows.len(), domain::calendar::day_text(self.today, lang)),
                Lang::En => format!("{} lines to be filed; {}", rows.len(), domain::calendar::day_text(self.today, lang)),
            },
            instruction: instruction(lang).to_owned(),
            explanation: explanation(lang),
            columns: columns(lang),
            rows,
            counted: counted_too.then_some(counted),
            title,
            ..Template::empty(lang)
        }))
    }

    /// What registers already say of the month.
    fn counted(&self, actor: &Actor, shelf: &Shelf, owner: &Unit, month: Period, lang: Lang) -> Result<Counted, Error> {
        let heads = [("指标", "Indicator"), SHOWN[0], ("本月数", "This month"), ("本年累计", "Year to date"), SHOWN[3]];
        let title = lang.of("以下由台账计数，不用填报", "Counted from registers; not to be filed");
        let mut counted = Counted {
            sheet: lang.of(COUNTED.0, COUNTED.1).to_owned(),
            title: title.to_owned(),
            heads: heads.map(|(zh, en)| lang.of(zh, en).to_owned()).to_vec(),
            rows: Vec::new(),
        };
        let indicators: Vec<&Indicator> = shelf.counted(owner, month);
        if indicators.is_empty() {
            return Ok(counted);
        }
        let books = match self.books(&actor.scope(), month, self.today, Stage::Verified, Breadth::Figures) {
            Ok(books) => books,
            Err(Error::BeforeTheFirstRecord(..)) => return Ok(counted),
            Err(other) => return Err(other),
        };
        for indicator in indicators {
            let statistics = books.statistics_of(indicator, month);
            let mine = statistics.iter().find(|s| s.unit == owner.number);
            let figure = |quantity| {
                let answer = mine.and_then(|s| books.quantity(indicator, s, quantity, month));
                answer.map_or(Cell::Empty, |a| Cell::Number(a.ratio.number(indicator.measure.decimals.min(6))))
            };
            let texts = [indicator.label(lang), indicator.measure.label(lang)].map(|text| Cell::Text(text.to_owned()));
            let figures = [Quantity::Value, Quantity::Cumulative, Quantity::Target].map(figure);
            counted.rows.push(texts.into_iter().chain(figures).collect());
        }
        Ok(counted)
    }
}

fn columns(lang: Lang) -> Vec<Column> {
    let column = |(zh, en): (&str, &str), width: f64, entry| Column {
        head: lang.of(zh, en).to_owned(),
        width,
        entry,
        ..Column::default()
    };
    let shown = |names, width| Column { locked: true, ..column(names, width, Entry::Text) };
    let value_note = lang.of(
        "本月数，不是累计数，按右边的计量单位。没有数据请留空；确为零请填0并在备注里写“零报告”。",
        "The month's figure, not the year's, in the measure to the right. Leave it empty if there is none; if it is zero, enter 0 and write “zero confirmed” into the note.",
    );
    let note = lang.of(
        "与往月相差大、超过目标等情况，请在这里说明。",
        "Say here why a figure differs much from other months, or is above the target.",
    );
    vec![
        Column { required: true, ..shown(("单位", "Unit"), 18.0) },
        Column { required: true, ..shown(("指标", "Indicator"), 30.0) },
        Column { required: true, ..shown(("期别", "Period"), 11.0) },
        Column { required: true, note: value_note.to_owned(), ..column(("数值", "Value"), 14.0, Entry::Number) },
        column(("凭证号", "Voucher"), 16.0, Entry::Text),
        Column { note: note.to_owned(), ..column(("备注", "Note"), 26.0, Entry::Text) },
        shown(SHOWN[0], 10.0),
        shown(SHOWN[1], 13.0),
        shown(SHOWN[2], 13.0),
        shown(SHOWN[3], 13.0),
    ]
}

fn row(unit: &str, name: &str, line: &Line, month: Period, lang: Lang) -> Row {
    let Line { indicator, background, .. } = line;
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let amount = |amount: Option<i64>| amount.map_or(Cell::Empty, |a| Cell::Number(number(&indicator.measure, a)));
    let last = background.months.first().copied().flatten();
    Row {
        cells: vec![
            text(unit),
            text(name),
            text(&month.to_string()),
            amount(line.reported),
            text(&line.voucher),
            text(&line.note),
            text(indicator.measure.label(lang)),
            amount(last),
            amount(background.last_year),
            amount(background.target),
        ],
        notes: vec![(VALUE, limits(&indicator.measure, background, lang))],
    }
}

/// Last values and limits, beside the box.
fn limits(measure: &Measure, background: &Background, lang: Lang) -> String {
    let unit = measure.label(lang);
    let show = |amount: i64| format!("{} {unit}", measure.exact(amount));
    let mut lines = Vec::new();
    let mut say = |zh: &str, en: &str, amount: Option<i64>| {
        if let Some(amount) = amount {
            lines.push(format!("{}{}", lang.of(zh, en), show(amount)));
        }
    };
    say("上月：", "Last month: ", background.months.first().copied().flatten());
    say("上年同期：", "Same month last year: ", background.last_year);
    say("前十二个月最高：", "Highest of the twelve months before: ", background.months.iter().flatten().copied().max());
    say("本年此前累计：", "Year to date before this month: ", Some(background.year_to_date));
    say("年度目标：", "Annual target: ", background.target);
    lines.join("\n")
}

fn number(measure: &Measure, amount: i64) -> Number {
    Number { mantissa: amount, decimals: measure.decimals }
}

fn explanation(lang: Lang) -> Vec<String> {
    let lines: [(&str, &str); 6] = [
        (
            "1. 只填白色的三栏：数值、凭证号、备注。灰色的栏已经填好，不能改。",
            "1. Fill in the three white columns only: value, voucher, note. The grey ones are filled in and cannot be changed.",
        ),
        (
            "2. 数值填本月数，按“计量单位”栏的单位；也可写 1.2亿、3500万元。还没有数据的行留空，不会报送。",
            "2. The value is the month's, in the measure of its row; 1.2亿 and 3500万元 are understood. A row left empty is not filed.",
        ),
        (
            "3. 确为零的，填0并在备注里写“零报告”。留空不是零。",
            "3. If it is zero, enter 0 and write “zero confirmed” into the note. Empty is not zero.",
        ),
        (
            "4. 指向数值格可看上月、上年同期、最高值和目标；相差大的请在备注里说明。",
            "4. Point at a box to see last month, last year, the highest and the target; if yours differs much, say why in the note.",
        ),
        (
            "5. 填好后在“导入”页上传：先预览，再报送；有问题的会写回这个工作簿并标红。",
            "5. Upload it on the page “Import”: first it is shown, then filed; what is wrong is written into this workbook, in red.",
        ),
        ("6. 严禁录入涉密信息。", "6. State secrets must never be entered."),
    ];
    lines.map(|(zh, en)| lang.of(zh, en).to_owned()).to_vec()
}
