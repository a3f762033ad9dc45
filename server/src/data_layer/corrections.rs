//! "This is wrong", from the form to the office that owns the register, its answer, and what that changes in the case.

use app::case::CaseReference;
use app::data_layer::{
    Correction, CorrectionForm, CorrectionState, CorrectionsDeskView, catalogue, register_name,
    sources,
};
use app::error::PortalError;
use app::identity::{Citizen, StaffMember, StaffRole};
use app::person::ResidentId;
use app::text::{Text, Wording, in_every_language};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::access_log::{AccessRow, ReadOutcome, ReaderKind, record_reads};
use super::desk::Sourced;
use super::records::DataSet;
use super::store::{self as data, CorrectionRow};
use crate::Office;
use crate::case::{Acting, Case, store as cases};
use crate::fault::Fault;
use crate::journal::{self, Record};
use crate::notices::{Says, Telling};

/// The desk of whoever owns a register.
pub const DESK: &str = "/staff/data-corrections";

/// Working days in which a correction is answered: our own promise, no law's.
const ANSWERED_WITHIN: i64 = 10;

/// What is sealed: whom it is about, what the register says, what the person says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaidWrong {
    pub label: Wording,
    #[serde(deserialize_with = "in_words")]
    pub value: Wording,
    #[serde(deserialize_with = "in_words")]
    pub says: Wording,
    pub name: String,
    /// Masked.
    pub number: String,
}

/// In every language, or in one, as it was sealed before.
fn in_words<'de, D: Deserializer<'de>>(sealed: D) -> Result<Wording, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Said {
        InEvery(Wording),
        InOne(String),
    }
    Said::deserialize(sealed).map(|said| match said {
        Said::InEvery(words) => words,
        Said::InOne(text) => Wording::same(text),
    })
}

/// As it was sealed before names were kept: value and what the person says.
#[derive(Deserialize)]
#[serde(untagged)]
enum Sealed {
    Now(SaidWrong),
    Before(String, String),
}

fn said_place(id: &str) -> String {
    format!("correction_request.said.{id}")
}

fn answer_place(id: &str) -> String {
    format!("correction_request.answer.{id}")
}

fn record_of(id: &str) -> Record {
    Record::new("", "correction", id)
}

impl Office {
    /// Keeps a correction on its way to the owner: one for each field of an application; said again, what was said last
    /// counts, until it is answered.
    ///
    /// # Errors
    /// The database's.
    pub async fn ask_for_correction(
        &self,
        mut row: CorrectionRow,
        said: &SaidWrong,
    ) -> Result<(), Fault> {
        row.said = self.keys.seal(&said_place(&row.id), said, &self.chance);
        row.due = self
            .calendar
            .after(self.clock.today(), ANSWERED_WITHIN)
            .to_string();
        let mut tx = self.db.begin().await?;
        if data::ask_correction(tx.conn(), &row).await? {
            let mut entry = Acting::applicant(&row.person).entry("correction-asked", None);
            entry.note = json!({ "data_set": row.data_set, "field": row.field });
            journal::write(tx.conn(), &record_of(&row.id), row.at, &entry).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Registers that contradict each other about somebody: the owner of the one whose word counts less is asked, with a day,
    /// as if the person had said so themselves. The desk sees it with the case.
    ///
    /// # Errors
    /// The database's.
    pub async fn report_disagreements(
        &self,
        about: &CorrectionRow,
        whom: (&str, &ResidentId),
        answers: &[Sourced],
        knows: impl Fn(&str) -> bool,
    ) -> Result<(), Fault> {
        let said: Vec<(&str, &Value)> = answers
            .iter()
            .map(|answer| (answer.data_set.as_str(), &answer.body))
            .collect();
        for found in sources().disagreements(whom.1.as_str(), &said) {
            let field = found
                .dossier
                .iter()
                .find(|field| knows(field))
                .or_else(|| found.dossier.first())
                .cloned()
                .unwrap_or_default();
            let first = register_name(&found.first.0);
            let counts = self.value_in_words(&found.other_field, &found.first.1);
            // One ticket for each fact and register.
            let fact = found.dossier.first().map_or("", String::as_str);
            let other = found.other.0.replace('/', ".");
            let row = CorrectionRow {
                id: format!("{}.{other}.{}.{fact}", about.id, found.other_field),
                data_set: found.other.0,
                field,
                ..about.clone()
            };
            let said = SaidWrong {
                label: found.name,
                value: self.value_in_words(&found.other_field, &found.other.1),
                says: Wording::new(
                    format!("{}（{}）", counts.zh, first.zh),
                    format!("{} ({})", counts.en, first.en),
                ),
                name: whom.0.to_owned(),
                number: whom.1.masked(),
            };
            self.ask_for_correction(row, &said).await?;
        }
        Ok(())
    }

    /// What was asked to be corrected in a case, with the answers: of the fields that whoever looks may see.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn corrections_of_case(
        &self,
        conn: &mut sqlx::AnyConnection,
        reference: &str,
        sees: impl Fn(&str) -> bool,
    ) -> Result<Vec<Correction>, Fault> {
        data::corrections_in(conn, reference)
            .await?
            .iter()
            .filter(|row| sees(&row.field))
            .map(|row| self.opened_correction(row))
            .collect()
    }

    fn opened_correction(&self, row: &CorrectionRow) -> Result<Correction, Fault> {
        let said = match self.keys.open_sealed(&said_place(&row.id), &row.said)? {
            Sealed::Now(said) => said,
            Sealed::Before(value, says) => SaidWrong {
                label: Wording::same(row.field.clone()),
                value: Wording::same(value),
                says: Wording::same(says),
                name: String::new(),
                number: String::new(),
            },
        };
        let answer = if row.answered_at > 0 {
            let at = Timestamp::from_microsecond(row.answered_at)
                .map_err(|error| Fault::Row(error.to_string()))?;
            let words: String = self.keys.open_sealed(&answer_place(&row.id), &row.answer)?;
            Some((at, words))
        } else {
            None
        };
        Ok(Correction {
            id: row.id.clone(),
            register: register_name(&row.data_set),
            label: said.label,
            value: said.value,
            says: said.says,
            name: said.name,
            number: said.number,
            reference: row.reference.clone(),
            at: row.at,
            due: row.due.parse::<Date>().ok(),
            state: CorrectionState::from_code(&row.state)
                .ok_or_else(|| Fault::Row(format!("correction_request.state: {}", row.state)))?,
            answer,
        })
    }

    /// The registers whose corrections this member answers: those for whose owner their office speaks, for a supervisor.
    pub(super) fn registers_of(&self, member: &StaffMember) -> Vec<String> {
        if member.role != StaffRole::Supervisor {
            return Vec::new();
        }
        let directory = self.directory();
        let catalogue = catalogue();
        let is_theirs = |owner: &str| {
            catalogue
                .owner(owner)
                .is_some_and(|owner| directory.speaks_for(&member.office, owner))
        };
        catalogue
            .sets
            .iter()
            .filter(|set| is_theirs(&set.owner))
            .map(|set| set.code.clone())
            .collect()
    }

    /// What waits for this member's answer. That they read it is in the log of whoever it is about before they do.
    ///
    /// # Errors
    /// `NotFound` for whoever answers for no register.
    pub(super) async fn read_corrections_desk(
        &self,
        member: &StaffMember,
    ) -> Result<CorrectionsDeskView, Fault> {
        let sets = self.registers_of(member);
        if sets.is_empty() {
            return Err(PortalError::NotFound.into());
        }
        let mut conn = self.db.read().await?;
        let mut rows = Vec::new();
        for set in &sets {
            rows.extend(data::open_corrections(&mut conn, set).await?);
        }
        drop(conn);
        rows.sort_by(|one, other| (&one.due, &one.id).cmp(&(&other.due, &other.id)));
        let reads = rows
            .iter()
            .map(|row| AccessRow {
                person: row.person.clone(),
                by_kind: ReaderKind::Staff,
                by_id: member.id.clone(),
                office: member.office.clone(),
                role: "supervisor".to_owned(),
                purpose: "correction".to_owned(),
                reference: row.reference.clone(),
                fields: vec![row.field.clone()],
                outcome: ReadOutcome::Allowed,
            })
            .collect();
        record_reads(self, reads).await?;
        let open: Result<Vec<_>, Fault> =
            rows.iter().map(|row| self.opened_correction(row)).collect();
        Ok(CorrectionsDeskView {
            office: self.name_of_office(&member.office),
            open: open?,
            today: self.clock.today(),
        })
    }

    /// What this person has asked to be corrected, the newest first.
    pub(super) async fn read_corrections_of(&self, me: &Citizen) -> Result<Vec<Correction>, Fault> {
        let rows = data::corrections_of(&mut *self.db.read().await?, &me.person).await?;
        rows.iter().map(|row| self.opened_correction(row)).collect()
    }

    /// The owner's answer. The person is told, the case's journal says it, and where the register was corrected it is asked
    /// again at once, so that whoever decides sees what it says now.
    ///
    /// # Errors
    /// `NotFound` for whoever does not answer for this register, a conflict for what was answered.
    pub async fn answer_correction(
        &self,
        member: &StaffMember,
        id: &str,
        typed: &CorrectionForm,
    ) -> Result<String, Fault> {
        let asked = data::correction(&mut *self.db.read().await?, id)
            .await?
            .filter(|row| self.registers_of(member).contains(&row.data_set))
            .ok_or(PortalError::NotFound)?;
        let Some((state, words)) = typed.parse() else {
            return Err(PortalError::BadRequest(Text::LookWordsEmpty.into()).into());
        };
        let now = self.clock.now();
        let sealed = self.keys.seal(&answer_place(id), &words, &self.chance);
        let mut tx = self.db.begin().await?;
        if !data::answer_correction(tx.conn(), id, state.code(), &sealed, &member.id, now).await? {
            return Err(Fault::conflict(Text::LookAlreadyAnswered));
        }
        let mut entry = Acting::staff(member).entry("correction-answered", None);
        entry.note =
            json!({ "data_set": asked.data_set, "field": asked.field, "state": state.code() });
        journal::write(tx.conn(), &record_of(id), now, &entry).await?;
        let case = match CaseReference::parse(&asked.reference) {
            Ok(reference) => cases::case_by_reference(tx.conn(), &reference).await?,
            Err(_) => None,
        };
        if let Some(case) = &case {
            journal::write(
                tx.conn(),
                &Record::new(&case.home, "case", &case.id),
                now,
                &entry,
            )
            .await?;
            let register = register_name(&asked.data_set);
            let telling = Telling {
                home: case.home.clone(),
                case_id: case.id.clone(),
                reference: case.reference.clone(),
                person: asked.person.clone(),
                event: in_every_language(Text::CorrectionNoticeEvent, &[]),
                about: register.clone(),
                says: Says::This(in_every_language(
                    match state {
                        CorrectionState::Corrected => Text::CorrectionNoticeCorrected,
                        _ => Text::CorrectionNoticeStands,
                    },
                    &[("register", &register.zh, &register.en)],
                )),
            };
            tx.tell_at_the_end(self, telling);
        }
        tx.commit().await?;
        if let (Some(case), CorrectionState::Corrected) = (case, state) {
            self.look_again(&case, &asked.data_set, &Acting::portal())
                .await?;
        }
        Ok(DESK.to_owned())
    }

    /// Asks one register again for an open case, where leave holds.
    async fn look_again(&self, case: &Case, data_set: &str, by: &Acting) -> Result<(), Fault> {
        if case.closed_at.is_some() {
            return Ok(());
        }
        let sets = self
            .registers_with_leave(&mut *self.db.read().await?, case)
            .await?;
        let set = DataSet::from_code(data_set).filter(|set| sets.contains(set));
        match set {
            Some(set) => self.ask_sources_again(case, &[set], by).await,
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_in_one_language_still_opens() {
        let before = json!({
            "label": Wording::same("街道"), "value": "覃家岗街道", "says": "渝北区", "name": "", "number": "",
        });
        let said: SaidWrong = serde_json::from_value(before).expect("as it was sealed");
        assert_eq!(said.value, Wording::same("覃家岗街道"));
        let kept = json!(said);
        let again: SaidWrong = serde_json::from_value(kept).expect("as it is sealed");
        assert_eq!(again.says, said.says);
    }
}
