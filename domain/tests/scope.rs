//! Scope 可见范围: who may see what, as one table of role × stage × whose figure, reviewed as `snapshots/scope.txt`.

use domain::actors::{Actor, Role};
use domain::lang::Lang;
use domain::stage::{COUNTY, Stage};

const OWN: i32 = 7;
const OTHER: i32 = 8;

/// Whose figures are asked for: one's own unit's, another's, the county's.
const WHOSE: [(&str, i32); 3] = [("own", OWN), ("other", OTHER), ("county", COUNTY)];

fn actor(role: Role) -> Actor {
    Actor { county: 361_099, name: "somebody".to_owned(), role, unit: Some(OWN) }
}

/// One row: what the role may see of every stage and everybody, and whether it may see business at all.
fn row(role: Role) -> Vec<bool> {
    let scope = actor(role).scope();
    let cells = Stage::ALL.into_iter().flat_map(|stage| WHOSE.map(|(_, unit)| scope.allows(stage, unit)));
    cells.chain([scope.business()]).collect()
}

/// The table as it is reviewed: `yes` or `-` under each stage and whose.
fn table(rows: &[(Role, Vec<bool>)]) -> String {
    let heads = Stage::ALL.into_iter().flat_map(|stage| WHOSE.map(|(whose, _)| format!("{}/{whose}", stage.code())));
    let heads: Vec<String> = heads.chain(["business".to_owned()]).collect();
    let mut text = format!("{:<17}", "role");
    heads.iter().for_each(|head| text.push_str(&format!("  {head}")));
    text.push('\n');
    for (role, cells) in rows {
        text.push_str(&format!("{:<17}", role.code()));
        for (head, cell) in heads.iter().zip(cells) {
            text.push_str(&format!("  {:<width$}", if *cell { "yes" } else { "-" }, width = head.len()));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn rows() -> Vec<(Role, Vec<bool>)> {
    Role::ALL.into_iter().map(|role| (role, row(role))).collect()
}

const REVIEWED: &str = include_str!("snapshots/scope.txt");

#[test]
fn the_table_is_the_reviewed_one() {
    let now = table(&rows());
    assert_eq!(now, REVIEWED, "\nwho may see what has changed; review this table and put it in snapshots/scope.txt:\n{now}");
}

/// How much a role sees, said once more in words: a row must match its own sentence and no other.
fn sees(role: Role) -> &'static str {
    match role {
        Role::Leader | Role::Supervision | Role::LeadOffice | Role::System => "everything",
        Role::Filer | Role::UnitHead | Role::TeamMember | Role::TaskForceMember => "what is verified, and all of its own",
        Role::Organisation => "what is verified",
        Role::Administrator | Role::SecurityOfficer | Role::Auditor => "nothing",
    }
}

#[test]
fn giving_one_role_the_eyes_of_another_is_noticed() {
    let right = rows();
    for (at, (role, cells)) in right.iter().enumerate() {
        for (other, theirs) in &right {
            assert_eq!(cells == theirs, sees(*role) == sees(*other), "{} and {}", role.label(Lang::En), other.label(Lang::En));
            let mut mutated = right.clone();
            mutated[at].1.clone_from(theirs);
            assert_eq!(table(&mutated) == REVIEWED, sees(*role) == sees(*other), "{} as {}", role.code(), other.code());
        }
        for cell in 0..cells.len() {
            let mut mutated = right.clone();
            mutated[at].1[cell] ^= true;
            assert_ne!(table(&mutated), REVIEWED, "{} with cell {cell} turned", role.code());
        }
    }
}

/// The sentences again, as rules of their own that the table must obey.
#[test]
fn every_row_keeps_its_sentence() {
    for role in Role::ALL {
        let scope = actor(role).scope();
        assert_eq!(scope.county(), 361_099);
        for stage in Stage::ALL {
            for (_, unit) in WHOSE {
                let verified = stage == Stage::Verified;
                let expected = match sees(role) {
                    "everything" => true,
                    "what is verified, and all of its own" => verified || unit == OWN,
                    "what is verified" => verified,
                    _ => false,
                };
                assert_eq!(scope.allows(stage, unit), expected, "{} {} {unit}", role.code(), stage.code());
            }
        }
    }
}

#[test]
fn a_unit_login_without_a_unit_owns_nothing() {
    let scope = Actor { unit: None, ..actor(Role::Filer) }.scope();
    for unit in [COUNTY, OWN, OTHER] {
        assert!(scope.allows(Stage::Verified, unit) && !scope.allows(Stage::Reported, unit));
    }
}

#[test]
fn the_unit_of_a_login_counts_only_for_units() {
    let without: Vec<bool> =
        Role::ALL.into_iter().map(|role| Actor { unit: None, ..actor(role) }.scope() == actor(role).scope()).collect();
    let expected: Vec<bool> = Role::ALL.into_iter().map(|role| !role.is_of_a_unit()).collect();
    assert_eq!(without, expected);
}
