//! Ed25519 签名 (RFC 8032): what a county signs with unless it chooses otherwise.

use super::{Algorithm, Signer};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

pub(super) struct Secret(SigningKey);

impl Secret {
    pub(super) fn new(seed: &[u8; 32]) -> Secret {
        Secret(SigningKey::from_bytes(seed))
    }
}

impl Signer for Secret {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }

    fn public(&self) -> Vec<u8> {
        self.0.verifying_key().to_bytes().to_vec()
    }
}

fn public(bytes: &[u8]) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()
}

pub(super) fn is_public(bytes: &[u8]) -> bool {
    public(bytes).is_some()
}

pub(super) fn verifies(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Some(key), Ok(signature)) = (public(key), Signature::from_slice(signature)) else { return false };
    key.verify_strict(message, &signature).is_ok()
}
