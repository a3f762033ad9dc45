//! SQL of devices and of what they tell.

use app::identity::PersonKey;
use app::one_key_call::DeviceKind;
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// A registered device.
#[derive(Clone, Debug)]
pub struct Device {
    pub id: String,
    pub kind: DeviceKind,
    pub person: PersonKey,
    pub home: String,
    /// Sealed.
    pub secret: String,
    pub last_seen: Option<Timestamp>,
    /// Percent; -1: not told.
    pub battery: i64,
    /// 0: never.
    pub silence_mark: i64,
}

const HOUR: i64 = 3_600_000_000;

macro_rules! select_device {
    ($rest:literal) => {
        concat!("SELECT id, kind, person, home, secret, last_seen, battery, silence_mark FROM call_device ", $rest)
    };
}

fn device_of(row: &AnyRow) -> Result<Device, Fault> {
    let id: String = row.try_get("id")?;
    Ok(Device {
        kind: DeviceKind::from_code(&row.try_get::<String, _>("kind")?)
            .ok_or_else(|| Fault::Row(format!("call_device.kind {id}")))?,
        person: PersonKey(row.try_get("person")?),
        home: row.try_get("home")?,
        secret: row.try_get("secret")?,
        last_seen: moment(row.try_get("last_seen")?),
        battery: row.try_get("battery")?,
        silence_mark: row.try_get("silence_mark")?,
        id,
    })
}

pub async fn add(
    conn: &mut AnyConnection,
    device: &Device,
    by: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO call_device (id, kind, person, home, secret, registered_at, registered_by, last_seen, battery, silence_mark, ended_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, -1, $8, 0)",
    )
    .bind(device.id.clone())
    .bind(device.kind.code().to_owned())
    .bind(device.person.0.clone())
    .bind(device.home.clone())
    .bind(device.secret.clone())
    .bind(micros(now))
    .bind(by.to_owned())
    .bind(device.silence_mark)
    .execute(conn)
    .await?;
    Ok(())
}

/// One that was not ended.
pub async fn by_id(conn: &mut AnyConnection, id: &str) -> Result<Option<Device>, Fault> {
    let row = sqlx::query(select_device!("WHERE id = $1 AND ended_at = 0"))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(device_of).transpose()
}

pub async fn of_person(conn: &mut AnyConnection, person: &PersonKey) -> Result<Vec<Device>, Fault> {
    let rows = sqlx::query(select_device!(
        "WHERE person = $1 AND ended_at = 0 ORDER BY id LIMIT 20"
    ))
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(device_of).collect()
}

/// Those of a street.
pub async fn of_street(conn: &mut AnyConnection, home: &str) -> Result<Vec<Device>, Fault> {
    let rows = sqlx::query(select_device!(
        "WHERE home = $1 AND ended_at = 0 ORDER BY id LIMIT 200"
    ))
    .bind(home.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(device_of).collect()
}

/// Ends one for good; `false` if it was.
pub async fn end(conn: &mut AnyConnection, id: &str, now: Timestamp) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE call_device SET ended_at = $1, silence_mark = 0 WHERE id = $2 AND ended_at = 0",
    )
    .bind(micros(now))
    .bind(id.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes an event once; `false` if it was taken.
pub async fn take_event(
    conn: &mut AnyConnection,
    device: &str,
    event: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO call_device_event (device, event, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(device.to_owned())
    .bind(event.to_owned())
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Forgets events that are too old to come again.
pub async fn forget_events(conn: &mut AnyConnection, before: Timestamp) -> Result<(), Fault> {
    sqlx::query("DELETE FROM call_device_event WHERE at < $1")
        .bind(micros(before))
        .execute(conn)
        .await?;
    Ok(())
}

/// It was heard of: its battery if it told (else -1), and when its silence begins to matter.
pub async fn heard_of(
    conn: &mut AnyConnection,
    id: &str,
    now: Timestamp,
    battery: i64,
    silence: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE call_device SET last_seen = $1, battery = CASE WHEN $2 >= 0 THEN $2 ELSE battery END, silence_mark = $3 WHERE id = $4",
    )
    .bind(micros(now))
    .bind(battery)
    .bind(micros(silence))
    .bind(id.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// Those that are silent for too long.
pub async fn silent(
    conn: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Device>, Fault> {
    let rows = sqlx::query(select_device!(
        "WHERE silence_mark > 0 AND silence_mark <= $1 ORDER BY silence_mark, id LIMIT $2"
    ))
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(device_of).collect()
}

/// Clears the mark that was seen; `false` if it was heard of meanwhile, or somebody else did.
pub async fn take_silence(conn: &mut AnyConnection, device: &Device) -> Result<bool, Fault> {
    let changed =
        sqlx::query("UPDATE call_device SET silence_mark = 0 WHERE id = $1 AND silence_mark = $2")
            .bind(device.id.clone())
            .bind(device.silence_mark)
            .execute(conn)
            .await?;
    Ok(changed.rows_affected() == 1)
}

/// Counts a refusal; of a name only the last is kept, so that nobody fills the table with names.
pub async fn note_refusal(
    conn: &mut AnyConnection,
    why: &str,
    device: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO call_device_refused (hour, why, device, times) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (hour, why) DO UPDATE SET device = excluded.device, times = call_device_refused.times + 1",
    )
    .bind(micros(now) / HOUR)
    .bind(why.to_owned())
    .bind(device.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// How many were refused since, by reason.
pub async fn refused(
    conn: &mut AnyConnection,
    since: Timestamp,
) -> Result<Vec<(String, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT why, CAST(SUM(times) AS BIGINT) AS times FROM call_device_refused WHERE hour >= $1 GROUP BY why ORDER BY why",
    )
    .bind(micros(since) / HOUR)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("why")?, row.try_get("times")?)))
        .collect()
}
