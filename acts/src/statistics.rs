//! Statistics 统计: the figures of a period that somebody wants, of one county.

use crate::books::{self, Breadth};
use crate::bulletins::Asked;
use crate::{Error, Office};
use domain::actors::Scope;
use domain::statistics::{Books, Statistic};
use rayon::prelude::*;
use std::collections::HashSet;

/// Counties for each core whose answers wait to be taken.
const HELD: usize = 4;

/// Which of them; empty lists mean all.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub indicators: Vec<String>,
    pub units: Vec<String>,
    /// Ranking group.
    pub group: Option<String>,
    /// The county's own figures too; indicators without units have no others.
    pub totals: bool,
}

impl Office {
    /// Statistics of a period with the books they were read from.
    pub fn statistics(&self, scope: &Scope, asked: Asked, wanted: &Wanted) -> Result<(Books, Vec<Statistic>), Error> {
        let books = self.books(scope, asked.period, asked.as_of, asked.stage, Breadth::Figures)?;
        let mut statistics = books.statistics(asked.period);
        let indicators: HashSet<i32> =
            books.indicators.iter().filter(|i| is_wanted(&wanted.indicators, &i.code)).map(|i| i.number).collect();
        let units: HashSet<i32> = books
            .units
            .iter()
            .filter(|u| is_wanted(&wanted.units, &u.code) && wanted.group.as_ref().is_none_or(|g| *g == u.group))
            .map(|u| u.number)
            .collect();
        statistics.retain(|s| indicators.contains(&s.indicator) && units.contains(&s.unit));
        if wanted.totals {
            let asked_for = books.indicators.iter().filter(|i| indicators.contains(&i.number));
            statistics.extend(asked_for.map(|i| books.county(i, asked.period)));
        }
        Ok((books, statistics))
    }

    /// The same of several counties: what is made of each, in their order. As many are worked on at once as there are cores, so
    /// that a database answers for one while another's figures are computed; a few are held at a time.
    pub fn statistics_of_each<T: Send, E: From<Error>>(
        &self,
        counties: &[i32],
        asked: Asked,
        wanted: &Wanted,
        make: impl Fn(&Books, &[Statistic]) -> T + Sync,
        mut take: impl FnMut(i32, T) -> Result<(), E>,
    ) -> Result<(), E> {
        let made = |&county: &i32| {
            let (books, statistics) = self.statistics(&Office::operator(county).scope(), asked, wanted)?;
            Ok(make(&books, &statistics))
        };
        for some in counties.chunks(rayon::current_num_threads() * HELD) {
            let answers: Vec<Result<T, Error>> = some.par_iter().map(made).collect();
            some.iter().zip(answers).try_for_each(|(&county, answer)| take(county, answer?))?;
        }
        Ok(())
    }

    /// Refuse names that none of these counties knows, before anything is answered.
    pub fn known(&self, counties: &[i32], wanted: &Wanted) -> Result<(), Error> {
        let mut indicators: HashSet<&str> = wanted.indicators.iter().map(String::as_str).collect();
        let mut units: HashSet<&str> = wanted.units.iter().map(String::as_str).collect();
        let mut group = wanted.group.as_deref();
        for &county in counties {
            if indicators.is_empty() && units.is_empty() && group.is_none() {
                return Ok(());
            }
            let (all_units, all_indicators) = self.store.read(&Office::operator(county).scope(), |reader| {
                Ok((books::units(reader, None)?, books::indicators(reader, None)?))
            })?;
            for unit in all_units.iter() {
                units.remove(unit.code.as_str());
                group = group.filter(|g| *g != unit.group);
            }
            for indicator in all_indicators.iter() {
                indicators.remove(indicator.code.as_str());
            }
        }
        let first_unknown =
            |names: &[String], unknown: &HashSet<&str>| names.iter().find(|n| unknown.contains(n.as_str())).cloned();
        if let Some(code) = first_unknown(&wanted.indicators, &indicators) {
            return Err(Error::UnknownIndicator(code));
        }
        if let Some(code) = first_unknown(&wanted.units, &units) {
            return Err(Error::UnknownUnit(code));
        }
        group.map_or(Ok(()), |group| Err(Error::UnknownGroup(group.to_owned())))
    }
}

fn is_wanted(names: &[String], code: &str) -> bool {
    names.is_empty() || names.iter().any(|name| name == code)
}
