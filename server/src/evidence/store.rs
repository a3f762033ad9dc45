//! What is known of each file: one row.

use app::evidence::{Content, FileKind, HandedIn};
use app::identity::PersonKey;
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::MatterKey;
use crate::fault::Fault;
use crate::keys::Keys;

/// In the column `what`, where there is no file.
const HELD: &str = "held";

/// A row as it stands.
#[derive(Clone, Debug)]
pub struct EvidenceRow {
    pub home: String,
    pub id: String,
    /// The matter.
    pub record: String,
    /// The question that it answers.
    pub wait: String,
    pub person: PersonKey,
    /// A code of [`FileKind`], or `held`.
    pub what: String,
    pub sealed_name: String,
    pub bytes: i64,
    pub digest: String,
    pub uploaded_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

impl EvidenceRow {
    /// To what the file and its name are sealed: nobody can lay it at another matter's door.
    pub fn place(home: &str, matter: &str, id: &str) -> String {
        format!("evidence,{home},matter,{matter},{id}")
    }

    pub fn sealed_to(&self) -> String {
        Self::place(&self.home, &self.record, &self.id)
    }

    /// Whether there is a file, and of which kind.
    pub fn kind(&self) -> Option<FileKind> {
        FileKind::from_code(&self.what)
    }

    /// As people see it.
    pub fn shown(&self, keys: &Keys) -> Result<HandedIn, Fault> {
        let name: String = keys.open_sealed(&self.sealed_to(), &self.sealed_name)?;
        let what = match self.kind() {
            Some(kind) => Content::File {
                name,
                kind,
                bytes: u64::try_from(self.bytes).unwrap_or(0),
            },
            None if self.what == HELD => Content::Held { data_set: name },
            None => return Err(Fault::Row(format!("evidence.what: {}", self.what))),
        };
        Ok(HandedIn {
            id: self.id.clone(),
            what,
            at: self.uploaded_at,
            is_sent: self.sent_at.is_some(),
        })
    }
}

fn row_of(row: &AnyRow) -> Result<EvidenceRow, Fault> {
    let time = |column: &str| -> Result<Timestamp, Fault> {
        Timestamp::from_microsecond(row.try_get(column)?)
            .map_err(|_| Fault::Row(format!("evidence.{column}")))
    };
    let sent_at = time("sent_at")?;
    Ok(EvidenceRow {
        home: row.try_get("home")?,
        id: row.try_get("id")?,
        record: row.try_get("record")?,
        wait: row.try_get("wait")?,
        person: PersonKey(row.try_get("person")?),
        what: row.try_get("what")?,
        sealed_name: row.try_get("name")?,
        bytes: row.try_get("bytes")?,
        digest: row.try_get("digest")?,
        uploaded_at: time("uploaded_at")?,
        sent_at: Some(sent_at).filter(|at| at.as_microsecond() != 0),
    })
}

macro_rules! columns {
    () => {
        "home, id, record, wait, person, what, name, bytes, digest, uploaded_at, sent_at"
    };
}

/// Adds one while the question is still open, and there are fewer than `most`. Whether it was added.
pub async fn add(conn: &mut AnyConnection, row: &EvidenceRow, most: i64) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO evidence (home, id, kind, record, wait, person, what, name, bytes, digest, uploaded_at, sent_at) \
         SELECT w.home, $1, 'matter', w.record, w.id, $2, $3, $4, $5, $6, $7, 0 FROM wait w \
         WHERE w.home = $8 AND w.id = $9 AND w.record = $10 AND w.until = 0 \
         AND (SELECT COUNT(*) FROM evidence e WHERE e.home = w.home AND e.kind = 'matter' AND e.record = w.record AND e.wait = w.id) < $11",
    )
    .bind(row.id.clone())
    .bind(row.person.0.clone())
    .bind(row.what.clone())
    .bind(row.sealed_name.clone())
    .bind(row.bytes)
    .bind(row.digest.clone())
    .bind(row.uploaded_at.as_microsecond())
    .bind(row.home.clone())
    .bind(row.wait.clone())
    .bind(row.record.clone())
    .bind(most)
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// The row for word that a register has it.
pub const fn held() -> &'static str {
    HELD
}

/// Takes one away that was not sent yet. Whether it was there.
pub async fn remove(
    conn: &mut AnyConnection,
    key: &MatterKey,
    person: &PersonKey,
    id: &str,
) -> Result<bool, Fault> {
    let removed = sqlx::query(
        "DELETE FROM evidence WHERE home = $1 AND id = $2 AND record = $3 AND person = $4 AND sent_at = 0",
    )
    .bind(key.home.clone())
    .bind(id.to_owned())
    .bind(key.id.clone())
    .bind(person.0.clone())
    .execute(conn)
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// Everything that was handed in for a matter, oldest first.
pub async fn of_matter(
    conn: &mut AnyConnection,
    key: &MatterKey,
) -> Result<Vec<EvidenceRow>, Fault> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM evidence WHERE home = $1 AND kind = 'matter' AND record = $2 ORDER BY uploaded_at, id"
    ))
    .bind(key.home.clone())
    .bind(key.id.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(row_of).collect()
}

/// One of a case's, if it is there.
pub async fn one(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
) -> Result<Option<EvidenceRow>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM evidence WHERE home = $1 AND id = $2 AND kind = 'matter'"
    ))
    .bind(home.to_owned())
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(row_of).transpose()
}

/// What was handed in for this question goes with its answer.
pub async fn send(
    conn: &mut AnyConnection,
    key: &MatterKey,
    wait: &str,
    person: &PersonKey,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE evidence SET sent_at = $1 WHERE home = $2 AND kind = 'matter' AND record = $3 AND wait = $4 \
         AND person = $5 AND sent_at = 0",
    )
    .bind(at.as_microsecond())
    .bind(key.home.clone())
    .bind(key.id.clone())
    .bind(wait.to_owned())
    .bind(person.0.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was handed in before this moment and never sent. How many.
pub async fn forget_unsent(conn: &mut AnyConnection, before: Timestamp) -> Result<u64, Fault> {
    let forgotten = sqlx::query("DELETE FROM evidence WHERE sent_at = 0 AND uploaded_at < $1")
        .bind(before.as_microsecond())
        .execute(conn)
        .await?;
    Ok(forgotten.rows_affected())
}

/// Whether a file of this name belongs to anybody.
pub async fn is_known(conn: &mut AnyConnection, id: &str) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT COUNT(*) AS known FROM evidence WHERE id = $1")
        .bind(id.to_owned())
        .fetch_one(conn)
        .await?;
    Ok(row.try_get::<i64, _>("known")? > 0)
}
