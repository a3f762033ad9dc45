//! The one question page of an old-age allowance.

use leptos::prelude::*;

use crate::back_office::back_office;
use crate::newborn::AccountForm;
use crate::newborn::pages::AccountFields;
use crate::text::Text;
use crate::ui::{QuestionPage, TextField, page, reviewed};
use crate::visit::{visit, words};

/// `/old-age-allowance/elder`
#[component]
pub fn ElderPage() -> impl IntoView {
    page(async {
        let words = words();
        let elder = back_office().elder(&visit().actor).await?;
        let faults = reviewed(elder.faults);
        let typed = elder.typed;
        let account = AccountForm {
            bank: typed.bank,
            account: typed.account,
        };
        Ok(view! {
            <QuestionPage back=elder.back title=words.say(Text::ElderTitle) faults=faults.clone()
                lead=vec![words.say_with(Text::ElderAccountLead, &[("name", &elder.owner)])]>
                <TextField name="owner" label=words.say(Text::ElderOwner) value=typed.owner faults=faults.clone() width=10 autocomplete="off"/>
                <AccountFields typed=account faults=faults/>
            </QuestionPage>
        })
    })
}
