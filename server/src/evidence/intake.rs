//! How a file comes in: in pieces, each sealed as it comes, never held as a whole; then one at a time it is looked
//! through. What is cut off on the way, or not taken, leaves nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use app::error::PortalError;
use app::evidence::{FileKind, LARGEST_FILE, NotTaken};
use app::text::Text;
use axum::body::{BodyDataStream, Bytes};
use axum::http::{HeaderMap, header};
use futures::{Stream, StreamExt, stream};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::examine;
use super::vault::{Opening, Provisional, Sealed, Sealing};
use crate::Office;
use crate::fault::Fault;

/// What may stand around the file in a form: boundaries, headers, small fields.
const AROUND: u64 = 64 * 1024;
/// How long nothing may come before it counts as cut off.
const SILENCE: Duration = Duration::from_secs(20);
/// How long a file may take: 10 MiB at 20 KiB a second.
const WHOLE: Duration = Duration::from_secs(9 * 60);
/// How long a file waits for its turn to be looked through.
const TURN: Duration = Duration::from_secs(30);
/// A file that is too large is read this much further, so that a browser gets to see the answer; then no more.
const LET_RUN: u64 = 24 * 1024 * 1024;
const LET_RUN_FOR: Duration = Duration::from_secs(10);

/// A file that has arrived, sealed, not looked through yet.
pub(super) struct Arrived {
    sealed: Sealed,
    place: String,
    /// What its person called it.
    pub name: String,
}

/// A file that was taken and lies where it stays, unless it is dropped.
pub(super) struct Taken {
    pub lies: Provisional,
    pub kind: FileKind,
    pub bytes: u64,
    pub digest: String,
}

/// Whether a form says at once that it is larger than any may be.
pub(super) fn is_said_too_large(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok())
        .is_some_and(|length| length > LARGEST_FILE + AROUND)
}

/// Reads on for a little, and throws away: who answers while the other side still sends is often not heard.
pub(super) async fn let_run_out(headers: &HeaderMap, rest: &mut BodyDataStream) {
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if said.is_some_and(|length| length > LET_RUN) {
        return;
    }
    let mut left = LET_RUN;
    let reading = async {
        while let Some(Ok(piece)) = rest.next().await {
            left = left.saturating_sub(piece.len() as u64);
            if left == 0 {
                break;
            }
        }
    };
    // Whoever sends slowly is not waited for.
    let _ = timeout(LET_RUN_FOR, reading).await;
}

/// Receives the field `file` of a form.
///
/// # Errors
/// `Ok(Err(..))` says why it is not taken.
pub(super) async fn receive(
    office: &Office,
    headers: &HeaderMap,
    body: &mut BodyDataStream,
) -> Result<Result<Arrived, NotTaken>, Fault> {
    let Ok(_place) = office.vault.arrivals.try_acquire() else {
        return Err(PortalError::Busy {
            retry_after_seconds: 20,
        }
        .into());
    };
    let boundary = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| multer::parse_boundary(kind.to_str().ok()?).ok())
        .ok_or(PortalError::BadRequest(Text::ErrorBadRequestBody.into()))?;
    match timeout(WHOLE, receive_field(office, body, boundary)).await {
        Ok(received) => received,
        Err(_) => Ok(Err(NotTaken::CutOff)),
    }
}

async fn receive_field(
    office: &Office,
    body: &mut BodyDataStream,
    boundary: String,
) -> Result<Result<Arrived, NotTaken>, Fault> {
    // Before a file begins only a form's head may come: what is not a piece of the file stays in memory.
    let allowance = Arc::new(AtomicU64::new(AROUND));
    let mut form = multer::Multipart::new(in_turns(body, allowance.clone()), boundary);
    let mut arrived = None;
    loop {
        let mut field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return Ok(Err(why(&error))),
        };
        if field.name() != Some("file") || arrived.is_some() {
            // Nothing else is asked for; it is passed over within the allowance.
            while let Some(piece) = field.chunk().await.transpose() {
                if let Err(error) = piece {
                    return Ok(Err(why(&error)));
                }
            }
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        allowance.fetch_add(LARGEST_FILE, Ordering::Relaxed);
        let mut writing = Writing::begin(office)?;
        if let Err(why) = write_all(&mut field, &mut writing).await? {
            writing.abandon().await?;
            return Ok(Err(why));
        }
        let (sealed, place) = writing.finish().await?;
        arrived = Some(Arrived {
            sealed,
            place,
            name,
        });
    }
    // A browser sends a field without name and content where nothing was chosen.
    Ok(match arrived {
        Some(arrived) if arrived.sealed.bytes > 0 => Ok(arrived),
        Some(arrived) if !arrived.name.is_empty() => Err(NotTaken::Empty),
        _ => Err(NotTaken::NoneChosen),
    })
}

/// Hands the pieces of a field on, up to the largest that a file may be.
async fn write_all(
    field: &mut multer::Field<'_>,
    writing: &mut Writing,
) -> Result<Result<(), NotTaken>, Fault> {
    let mut bytes = 0;
    loop {
        match field.chunk().await {
            Ok(Some(piece)) => {
                bytes += piece.len() as u64;
                if bytes > LARGEST_FILE {
                    return Ok(Err(NotTaken::TooLarge));
                }
                writing.write(piece).await?;
            }
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(why(&error))),
        }
    }
}

/// What came of a form that could not be read to its end.
fn why(error: &multer::Error) -> NotTaken {
    match error {
        multer::Error::StreamReadFailed(cause) if cause.is::<TooMuch>() => NotTaken::TooLarge,
        _ => NotTaken::CutOff,
    }
}

/// More came than was allowed.
#[derive(Debug, thiserror::Error)]
#[error("more came than was allowed")]
struct TooMuch;

/// The body piece by piece, within an allowance and not too slowly. After each piece it takes a breath: the form's
/// reader takes all that it can get at once, and would hold a fast sender's whole file.
fn in_turns(
    body: &mut BodyDataStream,
    allowance: Arc<AtomicU64>,
) -> impl Stream<Item = Result<Bytes, Box<dyn std::error::Error + Send + Sync>>> + Send {
    stream::unfold((body, 0_u64, false), move |(body, came, is_over)| {
        let allowance = allowance.clone();
        async move {
            if is_over {
                return None;
            }
            tokio::task::yield_now().await;
            let piece: Result<Bytes, Box<dyn std::error::Error + Send + Sync>> =
                match timeout(SILENCE, body.next()).await {
                    Ok(None) => return None,
                    Ok(Some(Ok(piece))) => Ok(piece),
                    Ok(Some(Err(error))) => Err(error.into()),
                    Err(silence) => Err(silence.into()),
                };
            // What came before counts: one piece may bring a form's head and much of its file.
            let piece = if came > allowance.load(Ordering::Relaxed) {
                Err(TooMuch.into())
            } else {
                piece
            };
            let came = came + piece.as_ref().map_or(0, |piece| piece.len() as u64);
            let is_over = piece.is_err();
            Some((piece, (body, came, is_over)))
        }
    })
}

/// A thread that seals what it is handed. When its sender goes away without a last word, it leaves nothing.
struct Writing {
    pieces: mpsc::Sender<Option<Bytes>>,
    thread: tokio::task::JoinHandle<std::io::Result<Option<Sealed>>>,
    place: String,
}

impl Writing {
    fn begin(office: &Office) -> Result<Self, Fault> {
        let id = office.chance.token();
        let place = format!("evidence,arriving,{id}");
        let sealing = Sealing::begin(
            office.vault.arriving(&id),
            &office.keys,
            &place,
            &office.chance,
        )
        .map_err(disk)?;
        let (pieces, handed) = mpsc::channel::<Option<Bytes>>(2);
        let thread = tokio::task::spawn_blocking(move || seal_all(sealing, handed));
        Ok(Self {
            pieces,
            thread,
            place,
        })
    }

    async fn write(&mut self, piece: Bytes) -> Result<(), Fault> {
        self.pieces
            .send(Some(piece))
            .await
            .map_err(|_| Fault::Other("a file could not be written".into()))
    }

    /// Sees to it that nothing is left.
    async fn abandon(self) -> Result<(), Fault> {
        drop(self.pieces);
        self.thread.await.map_err(thread)?.map_err(disk)?;
        Ok(())
    }

    async fn finish(self) -> Result<(Sealed, String), Fault> {
        // Where the thread has ended, it says why.
        let _ = self.pieces.send(None).await;
        let sealed = self.thread.await.map_err(thread)?.map_err(disk)?;
        let sealed = sealed.ok_or_else(|| Fault::Other("a file was not finished".into()))?;
        Ok((sealed, self.place))
    }
}

fn seal_all(
    mut sealing: Sealing,
    mut handed: mpsc::Receiver<Option<Bytes>>,
) -> std::io::Result<Option<Sealed>> {
    use std::io::Write as _;
    while let Some(piece) = handed.blocking_recv() {
        match piece {
            Some(piece) => sealing.write_all(&piece)?,
            None => return sealing.finish().map(Some),
        }
    }
    Ok(None)
}

/// Looks through a file that has arrived, and lays what is kept of it at its place under this name.
///
/// # Errors
/// `Ok(Err(..))` says why it is not taken; `Busy` where too many wait for their turn.
pub(super) async fn take(
    office: &Office,
    arrived: Arrived,
    id: &str,
    place: String,
) -> Result<Result<Taken, NotTaken>, Fault> {
    let Ok(Ok(_turn)) = timeout(TURN, office.vault.examining.acquire()).await else {
        return Err(PortalError::Busy {
            retry_after_seconds: 30,
        }
        .into());
    };
    let (path, inside) = (office.vault.kept(id), office.clone());
    let taking = tokio::task::spawn_blocking(move || {
        let Arrived {
            sealed,
            place: arrived_at,
            name,
        } = arrived;
        let bytes = Opening::begin(sealed.lies.path(), &inside.keys, &arrived_at)?.whole()?;
        let mut kept = Sealing::begin(path, &inside.keys, &place, &inside.chance)?;
        let kind = match examine::examine(&bytes, &name, inside.vault.decoder.as_ref(), &mut kept)?
        {
            Ok(kind) => kind,
            Err(why) => return Ok(Err(why)),
        };
        let kept = kept.finish()?;
        Ok(Ok(Taken {
            lies: kept.lies,
            kind,
            bytes: kept.bytes,
            digest: kept.digest,
        }))
    });
    match taking.await {
        Ok(taken) => taken.map_err(disk),
        // A decoder that gives up gives up on one file, not on the portal.
        Err(error) if error.is_panic() => {
            tracing::error!("a file could not be looked through");
            Ok(Err(NotTaken::Broken))
        }
        Err(error) => Err(thread(error)),
    }
}

pub(super) fn disk(error: std::io::Error) -> Fault {
    Fault::Other(format!("the folder of files: {error}"))
}

fn thread(error: tokio::task::JoinError) -> Fault {
    Fault::Other(error.to_string())
}
