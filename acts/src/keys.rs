//! Keys 县级签名密钥: made on first use, kept beside the data, the public half exported for anyone who checks a bulletin.
//!
//! Files: `COUNTY.key` (secret, readable by its owner only) and `COUNTY.pub`, both one line, `guatu-ed25519 HEX` or
//! `guatu-sm2 HEX`; `signer` holds the algorithm chosen for keys not yet made. A key once made stays: what it signed is
//! on paper and must be checkable for years.

mod edwards;
mod shangmi;

use crate::{Error, hex};
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

const MARK: &str = "guatu-";

/// How a county signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// RFC 8032, the default.
    #[default]
    Ed25519,
    /// GB/T 32918 with SM3, by choice.
    Sm2,
}

impl Algorithm {
    pub const ALL: [Algorithm; 2] = [Algorithm::Ed25519, Algorithm::Sm2];

    /// As key files and signatures write it.
    pub fn word(self) -> &'static str {
        match self {
            Algorithm::Ed25519 => "ed25519",
            Algorithm::Sm2 => "sm2",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Algorithm::Ed25519 => "Ed25519",
            Algorithm::Sm2 => "SM2",
        })
    }
}

impl FromStr for Algorithm {
    type Err = ();
    fn from_str(text: &str) -> Result<Algorithm, ()> {
        Algorithm::ALL.into_iter().find(|a| a.word() == text).ok_or(())
    }
}

/// A signer 签名器 holds the secret half: software today, a UKey or a signing machine when a county has one.
trait Signer: Send + Sync {
    fn algorithm(&self) -> Algorithm;
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String>;
    fn public(&self) -> Vec<u8>;
}

/// The secret key of a county.
pub struct CountyKey {
    signer: Box<dyn Signer>,
}

/// The public key of a county: all that a check needs.
pub struct PublicKey {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl CountyKey {
    /// The county's key in a directory, made there if it does not exist, by the algorithm chosen for that directory.
    pub fn of(dir: &Path, county: i32) -> Result<CountyKey, Error> {
        let path = secret_path(dir, county);
        if path.exists() {
            return CountyKey::read(&path);
        }
        let algorithm = chosen(dir)?;
        let unwritable = |e: std::io::Error| Error::Unwritable(path.clone(), e.to_string());
        let (key, seed) = CountyKey::make(algorithm).map_err(|why| Error::Unwritable(path.clone(), why))?;
        fs::create_dir_all(dir).map_err(unwritable)?;
        keep(&path, &line(algorithm, &seed), 0o600).map_err(unwritable)?;
        keep(&dir.join(format!("{county}.pub")), &key.public().text(), 0o644).map_err(unwritable)?;
        Ok(key)
    }

    fn read(path: &Path) -> Result<CountyKey, Error> {
        let (algorithm, bytes) = read_line(path)?;
        let signer = bytes.try_into().ok().and_then(|seed| signer(algorithm, &seed));
        signer.map(|signer| CountyKey { signer }).ok_or_else(|| bad(path))
    }

    fn make(algorithm: Algorithm) -> Result<(CountyKey, [u8; 32]), String> {
        let mut seed = [0_u8; 32];
        loop {
            getrandom::fill(&mut seed).map_err(|e| e.to_string())?;
            // Of SM2 a few in 2^32 seeds lie beyond the order of the curve: those are drawn again.
            if let Some(signer) = signer(algorithm, &seed) {
                return Ok((CountyKey { signer }, seed));
            }
        }
    }

    pub fn algorithm(&self) -> Algorithm {
        self.signer.algorithm()
    }

    /// The signature with its algorithm before it, `sm2:HEX`.
    pub fn sign(&self, message: &str) -> Result<String, Error> {
        let signature = self.signer.sign(message.as_bytes()).map_err(Error::NotSigned)?;
        Ok(format!("{}:{}", self.algorithm().word(), hex(&signature)))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey { algorithm: self.algorithm(), bytes: self.signer.public() }
    }
}

impl PublicKey {
    pub fn read(path: &Path) -> Result<PublicKey, Error> {
        let (algorithm, bytes) = read_line(path)?;
        let usable = match algorithm {
            Algorithm::Ed25519 => edwards::is_public(&bytes),
            Algorithm::Sm2 => shangmi::is_public(&bytes),
        };
        if usable { Ok(PublicKey { algorithm, bytes }) } else { Err(bad(path)) }
    }

    /// The public key of a county, where its keys are kept.
    pub fn of(dir: &Path, county: i32) -> Result<PublicKey, Error> {
        PublicKey::read(&dir.join(format!("{county}.pub")))
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether this key's owner signed the message. A signature by the other algorithm cannot be judged by this key.
    pub fn verifies(&self, message: &str, signature: &str) -> Result<bool, Error> {
        // Before there was a choice, signatures were Ed25519 and did not say so.
        let (word, digits) = signature.split_once(':').unwrap_or((Algorithm::Ed25519.word(), signature));
        let (Ok(signed), Some(bytes)) = (word.parse::<Algorithm>(), unhex(digits)) else { return Ok(false) };
        if signed != self.algorithm {
            return Err(Error::OtherAlgorithm { signed, key: self.algorithm });
        }
        Ok(match signed {
            Algorithm::Ed25519 => edwards::verifies(&self.bytes, message.as_bytes(), &bytes),
            Algorithm::Sm2 => shangmi::verifies(&self.bytes, message.as_bytes(), &bytes),
        })
    }

    pub fn text(&self) -> String {
        line(self.algorithm, &self.bytes)
    }
}

/// Choose how counties of this directory sign. Refused when one of them has a key of the other algorithm: that key stays.
pub fn choose(dir: &Path, counties: &[i32], algorithm: Algorithm) -> Result<(), Error> {
    for path in counties.iter().map(|&county| secret_path(dir, county)).filter(|path| path.exists()) {
        let has = CountyKey::read(&path)?.algorithm();
        if has != algorithm {
            return Err(Error::KeyStays(path, has));
        }
    }
    let path = choice_path(dir);
    let unwritable = |e: std::io::Error| Error::Unwritable(path.clone(), e.to_string());
    fs::create_dir_all(dir).map_err(unwritable)?;
    keep(&path, &format!("{}\n", algorithm.word()), 0o644).map_err(unwritable)
}

fn chosen(dir: &Path) -> Result<Algorithm, Error> {
    let path = choice_path(dir);
    match fs::read_to_string(&path) {
        Ok(text) => text.trim().parse().map_err(|()| Error::BadKey(path, "ed25519 / sm2".to_owned())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Algorithm::default()),
        Err(e) => Err(Error::Unreadable(path, e.to_string())),
    }
}

fn secret_path(dir: &Path, county: i32) -> PathBuf {
    dir.join(format!("{county}.key"))
}

fn choice_path(dir: &Path) -> PathBuf {
    dir.join("signer")
}

fn signer(algorithm: Algorithm, seed: &[u8; 32]) -> Option<Box<dyn Signer>> {
    match algorithm {
        Algorithm::Ed25519 => Some(Box::new(edwards::Secret::new(seed))),
        Algorithm::Sm2 => Some(Box::new(shangmi::Secret::new(seed)?)),
    }
}

fn line(algorithm: Algorithm, bytes: &[u8]) -> String {
    format!("{MARK}{} {}\n", algorithm.word(), hex(bytes))
}

fn read_line(path: &Path) -> Result<(Algorithm, Vec<u8>), Error> {
    let raw = fs::read(path).map_err(|e| Error::Unreadable(path.to_owned(), e.to_string()))?;
    std::str::from_utf8(&raw).ok().and_then(parse).ok_or_else(|| bad(path))
}

fn parse(text: &str) -> Option<(Algorithm, Vec<u8>)> {
    let (mark, key) = text.trim().split_once(' ')?;
    Some((mark.strip_prefix(MARK)?.parse().ok()?, unhex(key.trim())?))
}

fn bad(path: &Path) -> Error {
    Error::BadKey(path.to_owned(), "guatu-ed25519 HEX / guatu-sm2 HEX".to_owned())
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
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

    const COUNTY: i32 = 361_099;

    #[test]
    fn a_key_is_made_once_and_signs_for_ever() {
        for algorithm in Algorithm::ALL {
            let dir = tempfile::tempdir().expect("a temporary directory");
            choose(dir.path(), &[COUNTY], algorithm).expect("chosen");
            let signature = CountyKey::of(dir.path(), COUNTY).expect("made").sign("通报").expect("signed");
            assert!(signature.starts_with(&format!("{}:", algorithm.word())), "{signature}");
            let again = CountyKey::of(dir.path(), COUNTY).expect("found");
            assert_eq!(again.algorithm(), algorithm);
            assert_eq!(again.sign("通报").expect("signed"), signature, "equal sheets are equal bytes");
            let public = PublicKey::of(dir.path(), COUNTY).expect("exported");
            let holds = |message: &str, signature: &str| public.verifies(message, signature).expect("judged");
            assert!(holds("通报", &signature));
            for wrong in ["通报。", "通拫", ""] {
                assert!(!holds(wrong, &signature), "{wrong}");
            }
            for (at, digit) in signature.char_indices().skip(algorithm.word().len() + 1).step_by(7) {
                let other = if digit == '0' { '1' } else { '0' };
                let changed = format!("{}{other}{}", &signature[..at], &signature[at + 1..]);
                assert!(!holds("通报", &changed), "digit {at} of {signature}");
            }
            for none in ["zz", "", "sm9:00", &format!("{}:", algorithm.word()), &format!("{}:zz", algorithm.word())] {
                assert!(!public.verifies("通报", none).unwrap_or_default(), "{none}");
            }
        }
    }

    #[test]
    fn without_a_choice_it_is_ed25519_and_old_signatures_hold() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let key = CountyKey::of(dir.path(), COUNTY).expect("made");
        assert_eq!(key.algorithm(), Algorithm::Ed25519);
        let signature = key.sign("通报").expect("signed");
        let old = signature.strip_prefix("ed25519:").expect("says its algorithm");
        assert!(key.public().verifies("通报", old).expect("judged"));
    }

    #[test]
    fn a_key_of_the_other_algorithm_is_refused() {
        let dirs = Algorithm::ALL.map(|algorithm| {
            let dir = tempfile::tempdir().expect("a temporary directory");
            choose(dir.path(), &[], algorithm).expect("chosen");
            dir
        });
        let [ed25519, sm2] = dirs.each_ref().map(|dir| CountyKey::of(dir.path(), COUNTY).expect("made"));
        for (signer, other) in [(&ed25519, &sm2), (&sm2, &ed25519)] {
            let refused = other.public().verifies("通报", &signer.sign("通报").expect("signed")).expect_err("refused");
            let Error::OtherAlgorithm { signed, key } = refused else { panic!("{refused:?}") };
            assert_eq!((signed, key), (signer.algorithm(), other.algorithm()));
        }
        for (dir, other) in dirs.iter().zip([Algorithm::Sm2, Algorithm::Ed25519]) {
            let stays = choose(dir.path(), &[COUNTY], other).expect_err("the key stays");
            assert_eq!(stays.code(), "keys.stays");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join(format!("{COUNTY}.pub"));
        // The last two: a point that is not on the curve, and the order of the curve, which is no secret key.
        let off = format!("guatu-sm2 04{}", "11".repeat(64));
        for text in ["", "guatu-sm2", "guatu-sm2 zz", "guatu-rsa 00", "guatu-ed25519 00", "guatu-sm2 04", &off] {
            fs::write(&path, text).expect("written");
            assert_eq!(PublicKey::of(dir.path(), COUNTY).err().map(|e| e.code().to_owned()).as_deref(), Some("keys.unreadable"));
        }
        let order = "guatu-sm2 fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123\n";
        fs::write(secret_path(dir.path(), COUNTY), order).expect("written");
        assert!(matches!(CountyKey::of(dir.path(), COUNTY), Err(Error::BadKey(..))));
        fs::remove_file(secret_path(dir.path(), COUNTY)).expect("removed");
        fs::write(choice_path(dir.path()), "rsa").expect("written");
        assert!(matches!(CountyKey::of(dir.path(), COUNTY), Err(Error::BadKey(..))));
    }
}
