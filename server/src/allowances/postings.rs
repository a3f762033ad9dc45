//! What is shown in public, and only while it is: part of a name, the community and the allowance.

use std::collections::HashMap;

use app::allowances::{Month, PostingView, masked_name};
use app::case::{PartyRole, Stage};
use app::error::PortalError;
use app::identity::{Actor, Citizen, OfficeId};
use app::text::{Text, city_date};
use jiff::ToSpan;
use serde_json::json;

use super::desk::name_of_benefit;
use super::{Entitlement, Reposting, store};
use crate::Office;
use crate::case::{Acting, Matter, store as cases};
use crate::database::{Key, Tx};
use crate::fault::Fault;
use crate::journal;

/// What is shown: before it is decided, or again while it is paid.
pub(super) enum Posted {
    First(Box<Matter>),
    Again(Reposting, Box<Entitlement>),
}

/// How many objections to what these matters post wait for an answer, by the matter's id.
///
/// # Errors
/// The database's.
pub(crate) async fn open_objections(
    conn: &mut sqlx::AnyConnection,
    matters: &[Matter],
) -> Result<HashMap<String, i64>, Fault> {
    let posted = matters
        .iter()
        .filter(|matter| matter.stage == Stage::Posted);
    let keys: Vec<Key<'_>> = posted
        .map(|matter| (matter.key.home.as_str(), matter.key.id.as_str()))
        .collect();
    store::open_objections_to(conn, &keys).await
}

impl Office {
    /// How many objections to postings wait for the office of this member of staff; `None` where it posts nothing.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn postings_to_answer(&self, actor: &Actor) -> Result<Option<i64>, Fault> {
        let directory = self.directory();
        let posts = |office: &&OfficeId| {
            directory
                .get(office)
                .is_some_and(|office| ["community", "street"].contains(&office.department.as_str()))
        };
        let Some(office) = actor.staff().map(|member| &member.office).filter(posts) else {
            return Ok(None);
        };
        let count = store::postings_to_answer(&mut *self.db.read().await?, office).await?;
        Ok(Some(count))
    }

    pub(super) async fn posted_views(
        &self,
        street: Option<&str>,
    ) -> Result<Vec<PostingView>, Fault> {
        let mut conn = self.db.read().await?;
        let matters = store::posted(&mut conn, street).await?;
        let mut views = Vec::with_capacity(matters.len());
        for matter in &matters {
            views.extend(self.posted_view(&mut conn, matter).await?);
        }
        for again in store::repostings(&mut conn, street, self.clock.today()).await? {
            if let Some(one) = store::by_id(&mut conn, &again.home, &again.entitlement).await? {
                views.push(self.reposted_view(&again, &one)?);
            }
        }
        Ok(views)
    }

    pub(super) async fn one_posted(&self, id: &str) -> Result<(Posted, PostingView), Fault> {
        let mut conn = self.db.read().await?;
        if let Some(matter) = store::posted_matter(&mut conn, id).await? {
            let view = self
                .posted_view(&mut conn, &matter)
                .await?
                .ok_or(PortalError::NotFound)?;
            return Ok((Posted::First(Box::new(matter)), view));
        }
        let again = store::reposting(&mut conn, id)
            .await?
            .filter(|again| self.clock.today() <= again.until)
            .ok_or(PortalError::NotFound)?;
        let one = store::by_id(&mut conn, &again.home, &again.entitlement)
            .await?
            .ok_or(PortalError::NotFound)?;
        let view = self.reposted_view(&again, &one)?;
        Ok((Posted::Again(again, Box::new(one)), view))
    }

    fn reposted_view(&self, again: &Reposting, one: &Entitlement) -> Result<PostingView, Fault> {
        let directory = self.directory();
        let office = directory.get(&again.office);
        Ok(PostingView {
            id: again.id.clone(),
            name: masked_name(&self.person_of(one)?.name),
            community: office.map(|office| office.name.clone()).unwrap_or_default(),
            street: again.home.clone(),
            allowance: name_of_benefit(&self.rule_book(), &one.benefit),
            from: Some(again.posted_on),
            until: Some(again.until),
            phone: office
                .map(|office| office.phone.clone())
                .unwrap_or_default(),
        })
    }

    /// Posts an entitlement again where its rule wants that and the time has come; whose it is is told.
    pub(super) async fn post_again(&self, tx: &mut Tx, one: &Entitlement) -> Result<(), Fault> {
        let today = self.clock.today();
        let facts = self.facts_of_entitlement(one)?;
        let rule = self.reckon_month(one, &[], &facts, Month::of(today))?.rule;
        let terms = one.allowance()?.terms(&rule);
        if terms.reposting_months == 0 {
            return Ok(());
        }
        let last = store::last_reposting(tx.conn(), one)
            .await?
            .map_or(city_date(one.granted_at), |again| again.posted_on);
        if last.saturating_add(terms.reposting_months.months()) > today {
            return Ok(());
        }
        let directory = self.directory();
        let Some(office) = directory.serving("community", &one.home) else {
            return Ok(());
        };
        let now = self.clock.now();
        let again = Reposting {
            home: one.home.clone(),
            id: self.chance.id(now),
            entitlement: one.id.clone(),
            office: OfficeId(office.id.clone()),
            posted_on: today,
            until: self.calendar.after(today, terms.posting_days),
        };
        if !store::post_again(tx.conn(), &again).await? {
            return Ok(());
        }
        let mut entry = Acting::portal().entry("post-again", None);
        entry.note = json!({ "rule": rule, "until": again.until.to_string() });
        journal::write(tx.conn(), &one.record(), now, &entry).await?;
        let until = again.until.to_string();
        let text = Text::AllowanceNoticePostedAgain;
        self.tell_of_entitlement(tx, one, text, &[("date", &until)])
            .await
    }

    /// `None` once its last day has passed, also while it waits for its end in the night, or for an answer.
    async fn posted_view(
        &self,
        conn: &mut sqlx::AnyConnection,
        matter: &Matter,
    ) -> Result<Option<PostingView>, Fault> {
        if matter.due.is_none_or(|last| last < self.clock.today()) {
            return Ok(None);
        }
        let (home, case_id) = (&matter.key.home, &matter.case_id);
        let parties = cases::parties(conn, home, case_id).await?;
        let subject = parties
            .iter()
            .find(|party| party.role == PartyRole::Subject);
        let case = cases::case_by_id(conn, home, case_id).await?;
        let (Some(subject), Some(case)) = (subject, case) else {
            return Ok(None);
        };
        let directory = self.directory();
        let office = directory.get(&matter.office);
        Ok(Some(PostingView {
            id: matter.key.id.clone(),
            name: masked_name(&self.name_of(subject)?),
            community: office.map(|office| office.name.clone()).unwrap_or_default(),
            street: home.clone(),
            allowance: case.service_name,
            from: matter.ready_at.map(city_date),
            until: matter.due,
            phone: office
                .map(|office| office.phone.clone())
                .unwrap_or_default(),
        }))
    }

    /// Somebody says that a posting is wrong.
    ///
    /// # Errors
    /// `NotFound` for what is not posted (any more).
    pub(super) async fn object_to_posting(
        &self,
        me: &Citizen,
        id: &str,
        text: &str,
    ) -> Result<(), Fault> {
        let (posted, _) = self.one_posted(id).await?;
        let (record, office) = match &posted {
            Posted::First(matter) => ((&matter.key.home, &matter.key.id), &matter.office),
            Posted::Again(again, _) => ((&again.home, &again.id), &again.office),
        };
        let record = (record.0.as_str(), record.1.as_str());
        let row = self.objection("posting", record, office, &me.person, text);
        let mut tx = self.db.begin().await?;
        store::add_objection(tx.conn(), &row).await?;
        let said = Text::AllowanceNoticeObjected;
        match &posted {
            Posted::First(matter) => self.tell_of_posting(&mut tx, matter, said).await?,
            Posted::Again(_, one) => self.tell_of_entitlement(&mut tx, one, said, &[]).await?,
        }
        Ok(tx.commit().await?)
    }
}
