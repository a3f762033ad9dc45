//! The portal's secrets: what seals personal values at rest, what makes a citizen's pseudonym, what signs
//! checkpoints. They live in a key file outside the database.

use std::path::Path;

use app::identity::PersonKey;
use app::person::ResidentId;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sealing::{Cipher, NONCE};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::clock::{Chance, hex};

/// All secrets, derived from one 32-byte root.
pub struct Keys {
    sealing: [u8; 32],
    files: [u8; 32],
    pseudonyms: [u8; 32],
    signing: [u8; 32],
}

#[derive(Debug, Error)]
pub enum KeyError {
    #[error("a sealed value does not open: wrong key, or changed")]
    Unsealable,
    #[error("{0}")]
    File(String),
}

impl Keys {
    /// All keys out of one root.
    pub fn from_root(root: &[u8; 32]) -> Self {
        let derive = |purpose: &str| -> [u8; 32] {
            let mut mac =
                <Hmac<Sha256> as KeyInit>::new_from_slice(root).expect("any length is a key");
            mac.update(purpose.as_bytes());
            mac.finalize().into_bytes().into()
        };
        Self {
            sealing: derive("yuban sealing v1"),
            files: derive("yuban files v1"),
            pseudonyms: derive("yuban pseudonyms v1"),
            signing: derive("yuban signing v1"),
        }
    }

    /// Reads the key file (base64 of 32 bytes), or makes one that only its owner may read.
    ///
    /// # Errors
    /// A file that cannot be read or written, or that holds anything else.
    pub fn open(path: &Path, chance: &Chance) -> Result<Self, KeyError> {
        let fault = |error: std::io::Error| KeyError::File(format!("{}: {error}", path.display()));
        if !path.exists() {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(fault)?;
            }
            write_private(path, STANDARD.encode(chance.bytes::<32>()).as_bytes()).map_err(fault)?;
        }
        let text = std::fs::read_to_string(path).map_err(fault)?;
        let root: [u8; 32] = STANDARD
            .decode(text.trim())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| KeyError::File(format!("{}: not base64 of 32 bytes", path.display())))?;
        Ok(Self::from_root(&root))
    }

    /// The same person's pseudonym every time.
    pub fn person(&self, number: &ResidentId) -> PersonKey {
        PersonKey(self.blind("id_no,v1,", number.as_str()))
    }

    /// A keyed hash for looking something up without keeping it, such as a certificate's number or a mobile.
    pub fn blind(&self, kind: &str, value: &str) -> String {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.pseudonyms)
            .expect("any length is a key");
        mac.update(kind.as_bytes());
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes())
    }

    /// Seals a value as base64 text. `place` (table, column and row) is bound to it, so that a sealed value cannot be
    /// moved to another row.
    pub fn seal<T: Serialize>(&self, place: &str, value: &T, chance: &Chance) -> String {
        let plain = serde_json::to_vec(value).expect("our own types serialize");
        self.seal_bytes(place, &plain, chance)
    }

    /// As [`Self::seal`], of bytes as they are.
    pub fn seal_bytes(&self, place: &str, plain: &[u8], chance: &Chance) -> String {
        let nonce = chance.bytes::<NONCE>();
        let sealed = Cipher::new(self.sealing)
            .seal(nonce, place.as_bytes(), plain)
            .expect("short enough to seal");
        STANDARD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Self::seal`] sealed for the same place.
    ///
    /// # Errors
    /// [`KeyError::Unsealable`] for another key, another place or a changed text.
    pub fn open_sealed<T: DeserializeOwned>(
        &self,
        place: &str,
        sealed: &str,
    ) -> Result<T, KeyError> {
        let plain = self.open_bytes(place, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| KeyError::Unsealable)
    }

    /// Opens what [`Self::seal_bytes`] sealed for the same place.
    ///
    /// # Errors
    /// As [`Self::open_sealed`].
    pub fn open_bytes(&self, place: &str, sealed: &str) -> Result<Vec<u8>, KeyError> {
        let bytes = STANDARD.decode(sealed).map_err(|_| KeyError::Unsealable)?;
        let (nonce, sealed) = bytes
            .split_first_chunk::<NONCE>()
            .ok_or(KeyError::Unsealable)?;
        Cipher::new(self.sealing)
            .open(*nonce, place.as_bytes(), sealed)
            .ok_or(KeyError::Unsealable)
    }

    /// The cipher for the file at this place, and for no other: a file that is moved to another place does not open.
    pub fn of_a_file(&self, place: &str) -> Cipher {
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(&self.files).expect("any length is a key");
        mac.update(place.as_bytes());
        let key: [u8; 32] = mac.finalize().into_bytes().into();
        Cipher::new(key)
    }

    /// The key that signs journal checkpoints.
    pub fn signing(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&self.signing)
    }
}

/// SHA-256 in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(unix)]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?
        .write_all(bytes)
}
