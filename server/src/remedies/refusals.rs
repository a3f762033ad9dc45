//! What is said with a refusal, worked out when it is issued and kept with the matter.

use app::remedies::{RefusalSaid, terms};
use app::text::{Wording, city_date};

use super::store::{self, RefusalRow};
use crate::Office;
use crate::case::{Decision, Matter};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Record};

impl Office {
    /// Keeps, in the transaction that issues a refusal, what one can do against it and by when; and who must not look at
    /// an appeal. `sealed` is the decision as it is kept with the matter.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn keep_remedies(
        &self,
        tx: &mut Tx,
        matter: &Matter,
        sealed: &str,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let issued_on = city_date(now);
        let decision = self.decision_as_sealed(&matter.key.id, sealed)?;
        let reason = matter
            .definition
            .refusals
            .iter()
            .find(|reason| reason.code == decision.reason);
        let directory = self.directory();
        let office = directory.get(&matter.office);
        let division = office.map_or_else(
            // An office's id begins with its division.
            || matter.office.0.get(..6).unwrap_or_default().to_owned(),
            |office| office.division.clone(),
        );
        let terms = terms();
        let said = RefusalSaid {
            issued_on,
            reason: reason.map(|reason| reason.text.clone()).unwrap_or_default(),
            legal_basis: reason
                .map(|reason| reason.legal_basis.clone())
                .unwrap_or_default(),
            office: office.map_or_else(
                || Wording::same(matter.office.0.clone()),
                |office| office.name.clone(),
            ),
            phone: office
                .map(|office| office.phone.clone())
                .unwrap_or_default(),
            appeal_until: terms.appeal_until(&self.calendar, issued_on),
            ways: terms.ways(&self.calendar, &division, issued_on),
        };
        let row = RefusalRow {
            home: matter.key.home.clone(),
            matter: matter.key.id.clone(),
            // As it stands once the refusal is issued.
            version: matter.version + 1,
            case_id: matter.case_id.clone(),
            at: now,
            confirmed_by: self.who_confirmed(tx, matter).await?,
            proposed_by: matter.proposed_by.clone(),
            appeal_until: said.appeal_until,
            said: serde_json::to_string(&said).expect("texts and dates serialize"),
            sealed_decision: sealed.to_owned(),
        };
        store::add_refusal(tx.conn(), &row).await
    }

    /// Whoever confirmed the decision that is issued now; empty where nobody had to.
    async fn who_confirmed(&self, tx: &mut Tx, matter: &Matter) -> Result<String, Fault> {
        if matter.proposed_by.is_empty() {
            return Ok(String::new());
        }
        let record = Record::new(&matter.key.home, "case", &matter.case_id);
        Ok(journal::read(tx.conn(), &record)
            .await?
            .into_iter()
            .rev()
            .map(|written| written.entry)
            .find(|entry| {
                entry.step == "countersign" && entry.matter.as_deref() == Some(&matter.key.id)
            })
            .map(|entry| entry.actor)
            .unwrap_or_default())
    }

    /// What was said with a refusal, and the office's own words.
    pub(super) fn said_of(&self, row: &RefusalRow) -> Result<(RefusalSaid, String), Fault> {
        let said = serde_json::from_str(&row.said)
            .map_err(|_| Fault::Row(format!("refusal_remedy.said {}", row.matter)))?;
        let decision: Decision = self.decision_as_sealed(&row.matter, &row.sealed_decision)?;
        let text = if decision.text.is_empty() {
            decision.register_says
        } else {
            decision.text
        };
        Ok((said, text))
    }
}
