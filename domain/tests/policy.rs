//! P-01: every role × action × relation × state × window, printed as one table that people review; a change of the policy
//! shows as a change of `snapshots/policy.txt`. P-06: no officer comes near business.

use domain::actors::Role;
use domain::policy::{Action, Denied, Relation, Request, decide};
use domain::returns::Status;
use std::collections::BTreeMap;
use std::fmt::Write;

fn requests() -> impl Iterator<Item = Request> {
    Action::ALL.into_iter().flat_map(|action| {
        Relation::ALL.into_iter().flat_map(move |relation| {
            Status::ALL.into_iter().flat_map(move |status| [false, true].map(|open| Request { action, relation, status, open }))
        })
    })
}

/// Answers of one role for one action: one line for each different answer, with the circumstances it holds in.
fn lines(role: Role, action: Action) -> String {
    lines_of(action, |request| decide(role, request))
}

/// The same of any policy.
fn lines_of(action: Action, decide: impl Fn(Request) -> Result<(), Denied>) -> String {
    let mut by_answer: BTreeMap<&str, Vec<Request>> = BTreeMap::new();
    for request in requests().filter(|r| r.action == action) {
        let answer = decide(request).map_or_else(Denied::code, |()| "allowed");
        by_answer.entry(answer).or_default().push(request);
    }
    let mut text = String::new();
    let single = by_answer.len() == 1;
    for (answer, requests) in &by_answer {
        let _ = write!(text, "  {answer}");
        if !single {
            let mut by_relation: BTreeMap<Relation, Vec<String>> = BTreeMap::new();
            for r in requests {
                by_relation.entry(r.relation).or_default().push(format!("{}{}", r.status.code(), if r.open { "+" } else { "" }));
            }
            for (relation, states) in by_relation {
                let all = states.len() == Status::ALL.len() * 2;
                let _ = write!(text, " | {relation:?}: {}", if all { "any".to_owned() } else { states.join(" ") });
            }
        }
        text.push('\n');
    }
    text
}

fn table() -> String {
    let mut text = String::from("Who may do what (domain::policy); + means that the month may be filed today.\n");
    for action in Action::ALL {
        let _ = writeln!(text, "\n{action:?}");
        let mut by_lines: Vec<(String, Vec<&str>)> = Vec::new();
        for role in Role::ALL {
            let lines = lines(role, action);
            match by_lines.iter_mut().find(|(l, _)| *l == lines) {
                Some((_, roles)) => roles.push(role.code()),
                None => by_lines.push((lines, vec![role.code()])),
            }
        }
        for (lines, roles) in by_lines {
            let _ = write!(text, " {}\n{lines}", roles.join(" "));
        }
    }
    text
}

#[test]
fn the_table_is_the_reviewed_one() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/policy.txt");
    let now = table();
    if std::env::var_os("GUATU_REVIEW").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(reviewed == now, "the policy changed; review it with GUATU_REVIEW=1 and commit policy.txt:\n{now}");
}

#[test]
fn officers_do_no_business_and_not_each_others_work() {
    let business = |a: Action| {
        !matches!(
            a,
            Action::KeepOrganisation | Action::KeepAccounts | Action::GrantRoles | Action::ReadActs | Action::MakeCheckpoint
        )
    };
    for request in requests() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|r| r.is_officer() && decide(*r, request).is_ok()).collect();
        assert!(may.len() <= 1, "{request:?}: {may:?}");
        assert!(!business(request.action) || may.is_empty(), "{request:?}: {may:?}");
    }
}

#[test]
fn nobody_verifies_their_own() {
    for request in requests().filter(|r| r.relation == Relation::Own) {
        if matches!(request.action, Action::VerifyReturn | Action::RecheckReturn | Action::OpenLate | Action::ReviewOrder) {
            assert!(Role::ALL.into_iter().all(|role| decide(role, request).is_err()), "{request:?}");
        }
    }
}

/// Every answer there is.
const ANSWERS: [Result<(), Denied>; 7] = [
    Ok(()),
    Err(Denied::NotYourRole),
    Err(Denied::NotYours),
    Err(Denied::YourOwn),
    Err(Denied::NoDuty),
    Err(Denied::WrongState),
    Err(Denied::Closed),
];

#[test]
fn p_01_p_02_every_combination_is_in_the_table_and_every_other_answer_is_seen() {
    let (mut combinations, mut allowed, mut mutants, mut survivors) = (0, 0, 0, Vec::new());
    for role in Role::ALL {
        for action in Action::ALL {
            let reviewed = lines(role, action);
            for changed in requests().filter(|r| r.action == action) {
                let answer = decide(role, changed);
                combinations += 1;
                allowed += usize::from(answer.is_ok());
                // Whatever clause is altered, it alters an answer somewhere: each answer altered alone must show.
                for other in ANSWERS.into_iter().filter(|other| *other != answer) {
                    mutants += 1;
                    let mutated = lines_of(action, |request| if request == changed { other } else { decide(role, request) });
                    if mutated == reviewed {
                        survivors.push(format!("{role:?} {changed:?} → {other:?}"));
                    }
                }
            }
        }
    }
    println!(
        "\npromise P-01, P-02: {combinations} combinations, {allowed} allowed; {mutants} altered answers, {} not seen",
        survivors.len()
    );
    assert!(survivors.is_empty(), "{survivors:#?}");
    assert_eq!(combinations, Role::ALL.len() * Action::ALL.len() * Relation::ALL.len() * Status::ALL.len() * 2);
}
