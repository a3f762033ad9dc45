//! The catalogue, for everybody; and who looked at my data.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::catalogue::{Base, CataloguedSet, Share, catalogue};
use super::corrections::{Correction, own_correction};
use super::desk::{AskedBy, GrantLine, Looked, LookedKind, LookedView};
use super::figures::{CallFigures, SetQuality};
use super::figures_pages;
use super::looks::LookQuestion;
use super::looks_pages::one_question;
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::offers::pages::{leave_lines, own_lines};
use crate::offers::{OwnLook, StandingLeave};
use crate::text::{Text, Wording, Words, city_date};
use crate::ui::{
    BackLink, Column, DataTable, Heading, Inset, SummaryCard, SummaryList, SummaryRow, page,
};
use crate::visit::{visit, words};

/// The longest text that the field takes, in characters.
const LONGEST: usize = 60;

/// `/data?q=..`
#[component]
pub fn DataPage() -> AnyView {
    let typed: String = use_query_map()
        .get_untracked()
        .get("q")
        .unwrap_or_default()
        .chars()
        .take(LONGEST)
        .collect();
    page(async move {
        let words = words();
        let catalogue = catalogue();
        let found = catalogue.find(&typed);
        let count = i64::try_from(found.len()).unwrap_or(0);
        let is_asked = !typed.trim().is_empty();
        let figures = back_office().public_data_figures().await?;
        let groups = Base::ALL
            .into_iter()
            .map(|base| {
                let of_base: Vec<&CataloguedSet> = found
                    .iter()
                    .filter(|set| set.base == base)
                    .copied()
                    .collect();
                (!of_base.is_empty()).then(|| group(words, base, of_base, &figures))
            })
            .collect_view();
        Ok(view! {
            <Heading title=words.say(Text::DataTitle)/>
            <p class="lead">{words.say(Text::DataLead)}</p>
            <form class="search" method="get" action="/data" role="search">
                <label for="q">{words.say(Text::DataSearchLabel)}</label>
                <p class="hint" id="q-hint">{words.say(Text::DataSearchHint)}</p>
                <div class="search-row">
                    <input id="q" name="q" type="search" value=typed maxlength=LONGEST.to_string() aria-describedby="q-hint"
                        autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search"/>
                    <button type="submit" class="button primary">{words.say(Text::SearchButton)}</button>
                </div>
            </form>
            <ul>
                <li><a href="/data/members">{words.say(Text::DataMembersLink)}</a></li>
                <li><a href="/data/codes">{words.say(Text::DataCodesTitle)}</a></li>
                <li><a href="/data/figures">{words.say(Text::DataFiguresPublicTitle)}</a></li>
            </ul>
            {is_asked.then(|| view! {
                <h2>{words.say_counted(Text::DataFound, count, &[])}</h2>
                <p><a href="/data">{words.say(Text::DataAll)}</a></p>
            })}
            {groups}
            <p class="quiet">{words.say_with(Text::DataVersion, &[("version", &catalogue.version)])}</p>
        })
    })
}

fn group(
    words: Words,
    base: Base,
    sets: Vec<&CataloguedSet>,
    figures: &CallFigures,
) -> impl IntoView + use<> {
    let published = figures.published();
    let rows = sets
        .into_iter()
        .map(|set| {
            let owner = catalogue().owner(&set.owner).map(|owner| {
                format!(
                    "{} · {}",
                    words.say(owner.tier.text()),
                    words.wording(&owner.name)
                )
            });
            view! {
                <li>
                    <h3><a href=set.address()>{words.wording(&set.name)}</a></h3>
                    <p>{words.wording(&set.about)}</p>
                    <p class="quiet">{owner}" · "{words.say(set.cycle.text())}" · "{set.code.clone()}" · "{usage(words, &published, &set.code)}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <h2>{words.say(base.text())}</h2>
        <ul class="services">{rows}</ul>
    }
}

/// How often a data set was asked lately, as far as it is published.
fn usage(words: Words, published: &BTreeMap<String, Option<i64>>, code: &str) -> String {
    match published.get(code) {
        None => words.say_counted(Text::DataUsage, 0, &[]),
        Some(None) => words.say(Text::DataUsageHidden),
        Some(Some(calls)) => words.say_counted(Text::DataUsage, *calls, &[]),
    }
}

/// `/data/{register}/{service}`
#[component]
pub fn DataSetPage() -> AnyView {
    let params = use_params_map().get_untracked();
    let code = format!(
        "{}/{}",
        params.get("register").unwrap_or_default(),
        params.get("service").unwrap_or_default()
    );
    page(async move {
        let set = catalogue().set(&code).ok_or(PortalError::NotFound)?;
        let consumers = back_office().consumers(&set.code).await?;
        let quality = back_office().set_quality(&set.code).await?;
        let published = back_office().public_data_figures().await?.published();
        let words = words();
        let usage = usage(words, &published, &set.code);
        Ok(one_set(words, set, consumers, quality, usage))
    })
}

fn one_set(
    words: Words,
    set: &'static CataloguedSet,
    consumers: Vec<GrantLine>,
    quality: SetQuality,
    usage: String,
) -> AnyView {
    let owner = catalogue().owner(&set.owner);
    let owner_name = owner.map(|owner| words.wording(&owner.name));
    let tier = owner.map(|owner| words.say(owner.tier.text()));
    let never: Vec<String> = set
        .never_for
        .iter()
        .map(|purpose| words.wording(&catalogue().purpose_name(purpose)))
        .collect();
    let separator = words.say(Text::DataSeparator);
    let never = (!never.is_empty()).then(|| never.join(&separator));
    let published = if set.is_published {
        Text::DataPublished
    } else {
        Text::DataNotPublished
    };
    let fields = set
        .fields
        .iter()
        .map(|field| {
            let table = field.table.as_ref().map(|code| {
                let href = format!("/data/codes#{}", figures_pages::anchor(code));
                view! { <a href=href>{code.clone()}</a> }
            });
            vec![
                words.wording(&field.label).into_any(),
                view! { <code>{field.name.clone()}</code> }.into_any(),
                words.say(field.class.text()).into_any(),
                words.say(field.share.text()).into_any(),
                table.into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::DataColumnField,
        Text::DataColumnCode,
        Text::DataColumnClass,
        Text::DataColumnShare,
        Text::DataColumnTable,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let openapi = set.is_published.then(|| {
        let href = format!("{}/openapi.json", set.address());
        view! { <p><a href=href>{words.say(Text::DataOpenApi)}</a></p> }
    });
    view! {
        <BackLink href="/data" label=words.say(Text::DataTitle)/>
        <Heading title=words.wording(&set.name)/>
        <p class="lead">{words.wording(&set.about)}</p>
        {never.map(|never| view! {
            <p><strong>{words.say_with(Text::DataNeverFor, &[("purposes", &never)])}</strong></p>
        })}
        <SummaryList>
            <SummaryRow label=words.say(Text::DataRowOwner) value=owner_name.unwrap_or_default()/>
            <SummaryRow label=words.say(Text::DataRowTier) value=tier.unwrap_or_default()/>
            <SummaryRow label=words.say(Text::DataRowBase) value=words.say(set.base.text())/>
            <SummaryRow label=words.say(Text::DataRowCycle) value=words.say(set.cycle.text())/>
            <SummaryRow label=words.say(Text::DataRowCode) value=set.code.clone()/>
            <SummaryRow label=words.say(Text::DataRowPublished) value=words.say(published)/>
            <SummaryRow label=words.say(Text::DataRowUsage) value=usage/>
        </SummaryList>
        {openapi}
        <h2>{words.say(Text::DataFields)}</h2>
        <DataTable id="fields" stacks=true hides_caption=true caption=words.say(Text::DataFields) columns=columns rows=fields/>
        <h2>{words.say(Text::DataConsumers)}</h2>
        {used_by(words, set, consumers)}
        {figures_pages::quality(words, quality)}
    }
    .into_any()
}

/// Fields by what they are called, in one line.
pub(super) fn said_fields(words: Words, set: &CataloguedSet, fields: &[String]) -> String {
    let labels: Vec<String> = fields
        .iter()
        .map(|name| {
            set.field(name)
                .map_or_else(|| name.clone(), |field| words.wording(&field.label))
        })
        .collect();
    labels.join(&words.say(Text::DataSeparator))
}

fn used_by(words: Words, set: &CataloguedSet, consumers: Vec<GrantLine>) -> AnyView {
    let open: Vec<String> = set
        .fields
        .iter()
        .filter(|field| field.share == Share::Unconditional)
        .map(|field| field.name.clone())
        .collect();
    let open = (!open.is_empty()).then(|| {
        let fields = said_fields(words, set, &open);
        view! { <p>{words.say_with(Text::DataOpen, &[("fields", &fields)])}</p> }.into_any()
    });
    if consumers.is_empty() {
        return open
            .unwrap_or_else(|| view! { <p>{words.say(Text::DataNoConsumers)}</p> }.into_any());
    }
    let rows = consumers
        .into_iter()
        .map(|grant| {
            let whose = grant.asked_by.map_or_else(
                || words.say(Text::DataGrantStanding),
                |office| words.wording(&office),
            );
            let until = grant.until.map_or_else(
                || words.say(Text::DataGrantNoEnd),
                |until| words.date(until),
            );
            vec![
                words
                    .wording(&catalogue().purpose_name(&grant.purpose))
                    .into_any(),
                whose.into_any(),
                said_fields(words, set, &grant.fields).into_any(),
                until.into_any(),
            ]
        })
        .collect();
    let columns = [
        Text::DataColumnPurpose,
        Text::DataColumnWhose,
        Text::DataFields,
        Text::DataColumnUntil,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    view! {
        {open}
        <DataTable id="consumers" stacks=true hides_caption=true caption=words.say(Text::DataConsumers) columns=columns rows=rows/>
    }
    .into_any()
}

/// `/my-data?before=..`
#[component]
pub fn MyDataPage() -> AnyView {
    let before = use_query_map().get_untracked().get("before");
    page(async move {
        let visit = visit();
        let me = visit
            .actor
            .citizen()
            .cloned()
            .ok_or(PortalError::SignInFirst)?;
        let shown = back_office().who_looked(&me, before.as_deref()).await?;
        let (questions, corrections) = if shown.is_first_page {
            let questions = back_office().look_questions(&me).await?;
            (questions, back_office().my_corrections(&me).await?)
        } else {
            (Vec::new(), Vec::new())
        };
        let leave = back_office().standing_leave(&me).await?;
        let own = back_office().own_looks(&me).await?;
        let standing = (leave, own);
        Ok(who_looked(words(), shown, questions, corrections, standing))
    })
}

fn who_looked(
    words: Words,
    shown: LookedView,
    questions: Vec<LookQuestion>,
    corrections: Vec<Correction>,
    (leave, own): (Option<StandingLeave>, Vec<OwnLook>),
) -> AnyView {
    let has_own = !questions.is_empty() || !corrections.is_empty();
    let wrong = (!corrections.is_empty()).then(|| {
        let each = corrections
            .into_iter()
            .map(|wrong| own_correction(words, wrong))
            .collect_view();
        view! { <h2>{words.say(Text::CorrectionsOwn)}</h2> {each} }
    });
    let held = (shown.held > 0).then(|| {
        view! { <Inset><p>{words.say_counted(Text::LookHeldCount, shown.held, &[])}</p></Inset> }
    });
    let asked = (!questions.is_empty()).then(|| {
        let each = questions
            .into_iter()
            .map(|question| one_question(words, question))
            .collect_view();
        view! { <h2>{words.say(Text::LookYourQuestions)}</h2> {each} }
    });
    let all = has_own.then(|| view! { <h2>{words.say(Text::LookAllLooks)}</h2> });
    let is_first_page = shown.is_first_page;
    let own = own
        .into_iter()
        .filter(|_| is_first_page)
        .map(|look| {
            let lines = own_lines(words, &look);
            view! {
                <SummaryCard title=words.say(Text::OffersOwnHeading)>
                    {lines}
                    <p><a href="/benefits/offers">{words.say(Text::OffersOwnOff)}</a></p>
                </SummaryCard>
            }
        })
        .collect_view();
    let is_empty = shown.looks.is_empty();
    let next = shown
        .next
        .as_ref()
        .map(|place| format!("/my-data?before={place}"));
    view! {
        <BackLink href="/account"/>
        <Heading title=words.say(Text::LookedTitle)/>
        <p class="lead">{words.say(Text::LookedLead)}</p>
        {leave.filter(|_| shown.is_first_page).map(|leave| view! {
            <SummaryCard title=words.say(Text::OffersLeaveHeading)>
                {leave_lines(words, &leave)}
                <p><a href="/benefits/offers">{words.say(Text::OffersLeaveEnd)}</a></p>
            </SummaryCard>
        })}
        {own}
        {is_empty.then(|| view! { <p>{words.say(Text::LookedNothing)}</p> })}
        {held}
        {asked}
        {wrong}
        {all}
        {shown.looks.into_iter().map(|look| one_look(words, look, true)).collect_view()}
        {(!shown.is_first_page).then(|| view! { <p><a href="/my-data">{words.say(Text::LookedNewest)}</a></p> })}
        {next.map(|href| view! { <p><a href=href rel="next">{words.say(Text::LookedOlder)}</a></p> })}
        <h2>{words.say(Text::LookedMoreTitle)}</h2>
        <p><a href="/my-data/leave">{words.say(Text::LeaveGivenTitle)}</a></p>
        <p>{words.say(Text::LookedCatalogue)} " " <a href="/data">{words.say(Text::DataTitle)}</a></p>
        <p>{words.say(Text::LookedDoubt)} " " <a href="tel:12345">"12345"</a></p>
    }
    .into_any()
}

/// `asks`: with the way to a question about it.
pub(super) fn one_look(words: Words, look: Looked, asks: bool) -> impl IntoView {
    let ask = look.id.filter(|_| asks).map(|id| {
        let href = format!("/my-data/looks/{id}");
        view! { <p><a href=href>{words.say(Text::LookAskLink)}</a></p> }
    });
    let asked_by = look.asked_by.map(|by| asked_by(words, &by));
    let was_held = look.was_held.map(|(basis, until)| {
        words.say_with(
            Text::LookWasHeld,
            &[
                ("date", &words.date(until)),
                ("basis", &words.say(basis.text())),
            ],
        )
    });
    let who = match look.kind {
        LookedKind::Yourself => words.say(Text::LookedYourself),
        LookedKind::AnotherCitizen => words.say(Text::LookedAnother),
        LookedKind::Contact => words.say(Text::LookedContact),
        LookedKind::Stranger => words.say(Text::LookedStranger),
        LookedKind::Portal if look.office.zh.is_empty() => words.say(Text::LookedPortal),
        // What is an office's own it looks at by way of the portal.
        LookedKind::Portal | LookedKind::Staff | LookedKind::Register => {
            words.wording(&look.office)
        }
    };
    let role = role_said(words, &look.role);
    let outcome = outcome_said(words, look.kind, &look.outcome);
    let separator = words.say(Text::LookedGroupSeparator);
    let fields = look
        .fields
        .iter()
        .map(|field: &Wording| words.wording(field))
        .collect::<Vec<_>>()
        .join(&separator);
    let when = if look.is_veiled {
        words.date(city_date(look.at))
    } else {
        words.time(look.at)
    };
    let asked = match look.kind {
        LookedKind::Register => Text::LookedWasAsked,
        _ => Text::LookedLookedIn,
    };
    view! {
        <SummaryCard title=who>
            <p class="quiet">{when}" · "{words.say(asked)}{role.map(|role| format!(" · {role}"))}</p>
            <SummaryList>
                {asked_by.map(|by| view! { <SummaryRow label=words.say(Text::LookedAskedBy) value=by/> })}
                <SummaryRow label=words.say(Text::LookedWhatFor) value=words.wording(&look.purpose)/>
                {(!look.reference.is_empty()).then(|| view! { <SummaryRow label=words.say(Text::LookedCase) value=look.reference/> })}
                {(!fields.is_empty()).then(|| view! { <SummaryRow label=words.say(Text::DataFields) value=fields/> })}
                <SummaryRow label=words.say(Text::LookedOutcome) value=outcome/>
            </SummaryList>
            {was_held.map(|held| view! { <p class="quiet">{held}</p> })}
            {ask}
        </SummaryCard>
    }
}

/// How a look ended. The log names the code table of a value that was not taken: `unknown-code:TABLE:FIELD`.
fn outcome_said(words: Words, kind: LookedKind, outcome: &str) -> String {
    let mut parts = outcome.split(':');
    let code = parts.next().unwrap_or_default();
    match (code, parts.next()) {
        ("unknown-code", Some(table)) => {
            words.say_with(Text::LookedOutcomeUnknownCode, &[("table", table)])
        }
        ("refused", _) if kind == LookedKind::Register => {
            words.say(Text::LookedOutcomeEntryRefused)
        }
        _ => words.say(
            Text::from_key(&format!("looked-outcome-{code}")).unwrap_or(Text::LookedOutcomeFailed),
        ),
    }
}

fn role_said(words: Words, role: &str) -> Option<String> {
    Text::from_key(&format!("looked-role-{role}")).map(|text| words.say(text))
}

/// Who had a register asked.
fn asked_by(words: Words, by: &AskedBy) -> String {
    match by {
        AskedBy::Yourself => words.say(Text::LookedYourself),
        AskedBy::AnotherCitizen => words.say(Text::LookedAnother),
        AskedBy::Portal => words.say(Text::LookedPortal),
        AskedBy::Office(office, role) => {
            let office = words.wording(office);
            role_said(words, role)
                .map_or_else(|| office.clone(), |role| format!("{office} · {role}"))
        }
    }
}
