//! The notices of whoever is signed in.

use leptos::prelude::*;

use super::{asked_for, me};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::tracking::NoticeLine;
use crate::ui::{Heading, Mark, Tag, page};
use crate::visit::words;

/// `/notices`
#[component]
pub fn NoticesPage() -> impl IntoView {
    let before = asked_for("before");
    page(async move {
        let me = me()?;
        let words = words();
        let found = back_office().notices(&me, before).await?;
        let is_empty = found.notices.is_empty();
        let newest_unread = found
            .notices
            .iter()
            .find(|notice| !notice.is_read)
            .map(|notice| notice.id.clone());
        Ok(view! {
            <Heading title=words.say(Text::TrackingNoticesTitle)/>
            {is_empty.then(|| view! { <p>{words.say(Text::TrackingNoticesNone)}</p> })}
            {newest_unread.map(|newest| view! {
                <form class="act" method="post" action="/notices">
                    <input type="hidden" name="newest" value=newest/>
                    <button class="button secondary">{words.say(Text::TrackingNoticesAllRead)}</button>
                </form>
            })}
            <ul class="notices">
                {found.notices.into_iter().map(|notice| line(words, notice)).collect_view()}
            </ul>
            {found.next.map(|next| view! {
                <p><a href=format!("/notices?before={next}")>{words.say(Text::TrackingNoticesOlder)}</a></p>
            })}
        })
    })
}

fn line(words: Words, notice: NoticeLine) -> impl IntoView {
    let open = words.say_with(
        Text::TrackingNoticesOpen,
        &[("reference", notice.reference.as_str())],
    );
    let about = format!("notice-{}", notice.id);
    view! {
        <li class="card">
            <p id=about.clone()>{words.wording(&notice.sentence)}</p>
            <p class="quiet">
                {(!notice.is_read).then(|| view! { <Tag mark=Mark::Waiting label=words.say(Text::TrackingNoticesUnread)/>" " })}
                {words.time(notice.at)}
            </p>
            // Opening it marks it as read, which a link must not do.
            <form class="act" method="post" action=format!("/notices/{}", notice.id)>
                <button class="button secondary" aria-describedby=about>{open}</button>
            </form>
        </li>
    }
}
