//! Keeping 登记: who keeps a register, which of its columns are whose, and which number comes next.

use super::{
    Column, DIRECTIVE_PARTS, DIRECTIVES, EVIDENCE, Kind, MEETING_ATTENDANCES, MEETING_COMMENTS, MEETING_SPEAKERS, MEETING_STEPS,
    MEETING_TOPICS, MEETINGS, MERIT_DECISIONS, MERIT_OBJECTIONS, ORDER_STEPS, ORDERS, POSTS, PROCEEDING_STEPS, PROCEEDINGS,
    PROPOSALS, REGISTERS, RETURNS, Register, SITE_PROBLEM_STEPS, SITE_PROBLEMS, TASK_STAGES, TASK_STEPS, TASKS, VERIFICATIONS,
};
use crate::policy::Action;

/// Who adds and corrects the records of a register 登记人.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// 系统管理员
    Organisation,
    /// 系统管理员, on a page of their own: an account is more than its record.
    Accounts,
    /// 安全保密员, on a page of their own.
    Roles,
    /// 两办督查室
    Rules,
    /// 牵头部门 of the indicator, 督查室
    Targets,
    /// 牵头部门, and the team or task force whose record it is
    Campaign,
    /// 两办督查室
    Tasks,
    /// Nobody by hand: it follows from filing, verifying and supervising.
    Filing,
}

impl Keeper {
    /// What the policy calls it; `None`: nobody's form.
    pub fn action(self) -> Option<Action> {
        match self {
            Keeper::Organisation => Some(Action::KeepOrganisation),
            Keeper::Rules => Some(Action::ChangeRules),
            Keeper::Targets => Some(Action::IssueTargets),
            Keeper::Campaign => Some(Action::KeepRegister),
            Keeper::Tasks => Some(Action::KeepTasks),
            Keeper::Accounts | Keeper::Roles | Keeper::Filing => None,
        }
    }

    /// What somebody does who reads such a register. Accounts are the affair of the three officers: the administrator opens them,
    /// the security officer grants, the auditor looks into both; for everybody else they do not exist.
    pub fn readers(self) -> &'static [Action] {
        match self {
            Keeper::Accounts => &[Action::KeepAccounts, Action::GrantRoles, Action::ReadActs],
            Keeper::Organisation
            | Keeper::Roles
            | Keeper::Rules
            | Keeper::Targets
            | Keeper::Campaign
            | Keeper::Tasks
            | Keeper::Filing => &[Action::ReadBusiness],
        }
    }

    /// Set up once and changed by order 设置, rather than kept day by day.
    pub fn is_setting(self) -> bool {
        match self {
            Keeper::Organisation | Keeper::Rules | Keeper::Targets => true,
            Keeper::Accounts | Keeper::Roles | Keeper::Campaign | Keeper::Tasks | Keeper::Filing => false,
        }
    }
}

impl Register {
    /// Who sets a column: the role of a post is granted by the security officer, whoever keeps the posts.
    pub fn keeper_of(&self, column: &Column) -> Keeper {
        if self.noun == POSTS.noun && column.name == "role" { Keeper::Roles } else { self.keeper }
    }

    /// Grows with every month, file and task: read narrowly for those who ask, never kept whole or gathered with the books.
    pub fn is_apart(&self) -> bool {
        let apart = [
            &RETURNS,
            &VERIFICATIONS,
            &EVIDENCE,
            &DIRECTIVES,
            &PROPOSALS,
            &DIRECTIVE_PARTS,
            &TASKS,
            &TASK_STAGES,
            &TASK_STEPS,
            &ORDERS,
            &ORDER_STEPS,
            &SITE_PROBLEMS,
            &SITE_PROBLEM_STEPS,
            &MEETINGS,
            &MEETING_TOPICS,
            &MEETING_STEPS,
            &MEETING_COMMENTS,
            &MEETING_SPEAKERS,
            &MEETING_ATTENDANCES,
            &PROCEEDINGS,
            &PROCEEDING_STEPS,
            &MERIT_OBJECTIONS,
            &MERIT_DECISIONS,
        ];
        apart.iter().any(|r| r.noun == self.noun)
    }

    /// Registers whose records are parts of this one's.
    pub fn parts(&self) -> impl Iterator<Item = &'static Register> + use<> {
        let noun = self.noun;
        REGISTERS.iter().copied().filter(move |r| {
            let column = r.part_of.and_then(|name| r.column(name)).map(|i| r.columns[i].kind);
            matches!(column, Some(Kind::Ref(whole)) if whole == noun)
        })
    }

    /// The column whose number the program proposes.
    pub fn numbered(&self) -> Option<&'static Column> {
        self.columns.iter().find(|c| !c.numbered.is_empty())
    }

    /// The next free number 下一个编号: one more than the highest after the prefix, as wide as those there are.
    pub fn next_number<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Option<String> {
        let prefix = self.numbered()?.numbered;
        let numbers = keys.filter_map(|key| {
            let digits = key.strip_prefix(prefix).filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))?;
            Some((digits.parse::<u64>().ok()?, digits.len()))
        });
        let (highest, width) = numbers.fold((0, 3), |(n, w), (number, width)| (n.max(number), w.max(width)));
        Some(format!("{prefix}{:0width$}", highest + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::{PROJECTS, UNITS};

    #[test]
    fn the_next_number_follows_the_highest() {
        let next = |keys: &[&str]| PROJECTS.next_number(keys.iter().copied());
        assert_eq!(next(&["prj-001", "prj-253", "old-9", "prj-x", "prj-"]).as_deref(), Some("prj-254"));
        assert_eq!(next(&["prj-0999"]).as_deref(), Some("prj-1000"));
        assert_eq!(next(&[]).as_deref(), Some("prj-001"));
        assert_eq!(UNITS.next_number(["prj-001"].into_iter()), None, "a unit's number is typed");
    }

    #[test]
    fn what_is_said_of_keeping_fits_the_columns() {
        for register in REGISTERS {
            if let Some(whole) = register.part_of {
                assert!(
                    register.column(whole).is_some_and(|i| matches!(register.columns[i].kind, Kind::Ref(_))),
                    "{}",
                    register.noun
                );
            }
            // Something that names a record is never empty: the versions of what ever said so are found by it.
            let required = |name: &&str| register.column(name).is_some_and(|i| register.columns[i].required);
            assert!(register.key.iter().any(required), "{}", register.noun);
            for column in register.columns {
                let sole_key = register.key == [column.name] && column.kind == Kind::Code;
                assert!(column.numbered.is_empty() || sole_key, "{}.{}", register.noun, column.name);
                assert_eq!(
                    column.help.0.is_empty(),
                    column.help.1.is_empty(),
                    "{}.{} in both languages",
                    register.noun,
                    column.name
                );
                assert!(!column.long || column.kind == Kind::Text, "{}.{}", register.noun, column.name);
            }
        }
    }
}
