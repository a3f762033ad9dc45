//! Who may not: figures of places that one does not answer for.

use crate::casework::filed::{self, Wish, office_of};
use crate::stories;
use crate::support::World;

/// Everything that somebody of the staff could ask for.
fn pages(world: &World) -> Vec<String> {
    let mut places = vec![
        "city".to_owned(),
        "500106".to_owned(),
        "500112".to_owned(),
        "500000".to_owned(),
    ];
    places.extend(
        [
            "police-shapingba-1",
            "insurance-shapingba",
            "street-shapingba",
            "police-yubei",
            "services-shapingba",
        ]
        .map(|login| office_of(world, login).0),
    );
    places
        .iter()
        .flat_map(|place| {
            [
                format!("/statistics/{place}"),
                format!("/statistics/{place}/overdue"),
            ]
        })
        .collect()
}

/// Those of them that this member may open.
async fn opened_by(world: &World, login: &str) -> Vec<String> {
    let mut member = world.be(login).await;
    let mut opened = Vec::new();
    for path in pages(world) {
        let page = member.open(&path).await;
        match page.status {
            200 => opened.push(path.trim_start_matches("/statistics/").to_owned()),
            404 => {}
            status => panic!("{path}: {status}"),
        }
    }
    opened
}

async fn nobody_sees_figures_that_they_do_not_answer_for(world: World) {
    filed::file(&world, Wish::default()).await;
    let both = |place: &str| [place.to_owned(), format!("{place}/overdue")];
    let of = |login: &str| both(&office_of(&world, login).0);

    let gao = opened_by(&world, "police-shapingba-1").await;
    assert_eq!(gao, of("police-shapingba-1"), "a station its own");
    let jia = opened_by(&world, "police-yubei").await;
    assert_eq!(jia, of("police-yubei"));
    let liang = opened_by(&world, "police-shapingba-lead").await;
    assert_eq!(
        liang,
        [both("500106"), of("police-shapingba-1")].concat(),
        "a supervisor the department in the district"
    );
    let yan = opened_by(&world, "services-shapingba").await;
    assert!(yan.contains(&"500106".to_owned()) && !yan.contains(&"500112".to_owned()));
    assert!(!yan.contains(&"city".to_owned()) && !yan.contains(&of("police-yubei")[0]));
    // There is no list of the whole city.
    let gu = opened_by(&world, "services-city").await;
    assert_eq!(gu.len(), pages(&world).len() - 1);
}

async fn a_supervisor_of_one_department_reads_nothing_of_another(world: World) {
    filed::file(&world, Wish::default()).await;
    world.office.add_up().await.unwrap();
    let mut liang = world.be("police-shapingba-lead").await;

    let page = liang.open("/statistics").await;

    assert_eq!(page.heading(), "统计：沙坪坝区");
    page.says("只统计公安的事项")
        .says("registration")
        .hides("insurance")
        .hides("street-note");
    assert_eq!(page.find(".figures dd").words, "1");
}

async fn citizens_and_strangers_find_no_figures_of_offices(world: World) {
    for path in pages(&world).into_iter().chain(["/statistics".to_owned()]) {
        let led = world.visitor().open(&path).await;
        assert_eq!(led.route(), "/staff/sign-in", "{path}");
    }
    for key in ["mother", "elder"] {
        let mut citizen = world.be(key).await;
        for path in pages(&world).into_iter().chain(["/statistics".to_owned()]) {
            assert_eq!(citizen.open(&path).await.status, 404, "{path}");
        }
        assert_eq!(citizen.open("/performance").await.status, 200);
    }
}

async fn an_address_that_means_nothing_is_not_found(world: World) {
    let mut gu = world.be("services-city").await;
    for path in [
        "/statistics/500106/done",
        "/statistics/500106/overdue?after=yesterday",
        "/statistics/%27%20OR%201=1",
        "/statistics/city/overdue",
        "/performance?matter=%27",
    ] {
        assert_eq!(gu.open(path).await.status, 404, "{path}");
    }
}

stories![
    nobody_sees_figures_that_they_do_not_answer_for,
    a_supervisor_of_one_department_reads_nothing_of_another,
    citizens_and_strangers_find_no_figures_of_offices,
    an_address_that_means_nothing_is_not_found,
];
