//! A decision before it leaves the house: a second person confirms it or sends it back, and for some minutes whoever
//! took part can recall it.

use leptos::prelude::*;

use super::{acts, address, matter};
use crate::back_office::back_office;
use crate::casework::desk::ProposalPage;
use crate::text::{Text, Words};
use crate::ui::{
    Buttons, FieldFault, Inset, PrimaryButton, SecondaryButton, TextArea, WarningButton, page,
};
use crate::visit::{visit, words};

/// `/casework/{reference}/{matter}/proposal`
#[component]
pub fn CaseworkProposalPage() -> impl IntoView {
    let address = address();
    page(async move {
        let proposal = back_office()
            .proposal_page(&visit().actor, &address?)
            .await?;
        let words = words();
        let faults = acts::shown(proposal.faults.clone());
        let title = if proposal.held_until.is_some() {
            Text::CaseworkHeldTitle
        } else {
            Text::CaseworkProposalTitle
        };
        let state = match proposal.held_until {
            Some(until) => words.say_with(Text::CaseworkHeldUntil, &[("time", &words.time(until))]),
            None => words.say_with(Text::CaseworkProposedBy, &[("name", &proposal.proposed_by)]),
        };
        Ok(view! {
            {acts::top(words, &proposal.head, title, &faults)}
            <p>{state}</p>
            {matter::recorded(words, proposal.recorded.clone())}
            {proposal.writes.as_ref().map(|writes| acts::will_be_written(words, writes, None))}
            {acts::hidden_numbers(words, &proposal.head, proposal.writes.as_ref(), "proposal")}
            {buttons(words, &proposal, faults)}
        })
    })
}

fn buttons(words: Words, proposal: &ProposalPage, faults: Vec<FieldFault>) -> AnyView {
    let address = proposal.head.address.page("proposal");
    let version = proposal.head.version.to_string();
    let digest = proposal
        .writes
        .as_ref()
        .map(|writes| writes.digest.clone())
        .unwrap_or_default();
    let recall = proposal.may_recall.then(|| {
        view! {
            <form method="post" action=address.clone() novalidate>
                <input type="hidden" name="version" value=version.clone()/>
                <Buttons>
                    <WarningButton label=words.say(Text::CaseworkRecall) name="act" value="recall"/>
                </Buttons>
            </form>
        }
    });
    if proposal.held_until.is_some() {
        return recall.into_any();
    }
    match acts::standing(words, &proposal.head.standing) {
        Some(why) => view! {
            <Inset><p>{why}</p></Inset>
            {recall}
        }
        .into_any(),
        None => view! {
            <form method="post" action=address novalidate>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="digest" value=digest/>
                <TextArea name="text" label=words.say(Text::CaseworkSendBackLabel) hint=words.say(Text::CaseworkSendBackHint)
                    value=proposal.typed.text.clone() faults=faults is_optional=true/>
                <Buttons>
                    <PrimaryButton label=words.say(Text::CaseworkConfirm) name="act" value="confirm"/>
                    <SecondaryButton label=words.say(Text::CaseworkSendBack) name="act" value="send-back"/>
                </Buttons>
            </form>
        }
        .into_any(),
    }
}
