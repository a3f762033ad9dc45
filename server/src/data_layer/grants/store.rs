//! SQL of grants.

use app::data_layer::GrantState;
use app::identity::OfficeId;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::data_layer::exchange::RepresentedParty;
use crate::fault::Fault;

/// A grant as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    pub id: String,
    pub package: String,
    pub data_set: String,
    pub purpose: String,
    pub matter: String,
    pub fields: String,
    pub until: String,
    pub office: String,
    pub asked_by: String,
    pub asked_at: i64,
    pub state: GrantState,
    pub reason: String,
    pub version: i64,
    pub told: i64,
}

impl GrantRow {
    /// The department that asked for it, and for which alone it holds; `None` for a standing one.
    pub fn party(&self) -> Option<RepresentedParty> {
        RepresentedParty::of_office(&OfficeId(self.office.clone()))
    }
}

/// Keeps a grant. One that is there stays as it was decided; where its fields or last day are others now, that is a new
/// version, for its register to be told of.
pub async fn add(conn: &mut AnyConnection, grant: &GrantRow) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO data_grant (id, package, data_set, purpose, matter, fields, until, office, asked_by, asked_at, state, reason, decided_by, decided_at, version, told)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 0, $13, $14)
         ON CONFLICT (id) DO UPDATE SET fields = excluded.fields, until = excluded.until, version = data_grant.version + 1
         WHERE data_grant.fields <> excluded.fields OR data_grant.until <> excluded.until",
    )
    .bind(grant.id.clone())
    .bind(grant.package.clone())
    .bind(grant.data_set.clone())
    .bind(grant.purpose.clone())
    .bind(grant.matter.clone())
    .bind(grant.fields.clone())
    .bind(grant.until.clone())
    .bind(grant.office.clone())
    .bind(grant.asked_by.clone())
    .bind(grant.asked_at)
    .bind(grant.state.code().to_owned())
    .bind(grant.reason.clone())
    .bind(grant.version)
    .bind(grant.told)
    .execute(conn)
    .await?;
    Ok(())
}

/// A decision of the owner's, and who may not take it: whoever asked.
#[derive(Clone, Debug)]
pub struct Decision<'a> {
    pub id: &'a str,
    pub version: i64,
    pub from: GrantState,
    pub to: GrantState,
    pub reason: &'a str,
    pub by: &'a str,
    pub at: i64,
}

/// Decides, if it still stands as it was seen, and somebody else asked; false where not.
pub async fn decide(conn: &mut AnyConnection, decision: &Decision<'_>) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE data_grant SET state = $1, reason = $2, decided_by = $3, decided_at = $4, version = version + 1
         WHERE id = $5 AND version = $6 AND state = $7 AND asked_by <> $3",
    )
    .bind(decision.to.code().to_owned())
    .bind(decision.reason.to_owned())
    .bind(decision.by.to_owned())
    .bind(decision.at)
    .bind(decision.id.to_owned())
    .bind(decision.version)
    .bind(decision.from.code().to_owned())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// The register knows of this version now.
pub async fn note_told(conn: &mut AnyConnection, id: &str, version: i64) -> Result<(), Fault> {
    sqlx::query("UPDATE data_grant SET told = $1 WHERE id = $2 AND told < $1")
        .bind(version)
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Every decision is told again: the registers may have been set up anew since.
pub async fn forget_told(conn: &mut AnyConnection) -> Result<(), Fault> {
    sqlx::query("UPDATE data_grant SET told = 0 WHERE version > 1")
        .execute(conn)
        .await?;
    Ok(())
}

macro_rules! grants {
    ($rest:literal) => {
        concat!(
            "SELECT id, package, data_set, purpose, matter, fields, until, office, asked_by, asked_at, state, reason, version, told FROM data_grant ",
            $rest
        )
    };
}

pub async fn by_id(conn: &mut AnyConnection, id: &str) -> Result<Option<GrantRow>, Fault> {
    sqlx::query(grants!("WHERE id = $1"))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(grant)
        .transpose()
}

/// All grants of a data set, newest first, at most 200.
pub async fn of_set(conn: &mut AnyConnection, data_set: &str) -> Result<Vec<GrantRow>, Fault> {
    sqlx::query(grants!(
        "WHERE data_set = $1 ORDER BY asked_at DESC, id LIMIT 200"
    ))
    .bind(data_set.to_owned())
    .fetch_all(conn)
    .await?
    .iter()
    .map(grant)
    .collect()
}

/// What an office has asked for, newest first, at most 200.
pub async fn of_office(conn: &mut AnyConnection, office: &str) -> Result<Vec<GrantRow>, Fault> {
    sqlx::query(grants!(
        "WHERE office = $1 ORDER BY asked_at DESC, id LIMIT 200"
    ))
    .bind(office.to_owned())
    .fetch_all(conn)
    .await?
    .iter()
    .map(grant)
    .collect()
}

/// What is granted for a purpose on this day.
pub async fn in_force(
    conn: &mut AnyConnection,
    purpose: &str,
    today: Date,
) -> Result<Vec<GrantRow>, Fault> {
    sqlx::query(grants!(
        "WHERE purpose = $1 AND state = 'granted' AND (until = '' OR until >= $2) ORDER BY id"
    ))
    .bind(purpose.to_owned())
    .bind(today.to_string())
    .fetch_all(conn)
    .await?
    .iter()
    .map(grant)
    .collect()
}

/// Decisions that the registers have not heard of yet, at most 100.
pub async fn to_tell(conn: &mut AnyConnection) -> Result<Vec<GrantRow>, Fault> {
    sqlx::query(grants!(
        "WHERE told < version AND state <> 'asked' ORDER BY id LIMIT 100"
    ))
    .fetch_all(conn)
    .await?
    .iter()
    .map(grant)
    .collect()
}

fn grant(row: &AnyRow) -> Result<GrantRow, Fault> {
    let state: String = row.try_get(10)?;
    Ok(GrantRow {
        id: row.try_get(0)?,
        package: row.try_get(1)?,
        data_set: row.try_get(2)?,
        purpose: row.try_get(3)?,
        matter: row.try_get(4)?,
        fields: row.try_get(5)?,
        until: row.try_get(6)?,
        office: row.try_get(7)?,
        asked_by: row.try_get(8)?,
        asked_at: row.try_get(9)?,
        state: GrantState::from_code(&state)
            .ok_or_else(|| Fault::Row("data_grant.state".to_owned()))?,
        reason: row.try_get(11)?,
        version: row.try_get(12)?,
        told: row.try_get(13)?,
    })
}
