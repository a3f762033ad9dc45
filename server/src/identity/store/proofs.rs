//! Tables `proof` and `counter_code`. Times in UTC microseconds.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// Where a proof's claim is sealed.
pub fn claim_place(proof: &str) -> String {
    format!("proof,claim,{proof}")
}

/// Where what the register answered is sealed.
pub fn found_place(proof: &str) -> String {
    format!("proof,found,{proof}")
}

/// Where the name that staff read off the identity card is sealed.
pub fn counter_name_place(code: &str) -> String {
    format!("counter_code,name,{code}")
}

/// A proof of identity in progress.
#[derive(Clone, Debug)]
pub struct ProofRow {
    pub id: String,
    pub purpose: String,
    pub person: String,
    pub claim: String,
    /// Empty while nothing was found.
    pub found: String,
    /// A keyed hash; empty while no code was sent.
    pub code: String,
    pub expires_at: i64,
    /// 0: not yet.
    pub proved_at: i64,
}

/// Begins a proof for this session, in place of the one that was there.
pub async fn begin(
    conn: &mut AnyConnection,
    session: &str,
    new: &ProofRow,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO proof (id, session, purpose, person, claim, found, code, tries, created_at, expires_at, proved_at) \
         VALUES ($1, $2, $3, $4, $5, '', '', 0, $6, $7, 0) \
         ON CONFLICT (session) DO UPDATE SET id = excluded.id, purpose = excluded.purpose, \
         person = excluded.person, claim = excluded.claim, found = '', code = '', tries = 0, \
         created_at = excluded.created_at, expires_at = excluded.expires_at, proved_at = 0",
    )
    .bind(new.id.clone())
    .bind(session.to_owned())
    .bind(new.purpose.clone())
    .bind(new.person.clone())
    .bind(new.claim.clone())
    .bind(now)
    .bind(new.expires_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes which code was sent and what the register said; `false` when another proof has taken this one's place.
pub async fn note_code(
    conn: &mut AnyConnection,
    id: &str,
    code: &str,
    found: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE proof SET code = $1, found = $2 WHERE id = $3 AND code = '' AND proved_at = 0",
    )
    .bind(code.to_owned())
    .bind(found.to_owned())
    .bind(id.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The proof that this session has in progress or has given, or that has run out.
pub async fn of_session(conn: &mut AnyConnection, session: &str) -> sqlx::Result<Option<ProofRow>> {
    sqlx::query(
        "SELECT id, purpose, person, claim, found, code, expires_at, proved_at FROM proof \
         WHERE session = $1",
    )
    .bind(session.to_owned())
    .fetch_optional(conn)
    .await?
    .map(|row| read(&row))
    .transpose()
}

fn read(row: &AnyRow) -> sqlx::Result<ProofRow> {
    Ok(ProofRow {
        id: row.try_get("id")?,
        purpose: row.try_get("purpose")?,
        person: row.try_get("person")?,
        claim: row.try_get("claim")?,
        found: row.try_get("found")?,
        code: row.try_get("code")?,
        expires_at: row.try_get("expires_at")?,
        proved_at: row.try_get("proved_at")?,
    })
}

/// Uses up one of a proof's tries; `false` when none is left, it was given already, or it has run out.
pub async fn use_try(
    conn: &mut AnyConnection,
    session: &str,
    most: i64,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE proof SET tries = tries + 1 \
         WHERE session = $1 AND proved_at = 0 AND tries < $2 AND expires_at > $3",
    )
    .bind(session.to_owned())
    .bind(most)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The proof was given. `found` is what is known now of the person.
pub async fn prove(
    conn: &mut AnyConnection,
    id: &str,
    found: &str,
    now: i64,
    expires_at: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE proof SET proved_at = $1, expires_at = $2, found = $3, code = '' \
         WHERE id = $4 AND proved_at = 0",
    )
    .bind(now)
    .bind(expires_at)
    .bind(found.to_owned())
    .bind(id.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Uses up a proof that was given; `false` when it was used or has run out.
pub async fn use_up(conn: &mut AnyConnection, id: &str, now: i64) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM proof WHERE id = $1 AND proved_at > 0 AND expires_at > $2")
        .bind(id.to_owned())
        .bind(now)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A code that staff handed over at a counter.
#[derive(Clone, Debug)]
pub struct CounterCodeRow {
    pub id: String,
    pub person: String,
    /// Sealed.
    pub name: String,
    /// A keyed hash.
    pub code: String,
    pub issued_by: String,
    pub expires_at: i64,
}

/// Writes a counter code; those that the person had no longer work.
pub async fn issue_counter_code(
    conn: &mut AnyConnection,
    new: &CounterCodeRow,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE counter_code SET used_at = $1 WHERE person = $2 AND used_at = 0")
        .bind(now)
        .bind(new.person.clone())
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO counter_code (id, person, name, code, tries, issued_by, issued_at, expires_at, used_at) \
         VALUES ($1, $2, $3, $4, 0, $5, $6, $7, 0)",
    )
    .bind(new.id.clone())
    .bind(new.person.clone())
    .bind(new.name.clone())
    .bind(new.code.clone())
    .bind(new.issued_by.clone())
    .bind(now)
    .bind(new.expires_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses up one try of the person's counter code and answers it, if it has one left.
pub async fn try_counter_code(
    conn: &mut AnyConnection,
    person: &str,
    most: i64,
    now: i64,
) -> sqlx::Result<Option<CounterCodeRow>> {
    sqlx::query(
        "UPDATE counter_code SET tries = tries + 1 \
         WHERE person = $1 AND used_at = 0 AND tries < $2 AND expires_at > $3 \
         RETURNING id, person, name, code, issued_by, expires_at",
    )
    .bind(person.to_owned())
    .bind(most)
    .bind(now)
    .fetch_optional(conn)
    .await?
    .map(|row| {
        Ok(CounterCodeRow {
            id: row.try_get("id")?,
            person: row.try_get("person")?,
            name: row.try_get("name")?,
            code: row.try_get("code")?,
            issued_by: row.try_get("issued_by")?,
            expires_at: row.try_get("expires_at")?,
        })
    })
    .transpose()
}

/// Single use.
pub async fn use_counter_code(conn: &mut AnyConnection, id: &str, now: i64) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE counter_code SET used_at = $1 WHERE id = $2 AND used_at = 0")
        .bind(now)
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The codes that this member of staff made last: when each was made, and when it was used (0: not). A code that made
/// room for a newer one counts as used.
pub async fn counter_codes_by(
    conn: &mut AnyConnection,
    staff: &str,
) -> sqlx::Result<Vec<(i64, i64)>> {
    sqlx::query(
        "SELECT issued_at, used_at FROM counter_code WHERE issued_by = $1 ORDER BY issued_at DESC LIMIT 20",
    )
    .bind(staff.to_owned())
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| Ok((row.try_get("issued_at")?, row.try_get("used_at")?)))
    .collect()
}

/// Deletes proofs and counter codes that ran out before.
pub async fn delete_before(conn: &mut AnyConnection, time: i64) -> sqlx::Result<u64> {
    let proofs = sqlx::query("DELETE FROM proof WHERE expires_at < $1")
        .bind(time)
        .execute(&mut *conn)
        .await?;
    let codes = sqlx::query("DELETE FROM counter_code WHERE expires_at < $1")
        .bind(time)
        .execute(conn)
        .await?;
    Ok(proofs.rows_affected() + codes.rows_affected())
}
