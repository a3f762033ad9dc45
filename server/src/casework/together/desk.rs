//! The rules of working together. No SQL.

use app::case::Step;
use app::casework::{
    AbsenceForm, Away, Colleague, ColleaguePage, Colleagues, HandOverForm, HandOverPage,
    MatterAddress, OfferPage, Offered, OfficeChoice, RemarkForm, RemarkSeen, SendOnForm,
    SendOnPage, Standing, Together, TogetherDesk,
};
use app::error::PortalError;
use app::identity::{Actor, OfficeId, StaffMember, StaffRole};
use app::text::Text;
use async_trait::async_trait;
use jiff::civil::Date;

use super::super::desk::{AsSeen, HandedIn, Page, draft_place, staff};
use super::super::store as desk_store;
use super::super::views::Opened;
use super::store;
use crate::Office;
use crate::case::{Acting, Matter, StepDetail, store as cases};
use crate::fault::Fault;
use crate::journal::{self, Entry, Record};

/// The division of an office of the whole city.
const CITY: &str = "500000";

/// How many matters a colleague's page shows.
const SHOWN: i64 = 50;

/// How many matters are handed over with one press.
const AT_ONCE: i64 = 1000;

/// What came of handing over all that somebody held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handed {
    pub done: i64,
    /// Moved on in the meantime, or about the receiver's own household.
    pub left: i64,
}

#[async_trait]
impl TogetherDesk for Office {
    async fn colleagues(&self, actor: &Actor) -> Result<Colleagues, PortalError> {
        let member = supervisor(actor)?;
        Ok(Colleagues {
            office: self.name_of_office(&member.office),
            members: self.members(&member.office).await?,
        })
    }

    async fn colleague_page(
        &self,
        actor: &Actor,
        staff: &str,
    ) -> Result<ColleaguePage, PortalError> {
        Ok(self.read_colleague(supervisor(actor)?, staff).await?)
    }

    async fn hand_over_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<HandOverPage, PortalError> {
        supervisor(actor)?;
        let (member, opened) = self.open_matter(actor, address).await?;
        let receivers = self
            .receivers(&member.office, &opened.matter.holder)
            .await?;
        let typed: HandOverForm = self
            .kept(&opened.matter.key, member, Page::HandOver)
            .await?
            .unwrap_or_default();
        Ok(HandOverPage {
            head: opened.head(Step::HandOver, member),
            holder: opened.holder_name.clone(),
            faults: typed.parse(&ids(&receivers)).err().unwrap_or_default(),
            receivers,
            typed,
        })
    }

    async fn send_on_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<SendOnPage, PortalError> {
        let (member, opened) = self.open_matter(actor, address).await?;
        let offices = self.offices_instead_of(&opened.matter.office);
        let typed: SendOnForm = self
            .kept(&opened.matter.key, member, Page::Office)
            .await?
            .unwrap_or_default();
        let ids: Vec<String> = offices.iter().map(|office| office.id.clone()).collect();
        Ok(SendOnPage {
            head: opened.head(Step::SendOn, member),
            faults: typed.parse(&ids).err().unwrap_or_default(),
            offices,
            typed,
        })
    }

    async fn offer_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<OfferPage, PortalError> {
        let (member, opened) = self.open_matter(actor, address).await?;
        let head = opened.head(Step::AcceptOffer, member);
        let together = self.together(member, &opened).await?;
        let offered = together.offered.filter(|offered| offered.is_to_us);
        let Some(offered) = offered else {
            return Err(match head.standing {
                Standing::MovedOn(_) => PortalError::Conflict(Text::CaseMovedOn.into()),
                _ => PortalError::NotFound,
            });
        };
        let typed: RemarkForm = self
            .kept(&opened.matter.key, member, Page::Offer)
            .await?
            .unwrap_or_default();
        Ok(OfferPage {
            head,
            offered,
            faults: typed.parse().err().unwrap_or_default(),
            typed,
        })
    }
}

/// The supervisor who asks; these pages do not exist for anybody else.
fn supervisor(actor: &Actor) -> Result<&StaffMember, PortalError> {
    let member = staff(actor)?;
    match member.role {
        StaffRole::Supervisor => Ok(member),
        StaffRole::Caseworker => Err(PortalError::NotFound),
    }
}

fn ids(members: &[Colleague]) -> Vec<String> {
    members.iter().map(|member| member.id.clone()).collect()
}

impl Office {
    /// Everybody of an office; whoever has left only as long as they hold something.
    async fn members(&self, office: &OfficeId) -> Result<Vec<Colleague>, Fault> {
        let today = self.clock.today();
        let mut conn = self.db.read().await?;
        let absences = store::absences(&mut conn, office, today).await?;
        let members = store::members(&mut conn, office, today).await?;
        Ok(members
            .into_iter()
            .filter(|member| !member.is_disabled || member.holds > 0)
            .map(|member| Colleague {
                absences: absences
                    .iter()
                    .filter(|(staff, ..)| *staff == member.id)
                    .map(|(_, from, until)| Away {
                        from: *from,
                        until: *until,
                    })
                    .collect(),
                is_supervisor: member.role == "supervisor",
                is_disabled: member.is_disabled,
                is_away: member.is_away,
                holds: member.holds,
                id: member.id,
                name: member.name,
            })
            .collect())
    }

    /// Who of an office could go on with what somebody holds.
    async fn receivers(&self, office: &OfficeId, holder: &str) -> Result<Vec<Colleague>, Fault> {
        let mut members = self.members(office).await?;
        members.retain(|member| !member.is_disabled && !member.is_away && member.id != holder);
        Ok(members)
    }

    async fn colleague(&self, office: &OfficeId, staff: &str) -> Result<Colleague, Fault> {
        self.members(office)
            .await?
            .into_iter()
            .find(|member| member.id == staff)
            .ok_or_else(|| PortalError::NotFound.into())
    }

    async fn read_colleague(
        &self,
        member: &StaffMember,
        staff: &str,
    ) -> Result<ColleaguePage, Fault> {
        let today = self.clock.today();
        let colleague = self.colleague(&member.office, staff).await?;
        let receivers = self.receivers(&member.office, staff).await?;
        let key = store::typed_key(staff);
        let hand_over: HandOverForm = self
            .kept(&key, member, Page::HandOver)
            .await?
            .unwrap_or_default();
        let absence: AbsenceForm = self
            .kept(&key, member, Page::Absence)
            .await?
            .unwrap_or_else(|| AbsenceForm::fresh(today));
        let mut conn = self.db.read().await?;
        let rows = desk_store::held_by(&mut conn, &self.seen_by(member), staff, SHOWN).await?;
        Ok(ColleaguePage {
            office: self.name_of_office(&member.office),
            rows: rows
                .into_iter()
                .map(|row| self.queue_row(row, member, today))
                .collect(),
            hand_over_faults: hand_over.parse(&ids(&receivers)).err().unwrap_or_default(),
            absence_faults: absence.parse(today).err().unwrap_or_default(),
            colleague,
            receivers,
            hand_over,
            absence,
        })
    }

    /// Offices of the same department: those of the same district and of the city first, then by name.
    fn offices_instead_of(&self, office: &OfficeId) -> Vec<OfficeChoice> {
        let directory = self.directory();
        let Some(here) = directory.get(office) else {
            return Vec::new();
        };
        let mut offices: Vec<OfficeChoice> = directory
            .offices()
            .iter()
            .filter(|other| other.department == here.department && other.id != here.id)
            .map(|other| OfficeChoice {
                id: other.id.clone(),
                name: other.name.clone(),
                is_near: other.division == here.division || other.division == CITY,
            })
            .collect();
        offices.sort_by_key(|office| (!office.is_near, office.id.clone()));
        offices
    }

    /// What the page of a matter shows of working together.
    pub(in crate::casework) async fn together(
        &self,
        member: &StaffMember,
        opened: &Opened,
    ) -> Result<Together, Fault> {
        let matter = &opened.matter;
        let mut conn = self.db.read().await?;
        let remarks = cases::remarks_of(&mut conn, &[opened.case.key()]).await?;
        let mut seen = Vec::new();
        for remark in remarks
            .iter()
            .filter(|remark| remark.matter == matter.key.id)
        {
            // What colleagues note among themselves stays in their office; why something was passed on goes with it.
            if remark.kind == "note" && remark.office != member.office {
                continue;
            }
            seen.push(RemarkSeen {
                at: remark.at,
                who: cases::staff_name(&mut conn, &remark.staff).await?,
                kind: remark.kind.clone(),
                text: self.text_of(remark)?,
                is_told: remark.is_told,
            });
        }
        drop(conn);
        let why = seen.iter().rev().find(|remark| remark.kind == "offer");
        let offered = matter.offered_to.as_ref().map(|(to, until)| Offered {
            from: self.name_of_office(&matter.office),
            to: self.name_of_office(to),
            until: *until,
            is_to_us: *to == member.office,
            why: why.map(|remark| remark.text.clone()).unwrap_or_default(),
        });
        let note: RemarkForm = self
            .kept(&matter.key, member, Page::Note)
            .await?
            .unwrap_or_default();
        Ok(Together {
            may_note: matter.office == member.office && !opened.is_own_case,
            note_faults: note.parse().err().unwrap_or_default(),
            remarks: seen,
            offered,
            note,
        })
    }

    // Acts

    /// Marks a colleague of the supervisor's own office as away.
    ///
    /// # Errors
    /// [`PortalError::NotFound`] for whoever is no supervisor, and for somebody of another office.
    pub async fn mark_absence(
        &self,
        member: &StaffMember,
        staff: &str,
        typed: &AbsenceForm,
    ) -> Result<HandedIn, Fault> {
        supervisor(&Actor::Staff(member.clone()))?;
        self.colleague(&member.office, staff).await?;
        self.keep_about_colleague(member, staff, Page::Absence, typed)
            .await?;
        let Ok(days) = typed.parse(self.clock.today()) else {
            return Ok(HandedIn::Review);
        };
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !store::mark_absence(tx.conn(), staff, &member.office, days, &member.id, now).await? {
            return Err(PortalError::NotFound.into());
        }
        let key = store::typed_key(staff);
        desk_store::forget_draft(tx.conn(), &key, &member.id, Page::Absence.code()).await?;
        let entry = Entry {
            note: serde_json::json!({ "from": days.0.to_string(), "until": days.1.to_string() }),
            ..Acting::staff(member).entry("absence-marked", None)
        };
        journal::write(tx.conn(), &of_staff(&member.office, staff), now, &entry).await?;
        tx.commit().await?;
        Ok(HandedIn::Done)
    }

    /// A colleague is back. Pressed again, nothing changes.
    ///
    /// # Errors
    /// As [`Self::mark_absence`].
    pub async fn end_absence(
        &self,
        member: &StaffMember,
        staff: &str,
        from: Date,
    ) -> Result<(), Fault> {
        supervisor(&Actor::Staff(member.clone()))?;
        self.colleague(&member.office, staff).await?;
        let (now, today) = (self.clock.now(), self.clock.today());
        let yesterday = today
            .yesterday()
            .map_err(|error| Fault::Other(error.to_string()))?;
        let mut tx = self.db.begin().await?;
        if store::end_absence(tx.conn(), staff, &member.office, from, today, yesterday).await? {
            let entry = Entry {
                note: serde_json::json!({ "from": from.to_string() }),
                ..Acting::staff(member).entry("absence-ended", None)
            };
            journal::write(tx.conn(), &of_staff(&member.office, staff), now, &entry).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Gives one matter to a colleague of the same office who is here, with a note.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where it has moved on, or the receiver cannot have it.
    pub async fn hand_over(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
        typed: &HandOverForm,
    ) -> Result<HandedIn, Fault> {
        supervisor(&Actor::Staff(member.clone()))?;
        let matter = self.keep(member, address, Page::HandOver, typed).await?;
        let receivers = self.receivers(&member.office, &matter.holder).await?;
        let Ok(handed) = typed.parse(&ids(&receivers)) else {
            let is_there = matter.holder == typed.to && !typed.to.is_empty();
            return Ok(if is_there {
                HandedIn::Done
            } else {
                HandedIn::Review
            });
        };
        let version = Some(seen.version);
        self.give(member, address, version, &handed.to, handed.text)
            .await?;
        Ok(HandedIn::Done)
    }

    async fn give(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        version: Option<i64>,
        to: &str,
        note: String,
    ) -> Result<(), Fault> {
        let holder = Some(to.to_owned());
        self.take_desk_step_with(member, address, Step::HandOver, version, to, |_, _| {
            Ok(StepDetail {
                holder,
                remark: note,
                ..StepDetail::default()
            })
        })
        .await
    }

    /// Gives all that somebody holds to a colleague, each matter in a transaction of its own. `None`: something is wrong
    /// with what was typed; it is kept.
    ///
    /// # Errors
    /// As [`Self::mark_absence`].
    pub async fn hand_over_all(
        &self,
        member: &StaffMember,
        from: &str,
        typed: &HandOverForm,
    ) -> Result<Option<Handed>, Fault> {
        supervisor(&Actor::Staff(member.clone()))?;
        self.colleague(&member.office, from).await?;
        self.keep_about_colleague(member, from, Page::HandOver, typed)
            .await?;
        let receivers = self.receivers(&member.office, from).await?;
        let Ok(handed) = typed.parse(&ids(&receivers)) else {
            return Ok(None);
        };
        let rows = {
            let mut conn = self.db.read().await?;
            desk_store::held_by(&mut conn, &self.seen_by(member), from, AT_ONCE).await?
        };
        let mut count = Handed { done: 0, left: 0 };
        for row in rows {
            let address = MatterAddress {
                reference: row.reference,
                matter: row.id,
            };
            let version = Some(row.version);
            match self
                .give(member, &address, version, &handed.to, handed.text.clone())
                .await
            {
                Ok(()) => count.done += 1,
                Err(Fault::Portal(PortalError::Conflict(_) | PortalError::NotFound)) => {
                    count.left += 1;
                }
                Err(fault) => return Err(fault),
            }
        }
        let mut tx = self.db.begin().await?;
        let key = store::typed_key(from);
        desk_store::forget_draft(tx.conn(), &key, &member.id, Page::HandOver.code()).await?;
        tx.commit().await?;
        Ok(Some(count))
    }

    /// Goes on with what an absent colleague, or one who has left, held.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where its holder is here, or it is the member's own case.
    pub async fn take_over(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
    ) -> Result<(), Fault> {
        self.take_desk_step(member, address, Step::TakeOver, None, |_, _| {
            Ok(StepDetail {
                holder: Some(member.id.clone()),
                ..StepDetail::default()
            })
        })
        .await
    }

    /// Sends a matter to another office of the same department, with a reason that the applicant reads. To another
    /// district it is offered.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where a colleague holds it or it has moved on.
    pub async fn send_on(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
        typed: &SendOnForm,
    ) -> Result<HandedIn, Fault> {
        if self.has_sent_on(member, address).await? {
            return Ok(HandedIn::Done);
        }
        let matter = self.keep(member, address, Page::Office, typed).await?;
        let offices = self.offices_instead_of(&matter.office);
        let ids: Vec<String> = offices.iter().map(|office| office.id.clone()).collect();
        let Ok(sent) = typed.parse(&ids) else {
            return Ok(HandedIn::Review);
        };
        let is_near = offices
            .iter()
            .any(|office| office.id == sent.office && office.is_near);
        let step = if is_near { Step::SendOn } else { Step::Offer };
        self.take_desk_step(member, address, step, Some(seen.version), |_, _| {
            Ok(StepDetail {
                office: Some(OfficeId(sent.office)),
                remark: sent.text,
                ..StepDetail::default()
            })
        })
        .await?;
        Ok(HandedIn::Done)
    }

    /// Whether the matter is gone because this member has sent it: an earlier press of the same button.
    async fn has_sent_on(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
    ) -> Result<bool, Fault> {
        let mut conn = self.db.read().await?;
        let is_ours = desk_store::matter_of_office(&mut conn, address, &member.office)
            .await?
            .is_some();
        if is_ours {
            return Ok(false);
        }
        let reference = address.reference.as_str();
        store::has_sent_on(&mut conn, &address.matter, reference, &member.id).await
    }

    /// Takes what another district has sent.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where it was not offered to this office, or has moved on.
    pub async fn accept_offer(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
    ) -> Result<(), Fault> {
        let version = Some(seen.version);
        self.take_desk_step(member, address, Step::AcceptOffer, version, |_, _| {
            Ok(StepDetail::default())
        })
        .await
    }

    /// Does not take what another district has sent, and says why.
    ///
    /// # Errors
    /// As [`Self::accept_offer`].
    pub async fn decline_offer(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        seen: &AsSeen,
        typed: &RemarkForm,
    ) -> Result<HandedIn, Fault> {
        self.keep(member, address, Page::Offer, typed).await?;
        let Ok(remark) = typed.parse() else {
            return Ok(HandedIn::Review);
        };
        let version = Some(seen.version);
        self.take_desk_step(member, address, Step::DeclineOffer, version, |_, _| {
            Ok(StepDetail {
                remark,
                ..StepDetail::default()
            })
        })
        .await?;
        Ok(HandedIn::Done)
    }

    /// Writes a note that only this office's staff read. The matter stays as it is.
    ///
    /// # Errors
    /// [`PortalError::NotFound`] for another office's matter, [`PortalError::Conflict`] for a case of one's own.
    pub async fn write_note(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        typed: &RemarkForm,
    ) -> Result<HandedIn, Fault> {
        let matter = self.keep(member, address, Page::Note, typed).await?;
        let Ok(text) = typed.parse() else {
            return Ok(HandedIn::Review);
        };
        let mut tx = self.db.begin().await?;
        // Deleting the draft is the write that opens the transaction: a second press finds none, and writes no second note.
        let is_first =
            desk_store::forget_draft(tx.conn(), &matter.key, &member.id, Page::Note.code()).await?;
        if desk_store::is_own_case(tx.conn(), &matter, &member.id).await? {
            return Err(Fault::conflict(Text::CaseworkConflictOwnCase));
        }
        if is_first {
            self.note(&mut tx, &matter, member, &text).await?;
        }
        tx.commit().await?;
        Ok(HandedIn::Done)
    }

    async fn note(
        &self,
        tx: &mut crate::database::Tx,
        matter: &Matter,
        member: &StaffMember,
        text: &str,
    ) -> Result<(), Fault> {
        let by = Acting::staff(member);
        self.remark(tx, matter, &by, "note", text, false).await?;
        let record = Record::new(&matter.key.home, "case", &matter.case_id);
        let entry = Entry {
            from: None,
            ..by.entry("note", Some(matter))
        };
        journal::write(tx.conn(), &record, self.clock.now(), &entry).await?;
        Ok(())
    }

    async fn keep_about_colleague<T: serde::Serialize + Sync>(
        &self,
        member: &StaffMember,
        colleague: &str,
        page: Page,
        typed: &T,
    ) -> Result<(), Fault> {
        let place = draft_place(&store::typed_key(colleague), &member.id, page);
        let sealed = self.keys.seal(&place, typed, &self.chance);
        let mut tx = self.db.begin().await?;
        store::keep_typed(
            tx.conn(),
            colleague,
            &member.id,
            page.code(),
            &sealed,
            self.clock.now(),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The journal of a member of staff: absences, kept under the office's district.
fn of_staff(office: &OfficeId, staff: &str) -> Record {
    Record::new(office.0.clone(), "staff", staff)
}
