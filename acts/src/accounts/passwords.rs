//! Passwords 口令: what is asked of one (等保 8.1.4.1), and the slow hash it is kept as (Argon2id).
//!
//! Looking at a password costs the same whether the account exists or not, and only two are looked at at once, so that a flood
//! of sign-ins takes neither the memory nor the threads of the program (RELIABILITY case 111).

use super::Refusal;
use crate::hex;
use crate::keys::unhex;
use argon2::{Algorithm, Argon2, Params, Version};
use domain::lang::Lang;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use subtle::ConstantTimeEq;

/// Fewest characters, and most bytes: longer ones are refused, never cut.
const FEWEST: usize = 10;
const MOST_BYTES: usize = 1024;
/// Of capitals, small letters, digits and everything else, so many kinds.
const KINDS: usize = 3;

/// Words that a password may not be made of, whatever stands around them.
const COMMON: [&str; 30] = [
    "password",
    "passw0rd",
    "admin",
    "administrator",
    "root",
    "guest",
    "user",
    "test",
    "qwerty",
    "qwer",
    "qwertyuiop",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "zxcv",
    "zxcvbn",
    "zxcvbnm",
    "qazwsx",
    "qazwsxedc",
    "abc",
    "abcd",
    "abcdef",
    "aaa",
    "letmein",
    "welcome",
    "iloveyou",
    "woaini",
    "woaizhongguo",
    "mima",
    "guatu",
];

/// What a password lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    TooShort,
    TooLong,
    TooPlain,
    AccountName,
    Common,
}

impl Weak {
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Weak::TooShort => lang.of("至少10个字符", "at least 10 characters"),
            Weak::TooLong => lang.of("不超过1024字节", "at most 1,024 bytes"),
            Weak::TooPlain => lang.of(
                "大写字母、小写字母、数字、其他字符四类中至少要有三类",
                "three of the four kinds: capitals, small letters, digits, other characters",
            ),
            Weak::AccountName => lang.of("不能含有账号", "it must not contain the account"),
            Weak::Common => lang.of("这是人人会先试的常见口令", "everybody tries this one first"),
        }
    }
}

/// Everything that a new password lacks; empty: it will do.
pub fn weaknesses(password: &str, account: &str) -> Vec<Weak> {
    let mut found = Vec::new();
    if password.chars().count() < FEWEST {
        found.push(Weak::TooShort);
    }
    if password.len() > MOST_BYTES {
        found.push(Weak::TooLong);
    }
    let kinds: [fn(char) -> bool; 4] =
        [char::is_uppercase, char::is_lowercase, |c| c.is_ascii_digit(), |c| !c.is_alphanumeric() || !c.is_ascii()];
    if kinds.iter().filter(|kind| password.chars().any(kind)).count() < KINDS {
        found.push(Weak::TooPlain);
    }
    let (small, account) = (password.to_lowercase(), account.to_lowercase());
    if account.chars().count() >= 3 && small.contains(&account) {
        found.push(Weak::AccountName);
    }
    if is_common(&small) {
        found.push(Weak::Common);
    }
    found
}

/// A common word with digits and signs around it and in place of letters: `P@ssw0rd2026!`.
fn is_common(small: &str) -> bool {
    let letters = |c: char| match c {
        '@' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '$' | '5' => 's',
        other => other,
    };
    let bare = small.trim_matches(|c: char| !c.is_alphabetic());
    let spelt: String = bare.chars().map(letters).collect();
    let one_only = small.chars().next().is_some_and(|first| small.chars().all(|c| c == first));
    one_only || COMMON.contains(&bare) || COMMON.contains(&spelt.as_str())
}

/// What one look at a password costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Cost {
    /// 19 MiB and two passes, as OWASP advises for Argon2id.
    pub const LIVE: Cost = Cost { memory_kib: 19 * 1024, passes: 2 };
    /// For tests that look at hundreds.
    pub const CHEAP: Cost = Cost { memory_kib: 16, passes: 1 };
}

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// A password's hash as it is kept, with what it cost: `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`, both in hexadecimal.
struct KeptHash {
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl KeptHash {
    fn text(&self) -> String {
        let Cost { memory_kib, passes } = self.cost;
        format!("$argon2id$v=19$m={memory_kib},t={passes},p=1${}${}", hex(&self.salt), hex(&self.hash))
    }

    fn parse(text: &str) -> Option<KeptHash> {
        let mut parts = text.strip_prefix("$argon2id$v=19$m=")?.split('$');
        let (memory, passes) = parts.next()?.strip_suffix(",p=1")?.split_once(",t=")?;
        let cost = Cost { memory_kib: memory.parse().ok()?, passes: passes.parse().ok()? };
        let (salt, hash) = (unhex(parts.next()?)?, unhex(parts.next()?)?);
        (hash.len() == HASH_BYTES).then_some(KeptHash { cost, salt, hash })
    }

    fn is_of(&self, password: &[u8]) -> bool {
        argon(self.cost, password, &self.salt).is_some_and(|hash| hash.ct_eq(&self.hash).into())
    }
}

/// Argon2id in one lane: more would only spread the same work over threads.
fn argon(cost: Cost, password: &[u8], salt: &[u8]) -> Option<Vec<u8>> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(HASH_BYTES)).ok()?;
    let mut hash = vec![0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(password, salt, &mut hash).ok()?;
    Some(hash)
}

/// Hashed at one time, and waiting for it.
const AT_ONCE: usize = 2;
const IN_LINE: usize = 12;

/// Where passwords are looked at.
pub struct Hasher {
    cost: Cost,
    /// Taken and waiting places.
    places: Mutex<(usize, usize)>,
    free: Condvar,
    /// What the password of an account that does not exist is compared with.
    decoy: OnceLock<String>,
    /// Passwords looked at since the start.
    looked_at: AtomicU64,
}

impl Hasher {
    pub fn new(cost: Cost) -> Hasher {
        Hasher { cost, places: Mutex::default(), free: Condvar::new(), decoy: OnceLock::new(), looked_at: AtomicU64::new(0) }
    }

    pub fn hash(&self, password: &str) -> Result<String, Refusal> {
        self.in_turn(|| self.hashed(password))
    }

    /// Is it the password? Without anything to compare with the same work is done for nothing.
    pub fn is(&self, password: &str, kept: Option<&str>) -> Result<bool, Refusal> {
        let decoy = self.decoy.get_or_init(|| self.hashed("nobody's password"));
        let kept = kept.filter(|k| !k.is_empty());
        self.in_turn(|| {
            self.looked_at.fetch_add(1, Ordering::Relaxed);
            let short = password.len() <= MOST_BYTES;
            let given = if short { password.as_bytes() } else { b"" };
            let same = KeptHash::parse(kept.unwrap_or(decoy)).is_some_and(|hash| hash.is_of(given));
            same && short && kept.is_some()
        })
    }

    pub fn looked_at(&self) -> u64 {
        self.looked_at.load(Ordering::Relaxed)
    }

    fn hashed(&self, password: &str) -> String {
        let salt = super::random::<SALT_BYTES>().to_vec();
        let hash = argon(self.cost, password.as_bytes(), &salt).unwrap_or_default();
        KeptHash { cost: self.cost, salt, hash }.text()
    }

    fn in_turn<T>(&self, work: impl FnOnce() -> T) -> Result<T, Refusal> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.0 >= AT_ONCE {
            if places.1 >= IN_LINE {
                return Err(Refusal::Busy);
            }
            places.1 += 1;
            while places.0 >= AT_ONCE {
                places = self.free.wait(places).unwrap_or_else(PoisonError::into_inner);
            }
            places.1 -= 1;
        }
        places.0 += 1;
        drop(places);
        let done = work();
        self.places.lock().unwrap_or_else(PoisonError::into_inner).0 -= 1;
        self.free.notify_one();
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_told_everything_it_lacks() {
        assert_eq!(weaknesses("Tall-Pines-77", "zhang"), []);
        assert_eq!(weaknesses("山高水长Ab12345", "zhang"), []);
        assert_eq!(weaknesses("abc", "zhang"), [Weak::TooShort, Weak::TooPlain, Weak::Common]);
        assert_eq!(weaknesses("tallpinesandhills", "zhang"), [Weak::TooPlain]);
        assert_eq!(weaknesses("Zhang-Tall-77", "zhang"), [Weak::AccountName]);
        assert_eq!(weaknesses("P@ssw0rd2026!", "zhang"), [Weak::Common]);
        assert_eq!(weaknesses("Admin@123456", "zhang"), [Weak::Common]);
        assert_eq!(weaknesses(&"Aa1-".repeat(300), "zhang"), [Weak::TooLong]);
        let sentence = Refusal::Weak(weaknesses("abc", "zhang")).sentence(Lang::Zh);
        assert!(sentence.contains("至少10个字符") && sentence.contains("三类"), "{sentence}");
    }

    #[test]
    fn case_111_so_many_passwords_are_looked_at_at_a_time() {
        let hasher = Hasher::new(Cost::CHEAP);
        let (working, most) = (AtomicU64::new(0), AtomicU64::new(0));
        let busy = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE + IN_LINE + 10 {
                scope.spawn(|| {
                    let done = hasher.in_turn(|| {
                        most.fetch_max(working.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(60));
                        working.fetch_sub(1, Ordering::SeqCst);
                    });
                    busy.fetch_add(u64::from(done == Err(Refusal::Busy)), Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.into_inner(), AT_ONCE as u64, "each takes 19 MiB");
        assert!(busy.into_inner() >= 1, "who finds the line full is told so");
    }

    #[test]
    fn case_36_a_long_password_is_not_cut() {
        let hasher = Hasher::new(Cost::CHEAP);
        for length in [64, 128, 1000] {
            let long = "x".repeat(length);
            let kept = hasher.hash(&long).expect("hashed");
            assert!(kept.starts_with("$argon2id$"), "{kept}");
            assert!(hasher.is(&long, Some(&kept)).expect("looked at"));
            assert!(!hasher.is(&long[1..], Some(&kept)).expect("looked at"), "{length} is cut");
        }
    }

    #[test]
    fn nobody_has_the_password_of_an_account_that_is_not_there() {
        let hasher = Hasher::new(Cost::CHEAP);
        for kept in [None, Some(""), Some("broken")] {
            assert!(!hasher.is("nobody's password", kept).expect("looked at"), "{kept:?}");
        }
        assert_eq!(hasher.looked_at(), 3, "the same work for each");
    }
}
