//! Checkpoints: within a minute the heads of all records that have grown are written down, chained to the checkpoint
//! before, signed, and appended to a file. Whoever keeps a copy of that file elsewhere can prove later that nothing
//! was taken out of the journal or rewritten.

use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use thiserror::Error;
use tokio::io::AsyncWriteExt as _;

use super::Record;
use super::chain::{Hashing, NOTHING};
use crate::Office;
use crate::database::Db;

/// How long after one sealing has begun the next one does: whatever grows is in the file within a minute, as long as a
/// sealing takes no more than the quarter of one that is left.
const EVERY: Duration = Duration::from_secs(45);

/// At most so many records in one checkpoint: the write lock is held for a moment only.
const MOST_HEADS: i64 = 500;

/// One line of the checkpoint file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// 1, 2, 3 .. without gaps.
    pub number: i64,
    /// To the microsecond.
    pub at: Timestamp,
    /// The hash of the checkpoint before it.
    pub prev: String,
    /// The records that have grown since then, by key.
    pub heads: Vec<Head>,
    /// Over everything above.
    pub hash: String,
    /// Ed25519 over the hash's text, base64.
    pub signature: String,
}

/// How far a record had come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    #[serde(flatten)]
    pub record: Record,
    /// How many entries it has.
    pub length: i64,
    /// The hash of the last of them.
    pub head: String,
}

impl Checkpoint {
    pub(super) fn sealed(
        number: i64,
        at: Timestamp,
        prev: String,
        heads: Vec<Head>,
        key: &SigningKey,
    ) -> Self {
        let mut checkpoint = Self {
            number,
            at,
            prev,
            heads,
            hash: String::new(),
            signature: String::new(),
        };
        checkpoint.hash = checkpoint.hash_again();
        checkpoint.signature = STANDARD.encode(key.sign(checkpoint.hash.as_bytes()).to_bytes());
        checkpoint
    }

    /// What its hash has to be.
    pub fn hash_again(&self) -> String {
        let start = Hashing::of("yuban checkpoint v1")
            .number(self.number)
            .number(self.at.as_microsecond())
            .text(&self.prev)
            .number(i64::try_from(self.heads.len()).expect("fits in memory"));
        self.heads
            .iter()
            .fold(start, |hashing, head| {
                hashing
                    .record(&head.record)
                    .number(head.length)
                    .text(&head.head)
            })
            .done()
    }

    /// Whether the holder of this key signed exactly this.
    pub fn is_genuine(&self, key: &VerifyingKey) -> bool {
        self.hash == self.hash_again()
            && STANDARD
                .decode(&self.signature)
                .ok()
                .and_then(|bytes| Signature::from_slice(&bytes).ok())
                .is_some_and(|signature| {
                    key.verify_strict(self.hash.as_bytes(), &signature).is_ok()
                })
    }
}

/// Why a checkpoint could not be made or kept.
#[derive(Debug, Error)]
pub enum SealError {
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("checkpoint file: {0}")]
    File(#[from] std::io::Error),
    #[error(
        "the checkpoint file goes on to number {file}, the database ends at {database}: it was cut, or an older copy \
         was put back; run `yuban verify`"
    )]
    DatabaseIsBehind { file: i64, database: i64 },
}

/// Makes checkpoints and appends them to the file.
pub struct Sealer {
    file: PathBuf,
    /// The number of the file's last line.
    shipped: i64,
}

impl Sealer {
    /// Opens the file, or starts one. A last line that a crash left half-written goes; it is appended again.
    ///
    /// # Errors
    /// A file that cannot be read or written, or whose last whole line is no checkpoint.
    pub fn open(file: &Path) -> std::io::Result<Self> {
        let mut opened = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .read(true)
            .open(file)?;
        opened.seek(SeekFrom::Start(0))?;
        let (mut whole, mut last) = (0, String::new());
        let mut lines = BufReader::new(&opened);
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            if line.ends_with('\n') {
                whole += line.len() as u64;
                last.clone_from(&line);
            }
            line.clear();
        }
        opened.set_len(whole)?;
        let shipped = if last.is_empty() {
            0
        } else {
            serde_json::from_str::<Checkpoint>(&last)?.number
        };
        Ok(Self {
            file: file.to_owned(),
            shipped,
        })
    }

    /// Seals all that has grown, and appends what the file lacks. Returns how many records were sealed.
    ///
    /// # Errors
    /// See [`SealError`]. Nothing is lost: the next call goes on where this one stopped.
    pub async fn seal(
        &mut self,
        db: &Db,
        key: &SigningKey,
        at: Timestamp,
    ) -> Result<usize, SealError> {
        let mut sealed = 0;
        loop {
            let heads = self.seal_some(db, key, at).await?;
            self.ship(db).await?;
            if heads == 0 {
                return Ok(sealed);
            }
            sealed += heads;
        }
    }

    async fn seal_some(
        &self,
        db: &Db,
        key: &SigningKey,
        at: Timestamp,
    ) -> Result<usize, SealError> {
        let mut tx = db.begin().await?;
        let (number, prev) = last_checkpoint(tx.conn()).await?;
        if number < self.shipped {
            return Err(SealError::DatabaseIsBehind {
                file: self.shipped,
                database: number,
            });
        }
        let heads = heads_that_grew(tx.conn(), MOST_HEADS).await?;
        if heads.is_empty() {
            return Ok(0);
        }
        let at = Timestamp::from_microsecond(at.as_microsecond()).expect("it was a time before");
        let checkpoint = Checkpoint::sealed(number + 1, at, prev, heads, key);
        if keep(tx.conn(), &checkpoint).await? {
            tx.commit().await?;
            Ok(checkpoint.heads.len())
        } else {
            // Another process of this portal has just sealed the same.
            Ok(0)
        }
    }

    async fn ship(&mut self, db: &Db) -> Result<(), SealError> {
        let mut conn = db.read().await?;
        while let Some(checkpoint) = checkpoint_after(&mut conn, self.shipped).await? {
            let mut line =
                serde_json::to_string(&checkpoint).expect("a checkpoint has text keys only");
            line.push('\n');
            let mut file = tokio::fs::OpenOptions::new()
                .append(true)
                .open(&self.file)
                .await?;
            file.write_all(line.as_bytes()).await?;
            file.sync_all().await?;
            self.shipped = checkpoint.number;
        }
        Ok(())
    }
}

/// The checkpoint file of the portal with this data folder.
pub fn file_in(data: &Path) -> PathBuf {
    data.join("checkpoints.log")
}

/// How long to wait after a sealing that took so long.
const fn pause_after(took: Duration) -> Duration {
    EVERY.saturating_sub(took)
}

/// Seals whatever has grown within a minute, for as long as the portal runs.
pub async fn keep_sealing(office: Office) {
    let key = office.keys.signing();
    let mut sealer = None;
    loop {
        let began = Instant::now();
        if sealer.is_none() {
            match Sealer::open(&file_in(&office.settings.data)) {
                Ok(opened) => sealer = Some(opened),
                Err(error) => tracing::error!(%error, "the checkpoint file cannot be opened"),
            }
        }
        if let Some(sealer) = &mut sealer
            && let Err(error) = sealer.seal(&office.db, &key, office.clock.now()).await
        {
            tracing::error!(%error, "the journal could not be sealed");
        }
        tokio::time::sleep(pause_after(began.elapsed())).await;
    }
}

/// Number and hash of the last checkpoint; 0 and zeros before the first.
async fn last_checkpoint(conn: &mut AnyConnection) -> sqlx::Result<(i64, String)> {
    sqlx::query("SELECT number, hash FROM checkpoint ORDER BY number DESC LIMIT 1")
        .fetch_optional(conn)
        .await?
        .map_or(Ok((0, NOTHING.to_owned())), |row| {
            Ok((row.try_get(0)?, row.try_get(1)?))
        })
}

async fn heads_that_grew(conn: &mut AnyConnection, limit: i64) -> sqlx::Result<Vec<Head>> {
    sqlx::query(
        "SELECT home, kind, id, length, head FROM record_head WHERE length > sealed ORDER BY home, kind, id LIMIT $1",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?
    .iter()
    .map(head)
    .collect()
}

/// Keeps a checkpoint; false when one of this number is there already.
async fn keep(conn: &mut AnyConnection, checkpoint: &Checkpoint) -> sqlx::Result<bool> {
    let kept = sqlx::query(
        "INSERT INTO checkpoint (number, at, prev, heads, hash, signature) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT DO NOTHING",
    )
    .bind(checkpoint.number)
    .bind(checkpoint.at.as_microsecond())
    .bind(checkpoint.prev.clone())
    .bind(i64::try_from(checkpoint.heads.len()).expect("fits in memory"))
    .bind(checkpoint.hash.clone())
    .bind(checkpoint.signature.clone())
    .execute(&mut *conn)
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    for head in &checkpoint.heads {
        sqlx::query(
            "INSERT INTO checkpoint_head (home, kind, id, checkpoint, length, head) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(head.record.home.clone())
        .bind(head.record.kind.clone())
        .bind(head.record.id.clone())
        .bind(checkpoint.number)
        .bind(head.length)
        .bind(head.head.clone())
        .execute(&mut *conn)
        .await?;
        sqlx::query("UPDATE record_head SET sealed = $1 WHERE home = $2 AND kind = $3 AND id = $4")
            .bind(head.length)
            .bind(head.record.home.clone())
            .bind(head.record.kind.clone())
            .bind(head.record.id.clone())
            .execute(&mut *conn)
            .await?;
    }
    Ok(true)
}

/// The checkpoint with the next higher number.
pub(super) async fn checkpoint_after(
    conn: &mut AnyConnection,
    number: i64,
) -> sqlx::Result<Option<Checkpoint>> {
    let Some(row) = sqlx::query(
        "SELECT number, at, prev, hash, signature FROM checkpoint WHERE number > $1 ORDER BY number LIMIT 1",
    )
    .bind(number)
    .fetch_optional(&mut *conn)
    .await?
    else {
        return Ok(None);
    };
    let number: i64 = row.try_get(0)?;
    let heads = sqlx::query(
        "SELECT home, kind, id, length, head FROM checkpoint_head WHERE checkpoint = $1 ORDER BY home, kind, id",
    )
    .bind(number)
    .fetch_all(conn)
    .await?
    .iter()
    .map(head)
    .collect::<sqlx::Result<_>>()?;
    Ok(Some(Checkpoint {
        number,
        at: Timestamp::from_microsecond(row.try_get(1)?)
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
        prev: row.try_get(2)?,
        heads,
        hash: row.try_get(3)?,
        signature: row.try_get(4)?,
    }))
}

fn head(row: &AnyRow) -> sqlx::Result<Head> {
    Ok(Head {
        record: Record {
            home: row.try_get(0)?,
            kind: row.try_get(1)?,
            id: row.try_get(2)?,
        },
        length: row.try_get(3)?,
        head: row.try_get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn checkpoints_are_at_most_a_minute_apart() {
        let seconds = |from: u64, to: u64| (from..=to).map(Duration::from_secs);
        for (one, next) in
            seconds(0, 15).flat_map(|one| seconds(0, 15).map(move |next| (one, next)))
        {
            // From the moment at which one is whole to that at which the next one is.
            assert!(pause_after(one) + next <= MINUTE, "{one:?} {next:?}");
            // What grows just after a sealing has begun is in the next one.
            assert!(one + pause_after(one) + next <= MINUTE, "{one:?} {next:?}");
        }
        // One that takes longer than that is followed at once.
        assert_eq!(pause_after(MINUTE), Duration::ZERO);
    }
}
