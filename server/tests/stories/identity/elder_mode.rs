//! 长辈版: kept by cookie and with the account, and one decision a page.

use app::text::Text;

use super::{be, say};
use crate::stories;
use crate::support::{Page, Visitor, World};

async fn press_elder(visitor: &mut Visitor, answer: &str) -> Page {
    visitor
        .post("/preferences", &[("elder", answer), ("back", "/")])
        .await
}

fn is_on(page: &Page) -> bool {
    page.has("html.elder")
}

async fn whoever_turned_it_on_finds_it_on_at_another_device(world: World) {
    let mut at_home = be(&world, "elder").await;
    assert!(!is_on(&at_home.open("/").await));
    assert!(is_on(&press_elder(&mut at_home, "yes").await));

    let mut elsewhere = world.visitor();
    assert!(!is_on(&elsewhere.open("/").await), "a stranger's device");
    let mut elsewhere = be(&world, "elder").await;
    assert!(is_on(&elsewhere.open("/cases").await));
    // Nothing changes under one's hands when the session ends.
    assert_eq!(elsewhere.cookie("elder"), Some("yes"));
    elsewhere.post::<&str, &str>("/sign-out", &[]).await;
    assert!(is_on(&elsewhere.open("/sign-in").await));

    assert!(!is_on(&press_elder(&mut at_home, "no").await));
    let mut later = be(&world, "elder").await;
    assert!(
        !is_on(&later.open("/").await),
        "turned off with the account"
    );
}

async fn signing_in_throws_nobody_out_of_it(world: World) {
    let mut elder = be(&world, "elder").await;
    press_elder(&mut elder, "no").await;
    let mut at_the_library = world.visitor();
    press_elder(&mut at_the_library, "yes").await;
    let page = at_the_library.open("/sign-in").await;
    super::press(&mut at_the_library, &page, "elder").await;
    assert!(is_on(&at_the_library.open("/").await));
}

async fn what_one_person_chose_is_nobody_elses(world: World) {
    let mut elder = be(&world, "elder").await;
    press_elder(&mut elder, "yes").await;
    for other in ["elder-son", "mother", "police-shapingba-1"] {
        let mut other = be(&world, other).await;
        assert!(!is_on(&other.open("/settings").await));
    }
    // Without a session it is a cookie and nothing else.
    let mut visitor = world.visitor();
    assert!(is_on(&press_elder(&mut visitor, "yes").await));
    assert!(!is_on(&world.visitor().open("/").await));
}

/// The names of the questions that this page shows and of those that it carries along.
fn questions(page: &Page) -> (Vec<String>, usize) {
    let shown = page
        .find_all("main form .field input:not([type=hidden]), main form .field select")
        .iter()
        .filter_map(|field| field.attr("name").map(str::to_owned))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    (shown, page.find_all("main form input[type=hidden]").len())
}

async fn a_form_asks_one_thing_a_page_and_loses_nothing(world: World) {
    let mut elder = be(&world, "elder").await;
    let page = "/old-age-allowance/elder";
    let guide = elder.open("/old-age-allowance").await;
    let leave = elder.submit(guide.form().press(&say(Text::StartNow))).await;
    let known = elder
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    elder.submit(known.form().press(&say(Text::GoOn))).await;
    let whole = elder.open(page).await;
    assert_eq!(questions(&whole).0, ["account", "bank", "owner"]);

    press_elder(&mut elder, "yes").await;
    let first = elder.open(page).await;
    assert_eq!(questions(&first), (vec!["owner".to_owned()], 0));

    // Nothing typed: the fault is said where it is.
    let again = elder.submit(first.form_to(&format!("{page}?part=1"))).await;
    assert_eq!(questions(&again).0, ["owner"]);
    assert_eq!(super::faults(&again).len(), 1);

    let form = again
        .form_to(&format!("{page}?part=1"))
        .fill("owner", "王秀英");
    let bank = elder.submit(form).await;
    assert_eq!(questions(&bank), (vec!["bank".to_owned()], 1));
    assert!(
        super::faults(&bank).is_empty(),
        "nobody has asked for it yet"
    );
    let form = bank
        .form_to(&format!("{page}?part=2"))
        .fill("bank", "重庆银行");
    let account = elder.submit(form).await;
    assert_eq!(questions(&account), (vec!["account".to_owned()], 2));
    let form = account
        .form_to(&format!("{page}?part=3"))
        .fill("account", "6217003860001234564");
    let on = elder.submit(form).await;
    assert_eq!(on.route(), "/old-age-allowance/check", "{}", on.text());
}

stories![
    whoever_turned_it_on_finds_it_on_at_another_device,
    signing_in_throws_nobody_out_of_it,
    what_one_person_chose_is_nobody_elses,
    a_form_asks_one_thing_a_page_and_loses_nothing,
];
