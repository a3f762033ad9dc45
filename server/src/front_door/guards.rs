//! The layers over every route: cross-site requests are refused, and every answer carries the protective headers.

use app::error::PortalError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Office;
use crate::fault::Fault;

/// Unsafe methods only from our own pages: `Sec-Fetch-Site: same-origin`, or where a browser does not send it an
/// `Origin` that is exactly ours. Neither: refused.
pub async fn same_site_only(
    State(office): State<Office>,
    request: Request,
    next: Next,
) -> Response {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return next.run(request).await;
    }
    if is_ours(request.headers(), &office.settings.address) {
        next.run(request).await
    } else {
        Fault::from(PortalError::NotAllowed).into_response()
    }
}

fn is_ours(headers: &HeaderMap, address: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == address,
        (None, None) => false,
    }
}

/// Content security, framing, sniffing, referrer and transport headers; personal pages are not stored.
pub async fn headers(State(office): State<Office>, request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/assets/");
    let is_posting = request.uri().path().starts_with("/postings");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    // No page has an inline script or style: no nonce is needed, and none can be stolen.
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    );
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(
        header::HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        header::HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    if is_posting {
        // What vanishes here must not stay in a search engine.
        set(
            header::HeaderName::from_static("x-robots-tag"),
            "noindex, nofollow, noarchive",
        );
    }
    if !is_asset {
        set(header::CACHE_CONTROL, "no-store");
    }
    if office.settings.is_secure() {
        set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=63072000; includeSubDomains; preload",
        );
    }
    response
}
