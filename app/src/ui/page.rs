//! Every page body goes through [`page`]: it awaits what the page reads, and turns a [`PortalError`] into the right
//! status and a page in plain words.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;

use super::frame::Heading;
use crate::error::PortalError;
use crate::identity::sign_in_address;
use crate::one_key_call::call_failed;
use crate::text::Text;
use crate::visit::{answer, visit, words};

/// A page body that has to ask a desk first.
///
/// Its type is forgotten here, so that the route table does not grow with every page's.
pub fn page<V, F>(build: F) -> AnyView
where
    V: IntoView + Send + 'static,
    F: Future<Output = Result<V, PortalError>> + Send + 'static,
{
    awaited(Box::pin(async move {
        match build.await {
            Ok(body) => body.into_any(),
            Err(error) => error_page(error),
        }
    }))
}

fn awaited(body: Pin<Box<dyn Future<Output = AnyView> + Send>>) -> AnyView {
    view! { <Suspense fallback=|| ()>{Suspend::new(body)}</Suspense> }.into_any()
}

/// What went wrong, in plain words, with what to do now and a reference to quote.
pub fn error_page(error: PortalError) -> AnyView {
    let visit = visit();
    let words = words();
    if error == PortalError::SignInFirst {
        answer().see_other(&sign_in_address(&visit.path));
        return ().into_any();
    }
    answer().status(error.status());
    let (title, body) = match &error {
        PortalError::NotFound => (Text::ErrorNotFoundTitle, words.say(Text::ErrorNotFoundBody)),
        PortalError::SignInFirst | PortalError::NotAllowed => (
            Text::ErrorNotAllowedTitle,
            words.say(Text::ErrorNotAllowedBody),
        ),
        PortalError::Withheld(said) => (Text::ErrorNotAllowedTitle, words.said(said)),
        PortalError::Conflict(said) => (Text::ErrorConflictTitle, words.said(said)),
        PortalError::BadRequest(said) => (Text::ErrorBadRequestTitle, words.said(said)),
        PortalError::TooMany {
            retry_after_seconds,
        } => (
            Text::ErrorTooManyTitle,
            words.say_with(
                Text::ErrorTooManyBody,
                &[("minutes", &retry_after_seconds.div_ceil(60).to_string())],
            ),
        ),
        PortalError::Busy { .. } => (Text::ErrorBusyTitle, words.say(Text::ErrorBusyBody)),
        PortalError::Internal => (Text::ErrorInternalTitle, words.say(Text::ErrorInternalBody)),
    };
    // Every address that a form posts to has a page of its own: there stands how things are now.
    let look_again = matches!(error, PortalError::Conflict(_)).then(|| {
        view! { <p><a href=visit.path.clone()>{words.say(Text::ErrorLookAgain)}</a></p> }
    });
    // Whoever called for help has no time to try again.
    if visit.path == "/call" && error != PortalError::NotFound {
        return view! {
            <Heading title=words.say(title)/>
            {call_failed(words)}
            <p class="quiet">{words.say_with(Text::ErrorReference, &[("reference", &visit.error_reference)])}</p>
        }
        .into_any();
    }
    let home = if visit.is_of_the_staff() {
        ("/casework", Text::NavQueue)
    } else {
        ("/", Text::GoHome)
    };
    view! {
        <Heading title=words.say(title)/>
        <p>{body}</p>
        {look_again}
        <p>{words.say(Text::ErrorHelp)}</p>
        <p class="quiet">{words.say_with(Text::ErrorReference, &[("reference", &visit.error_reference)])}</p>
        <p><a href=home.0>{words.say(home.1)}</a></p>
    }
    .into_any()
}
