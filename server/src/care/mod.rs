//! Care at home: orders and visits with stages of their own. A time is taken by one row that can be there once; a visit
//! goes to the system of whoever comes by the outbox, and what happens there comes back signed. Whoever has no system
//! works on a page of the portal.

mod acts;
pub mod counter;
mod desk;
pub mod dispatch;
mod entering;
mod look;
mod ordering;
pub mod seeds;
pub mod store;
mod vouchers;

pub use entering::CareEntries;
pub use look::{look, run};

use std::sync::Arc;

use app::care::form::{CareDetails, Slot};
use app::care::{CareDirectory, Provider};
use app::identity::{Actor, Citizen, PersonKey, SessionKey};
use app::text::city_time;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::Office;
use crate::assessment::add_care_interest;
use crate::fault::Fault;
use crate::journal::Record;
use crate::mandate::Filed;
use store::{Order, Visit};

/// The code of care at home in mandates and purposes.
pub const SERVICE: &str = "care";
/// The first two letters of an order's reference (养老).
pub const PREFIX: &str = "YL";
/// Of a voucher's (消费券).
pub(crate) const VOUCHER_PREFIX: &str = "XQ";

/// Under which mandate an order was made, and for whom.
pub(crate) struct Parties {
    pub mandate: Option<String>,
    pub subject: PersonKey,
}

fn details_place(order: &str) -> String {
    format!("care_order.details.{order}")
}

fn draft_place(person: &PersonKey, page: &str) -> String {
    format!("care_draft.typed.{},{page}", person.0)
}

fn secret_place(code: &str) -> String {
    format!("care_system.secret.{code}")
}

fn answer_place(visit: &str) -> String {
    format!("care_rating.answer.{visit}")
}

fn voucher_place(voucher: &str) -> String {
    format!("care_voucher.called.{voucher}")
}

fn words_place(visit: &str) -> String {
    format!("care_rating.words.{visit}")
}

/// A minute of a day of the city as a moment.
pub(crate) fn moment_of(slot: Slot) -> Timestamp {
    let minute = i8::try_from(slot.begins % 60).unwrap_or(0);
    let hour = i8::try_from(slot.begins / 60 % 24).unwrap_or(0);
    slot.day
        .at(hour, minute, 0, 0)
        .to_zoned(city_time())
        .expect("the city's days have no gaps")
        .timestamp()
}

fn minutes_after(at: Timestamp, minutes: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(minutes))
        .expect("a span of minutes saturates")
}

fn days_after(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

impl Order {
    fn record(&self) -> Record {
        Record::new(&self.home, "order", &self.id)
    }

    fn filed(&self) -> Filed<'_> {
        Filed {
            mandate: self.mandate.as_deref(),
            filed_by: &self.filed_by,
            subject: &self.subject,
            service: SERVICE,
        }
    }
}

impl Visit {
    fn record(&self) -> Record {
        Record::new(&self.home, "visit", &self.id)
    }
}

impl Office {
    /// Who offers care, as it is known now.
    pub fn care_directory(&self) -> Arc<CareDirectory> {
        self.care
            .read()
            .expect("nobody panics while replacing the directory")
            .clone()
    }

    /// Reads who offers care from the portal's own table.
    ///
    /// # Errors
    /// The database's.
    pub async fn open_care_directory(&self) -> Result<(), Fault> {
        let providers = store::providers(&mut *self.db.read().await?).await?;
        *self
            .care
            .write()
            .expect("nobody panics while reading the directory") =
            Arc::new(CareDirectory::new(providers));
        Ok(())
    }

    /// Keeps these providers, beside those that are known already: each that civil affairs lists, whose owner is a
    /// registered organisation and whose address exists. Where it stands is what the register of addresses says. Whom the
    /// registers do not confirm is not entered; while they are silent nobody is.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_providers(&self, providers: &[Provider]) -> Result<(), Fault> {
        let known = self.care_directory();
        let news: Vec<Provider> = providers
            .iter()
            .filter(|provider| {
                known
                    .get(&provider.id)
                    .is_none_or(|known| !entering::is_the_same(known, provider))
            })
            .cloned()
            .collect();
        let confirmed = self.confirmed_by_registers(news).await;
        let mut tx = self.db.begin().await?;
        for provider in &confirmed {
            store::keep_provider(tx.conn(), provider).await?;
            // Whoever gains by care does not assess who needs it.
            let (owner, division) = (&provider.owner, &provider.division);
            add_care_interest(tx.conn(), owner, &provider.id, division).await?;
        }
        tx.commit().await?;
        self.open_care_directory().await
    }

    /// The provider that this visitor works for.
    pub fn provider_of_staff(&self, actor: &Actor) -> Option<Provider> {
        let member = actor.staff()?;
        self.care_directory().get(&member.office.0).cloned()
    }

    /// Who ordered for whom.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn parties_of_order(&self, reference: &str) -> Result<Option<Parties>, Fault> {
        let order = store::order_by_reference(&mut *self.db.read().await?, reference).await?;
        Ok(order.map(|order| Parties {
            mandate: order.mandate,
            subject: order.subject,
        }))
    }

    /// Under whose mandate this person looks for care, or fills in the order of (`providers`, its id).
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn whom_care_is_for(
        &self,
        me: &Citizen,
        session: &SessionKey,
        provider: Option<(&str, &str)>,
    ) -> Result<Option<String>, Fault> {
        let mut whom = String::new();
        if let Some(("providers", id)) = provider
            && let Some(provider) = self.care_directory().get(id)
        {
            for offered in &provider.services {
                let page = ordering::page_of(id, offered.service);
                let draft = self.order_draft(me, &page).await?;
                if draft.done.is_empty() && !draft.typed.whom.is_empty() {
                    whom = draft.typed.whom;
                }
            }
        }
        if whom.is_empty() {
            let start: counter::StartForm = self
                .slip_of(session, counter::START)
                .await?
                .unwrap_or_default();
            whom = start.whom;
        }
        Ok(Some(whom).filter(|whom| !whom.is_empty() && whom != "me"))
    }

    fn details_of(&self, order: &Order) -> Result<CareDetails, Fault> {
        Ok(self
            .keys
            .open_sealed(&details_place(&order.id), &order.details)?)
    }
}
