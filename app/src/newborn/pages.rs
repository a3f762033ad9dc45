//! The question pages of a birth, and the check that anyone can make before signing in.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::desk::{AskedBecause, StreetGroup};
use super::eligibility::Eligibility;
use super::form::{
    AccountForm, ChildAsks, ETHNICITIES, EthnicityAsks, EthnicityForm, SurnameReason,
};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, ButtonLink, Buttons, CheckboxField, Choice, DateField, FieldFault, Heading,
    PrimaryButton, QuestionPage, RadioField, SelectField, TextField, page, reviewed,
};
use crate::visit::{answer, visit, words};

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
        let asks_everything = child.asks == ChildAsks::Everything;
        let asks_name = child.asks != ChildAsks::SurnameReason;
        let title = match child.asks {
            ChildAsks::Everything if child.children > 1 => words.say_with(
                Text::ChildEverythingTitleNumber,
                &[("number", &child.number.to_string())],
            ),
            ChildAsks::Everything => words.say(Text::ChildEverythingTitle),
            ChildAsks::SurnameReason => words.say(Text::ChildSurnameReasonTitle),
            ChildAsks::Name if child.children > 1 => words.say_with(
                Text::ChildTitleNumber,
                &[("number", &child.number.to_string())],
            ),
            ChildAsks::Name => words.say(Text::ChildTitle),
        };
        let born = child.born.map(|(sex, born)| {
            let (sex, born) = (words.wording(&sex), words.wording(&born));
            words.say_with(Text::ChildBorn, &[("sex", &sex), ("born", &born)])
        });
        let named = child
            .name
            .map(|name| words.say_with(Text::ChildSurnameReasonLead, &[("name", &name)]));
        let by_hand = asks_everything.then(|| {
            words.say(match child.because {
                AskedBecause::Silent => Text::ChildEverythingHint,
                AskedBecause::Denied => Text::ChildEverythingDenied,
                AskedBecause::Unasked => Text::ChildEverythingUnasked,
            })
        });
        let lead = born.into_iter().chain(named).chain(by_hand).collect();
        let later = match child.asks {
            ChildAsks::Name => words.say(Text::ChildNoNameYet),
            ChildAsks::Everything | ChildAsks::SurnameReason => words.say(Text::SaveForLater),
        };
        let surnames = [child.mother, child.father]
            .iter()
            .filter_map(|name| name.chars().next())
            .map(String::from)
            .collect::<Vec<_>>()
            .join(" / ");
        let typed = child.typed;
        let reasons = SurnameReason::ALL
            .map(|reason| Choice::new(reason.code(), words.say(reason.text())))
            .to_vec();
        Ok(view! {
            <QuestionPage back=child.back title=title faults=faults.clone() lead=lead later=later>
                {asks_name.then(|| view! {
                    <TextField name="surname" label=words.say(Text::ChildSurname) hint=words.say_with(Text::ChildSurnameHint, &[("surnames", &surnames)])
                        value=typed.surname faults=faults.clone() width=6/>
                    <TextField name="given" label=words.say(Text::ChildGiven) hint=words.say(Text::ChildGivenHint) value=typed.given faults=faults.clone() width=10/>
                })}
                {child.asks_why.then(|| view! {
                    <RadioField name="surname-reason" legend=words.say(Text::ChildSurnameReason) hint=words.say(Text::ChildSurnameReasonHint)
                        choices=reasons chosen=typed.surname_reason faults=faults.clone()/>
                    <TextField name="surname-why" label=words.say(Text::ChildSurnameWhy) hint=words.say(Text::ChildSurnameWhyHint)
                        value=typed.surname_why faults=faults.clone() width=30/>
                })}
                {asks_everything.then(|| view! {
                    <TextField name="certificate" label=words.say(Text::ChildCertificate) hint=words.say(Text::ChildCertificateHint) value=typed.certificate
                        faults=faults.clone() width=20/>
                    <RadioField name="sex" legend=words.say(Text::ChildSex) chosen=typed.sex faults=faults.clone()
                        choices=vec![Choice::new("female", words.say(Text::SexFemale)), Choice::new("male", words.say(Text::SexMale))]/>
                    <DateField name="born" legend=words.say(Text::ChildBornLegend) hint=words.say(Text::ChildBornHint)
                        year=typed.born_year month=typed.born_month day=typed.born_day faults=faults.clone()/>
                })}
                {child.asks_another.then(|| view! {
                    <CheckboxField name="another" legend=words.say(Text::ChildAnotherLegend) hint=words.say(Text::ChildAnotherHint)
                        choices=vec![Choice::new("yes", words.say(Text::ChildAnother))] ticked=vec![typed.another] faults=faults/>
                })}
            </QuestionPage>
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
            <QuestionPage back=household.back title=words.say(Text::HouseholdTitle) faults=faults.clone() is_asked_inside=true>
                <RadioField name="whose" legend=words.say(Text::HouseholdTitle) is_heading=true chosen=household.typed.whose faults=faults.clone()
                    choices=vec![Choice::new("mine", mine), Choice::new("other", other)]/>
                <SelectField name="street" label=words.say(Text::HouseholdStreet) hint=words.say(Text::HouseholdStreetHint)
                    choices=street_choices(words, &household.streets) chosen=household.typed.street faults=faults/>
            </QuestionPage>
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
        let lead = vec![words.say_with(Text::AccountHint, &[("holder", &account.holder)])];
        Ok(view! {
            <QuestionPage back=account.back title=words.say(Text::AccountTitle) faults=faults.clone() lead=lead>
                <AccountFields typed=account.typed faults=faults/>
            </QuestionPage>
        })
    })
}

/// Bank and number, on every page that asks for an account.
#[component]
pub fn AccountFields(typed: AccountForm, faults: Vec<FieldFault>) -> impl IntoView {
    let words = words();
    view! {
        <TextField name="bank" label=words.say(Text::AccountBank) hint=words.say(Text::AccountBankHint) value=typed.bank faults=faults.clone() width=20/>
        <TextField name="account" label=words.say(Text::AccountNumber) hint=words.say(Text::AccountNumberHint) value=typed.account faults=faults
            inputmode="numeric" width=20/>
    }
}

/// `/newborn/other-parent`: only where the marriage register has not said it.
#[component]
pub fn OtherParentPage() -> impl IntoView {
    page(async {
        let words = words();
        let other = back_office().other_parent(&visit().actor).await?;
        let faults = reviewed(other.faults);
        let lead = vec![words.say(match other.because {
            AskedBecause::Silent => Text::OtherParentHint,
            AskedBecause::Denied => Text::OtherParentDenied,
            AskedBecause::Unasked => Text::OtherParentUnasked,
        })];
        Ok(view! {
            <QuestionPage back=other.back title=words.say(Text::OtherParentTitle) faults=faults.clone() lead=lead>
                <TextField name="name" label=words.say(Text::OtherParentName) value=other.typed.name faults=faults.clone() width=10/>
                <TextField name="number" label=words.say(Text::OtherParentNumber) value=other.typed.number faults=faults width=20/>
            </QuestionPage>
        })
    })
}

/// `/invitations/{token}/ethnicity`: of the parent who confirms, and only where the registers cannot tell.
#[component]
pub fn OwnEthnicityPage() -> impl IntoView {
    let token = token();
    page(async move {
        let words = words();
        let Some(asked) = back_office().childs_ethnicity(&me()?, &token).await? else {
            answer().see_other(&format!("/invitations/{token}"));
            return Ok(().into_any());
        };
        let faults = reviewed(asked.faults);
        let lead = vec![words.say(match asked.asks {
            EthnicityAsks::WhichParents => Text::EthnicityLeadDiffer,
            EthnicityAsks::AnyOfAll => Text::EthnicityLeadUnknown,
        })];
        let chosen = asked.typed.ethnicity;
        let field = match asked.asks {
            EthnicityAsks::WhichParents => {
                let choices = vec![
                    Choice::new(
                        EthnicityForm::MINE,
                        words.say_with(Text::EthnicityMine, &[("mine", &asked.mine)]),
                    ),
                    Choice::new(
                        EthnicityForm::OTHER,
                        words.say_with(Text::EthnicityOther, &[("name", &asked.applicant)]),
                    ),
                ];
                view! { <RadioField name="ethnicity" legend=words.say(Text::EthnicityLegend) choices=choices chosen=chosen faults=faults.clone()/> }.into_any()
            }
            EthnicityAsks::AnyOfAll => {
                let choices = ETHNICITIES
                    .iter()
                    .map(|name| Choice::new(*name, *name))
                    .collect();
                view! {
                    <SelectField name="ethnicity" label=words.say(Text::FieldEthnicity) hint=words.say(Text::EthnicityHintPlain) choices=choices chosen=chosen
                        faults=faults.clone()/>
                }
                .into_any()
            }
        };
        Ok(view! {
            <QuestionPage back=asked.back title=words.say(Text::EthnicityTitle) faults=faults lead=lead>{field}</QuestionPage>
        }
        .into_any())
    })
}

/// `/invitations/{token}/account`: the mother's own, where the father applied.
#[component]
pub fn MaternityAccountPage() -> impl IntoView {
    let token = token();
    page(async move {
        let words = words();
        let Some(account) = back_office().mothers_account(&me()?, &token).await? else {
            answer().see_other(&format!("/invitations/{token}"));
            return Ok(().into_any());
        };
        let faults = reviewed(account.faults);
        let lead = vec![
            words.say_with(
                Text::MaternityAccountLead,
                &[
                    ("holder", &account.holder),
                    ("applicant", &account.applicant),
                ],
            ),
            words.say(Text::MaternityAccountLater),
        ];
        Ok(view! {
            <QuestionPage back=account.back title=words.say(Text::MaternityAccountTitle) faults=faults.clone() lead=lead button=words.say(Text::MaternityAccountSend)>
                <AccountFields typed=account.typed faults=faults/>
            </QuestionPage>
        }
        .into_any())
    })
}

/// The invitation's token in this page's address.
fn token() -> String {
    use_params_map().with_untracked(|params| params.get("token").unwrap_or_default())
}

fn me() -> Result<Citizen, PortalError> {
    visit()
        .actor
        .citizen()
        .cloned()
        .ok_or(PortalError::SignInFirst)
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
            <QuestionPage back=back title=words.say(title) faults=faults.clone() is_asked_inside=true>
                <RadioField name="answer" legend=words.say(title) is_heading=true choices=choices chosen="" faults=faults/>
            </QuestionPage>
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
