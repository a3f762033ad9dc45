//! What is typed on the pages of a case, and what is wrong with it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::case::{CaseReference, EnquiryCode, ReferenceError};
use crate::person::plain_number;
use crate::text::{Said, Text};
use crate::ui::FieldFault;

/// An answer to an office's question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    pub answer: String,
    /// Which button was pressed: a code of [`AnswerAct`].
    #[serde(skip_serializing)]
    pub act: String,
}

/// What is to become of an answer, once what was typed is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerAct<'a> {
    Send,
    /// Keep it, do not send it yet.
    Later,
    /// Go and choose a file.
    AddFile,
    /// Go and choose a file in place of this one.
    ReplaceFile(&'a str),
    RemoveFile(&'a str),
    /// Name this data set to the office instead of a file.
    NameRegister(&'a str),
}

const LONGEST_ANSWER: usize = 4000;

impl AnswerForm {
    pub fn act(&self) -> AnswerAct<'_> {
        match self.act.split_once('.') {
            Some(("replace", file)) => AnswerAct::ReplaceFile(file),
            Some(("remove", file)) => AnswerAct::RemoveFile(file),
            Some(("held", data_set)) => AnswerAct::NameRegister(data_set),
            _ if self.act == "later" => AnswerAct::Later,
            _ if self.act == "file" => AnswerAct::AddFile,
            _ => AnswerAct::Send,
        }
    }

    /// The answer as it is sent, beside so many files.
    ///
    /// # Errors
    /// Neither words nor files, or more than 4,000 characters.
    pub fn parse(&self, files: usize) -> Result<String, Vec<FieldFault>> {
        let answer = self.answer.trim();
        let length = answer.chars().count();
        if answer.is_empty() && files == 0 {
            return Err(vec![FieldFault::new("answer", Text::TrackingAnswerEmpty)]);
        }
        if length > LONGEST_ANSWER {
            let said = Said::with(Text::TrackingAnswerTooLong, [("count", length.to_string())]);
            return Err(vec![FieldFault::new("answer", said)]);
        }
        Ok(answer.to_owned())
    }
}

/// The day on which something was done elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DoneForm {
    #[serde(rename = "when-year")]
    pub year: String,
    #[serde(rename = "when-month")]
    pub month: String,
    #[serde(rename = "when-day")]
    pub day: String,
}

impl DoneForm {
    /// The date, which must not lie in the future.
    ///
    /// # Errors
    /// Nothing typed, no date, or a day that has not come yet.
    pub fn parse(&self, today: Date) -> Result<Date, Vec<FieldFault>> {
        let parts = [&self.year, &self.month, &self.day].map(|part| plain_number(part));
        let fault = |text: Text| vec![FieldFault::new("when", text)];
        if parts.iter().all(String::is_empty) {
            return Err(fault(Text::TrackingElsewhereEmpty));
        }
        let date = || {
            let year = parts[0].parse::<i16>().ok().filter(|year| *year >= 1900)?;
            Date::new(year, parts[1].parse().ok()?, parts[2].parse().ok()?).ok()
        };
        match date() {
            None => Err(fault(Text::TrackingElsewhereNoDate)),
            Some(date) if date > today => Err(fault(Text::TrackingElsewhereFuture)),
            Some(date) => Ok(date),
        }
    }
}

/// Which matters to withdraw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    /// `all`, or how the matters are named in addresses.
    pub matter: Vec<String>,
}

/// The invited person's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    pub agree: Vec<String>,
    /// Codes of the data sets that may be asked about whoever answers.
    pub registers: Vec<String>,
    /// A code of [`super::Decline`].
    pub reason: String,
    /// `confirm` or `decline`.
    pub act: String,
}

/// Reference and enquiry code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LookUpForm {
    pub reference: String,
    pub code: String,
    /// `reference`: 长辈版 asks for the code on a page of its own.
    pub act: String,
}

impl LookUpForm {
    /// A reference whose check character fits, and six digits.
    ///
    /// # Errors
    /// What is wrong with either; the reference first.
    pub fn parse(&self) -> Result<(CaseReference, EnquiryCode), super::LookUpFault> {
        use super::LookUpFault::{CodeForm, NoCode, NoReference, ReferenceForm, ReferenceMistyped};
        let reference = CaseReference::parse(&self.reference).map_err(|error| match error {
            ReferenceError::Empty => NoReference,
            ReferenceError::Form => ReferenceForm,
            ReferenceError::CheckCharacter => ReferenceMistyped,
        })?;
        if plain_number(&self.code).is_empty() {
            return Err(NoCode);
        }
        let code = EnquiryCode::parse(&self.code).ok_or(CodeForm)?;
        Ok((reference, code))
    }
}

/// Whether enquiries without signing in are answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EnquiryForm {
    /// `on` or `off`.
    pub act: String,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn when(year: &str, month: &str, day: &str) -> DoneForm {
        DoneForm {
            year: year.into(),
            month: month.into(),
            day: day.into(),
        }
    }

    #[test]
    fn a_day_may_be_typed_with_full_width_digits_but_not_lie_in_the_future() {
        let today = date(2026, 3, 15);
        assert_eq!(when("２０２６", " 3", "15").parse(today), Ok(today));
        let text = |form: DoneForm| form.parse(today).unwrap_err()[0].said.text;
        assert_eq!(text(when("", "", "")), Text::TrackingElsewhereEmpty);
        assert_eq!(text(when("2026", "2", "30")), Text::TrackingElsewhereNoDate);
        assert_eq!(text(when("26", "2", "1")), Text::TrackingElsewhereNoDate);
        assert_eq!(text(when("2026", "3", "16")), Text::TrackingElsewhereFuture);
    }

    #[test]
    fn a_mistyped_reference_is_told_before_the_code_is_looked_at() {
        let reference = CaseReference::from_random("NB", [1, 2, 3, 4, 5, 6, 7, 8]);
        let mut mistyped = reference.as_str().to_owned();
        mistyped.replace_range(3..4, if &mistyped[3..4] == "A" { "B" } else { "A" });
        let look_up = |reference: &str, code: &str| {
            LookUpForm {
                reference: reference.into(),
                code: code.into(),
                act: String::new(),
            }
            .parse()
        };
        use super::super::LookUpFault as Fault;
        assert_eq!(look_up("", "1").err(), Some(Fault::NoReference));
        assert_eq!(look_up("NB", "1").err(), Some(Fault::ReferenceForm));
        assert_eq!(look_up(&mistyped, "").err(), Some(Fault::ReferenceMistyped));
        assert_eq!(look_up(reference.as_str(), "").err(), Some(Fault::NoCode));
        assert_eq!(
            look_up(reference.as_str(), "12 34 5").err(),
            Some(Fault::CodeForm)
        );
        let lower = reference.as_str().to_lowercase().replace('-', " ");
        assert_eq!(
            look_up(&lower, "12 34 56").map(|(reference, _)| reference),
            Ok(reference)
        );
    }

    #[test]
    fn an_answer_is_not_empty_and_not_endless() {
        let answer = |text: &str| AnswerForm {
            answer: text.into(),
            act: String::new(),
        };
        assert!(answer(" \n ").parse(0).is_err());
        assert!(answer(&"好".repeat(4001)).parse(1).is_err());
        assert_eq!(answer(" 见附言 ").parse(0).as_deref(), Ok("见附言"));
        assert_eq!(answer(" ").parse(1).as_deref(), Ok(""), "a file may speak");
    }

    #[test]
    fn the_button_says_what_becomes_of_an_answer() {
        let act = |act: &str| AnswerForm {
            answer: String::new(),
            act: act.into(),
        };
        assert_eq!(act("").act(), AnswerAct::Send);
        assert_eq!(act("later").act(), AnswerAct::Later);
        assert_eq!(act("file").act(), AnswerAct::AddFile);
        assert_eq!(act("replace.a1").act(), AnswerAct::ReplaceFile("a1"));
        assert_eq!(act("remove.a1").act(), AnswerAct::RemoveFile("a1"));
        let held = act("held.LICENCES/licences");
        assert_eq!(held.act(), AnswerAct::NameRegister("LICENCES/licences"));
    }
}
