//! What the invited person sees: who asks, what is declared about the subjects, and nothing else.

use leptos::prelude::*;

use super::case::DeclaredList;
use super::{me, part};
use crate::application::LeaveLine;
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::tracking::sentence::quoted;
use crate::tracking::{Decline, Invitation, InvitationState};
use crate::ui::{
    ButtonLink, Buttons, CheckboxField, Choice, ErrorSummary, FieldFault, Heading, PrimaryButton,
    RadioField, SecondaryButton, page,
};
use crate::visit::{visit, words};

/// `/invitations/{token}`
#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = part("token");
    page(async move {
        let invitation = back_office().invitation(&me()?, &token).await?;
        let words = words();
        Ok(match invitation.state {
            InvitationState::Open => open(words, invitation).into_any(),
            InvitationState::Confirmed => confirmed(words, invitation).into_any(),
            InvitationState::Declined => view! {
                <Heading title=words.say(Text::TrackingInvitationDeclinedTitle)/>
                <p>{words.say(Text::TrackingInvitationDeclined)}</p>
            }
            .into_any(),
            InvitationState::NotOpen => view! {
                <Heading title=words.say(Text::TrackingInvitationNotOpenTitle)/>
                <p>{words.say(Text::TrackingInvitationNotOpen)}</p>
            }
            .into_any(),
        })
    })
}

/// What is left to fill in, then what was found about the reader, then what was declared.
fn confirmed(words: Words, invitation: Invitation) -> impl IntoView {
    let left = invitation
        .left
        .iter()
        .map(|task| {
            let said = words.say_with(
                Text::TrackingInvitationLeft,
                &[
                    ("matters", &quoted(words, &task.matters)),
                    ("what", task.label.in_language(words.language)),
                ],
            );
            let href = task.href.clone();
            let label = words.wording(&task.label);
            view! {
                <p>{said}</p>
                <p class="buttons"><ButtonLink href=href label=label/></p>
            }
        })
        .collect_view();
    let has_left = !invitation.left.is_empty();
    let own = (!invitation.own.is_empty()).then(|| {
        let never = words.say_with(
            Text::TrackingInvitationOwnNever,
            &[("applicant", &invitation.applicant)],
        );
        view! {
            <h2>{words.say(Text::TrackingInvitationOwn)}</h2>
            <p>{never}</p>
            <DeclaredList fields=invitation.own/>
        }
    });
    view! {
        <Heading title=words.say(Text::TrackingInvitationConfirmedTitle)/>
        {(!has_left).then(|| view! { <p>{words.say(Text::TrackingInvitationConfirmed)}</p> })}
        {left}
        {own}
        <h2>{words.say(Text::TrackingInvitationConfirmedWhat)}</h2>
        <DeclaredList fields=invitation.declared/>
    }
}

/// A line for each register that would be asked about the reader, each to be refused.
fn leave(words: Words, asks: &[LeaveLine], ticked: Vec<String>) -> Option<AnyView> {
    if asks.is_empty() {
        return None;
    }
    let choices = asks
        .iter()
        .map(|line| {
            let what = words.say_with(Text::LeaveWhat, &[("what", &words.wording(&line.what))]);
            let why = words.say_with(Text::LeaveWhy, &[("why", &words.wording(&line.why))]);
            Choice::new(line.data_set.clone(), words.wording(&line.register))
                .hint(format!("{what} {why}"))
        })
        .collect();
    Some(
        view! {
            <CheckboxField name="registers" legend=words.say(Text::TrackingInvitationLeave) hint=words.say(Text::TrackingInvitationLeaveHint)
                choices=choices ticked=ticked faults=vec![]/>
        }
        .into_any(),
    )
}

fn open(words: Words, invitation: Invitation) -> impl IntoView {
    let leave = leave(words, &invitation.asks, invitation.ticked);
    let faults = if visit().review {
        vec![FieldFault::new("agree", Text::TrackingInvitationTick)]
    } else {
        Vec::new()
    };
    let applicant = invitation.applicant;
    let said = |text: Text| words.say_with(text, &[("applicant", &applicant)]);
    let lead = words.say_with(
        Text::TrackingInvitationLead,
        &[
            ("applicant", &applicant),
            ("service", invitation.service.in_language(words.language)),
            ("matters", &quoted(words, &invitation.matters)),
        ],
    );
    let until = words.say_with(
        Text::TrackingInvitationUntil,
        &[("date", &words.date(invitation.until))],
    );
    let agree = vec![Choice::new(
        "yes",
        words.say(Text::TrackingInvitationDeclaration),
    )];
    let reasons = [
        (Decline::NotRight, Text::TrackingInvitationDeclineNotRight),
        (Decline::NotAgreed, Text::TrackingInvitationDeclineNotAgreed),
        (Decline::NotSaid, Text::TrackingInvitationDeclineNotSaid),
    ]
    .map(|(reason, text)| Choice::new(reason.code(), words.say(text)))
    .to_vec();
    view! {
        <ErrorSummary faults=faults.clone()/>
        <Heading title=said(Text::TrackingInvitationTitle) has_errors=!faults.is_empty()/>
        <p class="lead">{lead}</p>
        <p>{until}</p>
        <h2>{words.say(Text::TrackingInvitationDeclared)}</h2>
        <DeclaredList fields=invitation.declared/>
        <form method="post" novalidate>
            {leave}
            <CheckboxField name="agree" legend=said(Text::TrackingInvitationEffect) choices=agree ticked=vec![] faults=faults/>
            <Buttons><PrimaryButton label=words.say(Text::TrackingInvitationConfirm) name="act" value="confirm"/></Buttons>
        </form>
        <h2>{words.say(Text::TrackingInvitationDeclineTitle)}</h2>
        <p>{said(Text::TrackingInvitationDeclineLead)}</p>
        <form method="post" novalidate>
            <RadioField name="reason" legend=words.say(Text::TrackingInvitationDeclineLegend) choices=reasons chosen="" faults=vec![]/>
            <Buttons><SecondaryButton label=words.say(Text::TrackingInvitationDecline) name="act" value="decline"/></Buttons>
        </form>
    }
}
