//! Telling open boards that a call has moved: at once in this process, and within a fraction of a second from another one.
//! The stream carries no data, leaves no trace in the session, and ends when the portal closes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

use super::store;
use crate::Office;
use crate::database;
use crate::fault::Fault;
use crate::front_door::{SignedInCitizen, SignedInStaff};

const PAUSE: Duration = Duration::from_millis(300);
/// Whose session has ended hears nothing for longer than this: a page that is still open asks again.
const LONGEST_STREAM: Duration = Duration::from_secs(600);

/// That something is new, for whoever listens.
pub struct CallNews {
    sender: broadcast::Sender<()>,
    is_polling: AtomicBool,
}

impl Default for CallNews {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(16),
            is_polling: AtomicBool::new(false),
        }
    }
}

impl CallNews {
    /// A call has moved.
    pub(super) fn say(&self) {
        // An error means that nobody listens.
        let _ = self.sender.send(());
    }
}

/// Looks for what other processes have moved, until nobody listens any more.
async fn poll(office: Office) {
    let mut last = None;
    while !office.closing.has_begun() && office.call_news.sender.receiver_count() > 0 {
        let read = async {
            let mut conn = office.db.read().await?;
            store::last_change(&mut conn).await
        };
        match read.await {
            Ok(change) => {
                if last.is_some_and(|last| last != change) {
                    office.call_news.say();
                }
                last = Some(change);
            }
            Err(fault) => {
                tracing::warn!(error = %fault, "calls could not be read for event streams")
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    office.call_news.is_polling.store(false, Ordering::Release);
}

fn stream(office: &Office) -> Response {
    let news = &office.call_news;
    let heard = BroadcastStream::new(news.sender.subscribe());
    if !news.is_polling.swap(true, Ordering::AcqRel) {
        tokio::spawn(database::first(poll(office.clone())));
    }
    let closing = office.closing.clone();
    let ends = async move {
        tokio::select! {
            () = closing.begun() => {}
            () = tokio::time::sleep(LONGEST_STREAM) => {}
        }
    };
    let events = heard
        // Whoever fell behind looks again all the same.
        .map(|_| {
            Ok::<_, std::convert::Infallible>(Event::default().event("changed").data("changed"))
        })
        .take_until(Box::pin(ends));
    let answer = Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)));
    ([("x-accel-buffering", "no")], answer).into_response()
}

/// `/casework/calls/events`
pub(super) async fn of_board(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
) -> Result<Response, Fault> {
    if !office.is_rung(&member.office) {
        return Err(app::error::PortalError::NotFound.into());
    }
    Ok(stream(&office))
}

/// `/casework/calls/{reference}/events`
pub(super) async fn of_call_at_desk(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    office.call_for(&member, &reference).await?;
    Ok(stream(&office))
}

/// `/calls/{reference}/events`
pub(super) async fn of_own_call(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    office.call_followed(&me, &reference).await?;
    Ok(stream(&office))
}
