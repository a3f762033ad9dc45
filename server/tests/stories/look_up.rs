//! Looking up by reference and enquiry code, by somebody who is not signed in.

use app::text::Text;
use jiff::SignedDuration;
use server::data_layer::access_log::{ReadOutcome, ReaderKind, reads_about};

use crate::stories;
use crate::support::{Page, Visitor, World, say};
use crate::tracking::a_case;

/// Reference and code as the receipt shows them.
async fn receipt(mother: &mut Visitor, case: &str) -> (String, String) {
    let receipt = mother.open(&format!("{case}/receipt")).await;
    let text = receipt.text();
    let after = text
        .split("查询码：")
        .nth(1)
        .expect("the receipt shows the code");
    let code = after.chars().take_while(char::is_ascii_digit).collect();
    (case.trim_start_matches("/cases/").to_owned(), code)
}

async fn look_up(visitor: &mut Visitor, reference: &str, code: &str) -> Page {
    let form = visitor
        .open("/look-up")
        .await
        .form()
        .fill("reference", reference)
        .fill("code", code);
    visitor.submit(form).await
}

/// Another code than this one.
fn other(code: &str) -> String {
    let first = if code.starts_with('7') { '8' } else { '7' };
    format!("{first}{}", &code[1..])
}

async fn it_shows_stages_and_dates_and_no_names(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let (reference, code) = receipt(&mut mother, &case).await;
    let mut grandmother = world.visitor();
    let typed = reference.to_lowercase().replace('-', " ");
    let found = look_up(&mut grandmother, &typed, &format!(" {code} ")).await;
    assert_eq!(found.status, 200);
    found
        .says("户口登记")
        .says(&say(Text::TrackingStageDone))
        .says("2026年3月");
    let household = crate::tracking::matter(&world, &case, "household-registration").await;
    let directory = world.office.directory();
    let station = directory.get(&household.office).unwrap();
    for name in ["张思齐", "林晓燕", "张远航", &station.name.zh, &code] {
        found.hides(name);
    }
    assert!(!found.path.contains(&reference) && !found.path.contains(&code));
    assert_eq!(
        grandmother.open(found.route()).await.status,
        200,
        "reloading is harmless"
    );
    world.clock.advance(SignedDuration::from_mins(31));
    assert_eq!(grandmother.open(found.route()).await.status, 404);
}

async fn whom_it_is_about_reads_that_it_was_looked_up(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let (reference, code) = receipt(&mut mother, &case).await;
    let me = crate::mandate::citizen(&world, "mother").await.person;
    let looked_up = async || {
        let mut conn = world.office.db.read().await.unwrap();
        let reads = reads_about(&mut conn, &me, None, 1_000).await.unwrap();
        reads
            .into_iter()
            .map(|access| access.row)
            .filter(|row| row.purpose == "look-up")
            .collect::<Vec<_>>()
    };
    let mut visitor = world.visitor();
    look_up(&mut visitor, &reference, &other(&code)).await;
    assert_eq!(looked_up().await, [], "nothing was shown");

    look_up(&mut visitor, &reference, &code).await;
    let [read] = &looked_up().await[..] else {
        panic!("one look-up was shown");
    };
    assert_eq!(read.by_kind, ReaderKind::Portal);
    assert_eq!(read.role, "enquiry");
    assert_eq!(read.reference, reference);
    assert_eq!(read.fields, ["stages", "dates"]);
    assert_eq!(read.outcome, ReadOutcome::Allowed);
}

async fn what_does_not_fit_answers_alike(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let (reference, code) = receipt(&mut mother, &case).await;
    let unknown = app::case::CaseReference::from_random("NB", [9, 9, 9, 9, 9, 9, 9, 9]);
    let mut visitor = world.visitor();
    let wrong = look_up(&mut visitor, &reference, &other(&code)).await;
    let nobody = look_up(&mut visitor, unknown.as_str(), &code).await;

    let page = mother.open(&format!("{case}/receipt")).await;
    let off = page.form().press(&say(Text::TrackingReceiptSwitchOff));
    mother
        .submit(off)
        .await
        .says(&say(Text::TrackingReceiptCodeOff));
    let switched_off = look_up(&mut visitor, &reference, &code).await;

    let alike = |page: &Page, reference: &str| {
        let said = page.find(".error-summary").words;
        assert!(
            said.contains(&say(Text::TrackingLookUpNoSuchPair)),
            "{said}"
        );
        assert_eq!(page.find("#reference").attr("value"), Some(reference));
        assert_ne!(page.find("#code").attr("value"), Some(code.as_str()));
        page.status
    };
    assert_eq!(alike(&wrong, &reference), 200);
    assert_eq!(alike(&nobody, unknown.as_str()), 200);
    assert_eq!(alike(&switched_off, &reference), 200);

    let page = mother.open(&format!("{case}/receipt")).await;
    let on = page.form().press(&say(Text::TrackingReceiptSwitchOn));
    mother.submit(on).await;
    let found = look_up(&mut visitor, &reference, &code).await;
    found.says("户口登记");
}

async fn switching_off_ends_what_was_found_already(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let (reference, code) = receipt(&mut mother, &case).await;
    let mut visitor = world.visitor();
    let found = look_up(&mut visitor, &reference, &code).await;
    mother
        .post(&format!("{case}/receipt"), &[("act", "off")])
        .await;
    assert_eq!(visitor.open(found.route()).await.status, 404);
}

async fn a_mistyped_reference_is_told_by_its_check_character(world: World) {
    let mut visitor = world.visitor();
    let reference = app::case::CaseReference::from_random("NB", [1, 2, 3, 4, 5, 6, 7, 8]);
    let mut mistyped = reference.as_str().to_owned();
    let swapped = if &mistyped[3..4] == "A" { "B" } else { "A" };
    mistyped.replace_range(3..4, swapped);
    for (typed, code, says) in [
        ("", "", Text::TrackingLookUpNoReference),
        ("NB-12", "123456", Text::TrackingLookUpReferenceForm),
        (
            mistyped.as_str(),
            "123456",
            Text::TrackingLookUpReferenceMistyped,
        ),
        (reference.as_str(), "", Text::TrackingLookUpNoCode),
        (reference.as_str(), "12345", Text::TrackingLookUpCodeForm),
    ] {
        let page = look_up(&mut visitor, typed, code).await;
        page.says(&say(says));
        assert!(page.title().starts_with(say(Text::ErrorPrefix).trim()));
        assert_eq!(page.find("#reference").attr("value"), Some(typed));
    }
}

async fn nobody_guesses_a_code_by_trying(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let (reference, code) = receipt(&mut mother, &case).await;
    let mut guesser = world.visitor();
    for _ in 0..10 {
        look_up(&mut guesser, &reference, &other(&code))
            .await
            .says(&say(Text::TrackingLookUpNoSuchPair));
    }
    let refused = look_up(&mut guesser, &reference, &code).await;
    assert_eq!(refused.status, 429, "even the right one");
    assert!(refused.headers.contains_key("retry-after"));
    let unknown = app::case::CaseReference::from_random("NB", [9, 9, 9, 9, 9, 9, 9, 9]);
    for _ in 0..10 {
        look_up(&mut guesser, unknown.as_str(), &code).await;
    }
    let refused = look_up(&mut guesser, unknown.as_str(), &code).await;
    assert_eq!(refused.status, 429, "an unknown reference is no different");

    world.clock.advance(SignedDuration::from_hours(1));
    look_up(&mut guesser, &reference, &code)
        .await
        .says("户口登记");
}

stories![
    whom_it_is_about_reads_that_it_was_looked_up,
    it_shows_stages_and_dates_and_no_names,
    what_does_not_fit_answers_alike,
    switching_off_ends_what_was_found_already,
    a_mistyped_reference_is_told_by_its_check_character,
    nobody_guesses_a_code_by_trying,
];
