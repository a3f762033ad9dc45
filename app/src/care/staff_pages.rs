//! The staff's pages: a provider's visits of a day, and the street's desk for an elder on the phone.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::pages::{grade_text, money, one_order, when};
use super::{
    CareOfPerson, Diet, RatingToAnswer, VisitStep, VisitToMake, VoucherLine, VouchersView,
};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::text::{Text, Words};
use crate::ui::{
    Buttons, ErrorSummary, FieldFault, Heading, Notice, NoticeKind, PrimaryButton, QuestionPage,
    SecondaryButton, SummaryCard, TextArea, TextField, page, reviewed,
};
use crate::visit::{visit, words};
use crate::warnings::contact_cards;

/// `/staff/visits?day=2026-03-09`
#[component]
pub fn ProviderDayPage() -> impl IntoView {
    let day = use_query_map().get_untracked().get("day");
    page(async move {
        let day = day
            .map(|day| day.parse().map_err(|_| PortalError::NotFound))
            .transpose()?;
        let shown = back_office().provider_day(&visit().actor, day).await?;
        let words = words();
        let title = words.say_with(Text::CareDayTitle, &[("day", &words.date(shown.day))]);
        let (before, after) = (shown.day.yesterday().ok(), shown.day.tomorrow().ok());
        let link = |day: Option<jiff::civil::Date>, text: Text| {
            day.map(|day| {
                view! { <a href=format!("/staff/visits?day={day}")>{words.say(text)}</a>" " }
            })
        };
        let is_empty = shown.visits.is_empty();
        let faults = if visit().review {
            vec![FieldFault::new("text", Text::CareAnswerEmpty)]
        } else {
            Vec::new()
        };
        Ok(view! {
            <ErrorSummary faults=faults.clone()/>
            <p class="quiet">{words.wording(&shown.provider.name)}</p>
            <Heading title=title/>
            <p class="queue-pages">{link(before, Text::CareDayBefore)}{link(after, Text::CareDayAfter)}</p>
            {(!shown.ratings.is_empty()).then(|| ratings(words, shown.ratings, faults))}
            {is_empty.then(|| view! { <p class="empty">{words.say(Text::CareDayEmpty)}</p> })}
            {shown.visits.into_iter().map(|visit| to_make(words, visit)).collect_view()}
        })
    })
}

/// Bad grades that wait for an answer.
fn ratings(words: Words, open: Vec<RatingToAnswer>, faults: Vec<FieldFault>) -> AnyView {
    view! {
        <h2 id="ratings">{words.say(Text::CareToAnswer)}</h2>
        {open.into_iter().map(|one| {
            let title = format!("{} {}", when(words, one.slot), words.say(one.service.text()));
            let due = words.say_with(
                if one.is_late { Text::CareAnswerLate } else { Text::CareAnswerUntil },
                &[("date", &words.date(one.due))],
            );
            let faults = faults.clone();
            let grade = words.say_with(Text::CareRated, &[("grade", &words.say(grade_text(one.grade)))]);
            view! {
                <SummaryCard title=title>
                    <p>{grade}" · "{due}</p>
                    {(!one.words.is_empty()).then(|| view! { <p>{one.words}</p> })}
                    <form method="post" action=format!("/staff/visits/{}/answer", one.visit) novalidate>
                        <TextArea name="text" label=words.say(Text::CareAnswerLabel) value="" faults=faults rows=2/>
                        <SecondaryButton label=words.say(Text::CareAnswerSend)/>
                    </form>
                </SummaryCard>
            }
        }).collect_view()}
    }
    .into_any()
}

fn to_make(words: Words, made: VisitToMake) -> AnyView {
    let VisitToMake {
        view: visit,
        service,
        details,
    } = made;
    let title = format!("{} {}", when(words, visit.slot), words.say(service.text()));
    let diet = Diet::from_code(&details.diet).map(|diet| words.say(diet.text()));
    let more: Vec<String> = diet
        .into_iter()
        .chain([details.allergies, details.note])
        .filter(|text| !text.is_empty())
        .collect();
    let address = format!("/staff/visits/{}", visit.id);
    let is_first = |step: &VisitStep| matches!(step, VisitStep::CheckIn | VisitStep::CheckOut);
    view! {
        <SummaryCard title=title>
            <p><strong>{details.name}</strong>" · "{words.say(visit.stage.text())}</p>
            <p>{details.address}<br/><a href=format!("tel:{}", details.phone)>{details.phone.clone()}</a></p>
            {(!more.is_empty()).then(|| view! { <p>{more.join(" · ")}</p> })}
            {(!visit.steps.is_empty()).then(|| view! {
                <form method="post" action=address>
                    <Buttons>
                        {visit.steps.iter().map(|step| if is_first(step) {
                            view! { <PrimaryButton label=words.say(step.text()) name="act" value=step.code()/> }.into_any()
                        } else {
                            view! { <SecondaryButton label=words.say(step.text()) name="act" value=step.code()/> }.into_any()
                        }).collect_view()}
                    </Buttons>
                </form>
            })}
        </SummaryCard>
    }
    .into_any()
}

/// `/staff/care`
#[component]
pub fn CareDeskAtPhonePage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (is_saved, is_amount_wrong) = (query.get("saved").is_some(), query.get("amount").is_some());
    page(async move {
        let words = words();
        let visit = visit();
        let desk = back_office()
            .care_desk(&visit.actor, &visit.session, visit.review)
            .await?;
        let saved = is_saved.then(|| {
            view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::CareSavedTitle)><p>{words.say(Text::CareDeskSaved)}</p></Notice>
            }
        });
        let Some(CareOfPerson {
            number,
            orders,
            contacts,
        }) = desk.person
        else {
            let faults = reviewed(desk.faults);
            return Ok(view! {
                {saved}
                <QuestionPage back="/casework" title=words.say(Text::CareDeskTitle) faults=faults.clone() lead=vec![words.say(Text::CareDeskLead)] button=words.say(Text::MandateDeskFind)>
                    <TextField name="number" label=words.say(Text::IdentityNumber) value=desk.typed faults=faults autocomplete="off"/>
                </QuestionPage>
                {desk.vouchers.map(|shown| vouchers(words, shown, false, false))}
            }
            .into_any());
        };
        let is_empty = orders.is_empty();
        Ok(view! {
            {saved}
            <Heading title=words.say_with(Text::CareDeskOf, &[("number", &number)])/>
            <p>{words.say(Text::CareDeskAtTheirWord)}</p>
            <form method="post" action="/staff/care">
                <input type="hidden" name="number" value=""/>
                <SecondaryButton label=words.say(Text::MandateDeskFinish)/>
            </form>
            <form method="post" action="/staff/helping">
                <input type="hidden" name="service" value="care"/>
                <input type="hidden" name="how" value="phone"/>
                <SecondaryButton label=words.say(Text::HelpingFromCare) name="act" value="fill"/>
            </form>
            {is_empty.then(|| view! { <p class="empty">{words.say(Text::CareOrdersNone)}</p> })}
            {orders.into_iter().map(|order| {
                let address = format!("/staff/care/{}", order.reference);
                one_order(words, order, address, 2)
            }).collect_view()}
            {contact_cards(words, contacts, "/staff/care/contacts")}
            {desk.vouchers.map(|shown| vouchers(words, shown, true, is_amount_wrong))}
        }
        .into_any())
    })
}

/// Vouchers of whoever is there, with a form for another one; or those that wait for a second person.
fn vouchers(words: Words, shown: VouchersView, is_of_person: bool, is_handed_in: bool) -> AnyView {
    let VouchersView {
        lines,
        typed,
        faults,
    } = shown;
    if lines.is_empty() && !is_of_person {
        return ().into_any();
    }
    let (typed, faults) = if is_handed_in {
        (typed, faults)
    } else {
        (String::new(), Vec::new())
    };
    let title = if is_of_person {
        Text::CareVouchersTitle
    } else {
        Text::CareVouchersWaiting
    };
    view! {
        <h2 id="vouchers">{words.say(title)}</h2>
        <p>{words.say(Text::CareVouchersLead)}</p>
        {lines.into_iter().map(|line| voucher_card(words, line)).collect_view()}
        {is_of_person.then(|| view! {
            <form method="post" action="/staff/care/vouchers" novalidate>
                <TextField name="amount" label=words.say(Text::CareVoucherAmount) value=typed faults=faults autocomplete="off" width=10/>
                <SecondaryButton label=words.say(Text::CareVoucherPropose) name="act" value="propose"/>
            </form>
        })}
    }
    .into_any()
}

fn voucher_card(words: Words, line: VoucherLine) -> impl IntoView {
    let title = format!("{} · {}", money(words, line.fen), line.called);
    let left = words.say_with(
        Text::CareVoucherLeft,
        &[
            ("left", &money(words, line.rest)),
            ("of", &money(words, line.fen)),
            ("date", &words.date(line.until)),
        ],
    );
    let by = words.say_with(Text::CareVoucherBy, &[("name", &line.proposed_by)]);
    let may_settle = line.may_settle;
    view! {
        <SummaryCard title=title>
            <p>{words.say(line.stage.text())}" · "{left}</p>
            <p class="quiet">{by}</p>
            {may_settle.then(|| view! {
                <form method="post" action="/staff/care/vouchers">
                    <input type="hidden" name="voucher" value=line.id/>
                    <Buttons>
                        <PrimaryButton label=words.say(Text::CareVoucherIssue) name="act" value="issue"/>
                        <SecondaryButton label=words.say(Text::CareVoucherRefuse) name="act" value="refuse"/>
                    </Buttons>
                </form>
            })}
        </SummaryCard>
    }
}
