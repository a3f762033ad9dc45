//! The search on the first page: people's own words, pinyin, English; a page that helps when nothing fits.

use app::search::entries;
use app::text::Text;

use crate::stories;
use crate::support::{World, say};

async fn a_parent_finds_the_household_registration_by_three_letters(world: World) {
    let mut visitor = world.visitor();
    let home = visitor.open("/").await;
    assert_eq!(
        home.find("form.search").attr("method"),
        Some("get"),
        "a search can be bookmarked and reloaded"
    );

    for typed in ["上户口", "shk", "shang hu kou", "ｓｈｋ"] {
        let query = in_an_address(typed);
        let page = visitor.open(&format!("/search?q={query}")).await;

        assert_eq!(page.status, 200, "{typed}");
        assert_eq!(
            page.find("ul.services a").words,
            "给孩子上户口",
            "the best comes first: {typed}"
        );
        assert_eq!(page.find("ul.services a").attr("href"), Some("/newborn"));
        assert_eq!(
            page.find("#q").attr("value"),
            Some(typed),
            "what was typed is still there"
        );
        page.hides(&say(Text::SearchNothingTitle));
    }
}

async fn what_is_not_done_here_says_where_it_is(world: World) {
    let mut visitor = world.visitor();

    let page = visitor
        .open(&format!("/search?q={}", in_an_address("老年证")))
        .await;

    page.says("老年优待证").says("12345");
    let first = page.find("ul.services h3");
    assert_eq!(first.words, "敬老卡、老年卡、老年优待证");
}

async fn nothing_found_says_what_to_do(world: World) {
    let mut visitor = world.visitor();
    let typed = "<b>\"量子\" & 力学</b>";

    let page = visitor
        .open(&format!("/search?q={}", in_an_address(typed)))
        .await;

    assert_eq!(page.status, 200);
    page.says(&say(Text::SearchNothingTitle))
        .says(&say(Text::SearchNothingWords));
    assert_eq!(page.find("#q").attr("value"), Some(typed));
    assert!(!page.has("main b"), "what was typed stays text");
    assert!(page.has("a[href='tel:12345']"));
    let services: Vec<_> = page
        .find_all("ul.services a")
        .into_iter()
        .filter_map(|link| link.attr("href").map(str::to_owned))
        .collect();
    assert_eq!(
        services,
        [
            "/newborn",
            "/old-age-allowance",
            "/allowances",
            "/elder-assessment",
            "/benefits",
            "/care",
            "/acting-for"
        ]
    );
}

async fn an_empty_search_shows_everything_without_reproach(world: World) {
    let mut visitor = world.visitor();
    for path in ["/search", "/search?q=", "/search?q=%20", "/search?q=%FF%FE"] {
        let page = visitor.open(path).await;
        assert_eq!(page.status, 200, "{path}");
        page.says(&say(Text::SearchAll));
    }
    let page = visitor.open("/search").await;
    page.hides(&say(Text::SearchNothingTitle));
    let long = "上户口".repeat(500);
    let page = visitor
        .open(&format!("/search?q={}", in_an_address(&long)))
        .await;
    assert_eq!(page.status, 200);
    page.says("给孩子上户口");
}

async fn a_case_reference_leads_to_the_look_up(world: World) {
    let mut visitor = world.visitor();
    let reference = app::case::CaseReference::from_random("NB", [7; 8]);

    let page = visitor
        .open(&format!("/search?q={}", reference.as_str()))
        .await;

    page.says(&say(Text::SearchReference));
    assert!(page.has("main a[href='/look-up']"));
    page.hides(&say(Text::SearchNothingTitle));
}

async fn everything_that_can_be_found_is_there(world: World) {
    let mut visitor = world.visitor();
    for entry in entries() {
        let Some(address) = &entry.address else {
            continue;
        };
        let page = visitor.open(address).await;
        assert!(
            page.status == 200 || page.route() == "/sign-in",
            "{address} answers {}",
            page.status
        );
    }
}

/// As a browser puts it into the address.
fn in_an_address(typed: &str) -> String {
    let mut url = reqwest::Url::parse("http://form/").unwrap();
    url.query_pairs_mut().append_pair("q", typed);
    url.query().unwrap().trim_start_matches("q=").to_owned()
}

stories![
    a_parent_finds_the_household_registration_by_three_letters,
    what_is_not_done_here_says_where_it_is,
    nothing_found_says_what_to_do,
    an_empty_search_shows_everything_without_reproach,
    a_case_reference_leads_to_the_look_up,
    everything_that_can_be_found_is_there,
];
