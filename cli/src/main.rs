//! guatu
fn main() {}
