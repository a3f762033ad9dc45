//! The pages of warnings, and the one on which people name whom to ring.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{Closing, ContactsView, WarningLine, WarningView, WarningsView, kind_text};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, Choice, Column, DataTable, ErrorSummary, FieldFault, Heading,
    PrimaryButton, QuestionPage, RadioField, SecondaryButton, SummaryCard, SummaryList, SummaryRow,
    TextArea, TextField, WarningButton, asks_one_by_one, page, reviewed,
};
use crate::visit::{visit, words};

/// `/casework/warnings?after=1772755200000000,ID`
#[component]
pub fn WarningsPage() -> impl IntoView {
    let after = use_query_map().get_untracked().get("after");
    page(async move {
        let shown = back_office()
            .warnings(&visit().actor, after.as_deref())
            .await?;
        let words = words();
        let title = words.say_with(Text::WarningsTitle, &[("count", &shown.count.to_string())]);
        Ok(view! {
            <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
            <p class="quiet">{words.wording(&shown.office)}</p>
            <Heading title=title/>
            {rows(words, shown)}
        })
    })
}

/// On the queue: how many warnings are open at this member's office; nothing where there are none.
///
/// # Errors
/// The desk's.
pub async fn warnings_line(words: Words) -> Result<Option<AnyView>, PortalError> {
    let count = back_office().count_warnings(&visit().actor).await?;
    Ok((count > 0).then(|| {
        let said = words.say_counted(Text::WarningsCount, count, &[]);
        view! { <p><a href="/casework/warnings">{said}</a></p> }.into_any()
    }))
}

fn rows(words: Words, shown: WarningsView) -> AnyView {
    let start = (!shown.is_first_page).then(
        || view! { <a href="/casework/warnings">{words.say(Text::CaseworkFromStart)}</a> " " },
    );
    if shown.rows.is_empty() {
        return view! {
            <p class="empty">{words.say(Text::WarningsEmpty)}</p>
            {start.map(|start| view! { <p>{start}</p> })}
        }
        .into_any();
    }
    let columns = [
        Text::WarningsColumnWhat,
        Text::WarningsColumnDue,
        Text::WarningsColumnNow,
        Text::WarningsColumnSince,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let next = shown
        .next
        .as_ref()
        .map(|place| format!("/casework/warnings?after={place}"));
    let cells = shown
        .rows
        .into_iter()
        .map(|row| cells(words, row))
        .collect();
    view! {
        <p>{words.say(Text::WarningsIntro)}</p>
        <DataTable id="warnings" stacks=true caption=words.say(Text::WarningsCaption) columns=columns rows=cells/>
        <p class="queue-pages">
            {start}
            {next.map(|href| view! { <a href=href rel="next">{words.say(Text::CaseworkMore)}</a> })}
        </p>
    }
    .into_any()
}

fn now_said(words: Words, row: &WarningLine) -> String {
    match row.now {
        Some((whom, until)) => words.say_with(
            Text::WarningNow,
            &[
                ("whom", &words.say(whom.text())),
                ("until", &words.time(until)),
            ],
        ),
        None => words.say(Text::WarningNobodyLeft),
    }
}

fn due_said(words: Words, row: &WarningLine) -> AnyView {
    let due = words.time(row.due_at);
    if row.is_overdue {
        let said = words.say_with(Text::WarningOverdue, &[("time", &due)]);
        view! { <strong class="is-late">{said}</strong> }.into_any()
    } else {
        due.into_any()
    }
}

fn cells(words: Words, row: WarningLine) -> Vec<AnyView> {
    let title = format!("{} · {}", words.say(kind_text(&row.kind)), row.name);
    vec![
        view! { <a href=format!("/casework/warnings/{}", row.id)>{title}</a> }.into_any(),
        due_said(words, &row),
        now_said(words, &row).into_any(),
        words.time(row.opened_at).into_any(),
    ]
}

/// `/casework/warnings/{id}`
#[component]
pub fn WarningPage() -> impl IntoView {
    let id = use_params_map()
        .get_untracked()
        .get("id")
        .unwrap_or_default();
    page(async move {
        let visit = visit();
        let shown = back_office().warning(&visit.actor, &id).await?;
        let faults = if visit.review {
            vec![FieldFault::new("reason", Text::WarningReasonEmpty)]
        } else {
            Vec::new()
        };
        Ok(one_warning(words(), shown, faults))
    })
}

fn one_warning(words: Words, shown: WarningView, faults: Vec<FieldFault>) -> AnyView {
    let address = format!("/casework/warnings/{}", shown.line.id);
    let title = format!(
        "{} · {}",
        words.say(kind_text(&shown.line.kind)),
        shown.line.name
    );
    let looks_after = visit().looks_after_streets;
    let has_rung_open = shown.rungs.iter().any(|rung| rung.ended.is_none());
    let is_open = shown.closed.is_none();
    let closed = shown.closed.map(|(how, at, remark)| {
        let said = words.say_with(
            Text::WarningClosed,
            &[
                ("how", &words.say(how.text())),
                ("time", &words.time(at)),
            ],
        );
        view! { <p class="lead">{said}</p> {(!remark.is_empty()).then(|| view! { <p>{remark}</p> })} }
    });
    let reasons = Closing::ALL
        .iter()
        .map(|how| Choice::new(how.code(), words.say(how.text())))
        .collect();
    let due = due_said(words, &shown.line);
    let version = shown.version.to_string();
    view! {
        <BackLink href="/casework/warnings" label=words.say(Text::WarningsBack)/>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=title has_errors=!faults.is_empty()/>
        {closed}
        <SummaryList>
            <SummaryRow label=words.say(Text::WarningsColumnDue)>{due}</SummaryRow>
            <SummaryRow label=words.say(Text::WarningOwner) value=words.wording(&shown.office)/>
            <SummaryRow label=words.say(Text::CareHomeAddress) value=shown.address/>
            <SummaryRow label=words.say(Text::CareHomePhone)><a href=format!("tel:{}", shown.phone)>{shown.phone.clone()}</a></SummaryRow>
            <SummaryRow label=words.say(Text::WarningAbout) value=shown.reference/>
        </SummaryList>
        {looks_after.then(|| view! {
            <form method="post" action="/staff/older-person">
                <input type="hidden" name="warning" value=shown.line.id.clone()/>
                <SecondaryButton label=words.say(Text::OlderPersonFromWarning)/>
            </form>
        })}
        <h2>{words.say(Text::WarningRungs)}</h2>
        {shown.rungs.into_iter().map(|rung| {
            let until = words.say_with(Text::WarningRungUntil, &[("from", &words.time(rung.opened_at)), ("until", &words.time(rung.due_at))]);
            let ended = rung.ended.map(|(how, at)| format!("{} {}", words.time(at), words.say(how.text())));
            view! {
                <SummaryCard title=words.say(rung.whom.text())>
                    <p>{rung.name}" "<a href=format!("tel:{}", rung.phone)>{rung.phone.clone()}</a></p>
                    <p class="quiet">{until}</p>
                    {ended.map(|ended| view! { <p>{ended}</p> })}
                </SummaryCard>
            }
        }).collect_view()}
        {(is_open && has_rung_open).then(|| view! {
            <form method="post" action=address.clone()>
                <input type="hidden" name="version" value=version.clone()/>
                <Buttons>
                    <SecondaryButton label=words.say(Text::WarningActNoAnswer) name="act" value="no-answer"/>
                    <SecondaryButton label=words.say(Text::WarningActReached) name="act" value="reached"/>
                </Buttons>
            </form>
        })}
        {is_open.then(|| view! {
            <h2>{words.say(Text::WarningClose)}</h2>
            <form method="post" action=address novalidate>
                <input type="hidden" name="version" value=version/>
                <RadioField name="reason" legend=words.say(Text::WarningReason) choices=reasons chosen="" faults=faults.clone()/>
                <TextArea name="remark" label=words.say(Text::WarningRemark) value="" faults=faults rows=3 is_optional=true/>
                <PrimaryButton label=words.say(Text::WarningClose) name="act" value="close"/>
            </form>
        })}
    }
    .into_any()
}

/// `/contacts`
#[component]
pub fn ContactsPage() -> impl IntoView {
    page(async {
        let visit = visit();
        let me = visit
            .actor
            .citizen()
            .cloned()
            .ok_or(PortalError::SignInFirst)?;
        // One thing a page: to whom is rung first, and on a page of its own each question about one more.
        let is_adding = visit.review || visit.part.is_some();
        let shown = back_office()
            .own_contacts(&me, &visit.session, is_adding)
            .await?;
        Ok(if asks_one_by_one() && is_adding && !shown.is_full {
            one_more(words(), shown)
        } else {
            contacts(words(), shown)
        })
    })
}

/// One more, asked one question a page.
fn one_more(words: Words, shown: ContactsView) -> AnyView {
    let faults = reviewed(shown.faults);
    view! {
        <QuestionPage back="/contacts" title=words.say(Text::ContactAddTitle) faults=faults.clone() button=words.say(Text::ContactAdd) keeps=true>
            <TextField name="name" label=words.say(Text::ContactName) value=shown.typed.name faults=faults.clone() width=10 autocomplete="off"/>
            <TextField name="phone" label=words.say(Text::ContactPhone) value=shown.typed.phone faults=faults kind="tel" autocomplete="off"/>
        </QuestionPage>
    }
    .into_any()
}

fn contacts(words: Words, shown: ContactsView) -> AnyView {
    let faults = reviewed(shown.faults.clone());
    view! {
        <BackLink href="/care/orders" label=words.say(Text::CareOrdersTitle)/>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::ContactsTitle) has_errors=!faults.is_empty()/>
        <p class="lead">{words.say(Text::ContactsLead)}</p>
        <p>{words.say(Text::ContactsNoMandate)}</p>
        {contact_cards(words, shown, "/contacts")}
    }
    .into_any()
}

/// Everybody who is to be rung, and the form for one more; the same at the street's desk.
pub(crate) fn contact_cards(words: Words, shown: ContactsView, action: &'static str) -> AnyView {
    let faults = reviewed(shown.faults);
    let is_empty = shown.contacts.is_empty();
    let is_desk = action != "/contacts";
    let is_one_by_one = asks_one_by_one();
    view! {
        {is_desk.then(|| view! { <h2 id="contacts">{words.say(Text::ContactsTitle)}</h2> })}
        {is_empty.then(|| view! { <p>{words.say(Text::ContactsNone)}</p> })}
        {(1..).zip(shown.contacts).map(|(nth, contact): (usize, _)| {
            let label = words.say_with(Text::ContactRemove, &[("name", &contact.name)]);
            view! {
                <SummaryCard title=contact.name>
                    <p>{contact.phone}</p>
                    <form method="post" action=action><WarningButton label=label name="act" value=format!("remove-{nth}")/></form>
                </SummaryCard>
            }
        }).collect_view()}
        {(!shown.is_full && is_one_by_one).then(|| view! {
            <Buttons><ButtonLink href=format!("{action}?part=1") label=words.say(Text::ContactAddTitle)/></Buttons>
        })}
        {(!shown.is_full && !is_one_by_one).then(|| view! {
            <h2>{words.say(Text::ContactAddTitle)}</h2>
            <form method="post" action=action novalidate>
                <TextField name="name" label=words.say(Text::ContactName) value=shown.typed.name faults=faults.clone() width=10 autocomplete="off"/>
                <TextField name="phone" label=words.say(Text::ContactPhone) value=shown.typed.phone faults=faults kind="tel" autocomplete="off"/>
                <PrimaryButton label=words.say(Text::ContactAdd) name="act" value="add"/>
            </form>
        })}
    }
    .into_any()
}
