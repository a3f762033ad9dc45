//! Entitlements that an office granted before it worked with this portal: taken over from its own list, each with a
//! chain of its own that begins with that.

use app::allowances::{EntitlementStage, KeptFacts, Month, allowance_of};
use app::benefits::judge_one;
use app::case::CaseReference;
use app::identity::OfficeId;
use app::offers::Held;
use app::person::{PersonName, ResidentId};
use jiff::ToSpan;
use serde_json::json;

use super::granting::every_code;
use super::{Entitlement, PREFIX, Payee, Person, facts_place, payee_place, person_place, store};
use crate::Office;
use crate::case::Acting;
use crate::fault::Fault;
use crate::journal;

/// A line of an office's list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub name: PersonName,
    pub number: ResidentId,
    /// Nine digits.
    pub street: String,
    pub service: String,
    pub office: OfficeId,
    pub facts: KeptFacts,
    pub bank: String,
    pub account: String,
    /// The first month that is paid from here.
    pub first_month: Month,
}

impl Office {
    /// Takes one over. Its first check is due a term after today.
    ///
    /// # Errors
    /// A service that is no allowance, or the database's.
    pub async fn take_over_allowance(&self, listed: &Listed) -> Result<(), Fault> {
        let allowance = allowance_of(&listed.service)
            .ok_or_else(|| Fault::Other(format!("{} is no allowance", listed.service)))?;
        let now = self.clock.now();
        let today = self.clock.today();
        let id = self.chance.id(now);
        let book = self.rule_book();
        let judged = book
            .benefit(&allowance.benefit)
            .map(|benefit| judge_one(benefit, &listed.facts.on(today)));
        let rule_version = judged
            .as_ref()
            .and_then(|judged| judged.rule)
            .map(|rule| rule.version.clone())
            .unwrap_or_default();
        let (fen, every) = judged
            .as_ref()
            .and_then(|judged| judged.pay())
            .map_or((0, ""), |pay| (pay.fen, every_code(pay.every)));
        let person = Person {
            name: listed.name.clone(),
            number: listed.number.clone(),
        };
        let payee = Payee {
            guardian: String::new(),
            bank: listed.bank.clone(),
            account: listed.account.clone(),
        };
        let months = allowance.terms(&rule_version).recheck_months;
        let subject = self.keys.person(&listed.number);
        let mut entitlement = Entitlement {
            home: listed.street.clone(),
            reference: CaseReference::from_random(PREFIX, self.chance.bytes()),
            filed_by: subject.clone(),
            subject,
            mandate: String::new(),
            person: self.keys.seal(&person_place(&id), &person, &self.chance),
            service: listed.service.clone(),
            benefit: allowance.benefit.clone(),
            office: listed.office.clone(),
            rule_version,
            fen,
            every: every.to_owned(),
            facts: self
                .keys
                .seal(&facts_place(&id), &listed.facts, &self.chance),
            payee: self.keys.seal(&payee_place(&id), &payee, &self.chance),
            first_month: listed.first_month,
            recheck_on: today.saturating_add(months.months()),
            facts_since: None,
            // It came of no case here.
            case_id: id.clone(),
            stage: EntitlementStage::Active,
            because: String::new(),
            since: now,
            objection_until: None,
            objected_at: None,
            version: 0,
            granted_at: now,
            id,
        };
        let mut tx = self.db.begin().await?;
        while !store::add_entitlement(tx.conn(), &entitlement).await? {
            entitlement.reference = CaseReference::from_random(PREFIX, self.chance.bytes());
        }
        let mut entry = Acting::portal().entry("take-over", None);
        entry.to = Some(entitlement.stage.code().to_owned());
        entry.note = json!({ "benefit": entitlement.benefit, "rule": entitlement.rule_version });
        journal::write(tx.conn(), &entitlement.record(), now, &entry).await?;
        self.has_learnt(
            &mut tx,
            Held::Allowances,
            (&entitlement.home, &entitlement.office),
            &entitlement.subject,
        )
        .await?;
        Ok(tx.commit().await?)
    }
}
