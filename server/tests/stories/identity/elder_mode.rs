//! 长辈版: kept by cookie and with the account, and one decision a page.

use app::text::Text;

use super::{PASSWORD, be, faults, register, say, who};
use crate::stories;
use crate::support::{Page, Visitor, World};
use crate::tracking::{a_case, at_the_desk};

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

/// Names of the fields that somebody sees on the page.
fn seen(page: &Page) -> Vec<String> {
    page.find_all("main form:not([action='/demo/be']) input:not([type=hidden]), main textarea")
        .iter()
        .filter_map(|field| field.attr("name").map(str::to_owned))
        .collect()
}

async fn signing_in_asks_who_and_then_for_the_password(world: World) {
    let (_, mother) = register(&world, "mother").await;
    let mut visitor = world.visitor();
    press_elder(&mut visitor, "yes").await;
    let start = visitor.open("/sign-in?next=/account").await;
    assert_eq!(seen(&start), ["login"]);

    let wrong = visitor
        .submit(start.form_to("/sign-in").fill("login", "12"))
        .await;
    assert_eq!(
        (seen(&wrong), faults(&wrong).len()),
        (vec!["login".to_owned()], 1)
    );
    let form = wrong
        .form_to("/sign-in")
        .fill("login", mother.mobile.as_str())
        .press(&say(Text::GoOn));
    let asked = visitor.submit(form).await;
    assert_eq!(seen(&asked), ["password"]);
    assert!(faults(&asked).is_empty(), "nobody has asked for it yet");
    assert!(!asked.path.contains(mother.mobile.as_str()));

    // Back shows what was typed; a wrong password is said where it was typed, and asks for nothing else again.
    let back = visitor.open(&asked.link(&say(Text::Back))).await;
    assert_eq!(
        back.form_to("/sign-in").value("login"),
        Some(mother.mobile.as_str())
    );
    let form = asked
        .form_to("/sign-in")
        .fill("password", "山水之间有座桥哦");
    let wrong = visitor.submit(form).await;
    assert_eq!(seen(&wrong), ["password"]);
    assert_eq!(faults(&wrong), [say(Text::SignInWrong)]);
    let form = wrong.form_to("/sign-in").fill("password", PASSWORD);
    let inside = visitor.submit(form).await;
    assert_eq!(inside.route(), "/account", "led to where it began");
    assert_eq!(
        who(&mut visitor).await.as_deref(),
        Some(mother.name.as_str())
    );
}

async fn looking_up_asks_for_the_reference_and_then_for_the_code(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let receipt = mother.open(&format!("{case}/receipt")).await;
    let text = receipt.text();
    let code: String = text
        .split("查询码：")
        .nth(1)
        .unwrap()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let reference = case.trim_start_matches("/cases/");
    let mut visitor = world.visitor();
    press_elder(&mut visitor, "yes").await;
    let start = visitor.open("/look-up").await;
    assert_eq!(seen(&start), ["reference"]);
    let form = start.form_to("/look-up").press(&say(Text::GoOn));
    let empty = visitor.submit(form).await;
    assert_eq!(
        (seen(&empty), faults(&empty).len()),
        (vec!["reference".to_owned()], 1)
    );
    let form = empty
        .form_to("/look-up")
        .fill("reference", reference)
        .press(&say(Text::GoOn));
    let asked = visitor.submit(form).await;
    assert_eq!(
        (seen(&asked), faults(&asked).len()),
        (vec!["code".to_owned()], 0)
    );
    assert!(!asked.path.contains(reference), "{}", asked.path);
    let back = visitor.open(&asked.link(&say(Text::Back))).await;
    assert_eq!(back.form_to("/look-up").value("reference"), Some(reference));

    let wrong = visitor
        .submit(asked.form_to("/look-up").fill("code", "12"))
        .await;
    assert_eq!(
        (seen(&wrong), faults(&wrong).len()),
        (vec!["code".to_owned()], 1)
    );
    let found = visitor
        .submit(wrong.form_to("/look-up").fill("code", &code))
        .await;
    found.says("户口登记");
}

async fn a_request_is_answered_one_decision_a_page(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let detail = server::case::StepDetail {
        question: Some((
            "请补充出院日期。".to_owned(),
            jiff::civil::date(2026, 3, 20),
        )),
        ..server::case::StepDetail::default()
    };
    let steps = vec![
        (app::case::Step::TakeUp, server::case::StepDetail::default()),
        (app::case::Step::AskApplicant, detail),
    ];
    at_the_desk(&world, &case, "maternity-benefit", steps).await;
    press_elder(&mut mother, "yes").await;
    let page = format!("{case}/answer/maternity-benefit");

    // What is asked, and how to answer; then the words; then papers, and sending.
    let start = mother.open(&page).await;
    start.says("请补充出院日期。");
    assert!(seen(&start).is_empty());

    // An empty answer is said where it is written.
    let papers = mother.open(&format!("{page}?part=3")).await;
    let form = papers
        .form_in("main form")
        .press(&say(Text::TrackingAnswerSend));
    let empty = mother.submit(form).await;
    assert_eq!(
        (seen(&empty), faults(&empty).len()),
        (vec!["answer".to_owned()], 1)
    );

    let words = mother.follow(&start, &say(Text::TrackingAnswerHere)).await;
    assert_eq!(seen(&words), ["answer"]);
    let form = words
        .form_in("main form")
        .fill("answer", "3月1日出院。\n床位费 800 元。")
        .press(&say(Text::GoOn));
    let papers = mother.submit(form).await;
    assert!(seen(&papers).is_empty());
    papers.says(&say(Text::EvidenceAdd));

    // Back, and a reload, lose nothing; nothing was sent so far.
    let back = mother.open(&papers.link(&say(Text::Back))).await;
    assert_eq!(
        back.form_in("main form").value("answer"),
        Some("3月1日出院。\n床位费 800 元。")
    );
    let papers = mother.open(&format!("{page}?part=3")).await;
    let sent = mother
        .submit(
            papers
                .form_in("main form")
                .press(&say(Text::TrackingAnswerSend)),
        )
        .await;
    assert_eq!(sent.route(), case);
    sent.says(&say(Text::TrackingSavedTitle));
}

stories![
    signing_in_asks_who_and_then_for_the_password,
    looking_up_asks_for_the_reference_and_then_for_the_code,
    a_request_is_answered_one_decision_a_page,
    whoever_turned_it_on_finds_it_on_at_another_device,
    signing_in_throws_nobody_out_of_it,
    what_one_person_chose_is_nobody_elses,
    a_form_asks_one_thing_a_page_and_loses_nothing,
];
