//! The clock of an appeal, a complaint or a task: it runs from the day on which it was handed in until it is answered.

use app::text::city_date;
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::store::{self, Remedy};
use crate::Office;
use crate::case::MatterKey;
use crate::case::clocks::{self, Marked, Running, Ticking};
use crate::fault::Fault;

impl Office {
    fn marks_of_remedy(&self, remedy: &Remedy) -> Vec<Marked> {
        self.marks_between(city_date(remedy.opened_at), remedy.due)
    }

    /// When one that is handed in now is to be looked at first.
    pub(super) fn first_mark_of_remedy(&self, remedy: &Remedy) -> Option<Timestamp> {
        clocks::next_of(&self.marks_of_remedy(remedy), remedy.opened_at)
    }

    /// One whose clock runs; `None`: it is answered.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn running_remedy(
        &self,
        conn: &mut AnyConnection,
        key: &MatterKey,
    ) -> Result<Option<Running>, Fault> {
        let remedy = store::by_key(conn, &key.home, &key.id)
            .await?
            .ok_or_else(|| Fault::Row(format!("a clock without its remedy {}", key.id)))?;
        if !remedy.stage.is_open() {
            return Ok(None);
        }
        // Whoever could answer is told, not an office in which everybody took part.
        let office = match &remedy.above {
            Some(above) if store::is_left_to_others(conn, &remedy).await? => above,
            _ => &remedy.office,
        };
        Ok(Some(Running {
            record: remedy.record(),
            marks: self.marks_of_remedy(&remedy),
            office: Some(office.clone()),
            matter: None,
        }))
    }

    /// Answered: no mark is left, and nobody needs to know of those that were reached.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn stop_clock_of_remedy(
        &self,
        conn: &mut AnyConnection,
        remedy: &Remedy,
    ) -> Result<(), Fault> {
        let key = MatterKey {
            home: remedy.home.clone(),
            id: remedy.id.clone(),
        };
        clocks::store::start(conn, Ticking::Remedy, &key, None).await?;
        clocks::store::settle(conn, Ticking::Remedy, &key, self.clock.now()).await
    }
}
