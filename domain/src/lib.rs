//! Domain 规矩: every rule, and nothing that tells the time, opens a file or asks a database.
#![forbid(unsafe_code)]

pub mod document;
pub mod lang;
pub mod registers;
