//! Many rows out of a few: what benches of a large city have in common.

use server::database::{Db, Engine};
use sqlx::{AnyConnection, AssertSqlSafe, Column as _, Row as _};

pub async fn run(conn: &mut AnyConnection, sql: &str) {
    sqlx::query(AssertSqlSafe(sql.to_owned()))
        .execute(conn)
        .await
        .unwrap_or_else(|error| panic!("{sql:.300}: {error}"));
}

/// The columns of a table that has a row.
pub async fn columns_of(conn: &mut AnyConnection, table: &str) -> Vec<String> {
    let some = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table} LIMIT 1")))
        .fetch_one(conn)
        .await
        .unwrap();
    some.columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect()
}

/// A text of a row `b` of its own, made of a template's: eight digits before what tells the template's rows apart.
pub fn own(column: &str) -> String {
    format!("SUBSTR(CAST(100000000 + b.nth AS TEXT), 2) || SUBSTR({column}, 9)")
}

/// What was written in bulk is where it would be long after: out of the log, on the disk, and counted for whoever plans
/// queries.
pub async fn settle(db: &Db) {
    match db.engine() {
        Engine::Sqlite => {
            let mut tx = db.begin().await.unwrap();
            run(tx.conn(), "ANALYZE").await;
            tx.commit().await.unwrap();
            db.take_care().await.unwrap();
        }
        Engine::Postgres => {
            // Not within a transaction.
            let mut conn = db.read().await.unwrap();
            run(&mut conn, "VACUUM (ANALYZE)").await;
            run(&mut conn, "CHECKPOINT").await;
        }
    }
    let synced = tokio::process::Command::new("sync").status().await;
    assert!(synced.unwrap().success());
}
