//! For `yuban seed`: what staff file for somebody who stands at their counter, and order for somebody on the phone.

use app::helping::{Help, HelpHow};
use app::identity::{Citizen, SessionKey, StaffMember};
use app::person::{PersonName, ResidentId};

use crate::Office;
use crate::fault::Fault;

/// The session in which the demo's staff help: nobody's browser holds it.
fn session() -> SessionKey {
    SessionKey("seeds".to_owned())
}

/// Begins to help somebody with one service; they are the visitor of its pages from here on.
///
/// # Errors
/// The act's own.
pub async fn seed_help(
    office: &Office,
    member: &StaffMember,
    (name, number): (&PersonName, &ResidentId),
    service: &str,
    how: HelpHow,
) -> Result<Citizen, Fault> {
    let help = Help {
        number: number.clone(),
        name: name.clone(),
        service: service.to_owned(),
        how,
    };
    office.end_help(member, &session()).await?;
    office.begin_help(member, &session(), &help).await?;
    office
        .helped_at(member, &session(), &format!("/{service}"))
        .await?
        .ok_or_else(|| Fault::Other(format!("nobody can be helped with {service}")))
}
