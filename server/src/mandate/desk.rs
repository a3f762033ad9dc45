//! What the pages about mandates read.

use app::error::PortalError;
use app::identity::desk::IdentityDesk as _;
use app::identity::{Actor, Citizen, SessionKey};
use app::mandate::{
    AtDesk, CaseUnder, CodeSlip, GivenMandates, HeldMandate, MandateDesk, MandateDeskView,
    MandateState, MandateView, OfferForm, OfferView, PastCase,
};
use app::text::city_date;
use async_trait::async_trait;
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;

use super::giving::{ASK_PAGE, services_for_another};
use super::{Mandate, store};
use crate::Office;
use crate::fault::Fault;

#[async_trait]
impl MandateDesk for Office {
    async fn mandates_held(&self, me: &Citizen) -> Result<Vec<MandateView>, PortalError> {
        let mut conn = self.db.read().await.map_err(Fault::from)?;
        let held = store::held_by(&mut conn, &me.person).await?;
        Ok(self.mandate_views(&mut conn, &held, true).await?)
    }

    async fn mandate_held(
        &self,
        me: &Citizen,
        session: &SessionKey,
        reference: &str,
    ) -> Result<HeldMandate, PortalError> {
        Ok(self.mandate_as_held(me, session, reference).await?)
    }

    async fn offer(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<OfferView, PortalError> {
        let blank = OfferForm::blank(services_for_another());
        // What was typed comes back for review only: a number does not stay on a page that somebody opens again.
        let typed = if review {
            self.slip_of(session, ASK_PAGE).await?.unwrap_or(blank)
        } else {
            blank
        };
        Ok(OfferView {
            faults: self.offer_of(me, &typed).err().unwrap_or_default(),
            typed,
            streets: self.directory().streets(),
            services: services_for_another()
                .into_iter()
                .filter_map(|code| Some((code.clone(), self.name_for_another(&code)?)))
                .collect(),
        })
    }

    async fn mandates_given(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<GivenMandates, PortalError> {
        let mut conn = self.db.read().await.map_err(Fault::from)?;
        let given = store::about(&mut conn, &me.person).await?;
        let mandates = self.mandate_views(&mut conn, &given, false).await?;
        drop(conn);
        let (wish, wish_faults) = self
            .wish_as_typed(&me.person, session, super::counter::OWN_TELLING, review)
            .await?;
        Ok(GivenMandates {
            mandates,
            wish,
            wish_faults,
            streets: self.directory().streets(),
        })
    }

    async fn asked_for_my_yes(&self, me: &Citizen) -> Result<usize, PortalError> {
        let mut conn = self.db.read().await.map_err(Fault::from)?;
        let today = self.clock.today();
        let asked = store::about(&mut conn, &me.person).await?;
        Ok(asked
            .iter()
            .filter(|mandate| mandate.state_on(today).0 == MandateState::Offered)
            .count())
    }

    async fn past_case(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<PastCase>, PortalError> {
        Ok(self.past_case_of(me, reference).await?)
    }

    async fn mandate_desk(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<MandateDeskView, PortalError> {
        let member = actor.staff().ok_or(PortalError::NotFound)?;
        Ok(self.mandates_at_desk(member, session, review).await?)
    }

    async fn mandate_at_desk(
        &self,
        actor: &Actor,
        session: &SessionKey,
        reference: &str,
    ) -> Result<AtDesk, PortalError> {
        let member = actor.staff().ok_or(PortalError::NotFound)?;
        Ok(self.one_at_desk(member, session, reference).await?)
    }
}

impl Office {
    async fn mandate_as_held(
        &self,
        me: &Citizen,
        session: &SessionKey,
        reference: &str,
    ) -> Result<HeldMandate, Fault> {
        let mut conn = self.db.read().await?;
        let mandate = self
            .mandate_of(&mut conn, reference, |mandate| mandate.holder == me.person)
            .await?;
        let view = self.mandate_view(&mut conn, &mandate, true).await?;
        drop(conn);
        if !view.cases.is_empty() {
            self.record_listed_under(&me.person, [&mandate]).await?;
        }
        let is_offered = view.state == MandateState::Offered;
        let page = format!("/acting-for/{}", mandate.reference);
        let slip: CodeSlip = self.slip_of(session, &page).await?.unwrap_or_default();
        let is_called = is_offered && mandate.call_until > self.clock.unmoved().as_microsecond();
        Ok(HeldMandate {
            counter_code: is_offered
                .then(|| self.counter_code_of(&mandate))
                .transpose()?,
            is_called,
            is_code_wrong: is_called && slip.is_wrong,
            mandate: view,
        })
    }

    /// What this session typed on this page.
    pub(crate) async fn slip_of<T: DeserializeOwned>(
        &self,
        session: &SessionKey,
        page: &str,
    ) -> Result<Option<T>, Fault> {
        if session.0.is_empty() {
            return Ok(None);
        }
        let slip = self.slip(session, page).await?;
        Ok(slip.and_then(|slip| serde_json::from_str(&slip).ok()))
    }

    pub(super) async fn mandate_views(
        &self,
        conn: &mut AnyConnection,
        mandates: &[Mandate],
        is_for_holder: bool,
    ) -> Result<Vec<MandateView>, Fault> {
        let mut views = Vec::with_capacity(mandates.len());
        for mandate in mandates {
            views.push(self.mandate_view(conn, mandate, is_for_holder).await?);
        }
        Ok(views)
    }

    /// A mandate as it is shown. A holder is shown what was filed while it holds only.
    pub(super) async fn mandate_view(
        &self,
        conn: &mut AnyConnection,
        mandate: &Mandate,
        is_for_holder: bool,
    ) -> Result<MandateView, Fault> {
        let (state, ended_by) = mandate.state_on(self.clock.today());
        let rows = store::cases_under(conn, mandate.reference.as_str()).await?;
        let cases = rows
            .into_iter()
            .map(|row| CaseUnder {
                reference: row.reference,
                service: row.service,
                submitted_on: city_date(row.submitted_at),
                // Whether it came to its end is nothing that a holder reads after the mandate's own.
                is_closed: !(is_for_holder && state != MandateState::Active)
                    && row.closed_at.is_some(),
            })
            .collect();
        let about = self.about_of(mandate)?;
        Ok(MandateView {
            reference: mandate.reference.clone(),
            subject_name: about.name.as_str().to_owned(),
            is_for_a_child: mandate.is_for_a_child(&about),
            holder_name: self.holder_name_of(mandate)?,
            services: self.service_names(mandate),
            acts: mandate.acts.clone(),
            state,
            offered_on: city_date(mandate.offered_at),
            offer_until: mandate.offer_until,
            given: mandate.given_by.zip(mandate.given_at.map(city_date)),
            until: mandate.until,
            ended: ended_by.map(|how| {
                let on = match mandate.ended_at {
                    Some(at) => city_date(at),
                    None if mandate.state == MandateState::Offered => mandate.offer_until,
                    None => mandate.until,
                };
                (how, on)
            }),
            cases,
        })
    }
}
