//! SM2 签名 (商密 GB/T 32918.2 with SM3), for counties that must sign with it.
//!
//! A public key is the point `04 ‖ x ‖ y`, a signature `r ‖ s`. This is software, not a certified module 密码模块.

use super::{Algorithm, Signer};
use sm2::dsa::signature::{Signer as _, Verifier};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};

/// The signer's distinguishing identifier 可辨别标识 where none was agreed (GM/T 0009).
const IDENTIFIER: &str = "1234567812345678";

pub(super) struct Secret(SigningKey);

impl Secret {
    /// `None` for the few numbers that are no secret key.
    pub(super) fn new(seed: &[u8; 32]) -> Option<Secret> {
        SigningKey::from_slice(IDENTIFIER, seed).ok().map(Secret)
    }
}

impl Signer for Secret {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Sm2
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        let signature: Signature = self.0.try_sign(message).map_err(|e| e.to_string())?;
        Ok(signature.to_vec())
    }

    fn public(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_bytes().to_vec()
    }
}

fn public(bytes: &[u8]) -> Option<VerifyingKey> {
    VerifyingKey::from_sec1_bytes(IDENTIFIER, bytes).ok()
}

pub(super) fn is_public(bytes: &[u8]) -> bool {
    public(bytes).is_some()
}

pub(super) fn verifies(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Some(key), Ok(signature)) = (public(key), Signature::from_slice(signature)) else { return false };
    key.verify(message, &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;
    use crate::keys::unhex;

    // GB/T 32918.5-2017, appendix A: the recommended curve with the default identifier.
    const SECRET: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
    const PUBLIC: &str = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                          ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
    const MESSAGE: &[u8] = b"message digest";
    const SIGNATURE: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
                             b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

    #[test]
    fn the_example_of_the_standard_verifies() {
        let (public, signature) = (unhex(PUBLIC).expect("hex"), unhex(SIGNATURE).expect("hex"));
        assert!(verifies(&public, MESSAGE, &signature));
        assert!(!verifies(&public, b"message digesT", &signature));
        for at in 0..signature.len() {
            let mut changed = signature.clone();
            changed[at] ^= 1;
            assert!(!verifies(&public, MESSAGE, &changed), "byte {at}");
        }
        let secret = Secret::new(&unhex(SECRET).expect("hex").try_into().expect("32 bytes")).expect("a secret key");
        assert_eq!(hex(&secret.public()), PUBLIC);
        assert!(verifies(&public, MESSAGE, &secret.sign(MESSAGE).expect("signed")));
    }
}
