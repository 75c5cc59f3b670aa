//! Verifications 核验: what a decision on a reported figure makes of it, and how numbers of papers are told apart.
//!
//! Reported and verified are both kept: a verifier never edits what the unit said. The credited figure follows the verified
//! one unless something is excluded, and then it says why (DOMAIN.md §4).

use crate::lang::Lang;
use crate::registers::EVIDENCE_KINDS;
use crate::returns::Decision;

/// What a verifier decides 核验意见.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    pub decision: Decision,
    /// Recognised amount, where it is not the reported one.
    pub amount: Option<i64>,
    /// Credited amount, where it is not the recognised one 认定数.
    pub credited: Option<i64>,
    pub reason: String,
}

impl Ruling {
    pub fn accept() -> Ruling {
        Ruling { decision: Decision::Accepted, amount: None, credited: None, reason: String::new() }
    }

    pub fn send_back(reason: &str) -> Ruling {
        Ruling { decision: Decision::Returned, amount: None, credited: None, reason: reason.to_owned() }
    }

    pub fn recognise(amount: i64, reason: &str) -> Ruling {
        Ruling { decision: Decision::Recognised, amount: Some(amount), credited: None, reason: reason.to_owned() }
    }

    pub fn recheck(amount: i64, reason: &str) -> Ruling {
        Ruling { decision: Decision::Overturned, amount: Some(amount), credited: None, reason: reason.to_owned() }
    }

    /// Less (or nothing) is credited than was recognised.
    pub fn crediting(self, credited: i64) -> Ruling {
        Ruling { credited: Some(credited), ..self }
    }
}

/// The figures that a ruling puts down; nothing when a return is sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    pub verified: i64,
    pub credited: i64,
}

/// Why a ruling cannot stand, in the order in which it is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfounded {
    /// There is nothing to decide on.
    NothingReported,
    AmountMissing,
    /// The recognised amount is the reported one: accept it.
    SameAsReported,
    /// The recheck found the verified amount.
    SameAsVerified,
    /// More is credited than was recognised, or less than nothing.
    CreditedOutside,
    ReasonMissing,
    /// Flagged or asked about: decided one by one, never in bulk.
    NeedsALook,
}

impl Unfounded {
    pub fn code(self) -> &'static str {
        match self {
            Unfounded::NothingReported => "verifications.nothing_reported",
            Unfounded::AmountMissing => "verifications.amount_missing",
            Unfounded::SameAsReported => "verifications.same_as_reported",
            Unfounded::SameAsVerified => "verifications.same_as_verified",
            Unfounded::CreditedOutside => "verifications.credited_outside",
            Unfounded::ReasonMissing => "verifications.reason_missing",
            Unfounded::NeedsALook => "verifications.needs_a_look",
        }
    }

    pub fn sentence(self, lang: Lang) -> &'static str {
        match self {
            Unfounded::NothingReported => lang.of("单位没有上报，无可核验", "nothing is reported, so there is nothing to verify"),
            Unfounded::AmountMissing => lang.of("请填写核定数", "give the recognised amount"),
            Unfounded::SameAsReported => {
                lang.of("核定数与上报数相同，请选“属实”", "the recognised amount is the reported one; accept it instead")
            }
            Unfounded::SameAsVerified => {
                lang.of("与已核定的数相同，不需要更正", "this is the verified amount; there is nothing to overturn")
            }
            Unfounded::CreditedOutside => {
                lang.of("认定数应在0和核定数之间", "the credited amount lies between nothing and the recognised amount")
            }
            Unfounded::ReasonMissing => lang.of("请写明理由", "give the reason"),
            Unfounded::NeedsALook => {
                lang.of("其中有疑点或待说明的，请逐项核验", "some are flagged or asked about; decide on those one by one")
            }
        }
    }
}

/// What a ruling makes of a figure; `None`: it goes back to the unit, and nothing is put down.
pub fn ruled(reported: Option<i64>, verified: Option<i64>, ruling: &Ruling) -> Result<Option<Recognised>, Unfounded> {
    let amount = match ruling.decision {
        Decision::Accepted => Some(reported.ok_or(Unfounded::NothingReported)?),
        Decision::Returned => {
            reported.ok_or(Unfounded::NothingReported)?;
            None
        }
        Decision::Recognised => {
            let reported = reported.ok_or(Unfounded::NothingReported)?;
            let amount = ruling.amount.ok_or(Unfounded::AmountMissing)?;
            Some(amount).filter(|&a| a != reported).ok_or(Unfounded::SameAsReported)?.into()
        }
        Decision::Overturned => {
            let verified = verified.ok_or(Unfounded::NothingReported)?;
            let amount = ruling.amount.ok_or(Unfounded::AmountMissing)?;
            Some(amount).filter(|&a| a != verified).ok_or(Unfounded::SameAsVerified)?.into()
        }
    };
    let recognised = amount.map(|verified| Recognised { verified, credited: ruling.credited.unwrap_or(verified) });
    if let Some(Recognised { verified, credited }) = recognised
        && !(verified.min(0)..=verified.max(0)).contains(&credited)
    {
        return Err(Unfounded::CreditedOutside);
    }
    let plain = ruling.decision == Decision::Accepted && recognised.is_some_and(|r| r.credited == r.verified);
    if !plain && ruling.reason.trim().is_empty() { Err(Unfounded::ReasonMissing) } else { Ok(recognised) }
}

/// A contract, slip or invoice number 编号文号 as it is compared: without blanks, in upper case, full-width signs as plain ones.
pub fn number_folded(number: &str) -> String {
    let plain = |c: char| match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => match c {
            '〔' | '【' => '[',
            '〕' | '】' => ']',
            '—' | '–' | '－' => '-',
            other => other,
        },
    };
    let seen = |c: &char| !c.is_whitespace() && !matches!(*c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}');
    number.chars().filter(seen).map(plain).flat_map(char::to_uppercase).collect()
}

/// What a kind of evidence 佐证材料 is called.
pub fn evidence_kind(code: &str, lang: Lang) -> &'static str {
    EVIDENCE_KINDS.iter().find(|k| k.0 == code).map_or("—", |k| lang.of(k.1, k.2))
}
