//! For `yuban seed`: somebody who acts for four others: for one with her yes, for one it is being checked, for one it is
//! over, and for one a document has to be looked at first.

use app::identity::{Citizen, StaffMember};
use app::person::ResidentId;

use super::whole_offer;
use crate::Office;
use crate::fault::Fault;

/// Somebody of the demo city, with their street.
pub struct Neighbour {
    pub me: Citizen,
    pub number: ResidentId,
    pub street: String,
}

/// The four mandates of one holder, through the same acts as anybody's. `checks` works at the office of the second one's
/// street.
///
/// # Errors
/// The acts' own.
pub async fn seed_mandates(
    office: &Office,
    holder: &Citizen,
    [active, held, ended, guarded]: &[Neighbour; 4],
    checks: &StaffMember,
) -> Result<(), Fault> {
    let today = office.clock.today();
    let offer = |whom: &Neighbour| {
        let name = whom.me.name.clone();
        whole_offer(name, whom.number.clone(), whom.street.clone(), today)
    };
    office
        .mandate_between(holder, &active.me, &offer(active))
        .await?;
    let reference = office
        .mandate_between(holder, &held.me, &offer(held))
        .await?;
    let mandate = office
        .mandate_of(
            &mut *office.db.read().await?,
            reference.as_str(),
            |mandate| mandate.holder == holder.person,
        )
        .await?;
    office
        .hold_or_release(checks, &mandate, "hold", "老人来电说不记得同意过，先核对")
        .await?;
    let reference = office
        .mandate_between(holder, &ended.me, &offer(ended))
        .await?;
    office.give_up_mandate(holder, reference.as_str()).await?;
    // No yes of his: whoever is a guardian brings the document to the street office.
    office.offer_mandate(holder, &offer(guarded)).await?;
    Ok(())
}
