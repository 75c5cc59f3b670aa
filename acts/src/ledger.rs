//! Ledger 总账: the proof that nothing was changed from outside.

use crate::{Error, Office, books};
use domain::indicators::{Counting, Credit, Indicator};
use std::collections::HashMap;
use store::{CreditMode, Verification};

impl Office {
    /// Recompute chain, balances and reconciliation of a county.
    pub fn verify(&self, county: i32) -> Result<Verification, Error> {
        let scope = Office::operator(county).scope();
        // A register that cannot be read is found by the verification itself, which says where.
        let indicators = self.store.read(&scope, |reader| books::indicators(reader, None)).unwrap_or_default();
        let modes: HashMap<i32, CreditMode> = indicators.iter().map(|i| (i.number, mode(i))).collect();
        Ok(self.store.verify(county, &|indicator| modes.get(&indicator).copied().unwrap_or(CreditMode::None))?)
    }
}

fn mode(indicator: &Indicator) -> CreditMode {
    match &indicator.counting {
        Counting::Flow(flow) => match flow.credit {
            Credit::None => CreditMode::None,
            Credit::Single(_) | Credit::Split(_) => CreditMode::Sum,
            Credit::Dual(_) => CreditMode::Each,
        },
        Counting::Returned | Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => {
            CreditMode::None
        }
    }
}
