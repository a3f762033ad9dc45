//! What citizens see of allowances: the one question of an application, what they are paid and why, and what is posted.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::desk::{EntitlementLine, EntitlementView, LineView, Objection, PostingView};
use super::{EntitlementStage, LineState, Month, yuan};
use crate::back_office::back_office;
use crate::benefits::pages::facts_named;
use crate::error::PortalError;
use crate::identity::Actor;
use crate::newborn::AccountForm;
use crate::newborn::pages::AccountFields;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, Column, DataTable, Details, ErrorSummary, FieldFault, Heading,
    Inset, Mark, Notice, NoticeKind, PrimaryButton, QuestionPage, SecondaryButton, SummaryList,
    SummaryRow, Tag, TextArea, TextField, page, reviewed,
};
use crate::visit::{visit, words};

/// `/old-age-allowance/elder`, `/living-subsidy/account` ..
#[component]
pub fn AllowanceAccountPage(service: &'static str) -> impl IntoView {
    page(async move {
        let words = words();
        let view = back_office()
            .allowance_account(&visit().actor, service)
            .await?;
        let faults = reviewed(view.faults);
        let typed = view.typed;
        let lead = match &view.guardian {
            Some(guardian) => words.say_with(
                Text::ElderAccountLeadGuardian,
                &[("name", &view.owner), ("guardian", guardian)],
            ),
            None => words.say_with(Text::ElderAccountLead, &[("name", &view.owner)]),
        };
        let account = AccountForm {
            bank: typed.bank,
            account: typed.account,
        };
        Ok(view! {
            <QuestionPage back=view.back title=words.say(Text::ElderTitle) faults=faults.clone()
                lead=vec![lead]>
                <TextField name="owner" label=words.say(Text::ElderOwner) value=typed.owner faults=faults.clone() width=10 autocomplete="off"/>
                <AccountFields typed=account faults=faults/>
            </QuestionPage>
        })
    })
}

pub(super) fn part(name: &str) -> String {
    use_params_map()
        .get_untracked()
        .get(name)
        .unwrap_or_default()
}

pub(super) fn asked(name: &str) -> Option<String> {
    use_query_map().get_untracked().get(name)
}

/// How a stage is drawn, and what it is called.
pub(crate) const fn stage_of(stage: EntitlementStage) -> (Mark, Text) {
    match stage {
        EntitlementStage::Active => (Mark::Doing, Text::AllowanceStageActive),
        EntitlementStage::Suspended => (Mark::Waiting, Text::AllowanceStageSuspended),
        EntitlementStage::Ended => (Mark::Stopped, Text::AllowanceStageEnded),
    }
}

fn stage_tag(words: Words, stage: EntitlementStage) -> impl IntoView {
    let (mark, text) = stage_of(stage);
    view! { <Tag mark=mark label=words.say(text)/> }
}

/// Where one month stands.
pub(super) fn state_tag(words: Words, state: LineState) -> impl IntoView {
    let mark = match state {
        LineState::Paid => Mark::Done,
        LineState::Planned | LineState::Sent => Mark::Doing,
        LineState::Returned | LineState::Open => Mark::Waiting,
        LineState::Nothing => Mark::ToCome,
    };
    view! { <Tag mark=mark label=words.say(state_name(state))/> }
}

/// The word for it.
pub(super) const fn state_name(state: LineState) -> Text {
    match state {
        LineState::Planned => Text::AllowanceStatePlanned,
        LineState::Sent => Text::AllowanceStateSent,
        LineState::Paid => Text::AllowanceStatePaid,
        LineState::Returned => Text::AllowanceStateReturned,
        LineState::Nothing => Text::AllowanceStateNothing,
        LineState::Open => Text::AllowanceStateOpen,
    }
}

/// Why this amount, in a sentence.
pub(super) fn why(words: Words, line: &LineView) -> String {
    let rule = [("rule", line.rule.as_str())];
    let said = match line.why.as_str() {
        "pays" => words.say_with(Text::AllowanceWhyPays, &rule),
        "not-this-month" => words.say_with(Text::AllowanceWhyNotThisMonth, &rule),
        "set-aside" => words.say_with(
            Text::AllowanceWhySetAside,
            &[("other", &words.wording(&line.why_of))],
        ),
        "no" => words.say_with(Text::AllowanceWhyNo, &rule),
        "no-rule" => words.say(Text::AllowanceWhyNoRule),
        "no-amount" => words.say_with(Text::AllowanceWhyNoAmount, &rule),
        "clash" => words.say(Text::AllowanceWhyClash),
        "unverified" => words.say_with(Text::AllowanceWhyUnverified, &rule),
        "suspended" => words.say(Text::AllowanceWhySuspended),
        _ => words.say(Text::AllowanceWhyUnknown),
    };
    if line.unchecked {
        format!("{said} {}", words.say(Text::AllowanceWhyUnchecked))
    } else {
        said
    }
}

/// Why it is suspended, or has ended.
pub(super) fn because(words: Words, code: &str) -> String {
    words.say(match code {
        "died" => Text::AllowanceBecauseDied,
        "moved" => Text::AllowanceBecauseMoved,
        _ => Text::AllowanceBecauseRule,
    })
}

/// `/allowances`
#[component]
pub fn AllowancesPage() -> impl IntoView {
    page(async {
        let words = words();
        let lines = back_office().own_entitlements(&visit().actor).await?;
        let is_empty = lines.is_empty();
        Ok(view! {
            <BackLink href="/"/>
            <Heading title=words.say(Text::AllowancesTitle)/>
            {is_empty.then(|| view! {
                <p>{words.say(Text::AllowancesNone)}</p>
                <Buttons><ButtonLink href="/benefits" label=words.say(Text::AllowancesWhatElse)/></Buttons>
            })}
            <ul class="case-list">{lines.into_iter().map(|line| card(words, line)).collect_view()}</ul>
            {(!is_empty).then(|| view! { <p><a href="/benefits">{words.say(Text::AllowancesWhatElse)}</a></p> })}
        })
    })
}

fn card(words: Words, line: EntitlementLine) -> impl IntoView {
    let name = words.wording(&line.benefit);
    let title = match &line.whose {
        Some(whose) => words.say_with(Text::AllowanceOf, &[("name", whose), ("allowance", &name)]),
        None => name,
    };
    let amount = amount(words, &line);
    let paid = words.say_with(Text::AllowancePaidSoFar, &[("amount", &yuan(line.paid))]);
    view! {
        <li class="card">
            <h2 class="card-title"><a href=format!("/allowances/{}", line.reference)>{title}</a></h2>
            <p>{stage_tag(words, line.stage)}</p>
            <p>{amount}" · "{paid}</p>
            <p class="quiet">{line.reference}</p>
        </li>
    }
}

fn amount(words: Words, line: &EntitlementLine) -> String {
    let amount = words.wording(&line.amount);
    if amount.is_empty() {
        words.say(Text::AllowanceAmountUnknown)
    } else {
        amount
    }
}

/// `/allowances/{reference}`
#[component]
pub fn AllowancePage() -> impl IntoView {
    let reference = part("reference");
    let is_said = asked("said").is_some();
    page(async move {
        let words = words();
        let visit = visit();
        let view = back_office()
            .one_entitlement(&visit.actor, &reference)
            .await?;
        let faults = if visit.review {
            vec![FieldFault::new("text", Text::AllowanceTextEmpty)]
        } else {
            Vec::new()
        };
        let title = words.wording(&view.line.benefit);
        let address = format!("/allowances/{reference}");
        let whose = view.line.whose.clone();
        Ok(view! {
            <BackLink href="/allowances" label=words.say(Text::AllowancesTitle)/>
            {is_said.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::AllowanceSaidTitle)><p>{words.say(Text::AllowanceSaidBody)}</p></Notice>
            })}
            <ErrorSummary faults=faults.clone()/>
            <Heading title=title has_errors=!faults.is_empty()/>
            {whose.map(|name| view! { <p class="lead">{words.say_with(Text::AllowanceFor, &[("name", &name)])}</p> })}
            {suspension(words, &view, &address)}
            {facts(words, &view)}
            <h2>{words.say(Text::AllowanceMonths)}</h2>
            {months(words, &view.lines)}
            {reason(words, &view)}
            {said(words, view.objections.clone())}
            {(view.line.stage != EntitlementStage::Suspended).then(|| wrong_form(words, &address, faults))}
        })
    })
}

/// What is wrong must be said in one press, and where one sees it first.
fn suspension(words: Words, view: &EntitlementView, address: &str) -> Option<AnyView> {
    let why = because(words, &view.line.because);
    match view.line.stage {
        EntitlementStage::Active => None,
        EntitlementStage::Ended => {
            let on = words.date(view.since);
            let said = words.say_with(Text::AllowanceEnded, &[("why", &why), ("date", &on)]);
            Some(view! { <Inset><p>{said}</p></Inset> }.into_any())
        }
        EntitlementStage::Suspended => {
            let body = if view.has_objected {
                words.say(Text::AllowanceObjected)
            } else {
                let until = view
                    .objection_until
                    .map(|day| words.date(day))
                    .unwrap_or_default();
                words.say_with(Text::AllowanceSuspendedUntil, &[("date", &until)])
            };
            let press = (!view.has_objected).then(|| {
                view! {
                    <form method="post" action=address.to_owned()>
                        <Buttons><PrimaryButton label=words.say(Text::AllowanceThatIsWrong) name="act" value="wrong"/></Buttons>
                    </form>
                }
            });
            Some(
                view! {
                    <Notice title=words.say(Text::AllowanceSuspendedTitle)>
                        <p>{why}</p>
                        <p>{body}</p>
                        {press}
                        <p class="quiet">{words.say(Text::AllowanceNothingBack)}</p>
                    </Notice>
                }
                .into_any(),
            )
        }
    }
}

fn facts(words: Words, view: &EntitlementView) -> impl IntoView + use<> {
    let month = view.next.to_string();
    let next = match view.line.stage {
        EntitlementStage::Active => words.say_with(Text::AllowanceNextMonth, &[("month", &month)]),
        _ => words.say(Text::AllowanceNextNone),
    };
    let office = format!("{} {}", words.wording(&view.office), view.phone);
    let paid = words.say_with(Text::AllowanceYuan, &[("amount", &yuan(view.line.paid))]);
    let missing = if view.line.missing.is_empty() {
        String::new()
    } else {
        let facts = facts_named(words, &view.line.missing);
        words.say_with(Text::AllowanceMissingSaid, &[("facts", &facts)])
    };
    let rows = vec![
        (Text::AllowanceFieldAmount, amount(words, &view.line)),
        (Text::AllowanceMissing, missing),
        (Text::AllowanceSince, view.line.first_month.to_string()),
        (Text::AllowanceNext, next),
        (Text::AllowanceOwed, owed(words, &view.owed)),
        (Text::AllowancePaidTotal, paid),
        (Text::FieldAccount, view.account.clone()),
        (Text::AllowanceRecheckOn, words.date(view.recheck_on)),
        (Text::AllowanceOffice, office),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    view! {
        <SummaryList>
            {rows.map(|(label, value)| view! { <SummaryRow label=words.say(label) value=value/> }).collect_view()}
        </SummaryList>
    }
}

/// What the next run pays for earlier months; empty where that is nothing.
fn owed(words: Words, months: &[(Month, i64)]) -> String {
    if months.is_empty() {
        return String::new();
    }
    let named: Vec<String> = months.iter().map(|(month, _)| month.to_string()).collect();
    let fen: i64 = months.iter().map(|(_, fen)| fen).sum();
    words.say_with(
        Text::AllowanceOwedSaid,
        &[
            ("months", &named.join(&words.say(Text::BenefitsListJoin))),
            ("amount", &yuan(fen)),
        ],
    )
}

/// A line's month, and with which later one it is paid; what was paid for it before.
pub(super) fn month_of(words: Words, line: &LineView) -> AnyView {
    let month = line.month.to_string();
    let arrears = line.arrears_in.map(|run| {
        let said = words.say_with(Text::AllowanceArrears, &[("month", &run.to_string())]);
        view! { <br/><span class="quiet">{said}</span> }
    });
    let less = (line.less > 0).then(|| {
        let text = if line.part > 1 {
            Text::AllowanceLessOwn
        } else {
            Text::AllowanceLess
        };
        let said = words.say_with(text, &[("amount", &yuan(line.less))]);
        view! { <br/><span class="quiet">{said}</span> }
    });
    view! { {month}{arrears}{less} }.into_any()
}

fn months(words: Words, lines: &[LineView]) -> AnyView {
    if lines.is_empty() {
        return view! { <p>{words.say(Text::AllowanceMonthsNone)}</p> }.into_any();
    }
    let rows = lines
        .iter()
        .map(|line| {
            vec![
                month_of(words, line),
                yuan(line.fen).into_any(),
                state_tag(words, line.state).into_any(),
                why(words, line).into_any(),
            ]
        })
        .collect();
    view! {
        <DataTable id="months" caption=words.say(Text::AllowanceMonths) hides_caption=true stacks=true
            columns=vec![
                Column::text(words.say(Text::AllowanceMonth)),
                Column::number(words.say(Text::AllowanceYuanColumn)),
                Column::text(words.say(Text::AllowanceState)),
                Column::text(words.say(Text::AllowanceWhy)),
            ]
            rows=rows/>
    }
    .into_any()
}

fn reason(words: Words, view: &EntitlementView) -> impl IntoView + use<> {
    let rule = view.rule.clone();
    let beside = view.beside.clone();
    view! {
        <h2>{words.say(Text::AllowanceWhyThis)}</h2>
        {match rule {
            Some((version, source, unverified)) => {
                let doubt = words.wording(&unverified);
                view! {
                    <p>{words.say_with(Text::AllowanceByRule, &[("rule", &version), ("source", &words.wording(&source))])}</p>
                    {(!doubt.is_empty()).then(|| view! { <p class="quiet">{words.say_with(Text::AllowanceNotVerified, &[("what", &doubt)])}</p> })}
                }.into_any()
            }
            None => view! { <p>{words.say(Text::AllowanceWhyNoRule)}</p> }.into_any(),
        }}
        {beside.into_iter().map(|said| view! { <p>{words.wording(&said)}</p> }).collect_view()}
        <p><a href="/benefits/rules">{words.say(Text::AllowanceAllRules)}</a></p>
    }
}

fn said(words: Words, objections: Vec<Objection>) -> Option<AnyView> {
    (!objections.is_empty()).then(|| {
        view! {
            <h2>{words.say(Text::AllowanceYouSaid)}</h2>
            <SummaryList>
                {objections.into_iter().map(|one| {
                    let text = if one.text.is_empty() { words.say(Text::AllowanceThatIsWrong) } else { one.text };
                    let answer = match one.answer {
                        None => words.say(Text::AllowanceNotAnswered),
                        Some(answer) if answer.is_empty() => words.say(Text::AllowanceLookedInto),
                        Some(answer) => answer,
                    };
                    view! { <SummaryRow label=words.date(one.on) value=text source=answer/> }
                }).collect_view()}
            </SummaryList>
        }
        .into_any()
    })
}

fn wrong_form(words: Words, address: &str, faults: Vec<FieldFault>) -> impl IntoView + use<> {
    let action = address.to_owned();
    view! {
        <Details summary=words.say(Text::AllowanceThatIsWrong)>
            <form method="post" action=action novalidate>
                <TextArea name="text" label=words.say(Text::AllowanceWhatIsWrong) value="" faults=faults rows=3/>
                <Buttons><SecondaryButton label=words.say(Text::AllowanceSend)/></Buttons>
            </form>
        </Details>
    }
}

/// `/postings`, `/postings?street=500106001`
#[component]
pub fn PostingsPage() -> impl IntoView {
    let street = asked("street").filter(|code| !code.is_empty());
    page(async move {
        let words = words();
        let (postings, groups) = back_office().postings(street.as_deref()).await?;
        let chosen = street.unwrap_or_default();
        let is_empty = postings.is_empty();
        let rows = postings
            .into_iter()
            .map(|posting| posting_row(words, posting))
            .collect();
        Ok(view! {
            <BackLink href="/"/>
            <Heading title=words.say(Text::PostingsTitle)/>
            <p>{words.say(Text::PostingsLead)}</p>
            <form method="get" action="/postings">
                <p class="field">
                    <label for="street">{words.say(Text::PostingsStreet)}</label>
                    <select id="street" name="street">
                        <option value="">{words.say(Text::PostingsEverywhere)}</option>
                        {groups.into_iter().map(|group| {
                            let chosen = chosen.clone();
                            view! {
                                <optgroup label=words.wording(&group.division)>
                                    {group.streets.into_iter().map(|(code, name)| {
                                        let is_chosen = code == chosen;
                                        view! { <option value=code selected=is_chosen>{words.wording(&name)}</option> }
                                    }).collect_view()}
                                </optgroup>
                            }
                        }).collect_view()}
                    </select>
                </p>
                <Buttons><SecondaryButton label=words.say(Text::PostingsShow)/></Buttons>
            </form>
            {if is_empty {
                view! { <p>{words.say(Text::PostingsNone)}</p> }.into_any()
            } else {
                view! {
                    <DataTable id="postings" caption=words.say(Text::PostingsTitle) hides_caption=true stacks=true
                        columns=vec![
                            Column::text(words.say(Text::PostingsName)),
                            Column::text(words.say(Text::PostingsCommunity)),
                            Column::text(words.say(Text::PostingsAllowance)),
                            Column::text(words.say(Text::PostingsUntil)),
                        ]
                        rows=rows/>
                }.into_any()
            }}
        })
    })
}

fn posting_row(words: Words, posting: PostingView) -> Vec<AnyView> {
    let href = format!("/postings/{}", posting.id);
    vec![
        view! { <a href=href>{posting.name}</a> }.into_any(),
        words.wording(&posting.community).into_any(),
        words.wording(&posting.allowance).into_any(),
        posting
            .until
            .map(|day| words.date(day))
            .unwrap_or_default()
            .into_any(),
    ]
}

/// `/postings/{posting}`
#[component]
pub fn PostingPage() -> impl IntoView {
    let id = part("posting");
    let is_said = asked("said").is_some();
    page(async move {
        let words = words();
        let visit = visit();
        let posting = back_office().posting(&id).await?;
        let faults = if visit.review {
            vec![FieldFault::new("text", Text::AllowanceTextEmpty)]
        } else {
            Vec::new()
        };
        let may_say = visit.actor.citizen().is_some();
        let is_visitor = visit.actor == Actor::Visitor;
        let action = format!("/postings/{id}");
        let sign_in = crate::identity::sign_in_address(&action);
        let date =
            |day: Option<jiff::civil::Date>| day.map(|day| words.date(day)).unwrap_or_default();
        let time = words.say_with(
            Text::PostingsFromTo,
            &[
                ("from", &date(posting.from)),
                ("until", &date(posting.until)),
            ],
        );
        let office = format!("{} {}", words.wording(&posting.community), posting.phone);
        Ok(view! {
            <BackLink href="/postings" label=words.say(Text::PostingsTitle)/>
            {is_said.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::AllowanceSaidTitle)><p>{words.say(Text::PostingsSaid)}</p></Notice>
            })}
            <ErrorSummary faults=faults.clone()/>
            <Heading title=posting.name.clone() has_errors=!faults.is_empty()/>
            <SummaryList>
                <SummaryRow label=words.say(Text::PostingsAllowance) value=words.wording(&posting.allowance)/>
                <SummaryRow label=words.say(Text::PostingsCommunity) value=office/>
                <SummaryRow label=words.say(Text::PostingsTime) value=time/>
            </SummaryList>
            <h2>{words.say(Text::PostingsObject)}</h2>
            <p>{words.say(Text::PostingsObjectLead)}</p>
            {may_say.then(|| view! {
                <form method="post" action=action novalidate>
                    <TextArea name="text" label=words.say(Text::AllowanceWhatIsWrong) value="" faults=faults rows=3/>
                    <Buttons><PrimaryButton label=words.say(Text::AllowanceSend)/></Buttons>
                </form>
            })}
            {is_visitor.then(|| view! { <Buttons><ButtonLink href=sign_in label=words.say(Text::PostingsSignIn)/></Buttons> })}
        })
    })
}

/// A staff page for a visitor: sign in; for a citizen it does not exist.
pub(super) fn staff_only() -> Result<(), PortalError> {
    match visit().actor {
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Staff(_) => Ok(()),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}
