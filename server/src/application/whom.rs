//! Whom an application is for where somebody may apply for another: as the population register says, else as the mandate
//! names them, else as they say themselves.

use app::case::{Field, FieldState, PartyRole, Source, SubjectKey};
use app::person::{PersonName, ResidentId};
use app::text::{Text, Wording, in_every_language};

use super::Reading;
use super::by_hand::{BY_HAND, ByHand};
use super::desk::WHOSE_NUMBER;
use crate::data_layer::desk::{Outcome, Sourced};
use crate::data_layer::records::{DataSet, Registered};

/// One person, with the street that they live in (nine digits).
pub struct Whom {
    pub name: PersonName,
    pub number: ResidentId,
    pub street: String,
    /// `None`: the register is silent, or was not asked.
    pub source: Option<Source>,
}

impl Whom {
    /// `None`: neither register nor mandate says where they live, and they have not either (yet).
    pub fn of(reading: &Reading) -> Option<Self> {
        let registered = reading.draft.sourced(DataSet::Persons).and_then(|sourced| {
            let person = sourced.read::<Registered>()?;
            Some(Self {
                name: person.name?,
                number: person.number,
                street: person.street?,
                source: Some(Source {
                    data_set: sourced.data_set.clone(),
                    call: sourced.call.clone(),
                    at: sourced.at,
                }),
            })
        });
        let named = || {
            let acting = reading.draft.acting.as_ref()?;
            Some(Self {
                name: acting.name.clone(),
                number: acting.number.clone(),
                street: acting.mandate.home.clone(),
                source: None,
            })
        };
        // Who they are their account says; where they are registered they typed.
        let typed = || {
            let number: Option<ResidentId> = reading.draft.typed(WHOSE_NUMBER);
            Some(Self {
                name: reading.applicant.name.clone(),
                number: number?,
                street: ByHand::of(reading, &[])?.street()?.to_owned(),
                source: None,
            })
        };
        registered.or_else(named).or_else(typed)
    }

    /// Whether this city has not registered them at all, and nobody has said where they live here.
    pub fn is_elsewhere(reading: &Reading) -> bool {
        let asked = reading.draft.sourced(DataSet::Persons);
        asked.is_some_and(|sourced| sourced.outcome == Outcome::NothingHeld)
            && reading.draft.acting.is_none()
    }

    /// Name and street as they stand in the dossier: disputed where the applicant says so, unverified without a register.
    pub fn fields(&self, reading: &Reading) -> [Field; 2] {
        let street = reading.directory.street_name(&self.street);
        [
            (
                "name",
                Text::FieldElderName,
                self.name.as_str(),
                Wording::default(),
            ),
            ("street", Text::FieldElderStreet, &self.street, street),
        ]
        .map(|(name, label, value, shown)| Field {
            subject: "case".to_owned(),
            name: name.to_owned(),
            label: in_every_language(label, &[]),
            value: value.to_owned(),
            shown,
            class: "common".to_owned(),
            belongs_to: PartyRole::Subject,
            source: self.source.clone(),
            state: self.state_of(name, reading),
        })
    }

    /// What can be changed on the page where it was typed.
    pub fn changes(&self, reading: &Reading) -> Vec<((SubjectKey, String), String)> {
        let is_typed = self.source.is_none() && reading.draft.acting.is_none();
        let key = ("case".to_owned(), "street".to_owned());
        is_typed
            .then(|| (key, BY_HAND.to_owned()))
            .into_iter()
            .collect()
    }

    /// The register is asked again where it was silent.
    pub fn fetch_later(&self, reading: &Reading) -> Vec<DataSet> {
        let is_silent = reading
            .draft
            .sourced(DataSet::Persons)
            .is_some_and(|sourced| sourced.outcome == Outcome::Silent);
        let mut sets =
            ByHand::of(reading, &[]).map_or_else(Vec::new, |typed| typed.fetch_later(reading));
        if self.source.is_none() && is_silent {
            sets.push(DataSet::Persons);
        }
        sets
    }

    /// The same fields, and those that can be typed by hand, as a register's answer says them.
    pub fn fields_of(sourced: &Sourced) -> Vec<(String, String, String)> {
        let Some(person) = sourced
            .read::<Registered>()
            .filter(|_| sourced.data_set == DataSet::Persons.code())
        else {
            return ByHand::fields_of(sourced);
        };
        let field = |name: &str, value: String| ("case".to_owned(), name.to_owned(), value);
        let name = person.name.map(|name| name.as_str().to_owned());
        [("name", name), ("street", person.street)]
            .into_iter()
            .filter_map(|(name, value)| Some(field(name, value?)))
            .collect()
    }

    fn state_of(&self, name: &str, reading: &Reading) -> FieldState {
        if self.source.is_none() {
            return reading.draft.typed_for(DataSet::Persons);
        }
        reading
            .draft
            .disputed(&format!("case.{name}"))
            .map_or(FieldState::AsGiven, |says| FieldState::Disputed { says })
    }
}
