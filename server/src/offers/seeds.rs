//! For `yuban seed`: two older people who want to be told, and the first look.

use app::application::LeaveForm;
use app::identity::Citizen;

use super::{FINDINGS, look};
use crate::Office;
use crate::benefits::ASKS;
use crate::demo_city::City;
use crate::demo_city::people::demo_people;
use crate::fault::Fault;

/// Of the demo's people: one on minimum living allowance with a disability, and one who turns eighty before long.
const WHO: [&str; 2] = ["assisted-elder", "contradicted-elder"];

/// They give leave, and what holds for them is offered.
///
/// # Errors
/// The acts' own.
pub async fn seed_offers(office: &Office, city: &City) -> Result<(), Fault> {
    let registers = ASKS
        .iter()
        .map(|asked| asked.set.code())
        .chain([FINDINGS.to_owned()])
        .collect();
    let everything = LeaveForm { registers };
    for person in demo_people(city) {
        if WHO.contains(&person.key) {
            let me = Citizen {
                account: office.be(person.key).await?.account,
                person: office.keys.person(&person.number),
                name: person.name,
                helped: None,
            };
            office.give_standing_leave(&me, &everything).await?;
        }
    }
    look(office).await?;
    Ok(())
}
