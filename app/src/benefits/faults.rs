//! Rules that contradict each other, at the desk of whoever owns them: until it is mended, nobody is told an amount.

use leptos::prelude::*;

use crate::back_office::back_office;
use crate::error::PortalError;
use crate::text::{Text, Wording, Words};
use crate::ui::{Column, DataTable, Heading, page};
use crate::visit::{visit, words};

/// One contradiction.
#[derive(Clone, Debug)]
pub struct RuleFaultLine {
    /// Whose rules they are.
    pub benefits: Vec<Wording>,
    pub says: Wording,
    /// How many people have a month that stays open because of it.
    pub waiting: i64,
}

/// On the queue: how many contradictions there are in what this member's office owns; nothing where there are none.
///
/// # Errors
/// The desk's.
pub async fn rules_line(words: Words) -> Result<Option<AnyView>, PortalError> {
    let faults = match back_office().rule_faults(&visit().actor).await {
        Ok(faults) => faults,
        Err(PortalError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let count = i64::try_from(faults.len()).unwrap_or(i64::MAX);
    Ok((count > 0).then(|| {
        let said = words.say_counted(Text::RulesFaultsCount, count, &[]);
        view! { <p><a href="/staff/rules">{said}</a></p> }.into_any()
    }))
}

/// `/staff/rules`
#[component]
pub fn RuleFaultsPage() -> impl IntoView {
    page(async {
        let words = words();
        let faults = back_office().rule_faults(&visit().actor).await?;
        let is_empty = faults.is_empty();
        let rows: Vec<Vec<AnyView>> = faults
            .into_iter()
            .map(|line| {
                let names: Vec<String> = line
                    .benefits
                    .iter()
                    .map(|name| words.wording(name))
                    .collect();
                vec![
                    names.join(&words.say(Text::BenefitsListJoin)).into_any(),
                    words.wording(&line.says).into_any(),
                    line.waiting.to_string().into_any(),
                ]
            })
            .collect();
        let table = (!is_empty).then(|| {
            view! {
                <DataTable id="faults" caption=words.say(Text::RulesFaultsTitle) hides_caption=true stacks=true
                    columns=vec![
                        Column::text(words.say(Text::RulesFaultsBenefit)),
                        Column::text(words.say(Text::RulesFaultsWhat)),
                        Column::number(words.say(Text::RulesFaultsWaiting)),
                    ]
                    rows=rows/>
            }
        });
        Ok(view! {
            <Heading title=words.say(Text::RulesFaultsTitle)/>
            <p>{words.say(Text::RulesFaultsLead)}</p>
            {is_empty.then(|| view! { <p class="empty">{words.say(Text::RulesFaultsNone)}</p> })}
            {table}
            <p><a href="/benefits/rules">{words.say(Text::AllowanceAllRules)}</a></p>
        })
    })
}
