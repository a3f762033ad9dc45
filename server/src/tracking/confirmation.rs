//! Asking the other party: the invitation that opens for one person only, its answer, its end, and the counter for
//! whoever cannot or would rather not ask.

use app::case::{CaseReference, Field, PartyRole};
use app::error::PortalError;
use app::identity::{Citizen, PersonKey};
use app::text::{Language, Text, Wording, Words, city_date, city_time};
use app::tracking::sentence::ConfirmationState;
use app::tracking::{Asking, CounterPlace, Decline, Invitation, InvitationState};
use jiff::{Timestamp, ToSpan};

use super::saying::said_of_invitation;
use super::store::{self, InvitationRow};
use super::view::{Folder, as_declared, confirmation as state, declared, last_day};
use crate::Office;
use crate::case::store as cases;
use crate::case::{Acting, Matter, Party};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;
use crate::keys::sha256;
use crate::notices::{Says, Telling};
use crate::outbox::{self, Errand};

/// Where a token belongs that was sealed for the applicant to see again.
pub(super) fn place(token_hash: &str) -> String {
    format!("invitation.sealed.{token_hash}")
}

// Reading

impl Office {
    /// How the other party is asked, for whoever filed the case.
    pub(super) async fn asking(&self, me: &Citizen, reference: &str) -> Result<Asking, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let standing = self
            .confirmation_standing(&folder)
            .ok_or(PortalError::NotFound)?;
        let link = match (&folder.invitation, standing.state) {
            (Some(invitation), ConfirmationState::Invited { .. }) => {
                let token: String = self
                    .keys
                    .open_sealed(&place(&invitation.token), &invitation.sealed)?;
                Some(format!("{}/invitations/{token}", self.settings.address))
            }
            _ => None,
        };
        let (days, _) = self.days_of(&folder);
        let mut counters: Vec<CounterPlace> = Vec::new();
        let mut matters = Vec::new();
        for matter in folder.waiting_for_confirmation() {
            let name = self.name_of_matter(&folder, matter)?;
            let office = folder.office(matter, PartyRole::Applicant);
            match counters.iter_mut().find(|place| place.office == office) {
                Some(place) => place.matters.push(name.clone()),
                None => counters.push(CounterPlace {
                    office,
                    matters: vec![name.clone()],
                }),
            }
            matters.push(name);
        }
        Ok(Asking {
            reference: folder.case.reference.clone(),
            declined_because: folder
                .last_entry("decline", None)
                .filter(|_| standing.state == ConfirmationState::Declined)
                .and_then(|written| Decline::from_code(written.entry.note["reason"].as_str()?)),
            confirmed_on: folder
                .last_entry("confirm", None)
                .map(|written| city_date(written.at)),
            confirmation: standing,
            matters,
            link,
            days,
            counters,
        })
    }

    /// Calendar days for which an invitation is good, and after which a reminder goes out.
    pub(super) fn days_of(&self, folder: &Folder) -> (i64, Vec<i64>) {
        self.service(&folder.case.service)
            .and_then(|service| service.confirmer.as_ref())
            .map_or((7, vec![3, 6]), |confirmer| {
                (confirmer.days, confirmer.reminders.clone())
            })
    }

    /// What an invited person sees.
    ///
    /// # Errors
    /// `NotFound` for everybody else, as for a token that does not exist.
    pub(super) async fn invitation_as_seen(
        &self,
        me: &Citizen,
        token: &str,
    ) -> Result<Invitation, Fault> {
        let (row, folder) = self.invitation_folder(me, token).await?;
        let applicant = folder
            .parties
            .iter()
            .find(|party| party.role == PartyRole::Applicant)
            .ok_or_else(|| Fault::Row("a case without an applicant".into()))?;
        let is_open = row.state == "open" && row.expires_at > self.clock.now();
        let state = match row.state.as_str() {
            "open" if is_open => InvitationState::Open,
            "confirmed" => InvitationState::Confirmed,
            "declined" => InvitationState::Declined,
            _ => InvitationState::NotOpen,
        };
        // Whoever may not answer any more has no reason to read what was declared.
        let reads_on = matches!(state, InvitationState::Open | InvitationState::Confirmed);
        // Of the subject: what every office sees, and what those see whose matters wait for this reader.
        let is_for_them = |class: &String| {
            let of_class = |matter: &Matter| {
                matter.wants_confirmation && matter.definition.sees.contains(class)
            };
            class == "common" || folder.matters.iter().any(of_class)
        };
        let may_see = |field: &Field| {
            reads_on && field.belongs_to == PartyRole::Subject && is_for_them(&field.class)
        };
        if reads_on {
            let mut fields = folder.names_shown(may_see);
            fields.push("applicant.name".to_owned());
            self.record_party_reading(&folder, me, PartyRole::Confirmer, &fields)
                .await?;
        }
        let matters = folder
            .matters
            .iter()
            .filter(|matter| reads_on && matter.wants_confirmation)
            .map(|matter| self.name_of_matter(&folder, matter))
            .collect::<Result<Vec<_>, Fault>>()?;
        let is_confirmed = state == InvitationState::Confirmed;
        let asks = if is_open {
            self.leave_lines(&folder)
        } else {
            Vec::new()
        };
        Ok(Invitation {
            token: token.to_owned(),
            ticked: self.ticked(me, &folder, &asks).await?,
            asks,
            own: if is_confirmed {
                folder.own_of_confirmer().map(as_declared).collect()
            } else {
                Vec::new()
            },
            left: if is_confirmed {
                self.own_tasks(&folder, token)?
            } else {
                Vec::new()
            },
            state,
            service: folder.case.service_name.clone(),
            applicant: if reads_on {
                self.name_of(applicant)?.as_str().to_owned()
            } else {
                String::new()
            },
            declared: declared(&folder.dossier, may_see),
            matters,
            until: last_day(row.expires_at),
        })
    }

    pub(super) async fn invitation_folder(
        &self,
        me: &Citizen,
        token: &str,
    ) -> Result<(InvitationRow, Folder), Fault> {
        let mut conn = self.db.read().await?;
        let row = store::invitation(&mut conn, &sha256(token.as_bytes()))
            .await?
            .filter(|row| row.person == me.person)
            .ok_or(PortalError::NotFound)?;
        let case = cases::case_by_id(&mut conn, &row.home, &row.case_id)
            .await?
            .ok_or(PortalError::NotFound)?;
        let parties = cases::parties(&mut conn, &row.home, &row.case_id).await?;
        // The confirmer of the case may have changed since the invitation was made; and nobody confirms their own word.
        let is_mine = |role| {
            parties
                .iter()
                .any(|party| party.role == role && party.person == me.person)
        };
        if !is_mine(PartyRole::Confirmer) || is_mine(PartyRole::Applicant) {
            return Err(PortalError::NotFound.into());
        }
        let folder = self.folder(&mut conn, case, parties).await?;
        Ok((row, folder))
    }

    /// The token of this person's own last invitation for the case with this reference.
    pub(super) async fn token_for(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<String>, Fault> {
        let Ok(reference) = CaseReference::parse(reference) else {
            return Ok(None);
        };
        let mut conn = self.db.read().await?;
        let Some(case) = cases::case_by_reference(&mut conn, &reference).await? else {
            return Ok(None);
        };
        let last = store::last_invitation(&mut conn, &case.home, &case.id).await?;
        let Some(row) = last.filter(|row| row.person == me.person) else {
            return Ok(None);
        };
        Ok(Some(
            self.keys.open_sealed(&place(&row.token), &row.sealed)?,
        ))
    }
}

// Acting, as applicant

impl Office {
    /// Makes an invitation, unless one is open already.
    ///
    /// # Errors
    /// `Conflict` where nothing waits for a confirmation.
    pub async fn invite(&self, me: &Citizen, reference: &str) -> Result<(), Fault> {
        let folder = self.my_folder(me, reference).await?;
        let confirmer = confirmer_to_ask(&folder)?;
        let (home, id) = (&folder.case.home, &folder.case.id);
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let from = [
            state::ASKED,
            state::DECLINED,
            state::EXPIRED,
            state::COUNTER,
        ];
        // Writing the party's row first holds off a second press until this one has ended.
        if !cases::move_confirmation(tx.conn(), home, id, &from, state::ASKED).await? {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let last = store::last_invitation(tx.conn(), home, id).await?;
        if last.is_some_and(|row| row.state == "open" && row.expires_at > now) {
            return Ok(tx.commit().await?);
        }
        store::take_back_invitations(tx.conn(), home, id).await?;
        let (days, reminders) = self.days_of(&folder);
        let invitation = self.new_invitation(&folder, &confirmer.person, days)?;
        store::add_invitation(tx.conn(), &invitation).await?;
        let entry = Acting::applicant(&me.person).entry("invite", None);
        journal::write(tx.conn(), &folder.record(), now, &entry).await?;
        for day in reminders.into_iter().filter(|day| *day < days) {
            let errand = Errand::RemindConfirmer {
                home: home.clone(),
                case_id: id.clone(),
                token: invitation.token.clone(),
                day,
            };
            let at = now
                .checked_add((day * 24).hours())
                .map_err(|error| Fault::Other(error.to_string()))?;
            outbox::put(self, &mut tx, home, &errand, at).await?;
        }
        let errand = Errand::ExpireInvitation {
            home: home.clone(),
            case_id: id.clone(),
            token: invitation.token.clone(),
        };
        outbox::put(self, &mut tx, home, &errand, invitation.expires_at).await?;
        Ok(tx.commit().await?)
    }

    fn new_invitation(
        &self,
        folder: &Folder,
        person: &PersonKey,
        days: i64,
    ) -> Result<InvitationRow, Fault> {
        let now = self.clock.now();
        let token = self.chance.token();
        let hash = sha256(token.as_bytes());
        Ok(InvitationRow {
            home: folder.case.home.clone(),
            case_id: folder.case.id.clone(),
            person: person.clone(),
            made_at: now,
            expires_at: end_of_day(now, days)?,
            sealed: self.keys.seal(&place(&hash), &token, &self.chance),
            state: "open".to_owned(),
            token: hash,
        })
    }

    /// Finishes at the counter instead: an open invitation stops working, and the other party is told nothing.
    ///
    /// # Errors
    /// `Conflict` where nothing waits for a confirmation.
    pub async fn go_to_counter(&self, me: &Citizen, reference: &str) -> Result<(), Fault> {
        let folder = self.my_folder(me, reference).await?;
        confirmer_to_ask(&folder)?;
        let (home, id) = (&folder.case.home, &folder.case.id);
        let mut tx = self.db.begin().await?;
        let from = [
            state::ASKED,
            state::DECLINED,
            state::EXPIRED,
            state::COUNTER,
        ];
        if !cases::move_confirmation(tx.conn(), home, id, &from, state::COUNTER).await? {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        store::take_back_invitations(tx.conn(), home, id).await?;
        let entry = Acting::applicant(&me.person).entry("go-to-counter", None);
        journal::write(tx.conn(), &folder.record(), self.clock.now(), &entry).await?;
        Ok(tx.commit().await?)
    }
}

fn confirmer_to_ask(folder: &Folder) -> Result<&Party, Fault> {
    // Nobody is asked to confirm their own word.
    let is_applicant = |party: &&Party| {
        folder
            .parties
            .iter()
            .any(|other| other.role == PartyRole::Applicant && other.person == party.person)
    };
    folder
        .confirmer()
        .filter(|_| !folder.waiting_for_confirmation().is_empty())
        .filter(|party| !is_applicant(party))
        .ok_or_else(|| Fault::conflict(Text::CaseMovedOn))
}

// Acting, as the invited person

impl Office {
    /// The invited person does not agree.
    ///
    /// # Errors
    /// As for [`Self::confirm`].
    pub async fn decline(&self, me: &Citizen, token: &str, because: Decline) -> Result<(), Fault> {
        let (row, folder) = self.invitation_folder(me, token).await?;
        let mut entry = Acting::confirmer(&me.person).entry("decline", None);
        entry.note = serde_json::json!({ "reason": because.code() });
        let mut tx = self
            .answer_invitation(&row, state::DECLINED, &entry)
            .await?;
        let event =
            self.said_of_confirmation(&folder, Text::TrackingNoticeDeclined, None, &|_| true)?;
        self.tell_applicant(&mut tx, &folder, event);
        Ok(tx.commit().await?)
    }

    /// Opens the transaction of an answer: the party's row first, as everywhere, then the invitation.
    pub(super) async fn answer_invitation(
        &self,
        row: &InvitationRow,
        to: &str,
        entry: &journal::Entry,
    ) -> Result<Tx, Fault> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let is_first =
            cases::move_confirmation(tx.conn(), &row.home, &row.case_id, &[state::ASKED], to)
                .await?
                && store::answer_invitation(tx.conn(), &row.token, to, now).await?;
        if !is_first {
            return Err(Fault::conflict(Text::TrackingInvitationNotYours));
        }
        let record = journal::Record::new(&row.home, "case", &row.case_id);
        journal::write(tx.conn(), &record, now, entry).await?;
        Ok(tx)
    }

    /// Tells the applicant what can begin now, and what still waits for something that only the confirmer can give.
    pub(super) fn tell_of_confirmation(&self, tx: &mut Tx, folder: &Folder) -> Result<(), Fault> {
        let lacking = folder.lacking();
        let is_lacking = |matter: &Matter| lacking.contains(&matter.key.id);
        let event = if lacking.is_empty() {
            self.said_of_confirmation(folder, Text::TrackingNoticeConfirmed, None, &|_| true)?
        } else {
            let text = Text::TrackingNoticeConfirmedOwnPart;
            self.said_of_confirmation(folder, text, None, &is_lacking)?
        };
        self.tell_applicant(tx, folder, event);
        Ok(())
    }

    /// Tells the applicant that these matters have all that they waited for.
    pub(super) fn tell_of_own_part(
        &self,
        tx: &mut Tx,
        folder: &Folder,
        matters: &[String],
    ) -> Result<(), Fault> {
        if matters.is_empty() {
            return Ok(());
        }
        let is_complete = |matter: &Matter| matters.contains(&matter.key.id);
        let text = Text::TrackingNoticeOwnPart;
        let event = self.said_of_confirmation(folder, text, None, &is_complete)?;
        self.tell_applicant(tx, folder, event);
        Ok(())
    }

    fn tell_applicant(&self, tx: &mut Tx, folder: &Folder, event: Wording) {
        let telling = Telling::of(&folder.case, event, about(folder));
        tx.tell_at_the_end(self, telling);
    }

    /// A sentence about the confirmation in every language, with those of the matters that it names.
    fn said_of_confirmation(
        &self,
        folder: &Folder,
        text: Text,
        expires_at: Option<Timestamp>,
        names: &(dyn Fn(&Matter) -> bool + Sync),
    ) -> Result<Wording, Fault> {
        let wanting: Vec<&Matter> = folder
            .matters
            .iter()
            .filter(|matter| matter.wants_confirmation && !matter.stage.is_final())
            .filter(|matter| names(matter))
            .collect();
        let names = wanting
            .into_iter()
            .map(|matter| self.name_of_matter(folder, matter))
            .collect::<Result<Vec<_>, Fault>>()?;
        let say = |words: Words| {
            let until = expires_at
                .map(|at| words.date(last_day(at)))
                .unwrap_or_default();
            words.say_with(
                text,
                &[
                    ("reference", folder.case.reference.as_str()),
                    (
                        "confirmer",
                        folder.confirmer_name().in_language(words.language),
                    ),
                    ("matters", &app::tracking::sentence::quoted(words, &names)),
                    ("until", &until),
                ],
            )
        };
        Ok(Wording::new(
            say(Words::new(Language::Chinese)),
            say(Words::new(Language::English)),
        ))
    }
}

// Errands

/// An invitation is still open on one of its reminder days: both are told, and the errand is done, in one transaction.
///
/// # Errors
/// The database's; the errand is then tried again.
pub async fn remind_confirmer(
    office: &Office,
    errand: &outbox::store::Waiting,
    home: &str,
    case_id: &str,
    token: &str,
) -> Result<(), Fault> {
    let now = office.clock.now();
    let asked = still_asked(office, home, case_id, token).await?;
    let mut tx = office.db.begin().await?;
    outbox::store::finish(tx.conn(), &errand.id, now).await?;
    let Some((row, folder)) = asked.filter(|(row, _)| row.expires_at > now) else {
        return Ok(tx.commit().await?);
    };
    let until = Some(row.expires_at);
    let event = office.said_of_confirmation(
        &folder,
        Text::TrackingNoticeRemindApplicant,
        until,
        &|_| true,
    )?;
    let of_applicant = Telling::of(&folder.case, event, about(&folder));
    let event = office.said_of_confirmation(
        &folder,
        Text::TrackingNoticeRemindConfirmer,
        until,
        &|_| true,
    )?;
    let service = &folder.case.service_name;
    let of_confirmer = Telling {
        person: row.person.clone(),
        says: Says::This(said_of_invitation(service, last_day(row.expires_at))),
        ..Telling::of(&folder.case, event, service)
    };
    tx.tell_at_the_end(office, of_applicant);
    tx.tell_at_the_end(office, of_confirmer);
    Ok(tx.commit().await?)
}

/// An invitation's last day has passed: it stops working, and the applicant is told what can be done.
///
/// # Errors
/// The database's; the errand is then tried again.
pub async fn expire_invitation(
    office: &Office,
    home: &str,
    case_id: &str,
    token: &str,
) -> Result<(), Fault> {
    let Some((row, folder)) = still_asked(office, home, case_id, token).await? else {
        return Ok(());
    };
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    let has_run_out =
        cases::move_confirmation(tx.conn(), home, case_id, &[state::ASKED], state::EXPIRED).await?
            && store::expire_invitation(tx.conn(), &row.token, now).await?;
    if !has_run_out {
        // Answered or taken back meanwhile: nothing of this happened.
        return Ok(());
    }
    let entry = Acting::portal().entry("invitation-expired", None);
    journal::write(tx.conn(), &folder.record(), now, &entry).await?;
    let event =
        office.said_of_confirmation(&folder, Text::TrackingNoticeExpired, None, &|_| true)?;
    office.tell_applicant(&mut tx, &folder, event);
    Ok(tx.commit().await?)
}

/// What a notice about the confirmation is about: the first matter that waits for it, or the service.
fn about(folder: &Folder) -> &Wording {
    folder
        .matters
        .iter()
        .find(|matter| matter.wants_confirmation)
        .map_or(&folder.case.service_name, |matter| &matter.definition.name)
}

/// The invitation with its case, if it is still open.
async fn still_asked(
    office: &Office,
    home: &str,
    case_id: &str,
    token: &str,
) -> Result<Option<(InvitationRow, Folder)>, Fault> {
    let mut conn = office.db.read().await?;
    let row = store::invitation(&mut conn, token).await?;
    let Some(row) = row.filter(|row| row.state == "open") else {
        return Ok(None);
    };
    let Some(case) = cases::case_by_id(&mut conn, home, case_id).await? else {
        return Ok(None);
    };
    let parties = cases::parties(&mut conn, home, case_id).await?;
    Ok(Some((row, office.folder(&mut conn, case, parties).await?)))
}

/// 24:00 of the day that lies this many calendar days after `from`.
fn end_of_day(from: Timestamp, days: i64) -> Result<Timestamp, Fault> {
    city_date(from)
        .checked_add((days + 1).days())
        .and_then(|date| date.to_zoned(city_time()))
        .map(|midnight| midnight.timestamp())
        .map_err(|error| Fault::Other(error.to_string()))
}
