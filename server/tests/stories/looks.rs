//! What follows from a look at somebody's data: a question that the office has to answer, and looks that the law holds back
//! for a while, counted from the first day.

use app::text::Text;
use jiff::SignedDuration;

use crate::casework::filed::{self, Wish};
use crate::newborn::be;
use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// A police station has looked at the mother's case; the case's reference and the look's page.
async fn looked_at(world: &World, mother: &mut Visitor) -> (String, String) {
    let case = filed::file(world, Wish::default()).await;
    let matter = case.matter(world, "registration").await.key.id;
    let path = format!("/casework/{}/{matter}", case.reference.as_str());
    let mut police = be(world, "police-shapingba-1").await;
    assert_eq!(police.open(&path).await.status, 200);
    let list = mother.open("/my-data").await;
    let look = list.link(&say(Text::LookAskLink));
    (case.reference.as_str().to_owned(), look)
}

/// The number beside the way to the desk.
fn counted(page: &Page) -> Option<String> {
    page.find_all("a[href='/staff/data-looks'] .count")
        .into_iter()
        .next()
        .map(|found| found.words)
}

async fn a_question_goes_to_the_office_that_looked_and_comes_back_answered(world: World) {
    let mut mother = be(&world, "mother").await;
    let (_, look) = looked_at(&world, &mut mother).await;
    let page = mother.open(&look).await;
    page.says("2026年3月13日");
    let empty = mother.submit(page.form_to(&look)).await;
    empty.says(&say(Text::LookWordsEmpty));
    let form = empty.form_to(&look).fill("words", "为什么看我的住址？");
    let asked = mother.submit(form).await;
    asked.says("为什么看我的住址？").says("2026年3月13日");
    assert!(!asked.has("textarea"), "once about one look");
    // A second press finds the first question.
    mother.post(&look, &[("words", "再问一次")]).await;
    mother.open(&look).await.hides("再问一次");

    let mut elsewhere = be(&world, "police-yubei").await;
    let page = elsewhere.open("/staff/data-looks").await;
    page.hides("为什么看我的住址？");
    assert_eq!(counted(&page), None);
    let mut police = be(&world, "police-shapingba-1").await;
    let desk = police.open("/staff/data-looks").await;
    assert_eq!(counted(&desk).as_deref(), Some("1"));
    desk.says("为什么看我的住址？").says("2026年3月13日");
    let action = desk
        .find_all("form")
        .iter()
        .filter_map(|form| form.attr("action"))
        .find(|action| action.starts_with("/staff/data-looks/"))
        .expect("a form to answer")
        .to_owned();
    assert_eq!(police.post(&action, &[("words", " ")]).await.status, 400);
    let answer = [("words", "核对落户地址")];
    assert_eq!(elsewhere.post(&action, &answer).await.status, 404);
    assert_eq!(mother.post(&action, &answer).await.status, 404);
    let form = desk.form_to(&action).fill("words", "核对落户地址");
    let desk = police.submit(form).await;
    assert_eq!(counted(&desk), None);
    assert_eq!(police.post(&action, &answer).await.status, 409);

    mother.open("/my-data").await.says("核对落户地址");
    mother
        .open("/notices")
        .await
        .says(&say(Text::LookNoticeEvent));
    // Nobody else reads a look, a question or an answer.
    let mut stranger = be(&world, "elder").await;
    assert_eq!(stranger.open(&look).await.status, 404);
    let asking = [("words", "谁？")];
    assert_eq!(stranger.post(&look, &asking).await.status, 404);
    stranger.open("/my-data").await.hides("核对落户地址");
}

async fn a_question_that_is_not_answered_in_time_is_called_late(world: World) {
    let mut mother = be(&world, "mother").await;
    let (_, look) = looked_at(&world, &mut mother).await;
    mother.post(&look, &[("words", "为什么？")]).await;
    world.clock.advance(SignedDuration::from_hours(24 * 8));
    let mut police = be(&world, "police-shapingba-1").await;
    let late = app::text::Words::new(app::text::Language::Chinese)
        .say_with(Text::LooksDeskLate, &[("date", "2026年3月13日（星期五）")]);
    police.open("/staff/data-looks").await.says(&late);
}

async fn looks_held_back_by_law_are_counted_and_shown_when_their_time_is_over(world: World) {
    let mut mother = be(&world, "mother").await;
    let (reference, look) = looked_at(&world, &mut mother).await;
    let until = [
        ("until-year", "2026"),
        ("until-month", "3"),
        ("until-day", "31"),
    ];
    let mut police = be(&world, "police-shapingba-1").await;
    let mut desk = police.open("/staff/data-looks").await;
    let hold = |page: &Page, reference: &str| {
        let mut form = page
            .form_to("/staff/data-looks")
            .fill("reference", reference)
            .fill("basis", "pipl-35");
        for (name, value) in until {
            form = form.fill(name, value);
        }
        form
    };
    desk = police.submit(hold(&desk, "NB-0000-0000-0")).await;
    desk.says(&say(Text::LookHoldNotLooked));
    desk = police.submit(hold(&desk, &reference)).await;
    desk.says(&reference).says("2026年3月31日");

    let list = mother.open("/my-data").await;
    list.says("1 次").hides(&say(Text::LookAskLink));
    assert_eq!(mother.open(&look).await.status, 404);
    let words = [("words", "为什么？")];
    assert_eq!(mother.post(&look, &words).await.status, 404);

    world.clock.advance(SignedDuration::from_hours(24 * 26));
    let mut mother = be(&world, "mother").await;
    let list = mother.open("/my-data").await;
    list.says(&say(Text::LookAskLink))
        .says(&say(Text::LookBasisHindered));
    assert_eq!(mother.open(&look).await.status, 200);
}

async fn an_office_that_no_law_lets_look_unseen_holds_nothing_back(world: World) {
    let mut mother = be(&world, "mother").await;
    let (reference, _) = looked_at(&world, &mut mother).await;
    let mut civil = be(&world, "civil-shapingba-lead").await;
    civil
        .open("/staff/data-looks")
        .await
        .hides(&say(Text::LookHoldTitle));
    let form = [
        ("reference", reference.as_str()),
        ("basis", "pipl-35"),
        ("until-year", "2026"),
        ("until-month", "3"),
        ("until-day", "31"),
    ];
    assert_eq!(civil.post("/staff/data-looks", &form).await.status, 404);
    // Another station holds back its own looks only, and it has none.
    let mut elsewhere = be(&world, "police-yubei").await;
    elsewhere.post("/staff/data-looks", &form).await;
    mother
        .open("/my-data")
        .await
        .says(&say(Text::LookAskLink))
        .hides("依法暂不显示");
}

stories![
    a_question_goes_to_the_office_that_looked_and_comes_back_answered,
    a_question_that_is_not_answered_in_time_is_called_late,
    looks_held_back_by_law_are_counted_and_shown_when_their_time_is_over,
    an_office_that_no_law_lets_look_unseen_holds_nothing_back,
];
