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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_read() {
        for typed in [
            "13812345678",
            "138 1234 5678",
            "138-1234-5678",
            "+86 13812345678",
            "+8613812345678",
            "＋８６１３８１２３４５６７８",
            "１３８１２３４５６７８",
        ] {
            assert_eq!(
                Mobile::parse(typed).unwrap().as_str(),
                "13812345678",
                "{typed}"
            );
        }
        let mobile = Mobile::parse("13812345678").unwrap();
        assert_eq!(mobile.masked(), "138****5678");
        assert_eq!(format!("{mobile:?}"), "Mobile(138****5678)");
    }

    #[test]
    fn what_is_no_mobile_is_refused() {
        assert_eq!(Mobile::parse(" "), Err(MobileError::Empty));
        for typed in [
            "1381234567",
            "138123456789",
            "12812345678",
            "023-67581111",
            "8613812345678",
            "+1 13812345678",
            "1381234567X",
            "1381234567\u{665}",
            "+86",
        ] {
            assert_eq!(Mobile::parse(typed), Err(MobileError::Form), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_mobile_is_read_as_it_is_and_masked(number in "1[3-9][0-9]{9}") {
            let mobile = Mobile::parse(&number).unwrap();
            prop_assert_eq!(mobile.as_str(), &number);
            prop_assert_eq!(mobile.masked().len(), 11);
            prop_assert_eq!(Mobile::try_from(String::from(mobile.clone())).unwrap(), mobile);
        }

        #[test]
        fn no_input_breaks_the_parser(typed in any::<String>()) {
            if let Ok(mobile) = Mobile::parse(&typed) {
                prop_assert_eq!(mobile.as_str().len(), 11);
            }
        }
    }
}
