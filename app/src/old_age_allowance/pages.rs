//! The one question page of an old-age allowance.

use leptos::prelude::*;

use crate::back_office::back_office;
use crate::newborn::pages::street_choices;
use crate::text::Text;
use crate::ui::{
    BackLink, Choice, ErrorSummary, Heading, PrimaryButton, RadioField, SelectField, TextField,
    page,
};
use crate::visit::{visit, words};

/// `/old-age-allowance/elder`
#[component]
pub fn ElderPage() -> impl IntoView {
    page(async {
        let visit = visit();
        let words = words();
        let elder = back_office().elder(&visit.actor).await?;
        let faults = if visit.review {
            elder.faults
        } else {
            Vec::new()
        };
        let typed = elder.typed;
        Ok(view! {
            <BackLink href=elder.back/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::ElderTitle) has_errors=!faults.is_empty()/>
            <form method="post" novalidate>
                <RadioField name="for" legend=words.say(Text::ElderFor) chosen=typed.for_whom faults=faults.clone()
                    choices=vec![
                        Choice::new("me", words.say_with(Text::ElderForMe, &[("name", &elder.own_name)])),
                        Choice::new("other", words.say(Text::ElderForOther)),
                    ]/>
                <TextField name="name" label=words.say(Text::ElderName) hint=words.say(Text::ElderOnlyOther) value=typed.name faults=faults.clone() width=10/>
                <TextField name="number" label=words.say(Text::ElderNumber) hint=words.say(Text::ElderOnlyOther) value=typed.number faults=faults.clone() width=20/>
                <SelectField name="street" label=words.say(Text::ElderStreet) hint=words.say(Text::ElderOnlyOther)
                    choices=street_choices(words, &elder.streets) chosen=typed.street faults=faults.clone()/>
                <h2>{words.say(Text::ElderAccountLegend)}</h2>
                <TextField name="bank" label=words.say(Text::AccountBank) hint=words.say(Text::AccountBankHint) value=typed.bank faults=faults.clone() width=20/>
                <TextField name="account" label=words.say(Text::AccountNumber) hint=words.say(Text::AccountNumberHint) value=typed.account faults=faults
                    inputmode="numeric" width=20/>
                <PrimaryButton label=words.say(Text::GoOn)/>
            </form>
        })
    })
}
