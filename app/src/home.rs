//! The first page: what waits for me, my cases, the services in plain words, a phone number.

use leptos::prelude::*;

use crate::application::pages::draft_notice;
use crate::back_office::back_office;
use crate::search::SearchForm;
use crate::text::Text;
use crate::tracking::{CaseList, WaitingList};
use crate::ui::{Heading, Notice, page};
use crate::visit::{visit, words};

/// The services, in the words of somebody who needs them: path, name, one sentence.
const SERVICES: [(&str, Text, Text); 7] = [
    ("/newborn", Text::HomeNewborn, Text::HomeNewbornSentence),
    (
        "/old-age-allowance",
        Text::HomeOldAge,
        Text::HomeOldAgeSentence,
    ),
    (
        "/allowances",
        Text::AllowancesTitle,
        Text::HomeAllowancesSentence,
    ),
    (
        "/elder-assessment",
        Text::AssessmentHome,
        Text::AssessmentHomeSentence,
    ),
    ("/benefits", Text::HomeBenefits, Text::HomeBenefitsSentence),
    ("/care", Text::CareTitle, Text::CareSentence),
    (
        "/acting-for",
        Text::MandateActingTitle,
        Text::HomeActingSentence,
    ),
];

/// `/`
#[component]
pub fn HomePage() -> AnyView {
    page(async {
        let visit = visit();
        let words = words();
        let (waiting, cases) = match visit.actor.citizen() {
            Some(me) => (
                back_office().what_waits_for_me(me).await?,
                back_office().my_cases(me, None).await?.cases,
            ),
            None => Default::default(),
        };
        let asks = match visit.actor.citizen() {
            Some(me) => back_office().asked_for_my_yes(me).await?,
            None => 0,
        };
        let drafts: Vec<_> = back_office()
            .drafts(&visit.actor)
            .await?
            .into_iter()
            .map(|draft| {
                let service = words.wording(&draft.name);
                let title = words.say_with(Text::DraftBegun, &[("service", &service)]);
                draft_notice(words, draft, title)
            })
            .collect();
        let asks = (asks > 0).then(|| {
            view! {
                <Notice title=words.say(Text::MandateWaitingService)>
                    <p><a href="/who-may-act">{words.say(Text::MandateWaiting)}</a></p>
                </Notice>
            }
        });
        let newest: Vec<_> = cases.into_iter().take(3).collect();
        let cases = (!newest.is_empty()).then(|| {
            view! {
                <h2>{words.say(Text::HomeCasesTitle)}</h2>
                <CaseList cases=newest level=3/>
                <p><a href="/cases">{words.say(Text::HomeCasesLink)}</a></p>
            }
        });
        let look_up = view! {
            <h2>{words.say(Text::HomeLookupTitle)}</h2>
            <p><a href="/look-up">{words.say(Text::HomeLookup)}</a><br/>{words.say(Text::HomeLookupSentence)}</p>
        };
        if visit.preferences.elder {
            // First what waits and what one came for; whom to call stands on top of every page.
            return Ok(view! {
                <Heading title=words.say(Text::HomeServicesTitle)/>
                {asks}
                <WaitingList waiting=waiting/>
                {drafts}
                {services(2)}
                <p><a href="/who-may-act">{words.say(Text::MandateWhoTitle)}</a></p>
                <p><a href="/findings">{words.say(Text::AssessmentFindingsTitle)}</a></p>
                {cases}
                {visit.actor.citizen().is_none().then_some(look_up)}
                <SearchForm typed=String::new()/>
            }
            .into_any());
        }
        Ok(view! {
            <Heading title=words.say(Text::HomeTitle)/>
            <p class="lead">{words.say(Text::HomeLead)}</p>
            <SearchForm typed=String::new()/>
            {asks}
            <WaitingList waiting=waiting/>
            {drafts}
            {cases}
            <h2>{words.say(Text::HomeServicesTitle)}</h2>
            {services(3)}
            <p><a href="/who-may-act">{words.say(Text::MandateWhoTitle)}</a></p>
            <p><a href="/findings">{words.say(Text::AssessmentFindingsTitle)}</a></p>
            {look_up}
            <h2>{words.say(Text::HomeHelpTitle)}</h2>
            <p>{words.say(Text::HomeHelpSentence)}</p>
        }
        .into_any())
    })
}

/// Every service, each with one sentence; its name is a heading of level 2 or 3.
pub fn services(level: u8) -> AnyView {
    let words = words();
    let services = SERVICES.map(|(href, name, sentence)| {
        let link = view! { <a href=href>{words.say(name)}</a> };
        let name = if level == 2 {
            view! { <h2>{link}</h2> }.into_any()
        } else {
            view! { <h3>{link}</h3> }.into_any()
        };
        view! {
            <li>
                {name}
                <p>{words.say(sentence)}</p>
            </li>
        }
    });
    view! { <ul class="services">{services.collect_view()}</ul> }.into_any()
}
