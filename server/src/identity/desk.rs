//! The rules of the identity desk.

use app::error::PortalError;
use app::identity::SessionKey;
use app::identity::desk::{DemoChoice, IdentityDesk};
use app::person::{Mobile, PersonName, ResidentId};
use async_trait::async_trait;

use super::store::accounts::{self, AccountRow};
use crate::Office;

impl Office {
    /// An account's row, with what is personal sealed.
    pub(super) fn sealed_account(
        &self,
        id: &str,
        number: &ResidentId,
        name: &PersonName,
        mobile: Option<&Mobile>,
        password: String,
    ) -> AccountRow {
        let (keys, chance) = (&self.keys, &self.chance);
        AccountRow {
            id: id.to_owned(),
            person: keys.person(number).0,
            number: keys.seal(&accounts::number_place(id), number, chance),
            name: keys.seal(&accounts::name_place(id), name, chance),
            mobile: keys.seal(&accounts::mobile_place(id), &mobile, chance),
            password,
        }
    }
}

#[async_trait]
impl IdentityDesk for Office {
    fn demo_choices(&self) -> Vec<DemoChoice> {
        Office::demo_choices(self)
    }
}
