//! What is shown in public, and only while it is: part of a name, the community and the allowance.

use app::allowances::{PostingView, masked_name};
use app::case::PartyRole;
use app::error::PortalError;
use app::identity::Citizen;
use app::text::{Text, city_date};

use super::store;
use crate::Office;
use crate::case::{Matter, store as cases};
use crate::fault::Fault;

impl Office {
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
        Ok(views)
    }

    pub(super) async fn one_posted(&self, id: &str) -> Result<(Matter, PostingView), Fault> {
        let mut conn = self.db.read().await?;
        let matter = store::posted_matter(&mut conn, id)
            .await?
            .ok_or(PortalError::NotFound)?;
        let view = self
            .posted_view(&mut conn, &matter)
            .await?
            .ok_or(PortalError::NotFound)?;
        Ok((matter, view))
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
        let (matter, _) = self.one_posted(id).await?;
        let row = self.objection(
            "posting",
            (&matter.key.home, &matter.key.id),
            &matter.office,
            &me.person,
            text,
        );
        let mut tx = self.db.begin().await?;
        store::add_objection(tx.conn(), &row).await?;
        self.tell_of_posting(&mut tx, &matter, Text::AllowanceNoticeObjected)
            .await?;
        Ok(tx.commit().await?)
    }
}
