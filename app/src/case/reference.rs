//! The reference that an applicant quotes, and the six-digit enquiry code beside it.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Letters and digits that are not mistaken for one another: no 0 O 1 I L U.
const ALPHABET: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTVWXY";

/// `NB-7K3M-92QF-X`: prefix of the service, eight random characters, one check character.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseReference(String);

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ReferenceError {
    #[error("nothing typed")]
    Empty,
    #[error("not of the form NB-XXXX-XXXX-X")]
    Form,
    #[error("the check character does not fit: mistyped")]
    CheckCharacter,
}

impl CaseReference {
    /// A reference out of eight random bytes.
    pub fn from_random(prefix: &str, random: [u8; 8]) -> Self {
        let body: String = random
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
            .collect();
        let check = check(prefix, &body).expect("made of the alphabet");
        Self(format!("{prefix}-{}-{}-{check}", &body[..4], &body[4..]))
    }

    /// Reads what somebody typed, with or without hyphens, in any case.
    pub fn parse(typed: &str) -> Result<Self, ReferenceError> {
        let plain = crate::person::plain_number(typed).to_ascii_uppercase();
        if plain.is_empty() {
            return Err(ReferenceError::Empty);
        }
        if plain.len() != 11
            || !plain.is_ascii()
            || !plain[..2].bytes().all(|b| b.is_ascii_uppercase())
        {
            return Err(ReferenceError::Form);
        }
        let (prefix, body, last) = (&plain[..2], &plain[2..10], &plain[10..]);
        let expected = check(prefix, body).ok_or(ReferenceError::Form)?;
        if last != expected.to_string() {
            return Err(ReferenceError::CheckCharacter);
        }
        Ok(Self(format!(
            "{prefix}-{}-{}-{last}",
            &body[..4],
            &body[4..]
        )))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Weighted sum modulo 29, a prime: every single mistyped character and every swap of neighbours is caught.
fn check(prefix: &str, body: &str) -> Option<char> {
    let mut sum = prefix.bytes().map(usize::from).sum::<usize>();
    for (place, byte) in body.bytes().enumerate() {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        sum += value * (place + 2);
    }
    Some(char::from(ALPHABET[sum % ALPHABET.len()]))
}

impl fmt::Display for CaseReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CaseReference {
    type Error = ReferenceError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CaseReference> for String {
    fn from(reference: CaseReference) -> Self {
        reference.0
    }
}

/// Six digits that open the stages and dates of one case without signing in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EnquiryCode(String);

impl EnquiryCode {
    pub fn from_random(random: [u8; 4]) -> Self {
        Self(format!("{:06}", u32::from_be_bytes(random) % 1_000_000))
    }

    pub fn parse(typed: &str) -> Option<Self> {
        let plain = crate::person::plain_number(typed);
        (plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_digit())).then_some(Self(plain))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
