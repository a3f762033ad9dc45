//! For `yuban seed`: what older people of the demo city have ordered in the last days, in every stage, through the same
//! acts as anybody's; a provider without a free time; and somebody who does not open the door.

use app::care::form::{CareDetails, Slot, What, Wish};
use app::care::{CareService, CarerWish, Provider, VisitBy, VisitStage, VisitStep, terms};
use app::identity::Citizen;
use app::person::ResidentId;
use app::text::{city_date, city_time};
use app::warnings::Contact;
use jiff::{SignedDuration, Timestamp};

use super::acts::Taker;
use super::ordering::{Subject, Understood};
use super::store::{self, Visit};
use super::{days_after, moment_of};
use crate::Office;
use crate::clock::SetClock;
use crate::demo_city::City;
use crate::demo_city::care::{OPERATOR, company_of, providers};
use crate::demo_city::next_door;
use crate::demo_city::people::{demo_family, demo_people};
use crate::fault::Fault;

/// So many days ago the first of them ordered.
const SINCE: i64 = 3;
/// So many older people besides the demo's own.
const ELDERS: usize = 24;

/// Somebody who orders for themselves.
struct Elder {
    me: Citizen,
    street: String,
    address: String,
    phone: String,
    number: ResidentId,
}

/// Lives the last days of care at home, up to `now`. Leaves the clock there.
///
/// # Errors
/// The acts' own.
pub async fn seed_care(
    office: &Office,
    city: &City,
    clock: &SetClock,
    now: Timestamp,
) -> Result<(), Fault> {
    next_door::open_care(office, city).await?;
    let all = providers(city.seed, &city.streets);
    let elders = elders(office, city);
    let today = city_date(now);
    let at = |day: i64, minute: i64| {
        moment_of(Slot {
            day: days_after(today, day),
            begins: minute,
        })
    };
    clock.set(at(-SINCE, 600));
    for (nth, elder) in elders.iter().enumerate() {
        if nth % 3 == 2 {
            continue;
        }
        let station = all.iter().find(|one| {
            one.street == elder.street
                && one.price(CareService::Meals).is_some()
                && one.system.is_empty()
        });
        if let Some(station) = station {
            let weekdays = if nth % 2 == 0 {
                vec![1, 2, 3, 4, 5, 6, 7]
            } else {
                vec![1, 3, 5]
            };
            let start = days_after(today, 1 - SINCE);
            let what = What::Meals { weekdays, start };
            office
                .seed_order(elder, station, CareService::Meals, what)
                .await?;
        }
    }
    for day in -SINCE..0 {
        clock.set(at(day, 660));
        for (nth, elder) in elders.iter().enumerate() {
            let wanted = [
                CareService::Bathing,
                CareService::Escort,
                CareService::HomeCare,
                CareService::Cleaning,
            ];
            let Some(company) = company_of(&all, &elder.street[..6]) else {
                continue;
            };
            if nth % 3 == usize::try_from(day.rem_euclid(3)).unwrap_or(0) {
                let ahead = 1 + i64::try_from(nth % 4).unwrap_or(0);
                let service = wanted[nth % wanted.len()];
                office
                    .seed_visit(elder, company, service, days_after(today, day + ahead))
                    .await?;
            }
        }
        clock.set(at(day, terms().cut_off));
        super::look(office).await?;
        office
            .seed_day(clock, days_after(today, day + 1), now)
            .await?;
    }
    // One who has no time left to give, and one who waits for it.
    clock.set(now);
    office.seed_full_provider(&elders, city, &all).await?;
    if let Some(reached) = all.iter().find(|one| {
        elders
            .first()
            .is_some_and(|elder| one.division == elder.street[..6])
            && one.system == OPERATOR
            && one.price(CareService::Bathing).is_some()
            && one.women > 1
    }) && let Some(elder) = elders.first()
    {
        office
            .seed_visit(elder, reached, CareService::Bathing, days_after(today, 2))
            .await?;
    }
    office.seed_missed(&elders, &all, clock, now).await?;
    clock.set(now);
    Ok(())
}

/// The demo's oldest people first, then others.
fn elders(office: &Office, city: &City) -> Vec<Elder> {
    let named = demo_people(city)
        .into_iter()
        .filter(|person| ["elder", "assisted-elder", "old-father"].contains(&person.key))
        .map(|person| person.number);
    let at_home = &demo_family(city, "elder").members[0];
    let others = city
        .families
        .iter()
        .filter(|family| family.kind.is_of_old_age())
        .map(|family| family.members[0].clone())
        .filter(|number| number != at_home)
        .take(ELDERS);
    let mut seen = std::collections::BTreeSet::new();
    named
        .chain(others)
        .filter(|number| seen.insert(number.clone()))
        .filter_map(|number| elder_called(office, city, number))
        .collect()
}

/// Only where somebody offers care at all: those of other provinces have no street here.
fn elder_called(office: &Office, city: &City, number: ResidentId) -> Option<Elder> {
    let person = city.person(&number)?;
    (person.street.len() == 9).then(|| Elder {
        me: Citizen {
            account: String::new(),
            person: office.keys.person(&number),
            name: person.name.clone(),
            helped: None,
        },
        street: person.street.clone(),
        address: person.address.clone(),
        phone: person.mobile.as_ref().map_or_else(
            || "023-00000000".to_owned(),
            |mobile| mobile.as_str().to_owned(),
        ),
        number,
    })
}

/// An older person who calls a street office, best of this street: somebody who has ordered no meals, and is none of those
/// whom one can be; with their number and street.
pub fn whoever_calls(
    office: &Office,
    city: &City,
    street: &str,
) -> Option<(Citizen, ResidentId, String)> {
    let known: Vec<ResidentId> = demo_people(city)
        .into_iter()
        .map(|person| person.number)
        .collect();
    elders(office, city)
        .into_iter()
        .enumerate()
        .filter(|(nth, elder)| nth % 3 == 2 && !known.contains(&elder.number))
        .map(|(_, elder)| elder)
        .min_by_key(|elder| elder.street != street)
        .map(|elder| (elder.me, elder.number, elder.street))
}

/// Meals on every day from the day after tomorrow on, ordered by `me`: the person, or staff in their place.
///
/// # Errors
/// The act's own.
pub async fn seed_meals_for(
    office: &Office,
    city: &City,
    me: Citizen,
    number: ResidentId,
) -> Result<(), Fault> {
    let Some(elder) = elder_called(office, city, number) else {
        return Ok(());
    };
    let all = providers(city.seed, &city.streets);
    let station = all
        .iter()
        .find(|one| one.street == elder.street && one.price(CareService::Meals).is_some());
    let Some(station) = station else {
        return Ok(());
    };
    let what = What::Meals {
        weekdays: vec![1, 2, 3, 4, 5, 6, 7],
        start: days_after(office.clock.today(), 2),
    };
    let elder = Elder { me, ..elder };
    office
        .seed_order(&elder, station, CareService::Meals, what)
        .await
}

/// Orders a visit as the press on the check page does, for seeds and proofs; the reference. The same `once` is the same
/// press.
///
/// # Errors
/// The act's own.
#[expect(
    clippy::too_many_arguments,
    reason = "whoever presses, what and when, each by itself"
)]
pub async fn order_visit(
    office: &Office,
    me: &Citizen,
    number: &ResidentId,
    provider: &Provider,
    service: CareService,
    street: &str,
    slot: Slot,
    once: &str,
) -> Result<String, Fault> {
    let asked = Understood {
        provider: provider.clone(),
        subject: Subject {
            person: me.person.clone(),
            number: number.clone(),
            name: me.name.as_str().to_owned(),
            acting: None,
        },
        wish: Wish {
            mandate: None,
            street: street.to_owned(),
            details: CareDetails::default(),
            what: What::Visit {
                carer: CarerWish::Either,
                slot: Some(slot),
            },
            asks_hardship: false,
        },
        price: terms().price(
            service,
            provider.price(service).unwrap_or_default(),
            0,
            "",
            office.settings.demo,
        ),
        is_register_silent: false,
        is_register_denied: false,
        once: once.to_owned(),
    };
    let reference = office.order(me, &asked, service).await?;
    Ok(reference.as_str().to_owned())
}

impl Office {
    async fn seed_order(
        &self,
        elder: &Elder,
        provider: &Provider,
        service: CareService,
        what: What,
    ) -> Result<(), Fault> {
        let age = elder.number.age_on(self.clock.today());
        let full = provider.price(service).unwrap_or_default();
        let is_meal = service.is_standing();
        let understood = Understood {
            provider: provider.clone(),
            subject: Subject {
                person: elder.me.person.clone(),
                number: elder.number.clone(),
                name: elder.me.name.as_str().to_owned(),
                acting: None,
            },
            wish: Wish {
                mandate: None,
                street: elder.street.clone(),
                details: CareDetails {
                    name: String::new(),
                    address: elder.address.clone(),
                    phone: elder.phone.clone(),
                    diet: if is_meal {
                        "soft".to_owned()
                    } else {
                        String::new()
                    },
                    allergies: String::new(),
                    note: String::new(),
                },
                what,
                asks_hardship: false,
            },
            price: terms().price(service, full, age, "", self.settings.demo),
            is_register_silent: false,
            is_register_denied: false,
            once: self.chance.token(),
        };
        self.order(&elder.me, &understood, service).await?;
        Ok(())
    }

    /// A visit on this day, at the first time that is free; none where there is none.
    async fn seed_visit(
        &self,
        elder: &Elder,
        provider: &Provider,
        service: CareService,
        day: jiff::civil::Date,
    ) -> Result<(), Fault> {
        let carer = CarerWish::Either;
        let free = self.free_slots(provider, carer, usize::MAX).await?;
        let Some(slot) = free.into_iter().find(|slot| slot.day == day) else {
            return Ok(());
        };
        let what = What::Visit {
            carer,
            slot: Some(slot),
        };
        self.seed_order(elder, provider, service, what).await
    }

    /// Whoever was expected on this day and before now has come; most have confirmed it, and some have said how it was.
    async fn seed_day(
        &self,
        clock: &SetClock,
        day: jiff::civil::Date,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let mut visits = Vec::new();
        {
            let mut conn = self.db.read().await?;
            for provider in self.care_directory().providers() {
                if provider.system.is_empty() {
                    visits.extend(store::visits_at(&mut conn, &provider.id, day).await?);
                }
            }
        }
        visits.sort_by_key(|visit| (visit.slot, visit.id.clone()));
        for (nth, visit) in visits.iter().enumerate() {
            let begins = moment_of(visit.slot);
            if begins + SignedDuration::from_hours(3) > now {
                break;
            }
            let person = Taker {
                by: VisitBy::Person,
                actor: visit.subject.0.clone(),
            };
            let came = Taker {
                by: VisitBy::Provider,
                actor: "seed".to_owned(),
            };
            clock.set(begins);
            let mut steps = vec![
                (VisitStep::Accept, &came),
                (VisitStep::CheckIn, &came),
                (VisitStep::CheckOut, &came),
            ];
            if nth % 4 != 3 {
                steps.push((VisitStep::Confirm, &person));
            }
            for (step, taker) in steps {
                clock.advance(SignedDuration::from_mins(4));
                self.seed_step(&visit.id, step, taker).await?;
            }
            if nth % 5 == 0 {
                self.seed_rating(visit, 5 - i64::try_from(nth % 3).unwrap_or(0))
                    .await?;
            }
        }
        Ok(())
    }

    async fn seed_step(&self, id: &str, step: VisitStep, taker: &Taker) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        if let Some(visit) = store::visit_by_id(tx.conn(), id).await?
            && visit.stage != VisitStage::Cancelled
        {
            self.step_visit(&mut tx, &visit, step, taker).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn seed_rating(&self, visit: &Visit, grade: i64) -> Result<(), Fault> {
        let sealed = self
            .keys
            .seal(&super::words_place(&visit.id), &"", &self.chance);
        let mut tx = self.db.begin().await?;
        let due = (grade <= terms().answered_grade)
            .then(|| self.calendar.after(self.clock.today(), terms().answer_days));
        store::add_rating(tx.conn(), visit, grade, &sealed, due, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn seed_full_provider(
        &self,
        elders: &[Elder],
        city: &City,
        all: &[Provider],
    ) -> Result<(), Fault> {
        let Some(division) = elders.first().map(|elder| elder.street[..6].to_owned()) else {
            return Ok(());
        };
        let here: Vec<Elder> = city
            .pensioners
            .iter()
            .filter(|(_, street)| street.starts_with(&division))
            .filter_map(|(number, _)| elder_called(self, city, number.clone()))
            .collect();
        let Some(small) = all.iter().rfind(|one| one.division == division) else {
            return Ok(());
        };
        let free = self
            .free_slots(small, CarerWish::Either, usize::MAX)
            .await?;
        for (slot, elder) in free.into_iter().zip(&here) {
            let what = What::Visit {
                carer: CarerWish::Either,
                slot: Some(slot),
            };
            self.seed_order(elder, small, CareService::Cleaning, what)
                .await?;
        }
        if let Some(last) = here.last() {
            let what = What::Visit {
                carer: CarerWish::Either,
                slot: None,
            };
            self.seed_order(last, small, CareService::Cleaning, what)
                .await?;
        }
        Ok(())
    }

    /// A quarter of an hour ago nobody opened: the person was rung, and now it is the contact's turn.
    async fn seed_missed(
        &self,
        elders: &[Elder],
        all: &[Provider],
        clock: &SetClock,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Some(elder) = elders.first() else {
            return Ok(());
        };
        let Some(company) = company_of(all, &elder.street[..6]) else {
            return Ok(());
        };
        let contact = Contact {
            name: "陈国庆（儿子）".to_owned(),
            phone: "139 0000 0001".to_owned(),
        };
        self.add_contact(&elder.me.person, &contact).await?;
        let local = now.to_zoned(city_time());
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let slot = Slot {
            day: local.date(),
            begins: (minute - 20).max(0) / 5 * 5,
        };
        let orders = store::orders_for(&mut *self.db.read().await?, &elder.me.person).await?;
        let Some(order) = orders.iter().find(|order| !order.service.is_standing()) else {
            return Ok(());
        };
        let visit = Visit {
            provider: company.id.clone(),
            ..self.new_visit(order, slot)
        };
        let id = visit.id.clone();
        let mut tx = self.db.begin().await?;
        self.book(&mut tx, company, CarerWish::Either, visit)
            .await?;
        tx.commit().await?;
        let came = Taker {
            by: VisitBy::Provider,
            actor: "seed".to_owned(),
        };
        clock.set(now - SignedDuration::from_mins(15));
        self.seed_step(&id, VisitStep::Miss, &came).await?;
        clock.set(now - SignedDuration::from_mins(5));
        crate::warnings::look(self).await?;
        Ok(())
    }
}
