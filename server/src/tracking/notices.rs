//! Notices: sentences about one's cases, with how many are unread.

use app::error::PortalError;
use app::identity::{Actor, Citizen};
use app::tracking::{NoticeLine, Notices};

use super::store;
use crate::Office;
use crate::fault::Fault;

/// Notices on one page.
const PAGE: i64 = 20;

impl Office {
    pub(super) async fn notices_of(
        &self,
        me: &Citizen,
        before: Option<&str>,
    ) -> Result<Notices, Fault> {
        let mut rows =
            store::notices(&mut *self.db.read().await?, &me.person, before, PAGE + 1).await?;
        let has_more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        let notices: Vec<NoticeLine> = rows
            .into_iter()
            .map(|row| NoticeLine {
                id: row.id,
                reference: row.reference,
                sentence: row.sentence,
                at: row.at,
                is_read: row.read_at.is_some(),
            })
            .collect();
        Ok(Notices {
            next: notices
                .last()
                .filter(|_| has_more)
                .map(|notice| notice.id.clone()),
            notices,
        })
    }

    /// How many notices this visitor has not read: shown on every page.
    ///
    /// # Errors
    /// The database's.
    pub async fn unread_notices(&self, actor: &Actor) -> Result<i64, Fault> {
        match actor.citizen() {
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
