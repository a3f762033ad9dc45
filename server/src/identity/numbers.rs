//! The identity number behind an account: sealed, opened only to ask the registers.

use app::error::PortalError;
use app::identity::Citizen;
use app::person::ResidentId;

use super::store::accounts;
use crate::Office;
use crate::fault::Fault;

impl Office {
    /// The signed-in citizen's own number.
    ///
    /// # Errors
    /// [`PortalError::SignInFirst`] when the account is gone.
    pub async fn number_of_citizen(&self, citizen: &Citizen) -> Result<ResidentId, Fault> {
        let account = accounts::by_id(&mut *self.db.read().await?, &citizen.account)
            .await?
            .ok_or(PortalError::SignInFirst)?;
        Ok(self
            .keys
            .open_sealed(&accounts::number_place(&account.id), &account.number)?)
    }
}
