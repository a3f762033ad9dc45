//! The page of one older person at the street's desk: everything on one page, of the office's own streets only, and the
//! person reads who looked.

use app::text::Text;
use server::data_layer::access_log::{ReadOutcome, reads_about};

use crate::allowances::entitled;
use crate::assessment::found;
use crate::mandate::{citizen, number_of};
use crate::newborn::be;
use crate::stories;
use crate::support::{Page, Visitor, World, say};

const PAGE: &str = "/staff/older-person";

async fn look(staff: &mut Visitor, world: &World, key: &str) -> Page {
    let number = number_of(world, key);
    let page = staff.post(PAGE, &[("number", number.as_str())]).await;
    page.hides(number.as_str());
    page
}

async fn one_page_shows_what_was_found_and_what_is_paid(world: World) {
    found(&world, 20).await;
    let mut street = be(&world, "street-shapingba").await;
    street.open(PAGE).await.says(&say(Text::OlderPersonLead));
    let page = look(&mut street, &world, "elder").await;
    page.says(&say(Text::OlderPersonFindings))
        .says(&say(Text::AssessmentFindingValid))
        .says(&say(Text::OlderPersonNone));

    let me = citizen(&world, "elder").await.person;
    let mut conn = world.office.db.read().await.unwrap();
    let reads = reads_about(&mut conn, &me, None, 100).await.unwrap();
    let read = reads
        .iter()
        .map(|access| &access.row)
        .find(|row| row.purpose == "older-person")
        .expect("the look is recorded");
    assert_eq!(read.fields, ["findings"]);
    assert_eq!(read.outcome, ReadOutcome::Allowed);
    drop(conn);

    let gone = street.post(PAGE, &[("number", "")]).await;
    gone.says(&say(Text::OlderPersonLook));
    let wrong = street.post(PAGE, &[("number", "123")]).await;
    assert!(wrong.has(".error-summary"));
}

async fn what_is_paid_stands_there_for_the_street_and_the_district(world: World) {
    entitled(&world).await;
    for key in ["street-shapingba", "civil-shapingba"] {
        let mut staff = be(&world, key).await;
        let page = look(&mut staff, &world, "elder").await;
        page.says("高龄津贴").says(&say(Text::AllowanceStageActive));
    }
}

async fn nobody_sees_a_person_of_other_streets(world: World) {
    entitled(&world).await;
    // Another district's desk learns nothing but that it knows nothing; the look is recorded all the same.
    let mut elsewhere = be(&world, "street-yubei").await;
    let page = look(&mut elsewhere, &world, "elder").await;
    page.says(&say(Text::OlderPersonUnknown)).hides("高龄津贴");
    for key in ["services-city", "police-shapingba-1", "assessor-1"] {
        let mut other = be(&world, key).await;
        assert_eq!(other.open(PAGE).await.status, 404, "{key}");
        let number = number_of(&world, "elder");
        let look = other.post(PAGE, &[("number", number.as_str())]).await;
        assert_eq!(look.status, 404, "{key}");
    }
    let mut street = be(&world, "street-shapingba").await;
    let unknown = street.post(PAGE, &[("warning", "nothing")]).await;
    assert_eq!(unknown.status, 404);
    let mut citizen = be(&world, "elder").await;
    assert_eq!(citizen.open(PAGE).await.status, 404);
    assert_eq!(world.visitor().open(PAGE).await.route(), "/staff/sign-in");
}

stories![
    one_page_shows_what_was_found_and_what_is_paid,
    what_is_paid_stands_there_for_the_street_and_the_district,
    nobody_sees_a_person_of_other_streets,
];
