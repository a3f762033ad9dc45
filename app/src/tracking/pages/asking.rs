//! Asking the other party, or finishing at the counter without asking.

use leptos::prelude::*;

use super::{me, office_lines, part};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::tracking::sentence::{ConfirmationState, quoted};
use crate::tracking::{Asking, Decline};
use crate::ui::{BackLink, Buttons, Heading, Inset, PrimaryButton, SecondaryButton, page};
use crate::visit::words;

/// `/cases/{reference}/confirmation`
#[component]
pub fn ConfirmationPage() -> impl IntoView {
    let reference = part("reference");
    page(async move {
        let asking = back_office().confirmation(&me()?, &reference).await?;
        let words = words();
        let case = format!("/cases/{}", asking.reference);
        let confirmer = words.wording(&asking.confirmation.confirmer);
        let title = words.say_with(Text::TrackingAskTitle, &[("confirmer", &confirmer)]);
        let can_ask = !asking.matters.is_empty();
        let body = match asking.confirmation.state {
            ConfirmationState::Confirmed => confirmed(words, &asking, &confirmer).into_any(),
            _ if !can_ask => view! { <p>{words.say(Text::TrackingAskNotNeeded)}</p> }.into_any(),
            ConfirmationState::Invited { .. } => invited(words, &asking, &confirmer).into_any(),
            _ => not_invited(words, &asking, &confirmer).into_any(),
        };
        let rather_not = (can_ask && asking.confirmation.state != ConfirmationState::Confirmed)
            .then(|| view! { <p class="beside"><a href=format!("{case}/counter")>{words.say(Text::TrackingAskRatherNot)}</a></p> });
        Ok(view! {
            <BackLink href=case.clone()/>
            <Heading title=title/>
            {body}
            {rather_not}
        })
    })
}

fn confirmed(words: Words, asking: &Asking, confirmer: &str) -> impl IntoView + use<> {
    let date = asking.confirmed_on.map(|date| words.date(date));
    words.say_with(
        Text::TrackingAskConfirmed,
        &[
            ("confirmer", confirmer),
            ("date", date.as_deref().unwrap_or_default()),
        ],
    )
}

fn invited(words: Words, asking: &Asking, confirmer: &str) -> impl IntoView + use<> {
    let until = match asking.confirmation.state {
        ConfirmationState::Invited { until } => words.date(until),
        _ => String::new(),
    };
    let link = asking.link.clone().unwrap_or_default();
    view! {
        <p>{words.say_with(Text::TrackingAskWaiting, &[("confirmer", confirmer)])}</p>
        <h2>{words.say(Text::TrackingAskLink)}</h2>
        <Inset>
            <p class="as-typed" translate="no" data-copy=words.say(Text::Copy) data-copied=words.say(Text::Copied)>{link}</p>
        </Inset>
        <p>{words.say_with(Text::TrackingAskUntil, &[("date", &until)])}</p>
        <p>{words.say(Text::TrackingAskSees)}</p>
    }
}

fn not_invited(words: Words, asking: &Asking, confirmer: &str) -> impl IntoView + use<> {
    let happened = match asking.confirmation.state {
        ConfirmationState::Declined => Some(Text::TrackingAskDeclined),
        ConfirmationState::Expired => Some(Text::TrackingAskExpired),
        ConfirmationState::AtTheCounter => Some(Text::TrackingCounterChosen),
        _ => None,
    };
    let because = asking.declined_because.map(|reason| match reason {
        Decline::NotRight => Text::TrackingDeclineNotRight,
        Decline::NotAgreed => Text::TrackingDeclineNotAgreed,
        Decline::NotSaid => Text::TrackingDeclineNotSaid,
    });
    let button = match asking.confirmation.state {
        ConfirmationState::Declined | ConfirmationState::Expired => Text::TrackingAskAgainButton,
        _ => Text::TrackingAskButton,
    };
    let matters = quoted(words, &asking.matters);
    view! {
        {happened.map(|text| view! {
            <p>
                <strong>{words.say_with(text, &[("confirmer", confirmer)])}</strong>
                {because.map(|text| view! { " " <span>{words.say(text)}</span> })}
            </p>
        })}
        <p>{words.say_with(Text::TrackingAskWhy, &[("matters", &matters), ("confirmer", confirmer)])}</p>
        <p>{words.say_with(Text::TrackingAskHow, &[("days", &asking.days.to_string())])}</p>
        <p>{words.say(Text::TrackingAskSees)}</p>
        <form class="act" method="post">
            <Buttons><PrimaryButton label=words.say(button)/></Buttons>
        </form>
    }
}

/// `/cases/{reference}/counter`: asks for no reason.
#[component]
pub fn CounterPage() -> impl IntoView {
    let reference = part("reference");
    page(async move {
        let asking = back_office().confirmation(&me()?, &reference).await?;
        let words = words();
        let case = format!("/cases/{}", asking.reference);
        let is_chosen = asking.confirmation.state == ConfirmationState::AtTheCounter;
        let can_choose = !is_chosen && !asking.counters.is_empty();
        let places = asking.counters.iter().map(|place| {
            let matters = quoted(words, &place.matters);
            view! {
                <section class="card">
                    <h2 class="card-title">{words.wording(&place.office.name)}</h2>
                    <p>{words.say_with(Text::TrackingCounterMatters, &[("matters", &matters)])}</p>
                    {office_lines(words, &place.office)}
                </section>
            }
        });
        let places = places.collect_view();
        let has_link = asking.link.is_some();
        let choose = can_choose.then(|| {
            view! {
                {has_link.then(|| view! { <p>{words.say(Text::TrackingCounterOpenLink)}</p> })}
                <form class="act" method="post">
                    <Buttons><SecondaryButton label=words.say(Text::TrackingCounterButton)/></Buttons>
                </form>
            }
        });
        Ok(view! {
            <BackLink href=format!("{case}/confirmation")/>
            <Heading title=words.say(Text::TrackingCounterTitle)/>
            {is_chosen.then(|| view! { <p><strong>{words.say(Text::TrackingCounterChosen)}</strong></p> })}
            <p>{words.say(Text::TrackingCounterLead)}</p>
            {places}
            {choose}
            <h2>{words.say(Text::TrackingCounterHelpTitle)}</h2>
            <ul>
                <li><a href="tel:110">{words.say(Text::TrackingCounterHelpNow)}</a></li>
                <li><a href="tel:12338">{words.say(Text::TrackingCounterHelpWomen)}</a></li>
            </ul>
            {is_chosen.then(|| view! { <p><a href=format!("{case}/confirmation")>{words.say(Text::TrackingCounterBackToLink)}</a></p> })}
        })
    })
}
