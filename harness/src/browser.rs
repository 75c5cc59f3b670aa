//! Browser for tests (浏览器检验): a headless Chromium spoken to in its own protocol, with no driver between.
//!
//! All but [`find`] needs the feature `browser`.

#[cfg(feature = "browser")]
mod chromium;
#[cfg(feature = "browser")]
mod page;
#[cfg(feature = "browser")]
mod wire;

use std::env;
use std::path::PathBuf;

#[cfg(feature = "browser")]
pub use chromium::Browser;
#[cfg(feature = "browser")]
pub use page::{Media, Page, Viewport};

use crate::program;

/// What Debian and others call it.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/// Names another Chromium than the one on PATH.
pub const VARIABLE: &str = "GUATU_TEST_CHROMIUM";

/// The Chromium to test with.
pub fn find() -> Option<PathBuf> {
    env::var_os(VARIABLE).map(PathBuf::from).or_else(|| program::find(&NAMES))
}
