//! Who looked at whose data, when, in which office and what for: the log that citizens read about themselves. Every
//! read is committed here before its answer leaves; where that is not possible, there is no answer.

use std::collections::BTreeSet;
use std::time::Duration;

use app::identity::{OfficeId, PersonKey, StaffMember};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::looks::held_read;
use crate::Office;
use crate::clock::midnight;
use crate::database::{self, Db};
use crate::fault::Fault;
use crate::identity::sessions::role_name;

/// So many requests share one commit ..
const MOST_AT_ONCE: usize = 20;
/// .. or as many as come within this time after the first.
const LONGEST_PAUSE: Duration = Duration::from_millis(5);
/// Requests that may wait for the writer; more wait in turn before it.
const QUEUE: usize = 256;

/// The role of whoever is rung when somebody calls for help.
pub const CONTACT: &str = "contact";

/// Who read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderKind {
    Citizen,
    Staff,
    Portal,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    Allowed,
    /// Somebody tried, and was refused.
    Refused,
}

/// One page about one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRow {
    /// Whose data it is.
    pub person: PersonKey,
    pub by_kind: ReaderKind,
    /// Pseudonym, staff id or `portal`.
    pub by_id: String,
    /// Empty for a citizen.
    pub office: OfficeId,
    /// `caseworker`, `supervisor`, `applicant` ..
    pub role: String,
    /// What for, as a code: `casework`, `decision`, `tracking` ..
    pub purpose: String,
    /// The case's reference; empty where there is none.
    pub reference: String,
    /// Names, never values.
    pub fields: Vec<String>,
    pub outcome: ReadOutcome,
}

/// A row as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    pub at: Timestamp,
    pub id: String,
    pub row: AccessRow,
}

impl AccessRow {
    /// A member of staff is shown these fields. `purpose` is a code; `reference` may be empty.
    pub fn by_staff(
        member: &StaffMember,
        person: &PersonKey,
        purpose: &str,
        reference: &str,
        fields: &[&str],
    ) -> Self {
        Self {
            person: person.clone(),
            by_kind: ReaderKind::Staff,
            by_id: member.id.clone(),
            office: member.office.clone(),
            role: role_name(member.role).to_owned(),
            purpose: purpose.to_owned(),
            reference: reference.to_owned(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            outcome: ReadOutcome::Allowed,
        }
    }

    /// Somebody else is shown these fields of a person on pages for citizens: whoever acts for them, another party, a contact.
    pub fn by_citizen(
        reader: &PersonKey,
        person: &PersonKey,
        purpose: &str,
        reference: &str,
        fields: &[&str],
    ) -> Self {
        Self {
            person: person.clone(),
            by_kind: ReaderKind::Citizen,
            by_id: reader.0.clone(),
            office: OfficeId(String::new()),
            role: String::new(),
            purpose: purpose.to_owned(),
            reference: reference.to_owned(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            outcome: ReadOutcome::Allowed,
        }
    }
}

impl ReaderKind {
    const ALL: [Self; 3] = [Self::Citizen, Self::Staff, Self::Portal];

    const fn code(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Staff => "staff",
            Self::Portal => "portal",
        }
    }
}

impl ReadOutcome {
    const ALL: [Self; 2] = [Self::Allowed, Self::Refused];

    const fn code(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Refused => "refused",
        }
    }
}

/// The way to the one writer of the log.
pub struct AccessLog(mpsc::Sender<Request>);

/// Rows that belong to one page, and whoever waits for them.
struct Request {
    rows: Vec<Access>,
    written: oneshot::Sender<bool>,
}

impl AccessLog {
    /// Starts the writer; it ends when this is dropped.
    pub fn start(db: Db) -> Self {
        let (sender, requests) = mpsc::channel(QUEUE);
        tokio::spawn(write_in_batches(db, requests));
        Self(sender)
    }
}

/// Records that a page about one person is shown or refused.
///
/// # Errors
/// When it could not be committed: then nothing may be shown.
pub async fn record_read(office: &Office, row: AccessRow) -> Result<(), Fault> {
    record_reads(office, vec![row]).await
}

/// Records a page about several persons, all of it or nothing.
///
/// # Errors
/// As [`record_read`].
pub async fn record_reads(office: &Office, rows: Vec<AccessRow>) -> Result<(), Fault> {
    if rows.is_empty() {
        return Ok(());
    }
    let at = office.clock.now();
    let rows: Vec<Access> = rows
        .into_iter()
        .map(|row| Access {
            at,
            id: office.chance.id(at),
            row,
        })
        .collect();
    if database::goes_first() {
        // The writer below waits for its turn like everybody else.
        let mut tx = office.db.begin().await?;
        for access in &rows {
            add(tx.conn(), access).await?;
        }
        return Ok(tx.commit().await?);
    }
    let (written, answer) = oneshot::channel();
    let is_written = office
        .access_log
        .0
        .send(Request { rows, written })
        .await
        .is_ok()
        && answer.await == Ok(true);
    if is_written {
        Ok(())
    } else {
        Err(Fault::Other("an access could not be recorded".to_owned()))
    }
}

/// Records that a list names people to a member of staff: for each a row with what it is about, however often they stand
/// there.
///
/// # Errors
/// As [`record_read`].
pub async fn record_list(
    office: &Office,
    member: &StaffMember,
    purpose: &str,
    fields: &[&str],
    named: Vec<(&PersonKey, &str)>,
) -> Result<(), Fault> {
    let named: BTreeSet<(&str, &str)> = named
        .into_iter()
        .map(|(person, reference)| (person.0.as_str(), reference))
        // Somebody who has no number yet has no log, either.
        .filter(|(person, _)| !person.is_empty())
        .collect();
    let rows = named
        .into_iter()
        .map(|(person, reference)| {
            let person = PersonKey(person.to_owned());
            AccessRow::by_staff(member, &person, purpose, reference, fields)
        })
        .collect();
    record_reads(office, rows).await
}

/// Records what is written once a day at most, however often a page is opened: for each of these rows, unless one by the
/// same reader about the same thing stands there since midnight.
///
/// # Errors
/// As [`record_read`].
pub async fn record_daily(office: &Office, rows: Vec<AccessRow>) -> Result<(), Fault> {
    let since = midnight(office.clock.today());
    let mut conn = office.db.read().await?;
    let mut new = Vec::new();
    for row in rows {
        if !was_read_since(&mut conn, &row, since).await? {
            new.push(row);
        }
    }
    drop(conn);
    record_reads(office, new).await
}

async fn was_read_since(
    conn: &mut AnyConnection,
    row: &AccessRow,
    since: Timestamp,
) -> sqlx::Result<bool> {
    let found = sqlx::query(
        "SELECT id FROM access_log WHERE person = $1 AND at >= $2 AND by_id = $3 AND purpose = $4 AND reference = $5 LIMIT 1",
    )
    .bind(row.person.0.clone())
    .bind(since.as_microsecond())
    .bind(row.by_id.clone())
    .bind(row.purpose.clone())
    .bind(row.reference.clone())
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

async fn write_in_batches(db: Db, mut requests: mpsc::Receiver<Request>) {
    while let Some(first) = requests.recv().await {
        let until = Instant::now() + LONGEST_PAUSE;
        let mut batch = vec![first];
        while batch.len() < MOST_AT_ONCE
            && let Ok(Some(next)) = timeout_at(until, requests.recv()).await
        {
            batch.push(next);
        }
        match write(&db, &batch).await {
            Ok(()) => batch.into_iter().for_each(|request| request.answer(true)),
            // One row that the database will not take must not cost the others their pages.
            Err(_) => {
                for request in batch {
                    let written = write(&db, std::slice::from_ref(&request)).await;
                    if let Err(error) = &written {
                        tracing::error!(%error, "an access could not be recorded");
                    }
                    request.answer(written.is_ok());
                }
            }
        }
    }
}

impl Request {
    fn answer(self, is_written: bool) {
        // An error means that whoever asked has left; the row stays, as the page may have been seen.
        let _ = self.written.send(is_written);
    }
}

async fn write(db: &Db, batch: &[Request]) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    for access in batch.iter().flat_map(|request| &request.rows) {
        add(tx.conn(), access).await?;
    }
    tx.commit().await
}

async fn add(conn: &mut AnyConnection, access: &Access) -> sqlx::Result<()> {
    let row = &access.row;
    sqlx::query(
        "INSERT INTO access_log (person, at, id, by_kind, by_id, office, role, purpose, reference, fields, outcome) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(row.person.0.clone())
    .bind(access.at.as_microsecond())
    .bind(access.id.clone())
    .bind(row.by_kind.code().to_owned())
    .bind(row.by_id.clone())
    .bind(row.office.0.clone())
    .bind(row.role.clone())
    .bind(row.purpose.clone())
    .bind(row.reference.clone())
    .bind(row.fields.join(","))
    .bind(row.outcome.code().to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// Who looked at a person's data, newest first, at most `limit`; `before` is time (microseconds) and id of the
/// last row of the page before. Everything, also what is held back.
///
/// # Errors
/// Whatever the database says, or a row that cannot be read.
pub async fn reads_about(
    conn: &mut AnyConnection,
    person: &PersonKey,
    before: Option<(i64, String)>,
    limit: i64,
) -> sqlx::Result<Vec<Access>> {
    // On the last of all days nothing is held back any more.
    reads_shown(conn, person, Date::MAX, before, limit).await
}

/// The same without what is held back by law on this day.
///
/// # Errors
/// As [`reads_about`].
pub async fn reads_shown(
    conn: &mut AnyConnection,
    person: &PersonKey,
    today: Date,
    before: Option<(i64, String)>,
    limit: i64,
) -> sqlx::Result<Vec<Access>> {
    let (at, id) = before.unwrap_or((i64::MAX, String::new()));
    sqlx::query(concat!(
        "SELECT at, id, by_kind, by_id, office, role, purpose, reference, fields, outcome FROM access_log \
         WHERE person = $1 AND (at, id) < ($2, $3) AND NOT ",
        held_read!("access_log", "$4"),
        " ORDER BY at DESC, id DESC LIMIT $5",
    ))
    .bind(person.0.clone())
    .bind(at)
    .bind(id)
    .bind(today.to_string())
    .bind(limit)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| access(row, person))
    .collect()
}

/// One look at this person's data, unless it is held back on this day.
///
/// # Errors
/// As [`reads_about`].
pub async fn read_by_id(
    conn: &mut AnyConnection,
    person: &PersonKey,
    id: &str,
    today: Date,
) -> sqlx::Result<Option<Access>> {
    sqlx::query(concat!(
        "SELECT at, id, by_kind, by_id, office, role, purpose, reference, fields, outcome FROM access_log \
         WHERE person = $1 AND id = $2 AND NOT ",
        held_read!("access_log", "$3"),
    ))
    .bind(person.0.clone())
    .bind(id.to_owned())
    .bind(today.to_string())
    .fetch_optional(conn)
    .await?
    .map(|row| access(&row, person))
    .transpose()
}

fn access(row: &AnyRow, person: &PersonKey) -> sqlx::Result<Access> {
    let unknown = |column: &str| sqlx::Error::Decode(format!("unknown {column}").into());
    let (by_kind, outcome): (String, String) = (row.try_get(2)?, row.try_get(9)?);
    let fields: String = row.try_get(8)?;
    Ok(Access {
        at: Timestamp::from_microsecond(row.try_get(0)?)
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
        id: row.try_get(1)?,
        row: AccessRow {
            person: person.clone(),
            by_kind: ReaderKind::ALL
                .into_iter()
                .find(|kind| kind.code() == by_kind)
                .ok_or_else(|| unknown("by_kind"))?,
            by_id: row.try_get(3)?,
            office: OfficeId(row.try_get(4)?),
            role: row.try_get(5)?,
            purpose: row.try_get(6)?,
            reference: row.try_get(7)?,
            fields: fields
                .split(',')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            outcome: ReadOutcome::ALL
                .into_iter()
                .find(|known| known.code() == outcome)
                .ok_or_else(|| unknown("outcome"))?,
        },
    })
}
