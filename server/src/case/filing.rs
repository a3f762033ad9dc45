//! Filing: an application that was understood becomes a case with its parties and matters, all in one transaction.

use app::case::{
    CaseReference, Course, Dossier, EnquiryCode, FieldState, MatterDefinition, PartyRole,
    ServiceDefinition, Stage,
};
use app::identity::{OfficeId, PersonKey};
use app::person::PersonName;
use app::text::{Text, city_date};

use super::steps::Acting;
use super::store::{self, Case, Matter, MatterKey, Party};
use super::words;
use crate::database::Tx;
use crate::fault::Fault;
use crate::{Office, journal};

/// An understood application, ready to be filed. The service's desk makes it.
#[derive(Clone, Debug)]
pub struct Filing {
    /// Nine-digit street code of the subject's home: where the rows are kept, for ever.
    pub home: String,
    pub filed_by: PersonKey,
    /// Whom it is for, where that is a person with a number; else who files.
    pub subject: PersonKey,
    /// Reference of the mandate, where somebody acts for another.
    pub mandate: Option<String>,
    /// Whoever pressed: the applicant's pseudonym, or a member of staff at their word.
    pub pressed_by: String,
    pub dossier: Dossier,
    pub parties: Vec<FiledParty>,
    /// In the definition's order.
    pub matters: Vec<FiledMatter>,
    /// Keyed hashes of what may be claimed once in the city.
    pub claims: Vec<String>,
}

/// A party as filed.
#[derive(Clone, Debug)]
pub struct FiledParty {
    pub role: PartyRole,
    /// `applicant`, `confirmer`, or the subject's key.
    pub party: String,
    pub person: Option<PersonKey>,
    pub name: PersonName,
}

/// A chosen matter for one subject, with the office that its rule found.
#[derive(Clone, Debug)]
pub struct FiledMatter {
    pub code: String,
    pub subject: String,
    pub office: OfficeId,
    /// Its result, when a register already holds it or the applicant says so: the matter is done when filed.
    pub already: Option<String>,
}

/// What the applicant gets at once.
#[derive(Clone)]
pub struct Filed {
    pub home: String,
    pub case_id: String,
    pub reference: CaseReference,
    pub enquiry_code: EnquiryCode,
}

impl Office {
    /// Files an application. The caller's transaction has already claimed the draft, so that a second press cannot
    /// come here.
    ///
    /// # Errors
    /// [`app::error::PortalError::Conflict`] when something that may be claimed once belongs to another case.
    pub async fn file(
        &self,
        tx: &mut Tx,
        service: &ServiceDefinition,
        filing: &Filing,
    ) -> Result<Filed, Fault> {
        let now = self.clock.now();
        let case_id = self.chance.id(now);
        let enquiry_code = EnquiryCode::from_random(self.chance.bytes());
        let mut case = Case {
            home: filing.home.clone(),
            id: case_id.clone(),
            service: service.service.clone(),
            definition: service.version.clone(),
            service_name: service.name.clone(),
            reference: CaseReference::from_random(&service.prefix, self.chance.bytes()),
            filed_by: filing.filed_by.clone(),
            subject: filing.subject.clone(),
            mandate: filing.mandate.clone(),
            promised_days: service.promised_days,
            submitted_at: now,
            closed_at: None,
            due: (service.promised_days > 0)
                .then(|| self.calendar.after(city_date(now), service.promised_days)),
            sealed_dossier: self
                .keys
                .seal(&dossier_place(&case_id), &filing.dossier, &self.chance),
        };
        for what in &filing.claims {
            if !store::claim(tx.conn(), what, &case.home, &case_id).await? {
                return Err(Fault::conflict(Text::CaseAlreadyFiled));
            }
        }
        loop {
            let hash = self.enquiry_hash(&case.reference, &enquiry_code);
            let sealed = self.keys.seal(
                &format!("case_reference.{}", case.reference),
                &enquiry_code,
                &self.chance,
            );
            if store::add_reference(tx.conn(), &case, &hash, &sealed).await? {
                break;
            }
            case.reference = CaseReference::from_random(&service.prefix, self.chance.bytes());
        }
        store::add_case(
            tx.conn(),
            &case,
            &service.declaration.version,
            self.first_mark_of_case(&case),
        )
        .await?;
        self.add_parties(tx, &case, service, filing).await?;
        let applicant = Acting {
            on_behalf_of: (filing.mandate.is_some() || filing.pressed_by != filing.filed_by.0)
                .then(|| filing.subject.clone()),
            actor: filing.pressed_by.clone(),
            ..Acting::applicant(&filing.filed_by)
        };
        let record = journal::Record::new(&case.home, "case", &case.id);
        journal::write(tx.conn(), &record, now, &applicant.entry("submit", None)).await?;
        for (place, filed) in (0_i64..).zip(&filing.matters) {
            let definition = service.matter(&filed.code).ok_or_else(|| {
                Fault::Other(format!("{} has no matter {}", service.service, filed.code))
            })?;
            let matter = self.matter_as_filed(&case, place, filed, definition, filing);
            store::add_matter(tx.conn(), &matter).await?;
            if matter.stage == Stage::Done {
                let step = if is_only_declared(filed, &filing.dossier) {
                    "already-declared"
                } else {
                    "already-done"
                };
                let mut entry = Acting::portal().entry(step, Some(&matter));
                entry.to = Some(Stage::Done.code().to_owned());
                journal::write(tx.conn(), &record, now, &entry).await?;
            }
        }
        self.let_it_be_found(tx, &case, filing).await?;
        self.unlock_what_can_go_on(tx, &case.home, &case.id).await?;
        self.tell(tx, &case, Text::NoticeSubmitted).await?;
        Ok(Filed {
            home: case.home,
            case_id,
            reference: case.reference,
            enquiry_code,
        })
    }

    /// By the parties' names and the applicant's mobile, at every office with a desk in it.
    async fn let_it_be_found(
        &self,
        tx: &mut Tx,
        case: &Case,
        filing: &Filing,
    ) -> Result<(), Fault> {
        let mut found_by: Vec<String> = filing
            .parties
            .iter()
            .flat_map(|party| words::words_of(&self.keys, &party.name))
            .collect();
        let mobile = self.mobile_of_person(tx.conn(), &filing.filed_by).await?;
        found_by.extend(mobile.map(|mobile| words::mobile_word(&self.keys, &mobile)));
        found_by.sort();
        found_by.dedup();
        for word in &found_by {
            words::add(tx.conn(), word, &case.home, &case.id).await?;
        }
        Ok(())
    }

    async fn add_parties(
        &self,
        tx: &mut Tx,
        case: &Case,
        service: &ServiceDefinition,
        filing: &Filing,
    ) -> Result<(), Fault> {
        let asks = filing.matters.iter().any(|filed| {
            service
                .matter(&filed.code)
                .is_some_and(|matter| matter.confirmed)
                && filed.already.is_none()
        });
        for party in &filing.parties {
            let confirmation = if party.role == PartyRole::Confirmer && asks {
                "asked"
            } else {
                ""
            };
            store::add_party(
                tx.conn(),
                &Party {
                    home: case.home.clone(),
                    case_id: case.id.clone(),
                    role: party.role,
                    party: party.party.clone(),
                    person: party
                        .person
                        .clone()
                        .unwrap_or_else(|| PersonKey(String::new())),
                    sealed_name: self.keys.seal(
                        &party_place(&case.id, &party.party),
                        &party.name,
                        &self.chance,
                    ),
                    confirmation: confirmation.to_owned(),
                },
            )
            .await?;
        }
        Ok(())
    }

    fn matter_as_filed(
        &self,
        case: &Case,
        place: i64,
        filed: &FiledMatter,
        definition: &MatterDefinition,
        filing: &Filing,
    ) -> Matter {
        let now = case.submitted_at;
        let id = self.chance.id(now);
        let is_done = filed.already.is_some();
        // A need that the family did not choose cannot be waited for: it is somebody's own affair.
        let mut definition = definition.clone();
        definition.needs.retain(|need| {
            filing.matters.iter().any(|other| {
                other.code == *need
                    && (other.subject == filed.subject
                        || other.subject == "case"
                        || filed.subject == "case")
            })
        });
        Matter {
            sealed_result: filed.already.as_ref().map_or_else(String::new, |result| {
                self.keys.seal(&result_place(&id), result, &self.chance)
            }),
            key: MatterKey {
                home: case.home.clone(),
                id,
            },
            case_id: case.id.clone(),
            reference: case.reference.clone(),
            code: filed.code.clone(),
            subject: filed.subject.clone(),
            place,
            kind: definition.kind,
            department: definition.department.clone(),
            office: filed.office.clone(),
            wants_confirmation: definition.confirmed && !is_done,
            promised_days: definition.promised_days,
            legal_days: definition.legal_days,
            definition,
            stage: if is_done { Stage::Done } else { Stage::Waiting },
            version: 0,
            holder: String::new(),
            ready_at: is_done.then_some(now),
            due: None,
            sealed_decision: String::new(),
            ended_at: is_done.then_some(now),
            proposed_by: String::new(),
            held_until: None,
            offered_to: None,
            requests: 0,
            requests_allowed: 1,
            legal_due: None,
        }
    }

    /// The dossier of a case.
    pub fn dossier(&self, case: &Case) -> Result<Dossier, Fault> {
        Ok(self
            .keys
            .open_sealed(&dossier_place(&case.id), &case.sealed_dossier)?)
    }

    /// What a done matter gave; `None` until then.
    pub fn result_of(&self, matter: &Matter) -> Result<Option<String>, Fault> {
        if matter.sealed_result.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.keys.open_sealed(
            &result_place(&matter.key.id),
            &matter.sealed_result,
        )?))
    }

    /// A party's name.
    pub fn name_of(&self, party: &Party) -> Result<PersonName, Fault> {
        Ok(self.keys.open_sealed(
            &party_place(&party.case_id, &party.party),
            &party.sealed_name,
        )?)
    }

    /// What the database keeps of an enquiry code.
    pub fn enquiry_hash(&self, reference: &CaseReference, code: &EnquiryCode) -> String {
        self.keys
            .blind("enquiry,v1,", &format!("{reference},{}", code.as_str()))
    }

    /// How a matter runs, for the law of steps.
    pub fn course(matter: &Matter) -> Course {
        Course {
            kind: matter.kind,
            records: matter.definition.writes.is_some() && !matter.kind.runs_beside(),
            two_people: matter.definition.two_people,
        }
    }
}

/// Whether nothing but the applicant's word says that a matter is done: no register has said its result.
fn is_only_declared(filed: &FiledMatter, dossier: &Dossier) -> bool {
    dossier.fields.iter().any(|field| {
        field.subject == filed.subject
            && filed.already.as_ref() == Some(&field.value)
            && matches!(field.state, FieldState::Unverified { .. })
    })
}

/// Where a sealed dossier belongs.
pub fn dossier_place(case_id: &str) -> String {
    format!("case_file.dossier.{case_id}")
}

pub fn result_place(matter_id: &str) -> String {
    format!("matter.result.{matter_id}")
}

fn party_place(case_id: &str, party: &str) -> String {
    format!("case_party.name.{case_id}.{party}")
}
