//! The pages of the desks that are rung: the board, one call, the devices of the street, the last drill.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::law::{CallStep, Met};
use super::pages::{mark, moments, sentence};
use super::{
    BoardLine, BoardView, CallAtDesk, CallEnd, CallPerson, CallStage, DeviceKind, DevicesView,
    DrillView, RingView, RungWhom, source_text,
};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, Choice, Column, DataTable, ErrorSummary, FieldFault, Heading, Notice,
    PrimaryButton, RadioField, SecondaryButton, SelectField, SummaryList, SummaryRow, Tag,
    TextArea, TextField, Warning, WarningButton, page, reviewed,
};
use crate::visit::{visit, words};
use crate::warnings::kind_text;

/// On the queue: how many calls ring at this member's office; nothing where none does.
///
/// # Errors
/// The desk's.
pub async fn board_line(words: Words) -> Result<Option<AnyView>, PortalError> {
    let count = back_office().count_ringing(&visit().actor).await?;
    Ok((count > 0).then(|| {
        let said = words.say_counted(Text::CallsRinging, count, &[]);
        view! { <p class="is-late"><a href="/casework/calls"><strong>{said}</strong></a></p> }
            .into_any()
    }))
}

/// `/casework/calls`
#[component]
pub fn CallBoardPage() -> impl IntoView {
    page(async {
        let shown = back_office().call_board(&visit().actor).await?;
        Ok(board(words(), shown))
    })
}

/// 0:07, 2:31, 1:05:09.
pub(super) fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    }
}

fn what(words: Words, line: &BoardLine) -> String {
    let tag = line
        .earnest
        .tag()
        .map(|tag| format!("{} ", words.say(tag)))
        .unwrap_or_default();
    format!(
        "{tag}{} · {}",
        words.say(source_text(&line.source)),
        words.wording(&line.street)
    )
}

fn holder(words: Words, line: &BoardLine) -> Option<String> {
    line.holder.as_ref().map(|(name, office)| {
        words.say_with(
            Text::CallHolder,
            &[("name", name), ("office", &words.wording(office))],
        )
    })
}

fn board(words: Words, shown: BoardView) -> AnyView {
    let said = words.say_counted(Text::CallsRinging, shown.ringing, &[]);
    let more = (shown.more > 0).then(|| words.say_counted(Text::CallBoardMore, shown.more, &[]));
    let ended = ended(words, &shown);
    let has_ended = !shown.ended.is_empty();
    let watched = watched(words, &shown);
    view! {
        <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
        <p class="quiet">{words.wording(&shown.office)}</p>
        <Heading title=words.say(Text::CallBoardTitle)/>
        <p data-sound=words.say(Text::CallSound) data-sound-on=words.say(Text::CallSoundOn)></p>
        <div data-live="/casework/calls/events">
            <p class="sentence" data-ringing=shown.ringing.to_string()>{said}</p>
            {(!shown.open.is_empty()).then(|| open(words, shown.open))}
            {more.map(|said| view! { <p>{said}</p> })}
            {watched}
            {has_ended.then_some(ended)}
        </div>
        <ul>
            {(shown.warnings > 0).then(|| view! {
                <li><a href="/casework/warnings">{words.say_counted(Text::WarningsCount, shown.warnings, &[])}</a></li>
            })}
            {shown.has_streets.then(|| view! {
                <li><a href="/casework/calls/devices">{words.say(Text::CallDevicesTitle)}</a></li>
                <li><a href="/casework/calls/drill">{words.say(Text::CallDrillTitle)}</a></li>
            })}
        </ul>
    }
    .into_any()
}

fn open(words: Words, lines: Vec<BoardLine>) -> AnyView {
    let rows = lines
        .into_iter()
        .map(|line| {
            let href = format!("/casework/calls/{}", line.reference);
            let presses = (line.presses > 1)
                .then(|| words.say_counted(Text::CallPresses, line.presses, &[]));
            let rings = line.stage == CallStage::Ringing;
            let state = match holder(words, &line) {
                Some(holder) if !rings => format!("{}: {holder}", words.say(line.stage.text())),
                _ => words.say(line.stage.text()),
            };
            vec![
                view! { <a href=href>{what(words, &line)}</a> {presses.map(|said| view! { <br/><span class="quiet">{said}</span> })} }.into_any(),
                view! { <span class=if rings { "due is-late" } else { "due" }>{span(line.seconds)}</span> }.into_any(),
                view! {
                    <Tag mark=mark(line.stage) label=state/>
                    {line.prompts_120.then(|| view! { <br/><strong class="is-late">{words.say(Text::CallPrompt120)}</strong> })}
                }.into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::CallColumnWhat,
        Text::CallColumnSince,
        Text::CallColumnState,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    view! { <DataTable id="calls" stacks=true caption=words.say(Text::CallBoardCaption) columns=columns rows=rows/> }
        .into_any()
}

/// What has to be looked after, the most urgent first: nobody is named on a screen that everybody in the room sees.
fn watched(words: Words, shown: &BoardView) -> Option<AnyView> {
    let rows = shown
        .urgent
        .iter()
        .map(|(id, kind, due, is_late)| {
            let href = format!("/casework/warnings/{id}");
            let class = if *is_late { "due is-late" } else { "due" };
            vec![
                view! { <a href=href>{words.say(kind_text(kind))}</a> }.into_any(),
                view! { <span class=class>{words.time(*due)}</span> }.into_any(),
            ]
        })
        .collect();
    let columns = [Text::WarningsColumnWhat, Text::WarningsColumnDue]
        .map(|text| Column::text(words.say(text)))
        .to_vec();
    (!shown.urgent.is_empty()).then(|| {
        view! { <DataTable id="warnings" stacks=true caption=words.say(Text::CallBoardWarnings) columns=columns rows=rows/> }
            .into_any()
    })
}

fn how_ended(words: Words, end: CallEnd) -> String {
    words.say_with(
        Text::CallEndedHow,
        &[
            ("how", &words.say(end.how.text())),
            ("met", &words.say(end.met.text())),
        ],
    )
}

fn ended(words: Words, shown: &BoardView) -> AnyView {
    let rows = shown
        .ended
        .iter()
        .map(|(reference, opened, end, earnest)| {
            let tag = earnest
                .tag()
                .map(|tag| format!("{} ", words.say(tag)))
                .unwrap_or_default();
            let href = format!("/casework/calls/{reference}");
            vec![
                view! { <a href=href>{format!("{tag}{reference}")}</a> }.into_any(),
                words.time(*opened).into_any(),
                how_ended(words, *end).into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::CallColumnWhat,
        Text::CallColumnPressed,
        Text::CallColumnEnd,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    view! { <DataTable id="ended" stacks=true caption=words.say(Text::CallBoardEnded) columns=columns rows=rows/> }
        .into_any()
}

/// `/casework/calls/{reference}`
#[component]
pub fn CallAtDeskPage() -> impl IntoView {
    let reference = use_params_map()
        .get_untracked()
        .get("reference")
        .unwrap_or_default();
    page(async move {
        let visit = visit();
        let shown = back_office().call_at_desk(&visit.actor, &reference).await?;
        let faults = if visit.review {
            vec![FieldFault::new("met", Text::CallMetEmpty)]
        } else {
            Vec::new()
        };
        Ok(at_desk(words(), shown, faults))
    })
}

fn at_desk(words: Words, shown: CallAtDesk, faults: Vec<FieldFault>) -> AnyView {
    let line = &shown.line;
    let address = format!("/casework/calls/{}", line.reference);
    let is_open = line.stage != CallStage::Ended;
    let has_another = is_open && shown.person.is_none();
    let events = is_open.then(|| format!("{address}/events"));
    let tag = line.earnest.tag();
    let said = holder(words, line);
    let end = shown.end.map(|end| how_ended(words, end));
    let prompts = line.prompts_120 && is_open;
    let title = what(words, line);
    let opened = words.say_with(Text::CallOpenedAt, &[("time", &words.time(line.opened_at))]);
    let acting = acts(words, &shown, &address, &faults);
    view! {
        <BackLink href="/casework/calls" label=words.say(Text::CallBoardTitle)/>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=title has_errors=!faults.is_empty()/>
        {tag.map(|tag| view! { <Notice title=words.say(tag)><p>{words.say(Text::CallDrillNote)}</p></Notice> })}
        {prompts.then(|| view! { <Warning text=words.say(Text::CallPrompt120)/> })}
        <div data-live=events>
            <p class="sentence">{sentence(words, line.stage)}</p>
            <p>{opened}" · "<span class="due">{span(line.seconds)}</span></p>
            {said.map(|said| view! { <p>{said}</p> })}
            {end.map(|end| view! { <p>{end}</p> })}
        </div>
        {acting}
        {has_another.then(|| view! { <p>{words.say(Text::CallDeskHasIt)}</p> })}
        {shown.person.map(|person| about(words, person))}
        {rung(words, shown.rings)}
        <h2>{words.say(Text::CallWhatHappened)}</h2>
        {moments(words, shown.moments)}
    }
    .into_any()
}

fn acts(words: Words, shown: &CallAtDesk, address: &str, faults: &[FieldFault]) -> AnyView {
    let version = shown.version.to_string();
    let may_answer = shown.steps.contains(&CallStep::Answer);
    let buttons: Vec<CallStep> = [
        CallStep::TakeOver,
        CallStep::SendHelper,
        CallStep::HandTo120,
        CallStep::Arrive,
    ]
    .into_iter()
    .filter(|step| shown.steps.contains(step))
    .filter(|step| *step != CallStep::TakeOver || !shown.is_mine)
    .collect();
    let has_buttons = !buttons.is_empty();
    let ends = shown.steps.iter().any(|step| step.ends());
    let met = Met::ALL
        .into_iter()
        .map(|met| Choice::new(met.code(), words.say(met.text())))
        .collect::<Vec<_>>();
    let has_faults = !faults.is_empty();
    let faults = faults.to_vec();
    view! {
        {may_answer.then(|| view! {
            <form method="post" action=address.to_owned()>
                <button type="submit" class="button primary call-answer" name="act" value=CallStep::Answer.code()>{words.say(CallStep::Answer.text())}</button>
            </form>
        })}
        {has_buttons.then(|| view! {
            <form method="post" action=address.to_owned()>
                <input type="hidden" name="version" value=version.clone()/>
                <Buttons>
                    {buttons.into_iter().map(|step| view! {
                        <SecondaryButton label=words.say(step.text()) name="act" value=step.code()/>
                    }).collect_view()}
                </Buttons>
            </form>
        })}
        {ends.then(|| view! {
            <details open=has_faults>
                <summary>{words.say(Text::CallEndIt)}</summary>
                <form method="post" action=address.to_owned() novalidate>
                    <input type="hidden" name="version" value=version/>
                    <p>{words.say(Text::CallEndWhat)}</p>
                    <RadioField name="met" legend=words.say(Text::CallMet) choices=met chosen="" faults=faults/>
                    <TextArea name="remark" label=words.say(Text::WarningRemark) value="" faults=Vec::new() rows=2 is_optional=true/>
                    <Buttons>
                        <SecondaryButton label=words.say(CallStep::StandDown.text()) name="act" value=CallStep::StandDown.code()/>
                        <WarningButton label=words.say(CallStep::FalseAlarm.text()) name="act" value=CallStep::FalseAlarm.code()/>
                    </Buttons>
                </form>
            </details>
        })}
    }
    .into_any()
}

fn about(words: Words, person: CallPerson) -> AnyView {
    let phone = format!("tel:{}", person.phone);
    let checked = person.checked.map_or_else(
        || words.say(Text::CallNeverChecked),
        |at| words.say_with(Text::CallHomeChecked, &[("time", &words.time(at))]),
    );
    let record = words.say_with(
        Text::CallRecord,
        &[
            ("name", &person.name),
            ("address", &person.address),
            ("street", &words.wording(&person.street)),
            ("phone", &person.phone),
            ("note", &person.note),
        ],
    );
    let has_earlier = !person.earlier.is_empty();
    let place = (!person.place.is_empty()).then_some(person.place);
    let said_place = place.as_ref().map(|place| {
        let said = words.say_with(Text::CallRecordPlace, &[("place", place)]);
        view! { <p>{said}</p> }
    });
    view! {
        <h2>{words.say(Text::CallWho)}</h2>
        <p class="quiet">{words.say(Text::CallLookRecorded)}</p>
        <SummaryList>
            <SummaryRow label=words.say(Text::ContactName) value=person.name/>
            <SummaryRow label=words.say(Text::CallHomeAddress) value=format!("{} {}", words.wording(&person.street), person.address)/>
            {place.map(|place| view! { <SummaryRow label=words.say(Text::CallPlace) value=place/> })}
            <SummaryRow label=words.say(Text::ContactPhone)><a href=phone>{person.phone.clone()}</a></SummaryRow>
            <SummaryRow label=words.say(Text::CallHomeNote) value=person.note source=checked/>
        </SummaryList>
        <h3>{words.say(Text::CallFor120)}</h3>
        <blockquote class="inset"><p>{record}</p>{said_place}<p><a href="tel:120">"120"</a></p></blockquote>
        <h3>{words.say(Text::ContactsTitle)}</h3>
        <ol>
            {person.contacts.into_iter().map(|contact| {
                let href = format!("tel:{}", contact.phone);
                view! { <li>{contact.name}" "<a href=href>{contact.phone.clone()}</a></li> }
            }).collect_view()}
        </ol>
        {has_earlier.then(|| view! {
            <h3>{words.say(Text::CallEarlier)}</h3>
            <ul>
                {person.earlier.into_iter().map(|(reference, end)| view! {
                    <li>{reference}" · "{words.time(end.at)}" · "{how_ended(words, end)}</li>
                }).collect_view()}
            </ul>
        })}
    }
    .into_any()
}

fn rung(words: Words, rings: Vec<RingView>) -> AnyView {
    let rows = rings
        .into_iter()
        .map(|ring| {
            let said = match (ring.reply, ring.failed) {
                (Some((step, at)), _) => {
                    format!("{} {}", words.say(step.text()), words.time_of_day(at))
                }
                (None, true) => words.say(Text::CallNotTold),
                (None, false) => "–".to_owned(),
            };
            let href = format!("tel:{}", ring.phone);
            let has_phone = !ring.phone.is_empty() && ring.whom != RungWhom::Prompt120;
            let label = words.say(ring.whom.text());
            vec![
                label.into_any(),
                view! { {words.wording(&ring.name)} {has_phone.then(|| view! { " "<a href=href>{ring.phone.clone()}</a> })} }.into_any(),
                words.time_of_day(ring.rung_at).into_any(),
                said.into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::CallColumnRung,
        Text::CallColumnWho,
        Text::CallColumnAt,
        Text::CallColumnSaid,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    view! {
        <h2>{words.say(Text::CallRung)}</h2>
        <DataTable id="rung" stacks=true hides_caption=true caption=words.say(Text::CallRung) columns=columns rows=rows/>
    }
    .into_any()
}

/// `/casework/calls/devices`
#[component]
pub fn CallDevicesPage() -> impl IntoView {
    page(async {
        let visit = visit();
        let shown = back_office()
            .call_devices(&visit.actor, &visit.session, visit.review)
            .await?;
        Ok(registering(words(), shown))
    })
}

fn registering(words: Words, shown: DevicesView) -> AnyView {
    let faults = reviewed(shown.faults);
    let typed = shown.typed;
    let kinds = DeviceKind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.code(), words.say(kind.text())))
        .collect();
    let streets = shown
        .streets
        .iter()
        .map(|(code, name)| Choice::new(code.clone(), words.wording(name)))
        .collect();
    let rows = shown
        .devices
        .into_iter()
        .map(|line| {
            let seen = line
                .last_seen
                .map_or_else(|| words.say(Text::CallDeviceNever), |at| words.time(at));
            let battery = line
                .battery
                .map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"));
            let silent = line
                .is_silent
                .then(|| view! { " "<strong class="is-late">{words.say(Text::CallDeviceSilent)}</strong> });
            let label = words.say_with(Text::CallDeviceEnd, &[("device", &line.id)]);
            vec![
                format!("{} {}", line.id, words.say(line.kind.text())).into_any(),
                line.name.into_any(),
                view! { {seen}{silent} }.into_any(),
                battery.into_any(),
                view! {
                    <form method="post" action="/casework/calls/devices">
                        <input type="hidden" name="device" value=line.id/>
                        <WarningButton label=label name="act" value="end"/>
                    </form>
                }.into_any(),
            ]
        })
        .collect::<Vec<_>>();
    let has_devices = !rows.is_empty();
    let columns = [
        Text::CallDeviceColumnWhat,
        Text::CallDeviceColumnWhose,
        Text::CallDeviceColumnSeen,
        Text::CallDeviceColumnBattery,
        Text::CallDeviceColumnEnd,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let has_refused = !shown.refused.is_empty();
    view! {
        <BackLink href="/casework/calls" label=words.say(Text::CallBoardTitle)/>
        <ErrorSummary faults=faults.clone()/>
        {shown.key.map(|(id, key)| view! {
            <Notice title=words.say(Text::CallDeviceKey)>
                <p>{words.say(Text::CallDeviceKeyWhat)}</p>
                <SummaryList>
                    <SummaryRow label=words.say(Text::CallDeviceId) value=id/>
                    <SummaryRow label=words.say(Text::CallDeviceSecret) value=key/>
                </SummaryList>
            </Notice>
        })}
        <Heading title=words.say(Text::CallDevicesTitle) has_errors=!faults.is_empty()/>
        {has_devices.then(|| view! { <DataTable id="devices" stacks=true caption=words.say(Text::CallDevicesCaption) columns=columns rows=rows/> })}
        {has_refused.then(|| view! {
            <p>{words.say(Text::CallRefused)}</p>
            <ul>{shown.refused.into_iter().map(|(why, times)| view! { <li>{words.say(why)}": "{times.to_string()}</li> }).collect_view()}</ul>
        })}
        <h2>{words.say(Text::CallDeviceRegister)}</h2>
        <form method="post" action="/casework/calls/devices" novalidate>
            <SelectField name="kind" label=words.say(Text::CallDeviceColumnWhat) choices=kinds chosen=typed.kind faults=faults.clone()/>
            <TextField name="number" label=words.say(Text::IdentityNumber) value=typed.number faults=faults.clone() autocomplete="off"/>
            <TextField name="name" label=words.say(Text::ContactName) value=typed.name faults=faults.clone() autocomplete="off"/>
            <SelectField name="street" label=words.say(Text::CareHomeStreet) choices=streets chosen=typed.street faults=faults.clone()/>
            <TextField name="address" label=words.say(Text::CallHomeAddress) value=typed.address faults=faults.clone() width=0 autocomplete="off"/>
            <TextField name="phone" label=words.say(Text::ContactPhone) value=typed.phone faults=faults.clone() kind="tel" autocomplete="off"/>
            <TextArea name="note" label=words.say(Text::CallHomeNote) value=typed.note faults=faults rows=3 is_optional=true/>
            <PrimaryButton label=words.say(Text::CallDeviceRegister) name="act" value="register"/>
        </form>
    }
    .into_any()
}

/// `/casework/calls/drill`
#[component]
pub fn CallDrillPage() -> impl IntoView {
    page(async {
        let shown = back_office().call_drill(&visit().actor).await?;
        Ok(drill(words(), shown))
    })
}

fn drill(words: Words, shown: DrillView) -> AnyView {
    let time =
        move |seconds: Option<i64>| seconds.map_or_else(|| words.say(Text::CallDrillNotYet), span);
    view! {
        <BackLink href="/casework/calls" label=words.say(Text::CallBoardTitle)/>
        <p class="quiet">{words.wording(&shown.office)}</p>
        <Heading title=words.say(Text::CallDrillTitle)/>
        <p>{words.say(Text::CallDrillWhat)}</p>
        {match shown.open {
            Some(reference) => view! {
                <p><a href=format!("/casework/calls/{reference}")>{words.say(Text::CallDrillOpen)}</a></p>
            }.into_any(),
            None => view! {
                <form method="post" action="/casework/calls/drill"><PrimaryButton label=words.say(Text::CallDrillBegin)/></form>
            }.into_any(),
        }}
        <h2>{words.say(Text::CallDrillLast)}</h2>
        {match shown.last {
            None => view! { <p class="empty">{words.say(Text::CallDrillNone)}</p> }.into_any(),
            Some(last) => view! {
                <SummaryList>
                    <SummaryRow label=words.say(Text::CallColumnPressed) value=words.time(last.opened_at)/>
                    <SummaryRow label=words.say(Text::CallDrillAnswered) value=time(last.answered)/>
                    <SummaryRow label=words.say(Text::CallDrillAttended) value=time(last.attended)/>
                    <SummaryRow label=words.say(Text::CallColumnEnd) value=last.ended.map(|end| how_ended(words, end)).unwrap_or_else(|| words.say(Text::CallDrillNotYet))/>
                </SummaryList>
                {moments(words, last.moments)}
            }.into_any(),
        }}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_time_since_is_read_as_on_a_clock() {
        let spans: Vec<String> = [-3, 7, 151, 3909].map(super::span).to_vec();
        assert_eq!(spans, ["0:00", "0:07", "2:31", "1:05:09"]);
    }
}
