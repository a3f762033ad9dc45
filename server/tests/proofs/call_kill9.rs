//! The real binary, killed with SIGKILL while a crowd reads and writes and pendants are pressed. Every call that was
//! acknowledged is there afterwards, once, and every tier of it was rung, once and on time, across all deaths: never too
//! early, and at most as much too late as the portal was ever away.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use app::one_key_call::call_terms;
use rand::RngExt as _;
use server::Office;
use server::clock::{Chance, MachineClock};
use server::closing::Closing;
use server::database::Engine;
use server::demo_city::{City, SEED};
use server::identity::Reception;
use server::settings::{PostSettings, Settings};
use sqlx::Row as _;

use crate::callers::{self, Heard};
use crate::support::postgres;
use crate::{Outcome, Trial, call_overload, elders};

const FAMILIES: usize = 60;
const PRESSING: u64 = 6;
/// Who reads and writes meanwhile.
const CROWD: u64 = 40;
/// So much later than that a tier may ring, on a machine that has a crowd to serve.
const LATE: Duration = Duration::from_secs(5);
/// The last tier is rung two minutes after the press; a little later it must stand there.
const ALL_TIERS: Duration = Duration::from_secs(130);

struct Site {
    folder: tempfile::TempDir,
    database: String,
    listen: SocketAddr,
}

pub async fn prove(trial: Trial) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let database = match trial.engine {
        Engine::Sqlite => format!("sqlite:{}", folder.path().join("yuban.db").display()),
        Engine::Postgres => postgres::database().await,
    };
    let listen = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .unwrap();
    let site = Site {
        folder,
        database,
        listen,
    };
    // A first life brings the directory of offices into the portal's own table.
    let mut portal = site.start();
    site.wait_until_open(&mut portal).await;
    portal.kill().unwrap();
    portal.wait().unwrap();
    let city = City::new(SEED, app::text::city_date(jiff_now()), FAMILIES);
    let office = site.office().await;
    // Each life presses a few.
    let devices = callers::pendants(&office, &elders::street(&city), trial.tries * 12 + 60).await;
    office.closing.begin();
    office.db.close().await;
    drop(office);

    let queue = Arc::new(Mutex::new(devices));
    let acknowledged: Arc<Mutex<Vec<(String, Duration)>>> = Arc::default();
    let over = Arc::new(AtomicBool::new(false));
    let mut pressing = tokio::task::JoinSet::new();
    for part in 0..PRESSING {
        pressing.spawn(keep_pressing(
            format!("http://{}", site.listen),
            queue.clone(),
            acknowledged.clone(),
            over.clone(),
            trial.dice(part),
        ));
    }
    let mut crowd = tokio::task::JoinSet::new();
    let served = Arc::new(AtomicU64::new(0));
    for part in 0..CROWD {
        crowd.spawn(call_overload::come(
            format!("http://{}", site.listen),
            trial.dice(1_000 + part),
            over.clone(),
            served.clone(),
            Arc::default(),
        ));
    }
    let mut outcome = Outcome::default();
    let mut dice = trial.dice(u64::MAX);
    let (mut died, mut away) = (Instant::now(), Duration::ZERO);
    for _ in 0..trial.tries {
        let mut portal = site.start();
        // One in ten dies before it has opened.
        let has_opened = dice.random_range(0..10) > 0;
        if has_opened {
            site.wait_until_open(&mut portal).await;
            away = away.max(died.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..2_500))).await;
        portal.kill().unwrap();
        portal.wait().unwrap();
        if has_opened {
            died = Instant::now();
        }
        outcome.tried += 1;
    }
    let mut portal = site.start();
    site.wait_until_open(&mut portal).await;
    away = away.max(died.elapsed());
    let opened = Instant::now();
    tokio::time::sleep(Duration::from_secs(2)).await;
    over.store(true, Ordering::Relaxed);
    while let Some(done) = pressing.join_next().await {
        outcome.bad.extend(done.unwrap());
    }
    while crowd.join_next().await.is_some() {}
    tokio::time::sleep(ALL_TIERS.saturating_sub(opened.elapsed()) + Duration::from_secs(5)).await;
    portal.kill().unwrap();
    portal.wait().unwrap();
    let told = std::mem::take(&mut *acknowledged.lock().unwrap());
    if told.is_empty() {
        outcome
            .bad
            .push("nothing was pressed: nothing is proved".to_owned());
    }
    let (bad, calls) = site.compare(&told, away + LATE).await;
    outcome.bad.extend(bad);
    let mut took: Vec<Duration> = told.iter().map(|(_, took)| *took).collect();
    outcome
        .latencies(&mut took)
        .figure("acknowledged", told.len())
        .figure("calls", calls)
        .figure("served", served.load(Ordering::Relaxed))
        .figure("longest_away", format_args!("{:.1}s", away.as_secs_f64()));
    if trial.engine == Engine::Postgres {
        postgres::remove(&site.database).await;
    }
    outcome
}

fn jiff_now() -> jiff::Timestamp {
    use server::clock::Clock as _;
    MachineClock.now()
}

/// One pendant after the other; after a silence the same event again, until it is answered.
async fn keep_pressing(
    portal: String,
    queue: Arc<Mutex<Vec<server::one_key_call::Registered>>>,
    acknowledged: Arc<Mutex<Vec<(String, Duration)>>>,
    over: Arc<AtomicBool>,
    mut dice: impl rand::Rng,
) -> Vec<String> {
    let client = callers::client();
    let mut bad = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let Some(device) = queue.lock().unwrap().pop() else {
            break;
        };
        let event = format!("e-{}", device.id);
        let began = Instant::now();
        while !over.load(Ordering::Relaxed) {
            let time = callers::machine_time();
            match callers::press(&client, &portal, &device, &event, time).await {
                Heard::Call(reference) => {
                    acknowledged
                        .lock()
                        .unwrap()
                        .push((reference, began.elapsed()));
                    break;
                }
                // Taken by a press whose answer never came: it has to be there, whatever it is called.
                Heard::Again => {
                    acknowledged
                        .lock()
                        .unwrap()
                        .push((format!("device {}", device.id), began.elapsed()));
                    break;
                }
                Heard::Refused(503) | Heard::Silence => {
                    tokio::time::sleep(Duration::from_millis(dice.random_range(20..150))).await;
                }
                Heard::Refused(status) => {
                    bad.push(format!("a call was refused: {status}"));
                    break;
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(100..900))).await;
    }
    bad
}

impl Site {
    fn start(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_yuban"))
            .args(["serve", "--demo", "--listen", &self.listen.to_string()])
            .args(["--database", &self.database])
            .arg("--data")
            .arg(self.folder.path())
            .arg("--key")
            .arg(self.key())
            .args(["--city-families", &FAMILIES.to_string()])
            .env("YUBAN_LOG", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn key(&self) -> std::path::PathBuf {
        Path::new(self.folder.path()).join("key")
    }

    async fn wait_until_open(&self, portal: &mut Child) {
        let deadline = Instant::now() + Duration::from_secs(90);
        while TcpStream::connect(self.listen).is_err() || !self.is_ready().await {
            assert!(Instant::now() < deadline, "the portal does not open");
            assert!(portal.try_wait().unwrap().is_none(), "the portal ended");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn is_ready(&self) -> bool {
        let asked = callers::client()
            .get(format!("http://{}/readyz", self.listen))
            .send()
            .await;
        asked.is_ok_and(|answer| answer.status().is_success())
    }

    /// The same portal's data, in this process.
    async fn office(&self) -> Office {
        let settings = Settings {
            database: self.database.clone(),
            data: self.folder.path().to_owned(),
            key: self.key(),
            address: format!("http://{}", self.listen),
            listen: self.listen.to_string(),
            demo: true,
            data_layer: None,
            hold_minutes: 0,
            post: PostSettings::default(),
            data_layer_tls: server::data_layer::tls::TlsSettings::default(),
            exchange: server::data_layer::exchange_settings::ExchangeSettings::default(),
            trusted_proxies: Vec::new(),
        };
        let office = Office::open(
            settings,
            Arc::new(MachineClock),
            Chance::of_the_machine(),
            Closing::default(),
            Reception::default(),
        )
        .await
        .unwrap();
        // No register answers here: the directory that was kept holds.
        office.refresh_directory().await.unwrap();
        office
    }

    /// What was acknowledged against what the tables hold.
    async fn compare(&self, told: &[(String, Duration)], late: Duration) -> (Vec<String>, i64) {
        let office = self.office().await;
        let mut bad = Vec::new();
        let mut conn = office.db.read().await.unwrap();
        let calls: i64 = sqlx::query("SELECT COUNT(*) FROM call")
            .fetch_one(&mut *conn)
            .await
            .unwrap()
            .get(0);
        for (name, _) in told {
            let row = match name.strip_prefix("device ") {
                Some(device) => {
                    sqlx::query("SELECT home, id, opened_at FROM call WHERE device = $1")
                        .bind(device.to_owned())
                        .fetch_all(&mut *conn)
                        .await
                }
                None => {
                    sqlx::query("SELECT home, id, opened_at FROM call WHERE reference = $1")
                        .bind(name.clone())
                        .fetch_all(&mut *conn)
                        .await
                }
            }
            .unwrap();
            if row.len() != 1 {
                bad.push(format!("{name} stands there {} times", row.len()));
                continue;
            }
            let rings = sqlx::query(
                "SELECT tier, COUNT(*) AS rung, MIN(rung_at) AS first, MAX(rung_at) AS last FROM call_ring WHERE home = $1 AND call = $2 AND tier < 3 GROUP BY tier ORDER BY tier",
            )
            .bind(row[0].get::<String, _>("home"))
            .bind(row[0].get::<String, _>("id"))
            .fetch_all(&mut *conn)
            .await
            .unwrap();
            let rung: Vec<(i64, i64)> = rings
                .iter()
                .map(|row| (row.get("tier"), row.get("rung")))
                .collect();
            // Nobody has named a contact: the station; grid worker and district; next station and 120.
            if rung != [(0, 1), (1, 2), (2, 2)] {
                bad.push(format!("{name} rang {rung:?}"));
            }
            let opened: i64 = row[0].get("opened_at");
            for ring in &rings {
                let tier: i64 = ring.get("tier");
                let place = usize::try_from(tier).unwrap();
                let due = opened + call_terms().rung_after(place) * 1_000_000;
                let (first, last): (i64, i64) = (ring.get("first"), ring.get("last"));
                let late = i64::try_from(late.as_micros()).unwrap();
                if first < due || last > due + late {
                    bad.push(format!(
                        "{name} rang tier {tier} {} to {} ms after it was due",
                        (first - due) / 1_000,
                        (last - due) / 1_000
                    ));
                }
            }
        }
        drop(conn);
        office.closing.begin();
        office.db.close().await;
        (bad, calls)
    }
}
