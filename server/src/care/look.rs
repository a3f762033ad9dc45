//! What comes due by itself: at its cut-off a meal becomes a delivery, and a visit at which nobody has checked in is
//! missed. What is due stands in the database, so a restart forgets nothing and repeats nothing.

use std::time::Duration;

use app::care::form::Slot;
use app::care::{VisitStep, terms};
use app::error::PortalError;
use app::text::city_date;

use super::acts::Taker;
use super::store::{self, Order, Visit};
use super::{days_after, moment_of};
use crate::Office;
use crate::fault::Fault;

/// How many are looked at in one go.
const AT_ONCE: i64 = 200;

/// Runs until the portal closes.
///
/// # Errors
/// None: what fails is logged and tried again.
pub async fn run(office: Office) -> Result<(), Fault> {
    while !office.closing.has_begun() {
        if let Err(fault) = look(&office).await {
            tracing::error!(error = %fault, "orders and visits could not be read");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = office.closing.begun() => {}
        }
    }
    Ok(())
}

/// Fixes every meal whose cut-off has come, and misses every visit that nobody made; says how many they were.
///
/// # Errors
/// The database's. One that fails stops no other: it is logged, and found again a second later.
pub async fn look(office: &Office) -> Result<usize, Fault> {
    let now = office.clock.now();
    let orders = store::orders_to_look(&mut *office.db.read().await?, now, AT_ONCE).await?;
    for order in &orders {
        if let Err(fault) = office.fix_meal(order).await {
            tracing::error!(error = %fault, order = %order.reference, "a meal could not be fixed");
        }
    }
    let visits = store::visits_to_look(&mut *office.db.read().await?, now, AT_ONCE).await?;
    for visit in &visits {
        match office.miss(visit).await {
            // Somebody has just come.
            Ok(()) | Err(Fault::Portal(PortalError::Conflict(_))) => {}
            Err(fault) => {
                tracing::error!(error = %fault, visit = visit.id, "a missed visit could not be written down");
            }
        }
    }
    Ok(orders.len() + visits.len())
}

impl Office {
    async fn fix_meal(&self, order: &Order) -> Result<(), Fault> {
        let Some(mark) = order.next_mark else {
            return Ok(());
        };
        let day = days_after(city_date(mark), 1);
        let next = self.mark_of_meal(&order.weekdays, days_after(day, 1));
        let provider = self.care_directory().get(&order.provider).cloned();
        let mut tx = self.db.begin().await?;
        // Whoever moves the mark has it: another process finds nothing to do.
        if !store::move_order_mark(tx.conn(), order, Some(next)).await? {
            return Ok(());
        }
        let slot = Slot {
            day,
            begins: terms().meal_at,
        };
        let left_out = store::skipped(tx.conn(), order, day).await?;
        // After a long standstill nobody is sent out for a meal of last week.
        if let Some(provider) =
            provider.filter(|_| moment_of(slot) > self.clock.now() && !left_out.contains(&day))
        {
            let visit = self.new_visit(order, slot);
            self.plan_visit(&mut tx, &provider, &visit).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn miss(&self, visit: &Visit) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        self.step_visit(&mut tx, visit, VisitStep::Miss, &Taker::portal())
            .await?;
        Ok(tx.commit().await?)
    }
}
