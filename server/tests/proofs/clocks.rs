//! A year of a district's clocks in seconds: applications come in on every working day and nobody decides on them, the
//! clock is moved day by day, and each mark is reached once, in the table and in the journal.

use std::time::{Duration, Instant};

use app::text::city_time;
use jiff::SignedDuration;
use server::case::clocks;
use sqlx::Row as _;

use crate::filed::{self, Wish};
use crate::support::World;
use crate::{Outcome, Trial};

/// Long enough after the last application for every mark to be reached.
const DAYS: u64 = 365;
const AFTERWARDS: u64 = 120;

pub async fn measure(trial: Trial) -> Outcome {
    let world = World::fresh(trial.engine).await;
    let office = &world.office;
    let mut outcome = Outcome::default();
    let (mut filed_so_far, mut looking, mut longest) = (0, Duration::ZERO, Vec::new());
    for day in 0..DAYS + AFTERWARDS {
        let today = office.clock.now().to_zoned(city_time()).date();
        if day < DAYS && office.calendar.is_worked(today) {
            // As many as keeps the year's number.
            while filed_so_far * DAYS < trial.tries * (day + 1) {
                filed::file(&world, Wish::default()).await;
                filed_so_far += 1;
            }
        }
        world.clock.advance(SignedDuration::from_hours(24));
        let began = Instant::now();
        while clocks::look(office).await.unwrap() > 0 {}
        longest.push(began.elapsed());
        looking += began.elapsed();
    }
    outcome.tried = filed_so_far;
    let mut conn = office.db.read().await.unwrap();
    let marks = sqlx::query("SELECT kind, record, COUNT(*) FROM clock_mark GROUP BY kind, record")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    let running = sqlx::query(
        "SELECT COUNT(*) FROM matter WHERE ready_at > 0 AND ended_at = 0 AND promised_days > 0",
    )
    .fetch_one(&mut *conn)
    .await
    .unwrap()
    .get::<i64, _>(0);
    let mut written: i64 = 0;
    for row in &marks {
        written += row.get::<i64, _>(2);
    }
    for row in &marks {
        let (kind, record, n): (String, String, i64) = (row.get(0), row.get(1), row.get(2));
        // All are of two definitions, whose clocks have run out.
        if n < 3 {
            outcome
                .bad
                .push(format!("{kind} {record} reached {n} marks"));
        }
    }
    let of_matters = marks
        .iter()
        .filter(|row| row.get::<String, _>(0) == "matter")
        .count();
    if i64::try_from(of_matters).unwrap() != running {
        outcome
            .bad
            .push(format!("{running} matters run, {of_matters} have marks"));
    }
    let journalled =
        sqlx::query("SELECT COUNT(*) FROM journal WHERE entry LIKE '%\"step\":\"clock-%'")
            .fetch_one(&mut *conn)
            .await
            .unwrap()
            .get::<i64, _>(0);
    if journalled != written {
        outcome.bad.push(format!(
            "{written} marks, {journalled} entries in the journal"
        ));
    }
    drop(conn);
    outcome
        .figure("marks", written)
        .figure("seconds", format_args!("{:.1}", looking.as_secs_f64()))
        .latencies(&mut longest);
    world.clear_away().await;
    outcome
}
