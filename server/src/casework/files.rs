//! The files that came with an applicant's answer: of one's own office's matters only, each reading recorded.

use app::casework::MatterAddress;
use app::identity::Actor;

use crate::Office;
use crate::case::Matter;
use crate::fault::Fault;

impl Office {
    /// The matter at this address, for its own office's staff. Refused attempts are recorded.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub(crate) async fn matter_for_reading(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<Matter, Fault> {
        Ok(self.open_matter(actor, address).await?.1.matter)
    }

    /// Records that these are read. Must have succeeded before anything is shown.
    ///
    /// # Errors
    /// As [`Self::matter_for_reading`], or where it could not be recorded.
    pub(crate) async fn record_reading_of_files(
        &self,
        actor: &Actor,
        address: &MatterAddress,
        fields: Vec<String>,
    ) -> Result<(), Fault> {
        let (member, opened) = self.open_matter(actor, address).await?;
        self.record_opening(member, &opened, fields).await
    }
}
