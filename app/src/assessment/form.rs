//! What is typed on the pages of an assessment.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::table::{ScoreTable, Section};
use crate::benefits::Hardship;
use crate::text::{Said, Text};
use crate::ui::FieldFault;

/// The one question page: where the assessors find the person, and how the time is agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    pub place: String,
    pub phone: String,
    /// Anything that the assessors should know before they come.
    pub note: String,
    /// Code of a [`Hardship`], asked only where the district charges for an assessment.
    pub means: String,
}

/// As understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedPlace {
    pub place: String,
    /// Digits only: a mobile or a landline of the city.
    pub phone: String,
    pub note: String,
}

/// Longest text that is kept.
const LONGEST: usize = 500;

impl PlaceForm {
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(&self) -> Result<TypedPlace, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let place = self.place.trim();
        if place.is_empty() {
            faults.push(FieldFault::new("place", Text::AssessmentPlaceEmpty));
        } else if place.chars().count() > LONGEST {
            faults.push(FieldFault::new("place", Text::AssessmentTooLong));
        }
        let phone = phone(&self.phone);
        if phone.is_none() {
            faults.push(FieldFault::new("phone", Text::AssessmentPhoneWrong));
        }
        if self.note.chars().count() > LONGEST {
            faults.push(FieldFault::new("note", Text::AssessmentTooLong));
        }
        match phone {
            Some(phone) if faults.is_empty() => Ok(TypedPlace {
                place: place.to_owned(),
                phone,
                note: self.note.trim().to_owned(),
            }),
            _ => Err(faults),
        }
    }
}

impl PlaceForm {
    /// What was said of hardship.
    ///
    /// # Errors
    /// Nothing was said: what it costs depends on it.
    pub fn parse_means(&self) -> Result<Hardship, Vec<FieldFault>> {
        Hardship::from_code(&self.means)
            .ok_or_else(|| vec![FieldFault::new("means", Text::AssessmentMeansEmpty)])
    }
}

/// A number that can be rung: a mobile (11 digits from 1), or a landline with or without the city's 023.
fn phone(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '-' | '－' | '(' | ')' | '（' | '）'))
        .collect();
    if !digits.bytes().all(|letter| letter.is_ascii_digit()) {
        return None;
    }
    let is_mobile = digits.len() == 11 && digits.starts_with('1');
    let is_landline = digits.len() == 8 || (digits.len() == 11 && digits.starts_with("023"));
    (is_mobile || is_landline).then_some(digits)
}

/// What somebody wishes for the visit. Each person sees their own wishes only; the assessors see everybody's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WishForm {
    /// `yes`: to speak with the assessors alone.
    pub alone: String,
    /// A person of trust who may be there.
    pub trusted: String,
    pub trusted_phone: String,
}

/// As understood, and as it is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedWish {
    pub alone: bool,
    /// Empty: nobody was named.
    pub trusted: String,
    pub trusted_phone: String,
}

impl WishForm {
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(&self) -> Result<TypedWish, Vec<FieldFault>> {
        let trusted = self.trusted.trim();
        let mut faults = Vec::new();
        if trusted.chars().count() > LONGEST {
            faults.push(FieldFault::new("trusted", Text::AssessmentTooLong));
        }
        let typed = self.trusted_phone.trim();
        let number = phone(typed);
        if !typed.is_empty() && number.is_none() {
            faults.push(FieldFault::new("trusted_phone", Text::AssessmentPhoneWrong));
        }
        if trusted.is_empty() && !typed.is_empty() {
            faults.push(FieldFault::new("trusted", Text::AssessmentTrustedEmpty));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(TypedWish {
            alone: self.alone == "yes",
            trusted: trusted.to_owned(),
            trusted_phone: number.unwrap_or_default(),
        })
    }

    /// To be changed on the page.
    pub fn of(wish: &TypedWish) -> Self {
        Self {
            alone: if wish.alone { "yes" } else { "" }.to_owned(),
            trusted: wish.trusted.clone(),
            trusted_phone: wish.trusted_phone.clone(),
        }
    }
}

/// Whom the body names, and when they could come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NamingForm {
    /// Staff ids.
    pub first: String,
    pub second: String,
    /// Local times such as `2026-03-10T09:30`.
    pub times: Vec<String>,
}

/// So many times can be proposed at once.
const MOST_TIMES: usize = 4;

impl NamingForm {
    /// The times in order, if two different people and one to four of these slots were chosen.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(&self, slots: &[DateTime]) -> Result<Vec<DateTime>, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if self.first.is_empty() {
            faults.push(FieldFault::new("first", Text::AssessmentFirstEmpty));
        }
        if self.second.is_empty() {
            faults.push(FieldFault::new("second", Text::AssessmentSecondEmpty));
        } else if self.first == self.second {
            faults.push(FieldFault::new("second", Text::AssessmentSecondSame));
        }
        let mut times: Vec<DateTime> = self
            .times
            .iter()
            .filter_map(|time| time.parse().ok())
            .filter(|time| slots.contains(time))
            .collect();
        times.sort();
        times.dedup();
        if times.is_empty() || times.len() != self.times.len() || times.len() > MOST_TIMES {
            faults.push(FieldFault::new("times", Text::AssessmentTimesWrong));
        }
        if faults.is_empty() {
            Ok(times)
        } else {
            Err(faults)
        }
    }
}

/// Why somebody does not agree with a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObjectionForm {
    pub text: String,
}

impl ObjectionForm {
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(&self) -> Result<String, Vec<FieldFault>> {
        let text = self.text.trim();
        let said = match text.chars().count() {
            0 => Text::AssessmentObjectionEmpty,
            length if length > LONGEST => Text::AssessmentTooLong,
            _ => return Ok(text.to_owned()),
        };
        Err(vec![FieldFault::new("text", said)])
    }
}

/// What is wrong with a section as typed (item -> points): one fault for each item without an answer that it knows.
pub fn section_faults(
    table: &'static ScoreTable,
    section: &'static Section,
    typed: &BTreeMap<String, String>,
) -> Vec<FieldFault> {
    section
        .items
        .iter()
        .zip(1..)
        .filter(|(item, _)| {
            let points = typed.get(&item.code).and_then(|text| text.parse().ok());
            !points.is_some_and(|points: i64| table.knows(item, points))
        })
        .map(|(item, number): (_, i32)| {
            let number = number.to_string();
            let said = Said::with(Text::AssessmentItemEmpty, [("number", number)]);
            FieldFault::new(item.code.as_str(), said)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_mobile_or_a_landline_of_the_city() {
        for (typed, digits) in [
            ("13800000001", Some("13800000001")),
            ("023-6000 0001", Some("02360000001")),
            ("60000001", Some("60000001")),
            ("", None),
            ("12345", None),
            ("023-600", None),
            ("一三八", None),
        ] {
            assert_eq!(phone(typed).as_deref(), digits, "{typed}");
        }
    }

    #[test]
    fn two_people_and_times_from_the_list() {
        let slots: Vec<DateTime> = ["2026-03-10T09:30:00", "2026-03-10T14:30:00"]
            .map(|time| time.parse().unwrap())
            .to_vec();
        let mut form = NamingForm {
            first: "a".to_owned(),
            second: "a".to_owned(),
            times: vec!["2026-03-10T14:30:00".to_owned()],
        };
        let faults = form.parse(&slots).expect_err("one person twice");
        assert_eq!(faults[0].field, "second");
        form.second = "b".to_owned();
        assert_eq!(form.parse(&slots), Ok(vec![slots[1]]));
        form.times.push("2026-03-11T03:00:00".to_owned());
        let faults = form.parse(&slots).expect_err("a time in the night");
        assert_eq!(faults[0].field, "times");
    }
}
