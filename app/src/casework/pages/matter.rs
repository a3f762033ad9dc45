//! One matter: what wants a look, the application with its sources, what the other offices have done, the journal,
//! and what this member may do now.

use leptos::prelude::*;

use super::{address, phrases};
use crate::back_office::back_office;
use crate::case::{PartyRole, Stage, Step};
use crate::casework::desk::{
    FieldGroup, FieldSeen, JournalLine, MatterAddress, MatterPage, Recorded, SiblingSeen, WaitSeen,
};
use crate::casework::together;
use crate::data_layer::Correction;
use crate::evidence::files_seen;
use crate::text::{Text, Words, city_date};
use crate::ui::{
    BackLink, ButtonLink, Buttons, Column, DataTable, Heading, Inset, PrimaryButton,
    SecondaryButton, SummaryList, SummaryRow, page,
};
use crate::visit::{visit, words};

/// `/casework/{reference}/{matter}`
#[component]
pub fn CaseworkMatterPage() -> impl IntoView {
    let address = address();
    page(async move {
        let matter = back_office().matter_page(&visit().actor, &address?).await?;
        let words = words();
        let title = phrases::named(words, &matter.name, matter.about);
        let (facts, acts) = (facts(words, &matter), acts(words, &matter));
        let parties = parties(words, &matter);
        let ask_registers = matter
            .can_ask_registers
            .then(|| ask_registers(words, &matter.address.page("registers")));
        let offered = matter.together.offered.as_ref();
        let offered = offered.map(|offered| together::offered(words, offered));
        let remarks = together::remarks(words, &matter);
        let numbers = matter
            .can_show_numbers
            .then(|| show_numbers(words, &matter.address, ""));
        Ok(view! {
            <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
            <Heading title=format!("{title} {}", matter.address.reference)/>
            <div class="matter-top">{facts}{acts}</div>
            {matter.next.as_ref().map(|next| super::next::next(words, next))}
            {matter.is_protected.then(|| view! { <Inset><p>{words.say(Text::SafetyAtTheDesk)}</p></Inset> })}
            {posted(words, &matter)}
            {offered}
            {matter.recorded.map(|decision| recorded(words, decision))}
            {waits(words, &matter.waits, &matter.address.page("files"))}
            {differences(words, &matter.differences)}
            {corrections(words, matter.corrections)}
            {ask_registers}
            {numbers}
            {application(words, &matter.fields)}
            {siblings(words, matter.siblings)}
            {remarks}
            {parties}
            {journal(words, matter.journal)}
        })
    })
}

/// One press, journalled; `page` is where the button stands.
pub(super) fn show_numbers(
    words: Words,
    address: &MatterAddress,
    page: &'static str,
) -> impl IntoView + use<> {
    view! {
        <form method="post" action=address.page("numbers")>
            <input type="hidden" name="page" value=page/>
            <SecondaryButton label=words.say(Text::FindShowNumbers)/>
            <p class="quiet">{words.say(Text::FindShowNumbersHint)}</p>
        </form>
    }
}

fn facts(words: Words, matter: &MatterPage) -> impl IntoView + use<> {
    let is_paused = matter.stage == Stage::AwaitingApplicant;
    let stage = phrases::stage_tag(words, matter.stage);
    let waits = matter
        .waits_for
        .map_or_else(String::new, |waits| phrases::waits(words, waits));
    let due = phrases::due(words, matter.due, is_paused);
    let due = (!matter.stage.is_final()).then(|| {
        view! { <SummaryRow label=words.say(Text::CaseworkPromised)>{due}</SummaryRow> }
    });
    let holder = phrases::holder(words, matter.holder.as_ref());
    let legal = words.say_counted(Text::CaseworkDays, matter.legal_days, &[]);
    let service = words.wording(&matter.service);
    let submitted = words.time(matter.submitted_at);
    view! {
        <SummaryList>
            <SummaryRow label=words.say(Text::CaseworkState) source=waits>{stage}</SummaryRow>
            {due}
            <SummaryRow label=words.say(Text::CaseworkHeldBy) value=holder/>
            <SummaryRow label=words.say(Text::CaseworkLegalDays) value=legal/>
            <SummaryRow label=words.say(Text::CaseworkService) value=service/>
            <SummaryRow label=words.say(Text::CaseworkSubmitted) value=submitted/>
        </SummaryList>
    }
}

/// While it is posted: whether anybody has objected, and where that is answered.
fn posted(words: Words, matter: &MatterPage) -> impl IntoView + use<> {
    let said = if matter.objections > 0 {
        words.say_counted(Text::CaseworkPostedObjections, matter.objections, &[])
    } else {
        words.say(Text::CaseworkPosted)
    };
    (matter.stage == Stage::Posted).then(|| {
        view! {
            <Inset>
                <p>{said}</p>
                <p><a href="/staff/postings">{words.say(Text::PostingsDeskTitle)}</a></p>
            </Inset>
        }
    })
}

/// What the law lets this member do, as buttons: the same law that judges the press.
fn acts(words: Words, matter: &MatterPage) -> impl IntoView + use<> {
    let may = |step: Step| matter.acts.contains(&step);
    let press = |step: Step, act: &'static str, label: Text| {
        may(step).then(|| {
            let label = words.say(label);
            let button = if step == Step::TakeUp {
                view! { <PrimaryButton label=label name="act" value=act/> }.into_any()
            } else {
                view! { <SecondaryButton label=label name="act" value=act/> }.into_any()
            };
            view! {
                <form method="post" action=matter.address.page("holder")>
                    <input type="hidden" name="version" value=matter.version.to_string()/>
                    {button}
                </form>
            }
        })
    };
    let lead_to = |step: Step, page: &str, label: Text| {
        may(step).then(|| {
            let href = matter.address.page(page);
            let is_secondary = step != Step::Approve;
            view! { <ButtonLink href=href label=words.say(label) is_secondary=is_secondary/> }
        })
    };
    let take_up = press(Step::TakeUp, "take-up", Text::CaseworkTakeUp);
    let put_back = press(Step::PutBack, "put-back", Text::CaseworkPutBack);
    let decide = lead_to(Step::Approve, "decision", Text::CaseworkGoDecide);
    let ask = lead_to(Step::AskApplicant, "question", Text::CaseworkGoAsk);
    let look_at_proposal = [
        (Step::Countersign, Text::CaseworkGoConfirm),
        (Step::Recall, Text::CaseworkGoRecall),
    ]
    .into_iter()
    .find(|(step, _)| may(*step))
    .map(|(_, label)| {
        view! { <ButtonLink href=matter.address.page("proposal") label=words.say(label)/> }
    });
    let allow = lead_to(Step::AllowAnotherRequest, "question", Text::CaseworkGoAllow);
    let received = press(
        Step::ReceiveAtCounter,
        "receive-at-counter",
        Text::CaseworkReceive,
    );
    let is_past = matter
        .waits
        .iter()
        .any(|wait| wait.until.is_none() && wait.answer_by.is_some_and(|date| date < matter.today));
    let close = is_past
        .then(|| {
            press(
                Step::CloseUnanswered,
                "close-unanswered",
                Text::CaseworkCloseUnanswered,
            )
        })
        .flatten();
    let reopen = press(Step::Reopen, "reopen", Text::CaseworkReopen);
    let in_person = matter.may_come_in_person.then(|| {
        view! { <ButtonLink href=matter.address.page("in-person") label=words.say(Text::InPersonGo)/> }
    });
    let refuse = lead_to(Step::Refuse, "refusal", Text::CaseworkGoRefuse);
    let half_written = half_written(words, matter);
    let together_acts = together::acts(words, matter);
    let why_none = if matter.is_own_case {
        Some(words.say(Text::CaseworkOwnCase))
    } else if matter.may_come_in_person || matter.acts.iter().any(|step| !is_passing_on(*step)) {
        None
    } else {
        match &matter.holder {
            Some(holder) if !holder.is_me && matter.stage == Stage::InReview => {
                Some(words.say_with(Text::CaseworkHeldByOther, &[("name", &holder.name)]))
            }
            _ => Some(words.say(Text::CaseworkNoActs)),
        }
    };
    view! {
        <section class="acts" aria-labelledby="acts">
            <h2 id="acts">{words.say(Text::CaseworkActs)}</h2>
            {why_none.map(|why| view! { <p>{why}</p> })}
            <Buttons>{in_person}{take_up}{look_at_proposal}{decide}{ask}{allow}{received}{close}{reopen}{refuse}{put_back}{together_acts}</Buttons>
            {half_written}
        </section>
    }
}

/// Whether a step only moves a matter to other hands.
const fn is_passing_on(step: Step) -> bool {
    matches!(step, Step::HandOver | Step::SendOn | Step::Offer)
}

/// Links to what this member began to write.
fn half_written(words: Words, matter: &MatterPage) -> impl IntoView + use<> {
    let links = matter
        .half_written
        .iter()
        .filter_map(|page| {
            let label = Text::from_key(&format!("casework-half-{page}"))?;
            let href = matter.address.page(page);
            Some(view! { <li><a href=href>{words.say(label)}</a></li> })
        })
        .collect::<Vec<_>>();
    (!links.is_empty()).then(|| {
        view! {
            <Inset>
                <p>{words.say(Text::CaseworkHalfWritten)}</p>
                <ul>{links}</ul>
            </Inset>
        }
    })
}

pub(super) fn recorded(words: Words, decision: Recorded) -> impl IntoView {
    let outcome = if decision.is_approved {
        Text::CaseworkWasApproved
    } else {
        Text::CaseworkWasRefused
    };
    let register = (!decision.register_says.is_empty()).then(|| {
        words.say_with(
            Text::CaseworkRegisterSays,
            &[("words", &decision.register_says)],
        )
    });
    let text = Some(decision.text).filter(|text| !text.is_empty());
    view! {
        <section aria-labelledby="recorded">
            <h2 id="recorded">{words.say(Text::CaseworkRecorded)}</h2>
            {register.map(|register| view! { <p class="remark">{register}</p> })}
            <SummaryList>
                <SummaryRow label=words.say(Text::CaseworkDecision) value=words.say(outcome)/>
                {decision.reason.map(|reason| view! {
                    <SummaryRow label=words.say(Text::CaseworkReason) value=words.wording(&reason.text)/>
                    <SummaryRow label=words.say(Text::CaseworkLegalBasis) value=words.wording(&reason.legal_basis)/>
                })}
                {text.map(|text| view! {
                    <SummaryRow label=words.say(Text::CaseworkTextSaid)><span class="as-typed">{text}</span></SummaryRow>
                })}
                {decision.result.map(|(label, value)| view! {
                    <SummaryRow label=words.wording(&label) value=value/>
                })}
            </SummaryList>
        </section>
    }
}

fn waits(words: Words, waits: &[WaitSeen], files_at: &str) -> impl IntoView + use<> {
    let items = waits
        .iter()
        .map(|wait| {
            let asked = words.say_with(Text::CaseworkAskedAt, &[("time", &words.time(wait.since))]);
            let until = wait.answer_by.map(|date| {
                words.say_with(Text::CaseworkWaitsAnswerBy, &[("date", &words.date(date))])
            });
            let answered = wait.until.map_or_else(
                || words.say(Text::CaseworkNotAnswered),
                |at| words.say_with(Text::CaseworkAnsweredAt, &[("time", &words.time(at))]),
            );
            let (question, answer) = (wait.question.clone(), wait.answer.clone());
            let brings = wait
                .brings_since
                .map(|at| words.say_with(Text::CaseworkBrings, &[("time", &words.time(at))]));
            let until = [until, brings]
                .into_iter()
                .flatten()
                .filter(|_| wait.until.is_none())
                .collect::<Vec<_>>()
                .join(" ");
            let files = files_seen(words, &wait.files, files_at);
            let files = (!wait.files.is_empty()).then(|| {
                view! { <SummaryRow label=words.say(Text::EvidenceAtTheDesk)>{files}</SummaryRow> }
            });
            view! {
                <SummaryRow label=words.say(Text::CaseworkQuestionWas) source=asked>
                    <span class="as-typed">{question}</span>
                </SummaryRow>
                <SummaryRow label=words.say(Text::CaseworkAnswerWas) source=answered remark=until>
                    <span class="as-typed">{answer}</span>
                </SummaryRow>
                {files}
            }
        })
        .collect::<Vec<_>>();
    (!items.is_empty()).then(|| {
        view! {
            <section aria-labelledby="waits">
                <h2 id="waits">{words.say(Text::CaseworkWaits)}</h2>
                <SummaryList>{items}</SummaryList>
            </section>
        }
    })
}

/// One press: the registers are asked once more, under the case's purpose.
fn ask_registers(words: Words, address: &str) -> impl IntoView + use<> {
    view! {
        <form method="post" action=address.to_owned()>
            <Buttons>
                <SecondaryButton label=words.say(Text::CaseworkAskRegisters) name="act" value="ask-registers"/>
            </Buttons>
            <p class="quiet">{words.say(Text::CaseworkAskRegistersHint)}</p>
        </form>
    }
}

/// What registers were asked to correct, and what their owners have said.
fn corrections(words: Words, asked: Vec<Correction>) -> impl IntoView + use<> {
    let rows = asked
        .into_iter()
        .map(|wrong| {
            let stands = match (&wrong.answer, wrong.due) {
                (Some((at, answer)), _) => words.say_with(
                    Text::LookAnswered,
                    &[("time", &words.time(*at)), ("answer", answer)],
                ),
                (None, Some(due)) => {
                    words.say_with(Text::LookAnswerDue, &[("date", &words.date(due))])
                }
                (None, None) => String::new(),
            };
            let label = format!(
                "{} · {}",
                words.wording(&wrong.register),
                words.wording(&wrong.label)
            );
            let value = words.say_with(
                Text::CorrectionBoth,
                &[
                    ("value", &words.wording(&wrong.value)),
                    ("says", &words.wording(&wrong.says)),
                ],
            );
            let remark = format!("{} · {stands}", words.say(wrong.state.text()));
            view! { <SummaryRow label=label value=value remark=remark/> }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section aria-labelledby="corrections">
                <h2 id="corrections">{words.say(Text::CorrectionsInCase)}</h2>
                <SummaryList>{rows}</SummaryList>
            </section>
        }
    })
}

fn differences(words: Words, differences: &[FieldSeen]) -> impl IntoView + use<> {
    let rows = differences
        .iter()
        .map(|field| field_row(words, field))
        .collect::<Vec<_>>();
    let is_empty = rows.is_empty();
    view! {
        <section class="differences" aria-labelledby="differences">
            <h2 id="differences">{words.say(Text::CaseworkDifferences)}</h2>
            {is_empty.then(|| view! { <p>{words.say(Text::CaseworkNoDifferences)}</p> })}
            {(!is_empty).then(|| view! { <SummaryList>{rows}</SummaryList> })}
        </section>
    }
}

fn application(words: Words, groups: &[FieldGroup]) -> impl IntoView + use<> {
    let is_empty = groups.is_empty();
    let groups = groups
        .iter()
        .map(|group| {
            let title = match (&group.name, group.belongs_to) {
                (Some(name), _) => words.say_with(Text::CaseworkFieldsOf, &[("name", name)]),
                (None, _) if group.is_about_the_case => words.say(Text::CaseworkFieldsCase),
                (None, PartyRole::Applicant) => words.say(Text::CaseworkFieldsApplicant),
                (None, PartyRole::Confirmer) => words.say(Text::CaseworkFieldsConfirmer),
                (None, PartyRole::Subject) => words.say(Text::CaseworkFieldsSubject),
            };
            let rows = group
                .fields
                .iter()
                .map(|field| field_row(words, field))
                .collect::<Vec<_>>();
            view! {
                <h3>{title}</h3>
                <SummaryList>{rows}</SummaryList>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="application" aria-labelledby="application">
            <h2 id="application">{words.say(Text::CaseworkApplication)}</h2>
            {is_empty.then(|| view! { <p>{words.say(Text::CaseworkNoFields)}</p> })}
            {groups}
        </section>
    }
}

/// A value, what is to be said of it, and where it came from.
fn field_row(words: Words, field: &FieldSeen) -> impl IntoView + use<> {
    let label = match &field.whose {
        None => words.wording(&field.label),
        Some(whose) => words.say_with(
            Text::CaseworkLabelOf,
            &[("whose", whose), ("label", &words.wording(&field.label))],
        ),
    };
    let source = field.source.as_ref().map(|(code, at)| {
        words.say_with(
            Text::CaseworkFromSource,
            &[
                ("source", &phrases::data_set(words, code)),
                ("time", &words.time(*at)),
            ],
        )
    });
    let said = phrases::difference(words, field).or_else(|| {
        let at = field.as_of?;
        Some(words.say_with(Text::CaseworkAsOf, &[("time", &words.time(at))]))
    });
    // What merely was declared is as quiet as a source; what wants a look stands out.
    let (remark, source) = match (&field.state, said) {
        (crate::case::FieldState::Declared, said) => (None, said.or(source)),
        (_, said) => (said, source),
    };
    view! {
        <SummaryRow label=label value=words.wording(&field.shown) source=source.unwrap_or_default() remark=remark.unwrap_or_default()/>
    }
}

fn siblings(words: Words, siblings: Vec<SiblingSeen>) -> impl IntoView {
    let columns = [
        Text::CaseworkColumnPart,
        Text::CaseworkColumnOffice,
        Text::CaseworkColumnState,
        Text::CaseworkColumnWhen,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let rows = siblings
        .into_iter()
        .map(|sibling| {
            let remark = if sibling.is_this {
                Some(Text::CaseworkThisMatter)
            } else if sibling.is_needed {
                Some(Text::CaseworkNeeded)
            } else {
                None
            };
            let when = sibling
                .ended_at
                .map(city_date)
                .or(sibling.due)
                .map_or_else(|| words.say(Text::CaseworkNoDate), |date| words.day(date));
            vec![
                view! {
                    {phrases::named(words, &sibling.name, sibling.about)}
                    {remark.map(|remark| view! { " " <span class="quiet">{words.say(remark)}</span> })}
                }
                .into_any(),
                words.wording(&sibling.office).into_any(),
                phrases::stage_tag(words, sibling.stage).into_any(),
                when.into_any(),
            ]
        })
        .collect();
    view! {
        <section>
            <h2>{words.say(Text::CaseworkSiblings)}</h2>
            <DataTable id="parts" caption=words.say(Text::CaseworkSiblings) columns=columns rows=rows hides_caption=true/>
        </section>
    }
}

fn parties(words: Words, matter: &MatterPage) -> impl IntoView + use<> {
    let rows = matter
        .parties
        .iter()
        .map(|party| {
            let name = party.name.clone();
            let under = party.mandate.as_ref().map(|reference| {
                let said = words.say_with(Text::CaseworkUnderMandate, &[("reference", reference)]);
                view! { " · " <a href=format!("/staff/mandates/{reference}")>{said}</a> }
            });
            view! {
                <SummaryRow label=words.say(phrases::role(party.role))
                    source=phrases::confirmation(words, &party.confirmation)>
                    {name}{under}
                </SummaryRow>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section aria-labelledby="parties">
            <h2 id="parties">{words.say(Text::CaseworkParties)}</h2>
            <SummaryList>{rows}</SummaryList>
        </section>
    }
}

/// Newest first.
fn journal(words: Words, journal: Vec<JournalLine>) -> impl IntoView {
    let columns = [
        Text::CaseworkJournalWhen,
        Text::CaseworkJournalWho,
        Text::CaseworkJournalWhat,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let rows = journal
        .into_iter()
        .map(|line| {
            let moved = match (line.from, line.to) {
                (Some(from), Some(to)) if from != to => Some(words.say_with(
                    Text::CaseworkMoved,
                    &[
                        ("from", &words.say(phrases::stage(from))),
                        ("to", &words.say(phrases::stage(to))),
                    ],
                )),
                (None, Some(to)) => Some(words.say_with(
                    Text::CaseworkBegan,
                    &[("to", &words.say(phrases::stage(to)))],
                )),
                _ => None,
            };
            let matter = line
                .matter
                .map(|(name, about)| phrases::named(words, &name, about));
            let step = phrases::step(words, &line.step);
            let what = match matter {
                None => step,
                Some(matter) => words.say_with(
                    Text::CaseworkLabelOf,
                    &[("whose", &matter), ("label", &step)],
                ),
            };
            vec![
                words.time(line.at).into_any(),
                phrases::who(words, &line.who).into_any(),
                view! { {what}{moved.map(|moved| view! { " " <span class="quiet">{moved}</span> })} }
                    .into_any(),
            ]
        })
        .collect();
    view! {
        <section>
            <h2>{words.say(Text::CaseworkJournal)}</h2>
            <DataTable id="journal-entries" stacks=true caption=words.say(Text::CaseworkJournal) columns=columns rows=rows hides_caption=true/>
        </section>
    }
}
