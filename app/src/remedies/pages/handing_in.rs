//! An appeal, a complaint, a rating.

use leptos::prelude::*;

use super::{grade_name, me, part, shown};
use crate::back_office::back_office;
use crate::remedies::desk::{AppealState, RatingState};
use crate::remedies::form::GRADES;
use crate::remedies::terms;
use crate::text::{Text, Wording, Words};
use crate::ui::{
    BackLink, Buttons, Choice, ErrorSummary, Fieldset, Heading, PrimaryButton, QuestionPage,
    RadioField, SecondaryButton, SelectField, TextArea, TextField, page,
};
use crate::visit::{visit, words};

/// `/cases/{reference}/appeal/{matter}`
#[component]
pub fn AppealPage() -> impl IntoView {
    let (reference, matter) = (part("reference"), part("matter"));
    page(async move {
        let appeal = back_office()
            .appeal_page(&me()?, &reference, &matter)
            .await?;
        let words = words();
        let faults = shown(appeal.faults);
        let title = words.say_with(
            Text::RemediesAppealTitle,
            &[("matter", appeal.refused.name.in_language(words.language))],
        );
        let until = words.date(appeal.refused.said.appeal_until);
        let body = match appeal.refused.appeal {
            AppealState::May => {
                let lead = words.say_with(
                    Text::RemediesAppealLead,
                    &[("date", &words.date(appeal.answer_by))],
                );
                view! {
                    <p>{lead}</p>
                    <p>{words.say(Text::RemediesAppealFree)}</p>
                    <form method="post" novalidate>
                        <TextArea name="text" label=words.say(Text::RemediesAppealLabel) hint=words.say(Text::RemediesAppealHint)
                            value=appeal.typed.text faults=faults.clone() rows=8/>
                        {buttons(words, Text::RemediesHandInAppeal)}
                    </form>
                }
                .into_any()
            }
            AppealState::HandedIn => {
                view! { <p>{words.say(Text::RemediesAppealHandedIn)}</p> }.into_any()
            }
            AppealState::TooLate | AppealState::NobodyDecided => {
                let over = words.say_with(Text::RemediesAppealOver, &[("date", &until)]);
                view! { <p>{over}</p> }.into_any()
            }
        };
        Ok(view! {
            <BackLink href=format!("/cases/{}", appeal.reference)/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=title has_errors=!faults.is_empty()/>
            {body}
        })
    })
}

/// `/cases/{reference}/complaint`
#[component]
pub fn ComplaintPage() -> impl IntoView {
    let reference = part("reference");
    page(async move {
        let complaint = back_office().complaint_page(&me()?, &reference).await?;
        let words = words();
        let faults = shown(complaint.faults);
        let typed = complaint.typed;
        let kinds = terms()
            .complaint
            .kinds
            .iter()
            .map(|kind| Choice::new(kind.code.clone(), words.wording(&kind.name)))
            .collect();
        let answers = vec![
            Choice::new("portal", words.say(Text::RemediesComplaintPortal)),
            Choice::new("phone", words.say(Text::RemediesComplaintPhone)),
        ];
        let lead = words.say_with(
            Text::RemediesComplaintLead,
            &[("date", &words.date(complaint.answer_by))],
        );
        Ok(view! {
            <QuestionPage back=format!("/cases/{}", complaint.reference) title=words.say(Text::RemediesComplaintTitle) faults=faults.clone()
                lead=vec![lead] button=words.say(Text::RemediesHandInComplaint) later=words.say(Text::RemediesLater) keeps=true>
                <RadioField name="office" legend=words.say(Text::RemediesComplaintOffice) choices=offices(words, complaint.offices)
                    chosen=typed.office faults=faults.clone()/>
                <RadioField name="kind" legend=words.say(Text::RemediesComplaintKind) choices=kinds chosen=typed.kind faults=faults.clone()/>
                <TextArea name="text" label=words.say(Text::RemediesComplaintLabel) hint=words.say(Text::RemediesComplaintHint)
                    value=typed.text faults=faults.clone() rows=8/>
                <TextField name="whom" label=words.say(Text::RemediesComplaintWhom) hint=words.say(Text::RemediesComplaintWhomHint)
                    value=typed.whom faults=faults.clone() is_optional=true/>
                <RadioField name="answer" legend=words.say(Text::RemediesComplaintAnswer) choices=answers chosen=typed.answer faults=faults.clone()/>
                <TextField name="phone" label=words.say(Text::RemediesComplaintNumber) hint=words.say(Text::RemediesComplaintNumberHint)
                    value=typed.phone faults=faults kind="tel" autocomplete="tel" is_optional=true/>
            </QuestionPage>
        })
    })
}

/// `/cases/{reference}/rating`: nothing is chosen beforehand.
#[component]
pub fn RatingPage() -> impl IntoView {
    let reference = part("reference");
    page(async move {
        let rating = back_office().rating_page(&me()?, &reference).await?;
        let words = words();
        let faults = shown(rating.faults);
        let body = match rating.state {
            RatingState::NotYet => {
                view! { <p>{words.say(Text::RemediesRatingNotYet)}</p> }.into_any()
            }
            RatingState::Given(grade) => {
                let grade = words.say(grade_name(grade));
                let given = words.say_with(Text::RemediesRatingGiven, &[("grade", &grade)]);
                view! { <p>{given}</p> }.into_any()
            }
            RatingState::May => {
                let typed = rating.typed;
                let facets = terms()
                    .rating
                    .facets
                    .iter()
                    .map(|facet| {
                        view! {
                            <SelectField name=facet.code.as_str() label=words.wording(&facet.name) choices=grades(words)
                                chosen=typed.facet(&facet.code).to_owned() faults=vec![]/>
                        }
                    })
                    .collect_view();
                let lead = words.say_with(
                    Text::RemediesRatingLead,
                    &[("service", rating.service.in_language(words.language))],
                );
                let in_detail = (!visit().preferences.is_simple()).then(|| view! {
                    <Fieldset name="facets" legend=words.say(Text::RemediesRatingFacets) hint=words.say(Text::RemediesRatingFacetsHint)
                        faults=vec![]>
                        {facets}
                    </Fieldset>
                    <SelectField name="office" label=words.say(Text::RemediesRatingOffice) hint=words.say(Text::RemediesRatingOfficeHint)
                        choices=offices(words, rating.offices) chosen=typed.office.clone() faults=vec![]/>
                });
                view! {
                    <p>{lead}</p>
                    <p>{words.say(Text::RemediesRatingLow)}</p>
                    <form method="post" novalidate>
                        <RadioField name="grade" legend=words.say(Text::RemediesRatingGrade) choices=grades(words)
                            chosen=typed.grade.clone() faults=faults.clone()/>
                        // 长辈版: one decision.
                        {in_detail}
                        <TextArea name="text" label=words.say(Text::RemediesRatingWords) hint=words.say(Text::RemediesRatingWordsHint)
                            value=typed.text.clone() faults=faults.clone() is_optional=true/>
                        {buttons(words, Text::RemediesHandInRating)}
                    </form>
                }
                .into_any()
            }
        };
        Ok(view! {
            <BackLink href=format!("/cases/{}", rating.reference)/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::RemediesRatingTitle) has_errors=!faults.is_empty()/>
            {body}
        })
    })
}

fn grades(words: Words) -> Vec<Choice> {
    GRADES
        .into_iter()
        .map(|grade| Choice::new(grade.to_string(), words.say(grade_name(grade))))
        .collect()
}

fn offices(words: Words, offices: Vec<(String, Wording)>) -> Vec<Choice> {
    offices
        .into_iter()
        .map(|(id, name)| Choice::new(id, words.wording(&name)))
        .collect()
}

fn buttons(words: Words, hand_in: Text) -> AnyView {
    view! {
        <Buttons>
            <PrimaryButton label=words.say(hand_in)/>
            <SecondaryButton label=words.say(Text::RemediesLater) name="act" value="later"/>
        </Buttons>
    }
    .into_any()
}
