//! The rules of being told: what somebody may turn on and off, and how an e-mail address is proved.

use app::error::PortalError;
use app::identity::Citizen;
use app::notices::Channel;
use app::person::EmailAddress;
use app::text::{Language, Text};
use jiff::SignedDuration;

use super::delivery::email_place;
use super::store::{self, ConfirmationRow};
use crate::Office;
use crate::database::Tx;
use crate::fault::Fault;
use crate::identity::{account_record, confirmed_mobile};
use crate::journal::{self, Entry};
use crate::keys::sha256;
use crate::outbox::{self, Errand};

/// How long a link that proves an address works.
const VALID: SignedDuration = SignedDuration::from_hours(24);

/// As the table holds a token.
pub(super) fn hash_of(token: &str) -> String {
    sha256(token.as_bytes())
}

/// Where an unconfirmed address is sealed.
pub(super) fn unconfirmed_place(token: &str) -> String {
    format!("email_confirmation,email,{token}")
}

impl Office {
    /// Turns SMS on or off.
    ///
    /// # Errors
    /// `Conflict` when it is to be turned on and no mobile is confirmed, or this portal cannot send SMS.
    pub async fn choose_sms(
        &self,
        me: &Citizen,
        is_on: bool,
        language: Language,
    ) -> Result<(), Fault> {
        let can_be_on =
            self.can_send(Channel::Sms) && confirmed_mobile(self, &me.person).await?.is_some();
        if is_on && !can_be_on {
            return Err(Fault::conflict(Text::NoticesSmsNoMobile));
        }
        let mut tx = self.db.begin().await?;
        store::set_sms(tx.conn(), &me.person, is_on, language, self.clock.now()).await?;
        self.note_choice(&mut tx, me, if is_on { "sms-on" } else { "sms-off" })
            .await?;
        Ok(tx.commit().await?)
    }

    /// Sends a link to an address; whoever opens it, signed in as the same person, is told there from then on.
    ///
    /// # Errors
    /// `TooMany` after five links within an hour; `Conflict` when this portal cannot send e-mail.
    pub async fn send_link(
        &self,
        me: &Citizen,
        to: &EmailAddress,
        language: Language,
    ) -> Result<(), Fault> {
        if !self.can_send(Channel::Email) {
            return Err(Fault::conflict(Text::NoticesEmailNoWay));
        }
        let now = self.clock.now();
        let token = self.chance.token();
        let hash = hash_of(&token);
        let row = ConfirmationRow {
            email: self.keys.seal(&unconfirmed_place(&hash), to, &self.chance),
            person: me.person.clone(),
            language,
            expires_at: now + VALID,
            token: hash,
        };
        let mut tx = self.db.begin().await?;
        if !self.may_send_link(tx.conn(), &me.person.0).await? {
            // The try counts, so that it is kept.
            tx.commit().await?;
            return Err(PortalError::TooMany {
                retry_after_seconds: 3600,
            }
            .into());
        }
        store::add_confirmation(tx.conn(), &row).await?;
        let errand = Errand::ConfirmAddress {
            person: me.person.0.clone(),
            email: to.clone(),
            token,
            language,
        };
        outbox::put(self, &mut tx, "", &errand, now).await?;
        self.note_choice(&mut tx, me, "email-link").await?;
        Ok(tx.commit().await?)
    }

    /// The link was opened: the address is proved, and e-mail is on.
    ///
    /// # Errors
    /// `NotFound` for a link that was used, has run out, or was made for somebody else.
    pub async fn confirm_link(&self, me: &Citizen, token: &str) -> Result<(), Fault> {
        let now = self.clock.now();
        let hash = hash_of(token);
        let found = store::confirmation(&mut *self.db.read().await?, &me.person, Some(&hash), now)
            .await?
            .ok_or(PortalError::NotFound)?;
        let address: EmailAddress = self
            .keys
            .open_sealed(&unconfirmed_place(&hash), &found.email)?;
        let sealed = self
            .keys
            .seal(&email_place(&me.person), &address, &self.chance);
        let mut tx = self.db.begin().await?;
        if !store::use_confirmation(tx.conn(), &me.person, &hash, now).await? {
            return Err(PortalError::NotFound.into());
        }
        store::set_email(tx.conn(), &me.person, &sealed, found.language, now).await?;
        self.note_choice(&mut tx, me, "email-on").await?;
        Ok(tx.commit().await?)
    }

    /// No more e-mail: the address and every open link are forgotten.
    ///
    /// # Errors
    /// The database's.
    pub async fn turn_email_off(&self, me: &Citizen) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        store::forget_email(tx.conn(), &me.person, self.clock.now()).await?;
        store::forget_confirmations(tx.conn(), &me.person).await?;
        self.note_choice(&mut tx, me, "email-off").await?;
        Ok(tx.commit().await?)
    }

    async fn note_choice(&self, tx: &mut Tx, me: &Citizen, step: &str) -> Result<(), Fault> {
        let entry = Entry {
            step: step.to_owned(),
            by: "citizen".to_owned(),
            actor: me.person.0.clone(),
            ..Entry::default()
        };
        journal::write(
            tx.conn(),
            &account_record(&me.person),
            self.clock.now(),
            &entry,
        )
        .await?;
        Ok(())
    }
}
