//! The one question page: for whom, and into which account.

use serde::{Deserialize, Serialize};

use crate::newborn::{AccountForm, number_said};
use crate::person::{PersonName, ResidentId};
use crate::text::Text;
use crate::ui::FieldFault;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ElderForm {
    /// `me` or `other`.
    #[serde(rename = "for")]
    pub for_whom: String,
    pub name: String,
    pub number: String,
    /// Nine digits of the street where the elder is registered; only for another person.
    pub street: String,
    pub bank: String,
    pub account: String,
}

/// As understood. `elder` is `None` when the applicant asks for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedElder {
    pub elder: Option<(PersonName, ResidentId, String)>,
    pub bank: String,
    pub account: String,
}

impl ElderForm {
    pub fn parse(&self) -> Result<TypedElder, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let elder = match self.for_whom.as_str() {
            "me" => None,
            "other" => self.elder(&mut faults),
            _ => {
                faults.push(FieldFault::new("for", Text::ElderForEmpty));
                None
            }
        };
        let account = AccountForm {
            bank: self.bank.clone(),
            account: self.account.clone(),
        }
        .parse();
        match account {
            Ok((bank, account)) if faults.is_empty() => Ok(TypedElder {
                elder,
                bank,
                account,
            }),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }

    fn elder(&self, faults: &mut Vec<FieldFault>) -> Option<(PersonName, ResidentId, String)> {
        let name = PersonName::parse(&self.name);
        if name.is_err() {
            faults.push(FieldFault::new("name", Text::ElderNameEmpty));
        }
        let number = ResidentId::parse(&self.number);
        if let Err(error) = &number {
            faults.push(FieldFault::new("number", number_said(*error)));
        }
        if self.street.is_empty() {
            faults.push(FieldFault::new("street", Text::ElderStreetEmpty));
        }
        Some((name.ok()?, number.ok()?, self.street.clone()))
    }
}
