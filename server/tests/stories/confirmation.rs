//! The other party: asked, reminded, confirming, declining, not answering; and the counter for whoever would rather
//! not ask.

use app::case::Stage;
use app::text::Text;
use jiff::SignedDuration;
use jiff::civil::date;

use crate::newborn::be;
use crate::stories;
use crate::support::{Visitor, World, say};
use crate::tracking::{a_case, carry_out_errands, confirm, invite, matter};

async fn days_pass(world: &World, days: i64) {
    world.clock.advance(SignedDuration::from_hours(days * 24));
    carry_out_errands(world).await;
}

async fn unread(visitor: &mut Visitor) -> usize {
    visitor
        .open("/notices")
        .await
        .find_all("form[action^='/notices/']")
        .len()
}

async fn the_link_opens_for_one_person_only(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    let token = link.strip_prefix("/invitations/").unwrap();
    assert_eq!(token.len(), 32, "128 random bits");

    let mut father = be(&world, "father").await;
    let seen = father.open(&link).await;
    assert_eq!(seen.status, 200);
    seen.says("林晓燕").says("张思齐").says("户口登记");

    for key in ["mother", "twins-father"] {
        let mut other = be(&world, key).await;
        let refused = other.open(&link).await;
        assert_eq!(refused.status, 404, "{key} is not invited");
        refused.hides("张思齐");
        let posted = other
            .post(&link, &[("agree", "yes"), ("act", "confirm")])
            .await;
        assert_eq!(posted.status, 404);
    }
    let mut nobody = world.visitor();
    assert_eq!(nobody.open(&link).await.route(), "/sign-in");
    let unknown = father
        .open("/invitations/00000000000000000000000000000000")
        .await;
    assert_eq!(unknown.status, 404);
    assert_eq!(
        matter(&world, &case, "household-registration").await.stage,
        Stage::Waiting
    );
}

async fn a_second_press_makes_no_second_link(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    mother
        .post(&format!("{case}/confirmation"), &[("act", "invite")])
        .await;
    let shown = mother.open(&format!("{case}/confirmation")).await;
    shown.says(&link);
}

async fn confirming_needs_the_tick_and_starts_what_waited(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "father").await;
    let page = father.open("/").await;
    let page = father.follow(&page, "请您本人确认").await;
    assert_eq!(page.route(), link, "it waits on his own first page, too");

    let form = page.form().press(&say(Text::TrackingInvitationConfirm));
    let unticked = father.submit(form).await;
    assert!(unticked.path.ends_with("?review"));
    unticked.says(&say(Text::TrackingInvitationTick));

    let confirmed = confirm(&mut father, &link).await;
    assert_eq!(
        confirmed.heading(),
        say(Text::TrackingInvitationConfirmedTitle)
    );
    let household = matter(&world, &case, "household-registration").await;
    assert_eq!(household.stage, Stage::Ready);
    assert_eq!(household.due, Some(date(2026, 3, 10)));

    let again = father
        .post(&link, &[("act", "decline"), ("reason", "not-agreed")])
        .await;
    assert_eq!(again.status, 409, "an answer is given once");
    mother.open("/notices").await.says("另一位家长已经确认");
    let state = mother.open(&format!("{case}/confirmation")).await;
    state.says("2026年3月6日");
}

async fn declining_gives_a_reason_in_one_line_and_leaves_two_ways(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "father").await;
    let declined = father
        .post(
            &link,
            &[
                ("act", "decline"),
                ("reason", "not-right"),
                ("text", "你等着"),
            ],
        )
        .await;
    assert_eq!(
        declined.heading(),
        say(Text::TrackingInvitationDeclinedTitle)
    );
    declined.hides("张思齐");

    let tracking = mother.open(&case).await;
    assert!(
        tracking.heading().contains("没有同意"),
        "{}",
        tracking.heading()
    );
    let asking = mother.open(&format!("{case}/confirmation")).await;
    asking
        .says(&say(Text::TrackingDeclineNotRight))
        .hides("你等着");
    let counter = mother.open(&format!("{case}/counter")).await;
    counter.says("110").says("12338");

    let second = invite(&world, &mut mother, &case).await;
    assert_ne!(second, link);
    let old = father.open(&link).await;
    assert_eq!(old.heading(), say(Text::TrackingInvitationDeclinedTitle));
    confirm(&mut father, &second).await;
    assert_eq!(
        matter(&world, &case, "household-registration").await.stage,
        Stage::Ready
    );
}

async fn nobody_answers_for_seven_days(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    let (before, none) = (
        unread(&mut mother).await,
        unread(&mut be(&world, "father").await).await,
    );
    assert_eq!(none, 0, "nothing reminds on the first day");
    for (days, reminders) in [(2, 0), (1, 1), (2, 1), (1, 2)] {
        days_pass(&world, days).await;
        let mut mother = be(&world, "mother").await;
        let mut father = be(&world, "father").await;
        assert_eq!(unread(&mut mother).await, before + reminders);
        assert_eq!(unread(&mut father).await, reminders);
    }
    let mut father = be(&world, "father").await;
    let notices = father.open("/notices").await;
    notices
        .says("2026年3月13日")
        .hides("张思齐")
        .hides("林晓燕");
    let form = notices
        .find_all("form[action^='/notices/']")
        .into_iter()
        .filter_map(|form| form.attr("action").map(str::to_owned))
        .next()
        .unwrap();
    let led = father.submit(notices.form_to(&form)).await;
    assert_eq!(led.route(), link, "his notice leads to his own invitation");

    // Friday 13 March is the last day, to its end.
    days_pass(&world, 1).await;
    let mut father = be(&world, "father").await;
    assert!(father.open(&link).await.has("input[name=agree]"));
    days_pass(&world, 1).await;

    let mut mother = be(&world, "mother").await;
    let mut father = be(&world, "father").await;
    let late = father.open(&link).await;
    assert_eq!(late.heading(), say(Text::TrackingInvitationNotOpenTitle));
    late.hides("张思齐");
    let refused = father
        .post(&link, &[("agree", "yes"), ("act", "confirm")])
        .await;
    assert_eq!(refused.status, 409);
    let tracking = mother.open(&case).await;
    assert!(
        tracking.heading().contains("已过期"),
        "{}",
        tracking.heading()
    );
    mother.open("/notices").await.says("链接已过期");
    let again = invite(&world, &mut mother, &case).await;
    confirm(&mut father, &again).await;
    assert_eq!(
        matter(&world, &case, "household-registration").await.stage,
        Stage::Ready
    );
}

async fn an_expired_link_is_dead_before_anybody_has_noticed(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    // No errand runs: the portal was down.
    world.clock.advance(SignedDuration::from_hours(8 * 24));
    let mut father = be(&world, "father").await;
    let late = father.open(&link).await;
    assert_eq!(late.heading(), say(Text::TrackingInvitationNotOpenTitle));
    let refused = father
        .post(&link, &[("agree", "yes"), ("act", "confirm")])
        .await;
    assert_eq!(refused.status, 409);
    let mut mother = be(&world, "mother").await;
    let tracking = mother.open(&case).await;
    assert!(
        tracking.heading().contains("已过期"),
        "{}",
        tracking.heading()
    );
    invite(&world, &mut mother, &case).await;
}

async fn whoever_would_rather_not_ask_finds_the_counter_and_nobody_is_told(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "father").await;
    father.open(&link).await.says("张思齐");

    let asking = mother.open(&format!("{case}/confirmation")).await;
    let counter = mother
        .follow(&asking, &say(Text::TrackingAskRatherNot))
        .await;
    counter
        .says("110")
        .says("12338")
        .says(&say(Text::TrackingCounterHours));
    let household = matter(&world, &case, "household-registration").await;
    let directory = world.office.directory();
    let station = directory.get(&household.office).unwrap();
    counter
        .says(&station.name.zh)
        .says(&station.phone)
        .says(&station.hours.zh);
    assert!(
        !counter.has("textarea") && !counter.has("input[type=text]"),
        "no reason is asked"
    );
    let chosen = mother.submit(counter.form()).await;
    chosen.says(&say(Text::TrackingCounterChosen));
    let tracking = mother.open(&case).await;
    assert!(tracking.heading().contains(&station.name.zh));

    let gone = father.open(&link).await;
    assert_eq!(gone.heading(), say(Text::TrackingInvitationNotOpenTitle));
    gone.hides("张思齐").hides("林晓燕");
    assert!(!father.open("/").await.has(".waiting"));
    days_pass(&world, 10).await;
    let mut father = be(&world, "father").await;
    assert_eq!(unread(&mut father).await, 0, "no reminder, no word");
    let mut mother = be(&world, "mother").await;
    mother.open("/notices").await.hides("链接已过期");

    // She may change her mind.
    let link = invite(&world, &mut mother, &case).await;
    assert!(father.open(&link).await.has("input[name=agree]"));
}

stories![
    the_link_opens_for_one_person_only,
    a_second_press_makes_no_second_link,
    confirming_needs_the_tick_and_starts_what_waited,
    declining_gives_a_reason_in_one_line_and_leaves_two_ways,
    nobody_answers_for_seven_days,
    an_expired_link_is_dead_before_anybody_has_noticed,
    whoever_would_rather_not_ask_finds_the_counter_and_nobody_is_told,
];
