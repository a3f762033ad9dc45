//! Giving standing leave, and taking it back.

use app::application::LeaveForm;
use app::case::CaseReference;
use app::error::PortalError;
use app::identity::Citizen;
use app::offers::{MONTHS_OF_LEAVE, OfferForm};
use app::text::{Text, in_every_language};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::desk::PAGE;
use super::{CITY, FINDINGS, Leave, PREFIX, store};
use crate::Office;
use crate::benefits::ASKS;
use crate::case::Acting;
use crate::data_layer::records::DataSet;
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;
use crate::notices::{Says, Telling};

impl Office {
    /// The last day of leave that is given today.
    pub(super) fn last_day_of_leave(&self) -> Date {
        self.clock.today().saturating_add(MONTHS_OF_LEAVE.months())
    }

    /// Gives leave for these registers; what was given before makes room for it. The first look follows at once.
    ///
    /// # Errors
    /// `NotFound` for whoever only helps, `Conflict` where it is given twice at the same time.
    pub(super) async fn give_standing_leave(
        &self,
        me: &Citizen,
        typed: &LeaveForm,
    ) -> Result<String, Fault> {
        // Leave for a year is for nobody to give at another's desk.
        if me.helped.is_some() {
            return Err(PortalError::NotFound.into());
        }
        let now = self.clock.now();
        let sets = ASKS
            .iter()
            .map(|asked| asked.set)
            .filter(|set| *set == DataSet::Persons || typed.registers.contains(&set.code()))
            .map(DataSet::code)
            .chain(
                typed
                    .registers
                    .iter()
                    .any(|code| code == FINDINGS)
                    .then(|| FINDINGS.to_owned()),
            )
            .collect();
        let mut leave = Leave {
            home: CITY.to_owned(),
            id: self.chance.id(now),
            reference: CaseReference::from_random(PREFIX, self.chance.bytes()),
            person: me.person.clone(),
            sets,
            given_at: now,
            until: self.last_day_of_leave(),
            next_look: now.as_microsecond(),
            last_look: None,
        };
        let mut tx = self.db.begin().await?;
        if let Some(before) = store::in_force(tx.conn(), &me.person).await?
            && store::end(tx.conn(), &before, "replaced", now).await?
        {
            self.note_on_leave(&mut tx, &before, &Acting::citizen(me), "replace-leave")
                .await?;
        }
        if !store::give(tx.conn(), &leave).await? {
            leave.reference = CaseReference::from_random(PREFIX, self.chance.bytes());
            if !store::give(tx.conn(), &leave).await? {
                return Err(Fault::conflict(Text::CaseMovedOn));
            }
        }
        self.note_on_leave(&mut tx, &leave, &Acting::citizen(me), "give-leave")
            .await?;
        tx.commit().await?;
        Ok(PAGE.to_owned())
    }

    /// Takes it back. Said twice it changes nothing.
    ///
    /// # Errors
    /// `NotFound` for whoever only helps.
    pub(super) async fn end_standing_leave(
        &self,
        me: &Citizen,
        typed: &OfferForm,
    ) -> Result<String, Fault> {
        if me.helped.is_some() {
            return Err(PortalError::NotFound.into());
        }
        if typed.act == "end" {
            let now = self.clock.now();
            let mut tx = self.db.begin().await?;
            if let Some(leave) = store::in_force(tx.conn(), &me.person).await?
                && store::end(tx.conn(), &leave, "person", now).await?
            {
                self.note_on_leave(&mut tx, &leave, &Acting::citizen(me), "end-leave")
                    .await?;
            }
            tx.commit().await?;
        }
        Ok(PAGE.to_owned())
    }

    /// Its last day has passed: nobody looks any more, and the person may give it anew.
    pub(super) async fn let_leave_run_out(&self, leave: &Leave) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        if !store::end(tx.conn(), leave, "ran-out", self.clock.now()).await? {
            return Ok(());
        }
        self.note_on_leave(&mut tx, leave, &Acting::portal(), "leave-ran-out")
            .await?;
        let telling = Telling {
            home: leave.home.clone(),
            case_id: leave.id.clone(),
            reference: leave.reference.clone(),
            person: leave.person.clone(),
            event: in_every_language(Text::OffersNoticeRanOut, &[]),
            about: in_every_language(Text::OffersNoticeAbout, &[]),
            says: Says::This(in_every_language(Text::OffersNoticeRanOutSentence, &[])),
        };
        tx.tell_at_the_end(self, telling);
        Ok(tx.commit().await?)
    }

    pub(super) async fn note_on_leave(
        &self,
        tx: &mut Tx,
        leave: &Leave,
        by: &Acting,
        step: &str,
    ) -> Result<(), Fault> {
        let mut entry = by.entry(step, None);
        entry.note = json!({ "sets": leave.sets, "until": leave.until.to_string() });
        journal::write(tx.conn(), &leave.record(), self.clock.now(), &entry).await?;
        Ok(())
    }
}
