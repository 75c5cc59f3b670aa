//! Policy 权限: who may do what, to whose record, in which state — one function, read as one table.
//!
//! [`decide`] is the only implementation of authorisation; pages, command line and lists all ask it. Every combination is
//! printed and reviewed in `domain/tests/snapshots/policy.txt` (RELIABILITY P-01). What is out of scope looks like not found; what is
//! in scope but not allowed is refused with a sentence.

use crate::actors::Role;
use crate::lang::Lang;
use crate::returns::Status;

/// An action 办理事项 that changes or discloses something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Read figures, registers and bulletins.
    ReadBusiness,
    /// Keep a draft, submit, correct.
    FileReturn,
    /// Take a report back before it is verified.
    WithdrawReturn,
    /// Accept, send back or recognise differently.
    VerifyReturn,
    /// Verify again what was verified 回头看.
    RecheckReturn,
    /// Open a closed month again for a unit.
    OpenLate,
    /// Add or change a record of a register of business.
    KeepRegister,
    /// Show a file for a fact.
    AttachEvidence,
    /// Issue and revise targets.
    IssueTargets,
    /// Indicators, campaigns, light rules, deadlines, holidays.
    ChangeRules,
    IssueBulletin,
    /// Units, persons, posts and terms of office.
    KeepOrganisation,
    /// Make, suspend and invite accounts.
    KeepAccounts,
    /// Give a post its role; put a second factor or a session aside.
    GrantRoles,
    /// Read the record of acts.
    ReadActs,
    /// Make and check a signed checkpoint.
    MakeCheckpoint,
    /// Keep directives, take proposals, break tasks down, issue and finish them.
    KeepTasks,
    /// Open a matter of supervision 立项: no department does so by itself (政府督查工作条例 7).
    ProposeOrder,
    /// Approve it, or an extension 审批: a head does (政府督查工作条例 11).
    ApproveOrder,
    /// Give notice, pause, hand over, reopen.
    RunOrder,
    /// Sign for an order, tell of its handling, give feedback, ask for more time.
    AnswerOrder,
    /// Judge the feedback and strike the matter off 销号.
    ReviewOrder,
    /// See a proceeding 问责事项: the unit and the person theirs, who runs and decides all.
    ReadMeasure,
    /// Put a proposed measure before who decides, and serve what was decided.
    RunMeasure,
    /// Approve, lower, refuse or excuse it, decide on a review, lift it: a head does, and not what is their own
    /// (政府督查工作条例 17, 21).
    DecideMeasure,
    /// State, ask for a review 陈述申辩、申请复核.
    AnswerMeasure,
    /// Write down a problem found on site, or raise it a level.
    RecordProblem,
    /// Decide on a problem at the level of the project's own people.
    DecideProblem,
    /// Decide on it at a level of county leaders.
    DecideRaisedProblem,
    /// Prepare a meeting, hold it, keep its minutes.
    HoldMeeting,
    /// Say what one's own unit thinks of a meeting's pack.
    CommentOnPack,
    /// Read a person's record of merit: one's own, or anybody's for those who look after cadres.
    ReadMerit,
    /// Hand a record of merit out as a file.
    ExportMerit,
    /// Object to a fact under one's own name.
    ObjectToMerit,
    /// Decide on an objection: the organisation department does, and nobody on their own.
    DecideMeritObjection,
}

impl Action {
    pub const ALL: [Action; 35] = [
        Action::ReadBusiness,
        Action::FileReturn,
        Action::WithdrawReturn,
        Action::VerifyReturn,
        Action::RecheckReturn,
        Action::OpenLate,
        Action::KeepRegister,
        Action::AttachEvidence,
        Action::IssueTargets,
        Action::ChangeRules,
        Action::IssueBulletin,
        Action::KeepOrganisation,
        Action::KeepAccounts,
        Action::GrantRoles,
        Action::ReadActs,
        Action::MakeCheckpoint,
        Action::KeepTasks,
        Action::ProposeOrder,
        Action::ApproveOrder,
        Action::RunOrder,
        Action::AnswerOrder,
        Action::ReviewOrder,
        Action::ReadMeasure,
        Action::RunMeasure,
        Action::DecideMeasure,
        Action::AnswerMeasure,
        Action::RecordProblem,
        Action::DecideProblem,
        Action::DecideRaisedProblem,
        Action::HoldMeeting,
        Action::CommentOnPack,
        Action::ReadMerit,
        Action::ExportMerit,
        Action::ObjectToMerit,
        Action::DecideMeritObjection,
    ];

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Action::ReadBusiness => lang.of("查看业务数据", "read business data"),
            Action::FileReturn => lang.of("填报", "file a return"),
            Action::WithdrawReturn => lang.of("撤回填报", "withdraw a return"),
            Action::VerifyReturn => lang.of("核验", "verify a return"),
            Action::RecheckReturn => lang.of("回头看", "recheck a return"),
            Action::OpenLate => lang.of("批准补报", "open a closed month"),
            Action::KeepRegister => lang.of("登记台账", "keep a register"),
            Action::AttachEvidence => lang.of("上传佐证材料", "attach evidence"),
            Action::IssueTargets => lang.of("下达目标", "issue targets"),
            Action::ChangeRules => lang.of("修改规则", "change rules"),
            Action::IssueBulletin => lang.of("印发通报", "issue a bulletin"),
            Action::KeepOrganisation => lang.of("维护机构人员", "keep units and persons"),
            Action::KeepAccounts => lang.of("管理账号", "keep accounts"),
            Action::GrantRoles => lang.of("授予角色", "grant roles"),
            Action::ReadActs => lang.of("查看办事留痕", "read the record of acts"),
            Action::MakeCheckpoint => lang.of("制作存证点", "make a checkpoint"),
            Action::KeepTasks => lang.of("分解下达任务", "break tasks down and issue them"),
            Action::ProposeOrder => lang.of("督办立项", "open a matter of supervision"),
            Action::ApproveOrder => lang.of("督办审批", "approve supervision"),
            Action::RunOrder => lang.of("督办交办", "run an order"),
            Action::AnswerOrder => lang.of("承办反馈", "answer an order"),
            Action::ReviewOrder => lang.of("审核销号", "review and close an order"),
            Action::ReadMeasure => lang.of("查看问责事项", "see a proceeding"),
            Action::RunMeasure => lang.of("提出问责建议、送达", "propose and serve a measure"),
            Action::DecideMeasure => lang.of("决定问责措施", "decide on a measure"),
            Action::AnswerMeasure => lang.of("陈述申辩、申请复核", "state, ask for a review"),
            Action::RecordProblem => lang.of("记录现场问题", "record a problem on site"),
            Action::DecideProblem => lang.of("决定现场问题", "decide on a problem on site"),
            Action::DecideRaisedProblem => lang.of("决定提级问题", "decide on a raised problem"),
            Action::HoldMeeting => lang.of("筹办会议", "hold a meeting"),
            Action::CommentOnPack => lang.of("对会议材料提意见", "comment on a meeting's pack"),
            Action::ReadMerit => lang.of("查看实绩", "read a record of merit"),
            Action::ExportMerit => lang.of("导出实绩", "export a record of merit"),
            Action::ObjectToMerit => lang.of("对实绩提出异议", "object to a fact of merit"),
            Action::DecideMeritObjection => lang.of("决定实绩异议", "decide on an objection to merit"),
        }
    }
}

/// How the actor stands to the record in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// Of the actor's own unit.
    Own,
    /// Of another unit, in a campaign whose lead office is the actor's unit.
    Led,
    Other,
}

impl Relation {
    pub const ALL: [Relation; 3] = [Relation::Own, Relation::Led, Relation::Other];
}

/// What is asked of the policy: an action on a record in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub action: Action,
    pub relation: Relation,
    /// How the return stands; of no account for other records.
    pub status: Status,
    /// The month may be filed today: its window is open, or it was opened again.
    pub open: bool,
}

impl Request {
    /// An action for which neither unit nor state matter.
    pub fn of(action: Action) -> Request {
        Request { action, relation: Relation::Other, status: Status::NoDuty, open: false }
    }
}

/// Why not 不予受理, in the order in which it is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// This role never does it.
    NotYourRole,
    /// Another unit's: for those who act for one unit it does not exist.
    NotYours,
    /// Nobody verifies their own unit's fact (DESIGN.md, invariant 9).
    YourOwn,
    /// Nothing is owed here.
    NoDuty,
    /// The state does not allow it.
    WrongState,
    /// The window is closed.
    Closed,
}

impl Denied {
    pub fn code(self) -> &'static str {
        match self {
            Denied::NotYourRole => "policy.not_your_role",
            Denied::NotYours => "policy.not_yours",
            Denied::YourOwn => "policy.your_own",
            Denied::NoDuty => "policy.no_duty",
            Denied::WrongState => "policy.wrong_state",
            Denied::Closed => "policy.closed",
        }
    }

    pub fn sentence(self, lang: Lang) -> &'static str {
        match self {
            Denied::NotYourRole => lang.of("您的角色不办理此事项", "your role does not do this"),
            Denied::NotYours => lang.of("没有这条记录", "there is no such record"),
            Denied::YourOwn => lang.of(
                "不能核验、审核、决定本单位或本人的事项，请由他人办理",
                "nobody judges what is their own or their own unit's; somebody else has to",
            ),
            Denied::NoDuty => lang.of("本单位没有这项任务", "this unit has no duty here"),
            Denied::WrongState => {
                lang.of("当前状态不能办理此事项，请刷新后再看", "its state does not allow this; reload and look again")
            }
            Denied::Closed => lang.of(
                "已过报送时限，请向牵头部门或督查室申请补报",
                "past the deadline; ask the lead office or the supervision office to open the month again",
            ),
        }
    }
}

/// May this role do this? The rules of DOMAIN.md §11 and PRODUCT.md §1, §4.4; three officers do no business (等保 8.1.4.2).
pub fn decide(role: Role, request: Request) -> Result<(), Denied> {
    let Request { action, relation, status, open } = request;
    match action {
        Action::ReadBusiness => allowed(!role.is_officer()),
        Action::FileReturn => {
            files_for_its_unit(role, relation)?;
            if status == Status::NoDuty {
                Err(Denied::NoDuty)
            } else if open {
                Ok(())
            } else {
                Err(Denied::Closed)
            }
        }
        Action::WithdrawReturn => {
            files_for_its_unit(role, relation)?;
            in_state(matches!(status, Status::Reported | Status::ConfirmedZero | Status::Returned))
        }
        Action::VerifyReturn => {
            judges(role, relation)?;
            in_state(matches!(status, Status::Reported | Status::ConfirmedZero))
        }
        Action::RecheckReturn => {
            judges(role, relation)?;
            in_state(matches!(status, Status::Verified | Status::Locked))
        }
        // A system post carries out what somebody named approved: the command line records both.
        Action::OpenLate if role == Role::System && relation != Relation::Own => Ok(()),
        Action::OpenLate => judges(role, relation),
        Action::KeepRegister => match role {
            Role::LeadOffice => yours(relation != Relation::Other),
            Role::TeamMember | Role::TaskForceMember => yours(relation == Relation::Own),
            Role::Supervision | Role::System => Ok(()),
            Role::Leader
            | Role::Filer
            | Role::UnitHead
            | Role::Organisation
            | Role::Administrator
            | Role::SecurityOfficer
            | Role::Auditor => Err(Denied::NotYourRole),
        },
        Action::AttachEvidence => match role {
            Role::Filer | Role::UnitHead | Role::TeamMember | Role::TaskForceMember => yours(relation == Relation::Own),
            Role::LeadOffice => yours(relation != Relation::Other),
            Role::Supervision | Role::System => Ok(()),
            Role::Leader | Role::Organisation | Role::Administrator | Role::SecurityOfficer | Role::Auditor => {
                Err(Denied::NotYourRole)
            }
        },
        Action::IssueTargets => match role {
            Role::LeadOffice => yours(relation == Relation::Led),
            Role::Supervision | Role::System => Ok(()),
            Role::Leader
            | Role::Filer
            | Role::UnitHead
            | Role::TeamMember
            | Role::TaskForceMember
            | Role::Organisation
            | Role::Administrator
            | Role::SecurityOfficer
            | Role::Auditor => Err(Denied::NotYourRole),
        },
        Action::ApproveOrder => allowed(role == Role::Leader),
        Action::AnswerOrder | Action::CommentOnPack => match role {
            Role::Filer | Role::UnitHead | Role::LeadOffice => yours(relation == Relation::Own),
            Role::Leader
            | Role::Supervision
            | Role::TeamMember
            | Role::TaskForceMember
            | Role::Organisation
            | Role::Administrator
            | Role::SecurityOfficer
            | Role::Auditor
            | Role::System => Err(Denied::NotYourRole),
        },
        Action::ReviewOrder => match (role, relation) {
            (Role::Supervision, Relation::Own) => Err(Denied::YourOwn),
            (Role::Supervision, Relation::Led | Relation::Other) => Ok(()),
            (
                Role::Leader
                | Role::LeadOffice
                | Role::Filer
                | Role::UnitHead
                | Role::TeamMember
                | Role::TaskForceMember
                | Role::Organisation
                | Role::Administrator
                | Role::SecurityOfficer
                | Role::Auditor
                | Role::System,
                _,
            ) => Err(Denied::NotYourRole),
        },
        Action::ReadMeasure => match role {
            Role::Leader | Role::Supervision | Role::System => Ok(()),
            Role::Administrator | Role::SecurityOfficer | Role::Auditor => Err(Denied::NotYourRole),
            Role::LeadOffice | Role::Filer | Role::UnitHead | Role::TeamMember | Role::TaskForceMember | Role::Organisation => {
                yours(relation == Relation::Own)
            }
        },
        Action::ReadMerit => match role {
            Role::Leader | Role::Organisation | Role::System => Ok(()),
            Role::Administrator | Role::SecurityOfficer | Role::Auditor => Err(Denied::NotYourRole),
            Role::Supervision | Role::LeadOffice | Role::Filer | Role::UnitHead | Role::TeamMember | Role::TaskForceMember => {
                yours(relation == Relation::Own)
            }
        },
        Action::ExportMerit => allowed(matches!(role, Role::Organisation | Role::System)),
        // What was handed in on paper is written down by a system post.
        Action::ObjectToMerit if role == Role::System => Ok(()),
        Action::DecideMeritObjection if role == Role::Organisation && relation == Relation::Own => Err(Denied::YourOwn),
        // A system post writes down what somebody named decided.
        Action::DecideMeritObjection => allowed(matches!(role, Role::Organisation | Role::System)),
        Action::DecideMeasure if role == Role::Leader && relation == Relation::Own => Err(Denied::YourOwn),
        Action::DecideMeasure => allowed(role == Role::Leader),
        // A person is heard whatever post they hold; whose it is, the record says.
        Action::AnswerMeasure | Action::ObjectToMerit => match role {
            Role::Administrator | Role::SecurityOfficer | Role::Auditor | Role::System => Err(Denied::NotYourRole),
            Role::Leader
            | Role::Supervision
            | Role::LeadOffice
            | Role::Filer
            | Role::UnitHead
            | Role::TeamMember
            | Role::TaskForceMember
            | Role::Organisation => yours(relation == Relation::Own),
        },
        Action::KeepTasks | Action::ProposeOrder | Action::RunOrder | Action::RunMeasure | Action::HoldMeeting => {
            allowed(matches!(role, Role::Supervision | Role::System))
        }
        Action::RecordProblem => match role {
            Role::Leader | Role::Supervision | Role::System => Ok(()),
            Role::LeadOffice => yours(relation != Relation::Other),
            Role::Filer | Role::UnitHead | Role::TeamMember | Role::TaskForceMember => yours(relation == Relation::Own),
            Role::Organisation | Role::Administrator | Role::SecurityOfficer | Role::Auditor => Err(Denied::NotYourRole),
        },
        Action::DecideProblem => match role {
            Role::Leader | Role::Supervision | Role::System => Ok(()),
            Role::LeadOffice => yours(relation != Relation::Other),
            Role::TeamMember | Role::TaskForceMember => yours(relation == Relation::Own),
            Role::Filer | Role::UnitHead | Role::Organisation | Role::Administrator | Role::SecurityOfficer | Role::Auditor => {
                Err(Denied::NotYourRole)
            }
        },
        // The supervision office writes down what a leader decided.
        Action::DecideRaisedProblem => allowed(matches!(role, Role::Leader | Role::Supervision | Role::System)),
        Action::ChangeRules | Action::IssueBulletin => allowed(matches!(role, Role::Supervision | Role::System)),
        Action::KeepOrganisation | Action::KeepAccounts => allowed(matches!(role, Role::Administrator | Role::System)),
        Action::GrantRoles => allowed(matches!(role, Role::SecurityOfficer | Role::System)),
        Action::ReadActs | Action::MakeCheckpoint => allowed(matches!(role, Role::Auditor | Role::System)),
    }
}

/// Units file their own; a system post files what a file brings.
fn files_for_its_unit(role: Role, relation: Relation) -> Result<(), Denied> {
    match role {
        Role::Filer | Role::UnitHead => yours(relation == Relation::Own),
        Role::System => Ok(()),
        Role::Leader
        | Role::Supervision
        | Role::LeadOffice
        | Role::TeamMember
        | Role::TaskForceMember
        | Role::Organisation
        | Role::Administrator
        | Role::SecurityOfficer
        | Role::Auditor => Err(Denied::NotYourRole),
    }
}

/// Lead offices judge what they lead, the supervision office everything, and nobody their own.
fn judges(role: Role, relation: Relation) -> Result<(), Denied> {
    match (role, relation) {
        (Role::LeadOffice | Role::Supervision, Relation::Own) => Err(Denied::YourOwn),
        (Role::LeadOffice, Relation::Led) | (Role::Supervision, Relation::Led | Relation::Other) => Ok(()),
        (Role::LeadOffice, Relation::Other) => Err(Denied::NotYours),
        (
            Role::Leader
            | Role::Filer
            | Role::UnitHead
            | Role::TeamMember
            | Role::TaskForceMember
            | Role::Organisation
            | Role::Administrator
            | Role::SecurityOfficer
            | Role::Auditor
            | Role::System,
            _,
        ) => Err(Denied::NotYourRole),
    }
}

fn allowed(yes: bool) -> Result<(), Denied> {
    if yes { Ok(()) } else { Err(Denied::NotYourRole) }
}

fn yours(yes: bool) -> Result<(), Denied> {
    if yes { Ok(()) } else { Err(Denied::NotYours) }
}

fn in_state(yes: bool) -> Result<(), Denied> {
    if yes { Ok(()) } else { Err(Denied::WrongState) }
}
