//! Lead offices 牵头部门 of a register: a register belongs to the campaigns whose indicators count it, its parts or its whole.

use domain::indicators::{Counting, Indicator};
use domain::registers::{CAMPAIGNS, INDICATORS, Kind, Register, Value, register};
use std::collections::BTreeSet;
use store::{Fault, Reader};

/// Numbers of the units that lead the campaigns a register belongs to.
pub fn lead_of(reader: &mut Reader<'_>, of: &'static Register) -> Result<Vec<i32>, Fault> {
    let family = family(of);
    let mut campaigns = BTreeSet::new();
    for record in reader.records(&INDICATORS, None)?.iter() {
        let Ok(indicator) = Indicator::from_record(record, 1) else { continue };
        let source = match &indicator.counting {
            Counting::Flow(flow) => flow.source.as_str(),
            Counting::Stock(stock) => stock.source.as_str(),
            Counting::Returned | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => continue,
        };
        if family.contains(source) {
            campaigns.insert(record.text("campaign_id").to_owned());
        }
    }
    let mut leads = Vec::new();
    for campaign in campaigns {
        leads.extend(lead_of_campaign(reader, &campaign)?);
    }
    Ok(leads)
}

pub(super) fn lead_of_campaign(reader: &mut Reader<'_>, campaign: &str) -> Result<Option<i32>, Fault> {
    let record = reader.current(&CAMPAIGNS, &[Value::Text(campaign.to_owned())])?;
    Ok(record.and_then(|r| r.int("lead_unit")).and_then(|n| i32::try_from(n).ok()))
}

/// A register with the whole it is a part of, and all parts of that.
fn family(of: &'static Register) -> BTreeSet<&'static str> {
    let column = of.part_of.and_then(|name| of.column(name)).map(|i| of.columns[i].kind);
    let whole = match column {
        Some(Kind::Ref(noun)) => register(noun).unwrap_or(of),
        _ => of,
    };
    [of.noun, whole.noun].into_iter().chain(whole.parts().map(|part| part.noun)).collect()
}
