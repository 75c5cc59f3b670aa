//! Docket 案卷: how the returns of a county stand, read once for the queue, a page or a report.

use crate::books;
use crate::evidence::{Named, Papers};
use domain::calendar::{Date, Period, day_at};
use domain::indicators::{Counting, Indicator};
use domain::registers::{RETURNS, Record, VERIFICATIONS};
use domain::returns::{Background, Deadlines, Filed, Question, Status, Window, questions};
use domain::stage::Stage;
use domain::targets::{EVERY_YEAR, Targets};
use domain::units::Unit;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{Fault, Reader};

/// One return as it stands: what was reported, verified, credited, and what was decided.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub reported: Option<Record>,
    pub verified: Option<Record>,
    pub credited: Option<Record>,
    pub decision: Option<Record>,
}

impl Standing {
    /// The standing of one return.
    pub fn read(reader: &mut Reader<'_>, named: Named) -> Result<Standing, Fault> {
        let key = format!("{}|{}|{}", named.unit, named.indicator, named.number());
        let mut at = |stage: Stage| Ok::<_, Fault>(reader.versions(&RETURNS, &format!("{key}|{}", stage.code()))?.pop());
        let (reported, verified, credited) = (at(Stage::Reported)?, at(Stage::Verified)?, at(Stage::Credited)?);
        Ok(Standing { reported, verified, credited, decision: reader.versions(&VERIFICATIONS, &key)?.pop() })
    }

    pub fn filed(&self) -> Filed {
        Filed::from_records(self.reported.as_ref(), self.verified.as_ref(), self.decision.as_ref())
    }

    /// The report decided on: its place and its amount.
    pub fn report(&self) -> Option<(i64, i64)> {
        self.reported.as_ref().and_then(|r| Some((r.seq, r.int("value")?)))
    }

    pub fn verified_amount(&self) -> Option<i64> {
        self.verified.as_ref().and_then(|r| r.int("value"))
    }
}

/// The calendar of returns: deadlines and working days.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub deadlines: Arc<Deadlines>,
}

impl Calendar {
    pub fn read(reader: &mut Reader<'_>) -> Result<Calendar, Fault> {
        Ok(Calendar { deadlines: crate::books::deadlines(reader, None)? })
    }

    pub fn window(&self, month: Period, today: Date) -> Window {
        match self.deadlines.of(month) {
            Ok(deadline) => deadline.window(today),
            // Without a notice the working days are not guessed; when books close is known all the same.
            Err(_) if today >= self.deadlines.closes_on(month) => Window::Locked,
            Err(_) if today <= month.last_day() => Window::Early,
            Err(_) => Window::Closed,
        }
    }

    /// Working days after one day up to another; `None` where a year's notice is missing.
    pub fn working_days(&self, from: Date, to: Date) -> Option<u32> {
        self.deadlines.days().between(from, to).ok()
    }
}

/// All returns of a county.
pub struct Docket {
    pub today: Date,
    pub units: Arc<Vec<Unit>>,
    pub indicators: Vec<Indicator>,
    /// Lead offices by campaign.
    pub leads: HashMap<String, i32>,
    pub targets: Arc<Targets>,
    pub calendar: Calendar,
    pub returns: BTreeMap<Named, Standing>,
    pub papers: Papers,
}

fn small(record: &Record, column: &str) -> Option<i32> {
    record.int(column).and_then(|n| i32::try_from(n).ok())
}

fn named(record: &Record) -> Option<Named> {
    let month = record.int("period")?;
    let month = Period::parse(&format!("{}-{:02}", month / 100, month % 100))?;
    Some(Named { unit: small(record, "unit_id")?, indicator: small(record, "indicator_id")?, month })
}

impl Docket {
    pub fn read(reader: &mut Reader<'_>, today: Date) -> Result<Docket, Fault> {
        let mut returns: BTreeMap<Named, Standing> = BTreeMap::new();
        for record in Arc::unwrap_or_clone(reader.records(&RETURNS, None)?) {
            let Some(named) = named(&record) else { continue };
            let standing = returns.entry(named).or_default();
            match Stage::parse(record.text("stage")) {
                Some(Stage::Reported) => standing.reported = Some(record),
                Some(Stage::Verified) => standing.verified = Some(record),
                Some(Stage::Credited) => standing.credited = Some(record),
                Some(Stage::Statistical) | None => {}
            }
        }
        for record in Arc::unwrap_or_clone(reader.records(&VERIFICATIONS, None)?) {
            if let Some(named) = named(&record) {
                returns.entry(named).or_default().decision = Some(record);
            }
        }
        let mut indicators = books::indicators(reader, None)?.to_vec();
        indicators.retain(|i| i.counting == Counting::Returned);
        Ok(Docket {
            today,
            units: books::units(reader, None)?,
            indicators,
            leads: crate::evidence::leads(reader)?.into_iter().collect(),
            targets: reader.targets(EVERY_YEAR, None)?,
            calendar: Calendar::read(reader)?,
            papers: Papers::read(reader)?,
            returns,
        })
    }

    pub fn unit(&self, number: i32) -> Option<&Unit> {
        self.units.iter().find(|u| u.number == number)
    }

    pub fn indicator(&self, number: i32) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.number == number)
    }

    pub fn lead(&self, indicator: &Indicator) -> Option<i32> {
        self.leads.get(&indicator.campaign).copied()
    }

    pub fn status(&self, named: Named) -> Status {
        let filed = self.returns.get(&named).map(Standing::filed).unwrap_or_default();
        filed.status(self.calendar.window(named.month, self.today))
    }

    /// The amount of a month as it counts: verified, else reported.
    pub fn amount(&self, named: Named) -> Option<i64> {
        let standing = self.returns.get(&named)?;
        standing.verified_amount().or_else(|| standing.report().map(|r| r.1))
    }

    /// What an amount is held against.
    pub fn background(&self, named: Named) -> Background {
        let month = |back: u32| {
            let at = i32::from(named.month.year) * 12 + i32::from(named.month.to_month) - 1 - i32::try_from(back).unwrap_or(0);
            let (year, month) = (i16::try_from(at.div_euclid(12)), u8::try_from(at.rem_euclid(12) + 1));
            Period::month(year.unwrap_or(0), month.unwrap_or(1))
        };
        let amount = |month: Period| self.amount(Named { month, ..named });
        let earlier = (1..named.month.to_month).filter_map(|m| amount(Period::month(named.month.year, m)));
        Background {
            months: (1..=12).map(|back| amount(month(back))).collect(),
            last_year: amount(month(12)),
            year_to_date: earlier.sum(),
            target: self.targets.get(named.indicator, named.unit, named.month.year).map(|t| t.amount),
        }
    }

    pub fn questions(&self, named: Named, amount: i64) -> Vec<Question> {
        self.indicator(named.indicator).map(|i| questions(i, amount, &self.background(named))).unwrap_or_default()
    }

    /// Working days since a report came.
    pub fn age(&self, report: &Record) -> Option<u32> {
        self.calendar.working_days(day_at(report.recorded_at), self.today)
    }
}
