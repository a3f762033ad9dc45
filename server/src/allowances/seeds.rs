//! The demo city's payments: an office's list is taken over, last month is paid by two people, and this month is left to
//! do; some payments came back.

use app::allowances::Month;
use app::identity::StaffMember;

use super::taking_over::Listed;
use crate::Office;
use crate::fault::Fault;
use crate::outbox;

/// Takes the lists over, and lets two people pay this month.
///
/// # Errors
/// The desks'.
pub async fn seed_payments(
    office: &Office,
    lists: &[Listed],
    month: Month,
    desks: &[(StaffMember, StaffMember)],
) -> Result<(), Fault> {
    for listed in lists {
        office.take_over_allowance(listed).await?;
    }
    for (first, second) in desks {
        let run = office.prepare_run(first, month).await?;
        while outbox::run_once(office).await? > 0 {}
        office.act_on_run(first, &run, "propose").await?;
        office.act_on_run(second, &run, "confirm").await?;
        while outbox::run_once(office).await? > 0 {}
    }
    Ok(())
}
