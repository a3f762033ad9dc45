//! The panel's page. Every button is a form of its own; nothing needs scripts.

use leptos::prelude::*;

use super::desk::{DemoPanel, DemoRegister, RegisterState};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::ui::{Heading, Mark, PrimaryButton, Tag, page};
use crate::visit::words;

/// `/demo`
#[component]
pub fn DemoPage() -> AnyView {
    page(async {
        let words = words();
        let panel = back_office().demo_panel().await?;
        Ok(view! {
            <Heading title=words.say(Text::DemoPanelTitle)/>
            <p>{words.say(Text::DemoPanelLead)}</p>
            <ul class="plain">
                <li><a href="/sign-in#demo">{words.say(Text::DemoPanelPeople)}</a></li>
                <li><a href="/demo/messages">{words.say(Text::DemoPanelMessages)}</a></li>
            </ul>
            {day(words, &panel)}
            {panel.operator.map(|is_down| operator(words, is_down))}
            {registers(words, panel.registers)}
        })
    })
}

/// What day it is here, and the way to the next.
fn day(words: Words, panel: &DemoPanel) -> AnyView {
    let today = words.date(panel.today);
    let onward = match panel.next_day {
        Some(next) => {
            let said = words.say_with(Text::DemoDayNext, &[("day", &words.date(next))]);
            view! {
                <p>{said}</p>
                <form method="post" action="/demo/day">
                    <input type="hidden" name="day" value=next.to_string()/>
                    <PrimaryButton label=words.say(Text::DemoDayButton)/>
                </form>
            }
            .into_any()
        }
        None => view! { <p>{words.say(Text::DemoDayFarthest)}</p> }.into_any(),
    };
    view! {
        <h2 id="day">{words.say(Text::DemoDayTitle)}</h2>
        <p>{words.say_with(Text::DemoDayToday, &[("day", &today)])}</p>
        {onward}
        <p class="quiet">{words.say(Text::DemoDayExplained)}</p>
    }
    .into_any()
}

/// A provider's own system: up or down.
fn operator(words: Words, is_down: bool) -> AnyView {
    let (mark, state, wish, act) = if is_down {
        (
            Mark::Stopped,
            Text::DemoRegisterDown,
            "up",
            Text::DemoRegisterBringUp,
        )
    } else {
        (
            Mark::Done,
            Text::DemoRegisterAnswers,
            "down",
            Text::DemoRegisterTakeDown,
        )
    };
    let name = words.say(Text::CareDemoOperator);
    view! {
        <h2 id="operator">{name.clone()}</h2>
        <p>{words.say(Text::CareDemoOperatorExplained)}</p>
        <form method="post" action="/demo/operator">
            <p><Tag mark=mark label=words.say(state)/></p>
            <button type="submit" class="button secondary" name="wish" value=wish>
                {words.say(act)} <span class="visually-hidden">{name}</span>
            </button>
        </form>
    }
    .into_any()
}

fn registers(words: Words, registers: Vec<DemoRegister>) -> AnyView {
    let is_empty = registers.is_empty();
    let rows = registers
        .into_iter()
        .map(|register| {
            let name = words.say(register.name);
            let (mark, state) = match register.state {
                RegisterState::Answers => (Mark::Done, Text::DemoRegisterAnswers),
                RegisterState::Down => (Mark::Stopped, Text::DemoRegisterDown),
                RegisterState::Ails => (Mark::Doing, Text::DemoRegisterAils),
            };
            let (wish, act) = match register.state {
                RegisterState::Answers => ("down", Text::DemoRegisterTakeDown),
                RegisterState::Down | RegisterState::Ails => ("up", Text::DemoRegisterBringUp),
            };
            view! {
                <li>
                    <form method="post" action="/demo/registers">
                        <input type="hidden" name="register" value=register.code/>
                        <p><strong>{name.clone()}</strong> <Tag mark=mark label=words.say(state)/></p>
                        <button type="submit" class="button secondary" name="wish" value=wish>
                            {words.say(act)} <span class="visually-hidden">{name}</span>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <h2 id="registers">{words.say(Text::DemoRegistersTitle)}</h2>
        <p>{words.say(Text::DemoRegistersExplained)}</p>
        {is_empty.then(|| view! { <p>{words.say(Text::DemoRegistersElsewhere)}</p> })}
        <ul class="demo-registers">{rows}</ul>
    }
    .into_any()
}
