//! Finding a matter by what a person says at the counter: at one's own office only, journalled, and nothing personal in
//! an address.

use app::case::{Field, FieldState, PartyRole, Stage};
use app::person::Mobile;
use app::text::Wording;
use jiff::SignedDuration;
use server::case::store;
use server::demo_city::people::demo_people;
use sqlx::Row;

use super::deciding::{approve, take_up};
use super::filed::{self, OnTheDesks, Wish};
use crate::stories;
use crate::support::{Page, Visitor, World};

async fn find(visitor: &mut Visitor, words: &str) -> Page {
    visitor.post("/casework/find", &[("words", words)]).await
}

fn mother(world: &World) -> (String, Mobile) {
    let mother = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .unwrap();
    (mother.number.as_str().to_owned(), mother.mobile)
}

async fn texts(world: &World, sql: &'static str) -> Vec<String> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query(sql)
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| row.try_get(0).unwrap())
        .collect()
}

async fn a_matter_is_found_by_whatever_a_person_says_and_only_at_its_office(world: World) {
    // Whoever has an account is found by its mobile.
    world.be("mother").await;
    let case = filed::file(&world, Wish::default()).await;
    let (number, mobile) = mother(&world);
    let mut gao = world.be("police-shapingba-1").await;
    let mut jia = world.be("police-yubei").await;
    let said = [
        case.reference.as_str(),
        number.as_str(),
        mobile.as_str(),
        "赵秋实",
        "Zhao Qiushi",
        "zqs",
        "钱冬至",
        "sunlichun",
    ];
    for words in said {
        let page = find(&mut gao, words).await;
        assert_eq!(
            (page.status, page.route()),
            (200, "/casework/find"),
            "{words}"
        );
        page.says("入户登记").says(case.reference.as_str());
        assert_eq!(page.find_all("tbody th a").len(), 1, "{words}");
        let elsewhere = find(&mut jia, words).await;
        elsewhere.says("本部门没有这样的事项").hides("入户登记");
    }
    for words in ["周杰", "zhouj", "13900000000"] {
        find(&mut gao, words).await.says("本部门没有这样的事项");
    }
    let nonsense = find(&mut gao, "1").await;
    assert!(nonsense.title().starts_with("错误："));

    let entries = texts(
        &world,
        "SELECT entry FROM journal WHERE kind = 'search' ORDER BY seq",
    )
    .await;
    assert_eq!(
        entries.len(),
        2 * said.len() + 3,
        "every search, and no more"
    );
    for entry in &entries {
        assert!(entry.contains("\"find\"") && entry.contains("\"found\""));
        for words in said {
            assert!(!entry.contains(words), "{entry}");
        }
    }
    for table in ["SELECT word FROM case_word", "SELECT typed FROM finding"] {
        for text in texts(&world, table).await {
            for words in [
                "赵秋实",
                "zhaoqiushi",
                "zqs",
                number.as_str(),
                mobile.as_str(),
            ] {
                assert!(!text.contains(words));
            }
        }
    }
    // A quarter of an hour later the page has forgotten.
    find(&mut gao, "zqs").await;
    world.clock.advance(SignedDuration::from_mins(16));
    gao.open("/casework/find").await.hides("入户登记");
}

async fn only_staff_look_and_nobody_all_day(world: World) {
    filed::file(&world, Wish::default()).await;
    let mut mother = world.be("mother").await;
    assert_eq!(find(&mut mother, "zqs").await.status, 404);
    assert_eq!(mother.open("/casework/find").await.status, 404);
    let mut nobody = world.visitor();
    assert_eq!(
        nobody.open("/casework/find").await.route(),
        "/staff/sign-in"
    );
    let mut gao = world.be("police-shapingba-1").await;
    for _ in 0..30 {
        assert_eq!(find(&mut gao, "zqs").await.status, 200);
    }
    assert_eq!(find(&mut gao, "zqs").await.status, 429);
    world.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(find(&mut gao, "zqs").await.status, 200);
}

/// Puts somebody's identity number into the application.
async fn with_number(world: &World, case: &OnTheDesks, number: &str) {
    let mut tx = world.office.db.begin().await.unwrap();
    let stored = store::case_by_id(tx.conn(), &case.home, &case.case_id)
        .await
        .unwrap()
        .unwrap();
    let mut dossier = world.office.dossier(&stored).unwrap();
    dossier.fields.push(Field {
        subject: "case".into(),
        name: "number".into(),
        label: Wording::same("身份证号"),
        value: number.into(),
        shown: Wording::default(),
        class: "common".into(),
        belongs_to: PartyRole::Applicant,
        source: None,
        state: FieldState::AsGiven,
    });
    let place = format!("case_file.dossier.{}", case.case_id);
    let (keys, chance) = (&world.office.keys, &world.office.chance);
    let sealed = keys.seal(&place, &dossier, chance);
    assert!(
        store::replace_dossier(tx.conn(), &stored, &sealed)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
}

async fn identity_numbers_are_shown_after_a_press_that_is_recorded(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let (number, _) = mother(&world);
    with_number(&world, &case, &number).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let mut jia = world.be("police-yubei").await;
    let path = case.address(&world, "registration").await.path();
    let page = gao.open(&path).await;
    page.hides(&number).says("身份证号");

    let press = page
        .form_to(&format!("{path}/numbers"))
        .press("显示身份证号");
    let shown = gao.submit(press).await;
    shown.says(&number).says("查看了身份证号");
    song.open(&path).await.hides(&number);
    let refused = jia.post(&format!("{path}/numbers"), &[("act", "")]).await;
    assert_eq!(refused.status, 404);
    let read = texts(
        &world,
        "SELECT fields FROM access_log WHERE fields = 'case.number' AND outcome = 'allowed'",
    )
    .await;
    assert!(!read.is_empty());

    world.clock.advance(SignedDuration::from_mins(6));
    gao.open(&path).await.hides(&number);
}

async fn a_number_that_a_register_gave_is_hidden_in_results_and_decisions_too(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let (number, _) = mother(&world);
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    approve(&mut gao, &case, &world, "registration").await;
    case.register_answers(&world, "registration", &number).await;
    let path = case.address(&world, "registration").await.path();
    let page = gao.open(&path).await;
    page.hides(&number).says("入户编号");
    let press = page
        .form_to(&format!("{path}/numbers"))
        .press("显示身份证号");
    gao.submit(press).await.says(&number);

    // What the insurer writes holds that number: the press brings back to the same page, and it is written whole.
    let mut han = world.be("insurance-shapingba").await;
    take_up(&mut han, &case, &world, "insurance").await;
    let path = case.address(&world, "insurance").await;
    let decision = path.page("decision");
    let page = han.open(&decision).await;
    page.hides(&number).says("入户编号");
    let press = page.form_to(&path.page("numbers")).press("显示身份证号");
    let shown = han.submit(press).await;
    assert_eq!(
        shown.route(),
        page.route(),
        "the page on which it was pressed"
    );
    shown.says(&number);
    assert!(!shown.has(&format!("form[action={:?}]", path.page("numbers"))));
    let read = texts(
        &world,
        "SELECT fields FROM access_log WHERE fields = 'result.registration' AND outcome = 'allowed'",
    )
    .await;
    assert!(!read.is_empty(), "the press is a reading of its own");

    world.clock.advance(SignedDuration::from_mins(6));
    let page = han.open(&decision).await;
    page.hides(&number);
    let approved = han.submit(page.form_to(&decision).press("批准")).await;
    assert_eq!(approved.status, 200, "{}", approved.text());
    assert_eq!(
        case.matter(&world, "insurance").await.stage,
        Stage::Recording
    );
}

stories![
    a_matter_is_found_by_whatever_a_person_says_and_only_at_its_office,
    only_staff_look_and_nobody_all_day,
    identity_numbers_are_shown_after_a_press_that_is_recorded,
    a_number_that_a_register_gave_is_hidden_in_results_and_decisions_too,
];
