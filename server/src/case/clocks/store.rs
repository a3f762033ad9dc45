//! SQL of the clocks: what is to be looked at, and the marks that were reached. No rules.

use app::identity::OfficeId;
use jiff::{Timestamp, civil::Date};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::Ticking;
use crate::case::MatterKey;
use crate::case::store::micros;
use crate::fault::Fault;

/// A mark that a clock has reached.
#[derive(Clone, Debug)]
pub struct ClockMark {
    pub ticking: Ticking,
    /// The matter, the case or the remedy.
    pub key: MatterKey,
    /// e.g. `promised-over`.
    pub mark: String,
    /// The date that the clock ran towards.
    pub due: Date,
    pub at: Timestamp,
    /// The office that is told.
    pub office: OfficeId,
    /// `holder`, `supervisor` or `bureau`.
    pub whom: &'static str,
}

/// Records of a kind whose next mark has come, the earliest first.
pub async fn to_mark(
    conn: &mut AnyConnection,
    ticking: Ticking,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<MatterKey>, Fault> {
    let sql = match ticking {
        Ticking::Matter => {
            "SELECT home, id FROM matter WHERE next_mark > 0 AND next_mark <= $1 ORDER BY next_mark, id LIMIT $2"
        }
        Ticking::Case => {
            "SELECT home, id FROM case_file WHERE next_mark > 0 AND next_mark <= $1 ORDER BY next_mark, id LIMIT $2"
        }
        Ticking::Remedy => {
            "SELECT home, id FROM remedy WHERE next_mark > 0 AND next_mark <= $1 ORDER BY next_mark, id LIMIT $2"
        }
    };
    let rows = sqlx::query(sql)
        .bind(micros(now))
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(key_of).collect()
}

fn key_of(row: &AnyRow) -> Result<MatterKey, Fault> {
    Ok(MatterKey {
        home: row.try_get("home")?,
        id: row.try_get("id")?,
    })
}

/// Clears a next mark, if it has come; `false` if somebody else did.
pub async fn stop(
    conn: &mut AnyConnection,
    ticking: Ticking,
    key: &MatterKey,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = match ticking {
        Ticking::Matter => {
            "UPDATE matter SET next_mark = 0 WHERE home = $1 AND id = $2 AND next_mark > 0 AND next_mark <= $3"
        }
        Ticking::Case => {
            "UPDATE case_file SET next_mark = 0 WHERE home = $1 AND id = $2 AND next_mark > 0 AND next_mark <= $3"
        }
        Ticking::Remedy => {
            "UPDATE remedy SET next_mark = 0 WHERE home = $1 AND id = $2 AND next_mark > 0 AND next_mark <= $3"
        }
    };
    let changed = sqlx::query(sql)
        .bind(key.home.clone())
        .bind(key.id.clone())
        .bind(micros(now))
        .execute(conn)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// Sets when a clock is to be looked at next; `None`: no mark is left.
pub async fn start(
    conn: &mut AnyConnection,
    ticking: Ticking,
    key: &MatterKey,
    next: Option<Timestamp>,
) -> Result<(), Fault> {
    let sql = match ticking {
        Ticking::Matter => "UPDATE matter SET next_mark = $3 WHERE home = $1 AND id = $2",
        Ticking::Case => "UPDATE case_file SET next_mark = $3 WHERE home = $1 AND id = $2",
        Ticking::Remedy => "UPDATE remedy SET next_mark = $3 WHERE home = $1 AND id = $2",
    };
    sqlx::query(sql)
        .bind(key.home.clone())
        .bind(key.id.clone())
        .bind(next.map_or(0, micros))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a mark; `false` if this clock has reached it before.
pub async fn add(conn: &mut AnyConnection, mark: &ClockMark) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO clock_mark (home, kind, record, mark, due, at, office, whom) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(mark.key.home.clone())
    .bind(mark.ticking.code().to_owned())
    .bind(mark.key.id.clone())
    .bind(mark.mark.clone())
    .bind(mark.due.to_string())
    .bind(micros(mark.at))
    .bind(mark.office.0.clone())
    .bind(mark.whom.to_owned())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// What has ended needs nobody's attention any more.
pub async fn settle(
    conn: &mut AnyConnection,
    ticking: Ticking,
    key: &MatterKey,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE clock_mark SET known_at = $1, known_by = 'portal' WHERE home = $2 AND kind = $3 AND record = $4 AND known_at = 0",
    )
    .bind(micros(at))
    .bind(key.home.clone())
    .bind(ticking.code().to_owned())
    .bind(key.id.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// A matter has gone to another office: what its old one did not know yet goes with it.
pub async fn follow(
    conn: &mut AnyConnection,
    key: &MatterKey,
    from: &OfficeId,
    to: &OfficeId,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE clock_mark SET office = $1 WHERE home = $2 AND kind = 'matter' AND record = $3 AND office = $4 AND known_at = 0",
    )
    .bind(to.0.clone())
    .bind(key.home.clone())
    .bind(key.id.clone())
    .bind(from.0.clone())
    .execute(conn)
    .await?;
    Ok(())
}
