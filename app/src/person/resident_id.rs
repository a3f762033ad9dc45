//! The citizen's identity number (公民身份号码) by GB 11643-1999: six digits of a division, eight of the birth
//! date, three of a sequence whose last digit tells the sex, and a check character.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An identity number that is well formed. Its `Debug` and `Display` are masked, so that it cannot reach a log
/// by accident; [`ResidentId::as_str`] is the whole number.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResidentId(String);

/// What is wrong with a typed identity number: one message each.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ResidentIdError {
    #[error("nothing typed")]
    Empty,
    #[error("not 18 characters long")]
    Length,
    #[error("has a character that is neither a digit nor a final X")]
    Characters,
    #[error("the eight digits of the birth date are no date")]
    Date,
    #[error("the check character does not fit")]
    CheckCharacter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    Female,
    Male,
}

impl ResidentId {
    /// Reads what somebody typed: spaces, hyphens and full-width digits are forgiven, a small x too.
    pub fn parse(typed: &str) -> Result<Self, ResidentIdError> {
        let number = super::plain_number(typed).to_ascii_uppercase();
        if number.is_empty() {
            return Err(ResidentIdError::Empty);
        }
        if number.chars().count() != 18 {
            return Err(ResidentIdError::Length);
        }
        let (body, last) = number
            .split_at_checked(17)
            .ok_or(ResidentIdError::Characters)?;
        if !body.bytes().all(|b| b.is_ascii_digit())
            || !last.bytes().all(|b| b.is_ascii_digit() || b == b'X')
        {
            return Err(ResidentIdError::Characters);
        }
        birth_date(body).ok_or(ResidentIdError::Date)?;
        if check_character(body) != last.chars().next() {
            return Err(ResidentIdError::CheckCharacter);
        }
        Ok(Self(number))
    }

    /// The whole number. Never for a URL, a log line or a notice.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn birth_date(&self) -> Date {
        birth_date(&self.0).expect("checked when it was parsed")
    }

    pub fn sex(&self) -> Sex {
        if self.0.as_bytes()[16] % 2 == 1 {
            Sex::Male
        } else {
            Sex::Female
        }
    }

    /// `500***********1234`: enough for its owner to recognise.
    pub fn masked(&self) -> String {
        format!("{}***********{}", &self.0[..3], &self.0[14..])
    }

    /// Whether it lies in 5099xx, divisions that do not exist: the demo city's numbers, refused elsewhere.
    pub fn is_of_the_demo_city(&self) -> bool {
        self.0.starts_with("5099")
    }

    /// Age in whole years on this date.
    pub fn age_on(&self, date: Date) -> i16 {
        let born = self.birth_date();
        let had_birthday = (date.month(), date.day()) >= (born.month(), born.day());
        date.year() - born.year() - i16::from(!had_birthday)
    }
}

fn birth_date(number: &str) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (part(6..10)?, part(10..12)?, part(12..14)?);
    if year < 1850 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The check character of 17 digits: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, sum modulo 11.
pub fn check_character(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if body.len() != 17 {
        return None;
    }
    let sum = body
        .chars()
        .zip(WEIGHTS)
        .map(|(c, weight)| Some(c.to_digit(10)? * weight))
        .sum::<Option<u32>>()?;
    "10X98765432".chars().nth((sum % 11) as usize)
}

impl TryFrom<String> for ResidentId {
    type Error = ResidentIdError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ResidentId> for String {
    fn from(id: ResidentId) -> Self {
        id.0
    }
}

impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentId({})", self.masked())
    }
}

impl fmt::Display for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
