//! Seal 封存: what is kept beside the facts and must not be read from a stolen copy of the database. The key lies in a file of
//! its own (`COUNTY.seal`, readable by its owner only), beside the signing keys.

use crate::keys::{keep, unhex};
use crate::{Error, hex};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::fs;
use std::path::Path;

const MARK: &str = "guatu-seal";
const NONCE_BYTES: usize = 24;

/// The key that seals.
pub struct Seal {
    cipher: XChaCha20Poly1305,
}

impl Seal {
    /// The county's seal in a directory, made there if there is none.
    pub fn of(dir: &Path, county: i32) -> Result<Seal, Error> {
        let path = dir.join(format!("{county}.seal"));
        let key = if path.exists() {
            let text = fs::read_to_string(&path).map_err(|e| Error::Unreadable(path.clone(), e.to_string()))?;
            let key = text.trim().strip_prefix(MARK).and_then(|rest| unhex(rest.trim()));
            key.filter(|k| k.len() == 32).ok_or_else(|| Error::BadKey(path, format!("{MARK} HEX")))?
        } else {
            let unwritable = |e: std::io::Error| Error::Unwritable(path.clone(), e.to_string());
            let mut key = vec![0; 32];
            getrandom::fill(&mut key).map_err(|e| Error::Unwritable(path.clone(), e.to_string()))?;
            fs::create_dir_all(dir).map_err(unwritable)?;
            keep(&path, &format!("{MARK} {}\n", hex(&key)), 0o600).map_err(unwritable)?;
            key
        };
        Ok(Seal { cipher: XChaCha20Poly1305::new_from_slice(&key).map_err(|_| Error::BadKey(dir.to_owned(), MARK.to_owned()))? })
    }

    /// Seal a secret for an account: under another name it does not open.
    pub fn seal(&self, secret: &[u8], account: &str) -> String {
        let nonce = super::random::<NONCE_BYTES>();
        let payload = Payload { msg: secret, aad: account.as_bytes() };
        // Only a secret of many gigabytes could fail.
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        format!("{}{}", hex(&nonce), hex(&sealed))
    }

    pub fn open(&self, sealed: &str, account: &str) -> Option<Vec<u8>> {
        let bytes = unhex(sealed)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let payload = Payload { msg: sealed, aad: account.as_bytes() };
        self.cipher.decrypt(&XNonce::from(<[u8; NONCE_BYTES]>::try_from(nonce).ok()?), payload).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_account_alone() {
        let dir = tempfile::tempdir().expect("a folder");
        let sealed = Seal::of(dir.path(), 361_099).expect("made").seal(b"seed", "zhang");
        let again = Seal::of(dir.path(), 361_099).expect("found");
        assert_eq!(again.open(&sealed, "zhang").as_deref(), Some(b"seed".as_slice()));
        assert_eq!(again.open(&sealed, "li"), None);
        assert_eq!(again.open(&sealed.replace(&sealed[60..62], "00"), "zhang").filter(|s| s == b"seed"), None);
        assert_eq!(again.open("00", "zhang"), None);
        assert_ne!(again.seal(b"seed", "zhang"), sealed, "never the same twice");
    }
}
