//! An office's lists: what is where, in which order, and how many.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::filed::{self, Wish};
use crate::stories;
use crate::support::{Page, World};

const REGISTRATION: &str = "入户登记";

/// The number beside a list's name.
fn count(page: &Page, list: &str) -> i64 {
    page.find(&format!("nav a[href='/casework?list={list}'] .count"))
        .words
        .parse()
        .unwrap()
}

async fn a_matter_moves_through_the_lists_as_it_is_taken_up_and_put_back(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;

    let queue = gao.open("/casework").await;
    assert_eq!(queue.status, 200);
    assert_eq!(queue.heading(), "待受理（1）");
    queue
        .says(case.reference.as_str())
        .says(REGISTRATION)
        .says("无人受理");
    // Five working days from Friday 6 March.
    queue
        .says("2026年3月13日（星期五）")
        .says("还剩 5 个工作日");

    let matter = gao.follow(&queue, REGISTRATION).await;
    let taken = gao
        .submit(
            matter
                .form_to(&format!("{}/holder", matter.route()))
                .press("受理"),
        )
        .await;
    assert_eq!(taken.status, 200);
    taken.says("我");

    let mine = gao.open("/casework?list=mine").await;
    assert_eq!(mine.heading(), "我在办理（1）");
    mine.says(REGISTRATION);
    assert_eq!(count(&mine, "to-take-up"), 0);
    let of_song = song.open("/casework?list=colleagues").await;
    of_song.says(REGISTRATION).says("高明");
    assert_eq!(count(&of_song, "mine"), 0);
    assert_eq!(count(&of_song, "colleagues"), 1);

    let back = gao
        .submit(
            taken
                .form_to(&format!("{}/holder", taken.route()))
                .press("退回待受理"),
        )
        .await;
    back.says("无人受理");
    let queue = song.open("/casework").await;
    assert_eq!(count(&queue, "to-take-up"), 1);
    assert_eq!(count(&queue, "colleagues"), 0);
}

async fn what_waits_for_others_says_for_whom(world: World) {
    filed::file(&world, Wish::default()).await;
    let mut han = world.be("insurance-shapingba").await;

    let waiting = han.open("/casework?list=waiting").await;

    waiting
        .says("参保登记")
        .says("等待同一申请中的其他事项")
        .says("还没有期限");
    let queue = han.open("/casework").await;
    queue.says("现在没有待受理的事项");
}

async fn a_promise_that_passes_is_due_today_and_then_late(world: World) {
    filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;

    world.clock.advance(SignedDuration::from_hours(24 * 7));
    let mut gao_next = world.be("police-shapingba-1").await;
    let today = gao_next.open("/casework?list=due-today").await;
    assert_eq!(today.heading(), "今日到期（1）");
    today.says("今天到期");
    assert_eq!(count(&today, "overdue"), 0);

    // Friday to Tuesday: two working days.
    world.clock.advance(SignedDuration::from_hours(24 * 4));
    let mut gao_late = world.be("police-shapingba-1").await;
    let late = gao_late.open("/casework?list=overdue").await;
    assert_eq!(late.heading(), "已超期（1）");
    late.says("已超期 2 个工作日");
    assert_eq!(count(&late, "due-today"), 0);

    // A session of a week ago leads to the staff's door.
    let led = gao.open("/casework").await;
    assert_eq!(led.route(), "/staff/sign-in");
}

async fn a_date_in_a_year_without_a_calendar_is_provisional(world: World) {
    // Wednesday 30 December 2026: five working days on lies in 2027.
    world.clock.advance(SignedDuration::from_hours(24 * 299));
    filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;

    gao.open("/casework")
        .await
        .says("预计：当年的放假安排还没有公布");
}

async fn pages_of_a_list_show_every_matter_once(world: World) {
    for _ in 0..53 {
        filed::file(&world, Wish::default()).await;
        world.clock.advance(SignedDuration::from_mins(1));
    }
    let mut gao = world.be("police-shapingba-1").await;

    let mut page = gao.open("/casework").await;
    assert_eq!(page.heading(), "待受理（53）");
    let mut seen = Vec::new();
    let mut sizes = Vec::new();
    loop {
        let rows = page.find_all("#queue-caption ~ tbody th a, tbody th a");
        sizes.push(rows.len());
        seen.extend(rows.iter().map(|row| row.attr("href").unwrap().to_owned()));
        if !page.has("a[rel=next]") {
            break;
        }
        page = gao.follow(&page, "查看后面的事项").await;
    }

    assert_eq!(sizes, [50, 3]);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 53);
    let first = gao.follow(&page, "回到最前").await;
    assert_eq!(first.find_all("tbody th a").len(), 50);
}

async fn several_subjects_are_told_apart(world: World) {
    let wish = Wish {
        subjects: &["person-1", "person-2"],
    };
    filed::file(&world, wish).await;
    let mut gao = world.be("police-shapingba-1").await;

    let queue = gao.open("/casework").await;

    queue
        .says("入户登记（第 1 位）")
        .says("入户登记（第 2 位）");
}

async fn a_list_or_place_that_does_not_exist_is_not_found(world: World) {
    let mut gao = world.be("police-shapingba-1").await;
    for path in [
        "/casework?list=everything",
        "/casework?list=mine&after=yesterday",
        "/casework?after=2026-03-05,%27%20OR%201%3D1",
    ] {
        assert_eq!(gao.open(path).await.status, 404, "{path}");
    }
}

stories![
    a_matter_moves_through_the_lists_as_it_is_taken_up_and_put_back,
    what_waits_for_others_says_for_whom,
    a_promise_that_passes_is_due_today_and_then_late,
    a_date_in_a_year_without_a_calendar_is_provisional,
    pages_of_a_list_show_every_matter_once,
    several_subjects_are_told_apart,
    a_list_or_place_that_does_not_exist_is_not_found,
];
