//! Telling open pages that something has happened: one poller a process reads the journal, every open page of the case
//! hears of it. The stream carries no data, leaves no trace in the session, and ends when the portal closes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

use crate::Office;
use crate::fault::Fault;
use crate::front_door::SignedInCitizen;
use crate::journal::{Feed, Record};

/// How often the journal is read while somebody listens.
const PAUSE: Duration = Duration::from_secs(1);
/// Whose session has ended hears nothing for longer than this: a page that is still open asks again.
const LONGEST_STREAM: Duration = Duration::from_secs(600);
/// Open pages that one process serves; the others update when they are reloaded.
const MOST_LISTENERS: usize = 2000;

/// What is new, for whoever listens.
pub struct News {
    sender: broadcast::Sender<Record>,
    is_polling: AtomicBool,
}

impl Default for News {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(256),
            is_polling: AtomicBool::new(false),
        }
    }
}

impl Office {
    /// Hears of every record that gets a journal entry from now on. The first listener starts the poller.
    fn listen(&self) -> broadcast::Receiver<Record> {
        let receiver = self.news.sender.subscribe();
        if !self.news.is_polling.swap(true, Ordering::AcqRel) {
            tokio::spawn(poll(self.clone()));
        }
        receiver
    }
}

/// Reads the journal until nobody listens any more.
async fn poll(office: Office) {
    let mut feed = Feed::from(office.clock.now());
    loop {
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = office.closing.begun() => return,
        }
        let news = &office.news;
        if news.sender.receiver_count() == 0 {
            news.is_polling.store(false, Ordering::Release);
            // Somebody may have come between the two lines above.
            if news.sender.receiver_count() == 0 || news.is_polling.swap(true, Ordering::AcqRel) {
                return;
            }
        }
        let read = match office.db.read().await {
            Ok(mut conn) => feed.news(&mut conn).await,
            Err(error) => Err(error),
        };
        match read {
            Ok(entries) => {
                for written in entries {
                    // An error means that the last listener has just left.
                    let _ = news.sender.send(written.record);
                }
            }
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => tracing::warn!(%error, "the journal could not be read for event streams"),
        }
    }
}

/// `/cases/{reference}/events`: an event whenever something has happened in the case.
pub(super) async fn events(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    let (folder, _) = office.folder_of(&me, &reference).await?;
    if office.news.sender.receiver_count() >= MOST_LISTENERS {
        return Err(app::error::PortalError::Busy {
            retry_after_seconds: 60,
        }
        .into());
    }
    let record = folder.record();
    let closing = office.closing.clone();
    let ends = async move {
        tokio::select! {
            () = closing.begun() => {}
            () = tokio::time::sleep(LONGEST_STREAM) => {}
        }
    };
    let stream = BroadcastStream::new(office.listen())
        .filter_map(move |heard| {
            // Whoever fell behind cannot know what was missed.
            let is_ours = heard.is_err() || heard.is_ok_and(|heard| heard == record);
            // Browsers pass over an event without data.
            let event = is_ours.then(|| Event::default().event("changed").data("changed"));
            async move { event.map(Ok::<_, std::convert::Infallible>) }
        })
        .take_until(Box::pin(ends));
    let answer = Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)));
    Ok(([("x-accel-buffering", "no")], answer).into_response())
}
