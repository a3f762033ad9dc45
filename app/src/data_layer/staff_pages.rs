//! Grants at the desk: what one's own department's registers are asked for, and what one's own office asks of others.

use leptos::prelude::*;

use super::catalogue::{CataloguedSet, Share, catalogue};
use super::desk::{GrantLine, GrantState, GrantsView, PackageFormView, PackageRating};
use super::pages::said_fields;
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, Choice, DateField, ErrorSummary, FieldFault, Heading, Notice,
    PrimaryButton, SecondaryButton, SelectField, SummaryCard, SummaryList, SummaryRow, TextArea,
    page, reviewed,
};
use crate::visit::{visit, words};

/// `/staff/data-grants`
#[component]
pub fn DataGrantsPage() -> AnyView {
    page(async move {
        let visit = visit();
        let shown = back_office().grants(&visit.actor).await?;
        let faults = if visit.review {
            vec![FieldFault::new("reason", Text::DataGrantReasonEmpty)]
        } else {
            Vec::new()
        };
        Ok(grants(words(), shown, faults))
    })
}

fn grants(words: Words, shown: GrantsView, faults: Vec<FieldFault>) -> AnyView {
    let administers = shown.to_decide.is_some();
    let to_decide = shown.to_decide.map(|lines| {
        let is_empty = lines.is_empty();
        view! {
            <h2 id="reason" tabindex="-1">{words.say(Text::DataGrantsToDecide)}</h2>
            <p>{words.say(Text::DataGrantsToDecideHint)}</p>
            {is_empty.then(|| view! { <p class="empty">{words.say(Text::DataGrantsNone)}</p> })}
            {lines.into_iter().map(|line| card(words, line, true)).collect_view()}
        }
    });
    let none_own = shown.own.is_empty();
    view! {
        <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
        <p class="quiet">{words.wording(&shown.office)}</p>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::DataGrantsTitle) has_errors=!faults.is_empty()/>
        {to_decide}
        {administers.then(|| view! { <p><a href="/staff/data-figures">{words.say(Text::DataFiguresTitle)}</a></p> })}
        <h2>{words.say(Text::DataGrantsOwn)}</h2>
        {none_own.then(|| view! { <p class="empty">{words.say(Text::DataGrantsNoneOwn)}</p> })}
        {shown.own.into_iter().map(|line| card(words, line, false)).collect_view()}
        {shown.may_ask.then(|| view! {
            <ButtonLink href="/staff/data-grants/ask" label=words.say(Text::DataAskTitle)/>
        })}
    }
    .into_any()
}

fn card(words: Words, line: GrantLine, may_decide: bool) -> AnyView {
    let Some(set) = catalogue().set(&line.data_set) else {
        return ().into_any();
    };
    let whose = line.asked_by.as_ref().map_or_else(
        || words.say(Text::DataGrantStanding),
        |office| words.wording(office),
    );
    let until = line.until.map_or_else(
        || words.say(Text::DataGrantNoEnd),
        |until| words.date(until),
    );
    let not_told = (!line.is_told && line.state != GrantState::Asked)
        .then(|| view! { <p>{words.say(Text::DataGrantNotTold)}</p> });
    // What the portal itself asks needs no rating: what is needed is read off it.
    let beyond = line
        .asked_by
        .as_ref()
        .and_then(|_| {
            let asked = [(line.data_set.clone(), line.fields.clone())];
            PackageRating::of(&line.purpose, &asked).beyond.pop()
        })
        .map(|(_, fields)| {
            view! { <SummaryRow label=words.say(Text::DataGrantBeyond) value=said_fields(words, set, &fields)/> }
        });
    let acts = may_decide.then(|| acts(words, &line));
    view! {
        <SummaryCard title=words.wording(&set.name)>
            <SummaryList>
                <SummaryRow label=words.say(Text::DataGrantState) value=words.say(line.state.text())/>
                <SummaryRow label=words.say(Text::DataColumnPurpose) value=words.wording(&catalogue().purpose_name(&line.purpose))/>
                <SummaryRow label=words.say(Text::DataColumnWhose) value=whose/>
                {(!line.matter.is_empty()).then(|| view! { <SummaryRow label=words.say(Text::DataGrantMatter) value=line.matter.clone()/> })}
                <SummaryRow label=words.say(Text::DataFields) value=said_fields(words, set, &line.fields)/>
                {beyond}
                <SummaryRow label=words.say(Text::DataColumnUntil) value=until/>
                {(!line.reason.is_empty()).then(|| view! { <SummaryRow label=words.say(Text::DataGrantReason) value=line.reason.clone()/> })}
            </SummaryList>
            {not_told}
            {acts}
        </SummaryCard>
    }
    .into_any()
}

/// What the owner can press.
fn acts(words: Words, line: &GrantLine) -> AnyView {
    let action = format!("/staff/data-grants/{}", line.id);
    let version = line.version.to_string();
    let reason_id = format!("reason-{}", line.id);
    let reason = view! {
        <div class="field">
            <label for=reason_id.clone()>{words.say(Text::DataGrantReasonLabel)}</label>
            <input id=reason_id name="reason" type="text" class="width-whole" autocomplete="off" maxlength="200"/>
        </div>
    };
    match line.state {
        GrantState::Asked => view! {
            <form method="post" action=action novalidate>
                <input type="hidden" name="version" value=version/>
                {reason}
                <Buttons>
                    <SecondaryButton label=words.say(Text::DataGrantGive) name="act" value="grant"/>
                    <SecondaryButton label=words.say(Text::DataGrantRefuse) name="act" value="refuse"/>
                </Buttons>
            </form>
        }
        .into_any(),
        GrantState::Granted => view! {
            <form method="post" action=action novalidate>
                <input type="hidden" name="version" value=version/>
                {reason}
                <SecondaryButton label=words.say(Text::DataGrantRevoke) name="act" value="revoke"/>
            </form>
        }
        .into_any(),
        GrantState::Revoked => view! {
            <form method="post" action=action novalidate>
                <input type="hidden" name="version" value=version/>
                <SecondaryButton label=words.say(Text::DataGrantGiveAgain) name="act" value="grant"/>
            </form>
        }
        .into_any(),
        GrantState::Refused => ().into_any(),
    }
}

/// `/staff/data-grants/ask`
#[component]
pub fn AskForDataPage() -> AnyView {
    page(async move {
        let visit = visit();
        let shown = back_office()
            .package_form(&visit.actor, &visit.session, visit.review)
            .await?;
        Ok(ask(words(), shown))
    })
}

fn ask(words: Words, shown: PackageFormView) -> AnyView {
    let faults = reviewed(shown.faults);
    let typed = shown.typed;
    let purposes = catalogue()
        .standing
        .iter()
        .map(|standing| Choice::new(&standing.purpose, words.wording(&standing.name)))
        .collect();
    let fields_fault = crate::ui::fault_of(&faults, "fields");
    let sets = catalogue()
        .sets_to_ask_for()
        .map(|set| ticks(words, set, &typed.fields))
        .collect_view();
    let can_be_sent = shown.rating.as_ref().filter(|rating| !rating.is_too_low());
    let seen = can_be_sent.map(|rating| {
        view! { <input type="hidden" name="seen" value=rating.beyond_named()/> }
    });
    let send = if seen.is_some() {
        Text::DataAskSendAllTheSame
    } else {
        Text::DataAskSend
    };
    view! {
        <BackLink href="/staff/data-grants" label=words.say(Text::DataGrantsTitle)/>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::DataAskTitle) has_errors=!faults.is_empty()/>
        <p class="lead">{words.say(Text::DataAskLead)}</p>
        {shown.rating.map(|rating| rated(words, &rating))}
        <form method="post" action="/staff/data-grants/ask" novalidate>
            <SelectField name="purpose" label=words.say(Text::DataColumnPurpose) choices=purposes chosen=typed.purpose faults=faults.clone()/>
            <TextArea name="matter" label=words.say(Text::DataGrantMatter) hint=words.say(Text::DataAskMatterHint) value=typed.matter faults=faults.clone() rows=3/>
            <DateField name="until" legend=words.say(Text::DataColumnUntil) hint=words.say(Text::DataAskUntilHint)
                year=typed.until_year month=typed.until_month day=typed.until_day faults=faults.clone()/>
            <h2 id="fields" tabindex="-1">{words.say(Text::DataAskFields)}</h2>
            <p class="hint">{words.say(Text::DataAskFieldsHint)}</p>
            <p class="hint">{words.say(Text::DataAskElsewhere)}</p>
            {fields_fault.map(|fault| view! { <p class="fault">{fault}</p> })}
            {sets}
            {seen}
            <PrimaryButton label=words.say(send)/>
        </form>
    }
    .into_any()
}

/// What the package asks for beyond what its purpose is known to need, and what to do about it.
fn rated(words: Words, rating: &PackageRating) -> AnyView {
    let beyond = rating
        .beyond
        .iter()
        .filter_map(|(code, fields)| {
            let set = catalogue().set(code)?;
            let said = [
                ("set", &*words.wording(&set.name)),
                ("fields", &said_fields(words, set, fields)),
            ];
            Some(view! { <li>{words.say_with(Text::DataAskBeyondSet, &said)}</li> })
        })
        .collect_view();
    let advice = if rating.is_too_low() {
        Text::DataAskAdviceLeaveOut
    } else {
        Text::DataAskAdviceSayWhy
    };
    let score = words.say_with(Text::DataAskScore, &[("score", &rating.score.to_string())]);
    view! {
        <Notice title=score>
            <p>{words.say(Text::DataAskBeyond)}</p>
            <ul>{beyond}</ul>
            <p>{words.say(advice)}</p>
        </Notice>
    }
    .into_any()
}

/// A data set's fields to tick, folded away until they are wanted.
fn ticks(words: Words, set: &'static CataloguedSet, ticked: &[String]) -> AnyView {
    let fields: Vec<_> = set
        .fields
        .iter()
        .filter(|field| field.share == Share::Conditional)
        .collect();
    if fields.is_empty() {
        return ().into_any();
    }
    let is_open = fields
        .iter()
        .any(|field| ticked.contains(&format!("{}.{}", set.code, field.name)));
    let options = fields
        .into_iter()
        .map(|field| {
            let value = format!("{}.{}", set.code, field.name);
            let id = value.replace(['/', '.'], "-").to_lowercase();
            let checked = ticked.contains(&value);
            view! {
                <div class="choice">
                    <input type="checkbox" id=id.clone() name="fields" value=value checked=checked/>
                    <label for=id>{words.wording(&field.label)}" · "{words.say(field.class.text())}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <details open=is_open>
            <summary>{words.wording(&set.name)}</summary>
            <fieldset><legend class="visually-hidden">{words.wording(&set.name)}</legend>{options}</fieldset>
        </details>
    }
    .into_any()
}
