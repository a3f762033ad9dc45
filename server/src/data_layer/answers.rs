//! The signed answers themselves, kept beside the log of calls: hash and signature prove later that a source said
//! something, these bytes what it was. They are sealed, one row for each call, and never read for anything but that proof.

use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, Row};

use super::caller::CallFailure;
use super::calls::CallRow;
use super::evidence::{AnswerBytes, body_hash};
use crate::Office;
use crate::case::store::micros;
use crate::fault::Fault;
use crate::keys::Keys;

/// How long an answer is kept of which no case came: as long as a draft lives, so that what is handed in on a draft's last
/// day still finds what was answered for it.
pub const KEPT_WITHOUT_A_CASE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Rows opened at a time: an answer may be as long as a megabyte.
const PAGE: i64 = 50;

fn place(call: &str) -> String {
    format!("kept_answer.sealed.{call}")
}

impl Office {
    /// A call's answer, sealed for its row; `None`: there is nothing signed, or it is about somebody else and not ours to
    /// keep.
    pub(super) fn sealed_answer(
        &self,
        row: &CallRow,
        answer: Option<&AnswerBytes>,
    ) -> Option<String> {
        let answer = answer.filter(|_| row.outcome != CallFailure::WrongPerson.code())?;
        let sealed = self
            .keys
            .seal_bytes(&place(&row.id), &answer.0, &self.chance);
        Some(sealed)
    }
}

/// Keeps a call's sealed answer: with its case where it was for one, for its time otherwise.
///
/// # Errors
/// The database's.
pub async fn keep(conn: &mut AnyConnection, row: &CallRow, sealed: &str) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO kept_answer (id, until, sealed)
         VALUES ($1, CASE WHEN EXISTS (SELECT 1 FROM case_reference WHERE reference = $2) THEN 0 ELSE $3 END, $4)",
    )
    .bind(row.id.clone())
    .bind(row.issue.clone())
    .bind(micros(row.at + KEPT_WITHOUT_A_CASE))
    .bind(sealed.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// A case, or an order, came of this draft: what was answered for it stays with that.
///
/// # Errors
/// The database's.
pub async fn stay(conn: &mut AnyConnection, draft: &str) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE kept_answer SET until = 0 WHERE id IN (SELECT id FROM data_call WHERE issue = $1)",
    )
    .bind(draft.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// Erases what a register answered for a draft: leave was refused or taken back before anything was handed in.
///
/// # Errors
/// The database's.
pub async fn erase(conn: &mut AnyConnection, draft: &str, data_set: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM kept_answer WHERE id IN (SELECT id FROM data_call WHERE issue = $1 AND data_set = $2)")
        .bind(draft.to_owned())
        .bind(data_set.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Erases the answers whose time is over.
///
/// # Errors
/// The database's.
pub async fn erase_old(conn: &mut AnyConnection, now: Timestamp) -> Result<(), Fault> {
    sqlx::query("DELETE FROM kept_answer WHERE until > 0 AND until <= $1")
        .bind(micros(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// A kept answer beside what the log says of it.
pub(super) struct KeptAnswer {
    /// The call's.
    pub id: String,
    sealed: String,
    /// `None`: the log has no such call, or no signature.
    logged_hash: Option<String>,
}

impl KeptAnswer {
    /// Whether these are the bytes whose hash was logged, under the signature that was.
    pub(super) fn is_what_was_logged(&self, keys: &Keys) -> bool {
        let kept = keys.open_bytes(&place(&self.id), &self.sealed);
        kept.is_ok_and(|bytes| self.logged_hash == Some(body_hash(&bytes)))
    }
}

/// A page of them, after this call.
pub(super) async fn kept_after(
    conn: &mut AnyConnection,
    id: &str,
) -> sqlx::Result<Vec<KeptAnswer>> {
    sqlx::query(
        "SELECT k.id, k.sealed, c.body_hash FROM kept_answer k LEFT JOIN data_call c ON c.id = k.id AND c.signature <> ''
         WHERE k.id > $1 ORDER BY k.id LIMIT $2",
    )
    .bind(id.to_owned())
    .bind(PAGE)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(KeptAnswer {
            id: row.try_get(0)?,
            sealed: row.try_get(1)?,
            logged_hash: row.try_get(2)?,
        })
    })
    .collect()
}
