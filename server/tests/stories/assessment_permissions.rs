//! Who may not: a child without a mandate, one whose mandate has ended; another street's office; an assessor of the
//! provider's owner, one who was not named, one who lives with the person.

use app::mandate::MandateAct;
use app::text::Text;
use server::casework::tie;
use sqlx::Row as _;

use crate::applying::case_of;
use crate::assessment::{
    KANGHENG, accept, accepted, apply, assign, choose_and_wait, findings_about, first_on_the_list,
    found, propose,
};
use crate::mandate::{citizen, may_act};
use crate::newborn::be;
use crate::stories;
use crate::support::{Visitor, World, say};

async fn staff_id(world: &World, key: &str) -> String {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT id FROM staff WHERE login = $1")
        .bind(format!("demo-{key}"))
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .try_get(0)
        .unwrap()
}

/// Every page and press of an assessment at a desk.
async fn finds_nothing_at(staff: &mut Visitor, desk: &str) {
    for path in [desk.to_owned(), format!("{desk}/form/mind")] {
        let page = staff.open(&path).await;
        assert_eq!(page.status, 404, "{path}");
        page.hides("王秀英").hides("天陈路");
        for act in ["assign", "propose", "hand-back", "others", "confirm"] {
            let fields = [
                ("act", act),
                ("version", "1"),
                ("asked", "yes"),
                ("body", KANGHENG),
            ];
            assert_eq!(staff.post(&path, &fields).await.status, 404, "{act} {path}");
        }
    }
    staff.open("/staff/assessments").await.hides("PG-");
}

async fn a_child_without_a_mandate_or_whose_mandate_has_ended_sees_nothing(world: World) {
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let mut daughter = be(&world, "daughter").await;
    let receipt = apply(&mut daughter, Some(&mandate)).await;
    let case = case_of(&world, &receipt).await;
    accept(&world, &case).await;
    let visit = format!("/cases/{}/visit/assessment", case.reference);
    let mut other = be(&world, "elder-son").await;
    let mut father = be(&world, "old-father").await;
    father
        .post(&format!("/who-may-act/{mandate}"), &[("act", "end")])
        .await;
    for visitor in [&mut other, &mut daughter] {
        for path in [visit.clone(), format!("{visit}/wishes")] {
            assert_eq!(visitor.open(&path).await.status, 404, "{path}");
            let fields = [("act", "choose"), ("version", "1"), ("alone", "yes")];
            assert_eq!(visitor.post(&path, &fields).await.status, 404, "{path}");
        }
    }
    assert_eq!(father.open(&visit).await.status, 200);
}

async fn nobody_else_objects_or_reads_a_finding(world: World) {
    let (case, _) = found(&world, 1).await;
    let finding = findings_about(&world, "elder").await.remove(0);
    let objection = format!("/findings/{}/objection", finding.id);
    let mut son = be(&world, "elder-son").await;
    assert_eq!(son.open(&objection).await.status, 404);
    assert_eq!(son.post(&objection, &[("text", "太低")]).await.status, 404);
    son.open("/findings")
        .await
        .hides("失能")
        .hides(case.reference.as_str());
    let mut visitor = world.visitor();
    assert_eq!(visitor.open("/findings").await.route(), "/sign-in");
}

async fn other_offices_and_bodies_find_nothing(world: World) {
    let (case, mut street, desk) = accepted(&world).await;
    // Before a body is named, none sees it; nor does another street's office, or the police.
    for key in [
        "assessor-lead",
        "assessor-1",
        "assessor-yian",
        "civil-shapingba",
        "police-yubei",
    ] {
        let mut staff = be(&world, key).await;
        let page = staff.open(&desk).await;
        assert_eq!(page.status, 404, "{key}");
    }
    let mut citizen = be(&world, "elder").await;
    assert_eq!(citizen.open(&desk).await.status, 404);
    assign(&mut street, &desk, KANGHENG).await;
    // An assessor of the provider's owner, and heads of other bodies.
    for key in ["assessor-yian", "assessor-again-lead", "assessor-again-1"] {
        let mut staff = be(&world, key).await;
        finds_nothing_at(&mut staff, &desk).await;
    }
    // One of the body who was not named.
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    let mut head = be(&world, "assessor-lead").await;
    propose(&mut head, &desk).await;
    choose_and_wait(&world, &mut citizen, &case).await;
    let mut head = be(&world, "assessor-lead").await;
    let mut street = be(&world, "street-shapingba").await;
    let page = head.open(&desk).await;
    assert!(!page.has("input[name=asked]"), "the head was not named");
    let section = format!("{desk}/form/mind");
    assert_eq!(head.open(&section).await.status, 404);
    assert_eq!(head.post(&section, &[("time", "4")]).await.status, 409);
    let confirm = [("act", "confirm"), ("version", "0"), ("asked", "yes")];
    assert_eq!(head.post(&desk, &confirm).await.status, 409);
    // The street office reads no form, and does not say what was found.
    assert_eq!(street.post(&desk, &confirm).await.status, 409);
    assert_eq!(street.open(&section).await.status, 404);
    let at_street = street.open(&desk).await;
    at_street.hides("天陈路").hides("02360000001");
    // Every attempt stands in the access log of whose it is.
    let mut conn = world.office.db.read().await.unwrap();
    let refused: i64 = sqlx::query(
        "SELECT COUNT(id) FROM access_log WHERE purpose = 'assessment' AND outcome = 'refused'",
    )
    .fetch_one(&mut *conn)
    .await
    .unwrap()
    .try_get(0)
    .unwrap();
    assert!(refused > 0);
}

async fn nobody_of_the_household_assesses(world: World) {
    let (_, mut street, desk) = accepted(&world).await;
    assign(&mut street, &desk, KANGHENG).await;
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    let mut head = be(&world, "assessor-lead").await;
    let person = citizen(&world, "elder").await.person;
    let at_home = staff_id(&world, "assessor-2").await;
    let mut tx = world.office.db.begin().await.unwrap();
    tie(tx.conn(), &at_home, &person).await.unwrap();
    tx.commit().await.unwrap();
    let page = first_on_the_list(&mut head).await;
    page.says(&say(Text::AssessmentRefusedTied));
    assert!(!page.has(&format!("select[name=first] option[value='{at_home}']")));
    let version = page
        .form_in("form.name-assessors")
        .value("version")
        .unwrap()
        .to_owned();
    let (one, time) = (
        staff_id(&world, "assessor-1").await,
        page.find("input[name=times]")
            .attr("value")
            .unwrap()
            .to_owned(),
    );
    let fields = [
        ("act", "propose"),
        ("version", version.as_str()),
        ("first", one.as_str()),
        ("second", at_home.as_str()),
        ("times", time.as_str()),
    ];
    let refused = head.post(&desk, &fields).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::AssessmentRefusedTied));
    // Somebody who works elsewhere is no assessor of the body.
    let elsewhere = {
        be(&world, "assessor-again-1").await;
        staff_id(&world, "assessor-again-1").await
    };
    let fields = [
        ("act", "propose"),
        ("version", version.as_str()),
        ("first", one.as_str()),
        ("second", elsewhere.as_str()),
        ("times", time.as_str()),
    ];
    assert_eq!(head.post(&desk, &fields).await.status, 409);
}

stories![
    a_child_without_a_mandate_or_whose_mandate_has_ended_sees_nothing,
    nobody_else_objects_or_reads_a_finding,
    other_offices_and_bodies_find_nothing,
    nobody_of_the_household_assesses,
];
