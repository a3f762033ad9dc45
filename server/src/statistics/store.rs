//! SQL of the figures. No rules.

use sqlx::{AnyConnection, Row};

use crate::case::MatterKey;
use crate::fault::Fault;

/// What an ended matter's row says of the time that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeTaken {
    /// e.g. `2026-03`.
    pub month: String,
    /// Working days without waits.
    pub days: i64,
    pub in_time: bool,
    /// Sum of the kinds of rework in `counting`.
    pub rework: i64,
}

/// Writes what was worked out; `None`: the matter is not counted.
pub async fn keep_time_taken(
    conn: &mut AnyConnection,
    key: &MatterKey,
    taken: Option<&TimeTaken>,
) -> Result<(), Fault> {
    sqlx::query("UPDATE matter SET counted_month = $1, days_taken = $2, in_time = $3, rework = $4 WHERE home = $5 AND id = $6")
        .bind(taken.map_or_else(|| "-".to_owned(), |taken| taken.month.clone()))
        .bind(taken.map_or(0, |taken| taken.days))
        .bind(i64::from(taken.is_some_and(|taken| taken.in_time)))
        .bind(taken.map_or(0, |taken| taken.rework))
        .bind(key.home.clone())
        .bind(key.id.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// What a matter's row says of the time that it took; `None` where it is not counted.
pub async fn kept_time_taken(
    conn: &mut AnyConnection,
    key: &MatterKey,
) -> Result<Option<TimeTaken>, Fault> {
    let row = sqlx::query(
        "SELECT counted_month, days_taken, in_time, rework FROM matter WHERE home = $1 AND id = $2 AND counted_month > '-'",
    )
    .bind(key.home.clone())
    .bind(key.id.clone())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(TimeTaken {
            month: row.try_get(0)?,
            days: row.try_get(1)?,
            in_time: row.try_get::<i64, _>(2)? == 1,
            rework: row.try_get(3)?,
        })
    })
    .transpose()
}

/// Matters that have ended and are not worked out yet, at most `limit`.
pub async fn not_worked_out(conn: &mut AnyConnection, limit: i64) -> Result<Vec<MatterKey>, Fault> {
    let rows = sqlx::query(
        "SELECT m.home, m.id FROM matter m WHERE m.ended_at > 0 AND m.counted_month = '' ORDER BY m.home, m.id LIMIT $1",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?;
    keys(&rows)
}

/// Ended matters after a place, at most `limit`.
pub async fn ended_after(
    conn: &mut AnyConnection,
    after: &MatterKey,
    limit: i64,
) -> Result<Vec<MatterKey>, Fault> {
    let rows = sqlx::query(
        "SELECT m.home, m.id FROM matter m WHERE (m.home, m.id) > ($1, $2) AND m.ended_at > 0 ORDER BY m.home, m.id LIMIT $3",
    )
    .bind(after.home.clone())
    .bind(after.id.clone())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    keys(&rows)
}

fn keys(rows: &[sqlx::any::AnyRow]) -> Result<Vec<MatterKey>, Fault> {
    rows.iter()
        .map(|row| {
            Ok(MatterKey {
                home: row.try_get(0)?,
                id: row.try_get(1)?,
            })
        })
        .collect()
}

/// The matters themselves, as the triggers would have said them.
macro_rules! matters {
    () => {
        "(SELECT CAST(0 AS BIGINT) AS batch, CAST(1 AS BIGINT) AS n, m.office, m.home AS street, m.department, m.code,
            CASE WHEN m.ended_at = 0 THEN m.stage ELSE '' END AS stage,
            CASE WHEN m.ready_at = 0 THEN 0 ELSE (m.ready_at + 28800000000) / 86400000000 END AS since, m.due,
            CASE WHEN m.ended_at = 0 THEN '' ELSE m.counted_month END AS month, m.days_taken AS days, m.in_time, m.rework
          FROM matter m WHERE m.kind IN ('decision', 'recording') AND (m.ended_at = 0 OR m.counted_month > '-'))"
    };
}

/// Every matter belongs to nine sums: of its district within the city (d) and within its department (dd), of its office
/// within the district (o), of its subject's street within the district (s) and within the district's department (sd), of
/// its kind within the city (m), the district (md) and the office (mo), and of its district within its kind (x). What ended
/// is besides counted by month, kind and district (y).
macro_rules! sums {
    () => {
        "(SELECT 'd' AS sum UNION ALL SELECT 'dd' UNION ALL SELECT 'o' UNION ALL SELECT 's' UNION ALL SELECT 'sd'
          UNION ALL SELECT 'm' UNION ALL SELECT 'md' UNION ALL SELECT 'mo' UNION ALL SELECT 'x' UNION ALL SELECT 'y')"
    };
}

macro_rules! grain {
    () => {
        "CASE WHEN g.sum IN ('d', 'dd') THEN 'district' WHEN g.sum = 'o' THEN 'office' WHEN g.sum IN ('s', 'sd') THEN 'street'
         WHEN g.sum IN ('x', 'y') THEN 'cross' ELSE 'matter' END"
    };
}

macro_rules! inside {
    () => {
        "CASE WHEN g.sum IN ('d', 'm') THEN '' WHEN g.sum = 'dd' THEN s.department WHEN g.sum IN ('o', 's', 'md') THEN substr(s.office, 1, 6)
         WHEN g.sum = 'sd' THEN substr(s.office, 1, 6) || '/' || s.department WHEN g.sum = 'mo' THEN s.office
         WHEN g.sum = 'y' THEN s.month ELSE s.department || '/' || s.code END"
    };
}

macro_rules! place {
    () => {
        "CASE WHEN g.sum IN ('d', 'dd', 'x') THEN substr(s.office, 1, 6) WHEN g.sum = 'o' THEN s.office
         WHEN g.sum IN ('s', 'sd') THEN s.street ELSE s.department || '/' || s.code END"
    };
}

/// The counts that come of a source: grain, inside, what, place, item, n. No date is kept where the clock stands.
macro_rules! counts_of {
    ($source:expr) => {
        concat!(
            "SELECT ", grain!(), " AS grain, ", inside!(), " AS inside, w.what, ", place!(), " AS place,
             CASE WHEN w.what = 'stage' THEN s.stage WHEN w.what = 'due' THEN s.due WHEN w.what = 'since' THEN CAST(s.since AS TEXT) ELSE substr(s.office, 1, 6) END AS item,
             CAST(SUM(s.n) AS BIGINT) AS n
             FROM ", $source, " s CROSS JOIN ", sums!(), " g
             CROSS JOIN (SELECT 'stage' AS what UNION ALL SELECT 'due' UNION ALL SELECT 'since' UNION ALL SELECT 'ended') w
             WHERE s.batch = $1 AND ((w.what = 'ended' AND s.month <> '' AND g.sum = 'y') OR (s.month = '' AND g.sum NOT IN ('x', 'y') AND (w.what = 'stage'
                OR (w.what = 'due' AND s.due < '9999-12-31' AND s.stage NOT IN ('waiting', 'awaiting-applicant', 'unanswered', 'open', 'posted'))
                OR (w.what = 'since' AND s.since > 0 AND g.sum IN ('m', 'md', 'mo')))))
             GROUP BY 1, 2, 3, 4, 5 HAVING SUM(s.n) <> 0"
        )
    };
}

/// How long what ended took: grain, inside, month, place, days, in_time, rework, n.
macro_rules! ended_of {
    ($source:expr) => {
        concat!(
            "SELECT ",
            grain!(),
            " AS grain, ",
            inside!(),
            " AS inside, s.month, ",
            place!(),
            " AS place, s.days, s.in_time, s.rework,
             CAST(SUM(s.n) AS BIGINT) AS n
             FROM ",
            $source,
            " s CROSS JOIN ",
            sums!(),
            " g WHERE s.batch = $1 AND s.month <> '' AND g.sum <> 'y'
             GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING SUM(s.n) <> 0"
        )
    };
}

/// Whether anything is not added up.
pub async fn has_news(conn: &mut AnyConnection) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT batch FROM figure_news LIMIT 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Adds up all that is new. Whoever comes second waits at the first statement, and finds nothing left.
pub async fn add_up(conn: &mut AnyConnection) -> Result<(), Fault> {
    let batch: i64 =
        sqlx::query("UPDATE figure_batch SET last = last + 1 WHERE id = 1 RETURNING last")
            .fetch_one(&mut *conn)
            .await?
            .try_get(0)?;
    for sql in [
        "UPDATE figure_news SET batch = $1 WHERE batch = 0",
        concat!(
            "INSERT INTO figure_count (grain, inside, what, place, item, n) ",
            counts_of!("figure_news"),
            " ON CONFLICT (grain, inside, what, place, item) DO UPDATE SET n = figure_count.n + excluded.n"
        ),
        concat!(
            "INSERT INTO figure_ended (grain, inside, month, place, days, in_time, rework, n) ",
            ended_of!("figure_news"),
            " ON CONFLICT (grain, inside, month, place, days, in_time, rework) DO UPDATE SET n = figure_ended.n + excluded.n"
        ),
        "DELETE FROM figure_news WHERE batch = $1",
    ] {
        sqlx::query(sql).bind(batch).execute(&mut *conn).await?;
    }
    for sql in [
        "DELETE FROM figure_count WHERE n = 0",
        "DELETE FROM figure_ended WHERE n = 0",
    ] {
        sqlx::query(sql).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Forgets every count and says every matter anew.
pub async fn begin_anew(conn: &mut AnyConnection) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM figure_news",
        "DELETE FROM figure_count",
        "DELETE FROM figure_ended",
        concat!(
            "INSERT INTO figure_news (batch, n, office, street, department, code, stage, since, due, month, days, in_time, rework)
             SELECT s.batch, s.n, s.office, s.street, s.department, s.code, s.stage, s.since, s.due, s.month, s.days, s.in_time, s.rework FROM ",
            matters!(),
            " s"
        ),
    ] {
        sqlx::query(sql).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Every count as it is kept, or as it comes of the matters themselves; one text a line, in order.
pub async fn all_counts(
    conn: &mut AnyConnection,
    of_the_matters: bool,
) -> Result<Vec<String>, Fault> {
    let (counts, ended) = if of_the_matters {
        (
            sqlx::query(counts_of!(matters!())).bind(0_i64),
            sqlx::query(ended_of!(matters!())).bind(0_i64),
        )
    } else {
        (
            sqlx::query(
                "SELECT grain, inside, what, place, item, n FROM figure_count WHERE n <> 0",
            ),
            sqlx::query(
                "SELECT grain, inside, month, place, days, in_time, rework, n FROM figure_ended WHERE n <> 0",
            ),
        )
    };
    let mut lines = Vec::new();
    for row in counts.fetch_all(&mut *conn).await? {
        let text = |column: usize| row.try_get::<String, _>(column);
        let n: i64 = row.try_get(5)?;
        lines.push(format!(
            "{} {} of {}: {} {} = {n}",
            text(0)?,
            text(3)?,
            text(1)?,
            text(2)?,
            text(4)?
        ));
    }
    for row in ended.fetch_all(&mut *conn).await? {
        let text = |column: usize| row.try_get::<String, _>(column);
        let number = |column: usize| row.try_get::<i64, _>(column);
        lines.push(format!(
            "{} {} of {}: ended in {} after {} days, in time {}, rework {} = {}",
            text(0)?,
            text(3)?,
            text(1)?,
            text(2)?,
            number(4)?,
            number(5)?,
            number(6)?,
            number(7)?
        ));
    }
    lines.sort();
    Ok(lines)
}

// Reading: a page reads sums, never matters.

/// Open matters of every part of a place: part, stage, how many.
pub async fn stages(
    conn: &mut AnyConnection,
    grain: &'static str,
    inside: &str,
) -> Result<Vec<(String, String, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT place, item, n FROM figure_count WHERE grain = $1 AND inside = $2 AND what = 'stage'",
    )
    .bind(grain.to_owned())
    .bind(inside.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
        .collect()
}

/// What is due today (ISO date), and what is overdue, of every part of a place.
pub async fn due(
    conn: &mut AnyConnection,
    grain: &'static str,
    inside: &str,
    today: &str,
) -> Result<Vec<(String, i64, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT place, CAST(SUM(CASE WHEN item = $3 THEN n ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN item < $3 THEN n ELSE 0 END) AS BIGINT)
         FROM figure_count WHERE grain = $1 AND inside = $2 AND what = 'due' GROUP BY place",
    )
    .bind(grain.to_owned())
    .bind(inside.to_owned())
    .bind(today.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
        .collect()
}

/// What is open of every matter of a place by the day on which it became ready: matter, days since 1970, how many.
pub async fn since(
    conn: &mut AnyConnection,
    inside: &str,
) -> Result<Vec<(String, i64, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT place, CAST(item AS BIGINT), n FROM figure_count WHERE grain = 'matter' AND inside = $1 AND what = 'since'",
    )
    .bind(inside.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
        .collect()
}

/// What ended in one way.
#[derive(Clone, Debug)]
pub struct Ended {
    pub place: String,
    pub days: i64,
    pub in_time: bool,
    pub rework: i64,
    pub n: i64,
}

/// How long that took which ended in these three months, of every part of a place.
pub async fn ended(
    conn: &mut AnyConnection,
    grain: &'static str,
    inside: &str,
    months: &[String; 3],
) -> Result<Vec<Ended>, Fault> {
    let rows = sqlx::query(
        "SELECT place, days, in_time, rework, CAST(SUM(n) AS BIGINT) FROM figure_ended
         WHERE grain = $1 AND inside = $2 AND month IN ($3, $4, $5) GROUP BY place, days, in_time, rework",
    )
    .bind(grain.to_owned())
    .bind(inside.to_owned())
    .bind(months[0].clone())
    .bind(months[1].clone())
    .bind(months[2].clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Ended {
                place: row.try_get(0)?,
                days: row.try_get(1)?,
                in_time: row.try_get::<i64, _>(2)? == 1,
                rework: row.try_get(3)?,
                n: row.try_get(4)?,
            })
        })
        .collect()
}

/// How many of each matter ended in each district in these three months: matter, district, how many.
pub async fn ended_by_matter_and_district(
    conn: &mut AnyConnection,
    months: &[String; 3],
) -> Result<Vec<(String, String, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT place, item, CAST(SUM(n) AS BIGINT) FROM figure_count
         WHERE grain = 'cross' AND inside IN ($1, $2, $3) AND what = 'ended' GROUP BY place, item",
    )
    .bind(months[0].clone())
    .bind(months[1].clone())
    .bind(months[2].clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
        .collect()
}

/// Grades of these three months: matter, district, sum of the grades, how many.
pub async fn grades(
    conn: &mut AnyConnection,
    months: &[String; 3],
) -> Result<Vec<(String, String, i64, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT matter, district, CAST(SUM(grade * n) AS BIGINT), CAST(SUM(n) AS BIGINT) FROM figure_rating
         WHERE month IN ($1, $2, $3) GROUP BY matter, district",
    )
    .bind(months[0].clone())
    .bind(months[1].clone())
    .bind(months[2].clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get(0)?,
                row.try_get(1)?,
                row.try_get(2)?,
                row.try_get(3)?,
            ))
        })
        .collect()
}

/// A matter behind a figure.
#[derive(Clone, Debug)]
pub struct Late {
    pub id: String,
    pub reference: String,
    pub department: String,
    pub code: String,
    pub office: String,
    pub stage: String,
    pub due: String,
}

/// Which matters of a district are meant.
#[derive(Clone, Copy, Debug)]
pub struct Which<'a> {
    pub district: &'a str,
    /// Empty: of every department.
    pub department: &'a str,
    /// Empty: of every office.
    pub office: &'a str,
    /// ISO dates; both are meant.
    pub from: &'a str,
    pub until: &'a str,
}

/// Open matters whose clock runs and that are due within these dates, after a place, by due date.
pub async fn late(
    conn: &mut AnyConnection,
    which: &Which<'_>,
    (due, id): (String, String),
    limit: i64,
) -> Result<Vec<Late>, Fault> {
    let rows = sqlx::query(
        "SELECT m.id, m.reference, m.department, m.code, m.office, m.stage, m.due FROM matter m
         WHERE substr(m.office, 1, 6) = $1 AND m.ended_at = 0 AND (m.due, m.id) > ($2, $3) AND m.due >= $4 AND m.due <= $5
         AND ($6 = '' OR m.department = $6) AND ($7 = '' OR m.office = $7) AND m.kind IN ('decision', 'recording')
         AND m.stage NOT IN ('waiting', 'awaiting-applicant', 'unanswered', 'open', 'posted') ORDER BY m.due, m.id LIMIT $8",
    )
    .bind(which.district.to_owned())
    .bind(due)
    .bind(id)
    .bind(which.from.to_owned())
    .bind(which.until.to_owned())
    .bind(which.department.to_owned())
    .bind(which.office.to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let text = |column: usize| row.try_get::<String, _>(column);
            Ok(Late {
                id: text(0)?,
                reference: text(1)?,
                department: text(2)?,
                code: text(3)?,
                office: text(4)?,
                stage: text(5)?,
                due: text(6)?,
            })
        })
        .collect()
}
