//! The month's payments of an office: prepared with the registers asked, looked at, proposed by one person, confirmed by
//! another, and taken to the bank line by line. Whatever is repeated pays nobody twice: a month of an entitlement is one
//! row, and its id is the key under which the bank takes it.

use app::allowances::{
    AccountOfForm, BankReturnForm, EntitlementStage, KeptFacts, LineState, Month, Outcome,
    Reckoned, RunStage, reckon, stands_for,
};
use app::error::PortalError;
use app::identity::{Actor, SessionKey, StaffMember};
use app::text::Text;
use futures::StreamExt as _;
use futures::stream;
use serde_json::json;
use sqlx::AnyConnection;

use super::counter::BANK_RETURNS;
use super::suspending::says_against;
use super::{Entitlement, Line, Payee, Run, line_facts_place, payee_place, store};
use crate::Office;
use crate::case::Acting;
use crate::data_layer::caller::CallFailure;
use crate::data_layer::desk::{Outcome as Heard, Reason, Sourced};
use crate::data_layer::records::{DataSet, Entry, Registered};
use crate::fault::Fault;
use crate::journal;
use crate::outbox::{self, Errand};

/// Entitlements that one errand looks at, and lines that one takes to the bank: less than a minute's work.
const AT_ONCE: i64 = 25;
/// Questions to the population register side by side.
const SIDE_BY_SIDE: usize = 6;
/// No month further back is paid by itself.
const MONTHS_BACK: i64 = 36;

impl Office {
    /// Whether this member's office pays allowances: the district's civil affairs.
    pub(super) fn pays_allowances(&self, member: &StaffMember) -> Result<(), Fault> {
        match self.directory().get(&member.office) {
            Some(office) if office.department == "civil-affairs" => Ok(()),
            _ => Err(PortalError::NotFound.into()),
        }
    }

    /// Whether this visitor works at such an office: their navigation leads there.
    pub fn looks_after_allowances(&self, actor: &Actor) -> bool {
        actor
            .staff()
            .is_some_and(|member| self.pays_allowances(member).is_ok())
    }

    /// Begins a month, or finds the run that is not paid yet; its id.
    ///
    /// # Errors
    /// `NotFound` for whoever pays nothing.
    pub(super) async fn prepare_run(
        &self,
        member: &StaffMember,
        month: Month,
    ) -> Result<String, Fault> {
        self.pays_allowances(member)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let office = &member.office;
        let mut run = Run {
            id: self.chance.id(now),
            office: office.clone(),
            month,
            stage: RunStage::Preparing,
            of_all: 0,
            looked_at: 0,
            prepared_by: member.id.clone(),
            proposed_by: String::new(),
            confirmed_by: String::new(),
            prepared_at: now,
            done_at: None,
        };
        run.of_all = store::count_of_office(tx.conn(), office, EntitlementStage::Active).await?;
        if !store::add_run(tx.conn(), &run).await? {
            let open = store::runs(tx.conn(), office)
                .await?
                .into_iter()
                .find(|run| run.done_at.is_none());
            return match open {
                Some(run) => Ok(run.id),
                None => Err(self.why_unchanged(&mut tx, member).await?),
            };
        }
        self.begin_preparing(&mut tx, &run, member, "prepare")
            .await?;
        tx.commit().await?;
        Ok(run.id)
    }

    async fn begin_preparing(
        &self,
        tx: &mut crate::database::Tx,
        run: &Run,
        member: &StaffMember,
        step: &str,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut entry = Acting::staff(member).entry(step, None);
        entry.to = Some(RunStage::Preparing.code().to_owned());
        entry.note = json!({ "month": run.month.to_string(), "entitlements": run.of_all });
        let seq = journal::write(tx.conn(), &run.record(), now, &entry).await?;
        let errand = Errand::PrepareRun {
            run: run.id.clone(),
            // Ids are hexadecimal: this comes before all of them, and differs from one beginning to the next.
            after: format!("!{seq}"),
        };
        outbox::put(self, tx, &run.record().home, &errand, now).await
    }

    /// What staff press about a run.
    ///
    /// # Errors
    /// `NotFound` for another office's, `Conflict` for a step that is not possible (any more), or not for this person.
    pub(super) async fn act_on_run(
        &self,
        member: &StaffMember,
        id: &str,
        act: &str,
    ) -> Result<(), Fault> {
        let run = self.run_of_office(member, id).await?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let (is_done, to) = match act {
            "propose" => (
                store::propose(tx.conn(), id, &member.id).await?,
                RunStage::Proposed,
            ),
            "confirm" if run.proposed_by == member.id => {
                return Err(Fault::conflict(Text::AllowanceRunOwnProposal));
            }
            "confirm" => (
                store::confirm(tx.conn(), id, &member.id).await?,
                RunStage::Paying,
            ),
            "anew" => {
                let of_all =
                    store::count_of_office(tx.conn(), &run.office, EntitlementStage::Active)
                        .await?;
                if !store::begin_anew(tx.conn(), &run, &member.id, of_all, now).await? {
                    return Err(self.why_unchanged(&mut tx, member).await?);
                }
                let run = Run { of_all, ..run };
                self.begin_preparing(&mut tx, &run, member, "prepare-anew")
                    .await?;
                return Ok(tx.commit().await?);
            }
            _ => return Err(PortalError::NotFound.into()),
        };
        if !is_done {
            return Err(self.why_unchanged(&mut tx, member).await?);
        }
        let mut entry = Acting::staff(member).entry(act, None);
        entry.from = Some(run.stage.code().to_owned());
        entry.to = Some(to.code().to_owned());
        journal::write(tx.conn(), &run.record(), now, &entry).await?;
        if to == RunStage::Paying {
            let errand = Errand::PayRun {
                run: id.to_owned(),
                turn: "first".to_owned(),
            };
            outbox::put(self, &mut tx, &run.record().home, &errand, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Why a statement changed nothing: it pays this member or their household, or somebody was first.
    async fn why_unchanged(
        &self,
        tx: &mut crate::database::Tx,
        member: &StaffMember,
    ) -> Result<Fault, Fault> {
        let is_own = store::pays_own(tx.conn(), &member.office, &member.id).await?;
        Ok(Fault::conflict(if is_own {
            Text::AllowanceRunOwn
        } else {
            Text::AllowanceMovedOn
        }))
    }

    /// The bank tells, days later, that a payment came back: it lies with what came back at once. `false` where something
    /// is missing.
    ///
    /// # Errors
    /// `NotFound` for whoever pays nothing.
    pub(super) async fn take_back_from_bank(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &BankReturnForm,
    ) -> Result<bool, Fault> {
        self.pays_allowances(member)?;
        let parsed = typed.parse().ok();
        let line = match &parsed {
            Some((number, _)) => {
                store::paid_as(&mut *self.db.read().await?, &member.office, number).await?
            }
            None => None,
        };
        let (Some((number, because)), Some(line)) = (parsed, line) else {
            let slip = BankReturnForm {
                is_unknown: typed.parse().is_ok(),
                ..typed.clone()
            };
            self.keep_slip(session, BANK_RETURNS, &slip).await?;
            return Ok(false);
        };
        let mut conn = self.db.read().await?;
        let one = store::by_id(&mut conn, &line.home, &line.entitlement)
            .await?
            .ok_or(PortalError::NotFound)?;
        drop(conn);
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !store::come_back(tx.conn(), &line, &because, now).await? {
            return Err(Fault::conflict(Text::AllowanceMovedOn));
        }
        let mut entry = Acting::staff(member).entry("came-back", None);
        entry.on_behalf_of = Some(one.subject.0.clone());
        entry.note = json!({
            "month": line.month.to_string(), "fen": line.fen, "line": line.id, "attempt": line.attempt,
            "because": because, "bank-number": number,
        });
        journal::write(tx.conn(), &one.record(), now, &entry).await?;
        let month = line.month.to_string();
        self.tell_of_entitlement(
            &mut tx,
            &one,
            Text::AllowanceNoticeReturned,
            &[("month", &month)],
        )
        .await?;
        tx.commit().await?;
        self.keep_slip(session, BANK_RETURNS, &BankReturnForm::default())
            .await?;
        Ok(true)
    }

    pub(super) async fn run_of_office(&self, member: &StaffMember, id: &str) -> Result<Run, Fault> {
        self.pays_allowances(member)?;
        Ok(store::run(&mut *self.db.read().await?, id)
            .await?
            .filter(|run| run.office == member.office)
            .ok_or(PortalError::NotFound)?)
    }

    /// Asks the population register about the next entitlements and reckons their months; what comes after.
    pub(crate) async fn prepare_some(
        &self,
        id: &str,
        after: &str,
    ) -> Result<Option<Errand>, Fault> {
        let run = store::run(&mut *self.db.read().await?, id)
            .await?
            .filter(|run| run.stage == RunStage::Preparing);
        let Some(run) = run else {
            return Ok(None);
        };
        let next =
            store::active_of_office(&mut *self.db.read().await?, &run.office, after, AT_ONCE)
                .await?;
        let run_ref = &run;
        let checked: Vec<(Entitlement, Result<Option<Registered>, Fault>)> =
            stream::iter(next.iter().cloned())
                .map(|one| async move {
                    let found = self.look_up_whether_it_goes_on(run_ref, &one).await;
                    (one, found)
                })
                .buffered(SIDE_BY_SIDE)
                .collect()
                .await;
        for (one, found) in checked {
            let registered = found?;
            let against = registered
                .as_ref()
                .and_then(|person| says_against(&one, person));
            let mut tx = self.db.begin().await?;
            match against {
                Some(because) => {
                    self.suspend(&mut tx, &one, because, &Acting::portal())
                        .await?;
                }
                None => {
                    self.reckon_months(&mut tx, &run, &one, registered.is_none())
                        .await?;
                    self.post_again(&mut tx, &one).await?;
                }
            }
            tx.commit().await?;
        }
        let mut tx = self.db.begin().await?;
        let count = i64::try_from(next.len()).unwrap_or(AT_ONCE);
        store::looked_at(tx.conn(), id, count).await?;
        let last = next.last().filter(|_| count == AT_ONCE);
        if last.is_none() && store::is_prepared(tx.conn(), id).await? {
            let mut entry = Acting::portal().entry("prepared", None);
            entry.to = Some(RunStage::Ready.code().to_owned());
            journal::write(tx.conn(), &run.record(), self.clock.now(), &entry).await?;
        }
        tx.commit().await?;
        Ok(last.map(|last| Errand::PrepareRun {
            run: id.to_owned(),
            after: last.id.clone(),
        }))
    }

    /// What the population register says; `None` where it is silent. Nobody goes without money because a register is
    /// down: then it rests on what was known, and the line says so.
    async fn look_up_whether_it_goes_on(
        &self,
        run: &Run,
        one: &Entitlement,
    ) -> Result<Option<Registered>, Fault> {
        let person = self.person_of(one)?;
        let reason = Reason {
            person: one.subject.clone(),
            actor: run.prepared_by.clone(),
            purpose: "allowances/monthly-check".to_owned(),
            issue: one.reference.as_str().to_owned(),
            is_waited_for: false,
        };
        let answers = self
            .ask_registers(&reason, &person.number, &[DataSet::Persons])
            .await?;
        Ok(answers
            .iter()
            .filter(|answer| answer.outcome == Heard::Answered)
            .find_map(Sourced::read::<Registered>))
    }

    /// Writes every month that was not settled yet, up to the run's.
    async fn reckon_months(
        &self,
        tx: &mut crate::database::Tx,
        run: &Run,
        one: &Entitlement,
        unchecked: bool,
    ) -> Result<(), Fault> {
        for due in self.months_due(tx.conn(), one, run.month).await? {
            let id = self.chance.id(self.clock.now());
            let fen = due.fen();
            let line = Line {
                home: one.home.clone(),
                entitlement: one.id.clone(),
                month: due.month,
                part: due.part,
                run: run.id.clone(),
                run_month: Some(run.month),
                state: match &due.reckoned.outcome {
                    Outcome::Pays(_) if fen > 0 => LineState::Planned,
                    outcome if outcome.is_final() => LineState::Nothing,
                    _ => LineState::Open,
                },
                fen,
                less: due.less,
                why: due.reckoned.outcome.code().to_owned(),
                why_of: match &due.reckoned.outcome {
                    Outcome::SetAside { by } => by.clone(),
                    _ => String::new(),
                },
                rule_version: due.reckoned.rule,
                held: due.held,
                facts: self
                    .keys
                    .seal(&line_facts_place(&id), &due.facts, &self.chance),
                unchecked,
                attempt: 0,
                payee: String::new(),
                bank_number: String::new(),
                returned_because: String::new(),
                corrected_by: String::new(),
                corrected_payee: String::new(),
                changed_at: self.clock.now(),
                id,
            };
            store::write_line(tx.conn(), &line).await?;
        }
        Ok(())
    }

    /// Every month of it that was not settled yet, up to this one, each by the rule of its own last day: what began before
    /// its first run, or was suspended wrongly, is paid with the next run, and no month twice. And every month that was
    /// paid too little, as a rule or facts that were corrected since say: the difference, once. Where too much was paid
    /// nothing is taken back.
    pub(super) async fn months_due(
        &self,
        conn: &mut AnyConnection,
        one: &Entitlement,
        last: Month,
    ) -> Result<Vec<Due>, Fault> {
        let lines = store::lines_of(conn, &one.home, &one.id).await?;
        let others = store::active_of(conn, &one.subject).await?;
        let mut facts = self.facts_of_entitlement(one)?;
        for other in &others {
            facts = with_what_is_missing(facts, &self.facts_of_entitlement(other)?);
        }
        let book = self.rule_book();
        let first = one.first_month.max(last.plus(-MONTHS_BACK));
        let mut due = Vec::new();
        for month in first.until(last) {
            let of_month = || lines.iter().filter(move |line| line.month == month);
            let is_open = of_month()
                .next_back()
                .is_none_or(|line| line.state == LineState::Open);
            let settled: Vec<&Line> = of_month()
                .filter(|line| line.state != LineState::Open)
                .collect();
            let facts = match settled.last() {
                None => facts.clone(),
                // A sum that is paid in another month is no month's that got too little.
                Some(line) if line.why == Outcome::NotThisMonth.code() => continue,
                Some(_) if one.facts_since.is_some_and(|since| since <= month) => facts.clone(),
                // What has begun since is no reason to pay more for what was before; a date of birth was always so.
                Some(line) => KeptFacts {
                    born: facts.born,
                    ..facts_of_line(self, line)?
                },
            };
            let mut held: Vec<String> = others
                .iter()
                .filter(|other| other.first_month <= month)
                .map(|other| other.benefit.clone())
                .collect();
            let own: i64 = settled.iter().map(|line| line.fen).sum();
            // Most months were paid right: only the others are looked at more closely.
            if !is_open && self.reckon_month(one, &held, &facts, month)?.outcome.fen() <= own {
                continue;
            }
            let paid = store::paid_for(conn, &one.subject, month).await?;
            // What was paid for the month counts, even if it has ended since.
            for (benefit, _) in &paid {
                if !held.contains(benefit) {
                    held.push(benefit.clone());
                }
            }
            let reckoned = self.reckon_month(one, &held, &facts, month)?;
            let mut before = if paid.is_empty() || reckoned.outcome.fen() == 0 {
                Vec::new()
            } else {
                stands_for(&book, &one.benefit, &held, &facts, month)
            };
            // Its own earlier payment, or one by an entitlement before this one.
            before.push(one.benefit.clone());
            let less = if reckoned.outcome.fen() == 0 {
                0
            } else {
                paid.iter()
                    .filter(|(benefit, _)| before.contains(benefit))
                    .map(|(_, fen)| fen)
                    .sum()
            };
            let part = 1 + i64::try_from(settled.len()).unwrap_or_default();
            let due_now = Due {
                month,
                part,
                held,
                facts,
                reckoned,
                less,
            };
            if is_open || due_now.fen() > 0 {
                due.push(due_now);
            }
        }
        Ok(due)
    }

    /// What a month of it brings by today's rules.
    pub(super) fn reckon_month(
        &self,
        one: &Entitlement,
        held: &[String],
        facts: &KeptFacts,
        month: Month,
    ) -> Result<Reckoned, Fault> {
        let allowance = one.allowance()?;
        let reckoned = reckon(
            &self.rule_book(),
            &one.benefit,
            held,
            facts,
            month,
            |rule| allowance.terms(rule).clone(),
            self.settings.demo,
        );
        if reckoned.outcome == Outcome::Clash {
            tracing::error!(
                benefit = one.benefit,
                month = %month,
                "two rules contradict each other; their owner has to look, and the month stays open"
            );
        }
        Ok(reckoned)
    }

    /// Takes the next lines to the bank; what comes after. `turn` tells this errand from the next.
    pub(crate) async fn pay_some(&self, id: &str, turn: &str) -> Result<Option<Errand>, Fault> {
        let run = store::run(&mut *self.db.read().await?, id)
            .await?
            .filter(|run| !run.confirmed_by.is_empty());
        let Some(run) = run else {
            return Ok(None);
        };
        let next = store::to_pay(&mut *self.db.read().await?, id, AT_ONCE).await?;
        for line in &next {
            self.pay_line(line).await?;
        }
        if i64::try_from(next.len()).unwrap_or(AT_ONCE) == AT_ONCE {
            return Ok(Some(Errand::PayRun {
                run: id.to_owned(),
                turn: turn.to_owned(),
            }));
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if store::is_paid_out(tx.conn(), id, now).await? {
            let mut entry = Acting::portal().entry("paid-out", None);
            entry.to = Some(RunStage::Done.code().to_owned());
            journal::write(tx.conn(), &run.record(), now, &entry).await?;
        }
        tx.commit().await?;
        Ok(None)
    }

    async fn pay_line(&self, line: &Line) -> Result<(), Fault> {
        let one = store::by_id(&mut *self.db.read().await?, &line.home, &line.entitlement)
            .await?
            .ok_or_else(|| {
                Fault::Row(format!("payment_line without its entitlement {}", line.id))
            })?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if one.stage != EntitlementStage::Active && line.state == LineState::Planned {
            store::leave_open(tx.conn(), line, now).await?;
            return Ok(tx.commit().await?);
        }
        // What was sent once goes to the same account again: the bank knows it by its key.
        let sealed = if line.state == LineState::Sent {
            &line.payee
        } else {
            &one.payee
        };
        let payee: Payee = self.keys.open_sealed(&payee_place(&one.id), sealed)?;
        if !store::send(tx.conn(), line, sealed, now).await? {
            return Ok(());
        }
        tx.commit().await?;
        if !payee.guardian.is_empty()
            && self
                .guardian_under(&one.mandate, &one.service)
                .await?
                .is_none()
        {
            return self
                .note_answer(line, &one, LineState::Returned, "", "guardian-ended")
                .await;
        }
        let person = self.person_of(&one)?;
        let owner = if payee.guardian.is_empty() {
            person.name.as_str().to_owned()
        } else {
            payee.guardian
        };
        let entry = Entry {
            reference: one.reference.as_str().to_owned(),
            fields: [
                ("name", owner),
                ("bank", payee.bank),
                ("account", payee.account),
                ("fen", line.fen.to_string()),
                ("month", line.month.to_string()),
            ]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        };
        let reason = Reason {
            person: one.subject.clone(),
            actor: "portal".to_owned(),
            purpose: "allowances/payment".to_owned(),
            issue: one.reference.as_str().to_owned(),
            is_waited_for: false,
        };
        let key = format!("{}.{}", line.id, line.attempt);
        let answer = self
            .enter_in_register(&reason, DataSet::Payments, &entry, &key)
            .await?;
        let (to, number, because) = match answer {
            Ok(entered) => (LineState::Paid, entered.number, String::new()),
            Err(CallFailure::Refused(refusal)) => {
                (LineState::Returned, String::new(), refusal.code)
            }
            // Nobody knows whether it arrived: the same key is tried again.
            Err(failure) => return Err(Fault::Other(format!("bank: {}", failure.code()))),
        };
        self.note_answer(line, &one, to, &number, &because).await
    }

    /// What came of a line that was sent: once, with its journal entry, and the person told where it came back.
    async fn note_answer(
        &self,
        line: &Line,
        one: &Entitlement,
        to: LineState,
        number: &str,
        because: &str,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !store::settle(tx.conn(), line, to, number, because, now).await? {
            return Ok(());
        }
        let mut entry = Acting::portal().entry(to.code(), None);
        entry.note = json!({
            "month": line.month.to_string(), "fen": line.fen, "line": line.id, "attempt": line.attempt, "because": because,
        });
        journal::write(tx.conn(), &one.record(), now, &entry).await?;
        let month = line.month.to_string();
        if to == LineState::Returned {
            self.tell_of_entitlement(
                &mut tx,
                one,
                Text::AllowanceNoticeReturned,
                &[("month", &month)],
            )
            .await?;
        }
        Ok(tx.commit().await?)
    }

    /// A line that came back to this member's office, with what it belongs to.
    pub(super) async fn returned_line_of(
        &self,
        member: &StaffMember,
        id: &str,
    ) -> Result<(Line, Entitlement), Fault> {
        self.pays_allowances(member)?;
        let mut conn = self.db.read().await?;
        let line = store::line(&mut conn, id)
            .await?
            .filter(|line| line.state == LineState::Returned)
            .ok_or(PortalError::NotFound)?;
        let one = store::by_id(&mut conn, &line.home, &line.entitlement)
            .await?
            .filter(|one| one.office == member.office)
            .ok_or(PortalError::NotFound)?;
        Ok((line, one))
    }

    /// Another account of the person's own, after a return; `false` where something about it is wrong.
    pub(super) async fn correct_account(
        &self,
        member: &StaffMember,
        id: &str,
        typed: &AccountOfForm,
    ) -> Result<bool, Fault> {
        let (line, one) = self.returned_line_of(member, id).await?;
        let person = self.person_of(&one)?;
        let guardian = self.guardian_under(&one.mandate, &one.service).await?;
        let Ok(account) = typed.parse(&person.name, guardian.as_ref()) else {
            return Ok(false);
        };
        let payee = Payee {
            bank: account.bank,
            account: account.account,
            guardian: Some(account.owner)
                .filter(|owner| *owner != person.name)
                .map(|owner| owner.as_str().to_owned())
                .unwrap_or_default(),
        };
        let sealed = self.keys.seal(&payee_place(&one.id), &payee, &self.chance);
        let mut tx = self.db.begin().await?;
        if !store::correct(tx.conn(), &line, &member.id, &sealed).await? {
            return Err(self.why_unchanged(&mut tx, member).await?);
        }
        let mut entry = Acting::staff(member).entry("correct-account", None);
        entry.note = json!({ "line": line.id });
        journal::write(tx.conn(), &one.record(), self.clock.now(), &entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What came back is paid again, into the account that somebody else has corrected.
    ///
    /// # Errors
    /// `Conflict` for whoever corrected it themselves.
    pub(super) async fn pay_again(&self, member: &StaffMember, id: &str) -> Result<(), Fault> {
        let (line, one) = self.returned_line_of(member, id).await?;
        if line.corrected_by == member.id {
            return Err(Fault::conflict(Text::AllowanceRunOwnProposal));
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !store::pay_again(tx.conn(), &line, &member.id, now).await? {
            return Err(self.why_unchanged(&mut tx, member).await?);
        }
        let to = Entitlement {
            payee: line.corrected_payee.clone(),
            ..one.clone()
        };
        if !store::move_entitlement(tx.conn(), &one, &to).await? {
            return Err(Fault::conflict(Text::AllowanceMovedOn));
        }
        let mut entry = Acting::staff(member).entry("pay-again", None);
        entry.note = json!({ "line": line.id });
        journal::write(tx.conn(), &one.record(), now, &entry).await?;
        let errand = Errand::PayRun {
            run: line.run.clone(),
            turn: format!("{}.{}", line.id, line.attempt + 1),
        };
        outbox::put(self, &mut tx, &one.home, &errand, now).await?;
        Ok(tx.commit().await?)
    }
}

/// A month that is not settled yet, or was paid too little.
pub(super) struct Due {
    pub month: Month,
    part: i64,
    held: Vec<String>,
    facts: KeptFacts,
    reckoned: Reckoned,
    /// What was paid for it before, by itself or by what this one stands in the place of.
    less: i64,
}

impl Due {
    pub fn fen(&self) -> i64 {
        owed(&self.reckoned.outcome, self.less)
    }
}

/// What is left to pay of a month; nothing is taken back where more was paid.
pub(super) fn owed(outcome: &Outcome, less: i64) -> i64 {
    (outcome.fen() - less).max(0)
}

/// Of two looks at one person the first, filled up from the second.
pub(super) fn with_what_is_missing(facts: KeptFacts, other: &KeptFacts) -> KeptFacts {
    KeptFacts {
        hardship: facts.hardship.or(other.hardship),
        disability: facts.disability.or(other.disability),
        long_disabled: facts.long_disabled.or(other.long_disabled),
        ..facts
    }
}

/// The facts on which a line rests.
pub(super) fn facts_of_line(office: &Office, line: &Line) -> Result<KeptFacts, Fault> {
    Ok(office
        .keys
        .open_sealed(&line_facts_place(&line.id), &line.facts)?)
}
