//! Ordering care: what was typed is kept, looked at once more, and ordered with one press, however often it is pressed.

use app::care::form::{OrderForm, Slot, What, Wish};
use app::care::{
    CareService, CarerWish, Elsewhere, OrderStage, Price, Provider, VisitStage, clock_time, terms,
};
use app::case::CaseReference;
use app::error::PortalError;
use app::identity::{Citizen, PersonKey};
use app::person::ResidentId;
use app::text::{Language, Text, Words, city_time};
use app::ui::FieldFault;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::store::{self, Order, Visit};
use super::{PREFIX, SERVICE, days_after, details_place, draft_place, minutes_after, moment_of};
use crate::Office;
use crate::case::Acting;
use crate::data_layer::answers;
use crate::data_layer::desk::{Outcome, Reason};
use crate::data_layer::records::{DataSet, InHardship};
use crate::data_layer::store as data;
use crate::database::Tx;
use crate::fault::Fault;
use crate::mandate::ActingFor;

/// So many places with room are named where there is none.
const ELSEWHERE: usize = 3;

/// How long the register's answer about hardship counts in a draft; then it is asked again.
const ANSWER_COUNTS: SignedDuration = SignedDuration::from_hours(24);

/// What somebody is ordering, kept with them for thirty days.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    pub typed: OrderForm,
    /// The same press twice is one order.
    pub once: String,
    /// The kind of hardship that the register named, whom it was asked about, and when.
    pub hardship: String,
    pub asked_about: String,
    pub asked_at: Option<Timestamp>,
    pub is_register_silent: bool,
    pub is_register_denied: bool,
    /// Reference of what was ordered with it.
    pub done: String,
}

/// Whom it is for.
pub(super) struct Subject {
    pub person: PersonKey,
    pub number: ResidentId,
    pub name: String,
    /// The mandate that it is under.
    pub acting: Option<ActingFor>,
}

/// Everything that the check page says and the press orders.
pub(super) struct Understood {
    pub provider: Provider,
    pub subject: Subject,
    pub wish: Wish,
    pub price: Price,
    pub is_register_silent: bool,
    pub is_register_denied: bool,
    pub once: String,
}

/// The page of an order: the key of its draft, too.
pub(super) fn page_of(provider: &str, service: CareService) -> String {
    format!("/care/providers/{provider}/order/{}", service.code())
}

/// Where what is typed on it is kept. Staff order for one person after the other, and none finds another's address.
fn draft_of_order(me: &Citizen, page: &str) -> String {
    match &me.helped {
        Some(helped) => format!("{page}#{}", helped.id),
        None => page.to_owned(),
    }
}

impl Office {
    /// The provider, if it offers this.
    pub(super) fn offering(
        &self,
        provider: &str,
        service: CareService,
    ) -> Result<Provider, PortalError> {
        self.care_directory()
            .get(provider)
            .filter(|provider| provider.price(service).is_some())
            .cloned()
            .ok_or(PortalError::NotFound)
    }

    /// The first day whose meals are not fixed yet.
    pub(super) fn first_meal_day(&self) -> Date {
        let now = self.clock.now().to_zoned(city_time());
        let minute = i64::from(now.hour()) * 60 + i64::from(now.minute());
        days_after(now.date(), if minute < terms().cut_off { 1 } else { 2 })
    }

    /// Times at which one of these carers is free, the first first.
    pub(super) async fn free_slots(
        &self,
        provider: &Provider,
        wish: CarerWish,
        most: usize,
    ) -> Result<Vec<Slot>, Fault> {
        let tomorrow = days_after(self.clock.today(), 1);
        let taken = store::taken(&mut *self.db.read().await?, &provider.id, tomorrow).await?;
        let slots = (0..terms().days_ahead)
            .flat_map(|days| {
                terms().visits_at.iter().map(move |begins| Slot {
                    day: days_after(tomorrow, days),
                    begins: *begins,
                })
            })
            .filter(|slot| {
                provider
                    .carers(wish)
                    .any(|carer| !taken.contains(&(*slot, carer)))
            });
        Ok(slots.take(most).collect())
    }

    /// The nearest others that have room.
    pub(super) async fn with_room(
        &self,
        provider: &Provider,
        service: CareService,
        wish: CarerWish,
    ) -> Result<Vec<Elsewhere>, Fault> {
        let asked = app::care::CarePlace {
            place: provider.street.clone(),
            service: Some(service),
        };
        let mut found = Vec::new();
        for row in self.care_directory().near(&asked) {
            if row.provider.id == provider.id {
                continue;
            }
            let first = if service.is_standing() {
                let used =
                    store::places_used(&mut *self.db.read().await?, &row.provider.id).await?;
                if used >= row.provider.meals {
                    continue;
                }
                None
            } else {
                match self.free_slots(&row.provider, wish, 1).await?.pop() {
                    Some(slot) => Some(slot),
                    None => continue,
                }
            };
            found.push(Elsewhere {
                id: row.provider.id,
                name: row.provider.name,
                metres: row.metres,
                first,
            });
            if found.len() == ELSEWHERE {
                break;
            }
        }
        Ok(found)
    }

    /// What this person has typed on the page of an order, in whichever session.
    pub(super) async fn order_draft(&self, me: &Citizen, page: &str) -> Result<Draft, Fault> {
        let page = draft_of_order(me, page);
        let sealed = store::draft(&mut *self.db.read().await?, &me.person, &page).await?;
        let place = draft_place(&me.person, &page);
        Ok(sealed
            .map(|sealed| self.keys.open_sealed(&place, &sealed))
            .transpose()?
            .unwrap_or_default())
    }

    async fn keep_order_draft(&self, me: &Citizen, page: &str, draft: &Draft) -> Result<(), Fault> {
        let page = draft_of_order(me, page);
        let place = draft_place(&me.person, &page);
        let sealed = self.keys.seal(&place, draft, &self.chance);
        // As application drafts: the demo panel moves the days of cases, not of what is typed.
        let now = self.clock.unmoved();
        let mut tx = self.db.begin().await?;
        store::keep_draft(tx.conn(), &me.person, &page, &sealed, now).await?;
        Ok(tx.commit().await?)
    }

    /// Whether the draft wants an answer of the register that is not there, or too old.
    fn wants_an_answer(&self, draft: &Draft, wish: &Wish) -> bool {
        let since = self.clock.now() - ANSWER_COUNTS;
        wish.asks_hardship && draft.asked_at.is_none_or(|at| at < since)
    }

    /// What was typed, and what is wrong with it here.
    pub(super) fn wish_of_order(
        &self,
        typed: &OrderForm,
        provider: &Provider,
        service: CareService,
    ) -> Result<Wish, Vec<FieldFault>> {
        let wish = typed.parse(service, self.first_meal_day())?;
        let directory = self.directory();
        let is_street = directory
            .offices()
            .iter()
            .any(|office| office.department == "street" && office.streets.contains(&wish.street));
        if !is_street {
            return Err(vec![FieldFault::new("street", Text::CareStreetEmpty)]);
        }
        if !wish.street.starts_with(&provider.division) {
            return Err(vec![FieldFault::new("street", Text::CareStreetTooFar)]);
        }
        Ok(wish)
    }

    /// Keeps what was typed; says where it goes on. With leave the register of hardship is asked here.
    ///
    /// # Errors
    /// `NotFound` for what is not offered there; `Withheld` for somebody whom one may not order for.
    pub(super) async fn hand_in_care_order(
        &self,
        me: &Citizen,
        provider: &str,
        service: CareService,
        typed: &OrderForm,
    ) -> Result<String, Fault> {
        let provider = self.offering(provider, service)?;
        let page = page_of(&provider.id, service);
        let before = self.order_draft(me, &page).await?;
        let mut draft = Draft {
            typed: typed.short(),
            ..before
        };
        if draft.once.is_empty() || !draft.done.is_empty() {
            draft.once = self.chance.token();
            draft.done = String::new();
        }
        let wish = self.wish_of_order(&draft.typed, &provider, service);
        if let Ok(wish) = &wish {
            let subject = self.subject_of(me, wish.mandate.as_deref()).await?;
            let is_another = draft.asked_about != subject.person.0;
            if is_another || !wish.asks_hardship || self.wants_an_answer(&draft, wish) {
                draft.hardship = String::new();
                draft.asked_about = String::new();
                draft.asked_at = None;
                draft.is_register_silent = false;
                draft.is_register_denied = false;
            }
            if wish.asks_hardship && draft.asked_about.is_empty() {
                self.ask_about_hardship(me, &subject, &mut draft).await?;
            }
        }
        self.keep_order_draft(me, &page, &draft).await?;
        Ok(match wish {
            _ if typed.act == "look" => page,
            Ok(_) => format!("{page}/check"),
            Err(_) => format!("{page}?review"),
        })
    }

    /// Whom an order is for: oneself, or somebody whose mandate allows it now.
    pub(super) async fn subject_of(
        &self,
        me: &Citizen,
        mandate: Option<&str>,
    ) -> Result<Subject, Fault> {
        let Some(reference) = mandate else {
            return Ok(Subject {
                person: me.person.clone(),
                number: self.number_of_person(&me.person).await?,
                name: me.name.as_str().to_owned(),
                acting: None,
            });
        };
        let acting = self
            .acting_for(reference)
            .await?
            .ok_or(PortalError::NotFound)?;
        self.may_apply_for(&me.person, SERVICE, &acting)?;
        Ok(Subject {
            person: acting.mandate.subject.clone(),
            name: acting.name.as_str().to_owned(),
            number: acting.number.clone(),
            acting: Some(acting),
        })
    }

    async fn ask_about_hardship(
        &self,
        me: &Citizen,
        subject: &Subject,
        draft: &mut Draft,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let receipt = data::LeaveRow {
            id: self.chance.id(now),
            person: subject.person.clone(),
            draft: draft.once.clone(),
            data_set: DataSet::Hardships.code(),
            purpose: "care/price".to_owned(),
            given: true,
            at: now,
            expires_at: minutes_after(now, 30),
        };
        let mut tx = self.db.begin().await?;
        data::keep_leave(tx.conn(), &receipt).await?;
        tx.commit().await?;
        let reason = Reason {
            person: subject.person.clone(),
            actor: me.presses().to_owned(),
            purpose: "care/price".to_owned(),
            issue: draft.once.clone(),
            is_waited_for: true,
        };
        let sets = [DataSet::Hardships];
        let answers = self.ask_registers(&reason, &subject.number, &sets).await?;
        let answer = answers.first();
        draft.asked_at = Some(now);
        draft.is_register_silent = answer.is_none_or(|said| said.outcome == Outcome::Silent);
        draft.is_register_denied = answer.is_some_and(|said| said.outcome == Outcome::Denied);
        draft.hardship = answer
            .and_then(|said| said.read::<InHardship>())
            .map(|record| record.kind)
            .unwrap_or_default();
        if !draft.is_register_silent && !draft.is_register_denied {
            draft.asked_about = subject.person.0.clone();
        }
        Ok(())
    }

    /// The draft understood; `None`: something is missing still.
    pub(super) async fn understood_order(
        &self,
        me: &Citizen,
        draft: &Draft,
        provider: Provider,
        service: CareService,
    ) -> Result<Option<Understood>, Fault> {
        let Ok(wish) = self.wish_of_order(&draft.typed, &provider, service) else {
            return Ok(None);
        };
        if self.wants_an_answer(draft, &wish) {
            return Ok(None);
        }
        let subject = self.subject_of(me, wish.mandate.as_deref()).await?;
        let age = subject.number.age_on(self.clock.today());
        let hardship = if draft.asked_about == subject.person.0 {
            draft.hardship.as_str()
        } else {
            ""
        };
        let full = provider.price(service).unwrap_or_default();
        Ok(Some(Understood {
            price: terms().price(service, full, age, hardship, self.settings.demo),
            provider,
            subject,
            wish,
            is_register_silent: draft.is_register_silent,
            is_register_denied: draft.is_register_denied,
            once: draft.once.clone(),
        }))
    }

    /// Orders what stands on the check page; says where it goes on. A second press leads to the same order.
    ///
    /// # Errors
    /// `Conflict` where the time, or the kitchen's last place, was taken meanwhile; `Withheld` where the mandate ended.
    pub async fn order_care(
        &self,
        me: &Citizen,
        provider: &str,
        service: CareService,
    ) -> Result<String, Fault> {
        let provider = self.offering(provider, service)?;
        let page = page_of(&provider.id, service);
        let mut draft = self.order_draft(me, &page).await?;
        let is_helped = me.helped.is_some();
        if !draft.done.is_empty() {
            return Ok(if is_helped {
                crate::helping::DONE.to_owned()
            } else {
                format!("/care/orders/{}", draft.done)
            });
        }
        let Some(asked) = self.understood_order(me, &draft, provider, service).await? else {
            return Ok(format!("{page}?review"));
        };
        let reference = self.order(me, &asked, service).await?;
        draft.done = reference.as_str().to_owned();
        self.keep_order_draft(me, &page, &draft).await?;
        Ok(if is_helped {
            crate::helping::DONE.to_owned()
        } else {
            format!("/care/orders/{reference}?ordered")
        })
    }

    pub(super) async fn order(
        &self,
        me: &Citizen,
        asked: &Understood,
        service: CareService,
    ) -> Result<CaseReference, Fault> {
        let now = self.clock.now();
        let id = self.chance.id(now);
        let mut details = asked.wish.details.clone();
        details.name = asked.subject.name.clone();
        let (stage, weekdays, start, carer) = match &asked.wish.what {
            What::Meals { weekdays, start } => (
                OrderStage::Active,
                weekdays.clone(),
                Some(*start),
                String::new(),
            ),
            What::Visit { carer, slot } => (
                match slot {
                    Some(_) => OrderStage::Active,
                    None => OrderStage::Waiting,
                },
                Vec::new(),
                None,
                carer.code().to_owned(),
            ),
        };
        let mut order = Order {
            home: asked.wish.street.clone(),
            reference: CaseReference::from_random(PREFIX, self.chance.bytes()),
            once: asked.once.clone(),
            service,
            provider: asked.provider.id.clone(),
            subject: asked.subject.person.clone(),
            filed_by: me.person.clone(),
            mandate: asked.wish.mandate.clone(),
            stage,
            version: 1,
            details: self.keys.seal(&details_place(&id), &details, &self.chance),
            next_mark: start.map(|start| self.mark_of_meal(&weekdays, start)),
            weekdays,
            start,
            carer,
            price: asked.price.full,
            discount: asked.price.off,
            rule: asked.price.rule.clone(),
            ordered_at: now,
            id,
        };
        let mut tx = self.db.begin().await?;
        while !store::add_order(tx.conn(), &order).await? {
            if let Some(made) = store::order_once(tx.conn(), &order.home, &order.once).await? {
                return Ok(made.reference);
            }
            order.reference = CaseReference::from_random(PREFIX, self.chance.bytes());
        }
        answers::stay(tx.conn(), &order.once).await?;
        self.use_mandate(tx.conn(), order.mandate.as_deref())
            .await?;
        self.use_help(tx.conn(), me, &order.reference, false)
            .await?;
        let by = Acting {
            on_behalf_of: (order.subject.0 != me.presses()).then(|| order.subject.clone()),
            ..Acting::citizen(me)
        };
        self.note_order(&mut tx, &order, &by, "ordered", None)
            .await?;
        let said = match &asked.wish.what {
            What::Meals { .. } => {
                if !store::take_place(tx.conn(), &order.provider, asked.provider.meals).await? {
                    return Err(Fault::conflict(Text::CareKitchenFull));
                }
                Text::CareNoticeOrdered
            }
            What::Visit { slot: None, .. } => Text::CareNoticeWaiting,
            What::Visit {
                carer,
                slot: Some(slot),
            } => {
                if !self.free_slots_hold(*slot) {
                    return Err(Fault::conflict(Text::CareSlotTaken));
                }
                let visit = self.new_visit(&order, *slot);
                self.book(&mut tx, &asked.provider, *carer, visit).await?;
                Text::CareNoticeOrdered
            }
        };
        self.tell_of_order(&mut tx, &order, said, None).await?;
        tx.commit().await?;
        Ok(order.reference)
    }

    /// Whether a time is one that can be ordered at all.
    fn free_slots_hold(&self, slot: Slot) -> bool {
        let tomorrow = days_after(self.clock.today(), 1);
        terms().visits_at.contains(&slot.begins)
            && slot.day >= tomorrow
            && slot.day < days_after(tomorrow, terms().days_ahead)
    }

    /// Takes the time of the first carer who is free, and puts the visit on the way to whoever comes.
    ///
    /// # Errors
    /// `Conflict` where none is.
    pub(super) async fn book(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        wish: CarerWish,
        mut visit: Visit,
    ) -> Result<(), Fault> {
        for carer in provider.carers(wish) {
            if store::take_slot(tx.conn(), &provider.id, visit.slot, carer, &visit.id).await? {
                visit.carer = carer;
                return self.plan_visit(tx, provider, &visit).await;
            }
        }
        Err(Fault::conflict(Text::CareSlotTaken))
    }

    /// Writes a visit down, with its journal, and sends it to the provider's system if there is one.
    pub(super) async fn plan_visit(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        visit: &Visit,
    ) -> Result<(), Fault> {
        if !store::add_visit(tx.conn(), visit).await? {
            return Ok(());
        }
        let note = serde_json::json!({
            "order": visit.reference.as_str(),
            "day": visit.slot.day.to_string(),
            "at": clock_time(visit.slot.begins),
        });
        let mut entry = Acting::portal().entry("planned", None);
        entry.on_behalf_of = Some(visit.subject.0.clone());
        entry.to = Some(visit.stage.code().to_owned());
        entry.note = note;
        crate::journal::write(tx.conn(), &visit.record(), self.clock.now(), &entry).await?;
        self.send_to_provider(tx, provider, visit, super::dispatch::OFFER)
            .await
    }

    /// A visit of this order at this time, asked of nobody yet.
    pub(super) fn new_visit(&self, order: &Order, slot: Slot) -> Visit {
        Visit {
            home: order.home.clone(),
            id: self.chance.id(self.clock.now()),
            order_id: order.id.clone(),
            reference: order.reference.clone(),
            service: order.service,
            provider: order.provider.clone(),
            subject: order.subject.clone(),
            slot,
            carer: 0,
            stage: VisitStage::Planned,
            version: 1,
            next_mark: Some(minutes_after(moment_of(slot), terms().grace)),
            arrived_at: None,
            left_at: None,
        }
    }

    /// When the first meal from this day on is fixed: at the cut-off of the day before.
    pub(super) fn mark_of_meal(&self, weekdays: &[i8], from: Date) -> Timestamp {
        let from = from.max(self.first_meal_day());
        let day = (0..7)
            .map(|days| days_after(from, days))
            .find(|day| weekdays.contains(&day.weekday().to_monday_one_offset()))
            .unwrap_or(from);
        moment_of(Slot {
            day: days_after(day, -1),
            begins: terms().cut_off,
        })
    }
}

/// Service, day and time in one line of each language, for notices: nothing that only whoever comes is to know.
pub(super) fn in_words(service: CareService, slot: Option<Slot>) -> (String, String) {
    let line = |language| {
        let words = Words::new(language);
        let name = words.say(service.text());
        match slot {
            Some(slot) => words.say_with(
                Text::CareServiceAt,
                &[
                    ("service", &name),
                    ("day", &words.date(slot.day)),
                    ("time", &clock_time(slot.begins)),
                ],
            ),
            None => name,
        }
    };
    (line(Language::Chinese), line(Language::English))
}
