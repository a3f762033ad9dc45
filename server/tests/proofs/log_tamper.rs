//! Somebody with the database in their hands edits, removes, exchanges, adds and cuts off what the log of calls holds, also
//! with the chain made anew, and edits and exchanges the answers kept beside it: `yuban verify calls` sees each of it. Each
//! try is one tampering in a transaction that is checked and thrown away.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use app::identity::PersonKey;
use app::person::ResidentId;
use jiff::SignedDuration;
use rand::RngExt as _;
use rand_chacha::ChaCha20Rng;
use server::Office;
use server::data_layer::calls;
use server::data_layer::desk::Reason;
use server::data_layer::records::DataSet;
use server::database::Engine;
use server::journal::checkpoint::{Sealer, file_in};
use sqlx::{AnyConnection, Row as _};

use crate::support::World;
use crate::{Outcome, Trial};

/// So many people are asked about, at so many times; each time three registers answer.
const PEOPLE: usize = 12;
const TIMES: usize = 4;
const SETS: [DataSet; 3] = [DataSet::Persons, DataSet::Marriages, DataSet::Insurance];

pub async fn prove(trial: Trial) -> Outcome {
    let world = World::fresh(trial.engine).await;
    let office = &world.office;
    let log = file_in(&office.settings.data);
    fill(&world, &log).await;
    let rows = rows(office).await;
    without_triggers(office).await;

    let mut outcome = Outcome {
        tried: trial.tries,
        ..Outcome::default()
    };
    let mut dice = trial.dice(0);
    let copy = office.settings.data.join("tampered.log");
    let began = Instant::now();
    let mut took = Vec::new();
    let sound = calls::verify(&office.db, &office.keys, &log, |_| ())
        .await
        .unwrap();
    let all = i64::try_from(rows.len()).unwrap();
    if !sound.is_sound() || sound.signed != all || sound.answers != all {
        outcome
            .bad
            .push(format!("an untouched log does not pass: {sound:?}"));
    }
    for number in 0..trial.tries {
        let mut tx = office.db.begin().await.unwrap();
        let (what, file) = tamper(tx.conn(), &mut dice, &rows, &log, &copy).await;
        let asked = Instant::now();
        let verdict = calls::verify_in(tx.conn(), &office.keys, &file, |_| ()).await;
        took.push(asked.elapsed());
        drop(tx);
        // A log that cannot even be read in order is tampered with, and said to be.
        if verdict.is_ok_and(|verdict| verdict.is_sound()) {
            outcome
                .bad
                .push(format!("try {number}: {what} was not seen"));
        }
    }
    let seconds = Duration::from_millis(u64::try_from(began.elapsed().as_millis()).unwrap());
    outcome
        .figure("rows", rows.len())
        .figure("took", format_args!("{seconds:?}"))
        .latencies(&mut took);
    world.clear_away().await;
    outcome
}

/// Real calls over the wire, sealed after each round.
async fn fill(world: &World, log: &Path) {
    let office = &world.office;
    let numbers: Vec<ResidentId> = world
        .city
        .people()
        .take(PEOPLE)
        .map(|person| person.number.clone())
        .collect();
    for round in 0..TIMES {
        for number in &numbers {
            let reason = Reason {
                person: office.keys.person(number),
                actor: "portal".to_owned(),
                purpose: "newborn/prefill".to_owned(),
                issue: format!("NB-{round}"),
                is_waited_for: true,
            };
            office.ask_registers(&reason, number, &SETS).await.unwrap();
        }
        let mut sealer = Sealer::open(log).unwrap();
        let key = office.keys.signing();
        sealer
            .seal(&office.db, &key, office.clock.now())
            .await
            .unwrap();
        // A checkpoint that is older than this has to be in the file.
        world.clock.advance(SignedDuration::from_mins(10));
    }
}

/// A call of the log: its id and whom it is about.
struct Called {
    id: String,
    person: String,
}

async fn rows(office: &Office) -> Vec<Called> {
    let mut conn = office.db.read().await.unwrap();
    sqlx::query("SELECT id, person FROM data_call ORDER BY id")
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| Called {
            id: row.get(0),
            person: row.get(1),
        })
        .collect()
}

/// Whoever holds the database can drop what stands in their way.
async fn without_triggers(office: &Office) {
    let drops: &[&'static str] = match office.db.engine() {
        Engine::Sqlite => &[
            "DROP TRIGGER data_call_is_not_changed",
            "DROP TRIGGER data_call_is_not_removed",
        ],
        Engine::Postgres => &["DROP TRIGGER data_call_is_kept ON data_call"],
    };
    let mut tx = office.db.begin().await.unwrap();
    for sql in drops {
        run(tx.conn(), sql, &[]).await;
    }
    tx.commit().await.unwrap();
}

async fn run(conn: &mut AnyConnection, sql: &'static str, values: &[&str]) {
    let query = values
        .iter()
        .fold(sqlx::query::<sqlx::Any>(sql), |query, value| {
            query.bind((*value).to_owned())
        });
    query.execute(conn).await.unwrap();
}

const EDITS: [&str; 16] = [
    "UPDATE data_call SET actor = actor || 'x' WHERE id = $1",
    "UPDATE data_call SET person = person || 'x' WHERE id = $1",
    "UPDATE data_call SET purpose = purpose || 'x' WHERE id = $1",
    "UPDATE data_call SET issue = issue || 'x' WHERE id = $1",
    "UPDATE data_call SET data_set = data_set || 'x' WHERE id = $1",
    "UPDATE data_call SET fields = fields || 'x' WHERE id = $1",
    "UPDATE data_call SET outcome = outcome || 'x' WHERE id = $1",
    "UPDATE data_call SET request_hash = request_hash || 'x' WHERE id = $1",
    "UPDATE data_call SET body_hash = body_hash || 'x' WHERE id = $1",
    "UPDATE data_call SET service = service || 'x' WHERE id = $1",
    "UPDATE data_call SET signed_at = signed_at || 'x' WHERE id = $1",
    "UPDATE data_call SET signature = '' WHERE id = $1",
    "UPDATE data_call SET at = at + 1 WHERE id = $1",
    "UPDATE data_call SET took = took + 1 WHERE id = $1",
    "UPDATE data_call SET seq = 0 WHERE id = $1",
    "UPDATE data_call SET id = id || 'x' WHERE id = $1",
];

/// One tampering: what it was, and the checkpoint file that goes with it.
async fn tamper(
    conn: &mut AnyConnection,
    dice: &mut ChaCha20Rng,
    rows: &[Called],
    log: &Path,
    copy: &Path,
) -> (&'static str, PathBuf) {
    let at = dice.random_range(0..rows.len());
    let one = &rows[at];
    let mut file = log.to_owned();
    let what = match dice.random_range(0..15) {
        0..=3 => {
            let edit = EDITS[dice.random_range(0..EDITS.len())];
            run(conn, edit, &[&one.id]).await;
            edit
        }
        4 => {
            run(conn, "DELETE FROM data_call WHERE id = $1", &[&one.id]).await;
            "a removed call"
        }
        5 => {
            run(conn, "DELETE FROM data_call WHERE id >= $1", &[&one.id]).await;
            "a log that was cut off"
        }
        6 => {
            let step = dice.random_range(1..rows.len());
            let other = &rows[(at + step) % rows.len()];
            run(
                conn,
                "UPDATE data_call SET id = '-' WHERE id = $1",
                &[&one.id],
            )
            .await;
            let exchange = "UPDATE data_call SET id = $2 WHERE id = $1";
            run(conn, exchange, &[&other.id, &one.id]).await;
            run(conn, exchange, &["-", &other.id]).await;
            "two calls exchanged"
        }
        7 => {
            run(
                conn,
                "INSERT INTO data_call (id, person, actor, purpose, issue, data_set, fields, outcome, request_hash, at, took, seq, body_hash, service, signed_at, source_key, signature)
                 SELECT id || 'x', person, actor, purpose, issue, data_set, fields, outcome, request_hash, at, took, seq + 1000, body_hash, service, signed_at, source_key, signature
                 FROM data_call WHERE id = $1",
                &[&one.id],
            )
            .await;
            "an added call"
        }
        8 => {
            let edit = "UPDATE journal SET entry = entry || ' ' WHERE kind = 'register-call' AND id = $1 AND seq = (SELECT seq FROM data_call WHERE id = $2)";
            run(conn, edit, &[&one.person, &one.id]).await;
            "an entry of the chain edited"
        }
        9 => {
            // The call and everything after it in its chain, and the head moved to fit.
            cut_and_mend(conn, one).await;
            "a chain cut off and mended"
        }
        10 => {
            for sql in [
                "DELETE FROM data_call WHERE person = $1",
                "DELETE FROM journal WHERE kind = 'register-call' AND id = $1",
                "DELETE FROM record_head WHERE kind = 'register-call' AND id = $1",
            ] {
                run(conn, sql, &[&one.person]).await;
            }
            if dice.random_range(0..2) == 0 {
                let seals = "DELETE FROM checkpoint_head WHERE kind = 'register-call' AND id = $1";
                run(conn, seals, &[&one.person]).await;
            }
            "everything about one person removed"
        }
        11 => {
            write_anew(conn, one).await;
            "a call rewritten and its chain made anew"
        }
        12 => {
            let keys = if dice.random_range(0..2) == 0 {
                "DELETE FROM source_key WHERE id = (SELECT source_key FROM data_call WHERE id = $1)"
            } else {
                "UPDATE source_key SET public = 'A' || substr(public, 2) || 'A' WHERE id = (SELECT source_key FROM data_call WHERE id = $1)"
            };
            run(conn, keys, &[&one.id]).await;
            "a source's key exchanged or removed"
        }
        13 => {
            let other = &rows[(at + 1) % rows.len()];
            if dice.random_range(0..2) == 0 {
                let edit =
                    "UPDATE kept_answer SET sealed = 'AAAA' || substr(sealed, 5) WHERE id = $1";
                run(conn, edit, &[&one.id]).await;
                "a kept answer edited"
            } else {
                let exchange = "UPDATE kept_answer SET sealed = (SELECT sealed FROM kept_answer WHERE id = $2) WHERE id = $1";
                run(conn, exchange, &[&one.id, &other.id]).await;
                "a kept answer put in another's place"
            }
        }
        _ => {
            file = copy.to_owned();
            tamper_with_the_file(dice, log, copy)
        }
    };
    (what, file)
}

async fn cut_and_mend(conn: &mut AnyConnection, from: &Called) {
    let row = sqlx::query("SELECT c.seq, j.prev FROM data_call c JOIN journal j ON j.kind = 'register-call' AND j.id = c.person AND j.seq = c.seq WHERE c.id = $1")
        .bind(from.id.clone())
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    let (seq, prev): (i64, String) = (row.get(0), row.get(1));
    for sql in [
        "DELETE FROM data_call WHERE person = $1 AND seq >= $2",
        "DELETE FROM journal WHERE kind = 'register-call' AND id = $1 AND seq >= $2",
    ] {
        sqlx::query(sql)
            .bind(from.person.clone())
            .bind(seq)
            .execute(&mut *conn)
            .await
            .unwrap();
    }
    sqlx::query("UPDATE record_head SET length = $1, head = $2, sealed = $1 WHERE kind = 'register-call' AND id = $3")
        .bind(seq - 1)
        .bind(prev)
        .bind(from.person.clone())
        .execute(conn)
        .await
        .unwrap();
}

/// Everything about one person taken out and written again by the portal's own hand, one call with another outcome: as good
/// a forgery as there is without the key that signs checkpoints.
async fn write_anew(conn: &mut AnyConnection, changed: &Called) {
    let person = PersonKey(changed.person.clone());
    // No hold reaches that day.
    let mut calls = calls::calls_shown(conn, &person, jiff::civil::Date::MAX, None, 1_000)
        .await
        .unwrap();
    calls.reverse();
    for sql in [
        "DELETE FROM data_call WHERE person = $1",
        "DELETE FROM journal WHERE kind = 'register-call' AND id = $1",
        "DELETE FROM record_head WHERE kind = 'register-call' AND id = $1",
    ] {
        run(conn, sql, &[&changed.person]).await;
    }
    for mut call in calls {
        if call.row.id == changed.id {
            call.row.outcome = "nothing-held".to_owned();
            call.row.fields = "-".to_owned();
        }
        calls::log_call(conn, &call.row).await.unwrap();
    }
    let sealed = "UPDATE record_head SET sealed = length WHERE kind = 'register-call' AND id = $1";
    run(conn, sealed, &[&changed.person]).await;
}

/// A line edited, removed or put elsewhere. The newest line alone may be missing: it is appended a moment later.
fn tamper_with_the_file(dice: &mut ChaCha20Rng, log: &Path, copy: &Path) -> &'static str {
    let text = std::fs::read_to_string(log).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = dice.random_range(0..lines.len() - 1);
    let what = match dice.random_range(0..3) {
        0 => {
            lines.remove(at);
            "a line of the checkpoint file removed"
        }
        1 => {
            lines.swap(at, at + 1);
            "two lines of the checkpoint file exchanged"
        }
        _ => {
            let digit = lines[at].rfind(|c: char| c.is_ascii_digit()).unwrap();
            let other = if &lines[at][digit..=digit] == "1" {
                "2"
            } else {
                "1"
            };
            lines[at].replace_range(digit..=digit, other);
            "a line of the checkpoint file edited"
        }
    };
    std::fs::write(copy, lines.join("\n") + "\n").unwrap();
    what
}
