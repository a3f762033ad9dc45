//! Who may not: nobody appeals, complains or rates for another, and nobody handles what is not theirs.

use app::case::Stage;
use server::casework::tie;

use crate::casework::filed::{self, Wish};
use crate::remedies::{
    appeal, complain, end, first_on_the_desk, rate, refuse, take_up as takes_up,
};
use crate::stories;
use crate::support::World;

async fn nobody_but_the_applicant_reads_or_hands_in_anything(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    end(&world, &case).await;
    let pages = [
        "/refusal/registration.person-1",
        "/appeal/registration.person-1",
        "/complaint",
        "/rating",
    ]
    .map(|page| format!("/cases/{}{page}", case.reference));
    let fields = [
        ("text", "替别人写的"),
        ("grade", "1"),
        ("kind", "delay"),
        ("answer", "portal"),
    ];

    // The other party, and somebody who has no part in it.
    for who in ["father", "elder"] {
        let mut other = world.be(who).await;
        for path in &pages {
            let page = other.open(path).await;
            assert_eq!(page.status, 404, "{who} {path}");
            page.hides("住址未能核实").hides("测试办法第三条");
        }
        for path in &pages[1..] {
            assert_eq!(other.post(path, &fields).await.status, 404, "{who} {path}");
        }
    }
    // Staff and visitors are led to the citizens' door.
    for path in &pages {
        let visitor = world.visitor().open(path).await;
        assert_eq!(visitor.route(), "/sign-in");
    }
    for path in &pages[1..] {
        world.visitor().post(path, &fields).await;
    }
    let mut conn = world.office.db.read().await.unwrap();
    for sql in ["SELECT id FROM remedy", "SELECT case_id FROM rating"] {
        let rows = sqlx::query(sql).fetch_all(&mut *conn).await.unwrap();
        assert!(rows.is_empty(), "{sql}");
    }
}

async fn the_desk_is_for_the_office_and_for_nobody_who_took_part(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    let mut mother = world.be("mother").await;
    appeal(&mut mother, &case, "我不同意。").await;
    let mut lead = world.be("police-shapingba-lead").await;
    let address = first_on_the_desk(&mut lead).await.unwrap();
    let fields = [
        ("act", "take-up"),
        ("version", "0"),
        ("text", "x"),
        ("outcome", "upheld"),
    ];

    for who in [
        "mother",
        "father",
        "elder",
        "police-shapingba-1",
        "police-shapingba-2",
        "police-yubei",
        "insurance-shapingba",
        "street-shapingba",
    ] {
        let mut other = world.be(who).await;
        let page = other.open(&address).await;
        assert_eq!(page.status, 404, "{who}");
        page.hides("我不同意。");
        for act in ["take-up", "answer", "put-back", "close"] {
            let mut fields = fields;
            fields[0].1 = act;
            let press = other.post(&address, &fields).await;
            assert_eq!(press.status, 404, "{who} {act}");
        }
    }
    assert_eq!(
        world.visitor().open(&address).await.route(),
        "/staff/sign-in"
    );
    for who in ["mother", "elder"] {
        let list = world.be(who).await.open("/staff/remedies").await;
        assert_eq!(list.status, 404);
    }
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Refused
    );

    // Nor is it for a supervisor whose household it is about.
    let mut tx = world.office.db.begin().await.unwrap();
    let row = sqlx::query("SELECT id FROM staff WHERE login = 'demo-police-shapingba-lead'")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    let id: String = sqlx::Row::try_get(&row, 0).unwrap();
    tie(tx.conn(), &id, &case.applicant).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(lead.open(&address).await.status, 404);
    assert_eq!(lead.post(&address, &fields).await.status, 404);
}

async fn nobody_answers_what_a_colleague_has_in_hand(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    end(&world, &case).await;
    let mut mother = world.be("mother").await;
    rate(&mut mother, &case, "2").await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let address = first_on_the_desk(&mut gao).await.unwrap();
    takes_up(&mut gao, &address).await;

    for act in ["take-up", "answer", "put-back"] {
        let fields = [("act", act), ("version", "1"), ("text", "我来答")];
        let press = song.post(&address, &fields).await;
        assert_eq!(press.status, 409, "{act}");
    }
    song.open(&address).await.says("高明");
    // A supervisor may put it back, and then it is anybody's again.
    let mut lead = world.be("police-shapingba-lead").await;
    let page = lead.open(&address).await;
    lead.submit(page.form().press("退回清单")).await;
    takes_up(&mut song, &address).await.says("宋佳");
}

async fn readings_by_staff_are_recorded_for_whose_they_are(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    let mut mother = world.be("mother").await;
    complain(&mut mother, &world, &case).await;
    let mut lead = world.be("police-shapingba-lead").await;
    let address = first_on_the_desk(&mut lead).await.unwrap();
    lead.open(&address).await;
    world.be("police-yubei").await.open(&address).await;

    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query(
        "SELECT outcome FROM access_log WHERE person = $1 AND purpose = 'remedies' ORDER BY at, id",
    )
    .bind(case.applicant.0.clone())
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    let mut outcomes: Vec<String> = rows
        .iter()
        .map(|row| sqlx::Row::try_get(row, 0).unwrap())
        .collect();
    outcomes.sort();
    assert_eq!(outcomes, ["allowed", "refused"]);
}

stories![
    nobody_but_the_applicant_reads_or_hands_in_anything,
    the_desk_is_for_the_office_and_for_nobody_who_took_part,
    nobody_answers_what_a_colleague_has_in_hand,
    readings_by_staff_are_recorded_for_whose_they_are,
];
