//! Who may look at whom: an office sees what belongs to its own streets, and every look is in the person's log. No SQL.

use app::error::PortalError;
use app::helping::HelpHow;
use app::identity::{Actor, PersonKey, SessionKey, StaffMember};
use app::mandate::PersonAsked;
use app::older_person::{
    OlderPersonDesk, OlderPersonForm, OlderPersonSlip, OlderPersonView, PersonLookedAfter,
};
use app::person::ResidentId;
use async_trait::async_trait;

use super::counter::PAGE;
use crate::Office;
use crate::assessment::findings_of;
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_read};
use crate::data_layer::desk::{Reason, Sourced};
use crate::data_layer::records::{DataSet, Registered};
use crate::fault::Fault;
use crate::identity::sessions::role_name;

/// The longest words that are taken down, in characters.
const LONGEST: usize = 2_000;

/// How far an office may look at what was found about somebody.
pub(crate) struct WhereKnown {
    pub streets: Vec<String>,
    /// They live in these streets: what was found elsewhere holds here, too.
    pub lives_here: bool,
}

impl WhereKnown {
    pub fn knows(&self, home: &str) -> bool {
        self.lives_here || self.streets.iter().any(|street| street == home)
    }
}

#[async_trait]
impl OlderPersonDesk for Office {
    async fn older_person(
        &self,
        actor: &Actor,
        session: &SessionKey,
    ) -> Result<OlderPersonView, PortalError> {
        let member = match actor {
            Actor::Staff(member) => member,
            Actor::Visitor => return Err(PortalError::SignInFirst),
            Actor::Citizen(_) => return Err(PortalError::NotFound),
        };
        Ok(self.read_older_person(member, session).await?)
    }
}

impl Office {
    /// The streets whose older people this member's office looks after.
    ///
    /// # Errors
    /// `NotFound` for every other office.
    pub(crate) fn streets_looked_after(&self, member: &StaffMember) -> Result<Vec<String>, Fault> {
        let streets = self.streets_of_office(member);
        if streets.is_empty() {
            return Err(PortalError::NotFound.into());
        }
        Ok(streets)
    }

    /// Whether this visitor works at such an office: their navigation leads there.
    pub(crate) fn looks_after_streets(&self, actor: &Actor) -> bool {
        actor
            .staff()
            .is_some_and(|member| self.streets_looked_after(member).is_ok())
    }

    /// Keeps whom this session looks at; says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for whoever looks after nobody, and for another office's warning.
    pub async fn look_at_older_person(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &OlderPersonForm,
    ) -> Result<String, Fault> {
        let streets = self.streets_looked_after(member)?;
        if !typed.duty.is_empty() {
            let slip: OlderPersonSlip = self.slip_of(session, PAGE).await?.unwrap_or_default();
            let how = HelpHow::from_code(&typed.how).ok_or(PortalError::NotFound)?;
            let said = (typed.duty.as_str(), typed.act.as_str(), how);
            self.switch_duty_at_word(member, &streets, &PersonKey(slip.person), said)
                .await?;
            return Ok(PAGE.to_owned());
        }
        if !(typed.finding.is_empty() && typed.entitlement.is_empty()) {
            return self.object_at_word(member, session, streets, typed).await;
        }
        let asked = PersonAsked {
            number: typed.number.chars().take(40).collect(),
        };
        let slip = if !typed.warning.is_empty() {
            let (person, called) = self.whom_a_warning_is_about(member, &typed.warning).await?;
            OlderPersonSlip {
                person: person.0,
                called,
                ..OlderPersonSlip::default()
            }
        } else if let Ok(number) = asked.parse(self.settings.demo) {
            let person = self.keys.person(&number);
            OlderPersonSlip {
                lives_here: self.lives_in(member, &person, &number, &streets).await?,
                person: person.0,
                called: number.masked(),
                ..OlderPersonSlip::default()
            }
        } else {
            OlderPersonSlip {
                typed: asked,
                ..OlderPersonSlip::default()
            }
        };
        self.keep_slip(session, PAGE, &slip).await?;
        let is_wrong = slip.person.is_empty() && !slip.typed.number.is_empty();
        Ok(if is_wrong {
            format!("{PAGE}?review")
        } else {
            PAGE.to_owned()
        })
    }

    /// Whoever is on the page says that a finding or an allowance is wrong: at the counter, on a visit or on the phone.
    async fn object_at_word(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        streets: Vec<String>,
        typed: &OlderPersonForm,
    ) -> Result<String, Fault> {
        let slip: OlderPersonSlip = self.slip_of(session, PAGE).await?.unwrap_or_default();
        let how = HelpHow::from_code(&typed.how).ok_or(PortalError::NotFound)?;
        let person = PersonKey(slip.person);
        let text = typed.text.trim();
        let is_wrong = Ok(format!("{PAGE}?review"));
        if text.chars().count() > LONGEST || (text.is_empty() && !typed.finding.is_empty()) {
            return is_wrong;
        }
        if typed.finding.is_empty() {
            let whose = (&person, streets.as_slice());
            let words = (text, how);
            let is_heard = self
                .object_to_allowance_at_word(member, &typed.entitlement, whose, words)
                .await?;
            if !is_heard {
                return is_wrong;
            }
        } else {
            let known = WhereKnown {
                streets,
                lives_here: slip.lives_here,
            };
            self.object_to_finding_at_word(member, &typed.finding, (&person, &known), (text, how))
                .await?;
        }
        Ok(format!("{PAGE}?said"))
    }

    /// Whether the population register has somebody in these streets. It is asked only where something was found about them
    /// elsewhere, which then holds here, too.
    async fn lives_in(
        &self,
        member: &StaffMember,
        person: &PersonKey,
        number: &ResidentId,
        streets: &[String],
    ) -> Result<bool, Fault> {
        let found = findings_of(&mut *self.db.read().await?, person).await?;
        if found.iter().all(|finding| streets.contains(&finding.home)) {
            return Ok(false);
        }
        let reason = Reason {
            person: person.clone(),
            actor: member.id.clone(),
            purpose: "older-person/residence".to_owned(),
            issue: self.chance.id(self.clock.now()),
            is_waited_for: true,
        };
        let answers = self
            .ask_registers(&reason, number, &[DataSet::Persons])
            .await?;
        Ok(answers
            .iter()
            .find_map(Sourced::read::<Registered>)
            .and_then(|person| person.street)
            .is_some_and(|street| streets.contains(&street)))
    }

    async fn read_older_person(
        &self,
        member: &StaffMember,
        session: &SessionKey,
    ) -> Result<OlderPersonView, Fault> {
        let streets = self.streets_looked_after(member)?;
        let slip: OlderPersonSlip = self.slip_of(session, PAGE).await?.unwrap_or_default();
        if slip.person.is_empty() {
            return Ok(OlderPersonView {
                faults: slip
                    .typed
                    .parse(self.settings.demo)
                    .err()
                    .unwrap_or_default(),
                typed: slip.typed.number,
                person: None,
            });
        }
        let person = PersonKey(slip.person);
        let known = WhereKnown {
            streets,
            lives_here: slip.lives_here,
        };
        let findings = self.findings_in(&person, &known).await?;
        let streets = known.streets;
        let entitlements = self.entitlements_in(&person, &streets).await?;
        let orders = self.orders_in(&person, &streets).await?;
        let warnings = self.warnings_in(&person, &streets).await?;
        let calls = self.calls_in(&person, &streets).await?;
        let looks = self.own_looks_in(&person, &streets).await?;
        // Whom to ring is needed where somebody comes, or something has to be looked after.
        let contacts = if orders.is_empty() && warnings.is_empty() && calls.is_empty() {
            Vec::new()
        } else {
            self.contacts_of(&person)
                .await?
                .into_iter()
                .map(|(_, contact)| contact)
                .collect()
        };
        let found = PersonLookedAfter {
            called: slip.called,
            findings,
            entitlements,
            orders,
            warnings,
            calls,
            contacts,
            looks,
        };
        self.record_older_person_reading(member, &person, &found)
            .await?;
        Ok(OlderPersonView {
            typed: String::new(),
            faults: Vec::new(),
            person: Some(found),
        })
    }

    async fn record_older_person_reading(
        &self,
        member: &StaffMember,
        person: &PersonKey,
        found: &PersonLookedAfter,
    ) -> Result<(), Fault> {
        let parts = [
            ("findings", found.findings.is_empty()),
            ("entitlements", found.entitlements.is_empty()),
            ("orders", found.orders.is_empty()),
            ("warnings", found.warnings.is_empty()),
            ("calls", found.calls.is_empty()),
            ("contacts", found.contacts.is_empty()),
            ("looks", found.looks.is_empty()),
        ];
        let row = AccessRow {
            person: person.clone(),
            by_kind: ReaderKind::Staff,
            by_id: member.id.clone(),
            office: member.office.clone(),
            role: role_name(member.role).to_owned(),
            purpose: "older-person".to_owned(),
            reference: String::new(),
            fields: parts
                .into_iter()
                .filter(|(_, is_empty)| !is_empty)
                .map(|(part, _)| part.to_owned())
                .collect(),
            outcome: ReadOutcome::Allowed,
        };
        record_read(self, row).await
    }
}
