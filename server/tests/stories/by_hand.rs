//! An allowance or an assessment for oneself while the registers are silent: what they do not say is typed, the application is
//! taken, and the desk sees later what they say.

use app::case::{CaseReference, FieldState};
use app::casework::{CaseworkDesk as _, MatterAddress};
use app::identity::Actor;
use app::text::{Text, Wording, in_every_language};
use jiff::SignedDuration;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;

use crate::mandate::{case_numbered, number_of};
use crate::newborn::{be, hand_in};
use crate::one_key_call::at_office;
use crate::stories;
use crate::support::{Page, Visitor, World, say};
use crate::tracking::{carry_out_errands, matter};

const STREET_ELSEWHERE: &str = "500112001";

/// From the guide to what is known; the registers are asked on the way.
pub async fn with_leave(visitor: &mut Visitor, service: &str) -> Page {
    let guide = visitor.open(&format!("/{service}")).await;
    let start = guide.form_to(&format!("/{service}/start"));
    let leave = visitor.submit(start).await;
    visitor
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await
}

fn name_of(world: &World, key: &str) -> String {
    server::demo_city::people::demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .expect("somebody of the demo")
        .name
        .as_str()
        .to_owned()
}

fn street_of(world: &World, key: &str) -> String {
    let person = world.city.person(&number_of(world, key));
    person.expect("they live in the city").street.clone()
}

/// The question of the account, then the check, then the receipt; the reference.
pub async fn to_the_receipt(
    world: &World,
    visitor: &mut Visitor,
    question: Page,
    key: &str,
) -> String {
    let form = question
        .form()
        .press(&say(Text::GoOn))
        .fill("owner", &name_of(world, key))
        .fill("bank", "重庆银行")
        .fill("account", "6222021001112223331");
    let check = visitor.submit(form).await;
    let receipt = hand_in(visitor, &check).await;
    let reference = receipt.route().split('/').nth(2);
    reference.expect("a receipt").to_owned()
}

pub async fn state(world: &World, reference: &str, name: &str) -> FieldState {
    let reference = CaseReference::parse(reference).expect("a reference");
    let case = case_numbered(world, &reference).await;
    let dossier = world.office.dossier(&case).expect("it opens");
    let field = dossier.get("case", name);
    field.unwrap_or_else(|| panic!("no {name}")).state.clone()
}

fn everything_is(world: &World, fault: Option<Fault>) {
    for set in [DataSet::Persons, DataSet::Hardships, DataSet::Disabilities] {
        world.faults.set(set, fault);
    }
}

async fn an_allowance_is_applied_for_while_the_registers_are_silent_and_confirmed_later(
    world: World,
) {
    for (street, is_right) in [(None, true), (Some(STREET_ELSEWHERE), false)] {
        let key = if is_right { "elder" } else { "old-father" };
        everything_is(&world, Some(Fault::Down));
        let mut elder = be(&world, key).await;
        let known = with_leave(&mut elder, "old-age-allowance").await;
        known.says(&say(Text::KnownSilentTitle));
        let by_hand = elder.submit(known.form().press(&say(Text::GoOn))).await;
        assert_eq!(by_hand.route(), "/old-age-allowance/by-hand");
        let empty = elder.submit(by_hand.form().press(&say(Text::GoOn))).await;
        empty.says(&say(Text::ByHandStreetEmpty));
        let typed = street.map_or_else(|| street_of(&world, key), str::to_owned);
        let form = empty.form().fill("street", &typed).press(&say(Text::GoOn));
        let question = elder.submit(form).await;
        let reference = to_the_receipt(&world, &mut elder, question, key).await;
        let unverified = FieldState::Unverified {
            is_denied: false,
            data_set: DataSet::Persons.code(),
        };
        assert_eq!(state(&world, &reference, "street").await, unverified);

        everything_is(&world, None);
        world.clock.advance(SignedDuration::from_mins(30));
        carry_out_errands(&world).await;
        assert_eq!(
            state(&world, &reference, "name").await,
            FieldState::NowConfirmed
        );
        let expected = if is_right {
            FieldState::NowConfirmed
        } else {
            FieldState::Differs {
                source_says: street_of(&world, key),
            }
        };
        assert_eq!(state(&world, &reference, "street").await, expected);
    }
}

async fn what_entitles_is_typed_too_and_what_nobody_knows_sends_nobody_away(world: World) {
    everything_is(&world, Some(Fault::Down));
    let mut adult = be(&world, "disabled-adult").await;
    let known = with_leave(&mut adult, "living-subsidy").await;
    let by_hand = adult.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(by_hand.route(), "/living-subsidy/by-hand");
    // A kind without its level is asked again.
    let street = street_of(&world, "disabled-adult");
    let form = by_hand
        .form()
        .fill("street", &street)
        .fill("hardship", "unknown")
        .fill("disability", "limb")
        .press(&say(Text::GoOn));
    let half = adult.submit(form).await;
    half.says(&say(Text::BenefitsLevelEmpty));
    let form = half.form().fill("level", "4").press(&say(Text::GoOn));
    let question = adult.submit(form).await;
    assert_eq!(
        question.route(),
        "/living-subsidy/account",
        "{}",
        question.text()
    );
    let reference = to_the_receipt(&world, &mut adult, question, "disabled-adult").await;
    for name in ["hardship", "disability"] {
        let state = state(&world, &reference, name).await;
        assert!(
            matches!(state, FieldState::Unverified { .. }),
            "{name}: {state:?}"
        );
    }
    everything_is(&world, None);
    world.clock.advance(SignedDuration::from_mins(30));
    carry_out_errands(&world).await;
    // The registers hold another level, and no hardship.
    for name in ["hardship", "disability"] {
        let state = state(&world, &reference, name).await;
        assert!(
            matches!(state, FieldState::Differs { .. }),
            "{name}: {state:?}"
        );
    }
    // And the desk reads them in words, in either language.
    let decision = matter(&world, &format!("/cases/{reference}"), "district-decision").await;
    let member = Actor::Staff(at_office(&decision.office.0));
    let address = MatterAddress {
        reference: decision.reference,
        matter: decision.key.id,
    };
    let page = world.office.matter_page(&member, &address).await;
    let says: Vec<Wording> = page
        .expect("their office's")
        .differences
        .into_iter()
        .filter_map(|field| field.otherwise)
        .collect();
    let none = in_every_language(Text::AllowanceHardshipNone, &[]);
    assert!(says.contains(&none), "{says:?}");
    let kind = in_every_language(Text::AllowanceKindVisual, &[]);
    let is_visual = |said: &Wording| said.zh.contains(&kind.zh) && said.en.contains(&kind.en);
    assert!(says.iter().any(is_visual), "{says:?}");
}

async fn an_assessment_is_applied_for_without_leave_to_ask_anybody(world: World) {
    let mut elder = be(&world, "elder").await;
    let guide = elder.open("/elder-assessment").await;
    let start = guide.form_to("/elder-assessment/start");
    elder.submit(start).await;
    let nobody: [(&str, &str); 0] = [];
    let known = elder.post("/elder-assessment/leave", &nobody).await;
    let by_hand = elder.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(by_hand.route(), "/elder-assessment/by-hand");
    let form = by_hand
        .form()
        .fill("street", &street_of(&world, "elder"))
        .press(&say(Text::GoOn));
    let place = elder.submit(form).await;
    let form = place
        .form()
        .fill("place", "家里")
        .fill("phone", "13912345678")
        .press(&say(Text::GoOn));
    let check = elder.submit(form).await;
    // Nobody says that it is checked later.
    check.says("您没有同意查询").hides(&say(Text::CheckByHand));
    let receipt = hand_in(&mut elder, &check).await;
    let reference = receipt.route().split('/').nth(2).expect("a receipt");
    // Nobody was asked, so nobody is asked later.
    world.clock.advance(SignedDuration::from_mins(30));
    carry_out_errands(&world).await;
    let state = state(&world, reference, "street").await;
    assert!(matches!(state, FieldState::Declined { .. }), "{state:?}");
    // Half an hour was too long for the session.
    let mut elder = be(&world, "elder").await;
    let tracked = elder.open(&format!("/cases/{reference}")).await;
    tracked.says("没有同意查询");
}

stories![
    an_allowance_is_applied_for_while_the_registers_are_silent_and_confirmed_later,
    what_entitles_is_typed_too_and_what_nobody_knows_sends_nobody_away,
    an_assessment_is_applied_for_without_leave_to_ask_anybody,
];
