//! Who acts for whom in the demo city, and for whom staff file at the counter and order on the phone.

use app::care::VoucherStage;
use app::helping::HelpHow;
use app::identity::{Citizen, OfficeId, StaffMember, StaffRole};

use super::acts::{Cast, apply_for_an_assessment_at_the_counter};
use super::plan::ASSESSED;
use crate::Office;
use crate::care::SERVICE as CARE;
use crate::care::seeds::{seed_meals_for, whoever_calls};
use crate::demo_city::City;
use crate::demo_city::people::demo_people;
use crate::fault::Fault;
use crate::helping::seeds::seed_help;
use crate::mandate::seeds::{Neighbour, seed_mandates};

/// Who acts for others.
const HOLDER: &str = "elder-son";
/// For whom: in force, being checked, over, waiting for a guardian's document.
const SUBJECTS: [&str; 4] = [
    "elder",
    "assisted-elder",
    "contradicted-elder",
    "disabled-adult",
];
/// How many older people come to the counter.
const AT_THE_COUNTER: usize = 2;

/// Four mandates of one son, two filings at a counter, and an order on the phone.
pub async fn seed_helping(office: &Office, cast: &Cast, city: &City) -> Result<(), Fault> {
    let mut subjects = Vec::new();
    for key in SUBJECTS {
        subjects.push(neighbour(office, city, key).await?);
    }
    let holder = neighbour(office, city, HOLDER).await?.me;
    let subjects: [Neighbour; 4] = subjects
        .try_into()
        .map_err(|_| Fault::Other("four people have mandates".to_owned()))?;
    let checks = at_the_street(cast, city, &subjects[1].street).await?;
    seed_mandates(office, &holder, &subjects, &checks).await?;

    let street = &subjects[0].street;
    let clerk = at_the_street(cast, city, street).await?;
    let second = cast.at(&clerk.office, StaffRole::Supervisor).await?;
    let assessed = neighbour(office, city, ASSESSED).await?;
    seed_vouchers(office, &clerk, &second, &assessed).await?;
    let come: Vec<_> = city
        .pensioners
        .iter()
        .filter_map(|(number, _)| Some((number, city.person(number)?)))
        .filter(|(_, person)| person.died_on.is_none() && person.street == *street)
        .take(AT_THE_COUNTER)
        .collect();
    for (number, person) in come {
        let who = (&person.name, number);
        let service = "elder-assessment";
        let me = seed_help(office, &clerk, who, service, HelpHow::Counter).await?;
        apply_for_an_assessment_at_the_counter(office, &me).await?;
    }
    if let Some((caller, number, street)) = whoever_calls(office, city, street) {
        let clerk = at_the_street(cast, city, &street).await?;
        let who = (&caller.name, &number);
        let me = seed_help(office, &clerk, who, CARE, HelpHow::Phone).await?;
        seed_meals_for(office, city, me, number).await?;
    }
    Ok(())
}

/// One voucher that a colleague has issued, and one that waits for them. In years for which no rule grants any there is
/// none, nor before the assessment has come to its end.
async fn seed_vouchers(
    office: &Office,
    clerk: &StaffMember,
    second: &StaffMember,
    whom: &Neighbour,
) -> Result<(), Fault> {
    let called = whom.number.masked();
    for (fen, is_issued) in [(20_000, true), (10_000, false)] {
        let proposed = office
            .propose_voucher(clerk, &whom.me.person, &called, fen)
            .await;
        match proposed {
            Ok(id) if is_issued => {
                office
                    .settle_voucher(second, &id, VoucherStage::Issued)
                    .await?;
            }
            Ok(_) | Err(Fault::Portal(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

async fn neighbour(office: &Office, city: &City, key: &str) -> Result<Neighbour, Fault> {
    let person = demo_people(city)
        .into_iter()
        .find(|person| person.key == key)
        .ok_or_else(|| Fault::Other(format!("nobody is {key}")))?;
    let street = city
        .person(&person.number)
        .map(|known| known.street.clone())
        .unwrap_or_default();
    Ok(Neighbour {
        me: Citizen {
            account: office.be(key).await?.account,
            person: office.keys.person(&person.number),
            name: person.name,
            helped: None,
        },
        number: person.number,
        street,
    })
}

async fn at_the_street(cast: &Cast, city: &City, street: &str) -> Result<StaffMember, Fault> {
    let office = city
        .office("street", street)
        .ok_or_else(|| Fault::Other(format!("{street} has no office")))?;
    cast.at(&OfficeId(office.id.clone()), StaffRole::Caseworker)
        .await
}
