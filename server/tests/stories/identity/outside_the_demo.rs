//! Where people are real there is nobody to be, no message page, and no number of the demo city.

use app::identity::form::Login;
use app::text::Text;
use jiff::SignedDuration;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, SET_COOKIE};
use server::Office;
use server::clock::Chance;
use server::closing::Closing;
use server::identity::Reception;

use super::{ask_to_register, be, faults, person, say, sign_in};
use crate::stories;
use crate::support::World;

/// The same portal for real people, at an address with TLS in front of it.
pub(super) async fn real(world: &World) -> World {
    let office = &world.office;
    let mut tx = office.db.begin().await.unwrap();
    sqlx::query("DELETE FROM portal_setting")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut settings = office.settings.clone();
    settings.demo = false;
    let mut real = world.clone();
    real.office = Office::open(
        settings,
        world.clock.clone(),
        Chance::seeded(1),
        Closing::default(),
        Reception::of_the_demo_city(server::demo_city::next_door::whom_one_can_be(&world.city)),
    )
    .await
    .unwrap();
    real
}

async fn there_is_nobody_to_be(world: World) {
    let real = real(&world).await;
    let mut visitor = real.visitor();
    let page = visitor.open("/sign-in").await;
    assert!(!page.has("form[action='/demo/be']"));
    assert!(!page.has("#demo"));
    let page = visitor.post("/demo/be", &[("person", "mother")]).await;
    assert_eq!(page.status, 404);
    assert_eq!(visitor.open("/demo/messages").await.status, 404);
    real.office.closing.begin();
    real.office.db.close().await;
}

async fn numbers_of_the_demo_city_are_refused_everywhere(world: World) {
    let mother = person(&world, "mother");
    let real = real(&world).await;
    let mut visitor = real.visitor();
    let page = ask_to_register(&mut visitor, mother.number.as_str(), mother.name.as_str()).await;
    assert_eq!(faults(&page), [say(Text::IdentityNumberDemo)]);
    let page = sign_in(&mut visitor, mother.number.as_str(), "a long password").await;
    assert_eq!(faults(&page), [say(Text::IdentityNumberDemo)]);
    let page = visitor
        .post("/forgotten-password", &[("number", mother.number.as_str())])
        .await;
    assert_eq!(faults(&page), [say(Text::IdentityNumberDemo)]);
    let sent = real
        .office
        .write_demo_message(&mother.mobile, &app::text::Wording::same("x"))
        .await;
    assert!(sent.is_err());
    real.office.closing.begin();
    real.office.db.close().await;
}

async fn over_tls_the_cookies_are_bound_to_the_host(world: World) {
    let mut settings = world.office.settings.clone();
    settings.address = "https://portal.example".to_owned();
    let mut secure = world.clone();
    secure.office = Office::open(
        settings,
        world.clock.clone(),
        Chance::seeded(1),
        Closing::default(),
        Reception::of_the_demo_city(server::demo_city::next_door::whom_one_can_be(&world.city)),
    )
    .await
    .unwrap();
    let visitor = secure.visitor();
    let post = |path: &str, cookie: &str| {
        visitor
            .request(Method::POST, path)
            .header("origin", "https://portal.example")
            .header("cookie", cookie.to_owned())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("person=mother")
            .send()
    };
    let signed_in = post("/demo/be", "").await.unwrap();
    let cookie = signed_in.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-sid="), "{cookie}");
    for wanted in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.split("; ").any(|part| part == wanted), "{cookie}");
    }
    let sid = cookie.split(';').next().unwrap().to_owned();
    world.clock.advance(SignedDuration::from_mins(31));
    let parked = post("/newborn/leave", &sid).await.unwrap();
    let parked = parked.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(parked.starts_with("__Host-parked="), "{parked}");
    assert!(
        parked.contains("Secure") && parked.contains("HttpOnly"),
        "{parked}"
    );
    // Leaving removes it: browsers ignore a removal without `Secure`.
    let left = post("/sign-out", &sid).await.unwrap();
    assert!(
        left.headers()
            .get_all(SET_COOKIE)
            .iter()
            .any(|cookie| cookie.to_str().unwrap()
                == "__Host-sid=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax")
    );
    secure.office.closing.begin();
    secure.office.db.close().await;
}

async fn a_demo_number_is_somebodys_in_the_demo(world: World) {
    be(&world, "mother").await;
    let mother = person(&world, "mother");
    // No password was set: there is an account, and none fits.
    let entered = world
        .office
        .enter(&Login::Number(mother.number), "", None)
        .await;
    assert_eq!(entered.unwrap(), None);
}

stories![
    there_is_nobody_to_be,
    numbers_of_the_demo_city_are_refused_everywhere,
    over_tls_the_cookies_are_bound_to_the_host,
    a_demo_number_is_somebodys_in_the_demo,
];
