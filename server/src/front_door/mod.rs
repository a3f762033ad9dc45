//! Every request passes here: limits, headers, cross-site check, session, actor; then a Leptos page or a counter;
//! and whatever goes wrong becomes a page in plain words.

mod admission;
mod assets;
pub mod door;
mod extract;
mod guards;
mod one_by_one;
mod pages;
mod preferences;
mod watch;

pub use extract::{Arrival, SignedInCitizen, SignedInStaff};
pub use preferences::{elder_cookie, read_preferences};

use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::{
    Office, application, casework, demo, evidence, identity, mandate, newborn, notices, statistics,
    tracking,
};

/// Forms are small; evidence has its own route and limit.
pub(crate) const LARGEST_FORM: usize = 64 * 1024;

/// The portal as one service.
pub fn router(office: Office) -> Router {
    let counters = Router::new()
        .merge(preferences::routes())
        .merge(identity::counter::routes())
        .merge(casework::counter::routes())
        .merge(crate::remedies::counter::routes())
        .merge(demo::counter::routes())
        .merge(application::counter::routes())
        .merge(mandate::counter::routes())
        .merge(newborn::counter::routes())
        .merge(crate::allowances::counter::routes())
        .merge(crate::assessment::counter::routes())
        .merge(crate::benefits::counter::routes())
        .merge(crate::offers::counter::routes())
        .merge(crate::older_person::counter::routes())
        .merge(crate::care::counter::routes())
        .merge(crate::helping::counter::routes())
        .merge(crate::data_layer::counter::routes())
        .merge(crate::warnings::counter::routes())
        .merge(crate::one_key_call::counter::routes())
        .merge(tracking::counter::routes())
        .merge(notices::counter::routes())
        .merge(statistics::counter::routes())
        .merge(evidence::counter::routes());
    let counters = pages::with_pages(counters, &office)
        .merge(assets::routes())
        .merge(watch::routes())
        .fallback(pages::not_found)
        .method_not_allowed_fallback(pages::method_not_allowed)
        .layer(middleware::from_fn(one_by_one::go_on))
        // From the inside out: what fails in a layer above `say_faults_in_words` becomes a page, too.
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(
            office.clone(),
            guards::same_site_only,
        ))
        .with_state(office.clone());
    // Files take longer than forms, and are larger: these routes have a limit and a time of their own.
    let uploads = evidence::counter::uploads()
        .layer(middleware::from_fn_with_state(
            office.clone(),
            guards::same_site_only,
        ))
        .with_state(office.clone());
    let parking = identity::parking::Parking {
        office: office.clone(),
        counters: counters.clone(),
    };
    // Other systems have no session, no page and no site: they sign what they say.
    let systems = crate::care::dispatch::routes()
        .merge(crate::one_key_call::devices::routes())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(
            office.clone(),
            guards::headers,
        ))
        .with_state(office.clone());
    counters
        .layer(middleware::from_fn_with_state(
            parking,
            identity::parking::park_or_hand_in,
        ))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        .merge(uploads)
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(
            office.clone(),
            pages::say_faults_in_words,
        ))
        .layer(middleware::from_fn(watch::note))
        .layer(middleware::from_fn_with_state(
            office.clone(),
            extract::recognise,
        ))
        .layer(identity::sessions::layer(&office))
        .layer(middleware::from_fn_with_state(
            office.clone(),
            guards::headers,
        ))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        // Outermost: who is not let in costs nothing.
        .layer(middleware::from_fn_with_state(
            admission::Admission::default(),
            admission::admit,
        ))
        .merge(systems)
}
