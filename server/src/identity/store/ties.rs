//! Table `staff_identity`; the ties themselves are `casework::store::tie`.

use sqlx::{AnyConnection, Row};

/// Who a member of staff is, and since when their household is known.
#[derive(Clone, Debug)]
pub struct IdentityRow {
    /// Sealed.
    pub number: String,
    /// 0: the register has not answered yet.
    pub household_asked_at: i64,
}

/// Where a member's number is sealed.
pub fn number_place(staff: &str) -> String {
    format!("staff_identity,number,{staff}")
}

/// Keeps who somebody is; `false` when that is known already.
pub async fn insert(conn: &mut AnyConnection, staff: &str, number: &str) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO staff_identity (staff, number, household_asked_at) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING",
    )
    .bind(staff.to_owned())
    .bind(number.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn of(conn: &mut AnyConnection, staff: &str) -> sqlx::Result<Option<IdentityRow>> {
    sqlx::query("SELECT number, household_asked_at FROM staff_identity WHERE staff = $1")
        .bind(staff.to_owned())
        .fetch_optional(conn)
        .await?
        .map(|row| {
            Ok(IdentityRow {
                number: row.try_get("number")?,
                household_asked_at: row.try_get("household_asked_at")?,
            })
        })
        .transpose()
}

/// Notes that the register has answered; `false` when it answered somebody else meanwhile, or it is about another number.
pub async fn note_asked(
    conn: &mut AnyConnection,
    staff: &str,
    from: &IdentityRow,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE staff_identity SET household_asked_at = $1 WHERE staff = $2 AND number = $3 AND household_asked_at = $4",
    )
    .bind(now)
    .bind(staff.to_owned())
    .bind(from.number.clone())
    .bind(from.household_asked_at)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets who somebody is, so that it can be said anew.
pub async fn forget(conn: &mut AnyConnection, staff: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM staff_identity WHERE staff = $1")
        .bind(staff.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Ids of all whose identity is known.
pub async fn all(conn: &mut AnyConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query("SELECT staff FROM staff_identity ORDER BY staff")
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| row.try_get("staff"))
        .collect()
}
