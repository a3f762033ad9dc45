//! Signing in, signing out, and what the pages say when something is mistyped.

use app::text::Text;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use reqwest::header::SET_COOKIE;
use sqlx::Row as _;

use super::{PASSWORD, ask_to_register, be, faults, person, press, register, say, sign_in, who};
use crate::stories;
use crate::support::World;

async fn a_demo_person_comes_in_with_one_press_and_leaves_again(world: World) {
    let mut visitor = be(&world, "mother").await;
    let mother = person(&world, "mother");
    assert_eq!(
        who(&mut visitor).await.as_deref(),
        Some(mother.name.as_str())
    );

    let page = visitor.open("/account").await;
    page.says(&mother.number.masked());
    page.hides(mother.number.as_str());
    page.hides(mother.mobile.as_str());
    let page = visitor.submit(page.form_to("/sign-out")).await;

    assert_eq!(page.route(), "/");
    assert_eq!(visitor.cookie("sid"), None);
    assert_eq!(who(&mut visitor).await, None);
}

async fn the_demo_lists_citizens_first_then_staff(world: World) {
    let mut visitor = world.visitor();

    let page = visitor.open("/sign-in").await;

    let people = page.find_all("form[action='/demo/be'] button");
    assert!(people.len() > 20, "{}", people.len());
    assert_eq!(people[0].words, person(&world, "mother").name.as_str());
    let headings: Vec<String> = page
        .find_all("main h3")
        .into_iter()
        .map(|heading| heading.words)
        .collect();
    assert_eq!(headings, [say(Text::DemoCitizens), say(Text::DemoStaff)]);

    let mut police = be(&world, "police-shapingba-1").await;
    assert_eq!(who(&mut police).await.as_deref(), Some("高明"));
    let page = visitor.post("/demo/be", &[("person", "nobody")]).await;
    assert_eq!(page.status, 404);
}

async fn a_visitor_gets_no_cookie(world: World) {
    let mut visitor = world.visitor();
    for path in [
        "/",
        "/sign-in",
        "/register",
        "/demo/messages",
        "/no-such-page",
    ] {
        let page = visitor.open(path).await;
        assert!(!page.headers.contains_key(SET_COOKIE), "{path}");
    }
}

async fn whoever_registered_comes_in_with_number_or_mobile(world: World) {
    let (_, mother) = register(&world, "mother").await;
    let spaced = format!(
        "{} {}",
        &mother.number.as_str()[..6],
        &mother.number.as_str()[6..]
    );
    let mobile = format!("+86 {}", mother.mobile.as_str());
    for login in [mother.number.as_str(), &spaced, &mobile] {
        let mut visitor = world.visitor();
        let page = sign_in(&mut visitor, login, PASSWORD).await;
        assert_eq!(page.route(), "/", "{}", page.text());
        assert_eq!(
            who(&mut visitor).await.as_deref(),
            Some(mother.name.as_str())
        );
    }
    let mut visitor = world.visitor();
    let page = sign_in(&mut visitor, mother.number.as_str(), "山水之间有座桥哦").await;
    assert_eq!(faults(&page), [say(Text::SignInWrong)]);
    assert_eq!(who(&mut visitor).await, None);
}

async fn a_wrong_pair_keeps_what_was_typed_but_not_the_password(world: World) {
    let mut visitor = world.visitor();
    let page = visitor.open("/sign-in?next=/account").await;
    let form = page
        .form_to("/sign-in")
        .fill("login", "13800000000")
        .fill("password", "swordfish-1");

    let page = visitor.submit(form).await;

    assert_eq!(page.status, 200);
    assert!(
        page.title().starts_with(&say(Text::ErrorPrefix)),
        "{}",
        page.title()
    );
    assert_eq!(page.find("#login").attr("value"), Some("13800000000"));
    assert_eq!(
        page.find("input[name=next]").attr("value"),
        Some("/account")
    );
    page.hides("swordfish-1");
    assert!(!page.path.contains("138"), "{}", page.path);
}

async fn each_mistake_in_a_number_has_its_own_sentence(world: World) {
    let mother = person(&world, "mother");
    let right = mother.number.as_str();
    let last = if right.ends_with('1') { "2" } else { "1" };
    let wrong_check = format!("{}{last}", &right[..17]);
    let wrong_date = format!("{}1332{}", &right[..10], &right[14..]);
    let letters = format!("{}O{}", &right[..9], &right[10..]);
    for (typed, said) in [
        ("", Text::IdentityNumberEmpty),
        (&right[..17], Text::IdentityNumberLength),
        (&letters, Text::IdentityNumberCharacters),
        (&wrong_date, Text::IdentityNumberDate),
        (&wrong_check, Text::IdentityNumberCheck),
    ] {
        let mut visitor = world.visitor();
        let page = ask_to_register(&mut visitor, typed, "").await;
        assert_eq!(page.route(), "/register");
        assert_eq!(
            faults(&page),
            [say(said), say(Text::PersonNameEmpty)],
            "{typed}"
        );
        assert_eq!(
            page.find("#number").attr("value").unwrap_or_default(),
            typed
        );
        assert_eq!(page.find("#number").attr("aria-invalid"), Some("true"));
        page.find("#number-fault");
    }
}

async fn passwords_are_judged_by_length_and_commonness_only(world: World) {
    let mother = person(&world, "mother");
    let mut visitor = world.visitor();
    let page = ask_to_register(&mut visitor, mother.number.as_str(), mother.name.as_str()).await;
    let code = super::code_after(&world, 0).await;
    let mut page = visitor
        .submit(page.form_to("/register/code").fill("code", &code))
        .await;
    let short = app::text::Words::default().say_with(Text::PasswordShort, &[("count", "8")]);
    for (password, said) in [
        ("", say(Text::PasswordEmpty)),
        ("1234567", short),
        ("Woaini1314", say(Text::PasswordCommon)),
        (&"字".repeat(129), say(Text::PasswordLong)),
    ] {
        let form = page
            .form_to("/register/password")
            .fill("password", password);
        page = visitor.submit(form).await;
        assert_eq!(page.route(), "/register/password", "{password}");
        assert_eq!(faults(&page), [said]);
    }
    let form = page
        .form_to("/register/password")
        .fill("password", PASSWORD);
    assert_eq!(visitor.submit(form).await.route(), "/");
}

async fn signing_in_leads_back_to_our_own_pages_only(world: World) {
    for (next, landing) in [
        ("/account", "/account"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ] {
        let mut visitor = world.visitor();
        let page = visitor
            .post("/demo/be", &[("person", "mother"), ("next", next)])
            .await;
        assert_eq!(page.route(), landing, "{next}");
    }
    let mut visitor = world.visitor();
    let page = visitor.open("/account").await;
    assert_eq!(page.path, "/sign-in?next=/account");
    page.says(&say(Text::SignInAgain));
    let page = press(&mut visitor, &page, "mother").await;
    assert_eq!(page.path, "/account");
}

async fn what_a_citizen_may_not_see_is_not_there(world: World) {
    let mut visitor = world.visitor();
    assert_eq!(
        visitor.open("/staff/counter-code").await.path,
        "/staff/sign-in?next=/staff/counter-code"
    );
    let mut mother = be(&world, "mother").await;
    assert_eq!(mother.open("/staff/counter-code").await.status, 404);
    let page = mother
        .post("/staff/counter-code", &[("number", ""), ("name", "")])
        .await;
    assert_eq!(page.status, 404);
    let mut police = be(&world, "police-shapingba-1").await;
    assert_eq!(police.open("/account/mobile").await.status, 404);
}

/// What the database holds of her password.
async fn stored(world: &World) -> String {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT password FROM account")
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0)
}

async fn put(world: &World, password: &str) {
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE account SET password = $1")
        .bind(password.to_owned())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The password as it would have been hashed with less work.
fn weak(world: &World) -> String {
    let pepper = world.office.keys.blind("pepper,v1,", "");
    let salt = [7_u8; 16];
    let mut hash = [0_u8; 32];
    argon2::Argon2::new_with_secret(
        pepper.as_bytes(),
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        argon2::Params::new(8_192, 1, 1, Some(hash.len())).unwrap(),
    )
    .unwrap()
    .hash_password_into(PASSWORD.as_bytes(), &salt, &mut hash)
    .unwrap();
    let [salt, hash] = [&salt[..], &hash[..]].map(|bytes| STANDARD_NO_PAD.encode(bytes));
    format!("$argon2id$v=19$m=8192,t=1,p=1${salt}${hash}")
}

async fn a_password_hashed_with_less_work_is_hashed_anew(world: World) {
    let (_, mother) = register(&world, "mother").await;
    put(&world, &weak(&world)).await;
    for _ in 0..2 {
        let mut visitor = world.visitor();
        sign_in(&mut visitor, mother.number.as_str(), PASSWORD).await;
        assert_eq!(
            who(&mut visitor).await.as_deref(),
            Some(mother.name.as_str())
        );
        let now = stored(&world).await;
        assert!(now.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{now}");
    }
}

async fn a_try_that_failed_by_our_fault_does_not_count(world: World) {
    let (_, mother) = register(&world, "mother").await;
    let right = stored(&world).await;
    put(&world, "not a hash").await;
    let mut visitor = world.visitor();
    for _ in 0..6 {
        let page = sign_in(&mut visitor, mother.number.as_str(), PASSWORD).await;
        assert_eq!(page.status, 500, "and no wait");
    }
    put(&world, &right).await;
    sign_in(&mut visitor, mother.number.as_str(), PASSWORD).await;
    assert!(who(&mut visitor).await.is_some());
}

stories![
    a_password_hashed_with_less_work_is_hashed_anew,
    a_try_that_failed_by_our_fault_does_not_count,
    a_demo_person_comes_in_with_one_press_and_leaves_again,
    the_demo_lists_citizens_first_then_staff,
    a_visitor_gets_no_cookie,
    whoever_registered_comes_in_with_number_or_mobile,
    a_wrong_pair_keeps_what_was_typed_but_not_the_password,
    each_mistake_in_a_number_has_its_own_sentence,
    passwords_are_judged_by_length_and_commonness_only,
    signing_in_leads_back_to_our_own_pages_only,
    what_a_citizen_may_not_see_is_not_there,
];
