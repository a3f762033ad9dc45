//! What may stand in the database in the clear, and what may not: every column of every table is looked through.

use app::identity::{OfficeId, StaffRole};
use app::person::PersonName;
use server::demo_city::people::demo_people;
use server::identity::staff::add_staff;
use server::identity::ties::Household;
use server::keys::sha256;
use server::outbox;
use sqlx::{AssertSqlSafe, Row as _};

use crate::newborn::{be, hand_in, to_the_check, with_leave};
use crate::stories;
use crate::support::World;

/// Tables with their columns of text, as the migrations make them.
fn columns() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let mut columns = Vec::new();
    for file in std::fs::read_dir(folder).expect("the migrations") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("text");
        let mut table = None;
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("CREATE TABLE ") {
                table = name.split([' ', '(']).next().map(str::to_owned);
            } else if line.starts_with(')') {
                table = None;
            } else if let Some(table) = &table
                && let Some((column, rest)) = line.split_once(' ')
                && rest.starts_with("TEXT")
            {
                columns.push((table.clone(), column.to_owned()));
            }
        }
    }
    columns
}

/// The father works at the police station: his number is known there, and his household's has been asked for.
async fn works_here_too(world: &World) {
    let mut people = demo_people(&world.city).into_iter();
    let father = people
        .find(|person| person.key == "father")
        .expect("the father");
    let name = PersonName::parse("江雨").expect("a name");
    let at = OfficeId("500106-GA-001".into());
    let role = StaffRole::Caseworker;
    let added = add_staff(
        &world.office,
        "jiang",
        &name,
        &at,
        role,
        Some(&father.number),
    );
    let added = added.await.expect("added");
    assert_eq!(added.household, Household::Known);
}

async fn no_table_holds_what_is_personal(world: World) {
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let wrong = mother.open("/newborn/wrong/case.applicant-address").await;
    let form = wrong
        .form()
        .press(&crate::support::say(app::text::Text::WrongSend));
    mother.submit(form.fill("right", "磁器口 12 号")).await;
    let check = to_the_check(&mut mother, known).await;
    let receipt = hand_in(&mut mother, &check).await;
    let case = receipt.route().trim_end_matches("/receipt").to_owned();
    let page = mother.open(&format!("{case}/confirmation")).await;
    mother.submit(page.form()).await;
    while outbox::run_once(&world.office).await.expect("errands") > 0 {}
    mother.open(&case).await;
    works_here_too(&world).await;

    let mut secrets = vec![
        ("account", "6222021001112223331".to_owned()),
        ("account's end", "2223331".to_owned()),
        ("address", "磁器口".to_owned()),
        ("child's name", "张思齐".to_owned()),
    ];
    for person in demo_people(&world.city)
        .into_iter()
        .filter(|person| ["mother", "father"].contains(&person.key))
    {
        let number = person.number.as_str().to_owned();
        secrets.push(("unkeyed hash of a number", sha256(number.as_bytes())));
        secrets.push(("number", number));
        secrets.push(("mobile", person.mobile.as_str().to_owned()));
        // The demo's list of people holds names; a case does not.
        secrets.push(("name", person.name.as_str().to_owned()));
    }
    let columns = columns();
    assert!(columns.len() > 100, "the migrations have moved");
    let mut found = Vec::new();
    let mut conn = world.office.db.read().await.expect("a connection");
    for (table, column) in columns {
        for (what, secret) in &secrets {
            let sql = format!("SELECT COUNT({column}) FROM {table} WHERE {column} LIKE $1");
            let rows: i64 = sqlx::query(AssertSqlSafe(sql))
                .bind(format!("%{secret}%"))
                .fetch_one(&mut *conn)
                .await
                .unwrap_or_else(|error| panic!("{table}.{column}: {error}"))
                .get(0);
            if rows > 0 {
                found.push(format!("{table}.{column} holds a {what}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

stories![no_table_holds_what_is_personal];
