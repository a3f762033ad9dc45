//! A notice says what the tracking page says on top: the same sentence, in every form that it can have when somebody is
//! told.

use std::collections::BTreeSet;

use app::case::Step;
use app::identity::Citizen;
use app::notices::NoticeDesk;
use app::person::PersonName;
use app::tracking::TrackingDesk;
use app::tracking::sentence::{ConfirmationState, Sentence, sentence};
use jiff::SignedDuration;
use jiff::civil::date;
use server::case::{Decision, StepDetail};

use crate::casework::filed;
use crate::newborn::be;
use crate::stories;
use crate::support::{Visitor, World};
use crate::tracking::{
    a_case, approval, at_the_desk, carry_out_errands, confirm, countersigned, invite,
};

/// What the case's page says on top, in English; fails unless a notice of this moment says the same, in both languages.
/// Several steps may have been told at this moment, each with the sentence that was true after it.
async fn said(world: &World, visitor: &mut Visitor, case: &str) -> String {
    let notices = world.office.notices(&mother(world), None).await.unwrap();
    let newest = notices.notices.iter().map(|notice| notice.at).max();
    let sentences: Vec<_> = notices
        .notices
        .iter()
        .filter(|notice| Some(notice.at) == newest)
        .map(|notice| notice.sentence.clone())
        .collect();
    let mut headings = Vec::new();
    for language in ["zh-Hans", "en"] {
        visitor
            .post("/preferences", &[("language", language), ("back", case)])
            .await;
        let heading = visitor.open(case).await.heading();
        let page = visitor.open("/notices").await;
        assert!(
            page.find_all("li.card .notice-sentence")
                .iter()
                .any(|found| found.words == heading),
            "{heading}: {}",
            page.text()
        );
        headings.push(heading);
    }
    visitor
        .post("/preferences", &[("language", "zh-Hans"), ("back", case)])
        .await;
    assert!(
        sentences
            .iter()
            .any(|said| said.zh == headings[0] && said.en == headings[1]),
        "the page of {case} says {headings:?}, and the notices {sentences:?}"
    );
    // The next step is another moment.
    world.clock.advance(SignedDuration::from_secs(1));
    headings.remove(1)
}

fn mother(world: &World) -> Citizen {
    Citizen {
        account: String::new(),
        person: filed::citizen(world, "mother"),
        name: PersonName::parse("林晓燕").unwrap(),
        helped: None,
    }
}

fn refusal(reason: &str) -> Vec<(Step, StepDetail)> {
    let detail = StepDetail {
        decision: Some(Decision {
            approved: false,
            reason: reason.to_owned(),
            text: "材料与登记不一致。".to_owned(),
            register_says: String::new(),
        }),
        ..StepDetail::default()
    };
    vec![
        (Step::TakeUp, StepDetail::default()),
        (Step::Refuse, detail),
    ]
}

/// A colleague of whoever decided agrees, and the decision leaves.
fn question() -> Vec<(Step, StepDetail)> {
    let detail = StepDetail {
        question: Some(("请写明出院日期。".to_owned(), date(2026, 3, 20))),
        ..StepDetail::default()
    };
    vec![
        (Step::TakeUp, StepDetail::default()),
        (Step::AskApplicant, detail),
    ]
}

async fn from_submission_to_a_declined_confirmation(world: World) {
    let (mut mother, case) = a_case(&world).await;
    said(&world, &mut mother, &case).await;
    let link = invite(&world, &mut mother, &case).await;
    // Both are reminded while the invitation is open.
    world.clock.advance(SignedDuration::from_hours(3 * 24));
    carry_out_errands(&world).await;
    let mut mother = be(&world, "mother").await;
    let waits = said(&world, &mut mother, &case).await;
    assert!(waits.contains("waits for"), "{waits}");
    let mut father = be(&world, "father").await;
    let told = father
        .open("/notices")
        .await
        .find("li.card .notice-sentence")
        .words;
    father.open("/").await.says(&told);
    father
        .post(&link, &[("act", "decline"), ("reason", "not-right")])
        .await;
    let declined = said(&world, &mut mother, &case).await;
    assert!(declined.contains("declined"), "{declined}");
}

async fn an_invitation_that_ran_out(world: World) {
    let (mut mother, case) = a_case(&world).await;
    invite(&world, &mut mother, &case).await;
    world.clock.advance(SignedDuration::from_hours(8 * 24));
    carry_out_errands(&world).await;
    let mut mother = be(&world, "mother").await;
    let expired = said(&world, &mut mother, &case).await;
    assert!(
        expired.contains("ran out") || expired.contains("late"),
        "{expired}"
    );
}

async fn questions_late_offices_and_refusals(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    confirm(&mut be(&world, "father").await, &link).await;
    carry_out_errands(&world).await;
    said(&world, &mut mother, &case).await;
    at_the_desk(&world, &case, "maternity-benefit", question()).await;
    let asked = said(&world, &mut mother, &case).await;
    assert!(asked.contains("needs an answer"), "{asked}");
    at_the_desk(&world, &case, "household-registration", question()).await;
    let asked = said(&world, &mut mother, &case).await;
    assert!(asked.contains("2 questions"), "{asked}");
}

async fn one_part_refused_takes_others_with_it(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    confirm(&mut be(&world, "father").await, &link).await;
    let refused = refusal("certificate-not-confirmed");
    at_the_desk(&world, &case, "household-registration", refused).await;
    countersigned(&world, &case, "household-registration").await;
    let said_first = said(&world, &mut mother, &case).await;
    assert!(said_first.contains("did not grant"), "{said_first}");
    // What was blocked by it was told in the same transaction, with the same sentence: what came first does not say
    // where the case stood in the middle of the step.
    let notices = mother.open("/notices").await;
    let sentences: Vec<String> = notices
        .find_all("li.card .notice-sentence")
        .into_iter()
        .map(|found| found.words)
        .collect();
    let page = mother.open(&case).await.heading();
    let of_this_step = sentences.iter().filter(|said| **said == page).count();
    assert!(of_this_step >= 2, "{sentences:?}");
}

async fn an_office_that_is_late_while_another_is_done(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    confirm(&mut be(&world, "father").await, &link).await;
    world.clock.advance(SignedDuration::from_hours(40 * 24));
    let mut mother_again = be(&world, "mother").await;
    at_the_desk(&world, &case, "maternity-benefit", approval()).await;
    let late = said(&world, &mut mother_again, &case).await;
    assert!(late.contains("is late"), "{late}");
}

async fn to_the_end(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    confirm(&mut be(&world, "father").await, &link).await;
    let me = self::mother(&world);
    let reference = case.trim_start_matches("/cases/").to_owned();
    let mut forms = BTreeSet::new();
    loop {
        carry_out_errands(&world).await;
        said(&world, &mut mother, &case).await;
        let standing = world
            .office
            .tracked_case(&me, &reference)
            .await
            .unwrap()
            .standing();
        forms.insert(form_of(&sentence(&standing)));
        let next = crate::tracking::matters(&world, &case)
            .await
            .into_iter()
            .find(|matter| matter.stage == app::case::Stage::Ready);
        let Some(next) = next else { break };
        at_the_desk(&world, &case, &next.code, approval()).await;
    }
    assert!(forms.contains("under way"), "{forms:?}");
    assert!(
        forms.contains("left to you") || forms.contains("done"),
        "{forms:?}"
    );
}

/// Which form of the sentence this is. Whoever adds one decides here whether somebody is told by it.
fn form_of(said: &Sentence) -> &'static str {
    match said {
        Sentence::AnswerWanted { .. } => "answer wanted",
        Sentence::AnswersWanted { .. } => "answers wanted",
        Sentence::ConfirmationWanted { state, .. } => match state {
            ConfirmationState::Declined => "declined",
            ConfirmationState::Expired => "expired",
            _ => "confirmation wanted",
        },
        Sentence::Late { .. } => "late",
        Sentence::Refused { .. } => "refused",
        Sentence::AwaitsConfirmer { .. } => "awaits confirmer",
        Sentence::UnderWay { .. } => "under way",
        Sentence::BeingRecorded { .. } => "being recorded",
        Sentence::LeftToYou { .. } => "left to you",
        Sentence::Done { .. } => "done",
        _ => "another",
    }
}

stories![
    from_submission_to_a_declined_confirmation,
    an_invitation_that_ran_out,
    questions_late_offices_and_refusals,
    one_part_refused_takes_others_with_it,
    an_office_that_is_late_while_another_is_done,
    to_the_end,
];
