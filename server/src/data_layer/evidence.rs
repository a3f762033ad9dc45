//! What proves an answer later, to somebody who was not there: the source's own signature over the question's hash, the
//! answer's bytes, the service and the time. Both sides use it: the register that signs, the portal that checks and keeps.
//!
//! The protocol binds an answer to its question by `X-Road-Request-Hash`, and leaves signatures to the security servers,
//! which keep them among themselves. Ours travel in headers of their own, which a security server passes on unchanged; a
//! source that sends none is heard all the same where the settings allow it.

use std::fmt;

use axum::http::{HeaderMap, HeaderName};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};

use super::exchange::{ServiceId, header};
use crate::keys::sha256;

/// Ed25519 over [`Evidence::text`], base64.
pub const SIGNATURE: HeaderName = HeaderName::from_static("yuban-signature");
/// When it was signed, RFC 3339.
pub const SIGNED_AT: HeaderName = HeaderName::from_static("yuban-signed-at");
/// Which key signed it: [`key_id`].
pub const KEY: HeaderName = HeaderName::from_static("yuban-key");

/// The metadata service that names a subsystem's public keys.
pub const KEYS_SERVICE: &str = "signingKeys";

/// What an answer brought to prove itself. All texts are empty where it brought nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// `X-Road-Request-Hash`.
    pub request_hash: String,
    /// Base64 of the SHA-512 of the answer's bytes as they came.
    pub body_hash: String,
    /// `instance/memberClass/memberCode/subsystem/serviceCode`.
    pub service: String,
    /// RFC 3339, as the source wrote it.
    pub signed_at: String,
    pub key: String,
    pub signature: String,
    /// The key itself, base64, where the portal has it.
    pub public_key: String,
}

/// An answer as it came, word for word. It is about somebody: printed, it says nothing but how long it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AnswerBytes(pub Vec<u8>);

impl fmt::Debug for AnswerBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// How an answer's bytes are named in what is signed: base64 of their SHA-512.
pub fn body_hash(bytes: &[u8]) -> String {
    STANDARD.encode(Sha512::digest(bytes))
}

/// A source's public key, as it names it itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    pub key: String,
    /// `instance/memberClass/memberCode`.
    pub member: String,
    /// Always `Ed25519`.
    pub algorithm: String,
    /// Base64 of 32 bytes.
    pub public: String,
}

/// What a source answers to [`KEYS_SERVICE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    pub keys: Vec<PublicKey>,
}

/// A key's name says whose it is and which: nobody can put another key, or another member, behind it.
pub fn key_id(member: &str, public: &str) -> String {
    let mut id = sha256(format!("yuban source key v1\n{member}\n{public}").as_bytes());
    id.truncate(32);
    id
}

/// `instance/memberClass/memberCode` of whoever publishes a service.
pub fn member_of(service: &ServiceId) -> String {
    let text = service.to_string();
    text.rsplitn(3, '/').last().unwrap_or_default().to_owned()
}

impl PublicKey {
    pub fn of(member: &str, key: &SigningKey) -> Self {
        let public = STANDARD.encode(key.verifying_key().as_bytes());
        Self {
            key: key_id(member, &public),
            member: member.to_owned(),
            algorithm: "Ed25519".to_owned(),
            public,
        }
    }

    /// Whether its name is that of this key of this member.
    pub fn is_whole(&self) -> bool {
        self.key == key_id(&self.member, &self.public)
    }
}

impl Evidence {
    /// What an answer's headers and bytes say, before anybody has checked it.
    pub fn read(service: &ServiceId, headers: &HeaderMap, bytes: &[u8]) -> Self {
        let text = |name: &HeaderName| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                // Longer than any of ours: into no row.
                .filter(|value| value.len() <= 200)
                .unwrap_or_default()
                .to_owned()
        };
        Self {
            request_hash: text(&header::REQUEST_HASH),
            body_hash: body_hash(bytes),
            service: service.to_string(),
            signed_at: text(&SIGNED_AT),
            key: text(&KEY),
            signature: text(&SIGNATURE),
            public_key: String::new(),
        }
    }

    /// Signs an answer: the three headers that go with it.
    pub fn sign(
        service: &ServiceId,
        request_hash: &str,
        bytes: &[u8],
        at: Timestamp,
        key: &SigningKey,
    ) -> [(HeaderName, String); 3] {
        let signed = Self {
            request_hash: request_hash.to_owned(),
            body_hash: body_hash(bytes),
            service: service.to_string(),
            signed_at: at.to_string(),
            ..Self::default()
        };
        let signature = key.sign(signed.text().as_bytes());
        [
            (SIGNATURE, STANDARD.encode(signature.to_bytes())),
            (SIGNED_AT, signed.signed_at),
            (KEY, PublicKey::of(&member_of(service), key).key),
        ]
    }

    /// What is signed. No part can hold a line break, so no two answers read alike.
    pub fn text(&self) -> String {
        let Self {
            request_hash,
            body_hash,
            service,
            signed_at,
            ..
        } = self;
        format!("yuban answer v1\n{request_hash}\n{body_hash}\n{service}\n{signed_at}")
    }

    pub const fn is_signed(&self) -> bool {
        !self.signature.is_empty()
    }

    /// Whether the source with this key, which must be the service's own member's, signed exactly this.
    pub fn is_genuine(&self, key: &PublicKey) -> bool {
        let member = self.service.rsplitn(3, '/').last().unwrap_or_default();
        let public = STANDARD
            .decode(&key.public)
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let signature = STANDARD
            .decode(&self.signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok());
        let (Some(public), Some(signature)) = (public, signature) else {
            return false;
        };
        key.is_whole()
            && key.key == self.key
            && key.member == member
            && public
                .verify_strict(self.text().as_bytes(), &signature)
                .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_layer::records::DataSet;

    #[test]
    fn a_signature_holds_for_one_question_one_answer_one_service_and_one_time() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let service = ServiceId::of(DataSet::Persons);
        let at = "2026-03-06T01:00:00Z".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::REQUEST_HASH, "hash".parse().unwrap());
        for (name, value) in Evidence::sign(&service, "hash", b"{}", at, &key) {
            headers.insert(name, value.parse().unwrap());
        }
        let public = PublicKey::of("CQ/GOV/500000-GA", &key);
        let read = |bytes: &[u8]| Evidence::read(&service, &headers, bytes);
        assert!(read(b"{}").is_genuine(&public));
        assert!(!read(b"{ }").is_genuine(&public));
        let change = |change: fn(&mut Evidence)| {
            let mut evidence = read(b"{}");
            change(&mut evidence);
            evidence.is_genuine(&public)
        };
        assert!(!change(|evidence| evidence.request_hash.push('x')));
        assert!(!change(
            |evidence| evidence.service = ServiceId::of(DataSet::Households).to_string()
        ));
        assert!(!change(
            |evidence| evidence.signed_at = "2026-03-06T01:00:01Z".to_owned()
        ));
        // Another member's key, and the same key under another member's name.
        let other = PublicKey::of("CQ/GOV/500000-MZ", &key);
        let mut evidence = read(b"{}");
        evidence.key.clone_from(&other.key);
        assert!(!evidence.is_genuine(&other));
        let posing = PublicKey {
            member: public.member.clone(),
            ..other
        };
        assert!(!evidence.is_genuine(&posing));
    }
}
