//! The question pages of a birth, and the check that anyone can make before signing in.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::desk::StreetGroup;
use super::eligibility::Eligibility;
use super::form::ETHNICITIES;
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, Choice, DateField, ErrorSummary, FieldFault, Heading, PageTitle,
    PrimaryButton, RadioField, SecondaryButton, SelectField, TextField, page,
};
use crate::visit::{visit, words};

/// Faults are said only when the visitor has handed the page in.
fn reviewed(faults: Vec<FieldFault>) -> Vec<FieldFault> {
    if visit().review { faults } else { Vec::new() }
}

/// One select for all streets of the city, in the order of the divisions; each office's name begins with its division.
pub fn street_choices(words: Words, streets: &[StreetGroup]) -> Vec<Choice> {
    streets
        .iter()
        .flat_map(|group| &group.streets)
        .map(|(code, name)| Choice::new(code.clone(), words.wording(name)))
        .collect()
}

/// `/newborn/child/{number}`: the name, or everything where no register answered.
#[component]
pub fn ChildPage() -> impl IntoView {
    let number = use_params_map().with_untracked(|params| {
        params
            .get("number")
            .and_then(|number| number.parse().ok())
            .unwrap_or(0_usize)
    });
    page(async move {
        let words = words();
        let child = back_office().child(&visit().actor, number).await?;
        let faults = if child.typed.is_later() {
            Vec::new()
        } else {
            reviewed(child.faults)
        };
        let asks_everything = child.born.is_none();
        let title = if asks_everything {
            words.say(Text::ChildEverythingTitle)
        } else if child.children > 1 {
            words.say_with(
                Text::ChildTitleNumber,
                &[("number", &child.number.to_string())],
            )
        } else {
            words.say(Text::ChildTitle)
        };
        let surnames = [child.mother, child.father]
            .iter()
            .filter_map(|name| name.chars().next())
            .map(String::from)
            .collect::<Vec<_>>()
            .join(" / ");
        let typed = child.typed;
        Ok(view! {
            <BackLink href=child.back/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=title has_errors=!faults.is_empty()/>
            {child.born.map(|(sex, born)| view! {
                <p>{words.say_with(Text::ChildBorn, &[("sex", &words.wording(&sex)), ("born", &words.wording(&born))])}</p>
            })}
            {asks_everything.then(|| view! { <p>{words.say(Text::ChildEverythingHint)}</p> })}
            <form method="post" novalidate>
                <TextField name="surname" label=words.say(Text::ChildSurname) hint=words.say_with(Text::ChildSurnameHint, &[("surnames", &surnames)])
                    value=typed.surname faults=faults.clone() width=6/>
                <TextField name="given" label=words.say(Text::ChildGiven) hint=words.say(Text::ChildGivenHint) value=typed.given faults=faults.clone() width=10/>
                {asks_everything.then(|| view! {
                    <TextField name="certificate" label=words.say(Text::ChildCertificate) hint=words.say(Text::ChildCertificateHint) value=typed.certificate
                        faults=faults.clone() width=20/>
                    <RadioField name="sex" legend=words.say(Text::ChildSex) chosen=typed.sex faults=faults.clone()
                        choices=vec![Choice::new("female", words.say(Text::SexFemale)), Choice::new("male", words.say(Text::SexMale))]/>
                    <DateField name="born" legend=words.say(Text::ChildBornLegend) hint=words.say(Text::ChildBornHint)
                        year=typed.born_year month=typed.born_month day=typed.born_day faults=faults.clone()/>
                })}
                <Buttons>
                    <PrimaryButton label=words.say(Text::GoOn)/>
                    <SecondaryButton label=words.say(if asks_everything { Text::SaveForLater } else { Text::ChildNoNameYet }) name="act" value="later"/>
                </Buttons>
            </form>
        })
    })
}

/// `/newborn/child/{number}/later`: saved without a name; the last day of the term.
#[component]
pub fn ChildLaterPage() -> impl IntoView {
    let number = use_params_map().with_untracked(|params| {
        params
            .get("number")
            .and_then(|number| number.parse().ok())
            .unwrap_or(0_usize)
    });
    page(async move {
        let words = words();
        let child = back_office().child(&visit().actor, number).await?;
        let body = child.last_day.map_or_else(
            || words.say(Text::ChildLaterBodyPlain),
            |day| words.say_with(Text::ChildLaterBody, &[("date", &words.date(day))]),
        );
        Ok(view! {
            <Heading title=words.say(Text::ChildLaterTitle)/>
            <p>{body}</p>
            <Buttons>
                <ButtonLink href=format!("/newborn/child/{number}") label=words.say(Text::ContinueDraft)/>
                <ButtonLink href="/" label=words.say(Text::GoHome) is_secondary=true/>
            </Buttons>
        })
    })
}

/// `/newborn/household`
#[component]
pub fn HouseholdPage() -> impl IntoView {
    page(async {
        let words = words();
        let household = back_office().household(&visit().actor).await?;
        let faults = reviewed(household.faults);
        let mine = household.mine.as_ref().map_or_else(
            || words.say(Text::HouseholdMineUnknown),
            |place| words.say_with(Text::HouseholdMine, &[("where", &words.wording(place))]),
        );
        let other = if household.other_parent.is_empty() {
            words.say(Text::HouseholdOtherUnknown)
        } else {
            words.say_with(Text::HouseholdOther, &[("name", &household.other_parent)])
        };
        Ok(view! {
            <BackLink href=household.back/>
            <ErrorSummary faults=faults.clone()/>
            <PageTitle title=words.say(Text::HouseholdTitle) has_errors=!faults.is_empty()/>
            <form method="post" novalidate>
                <RadioField name="whose" legend=words.say(Text::HouseholdTitle) is_heading=true chosen=household.typed.whose faults=faults.clone()
                    choices=vec![Choice::new("mine", mine), Choice::new("other", other)]/>
                <SelectField name="street" label=words.say(Text::HouseholdStreet) hint=words.say(Text::HouseholdStreetHint)
                    choices=street_choices(words, &household.streets) chosen=household.typed.street faults=faults/>
                <PrimaryButton label=words.say(Text::GoOn)/>
            </form>
        })
    })
}

/// `/newborn/ethnicity`
#[component]
pub fn EthnicityPage() -> impl IntoView {
    page(async {
        let words = words();
        let ethnicity = back_office().ethnicity(&visit().actor).await?;
        let faults = reviewed(ethnicity.faults);
        let hint = if ethnicity.mine.is_empty() {
            words.say(Text::EthnicityHintPlain)
        } else {
            words.say_with(Text::EthnicityHint, &[("mine", &ethnicity.mine)])
        };
        // The applicant's own stands chosen: one press for most families.
        let chosen = if ethnicity.typed.ethnicity.is_empty() {
            ethnicity.mine
        } else {
            ethnicity.typed.ethnicity
        };
        Ok(view! {
            <BackLink href=ethnicity.back/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::EthnicityTitle) has_errors=!faults.is_empty()/>
            <form method="post" novalidate>
                <SelectField name="ethnicity" label=words.say(Text::FieldEthnicity) hint=hint chosen=chosen faults=faults
                    choices=ETHNICITIES.iter().map(|name| Choice::new(*name, *name)).collect()/>
                <PrimaryButton label=words.say(Text::GoOn)/>
            </form>
        })
    })
}

/// `/newborn/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    page(async {
        let words = words();
        let account = back_office().account(&visit().actor).await?;
        let faults = reviewed(account.faults);
        Ok(view! {
            <BackLink href=account.back/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::AccountTitle) has_errors=!faults.is_empty()/>
            <p>{words.say_with(Text::AccountHint, &[("holder", &account.holder)])}</p>
            <form method="post" novalidate>
                <TextField name="bank" label=words.say(Text::AccountBank) hint=words.say(Text::AccountBankHint) value=account.typed.bank faults=faults.clone() width=20/>
                <TextField name="account" label=words.say(Text::AccountNumber) hint=words.say(Text::AccountNumberHint) value=account.typed.account faults=faults
                    inputmode="numeric" width=20/>
                <PrimaryButton label=words.say(Text::GoOn)/>
            </form>
        })
    })
}

/// `/newborn/other-parent`: only where the marriage register has not said it.
#[component]
pub fn OtherParentPage() -> impl IntoView {
    page(async {
        let words = words();
        let other = back_office().other_parent(&visit().actor).await?;
        let faults = reviewed(other.faults);
        Ok(view! {
            <BackLink href=other.back/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::OtherParentTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::OtherParentHint)}</p>
            <form method="post" novalidate>
                <TextField name="name" label=words.say(Text::OtherParentName) value=other.typed.name faults=faults.clone() width=10/>
                <TextField name="number" label=words.say(Text::OtherParentNumber) value=other.typed.number faults=faults width=20/>
                <PrimaryButton label=words.say(Text::GoOn)/>
            </form>
        })
    })
}

/// `/newborn/eligibility` and the two questions after it.
#[component]
pub fn EligibilityPage(question: Eligibility) -> impl IntoView {
    page(async move {
        let words = words();
        let (title, choices, back) = match question {
            Eligibility::AskBirth => (
                Text::EligibilityBirthTitle,
                vec![
                    ("certificate", Text::EligibilityBirthCertificate),
                    ("delivery", Text::EligibilityBirthDelivery),
                    ("none", Text::EligibilityBirthNone),
                ],
                "/newborn",
            ),
            Eligibility::AskMarriage => (
                Text::EligibilityMarriageTitle,
                vec![
                    ("yes", Text::EligibilityMarriageYes),
                    ("no", Text::EligibilityMarriageNo),
                ],
                Eligibility::AskBirth.path(),
            ),
            Eligibility::AskRegistration => (
                Text::EligibilityRegistrationTitle,
                vec![
                    ("both", Text::EligibilityRegistrationBoth),
                    ("one", Text::EligibilityRegistrationOne),
                    ("none", Text::EligibilityRegistrationNone),
                ],
                Eligibility::AskMarriage.path(),
            ),
            _ => return Err(PortalError::NotFound),
        };
        let faults = reviewed(vec![FieldFault::new(
            "answer",
            Text::EligibilityAnswerEmpty,
        )]);
        let choices = choices
            .into_iter()
            .map(|(value, text)| Choice::new(value, words.say(text)))
            .collect();
        Ok(view! {
            <BackLink href=back/>
            <ErrorSummary faults=faults.clone()/>
            <PageTitle title=words.say(title) has_errors=!faults.is_empty()/>
            <form method="post" novalidate>
                <RadioField name="answer" legend=words.say(title) is_heading=true choices=choices chosen="" faults=faults/>
                <PrimaryButton label=words.say(Text::GoOn)/>
            </form>
        })
    })
}

/// What the check has found, with the way that works.
#[component]
pub fn VerdictPage(verdict: Eligibility) -> impl IntoView {
    page(async move {
        let words = words();
        let (title, body) = match verdict {
            Eligibility::Yes => (Text::EligibilityYesTitle, vec![Text::EligibilityYesBody]),
            Eligibility::NoRecord => (
                Text::EligibilityNoRecordTitle,
                vec![Text::NoRecordBody, Text::NoRecordWay],
            ),
            Eligibility::NotMarried => (
                Text::EligibilityNotMarriedTitle,
                vec![Text::NotMarriedBody, Text::NotMarriedWay],
            ),
            Eligibility::NotRegisteredHere => (
                Text::EligibilityNotRegisteredTitle,
                vec![
                    Text::EligibilityNotRegisteredBody,
                    Text::EligibilityNotRegisteredWay,
                ],
            ),
            _ => return Err(PortalError::NotFound),
        };
        let can_start = verdict == Eligibility::Yes;
        Ok(view! {
            <BackLink href=Eligibility::AskBirth.path()/>
            <Heading title=words.say(title)/>
            {body.into_iter().map(|text| view! { <p>{words.say(text)}</p> }).collect_view()}
            {can_start.then(|| view! {
                <form method="post" action="/newborn/start"><PrimaryButton label=words.say(Text::StartNow)/></form>
            })}
        })
    })
}
