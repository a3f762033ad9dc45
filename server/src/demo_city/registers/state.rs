//! What the registers have been told since day zero: certificates issued, children registered, entries made. A small
//! SQLite file of their own, never the portal's.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

use app::person::ResidentId;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, Transaction};

use crate::data_layer::records::{DataSet, Entered, GrantNotice, Household, Person};
use crate::demo_city::residents::Resident;

/// All tables. They only ever grow: a statement that is there stays as it is.
const TABLES: [&str; 17] = [
    // Which city these registers belong to, decided when they are opened for the first time.
    "CREATE TABLE IF NOT EXISTS city (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        seed TEXT NOT NULL,
        day_zero TEXT NOT NULL,
        families INTEGER NOT NULL
    )",
    // One row for each write. `about`: what it may stand for only once (a delivery, a certificate, a person), or empty.
    "CREATE TABLE IF NOT EXISTS entry (
        data_set TEXT NOT NULL,
        idempotency_key TEXT NOT NULL,
        about TEXT NOT NULL,
        reference TEXT NOT NULL,
        fields TEXT NOT NULL,
        number TEXT NOT NULL,
        entered_on TEXT NOT NULL,
        PRIMARY KEY (data_set, idempotency_key),
        UNIQUE (data_set, number)
    )",
    "CREATE UNIQUE INDEX IF NOT EXISTS entry_about ON entry (data_set, about) WHERE about <> ''",
    "CREATE TABLE IF NOT EXISTS certificate (
        delivery TEXT NOT NULL PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        child_name TEXT NOT NULL,
        issued_on TEXT NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS child (
        number TEXT NOT NULL PRIMARY KEY,
        certificate TEXT NOT NULL UNIQUE,
        person TEXT NOT NULL,
        household TEXT NOT NULL,
        registered_on TEXT NOT NULL
    )",
    "CREATE INDEX IF NOT EXISTS child_by_household ON child (json_extract(household, '$.number'))",
    // Residents beside the city's families, by the number they have in their row.
    "CREATE TABLE IF NOT EXISTS resident (
        number TEXT NOT NULL PRIMARY KEY,
        nth INTEGER NOT NULL UNIQUE,
        person TEXT NOT NULL,
        household TEXT NOT NULL
    )",
    // What has happened to a person since day zero: died, or registered in another street.
    "CREATE TABLE IF NOT EXISTS happening (
        number TEXT NOT NULL PRIMARY KEY,
        died_on TEXT NOT NULL,
        street TEXT NOT NULL
    )",
    // A licence that the store has with another date of issue than on day zero.
    "CREATE TABLE IF NOT EXISTS licence_dated (
        number TEXT NOT NULL,
        kind TEXT NOT NULL,
        issued_on TEXT NOT NULL,
        PRIMARY KEY (number, kind)
    )",
    // What each department signs its answers with: base64 of 32 bytes.
    "CREATE TABLE IF NOT EXISTS signing_key (
        member TEXT NOT NULL PRIMARY KEY,
        secret TEXT NOT NULL
    )",
    // Who may ask for what: what each register decides by. `until` is empty where it holds until it is revoked.
    "CREATE TABLE IF NOT EXISTS data_grant (
        id TEXT NOT NULL PRIMARY KEY,
        client TEXT NOT NULL,
        purpose TEXT NOT NULL,
        data_set TEXT NOT NULL,
        fields TEXT NOT NULL,
        until TEXT NOT NULL,
        is_granted INTEGER NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE INDEX IF NOT EXISTS data_grant_by_client ON data_grant (client, data_set, purpose)",
    // Every call of a data set, as the registers wrote it down themselves: their own log, beside the portal's.
    "CREATE TABLE IF NOT EXISTS call (
        nth INTEGER NOT NULL PRIMARY KEY,
        message_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        client TEXT NOT NULL,
        represented TEXT NOT NULL,
        user_id TEXT NOT NULL,
        issue TEXT NOT NULL,
        purpose TEXT NOT NULL,
        data_set TEXT NOT NULL,
        about TEXT NOT NULL,
        is_let_through INTEGER NOT NULL
    )",
    "CREATE INDEX IF NOT EXISTS call_by_person ON call (about) WHERE about <> ''",
    "CREATE INDEX IF NOT EXISTS data_grant_by_set ON data_grant (data_set, purpose)",
    // For which department alone a grant holds; none: for whatever its client asks.
    "CREATE TABLE IF NOT EXISTS grant_party (
        data_grant TEXT NOT NULL PRIMARY KEY,
        represented TEXT NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS counter (
        name TEXT NOT NULL PRIMARY KEY,
        given INTEGER NOT NULL
    )",
];

/// The registers' own memory.
pub struct State {
    readers: SqlitePool,
    writer: SqlitePool,
    /// For the log of calls alone: a question does not wait for the disk as a number that is given does.
    log: SqlitePool,
}

/// A call as the registers wrote it down, whatever they answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenCall {
    /// `X-Road-Id`, made here where none was sent.
    pub message_id: String,
    pub at: Timestamp,
    pub client: String,
    /// For whom the client asked, where that is not itself; else empty.
    pub represented: String,
    /// As the client named whoever caused it; empty where nobody was named.
    pub user_id: String,
    pub issue: String,
    pub purpose: String,
    /// The data set's code.
    pub data_set: String,
    /// The number that was asked about; empty where it was an entry, or about nobody.
    pub about: String,
    /// Whether there was a grant.
    pub is_let_through: bool,
}

/// A certificate issued since day zero.
pub struct Issued {
    pub number: String,
    pub child_name: String,
    pub issued_on: Date,
}

/// A child registered since day zero.
pub struct Child {
    pub person: Person,
    pub household: Household,
    pub registered_on: Date,
}

/// An entry that was made before under the same key.
pub struct Earlier {
    pub about: String,
    pub answer: Entered,
}

impl State {
    /// Opens the file, made when it is not there.
    ///
    /// # Errors
    /// Whatever the driver says.
    pub async fn open(url: &str) -> sqlx::Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A number that was given must not be forgotten in a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5));
        // One writer, or two that begin at once would make each other wait by polling.
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        for table in TABLES {
            sqlx::query(table).execute(&writer).await?;
        }
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.clone())
            .await?;
        let log = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.synchronous(SqliteSynchronous::Normal))
            .await?;
        Ok(Self {
            readers,
            writer,
            log,
        })
    }

    /// From here on a commit does not wait for the disk.
    pub async fn hurry(&self) -> sqlx::Result<()> {
        sqlx::query("PRAGMA synchronous = OFF")
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Seed, day zero and number of families of the city that these registers belong to: those of the first opening.
    pub async fn city(
        &self,
        seed: u64,
        today: Date,
        families: usize,
    ) -> sqlx::Result<(u64, Date, usize)> {
        sqlx::query("INSERT INTO city (id, seed, day_zero, families) VALUES (1, $1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(seed.to_string())
            .bind(today.to_string())
            .bind(i64::try_from(families).unwrap_or(i64::MAX))
            .execute(&self.writer)
            .await?;
        let row = sqlx::query("SELECT seed, day_zero, families FROM city WHERE id = 1")
            .fetch_one(&self.writer)
            .await?;
        let seed = read(row.try_get(0)?)?;
        let day_zero = read(row.try_get(1)?)?;
        let families: i64 = row.try_get(2)?;
        Ok((seed, day_zero, usize::try_from(families).unwrap_or(0)))
    }

    /// What this department signs with, made at the first opening.
    pub async fn signing_key(&self, member: &str, fresh: [u8; 32]) -> sqlx::Result<[u8; 32]> {
        sqlx::query(
            "INSERT INTO signing_key (member, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(member)
        .bind(STANDARD.encode(fresh))
        .execute(&self.writer)
        .await?;
        let secret: String = sqlx::query("SELECT secret FROM signing_key WHERE member = $1")
            .bind(member)
            .fetch_one(&self.writer)
            .await?
            .try_get(0)?;
        STANDARD
            .decode(secret)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| sqlx::Error::Decode("a signing key is no 32 bytes".into()))
    }

    /// Opens a transaction that holds the write lock from the start.
    pub async fn begin(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }

    /// A connection for reading.
    pub async fn read(&self) -> sqlx::Result<sqlx::pool::PoolConnection<Sqlite>> {
        self.readers.acquire().await
    }

    /// Writes a call down.
    pub async fn write_down(&self, call: &WrittenCall) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO call (message_id, at, client, represented, user_id, issue, purpose, data_set, about, is_let_through)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&call.message_id)
        .bind(call.at.as_microsecond())
        .bind(&call.client)
        .bind(&call.represented)
        .bind(&call.user_id)
        .bind(&call.issue)
        .bind(&call.purpose)
        .bind(&call.data_set)
        .bind(&call.about)
        .bind(i64::from(call.is_let_through))
        .execute(&self.log)
        .await?;
        Ok(())
    }

    pub async fn close(&self) {
        self.readers.close().await;
        self.log.close().await;
        self.writer.close().await;
    }
}

/// The calls about somebody, in the order in which they came.
pub async fn calls_about(
    at: &mut SqliteConnection,
    number: &ResidentId,
) -> sqlx::Result<Vec<WrittenCall>> {
    sqlx::query(
        "SELECT message_id, at, client, represented, user_id, issue, purpose, data_set, about, is_let_through
         FROM call WHERE about = $1 ORDER BY nth",
    )
    .bind(number.as_str())
    .fetch_all(at)
    .await?
    .iter()
    .map(|row| {
        Ok(WrittenCall {
            message_id: row.try_get(0)?,
            at: Timestamp::from_microsecond(row.try_get(1)?)
                .map_err(|error| sqlx::Error::Decode(error.into()))?,
            client: row.try_get(2)?,
            represented: row.try_get(3)?,
            user_id: row.try_get(4)?,
            issue: row.try_get(5)?,
            purpose: row.try_get(6)?,
            data_set: row.try_get(7)?,
            about: row.try_get(8)?,
            is_let_through: row.try_get::<i64, _>(9)? != 0,
        })
    })
    .collect()
}

/// Keeps what a register was told of a grant, unless it knows something newer.
pub async fn keep_grant(at: &mut SqliteConnection, notice: &GrantNotice) -> sqlx::Result<()> {
    // Whose it is never changes: one that was told before there were parties is given its own.
    if let Some(represented) = &notice.represented {
        sqlx::query("INSERT INTO grant_party (data_grant, represented) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(&notice.id)
            .bind(represented)
            .execute(&mut *at)
            .await?;
    }
    sqlx::query(
        "INSERT INTO data_grant (id, client, purpose, data_set, fields, until, is_granted, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET client = excluded.client, purpose = excluded.purpose, data_set = excluded.data_set,
         fields = excluded.fields, until = excluded.until, is_granted = excluded.is_granted, version = excluded.version
         WHERE excluded.version > data_grant.version",
    )
    .bind(&notice.id)
    .bind(&notice.client)
    .bind(&notice.purpose)
    .bind(&notice.data_set)
    .bind(notice.fields.join(","))
    .bind(notice.until.map(|until| until.to_string()).unwrap_or_default())
    .bind(i64::from(notice.is_granted))
    .bind(notice.version)
    .execute(at)
    .await?;
    Ok(())
}

/// Who asks a register, as grants name them.
pub struct GrantedTo {
    pub client: String,
    /// For which department; empty: for the client itself.
    pub represented: String,
    /// The department whose own system it is; empty: the portal's, which is of all.
    pub own_party: String,
}

/// The fields of the grants that let somebody ask today; nothing where there is none. Without a purpose: of any.
pub async fn granted(
    at: &mut SqliteConnection,
    to: &GrantedTo,
    set: DataSet,
    purpose: Option<&str>,
    today: Date,
) -> sqlx::Result<BTreeSet<String>> {
    let rows = sqlx::query(
        "SELECT g.fields FROM data_grant g LEFT JOIN grant_party p ON p.data_grant = g.id
         WHERE g.data_set = $2 AND ($3 IS NULL OR g.purpose = $3) AND g.is_granted = 1 AND (g.until = '' OR g.until >= $4)
         AND ((g.client = $1 AND (p.represented IS NULL OR p.represented = $5)) OR p.represented = $6)",
    )
    .bind(&to.client)
    .bind(set.code())
    .bind(purpose)
    .bind(today.to_string())
    .bind(&to.represented)
    .bind(&to.own_party)
    .fetch_all(at)
    .await?;
    let mut fields = BTreeSet::new();
    for row in rows {
        let named: String = row.try_get(0)?;
        fields.extend(named.split(',').map(str::to_owned));
    }
    Ok(fields)
}

/// Reads a stored text back into what it was.
fn read<T: FromStr<Err: std::fmt::Display>>(text: String) -> sqlx::Result<T> {
    text.parse()
        .map_err(|error: T::Err| sqlx::Error::Decode(error.to_string().into()))
}

fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> sqlx::Result<T> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

pub async fn earlier(
    at: &mut SqliteConnection,
    set: DataSet,
    key: &str,
) -> sqlx::Result<Option<Earlier>> {
    let row = sqlx::query(
        "SELECT about, number, entered_on FROM entry WHERE data_set = $1 AND idempotency_key = $2",
    )
    .bind(set.code())
    .bind(key)
    .fetch_optional(at)
    .await?;
    row.map(|row| {
        Ok(Earlier {
            about: row.try_get(0)?,
            answer: Entered {
                entry: key.to_owned(),
                number: row.try_get(1)?,
                entered_on: read(row.try_get(2)?)?,
            },
        })
    })
    .transpose()
}

/// The number that was given for this thing, and when.
pub async fn entered_about(
    at: &mut SqliteConnection,
    set: DataSet,
    about: &str,
) -> sqlx::Result<Option<(String, Date)>> {
    let row =
        sqlx::query("SELECT number, entered_on FROM entry WHERE data_set = $1 AND about = $2")
            .bind(set.code())
            .bind(about)
            .fetch_optional(at)
            .await?;
    row.map(|row| Ok((row.try_get(0)?, read(row.try_get(1)?)?)))
        .transpose()
}

/// An entry to keep.
pub struct NewEntry<'a> {
    pub set: DataSet,
    pub about: &'a str,
    pub reference: &'a str,
    /// The fields as JSON.
    pub fields: &'a str,
    pub answer: &'a Entered,
}

pub async fn keep_entry(at: &mut SqliteConnection, new: &NewEntry<'_>) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO entry (data_set, idempotency_key, about, reference, fields, number, entered_on) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(new.set.code())
        .bind(&new.answer.entry)
        .bind(new.about)
        .bind(new.reference)
        .bind(new.fields)
        .bind(&new.answer.number)
        .bind(new.answer.entered_on.to_string())
        .execute(at)
        .await?;
    Ok(())
}

/// The next of a counted kind of number, from 1.
pub async fn count(at: &mut SqliteConnection, name: &str) -> sqlx::Result<i64> {
    sqlx::query("INSERT INTO counter (name, given) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET given = given + 1 RETURNING given")
        .bind(name)
        .fetch_one(at)
        .await?
        .try_get(0)
}

pub async fn issue(at: &mut SqliteConnection, delivery: &str, issued: &Issued) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO certificate (delivery, number, child_name, issued_on) VALUES ($1, $2, $3, $4)",
    )
    .bind(delivery)
    .bind(&issued.number)
    .bind(&issued.child_name)
    .bind(issued.issued_on.to_string())
    .execute(at)
    .await?;
    Ok(())
}

pub async fn issued(at: &mut SqliteConnection, delivery: &str) -> sqlx::Result<Option<Issued>> {
    let row =
        sqlx::query("SELECT number, child_name, issued_on FROM certificate WHERE delivery = $1")
            .bind(delivery)
            .fetch_optional(at)
            .await?;
    row.map(|row| {
        Ok(Issued {
            number: row.try_get(0)?,
            child_name: row.try_get(1)?,
            issued_on: read(row.try_get(2)?)?,
        })
    })
    .transpose()
}

/// The delivery for which this certificate was issued since day zero.
pub async fn delivery_of(
    at: &mut SqliteConnection,
    certificate: &str,
) -> sqlx::Result<Option<String>> {
    sqlx::query("SELECT delivery FROM certificate WHERE number = $1")
        .bind(certificate)
        .fetch_optional(at)
        .await?
        .map(|row| row.try_get(0))
        .transpose()
}

pub async fn register(
    at: &mut SqliteConnection,
    certificate: &str,
    child: &Child,
) -> sqlx::Result<()> {
    let json = |record: Result<String, serde_json::Error>| record.expect("records serialize");
    sqlx::query("INSERT INTO child (number, certificate, person, household, registered_on) VALUES ($1, $2, $3, $4, $5)")
        .bind(child.person.number.as_str())
        .bind(certificate)
        .bind(json(serde_json::to_string(&child.person)))
        .bind(json(serde_json::to_string(&child.household)))
        .bind(child.registered_on.to_string())
        .execute(at)
        .await?;
    Ok(())
}

/// What happened to somebody since day zero; empty texts: nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Happening {
    pub number: String,
    pub died_on: String,
    pub street: String,
    /// The kind of a licence that has another date from now on.
    pub licence: String,
    pub issued_on: String,
}

/// Keeps what happened to somebody, instead of what was kept before.
pub async fn happen(at: &mut SqliteConnection, what: &Happening) -> sqlx::Result<()> {
    if !what.licence.is_empty() {
        sqlx::query("INSERT INTO licence_dated (number, kind, issued_on) VALUES ($1, $2, $3) ON CONFLICT (number, kind) DO UPDATE SET issued_on = excluded.issued_on")
            .bind(&what.number)
            .bind(&what.licence)
            .bind(&what.issued_on)
            .execute(at)
            .await?;
        return Ok(());
    }
    sqlx::query("INSERT INTO happening (number, died_on, street) VALUES ($1, $2, $3) ON CONFLICT (number) DO UPDATE SET died_on = excluded.died_on, street = excluded.street")
        .bind(&what.number)
        .bind(&what.died_on)
        .bind(&what.street)
        .execute(at)
        .await?;
    Ok(())
}

/// Kinds of this person's licences that have another date by now, with it.
pub async fn licences_dated(
    at: &mut SqliteConnection,
    number: &ResidentId,
) -> sqlx::Result<Vec<(String, Date)>> {
    let rows = sqlx::query("SELECT kind, issued_on FROM licence_dated WHERE number = $1")
        .bind(number.as_str())
        .fetch_all(at)
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.try_get(0)?, read(row.try_get(1)?)?)))
        .collect()
}

/// This person as they are registered now.
pub async fn as_of_now(at: &mut SqliteConnection, mut person: Person) -> sqlx::Result<Person> {
    let row = sqlx::query("SELECT died_on, street FROM happening WHERE number = $1")
        .bind(person.number.as_str())
        .fetch_optional(at)
        .await?;
    if let Some(row) = row {
        let (died_on, street): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if !died_on.is_empty() {
            person.died_on = Some(read(died_on)?);
        }
        if !street.is_empty() {
            person.division = street.chars().take(6).collect();
            person.street = street;
        }
    }
    Ok(person)
}

/// How many residents there are beside the city's families.
pub async fn residents(at: &mut SqliteConnection) -> sqlx::Result<u64> {
    let last: i64 = sqlx::query("SELECT COALESCE(MAX(nth) + 1, 0) FROM resident")
        .fetch_one(at)
        .await?
        .try_get(0)?;
    Ok(u64::try_from(last).unwrap_or(0))
}

/// Writes residents into the register, in one statement.
pub async fn settle(
    at: &mut SqliteConnection,
    first: u64,
    residents: &[Resident],
) -> sqlx::Result<()> {
    let json = |record: Result<String, serde_json::Error>| record.expect("records serialize");
    let mut insert =
        QueryBuilder::<Sqlite>::new("INSERT INTO resident (number, nth, person, household) ");
    insert.push_values((first..).zip(residents), |mut row, (nth, resident)| {
        row.push_bind(resident.person.number.as_str().to_owned())
            .push_bind(i64::try_from(nth).unwrap_or(i64::MAX))
            .push_bind(json(serde_json::to_string(&resident.person)))
            .push_bind(json(serde_json::to_string(&resident.household)));
    });
    insert.build().execute(at).await?;
    Ok(())
}

pub async fn resident(
    at: &mut SqliteConnection,
    number: &ResidentId,
) -> sqlx::Result<Option<Resident>> {
    let row = sqlx::query("SELECT person, household FROM resident WHERE number = $1")
        .bind(number.as_str())
        .fetch_optional(at)
        .await?;
    row.map(|row| {
        Ok(Resident {
            person: read_json(row.try_get(0)?)?,
            household: read_json(row.try_get(1)?)?,
        })
    })
    .transpose()
}

pub async fn child(at: &mut SqliteConnection, number: &ResidentId) -> sqlx::Result<Option<Child>> {
    let row = sqlx::query("SELECT person, household, registered_on FROM child WHERE number = $1")
        .bind(number.as_str())
        .fetch_optional(at)
        .await?;
    row.map(|row| {
        Ok(Child {
            person: read_json(row.try_get(0)?)?,
            household: read_json(row.try_get(1)?)?,
            registered_on: read(row.try_get(2)?)?,
        })
    })
    .transpose()
}

/// The children who were registered in this household since day zero.
pub async fn children_of(
    at: &mut SqliteConnection,
    household: &str,
) -> sqlx::Result<Vec<ResidentId>> {
    let rows = sqlx::query(
        "SELECT number FROM child WHERE json_extract(household, '$.number') = $1 ORDER BY number",
    )
    .bind(household)
    .fetch_all(at)
    .await?;
    rows.iter()
        .map(|row| read_number(row.try_get(0)?))
        .collect()
}

/// The number of the child who was registered with this certificate since day zero.
pub async fn child_of(
    at: &mut SqliteConnection,
    certificate: &str,
) -> sqlx::Result<Option<ResidentId>> {
    let row = sqlx::query("SELECT number FROM child WHERE certificate = $1")
        .bind(certificate)
        .fetch_optional(at)
        .await?;
    row.map(|row| read_number(row.try_get(0)?)).transpose()
}

fn read_number(text: String) -> sqlx::Result<ResidentId> {
    ResidentId::parse(&text).map_err(|error| sqlx::Error::Decode(error.into()))
}
