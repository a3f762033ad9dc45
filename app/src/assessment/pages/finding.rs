//! What the assessors found: the level, until when, what it opens, and what to do if one does not agree.

use leptos::prelude::*;

use super::{me, part};
use crate::assessment::{FindingView, table};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Details, ErrorSummary, Heading, Inset, PrimaryButton, SummaryList,
    SummaryRow, TextArea, page, reviewed,
};
use crate::visit::words;

/// `/findings`
#[component]
pub fn FindingsPage() -> impl IntoView {
    page(async {
        let words = words();
        let findings = back_office().findings(&me()?).await?;
        let is_empty = findings.is_empty();
        Ok(view! {
            <Heading title=words.say(Text::AssessmentFindingsTitle)/>
            <p class="lead">{words.say(Text::AssessmentFindingsLead)}</p>
            {findings.into_iter().map(|finding| finding_card(words, finding, 2)).collect_view()}
            {is_empty.then(|| view! {
                <p class="empty">{words.say(Text::AssessmentFindingsEmpty)}</p>
                <ButtonLink href="/elder-assessment" label=words.say(Text::AssessmentFindingsApply)/>
            })}
        })
    })
}

/// A finding with everything that can be said of it.
pub fn finding_card(words: Words, finding: FindingView, level: u8) -> AnyView {
    let table = table();
    let name = table
        .named(finding.level)
        .map(|level| words.wording(&level.name))
        .unwrap_or_default();
    let state = if finding.is_replaced {
        Text::AssessmentFindingReplaced
    } else if finding.is_contested {
        Text::AssessmentFindingContested
    } else if finding.is_valid {
        Text::AssessmentFindingValid
    } else {
        Text::AssessmentFindingOver
    };
    let score = words.say_with(
        Text::AssessmentScoreOf,
        &[
            ("score", &finding.score.to_string()),
            ("most", &table.most().to_string()),
        ],
    );
    let points = finding
        .sections
        .iter()
        .map(|(name, sum, most)| {
            let said = words.say_with(
                Text::AssessmentPointsOf,
                &[
                    ("name", name.in_language(words.language)),
                    ("score", &sum.to_string()),
                    ("most", &most.to_string()),
                ],
            );
            view! { <li>{said}</li> }
        })
        .collect_view();
    let by_score = table
        .level(finding.score)
        .filter(|level| level.code != finding.level);
    let raised = by_score.map(|from| {
        let because: Vec<String> = finding
            .raised_by
            .iter()
            .map(|name| words.wording(name))
            .collect();
        let because = because.join(&words.say(Text::BenefitsListJoin));
        let from = words.wording(&from.name);
        let said = words.say_with(
            Text::AssessmentRaised,
            &[("from", &from), ("to", &name), ("because", &because)],
        );
        view! { <p>{said}</p> }
    });
    let opens = finding
        .opens
        .iter()
        .map(|(name, href)| {
            let name = words.wording(name);
            match href.clone() {
                Some(href) => view! { <li><a href=href>{name}</a></li> }.into_any(),
                None => view! { <li>{name}</li> }.into_any(),
            }
        })
        .collect_view();
    let has_opened = finding.is_valid && !finding.is_replaced && !finding.opens.is_empty();
    let title = words.say_with(Text::AssessmentFindingTitle, &[("level", &name)]);
    let heading = if level == 2 {
        view! { <h2 class="card-title">{title}</h2> }.into_any()
    } else {
        view! { <h3 class="card-title">{title}</h3> }.into_any()
    };
    let objection = finding.objection_until.map(|until| {
        let said = words.say_with(
            Text::AssessmentObjectionUntil,
            &[("until", &words.date(until))],
        );
        let href = format!("/findings/{}/objection", finding.id);
        view! {
            <p>{said}</p>
            <p><a href=href>{words.say(Text::AssessmentObjectionLink)}</a></p>
        }
    });
    let is_final = finding.is_second && !finding.is_replaced;
    view! {
        <section class="card">
            {heading}
            <SummaryList>
                <SummaryRow label=words.say(Text::AssessmentFindingState) value=words.say(state)/>
                <SummaryRow label=words.say(Text::AssessmentFindingUntil) value=words.date(finding.valid_until)/>
                <SummaryRow label=words.say(Text::AssessmentFindingFrom) value=words.date(finding.from)/>
                <SummaryRow label=words.say(Text::AssessmentBody) value=words.wording(&finding.body)/>
                <SummaryRow label=words.say(Text::AssessmentScore)>{score}<ul>{points}</ul></SummaryRow>
                <SummaryRow label=words.say(Text::AssessmentCase)><a href=format!("/cases/{}", finding.reference)>{finding.reference.to_string()}</a></SummaryRow>
            </SummaryList>
            {raised}
            <p>{words.say(Text::AssessmentFindingCity)}</p>
            {has_opened.then(|| view! { <p><strong>{words.say(Text::AssessmentFindingOpens)}</strong></p> })}
            {has_opened.then(|| view! { <ul>{opens}</ul> })}
            {has_opened.then(|| view! { <p><a href="/benefits/mine">{words.say(Text::AssessmentFindingBenefits)}</a></p> })}
            {objection}
            {is_final.then(|| view! { <p>{words.say(Text::AssessmentObjectionFinal)}</p> })}
            {how_it_was_counted(words, &finding.table)}
        </section>
    }
    .into_any()
}

/// The table's own words about itself: version, source, and what is not verified.
pub fn how_it_was_counted(words: Words, version: &str) -> AnyView {
    let table = table();
    let bands = table
        .levels
        .iter()
        .map(|level| {
            let said = words.say_with(
                Text::AssessmentBand,
                &[
                    ("name", level.name.in_language(words.language)),
                    ("from", &level.from.to_string()),
                    ("to", &level.to.to_string()),
                ],
            );
            view! { <li>{said}</li> }
        })
        .collect_view();
    let version = version.to_owned();
    view! {
        <p class="quiet">{words.say_with(Text::AssessmentUnverified, &[("mark", table.evidence.mark())])}" "{words.wording(&table.unverified)}</p>
        <Details summary=words.say(Text::AssessmentHowCounted)>
            <p>{words.say_with(Text::AssessmentTableVersion, &[("version", &version)])}" "{words.wording(&table.source)}</p>
            <ul>{bands}</ul>
        </Details>
    }
    .into_any()
}

/// `/findings/{finding}/objection`
#[component]
pub fn ObjectionPage() -> impl IntoView {
    let id = part("finding");
    page(async move {
        let words = words();
        let view = back_office().objection_page(&me()?, &id).await?;
        let faults = reviewed(view.faults);
        let until = view.finding.objection_until;
        let form = until.map(|until| {
            let until = words.say_with(
                Text::AssessmentObjectionUntil,
                &[("until", &words.date(until))],
            );
            view! {
                <p>{until}</p>
                <form method="post" novalidate>
                    <TextArea name="text" label=words.say(Text::AssessmentObjectionLabel) hint=words.say(Text::AssessmentObjectionHint)
                        value=view.typed.text.clone() faults=faults.clone() rows=6/>
                    <PrimaryButton label=words.say(Text::AssessmentObjectionButton)/>
                </form>
            }
        });
        let closed = until
            .is_none()
            .then(|| view! { <p>{words.say(Text::AssessmentObjectionClosed)}</p> });
        Ok(view! {
            <BackLink href=format!("/cases/{}/visit/assessment", view.finding.reference)/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::AssessmentObjectionTitle) has_errors=!faults.is_empty()/>
            <Inset><p>{words.wording(&table().rules.objection)}</p></Inset>
            <p>{words.say(Text::AssessmentObjectionMeanwhile)}</p>
            {form}
            {closed}
        })
    })
}
