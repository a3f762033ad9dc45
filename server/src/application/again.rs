//! Asking the registers once more after an application was submitted, and what that changes in the dossier.

use app::case::{Dossier, FieldState, PartyRole};
use app::text::{Text, in_every_language};
use sqlx::AnyConnection;

use super::service_of;
use crate::Office;
use crate::case::{Acting, Case, dossier_place, store as cases};
use crate::data_layer::desk::{Outcome, Reason, Sourced};
use crate::data_layer::records::DataSet;
use crate::data_layer::store as data;
use crate::fault::Fault;
use crate::journal::{self, Record};

impl Office {
    /// The registers for which the applicant's leave for this application was given and still holds.
    ///
    /// # Errors
    /// The database's.
    pub async fn registers_with_leave(
        &self,
        conn: &mut AnyConnection,
        case: &Case,
    ) -> Result<Vec<DataSet>, Fault> {
        let said = data::leave_of_case(conn, case.reference.as_str(), self.clock.now()).await?;
        // What was said last about a register holds.
        let holds = |code: &str| {
            said.iter()
                .rev()
                .find(|(set, _)| set == code)
                .is_some_and(|(_, given)| *given)
        };
        let mut sets: Vec<DataSet> = Vec::new();
        for (code, _) in said.iter().filter(|(code, _)| holds(code)) {
            if let Some(set) = DataSet::from_code(code)
                && !sets.contains(&set)
            {
                sets.push(set);
            }
        }
        Ok(sets)
    }

    /// Asks these registers about the applicant, under the case's purpose, and compares what they say now with the
    /// application. Each call is a row of the log; the whole is one entry of the journal.
    ///
    /// # Errors
    /// Only the portal's own database's: a register that does not answer leaves the dossier as it is.
    pub async fn ask_sources_again(
        &self,
        case: &Case,
        sets: &[DataSet],
        by: &Acting,
    ) -> Result<(), Fault> {
        let (person, number) = self.number_of_whom(case).await?;
        let reason = Reason {
            person,
            actor: by.actor.clone(),
            purpose: format!("{}/ask-again", case.service),
            issue: case.reference.as_str().to_owned(),
            is_waited_for: false,
        };
        let sourced = self.ask_registers(&reason, &number, sets).await?;
        let before = self.dossier(case)?;
        let mut dossier = before.clone();
        for answer in sourced
            .iter()
            .filter(|answer| answer.outcome != Outcome::Silent)
        {
            self.compare(case, answer, PartyRole::Applicant, &mut dossier)
                .await?;
        }
        let mut tx = self.db.begin().await?;
        if !self
            .write_compared(tx.conn(), case, &before, dossier)
            .await?
        {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let mut entry = by.entry("asked-registers", None);
        let outcomes: Vec<serde_json::Value> = sourced
            .iter()
            .map(|answer| {
                serde_json::json!({ "data_set": answer.data_set, "answered": answer.outcome != Outcome::Silent })
            })
            .collect();
        entry.note = outcomes.into();
        journal::write(
            tx.conn(),
            &Record::new(&case.home, "case", &case.id),
            self.clock.now(),
            &entry,
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Marks in the dossier what this source says now, and whether it names somebody else than the case has asked to
    /// confirm. `false` where nothing changes.
    ///
    /// # Errors
    /// The database's.
    pub async fn compare(
        &self,
        case: &Case,
        answer: &Sourced,
        about: PartyRole,
        dossier: &mut Dossier,
    ) -> Result<bool, Fault> {
        let changed = compare(case, answer, about, dossier);
        let named = service_of(&case.service).and_then(|service| service.confirmer_in(answer));
        let Some(named) = named.filter(|_| about == PartyRole::Applicant) else {
            return Ok(changed);
        };
        let parties = {
            let mut conn = self.db.read().await?;
            cases::parties(&mut conn, &case.home, &case.id).await?
        };
        let is_another = parties.iter().any(|party| {
            party.role == PartyRole::Confirmer && party.person != self.keys.person(&named.number)
        });
        let (subject, name) = named.field;
        let field = dossier
            .fields
            .iter_mut()
            .find(|field| field.subject == subject && field.name == name);
        let Some(field) = field.filter(|_| is_another) else {
            return Ok(changed);
        };
        field.state = FieldState::Differs {
            source_says: named.if_another.zh,
        };
        Ok(true)
    }

    /// Writes the dossier after such a comparison. What a register has confirmed only now is claimed now; where another
    /// case has claimed it meanwhile, the desk reads that. `false` where the dossier has changed since it was read.
    ///
    /// # Errors
    /// The database's.
    pub async fn write_compared(
        &self,
        conn: &mut AnyConnection,
        case: &Case,
        before: &Dossier,
        mut dossier: Dossier,
    ) -> Result<bool, Fault> {
        let service = service_of(&case.service);
        for (field, was) in dossier.fields.iter_mut().zip(&before.fields) {
            let is_new = field.state == FieldState::NowConfirmed
                && matches!(was.state, FieldState::Unverified { .. });
            let claim = service
                .filter(|_| is_new)
                .and_then(|service| service.claim_of(&self.keys, field));
            if let Some(claim) = claim
                && !cases::claim(conn, &claim, &case.home, &case.id).await?
            {
                field.state = FieldState::Differs {
                    source_says: in_every_language(Text::CaseClaimedElsewhere, &[]).zh,
                };
            }
        }
        let sealed = self
            .keys
            .seal(&dossier_place(&case.id), &dossier, &self.chance);
        cases::replace_dossier(conn, case, &sealed).await
    }
}

/// Marks what this source says now: a value that was typed by hand as confirmed or differing, one that the source gave
/// before as differing where it has changed. `false` where nothing in the dossier is this source's. What is the
/// confirmer's own is compared only with an answer about the confirmer, and nothing else is.
fn compare(case: &Case, answer: &Sourced, about: PartyRole, dossier: &mut Dossier) -> bool {
    let says = service_of(&case.service)
        .map(|service| service.fields_of(answer))
        .unwrap_or_default();
    let code = &answer.data_set;
    let mut changed = false;
    for field in &mut dossier.fields {
        if (field.belongs_to == PartyRole::Confirmer) != (about == PartyRole::Confirmer) {
            continue;
        }
        let is_of_this_source = field
            .source
            .as_ref()
            .is_some_and(|source| source.data_set == *code);
        let was_typed = match &field.state {
            FieldState::Unverified { data_set } => data_set == code,
            FieldState::NowConfirmed | FieldState::Differs { .. } | FieldState::AsGiven => {
                if !is_of_this_source {
                    continue;
                }
                false
            }
            // The register is said to be wrong: it may have been corrected since.
            FieldState::Disputed { .. } if is_of_this_source => false,
            FieldState::Declared | FieldState::Disputed { .. } | FieldState::Awaited => continue,
        };
        if !was_typed && !is_of_this_source {
            continue;
        }
        let source_says = says
            .iter()
            .find(|(subject, name, _)| *subject == field.subject && *name == field.name)
            .map(|(_, _, value)| value.clone());
        if let FieldState::Disputed { says: disputed } = &field.state {
            match source_says {
                Some(value) if value == *disputed => {
                    field.value = value;
                    field.shown = app::text::Wording::default();
                    field.state = FieldState::NowConfirmed;
                }
                Some(value) if value != field.value => {
                    field.state = FieldState::Differs { source_says: value };
                }
                // It says what it said: the two still disagree.
                _ => continue,
            }
            changed = true;
            continue;
        }
        field.state = match source_says {
            Some(value) if value == field.value && field.state == FieldState::AsGiven => {
                // It says now what it said then: from here on it is as of now.
                if let Some(source) = &mut field.source {
                    source.call.clone_from(&answer.call);
                    source.at = answer.at;
                }
                FieldState::AsGiven
            }
            Some(value) if value == field.value => FieldState::NowConfirmed,
            Some(value) => FieldState::Differs { source_says: value },
            None if was_typed => FieldState::Differs {
                source_says: String::new(),
            },
            // The source gave it once, in another answer of the same register.
            None => continue,
        };
        changed = true;
    }
    changed
}
