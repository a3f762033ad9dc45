//! What follows from a look at somebody's data: a question to the office that looked, looks that the law holds back for a
//! while, and leave that was given and can be taken back.

use async_trait::async_trait;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::corrections::{Correction, CorrectionsDeskView};
use super::desk::Looked;
use super::safety::SafetyMarksView;
use crate::error::PortalError;
use crate::identity::{Actor, Citizen, SessionKey};
use crate::text::{Text, Wording};
use crate::ui::FieldFault;

/// The longest question and the longest answer, in characters.
pub const LONGEST_WORDS: usize = 1_000;

/// A look may be held back this many days at most; longer has to be said again.
const LONGEST_HOLD: i64 = 183;

/// A question or an answer as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    pub words: String,
}

impl WordsForm {
    /// # Errors
    /// Nothing was written, or too much.
    pub fn parse(&self) -> Result<String, Vec<FieldFault>> {
        let words = self.words.trim();
        let wrong = |text| Err(vec![FieldFault::new("words", text)]);
        if words.is_empty() {
            wrong(Text::LookWordsEmpty)
        } else if words.chars().count() > LONGEST_WORDS {
            wrong(Text::LookWordsLong)
        } else {
            Ok(words.to_owned())
        }
    }
}

/// By which law a look is not shown yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldBasis {
    /// Personal Information Protection Law, art. 18: a law or regulation demands confidentiality.
    Confidential,
    /// The same law, art. 35: being told would hinder an organ of state in its lawful duty.
    Hindered,
}

impl HoldBasis {
    pub const ALL: [Self; 2] = [Self::Confidential, Self::Hindered];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Confidential => "pipl-18",
            Self::Hindered => "pipl-35",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Confidential => Text::LookBasisConfidential,
            Self::Hindered => Text::LookBasisHindered,
        }
    }
}

/// Looks of one's own office at a case that are to be held back, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldForm {
    pub reference: String,
    pub basis: String,
    #[serde(rename = "until-year")]
    pub until_year: String,
    #[serde(rename = "until-month")]
    pub until_month: String,
    #[serde(rename = "until-day")]
    pub until_day: String,
}

impl HoldForm {
    /// Reference, basis and last day.
    ///
    /// # Errors
    /// What is wrong with what was typed.
    pub fn parse(&self, today: Date) -> Result<(String, HoldBasis, Date), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let reference = self.reference.trim().to_uppercase();
        if reference.is_empty() {
            faults.push(FieldFault::new("reference", Text::LookHoldReferenceEmpty));
        }
        let basis = HoldBasis::from_code(&self.basis);
        if basis.is_none() {
            faults.push(FieldFault::new("basis", Text::LookHoldBasisEmpty));
        }
        let part = |text: &str| text.trim().parse::<i16>().ok();
        let until = part(&self.until_year).and_then(|year| {
            let month = i8::try_from(part(&self.until_month)?).ok()?;
            let day = i8::try_from(part(&self.until_day)?).ok()?;
            Date::new(year, month, day).ok()
        });
        let latest = today.saturating_add(LONGEST_HOLD.days());
        let until = until.filter(|until| *until >= today && *until <= latest);
        if until.is_none() {
            faults.push(FieldFault::new("until", Text::LookHoldUntilWrong));
        }
        match (basis, until) {
            (Some(basis), Some(until)) if faults.is_empty() => Ok((reference, basis, until)),
            _ => Err(faults),
        }
    }
}

/// A question about a look, and what came of it.
#[derive(Clone, Debug)]
pub struct LookQuestion {
    pub id: String,
    /// The office that looked.
    pub office: Wording,
    pub looked_at: Timestamp,
    /// The case that the look was for; empty where there is none.
    pub reference: String,
    pub asked: String,
    pub asked_at: Timestamp,
    /// The last day of the answer.
    pub due: Date,
    /// When, and what; `None`: not yet.
    pub answer: Option<(Timestamp, String)>,
    /// Its reader may learn the department and the day alone: whoever answers names no place and no time, either.
    pub is_veiled: bool,
}

impl LookQuestion {
    pub fn is_late(&self, today: Date) -> bool {
        self.answer.is_none() && self.due < today
    }
}

/// One look, and what was asked about it.
#[derive(Clone, Debug)]
pub struct LookView {
    pub look: Looked,
    pub question: Option<LookQuestion>,
    /// By when an answer would be there.
    pub due: Date,
    /// As it was left.
    pub typed: WordsForm,
}

/// Looks that are held back.
#[derive(Clone, Debug)]
pub struct HeldLooks {
    pub reference: String,
    pub basis: HoldBasis,
    pub until: Date,
    pub at: Timestamp,
}

/// What a member of staff sees of looks: questions to their office, those without an answer first.
#[derive(Clone, Debug)]
pub struct LooksDeskView {
    pub office: Wording,
    pub open: Vec<LookQuestion>,
    pub answered: Vec<LookQuestion>,
    /// What their office holds back; `None`: it may hold back nothing.
    pub held: Option<Vec<HeldLooks>>,
    /// Whether they answer for a register.
    pub answers_corrections: bool,
    /// Whether they may protect people.
    pub may_protect: bool,
    pub typed: HoldForm,
    pub faults: Vec<FieldFault>,
    pub today: Date,
}

/// Leave for one register that holds.
#[derive(Clone, Debug)]
pub struct LeaveGiven {
    /// The receipt.
    pub id: String,
    pub register: Wording,
    pub purpose: Wording,
    pub at: Timestamp,
    pub until: Date,
    /// The case; empty: it was not handed in yet, or there is none.
    pub reference: String,
}

/// What the pages about looks read.
#[async_trait]
pub trait LooksDesk: Send + Sync {
    /// One look at this person's data by an office.
    ///
    /// # Errors
    /// `NotFound` for any other, and for one that is held back.
    async fn look(
        &self,
        me: &Citizen,
        session: &SessionKey,
        id: &str,
    ) -> Result<LookView, PortalError>;

    /// The safety marks of a supervisor's office.
    ///
    /// # Errors
    /// `SignInFirst` or `NotFound` for whoever may protect nobody.
    async fn safety_marks(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<SafetyMarksView, PortalError>;

    /// This person's questions, the newest first.
    async fn look_questions(&self, me: &Citizen) -> Result<Vec<LookQuestion>, PortalError>;

    /// # Errors
    /// `SignInFirst` or `NotFound` for whoever is no member of staff.
    async fn looks_desk(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<LooksDeskView, PortalError>;

    /// What this person has asked to be corrected, the newest first.
    async fn my_corrections(&self, me: &Citizen) -> Result<Vec<Correction>, PortalError>;

    /// What waits for the owner of a register.
    ///
    /// # Errors
    /// `SignInFirst` or `NotFound` for whoever answers for none.
    async fn corrections_desk(&self, actor: &Actor) -> Result<CorrectionsDeskView, PortalError>;

    /// Leave that this person gave, or that was given about them, and that holds; the newest first.
    async fn leave_given(&self, me: &Citizen) -> Result<Vec<LeaveGiven>, PortalError>;
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn hold(until: (&str, &str, &str)) -> HoldForm {
        HoldForm {
            reference: " nb-7k3m-92qf-x ".to_owned(),
            basis: "pipl-35".to_owned(),
            until_year: until.0.to_owned(),
            until_month: until.1.to_owned(),
            until_day: until.2.to_owned(),
        }
    }

    #[test]
    fn a_hold_has_a_case_a_basis_and_an_end_within_half_a_year() {
        let today = date(2026, 3, 6);
        let (reference, basis, until) = hold(("2026", "4", "1")).parse(today).unwrap();
        assert_eq!(reference, "NB-7K3M-92QF-X");
        assert_eq!((basis, until), (HoldBasis::Hindered, date(2026, 4, 1)));
        assert!(hold(("2026", "9", "5")).parse(today).is_ok());
        for wrong in [("2026", "9", "6"), ("2026", "3", "5"), ("2026", "13", "1")] {
            let faults = hold(wrong).parse(today).unwrap_err();
            assert_eq!(faults.len(), 1, "{wrong:?}");
            assert_eq!(faults[0].field, "until");
        }
        assert_eq!(HoldForm::default().parse(today).unwrap_err().len(), 3);
    }

    #[test]
    fn a_question_says_something_and_not_too_much() {
        let words = |words: &str| WordsForm {
            words: words.to_owned(),
        };
        assert_eq!(words(" 为什么？ ").parse().unwrap(), "为什么？");
        assert!(words("  ").parse().is_err());
        assert!(words(&"长".repeat(LONGEST_WORDS)).parse().is_ok());
        assert!(words(&"长".repeat(LONGEST_WORDS + 1)).parse().is_err());
    }
}
