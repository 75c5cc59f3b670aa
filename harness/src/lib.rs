//! Test bench (试验台): the outside programs that tests and `cargo xtask` need, started and always stopped.
//!
//! PostgreSQL, Chromium, LibreOffice and poppler are used as they are installed; nothing here is part of the product.

pub mod browser;
pub mod chance;
#[cfg(feature = "disk")]
pub mod disk;
pub mod faulty;
pub mod guard;
pub mod http;
pub mod model;
pub mod office;
pub mod postgres;
pub mod program;

use std::fmt;

/// Why a program of the test bench could not do its work, as a sentence for the person who runs the tests.
pub struct Failure(String);

/// What every function of the test bench answers.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A failure with this sentence.
    pub fn new(sentence: impl Into<String>) -> Failure {
        Failure(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The same as `Display`, so that `unwrap()` in a test prints a readable sentence.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure(error.to_string())
    }
}
