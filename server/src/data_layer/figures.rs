//! How often the registers are asked, and how well they answer: counters that move with the log of calls.

use app::data_layer::{CallCount, CallFigures, Latency, SetQuality, catalogue};
use app::error::PortalError;
use app::identity::Actor;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use sqlx::{AnyConnection, Row};

use super::calls::CallRow;
use super::records::DataSet;
use crate::Office;
use crate::case::store::micros;
use crate::fault::Fault;

/// Days that the pages look back, today among them.
const DAYS: i64 = 30;
/// Days that quality is judged by.
const QUALITY_DAYS: i64 = 90;
/// Rows that one counter is spread over.
const SLOTS: u8 = 16;

const EPOCH: Date = date(1970, 1, 1);

/// Days since 1970 in the city.
fn number_of(day: Date) -> i64 {
    i64::from(
        day.since(EPOCH)
            .expect("dates differ by a number of days")
            .get_days(),
    )
}

fn day_of(number: i64) -> Date {
    EPOCH.checked_add(number.days()).unwrap_or(Date::MAX)
}

/// Moves the counters by one call, in the transaction that writes it down.
///
/// # Errors
/// The database's.
pub async fn count(conn: &mut AnyConnection, row: &CallRow) -> Result<(), Fault> {
    let fields = row
        .fields
        .split(',')
        .filter(|field| !field.is_empty())
        .count();
    let within = |limit: i64| i64::from(row.took <= limit);
    let slot = row.id.bytes().last().unwrap_or(0) % SLOTS;
    sqlx::query(
        "INSERT INTO data_call_count (day, data_set, purpose, outcome, slot, calls, fields, took,
                                      within_50_ms, within_200_ms, within_800_ms, within_3_s)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (day, data_set, purpose, outcome, slot) DO UPDATE SET
             calls = data_call_count.calls + 1,
             fields = data_call_count.fields + excluded.fields,
             took = data_call_count.took + excluded.took,
             within_50_ms = data_call_count.within_50_ms + excluded.within_50_ms,
             within_200_ms = data_call_count.within_200_ms + excluded.within_200_ms,
             within_800_ms = data_call_count.within_800_ms + excluded.within_800_ms,
             within_3_s = data_call_count.within_3_s + excluded.within_3_s",
    )
    .bind(number_of(app::text::city_date(row.at)))
    .bind(row.data_set.clone())
    .bind(row.purpose.clone())
    .bind(row.outcome.clone())
    .bind(i64::from(slot))
    .bind(i64::try_from(fields).unwrap_or(i64::MAX))
    .bind(row.took)
    .bind(within(50_000))
    .bind(within(200_000))
    .bind(within(800_000))
    .bind(within(3_000_000))
    .execute(conn)
    .await?;
    Ok(())
}

/// The counters of these days, slots added up; of one data set, or of all where it is empty.
async fn counts(
    conn: &mut AnyConnection,
    since: Date,
    until: Date,
    data_set: &str,
) -> Result<Vec<CallCount>, Fault> {
    const SUMS: &str = "SELECT day, data_set, purpose, outcome, CAST(SUM(calls) AS BIGINT), CAST(SUM(fields) AS BIGINT),
        CAST(SUM(took) AS BIGINT), CAST(SUM(within_50_ms) AS BIGINT), CAST(SUM(within_200_ms) AS BIGINT),
        CAST(SUM(within_800_ms) AS BIGINT), CAST(SUM(within_3_s) AS BIGINT)
        FROM data_call_count WHERE day >= $1 AND day <= $2";
    const GROUPS: &str =
        "GROUP BY day, data_set, purpose, outcome ORDER BY day, data_set, purpose, outcome";
    let query = if data_set.is_empty() {
        sqlx::query(sqlx::AssertSqlSafe(format!("{SUMS} {GROUPS}")))
            .bind(number_of(since))
            .bind(number_of(until))
    } else {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "{SUMS} AND data_set = $3 {GROUPS}"
        )))
        .bind(number_of(since))
        .bind(number_of(until))
        .bind(data_set.to_owned())
    };
    query
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            Ok(CallCount {
                day: day_of(row.try_get(0)?),
                data_set: row.try_get(1)?,
                purpose: row.try_get(2)?,
                outcome: row.try_get(3)?,
                calls: row.try_get(4)?,
                fields: row.try_get(5)?,
                latency: Latency {
                    took: row.try_get(6)?,
                    within: [
                        row.try_get(7)?,
                        row.try_get(8)?,
                        row.try_get(9)?,
                        row.try_get(10)?,
                    ],
                },
            })
        })
        .collect()
}

async fn disputed(
    conn: &mut AnyConnection,
    data_set: &str,
    since: Timestamp,
) -> Result<i64, Fault> {
    let row =
        sqlx::query("SELECT COUNT(*) FROM correction_request WHERE data_set = $1 AND at >= $2")
            .bind(data_set.to_owned())
            .bind(micros(since))
            .fetch_one(conn)
            .await?;
    Ok(row.try_get(0)?)
}

fn days_before(today: Date, days: i64) -> Date {
    today.checked_sub((days - 1).days()).unwrap_or(today)
}

impl Office {
    /// The figures of the last 30 days.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn read_data_figures(&self) -> Result<CallFigures, Fault> {
        let until = self.clock.today();
        let since = days_before(until, DAYS);
        let rows = counts(&mut *self.db.read().await?, since, until, "").await?;
        Ok(CallFigures { since, until, rows })
    }

    /// The same for whoever administers data: those who decide for an owner about its registers.
    pub(super) async fn read_staff_figures(&self, actor: &Actor) -> Result<CallFigures, Fault> {
        match actor {
            Actor::Staff(member) if !self.sets_decided_by(member).is_empty() => {
                self.read_data_figures().await
            }
            Actor::Visitor => Err(PortalError::SignInFirst.into()),
            _ => Err(PortalError::NotFound.into()),
        }
    }

    /// What the last 90 days' calls say of a data set.
    pub(super) async fn read_quality(&self, code: &str) -> Result<SetQuality, Fault> {
        let until = self.clock.today();
        let since = days_before(until, QUALITY_DAYS);
        let mut conn = self.db.read().await?;
        let rows = counts(&mut conn, since, until, code).await?;
        let begin = since
            .to_zoned(app::text::city_time())
            .map_or(Timestamp::MIN, |begin| begin.timestamp());
        let disputed = disputed(&mut conn, code, begin).await?;
        // An entry's fields are the asker's, and say nothing of the register.
        let is_read = DataSet::from_code(code).is_some_and(|set| !set.is_written());
        let fields = |purpose: &str| {
            let granted = catalogue()
                .standing(purpose)
                .filter(|_| is_read)
                .map_or(0, |standing| standing.fields_of(code).len());
            i64::try_from(granted).unwrap_or(0)
        };
        Ok(SetQuality::of(since, until, &rows, fields, disputed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_number_is_the_one_that_the_migration_works_out() {
        for at in [
            "2026-03-05T15:59:59.999999Z",
            "2026-03-05T16:00:00Z",
            "1999-12-31T20:00:00Z",
        ] {
            let at: Timestamp = at.parse().unwrap();
            let number = (at.as_microsecond() + 28_800_000_000) / 86_400_000_000;
            let day = app::text::city_date(at);
            assert_eq!(number_of(day), number);
            assert_eq!(day_of(number), day);
        }
    }
}
