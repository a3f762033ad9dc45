//! What stands between the portal and the registers in a proof: it passes calls on, or is in a mood, call by call.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header as http_header};
use axum::response::{IntoResponse as _, Response};
use rand::RngExt as _;
use rand_chacha::ChaCha20Rng;
use server::data_layer::exchange::header;
use server::data_layer::records::AboutPerson;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    HangsUp,
    Fails,
    Slow,
    Lies,
    Oversized,
    Truncated,
    Garbage,
}

const MOODS: [Mood; 7] = [
    Mood::HangsUp,
    Mood::Fails,
    Mood::Slow,
    Mood::Lies,
    Mood::Oversized,
    Mood::Truncated,
    Mood::Garbage,
];

struct Inside {
    registers: String,
    http: reqwest::Client,
    /// `None`: everything is passed on.
    dice: Mutex<Option<ChaCha20Rng>>,
    moods: Mutex<BTreeMap<String, u64>>,
}

/// The front, at a port of its own. Clones are the same one.
#[derive(Clone)]
pub struct Front {
    pub address: String,
    inside: Arc<Inside>,
}

impl Front {
    /// Before these registers (`http://127.0.0.1:41235`).
    pub async fn before(registers: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let inside = Arc::new(Inside {
            registers: registers.to_owned(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            dice: Mutex::default(),
            moods: Mutex::default(),
        });
        let router = Router::new().fallback(answer).with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, inside }
    }

    /// From here on every call about somebody meets a mood; `None`: none does.
    pub fn be_moody(&self, dice: Option<ChaCha20Rng>) {
        *self.inside.dice.lock().unwrap() = dice;
    }

    /// How often each mood was met.
    pub fn moods(&self) -> BTreeMap<String, u64> {
        self.inside.moods.lock().unwrap().clone()
    }
}

async fn answer(State(inside): State<Arc<Inside>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let target = parts.uri.path_and_query().unwrap().to_string();
    let is_about_somebody = serde_json::from_slice::<AboutPerson>(&body).is_ok();
    let mood = match &mut *inside.dice.lock().unwrap() {
        Some(dice) if is_about_somebody => Some(MOODS[dice.random_range(0..MOODS.len())]),
        _ => None,
    };
    if let Some(mood) = mood {
        let mut moods = inside.moods.lock().unwrap();
        *moods.entry(format!("{mood:?}").to_lowercase()).or_default() += 1;
    }
    match mood {
        Some(Mood::HangsUp) => return broken_off(StatusCode::OK, &HeaderMap::new(), None),
        Some(Mood::Fails) => {
            let kind = "Server.ServerProxy.NetworkError";
            let body = format!("{{\"type\":\"{kind}\",\"message\":\"\",\"detail\":\"\"}}");
            let headers = [(header::ERROR, kind)];
            return (StatusCode::INTERNAL_SERVER_ERROR, headers, body).into_response();
        }
        Some(Mood::Oversized) => {
            let headers = [(http_header::CONTENT_TYPE, "application/json")];
            return (headers, vec![b' '; 3 << 20]).into_response();
        }
        Some(Mood::Garbage) => {
            let headers = [(http_header::CONTENT_TYPE, "application/json")];
            return (headers, "{\"number\": \"5099\u{0}").into_response();
        }
        Some(Mood::Slow) => tokio::time::sleep(Duration::from_millis(1_500)).await,
        Some(Mood::Lies | Mood::Truncated) | None => {}
    }
    let mut headers = parts.headers;
    for name in [http_header::HOST, http_header::CONTENT_LENGTH] {
        headers.remove(name);
    }
    let passed_on = inside
        .http
        .request(parts.method, format!("{}{target}", inside.registers))
        .headers(headers)
        .body(body)
        .send()
        .await
        .unwrap();
    let (status, mut headers) = (passed_on.status(), passed_on.headers().clone());
    let body = passed_on.bytes().await.unwrap();
    headers.remove(http_header::TRANSFER_ENCODING);
    match mood {
        Some(Mood::Truncated) => broken_off(status, &headers, Some(body)),
        // That it holds nothing about somebody is a lie that nobody can see: it says something else instead.
        Some(Mood::Lies) if status != StatusCode::OK || body.as_ref() == b"[]" => {
            let headers = [(http_header::CONTENT_TYPE, "application/json")];
            (headers, "[[]]").into_response()
        }
        _ => (status, headers, body).into_response(),
    }
}

/// Half of the answer, and then nothing any more.
fn broken_off(status: StatusCode, headers: &HeaderMap, body: Option<Bytes>) -> Response {
    let half = body.map(|body| body.slice(..body.len() / 2));
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let parts: Vec<Result<Bytes, std::io::Error>> =
        half.map(Ok).into_iter().chain([Err(broken)]).collect();
    let mut response = Response::new(Body::from_stream(futures::stream::iter(parts)));
    *response.status_mut() = status;
    for (name, value) in headers {
        response.headers_mut().insert(name.clone(), value.clone());
    }
    response
}
