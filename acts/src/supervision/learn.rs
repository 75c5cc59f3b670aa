//! Learning 续记: how a roll comes to know what was added to the chain.

use super::{Ordered, Roll, Tasked, rules};
use crate::books;
use domain::calendar::Date;
use domain::registers::{ORDER_STEPS, ORDERS, Record, Register, TASK_STEPS, TASKS};
use domain::supervision::{Order, Step, Taken};
use domain::tasks::{Recurrence, Standing, Task, TaskState};
use std::sync::Arc;
use store::{Fault, Reader};

/// What was known had to be read again: a step was corrected, which no act does.
struct Corrected;

impl Roll {
    /// As of an instant, or now.
    pub(super) fn read(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Roll, Fault> {
        let mut roll = Roll::default();
        let take =
            |register: &'static Register, reader: &mut Reader<'_>| reader.records(register, as_of).map(Arc::unwrap_or_clone);
        let (tasks, task_steps) = (take(&TASKS, reader)?, take(&TASK_STEPS, reader)?);
        let (orders, order_steps) = (take(&ORDERS, reader)?, take(&ORDER_STEPS, reader)?);
        roll.settings(reader, as_of)?;
        // Only one version of each is read, so none is a correction.
        let _ = roll.take(tasks, task_steps, orders, order_steps);
        Ok(roll)
    }

    /// What was added since.
    pub(super) fn learn(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        if self.seq == 0 {
            *self = Roll::read(reader, None)?;
            return Ok(());
        }
        let since = self.seq;
        self.settings(reader, None)?;
        let (tasks, task_steps) = (reader.records_after(&TASKS, since)?, reader.records_after(&TASK_STEPS, since)?);
        let (orders, order_steps) = (reader.records_after(&ORDERS, since)?, reader.records_after(&ORDER_STEPS, since)?);
        if tasks.is_empty() && task_steps.is_empty() && orders.is_empty() && order_steps.is_empty() {
            return Ok(());
        }
        if self.take(tasks, task_steps, orders, order_steps).is_err() {
            *self = Roll::read(reader, None)?;
        }
        Ok(())
    }

    fn settings(&mut self, reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<(), Fault> {
        self.units = books::units(reader, as_of)?.to_vec();
        self.rules = rules(reader, as_of)?;
        self.seq = reader.head().seq;
        Ok(())
    }

    fn take(
        &mut self,
        tasks: Vec<Record>,
        mut task_steps: Vec<Record>,
        orders: Vec<Record>,
        mut order_steps: Vec<Record>,
    ) -> Result<(), Corrected> {
        for record in &tasks {
            self.take_task(record);
        }
        task_steps.sort_by_key(|step| step.int("place"));
        for step in &task_steps {
            self.take_task_step(step)?;
        }
        for record in orders {
            self.take_order(record);
        }
        order_steps.sort_by_key(|step| step.int("place"));
        for step in &order_steps {
            self.take_order_step(step)?;
        }
        self.press();
        Ok(())
    }

    fn take_task(&mut self, record: &Record) {
        let Some(task) = Task::from_record(record) else { return };
        match self.task_places.get(&task.code) {
            Some(&at) => self.tasks[at].task = task,
            None => {
                self.task_places.insert(task.code.clone(), self.tasks.len());
                self.tasks.push(Tasked { task, standing: Standing::default(), due: None });
            }
        }
    }

    fn take_task_step(&mut self, step: &Record) -> Result<(), Corrected> {
        let Some(&at) = self.task_places.get(step.text("task_id")) else { return Ok(()) };
        let standing = &mut self.tasks[at].standing;
        if step.int("place").unwrap_or(0) <= i64::from(standing.steps) {
            return Err(Corrected);
        }
        standing.take_record(step);
        Ok(())
    }

    fn take_order(&mut self, record: Record) {
        let code = record.text("order_id").to_owned();
        match self.order_places.get(&code) {
            Some(&at) => {
                let ordered = &mut self.orders[at];
                record.text("matter").clone_into(&mut ordered.matter);
                record.text("basis").clone_into(&mut ordered.basis);
            }
            None => _ = self.unopened.insert(code, record),
        }
    }

    fn take_order_step(&mut self, step: &Record) -> Result<(), Corrected> {
        let Some(taken) = Taken::from_record(step) else { return Ok(()) };
        let code = step.text("order_id");
        if let Some(record) = self.unopened.remove(code) {
            let cadence = Recurrence::parse(record.text("cadence")).unwrap_or_default();
            let Some(order) = Order::of([taken], cadence) else { return Ok(()) };
            self.order_places.insert(code.to_owned(), self.orders.len());
            let text = |column: &str| record.text(column).to_owned();
            let (matter, basis, task) = (text("matter"), text("basis"), text("task_id"));
            let none = String::new;
            self.orders.push(Ordered { code: code.to_owned(), matter, basis, task, order, number: none(), check_code: none() });
            return Ok(());
        }
        let Some(&at) = self.order_places.get(code) else { return Ok(()) };
        let ordered = &mut self.orders[at];
        if step.int("place").unwrap_or(0) <= i64::from(ordered.order.steps) {
            return Err(Corrected);
        }
        ordered.order.take(&taken);
        if taken.step == Step::Issued {
            step.text("number").clone_into(&mut ordered.number);
            step.text("code").clone_into(&mut ordered.check_code);
            self.codes.insert(ordered.check_code.clone(), at);
        }
        Ok(())
    }

    /// Put the most pressing first: what is open by its due day, then what is not given out, then what is over, newest first.
    fn press(&mut self) {
        for tasked in &mut self.tasks {
            tasked.due = tasked.task.due_next(&tasked.standing);
        }
        let rank = |state: TaskState| match state {
            TaskState::InHand => 0,
            TaskState::Draft => 1,
            TaskState::Done => 2,
            TaskState::Withdrawn => 3,
        };
        self.pressing_tasks.extend(self.pressing_tasks.len()..self.tasks.len());
        let tasks = &self.tasks;
        self.pressing_tasks.sort_by_key(|&at| {
            let Tasked { standing, due, .. } = &tasks[at];
            (rank(standing.state), due.unwrap_or(Date::MAX), at)
        });
        self.pressing_orders.extend(self.pressing_orders.len()..self.orders.len());
        let orders = &self.orders;
        self.pressing_orders.sort_by_key(|&at| {
            let order = &orders[at].order;
            (order.state.is_over(), order.due, at)
        });
    }
}
