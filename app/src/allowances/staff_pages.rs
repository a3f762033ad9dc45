//! What staff see of allowances: the month's payments, what came back, what is suspended, what is to be looked at again,
//! and what people say.

use leptos::prelude::*;

use super::desk::{
    FoundLine, OpenObjection, Recheck, ReturnedLine, RunLine, RunSummary, RunView, Suspended,
};
use super::pages::{asked, because, month_of, part, staff_only, state_name, state_tag, why};
use super::{BANK_CODES, BankReturnForm, LineState, Month, RunStage, yuan};
use crate::back_office::back_office;
use crate::benefits::pages::{fact_value, fields};
use crate::newborn::AccountForm;
use crate::newborn::pages::AccountFields;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, Choice, Column, DataTable, ErrorSummary, FieldFault, Heading, Inset, Mark,
    Notice, PrimaryButton, RadioField, SecondaryButton, SummaryList, SummaryRow, Tag, TextArea,
    TextField, WarningButton, page, reviewed,
};
use crate::visit::{visit, words};

const fn stage_name(stage: RunStage) -> (Mark, Text) {
    match stage {
        RunStage::Preparing => (Mark::Doing, Text::AllowanceRunPreparing),
        RunStage::Ready => (Mark::Waiting, Text::AllowanceRunReady),
        RunStage::Proposed => (Mark::Waiting, Text::AllowanceRunProposed),
        RunStage::Paying => (Mark::Doing, Text::AllowanceRunPaying),
        RunStage::Done => (Mark::Done, Text::AllowanceRunDone),
    }
}

fn run_tag(words: Words, stage: RunStage) -> impl IntoView {
    let (mark, text) = stage_name(stage);
    view! { <Tag mark=mark label=words.say(text)/> }
}

/// `/allowances/runs`
#[component]
pub fn AllowanceRunsPage() -> impl IntoView {
    let came_back = asked("returned").is_some();
    page(async move {
        staff_only()?;
        let words = words();
        let visit = visit();
        let list = back_office()
            .runs(&visit.actor, &visit.session, visit.review)
            .await?;
        let faults = reviewed(list.faults);
        let bank_faults = match &list.bank_return {
            _ if !came_back => Vec::new(),
            typed if typed.is_unknown => {
                vec![FieldFault::new("number", Text::AllowanceBankNumberUnknown)]
            }
            typed => typed.parse().err().unwrap_or_default(),
        };
        let active = words.say_with(
            Text::AllowanceRunsActive,
            &[("count", &list.active.to_string())],
        );
        Ok(view! {
            <p class="quiet">{words.wording(&list.office)}</p>
            <ErrorSummary faults=[faults.clone(), bank_faults.clone()].concat()/>
            <Heading title=words.say(Text::AllowanceRunsTitle) has_errors=!(faults.is_empty() && bank_faults.is_empty())/>
            <p>{active}</p>
            <form method="post" action="/allowances/runs" novalidate>
                <TextField name="month" label=words.say(Text::AllowanceMonth) hint=words.say(Text::AllowanceMonthHint) value=list.typed.month faults=faults width=10 autocomplete="off"/>
                <Buttons><PrimaryButton label=words.say(Text::AllowanceRunPrepare)/></Buttons>
            </form>
            {runs_table(words, list.runs)}
            {returned_table(words, list.returned)}
            {bank_return(words, list.bank_return, bank_faults)}
            {found_table(words, list.found)}
            {suspended_table(words, list.suspended)}
            {rechecks_table(words, list.rechecks)}
            {objection_list(words, list.objections, "/allowances/runs/objections")}
        })
    })
}

fn runs_table(words: Words, runs: Vec<RunSummary>) -> AnyView {
    if runs.is_empty() {
        return view! { <p>{words.say(Text::AllowanceRunsNone)}</p> }.into_any();
    }
    let rows = runs
        .into_iter()
        .map(|run| {
            let href = format!("/allowances/runs/{}", run.id);
            vec![
                view! { <a href=href>{run.month.to_string()}</a> }.into_any(),
                run_tag(words, run.stage).into_any(),
                run.proposed_by.into_any(),
                run.confirmed_by.into_any(),
                run.done_at
                    .map(|at| words.time(at))
                    .unwrap_or_default()
                    .into_any(),
            ]
        })
        .collect();
    view! {
        <DataTable id="runs" caption=words.say(Text::AllowanceRunsCaption) stacks=true
            columns=vec![
                Column::text(words.say(Text::AllowanceMonth)),
                Column::text(words.say(Text::AllowanceState)),
                Column::text(words.say(Text::AllowanceRunProposedBy)),
                Column::text(words.say(Text::AllowanceRunConfirmedBy)),
                Column::text(words.say(Text::AllowanceRunPaidAt)),
            ]
            rows=rows/>
    }
    .into_any()
}

fn returned_table(words: Words, lines: Vec<ReturnedLine>) -> Option<AnyView> {
    let rows: Vec<Vec<AnyView>> = lines
        .into_iter()
        .map(|line| {
            let href = format!("/allowances/runs/returned/{}", line.id);
            let next = if !line.is_corrected {
                view! { <a href=href>{words.say(Text::AllowanceCorrect)}</a> }.into_any()
            } else if line.is_own_correction {
                words.say(Text::AllowanceWaitsForColleague).into_any()
            } else {
                view! {
                    <form method="post" action=format!("{href}/again")><SecondaryButton label=words.say(Text::AllowancePayAgain)/></form>
                }
                .into_any()
            };
            vec![
                line.name.into_any(),
                words.wording(&line.benefit).into_any(),
                line.month.to_string().into_any(),
                yuan(line.fen).into_any(),
                bank_says(words, &line.because).into_any(),
                next,
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <DataTable id="returned" caption=words.say(Text::AllowanceReturnedCaption) stacks=true
                columns=vec![
                    Column::text(words.say(Text::AllowanceWho)),
                    Column::text(words.say(Text::PostingsAllowance)),
                    Column::text(words.say(Text::AllowanceMonth)),
                    Column::number(words.say(Text::AllowanceYuanColumn)),
                    Column::text(words.say(Text::AllowanceBankSays)),
                    Column::text(words.say(Text::AllowanceToDo)),
                ]
                rows=rows/>
        }
        .into_any()
    })
}

/// What the bank tells days after it has taken a payment.
fn bank_return(words: Words, typed: BankReturnForm, faults: Vec<FieldFault>) -> AnyView {
    let is_open = !faults.is_empty();
    let choices = BANK_CODES
        .iter()
        .map(|(code, text)| Choice::new(*code, words.say(*text)))
        .collect();
    view! {
        <details open=is_open>
            <summary>{words.say(Text::AllowanceBankReturn)}</summary>
            <form method="post" action="/allowances/runs/bank-returns" novalidate>
                <p>{words.say(Text::AllowanceBankReturnLead)}</p>
                <TextField name="number" label=words.say(Text::AllowanceBankNumber) value=typed.number faults=faults.clone() width=20 autocomplete="off"/>
                <RadioField name="because" legend=words.say(Text::AllowanceBankSays) choices=choices chosen=typed.because faults=faults/>
                <SecondaryButton label=words.say(Text::AllowanceBankReturnButton)/>
            </form>
        </details>
    }
    .into_any()
}

fn bank_says(words: Words, code: &str) -> String {
    match code {
        "account-closed" => words.say(Text::AllowanceBankClosed),
        "name-differs" => words.say(Text::AllowanceBankName),
        "no-account" => words.say(Text::AllowanceBankNone),
        "guardian-ended" => words.say(Text::AllowanceBankGuardian),
        other => words.say_with(Text::AllowanceBankOther, &[("code", other)]),
    }
}

/// What documents say, one fact a line.
fn found_said(words: Words, line: &FoundLine) -> AnyView {
    line.which
        .iter()
        .map(|fact| {
            let name = words.say(fact.text());
            let value = fact_value(words, &line.facts, *fact);
            view! { {name}" – "{value}<br/> }
        })
        .collect_view()
        .into_any()
}

fn found_table(words: Words, lines: Vec<FoundLine>) -> Option<AnyView> {
    let rows: Vec<Vec<AnyView>> = lines
        .into_iter()
        .map(|line| {
            let action = format!("/allowances/runs/facts/{}", line.id);
            let by = format!("{} {}", words.wording(&line.office), line.by);
            let what = found_said(words, &line);
            let next = if line.is_own {
                words.say(Text::AllowanceWaitsForColleague).into_any()
            } else {
                view! {
                    <form method="post" action=action>
                        <Buttons>
                            <SecondaryButton label=words.say(Text::AllowanceFoundAgree) name="act" value="agree"/>
                            <SecondaryButton label=words.say(Text::AllowanceFoundRefuse) name="act" value="refuse"/>
                        </Buttons>
                    </form>
                }
                .into_any()
            };
            vec![
                line.name.into_any(),
                words.wording(&line.benefit).into_any(),
                what,
                line.document.into_any(),
                by.into_any(),
                next,
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <DataTable id="found" caption=words.say(Text::AllowanceFoundCaption) stacks=true
                columns=vec![
                    Column::text(words.say(Text::AllowanceWho)),
                    Column::text(words.say(Text::PostingsAllowance)),
                    Column::text(words.say(Text::AllowanceFoundWhat)),
                    Column::text(words.say(Text::AllowanceFoundDocument)),
                    Column::text(words.say(Text::AllowanceFoundBy)),
                    Column::text(words.say(Text::AllowanceToDo)),
                ]
                rows=rows/>
        }
        .into_any()
    })
}

/// `/staff/older-person/facts/{reference}`: what is missing, from a document that somebody of the street has seen.
#[component]
pub fn FoundFactsPage() -> impl IntoView {
    let reference = part("reference");
    page(async move {
        staff_only()?;
        let words = words();
        let visit = visit();
        let view = back_office()
            .found_page(&visit.actor, &visit.session, &reference)
            .await?;
        let faults = reviewed(view.faults);
        let benefit = words.wording(&view.benefit);
        let title = words.say_with(
            Text::AllowanceFoundTitle,
            &[("name", &view.name), ("allowance", &benefit)],
        );
        let body = match (&view.waits, view.asked.is_empty()) {
            (Some(line), _) => {
                let what = found_said(words, line);
                let by = words.say_with(
                    Text::AllowanceFoundWaits,
                    &[("name", &line.by), ("date", &words.date(line.on))],
                );
                let document = line.document.clone();
                view! { <Inset><p>{what}{document}</p><p>{by}</p></Inset> }.into_any()
            }
            (None, true) => view! { <p>{words.say(Text::AllowanceFoundNone)}</p> }.into_any(),
            (None, false) => {
                let asked = fields(words, &view.asked, view.typed.facts, &faults);
                view! {
                    <p>{words.say(Text::AllowanceFoundLead)}</p>
                    <form method="post" action=format!("/staff/older-person/facts/{}", view.reference) novalidate>
                        {asked}
                        <TextField name="document" label=words.say(Text::AllowanceFoundDocument) hint=words.say(Text::AllowanceFoundDocumentHint)
                            value=view.typed.document faults=faults.clone() autocomplete="off"/>
                        <Buttons><PrimaryButton label=words.say(Text::AllowanceFoundEnter)/></Buttons>
                    </form>
                }
                .into_any()
            }
        };
        Ok(view! {
            <BackLink href="/staff/older-person" label=words.say(Text::OlderPersonTitle)/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=title has_errors=!faults.is_empty()/>
            {body}
        })
    })
}

fn suspended_table(words: Words, lines: Vec<Suspended>) -> Option<AnyView> {
    let rows: Vec<Vec<AnyView>> = lines
        .into_iter()
        .map(|one| {
            let action = format!("/allowances/runs/suspended/{}", one.reference);
            let ends = match one.ends_after {
                Some(day) => {
                    words.say_with(Text::AllowanceEndsAfter, &[("date", &words.date(day))])
                }
                None => words.say(Text::AllowanceSaidWrong),
            };
            vec![
                one.name.into_any(),
                words.wording(&one.benefit).into_any(),
                because(words, &one.because).into_any(),
                words.date(one.since).into_any(),
                ends.into_any(),
                view! {
                    <form method="post" action=action>
                        <Buttons>
                            <SecondaryButton label=words.say(Text::AllowanceResume) name="act" value="resume"/>
                            <WarningButton label=words.say(Text::AllowanceEnd) name="act" value="end"/>
                        </Buttons>
                    </form>
                }
                .into_any(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <DataTable id="suspended" caption=words.say(Text::AllowanceSuspendedCaption) stacks=true
                columns=vec![
                    Column::text(words.say(Text::AllowanceWho)),
                    Column::text(words.say(Text::PostingsAllowance)),
                    Column::text(words.say(Text::AllowanceWhy)),
                    Column::text(words.say(Text::AllowanceSince)),
                    Column::text(words.say(Text::AllowanceState)),
                    Column::text(words.say(Text::AllowanceToDo)),
                ]
                rows=rows/>
        }
        .into_any()
    })
}

fn rechecks_table(words: Words, lines: Vec<Recheck>) -> Option<AnyView> {
    let rows: Vec<Vec<AnyView>> = lines
        .into_iter()
        .map(|one| {
            let action = format!("/allowances/runs/rechecks/{}", one.reference);
            vec![
                one.name.into_any(),
                words.wording(&one.benefit).into_any(),
                words.date(one.on).into_any(),
                recheck_form(words, "due", action, &one.months),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <DataTable id="rechecks" caption=words.say(Text::AllowanceRechecksCaption) stacks=true
                columns=vec![
                    Column::text(words.say(Text::AllowanceWho)),
                    Column::text(words.say(Text::PostingsAllowance)),
                    Column::text(words.say(Text::AllowanceRecheckOn)),
                    Column::text(words.say(Text::AllowanceToDo)),
                ]
                rows=rows/>
        }
        .into_any()
    })
}

/// Ask the registers again; and from which month on what they say held already.
fn recheck_form(words: Words, place: &str, action: String, months: &[Month]) -> AnyView {
    let id = format!("{place}-{}", action.rsplit('/').next().unwrap_or_default());
    let each = months
        .iter()
        .map(|month| {
            let month = month.to_string();
            view! { <option value=month.clone()>{month.clone()}</option> }
        })
        .collect_view();
    view! {
        <form method="post" action=action>
            <p class="field">
                <label for=id.clone()>{words.say(Text::AllowanceFactsSince)}</label>
                <select id=id name="since">
                    <option value="">{words.say(Text::AllowanceFactsFromNow)}</option>
                    {each}
                </select>
            </p>
            <SecondaryButton label=words.say(Text::AllowanceRecheck)/>
        </form>
    }
    .into_any()
}

fn objection_list(words: Words, open: Vec<OpenObjection>, action: &'static str) -> Option<AnyView> {
    // A suspension is settled in the table above.
    let open: Vec<OpenObjection> = open
        .into_iter()
        .filter(|one| one.kind != "suspension")
        .collect();
    (!open.is_empty()).then(|| {
        view! {
            <h2>{words.say(Text::AllowanceObjections)}</h2>
            <ul class="case-list">
                {open.into_iter().map(|one| {
                    let is_posting = one.kind == "posting";
                    let recheck = (!one.months.is_empty()).then(|| {
                        let action = format!("/allowances/runs/rechecks/{}", one.about);
                        view! {
                            <p>{words.say(Text::AllowanceRecheckLead)}</p>
                            {recheck_form(words, &one.id, action, &one.months)}
                        }
                    });
                    let title = words.say(match one.kind.as_str() {
                        "posting" => Text::AllowanceObjectionPosting,
                        _ => Text::AllowanceObjectionAmount,
                    });
                    view! {
                        <li class="card">
                            <h3 class="card-title">{title}" "{one.about}</h3>
                            <p>{one.text}</p>
                            <p class="quiet">{words.date(one.on)}</p>
                            {recheck}
                            <form method="post" action=format!("{action}/{}", one.id) novalidate>
                                {is_posting.then(|| view! {
                                    <TextArea name="heard" label=words.say(Text::AllowanceHeard) hint=words.say(Text::AllowanceHeardHint) value="" faults=Vec::new() rows=2/>
                                })}
                                <TextArea name="text" label=words.say(Text::AllowanceAnswer) value="" faults=Vec::new() rows=2/>
                                <SecondaryButton label=words.say(Text::AllowanceAnswerSend)/>
                            </form>
                        </li>
                    }
                }).collect_view()}
            </ul>
        }
        .into_any()
    })
}

/// On the queue: how many objections to postings wait for this member's office; nothing where there are none.
pub fn postings_line(words: Words) -> Option<AnyView> {
    let count = visit().postings_waiting.filter(|count| *count > 0)?;
    let said = words.say_counted(Text::PostingsDeskCount, count, &[]);
    Some(view! { <p><a href="/staff/postings">{said}</a></p> }.into_any())
}

/// `/staff/postings`
#[component]
pub fn PostingObjectionsPage() -> impl IntoView {
    page(async {
        staff_only()?;
        let words = words();
        let open = back_office().posting_objections(&visit().actor).await?;
        let is_empty = open.is_empty();
        let faults = if visit().review {
            vec![
                FieldFault::new("heard", Text::AllowanceHeardEmpty),
                FieldFault::new("text", Text::AllowanceTextEmpty),
            ]
        } else {
            Vec::new()
        };
        Ok(view! {
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::PostingsDeskTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::PostingsDeskLead)}</p>
            {is_empty.then(|| view! { <p>{words.say(Text::PostingsDeskNone)}</p> })}
            {objection_list(words, open, "/staff/postings")}
        })
    })
}

/// `/allowances/runs/{run}?state=returned&after=ID`
#[component]
pub fn AllowanceRunPage() -> impl IntoView {
    let id = part("run");
    let (state, after) = (asked("state"), asked("after"));
    page(async move {
        staff_only()?;
        let words = words();
        let chosen = state.as_deref().and_then(LineState::from_code);
        let run = back_office()
            .run(
                &visit().actor,
                &id,
                chosen,
                after.as_deref().unwrap_or_default(),
            )
            .await?;
        let month = run.summary.month.to_string();
        let title = words.say_with(Text::AllowanceRunTitle, &[("month", &month)]);
        Ok(view! {
            <BackLink href="/allowances/runs" label=words.say(Text::AllowanceRunsTitle)/>
            <p class="quiet">{words.wording(&run.office)}</p>
            <Heading title=title/>
            <p>{run_tag(words, run.summary.stage)}</p>
            {progress(words, &run)}
            {who(words, &run.summary)}
            {sums(words, &run)}
            {acts(words, &run)}
            {lines(words, run)}
        })
    })
}

/// How far it has come: as counted when the page was asked for. Loading it again counts anew.
fn progress(words: Words, run: &RunView) -> Option<AnyView> {
    let count = |wanted: &[LineState]| -> i64 {
        run.sums
            .iter()
            .filter(|(state, _, _)| wanted.contains(state))
            .map(|(_, count, _)| *count)
            .sum()
    };
    let (text, done, of) = match run.summary.stage {
        RunStage::Preparing => (Text::AllowanceProgressPreparing, run.looked_at, run.of_all),
        RunStage::Paying => (
            Text::AllowanceProgressPaying,
            count(&[LineState::Paid, LineState::Returned]),
            count(&[
                LineState::Paid,
                LineState::Returned,
                LineState::Planned,
                LineState::Sent,
            ]),
        ),
        _ => return None,
    };
    let said = words.say_with(
        text,
        &[("done", &done.to_string()), ("of", &of.to_string())],
    );
    let again = format!("/allowances/runs/{}", run.summary.id);
    Some(
        view! {
            <p class="progress">
                <label for="progress">{said}</label>
                <progress id="progress" max=of.max(1).to_string() value=done.to_string()></progress>
            </p>
            <p><a href=again>{words.say(Text::AllowanceLookAgain)}</a></p>
        }
        .into_any(),
    )
}

fn who(words: Words, run: &RunSummary) -> impl IntoView + use<> {
    let rows: Vec<(Text, String)> = [
        (Text::AllowanceRunPreparedBy, &run.prepared_by),
        (Text::AllowanceRunProposedBy, &run.proposed_by),
        (Text::AllowanceRunConfirmedBy, &run.confirmed_by),
    ]
    .into_iter()
    .filter(|(_, name)| !name.is_empty())
    .map(|(label, name)| (label, name.clone()))
    .collect();
    view! {
        <SummaryList>
            {rows.into_iter().map(|(label, name)| view! { <SummaryRow label=words.say(label) value=name/> }).collect_view()}
        </SummaryList>
    }
}

fn sums(words: Words, run: &RunView) -> AnyView {
    let id = &run.summary.id;
    let rows = run
        .sums
        .iter()
        .map(|(state, count, fen)| {
            let href = format!("/allowances/runs/{id}?state={}", state.code());
            vec![
                view! { <a href=href>{words.say(state_name(*state))}</a> }.into_any(),
                count.to_string().into_any(),
                yuan(*fen).into_any(),
            ]
        })
        .collect();
    let (count, fen) = run.arrears;
    let arrears = (count > 0).then(|| {
        let said = words.say_with(
            Text::AllowanceRunArrears,
            &[("count", &count.to_string()), ("amount", &yuan(fen))],
        );
        view! { <p>{said}</p> }
    });
    let (count, fen) = run.supplements;
    let supplements = (count > 0).then(|| {
        let said = words.say_with(
            Text::AllowanceRunSupplements,
            &[("count", &count.to_string()), ("amount", &yuan(fen))],
        );
        view! { <p>{said}</p> }
    });
    view! {
        <DataTable id="sums" caption=words.say(Text::AllowanceSumsCaption)
            columns=vec![
                Column::text(words.say(Text::AllowanceState)),
                Column::number(words.say(Text::AllowanceCount)),
                Column::number(words.say(Text::AllowanceYuanColumn)),
            ]
            rows=rows/>
        {arrears}
        {supplements}
    }
    .into_any()
}

fn acts(words: Words, run: &RunView) -> Option<AnyView> {
    let action = format!("/allowances/runs/{}", run.summary.id);
    match run.summary.stage {
        RunStage::Ready => Some(
            view! {
                <form method="post" action=action>
                    <Buttons>
                        <PrimaryButton label=words.say(Text::AllowanceRunPropose) name="act" value="propose"/>
                        <SecondaryButton label=words.say(Text::AllowanceRunAnew) name="act" value="anew"/>
                    </Buttons>
                </form>
            }
            .into_any(),
        ),
        RunStage::Proposed if run.is_own_proposal => Some(
            view! {
                <Notice title=words.say(Text::AllowanceWaitsForColleague)>
                    <p>{words.say(Text::AllowanceRunOwnProposal)}</p>
                </Notice>
                <form method="post" action=action>
                    <Buttons><SecondaryButton label=words.say(Text::AllowanceRunAnew) name="act" value="anew"/></Buttons>
                </form>
            }
            .into_any(),
        ),
        RunStage::Proposed => Some(
            view! {
                <form method="post" action=action>
                    <Buttons>
                        <PrimaryButton label=words.say(Text::AllowanceRunConfirm) name="act" value="confirm"/>
                        <SecondaryButton label=words.say(Text::AllowanceRunAnew) name="act" value="anew"/>
                    </Buttons>
                </form>
            }
            .into_any(),
        ),
        RunStage::Preparing | RunStage::Paying | RunStage::Done => None,
    }
}

fn lines(words: Words, run: RunView) -> AnyView {
    let id = run.summary.id.clone();
    let chosen = run.chosen.map(LineState::code).unwrap_or_default();
    let next = run
        .next
        .map(|after| format!("/allowances/runs/{id}?state={chosen}&after={after}"));
    let rows = run
        .lines
        .into_iter()
        .map(|line| run_row(words, line))
        .collect();
    view! {
        <DataTable id="lines" caption=words.say(Text::AllowanceLinesCaption) stacks=true
            columns=vec![
                Column::text(words.say(Text::AllowanceWho)),
                Column::text(words.say(Text::PostingsAllowance)),
                Column::text(words.say(Text::AllowanceMonth)),
                Column::number(words.say(Text::AllowanceYuanColumn)),
                Column::text(words.say(Text::AllowanceState)),
                Column::text(words.say(Text::AllowanceWhy)),
            ]
            rows=rows/>
        {next.map(|href| view! { <p><a href=href>{words.say(Text::AllowanceMore)}</a></p> })}
    }
    .into_any()
}

fn run_row(words: Words, line: RunLine) -> Vec<AnyView> {
    let why = why(words, &line.line);
    vec![
        view! { {line.name}<br/><span class="quiet">{line.reference}</span> }.into_any(),
        words.wording(&line.benefit).into_any(),
        month_of(words, &line.line),
        yuan(line.line.fen).into_any(),
        state_tag(words, line.line.state).into_any(),
        why.into_any(),
    ]
}

/// `/allowances/runs/returned/{line}`
#[component]
pub fn ReturnedLinePage() -> impl IntoView {
    let id = part("line");
    page(async move {
        staff_only()?;
        let words = words();
        let visit = visit();
        let view = back_office()
            .returned_line(&visit.actor, &visit.session, &id, visit.review)
            .await?;
        let faults = reviewed(view.faults);
        let account = AccountForm {
            bank: view.typed.bank,
            account: view.typed.account,
        };
        let said = words.say_with(
            Text::AllowanceCorrectLead,
            &[
                ("account", &view.account),
                ("month", &view.line.month.to_string()),
                ("amount", &yuan(view.line.fen)),
                ("why", &bank_says(words, &view.line.because)),
            ],
        );
        let name = view.line.name.clone();
        Ok(view! {
            <BackLink href="/allowances/runs" label=words.say(Text::AllowanceRunsTitle)/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say_with(Text::AllowanceCorrectTitle, &[("name", &name)]) has_errors=!faults.is_empty()/>
            <p>{said}</p>
            <p>{words.say(Text::AllowanceCorrectTwo)}</p>
            <form method="post" novalidate>
                <TextField name="owner" label=words.say(Text::ElderOwner) value=view.typed.owner faults=faults.clone() width=10 autocomplete="off"/>
                <AccountFields typed=account faults=faults/>
                <Buttons><PrimaryButton label=words.say(Text::AllowanceCorrectKeep)/></Buttons>
            </form>
        })
    })
}
