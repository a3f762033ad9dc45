//! The real binary, killed with SIGKILL a hundred times while people hand in applications and desks decide on them over
//! HTTP, its registers in a process of their own. Whoever was given a receipt or was told that a step is taken finds it
//! afterwards; no register has made anything twice; the journal is sound.
//!
//! Between two lives of the portal its clock goes on by six minutes, so that what waits a while before it leaves the
//! house leaves under fire, too.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use app::person::ResidentId;
use app::text::city_time;
use jiff::{SignedDuration, Timestamp};
use rand::{Rng, RngExt as _};
use server::clock::{Chance, Clock as _, MachineClock};
use server::database::{Db, Engine};
use server::demo_city::{City, SEED};
use server::keys::Keys;
use sqlx::{AnyConnection, Connection as _, Row as _};
use tempfile::TempDir;

use crate::patient::{Patient, Silence};
use crate::support::postgres;
use crate::{Outcome, Trial, elders};

/// Enough for some two hundred and fifty people over eighty; when they have all applied, people follow whom no register knows.
const FAMILIES: usize = 2_000;
const CITIZENS: [&str; 4] = ["mother", "father", "twins-mother", "twins-father"];
const STAFF: [&str; 4] = [
    "community-shapingba",
    "community-shapingba",
    "street-shapingba",
    "civil-shapingba",
];
/// Who agrees with what the last of them proposes.
const SECOND: &str = "civil-shapingba-lead";
/// How far the portal's clock jumps while it is dead: past the hold of a decision and the lease of an errand.
const JUMP: SignedDuration = SignedDuration::from_mins(6);
/// How often between the kills the journal is checked; at the end it is checked in any case.
const VERIFY_EVERY: u64 = 10;

pub async fn prove(trial: Trial) -> Outcome {
    let began = Instant::now();
    let site = Site::open(trial.engine).await;
    let mut outcome = Outcome::default();
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    let is_over = Arc::new(AtomicBool::new(false));
    let mut working = tokio::task::JoinSet::new();
    let queue = Arc::new(Mutex::new(site.who_applies()));
    let db = Db::open(&site.database).await.unwrap();
    for (part, person) in (0_u64..).zip(CITIZENS) {
        working.spawn(apply(
            Patient::new(&site.address(), person),
            site.street.clone(),
            db.clone(),
            queue.clone(),
            acknowledged.clone(),
            is_over.clone(),
            trial.dice(part),
        ));
    }
    for (part, person) in (100_u64..).zip(STAFF) {
        working.spawn(decide(
            Patient::new(&site.address(), person),
            acknowledged.clone(),
            is_over.clone(),
            trial.dice(part),
        ));
    }
    working.spawn(agree(
        Patient::new(&site.address(), SECOND),
        acknowledged.clone(),
        is_over.clone(),
        trial.dice(200),
    ));
    let mut dice = trial.dice(u64::MAX);
    let mut jumps = 0;
    for kill in 1..=trial.tries {
        let mut portal = site.start(jumps);
        jumps += 1;
        // One in ten dies before it has opened.
        if dice.random_ratio(9, 10)
            && let Err(why) = site.wait_until_open(&mut portal).await
        {
            outcome.bad.push(format!("life {kill}: {why}"));
            break;
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..2_500))).await;
        // SIGKILL: nothing of the process runs any more.
        portal.kill().unwrap();
        portal.wait().unwrap();
        outcome.tried += 1;
        if kill % VERIFY_EVERY == 0 {
            outcome.bad.extend(site.verify(kill));
        }
    }
    is_over.store(true, Ordering::Relaxed);
    while let Some(done) = working.join_next().await {
        outcome.bad.extend(done.unwrap());
    }
    outcome.bad.extend(site.let_everything_leave(jumps).await);
    outcome.bad.extend(site.verify(outcome.tried));
    let told = std::mem::take(&mut *acknowledged.lock().unwrap());
    let (bad, entries) = site.compare(&told).await;
    outcome.bad.extend(bad);
    if told.receipts.is_empty() || told.steps.is_empty() || entries == 0 {
        outcome
            .bad
            .push("nothing was handed in, decided or entered: nothing is proved".to_owned());
    }
    let mut took = told.took;
    outcome
        .latencies(&mut took)
        .figure("receipts", told.receipts.len())
        .figure("steps", told.steps.len())
        .figure("entries", entries)
        .figure(
            "seconds",
            format_args!("{:.0}", began.elapsed().as_secs_f64()),
        );
    site.clear_away().await;
    outcome
}

/// What people were told is done.
#[derive(Default)]
struct Acknowledged {
    /// The elder's number, and the reference that the receipt names.
    receipts: Vec<(ResidentId, String)>,
    /// Matter and step.
    steps: Vec<(String, &'static str)>,
    /// Each press of an acknowledged submission or step.
    took: Vec<Duration>,
}

type Shared<T> = Arc<Mutex<T>>;

/// Applies for one elder after the other; after a silence the last press is repeated until it is answered.
async fn apply(
    mut browser: Patient,
    street: String,
    db: Db,
    queue: Shared<Vec<ResidentId>>,
    acknowledged: Shared<Acknowledged>,
    is_over: Arc<AtomicBool>,
    mut dice: impl Rng,
) -> Vec<String> {
    let mut bad = Vec::new();
    let mut elder: Option<ResidentId> = None;
    let mut place = "start".to_owned();
    let mut pressed = None;
    let mut leaves: HashMap<ResidentId, String> = HashMap::new();
    while !is_over.load(Ordering::Relaxed) {
        let Some(number) = elder.clone().or_else(|| queue.lock().unwrap().pop()) else {
            return bad;
        };
        elder = Some(number.clone());
        if place == "start" && !leaves.contains_key(&number) {
            let asked = browser
                .post("/acting-for/ask", &elders::asks(&number, &street))
                .await;
            match asked.map(|answer| answer.location) {
                Ok(location) if location.starts_with("/acting-for/DB-") => {
                    let reference = location.trim_start_matches("/acting-for/");
                    let reference = reference.split('?').next().unwrap_or_default();
                    elders::say_yes(&db, reference).await;
                    leaves.insert(number.clone(), reference.to_owned());
                }
                Ok(_) => {
                    let _ = browser.sign_in().await;
                }
                Err(_) => {}
            }
            tokio::time::sleep(Duration::from_millis(dice.random_range(20..60))).await;
            continue;
        }
        let fields: Vec<(&str, String)> = match place.as_str() {
            "leave" if dice.random_bool(0.3) => {
                vec![("registers", "POPULATION/persons".to_owned())]
            }
            "start" => vec![("for", leaves.get(&number).cloned().unwrap_or_default())],
            "elder" => elders::form().into(),
            "check" => vec![("declared", "yes".to_owned())],
            _ => Vec::new(),
        };
        let path = format!("/old-age-allowance/{place}");
        let is_last = place == "check";
        let began = *pressed.get_or_insert_with(Instant::now);
        let Ok(answer) = browser.post(&path, &fields).await else {
            tokio::time::sleep(Duration::from_millis(dice.random_range(20..150))).await;
            continue;
        };
        pressed = None;
        if answer.location.starts_with("/sign-in") || answer.status == 401 {
            let _ = browser.sign_in().await;
        } else if let Some(rest) = answer.location.strip_prefix("/cases/") {
            let reference = rest.split('/').next().unwrap_or_default().to_owned();
            if is_last {
                let mut told = acknowledged.lock().unwrap();
                told.receipts.push((number, reference));
                told.took.push(began.elapsed());
                elder = None;
            }
            place = "start".to_owned();
        } else if answer.status == 303 {
            let next = answer.location.trim_start_matches("/old-age-allowance/");
            place = next.split('?').next().unwrap_or("start").to_owned();
        } else if is_last && answer.status == 409 {
            // Applied for already, by a press that nobody answered: somebody else is next.
            bad.push(
                "an application that was handed in once was refused as a second one".to_owned(),
            );
            (elder, place) = (None, "start".to_owned());
        } else if answer.status < 500 {
            // Nothing to go on with, such as a draft that was never begun.
            place = "start".to_owned();
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..60))).await;
    }
    bad
}

/// Agrees with whatever a colleague has proposed.
async fn agree(
    mut browser: Patient,
    acknowledged: Shared<Acknowledged>,
    is_over: Arc<AtomicBool>,
    mut dice: impl Rng,
) -> Vec<String> {
    while !is_over.load(Ordering::Relaxed) {
        let round = agree_once(&mut browser, &acknowledged, &mut dice).await;
        let pause = if round.is_ok() { 30 } else { 120 };
        tokio::time::sleep(Duration::from_millis(dice.random_range(5..pause))).await;
    }
    Vec::new()
}

async fn agree_once(
    browser: &mut Patient,
    acknowledged: &Shared<Acknowledged>,
    dice: &mut impl Rng,
) -> Result<(), Silence> {
    let list = browser.open("/casework?list=to-confirm").await?;
    if list.status != 200 {
        return browser.sign_in().await;
    }
    let proposed = matters_on(&list.page.html);
    if proposed.is_empty() {
        return Ok(());
    }
    let path = proposed[dice.random_range(0..proposed.len())].clone();
    let proposal = format!("{path}/proposal");
    let page = browser.open(&proposal).await?;
    if page.status != 200 || !page.page.has("button[value=confirm]") {
        return Ok(());
    }
    let form = page.page.form_to(&proposal);
    let mut fields: Vec<(&str, String)> = form
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    fields.push(("act", "confirm".to_owned()));
    let began = Instant::now();
    let agreed = browser.post(&proposal, &fields).await?;
    if agreed.status == 303 && agreed.location.starts_with("/casework") {
        remember(acknowledged, &path, "countersign", began);
    }
    Ok(())
}

/// Decides on whatever lies on the desk: first what one holds, then what nobody holds.
async fn decide(
    mut browser: Patient,
    acknowledged: Shared<Acknowledged>,
    is_over: Arc<AtomicBool>,
    mut dice: impl Rng,
) -> Vec<String> {
    while !is_over.load(Ordering::Relaxed) {
        let round = decide_once(&mut browser, &acknowledged, &mut dice).await;
        let pause = if round.is_ok() { 30 } else { 120 };
        tokio::time::sleep(Duration::from_millis(dice.random_range(5..pause))).await;
    }
    Vec::new()
}

async fn decide_once(
    browser: &mut Patient,
    acknowledged: &Shared<Acknowledged>,
    dice: &mut impl Rng,
) -> Result<(), Silence> {
    let mine = browser.open("/casework?list=mine").await?;
    if mine.status != 200 {
        return browser.sign_in().await;
    }
    let mut held = matters_on(&mine.page.html);
    if held.is_empty() {
        let list = browser.open("/casework?list=to-take-up").await?;
        let open = matters_on(&list.page.html);
        if open.is_empty() {
            return Ok(());
        }
        let path = open[dice.random_range(0..open.len())].clone();
        let began = Instant::now();
        let taken = browser
            .post(&format!("{path}/holder"), &[("act", "take-up")])
            .await?;
        if taken.status != 303 || taken.location != path {
            return Ok(());
        }
        remember(acknowledged, &path, "take-up", began);
        held.push(path);
    }
    let path = held[dice.random_range(0..held.len())].clone();
    let page = browser.open(&format!("{path}/decision")).await?;
    if page.status != 200 || !page.page.has("main form[method=post]") {
        return Ok(());
    }
    let form = page.page.form_to(&format!("{path}/decision"));
    let mut fields: Vec<(&str, String)> = form
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    fields.push(("act", "approve".to_owned()));
    let began = Instant::now();
    let decided = browser.post(&format!("{path}/decision"), &fields).await?;
    // Wherever it leads: a page of the desk that is not this one asking again.
    if decided.status == 303
        && decided.location.starts_with("/casework")
        && !decided.location.contains("review")
    {
        remember(acknowledged, &path, "approve", began);
    }
    Ok(())
}

fn remember(acknowledged: &Shared<Acknowledged>, path: &str, step: &'static str, began: Instant) {
    let matter = path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut told = acknowledged.lock().unwrap();
    told.steps.push((matter, step));
    told.took.push(began.elapsed());
}

/// The addresses of the matters that a list links to.
fn matters_on(html: &str) -> Vec<String> {
    let mut paths: Vec<String> = html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|path| path.starts_with("/casework/GL-") && path.split('/').count() == 4)
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

/// The installation: folders, registers, and where the portal is.
struct Site {
    folder: TempDir,
    database: String,
    engine: Engine,
    registers: Child,
    registers_at: SocketAddr,
    portal_at: SocketAddr,
    city: City,
    street: String,
    /// When the portal's first life begins.
    epoch: Timestamp,
    since: Instant,
}

impl Site {
    async fn open(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.path().join("yuban.db").display()),
            Engine::Postgres => postgres::database().await,
        };
        let (registers_at, portal_at) = (free_address(), free_address());
        let registers = yuban(&folder.path().join("registers"))
            .args(["registers", "--demo", "--listen", &registers_at.to_string()])
            .args(["--city-families", &FAMILIES.to_string()])
            .spawn()
            .unwrap();
        let epoch = MachineClock.now();
        let city = City::new(SEED, MachineClock.today(), FAMILIES);
        let site = Self {
            folder,
            database,
            engine,
            registers,
            registers_at,
            portal_at,
            street: elders::street(&city),
            city,
            epoch,
            since: Instant::now(),
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(registers_at).is_err() {
            assert!(Instant::now() < deadline, "the registers do not open");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        site
    }

    fn address(&self) -> String {
        format!("http://{}", self.portal_at)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("portal")
    }

    /// The last is who applies first.
    fn who_applies(&self) -> Vec<ResidentId> {
        let known = elders::living_in(&self.city, MachineClock.today());
        let unknown = (0..5_000).rev().map(elders::invented);
        unknown.chain(known).collect()
    }

    /// One life of the portal, after so many jumps of its clock.
    fn start(&self, jumps: i32) -> Child {
        let lived = SignedDuration::try_from(self.since.elapsed()).unwrap();
        let now = self.epoch + lived + JUMP * jumps;
        let now = now.to_zoned(city_time()).datetime();
        yuban(&self.data())
            .args(["serve", "--demo", "--listen", &self.portal_at.to_string()])
            .args(["--database", &self.database])
            .args(["--data-layer", &format!("http://{}", self.registers_at)])
            .args(["--city-families", &FAMILIES.to_string()])
            .args([
                "--demo-time",
                &now.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            ])
            .spawn()
            .unwrap()
    }

    async fn wait_until_open(&self, portal: &mut Child) -> Result<(), String> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !answers(self.portal_at) {
            if let Some(status) = portal.try_wait().unwrap() {
                return Err(format!("the portal does not start again: {status}"));
            }
            if Instant::now() > deadline {
                return Err("the portal does not open".to_owned());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// `yuban verify`, as whoever runs the portal would.
    fn verify(&self, kill: u64) -> Option<String> {
        let said = yuban(&self.data())
            .args(["verify", "--demo", "--database", &self.database])
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        (!said.status.success()).then(|| {
            format!(
                "after kill {kill} the journal is not sound: {}",
                String::from_utf8_lossy(&said.stdout).trim()
            )
        })
    }

    /// Lives in peace until nothing waits to be written into a register.
    async fn let_everything_leave(&self, jumps: i32) -> Option<String> {
        let mut left = 0;
        for life in 0..10 {
            let mut portal = self.start(jumps + 1 + life);
            if let Err(why) = self.wait_until_open(&mut portal).await {
                return Some(why);
            }
            tokio::time::sleep(Duration::from_secs(6)).await;
            end(&mut portal);
            left = self
                .count("SELECT COUNT(*) FROM outbox WHERE topic = 'register-write' AND done_at = 0")
                .await;
            let held = self
                .count("SELECT COUNT(*) FROM matter WHERE stage IN ('held', 'recording')")
                .await;
            left = left.max(held);
            if left == 0 {
                return None;
            }
        }
        Some(format!("{left} decisions never reached their register"))
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&self.database).await.unwrap();
        let row = sqlx::query(sql).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        row.get(0)
    }

    /// What people were told against what the tables, the journal and the register hold; and how much the register holds.
    async fn compare(&self, told: &Acknowledged) -> (Vec<String>, usize) {
        let mut bad = Vec::new();
        let keys = Keys::open(&self.data().join("key"), &Chance::of_the_machine()).unwrap();
        let db = Db::open(&self.database).await.unwrap();
        let mut conn = db.read().await.unwrap();

        let mut cases: HashMap<String, Vec<String>> = HashMap::new();
        for row in sqlx::query("SELECT subject, reference FROM case_file")
            .fetch_all(&mut *conn)
            .await
            .unwrap()
        {
            let reference = row.get("reference");
            cases.entry(row.get("subject")).or_default().push(reference);
        }
        bad.extend(
            cases
                .values()
                .filter(|held| held.len() > 1)
                .map(|held| format!("one elder has several cases: {held:?}")),
        );
        for (number, reference) in &told.receipts {
            let held = cases.get(&keys.person(number).0);
            if !held.is_some_and(|held| held.contains(reference)) {
                bad.push(format!("the receipt {reference} is lost: {held:?}"));
            }
        }

        let mut taken: HashMap<(String, String), u64> = HashMap::new();
        for row in sqlx::query("SELECT entry FROM journal")
            .fetch_all(&mut *conn)
            .await
            .unwrap()
        {
            let entry: server::journal::Entry =
                serde_json::from_str(&row.get::<String, _>("entry")).unwrap();
            if let Some(matter) = entry.matter {
                *taken.entry((matter, entry.step)).or_default() += 1;
            }
        }
        for (matter, step) in &told.steps {
            if !taken.contains_key(&(matter.clone(), (*step).to_owned())) {
                bad.push(format!("{step} of {matter} was confirmed and is lost"));
            }
        }

        let entries = self.entries_of_the_register().await;
        for (key, reference, number) in &entries {
            let same = entries
                .iter()
                .filter(|(_, other, _)| other == reference)
                .count();
            if same > 1 {
                bad.push(format!("{reference} stands in the register {same} times"));
            }
            let answered = taken.get(&(key.clone(), "register-answered".to_owned()));
            if answered != Some(&1) {
                bad.push(format!(
                    "{number} was entered for {key}, and the portal heard of it {answered:?} times"
                ));
            }
        }
        for (matter, step) in taken.keys().filter(|(_, step)| step == "register-answered") {
            if entries.iter().all(|(key, ..)| key != matter) {
                bad.push(format!(
                    "{step} of {matter}, which the register does not know"
                ));
            }
        }
        drop(conn);
        db.close().await;
        (bad, entries.len())
    }

    /// Key, reference and number of every entry, as the register's own book has them.
    async fn entries_of_the_register(&self) -> Vec<(String, String, String)> {
        let book = self.folder.path().join("registers/registers.db");
        let url = format!("sqlite:{}", book.display());
        let mut connection = AnyConnection::connect(&url).await.unwrap();
        let rows = sqlx::query("SELECT idempotency_key, reference, number FROM entry")
            .fetch_all(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        rows.iter()
            .map(|row| (row.get(0), row.get(1), row.get(2)))
            .collect()
    }

    async fn clear_away(mut self) {
        end(&mut self.registers);
        if self.engine == Engine::Postgres {
            postgres::remove(&self.database).await;
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // After a panic, too, no register is left behind.
        let _ = self.registers.kill();
    }
}

/// The built binary with a data folder of its own; it says only what went wrong.
fn yuban(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yuban"));
    command
        .env("YUBAN_DATA", data)
        .env("YUBAN_LOG", "error")
        .stdout(Stdio::null());
    command
}

/// Ends a process in good order.
fn end(process: &mut Child) {
    let _ = Command::new("kill")
        .args(["-TERM", &process.id().to_string()])
        .status();
    let _ = process.wait();
}

/// Whether the portal answers. That somebody listens is not enough: it listens before it has opened its database.
fn answers(at: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(at)?;
        stream.set_read_timeout(Some(Duration::from_millis(500)))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n")?;
        let mut start = [0; 12];
        stream.read_exact(&mut start)?;
        Ok(&start == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

/// A port that is free now. The portal needs the same one in each of its lives.
fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .unwrap()
}
