//! Evidence 依据: what a proposal stands on, each with what it says and an address at which it opens.

use super::Proposed;
use crate::acting::allow;
use crate::books::gather;
use crate::explanations::{printed, uom};
use crate::{Error, Office, books};
use domain::accountability::{Cause, Reached, Trigger};
use domain::actors::Actor;
use domain::calendar::end_of_day;
use domain::lang::{Bilingual, Lang};
use domain::measure::Measure;
use domain::policy::{Action, Request};
use domain::registers::{ORDERS, Value};
use domain::stage::Stage;
use domain::statistics::{Books, Quantity, Query};
use domain::units::Unit;
use store::{Fault, Reader};

/// A figure or an order that led to a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The query of a figure, or the number of an order.
    pub id: String,
    pub is_figure: bool,
    pub label: Bilingual,
    /// What the figure says, with its measure; nothing for an order.
    pub said: Bilingual,
}

/// The ground by which a proposal is found again, whatever day it is looked at: `fund_arrivals:2026-Q1`, or `ord-001`.
pub fn ground_of(id: &str) -> String {
    Query::parse(id).map_or_else(|| id.to_owned(), |query| format!("{}:{}", query.indicator, query.period))
}

/// The queries of the figures by which a unit reached a rule, newest first; or its order.
pub fn evidence_of(unit: &Unit, reached: &Reached, books: &Books) -> Vec<String> {
    let (indicator, periods) = match &reached.cause {
        Cause::Order { order, .. } => return vec![order.clone()],
        Cause::Periods { indicator, periods } => (indicator, periods),
    };
    let quantity = match reached.rule.trigger {
        Trigger::Red | Trigger::Overdue => Quantity::GapPoints,
        Trigger::Bottom(_) => Quantity::Rank,
        Trigger::Missing => Quantity::Value,
    };
    let Some(indicator) = books.indicators.iter().find(|i| i.number == *indicator) else { return Vec::new() };
    let query = |&period| Query {
        county: books.county,
        indicator: indicator.code.clone(),
        quantity,
        unit: Some(unit.code.clone()),
        period,
        stage: books.stage,
        as_of: books.as_of,
        part: String::new(),
    };
    periods.iter().map(|period| query(period).to_string()).collect()
}

/// A figure with what it says in books of its period, day and stage.
pub fn told(books: &Books, query: &Query) -> Evidence {
    let answer = books.answer(query);
    let indicator = books.indicator(&query.indicator);
    let label = |lang: Lang| {
        let of = indicator.map_or(query.indicator.as_str(), |i| i.label(lang));
        match lang {
            Lang::Zh => format!("{}{of}{}", query.period.text(lang), query.quantity.label(lang)),
            Lang::En => format!("{of}, {}, {}", query.period.text(lang), query.quantity.label(lang)),
        }
    };
    let measure = |m: &Measure| Bilingual::new(&m.name, &m.name_en);
    let unit = uom(answer.as_ref(), &indicator.map_or_else(|| Bilingual::new("", ""), |i| measure(&i.measure)));
    let said = |lang: Lang| answer.as_ref().map_or_else(|| "—".to_owned(), |a| format!("{} {}", printed(a), unit.of(lang)));
    Evidence {
        id: query.to_string(),
        is_figure: true,
        label: Bilingual::new(label(Lang::Zh), label(Lang::En)),
        said: Bilingual::new(said(Lang::Zh), said(Lang::En)),
    }
}

impl Office {
    /// What a proposal stands on, for whoever sees what is proposed.
    pub fn evidence_of_proposal(&self, actor: &Actor, proposed: &Proposed) -> Result<Vec<Evidence>, Error> {
        allow(actor, Request::of(Action::ReadMeasure))?;
        self.evidence_told(actor.county, &proposed.evidence())
    }

    /// What a proceeding stands on, as it was on the day of each query.
    pub(super) fn evidence_told(&self, county: i32, ids: &[String]) -> Result<Vec<Evidence>, Error> {
        let scope = Actor::system(county, "proceedings").scope();
        Ok(self.store.read(&scope, |reader| ids.iter().map(|id| self.one_told(reader, county, id)).collect())?)
    }

    fn one_told(&self, reader: &mut Reader<'_>, county: i32, id: &str) -> Result<Evidence, Fault> {
        let Some(query) = Query::parse(id) else { return order_told(reader, id) };
        let instant = end_of_day(query.as_of);
        let earlier = (instant < reader.head().last_recorded_at).then_some(instant);
        let (period, as_of) = (query.period, query.as_of);
        let (books, _) = gather(reader, county, period, as_of, Stage::Verified, books::Breadth::Figures, earlier)?;
        Ok(told(&books, &query))
    }
}

fn order_told(reader: &mut Reader<'_>, code: &str) -> Result<Evidence, Fault> {
    let order = reader.current(&ORDERS, &[Value::Text(code.to_owned())])?;
    let matter = order.map_or_else(|| code.to_owned(), |order| order.text("matter").to_owned());
    let label = Bilingual::new(format!("督办：{matter}"), format!("Order: {matter}"));
    Ok(Evidence { id: code.to_owned(), is_figure: false, label, said: Bilingual::new("逾期", "overdue") })
}
