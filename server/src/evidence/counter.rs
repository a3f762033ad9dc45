//! Files handed in, and handed out again.

use app::casework::MatterAddress;
use app::error::PortalError;
use app::evidence::NotTaken;
use app::text::Text;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::desk::Download;
use super::intake;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen};
use crate::{Office, to_the_end};

/// What may stand in an extended header value (RFC 5987) as it is.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// Handing out.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/cases/{reference}/files/{file}", get(own_file))
        .route(
            "/casework/{reference}/{matter}/files/{file}",
            get(file_at_the_desk),
        )
}

/// Handing in: outside the limit and the time that forms have, with limits of its own.
pub fn uploads() -> Router<Office> {
    Router::new().route(
        "/cases/{reference}/answer/{matter}/file",
        post(hand_in_file),
    )
}

#[derive(Deserialize)]
struct Instead {
    instead: Option<String>,
}

/// A file for an answer, in place of another where one is named.
async fn hand_in_file(
    State(office): State<Office>,
    me: Result<SignedInCitizen, Fault>,
    Path((reference, matter)): Path<(String, String)>,
    Query(Instead { instead }): Query<Instead>,
    request: Request,
) -> Result<Response, Fault> {
    let answer = format!("/cases/{reference}/answer/{matter}");
    let again = |why: NotTaken| {
        let instead = instead
            .as_ref()
            .map(|id| format!("&instead={}", utf8_percent_encode(id, &PLAIN)))
            .unwrap_or_default();
        let because = why.code();
        Redirect::to(&format!("{answer}/file?review&because={because}{instead}")).into_response()
    };
    let (parts, body) = request.into_parts();
    let mut body = body.into_data_stream();
    let coming = async {
        let SignedInCitizen(me) = me?;
        let wanted = office
            .may_add(&me, &reference, &matter, instead.clone())
            .await?;
        if intake::is_said_too_large(&parts.headers) {
            return Ok(Err(NotTaken::TooLarge));
        }
        if wanted.is_full() {
            return Ok(Err(NotTaken::TooMany));
        }
        let arrived = intake::receive(&office, &parts.headers, &mut body).await?;
        Ok::<_, Fault>(arrived.map(|arrived| (me, wanted, arrived)))
    };
    let (me, wanted, arrived) = match coming.await {
        Ok(Ok(arrived)) => arrived,
        Ok(Err(why)) => {
            intake::let_run_out(&parts.headers, &mut body).await;
            return Ok(if why == NotTaken::TooLarge {
                too_large()
            } else {
                again(why)
            });
        }
        Err(fault) => {
            intake::let_run_out(&parts.headers, &mut body).await;
            return Err(fault);
        }
    };
    Ok(
        match to_the_end(async move { office.add_file(&me, wanted, arrived).await }).await? {
            Ok(()) => Redirect::to(&format!("{answer}?part=3#files")).into_response(),
            Err(why) => again(why),
        },
    )
}

/// 413, with the cause in words.
fn too_large() -> Response {
    let mut response = StatusCode::PAYLOAD_TOO_LARGE.into_response();
    // What is left of the file is not read.
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
        .extensions_mut()
        .insert(PortalError::BadRequest(Text::EvidenceTooLarge.into()));
    response
}

/// One's own file.
async fn own_file(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path((reference, file)): Path<(String, String)>,
) -> Result<Response, Fault> {
    Ok(handed_out(office.own_file(&me, &reference, &file).await?))
}

/// A file that was sent to the desk.
async fn file_at_the_desk(
    State(office): State<Office>,
    arrival: Arrival,
    Path((reference, matter, file)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let address = MatterAddress::parse(&reference, &matter).ok_or(PortalError::NotFound)?;
    let download = office
        .file_at_the_desk(arrival.actor(), &address, &file)
        .await?;
    Ok(handed_out(download))
}

/// A download with the headers under which nothing in it can act: never a page of ours, never guessed at, never kept.
fn handed_out(download: Download) -> Response {
    let name = utf8_percent_encode(&download.name, &PLAIN);
    let ending = download.name.rsplit_once('.').map_or("", |(_, end)| end);
    let disposition = format!("attachment; filename=\"file.{ending}\"; filename*=UTF-8''{name}");
    let headers = [
        (header::CONTENT_TYPE, download.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_LENGTH, download.bytes.to_string()),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; frame-ancestors 'none'".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, in_pieces(download)).into_response()
}

/// Opens the file while it leaves. One that does not open to its end breaks off, and the browser says so.
fn in_pieces(download: Download) -> Body {
    let (pieces, leaving) = mpsc::channel::<std::io::Result<Bytes>>(2);
    tokio::task::spawn_blocking(move || {
        let mut opening = download.opening;
        loop {
            let piece = match opening.next() {
                Ok(None) => return,
                Ok(Some(piece)) => Ok(Bytes::from(piece)),
                Err(error) => {
                    tracing::error!(%error, "a file could not be handed out to its end");
                    Err(error)
                }
            };
            let is_over = piece.is_err();
            // An error means that whoever asked has left.
            if pieces.blocking_send(piece).is_err() || is_over {
                return;
            }
        }
    });
    Body::from_stream(ReceiverStream::new(leaving))
}
