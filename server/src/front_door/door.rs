//! The door itself: accepts connections, gives each a short while to say what it wants, and closes in good order.
//!
//! HTTP/1.1 without TLS: in the open a proxy with a certificate stands in front.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use crate::closing::Closing;

/// How patient the door is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long a connection may take to send the head of a request, and may stay silent between two.
    pub head_within: Duration,
    /// More at once wait in the system's queue.
    pub most_connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head_within: Duration::from_secs(10),
            most_connections: 4096,
        }
    }
}

/// How long open requests may take to end after the closing has begun.
const DRAIN_WITHIN: Duration = Duration::from_secs(20);

/// A door beside the first.
pub struct Beside {
    pub address: SocketAddr,
    pub serving: JoinHandle<()>,
}

/// A door of its own, on threads of its own: whoever crowds the other has neither its connections nor its turn at the
/// processor.
///
/// # Errors
/// Where nobody can listen at this address.
pub fn open_beside(address: &str, router: Router, closing: Closing) -> std::io::Result<Beside> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("calls")
        .enable_all()
        .build()?;
    let serving = std::thread::Builder::new()
        .name("calls".to_owned())
        .spawn(move || {
            runtime.block_on(async move {
                match TcpListener::from_std(listener) {
                    Ok(listener) => keep_open(listener, router, closing).await,
                    Err(error) => tracing::error!(%error, "the door for calls did not open"),
                }
            });
        })?;
    Ok(Beside { address, serving })
}

/// Answers at this listener until the closing begins, then lets what is under way end.
pub async fn keep_open(listener: TcpListener, router: Router, closing: Closing) {
    keep_open_with(Patience::default(), listener, router, closing).await;
}

/// [`keep_open`] with another patience.
pub async fn keep_open_with(
    patience: Patience,
    listener: TcpListener,
    router: Router,
    closing: Closing,
) {
    let places = Arc::new(Semaphore::new(patience.most_connections));
    let open = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head_within);
    loop {
        let next = async {
            let place = Arc::clone(&places)
                .acquire_owned()
                .await
                .expect("the semaphore is never closed");
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = closing.begun() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Too many open files, or a connection that ended too early: neither closes the door.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let router = router.clone();
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let router = router.clone();
            async move {
                let mut request: Request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(peer));
                let answer: Result<_, Infallible> = router.oneshot(request).await;
                answer
            }
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                // Visitors leave in the middle all the time.
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_WITHIN, open.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not end in time");
    }
}
