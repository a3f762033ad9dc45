//! An assessment at the street office's desk, at the body's, and in an assessor's hands.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::finding::how_it_was_counted;
use super::{part, said_time, stage_name};
use crate::assessment::{AssessmentRow, AssessmentView, table};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, CheckboxField, Choice, Column, DataTable, ErrorSummary, Heading, Inset,
    PrimaryButton, ProgressNote, RadioField, SecondaryButton, SelectField, SummaryList, SummaryRow,
    TextField, page, reviewed,
};
use crate::visit::{visit, words};

/// `/staff/assessments?done`
#[component]
pub fn AssessmentListPage() -> impl IntoView {
    let is_done = use_query_map().get_untracked().get("done").is_some();
    page(async move {
        let words = words();
        let (office, rows) = back_office().assessments(&visit().actor, is_done).await?;
        let columns = [
            Text::AssessmentColumnCase,
            Text::AssessmentDue,
            Text::AssessmentStageLabel,
            Text::AssessmentWhen,
            Text::AssessmentBody,
        ]
        .map(|text| Column::text(words.say(text)))
        .to_vec();
        let is_empty = rows.is_empty();
        let cells = rows.into_iter().map(|row| cells(words, row)).collect();
        let (other, label) = if is_done {
            ("/staff/assessments", Text::AssessmentListOpen)
        } else {
            ("/staff/assessments?done", Text::AssessmentListDone)
        };
        let caption = if is_done {
            Text::AssessmentListDone
        } else {
            Text::AssessmentListOpen
        };
        let list = if is_empty {
            view! { <p class="empty">{words.say(Text::AssessmentListEmpty)}</p> }.into_any()
        } else {
            view! { <DataTable id="assessments" stacks=true caption=words.say(caption) columns=columns rows=cells/> }
                .into_any()
        };
        Ok(view! {
            <p class="quiet">{words.wording(&office)}</p>
            <Heading title=words.say(Text::AssessmentListTitle)/>
            {list}
            <p><a href=other>{words.say(label)}</a></p>
        })
    })
}

fn cells(words: Words, row: AssessmentRow) -> Vec<AnyView> {
    let class = if row.is_late { "due is-late" } else { "due" };
    let late = row.is_late.then(|| {
        view! { <span class="due-distance">{words.say(Text::AssessmentLate)}</span> }
    });
    let again = (row.round > 1).then(|| words.say(Text::AssessmentAgain));
    vec![
        view! {
            <a href=format!("/staff/assessments/{}", row.id)><span class="reference" translate="no">{row.reference.to_string()}</span>" "{again}</a>
        }
        .into_any(),
        view! { <span class=class><strong>{words.day(row.due)}</strong>{late}</span> }.into_any(),
        words.say(stage_name(row.stage)).into_any(),
        row.chosen
            .map(|time| said_time(words, time))
            .unwrap_or_default()
            .into_any(),
        words.wording(&row.body).into_any(),
    ]
}

/// `/staff/assessments/{assessment}`
#[component]
pub fn AssessmentPage() -> impl IntoView {
    let id = part("assessment");
    page(async move {
        let words = words();
        let view = back_office().assessment(&visit().actor, &id).await?;
        let naming = reviewed(view.naming_faults.clone());
        let title = if view.round > 1 {
            Text::AssessmentDeskTitleAgain
        } else {
            Text::AssessmentDeskTitle
        };
        Ok(view! {
            <BackLink href="/staff/assessments" label=words.say(Text::AssessmentListTitle)/>
            <ErrorSummary faults=naming.clone()/>
            <Heading title=words.say(title) has_errors=!naming.is_empty()/>
            {facts(words, &view)}
            {(!view.objection.is_empty()).then(|| {
                let objection = view.objection.clone();
                view! {
                    <h2>{words.say(Text::AssessmentObjectionTitle)}</h2>
                    <p class="as-typed">{objection}</p>
                }
            })}
            {view.may.assign.then(|| assign(words, &view))}
            {view.may.ring.then(|| ring(words, &view))}
            {view.may.propose.then(|| propose(words, &view, naming))}
            {wishes(words, &view)}
            {(!view.sections.is_empty()).then(|| sections(words, &view))}
            {view.may.confirm.then(|| confirm(words, &view))}
            {others(words, &view)}
        })
    })
}

fn facts(words: Words, view: &AssessmentView) -> AnyView {
    let (name, born) = view.subject.clone();
    let subject = words.say_with(
        Text::AssessmentSubject,
        &[("name", &name), ("born", &words.day(born))],
    );
    let body = view.body.as_ref().map_or_else(
        || words.say(Text::AssessmentNobodyYet),
        |body| words.wording(body),
    );
    let assessors = if view.assessors.is_empty() {
        words.say(Text::AssessmentNobodyYet)
    } else {
        view.assessors.join(&words.say(Text::AssessmentAnd))
    };
    let when = match view.chosen {
        Some(time) => said_time(words, time),
        None if view.times.is_empty() => words.say(Text::AssessmentNoTimeYet),
        None => view
            .times
            .iter()
            .map(|time| said_time(words, *time))
            .collect::<Vec<_>>()
            .join(" / "),
    };
    let place = view.place.clone().map(|(place, phone, note)| {
        let note = (!note.is_empty()).then(|| {
            view! { <SummaryRow label=words.say(Text::AssessmentNoteLabel)><span class="as-typed">{note}</span></SummaryRow> }
        });
        view! {
            <SummaryRow label=words.say(Text::AssessmentWhere) value=place/>
            <SummaryRow label=words.say(Text::AssessmentPhoneLabel)><a href=format!("tel:{phone}")>{phone.clone()}</a></SummaryRow>
            {note}
        }
    });
    let agreed = view.agreed.clone().map(|(who, with, at)| {
        let said = words.say_with(
            Text::AssessmentRingSaid,
            &[("who", &who), ("with", &with), ("time", &words.time(at))],
        );
        view! { <SummaryRow label=words.say(Text::AssessmentRingTitle) value=said/> }
    });
    let ended = view
        .concluded_at
        .map(|at| view! { <SummaryRow label=words.say(Text::AssessmentConcludedAt) value=words.time(at)/> });
    let reference = view.reference.to_string();
    let (stage, due) = (words.say(stage_name(view.stage)), words.date(view.due));
    let office = words.wording(&view.office);
    view! {
        <SummaryList>
            <SummaryRow label=words.say(Text::AssessmentColumnCase)><span class="reference" translate="no">{reference}</span></SummaryRow>
            <SummaryRow label=words.say(Text::AssessmentStageLabel) value=stage/>
            <SummaryRow label=words.say(Text::AssessmentDue) value=due/>
            <SummaryRow label=words.say(Text::AssessmentWho) value=subject/>
            {place}
            <SummaryRow label=words.say(Text::AssessmentOffice) value=office/>
            <SummaryRow label=words.say(Text::AssessmentBody) value=body/>
            <SummaryRow label=words.say(Text::AssessmentAssessors) value=assessors/>
            <SummaryRow label=words.say(Text::AssessmentWhen) value=when/>
            {agreed}
            {ended}
        </SummaryList>
    }
    .into_any()
}

fn hidden(view: &AssessmentView) -> AnyView {
    view! { <input type="hidden" name="version" value=view.version.to_string()/> }.into_any()
}

/// Whom to ask: those that may not are listed with the reason, and cannot be chosen.
fn assign(words: Words, view: &AssessmentView) -> AnyView {
    let may: Vec<Choice> = view
        .bodies
        .iter()
        .filter(|body| body.refused.is_none())
        .map(|body| Choice::new(body.id.clone(), words.wording(&body.name)))
        .collect();
    let refused: Vec<(String, String)> = view
        .bodies
        .iter()
        .filter_map(|body| Some((words.wording(&body.name), words.say(body.refused?))))
        .collect();
    let has_refused = !refused.is_empty();
    let refused = refused
        .into_iter()
        .map(|(name, why)| view! { <li><strong>{name}</strong>" "{why}</li> })
        .collect_view();
    view! {
        <form class="choose-body" method="post" action=format!("/staff/assessments/{}", view.id) novalidate>
            {hidden(view)}
            <RadioField name="body" legend=words.say(Text::AssessmentAssignLegend) hint=words.say(Text::AssessmentIndependence)
                choices=may chosen=String::new() faults=reviewed(vec![crate::ui::FieldFault::new("body", Text::AssessmentBodyEmpty)])/>
            <Buttons><PrimaryButton label=words.say(Text::AssessmentAssignButton) name="act" value="assign"/></Buttons>
        </form>
        {has_refused.then(|| view! {
            <h2>{words.say(Text::AssessmentRefusedTitle)}</h2>
            <ul class="refused-bodies">{refused}</ul>
            <p class="quiet">{words.wording(&table().rules.independence)}</p>
        })}
    }
    .into_any()
}

fn propose(words: Words, view: &AssessmentView, faults: Vec<crate::ui::FieldFault>) -> AnyView {
    let people: Vec<Choice> = view
        .people
        .iter()
        .filter(|person| person.refused.is_none())
        .map(|person| Choice::new(person.id.clone(), person.name.clone()))
        .collect();
    let refused = view
        .people
        .iter()
        .filter_map(|person| Some((person.name.clone(), words.say(person.refused?))))
        .map(|(name, why)| view! { <li><strong>{name}</strong>" "{why}</li> })
        .collect_view();
    let slots = view
        .slots
        .iter()
        .map(|slot| Choice::new(slot.to_string(), said_time(words, *slot)))
        .collect();
    let naming = view.naming.clone();
    view! {
        <form class="name-assessors" method="post" action=format!("/staff/assessments/{}", view.id) novalidate>
            {hidden(view)}
            <h2>{words.say(Text::AssessmentProposeTitle)}</h2>
            <SelectField name="first" label=words.say(Text::AssessmentFirst) choices=people.clone() chosen=naming.first faults=faults.clone()/>
            <SelectField name="second" label=words.say(Text::AssessmentSecond) choices=people chosen=naming.second faults=faults.clone()/>
            <ul class="refused-people">{refused}</ul>
            <CheckboxField name="times" legend=words.say(Text::AssessmentTimesLegend) hint=words.say(Text::AssessmentTimesHint)
                choices=slots ticked=naming.times faults=faults/>
            <Buttons><PrimaryButton label=words.say(Text::AssessmentProposeButton) name="act" value="propose"/></Buttons>
        </form>
    }
    .into_any()
}

/// Whoever cannot choose a time on a page is rung: with whom somebody spoke stands beside the time.
fn ring(words: Words, view: &AssessmentView) -> AnyView {
    let times = view
        .times
        .iter()
        .map(|time| Choice::new(time.to_string(), said_time(words, *time)))
        .collect();
    view! {
        <form class="ring-form" method="post" action=format!("/staff/assessments/{}", view.id) novalidate>
            {hidden(view)}
            <h2>{words.say(Text::AssessmentRingTitle)}</h2>
            <p>{words.say(Text::AssessmentRingLead)}</p>
            <TextField name="spoke" label=words.say(Text::AssessmentRingWith) hint=words.say(Text::AssessmentRingWithHint) value="" faults=vec![] width=20 autocomplete="off"/>
            <RadioField name="time" legend=words.say(Text::AssessmentRingTime) choices=times chosen=String::new() faults=vec![]/>
            <Buttons><SecondaryButton label=words.say(Text::AssessmentRingButton) name="act" value="ring"/></Buttons>
        </form>
    }
    .into_any()
}

fn wishes(words: Words, view: &AssessmentView) -> Option<AnyView> {
    if view.wishes.is_empty() {
        return None;
    }
    let each = view
        .wishes
        .iter()
        .map(|wished| {
            let whose = if wished.is_subjects {
                Text::AssessmentWishOfSubject
            } else {
                Text::AssessmentWishOfOther
            };
            let alone = wished
                .wish
                .alone
                .then(|| words.say(Text::AssessmentWishAlone));
            let trusted = (!wished.wish.trusted.is_empty()).then(|| {
                words.say_with(
                    Text::AssessmentNameAndPhone,
                    &[
                        (
                            "name",
                            &words.say_with(
                                Text::AssessmentWishTrusted,
                                &[("name", &wished.wish.trusted)],
                            ),
                        ),
                        ("phone", &wished.wish.trusted_phone),
                    ],
                )
            });
            view! { <li><strong>{words.say(whose)}</strong>" "{alone}" "{trusted}</li> }
        })
        .collect_view();
    Some(
        view! {
            <h2>{words.say(Text::AssessmentWishesTitle)}</h2>
            <ul>{each}</ul>
            <p class="quiet">{words.say(Text::AssessmentWishesKept)}</p>
        }
        .into_any(),
    )
}

fn sections(words: Words, view: &AssessmentView) -> AnyView {
    let rows = view
        .sections
        .iter()
        .map(|section| {
            let name = words.wording(&section.name);
            let first = if view.may.fill_in {
                view! { <a href=format!("/staff/assessments/{}/form/{}", view.id, section.code)>{name}</a> }
                    .into_any()
            } else {
                name.into_any()
            };
            let answered = words.say_with(
                Text::AssessmentAnswered,
                &[
                    ("answered", &section.answered.to_string()),
                    ("items", &section.items.to_string()),
                ],
            );
            let points = match section.points {
                (_, 0) => String::new(),
                (sum, most) => format!("{sum} / {most}"),
            };
            vec![
                first,
                answered.into_any(),
                points.into_any(),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(words.say(Text::AssessmentSection)),
        Column::text(words.say(Text::AssessmentAnsweredLabel)),
        Column::number(words.say(Text::AssessmentScore)),
    ];
    let result = view.result.map(|(score, level)| {
        let name = table()
            .named(level)
            .map(|level| words.wording(&level.name))
            .unwrap_or_default();
        let said = words.say_with(
            Text::AssessmentResult,
            &[("score", &score.to_string()), ("level", &name)],
        );
        view! { <p class="lead">{said}</p> }
    });
    let (mine, other) = view.confirmed;
    let confirmed = |is: bool, text: Text| is.then(|| view! { <p>{words.say(text)}</p> });
    view! {
        <h2>{words.say(Text::AssessmentFormTitle)}</h2>
        <DataTable id="sections" caption=words.say(Text::AssessmentFormTitle) hides_caption=true columns=columns rows=rows/>
        {result}
        {confirmed(mine, Text::AssessmentConfirmedByYou)}
        {confirmed(other, Text::AssessmentConfirmedByOther)}
        {how_it_was_counted(words, &table().version)}
    }
    .into_any()
}

fn confirm(words: Words, view: &AssessmentView) -> AnyView {
    let asked = vec![Choice::new("yes", words.say(Text::AssessmentAskedAlone))];
    let faults = reviewed(vec![crate::ui::FieldFault::new(
        "asked",
        Text::AssessmentAskedAloneEmpty,
    )]);
    view! {
        <form class="confirm-form" method="post" action=format!("/staff/assessments/{}", view.id) novalidate>
            <input type="hidden" name="version" value=view.form_version.to_string()/>
            <Inset><p>{words.say(Text::AssessmentConfirmLead)}</p></Inset>
            <CheckboxField name="asked" legend=words.say(Text::AssessmentAskedAloneLegend) choices=asked ticked=Vec::new() faults=faults/>
            <Buttons><PrimaryButton label=words.say(Text::AssessmentConfirmButton) name="act" value="confirm"/></Buttons>
        </form>
    }
    .into_any()
}

/// What takes something back.
fn others(words: Words, view: &AssessmentView) -> AnyView {
    let press = |may: bool, act: &'static str, label: Text| {
        may.then(|| {
            let label = words.say(label);
            view! {
                <form method="post" action=format!("/staff/assessments/{}", view.id)>
                    {hidden(view)}
                    <SecondaryButton label=label name="act" value=act/>
                </form>
            }
        })
    };
    let presses = [
        press(view.may.give_up_time, "others", Text::AssessmentGiveUpTime),
        press(view.may.hand_back, "hand-back", Text::AssessmentHandBack),
    ]
    .into_iter()
    .collect_view();
    view! { <Buttons>{presses}</Buttons> }.into_any()
}

/// `/staff/assessments/{assessment}/form/{section}`
#[component]
pub fn AssessmentSectionPage() -> impl IntoView {
    let (id, code) = (part("assessment"), part("section"));
    page(async move {
        let words = words();
        let view = back_office()
            .assessment_section(&visit().actor, &id, &code)
            .await?;
        let table = table();
        let section = table
            .section(&view.section)
            .ok_or(crate::error::PortalError::NotFound)?;
        let faults = reviewed(view.faults);
        let fields = section
            .items
            .iter()
            .zip(1..)
            .map(|(item, number): (_, i32)| {
                let choices = table
                    .answers_of(item)
                    .iter()
                    .map(|anchor| {
                        let label = words.say_with(
                            Text::AssessmentAnchor,
                            &[
                                ("points", &anchor.points.to_string()),
                                ("says", anchor.says.in_language(words.language)),
                            ],
                        );
                        Choice::new(anchor.points.to_string(), label)
                    })
                    .collect();
                let legend = format!("{number}. {}", words.wording(&item.name));
                let chosen = view.typed.get(&item.code).cloned().unwrap_or_default();
                view! {
                    <RadioField name=item.code.as_str() legend=legend choices=choices chosen=chosen faults=faults.clone()/>
                }
            })
            .collect_view();
        let (step, of) = (
            u32::try_from(view.step).unwrap_or(1),
            u32::try_from(view.of).unwrap_or(1),
        );
        Ok(view! {
            <BackLink href=format!("/staff/assessments/{}", view.assessment) label=words.say(Text::AssessmentBackToDesk)/>
            <ErrorSummary faults=faults.clone()/>
            <ProgressNote step=step of=of/>
            <Heading title=words.wording(&section.name) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::AssessmentSectionLead)}</p>
            <form method="post" novalidate>
                {fields}
                <Buttons><PrimaryButton label=words.say(Text::AssessmentSectionButton)/></Buttons>
            </form>
            {how_it_was_counted(words, &table.version)}
        })
    })
}
