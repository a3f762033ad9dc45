//! What a database is for, demonstration or real people: decided when it is opened first, never changed. Invented
//! people must not come among real ones, nor real ones where anybody can be anybody with one press.

use sqlx::Row as _;

use crate::database::Db;
use crate::fault::Fault;

/// Claims a new database for this purpose, or checks that an older one has it.
///
/// # Errors
/// A database that serves the other purpose.
pub async fn claim(db: &Db, demo: bool) -> Result<(), Fault> {
    let purpose = if demo { "demo" } else { "real" };
    let mut tx = db.begin().await?;
    sqlx::query(
        "INSERT INTO portal_setting (name, value) VALUES ('purpose', $1) ON CONFLICT (name) DO NOTHING",
    )
    .bind(purpose)
    .execute(tx.conn())
    .await?;
    let claimed: String = sqlx::query("SELECT value FROM portal_setting WHERE name = 'purpose'")
        .fetch_one(tx.conn())
        .await?
        .try_get("value")?;
    tx.commit().await?;
    if claimed == purpose {
        return Ok(());
    }
    Err(Fault::Other(if demo {
        "this database is for real people, and --demo would let anybody be anybody in it. Name another: \
         --database sqlite:FILE"
            .to_owned()
    } else {
        "this database holds the demo city's people and 5099xx numbers. Name another: --database URL".to_owned()
    }))
}
