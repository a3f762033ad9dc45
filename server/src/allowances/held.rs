//! What an office that pays allowances knows about somebody from its own work, without asking anybody.

use app::allowances::{EntitlementStage, KeptFacts};
use app::identity::{OfficeId, PersonKey};
use app::person::ResidentId;
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::runs::with_what_is_missing;
use super::store;
use crate::Office;
use crate::fault::Fault;

/// What one office holds about one person.
pub(crate) struct HeldByOffice {
    pub number: ResidentId,
    /// Nine digits.
    pub street: String,
    pub facts: KeptFacts,
    /// Codes of the benefits that it pays or has suspended.
    pub given: Vec<String>,
    /// When it learnt the newest of it.
    pub at: Timestamp,
    /// Something stands against telling them of more: they have died or moved away, or somebody is finding out.
    pub is_stopped: bool,
}

impl Office {
    /// How many people have a month of this benefit that stays open because two rules hold at once: at one office, or all.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn waiting_for_rules(
        &self,
        benefit: &str,
        office: Option<&OfficeId>,
    ) -> Result<i64, Fault> {
        store::waiting_for_rules(&mut *self.db.read().await?, benefit, office).await
    }

    /// What this office pays this person, and on which facts; `None`: nothing. Other offices' payments are not looked at.
    ///
    /// # Errors
    /// The database's, or what cannot be opened with this key.
    pub(crate) async fn allowances_held(
        &self,
        conn: &mut AnyConnection,
        office: &OfficeId,
        person: &PersonKey,
    ) -> Result<Option<HeldByOffice>, Fault> {
        let own = store::of_office_and_person(conn, office, person).await?;
        let active: Vec<_> = own
            .iter()
            .filter(|one| one.stage == EntitlementStage::Active)
            .collect();
        let Some(newest) = active.last().or(own.last().as_ref()).copied() else {
            return Ok(None);
        };
        let mut facts = self.facts_of_entitlement(newest)?;
        for other in &active {
            facts = with_what_is_missing(facts, &self.facts_of_entitlement(other)?);
        }
        let is_stopped = own.iter().any(|one| match one.stage {
            EntitlementStage::Active => false,
            EntitlementStage::Suspended => true,
            // Whoever moved back has been granted something since.
            EntitlementStage::Ended => {
                one.because == "died"
                    || (one.because == "moved"
                        && active.iter().all(|other| other.granted_at < one.since))
            }
        });
        Ok(Some(HeldByOffice {
            number: self.person_of(newest)?.number,
            street: newest.home.clone(),
            facts,
            given: own
                .iter()
                .filter(|one| one.stage != EntitlementStage::Ended)
                .map(|one| one.benefit.clone())
                .collect(),
            at: newest.granted_at,
            is_stopped,
        }))
    }
}
