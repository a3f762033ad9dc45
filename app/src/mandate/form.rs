//! What is typed about mandates, as typed and as understood.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use super::{GivenBy, GuardianDocument, MandateAct, OF_AGE, TellingWay, is_a_child};
use crate::identity::form::PersonForm;
use crate::person::{Mobile, PersonName, ResidentId};
use crate::text::Text;
use crate::ui::FieldFault;

/// The longest reason or contact that is kept, in characters.
const LONGEST: usize = 300;

/// For how long: counted from the day on which it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    Month,
    HalfYear,
    Year,
}

impl Term {
    pub const ALL: [Self; 3] = [Self::Month, Self::HalfYear, Self::Year];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::HalfYear => "half-year",
            Self::Year => "year",
        }
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Month => Text::MandateTermMonth,
            Self::HalfYear => Text::MandateTermHalfYear,
            Self::Year => Text::MandateTermYear,
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.code() == code)
    }

    /// The last day on which it holds.
    pub fn last_day(self, today: Date) -> Date {
        let span: Span = match self {
            Self::Month => 1.month(),
            Self::HalfYear => 6.months(),
            Self::Year => 1.year(),
        };
        today.checked_add(span).unwrap_or(today)
    }
}

/// `/acting-for/ask`: for whom, what, how long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfferForm {
    pub name: String,
    pub number: String,
    /// Nine digits of the street where the person is registered.
    pub street: String,
    /// Codes of services.
    pub services: Vec<String>,
    /// Codes of acts.
    pub acts: Vec<String>,
    pub term: String,
    /// `later`: one of several questions is answered.
    pub act: String,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub name: PersonName,
    pub number: ResidentId,
    pub street: String,
    pub services: Vec<String>,
    pub acts: Vec<MandateAct>,
    pub until: Date,
}

impl OfferForm {
    /// An empty form: every act ticked that goes with applying, half a year.
    pub fn blank(services: Vec<String>) -> Self {
        Self {
            services,
            acts: MandateAct::ALL
                .iter()
                .map(|act| act.code().to_owned())
                .collect(),
            term: Term::HalfYear.code().to_owned(),
            ..Self::default()
        }
    }

    /// `known` are the services that one may use for another person.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(
        &self,
        demo: bool,
        today: Date,
        known: &[String],
    ) -> Result<Offer, Vec<FieldFault>> {
        let person = PersonForm {
            number: self.number.clone(),
            name: self.name.clone(),
        };
        let mut faults = Vec::new();
        let person = person.parse(demo).map_err(|wrong| faults = wrong).ok();
        if self.street.len() != 9 {
            faults.push(FieldFault::new("street", Text::MandateStreetEmpty));
        }
        let services: Vec<String> = known
            .iter()
            .filter(|code| self.services.contains(code))
            .cloned()
            .collect();
        if services.is_empty() {
            faults.push(FieldFault::new("services", Text::MandateServicesEmpty));
        }
        let acts: Vec<MandateAct> = MandateAct::ALL
            .iter()
            .copied()
            .filter(|act| self.acts.iter().any(|code| code == act.code()))
            .collect();
        if acts.is_empty() {
            faults.push(FieldFault::new("acts", Text::MandateActsEmpty));
        }
        let term = Term::from_code(&self.term);
        if term.is_none() {
            faults.push(FieldFault::new("term", Text::MandateTermEmpty));
        }
        match (person, term) {
            (Some((number, name)), Some(term)) if faults.is_empty() => Ok(Offer {
                until: last_day(&number, term, today),
                name,
                number,
                street: self.street.clone(),
                services,
                acts,
            }),
            _ => Err(faults),
        }
    }
}

/// The last day of the term; for a child not after the day before they come of age.
fn last_day(number: &ResidentId, term: Term, today: Date) -> Date {
    let until = term.last_day(today);
    if !is_a_child(number, today) || is_a_child(number, until) {
        return until;
    }
    // Whoever was born on 29 February is still a child on 28 February.
    number
        .birth_date()
        .checked_add(OF_AGE.years())
        .map_or(until, |day| match day.yesterday() {
            Ok(before) if !is_a_child(number, day) => before,
            _ => day,
        })
}

/// What the subject or the holder presses: `yes`, `no`, `end`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ReplyForm {
    pub act: String,
}

/// Whether the code that was typed last was wrong; the code itself is never kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeSlip {
    pub is_wrong: bool,
}

/// `/staff/mandates`: whose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonAsked {
    pub number: String,
}

impl PersonAsked {
    /// # Errors
    /// What is wrong with the number.
    pub fn parse(&self, demo: bool) -> Result<ResidentId, Vec<FieldFault>> {
        PersonForm {
            number: self.number.clone(),
            name: String::new(),
        }
        .parse_number(demo)
    }
}

/// What staff hand in about one mandate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskForm {
    /// `yes`, `ring`, `yes-by-phone`, `guardian`, `end`, `hold`, `release`, `stop`.
    pub act: String,
    /// With `yes`: `counter` or `visit`.
    pub how: String,
    pub code: String,
    /// With `yes`: `read` when it was read out and the card was looked at; with `yes-by-phone`, when it was read out.
    pub consent: String,
    /// With `guardian`: the code of a document, what is written on it as its number, and `seen` when the original was
    /// looked at.
    pub document: String,
    pub document_number: String,
    pub seen: String,
    /// With `end`: `counter`, `phone`, `visit`.
    pub said: String,
    /// With `hold`, `release`, `stop`.
    pub reason: String,
}

/// What staff typed and what is wrong with it. A code is never kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskSlip {
    pub typed: DeskForm,
    pub is_code_wrong: bool,
    /// The phone that was looked up for a call; empty: the register holds none; `None`: not looked up.
    pub registered: Option<String>,
}

impl DeskForm {
    /// What is kept to show the page again.
    pub fn slip(&self, is_code_wrong: bool) -> DeskSlip {
        DeskSlip {
            typed: Self {
                code: String::new(),
                reason: self.reason.chars().take(LONGEST).collect(),
                document_number: self.document_number.chars().take(LONGEST).collect(),
                ..self.clone()
            },
            is_code_wrong,
            registered: None,
        }
    }

    /// Whether it was read out on the phone.
    ///
    /// # Errors
    /// It was not ticked.
    pub fn rung(&self) -> Result<(), Vec<FieldFault>> {
        if self.consent == "read" {
            Ok(())
        } else {
            Err(vec![FieldFault::new(
                "consent",
                Text::MandateDeskConsentEmpty,
            )])
        }
    }

    /// How the yes was given, with the digits of the code.
    ///
    /// # Errors
    /// What is missing.
    pub fn yes(&self) -> Result<(GivenBy, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let how = GivenBy::from_code(&self.how)
            .filter(|how| matches!(how, GivenBy::Counter | GivenBy::Visit));
        if how.is_none() {
            faults.push(FieldFault::new("how", Text::MandateDeskHowEmpty));
        }
        let code: String = self.code.chars().filter(char::is_ascii_digit).collect();
        if code.len() != 6 {
            faults.push(FieldFault::new("code", Text::MandateDeskCodeEmpty));
        }
        if self.consent != "read" {
            faults.push(FieldFault::new("consent", Text::MandateDeskConsentEmpty));
        }
        match how {
            Some(how) if faults.is_empty() => Ok((how, code)),
            _ => Err(faults),
        }
    }

    /// The guardian's document with its number.
    ///
    /// # Errors
    /// What is missing, and a document that does not show who acts for a child, or for an adult.
    pub fn guardian(
        &self,
        is_for_a_child: bool,
    ) -> Result<(GuardianDocument, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let document = GuardianDocument::fitting(is_for_a_child)
            .find(|document| document.code() == self.document);
        if document.is_none() {
            faults.push(FieldFault::new("document", Text::MandateDocumentEmpty));
        }
        let number = self.document_number.trim();
        if number.is_empty() || number.chars().count() > LONGEST {
            faults.push(FieldFault::new(
                "document_number",
                Text::MandateDocumentNumberEmpty,
            ));
        }
        if self.seen != "seen" {
            faults.push(FieldFault::new("seen", Text::MandateDocumentSeenEmpty));
        }
        match document {
            Some(document) if faults.is_empty() => Ok((document, number.to_owned())),
            _ => Err(faults),
        }
    }

    /// The reason, trimmed.
    ///
    /// # Errors
    /// Nothing, or too much, was written.
    pub fn reason(&self) -> Result<String, Vec<FieldFault>> {
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST {
            return Err(vec![FieldFault::new(
                "reason",
                Text::MandateDeskReasonEmpty,
            )]);
        }
        Ok(reason.to_owned())
    }

    /// In what way the person said that it ends.
    ///
    /// # Errors
    /// It was not chosen.
    pub fn said(&self) -> Result<&'static str, Vec<FieldFault>> {
        ["counter", "phone", "visit"]
            .into_iter()
            .find(|way| *way == self.said)
            .ok_or_else(|| vec![FieldFault::new("said", Text::MandateDeskSaidEmpty)])
    }
}

/// How somebody wants to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WishForm {
    /// Code of a way; `portal` for none besides the portal.
    pub way: String,
    /// The number to ring or text, the address to write to or to come to.
    pub contact: String,
    /// Nine digits of the street whose office rings, writes or comes.
    pub street: String,
    /// `later`: one of several questions is answered.
    pub act: String,
}

impl WishForm {
    /// The way with contact and street; `None`: in the portal only.
    ///
    /// # Errors
    /// What is missing.
    pub fn parse(&self) -> Result<Option<(TellingWay, String, String)>, Vec<FieldFault>> {
        if self.way == "portal" {
            return Ok(None);
        }
        let Some(way) = TellingWay::from_code(&self.way) else {
            return Err(vec![FieldFault::new("way", Text::MandateTellEmpty)]);
        };
        let mut faults = Vec::new();
        let contact = self.contact.trim();
        let is_right = match way {
            TellingWay::Text => Mobile::parse(contact).is_ok(),
            _ => !contact.is_empty() && contact.chars().count() <= LONGEST,
        };
        if !is_right {
            let said = match way {
                TellingWay::Text => Text::MandateTellMobileEmpty,
                _ => Text::MandateTellContactEmpty,
            };
            faults.push(FieldFault::new("contact", said));
        }
        if self.street.len() != 9 {
            faults.push(FieldFault::new("street", Text::MandateStreetEmpty));
        }
        if faults.is_empty() {
            Ok(Some((way, contact.to_owned(), self.street.clone())))
        } else {
            Err(faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_term_is_counted_in_calendar_months() {
        let today = date(2026, 8, 31);
        assert_eq!(Term::Month.last_day(today), date(2026, 9, 30));
        assert_eq!(Term::HalfYear.last_day(today), date(2027, 2, 28));
        assert_eq!(Term::Year.last_day(today), date(2027, 8, 31));
    }

    #[test]
    fn an_empty_offer_names_everything_that_is_missing() {
        let faults = OfferForm::default()
            .parse(true, date(2026, 3, 6), &["care".to_owned()])
            .expect_err("nothing was typed");
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(
            fields,
            ["number", "name", "street", "services", "acts", "term"]
        );
    }

    #[test]
    fn a_yes_at_the_desk_wants_the_code_and_the_reading_out() {
        let form = DeskForm {
            how: "session".to_owned(),
            code: "12 34".to_owned(),
            ..DeskForm::default()
        };
        assert_eq!(form.yes().expect_err("incomplete").len(), 3);
        assert_eq!(form.guardian(false).expect_err("incomplete").len(), 3);
    }

    #[test]
    fn a_child_is_acted_for_by_the_parents_document_until_the_day_before_coming_of_age() {
        let born = |digits: &str| {
            let body = format!("509901{digits}001");
            let last = crate::person::check_character(&body).expect("seventeen digits");
            ResidentId::parse(&format!("{body}{last}")).expect("a number")
        };
        let today = date(2026, 3, 6);
        let until = |digits: &str| last_day(&born(digits), Term::Year, today);
        assert_eq!(until("20080901"), date(2026, 8, 31));
        assert_eq!(until("20080307"), today);
        assert_eq!(until("20080306"), date(2027, 3, 6), "of age today");
        assert_eq!(until("20150901"), date(2027, 3, 6));
        let leap = last_day(&born("20080229"), Term::Year, date(2026, 2, 27));
        assert_eq!(leap, date(2026, 2, 28));

        let form = DeskForm {
            document: "judgment".to_owned(),
            document_number: "12".to_owned(),
            seen: "seen".to_owned(),
            ..DeskForm::default()
        };
        assert!(form.guardian(false).is_ok());
        assert!(form.guardian(true).is_err());
        let form = DeskForm {
            document: "birth-certificate".to_owned(),
            ..form
        };
        assert!(form.guardian(false).is_err());
        assert!(form.guardian(true).is_ok());
    }
}
