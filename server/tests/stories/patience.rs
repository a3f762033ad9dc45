//! Whoever says nothing, or says it byte by byte, holds nobody up: with real sockets at the real door.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use server::closing::Closing;
use server::front_door::door::{self, Patience};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::stories;
use crate::support::World;

const SOON: Duration = Duration::from_millis(400);
/// Longer than anything here may take on a busy machine.
const LATE: Duration = Duration::from_secs(20);

/// The portal behind a door that is less patient than usual.
async fn open_door(world: &World, most_connections: usize) -> (SocketAddr, Closing) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let closing = Closing::default();
    let patience = Patience {
        head_within: SOON,
        most_connections,
    };
    let router = server::front_door::router(world.office.clone());
    tokio::spawn(door::keep_open_with(
        patience,
        listener,
        router,
        closing.clone(),
    ));
    (address, closing)
}

/// Everything that the portal says until it hangs up; `None` when it does not hang up.
async fn until_the_end(stream: &mut TcpStream) -> Option<String> {
    let mut said = Vec::new();
    let reading = stream.read_to_end(&mut said);
    // A reset is an end, too.
    let _ = tokio::time::timeout(LATE, reading).await.ok()?;
    Some(String::from_utf8_lossy(&said).into_owned())
}

async fn whoever_does_not_finish_the_head_of_a_request_is_hung_up_on(world: World) {
    let (address, closing) = open_door(&world, 10).await;
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();
    let (mut hears, mut says) = slow.into_split();
    let drip = tokio::spawn(async move {
        // One byte at a time keeps no connection alive.
        while says.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });

    let began = Instant::now();
    assert!(until_the_end(&mut silent).await.is_some());
    let mut said = Vec::new();
    let heard = tokio::time::timeout(LATE, hears.read_to_end(&mut said)).await;
    assert!(heard.is_ok(), "a head that never ends holds its place");
    assert!(began.elapsed() >= SOON / 2, "nobody is hung up on at once");
    drip.await.unwrap();
    closing.begin();
}

async fn more_than_the_door_holds_wait_until_somebody_leaves(world: World) {
    let (address, closing) = open_door(&world, 2).await;
    // Two who say nothing hold both places, until the door has had enough of them.
    let first = TcpStream::connect(address).await.unwrap();
    let second = TcpStream::connect(address).await.unwrap();
    tokio::time::sleep(SOON / 4).await;
    let mut third = TcpStream::connect(address).await.unwrap();
    let began = Instant::now();
    third
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();

    let said = until_the_end(&mut third).await;

    assert!(said.is_some_and(|said| said.starts_with("HTTP/1.1 200")));
    assert!(
        began.elapsed() >= SOON / 4,
        "the third was let in beside two that were inside"
    );
    drop((first, second));
    closing.begin();
}

async fn a_form_that_never_arrives_is_given_up_and_the_others_are_served(world: World) {
    let (address, closing) = open_door(&world, 10).await;
    let mut slow = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: portal\r\nOrigin: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin=",
        world.address
    );
    slow.write_all(head.as_bytes()).await.unwrap();

    let mut other = TcpStream::connect(address).await.unwrap();
    other
        .write_all(b"GET /readyz HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let said = until_the_end(&mut other).await.expect("an answer");
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");

    // Half a minute is what the portal gives a whole request.
    let mut start = [0; 12];
    let read = tokio::time::timeout(3 * LATE, slow.read_exact(&mut start)).await;
    assert!(
        matches!(read, Ok(Ok(_))),
        "a form that never ends holds its place"
    );
    assert_eq!(&start, b"HTTP/1.1 503");
    closing.begin();
}

async fn whoever_crowds_the_portals_door_is_not_before_that_of_calls(world: World) {
    let (address, closing) = open_door(&world, 1).await;
    let router = server::front_door::router(world.office.clone());
    let beside = door::open_beside("127.0.0.1:0", router, closing.clone()).unwrap();
    // Somebody keeps the only place, writing as slowly as is allowed, and comes again.
    let crowd = tokio::spawn(async move {
        while let Ok(silent) = TcpStream::connect(address).await {
            tokio::time::sleep(SOON / 2).await;
            drop(silent);
        }
    });
    tokio::time::sleep(SOON / 4).await;
    let began = Instant::now();
    let mut call = TcpStream::connect(beside.address).await.unwrap();
    call.write_all(b"GET /call HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let said = until_the_end(&mut call).await.expect("an answer");
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(said.contains("tel:120"));
    assert!(began.elapsed() < LATE);
    crowd.abort();
    closing.begin();
    tokio::task::spawn_blocking(move || beside.serving.join())
        .await
        .unwrap()
        .unwrap();
}

stories![
    whoever_does_not_finish_the_head_of_a_request_is_hung_up_on,
    more_than_the_door_holds_wait_until_somebody_leaves,
    a_form_that_never_arrives_is_given_up_and_the_others_are_served,
    whoever_crowds_the_portals_door_is_not_before_that_of_calls,
];
