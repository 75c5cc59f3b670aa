//! Keys 县级签名密钥: made on first use, kept beside the data, the public half exported for anyone who checks a bulletin.
//!
//! Files: `COUNTY.key` (secret, readable by its owner only) and `COUNTY.pub`. Both are one line, `guatu-ed25519 HEX`.

use crate::{Error, hex};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use std::fs;
use std::io::Write;
use std::path::Path;

const MARK: &str = "guatu-ed25519";

/// The secret key of a county.
pub struct CountyKey {
    secret: SigningKey,
}

/// The public key of a county: all that a check needs.
pub struct PublicKey {
    public: VerifyingKey,
}

impl CountyKey {
    /// The county's key in a directory, made there if it does not exist.
    pub fn of(dir: &Path, county: i32) -> Result<CountyKey, Error> {
        let path = dir.join(format!("{county}.key"));
        if path.exists() {
            let text = fs::read_to_string(&path).map_err(|e| Error::Unreadable(path.clone(), e.to_string()))?;
            let bytes = parse(&text).ok_or_else(|| Error::BadKey(path, "guatu-ed25519 HEX".to_owned()))?;
            return Ok(CountyKey { secret: SigningKey::from_bytes(&bytes) });
        }
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed).map_err(|e| Error::Unwritable(path.clone(), e.to_string()))?;
        let key = CountyKey { secret: SigningKey::from_bytes(&seed) };
        let unwritable = |e: std::io::Error| Error::Unwritable(path.clone(), e.to_string());
        fs::create_dir_all(dir).map_err(unwritable)?;
        keep(&path, &format!("{MARK} {}\n", hex(&seed)), 0o600).map_err(unwritable)?;
        keep(&dir.join(format!("{county}.pub")), &key.public().text(), 0o644).map_err(unwritable)?;
        Ok(key)
    }

    pub fn sign(&self, message: &str) -> String {
        hex(&self.secret.sign(message.as_bytes()).to_bytes())
    }

    pub fn public(&self) -> PublicKey {
        PublicKey { public: self.secret.verifying_key() }
    }
}

impl PublicKey {
    pub fn read(path: &Path) -> Result<PublicKey, Error> {
        let text = fs::read_to_string(path).map_err(|e| Error::Unreadable(path.to_owned(), e.to_string()))?;
        let bad = |why: &str| Error::BadKey(path.to_owned(), why.to_owned());
        let bytes = parse(&text).ok_or_else(|| bad("guatu-ed25519 HEX"))?;
        Ok(PublicKey { public: VerifyingKey::from_bytes(&bytes).map_err(|e| bad(&e.to_string()))? })
    }

    pub fn verifies(&self, message: &str, signature: &str) -> bool {
        let Some(bytes) = unhex(signature).and_then(|b| <[u8; 64]>::try_from(b).ok()) else { return false };
        self.public.verify(message.as_bytes(), &Signature::from_bytes(&bytes)).is_ok()
    }

    pub fn text(&self) -> String {
        format!("{MARK} {}\n", hex(self.public.as_bytes()))
    }
}

fn parse(text: &str) -> Option<[u8; 32]> {
    let (mark, key) = text.trim().split_once(' ')?;
    if mark != MARK {
        return None;
    }
    unhex(key.trim())?.try_into().ok()
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

/// Whole or not at all: temporary file, fsync, rename, fsync of the directory.
pub(crate) fn keep(path: &Path, text: &str, mode: u32) -> std::io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    path.parent().map_or(Ok(()), |dir| fs::File::open(dir)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_signs_for_ever() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let signature = CountyKey::of(dir.path(), 361_099).expect("made").sign("通报");
        let again = CountyKey::of(dir.path(), 361_099).expect("found");
        assert_eq!(again.sign("通报"), signature);
        let public = PublicKey::read(&dir.path().join("361099.pub")).expect("exported");
        assert!(public.verifies("通报", &signature));
        assert!(!public.verifies("通报。", &signature));
        assert!(!public.verifies("通报", "zz"));
    }
}
