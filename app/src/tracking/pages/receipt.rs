//! The receipt: what the applicant gets at once and can come back to.

use leptos::prelude::*;

use super::{me, office_lines, part};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::tracking::{OfficeCard, Receipt};
use crate::ui::{ButtonLink, Panel, SecondaryButton, page};
use crate::visit::words;

/// `/cases/{reference}/receipt`
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let reference = part("reference");
    page(async move {
        let receipt = back_office().receipt(&me()?, &reference).await?;
        let words = words();
        let case = format!("/cases/{}", receipt.reference);
        let received = words.say_with(
            Text::TrackingReceiptSubmitted,
            &[
                ("service", receipt.service.in_language(words.language)),
                ("at", &words.time(receipt.submitted_at)),
            ],
        );
        let code = words.say_with(
            Text::TrackingReceiptCode,
            &[("code", &receipt.enquiry_code)],
        );
        let is_off = receipt.is_enquiry_off;
        Ok(view! {
            <Panel title=words.say(Text::TrackingReceiptTitle) reference_label=words.say(Text::TrackingReceiptReference)
                reference=receipt.reference.as_str()>
                <p>{if is_off { words.say(Text::TrackingReceiptCodeOff) } else { code }}</p>
            </Panel>
            <p>{received}</p>
            {next(words, &receipt)}
            <p class="buttons"><ButtonLink href=case label=words.say(Text::TrackingReceiptToCase)/></p>
            {who(words, receipt.offices)}
            <p>{words.say(Text::TrackingReceiptCodeHint)}</p>
            <form class="act" method="post">
                {if is_off {
                    view! { <SecondaryButton label=words.say(Text::TrackingReceiptSwitchOn) name="act" value="on"/> }
                } else {
                    view! { <SecondaryButton label=words.say(Text::TrackingReceiptSwitchOff) name="act" value="off"/> }
                }}
            </form>
        })
    })
}

fn next(words: Words, receipt: &Receipt) -> impl IntoView + use<> {
    let by = receipt
        .everything_by
        .map(|date| words.say_with(Text::TrackingReceiptNextBy, &[("date", &words.date(date))]));
    let confirmation = receipt.confirmer.as_ref().map(|confirmer| {
        let said = words.say_with(
            Text::TrackingReceiptNextConfirmer,
            &[("confirmer", confirmer.in_language(words.language))],
        );
        let href = format!("/cases/{}/confirmation", receipt.reference);
        view! { <p>{said}" "<a href=href>{words.say(Text::TrackingActConfirmation)}</a></p> }
    });
    view! {
        <h2>{words.say(Text::TrackingReceiptNext)}</h2>
        <p>{words.say(Text::TrackingReceiptNextOffices)}</p>
        {by.map(|by| view! { <p>{by}</p> })}
        {confirmation}
    }
}

fn who(words: Words, offices: Vec<OfficeCard>) -> Option<AnyView> {
    if offices.is_empty() {
        return None;
    }
    Some(
        view! {
            <h2>{words.say(Text::TrackingReceiptWho)}</h2>
            {offices.iter().map(|office| view! {
                <section class="card">
                    <h3 class="card-title">{words.wording(&office.name)}</h3>
                    {office_lines(words, office)}
                </section>
            }).collect_view()}
            <p>{words.say(Text::TrackingReceiptNever)}</p>
        }
        .into_any(),
    )
}
