//! What holds for every register 通则: nothing below zero, no end before its beginning, nothing done in the future.

use super::{Coming, Findings};
use crate::calendar::day_number;
use crate::registers::Kind;

/// Days of one record that follow one another: (earlier, later).
const IN_ORDER: [(&str, &str); 11] = [
    ("from_on", "until_on"),
    ("valid_from", "valid_to"),
    ("start_on", "due_on"),
    ("start_on", "done_on"),
    ("formed_on", "disbanded_on"),
    ("formed_on", "settled_on"),
    ("formed_on", "on_site_on"),
    ("found_on", "valued_on"),
    ("listed_on", "completed_on"),
    ("started_on", "completed_on"),
    ("started_on", "producing_on"),
];

/// Days on which something happened; others may be planned.
const HAPPENED: [(&str, &str); 13] = [
    ("projects", "registered_on"),
    ("project_stages", "on"),
    ("project_arrivals", "on"),
    ("key_projects", "started_on"),
    ("key_projects", "completed_on"),
    ("key_projects", "producing_on"),
    ("key_project_nodes", "done_on"),
    ("funds", "registered_on"),
    ("fund_steps", "on"),
    ("fund_contacts", "on"),
    ("parcel_steps", "on"),
    ("leads", "found_on"),
    ("visits", "on"),
];

pub fn check(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let noun = record.register.noun;
    let column = |name: &str| record.register.column(name).map(|i| &record.register.columns[i]);
    for (declared, value) in record.register.columns.iter().zip(&record.values) {
        let measured = matches!(declared.kind, Kind::Money | Kind::Land | Kind::Count | Kind::Percent | Kind::Amount);
        // A light's bounds are gaps, and gaps are below zero.
        if measured && noun != "light_rules" && value.int().is_some_and(|n| n < 0) {
            found.refuse("records.negative", declared.name, "不能小于零", "must not be below zero");
        }
    }
    for (earlier, later) in IN_ORDER {
        let (Some(first), Some(second)) = (column(earlier), column(later)) else { continue };
        let (Some(from), Some(until)) = (record.int(earlier), record.int(later)) else { continue };
        if from > until {
            found.refuse(
                "records.backwards",
                second.name,
                format!("不能早于{}", first.zh),
                format!("must not be before “{}”", first.en),
            );
        }
    }
    let today = day_number(coming.around.today);
    for (_, name) in HAPPENED.iter().filter(|(of, _)| *of == noun) {
        if let Some(declared) = column(name)
            && record.int(name).is_some_and(|day| day > today)
        {
            found.refuse(
                "records.in_the_future",
                declared.name,
                format!("晚于今天（{}），还没有发生", coming.around.today),
                format!("later than today ({}): it has not happened", coming.around.today),
            );
        }
    }
}
