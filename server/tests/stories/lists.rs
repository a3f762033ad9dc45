//! Lists at the desks that name people: each opening is in the log of everybody whom it names, and of nobody else; and the
//! log says which fields it was.

use app::mandate::MandateAct;
use app::text::Text;
use server::care;
use server::data_layer::access_log::{AccessRow, ReadOutcome, reads_about};

use crate::care::{MONDAY_NINE, carer_of, company, day, go_to, order, visit, visits, with_care};
use crate::mandate::{citizen, may_act};
use crate::newborn::be;
use crate::one_key_call::known;
use crate::stories;
use crate::support::{World, say};

/// The looks at somebody for one purpose, the newest first.
pub async fn looks(world: &World, key: &str, purpose: &str) -> Vec<AccessRow> {
    let person = citizen(world, key).await.person;
    let mut conn = world.office.db.read().await.unwrap();
    let reads = reads_about(&mut conn, &person, None, 1_000).await.unwrap();
    reads
        .into_iter()
        .map(|access| access.row)
        .filter(|row| row.purpose == purpose && row.outcome == ReadOutcome::Allowed)
        .collect()
}

async fn the_list_of_warnings_is_in_the_log_of_whom_it_names(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        "me",
        "either",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut elder, &check).await;
    go_to(&world, day(3), 540 + app::care::terms().grace);
    for _ in 0..2 {
        care::look(&world.office).await.unwrap();
    }
    assert!(looks(&world, "elder", "warning").await.is_empty());

    let mut desk = be(&world, "street-shapingba").await;
    for _ in 0..2 {
        desk.open("/casework/warnings").await.says("王秀英");
    }
    let seen = looks(&world, "elder", "warning").await;
    assert_eq!(seen.len(), 2, "each opening");
    assert_eq!(seen[0].fields, ["name", "warnings"]);
    assert_eq!(seen[0].reference, reference.as_str());
    // Whoever is named nowhere has nothing.
    assert!(looks(&world, "daughter", "warning").await.is_empty());
    let mut elsewhere = be(&world, "street-yubei").await;
    elsewhere.open("/casework/warnings").await.hides("王秀英");
    assert_eq!(looks(&world, "elder", "warning").await.len(), 2);

    let mut elder = be(&world, "elder").await;
    let list = elder.open("/my-data").await;
    list.says("姓名、提醒")
        .says(&say(Text::LookedPurposeWarning));
}

async fn a_visit_that_is_over_and_a_bad_grade_are_looks_when_they_are_listed(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        "me",
        "woman",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut elder, &check).await;
    let (id, _) = visits(&world, &reference).await.remove(0);
    go_to(&world, day(3), 545);
    let mut carer = be(&world, "carer").await;
    carer.open("/staff/visits").await.says("和平村3栋2-1");
    let before = looks(&world, "elder", "care").await;
    assert_eq!(before.len(), 1);
    assert!(before[0].fields.contains(&"address".to_owned()));
    for step in ["check-in", "check-out"] {
        world
            .office
            .press_on_visit(&carer_of(&company), &id, step)
            .await
            .unwrap();
    }
    let mut elder = be(&world, "elder").await;
    let rate = [
        ("visit", id.as_str()),
        ("act", "rate"),
        ("grade", "2"),
        ("words", "水太凉"),
    ];
    elder
        .post(&format!("/care/orders/{reference}"), &rate)
        .await;

    carer
        .open("/staff/visits")
        .await
        .says("水太凉")
        .says("王秀英");
    let mut seen: Vec<Vec<String>> = looks(&world, "elder", "care")
        .await
        .into_iter()
        .map(|row| row.fields)
        .filter(|fields| fields.len() == 1)
        .collect();
    seen.sort();
    assert_eq!(seen, [["name"], ["rating"]]);
    let list = elder.open("/my-data").await;
    list.says(&company.name.zh);
}

async fn a_list_of_mandates_is_in_the_log_of_both_whom_it_names(world: World) {
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let mut clerk = be(&world, "civil-shapingba").await;
    clerk
        .post(
            &format!("/staff/mandates/{mandate}"),
            &[("act", "hold"), ("reason", "邻居说老人并不知道")],
        )
        .await;
    let before = looks(&world, "daughter", "mandates").await.len();
    clerk.open("/staff/mandates").await.says(mandate.as_str());
    let after = looks(&world, "daughter", "mandates").await;
    assert_eq!(after.len(), before + 1);
    let of_subject = looks(&world, "old-father", "mandates").await;
    for row in [&after[0], &of_subject[0]] {
        assert_eq!(row.reference, mandate.as_str());
        assert_eq!(row.fields, ["name", "mandates"]);
    }
}

async fn a_list_of_pendants_is_in_the_log_of_whom_it_names(world: World) {
    known(&world, "elder").await;
    let mut street = be(&world, "street-shapingba").await;
    street.open("/casework/calls/devices").await.says("王秀英");
    let seen = looks(&world, "elder", "call").await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].fields, ["name", "devices"]);
}

stories![
    the_list_of_warnings_is_in_the_log_of_whom_it_names,
    a_visit_that_is_over_and_a_bad_grade_are_looks_when_they_are_listed,
    a_list_of_mandates_is_in_the_log_of_both_whom_it_names,
    a_list_of_pendants_is_in_the_log_of_whom_it_names,
];
