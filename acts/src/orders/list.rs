//! The list of orders 督办清单, the most pressing first, a page at a time.

use crate::supervision::Part;
use crate::{Error, Office, Rows};
use domain::actors::Actor;
use domain::calendar::Date;
use domain::supervision::{Slip, State};
use domain::units::Unit;

/// Which orders are asked for.
#[derive(Clone, Debug, Default)]
pub struct OrderQuery {
    /// Code of a unit; empty: all.
    pub unit: String,
    pub state: Option<State>,
    pub slip: Option<Slip>,
    /// The task they follow up; empty: any.
    pub task: String,
    /// Those that are over, too.
    pub over: bool,
    /// Words of the matter, or its number.
    pub words: String,
}

/// One order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    pub code: String,
    pub number: String,
    pub matter: String,
    pub unit: String,
    pub unit_name: (String, String),
    pub state: State,
    pub slip: Option<Slip>,
    /// The highest rung it has climbed to.
    pub rung: Option<usize>,
    pub due: Date,
    pub closed_on: Option<Date>,
    pub task: String,
}

impl Office {
    /// Orders somebody may see, as of a day: those after `skip`, at most `take`.
    pub fn orders(
        &self,
        actor: &Actor,
        as_of: Date,
        asked: &OrderQuery,
        skip: usize,
        take: usize,
    ) -> Result<Rows<OrderRow>, Error> {
        let part = Part::of_orders(actor);
        self.with_roll(actor.county, as_of, |roll| {
            let bands = roll.bands_of_orders(as_of)?;
            let unit = roll.unit_of_code(&asked.unit).map(|u| u.number);
            if !asked.unit.is_empty() && unit.is_none() {
                return Err(Error::UnknownUnit(asked.unit.clone()));
            }
            let mut orders = Rows::none();
            for ordered in roll.orders() {
                let order = &ordered.order;
                let meant = part.shows(order)
                    && unit.is_none_or(|unit| order.unit == unit)
                    && asked.state.is_none_or(|state| order.state == state)
                    && (asked.over || asked.state.is_some() || !order.state.is_over())
                    && (asked.task.is_empty() || ordered.task == asked.task)
                    && (asked.words.is_empty()
                        || ordered.matter.contains(&asked.words)
                        || ordered.number.contains(&asked.words)
                        || ordered.code == asked.words);
                if !meant {
                    continue;
                }
                let slip = bands.slip(order, &roll.rules);
                if asked.slip.is_some_and(|wanted| slip != Some(wanted)) {
                    continue;
                }
                orders.total += 1;
                if orders.total > skip && orders.rows.len() < take {
                    let of = roll.unit(order.unit);
                    orders.rows.push(OrderRow {
                        code: ordered.code.clone(),
                        number: ordered.number.clone(),
                        matter: ordered.matter.clone(),
                        unit: of.map_or_else(String::new, |u| u.code.clone()),
                        unit_name: names(of),
                        state: order.state,
                        slip,
                        rung: bands.rung(order, &roll.rules),
                        due: order.due,
                        closed_on: order.closed_on,
                        task: ordered.task.clone(),
                    });
                }
            }
            Ok(orders)
        })?
    }
}

pub(crate) fn names(unit: Option<&Unit>) -> (String, String) {
    unit.map_or_else(Default::default, |u| (u.name.clone(), u.name_en.clone()))
}
