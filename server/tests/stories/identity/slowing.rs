//! Slowing down whoever guesses, without ever locking anybody out for good.

use std::net::IpAddr;

use app::error::PortalError;
use app::identity::form::Login;
use app::person::Mobile;
use app::text::Text;
use jiff::SignedDuration;
use server::fault::Fault;
use server::identity::wait_after;

use super::{PASSWORD, advance, code_after, login, register, say, sent, sign_in, who};
use crate::stories;
use crate::support::World;

const GUESS: &str = "a guess, and wrong";

/// Seconds to wait, or nothing when the pair was looked at.
async fn tried(world: &World, login: &Login, password: &str) -> Result<bool, i64> {
    match world.office.enter(login, password, None).await {
        Ok(entered) => Ok(entered.is_some()),
        Err(Fault::Portal(PortalError::TooMany {
            retry_after_seconds,
        })) => Err(i64::from(retry_after_seconds)),
        Err(other) => panic!("{other}"),
    }
}

async fn guessing_gets_slower_and_never_locks_for_good(world: World) {
    let (_, mother) = register(&world, "mother").await;
    // A login that nobody has slows down in the same way.
    let nobody = Login::Mobile(Mobile::parse("13911112222").unwrap());
    for login in [login(&mother), nobody] {
        for failures in 1..=16 {
            assert_eq!(tried(&world, &login, GUESS).await, Ok(false), "{failures}");
            let wait = wait_after(failures);
            if wait > 0 {
                assert_eq!(tried(&world, &login, GUESS).await, Err(wait));
                // Trying while one has to wait does not make it longer; the right password waits, too.
                assert_eq!(tried(&world, &login, PASSWORD).await, Err(wait));
                advance(&world, SignedDuration::from_secs(wait));
            }
        }
    }
    let mother = login(&mother);
    assert_eq!(tried(&world, &mother, PASSWORD).await, Ok(true));
    // It went well: everything begins anew.
    for _ in 0..4 {
        assert_eq!(tried(&world, &mother, GUESS).await, Ok(false));
    }
    assert_eq!(tried(&world, &mother, PASSWORD).await, Ok(true));
}

async fn failures_of_yesterday_are_forgotten(world: World) {
    let (_, mother) = register(&world, "mother").await;
    let login = login(&mother);
    for _ in 0..4 {
        assert_eq!(tried(&world, &login, GUESS).await, Ok(false));
    }
    advance(&world, SignedDuration::from_hours(25));
    for _ in 0..4 {
        assert_eq!(tried(&world, &login, GUESS).await, Ok(false));
    }
    assert_eq!(tried(&world, &login, PASSWORD).await, Ok(true));
}

async fn many_guesses_at_once_are_counted_one_by_one(world: World) {
    let (_, mother) = register(&world, "mother").await;
    let guesses = (0..40).map(|_| {
        let (office, login) = (world.office.clone(), login(&mother));
        tokio::spawn(async move { office.enter(&login, GUESS, None).await.is_ok() })
    });
    let mut looked_at = 0;
    for guess in guesses.collect::<Vec<_>>() {
        looked_at += i64::from(guess.await.unwrap());
    }
    assert_eq!(looked_at, 5);
}

async fn whoever_is_slowed_down_by_a_stranger_comes_in_by_proof(world: World) {
    let (_, mother) = register(&world, "mother").await;
    let mut stranger = world.visitor();
    for _ in 0..5 {
        sign_in(&mut stranger, mother.number.as_str(), GUESS).await;
    }
    let page = sign_in(&mut stranger, mother.number.as_str(), GUESS).await;
    assert_eq!(page.status, 429);
    assert_eq!(page.headers["retry-after"], "1");
    page.says(&say(Text::ErrorTooManyTitle));

    let before = sent(&world.office).await;
    let mut visitor = world.visitor();
    visitor
        .post("/forgotten-password", &[("number", mother.number.as_str())])
        .await;
    let code = code_after(&world, before).await;
    visitor
        .post("/forgotten-password/code", &[("code", &code)])
        .await;
    visitor
        .post("/forgotten-password/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(
        who(&mut visitor).await.as_deref(),
        Some(mother.name.as_str())
    );
    // And the password works at once, for number and mobile.
    assert_eq!(tried(&world, &login(&mother), PASSWORD).await, Ok(true));
}

async fn one_address_may_try_three_hundred_times_a_minute(world: World) {
    let mut visitor = world.visitor();
    let mut statuses = Vec::new();
    for _ in 0..301 {
        let page = visitor.post("/register/code", &[("code", "12345")]).await;
        statuses.push(page.status);
    }
    assert!(statuses[..300].iter().all(|status| *status == 200));
    assert_eq!(statuses[300], 429);
    // From elsewhere it goes on, and here after a minute.
    let login = Login::Mobile(Mobile::parse("13911112222").unwrap());
    let elsewhere: IpAddr = "192.0.2.7".parse().unwrap();
    let entered = world.office.enter(&login, GUESS, Some(elsewhere)).await;
    assert_eq!(entered.unwrap(), None);
    let here: IpAddr = "127.0.0.1".parse().unwrap();
    assert!(world.office.enter(&login, GUESS, Some(here)).await.is_err());
    advance(&world, SignedDuration::from_secs(61));
    let entered = world.office.enter(&login, GUESS, Some(here)).await;
    assert_eq!(entered.unwrap(), None);
}

stories![
    guessing_gets_slower_and_never_locks_for_good,
    failures_of_yesterday_are_forgotten,
    many_guesses_at_once_are_counted_one_by_one,
    whoever_is_slowed_down_by_a_stranger_comes_in_by_proof,
    one_address_may_try_three_hundred_times_a_minute,
];
