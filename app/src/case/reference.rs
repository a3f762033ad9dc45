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
    ///
    /// # Panics
    /// When the prefix is not two capital letters; definitions are checked for that when they are read.
    pub fn from_random(prefix: &str, random: [u8; 8]) -> Self {
        let body: String = random
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
            .collect();
        let check = check(prefix, &body).expect("two letters, and eight of the alphabet");
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

/// Weighted sum modulo 29, a prime: every single mistyped character and every swap of neighbours is caught, in the
/// prefix too. Neighbours have weights that differ, and no weight is 0.
fn check(prefix: &str, body: &str) -> Option<char> {
    const WEIGHTS: [usize; 10] = [11, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    let values = prefix
        .bytes()
        .map(value_in_prefix)
        .chain(body.bytes().map(value))
        .collect::<Option<Vec<_>>>()?;
    let sum: usize = values
        .iter()
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    (values.len() == WEIGHTS.len()).then(|| char::from(ALPHABET[sum % ALPHABET.len()]))
}

fn value(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|letter| *letter == byte)
}

/// A prefix may have the letters that the alphabet leaves out; they take the digits' values.
fn value_in_prefix(byte: u8) -> Option<usize> {
    value(byte)
        .filter(|_| byte.is_ascii_uppercase())
        .or_else(|| b"ILOUZ".iter().position(|letter| *letter == byte))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn references() -> impl Strategy<Value = String> {
        ("[A-Z]{2}", any::<[u8; 8]>())
            .prop_map(|(prefix, random)| CaseReference::from_random(&prefix, random).to_string())
    }

    #[test]
    fn a_reference_is_read_however_it_is_typed() {
        let reference = CaseReference::from_random("NB", [5, 17, 200, 3, 99, 0, 28, 29]);
        let text = reference.to_string();
        assert_eq!(text.len(), 14);
        for typed in [
            text.clone(),
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " "),
            format!("  {text}\n"),
            text.replace('-', "\u{2013}"),
        ] {
            assert_eq!(
                CaseReference::parse(&typed),
                Ok(reference.clone()),
                "{typed}"
            );
        }
        assert_eq!(reference.as_str(), text);
    }

    #[test]
    fn what_is_no_reference_is_told_apart() {
        use ReferenceError::*;
        for (typed, error) in [
            ("", Empty),
            ("--", Empty),
            ("NB", Form),
            ("NB-7K3M-92QF", Form),
            ("1B-7K3M-92QF-X", Form),
            ("NB-0K3M-92QF-X", Form),
            ("NB-7K3M-92QF-XX", Form),
            ("渝B7K3M92Q", Form),
        ] {
            assert_eq!(CaseReference::parse(typed), Err(error), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_reference_is_read_as_it_was_made(text in references()) {
            prop_assert_eq!(CaseReference::parse(&text).unwrap().to_string(), text.clone());
            // Nothing in it is mistaken for something else.
            prop_assert!(!text[3..].contains(['0', 'O', '1', 'I', 'L', 'U']));
        }

        #[test]
        fn every_single_mistyped_character_is_caught(text in references(), place in 0..11_usize, other in "[0-9A-Z]") {
            let mut mistyped = text.replace('-', "");
            mistyped.replace_range(place..=place, &other);
            prop_assume!(mistyped != text.replace('-', ""));
            prop_assert!(CaseReference::parse(&mistyped).is_err());
        }

        #[test]
        fn every_swap_of_neighbours_is_caught(text in references(), place in 0..10_usize) {
            let plain = text.replace('-', "");
            let mut bytes = plain.clone().into_bytes();
            bytes.swap(place, place + 1);
            let swapped = String::from_utf8(bytes).unwrap();
            prop_assume!(swapped != plain);
            prop_assert!(CaseReference::parse(&swapped).is_err());
        }

        #[test]
        fn no_input_breaks_the_parsers(typed in any::<String>()) {
            if let Ok(reference) = CaseReference::parse(&typed) {
                prop_assert_eq!(reference.as_str().len(), 14);
            }
            if let Some(code) = EnquiryCode::parse(&typed) {
                prop_assert_eq!(code.as_str().len(), 6);
            }
        }

        #[test]
        fn an_enquiry_code_has_six_digits_and_is_read_back(random: [u8; 4]) {
            let code = EnquiryCode::from_random(random);
            let typed = format!(" {} {} ", &code.as_str()[..3], &code.as_str()[3..]);
            prop_assert!(EnquiryCode::parse(&typed) == Some(code));
        }
    }

    #[test]
    fn an_enquiry_code_is_six_digits() {
        assert!(EnquiryCode::parse("１２３４５６").is_some());
        for typed in ["", "12345", "1234567", "12345X", "12345\u{661}"] {
            assert!(EnquiryCode::parse(typed).is_none(), "{typed}");
        }
    }
}
