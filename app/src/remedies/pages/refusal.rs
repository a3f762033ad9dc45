//! A refusal with everything that one can do against it, on the tracking page and as a page to print; and what was handed
//! in, with its answer.

use leptos::prelude::*;

use super::{grade_name, me, part};
use crate::back_office::back_office;
use crate::remedies::desk::{AppealState, CaseRemedies, HandedIn, RatingState, RefusedMatter};
use crate::remedies::{RemedyKind, RemedyStage, Way};
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Heading, Mark, SummaryCard, SummaryList, SummaryRow, Tag, page,
};
use crate::visit::words;

/// For the tracking page: what one can do about what was refused, what was handed in, and where to complain and rate.
/// `address` is the case's.
pub fn case_remedies(words: Words, remedies: CaseRemedies, address: &str) -> AnyView {
    let refusals = (!remedies.refusals.is_empty()).then(|| {
        let cards = remedies
            .refusals
            .into_iter()
            .map(|refused| card(words, refused, address))
            .collect_view();
        view! {
            <section class="remedies" aria-labelledby="refusals">
                <h2 id="refusals">{words.say(Text::RemediesRefusalsTitle)}</h2>
                {cards}
            </section>
        }
    });
    let handed_in = (!remedies.handed_in.is_empty()).then(|| {
        let cards = remedies
            .handed_in
            .into_iter()
            .map(|remedy| handed_in(words, remedy))
            .collect_view();
        view! {
            <section class="remedies" aria-labelledby="handed-in">
                <h2 id="handed-in">{words.say(Text::RemediesHandedInTitle)}</h2>
                {cards}
            </section>
        }
    });
    let rating = match remedies.rating {
        RatingState::NotYet => None,
        RatingState::May => Some(
            view! { <a href=format!("{address}/rating")>{words.say(Text::RemediesLinkRating)}</a> }
                .into_any(),
        ),
        RatingState::Given(grade) => {
            let grade = words.say(grade_name(grade));
            Some(
                words
                    .say_with(Text::RemediesRatingGiven, &[("grade", &grade)])
                    .into_any(),
            )
        }
    };
    view! {
        {refusals}
        {handed_in}
        <section class="more">
            <h2>{words.say(Text::RemediesMoreTitle)}</h2>
            <ul>
                {rating.map(|rating| view! { <li>{rating}</li> })}
                <li><a href=format!("{address}/complaint")>{words.say(Text::RemediesLinkComplaint)}</a></li>
            </ul>
        </section>
    }
    .into_any()
}

fn card(words: Words, refused: RefusedMatter, address: &str) -> AnyView {
    let notice = format!("{address}/refusal/{}", refused.key);
    let appeal = format!("{address}/appeal/{}", refused.key);
    let may_appeal = refused.appeal == AppealState::May;
    let issued = words.say_with(
        Text::RemediesRefusedOn,
        &[("date", &words.date(refused.said.issued_on))],
    );
    let (why, ways) = (why(words, &refused), ways(words, &refused));
    view! {
        <SummaryCard title=words.wording(&refused.name)>
            <SummaryList>
                {why}
                {ways}
            </SummaryList>
            <p class="quiet">{issued}" · "<a href=notice>{words.say(Text::RemediesNoticeLink)}</a></p>
            {may_appeal.then(|| view! {
                <p class="buttons"><ButtonLink href=appeal label=words.say(Text::RemediesAppealButton) is_secondary=true/></p>
            })}
        </SummaryCard>
    }
    .into_any()
}

/// Reason, article, the office's words and its phone.
fn why(words: Words, refused: &RefusedMatter) -> AnyView {
    let said = &refused.said;
    let dial: String = said.phone.chars().filter(char::is_ascii_digit).collect();
    let phone = said.phone.clone();
    let office = words.wording(&said.office);
    let text = Some(refused.text.clone()).filter(|text| !text.is_empty());
    let has_reason = !said.reason.zh.is_empty();
    view! {
        {has_reason.then(|| view! {
            <SummaryRow label=words.say(Text::RemediesReason) value=words.wording(&said.reason)/>
            <SummaryRow label=words.say(Text::RemediesLegalBasis) value=words.wording(&said.legal_basis)/>
        })}
        {text.map(|text| view! {
            <SummaryRow label=words.say_with(Text::RemediesWords, &[("office", &office)])><span class="as-typed">{text}</span></SummaryRow>
        })}
        {(!phone.is_empty()).then(|| view! {
            <SummaryRow label=words.say(Text::RemediesPhone)><a href=format!("tel:{dial}")>{phone}</a></SummaryRow>
        })}
    }
    .into_any()
}

/// The office itself, then reconsideration, then the court: where and until when.
fn ways(words: Words, refused: &RefusedMatter) -> AnyView {
    let until = words.date(refused.said.appeal_until);
    let own = match refused.appeal {
        AppealState::May => Some(words.say_with(Text::RemediesAppealUntil, &[("date", &until)])),
        AppealState::TooLate => Some(words.say_with(Text::RemediesAppealOver, &[("date", &until)])),
        AppealState::HandedIn => Some(words.say(Text::RemediesAppealHandedIn)),
        AppealState::NobodyDecided => None,
    };
    let note = match refused.appeal {
        AppealState::May => words.say(Text::RemediesWaysNote),
        _ => String::new(),
    };
    let outside = refused
        .said
        .ways
        .iter()
        .map(|way| outside(words, way))
        .collect_view();
    view! {
        {own.map(|own| view! { <SummaryRow label=words.say(Text::RemediesAppealWay) value=own source=note/> })}
        {outside}
    }
    .into_any()
}

fn outside(words: Words, way: &Way) -> AnyView {
    let place = words.say_with(
        Text::RemediesWayWhere,
        &[("place", way.place.in_language(words.language))],
    );
    let until = words.say_with(Text::RemediesWayUntil, &[("date", &words.date(way.until))]);
    let basis = words.say_with(
        Text::RemediesWayBasis,
        &[("basis", way.basis.in_language(words.language))],
    );
    let unverified = way
        .is_place_unverified
        .then(|| words.say(Text::RemediesWayUnverified));
    let provisional = way
        .is_provisional
        .then(|| words.say(Text::RemediesWayProvisional));
    view! {
        <SummaryRow label=words.wording(&way.name) source=basis>
            <span class="way"><strong>{until}</strong>" "{place}</span>
            {[provisional, unverified].into_iter().flatten().map(|note| view! { <span class="source">{note}</span> }).collect_view()}
        </SummaryRow>
    }
    .into_any()
}

fn handed_in(words: Words, remedy: HandedIn) -> AnyView {
    let title = match remedy.kind {
        RemedyKind::Appeal => Text::RemediesKindAppeal,
        RemedyKind::Complaint => Text::RemediesKindComplaint,
        RemedyKind::Rectification => Text::RemediesKindRectification,
    };
    let title = words.say_with(
        title,
        &[("about", remedy.about.in_language(words.language))],
    );
    let on = |text: Text, date| words.say_with(text, &[("date", &words.date(date))]);
    let (mark, state) = match (remedy.stage, remedy.answered_on) {
        (RemedyStage::Answered | RemedyStage::Closed, Some(date)) => {
            (Mark::Done, on(Text::RemediesStateAnswered, date))
        }
        _ if remedy.is_late => (Mark::Doing, on(Text::RemediesStateLate, remedy.due)),
        (RemedyStage::Waiting, _) => (Mark::ToCome, on(Text::RemediesStateWaiting, remedy.due)),
        _ => (Mark::Doing, on(Text::RemediesStateInHand, remedy.due)),
    };
    let outcome = match remedy.outcome.as_str() {
        "upheld" => Some(words.say(Text::RemediesOutcomeUpheld)),
        "reopened" => Some(words.say(Text::RemediesOutcomeReopened)),
        _ => None,
    };
    let sent = on(Text::RemediesHandedInOn, remedy.handed_in_on);
    let by_phone = if remedy.is_by_phone && remedy.stage.is_open() {
        words.say(Text::RemediesByPhone)
    } else {
        String::new()
    };
    let has_words = !remedy.text.is_empty();
    let has_answer = !remedy.answer.is_empty();
    view! {
        <SummaryCard title=title>
            <p><Tag mark=mark label=state/></p>
            <SummaryList>
                {outcome.map(|outcome| view! { <SummaryRow label=words.say(Text::RemediesOutcomeLabel) value=outcome/> })}
                {has_answer.then(|| view! {
                    <SummaryRow label=words.say(Text::RemediesAnswer) source=words.wording(&remedy.office)><span class="as-typed">{remedy.answer}</span></SummaryRow>
                })}
                {has_words.then(|| view! {
                    <SummaryRow label=words.say(Text::RemediesYouWrote) source=[sent, by_phone].join(" ")><span class="as-typed">{remedy.text}</span></SummaryRow>
                })}
            </SummaryList>
        </SummaryCard>
    }
    .into_any()
}

/// `/cases/{reference}/refusal/{matter}`: the decision as one would get it on paper.
#[component]
pub fn RefusalPage() -> impl IntoView {
    let (reference, matter) = (part("reference"), part("matter"));
    page(async move {
        let notice = back_office()
            .refusal_notice(&me()?, &reference, &matter)
            .await?;
        let words = words();
        let refused = notice.refused;
        let title = words.say_with(
            Text::RemediesNoticeTitle,
            &[("matter", refused.name.in_language(words.language))],
        );
        let office = words.wording(&refused.said.office);
        let issued = words.date(refused.said.issued_on);
        let (why, ways) = (why(words, &refused), ways(words, &refused));
        let appeal = (refused.appeal == AppealState::May).then(|| {
            let href = format!("/cases/{}/appeal/{}", notice.reference, refused.key);
            view! { <p class="buttons"><ButtonLink href=href label=words.say(Text::RemediesAppealButton) is_secondary=true/></p> }
        });
        Ok(view! {
            <BackLink href=format!("/cases/{}", notice.reference)/>
            <Heading title=title/>
            <SummaryList>
                <SummaryRow label=words.say(Text::RemediesNoticeTo) value=notice.applicant/>
                <SummaryRow label=words.say(Text::RemediesNoticeReference) value=notice.reference.to_string()/>
                <SummaryRow label=words.say(Text::RemediesNoticeService) value=words.wording(&notice.service)/>
                <SummaryRow label=words.say(Text::RemediesOffice) value=office/>
                <SummaryRow label=words.say(Text::RemediesNoticeIssued) value=issued/>
                {why}
            </SummaryList>
            <h2>{words.say(Text::RemediesNoticeWays)}</h2>
            <SummaryList>{ways}</SummaryList>
            {appeal}
            <p class="quiet">{words.say(Text::RemediesNoticePrint)}</p>
        })
    })
}
