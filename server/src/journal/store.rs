//! Entries in and out of the database.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::chain::{NOTHING, of_entry};
use super::{Entry, Record, Written};
use crate::database::{Key, rows_of, these};
use crate::fault::Fault;

/// Adds an entry to a record's chain, in the transaction of the step that it describes. Writers of one record wait
/// for one another here. Returns the entry's number within the record.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then be dropped.
pub async fn write(
    conn: &mut AnyConnection,
    record: &Record,
    at: Timestamp,
    entry: &Entry,
) -> sqlx::Result<i64> {
    let (seq, prev) = match lengthen(conn, record).await? {
        Some(place) => place,
        None => {
            begin_chain(conn, record).await?;
            lengthen(conn, record)
                .await?
                .ok_or(sqlx::Error::RowNotFound)?
        }
    };
    let at = at.as_microsecond();
    let text = serde_json::to_string(entry).expect("an entry has text keys only");
    let hash = of_entry(record, seq, &prev, at, &text);
    sqlx::query(
        "INSERT INTO journal (home, kind, id, seq, prev, hash, at, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(record.home.clone())
    .bind(record.kind.clone())
    .bind(record.id.clone())
    .bind(seq)
    .bind(prev.clone())
    .bind(hash.clone())
    .bind(at)
    .bind(text)
    .execute(&mut *conn)
    .await?;
    let moved = sqlx::query(
        "UPDATE record_head SET head = $1 WHERE home = $2 AND kind = $3 AND id = $4 AND length = $5 AND head = $6",
    )
    .bind(hash)
    .bind(record.home.clone())
    .bind(record.kind.clone())
    .bind(record.id.clone())
    .bind(seq)
    .bind(prev)
    .execute(conn)
    .await?;
    if moved.rows_affected() == 1 {
        Ok(seq)
    } else {
        Err(sqlx::Error::RowNotFound)
    }
}

/// Takes the next number; from here to the end of the transaction nobody else can. The head is still the old one.
async fn lengthen(
    conn: &mut AnyConnection,
    record: &Record,
) -> sqlx::Result<Option<(i64, String)>> {
    sqlx::query(
        "UPDATE record_head SET length = length + 1 WHERE home = $1 AND kind = $2 AND id = $3 RETURNING length, head",
    )
    .bind(record.home.clone())
    .bind(record.kind.clone())
    .bind(record.id.clone())
    .fetch_optional(conn)
    .await?
    .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
    .transpose()
}

async fn begin_chain(conn: &mut AnyConnection, record: &Record) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO record_head (home, kind, id, length, head, sealed) VALUES ($1, $2, $3, 0, $4, 0) \
         ON CONFLICT DO NOTHING",
    )
    .bind(record.home.clone())
    .bind(record.kind.clone())
    .bind(record.id.clone())
    .bind(NOTHING.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// All entries of a record, oldest first.
///
/// # Errors
/// Whatever the database says, or an entry that cannot be read.
pub async fn read(conn: &mut AnyConnection, record: &Record) -> sqlx::Result<Vec<Written>> {
    sqlx::query(
        "SELECT home, kind, id, seq, at, entry FROM journal WHERE home = $1 AND kind = $2 AND id = $3 ORDER BY seq",
    )
    .bind(record.home.clone())
    .bind(record.kind.clone())
    .bind(record.id.clone())
    .fetch_all(conn)
    .await?
    .iter()
    .map(written)
    .collect()
}

/// All entries of these cases, each case's oldest first.
///
/// # Errors
/// Whatever the database says, or an entry that cannot be read.
pub async fn read_cases(
    conn: &mut AnyConnection,
    cases: &[Key<'_>],
) -> Result<Vec<Written>, Fault> {
    let sql = concat!(
        "SELECT home, kind, id, seq, at, entry FROM ",
        these!(),
        "CROSS JOIN journal WHERE home = k.column1 AND kind = 'case' AND id = k.column2 ORDER BY seq"
    );
    let rows = rows_of(conn, sql, cases).await?;
    Ok(rows.iter().map(written).collect::<Result<_, _>>()?)
}

/// A place in the journal of the whole portal, in the order of [`since`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub at: Timestamp,
    pub record: Record,
    pub seq: i64,
}

impl Position {
    /// Before everything that happens at this moment or later.
    pub fn before(at: Timestamp) -> Self {
        Self {
            at,
            record: Record::new("", "", ""),
            seq: 0,
        }
    }
}

impl Written {
    /// Where it stands: what [`since`] goes on from.
    pub fn position(&self) -> Position {
        Position {
            at: self.at,
            record: self.record.clone(),
            seq: self.seq,
        }
    }
}

/// The entries of all records after a position, in the order of their times, at most `limit`. A transaction that was
/// slower than its neighbours can still add an entry before a position that was already read.
///
/// # Errors
/// Whatever the database says, or an entry that cannot be read.
pub async fn since(
    conn: &mut AnyConnection,
    after: &Position,
    limit: i64,
) -> sqlx::Result<Vec<Written>> {
    sqlx::query(
        "SELECT home, kind, id, seq, at, entry FROM journal \
         WHERE (at, home, kind, id, seq) > ($1, $2, $3, $4, $5) ORDER BY at, home, kind, id, seq LIMIT $6",
    )
    .bind(after.at.as_microsecond())
    .bind(after.record.home.clone())
    .bind(after.record.kind.clone())
    .bind(after.record.id.clone())
    .bind(after.seq)
    .bind(limit)
    .fetch_all(conn)
    .await?
    .iter()
    .map(written)
    .collect()
}

fn written(row: &AnyRow) -> sqlx::Result<Written> {
    let unreadable = |error: Box<dyn std::error::Error + Send + Sync>| sqlx::Error::Decode(error);
    let entry: String = row.try_get(5)?;
    Ok(Written {
        record: Record {
            home: row.try_get(0)?,
            kind: row.try_get(1)?,
            id: row.try_get(2)?,
        },
        seq: row.try_get(3)?,
        at: Timestamp::from_microsecond(row.try_get(4)?)
            .map_err(|error| unreadable(error.into()))?,
        entry: serde_json::from_str(&entry).map_err(|error| unreadable(error.into()))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Db;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    fn step(name: &str) -> Entry {
        Entry {
            step: name.into(),
            by: "caseworker".into(),
            actor: "staff-7".into(),
            from: Some("ready".into()),
            to: Some("in-review".into()),
            ..Entry::default()
        }
    }

    async fn fresh() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!(
            "sqlite:{}",
            folder.path().join("journal.db").display()
        ))
        .await
        .unwrap();
        (folder, db)
    }

    #[tokio::test]
    async fn what_was_written_is_read_in_order_and_paged_by_time() {
        let (_folder, db) = fresh().await;
        let (first, second) = (
            Record::new("500106001", "case", "a"),
            Record::new("500106001", "case", "b"),
        );
        let mut tx = db.begin().await.unwrap();
        for (record, second, name, seq) in [
            (&first, 1, "submitted", 1),
            (&second, 2, "submitted", 1),
            (&first, 3, "take-up", 2),
            (&first, 3, "approve", 3),
        ] {
            assert_eq!(
                write(tx.conn(), record, at(second), &step(name))
                    .await
                    .unwrap(),
                seq
            );
        }
        tx.commit().await.unwrap();

        let mut conn = db.read().await.unwrap();
        let steps: Vec<_> = read(&mut conn, &first)
            .await
            .unwrap()
            .into_iter()
            .map(|written| (written.seq, written.entry))
            .collect();
        assert_eq!(
            steps,
            [
                (1, step("submitted")),
                (2, step("take-up")),
                (3, step("approve"))
            ]
        );

        let mut place = Position::before(at(0));
        let mut pages = Vec::new();
        loop {
            let page = since(&mut conn, &place, 1).await.unwrap();
            let Some(last) = page.last() else { break };
            place = last.position();
            pages.push((last.record.id.clone(), last.seq));
        }
        assert_eq!(
            pages,
            [("a", 1), ("b", 1), ("a", 2), ("a", 3)].map(|(id, seq)| (id.to_owned(), seq))
        );
    }

    #[tokio::test]
    async fn an_entry_goes_with_the_transaction_that_made_it() {
        let (_folder, db) = fresh().await;
        let record = Record::new("500106001", "case", "a");
        let mut tx = db.begin().await.unwrap();
        write(tx.conn(), &record, at(1), &step("submitted"))
            .await
            .unwrap();
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        assert_eq!(
            write(tx.conn(), &record, at(1), &step("submitted"))
                .await
                .unwrap(),
            1
        );
        tx.commit().await.unwrap();
        assert_eq!(
            read(&mut db.read().await.unwrap(), &record)
                .await
                .unwrap()
                .len(),
            1
        );
    }
}
