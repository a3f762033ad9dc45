//! The page's frame: head, masthead, main column, footer. One for citizens and one for staff, chosen by path.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title};

use crate::site::Site;
use crate::text::Text;
use crate::visit::{visit, words};

/// The page's title alone, where a label or legend is the page's `<h1>`.
/// `<PageTitle title=words.say(Text::ChildName) has_errors=!faults.is_empty()/>`
#[component]
pub fn PageTitle(#[prop(into)] title: String, #[prop(optional)] has_errors: bool) -> impl IntoView {
    let words = words();
    let site = words.say(Text::SiteName);
    let prefix = if has_errors {
        words.say(Text::ErrorPrefix)
    } else {
        String::new()
    };
    view! { <Title text=format!("{prefix}{title} – {site}")/> }
}

/// The page's one `<h1>`, and its title. `<Heading title=words.say(Text::HomeTitle)/>`
#[component]
pub fn Heading(#[prop(into)] title: String, #[prop(optional)] has_errors: bool) -> impl IntoView {
    view! {
        <PageTitle title=title.clone() has_errors=has_errors/>
        <h1>{title}</h1>
    }
}

/// The whole document.
#[component]
pub fn Shell() -> impl IntoView {
    let visit = visit();
    let words = words();
    view! {
        <!DOCTYPE html>
        <html lang=words.language.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="stylesheet" href=visit.assets.style/>
                <MetaTags/>
            </head>
            <body>
                <a class="skip-link" href="#main">{words.say(Text::SkipToContent)}</a>
                <header class="masthead"><a href="/">{words.say(Text::SiteName)}</a></header>
                <main id="main" tabindex="-1"><Site/></main>
                <footer class="footer"><p>{words.say(Text::FooterHelp)}</p></footer>
            </body>
        </html>
    }
}
