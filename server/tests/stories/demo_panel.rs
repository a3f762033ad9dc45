//! The demo panel: registers go down and up, the portal's day moves on, sessions do not notice; and outside demo mode
//! nothing of it exists.

use std::sync::Arc;

use app::text::{Language, Text, Words};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use server::Office;
use server::clock::{Chance, DemoClock};
use server::closing::Closing;
use server::data_layer::records::DataSet;
use server::demo_city::next_door;
use server::demo_city::registers::faults::Fault;
use server::identity::Reception;
use server::settings::Settings;

use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// The same portal, opened again: own connection, a clock that has not been moved yet.
async fn opened_again(world: &World, change: impl FnOnce(&mut Settings)) -> World {
    let mut settings = world.office.settings.clone();
    change(&mut settings);
    let mut again = world.clone();
    again.office = Office::open(
        settings,
        Arc::new(DemoClock::over(world.clock.clone())),
        Chance::seeded(7),
        Closing::default(),
        Reception::of_the_demo_city(next_door::whom_one_can_be(&world.city)),
    )
    .await
    .unwrap();
    again
}

async fn close(world: &World) {
    world.office.closing.begin();
    world.office.db.close().await;
}

async fn press_next_day(visitor: &mut Visitor) -> Page {
    let panel = visitor.open("/demo").await;
    visitor.submit(panel.form_to("/demo/day")).await
}

fn day(date: Date) -> String {
    Words::new(Language::Chinese).date(date)
}

fn said_of_the_day(date: Date) -> String {
    Words::new(Language::Chinese).say_with(Text::DemoDayNote, &[("day", &day(date))])
}

async fn a_register_goes_down_and_comes_back(world: World) {
    let mut visitor = world.visitor();
    let panel = visitor.open("/demo").await;
    assert_eq!(panel.find_all(".demo-registers li").len(), 12);
    panel.hides(&say(Text::DemoRegisterDown));

    let panel = visitor
        .post(
            "/demo/registers",
            &[("register", "POPULATION"), ("wish", "down")],
        )
        .await;

    panel.says(&say(Text::DemoRegisterDown));
    for set in [
        DataSet::Persons,
        DataSet::Households,
        DataSet::HouseholdMembers,
        DataSet::Registrations,
    ] {
        assert_eq!(world.faults.of(set), Some(Fault::Down), "{}", set.code());
    }
    assert_eq!(world.faults.of(DataSet::Marriages), None);

    let panel = visitor
        .post(
            "/demo/registers",
            &[("register", "POPULATION"), ("wish", "up")],
        )
        .await;

    panel.hides(&say(Text::DemoRegisterDown));
    assert_eq!(world.faults.of(DataSet::Persons), None);
}

async fn a_register_that_ails_otherwise_is_told_apart_and_healed(world: World) {
    world.faults.set(DataSet::Marriages, Some(Fault::Lies));
    let mut visitor = world.visitor();

    visitor
        .open("/demo")
        .await
        .says(&say(Text::DemoRegisterAils));
    visitor
        .post(
            "/demo/registers",
            &[("register", "MARRIAGES"), ("wish", "up")],
        )
        .await
        .hides(&say(Text::DemoRegisterAils));

    assert_eq!(world.faults.of(DataSet::Marriages), None);
}

async fn only_registers_on_the_panel_are_switched(world: World) {
    let mut visitor = world.visitor();
    for register in ["DIRECTORY", "", "POPULATION/persons", "X"] {
        let page = visitor
            .post(
                "/demo/registers",
                &[("register", register), ("wish", "down")],
            )
            .await;
        assert_eq!(page.status, 404, "{register:?}");
    }
    assert!(world.faults.listed().is_empty());
}

async fn registers_of_somebody_else_are_left_alone(world: World) {
    let elsewhere = opened_again(&world, |settings| {
        settings.data_layer = Some("http://192.0.2.1:4000".to_owned());
    })
    .await;
    let mut visitor = elsewhere.visitor();

    visitor
        .open("/demo")
        .await
        .says(&say(Text::DemoRegistersElsewhere));
    let page = visitor
        .post(
            "/demo/registers",
            &[("register", "MARRIAGES"), ("wish", "down")],
        )
        .await;

    assert_eq!(page.status, 404);
    close(&elsewhere).await;
}

async fn the_next_working_day_comes_and_nobody_is_signed_out(world: World) {
    let mut mother = world.be("mother").await;
    let mut officer = world.be("police-shapingba-1").await;
    let mut visitor = world.visitor();
    assert_eq!(world.office.clock.today(), date(2026, 3, 6), "a Friday");
    let home = visitor.open("/").await;
    assert!(!home.has(".phase a[href='/demo']"), "today is today");

    let panel = press_next_day(&mut visitor).await;

    panel.says(&day(date(2026, 3, 9)));
    let words = Words::new(Language::Chinese);
    assert_eq!(
        words.time(world.office.clock.now()),
        "2026年3月9日 09:00",
        "over the weekend to Monday morning"
    );
    for path in ["/", "/look-up", "/sign-in"] {
        let page = visitor.open(path).await;
        assert_eq!(
            page.find(".phase a[href='/demo']").words,
            said_of_the_day(date(2026, 3, 9)),
            "{path}"
        );
    }
    for _ in 0..8 {
        press_next_day(&mut visitor).await;
    }
    assert_eq!(world.office.clock.today(), date(2026, 3, 19));
    let page = mother.open("/cases").await;
    assert_eq!(page.route(), "/cases", "the mother is still signed in");
    let page = officer.open("/casework").await;
    assert_eq!(page.route(), "/casework", "and so is the officer");
    assert_eq!(
        page.find(".phase a[href='/demo']").words,
        said_of_the_day(date(2026, 3, 19))
    );

    world.clock.advance(SignedDuration::from_mins(31));

    let page = mother.open("/cases").await;
    assert_eq!(
        page.route(),
        "/sign-in",
        "half an hour of real time still ends a session"
    );
}

async fn a_button_pressed_twice_moves_one_day(world: World) {
    let mut visitor = world.visitor();
    for _ in 0..2 {
        let page = visitor.post("/demo/day", &[("day", "2026-03-09")]).await;
        assert_eq!(page.status, 200);
    }
    for wrong in ["2026-03-06", "2030-01-01", "", "tomorrow"] {
        visitor.post("/demo/day", &[("day", wrong)]).await;
    }
    assert_eq!(world.office.clock.today(), date(2026, 3, 9));
}

async fn the_day_is_still_there_after_a_restart(world: World) {
    let mut visitor = world.visitor();
    press_next_day(&mut visitor).await;
    world.clock.advance(SignedDuration::from_hours(2));

    let again = opened_again(&world, |_| {}).await;

    assert_eq!(again.office.clock.now(), world.office.clock.now());
    assert_eq!(again.office.clock.today(), date(2026, 3, 9));
    close(&again).await;
}

async fn the_demo_goes_three_months_ahead_and_no_farther(world: World) {
    let real = world.office.clock.unmoved();
    loop {
        let before = world.office.clock.today();
        let next = world.office.calendar.after(before, 1);
        world.office.go_to_day(next).await.unwrap();
        if world.office.clock.today() == before {
            break;
        }
    }
    let ahead = world.office.clock.now().duration_since(real);
    assert!(ahead > SignedDuration::from_hours(80 * 24), "{ahead}");
    assert!(ahead <= SignedDuration::from_hours(92 * 24), "{ahead}");
    let panel = world.visitor().open("/demo").await;
    panel.says(&say(Text::DemoDayFarthest));
    assert!(!panel.has("form[action='/demo/day']"));
}

async fn outside_demo_mode_nothing_of_it_exists(world: World) {
    let office = &world.office;
    office.go_to_day(date(2026, 3, 9)).await.unwrap();
    let mut tx = office.db.begin().await.unwrap();
    sqlx::query("DELETE FROM portal_setting WHERE name = 'purpose'")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let real = opened_again(&world, |settings| settings.demo = false).await;
    assert_eq!(
        real.office.clock.today(),
        date(2026, 3, 6),
        "a moved demo clock means nothing to real people"
    );
    let mut visitor = real.visitor();

    assert_eq!(visitor.open("/demo").await.status, 404);
    let page = visitor
        .post(
            "/demo/registers",
            &[("register", "MARRIAGES"), ("wish", "down")],
        )
        .await;
    assert_eq!(page.status, 404);
    let page = visitor.post("/demo/day", &[("day", "2026-03-09")]).await;
    assert_eq!(page.status, 404);

    assert_eq!(real.office.clock.today(), date(2026, 3, 6));
    assert!(world.faults.listed().is_empty());
    for path in ["/", "/sign-in", "/staff/sign-in"] {
        let page = visitor.open(path).await;
        assert!(!page.has("a[href='/demo']"), "{path}");
    }
    close(&real).await;
}

async fn the_panel_can_be_found(world: World) {
    let mut visitor = world.visitor();
    for path in ["/", "/staff/sign-in", "/no-such-page"] {
        let page = visitor.open(path).await;
        assert!(page.has("footer a[href='/demo']"), "{path}");
    }
    for path in ["/sign-in", "/staff/sign-in"] {
        let page = visitor.open(path).await;
        assert!(page.has("main a[href='/demo']"), "{path}");
    }
}

stories![
    a_register_goes_down_and_comes_back,
    a_register_that_ails_otherwise_is_told_apart_and_healed,
    only_registers_on_the_panel_are_switched,
    registers_of_somebody_else_are_left_alone,
    the_next_working_day_comes_and_nobody_is_signed_out,
    a_button_pressed_twice_moves_one_day,
    the_day_is_still_there_after_a_restart,
    the_demo_goes_three_months_ahead_and_no_farther,
    outside_demo_mode_nothing_of_it_exists,
    the_panel_can_be_found,
];
