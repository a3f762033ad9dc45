//! Every step of a matter: the compare-and-set, its journal entry, and what follows from it, in one transaction.

use app::case::{Capacity, Dossier, Stage, Step, due_date};
use app::error::PortalError;
use app::identity::{Citizen, OfficeId, PersonKey, StaffMember, StaffRole};
use app::text::{Said, Text, city_date};
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::clocks::{self, Ticking, Waits, morning, office_hours_begin, waits_over};
use super::filing::result_place;
use super::store::{self, Matter, MatterChange, MatterKey, Remark, Wait};
use super::words;
use crate::application::service_of;
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Entry, Record};
use crate::notices::notice_for;
use crate::outbox::{self, Errand};
use crate::{Office, statistics};

/// Working days that an office of another district has to decline what it is offered; then it has it.
const DAYS_TO_DECLINE: i64 = 1;

/// Working days before the date to answer by on which the applicant is reminded.
const REMIND_DAYS_BEFORE: i64 = 3;

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

    /// A citizen, or a member of staff who presses for them.
    pub fn citizen(me: &Citizen) -> Self {
        Self {
            actor: me.presses().to_owned(),
            on_behalf_of: me.helped.as_ref().map(|_| me.person.clone()),
            ..Self::applicant(&me.person)
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
    /// With `HandOver` and `TakeOver`: staff id of the new holder.
    pub holder: Option<String>,
    /// With `SendOn` and `Offer`: the office that it goes to.
    pub office: Option<OfficeId>,
    /// With `Reopen`: the new date to answer by.
    pub answer_by: Option<Date>,
    /// Why, in the words of whoever acts: kept sealed beside the step. The applicant reads why a matter was sent on.
    pub remark: String,
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
            .after(step, by.capacity, Self::course(matter))
            .map_err(|_| Fault::conflict(Text::CaseMovedOn))?;
        let change = self.change_for(tx, matter, step, to, by, &detail).await?;
        if !store::move_matter(tx.conn(), matter, to, &change).await? {
            return Err(self.who_was_first(tx, matter).await?);
        }
        let mut entry = by.entry(&step_code(step), Some(matter));
        entry.to = Some(to.code().to_owned());
        entry.note = note_of(&detail);
        let record = Record::new(&matter.key.home, "case", &matter.case_id);
        journal::write(tx.conn(), &record, now, &entry).await?;
        self.keep_waits(tx, matter, step, &detail).await?;
        if !detail.remark.is_empty() {
            self.remark(
                tx,
                matter,
                by,
                &step_code(step),
                &detail.remark,
                step == Step::SendOn,
            )
            .await?;
        }
        if let Some(office) = change.office.as_ref().filter(|to| **to != matter.office) {
            let (home, case_id) = (&matter.key.home, &matter.case_id);
            words::follow(tx.conn(), home, case_id, &matter.office, office).await?;
            clocks::store::follow(tx.conn(), &matter.key, &matter.office, office).await?;
        }
        if step == Step::AcceptOffer {
            store::tell_why_offered(tx.conn(), &matter.key).await?;
        }
        self.put_errands(tx, matter, step, to, &change).await?;
        if step == Step::Reopen {
            store::open_again(tx.conn(), &matter.key.home, &matter.case_id).await?;
        }
        if to.is_final() {
            statistics::count_the_end(self, tx.conn(), &matter.key).await?;
        }
        if step == Step::ReopenOnAppeal && to == Stage::Ready {
            self.after_a_right_appeal(tx, matter).await?;
        }
        if to == Stage::Refused {
            let sealed = change.sealed_decision.as_ref();
            let decision = sealed.unwrap_or(&matter.sealed_decision);
            self.keep_remedies(tx, matter, decision).await?;
        }
        if to == Stage::Done
            && let Some(case) =
                store::case_by_id(tx.conn(), &matter.key.home, &matter.case_id).await?
            && let Some(service) = service_of(&case.service)
        {
            service.when_done(self, tx, &case, matter).await?;
        }
        if change.ended_at.flatten().is_some() {
            clocks::store::settle(tx.conn(), Ticking::Matter, &matter.key, now).await?;
            self.after_the_end(tx, matter).await?;
        }
        if let Some(text) = notice_for(step, to)
            && let Some(case) =
                store::case_by_id(tx.conn(), &matter.key.home, &matter.case_id).await?
        {
            self.tell_about(tx, &case, text, matter).await?;
        }
        if to == Stage::Held && self.settings.hold_minutes == 0 {
            return self.issue(tx, &matter.key).await;
        }
        Ok(to)
    }

    /// The hold is over: what was decided leaves the house.
    ///
    /// # Errors
    /// The law's, where the matter is not held (any more).
    pub async fn issue(&self, tx: &mut Tx, key: &MatterKey) -> Result<Stage, Fault> {
        let matter = store::matter(tx.conn(), key)
            .await?
            .ok_or_else(|| Fault::Row(format!("no matter {}", key.id)))?;
        let is_approved = self
            .decision_of(&matter)?
            .is_some_and(|decision| decision.approved);
        let step = if is_approved {
            Step::IssueApproval
        } else {
            Step::IssueRefusal
        };
        // Boxed because it is a step that follows from a step.
        Box::pin(self.take_step(tx, &matter, step, &Acting::portal(), StepDetail::default())).await
    }

    async fn change_for(
        &self,
        tx: &mut Tx,
        matter: &Matter,
        step: Step,
        to: Stage,
        by: &Acting,
        detail: &StepDetail,
    ) -> Result<MatterChange, Fault> {
        let now = self.clock.now();
        let mut change = MatterChange::default();
        match step {
            Step::Unlock => {
                change.ready_at = Some(now);
                if matches!(to, Stage::Ready | Stage::Posted) {
                    self.set_clocks(
                        &mut change,
                        &Matter {
                            ready_at: Some(now),
                            ..matter.clone()
                        },
                        &Vec::new(),
                    );
                }
                if to == Stage::Posted {
                    // Nobody works on it, so that nobody is late with it.
                    change.next_mark = None;
                }
            }
            Step::TakeUp => change.holder = Some(by.actor.clone()),
            Step::PutBack => change.holder = Some(String::new()),
            Step::HandOver | Step::TakeOver => change.holder.clone_from(&detail.holder),
            Step::SendOn => {
                change.office.clone_from(&detail.office);
                change.holder = Some(String::new());
            }
            Step::Offer => {
                let until = self.calendar.after(city_date(now), DAYS_TO_DECLINE);
                change.offered_to = Some(detail.office.clone().map(|office| (office, until)));
                change.holder = Some(String::new());
            }
            Step::AcceptOffer => {
                change.office = matter.offered_to.clone().map(|(office, _)| office);
                change.offered_to = Some(None);
            }
            Step::DeclineOffer => change.offered_to = Some(None),
            Step::AskApplicant => {
                if matter.requests >= matter.requests_allowed {
                    return Err(Fault::conflict(Text::CaseAskedBefore));
                }
                change.requests = Some(matter.requests + 1);
            }
            Step::AllowAnotherRequest => change.requests_allowed = Some(matter.requests + 1),
            Step::Answer | Step::ReceiveAtCounter => {
                let waits = store::waits_of_matter(tx.conn(), &matter.key).await?;
                self.set_clocks(&mut change, matter, &waits_over(&waits, Some(now)));
            }
            Step::CloseUnanswered => {
                let waits = store::waits_of_matter(tx.conn(), &matter.key).await?;
                let open = waits.iter().find(|wait| wait.until.is_none());
                let may_still_come = open
                    .and_then(|wait| wait.answer_by)
                    .is_some_and(|answer_by| answer_by >= city_date(now));
                if may_still_come {
                    return Err(Fault::conflict(Text::CaseMayStillAnswer));
                }
                change.ended_at = Some(Some(now));
            }
            Step::Reopen => change.ended_at = Some(None),
            Step::ReopenOnAppeal => {
                change.ended_at = Some(None);
                change.holder = Some(String::new());
                change.proposed_by = Some(String::new());
                change.held_until = Some(None);
                // What was decided is kept with the remedies; here it is undecided again.
                change.sealed_decision = Some(String::new());
                if to == Stage::Ready {
                    // The office has its whole promised time again.
                    change.ready_at = Some(now);
                    let begun = Matter {
                        ready_at: Some(now),
                        ..matter.clone()
                    };
                    self.set_clocks(&mut change, &begun, &Vec::new());
                }
            }
            Step::Approve | Step::Refuse => change.proposed_by = Some(by.actor.clone()),
            Step::SendBack | Step::Recall | Step::RegisterRefused => {
                change.proposed_by = Some(String::new());
                change.held_until = Some(None);
            }
            _ => {}
        }
        if to == Stage::Held {
            let minutes = SignedDuration::from_mins(self.settings.hold_minutes);
            let until = now
                .checked_add(minutes)
                .map_err(|error| Fault::Other(error.to_string()))?;
            change.held_until = Some(Some(until));
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
            change.ended_at = Some(Some(now));
            change.offered_to = Some(None);
        }
        Ok(change)
    }

    /// Sets both dates and the next mark of a matter that became ready, or goes on after these waits.
    fn set_clocks(&self, change: &mut MatterChange, matter: &Matter, waits: &Waits) {
        let Some(ready_at) = matter.ready_at else {
            return;
        };
        let by = |days: i64| {
            (days > 0).then(|| due_date(&self.calendar, city_date(ready_at), days, waits).date)
        };
        change.due = Some(by(matter.promised_days));
        change.legal_due = Some(by(matter.legal_days));
        change.next_mark = Some(self.next_mark(matter, waits, self.clock.now()));
    }

    /// What has to be done later because of a step.
    async fn put_errands(
        &self,
        tx: &mut Tx,
        matter: &Matter,
        step: Step,
        to: Stage,
        change: &MatterChange,
    ) -> Result<(), Fault> {
        // A later recall or answer moves the version on, and the errand finds that it is not meant any more.
        let version = matter.version + 1;
        if to == Stage::Recording {
            outbox::put_register_write(self, tx, matter).await?;
        }
        if to == Stage::Posted
            && let Some(last) = change.due.flatten()
        {
            let errand = Errand::EndPosting {
                matter: matter.key.clone(),
                version,
            };
            let night = morning(last.tomorrow().unwrap_or(last));
            outbox::put(self, tx, &matter.key.home, &errand, night).await?;
        }
        if to == Stage::Held
            && self.settings.hold_minutes > 0
            && let Some(until) = change.held_until.flatten()
        {
            let errand = Errand::IssueDecision {
                matter: matter.key.clone(),
                version,
            };
            outbox::put(self, tx, &matter.key.home, &errand, until).await?;
        }
        if step == Step::Offer
            && let Some((_, until)) = change.offered_to.clone().flatten()
        {
            let errand = Errand::SettleOffer {
                matter: matter.key.clone(),
                version,
            };
            let night = morning(until.tomorrow().unwrap_or(until));
            outbox::put(self, tx, &matter.key.home, &errand, night).await?;
        }
        Ok(())
    }

    /// Reminds the applicant, some days before the date to answer by, unless that has come already.
    async fn put_reminder(
        &self,
        tx: &mut Tx,
        matter: &Matter,
        wait: &str,
        answer_by: Date,
    ) -> Result<(), Fault> {
        let mut day = answer_by;
        while self.calendar.between(day, answer_by) < REMIND_DAYS_BEFORE {
            day = day
                .yesterday()
                .map_err(|error| Fault::Other(error.to_string()))?;
        }
        if day <= city_date(self.clock.now()) {
            return Ok(());
        }
        let errand = Errand::RemindApplicant {
            matter: matter.key.clone(),
            wait: wait.to_owned(),
            answer_by,
        };
        outbox::put(self, tx, &matter.key.home, &errand, office_hours_begin(day)).await
    }

    /// Keeps what staff wrote about a matter.
    pub async fn remark(
        &self,
        tx: &mut Tx,
        matter: &Matter,
        by: &Acting,
        kind: &str,
        text: &str,
        is_told: bool,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let id = self.chance.id(now);
        let remark = Remark {
            case_id: matter.case_id.clone(),
            matter: matter.key.id.clone(),
            kind: kind.to_owned(),
            staff: by.actor.clone(),
            office: matter.office.clone(),
            at: now,
            is_told,
            sealed_text: self.keys.seal(&remark_place(&id), &text, &self.chance),
            key: MatterKey {
                home: matter.key.home.clone(),
                id,
            },
        };
        store::add_remark(tx.conn(), &remark).await
    }

    /// What a remark says.
    pub fn text_of(&self, remark: &Remark) -> Result<String, Fault> {
        Ok(self
            .keys
            .open_sealed(&remark_place(&remark.key.id), &remark.sealed_text)?)
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
                let wait_id = id.clone();
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
                    brings_since: None,
                    id,
                };
                store::add_wait(tx.conn(), &wait).await?;
                self.put_reminder(tx, matter, &wait_id, answer_by).await?;
                self.set_case_clock(tx.conn(), &matter.key.home, &matter.case_id)
                    .await
            }
            Step::Reopen => {
                let answer_by = detail
                    .answer_by
                    .ok_or_else(|| Fault::Other("reopened without a date".into()))?;
                store::move_answer_by(tx.conn(), &matter.key, answer_by).await
            }
            Step::ReceiveAtCounter => {
                store::end_wait_without_words(
                    tx.conn(),
                    &matter.key.home,
                    "matter",
                    &matter.key.id,
                    now,
                )
                .await?;
                self.set_case_clock(tx.conn(), &matter.key.home, &matter.case_id)
                    .await
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
                self.set_case_clock(tx.conn(), &matter.key.home, &matter.case_id)
                    .await
            }
            _ => Ok(()),
        }
    }

    /// A matter has ended: those that waited for it become ready or blocked, and the case may close.
    async fn after_the_end(&self, tx: &mut Tx, matter: &Matter) -> Result<(), Fault> {
        self.unlock_what_can_go_on(tx, &matter.key.home, &matter.case_id)
            .await?;
        let (home, case_id) = (&matter.key.home, &matter.case_id);
        let now = self.clock.now();
        let is_closed = store::close_if_ended(tx.conn(), home, case_id, now).await?;
        if is_closed {
            let key = MatterKey {
                home: home.clone(),
                id: case_id.clone(),
            };
            clocks::store::settle(tx.conn(), Ticking::Case, &key, now).await?;
        }
        if is_closed && may_be_asked_again(&store::matters(tx.conn(), home, case_id).await?) {
            // Whoever was refused may mend what was wrong and apply again.
            store::release_claims(tx.conn(), home, case_id).await?;
        }
        Ok(())
    }

    /// An appeal was right: the case is open again, what it had claimed is claimed again, and whatever was blocked by
    /// nothing else waits again.
    async fn after_a_right_appeal(&self, tx: &mut Tx, matter: &Matter) -> Result<(), Fault> {
        let (home, case_id) = (&matter.key.home, &matter.case_id);
        store::open_again(tx.conn(), home, case_id).await?;
        if !store::claim_again(tx.conn(), home, case_id).await? {
            return Err(Fault::conflict(Text::CaseAskedAgainMeanwhile));
        }
        self.set_case_clock(tx.conn(), home, case_id).await?;
        let mut matters = store::matters(tx.conn(), home, case_id).await?;
        // Matters come after those that they need, so one walk frees whole chains.
        for place in 0..matters.len() {
            let blocked = matters[place].clone();
            let is_free = blocked.stage == Stage::Blocked
                && !matters.iter().any(|other| {
                    blocked.definition.needs.contains(&other.code)
                        && serves(other, &blocked)
                        && other.stage.is_final()
                        && other.stage != Stage::Done
                });
            if is_free {
                // Boxed because it is a step that follows from a step.
                matters[place].stage = Box::pin(self.take_step(
                    tx,
                    &blocked,
                    Step::ReopenOnAppeal,
                    &Acting::portal(),
                    StepDetail::default(),
                ))
                .await?;
            }
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
        let dossier = match store::case_by_id(tx.conn(), home, case_id).await? {
            Some(case) => self.dossier(&case)?,
            None => Dossier::default(),
        };
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
                // What only one party can give is there.
                && !dossier.lacks_for(&matter.definition, &matter.subject)
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
        self.decision_as_sealed(&matter.key.id, &matter.sealed_decision)
            .map(Some)
    }

    /// A decision about this matter, opened; an empty one where nothing is sealed.
    pub(crate) fn decision_as_sealed(&self, matter: &str, sealed: &str) -> Result<Decision, Fault> {
        if sealed.is_empty() {
            return Ok(Decision::default());
        }
        Ok(self.keys.open_sealed(&decision_place(matter), sealed)?)
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

/// What the journal keeps of a step's detail: codes and dates, never words or persons.
fn note_of(detail: &StepDetail) -> serde_json::Value {
    let mut note = serde_json::Map::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            note.insert(name.to_owned(), value.into());
        }
    };
    add(
        "reason",
        detail
            .decision
            .as_ref()
            .map(|decision| decision.reason.clone()),
    );
    add("holder", detail.holder.clone());
    add("office", detail.office.clone().map(|office| office.0));
    add("answer-by", detail.answer_by.map(|date| date.to_string()));
    if note.is_empty() {
        serde_json::Value::Null
    } else {
        serde_json::Value::Object(note)
    }
}

fn remark_place(id: &str) -> String {
    format!("remark.text.{id}")
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
