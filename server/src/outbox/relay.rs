//! Carries the errands out: one loop a process, each errand leased so that two processes never do it at once.

use std::time::Duration;

use app::case::{PartyRole, Stage, Step};
use app::identity::PersonKey;
use app::person::ResidentId;
use app::text::{Text, Words};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::SignedDuration;
use jiff::civil::Date;

use super::{ALARM_AFTER, Errand, Lane, pause_after, place, register_answered, store};
use crate::Office;
use crate::case::{
    Acting, Matter, MatterKey, StepDetail, as_entry, store as cases, what_will_be_written,
};
use crate::data_layer::caller::CallFailure;
use crate::data_layer::desk::{Outcome, Reason};
use crate::data_layer::records::{DataSet, Entry};
use crate::data_layer::store as data;
use crate::database::{self, Tx};
use crate::fault::Fault;
use crate::journal::{self, Record};
use crate::{care, notices, one_key_call, tracking};

/// How long one try may take before somebody else may try.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// How many messages leave the house at once.
const AT_ONCE: usize = 4;

/// Runs until the portal closes.
pub async fn run(office: Office) -> Result<(), Fault> {
    let stuck = super::stuck(&office).await?;
    if stuck.since.is_some() {
        tracing::error!(
            registers = stuck.registers,
            messages = stuck.messages,
            "some errands are stuck"
        );
    }
    tokio::join!(
        keep_going(&office, Lane::House),
        keep_going(&office, Lane::Post),
        database::first(keep_going(&office, Lane::Call))
    );
    Ok(())
}

async fn keep_going(office: &Office, lane: Lane) {
    while !office.closing.has_begun() {
        let did_some = match run_lane(office, lane).await {
            Ok(count) => count > 0,
            Err(fault) => {
                tracing::error!(error = %fault, "the outbox could not be read");
                false
            }
        };
        if !did_some {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(300)) => {}
                () = office.closing.begun() => {}
            }
        }
    }
}

/// Does every errand that is due, and says how many were tried.
///
/// # Errors
/// The portal's own database's. An errand that fails is kept and tried again later.
pub async fn run_once(office: &Office) -> Result<usize, Fault> {
    Ok(run_lane(office, Lane::Call).await?
        + run_lane(office, Lane::House).await?
        + run_lane(office, Lane::Post).await?)
}

/// Registers are written one after the other; messages wait for nobody but their own server.
async fn run_lane(office: &Office, lane: Lane) -> Result<usize, Fault> {
    let due = store::due(&mut *office.db.read().await?, lane, office.clock.now(), 20).await?;
    let at_once = match lane {
        Lane::House => 1,
        Lane::Post | Lane::Call => AT_ONCE,
    };
    stream::iter(due)
        .map(|row| async move { try_one(office, &row).await })
        .buffer_unordered(at_once)
        .try_fold(0, |tried, was_tried| async move {
            Ok(tried + usize::from(was_tried))
        })
        .await
}

/// Tries one errand, unless somebody else has it.
async fn try_one(office: &Office, row: &store::Waiting) -> Result<bool, Fault> {
    let after = |pause: SignedDuration| {
        office
            .clock
            .now()
            .checked_add(pause)
            .map_err(|error| Fault::Other(error.to_string()))
    };
    let mut tx = office.db.begin().await?;
    let is_ours = store::lease(tx.conn(), &row.id, office.clock.now(), after(LEASE)?).await?;
    tx.commit().await?;
    if !is_ours {
        return Ok(false);
    }
    let Err(failure) = carry_out(office, row).await else {
        return Ok(true);
    };
    let attempts = row.attempts + 1;
    let is_stuck = attempts >= ALARM_AFTER;
    if is_stuck && !row.is_stuck {
        tracing::error!(errand = %row.id, attempts, error = %failure, "an errand is stuck: somebody has to look at it");
    } else {
        tracing::warn!(errand = %row.id, attempts, error = %failure, "an errand will be tried again");
    }
    let mut tx = office.db.begin().await?;
    store::try_later(
        tx.conn(),
        &row.id,
        after(pause_after(attempts))?,
        &failure.to_string().chars().take(100).collect::<String>(),
        is_stuck.then(|| office.clock.now()),
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

async fn carry_out(office: &Office, row: &store::Waiting) -> Result<(), Fault> {
    let errand: Errand = office.keys.open_sealed(&place(&row.id), &row.payload)?;
    match errand {
        Errand::RegisterWrite { matter, .. } => write_to_register(office, row, &matter).await,
        Errand::FetchLater {
            home,
            case_id,
            data_set,
            person_number,
        } => fetch_later(office, row, &home, &case_id, &data_set, &person_number).await,
        Errand::RemindConfirmer {
            home,
            case_id,
            token,
            ..
        } => tracking::remind_confirmer(office, row, &home, &case_id, &token).await,
        Errand::IssueDecision { matter, version } => {
            follow_up(
                office,
                row,
                &matter,
                Stage::Held,
                version,
                async |tx, matter| office.issue(tx, &matter.key).await.map(drop),
            )
            .await
        }
        Errand::SettleOffer { matter, version } => {
            follow_up(
                office,
                row,
                &matter,
                Stage::Offered,
                version,
                async |tx, matter| {
                    office
                        .take_step(
                            tx,
                            matter,
                            Step::AcceptOffer,
                            &Acting::portal(),
                            StepDetail::default(),
                        )
                        .await
                        .map(drop)
                },
            )
            .await
        }
        Errand::EndPosting { matter, version } => {
            follow_up(
                office,
                row,
                &matter,
                Stage::Posted,
                version,
                async |tx, matter| office.end_posting(tx, matter).await,
            )
            .await
        }
        Errand::PrepareRun { run, after } => {
            let next = office.prepare_some(&run, &after).await?;
            go_on(office, row, next).await
        }
        Errand::PayRun { run, .. } => {
            let next = office.pay_some(&run, &row.id).await?;
            go_on(office, row, next).await
        }
        Errand::EndSuspended {
            home,
            entitlement,
            version,
        } => {
            let mut tx = office.db.begin().await?;
            store::finish(tx.conn(), &row.id, office.clock.now()).await?;
            office
                .end_suspended(&mut tx, &home, &entitlement, version)
                .await?;
            Ok(tx.commit().await?)
        }
        Errand::RemindApplicant {
            matter,
            wait,
            answer_by,
        } => remind_applicant(office, row, &matter, &wait, answer_by).await,
        Errand::ExpireInvitation {
            home,
            case_id,
            token,
        } => {
            tracking::expire_invitation(office, &home, &case_id, &token).await?;
            done(office, row).await
        }
        Errand::DeliverNotice {
            person,
            notice,
            channel,
        } => notices::deliver(office, row, &PersonKey(person), &notice, channel).await,
        Errand::TellProvider { visit, what } => {
            care::dispatch::carry(office, row, &visit, &what).await
        }
        Errand::RingContact {
            home,
            call,
            round,
            tier,
            place,
        } => one_key_call::ring_contact(office, row, &home, &call, (round, tier, place)).await,
        Errand::ConfirmAddress {
            person,
            email,
            token,
            language,
        } => {
            let words = Words::new(language);
            notices::confirm_address(office, row, &PersonKey(person), &email, &token, words).await
        }
    }
}

async fn done(office: &Office, row: &store::Waiting) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    store::finish(tx.conn(), &row.id, office.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// This errand is done, and the next one of a long piece of work begins at once.
async fn go_on(office: &Office, row: &store::Waiting, next: Option<Errand>) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    store::finish(tx.conn(), &row.id, office.clock.now()).await?;
    if let Some(next) = next {
        // An office's run is no case and has no home: its errands stand under the municipality.
        super::put(office, &mut tx, "500000000", &next, office.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// A step that follows when its time has come, unless the matter has moved on since; with the errand done, in one
/// transaction.
async fn follow_up(
    office: &Office,
    row: &store::Waiting,
    key: &MatterKey,
    stage: Stage,
    version: i64,
    step: impl AsyncFnOnce(&mut Tx, &Matter) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    store::finish(tx.conn(), &row.id, office.clock.now()).await?;
    if let Some(matter) = cases::matter(tx.conn(), key).await?
        && matter.stage == stage
        && matter.version == version
    {
        step(&mut tx, &matter).await?;
    }
    Ok(tx.commit().await?)
}

async fn remind_applicant(
    office: &Office,
    row: &store::Waiting,
    key: &MatterKey,
    wait: &str,
    answer_by: Date,
) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    store::finish(tx.conn(), &row.id, office.clock.now()).await?;
    let still_waits = cases::waits_of_matter(tx.conn(), key)
        .await?
        .iter()
        .any(|open| open.id == wait && open.until.is_none() && open.answer_by == Some(answer_by));
    if still_waits
        && let Some(matter) = cases::matter(tx.conn(), key).await?
        && matter.stage == Stage::AwaitingApplicant
        && let Some(case) = cases::case_by_id(tx.conn(), &key.home, &matter.case_id).await?
    {
        office
            .tell_about(&mut tx, &case, Text::NoticeAskedReminder, &matter)
            .await?;
    }
    Ok(tx.commit().await?)
}

async fn write_to_register(
    office: &Office,
    row: &store::Waiting,
    key: &MatterKey,
) -> Result<(), Fault> {
    let (case, matter, siblings) = {
        let mut conn = office.db.read().await?;
        let matter = cases::matter(&mut conn, key)
            .await?
            .ok_or_else(|| Fault::Row("outbox without its matter".into()))?;
        let case = cases::case_by_id(&mut conn, &key.home, &matter.case_id)
            .await?
            .ok_or_else(|| Fault::Row("a matter without its case".into()))?;
        let siblings = cases::matters(&mut conn, &key.home, &matter.case_id).await?;
        (case, matter, siblings)
    };
    let writing = matter
        .definition
        .writes
        .as_ref()
        .ok_or_else(|| Fault::Other("a write without a register".into()))?;
    let set = DataSet::from_code(&writing.data_set)
        .ok_or_else(|| Fault::Other(format!("unknown data set {}", writing.data_set)))?;
    let written = what_will_be_written(office, &office.dossier(&case)?, &matter, &siblings)?;
    let entry = Entry {
        reference: case.reference.as_str().to_owned(),
        fields: as_entry(&written),
    };
    let reason = Reason {
        person: case.subject.clone(),
        actor: "portal".to_owned(),
        purpose: format!("{}/{}", case.service, matter.code),
        issue: case.reference.as_str().to_owned(),
        is_waited_for: false,
    };
    // Matter and subject are in the matter's id: a retry or an unknown outcome never makes two numbers.
    match office
        .enter_in_register(&reason, set, &entry, &key.id)
        .await?
    {
        Ok(entered) => {
            let detail = StepDetail {
                result: Some(entered.number),
                ..StepDetail::default()
            };
            register_answered(office, row, key, Step::RegisterAnswered, detail).await
        }
        Err(CallFailure::Refused(refusal)) => {
            let mut decision = office.decision_of(&matter)?.unwrap_or_default();
            decision.register_says = refusal.message.zh;
            let detail = StepDetail {
                decision: Some(decision),
                ..StepDetail::default()
            };
            register_answered(office, row, key, Step::RegisterRefused, detail).await
        }
        Err(failure) => Err(Fault::Other(format!("register: {}", failure.code()))),
    }
}

/// A field was filled in by hand because its source was silent: now the source is asked again, and the desk sees
/// "now confirmed" or "differs".
async fn fetch_later(
    office: &Office,
    row: &store::Waiting,
    home: &str,
    case_id: &str,
    data_set: &str,
    number: &str,
) -> Result<(), Fault> {
    let number = ResidentId::parse(number)
        .map_err(|_| Fault::Row("outbox: a number that cannot be read".into()))?;
    let set = DataSet::from_code(data_set)
        .ok_or_else(|| Fault::Other(format!("unknown data set {data_set}")))?;
    let case = cases::case_by_id(&mut *office.db.read().await?, home, case_id)
        .await?
        .ok_or_else(|| Fault::Row("outbox without its case".into()))?;
    if case.closed_at.is_some() {
        // Nobody decides on it any more: there is no purpose left to ask for.
        return done(office, row).await;
    }
    let reason = Reason {
        person: office.keys.person(&number),
        actor: "portal".to_owned(),
        purpose: format!("{}/fetch-later", case.service),
        issue: case.reference.as_str().to_owned(),
        is_waited_for: false,
    };
    let holds = data::leave_holds(
        &mut *office.db.read().await?,
        &reason.issue,
        &reason.person,
        data_set,
        office.clock.now(),
    )
    .await?;
    if !holds {
        // Taken back, or over: nobody asks any more, and the log says so.
        office.log_not_asked(&reason, set).await?;
        return done(office, row).await;
    }
    let sourced = office.ask_registers(&reason, &number, &[set]).await?;
    let Some(sourced) = sourced
        .into_iter()
        .find(|sourced| sourced.outcome != Outcome::Silent)
    else {
        return Err(Fault::Other(format!("{data_set} is still silent")));
    };
    let before = office.dossier(&case)?;
    let mut dossier = before.clone();
    let parties = cases::parties(&mut *office.db.read().await?, home, case_id).await?;
    let is_confirmer = parties
        .iter()
        .any(|party| party.role == PartyRole::Confirmer && party.person == reason.person);
    let about = if is_confirmer {
        PartyRole::Confirmer
    } else {
        PartyRole::Applicant
    };
    let corrected = office.corrected_fields(&case).await?;
    if office
        .compare(&case, &sourced, about, &corrected, &mut dossier)
        .await?
    {
        let mut tx = office.db.begin().await?;
        if !office
            .write_compared(tx.conn(), &case, &before, dossier)
            .await?
        {
            return Err(Fault::Other("the dossier has changed meanwhile".into()));
        }
        let mut entry = Acting::portal().entry("source-answered", None);
        entry.note = serde_json::json!({ "data_set": data_set });
        journal::write(
            tx.conn(),
            &Record::new(home, "case", case_id),
            office.clock.now(),
            &entry,
        )
        .await?;
        store::finish(tx.conn(), &row.id, office.clock.now()).await?;
        tx.commit().await.map_err(Fault::from)
    } else {
        done(office, row).await
    }
}
