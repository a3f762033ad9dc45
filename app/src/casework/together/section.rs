//! What the page of a matter shows of working together.

use leptos::prelude::*;

use super::desk::{Offered, Together};
use crate::case::Step;
use crate::casework::desk::MatterPage;
use crate::casework::pages::phrases;
use crate::text::{Text, Words};
use crate::ui::{ButtonLink, Buttons, Column, DataTable, Inset, SecondaryButton, TextArea};
use crate::visit::visit;

/// Going on with what an absent colleague held, handing over, sending elsewhere, answering another district.
pub fn acts(words: Words, matter: &MatterPage) -> AnyView {
    let may = |step: Step| matter.acts.contains(&step);
    let lead_to = |is_there: bool, page: &str, label: Text, is_secondary: bool| {
        is_there.then(|| {
            let href = matter.address.page(page);
            view! { <ButtonLink href=href label=words.say(label) is_secondary=is_secondary/> }
        })
    };
    let take_over = may(Step::TakeOver).then(|| {
        view! {
            <form method="post" action=matter.address.page("holder")>
                <SecondaryButton label=words.say(Text::TogetherTakeOver) name="act" value="take-over"/>
            </form>
        }
    });
    let answer = may(Step::AcceptOffer) || may(Step::DeclineOffer);
    let send = may(Step::SendOn) || may(Step::Offer);
    view! {
        {lead_to(answer, "offer", Text::TogetherGoAnswerOffer, false)}
        {take_over}
        {lead_to(may(Step::HandOver), "hand-over", Text::TogetherGoHandOver, true)}
        {lead_to(send, "office", Text::TogetherGoSendOn, true)}
    }
    .into_any()
}

/// Where a matter is on its way to, and why.
pub fn offered(words: Words, offered: &Offered) -> AnyView {
    let text = if offered.is_to_us {
        Text::TogetherOfferedToUs
    } else {
        Text::TogetherOfferedAway
    };
    let said = words.say_with(
        text,
        &[
            ("from", &words.wording(&offered.from)),
            ("to", &words.wording(&offered.to)),
            ("date", &words.date(offered.until)),
        ],
    );
    let why = offered.why.clone();
    view! {
        <Inset>
            <p>{said}</p>
            <p class="as-typed">{why}</p>
        </Inset>
    }
    .into_any()
}

/// What colleagues wrote, and where to write.
pub fn remarks(words: Words, matter: &MatterPage) -> AnyView {
    let Together {
        remarks,
        note,
        note_faults,
        may_note,
        ..
    } = &matter.together;
    let columns = [
        Text::CaseworkJournalWhen,
        Text::CaseworkJournalWho,
        Text::TogetherNoteColumn,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let rows: Vec<Vec<AnyView>> = remarks
        .iter()
        .map(|remark| {
            let about = (remark.kind != "note").then(|| phrases::step(words, &remark.kind));
            let told = remark
                .is_told
                .then(|| words.say(Text::TogetherToldApplicant));
            let text = remark.text.clone();
            vec![
                words.time(remark.at).into_any(),
                remark.who.clone().into_any(),
                view! {
                    <span class="as-typed">{text}</span>
                    {about.map(|about| view! { " " <span class="quiet">{about}</span> })}
                    {told.map(|told| view! { " " <span class="quiet">{told}</span> })}
                }
                .into_any(),
            ]
        })
        .collect();
    let table = (!rows.is_empty()).then(|| {
        view! { <DataTable id="notes" stacks=true caption=words.say(Text::TogetherNotes) columns=columns rows=rows hides_caption=true/> }
    });
    let faults = if visit().review {
        note_faults.clone()
    } else {
        Vec::new()
    };
    let form = may_note.then(|| {
        view! {
            <form method="post" action=matter.address.page("notes") novalidate>
                <TextArea name="text" label=words.say(Text::TogetherNoteLabel) hint=words.say(Text::TogetherNoteHint)
                    value=note.text.clone() faults=faults rows=2/>
                <Buttons>
                    <SecondaryButton label=words.say(Text::TogetherNoteKeep) name="act" value="note"/>
                </Buttons>
            </form>
        }
    });
    view! {
        <section aria-labelledby="colleagues-notes">
            <h2 id="colleagues-notes">{words.say(Text::TogetherNotes)}</h2>
            {table}
            {form}
        </section>
    }
    .into_any()
}
