//! 长辈版 kept with the account, beside the cookie: who turned it on finds it on at every device they sign in at.

use app::identity::Citizen;

use super::store::accounts;
use crate::Office;
use crate::fault::Fault;

impl Office {
    /// Keeps whether this citizen wants 长辈版.
    pub async fn keep_elder_mode(&self, me: &Citizen, is_on: bool) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        accounts::set_elder(tx.conn(), &me.account, if is_on { "yes" } else { "no" }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether this account wants 长辈版.
    pub async fn wants_elder_mode(&self, account: &str) -> Result<bool, Fault> {
        let mut conn = self.db.read().await?;
        Ok(accounts::elder(&mut conn, account).await?.as_deref() == Some("yes"))
    }
}
