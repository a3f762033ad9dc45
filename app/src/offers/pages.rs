//! Standing leave, what was offered, and one offer: why, by which rule, and what one can do with it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::desk::{OfferLine, OfferView, OffersView, OwnLook, StandingLeave};
use super::{Held, MONTHS_OF_LEAVE, OfferState};
use crate::application::LeaveLine;
use crate::back_office::back_office;
use crate::benefits::pages::{known_facts, listed, office_of, what_it_gives};
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, CheckboxField, Choice, Details, Heading, Inset, Mark,
    PrimaryButton, SecondaryButton, SummaryList, SummaryRow, Tag, page,
};
use crate::visit::{visit, words};

const fn state_name(state: OfferState) -> (Mark, Text) {
    match state {
        OfferState::Open => (Mark::Waiting, Text::OffersStateOpen),
        OfferState::Accepted => (Mark::Doing, Text::OffersStateAccepted),
        OfferState::Declined => (Mark::ToCome, Text::OffersStateDeclined),
        OfferState::Never => (Mark::Stopped, Text::OffersStateNever),
        OfferState::Lapsed => (Mark::ToCome, Text::OffersStateLapsed),
        OfferState::Replaced => (Mark::ToCome, Text::OffersStateReplaced),
    }
}

fn state_tag(words: Words, state: OfferState) -> impl IntoView {
    let (mark, text) = state_name(state);
    view! { <Tag mark=mark label=words.say(text)/> }
}

/// `/benefits/offers`
#[component]
pub fn OffersPage() -> impl IntoView {
    page(async {
        let words = words();
        let OffersView { offers, leave, own } = back_office().offers(&visit().actor).await?;
        let (now, before): (Vec<OfferLine>, Vec<OfferLine>) = offers
            .into_iter()
            .partition(|offer| matches!(offer.state, OfferState::Open | OfferState::Accepted));
        let is_empty = now.is_empty();
        Ok(view! {
            <BackLink href="/benefits"/>
            <Heading title=words.say(Text::OffersTitle)/>
            <p class="lead">{words.say(Text::OffersLead)}</p>
            {is_empty.then(|| view! { <p>{words.say(Text::OffersNone)}</p> })}
            {offer_list(words, now)}
            {(!before.is_empty()).then(|| view! {
                <Details summary=words.say(Text::OffersBefore)>{offer_list(words, before)}</Details>
            })}
            <h2>{words.say(Text::OffersLeaveHeading)}</h2>
            {match leave {
                Some(leave) => view! {
                    {leave_lines(words, &leave)}
                    <form method="post" action="/benefits/offers">
                        <Buttons>
                            <SecondaryButton label=words.say(Text::OffersLeaveEnd) name="act" value="end"/>
                        </Buttons>
                    </form>
                    <p class="quiet">{words.say(Text::OffersLeaveEndHint)}</p>
                    <p><a href="/benefits/offers/leave">{words.say(Text::OffersLeaveChange)}</a></p>
                }.into_any(),
                None => view! {
                    <p>{words.say(Text::OffersLeaveNone)}</p>
                    <p><ButtonLink href="/benefits/offers/leave" label=words.say(Text::OffersLeaveLink)/></p>
                }.into_any(),
            }}
            {own_looks(words, &own)}
        })
    })
}

/// Every office that looks into what is its own, with the button that stops it.
fn own_looks(words: Words, own: &[OwnLook]) -> Option<AnyView> {
    let each = own
        .iter()
        .map(|look| {
            let label = if look.is_off {
                Text::OffersOwnOn
            } else {
                Text::OffersOwnOff
            };
            let act = if look.is_off { "on" } else { "off" };
            view! {
                {own_lines(words, look)}
                <form method="post" action="/benefits/offers">
                    <input type="hidden" name="duty" value=look.duty.code.clone()/>
                    <Buttons><SecondaryButton label=words.say(label) name="act" value=act/></Buttons>
                </form>
            }
        })
        .collect_view();
    (!own.is_empty()).then(|| {
        view! {
            <h2>{words.say(Text::OffersOwnHeading)}</h2>
            <p>{words.say(Text::OffersOwnLead)}</p>
            {each}
            <p class="quiet">{words.say(Text::OffersOwnOffHint)}</p>
        }
        .into_any()
    })
}

/// Who looks, in what, for what, on which basis, and since when.
pub(crate) fn own_lines(words: Words, look: &OwnLook) -> AnyView {
    let duty = look.duty;
    let holds = duty
        .holds
        .iter()
        .map(|held| {
            words.say(match held {
                Held::Allowances => Text::OffersOwnAllowances,
                Held::Findings => Text::OffersOwnFindings,
            })
        })
        .collect::<Vec<_>>()
        .join(&words.say(Text::BenefitsListJoin));
    let benefits = listed(words, &look.benefits);
    let basis = words.say_with(
        Text::OffersOwnBasisSaid,
        &[
            ("basis", &words.wording(&duty.basis)),
            ("mark", duty.evidence.mark()),
            ("unverified", &words.wording(&duty.unverified)),
        ],
    );
    let last = match (look.is_off, look.last_look) {
        (true, _) => words.say(Text::OffersOwnIsOff),
        (false, Some(at)) => words.time(at),
        (false, None) => words.say(Text::OffersLeaveNotYet),
    };
    let (office, name) = (words.wording(&look.office), words.wording(&duty.name));
    let since = words.day(duty.since);
    view! {
        <SummaryList>
            <SummaryRow label=words.say(Text::OffersOwnWho) value=office/>
            <SummaryRow label=words.say(Text::OffersOwnDuty) value=name/>
            <SummaryRow label=words.say(Text::OffersOwnWhat) value=holds/>
            <SummaryRow label=words.say(Text::OffersOwnFor) value=benefits/>
            <SummaryRow label=words.say(Text::OffersOwnBasis) value=basis/>
            <SummaryRow label=words.say(Text::OffersOwnSince) value=since/>
            <SummaryRow label=words.say(Text::OffersLeaveLast) value=last/>
        </SummaryList>
    }
    .into_any()
}

fn offer_list(words: Words, offers: Vec<OfferLine>) -> Option<AnyView> {
    let lines = offers
        .into_iter()
        .map(|offer| {
            let name = words.wording(&offer.name);
            let title = match offer.for_whom {
                Some(whom) => {
                    words.say_with(Text::OffersFor, &[("name", &whom), ("what", &name)])
                }
                None => name,
            };
            view! {
                <li class="card">
                    <h2 class="card-title"><a href=format!("/benefits/offers/{}", offer.reference)>{title}</a></h2>
                    <p>{state_tag(words, offer.state)}</p>
                    <p class="quiet">{words.say_with(Text::OffersMadeOn, &[("day", &words.day(offer.made_on))])}</p>
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!lines.is_empty()).then(|| view! { <ul class="case-list">{lines}</ul> }.into_any())
}

/// What a standing leave covers, until when, and when it was last used.
pub(crate) fn leave_lines(words: Words, leave: &StandingLeave) -> AnyView {
    let registers = listed(words, &leave.registers);
    let last = match leave.last_look {
        Some(at) => words.time(at),
        None => words.say(Text::OffersLeaveNotYet),
    };
    let (given, until) = (words.day(leave.given_on), words.day(leave.until));
    view! {
        <SummaryList>
            <SummaryRow label=words.say(Text::OffersLeaveCovers) value=registers/>
            <SummaryRow label=words.say(Text::OffersLeaveGiven) value=given/>
            <SummaryRow label=words.say(Text::OffersLeaveUntil) value=until/>
            <SummaryRow label=words.say(Text::OffersLeaveLast) value=last/>
        </SummaryList>
    }
    .into_any()
}

/// `/benefits/offers/leave`
#[component]
pub fn OffersLeavePage() -> impl IntoView {
    page(async {
        let words = words();
        let shown = back_office().leave_for_offers(&visit().actor).await?;
        let hint = move |line: &LeaveLine| {
            let what = words.say_with(Text::LeaveWhat, &[("what", &words.wording(&line.what))]);
            let why = words.say_with(Text::LeaveWhy, &[("why", &words.wording(&line.why))]);
            format!("{what} {why}")
        };
        let all = shown
            .others
            .iter()
            .map(|line| line.data_set.clone())
            .collect();
        let choices = shown
            .others
            .iter()
            .map(|line| {
                Choice::new(line.data_set.clone(), words.wording(&line.register)).hint(hint(line))
            })
            .collect();
        let until = words.day(shown.until);
        let months = MONTHS_OF_LEAVE.to_string();
        Ok(view! {
            <BackLink href="/benefits/offers"/>
            <Heading title=words.say(Text::OffersLeaveTitle)/>
            <p class="lead">{words.say(Text::OffersLeaveLead)}</p>
            <Inset>
                <p><strong>{words.wording(&shown.always.register)}</strong>" "{words.say(Text::OffersLeaveAlways)}<br/>{hint(&shown.always)}</p>
            </Inset>
            <form method="post" novalidate>
                <CheckboxField name="registers" legend=words.say(Text::OffersLeaveOthers) choices=choices ticked=all faults=vec![]/>
                <p>{words.say_with(Text::OffersLeaveTerm, &[("until", &until), ("months", &months)])}</p>
                <p>{words.say(Text::OffersLeaveLogged)}</p>
                <Buttons><PrimaryButton label=words.say(Text::OffersLeaveAgree)/></Buttons>
            </form>
            <p><a href="/benefits/offers">{words.say(Text::OffersLeaveWithout)}</a></p>
        })
    })
}

/// `/benefits/offers/{offer}`
#[component]
pub fn OfferPage() -> impl IntoView {
    let reference = use_params_map()
        .get_untracked()
        .get("offer")
        .unwrap_or_default();
    page(async move {
        let words = words();
        let offer = back_office().offer_made(&visit().actor, &reference).await?;
        Ok(one_offer(words, &offer))
    })
}

fn one_offer(words: Words, offer: &OfferView) -> AnyView {
    let name = words.wording(&offer.line.name);
    let title = match &offer.for_whom {
        Some(whom) => words.say_with(Text::OffersFor, &[("name", whom), ("what", &name)]),
        None => name.clone(),
    };
    let day = words.day(offer.made_on);
    let is_own = offer.for_whom.is_none();
    let rests_on_demo = offer.line.rule.as_ref().is_some_and(|rule| rule.demo_only);
    let state = offer.state;
    let buttons = buttons(words, offer, is_own);
    let summary = words.wording(&offer.line.summary);
    let gives = what_it_gives(words, &offer.facts, &offer.line);
    let facts = known_facts(words, &offer.facts, &offer.sources);
    let own = offer.own.as_ref().map(|look| {
        view! {
            <h2>{words.say(Text::OffersOwnTitle)}</h2>
            <p>{words.say(Text::OffersOwnLead)}</p>
            {own_lines(words, look)}
            {is_own.then(|| view! { <p><a href="/benefits/offers">{words.say(Text::OffersOwnOff)}</a></p> })}
        }
    });
    view! {
        <BackLink href="/benefits/offers"/>
        <Heading title=title/>
        <p>{state_tag(words, state)}</p>
        <p class="lead">{words.say_with(Text::OffersSince, &[("day", &day), ("what", &name)])}</p>
        {buttons}
        <h2>{words.say(Text::OffersWhatTitle)}</h2>
        <p class="quiet">{summary}</p>
        {gives}
        <h2>{words.say(Text::OffersWhyTitle)}</h2>
        {facts}
        {own}
        <p class="quiet">{words.say(Text::OffersNoDecision)}</p>
        {rests_on_demo.then(|| view! { <p class="quiet">{words.say(Text::OffersDemo)}</p> })}
        {is_own.then(|| muting(words, state))}
    }
    .into_any()
}

fn buttons(words: Words, offer: &OfferView, is_own: bool) -> AnyView {
    let action = format!("/benefits/offers/{}", offer.reference);
    let label = match offer.state {
        OfferState::Open => Text::OffersApply,
        _ => Text::OffersGoOn,
    };
    let can_apply = offer.can_apply;
    let may_refuse = is_own && offer.state == OfferState::Open;
    match offer.state {
        OfferState::Open | OfferState::Accepted => {
            let office = (!can_apply).then(|| office_of(words, &offer.line));
            view! {
                {office}
                <form method="post" action=action>
                    <Buttons>
                        {can_apply.then(|| view! { <PrimaryButton label=words.say(label) name="act" value="apply"/> })}
                        {may_refuse.then(|| view! { <SecondaryButton label=words.say(Text::OffersNo) name="act" value="no"/> })}
                    </Buttons>
                </form>
                {can_apply.then(|| view! { <p class="quiet">{words.say(Text::OffersApplyHint)}</p> })}
            }
            .into_any()
        }
        OfferState::Declined | OfferState::Never if is_own => view! {
            <form method="post" action=action>
                <Buttons><SecondaryButton label=words.say(Text::OffersAgain) name="act" value="again"/></Buttons>
            </form>
        }
        .into_any(),
        OfferState::Declined | OfferState::Never => ().into_any(),
        OfferState::Lapsed => view! { <p>{words.say(Text::OffersLapsed)}</p> }.into_any(),
        OfferState::Replaced => view! { <p>{words.say(Text::OffersReplaced)}</p> }.into_any(),
    }
}

/// "Never again", out of the way of the two buttons on top.
fn muting(words: Words, state: OfferState) -> Option<AnyView> {
    state.after(super::OfferStep::Never).map(|_| {
        view! {
            <h2>{words.say(Text::OffersNeverTitle)}</h2>
            <p>{words.say(Text::OffersNeverHint)}</p>
            <form method="post">
                <Buttons><SecondaryButton label=words.say(Text::OffersNever) name="act" value="never"/></Buttons>
            </form>
        }
        .into_any()
    })
}
