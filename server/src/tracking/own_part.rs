//! The confirmer's own part: leave for registers about themselves, what came back, and what only they can fill in. It is
//! used for the case and shown to them; whoever filed the case never sees it.

use app::application::LeaveLine;
use app::case::{CaseReference, Dossier, FieldState, PartyRole};
use app::error::PortalError;
use app::identity::Citizen;
use app::person::PersonName;
use app::text::{Language, Text, Wording, Words, in_every_language};
use app::tracking::form::InvitationForm;
use app::tracking::{OwnTask, WaitingForMe};
use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::desk::Answered;
use super::store::{self, InvitationRow};
use super::view::{Folder, confirmation as state};
use crate::Office;
use crate::application::{CaseReading, Heard, OwnQuestion, Service, leave_line, service_of};
use crate::case::{Acting, Case, Matter, dossier_place, store as cases};
use crate::data_layer::desk::{Reason, Sourced};
use crate::data_layer::directory::Directory;
use crate::data_layer::records::DataSet;
use crate::data_layer::store as data;
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Record};
use crate::outbox::{self, Errand};

/// How long leave for a case holds: a silent source may be asked again within it.
const LEAVE_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How often a write is tried again when somebody else has changed the dossier meanwhile.
const TRIES: usize = 3;

/// The page of an invitation, as what was typed on it is kept.
const INVITATION: &str = "invitation";

/// A confirmed case as its confirmer may add to it.
pub struct OwnPart {
    token: String,
    pub applicant: PersonName,
    pub dossier: Dossier,
    case: Case,
    matters: Vec<Matter>,
    left: Vec<OwnQuestion>,
}

/// The confirmer at a counter.
pub struct InPerson<'a> {
    pub case: &'a Case,
    /// The matter at whose counter they are.
    pub matter: &'a Matter,
    /// They confirm; otherwise they have before.
    pub confirms: bool,
    /// What only they could give.
    pub given: Vec<app::case::Field>,
}

impl OwnPart {
    /// Whether this page of the service is still to be filled in.
    pub fn is_left(&self, page: &str) -> bool {
        self.left.iter().any(|question| question.page == page)
    }

    /// The invitation, where everything of it is shown.
    pub fn address(&self) -> String {
        format!("/invitations/{}", self.token)
    }

    /// The first page that is left, or the invitation.
    pub fn next(&self) -> String {
        match self.left.first() {
            Some(question) => format!("{}/{}", self.address(), question.page),
            None => self.address(),
        }
    }

    /// This page again, to see what is wrong with it.
    pub fn review(&self, page: &str) -> String {
        format!("{}/{page}?review", self.address())
    }

    pub fn reading<'a>(&'a self, directory: &'a Directory) -> CaseReading<'a> {
        CaseReading {
            dossier: &self.dossier,
            matters: &self.matters,
            directory,
        }
    }
}

// Reading

impl Office {
    /// What a case's service makes of it for its confirmer.
    fn of_confirmer<T>(
        &self,
        folder: &Folder,
        ask: impl Fn(&'static dyn Service, &CaseReading) -> T,
    ) -> Option<T> {
        let directory = self.directory();
        let case = CaseReading {
            dossier: &folder.dossier,
            matters: &folder.matters,
            directory: &directory,
        };
        service_of(&folder.case.service).map(|service| ask(service, &case))
    }

    /// The registers that would be asked about the confirmer.
    pub(super) fn leave_lines(&self, folder: &Folder) -> Vec<LeaveLine> {
        self.of_confirmer(folder, |service, case| service.asks_confirmer(case))
            .unwrap_or_default()
            .iter()
            .map(leave_line)
            .collect()
    }

    fn left(&self, folder: &Folder) -> Vec<OwnQuestion> {
        self.of_confirmer(folder, |service, case| service.left_to_confirmer(case))
            .unwrap_or_default()
    }

    /// What is left for the confirmer, as the invitation shows it.
    pub(super) fn own_tasks(&self, folder: &Folder, token: &str) -> Result<Vec<OwnTask>, Fault> {
        self.left(folder)
            .into_iter()
            .map(|question| {
                let waiting = folder
                    .matters
                    .iter()
                    .filter(|matter| matter.code == question.matter && !matter.stage.is_final());
                Ok(OwnTask {
                    label: in_every_language(question.label, &[]),
                    href: format!("/invitations/{token}/{}", question.page),
                    matters: waiting
                        .map(|matter| self.name_of_matter(folder, matter))
                        .collect::<Result<_, Fault>>()?,
                })
            })
            .collect()
    }

    /// The registers that are ticked on an open invitation: all, or as ticked before.
    pub(super) async fn ticked(
        &self,
        me: &Citizen,
        folder: &Folder,
        asks: &[LeaveLine],
    ) -> Result<Vec<String>, Fault> {
        let typed: Option<InvitationForm> =
            self.typed(me, &folder.case.reference, INVITATION).await?;
        Ok(typed.map_or_else(
            || asks.iter().map(|line| line.data_set.clone()).collect(),
            |form| form.registers,
        ))
    }

    /// What a confirmer can add to a case that they have confirmed.
    ///
    /// # Errors
    /// `NotFound` for everybody else, and before they have confirmed.
    pub async fn own_part(&self, me: &Citizen, token: &str) -> Result<OwnPart, Fault> {
        let (row, folder) = self.invitation_folder(me, token).await?;
        if row.state != state::CONFIRMED {
            return Err(PortalError::NotFound.into());
        }
        let applicant = folder
            .parties
            .iter()
            .find(|party| party.role == PartyRole::Applicant)
            .ok_or_else(|| Fault::Row("a case without an applicant".into()))?;
        Ok(OwnPart {
            token: token.to_owned(),
            applicant: self.name_of(applicant)?,
            left: self.left(&folder),
            dossier: folder.dossier,
            case: folder.case,
            matters: folder.matters,
        })
    }

    /// What was typed on one of these pages and not handed in yet.
    pub async fn typed_part<T: DeserializeOwned + Default>(
        &self,
        me: &Citizen,
        part: &OwnPart,
        page: &str,
    ) -> Result<T, Fault> {
        let typed = self.typed(me, &part.case.reference, page).await?;
        Ok(typed.unwrap_or_default())
    }

    /// Keeps one of these pages as typed.
    pub async fn keep_part<T: Serialize>(
        &self,
        me: &Citizen,
        part: &OwnPart,
        page: &str,
        typed: &T,
    ) -> Result<(), Fault> {
        self.keep_typed(me, &part.case.reference, page, typed).await
    }

    /// What is left to this person as confirmer of cases that they have confirmed.
    pub(super) async fn own_parts_left(&self, me: &Citizen) -> Result<Vec<WaitingForMe>, Fault> {
        let mut conn = self.db.read().await?;
        let rows = store::confirmed_invitations_of(&mut conn, &me.person).await?;
        let keys: Vec<_> = rows.iter().map(InvitationRow::case_key).collect();
        let mut open = cases::cases_by_id(&mut conn, &keys).await?;
        open.retain(|case| case.closed_at.is_none());
        let folders = self.folders(&mut conn, open).await?;
        drop(conn);
        let mut waiting = Vec::new();
        for row in rows {
            let mut folders = folders.iter();
            let Some(folder) = folders.find(|folder| folder.case.key() == row.case_key()) else {
                continue;
            };
            let token: String = self
                .keys
                .open_sealed(&super::confirmation::place(&row.token), &row.sealed)?;
            for task in self.own_tasks(folder, &token)? {
                waiting.push(WaitingForMe {
                    reference: folder.case.reference.clone(),
                    service: folder.case.service_name.clone(),
                    sentence: own_part_wanted(folder, &task),
                    href: task.href,
                    until: None,
                });
            }
        }
        Ok(waiting)
    }
}

fn own_part_wanted(folder: &Folder, task: &OwnTask) -> Wording {
    let say = |words: Words| {
        words.say_with(
            Text::TrackingOwnPartWanted,
            &[
                (
                    "service",
                    folder.case.service_name.in_language(words.language),
                ),
                (
                    "matters",
                    &app::tracking::sentence::quoted(words, &task.matters),
                ),
                ("what", task.label.in_language(words.language)),
            ],
        )
    };
    Wording::new(
        say(Words::new(Language::Chinese)),
        say(Words::new(Language::English)),
    )
}

// Acting

impl Office {
    /// The invited person's answer, with leave for every register that the page names.
    ///
    /// # Errors
    /// As for [`Self::confirm_with_leave`].
    pub async fn confirm(
        &self,
        me: &Citizen,
        token: &str,
        agrees: bool,
    ) -> Result<Answered, Fault> {
        let (_, folder) = self.invitation_folder(me, token).await?;
        let asks = self.leave_lines(&folder);
        let form = InvitationForm {
            agree: agrees.then(|| "yes".to_owned()).into_iter().collect(),
            registers: asks.into_iter().map(|line| line.data_set).collect(),
            ..InvitationForm::default()
        };
        self.confirm_with_leave(me, token, &form).await
    }

    /// The invited person's answer. Their registers are asked as far as they give leave; then, in one transaction, the
    /// confirmation stands, what came back is in the case, and what waited for it goes on.
    ///
    /// # Errors
    /// `NotFound` for everybody else; `Conflict` where the invitation is not open any more.
    pub async fn confirm_with_leave(
        &self,
        me: &Citizen,
        token: &str,
        form: &InvitationForm,
    ) -> Result<Answered, Fault> {
        let (row, folder) = self.invitation_folder(me, token).await?;
        if form.agree.is_empty() {
            self.keep_typed(me, &folder.case.reference, INVITATION, form)
                .await?;
            return Ok(Answered::NeedsAnotherLook);
        }
        if row.state != "open" || row.expires_at <= self.clock.now() {
            return Err(Fault::conflict(Text::TrackingInvitationNotYours));
        }
        let answers = self.ask_about_confirmer(me, &folder, form).await?;
        for _ in 0..TRIES {
            let (row, folder) = self.invitation_folder(me, token).await?;
            let heard = self
                .of_confirmer(&folder, |service, case| {
                    service.hear_confirmer(case, &answers)
                })
                .ok_or(PortalError::NotFound)?;
            let mut entry = Acting::confirmer(&me.person).entry("confirm", None);
            entry.note = serde_json::json!({ "leave": form.registers });
            let mut tx = self
                .answer_invitation(&row, state::CONFIRMED, &entry)
                .await?;
            if !self.write_heard(&mut tx, me, &folder, &heard).await? {
                // Somebody else has written into the dossier since it was read: once more from there.
                drop(tx);
                continue;
            }
            let reference = folder.case.reference.as_str();
            store::forget_typed(tx.conn(), &me.person, reference, INVITATION).await?;
            self.tell_of_confirmation(&mut tx, &folder.with(heard.dossier))?;
            self.unlock_what_can_go_on(&mut tx, &row.home, &row.case_id)
                .await?;
            tx.commit().await?;
            return Ok(Answered::Sent);
        }
        Err(Fault::conflict(Text::TrackingInvitationNotYours))
    }

    /// The confirmer has come to a counter: what they confirm and give there stands, and what waited for it goes on. An open
    /// invitation stops working.
    ///
    /// # Errors
    /// `Conflict` where they have answered meanwhile, or the case has changed since it was read.
    pub async fn came_in_person(
        &self,
        tx: &mut Tx,
        by: &Acting,
        came: InPerson<'_>,
    ) -> Result<(), Fault> {
        let (home, id) = (&came.case.home, &came.case.id);
        if came.confirms {
            let from = [
                state::ASKED,
                state::DECLINED,
                state::EXPIRED,
                state::COUNTER,
            ];
            let to = state::COUNTER_CONFIRMED;
            if !cases::move_confirmation(tx.conn(), home, id, &from, to).await? {
                return Err(Fault::conflict(Text::CaseMovedOn));
            }
            store::take_back_invitations(tx.conn(), home, id).await?;
        }
        let parties = cases::parties(tx.conn(), home, id).await?;
        let folder = self.folder(tx.conn(), came.case.clone(), parties).await?;
        let lacked = folder.lacking();
        let mut dossier = folder.dossier.clone();
        if came.confirms
            && let Some(heard) =
                self.of_confirmer(&folder, |service, case| service.hear_confirmer(case, &[]))
        {
            dossier = heard.dossier;
        }
        for field in came.given {
            dossier.put(field);
        }
        if !self.write_dossier(tx, came.case, &dossier).await? {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let step = if came.confirms {
            by.entry("confirm-in-person", Some(came.matter))
        } else {
            by.entry("own-part-in-person", Some(came.matter))
        };
        journal::write(tx.conn(), &folder.record(), self.clock.now(), &step).await?;
        let folder = folder.with(dossier);
        if came.confirms {
            self.tell_of_confirmation(tx, &folder)?;
        } else {
            let still = folder.lacking();
            let complete: Vec<String> = lacked
                .into_iter()
                .filter(|matter| !still.contains(matter))
                .collect();
            self.tell_of_own_part(tx, &folder, &complete)?;
        }
        self.unlock_what_can_go_on(tx, home, id).await
    }

    /// A receipt for each register, then those with leave are asked side by side under the case's purpose.
    async fn ask_about_confirmer(
        &self,
        me: &Citizen,
        folder: &Folder,
        form: &InvitationForm,
    ) -> Result<Vec<Sourced>, Fault> {
        let now = self.clock.now();
        let purpose = format!("{}/confirmation", folder.case.service);
        let reference = folder.case.reference.as_str();
        let sets: Vec<DataSet> = self
            .leave_lines(folder)
            .iter()
            .filter_map(|line| DataSet::from_code(&line.data_set))
            .collect();
        if sets.is_empty() {
            return Ok(Vec::new());
        }
        let is_given = |set: &DataSet| form.registers.contains(&set.code());
        let expires_at = now
            .checked_add(LEAVE_LIFE)
            .map_err(|error| Fault::Other(error.to_string()))?;
        let mut tx = self.db.begin().await?;
        for set in &sets {
            let receipt = data::LeaveRow {
                id: self.chance.id(now),
                person: me.person.clone(),
                draft: reference.to_owned(),
                data_set: set.code(),
                purpose: purpose.clone(),
                given: is_given(set),
                at: now,
                expires_at,
            };
            data::keep_leave(tx.conn(), &receipt).await?;
        }
        tx.commit().await?;
        let (given, refused): (Vec<DataSet>, Vec<DataSet>) = sets.into_iter().partition(is_given);
        let reason = Reason {
            person: me.person.clone(),
            actor: me.person.0.clone(),
            purpose,
            issue: reference.to_owned(),
            is_waited_for: true,
        };
        let mut answers = if given.is_empty() {
            Vec::new()
        } else {
            let number = self.number_of_citizen(me).await?;
            let asked = DataSet::together_with_ours(&given);
            self.ask_registers(&reason, &number, &asked).await?
        };
        let refused = refused.into_iter();
        answers.extend(refused.map(|set| Sourced::without_leave(set, now)));
        Ok(answers)
    }

    /// Writes what the confirmer's registers said; `false` if the dossier has changed since it was read.
    async fn write_heard(
        &self,
        tx: &mut Tx,
        me: &Citizen,
        folder: &Folder,
        heard: &Heard,
    ) -> Result<bool, Fault> {
        let (case, now) = (&folder.case, self.clock.now());
        if !self.write_dossier(tx, case, &heard.dossier).await? {
            return Ok(false);
        }
        for (matter, office) in &heard.offices {
            if !cases::move_office(tx.conn(), matter, office).await? {
                return Ok(false);
            }
            let mut entry = Acting::portal().entry("office-found", Some(matter));
            entry.note = serde_json::json!({ "from": matter.office.0, "to": office.0 });
            journal::write(tx.conn(), &folder.record(), now, &entry).await?;
        }
        if !heard.fetch_later.is_empty() {
            let number = self.number_of_citizen(me).await?;
            for set in &heard.fetch_later {
                let errand = Errand::FetchLater {
                    home: case.home.clone(),
                    case_id: case.id.clone(),
                    data_set: set.code(),
                    person_number: number.as_str().to_owned(),
                };
                outbox::put(self, tx, &case.home, &errand, now).await?;
            }
        }
        Ok(true)
    }

    async fn write_dossier(
        &self,
        tx: &mut Tx,
        case: &Case,
        dossier: &Dossier,
    ) -> Result<bool, Fault> {
        let sealed = self
            .keys
            .seal(&dossier_place(&case.id), dossier, &self.chance);
        cases::replace_dossier(tx.conn(), case, &sealed).await
    }

    /// Something that only the confirmer can give goes into the case, and what waited for it goes on. Says where to go
    /// next.
    ///
    /// # Errors
    /// `Conflict` where the case has moved on each time that it was tried.
    pub async fn give_part(
        &self,
        me: &Citizen,
        part: &OwnPart,
        page: &str,
        change: &(dyn Fn(&mut Dossier) + Send + Sync),
    ) -> Result<String, Fault> {
        for _ in 0..TRIES {
            let (row, folder) = self.invitation_folder(me, &part.token).await?;
            let lacked = folder.lacking();
            let mut dossier = folder.dossier.clone();
            change(&mut dossier);
            let mut tx = self.db.begin().await?;
            if !self.write_dossier(&mut tx, &folder.case, &dossier).await? {
                drop(tx);
                continue;
            }
            let mut entry = Acting::confirmer(&me.person).entry("own-part", None);
            entry.note = serde_json::json!({ "part": page });
            let record = Record::new(&row.home, "case", &row.case_id);
            journal::write(tx.conn(), &record, self.clock.now(), &entry).await?;
            let reference: &CaseReference = &folder.case.reference;
            store::forget_typed(tx.conn(), &me.person, reference.as_str(), page).await?;
            let folder = folder.with(dossier);
            let still = folder.lacking();
            let complete: Vec<String> = lacked
                .into_iter()
                .filter(|matter| !still.contains(matter))
                .collect();
            self.tell_of_own_part(&mut tx, &folder, &complete)?;
            self.unlock_what_can_go_on(&mut tx, &row.home, &row.case_id)
                .await?;
            tx.commit().await?;
            return Ok(self.own_part(me, &part.token).await?.next());
        }
        Err(Fault::conflict(Text::CaseMovedOn))
    }
}

impl Folder {
    /// Ids of matters that wait for something that the confirmer has still to give.
    pub(super) fn lacking(&self) -> Vec<String> {
        self.matters
            .iter()
            .filter(|matter| self.lacks_own_part(matter))
            .map(|matter| matter.key.id.clone())
            .collect()
    }

    pub(super) fn lacks_own_part(&self, matter: &Matter) -> bool {
        matter.stage == app::case::Stage::Waiting
            && self.dossier.lacks_for(&matter.definition, &matter.subject)
    }

    /// What is the confirmer's own, as a source or they themselves gave it.
    pub(super) fn own_of_confirmer(&self) -> impl Iterator<Item = &app::case::Field> {
        self.dossier.fields.iter().filter(|field| {
            field.belongs_to == PartyRole::Confirmer
                && (field.source.is_some() || field.state == FieldState::Declared)
        })
    }
}
