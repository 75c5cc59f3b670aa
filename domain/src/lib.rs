//! Domain 规矩: every rule, and nothing that tells the time, opens a file or asks a database.
#![forbid(unsafe_code)]

pub mod actors;
pub mod policy;
pub mod calendar;
pub mod document;
pub mod lang;
pub mod measure;
pub mod stage;
pub mod steps;

// The road, in one direction: a later stage reads the earlier, never the reverse.
pub mod registers;
pub mod units;
pub mod records;
pub mod indicators;
pub mod targets;
pub mod returns;
pub mod verifications;
pub mod directives;
pub mod tasks;
pub mod supervision;
pub mod site_problems;
pub mod meetings;
pub mod burden;
pub mod ledger;
pub mod statistics;
pub mod bulletins;
pub mod accountability;
pub mod merit;
pub mod notices;
