//! What a bulletin 通报 takes from records besides figures: the county's names, its campaigns 战役 and its next steps 下步打算.

use super::sentences::chinese_marks;
use crate::calendar::{Date, day_of};
use crate::lang::{Bilingual, Lang};
use crate::registers::Record;

/// Names of the county and of the office that issues its bulletins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountyNames {
    pub name: Bilingual,
    /// Issuing office 督查机关.
    pub office: Bilingual,
    /// Prefix of document numbers 发文机关代字, used when a bulletin is issued.
    pub number_prefix: String,
    /// Main addressees 主送机关.
    pub addressees: Bilingual,
    /// Copies to 抄送机关.
    pub copies: Bilingual,
}

impl CountyNames {
    pub fn from_record(record: &Record) -> CountyNames {
        CountyNames {
            name: both(record, "name", "name_en"),
            office: both(record, "office", "office_en"),
            number_prefix: record.text("number_prefix").to_owned(),
            addressees: both(record, "addressees", "addressees_en"),
            copies: both(record, "copies", "copies_en"),
        }
    }
}

/// A campaign 战役: one paragraph of the overall situation and one part of the details.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Campaign {
    /// Key in files: "investment".
    pub code: String,
    pub name: Bilingual,
    pub lead_unit: Option<i32>,
    pub position: i64,
    /// Code of the indicator that ranks the units; empty: every indicator with targets ranks.
    pub ranked_by: String,
    /// A sentence of the office's own that opens the campaign's paragraph.
    pub summary: Bilingual,
}

impl Campaign {
    pub fn from_record(record: &Record) -> Campaign {
        Campaign {
            code: record.text("campaign_id").to_owned(),
            name: both(record, "name", "name_en"),
            lead_unit: unit(record, "lead_unit"),
            position: record.int("position").unwrap_or(0),
            ranked_by: record.text("ranked_by").trim().to_owned(),
            summary: both(record, "summary", "summary_en"),
        }
    }
}

/// A next step 下步打算 with its day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commitment {
    pub code: String,
    pub campaign: String,
    pub text: Bilingual,
    pub due_on: Option<Date>,
    /// `weekly`, `monthly`, `quarterly`, `yearly`, or words of the office's own.
    pub recurrence: String,
    pub quantity: Option<i64>,
    pub unit: Option<i32>,
}

impl Commitment {
    pub fn from_record(record: &Record) -> Commitment {
        Commitment {
            code: record.text("commitment_id").to_owned(),
            campaign: record.text("campaign_id").to_owned(),
            text: both(record, "text", "text_en"),
            due_on: record.int("due_on").and_then(day_of),
            recurrence: record.text("recurrence").trim().to_owned(),
            quantity: record.int("quantity"),
            unit: unit(record, "unit_id"),
        }
    }

    /// The recurrence in words: 每月 · every month.
    pub fn recurs(&self, lang: Lang) -> String {
        match self.recurrence.as_str() {
            "weekly" => lang.of("每周", "every week").to_owned(),
            "monthly" => lang.of("每月", "every month").to_owned(),
            "quarterly" => lang.of("每季度", "every quarter").to_owned(),
            "yearly" => lang.of("每年", "every year").to_owned(),
            other => other.to_owned(),
        }
    }
}

fn both(record: &Record, zh: &str, en: &str) -> Bilingual {
    Bilingual::new(chinese_marks(record.text(zh).trim()), record.text(en).trim())
}

fn unit(record: &Record, column: &str) -> Option<i32> {
    record.int(column).and_then(|n| i32::try_from(n).ok()).filter(|&n| n != crate::stage::COUNTY)
}
