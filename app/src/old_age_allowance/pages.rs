//! The one question page of an old-age allowance.

use leptos::prelude::*;

use crate::back_office::back_office;
use crate::newborn::AccountForm;
use crate::newborn::pages::{AccountFields, street_choices};
use crate::text::Text;
use crate::ui::{Choice, QuestionPage, RadioField, SelectField, TextField, page, reviewed};
use crate::visit::{visit, words};

/// `/old-age-allowance/elder`
#[component]
pub fn ElderPage() -> impl IntoView {
    page(async {
        let words = words();
        let elder = back_office().elder(&visit().actor).await?;
        let faults = reviewed(elder.faults);
        let typed = elder.typed;
        // Asked one by one, only what is to be answered.
        let is_one_by_one = visit().preferences.elder;
        let asks_who = !is_one_by_one || typed.for_whom == "other";
        let account = AccountForm {
            bank: typed.bank,
            account: typed.account,
        };
        Ok(view! {
            <QuestionPage back=elder.back title=words.say(Text::ElderTitle) faults=faults.clone()>
                <RadioField name="for" legend=words.say(Text::ElderFor) chosen=typed.for_whom faults=faults.clone()
                    choices=vec![
                        Choice::new("me", words.say_with(Text::ElderForMe, &[("name", &elder.own_name)])),
                        Choice::new("other", words.say(Text::ElderForOther)),
                    ]/>
                {asks_who.then(|| view! {
                <TextField name="name" label=words.say(Text::ElderName) hint=words.say(Text::ElderOnlyOther) value=typed.name faults=faults.clone() width=10/>
                <TextField name="number" label=words.say(Text::ElderNumber) hint=words.say(Text::ElderOnlyOther) value=typed.number faults=faults.clone() width=20/>
                <SelectField name="street" label=words.say(Text::ElderStreet) hint=words.say(Text::ElderOnlyOther)
                    choices=street_choices(words, &elder.streets) chosen=typed.street faults=faults.clone()/>
                })}
                {(!is_one_by_one).then(|| view! { <h2>{words.say(Text::ElderAccountLegend)}</h2> })}
                <AccountFields typed=account faults=faults/>
            </QuestionPage>
        })
    })
}
