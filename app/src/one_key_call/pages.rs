//! The pages of whoever calls, and of their contacts.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    CallHomeView, CallMoment, CallStage, DeviceLine, OwnCallLine, OwnCallView, PressAs, PressView,
};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::newborn::pages::street_choices;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, Column, DataTable, Details, Heading, Mark, Notice, NoticeKind, QuestionPage,
    SecondaryButton, SelectField, Tag, TextArea, TextField, Warning, page, reviewed,
};
use crate::visit::{visit, words};

fn me() -> Result<Citizen, PortalError> {
    visit()
        .actor
        .citizen()
        .cloned()
        .ok_or(PortalError::SignInFirst)
}

/// The numbers that wait for nothing, the station's among them.
fn numbers(words: Words, station: Option<(crate::text::Wording, String)>) -> AnyView {
    let fixed = [
        ("120", Text::CallNumber120),
        ("110", Text::CallNumber110),
        ("119", Text::CallNumber119),
    ]
    .map(|(number, text)| {
        view! {
            <li><a class="call-number" href=format!("tel:{number}")><strong>{number}</strong>" "{words.say(text)}</a></li>
        }
    });
    view! {
        <ul class="call-numbers">
            {fixed.collect_view()}
            {station.map(|(name, phone)| view! {
                <li><a class="call-number" href=format!("tel:{phone}")><strong>{phone.clone()}</strong>" "{words.wording(&name)}</a></li>
            })}
        </ul>
    }
    .into_any()
}

/// A press that was not taken: what works without us.
pub fn call_failed(words: Words) -> AnyView {
    view! {
        <Warning text=words.say(Text::CallFailed)/>
        {numbers(words, None)}
    }
    .into_any()
}

fn press_form(whom: &str, label: String, is_first: bool) -> AnyView {
    let whom = whom.to_owned();
    let class = if is_first {
        "button warning call-button"
    } else {
        "button secondary"
    };
    view! {
        <form method="post" action="/call">
            <input type="hidden" name="whom" value=whom/>
            <button type="submit" class=class>{label}</button>
        </form>
    }
    .into_any()
}

/// `/call`
#[component]
pub fn PressPage() -> impl IntoView {
    let said = use_query_map().get_untracked();
    let is = move |name: &str| said.get(name).is_some();
    let (is_unknown, is_saved_now) = (is("unknown"), is("saved"));
    page(async move {
        let visit = visit();
        let shown = back_office()
            .press_page(&visit.actor, &visit.saved_phone)
            .await?;
        Ok(pressing(words(), shown, is_unknown, is_saved_now))
    })
}

fn pressing(words: Words, shown: PressView, is_unknown: bool, is_saved_now: bool) -> AnyView {
    let is_signed_in = visit().actor.citizen().is_some();
    let button = match shown.press_as {
        PressAs::Nobody => None,
        PressAs::Phone => Some(("phone", Text::CallPress)),
        PressAs::Oneself => Some(("me", Text::CallPress)),
    };
    let others = shown.for_whom.clone();
    // On somebody else's saved phone the owner comes first; oneself can still be meant.
    let me_too = is_signed_in && shown.press_as == PressAs::Phone;
    view! {
        {is_saved_now.then(|| view! { <Notice kind=NoticeKind::Success title=words.say(Text::CallPhoneSaved)><p>{words.say(Text::CallPhoneSavedWhat)}</p></Notice> })}
        <Heading title=words.say(Text::CallTitle)/>
        {is_unknown.then(|| view! { <Warning text=words.say(Text::CallUnknown)/> })}
        <p class="call-lead">{words.say(Text::CallNumbersLead)}</p>
        {numbers(words, shown.station)}
        {button.map(|(whom, label)| view! {
            <div class="call-press">
                {press_form(whom, words.say(label), true)}
                <p>{words.say(Text::CallPressWhat)}</p>
            </div>
        })}
        {me_too.then(|| press_form("me", words.say(Text::CallPressMe), false))}
        {others.into_iter().map(|(reference, name)| {
            let label = words.say_with(Text::CallPressFor, &[("name", &name)]);
            press_form(&reference, label, false)
        }).collect_view()}
        {shown.open.map(|reference| view! {
            <p><a href=format!("/calls/{reference}")>{words.say(Text::CallOpenNow)}</a></p>
        })}
        {button.is_none().then(|| view! {
            <p>{words.say(Text::CallNobody)}</p>
            <p><a class="button secondary" href="/sign-in?next=/call">{words.say(Text::CallSignIn)}</a></p>
        })}
        {is_signed_in.then(|| view! {
            <h2>{words.say(Text::CallPrepare)}</h2>
            {shown.lacks_home.then(|| view! { <p><strong>{words.say(Text::CallLacksHome)}</strong></p> })}
            <ul>
                <li><a href="/call/home">{words.say(Text::CallHomeTitle)}</a></li>
                <li><a href="/contacts">{words.say(Text::ContactsTitle)}</a></li>
                <li><a href="/calls">{words.say(Text::CallsTitle)}</a></li>
            </ul>
            {(!shown.lacks_home && !shown.is_saved).then(|| view! {
                <form method="post" action="/call/save">
                    <p>{words.say(Text::CallSaveWhat)}</p>
                    <SecondaryButton label=words.say(Text::CallSave)/>
                </form>
            })}
            {(!shown.lacks_home).then(|| view! {
                <form method="post" action="/call">
                    <input type="hidden" name="whom" value="me"/>
                    <p>{words.say(Text::CallTestWhat)}</p>
                    <SecondaryButton label=words.say(Text::CallTest) name="test" value="yes"/>
                </form>
            })}
        })}
        <p class="quiet">{words.say(Text::CallNotInstead)}</p>
    }
    .into_any()
}

/// `/call/coming`: shows nothing of anybody.
#[component]
pub fn CallComingPage() -> impl IntoView {
    page(async {
        let (words, visit) = (words(), visit());
        let shown = back_office()
            .press_page(&visit.actor, &visit.saved_phone)
            .await?;
        Ok(view! {
            <Heading title=words.say(Text::CallComing)/>
            <p class="call-lead">{words.say(Text::CallComingWhat)}</p>
            {numbers(words, shown.station)}
            <p><a href="/call">{words.say(Text::CallAgain)}</a></p>
        })
    })
}

/// `/call/home`
#[component]
pub fn CallHomePage() -> impl IntoView {
    let saved = use_query_map().get_untracked().get("saved").is_some();
    page(async move {
        let visit = visit();
        let shown = back_office()
            .call_home(&me()?, &visit.session, visit.review)
            .await?;
        Ok(home(words(), shown, saved))
    })
}

fn home(words: Words, shown: CallHomeView, saved: bool) -> AnyView {
    let faults = reviewed(shown.faults);
    let typed = shown.typed;
    let checked = shown.checked.map(|(at, is_old)| {
        let text = if is_old {
            Text::CallHomeCheckAgain
        } else {
            Text::CallHomeChecked
        };
        words.say_with(text, &[("time", &words.time(at))])
    });
    let has_devices = !shown.devices.is_empty();
    let has_contacts = !shown.contacts.is_empty();
    view! {
        {saved.then(|| view! { <Notice kind=NoticeKind::Success title=words.say(Text::CallHomeSaved)><p><a href="/call">{words.say(Text::CallTitle)}</a></p></Notice> })}
        <QuestionPage back="/call" title=words.say(Text::CallHomeTitle) faults=faults.clone() lead=vec![words.say(Text::CallHomeLead), words.say(Text::CallHomeWho)] button=words.say(Text::CallHomeSave) keeps=false>
            <SelectField name="street" label=words.say(Text::CareHomeStreet) choices=street_choices(words, &shown.streets) chosen=typed.street faults=faults.clone()/>
            <TextField name="address" label=words.say(Text::CallHomeAddress) value=typed.address faults=faults.clone() width=0 autocomplete="street-address"/>
            <TextField name="phone" label=words.say(Text::ContactPhone) value=typed.phone faults=faults.clone() kind="tel" autocomplete="tel"/>
            <TextArea name="note" label=words.say(Text::CallHomeNote) hint=words.say(Text::CallHomeNoteHint) value=typed.note faults=faults is_optional=true/>
        </QuestionPage>
        {checked.map(|checked| view! { <p class="quiet">{checked}</p> })}
        <h2>{words.say(Text::ContactsTitle)}</h2>
        {has_contacts.then(|| view! {
            <ol>{shown.contacts.into_iter().map(|contact| view! { <li>{contact.name}" · "{contact.phone}</li> }).collect_view()}</ol>
        })}
        <p><a href="/contacts">{words.say(Text::CallHomeContacts)}</a></p>
        {has_devices.then(|| view! { <h2>{words.say(Text::CallDevicesOwn)}</h2> {devices(words, shown.devices)} })}
    }
    .into_any()
}

/// A table of devices.
pub(super) fn devices(words: Words, lines: Vec<DeviceLine>) -> AnyView {
    let rows = lines
        .into_iter()
        .map(|line| {
            let seen = line
                .last_seen
                .map_or_else(|| words.say(Text::CallDeviceNever), |at| words.time(at));
            let battery = line
                .battery
                .map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"));
            vec![
                words.say(line.kind.text()).into_any(),
                view! { {seen} {line.is_silent.then(|| view! { " "<strong class="is-late">{words.say(Text::CallDeviceSilent)}</strong> })} }.into_any(),
                battery.into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::CallDeviceColumnWhat,
        Text::CallDeviceColumnSeen,
        Text::CallDeviceColumnBattery,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    view! { <DataTable id="devices" stacks=true hides_caption=true caption=words.say(Text::CallDevicesOwn) columns=columns rows=rows/> }
        .into_any()
}

/// What happened, the first first.
pub(super) fn moments(words: Words, moments: Vec<CallMoment>) -> AnyView {
    let items = moments
        .into_iter()
        .map(|moment| {
            let office = moment.office.map(|office| words.wording(&office));
            let mut said = moment.said;
            if let Some(office) = office {
                said.with.push(("office", office));
            }
            // Whoever may not know who it was reads that it was somebody.
            if said.with.iter().all(|(name, _)| *name != "name") {
                said.with.push(("name", words.say(Text::CallSomebody)));
            }
            view! { <li><span class="call-time">{words.time_of_day(moment.at)}</span>" "{words.said(&said)}</li> }
        })
        .collect_view();
    view! { <ol class="call-moments">{items}</ol> }.into_any()
}

/// What one reads on top of a call.
pub(super) fn sentence(words: Words, stage: CallStage) -> String {
    words.say(match stage {
        CallStage::Ringing => Text::CallSaysRinging,
        CallStage::Answered => Text::CallSaysAnswered,
        CallStage::OnTheWay => Text::CallSaysOnTheWay,
        CallStage::There => Text::CallSaysThere,
        CallStage::Ended => Text::CallSaysEnded,
    })
}

pub(super) const fn mark(stage: CallStage) -> Mark {
    match stage {
        CallStage::Ringing => Mark::Stopped,
        CallStage::Answered => Mark::Waiting,
        CallStage::OnTheWay | CallStage::There => Mark::Doing,
        CallStage::Ended => Mark::Done,
    }
}

fn title(words: Words, line: &OwnCallLine) -> String {
    let tag = line
        .earnest
        .tag()
        .map(|tag| format!("{} ", words.say(tag)))
        .unwrap_or_default();
    let said = match &line.of {
        None => words.say(Text::CallMine),
        Some(name) => words.say_with(Text::CallOf, &[("name", name)]),
    };
    format!("{tag}{said}")
}

/// `/calls`
#[component]
pub fn OwnCallsPage() -> impl IntoView {
    page(async {
        let words = words();
        let lines = back_office().own_calls(&me()?).await?;
        let is_empty = lines.is_empty();
        Ok(view! {
            <BackLink href="/call" label=words.say(Text::CallTitle)/>
            <Heading title=words.say(Text::CallsTitle)/>
            {is_empty.then(|| view! { <p class="empty">{words.say(Text::CallsNone)}</p> })}
            <ul class="case-list">
                {lines.into_iter().map(|line| {
                    let (title, href) = (title(words, &line), format!("/calls/{}", line.reference));
                    view! {
                        <li>
                            <h2><a href=href>{title}</a></h2>
                            <p>{words.time(line.opened_at)}</p>
                            <p><Tag mark=mark(line.stage) label=words.say(line.stage.text())/></p>
                        </li>
                    }
                }).collect_view()}
            </ul>
        })
    })
}

/// `/calls/{reference}`
#[component]
pub fn OneCallPage() -> impl IntoView {
    let reference = use_params_map()
        .get_untracked()
        .get("reference")
        .unwrap_or_default();
    page(async move {
        let shown = back_office().own_call(&me()?, &reference).await?;
        Ok(one_call(words(), shown))
    })
}

fn one_call(words: Words, shown: OwnCallView) -> AnyView {
    let line = &shown.line;
    let (title, stage) = (title(words, line), line.stage);
    let address = format!("/calls/{}", line.reference);
    let events = (stage != CallStage::Ended).then(|| format!("{address}/events"));
    let is_contact = line.of.is_some();
    let has_replies = !shown.replies.is_empty();
    view! {
        <BackLink href="/calls" label=words.say(Text::CallsTitle)/>
        <Heading title=title/>
        <div data-live=events>
            <p class="sentence">{sentence(words, stage)}</p>
            <p class="quiet">{words.say_with(Text::CallOpenedAt, &[("time", &words.time(line.opened_at))])}</p>
            {moments(words, shown.moments)}
        </div>
        {shown.replied.map(|step| view! { <p>{words.say_with(Text::CallYouSaid, &[("what", &words.say(step.text()))])}</p> })}
        {has_replies.then(|| view! {
            <h2>{words.say(Text::CallReply)}</h2>
            <p>{words.say(Text::CallReplyWhat)}</p>
            <form method="post" action=address>
                <Buttons>
                    {shown.replies.into_iter().map(|step| view! {
                        <SecondaryButton label=words.say(step.text()) name="act" value=step.code()/>
                    }).collect_view()}
                </Buttons>
            </form>
        })}
        {is_contact.then(|| view! { <Details summary=words.say(Text::CallContactWhat)><p>{words.say(Text::CallContactNot)}</p></Details> })}
        {(stage != CallStage::Ended).then(|| numbers(words, shown.station))}
    }
    .into_any()
}
