//! The citizen's pages: acting for somebody, and who may act for me.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::form::Term;
use super::{
    CaseUnder, EndedBy, HeldMandate, MandateAct, MandateState, MandateView, OfferForm, PastCase,
    TellingWay, WishForm,
};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::newborn::StreetGroup;
use crate::newborn::pages::street_choices;
use crate::text::{Language, Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, CheckboxField, Choice, FieldFault, Heading, Inset, Notice,
    NoticeKind, PageTitle, PrimaryButton, QuestionPage, RadioField, SecondaryButton, SelectField,
    SummaryList, SummaryRow, TextField, WarningButton, page, reviewed,
};
use crate::visit::{Visit, visit, words};

fn me() -> Result<Citizen, PortalError> {
    visit()
        .actor
        .citizen()
        .cloned()
        .ok_or(PortalError::SignInFirst)
}

fn has(name: &str) -> bool {
    use_query_map().get_untracked().get(name).is_some()
}

pub(super) fn reference_of_path() -> String {
    use_params_map()
        .get_untracked()
        .get("reference")
        .unwrap_or_default()
}

/// Several names in one line.
pub(super) fn joined(words: Words, names: Vec<String>) -> String {
    names.join(match words.language {
        Language::Chinese => "、",
        Language::English => ", ",
    })
}

/// `/acting-for`: the mandates that I asked for or hold.
#[component]
pub fn ActingForPage() -> impl IntoView {
    page(async {
        let words = words();
        let held = back_office().mandates_held(&me()?).await?;
        Ok(view! {
            <Heading title=words.say(Text::MandateActingTitle)/>
            <p class="lead">{words.say(Text::MandateActingLead)}</p>
            <Buttons><ButtonLink href="/acting-for/ask" label=words.say(Text::MandateAsk)/></Buttons>
            {held.is_empty().then(|| view! { <p>{words.say(Text::MandateActingNone)}</p> })}
            <ul class="case-list">
                {held.into_iter().map(|mandate| view! {
                    <li class="card">
                        <h2 class="card-title"><a href=format!("/acting-for/{}", mandate.reference)>{words.say_with(Text::MandateFor, &[("name", &mandate.subject_name)])}</a></h2>
                        <p>{standing(words, &mandate)}</p>
                        <p class="quiet">{mandate.reference.to_string()}</p>
                    </li>
                }).collect_view()}
            </ul>
            <p><a href="/who-may-act">{words.say(Text::MandateWhoTitle)}</a></p>
        })
    })
}

/// Where it stands, in one sentence.
pub(super) fn standing(words: Words, mandate: &MandateView) -> String {
    match mandate.state {
        MandateState::Offered => words.say_with(
            if mandate.is_for_a_child {
                Text::MandateSaysOfferedChild
            } else {
                Text::MandateSaysOffered
            },
            &[("until", &words.date(mandate.offer_until))],
        ),
        MandateState::Active => words.say_with(
            Text::MandateSaysActive,
            &[("until", &words.date(mandate.until))],
        ),
        MandateState::Held => words.say(Text::MandateSaysHeld),
        MandateState::Ended => match mandate.ended {
            Some((how, on)) => words.say_with(
                Text::MandateSaysEnded,
                &[("date", &words.date(on)), ("how", &words.say(how.text()))],
            ),
            None => words.say(EndedBy::RanOut.text()),
        },
    }
}

/// What it allows: the very words that are read out.
pub(super) fn allows(words: Words, mandate: &MandateView) -> impl IntoView + use<> {
    let services = mandate
        .services
        .iter()
        .map(|(_, name)| words.wording(name))
        .collect();
    let not: Vec<String> = MandateAct::ALL
        .iter()
        .filter(|act| !mandate.acts.contains(act))
        .map(|act| words.say(act.text()))
        .collect();
    let given = mandate.given.map(|(how, on)| {
        words.say_with(
            Text::MandateGivenOn,
            &[("how", &words.say(how.text())), ("date", &words.date(on))],
        )
    });
    let acts = mandate.acts.clone();
    let (holder, subject) = (mandate.holder_name.clone(), mandate.subject_name.clone());
    let (until, reference) = (words.date(mandate.until), mandate.reference.to_string());
    view! {
        <SummaryList>
            <SummaryRow label=words.say(Text::MandateWhoActs) value=holder/>
            <SummaryRow label=words.say(Text::MandateForWhom) value=subject/>
            <SummaryRow label=words.say(Text::MandateServices) value=joined(words, services)/>
            <SummaryRow label=words.say(Text::MandateActs)>
                <ul>{acts.into_iter().map(|act| view! { <li>{words.say(act.text())}</li> }).collect_view()}</ul>
            </SummaryRow>
            {(!not.is_empty()).then(|| view! { <SummaryRow label=words.say(Text::MandateNotActs) value=joined(words, not)/> })}
            <SummaryRow label=words.say(Text::MandateUntil) value=until/>
            {given.map(|given| view! { <SummaryRow label=words.say(Text::MandateGiven) value=given/> })}
            <SummaryRow label=words.say(Text::MandateReference) value=reference/>
        </SummaryList>
    }
}

pub(super) fn cases_under(words: Words, cases: Vec<CaseUnder>) -> Option<AnyView> {
    (!cases.is_empty()).then(|| {
        view! {
            <h2>{words.say(Text::MandateCases)}</h2>
            <ul>
                {cases.into_iter().map(|case| {
                    let on = words.say_with(Text::TrackingSubmittedOn, &[("date", &words.date(case.submitted_on))]);
                    view! {
                        <li>
                            <a href=format!("/cases/{}", case.reference)>{words.wording(&case.service)}" "{case.reference.to_string()}</a>
                            " "<span class="quiet">{on}</span>
                        </li>
                    }
                }).collect_view()}
            </ul>
        }
        .into_any()
    })
}

/// `/acting-for/ask`
#[component]
pub fn AskForLeavePage() -> impl IntoView {
    page(async {
        let words = words();
        let visit = visit();
        let offer = back_office()
            .offer(&me()?, &visit.session, is_gone_on_with(&visit))
            .await?;
        let OfferForm {
            name,
            number,
            street,
            services,
            acts,
            term,
            ..
        } = offer.typed;
        let faults = reviewed(offer.faults);
        let choices = offer
            .services
            .iter()
            .map(|(code, name)| Choice::new(code.clone(), words.wording(name)))
            .collect();
        Ok(view! {
            <QuestionPage back="/acting-for" title=words.say(Text::MandateAskTitle) faults=faults.clone()
                lead=vec![words.say(Text::MandateAskLead)] button=words.say(Text::MandateAskButton) keeps=true>
                <TextField name="name" label=words.say(Text::MandateName) value=name faults=faults.clone() width=10 autocomplete="off"/>
                <TextField name="number" label=words.say(Text::MandateNumber) value=number faults=faults.clone() width=20 autocomplete="off"/>
                <SelectField name="street" label=words.say(Text::MandateStreet) choices=street_choices(words, &offer.streets) chosen=street faults=faults.clone()/>
                <CheckboxField name="services" legend=words.say(Text::MandateServices) choices=choices ticked=services faults=faults.clone()/>
                <CheckboxField name="acts" legend=words.say(Text::MandateActs) ticked=acts faults=faults.clone()
                    choices=MandateAct::ALL.iter().map(|act| Choice::new(act.code(), words.say(act.text()))).collect()/>
                <RadioField name="term" legend=words.say(Text::MandateTerm) chosen=term faults=faults
                    choices=Term::ALL.iter().map(|term| Choice::new(term.code(), words.say(term.text()))).collect()/>
            </QuestionPage>
        })
    })
}

/// `/acting-for/{reference}`: one mandate, for its holder.
#[component]
pub fn HeldMandatePage() -> impl IntoView {
    let reference = reference_of_path();
    let (was_asked, was_called, was_filed) = (has("asked"), has("called"), has("filed"));
    page(async move {
        let words = words();
        let HeldMandate {
            mandate,
            counter_code,
            is_called,
            is_code_wrong,
        } = back_office()
            .mandate_held(&me()?, &visit().session, &reference)
            .await?;
        let address = format!("/acting-for/{}", mandate.reference);
        let may_apply =
            mandate.state == MandateState::Active && mandate.acts.contains(&MandateAct::Apply);
        let is_open = mandate.state != MandateState::Ended;
        let starts = mandate.services.clone().into_iter().filter(|_| may_apply);
        let for_whom = mandate.reference.to_string();
        let title = words.say_with(Text::MandateFor, &[("name", &mandate.subject_name)]);
        let is_offered = mandate.state == MandateState::Offered;
        Ok(view! {
            <BackLink href="/acting-for" label=words.say(Text::MandateActingTitle)/>
            {was_asked.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::MandateAskedTitle)><p>{words.say(Text::MandateAskedBody)}</p></Notice>
            })}
            {was_filed.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::MandateFiledTitle)><p>{words.say(Text::MandateFiledBody)}</p></Notice>
            })}
            {(was_called && is_offered).then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::MandateCalledTitle)><p>{words.say(Text::MandateCalledBody)}</p></Notice>
            })}
            <Heading title=title has_errors=is_code_wrong/>
            <p class="lead">{standing(words, &mandate)}</p>
            {starts.map(|(code, name)| {
                let label = words.say_with(Text::MandateApplyFor, &[("service", &words.wording(&name)), ("name", &mandate.subject_name)]);
                view! {
                    <form method="post" action=format!("/{code}/start")>
                        <input type="hidden" name="for" value=for_whom.clone()/>
                        <PrimaryButton label=label/>
                    </form>
                }
            }).collect_view()}
            {(is_offered && mandate.is_for_a_child).then(|| {
                let name = [("name", mandate.subject_name.as_str())];
                view! {
                    <h2>{words.say_with(Text::MandateChildTitle, &name)}</h2>
                    <p>{words.say_with(Text::MandateChildBody, &name)}</p>
                }
            })}
            {(is_offered && !mandate.is_for_a_child).then(|| ways_to_say_yes(words, &mandate, counter_code, is_called, is_code_wrong, &address))}
            <h2>{words.say(Text::MandateAllows)}</h2>
            {allows(words, &mandate)}
            {cases_under(words, mandate.cases)}
            {is_open.then(|| view! {
                <form method="post" action=address>
                    <WarningButton label=words.say(Text::MandateGiveUp) name="act" value="end"/>
                </form>
            })}
        })
    })
}

/// The three ways to a yes.
fn ways_to_say_yes(
    words: Words,
    mandate: &MandateView,
    counter_code: Option<String>,
    is_called: bool,
    is_code_wrong: bool,
    address: &str,
) -> impl IntoView + use<> {
    let name = [("name", mandate.subject_name.as_str())];
    let faults = if is_code_wrong {
        vec![FieldFault::new("code", Text::MandateCodeWrong)]
    } else {
        Vec::new()
    };
    let (call, code) = (format!("{address}/call"), format!("{address}/code"));
    view! {
        <h2>{words.say_with(Text::MandateYesTitle, &name)}</h2>
        <p>{words.say(Text::MandateYesLead)}</p>
        <h3>{words.say(Text::MandateYesCall)}</h3>
        <p>{words.say_with(Text::MandateYesCallBody, &name)}</p>
        <form method="post" action=call><SecondaryButton label=words.say(Text::MandateYesCallButton)/></form>
        {is_called.then(|| view! {
            <form method="post" action=code novalidate>
                <TextField name="code" label=words.say(Text::MandateYesCode) value="" faults=faults inputmode="numeric" autocomplete="one-time-code" width=6/>
                <PrimaryButton label=words.say(Text::MandateYesCodeButton)/>
            </form>
        })}
        <h3>{words.say(Text::MandateYesSession)}</h3>
        <p>{words.say_with(Text::MandateYesSessionBody, &name)}</p>
        <h3>{words.say(Text::MandateYesCounter)}</h3>
        <p>{words.say_with(Text::MandateYesCounterBody, &name)}</p>
        {counter_code.map(|code| view! { <Inset><p><strong class="reference" translate="no">{code}</strong></p></Inset> })}
    }
}

/// `/who-may-act`: for the person it is about.
#[component]
pub fn WhoMayActPage() -> impl IntoView {
    let (said, told) = (has("said"), has("told"));
    page(async move {
        let words = words();
        let visit = visit();
        let given = back_office()
            .mandates_given(&me()?, &visit.session, false)
            .await?;
        let is_empty = given.mandates.is_empty();
        let (now, past): (Vec<_>, Vec<_>) = given
            .mandates
            .into_iter()
            .partition(|mandate| mandate.state != MandateState::Ended);
        let way = words.say(
            TellingWay::from_code(&given.wish.way)
                .map_or(Text::MandateTellPortal, TellingWay::text),
        );
        Ok(view! {
            {(said || told).then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::MandateSavedTitle)><p>{words.say(Text::MandateSaved)}</p></Notice>
            })}
            <Heading title=words.say(Text::MandateWhoTitle)/>
            <p class="lead">{words.say(Text::MandateWhoLead)}</p>
            {is_empty.then(|| view! { <p>{words.say(Text::MandateWhoNone)}</p> })}
            {now.into_iter().map(|mandate| given_card(words, mandate)).collect_view()}
            {(!past.is_empty()).then(|| view! {
                <h2>{words.say(Text::MandatePast)}</h2>
                <ul>{past.into_iter().map(|mandate| view! {
                    <li>{mandate.holder_name.clone()}": "{standing(words, &mandate)}</li>
                }).collect_view()}</ul>
            })}
            <h2 id="telling">{words.say(Text::MandateTellTitle)}</h2>
            <SummaryList>
                <SummaryRow label=words.say(Text::MandateTellLegend) value=way change="/who-may-act/telling"/>
            </SummaryList>
            <p>{words.say(Text::MandateWhoPhone)}</p>
        })
    })
}

/// `/who-may-act/telling`: how I am told, besides in the portal.
#[component]
pub fn TellingPage() -> impl IntoView {
    page(async {
        let words = words();
        let visit = visit();
        let given = back_office()
            .mandates_given(&me()?, &visit.session, is_gone_on_with(&visit))
            .await?;
        let faults = reviewed(given.wish_faults);
        Ok(view! {
            <QuestionPage back="/who-may-act" title=words.say(Text::MandateTellTitle) faults=faults.clone()
                button=words.say(Text::MandateTellButton) keeps=true>
                {wish_fields(words, given.wish, faults, &given.streets)}
            </QuestionPage>
        })
    })
}

/// What was typed before is shown: the page was handed in, or one of its questions was answered.
fn is_gone_on_with(visit: &Visit) -> bool {
    visit.review || visit.part.is_some()
}

fn given_card(words: Words, mandate: MandateView) -> impl IntoView {
    let address = format!("/who-may-act/{}", mandate.reference);
    let is_offered = mandate.state == MandateState::Offered;
    let title = words.say_with(
        if is_offered {
            Text::MandateAsksYou
        } else {
            Text::MandateMayAct
        },
        &[("name", &mandate.holder_name)],
    );
    let said = if is_offered && !mandate.is_for_a_child {
        words.say_with(
            Text::MandateSaysWaitsForYou,
            &[("until", &words.date(mandate.offer_until))],
        )
    } else {
        standing(words, &mandate)
    };
    view! {
        <section class="card">
            <h2 class="card-title">{title}</h2>
            <p>{said}</p>
            {allows(words, &mandate)}
            {cases_under(words, mandate.cases.clone())}
            <form method="post" action=address>
                <Buttons>
                    {if is_offered {
                        view! {
                            {(!mandate.is_for_a_child).then(|| view! { <PrimaryButton label=words.say(Text::MandateSayYes) name="act" value="yes"/> })}
                            <SecondaryButton label=words.say(Text::MandateSayNo) name="act" value="no"/>
                        }.into_any()
                    } else {
                        view! { <WarningButton label=words.say(Text::MandateRevoke) name="act" value="end"/> }.into_any()
                    }}
                </Buttons>
            </form>
        </section>
    }
}

/// How somebody wants to be told, at the desk.
pub(super) fn wish_form(
    words: Words,
    action: &'static str,
    wish: WishForm,
    faults: Vec<FieldFault>,
    streets: &[StreetGroup],
) -> impl IntoView + use<> {
    view! {
        <form method="post" action=action novalidate>
            {wish_fields(words, wish, faults, streets)}
            <SecondaryButton label=words.say(Text::MandateTellButton)/>
        </form>
    }
}

fn wish_fields(
    words: Words,
    wish: WishForm,
    faults: Vec<FieldFault>,
    streets: &[StreetGroup],
) -> impl IntoView + use<> {
    let mut ways = vec![Choice::new("portal", words.say(Text::MandateTellPortal))];
    ways.extend(
        TellingWay::ALL
            .iter()
            .map(|way| Choice::new(way.code(), words.say(way.text()))),
    );
    let chosen = if wish.way.is_empty() {
        "portal".to_owned()
    } else {
        wish.way
    };
    view! {
        <RadioField name="way" legend=words.say(Text::MandateTellLegend) choices=ways chosen=chosen faults=faults.clone()/>
        <TextField name="contact" label=words.say(Text::MandateTellContact) hint=words.say(Text::MandateTellContactHint)
            value=wish.contact faults=faults.clone() width=0 autocomplete="off"/>
        <SelectField name="street" label=words.say(Text::MandateTellStreet) choices=street_choices(words, streets) chosen=wish.street faults=faults/>
    }
}

/// Instead of a case's page, for a holder whose mandate does not hold now.
pub fn past_case(words: Words, past: PastCase) -> AnyView {
    let service = words.wording(&past.service);
    let name = [("name", past.subject_name.as_str())];
    let said = match past.ended {
        None => words.say(Text::MandateCaseChecked),
        Some(on) => words.say_with(
            Text::MandateCaseEnded,
            &[("date", &words.date(on)), ("name", &past.subject_name)],
        ),
    };
    let title = words.say_with(
        Text::TrackingCaseTitle,
        &[
            ("service", &service),
            ("reference", past.reference.as_str()),
        ],
    );
    let submitted = words.say_with(
        Text::TrackingSubmittedOn,
        &[("date", &words.date(past.submitted_on))],
    );
    view! {
        <PageTitle title=title/>
        <BackLink href="/cases" label=words.say(Text::TrackingMyCases)/>
        <p class="case-line">{service}" · "{past.reference.to_string()}" · "{submitted}" · "{words.say_with(Text::MandateFor, &name)}</p>
        <h1 class="sentence">{said}</h1>
        {(!past.told.is_empty()).then(|| view! {
            <h2>{words.say(Text::MandateCaseTold)}</h2>
            <SummaryList>
                {past.told.into_iter().map(|(at, said)| view! {
                    <SummaryRow label=words.time(at) value=words.wording(&said)/>
                }).collect_view()}
            </SummaryList>
        })}
    }
    .into_any()
}
