//! "What can I get?": the questions anyone can answer, the page of leave, the answers, and the rules themselves.

use leptos::prelude::*;

use super::desk::FactsView;
use super::facts::{
    CareLevel, Disability, DisabilityKind, District, Fact, Facts, Hardship, Insurance,
};
use super::form::FactsForm;
use super::judge::{Reason, RemarkCase, asked_by};
use super::rule::{Every, Evidence, Pay, Rule};
use super::view::{
    Answer, FactSource, Given, Line, OfficeLine, OwnAnswer, RemarkLine, RuleLine, Said,
};
use crate::back_office::back_office;
use crate::person::DIVISIONS;
use crate::text::{Text, Wording, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, CheckboxField, Choice, DateField, Details, ErrorSummary,
    FieldFault, Heading, Inset, Mark, Notice, PrimaryButton, QuestionPage, RadioField,
    SecondaryButton, SelectField, SummaryList, SummaryRow, Tag, page,
};
use crate::visit::{visit, words};

/// `/benefits`: a short form for anyone.
#[component]
pub fn BenefitsPage() -> impl IntoView {
    page(async {
        let words = words();
        let visit = visit();
        let view = back_office().facts_typed(&visit.session).await?;
        let faults = if visit.review { view.faults } else { vec![] };
        Ok(view! {
            <QuestionPage back="/" title=words.say(Text::BenefitsTitle) faults=faults.clone()
                lead=vec![words.say(Text::BenefitsLead), words.say(Text::BenefitsKept)]
                button=words.say(Text::BenefitsShow) keeps=true>
                {fields(words, &view.asked, view.typed, &faults)}
            </QuestionPage>
            <Inset>
                <p><a href="/benefits/mine">{words.say(Text::BenefitsMineLink)}</a><br/>{words.say(Text::BenefitsMineSentence)}</p>
            </Inset>
            <p><a href="/benefits/rules">{words.say(Text::BenefitsRulesLink)}</a></p>
        })
    })
}

/// `/benefits/answer`: what was typed, judged.
#[component]
pub fn BenefitsAnswerPage() -> impl IntoView {
    page(async {
        let words = words();
        let session = visit().session;
        let found = back_office().what_anyone_gets(&session).await?;
        Ok(match found {
            None => nothing_kept(words, "/benefits"),
            Some(answer) => {
                let known = FactsForm::ALL
                    .into_iter()
                    .filter(|fact| answer.facts.knows(*fact))
                    .map(|fact| {
                        view! { <SummaryRow label=words.say(fact.text()) value=fact_value(words, &answer.facts, fact) change="/benefits"/> }
                    })
                    .collect_view();
                view! {
                    <BackLink href="/benefits"/>
                    <Heading title=words.say(Text::BenefitsAnswerTitle)/>
                    {opening(words, &answer.facts)}
                    {lines(words, answer)}
                    <h2>{words.say(Text::BenefitsUsedTitle)}</h2>
                    <p>{words.say(Text::BenefitsUsedTyped)}</p>
                    <SummaryList>{known}</SummaryList>
                    <form method="post" action="/benefits">
                        <Buttons><SecondaryButton label=words.say(Text::BenefitsForget) name="act" value="forget"/></Buttons>
                    </form>
                }
                .into_any()
            }
        })
    })
}

/// `/benefits/mine`: leave, a line for each register.
#[component]
pub fn OwnBenefitsPage() -> impl IntoView {
    page(async {
        let words = words();
        let lines = back_office().registers_to_ask(&visit().actor).await?;
        let all = lines.iter().map(|line| line.data_set.clone()).collect();
        let choices = lines
            .iter()
            .map(|line| {
                let what = words.say_with(Text::LeaveWhat, &[("what", &words.wording(&line.what))]);
                let why = words.say_with(Text::LeaveWhy, &[("why", &words.wording(&line.why))]);
                Choice::new(line.data_set.clone(), words.wording(&line.register))
                    .hint(format!("{what} {why}"))
            })
            .collect();
        Ok(view! {
            <BackLink href="/benefits"/>
            <Heading title=words.say(Text::BenefitsLeaveTitle)/>
            <p>{words.say(Text::BenefitsLeaveLead)}</p>
            <form method="post" novalidate>
                <CheckboxField name="registers" legend=words.say(Text::LeaveLegend) choices=choices ticked=all faults=vec![]/>
                <Inset><p>{words.say(Text::BenefitsLeaveKept)}</p></Inset>
                <Buttons><PrimaryButton label=words.say(Text::BenefitsLeaveAgree)/></Buttons>
            </form>
            <p><a href="/benefits">{words.say(Text::BenefitsLeaveWithout)}</a></p>
            <p><a href="/benefits/offers">{words.say(Text::OffersTitle)}</a></p>
        })
    })
}

/// `/benefits/mine/answer`: the registers' answers, judged.
#[component]
pub fn OwnBenefitsAnswerPage() -> impl IntoView {
    page(async {
        let words = words();
        let visit = visit();
        let found = back_office()
            .what_i_get(&visit.actor, &visit.session)
            .await?;
        Ok(match found {
            None => nothing_kept(words, "/benefits/mine"),
            Some(own) => own_answer(words, own),
        })
    })
}

fn own_answer(words: Words, own: OwnAnswer) -> AnyView {
    let used = FactsForm::ALL
        .into_iter()
        .filter(|fact| own.answer.facts.knows(*fact) || own.answer.facts.disputed.contains(fact))
        .map(|fact| own_row(words, &own, fact))
        .collect_view();
    let is_left = !own.missing.is_empty();
    let silent = listed(words, &own.silent);
    let denied = listed(words, &own.denied);
    let unasked = listed(words, &own.unasked);
    view! {
        <BackLink href="/benefits/mine"/>
        {(!own.silent.is_empty()).then(|| view! {
            <Notice title=words.say(Text::BenefitsSilentTitle)>
                <p>{words.say_with(Text::BenefitsSilentBody, &[("registers", &silent)])}</p>
            </Notice>
        })}
        {(!own.denied.is_empty()).then(|| view! {
            <Notice title=words.say(Text::KnownDeniedTitle)>
                <p>{words.say_with(Text::BenefitsDeniedBody, &[("registers", &denied)])}</p>
            </Notice>
        })}
        <Heading title=words.say(Text::BenefitsAnswerTitle)/>
        {opening(words, &own.answer.facts)}
        {is_left.then(|| view! {
            <p>{words.say_with(Text::BenefitsLeftOver, &[("facts", &facts_named(words, &own.missing))])}</p>
            <p><ButtonLink href="/benefits/mine/by-hand" label=words.say(Text::BenefitsByHandLink)/></p>
        })}
        {lines(words, own.answer.clone())}
        <Inset>
            <p><a href="/benefits/offers">{words.say(Text::OffersTitle)}</a><br/>{words.say(Text::OffersLinkSentence)}</p>
        </Inset>
        <h2>{words.say(Text::BenefitsUsedTitle)}</h2>
        <SummaryList>{used}</SummaryList>
        {(!own.unasked.is_empty()).then(|| view! {
            <p class="quiet">{words.say_with(Text::BenefitsUnasked, &[("registers", &unasked)])}</p>
        })}
        <p class="quiet">{words.say(Text::BenefitsLogged)}</p>
    }
    .into_any()
}

fn own_row(words: Words, own: &OwnAnswer, fact: Fact) -> AnyView {
    let source = own.sources.iter().find(|source| source.fact == fact);
    let said = match source {
        Some(FactSource { register, at, .. }) => words.say_with(
            Text::KnownSource,
            &[
                ("source", &words.wording(register)),
                ("time", &words.time(*at)),
            ],
        ),
        None => words.say(Text::BenefitsTypedUnverified),
    };
    let remark = if own.answer.facts.disputed.contains(&fact) {
        words.say(Text::BenefitsDisputedFact)
    } else {
        String::new()
    };
    let value = fact_value(words, &own.answer.facts, fact);
    let change = if own.typed.contains(&fact) {
        "/benefits/mine/by-hand"
    } else {
        ""
    };
    view! { <SummaryRow label=words.say(fact.text()) value=value source=said remark=remark change=change/> }
        .into_any()
}

/// `/benefits/mine/by-hand`: what no register has said.
#[component]
pub fn OwnBenefitsByHandPage() -> impl IntoView {
    page(async {
        let words = words();
        let visit = visit();
        let found = back_office()
            .left_to_type(&visit.actor, &visit.session)
            .await?;
        let Some(FactsView {
            asked,
            typed,
            faults,
        }) = found
        else {
            return Ok(nothing_kept(words, "/benefits/mine"));
        };
        let faults = if visit.review { faults } else { vec![] };
        Ok(view! {
            <BackLink href="/benefits/mine/answer"/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::BenefitsByHandTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::BenefitsByHandLead)}</p>
            <form method="post" novalidate>
                {fields(words, &asked, typed, &faults)}
                <Buttons><PrimaryButton label=words.say(Text::BenefitsShow)/></Buttons>
            </form>
        }
        .into_any())
    })
}

/// `/benefits/rules`: every rule, for whoever wants to check.
#[component]
pub fn BenefitRulesPage() -> impl IntoView {
    page(async {
        let words = words();
        let book = back_office().rules();
        let benefits = book
            .benefits
            .iter()
            .map(|benefit| {
                let rules = benefit
                    .rules
                    .iter()
                    .map(|rule| {
                        view! { <li>{rule_lines(words, &RuleLine::of(rule))}{rows(words, rule)}</li> }
                    })
                    .collect_view();
                view! {
                    <section>
                        <h2>{words.wording(&benefit.name)}</h2>
                        <p>{words.wording(&benefit.summary)}</p>
                        <p class="quiet">{words.say_with(Text::BenefitsOwner, &[("owner", &words.wording(&benefit.owner))])}</p>
                        <ul>{rules}</ul>
                    </section>
                }
            })
            .collect_view();
        let together = book
            .stacking
            .iter()
            .map(|stacking| {
                view! { <li>{words.wording(&stacking.says)}<br/><span class="quiet">{evidence_line(words, stacking.evidence, &stacking.source)}</span></li> }
            })
            .collect_view();
        Ok(view! {
            <BackLink href="/benefits"/>
            <Heading title=words.say(Text::BenefitsRulesTitle)/>
            <p>{words.say(Text::BenefitsRulesLead)}</p>
            {benefits}
            <h2>{words.say(Text::BenefitsTogetherTitle)}</h2>
            <ul>{together}</ul>
            <p>{words.say(Text::BenefitsTogetherElse)}</p>
        })
    })
}

/// For whom, and what: a line for each line of the rule.
fn rows(words: Words, rule: &Rule) -> AnyView {
    let nobody = Facts::unknown(rule.from);
    let lines = rule
        .rows
        .iter()
        .map(|row| {
            let asked: Vec<String> = asked_by(row)
                .iter()
                .map(|reason| reason_said(words, &nobody, reason))
                .collect();
            let mut given: Vec<String> = row.pays.iter().map(|pay| amount(words, pay)).collect();
            given.extend((!row.says.zh.is_empty()).then(|| words.wording(&row.says)));
            let asked = asked.join(&words.say(Text::BenefitsAndJoin));
            let given = given.join(&words.say(Text::BenefitsWayJoin));
            view! {
                <li>
                    {asked}
                    {(!given.is_empty()).then(|| view! { <br/><strong>{given}</strong> })}
                </li>
            }
        })
        .collect_view();
    view! { <ul>{lines}</ul> }.into_any()
}

/// There is nothing to answer from: never asked, forgotten on request, or too long ago.
fn nothing_kept(words: Words, start: &'static str) -> AnyView {
    view! {
        <BackLink href=start/>
        <Heading title=words.say(Text::BenefitsNothingTitle)/>
        <p>{words.say(Text::BenefitsNothingBody)}</p>
        <p><ButtonLink href=start label=words.say(Text::BenefitsNothingLink)/></p>
    }
    .into_any()
}

/// Place, day, age; and that this decides nothing.
fn opening(words: Words, facts: &Facts) -> AnyView {
    view! {
        {where_and_how_old(words, facts)}
        <p>{words.say(Text::BenefitsNoDecision)}</p>
    }
    .into_any()
}

fn where_and_how_old(words: Words, facts: &Facts) -> AnyView {
    let place = if facts.knows(Fact::District) {
        fact_value(words, facts, Fact::District)
    } else {
        words.say(Text::BenefitsDistrictUnknown)
    };
    let age = facts.age().map_or_else(
        || words.say(Text::BenefitsAgeUnknown),
        |age| words.say_with(Text::BenefitsAge, &[("age", &age.to_string())]),
    );
    let day = words.day(facts.on);
    view! {
        <p class="lead">{words.say_with(Text::BenefitsOpening, &[("place", &place), ("age", &age), ("day", &day)])}</p>
    }
    .into_any()
}

/// The parts of the page of answers, in this order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Yes,
    Open,
    No,
}

const fn part_of(said: &Said) -> Part {
    match said {
        Said::Yes { .. } => Part::Yes,
        Said::CannotSay { .. } | Said::NoRule | Said::Clash | Said::Disputed { .. } => Part::Open,
        Said::SetAside { .. } | Said::No { .. } => Part::No,
    }
}

fn lines(words: Words, answer: Answer) -> AnyView {
    let facts = answer.facts;
    [
        (Part::Yes, Text::BenefitsYesTitle, Text::BenefitsYesNone),
        (Part::Open, Text::BenefitsOpenTitle, Text::BenefitsOpenNone),
        (Part::No, Text::BenefitsNoTitle, Text::BenefitsNoNone),
    ]
    .into_iter()
    .map(|(part, title, none)| {
        let of_part: Vec<&Line> = answer
            .lines
            .iter()
            .filter(|line| part_of(&line.said) == part)
            .collect();
        let title = words.say_with(title, &[("count", &of_part.len().to_string())]);
        let cards = of_part
            .iter()
            .map(|line| card(words, &facts, line))
            .collect_view();
        view! {
            <section>
                <h2>{title}</h2>
                {of_part.is_empty().then(|| view! { <p>{words.say(none)}</p> })}
                {cards}
            </section>
        }
    })
    .collect_view()
    .into_any()
}

fn card(words: Words, facts: &Facts, line: &Line) -> AnyView {
    let (mark, word) = match &line.said {
        Said::Yes { .. } => (Mark::Done, Text::BenefitsWordYes),
        Said::CannotSay { .. } | Said::NoRule => (Mark::Waiting, Text::BenefitsWordOpen),
        Said::Clash | Said::Disputed { .. } => (Mark::Stopped, Text::BenefitsWordByHand),
        Said::SetAside { .. } => (Mark::ToCome, Text::BenefitsWordSetAside),
        Said::No { .. } => (Mark::ToCome, Text::BenefitsWordNo),
    };
    let unverified = line
        .rule
        .as_ref()
        .filter(|rule| !rule.unverified.zh.is_empty())
        .map(|rule| {
            let what = words.wording(&rule.unverified);
            let text = if rule.demo_only {
                Text::BenefitsDemoRule
            } else {
                Text::BenefitsUnverified
            };
            view! { <p><strong>{words.say(Text::BenefitsUnverifiedWord)}</strong>" "{words.say_with(text, &[("what", &what)])}</p> }
        });
    let source = line.rule.as_ref().map(|rule| rule_lines(words, rule)).map(|lines| {
        view! { <div class="card-details"><Details summary=words.say(Text::BenefitsRuleSummary)>{lines}</Details></div> }
    });
    view! {
        <section class="card" id=line.code.clone()>
            <h3 class="card-title">{words.wording(&line.name)}</h3>
            <p><Tag mark=mark label=words.say(word)/></p>
            <p class="quiet">{words.wording(&line.summary)}</p>
            {body(words, facts, line)}
            {line.remarks.iter().map(|remark| remark_line(words, remark)).collect_view()}
            {unverified}
            {way(words, line)}
            {source}
        </section>
    }
    .into_any()
}

/// What a benefit brings, and the rule with its source and what of it is not verified.
pub(crate) fn what_it_gives(words: Words, facts: &Facts, line: &Line) -> AnyView {
    view! {
        {body(words, facts, line)}
        {line.remarks.iter().map(|remark| remark_line(words, remark)).collect_view()}
        {line.rule.as_ref().map(|rule| rule_lines(words, rule))}
    }
    .into_any()
}

/// The office that takes the application, with its number.
pub(crate) fn office_of(words: Words, line: &Line) -> AnyView {
    way(words, line)
}

/// Every known fact, with the register that said it.
pub(crate) fn known_facts(words: Words, facts: &Facts, sources: &[FactSource]) -> AnyView {
    let rows = FactsForm::ALL
        .into_iter()
        .filter(|fact| facts.knows(*fact))
        .map(|fact| {
            let said = sources
                .iter()
                .find(|source| source.fact == fact)
                .map(|source| {
                    words.say_with(
                        Text::KnownSource,
                        &[
                            ("source", &words.wording(&source.register)),
                            ("time", &words.time(source.at)),
                        ],
                    )
                })
                .unwrap_or_default();
            view! { <SummaryRow label=words.say(fact.text()) value=fact_value(words, facts, fact) source=said/> }
        })
        .collect_view();
    let opening = facts
        .knows(Fact::Born)
        .then(|| where_and_how_old(words, facts));
    view! {
        {opening}
        <SummaryList>{rows}</SummaryList>
    }
    .into_any()
}

fn body(words: Words, facts: &Facts, line: &Line) -> AnyView {
    let open_facts =
        |text: Text, named: &[Fact]| words.say_with(text, &[("facts", &facts_named(words, named))]);
    match &line.said {
        Said::Yes { given, open } => view! {
            {given_lines(words, given)}
            {(!open.is_empty()).then(|| view! { <p>{open_facts(Text::BenefitsDependsOn, open)}</p> })}
        }
        .into_any(),
        Said::SetAside { given, kept } => view! {
            {given_lines(words, given)}
            <p>{words.say_with(Text::BenefitsSetAside, &[("kept", &words.wording(kept))])}</p>
        }
        .into_any(),
        Said::CannotSay { missing } => view! {
            <p>{open_facts(Text::BenefitsMissing, missing)}</p>
            <ul>{missing.iter().map(|fact| view! { <li>{words.say(how_to_learn(*fact))}</li> }).collect_view()}</ul>
        }
        .into_any(),
        Said::No { because, begins } => {
            let wanted = because
                .iter()
                .map(|reason| view! { <li>{reason_said(words, facts, reason)}</li> })
                .collect_view();
            view! {
                <p>{words.say(Text::BenefitsBecause)}</p>
                <ul>{wanted}</ul>
                {begins.map(|day| view! { <p>{words.say_with(Text::BenefitsBegins, &[("day", &words.day(day))])}</p> })}
                {if line.instead.is_empty() {
                    view! { <p>{words.say(Text::BenefitsInsteadNone)}</p> }.into_any()
                } else {
                    view! { <p>{words.say_with(Text::BenefitsInstead, &[("names", &listed(words, &line.instead))])}</p> }.into_any()
                }}
            }
            .into_any()
        }
        Said::NoRule => view! { <p>{words.say(Text::BenefitsNoRule)}</p> }.into_any(),
        Said::Clash => view! {
            <p>{words.say_with(Text::BenefitsClash, &[("owner", &words.wording(&line.owner))])}</p>
        }
        .into_any(),
        Said::Disputed { facts } => {
            view! { <p>{open_facts(Text::BenefitsDisputed, facts)}</p> }.into_any()
        }
    }
}

/// What is given: amounts and words; several lines where a missing fact decides which.
fn given_lines(words: Words, given: &[Given]) -> AnyView {
    let several = given.len() > 1;
    let lines = given
        .iter()
        .map(|line| {
            let amounts: Vec<String> = line.pays.iter().map(|pay| amount(words, pay)).collect();
            let said = words.wording(&line.says);
            let amounts = amounts.join(&words.say(Text::BenefitsOrJoin));
            view! {
                {(!amounts.is_empty()).then(|| view! { <strong>{amounts}</strong>" " })}
                {said}
            }
        })
        .filter(|_| {
            given
                .iter()
                .any(|line| !line.pays.is_empty() || !line.says.zh.is_empty())
        });
    if several {
        view! { <ul>{lines.map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any()
    } else {
        lines
            .map(|line| view! { <p>{line}</p> })
            .collect_view()
            .into_any()
    }
}

/// `每月 83.34 元`.
fn amount(words: Words, pay: &Pay) -> String {
    let text = match pay.every {
        Every::Day => Text::BenefitsPayDay,
        Every::Month => Text::BenefitsPayMonth,
        Every::Quarter => Text::BenefitsPayQuarter,
        Every::Year => Text::BenefitsPayYear,
    };
    let said = words.say_with(text, &[("yuan", &yuan(pay.fen))]);
    if pay.for_what.zh.is_empty() {
        return said;
    }
    words.say_with(
        Text::BenefitsPayFor,
        &[("what", &words.wording(&pay.for_what)), ("amount", &said)],
    )
}

/// Fen as yuan, with decimals only where there are any.
fn yuan(fen: i64) -> String {
    match (fen / 100, fen % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

fn remark_line(words: Words, remark: &RemarkLine) -> AnyView {
    let text = match remark.case {
        RemarkCase::Both => Text::BenefitsRemarkBoth,
        RemarkCase::Kept => Text::BenefitsRemarkKept,
        RemarkCase::GivenUp => Text::BenefitsRemarkGivenUp,
        RemarkCase::HigherUnknown => Text::BenefitsRemarkHigherUnknown,
        RemarkCase::IfOther => Text::BenefitsRemarkIfOther,
    };
    let said = words.say_with(
        text,
        &[
            ("other", &words.wording(&remark.other)),
            ("rule", &words.wording(&remark.says)),
        ],
    );
    let source = evidence_line(words, remark.evidence, &remark.source);
    view! { <p>{said}<br/><span class="quiet">{source}</span></p> }.into_any()
}

/// Where to apply: our own page, or the office with its number. Where nothing can be said here, the office all the more.
fn way(words: Words, line: &Line) -> AnyView {
    let is_no = matches!(line.said, Said::No { .. } | Said::SetAside { .. });
    if is_no {
        return ().into_any();
    }
    let by_hand = matches!(
        line.said,
        Said::Clash | Said::Disputed { .. } | Said::NoRule
    );
    let page = line.apply.clone().map(|href| {
        let name = words.wording(&line.name);
        view! { <p><a href=href>{words.say_with(Text::BenefitsApplyHere, &[("name", &name)])}</a></p> }
    });
    let office = line.office.as_ref().map(|office| {
        let text = match (by_hand, office.knows_the_street) {
            (true, _) => Text::BenefitsAskOffice,
            (false, true) => Text::BenefitsApplyStreet,
            (false, false) => Text::BenefitsApplyOffice,
        };
        view! { <p>{office_said(words, text, office)}</p> }
    });
    let anybody = line
        .office
        .is_none()
        .then(|| view! { <p>{words.say(Text::BenefitsApplyAnybody)}</p> });
    view! { {page}{office}{anybody} }.into_any()
}

fn office_said(words: Words, text: Text, office: &OfficeLine) -> String {
    words.say_with(
        text,
        &[
            ("office", &words.wording(&office.name)),
            ("phone", &office.phone),
            ("hours", &words.wording(&office.hours)),
        ],
    )
}

fn rule_lines(words: Words, rule: &RuleLine) -> AnyView {
    let place = if rule.districts.is_empty() {
        words.say(Text::BenefitsWholeCity)
    } else {
        listed(words, &rule.districts)
    };
    let days = match rule.until {
        Some(until) => words.say_with(
            Text::BenefitsRuleFromTo,
            &[
                ("from", &words.day(rule.from)),
                ("until", &words.day(until)),
            ],
        ),
        None => words.say_with(Text::BenefitsRuleFrom, &[("from", &words.day(rule.from))]),
    };
    let unverified = words.wording(&rule.unverified);
    view! {
        <p>
            {words.say_with(Text::BenefitsRuleVersion, &[("version", &rule.version), ("place", &place), ("days", &days)])}<br/>
            {evidence_line(words, rule.evidence, &rule.source)}<br/>
            {if unverified.is_empty() {
                words.say(Text::BenefitsVerified)
            } else {
                words.say_with(Text::BenefitsRuleUnverified, &[("what", &unverified)])
            }}
        </p>
    }
    .into_any()
}

fn evidence_line(words: Words, evidence: Evidence, source: &Wording) -> String {
    let meaning = words.say(match evidence {
        Evidence::Fo => Text::BenefitsEvidenceFo,
        Evidence::Ft => Text::BenefitsEvidenceFt,
        Evidence::C => Text::BenefitsEvidenceC,
        Evidence::U => Text::BenefitsEvidenceU,
        Evidence::D => Text::BenefitsEvidenceD,
    });
    words.say_with(
        Text::BenefitsSource,
        &[
            ("source", &words.wording(source)),
            ("mark", evidence.mark()),
            ("meaning", &meaning),
        ],
    )
}

/// What the rule asks for.
fn reason_said(words: Words, facts: &Facts, reason: &Reason) -> String {
    let join = words.say(Text::BenefitsOrJoin);
    match reason {
        Reason::Age(band) => {
            let wanted = match band.to {
                Some(to) => words.say_with(
                    Text::BenefitsNeedsAgeBand,
                    &[("from", &band.from.to_string()), ("to", &to.to_string())],
                ),
                None => words.say_with(Text::BenefitsNeedsAge, &[("from", &band.from.to_string())]),
            };
            match facts.age() {
                Some(age) => {
                    let own = words.say_with(Text::BenefitsAge, &[("age", &age.to_string())]);
                    words.say_with(
                        Text::BenefitsNeedsButIs,
                        &[("wanted", &wanted), ("own", &own)],
                    )
                }
                None => wanted,
            }
        }
        Reason::Hardship(any) => words.say_with(
            Text::BenefitsNeedsHardship,
            &[(
                "which",
                &any.iter()
                    .map(|one| words.say(hardship_name(*one)))
                    .collect::<Vec<_>>()
                    .join(&join),
            )],
        ),
        Reason::Disability(kinds, levels) => {
            let kinds = if kinds.is_empty() {
                words.say(Text::BenefitsAnyKind)
            } else {
                kinds
                    .iter()
                    .map(|kind| words.say(kind_name(*kind)))
                    .collect::<Vec<_>>()
                    .join(&join)
            };
            if levels.is_empty() || levels.len() == 4 {
                return words.say_with(Text::BenefitsNeedsCertificate, &[("kinds", &kinds)]);
            }
            let levels: Vec<String> = levels.iter().map(u8::to_string).collect();
            words.say_with(
                Text::BenefitsNeedsDisability,
                &[("kinds", &kinds), ("levels", &levels.join(&join))],
            )
        }
        Reason::Care(any) => words.say_with(
            Text::BenefitsNeedsCare,
            &[(
                "which",
                &any.iter()
                    .map(|one| words.say(care_name(*one)))
                    .collect::<Vec<_>>()
                    .join(&join),
            )],
        ),
        Reason::LongDisabled(_) => words.say(Text::BenefitsNeedsLongDisabled),
        Reason::Alone(_) => words.say(Text::BenefitsNeedsAlone),
        Reason::Insurance(any) => words.say_with(
            Text::BenefitsNeedsInsurance,
            &[(
                "which",
                &any.iter()
                    .map(|one| words.say(insurance_name(*one)))
                    .collect::<Vec<_>>()
                    .join(&join),
            )],
        ),
        Reason::OneOf(ways) => {
            let and = words.say(Text::BenefitsAndJoin);
            let ways: Vec<String> = ways
                .iter()
                .map(|way| {
                    way.iter()
                        .map(|reason| reason_said(words, facts, reason))
                        .collect::<Vec<_>>()
                        .join(&and)
                })
                .collect();
            words.say_with(
                Text::BenefitsNeedsOneOf,
                &[("ways", &ways.join(&words.say(Text::BenefitsWayJoin)))],
            )
        }
        Reason::Elsewhere => words.say(Text::BenefitsNeedsHere),
    }
}

pub(crate) fn listed(words: Words, list: &[Wording]) -> String {
    list.iter()
        .map(|one| words.wording(one))
        .collect::<Vec<_>>()
        .join(&words.say(Text::BenefitsListJoin))
}

pub(crate) fn facts_named(words: Words, facts: &[Fact]) -> String {
    facts
        .iter()
        .map(|fact| words.say(fact.text()))
        .collect::<Vec<_>>()
        .join(&words.say(Text::BenefitsListJoin))
}

/// Where a missing fact comes from.
const fn how_to_learn(fact: Fact) -> Text {
    match fact {
        Fact::Born => Text::BenefitsHowBorn,
        Fact::District => Text::BenefitsHowDistrict,
        Fact::Hardship => Text::BenefitsHowHardship,
        Fact::Disability => Text::BenefitsHowDisability,
        Fact::Care => Text::BenefitsHowCare,
        Fact::LongDisabled => Text::BenefitsHowLongDisabled,
        Fact::Alone => Text::BenefitsHowAlone,
        Fact::Insurance => Text::BenefitsHowInsurance,
    }
}

/// The name of a hardship.
pub const fn hardship_name(one: Hardship) -> Text {
    match one {
        Hardship::Destitute => Text::BenefitsHardshipDestitute,
        Hardship::LowIncome => Text::BenefitsHardshipLowIncome,
        Hardship::NearLowIncome => Text::BenefitsHardshipNear,
        Hardship::None => Text::BenefitsHardshipNone,
    }
}

const fn kind_name(kind: DisabilityKind) -> Text {
    match kind {
        DisabilityKind::Visual => Text::BenefitsKindVisual,
        DisabilityKind::Hearing => Text::BenefitsKindHearing,
        DisabilityKind::Speech => Text::BenefitsKindSpeech,
        DisabilityKind::Limb => Text::BenefitsKindLimb,
        DisabilityKind::Intellectual => Text::BenefitsKindIntellectual,
        DisabilityKind::Mental => Text::BenefitsKindMental,
        DisabilityKind::Multiple => Text::BenefitsKindMultiple,
    }
}

const fn care_name(level: CareLevel) -> Text {
    match level {
        CareLevel::Intact => Text::BenefitsCareIntact,
        CareLevel::Mild => Text::BenefitsCareMild,
        CareLevel::Moderate => Text::BenefitsCareModerate,
        CareLevel::Severe => Text::BenefitsCareSevere,
        CareLevel::Complete => Text::BenefitsCareComplete,
    }
}

const fn insurance_name(one: Insurance) -> Text {
    match one {
        Insurance::EmployeeTwoYears => Text::BenefitsInsuranceTwoYears,
        Insurance::EmployeeLess => Text::BenefitsInsuranceLess,
        Insurance::Other => Text::BenefitsInsuranceOther,
    }
}

/// A known fact in words; empty where it is not known.
pub(crate) fn fact_value(words: Words, facts: &Facts, fact: Fact) -> String {
    let yes_no = |answer: Option<bool>| {
        answer.map(|yes| {
            words.say(if yes {
                Text::BenefitsYes
            } else {
                Text::BenefitsNo
            })
        })
    };
    match fact {
        Fact::Born => facts.born.map(|born| words.day(born)),
        Fact::District => facts.district.as_ref().map(|district| match district {
            District::Here(division) => words.wording(&division.name()),
            District::Elsewhere => words.say(Text::BenefitsElsewhere),
        }),
        Fact::Hardship => facts.hardship.map(|one| words.say(hardship_name(one))),
        Fact::Disability => facts.disability.map(|disability| match disability {
            Disability::None => words.say(Text::BenefitsDisabilityNone),
            Disability::Certified { kind, level } => words.say_with(
                Text::BenefitsDisabilityIs,
                &[
                    ("kind", &words.say(kind_name(kind))),
                    ("level", &level.to_string()),
                ],
            ),
        }),
        Fact::Care => facts.care.map(|level| words.say(care_name(level))),
        Fact::LongDisabled => yes_no(facts.long_disabled),
        Fact::Alone => yes_no(facts.alone),
        Fact::Insurance => facts.insurance.map(|one| words.say(insurance_name(one))),
    }
    .unwrap_or_default()
}

/// The questions about these facts, on every page that asks some of them.
pub(crate) fn fields(
    words: Words,
    asked: &[Fact],
    typed: FactsForm,
    faults: &[FieldFault],
) -> AnyView {
    asked
        .iter()
        .map(|fact| field(words, *fact, &typed, faults.to_vec()))
        .collect_view()
        .into_any()
}

fn field(words: Words, fact: Fact, typed: &FactsForm, faults: Vec<FieldFault>) -> AnyView {
    let unknown = || Choice::new("unknown", words.say(Text::BenefitsUnknown));
    let yes_no = |chosen: &str| {
        let choices = vec![
            Choice::new("yes", words.say(Text::BenefitsYes)),
            Choice::new("no", words.say(Text::BenefitsNo)),
            unknown(),
        ];
        (choices, chosen.to_owned())
    };
    match fact {
        Fact::Born => view! {
            <DateField name="born" legend=words.say(Text::BenefitsAskBorn) hint=words.say(Text::BenefitsAskBornHint)
                year=typed.born_year.clone() month=typed.born_month.clone() day=typed.born_day.clone() faults=faults/>
        }
        .into_any(),
        Fact::District => {
            let mut choices: Vec<Choice> = DIVISIONS
                .iter()
                .map(|division| Choice::new(division.code, words.wording(&division.name())))
                .collect();
            choices.push(Choice::new(
                District::ELSEWHERE,
                words.say(Text::BenefitsElsewhere),
            ));
            view! {
                <SelectField name="division" label=words.say(Text::BenefitsAskDistrict) hint=words.say(Text::BenefitsAskDistrictHint)
                    choices=choices chosen=typed.division.clone() faults=faults/>
            }
            .into_any()
        }
        Fact::Hardship => {
            let mut choices: Vec<Choice> = Hardship::ALL
                .iter()
                .map(|one| Choice::new(one.code(), words.say(hardship_name(*one))))
                .collect();
            choices.push(unknown());
            view! {
                <RadioField name="hardship" legend=words.say(Text::BenefitsAskHardship) choices=choices
                    chosen=typed.hardship.clone() faults=faults/>
            }
            .into_any()
        }
        Fact::Disability => {
            let mut kinds = vec![Choice::new(
                "none",
                words.say(Text::BenefitsDisabilityNone),
            )];
            kinds.extend(
                DisabilityKind::ALL
                    .iter()
                    .map(|kind| Choice::new(kind.code(), words.say(kind_name(*kind)))),
            );
            kinds.push(unknown());
            let levels = (1..=4)
                .map(|level: u8| {
                    let level = level.to_string();
                    let label = words.say_with(Text::BenefitsLevel, &[("level", &level)]);
                    Choice::new(level, label)
                })
                .collect();
            view! {
                <SelectField name="disability" label=words.say(Text::BenefitsAskDisability) hint=words.say(Text::BenefitsAskDisabilityHint)
                    choices=kinds chosen=typed.disability.clone() faults=faults.clone()/>
                <SelectField name="level" label=words.say(Text::BenefitsAskLevel) hint=words.say(Text::BenefitsAskLevelHint)
                    choices=levels chosen=typed.level.clone() faults=faults/>
            }
            .into_any()
        }
        Fact::Care => {
            let mut choices: Vec<Choice> = CareLevel::ALL
                .iter()
                .map(|level| Choice::new(level.code(), words.say(care_name(*level))))
                .collect();
            choices.push(Choice::new(
                "unknown",
                words.say(Text::BenefitsNotAssessed),
            ));
            view! {
                <RadioField name="care" legend=words.say(Text::BenefitsAskCare) hint=words.say(Text::BenefitsAskCareHint) choices=choices
                    chosen=typed.care.clone() faults=faults/>
            }
            .into_any()
        }
        Fact::LongDisabled => {
            let (choices, chosen) = yes_no(&typed.long_disabled);
            view! {
                <RadioField name="long-disabled" legend=words.say(Text::BenefitsAskLongDisabled) choices=choices chosen=chosen faults=faults/>
            }
            .into_any()
        }
        Fact::Alone => {
            let (choices, chosen) = yes_no(&typed.alone);
            view! {
                <RadioField name="alone" legend=words.say(Text::BenefitsAskAlone) choices=choices chosen=chosen faults=faults/>
            }
            .into_any()
        }
        Fact::Insurance => {
            let mut choices: Vec<Choice> = Insurance::ALL
                .iter()
                .map(|one| Choice::new(one.code(), words.say(insurance_name(*one))))
                .collect();
            choices.push(unknown());
            view! {
                <RadioField name="insurance" legend=words.say(Text::BenefitsAskInsurance) choices=choices
                    chosen=typed.insurance.clone() faults=faults/>
            }
            .into_any()
        }
    }
}
