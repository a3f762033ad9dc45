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
        age_on(self.birth_date(), date)
    }
}

/// Age in whole years: one more on each birthday. Who was born on 29 February has the birthday on 1 March in years
/// without that day.
pub fn age_on(born: Date, date: Date) -> i16 {
    let had_birthday = (date.month(), date.day()) >= (born.month(), born.day());
    date.year() - born.year() - i16::from(!had_birthday)
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// The standard's own example.
    const EXAMPLE: &str = "11010519491231002X";

    /// Any well-formed number.
    fn numbers() -> impl Strategy<Value = String> {
        (
            100_000..1_000_000_u32,
            1850..2100_i16,
            1..=12_i8,
            1..=31_i8,
            0..1_000_u16,
        )
            .prop_filter_map("a date", |(division, year, month, day, sequence)| {
                Date::new(year, month, day).ok()?;
                let body = format!("{division}{year}{month:02}{day:02}{sequence:03}");
                Some(format!("{body}{}", check_character(&body)?))
            })
    }

    #[test]
    fn the_standards_example_is_read() {
        let id = ResidentId::parse(EXAMPLE).unwrap();
        assert_eq!(id.birth_date(), date(1949, 12, 31));
        assert_eq!(id.sex(), Sex::Female);
        assert_eq!(id.masked(), "110***********002X");
        assert_eq!(
            format!("{id} {id:?}"),
            "110***********002X ResidentId(110***********002X)"
        );
        assert_eq!(id.age_on(date(2025, 12, 30)), 75);
        assert_eq!(id.age_on(date(2025, 12, 31)), 76);
        assert!(!id.is_of_the_demo_city());
    }

    #[test]
    fn what_dictation_and_pasting_add_is_forgiven() {
        for typed in [
            "11010519491231002x",
            " 110105 19491231 002X ",
            "110105-19491231-002X",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105\u{3000}19491231\u{2013}002ｘ\n",
        ] {
            assert_eq!(
                ResidentId::parse(typed).unwrap().as_str(),
                EXAMPLE,
                "{typed}"
            );
        }
    }

    #[test]
    fn each_thing_that_is_wrong_has_its_own_error() {
        use ResidentIdError::*;
        for (typed, error) in [
            ("", Empty),
            (" - ", Empty),
            ("110105491231002", Length),
            ("11010519491231002", Length),
            ("11010519491231002XX", Length),
            ("X1010519491231002X", Characters),
            ("1101051949123100二X", Characters),
            ("11010519491231002Y", Characters),
            ("11010519491231002\u{660}", Characters),
            ("11010519491301002X", Date),
            ("11010519490229002X", Date),
            ("11010517491231002X", Date),
            ("110105194912310021", CheckCharacter),
        ] {
            assert_eq!(ResidentId::parse(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn a_stored_number_is_checked_when_it_is_read() {
        assert!(serde_json::from_str::<ResidentId>("\"110105194912310021\"").is_err());
        let id: ResidentId = serde_json::from_str(&format!("\"{EXAMPLE}\"")).unwrap();
        assert_eq!(
            serde_json::to_string(&id).unwrap(),
            format!("\"{EXAMPLE}\"")
        );
    }

    proptest! {
        #[test]
        fn a_well_formed_number_is_read_as_it_is(number in numbers()) {
            let id = ResidentId::parse(&number).unwrap();
            prop_assert_eq!(id.as_str(), &number);
            prop_assert_eq!(id.birth_date().strftime("%Y%m%d").to_string(), &number[6..14]);
            prop_assert_eq!(id.sex() == Sex::Male, number.as_bytes()[16] % 2 == 1);
            let (shown, debug) = (id.to_string(), format!("{id:?}"));
            prop_assert!(!shown.contains(&number[3..14]) && !debug.contains(&number[3..14]));
        }

        #[test]
        fn every_single_mistyped_character_is_caught(number in numbers(), place in 0..18_usize, other in "[0-9X]") {
            let mut mistyped = number.clone();
            mistyped.replace_range(place..=place, &other);
            prop_assume!(mistyped != number);
            prop_assert!(ResidentId::parse(&mistyped).is_err());
        }

        #[test]
        fn every_swap_of_neighbours_is_caught(number in numbers(), place in 0..17_usize) {
            let mut bytes = number.clone().into_bytes();
            bytes.swap(place, place + 1);
            let swapped = String::from_utf8(bytes).unwrap();
            prop_assume!(swapped != number);
            prop_assert!(ResidentId::parse(&swapped).is_err());
        }

        #[test]
        fn no_input_breaks_the_parser(typed in any::<String>()) {
            if let Ok(id) = ResidentId::parse(&typed) {
                prop_assert_eq!(id.as_str().len(), 18);
            }
        }

        #[test]
        fn age_grows_by_one_on_the_birthday(number in numbers(), years in 0..120_i16) {
            let id = ResidentId::parse(&number).unwrap();
            let born = id.birth_date();
            prop_assert_eq!(id.age_on(born), 0);
            if let Ok(birthday) = Date::new(born.year() + years, born.month(), born.day()) {
                prop_assert_eq!(id.age_on(birthday), years);
                prop_assert_eq!(id.age_on(birthday.yesterday().unwrap()), years - 1);
            }
        }
    }
}
