//! What staff do at the word of somebody who stands there, calls or is visited, and what they do on suspicion.

use app::case::CaseReference;
use app::error::PortalError;
use app::identity::{Actor, PersonKey, SessionKey, StaffMember};
use app::mandate::{
    AtDesk, ByHand, CaseUnder, DeskForm, DeskSlip, EndedBy, GivenBy, GuardianDocument, HistoryLine,
    MandateDeskView, MandateState, PersonAsked, PersonAtDesk, TellingWay, WishForm,
};
use app::person::ResidentId;
use app::text::{Text, Wording, city_date, in_every_language};

use super::counter::DESK_TELLING;
use super::giving::MandateStep;
use super::{Mandate, contact_place, remark_place, store};
use crate::Office;
use crate::case::{Acting, store as cases};
use crate::data_layer::access_log::{AccessRow, record_list, record_read};
use crate::fault::Fault;
use crate::identity::proof::is_same;
use crate::journal;

/// What a look at mandates is for.
const PURPOSE: &str = "mandates";
/// The desk's first page about mandates.
pub(super) const DESK: &str = "/staff/mandates";
/// The departments whose counters look after older and disabled people's affairs, and the services centres.
const DEPARTMENTS: [&str; 3] = ["street", "civil-affairs", "government"];
/// How often the code of a counter may be tried.
const COUNTER_TRIES: i64 = 10;

fn page_of(mandate: &Mandate) -> String {
    format!("{DESK}/{}", mandate.reference)
}

/// A step in words, with how the person said it.
fn step_said(step: Option<Text>, entry: &journal::Entry) -> Wording {
    let Some(step) = step else {
        return Wording::same(&entry.step);
    };
    let how = entry.note["how"]
        .as_str()
        .and_then(GivenBy::from_code)
        .map(GivenBy::text)
        .or(entry.note["document"]
            .as_str()
            .and_then(GuardianDocument::from_code)
            .map(GuardianDocument::text))
        .or(match entry.note["said"].as_str() {
            Some("counter") => Some(Text::MandateGivenCounter),
            Some("phone") => Some(Text::MandateSaidPhone),
            Some("visit") => Some(Text::MandateGivenVisit),
            _ => None,
        });
    let step = in_every_language(step, &[]);
    match how.map(|how| in_every_language(how, &[])) {
        Some(how) => Wording::new(
            format!("{}（{}）", step.zh, how.zh),
            format!("{} ({})", step.en, how.en),
        ),
        None => step,
    }
}

impl Office {
    /// Whether this member's office looks after mandates at all.
    ///
    /// # Errors
    /// `NotFound` for all others.
    pub(crate) fn at_a_counter(&self, member: &StaffMember) -> Result<(), Fault> {
        let directory = self.directory();
        match directory.get(&member.office) {
            Some(office) if DEPARTMENTS.contains(&office.department.as_str()) => Ok(()),
            _ => Err(PortalError::NotFound.into()),
        }
    }

    /// Whether this visitor works at such an office: their navigation leads there.
    pub fn looks_after_mandates(&self, actor: &Actor) -> bool {
        actor
            .staff()
            .is_some_and(|member| self.at_a_counter(member).is_ok())
    }

    /// The streets that this member's office serves; a district's civil affairs serve all of it.
    pub(crate) fn streets_of_office(&self, member: &StaffMember) -> Vec<String> {
        let directory = self.directory();
        let Some(office) = directory.get(&member.office) else {
            return Vec::new();
        };
        match office.department.as_str() {
            "street" => office.streets.clone(),
            "civil-affairs" => directory
                .offices()
                .iter()
                .filter(|other| other.department == "street" && other.division == office.division)
                .flat_map(|other| other.streets.clone())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whoever this session looked up: they stand at the counter, or are on the phone.
    async fn person_here(&self, session: &SessionKey) -> Result<Option<ResidentId>, Fault> {
        let asked: PersonAsked = self.slip_of(session, DESK).await?.unwrap_or_default();
        Ok(asked.parse(self.settings.demo).ok())
    }

    /// Keeps whose mandates are asked for; the page shows them, and the look is recorded.
    pub(super) async fn look_at_person(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &PersonAsked,
    ) -> Result<String, Fault> {
        self.at_a_counter(member)?;
        let short = PersonAsked {
            number: typed.number.chars().take(40).collect(),
        };
        self.keep_slip(session, DESK, &short).await?;
        Ok(match short.parse(self.settings.demo) {
            Ok(_) => DESK.to_owned(),
            // Done with the one before.
            Err(_) if short.number.is_empty() && self.person_here(session).await?.is_none() => {
                DESK.to_owned()
            }
            Err(_) => format!("{DESK}?review"),
        })
    }

    pub(super) async fn mandates_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        review: bool,
    ) -> Result<MandateDeskView, Fault> {
        self.at_a_counter(member)?;
        let asked: PersonAsked = self.slip_of(session, DESK).await?.unwrap_or_default();
        let found = asked.parse(self.settings.demo);
        let (mut held, mut tellings) = (Vec::new(), Vec::new());
        let mut conn = self.db.read().await?;
        for street in self.streets_of_office(member) {
            held.extend(store::held_in(&mut conn, &street).await?);
            tellings.extend(store::tellings_in(&mut conn, &street).await?);
        }
        drop(conn);
        self.record_mandates_shown(member, &held).await?;
        let told = tellings
            .iter()
            .map(|row| (&row.person, row.reference.as_str()))
            .collect();
        record_list(self, member, "telling", &["telling"], told).await?;
        let mut by_hand = Vec::new();
        for row in tellings {
            let unreadable = || Fault::Row(format!("telling {}", row.id));
            by_hand.push(ByHand {
                way: TellingWay::from_code(&row.way).ok_or_else(unreadable)?,
                contact: self
                    .keys
                    .open_sealed(&contact_place(&row.person), &row.contact)?,
                reference: CaseReference::parse(&row.reference).map_err(|_| unreadable())?,
                sentence: serde_json::from_str(&row.sentence).map_err(|_| unreadable())?,
                since: city_date(row.at),
                id: row.id,
            });
        }
        let held = self
            .mandate_views(&mut *self.db.read().await?, &held, false)
            .await?;
        let (typed, faults, person) = match found {
            Ok(number) => {
                let person = self
                    .person_at_desk(member, session, &number, review)
                    .await?;
                (String::new(), Vec::new(), Some(person))
            }
            Err(faults) => (asked.number, faults, None),
        };
        Ok(MandateDeskView {
            typed,
            faults,
            person,
            held,
            by_hand,
        })
    }

    async fn person_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        number: &ResidentId,
        review: bool,
    ) -> Result<PersonAtDesk, Fault> {
        let person = self.keys.person(number);
        self.record_desk_reading(member, &person, "").await?;
        let (wish, wish_faults) = self
            .wish_as_typed(&person, session, DESK_TELLING, review)
            .await?;
        let mandates = store::about(&mut *self.db.read().await?, &person).await?;
        self.record_mandates_shown(member, &mandates).await?;
        let mut conn = self.db.read().await?;
        Ok(PersonAtDesk {
            number: number.masked(),
            mandates: self.mandate_views(&mut conn, &mandates, false).await?,
            helped: self.helped_cases(&mut conn, &person).await?,
            wish,
            wish_faults,
            streets: self.directory().streets(),
        })
    }

    /// What staff filed at this person's word.
    async fn helped_cases(
        &self,
        conn: &mut sqlx::AnyConnection,
        person: &PersonKey,
    ) -> Result<Vec<CaseUnder>, Fault> {
        let mut found = Vec::new();
        for reference in self.filed_with_help(conn, person).await? {
            let Ok(reference) = CaseReference::parse(&reference) else {
                continue;
            };
            if let Some(case) = cases::case_by_reference(conn, &reference).await? {
                found.push(CaseUnder {
                    reference,
                    service: case.service_name,
                    submitted_on: city_date(case.submitted_at),
                    is_closed: case.closed_at.is_some(),
                });
            }
        }
        Ok(found)
    }

    async fn record_desk_reading(
        &self,
        member: &StaffMember,
        person: &PersonKey,
        reference: &str,
    ) -> Result<(), Fault> {
        let row = AccessRow::by_staff(member, person, PURPOSE, reference, &["mandates"]);
        record_read(self, row).await
    }

    /// A mandate names two people, whoever of them it was looked up for.
    async fn record_mandates_shown(
        &self,
        member: &StaffMember,
        mandates: &[Mandate],
    ) -> Result<(), Fault> {
        let named = mandates.iter().flat_map(|mandate| {
            let reference = mandate.reference.as_str();
            [(&mandate.subject, reference), (&mandate.holder, reference)]
        });
        let fields = ["name", "mandates"];
        record_list(self, member, PURPOSE, &fields, named.collect()).await
    }

    /// A mandate that this member may open: its subject was looked up here, or it belongs to the office's streets.
    async fn opened_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        reference: &str,
    ) -> Result<(Mandate, bool, bool), Fault> {
        self.at_a_counter(member)?;
        let here = self
            .person_here(session)
            .await?
            .map(|number| self.keys.person(&number));
        let streets = self.streets_of_office(member);
        let is_here = |mandate: &Mandate| here.as_ref() == Some(&mandate.subject);
        let mandate = self
            .mandate_of(&mut *self.db.read().await?, reference, |mandate| {
                is_here(mandate) || streets.contains(&mandate.home)
            })
            .await?;
        let (is_person_here, may_hold) = (is_here(&mandate), streets.contains(&mandate.home));
        Ok((mandate, is_person_here, may_hold))
    }

    pub(super) async fn one_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        reference: &str,
    ) -> Result<AtDesk, Fault> {
        let (mandate, is_person_here, may_hold) =
            self.opened_at_desk(member, session, reference).await?;
        self.record_mandates_shown(member, std::slice::from_ref(&mandate))
            .await?;
        let slip: DeskSlip = self
            .slip_of(session, &page_of(&mandate))
            .await?
            .unwrap_or_default();
        let mut conn = self.db.read().await?;
        let view = self.mandate_view(&mut conn, &mandate, false).await?;
        let remarks = store::remarks(&mut conn, &mandate).await?;
        let entries = journal::read(&mut conn, &mandate.record()).await?;
        let directory = self.directory();
        let history = entries
            .iter()
            .rev()
            .map(|written| {
                let step = Text::from_key(&format!("mandate-step-{}", written.entry.step));
                let remark = remarks
                    .iter()
                    .find(|remark| remark.step == written.entry.step && remark.at == written.at);
                let office = remark
                    .map(|remark| remark.office.clone())
                    .or_else(|| written.entry.note["office"].as_str().map(str::to_owned));
                Ok(HistoryLine {
                    at: written.at,
                    step: step_said(step, &written.entry),
                    office: office
                        .and_then(|id| directory.get(&app::identity::OfficeId(id)).cloned())
                        .map(|office| office.name)
                        .unwrap_or_default(),
                    reason: match remark {
                        Some(remark) => self
                            .keys
                            .open_sealed(&remark_place(&remark.id), &remark.sealed_text)?,
                        None => String::new(),
                    },
                })
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        Ok(AtDesk {
            mandate: view,
            is_person_here,
            may_hold,
            history,
            slip,
        })
    }

    /// What staff press about one mandate; says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for what is not theirs to do, `Conflict` where it has moved on.
    pub(super) async fn act_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        reference: &str,
        typed: &DeskForm,
    ) -> Result<String, Fault> {
        let (mandate, is_here, may_hold) = self.opened_at_desk(member, session, reference).await?;
        let page = page_of(&mandate);
        let review = format!("{page}?review");
        let by = Acting::staff(member);
        let is_done = match typed.act.as_str() {
            "yes" if is_here => self.yes_at_desk(member, session, &mandate, typed).await?,
            "ring" if may_hold => {
                let registered = self.ring_subject(member, &mandate).await?;
                let slip = DeskSlip {
                    registered: Some(registered),
                    ..DeskSlip::default()
                };
                self.keep_slip(session, &page, &slip).await?;
                return Ok(page);
            }
            "yes-by-phone" if may_hold => {
                return self.yes_by_phone(member, session, &mandate, typed).await;
            }
            "guardian" if may_hold => {
                let about = self.about_of(&mandate)?;
                match typed.guardian(mandate.is_for_a_child(&about)) {
                    Ok((document, number)) => {
                        self.guardian_at_desk(member, &mandate, document, &number)
                            .await?;
                        true
                    }
                    Err(_) => false,
                }
            }
            "end" if is_here => match typed.said() {
                Ok(said) => {
                    let note = serde_json::json!({ "office": member.office.0, "said": said });
                    self.take_back(&mandate, &by, note).await?;
                    true
                }
                Err(_) => false,
            },
            "hold" | "release" | "stop" if may_hold => match typed.reason() {
                Ok(reason) => {
                    self.hold_or_release(member, &mandate, &typed.act, &reason)
                        .await?;
                    true
                }
                Err(_) => false,
            },
            _ => return Err(PortalError::NotFound.into()),
        };
        if is_done {
            self.keep_slip(session, &page, &DeskSlip::default()).await?;
            return Ok(page);
        }
        if typed.act != "yes" {
            self.keep_slip(session, &page, &typed.slip(false)).await?;
        }
        Ok(review)
    }

    /// The yes of somebody who stands here, with the code that they brought; `false` where something is missing.
    async fn yes_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        mandate: &Mandate,
        typed: &DeskForm,
    ) -> Result<bool, Fault> {
        let page = page_of(mandate);
        let Ok((how, code)) = typed.yes() else {
            self.keep_slip(session, &page, &typed.slip(false)).await?;
            return Ok(false);
        };
        let number = self
            .person_here(session)
            .await?
            .ok_or(PortalError::NotFound)?;
        let mut tx = self.db.begin().await?;
        let has_tries = store::try_counter_code(tx.conn(), mandate, COUNTER_TRIES).await?;
        let by = Acting::staff(member);
        let is_right = has_tries && is_same(&code, &self.counter_code_of(mandate)?);
        if !is_right {
            let note = serde_json::json!({ "office": member.office.0 });
            let step = MandateStep::silent("wrong-code");
            self.note_on(&mut tx, mandate, &by, &step, note).await?;
        }
        tx.commit().await?;
        if !is_right {
            self.keep_slip(session, &page, &typed.slip(true)).await?;
            return Ok(false);
        }
        let mut about = self.about_of(mandate)?;
        about.number = number;
        self.bring_into_force(mandate, how, about, &by).await?;
        Ok(true)
    }

    /// The phone that the population register holds of whoever is to say yes, for staff to ring; empty where it holds none
    /// under that name.
    ///
    /// # Errors
    /// `Conflict` where no yes is waited for, for a child, or where too many have rung within the hour.
    async fn ring_subject(&self, member: &StaffMember, mandate: &Mandate) -> Result<String, Fault> {
        if mandate.state_on(self.clock.today()).0 != MandateState::Offered {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let about = self.about_of(mandate)?;
        if mandate.is_for_a_child(&about) {
            return Err(Fault::conflict(Text::MandateChildsYes));
        }
        self.record_desk_reading(member, &mandate.subject, mandate.reference.as_str())
            .await?;
        let mut tx = self.db.begin().await?;
        let may_ring = self.may_call_back(tx.conn(), &mandate.subject.0).await?;
        let by = Acting::staff(member);
        let note = serde_json::json!({ "office": member.office.0 });
        let step = MandateStep::silent("rung");
        self.note_on(&mut tx, mandate, &by, &step, note).await?;
        tx.commit().await?;
        if !may_ring {
            return Err(Fault::conflict(Text::MandateDeskRungEnough));
        }
        let known = self.reception.proof.look_up(self, &about.number).await;
        Ok(known
            .filter(|known| known.name == about.name)
            .and_then(|known| known.mobile)
            .map_or_else(String::new, |mobile| mobile.as_str().to_owned()))
    }

    /// The yes of somebody whom this member has rung at their registered phone.
    async fn yes_by_phone(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        mandate: &Mandate,
        typed: &DeskForm,
    ) -> Result<String, Fault> {
        let page = page_of(mandate);
        let before: DeskSlip = self.slip_of(session, &page).await?.unwrap_or_default();
        // Nobody has said yes at a number that was never looked up.
        if before.registered.as_deref().unwrap_or_default().is_empty() {
            return Err(PortalError::NotFound.into());
        }
        if typed.rung().is_err() {
            let slip = DeskSlip {
                registered: before.registered,
                ..typed.slip(false)
            };
            self.keep_slip(session, &page, &slip).await?;
            return Ok(format!("{page}?review"));
        }
        let about = self.about_of(mandate)?;
        let by = Acting::staff(member);
        self.bring_into_force(mandate, GivenBy::CallBack, about, &by)
            .await?;
        self.keep_slip(session, &page, &DeskSlip::default()).await?;
        Ok(page)
    }

    /// A guardian brought the document that makes them one; its number is kept sealed.
    async fn guardian_at_desk(
        &self,
        member: &StaffMember,
        mandate: &Mandate,
        document: GuardianDocument,
        number: &str,
    ) -> Result<(), Fault> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let how = GivenBy::Guardian;
        let mut tx = self.db.begin().await?;
        if !store::give(tx.conn(), mandate, how, &mandate.about, now, today).await? {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let step = MandateStep::new("guardian", Text::MandateNoticeActive);
        let remark = self.remark_of(member, step.code, number);
        store::add_remark(tx.conn(), mandate, &remark).await?;
        let note = serde_json::json!({ "document": document.code() });
        self.note_on(&mut tx, mandate, &Acting::staff(member), &step, note)
            .await?;
        Ok(tx.commit().await?)
    }

    fn remark_of(&self, member: &StaffMember, step: &str, text: &str) -> store::RemarkRow {
        let now = self.clock.now();
        let id = self.chance.id(now);
        store::RemarkRow {
            sealed_text: self.keys.seal(&remark_place(&id), &text, &self.chance),
            step: step.to_owned(),
            staff: member.id.clone(),
            office: member.office.0.clone(),
            at: now,
            id,
        }
    }

    /// Holds a mandate on suspicion, releases it, or ends it, always with a reason.
    pub(super) async fn hold_or_release(
        &self,
        member: &StaffMember,
        mandate: &Mandate,
        act: &str,
        reason: &str,
    ) -> Result<(), Fault> {
        let by = Acting::staff(member);
        let (to, step) = match (act, mandate.state_on(self.clock.today()).0) {
            ("stop", MandateState::Ended) | ("hold", MandateState::Ended | MandateState::Held) => {
                return Err(Fault::conflict(Text::CaseMovedOn));
            }
            ("stop", _) => {
                let step = MandateStep::new("stopped", Text::MandateNoticeEnded);
                let remark = self.remark_of(member, "stopped", reason);
                return self
                    .end_mandate(
                        mandate,
                        EndedBy::Stopped,
                        &by,
                        &step,
                        Some(&remark),
                        serde_json::Value::Null,
                    )
                    .await;
            }
            ("hold", MandateState::Active) => (
                MandateState::Held,
                MandateStep::new("held", Text::MandateNoticeHeld),
            ),
            ("release", MandateState::Held) => (
                MandateState::Active,
                MandateStep::new("released", Text::MandateNoticeReleased),
            ),
            // An offer without a yes allows nothing: there is nothing to hold.
            _ => return Err(Fault::conflict(Text::CaseMovedOn)),
        };
        let remark = self.remark_of(member, step.code, reason);
        let mut tx = self.db.begin().await?;
        if !store::move_state(tx.conn(), mandate, to).await? {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        store::add_remark(tx.conn(), mandate, &remark).await?;
        self.note_on(&mut tx, mandate, &by, &step, serde_json::Value::Null)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Withdraws what was filed for somebody who stands here or calls, at their word.
    ///
    /// # Errors
    /// `NotFound` for a case that is not about whoever was looked up.
    pub(super) async fn withdraw_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        reference: &str,
    ) -> Result<(), Fault> {
        self.at_a_counter(member)?;
        let number = self
            .person_here(session)
            .await?
            .ok_or(PortalError::NotFound)?;
        let person = self.keys.person(&number);
        let reference = CaseReference::parse(reference).map_err(|_| PortalError::NotFound)?;
        let case = cases::case_by_reference(&mut *self.db.read().await?, &reference)
            .await?
            .filter(|case| case.subject == person)
            .ok_or(PortalError::NotFound)?;
        let is_helped = self
            .filed_with_help(&mut *self.db.read().await?, &person)
            .await?
            .iter()
            .any(|filed| *filed == case.reference.as_str());
        if case.mandate.is_none() && !is_helped {
            return Err(PortalError::NotFound.into());
        }
        // The person withdraws; staff only press the button for them.
        let by = Acting {
            actor: member.id.clone(),
            on_behalf_of: Some(person.clone()),
            ..Acting::applicant(&person)
        };
        self.withdraw_for(&case, &by).await
    }

    /// How somebody who stands here or calls wants to be told.
    pub(super) async fn wish_at_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &WishForm,
    ) -> Result<String, Fault> {
        self.at_a_counter(member)?;
        let number = self
            .person_here(session)
            .await?
            .ok_or(PortalError::NotFound)?;
        let person = self.keys.person(&number);
        let is_kept = self
            .keep_wish_of(&person, session, DESK_TELLING, typed)
            .await?;
        Ok(format!(
            "{DESK}?{}",
            if is_kept { "saved" } else { "review" }
        ))
    }

    /// Something was told by hand.
    pub(super) async fn told_by_hand(
        &self,
        member: &StaffMember,
        telling: &str,
    ) -> Result<(), Fault> {
        self.at_a_counter(member)?;
        let streets = self.streets_of_office(member);
        let mut tx = self.db.begin().await?;
        for street in &streets {
            let now = self.clock.now();
            if store::finish_telling(tx.conn(), street, telling, &member.id, now).await? {
                return Ok(tx.commit().await?);
            }
        }
        Err(PortalError::NotFound.into())
    }
}
