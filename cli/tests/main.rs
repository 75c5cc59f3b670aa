//! Tests of the command line: the real program is run and its words, files and exit codes are looked at.

mod accounts;
mod attacks;
mod bad_input;
mod bench;
mod bulletins;
mod directives;
mod engines;
mod figures;
mod import;
mod ledger;
mod load_format;
mod meetings;
mod merit;
mod proceedings;
mod promises;
mod registers;
mod returns;
mod round_trip;
mod settings;
mod site_problems;
mod statistics;
mod supervision;
mod texts;
mod verifications;
