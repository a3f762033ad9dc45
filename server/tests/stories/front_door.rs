//! What every visitor meets, whatever the page.

use app::text::Text;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, ORIGIN};
use server::purpose;

use crate::stories;
use crate::support::{World, say};

async fn an_unknown_page_is_refused_in_words(world: World) {
    let mut visitor = world.visitor();

    let page = visitor.open("/no-such-page").await;

    assert_eq!(page.status, 404);
    assert_eq!(page.heading(), say(Text::ErrorNotFoundTitle));
    page.says("12345");
    assert_eq!(
        page.find("html").attr("lang"),
        Some("zh-Hans"),
        "the page says which language it speaks"
    );
}

async fn what_is_refused_has_a_reference_of_its_own(world: World) {
    let mut mother = world.be("mother").await;
    let mut references = std::collections::BTreeSet::new();
    for (method, path, status) in [
        (Method::GET, "/no-such-page", 404),
        (Method::GET, "/no-such-page", 404),
        (Method::GET, "/newborn/check", 400),
        (Method::GET, "/cases/NB-0000-0000-0", 404),
        (Method::POST, "/", 405),
    ] {
        let page = match method {
            Method::POST => mother.post(path, &[("name", "value")]).await,
            _ => mother.open(path).await,
        };
        assert_eq!(page.status, status, "{path}");
        let line = page.find("main p.quiet").words;
        let reference = line.strip_prefix("错误编号：");
        let reference = reference
            .unwrap_or_else(|| panic!("{path}: {line}"))
            .to_owned();
        assert!(reference.len() >= 6, "{path}: {line}");
        references.insert(reference);
    }
    assert_eq!(references.len(), 5, "{references:?}");
}

async fn what_comes_from_another_site_is_refused_in_words(world: World) {
    let mut visitor = world.visitor();
    for origin in [Some("http://elsewhere.example"), Some("null"), None] {
        let mut request = visitor
            .request(Method::POST, "/")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("a=b");
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }

        let page = visitor.send(request, "/".to_owned()).await;

        assert_eq!(page.status, 403, "from {origin:?}");
        assert_eq!(
            page.heading(),
            say(Text::ErrorNotAllowedTitle),
            "from {origin:?}"
        );
    }
}

async fn a_page_that_takes_nothing_says_so_in_words(world: World) {
    let mut visitor = world.visitor();

    let page = visitor.post("/", &[("name", "value")]).await;

    assert_eq!(page.status, 405);
    assert_eq!(page.heading(), say(Text::ErrorBadRequestTitle));
}

async fn whoever_runs_the_portal_can_ask_whether_it_is_well(world: World) {
    let visitor = world.visitor();
    for path in ["/healthz", "/readyz"] {
        let answer = visitor.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }

    world.office.db.close().await;

    let answer = visitor
        .request(Method::GET, "/readyz")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 503, "without a database");
    let answer = visitor
        .request(Method::GET, "/healthz")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "the process itself is well");
}

async fn a_demo_database_never_serves_real_people(world: World) {
    purpose::claim(&world.office.db, true)
        .await
        .expect("the same purpose again");

    let refused = purpose::claim(&world.office.db, false).await.unwrap_err();

    assert!(refused.to_string().contains("--database"), "{refused}");
}

stories![
    what_is_refused_has_a_reference_of_its_own,
    an_unknown_page_is_refused_in_words,
    what_comes_from_another_site_is_refused_in_words,
    a_page_that_takes_nothing_says_so_in_words,
    whoever_runs_the_portal_can_ask_whether_it_is_well,
    a_demo_database_never_serves_real_people,
];
