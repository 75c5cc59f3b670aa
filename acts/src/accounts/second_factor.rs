//! Second factor 二次验证: one-time codes of an authenticator app (RFC 6238), and recovery codes for the day the telephone is lost.

use crate::hex;
use hmac::{Hmac, KeyInit, Mac};
use qrcode::{Color, EcLevel, QrCode};
use sha1::Sha1;
use std::fmt::Write;
use subtle::ConstantTimeEq;

/// A code holds for thirty seconds; the one before and the one after are taken too, because telephones are late.
const STEP_MS: i64 = 30_000;
const DIGITS: u32 = 6;
const SLACK: i64 = 1;
const SEED_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A fresh seed.
pub fn seed() -> Vec<u8> {
    super::random::<SEED_BYTES>().to_vec()
}

/// The code of a seed in a time step.
pub fn code(seed: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(seed) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 0x0f);
    let number = u32::from_be_bytes([digest[at], digest[at + 1], digest[at + 2], digest[at + 3]]) & 0x7fff_ffff;
    format!("{:0width$}", number % 10_u32.pow(DIGITS), width = DIGITS as usize)
}

/// The time step in which a code holds; none if it does not, or was used already (`last`).
pub fn step_of(seed: &[u8], given: &str, now: i64, last: i64) -> Option<i64> {
    let given: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let this = now.div_euclid(STEP_MS);
    let mut found = None;
    // Every candidate is compared, so that the time taken says nothing.
    for step in this - SLACK..=this + SLACK {
        if bool::from(code(seed, step).as_bytes().ct_eq(given.as_bytes())) && step > last {
            found = Some(step);
        }
    }
    found
}

/// A seed as it is typed into a telephone.
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for &byte in bytes {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[((held >> bits) & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[((held << (5 - bits)) & 31) as usize]));
    }
    text
}

/// The address that an authenticator app reads.
pub fn provisioning(seed: &[u8], county: i32, account: &str) -> String {
    let name: String = account
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let secret = base32(seed);
    format!("otpauth://totp/Guatu:{county}-{name}?secret={secret}&issuer=Guatu&algorithm=SHA1&digits={DIGITS}&period=30")
}

/// A text as a QR picture in SVG: its size in squares, and the path of the dark ones.
pub fn squares(text: &str) -> (usize, String) {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return (0, String::new()) };
    let (width, mut path) = (code.width(), String::new());
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            // Writing into memory cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", at % width, at / width);
        }
    }
    (width, path)
}

/// Ten codes to be shown once, and what is kept of them.
pub fn recovery_codes(account: &str) -> (Vec<String>, String) {
    let codes: Vec<String> = (0..RECOVERY_CODES)
        .map(|_| {
            let text = base32(&super::random::<10>()).to_lowercase();
            format!("{}-{}-{}-{}", &text[..4], &text[4..8], &text[8..12], &text[12..])
        })
        .collect();
    let kept: Vec<String> = codes.iter().map(|code| recovery_hash(account, code)).collect();
    (codes, kept.join(" "))
}

/// What is left of the recovery codes when one is used; none if it is not one of them.
pub fn without(kept: &str, account: &str, given: &str) -> Option<String> {
    let hash = recovery_hash(account, given);
    let left: Vec<&str> = kept.split(' ').filter(|k| !k.is_empty() && !bool::from(k.as_bytes().ct_eq(hash.as_bytes()))).collect();
    let had = kept.split(' ').filter(|k| !k.is_empty()).count();
    (left.len() + 1 == had).then(|| left.join(" "))
}

/// A code is eighty random bits, so that a plain digest cannot be turned back.
fn recovery_hash(account: &str, code: &str) -> String {
    use sm3::Digest;
    let bare: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    hex(&sm3::Sm3::digest(format!("{account}\n{bare}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, the last six of eight digits.
        let seed = b"12345678901234567890";
        for (seconds, expected) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(code(seed, seconds / 30), expected);
        }
        assert_eq!(base32(seed), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn case_33_a_code_holds_once_and_for_a_minute_and_a_half() {
        let (seed, now) = (seed(), 1_800_000_000_000);
        let given = code(&seed, now / STEP_MS);
        let step = step_of(&seed, &given, now, 0).expect("good");
        assert_eq!(step_of(&seed, &given, now, step), None, "used already");
        assert!(step_of(&seed, &given, now + STEP_MS, 0).is_some(), "a late telephone");
        assert_eq!(step_of(&seed, &given, now + 2 * STEP_MS, 0), None, "too late");
        assert_eq!(step_of(&seed, "", now, 0), None);
    }

    #[test]
    fn a_recovery_code_is_used_up() {
        let (codes, kept) = recovery_codes("zhang");
        assert_eq!(codes.len(), RECOVERY_CODES);
        assert!(!kept.contains(&codes[3].replace('-', "")), "kept hashed");
        let left = without(&kept, "zhang", &codes[3].to_uppercase()).expect("good");
        assert_eq!(left.split(' ').count(), RECOVERY_CODES - 1);
        assert_eq!(without(&left, "zhang", &codes[3]), None, "used up");
        assert_eq!(without(&kept, "li", &codes[3]), None, "another's");
        assert_eq!(without("", "zhang", &codes[3]), None);
    }

    #[test]
    fn the_picture_has_squares() {
        let (width, path) = squares(&provisioning(&seed(), 361_099, "张三"));
        assert!(width >= 33 && path.len() > 2000);
    }
}
