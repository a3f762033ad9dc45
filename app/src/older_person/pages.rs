//! The page about one person.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{OlderPersonView, PersonLookedAfter};
use crate::allowances::EntitlementStage;
use crate::allowances::pages::stage_of;
use crate::assessment::table;
use crate::back_office::back_office;
use crate::benefits::pages::facts_named;
use crate::care::pages::when;
use crate::helping::HelpHow;
use crate::offers::pages::own_lines;
use crate::text::{Text, Words};
use crate::ui::{
    Buttons, Column, DataTable, ErrorSummary, FieldFault, Heading, Notice, NoticeKind,
    PrimaryButton, SecondaryButton, TextField, page, reviewed,
};
use crate::visit::{visit, words};
use crate::warnings::kind_text;

/// `/staff/older-person`
#[component]
pub fn OlderPersonPage() -> impl IntoView {
    let is_said = use_query_map().get_untracked().get("said").is_some();
    page(async move {
        let visit = visit();
        let shown = back_office()
            .older_person(&visit.actor, &visit.session)
            .await?;
        let words = words();
        Ok(match shown.person {
            Some(person) if visit.review => {
                let faults = vec![FieldFault::new("text", Text::AllowanceTextEmpty)];
                view! { <ErrorSummary faults=faults/> {about(words, person)} }.into_any()
            }
            Some(person) if is_said => view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::AllowanceSaidTitle)>
                    <p>{words.say(Text::OlderPersonWrongSaid)}</p>
                </Notice>
                {about(words, person)}
            }
            .into_any(),
            Some(person) => about(words, person),
            None => asking(words, shown),
        })
    })
}

fn asking(words: Words, shown: OlderPersonView) -> AnyView {
    let faults = reviewed(shown.faults);
    view! {
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::OlderPersonTitle) has_errors=!faults.is_empty()/>
        <p>{words.say(Text::OlderPersonLead)}</p>
        <form method="post" action="/staff/older-person" novalidate>
            <TextField name="number" label=words.say(Text::IdentityNumber) value=shown.typed faults=faults autocomplete="off"/>
            <PrimaryButton label=words.say(Text::OlderPersonLook)/>
        </form>
    }
    .into_any()
}

fn about(words: Words, person: PersonLookedAfter) -> AnyView {
    let title = words.say_with(Text::OlderPersonOf, &[("person", &person.called)]);
    let done = view! {
        <form method="post" action="/staff/older-person">
            <SecondaryButton label=words.say(Text::OlderPersonFinish)/>
        </form>
    };
    if person.is_unknown() {
        return view! {
            <Heading title=title/>
            <p class="empty">{words.say(Text::OlderPersonUnknown)}</p>
            {done}
        }
        .into_any();
    }
    view! {
        <Heading title=title/>
        <p class="quiet">{words.say(Text::OlderPersonRecorded)}</p>
        {calls(words, &person)}
        {warnings(words, &person)}
        {findings(words, &person)}
        {entitlements(words, &person)}
        {orders(words, &person)}
        {contacts(words, &person)}
        {looks(words, &person)}
        {objections(words, &person)}
        {done}
    }
    .into_any()
}

/// A part of the page: its table, or that there is nothing.
fn part(
    words: Words,
    id: &'static str,
    title: Text,
    columns: &[Text],
    rows: Vec<Vec<AnyView>>,
) -> impl IntoView + use<> {
    let title = words.say(title);
    let columns = columns
        .iter()
        .map(|text| Column::text(words.say(*text)))
        .collect();
    let is_empty = rows.is_empty();
    view! {
        <section>
            <h2>{title.clone()}</h2>
            {if is_empty {
                view! { <p class="empty">{words.say(Text::OlderPersonNone)}</p> }.into_any()
            } else {
                view! { <DataTable id=id stacks=true hides_caption=true caption=title columns=columns rows=rows/> }.into_any()
            }}
        </section>
    }
}

fn calls(words: Words, person: &PersonLookedAfter) -> impl IntoView + use<> {
    let rows = person
        .calls
        .iter()
        .map(|(line, end)| {
            let state = match end {
                Some(end) => words.say_with(
                    Text::CallEndedHow,
                    &[
                        ("how", &words.say(end.how.text())),
                        ("met", &words.say(end.met.text())),
                    ],
                ),
                None => words.say(line.stage.text()),
            };
            vec![
                words.time(line.opened_at).into_any(),
                line.reference.clone().into_any(),
                state.into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::OlderPersonSince,
        Text::OlderPersonWhat,
        Text::OlderPersonState,
    ];
    part(words, "calls", Text::OlderPersonCalls, &columns, rows)
}

fn warnings(words: Words, person: &PersonLookedAfter) -> impl IntoView + use<> {
    let rows = person
        .warnings
        .iter()
        .map(|(line, closed)| {
            let href = format!("/casework/warnings/{}", line.id);
            let state = match closed {
                Some((how, at)) => words.say_with(
                    Text::WarningClosed,
                    &[("time", &words.time(*at)), ("how", &words.say(how.text()))],
                ),
                None => words.say_with(
                    Text::OlderPersonOpenUntil,
                    &[("time", &words.time(line.due_at))],
                ),
            };
            vec![
                view! { <a href=href>{words.say(kind_text(&line.kind))}</a> }.into_any(),
                words.time(line.opened_at).into_any(),
                state.into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::OlderPersonWhat,
        Text::OlderPersonSince,
        Text::OlderPersonState,
    ];
    part(words, "warnings", Text::OlderPersonWarnings, &columns, rows)
}

fn findings(words: Words, person: &PersonLookedAfter) -> impl IntoView + use<> {
    let rows = person
        .findings
        .iter()
        .map(|finding| {
            let level = table()
                .named(finding.level)
                .map(|level| words.wording(&level.name))
                .unwrap_or_default();
            let state = if finding.is_replaced {
                Text::AssessmentFindingReplaced
            } else if finding.is_contested {
                Text::AssessmentFindingContested
            } else if finding.is_valid {
                Text::AssessmentFindingValid
            } else {
                Text::AssessmentFindingOver
            };
            vec![
                level.into_any(),
                words.date(finding.valid_until).into_any(),
                words.wording(&finding.body).into_any(),
                words.say(state).into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::OlderPersonLevel,
        Text::AssessmentFindingUntil,
        Text::AssessmentBody,
        Text::OlderPersonState,
    ];
    part(words, "findings", Text::OlderPersonFindings, &columns, rows)
}

fn entitlements(words: Words, person: &PersonLookedAfter) -> impl IntoView + use<> {
    let rows = person
        .entitlements
        .iter()
        .map(|line| {
            let missing = (!line.missing.is_empty()).then(|| {
                let href = format!("/staff/older-person/facts/{}", line.reference);
                let facts = facts_named(words, &line.missing);
                let said = words.say_with(Text::OlderPersonMissing, &[("facts", &facts)]);
                view! { <br/><a href=href>{said}</a> }
            });
            vec![
                view! { {words.wording(&line.benefit)}{missing} }.into_any(),
                words.wording(&line.amount).into_any(),
                line.first_month.to_string().into_any(),
                words.say(stage_of(line.stage).1).into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::OlderPersonWhat,
        Text::OlderPersonAmount,
        Text::OlderPersonSince,
        Text::OlderPersonState,
    ];
    let title = Text::OlderPersonEntitlements;
    part(words, "entitlements", title, &columns, rows)
}

/// What the person can say against what stands above, at their word.
fn objections(words: Words, person: &PersonLookedAfter) -> Option<AnyView> {
    let findings = person.findings.iter().filter_map(|finding| {
        let until = finding.objection_until?;
        let level = table()
            .named(finding.level)
            .map(|level| words.wording(&level.name))
            .unwrap_or_default();
        let said = words.say_with(
            Text::OlderPersonWrongFinding,
            &[("level", &level), ("date", &words.date(until))],
        );
        Some(objection(words, "finding", &finding.id, said, true))
    });
    let entitlements = person.entitlements.iter().map(|line| {
        let benefit = words.wording(&line.benefit);
        let stage = words.say(stage_of(line.stage).1);
        let said = words.say_with(
            Text::OlderPersonWrongAllowance,
            &[("allowance", &benefit), ("state", &stage)],
        );
        // Against a suspension one press is enough.
        let asks = line.stage != EntitlementStage::Suspended;
        objection(words, "entitlement", &line.reference, said, asks)
    });
    let each: Vec<AnyView> = findings.chain(entitlements).collect();
    (!each.is_empty()).then(|| {
        view! {
            <section>
                <h2>{words.say(Text::OlderPersonWrong)}</h2>
                <p>{words.say(Text::OlderPersonWrongLead)}</p>
                {each}
            </section>
        }
        .into_any()
    })
}

/// One press says how the person said it.
fn said_how(words: Words) -> AnyView {
    [
        (HelpHow::Counter, Text::OlderPersonSaidCounter),
        (HelpHow::Visit, Text::OlderPersonSaidVisit),
        (HelpHow::Phone, Text::OlderPersonSaidPhone),
    ]
    .map(|(how, label)| {
        view! { <SecondaryButton label=words.say(label) name="how" value=how.code()/> }
    })
    .collect_view()
    .into_any()
}

fn objection(words: Words, about: &'static str, id: &str, said: String, asks: bool) -> AnyView {
    let field = format!("wrong-{id}");
    let buttons = said_how(words);
    view! {
        <details>
            <summary>{said}</summary>
            <form method="post" action="/staff/older-person">
                <input type="hidden" name=about value=id.to_owned()/>
                <p class="field">
                    <label for=field.clone()>{words.say(Text::AllowanceWhatIsWrong)}</label>
                    <textarea id=field name="text" rows="2" maxlength="2000" required=asks></textarea>
                </p>
                <Buttons>{buttons}</Buttons>
            </form>
        </details>
    }
    .into_any()
}

fn orders(words: Words, person: &PersonLookedAfter) -> impl IntoView + use<> {
    let rows = person
        .orders
        .iter()
        .map(|order| {
            let next = order
                .visits
                .iter()
                .filter(|visit| visit.stage.is_expected())
                .map(|visit| visit.slot)
                .min_by_key(|slot| (slot.day, slot.begins));
            let provider = &order.provider;
            let phone = format!("tel:{}", provider.phone);
            vec![
                words.say(order.service.text()).into_any(),
                view! { {words.wording(&provider.name)}" "<a href=phone>{provider.phone.clone()}</a> }.into_any(),
                next.map_or_else(|| "–".to_owned(), |slot| when(words, slot))
                    .into_any(),
                words.say(order.stage.text()).into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::OlderPersonWhat,
        Text::CareProvider,
        Text::OlderPersonNextVisit,
        Text::OlderPersonState,
    ];
    part(words, "orders", Text::OlderPersonOrders, &columns, rows)
}

fn contacts(words: Words, person: &PersonLookedAfter) -> impl IntoView + use<> {
    let rows = person
        .contacts
        .iter()
        .map(|contact| {
            let phone = format!("tel:{}", contact.phone);
            vec![
                contact.name.clone().into_any(),
                view! { <a href=phone>{contact.phone.clone()}</a> }.into_any(),
            ]
        })
        .collect();
    let columns = [Text::OlderPersonWho, Text::OlderPersonPhone];
    part(words, "contacts", Text::OlderPersonContacts, &columns, rows)
}

/// What offices look into of their own accord, and the buttons for whoever wants it otherwise and says so.
fn looks(words: Words, person: &PersonLookedAfter) -> Option<AnyView> {
    let each = person
        .looks
        .iter()
        .map(|look| {
            let (act, asked) = if look.is_off {
                ("on", Text::OlderPersonLooksOn)
            } else {
                ("off", Text::OlderPersonLooksOff)
            };
            let buttons = said_how(words);
            view! {
                {own_lines(words, look)}
                <form method="post" action="/staff/older-person">
                    <input type="hidden" name="duty" value=look.duty.code.clone()/>
                    <input type="hidden" name="act" value=act/>
                    <p>{words.say(asked)}</p>
                    <Buttons>{buttons}</Buttons>
                </form>
            }
        })
        .collect_view();
    (!person.looks.is_empty()).then(|| {
        view! {
            <section>
                <h2>{words.say(Text::OffersOwnHeading)}</h2>
                {each}
            </section>
        }
        .into_any()
    })
}
