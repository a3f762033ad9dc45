//! The last matter of an allowance is done: from here on somebody is entitled to it.

use app::allowances::{KeptFacts, Month, allowance_of};
use app::benefits::{Disability, DisabilityKind, Every, Fact, Hardship, Verdict, judge_one};
use app::case::CaseReference;
use app::offers::Held;
use app::person::{PersonName, ResidentId};
use app::text::{Text, city_date};
use jiff::ToSpan;
use serde_json::json;

use super::{Entitlement, PREFIX, Payee, Person, facts_place, payee_place, person_place, store};
use crate::Office;
use crate::application::{NONE, YES};
use crate::case::{Acting, Case, Matter};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;

impl Office {
    /// Makes the entitlement, in the transaction in which the deciding matter is done. The amount comes from the rules
    /// for this person, district and day; two rules that contradict each other make an entitlement without an amount,
    /// and a line in the log for the rule's owner.
    ///
    /// # Errors
    /// A dossier that cannot be read: then the matter is not done either.
    pub(super) async fn grant(
        &self,
        tx: &mut Tx,
        case: &Case,
        matter: &Matter,
    ) -> Result<(), Fault> {
        let Some(allowance) = allowance_of(&case.service).filter(|one| one.decides == matter.code)
        else {
            return Ok(());
        };
        let now = self.clock.now();
        let today = city_date(now);
        let dossier = self.dossier(case)?;
        let text = |name: &str| dossier.value("case", name).unwrap_or_default().to_owned();
        let unreadable = |name: &str| Fault::Row(format!("dossier of {}: {name}", case.id));
        let person = Person {
            name: PersonName::parse(&text("name")).map_err(|_| unreadable("name"))?,
            number: ResidentId::parse(&text("number")).map_err(|_| unreadable("number"))?,
        };
        let facts = KeptFacts {
            born: Some(person.number.birth_date()),
            division: case.home.get(..6).unwrap_or_default().to_owned(),
            hardship: Hardship::from_code(&text("hardship")),
            disability: disability_of(&text("disability")),
            long_disabled: match text("long-disabled").as_str() {
                "" => None,
                answer => Some(answer == YES),
            },
            disputed: text("disputed")
                .split(',')
                .filter_map(Fact::from_code)
                .collect(),
            found: Vec::new(),
        };
        let payee = Payee {
            bank: text("bank"),
            account: text("account"),
            guardian: Some(text("account-owner"))
                .filter(|owner| owner != person.name.as_str())
                .unwrap_or_default(),
        };
        let book = self.rule_book();
        let judged = book
            .benefit(&allowance.benefit)
            .map(|benefit| judge_one(benefit, &facts.on(today)));
        let rule_version = judged
            .as_ref()
            .and_then(|judged| judged.rule)
            .map(|rule| rule.version.clone())
            .unwrap_or_default();
        if let Some(Verdict::Clash(clash)) = judged.as_ref().map(|judged| &judged.verdict) {
            tracing::error!(%clash, case = case.reference.as_str(), "an allowance is granted without an amount");
        }
        let (fen, every) = judged
            .as_ref()
            .and_then(|judged| judged.pay())
            .map_or((0, ""), |pay| (pay.fen, every_code(pay.every)));
        let is_open = matches!(
            judged.as_ref().map(|judged| &judged.verdict),
            Some(Verdict::CannotSay { .. } | Verdict::Disputed { .. })
        );
        let terms = allowance.terms(&rule_version);
        let first_month = terms
            .first_month
            .from(Month::of(city_date(case.submitted_at)), Month::of(today));
        let id = self.chance.id(now);
        let mut entitlement = Entitlement {
            home: case.home.clone(),
            reference: CaseReference::from_random(PREFIX, self.chance.bytes()),
            subject: case.subject.clone(),
            filed_by: case.filed_by.clone(),
            mandate: case.mandate.clone().unwrap_or_default(),
            person: self.keys.seal(&person_place(&id), &person, &self.chance),
            service: case.service.clone(),
            benefit: allowance.benefit.clone(),
            office: matter.office.clone(),
            rule_version,
            fen,
            every: every.to_owned(),
            facts: self.keys.seal(&facts_place(&id), &facts, &self.chance),
            payee: self.keys.seal(&payee_place(&id), &payee, &self.chance),
            first_month,
            recheck_on: today.saturating_add(terms.recheck_months.months()),
            facts_since: None,
            case_id: case.id.clone(),
            stage: app::allowances::EntitlementStage::Active,
            because: String::new(),
            since: now,
            objection_until: None,
            objected_at: None,
            version: 0,
            granted_at: now,
            id,
        };
        // A reference that is taken, once in a very long time, is drawn again; a case that has given one gives no other.
        for _ in 0..3 {
            if store::add_entitlement(tx.conn(), &entitlement).await? {
                let mut entry = Acting::portal().entry("grant", None);
                entry.to = Some(entitlement.stage.code().to_owned());
                entry.note = json!({
                    "case": case.reference.as_str(),
                    "benefit": entitlement.benefit,
                    "rule": entitlement.rule_version,
                    "fen": entitlement.fen,
                    "every": entitlement.every,
                    "first-month": first_month.to_string(),
                });
                journal::write(tx.conn(), &entitlement.record(), now, &entry).await?;
                self.has_learnt(
                    tx,
                    Held::Allowances,
                    (&entitlement.home, &entitlement.office),
                    &entitlement.subject,
                )
                .await?;
                let month = first_month.to_string();
                let said = if is_open {
                    Text::AllowanceNoticeGrantedOpen
                } else {
                    Text::AllowanceNoticeGranted
                };
                self.tell_of_entitlement(tx, &entitlement, said, &[("month", &month)])
                    .await?;
                return Ok(());
            }
            entitlement.reference = CaseReference::from_random(PREFIX, self.chance.bytes());
        }
        Ok(())
    }
}

/// `visual/2` or `none`, as the dossier holds it.
fn disability_of(text: &str) -> Option<Disability> {
    if text == NONE {
        return Some(Disability::None);
    }
    let (kind, level) = text.split_once('/')?;
    Some(Disability::Certified {
        kind: DisabilityKind::from_code(kind)?,
        level: level.parse().ok().filter(|level| (1..=4).contains(level))?,
    })
}

/// How the database holds how often something is paid.
pub(super) const fn every_code(every: Every) -> &'static str {
    match every {
        Every::Day => "day",
        Every::Month => "month",
        Every::Quarter => "quarter",
        Every::Year => "year",
    }
}
