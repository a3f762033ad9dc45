//! Leptos pages, rendered whole and without Leptos's data scripts; and faults turned into pages.

use std::pin::Pin;
use std::sync::Arc;

use app::error::PortalError;
use app::ui::Shell;
use app::visit::{Answer, Visit, provide_visit};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use leptos_integration_utils::ExtendResponse;

use super::assets::ASSETS;
use super::extract::Arrival;
use super::one_by_one;
use crate::Office;
use crate::fault::Fault;

/// Adds every page of the site to the counters.
pub fn with_pages(counters: Router<Office>, office: &Office) -> Router<Office> {
    let routes = generate_route_list(Shell);
    let _ = office;
    counters.leptos_routes_with_handler(routes, render)
}

/// One page.
async fn render(State(office): State<Office>, arrival: Arrival, request: Request) -> Response {
    let uri = request.uri().clone();
    page(
        office,
        arrival,
        uri.path(),
        uri.query().unwrap_or_default(),
        None,
    )
    .await
}

/// Renders the site at this path; with an error, its error page whatever the path.
async fn page(
    office: Office,
    arrival: Arrival,
    path: &str,
    query: &str,
    error: Option<PortalError>,
) -> Response {
    let counted = match arrival.known.actor.staff() {
        Some(member) => office.look_questions_of(member).await,
        None => office.unread_notices(&arrival.known.actor).await,
    };
    let waiting = counted.unwrap_or_else(|fault| {
        // The page matters more than the number on it.
        tracing::warn!(error = %fault, "what waits could not be counted");
        0
    });
    let postings_waiting = office
        .postings_to_answer(&arrival.known.actor)
        .await
        .unwrap_or_else(|fault| {
            tracing::warn!(error = %fault, "objections to postings could not be counted");
            None
        });
    let banner = match office
        .banner(&arrival.known.actor, &arrival.known.key, path)
        .await
    {
        Ok(banner) => banner,
        // Without it somebody could take another's affair for their own: better no page.
        Err(fault) => {
            tracing::error!(error = %fault, "for whom the visitor acts could not be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let looks_after_assessments = office.looks_after_assessments(&arrival.known.actor);
    let looks_after_mandates = office.looks_after_mandates(&arrival.known.actor);
    let helps_others = office.helps_others(&arrival.known.actor);
    let looks_after_allowances = office.looks_after_allowances(&arrival.known.actor);
    let looks_after_streets = office.looks_after_streets(&arrival.known.actor);
    let answers_calls = office.answers_calls(&arrival.known.actor);
    let makes_visits = office.provider_of_staff(&arrival.known.actor).is_some();
    let visit = Visit {
        path: path.to_owned(),
        preferences: arrival.preferences,
        actor: arrival.known.actor,
        session: arrival.known.key,
        session_ends: arrival.known.ends_at,
        review: query.split('&').any(|part| part == "review"),
        part: one_by_one::part_of(query),
        demo: office.settings.demo,
        now: office.clock.now(),
        real_now: office.clock.unmoved(),
        demo_date: office.demo_date(),
        assets: ASSETS,
        error_reference: arrival.reference,
        waiting,
        postings_waiting,
        banner,
        looks_after_mandates,
        helps_others,
        looks_after_allowances,
        looks_after_assessments,
        looks_after_streets,
        makes_visits,
        answers_calls,
        saved_phone: arrival.saved_phone,
    };
    let (meta, meta_output) = leptos_meta::ServerMetaContext::new();
    let options = ResponseOptions::default();
    let url = format!("http://portal{path}?{query}");
    let context = {
        let options = options.clone();
        move || {
            let answering = options.clone();
            let answer = Answer(Arc::new(move |status, location| {
                if let Ok(status) = StatusCode::from_u16(status) {
                    answering.set_status(status);
                }
                if let Some(location) = location.and_then(|path| HeaderValue::from_str(&path).ok())
                {
                    answering.insert_header(header::LOCATION, location);
                }
            }));
            provide_context(leptos_router::location::RequestUrl::new(&url));
            provide_context(meta);
            provide_context(options);
            leptos_router::components::provide_server_redirect(leptos_axum::redirect);
            app::back_office::provide_back_office(Arc::new(office));
            provide_visit(visit, answer);
            if let Some(error) = error {
                provide_context(app::site::Failed(error));
            }
        }
    };
    let Page(response) = Page::from_app(
        Shell,
        meta_output,
        context,
        options,
        |app, _data_scripts, _| {
            Box::pin(async move {
                let html = app.to_html_stream_in_order().collect::<String>().await;
                Box::pin(stream::once(async move { html }))
                    as Pin<Box<dyn Stream<Item = String> + Send>>
            })
        },
        false,
    )
    .await;
    response
}

/// Axum's response, seen by Leptos.
struct Page(Response);

impl ExtendResponse for Page {
    type ResponseOptions = ResponseOptions;

    fn from_stream(stream: impl Stream<Item = String> + Send + 'static) -> Self {
        Self(Body::from_stream(stream.map(Ok::<_, std::io::Error>)).into_response())
    }

    fn extend_response(&mut self, options: &ResponseOptions) {
        let parts = std::mem::take(&mut *options.0.write().expect("nobody panics while answering"));
        if let Some(status) = parts.status {
            *self.0.status_mut() = status;
        }
        self.0.headers_mut().extend(parts.headers);
    }

    fn set_default_content_type(&mut self, content_type: &str) {
        if let Ok(value) = HeaderValue::from_str(content_type) {
            self.0
                .headers_mut()
                .entry(header::CONTENT_TYPE)
                .or_insert(value);
        }
    }
}

pub async fn not_found() -> Fault {
    PortalError::NotFound.into()
}

pub async fn method_not_allowed() -> Response {
    StatusCode::METHOD_NOT_ALLOWED.into_response()
}

/// A counter's fault, or a bare status of axum's own, becomes the page that says it.
pub async fn say_faults_in_words(
    State(office): State<Office>,
    request: Request,
    next: Next,
) -> Response {
    let arrival = request.extensions().get::<Arrival>().cloned();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    in_words(office, arrival, path, response).await
}

/// This answer, or the page that says in words what its bare status means.
pub async fn in_words(
    office: Office,
    arrival: Option<Arrival>,
    path: String,
    response: Response,
) -> Response {
    let status = response.status();
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let (Some(arrival), true, false) = (
        arrival,
        status.is_client_error() || status.is_server_error(),
        is_page,
    ) else {
        return response;
    };
    let error = response
        .extensions()
        .get::<PortalError>()
        .cloned()
        .unwrap_or(match status {
            StatusCode::NOT_FOUND => PortalError::NotFound,
            StatusCode::FORBIDDEN => PortalError::NotAllowed,
            StatusCode::SERVICE_UNAVAILABLE => PortalError::Busy {
                retry_after_seconds: 5,
            },
            status if status.is_server_error() => PortalError::Internal,
            _ => PortalError::BadRequest(app::text::Text::ErrorBadRequestBody.into()),
        });
    if error == PortalError::SignInFirst {
        return axum::response::Redirect::to(&app::identity::sign_in_address(&path))
            .into_response();
    }
    let retry = match &error {
        PortalError::TooMany {
            retry_after_seconds,
        }
        | PortalError::Busy {
            retry_after_seconds,
        } => Some(*retry_after_seconds),
        _ => None,
    };
    let mut said = page(office, arrival, &path, "", Some(error)).await;
    *said.status_mut() = status;
    if let Some(seconds) = retry {
        said.headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    said
}
