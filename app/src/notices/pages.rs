//! The notices of whoever is signed in, and how they are told.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::form::EmailForm;
use super::{Channel, Choices, ChosenChannel, Delivery, DeliveryState, NoticeLine};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ErrorSummary, Heading, Inset, Mark, Notice, NoticeKind, PrimaryButton, Tag,
    TextField, page,
};
use crate::visit::{visit, words};

/// Where one chooses how to be told.
const CHOICES: &str = "/account/notices";

/// Whoever is signed in as a citizen.
fn me() -> Result<Citizen, PortalError> {
    visit()
        .actor
        .citizen()
        .cloned()
        .ok_or(PortalError::SignInFirst)
}

fn asked_for(name: &str) -> Option<String> {
    use_query_map().get_untracked().get(name)
}

/// `/notices`
#[component]
pub fn NoticesPage() -> impl IntoView {
    let before = asked_for("before");
    page(async move {
        let me = me()?;
        let words = words();
        let found = back_office().notices(&me, before).await?;
        let is_empty = found.notices.is_empty();
        let newest_unread = found
            .notices
            .iter()
            .find(|notice| !notice.is_read)
            .map(|notice| notice.id.clone());
        Ok(view! {
            <Heading title=words.say(Text::TrackingNoticesTitle)/>
            <p><a href=CHOICES>{words.say(Text::NoticesChoose)}</a></p>
            {is_empty.then(|| view! { <p>{words.say(Text::TrackingNoticesNone)}</p> })}
            {newest_unread.map(|newest| view! {
                <form class="act" method="post" action="/notices">
                    <input type="hidden" name="newest" value=newest/>
                    <button class="button secondary">{words.say(Text::TrackingNoticesAllRead)}</button>
                </form>
            })}
            <ul class="notices">
                {found.notices.into_iter().map(|notice| line(words, notice)).collect_view()}
            </ul>
            {found.next.map(|next| view! {
                <p><a href=format!("/notices?before={next}")>{words.say(Text::TrackingNoticesOlder)}</a></p>
            })}
        })
    })
}

fn line(words: Words, notice: NoticeLine) -> impl IntoView {
    let open = words.say_with(
        Text::TrackingNoticesOpen,
        &[("reference", notice.reference.as_str())],
    );
    let about = format!("notice-{}", notice.id);
    let told = told(words, &notice);
    let event = notice.event.as_ref().map(|event| words.wording(event));
    view! {
        <li class="card">
            <div id=about.clone()>
                {event.map(|event| view! { <p><strong>{event}</strong></p> })}
                <p class="notice-sentence">{words.wording(&notice.sentence)}</p>
            </div>
            <p class="quiet">
                {(!notice.is_read).then(|| view! { <Tag mark=Mark::Waiting label=words.say(Text::TrackingNoticesUnread)/>" " })}
                {told}
            </p>
            // Opening it marks it as read, which a link must not do.
            <form class="act" method="post" action=format!("/notices/{}", notice.id)>
                <button class="button secondary" aria-describedby=about>{open}</button>
            </form>
        </li>
    }
}

/// By which ways a notice was told, in words: here, and how far it has come elsewhere.
pub fn told(words: Words, notice: &NoticeLine) -> String {
    let here = words.say_with(Text::NoticesToldHere, &[("time", &words.time(notice.at))]);
    let elsewhere = notice
        .deliveries
        .iter()
        .map(|delivery| delivered(words, *delivery));
    std::iter::once(here)
        .chain(elsewhere)
        .collect::<Vec<_>>()
        .join(&words.say(Text::NoticesToldBetween))
}

fn delivered(words: Words, delivery: Delivery) -> String {
    use DeliveryState::{Failing, Refused, Sent, Undelivered, Unwanted, Waiting};
    let text = match (delivery.channel, delivery.state) {
        (Channel::Email, Waiting) => Text::NoticesEmailWaiting,
        (Channel::Email, Sent) => Text::NoticesEmailSent,
        (Channel::Email, Failing) => Text::NoticesEmailFailing,
        (Channel::Email, Undelivered) => Text::NoticesEmailUndelivered,
        (Channel::Email, Refused) => Text::NoticesEmailRefused,
        (Channel::Email, Unwanted) => Text::NoticesEmailUnwanted,
        (Channel::Sms, Waiting) => Text::NoticesSmsWaiting,
        (Channel::Sms, Sent) => Text::NoticesSmsSent,
        (Channel::Sms, Failing) => Text::NoticesSmsFailing,
        (Channel::Sms, Undelivered) => Text::NoticesSmsUndelivered,
        (Channel::Sms, Refused) => Text::NoticesSmsRefused,
        (Channel::Sms, Unwanted) => Text::NoticesSmsUnwanted,
    };
    words.say_with(text, &[("time", &words.time(delivery.at))])
}

/// How the viewer was last told about a case: a line for its page.
pub async fn last_told(
    words: Words,
    me: &Citizen,
    reference: &crate::case::CaseReference,
) -> Result<Option<AnyView>, PortalError> {
    let last = back_office().last_notice(me, reference).await?;
    Ok(last.map(|notice| {
        let said = words.say_with(Text::NoticesLast, &[("told", &told(words, &notice))]);
        view! {
            <p class="quiet last-told">{said}" "<a href=CHOICES>{words.say(Text::NoticesChoose)}</a></p>
        }
        .into_any()
    }))
}

/// What does not get out of the house: a line for the staff's pages, nothing when all is well.
pub async fn stuck_line(words: Words) -> Result<Option<AnyView>, PortalError> {
    let stuck = back_office().stuck(&visit().actor).await?;
    let Some(since) = stuck.since else {
        return Ok(None);
    };
    let said = words.say_with(
        Text::NoticesStuck,
        &[
            ("registers", &stuck.registers.to_string()),
            ("messages", &stuck.messages.to_string()),
            ("time", &words.time(since)),
        ],
    );
    Ok(Some(
        view! { <p class="stuck"><Tag mark=Mark::Stopped label=words.say(Text::NoticesStuckTag)/>" "{said}</p> }
            .into_any(),
    ))
}

/// `/account/notices`
#[component]
pub fn NoticeChoicesPage() -> impl IntoView {
    let changed = asked_for("changed").unwrap_or_default();
    page(async move {
        let me = me()?;
        let (words, visit) = (words(), visit());
        let choices = back_office().notice_choices(&me).await?;
        let slip = back_office().slip(&visit.session, CHOICES).await?;
        let typed: EmailForm = slip
            .filter(|_| visit.review)
            .and_then(|slip| serde_json::from_str(&slip).ok())
            .unwrap_or_default();
        let faults = if visit.review {
            typed.parse().err().unwrap_or_default()
        } else {
            Vec::new()
        };
        let done = match changed.as_str() {
            "sms-on" => Some(Text::NoticesSmsTurnedOn),
            "sms-off" => Some(Text::NoticesSmsTurnedOff),
            "email-on" => Some(Text::NoticesEmailTurnedOn),
            "email-off" => Some(Text::NoticesEmailTurnedOff),
            "link" => Some(Text::NoticesLinkSent),
            _ => None,
        };
        Ok(view! {
            <BackLink href="/account"/>
            {done.map(|done| view! { <Notice kind=NoticeKind::Success title=words.say(done)>""</Notice> })}
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::NoticesChoicesTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::NoticesChoicesWhy)}</p>
            <h2>{words.say(Text::NoticesPortalTitle)}</h2>
            <p>{words.say(Text::NoticesPortalAlways)}" "<a href="/notices">{words.say(Text::NoticesPortalOpen)}</a></p>
            <h2>{words.say(Text::NoticesSmsTitle)}</h2>
            {sms(words, choices.sms.clone())}
            <h2>{words.say(Text::NoticesEmailTitle)}</h2>
            {email(words, choices, typed, faults, visit.demo)}
        })
    })
}

/// One press that turns a way on or off.
fn press(choose: &'static str, label: String, is_main: bool) -> impl IntoView {
    let class = if is_main {
        "button"
    } else {
        "button secondary"
    };
    view! {
        <form class="act" method="post" action=CHOICES>
            <button class=class name="choose" value=choose>{label}</button>
        </form>
    }
}

fn sms(words: Words, chosen: ChosenChannel) -> AnyView {
    let sample = view! { <Inset><p>{words.say(Text::NoticesSmsSample)}</p></Inset> };
    if !chosen.can_send {
        return view! { <p>{words.say(Text::NoticesSmsNoWay)}</p> }.into_any();
    }
    let Some(to) = chosen.to else {
        return view! {
            <p>{words.say(Text::NoticesSmsNoMobile)}" "<a href="/account/mobile">{words.say(Text::NoticesSmsConfirm)}</a></p>
            <p>{words.say(Text::NoticesSmsSays)}</p>
            {sample}
        }
        .into_any();
    };
    let state = if chosen.is_on {
        Text::NoticesSmsOn
    } else {
        Text::NoticesSmsOff
    };
    view! {
        <p>{words.say_with(state, &[("mobile", &to)])}</p>
        <p>{words.say(Text::NoticesSmsSays)}</p>
        {sample}
        {if chosen.is_on {
            press("sms-off", words.say(Text::NoticesSmsTurnOff), false).into_any()
        } else {
            press("sms-on", words.say(Text::NoticesSmsTurnOn), false).into_any()
        }}
    }
    .into_any()
}

fn email(
    words: Words,
    choices: Choices,
    typed: EmailForm,
    faults: Vec<crate::ui::FieldFault>,
    demo: bool,
) -> AnyView {
    let chosen = choices.email;
    if !chosen.can_send {
        return view! { <p>{words.say(Text::NoticesEmailNoWay)}</p> }.into_any();
    }
    let is_on = chosen.is_on;
    let state = match (&chosen.to, is_on) {
        (Some(to), true) => words.say_with(Text::NoticesEmailOn, &[("address", to)]),
        _ => words.say(Text::NoticesEmailOff),
    };
    let waiting = choices.unconfirmed.map(|link| {
        let said = words.say_with(
            Text::NoticesEmailUnconfirmed,
            &[
                ("address", &link.address),
                ("time", &words.time(link.expires_at)),
            ],
        );
        view! {
            <Inset>
                <p>{said}</p>
                {demo.then(|| view! { <p><a href="/demo/messages">{words.say(Text::CodeDemo)}</a></p> })}
            </Inset>
        }
    });
    let label = if is_on {
        Text::NoticesEmailOther
    } else {
        Text::NoticesEmailAddress
    };
    view! {
        <p>{state}</p>
        <p>{words.say(Text::NoticesEmailSays)}</p>
        <Inset><p>{words.say(Text::NoticesEmailSample)}</p></Inset>
        {is_on.then(|| press("email-off", words.say(Text::NoticesEmailTurnOff), false))}
        {waiting}
        <form method="post" action="/account/notices/email" novalidate>
            <TextField name="email" label=words.say(label) hint=words.say(Text::NoticesEmailHint) value=typed.email
                faults=faults kind="email" autocomplete="email" inputmode="email"/>
            <PrimaryButton label=words.say(Text::NoticesEmailSendLink)/>
        </form>
    }
    .into_any()
}

/// `/account/notices/email/{token}`: opened from the e-mail. A press confirms, because mail scanners open links.
#[component]
pub fn EmailConfirmationPage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    page(async move {
        let me = me()?;
        let words = words();
        let action = format!("/account/notices/email/{token}");
        let link = match back_office().link_to_confirm(&me, &token).await {
            Err(PortalError::NotFound) => None,
            found => Some(found?),
        };
        Ok(match link {
            Some(link) => view! {
                <BackLink href=CHOICES/>
                <Heading title=words.say(Text::NoticesConfirmTitle)/>
                <p>{words.say_with(Text::NoticesConfirmAsk, &[("address", &link.address)])}</p>
                <form method="post" action=action>
                    <PrimaryButton label=words.say(Text::NoticesConfirmButton)/>
                </form>
            }
            .into_any(),
            None => view! {
                <BackLink href=CHOICES/>
                <Heading title=words.say(Text::NoticesConfirmOverTitle)/>
                <p>{words.say(Text::NoticesConfirmOver)}</p>
                <p><a href=CHOICES>{words.say(Text::NoticesConfirmAgain)}</a></p>
            }
            .into_any(),
        })
    })
}
