//! Papers 文书: the notice of an order, the pledge of a unit and what it owes, as documents that are printed like a bulletin.

use super::{OrderQuery, OrderRow};
use crate::tasks::{TaskQuery, TaskRow};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::bulletins::CountyNames;
use domain::calendar::{DAY_MS, Date, day_at, day_of, start_of_day};
use domain::document::Document;
use domain::lang::Lang;
use domain::notices::{Dispatched, Listed, Notice, Pledge, dispatch, notice, owed, pledge};
use domain::registers::{COUNTIES, DIRECTIVES, PLEDGES, Value};
use domain::supervision::Slip;
use domain::tasks::TaskState;

/// The number of a paper 文号: the county's prefix, its kind, the year, and the place that its record has.
pub(crate) fn numbered(prefix: &str, kind: &str, on: Option<Date>, code: &str) -> String {
    let place = code.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_start_matches('0');
    let year = on.map_or_else(String::new, |day| day.year().to_string());
    format!("{prefix}{kind}〔{year}〕{place}号")
}

impl Office {
    pub(crate) fn county_names(&self, actor: &Actor) -> Result<CountyNames, Error> {
        let found = self.store.read(&actor.scope(), |reader| reader.records(&COUNTIES, None))?;
        Ok(found.first().map(CountyNames::from_record).unwrap_or_default())
    }

    /// The notice 督办通知 of an order that was given out.
    pub fn notice_paper(&self, actor: &Actor, as_of: Date, code: &str, lang: Lang) -> Result<Document, Error> {
        let page = self.order(actor, as_of, code)?;
        let given = page.steps.iter().rfind(|s| s.step == domain::supervision::Step::Issued).ok_or(Error::NotFound)?;
        let facts = Notice {
            number: page.number.clone(),
            code: page.check_code.clone(),
            unit: lang.name(&given.unit_name.0, &given.unit_name.1).to_owned(),
            matter: page.matter.trim_end_matches(['。', '.']).to_owned(),
            basis: page.basis.trim_end_matches(['。', '.']).to_owned(),
            issued_on: given.on,
            due: given.due,
            sign_by: page.order.given_on.filter(|_| page.order.signed_on.is_none()).and(self.sign_by(actor, as_of, code)?),
            cadence: page.order.cadence.label(lang).to_owned(),
        };
        Ok(notice(lang, &self.county_names(actor)?, &facts))
    }

    fn sign_by(&self, actor: &Actor, as_of: Date, code: &str) -> Result<Option<Date>, Error> {
        let by = self.with_roll(actor.county, as_of, |roll| roll.order(code).map(|o| o.order.sign_by(&roll.rules)))?;
        by.transpose().map(Option::flatten).map_err(|gone| Error::Order(gone.into()))
    }

    /// A pledge 责任书 with the tasks of its directive that its unit leads.
    pub fn pledge_paper(&self, actor: &Actor, as_of: Date, code: &str, lang: Lang) -> Result<Document, Error> {
        let (record, directive) = self.store.read(&actor.scope(), |reader| {
            let record = reader.current(&PLEDGES, &[Value::Text(code.to_owned())])?;
            let directive = match &record {
                Some(record) => reader.current(&DIRECTIVES, &[record.get("directive_id").clone()])?,
                None => None,
            };
            Ok((record, directive))
        })?;
        let (record, directive) = record.zip(directive).ok_or(Error::NotFound)?;
        let number = record.int("unit_id").and_then(|n| i32::try_from(n).ok());
        let unit = self.with_roll(actor.county, as_of, |roll| number.and_then(|n| roll.unit(n)).cloned())?;
        let unit = unit.ok_or(Error::NotFound)?;
        let names = self.county_names(actor)?;
        let asked =
            TaskQuery { unit: unit.code.clone(), directive: record.text("directive_id").to_owned(), ..TaskQuery::default() };
        let tasks = self.tasks(actor, as_of, &asked, 0, usize::MAX)?.rows;
        let facts = Pledge {
            number: numbered(&names.number_prefix, "责", record.int("on").and_then(day_of), code),
            unit: unit.label(lang).to_owned(),
            person: record.text("person").to_owned(),
            directive: directive.text("title").to_owned(),
            on: record.int("on").and_then(day_of).ok_or(Error::NotFound)?,
            tasks: tasks.iter().filter(|t| t.unit == unit.code).map(|t| listed(t, lang)).collect(),
        };
        Ok(pledge(lang, &names, &facts))
    }

    /// The dispatch 督查专报 of a day: what is overdue, behind and due soon, and what was closed in the seven days up to it.
    pub fn dispatch_paper(&self, actor: &Actor, as_of: Date, lang: Lang) -> Result<Document, Error> {
        let asked = OrderQuery { over: true, ..OrderQuery::default() };
        let orders = self.orders(actor, as_of, &asked, 0, usize::MAX)?.rows;
        let since = day_at(start_of_day(as_of) - 6 * DAY_MS);
        let heads = [("逾期", "Overdue: "), ("滞后", "Behind: "), ("临期", "Due soon: "), ("本周销号", "Closed this week: ")];
        let mut parts = heads.map(|(zh, en)| Dispatched { head: lang.of(zh, en).to_owned(), orders: Vec::new() });
        for order in &orders {
            if let Some(kind) = kind_of(order, since) {
                let unit = lang.name(&order.unit_name.0, &order.unit_name.1).to_owned();
                parts[kind].orders.push((unit, listed_order(order, lang)));
            }
        }
        Ok(dispatch(lang, &self.county_names(actor)?, as_of, &parts))
    }

    /// What a unit owes, on one sheet.
    pub fn owed_paper(&self, actor: &Actor, as_of: Date, unit: &str, lang: Lang) -> Result<Document, Error> {
        let of_unit = self.with_roll(actor.county, as_of, |roll| roll.unit_of_code(unit).cloned())?.ok_or(Error::NotFound)?;
        let tasks = TaskQuery { unit: unit.to_owned(), state: Some(TaskState::InHand), ..TaskQuery::default() };
        let tasks: Vec<Listed> = self.tasks(actor, as_of, &tasks, 0, usize::MAX)?.rows.iter().map(|t| listed(t, lang)).collect();
        let orders = OrderQuery { unit: unit.to_owned(), ..OrderQuery::default() };
        let orders = self.orders(actor, as_of, &orders, 0, usize::MAX)?.rows;
        let orders: Vec<Listed> = orders.iter().map(|o| listed_order(o, lang)).collect();
        Ok(owed(lang, &self.county_names(actor)?, of_unit.label(lang), as_of, &tasks, &orders))
    }
}

/// The kinds of a dispatch, the worst first: under a slip, or closed within the week.
fn kind_of(order: &OrderRow, since: Date) -> Option<usize> {
    match order.slip {
        Some(Slip::Overdue) => Some(0),
        Some(Slip::Behind) => Some(1),
        Some(Slip::DueSoon) => Some(2),
        None => (order.closed_on? >= since).then_some(3),
    }
}

fn listed_order(order: &OrderRow, lang: Lang) -> Listed {
    Listed {
        number: if order.number.is_empty() { order.code.clone() } else { order.number.clone() },
        words: order.matter.clone(),
        results: String::new(),
        due: order.due.to_string(),
        light: order.slip.map(Slip::light),
        state: order.slip.map_or(order.state.label(lang), |slip| slip.label(lang)).to_owned(),
    }
}

pub(crate) fn listed(task: &TaskRow, lang: Lang) -> Listed {
    Listed {
        number: task.code.clone(),
        words: task.action.clone(),
        results: task.results.clone(),
        due: task.due.map_or_else(|| task.recurrence.label(lang).to_owned(), |due| due.to_string()),
        light: task.slip.map(Slip::light),
        state: task.slip.map_or(task.state.label(lang), |slip| slip.label(lang)).to_owned(),
    }
}
