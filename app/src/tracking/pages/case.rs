//! One case: the sentence, then a lane for every office.

use leptos::prelude::*;

use super::{asked_for, me, part, stage_word};
use crate::back_office::back_office;
use crate::case::{FieldState, MatterKind, Stage, Why};
use crate::data_layer::register_name;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::mandate::pages::past_case;
use crate::notices::last_told;
use crate::remedies::pages::case_remedies;
use crate::text::{Text, Words};
use crate::tracking::sentence::{ConfirmationStanding, ConfirmationState, quoted, sentence};
use crate::tracking::{DeclaredField, TrackedCase, TrackedMatter};
use crate::ui::{
    BackLink, ButtonLink, CaseReferenceText, Details, Lane, LaneItem, Mark, Notice, NoticeKind,
    PageTitle, SummaryList, SummaryRow, Timeline, Wait, page,
};
use crate::visit::{answer, words};

/// `/cases/{reference}`
#[component]
pub fn CasePage() -> impl IntoView {
    let reference = part("reference");
    let has_answered = asked_for("answered").is_some();
    let has_withdrawn = asked_for("withdrawn").is_some();
    let has_handed_in = asked_for("handed-in").is_some();
    page(async move {
        let me = me()?;
        let case = match back_office().tracked_case(&me, &reference).await {
            Err(error @ (PortalError::NotFound | PortalError::Withheld(_))) => {
                return match back_office().past_case(&me, &reference).await? {
                    Some(past) => Ok(past_case(words(), past)),
                    None if error == PortalError::NotFound => {
                        lead_to_invitation(&me, &reference).await
                    }
                    None => Err(error),
                };
            }
            found => found?,
        };
        let words = words();
        // Only who filed a case acts against its decisions.
        let remedies = if case.is_mine {
            Some(back_office().remedies_of_case(&me, &reference).await?)
        } else {
            None
        };
        let said = sentence(&case.standing());
        let service = words.wording(&case.service);
        let address = format!("/cases/{}", case.reference);
        let title = words.say_with(
            Text::TrackingCaseTitle,
            &[
                ("service", &service),
                ("reference", case.reference.as_str()),
            ],
        );
        let confirmer = confirmer_of(words, &case);
        let lanes = lanes(words, &case, confirmer.as_deref().unwrap_or_default());
        let today = case.today;
        let next_act = next_act(words, &case);
        let last_told = last_told(words, &me, &case.reference).await?;
        Ok(view! {
            <PageTitle title=title/>
            <BackLink href="/cases" label=words.say(Text::TrackingMyCases)/>
            {has_answered.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::TrackingSavedTitle)><p>{words.say(Text::TrackingSaved)}</p></Notice>
            })}
            {has_withdrawn.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::TrackingWithdrawnTitle)><p>{words.say(Text::TrackingWithdrawn)}</p></Notice>
            })}
            {has_handed_in.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::RemediesHandedInNoticeTitle)><p>{words.say(Text::RemediesHandedInNotice)}</p></Notice>
            })}
            <p class="case-line">
                {service}" · "{words.say(Text::TrackingCaseReference)}" "
                <CaseReferenceText reference=case.reference.as_str()/>
            </p>
            <div class="tracking" data-live=format!("{address}/events")>
                <h1 class="sentence">{said.say(words)}</h1>
                {case.is_provisional.then(|| view! { <p class="quiet">{words.say(Text::TrackingNoteProvisional)}</p> })}
                {next_act.map(|(href, label)| view! { <p class="buttons"><ButtonLink href=href label=label/></p> })}
                {last_told}
                {confirmation(words, &case, &address)}
                <Timeline lanes=lanes today=today/>
                {remedies.map(|remedies| case_remedies(words, remedies, &address))}
                {declared(words, case.declared.clone())}
                {more(words, &case, &address)}
            </div>
        }
        .into_any())
    })
}

/// A confirmer follows no case: what they are asked is on their own invitation.
async fn lead_to_invitation(me: &Citizen, reference: &str) -> Result<AnyView, PortalError> {
    let token = back_office()
        .invitation_for(me, reference)
        .await?
        .ok_or(PortalError::NotFound)?;
    answer().see_other(&format!("/invitations/{token}"));
    Ok(().into_any())
}

fn confirmer_of(words: Words, case: &TrackedCase) -> Option<String> {
    case.confirmation
        .as_ref()
        .map(|confirmation| words.wording(&confirmation.confirmer))
}

/// What the applicant can do now: where, and what the button says.
fn next_act(words: Words, case: &TrackedCase) -> Option<(String, String)> {
    if !case.is_mine {
        return None;
    }
    let address = format!("/cases/{}", case.reference);
    let asked = case
        .matters
        .iter()
        .filter(|matter| matter.standing.stage == Stage::AwaitingApplicant)
        .min_by_key(|matter| matter.standing.answer_by);
    if let Some(matter) = asked {
        let href = format!("{address}/answer/{}", matter.key.as_str());
        return Some((href, words.say(Text::TrackingActAnswer)));
    }
    let state = case.confirmation.as_ref()?.state;
    let waits = case.matters.iter().any(|matter| {
        matter.standing.waits_for_confirmation && matter.standing.stage == Stage::Waiting
    });
    let is_mine_to_do = matches!(
        state,
        ConfirmationState::NotAsked | ConfirmationState::Declined | ConfirmationState::Expired
    );
    (waits && is_mine_to_do).then(|| {
        (
            format!("{address}/confirmation"),
            words.say(Text::TrackingActConfirmation),
        )
    })
}

/// The confirmation in words.
fn confirmation(words: Words, case: &TrackedCase, address: &str) -> Option<AnyView> {
    let standing = case.confirmation.as_ref()?;
    let said = said_confirmation(words, standing);
    let href = format!("{address}/confirmation");
    Some(
        view! {
            <section class="confirmation">
                <h2>{words.say(Text::TrackingConfirmationTitle)}</h2>
                <p>
                    {said}" "
                    {case.is_mine.then(|| view! { <a href=href>{words.say(Text::TrackingActConfirmationState)}</a> })}
                </p>
            </section>
        }
        .into_any(),
    )
}

fn said_confirmation(words: Words, standing: &ConfirmationStanding) -> String {
    let confirmer = words.wording(&standing.confirmer);
    let text = match standing.state {
        ConfirmationState::Invited { until } => {
            return words.say_with(
                Text::TrackingConfirmationInvited,
                &[("confirmer", &confirmer), ("until", &words.date(until))],
            );
        }
        ConfirmationState::NotAsked => Text::TrackingConfirmationNotAsked,
        ConfirmationState::Confirmed => Text::TrackingConfirmationConfirmed,
        ConfirmationState::Declined => Text::TrackingConfirmationDeclined,
        ConfirmationState::Expired => Text::TrackingConfirmationExpired,
        ConfirmationState::AtTheCounter => Text::TrackingConfirmationCounter,
    };
    words.say_with(text, &[("confirmer", &confirmer)])
}

/// A lane for every office, in the order in which its first matter is shown.
fn lanes(words: Words, case: &TrackedCase, confirmer: &str) -> Vec<Lane> {
    let mut lanes: Vec<(String, Lane)> = Vec::new();
    for matter in &case.matters {
        let office = &matter.office;
        let item = item(words, case, matter, confirmer);
        let id = format!("{}{}", office.id, office.name.en);
        match lanes.iter_mut().find(|(known, _)| *known == id) {
            Some((_, lane)) => lane.items.push(item),
            None => lanes.push((
                id,
                Lane {
                    office_name: words.wording(&office.name),
                    phone: office.phone.clone(),
                    hours: words.wording(&office.hours),
                    address: words.wording(&office.address),
                    items: vec![item],
                },
            )),
        }
    }
    lanes.into_iter().map(|(_, lane)| lane).collect()
}

fn item(words: Words, case: &TrackedCase, matter: &TrackedMatter, confirmer: &str) -> LaneItem {
    let standing = &matter.standing;
    let waits_for_confirmation = standing.waits_for_confirmation && matter.waits_for.is_empty();
    LaneItem {
        name: words.wording(&standing.name),
        mark: mark(
            standing.stage,
            waits_for_confirmation || standing.waits_for_own_part,
        ),
        word: words.say(stage_word(
            standing.kind,
            standing.stage,
            waits_for_confirmation,
        )),
        begins: matter.begins,
        ends: matter.ends,
        waits: matter
            .pauses
            .iter()
            .map(|pause| Wait {
                from: pause.from,
                until: pause.until,
            })
            .collect(),
        notes: notes(words, case, matter, confirmer),
        links: links(words, case, matter),
    }
}

const fn mark(stage: Stage, waits_for_confirmation: bool) -> Mark {
    match stage {
        Stage::Done => Mark::Done,
        Stage::Ready
        | Stage::Offered
        | Stage::InReview
        | Stage::Proposed
        | Stage::Held
        | Stage::Posted
        | Stage::Recording => Mark::Doing,
        Stage::AwaitingApplicant | Stage::Unanswered | Stage::Open => Mark::Waiting,
        Stage::Waiting if waits_for_confirmation => Mark::Waiting,
        Stage::Waiting => Mark::ToCome,
        Stage::Refused | Stage::Withdrawn | Stage::Blocked => Mark::Stopped,
    }
}

/// What it waits for, why this date, what it gave and what to do next.
fn notes(words: Words, case: &TrackedCase, matter: &TrackedMatter, confirmer: &str) -> Vec<String> {
    let standing = &matter.standing;
    let is_elsewhere = standing.kind.runs_beside();
    let mut notes: Vec<String> = matter
        .passed_on
        .iter()
        .map(|(date, office, why)| {
            words.say_with(
                Text::TogetherPassedOn,
                &[
                    ("date", &words.date(*date)),
                    ("office", &words.wording(office)),
                    ("why", why),
                ],
            )
        })
        .collect();
    notes.extend(matter.asked_elsewhere.as_ref().map(|(office, until)| {
        words.say_with(
            Text::TogetherAskedElsewhere,
            &[
                ("office", &words.wording(office)),
                ("date", &words.date(*until)),
            ],
        )
    }));
    match standing.stage {
        Stage::Waiting => {
            if !matter.waits_for.is_empty() {
                let text = if is_elsewhere {
                    Text::TrackingNoteMayStartAfter
                } else {
                    Text::TrackingNoteStartsAfter
                };
                let names = quoted(words, &matter.waits_for);
                notes.push(words.say_with(text, &[("matters", &names)]));
            }
            if standing.waits_for_confirmation {
                notes
                    .push(words.say_with(Text::TrackingNoteConfirmer, &[("confirmer", confirmer)]));
            }
            if standing.waits_for_own_part {
                notes.push(words.say_with(Text::TrackingNoteOwnPart, &[("confirmer", confirmer)]));
            }
            if is_elsewhere {
                notes.extend(within(words, matter));
                notes.push(words.wording(&matter.next));
            } else if matter.ends.is_some() {
                notes.push(words.say(Text::TrackingNoteExpected));
                notes.extend(reasons(words, case, matter));
            }
        }
        Stage::Posted => {
            notes.push(if matter.objections > 0 {
                words.say_counted(Text::TrackingNoteObjected, matter.objections, &[])
            } else {
                words.say(Text::TrackingNotePosted)
            });
            notes.push(words.wording(&matter.next));
        }
        Stage::Open => {
            notes.extend(within(words, matter));
            notes.push(words.wording(&matter.next));
        }
        Stage::Ready
        | Stage::Offered
        | Stage::InReview
        | Stage::Proposed
        | Stage::Held
        | Stage::AwaitingApplicant
        | Stage::Unanswered
        | Stage::Recording => {
            notes.extend(why_this_date(words, case, matter));
        }
        Stage::Done => notes.extend(what_it_gave(words, matter)),
        Stage::Refused => notes.extend(why_refused(words, matter)),
        Stage::Blocked if !matter.waits_for.is_empty() => {
            let names = quoted(words, &matter.waits_for);
            notes.push(words.say_with(Text::TrackingNoteBlocked, &[("matters", &names)]));
        }
        Stage::Blocked | Stage::Withdrawn => {}
    }
    notes
}

/// By when; where the line above has not said it already.
fn within(words: Words, matter: &TrackedMatter) -> Option<String> {
    if matter.ends.is_some() {
        return None;
    }
    let date = words.date(matter.standing.within?);
    Some(words.say_with(Text::TrackingNoteWithin, &[("date", &date)]))
}

fn why_this_date(words: Words, case: &TrackedCase, matter: &TrackedMatter) -> Vec<String> {
    let standing = &matter.standing;
    let (Some(since), Some(due)) = (standing.since, standing.due) else {
        return Vec::new();
    };
    let promised = words.say_counted(
        Text::TrackingNotePromised,
        matter.promised_days,
        &[("begins", &words.date(since))],
    );
    let mut notes = vec![promised];
    notes.extend(reasons(words, case, matter));
    if !standing.stage.is_paused() && due < case.today {
        notes.push(words.say(Text::TrackingNoteLate));
    }
    notes
}

/// What somebody who counts on their fingers would miss.
fn reasons(words: Words, case: &TrackedCase, matter: &TrackedMatter) -> Vec<String> {
    let name_of = |place: usize| {
        case.matters
            .get(place)
            .map(|needed| words.wording(&needed.standing.name))
            .unwrap_or_default()
    };
    matter
        .why
        .iter()
        // What it starts after is said by name already.
        .filter(|why| !matches!(why, Why::StartsAfter { .. }))
        .map(|why| why.said(words, name_of))
        .collect()
}

fn what_it_gave(words: Words, matter: &TrackedMatter) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some((label, value)) = &matter.result {
        // What was done elsewhere is known by its day.
        let value = value
            .parse()
            .map_or_else(|_| value.clone(), |date| words.date(date));
        notes.push(words.say_with(
            Text::TrackingNoteResult,
            &[
                ("label", label.in_language(words.language)),
                ("value", &value),
            ],
        ));
    }
    if matter.is_own_word {
        notes.push(words.say(Text::TrackingNoteOwnWord));
    }
    if matter.was_there_before {
        notes.push(words.say(Text::TrackingNoteThereBefore));
    } else if matter.standing.kind != MatterKind::Elsewhere {
        notes.push(words.say_with(
            Text::TrackingNoteNext,
            &[("next", matter.next.in_language(words.language))],
        ));
    }
    notes
}

fn why_refused(words: Words, matter: &TrackedMatter) -> Vec<String> {
    let Some(refusal) = &matter.refusal else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    if !refusal.reason.zh.is_empty() {
        notes.push(words.say_with(
            Text::TrackingNoteRefused,
            &[
                ("reason", refusal.reason.in_language(words.language)),
                ("basis", refusal.legal_basis.in_language(words.language)),
            ],
        ));
    }
    for (text, said) in [
        (Text::TrackingNoteRefusedText, &refusal.text),
        (Text::TrackingNoteRegisterSays, &refusal.register_says),
    ] {
        if !said.is_empty() {
            notes.push(words.say_with(text, &[("text", said)]));
        }
    }
    notes.push(words.say(Text::TrackingNoteAppeal));
    notes
}

fn links(words: Words, case: &TrackedCase, matter: &TrackedMatter) -> Vec<(String, String)> {
    if !case.is_mine {
        return Vec::new();
    }
    let (address, key) = (format!("/cases/{}", case.reference), matter.key.as_str());
    if matter.standing.kind == MatterKind::Visit
        && matches!(matter.standing.stage, Stage::Open | Stage::Done)
    {
        let visit = format!("{address}/visit/{key}");
        return vec![(visit, words.say(Text::TrackingActVisit))];
    }
    match matter.standing.stage {
        Stage::AwaitingApplicant => vec![(
            format!("{address}/answer/{key}"),
            words.say(Text::TrackingActAnswer),
        )],
        Stage::Unanswered => vec![(
            format!("{address}/answer/{key}"),
            words.say(Text::TrackingActReopen),
        )],
        Stage::Open => vec![(
            format!("{address}/done/{key}"),
            words.say(Text::TrackingActDoneElsewhere),
        )],
        Stage::Posted => vec![("/postings".to_owned(), words.say(Text::TrackingActPostings))],
        _ => Vec::new(),
    }
}

/// What the viewer sent, with where each value came from.
pub(super) fn declared(words: Words, fields: Vec<DeclaredField>) -> Option<AnyView> {
    if fields.is_empty() {
        return None;
    }
    Some(
        view! {
            <Details summary=words.say(Text::TrackingDeclaredTitle)>
                <DeclaredList fields=fields/>
            </Details>
        }
        .into_any(),
    )
}

/// Values with their sources.
#[component]
pub(super) fn DeclaredList(fields: Vec<DeclaredField>) -> impl IntoView {
    let words = words();
    view! {
        <SummaryList>
            {fields.into_iter().map(|field| {
                let source = field.source.map(|(data_set, at)| words.say_with(
                    Text::TrackingDeclaredSource,
                    &[("source", &words.wording(&register_name(&data_set))), ("at", &words.time(at))],
                ));
                let remark = state_said(words, &field.state).unwrap_or_default();
                view! {
                    <SummaryRow label=words.wording(&field.label) value=words.wording(&field.value) source=source.unwrap_or_default() remark=remark/>
                }
            }).collect_view()}
        </SummaryList>
    }
}

/// How a value stands; `None` where its source speaks for itself. No value of somebody else's: several read the page.
fn state_said(words: Words, state: &FieldState) -> Option<String> {
    let of = |text: Text, code: &str| {
        words.say_with(text, &[("source", &words.wording(&register_name(code)))])
    };
    Some(match state {
        FieldState::AsGiven | FieldState::Declared | FieldState::Awaited => return None,
        FieldState::Unverified {
            data_set,
            is_denied: true,
        } => of(Text::TrackingStateDenied, data_set),
        FieldState::Unverified { data_set, .. } => of(Text::TrackingStateUnverified, data_set),
        FieldState::Declined { data_set } => of(Text::TrackingStateDeclined, data_set),
        FieldState::NowConfirmed => words.say(Text::TrackingStateConfirmed),
        FieldState::Differs { .. } => words.say(Text::TrackingStateDiffers),
        FieldState::Disputed { .. } => words.say(Text::TrackingStateDisputed),
        FieldState::Corrected { .. } => words.say(Text::TrackingStateCorrected),
    })
}

fn more(words: Words, case: &TrackedCase, address: &str) -> impl IntoView + use<> {
    let link = |page: &str, text: Text| {
        view! { <li><a href=format!("{address}/{page}")>{words.say(text)}</a></li> }
    };
    view! {
        <section class="more">
            <h2>{words.say(Text::TrackingMoreTitle)}</h2>
            <ul>
                {case.is_mine.then(|| link("receipt", Text::TrackingMoreReceipt))}
                {case.is_mine.then(|| link("files", Text::EvidenceSentTitle))}
                {case.everything_by.is_some().then(|| link("day.ics", Text::TrackingMoreCalendar))}
                {case.can_withdraw().then(|| link("withdraw", Text::TrackingMoreWithdraw))}
            </ul>
            <p class="quiet">{words.say(Text::TrackingPrint)}</p>
            <p class="quiet" data-live-note=words.say(Text::TrackingLive)></p>
        </section>
    }
}
