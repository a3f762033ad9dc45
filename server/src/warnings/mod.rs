//! Warnings: raised in the transaction of what went wrong, looked after by an office, closed with a reason. One loop goes
//! from one rung to the next when nobody was reached in time. What is due stands in the database, so a restart forgets
//! nothing and repeats nothing.

pub mod counter;
mod desk;
pub mod store;

use std::time::Duration;

use app::identity::PersonKey;
use app::warnings::{Closing, RungEnd, Whom, ladder};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Office;
use crate::case::Acting;
use crate::data_layer::directory::GOVERNMENT;
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Record};
use store::Warning;

/// How many are looked at in one go.
const AT_ONCE: i64 = 200;

/// What the desk has to know of the person, sealed with the warning.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WarnedOf {
    pub name: String,
    pub phone: String,
    pub address: String,
}

/// Something that has to be looked after.
#[derive(Clone, Debug)]
pub struct Raise {
    /// Nine digits of the street where the person lives.
    pub home: String,
    /// Which ladder, e.g. `missed-visit`.
    pub kind: &'static str,
    /// What it is about: the key of a record.
    pub about: Record,
    /// The reference that people know it by.
    pub reference: String,
    pub person: PersonKey,
    pub who: WarnedOf,
}

fn details_place(id: &str) -> String {
    format!("warning.details.{id}")
}

fn remark_place(id: &str) -> String {
    format!("warning.remark.{id}")
}

pub(crate) fn contact_place(person: &PersonKey, place: i64) -> String {
    format!("contact.who.{}.{place}", person.0)
}

fn in_minutes(from: Timestamp, minutes: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_mins(minutes))
        .expect("a span of minutes saturates")
}

/// Runs until the portal closes.
///
/// # Errors
/// None: what fails is logged and tried again.
pub async fn run(office: Office) -> Result<(), Fault> {
    while !office.closing.has_begun() {
        if let Err(fault) = look(&office).await {
            tracing::error!(error = %fault, "the warnings could not be read");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = office.closing.begun() => {}
        }
    }
    Ok(())
}

/// Goes on to the next rung wherever the minutes of one are over; says at how many warnings it looked.
///
/// # Errors
/// The database's.
pub async fn look(office: &Office) -> Result<usize, Fault> {
    let now = office.clock.now();
    let due = store::to_look(&mut *office.db.read().await?, now, AT_ONCE).await?;
    for (home, id) in &due {
        if let Err(fault) = office.next_rung_in_time(home, id, now).await {
            tracing::error!(error = %fault, warning = id, "a warning could not go on");
        }
    }
    Ok(due.len())
}

impl Office {
    /// Raises a warning in this transaction, and puts the first call on the desk of the street's office. The same thing
    /// warned of twice is one; `false` if it was there.
    ///
    /// # Errors
    /// The database's, and a kind without a ladder.
    pub async fn raise_warning(&self, tx: &mut Tx, raise: &Raise) -> Result<bool, Fault> {
        self.raise_warning_from(tx, raise, self.clock.now()).await
    }

    /// The same about something that is to be looked after later: the first call has its minutes from then on.
    ///
    /// # Errors
    /// As [`Self::raise_warning`].
    pub async fn raise_warning_from(
        &self,
        tx: &mut Tx,
        raise: &Raise,
        from: Timestamp,
    ) -> Result<bool, Fault> {
        let now = self.clock.now();
        let ladder = ladder(raise.kind)
            .ok_or_else(|| Fault::Other(format!("no ladder for {}", raise.kind)))?;
        let directory = self.directory();
        let owner = directory
            .serving("street", &raise.home)
            .or_else(|| directory.serving(GOVERNMENT, &raise.home))
            .map(|office| office.id.clone())
            .unwrap_or_default();
        let id = self.chance.id(now);
        let minutes = ladder.rungs.iter().map(|rung| rung.minutes).sum();
        let warning = Warning {
            home: raise.home.clone(),
            once: format!("{},{}", raise.kind, raise.about.id),
            kind: raise.kind.to_owned(),
            about_kind: raise.about.kind.clone(),
            about_id: raise.about.id.clone(),
            reference: raise.reference.clone(),
            person: raise.person.clone(),
            details: self
                .keys
                .seal(&details_place(&id), &raise.who, &self.chance),
            office: app::identity::OfficeId(owner),
            opened_at: now,
            due_at: in_minutes(from, minutes),
            is_open: true,
            version: 1,
            reason: String::new(),
            remark: String::new(),
            closed_at: None,
            id,
        };
        if !store::add(tx.conn(), &warning).await? {
            return Ok(false);
        }
        self.note_warning(tx, &warning, &Acting::portal(), "raised", None)
            .await?;
        self.climb(tx, &warning, 0, from).await?;
        Ok(true)
    }

    /// Puts the next call after this rung on the desk; a contact whom nobody has named is left out.
    async fn climb(
        &self,
        tx: &mut Tx,
        warning: &Warning,
        after: i64,
        from: Timestamp,
    ) -> Result<(), Fault> {
        let Some(ladder) = ladder(&warning.kind) else {
            return Ok(());
        };
        let has_contact = !store::contacts(tx.conn(), &warning.person)
            .await?
            .is_empty();
        let next = (1..)
            .zip(&ladder.rungs)
            .find(|(place, rung)| *place > after && (rung.whom != Whom::Contact || has_contact));
        let mark = match next {
            None => None,
            Some((place, rung)) => {
                let due = in_minutes(from, rung.minutes);
                store::add_rung(tx.conn(), warning, place, rung.whom, from, due).await?;
                self.note_warning(
                    tx,
                    warning,
                    &Acting::portal(),
                    "to-ring",
                    Some(serde_json::json!({ "whom": rung.whom.code() })),
                )
                .await?;
                Some(due)
            }
        };
        store::set_mark(tx.conn(), warning, mark).await
    }

    async fn next_rung_in_time(&self, home: &str, id: &str, now: Timestamp) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        // Whoever clears the mark has it: another process finds nothing to do.
        if !store::stop(tx.conn(), home, id, now).await? {
            return Ok(());
        }
        let Some(warning) = store::by_id(tx.conn(), id)
            .await?
            .filter(|found| found.is_open)
        else {
            return Ok(tx.commit().await?);
        };
        let place = store::end_rung(tx.conn(), &warning, RungEnd::TimeOver, now, "portal").await?;
        self.climb(&mut tx, &warning, place, now).await?;
        Ok(tx.commit().await?)
    }

    /// Closes the warning about this record, if one is open: what it warned of has resolved itself.
    ///
    /// # Errors
    /// The database's.
    pub async fn settle_warning(
        &self,
        tx: &mut Tx,
        home: &str,
        about: &str,
        how: Closing,
    ) -> Result<(), Fault> {
        if let Some(warning) = store::open_about(tx.conn(), home, about).await? {
            self.close_in(tx, &warning, &Acting::portal(), how, "")
                .await?;
        }
        Ok(())
    }

    async fn close_in(
        &self,
        tx: &mut Tx,
        warning: &Warning,
        by: &Acting,
        how: Closing,
        remark: &str,
    ) -> Result<bool, Fault> {
        let now = self.clock.now();
        let sealed = if remark.is_empty() {
            String::new()
        } else {
            self.keys
                .seal(&remark_place(&warning.id), &remark, &self.chance)
        };
        if !store::close(tx.conn(), warning, how, &sealed, now, &by.actor).await? {
            return Ok(false);
        }
        store::end_rung(tx.conn(), warning, RungEnd::NotNeeded, now, &by.actor).await?;
        let note = serde_json::json!({ "reason": how.code() });
        self.note_warning(tx, warning, by, "closed", Some(note))
            .await?;
        Ok(true)
    }

    async fn note_warning(
        &self,
        tx: &mut Tx,
        warning: &Warning,
        by: &Acting,
        step: &str,
        note: Option<serde_json::Value>,
    ) -> Result<(), Fault> {
        let mut entry = by.entry(step, None);
        entry.on_behalf_of = Some(warning.person.0.clone());
        entry.note = note.unwrap_or_else(|| {
            serde_json::json!({ "kind": warning.kind, "about": warning.about_id, "office": warning.office.0 })
        });
        let record = Record::new(&warning.home, "warning", &warning.id);
        journal::write(tx.conn(), &record, self.clock.now(), &entry).await?;
        Ok(())
    }
}
