//! The rules of the desk: whose matters one sees, whose act it is, what is written. No SQL.

use std::slice;

use app::case::{Capacity, FieldState, Stage, Step};
use app::casework::{
    ApprovalForm, CaseworkDesk, DecisionPage, MatterAddress, MatterPage, ProposalPage,
    QuestionForm, QuestionPage, Queue, QueueList, QueuePlace, QueueRow, RefusalForm, RefusalPage,
    RemarkForm, WillBeWritten,
};
use app::data_layer::Correction;
use app::error::PortalError;
use app::identity::{Actor, StaffMember, StaffRole};
use app::text::{Said, Text, city_date};
use async_trait::async_trait;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::store::{self, Seen, Whose};
use super::views::{Opened, is_number};
use crate::Office;
use crate::allowances::open_objections;
use crate::case::{
    Acting, Decision, Matter, MatterKey, StepDetail, WrittenField, store as cases,
    what_will_be_written,
};
use crate::clock::midnight;
use crate::database::Tx;
use crate::fault::Fault;
use crate::keys::sha256;

/// Rows on one page of a list.
const PAGE: i64 = 50;

/// A page of a decision that is kept while it is half written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Decision,
    Refusal,
    Question,
    /// Sending a colleague's decision back.
    Proposal,
    HandOver,
    /// To which office it is sent.
    Office,
    /// Why what another district has sent does not belong here.
    Offer,
    /// A note for colleagues.
    Note,
    /// The other party at the counter.
    InPerson,
    /// Of a colleague.
    Absence,
}

impl Page {
    /// As it stands in the address and in the table of drafts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Refusal => "refusal",
            Self::Question => "question",
            Self::Proposal => "proposal",
            Self::HandOver => "hand-over",
            Self::Office => "office",
            Self::Offer => "offer",
            Self::Note => "note",
            Self::InPerson => "in-person",
            Self::Absence => "absence",
        }
    }

    /// Of a matter, with an address of its own.
    const ALL: [Self; 8] = [
        Self::Decision,
        Self::Refusal,
        Self::Question,
        Self::Proposal,
        Self::HandOver,
        Self::Office,
        Self::Offer,
        Self::InPerson,
    ];
}

/// What came of a page that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedIn {
    /// The step was taken, now or by an earlier press of the same button.
    Done,
    /// Something is wrong with what was typed; it is kept.
    Review,
}

/// What the member saw when they pressed: the matter's version, and for an approval the digest of what is written.
#[derive(Clone, Debug, Default)]
pub struct AsSeen {
    pub version: i64,
    pub digest: String,
}

#[async_trait]
impl CaseworkDesk for Office {
    async fn queue(
        &self,
        actor: &Actor,
        list: QueueList,
        after: Option<&QueuePlace>,
    ) -> Result<Queue, PortalError> {
        Ok(self.read_queue(staff(actor)?, list, after).await?)
    }

    async fn matter_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<MatterPage, PortalError> {
        Ok(self.read_matter_page(actor, address).await?)
    }

    async fn decision_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<DecisionPage, PortalError> {
        Ok(self.read_decision_page(actor, address).await?)
    }

    async fn refusal_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<RefusalPage, PortalError> {
        let (member, opened) = self.open_matter(actor, address).await?;
        let reasons = opened.matter.definition.refusals.clone();
        if reasons.is_empty() {
            return Err(PortalError::NotFound);
        }
        let typed: RefusalForm = self
            .kept(&opened.matter.key, member, Page::Refusal)
            .await?
            .unwrap_or_default();
        Ok(RefusalPage {
            head: opened.head(Step::Refuse, member),
            faults: typed.parse(&reasons).err().unwrap_or_default(),
            reasons,
            typed,
        })
    }

    async fn question_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<QuestionPage, PortalError> {
        let (member, opened) = self.open_matter(actor, address).await?;
        let today = self.today();
        let typed: QuestionForm = self
            .kept(&opened.matter.key, member, Page::Question)
            .await?
            .unwrap_or_else(|| {
                let days = opened.matter.definition.answer_days;
                QuestionForm::fresh(today, &self.calendar, days)
            });
        let head = opened.head(Step::AskApplicant, member);
        Ok(QuestionPage {
            may_allow: opened.acts(member).contains(&Step::AllowAnotherRequest),
            head,
            faults: typed.parse(today, &self.calendar).err().unwrap_or_default(),
            typed,
        })
    }

    async fn proposal_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<ProposalPage, PortalError> {
        Ok(self.read_proposal_page(actor, address).await?)
    }
}

fn is_before_it_leaves(matter: &Matter) -> bool {
    matches!(matter.stage, Stage::Proposed | Stage::Held)
}

/// The member of staff who asks. Others learn nothing: a visitor may be one whose session has ended, and a citizen's
/// desk does not exist.
pub(super) fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Staff(member) => Ok(member),
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}

impl Office {
    fn today(&self) -> Date {
        city_date(self.clock.now())
    }

    async fn read_queue(
        &self,
        member: &StaffMember,
        list: QueueList,
        after: Option<&QueuePlace>,
    ) -> Result<Queue, Fault> {
        let today = self.today();
        let seen = self.seen_by(member);
        let mut conn = self.db.read().await?;
        let counts = store::counts(&mut conn, &seen).await?;
        // One more than a page holds: whether there is a next page.
        let mut rows = store::list(&mut conn, &seen, list, after, PAGE + 1).await?;
        let has_more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| has_more).map(|row| QueuePlace {
            due: cases::date_text(row.due),
            id: row.id.clone(),
        });
        Ok(Queue {
            office: self.name_of_office(&member.office),
            list,
            counts,
            rows: rows
                .into_iter()
                .map(|row| self.queue_row(row, member, today))
                .collect(),
            next,
            is_first_page: after.is_none(),
        })
    }

    pub(super) fn seen_by<'a>(&self, member: &'a StaffMember) -> Seen<'a> {
        let today = self.today();
        Seen {
            office: &member.office,
            member: &member.id,
            today,
            midnight: midnight(today),
        }
    }

    /// What this member might take up next, unless the matter before them is theirs to go on with.
    async fn next_for(
        &self,
        member: &StaffMember,
        opened: &Opened,
    ) -> Result<Option<QueueRow>, Fault> {
        let matter = &opened.matter;
        let is_in_hand = match matter.stage {
            Stage::Ready | Stage::Offered => !opened.is_own_case,
            Stage::InReview => matter.holder == member.id,
            _ => false,
        };
        if is_in_hand {
            return Ok(None);
        }
        let mut conn = self.db.read().await?;
        let next = store::most_urgent(&mut conn, &self.seen_by(member)).await?;
        Ok(next.map(|row| self.queue_row(row, member, self.today())))
    }

    /// A matter of the member's own office; anything else is not found, and the attempt is recorded.
    pub(super) async fn open_matter<'a>(
        &self,
        actor: &'a Actor,
        address: &MatterAddress,
    ) -> Result<(&'a StaffMember, Opened), Fault> {
        let member = match staff(actor) {
            Ok(member) => member,
            Err(error) => {
                self.refuse_opening(actor, address).await?;
                return Err(error.into());
            }
        };
        let mut conn = self.db.read().await?;
        let Some(matter) = store::matter_of_office(&mut conn, address, &member.office).await?
        else {
            drop(conn);
            self.refuse_opening(actor, address).await?;
            return Err(PortalError::NotFound.into());
        };
        let opened = Opened::read(self, &mut conn, member, matter).await?;
        Ok((member, opened))
    }

    async fn read_matter_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<MatterPage, Fault> {
        let (member, opened) = self.open_matter(actor, address).await?;
        let seen: Vec<String> = opened
            .visible()
            .map(|field| format!("{}.{}", field.subject, field.name))
            .collect();
        self.record_opening(member, &opened, seen.clone()).await?;
        let mut conn = self.db.read().await?;
        let drafted = store::drafted_pages(&mut conn, &opened.matter.key, &member.id).await?;
        let waits = opened.waits(self, &mut conn).await?;
        let can_ask_registers = opened.matter.stage == Stage::InReview
            && opened.matter.holder == member.id
            && !opened.is_own_case
            && !self
                .registers_with_leave(&mut conn, &opened.case)
                .await?
                .is_empty();
        let today = self.today();
        let protected = self.protected_in(&mut conn, &opened.case).await?;
        Ok(MatterPage {
            is_protected: !protected.is_empty(),
            address: opened.address(),
            service: opened.case.service_name.clone(),
            name: opened.matter.definition.name.clone(),
            gives: opened.matter.definition.gives.clone(),
            about: opened.about(&opened.matter),
            version: opened.matter.version,
            stage: opened.matter.stage,
            waits_for: opened.waits_for(&waits),
            due: opened.matter.due.map(|date| self.due(date, today)),
            objections: open_objections(&mut conn, slice::from_ref(&opened.matter))
                .await?
                .into_values()
                .sum(),
            today,
            can_ask_registers,
            may_come_in_person: !opened.is_own_case && self.wanted_in_person(&opened).is_some(),
            legal_days: opened.matter.legal_days,
            submitted_at: opened.case.submitted_at,
            holder: opened.holder(member),
            acts: opened.acts(member),
            is_own_case: opened.is_own_case,
            can_show_numbers: !opened.is_own_case
                && !opened.sees_numbers
                && !opened.numbers(self)?.is_empty(),
            half_written: Page::ALL
                .into_iter()
                .map(Page::code)
                .filter(|page| drafted.iter().any(|kept| kept == page))
                .collect(),
            corrections: self
                .corrections_of_case(&mut conn, opened.case.reference.as_str(), |key| {
                    seen.iter().any(|field| field == key)
                })
                .await?
                .into_iter()
                .map(|wrong| Correction {
                    value: opened.shown(&wrong.value.zh, wrong.value.clone()),
                    says: opened.shown(&wrong.says.zh, wrong.says.clone()),
                    ..wrong
                })
                .collect(),
            differences: opened.differences(self),
            fields: opened.groups(self),
            siblings: opened.siblings(self),
            waits,
            parties: opened.parties(),
            recorded: opened.recorded(self)?,
            journal: opened.journal(&mut conn).await?,
            together: self.together(member, &opened).await?,
            next: self.next_for(member, &opened).await?,
        })
    }

    async fn read_decision_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<DecisionPage, Fault> {
        let (member, opened) = self.open_matter(actor, address).await?;
        let matter = &opened.matter;
        let written = opened.written(self)?;
        let seen = written.iter().map(|field| field.logged.clone()).collect();
        self.record_opening(member, &opened, seen).await?;
        let typed: ApprovalForm = self
            .kept(&matter.key, member, Page::Decision)
            .await?
            .unwrap_or_default();
        Ok(DecisionPage {
            head: opened.head(Step::Approve, member),
            writes: will_be_written(&opened, written),
            result: matter.definition.result.clone(),
            faults: typed.parse().err().unwrap_or_default(),
            typed,
        })
    }

    async fn read_proposal_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<ProposalPage, Fault> {
        let (member, opened) = self.open_matter(actor, address).await?;
        let matter = &opened.matter;
        let recorded = opened
            .recorded(self)?
            .filter(|_| is_before_it_leaves(matter))
            .ok_or_else(|| Fault::conflict(Text::CaseMovedOn))?;
        let written = if recorded.is_approved {
            opened.written(self)?
        } else {
            Vec::new()
        };
        let seen = written.iter().map(|field| field.logged.clone()).collect();
        self.record_opening(member, &opened, seen).await?;
        let proposed_by =
            cases::staff_name(&mut *self.db.read().await?, &matter.proposed_by).await?;
        let typed: RemarkForm = self
            .kept(&matter.key, member, Page::Proposal)
            .await?
            .unwrap_or_default();
        Ok(ProposalPage {
            head: opened.head(Step::Countersign, member),
            proposed_by,
            held_until: matter.held_until.filter(|_| matter.stage == Stage::Held),
            may_recall: opened.acts(member).contains(&Step::Recall),
            writes: will_be_written(&opened, written).filter(|_| recorded.is_approved),
            recorded,
            faults: typed.parse().err().unwrap_or_default(),
            typed,
        })
    }

    // Acts

    /// Takes a matter up, if nobody holds it.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] names who has it; [`PortalError::NotFound`] for another office's.
    pub async fn take_up(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
    ) -> Result<(), Fault> {
        self.take_desk_step(member, address, Step::TakeUp, None, |_, _| {
            Ok(StepDetail::default())
        })
        .await
    }

    /// Puts a matter back that the member holds.
    ///
    /// # Errors
    /// As [`Self::take_up`].
    pub async fn put_back(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
    ) -> Result<(), Fault> {
        self.take_desk_step(member, address, Step::PutBack, None, |_, _| {
            Ok(StepDetail::default())
        })
        .await
    }

    /// Approves, and writes exactly what the member saw. What was typed is kept first.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where somebody else holds the matter, it has moved on, or what would be written is no
    /// longer what was shown.
    pub async fn approve(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
        typed: &ApprovalForm,
    ) -> Result<HandedIn, Fault> {
        self.keep(member, address, Page::Decision, typed).await?;
        let Ok(text) = typed.parse() else {
            return Ok(HandedIn::Review);
        };
        self.recheck_disputed(member, address).await?;
        self.take_desk_step(
            member,
            address,
            Step::Approve,
            Some(seen.version),
            |written, _| {
                if digest(written) != seen.digest {
                    return Err(Fault::conflict(Text::CaseworkFaultChanged));
                }
                Ok(StepDetail {
                    decision: Some(Decision {
                        approved: true,
                        reason: String::new(),
                        text,
                        register_says: String::new(),
                    }),
                    ..StepDetail::default()
                })
            },
        )
        .await?;
        Ok(HandedIn::Done)
    }

    /// Refuses for a reason of the matter's definition. What was typed is kept first.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where somebody else holds the matter, it has moved on, or a register has just said something
    /// else of what is disputed.
    pub async fn refuse(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
        typed: &RefusalForm,
    ) -> Result<HandedIn, Fault> {
        let reasons = self
            .keep(member, address, Page::Refusal, typed)
            .await?
            .definition
            .refusals;
        let Ok(refusal) = typed.parse(&reasons) else {
            return Ok(HandedIn::Review);
        };
        self.recheck_disputed(member, address).await?;
        self.take_desk_step(member, address, Step::Refuse, Some(seen.version), |_, _| {
            Ok(StepDetail {
                decision: Some(Decision {
                    approved: false,
                    reason: refusal.reason,
                    text: refusal.text,
                    register_says: String::new(),
                }),
                ..StepDetail::default()
            })
        })
        .await?;
        Ok(HandedIn::Done)
    }

    /// Asks the applicant, once, for all that is missing. What was typed is kept first.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where somebody else holds the matter or it has moved on.
    pub async fn ask_applicant(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
        typed: &QuestionForm,
    ) -> Result<HandedIn, Fault> {
        self.keep(member, address, Page::Question, typed).await?;
        let Ok(question) = typed.parse(self.today(), &self.calendar) else {
            return Ok(HandedIn::Review);
        };
        self.take_desk_step(
            member,
            address,
            Step::AskApplicant,
            Some(seen.version),
            |_, _| {
                Ok(StepDetail {
                    question: Some((question.text, question.answer_by)),
                    ..StepDetail::default()
                })
            },
        )
        .await?;
        Ok(HandedIn::Done)
    }

    /// Confirms what a colleague proposed; for an approval, exactly what this member was shown.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where they proposed it themself, it has moved on, or what would be written has changed.
    pub async fn countersign(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
    ) -> Result<(), Fault> {
        self.take_desk_step(
            member,
            address,
            Step::Countersign,
            Some(seen.version),
            |written, matter| {
                let is_approved = self
                    .decision_of(matter)?
                    .is_some_and(|decision| decision.approved);
                if is_approved && digest(written) != seen.digest {
                    return Err(Fault::conflict(Text::CaseworkFaultChanged));
                }
                Ok(StepDetail::default())
            },
        )
        .await
    }

    /// Sends back what a colleague proposed, with why. What was typed is kept first.
    ///
    /// # Errors
    /// As [`Self::countersign`].
    pub async fn send_back(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
        typed: &RemarkForm,
    ) -> Result<HandedIn, Fault> {
        self.keep(member, address, Page::Proposal, typed).await?;
        let Ok(remark) = typed.parse() else {
            return Ok(HandedIn::Review);
        };
        self.take_desk_step(
            member,
            address,
            Step::SendBack,
            Some(seen.version),
            |_, _| {
                Ok(StepDetail {
                    remark,
                    ..StepDetail::default()
                })
            },
        )
        .await?;
        Ok(HandedIn::Done)
    }

    /// Takes a decision back before it has left the house: whoever proposed it, or a supervisor.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where it has left, or is not theirs to recall.
    pub async fn recall(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
    ) -> Result<(), Fault> {
        self.take_desk_step(member, address, Step::Recall, Some(seen.version), |_, _| {
            Ok(StepDetail::default())
        })
        .await
    }

    /// A supervisor says why an applicant may be asked once more.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] for anybody else, and where nothing was asked yet.
    pub async fn allow_another_request(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
        typed: &RemarkForm,
    ) -> Result<HandedIn, Fault> {
        let Ok(remark) = typed.parse() else {
            return Ok(HandedIn::Review);
        };
        self.take_desk_step(
            member,
            address,
            Step::AllowAnotherRequest,
            Some(seen.version),
            |_, _| {
                Ok(StepDetail {
                    remark,
                    ..StepDetail::default()
                })
            },
        )
        .await?;
        Ok(HandedIn::Done)
    }

    /// What was asked has been brought to the counter; or the date to answer by has passed; or it is opened again.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where the law has no such step, or the applicant may still answer.
    pub async fn end_or_renew_wait(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        step: Step,
        seen: &AsSeen,
    ) -> Result<(), Fault> {
        let answer_by = |matter: &Matter| {
            self.calendar
                .after(self.today(), matter.definition.answer_days)
        };
        self.take_desk_step(member, address, step, Some(seen.version), |_, matter| {
            Ok(StepDetail {
                answer_by: (step == Step::Reopen).then(|| answer_by(matter)),
                ..StepDetail::default()
            })
        })
        .await
    }

    /// Asks once more, under the case's purpose, every register for which the applicant's leave holds. What they say now
    /// is compared with the application; whoever decides sees "now confirmed" or "differs".
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where the member does not hold the matter, or no leave holds (any more).
    pub async fn ask_registers_again(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
    ) -> Result<(), Fault> {
        let actor = Actor::Staff(member.clone());
        let (_, opened) = self.open_matter(&actor, address).await?;
        let is_theirs = opened.matter.stage == Stage::InReview
            && opened.matter.holder == member.id
            && !opened.is_own_case;
        if !is_theirs {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let sets = self
            .registers_with_leave(&mut *self.db.read().await?, &opened.case)
            .await?;
        if sets.is_empty() {
            return Err(Fault::conflict(Text::CaseworkNoLeave));
        }
        let by = Acting::staff(member);
        self.ask_sources_again(&opened.case, &sets, &by).await
    }

    /// Before a decision on values that the applicant calls wrong, their registers are asked once more, live. One that is
    /// silent holds nothing up: the desk sees the value as disputed still.
    ///
    /// # Errors
    /// A conflict where a register says something else now: to be looked at before it is decided.
    async fn recheck_disputed(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
    ) -> Result<(), Fault> {
        let actor = Actor::Staff(member.clone());
        let (_, opened) = self.open_matter(&actor, address).await?;
        if opened.matter.holder != member.id || opened.is_own_case {
            // The step itself says no.
            return Ok(());
        }
        let mut conn = self.db.read().await?;
        let mut sets = self.registers_with_leave(&mut conn, &opened.case).await?;
        drop(conn);
        sets.retain(|set| {
            opened.visible().any(|field| {
                let is_its_own = field
                    .source
                    .as_ref()
                    .is_some_and(|source| source.data_set == set.code());
                is_its_own && matches!(field.state, FieldState::Disputed { .. })
            })
        });
        if sets.is_empty() {
            return Ok(());
        }
        self.ask_sources_again(&opened.case, &sets, &Acting::staff(member))
            .await?;
        let (_, after) = self.open_matter(&actor, address).await?;
        let has_changed = opened.visible().zip(after.visible()).any(|(before, now)| {
            matches!(before.state, FieldState::Disputed { .. }) && before.state != now.state
        });
        if has_changed {
            return Err(Fault::conflict(Text::CorrectionChanged));
        }
        Ok(())
    }

    /// One step at the desk. The transaction opens with a write that holds the row only if it is this office's, as the
    /// member saw it, and theirs to act on; what goes with the step is made from what is then read.
    pub(super) async fn take_desk_step(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        step: Step,
        version: Option<i64>,
        detail: impl FnOnce(&[WrittenField], &Matter) -> Result<StepDetail, Fault> + Send,
    ) -> Result<(), Fault> {
        self.take_desk_step_with(member, address, step, version, "", detail)
            .await
    }

    /// The same for a step that gives the matter to a colleague, by staff id: of this office, here today, and no party.
    pub(super) async fn take_desk_step_with(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        step: Step,
        version: Option<i64>,
        receiver: &str,
        detail: impl FnOnce(&[WrittenField], &Matter) -> Result<StepDetail, Fault> + Send,
    ) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        let is_held = store::hold(
            tx.conn(),
            address,
            member,
            version,
            whose(step, member),
            receiver,
            self.today(),
        )
        .await?;
        let found = store::matter_of_office(tx.conn(), address, &member.office).await?;
        let Some(matter) = found else {
            drop(tx);
            self.refuse_opening(&Actor::Staff(member.clone()), address)
                .await?;
            return Err(PortalError::NotFound.into());
        };
        if !is_held {
            self.explain_refused_hold(&mut tx, member, &matter, step)
                .await?;
            return Ok(tx.commit().await?);
        }
        let case = cases::case_by_id(tx.conn(), &matter.key.home, &matter.case_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("matter {} without its case", matter.key.id)))?;
        let siblings = cases::matters(tx.conn(), &case.home, &case.id).await?;
        let written = what_will_be_written(self, &self.dossier(&case)?, &matter, &siblings)?;
        let detail = detail(&written, &matter)?;
        self.take_step(&mut tx, &matter, step, &Acting::staff(member), detail)
            .await?;
        for page in pages_ended_by(step) {
            store::forget_draft(tx.conn(), &matter.key, &member.id, page.code()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Nothing was held: it is done already by an earlier press of the same member's, or somebody else was first.
    async fn explain_refused_hold(
        &self,
        tx: &mut Tx,
        member: &StaffMember,
        matter: &Matter,
        step: Step,
    ) -> Result<(), Fault> {
        if store::is_own_case(tx.conn(), matter, &member.id).await? {
            return Err(Fault::conflict(Text::CaseworkConflictOwnCase));
        }
        if is_reached(step, matter, member) {
            for page in pages_ended_by(step) {
                store::forget_draft(tx.conn(), &matter.key, &member.id, page.code()).await?;
            }
            return Ok(());
        }
        if !matter.holder.is_empty() && matter.holder != member.id {
            let name = cases::staff_name(tx.conn(), &matter.holder).await?;
            return Err(Fault::conflict(Said::with(
                Text::CaseTakenUpBy,
                [("name", name)],
            )));
        }
        if step == Step::HandOver
            && matter
                .stage
                .after(step, Capacity::Supervisor, Self::course(matter))
                .is_ok()
        {
            return Err(Fault::conflict(Text::TogetherConflictReceiver));
        }
        if step == Step::Countersign && matter.proposed_by == member.id {
            return Err(Fault::conflict(Text::CaseworkStandingProposer));
        }
        if matter.stage == Stage::Ready {
            return Err(Fault::conflict(Text::CaseworkConflictTakeUpFirst));
        }
        Err(Fault::conflict(Text::CaseMovedOn))
    }

    // Half-written decisions

    /// Keeps what was typed, in a transaction of its own: whatever becomes of the step, it is there.
    ///
    /// # Errors
    /// [`PortalError::NotFound`] for another office's matter.
    pub async fn keep<T: Serialize + Sync>(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        page: Page,
        typed: &T,
    ) -> Result<Matter, Fault> {
        let found = {
            let mut conn = self.db.read().await?;
            store::matter_of_office(&mut conn, address, &member.office).await?
        };
        let Some(matter) = found else {
            self.refuse_opening(&Actor::Staff(member.clone()), address)
                .await?;
            return Err(PortalError::NotFound.into());
        };
        let place = draft_place(&matter.key, &member.id, page);
        let sealed = self.keys.seal(&place, typed, &self.chance);
        let mut tx = self.db.begin().await?;
        let kept = store::keep_draft(
            tx.conn(),
            &matter.key,
            &member.office,
            &member.id,
            page.code(),
            &sealed,
            self.clock.now(),
        )
        .await?;
        if !kept {
            return Err(PortalError::NotFound.into());
        }
        tx.commit().await?;
        Ok(matter)
    }

    /// What the member kept of this page.
    pub(super) async fn kept<T: DeserializeOwned>(
        &self,
        key: &MatterKey,
        member: &StaffMember,
        page: Page,
    ) -> Result<Option<T>, Fault> {
        let mut conn = self.db.read().await?;
        let sealed = store::draft(&mut conn, key, &member.id, page.code()).await?;
        Ok(sealed
            .map(|sealed| {
                self.keys
                    .open_sealed(&draft_place(key, &member.id, page), &sealed)
            })
            .transpose()?)
    }
}

/// Whose a matter has to be for a step at the desk.
pub(super) const fn whose(step: Step, member: &StaffMember) -> Whose {
    match step {
        Step::TakeUp => Whose::Nobodys,
        Step::Countersign | Step::SendBack => Whose::ProposedByAnother,
        Step::Recall => match member.role {
            StaffRole::Caseworker => Whose::ProposedByMe,
            StaffRole::Supervisor => Whose::OfTheOffice,
        },
        Step::TakeOver => Whose::OfSomebodyAway,
        Step::AcceptOffer | Step::DeclineOffer => Whose::OfferedToUs,
        Step::SendOn | Step::Offer if matches!(member.role, StaffRole::Caseworker) => {
            Whose::NobodysOrMine
        }
        Step::HandOver
        | Step::AllowAnotherRequest
        | Step::ReceiveAtCounter
        | Step::CloseUnanswered
        | Step::Reopen
        | Step::SendOn
        | Step::Offer => Whose::OfTheOffice,
        _ => Whose::Mine,
    }
}

/// Whether the matter stands where this member's own earlier press has brought it.
fn is_reached(step: Step, matter: &Matter, member: &StaffMember) -> bool {
    let is_mine = matter.holder == member.id;
    match step {
        Step::TakeUp => is_mine && matter.stage == Stage::InReview,
        Step::PutBack => matter.holder.is_empty() && matter.stage == Stage::Ready,
        Step::AskApplicant => is_mine && matter.stage == Stage::AwaitingApplicant,
        Step::AllowAnotherRequest => matter.requests_allowed > matter.requests,
        Step::ReceiveAtCounter => matter.stage == Stage::InReview,
        Step::CloseUnanswered => matter.stage == Stage::Unanswered,
        Step::Reopen => matter.stage == Stage::AwaitingApplicant,
        Step::Approve => {
            is_mine
                && matches!(
                    matter.stage,
                    Stage::Proposed | Stage::Held | Stage::Recording | Stage::Done
                )
        }
        Step::Refuse => {
            is_mine && matches!(matter.stage, Stage::Proposed | Stage::Held | Stage::Refused)
        }
        Step::Countersign => {
            matter.proposed_by != member.id
                && matches!(
                    matter.stage,
                    Stage::Held | Stage::Recording | Stage::Done | Stage::Refused
                )
        }
        Step::SendBack | Step::Recall => matter.stage == Stage::InReview,
        Step::TakeOver => is_mine,
        Step::AcceptOffer => matter.office == member.office && matter.offered_to.is_none(),
        _ => false,
    }
}

/// Which half-written pages a step makes pointless.
const fn pages_ended_by(step: Step) -> &'static [Page] {
    match step {
        Step::Approve | Step::Refuse => &Page::ALL,
        Step::AskApplicant => &[Page::Question],
        Step::Countersign | Step::SendBack => &[Page::Proposal],
        Step::HandOver => &[Page::HandOver],
        Step::SendOn | Step::Offer => &[Page::Office],
        Step::AcceptOffer | Step::DeclineOffer => &[Page::Offer],
        _ => &[],
    }
}

/// The entry as the page shows it; `None` where nothing is written into a register. The digest is of the whole values.
fn will_be_written(opened: &Opened, written: Vec<WrittenField>) -> Option<WillBeWritten> {
    let writing = opened.matter.definition.writes.as_ref()?;
    let digest = digest(&written);
    let hides_numbers = !opened.is_own_case
        && !opened.sees_numbers
        && written.iter().any(|field| is_number(&field.value));
    let fields = written
        .into_iter()
        .map(|field| (field.label, opened.shown(&field.value, field.shown)))
        .collect();
    Some(WillBeWritten {
        data_set: writing.data_set.clone(),
        fields,
        digest,
        hides_numbers,
    })
}

/// Of everything that is written: names and values. The page carries it, the approval brings it back. Empty where
/// nothing is written.
fn digest(written: &[WrittenField]) -> String {
    if written.is_empty() {
        return String::new();
    }
    let pairs: Vec<(&str, &str)> = written
        .iter()
        .map(|field| (field.name.as_str(), field.value.as_str()))
        .collect();
    sha256(&serde_json::to_vec(&pairs).expect("texts serialize"))
}

pub(super) fn draft_place(key: &MatterKey, staff: &str, page: Page) -> String {
    format!("decision_draft.typed.{}.{staff}.{}", key.id, page.code())
}
