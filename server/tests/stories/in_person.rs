//! The other parent at the counter: whoever is not asked on a page of their own confirms in person, and gives there what
//! only they can give.

use app::case::{FieldState, Stage};
use app::text::Text;

use crate::newborn::be;
use crate::stories;
use crate::support::{Page, Visitor, World, say};
use crate::tracking::{a_case, invite, matter};

const REGISTRATION: &str = "household-registration";

/// The mother would rather not ask; the address of the registration at the desk.
async fn goes_to_the_counter(world: &World) -> (Visitor, String, String) {
    let (mut mother, case) = a_case(world).await;
    let counter = mother.open(&format!("{case}/counter")).await;
    let gone = mother.submit(counter.form()).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    let registration = matter(world, &case, REGISTRATION).await;
    assert_eq!(registration.stage, Stage::Waiting);
    let address = format!(
        "/casework/{}/{}",
        registration.reference, registration.key.id
    );
    (mother, case, address)
}

async fn hand_in(gao: &mut Visitor, page: &Page, address: &str, ethnicity: &str) -> Page {
    let form = page
        .form_to(&format!("{address}/in-person"))
        .tick("card", "yes")
        .tick("agrees", "yes")
        .fill("ethnicity", ethnicity);
    gao.submit(form).await
}

async fn the_other_parent_confirms_at_the_counter_and_the_registration_begins(world: World) {
    let (mut mother, case, address) = goes_to_the_counter(&world).await;
    let mut gao = be(&world, "police-shapingba-1").await;
    let page = gao.open(&address).await;
    page.says(&say(Text::InPersonGo));
    let page = gao.open(&format!("{address}/in-person")).await;
    page.says("张远航");

    // Nothing ticked: nothing is recorded, and what was chosen stays.
    let form = page
        .form_to(&format!("{address}/in-person"))
        .fill("ethnicity", "汉族");
    let unticked = gao.submit(form).await;
    unticked
        .says(&say(Text::InPersonCardMissing))
        .says(&say(Text::InPersonAgreesMissing));
    assert_eq!(
        matter(&world, &case, REGISTRATION).await.stage,
        Stage::Waiting
    );
    assert_eq!(
        unticked.find("option[selected]").attr("value"),
        Some("汉族")
    );

    let done = hand_in(&mut gao, &unticked, &address, "汉族").await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.route(), address);
    done.says(&say(Text::CaseworkStepConfirmInPerson));
    let registration = matter(&world, &case, REGISTRATION).await;
    assert_eq!(registration.stage, Stage::Ready);
    let mut conn = world.office.db.read().await.unwrap();
    let filed =
        server::case::store::case_by_id(&mut conn, &registration.key.home, &registration.case_id)
            .await
            .unwrap()
            .unwrap();
    let dossier = world.office.dossier(&filed).unwrap();
    let ethnicity = dossier.get(&registration.subject, "ethnicity").unwrap();
    assert_eq!(ethnicity.value, "汉族");
    assert!(
        matches!(ethnicity.state, FieldState::Unverified { .. }),
        "the station compares"
    );

    // Once; and the applicant reads what began.
    let again = gao.open(&format!("{address}/in-person")).await;
    assert!(!again.has("form[action$=in-person]"), "{}", again.text());
    let seen = mother.open(&case).await;
    assert!(!seen.heading().contains("另一位家长"), "{}", seen.heading());
}

async fn who_may_not_record_it(world: World) {
    let (_, case, address) = goes_to_the_counter(&world).await;
    let page = format!("{address}/in-person");
    let ticked = [
        ("version", "0"),
        ("card", "yes"),
        ("agrees", "yes"),
        ("ethnicity", "汉族"),
    ];
    for login in ["police-yubei", "civil-shapingba", "services-shapingba"] {
        let mut stranger = be(&world, login).await;
        assert_eq!(stranger.open(&page).await.status, 404, "{login}");
        assert_eq!(stranger.post(&page, &ticked).await.status, 404, "{login}");
    }
    for key in ["mother", "father", "elder"] {
        let mut citizen = be(&world, key).await;
        assert_eq!(citizen.post(&page, &ticked).await.status, 404, "{key}");
    }
    assert_eq!(
        matter(&world, &case, REGISTRATION).await.stage,
        Stage::Waiting
    );
}

async fn an_open_invitation_ends_when_the_other_parent_has_come(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    let registration = matter(&world, &case, REGISTRATION).await;
    let address = format!(
        "/casework/{}/{}",
        registration.reference, registration.key.id
    );
    let mut gao = be(&world, "police-shapingba-1").await;
    let page = gao.open(&format!("{address}/in-person")).await;
    hand_in(&mut gao, &page, &address, "汉族").await;
    assert_eq!(
        matter(&world, &case, REGISTRATION).await.stage,
        Stage::Ready
    );

    let mut father = be(&world, "father").await;
    let page = father.open(&link).await;
    assert!(!page.has("input[name=agree]"), "{}", page.text());
}

stories![
    the_other_parent_confirms_at_the_counter_and_the_registration_begins,
    who_may_not_record_it,
    an_open_invitation_ends_when_the_other_parent_has_come,
];
