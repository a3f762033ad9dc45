//! Whatever happens to matters, the figures are what one finds who counts them.

use app::case::{Capacity, Step};
use jiff::SignedDuration;
use server::case::{Acting, StepDetail};
use server::journal::{self, Record};
use server::statistics::count_the_end;
use sqlx::Row;

use crate::casework::filed::{self, Wish};
use crate::stories;
use crate::support::World;

const REFUSE_THE_NOTES: &str = "UPDATE matter SET stage = 'refused', version = version + 1, ended_at = $1 WHERE code = 'street-note'";

#[track_caller]
fn is_right(differs: Vec<String>) {
    assert!(differs.is_empty(), "{differs:#?}");
}

/// A number out of the database, as somebody finds who counts there.
async fn count(world: &World, sql: &'static str) -> i64 {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query(sql)
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .try_get(0)
        .unwrap()
}

/// Something happens to matters that no desk did; `$1` in it is now.
pub async fn write(world: &World, sql: &'static str) {
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query(sql)
        .bind(world.office.clock.now().as_microsecond())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn figures_follow_every_step(world: World) {
    is_right(world.office.check_figures().await.unwrap());
    let case = filed::file(&world, Wish::default()).await;
    let other = filed::file(
        &world,
        Wish {
            subjects: &["person-1", "person-2"],
        },
    )
    .await;
    is_right(world.office.check_figures().await.unwrap());
    let open = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM figure_count WHERE grain = 'matter' AND inside = '' AND what = 'stage'";
    // One note and three matters a person.
    assert_eq!(count(&world, open).await, 4 + 7);

    let mut gao = world.be("police-shapingba-1").await;
    let path = case.address(&world, "registration").await.page("holder");
    for act in ["受理", "退回待受理"] {
        let matter = gao.open(path.trim_end_matches("/holder")).await;
        gao.submit(matter.form_to(&path).press(act)).await;
        is_right(world.office.check_figures().await.unwrap());
    }

    // The register sends it back once; it is done on the Wednesday after the Friday on which it was filed.
    world.clock.advance(SignedDuration::from_hours(24 * 5));
    let matter = case.matter(&world, "registration").await;
    let mut entry = Acting::portal().entry("register-refused", Some(&matter));
    entry.to = Some("in-review".to_owned());
    let mut tx = world.office.db.begin().await.unwrap();
    let record = Record::new(&case.home, "case", &case.case_id);
    journal::write(tx.conn(), &record, world.office.clock.now(), &entry)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    write(
        &world,
        "UPDATE matter SET stage = 'done', version = version + 1, ended_at = $1 WHERE code = 'registration'
         AND case_id NOT IN (SELECT o.case_id FROM matter o WHERE o.subject = 'person-2')",
    )
    .await;
    is_right(world.office.check_figures().await.unwrap());
    let ended = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM figure_ended WHERE grain = 'office' AND inside = '500106' AND month = '2026-03'
        AND days = 3 AND in_time = 1 AND rework = 6";
    assert_eq!(
        count(&world, ended).await,
        1,
        "three working days, put back and sent back once"
    );

    // What is withdrawn is worked out in the same transaction, and counts nowhere.
    for code in ["street-note", "registration"] {
        other
            .step(
                &world,
                code,
                Step::Withdraw,
                Capacity::Applicant,
                StepDetail::default(),
            )
            .await;
    }
    let not_yet = "SELECT COUNT(*) FROM matter WHERE ended_at > 0 AND counted_month = ''";
    assert_eq!(count(&world, not_yet).await, 0);
    is_right(world.office.check_figures().await.unwrap());
}

async fn streets_make_the_district_and_districts_the_city(world: World) {
    for _ in 0..3 {
        filed::file(&world, Wish::default()).await;
    }
    world.clock.advance(SignedDuration::from_hours(24 * 4));
    write(&world, REFUSE_THE_NOTES).await;
    is_right(world.office.check_figures().await.unwrap());
    for table in ["figure_count", "figure_ended"] {
        let what = if table == "figure_count" {
            "AND what = 'stage'"
        } else {
            ""
        };
        let sum = |condition: &str| {
            format!(
                "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM {table} WHERE {condition} {what}"
            )
        };
        let mut sums = Vec::new();
        for condition in [
            "grain = 'street' AND inside = '500106'",
            "grain = 'office' AND inside = '500106'",
            "grain = 'matter' AND inside = '500106'",
            "grain = 'district' AND inside = '' AND place = '500106'",
            "grain = 'district' AND inside = ''",
            "grain = 'matter' AND inside = ''",
        ] {
            let mut conn = world.office.db.read().await.unwrap();
            let row = sqlx::query(sqlx::AssertSqlSafe(sum(condition)))
                .fetch_one(&mut *conn)
                .await
                .unwrap();
            sums.push(row.try_get::<i64, _>(0).unwrap());
        }
        assert!(
            sums[0] > 0 && sums.iter().all(|sum| *sum == sums[0]),
            "{table}: {sums:?}"
        );
    }
}

async fn a_figure_that_is_wrong_is_found_and_counting_anew_mends_it(world: World) {
    filed::file(&world, Wish::default()).await;
    write(&world, REFUSE_THE_NOTES).await;
    is_right(world.office.check_figures().await.unwrap());

    for sql in [
        "UPDATE figure_count SET n = n + 1 WHERE grain = 'matter' AND inside = ''",
        "UPDATE matter SET days_taken = 40 WHERE code = 'street-note'",
        "DELETE FROM figure_ended WHERE grain = 'street'",
    ] {
        let mut tx = world.office.db.begin().await.unwrap();
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(
            !world.office.check_figures().await.unwrap().is_empty(),
            "{sql} goes unnoticed"
        );
        world.office.count_anew().await.unwrap();
        is_right(world.office.check_figures().await.unwrap());
    }
}

async fn what_was_written_past_the_desk_is_counted_too(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    write(
        &world,
        "UPDATE matter SET stage = 'done', version = 7, ended_at = $1 WHERE code = 'registration'",
    )
    .await;
    is_right(world.office.check_figures().await.unwrap());
    let ended = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM figure_ended WHERE grain = 'district' AND inside = '' AND in_time = 1";
    assert_eq!(count(&world, ended).await, 1);

    // Taken back: it is open again, and ends late.
    write(
        &world,
        "UPDATE matter SET stage = 'in-review', ended_at = $1 - $1 WHERE code = 'registration'",
    )
    .await;
    is_right(world.office.check_figures().await.unwrap());
    assert_eq!(count(&world, ended).await, 0);
    world.clock.advance(SignedDuration::from_hours(24 * 20));
    write(
        &world,
        "UPDATE matter SET stage = 'done', ended_at = $1 WHERE code = 'registration'",
    )
    .await;
    let mut tx = world.office.db.begin().await.unwrap();
    let key = case.matter(&world, "registration").await.key;
    count_the_end(&world.office, tx.conn(), &key).await.unwrap();
    tx.commit().await.unwrap();
    is_right(world.office.check_figures().await.unwrap());
    assert_eq!(count(&world, ended).await, 0);
}

stories![
    figures_follow_every_step,
    streets_make_the_district_and_districts_the_city,
    a_figure_that_is_wrong_is_found_and_counting_anew_mends_it,
    what_was_written_past_the_desk_is_counted_too,
];
