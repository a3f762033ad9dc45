//! Reading offers, and what is pressed about one.

use app::benefits::{Answer, RuleBook};
use app::data_layer::register_name;
use app::error::PortalError;
use app::identity::{Actor, Citizen, OfficeId};
use app::mandate::MandateAct;
use app::offers::{
    LeaveForOffers, OfferForm, OfferLine, OfferState, OfferStep, OfferView, OffersDesk, OffersView,
    OwnLook, StandingLeave,
};
use app::text::{Text, Wording, city_date, in_every_language};
use async_trait::async_trait;

use super::look::service_for;
use super::{FINDINGS, Leave, Offer, PURPOSE, Why, store, why_place};
use crate::Office;
use crate::application::{Asked, leave_line};
use crate::benefits::{ASKS, findings_line};
use crate::case::Acting;
use crate::data_layer::access_log::{AccessRow, record_read, record_reads};
use crate::data_layer::records::DataSet;
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;
use crate::mandate::ActingFor;

/// The list.
pub(super) const PAGE: &str = "/benefits/offers";

fn citizen(actor: &Actor) -> Result<&Citizen, PortalError> {
    match actor.citizen() {
        Some(me) if me.helped.is_none() => Ok(me),
        Some(_) => Err(PortalError::NotFound),
        None => Err(PortalError::SignInFirst),
    }
}

/// Whoever may apply for somebody reads what was offered to them.
fn read_for_another(me: &Citizen, offer: &Offer, fields: &[&str]) -> AccessRow {
    let reference = offer.reference.as_str();
    AccessRow::by_citizen(&me.person, &offer.person, PURPOSE, reference, fields)
}

#[async_trait]
impl OffersDesk for Office {
    async fn offers(&self, actor: &Actor) -> Result<OffersView, PortalError> {
        Ok(self.offers_of(citizen(actor)?).await?)
    }

    async fn offer_made(&self, actor: &Actor, reference: &str) -> Result<OfferView, PortalError> {
        Ok(self.one_offer(citizen(actor)?, reference).await?)
    }

    async fn leave_for_offers(&self, actor: &Actor) -> Result<LeaveForOffers, PortalError> {
        citizen(actor)?;
        let (always, others): (Vec<&Asked>, Vec<&Asked>) =
            ASKS.iter().partition(|asked| asked.set == DataSet::Persons);
        Ok(LeaveForOffers {
            always: always
                .first()
                .map(|asked| leave_line(asked))
                .ok_or(PortalError::NotFound)?,
            others: others
                .into_iter()
                .map(leave_line)
                .chain([findings_line()])
                .collect(),
            until: self.last_day_of_leave(),
        })
    }

    async fn standing_leave(&self, me: &Citizen) -> Result<Option<StandingLeave>, PortalError> {
        if me.helped.is_some() {
            return Ok(None);
        }
        Ok(self.leave_in_force(me).await?.map(shown))
    }

    async fn own_looks(&self, me: &Citizen) -> Result<Vec<OwnLook>, PortalError> {
        Ok(self.own_looks_of(me).await?)
    }
}

fn shown(leave: Leave) -> StandingLeave {
    StandingLeave {
        given_on: city_date(leave.given_at),
        until: leave.until,
        registers: leave
            .sets
            .iter()
            .map(|code| match code.as_str() {
                FINDINGS => in_every_language(Text::OffersFindingRegister, &[]),
                code => register_name(code),
            })
            .collect(),
        last_look: leave.last_look,
    }
}

pub(super) fn name_of(book: &RuleBook, code: &str) -> Wording {
    book.benefit(code)
        .map_or_else(|| Wording::same(code), |benefit| benefit.name.clone())
}

impl Office {
    async fn leave_in_force(&self, me: &Citizen) -> Result<Option<Leave>, Fault> {
        let leave = store::in_force(&mut *self.db.read().await?, &me.person).await?;
        Ok(leave.filter(|leave| leave.until >= self.clock.today()))
    }

    async fn offers_of(&self, me: &Citizen) -> Result<OffersView, Fault> {
        let book = self.rule_book();
        let line = |offer: Offer, for_whom: Option<String>| OfferLine {
            reference: offer.reference.to_string(),
            name: name_of(&book, &offer.benefit),
            for_whom,
            made_on: city_date(offer.made_at),
            state: offer.state,
        };
        let acting = self.held_in_force(&me.person).await?;
        let mut conn = self.db.read().await?;
        let mut offers: Vec<OfferLine> = store::of_person(&mut conn, &me.person)
            .await?
            .into_iter()
            .map(|offer| line(offer, None))
            .collect();
        let mut looks = Vec::new();
        for acting in &acting {
            let of_them = store::of_person(&mut conn, &acting.mandate.subject).await?;
            for offer in of_them {
                if is_in_scope(&book, acting, &offer) {
                    looks.push(read_for_another(me, &offer, &["entitlements"]));
                    offers.push(line(offer, Some(acting.name.as_str().to_owned())));
                }
            }
        }
        drop(conn);
        record_reads(self, looks).await?;
        Ok(OffersView {
            offers,
            leave: self.leave_in_force(me).await?.map(shown),
            own: self.own_looks_of(me).await?,
        })
    }

    /// An offer of this person's, or to somebody whom they may apply for in this, with the mandate.
    async fn offer_for(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<(Offer, Option<ActingFor>), Fault> {
        let offer = store::by_reference(&mut *self.db.read().await?, reference)
            .await?
            .ok_or(PortalError::NotFound)?;
        if offer.person == me.person {
            return Ok((offer, None));
        }
        let book = self.rule_book();
        let acting = self
            .held_in_force(&me.person)
            .await?
            .into_iter()
            .find(|acting| {
                acting.mandate.subject == offer.person && is_in_scope(&book, acting, &offer)
            })
            .ok_or(PortalError::NotFound)?;
        Ok((offer, Some(acting)))
    }

    /// For whom this citizen looks at an offer; `None`: their own, or nothing of theirs.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn acting_in_offer(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<ActingFor>, Fault> {
        match self.offer_for(me, reference).await {
            Ok((_, acting)) => Ok(acting),
            Err(Fault::Portal(_)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn one_offer(&self, me: &Citizen, reference: &str) -> Result<OfferView, Fault> {
        let (offer, acting) = self.offer_for(me, reference).await?;
        let why: Why = self.keys.open_sealed(&why_place(&offer.id), &offer.why)?;
        if acting.is_some() {
            record_read(self, read_for_another(me, &offer, &why.fields())).await?;
        }
        // Judged again by the version of then: what the page says stays what was offered.
        let mut book = (*self.rule_book()).clone();
        for benefit in &mut book.benefits {
            if benefit.code == offer.benefit {
                benefit
                    .rules
                    .retain(|rule| rule.version == offer.rule_version);
            }
        }
        let facts = why.facts();
        let street = offer.home.clone();
        let answer = Answer::of(&book, &facts, &|department| {
            self.office_line(&facts, Some(&street), department)
        });
        let line = answer
            .lines
            .into_iter()
            .find(|line| line.code == offer.benefit)
            .ok_or(PortalError::NotFound)?;
        Ok(OfferView {
            reference: offer.reference.to_string(),
            state: offer.state,
            for_whom: acting.map(|acting| acting.name.as_str().to_owned()),
            made_on: city_date(offer.made_at),
            can_apply: book.benefit(&offer.benefit).and_then(service_for).is_some(),
            line,
            facts,
            sources: why.sources(),
            own: self.own_shown(&offer.duty, &OfficeId(offer.office.clone())),
        })
    }

    /// What somebody presses about an offer; where it leads.
    ///
    /// # Errors
    /// `NotFound` for what is nobody of theirs, or not theirs to decide; `Conflict` where it has moved on.
    pub(super) async fn press_on_offer(
        &self,
        me: &Citizen,
        reference: &str,
        typed: &OfferForm,
    ) -> Result<String, Fault> {
        if me.helped.is_some() {
            return Err(PortalError::NotFound.into());
        }
        let (offer, acting) = self.offer_for(me, reference).await?;
        let step = OfferStep::pressed(&typed.act).ok_or(PortalError::NotFound)?;
        // Whether somebody wants to be told is theirs alone to say.
        if acting.is_some() && step != OfferStep::Apply {
            return Err(PortalError::NotFound.into());
        }
        let book = self.rule_book();
        let service = book.benefit(&offer.benefit).and_then(service_for);
        if step == OfferStep::Apply && service.is_none() {
            return Err(PortalError::NotFound.into());
        }
        let to = offer
            .state
            .after(step)
            .ok_or_else(|| Fault::conflict(Text::CaseMovedOn))?;
        let by = match &acting {
            Some(acting) => Acting {
                on_behalf_of: Some(acting.mandate.subject.clone()),
                ..Acting::applicant(&me.person)
            },
            None => Acting::applicant(&me.person),
        };
        let next = match (step, service) {
            (OfferStep::Apply, Some(service)) => {
                let mandate = acting
                    .as_ref()
                    .map(|acting| acting.mandate.reference.as_str());
                self.start_draft(me, service, mandate).await?
            }
            _ => format!("{PAGE}/{reference}"),
        };
        if to != offer.state {
            let mut tx = self.db.begin().await?;
            if !self.step_offer(&mut tx, &offer, step, to, &by).await? {
                return Err(Fault::conflict(Text::CaseMovedOn));
            }
            tx.commit().await?;
        }
        Ok(next)
    }

    /// Moves an offer, with its journal entry; `false` where somebody was first.
    pub(super) async fn step_offer(
        &self,
        tx: &mut Tx,
        offer: &Offer,
        step: OfferStep,
        to: OfferState,
        by: &Acting,
    ) -> Result<bool, Fault> {
        let now = self.clock.now();
        if !store::move_to(tx.conn(), offer, to, now).await? {
            return Ok(false);
        }
        let mut entry = by.entry(step.code(), None);
        entry.from = Some(offer.state.code().to_owned());
        entry.to = Some(to.code().to_owned());
        journal::write(tx.conn(), &offer.record(), now, &entry).await?;
        Ok(true)
    }
}

/// Whoever may apply for somebody sees what they could apply for, and nothing else.
fn is_in_scope(book: &RuleBook, acting: &ActingFor, offer: &Offer) -> bool {
    let service = book.benefit(&offer.benefit).and_then(service_for);
    acting.mandate.allows(MandateAct::Apply)
        && service.is_some_and(|service| {
            acting
                .mandate
                .services
                .iter()
                .any(|allowed| allowed == service)
        })
}
