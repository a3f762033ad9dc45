//! What people do with an assessment. Each act opens its transaction with the statement that says whether it may be.

use std::collections::BTreeMap;

use app::assessment::{
    Answers, AssessmentStage, AssessmentStep, By, NamingForm, ObjectionForm, Unscored, WishForm,
    table,
};
use app::case::{MatterKind, Stage, Step};
use app::error::PortalError;
use app::helping::HelpHow;
use app::identity::{Citizen, OfficeId, PersonKey, StaffMember};
use app::offers::Held;
use app::text::{Text, city_date, city_time};
use jiff::ToSpan;
use jiff::civil::{DateTime, time};

use super::store::{self, Assessment, Finding};
use crate::Office;
use crate::case::{Acting, Matter, MatterKey, StepDetail, store as cases};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Record};
use crate::older_person::WhereKnown;
use crate::tracking::Folder;

/// What came of a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    Done,
    /// Something is wrong with it; the page says what.
    Review,
}

/// A visit with the case that it belongs to, as a citizen has it before them.
pub(super) struct Visited {
    pub folder: Folder,
    pub matter: Matter,
    /// The looks so far, first one first.
    pub looks: Vec<Assessment>,
}

impl Visited {
    /// The look that is under way, or was the last.
    pub fn current(&self) -> Option<&Assessment> {
        self.looks.last()
    }
}

// What the journals of assessments and findings hold besides the steps of their law. These chains are no case's, and no
// desk lists them with one's steps.
const OPENED: &str = "open";
const OBJECTED: &str = "object";
const ISSUED: &str = "issue";
const REPLACED: &str = "replaced";

/// The longest name of whom somebody spoke with on the phone.
const MOST_OF_A_NAME: usize = 60;

/// Working days ahead for which times are proposed, and when on each.
const DAYS_AHEAD: i64 = 8;

impl Office {
    pub(super) async fn visited(&self, folder: Folder, matter: &str) -> Result<Visited, Fault> {
        let matter = folder
            .matter(matter)
            .filter(|matter| matter.kind == MatterKind::Visit)
            .cloned()
            .ok_or(PortalError::NotFound)?;
        let looks = store::of_matter(
            &mut *self.db.read().await?,
            &matter.key.home,
            &matter.key.id,
        )
        .await?;
        Ok(Visited {
            folder,
            matter,
            looks,
        })
    }

    /// A visit in which this person may act: whom it is about, or who applied, as far as the mandate goes.
    pub(super) async fn visit_to_act_on(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<Visited, Fault> {
        let folder = self.my_folder(me, reference).await?;
        self.visited(folder, matter).await
    }

    /// The times that a body can propose now: mornings and afternoons of the next working days.
    pub(super) fn slots(&self) -> Vec<DateTime> {
        (2..DAYS_AHEAD + 2)
            .flat_map(|days| {
                let day = self.calendar.after(self.clock.today(), days);
                [time(9, 30, 0, 0), time(14, 30, 0, 0)].map(|hour| day.to_datetime(hour))
            })
            .collect()
    }

    // At the street office

    /// Names a body. One that has an interest in care, or has looked before, is refused, and the reason is said.
    ///
    /// # Errors
    /// `NotFound` for who may not see it, a conflict with the reason.
    pub async fn assign_body(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
        body: &str,
    ) -> Result<Pressed, Fault> {
        if body.is_empty() {
            return Ok(Pressed::Review);
        }
        let assessment = self.assessment_at(member, id).await?;
        let mut tx = self.db.begin().await?;
        // The first look is written down when somebody begins to arrange it.
        if assessment.round == 1 && version == 0 && store::open(tx.conn(), &assessment).await? {
            let entry = Acting::portal().entry(OPENED, None);
            journal::write(tx.conn(), &record_of(&assessment), self.clock.now(), &entry).await?;
        }
        if !store::assign(tx.conn(), id, version, member, body).await? {
            drop(tx);
            let why = self.why_not(&assessment, body).await?;
            return Err(Fault::conflict(why.unwrap_or(Text::AssessmentMovedOn)));
        }
        self.write_down(
            &mut tx,
            &assessment,
            AssessmentStep::Assign,
            &staff(member),
            body,
        )
        .await?;
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    /// Why this body may not look; `None`: it may.
    pub(super) async fn why_not(
        &self,
        assessment: &Assessment,
        body: &str,
    ) -> Result<Option<Text>, Fault> {
        let mut conn = self.db.read().await?;
        let owners = store::owners_of(&mut conn, &app::identity::OfficeId(body.to_owned())).await?;
        if owners.is_empty() {
            return Ok(Some(Text::AssessmentRefusedUnknown));
        }
        if store::has_interest(&mut conn, body, &assessment.division).await? {
            return Ok(Some(Text::AssessmentRefusedInterest));
        }
        let looks = store::of_matter(&mut conn, &assessment.home, &assessment.matter).await?;
        let has_looked = looks
            .iter()
            .any(|look| look.id != assessment.id && look.body.0 == body);
        Ok(has_looked.then_some(Text::AssessmentRefusedBefore))
    }

    // At the body

    /// Gives an assessment back to the street office: the body cannot, or may not.
    ///
    /// # Errors
    /// `NotFound` for who may not see it; a conflict where it has moved on.
    pub async fn hand_back(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
    ) -> Result<Pressed, Fault> {
        let assessment = self.assessment_at(member, id).await?;
        let mut tx = self.db.begin().await?;
        if !store::hand_back(tx.conn(), id, version, member).await? {
            return Err(Fault::conflict(Text::AssessmentMovedOn));
        }
        self.write_down(
            &mut tx,
            &assessment,
            AssessmentStep::HandBack,
            &staff(member),
            "",
        )
        .await?;
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    /// Names two assessors and proposes times; whoever it is for is told.
    ///
    /// # Errors
    /// `NotFound` for who may not see it; a conflict where somebody named may not, or it has moved on.
    pub async fn propose_times(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
        typed: &NamingForm,
    ) -> Result<Pressed, Fault> {
        let assessment = self.assessment_at(member, id).await?;
        let page = naming_page(id);
        self.keep_typed_at(&member.id, &page, typed).await?;
        let Ok(times) = typed.parse(&self.slots()) else {
            return Ok(Pressed::Review);
        };
        let mut tx = self.db.begin().await?;
        let two = (typed.first.as_str(), typed.second.as_str());
        if !store::propose(tx.conn(), id, version, member, two, &times).await? {
            drop(tx);
            let why = self.why_nobody_of(&assessment, member, typed).await?;
            return Err(Fault::conflict(why));
        }
        store::forget_draft(tx.conn(), &member.id, &page).await?;
        let note = serde_json::json!({ "first": typed.first, "second": typed.second, "times": times.len() });
        self.journal_look(
            &mut tx,
            &assessment,
            AssessmentStep::Propose,
            &staff(member),
            note,
        )
        .await?;
        self.tell_of_assessment(&mut tx, &assessment, Text::AssessmentNoticeTimes)
            .await?;
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    async fn why_nobody_of(
        &self,
        assessment: &Assessment,
        member: &StaffMember,
        typed: &NamingForm,
    ) -> Result<Text, Fault> {
        let mut conn = self.db.read().await?;
        for staff in [&typed.first, &typed.second, &member.id] {
            if store::is_tied(&mut conn, staff, &assessment.home, &assessment.case_id).await? {
                return Ok(Text::AssessmentRefusedTied);
            }
        }
        Ok(
            if store::has_interest(&mut conn, &assessment.body.0, &assessment.division).await? {
                Text::AssessmentRefusedInterest
            } else {
                Text::AssessmentMovedOn
            },
        )
    }

    /// Somebody of the body has rung whoever it is for, or who looks after them, and agreed on one of the times.
    ///
    /// # Errors
    /// `NotFound` for who may not see it; a conflict where something is missing, or it has moved on.
    pub async fn agree_on_the_phone(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
        (time, spoke): (&str, &str),
    ) -> Result<Pressed, Fault> {
        let assessment = self.assessment_at(member, id).await?;
        let time: Option<DateTime> = time
            .parse()
            .ok()
            .filter(|time| assessment.times.contains(time));
        let spoke: String = spoke.trim().chars().take(MOST_OF_A_NAME).collect();
        let Some(time) = time.filter(|_| !spoke.is_empty()) else {
            return Err(Fault::conflict(Text::AssessmentRingGap));
        };
        let now = self.clock.now();
        let call = self.chance.id(now);
        let sealed = self.keys.seal(&spoke_place(&call), &spoke, &self.chance);
        let mut tx = self.db.begin().await?;
        if !store::choose(tx.conn(), id, version, Some(member), time).await? {
            return Err(Fault::conflict(Text::AssessmentMovedOn));
        }
        store::note_call(tx.conn(), &assessment, (&call, &sealed), member, time, now).await?;
        let note = serde_json::json!({ "by-phone": true, "time": time.to_string() });
        self.journal_look(
            &mut tx,
            &assessment,
            AssessmentStep::Choose,
            &staff(member),
            note,
        )
        .await?;
        self.tell_of_assessment(&mut tx, &assessment, Text::AssessmentNoticeArranged)
            .await?;
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    /// The body gives up a time that stood: the person is ill, an assessor is.
    ///
    /// # Errors
    /// As above.
    pub async fn give_up_time(
        &self,
        member: &StaffMember,
        id: &str,
        version: i64,
    ) -> Result<Pressed, Fault> {
        let assessment = self.assessment_at(member, id).await?;
        let mut tx = self.db.begin().await?;
        let is_theirs = assessment.body == member.office;
        if !is_theirs || !store::give_up_times(tx.conn(), id, version, &member.office.0).await? {
            return Err(Fault::conflict(Text::AssessmentMovedOn));
        }
        self.write_down(
            &mut tx,
            &assessment,
            AssessmentStep::AskOtherTimes,
            &staff(member),
            "",
        )
        .await?;
        self.tell_of_assessment(&mut tx, &assessment, Text::AssessmentNoticeNoTime)
            .await?;
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    // In the citizen's hands

    /// One of the proposed times.
    pub(super) async fn choose_time(
        &self,
        me: &Citizen,
        visit: &Visited,
        version: i64,
        typed: &str,
    ) -> Result<Pressed, Fault> {
        let current = visit.current().ok_or(PortalError::NotFound)?;
        let chosen = typed
            .parse()
            .ok()
            .filter(|time: &DateTime| current.times.contains(time));
        let Some(chosen) = chosen else {
            if current.stage != AssessmentStage::Proposed {
                return Err(Fault::conflict(Text::AssessmentMovedOn));
            }
            return Ok(Pressed::Review);
        };
        let mut tx = self.db.begin().await?;
        self.use_mandate_in(&mut tx, &visit.folder, me).await?;
        if !store::choose(tx.conn(), &current.id, version, None, chosen).await? {
            return Err(Fault::conflict(Text::AssessmentMovedOn));
        }
        self.write_down(
            &mut tx,
            current,
            AssessmentStep::Choose,
            &visit.folder.acting(me),
            "",
        )
        .await?;
        self.tell_of_assessment(&mut tx, current, Text::AssessmentNoticeArranged)
            .await?;
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    /// None of them suits, or the one that stood does not any more.
    pub(super) async fn ask_other_times(
        &self,
        me: &Citizen,
        visit: &Visited,
        version: i64,
    ) -> Result<Pressed, Fault> {
        let current = visit.current().ok_or(PortalError::NotFound)?;
        let mut tx = self.db.begin().await?;
        self.use_mandate_in(&mut tx, &visit.folder, me).await?;
        if !store::give_up_times(tx.conn(), &current.id, version, "").await? {
            return Err(Fault::conflict(Text::AssessmentMovedOn));
        }
        let by = visit.folder.acting(me);
        self.write_down(&mut tx, current, AssessmentStep::AskOtherTimes, &by, "")
            .await?;
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    /// What this person wishes for the visit. Only they and the assessors ever read it: neither a notice nor a list says
    /// that it is there.
    pub(super) async fn wish(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
        typed: &WishForm,
    ) -> Result<Pressed, Fault> {
        let visit = self.visit_to_act_on(me, reference, matter).await?;
        let page = wish_page(&visit.matter);
        let Ok(wish) = typed.parse() else {
            self.keep_typed_at(&me.person.0, &page, typed).await?;
            return Ok(Pressed::Review);
        };
        let now = self.clock.now();
        // Kept by the matter until a second look begins; then the wishes are asked anew.
        let of = visit
            .current()
            .map_or_else(|| visit.matter.key.id.clone(), |look| look.id.clone());
        let home = &visit.matter.key.home;
        let sealed = self
            .keys
            .seal(&wish_place(&of, &me.person.0), &wish, &self.chance);
        let mut tx = self.db.begin().await?;
        self.use_mandate_in(&mut tx, &visit.folder, me).await?;
        store::keep_wish(tx.conn(), (home, &of), &me.person, &sealed, now).await?;
        store::forget_draft(tx.conn(), &me.person.0, &page).await?;
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    /// Objects to a finding: another body and two others look again. The case's reference says where that is followed.
    pub(super) async fn object_to_finding(
        &self,
        me: &Citizen,
        id: &str,
        typed: &ObjectionForm,
    ) -> Result<(Pressed, String), Fault> {
        let (finding, folder) = self.finding_to_act_on(me, id).await?;
        let reference = finding.reference.to_string();
        let page = objection_page(id);
        self.keep_typed_at(&me.person.0, &page, typed).await?;
        let Ok(words) = typed.parse() else {
            return Ok((Pressed::Review, reference));
        };
        let by = folder.acting(me);
        let mut tx = self
            .open_second_look(&finding, &words, (&by, None), Some((&folder, me)))
            .await?;
        store::forget_draft(tx.conn(), &me.person.0, &page).await?;
        tx.commit().await?;
        Ok((Pressed::Done, reference))
    }

    /// The same at the word of somebody without an account, said to a member of staff where they live.
    ///
    /// # Errors
    /// `NotFound` for another's finding; `Conflict` where it is too late for an objection.
    pub(crate) async fn object_to_finding_at_word(
        &self,
        member: &StaffMember,
        finding: &str,
        (person, streets): (&PersonKey, &WhereKnown),
        (words, how): (&str, HelpHow),
    ) -> Result<(), Fault> {
        let finding = store::finding(&mut *self.db.read().await?, finding)
            .await?
            .filter(|finding| finding.subject == *person && streets.knows(&finding.home))
            .ok_or(PortalError::NotFound)?;
        let by = Acting {
            on_behalf_of: Some(person.clone()),
            ..Acting::staff(member)
        };
        let tx = self
            .open_second_look(&finding, words, (&by, Some(how)), None)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Opens the second look, in a transaction that is still to be committed. `under`: whoever presses it online, with the
    /// case that lets them.
    async fn open_second_look(
        &self,
        finding: &Finding,
        words: &str,
        (by, how): (&Acting, Option<HelpHow>),
        under: Option<(&Folder, &Citizen)>,
    ) -> Result<Tx, Fault> {
        let now = self.clock.now();
        let today = self.clock.today();
        let first = store::by_id(&mut *self.db.read().await?, &finding.assessment)
            .await?
            .ok_or_else(|| Fault::Row(format!("no assessment {}", finding.assessment)))?;
        if finding.round > 1 || !finding.replaced_by.is_empty() || finding.objection_until < today {
            return Err(Fault::conflict(Text::AssessmentObjectionClosed));
        }
        let new = Assessment {
            id: self.chance.id(now),
            round: 2,
            contested: finding.id.clone(),
            opened_at: now,
            due: self.calendar.after(today, table().days),
            ..first
        };
        let new = Assessment {
            sealed_objection: self
                .keys
                .seal(&objection_place(&new.id), &words, &self.chance),
            ..new
        };
        let mut tx = self.db.begin().await?;
        if let Some((folder, me)) = under {
            self.use_mandate_in(&mut tx, folder, me).await?;
        }
        if !store::open(tx.conn(), &new).await? {
            return Err(Fault::conflict(Text::AssessmentObjectionClosed));
        }
        journal::write(tx.conn(), &record_of(&new), now, &by.entry(OPENED, None)).await?;
        let mut entry = by.entry(OBJECTED, None);
        entry.note = serde_json::json!({ "assessment": new.id, "how": how.map(HelpHow::code) });
        journal::write(tx.conn(), &record_of_finding(finding), now, &entry).await?;
        self.tell_of_assessment(&mut tx, &new, Text::AssessmentNoticeObjection)
            .await?;
        Ok(tx)
    }

    // In the assessors' hands

    /// Keeps a section as one of the two found it, whole or not; and where it goes on.
    pub(super) async fn fill_in(
        &self,
        member: &StaffMember,
        id: &str,
        section: &str,
        typed: BTreeMap<String, String>,
    ) -> Result<(Pressed, String), Fault> {
        let assessment = self.assessment_at(member, id).await?;
        let table = table();
        let place = table
            .sections
            .iter()
            .position(|known| known.code == section)
            .ok_or(PortalError::NotFound)?;
        let known = &table.sections[place];
        let answers: Answers = known
            .items
            .iter()
            .filter_map(|item| {
                let points = typed.get(&item.code)?.parse().ok()?;
                table
                    .knows(item, points)
                    .then(|| (item.code.clone(), points))
            })
            .collect();
        let is_whole = answers.len() == known.items.len();
        let sealed = self
            .keys
            .seal(&section_place(id, section), &answers, &self.chance);
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !store::change_form(tx.conn(), id, &member.id, self.clock.today()).await? {
            return Err(Fault::conflict(Text::AssessmentNotYet));
        }
        store::keep_section(tx.conn(), &assessment, section, &sealed, &member.id, now).await?;
        self.write_down(
            &mut tx,
            &assessment,
            AssessmentStep::FillIn,
            &staff(member),
            section,
        )
        .await?;
        tx.commit().await?;
        let desk = format!("/staff/assessments/{id}");
        let next = table
            .sections
            .get(place + 1)
            .map_or(desk.clone(), |next| format!("{desk}/form/{}", next.code));
        let pressed = if is_whole {
            Pressed::Done
        } else {
            Pressed::Review
        };
        Ok((pressed, next))
    }

    /// One of the two confirms the form as they read it; when both have, the finding is there.
    ///
    /// # Errors
    /// `NotFound` for who may not see it; a conflict where the form has changed, has a gap, or the visit is still to come.
    pub async fn confirm_form(
        &self,
        member: &StaffMember,
        id: &str,
        form_version: i64,
        has_asked_alone: bool,
    ) -> Result<Pressed, Fault> {
        let assessment = self.assessment_at(member, id).await?;
        if !has_asked_alone {
            return Ok(Pressed::Review);
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let today = self.clock.today();
        if !store::confirm(tx.conn(), id, form_version, &member.id, now, today).await? {
            drop(tx);
            let mut conn = self.db.read().await?;
            let said = if store::has_interest(&mut conn, &assessment.body.0, &assessment.division)
                .await?
            {
                Text::AssessmentRefusedInterest
            } else {
                Text::AssessmentFormChanged
            };
            return Err(Fault::conflict(said));
        }
        let answers = self.answers_of(tx.conn(), &assessment).await?;
        let score = table().score(&answers).map_err(|why| match why {
            Unscored::Missing(_) => Fault::conflict(Text::AssessmentFormGap),
            other => Fault::Row(format!("form of {id}: {other:?}")),
        })?;
        let note = serde_json::json!({ "form": form_version, "asked-alone": true });
        self.journal_look(
            &mut tx,
            &assessment,
            AssessmentStep::Confirm,
            &staff(member),
            note,
        )
        .await?;
        if store::conclude(tx.conn(), id, form_version, now).await? {
            self.issue_finding(&mut tx, &assessment, &answers, score)
                .await?;
        }
        tx.commit().await?;
        Ok(Pressed::Done)
    }

    /// Both have confirmed: the finding, the end of the matter, and what was claimed while it ran.
    async fn issue_finding(
        &self,
        tx: &mut Tx,
        assessment: &Assessment,
        answers: &Answers,
        score: i64,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let (table, from) = (table(), city_date(now));
        let level = table
            .level_of(score, answers)
            .ok_or_else(|| Fault::Other(format!("no level holds {score}")))?;
        let sums: BTreeMap<String, (i64, i64)> = table
            .sections
            .iter()
            .map(|section| (section.code.clone(), table.sum_of(section, answers)))
            // And what raised the level, by name.
            .chain(
                table
                    .raising(answers)
                    .map(|item| (item.code.clone(), (1, 1))),
            )
            .collect();
        let id = self.chance.id(now);
        let finding = Finding {
            home: assessment.home.clone(),
            assessment: assessment.id.clone(),
            matter: assessment.matter.clone(),
            case_id: assessment.case_id.clone(),
            reference: assessment.reference.clone(),
            subject: assessment.subject.clone(),
            level: level.code,
            score,
            table: table.version.clone(),
            sealed_sections: self.keys.seal(&sums_place(&id), &sums, &self.chance),
            body: assessment.body.clone(),
            round: assessment.round,
            from,
            // It holds to the day before the same day of the month.
            valid_until: from
                .saturating_add(table.valid_months.months())
                .saturating_sub(1.day()),
            objection_until: self.calendar.after(from, table.objection_days),
            issued_at: now,
            replaced_by: String::new(),
            id,
        };
        if !store::issue(tx.conn(), &finding).await? {
            return Err(Fault::conflict(Text::AssessmentMovedOn));
        }
        let portal = Acting::portal();
        self.write_down(
            tx,
            assessment,
            AssessmentStep::Conclude,
            &portal,
            &finding.id,
        )
        .await?;
        let mut entry = portal.entry(ISSUED, None);
        entry.note = serde_json::json!({ "level": level.code.code(), "is-raised": table.level(score) != Some(level), "score": score, "table": table.version, "assessment": assessment.id });
        journal::write(tx.conn(), &record_of_finding(&finding), now, &entry).await?;
        let division = finding.home.get(..6).unwrap_or_default();
        let bureau = self
            .directory()
            .of_division("civil-affairs", division)
            .map(|office| OfficeId(office.id.clone()));
        if let Some(bureau) = bureau {
            let known = (finding.home.as_str(), &bureau);
            self.has_learnt(tx, Held::Findings, known, &finding.subject)
                .await?;
        }
        if !assessment.contested.is_empty() {
            self.stand_in_place_of(tx, &assessment.contested, &finding)
                .await?;
            return self
                .tell_of_assessment(tx, assessment, Text::AssessmentNoticeFound)
                .await;
        }
        let key = MatterKey {
            home: assessment.home.clone(),
            id: assessment.matter.clone(),
        };
        let matter = cases::matter(tx.conn(), &key)
            .await?
            .filter(|matter| matter.stage == Stage::Open)
            .ok_or_else(|| Fault::conflict(Text::CaseMovedOn))?;
        let most = table.most();
        let said = format!("{} · {} · {score}/{most}", level.name.zh, level.name.en);
        let detail = StepDetail {
            result: Some(said),
            ..StepDetail::default()
        };
        self.take_step(tx, &matter, Step::ReportDone, &portal, detail)
            .await?;
        // Whoever's state changes may ask again.
        cases::release_claims(tx.conn(), &assessment.home, &assessment.case_id).await
    }

    async fn stand_in_place_of(
        &self,
        tx: &mut Tx,
        contested: &str,
        finding: &Finding,
    ) -> Result<(), Fault> {
        if !store::replace(tx.conn(), contested, &finding.id).await? {
            return Err(Fault::conflict(Text::AssessmentMovedOn));
        }
        let mut entry = Acting::portal().entry(REPLACED, None);
        entry.note = serde_json::json!({ "by": finding.id });
        let record = Record::new(&finding.home, "finding", contested);
        journal::write(tx.conn(), &record, self.clock.now(), &entry).await?;
        Ok(())
    }

    /// The whole form as far as it is filled in.
    pub(super) async fn answers_of(
        &self,
        conn: &mut sqlx::AnyConnection,
        assessment: &Assessment,
    ) -> Result<Answers, Fault> {
        let mut answers = Answers::new();
        for (section, sealed) in store::sections(conn, &assessment.home, &assessment.id).await? {
            let place = section_place(&assessment.id, &section);
            let known: Answers = self.keys.open_sealed(&place, &sealed)?;
            answers.extend(known);
        }
        Ok(answers)
    }

    async fn keep_typed_at<T: serde::Serialize + Sync>(
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

    /// What was typed on a page and not taken.
    pub(super) async fn typed_at<T: serde::de::DeserializeOwned>(
        &self,
        who: &str,
        page: &str,
    ) -> Result<Option<T>, Fault> {
        let sealed = store::draft(&mut *self.db.read().await?, who, page).await?;
        Ok(sealed
            .map(|sealed| self.keys.open_sealed(&draft_place(who, page), &sealed))
            .transpose()?)
    }

    async fn write_down(
        &self,
        tx: &mut Tx,
        assessment: &Assessment,
        step: AssessmentStep,
        by: &Acting,
        about: &str,
    ) -> Result<(), Fault> {
        let note = if about.is_empty() {
            serde_json::Value::Null
        } else {
            serde_json::json!({ "about": about })
        };
        self.journal_look(tx, assessment, step, by, note).await
    }

    async fn journal_look(
        &self,
        tx: &mut Tx,
        assessment: &Assessment,
        step: AssessmentStep,
        by: &Acting,
        note: serde_json::Value,
    ) -> Result<(), Fault> {
        let mut entry = by.entry(step.code(), None);
        entry.from = Some(assessment.stage.code().to_owned());
        entry.to = [By::Office, By::Body, By::Assessor, By::Citizen, By::Portal]
            .into_iter()
            .find_map(|part| assessment.stage.after(step, part))
            .map(|to| to.code().to_owned());
        entry.note = note;
        journal::write(tx.conn(), &record_of(assessment), self.clock.now(), &entry).await?;
        Ok(())
    }

    /// Tells whoever follows the case; a notice says where the case stands, and never what somebody wished or found.
    async fn tell_of_assessment(
        &self,
        tx: &mut Tx,
        assessment: &Assessment,
        text: Text,
    ) -> Result<(), Fault> {
        let case = cases::case_by_id(tx.conn(), &assessment.home, &assessment.case_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("no case {}", assessment.case_id)))?;
        self.tell(tx, &case, text).await
    }
}

fn staff(member: &StaffMember) -> Acting {
    Acting::staff(member)
}

pub(super) fn record_of(assessment: &Assessment) -> Record {
    Record::new(&assessment.home, "assessment", &assessment.id)
}

fn record_of_finding(finding: &Finding) -> Record {
    Record::new(&finding.home, "finding", &finding.id)
}

/// Whether the visit may have taken place: its day has come.
pub(super) fn has_come(chosen: Option<DateTime>, now: jiff::Timestamp) -> bool {
    chosen.is_some_and(|chosen| chosen.date() <= now.to_zoned(city_time()).date())
}

pub(super) fn naming_page(id: &str) -> String {
    format!("naming/{id}")
}

pub(super) fn wish_page(matter: &Matter) -> String {
    format!("wish/{}", matter.key.id)
}

pub(super) fn objection_page(finding: &str) -> String {
    format!("objection/{finding}")
}

fn draft_place(who: &str, page: &str) -> String {
    format!("assessment_draft.{who}.{page}")
}

pub(super) fn wish_place(assessment: &str, person: &str) -> String {
    format!("assessment_wish.{assessment}.{person}")
}

fn section_place(assessment: &str, section: &str) -> String {
    format!("assessment_section.{assessment}.{section}")
}

pub(super) fn objection_place(assessment: &str) -> String {
    format!("assessment.objection.{assessment}")
}

pub(super) fn sums_place(finding: &str) -> String {
    format!("finding.sections.{finding}")
}

pub(super) fn spoke_place(call: &str) -> String {
    format!("assessment_call.spoke.{call}")
}
