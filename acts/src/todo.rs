//! To-do 我的待办: everything somebody owes, soonest first, what is overdue on top; each item one step from being done.

mod measures;
mod meetings;
mod merit;
mod parts;
mod site_problems;
mod supervised;

pub use measures::Calls;

use crate::returns::{Shelf, Stands};
use crate::{Error, Office};
use domain::accountability::{Rung, State};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period, day_at};
use domain::meetings::Call as Meeting;
use domain::policy::{Action, Request, decide};
use domain::returns::{Status, Window};
use domain::site_problems::Call as OnSite;
use domain::supervision::Call;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub kind: Kind,
    /// Of a return; orders and tasks have none.
    pub month: Option<Period>,
    /// Number and words of an order or a task; empty for returns.
    pub matter: (String, String),
    /// Until when; reports waiting for verification have none and go by their age.
    pub due: Option<Date>,
    pub overdue: bool,
    /// Code and names of the unit it is about.
    pub unit: String,
    pub unit_name: (String, String),
    /// Lines it is made of.
    pub lines: usize,
    /// Why, in the words of who sent it back.
    pub reason: String,
    /// Since when it waits.
    pub since: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 退回待改
    Returned,
    /// 待填报
    ToFile,
    /// 未报，需申请补报
    Missed,
    /// 待核验
    ToVerify,
    /// 督办
    Order(Call),
    /// 任务待办结、待报进展
    Task,
    /// 任务待下达
    ToIssue,
    /// 上报来的督办：滞后到要领导过问
    Climbed(usize),
    /// 问责, with the measure as it stands and the state it is in
    Measure(Calls, Rung, State),
    /// 现场问题
    OnSite(OnSite),
    /// 会议
    Meeting(Meeting),
    /// 部署分工
    Part,
    /// 实绩异议待决定
    Objected,
    /// 实绩异议决定告知
    ObjectionDecided,
}

impl Office {
    /// What somebody has to do today.
    pub fn todo(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        let mut items = match actor.role {
            Role::Filer | Role::UnitHead if actor.unit.is_some() => self.to_file(actor)?,
            Role::LeadOffice | Role::Supervision => self.to_verify(actor)?,
            // Nothing is owed here by these roles.
            Role::Filer
            | Role::UnitHead
            | Role::Leader
            | Role::TeamMember
            | Role::TaskForceMember
            | Role::Organisation
            | Role::Administrator
            | Role::SecurityOfficer
            | Role::Auditor
            | Role::System => Vec::new(),
        };
        items.extend(self.supervised(actor)?);
        items.extend(self.measures(actor)?);
        items.extend(self.on_site(actor)?);
        items.extend(self.called(actor)?);
        items.extend(self.parts(actor)?);
        items.extend(self.objected(actor)?);
        items.sort_by_key(|i| (!i.overdue, i.due.or(i.since).unwrap_or(Date::MAX), i.kind, i.unit.clone()));
        Ok(items)
    }

    fn to_file(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        let months = self.recent_months();
        let shelf = self.shelf(actor, &months)?;
        let Some(unit) = shelf.units.iter().find(|u| Some(u.number) == actor.unit).cloned() else { return Ok(Vec::new()) };
        let mut items = Vec::new();
        for month in months {
            let lines: Vec<Stands<'_>> = shelf.statuses(&unit, month, self.today).collect();
            let Some(deadline) = shelf.deadline(month) else { continue };
            let opened = shelf.opening(unit.number, month).map(|o| o.until).filter(|until| *until >= self.today);
            let mut add = |kind, of: Vec<&Stands<'_>>, due: Date| {
                let reason = of.iter().map(|l| l.reason()).find(|r| !r.is_empty()).unwrap_or_default().to_owned();
                if !of.is_empty() {
                    items.push(Item {
                        kind,
                        month: Some(month),
                        matter: Default::default(),
                        due: Some(due),
                        overdue: due < self.today,
                        unit: unit.code.clone(),
                        unit_name: (unit.name.clone(), unit.name_en.clone()),
                        lines: of.len(),
                        reason,
                        since: None,
                    });
                }
            };
            let of = |status: Status| lines.iter().filter(|l| l.status == status).collect::<Vec<&Stands<'_>>>();
            let due = opened.unwrap_or(deadline.due);
            add(Kind::Returned, of(Status::Returned), due);
            match deadline.window(self.today) {
                Window::Early => {}
                Window::Open | Window::Late => add(Kind::ToFile, of(Status::Open), due),
                Window::Closed | Window::Locked => {
                    let kind = if opened.is_some() { Kind::ToFile } else { Kind::Missed };
                    add(kind, of(Status::NotReported), due);
                }
            }
        }
        Ok(items)
    }

    /// Reports that wait for verification by somebody like this, a unit's month an item.
    fn to_verify(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        let months = self.recent_months();
        let shelf: Shelf = self.shelf(actor, &months)?;
        let mut items = Vec::new();
        for &month in &months {
            for unit in shelf.units.iter() {
                let waits = |line: &Stands<'_>| {
                    let relation = crate::acting::relation(actor, Some(unit.number), shelf.lead(line.indicator));
                    let request = Request { action: Action::VerifyReturn, relation, status: line.status, open: false };
                    decide(actor.role, request).is_ok()
                };
                let waiting: Vec<Stands<'_>> = shelf.statuses(unit, month, self.today).filter(waits).collect();
                let since = waiting.iter().filter_map(Stands::reported_at).min().map(day_at);
                if !waiting.is_empty() {
                    items.push(Item {
                        kind: Kind::ToVerify,
                        month: Some(month),
                        matter: Default::default(),
                        due: None,
                        overdue: false,
                        unit: unit.code.clone(),
                        unit_name: (unit.name.clone(), unit.name_en.clone()),
                        lines: waiting.len(),
                        reason: String::new(),
                        since,
                    });
                }
            }
        }
        Ok(items)
    }
}
