//! Table `session`.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A session with whoever it belongs to, read in one query.
#[derive(Debug)]
pub struct SessionRow {
    pub kind: String,
    pub account: String,
    pub created_at: i64,
    pub last_seen: i64,
    pub revoked_at: i64,
    pub citizen: Option<CitizenColumns>,
    pub staff: Option<StaffColumns>,
}

/// What the account holds of a citizen; the name is sealed.
#[derive(Debug)]
pub struct CitizenColumns {
    pub person: String,
    pub name: String,
    /// `yes`, `no`, or empty: whether 长辈版 is wanted.
    pub elder: String,
}

#[derive(Debug)]
pub struct StaffColumns {
    pub name: String,
    pub office: String,
    pub role: String,
    pub disabled_at: i64,
}

/// The session with this hashed id, ended or not.
pub async fn find(conn: &mut AnyConnection, id: &str) -> sqlx::Result<Option<SessionRow>> {
    let row = sqlx::query(
        "SELECT s.kind AS kind, s.account AS account, s.created_at AS created_at, s.last_seen AS last_seen, \
         s.revoked_at AS revoked_at, a.person AS person, a.name AS citizen_name, a.elder AS elder, f.name AS staff_name, \
         f.office AS office, f.role AS role, f.disabled_at AS disabled_at \
         FROM session s \
         LEFT JOIN account a ON s.kind = 'citizen' AND a.id = s.account \
         LEFT JOIN staff f ON s.kind = 'staff' AND f.id = s.account \
         WHERE s.id = $1",
    )
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &AnyRow) -> sqlx::Result<SessionRow> {
    let citizen = match (row.try_get("person")?, row.try_get("citizen_name")?) {
        (Some(person), Some(name)) => Some(CitizenColumns {
            person,
            name,
            elder: row.try_get("elder")?,
        }),
        _ => None,
    };
    let staff_name: Option<String> = row.try_get("staff_name")?;
    let staff = match staff_name {
        Some(name) => Some(StaffColumns {
            name,
            office: row.try_get("office")?,
            role: row.try_get("role")?,
            disabled_at: row.try_get("disabled_at")?,
        }),
        None => None,
    };
    Ok(SessionRow {
        kind: row.try_get("kind")?,
        account: row.try_get("account")?,
        created_at: row.try_get("created_at")?,
        last_seen: row.try_get("last_seen")?,
        revoked_at: row.try_get("revoked_at")?,
        citizen,
        staff,
    })
}

/// What a session is made with. Times in UTC microseconds.
#[derive(Debug)]
pub struct NewSession {
    pub id: String,
    pub kind: String,
    pub account: String,
    pub device: String,
    pub data: String,
    pub now: i64,
}

/// Writes a new session; `false` when the id is taken, were it by one that has ended.
pub async fn insert(conn: &mut AnyConnection, new: NewSession) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO session (id, kind, account, device, data, created_at, last_seen, revoked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT (id) DO NOTHING",
    )
    .bind(new.id)
    .bind(new.kind)
    .bind(new.account)
    .bind(new.device)
    .bind(new.data)
    .bind(new.now)
    .bind(new.now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps a live session's data; one that has ended stays as it is.
pub async fn keep_data(conn: &mut AnyConnection, id: &str, data: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE session SET data = $1 WHERE id = $2 AND revoked_at = 0")
        .bind(data.to_owned())
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The data of a session that was not ended, with the times that tell whether it has run out.
pub async fn data(
    conn: &mut AnyConnection,
    id: &str,
) -> sqlx::Result<Option<(String, String, i64, i64)>> {
    let row = sqlx::query(
        "SELECT kind, data, created_at, last_seen FROM session WHERE id = $1 AND revoked_at = 0",
    )
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok((
            row.try_get("kind")?,
            row.try_get("data")?,
            row.try_get("created_at")?,
            row.try_get("last_seen")?,
        ))
    })
    .transpose()
}

/// Notes that a session was used now; only when the last note is older than `not_since`.
pub async fn touch(
    conn: &mut AnyConnection,
    id: &str,
    now: i64,
    not_since: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE session SET last_seen = $1 WHERE id = $2 AND revoked_at = 0 AND last_seen <= $3",
    )
    .bind(now)
    .bind(id.to_owned())
    .bind(not_since)
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends one session for good.
pub async fn end(conn: &mut AnyConnection, id: &str, now: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE session SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0")
        .bind(now)
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends one session if it is this account's.
pub async fn end_own(
    conn: &mut AnyConnection,
    account: &str,
    id: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE session SET revoked_at = $1 WHERE id = $2 AND account = $3 AND revoked_at = 0",
    )
    .bind(now)
    .bind(id.to_owned())
    .bind(account.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends an account's sessions, all but `but` (empty: all).
pub async fn end_all(
    conn: &mut AnyConnection,
    account: &str,
    but: &str,
    now: i64,
) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "UPDATE session SET revoked_at = $1 WHERE account = $2 AND id <> $3 AND revoked_at = 0",
    )
    .bind(now)
    .bind(account.to_owned())
    .bind(but.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// One line of a person's list of sessions.
#[derive(Debug)]
pub struct OwnSession {
    pub id: String,
    pub device: String,
    pub created_at: i64,
    pub last_seen: i64,
}

/// An account's sessions that were neither ended nor have run out, the last used first.
pub async fn live_of(
    conn: &mut AnyConnection,
    account: &str,
    created_after: i64,
    seen_after: i64,
) -> sqlx::Result<Vec<OwnSession>> {
    sqlx::query(
        "SELECT id, device, created_at, last_seen FROM session \
         WHERE account = $1 AND revoked_at = 0 AND created_at > $2 AND last_seen > $3 \
         ORDER BY last_seen DESC, id LIMIT 50",
    )
    .bind(account.to_owned())
    .bind(created_after)
    .bind(seen_after)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(OwnSession {
            id: row.try_get("id")?,
            device: row.try_get("device")?,
            created_at: row.try_get("created_at")?,
            last_seen: row.try_get("last_seen")?,
        })
    })
    .collect()
}

/// Deletes sessions that nobody used since.
pub async fn delete_unused_since(conn: &mut AnyConnection, time: i64) -> sqlx::Result<u64> {
    let done = sqlx::query("DELETE FROM session WHERE last_seen < $1")
        .bind(time)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
