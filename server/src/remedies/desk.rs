//! The desk of appeals, complaints and tasks: who finds what, and what they do with it.

use app::case::{Stage, Step};
use app::error::PortalError;
use app::identity::{Actor, Citizen, StaffMember, StaffRole};
use app::person::Mobile;
use app::remedies::desk::{
    AppealPage, CaseRemedies, ComplaintPage, RatingPage, RefusalNotice, RemedyActs, RemedyList,
    RemedyPage, RemedyPlace, RemedyQueue, RemedyRow,
};
use app::remedies::form::AnswerForm;
use app::remedies::{RefusalSaid, RemediesDesk, RemedyKind, RemedyStage, terms};
use app::text::{Text, Wording, city_date};
use async_trait::async_trait;
use sqlx::AnyConnection;

use super::citizen::{GivenIn, answer_place, appeal_once, phone_place};
use super::store::{self, DeskAct, Handler, RefusalRow, Remedy};
use crate::Office;
use crate::case::store::micros;
use crate::case::{Acting, MatterKey, StepDetail, store as cases};
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_reads};
use crate::database::Tx;
use crate::fault::Fault;
use crate::identity::sessions::role_name;

/// Rows on one page of a list.
const PAGE: i64 = 50;

#[async_trait]
impl RemediesDesk for Office {
    async fn remedies_of_case(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<CaseRemedies, PortalError> {
        Ok(self.read_remedies_of_case(me, reference).await?)
    }

    async fn refusal_notice(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<RefusalNotice, PortalError> {
        Ok(self.read_refusal_notice(me, reference, matter).await?)
    }

    async fn appeal_page(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<AppealPage, PortalError> {
        Ok(self.read_appeal_page(me, reference, matter).await?)
    }

    async fn complaint_page(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<ComplaintPage, PortalError> {
        Ok(self.read_complaint_page(me, reference).await?)
    }

    async fn rating_page(&self, me: &Citizen, reference: &str) -> Result<RatingPage, PortalError> {
        Ok(self.read_rating_page(me, reference).await?)
    }

    async fn remedy_queue(
        &self,
        actor: &Actor,
        list: RemedyList,
        after: Option<&RemedyPlace>,
    ) -> Result<RemedyQueue, PortalError> {
        Ok(self.read_remedy_queue(staff(actor)?, list, after).await?)
    }

    async fn remedy_page(&self, actor: &Actor, id: &str) -> Result<RemedyPage, PortalError> {
        Ok(self.read_remedy_page(staff(actor)?, id).await?)
    }
}

fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Staff(member) => Ok(member),
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}

impl Office {
    fn handler<'a>(&self, member: &'a StaffMember) -> Handler<'a> {
        let directory = self.directory();
        let entry = directory.get(&member.office);
        Handler {
            member,
            department: entry
                .map(|entry| entry.department.clone())
                .unwrap_or_default(),
            division: entry.map_or_else(
                || member.office.0.get(..6).unwrap_or_default().to_owned(),
                |entry| entry.division.clone(),
            ),
        }
    }

    async fn read_remedy_queue(
        &self,
        member: &StaffMember,
        list: RemedyList,
        after: Option<&RemedyPlace>,
    ) -> Result<RemedyQueue, Fault> {
        let handler = self.handler(member);
        let mut conn = self.db.read().await?;
        let counts = store::counts(&mut conn, &handler).await?;
        // One more than a page holds: whether there is a next page.
        let mut found = store::list(&mut conn, &handler, list, after, PAGE + 1).await?;
        let has_more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let next = found.last().filter(|_| has_more).map(|row| RemedyPlace {
            due: row.due,
            id: row.id.clone(),
        });
        let mut rows = Vec::with_capacity(found.len());
        for remedy in found {
            rows.push(RemedyRow {
                about: self.about(&mut conn, &remedy).await?,
                holder: cases::staff_name(&mut conn, &remedy.holder).await?,
                is_late: self.is_late(&remedy),
                opened_on: city_date(remedy.opened_at),
                id: remedy.id,
                kind: remedy.kind,
                reference: remedy.reference,
                due: remedy.due,
                stage: remedy.stage,
            });
        }
        Ok(RemedyQueue {
            office: self.office_called(&member.office),
            list,
            counts,
            rows,
            next,
            is_first_page: after.is_none(),
        })
    }

    fn is_late(&self, remedy: &Remedy) -> bool {
        remedy.stage.is_open() && remedy.due < self.clock.today()
    }

    /// The matter's name, else the office's.
    async fn about(&self, conn: &mut AnyConnection, remedy: &Remedy) -> Result<Wording, Fault> {
        let key = MatterKey {
            home: remedy.home.clone(),
            id: remedy.matter.clone(),
        };
        let matter = if remedy.matter.is_empty() {
            None
        } else {
            cases::matter(conn, &key).await?
        };
        Ok(matter.map_or_else(
            || self.office_called(&remedy.office),
            |matter| matter.definition.name,
        ))
    }

    /// One that the member may handle. Anything else is not found, and the attempt is recorded for whose it is.
    async fn open_remedy(&self, member: &StaffMember, id: &str) -> Result<Remedy, Fault> {
        let mut conn = self.db.read().await?;
        let found = store::one(&mut conn, &self.handler(member), id).await?;
        let (person, reference, outcome) = match &found {
            Some(remedy) => (
                remedy.person.clone(),
                remedy.reference.to_string(),
                ReadOutcome::Allowed,
            ),
            None => match store::whose(&mut conn, id).await? {
                Some((person, reference)) => (person, reference, ReadOutcome::Refused),
                None => return Err(PortalError::NotFound.into()),
            },
        };
        drop(conn);
        let row = AccessRow {
            person,
            by_kind: ReaderKind::Staff,
            by_id: member.id.clone(),
            office: member.office.clone(),
            role: role_name(member.role).to_owned(),
            purpose: "remedies".to_owned(),
            reference,
            fields: found
                .as_ref()
                .map(|remedy| format!("{}.text", remedy.kind.code()))
                .into_iter()
                .collect(),
            outcome,
        };
        record_reads(self, vec![row]).await?;
        Ok(found.ok_or(PortalError::NotFound)?)
    }

    async fn read_remedy_page(&self, member: &StaffMember, id: &str) -> Result<RemedyPage, Fault> {
        let remedy = self.open_remedy(member, id).await?;
        let mut conn = self.db.read().await?;
        let is_mine = !remedy.holder.is_empty() && remedy.holder == member.id;
        let is_supervisor = member.role == StaffRole::Supervisor;
        let words = self.words_handed_in(&remedy)?;
        let refused = self.what_was_refused(&mut conn, &remedy).await?;
        let phone = if is_mine && !remedy.sealed_phone.is_empty() {
            let mobile: Mobile = self
                .keys
                .open_sealed(&phone_place(&remedy.id), &remedy.sealed_phone)?;
            mobile.as_str().to_owned()
        } else {
            String::new()
        };
        let typed: AnswerForm = self
            .remedy_draft(&member.id, &desk_page(&remedy.id))
            .await?
            .unwrap_or_default();
        Ok(RemedyPage {
            version: remedy.version,
            kind: remedy.kind,
            reference: remedy.reference.clone(),
            about: self.about(&mut conn, &remedy).await?,
            office: self.office_called(&remedy.office),
            stage: remedy.stage,
            due: remedy.due,
            is_late: self.is_late(&remedy),
            opened_at: remedy.opened_at,
            holder: cases::staff_name(&mut conn, &remedy.holder).await?,
            is_mine,
            topic: terms()
                .complaint
                .kinds
                .iter()
                .find(|kind| remedy.kind == RemedyKind::Complaint && kind.code == remedy.about)
                .map(|kind| kind.name.clone()),
            grade: remedy
                .about
                .parse()
                .ok()
                .filter(|_| remedy.kind == RemedyKind::Rectification),
            text: words.text,
            phone,
            refused,
            outcome: remedy.outcome.clone(),
            answer: self.answer_to(&remedy)?,
            answered_at: remedy.answered_at,
            may: RemedyActs {
                take_up: remedy.stage == RemedyStage::Waiting,
                put_back: remedy.stage == RemedyStage::InHand && (is_mine || is_supervisor),
                answer: remedy.stage == RemedyStage::InHand && is_mine,
                close: remedy.stage == RemedyStage::Answered
                    && remedy.kind == RemedyKind::Rectification
                    && is_supervisor,
            },
            faults: typed
                .parse(remedy.kind == RemedyKind::Appeal)
                .err()
                .unwrap_or_default(),
            typed,
            id: remedy.id,
        })
    }

    async fn what_was_refused(
        &self,
        conn: &mut AnyConnection,
        remedy: &Remedy,
    ) -> Result<Option<(RefusalSaid, String)>, Fault> {
        if remedy.kind != RemedyKind::Appeal {
            return Ok(None);
        }
        self.refusal_behind(conn, remedy)
            .await?
            .map(|row| self.said_of(&row))
            .transpose()
    }

    /// The refusal that an appeal is against.
    async fn refusal_behind(
        &self,
        conn: &mut AnyConnection,
        remedy: &Remedy,
    ) -> Result<Option<RefusalRow>, Fault> {
        Ok(store::refusals_of_case(conn, &remedy.home, &remedy.case_id)
            .await?
            .into_iter()
            .find(|row| appeal_once(row) == remedy.once))
    }

    // Acts

    /// Takes it up.
    ///
    /// # Errors
    /// [`PortalError::NotFound`] for whoever may not handle it, [`PortalError::Conflict`] where somebody was first.
    pub async fn take_up_remedy(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
    ) -> Result<(), Fault> {
        let act = DeskAct {
            from: RemedyStage::Waiting,
            to: RemedyStage::InHand,
            is_for_the_holder: false,
            is_for_supervisors: false,
            holder: &member.id,
            outcome: "",
            sealed_answer: "",
            answered_at: 0,
        };
        self.act_on_remedy(member, id, version, act, "take-up")
            .await
    }

    /// Puts it back: who holds it, or a supervisor.
    ///
    /// # Errors
    /// As [`Self::take_up_remedy`].
    pub async fn put_back_remedy(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
    ) -> Result<(), Fault> {
        let act = DeskAct {
            from: RemedyStage::InHand,
            to: RemedyStage::Waiting,
            is_for_the_holder: member.role != StaffRole::Supervisor,
            is_for_supervisors: false,
            holder: "",
            outcome: "",
            sealed_answer: "",
            answered_at: 0,
        };
        self.act_on_remedy(member, id, version, act, "put-back")
            .await
    }

    /// Answers: an appeal is upheld or the matter is opened again, a complainant and a rater read what was said and done.
    /// What was typed is kept first.
    ///
    /// # Errors
    /// As [`Self::take_up_remedy`]; [`PortalError::Conflict`] also where the applicant has applied for the same again.
    pub async fn answer_remedy(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
        form: &AnswerForm,
    ) -> Result<GivenIn, Fault> {
        let remedy = self.open_remedy(member, id).await?;
        self.keep_remedy_draft(&member.id, &desk_page(id), form)
            .await?;
        let Ok((outcome, text)) = form.parse(remedy.kind == RemedyKind::Appeal) else {
            return Ok(GivenIn::Review);
        };
        let sealed_answer = self.keys.seal(&answer_place(id), &text, &self.chance);
        let act = DeskAct {
            from: RemedyStage::InHand,
            to: RemedyStage::Answered,
            is_for_the_holder: true,
            is_for_supervisors: false,
            holder: &member.id,
            outcome: &outcome,
            sealed_answer: &sealed_answer,
            answered_at: micros(self.clock.now()),
        };
        self.act_on_remedy(member, id, version, act, "answer")
            .await?;
        Ok(GivenIn::Done)
    }

    /// A supervisor has seen that what was bad is put right.
    ///
    /// # Errors
    /// As [`Self::take_up_remedy`].
    pub async fn close_remedy(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
    ) -> Result<(), Fault> {
        let remedy = self.open_remedy(member, id).await?;
        if remedy.kind != RemedyKind::Rectification {
            return Err(PortalError::NotFound.into());
        }
        let act = DeskAct {
            from: RemedyStage::Answered,
            to: RemedyStage::Closed,
            is_for_the_holder: false,
            is_for_supervisors: true,
            holder: &remedy.holder,
            outcome: &remedy.outcome,
            sealed_answer: &remedy.sealed_answer,
            answered_at: remedy.answered_at.map_or(0, micros),
        };
        self.act_on_remedy(member, id, version, act, "close").await
    }

    /// One act: the compare-and-set, its journal entry, and what follows from it.
    async fn act_on_remedy(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
        act: DeskAct<'_>,
        step: &str,
    ) -> Result<(), Fault> {
        let handler = self.handler(member);
        let mut remedy = self.open_remedy(member, id).await?;
        remedy.version = version;
        let mut tx = self.db.begin().await?;
        if !store::act(tx.conn(), &handler, &remedy, &act).await? {
            return self.explain_refused_act(&mut tx, &handler, id, &act).await;
        }
        remedy.outcome = act.outcome.to_owned();
        self.journal_remedy(&mut tx, &remedy, &Acting::staff(member), step)
            .await?;
        if act.to == RemedyStage::Answered {
            self.stop_clock_of_remedy(tx.conn(), &remedy).await?;
            self.tell_the_answer(&mut tx, &remedy).await?;
            store::forget_draft(tx.conn(), &member.id, &desk_page(id)).await?;
        }
        Ok(tx.commit().await?)
    }

    /// An earlier press of the same member's has done it, or somebody was first.
    async fn explain_refused_act(
        &self,
        tx: &mut Tx,
        handler: &Handler<'_>,
        id: &str,
        act: &DeskAct<'_>,
    ) -> Result<(), Fault> {
        let now = store::one(tx.conn(), handler, id)
            .await?
            .ok_or(PortalError::NotFound)?;
        let is_theirs = now.holder == act.holder;
        if now.stage == act.to && is_theirs {
            Ok(())
        } else {
            Err(Fault::conflict(Text::RemediesMovedOn))
        }
    }

    /// Tells whoever asked; and where an appeal was right, opens the matter again.
    async fn tell_the_answer(&self, tx: &mut Tx, remedy: &Remedy) -> Result<(), Fault> {
        let case = cases::case_by_id(tx.conn(), &remedy.home, &remedy.case_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("remedy {} without its case", remedy.id)))?;
        match remedy.kind {
            RemedyKind::Complaint => self.tell(tx, &case, Text::NoticeComplaintAnswered).await,
            RemedyKind::Rectification => self.tell(tx, &case, Text::NoticeRatingAnswered).await,
            RemedyKind::Appeal => {
                let key = MatterKey {
                    home: remedy.home.clone(),
                    id: remedy.matter.clone(),
                };
                let refusal = self.refusal_behind(tx.conn(), remedy).await?;
                let matter = cases::matter(tx.conn(), &key)
                    .await?
                    .filter(|matter| {
                        matter.stage == Stage::Refused
                            && refusal.is_some_and(|row| row.version == matter.version)
                    })
                    .ok_or_else(|| Fault::conflict(Text::CaseMovedOn))?;
                if remedy.outcome == "upheld" {
                    return self
                        .tell_about(tx, &case, Text::NoticeAppealUpheld, &matter)
                        .await;
                }
                self.take_step(
                    tx,
                    &matter,
                    Step::ReopenOnAppeal,
                    &Acting::portal(),
                    StepDetail::default(),
                )
                .await?;
                Ok(())
            }
        }
    }
}

fn desk_page(id: &str) -> String {
    format!("desk/{id}")
}
