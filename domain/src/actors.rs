//! Actors 经办人: on whose behalf a thing is read, and who wrote it.
//!
//! `Scope` is only built by [`Actor::scope`]; every read of the store takes one. Every write takes an [`Act`].

use crate::lang::Lang;
use crate::stage::Stage;

/// A role 角色 (PRODUCT.md §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 县领导
    Leader,
    /// 两办督查室
    Supervision,
    /// 牵头部门
    LeadOffice,
    /// 单位 filer or head
    Unit,
    /// 组织部
    Organisation,
    /// 系统管理员
    Administrator,
    /// 审计员
    Auditor,
    /// A named system post 系统岗位: demo loader, command-line operator, scheduler.
    System,
}

impl Role {
    pub const ALL: [Role; 8] = [
        Role::Leader,
        Role::Supervision,
        Role::LeadOffice,
        Role::Unit,
        Role::Organisation,
        Role::Administrator,
        Role::Auditor,
        Role::System,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Role::Leader => "leader",
            Role::Supervision => "supervision",
            Role::LeadOffice => "lead_office",
            Role::Unit => "unit",
            Role::Organisation => "organisation",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
            Role::System => "system",
        }
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Role::Leader => lang.of("县领导", "county leader"),
            Role::Supervision => lang.of("两办督查室", "supervision office"),
            Role::LeadOffice => lang.of("牵头部门", "lead office"),
            Role::Unit => lang.of("单位", "unit"),
            Role::Organisation => lang.of("组织部", "organisation department"),
            Role::Administrator => lang.of("系统管理员", "administrator"),
            Role::Auditor => lang.of("审计员", "auditor"),
            Role::System => lang.of("系统岗位", "system post"),
        }
    }
}

/// Somebody, in a post, in a county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub county: i32,
    /// Login or the name of the system post: "command-line operator".
    pub name: String,
    pub role: Role,
    /// The unit of a [`Role::Unit`] actor.
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
            Role::Unit => Sees::VerifiedAndOwn(self.unit.unwrap_or(-1)),
            Role::Organisation => Sees::Verified,
            Role::Administrator | Role::Auditor => Sees::Nothing,
        };
        Scope { county: self.county, sees }
    }
}

/// Whose eyes a read is made with 可见范围. Out of scope looks like not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    county: i32,
    sees: Sees,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Client-made idempotency key; the same key does nothing twice.
    pub key: String,
    /// When the county knew it, ms: the server's clock, or the day a loaded history gives.
    pub recorded_at: i64,
}
