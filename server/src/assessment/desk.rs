//! What the pages of an assessment read, and who may.

use std::collections::BTreeMap;

use app::assessment::{
    AssessmentActs, AssessmentDesk, AssessmentRow, AssessmentStage, AssessmentStep, AssessmentView,
    BodyChoice, By, FindingView, NamingForm, ObjectionForm, ObjectionView, PersonChoice, PlaceForm,
    SectionPage, SectionState, TypedWish, VisitQuestionView, VisitView, WishForm, WishPage, Wished,
    charge_in, section_faults, table,
};
use app::benefits::CareLevel;
use app::case::{CaseReference, PartyRole, Stage};
use app::error::PortalError;
use app::identity::{Actor, Citizen, OfficeId, PersonKey, StaffMember, StaffRole};
use app::person::Division;
use app::text::{Text, Wording, city_date};
use app::ui::FieldFault;
use async_trait::async_trait;
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::DEPARTMENT;
use super::acts::{
    Visited, has_come, naming_page, objection_page, objection_place, spoke_place, sums_place,
    wish_page, wish_place,
};
use super::store::{self, Assessment, Finding};
use crate::Office;
use crate::case::{Matter, MatterKey, store as cases};
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_reads};
use crate::fault::Fault;
use crate::identity::sessions::role_name;
use crate::older_person::WhereKnown;
use crate::tracking::Folder;

#[async_trait]
impl AssessmentDesk for Office {
    async fn visit_question(&self, actor: &Actor) -> Result<VisitQuestionView, PortalError> {
        let (_, understood) = self.open_draft(actor, "elder-assessment").await?;
        let typed: PlaceForm = understood.draft.typed("place");
        let (book, place) = (self.rule_book(), &understood.says.home);
        let asks_means = charge_in(&book.charges, place).is_some();
        let mut faults = typed.parse().err().unwrap_or_default();
        if asks_means {
            faults.extend(typed.parse_means().err().unwrap_or_default());
        }
        let fees = &table().fees;
        let cost = fees.cost(&book.charges, place, typed.parse_means().ok());
        Ok(VisitQuestionView {
            faults,
            cost: fees.says(cost),
            asks_means,
            typed,
            back: understood.page_before("place"),
        })
    }

    async fn visit(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<VisitView, PortalError> {
        Ok(self.read_visit(me, reference, matter).await?)
    }

    async fn wish_page(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<WishPage, PortalError> {
        Ok(self.read_wish_page(me, reference, matter).await?)
    }

    async fn findings(&self, me: &Citizen) -> Result<Vec<FindingView>, PortalError> {
        Ok(self.read_findings(me).await?)
    }

    async fn objection_page(&self, me: &Citizen, id: &str) -> Result<ObjectionView, PortalError> {
        Ok(self.read_objection_page(me, id).await?)
    }

    async fn assessments(
        &self,
        actor: &Actor,
        is_done: bool,
    ) -> Result<(Wording, Vec<AssessmentRow>), PortalError> {
        Ok(self.read_assessments(staff(actor)?, is_done).await?)
    }

    async fn assessment(&self, actor: &Actor, id: &str) -> Result<AssessmentView, PortalError> {
        Ok(self.read_assessment(staff(actor)?, id).await?)
    }

    async fn assessment_section(
        &self,
        actor: &Actor,
        id: &str,
        section: &str,
    ) -> Result<SectionPage, PortalError> {
        Ok(self.read_section(staff(actor)?, id, section).await?)
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
    /// Whether this visitor works where assessments are arranged or made: their navigation leads there.
    pub fn looks_after_assessments(&self, actor: &Actor) -> bool {
        let directory = self.directory();
        actor
            .staff()
            .and_then(|member| directory.get(&member.office))
            .is_some_and(|office| ["street", DEPARTMENT].contains(&office.department.as_str()))
    }

    // For citizens

    async fn read_visit(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<VisitView, Fault> {
        let folder = self.filed_folder(me, reference).await?;
        let visit = self.visited(folder, matter).await?;
        let mut conn = self.db.read().await?;
        let finding = self.last_finding(&mut conn, &visit.looks).await?;
        let current = visit.current();
        let opened = current.map_or(self.clock.today(), |look| city_date(look.opened_at));
        let arranging = &visit.matter.office;
        let mut assessors = Vec::new();
        if let Some(look) = current {
            assessors = self.assessors_of(&mut conn, look).await?;
        }
        let wish = self.visit_wish_of(&mut conn, me, &visit).await?;
        let view = VisitView {
            reference: visit.folder.case.reference.clone(),
            address: format!("/cases/{}/visit/{matter}", visit.folder.case.reference),
            stage: current.map_or(AssessmentStage::Wanted, |look| look.stage),
            round: current.map_or(1, |look| look.round),
            office: self.name_and_phone(arranging),
            body: current
                .filter(|look| !look.body.0.is_empty())
                .map(|look| self.name_and_phone(&look.body)),
            assessors,
            place: visit
                .folder
                .dossier
                .value("case", "place")
                .unwrap_or_default()
                .to_owned(),
            times: current.map(|look| look.times.clone()).unwrap_or_default(),
            chosen: current.and_then(|look| look.chosen),
            due: current.map_or_else(
                || self.calendar.after(opened, table().days),
                |look| look.due,
            ),
            wish,
            version: current.map_or(0, |look| look.version),
            is_over: visit.is_over(),
            finding,
        };
        drop(conn);
        let mut fields = vec!["case.place".to_owned()];
        fields.extend(view.finding.as_ref().map(|_| "finding.level".to_owned()));
        self.record_visit_reading(me, &visit.folder, fields).await?;
        Ok(view)
    }

    async fn record_visit_reading(
        &self,
        me: &Citizen,
        folder: &Folder,
        fields: Vec<String>,
    ) -> Result<(), Fault> {
        record_reads(
            self,
            vec![AccessRow {
                person: folder.case.subject.clone(),
                by_kind: ReaderKind::Citizen,
                by_id: me.person.0.clone(),
                office: OfficeId(String::new()),
                role: "applicant".to_owned(),
                purpose: "assessment".to_owned(),
                reference: folder.case.reference.to_string(),
                fields,
                outcome: ReadOutcome::Allowed,
            }],
        )
        .await
    }

    fn name_and_phone(&self, id: &OfficeId) -> (Wording, String) {
        self.directory().get(id).map_or_else(
            || (Wording::same(id.0.clone()), String::new()),
            |entry| (entry.name.clone(), entry.phone.clone()),
        )
    }

    fn name_of_body(&self, id: &OfficeId) -> Wording {
        if id.0.is_empty() {
            return Wording::default();
        }
        self.name_and_phone(id).0
    }

    async fn assessors_of(
        &self,
        conn: &mut AnyConnection,
        look: &Assessment,
    ) -> Result<Vec<String>, Fault> {
        let mut names = Vec::new();
        for id in [&look.first, &look.second] {
            if !id.is_empty() {
                names.push(cases::staff_name(conn, id).await?);
            }
        }
        Ok(names)
    }

    /// This person's own wish; nobody else's, whoever they may act for.
    async fn visit_wish_of(
        &self,
        conn: &mut AnyConnection,
        me: &Citizen,
        visit: &Visited,
    ) -> Result<TypedWish, Fault> {
        let of = visit
            .current()
            .map_or(&visit.matter.key.id, |look| &look.id);
        let known = store::wishes(conn, &visit.matter.key.home, of).await?;
        let mine = known.into_iter().find(|(person, _)| *person == me.person);
        Ok(match mine {
            Some((person, sealed)) => self.keys.open_sealed(&wish_place(of, &person.0), &sealed)?,
            None => TypedWish::default(),
        })
    }

    async fn read_wish_page(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<WishPage, Fault> {
        let visit = self.visit_to_act_on(me, reference, matter).await?;
        let kept: Option<WishForm> = self
            .typed_at(&me.person.0, &wish_page(&visit.matter))
            .await?;
        let typed = match kept {
            Some(typed) => typed,
            None => {
                let mut conn = self.db.read().await?;
                WishForm::of(&self.visit_wish_of(&mut conn, me, &visit).await?)
            }
        };
        Ok(WishPage {
            visit: format!("/cases/{}/visit/{matter}", visit.folder.case.reference),
            is_about_me: visit.folder.case.subject == me.person,
            faults: typed.parse().err().unwrap_or_default(),
            typed,
        })
    }

    async fn read_findings(&self, me: &Citizen) -> Result<Vec<FindingView>, Fault> {
        let mut conn = self.db.read().await?;
        let found = store::findings_of(&mut conn, &me.person).await?;
        let mut views = Vec::with_capacity(found.len());
        for finding in found {
            views.push(self.finding_as_read(&mut conn, finding).await?);
        }
        Ok(views)
    }

    /// The findings of a person that belong to these streets.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn findings_in(
        &self,
        person: &PersonKey,
        known: &WhereKnown,
    ) -> Result<Vec<FindingView>, Fault> {
        let mut conn = self.db.read().await?;
        let found = store::findings_of(&mut conn, person).await?;
        let mut views = Vec::new();
        for finding in found {
            if known.knows(&finding.home) {
                views.push(self.finding_as_read(&mut conn, finding).await?);
            }
        }
        Ok(views)
    }

    async fn last_finding(
        &self,
        conn: &mut AnyConnection,
        looks: &[Assessment],
    ) -> Result<Option<FindingView>, Fault> {
        for look in looks.iter().rev() {
            if let Some(found) = store::found_by(conn, &look.home, &look.id).await? {
                return Ok(Some(self.finding_as_read(conn, found).await?));
            }
        }
        Ok(None)
    }

    async fn finding_as_read(
        &self,
        conn: &mut AnyConnection,
        finding: Finding,
    ) -> Result<FindingView, Fault> {
        let today = self.clock.today();
        let looks = store::of_matter(conn, &finding.home, &finding.matter).await?;
        let is_contested = looks
            .iter()
            .any(|look| look.contested == finding.id && look.stage != AssessmentStage::Concluded);
        let sums: BTreeMap<String, (i64, i64)> = self
            .keys
            .open_sealed(&sums_place(&finding.id), &finding.sealed_sections)?;
        let sections = table()
            .sections
            .iter()
            .filter_map(|section| {
                let (sum, most) = sums.get(&section.code)?;
                (*most > 0).then(|| (section.name.clone(), *sum, *most))
            })
            .collect();
        let raised_by = table()
            .items()
            .filter(|item| item.raises > 0 && sums.contains_key(&item.code))
            .map(|item| item.name.clone())
            .collect();
        let may_object = finding.round == 1
            && finding.replaced_by.is_empty()
            && !is_contested
            && today <= finding.objection_until;
        Ok(FindingView {
            is_valid: finding.holds_on(today),
            is_contested,
            is_replaced: !finding.replaced_by.is_empty(),
            is_second: finding.round > 1,
            objection_until: may_object.then_some(finding.objection_until),
            sections,
            raised_by,
            opens: self.what_it_opens(&finding.home, finding.level, today),
            body: self.name_of_body(&finding.body),
            id: finding.id,
            reference: finding.reference,
            level: finding.level,
            score: finding.score,
            table: finding.table,
            from: finding.from,
            valid_until: finding.valid_until,
        })
    }

    /// What of today's rules of this district looks at the level and is content with this one.
    fn what_it_opens(
        &self,
        home: &str,
        level: CareLevel,
        today: Date,
    ) -> Vec<(Wording, Option<String>)> {
        let Some(division) = Division::of(home) else {
            return Vec::new();
        };
        let book = self.rule_book();
        book.benefits
            .iter()
            .filter(|benefit| {
                benefit
                    .rule_for(division, today)
                    .ok()
                    .flatten()
                    .is_some_and(|rule| {
                        rule.rows.iter().any(|row| {
                            std::iter::once(&row.all)
                                .chain(&row.one_of)
                                .any(|conditions| conditions.care.contains(&level))
                        })
                    })
            })
            .map(|benefit| (benefit.name.clone(), benefit.apply.clone()))
            .collect()
    }

    /// The reference of the case in which this was found.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn reference_of_finding(
        &self,
        id: &str,
    ) -> Result<Option<CaseReference>, Fault> {
        let found = store::finding(&mut *self.db.read().await?, id).await?;
        Ok(found.map(|finding| finding.reference))
    }

    /// A finding that this person may object to: their own, or of whoever they may act for in its case.
    pub(super) async fn finding_to_act_on(
        &self,
        me: &Citizen,
        id: &str,
    ) -> Result<(Finding, Folder), Fault> {
        let finding = store::finding(&mut *self.db.read().await?, id)
            .await?
            .ok_or(PortalError::NotFound)?;
        let folder = self.my_folder(me, finding.reference.as_str()).await?;
        Ok((finding, folder))
    }

    async fn read_objection_page(&self, me: &Citizen, id: &str) -> Result<ObjectionView, Fault> {
        let (finding, folder) = self.finding_to_act_on(me, id).await?;
        let typed: ObjectionForm = self
            .typed_at(&me.person.0, &objection_page(id))
            .await?
            .unwrap_or_default();
        let mut conn = self.db.read().await?;
        let finding = self.finding_as_read(&mut conn, finding).await?;
        drop(conn);
        self.record_visit_reading(me, &folder, vec!["finding.level".to_owned()])
            .await?;
        Ok(ObjectionView {
            finding,
            faults: typed.parse().err().unwrap_or_default(),
            typed,
        })
    }

    // For staff

    async fn read_assessments(
        &self,
        member: &StaffMember,
        is_done: bool,
    ) -> Result<(Wording, Vec<AssessmentRow>), Fault> {
        if !self.looks_after_assessments(&Actor::Staff(member.clone())) {
            return Err(PortalError::NotFound.into());
        }
        let mut conn = self.db.read().await?;
        let mut looks = Vec::new();
        if !is_done {
            for (home, id) in store::not_begun(&mut conn, member).await? {
                if let Some(matter) = cases::matter(&mut conn, &MatterKey { home, id }).await? {
                    looks.push(self.to_be_begun(&mut conn, &matter).await?);
                }
            }
        }
        looks.extend(store::list(&mut conn, member, is_done).await?);
        let today = self.clock.today();
        let mut rows: Vec<AssessmentRow> = looks
            .into_iter()
            .map(|look| AssessmentRow {
                is_late: !is_done && look.due < today,
                body: self.name_of_body(&look.body),
                id: look.id,
                reference: look.reference,
                stage: look.stage,
                round: look.round,
                due: look.due,
                chosen: look.chosen,
            })
            .collect();
        if !is_done {
            rows.sort_by(|one, other| (one.due, &one.id).cmp(&(other.due, &other.id)));
        }
        Ok((self.name_of_body(&member.office), rows))
    }

    /// The first look at a matter that nobody has begun to arrange: as it will be written down.
    async fn to_be_begun(
        &self,
        conn: &mut AnyConnection,
        matter: &Matter,
    ) -> Result<Assessment, Fault> {
        let case = cases::case_by_id(conn, &matter.key.home, &matter.case_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("no case {}", matter.case_id)))?;
        let opened_at = matter.ready_at.unwrap_or(case.submitted_at);
        Ok(Assessment {
            home: matter.key.home.clone(),
            id: matter.key.id.clone(),
            matter: matter.key.id.clone(),
            case_id: matter.case_id.clone(),
            reference: matter.reference.clone(),
            subject: case.subject,
            office: matter.office.clone(),
            division: matter.key.home.get(..6).unwrap_or_default().to_owned(),
            round: 1,
            contested: String::new(),
            sealed_objection: String::new(),
            stage: AssessmentStage::Wanted,
            version: 0,
            body: OfficeId(String::new()),
            first: String::new(),
            second: String::new(),
            times: Vec::new(),
            chosen: None,
            opened_at,
            due: self.calendar.after(city_date(opened_at), table().days),
            form_version: 0,
            first_confirmed: None,
            second_confirmed: None,
            concluded_at: None,
        })
    }

    /// An assessment that this member may see. Anything else is not found, and the attempt is recorded for whose it is.
    pub(super) async fn assessment_at(
        &self,
        member: &StaffMember,
        id: &str,
    ) -> Result<Assessment, Fault> {
        let mut conn = self.db.read().await?;
        if let Some(look) = store::by_id(&mut conn, id).await? {
            let may = store::may_see(&mut conn, id, member).await?;
            drop(conn);
            self.record_look_reading(member, &look, may).await?;
            return if may {
                Ok(look)
            } else {
                Err(PortalError::NotFound.into())
            };
        }
        let found = store::not_begun(&mut conn, member)
            .await?
            .into_iter()
            .find(|(_, matter)| matter == id);
        let Some((home, id)) = found else {
            return Err(PortalError::NotFound.into());
        };
        let matter = cases::matter(&mut conn, &MatterKey { home, id })
            .await?
            .ok_or(PortalError::NotFound)?;
        let look = self.to_be_begun(&mut conn, &matter).await?;
        drop(conn);
        self.record_look_reading(member, &look, true).await?;
        Ok(look)
    }

    async fn record_look_reading(
        &self,
        member: &StaffMember,
        look: &Assessment,
        may: bool,
    ) -> Result<(), Fault> {
        let is_of_body = look.body == member.office;
        let mut fields = vec!["case.name".to_owned(), "case.born".to_owned()];
        if may && is_of_body {
            fields.extend(["case.place", "case.phone", "assessment.form"].map(str::to_owned));
        }
        record_reads(
            self,
            vec![AccessRow {
                person: look.subject.clone(),
                by_kind: ReaderKind::Staff,
                by_id: member.id.clone(),
                office: member.office.clone(),
                role: role_name(member.role).to_owned(),
                purpose: "assessment".to_owned(),
                reference: look.reference.to_string(),
                fields: if may { fields } else { Vec::new() },
                outcome: if may {
                    ReadOutcome::Allowed
                } else {
                    ReadOutcome::Refused
                },
            }],
        )
        .await
    }

    async fn read_assessment(
        &self,
        member: &StaffMember,
        id: &str,
    ) -> Result<AssessmentView, Fault> {
        let look = self.assessment_at(member, id).await?;
        let mut conn = self.db.read().await?;
        let case = cases::case_by_id(&mut conn, &look.home, &look.case_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("no case {}", look.case_id)))?;
        let parties = cases::parties(&mut conn, &look.home, &look.case_id).await?;
        let name = parties
            .iter()
            .find(|party| party.role == PartyRole::Subject)
            .map(|party| self.name_of(party))
            .transpose()?
            .map(|name| name.as_str().to_owned())
            .unwrap_or_default();
        let dossier = self.dossier(&case)?;
        let value = |field: &str| dossier.value("case", field).unwrap_or_default().to_owned();
        let born = value("born").parse().unwrap_or(Date::MIN);
        let is_of_body = look.body == member.office;
        let may = self.may_now(member, &look);
        let answers = self.answers_of(&mut conn, &look).await?;
        let mut wishes = Vec::new();
        if is_of_body && look.stage != AssessmentStage::Concluded {
            for (person, sealed) in store::wishes(&mut conn, &look.home, &look.id).await? {
                let place = wish_place(&look.id, &person.0);
                wishes.push(Wished {
                    is_subjects: person == look.subject,
                    wish: self.keys.open_sealed(&place, &sealed)?,
                });
            }
        }
        let sections = if is_of_body
            && matches!(
                look.stage,
                AssessmentStage::Arranged | AssessmentStage::Concluded
            ) {
            table()
                .sections
                .iter()
                .map(|section| SectionState {
                    code: section.code.clone(),
                    name: section.name.clone(),
                    answered: section
                        .items
                        .iter()
                        .filter(|item| answers.contains_key(&item.code))
                        .count(),
                    items: section.items.len(),
                    points: table().sum_of(section, &answers),
                })
                .collect()
        } else {
            Vec::new()
        };
        let result = table()
            .score(&answers)
            .ok()
            .filter(|_| is_of_body)
            .and_then(|score| Some((score, table().level_of(score, &answers)?.code)));
        let objection = if look.sealed_objection.is_empty() {
            String::new()
        } else {
            self.keys
                .open_sealed(&objection_place(&look.id), &look.sealed_objection)?
        };
        let confirmed = |staff: &str| {
            (look.first == staff && look.first_confirmed.is_some())
                || (look.second == staff && look.second_confirmed.is_some())
        };
        let other = if look.first == member.id {
            &look.second
        } else {
            &look.first
        };
        let mut agreed = None;
        if is_of_body
            && let Some((call, staff, spoke, at)) = store::call_of(&mut conn, &look).await?
        {
            agreed = Some((
                cases::staff_name(&mut conn, &staff).await?,
                self.keys.open_sealed(&spoke_place(&call), &spoke)?,
                at,
            ));
        }
        let naming = self.naming_of(member, &look).await?;
        let slots = if may.propose {
            self.slots()
        } else {
            Vec::new()
        };
        Ok(AssessmentView {
            version: look.version,
            form_version: look.form_version,
            office: self.name_of_body(&look.office),
            body: Some(self.name_of_body(&look.body)).filter(|_| !look.body.0.is_empty()),
            subject: (name, born),
            place: is_of_body.then(|| (value("place"), value("phone"), value("note"))),
            wishes,
            assessors: self.assessors_of(&mut conn, &look).await?,
            confirmed: (confirmed(&member.id), confirmed(other)),
            bodies: if may.assign {
                self.bodies_for(&look).await?
            } else {
                Vec::new()
            },
            people: if may.propose {
                self.people_for(&mut conn, member, &look).await?
            } else {
                Vec::new()
            },
            naming_faults: naming.parse(&slots).err().unwrap_or_default(),
            naming,
            slots,
            objection,
            sections,
            result,
            may,
            id: look.id,
            reference: look.reference,
            stage: look.stage,
            round: look.round,
            due: look.due,
            times: look.times,
            chosen: look.chosen,
            agreed,
            concluded_at: look.concluded_at,
        })
    }

    async fn naming_of(
        &self,
        member: &StaffMember,
        look: &Assessment,
    ) -> Result<NamingForm, Fault> {
        let kept = self
            .typed_at(&member.id, &naming_page(&look.id))
            .await?
            .unwrap_or_else(|| NamingForm {
                first: look.first.clone(),
                second: look.second.clone(),
                times: Vec::new(),
            });
        Ok(kept)
    }

    /// Which buttons there are; the statements behind them ask again.
    fn may_now(&self, member: &StaffMember, look: &Assessment) -> AssessmentActs {
        use AssessmentStep::{AskOtherTimes, Assign, Choose, Confirm, FillIn, HandBack, Propose};
        let may = |is_theirs: bool, step, by| is_theirs && look.stage.after(step, by).is_some();
        let leads = look.body == member.office && member.role == StaffRole::Supervisor;
        let assesses = look.first == member.id || look.second == member.id;
        let has_come = has_come(look.chosen, self.clock.now());
        AssessmentActs {
            assign: may(look.office == member.office, Assign, By::Office),
            propose: may(leads, Propose, By::Body),
            ring: may(
                leads || (assesses && look.body == member.office),
                Choose,
                By::Body,
            ),
            hand_back: may(leads, HandBack, By::Body),
            give_up_time: may(
                leads || (assesses && look.body == member.office),
                AskOtherTimes,
                By::Body,
            ),
            fill_in: may(assesses && has_come, FillIn, By::Assessor),
            confirm: may(assesses && has_come, Confirm, By::Assessor),
        }
    }

    /// Every body of the city, those of the district first; with the reason where one may not.
    async fn bodies_for(&self, look: &Assessment) -> Result<Vec<BodyChoice>, Fault> {
        let directory = self.directory();
        let mut entries: Vec<_> = directory
            .offices()
            .iter()
            .filter(|entry| entry.department == DEPARTMENT)
            .collect();
        entries.sort_by_key(|entry| (entry.division != look.division, entry.id.clone()));
        let mut bodies = Vec::with_capacity(entries.len());
        for entry in entries {
            bodies.push(BodyChoice {
                id: entry.id.clone(),
                name: entry.name.clone(),
                refused: self.why_not(look, &entry.id).await?,
            });
        }
        Ok(bodies)
    }

    async fn people_for(
        &self,
        conn: &mut AnyConnection,
        member: &StaffMember,
        look: &Assessment,
    ) -> Result<Vec<PersonChoice>, Fault> {
        let mut people = Vec::new();
        for (id, name) in store::staff_of(conn, &member.office).await? {
            let is_tied = store::is_tied(conn, &id, &look.home, &look.case_id).await?;
            people.push(PersonChoice {
                id,
                name,
                refused: is_tied.then_some(Text::AssessmentRefusedTied),
            });
        }
        Ok(people)
    }

    async fn read_section(
        &self,
        member: &StaffMember,
        id: &str,
        section: &str,
    ) -> Result<SectionPage, Fault> {
        let look = self.assessment_at(member, id).await?;
        if !self.may_now(member, &look).fill_in {
            return Err(PortalError::NotFound.into());
        }
        let table = table();
        let place = table
            .sections
            .iter()
            .position(|known| known.code == section)
            .ok_or(PortalError::NotFound)?;
        let known = &table.sections[place];
        let answers = self.answers_of(&mut *self.db.read().await?, &look).await?;
        let typed: BTreeMap<String, String> = known
            .items
            .iter()
            .filter_map(|item| Some((item.code.clone(), answers.get(&item.code)?.to_string())))
            .collect();
        let faults: Vec<FieldFault> = section_faults(table, known, &typed);
        Ok(SectionPage {
            assessment: look.id,
            section: section.to_owned(),
            step: place + 1,
            of: table.sections.len(),
            typed,
            faults,
        })
    }
}

impl Visited {
    /// Nothing more happens: withdrawn, or it cannot go on. A second look has its own time.
    fn is_over(&self) -> bool {
        let is_under_way = self
            .current()
            .is_some_and(|look| look.round > 1 || look.stage == AssessmentStage::Concluded);
        !is_under_way && matches!(self.matter.stage, Stage::Withdrawn | Stage::Blocked)
    }
}
