//! Ratings, as far as figures need them: how many of each grade, by month, matter and district. Who rates, and why, is
//! kept elsewhere.

use app::text::city_date;
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::counting::month_of;
use crate::case::Matter;
use crate::fault::Fault;

/// Counts one grade (1 very bad to 5 very good) that an applicant gave for a matter, in the transaction that keeps it.
pub async fn count_grade(
    conn: &mut AnyConnection,
    matter: &Matter,
    grade: i64,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO figure_rating (month, matter, district, grade, n) VALUES ($1, $2, $3, $4, 1)
         ON CONFLICT (month, matter, district, grade) DO UPDATE SET n = figure_rating.n + 1",
    )
    .bind(month_of(city_date(at)))
    .bind(format!("{}/{}", matter.department, matter.code))
    .bind(matter.office.0.get(..6).unwrap_or_default().to_owned())
    .bind(grade)
    .execute(conn)
    .await?;
    Ok(())
}
