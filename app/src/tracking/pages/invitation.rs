//! What the invited person sees: who asks, what is declared about the subjects, and nothing else.

use leptos::prelude::*;

use super::case::DeclaredList;
use super::{me, part};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::tracking::sentence::quoted;
use crate::tracking::{Decline, Invitation, InvitationState};
use crate::ui::{
    Buttons, CheckboxField, Choice, ErrorSummary, FieldFault, Heading, PrimaryButton, RadioField,
    SecondaryButton, page,
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
            InvitationState::Confirmed => view! {
                <Heading title=words.say(Text::TrackingInvitationConfirmedTitle)/>
                <p>{words.say(Text::TrackingInvitationConfirmed)}</p>
                <DeclaredList fields=invitation.declared/>
            }
            .into_any(),
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

fn open(words: Words, invitation: Invitation) -> impl IntoView {
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
