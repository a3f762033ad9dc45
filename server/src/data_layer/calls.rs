//! The log of calls: one row for each, whatever came of it, chained in the journal. A row is only ever added; the journal
//! holds its digest, so that a row that was changed, removed, added or exchanged does not fit any more, and the journal's
//! own chain and checkpoints say the same of the journal.

use std::collections::BTreeMap;
use std::path::Path;

use app::identity::{OfficeId, PersonKey};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use thiserror::Error;

use super::answers;
use super::evidence::{Evidence, PublicKey};
use super::figures;
use super::looks::held_call;
use crate::case::store::micros;
use crate::database::Db;
use crate::fault::Fault;
use crate::journal::{self, Entry, Hashing, Progress, Record, Verdict, VerifyError};
use crate::keys::Keys;

/// The kind of the journal's records of calls: one chain for each person who was asked about.
pub const KIND: &str = "register-call";

/// Rows asked for at a time.
const PAGE: i64 = 1_000;

/// So many findings are kept, the first ones; more do not make it clearer.
const MOST_FINDINGS: usize = 100;

/// One row of the call log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRow {
    /// The `X-Road-Id` of the message too.
    pub id: String,
    pub person: String,
    pub actor: String,
    pub purpose: String,
    pub issue: String,
    pub data_set: String,
    pub fields: String,
    pub outcome: String,
    pub evidence: Evidence,
    pub at: Timestamp,
    /// Microseconds.
    pub took: i64,
}

/// Stands for the person in a call that is about organisations or places. No pseudonym is such a word.
pub const NOBODY: &str = "nobody";

/// The chain of the calls about one person. A person has no home here: who they are is not known to the log.
pub fn record_of(person: &str) -> Record {
    Record::new("", KIND, person)
}

impl CallRow {
    /// Over every column.
    fn digest(&self) -> String {
        let evidence = &self.evidence;
        [
            &self.id,
            &self.person,
            &self.actor,
            &self.purpose,
            &self.issue,
            &self.data_set,
            &self.fields,
            &self.outcome,
            &evidence.request_hash,
            &evidence.body_hash,
            &evidence.service,
            &evidence.signed_at,
            &evidence.key,
            &evidence.signature,
        ]
        .into_iter()
        .fold(Hashing::of("yuban call v1"), |hashing, part| {
            hashing.text(part)
        })
        .number(self.at.as_microsecond())
        .number(self.took)
        .done()
    }
}

/// Writes a call down, and its place in the chain, and counts it.
///
/// # Errors
/// The database's.
pub async fn log_call(conn: &mut AnyConnection, row: &CallRow) -> Result<(), Fault> {
    let entry = Entry {
        step: "called".to_owned(),
        by: "portal".to_owned(),
        actor: "portal".to_owned(),
        note: json!({ "call": row.id, "digest": row.digest() }),
        ..Entry::default()
    };
    let seq = journal::write(conn, &record_of(&row.person), row.at, &entry).await?;
    let evidence = &row.evidence;
    if !evidence.public_key.is_empty() {
        let member = evidence.service.rsplitn(3, '/').last().unwrap_or_default();
        sqlx::query("INSERT INTO source_key (id, member, public, met_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
            .bind(evidence.key.clone())
            .bind(member.to_owned())
            .bind(evidence.public_key.clone())
            .bind(micros(row.at))
            .execute(&mut *conn)
            .await?;
    }
    sqlx::query(
        "INSERT INTO data_call (id, person, actor, purpose, issue, data_set, fields, outcome, request_hash, at, took, seq, body_hash, service, signed_at, source_key, signature)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(row.id.clone())
    .bind(row.person.clone())
    .bind(row.actor.clone())
    .bind(row.purpose.clone())
    .bind(row.issue.clone())
    .bind(row.data_set.clone())
    .bind(row.fields.clone())
    .bind(row.outcome.clone())
    .bind(evidence.request_hash.clone())
    .bind(micros(row.at))
    .bind(row.took)
    .bind(seq)
    .bind(evidence.body_hash.clone())
    .bind(evidence.service.clone())
    .bind(evidence.signed_at.clone())
    .bind(evidence.key.clone())
    .bind(evidence.signature.clone())
    .execute(&mut *conn)
    .await?;
    figures::count(conn, row).await
}

/// A call as it is shown to whomever it is about.
#[derive(Clone, Debug)]
pub struct ShownCall {
    pub row: CallRow,
    /// The office and the role of the member of staff who caused it.
    pub by_staff: Option<(OfficeId, String)>,
}

/// Calls without what an office made that holds its looks back by law on a day (by its place among the bound values).
macro_rules! select_shown {
    ($which:literal, $day:literal, $rest:literal) => {
        concat!(
            "SELECT c.id, c.person, c.actor, c.purpose, c.issue, c.data_set, c.fields, c.outcome, c.request_hash, c.at, c.took, c.seq,
                    c.body_hash, c.service, c.signed_at, c.source_key, c.signature, COALESCE(s.office, ''), COALESCE(s.role, '')
             FROM data_call c LEFT JOIN staff s ON s.id = c.actor WHERE c.person = $1 AND ",
            $which,
            " AND NOT ",
            held_call!("c", $day),
            $rest
        )
    };
}

/// The calls about somebody that they may read on this day, the newest first.
///
/// # Errors
/// The database's.
pub async fn calls_shown(
    conn: &mut AnyConnection,
    person: &PersonKey,
    today: Date,
    before: Option<(i64, String)>,
    limit: i64,
) -> sqlx::Result<Vec<ShownCall>> {
    let (at, id) = before.unwrap_or((i64::MAX, String::new()));
    sqlx::query(select_shown!(
        "(c.at, c.id) < ($2, $3)",
        "$4",
        " ORDER BY c.at DESC, c.id DESC LIMIT $5"
    ))
    .bind(person.0.clone())
    .bind(at)
    .bind(id)
    .bind(today.to_string())
    .bind(limit)
    .fetch_all(conn)
    .await?
    .iter()
    .map(shown)
    .collect()
}

/// One call about somebody, unless it is held back on this day.
///
/// # Errors
/// The database's.
pub async fn call_shown(
    conn: &mut AnyConnection,
    person: &PersonKey,
    id: &str,
    today: Date,
) -> sqlx::Result<Option<ShownCall>> {
    sqlx::query(select_shown!("c.id = $2", "$3", ""))
        .bind(person.0.clone())
        .bind(id.to_owned())
        .bind(today.to_string())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(shown)
        .transpose()
}

fn shown(row: &AnyRow) -> sqlx::Result<ShownCall> {
    let (office, role): (String, String) = (row.try_get(17)?, row.try_get(18)?);
    Ok(ShownCall {
        row: call(row)?,
        by_staff: (!office.is_empty()).then_some((OfficeId(office), role)),
    })
}

/// The sources' keys that were met so far.
///
/// # Errors
/// The database's.
pub async fn source_keys(conn: &mut AnyConnection) -> sqlx::Result<Vec<PublicKey>> {
    sqlx::query("SELECT id, member, public FROM source_key ORDER BY id")
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            Ok(PublicKey {
                key: row.try_get(0)?,
                member: row.try_get(1)?,
                algorithm: "Ed25519".to_owned(),
                public: row.try_get(2)?,
            })
        })
        .collect()
}

/// Something in the log of calls that is not as it was written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CallFinding {
    #[error("call {id} was changed")]
    Changed { id: String },
    #[error("call {id} was added: the journal does not know it")]
    Added { id: String },
    #[error("call {id}, entry {seq} of its chain, was removed")]
    Removed { id: String, seq: i64 },
    #[error("call {id}: the source's signature does not hold")]
    SignatureBroken { id: String },
    #[error("call {id}: the answer that is kept of it is not the one that was signed")]
    AnswerChanged { id: String },
}

impl CallFinding {
    /// Of the call that it is about.
    fn id(&self) -> &str {
        match self {
            Self::Changed { id }
            | Self::Added { id }
            | Self::Removed { id, .. }
            | Self::SignatureBroken { id }
            | Self::AnswerChanged { id } => id,
        }
    }
}

/// The first findings by the calls' ids, in whatever order they are found.
#[derive(Default)]
struct First(BTreeMap<String, Vec<CallFinding>>);

impl First {
    fn found(&mut self, finding: CallFinding) {
        let of_call = self.0.entry(finding.id().to_owned()).or_default();
        // Those whose entry cannot be read have one id together.
        if of_call.len() < MOST_FINDINGS {
            of_call.push(finding);
        }
        if self.0.len() > MOST_FINDINGS {
            self.0.pop_last();
        }
    }

    /// Whether this call is among them: what is wrong with it need not be said of its answer, too.
    fn names(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    fn in_order(self) -> Vec<CallFinding> {
        let findings = self.0.into_values().flatten();
        findings.take(MOST_FINDINGS).collect()
    }
}

/// What a check of the log of calls found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallVerdict {
    /// Of the journal, which holds the chain and the checkpoints.
    pub journal: Verdict,
    pub calls: i64,
    /// Whose answer is signed, and the signature holds.
    pub signed: i64,
    /// Answers that are kept, and are what was signed. Fewer than are signed: they are erased in time.
    pub answers: i64,
    /// From before there was a chain.
    pub before_the_chain: i64,
    /// In the order of the calls' ids, which is that of their times: the first hundred.
    pub findings: Vec<CallFinding>,
}

impl CallVerdict {
    pub const fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.journal.findings.is_empty()
    }
}

/// Checks every call against the journal and its source's signature, every answer that is kept against what was signed,
/// and the journal against itself and the checkpoint file, at one moment of the database. Asks nobody.
///
/// # Errors
/// Only when it cannot be read to the end.
pub async fn verify(
    db: &Db,
    keys: &Keys,
    checkpoint_file: &Path,
    progress: impl FnMut(Progress),
) -> Result<CallVerdict, VerifyError> {
    let mut snapshot = db.snapshot().await?;
    verify_in(snapshot.conn(), keys, checkpoint_file, progress).await
}

/// As [`verify`], as a connection sees it.
///
/// # Errors
/// As [`verify`].
pub async fn verify_in(
    conn: &mut AnyConnection,
    keys: &Keys,
    checkpoint_file: &Path,
    progress: impl FnMut(Progress),
) -> Result<CallVerdict, VerifyError> {
    let key = keys.signing().verifying_key();
    let mut verdict = CallVerdict {
        journal: journal::verify_in(conn, &key, checkpoint_file, progress).await?,
        ..CallVerdict::default()
    };
    let of_sources = source_keys(conn).await?;
    let holds = |evidence: &Evidence| {
        let key = of_sources.iter().find(|key| key.key == evidence.key);
        key.is_some_and(|key| evidence.is_genuine(key))
    };
    let chained_since = chained_since(conn).await?;
    let (mut first, mut last) = (First::default(), String::new());
    loop {
        let page = calls_after(conn, &last).await?;
        let Some(end) = page.last() else { break };
        last.clone_from(&end.row.id);
        for written in page {
            verdict.calls += 1;
            let (row, id) = (&written.row, written.row.id.clone());
            if written.seq == 0 && chained_since.is_none_or(|since| row.at < since) {
                verdict.before_the_chain += 1;
                continue;
            }
            match &written.entry {
                None => first.found(CallFinding::Added { id }),
                Some(entry) if !says_so(entry, row) => first.found(CallFinding::Changed { id }),
                Some(_) if !row.evidence.is_signed() => {}
                Some(_) if holds(&row.evidence) => verdict.signed += 1,
                Some(_) => first.found(CallFinding::SignatureBroken { id }),
            }
        }
    }
    let mut last = (String::new(), 0);
    loop {
        let page = removed_after(conn, &last).await?;
        let Some(end) = page.last() else { break };
        last = (end.person.clone(), end.seq);
        for RemovedCall { id, seq, .. } in page {
            first.found(CallFinding::Removed { id, seq });
        }
    }
    let mut last = String::new();
    loop {
        let page = answers::kept_after(conn, &last).await?;
        let Some(end) = page.last() else { break };
        last.clone_from(&end.id);
        for kept in page {
            if kept.is_what_was_logged(keys) {
                verdict.answers += 1;
            } else if !first.names(&kept.id) {
                first.found(CallFinding::AnswerChanged { id: kept.id });
            }
        }
    }
    verdict.findings = first.in_order();
    Ok(verdict)
}

/// Whether the journal's entry is about exactly this row.
fn says_so(entry: &str, row: &CallRow) -> bool {
    serde_json::from_str::<Entry>(entry).is_ok_and(|entry| {
        entry.note["call"] == row.id.as_str() && entry.note["digest"] == row.digest().as_str()
    })
}

/// A row beside its entry in the journal, if there is one.
struct WrittenCall {
    row: CallRow,
    seq: i64,
    entry: Option<String>,
}

async fn calls_after(conn: &mut AnyConnection, id: &str) -> sqlx::Result<Vec<WrittenCall>> {
    sqlx::query(
        "SELECT c.id, c.person, c.actor, c.purpose, c.issue, c.data_set, c.fields, c.outcome, c.request_hash, c.at, c.took, c.seq,
                c.body_hash, c.service, c.signed_at, c.source_key, c.signature, j.entry
         FROM data_call c LEFT JOIN journal j ON j.home = '' AND j.kind = 'register-call' AND j.id = c.person AND j.seq = c.seq
         WHERE c.id > $1 ORDER BY c.id LIMIT $2",
    )
    .bind(id.to_owned())
    .bind(PAGE)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(WrittenCall {
            row: call(row)?,
            seq: row.try_get(11)?,
            entry: row.try_get(17)?,
        })
    })
    .collect()
}

fn call(row: &AnyRow) -> sqlx::Result<CallRow> {
    Ok(CallRow {
        id: row.try_get(0)?,
        person: row.try_get(1)?,
        actor: row.try_get(2)?,
        purpose: row.try_get(3)?,
        issue: row.try_get(4)?,
        data_set: row.try_get(5)?,
        fields: row.try_get(6)?,
        outcome: row.try_get(7)?,
        evidence: Evidence {
            request_hash: row.try_get(8)?,
            body_hash: row.try_get(12)?,
            service: row.try_get(13)?,
            signed_at: row.try_get(14)?,
            key: row.try_get(15)?,
            signature: row.try_get(16)?,
            public_key: String::new(),
        },
        at: Timestamp::from_microsecond(row.try_get(9)?)
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
        took: row.try_get(10)?,
    })
}

/// When the first call was chained.
async fn chained_since(conn: &mut AnyConnection) -> sqlx::Result<Option<Timestamp>> {
    let at: Option<i64> =
        sqlx::query("SELECT MIN(at) FROM journal WHERE home = '' AND kind = 'register-call'")
            .fetch_one(conn)
            .await?
            .try_get(0)?;
    Ok(at.and_then(|at| Timestamp::from_microsecond(at).ok()))
}

/// A call that the journal holds and the log does not.
struct RemovedCall {
    id: String,
    person: String,
    seq: i64,
}

/// Those after this place of the journal, by whom they are about: their ids stand inside the entries.
async fn removed_after(
    conn: &mut AnyConnection,
    (person, seq): &(String, i64),
) -> sqlx::Result<Vec<RemovedCall>> {
    sqlx::query(
        "SELECT j.entry, j.id, j.seq FROM journal j LEFT JOIN data_call c ON c.person = j.id AND c.seq = j.seq AND c.seq > 0
         WHERE j.home = '' AND j.kind = 'register-call' AND (j.id, j.seq) > ($1, $2) AND c.id IS NULL
         ORDER BY j.id, j.seq LIMIT $3",
    )
    .bind(person.clone())
    .bind(*seq)
    .bind(PAGE)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        let entry: String = row.try_get(0)?;
        let entry: Entry = serde_json::from_str(&entry).unwrap_or_default();
        Ok(RemovedCall {
            id: entry.note["call"].as_str().unwrap_or("?").to_owned(),
            person: row.try_get(1)?,
            seq: row.try_get(2)?,
        })
    })
    .collect()
}
