//! Safety marks: a supervisor whose department protects people says, with a reason, that another party of somebody's cases
//! must not learn where they are. What that party then reads names departments and the city, and days.
//!
//! The same veil lies over a case in which a party turned out to be registered elsewhere than the other had written: so what
//! is read under it does not tell that there is a mark.

mod store;

use app::case::{CaseReference, Dossier, FieldState, PartyRole};
use app::data_layer::{MarkForm, SafetyMark, SafetyMarksView, WordsForm, sources};
use app::error::PortalError;
use app::identity::{OfficeId, PersonKey, SessionKey, StaffMember, StaffRole};
use app::person::ResidentId;
use app::text::{Text, Wording, city_date, city_time, in_every_language};
use app::ui::FieldFault;
use jiff::Timestamp;
use serde_json::json;
use sqlx::AnyConnection;

use self::store::MarkRow;
use super::access_log::{AccessRow, ReadOutcome, ReaderKind, record_reads};
use crate::Office;
use crate::case::{Acting, Case, store as cases};
use crate::database::Key;
use crate::fault::Fault;
use crate::journal::{self, Record};

/// The desk; the form is kept under this name, too.
pub const DESK: &str = "/staff/safety-marks";

fn number_place(id: &str) -> String {
    format!("safety_mark.number.{id}")
}

fn reason_place(id: &str) -> String {
    format!("safety_mark.reason.{id}")
}

fn because_place(id: &str) -> String {
    format!("safety_mark.ended_because.{id}")
}

/// The chain of one mark in the journal.
fn record_of(id: &str) -> Record {
    Record::new("", "safety-mark", id)
}

/// The first moment of the day on which something happened: what is left of a time that would tell too much.
pub fn day_of(at: Timestamp) -> Timestamp {
    city_date(at)
        .to_zoned(city_time())
        .map_or(at, |day| day.timestamp())
}

/// Whether a party in this part has not told where another turned out to live: then what its offices are called would.
pub fn is_elsewhere(dossier: &Dossier, role: PartyRole) -> bool {
    dossier.fields.iter().any(|field| {
        let is_place =
            field.value.len() == 9 && field.value.bytes().all(|one| one.is_ascii_digit());
        is_place
            && field.belongs_to != role
            && field.belongs_to != PartyRole::Subject
            && match &field.state {
                FieldState::Disputed { .. } | FieldState::Corrected { .. } => true,
                // What another party typed themselves they know.
                FieldState::Differs { .. } => field.source.is_some(),
                _ => false,
            }
    })
}

impl Office {
    /// Whether this member's office may protect people, and they decide for it.
    pub(super) fn may_protect(&self, member: &StaffMember) -> bool {
        member.role == StaffRole::Supervisor
            && self
                .directory()
                .get(&member.office)
                .is_some_and(|office| sources().may_protect.contains(&office.department))
    }

    /// Those parties of a case who are protected.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn protected_in(
        &self,
        conn: &mut AnyConnection,
        case: &Case,
    ) -> Result<Vec<PersonKey>, Fault> {
        self.protected_of(conn, &[case.key()]).await
    }

    /// Those parties of these cases who are protected.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn protected_of(
        &self,
        conn: &mut AnyConnection,
        cases: &[Key<'_>],
    ) -> Result<Vec<PersonKey>, Fault> {
        store::protected_of(conn, cases).await
    }

    /// Whether this person may read of a case only which department it was and on which day.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn is_veiled(
        &self,
        conn: &mut AnyConnection,
        me: &PersonKey,
        reference: &str,
    ) -> Result<bool, Fault> {
        let Ok(reference) = CaseReference::parse(reference) else {
            return Ok(false);
        };
        let Some(case) = cases::case_by_reference(conn, &reference).await? else {
            return Ok(false);
        };
        let protected = self.protected_in(conn, &case).await?;
        if protected.iter().any(|person| person != me) {
            return Ok(true);
        }
        let parties = cases::parties(conn, &case.home, &case.id).await?;
        let is_alone = parties
            .iter()
            .all(|party| party.person.0.is_empty() || party.person == *me);
        let role = parties
            .iter()
            .filter(|party| party.person == *me)
            .map(|party| party.role)
            .min();
        match role {
            Some(role) if !is_alone => Ok(is_elsewhere(&self.dossier(&case)?, role)),
            _ => Ok(false),
        }
    }

    /// An office by its department and the city alone.
    pub(crate) fn veiled_office(&self, id: &OfficeId) -> Wording {
        let directory = self.directory();
        let department = directory
            .get(id)
            .map(|office| office.department.clone())
            .unwrap_or_default();
        let name = Text::from_key(&format!("statistics-department-{department}"))
            .unwrap_or(Text::TrackingOfficeUnknown);
        let name = in_every_language(name, &[]);
        in_every_language(Text::SafetyOffice, &[("department", &name.zh, &name.en)])
    }

    fn opened_mark(&self, row: &MarkRow) -> Result<SafetyMark, Fault> {
        let number: ResidentId = self.keys.open_sealed(&number_place(&row.id), &row.number)?;
        let ended = if row.ended_at > 0 {
            let at = Timestamp::from_microsecond(row.ended_at)
                .map_err(|error| Fault::Row(error.to_string()))?;
            let why: String = self
                .keys
                .open_sealed(&because_place(&row.id), &row.ended_because)?;
            Some((at, why))
        } else {
            None
        };
        Ok(SafetyMark {
            id: row.id.clone(),
            number: number.masked(),
            since: row.set_at,
            reason: self.keys.open_sealed(&reason_place(&row.id), &row.reason)?,
            ended,
        })
    }

    /// The marks of this member's office. That they were read is in the log of each person before it is shown.
    ///
    /// # Errors
    /// `NotFound` for whoever may protect nobody.
    pub(super) async fn read_safety_marks(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        review: bool,
    ) -> Result<SafetyMarksView, Fault> {
        if !self.may_protect(member) {
            return Err(PortalError::NotFound.into());
        }
        let mut rows = store::of_office(&mut *self.db.read().await?, &member.office).await?;
        rows.sort_by_key(|row| row.ended_at > 0);
        let reads = rows
            .iter()
            .filter(|row| row.ended_at == 0)
            .map(|row| look_at(member, &row.person))
            .collect();
        record_reads(self, reads).await?;
        let typed: MarkForm = if review {
            self.slip_of(session, DESK).await?.unwrap_or_default()
        } else {
            MarkForm::default()
        };
        let faults = if review {
            typed
                .parse(self.settings.demo)
                .err()
                .unwrap_or_else(|| vec![FieldFault::new("number", Text::SafetyNotSet)])
        } else {
            Vec::new()
        };
        let marks: Result<Vec<_>, Fault> = rows.iter().map(|row| self.opened_mark(row)).collect();
        Ok(SafetyMarksView {
            office: self.name_of_office(&member.office),
            marks: marks?,
            typed,
            faults,
        })
    }

    /// Sets a mark on a person. It bites with the next page that another party opens.
    ///
    /// # Errors
    /// `NotFound` for whoever may protect nobody.
    pub async fn set_safety_mark(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &MarkForm,
    ) -> Result<String, Fault> {
        if !self.may_protect(member) {
            return Err(PortalError::NotFound.into());
        }
        let again = format!("{DESK}?review");
        let Ok((number, reason)) = typed.parse(self.settings.demo) else {
            self.keep_slip(session, DESK, typed).await?;
            return Ok(again);
        };
        if !self.protect(member, &number, &reason).await? {
            self.keep_slip(session, DESK, typed).await?;
            return Ok(again);
        }
        self.keep_slip(session, DESK, &MarkForm::default()).await?;
        Ok(DESK.to_owned())
    }

    /// `false`: this office's mark holds already, or whoever asks is of that person's household.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn protect(
        &self,
        member: &StaffMember,
        number: &ResidentId,
        reason: &str,
    ) -> Result<bool, Fault> {
        let now = self.clock.now();
        let id = self.chance.id(now);
        let row = MarkRow {
            person: self.keys.person(number),
            number: self.keys.seal(&number_place(&id), number, &self.chance),
            office: member.office.clone(),
            reason: self.keys.seal(&reason_place(&id), &reason, &self.chance),
            set_by: member.id.clone(),
            set_at: now,
            ended_at: 0,
            ended_because: String::new(),
            id,
        };
        let mut tx = self.db.begin().await?;
        if !store::set(tx.conn(), &row).await? {
            return Ok(false);
        }
        let mut entry = Acting::staff(member).entry("safety-mark-set", None);
        entry.note = json!({ "office": row.office.0 });
        journal::write(tx.conn(), &record_of(&row.id), now, &entry).await?;
        tx.commit().await?;
        record_reads(self, vec![look_at(member, &row.person)]).await?;
        Ok(true)
    }

    /// Ends a mark of one's own office.
    ///
    /// # Errors
    /// `NotFound` for another office's, a conflict for one that has ended or is about one's own household.
    pub async fn end_safety_mark(
        &self,
        member: &StaffMember,
        id: &str,
        typed: &WordsForm,
    ) -> Result<String, Fault> {
        if !self.may_protect(member) {
            return Err(PortalError::NotFound.into());
        }
        let mark = store::by_id(&mut *self.db.read().await?, id, &member.office)
            .await?
            .ok_or(PortalError::NotFound)?;
        let Ok(words) = typed.parse() else {
            return Err(PortalError::BadRequest(Text::LookWordsEmpty.into()).into());
        };
        let now = self.clock.now();
        let because = self.keys.seal(&because_place(id), &words, &self.chance);
        let mut tx = self.db.begin().await?;
        if !store::end(tx.conn(), id, &member.office, &because, &member.id, now).await? {
            return Err(Fault::conflict(Text::SafetyNotEnded));
        }
        let entry = Acting::staff(member).entry("safety-mark-ended", None);
        journal::write(tx.conn(), &record_of(id), now, &entry).await?;
        tx.commit().await?;
        record_reads(self, vec![look_at(member, &mark.person)]).await?;
        Ok(DESK.to_owned())
    }
}

/// A row of the log of whoever is protected: they are told everything that is done about them.
fn look_at(member: &StaffMember, person: &PersonKey) -> AccessRow {
    AccessRow {
        person: person.clone(),
        by_kind: ReaderKind::Staff,
        by_id: member.id.clone(),
        office: member.office.clone(),
        role: "supervisor".to_owned(),
        purpose: "safety-mark".to_owned(),
        reference: String::new(),
        fields: vec!["safety".to_owned()],
        outcome: ReadOutcome::Allowed,
    }
}
