//! The search field, and the page of what was found.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::rules::find;
use crate::case::CaseReference;
use crate::home::services;
use crate::text::Text;
use crate::ui::{Heading, page};
use crate::visit::words;

/// The longest text that the field takes, in characters.
const LONGEST: usize = 100;

/// Where one says what one needs: by GET, so that Back and reload are harmless. Keeps what was typed.
/// `<SearchForm typed=String::new()/>`
#[component]
pub fn SearchForm(#[prop(into)] typed: String) -> AnyView {
    let words = words();
    view! {
        <form class="search" method="get" action="/search" role="search">
            <label for="q">{words.say(Text::SearchLabel)}</label>
            <p class="hint" id="q-hint">{words.say(Text::SearchHint)}</p>
            <div class="search-row">
                <input id="q" name="q" type="search" value=typed maxlength=LONGEST.to_string() aria-describedby="q-hint"
                    autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search"/>
                <button type="submit" class="button primary">{words.say(Text::SearchButton)}</button>
            </div>
        </form>
    }
    .into_any()
}

/// `/search?q=..`
#[component]
pub fn SearchPage() -> AnyView {
    let typed: String = use_query_map()
        .get_untracked()
        .get("q")
        .unwrap_or_default()
        .chars()
        .take(LONGEST)
        .collect();
    page(async move {
        let words = words();
        let is_asked = !typed.trim().is_empty();
        let found = find(&typed);
        let is_a_reference = CaseReference::parse(&typed).is_ok();
        let count = i64::try_from(found.len()).unwrap_or(0);
        let is_empty = found.is_empty();
        let entries = found
            .into_iter()
            .map(|entry| {
                let name = words.wording(&entry.name);
                let name = match &entry.address {
                    Some(address) => view! { <a href=address.clone()>{name}</a> }.into_any(),
                    None => name.into_any(),
                };
                view! { <li><h3>{name}</h3><p>{words.wording(&entry.sentence)}</p></li> }
            })
            .collect_view();
        Ok(view! {
            <Heading title=words.say(Text::SearchTitle)/>
            <SearchForm typed=typed/>
            {is_a_reference.then(|| view! {
                <p>{words.say(Text::SearchReference)} " " <a href="/look-up">{words.say(Text::HomeLookup)}</a></p>
            })}
            {(!is_empty).then(|| view! {
                <h2>{words.say_counted(Text::SearchFound, count, &[])}</h2>
                <ul class="services">{entries}</ul>
            })}
            {(is_asked && is_empty && !is_a_reference).then(|| view! {
                <h2>{words.say(Text::SearchNothingTitle)}</h2>
                <p>{words.say(Text::SearchNothingWords)}</p>
            })}
            {is_empty.then(|| view! {
                <h2>{words.say(Text::SearchAll)}</h2>
                {services(3)}
            })}
            <p>{words.say(Text::SearchPhone)} " " <a href="tel:12345">"12345"</a></p>
        })
    })
}
