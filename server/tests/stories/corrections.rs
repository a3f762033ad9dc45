//! "This is wrong": to the office that owns the register, answered in time, seen in the case, and checked live once more
//! before it is decided.

use app::case::{CaseReference, FieldState};
use app::data_layer::{AskedBy, DataDesk as _, Looked};
use app::text::Text;

use crate::allowances::happens;
use crate::bundle::registers_answer;
use crate::mandate::{case_numbered, citizen};
use crate::newborn::{be, hand_in};
use crate::stories;
use crate::support::{Page, Visitor, World, say};
use crate::tracking::{a_case, confirm, invite, matter};

/// An application for an old-age allowance whose applicant says that the register has the wrong street; its reference.
async fn disputed(world: &World, elder: &mut Visitor) -> String {
    let guide = elder.open("/old-age-allowance").await;
    let start = guide.form_to("/old-age-allowance/start");
    let leave = elder.submit(start).await;
    elder
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    let wrong = elder.open("/old-age-allowance/wrong/case.street").await;
    let form = wrong
        .form()
        .press(&say(Text::WrongSend))
        .fill("right", "渝北区某某街道");
    let known = elder.submit(form).await;
    let question = elder.submit(known.form().press(&say(Text::GoOn))).await;
    let form = question
        .form()
        .press(&say(Text::GoOn))
        .fill("owner", filed_name(world).as_str())
        .fill("bank", "重庆银行")
        .fill("account", "6222021001112223331");
    let check = elder.submit(form).await;
    let receipt = hand_in(elder, &check).await;
    let reference = receipt.route().split('/').nth(2);
    reference.expect("a receipt").to_owned()
}

fn filed_name(world: &World) -> String {
    server::demo_city::people::demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "elder")
        .expect("the demo city has an elder")
        .name
        .as_str()
        .to_owned()
}

/// The first form on the desk that answers a correction.
fn answer_to(desk: &Page) -> Option<String> {
    desk.find_all("form")
        .iter()
        .filter_map(|form| form.attr("action"))
        .find(|action| action.starts_with("/staff/data-corrections/"))
        .map(str::to_owned)
}

async fn state_of_street(world: &World, reference: &str) -> FieldState {
    let reference = CaseReference::parse(reference).expect("a reference");
    let case = case_numbered(world, &reference).await;
    let dossier = world.office.dossier(&case).expect("it opens");
    let street = dossier.get("case", "street").expect("where they live");
    street.state.clone()
}

/// The address of the community's matter, taken up.
async fn taken_up(world: &World) -> (Visitor, String) {
    let mut desk = be(world, "community-shapingba").await;
    let list = desk.open("/casework?list=to-take-up").await;
    let path = list
        .find_all("main a[href^='/casework/']")
        .iter()
        .filter_map(|link| link.attr("href"))
        .find(|href| href.matches('/').count() == 3)
        .expect("something waits")
        .to_owned();
    let page = desk.open(&path).await;
    let take_up = page.find("main form[action$='/holder'] button").words;
    desk.submit(page.form_to(&format!("{path}/holder")).press(&take_up))
        .await;
    (desk, path)
}

async fn a_correction_is_answered_by_the_owner_and_seen_in_the_case(world: World) {
    let mut elder = be(&world, "elder").await;
    let reference = disputed(&world, &mut elder).await;
    // Ten working days after Friday, 6 March.
    elder
        .open("/my-data")
        .await
        .says("渝北区某某街道")
        .says("2026年3月20日");

    for (login, status) in [
        ("owner-civil", 200),
        ("police-shapingba-lead", 404),
        ("elder", 404),
    ] {
        let mut other = be(&world, login).await;
        let desk = other.open("/staff/data-corrections").await;
        assert_eq!(desk.status, status, "{login}");
        desk.hides("渝北区某某街道");
    }
    let mut police = be(&world, "owner-police").await;
    let desk = police.open("/staff/data-corrections").await;
    desk.says("渝北区某某街道")
        .says(&filed_name(&world))
        .says("2026年3月20日");
    let action = answer_to(&desk).expect("a form");
    let stands = [("act", "stands"), ("words", "经核对，登记无误")];
    let mut civil = be(&world, "owner-civil").await;
    assert_eq!(civil.post(&action, &stands).await.status, 404);
    let silent = [("act", "stands"), ("words", "")];
    assert_eq!(police.post(&action, &silent).await.status, 400);
    let form = desk
        .form_to(&action)
        .fill("words", "经核对，登记无误")
        .press(&say(Text::CorrectionRefused));
    let desk = police.submit(form).await;
    assert_eq!(answer_to(&desk), None);
    assert_eq!(police.post(&action, &stands).await.status, 409);

    elder
        .open("/my-data")
        .await
        .says("经核对，登记无误")
        .says(&say(Text::CorrectionStands))
        .says(&say(Text::LookedPurposeCorrection));
    elder
        .open("/notices")
        .await
        .says(&say(Text::CorrectionNoticeEvent));
    let state = state_of_street(&world, &reference).await;
    assert!(matches!(state, FieldState::Disputed { .. }), "{state:?}");
    registers_answer(&world).await;
    let (mut desk, path) = taken_up(&world).await;
    desk.open(&path)
        .await
        .says(&say(Text::CaseworkStepCorrectionAnswered));
}

async fn what_was_corrected_is_asked_for_at_once(world: World) {
    let mut elder = be(&world, "elder").await;
    let reference = disputed(&world, &mut elder).await;
    happens(&world, "elder", "street", "500112001").await;
    let mut police = be(&world, "owner-police").await;
    let desk = police.open("/staff/data-corrections").await;
    let form = desk
        .form_to(&answer_to(&desk).expect("a form"))
        .fill("words", "已更正")
        .press(&say(Text::CorrectionMade));
    police.submit(form).await;
    let state = state_of_street(&world, &reference).await;
    assert!(matches!(state, FieldState::Corrected { .. }), "{state:?}");
    // What the register says since is what the case holds, and by its name.
    let number = CaseReference::parse(&reference).expect("a reference");
    let case = case_numbered(&world, &number).await;
    let dossier = world.office.dossier(&case).expect("it opens");
    assert_eq!(dossier.value("case", "street"), Some("500112001"));
    let now = world.office.directory().street_name("500112001");
    let tracked = elder.open(&format!("/cases/{reference}")).await;
    tracked
        .says(&say(Text::TrackingStateCorrected))
        .says(&now.zh)
        .hides("500112001");
    registers_answer(&world).await;
    let (mut desk, path) = taken_up(&world).await;
    desk.open(&path)
        .await
        .says("已经更正")
        .says(&now.zh)
        .hides("500112001");
    desk.open(&path).await.hides("申请人手工填写");
}

async fn a_decision_on_a_disputed_value_asks_the_register_live(world: World) {
    let mut elder = be(&world, "elder").await;
    let reference = disputed(&world, &mut elder).await;
    registers_answer(&world).await;
    let (mut desk, path) = taken_up(&world).await;
    let decision = desk.open(&format!("{path}/decision")).await;
    let approve = decision.find("main button.primary").words;
    let form = || {
        decision
            .form_to(&format!("{path}/decision"))
            .press(&approve)
    };
    // The register was corrected while the page stood open.
    happens(&world, "elder", "street", "500112001").await;
    let refused = desk.submit(form()).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::CorrectionChanged));
    let state = state_of_street(&world, &reference).await;
    assert!(matches!(state, FieldState::Differs { .. }), "{state:?}");
    // By its name and not by its code, whoever reads.
    let now = world.office.directory().street_name("500112001");
    for (language, name) in [("en", &now.en), ("zh-Hans", &now.zh)] {
        let chosen = [("language", language), ("back", path.as_str())];
        let page = desk.post("/preferences", &chosen).await;
        page.says(name).hides("500112001");
    }
    // It has been seen now.
    assert_eq!(desk.submit(form()).await.status, 200);
}

async fn whoever_had_a_register_asked_is_named_and_can_be_asked_why(world: World) {
    let mut elder = be(&world, "elder").await;
    disputed(&world, &mut elder).await;
    registers_answer(&world).await;
    let (mut desk, path) = taken_up(&world).await;
    let decision = desk.open(&format!("{path}/decision")).await;
    let approve = decision.find("main button.primary").words;
    let form = decision.form_to(&format!("{path}/decision"));
    desk.submit(form.press(&approve)).await;

    let me = citizen(&world, "elder").await;
    let looks = world.office.who_looked(&me, None).await.unwrap().looks;
    let asked = |look: &&Looked| matches!(look.asked_by, Some(AskedBy::Office(..)));
    let call = looks.iter().find(asked).expect("the desk had it asked");
    let Some(AskedBy::Office(office, role)) = &call.asked_by else {
        panic!("{call:?}");
    };
    assert_eq!(role, "caseworker");
    let mut elder = be(&world, "elder").await;
    elder.open("/my-data").await.says(&format!(
        "{} · {}",
        office.zh,
        say(Text::LookedRoleCaseworker)
    ));
    // What nobody at a desk caused has nobody who could be asked.
    let own = |look: &&Looked| look.asked_by == Some(AskedBy::Yourself);
    let own = looks
        .iter()
        .find(own)
        .expect("the elder had registers asked");
    assert_eq!(own.id, None);

    let id = call.id.as_ref().expect("somebody to ask");
    let page = format!("/my-data/looks/{id}");
    let form = elder.open(&page).await.form_to(&page);
    let sent = elder.submit(form.fill("words", "为什么又查了一次？")).await;
    sent.says("为什么又查了一次？");
    desk.open("/staff/data-looks")
        .await
        .says("为什么又查了一次？");
    // It is nobody else's to read.
    let mut other = be(&world, "mother").await;
    assert_eq!(other.open(&page).await.status, 404);
}

async fn a_refusal_on_a_disputed_value_asks_the_register_live_too(world: World) {
    let mut elder = be(&world, "elder").await;
    let reference = disputed(&world, &mut elder).await;
    registers_answer(&world).await;
    let (mut desk, path) = taken_up(&world).await;
    let refusal = desk.open(&format!("{path}/refusal")).await;
    let reason = refusal
        .find_all("[name=reason]")
        .iter()
        .filter_map(|choice| choice.attr("value"))
        .next()
        .expect("a reason to refuse")
        .to_owned();
    let form = || {
        refusal
            .form_to(&format!("{path}/refusal"))
            .fill("reason", &reason)
            .fill("text", "登记住址不在本社区。")
            .press(&say(Text::CaseworkRefuse))
    };
    happens(&world, "elder", "street", "500112001").await;
    let refused = desk.submit(form()).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::CorrectionChanged));
    let state = state_of_street(&world, &reference).await;
    assert!(matches!(state, FieldState::Differs { .. }), "{state:?}");
    // It has been seen now.
    assert_eq!(desk.submit(form()).await.status, 200);
}

async fn two_registers_that_disagree_are_shown_to_the_desk_and_the_lesser_ones_owner_is_asked(
    world: World,
) {
    // Of the street, the household's entry counts first.
    happens(&world, "mother", "street", "500112001").await;
    let (mut mother, case) = a_case(&world).await;
    let mut police = be(&world, "owner-police").await;
    let desk = police.open("/staff/data-corrections").await;
    let wrong = world.office.directory().street_name("500112001");
    desk.says("户籍所在街道")
        .says("2026年3月20日")
        .says(&wrong.zh)
        .hides("500112001");
    mother
        .open("/my-data")
        .await
        .says("户籍所在街道")
        .says(&wrong.zh);
    let chosen = [("language", "en"), ("back", "/my-data")];
    let english = mother.post("/preferences", &chosen).await;
    english.says(&wrong.en).hides(&wrong.zh);
    let chosen = [("language", "zh-Hans"), ("back", "/my-data")];
    mother.post("/preferences", &chosen).await;

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
        .says(&say(Text::CorrectionsInCase))
        .says("户籍所在街道");
}

stories![
    two_registers_that_disagree_are_shown_to_the_desk_and_the_lesser_ones_owner_is_asked,
    a_correction_is_answered_by_the_owner_and_seen_in_the_case,
    what_was_corrected_is_asked_for_at_once,
    a_decision_on_a_disputed_value_asks_the_register_live,
    a_refusal_on_a_disputed_value_asks_the_register_live_too,
    whoever_had_a_register_asked_is_named_and_can_be_asked_why,
];
