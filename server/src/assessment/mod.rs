//! Assessment of an older person's abilities. The application is a case like any other; the visit runs beside it: a street
//! office names a body that has no interest in care, two of its assessors visit and confirm one form, and a finding is
//! there, which outlives the case and counts in every district.

mod acts;
pub mod counter;
mod desk;
pub mod seeds;
mod store;
mod understanding;

pub use acts::Pressed;
pub(crate) use store::add_care_interest;
use store::own_body;
pub use store::{Finding, findings_of};
pub use understanding::ELDER_ASSESSMENT;

use sqlx::AnyConnection;

use crate::data_layer::records::OfficeEntry;
use crate::fault::Fault;

/// The matter of the case that the visit is for.
pub(crate) const MATTER: &str = "assessment";

/// The department of assessor bodies in the directory.
pub const DEPARTMENT: &str = "assessor";

/// The department of organisations that provide care, as far as the directory lists them.
pub const CARE: &str = "care";

/// Keeps whose an organisation of the directory is, where that bears on who may assess.
///
/// # Errors
/// The database's.
pub async fn keep_owners(conn: &mut AnyConnection, office: &OfficeEntry) -> Result<(), Fault> {
    for owner in &office.owners {
        match office.department.as_str() {
            DEPARTMENT => own_body(conn, &office.id, owner).await?,
            CARE => add_care_interest(conn, owner, &office.id, &office.division).await?,
            _ => {}
        }
    }
    Ok(())
}
