//! The first page: what waits for me, my cases, the services in plain words, a phone number.

use leptos::prelude::*;

use crate::text::Text;
use crate::ui::{Heading, page};
use crate::visit::words;

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    page(async {
        let words = words();
        Ok(view! {
            <Heading title=words.say(Text::HomeTitle)/>
        })
    })
}
