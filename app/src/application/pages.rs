//! The pages that every application has: guide, leave, known values, "this is wrong", matters, check, another way.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::desk::{
    CheckActing, CheckRow, CheckedBy, DraftView, GuideMatter, KnownValue, MatterChoice,
};
use crate::back_office::back_office;
use crate::benefits::pages::fields;
use crate::case::FieldState;
use crate::data_layer::register_name;
use crate::newborn::pages::street_choices;
use crate::text::{Text, Wording, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, CheckboxField, Choice, ErrorSummary, Heading, Inset, Notice,
    PrimaryButton, QuestionPage, RadioField, SelectField, SummaryList, SummaryRow, TextField, page,
    reviewed,
};
use crate::visit::{visit, words};

/// A list of registers in one sentence.
fn listed(words: Words, names: &[Wording]) -> String {
    let separator = if words.language == crate::text::Language::Chinese {
        "、"
    } else {
        ", "
    };
    names
        .iter()
        .map(|name| words.wording(name))
        .collect::<Vec<_>>()
        .join(separator)
}

fn department_name(words: Words, department: &str) -> String {
    Text::from_key(&format!("department-{department}"))
        .map_or_else(|| department.to_owned(), |text| words.say(text))
}

/// `/{service}`: who, what is needed, how long, what it costs, where.
#[component]
pub fn GuidePage(service: &'static str) -> impl IntoView {
    page(async move {
        let visit = visit();
        let words = words();
        let guide = back_office().guide(&visit.actor, service).await?;
        let count = i64::try_from(guide.matters.len()).unwrap_or(0);
        let days = guide.promised_days.to_string();
        let cost = guide.cost.as_ref().map_or_else(
            || words.say(Text::GuideCostBody),
            |cost| words.wording(cost),
        );
        // The check that anyone can make exists where the service has conditions that a few questions can settle.
        let has_check = service == "newborn";
        Ok(view! {
            <Heading title=words.wording(&guide.name)/>
            <p class="lead">{words.wording(&guide.summary)}</p>
            {guide.draft.map(|draft| draft_notice(words, draft, words.say(Text::GuideDraft)))}
            <form method="post" action=format!("/{service}/start")>
                {(!guide.for_whom.is_empty()).then(|| for_whom(words, guide.own_name, guide.for_whom))}
                <Buttons>
                    <PrimaryButton label=words.say(Text::StartNow)/>
                    {has_check.then(|| view! { <ButtonLink href=format!("/{service}/eligibility") label=words.say(Text::CheckFirst) is_secondary=true/> })}
                </Buttons>
            </form>
            {guide.may_be_for_another.then(|| view! {
                <p>{words.say(Text::MandateStartHint)} " " <a href="/acting-for">{words.say(Text::MandateActingTitle)}</a></p>
            })}
            <h2>{words.say(Text::GuideWho)}</h2>
            <p>{words.wording(&guide.who)}</p>
            <h2>{words.say(Text::GuideNeeded)}</h2>
            <p>{words.say(Text::GuideNeededBody)}</p>
            <h2>{words.say(Text::GuideTime)}</h2>
            <p>{words.say_with(Text::GuideTimeBody, &[("days", &days)])}</p>
            <h2>{words.say(Text::GuideCost)}</h2>
            <p>{cost}</p>
            <h2>{words.say(Text::GuideWhere)}</h2>
            <p>{words.say(Text::GuideWhereBody)}</p>
            <h2>{words.say(Text::GuideMatters)}</h2>
            <p>{words.say_counted(Text::GuideMattersCount, count, &[])}</p>
            <ul class="matters">{guide.matters.iter().map(|matter| guide_matter(words, matter)).collect_view()}</ul>
            <p class="quiet">{words.say_with(Text::GuideVersion, &[("version", &guide.version), ("evidence", &words.wording(&guide.evidence))])}</p>
        })
    })
}

/// For oneself, or for one of those who gave their leave.
fn for_whom(words: Words, own_name: String, others: Vec<(String, String)>) -> impl IntoView {
    let own = format!("{} ({own_name})", words.say(Text::MandateStartMe));
    let mut choices = vec![Choice::new("me", own)];
    choices.extend(others.into_iter().map(|(reference, name)| {
        Choice::new(
            reference,
            words.say_with(Text::MandateFor, &[("name", &name)]),
        )
    }));
    view! {
        <RadioField name="for" legend=words.say(Text::MandateStarted) choices=choices chosen="me" faults=vec![]/>
    }
}

/// An application that is not finished: where it goes on, and the last days.
pub fn draft_notice(words: Words, draft: DraftView, title: String) -> impl IntoView {
    view! {
        <Notice title=title>
            <p><a href=draft.next>{words.say(Text::ContinueDraft)}</a></p>
            {draft.last_day.map(|day| view! { <p>{words.say_with(Text::DraftLastDay, &[("date", &words.date(day))])}</p> })}
            <p>{words.say_with(Text::GuideKept, &[("date", &words.date(draft.kept_until))])}</p>
        </Notice>
    }
}

fn guide_matter(words: Words, matter: &GuideMatter) -> impl IntoView + use<> {
    let by = words.say_with(
        Text::GuideBy,
        &[("department", &department_name(words, &matter.department))],
    );
    let when = if matter.is_elsewhere {
        words.say(Text::GuideElsewhere)
    } else if matter.promised_days == 0 {
        words.say(Text::GuideAtOnce)
    } else {
        words.say_counted(Text::GuideDays, matter.promised_days, &[])
    };
    view! {
        <li>
            <strong>{words.wording(&matter.name)}</strong>
            <p>{words.wording(&matter.gives)}</p>
            <p class="quiet">{format!("{by}{}{when}", if words.language == crate::text::Language::Chinese { "，" } else { ", " })}</p>
        </li>
    }
}

/// `/{service}/leave`: one line a register, one press for all, each refusable.
#[component]
pub fn LeavePage(service: &'static str) -> impl IntoView {
    page(async move {
        let words = words();
        let leave = back_office().leave(&visit().actor, service).await?;
        let choices = leave
            .lines
            .iter()
            .map(|line| {
                let what = words.say_with(Text::LeaveWhat, &[("what", &words.wording(&line.what))]);
                let why = words.say_with(Text::LeaveWhy, &[("why", &words.wording(&line.why))]);
                Choice::new(line.data_set.clone(), words.wording(&line.register))
                    .hint(format!("{what} {why}"))
            })
            .collect();
        Ok(view! {
            <BackLink href=format!("/{service}")/>
            <Heading title=words.say(Text::LeaveTitle)/>
            <p>{words.say(Text::LeaveIntro)}</p>
            <form method="post" novalidate>
                <CheckboxField name="registers" legend=words.say(Text::LeaveLegend) choices=choices ticked=leave.typed.registers faults=vec![]/>
                <Inset><p>{words.say_with(Text::LeaveKept, &[("date", &words.date(leave.kept_until))])}</p></Inset>
                <PrimaryButton label=words.say(Text::LeaveAgree)/>
            </form>
        })
    })
}

/// `/{service}/by-hand`: what no register says, to be checked later.
#[component]
pub fn ByHandPage(service: &'static str) -> impl IntoView {
    page(async move {
        let words = words();
        let view = back_office().by_hand(&visit().actor, service).await?;
        let faults = reviewed(view.faults);
        let street = (!view.streets.is_empty()).then(|| {
            let choices = street_choices(words, &view.streets);
            view! {
                <SelectField name="street" label=words.say(Text::ByHandStreet) hint=words.say(Text::ByHandStreetHint)
                    choices=choices chosen=view.typed.street.clone() faults=faults.clone()/>
            }
        });
        let facts = fields(words, &view.facts, view.typed.as_facts(), &faults);
        Ok(view! {
            <QuestionPage back=view.back title=words.say(Text::ByHandTitle) faults=faults.clone() lead=vec![words.say(Text::ByHandLead)]>
                {street}
                {facts}
            </QuestionPage>
        })
    })
}

/// `/{service}/known`: every value with its source and time.
#[component]
pub fn KnownPage(service: &'static str) -> impl IntoView {
    page(async move {
        let words = words();
        let known = back_office().known(&visit().actor, service).await?;
        let is_empty = known.groups.is_empty();
        Ok(view! {
            <BackLink href=format!("/{service}/leave")/>
            {(!known.silent.is_empty()).then(|| view! {
                <Notice title=words.say(Text::KnownSilentTitle)>
                    <p>{words.say_with(Text::KnownSilentBody, &[("registers", &listed(words, &known.silent))])}</p>
                </Notice>
            })}
            {(!known.denied.is_empty()).then(|| view! {
                <Notice title=words.say(Text::KnownDeniedTitle)>
                    <p>{words.say_with(Text::KnownDeniedBody, &[("registers", &listed(words, &known.denied))])}</p>
                </Notice>
            })}
            <Heading title=words.say(Text::KnownTitle)/>
            <p>{words.say(if is_empty { Text::KnownNothing } else { Text::KnownIntro })}</p>
            {known.groups.into_iter().map(|group| view! {
                <section>
                    <h2>{words.wording(&group.title)}</h2>
                    <SummaryList>{group.values.into_iter().map(|value| known_row(words, service, value)).collect_view()}</SummaryList>
                </section>
            }).collect_view()}
            {(!known.unasked.is_empty()).then(|| view! {
                <p class="quiet">{words.say_with(Text::KnownUnasked, &[("registers", &listed(words, &known.unasked))])}</p>
            })}
            <form method="post"><PrimaryButton label=words.say(Text::GoOn)/></form>
        })
    })
}

fn known_row(words: Words, service: &str, value: KnownValue) -> impl IntoView + use<> {
    let source = words.say_with(
        Text::KnownSource,
        &[
            ("source", &words.wording(&value.source)),
            ("time", &words.time(value.at)),
        ],
    );
    let remark = value
        .disputed
        .as_ref()
        .map(|says| words.say_with(Text::KnownDisputed, &[("says", says)]))
        .or_else(|| value.is_stale.then(|| words.say(Text::KnownStale)))
        .unwrap_or_default();
    view! {
        <SummaryRow label=words.wording(&value.label) value=words.wording(&value.value) source=source remark=remark
            wrong=format!("/{service}/wrong/{}", value.key)/>
    }
}

/// `/{service}/wrong/{key}`: what a register should say.
#[component]
pub fn WrongPage(service: &'static str) -> impl IntoView {
    let key = use_params_map().with_untracked(|params| params.get("key").unwrap_or_default());
    page(async move {
        let visit = visit();
        let words = words();
        let wrong = back_office().wrong(&visit.actor, service, &key).await?;
        let faults = if visit.review {
            wrong.typed.faults()
        } else {
            Vec::new()
        };
        let now = words.say_with(
            Text::WrongNow,
            &[
                ("source", &words.wording(&wrong.source)),
                ("label", &words.wording(&wrong.label)),
            ],
        );
        Ok(view! {
            <BackLink href=format!("/{service}/known")/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::WrongTitle) has_errors=!faults.is_empty()/>
            <Inset><p>{now}</p><p><strong>{words.wording(&wrong.value)}</strong></p></Inset>
            <form method="post" novalidate>
                <TextField name="right" label=words.say(Text::WrongLabel) hint=words.say(Text::WrongHint) value=wrong.typed.right faults=faults width=30/>
                <PrimaryButton label=words.say(Text::WrongSend)/>
            </form>
        })
    })
}

/// `/{service}/matters`: which matters are wanted; done and impossible ones say so.
#[component]
pub fn MattersPage(service: &'static str) -> impl IntoView {
    page(async move {
        let visit = visit();
        let words = words();
        let matters = back_office().matters(&visit.actor, service).await?;
        let faults = if visit.review {
            matters.faults
        } else {
            Vec::new()
        };
        let is_open = |choice: &&MatterChoice| choice.done.is_none() && choice.impossible.is_none();
        let choices = matters
            .choices
            .iter()
            .filter(is_open)
            .map(|choice| {
                Choice::new(choice.code.clone(), words.wording(&choice.name))
                    .hint(words.wording(&choice.gives))
            })
            .collect();
        let done: Vec<_> = matters
            .choices
            .iter()
            .filter_map(|choice| {
                Some((
                    words.wording(&choice.name),
                    words.wording(choice.done.as_ref()?),
                ))
            })
            .collect();
        let impossible: Vec<_> = matters
            .choices
            .iter()
            .filter(|choice| choice.done.is_none())
            .filter_map(|choice| {
                Some((
                    words.wording(&choice.name),
                    words.wording(choice.impossible.as_ref()?),
                ))
            })
            .collect();
        Ok(view! {
            <BackLink href=matters.back/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::MattersTitle) has_errors=!faults.is_empty()/>
            {named_list(words.say(Text::MattersDoneTitle), done)}
            <form method="post" novalidate>
                <CheckboxField name="matters" legend=words.say(Text::MattersLegend) hint=words.say(Text::MattersHint) choices=choices ticked=matters.chosen faults=faults/>
                {named_list(words.say(Text::MattersImpossibleTitle), impossible)}
                <PrimaryButton label=words.say(Text::GoOn)/>
            </form>
        })
    })
}

fn named_list(title: String, rows: Vec<(String, String)>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        view! {
            <h2>{title}</h2>
            <SummaryList>{rows.into_iter().map(|(label, value)| view! { <SummaryRow label=label value=value/> }).collect_view()}</SummaryList>
        }
    })
}

/// `/{service}/check`: everything, the declaration, one button.
#[component]
pub fn CheckPage(service: &'static str) -> impl IntoView {
    page(async move {
        let visit = visit();
        let words = words();
        let check = back_office().check(&visit.actor, service).await?;
        let faults = if visit.review {
            check.typed.faults()
        } else {
            Vec::new()
        };
        let confirmer = check.confirmer.as_ref().map(|name| words.wording(name));
        let waits = confirmer.clone().unwrap_or_default();
        Ok(view! {
            <BackLink href=check.back/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::CheckTitle) has_errors=!faults.is_empty()/>
            {check.groups.into_iter().map(|group| view! {
                <section>
                    <h2>{words.wording(&group.title)}</h2>
                    <SummaryList>{group.rows.into_iter().map(|row| check_row(words, row)).collect_view()}</SummaryList>
                </section>
            }).collect_view()}
            <section>
                <h2>{words.say(Text::CheckMatters)}</h2>
                <SummaryList>
                    {check.matters.into_iter().map(|matter| {
                        let remark = if matter.is_done {
                            words.say(Text::CheckDone)
                        } else if matter.is_elsewhere {
                            words.say(Text::CheckElsewhere)
                        } else if matter.waits_for_confirmation {
                            words.say_with(Text::CheckWaits, &[("confirmer", &waits)])
                        } else {
                            String::new()
                        };
                        view! { <SummaryRow label=words.wording(&matter.name) value=words.wording(&matter.office) source=remark/> }
                    }).collect_view()}
                </SummaryList>
                {check.change_matters.map(|href| view! { <p><a href=href>{words.say(Text::MattersTitle)}</a></p> })}
            </section>
            {check.acting.map(|acting| who_is_told(words, acting))}
            {confirmer.map(|name| view! { <Inset><p>{words.say_with(Text::CheckConfirmer, &[("confirmer", &name)])}</p></Inset> })}
            <form method="post" novalidate>
                <CheckboxField name="declared" legend=words.say(Text::CheckDeclareTitle) hint=words.wording(&check.declaration)
                    choices=vec![Choice::new("yes", words.say(Text::CheckDeclareLabel))] ticked=vec![check.typed.declared] faults=faults/>
                <input type="hidden" name="draft" value=check.draft/>
                <PrimaryButton label=words.say(Text::CheckSubmit)/>
            </form>
        })
    })
}

/// Under a mandate: how whoever it is for is told, and whether the holder is.
pub(crate) fn who_is_told(words: Words, acting: CheckActing) -> impl IntoView {
    let way = words.wording(&acting.way);
    let subject = words.say_with(
        Text::MandateCheckSubject,
        &[("name", &acting.name), ("way", &way)],
    );
    let holder = if acting.tells_holder {
        Text::MandateCheckYou
    } else {
        Text::MandateCheckNotYou
    };
    view! {
        <h2>{words.say(Text::MandateCheckTitle)}</h2>
        <ul>
            <li>{subject}</li>
            <li>{words.say(holder)}</li>
        </ul>
    }
}

fn check_row(words: Words, row: CheckRow) -> impl IntoView {
    let source = match (&row.source, &row.state) {
        (Some((source, at)), _) => words.say_with(
            Text::KnownSource,
            &[
                ("source", &words.wording(source)),
                ("time", &words.time(*at)),
            ],
        ),
        (None, FieldState::Unverified { .. }) => words.say(match row.by_hand {
            Some(CheckedBy::Office) => Text::CheckByOffice,
            _ => Text::CheckByHand,
        }),
        (None, FieldState::Declined { data_set }) => words.say_with(
            Text::CheckDeclined,
            &[("source", &words.wording(&register_name(data_set)))],
        ),
        (None, _) => String::new(),
    };
    let remark = match &row.state {
        FieldState::Disputed { says } => words.say_with(Text::KnownDisputed, &[("says", says)]),
        _ => String::new(),
    };
    view! {
        <SummaryRow label=words.wording(&row.label) value=words.wording(&row.value) source=source remark=remark change=row.change.unwrap_or_default()/>
    }
}

/// `/{service}/another-way`: quiet, with one number to call.
#[component]
pub fn AnotherWayPage(service: &'static str) -> impl IntoView {
    page(async move {
        let words = words();
        let detour = back_office().detour(&visit().actor, service).await?;
        Ok(view! {
            <BackLink href=format!("/{service}/leave")/>
            <Heading title=words.said(&detour.heading)/>
            {detour.paragraphs.iter().map(|said| view! { <p>{words.said(said)}</p> }).collect_view()}
            {(!detour.instead.is_empty()).then(|| view! {
                <h2>{words.say(Text::ApplicationInstead)}</h2>
                <ul>
                    {detour.instead.iter().map(|(name, href)| {
                        let href = href.clone().unwrap_or_else(|| "/benefits".to_owned());
                        view! { <li><a href=href>{words.wording(name)}</a></li> }
                    }).collect_view()}
                </ul>
            })}
        })
    })
}
