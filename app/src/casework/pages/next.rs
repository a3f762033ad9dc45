//! What to do next: the most urgent matter that nobody holds, one press away.

use leptos::prelude::*;

use super::phrases;
use crate::casework::desk::QueueRow;
use crate::text::{Text, Words};
use crate::ui::{Buttons, PrimaryButton};

/// On the page that one comes to after a decision.
pub fn next(words: Words, row: &QueueRow) -> impl IntoView + use<> {
    let name = phrases::named(words, &row.name, row.about);
    let reference = row.address.reference.to_string();
    let due = phrases::due(words, row.due, false);
    view! {
        <section class="next-matter" aria-labelledby="next-matter">
            <h2 id="next-matter">{words.say(Text::TogetherNext)}</h2>
            <p>
                <a href=row.address.path()>{name}" "<span class="reference" translate="no">{reference}</span></a>
                " "
                {due}
            </p>
            <form method="post" action=row.address.page("holder")>
                <Buttons>
                    <PrimaryButton label=words.say(Text::TogetherTakeUpNext) name="act" value="take-up"/>
                </Buttons>
            </form>
        </section>
    }
}
