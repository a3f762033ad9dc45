//! What the pages about care at home read. No SQL.

use std::collections::HashMap;

use app::care::form::OrderForm;
use app::care::{
    CareDesk, CareDeskPage, CareListPage, CareOfPerson, CareOrdersView, CarePlace, CareService,
    CarerWish, Listing, OrderCheck, OrderLine, OrderPage, OrderStep, OrderView, Price, ProviderDay,
    ProviderPage, RatingAnswer, RatingPage, RatingToAnswer, VisitBy, VisitStage, VisitStep,
    VisitToMake, VisitView, order_after, terms, visit_after,
};
use app::error::PortalError;
use app::identity::{Actor, Citizen, PersonKey, SessionKey, StaffMember};
use app::mandate::{MandateAct, PersonAsked};
use app::person::ResidentId;
use async_trait::async_trait;
use jiff::civil::Date;

use super::counter::{DESK, DESK_CONTACTS, START, StartForm, rating_page};
use super::ordering::page_of;
use super::store::{self, Order, Visit};
use super::{SERVICE, answer_place, days_after, words_place};
use crate::Office;
use crate::data_layer::access_log::{AccessRow, record_list, record_read, record_reads};
use crate::fault::Fault;

/// What a look at care is for.
pub(super) const PURPOSE: &str = "care";
/// What whoever comes has to know of somebody.
pub(super) const TO_WHOEVER_COMES: &[&str] =
    &["name", "address", "phone", "diet", "allergies", "care-note"];
/// Rows on one page of the list.
const PAGE: usize = 20;
/// So many times are offered.
const TIMES: usize = 16;
/// So many days one may begin on.
const DAYS: i64 = 14;

#[async_trait]
impl CareDesk for Office {
    async fn care_list(
        &self,
        asked: &CarePlace,
        after: Option<&str>,
    ) -> Result<CareListPage, PortalError> {
        let listing = self.care_directory().list(asked, after, PAGE);
        Ok(CareListPage {
            meals_used: self.meals_used(&listing).await?,
            listing,
            streets: self.directory().streets(),
        })
    }

    async fn care_provider(&self, id: &str) -> Result<ProviderPage, PortalError> {
        Ok(self.read_provider(id).await?)
    }

    async fn care_order_page(
        &self,
        me: &Citizen,
        session: &SessionKey,
        provider: &str,
        service: CareService,
    ) -> Result<OrderPage, PortalError> {
        Ok(self.read_order_page(me, session, provider, service).await?)
    }

    async fn care_order_check(
        &self,
        me: &Citizen,
        provider: &str,
        service: CareService,
    ) -> Result<Option<OrderCheck>, PortalError> {
        Ok(self.read_order_check(me, provider, service).await?)
    }

    async fn care_orders(&self, me: &Citizen) -> Result<CareOrdersView, PortalError> {
        Ok(CareOrdersView {
            orders: self.read_orders(me).await?,
            vouchers: self.own_vouchers(&me.person).await?,
        })
    }

    async fn care_order(&self, me: &Citizen, reference: &str) -> Result<OrderView, PortalError> {
        let order = self.order_referred(reference).await?;
        let mut conn = self.db.read().await.map_err(Fault::from)?;
        self.may_act_under(&mut conn, &order.filed(), &me.person, MandateAct::Track)
            .await?;
        drop(conn);
        if order.subject != me.person {
            let fields = [TO_WHOEVER_COMES, &["orders"]].concat();
            record_read(self, read_for_another(me, &order, &fields)).await?;
        }
        let mut view = self.order_view(&order, VisitBy::Person).await?;
        view.is_for_another = order.subject != me.person || order.filed_by != me.person;
        Ok(view)
    }

    async fn care_rating(
        &self,
        me: &Citizen,
        session: &SessionKey,
        reference: &str,
        visit: &str,
    ) -> Result<RatingPage, PortalError> {
        let order = self.care_order(me, reference).await?;
        let found = order
            .visits
            .into_iter()
            .find(|found| found.id == visit && found.may_rate)
            .ok_or(PortalError::NotFound)?;
        let page = rating_page(reference, visit);
        Ok(RatingPage {
            service: order.service,
            slot: found.slot,
            typed: self.slip_of(session, &page).await?.unwrap_or_default(),
        })
    }

    async fn provider_day(
        &self,
        actor: &Actor,
        day: Option<Date>,
    ) -> Result<ProviderDay, PortalError> {
        let member = staff(actor)?;
        Ok(self.read_provider_day(actor, member, day).await?)
    }

    async fn care_desk(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<CareDeskPage, PortalError> {
        Ok(self.read_care_desk(staff(actor)?, session, review).await?)
    }
}

fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Staff(member) => Ok(member),
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}

/// Whoever ordered it for somebody reads it.
fn read_for_another(me: &Citizen, order: &Order, fields: &[&str]) -> AccessRow {
    let reference = order.reference.as_str();
    AccessRow::by_citizen(&me.person, &order.subject, PURPOSE, reference, fields)
}

impl Office {
    /// How much of their kitchens is taken, of whoever is listed.
    async fn meals_used(&self, listing: &Listing) -> Result<HashMap<String, i64>, Fault> {
        let ids = || listing.rows.iter().map(|row| row.provider.id.as_str());
        let (Some(first), Some(last)) = (ids().min(), ids().max()) else {
            return Ok(HashMap::new());
        };
        store::places_used_between(&mut *self.db.read().await?, first, last).await
    }

    async fn read_provider(&self, id: &str) -> Result<ProviderPage, Fault> {
        let provider = self
            .care_directory()
            .get(id)
            .cloned()
            .ok_or(PortalError::NotFound)?;
        let used = store::places_used(&mut *self.db.read().await?, id).await?;
        Ok(ProviderPage {
            street: self.directory().street_name(&provider.street),
            meals_left: (provider.meals - used).max(0),
            provider,
        })
    }

    async fn read_order_page(
        &self,
        me: &Citizen,
        session: &SessionKey,
        provider: &str,
        service: CareService,
    ) -> Result<OrderPage, Fault> {
        let provider = self.offering(provider, service)?;
        let draft = self
            .order_draft(me, &page_of(&provider.id, service))
            .await?;
        let others = self.whom_one_may_apply_for(me, SERVICE).await?;
        let mut typed = draft.typed;
        if draft.done.is_empty() {
            if typed.whom.is_empty() && me.helped.is_none() {
                let start: StartForm = self.slip_of(session, START).await?.unwrap_or_default();
                typed.whom = start.whom;
            }
        } else {
            // The next one: where one lives has not changed.
            typed = OrderForm {
                whom: typed.whom,
                street: typed.street,
                address: typed.address,
                phone: typed.phone,
                ..OrderForm::default()
            };
        }
        if others.is_empty() {
            typed.whom = "me".to_owned();
        }
        let faults = self
            .wish_of_order(&typed, &provider, service)
            .err()
            .unwrap_or_default();
        let wish = CarerWish::from_code(&typed.carer).unwrap_or_default();
        let (slots, is_full) = if service.is_standing() {
            let used = store::places_used(&mut *self.db.read().await?, &provider.id).await?;
            (Vec::new(), used >= provider.meals)
        } else {
            let slots = self.free_slots(&provider, wish, TIMES).await?;
            let is_full = slots.is_empty();
            (slots, is_full)
        };
        let elsewhere = if is_full {
            self.with_room(&provider, service, wish).await?
        } else {
            Vec::new()
        };
        let first = self.first_meal_day();
        Ok(OrderPage {
            provider,
            service,
            typed,
            faults,
            others,
            streets: self.directory().streets(),
            days: (0..DAYS).map(|days| days_after(first, days)).collect(),
            slots,
            elsewhere,
            is_full,
        })
    }

    async fn read_order_check(
        &self,
        me: &Citizen,
        provider: &str,
        service: CareService,
    ) -> Result<Option<OrderCheck>, Fault> {
        let provider = self.offering(provider, service)?;
        let draft = self
            .order_draft(me, &page_of(&provider.id, service))
            .await?;
        let Some(asked) = self.understood_order(me, &draft, provider, service).await? else {
            return Ok(None);
        };
        let vouchers = store::vouchers(
            &mut *self.db.read().await?,
            &asked.subject.person,
            self.clock.today(),
        )
        .await?;
        let acting = match &asked.subject.acting {
            Some(acting) => Some(self.told_of(acting).await?),
            None => None,
        };
        Ok(Some(OrderCheck {
            acting,
            name: asked.subject.name,
            street: self.directory().street_name(&asked.wish.street),
            provider: asked.provider,
            service,
            wish: asked.wish,
            price: asked.price,
            voucher: vouchers.iter().map(|(_, fen)| fen).sum(),
            cut_off: terms().cut_off,
            is_register_silent: asked.is_register_silent,
            is_register_denied: asked.is_register_denied,
        }))
    }

    async fn read_orders(&self, me: &Citizen) -> Result<Vec<OrderLine>, Fault> {
        let mut conn = self.db.read().await?;
        let mut orders = store::orders_for(&mut conn, &me.person).await?;
        for order in store::orders_by(&mut conn, &me.person).await? {
            let may = self
                .may_act_under(&mut conn, &order.filed(), &me.person, MandateAct::Track)
                .await;
            match may {
                Ok(()) => orders.push(order),
                // Not now, or no more: it is not theirs to see.
                Err(Fault::Portal(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        let looks = orders
            .iter()
            .filter(|order| order.subject != me.person)
            .map(|order| read_for_another(me, order, &["name", "orders"]))
            .collect();
        orders.sort_by(|a, b| (b.ordered_at, &b.id).cmp(&(a.ordered_at, &a.id)));
        let mut lines = Vec::new();
        for order in orders {
            let next = store::visits_of(&mut conn, &order)
                .await?
                .into_iter()
                .filter(|visit| visit.stage.is_expected())
                .map(|visit| visit.slot)
                .min();
            lines.push(OrderLine {
                provider: self.name_of_provider(&order.provider),
                name: self.details_of(&order)?.name,
                reference: order.reference,
                service: order.service,
                stage: order.stage,
                next,
            });
        }
        drop(conn);
        record_reads(self, looks).await?;
        Ok(lines)
    }

    fn name_of_provider(&self, id: &str) -> app::text::Wording {
        self.care_directory().get(id).map_or_else(
            || app::text::Wording::same(id),
            |provider| provider.name.clone(),
        )
    }

    /// One order as a person, or the desk at their word, sees it.
    async fn order_view(&self, order: &Order, by: VisitBy) -> Result<OrderView, Fault> {
        let provider = self
            .care_directory()
            .get(&order.provider)
            .cloned()
            .ok_or(PortalError::NotFound)?;
        let mut conn = self.db.read().await?;
        let settled = store::paid_and_rated(&mut conn, order).await?;
        let visits: Vec<VisitView> = store::visits_of(&mut conn, order)
            .await?
            .iter()
            .map(|visit| {
                let settled = settled.get(&visit.id).cloned().unwrap_or_default();
                let answer = match (settled.answer_due, settled.answer.is_empty()) {
                    (None, _) => None,
                    (Some(due), true) => Some(RatingAnswer::Owed(due)),
                    (Some(_), false) => Some(RatingAnswer::Given(
                        self.keys
                            .open_sealed(&answer_place(&visit.id), &settled.answer)?,
                    )),
                };
                let mut view = visit_view(visit, by, settled.paid, settled.grade);
                view.answer = answer;
                Ok(view)
            })
            .collect::<Result<_, Fault>>()?;
        let may_skip = order_after(order.stage, OrderStep::Skip, by).is_ok();
        let to_come = if order.service.is_standing() && may_skip {
            let left_out = store::skipped(&mut conn, order, self.first_meal_day()).await?;
            self.meals_to_come(order)
                .into_iter()
                .map(|day| (day, left_out.contains(&day)))
                .collect()
        } else {
            Vec::new()
        };
        let steps = OrderStep::ALL
            .into_iter()
            .filter(|step| order_after(order.stage, *step, by).is_ok())
            .filter(|step| order.service.is_standing() || *step == OrderStep::Cancel)
            // A single visit is cancelled as such, and only while somebody is expected.
            .filter(|_| {
                order.service.is_standing() || visits.iter().all(|visit| visit.stage.is_expected())
            })
            .collect();
        Ok(OrderView {
            reference: order.reference.clone(),
            version: order.version,
            service: order.service,
            provider,
            details: self.details_of(order)?,
            is_for_another: false,
            weekdays: order.weekdays.clone(),
            start: order.start,
            stage: order.stage,
            price: Price {
                full: order.price,
                off: order.discount,
                rule: order.rule.clone(),
                is_unverified: false,
            },
            ordered_at: order.ordered_at,
            steps,
            to_come,
            visits,
            cut_off: terms().cut_off,
        })
    }

    async fn read_provider_day(
        &self,
        actor: &Actor,
        member: &StaffMember,
        day: Option<Date>,
    ) -> Result<ProviderDay, Fault> {
        let provider = self.provider_of_staff(actor).ok_or(PortalError::NotFound)?;
        let day = day.unwrap_or_else(|| self.clock.today());
        let mut conn = self.db.read().await?;
        let found = store::visits_at(&mut conn, &provider.id, day).await?;
        let mut visits = Vec::new();
        let mut looks = Vec::new();
        for visit in found {
            let order = store::order_by_id(&mut conn, &visit.home, &visit.order_id)
                .await?
                .ok_or_else(|| Fault::Row(format!("a visit without its order {}", visit.id)))?;
            // Where somebody lives is nobody's business after the visit.
            let is_needed = visit.stage.is_expected()
                || matches!(visit.stage, VisitStage::Arrived | VisitStage::Missed);
            let mut details = self.details_of(&order)?;
            let shown = if is_needed {
                TO_WHOEVER_COMES
            } else {
                &["name"]
            };
            looks.push(AccessRow::by_staff(
                member,
                &visit.subject,
                PURPOSE,
                order.reference.as_str(),
                shown,
            ));
            if !is_needed {
                details = app::care::form::CareDetails {
                    name: details.name,
                    ..Default::default()
                };
            }
            visits.push(VisitToMake {
                view: visit_view(&visit, VisitBy::Provider, 0, 0),
                service: visit.service,
                details,
            });
        }
        let mut ratings = Vec::new();
        let mut rated = Vec::new();
        for (id, grade, sealed, due) in store::ratings_to_answer(&mut conn, &provider.id).await? {
            let visit = store::visit_by_id(&mut conn, &id)
                .await?
                .ok_or_else(|| Fault::Row(format!("a rating without its visit {id}")))?;
            rated.push((visit.subject.clone(), visit.reference.to_string()));
            ratings.push(RatingToAnswer {
                service: visit.service,
                slot: visit.slot,
                words: self.keys.open_sealed(&words_place(&id), &sealed)?,
                is_late: due < self.clock.today(),
                visit: id,
                grade,
                due,
            });
        }
        drop(conn);
        record_reads(self, looks).await?;
        let rated = rated
            .iter()
            .map(|(person, reference)| (person, reference.as_str()))
            .collect();
        record_list(self, member, PURPOSE, &["rating"], rated).await?;
        Ok(ProviderDay {
            provider,
            day,
            visits,
            ratings,
        })
    }

    /// Days of the next week on which a meal of this order is still to be fixed.
    pub(super) fn meals_to_come(&self, order: &Order) -> Vec<Date> {
        let first = self.first_meal_day().max(order.start.unwrap_or_default());
        (0..7)
            .map(|days| days_after(first, days))
            .filter(|day| {
                order
                    .weekdays
                    .contains(&day.weekday().to_monday_one_offset())
            })
            .collect()
    }

    // The street's desk

    /// Who is on the phone, as this session has typed their number; only at an office that looks after elders.
    pub(super) async fn elder_on_the_phone(
        &self,
        member: &StaffMember,
        session: &SessionKey,
    ) -> Result<Option<ResidentId>, Fault> {
        if !self.looks_after_mandates(&Actor::Staff(member.clone())) {
            return Err(PortalError::NotFound.into());
        }
        let asked: PersonAsked = self.slip_of(session, DESK).await?.unwrap_or_default();
        Ok(asked.parse(self.settings.demo).ok())
    }

    /// Keeps whose orders are asked for; the page shows them, and the look is recorded.
    ///
    /// # Errors
    /// `NotFound` for whoever's office looks after no elders.
    pub async fn look_for_elder(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &PersonAsked,
    ) -> Result<String, Fault> {
        self.elder_on_the_phone(member, session).await?;
        let short = PersonAsked {
            number: typed.number.chars().take(40).collect(),
        };
        self.keep_slip(session, DESK, &short).await?;
        Ok(match short.parse(self.settings.demo) {
            Err(_) if !short.number.is_empty() => format!("{DESK}?review"),
            _ => DESK.to_owned(),
        })
    }

    async fn read_care_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        review: bool,
    ) -> Result<CareDeskPage, Fault> {
        let here = self.elder_on_the_phone(member, session).await?;
        let Some(number) = here else {
            let asked: PersonAsked = self.slip_of(session, DESK).await?.unwrap_or_default();
            return Ok(CareDeskPage {
                faults: asked.parse(self.settings.demo).err().unwrap_or_default(),
                typed: asked.number,
                person: None,
                vouchers: self.vouchers_at_desk(member, None, session).await?,
            });
        };
        let person = self.keys.person(&number);
        let fields = [TO_WHOEVER_COMES, &["orders", "contacts"]].concat();
        let look = AccessRow::by_staff(member, &person, PURPOSE, "", &fields);
        record_read(self, look).await?;
        let orders = store::orders_for(&mut *self.db.read().await?, &person).await?;
        let mut views = Vec::new();
        for order in orders {
            views.push(self.order_view(&order, VisitBy::Desk).await?);
        }
        Ok(CareDeskPage {
            typed: String::new(),
            faults: Vec::new(),
            vouchers: self
                .vouchers_at_desk(member, Some(&person), session)
                .await?,
            person: Some(CareOfPerson {
                number: number.masked(),
                orders: views,
                contacts: self
                    .contacts_as_typed(&person, session, DESK_CONTACTS, review)
                    .await?,
            }),
        })
    }

    /// What is ordered for a person in these streets, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn orders_in(
        &self,
        person: &PersonKey,
        streets: &[String],
    ) -> Result<Vec<OrderView>, Fault> {
        let orders = store::orders_for(&mut *self.db.read().await?, person).await?;
        let mut views = Vec::new();
        for order in orders.iter().filter(|order| streets.contains(&order.home)) {
            views.push(self.order_view(order, VisitBy::Portal).await?);
        }
        Ok(views)
    }
}

fn visit_view(visit: &Visit, by: VisitBy, paid: i64, grade: i64) -> VisitView {
    VisitView {
        id: visit.id.clone(),
        version: visit.version,
        slot: visit.slot,
        stage: visit.stage,
        arrived_at: visit.arrived_at,
        left_at: visit.left_at,
        paid,
        steps: VisitStep::ALL
            .into_iter()
            .filter(|step| visit_after(visit.stage, *step, by).is_ok())
            .collect(),
        may_rate: grade == 0
            && by == VisitBy::Person
            && matches!(visit.stage, VisitStage::Done | VisitStage::Confirmed),
        grade,
        answer: None,
    }
}
