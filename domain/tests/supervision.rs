//! Supervision 督办 under random sequences of steps: nothing illegal is taken, slips fall in order, no pause shortens.

use domain::calendar::{Date, WorkingDays};
use domain::supervision::{Bands, Fall, Fallen, Order, Refusal, Rule, Rules, Slip, State, Step, Taken, Wish};
use domain::tasks::Recurrence;
use proptest::prelude::*;

const START: Date = Date::constant(2026, 1, 5);

fn rules() -> Rules {
    let short = Rule { from_on: Date::constant(2026, 3, 1), soon_days: 1, overdue_days: 2, climbs: [1, 2, 4], ..Rule::USUAL };
    Rules::new(vec![Rule::USUAL, short], WorkingDays::default())
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).expect("a day of this century")
}

/// Which step is tried, how many days after the one before, and what comes with it.
type Move = (usize, i64, bool, u32, i64);

fn moves() -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec((0..40_usize, 0..6_i64, prop::bool::weighted(0.9), 0..4_u32, -2..20_i64), 0..30)
}

/// An order and every step that was taken, among those tried.
fn run(moves: &[Move]) -> (Order, Vec<(Step, Order, Taken)>) {
    let rules = rules();
    let opened = Wish { unit: Some(1), due: Some(later(START, 14)), ..Wish::of(Step::Proposed, START) };
    let first = Order::open(&opened).expect("a matter");
    let mut order = Order::of([first], Recurrence::Weekly).expect("an order");
    let mut taken = Vec::new();
    for &(step, days, speaks, evidence, due) in moves {
        // Half of what is tried may follow, so that long lives come about; the rest is anything.
        let follows = order.state.followed_by();
        let step = if step % 2 == 0 && !follows.is_empty() { follows[step / 2 % follows.len()] } else { Step::ALL[step % 17] };
        let on = later(order.last_on, days);
        let note = if speaks { "说明" } else { "" };
        let wish = Wish { step, on, unit: Some(3 - order.unit), due: Some(later(on, due)), note, evidence };
        match order.check(&wish, &rules) {
            Ok(step_taken) => {
                let before = order.clone();
                order.take(&step_taken);
                taken.push((step, before, step_taken));
            }
            Err(Refusal::NotNow(state, refused)) => {
                assert_eq!((state, refused), (order.state, step));
                assert!(!state.followed_by().contains(&step), "{state:?} {step:?} is told not to follow");
            }
            Err(_) => {}
        }
    }
    (order, taken)
}

fn slips(fallen: &[Fallen]) -> Vec<Slip> {
    let slip = |f: &Fallen| match f.fall {
        Fall::Slip(slip) => Some(slip),
        Fall::Climb(_) => None,
    };
    fallen.iter().filter_map(slip).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_illegal_step_is_taken(moves in moves()) {
        let (_, taken) = run(&moves);
        for (step, before, after) in &taken {
            prop_assert!(before.state.followed_by().contains(step));
            prop_assert!(after.on >= before.last_on, "nothing is dated back");
            prop_assert!(!step.needs_evidence() || after.evidence > 0);
            if *step == Step::Closed {
                prop_assert_eq!(before.state, State::Accepted, "struck off only after review");
            }
        }
    }

    #[test]
    fn no_pause_return_or_extension_shortens(moves in moves()) {
        let (_, taken) = run(&moves);
        for (step, before, after) in &taken {
            if matches!(step, Step::Resumed | Step::Returned | Step::Extended | Step::Paused | Step::Held) {
                prop_assert!(after.due >= before.due, "{step:?}: {} before, {} after", before.due, after.due);
            }
            if matches!(step, Step::HandedOver | Step::Reopened | Step::Returned) {
                let left = rules().days().between(after.on, after.due).expect("a notice");
                prop_assert!(left >= 3, "{step:?} leaves {left} working days");
            }
        }
    }

    #[test]
    fn slips_fall_in_order_and_the_past_stays(moves in moves()) {
        let (order, _) = run(&moves);
        let (rules, end) = (rules(), later(order.last_on, 60));
        // Only as far as the notices reach.
        let end = end.min(Date::constant(2026, 12, 31));
        let all = order.fallen(&rules, end).expect("days of 2026");
        for (at, slip) in slips(&all).iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| slips(&all).get(at).copied());
            match slip {
                Slip::DueSoon => {}
                Slip::Behind => prop_assert_eq!(before, Some(Slip::DueSoon), "{:?}", all),
                Slip::Overdue => prop_assert_eq!(before, Some(Slip::Behind), "{:?}", all),
            }
        }
        prop_assert!(all.windows(2).all(|w| w[0].on <= w[1].on), "{:?}", all);
        // Asked on an earlier day, the same had fallen by then.
        let half = later(order.opened_on, i64::from((end - order.opened_on).get_days()) / 2);
        if half >= order.last_on {
            let by_then: Vec<_> = all.iter().filter(|f| f.on <= half).copied().collect();
            prop_assert_eq!(order.fallen(&rules, half).expect("days of 2026"), by_then);
        }
    }

    #[test]
    fn a_list_and_a_page_say_the_same(moves in moves(), days in 0..90_i64) {
        let (order, _) = run(&moves);
        let (rules, today) = (rules(), later(order.last_on, days));
        if today.year() != 2026 || !order.state.runs() {
            return Ok(());
        }
        let bands = Bands::of(today, &order.rule(&rules, today), rules.days()).expect("a notice");
        let term = order.running.last().expect("it runs").from;
        let fallen = order.fallen(&rules, today).expect("days of 2026");
        let last = slips(&fallen).last().copied().filter(|_| fallen.iter().any(|f| f.on >= term));
        if let Some(slip) = order.slip(&bands) {
            prop_assert!(last == Some(slip) || order.running.len() > 1, "list {slip:?}, page {fallen:?}");
        } else {
            prop_assert!(order.running.len() > 1 || last.is_none(), "{fallen:?}");
        }
    }
}
