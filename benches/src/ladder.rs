//! Ladder 问责研判: every rule of the ladder and of the lights over a county's year, from the database to what is proposed.

use crate::statistics::tempdir;
use crate::{Line, Outcome, clock, folder};
use acts::Office;
use domain::calendar::Date;
use store::Database;

const TODAY: Date = Date::constant(2026, 4, 8);
const RUNS: usize = 15;

/// A county of two years; the first look reads everything, the others what stands at hand.
pub fn year() -> Outcome<Vec<Line>> {
    let work = tempdir()?;
    let data = work.join("data");
    folder::write(&data, 1, 24)?;
    let url = format!("sqlite:{}", work.join("guatu.db").display());
    let database = Database::parse(&url)?;
    Office::create(&database, Some(TODAY))?.load(&data, "bench", &mut |_, _| {})?;
    let office = Office::open(&database, Some(TODAY))?;
    let (first, judged, proposed) = look(&office)?;
    let mut runs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        runs.push(look(&office)?.0);
    }
    std::fs::remove_dir_all(&work)?;
    Ok(vec![
        Line {
            what: format!("SQLite: ladder and lights of a county's year ({judged} judged, {proposed} proposed)"),
            measured: format!("{:.1} ms CPU", clock::median(runs)),
            bar: "≤ 100 ms",
        },
        Line { what: "the same, first after a start".to_owned(), measured: format!("{first:.1} ms CPU"), bar: "–" },
    ])
}

fn look(office: &Office) -> Outcome<(f64, usize, usize)> {
    let actor = Office::operator(office.county(None)?);
    let before = clock::cpu(None);
    let ladder = office.ladder(&actor, TODAY)?;
    Ok((clock::milliseconds(clock::cpu(None) - before), ladder.standings, ladder.proposals.len()))
}
