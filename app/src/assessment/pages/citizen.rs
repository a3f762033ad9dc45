//! Where to come, when, and what one wishes for the visit.

use leptos::prelude::*;

use super::finding::finding_card;
use super::{me, part, said_time, stage_name};
use crate::assessment::{AssessmentStage, VisitView, table};
use crate::back_office::back_office;
use crate::benefits::Hardship;
use crate::benefits::pages::hardship_name;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, CheckboxField, Choice, Heading, Inset, PrimaryButton, QuestionPage,
    RadioField, SecondaryButton, SummaryList, SummaryRow, TextArea, TextField, page, reviewed,
};
use crate::visit::{visit, words};

/// `/elder-assessment/place`
#[component]
pub fn AssessmentPlacePage() -> impl IntoView {
    page(async {
        let words = words();
        let view = back_office().visit_question(&visit().actor).await?;
        let faults = reviewed(view.faults);
        let typed = view.typed;
        let cost = words.wording(&view.cost);
        let cost = words.say_with(Text::AssessmentFeeSaid, &[("cost", &cost)]);
        let means: Vec<Choice> = Hardship::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words.say(hardship_name(*one))))
            .collect();
        Ok(view! {
            <QuestionPage back=view.back title=words.say(Text::AssessmentPlaceTitle) faults=faults.clone()
                lead=vec![words.say(Text::AssessmentPlaceLead), cost]>
                <TextArea name="place" label=words.say(Text::AssessmentPlaceLabel) hint=words.say(Text::AssessmentPlaceHint)
                    value=typed.place faults=faults.clone() rows=2/>
                <TextField name="phone" label=words.say(Text::AssessmentPhoneLabel) hint=words.say(Text::AssessmentPhoneHint)
                    value=typed.phone faults=faults.clone() kind="tel" inputmode="tel" autocomplete="off" width=20/>
                <TextArea name="note" label=words.say(Text::AssessmentNoteLabel) hint=words.say(Text::AssessmentNoteHint)
                    value=typed.note faults=faults.clone() rows=3 is_optional=true/>
                {view.asks_means.then(|| view! {
                    <RadioField name="means" legend=words.say(Text::AssessmentMeansLabel) choices=means chosen=typed.means faults=faults/>
                })}
            </QuestionPage>
        })
    })
}

/// `/cases/{reference}/visit/{matter}`
#[component]
pub fn VisitPage() -> impl IntoView {
    let (reference, matter) = (part("reference"), part("matter"));
    page(async move {
        let words = words();
        let view = back_office().visit(&me()?, &reference, &matter).await?;
        let title = if view.round > 1 {
            Text::AssessmentVisitTitleAgain
        } else {
            Text::AssessmentVisitTitle
        };
        let lead = match (view.is_over, view.stage) {
            (true, _) => Text::AssessmentVisitOver,
            (_, AssessmentStage::Wanted) => Text::AssessmentVisitWanted,
            (_, AssessmentStage::Assigned) => Text::AssessmentVisitAssigned,
            (_, AssessmentStage::Proposed) => Text::AssessmentVisitProposed,
            (_, AssessmentStage::Arranged) => Text::AssessmentVisitArranged,
            (_, AssessmentStage::Concluded) => Text::AssessmentVisitConcluded,
        };
        let is_under_way = !view.is_over && view.stage != AssessmentStage::Concluded;
        Ok(view! {
            <BackLink href=format!("/cases/{}", view.reference) label=words.say(Text::AssessmentBackToCase)/>
            <Heading title=words.say(title)/>
            <p class="lead">{words.say(lead)}</p>
            {view.finding.clone().map(|finding| finding_card(words, finding, 2))}
            {(!view.is_over && view.stage == AssessmentStage::Proposed).then(|| choice(words, &view))}
            {facts(words, &view)}
            {is_under_way.then(|| wishes(words, &view))}
            {(!view.is_over && view.stage == AssessmentStage::Arranged).then(|| give_up(words, &view))}
            <Inset><p>{words.say(Text::AssessmentIndependence)}" "{words.wording(&table().rules.independence)}</p></Inset>
        })
    })
}

fn facts(words: Words, view: &VisitView) -> AnyView {
    let who = |who: &(crate::text::Wording, String)| {
        words.say_with(
            Text::AssessmentNameAndPhone,
            &[
                ("name", who.0.in_language(words.language)),
                ("phone", &who.1),
            ],
        )
    };
    let body = view
        .body
        .as_ref()
        .map_or_else(|| words.say(Text::AssessmentNobodyYet), who);
    let assessors = if view.assessors.is_empty() {
        words.say(Text::AssessmentNobodyYet)
    } else {
        view.assessors.join(&words.say(Text::AssessmentAnd))
    };
    let is_open = view.stage != AssessmentStage::Concluded;
    let when = match view.chosen {
        Some(time) => said_time(words, time),
        None => words.say(Text::AssessmentNoTimeYet),
    };
    let stage = words.say(stage_name(view.stage));
    let place = view.place.clone();
    let arranged_by = who(&view.office);
    let due = is_open.then(|| words.date(view.due));
    view! {
        <SummaryList>
            <SummaryRow label=words.say(Text::AssessmentStageLabel) value=stage/>
            <SummaryRow label=words.say(Text::AssessmentWhen) value=when/>
            <SummaryRow label=words.say(Text::AssessmentWhere) value=place/>
            <SummaryRow label=words.say(Text::AssessmentBody) value=body/>
            <SummaryRow label=words.say(Text::AssessmentAssessors) value=assessors/>
            <SummaryRow label=words.say(Text::AssessmentOffice) value=arranged_by/>
            {due.map(|due| view! { <SummaryRow label=words.say(Text::AssessmentDue) value=due/> })}
        </SummaryList>
    }
    .into_any()
}

/// Choose a time, or ask for others.
fn choice(words: Words, view: &VisitView) -> AnyView {
    let times = view
        .times
        .iter()
        .map(|time| Choice::new(time.to_string(), said_time(words, *time)))
        .collect();
    let faults = reviewed(vec![crate::ui::FieldFault::new(
        "time",
        Text::AssessmentTimeEmpty,
    )]);
    view! {
        <form class="choose-time" method="post" action=view.address.clone() novalidate>
            <input type="hidden" name="version" value=view.version.to_string()/>
            <RadioField name="time" legend=words.say(Text::AssessmentTimeLegend) choices=times chosen=String::new() faults=faults/>
            <Buttons>
                <PrimaryButton label=words.say(Text::AssessmentTimeButton) name="act" value="choose"/>
                <SecondaryButton label=words.say(Text::AssessmentTimeOthers) name="act" value="others"/>
            </Buttons>
        </form>
    }
    .into_any()
}

fn give_up(words: Words, view: &VisitView) -> AnyView {
    view! {
        <form method="post" action=view.address.clone()>
            <input type="hidden" name="version" value=view.version.to_string()/>
            <p>{words.say(Text::AssessmentGiveUpLead)}</p>
            <Buttons><SecondaryButton label=words.say(Text::AssessmentTimeOthers) name="act" value="others"/></Buttons>
        </form>
    }
    .into_any()
}

fn wishes(words: Words, view: &VisitView) -> AnyView {
    let wish = &view.wish;
    let trusted = (!wish.trusted.is_empty()).then(|| {
        let said = words.say_with(Text::AssessmentWishTrusted, &[("name", &wish.trusted)]);
        view! { <li>{said}</li> }
    });
    let alone = wish
        .alone
        .then(|| view! { <li>{words.say(Text::AssessmentWishAlone)}</li> });
    let has_any = trusted.is_some() || alone.is_some();
    view! {
        <h2>{words.say(Text::AssessmentWishesTitle)}</h2>
        <p>{words.say(Text::AssessmentWishesLead)}</p>
        {has_any.then(|| view! { <ul>{trusted}{alone}</ul> })}
        <p><a href=format!("{}/wishes", view.address)>{words.say(Text::AssessmentWishesLink)}</a></p>
    }
    .into_any()
}

/// `/cases/{reference}/visit/{matter}/wishes`
#[component]
pub fn VisitWishPage() -> impl IntoView {
    let (reference, matter) = (part("reference"), part("matter"));
    page(async move {
        let words = words();
        let view = back_office().wish_page(&me()?, &reference, &matter).await?;
        let faults = reviewed(view.faults);
        let typed = view.typed;
        // Only their own page offers the tick to the person it is about; whoever applied can tell the assessors, too.
        let legend = if view.is_about_me {
            Text::AssessmentAloneLegend
        } else {
            Text::AssessmentAloneLegendOther
        };
        let alone = vec![Choice::new("yes", words.say(Text::AssessmentAloneYes))];
        Ok(view! {
            <QuestionPage back=view.visit title=words.say(Text::AssessmentWishesTitle) faults=faults.clone()
                lead=vec![words.say(Text::AssessmentWishesPrivate)]>
                <CheckboxField name="alone" legend=words.say(legend) hint=words.say(Text::AssessmentAloneHint)
                    choices=alone ticked=vec![typed.alone] faults=faults.clone()/>
                <TextField name="trusted" label=words.say(Text::AssessmentTrustedLabel) hint=words.say(Text::AssessmentTrustedHint)
                    value=typed.trusted faults=faults.clone() autocomplete="off" is_optional=true/>
                <TextField name="trusted_phone" label=words.say(Text::AssessmentTrustedPhone)
                    value=typed.trusted_phone faults=faults kind="tel" inputmode="tel" autocomplete="off" is_optional=true/>
            </QuestionPage>
        })
    })
}
