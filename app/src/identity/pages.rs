//! The pages for being known: sign in, register, forgotten password, one's account.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::desk::DemoChoice;
use crate::back_office::back_office;
use crate::text::Text;
use crate::ui::{Heading, page};
use crate::visit::{visit, words};

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = asked_for();
    page(async move {
        let words = words();
        Ok(view! {
            <Heading title=words.say(Text::SignInTitle)/>
            {demo_people(next)}
        })
    })
}

/// `/staff/sign-in`
#[component]
pub fn StaffSignInPage() -> impl IntoView {
    let next = asked_for();
    page(async move {
        let words = words();
        Ok(view! {
            <Heading title=words.say(Text::StaffSignInTitle)/>
            {demo_people(next)}
        })
    })
}

/// Where the visitor was going.
fn asked_for() -> String {
    use_query_map()
        .get_untracked()
        .get("next")
        .unwrap_or_default()
}

/// In demo mode: whom one can be, each with one press.
fn demo_people(next: String) -> impl IntoView {
    let words = words();
    let choices = if visit().demo {
        back_office().demo_choices()
    } else {
        Vec::new()
    };
    let (staff, citizens): (Vec<DemoChoice>, Vec<DemoChoice>) =
        choices.into_iter().partition(|choice| choice.is_staff);
    let list = move |id: &'static str, title: Text, people: Vec<DemoChoice>| {
        let next = next.clone();
        (!people.is_empty()).then(|| {
            view! {
                <h3 id=id>{words.say(title)}</h3>
                <ul class="demo-people">
                    {people.into_iter().map(|person| view! {
                        <li>
                            <form method="post" action="/demo/be">
                                <input type="hidden" name="person" value=person.key/>
                                <input type="hidden" name="next" value=next.clone()/>
                                <button type="submit" class="secondary">{person.name.as_str().to_owned()}</button>
                                " "
                                <span class="quiet">{words.wording(&person.situation)}</span>
                            </form>
                        </li>
                    }).collect_view()}
                </ul>
            }
        })
    };
    visit().demo.then(|| {
        view! {
            <section class="panel demo" aria-labelledby="demo">
                <h2 id="demo">{words.say(Text::DemoTitle)}</h2>
                <p>{words.say(Text::DemoExplained)}</p>
                {list("demo-citizens", Text::DemoCitizens, citizens)}
                {list("demo-staff", Text::DemoStaff, staff)}
            </section>
        }
    })
}
