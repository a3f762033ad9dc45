//! Whether the portal is well, for whoever runs it: two addresses to ask, and one line in the log for each request.
//! A line holds the request's reference, never a query, an answer or a name.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use tracing::Instrument as _;

use super::Arrival;
use crate::Office;

/// `/healthz`: the process answers. `/readyz`: it can also reach its database and is not closing.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/healthz", get(|| async { "well\n" }))
        .route("/readyz", get(is_ready))
}

async fn is_ready(State(office): State<Office>) -> (StatusCode, &'static str) {
    if office.closing.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "closing\n");
    }
    match office.db.answers().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "no database\n")
        }
    }
}

/// One line for each request: its route, not its path, because a path can hold an invitation.
pub async fn note(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let method = request.method().clone();
    let reference = request
        .extensions()
        .get::<Arrival>()
        .map(|arrival| arrival.reference.clone())
        .unwrap_or_default();
    let span = tracing::info_span!("request", reference);
    async move {
        let begun = Instant::now();
        let response = next.run(request).await;
        tracing::info!(
            %method,
            route,
            status = response.status().as_u16(),
            milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
        response
    }
    .instrument(span)
    .await
}
