//! What a caseworker types, as typed, and what it means. A half-written decision is kept like a citizen's draft.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::case::{RefusalReason, WorkingCalendar};
use crate::text::{Said, Text};
use crate::ui::FieldFault;

/// Longest text that a decision or a question may have, in characters.
const LONGEST: usize = 4000;

/// Beside an approval: a word to the applicant, if there is anything to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApprovalForm {
    pub text: String,
}

impl ApprovalForm {
    /// # Errors
    /// A text that is too long.
    pub fn parse(&self) -> Result<String, Vec<FieldFault>> {
        let text = self.text.trim();
        if text.chars().count() > LONGEST {
            return Err(vec![too_long("text")]);
        }
        Ok(text.to_owned())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RefusalForm {
    /// Code among the matter's reasons.
    pub reason: String,
    pub text: String,
}

/// A refusal that can be said: a reason of the definition's, and a text for the person whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: String,
    pub text: String,
}

impl RefusalForm {
    /// # Errors
    /// No reason, one that this matter does not have, no text, or one that is too long.
    pub fn parse(&self, reasons: &[RefusalReason]) -> Result<Refusal, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if !reasons.iter().any(|reason| reason.code == self.reason) {
            faults.push(FieldFault::new("reason", Text::CaseworkFaultReason));
        }
        let text = self.text.trim();
        if text.is_empty() {
            faults.push(FieldFault::new("text", Text::CaseworkFaultRefusalText));
        } else if text.chars().count() > LONGEST {
            faults.push(too_long("text"));
        }
        if faults.is_empty() {
            Ok(Refusal {
                reason: self.reason.clone(),
                text: text.to_owned(),
            })
        } else {
            Err(faults)
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionForm {
    /// All that is missing, in one list: an applicant is asked once.
    pub question: String,
    #[serde(rename = "answer-by-year")]
    pub year: String,
    #[serde(rename = "answer-by-month")]
    pub month: String,
    #[serde(rename = "answer-by-day")]
    pub day: String,
}

/// A question that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub text: String,
    pub answer_by: Date,
}

impl QuestionForm {
    /// An empty question with the term that the matter's definition gives, in working days.
    pub fn fresh(today: Date, calendar: &WorkingCalendar, days: i64) -> Self {
        let answer_by = calendar.after(today, days);
        Self {
            question: String::new(),
            year: answer_by.year().to_string(),
            month: answer_by.month().to_string(),
            day: answer_by.day().to_string(),
        }
    }

    /// # Errors
    /// No question, one that is too long; a date that is none, not in the future, more than a year away, or no
    /// working day.
    pub fn parse(
        &self,
        today: Date,
        calendar: &WorkingCalendar,
    ) -> Result<Question, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let text = self.question.trim();
        if text.is_empty() {
            faults.push(FieldFault::new("question", Text::CaseworkFaultQuestion));
        } else if text.chars().count() > LONGEST {
            faults.push(too_long("question"));
        }
        match self.answer_by(today, calendar) {
            Ok(answer_by) if faults.is_empty() => Ok(Question {
                text: text.to_owned(),
                answer_by,
            }),
            Ok(_) => Err(faults),
            Err(fault) => {
                faults.push(FieldFault::new("answer-by", fault));
                Err(faults)
            }
        }
    }

    fn answer_by(&self, today: Date, calendar: &WorkingCalendar) -> Result<Date, Text> {
        let number = |typed: &str| crate::person::plain_number(typed).parse::<i16>().ok();
        let date = number(&self.year)
            .zip(number(&self.month))
            .zip(number(&self.day))
            .and_then(|((year, month), day)| {
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
            })
            .ok_or(Text::CaseworkFaultDate)?;
        let a_year_on = today.saturating_add(jiff::Span::new().years(1));
        if date <= today {
            Err(Text::CaseworkFaultDatePast)
        } else if date > a_year_on {
            Err(Text::CaseworkFaultDateFar)
        } else if !calendar.is_worked(date) {
            Err(Text::CaseworkFaultDateOff)
        } else {
            Ok(date)
        }
    }
}

/// Why somebody acts as they do, for colleagues or for the applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RemarkForm {
    pub text: String,
}

impl RemarkForm {
    /// # Errors
    /// No text, or one that is too long.
    pub fn parse(&self) -> Result<String, Vec<FieldFault>> {
        let text = self.text.trim();
        if text.is_empty() {
            return Err(vec![FieldFault::new("text", Text::CaseworkFaultRemark)]);
        }
        if text.chars().count() > LONGEST {
            return Err(vec![too_long("text")]);
        }
        Ok(text.to_owned())
    }
}

fn too_long(field: &'static str) -> FieldFault {
    FieldFault::new(
        field,
        Said::with(Text::CaseworkFaultTooLong, [("most", LONGEST.to_string())]),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn asked(year: &str, month: &str, day: &str) -> Result<Question, Vec<FieldFault>> {
        let form = QuestionForm {
            question: "1. 租房合同".into(),
            year: year.into(),
            month: month.into(),
            day: day.into(),
        };
        form.parse(date(2026, 3, 6), &WorkingCalendar::published())
    }

    fn why(asked: Result<Question, Vec<FieldFault>>) -> Text {
        asked.expect_err("this date is refused")[0].said.text
    }

    #[test]
    fn the_usual_term_is_fifteen_working_days_and_can_be_asked_for_as_it_stands() {
        let calendar = WorkingCalendar::published();
        let mut form = QuestionForm::fresh(date(2026, 3, 6), &calendar, 15);
        form.question = "1. 租房合同".into();
        let question = form.parse(date(2026, 3, 6), &calendar).unwrap();
        assert_eq!(question.answer_by, date(2026, 3, 27));
    }

    #[test]
    fn an_answer_is_due_on_a_working_day_to_come() {
        assert_eq!(
            asked("2026", "３", "9").unwrap().answer_by,
            date(2026, 3, 9)
        );
        assert_eq!(why(asked("2026", "2", "30")), Text::CaseworkFaultDate);
        assert_eq!(why(asked("", "3", "9")), Text::CaseworkFaultDate);
        assert_eq!(why(asked("2026", "3", "6")), Text::CaseworkFaultDatePast);
        assert_eq!(why(asked("2026", "3", "7")), Text::CaseworkFaultDateOff);
        assert_eq!(why(asked("2028", "3", "7")), Text::CaseworkFaultDateFar);
        // A Saturday that is worked instead of a day off is a working day.
        assert_eq!(asked("2026", "5", "9").unwrap().answer_by, date(2026, 5, 9));
    }

    #[test]
    fn a_refusal_needs_a_reason_of_the_matters_own_and_words() {
        let reasons = [RefusalReason {
            code: "below-age".into(),
            text: crate::text::Wording::same("a"),
            legal_basis: crate::text::Wording::same("b"),
        }];
        let form = |reason: &str, text: &str| RefusalForm {
            reason: reason.into(),
            text: text.into(),
        };
        assert!(form("below-age", " 未满八十 ").parse(&reasons).is_ok());
        let faults = form("because", "\u{3000}\n").parse(&reasons).unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["reason", "text"]);
        assert!(
            form("below-age", &"长".repeat(4001))
                .parse(&reasons)
                .is_err()
        );
    }
}
