//! The store of e-licences is really asked, with leave: what it holds is shown with where it came from, compared with the
//! register in which the certificate is entered, and asked for later where it is silent.

use app::case::FieldState;
use app::text::Text;
use jiff::SignedDuration;
use serde_json::json;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;

use crate::allowances::happen;
use crate::by_hand::{state, to_the_receipt, with_leave};
use crate::mandate::number_of;
use crate::newborn::be;
use crate::stories;
use crate::support::{World, say};
use crate::tracking::{a_case, carry_out_errands, confirm, invite, matter};

/// The store has this licence of theirs with a date of its own.
async fn the_store_says(world: &World, key: &str, licence: &str, issued_on: &str) {
    let number = number_of(world, key);
    let what = json!({ "number": number.as_str(), "licence": licence, "issued_on": issued_on });
    happen(world, &what).await;
}

async fn a_marriage_certificate_of_another_date_is_seen_by_the_desk_and_its_owner_is_asked(
    world: World,
) {
    the_store_says(&world, "mother", "marriage-certificate", "2019-05-20").await;
    let (mut mother, case) = a_case(&world).await;
    // What the store answered, who asked it, and that its owner is asked what is right.
    mother
        .open("/my-data")
        .await
        .says(&say(Text::DataSetLicencesLicences))
        .says("结婚登记日期")
        .says("2019年5月20日")
        // What was written into a register is in words, too.
        .says("落户街道")
        .hides("household-street");

    let link = invite(&world, &mut mother, &case).await;
    confirm(&mut be(&world, "father").await, &link).await;
    let registration = matter(&world, &case, "household-registration").await;
    let path = format!(
        "/casework/{}/{}",
        registration.reference, registration.key.id
    );
    let mut station = be(&world, "police-shapingba-1").await;
    station
        .open(&path)
        .await
        .says(&say(Text::FieldMarriageLicence))
        .says("2019年5月20日")
        .says(&say(Text::CorrectionsInCase))
        .says("结婚登记日期");
}

async fn leave_for_the_store_is_asked_and_without_it_nobody_asks(world: World) {
    let mut mother = be(&world, "mother").await;
    let guide = mother.open("/newborn").await;
    let leave = mother.submit(guide.form_to("/newborn/start")).await;
    leave.says(&say(Text::LeaveLicenceWhy));
    let without: Vec<(&str, &str)> = ["POPULATION/persons", "MARRIAGES/marriages"]
        .map(|set| ("registers", set))
        .into();
    let known = mother.post("/newborn/leave", &without).await;
    known.hides(&say(Text::FieldMarriageLicence));
    let with = mother.post("/newborn/leave", &[("registers", "LICENCES/licences")]);
    with.await
        .says(&say(Text::FieldMarriageLicence))
        .says(&say(Text::DataSetLicencesLicences));
}

async fn a_disability_certificate_is_compared_and_a_silent_store_is_asked_later(world: World) {
    // Two certificates, one in each register.
    the_store_says(
        &world,
        "assisted-elder",
        "disability-certificate",
        "2020-02-03",
    )
    .await;
    let mut elder = be(&world, "assisted-elder").await;
    let known = with_leave(&mut elder, "nursing-subsidy").await;
    let question = elder.submit(known.form().press(&say(Text::GoOn))).await;
    let reference = to_the_receipt(&world, &mut elder, question, "assisted-elder").await;
    assert_eq!(
        state(&world, &reference, "disability-licence").await,
        FieldState::AsGiven
    );
    elder
        .open("/my-data")
        .await
        .says("残疾人证发证日期")
        .says("2020年2月3日");

    world.faults.set(DataSet::Licences, Some(Fault::Down));
    let mut adult = be(&world, "disabled-adult").await;
    let known = with_leave(&mut adult, "nursing-subsidy").await;
    known
        .says(&say(Text::KnownSilentTitle))
        .says(&say(Text::DataSetLicencesLicences));
    let question = adult.submit(known.form().press(&say(Text::GoOn))).await;
    let reference = to_the_receipt(&world, &mut adult, question, "disabled-adult").await;
    let waits = FieldState::Unverified {
        data_set: DataSet::Licences.code(),
        is_denied: false,
    };
    assert_eq!(state(&world, &reference, "disability-licence").await, waits);
    world.faults.set(DataSet::Licences, None);
    world.clock.advance(SignedDuration::from_mins(30));
    carry_out_errands(&world).await;
    let number = number_of(&world, "disabled-adult");
    let issued_on = world.city.disability(&number).expect("one").issued_on;
    let said = FieldState::Differs {
        source_says: issued_on.to_string(),
    };
    assert_eq!(state(&world, &reference, "disability-licence").await, said);
}

stories![
    a_marriage_certificate_of_another_date_is_seen_by_the_desk_and_its_owner_is_asked,
    leave_for_the_store_is_asked_and_without_it_nobody_asks,
    a_disability_certificate_is_compared_and_a_silent_store_is_asked_later,
];
