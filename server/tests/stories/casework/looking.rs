//! What an office sees of a case.

use super::filed::{self, ACCOUNT, ACCOUNT_SHOWN, ADDRESS, APPLICANT, CONFIRMER, Wish};
use jiff::SignedDuration;
use server::data_layer::access_log::{ReadOutcome, reads_about};

use crate::stories;
use crate::support::World;

async fn differences_come_first_and_in_words(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let path = case.address(&world, "registration").await.path();
    let mut gao = world.be("police-shapingba-1").await;

    let page = gao.open(&path).await;

    let differences = page.find("section.differences").words;
    let order = [
        "2026年2月21日",
        "金沙路九号",
        "手工填写，没有经过",
        "已确认一致",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|said| {
            differences
                .find(said)
                .unwrap_or_else(|| panic!("{said} is not in {differences}"))
        })
        .collect();
    assert!(places.is_sorted(), "{differences}");
    let text = page.text();
    assert!(
        text.find("需要核对的内容").unwrap() < text.find("申请内容").unwrap(),
        "what wants a look stands before the rest"
    );
    page.says("来源：").says(ADDRESS);
}

async fn an_office_sees_the_fields_of_its_own_classes_only(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let registration = case.address(&world, "registration").await.path();
    let insurance = case.address(&world, "insurance").await.path();

    let of_police = world
        .be("police-shapingba-1")
        .await
        .open(&registration)
        .await;
    let of_insurance = world.be("insurance-shapingba").await.open(&insurance).await;

    of_police.hides(ACCOUNT).hides(ACCOUNT_SHOWN);
    of_insurance.says(ACCOUNT_SHOWN).hides(ACCOUNT);
}

async fn other_offices_parts_and_the_parties_are_shown_by_name(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let path = case.address(&world, "insurance").await.path();

    let page = world.be("insurance-shapingba").await.open(&path).await;

    page.says("入户登记")
        .says("本事项需要它的结果")
        .says("街道备案")
        .says("待受理");
    page.says(APPLICANT).says(CONFIRMER);
    page.hides(&case.applicant.0);
    page.says("提交申请").says(&format!("申请人{APPLICANT}"));
}

async fn every_opening_stands_in_the_applicants_own_record(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let registration = case.address(&world, "registration").await;
    let insurance = case.address(&world, "insurance").await;
    let mut gao = world.be("police-shapingba-1").await;

    let tick = || world.clock.advance(SignedDuration::from_secs(1));
    gao.open(&registration.path()).await;
    tick();
    gao.open(&registration.page("decision")).await;
    tick();
    assert_eq!(gao.open(&insurance.path()).await.status, 404);
    tick();
    gao.post(&insurance.page("holder"), &[("act", "take-up")])
        .await;

    let mut conn = world.office.db.read().await.unwrap();
    let mut reads = reads_about(&mut conn, &case.applicant, None, 100)
        .await
        .unwrap();
    reads.reverse();
    let outcomes: Vec<ReadOutcome> = reads.iter().map(|read| read.row.outcome).collect();
    use ReadOutcome::{Allowed, Refused};
    assert_eq!(outcomes, [Allowed, Allowed, Refused, Refused]);
    let seen = &reads[0].row.fields;
    assert!(seen.contains(&"case.address".to_owned()), "{seen:?}");
    assert!(!seen.contains(&"case.account".to_owned()), "{seen:?}");
    assert!(
        reads
            .iter()
            .all(|read| read.row.reference == case.reference.as_str())
    );
    assert!(
        reads[2].row.fields.is_empty(),
        "a refused opening shows nothing"
    );
}

stories![
    every_opening_stands_in_the_applicants_own_record,
    differences_come_first_and_in_words,
    an_office_sees_the_fields_of_its_own_classes_only,
    other_offices_parts_and_the_parties_are_shown_by_name,
];
