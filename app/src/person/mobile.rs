//! A mainland mobile number: eleven digits, `1[3-9]`, `+86` forgiven.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum MobileError {
    #[error("nothing typed")]
    Empty,
    #[error("not eleven digits that begin with 13 to 19")]
    Form,
}

impl Mobile {
    pub fn parse(typed: &str) -> Result<Self, MobileError> {
        let digits = super::plain_number(typed);
        if digits.is_empty() {
            return Err(MobileError::Empty);
        }
        let digits = digits.strip_prefix("+86").unwrap_or(&digits);
        let bytes = digits.as_bytes();
        let fits = bytes.len() == 11
            && bytes.iter().all(u8::is_ascii_digit)
            && bytes[0] == b'1'
            && (b'3'..=b'9').contains(&bytes[1]);
        if fits {
            Ok(Self(digits.to_owned()))
        } else {
            Err(MobileError::Form)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `138****5678`.
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }
}

impl TryFrom<String> for Mobile {
    type Error = MobileError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> Self {
        mobile.0
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mobile({})", self.masked())
    }
}
