//! Asking the registers once more after an application was submitted, and what that changes in the dossier.

use app::benefits::{Disability, Hardship};
use app::case::{Dossier, Field, FieldState, PartyRole};
use app::data_layer::{CorrectionState, word_of};
use app::text::{Language, Text, Wording, Words, in_every_language};
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::{disability, hardship, service_of};
use crate::Office;
use crate::case::{Acting, Case, dossier_place, store as cases};
use crate::data_layer::desk::{Outcome, Reason, Sourced};
use crate::data_layer::records::DataSet;
use crate::data_layer::store as data;
use crate::fault::Fault;
use crate::journal::{self, Record};

/// A day as registers write it (`2026-03-06`); `None`: it is something else.
fn day_in_words(value: &str) -> Option<Wording> {
    let day: Date = value.parse().ok().filter(|_| value.len() == 10)?;
    let [zh, en] =
        [Language::Chinese, Language::English].map(|language| Words::new(language).date(day));
    Some(Wording::new(zh, en))
}

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
        let corrected = self.corrected_fields(case).await?;
        let before = self.dossier(case)?;
        let mut dossier = before.clone();
        for answer in sourced
            .iter()
            .filter(|answer| answer.outcome != Outcome::Silent)
        {
            self.compare(case, answer, PartyRole::Applicant, &corrected, &mut dossier)
                .await?;
        }
        let mut tx = self.db.begin().await?;
        if !self
            .write_compared(tx.conn(), case, &before, dossier)
            .await?
        {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let is_denied = sourced
            .iter()
            .any(|answer| answer.outcome == Outcome::Denied);
        let word = if is_denied {
            "asked-registers-denied"
        } else {
            "asked-registers"
        };
        let mut entry = by.entry(word, None);
        let outcomes: Vec<serde_json::Value> = sourced
            .iter()
            .map(|answer| {
                serde_json::json!({ "data_set": answer.data_set, "answered": !answer.outcome.is_without_answer() })
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
    /// confirm. `corrected` are what [`Self::corrected_fields`] found. `false` where nothing changes.
    ///
    /// # Errors
    /// The database's.
    pub async fn compare(
        &self,
        case: &Case,
        answer: &Sourced,
        about: PartyRole,
        corrected: &[(String, String)],
        dossier: &mut Dossier,
    ) -> Result<bool, Fault> {
        let changed = self.compare_fields(case, answer, about, corrected, dossier);
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
                && matches!(
                    was.state,
                    FieldState::Unverified { .. } | FieldState::Declined { .. }
                );
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

    /// Registers with the fields of a case (`subject.name`) of which their owner has answered that it was corrected.
    ///
    /// # Errors
    /// The database's.
    pub async fn corrected_fields(&self, case: &Case) -> Result<Vec<(String, String)>, Fault> {
        let asked =
            data::corrections_in(&mut *self.db.read().await?, case.reference.as_str()).await?;
        Ok(asked
            .into_iter()
            .filter(|row| row.state == CorrectionState::Corrected.code())
            .map(|row| (row.data_set, row.field))
            .collect())
    }

    /// A register's value as people read it: streets, days and codes by their words, everything else as it stands. `name` is
    /// what the dossier, or the register itself, calls the field.
    pub(crate) fn value_in_words(&self, name: &str, value: &str) -> Wording {
        if value.is_empty() {
            return in_every_language(Text::SourceSaysNothing, &[]);
        }
        let in_table = |table| word_of(table, value, self.clock.today()).cloned();
        let said = match name {
            "street" | "household-street" => {
                Some(self.directory().street_name(value)).filter(|name| !name.zh.is_empty())
            }
            "division" => in_table("GB/T 2260"),
            "sex" => in_table("GB/T 2261.1"),
            "hardship" => Hardship::from_code(value).map(|found| hardship(Some(found)).1),
            "disability" => Disability::all()
                .into_iter()
                .map(|found| disability(Some(found)))
                .find(|(code, _)| code == value)
                .map(|(_, said)| said),
            _ => day_in_words(value),
        };
        said.unwrap_or_else(|| Wording::same(value))
    }

    /// Marks what this source says now: a value that was typed by hand as confirmed or differing, one that the source gave
    /// before as differing where it has changed, one that was said to be wrong as corrected. `false` where nothing in the
    /// dossier is this source's. What is the confirmer's own is compared only with an answer about the confirmer, and
    /// nothing else is.
    fn compare_fields(
        &self,
        case: &Case,
        answer: &Sourced,
        about: PartyRole,
        corrected: &[(String, String)],
        dossier: &mut Dossier,
    ) -> bool {
        let says = service_of(&case.service)
            .map(|service| service.fields_of(answer))
            .unwrap_or_default();
        let mut changed = false;
        for field in &mut dossier.fields {
            if (field.belongs_to == PartyRole::Confirmer) != (about == PartyRole::Confirmer) {
                continue;
            }
            let source_says = says
                .iter()
                .find(|(subject, name, _)| *subject == field.subject && *name == field.name)
                .map(|(_, _, value)| value.as_str());
            let name = format!("{}.{}", field.subject, field.name);
            let is_corrected = corrected
                .iter()
                .any(|(data_set, field)| *data_set == answer.data_set && *field == name);
            changed |= self.compare_field(field, answer, source_says, is_corrected);
        }
        changed
    }

    /// Whether this answer says anything of this field.
    fn compare_field(
        &self,
        field: &mut Field,
        answer: &Sourced,
        source_says: Option<&str>,
        is_corrected: bool,
    ) -> bool {
        if answer.outcome == Outcome::Denied {
            // Nothing is known of it now: what was typed stays typed, and says why nobody has confirmed it.
            return match &mut field.state {
                FieldState::Unverified {
                    data_set,
                    is_denied,
                } if *data_set == answer.data_set => !std::mem::replace(is_denied, true),
                _ => false,
            };
        }
        if let FieldState::Unverified { data_set, .. } | FieldState::Declined { data_set } =
            &field.state
        {
            let is_its_own = *data_set == answer.data_set;
            if is_its_own {
                field.state = if source_says == Some(field.value.as_str()) {
                    FieldState::NowConfirmed
                } else {
                    FieldState::Differs {
                        source_says: source_says.unwrap_or_default().to_owned(),
                    }
                };
            }
            return is_its_own;
        }
        let is_given = !matches!(field.state, FieldState::Declared | FieldState::Awaited);
        // Without a value the source gave it once, in another answer of the same register.
        let (Some(source), Some(value)) = (&mut field.source, source_says) else {
            return false;
        };
        if source.data_set != answer.data_set || !is_given {
            return false;
        }
        let says_the_same = value == field.value;
        let is_right_now = match &field.state {
            // The two still disagree.
            FieldState::Disputed { .. } if says_the_same => return false,
            FieldState::Disputed { says } => is_corrected || value == says,
            FieldState::Differs { .. } => is_corrected && !says_the_same,
            _ => false,
        };
        if says_the_same || is_right_now {
            // From here on it is as of now.
            source.call.clone_from(&answer.call);
            source.at = answer.at;
        }
        field.state = if is_right_now {
            let was = field.shown();
            value.clone_into(&mut field.value);
            field.shown = self.value_in_words(&field.name, value);
            FieldState::Corrected { was }
        } else if !says_the_same {
            FieldState::Differs {
                source_says: value.to_owned(),
            }
        } else if matches!(field.state, FieldState::Corrected { .. }) {
            return true;
        } else {
            FieldState::AsGiven
        };
        true
    }
}
