//! What the store of e-licences says beside the register in which a certificate is entered: a second source. It is shown
//! with where it came from, nothing has to be handed in for it, and where the two disagree `sources.toml` says whose word counts.

use app::case::{Field, FieldState, PartyRole, Source};
use app::text::{Language, Text, Words, in_every_language};

use super::Reading;
use crate::data_layer::desk::{Outcome, Sourced};
use crate::data_layer::records::{DataSet, Licence};

/// A licence that a service reads.
pub struct ReadLicence {
    /// As the store calls it, e.g. `marriage-certificate`.
    pub kind: &'static str,
    /// Name of its field in the dossier.
    pub name: &'static str,
    pub label: Text,
    /// Which offices read it.
    pub class: &'static str,
}

impl ReadLicence {
    /// The licence in this answer: of several of one kind the newest.
    fn found(&self, sourced: &Sourced) -> Option<Licence> {
        sourced
            .read::<Vec<Licence>>()?
            .into_iter()
            .filter(|licence| licence.kind == self.kind)
            .max_by_key(|licence| licence.issued_on)
    }

    /// Its field: as the store gave it; empty where the store was silent or may not answer, so that what it says later has its
    /// place. `None` where the person has no such licence, or the store was not asked.
    pub fn field(&self, reading: &Reading) -> Option<Field> {
        let sourced = reading.draft.sourced(DataSet::Licences)?;
        let (value, shown, source, state) = match self.found(&sourced) {
            Some(licence) => {
                let [zh, en] = [Language::Chinese, Language::English]
                    .map(|language| Words::new(language).date(licence.issued_on));
                let by = &licence.issued_by;
                let shown = in_every_language(
                    Text::LicenceShown,
                    &[("date", &zh, &en), ("office", by, by)],
                );
                let state = reading
                    .draft
                    .disputed(&format!("case.{}", self.name))
                    .map_or(FieldState::AsGiven, |says| FieldState::Disputed { says });
                let source = Source {
                    data_set: sourced.data_set.clone(),
                    call: sourced.call.clone(),
                    at: sourced.at,
                };
                (licence.issued_on.to_string(), shown, Some(source), state)
            }
            None if sourced.outcome.is_without_answer() => (
                String::new(),
                in_every_language(Text::ByHandNotKnown, &[]),
                None,
                reading.draft.typed_for(DataSet::Licences),
            ),
            None => return None,
        };
        Some(Field {
            subject: "case".to_owned(),
            name: self.name.to_owned(),
            label: in_every_language(self.label, &[]),
            value,
            shown,
            class: self.class.to_owned(),
            belongs_to: PartyRole::Subject,
            source,
            state,
        })
    }

    /// The same field as the store's answer says it.
    pub fn fields_of(&self, sourced: &Sourced) -> Vec<(String, String, String)> {
        let is_the_store = sourced.data_set == DataSet::Licences.code();
        let found = is_the_store.then(|| self.found(sourced)).flatten();
        found
            .map(|licence| {
                let (case, name) = ("case".to_owned(), self.name.to_owned());
                (case, name, licence.issued_on.to_string())
            })
            .into_iter()
            .collect()
    }
}

/// Whether the store is asked again once it is filed: it was silent.
pub fn is_fetched_later(reading: &Reading) -> bool {
    reading
        .draft
        .sourced(DataSet::Licences)
        .is_some_and(|sourced| sourced.outcome == Outcome::Silent)
}
