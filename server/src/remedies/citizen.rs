//! What an applicant can do: appeal against a refusal, complain, rate what has ended; and what came of it.

use std::collections::BTreeMap;

use app::case::{PartyRole, Stage};
use app::error::PortalError;
use app::identity::{Citizen, OfficeId};
use app::remedies::desk::{
    AppealPage, AppealState, CaseRemedies, ComplaintPage, HandedIn, RatingPage, RatingState,
    RefusalNotice, RefusedMatter,
};
use app::remedies::form::{AppealForm, ComplaintForm, Rating, RatingForm};
use app::remedies::{RefusalSaid, RemedyKind, RemedyStage, terms};
use app::text::{Text, Wording, city_date};
use app::tracking::MatterRef;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::store::{self, RatingRow, RefusalRow, Remedy};
use crate::Office;
use crate::case::{Acting, Matter, store as cases};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Record};
use crate::statistics::ratings::count_grade;
use crate::tracking::Folder;

/// The whole city's division.
const CITY: &str = "500000";

/// What came of something that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenIn {
    /// It is there, by this press or an earlier one.
    Done,
    /// Kept for later.
    Kept,
    /// Something is wrong with it; the page says what.
    Review,
}

/// What somebody wrote, as it is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedied {
    pub text: String,
    /// Whom a complaint names.
    pub whom: String,
}

/// Everything of a case that its remedies are made from.
struct Seen {
    folder: Folder,
    refusals: Vec<RefusalRow>,
    remedies: Vec<Remedy>,
    grade: Option<i64>,
}

impl Office {
    async fn seen(&self, me: &Citizen, reference: &str) -> Result<Seen, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let (home, id) = (folder.case.home.clone(), folder.case.id.clone());
        let mut conn = self.db.read().await?;
        Ok(Seen {
            refusals: store::refusals_of_case(&mut conn, &home, &id).await?,
            remedies: store::of_case(&mut conn, &home, &id).await?,
            grade: store::grade_of(&mut conn, &home, &id).await?,
            folder,
        })
    }

    async fn record_remedy_reading(
        &self,
        me: &Citizen,
        seen: &Seen,
        fields: &[&str],
    ) -> Result<(), Fault> {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        self.record_party_reading(&seen.folder, me, PartyRole::Applicant, &fields)
            .await
    }

    pub(super) async fn read_remedies_of_case(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<CaseRemedies, Fault> {
        let seen = self.seen(me, reference).await?;
        let refusals = seen
            .folder
            .matters
            .iter()
            .filter(|matter| matter.stage == Stage::Refused)
            .filter_map(|matter| self.refused(&seen, matter).transpose())
            .collect::<Result<Vec<_>, Fault>>()?;
        let handed_in = seen
            .remedies
            .iter()
            .map(|remedy| self.remedy_handed_in(&seen, remedy))
            .collect::<Result<Vec<_>, Fault>>()?;
        let mut fields = Vec::new();
        if !refusals.is_empty() {
            fields.push("refusals");
        }
        if !handed_in.is_empty() {
            fields.push("remedies");
        }
        self.record_remedy_reading(me, &seen, &fields).await?;
        Ok(CaseRemedies {
            rating: rating_state(&seen),
            refusals,
            handed_in,
        })
    }

    pub(super) async fn read_refusal_notice(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<RefusalNotice, Fault> {
        let seen = self.seen(me, reference).await?;
        let refused = self.refused_at(&seen, matter)?;
        self.record_remedy_reading(me, &seen, &["refusals"]).await?;
        let applicant = seen
            .folder
            .parties
            .iter()
            .find(|party| party.role == PartyRole::Applicant)
            .map(|party| self.name_of(party))
            .transpose()?;
        Ok(RefusalNotice {
            reference: seen.folder.case.reference.clone(),
            service: seen.folder.case.service_name.clone(),
            applicant: applicant.map_or_else(String::new, |name| name.as_str().to_owned()),
            refused,
        })
    }

    pub(super) async fn read_appeal_page(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<AppealPage, Fault> {
        let seen = self.seen(me, reference).await?;
        let refused = self.refused_at(&seen, matter)?;
        self.record_remedy_reading(me, &seen, &["refusals"]).await?;
        let typed: AppealForm = self
            .remedy_draft(&me.person.0, &appeal_page(&seen.folder, &refused.key))
            .await?
            .unwrap_or_default();
        Ok(AppealPage {
            reference: seen.folder.case.reference.clone(),
            faults: typed.parse().err().unwrap_or_default(),
            answer_by: self.in_working_days(terms().appeal.days_to_answer),
            refused,
            typed,
        })
    }

    pub(super) async fn read_complaint_page(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<ComplaintPage, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let offices = self.offices_of(&folder);
        let typed: ComplaintForm = self
            .remedy_draft(&me.person.0, &complaint_page(&folder))
            .await?
            .unwrap_or_default();
        Ok(ComplaintPage {
            reference: folder.case.reference.clone(),
            faults: typed.parse(&ids(&offices)).err().unwrap_or_default(),
            offices,
            typed,
            answer_by: self.in_working_days(terms().complaint.days_to_answer),
        })
    }

    pub(super) async fn read_rating_page(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<RatingPage, Fault> {
        let seen = self.seen(me, reference).await?;
        let offices = self.offices_of(&seen.folder);
        let typed: RatingForm = self
            .remedy_draft(&me.person.0, &rating_page(&seen.folder))
            .await?
            .unwrap_or_default();
        Ok(RatingPage {
            reference: seen.folder.case.reference.clone(),
            service: seen.folder.case.service_name.clone(),
            state: rating_state(&seen),
            faults: typed
                .parse(terms(), &ids(&offices))
                .err()
                .unwrap_or_default(),
            offices,
            typed,
        })
    }

    // Acts

    /// Appeals to the office against its refusal. What was typed is kept first.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where the term is over or the matter stands refused no more.
    pub async fn appeal(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
        form: &AppealForm,
    ) -> Result<GivenIn, Fault> {
        let seen = self.seen(me, reference).await?;
        let refused = self.refused_at(&seen, matter)?;
        let page = appeal_page(&seen.folder, &refused.key);
        self.keep_remedy_draft(&me.person.0, &page, form).await?;
        if form.act == "later" {
            return Ok(GivenIn::Kept);
        }
        let Ok(text) = form.parse() else {
            return Ok(GivenIn::Review);
        };
        match refused.appeal {
            AppealState::HandedIn => return Ok(GivenIn::Done),
            AppealState::TooLate => return Err(Fault::conflict(Text::RemediesAppealTooLate)),
            AppealState::NobodyDecided => return Err(PortalError::NotFound.into()),
            AppealState::May => {}
        }
        let matter = seen.folder.matter(matter).ok_or(PortalError::NotFound)?;
        let row = last_refusal(&seen.refusals, matter).ok_or(PortalError::NotFound)?;
        let remedy = Remedy {
            kind: RemedyKind::Appeal,
            once: appeal_once(row),
            matter: matter.key.id.clone(),
            due: self.in_working_days(terms().appeal.days_to_answer),
            ..self.new_remedy(&seen.folder, me, &matter.office, &said(text))
        };
        let mut tx = self.db.begin().await?;
        if !store::add(tx.conn(), &remedy, self.first_mark_of_remedy(&remedy)).await? {
            return Ok(GivenIn::Done);
        }
        for decider in [&row.proposed_by, &row.confirmed_by] {
            if !decider.is_empty() {
                store::exclude(tx.conn(), &remedy, decider).await?;
            }
        }
        let stands = cases::matter(tx.conn(), &matter.key)
            .await?
            .is_some_and(|now| now.stage == Stage::Refused && now.version == matter.version);
        if !stands {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        self.journal_remedy(
            &mut tx,
            &remedy,
            &Acting::applicant(&me.person),
            "handed-in",
        )
        .await?;
        store::forget_draft(tx.conn(), &me.person.0, &page).await?;
        tx.commit().await?;
        Ok(GivenIn::Done)
    }

    /// Complains about an office of the case. Whoever has worked on the case there, and whoever is named, does not see it.
    ///
    /// # Errors
    /// The database's.
    pub async fn complain(
        &self,
        me: &Citizen,
        reference: &str,
        form: &ComplaintForm,
    ) -> Result<GivenIn, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let page = complaint_page(&folder);
        self.keep_remedy_draft(&me.person.0, &page, form).await?;
        if form.act == "later" {
            return Ok(GivenIn::Kept);
        }
        let Ok(complaint) = form.parse(&ids(&self.offices_of(&folder))) else {
            return Ok(GivenIn::Review);
        };
        let office = self
            .chosen_office(&folder, &complaint.office)
            .ok_or(PortalError::NotFound)?;
        let words = Remedied {
            text: complaint.text.clone(),
            whom: complaint.whom.clone(),
        };
        let same = [
            me.person.0.as_str(),
            folder.case.reference.as_str(),
            &office.0,
            &complaint.kind,
            &complaint.text,
        ]
        .join("\n");
        let new = self.new_remedy(&folder, me, &office, &words);
        let sealed_phone = complaint.phone.as_ref().map_or_else(String::new, |phone| {
            self.keys.seal(&phone_place(&new.id), phone, &self.chance)
        });
        let remedy = Remedy {
            kind: RemedyKind::Complaint,
            once: format!("complaint:{}", self.keys.blind("complaint", &same)),
            about: complaint.kind.clone(),
            due: self.in_working_days(terms().complaint.days_to_answer),
            sealed_phone,
            ..new
        };
        let mut tx = self.db.begin().await?;
        if store::add(tx.conn(), &remedy, self.first_mark_of_remedy(&remedy)).await? {
            let mut excluded = who_worked(&folder, &office);
            if !complaint.whom.is_empty() {
                excluded.extend(store::staff_called(tx.conn(), &office, &complaint.whom).await?);
            }
            for staff in excluded {
                store::exclude(tx.conn(), &remedy, &staff).await?;
            }
            self.journal_remedy(
                &mut tx,
                &remedy,
                &Acting::applicant(&me.person),
                "handed-in",
            )
            .await?;
        }
        store::forget_draft(tx.conn(), &me.person.0, &page).await?;
        tx.commit().await?;
        Ok(GivenIn::Done)
    }

    /// Rates a case that has ended, once. A low grade opens a task for the office.
    ///
    /// # Errors
    /// [`PortalError::Conflict`] where the case has not ended.
    pub async fn rate(
        &self,
        me: &Citizen,
        reference: &str,
        form: &RatingForm,
    ) -> Result<GivenIn, Fault> {
        let seen = self.seen(me, reference).await?;
        let folder = &seen.folder;
        let page = rating_page(folder);
        match rating_state(&seen) {
            RatingState::NotYet => return Err(Fault::conflict(Text::RemediesRatingNotYet)),
            RatingState::Given(_) => return Ok(GivenIn::Done),
            RatingState::May => {}
        }
        self.keep_remedy_draft(&me.person.0, &page, form).await?;
        if form.act == "later" {
            return Ok(GivenIn::Kept);
        }
        let Ok(rating) = form.parse(terms(), &ids(&self.offices_of(folder))) else {
            return Ok(GivenIn::Review);
        };
        let now = self.clock.now();
        let row = RatingRow {
            home: folder.case.home.clone(),
            case_id: folder.case.id.clone(),
            reference: folder.case.reference.clone(),
            person: me.person.clone(),
            grade: rating.grade,
            facets: serde_json::to_string(&rating.facets).expect("names and numbers serialize"),
            sealed_text: self.keys.seal(
                &format!("rating.text.{}", folder.case.id),
                &rating.text,
                &self.chance,
            ),
            at: now,
        };
        let mut tx = self.db.begin().await?;
        if !store::add_rating(tx.conn(), &row).await? {
            // Given by an earlier press, or the case was opened again meanwhile.
            return match store::grade_of(tx.conn(), &row.home, &row.case_id).await? {
                Some(_) => Ok(GivenIn::Done),
                None => Err(Fault::conflict(Text::RemediesRatingNotYet)),
            };
        }
        let by = Acting::applicant(&me.person);
        let mut entry = by.entry("rating", None);
        entry.note = serde_json::json!({ "grade": rating.grade, "facets": rating.facets });
        let record = Record::new(&row.home, "rating", &row.case_id);
        journal::write(tx.conn(), &record, now, &entry).await?;
        for matter in folder.matters.iter().filter(|matter| was_handled(matter)) {
            count_grade(tx.conn(), matter, rating.grade, now).await?;
        }
        if rating.grade <= terms().rating.low {
            self.open_task(&mut tx, folder, me, &rating).await?;
        }
        store::forget_draft(tx.conn(), &me.person.0, &page).await?;
        tx.commit().await?;
        Ok(GivenIn::Done)
    }

    /// What a bad rating opens: for the office that it names, else for the one whose part took longest.
    async fn open_task(
        &self,
        tx: &mut Tx,
        folder: &Folder,
        me: &Citizen,
        rating: &Rating,
    ) -> Result<(), Fault> {
        let longest = folder
            .matters
            .iter()
            .filter(|matter| was_handled(matter))
            .max_by_key(|matter| {
                matter
                    .ended_at
                    .zip(matter.ready_at)
                    .map(|(ended, ready)| ended.duration_since(ready))
            });
        let named = rating
            .office
            .as_ref()
            .and_then(|chosen| self.chosen_office(folder, chosen));
        let Some(office) = named.or_else(|| longest.map(|matter| matter.office.clone())) else {
            return Ok(());
        };
        let remedy = Remedy {
            kind: RemedyKind::Rectification,
            once: format!("rectification:{}", folder.case.id),
            about: rating.grade.to_string(),
            due: self.in_working_days(terms().rating.days_to_put_right),
            ..self.new_remedy(folder, me, &office, &said(rating.text.clone()))
        };
        if store::add(tx.conn(), &remedy, self.first_mark_of_remedy(&remedy)).await? {
            self.journal_remedy(tx, &remedy, &Acting::portal(), "opened")
                .await?;
        }
        Ok(())
    }

    /// What everything that is handed in has in common.
    fn new_remedy(
        &self,
        folder: &Folder,
        me: &Citizen,
        office: &OfficeId,
        words: &Remedied,
    ) -> Remedy {
        let now = self.clock.now();
        let id = self.chance.id(now);
        let directory = self.directory();
        let entry = directory.get(office);
        Remedy {
            home: folder.case.home.clone(),
            kind: RemedyKind::Complaint,
            once: id.clone(),
            case_id: folder.case.id.clone(),
            reference: folder.case.reference.clone(),
            matter: String::new(),
            office: office.clone(),
            department: entry
                .map(|entry| entry.department.clone())
                .or_else(|| {
                    let mut matters = folder.matters.iter();
                    let matter = matters.find(|matter| matter.office == *office)?;
                    Some(matter.department.clone())
                })
                .unwrap_or_default(),
            division: entry.map_or_else(
                || office.0.get(..6).unwrap_or_default().to_owned(),
                |entry| entry.division.clone(),
            ),
            above: entry
                .and_then(|entry| directory.above(entry))
                .map(|above| OfficeId(above.id.clone())),
            person: me.person.clone(),
            about: String::new(),
            sealed_phone: String::new(),
            sealed_text: self.keys.seal(&text_place(&id), words, &self.chance),
            opened_at: now,
            due: city_date(now),
            stage: RemedyStage::Waiting,
            version: 0,
            holder: String::new(),
            outcome: String::new(),
            sealed_answer: String::new(),
            answered_at: None,
            id,
        }
    }

    /// An entry in the thing's own chain: who did what, never the words.
    pub(super) async fn journal_remedy(
        &self,
        tx: &mut Tx,
        remedy: &Remedy,
        by: &Acting,
        step: &str,
    ) -> Result<(), Fault> {
        let mut entry = by.entry(step, None);
        entry.matter = Some(remedy.matter.clone()).filter(|matter| !matter.is_empty());
        entry.note = serde_json::json!({
            "reference": remedy.reference.as_str(),
            "office": remedy.office.0,
            "due": remedy.due.to_string(),
            "outcome": remedy.outcome,
        });
        let record = remedy.record();
        journal::write(tx.conn(), &record, self.clock.now(), &entry).await?;
        Ok(())
    }

    // Drafts

    pub(super) async fn keep_remedy_draft<T: Serialize + Sync>(
        &self,
        who: &str,
        page: &str,
        typed: &T,
    ) -> Result<(), Fault> {
        let sealed = self.keys.seal(&draft_place(who, page), typed, &self.chance);
        let mut tx = self.db.begin().await?;
        store::keep_draft(tx.conn(), who, page, &sealed, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn remedy_draft<T: DeserializeOwned>(
        &self,
        who: &str,
        page: &str,
    ) -> Result<Option<T>, Fault> {
        let sealed = store::draft(&mut *self.db.read().await?, who, page).await?;
        Ok(sealed
            .map(|sealed| self.keys.open_sealed(&draft_place(who, page), &sealed))
            .transpose()?)
    }

    // Reading

    fn refused_at(&self, seen: &Seen, matter: &str) -> Result<RefusedMatter, Fault> {
        let matter = seen
            .folder
            .matter(matter)
            .filter(|matter| matter.stage == Stage::Refused)
            .ok_or(PortalError::NotFound)?;
        Ok(self.refused(seen, matter)?.ok_or(PortalError::NotFound)?)
    }

    /// `None` where it was refused before anything was kept of refusals.
    fn refused(&self, seen: &Seen, matter: &Matter) -> Result<Option<RefusedMatter>, Fault> {
        let Some(row) = last_refusal(&seen.refusals, matter) else {
            return Ok(None);
        };
        let (said, text) = self.said_of(row)?;
        let once = appeal_once(row);
        let appeal = if row.proposed_by.is_empty() && row.confirmed_by.is_empty() {
            AppealState::NobodyDecided
        } else if seen.remedies.iter().any(|remedy| remedy.once == once) {
            AppealState::HandedIn
        } else if self.clock.today() > row.appeal_until {
            AppealState::TooLate
        } else {
            AppealState::May
        };
        Ok(Some(RefusedMatter {
            key: MatterRef::new(&matter.code, &matter.subject)
                .as_str()
                .to_owned(),
            name: self.name_of_matter(&seen.folder, matter)?,
            said: if seen.folder.is_veiled(PartyRole::Applicant) {
                self.veiled_refusal(matter, said)
            } else {
                said
            },
            text,
            appeal,
        }))
    }

    fn remedy_handed_in(&self, seen: &Seen, remedy: &Remedy) -> Result<HandedIn, Fault> {
        let office = self.office_told(&seen.folder, &remedy.office);
        let matter = seen
            .folder
            .matters
            .iter()
            .find(|matter| matter.key.id == remedy.matter);
        Ok(HandedIn {
            kind: remedy.kind,
            about: match matter {
                Some(matter) => self.name_of_matter(&seen.folder, matter)?,
                None => office.clone(),
            },
            office,
            handed_in_on: city_date(remedy.opened_at),
            stage: remedy.stage,
            due: remedy.due,
            is_late: remedy.stage.is_open() && remedy.due < self.clock.today(),
            text: self.words_handed_in(remedy)?.text,
            outcome: remedy.outcome.clone(),
            answer: self.answer_to(remedy)?,
            answered_on: remedy.answered_at.map(city_date),
            is_by_phone: !remedy.sealed_phone.is_empty(),
        })
    }

    pub(super) fn words_handed_in(&self, remedy: &Remedy) -> Result<Remedied, Fault> {
        Ok(self
            .keys
            .open_sealed(&text_place(&remedy.id), &remedy.sealed_text)?)
    }

    /// Empty where there is none yet.
    pub(super) fn answer_to(&self, remedy: &Remedy) -> Result<String, Fault> {
        if remedy.sealed_answer.is_empty() {
            return Ok(String::new());
        }
        Ok(self
            .keys
            .open_sealed(&answer_place(&remedy.id), &remedy.sealed_answer)?)
    }

    pub(crate) fn office_called(&self, id: &OfficeId) -> Wording {
        self.directory()
            .get(id)
            .map_or_else(|| Wording::same(id.0.clone()), |entry| entry.name.clone())
    }

    /// An office's name as the applicant may know it.
    fn office_told(&self, folder: &Folder, id: &OfficeId) -> Wording {
        if folder.is_veiled(PartyRole::Applicant) {
            self.veiled_office(id)
        } else {
            self.office_called(id)
        }
    }

    /// How a form calls an office: its id begins with its district, which not every applicant may know.
    fn office_chosen_by(&self, folder: &Folder, id: &OfficeId) -> String {
        if folder.is_veiled(PartyRole::Applicant) {
            self.keys.blind("veiled-office,v1,", &id.0)
        } else {
            id.0.clone()
        }
    }

    /// The office that a form means.
    fn chosen_office(&self, folder: &Folder, chosen: &str) -> Option<OfficeId> {
        folder
            .matters
            .iter()
            .map(|matter| &matter.office)
            .find(|office| self.office_chosen_by(folder, office) == chosen)
            .cloned()
    }

    /// A refusal without what tells where its office is: the ways outside it are told as for the whole city.
    fn veiled_refusal(&self, matter: &Matter, said: RefusalSaid) -> RefusalSaid {
        RefusalSaid {
            office: self.veiled_office(&matter.office),
            phone: String::new(),
            ways: terms().ways(&self.calendar, CITY, said.issued_on),
            ..said
        }
    }

    /// The offices that have, or had, a part of the case on their desk.
    fn offices_of(&self, folder: &Folder) -> Vec<(String, Wording)> {
        let mut offices: BTreeMap<String, Wording> = BTreeMap::new();
        for matter in folder
            .matters
            .iter()
            .filter(|matter| matter.kind.has_a_desk())
        {
            offices
                .entry(self.office_chosen_by(folder, &matter.office))
                .or_insert_with(|| self.office_told(folder, &matter.office));
        }
        offices.into_iter().collect()
    }

    fn in_working_days(&self, days: i64) -> Date {
        self.calendar.after(self.clock.today(), days)
    }
}

fn rating_state(seen: &Seen) -> RatingState {
    match (seen.grade, seen.folder.case.closed_at) {
        (Some(grade), _) => RatingState::Given(grade),
        (None, Some(_)) => RatingState::May,
        (None, None) => RatingState::NotYet,
    }
}

/// An office has worked on it, and it has ended.
fn was_handled(matter: &Matter) -> bool {
    matter.kind.has_a_desk()
        && matter.version > 0
        && matches!(matter.stage, Stage::Done | Stage::Refused)
}

/// The refusal that the matter stands refused by.
fn last_refusal<'a>(refusals: &'a [RefusalRow], matter: &Matter) -> Option<&'a RefusalRow> {
    refusals
        .iter()
        .filter(|row| row.matter == matter.key.id)
        .max_by_key(|row| row.version)
}

/// One appeal for each refusal.
pub(super) fn appeal_once(row: &RefusalRow) -> String {
    format!("appeal:{}:{}", row.matter, row.version)
}

/// Staff ids of everybody who took a step of this office's matters in the case.
fn who_worked(folder: &Folder, office: &OfficeId) -> Vec<String> {
    let ours: Vec<&Matter> = folder
        .matters
        .iter()
        .filter(|matter| matter.office == *office)
        .collect();
    let mut staff: Vec<String> = folder
        .journal
        .iter()
        .map(|written| &written.entry)
        .filter(|entry| matches!(entry.by.as_str(), "caseworker" | "supervisor"))
        .filter(|entry| {
            ours.iter()
                .any(|matter| entry.matter.as_deref() == Some(&matter.key.id))
        })
        .map(|entry| entry.actor.clone())
        .chain(ours.iter().map(|matter| matter.holder.clone()))
        .filter(|staff| !staff.is_empty())
        .collect();
    staff.sort();
    staff.dedup();
    staff
}

fn ids(offices: &[(String, Wording)]) -> Vec<String> {
    offices.iter().map(|(id, _)| id.clone()).collect()
}

const fn said(text: String) -> Remedied {
    Remedied {
        text,
        whom: String::new(),
    }
}

fn appeal_page(folder: &Folder, matter: &str) -> String {
    format!("{}/appeal/{matter}", folder.case.reference)
}

fn complaint_page(folder: &Folder) -> String {
    format!("{}/complaint", folder.case.reference)
}

fn rating_page(folder: &Folder) -> String {
    format!("{}/rating", folder.case.reference)
}

fn draft_place(who: &str, page: &str) -> String {
    format!("remedy_draft.{who}.{page}")
}

fn text_place(id: &str) -> String {
    format!("remedy.text.{id}")
}

pub(super) fn phone_place(id: &str) -> String {
    format!("remedy.phone.{id}")
}

pub(super) fn answer_place(id: &str) -> String {
    format!("remedy.answer.{id}")
}
