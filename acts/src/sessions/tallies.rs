//! Tallies 失败计数: how often signing in failed, for which account and from where; and those who gave the password but not yet the
//! code. Kept in memory, the same for accounts that exist and accounts that do not.

use std::collections::HashMap;

/// So many failures, and an account waits so long (等保 8.1.4.1 b).
pub const FAILURES: u32 = 5;
pub const WAIT_MS: i64 = 15 * 60_000;
/// An address that tries account after account waits too.
pub const ADDRESS_FAILURES: u32 = 10;
/// Most entries; whoever fills them up is one address, and waits.
const MOST: usize = 20_000;
/// The password given, the code must follow within five minutes.
const HALF_MS: i64 = 5 * 60_000;

#[derive(Clone, Copy, Default)]
struct Tally {
    failures: u32,
    /// When the last was, and until when nothing is let in.
    at: i64,
    until: i64,
}

#[derive(Default)]
pub struct Tallies {
    by_account: HashMap<(i32, String), Tally>,
    by_address: HashMap<String, Tally>,
}

impl Tallies {
    /// Has this address to wait?
    pub fn address_waits(&self, address: &str, now: i64) -> bool {
        self.by_address.get(address).is_some_and(|t| t.until > now)
    }

    /// Count a failure, and tell whether it makes the account wait. One from the machine itself never does, so that nobody can
    /// lock out who stands at it.
    pub fn fail(&mut self, account: (i32, &str), address: &str, local: bool, now: i64) -> bool {
        self.tidy(now);
        add(self.by_address.entry(address.to_owned()).or_default(), now, ADDRESS_FAILURES);
        if local {
            return false;
        }
        let tally = self.by_account.entry((account.0, account.1.to_owned())).or_default();
        let lock = add(tally, now, FAILURES) == FAILURES;
        if lock {
            *tally = Tally::default();
        }
        lock
    }

    /// Failures from an address of late.
    pub fn failures_from(&self, address: &str, now: i64) -> u32 {
        self.by_address.get(address).filter(|t| now - t.at < WAIT_MS).map_or(0, |t| t.failures)
    }

    pub fn succeed(&mut self, account: (i32, &str)) {
        self.by_account.remove(&(account.0, account.1.to_owned()));
    }

    fn tidy(&mut self, now: i64) {
        let fresh = |t: &Tally| now - t.at < WAIT_MS || t.until > now;
        if self.by_account.len() + self.by_address.len() >= MOST {
            self.by_account.retain(|_, t| fresh(t));
            self.by_address.retain(|_, t| fresh(t));
        }
        if self.by_account.len() >= MOST {
            self.by_account.clear();
        }
    }
}

/// One more; failures a while apart do not add up.
fn add(tally: &mut Tally, now: i64, most: u32) -> u32 {
    if now - tally.at >= WAIT_MS {
        *tally = Tally::default();
    }
    tally.failures += 1;
    tally.at = now;
    if tally.failures >= most {
        tally.until = now + WAIT_MS;
    }
    tally.failures
}

/// Somebody whose password was right.
#[derive(Clone)]
pub struct Half {
    pub county: i32,
    pub account: String,
    until: i64,
}

#[derive(Default)]
pub struct Halves {
    by_ticket: HashMap<String, Half>,
}

impl Halves {
    pub fn admit(&mut self, ticket: String, county: i32, account: &str, now: i64) {
        self.by_ticket.retain(|_, half| half.until > now);
        if self.by_ticket.len() >= MOST {
            self.by_ticket.clear();
        }
        self.by_ticket.insert(ticket, Half { county, account: account.to_owned(), until: now + HALF_MS });
    }

    pub fn find(&self, ticket: &str, now: i64) -> Option<Half> {
        self.by_ticket.get(ticket).filter(|half| half.until > now).cloned()
    }

    pub fn leave(&mut self, ticket: &str) {
        self.by_ticket.remove(ticket);
    }

    /// Nobody of this account is half in any more.
    pub fn drop_account(&mut self, county: i32, account: &str) {
        self.by_ticket.retain(|_, half| half.county != county || half.account != account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_28_and_30_the_fifth_failure_makes_an_account_wait_but_not_from_the_machine_itself() {
        let mut tallies = Tallies::default();
        let locks: Vec<bool> = (0..6).map(|n| tallies.fail((1, "zhang"), &format!("10.0.0.{n}"), false, n)).collect();
        assert_eq!(locks, [false, false, false, false, true, false]);
        assert!((0..9).all(|n| !tallies.fail((1, "li"), "127.0.0.1", true, n)));
        assert!(!tallies.address_waits("127.0.0.1", 9));
    }

    #[test]
    fn case_29_an_address_that_tries_everybody_waits() {
        let mut tallies = Tallies::default();
        for n in 0..10 {
            assert!(!tallies.address_waits("10.0.0.9", n));
            tallies.fail((1, &format!("a{n}")), "10.0.0.9", false, n);
        }
        assert!(tallies.address_waits("10.0.0.9", 10));
        assert!(!tallies.address_waits("10.0.0.8", 10), "others go on");
        assert!(!tallies.address_waits("10.0.0.9", 9 + WAIT_MS), "not for ever");
    }

    #[test]
    fn failures_a_while_apart_do_not_add_up() {
        let mut tallies = Tallies::default();
        for n in 0..20 {
            assert!(!tallies.fail((1, "zhang"), "10.0.0.9", false, n * WAIT_MS));
        }
    }
}
