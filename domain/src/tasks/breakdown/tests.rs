//! Divided exactly, counted from the beginning, refused by row and column; every refusal is met here.

use super::*;

const TODAY: Date = Date::constant(2026, 4, 8);
const YEAR_END: Date = Date::constant(2026, 12, 31);
const MU: i64 = 10_000;

fn mu() -> Measure {
    Measure::new("亩", "")
}

fn month(month: u8) -> Period {
    Period::month(2026, month)
}

fn whole() -> Whole {
    Whole { amount: Some(1200 * MU), due: Some(YEAR_END), ..Whole::default() }
}

fn part(amount: i64) -> Part {
    Part { goal: Goal::Amount(amount * MU), due: Some(YEAR_END), ..Part::default() }
}

fn staged_as(amount: i64, stages: &[(u8, Goal)]) -> Part {
    Part { stages: stages.iter().map(|(at, goal)| (month(*at), goal.clone())).collect(), ..part(amount) }
}

fn words(text: &str) -> Goal {
    Goal::Words(text.to_owned())
}

#[track_caller]
fn refused(part: &Part, column: Column, unfit: &Unfit) {
    assert_eq!(wrongs(part, &whole(), TODAY), [(column, unfit.clone())], "{part:?}");
    assert!(unfit.code().starts_with("breakdown.") && [Lang::Zh, Lang::En].iter().all(|lang| !unfit.sentence(*lang).is_empty()));
}

#[test]
fn a_whole_is_divided_to_the_last_step() {
    let even = |whole: i64, n: usize| divided(whole * MU, &vec![1; n], &mu()).expect("divided");
    assert_eq!(even(1200, 12), vec![100 * MU; 12]);
    assert_eq!(even(100, 3), [34 * MU, 33 * MU, 33 * MU]);
    // Nobody is given a third of a team, but 0.1 mu may be divided.
    assert_eq!(divided(5_000, &[1, 1], &mu()), Some(vec![3_000, 2_000]));
    assert_eq!(divided(1000 * MU, &[560, 440], &mu()), Some(vec![560 * MU, 440 * MU]));
    assert_eq!(divided(10 * MU, &[1, 0, 2], &mu()), Some(vec![3 * MU, 0, 7 * MU]));
    for (whole, weights) in [(0, &[1, 1][..]), (10, &[0, 0]), (10, &[]), (10, &[-3, 0])] {
        assert_eq!(divided(whole, weights, &mu()), None);
    }
    for n in 1..40 {
        assert_eq!(even(1199, n).iter().sum::<i64>(), 1199 * MU);
    }
}

#[test]
fn stages_follow_the_whole_or_go_in_even_steps() {
    let months: Vec<Period> = (4..=12).map(month).collect();
    let even = staged(&part(90), &whole(), &months, &mu());
    assert_eq!(even.len(), 9);
    assert_eq!((&even[0], &even[8]), (&(month(4), Goal::Amount(10 * MU)), &(month(12), Goal::Amount(90 * MU))));
    let by_quarter = Whole { stages: vec![(month(6), 5_000), (month(9), 7_500), (month(12), 10_000)], ..whole() };
    let staged_by = |part: &Part| staged(part, &by_quarter, &months, &mu());
    assert_eq!(
        staged_by(&part(560)),
        [(month(6), Goal::Amount(280 * MU)), (month(9), Goal::Amount(420 * MU)), (month(12), Goal::Amount(560 * MU))]
    );
    // A part that is due in July has all of it in July; words are counted by shares.
    let early = Part { due: Some(Date::constant(2026, 7, 15)), goal: words("全部到位"), ..Part::default() };
    let share = |share: i64| Goal::Share(share, String::new());
    assert_eq!(staged_by(&early), [(month(6), share(5_000)), (month(7), share(10_000))]);
    for (part, whole) in [(part(7), whole()), (part(1), by_quarter.clone()), (early, by_quarter.clone())] {
        let filled = Part { stages: staged(&part, &whole, &months, &mu()), ..part };
        assert_eq!(wrongs(&filled, &whole, TODAY), [], "{filled:?}");
    }
}

#[test]
fn a_stage_has_a_share_and_words_alone_count_nothing() {
    let row = staged_as(
        560,
        &[(6, Goal::Amount(140 * MU)), (4, words("签协议")), (9, Goal::Share(7_500, "清表".to_owned())), (10, words("扫尾"))],
    );
    assert_eq!(stages(&row), (vec![(month(4), 0), (month(6), 2_500), (month(9), 7_500), (month(10), 7_500)], vec![]));
    assert_eq!(wrongs(&row, &whole(), TODAY), []);
}

#[test]
fn every_refusal_names_its_column() {
    let stage = |goal: Goal| staged_as(560, &[(6, goal)]);
    let june = Column::Month(month(6));
    refused(&Part { gone: Some(TODAY), ..part(1) }, Column::Unit, &Unfit::UnitGone(TODAY));
    refused(&Part { goal: Goal::Open, ..part(1) }, Column::Result, &Unfit::Nothing);
    refused(&part(0), Column::Result, &Unfit::NotPositive);
    refused(&Part { goal: words(&"长".repeat(201)), ..part(1) }, Column::Result, &Unfit::TooLong);
    refused(&Part { due: None, ..part(1) }, Column::Due, &Unfit::NoDue);
    let past = Date::constant(2026, 4, 7);
    refused(&Part { due: Some(past), ..part(1) }, Column::Due, &Unfit::DuePast(past));
    refused(&Part { due: Some(Date::constant(2027, 1, 1)), ..part(1) }, Column::Due, &Unfit::AfterTheWhole(YEAR_END));
    let may = Date::constant(2026, 5, 31);
    refused(&Part { due: Some(may), ..stage(Goal::Amount(MU)) }, june, &Unfit::AfterItsDay(may));
    refused(&Part { goal: words("到位"), ..stage(Goal::Amount(MU)) }, june, &Unfit::NothingToMeasure);
    refused(&stage(Goal::Amount(561 * MU)), june, &Unfit::MoreThanAll);
    refused(&stage(Goal::Share(10_001, String::new())), june, &Unfit::MoreThanAll);
    refused(&stage(Goal::Amount(-1)), june, &Unfit::NotPositive);
    refused(&stage(words(&"长".repeat(201))), june, &Unfit::TooLong);
    refused(&staged_as(560, &[(5, Goal::Amount(2 * MU)), (6, Goal::Amount(MU))]), june, &Unfit::Falls);
    refused(&staged_as(560, &[(3, Goal::Amount(MU))]), Column::Month(month(3)), &Unfit::MonthPast);
    let kept = Stands { due: Some(past), months: vec![month(6)] };
    refused(&Part { stands: Some(kept.clone()), ..stage(Goal::Open) }, june, &Unfit::Cleared);
    // What stands may stay: a day that is over, a unit that is gone.
    let stays = Part { stands: Some(kept), due: Some(past), gone: Some(past), ..stage(Goal::Amount(MU)) };
    assert_eq!(wrongs(&stays, &whole(), TODAY), []);
    let march = Stands { due: Some(YEAR_END), months: vec![month(3)] };
    let kept_before = Part { stands: Some(march), ..staged_as(560, &[(3, Goal::Amount(MU))]) };
    assert_eq!(wrongs(&kept_before, &whole(), TODAY), []);
    let recurs = Whole { recurs: true, ..Whole::default() };
    assert_eq!(wrongs(&Part { due: None, ..part(1) }, &recurs, TODAY), []);
    let others = [Unfit::UnknownUnit, Unfit::SeveralUnits(vec!["甲".to_owned()]), Unfit::Twice, Unfit::TooMany];
    for unfit in others.into_iter().chain([Unfit::NoAmount("1..2".to_owned()), Unfit::NoDay("2月30日".to_owned())]) {
        assert!(unfit.code().starts_with("breakdown.") && unfit.sentence(Lang::Zh) != unfit.sentence(Lang::En));
    }
}

#[test]
fn less_and_more_are_told() {
    let told = |amounts: &[i64], lang: Lang| {
        let goals: Vec<Goal> = amounts.iter().map(|n| if *n == 0 { words("到位") } else { Goal::Amount(n * MU) }).collect();
        Balance::of(Some(1200 * MU), goals.iter()).sentence(&mu(), lang)
    };
    assert_eq!(told(&[560, 600], Lang::Zh), "各单位合计1160亩，整任务1200亩，还差40亩。");
    assert_eq!(told(&[560, 680], Lang::En), "The units come to 1240 mu, 40 mu more than the whole task, 1200 mu.");
    assert_eq!(told(&[560, 640, 0], Lang::Zh), "各单位合计1200亩，与整任务1200亩相等；1行没有目标数。");
    let alone = Balance::of(None, [Goal::Amount(MU)].iter());
    assert!(alone.is_even() && alone.sentence(&mu(), Lang::En) == "The units come to 1 mu.");
}
