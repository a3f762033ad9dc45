//! How long every list takes with ten thousand cases in the city and with a million, and beside a bare handler that
//! answers the same rows without page, session or layers. Two cities stand side by side, each with a database of its own,
//! and their pages are opened in turn: whatever else the machine does meets both.

use std::time::Instant;

use app::application::{DeclarationForm, LeaveForm};
use app::case::CaseReference;
use app::casework::{CaseworkDesk as _, QueueList};
use app::identity::{Actor, Citizen, StaffMember};
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use rand::{Rng, RngExt as _};
use server::Office;
use server::demo_city::people::demo_people;
use server::identity::DemoPart;
use server::journal::Record;
use server::warnings::{Raise, WarnedOf};
use sqlx::{AnyConnection, Row as _};

use crate::grow::{columns_of, own, run, settle};
use crate::patient::Patient;
use crate::support::World;
use crate::{Outcome, Trial, elders, quantile};

const SMALL: u64 = 10_000;
/// Of eleven cases of the smaller city so many are open at some other office.
const OPEN_ELSEWHERE: u64 = 6;
/// How often all pages are timed, and at most a page that seems slow.
const ROUNDS: u64 = 4;
const ROUNDS_AT_MOST: u64 = 12;
/// A page may take this much longer with the larger size.
const AT_MOST: f64 = 1.5;
const AT_THE_DESK: &str = "community-shapingba";
/// A supervisor, who is moved to that desk.
const LEAD: &str = "insurance-shapingba-lead";
/// Whom a warning of that street is for.
const STREET: &str = "street-shapingba";
const DISTRICT: &str = "services-shapingba";
/// How many warnings are open: more than a page holds.
const WARNINGS: u64 = 60;
const SERVICE: &str = "old-age-allowance";

/// Where staff find a case. The page looks anew each time it is opened.
const FINDING: &str = "/casework/find";

/// Every page that lists or counts: its name, who reads it, its address, in which `{me}` is whoever works at the desk. A
/// new one is a row here.
const PAGES: &[(&str, &str, &str)] = &[
    ("to-take-up", AT_THE_DESK, "/casework?list=to-take-up"),
    ("mine", AT_THE_DESK, "/casework?list=mine"),
    ("to-confirm", AT_THE_DESK, "/casework?list=to-confirm"),
    ("held", AT_THE_DESK, "/casework?list=held"),
    ("offered-to-us", AT_THE_DESK, "/casework?list=offered-to-us"),
    ("overdue", AT_THE_DESK, "/casework?list=overdue"),
    ("due-today", AT_THE_DESK, "/casework?list=due-today"),
    ("colleagues", AT_THE_DESK, "/casework?list=colleagues"),
    ("waiting", AT_THE_DESK, "/casework?list=waiting"),
    ("done-today", AT_THE_DESK, "/casework?list=done-today"),
    ("clocks", AT_THE_DESK, "/casework/clocks"),
    ("clocks-lead", LEAD, "/casework/clocks"),
    ("people", LEAD, "/casework/colleagues"),
    ("one-of-them", LEAD, "/casework/colleagues/{me}"),
    ("remedies", AT_THE_DESK, "/staff/remedies"),
    ("remedies-lead", LEAD, "/staff/remedies?list=appeals"),
    ("remedies-to-close", LEAD, "/staff/remedies?list=answered"),
    ("remedies-above", DISTRICT, "/staff/remedies"),
    ("warnings", STREET, "/casework/warnings"),
    ("calls", STREET, "/casework/calls"),
    ("call-devices", STREET, "/casework/calls/devices"),
    ("assessments", STREET, "/staff/assessments"),
    ("mandates", STREET, "/staff/mandates"),
    ("helping", STREET, "/staff/helping"),
    ("care-desk", STREET, "/staff/care"),
    ("older-person", STREET, "/staff/older-person"),
    ("postings", STREET, "/staff/postings"),
    ("runs", "civil-shapingba", "/allowances/runs"),
    ("looks", LEAD, "/staff/data-looks"),
    ("corrections", "owner-insurance", "/staff/data-corrections"),
    ("grants", "owner-insurance", "/staff/data-grants"),
    ("call-log", "owner-insurance", "/staff/data-figures"),
    (
        "safety-marks",
        "police-shapingba-lead",
        "/staff/safety-marks",
    ),
    ("home", "mother", "/"),
    ("acting-for", "mother", "/acting-for"),
    ("my-allowances", "mother", "/allowances"),
    ("my-data", "mother", "/my-data"),
    ("my-cases", "mother", "/cases"),
    ("notices", "mother", "/notices"),
    ("figures-office", AT_THE_DESK, "/statistics"),
    ("figures-district", DISTRICT, "/statistics"),
    ("figures-overdue", DISTRICT, "/statistics/500106/overdue"),
    ("figures-city", "services-city", "/statistics"),
    (
        "figures-due-today",
        DISTRICT,
        "/statistics/500106/due-today",
    ),
    ("figures-public", "mother", "/performance"),
    (
        "figures-matter",
        "mother",
        "/performance?matter=community/community-check",
    ),
    ("figures-csv", "mother", "/performance/figures.csv"),
    ("figures-calls", "mother", "/performance/calls"),
];

/// Tables that hold rows of a case. What another part adds is one more name here.
const TABLES: &[&str] = &[
    "case_file",
    "case_reference",
    "case_party",
    "case_word",
    "matter",
    "wait",
    "notice",
    "clock_mark",
    "remedy",
    "warning",
];

/// A case in the state in which it is copied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Ended long ago, at any office of the city.
    Past,
    ToTakeUp,
    Overdue,
    Mine,
    Colleagues,
    Waiting,
    ToConfirm,
    Held,
    OfferedToUs,
    DoneToday,
}

impl Kind {
    const ALL: [Self; 10] = [
        Self::Past,
        Self::ToTakeUp,
        Self::Overdue,
        Self::Mine,
        Self::Colleagues,
        Self::Waiting,
        Self::ToConfirm,
        Self::Held,
        Self::OfferedToUs,
        Self::DoneToday,
    ];

    /// One case in eleven is open. The office that is measured has those of the first ten thousand, a hundred of each kind,
    /// more than a page holds and twenty times what a station has on a Monday; a larger city has more offices, not a longer
    /// queue at each. Of the other first ten thousand as many are open as it takes for every other office to have one of
    /// each kind: figures show a line for whatever there is, and both cities have the same lines.
    fn of(nth: u64) -> Self {
        match nth % 11 {
            0 => Self::ALL[1 + (nth / 11 % 9) as usize],
            1..=OPEN_ELSEWHERE if nth < SMALL => {
                let open = nth / 11 * OPEN_ELSEWHERE + nth % 11 - 1;
                Self::ALL[1 + (open % 9) as usize]
            }
            _ => Self::Past,
        }
    }

    /// What a matter in this state looks like: stage, holder, due date, end. `me` and `colleague` are staff ids.
    fn columns(self, now: i64) -> (&'static str, &'static str, &'static str, i64) {
        let hours = 3_600_000_000;
        match self {
            Self::Past => ("done", "me", "2025-06-13", now - 6_000 * hours),
            Self::ToTakeUp => ("ready", "", "2026-03-13", 0),
            Self::Overdue => ("in-review", "me", "2026-02-27", 0),
            Self::Mine => ("in-review", "me", "2026-03-06", 0),
            Self::Colleagues => ("in-review", "colleague", "2026-03-12", 0),
            Self::Waiting => ("awaiting-applicant", "me", "2026-03-18", 0),
            Self::ToConfirm => ("proposed", "colleague", "2026-03-16", 0),
            Self::Held => ("held", "me", "2026-03-17", 0),
            Self::OfferedToUs => ("offered", "colleague", "2026-03-19", 0),
            Self::DoneToday => ("done", "me", "2026-03-11", now),
        }
    }
}

pub async fn measure(trial: Trial) -> Outcome {
    let small = city_of(SMALL, trial).await;
    let large = city_of(trial.cases, trial).await;
    let mut outcome = Outcome::default();
    for figures in time_pages([&small, &large], trial.tries).await {
        let ratio = ratio(&figures);
        let [small, large, bare] = figures;
        println!(
            "page-{} database={} cases={SMALL}/{} p50={:.1}/{:.1}ms p99={:.1}/{:.1}ms ratio={ratio:.2} bare_p99={:.1}ms against_bare={:.1}",
            small.name,
            trial.database(),
            trial.cases,
            small.p50,
            large.p50,
            small.p99,
            large.p99,
            bare.p99,
            large.p99 / bare.p99.max(0.01),
        );
        outcome.tried += 1;
        if ratio > AT_MOST {
            outcome.bad.push(format!(
                "page-{} takes {ratio:.2} times as long",
                small.name
            ));
        }
    }
    small.clear_away().await;
    large.clear_away().await;
    outcome
}

/// A city that serves, with so many cases.
async fn city_of(cases: u64, trial: Trial) -> World {
    let began = Instant::now();
    let world = World::fresh(trial.engine).await;
    world.serve();
    prepare(&world).await;
    warn(&world).await;
    grow(&world, cases, &mut trial.dice(0)).await;
    eprintln!("{cases} cases after {:.0} s", began.elapsed().as_secs_f64());
    world
}

/// By everything that a case of one applicant is found by: what it is called here, and what is typed. The same cases are
/// found at both sizes; what is looked through grows.
async fn looked_for(world: &World) -> Vec<(&'static str, String)> {
    let applicant = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .unwrap();
    let (sound, letters) = app::person::pinyin_of(applicant.name.as_str());
    let mut conn = world.office.db.read().await.unwrap();
    let reference = sqlx::query("SELECT reference FROM bench_template ORDER BY template LIMIT 1")
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0);
    vec![
        ("find-reference", reference),
        ("find-number", applicant.number.as_str().to_owned()),
        ("find-mobile", applicant.mobile.as_str().to_owned()),
        ("find-name", applicant.name.as_str().to_owned()),
        ("find-sound", sound),
        ("find-letters", letters),
    ]
}

/// How long one page took, in milliseconds.
struct Figure {
    name: &'static str,
    p50: f64,
    p99: f64,
}

/// A page in front of whoever reads it.
struct Opened {
    name: &'static str,
    path: String,
    browser: Patient,
}

/// All pages of the smaller city, of the larger, and what the larger one's bare handler answers, a few rounds one after the
/// other. Of each the quietest round counts: what else the machine does can only make a page slower, and lasts for some
/// pages of a round. So a page that is slow in one city after all rounds is timed in both for more of them.
async fn time_pages([small, large]: [&World; 2], tries: u64) -> Vec<[Figure; 3]> {
    let small = open_pages(small).await;
    let bare = open_bare(large.office.clone()).await;
    let large = open_pages(large).await;
    let mut pages: Vec<[Opened; 3]> = Vec::new();
    for (small, large) in small.into_iter().zip(large) {
        let list = large.path.split("list=").nth(1);
        let bare = Opened {
            name: large.name,
            path: format!("/{}", list.unwrap_or("to-take-up")),
            browser: Patient::new(&bare, AT_THE_DESK),
        };
        pages.push([small, large, bare]);
    }
    let mut figures: Vec<[Figure; 3]> = Vec::new();
    for round in 0..ROUNDS_AT_MOST {
        for (place, page) in pages.iter_mut().enumerate() {
            if round >= ROUNDS && ratio(&figures[place]) <= AT_MOST {
                continue;
            }
            let timed = time_page(page, (tries / ROUNDS).max(1)).await;
            if round == 0 {
                figures.push(timed);
                continue;
            }
            for (quietest, figure) in figures[place].iter_mut().zip(timed) {
                if figure.p99 < quietest.p99 {
                    *quietest = figure;
                }
            }
        }
    }
    figures
}

/// How many times as long a page takes in the larger city.
fn ratio([small, large, _]: &[Figure; 3]) -> f64 {
    large.p99 / small.p99
}

async fn open_pages(world: &World) -> Vec<Opened> {
    let pages = PAGES.iter().map(|page| (*page, None));
    let finding = looked_for(world).await.into_iter();
    let finding = finding.map(|(name, words)| ((name, AT_THE_DESK, FINDING), Some(words)));
    let me = member(&world.office, AT_THE_DESK).await.id;
    let mut opened = Vec::new();
    for ((name, person, path), words) in pages.chain(finding) {
        let path = path.replace("{me}", &me);
        let mut browser = Patient::new(&world.address, person);
        browser.sign_in().await.unwrap();
        if let Some(words) = words {
            let answer = browser.post(&path, &[("words", words)]).await.unwrap();
            assert_eq!(answer.location, path, "{name} can be looked for");
            let found = browser.open(&path).await.unwrap();
            assert!(found.page.html.contains("/casework/GL"), "{name} is found");
        }
        opened.push(Opened {
            name,
            path,
            browser,
        });
    }
    opened
}

/// Each of the three in turn.
async fn time_page(pages: &mut [Opened; 3], tries: u64) -> [Figure; 3] {
    let mut took = [const { Vec::new() }; 3];
    for nth in 0..tries + 5 {
        for (page, took) in pages.iter_mut().zip(&mut took) {
            let began = Instant::now();
            let answer = page.browser.open(&page.path).await.unwrap();
            let time = began.elapsed();
            assert_eq!(answer.status, 200, "{}", page.path);
            // The first few fill caches.
            if nth >= 5 {
                took.push(time);
            }
        }
    }
    let name = pages[0].name;
    took.map(|mut took| {
        took.sort_unstable();
        Figure {
            name,
            p50: quantile(&took, 0.5),
            p99: quantile(&took, 0.99),
        }
    })
}

/// Answers a list as lines of text: the same question to the same tables, and nothing else.
async fn open_bare(office: Office) -> String {
    async fn list(
        State((office, member)): State<(Office, StaffMember)>,
        Path(list): Path<String>,
    ) -> String {
        let list = QueueList::from_code(&list).unwrap_or_default();
        let queue = office
            .queue(&Actor::Staff(member), list, None)
            .await
            .unwrap();
        queue
            .rows
            .iter()
            .map(|row| format!("{} {:?}\n", row.address.path(), row.stage))
            .collect()
    }
    let member = member(&office, AT_THE_DESK).await;
    let router = Router::new()
        .route("/{list}", get(list))
        .with_state((office, member));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn member(office: &Office, key: &str) -> StaffMember {
    let entrance = office.be(key).await.unwrap();
    let person = office
        .reception
        .demo_people
        .iter()
        .find(|person| person.key == key)
        .unwrap();
    let DemoPart::Staff {
        office: at, role, ..
    } = &person.part
    else {
        panic!("{key} is no member of staff");
    };
    StaffMember {
        id: entrance.account,
        name: person.name.clone(),
        office: at.clone(),
        role: *role,
    }
}

/// Files one case of each kind through the application's desk, moves it where it belongs, and keeps it as what all
/// others are copied from.
async fn prepare(world: &World) {
    let office = &world.office;
    let me = member(office, AT_THE_DESK).await;
    let above = member(office, DISTRICT).await.office.0;
    let now = office.clock.now().as_microsecond();
    for (nth, kind) in (0_u64..).zip(Kind::ALL) {
        let case_id = file(world, nth).await;
        let (stage, holder, due, ended_at) = kind.columns(now);
        let holder = match holder {
            "me" => me.id.as_str(),
            other => other,
        };
        let mut tx = office.db.begin().await.unwrap();
        run(
            tx.conn(),
            &format!(
                "UPDATE matter SET stage = '{stage}', holder = '{holder}', due = '{due}', ended_at = {ended_at}, version = 3
                 WHERE case_id = '{case_id}' AND code = 'community-check'"
            ),
        )
        .await;
        if kind == Kind::Past {
            run(tx.conn(), &format!("UPDATE matter SET stage = 'done', ended_at = {ended_at}, due = '{due}', version = 3 WHERE case_id = '{case_id}'")).await;
            run(
                tx.conn(),
                &format!("UPDATE case_file SET closed_at = {ended_at} WHERE id = '{case_id}'"),
            )
            .await;
        }
        if kind == Kind::OfferedToUs {
            run(
                tx.conn(),
                &format!("UPDATE matter SET offered_to = office, offered_until = '2026-03-13' WHERE case_id = '{case_id}' AND code = 'community-check'"),
            )
            .await;
        }
        if kind == Kind::Waiting {
            let id = office.chance.id(office.clock.now());
            run(
                tx.conn(),
                &format!(
                    "INSERT INTO wait (home, id, kind, record, whom, since, answer_by) SELECT home, '{id}', 'matter', id, 'applicant', {now}, '2026-03-27'
                     FROM matter WHERE case_id = '{case_id}' AND code = 'community-check'"
                ),
            )
            .await;
        }
        prepare_beside(tx.conn(), office, kind, &case_id, &above, now).await;
        // Which template it is stands in a column that no list reads.
        run(
            tx.conn(),
            &format!("UPDATE case_file SET mandate = '{nth}' WHERE id = '{case_id}'"),
        )
        .await;
        tx.commit().await.unwrap();
    }
    // What is copied has been worked out, so that the copies need not be.
    office.add_up().await.unwrap();
    // Her session finds the office that her row names.
    let lead = member(office, LEAD).await.id;
    let mut tx = office.db.begin().await.unwrap();
    run(
        tx.conn(),
        &format!(
            "UPDATE staff SET office = '{}' WHERE id = '{lead}'",
            me.office.0
        ),
    )
    .await;
    run(
        tx.conn(),
        "CREATE TABLE bench_row (nth BIGINT NOT NULL PRIMARY KEY, template BIGINT NOT NULL, reference TEXT NOT NULL, office TEXT NOT NULL, shift BIGINT NOT NULL, month TEXT NOT NULL)",
    )
    .await;
    run(
        tx.conn(),
        "CREATE TABLE bench_template AS SELECT CAST(mandate AS BIGINT) AS template, home, id, reference FROM case_file",
    )
    .await;
    for table in TABLES {
        run(
            tx.conn(),
            &format!("CREATE TABLE bench_{table} AS SELECT * FROM {table}"),
        )
        .await;
    }
    run(tx.conn(), "UPDATE case_file SET mandate = NULL").await;
    tx.commit().await.unwrap();
}

/// What stands beside a case on other lists: a mark of its clock, known where the case has ended; an appeal; and a warning
/// about whom it is for, long closed. The open ones are [`WARNINGS`], of the street.
async fn prepare_beside(
    conn: &mut AnyConnection,
    office: &Office,
    kind: Kind,
    case_id: &str,
    above: &str,
    now: i64,
) {
    let is_past = kind == Kind::Past;
    let of_case = format!("WHERE m.case_id = '{case_id}' AND m.code = 'community-check'");
    let has_ended = is_past || kind == Kind::DoneToday;
    let known_at = if has_ended { now } else { 0 };
    run(
        conn,
        &format!(
            "INSERT INTO clock_mark (home, kind, record, mark, due, at, office, whom, known_at, known_by)
             SELECT m.home, 'matter', m.id, 'promised-nearly-over', m.due, {now}, m.office, 'holder', {known_at}, '' FROM matter m {of_case}"
        ),
    )
    .await;
    let stage = match kind {
        Kind::Past => "answered",
        Kind::Overdue => "waiting",
        _ => return,
    };
    let id = office.chance.id(office.clock.now());
    run(
        conn,
        &format!(
            "INSERT INTO remedy (home, id, kind, once, case_id, reference, matter, office, department, division, above_office, person, about, phone, text,
                opened_at, due, stage, version, holder, outcome, answer, answered_at)
             SELECT m.home, '{id}', 'appeal', '{id}', m.case_id, m.reference, m.id, m.office, 'community', '500106', '{above}', c.subject, '', '', '',
                {now}, m.due, '{stage}', 0, '', '', '', 0
             FROM matter m JOIN case_file c ON c.home = m.home AND c.id = m.case_id {of_case}"
        ),
    )
    .await;
    if is_past {
        let id = office.chance.id(office.clock.now());
        run(
            conn,
            &format!(
                "INSERT INTO warning (home, id, once, kind, about_kind, about_id, reference, person, details, office, opened_at, due_at,
                    stage, version, next_mark, reason, remark, closed_at, closed_by)
                 SELECT m.home, '{id}', '{id}', 'missed-visit', 'visit', '{id}', m.reference, c.subject, '', m.office, {now}, {now},
                    'closed', 1, 0, 'reached', '', {now}, ''
                 FROM matter m JOIN case_file c ON c.home = m.home AND c.id = m.case_id {of_case}"
            ),
        )
        .await;
    }
}

/// Open warnings, as they are raised.
async fn warn(world: &World) {
    let office = &world.office;
    let home = elders::street(&world.city);
    let mut tx = office.db.begin().await.unwrap();
    for nth in 0..WARNINGS {
        let raise = Raise {
            home: home.clone(),
            kind: "missed-visit",
            about: Record::new(&home, "visit", format!("visit-{nth}")),
            reference: format!("ZL-{nth}"),
            person: office.keys.person(&elders::invented(nth)),
            who: WarnedOf::default(),
        };
        assert!(office.raise_warning(&mut tx, &raise).await.unwrap());
    }
    tx.commit().await.unwrap();
}

/// A case of an old-age allowance, as its applicant hands it in; its id.
async fn file(world: &World, nth: u64) -> String {
    let office = &world.office;
    let son = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .unwrap();
    let citizen = Citizen {
        account: office.be("mother").await.unwrap().account,
        person: office.keys.person(&son.number),
        name: son.name,
        helped: None,
    };
    let actor = Actor::Citizen(citizen.clone());
    let street = elders::street(&world.city);
    let mandate = elders::leave_for(office, &citizen, &elders::invented(nth), &street).await;
    office
        .start_draft(&citizen, SERVICE, Some(&mandate))
        .await
        .unwrap();
    office
        .hand_in_leave(&actor, SERVICE, &LeaveForm::default())
        .await
        .unwrap();
    office.hand_in_known(&actor, SERVICE).await.unwrap();
    office
        .hand_in(&actor, SERVICE, "elder", &elders::typed())
        .await
        .unwrap();
    let declared = DeclarationForm {
        declared: "yes".to_owned(),
        ..DeclarationForm::default()
    };
    let receipt = office.submit(&actor, SERVICE, &declared).await.unwrap();
    let reference = receipt.split('/').nth(2).unwrap().to_owned();
    let mut conn = office.db.read().await.unwrap();
    sqlx::query("SELECT id FROM case_file WHERE reference = $1")
        .bind(reference)
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0)
}

/// Copies the templates until there are so many cases: all columns as they are, but ids and references of their own,
/// and for what has ended another office and another day.
async fn grow(world: &World, cases: u64, dice: &mut impl Rng) {
    const AT_ONCE: u64 = 1_000;
    const BATCH: u64 = 20_000;
    let office = &world.office;
    let offices: Vec<String> = world
        .city
        .offices
        .iter()
        .filter(|entry| entry.department == "street")
        .map(|entry| entry.id.clone())
        .collect();
    let here = member(office, AT_THE_DESK).await.office.0;
    assert!(!offices.contains(&here), "it has a queue of its own");
    assert!(
        SMALL / 11 * OPEN_ELSEWHERE >= 9 * u64::try_from(offices.len()).unwrap(),
        "every office has one of each kind in the smaller city"
    );
    let mut first = 0;
    while first < cases {
        let last = (first + BATCH).min(cases);
        let mut tx = office.db.begin().await.unwrap();
        let mut nth = first;
        while nth < last {
            let end = (nth + AT_ONCE).min(last);
            let rows: Vec<String> = (nth..end)
                .map(|nth| {
                    let kind = Kind::of(nth);
                    let template = Kind::ALL.iter().position(|other| *other == kind).unwrap();
                    // Of a million random ones two are the same in every third run: here the last five letters count.
                    let mut letters: [u8; 8] = dice.random();
                    for (place, letter) in letters[3..].iter_mut().enumerate() {
                        *letter = u8::try_from(nth / 20_u64.pow(place as u32) % 20).unwrap();
                    }
                    let reference = CaseReference::from_random("GL", letters);
                    let is_open = kind != Kind::Past;
                    let at = match (is_open, nth < SMALL, nth % 11) {
                        (true, true, 0) => here.as_str(),
                        (true, true, turn) => {
                            let open = nth / 11 * OPEN_ELSEWHERE + turn - 1;
                            &offices[usize::try_from(open / 9).unwrap() % offices.len()]
                        }
                        // Of what has ended it has one in a hundred: its past grows with the city.
                        (false, ..) if nth.is_multiple_of(100) => here.as_str(),
                        _ => &offices[usize::try_from(nth).unwrap() % offices.len()],
                    };
                    // Up to two years earlier.
                    let shift = if kind == Kind::Past {
                        dice.random_range(0..63_072_000_i64) * 1_000_000
                    } else {
                        0
                    };
                    let month = if kind == Kind::DoneToday {
                        "2026-03".to_owned()
                    } else {
                        // Whatever ended, ended in one of the two years before.
                        format!("{}-{:02}", 2024 + nth / 12 % 2, 1 + nth % 12)
                    };
                    format!("({nth}, {template}, '{reference}', '{at}', {shift}, '{month}')")
                })
                .collect();
            run(
                tx.conn(),
                &format!(
                    "INSERT INTO bench_row (nth, template, reference, office, shift, month) VALUES {}",
                    rows.join(", ")
                ),
            )
            .await;
            nth = end;
        }
        for table in TABLES {
            copy(tx.conn(), table, first, last).await;
        }
        tx.commit().await.unwrap();
        office.add_up().await.unwrap();
        first = last;
    }
    settle(&office.db).await;
}

/// The rows of one table that belong to these cases.
async fn copy(conn: &mut AnyConnection, table: &str, first: u64, last: u64) {
    let columns = columns_of(conn, &format!("bench_{table}")).await;
    let own = |column: &str| own(&format!("t.{column}"));
    let values: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" | "case_id" | "record" | "once" | "about_id" => own(column),
            // In a notice it is what its matter is called.
            "matter" if table != "notice" => own(column),
            "division" => "SUBSTR(b.office, 1, 6)".to_owned(),
            "reference" => "b.reference".to_owned(),
            // Everybody but the one whose pages are measured has a case of their own.
            "person" | "filed_by" | "subject" if table != "matter" => {
                format!(
                    "CASE WHEN b.nth < 120 THEN t.{column} ELSE {} END",
                    own(column)
                )
            }
            // One name is at one office at most as often as here, however large the city.
            "word" => format!("CASE WHEN b.nth < 120 THEN t.word ELSE {} END", own("word")),
            "office" if table != "notice" => "b.office".to_owned(),
            // What nobody can do at an office goes up within its district.
            "above_office" => "CASE WHEN SUBSTR(b.office, 1, 6) = SUBSTR(t.above_office, 1, 6) THEN t.above_office ELSE '' END".to_owned(),
            "offered_to" => "CASE WHEN t.offered_to = '' THEN '' ELSE b.office END".to_owned(),
            "submitted_at" | "closed_at" | "ready_at" | "ended_at" | "at" => {
                format!("CASE WHEN t.{column} = 0 THEN 0 ELSE t.{column} - b.shift END")
            }
            // What the statistics know of an ended matter.
            "counted_month" => "CASE WHEN t.ended_at = 0 THEN '' ELSE b.month END".to_owned(),
            "days_taken" => "CASE WHEN t.ended_at = 0 THEN 0 ELSE b.nth % 9 END".to_owned(),
            "in_time" => "CASE WHEN t.ended_at = 0 OR b.nth % 9 > 6 THEN 0 ELSE 1 END".to_owned(),
            // Nobody works at two offices.
            "holder" => format!(
                "CASE WHEN b.nth < {SMALL} AND b.nth % 11 = 0 THEN t.holder ELSE '' END"
            ),
            "dossier" => "SUBSTR(t.dossier, 1, 400)".to_owned(),
            "mandate" => "NULL".to_owned(),
            other => format!("t.{other}"),
        })
        .collect();
    let belongs = match table {
        "case_file" => "t.id = k.id",
        "case_party" | "case_word" | "matter" => "t.case_id = k.id",
        "wait" | "clock_mark" => {
            "t.record IN (SELECT m.id FROM bench_matter m WHERE m.case_id = k.id)"
        }
        // What is appealed against waits above for a week or two, however many years there were.
        "remedy" => {
            &format!("t.reference = k.reference AND (t.stage = 'answered' OR b.nth < {SMALL})")
        }
        _ => "t.reference = k.reference",
    };
    // A word that two offices know is one row where both have become one.
    let each = if table == "case_word" {
        "DISTINCT "
    } else {
        ""
    };
    run(
        conn,
        &format!(
            "INSERT INTO {table} ({}) SELECT {each}{} FROM bench_row b JOIN bench_template k ON k.template = b.template JOIN bench_{table} t ON {belongs}
             WHERE b.nth >= {first} AND b.nth < {last}",
            columns.join(", "),
            values.join(", ")
        ),
    )
    .await;
}
