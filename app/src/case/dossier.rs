//! What a case knows: every value with where it came from. Services turn their own application into a dossier when
//! it is submitted; desks, tracking and register writes read nothing else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::MatterDefinition;
use crate::text::Wording;

/// Whom a matter or a field is about within a case: `case`, `applicant`, `dog-1`, `dog-2` ..
pub type SubjectKey = String;

/// All fields of a case, in the order in which they are shown. Kept sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// `subject.name`, e.g. `dog-1.name`, `case.address`.
    pub subject: SubjectKey,
    pub name: String,
    pub label: Wording,
    /// As registers take it (a code, an ISO date, a number).
    pub value: String,
    /// As people read it; where empty, the value itself.
    pub shown: Wording,
    /// `common` (every office of the case), or a class that a matter's definition must name to see it, e.g. `account`,
    /// `applicant-address`. The applicant sees the fields that are their own or the subject's.
    pub class: String,
    /// `applicant`, `confirmer` or `subject`: whose data it is. A party sees its own and the subjects' only.
    pub belongs_to: super::PartyRole,
    pub source: Option<Source>,
    pub state: FieldState,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// e.g. `POPULATION/persons`.
    pub data_set: String,
    /// The row of the call log.
    pub call: String,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum FieldState {
    /// As the source gave it.
    AsGiven,
    /// Typed by the applicant because only they can know it.
    Declared,
    /// Typed by hand because the source did not answer, or may not be asked.
    Unverified {
        data_set: String,
        /// The source was asked, and its owner does not let it answer: nobody asks again by themselves.
        #[serde(default)]
        is_denied: bool,
    },
    /// Typed by hand because leave was refused: the source was not asked, and is not.
    Declined { data_set: String },
    /// Fetched later: the source says the same.
    NowConfirmed,
    /// Fetched later: the source says something else.
    Differs { source_says: String },
    /// The applicant says the source is wrong.
    Disputed { says: String },
    /// The source was said to be wrong, and was corrected: this is what it says since.
    Corrected { was: Wording },
    /// Not there yet: only one party can give it, in their own session. A matter that writes it does not begin before.
    Awaited,
}

impl Dossier {
    pub fn get(&self, subject: &str, name: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.subject == subject && field.name == name)
    }

    pub fn value(&self, subject: &str, name: &str) -> Option<&str> {
        self.get(subject, name).map(|field| field.value.as_str())
    }

    /// Writes a field: in the place of the one of the same name, or behind the others.
    pub fn put(&mut self, field: Field) {
        let place = self
            .fields
            .iter()
            .position(|known| known.subject == field.subject && known.name == field.name);
        match place {
            Some(place) => self.fields[place] = field,
            None => self.fields.push(field),
        }
    }

    /// Whether a matter for this subject writes a field that a party has still to give.
    pub fn lacks_for(&self, matter: &MatterDefinition, subject: &str) -> bool {
        let writes = |name: &String| {
            matter
                .writes
                .as_ref()
                .is_some_and(|writing| writing.fields.contains(name))
        };
        self.fields.iter().any(|field| {
            field.state == FieldState::Awaited
                && (field.subject == subject || field.subject == "case")
                && writes(&field.name)
        })
    }
}

impl Field {
    /// Whether whoever decides should look twice.
    pub const fn wants_a_look(&self) -> bool {
        !matches!(
            self.state,
            FieldState::AsGiven
                | FieldState::Declared
                | FieldState::NowConfirmed
                | FieldState::Corrected { .. }
        )
    }

    pub fn shown(&self) -> Wording {
        if self.shown.zh.is_empty() {
            Wording::same(self.value.clone())
        } else {
            self.shown.clone()
        }
    }
}
