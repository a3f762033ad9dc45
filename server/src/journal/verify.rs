//! Reads the whole journal again and names what is not as it was written: an entry changed, removed, put elsewhere
//! or added, a tail cut off, a whole record gone, a checkpoint forged.
//!
//! What it cannot see: entries that are rewritten, or added at the end with their chain made anew, before the next
//! checkpoint has covered them; and whatever happens to a database together with every copy of the checkpoint file.

use std::collections::VecDeque;
use std::path::Path;

use ed25519_dalek::VerifyingKey;
use sqlx::{AnyConnection, Row};
use thiserror::Error;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use super::Record;
use super::chain::{NOTHING, of_entry};
use super::checkpoint::{Checkpoint, Head, checkpoint_after};
use crate::database::Db;

/// Rows asked for at a time.
const PAGE: i64 = 1_000;

/// So many findings are kept; more do not make it clearer.
const MOST_FINDINGS: usize = 100;

/// A checkpoint that is so much older than the newest has to be in the file.
const LONGEST_UNSHIPPED: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

/// What a check of the whole journal found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub records: i64,
    pub entries: i64,
    /// Checkpoints in the database.
    pub checkpoints: i64,
    /// Whole lines of the file.
    pub lines: i64,
    /// The first fault of every checkpoint, then of every record in the order of their keys; at most a hundred.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Whether everything is as it was written.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    fn found(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS && !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

/// Something that is not as it was written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Finding {
    #[error("{record}: entry {seq} was changed, or another was put in its place")]
    Changed { record: Record, seq: i64 },
    #[error("{record}: entry {seq} was removed")]
    Removed { record: Record, seq: i64 },
    #[error("{record}: entry {seq} does not follow the one before it; it was added or moved")]
    OutOfPlace { record: Record, seq: i64 },
    #[error("{record}: entry {seq} and what follows it were added")]
    Added { record: Record, seq: i64 },
    #[error("{record}: entries {from} to {until} were cut off")]
    TailCut {
        record: Record,
        from: i64,
        until: i64,
    },
    #[error("{record}: the row that holds its length and head was changed or removed")]
    HeadChanged { record: Record },
    #[error(
        "{record}: one of the entries {from} to {until} was rewritten and the chain made anew; checkpoint {checkpoint} \
         saw another"
    )]
    Rewritten {
        record: Record,
        from: i64,
        until: i64,
        checkpoint: i64,
    },
    #[error("{record}: the whole record was removed; checkpoint {checkpoint} saw {length} entries")]
    RecordRemoved {
        record: Record,
        length: i64,
        checkpoint: i64,
    },
    #[error("checkpoint {number} in the database was changed or forged")]
    CheckpointForged { number: i64 },
    #[error("checkpoint {number} was removed from the database")]
    CheckpointRemoved { number: i64 },
    #[error("line {line} of the checkpoint file was changed, forged or put elsewhere")]
    LineForged { line: i64 },
    #[error("checkpoint {number} was removed from the checkpoint file")]
    LineRemoved { number: i64 },
}

/// How far a check has come, in rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub of: u64,
}

/// Why a check could not be finished.
#[derive(Debug, Error)]
pub enum VerifyError {
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("checkpoint file: {0}")]
    File(#[from] std::io::Error),
    #[error("rows after {0} cannot be read in order: they were tampered with")]
    Disordered(Record),
}

impl std::fmt::Display for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}/{}", self.kind, self.home, self.id)
    }
}

/// Checks every entry, head and checkpoint against one another and against the checkpoint file, at one moment of the
/// database. `key` is the public half of the key that signs checkpoints.
///
/// # Errors
/// Only when it cannot be read to the end; what is wrong with the journal is in the verdict.
pub async fn verify(
    db: &Db,
    key: &VerifyingKey,
    checkpoint_file: &Path,
    progress: impl FnMut(Progress),
) -> Result<Verdict, VerifyError> {
    let mut snapshot = db.snapshot().await?;
    verify_in(snapshot.conn(), key, checkpoint_file, progress).await
}

/// As [`verify`], as a connection sees it.
///
/// # Errors
/// As [`verify`].
pub async fn verify_in(
    conn: &mut AnyConnection,
    key: &VerifyingKey,
    checkpoint_file: &Path,
    mut progress: impl FnMut(Progress),
) -> Result<Verdict, VerifyError> {
    let mut verdict = Verdict::default();
    let of = count_entries(conn).await?;
    check_checkpoints(conn, key, checkpoint_file, &mut verdict).await?;
    check_records(conn, &mut verdict, |done| progress(Progress { done, of })).await?;
    Ok(verdict)
}

/// The database's checkpoints by themselves, then the file's lines, each against the database.
async fn check_checkpoints(
    conn: &mut AnyConnection,
    key: &VerifyingKey,
    path: &Path,
    verdict: &mut Verdict,
) -> Result<(), VerifyError> {
    let (mut number, mut prev) = (0, NOTHING.to_owned());
    let mut newest = None;
    while let Some(checkpoint) = checkpoint_after(conn, number).await? {
        verdict.checkpoints += 1;
        if checkpoint.number != number + 1 {
            verdict.found(Finding::CheckpointRemoved { number: number + 1 });
        } else if checkpoint.prev != prev {
            verdict.found(Finding::CheckpointForged {
                number: checkpoint.number,
            });
        }
        if !checkpoint.is_genuine(key) {
            verdict.found(Finding::CheckpointForged {
                number: checkpoint.number,
            });
        }
        number = checkpoint.number;
        prev = checkpoint.hash;
        newest = Some(checkpoint.at);
    }

    let mut file = CheckpointFile::open(path).await?;
    let mut number = 0;
    // None after a line that cannot be trusted: what it names as its own hash says nothing.
    let mut prev = Some(NOTHING.to_owned());
    while let Some(text) = file.next().await? {
        verdict.lines += 1;
        let genuine = serde_json::from_str::<Checkpoint>(&text)
            .ok()
            .filter(|checkpoint| checkpoint.number > number && checkpoint.is_genuine(key));
        let Some(checkpoint) = genuine else {
            verdict.found(Finding::LineForged {
                line: verdict.lines,
            });
            number += 1;
            prev = None;
            continue;
        };
        if checkpoint.number != number + 1 {
            verdict.found(Finding::LineRemoved { number: number + 1 });
        } else if prev.is_some_and(|prev| prev != checkpoint.prev) {
            verdict.found(Finding::LineForged {
                line: verdict.lines,
            });
        }
        number = checkpoint.number;
        let kept = checkpoint_after(conn, number - 1).await?;
        if kept.as_ref() != Some(&checkpoint) {
            verdict.found(match kept {
                Some(kept) if kept.number == number => Finding::CheckpointForged { number },
                _ => Finding::CheckpointRemoved { number },
            });
            for head in &checkpoint.heads {
                check_head(conn, number, head, verdict).await?;
            }
        }
        prev = Some(checkpoint.hash);
    }
    // The sealer appends a moment after it has committed, so the newest may not be in the file yet.
    if let Some(next) = checkpoint_after(conn, number).await?
        && newest.is_some_and(|newest| newest.duration_since(next.at) > LONGEST_UNSHIPPED)
    {
        verdict.found(Finding::LineRemoved { number: number + 1 });
    }
    Ok(())
}

/// What a trusted line says of one record, against the journal; only where the database's own copy is no help.
async fn check_head(
    conn: &mut AnyConnection,
    checkpoint: i64,
    head: &Head,
    verdict: &mut Verdict,
) -> Result<(), VerifyError> {
    let (entries, hash) = length_and_hash(conn, &head.record, head.length).await?;
    let record = head.record.clone();
    if entries == 0 {
        verdict.found(Finding::RecordRemoved {
            record,
            length: head.length,
            checkpoint,
        });
    } else if hash.is_none() {
        verdict.found(Finding::TailCut {
            record,
            from: entries + 1,
            until: head.length,
        });
    } else if hash.as_ref() != Some(&head.head) {
        verdict.found(Finding::Rewritten {
            record,
            from: 1,
            until: head.length,
            checkpoint,
        });
    }
    Ok(())
}

/// The whole lines of the checkpoint file; a half-written last one is left out, as the sealer will write it again.
struct CheckpointFile(Option<BufReader<tokio::fs::File>>);

impl CheckpointFile {
    /// A file that is not there has no lines.
    async fn open(path: &Path) -> std::io::Result<Self> {
        match tokio::fs::File::open(path).await {
            Ok(file) => Ok(Self(Some(BufReader::new(file)))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }

    async fn next(&mut self) -> std::io::Result<Option<String>> {
        let Some(file) = &mut self.0 else {
            return Ok(None);
        };
        let mut line = Vec::new();
        file.read_until(b'\n', &mut line).await?;
        // Bytes that are no text are no checkpoint either.
        Ok((line.pop() == Some(b'\n')).then(|| String::from_utf8_lossy(&line).into_owned()))
    }
}

/// Every record once: its entries, its head, and how far each checkpoint saw it.
async fn check_records(
    conn: &mut AnyConnection,
    verdict: &mut Verdict,
    mut progress: impl FnMut(u64),
) -> Result<(), VerifyError> {
    let mut entries = Cursor::<EntryRow>::default();
    let mut ends = Cursor::<EndRow>::default();
    let mut seals = Cursor::<SealRow>::default();
    loop {
        let next = [
            entries.record(conn).await?,
            ends.record(conn).await?,
            seals.record(conn).await?,
        ];
        let Some(record) = next.into_iter().flatten().min() else {
            return Ok(());
        };
        verdict.records += 1;
        let mut walk = Walk::new(record.clone());
        // Entries and seals in step, so that neither has to be held in memory.
        while let Some(entry) = entries.take_of(conn, &record).await? {
            verdict.entries += 1;
            if verdict.entries % PAGE == 0 {
                progress(verdict.entries.unsigned_abs());
            }
            walk.entry(&entry);
            while let Some(seal) = seals.peek(conn).await?.filter(|seal| seal.record == record)
                && seal.length <= entry.seq
            {
                walk.seal(seal);
                seals.page.pop_front();
            }
        }
        while let Some(seal) = seals.take_of(conn, &record).await? {
            walk.seal(&seal);
        }
        let end = ends.take_of(conn, &record).await?;
        if let Some(finding) = walk.end(end.as_ref()) {
            verdict.found(finding);
        }
    }
}

/// The walk along one record's chain.
struct Walk {
    record: Record,
    /// Number and hash of the entry that was seen last.
    seq: i64,
    hash: String,
    /// What the last checkpoint that names this record saw.
    sealed: i64,
    /// The first thing that is wrong.
    finding: Option<Finding>,
}

impl Walk {
    fn new(record: Record) -> Self {
        Self {
            record,
            seq: 0,
            hash: NOTHING.to_owned(),
            sealed: 0,
            finding: None,
        }
    }

    fn entry(&mut self, entry: &EntryRow) {
        let (record, seq) = (&self.record, entry.seq);
        let finding = if seq > self.seq + 1 {
            Some(Finding::Removed {
                record: record.clone(),
                seq: self.seq + 1,
            })
        } else if seq < 1 {
            Some(Finding::OutOfPlace {
                record: record.clone(),
                seq,
            })
        } else if entry.hash != of_entry(record, seq, &entry.prev, entry.at, &entry.entry) {
            Some(Finding::Changed {
                record: record.clone(),
                seq,
            })
        } else if entry.prev != self.hash {
            Some(Finding::OutOfPlace {
                record: record.clone(),
                seq,
            })
        } else {
            None
        };
        self.seq = seq;
        self.hash.clone_from(&entry.hash);
        self.finding = self.finding.take().or(finding);
    }

    /// Called when the walk has come to the sealed length, or to the end before it.
    fn seal(&mut self, seal: &SealRow) {
        let record = self.record.clone();
        let finding = if self.seq == 0 {
            Some(Finding::RecordRemoved {
                record,
                length: seal.length,
                checkpoint: seal.checkpoint,
            })
        } else if self.seq < seal.length {
            Some(Finding::TailCut {
                record,
                from: self.seq + 1,
                until: seal.length,
            })
        } else if self.seq == seal.length && self.hash != seal.head {
            Some(Finding::Rewritten {
                record,
                from: self.sealed + 1,
                until: seal.length,
                checkpoint: seal.checkpoint,
            })
        } else {
            None
        };
        self.sealed = seal.length;
        self.finding = self.finding.take().or(finding);
    }

    fn end(self, end: Option<&EndRow>) -> Option<Finding> {
        let record = self.record;
        let finding = match end {
            Some(end) if end.length > self.seq => Some(Finding::TailCut {
                record,
                from: self.seq + 1,
                until: end.length,
            }),
            Some(end) if end.length < self.seq => Some(Finding::Added {
                record,
                seq: end.length + 1,
            }),
            Some(end) if end.head == self.hash && end.sealed == self.sealed => None,
            _ => Some(Finding::HeadChanged { record }),
        };
        self.finding.or(finding)
    }
}

/// Rows of one table in the order of their records, a page at a time.
struct Cursor<T> {
    page: VecDeque<T>,
    /// The key of the last row that was asked for.
    last: (Record, i64),
    ended: bool,
}

impl<T> Default for Cursor<T> {
    fn default() -> Self {
        Self {
            page: VecDeque::new(),
            last: (Record::new("", "", ""), i64::MIN),
            ended: false,
        }
    }
}

impl<T: Keyed> Cursor<T> {
    async fn peek(&mut self, conn: &mut AnyConnection) -> Result<Option<&T>, VerifyError> {
        if self.page.is_empty() && !self.ended {
            self.page = T::after(conn, &self.last.0, self.last.1).await?.into();
            self.ended = self.page.is_empty();
            for row in &self.page {
                let key = row.key();
                // SQLite takes any value in any column; without this a tampered key could turn us round for ever.
                if key <= self.last {
                    return Err(VerifyError::Disordered(key.0));
                }
                self.last = key;
            }
        }
        Ok(self.page.front())
    }

    async fn record(&mut self, conn: &mut AnyConnection) -> Result<Option<Record>, VerifyError> {
        Ok(self.peek(conn).await?.map(|row| row.key().0))
    }

    /// The next row, if it is this record's.
    async fn take_of(
        &mut self,
        conn: &mut AnyConnection,
        record: &Record,
    ) -> Result<Option<T>, VerifyError> {
        let is_its = self
            .peek(conn)
            .await?
            .is_some_and(|row| row.key().0 == *record);
        Ok(if is_its { self.page.pop_front() } else { None })
    }
}

/// A row that belongs to a record.
trait Keyed: Sized {
    fn key(&self) -> (Record, i64);

    /// The rows after a key, in order.
    async fn after(
        conn: &mut AnyConnection,
        record: &Record,
        number: i64,
    ) -> sqlx::Result<Vec<Self>>;
}

/// An entry as it stands.
struct EntryRow {
    record: Record,
    seq: i64,
    prev: String,
    hash: String,
    at: i64,
    entry: String,
}

/// Where a record's chain says that it ends.
struct EndRow {
    record: Record,
    length: i64,
    head: String,
    sealed: i64,
}

/// How far a checkpoint saw a record.
struct SealRow {
    record: Record,
    checkpoint: i64,
    length: i64,
    head: String,
}

fn record(row: &sqlx::any::AnyRow) -> sqlx::Result<Record> {
    Ok(Record {
        home: row.try_get(0)?,
        kind: row.try_get(1)?,
        id: row.try_get(2)?,
    })
}

impl Keyed for EntryRow {
    fn key(&self) -> (Record, i64) {
        (self.record.clone(), self.seq)
    }

    async fn after(
        conn: &mut AnyConnection,
        after: &Record,
        number: i64,
    ) -> sqlx::Result<Vec<Self>> {
        sqlx::query(
            "SELECT home, kind, id, seq, prev, hash, at, entry FROM journal \
             WHERE (home, kind, id, seq) > ($1, $2, $3, $4) ORDER BY home, kind, id, seq LIMIT $5",
        )
        .bind(after.home.clone())
        .bind(after.kind.clone())
        .bind(after.id.clone())
        .bind(number)
        .bind(PAGE)
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            Ok(Self {
                record: record(row)?,
                seq: row.try_get(3)?,
                prev: row.try_get(4)?,
                hash: row.try_get(5)?,
                at: row.try_get(6)?,
                entry: row.try_get(7)?,
            })
        })
        .collect()
    }
}

impl Keyed for EndRow {
    fn key(&self) -> (Record, i64) {
        (self.record.clone(), 0)
    }

    async fn after(conn: &mut AnyConnection, after: &Record, _: i64) -> sqlx::Result<Vec<Self>> {
        sqlx::query(
            "SELECT home, kind, id, length, head, sealed FROM record_head \
             WHERE (home, kind, id) > ($1, $2, $3) ORDER BY home, kind, id LIMIT $4",
        )
        .bind(after.home.clone())
        .bind(after.kind.clone())
        .bind(after.id.clone())
        .bind(PAGE)
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            Ok(Self {
                record: record(row)?,
                length: row.try_get(3)?,
                head: row.try_get(4)?,
                sealed: row.try_get(5)?,
            })
        })
        .collect()
    }
}

impl Keyed for SealRow {
    fn key(&self) -> (Record, i64) {
        (self.record.clone(), self.checkpoint)
    }

    async fn after(
        conn: &mut AnyConnection,
        after: &Record,
        number: i64,
    ) -> sqlx::Result<Vec<Self>> {
        sqlx::query(
            "SELECT home, kind, id, checkpoint, length, head FROM checkpoint_head \
             WHERE (home, kind, id, checkpoint) > ($1, $2, $3, $4) ORDER BY home, kind, id, checkpoint LIMIT $5",
        )
        .bind(after.home.clone())
        .bind(after.kind.clone())
        .bind(after.id.clone())
        .bind(number)
        .bind(PAGE)
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            Ok(Self {
                record: record(row)?,
                checkpoint: row.try_get(3)?,
                length: row.try_get(4)?,
                head: row.try_get(5)?,
            })
        })
        .collect()
    }
}

async fn count_entries(conn: &mut AnyConnection) -> sqlx::Result<u64> {
    let count: i64 = sqlx::query("SELECT COUNT(seq) FROM journal")
        .fetch_one(conn)
        .await?
        .try_get(0)?;
    Ok(count.unsigned_abs())
}

/// How many entries a record has, and the hash of one of them.
async fn length_and_hash(
    conn: &mut AnyConnection,
    record: &Record,
    seq: i64,
) -> sqlx::Result<(i64, Option<String>)> {
    let row = sqlx::query(
        "SELECT COUNT(seq), MAX(CASE WHEN seq = $4 THEN hash END) FROM journal \
         WHERE home = $1 AND kind = $2 AND id = $3",
    )
    .bind(record.home.clone())
    .bind(record.kind.clone())
    .bind(record.id.clone())
    .bind(seq)
    .fetch_one(conn)
    .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}
