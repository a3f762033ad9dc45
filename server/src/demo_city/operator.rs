//! The demo's operator: a provider's own system, as somebody else would have built it after `docs/care-api.yaml`. It takes
//! visits, and tells when it accepts them, when somebody is there and when they leave; it goes down and comes back. It
//! knows the portal by its address only.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use crate::care::dispatch::{
    SIGNATURE_HEADER, SYSTEM_HEADER, TIME_HEADER, Times, VisitEvent, VisitOffered, signature,
};
use crate::clock::{Chance, Clock, MachineClock};
use crate::closing::Closing;
use crate::fault::Fault;

/// What the operator is given.
pub struct OperatorPlan {
    /// Its code at the portal, and the key of both directions.
    pub code: String,
    pub secret: String,
    /// Where the portal is, e.g. `http://127.0.0.1:3000`.
    pub portal: String,
    /// A file that keeps the visits for the next start; `None`: they are forgotten.
    pub memory: Option<PathBuf>,
    pub clock: Arc<dyn Clock>,
    /// The same clock, where it goes by what the portal says: the demo can be shown on another day.
    pub follows: Option<Arc<PortalClock>>,
    pub chance: Chance,
}

/// The portal's clock as a process beside it knows it: the machine's, and how far the portal's is ahead of that.
#[derive(Default)]
pub struct PortalClock {
    /// Seconds.
    ahead: AtomicI64,
    unmoved_ahead: AtomicI64,
}

impl PortalClock {
    fn set(&self, said: Times) {
        let machine = MachineClock.now().as_second();
        self.ahead.store(said.now - machine, Ordering::Relaxed);
        self.unmoved_ahead
            .store(said.unmoved - machine, Ordering::Relaxed);
    }
}

fn ahead(by: &AtomicI64) -> Timestamp {
    let by = SignedDuration::from_secs(by.load(Ordering::Relaxed));
    MachineClock
        .now()
        .checked_add(by)
        .expect("a date within range")
}

impl Clock for PortalClock {
    fn now(&self) -> Timestamp {
        ahead(&self.ahead)
    }

    fn unmoved(&self) -> Timestamp {
        ahead(&self.unmoved_ahead)
    }
}

/// An operator that is being served.
pub struct Operating {
    /// Where, e.g. `http://127.0.0.1:41237`.
    pub address: String,
    pub operator: Operator,
    pub serving: JoinHandle<()>,
}

/// How far a visit has come here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Told {
    Nothing,
    Accepted,
    CheckedIn,
    /// Nothing is left to tell.
    Over,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Known {
    offered: VisitOffered,
    told: Told,
    /// The name of the event that is to be told next: the same at every try.
    event: String,
}

#[derive(Default)]
struct Desk {
    is_down: bool,
    visits: BTreeMap<String, Known>,
}

/// Cheap to clone; every clone is the same operator.
#[derive(Clone)]
pub struct Operator {
    plan: Arc<OperatorPlan>,
    desk: Arc<Mutex<Desk>>,
    client: Client,
}

/// What is switched from the demo panel.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Switch {
    pub is_down: bool,
}

/// Serves the operator at this listener until the closing begins.
///
/// # Errors
/// A memory that cannot be read.
pub fn open(
    listener: TcpListener,
    plan: OperatorPlan,
    closing: Closing,
) -> Result<Operating, Fault> {
    let address = listener
        .local_addr()
        .map(|address| format!("http://{address}"))
        .map_err(|error| Fault::Other(error.to_string()))?;
    // A second installation in this process only means that it was done.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(5))
        .build()
        .map_err(|error| Fault::Other(error.to_string()))?;
    let operator = Operator {
        desk: Arc::new(Mutex::new(Desk {
            is_down: false,
            visits: remembered(&plan)?,
        })),
        plan: Arc::new(plan),
        client,
    };
    let router = Router::new()
        .route("/visits", post(take))
        .route("/visits/{visit}/cancel", post(cancel))
        .route("/switch", get(switch_state).post(switch))
        .with_state(operator.clone());
    let working = operator.clone();
    let serving = tokio::spawn(async move {
        let ended = closing.clone();
        let served = axum::serve(listener, router)
            .with_graceful_shutdown(async move { ended.begun().await });
        tokio::select! {
            served = served => {
                if let Err(error) = served {
                    tracing::error!(%error, "the operator's door failed");
                }
            }
            () = working.keep_working() => {}
            () = closing.begun() => {}
        }
    });
    Ok(Operating {
        address,
        operator,
        serving,
    })
}

fn remembered(plan: &OperatorPlan) -> Result<BTreeMap<String, Known>, Fault> {
    let Some(path) = plan.memory.as_ref().filter(|path| path.exists()) else {
        return Ok(BTreeMap::new());
    };
    let text = std::fs::read_to_string(path).map_err(|error| Fault::Other(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| Fault::Other(error.to_string()))
}

impl Operator {
    /// Takes it down, or brings it up: down it answers nobody and tells nothing.
    pub async fn switch(&self, is_down: bool) {
        self.desk.lock().await.is_down = is_down;
    }

    /// How many visits it has been told of.
    pub async fn known(&self) -> usize {
        self.desk.lock().await.visits.len()
    }

    /// Sets the clock by the portal's; `false` where it does not answer.
    async fn look_at_the_clock(&self, clock: &PortalClock) -> bool {
        let asked = self
            .client
            .get(format!("{}/api/care/now", self.plan.portal));
        let said: Option<Times> = match asked.send().await {
            Ok(answer) => answer.json().await.ok(),
            Err(_) => None,
        };
        if let Some(said) = said {
            clock.set(said);
        }
        said.is_some()
    }

    async fn keep_working(&self) {
        loop {
            let knows_the_time = match &self.plan.follows {
                Some(clock) => self.look_at_the_clock(clock).await,
                None => true,
            };
            if knows_the_time {
                self.work().await;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Tells the portal whatever has come to be told; says how much it took.
    pub async fn work(&self) -> usize {
        let due: Vec<(String, &'static str, Told, String)> = {
            let desk = self.desk.lock().await;
            if desk.is_down {
                return 0;
            }
            let now = self.plan.clock.now().as_second();
            desk.visits
                .iter()
                .filter_map(|(id, known)| {
                    let (begins, minutes) = (known.offered.begins, known.offered.minutes);
                    let (what, after) = match known.told {
                        Told::Nothing => ("accepted", Told::Accepted),
                        Told::Accepted if now >= begins => ("check-in", Told::CheckedIn),
                        Told::CheckedIn if now >= begins + minutes * 60 => {
                            ("check-out", Told::Over)
                        }
                        _ => return None,
                    };
                    Some((id.clone(), what, after, known.event.clone()))
                })
                .collect()
        };
        let mut taken = 0;
        for (visit, what, after, event) in due {
            let told = VisitEvent {
                event,
                visit,
                what: what.to_owned(),
            };
            let Some(status) = self.tell(&told).await else {
                // Not reached: the same event again, later.
                continue;
            };
            let after = match status {
                // Taken, now or before.
                StatusCode::NO_CONTENT | StatusCode::CONFLICT => after,
                // Cancelled meanwhile, or never theirs.
                StatusCode::UNPROCESSABLE_ENTITY | StatusCode::NOT_FOUND => Told::Over,
                _ => continue,
            };
            taken += 1;
            let mut desk = self.desk.lock().await;
            let is_still_next = |known: &&mut Known| known.event == told.event;
            if let Some(known) = desk.visits.get_mut(&told.visit).filter(is_still_next) {
                known.told = after;
                known.event = self.plan.chance.token();
            }
            self.remember(&desk);
        }
        taken
    }

    async fn tell(&self, told: &VisitEvent) -> Option<StatusCode> {
        let body = serde_json::to_vec(told).expect("an event serializes");
        let time = self.plan.clock.unmoved().as_second();
        let answer = self
            .client
            .post(format!("{}/api/care/events", self.plan.portal))
            .header(SYSTEM_HEADER, &self.plan.code)
            .header(TIME_HEADER, time)
            .header(SIGNATURE_HEADER, signature(&self.plan.secret, time, &body))
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .ok()?;
        Some(answer.status())
    }

    fn remember(&self, desk: &Desk) {
        let Some(path) = &self.plan.memory else {
            return;
        };
        let text = serde_json::to_string(&desk.visits).expect("visits serialize");
        if let Err(error) = std::fs::write(path, text) {
            tracing::error!(%error, "the operator's visits could not be kept");
        }
    }

    /// Whether what arrived was signed by the portal.
    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let time = text(TIME_HEADER).parse().unwrap_or(0);
        signature(&self.plan.secret, time, body) == text(SIGNATURE_HEADER)
    }
}

async fn take(
    State(operator): State<Operator>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    if !operator.is_signed(&headers, &body) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let offered: VisitOffered =
        serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let mut desk = operator.desk.lock().await;
    if desk.is_down {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let event = operator.plan.chance.token();
    // The same visit again is the same visit.
    desk.visits.entry(offered.visit.clone()).or_insert(Known {
        offered,
        told: Told::Nothing,
        event,
    });
    operator.remember(&desk);
    Ok(StatusCode::ACCEPTED)
}

async fn cancel(
    State(operator): State<Operator>,
    headers: HeaderMap,
    Path(visit): Path<String>,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    if !operator.is_signed(&headers, &body) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let mut desk = operator.desk.lock().await;
    if desk.is_down {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    if let Some(known) = desk.visits.get_mut(&visit) {
        known.told = Told::Over;
    }
    operator.remember(&desk);
    Ok(StatusCode::ACCEPTED)
}

async fn switch_state(State(operator): State<Operator>) -> Json<Switch> {
    let is_down = operator.desk.lock().await.is_down;
    Json(Switch { is_down })
}

async fn switch(State(operator): State<Operator>, Json(wish): Json<Switch>) -> Json<Switch> {
    operator.switch(wish.is_down).await;
    Json(wish)
}
