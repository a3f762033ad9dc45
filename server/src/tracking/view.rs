//! A case as its parties may see it: made from the case's own rows, with everything left out that is another party's.

use std::collections::HashMap;

use app::case::{
    CaseReference, Dossier, Due, Field, MatterKind, PartyRole, Planned, ServiceDefinition, Stage,
    Standing as OnTheWay, Step, Waited, expected_dates,
};
use app::error::PortalError;
use app::identity::{Citizen, OfficeId, PersonKey};
use app::mandate::MandateAct;
use app::text::{Language, Text, Wording, Words, city_date};
use app::tracking::sentence::{ConfirmationStanding, ConfirmationState, MatterStanding, Standing};
use app::tracking::{
    DeclaredField, MatterRef, OfficeCard, Pause, Refusal, TrackedCase, TrackedMatter,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::store::InvitationRow;
use crate::Office;
use crate::case::store as cases;
use crate::case::{Acting, Case, Matter, Party, Remark, Wait};
use crate::data_layer::directory::Directory;
use crate::data_layer::safety::is_elsewhere;
use crate::fault::Fault;
use crate::journal::{Record, Written};

/// Everything that is known of a case, read once.
pub(crate) struct Folder {
    pub case: Case,
    /// In order.
    pub matters: Vec<Matter>,
    pub parties: Vec<Party>,
    pub waits: Vec<Wait>,
    pub remarks: Vec<Remark>,
    pub dossier: Dossier,
    /// The one that was made last.
    pub invitation: Option<InvitationRow>,
    pub journal: Vec<Written>,
    /// Of every office that has a matter.
    pub(super) offices: Vec<OfficeCard>,
    /// The same by department and city alone.
    pub(super) veiled: Vec<OfficeCard>,
    /// Those of the parties who are protected.
    pub(super) protected: Vec<PersonKey>,
    pub(super) confirmer_name: Wording,
    /// How many objections have no answer yet, by the id of the matter that is posted.
    pub(super) objections: HashMap<String, i64>,
}

/// What a party confirmed: how a confirmation is written in the party's row.
pub(super) mod confirmation {
    pub const ASKED: &str = "asked";
    pub const CONFIRMED: &str = "confirmed";
    pub const DECLINED: &str = "declined";
    pub const EXPIRED: &str = "expired";
    pub const COUNTER: &str = "counter";
    /// Confirmed in person, entered by staff.
    pub const COUNTER_CONFIRMED: &str = "counter-confirmed";
}

impl Office {
    /// The case with this reference, if this person may follow it; and in what part.
    ///
    /// # Errors
    /// `NotFound` for whoever neither filed it nor is its subject, as for a reference that does not exist, and for
    /// whoever filed it under a mandate that has ended; `Withheld` while that is held.
    pub(super) async fn folder_of(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<(Folder, PartyRole), Fault> {
        let reference = CaseReference::parse(reference).map_err(|_| PortalError::NotFound)?;
        let mut conn = self.db.read().await?;
        let case = cases::case_by_reference(&mut conn, &reference)
            .await?
            .ok_or(PortalError::NotFound)?;
        let parties = cases::parties(&mut conn, &case.home, &case.id).await?;
        let role = parties
            .iter()
            .filter(|party| party.person == me.person)
            .map(|party| party.role)
            .min();
        match role {
            Some(PartyRole::Confirmer) => Err(PortalError::NotFound.into()),
            Some(role) => {
                self.may_act_in(&mut conn, &case, &me.person, MandateAct::Track)
                    .await?;
                Ok((self.folder(&mut conn, case, parties).await?, role))
            }
            None => {
                drop(conn);
                self.record_refused_reading(&parties, me, reference.as_str())
                    .await?;
                Err(PortalError::NotFound.into())
            }
        }
    }

    /// The case with this reference, for whoever may act in it: who filed it, for another only as far as the mandate
    /// goes; and whoever it was filed for.
    ///
    /// # Errors
    /// As [`Self::folder_of`]; `Withheld` where the mandate does not include answering.
    pub(crate) async fn my_folder(&self, me: &Citizen, reference: &str) -> Result<Folder, Fault> {
        let folder = self.filed_folder(me, reference).await?;
        let mut conn = self.db.read().await?;
        self.may_act_in(&mut conn, &folder.case, &me.person, MandateAct::Answer)
            .await?;
        Ok(folder)
    }

    /// The same for reading only.
    pub(crate) async fn filed_folder(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Folder, Fault> {
        match self.folder_of(me, reference).await? {
            (folder, role) if folder.is_own(me, role) => Ok(folder),
            _ => Err(PortalError::NotFound.into()),
        }
    }

    /// What this party sees of the case.
    pub(super) fn tracked(&self, folder: &Folder, role: PartyRole) -> Result<TrackedCase, Fault> {
        let today = self.clock.today();
        let dues = self.dues(folder, today);
        let matters = (0..folder.matters.len())
            .map(|place| self.tracked_matter(folder, place, &dues, role))
            .collect::<Result<Vec<_>, _>>()?;
        let everything_by = everything_by(folder, &dues);
        Ok(TrackedCase {
            reference: folder.case.reference.clone(),
            service: folder.case.service_name.clone(),
            is_mine: role == PartyRole::Applicant,
            submitted_on: city_date(folder.case.submitted_at),
            today,
            closed_on: folder.case.closed_at.map(city_date),
            is_provisional: everything_by.is_some_and(|date| self.calendar.is_provisional(date)),
            confirmation: self.confirmation_standing(folder),
            everything_by: everything_by.map(|date| date.max(today)),
            declared: declared(&folder.dossier, |field| is_for(field, role)),
            matters,
        })
    }

    /// What the sentence about the case is made from.
    pub(super) fn standing(&self, folder: &Folder) -> Result<Standing, Fault> {
        Ok(self.tracked(folder, PartyRole::Applicant)?.standing())
    }

    /// When each matter is due or expected, with the reasons.
    fn dues(&self, folder: &Folder, today: Date) -> Vec<Option<Due>> {
        let planned: Vec<Planned> = folder
            .matters
            .iter()
            .map(|matter| Planned {
                promised: matter.promised_days,
                standing: self.on_the_way(folder, matter, today),
            })
            .collect();
        expected_dates(&self.calendar, today, &planned)
    }

    fn on_the_way(&self, folder: &Folder, matter: &Matter, today: Date) -> OnTheWay {
        match (matter.stage, matter.ready_at) {
            (Stage::Refused | Stage::Withdrawn | Stage::Blocked, _) => OnTheWay::Never,
            // Nobody can say when somebody will have added what only they can.
            (Stage::Waiting, _) if folder.is_confirmed() && folder.lacks_own_part(matter) => {
                OnTheWay::Never
            }
            (Stage::Done, _) => OnTheWay::Done(matter.ended_at.map_or(today, city_date)),
            (Stage::Waiting, _) | (_, None) => OnTheWay::NotReady {
                needs: folder.needed_by(matter),
                not_before: self.not_before(folder, matter, today),
            },
            (_, Some(ready_at)) => OnTheWay::Running {
                ready_on: city_date(ready_at),
                waits: folder.waits_of(matter),
            },
        }
    }

    /// The day before which a matter that waits for a confirmation cannot be counted on: the last day of the invitation
    /// that is open, or of one that was made today. `None` where nobody knows, and for what waits for none.
    fn not_before(&self, folder: &Folder, matter: &Matter, today: Date) -> Option<Date> {
        if !matter.wants_confirmation || folder.is_confirmed() {
            return matter.definition.needs.is_empty().then_some(today);
        }
        match self.confirmation_standing(folder)?.state {
            ConfirmationState::Invited { until } => Some(until),
            ConfirmationState::NotAsked => {
                let (days, _) = self.days_of(folder);
                today.checked_add(days.days()).ok()
            }
            _ => None,
        }
    }

    /// How far the confirmation has come; `None` where nobody's is asked.
    pub(super) fn confirmation_standing(&self, folder: &Folder) -> Option<ConfirmationStanding> {
        let party = folder.confirmer()?;
        let now = self.clock.now();
        let state = match party.confirmation.as_str() {
            confirmation::CONFIRMED | confirmation::COUNTER_CONFIRMED => {
                ConfirmationState::Confirmed
            }
            confirmation::DECLINED => ConfirmationState::Declined,
            confirmation::EXPIRED => ConfirmationState::Expired,
            confirmation::COUNTER => ConfirmationState::AtTheCounter,
            confirmation::ASKED => match &folder.invitation {
                Some(invitation) if invitation.state != "open" => ConfirmationState::NotAsked,
                Some(invitation) if invitation.expires_at <= now => ConfirmationState::Expired,
                Some(invitation) => ConfirmationState::Invited {
                    until: last_day(invitation.expires_at),
                },
                None => ConfirmationState::NotAsked,
            },
            _ => return None,
        };
        Some(ConfirmationStanding {
            confirmer: folder.confirmer_name.clone(),
            state,
        })
    }

    fn tracked_matter(
        &self,
        folder: &Folder,
        place: usize,
        dues: &[Option<Due>],
        role: PartyRole,
    ) -> Result<TrackedMatter, Fault> {
        let (matter, expected) = (&folder.matters[place], dues[place].as_ref());
        let is_another = folder.is_about_another(matter, role);
        let office = if is_another {
            OfficeCard {
                name: folder.hidden_office(),
                ..OfficeCard::default()
            }
        } else {
            folder.office(matter, role)
        };
        let is_hidden = is_another || folder.is_veiled(role);
        let pauses = folder
            .waits_of(matter)
            .into_iter()
            .map(|(from, until)| Pause { from, until })
            .collect();
        let ready_on = matter.ready_at.map(city_date);
        let ended_on = matter.ended_at.map(city_date);
        let due = matter.due.filter(|_| !matter.stage.is_final());
        let within = self.within(folder, matter);
        let begins = ready_on
            .or_else(|| expected.map(|_| begins_after(folder, matter, dues, self.clock.today())));
        Ok(TrackedMatter {
            key: MatterRef::new(&matter.code, &matter.subject),
            standing: MatterStanding {
                name: self.name_of_matter(folder, matter)?,
                office: office.name.clone(),
                kind: matter.kind,
                stage: matter.stage.as_told(),
                since: ready_on,
                due,
                answer_by: folder
                    .open_wait(matter)
                    .and_then(|wait| wait.answer_by)
                    .filter(|_| matter.stage == Stage::AwaitingApplicant),
                within: within.filter(|_| !matter.stage.is_final()),
                waits_for_confirmation: matter.wants_confirmation && !folder.is_confirmed(),
                waits_for_own_part: folder.is_confirmed() && folder.lacks_own_part(matter),
            },
            office,
            waits_for: self.unmet_needs(folder, matter)?,
            begins,
            ends: match matter.stage {
                stage if stage.is_final() => ended_on,
                _ if matter.kind.runs_beside() => within,
                _ => due.or(expected.map(|due| due.date.max(self.clock.today()))),
            },
            promised_days: matter.promised_days,
            why: expected.map(|due| due.why.clone()).unwrap_or_default(),
            pauses,
            result: if is_hidden {
                None
            } else {
                self.result_in_words(matter)?
            },
            is_own_word: folder.is_own_word(matter),
            was_there_before: is_older_than_the_case(matter),
            next: matter.definition.next.clone(),
            refusal: if is_another {
                None
            } else {
                // What a register says of a refusal names its office.
                self.refusal_of(matter)?.map(|refusal| Refusal {
                    register_says: if is_hidden {
                        String::new()
                    } else {
                        refusal.register_says
                    },
                    ..refusal
                })
            },
            can_be_withdrawn: may_withdraw(matter),
            passed_on: if is_hidden {
                Vec::new()
            } else {
                self.passed_on(folder, matter)?
            },
            asked_elsewhere: matter
                .offered_to
                .as_ref()
                .filter(|_| matter.stage == Stage::Offered && !is_hidden)
                .map(|(office, until)| (office_card(&self.directory(), office).name, *until)),
            objections: folder
                .objections
                .get(&matter.key.id)
                .filter(|_| !is_hidden)
                .copied()
                .unwrap_or_default(),
        })
    }

    /// A matter's name, with its subject's where the case has several.
    pub(crate) fn name_of_matter(
        &self,
        folder: &Folder,
        matter: &Matter,
    ) -> Result<Wording, Fault> {
        let name = &matter.definition.name;
        let is_one_of_several = folder
            .matters
            .iter()
            .any(|other| other.code == matter.code && other.subject != matter.subject);
        if !is_one_of_several {
            return Ok(name.clone());
        }
        let subject = match folder
            .parties
            .iter()
            .find(|party| party.party == matter.subject)
        {
            Some(party) => self.name_of(party)?.as_str().to_owned(),
            None => matter.subject.clone(),
        };
        Ok(Wording::new(
            format!("{}（{subject}）", name.zh),
            format!("{} ({subject})", name.en),
        ))
    }

    fn unmet_needs(&self, folder: &Folder, matter: &Matter) -> Result<Vec<Wording>, Fault> {
        if !matches!(matter.stage, Stage::Waiting | Stage::Blocked) {
            return Ok(Vec::new());
        }
        folder
            .needed_by(matter)
            .into_iter()
            .filter_map(|place| folder.matters.get(place))
            .filter(|needed| match matter.stage {
                // What can never be met is why it stopped.
                Stage::Blocked => needed.stage.is_final() && needed.stage != Stage::Done,
                _ => needed.stage != Stage::Done,
            })
            .map(|needed| self.name_of_matter(folder, needed))
            .collect()
    }

    fn result_in_words(&self, matter: &Matter) -> Result<Option<(Wording, String)>, Fault> {
        let Some(value) = self.result_of(matter)? else {
            return Ok(None);
        };
        Ok(Some((matter.definition.result.clone(), value)))
    }

    /// Why a matter was passed on to another office, for its applicant. Nothing else that staff wrote is told.
    fn passed_on(
        &self,
        folder: &Folder,
        matter: &Matter,
    ) -> Result<Vec<(Date, Wording, String)>, Fault> {
        let directory = self.directory();
        folder
            .remarks
            .iter()
            .filter(|remark| remark.is_told && remark.matter == matter.key.id)
            .map(|remark| {
                let office = office_card(&directory, &remark.office).name;
                Ok((city_date(remark.at), office, self.text_of(remark)?))
            })
            .collect()
    }

    fn refusal_of(&self, matter: &Matter) -> Result<Option<Refusal>, Fault> {
        if matter.stage != Stage::Refused {
            return Ok(None);
        }
        let decision = self.decision_of(matter)?.unwrap_or_default();
        let reason = matter
            .definition
            .refusals
            .iter()
            .find(|reason| reason.code == decision.reason);
        Ok(Some(Refusal {
            reason: reason.map(|reason| reason.text.clone()).unwrap_or_default(),
            legal_basis: reason
                .map(|reason| reason.legal_basis.clone())
                .unwrap_or_default(),
            text: decision.text,
            register_says: decision.register_says,
        }))
    }

    /// The last day for what is done elsewhere.
    fn within(&self, folder: &Folder, matter: &Matter) -> Option<Date> {
        let days = matter.definition.within_days?;
        let from = match &matter.definition.within_from {
            Some(name) => folder
                .dossier
                .value(&matter.subject, name)
                .and_then(date_in)?,
            None => matter.ready_at.map(city_date)?,
        };
        from.checked_add(days.days()).ok()
    }
}

impl Folder {
    /// The same case with this dossier.
    pub fn with(self, dossier: Dossier) -> Self {
        Self { dossier, ..self }
    }

    /// Whether this party's word counts as the applicant's: who filed it, and whoever it was filed for.
    pub fn is_own(&self, me: &Citizen, role: PartyRole) -> bool {
        role == PartyRole::Applicant
            || (self.case.mandate.is_some() && self.case.subject == me.person)
    }

    /// This person's step, on behalf of whoever they act for.
    pub fn acting(&self, me: &Citizen) -> Acting {
        let is_for_another = self.case.mandate.is_some() && self.case.subject != me.person;
        Acting {
            on_behalf_of: is_for_another.then(|| self.case.subject.clone()),
            ..Acting::applicant(&me.person)
        }
    }

    pub fn record(&self) -> Record {
        Record::new(&self.case.home, "case", &self.case.id)
    }

    pub fn confirmer(&self) -> Option<&Party> {
        self.parties
            .iter()
            .find(|party| party.role == PartyRole::Confirmer && !party.confirmation.is_empty())
    }

    pub fn confirmer_name(&self) -> &Wording {
        &self.confirmer_name
    }

    pub fn is_confirmed(&self) -> bool {
        self.confirmer().is_some_and(|party| {
            matches!(
                party.confirmation.as_str(),
                confirmation::CONFIRMED | confirmation::COUNTER_CONFIRMED
            )
        })
    }

    /// Matters that cannot begin without the confirmation.
    pub fn waiting_for_confirmation(&self) -> Vec<&Matter> {
        if self.is_confirmed() {
            return Vec::new();
        }
        self.matters
            .iter()
            .filter(|matter| matter.wants_confirmation && matter.stage == Stage::Waiting)
            .collect()
    }

    pub fn matter(&self, key: &str) -> Option<&Matter> {
        self.matters
            .iter()
            .find(|matter| MatterRef::new(&matter.code, &matter.subject).as_str() == key)
    }

    /// The office of a matter, as this party may know it.
    pub fn office(&self, matter: &Matter, role: PartyRole) -> OfficeCard {
        let place = self
            .offices
            .iter()
            .position(|card| card.id == matter.office.0);
        let cards = if self.is_veiled(role) {
            &self.veiled
        } else {
            &self.offices
        };
        place.map(|place| cards[place].clone()).unwrap_or_default()
    }

    /// Whether this party may know departments, the city and days alone: another party is protected, or has turned out to
    /// be registered elsewhere than this one wrote.
    pub fn is_veiled(&self, role: PartyRole) -> bool {
        let own: Vec<&PersonKey> = self
            .parties
            .iter()
            .filter(|party| party.role == role)
            .map(|party| &party.person)
            .collect();
        self.protected.iter().any(|person| !own.contains(&person))
            || is_elsewhere(&self.dossier, role)
    }

    pub fn open_wait(&self, matter: &Matter) -> Option<&Wait> {
        self.waits
            .iter()
            .rev()
            .find(|wait| wait.record == matter.key.id && wait.until.is_none())
    }

    /// The last entry of this step, for one matter or for the case.
    pub fn last_entry(&self, step: &str, matter: Option<&Matter>) -> Option<&Written> {
        self.journal.iter().rev().find(|written| {
            written.entry.step == step
                && matter
                    .is_none_or(|matter| written.entry.matter.as_deref() == Some(&matter.key.id))
        })
    }

    /// Places of the matters that this one needs.
    pub fn needed_by(&self, matter: &Matter) -> Vec<usize> {
        (0..self.matters.len())
            .filter(|place| {
                let other = &self.matters[*place];
                matter.definition.needs.contains(&other.code)
                    && (other.subject == matter.subject
                        || other.subject == "case"
                        || matter.subject == "case")
            })
            .collect()
    }

    fn waits_of(&self, matter: &Matter) -> Vec<Waited> {
        self.waits
            .iter()
            .filter(|wait| wait.record == matter.key.id)
            .map(|wait| (city_date(wait.since), wait.until.map(city_date)))
            .collect()
    }

    /// Whether a matter is about another party alone: everything that its office sees beyond the common fields is that
    /// party's. Its office would tell where that party lives, banks or is insured.
    fn is_about_another(&self, matter: &Matter, role: PartyRole) -> bool {
        let mut seen = self
            .dossier
            .fields
            .iter()
            .filter(|field| matter.definition.sees.contains(&field.class))
            .peekable();
        seen.peek().is_some()
            && seen.all(|field| field.belongs_to != role && field.belongs_to != PartyRole::Subject)
    }

    fn hidden_office(&self) -> Wording {
        Wording::new(
            Words::new(Language::Chinese).say_with(
                Text::TrackingOfficeHidden,
                &[("confirmer", &self.confirmer_name.zh)],
            ),
            Words::new(Language::English).say_with(
                Text::TrackingOfficeHidden,
                &[("confirmer", &self.confirmer_name.en)],
            ),
        )
    }

    /// Whether `subject.name` is a field that is the subject's own.
    pub fn is_of_a_subject(&self, field: &str) -> bool {
        field.split_once('.').is_some_and(|(subject, name)| {
            self.dossier
                .get(subject, name)
                .is_some_and(|field| field.belongs_to == PartyRole::Subject)
        })
    }

    /// What of the dossier and of the results this reader is shown, by name.
    pub fn names_shown(&self, may_see: impl Fn(&Field) -> bool) -> Vec<String> {
        self.dossier
            .fields
            .iter()
            .filter(|field| may_see(field))
            .map(|field| format!("{}.{}", field.subject, field.name))
            .collect()
    }

    fn is_own_word(&self, matter: &Matter) -> bool {
        matter.kind == MatterKind::Elsewhere
            && matter.stage == Stage::Done
            && self
                .last_entry("report-done", Some(matter))
                .is_some_and(|written| written.entry.by != "portal")
    }
}

/// Whether the law lets the applicant withdraw a matter from where it stands.
pub(super) fn may_withdraw(matter: &Matter) -> bool {
    matter
        .stage
        .after(
            Step::Withdraw,
            app::case::Capacity::Applicant,
            Office::course(matter),
        )
        .is_ok()
}

/// Done before the case was filed: a row that has never moved.
pub(super) fn is_older_than_the_case(matter: &Matter) -> bool {
    matter.stage == Stage::Done && matter.version == 0
}

/// Whether whoever follows the case in this part may see the field: their own, and the subjects'.
pub(crate) fn is_for(field: &Field, role: PartyRole) -> bool {
    field.belongs_to == PartyRole::Subject || field.belongs_to == role
}

/// The fields that this reader may see.
pub(super) fn declared(dossier: &Dossier, may_see: impl Fn(&Field) -> bool) -> Vec<DeclaredField> {
    dossier
        .fields
        .iter()
        .filter(|field| may_see(field))
        .map(as_declared)
        .collect()
}

/// A field as one of its readers has it.
pub(super) fn as_declared(field: &Field) -> DeclaredField {
    DeclaredField {
        label: field.label.clone(),
        value: field.shown(),
        source: field
            .source
            .as_ref()
            .map(|source| (source.data_set.clone(), source.at)),
        state: field.state.clone(),
    }
}

/// When the offices will have done everything: the latest date of what is still to be done by them. `None` where no date
/// can be said for one of them.
fn everything_by(folder: &Folder, dues: &[Option<Due>]) -> Option<Date> {
    folder
        .matters
        .iter()
        .zip(dues)
        .filter(|(matter, _)| !matter.stage.is_final() && !matter.kind.runs_beside())
        .map(|(matter, due)| matter.due.or(due.as_ref().map(|due| due.date)))
        .collect::<Option<Vec<Date>>>()?
        .into_iter()
        .max()
}

/// When a matter that waits can begin: when the last that it needs is there.
fn begins_after(folder: &Folder, matter: &Matter, dues: &[Option<Due>], today: Date) -> Date {
    folder
        .needed_by(matter)
        .into_iter()
        .filter_map(|place| Some(dues.get(place)?.as_ref()?.date))
        .fold(today, Date::max)
}

/// The last day on which something that ends at this moment still holds.
pub(super) fn last_day(expires_at: Timestamp) -> Date {
    city_date(
        expires_at
            .checked_sub(1.microsecond())
            .unwrap_or(expires_at),
    )
}

pub(super) fn confirmer_name(service: Option<&ServiceDefinition>) -> Wording {
    service
        .and_then(|service| service.confirmer.as_ref())
        .map_or_else(
            || said_in_both(Text::TrackingConfirmerUnnamed),
            |confirmer| confirmer.name.clone(),
        )
}

fn said_in_both(text: Text) -> Wording {
    Wording::new(
        Words::new(Language::Chinese).say(text),
        Words::new(Language::English).say(text),
    )
}

pub(super) fn office_card(directory: &Directory, id: &OfficeId) -> OfficeCard {
    match directory.get(id) {
        Some(entry) => OfficeCard {
            id: entry.id.clone(),
            name: entry.name.clone(),
            phone: entry.phone.clone(),
            address: entry.address.clone(),
            hours: entry.hours.clone(),
        },
        None => OfficeCard {
            id: id.0.clone(),
            name: said_in_both(Text::TrackingOfficeUnknown),
            ..OfficeCard::default()
        },
    }
}

/// A date, or the city's date of a moment.
fn date_in(value: &str) -> Option<Date> {
    value
        .parse::<Timestamp>()
        .map(city_date)
        .or_else(|_| value.parse::<Date>())
        .ok()
}
