//! The unified social credit code of an organisation (统一社会信用代码) by GB 32100-2015: eighteen characters without I, O, S, V
//! and Z, the last of which is a check character.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The characters by their values, 0 to 30.
const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A credit code that is well formed. It is public, and names an organisation, never a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// What is wrong with a code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CreditCodeError {
    #[error("not 18 characters long")]
    Length,
    #[error("has a character that no credit code has")]
    Characters,
    #[error("the check character does not fit")]
    CheckCharacter,
}

impl CreditCode {
    /// # Errors
    /// What is wrong with it. Small letters and spaces around it are forgiven.
    pub fn parse(typed: &str) -> Result<Self, CreditCodeError> {
        let code = typed.trim().to_ascii_uppercase();
        if code.chars().count() != 18 {
            return Err(CreditCodeError::Length);
        }
        let (body, last) = code
            .split_at_checked(17)
            .ok_or(CreditCodeError::Characters)?;
        value(last.as_bytes()[0]).ok_or(CreditCodeError::Characters)?;
        match check_character(body) {
            None => Err(CreditCodeError::Characters),
            Some(check) if last.starts_with(check) => Ok(Self(code)),
            Some(_) => Err(CreditCodeError::CheckCharacter),
        }
    }

    /// The code that these seventeen characters make with their check character.
    pub fn completing(body: &str) -> Option<Self> {
        let check = check_character(body)?;
        Self::parse(&format!("{body}{check}")).ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for CreditCode {
    type Err = CreditCodeError;

    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeError;

    fn try_from(text: String) -> Result<Self, CreditCodeError> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

fn value(character: u8) -> Option<usize> {
    CHARACTERS.iter().position(|known| *known == character)
}

/// Weights are the powers of 3 modulo 31; the check character's value is what is missing to a multiple of 31.
fn check_character(body: &str) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    for character in body.bytes() {
        sum += value(character)? * weight;
        weight = weight * 3 % 31;
    }
    Some(char::from(CHARACTERS[(31 - sum % 31) % 31]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_read_as_the_standard_says() {
        // The standard's own seventeen characters; its printed Z is no character of a code at all.
        let code = CreditCode::parse(" 91350100m000100y43 ").expect("well formed");
        assert_eq!(code.as_str(), "91350100M000100Y43");
        for (typed, wrong) in [
            ("", CreditCodeError::Length),
            ("91350100M000100Y4", CreditCodeError::Length),
            ("91350100M000100Y434", CreditCodeError::Length),
            ("91350100M000100Y4Z", CreditCodeError::Characters),
            ("91350100O000100Y43", CreditCodeError::Characters),
            ("91350100M000100Y4三", CreditCodeError::Characters),
            ("91350100M000100Y44", CreditCodeError::CheckCharacter),
        ] {
            assert_eq!(CreditCode::parse(typed), Err(wrong), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_character_and_two_exchanged_ones_are_always_found(
            body in "[0-9ABCDEFGHJKLMNPQRTUWXY]{17}",
            at in 0_usize..18,
            other in "[0-9ABCDEFGHJKLMNPQRTUWXY]",
        ) {
            let code = CreditCode::completing(&body).expect("a check character fits");
            prop_assert_eq!(CreditCode::parse(code.as_str()), Ok(code.clone()));
            let mut changed = code.as_str().to_owned();
            changed.replace_range(at..=at, &other);
            prop_assert_eq!(CreditCode::parse(&changed).is_ok(), changed == code.as_str());
            let mut exchanged: Vec<char> = code.as_str().chars().collect();
            let next = (at + 1) % 17;
            let before = if next == 0 { 16 } else { next - 1 };
            exchanged.swap(before, next);
            let exchanged: String = exchanged.into_iter().collect();
            prop_assert_eq!(CreditCode::parse(&exchanged).is_ok(), exchanged == code.as_str());
        }

        #[test]
        fn nothing_typed_ends_the_process(typed in "\\PC{0,24}") {
            let _ = CreditCode::parse(&typed);
        }
    }
}
