//! What one presses. Labels are verbs: 继续, 保存，稍后再填, 确认并提交.

use leptos::prelude::*;

use crate::text::Text;
use crate::visit::words;

/// The one primary button of a page. `<PrimaryButton label=words.say(Text::GoOn)/>`
#[component]
pub fn PrimaryButton(
    #[prop(into)] label: String,
    /// Where a form has several buttons: which one was pressed.
    #[prop(optional)]
    name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
) -> AnyView {
    view! { <button type="submit" class="button primary" name=name value=value>{label}</button> }
        .into_any()
}

/// Another thing that the same form can do. `<SecondaryButton label=.. name="act" value="later"/>`
#[component]
pub fn SecondaryButton(
    #[prop(into)] label: String,
    #[prop(optional)] name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
) -> AnyView {
    view! { <button type="submit" class="button secondary" name=name value=value>{label}</button> }
        .into_any()
}

/// An act that takes something away: withdraw, refuse. `<WarningButton label=words.say(Text::Withdraw)/>`
#[component]
pub fn WarningButton(
    #[prop(into)] label: String,
    #[prop(optional)] name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
) -> AnyView {
    view! { <button type="submit" class="button warning" name=name value=value>{label}</button> }
        .into_any()
}

/// A link that begins something, dressed as a button. `<ButtonLink href="/newborn/check" label=words.say(Text::Start)/>`
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(into)] label: String,
    /// Quiet dress, where the page has a primary button already.
    #[prop(optional)]
    is_secondary: bool,
) -> AnyView {
    let class = if is_secondary {
        "button secondary"
    } else {
        "button primary"
    };
    view! { <a class=class href=href>{label}</a> }.into_any()
}

/// Buttons beside each other; beneath each other on a phone. `<Buttons> .. </Buttons>`
#[component]
pub fn Buttons(children: Children) -> AnyView {
    view! { <div class="buttons">{children()}</div> }.into_any()
}

/// First thing in `<main>`: to the page before this one. `<BackLink href="/newborn/leave"/>`
#[component]
pub fn BackLink(
    #[prop(into)] href: String,
    /// Where it leads, if "Back" does not say enough.
    #[prop(optional, into)]
    label: Option<String>,
) -> AnyView {
    let label = label.unwrap_or_else(|| words().say(Text::Back));
    view! { <p class="back"><a href=href>{label}</a></p> }.into_any()
}
