//! A member of staff presses the buttons for somebody who is with them or on the phone, at that person's word: the same
//! pages as everybody's, for one service and a short while. Who presses and whom it is for stay apart.

pub mod pages;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::PortalError;
use crate::identity::form::PersonForm;
use crate::identity::{Actor, SessionKey};
use crate::person::{PersonName, ResidentId};
use crate::text::{Text, Wording};
use crate::ui::FieldFault;

/// The code of care at home, which is ordered and no case.
const CARE: &str = "care";

/// How the person gives their word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpHow {
    Counter,
    Visit,
    Phone,
}

impl HelpHow {
    pub const ALL: [Self; 3] = [Self::Counter, Self::Visit, Self::Phone];

    /// As forms and tables carry it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Visit => "visit",
            Self::Phone => "phone",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Counter => Text::HelpingHowCounter,
            Self::Visit => Text::HelpingHowVisit,
            Self::Phone => Text::HelpingHowPhone,
        }
    }
}

/// `/staff/helping`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HelpForm {
    /// `begin`, `fill` (from another desk: only kept) or `end`.
    pub act: String,
    pub number: String,
    pub name: String,
    pub service: String,
    /// Code of a [`HelpHow`].
    pub how: String,
    /// `yes`: they know what is done, and said yes.
    pub consent: String,
}

/// Whom, for what, and at what word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    pub number: ResidentId,
    pub name: PersonName,
    pub service: String,
    pub how: HelpHow,
}

impl HelpForm {
    /// What was typed, in the lengths that are kept.
    #[must_use]
    pub fn short(&self) -> Self {
        let short = |text: &str| -> String { text.chars().take(60).collect() };
        Self {
            act: short(&self.act),
            number: short(&self.number),
            name: short(&self.name),
            service: short(&self.service),
            how: short(&self.how),
            consent: short(&self.consent),
        }
    }

    /// `known` are the codes of the services, `ways` those that this office may be told in.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the page.
    pub fn parse(
        &self,
        demo: bool,
        known: &[String],
        ways: &[HelpHow],
    ) -> Result<Help, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let person = PersonForm {
            number: self.number.clone(),
            name: self.name.clone(),
        };
        let person = person.parse(demo).map_err(|wrong| faults = wrong).ok();
        if !known.contains(&self.service) {
            faults.push(FieldFault::new("service", Text::HelpingServiceEmpty));
        }
        let how = HelpHow::from_code(&self.how).filter(|how| ways.contains(how));
        match how {
            None => faults.push(FieldFault::new("how", Text::HelpingHowEmpty)),
            // Who applies shows their card; a meal can be ordered by phone.
            Some(HelpHow::Phone) if self.service != CARE => {
                faults.push(FieldFault::new("how", Text::HelpingPhoneOnlyCare));
            }
            Some(_) => {}
        }
        if self.consent != "yes" {
            faults.push(FieldFault::new("consent", Text::HelpingConsentEmpty));
        }
        match (person, how) {
            (Some((number, name)), Some(how)) if faults.is_empty() => Ok(Help {
                number,
                name,
                service: self.service.clone(),
                how,
            }),
            _ => Err(faults),
        }
    }
}

/// Whom this session helps now.
#[derive(Clone, Debug)]
pub struct HelpNow {
    pub name: String,
    pub service: Wording,
    /// Where it goes on.
    pub address: String,
    /// It ends by itself then.
    pub until: Timestamp,
}

/// What was filed last in this session, to be written down for the person.
#[derive(Clone, Debug)]
pub struct HelpDone {
    pub reference: String,
    /// With which it can be looked up without an account; empty for an order.
    pub code: String,
}

/// The desk's page.
#[derive(Clone, Debug)]
pub struct HelpPage {
    pub typed: HelpForm,
    pub faults: Vec<FieldFault>,
    /// Code and name.
    pub services: Vec<(String, Wording)>,
    /// How this office may be told.
    pub ways: Vec<HelpHow>,
    pub now: Option<HelpNow>,
    pub done: Option<HelpDone>,
}

/// What the page reads.
#[async_trait]
pub trait HelpingDesk: Send + Sync {
    /// # Errors
    /// `NotFound` for whoever does not work at a counter for older and disabled people.
    async fn helping(&self, actor: &Actor, session: &SessionKey) -> Result<HelpPage, PortalError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_wants_the_person_and_their_card_and_an_order_a_call() {
        let fields = |form: &HelpForm| -> Vec<&'static str> {
            let known = ["care".to_owned(), "old-age-allowance".to_owned()];
            form.parse(true, &known, &HelpHow::ALL)
                .err()
                .unwrap_or_default()
                .iter()
                .map(|fault| fault.field)
                .collect()
        };
        assert_eq!(
            fields(&HelpForm::default()),
            ["number", "name", "service", "how", "consent"]
        );
        let mut form = HelpForm {
            number: "509901199003070017".to_owned(),
            name: "王秀英".to_owned(),
            service: "old-age-allowance".to_owned(),
            how: "phone".to_owned(),
            consent: "yes".to_owned(),
            ..HelpForm::default()
        };
        assert!(fields(&form).contains(&"how"));
        form.service = "care".to_owned();
        assert!(!fields(&form).contains(&"how"));
        // A grid worker stands before the person, or does not help.
        let at_the_door = form.parse(true, &["care".to_owned()], &[HelpHow::Visit]);
        assert!(at_the_door.is_err_and(|faults| faults.iter().any(|fault| fault.field == "how")));
    }
}
