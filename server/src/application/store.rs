//! SQL of drafts and their pages.

use app::identity::{Citizen, PersonKey};
use jiff::Timestamp;
use sqlx::{AnyConnection, Row};

use super::desk::helping_of;
use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// A draft's own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    pub id: String,
    pub service: String,
    pub definition: String,
    pub filed_by: PersonKey,
    /// Whom it is for, as far as one acts for another; else who fills it in.
    pub subject: PersonKey,
    /// Reference of the mandate under which it is filled in.
    pub mandate: Option<String>,
    pub started_at: Timestamp,
    pub expires_at: Timestamp,
    /// Under which help staff fill it in; empty: by oneself.
    pub helping: String,
    /// Empty until it is submitted.
    pub reference: String,
}

pub async fn start(conn: &mut AnyConnection, draft: &DraftRow) -> Result<(), Fault> {
    sqlx::query("INSERT INTO draft (id, service, definition, filed_by, subject, mandate, started_at, expires_at, opened_at, helping) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(draft.id.clone())
        .bind(draft.service.clone())
        .bind(draft.definition.clone())
        .bind(draft.filed_by.0.clone())
        .bind(draft.subject.0.clone())
        .bind(draft.mandate.clone())
        .bind(micros(draft.started_at))
        .bind(micros(draft.expires_at))
        .bind(micros(draft.started_at))
        .bind(draft.helping.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// This person's draft of a service that has not expired: the open one that was opened last, else the newest that was
/// submitted. Where staff help them, the one of this help and no other.
pub async fn newest(
    conn: &mut AnyConnection,
    citizen: &Citizen,
    service: &str,
    now: Timestamp,
) -> Result<Option<DraftRow>, Fault> {
    let row = sqlx::query(
        "SELECT id, service, definition, filed_by, subject, mandate, started_at, expires_at, helping, reference FROM draft
         WHERE filed_by = $1 AND service = $2 AND expires_at > $3 AND helping = $4 ORDER BY CASE WHEN reference = '' THEN 0 ELSE 1 END, opened_at DESC, started_at DESC, id DESC LIMIT 1",
    )
    .bind(citizen.person.0.clone())
    .bind(service.to_owned())
    .bind(micros(now))
    .bind(helping_of(citizen))
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let at = |column: &str| -> Result<Timestamp, Fault> {
            moment(row.try_get(column)?).ok_or_else(|| Fault::Row(format!("draft.{column}")))
        };
        Ok(DraftRow {
            id: row.try_get("id")?,
            service: row.try_get("service")?,
            definition: row.try_get("definition")?,
            filed_by: PersonKey(row.try_get("filed_by")?),
            subject: PersonKey(row.try_get("subject")?),
            mandate: row.try_get("mandate")?,
            started_at: at("started_at")?,
            expires_at: at("expires_at")?,
            helping: row.try_get("helping")?,
            reference: row.try_get("reference")?,
        })
    })
    .transpose()
}

/// The services for which this person has a draft that is not handed in, the one that was opened last first.
pub async fn begun(
    conn: &mut AnyConnection,
    citizen: &Citizen,
    now: Timestamp,
) -> Result<Vec<String>, Fault> {
    let rows = sqlx::query(
        "SELECT service, MAX(opened_at) AS opened FROM draft
         WHERE filed_by = $1 AND reference = '' AND expires_at > $2 AND helping = $3 GROUP BY service ORDER BY opened DESC, service",
    )
    .bind(citizen.person.0.clone())
    .bind(micros(now))
    .bind(helping_of(citizen))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(row.try_get("service")?)).collect()
}

/// Opens this person's open draft of a service for the same person again; `false` if there is none.
pub async fn open_again(
    conn: &mut AnyConnection,
    citizen: &Citizen,
    service: &str,
    mandate: Option<&str>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE draft SET opened_at = $1 WHERE filed_by = $2 AND service = $3 AND reference = '' AND expires_at > $1 AND COALESCE(mandate, '') = $4 AND helping = $5",
    )
    .bind(micros(now))
    .bind(citizen.person.0.clone())
    .bind(service.to_owned())
    .bind(mandate.unwrap_or_default().to_owned())
    .bind(helping_of(citizen))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// The sealed pages of a draft, by name.
pub async fn pages(conn: &mut AnyConnection, draft: &str) -> Result<Vec<(String, String)>, Fault> {
    let rows = sqlx::query("SELECT page, typed FROM draft_page WHERE draft = $1 ORDER BY page")
        .bind(draft.to_owned())
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("page")?, row.try_get("typed")?)))
        .collect()
}

/// Keeps a page as typed; what stood there before is replaced. `false` if the draft was submitted: it takes nothing
/// more.
pub async fn keep_page(
    conn: &mut AnyConnection,
    draft: &str,
    page: &str,
    sealed: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let kept = sqlx::query(
        "INSERT INTO draft_page (draft, page, typed, saved_at)
         SELECT draft.id, $2, $3, $4 FROM draft WHERE draft.id = $1 AND draft.reference = ''
         ON CONFLICT (draft, page) DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at",
    )
    .bind(draft.to_owned())
    .bind(page.to_owned())
    .bind(sealed.to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Marks the draft as submitted under this reference; `false` if it was submitted already.
pub async fn submit(conn: &mut AnyConnection, draft: &str, reference: &str) -> Result<bool, Fault> {
    let changed = sqlx::query("UPDATE draft SET reference = $1 WHERE id = $2 AND reference = ''")
        .bind(reference.to_owned())
        .bind(draft.to_owned())
        .execute(conn)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// Under the claim of a submission: the reference that it got.
pub async fn name_reference(
    conn: &mut AnyConnection,
    draft: &str,
    reference: &str,
) -> Result<(), Fault> {
    sqlx::query("UPDATE draft SET reference = $1 WHERE id = $2")
        .bind(reference.to_owned())
        .bind(draft.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Throws away drafts past their day, and the pages of submitted ones: they live on in their case.
pub async fn sweep(conn: &mut AnyConnection, now: Timestamp) -> Result<u64, Fault> {
    sqlx::query("DELETE FROM draft_page WHERE draft IN (SELECT id FROM draft WHERE expires_at <= $1 OR reference <> '')")
        .bind(micros(now))
        .execute(&mut *conn)
        .await?;
    let gone = sqlx::query("DELETE FROM draft WHERE expires_at <= $1")
        .bind(micros(now))
        .execute(conn)
        .await?;
    Ok(gone.rows_affected())
}
