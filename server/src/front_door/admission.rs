//! Who is let in when everybody comes at once: a call for help always; of everything else so many requests at a time, and
//! whoever waits too long is asked to come again.

use std::sync::Arc;
use std::time::Duration;

use app::text::{Text, in_every_language};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::database;
use crate::one_key_call::counter::is_of_calls;

/// Pages that are made at a time. They cost the processor more than anything else, and a call waits behind each.
const PAGES: usize = 48;
/// Forms that are taken at a time: what slows these is the one writer of the database, and slow senders.
const FORMS: usize = 512;
/// How long one waits to be let in.
const WAIT: Duration = Duration::from_secs(3);

/// The places of everything that is no call.
#[derive(Clone)]
pub struct Admission {
    pages: Arc<Semaphore>,
    forms: Arc<Semaphore>,
}

impl Default for Admission {
    fn default() -> Self {
        Self {
            pages: Arc::new(Semaphore::new(PAGES)),
            forms: Arc::new(Semaphore::new(FORMS)),
        }
    }
}

/// Lets calls pass, and everything else as there is room.
pub async fn admit(State(places): State<Admission>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if is_of_calls(path) {
        return database::first(next.run(request)).await;
    }
    if path.starts_with("/assets/") || matches!(path, "/healthz" | "/readyz") {
        return next.run(request).await;
    }
    let places = match *request.method() {
        Method::GET | Method::HEAD => &places.pages,
        _ => &places.forms,
    };
    match tokio::time::timeout(WAIT, Arc::clone(places).acquire_owned()).await {
        // Given back with the answer's head: a stream of events holds no place.
        Ok(Ok(_place)) => next.run(request).await,
        _ => busy(),
    }
}

/// Without a look at the database, or this would be one page more.
fn busy() -> Response {
    let said = in_every_language(Text::ErrorBusyBody, &[]);
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [
            (header::RETRY_AFTER, "5"),
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        format!("{}\n\n{}\n\n120 · 110 · 119\n/call\n", said.zh, said.en),
    )
        .into_response()
}
