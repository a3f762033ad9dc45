//! Opening, migrating and writing to the database that the URL names: `sqlite:` or `postgres:`. One SQL text for
//! both; what only one engine can do lives in this folder.

mod many;
mod triggers;

use std::sync::Arc;
use std::{str::FromStr, time::Duration};

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Row, SqlSafeStr as _, Transaction};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Office;
use crate::fault::Fault;
use crate::notices::Telling;

pub(crate) use many::these;
pub use many::{Key, rows_of};

/// Which engine answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The portal's database. Reads go through [`Db::read`], writes only through [`Db::begin`].
#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    readers: AnyPool,
    writer: AnyPool,
    /// For what goes before everybody else ([`first`]): readers of its own, and on PostgreSQL writers of its own.
    first_readers: AnyPool,
    first_writer: AnyPool,
    /// SQLite writes one after the other. Of all the others only one at a time stands in the writer's queue, so that
    /// whatever goes first waits for one transaction and not for a hundred.
    turn: Arc<Semaphore>,
}

/// How long somebody waits for a connection, or for their turn.
const PATIENCE: Duration = Duration::from_secs(10);

tokio::task_local! {
    static FIRST: ();
}

/// Whatever this work asks of the database goes before everybody else: one-key calls.
pub fn first<F: Future>(work: F) -> impl Future<Output = F::Output> {
    FIRST.scope((), work)
}

/// Whether this task goes first.
pub fn goes_first() -> bool {
    FIRST.try_with(|()| ()).is_ok()
}

/// A transaction that was opened for writing. Store functions take [`Tx::conn`]. Dropped without
/// [`Tx::commit`], nothing happened.
pub struct Tx {
    inner: Transaction<'static, Any>,
    /// Given back when the transaction has ended.
    turn: Option<OwnedSemaphorePermit>,
    /// Who is to be told what when all steps of this transaction are taken, and who writes it down.
    tellings: Vec<Telling>,
    teller: Option<Office>,
}

impl Tx {
    const fn of(inner: Transaction<'static, Any>, turn: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            inner,
            turn,
            tellings: Vec::new(),
            teller: None,
        }
    }

    /// The connection to hand to store functions.
    pub fn conn(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// Somebody is to be told: it is written when all steps of this transaction are taken, because only then it is
    /// known where the case stands.
    pub fn tell_at_the_end(&mut self, office: &Office, telling: Telling) {
        self.tellings.push(telling);
        self.teller.get_or_insert_with(|| office.clone());
    }

    /// Writes the notices, and makes everything of this transaction so.
    pub async fn commit(mut self) -> sqlx::Result<()> {
        if let Some(office) = self.teller.take() {
            let tellings = std::mem::take(&mut self.tellings);
            office
                .write_notices(&mut self, tellings)
                .await
                .map_err(|fault| match fault {
                    Fault::Database(error) => error,
                    other => sqlx::Error::AnyDriverError(Box::new(other)),
                })?;
        }
        let committed = self.inner.commit().await;
        drop(self.turn);
        committed
    }
}

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

impl Db {
    /// Opens the database, creates an SQLite file that is not there yet, and brings the tables up to date.
    ///
    /// # Errors
    /// As [`Db::migrate`].
    pub async fn open(url: &str) -> sqlx::Result<Self> {
        Self::migrate(url, &mut |_, _| ()).await?;
        let (engine, options) = read_url(url)?;
        // A page may hold one reader while it asks for a second: with few, some pages at once could wait for each other.
        let (readers, writers, first) = match engine {
            Engine::Sqlite => (16, 1, 4),
            Engine::Postgres => (8, 8, 4),
        };
        let pool = |size: u32| {
            AnyPoolOptions::new()
                .max_connections(size)
                .acquire_timeout(PATIENCE)
                .after_connect(move |connection, _| Box::pin(prepare(connection, engine)))
        };
        let writer = pool(writers).connect_with(options.clone()).await?;
        let readers = pool(readers).connect_with(options.clone()).await?;
        // Whoever calls for help does not wait until a database that is asked by everybody takes a new connection.
        let ready = || {
            pool(first)
                .min_connections(first)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let first_readers = ready().connect_with(options.clone()).await?;
        let first_writer = match engine {
            // There is one writer, whoever writes.
            Engine::Sqlite => writer.clone(),
            Engine::Postgres => ready().connect_with(options).await?,
        };
        Ok(Self {
            engine,
            readers,
            writer,
            first_readers,
            first_writer,
            turn: Arc::new(Semaphore::new(1)),
        })
    }

    /// Makes the tables, or brings them up to date, one step after the other; `on_step` hears how many of how many
    /// are done.
    ///
    /// # Errors
    /// An engine that is too old (SQLite before 3.51.3 can lose committed writes), a PostgreSQL database that does
    /// not sort by code point, or whatever the driver says.
    pub async fn migrate(
        url: &str,
        on_step: &mut (dyn FnMut(u64, u64) + Send),
    ) -> sqlx::Result<()> {
        let (engine, options) = read_url(url)?;
        let mut connection = AnyConnection::connect_with(&options).await?;
        prepare(&mut connection, engine).await?;
        check_engine(&mut connection, engine).await?;
        let steps = MIGRATIONS.iter().map(|(version, what, sql)| {
            let (kind, sql) = (MigrationType::Simple, sql.into_sql_str());
            Migration::new(*version, (*what).into(), kind, sql, false)
        });
        let migrator = Migrator::with_migrations(steps.collect());
        for (done, (version, ..)) in (1_u64..).zip(MIGRATIONS) {
            migrator
                .run_to(*version, &mut connection)
                .await
                .map_err(|error| sqlx::Error::Configuration(error.into()))?;
            on_step(done, MIGRATIONS.len() as u64);
        }
        triggers::put(&mut connection, engine).await?;
        connection.close().await
    }

    /// Whether the database answers at all.
    pub async fn answers(&self) -> sqlx::Result<()> {
        let mut connection = self.read().await?;
        sqlx::query("SELECT 1").execute(&mut *connection).await?;
        Ok(())
    }

    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// A connection for reading.
    pub async fn read(&self) -> sqlx::Result<PoolConnection<Any>> {
        self.reading().acquire().await
    }

    fn reading(&self) -> &AnyPool {
        if goes_first() {
            &self.first_readers
        } else {
            &self.readers
        }
    }

    /// A place in the writer's queue, where one is needed.
    async fn await_turn(&self) -> sqlx::Result<Option<OwnedSemaphorePermit>> {
        if self.engine == Engine::Postgres || goes_first() {
            return Ok(None);
        }
        let turn = Arc::clone(&self.turn).acquire_owned();
        match tokio::time::timeout(PATIENCE, turn).await {
            Ok(turn) => Ok(Some(turn.map_err(|_| sqlx::Error::PoolClosed)?)),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// The only way to write. On SQLite the write lock is taken at once, so that a transaction that reads first
    /// cannot fail half-way.
    pub async fn begin(&self) -> sqlx::Result<Tx> {
        let turn = self.await_turn().await?;
        let writer = if goes_first() {
            &self.first_writer
        } else {
            &self.writer
        };
        let inner = match self.engine {
            Engine::Sqlite => writer.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => writer.begin().await?,
        };
        Ok(Tx::of(inner, turn))
    }

    /// A transaction for reading that sees one moment from its first read to its end.
    pub async fn snapshot(&self) -> sqlx::Result<Tx> {
        let inner = match self.engine {
            Engine::Sqlite => self.reading().begin().await?,
            Engine::Postgres => {
                self.reading()
                    .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?
            }
        };
        Ok(Tx::of(inner, None))
    }

    /// From here on SQLite does not wait for the disk at each commit, until [`Self::take_care`]: for filling a new
    /// database that is thrown away when the filling is broken off. PostgreSQL goes on as it was.
    pub async fn hurry(&self) -> sqlx::Result<()> {
        self.wait_for_the_disk("OFF").await
    }

    /// Waits for the disk again, and for everything that was written in a hurry.
    pub async fn take_care(&self) -> sqlx::Result<()> {
        self.wait_for_the_disk("FULL; PRAGMA wal_checkpoint(TRUNCATE)")
            .await
    }

    async fn wait_for_the_disk(&self, how: &'static str) -> sqlx::Result<()> {
        if self.engine == Engine::Sqlite {
            // One writer, one connection.
            let mut connection = self.writer.acquire().await?;
            let pragma = format!("PRAGMA synchronous = {how}");
            connection.execute(sqlx::AssertSqlSafe(pragma)).await?;
        }
        Ok(())
    }

    /// Closes every connection; on SQLite this checkpoints the log.
    pub async fn close(&self) {
        self.first_readers.close().await;
        self.first_writer.close().await;
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn read_url(url: &str) -> sqlx::Result<(Engine, AnyConnectOptions)> {
    sqlx::any::install_default_drivers();
    let engine = if url.starts_with("sqlite:") {
        Engine::Sqlite
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        Engine::Postgres
    } else {
        return Err(refused("a database is named sqlite:FILE or postgres://.."));
    };
    let options = match engine {
        Engine::Sqlite => {
            let separator = if url.contains('?') { '&' } else { '?' };
            AnyConnectOptions::from_str(&format!("{url}{separator}mode=rwc"))?
        }
        Engine::Postgres => AnyConnectOptions::from_str(url)?,
    };
    Ok((engine, options))
}

async fn prepare(connection: &mut AnyConnection, engine: Engine) -> sqlx::Result<()> {
    if engine == Engine::Sqlite {
        // FULL: a receipt is a promise, it must survive a power cut. The cache (KiB, below nothing) holds the upper pages of a
        // city's indexes; the default of 2 MiB does not.
        connection
            .execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384")
            .await?;
    }
    Ok(())
}

async fn check_engine(connection: &mut AnyConnection, engine: Engine) -> sqlx::Result<()> {
    match engine {
        Engine::Sqlite => {
            let version: String = sqlx::query("SELECT sqlite_version()")
                .fetch_one(connection)
                .await?
                .try_get(0)?;
            let parts: Vec<u32> = version
                .split('.')
                .filter_map(|part| part.parse().ok())
                .collect();
            if parts < vec![3, 51, 3] {
                return Err(refused(&format!(
                    "SQLite {version} can lose committed writes; 3.51.3 or later is needed"
                )));
            }
        }
        Engine::Postgres => {
            let collation: String = sqlx::query("SELECT CAST(datcollate AS TEXT) FROM pg_database WHERE datname = current_database()")
                .fetch_one(connection)
                .await?
                .try_get(0)?;
            if !matches!(collation.as_str(), "C" | "C.UTF-8" | "C.utf8" | "POSIX") {
                return Err(refused(&format!(
                    "this database sorts text by {collation}; lists need code points. Make one that does:\n  \
                     CREATE DATABASE yuban TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
                )));
            }
        }
    }
    Ok(())
}

fn refused(why: &str) -> sqlx::Error {
    sqlx::Error::Configuration(why.to_owned().into())
}
