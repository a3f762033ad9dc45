//! Steps of orders and visits: each is the change, its journal entry, what must leave the house and who is told, in one
//! transaction.

use app::care::form::{AnswerForm, PressForm, RatingForm, Slot};
use app::care::{
    CareDesk as _, CareService, CarerWish, OrderStage, OrderStep, VisitBy, VisitStage, VisitStep,
    order_after, visit_after,
};
use app::case::Capacity;
use app::error::PortalError;
use app::identity::{Citizen, SessionKey, StaffMember};
use app::mandate::MandateAct;
use app::text::{Text, in_every_language};
use app::warnings::{Closing, ContactForm};

use super::ordering::in_words;
use super::store::{self, Order, Visit};
use super::{answer_place, words_place};
use crate::Office;
use crate::case::Acting;
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;
use crate::notices::{Says, Telling};
use crate::warnings::{Raise, WarnedOf};

/// Whoever takes a step of a visit, and in what part.
#[derive(Clone, Debug)]
pub(super) struct Taker {
    pub by: VisitBy,
    /// A pseudonym, a staff id, or the code of a system.
    pub actor: String,
}

impl Taker {
    pub(super) fn portal() -> Self {
        Self {
            by: VisitBy::Portal,
            actor: "portal".to_owned(),
        }
    }
}

impl Office {
    pub(super) async fn note_order(
        &self,
        tx: &mut Tx,
        order: &Order,
        by: &Acting,
        step: &str,
        to: Option<OrderStage>,
    ) -> Result<(), Fault> {
        let mut entry = by.entry(step, None);
        entry.on_behalf_of = Some(order.subject.0.clone()).filter(|subject| *subject != by.actor);
        entry.from = to.map(|_| order.stage.code().to_owned());
        entry.to = Some(to.unwrap_or(order.stage).code().to_owned());
        entry.note = serde_json::json!({
            "reference": order.reference.as_str(),
            "service": order.service.code(),
            "provider": order.provider,
            "mandate": order.mandate,
            "price": order.price,
            "discount": order.discount,
            "rule": order.rule,
        });
        journal::write(tx.conn(), &order.record(), self.clock.now(), &entry).await?;
        Ok(())
    }

    /// Tells whoever it is for, and whoever acts for them, what has happened. Names, diets and addresses stand in none of it.
    pub(super) async fn tell_of_order(
        &self,
        tx: &mut Tx,
        order: &Order,
        text: Text,
        slot: Option<Slot>,
    ) -> Result<(), Fault> {
        let (zh, en) = in_words(order.service, slot);
        let said = in_every_language(text, &[("what", &zh, &en)]);
        for person in self.told_under(tx.conn(), &order.filed()).await? {
            let telling = Telling {
                home: order.home.clone(),
                case_id: order.id.clone(),
                reference: order.reference.clone(),
                person,
                event: said.clone(),
                about: in_every_language(Text::CareTitle, &[]),
                says: Says::This(said.clone()),
            };
            tx.tell_at_the_end(self, telling);
        }
        Ok(())
    }

    /// Takes a step of a visit, with everything that follows from it.
    ///
    /// # Errors
    /// `Conflict` where it does not lead on from here, or has moved meanwhile.
    pub(super) async fn step_visit(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        step: VisitStep,
        taker: &Taker,
    ) -> Result<VisitStage, Fault> {
        let moved_on = || Fault::conflict(Text::CareMovedOn);
        let to = visit_after(visit.stage, step, taker.by).map_err(|_| moved_on())?;
        let now = self.clock.now();
        if !store::move_visit(tx.conn(), visit, to, now).await? {
            return Err(moved_on());
        }
        let entry = journal::Entry {
            step: step.code().to_owned(),
            by: taker.by.code().to_owned(),
            actor: taker.actor.clone(),
            on_behalf_of: Some(visit.subject.0.clone()).filter(|whom| *whom != taker.actor),
            from: Some(visit.stage.code().to_owned()),
            to: Some(to.code().to_owned()),
            matter: None,
            note: serde_json::json!({ "order": visit.reference.as_str() }),
        };
        journal::write(tx.conn(), &visit.record(), now, &entry).await?;
        let order = store::order_by_id(tx.conn(), &visit.home, &visit.order_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("a visit without its order {}", visit.id)))?;
        match to {
            VisitStage::Planned | VisitStage::Accepted => {}
            VisitStage::Arrived => {
                // Late, but there.
                self.settle_warning(tx, &visit.home, &visit.id, Closing::TookPlace)
                    .await?;
            }
            VisitStage::Done => {
                self.tell_of_order(tx, &order, Text::CareNoticeDone, Some(visit.slot))
                    .await?;
            }
            VisitStage::Confirmed => {
                self.deduct(tx, &order, visit).await?;
                self.finish(tx, &order).await?;
            }
            VisitStage::Missed => {
                self.warn_of(tx, &order, visit).await?;
                self.tell_of_order(tx, &order, Text::CareNoticeMissed, Some(visit.slot))
                    .await?;
            }
            VisitStage::Declined => {
                store::free_slot(tx.conn(), &visit.id).await?;
                self.tell_of_order(tx, &order, Text::CareNoticeDeclined, Some(visit.slot))
                    .await?;
                self.finish(tx, &order).await?;
            }
            VisitStage::Cancelled => {
                if let Some(provider) = self.care_directory().get(&visit.provider) {
                    self.send_to_provider(tx, provider, visit, super::dispatch::CANCEL)
                        .await?;
                }
                if store::free_slot(tx.conn(), &visit.id).await? {
                    self.tell_who_waits(tx, visit).await?;
                }
                self.tell_of_order(tx, &order, Text::CareNoticeCancelled, Some(visit.slot))
                    .await?;
            }
        }
        Ok(to)
    }

    /// An order of one visit ends with it.
    async fn finish(&self, tx: &mut Tx, order: &Order) -> Result<(), Fault> {
        if order.service.is_standing() {
            return Ok(());
        }
        let Ok(to) = order_after(order.stage, OrderStep::Finish, VisitBy::Portal) else {
            return Ok(());
        };
        if store::move_order(tx.conn(), order, to, None).await? {
            self.note_order(
                tx,
                order,
                &Acting::portal(),
                OrderStep::Finish.code(),
                Some(to),
            )
            .await?;
        }
        Ok(())
    }

    async fn warn_of(&self, tx: &mut Tx, order: &Order, visit: &Visit) -> Result<(), Fault> {
        let details = self.details_of(order)?;
        let kind = if visit.service == CareService::Meals {
            "missed-meal"
        } else {
            "missed-visit"
        };
        let raise = Raise {
            home: visit.home.clone(),
            kind,
            about: visit.record(),
            reference: visit.reference.as_str().to_owned(),
            person: visit.subject.clone(),
            who: WarnedOf {
                name: details.name,
                phone: details.phone,
                address: details.address,
            },
        };
        self.raise_warning(tx, &raise).await?;
        Ok(())
    }

    /// A time is free again: the first who waits for such a one is told.
    async fn tell_who_waits(&self, tx: &mut Tx, freed: &Visit) -> Result<(), Fault> {
        let Some(provider) = self.care_directory().get(&freed.provider).cloned() else {
            return Ok(());
        };
        let waiting = store::waiting(tx.conn(), &freed.provider, freed.service).await?;
        let fits = |order: &&Order| {
            let wish = CarerWish::from_code(&order.carer).unwrap_or_default();
            provider.carers(wish).contains(&freed.carer)
        };
        if let Some(order) = waiting.iter().find(fits) {
            store::set_told(tx.conn(), order, self.clock.now()).await?;
            self.tell_of_order(tx, order, Text::CareNoticeFree, Some(freed.slot))
                .await?;
        }
        Ok(())
    }

    /// Takes a step of an order.
    ///
    /// # Errors
    /// `Conflict` where it does not lead on from here, or has moved meanwhile.
    async fn step_order(
        &self,
        tx: &mut Tx,
        order: &Order,
        step: OrderStep,
        by: VisitBy,
        acting: &Acting,
    ) -> Result<(), Fault> {
        let moved_on = || Fault::conflict(Text::CareMovedOn);
        let to = order_after(order.stage, step, by).map_err(|_| moved_on())?;
        if matches!(step, OrderStep::Pause | OrderStep::Resume) && !order.service.is_standing() {
            return Err(moved_on());
        }
        let mark = (to == OrderStage::Active)
            .then(|| self.mark_of_meal(&order.weekdays, order.start.unwrap_or_default()));
        if !store::move_order(tx.conn(), order, to, mark).await? {
            return Err(moved_on());
        }
        self.note_order(tx, order, acting, step.code(), Some(to))
            .await?;
        let said = match step {
            OrderStep::Pause => Text::CareNoticePaused,
            OrderStep::Resume => Text::CareNoticeResumed,
            OrderStep::Skip | OrderStep::Unskip | OrderStep::Cancel | OrderStep::Finish => {
                Text::CareNoticeEnded
            }
        };
        if step == OrderStep::Cancel {
            if order.service.is_standing() {
                store::give_place_back(tx.conn(), &order.provider).await?;
            }
            let taker = Taker {
                by,
                actor: acting.actor.clone(),
            };
            // What is fixed already is cancelled too: nobody comes to a door that stays shut.
            for visit in store::visits_of(tx.conn(), order).await? {
                if visit.stage.is_expected() {
                    self.step_visit(tx, &visit, VisitStep::Cancel, &taker)
                        .await?;
                }
            }
        }
        self.tell_of_order(tx, order, said, None).await
    }

    /// An order with this reference.
    pub(super) async fn order_referred(&self, reference: &str) -> Result<Order, Fault> {
        store::order_by_reference(&mut *self.db.read().await?, reference)
            .await?
            .ok_or_else(|| PortalError::NotFound.into())
    }

    /// What whoever it is for, or whoever acts for them, presses about an order or one of its visits.
    ///
    /// # Errors
    /// As [`Office::may_act_under`], and `Conflict` where it has moved on.
    pub async fn press_on_order(
        &self,
        me: &Citizen,
        reference: &str,
        typed: &PressForm,
    ) -> Result<String, Fault> {
        let order = self.order_referred(reference).await?;
        self.may_act_under(
            &mut *self.db.read().await?,
            &order.filed(),
            &me.person,
            MandateAct::Answer,
        )
        .await?;
        let acting = Acting {
            capacity: Capacity::Applicant,
            actor: me.person.0.clone(),
            on_behalf_of: None,
        };
        let mut tx = self.db.begin().await?;
        if order.subject != me.person {
            self.use_mandate_now(tx.conn(), order.mandate.as_deref(), super::SERVICE)
                .await?;
        }
        self.press_in(&mut tx, &order, typed, VisitBy::Person, &acting)
            .await?;
        tx.commit().await?;
        Ok(format!("/care/orders/{}?saved", order.reference))
    }

    /// What somebody says about a visit, on a page of its own; says where it goes on.
    ///
    /// # Errors
    /// As [`Office::press_on_order`], and as the page's.
    pub async fn hand_in_rating(
        &self,
        me: &Citizen,
        session: &SessionKey,
        reference: &str,
        visit: &str,
        typed: &RatingForm,
    ) -> Result<String, Fault> {
        // Whose it is comes first: nothing is kept about what is not theirs.
        self.care_rating(me, session, reference, visit).await?;
        let page = super::counter::rating_page(reference, visit);
        let short = typed.short();
        self.keep_slip(session, &page, &short).await?;
        if typed.act == "later" || short.parse().is_err() {
            return Ok(format!("{page}?review"));
        }
        let press = PressForm {
            act: "rate".to_owned(),
            visit: visit.to_owned(),
            grade: short.grade,
            words: short.words,
            ..PressForm::default()
        };
        self.press_on_order(me, reference, &press).await
    }

    /// What the street's desk presses at the word of whoever is on the phone.
    ///
    /// # Errors
    /// `NotFound` where another, or nobody, is on the phone.
    pub async fn press_at_care_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        reference: &str,
        typed: &PressForm,
    ) -> Result<String, Fault> {
        let here = self.elder_on_the_phone(member, session).await?;
        let order = self.order_referred(reference).await?;
        if here.as_ref().map(|number| self.keys.person(number)) != Some(order.subject.clone()) {
            return Err(PortalError::NotFound.into());
        }
        let mut tx = self.db.begin().await?;
        let acting = Acting::staff(member);
        self.press_in(&mut tx, &order, typed, VisitBy::Desk, &acting)
            .await?;
        tx.commit().await?;
        Ok(format!("{}?saved", super::counter::DESK))
    }

    /// Whom the person on the phone wants to be rung, entered by the desk at their word.
    ///
    /// # Errors
    /// `NotFound` where nobody is on the phone.
    pub async fn change_contacts_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &ContactForm,
    ) -> Result<String, Fault> {
        use super::counter::{DESK, DESK_CONTACTS};
        let number = self
            .elder_on_the_phone(member, session)
            .await?
            .ok_or(PortalError::NotFound)?;
        let person = self.keys.person(&number);
        let is_kept = self
            .change_contacts_of(&person, session, DESK_CONTACTS, typed)
            .await?;
        if !is_kept {
            return Ok(format!("{DESK}?review"));
        }
        let step = if typed.act == "add" {
            "contact-added"
        } else {
            "contact-removed"
        };
        let mut entry = Acting::staff(member).entry(step, None);
        entry.on_behalf_of = Some(person.0.clone());
        entry.note = serde_json::json!({ "office": member.office.0 });
        let division = member.office.0.get(..6).unwrap_or("500000");
        let record = journal::Record::new(format!("{division}000"), "contact", &person.0);
        let mut tx = self.db.begin().await?;
        journal::write(tx.conn(), &record, self.clock.now(), &entry).await?;
        tx.commit().await?;
        Ok(format!("{DESK}?saved"))
    }

    async fn press_in(
        &self,
        tx: &mut Tx,
        order: &Order,
        typed: &PressForm,
        by: VisitBy,
        acting: &Acting,
    ) -> Result<(), Fault> {
        let bad = || Fault::from(PortalError::BadRequest(Text::ErrorBadRequestBody.into()));
        if typed.visit.is_empty() {
            let step = OrderStep::from_code(&typed.act).ok_or_else(bad)?;
            if order.version != typed.version {
                return Err(Fault::conflict(Text::CareMovedOn));
            }
            if matches!(step, OrderStep::Skip | OrderStep::Unskip) {
                return self
                    .skip_meal(tx, order, step, &typed.day, by, acting)
                    .await;
            }
            return self.step_order(tx, order, step, by, acting).await;
        }
        let visit = store::visit_by_id(tx.conn(), &typed.visit)
            .await?
            .filter(|visit| visit.order_id == order.id)
            .ok_or(PortalError::NotFound)?;
        if typed.act == "rate" {
            return self.rate_visit(tx, &visit, typed, acting).await;
        }
        let step = VisitStep::from_code(&typed.act).ok_or_else(bad)?;
        let taker = Taker {
            by,
            actor: acting.actor.clone(),
        };
        self.step_visit(tx, &visit, step, &taker).await?;
        if step == VisitStep::Cancel && !order.service.is_standing() {
            return self
                .step_order(tx, order, OrderStep::Cancel, by, acting)
                .await;
        }
        Ok(())
    }

    /// One meal is left out, or comes after all; the rest of the order goes on.
    async fn skip_meal(
        &self,
        tx: &mut Tx,
        order: &Order,
        step: OrderStep,
        day: &str,
        by: VisitBy,
        acting: &Acting,
    ) -> Result<(), Fault> {
        let moved_on = || Fault::conflict(Text::CareMovedOn);
        let to = order_after(order.stage, step, by).map_err(|_| moved_on())?;
        let day = day.parse().map_err(|_| moved_on())?;
        // Fixed already, or no day of this order: then the visit itself is cancelled, or nothing.
        if !order.service.is_standing()
            || !store::move_order(tx.conn(), order, to, order.next_mark).await?
            || !self.meals_to_come(order).contains(&day)
        {
            return Err(moved_on());
        }
        let (is_new, said) = if step == OrderStep::Skip {
            let is_new = store::skip(tx.conn(), order, day).await?;
            (is_new, Text::CareNoticeSkipped)
        } else {
            let is_new = store::unskip(tx.conn(), order, day).await?;
            (is_new, Text::CareNoticeUnskipped)
        };
        if !is_new {
            return Err(moved_on());
        }
        self.note_order(tx, order, acting, step.code(), Some(to))
            .await?;
        let slot = Slot {
            day,
            begins: app::care::terms().meal_at,
        };
        self.tell_of_order(tx, order, said, Some(slot)).await
    }

    /// What a provider's staff answer to whoever was dissatisfied; `false` where nothing was written.
    ///
    /// # Errors
    /// `NotFound` for another provider's, `Conflict` where it was answered, or needs no answer.
    pub async fn answer_care_rating(
        &self,
        member: &StaffMember,
        id: &str,
        typed: &AnswerForm,
    ) -> Result<bool, Fault> {
        let visit = store::visit_by_id(&mut *self.db.read().await?, id)
            .await?
            .filter(|visit| visit.provider == member.office.0)
            .ok_or(PortalError::NotFound)?;
        let Ok(text) = typed.parse() else {
            return Ok(false);
        };
        let sealed = self
            .keys
            .seal(&answer_place(&visit.id), &text, &self.chance);
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !store::answer_rating(tx.conn(), &visit, &member.id, &sealed, now).await? {
            return Err(Fault::conflict(Text::CareMovedOn));
        }
        let mut entry = Acting::staff(member).entry("rating-answered", None);
        entry.by = VisitBy::Provider.code().to_owned();
        entry.on_behalf_of = Some(visit.subject.0.clone());
        journal::write(tx.conn(), &visit.record(), now, &entry).await?;
        let order = store::order_by_id(tx.conn(), &visit.home, &visit.order_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("a visit without its order {}", visit.id)))?;
        self.tell_of_order(&mut tx, &order, Text::CareNoticeAnswered, Some(visit.slot))
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// One rating a visit, after its end.
    async fn rate_visit(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        typed: &PressForm,
        acting: &Acting,
    ) -> Result<(), Fault> {
        let grade = typed
            .grade
            .parse()
            .ok()
            .filter(|grade| (1..=5).contains(grade));
        let Some(grade) = grade else {
            return Err(PortalError::BadRequest(Text::CareGradeEmpty.into()).into());
        };
        let has_ended = matches!(visit.stage, VisitStage::Done | VisitStage::Confirmed);
        let words: String = typed.words.trim().chars().take(300).collect();
        let sealed = self
            .keys
            .seal(&words_place(&visit.id), &words, &self.chance);
        let now = self.clock.now();
        let terms = app::care::terms();
        let due = (grade <= terms.answered_grade)
            .then(|| self.calendar.after(self.clock.today(), terms.answer_days));
        if !has_ended || !store::add_rating(tx.conn(), visit, grade, &sealed, due, now).await? {
            return Err(Fault::conflict(Text::CareMovedOn));
        }
        let mut entry = acting.entry("rated", None);
        entry.on_behalf_of =
            Some(visit.subject.0.clone()).filter(|subject| *subject != acting.actor);
        entry.note = serde_json::json!({ "grade": grade });
        journal::write(tx.conn(), &visit.record(), now, &entry).await?;
        Ok(())
    }

    /// What a provider's staff press about a visit of theirs.
    ///
    /// # Errors
    /// `NotFound` for another provider's, `Conflict` where it has moved on.
    pub async fn press_on_visit(
        &self,
        member: &StaffMember,
        id: &str,
        act: &str,
    ) -> Result<String, Fault> {
        let visit = store::visit_by_id(&mut *self.db.read().await?, id)
            .await?
            .filter(|visit| visit.provider == member.office.0)
            .ok_or(PortalError::NotFound)?;
        let step = VisitStep::from_code(act)
            .ok_or(PortalError::BadRequest(Text::ErrorBadRequestBody.into()))?;
        let taker = Taker {
            by: VisitBy::Provider,
            actor: member.id.clone(),
        };
        let mut tx = self.db.begin().await?;
        self.step_visit(&mut tx, &visit, step, &taker).await?;
        tx.commit().await?;
        Ok(format!("/staff/visits?day={}", visit.slot.day))
    }
}
