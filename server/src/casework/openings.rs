//! Who opened what: every opening of a case by staff with the names of the fields that were shown, and every attempt
//! that was refused. Each person of the case has a row of their own, for that is who may read it.

use app::case::PartyRole;
use app::casework::MatterAddress;
use app::identity::{Actor, OfficeId, PersonKey, StaffMember, StaffRole};

use super::store;
use super::views::{Opened, persons_of};
use crate::Office;
use crate::case::Party;
use crate::case::store as cases;
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_reads};
use crate::fault::Fault;

const PURPOSE: &str = "casework";

impl Office {
    /// Must have succeeded before anything of the case is shown. `fields` are `subject.name`.
    pub(super) async fn record_opening(
        &self,
        member: &StaffMember,
        opened: &Opened,
        fields: Vec<String>,
    ) -> Result<(), Fault> {
        let role_of = |field: &str| {
            let (subject, name) = field.split_once('.')?;
            let field = opened.dossier.get(subject, name)?;
            Some(field.belongs_to)
        };
        let rows = persons(&opened.parties)
            .map(|(person, roles)| AccessRow {
                fields: fields
                    .iter()
                    .filter(|field| {
                        // What is the subject's concerns everybody who asked for it.
                        role_of(field)
                            .is_none_or(|role| role == PartyRole::Subject || roles.contains(&role))
                    })
                    .cloned()
                    .collect(),
                ..by_staff(
                    member,
                    person,
                    opened.case.reference.as_str(),
                    ReadOutcome::Allowed,
                )
            })
            .collect();
        record_reads(self, rows).await
    }

    /// Somebody tried to open a matter that is not their office's. Where there is no such case, nobody is concerned.
    pub(super) async fn refuse_opening(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<(), Fault> {
        let parties = {
            let mut conn = self.db.read().await?;
            let Some(case) = store::case_at(&mut conn, address).await? else {
                return Ok(());
            };
            cases::parties(&mut conn, &case.home, &case.id).await?
        };
        let rows = persons(&parties)
            .filter_map(|(person, _)| {
                let reference = address.reference.as_str();
                match actor {
                    Actor::Staff(member) => {
                        Some(by_staff(member, person, reference, ReadOutcome::Refused))
                    }
                    Actor::Citizen(citizen) => Some(AccessRow {
                        person,
                        by_kind: ReaderKind::Citizen,
                        by_id: citizen.person.0.clone(),
                        office: OfficeId(String::new()),
                        role: String::new(),
                        purpose: PURPOSE.to_owned(),
                        reference: reference.to_owned(),
                        fields: Vec::new(),
                        outcome: ReadOutcome::Refused,
                    }),
                    // Nobody is signed in: there is nobody to name.
                    Actor::Visitor => None,
                }
            })
            .collect();
        record_reads(self, rows).await
    }
}

fn by_staff(
    member: &StaffMember,
    person: PersonKey,
    reference: &str,
    outcome: ReadOutcome,
) -> AccessRow {
    AccessRow {
        person,
        by_kind: ReaderKind::Staff,
        by_id: member.id.clone(),
        office: member.office.clone(),
        role: match member.role {
            StaffRole::Caseworker => "caseworker",
            StaffRole::Supervisor => "supervisor",
        }
        .to_owned(),
        purpose: PURPOSE.to_owned(),
        reference: reference.to_owned(),
        fields: Vec::new(),
        outcome,
    }
}

/// The persons of a case, each once, with their roles. A subject without a number yet has no pseudonym.
fn persons(parties: &[Party]) -> impl Iterator<Item = (PersonKey, Vec<PartyRole>)> {
    let mut persons: Vec<(PersonKey, Vec<PartyRole>)> = Vec::new();
    for role in [
        PartyRole::Applicant,
        PartyRole::Confirmer,
        PartyRole::Subject,
    ] {
        for party in persons_of(parties, role) {
            match persons
                .iter_mut()
                .find(|(person, _)| *person == party.person)
            {
                Some((_, roles)) => roles.push(role),
                None => persons.push((party.person.clone(), vec![role])),
            }
        }
    }
    persons.into_iter()
}
