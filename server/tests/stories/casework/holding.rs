//! Decisions before they leave: a hold in which they can be recalled, and a second person where one is not enough.

use app::case::Capacity;
use app::case::Stage;
use jiff::SignedDuration;
use server::outbox;

use super::deciding::{approve, countersign, take_up};
use super::filed::{self, OnTheDesks, Wish};
use crate::stories;
use crate::support::{Page, Visitor, World};

async fn recall(visitor: &mut Visitor, case: &OnTheDesks, world: &World) -> Page {
    let path = case.address(world, "registration").await.page("proposal");
    let page = visitor.open(&path).await;
    visitor.submit(page.form_to(&path).press("撤回决定")).await
}

async fn refuse(visitor: &mut Visitor, case: &OnTheDesks, world: &World) -> Page {
    let path = case.address(world, "registration").await.page("refusal");
    let page = visitor.open(&path).await;
    let form = page
        .form_to(&path)
        .fill("reason", "not-proved")
        .fill("text", "房产证上的姓名不一致。")
        .press("不予通过");
    visitor.submit(form).await
}

async fn a_decision_leaves_after_five_minutes_and_not_before(world: World) {
    let world = world.holding(5).await;
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    let held = approve(&mut gao, &case, &world, "registration").await;

    held.says("已决定，尚可撤回");
    let before = case.matter(&world, "registration").await;
    assert_eq!(before.stage, Stage::Held);
    world.clock.advance(SignedDuration::from_secs(299));
    outbox::run_once(&world.office).await.unwrap();
    assert_eq!(case.matter(&world, "registration").await.stage, Stage::Held);

    world.clock.advance(SignedDuration::from_secs(1));
    outbox::run_once(&world.office).await.unwrap();
    assert_ne!(case.matter(&world, "registration").await.stage, Stage::Held);
    let path = case.address(&world, "registration").await.page("proposal");
    assert_eq!(gao.open(&path).await.status, 409, "what has left");
    let version = before.version.to_string();
    let too_late = gao
        .post(&path, &[("act", "recall"), ("version", &version)])
        .await;
    assert_eq!(too_late.status, 409, "is not recalled");
}

async fn what_was_recalled_never_leaves_and_what_is_decided_anew_does(world: World) {
    let world = world.holding(5).await;
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    approve(&mut gao, &case, &world, "registration").await;

    let mut song = world.be("police-shapingba-2").await;
    assert!(
        !song
            .open(&case.address(&world, "registration").await.page("proposal"))
            .await
            .has("button[value=recall]"),
        "a colleague does not recall it"
    );
    let recalled = recall(&mut gao, &case, &world).await;
    recalled.says("办理中");
    world.clock.advance(SignedDuration::from_mins(4));
    // Decided anew: the first errand is due a minute later, and must not take this one along.
    approve(&mut gao, &case, &world, "registration").await;
    world.clock.advance(SignedDuration::from_mins(2));
    outbox::run_once(&world.office).await.unwrap();
    assert_eq!(case.matter(&world, "registration").await.stage, Stage::Held);

    world.clock.advance(SignedDuration::from_mins(3));
    outbox::run_once(&world.office).await.unwrap();
    assert_ne!(case.matter(&world, "registration").await.stage, Stage::Held);
}

async fn nobody_outside_the_office_learns_of_a_refusal_that_is_held(world: World) {
    let world = world.holding(5).await;
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let mut mother = world.be("mother").await;
    let path = format!("/cases/{}", case.reference);
    take_up(&mut gao, &case, &world, "registration").await;
    refuse(&mut gao, &case, &world).await;
    mother.open(&path).await.hides("房产证").hides("没有批准");
    countersign(&mut song, &case, &world, "registration").await;
    let unread = mother.open("/notices").await;
    mother.open(&path).await.hides("房产证").hides("没有批准");
    unread.hides("没有批准").hides("未获批准");

    world.clock.advance(SignedDuration::from_mins(5));
    outbox::run_once(&world.office).await.unwrap();
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Refused
    );
    mother.open(&path).await.says("房产证上的姓名不一致");
}

async fn who_proposed_a_refusal_cannot_confirm_it(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    refuse(&mut gao, &case, &world).await;
    let address = case.address(&world, "registration").await;
    let page = gao.open(&address.page("proposal")).await;
    page.says("须由另一位同事复核");
    assert!(!page.has("button[value=confirm]"));

    // The page is not what keeps him from it.
    let version = case
        .matter(&world, "registration")
        .await
        .version
        .to_string();
    let pressed = gao
        .post(
            &address.page("proposal"),
            &[("act", "confirm"), ("version", &version), ("digest", "")],
        )
        .await;
    assert_eq!(pressed.status, 409);
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Proposed
    );

    // Another office's staff do not even find it.
    let stranger = world
        .be("insurance-shapingba")
        .await
        .post(
            &address.page("proposal"),
            &[("act", "confirm"), ("version", &version), ("digest", "")],
        )
        .await;
    assert_eq!(stranger.status, 404);
}

async fn a_colleague_who_does_not_agree_sends_it_back_and_says_why(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    take_up(&mut gao, &case, &world, "registration").await;
    refuse(&mut gao, &case, &world).await;

    let path = case.address(&world, "registration").await.page("proposal");
    let page = song.open(&path).await;
    page.says("房产证上的姓名不一致").says("测试办法第三条");
    let empty = song.submit(page.form_to(&path).press("退回")).await;
    empty.says("请写明理由");
    let sent = song
        .submit(
            empty
                .form_to(&path)
                .fill("text", "新规定不再看房产证。")
                .press("退回"),
        )
        .await;
    sent.says("办理中");
    let matter = case.matter(&world, "registration").await;
    assert_eq!(matter.stage, Stage::InReview);
    assert!(matter.proposed_by.is_empty());
    let mut conn = world.office.db.read().await.unwrap();
    let remarks = server::case::store::remarks_of(&mut conn, &[(&case.home, &case.case_id)])
        .await
        .unwrap();
    assert_eq!(remarks.len(), 1);
    assert!(!remarks[0].is_told, "colleagues only");
    assert_eq!(
        world.office.text_of(&remarks[0]).unwrap(),
        "新规定不再看房产证。"
    );
}

async fn an_applicant_may_withdraw_what_is_only_proposed(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    refuse(&mut gao, &case, &world).await;
    case.step(
        &world,
        "registration",
        app::case::Step::Withdraw,
        Capacity::Applicant,
        server::case::StepDetail::default(),
    )
    .await;
    let mut song = world.be("police-shapingba-2").await;
    let path = case.address(&world, "registration").await.page("proposal");
    assert_eq!(song.open(&path).await.status, 409);
}

stories![
    a_decision_leaves_after_five_minutes_and_not_before,
    what_was_recalled_never_leaves_and_what_is_decided_anew_does,
    nobody_outside_the_office_learns_of_a_refusal_that_is_held,
    who_proposed_a_refusal_cannot_confirm_it,
    a_colleague_who_does_not_agree_sends_it_back_and_says_why,
    an_applicant_may_withdraw_what_is_only_proposed,
];
