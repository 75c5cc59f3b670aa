//! Actors 经办人: on whose behalf a thing is read, and who wrote it.
//!
//! `Scope` is only built by [`Actor::scope`]; every read of the store takes one. Every write takes an [`Act`].

use crate::lang::Lang;
use crate::stage::Stage;

/// A role 角色 (PRODUCT.md §1), as a post carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 县领导
    Leader,
    /// 两办督查室
    Supervision,
    /// 牵头部门: leads the campaigns whose lead office is its unit.
    LeadOffice,
    /// 单位填报员
    Filer,
    /// 单位负责人
    UnitHead,
    /// 招商团队成员
    TeamMember,
    /// 项目推进小组成员
    TaskForceMember,
    /// 组织部
    Organisation,
    /// 系统管理员
    Administrator,
    /// 安全保密员
    SecurityOfficer,
    /// 审计员
    Auditor,
    /// A named system post 系统岗位: demo loader, command-line operator, scheduler. No person signs in with it.
    System,
}

impl Role {
    pub const ALL: [Role; 12] = [
        Role::Leader,
        Role::Supervision,
        Role::LeadOffice,
        Role::Filer,
        Role::UnitHead,
        Role::TeamMember,
        Role::TaskForceMember,
        Role::Organisation,
        Role::Administrator,
        Role::SecurityOfficer,
        Role::Auditor,
        Role::System,
    ];

    /// Every role a person can hold.
    pub fn held() -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(|r| *r != Role::System)
    }

    pub fn code(self) -> &'static str {
        match self {
            Role::Leader => "leader",
            Role::Supervision => "supervision",
            Role::LeadOffice => "lead_office",
            Role::Filer => "filer",
            Role::UnitHead => "unit_head",
            Role::TeamMember => "team_member",
            Role::TaskForceMember => "task_force_member",
            Role::Organisation => "organisation",
            Role::Administrator => "administrator",
            Role::SecurityOfficer => "security_officer",
            Role::Auditor => "auditor",
            Role::System => "system",
        }
    }

    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Role::Leader => lang.of("县领导", "county leader"),
            Role::Supervision => lang.of("两办督查室", "supervision office"),
            Role::LeadOffice => lang.of("牵头部门", "lead office"),
            Role::Filer => lang.of("单位填报员", "unit filer"),
            Role::UnitHead => lang.of("单位负责人", "unit head"),
            Role::TeamMember => lang.of("招商团队成员", "team member"),
            Role::TaskForceMember => lang.of("推进小组成员", "task-force member"),
            Role::Organisation => lang.of("组织部", "organisation department"),
            Role::Administrator => lang.of("系统管理员", "administrator"),
            Role::SecurityOfficer => lang.of("安全保密员", "security officer"),
            Role::Auditor => lang.of("审计员", "auditor"),
            Role::System => lang.of("系统岗位", "system post"),
        }
    }

    /// One of the three officers 三员: none does another's work, none does any business (等保 8.1.4.2).
    pub fn is_officer(self) -> bool {
        matches!(self, Role::Administrator | Role::SecurityOfficer | Role::Auditor)
    }

    /// Must sign in with a second factor: the three officers and the lead offices (issue of sign-in; 等保 8.1.4.1).
    pub fn needs_second_factor(self) -> bool {
        self.is_officer() || self == Role::LeadOffice
    }

    /// Acts for one unit: its own drafts and reports are seen, others' only when verified.
    pub fn is_of_a_unit(self) -> bool {
        matches!(self, Role::Filer | Role::UnitHead | Role::TeamMember | Role::TaskForceMember)
    }
}

/// No unit has this number.
const NO_UNIT: i32 = -1;

/// Somebody, in a post, in a county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub county: i32,
    /// Account or the name of the system post: "command-line operator".
    pub name: String,
    pub role: Role,
    /// The unit of the actor's post.
    pub unit: Option<i32>,
}

impl Actor {
    /// A named system post; its acts are recorded under that name.
    pub fn system(county: i32, name: &str) -> Actor {
        Actor { county, name: name.to_owned(), role: Role::System, unit: None }
    }

    /// What this actor may see. Three officers 三员 see no business rows (PRODUCT.md §1).
    pub fn scope(&self) -> Scope {
        let sees = match self.role {
            Role::Leader | Role::Supervision | Role::LeadOffice | Role::System => Sees::Everything,
            Role::Filer | Role::UnitHead | Role::TeamMember | Role::TaskForceMember => {
                Sees::VerifiedAndOwn(self.unit.unwrap_or(NO_UNIT))
            }
            Role::Organisation => Sees::Verified,
            Role::Administrator | Role::SecurityOfficer | Role::Auditor => Sees::Nothing,
        };
        Scope { county: self.county, sees }
    }
}

/// Whose eyes a read is made with 可见范围. Out of scope looks like not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    county: i32,
    sees: Sees,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sees {
    Everything,
    /// Verified figures of all, and everything of its own unit.
    VerifiedAndOwn(i32),
    Verified,
    Nothing,
}

impl Scope {
    pub fn county(&self) -> i32 {
        self.county
    }

    /// May figures and records of this stage and unit be shown?
    pub fn allows(&self, stage: Stage, unit: i32) -> bool {
        match self.sees {
            Sees::Everything => true,
            Sees::VerifiedAndOwn(own) => stage == Stage::Verified || own == unit,
            Sees::Verified => stage == Stage::Verified,
            Sees::Nothing => false,
        }
    }

    /// May any business row be shown at all?
    pub fn business(&self) -> bool {
        self.sees != Sees::Nothing
    }
}

/// An act 办事留痕: who did what, when the county knew it, and why. One line of record for every write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub actor: Actor,
    /// Noun and verb: "returns.load", "bulletins.issue".
    pub verb: String,
    /// What it was done to, in words a clerk reads.
    pub subject: String,
    pub reason: String,
    /// From where: an address, or "command line".
    pub origin: String,
    /// Client-made idempotency key; the same key does nothing twice.
    pub key: String,
    /// When the county knew it, ms: the server's clock, or the day a loaded history gives.
    pub recorded_at: i64,
}
