//! What is typed when people work together, as typed, and what it means.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::casework::form::RemarkForm;
use crate::text::Text;
use crate::ui::FieldFault;

/// To whom a matter goes, and what they should know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandOverForm {
    /// Staff id.
    pub to: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    pub to: String,
    pub text: String,
}

impl HandOverForm {
    /// `receivers` are staff ids.
    ///
    /// # Errors
    /// Nobody chosen, somebody who cannot be, no note, or one that is too long.
    pub fn parse(&self, receivers: &[String]) -> Result<HandOver, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if !receivers.contains(&self.to) {
            faults.push(FieldFault::new("to", Text::TogetherFaultTo));
        }
        let text = remark(&self.text, &mut faults);
        if faults.is_empty() {
            Ok(HandOver {
                to: self.to.clone(),
                text,
            })
        } else {
            Err(faults)
        }
    }
}

/// To which office a matter goes, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SendOnForm {
    /// The office's id.
    pub office: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendOn {
    pub office: String,
    pub text: String,
}

impl SendOnForm {
    /// `offices` are ids.
    ///
    /// # Errors
    /// No office, one that cannot be, no reason, or one that is too long.
    pub fn parse(&self, offices: &[String]) -> Result<SendOn, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if !offices.contains(&self.office) {
            faults.push(FieldFault::new("office", Text::TogetherFaultOffice));
        }
        let text = remark(&self.text, &mut faults);
        if faults.is_empty() {
            Ok(SendOn {
                office: self.office.clone(),
                text,
            })
        } else {
            Err(faults)
        }
    }
}

fn remark(text: &str, faults: &mut Vec<FieldFault>) -> String {
    let form = RemarkForm {
        text: text.to_owned(),
    };
    form.parse().unwrap_or_else(|found| {
        faults.extend(found);
        String::new()
    })
}

/// Days on which somebody is away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct AbsenceForm {
    pub from_year: String,
    pub from_month: String,
    pub from_day: String,
    pub until_year: String,
    pub until_month: String,
    pub until_day: String,
}

impl AbsenceForm {
    /// From today on, until a day to be typed.
    pub fn fresh(today: Date) -> Self {
        Self {
            from_year: today.year().to_string(),
            from_month: today.month().to_string(),
            from_day: today.day().to_string(),
            until_year: today.year().to_string(),
            ..Self::default()
        }
    }

    /// First and last day.
    ///
    /// # Errors
    /// A date that is none, a last day before the first or before today, more than a year.
    pub fn parse(&self, today: Date) -> Result<(Date, Date), Vec<FieldFault>> {
        let from = date_of(&self.from_year, &self.from_month, &self.from_day);
        let until = date_of(&self.until_year, &self.until_month, &self.until_day);
        let mut faults = Vec::new();
        if from.is_none() {
            faults.push(FieldFault::new("from", Text::CaseworkFaultDate));
        }
        match (from, until) {
            (_, None) => faults.push(FieldFault::new("until", Text::CaseworkFaultDate)),
            (Some(from), Some(until)) if until < from || until < today => {
                faults.push(FieldFault::new("until", Text::TogetherFaultUntil));
            }
            (Some(from), Some(until))
                if until > from.saturating_add(jiff::Span::new().years(1)) =>
            {
                faults.push(FieldFault::new("until", Text::TogetherFaultLong));
            }
            (Some(from), Some(until)) => return Ok((from, until)),
            (None, Some(_)) => {}
        }
        Err(faults)
    }
}

fn date_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |typed: &str| crate::person::plain_number(typed).parse::<i16>().ok();
    let (month, day) = (number(month)?, number(day)?);
    Date::new(
        number(year)?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn away(from: (&str, &str), until: (&str, &str)) -> Result<(Date, Date), Vec<FieldFault>> {
        let form = AbsenceForm {
            from_year: "2026".into(),
            from_month: from.0.into(),
            from_day: from.1.into(),
            until_year: "2026".into(),
            until_month: until.0.into(),
            until_day: until.1.into(),
        };
        form.parse(date(2026, 3, 6))
    }

    #[test]
    fn an_absence_has_a_first_and_a_last_day() {
        let days = (date(2026, 3, 6), date(2026, 3, 6));
        assert_eq!(away(("3", "6"), ("3", "６")), Ok(days));
        assert!(
            away(("3", "6"), ("3", "5")).is_err(),
            "ends before it begins"
        );
        assert!(away(("3", "1"), ("3", "5")).is_err(), "is over already");
        assert!(away(("2", "30"), ("3", "9")).is_err(), "no such day");
        assert_eq!(away(("", ""), ("", "")).unwrap_err().len(), 2);
    }

    #[test]
    fn a_matter_goes_to_somebody_who_can_be_chosen_and_with_a_word() {
        let form = |to: &str, text: &str| HandOverForm {
            to: to.into(),
            text: text.into(),
        };
        let members = ["a".to_owned()];
        assert!(form("a", "休假").parse(&members).is_ok());
        assert_eq!(form("b", " ").parse(&members).unwrap_err().len(), 2);
    }
}
