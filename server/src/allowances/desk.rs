//! What the pages about allowances read.

use app::allowances::{
    AccountOfForm, AccountView, AllowancesDesk, CorrectionView, EntitlementLine, EntitlementStage,
    EntitlementView, FoundView, LineState, LineView, Month, MonthForm, Objection, OpenObjection,
    PostingView, Recheck, ReturnedLine, RunLine, RunList, RunSummary, RunView, Suspended,
    masked_account,
};
use app::benefits::{RemarkCase, RuleBook, judge, judge_one};
use app::error::PortalError;
use app::identity::{Actor, PersonKey, SessionKey, StaffMember};
use app::newborn::StreetGroup;
use app::text::{Text, Wording, city_date, in_every_language};
use async_trait::async_trait;
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::counter::{BANK_RETURNS, RUNS, correction_page};
use super::granting::every_code;
use super::{
    Entitlement, Line, ObjectionRow, Payee, Run, answer_place, objection_place, payee_place,
    service, store,
};
use crate::Office;
use crate::case::store as cases;
use crate::data_layer::access_log::{AccessRow, record_list, record_read};
use crate::fault::Fault;

/// No month further back is paid by itself.
const MOST_MONTHS: usize = 36;
/// Lines of a run on one page.
const PAGE: i64 = 100;

pub(super) fn name_of_benefit(book: &RuleBook, code: &str) -> Wording {
    book.benefit(code)
        .map_or_else(|| Wording::same(code), |benefit| benefit.name.clone())
}

fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Visitor => Err(PortalError::SignInFirst),
        _ => actor.staff().ok_or(PortalError::NotFound),
    }
}

#[async_trait]
impl AllowancesDesk for Office {
    async fn allowance_account(
        &self,
        actor: &Actor,
        service: &str,
    ) -> Result<AccountView, PortalError> {
        let (citizen, understood) = self.open_draft(actor, service).await?;
        let page = service::all()
            .into_iter()
            .find(|one| crate::application::Service::code(*one) == service)
            .ok_or(PortalError::NotFound)?
            .page;
        let typed: AccountOfForm = understood.draft.typed(page);
        let acting = understood.draft.acting.as_ref();
        let whose = acting.map_or(&citizen.name, |acting| &acting.name);
        let guardian = service::guardian_of(acting, &citizen);
        Ok(AccountView {
            owner: whose.as_str().to_owned(),
            guardian: guardian.map(|name| name.as_str().to_owned()),
            faults: typed.parse(whose, guardian).err().unwrap_or_default(),
            typed,
            back: understood.page_before(page),
        })
    }

    async fn own_entitlements(&self, actor: &Actor) -> Result<Vec<EntitlementLine>, PortalError> {
        let me = actor.citizen().ok_or(PortalError::SignInFirst)?;
        let mut conn = self.db.read().await.map_err(Fault::from)?;
        let mut lines = Vec::new();
        for one in store::of_person(&mut conn, &me.person).await? {
            if self.may_follow(&me.person, &one).await? {
                let months = store::lines_of(&mut conn, &one.home, &one.id).await?;
                lines.push(self.line_of_list(&me.person, &one, &months)?);
            }
        }
        Ok(lines)
    }

    async fn one_entitlement(
        &self,
        actor: &Actor,
        reference: &str,
    ) -> Result<EntitlementView, PortalError> {
        let me = actor.citizen().ok_or(match actor {
            Actor::Visitor => PortalError::SignInFirst,
            _ => PortalError::NotFound,
        })?;
        let one = self.own_entitlement(me, reference).await?;
        Ok(self.entitlement_view(&me.person, &one).await?)
    }

    async fn postings(
        &self,
        street: Option<&str>,
    ) -> Result<(Vec<PostingView>, Vec<StreetGroup>), PortalError> {
        Ok((self.posted_views(street).await?, self.directory().streets()))
    }

    async fn posting(&self, id: &str) -> Result<PostingView, PortalError> {
        Ok(self.one_posted(id).await?.1)
    }

    async fn posting_objections(&self, actor: &Actor) -> Result<Vec<OpenObjection>, PortalError> {
        let member = staff(actor)?;
        Ok(self.open_objections(member).await?)
    }

    async fn runs(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<RunList, PortalError> {
        Ok(self.list_of_runs(staff(actor)?, session, review).await?)
    }

    async fn run(
        &self,
        actor: &Actor,
        id: &str,
        chosen: Option<LineState>,
        after: &str,
    ) -> Result<RunView, PortalError> {
        Ok(self.view_of_run(staff(actor)?, id, chosen, after).await?)
    }

    async fn found_page(
        &self,
        actor: &Actor,
        session: &SessionKey,
        reference: &str,
    ) -> Result<FoundView, PortalError> {
        Ok(self
            .read_found_page(staff(actor)?, session, reference)
            .await?)
    }

    async fn returned_line(
        &self,
        actor: &Actor,
        session: &SessionKey,
        id: &str,
        review: bool,
    ) -> Result<CorrectionView, PortalError> {
        let member = staff(actor)?;
        let (line, one) = self.returned_line_of(member, id).await?;
        self.record_looking(member, &[&one], "payments").await?;
        let person = self.person_of(&one)?;
        let typed: AccountOfForm = if review {
            self.slip_of(session, &correction_page(id))
                .await?
                .unwrap_or_default()
        } else {
            AccountOfForm::default()
        };
        let payee: Payee = self
            .keys
            .open_sealed(&payee_place(&one.id), &line.payee)
            .map_err(Fault::from)?;
        let guardian = self.guardian_under(&one.mandate, &one.service).await?;
        Ok(CorrectionView {
            faults: if review {
                let faults = typed.parse(&person.name, guardian.as_ref()).err();
                faults.unwrap_or_default()
            } else {
                Vec::new()
            },
            line: self.returned_view(member, &line, &one)?,
            account: masked_account(&payee.account),
            typed,
        })
    }
}

impl Office {
    /// Codes of the benefits that this person has, paid or suspended.
    pub(crate) async fn benefits_held(
        &self,
        conn: &mut AnyConnection,
        person: &PersonKey,
    ) -> Result<Vec<String>, Fault> {
        let all = store::of_person(conn, person).await?;
        Ok(all
            .into_iter()
            .filter(|one| one.subject == *person && one.stage != EntitlementStage::Ended)
            .map(|one| one.benefit)
            .collect())
    }

    /// As it was decided; where nobody could say then, as the rule says now.
    fn amount_of(&self, book: &RuleBook, one: &Entitlement) -> Result<Wording, Fault> {
        if !one.every.is_empty() {
            return Ok(per(&one.every, one.fen));
        }
        let facts = self.facts_of_entitlement(one)?.on(self.clock.today());
        let judged = book
            .benefit(&one.benefit)
            .map(|benefit| judge_one(benefit, &facts));
        Ok(judged
            .as_ref()
            .and_then(|judged| judged.pay())
            .map(|pay| per(every_code(pay.every), pay.fen))
            .unwrap_or_default())
    }

    fn line_of_list(
        &self,
        viewer: &PersonKey,
        one: &Entitlement,
        months: &[Line],
    ) -> Result<EntitlementLine, Fault> {
        let book = self.rule_book();
        let whose = if one.subject == *viewer {
            None
        } else {
            Some(self.person_of(one)?.name.as_str().to_owned())
        };
        Ok(EntitlementLine {
            reference: one.reference.as_str().to_owned(),
            benefit: name_of_benefit(&book, &one.benefit),
            whose,
            stage: one.stage,
            because: one.because.clone(),
            amount: self.amount_of(&book, one)?,
            missing: self.missing_of(one)?,
            first_month: one.first_month,
            paid: months
                .iter()
                .filter(|line| line.state == LineState::Paid)
                .map(|line| line.fen)
                .sum(),
        })
    }

    /// What a person is, or was, entitled to, as far as it belongs to these streets.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn entitlements_in(
        &self,
        person: &PersonKey,
        streets: &[String],
    ) -> Result<Vec<EntitlementLine>, Fault> {
        let found = store::of_person(&mut *self.db.read().await?, person).await?;
        found
            .iter()
            .filter(|one| one.subject == *person && streets.contains(&one.home))
            .map(|one| self.line_of_list(person, one, &[]))
            .collect()
    }

    async fn entitlement_view(
        &self,
        viewer: &PersonKey,
        one: &Entitlement,
    ) -> Result<EntitlementView, Fault> {
        let book = self.rule_book();
        let mut conn = self.db.read().await?;
        let mut months = store::lines_of(&mut conn, &one.home, &one.id).await?;
        let others = store::active_of(&mut conn, &one.subject).await?;
        let said = store::objections_about(&mut conn, &one.home, &one.id).await?;
        let this_month = Month::of(self.clock.today());
        let owed = if one.stage == EntitlementStage::Active {
            let due = self.months_due(&mut conn, one, this_month.plus(-1)).await?;
            due.iter()
                .map(|due| (due.month, due.fen()))
                .filter(|(_, fen)| *fen > 0)
                .collect()
        } else {
            Vec::new()
        };
        drop(conn);
        if one.subject != *viewer {
            // Whoever follows it for somebody is in that person's log.
            let row = AccessRow {
                role: "applicant".to_owned(),
                ..AccessRow::by_citizen(
                    viewer,
                    &one.subject,
                    "allowances",
                    one.reference.as_str(),
                    &["entitlement"],
                )
            };
            record_read(self, row).await?;
        }
        let payee: Payee = self.keys.open_sealed(&payee_place(&one.id), &one.payee)?;
        let directory = self.directory();
        let office = directory.get(&one.office);
        // The newest line says by which rule it is paid now.
        let version = months
            .last()
            .map_or(&one.rule_version, |line| &line.rule_version);
        let rule = book
            .benefit(&one.benefit)
            .and_then(|benefit| benefit.rules.iter().find(|rule| rule.version == *version))
            .map(|rule| {
                (
                    rule.version.clone(),
                    rule.source.clone(),
                    rule.unverified.clone(),
                )
            });
        let next = months
            .last()
            .map_or(one.first_month, |line| line.month.next());
        months.reverse();
        Ok(EntitlementView {
            line: self.line_of_list(viewer, one, &months)?,
            rule,
            account: masked_account(&payee.account),
            office: office.map(|office| office.name.clone()).unwrap_or_default(),
            phone: office
                .map(|office| office.phone.clone())
                .unwrap_or_default(),
            recheck_on: one.recheck_on,
            next: next.max(this_month),
            owed,
            since: city_date(one.since),
            objection_until: one.objection_until,
            has_objected: one.objected_at.is_some(),
            lines: months.iter().map(|line| line_view(&book, line)).collect(),
            beside: self.beside(&book, one, &others)?,
            objections: said
                .iter()
                .filter(|row| row.person == *viewer)
                .map(|row| self.objection_view(row))
                .collect::<Result<_, _>>()?,
        })
    }

    /// How it goes together with what else the person is paid, in the words of the rules.
    fn beside(
        &self,
        book: &RuleBook,
        one: &Entitlement,
        others: &[Entitlement],
    ) -> Result<Vec<Wording>, Fault> {
        let mut facts = self.facts_of_entitlement(one)?;
        for other in others {
            let more = self.facts_of_entitlement(other)?;
            facts.hardship = facts.hardship.or(more.hardship);
            facts.disability = facts.disability.or(more.disability);
        }
        let held = RuleBook {
            benefits: book
                .benefits
                .iter()
                .filter(|benefit| {
                    benefit.code == one.benefit
                        || others.iter().any(|other| other.benefit == benefit.code)
                })
                .cloned()
                .collect(),
            stacking: book.stacking.clone(),
            charges: Vec::new(),
        };
        let facts = facts.on(self.clock.today());
        let judged = judge(&held, &facts);
        Ok(judged
            .iter()
            .filter(|judged| judged.benefit.code == one.benefit)
            .flat_map(|judged| &judged.remarks)
            .map(|remark| {
                let says = &book.stacking[remark.stacking].says;
                let text = match remark.case {
                    RemarkCase::Both => Text::AllowanceBesideBoth,
                    RemarkCase::Kept => Text::AllowanceBesideKept,
                    RemarkCase::GivenUp => Text::AllowanceBesideGivenUp,
                    RemarkCase::HigherUnknown | RemarkCase::IfOther => Text::AllowanceBesideUnknown,
                };
                in_every_language(text, &[("says", &says.zh, &says.en)])
            })
            .collect())
    }

    fn objection_view(&self, row: &ObjectionRow) -> Result<Objection, Fault> {
        Ok(Objection {
            on: city_date(row.at),
            text: self
                .keys
                .open_sealed(&objection_place(&row.id), &row.text)?,
            answer: match row.done_at {
                Some(_) => Some(self.keys.open_sealed(&answer_place(&row.id), &row.answer)?),
                None => None,
            },
        })
    }

    async fn open_objections(&self, member: &StaffMember) -> Result<Vec<OpenObjection>, Fault> {
        let mut conn = self.db.read().await?;
        let rows = store::objections(&mut conn, &member.office).await?;
        let mut open = Vec::new();
        let mut said = Vec::new();
        for row in rows {
            let mut months = Vec::new();
            let about = if row.kind == "posting" {
                let key = store::key_of(&row.home, &row.record);
                match cases::matter(&mut conn, &key).await? {
                    Some(matter) => Some(matter.reference.as_str().to_owned()),
                    None => match store::reposting(&mut conn, &row.record).await? {
                        Some(again) => store::by_id(&mut conn, &again.home, &again.entitlement)
                            .await?
                            .map(|one| one.reference.as_str().to_owned()),
                        None => None,
                    },
                }
            } else {
                let one = store::by_id(&mut conn, &row.home, &row.record).await?;
                months = one
                    .iter()
                    .filter(|one| one.stage == EntitlementStage::Active)
                    .flat_map(|one| months_to_correct(one, self.clock.today()))
                    .collect();
                one.map(|one| one.reference.as_str().to_owned())
            };
            let about = about.unwrap_or_default();
            said.push((row.person.clone(), about.clone()));
            open.push(OpenObjection {
                text: self
                    .keys
                    .open_sealed(&objection_place(&row.id), &row.text)?,
                about,
                on: city_date(row.at),
                months,
                kind: row.kind,
                id: row.id,
            });
        }
        drop(conn);
        let said = said
            .iter()
            .map(|(person, about)| (person, about.as_str()))
            .collect();
        record_list(self, member, "allowances", &["objection"], said).await?;
        Ok(open)
    }

    /// What a page shows of people is in their logs.
    pub(super) async fn record_looking(
        &self,
        member: &StaffMember,
        shown: &[&Entitlement],
        field: &str,
    ) -> Result<(), Fault> {
        let named = shown
            .iter()
            .map(|one| (&one.subject, one.reference.as_str()))
            .collect();
        record_list(self, member, "allowances", &["name", field], named).await
    }

    fn returned_view(
        &self,
        member: &StaffMember,
        line: &Line,
        one: &Entitlement,
    ) -> Result<ReturnedLine, Fault> {
        Ok(ReturnedLine {
            id: line.id.clone(),
            name: self.person_of(one)?.name.as_str().to_owned(),
            benefit: name_of_benefit(&self.rule_book(), &one.benefit),
            month: line.month,
            fen: line.fen,
            because: line.returned_because.clone(),
            is_corrected: !line.corrected_by.is_empty(),
            is_own_correction: line.corrected_by == member.id,
        })
    }

    async fn run_summary(&self, conn: &mut AnyConnection, run: &Run) -> Result<RunSummary, Fault> {
        Ok(RunSummary {
            id: run.id.clone(),
            month: run.month,
            stage: run.stage,
            prepared_by: cases::staff_name(conn, &run.prepared_by).await?,
            proposed_by: cases::staff_name(conn, &run.proposed_by).await?,
            confirmed_by: cases::staff_name(conn, &run.confirmed_by).await?,
            done_at: run.done_at,
        })
    }

    async fn list_of_runs(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        review: bool,
    ) -> Result<RunList, Fault> {
        self.pays_allowances(member)?;
        let today = self.clock.today();
        let book = self.rule_book();
        let office = &member.office;
        let mut conn = self.db.read().await?;
        let mut runs = Vec::new();
        for run in store::runs(&mut conn, office).await? {
            runs.push(self.run_summary(&mut conn, &run).await?);
        }
        let suspended = store::suspended_of_office(&mut conn, office).await?;
        let rechecks = store::to_recheck(&mut conn, office, today).await?;
        let mut returned = Vec::new();
        let mut shown: Vec<Entitlement> = Vec::new();
        for line in store::returned(&mut conn, office).await? {
            if let Some(one) = store::by_id(&mut conn, &line.home, &line.entitlement).await? {
                returned.push(self.returned_view(member, &line, &one)?);
                shown.push(one);
            }
        }
        let active = store::count_of_office(&mut conn, office, EntitlementStage::Active).await?;
        let mut found = Vec::new();
        for (line, one) in self.found_at_desk(&mut conn, member).await? {
            found.push(line);
            shown.push(one);
        }
        drop(conn);
        let seen: Vec<&Entitlement> = shown.iter().chain(&suspended).chain(&rechecks).collect();
        self.record_looking(member, &seen, "entitlement").await?;
        let typed: MonthForm = if review {
            self.slip_of(session, RUNS).await?.unwrap_or_default()
        } else {
            MonthForm {
                month: Month::of(today).to_string(),
            }
        };
        Ok(RunList {
            office: self.office_called(office),
            active,
            runs,
            faults: typed.parse(today).err().unwrap_or_default(),
            typed,
            returned,
            found,
            bank_return: self
                .slip_of(session, BANK_RETURNS)
                .await?
                .unwrap_or_default(),
            suspended: suspended
                .iter()
                .map(|one| {
                    Ok(Suspended {
                        reference: one.reference.as_str().to_owned(),
                        name: self.person_of(one)?.name.as_str().to_owned(),
                        benefit: name_of_benefit(&book, &one.benefit),
                        because: one.because.clone(),
                        since: city_date(one.since),
                        ends_after: one.objection_until,
                    })
                })
                .collect::<Result<_, Fault>>()?,
            rechecks: rechecks
                .iter()
                .map(|one| {
                    Ok(Recheck {
                        reference: one.reference.as_str().to_owned(),
                        name: self.person_of(one)?.name.as_str().to_owned(),
                        benefit: name_of_benefit(&book, &one.benefit),
                        on: one.recheck_on,
                        months: months_to_correct(one, today),
                    })
                })
                .collect::<Result<_, Fault>>()?,
            objections: self.open_objections(member).await?,
        })
    }

    async fn view_of_run(
        &self,
        member: &StaffMember,
        id: &str,
        chosen: Option<LineState>,
        after: &str,
    ) -> Result<RunView, Fault> {
        let run = self.run_of_office(member, id).await?;
        let book = self.rule_book();
        let mut conn = self.db.read().await?;
        let summary = self.run_summary(&mut conn, &run).await?;
        let sums = store::sums_of_run(&mut conn, id).await?;
        let arrears = store::arrears_of_run(&mut conn, id).await?;
        let supplements = store::supplements_of_run(&mut conn, id).await?;
        let mut found = store::lines_of_run(&mut conn, id, chosen, after, PAGE + 1).await?;
        let has_more = i64::try_from(found.len()).unwrap_or(PAGE) > PAGE;
        if has_more {
            found.pop();
        }
        let next = found
            .last()
            .filter(|_| has_more)
            .map(|line| line.id.clone());
        let mut shown = Vec::new();
        for line in &found {
            let one = store::by_id(&mut conn, &line.home, &line.entitlement)
                .await?
                .ok_or_else(|| Fault::Row(format!("payment_line {}", line.id)))?;
            shown.push(one);
        }
        drop(conn);
        let seen: Vec<&Entitlement> = shown.iter().collect();
        self.record_looking(member, &seen, "payments").await?;
        let lines = found
            .iter()
            .zip(&shown)
            .map(|(line, one)| {
                Ok(RunLine {
                    name: self.person_of(one)?.name.as_str().to_owned(),
                    reference: one.reference.as_str().to_owned(),
                    benefit: name_of_benefit(&book, &one.benefit),
                    line: line_view(&book, line),
                })
            })
            .collect::<Result<_, Fault>>()?;
        Ok(RunView {
            office: self.office_called(&run.office),
            is_own_proposal: run.proposed_by == member.id,
            of_all: run.of_all,
            looked_at: run.looked_at.min(run.of_all),
            summary,
            sums,
            arrears,
            supplements,
            chosen,
            lines,
            next,
        })
    }
}

/// The months from which a correction can hold, newest first.
fn months_to_correct(one: &Entitlement, today: Date) -> Vec<Month> {
    let mut months: Vec<Month> = one.first_month.until(Month::of(today)).collect();
    months.reverse();
    months.truncate(MOST_MONTHS);
    months
}

fn line_view(book: &RuleBook, line: &Line) -> LineView {
    LineView {
        id: line.id.clone(),
        month: line.month,
        part: line.part,
        arrears_in: line.arrears_in(),
        fen: line.fen,
        less: line.less,
        state: line.state,
        why: line.why.clone(),
        why_of: if line.why_of.is_empty() {
            Wording::default()
        } else {
            name_of_benefit(book, &line.why_of)
        },
        rule: line.rule_version.clone(),
        unchecked: line.unchecked,
        changed_on: city_date(line.changed_at),
    }
}

fn per(every: &str, fen: i64) -> Wording {
    let text = match every {
        "month" => Text::AllowancePerMonth,
        "quarter" => Text::AllowancePerQuarter,
        "year" => Text::AllowancePerYear,
        _ => return Wording::default(),
    };
    let amount = app::allowances::yuan(fen);
    in_every_language(text, &[("amount", &amount, &amount)])
}
