//! Who of the parties read what: recorded before the page leaves, for everybody whose data is on it.

use app::case::PartyRole;
use app::identity::{Citizen, OfficeId, PersonKey};

use super::view::Folder;
use crate::Office;
use crate::case::Party;
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_reads};
use crate::fault::Fault;

const TRACKING: &str = "tracking";

impl Office {
    /// Records that a party is shown these fields (`subject.name`, `result.matter`). Must have succeeded before anything
    /// is shown.
    pub(crate) async fn record_party_reading(
        &self,
        folder: &Folder,
        me: &Citizen,
        role: PartyRole,
        fields: &[String],
    ) -> Result<(), Fault> {
        let rows = concerned(&folder.parties)
            .map(|(person, is_applicant)| AccessRow {
                fields: fields
                    .iter()
                    // What is the subject's concerns whoever asked for it, too; not the other way round.
                    .filter(|field| is_applicant || folder.is_of_a_subject(field))
                    .cloned()
                    .collect(),
                role: role_code(role).to_owned(),
                ..row(person, me, folder.case.reference.as_str())
            })
            .filter(|row| !row.fields.is_empty())
            .collect();
        record_reads(self, rows).await
    }

    /// Somebody who has no part in a case tried to open it.
    pub(super) async fn record_refused_reading(
        &self,
        parties: &[Party],
        me: &Citizen,
        reference: &str,
    ) -> Result<(), Fault> {
        let rows = concerned(parties)
            .map(|(person, _)| AccessRow {
                outcome: ReadOutcome::Refused,
                ..row(person, me, reference)
            })
            .collect();
        record_reads(self, rows).await
    }

    /// Somebody looked up stages and dates with reference and enquiry code, without signing in.
    pub(super) async fn record_look_up(&self, folder: &Folder) -> Result<(), Fault> {
        let rows = concerned(&folder.parties)
            .map(|(person, _)| AccessRow {
                person,
                by_kind: ReaderKind::Portal,
                by_id: "portal".to_owned(),
                office: OfficeId(String::new()),
                role: "enquiry".to_owned(),
                purpose: "look-up".to_owned(),
                reference: folder.case.reference.as_str().to_owned(),
                fields: vec!["stages".to_owned(), "dates".to_owned()],
                outcome: ReadOutcome::Allowed,
            })
            .collect();
        record_reads(self, rows).await
    }
}

/// Applicant and subjects that have a number, each person once; whether they are the applicant.
fn concerned(parties: &[Party]) -> impl Iterator<Item = (PersonKey, bool)> {
    let mut persons: Vec<(PersonKey, bool)> = Vec::new();
    for party in parties {
        let is_applicant = party.role == PartyRole::Applicant;
        if party.role == PartyRole::Confirmer || party.person.0.is_empty() {
            continue;
        }
        match persons
            .iter_mut()
            .find(|(person, _)| *person == party.person)
        {
            Some((_, known)) => *known |= is_applicant,
            None => persons.push((party.person.clone(), is_applicant)),
        }
    }
    persons.into_iter()
}

fn row(person: PersonKey, me: &Citizen, reference: &str) -> AccessRow {
    AccessRow::by_citizen(&me.person, &person, TRACKING, reference, &[])
}

const fn role_code(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Applicant => "applicant",
        PartyRole::Subject => "subject",
        PartyRole::Confirmer => "confirmer",
    }
}
