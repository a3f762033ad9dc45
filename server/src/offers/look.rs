//! The daily look: the registers that leave covers, under a purpose of its own, and what has begun to hold.

use std::time::Duration;

use app::benefits::{Benefit, FactSource, Facts, Judged, Kind, Row, Verdict, judge};
use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey};
use app::offers::{OfferState, OfferStep};
use app::person::ResidentId;
use app::text::{Text, in_every_language};
use futures::StreamExt as _;
use futures::stream;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::own::look_by_duty;
use super::{FINDINGS, Leave, Offer, PREFIX, PURPOSE, Under, Why, store, why_place};
use crate::Office;
use crate::application::service_of;
use crate::benefits::{ASKS, found_at, hear};
use crate::case::{Acting, store as cases};
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_read};
use crate::data_layer::desk::{Reason, Sourced};
use crate::data_layer::records::{DataSet, Registered};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;
use crate::notices::{Says, Telling};

/// How many are looked at in one go, and how many side by side.
pub(super) const AT_ONCE: i64 = 60;
const SIDE_BY_SIDE: usize = 6;
/// From one look to the next.
const PAUSE: SignedDuration = SignedDuration::from_hours(24);
/// Whoever looks has it for so long; who has died meanwhile is stood in for afterwards.
pub(super) const LEASE: SignedDuration = SignedDuration::from_mins(10);

/// What it is called in the journal.
pub(super) const LOOKED: &str = "looked";
const OFFERED: &str = "offered";
/// The benefit that is an assessment: whoever has a finding needs none.
const ASSESSMENT: &str = "assessment";

/// Runs until the portal closes.
///
/// # Errors
/// None: what fails is logged and tried again.
pub async fn run(office: Office) -> Result<(), Fault> {
    while !office.closing.has_begun() {
        if let Err(fault) = look(&office).await {
            tracing::error!(error = %fault, "what could be offered was not looked at");
        }
        if let Err(fault) = look_by_duty(&office).await {
            tracing::error!(error = %fault, "what offices hold themselves was not looked at");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
            () = office.closing.begun() => {}
        }
    }
    Ok(())
}

/// Ends what has run out, and looks wherever it is time; says for how many people.
///
/// # Errors
/// The database's. One that fails stops no other.
pub async fn look(office: &Office) -> Result<usize, Fault> {
    let (past, due) = {
        let mut conn = office.db.read().await?;
        (
            store::past(&mut conn, office.clock.today(), AT_ONCE).await?,
            store::to_look(&mut conn, office.clock.now(), AT_ONCE).await?,
        )
    };
    for leave in &past {
        if let Err(fault) = office.let_leave_run_out(leave).await {
            tracing::error!(error = %fault, leave = leave.id, "standing leave could not be ended");
        }
    }
    let count = due.len();
    stream::iter(due)
        .for_each_concurrent(SIDE_BY_SIDE, |leave| async move {
            if let Err(fault) = office.look_under(&leave).await {
                tracing::error!(error = %fault, leave = leave.id, "a look under standing leave failed");
            }
        })
        .await;
    Ok(count)
}

/// What a look has found.
pub(super) struct Found {
    pub facts: Facts,
    pub sources: Vec<FactSource>,
    /// Nine digits; empty where the population register is silent.
    pub street: String,
    pub has_died: bool,
    pub silent: Vec<String>,
}

/// Whether somebody is offered this at all: money, and what can be applied for here. Of meals that anybody of sixty may
/// have nobody needs to be told.
fn is_offered(benefit: &Benefit) -> bool {
    benefit.kind == Kind::Allowance || service_for(benefit).is_some()
}

/// The service by which one applies for it here.
pub(super) fn service_for(benefit: &Benefit) -> Option<&str> {
    let code = benefit.apply.as_deref()?.trim_start_matches('/');
    service_of(code).map(|_| code)
}

impl Office {
    async fn look_under(&self, leave: &Leave) -> Result<(), Fault> {
        if leave.until < self.clock.today() {
            return Ok(());
        }
        let mark = later(self.clock.now(), LEASE);
        let mut tx = self.db.begin().await?;
        if !store::take(tx.conn(), leave, mark).await? {
            return Ok(());
        }
        tx.commit().await?;
        let number = self.number_of_person(&leave.person).await?;
        let found = self.ask_under(leave, &number).await?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        // Leave that was taken back while the registers answered: nothing comes of it.
        if !store::looked(tx.conn(), leave, mark, now, later(now, PAUSE)).await? {
            return Ok(());
        }
        let mut entry = Acting::portal().entry(LOOKED, None);
        entry.note = json!({ "sets": leave.sets, "silent": found.silent });
        journal::write(tx.conn(), &leave.record(), now, &entry).await?;
        if found.has_died {
            store::end(tx.conn(), leave, "died", now).await?;
            self.note_on_leave(&mut tx, leave, &Acting::portal(), "leave-died")
                .await?;
            return Ok(tx.commit().await?);
        }
        self.offer_what_holds(&mut tx, &leave.person, &number, &found, Under::Leave)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Asks what leave covers. The person finds it among those who looked, refused or not.
    async fn ask_under(&self, leave: &Leave, number: &ResidentId) -> Result<Found, Fault> {
        let mut fields = vec!["entitlement".to_owned()];
        fields.extend(leave.covers(FINDINGS).then(|| "finding".to_owned()));
        record_read(
            self,
            AccessRow {
                person: leave.person.clone(),
                by_kind: ReaderKind::Portal,
                by_id: "portal".to_owned(),
                office: OfficeId(String::new()),
                role: String::new(),
                purpose: PURPOSE.to_owned(),
                reference: leave.reference.as_str().to_owned(),
                fields,
                outcome: ReadOutcome::Allowed,
            },
        )
        .await?;
        let sets: Vec<DataSet> = ASKS
            .iter()
            .map(|asked| asked.set)
            .filter(|set| leave.covers(&set.code()))
            .collect();
        let reason = Reason {
            person: leave.person.clone(),
            actor: "portal".to_owned(),
            purpose: PURPOSE.to_owned(),
            issue: leave.reference.as_str().to_owned(),
            is_waited_for: false,
        };
        let answers = self.ask_registers(&reason, number, &sets).await?;
        let today = self.clock.today();
        let heard = hear(&answers, today);
        for what in &heard.contradictions {
            tracing::error!(
                what,
                "two registers contradict each other; their owners have to look"
            );
        }
        let person = answers
            .iter()
            .find(|answer| answer.data_set == DataSet::Persons.code())
            .and_then(Sourced::read::<Registered>);
        let (mut facts, mut sources) = (heard.facts, heard.sources);
        if leave.covers(FINDINGS)
            && let Some((level, at)) = self.level_found(&leave.person).await?
        {
            facts.care = Some(level);
            sources.push(found_at(at));
        }
        Ok(Found {
            facts,
            sources,
            has_died: person
                .as_ref()
                .is_some_and(|person| person.died_on.is_some()),
            street: person.and_then(|person| person.street).unwrap_or_default(),
            silent: answers
                .iter()
                .filter(|answer| answer.outcome.is_without_answer())
                .map(|answer| answer.data_set.clone())
                .collect(),
        })
    }

    /// One offer for each rule that holds and was not offered before, and one notice for all of them.
    pub(super) async fn offer_what_holds(
        &self,
        tx: &mut Tx,
        person: &PersonKey,
        number: &ResidentId,
        found: &Found,
        under: Under<'_>,
    ) -> Result<(), Fault> {
        // What is set aside by something higher can only be told when every register has answered.
        if found.street.is_empty() || !found.silent.is_empty() {
            return Ok(());
        }
        let book = self.rule_book();
        let mut before = store::of_person(tx.conn(), person).await?;
        let held = match under {
            Under::Leave => self.benefits_held(tx.conn(), person).await?,
            Under::Duty { given, .. } => given.to_vec(),
        };
        let mut made = Vec::new();
        let mut services = Vec::new();
        for judged in judge(&book, &found.facts) {
            let benefit = judged.benefit;
            if !is_offered(benefit) || !under.covers(&benefit.code) {
                continue;
            }
            match &judged.verdict {
                Verdict::Yes { .. } => {}
                Verdict::No { .. } | Verdict::SetAside { .. } => {
                    let step = OfferStep::Lapse;
                    self.close_offers(tx, &mut before, &benefit.code, step, under)
                        .await?;
                    continue;
                }
                _ => continue,
            }
            let has_it = held.contains(&benefit.code)
                || self.is_applied_for(tx, benefit, number).await?
                || (benefit.code == ASSESSMENT && found.facts.care.is_some());
            let is_muted = before
                .iter()
                .any(|offer| offer.benefit == benefit.code && offer.state == OfferState::Never);
            if has_it || is_muted {
                continue;
            }
            let Some(mut offer) = self.new_offer(person, found, &judged, under) else {
                continue;
            };
            let is_known = before
                .iter()
                .any(|one| one.benefit == offer.benefit && one.rule_version == offer.rule_version);
            if is_known {
                continue;
            }
            if !store::add(tx.conn(), &offer).await? {
                // It is the reference that is taken, or the offer has been made meanwhile.
                offer.reference = CaseReference::from_random(PREFIX, self.chance.bytes());
                if !store::add(tx.conn(), &offer).await? {
                    continue;
                }
            }
            let step = OfferStep::Replace;
            self.close_offers(tx, &mut before, &benefit.code, step, Under::Leave)
                .await?;
            let mut entry = Acting::portal().entry(OFFERED, None);
            entry.on_behalf_of = Some(person.0.clone());
            entry.to = Some(offer.state.code().to_owned());
            entry.note = json!({ "benefit": offer.benefit, "rule": offer.rule_version });
            journal::write(tx.conn(), &offer.record(), offer.made_at, &entry).await?;
            services.extend(service_for(benefit).map(str::to_owned));
            made.push(offer);
        }
        let Some(first) = made.first() else {
            return Ok(());
        };
        let mut told = vec![person.clone()];
        told.extend(self.holders_told(tx.conn(), person, &services).await?);
        let count = made.len().to_string();
        for whom in told {
            let text = match under {
                _ if whom != *person => Text::OffersNoticeHolder,
                Under::Leave => Text::OffersNoticeSentence,
                Under::Duty { .. } => Text::OffersNoticeOwn,
            };
            let telling = Telling {
                home: first.home.clone(),
                case_id: first.id.clone(),
                reference: first.reference.clone(),
                person: whom,
                event: in_every_language(Text::OffersNotice, &[]),
                about: in_every_language(Text::OffersNoticeAbout, &[]),
                says: Says::This(in_every_language(text, &[("count", &count, &count)])),
            };
            tx.tell_at_the_end(self, telling);
        }
        Ok(())
    }

    fn new_offer(
        &self,
        person: &PersonKey,
        found: &Found,
        judged: &Judged<'_>,
        under: Under<'_>,
    ) -> Option<Offer> {
        let rule = judged.rule?;
        let (duty, office) = match under {
            Under::Leave => (String::new(), String::new()),
            Under::Duty { duty, office, .. } => (duty.code.clone(), office.0.clone()),
        };
        let now = self.clock.now();
        let id = self.chance.id(now);
        let asked: Vec<_> = rule.rows.iter().flat_map(Row::facts).collect();
        let why = Why::of(&found.facts, &found.sources, &asked);
        Some(Offer {
            home: found.street.clone(),
            reference: CaseReference::from_random(PREFIX, self.chance.bytes()),
            person: person.clone(),
            benefit: judged.benefit.code.clone(),
            rule_version: rule.version.clone(),
            why: self.keys.seal(&why_place(&id), &why, &self.chance),
            duty,
            office,
            state: OfferState::Open,
            made_at: now,
            version: 0,
            id,
        })
    }

    /// Whether an application for it, or what it has led to, is there.
    async fn is_applied_for(
        &self,
        tx: &mut Tx,
        benefit: &Benefit,
        number: &ResidentId,
    ) -> Result<bool, Fault> {
        let Some(service) = service_for(benefit) else {
            return Ok(false);
        };
        let claim = self.keys.blind(&format!("{service},v1,"), number.as_str());
        cases::is_claimed(tx.conn(), &claim).await
    }

    /// The open offers of this benefit end by themselves, as far as it is for whoever looks to end them.
    async fn close_offers(
        &self,
        tx: &mut Tx,
        before: &mut [Offer],
        benefit: &str,
        step: OfferStep,
        under: Under<'_>,
    ) -> Result<(), Fault> {
        for offer in before
            .iter_mut()
            .filter(|offer| offer.benefit == benefit && under.may_end(offer))
        {
            if let Some(to) = offer.state.after(step)
                && self
                    .step_offer(tx, offer, step, to, &Acting::portal())
                    .await?
            {
                offer.state = to;
                offer.version += 1;
            }
        }
        Ok(())
    }
}

pub(super) fn later(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.saturating_add(span).expect("a span of hours saturates")
}
