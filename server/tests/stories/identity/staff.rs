//! Staff accounts, as whoever runs the portal keeps them.

use app::identity::{OfficeId, StaffRole};
use app::person::PersonName;
use app::text::Text;
use server::identity::passwords::Strength;
use server::identity::staff::{StaffEntry, add_staff, disable_staff, list_staff};
use sqlx::Row as _;

use super::{faults, say, who};
use crate::stories;
use crate::support::{Page, Visitor, World};

async fn add(world: &World, login: &str) -> String {
    let name = PersonName::parse("江雨").unwrap();
    let office = OfficeId("500106-GA-001".into());
    let role = StaffRole::Supervisor;
    add_staff(&world.office, login, &name, &office, role, None)
        .await
        .unwrap()
        .password
}

async fn sign_in(visitor: &mut Visitor, login: &str, password: &str) -> Page {
    let page = visitor.open("/staff/sign-in").await;
    let form = page
        .form_to("/staff/sign-in")
        .fill("login", login)
        .fill("password", password);
    visitor.submit(form).await
}

async fn a_new_member_comes_in_with_the_first_password_and_changes_it(world: World) {
    let first = add(&world, "Jiang.Yu").await;
    assert!(first.len() >= 20, "{first}");
    let mut visitor = world.visitor();
    let page = sign_in(&mut visitor, " JIANG.yu ", &first).await;
    assert_eq!(page.route(), "/casework");
    assert_eq!(who(&mut visitor).await.as_deref(), Some("江雨"));

    let page = visitor.open("/account/password").await;
    let short = page
        .form_to("/account/password")
        .fill("current", &first)
        .fill("password", "fourteen chars");
    let page = visitor.submit(short).await;
    assert_eq!(page.route(), "/account/password");
    assert_eq!(faults(&page).len(), 1);
    let long = page
        .form_to("/account/password")
        .fill("current", &first)
        .fill("password", "fifteen chars..");
    let page = visitor.submit(long).await;
    page.says(&say(Text::OwnAccountPasswordChanged));

    let mut again = world.visitor();
    let page = sign_in(&mut again, "jiang.yu", &first).await;
    assert_eq!(faults(&page), [say(Text::StaffSignInWrong)]);
    let page = sign_in(&mut again, "jiang.yu", "fifteen chars..").await;
    assert_eq!(page.route(), "/casework");
}

async fn a_login_is_given_once(world: World) {
    add(&world, "jiang").await;
    let name = PersonName::parse("江月").unwrap();
    let office = OfficeId("500106-GA-001".into());
    for login in ["jiang", "JIANG", "", "two words", &"x".repeat(65)] {
        let added = add_staff(
            &world.office,
            login,
            &name,
            &office,
            StaffRole::Caseworker,
            None,
        )
        .await;
        assert!(added.is_err(), "{login:?}");
    }
    let listed = list_staff(&world.office).await.unwrap();
    assert_eq!(
        listed,
        [StaffEntry {
            login: "jiang".into(),
            name: "江雨".into(),
            office,
            role: StaffRole::Supervisor,
            is_disabled: false,
            is_known: false,
        }]
    );
}

async fn whoever_is_disabled_is_out_at_once(world: World) {
    let password = add(&world, "jiang").await;
    let mut visitor = world.visitor();
    sign_in(&mut visitor, "jiang", &password).await;
    assert!(who(&mut visitor).await.is_some());

    assert!(disable_staff(&world.office, "Jiang").await.unwrap());

    assert_eq!(who(&mut visitor).await, None);
    assert!(list_staff(&world.office).await.unwrap()[0].is_disabled);
    let before = world.office.reception.hasher.done();
    let page = sign_in(&mut visitor, "jiang", &password).await;
    assert_eq!(faults(&page), [say(Text::StaffSignInWrong)]);
    assert_eq!(world.office.reception.hasher.done(), before + 1);
    assert!(!disable_staff(&world.office, "jiang").await.unwrap());
    assert!(!disable_staff(&world.office, "nobody").await.unwrap());
}

async fn citizens_and_staff_have_their_own_doors(world: World) {
    let password = add(&world, "13911112222").await;
    let mut visitor = world.visitor();
    let page = super::sign_in(&mut visitor, "13911112222", &password).await;
    assert_eq!(faults(&page), [say(Text::SignInWrong)]);
    let (_, mother) = super::register(&world, "mother").await;
    let page = sign_in(&mut visitor, mother.number.as_str(), super::PASSWORD).await;
    assert_eq!(faults(&page), [say(Text::StaffSignInWrong)]);
    let page = sign_in(&mut visitor, "", "").await;
    assert_eq!(
        faults(&page),
        [say(Text::StaffLoginEmpty), say(Text::PasswordEmpty)]
    );
}

async fn stored(world: &World) -> String {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT password FROM staff WHERE login = 'jiang'")
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0)
}

async fn a_password_hashed_with_less_work_is_hashed_anew_at_sign_in(world: World) {
    let password = add(&world, "jiang").await;
    assert!(
        stored(&world)
            .await
            .starts_with("$argon2id$v=19$m=65536,t=3,p=1$")
    );
    let office = &world.office;
    let weak = office
        .reception
        .hasher
        .hash(
            &password,
            Strength::Citizen,
            [9; 16],
            &office.keys.blind("pepper,v1,", ""),
        )
        .await
        .unwrap();
    let mut tx = office.db.begin().await.unwrap();
    sqlx::query("UPDATE staff SET password = $1")
        .bind(weak)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let entered = office.enter_as_staff("jiang", &password, "", None).await;

    assert!(entered.unwrap().is_some());
    assert!(
        stored(&world)
            .await
            .starts_with("$argon2id$v=19$m=65536,t=3,p=1$")
    );
    let entered = office.enter_as_staff("jiang", &password, "", None).await;
    assert!(entered.unwrap().is_some());
}

stories![
    a_new_member_comes_in_with_the_first_password_and_changes_it,
    a_login_is_given_once,
    whoever_is_disabled_is_out_at_once,
    citizens_and_staff_have_their_own_doors,
    a_password_hashed_with_less_work_is_hashed_anew_at_sign_in,
];
