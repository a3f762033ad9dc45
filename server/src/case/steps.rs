//! Every step of a matter: the compare-and-set, its journal entry, and what follows from it, in one transaction.

use app::case::{Capacity, Stage, Step, due_date};
use app::error::PortalError;
use app::identity::{PersonKey, StaffMember, StaffRole};
use app::text::{Said, Text, city_date};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::filing::result_place;
use super::store::{self, Case, Matter, MatterChange, Wait};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Entry, Record};
use crate::notices::notice_for;
use crate::{Office, outbox, statistics};

/// Who takes a step, in what capacity, for whom.
#[derive(Clone, Debug)]
pub struct Acting {
    pub capacity: Capacity,
    /// A citizen's pseudonym, a staff id, or `portal`.
    pub actor: String,
    pub on_behalf_of: Option<PersonKey>,
}

impl Acting {
    pub fn applicant(person: &PersonKey) -> Self {
        Self {
            capacity: Capacity::Applicant,
            actor: person.0.clone(),
            on_behalf_of: None,
        }
    }

    pub fn confirmer(person: &PersonKey) -> Self {
        Self {
            capacity: Capacity::Confirmer,
            actor: person.0.clone(),
            on_behalf_of: None,
        }
    }

    pub fn staff(member: &StaffMember) -> Self {
        let capacity = match member.role {
            StaffRole::Caseworker => Capacity::Caseworker,
            StaffRole::Supervisor => Capacity::Supervisor,
        };
        Self {
            capacity,
            actor: member.id.clone(),
            on_behalf_of: None,
        }
    }

    pub fn portal() -> Self {
        Self {
            capacity: Capacity::Portal,
            actor: "portal".to_owned(),
            on_behalf_of: None,
        }
    }

    /// A journal entry by this actor.
    pub fn entry(&self, step: &str, matter: Option<&Matter>) -> Entry {
        Entry {
            step: step.to_owned(),
            by: serde_json::to_value(self.capacity)
                .ok()
                .and_then(|value| value.as_str().map(str::to_owned))
                .unwrap_or_default(),
            actor: self.actor.clone(),
            on_behalf_of: self.on_behalf_of.as_ref().map(|person| person.0.clone()),
            from: matter.map(|matter| matter.stage.code().to_owned()),
            to: None,
            matter: matter.map(|matter| matter.key.id.clone()),
            note: serde_json::Value::Null,
        }
    }
}

/// What goes with a step.
#[derive(Clone, Debug, Default)]
pub struct StepDetail {
    /// With `Approve` and `Refuse`.
    pub decision: Option<Decision>,
    /// With `AskApplicant`: the one consolidated list, and the date to answer by.
    pub question: Option<(String, Date)>,
    /// With `Answer`.
    pub answer: Option<String>,
    /// With `RegisterAnswered` and `ReportDone`: what the register or the family gave.
    pub result: Option<String>,
}

/// A decision as it is kept, sealed, and shown to the applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub approved: bool,
    /// Code among the matter's refusal reasons; empty for an approval.
    pub reason: String,
    pub text: String,
    /// What the register said when it would not take the entry.
    #[serde(default)]
    pub register_says: String,
}

impl Office {
    /// Takes a step of a matter as it was read. Everything that follows from it happens in the same transaction.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where the law has no such step from here (any more), or somebody else was first.
    pub async fn take_step(
        &self,
        tx: &mut Tx,
        matter: &Matter,
        step: Step,
        by: &Acting,
        detail: StepDetail,
    ) -> Result<Stage, Fault> {
        let now = self.clock.now();
        let to = matter
            .stage
            .after(step, by.capacity, matter.kind, Self::records(matter))
            .map_err(|_| Fault::conflict(Text::CaseMovedOn))?;
        let change = self.change_for(matter, step, to, by, &detail);
        if !store::move_matter(tx.conn(), matter, to, &change).await? {
            return Err(self.who_was_first(tx, matter).await?);
        }
        let mut entry = by.entry(&step_code(step), Some(matter));
        entry.to = Some(to.code().to_owned());
        if let Some(decision) = &detail.decision {
            entry.note = serde_json::json!({ "reason": decision.reason });
        }
        journal::write(
            tx.conn(),
            &Record::new(&matter.key.home, "case", &matter.case_id),
            now,
            &entry,
        )
        .await?;
        self.keep_waits(tx, matter, step, &detail).await?;
        if to == Stage::Recording {
            outbox::put_register_write(self, tx, matter).await?;
        }
        if to.is_final() {
            self.after_the_end(tx, matter).await?;
        }
        if let Some(text) = notice_for(step, to)
            && let Some(case) =
                store::case_by_id(tx.conn(), &matter.key.home, &matter.case_id).await?
        {
            self.tell_about(tx, &case, text, matter).await?;
        }
        Ok(to)
    }

    fn change_for(
        &self,
        matter: &Matter,
        step: Step,
        to: Stage,
        by: &Acting,
        detail: &StepDetail,
    ) -> MatterChange {
        let now = self.clock.now();
        let mut change = MatterChange::default();
        match step {
            Step::Unlock => {
                change.ready_at = Some(now);
                if matter.promised_days > 0 && to == Stage::Ready {
                    change.due = Some(Some(
                        self.calendar.after(city_date(now), matter.promised_days),
                    ));
                }
            }
            Step::TakeUp => change.holder = Some(by.actor.clone()),
            Step::PutBack => change.holder = Some(String::new()),
            _ => {}
        }
        if let Some(decision) = &detail.decision {
            change.sealed_decision = Some(self.keys.seal(
                &decision_place(&matter.key.id),
                decision,
                &self.chance,
            ));
        }
        if let Some(result) = &detail.result {
            change.sealed_result = Some(self.keys.seal(
                &result_place(&matter.key.id),
                result,
                &self.chance,
            ));
        }
        if to.is_final() {
            change.ended_at = Some(now);
        }
        change
    }

    /// The words for whoever came second: who has it, or that it has moved on.
    async fn who_was_first(&self, tx: &mut Tx, matter: &Matter) -> Result<Fault, Fault> {
        let current = store::matter(tx.conn(), &matter.key).await?;
        Ok(match current {
            Some(current) if !current.holder.is_empty() && current.holder != matter.holder => {
                let name = store::staff_name(tx.conn(), &current.holder).await?;
                Fault::Portal(PortalError::Conflict(Said::with(
                    Text::CaseTakenUpBy,
                    [("name", name)],
                )))
            }
            _ => Fault::conflict(Text::CaseMovedOn),
        })
    }

    async fn keep_waits(
        &self,
        tx: &mut Tx,
        matter: &Matter,
        step: Step,
        detail: &StepDetail,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        match step {
            Step::AskApplicant => {
                let (question, answer_by) = detail
                    .question
                    .clone()
                    .ok_or_else(|| Fault::Other("asked without a question".into()))?;
                let id = self.chance.id(now);
                let wait = Wait {
                    home: matter.key.home.clone(),
                    kind: "matter".to_owned(),
                    record: matter.key.id.clone(),
                    whom: "applicant".to_owned(),
                    since: now,
                    answer_by: Some(answer_by),
                    until: None,
                    sealed_question: self.keys.seal(
                        &format!("wait.question.{id}"),
                        &question,
                        &self.chance,
                    ),
                    sealed_answer: String::new(),
                    id,
                };
                store::add_wait(tx.conn(), &wait).await
            }
            Step::Answer => {
                let answer = detail.answer.clone().unwrap_or_default();
                let sealed = self.keys.seal(
                    &format!("wait.answer.{}", matter.key.id),
                    &answer,
                    &self.chance,
                );
                store::end_wait(
                    tx.conn(),
                    &matter.key.home,
                    "matter",
                    &matter.key.id,
                    now,
                    &sealed,
                )
                .await?;
                self.move_due_by_waits(tx, matter).await
            }
            _ => Ok(()),
        }
    }

    /// The clock stood while the matter waited: its date moves by the working days on which it still waited at
    /// midnight.
    async fn move_due_by_waits(&self, tx: &mut Tx, matter: &Matter) -> Result<(), Fault> {
        let Some(ready_at) = matter.ready_at else {
            return Ok(());
        };
        let waits: Vec<(Date, Option<Date>)> = store::waits_of_matter(tx.conn(), &matter.key)
            .await?
            .iter()
            .map(|wait| (city_date(wait.since), wait.until.map(city_date)))
            .collect();
        let due = due_date(
            &self.calendar,
            city_date(ready_at),
            matter.promised_days,
            &waits,
        )
        .date;
        store::set_due(tx.conn(), &matter.key, due).await
    }

    /// A matter has ended: those that waited for it become ready or blocked, and the case may close.
    async fn after_the_end(&self, tx: &mut Tx, matter: &Matter) -> Result<(), Fault> {
        statistics::count_the_end(self, tx.conn(), &matter.key).await?;
        self.unlock_what_can_go_on(tx, &matter.key.home, &matter.case_id)
            .await?;
        let (home, case_id) = (&matter.key.home, &matter.case_id);
        let is_closed = store::close_if_ended(tx.conn(), home, case_id, self.clock.now()).await?;
        if is_closed && may_be_asked_again(&store::matters(tx.conn(), home, case_id).await?) {
            // Whoever was refused may mend what was wrong and apply again.
            store::release_claims(tx.conn(), home, case_id).await?;
        }
        Ok(())
    }

    /// Unlocks every waiting matter that has all it needs, and blocks every one that never will.
    pub async fn unlock_what_can_go_on(
        &self,
        tx: &mut Tx,
        home: &str,
        case_id: &str,
    ) -> Result<(), Fault> {
        let matters = store::matters(tx.conn(), home, case_id).await?;
        let is_confirmed = store::parties(tx.conn(), home, case_id)
            .await?
            .iter()
            .any(|party| {
                party.confirmation == "confirmed" || party.confirmation == "counter-confirmed"
            });
        for matter in matters
            .iter()
            .filter(|matter| matter.stage == Stage::Waiting)
        {
            let needed: Vec<&Matter> = matter
                .definition
                .needs
                .iter()
                .flat_map(|need| {
                    matters
                        .iter()
                        .filter(move |other| other.code == *need && serves(other, matter))
                })
                .collect();
            let step = if needed
                .iter()
                .any(|other| other.stage.is_final() && other.stage != Stage::Done)
            {
                Step::Block
            } else if needed.iter().all(|other| other.stage == Stage::Done)
                && (is_confirmed || !matter.wants_confirmation)
            {
                Step::Unlock
            } else {
                continue;
            };
            // Boxed because unlocking an instant matter is itself a step.
            let to = Box::pin(self.take_step(
                tx,
                matter,
                step,
                &Acting::portal(),
                StepDetail::default(),
            ))
            .await?;
            if to.is_final() {
                // `take_step` has looked at the others again.
                return Ok(());
            }
        }
        Ok(())
    }

    /// A decision, opened.
    pub fn decision_of(&self, matter: &Matter) -> Result<Option<Decision>, Fault> {
        if matter.sealed_decision.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.keys.open_sealed(
            &decision_place(&matter.key.id),
            &matter.sealed_decision,
        )?))
    }

    /// What was asked and answered in a wait.
    pub fn words_of(&self, wait: &Wait) -> Result<(String, String), Fault> {
        let open = |place: String, sealed: &str| -> Result<String, Fault> {
            if sealed.is_empty() {
                Ok(String::new())
            } else {
                Ok(self.keys.open_sealed(&place, sealed)?)
            }
        };
        Ok((
            open(format!("wait.question.{}", wait.id), &wait.sealed_question)?,
            open(format!("wait.answer.{}", wait.record), &wait.sealed_answer)?,
        ))
    }
}

/// Whether the same may be applied for once more when this case has closed: something was refused, with whatever needed
/// it, or everything was withdrawn. What the registers hold already they will not enter twice.
fn may_be_asked_again(matters: &[Matter]) -> bool {
    let mut at_a_desk = matters.iter().filter(|matter| matter.kind.has_a_desk());
    let was_stopped = |matter: &Matter| matches!(matter.stage, Stage::Refused | Stage::Blocked);
    at_a_desk.clone().any(was_stopped) || at_a_desk.all(|matter| matter.stage == Stage::Withdrawn)
}

/// Whether what `other` gives is what `matter` needs: the same subject's, or the whole case's.
fn serves(other: &Matter, matter: &Matter) -> bool {
    other.subject == matter.subject || other.subject == "case" || matter.subject == "case"
}

fn decision_place(matter_id: &str) -> String {
    format!("matter.decision.{matter_id}")
}

/// The journal's word for a step.
pub fn step_code(step: Step) -> String {
    serde_json::to_value(step)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
