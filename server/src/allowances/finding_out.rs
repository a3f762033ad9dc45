//! What no register says, or two say differently: an office of the street enters it from a document, somebody else at the
//! office that pays agrees, and the months that could not be reckoned are reckoned with the next run.

use app::allowances::{
    EntitlementStage, FoundForm, FoundLine, FoundView, KeptFacts, Month, Outcome,
};
use app::benefits::{Fact, Facts};
use app::error::PortalError;
use app::identity::{OfficeId, SessionKey, StaffMember};
use app::text::{Text, city_date};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;

use super::desk::name_of_benefit;
use super::{Entitlement, facts_place, store};
use crate::Office;
use crate::case::{Acting, store as cases};
use crate::fault::Fault;
use crate::journal;

/// What a document can show: an allowance that is paid here asks for nothing else.
const FINDABLE: [Fact; 4] = [
    Fact::Born,
    Fact::Hardship,
    Fact::Disability,
    Fact::LongDisabled,
];

/// What an office has entered from a document, waiting for somebody to agree.
#[derive(Clone, Debug)]
pub(super) struct FoundRow {
    pub home: String,
    pub id: String,
    pub entitlement: String,
    pub facts: Vec<Fact>,
    /// Sealed [`Found`].
    pub sealed: String,
    pub office: OfficeId,
    /// Staff id.
    pub entered_by: String,
    pub entered_at: Timestamp,
}

/// What the document says, and which one it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Found {
    facts: KeptFacts,
    document: String,
}

/// Where the page about one is, and its slip.
pub(super) fn found_page(reference: &str) -> String {
    format!("/staff/older-person/facts/{reference}")
}

fn found_place(id: &str) -> String {
    format!("found_fact.sealed.{id}")
}

impl Office {
    /// What decides about it this month and is not known, or said in two ways; empty where nothing is missing.
    pub(super) fn missing_of(&self, one: &Entitlement) -> Result<Vec<Fact>, Fault> {
        if one.stage != EntitlementStage::Active {
            return Ok(Vec::new());
        }
        let facts = self.facts_of_entitlement(one)?;
        let month = Month::of(self.clock.today()).max(one.first_month);
        let reckoned = self.reckon_month(one, &[], &facts, month)?;
        Ok(match reckoned.outcome {
            Outcome::Unknown(missing) => missing
                .into_iter()
                .filter(|fact| FINDABLE.contains(fact))
                .collect(),
            _ => Vec::new(),
        })
    }

    /// An entitlement of somebody in the streets of this member's office.
    async fn entitlement_in_streets(
        &self,
        member: &StaffMember,
        reference: &str,
    ) -> Result<Entitlement, Fault> {
        let streets = self.streets_looked_after(member)?;
        Ok(store::by_reference(&mut *self.db.read().await?, reference)
            .await?
            .filter(|one| streets.contains(&one.home))
            .ok_or(PortalError::NotFound)?)
    }

    pub(super) async fn read_found_page(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        reference: &str,
    ) -> Result<FoundView, Fault> {
        let one = self.entitlement_in_streets(member, reference).await?;
        self.record_looking(member, &[&one], "entitlement").await?;
        let asked = self.missing_of(&one)?;
        let typed: FoundForm = self
            .slip_of(session, &found_page(reference))
            .await?
            .unwrap_or_default();
        let mut conn = self.db.read().await?;
        let waits = match store::found_of(&mut conn, &one).await? {
            Some(row) => Some(self.found_line(&mut conn, member, &row, &one).await?),
            None => None,
        };
        Ok(FoundView {
            reference: reference.to_owned(),
            name: self.person_of(&one)?.name.as_str().to_owned(),
            benefit: name_of_benefit(&self.rule_book(), &one.benefit),
            faults: typed
                .parse(&asked, Facts::unknown(self.clock.today()))
                .err()
                .unwrap_or_default(),
            asked,
            typed,
            waits,
        })
    }

    async fn found_line(
        &self,
        conn: &mut AnyConnection,
        member: &StaffMember,
        row: &FoundRow,
        one: &Entitlement,
    ) -> Result<FoundLine, Fault> {
        let found: Found = self.keys.open_sealed(&found_place(&row.id), &row.sealed)?;
        let by = cases::staff_name(conn, &row.entered_by).await?;
        Ok(FoundLine {
            id: row.id.clone(),
            name: self.person_of(one)?.name.as_str().to_owned(),
            benefit: name_of_benefit(&self.rule_book(), &one.benefit),
            facts: found.facts.on(self.clock.today()),
            which: row.facts.clone(),
            document: found.document,
            by,
            office: self.office_called(&row.office),
            on: city_date(row.entered_at),
            is_own: row.entered_by == member.id,
        })
    }

    /// What waits for somebody of this office to agree, with whose it is.
    pub(super) async fn found_at_desk(
        &self,
        conn: &mut AnyConnection,
        member: &StaffMember,
    ) -> Result<Vec<(FoundLine, Entitlement)>, Fault> {
        let mut lines = Vec::new();
        for row in store::found_waiting(conn, &member.office).await? {
            if let Some(one) = store::by_id(conn, &row.home, &row.entitlement).await? {
                lines.push((self.found_line(conn, member, &row, &one).await?, one));
            }
        }
        Ok(lines)
    }

    /// Enters what a document says; `false` where something about it is wrong.
    ///
    /// # Errors
    /// `NotFound` for a person of other streets; `Conflict` where nothing is missing (any more), something waits already, or
    /// it is of one's own household.
    pub(super) async fn enter_found(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        reference: &str,
        typed: &FoundForm,
    ) -> Result<bool, Fault> {
        let one = self.entitlement_in_streets(member, reference).await?;
        let asked = self.missing_of(&one)?;
        if asked.is_empty() {
            return Err(Fault::conflict(Text::AllowanceMovedOn));
        }
        let page = found_page(reference);
        let Ok((facts, which, document)) = typed.parse(&asked, Facts::unknown(self.clock.today()))
        else {
            self.keep_slip(session, &page, typed).await?;
            return Ok(false);
        };
        let now = self.clock.now();
        let id = self.chance.id(now);
        let found = Found {
            facts: KeptFacts::of(&facts, &one.home),
            document,
        };
        let row = FoundRow {
            home: one.home.clone(),
            entitlement: one.id.clone(),
            sealed: self.keys.seal(&found_place(&id), &found, &self.chance),
            facts: which,
            office: member.office.clone(),
            entered_by: member.id.clone(),
            entered_at: now,
            id,
        };
        let mut tx = self.db.begin().await?;
        if !store::add_found(tx.conn(), &row).await? {
            let is_own = store::is_own(tx.conn(), &one, &member.id).await?;
            return Err(Fault::conflict(if is_own {
                Text::AllowanceRunOwn
            } else {
                Text::AllowanceFoundWaitsAlready
            }));
        }
        let mut entry = Acting::staff(member).entry("enter-fact", None);
        entry.on_behalf_of = Some(one.subject.0.clone());
        entry.note = json!({ "facts": codes(&row.facts), "found": row.id });
        journal::write(tx.conn(), &one.record(), now, &entry).await?;
        tx.commit().await?;
        self.keep_slip(session, &page, &FoundForm::default())
            .await?;
        Ok(true)
    }

    /// Somebody else at the office that pays agrees, and from then on it is known; or it is not right. Where the rule says no
    /// by what was found, it is suspended as after any check.
    ///
    /// # Errors
    /// `NotFound` for another office's; `Conflict` for whoever entered it, for one's own household, or where somebody was
    /// first.
    pub(super) async fn settle_found(
        &self,
        member: &StaffMember,
        id: &str,
        is_right: bool,
    ) -> Result<(), Fault> {
        self.pays_allowances(member)?;
        let mut conn = self.db.read().await?;
        let row = store::found_waiting(&mut conn, &member.office)
            .await?
            .into_iter()
            .find(|row| row.id == id)
            .ok_or(PortalError::NotFound)?;
        let one = store::by_id(&mut conn, &row.home, &row.entitlement)
            .await?
            .ok_or(PortalError::NotFound)?;
        drop(conn);
        if row.entered_by == member.id {
            return Err(Fault::conflict(Text::AllowanceRunOwnProposal));
        }
        let now = self.clock.now();
        let outcome = if is_right { "confirmed" } else { "refused" };
        let mut tx = self.db.begin().await?;
        if !store::settle_found(tx.conn(), &row, &member.id, outcome, now).await? {
            let is_own = store::is_own(tx.conn(), &one, &member.id).await?;
            return Err(Fault::conflict(if is_own {
                Text::AllowanceRunOwn
            } else {
                Text::AllowanceMovedOn
            }));
        }
        let acting = Acting::staff(member);
        let step = if is_right {
            "confirm-fact"
        } else {
            "refuse-fact"
        };
        let mut entry = acting.entry(step, None);
        entry.on_behalf_of = Some(one.subject.0.clone());
        entry.note = json!({ "facts": codes(&row.facts), "found": row.id });
        if is_right {
            let found: Found = self.keys.open_sealed(&found_place(&row.id), &row.sealed)?;
            let today = self.clock.today();
            let facts = self
                .facts_of_entitlement(&one)?
                .found_out(&found.facts.on(today), &row.facts);
            let known = Entitlement {
                facts: self.keys.seal(&facts_place(&one.id), &facts, &self.chance),
                ..one.clone()
            };
            if !store::move_entitlement(tx.conn(), &one, &known).await? {
                return Err(Fault::conflict(Text::AllowanceMovedOn));
            }
            journal::write(tx.conn(), &one.record(), now, &entry).await?;
            let month = Month::of(today).max(one.first_month);
            let reckoned = self.reckon_month(&one, &[], &facts, month)?;
            if reckoned.outcome == Outcome::No && one.stage == EntitlementStage::Active {
                let known = Entitlement {
                    version: one.version + 1,
                    ..known
                };
                self.suspend(&mut tx, &known, "rule", &acting).await?;
            } else {
                self.tell_of_entitlement(&mut tx, &one, Text::AllowanceNoticeFound, &[])
                    .await?;
            }
        } else {
            journal::write(tx.conn(), &one.record(), now, &entry).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn codes(facts: &[Fact]) -> Vec<&'static str> {
    facts.iter().map(|fact| fact.code()).collect()
}
