//! Reading notices: what somebody was told, how many are unread, how they chose to be told, and what does not get out
//! of the house.

use app::case::CaseReference;
use app::error::PortalError;
use app::identity::{Actor, Citizen, PersonKey};
use app::notices::{
    Channel, Choices, ChosenChannel, Delivery, LinkToConfirm, NoticeDesk, NoticeLine, Notices,
    Stuck,
};
use app::person::EmailAddress;
use async_trait::async_trait;

use super::choosing::{hash_of, unconfirmed_place};
use super::delivery::email_place;
use super::store::{self, ConfirmationRow, NoticeRow};
use crate::Office;
use crate::fault::Fault;
use crate::identity::confirmed_mobile;
use crate::outbox;

/// Notices on one page.
const PAGE: i64 = 20;

#[async_trait]
impl NoticeDesk for Office {
    async fn notices(&self, me: &Citizen, before: Option<String>) -> Result<Notices, PortalError> {
        Ok(self.notices_of(me, before.as_deref()).await?)
    }

    async fn last_notice(
        &self,
        me: &Citizen,
        reference: &CaseReference,
    ) -> Result<Option<NoticeLine>, PortalError> {
        Ok(self.last_notice_of(&me.person, reference).await?)
    }

    async fn notice_choices(&self, me: &Citizen) -> Result<Choices, PortalError> {
        Ok(self.choices_of(me).await?)
    }

    async fn link_to_confirm(
        &self,
        me: &Citizen,
        token: &str,
    ) -> Result<LinkToConfirm, PortalError> {
        let link = self.open_link(&me.person, Some(&hash_of(token))).await?;
        link.ok_or(PortalError::NotFound)
    }

    async fn stuck(&self, actor: &Actor) -> Result<Stuck, PortalError> {
        if actor.staff().is_none() {
            return Err(PortalError::NotFound);
        }
        Ok(outbox::stuck(self).await?)
    }
}

impl Office {
    async fn notices_of(&self, me: &Citizen, before: Option<&str>) -> Result<Notices, Fault> {
        let mut conn = self.db.read().await?;
        let mut rows = store::notices(&mut conn, &me.person, before, PAGE + 1).await?;
        let has_more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        let (Some(newest), Some(oldest)) = (rows.first(), rows.last()) else {
            return Ok(Notices::default());
        };
        let next = has_more.then(|| oldest.id.clone());
        let deliveries = store::deliveries(&mut conn, &me.person, &oldest.id, &newest.id).await?;
        Ok(Notices {
            notices: rows.into_iter().map(|row| line(row, &deliveries)).collect(),
            next,
        })
    }

    async fn last_notice_of(
        &self,
        person: &PersonKey,
        reference: &CaseReference,
    ) -> Result<Option<NoticeLine>, Fault> {
        let mut conn = self.db.read().await?;
        let Some(row) = store::last_notice(&mut conn, person, reference).await? else {
            return Ok(None);
        };
        let deliveries = store::deliveries(&mut conn, person, &row.id, &row.id).await?;
        Ok(Some(line(row, &deliveries)))
    }

    async fn choices_of(&self, me: &Citizen) -> Result<Choices, Fault> {
        let choice = store::choice(&mut *self.db.read().await?, &me.person).await?;
        let mobile = confirmed_mobile(self, &me.person).await?;
        let email: Option<EmailAddress> = choice
            .as_ref()
            .filter(|choice| !choice.email.is_empty())
            .map(|choice| {
                self.keys
                    .open_sealed(&email_place(&me.person), &choice.email)
            })
            .transpose()?;
        Ok(Choices {
            sms: ChosenChannel {
                is_on: choice.as_ref().is_some_and(|choice| choice.sms) && mobile.is_some(),
                to: mobile.map(|mobile| mobile.masked()),
                can_send: self.can_send(Channel::Sms),
            },
            email: ChosenChannel {
                is_on: choice.is_some_and(|choice| choice.email_on) && email.is_some(),
                to: email.map(|email| email.masked()),
                can_send: self.can_send(Channel::Email),
            },
            unconfirmed: self.open_link(&me.person, None).await?,
        })
    }

    async fn open_link(
        &self,
        person: &PersonKey,
        token: Option<&str>,
    ) -> Result<Option<LinkToConfirm>, Fault> {
        let now = self.clock.now();
        let row = store::confirmation(&mut *self.db.read().await?, person, token, now).await?;
        row.map(|row: ConfirmationRow| {
            let address: EmailAddress = self
                .keys
                .open_sealed(&unconfirmed_place(&row.token), &row.email)?;
            Ok(LinkToConfirm {
                address: address.as_str().to_owned(),
                expires_at: row.expires_at,
            })
        })
        .transpose()
    }

    /// How many notices this visitor has not read: shown on every page.
    ///
    /// # Errors
    /// The database's.
    pub async fn unread_notices(&self, actor: &Actor) -> Result<i64, Fault> {
        match actor.citizen() {
            // Theirs, and not for whoever helps them with one thing.
            Some(me) if me.helped.is_some() => Ok(0),
            Some(me) => store::unread(&mut *self.db.read().await?, &me.person).await,
            None => Ok(0),
        }
    }

    /// Marks one notice as read, and says to which case it belongs.
    ///
    /// # Errors
    /// `NotFound` for a notice that is not this person's.
    pub async fn open_notice(&self, me: &Citizen, id: &str) -> Result<String, Fault> {
        let mut tx = self.db.begin().await?;
        store::mark_read(tx.conn(), &me.person, id, self.clock.now()).await?;
        let notice = store::notice(tx.conn(), &me.person, id)
            .await?
            .ok_or(PortalError::NotFound)?;
        tx.commit().await?;
        Ok(notice.reference.to_string())
    }

    /// Marks everything up to this notice as read.
    ///
    /// # Errors
    /// The database's.
    pub async fn mark_notices_read(&self, me: &Citizen, newest: &str) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        store::mark_read_up_to(tx.conn(), &me.person, newest, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

fn line(row: NoticeRow, deliveries: &[store::DeliveryRow]) -> NoticeLine {
    NoticeLine {
        deliveries: deliveries
            .iter()
            .filter(|delivery| delivery.notice == row.id)
            .map(|delivery| Delivery {
                channel: delivery.channel,
                state: delivery.state,
                at: delivery.at,
            })
            .collect(),
        id: row.id,
        reference: row.reference,
        event: row.event,
        sentence: row.sentence,
        at: row.at,
        is_read: row.read_at.is_some(),
    }
}
