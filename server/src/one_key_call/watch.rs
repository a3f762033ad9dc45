//! What is looked after before anybody presses: devices that are silent, people of whom nobody has heard, test presses
//! that are due. Each becomes a warning or a reminder once; what is due stands in rows.

use std::time::Duration;

use app::case::CaseReference;
use app::one_key_call::call_terms;
use app::text::{Text, in_every_language};
use jiff::Timestamp;

use super::PREFIX;
use super::devices::{hours_after, silence_of};
use super::store::devices::Device;
use super::store::people::Known;
use super::store::{devices, people};
use crate::Office;
use crate::fault::Fault;
use crate::journal::Record;
use crate::notices::{Says, Telling};
use crate::warnings::{Raise, WarnedOf};

const AT_ONCE: i64 = 200;

/// Runs until the portal closes.
///
/// # Errors
/// None: what fails is logged and tried again.
pub async fn keep_watching(office: Office) -> Result<(), Fault> {
    while !office.closing.has_begun() {
        if let Err(fault) = look_after(&office).await {
            tracing::error!(error = %fault, "devices and people could not be looked after");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
            () = office.closing.begun() => {}
        }
    }
    Ok(())
}

/// Warns of what is silent, and reminds of what is due; says of how many.
///
/// # Errors
/// The database's. One that fails stops no other.
pub async fn look_after(office: &Office) -> Result<usize, Fault> {
    let now = office.clock.now();
    let (silent, quiet, untested) = {
        let mut conn = office.db.read().await?;
        (
            devices::silent(&mut conn, now, AT_ONCE).await?,
            people::quiet(&mut conn, now, AT_ONCE).await?,
            people::untested(&mut conn, now, AT_ONCE).await?,
        )
    };
    for device in &silent {
        if let Err(fault) = office.warn_of_silence(device).await {
            tracing::error!(error = %fault, device = device.id, "a silence could not be written down");
        }
    }
    for known in &quiet {
        if let Err(fault) = office.look_at_quiet(known, now).await {
            tracing::error!(error = %fault, "somebody could not be looked after");
        }
    }
    for known in &untested {
        if let Err(fault) = office.remind_of_test(known, now).await {
            tracing::error!(error = %fault, "nobody could be reminded of a test press");
        }
    }
    let before = now
        .checked_sub(jiff::SignedDuration::from_hours(2))
        .unwrap_or(now);
    if !silent.is_empty() {
        let mut tx = office.db.begin().await?;
        devices::forget_events(tx.conn(), before).await?;
        tx.commit().await?;
    }
    Ok(silent.len() + quiet.len() + untested.len())
}

impl Office {
    async fn warn_of_silence(&self, device: &Device) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        if !devices::take_silence(tx.conn(), device).await? {
            return Ok(());
        }
        let about = silence_of(device, device.last_seen);
        self.warn_about(&mut tx, device, "device-silent", &about)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Whether anybody has heard of them since; otherwise it is time to look.
    async fn look_at_quiet(&self, known: &Known, now: Timestamp) -> Result<(), Fault> {
        let pause = 24 * call_terms().watch.quiet_days;
        let mut tx = self.db.begin().await?;
        // Whoever moves the mark has it.
        if !people::move_contact_mark(tx.conn(), known, hours_after(now, pause)).await? {
            return Ok(());
        }
        let heard = people::last_heard(tx.conn(), &known.person).await?;
        if let Some(heard) = heard.filter(|heard| hours_after(*heard, pause) > now) {
            let moved = Known {
                contact_mark: hours_after(now, pause).as_microsecond(),
                ..known.clone()
            };
            people::move_contact_mark(tx.conn(), &moved, hours_after(heard, pause)).await?;
            return Ok(tx.commit().await?);
        }
        let who = self.home_of(known)?;
        let day = app::text::city_date(now);
        let raise = Raise {
            home: known.home.clone(),
            kind: "no-contact",
            about: Record::new(
                &known.home,
                "call-person",
                format!("{},{day}", known.person.0),
            ),
            reference: String::new(),
            person: known.person.clone(),
            who: WarnedOf {
                name: who.name,
                phone: who.phone,
                address: who.address,
            },
        };
        self.raise_warning(&mut tx, &raise).await?;
        Ok(tx.commit().await?)
    }

    async fn remind_of_test(&self, known: &Known, now: Timestamp) -> Result<(), Fault> {
        let next = hours_after(now, 24 * call_terms().watch.test_days);
        let mut tx = self.db.begin().await?;
        if !people::move_test_mark(tx.conn(), known, next).await? {
            return Ok(());
        }
        let reference = CaseReference::from_random(PREFIX, self.chance.bytes());
        let telling = Telling {
            home: known.home.clone(),
            case_id: String::new(),
            reference,
            person: known.person.clone(),
            event: in_every_language(Text::CallNoticeTestDue, &[]),
            about: in_every_language(Text::CallNoticeAbout, &[]),
            says: Says::This(in_every_language(Text::CallNoticeTestDueSentence, &[])),
        };
        tx.tell_at_the_end(self, telling);
        Ok(tx.commit().await?)
    }
}
