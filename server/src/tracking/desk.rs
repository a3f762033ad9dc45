//! The rules of following a case: reading it, answering, withdrawing, saying that something is done.

use app::case::{CaseReference, EnquiryCode, MatterKind, PartyRole, Stage, Step};
use app::error::PortalError;
use app::identity::Citizen;
use app::mandate::MandateAct;
use app::text::{Text, Words, city_date};
use app::tracking::form::{AnswerAct, AnswerForm, DoneForm};
use app::tracking::sentence::{Sentence, sentence, waiting_for_you};
use app::tracking::{
    Asked, Asking, CaseLine, DoneElsewhere, Invitation, LookUp, MatterRef, MyCases, Receipt,
    TrackedCase, TrackingDesk, WaitingForMe, Withdrawal, WithdrawalMatter,
};
use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::saying::said_of_invitation;
use super::store::{self, InvitationRow};
use super::view::{Folder, is_for, is_older_than_the_case, last_day, may_withdraw};
use crate::Office;
use crate::case::store as cases;
use crate::case::{Acting, Case, Matter, StepDetail};
use crate::database::Tx;
use crate::evidence::held_for;
use crate::fault::Fault;
use crate::journal::{self, Record};
use crate::mandate::Mandate;

/// Cases on one page of a list.
const PAGE: i64 = 10;

#[async_trait]
impl TrackingDesk for Office {
    async fn what_waits_for_me(&self, me: &Citizen) -> Result<Vec<WaitingForMe>, PortalError> {
        Ok(self.waiting_for(me).await?)
    }

    async fn my_cases(&self, me: &Citizen, before: Option<String>) -> Result<MyCases, PortalError> {
        Ok(self.cases_of(me, before.as_deref()).await?)
    }

    async fn tracked_case(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<TrackedCase, PortalError> {
        let (folder, role) = self.folder_of(me, reference).await?;
        let mut tracked = self.tracked(&folder, role)?;
        tracked.is_mine = folder.is_own(me, role)
            && self
                .may_act_in(
                    &mut *self.db.read().await.map_err(Fault::from)?,
                    &folder.case,
                    &me.person,
                    MandateAct::Answer,
                )
                .await
                .is_ok();
        let mut fields = folder.names_shown(|field| is_for(field, role));
        let shown = tracked
            .matters
            .iter()
            .filter(|matter| matter.result.is_some());
        fields.extend(shown.map(|matter| format!("result.{}", matter.key.as_str())));
        self.record_party_reading(&folder, me, role, &fields)
            .await?;
        Ok(tracked)
    }

    async fn invitation_for(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<String>, PortalError> {
        Ok(self.token_for(me, reference).await?)
    }

    async fn receipt(&self, me: &Citizen, reference: &str) -> Result<Receipt, PortalError> {
        Ok(self.receipt_of(me, reference).await?)
    }

    async fn asked(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<Asked, PortalError> {
        let folder = self.my_folder(me, reference).await?;
        let matter = folder.matter(matter).ok_or(PortalError::NotFound)?;
        let asked = self.asked_about(me, &folder, matter).await?;
        let fields = [format!("question.{}", key_of(matter).as_str())];
        self.record_party_reading(&folder, me, PartyRole::Applicant, &fields)
            .await?;
        Ok(asked)
    }

    async fn done_elsewhere(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<DoneElsewhere, PortalError> {
        let folder = self.my_folder(me, reference).await?;
        let matter = folder.matter(matter).ok_or(PortalError::NotFound)?;
        Ok(self.about_done_elsewhere(me, &folder, matter).await?)
    }

    async fn withdrawal(&self, me: &Citizen, reference: &str) -> Result<Withdrawal, PortalError> {
        let folder = self.my_folder(me, reference).await?;
        Ok(self.withdrawal_of(&folder)?)
    }

    async fn confirmation(&self, me: &Citizen, reference: &str) -> Result<Asking, PortalError> {
        Ok(self.asking(me, reference).await?)
    }

    async fn invitation(&self, me: &Citizen, token: &str) -> Result<Invitation, PortalError> {
        Ok(self.invitation_as_seen(me, token).await?)
    }

    async fn look_up(&self, token: &str) -> Result<LookUp, PortalError> {
        Ok(self.looked_up(token).await?)
    }
}

// Reading

impl Office {
    /// Everything that waits for this person: as applicant in open cases, and as whoever is invited to confirm.
    async fn waiting_for(&self, me: &Citizen) -> Result<Vec<WaitingForMe>, Fault> {
        let mut waiting = self.invited(me).await?;
        waiting.extend(self.own_parts_left(me).await?);
        let (mut newest, _) = self.newest_cases(me, None).await?;
        newest.retain(|case| {
            let is_mine =
                case.filed_by == me.person || (case.mandate.is_some() && case.subject == me.person);
            case.closed_at.is_none() && is_mine
        });
        let mut conn = self.db.read().await?;
        let mandates = self.mandates_in(&mut conn, &newest, &me.person).await?;
        let may_answer =
            |mandate: Option<&Mandate>| self.may_act_by(mandate, MandateAct::Answer).is_ok();
        let (newest, mandates): (Vec<_>, Vec<_>) = newest
            .into_iter()
            .zip(mandates)
            .filter(|(_, mandate)| may_answer(mandate.as_ref()))
            .unzip();
        let folders = self.folders(&mut conn, newest).await?;
        drop(conn);
        let mut shown = Vec::new();
        for (folder, mandate) in folders.into_iter().zip(mandates) {
            let standing = self.standing(&folder)?;
            for said in waiting_for_you(&standing) {
                shown.extend(mandate.clone());
                waiting.push(WaitingForMe {
                    reference: folder.case.reference.clone(),
                    service: folder.case.service_name.clone(),
                    href: self.where_it_is_done(&folder, &said)?,
                    until: match &said {
                        Sentence::AnswerWanted { by, .. } => Some(*by),
                        Sentence::LeftToYou { by, .. } => *by,
                        _ => None,
                    },
                    sentence: said.wording(),
                });
            }
        }
        self.record_listed_under(&me.person, &shown).await?;
        Ok(waiting)
    }

    /// Open invitations for this person.
    async fn invited(&self, me: &Citizen) -> Result<Vec<WaitingForMe>, Fault> {
        let mut conn = self.db.read().await?;
        let mut invited = Vec::new();
        let rows = store::open_invitations_for(&mut conn, &me.person, self.clock.now()).await?;
        let keys: Vec<_> = rows.iter().map(InvitationRow::case_key).collect();
        let cases = cases::cases_by_id(&mut conn, &keys).await?;
        for row in rows {
            let Some(case) = cases.iter().find(|case| case.key() == row.case_key()) else {
                continue;
            };
            let token: String = self
                .keys
                .open_sealed(&super::confirmation::place(&row.token), &row.sealed)?;
            let until = last_day(row.expires_at);
            invited.push(WaitingForMe {
                sentence: said_of_invitation(&case.service_name, until),
                reference: case.reference.clone(),
                service: case.service_name.clone(),
                href: format!("/invitations/{token}"),
                until: Some(until),
            });
        }
        Ok(invited)
    }

    fn where_it_is_done(&self, folder: &Folder, said: &Sentence) -> Result<String, Fault> {
        let case = format!("/cases/{}", folder.case.reference);
        Ok(match said {
            Sentence::AnswerWanted { matter: name, .. } => {
                let mut asked = folder
                    .matters
                    .iter()
                    .filter(|matter| matter.stage == Stage::AwaitingApplicant);
                let found = asked.find_map(|matter| match self.name_of_matter(folder, matter) {
                    Ok(found) if found == *name => Some(key_of(matter)),
                    _ => None,
                });
                found.map_or_else(
                    || case.clone(),
                    |key| format!("{case}/answer/{}", key.as_str()),
                )
            }
            Sentence::ConfirmationWanted { .. } => format!("{case}/confirmation"),
            _ => case,
        })
    }

    async fn cases_of(&self, me: &Citizen, before: Option<&str>) -> Result<MyCases, Fault> {
        let (newest, next) = self.newest_cases(me, before).await?;
        let mut conn = self.db.read().await?;
        let mandates = self.mandates_in(&mut conn, &newest, &me.person).await?;
        let folders = self.folders(&mut conn, newest).await?;
        drop(conn);
        self.record_listed_under(&me.person, mandates.iter().flatten())
            .await?;
        let mut cases = Vec::with_capacity(folders.len());
        for (folder, mandate) in folders.into_iter().zip(mandates) {
            cases.push(CaseLine {
                sentence: sentence(&self.standing(&folder)?),
                instead: self.said_instead(mandate.as_ref()),
                submitted_on: city_date(folder.case.submitted_at),
                reference: folder.case.reference,
                service: folder.case.service_name,
            });
        }
        Ok(MyCases { cases, next })
    }

    /// A page of the cases that this person follows, and where the next page begins.
    async fn newest_cases(
        &self,
        me: &Citizen,
        before: Option<&str>,
    ) -> Result<(Vec<Case>, Option<String>), Fault> {
        let mut conn = self.db.read().await?;
        let mut newest = store::cases_followed_by(&mut conn, &me.person, before, PAGE + 1).await?;
        let has_more = newest.len() as i64 > PAGE;
        newest.truncate(PAGE as usize);
        let next = newest
            .last()
            .filter(|_| has_more)
            .map(|case| case.id.clone());
        Ok((newest, next))
    }

    async fn receipt_of(&self, me: &Citizen, reference: &str) -> Result<Receipt, Fault> {
        let folder = self.filed_folder(me, reference).await?;
        let tracked = self.tracked(&folder, PartyRole::Applicant)?;
        let (_, sealed, is_enquiry_off) =
            cases::enquiry(&mut *self.db.read().await?, &folder.case.reference)
                .await?
                .ok_or(PortalError::NotFound)?;
        let code: EnquiryCode = self.keys.open_sealed(
            &format!("case_reference.{}", folder.case.reference),
            &sealed,
        )?;
        let mut offices = Vec::new();
        for matter in &tracked.matters {
            let is_at_work = matter.standing.kind.has_a_desk() && !matter.standing.stage.is_final();
            if is_at_work && !matter.office.phone.is_empty() && !offices.contains(&matter.office) {
                offices.push(matter.office.clone());
            }
        }
        Ok(Receipt {
            reference: tracked.reference,
            service: tracked.service,
            submitted_at: folder.case.submitted_at,
            enquiry_code: code.as_str().to_owned(),
            is_enquiry_off,
            offices,
            confirmer: (!folder.waiting_for_confirmation().is_empty())
                .then(|| folder.confirmer_name().clone()),
            everything_by: tracked.everything_by,
        })
    }

    async fn asked_about(
        &self,
        me: &Citizen,
        folder: &Folder,
        matter: &Matter,
    ) -> Result<Asked, Fault> {
        let wait = folder
            .open_wait(matter)
            .filter(|_| matter.stage.is_paused())
            .ok_or_else(|| Fault::conflict(Text::CaseMovedOn))?;
        let (question, _) = self.words_of(wait)?;
        let page = answer_page(matter);
        let typed: AnswerForm = self
            .typed(me, &folder.case.reference, &page)
            .await?
            .unwrap_or_default();
        let files = self.handed_in(me, matter, &wait.id).await?;
        Ok(Asked {
            reference: folder.case.reference.clone(),
            matter: self.name_of_matter(folder, matter)?,
            office: folder.office(matter, PartyRole::Applicant),
            question,
            answer_by: wait.answer_by,
            brings_since: wait.brings_since,
            typed: typed.answer,
            held: held_for(folder, &files),
            files,
        })
    }

    async fn about_done_elsewhere(
        &self,
        me: &Citizen,
        folder: &Folder,
        matter: &Matter,
    ) -> Result<DoneElsewhere, Fault> {
        if matter.stage != Stage::Open || matter.kind == MatterKind::Visit {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let typed: DoneForm = self
            .typed(me, &folder.case.reference, &done_page(matter))
            .await?
            .unwrap_or_default();
        Ok(DoneElsewhere {
            reference: folder.case.reference.clone(),
            matter: self.name_of_matter(folder, matter)?,
            how: matter.definition.next.clone(),
            typed: [typed.year, typed.month, typed.day],
        })
    }

    fn withdrawal_of(&self, folder: &Folder) -> Result<Withdrawal, Fault> {
        let named = |is: &dyn Fn(&Matter) -> bool| {
            folder
                .matters
                .iter()
                .filter(|matter| is(matter))
                .map(|matter| self.name_of_matter(folder, matter))
                .collect::<Result<Vec<_>, Fault>>()
        };
        let can_stop = folder
            .matters
            .iter()
            .enumerate()
            .filter(|(_, matter)| may_withdraw(matter))
            .map(|(place, matter)| {
                Ok(WithdrawalMatter {
                    key: key_of(matter),
                    name: self.name_of_matter(folder, matter)?,
                    stops: stopped_with(folder, place)
                        .into_iter()
                        .map(|place| self.name_of_matter(folder, &folder.matters[place]))
                        .collect::<Result<Vec<_>, Fault>>()?,
                })
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        Ok(Withdrawal {
            reference: folder.case.reference.clone(),
            can_stop,
            stays: named(&|matter| matter.stage == Stage::Done)?,
            under_way: named(&|matter| matter.stage == Stage::Recording)?,
        })
    }

    /// What was typed on a page of a case and not handed in yet.
    pub(super) async fn typed<T: DeserializeOwned>(
        &self,
        me: &Citizen,
        reference: &CaseReference,
        page: &str,
    ) -> Result<Option<T>, Fault> {
        let sealed = store::typed(
            &mut *self.db.read().await?,
            &me.person,
            reference.as_str(),
            page,
        )
        .await?;
        Ok(sealed
            .map(|sealed| self.keys.open_sealed(&typed_place(me, page), &sealed))
            .transpose()?)
    }

    /// Keeps what was typed on a page of a case.
    pub(super) async fn keep_typed<T: Serialize>(
        &self,
        me: &Citizen,
        reference: &CaseReference,
        page: &str,
        typed: &T,
    ) -> Result<(), Fault> {
        let sealed = self.keys.seal(&typed_place(me, page), typed, &self.chance);
        let mut tx = self.db.begin().await?;
        let now = self.clock.now();
        store::keep_typed(
            tx.conn(),
            &me.person,
            reference.as_str(),
            page,
            &sealed,
            now,
        )
        .await?;
        Ok(tx.commit().await?)
    }
}

// Acting

impl Office {
    /// Keeps an answer as typed and, unless it is for later, sends it to the office that asked. Says whether it went.
    ///
    /// # Errors
    /// `Conflict` where nothing is asked any more; what was typed is kept.
    pub async fn answer(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
        form: &AnswerForm,
    ) -> Result<Answered, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let matter = folder.matter(matter).ok_or(PortalError::NotFound)?;
        let page = answer_page(matter);
        let reference = &folder.case.reference;
        self.keep_typed(me, reference, &page, form).await?;
        match form.act() {
            AnswerAct::Send => {}
            AnswerAct::Later => return Ok(Answered::Kept),
            AnswerAct::AddFile | AnswerAct::ReplaceFile(_) => return Ok(Answered::WantsFile),
            AnswerAct::RemoveFile(file) => {
                self.remove_file(me, matter, file).await?;
                return Ok(Answered::Unfinished);
            }
            AnswerAct::NameRegister(data_set) => {
                self.name_register(me, &folder, matter, data_set).await?;
                return Ok(Answered::Unfinished);
            }
        }
        if form.act == "bring" {
            return self.will_bring(&folder, me, matter).await;
        }
        // Who answers what is not asked (any more) is told so by the step itself.
        let wait = folder.open_wait(matter).map(|wait| wait.id.as_str());
        let files = match wait {
            Some(wait) => self.handed_in(me, matter, wait).await?.len(),
            None => 0,
        };
        let Ok(answer) = form.parse(files) else {
            return Ok(Answered::NeedsAnotherLook);
        };
        let by = folder.acting(me);
        let mut tx = self.db.begin().await?;
        self.use_mandate_in(&mut tx, &folder, me).await?;
        let matter = &self.opened_again(&mut tx, &by, matter).await?;
        let detail = StepDetail {
            answer: Some(answer),
            ..StepDetail::default()
        };
        self.take_step(&mut tx, matter, Step::Answer, &by, detail)
            .await?;
        if let Some(wait) = wait {
            self.send_files(&mut tx, me, matter, wait).await?;
        }
        store::forget_typed(tx.conn(), &me.person, reference.as_str(), &page).await?;
        tx.commit().await?;
        Ok(Answered::Sent)
    }

    /// The applicant brings to the counter what was asked. The clock stands on; whoever takes it there ends the wait.
    async fn will_bring(
        &self,
        folder: &Folder,
        me: &Citizen,
        matter: &Matter,
    ) -> Result<Answered, Fault> {
        let by = folder.acting(me);
        let mut tx = self.db.begin().await?;
        self.use_mandate_in(&mut tx, folder, me).await?;
        let matter = self.opened_again(&mut tx, &by, matter).await?;
        let now = self.clock.now();
        if cases::will_bring(tx.conn(), &matter.key, now).await? {
            let record = Record::new(&matter.key.home, "case", &matter.case_id);
            let entry = by.entry("will-bring", Some(&matter));
            journal::write(tx.conn(), &record, now, &entry).await?;
        }
        tx.commit().await?;
        Ok(Answered::Kept)
    }

    /// The matter, opened again if it rested because no answer had come: answering is the press that opens it.
    async fn opened_again(
        &self,
        tx: &mut Tx,
        by: &Acting,
        matter: &Matter,
    ) -> Result<Matter, Fault> {
        if matter.stage != Stage::Unanswered {
            return Ok(matter.clone());
        }
        let days = matter.definition.answer_days;
        let detail = StepDetail {
            answer_by: Some(self.calendar.after(self.clock.today(), days)),
            ..StepDetail::default()
        };
        self.take_step(tx, matter, Step::Reopen, by, detail).await?;
        cases::matter(tx.conn(), &matter.key)
            .await?
            .ok_or_else(|| PortalError::NotFound.into())
    }

    /// Records the applicant's word that something was done elsewhere.
    ///
    /// # Errors
    /// `Conflict` where it is not open (any more).
    pub async fn report_done(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
        form: &DoneForm,
    ) -> Result<Answered, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let matter = folder.matter(matter).ok_or(PortalError::NotFound)?;
        let page = done_page(matter);
        let reference = &folder.case.reference;
        self.keep_typed(me, reference, &page, form).await?;
        let Ok(on) = form.parse(self.clock.today()) else {
            return Ok(Answered::NeedsAnotherLook);
        };
        let mut tx = self.db.begin().await?;
        self.use_mandate_in(&mut tx, &folder, me).await?;
        let detail = StepDetail {
            result: Some(on.to_string()),
            ..StepDetail::default()
        };
        let by = folder.acting(me);
        self.take_step(&mut tx, matter, Step::ReportDone, &by, detail)
            .await?;
        store::forget_typed(tx.conn(), &me.person, reference.as_str(), &page).await?;
        tx.commit().await?;
        Ok(Answered::Sent)
    }

    /// Withdraws these matters, or with `all` every one that can be. A case of which nothing was done gives back what
    /// it had claimed, so that one can apply again.
    ///
    /// # Errors
    /// `Conflict` where a matter has moved on meanwhile: then nothing is withdrawn.
    pub async fn withdraw(
        &self,
        me: &Citizen,
        reference: &str,
        chosen: &[String],
    ) -> Result<Answered, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let is_chosen = |matter: &Matter| {
            chosen
                .iter()
                .any(|key| key == "all" || key == key_of(matter).as_str())
        };
        let chosen: Vec<Matter> = folder
            .matters
            .iter()
            .filter(|matter| is_chosen(matter) && may_withdraw(matter))
            .cloned()
            .collect();
        if chosen.is_empty() {
            return Ok(Answered::NeedsAnotherLook);
        }
        let mut tx = self.db.begin().await?;
        self.use_mandate_in(&mut tx, &folder, me).await?;
        self.withdraw_matters(&mut tx, &folder.case, chosen, &folder.acting(me))
            .await?;
        tx.commit().await?;
        Ok(Answered::Sent)
    }

    /// Takes the mandate of a case, where this person acts under one, for a step in this transaction.
    pub(crate) async fn use_mandate_in(
        &self,
        tx: &mut Tx,
        folder: &Folder,
        me: &Citizen,
    ) -> Result<(), Fault> {
        let is_for_another = folder.case.subject != me.person;
        let mandate = folder.case.mandate.as_deref().filter(|_| is_for_another);
        self.use_mandate_now(tx.conn(), mandate, &folder.case.service)
            .await
    }

    /// Withdraws everything of a case that can be, at its subject's word.
    ///
    /// # Errors
    /// `Conflict` where nothing can be withdrawn any more.
    pub(crate) async fn withdraw_for(&self, case: &Case, by: &Acting) -> Result<(), Fault> {
        let matters = cases::matters(&mut *self.db.read().await?, &case.home, &case.id).await?;
        let chosen: Vec<Matter> = matters.into_iter().filter(may_withdraw).collect();
        if chosen.is_empty() {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let mut tx = self.db.begin().await?;
        self.withdraw_matters(&mut tx, case, chosen, by).await?;
        Ok(tx.commit().await?)
    }

    async fn withdraw_matters(
        &self,
        tx: &mut Tx,
        case: &Case,
        mut chosen: Vec<Matter>,
        by: &Acting,
    ) -> Result<(), Fault> {
        // Last first, so that each is withdrawn itself and not blocked by what it needs.
        chosen.reverse();
        let (home, id) = (&case.home, &case.id);
        for matter in &chosen {
            self.take_step(tx, matter, Step::Withdraw, by, StepDetail::default())
                .await?;
        }
        let left = cases::matters(tx.conn(), home, id).await?;
        let gave_nothing = left.iter().all(|matter| {
            matches!(
                matter.stage,
                Stage::Withdrawn | Stage::Blocked | Stage::Refused
            ) || is_older_than_the_case(matter)
        });
        if gave_nothing {
            cases::release_claims(tx.conn(), home, id).await?;
        }
        if !left
            .iter()
            .any(|matter| matter.wants_confirmation && matter.stage == Stage::Waiting)
        {
            store::take_back_invitations(tx.conn(), home, id).await?;
        }
        Ok(())
    }

    /// Answers enquiries without signing in about this case, or no longer.
    pub async fn switch_enquiry(
        &self,
        me: &Citizen,
        reference: &str,
        off: bool,
    ) -> Result<(), Fault> {
        let folder = self.my_folder(me, reference).await?;
        let mut tx = self.db.begin().await?;
        cases::switch_enquiry(tx.conn(), &folder.case.reference, off).await?;
        let step = if off { "enquiry-off" } else { "enquiry-on" };
        let entry = folder.acting(me).entry(step, None);
        journal::write(tx.conn(), &folder.record(), self.clock.now(), &entry).await?;
        Ok(tx.commit().await?)
    }

    /// The day by which everything is expected, as a calendar file without anything personal in it.
    ///
    /// # Errors
    /// `NotFound` also where no day can be said.
    pub async fn calendar_file(
        &self,
        me: &Citizen,
        reference: &str,
        words: Words,
    ) -> Result<String, Fault> {
        let (folder, role) = self.folder_of(me, reference).await?;
        let by = self
            .tracked(&folder, role)?
            .everything_by
            .ok_or(PortalError::NotFound)?;
        let reference = folder.case.reference.as_str();
        let summary = words.say_with(Text::TrackingCalendarSummary, &[("reference", reference)]);
        let stamp = self.clock.now().strftime("%Y%m%dT%H%M%SZ");
        let day = by.strftime("%Y%m%d");
        let after = by.tomorrow().unwrap_or(by);
        let after = after.strftime("%Y%m%d");
        // Lines end in CR LF and hold at most 75 octets (RFC 5545, 3.1); the longest here is the summary.
        Ok([
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Yuban//Case//EN",
            "BEGIN:VEVENT",
            &format!("UID:{reference}@yuban"),
            &format!("DTSTAMP:{stamp}"),
            &format!("DTSTART;VALUE=DATE:{day}"),
            &format!("DTEND;VALUE=DATE:{after}"),
            &format!("SUMMARY:{summary}"),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        .join("\r\n"))
    }
}

/// What came of something that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    Sent,
    /// Kept for later.
    Kept,
    /// Kept; a file is to be chosen next.
    WantsFile,
    /// Kept; the same page again.
    Unfinished,
    /// Something is wrong with it; the page says what.
    NeedsAnotherLook,
}

/// Every matter that could never go on without the one at this place.
fn stopped_with(folder: &Folder, place: usize) -> Vec<usize> {
    let mut stopped = vec![place];
    for (later, matter) in folder.matters.iter().enumerate() {
        let hangs_on_it = folder
            .needed_by(matter)
            .iter()
            .any(|needed| stopped.contains(needed));
        if hangs_on_it && !matter.stage.is_final() {
            stopped.push(later);
        }
    }
    stopped.split_off(1)
}

fn key_of(matter: &Matter) -> MatterRef {
    MatterRef::new(&matter.code, &matter.subject)
}

fn answer_page(matter: &Matter) -> String {
    format!("answer/{}", key_of(matter).as_str())
}

fn done_page(matter: &Matter) -> String {
    format!("done/{}", key_of(matter).as_str())
}

fn typed_place(me: &Citizen, page: &str) -> String {
    format!("case_page_draft.{}.{page}", me.person.0)
}
