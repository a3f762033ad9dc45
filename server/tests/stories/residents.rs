//! A city of any size: residents beside the demo's families, written into the registers a few at a time.

use server::data_layer::desk::{Outcome, Reason, Sourced};
use server::data_layer::records::DataSet;
use server::demo_city::residents::Residents;

use crate::stories;
use crate::support::World;

/// What two registers answer about the resident of this place.
async fn asked_about(world: &World, nth: u64) -> Vec<Sourced> {
    let number = Residents::of(&world.city).nth(nth).unwrap().person.number;
    let person = world.office.keys.person(&number);
    let reason = Reason {
        actor: person.0.clone(),
        person,
        purpose: "newborn/prefill".to_owned(),
        issue: String::new(),
        is_waited_for: false,
    };
    let sets = [DataSet::Persons, DataSet::Households];
    world
        .office
        .ask_registers(&reason, &number, &sets)
        .await
        .unwrap()
}

async fn registers_answer_about_anybody_of_a_larger_city(world: World) {
    let families = world.city.people().count() as u64;
    let mut heard = Vec::new();
    let wanted = families + 2_500;
    world
        .registers
        .settle(wanted, |there, of| heard.push((there, of)))
        .await
        .unwrap();
    assert_eq!(
        heard,
        [1_000, 2_000, 2_500].map(|more| (families + more, wanted))
    );
    // It goes on where it ended, and takes nobody away.
    for people in [families + 2_600, families + 10, 0] {
        world.registers.settle(people, |_, _| ()).await.unwrap();
    }

    let resident = Residents::of(&world.city).nth(2_599).unwrap();
    let answers = asked_about(&world, 2_599).await;
    let [person, household] = [&answers[0].body, &answers[1].body];
    assert_eq!(person["name"], resident.person.name.as_str());
    assert_eq!(person["street"], resident.person.street.as_str());
    assert_eq!(household["number"], resident.household.number.as_str());

    let nobody = asked_about(&world, 2_600).await;
    assert!(
        nobody
            .iter()
            .all(|answer| answer.outcome == Outcome::NothingHeld)
    );
}

stories![registers_answer_about_anybody_of_a_larger_city];
