//! What an office sees of a case.

use super::filed::{self, ACCOUNT, ACCOUNT_SHOWN, ADDRESS, APPLICANT, CONFIRMER, Wish};
use crate::stories;
use crate::support::World;

async fn differences_come_first_and_in_words(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let path = case.address(&world, "registration").await.path();
    let mut gao = world.be("police-shapingba-1").await;

    let page = gao.open(&path).await;

    let differences = page.find("section.differences").words;
    let order = [
        "2026-02-21",
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

stories![
    differences_come_first_and_in_words,
    an_office_sees_the_fields_of_its_own_classes_only,
    other_offices_parts_and_the_parties_are_shown_by_name,
];
