//! Staff sign in with a password and six digits, where people are real.

use app::identity::{OfficeId, StaffRole};
use app::person::PersonName;
use jiff::SignedDuration;
use server::identity::staff::add_staff;
use totp_rs::{Algorithm, Secret, TOTP};

use super::outside_the_demo::real;
use crate::stories;
use crate::support::World;

/// A new member of staff; their password.
async fn added(world: &World) -> String {
    let name = PersonName::parse("江雨").unwrap();
    let at = OfficeId("500106-GA-001".into());
    add_staff(
        &world.office,
        "jiang",
        &name,
        &at,
        StaffRole::Caseworker,
        None,
    )
    .await
    .unwrap()
    .password
}

/// A new member of a real portal: their password and authenticator.
async fn member(world: &World) -> (String, TOTP) {
    (added(world).await, authenticator(world).await)
}

async fn authenticator(world: &World) -> TOTP {
    let url = world
        .office
        .new_authenticator(" Jiang ")
        .await
        .unwrap()
        .unwrap();
    assert!(
        url.starts_with("otpauth://totp/Yuban:jiang?secret="),
        "{url}"
    );
    let secret = url.split(['=', '&']).nth(1).unwrap().to_owned();
    let secret = Secret::Encoded(secret).to_bytes().unwrap();
    TOTP::new(Algorithm::SHA1, 6, 0, 30, secret).unwrap()
}

/// The code of a clock that is so many seconds off.
fn code(world: &World, totp: &TOTP, off: i64) -> String {
    let now = world.office.clock.unmoved().as_second() + off;
    totp.generate(u64::try_from(now).unwrap())
}

async fn enters(world: &World, password: &str, code: &str) -> bool {
    world
        .office
        .enter_as_staff("jiang", password, code, None)
        .await
        .unwrap()
        .is_some()
}

async fn close(world: World) {
    world.office.closing.begin();
    world.office.db.close().await;
}

async fn a_code_opens_once_and_only_beside_the_password(world: World) {
    let real = real(&world).await;
    let (password, totp) = member(&real).await;
    let now = code(&real, &totp, 0);

    assert!(!enters(&real, &password, "").await);
    assert!(!enters(&real, &password, "000000").await);
    assert!(!enters(&real, "another password", &now).await);
    assert!(
        enters(&real, &password, &now).await,
        "a wrong password uses nothing up"
    );
    assert!(
        !enters(&real, &password, &now).await,
        "a code that was used"
    );
    close(real).await;
}

async fn a_clock_may_be_one_step_off_and_what_was_before_the_last_is_over(world: World) {
    let real = real(&world).await;
    let (password, totp) = member(&real).await;
    for off in [-61, 61] {
        let far = code(&real, &totp, off);
        assert!(!enters(&real, &password, &far).await, "{off} seconds off");
    }
    let (before, after) = (code(&real, &totp, -30), code(&real, &totp, 30));
    assert!(enters(&real, &password, &after).await);
    assert!(
        !enters(&real, &password, &before).await,
        "older than the last"
    );
    world.clock.advance(SignedDuration::from_secs(90));
    let next = code(&real, &totp, -30);
    assert!(enters(&real, &password, &next).await);
    close(real).await;
}

async fn a_new_authenticator_ends_the_old_and_guessing_is_slowed(world: World) {
    let real = real(&world).await;
    let (password, old) = member(&real).await;
    let new = authenticator(&real).await;
    assert!(!enters(&real, &password, &code(&real, &old, 0)).await);
    assert!(enters(&real, &password, &code(&real, &new, 0)).await);
    assert_eq!(real.office.new_authenticator("nobody").await.unwrap(), None);

    world.clock.advance(SignedDuration::from_secs(60));
    let right = code(&real, &new, 0);
    let mut is_slowed = false;
    for _ in 0..8 {
        let tried = real
            .office
            .enter_as_staff("jiang", &password, "123456", None)
            .await;
        is_slowed |= tried.is_err();
    }
    assert!(is_slowed);
    let tried = real
        .office
        .enter_as_staff("jiang", &password, &right, None)
        .await;
    assert!(tried.is_err(), "not even the right one, for a while");
    close(real).await;
}

async fn the_demo_asks_for_no_code(world: World) {
    let password = added(&world).await;
    assert!(enters(&world, &password, "").await);
    let page = world.visitor().open("/staff/sign-in").await;
    assert!(!page.has("input[name=code]"));
}

async fn a_real_portal_asks_for_the_code_on_its_page(world: World) {
    let real = real(&world).await;
    let page = real.visitor().open("/staff/sign-in").await;
    assert!(page.has("input[name=code][autocomplete=one-time-code]"));
    close(real).await;
}

stories![
    a_code_opens_once_and_only_beside_the_password,
    a_clock_may_be_one_step_off_and_what_was_before_the_last_is_over,
    a_new_authenticator_ends_the_old_and_guessing_is_slowed,
    the_demo_asks_for_no_code,
    a_real_portal_asks_for_the_code_on_its_page,
];
