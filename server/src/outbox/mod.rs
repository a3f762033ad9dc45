//! What must leave the house: written in the step's own transaction, carried out afterwards, as often as it takes,
//! with effect once. Each topic has one row a thing (`once`), a lease while somebody tries, and a backoff.

mod relay;
pub mod store;

pub use relay::{run, run_once};

use app::case::Step;
use app::notices::{Channel, Stuck};
use app::person::EmailAddress;
use app::text::Language;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Office;
use crate::case::{Acting, Matter, MatterKey, StepDetail, store as cases};
use crate::database::Tx;
use crate::fault::Fault;
use crate::keys::{Keys, sha256};

/// Something to be done outside the transaction that wanted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "topic")]
pub enum Errand {
    /// Enter a matter's result in its register, under the matter's own idempotency key.
    RegisterWrite { matter: MatterKey, version: i64 },
    /// Ask a source again for a field that was filled in by hand.
    FetchLater {
        home: String,
        case_id: String,
        data_set: String,
        person_number: String,
    },
    /// Remind applicant and confirmer on this day of an invitation (hash of its token) that it is still open.
    RemindConfirmer {
        home: String,
        case_id: String,
        token: String,
        day: i64,
    },
    /// A decision's hold is over: it leaves the house, unless it was recalled (the version has moved on).
    IssueDecision { matter: MatterKey, version: i64 },
    /// The office of another district has not declined in time: it has the matter.
    SettleOffer { matter: MatterKey, version: i64 },
    /// The last day of a posting has passed: it goes on, unless an objection is open.
    EndPosting { matter: MatterKey, version: i64 },
    /// Ask the registers about an office's next entitlements, after this id, and reckon their month.
    PrepareRun { run: String, after: String },
    /// Take the next lines of a run to the bank. `turn` tells one errand from the next.
    PayRun { run: String, turn: String },
    /// Nobody has said that a suspension is wrong: the entitlement ends.
    EndSuspended {
        home: String,
        entitlement: String,
        version: i64,
    },
    /// Remind the applicant that a request waits, if it still does and is to be answered by this date.
    RemindApplicant {
        matter: MatterKey,
        wait: String,
        answer_by: Date,
    },
    /// An invitation's last day has passed.
    ExpireInvitation {
        home: String,
        case_id: String,
        token: String,
    },
    /// Take a notice to a person (pseudonym) by e-mail or SMS.
    DeliverNotice {
        person: String,
        notice: String,
        channel: Channel,
    },
    /// Send a link that proves an e-mail address.
    ConfirmAddress {
        person: String,
        email: EmailAddress,
        token: String,
        language: Language,
    },
    /// Say to a provider's system that a visit is to be made (`offer`), or is not (`cancel`).
    TellProvider { visit: String, what: String },
    /// Tell a contact that somebody has called for help.
    RingContact {
        home: String,
        call: String,
        round: i64,
        tier: i64,
        place: i64,
    },
}

/// Who carries an errand out. Mail servers, gateways and providers may take their time, and must not hold up the registers;
/// a call for help waits for neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    House,
    Post,
    Call,
}

impl Errand {
    pub const fn topic(&self) -> &'static str {
        match self {
            Self::RegisterWrite { .. } => "register-write",
            Self::FetchLater { .. } => "fetch-later",
            Self::RemindConfirmer { .. } => "remind-confirmer",
            Self::ExpireInvitation { .. } => "expire-invitation",
            Self::IssueDecision { .. } => "issue-decision",
            Self::SettleOffer { .. } => "settle-offer",
            Self::EndPosting { .. } => "end-posting",
            Self::PrepareRun { .. } => "prepare-run",
            Self::PayRun { .. } => "pay-run",
            Self::EndSuspended { .. } => "end-suspended",
            Self::RemindApplicant { .. } => "remind-applicant",
            Self::DeliverNotice { .. } => "deliver-notice",
            Self::ConfirmAddress { .. } => "confirm-address",
            Self::TellProvider { .. } => "tell-provider",
            Self::RingContact { .. } => "ring-contact",
        }
    }

    /// The row's unique name: asking for the same errand again changes nothing. It stands in the clear, so a person is
    /// in it as a pseudonym.
    fn once(&self, keys: &Keys) -> String {
        match self {
            // A matter that came back from its register and was approved again is another write of the same entry.
            Self::RegisterWrite { matter, version } => {
                format!("register-write,{},{version}", matter.id)
            }
            Self::FetchLater {
                case_id,
                data_set,
                person_number,
                ..
            } => format!(
                "fetch-later,{case_id},{data_set},{}",
                keys.blind("outbox,v1,", person_number)
            ),
            Self::RemindConfirmer { token, day, .. } => format!("remind-confirmer,{token},{day}"),
            Self::ExpireInvitation { token, .. } => format!("expire-invitation,{token}"),
            Self::IssueDecision { matter, version } => {
                format!("issue-decision,{},{version}", matter.id)
            }
            Self::SettleOffer { matter, version } => {
                format!("settle-offer,{},{version}", matter.id)
            }
            Self::EndPosting { matter, version } => format!("end-posting,{},{version}", matter.id),
            Self::PrepareRun { run, after } => format!("prepare-run,{run},{after}"),
            Self::PayRun { run, turn } => format!("pay-run,{run},{turn}"),
            Self::EndSuspended {
                entitlement,
                version,
                ..
            } => format!("end-suspended,{entitlement},{version}"),
            Self::RemindApplicant {
                wait, answer_by, ..
            } => format!("remind-applicant,{wait},{answer_by}"),
            Self::DeliverNotice {
                notice, channel, ..
            } => format!("deliver-notice,{notice},{}", channel.as_str()),
            Self::ConfirmAddress { token, .. } => {
                format!("confirm-address,{}", sha256(token.as_bytes()))
            }
            Self::TellProvider { visit, what } => format!("tell-provider,{visit},{what}"),
            Self::RingContact {
                call,
                round,
                tier,
                place,
                ..
            } => format!("ring-contact,{call},{round},{tier},{place}"),
        }
    }
}

/// Puts an errand into the outbox, to be done at `not_before` or later.
pub async fn put(
    office: &Office,
    tx: &mut Tx,
    home: &str,
    errand: &Errand,
    not_before: Timestamp,
) -> Result<(), Fault> {
    let id = office.chance.id(office.clock.now());
    let payload = office.keys.seal(&place(&id), errand, &office.chance);
    store::add(
        tx.conn(),
        &id,
        home,
        errand.topic(),
        &errand.once(&office.keys),
        &payload,
        not_before,
    )
    .await
}

/// Puts the register write that ends a matter into the outbox.
pub async fn put_register_write(
    office: &Office,
    tx: &mut Tx,
    matter: &Matter,
) -> Result<(), Fault> {
    let errand = Errand::RegisterWrite {
        matter: matter.key.clone(),
        version: matter.version,
    };
    put(office, tx, &matter.key.home, &errand, office.clock.now()).await
}

fn place(id: &str) -> String {
    format!("outbox.payload.{id}")
}

/// After so many failed tries, about three quarters of an hour, somebody has to look at it.
pub const ALARM_AFTER: i64 = 12;

/// How long to wait after this many failed tries: 2 s, 4 s .. at most 15 minutes; an hour once somebody was called.
fn pause_after(attempts: i64) -> SignedDuration {
    if attempts >= ALARM_AFTER {
        return SignedDuration::from_hours(1);
    }
    let doublings = u32::try_from(attempts.clamp(1, 12)).unwrap_or(12);
    SignedDuration::from_secs((1_i64 << doublings).min(900))
}

/// What does not get out of the house.
///
/// # Errors
/// The database's.
pub async fn stuck(office: &Office) -> Result<Stuck, Fault> {
    let mut stuck = Stuck::default();
    for (topic, count, since) in store::stuck(&mut *office.db.read().await?).await? {
        if store::POST.contains(&topic.as_str()) {
            stuck.messages += count;
        } else {
            stuck.registers += count;
        }
        stuck.since = stuck.since.into_iter().chain([since]).min();
    }
    Ok(stuck)
}

/// A register has answered: the matter's step, and the errand is done, in one transaction.
async fn register_answered(
    office: &Office,
    row: &store::Waiting,
    key: &MatterKey,
    step: Step,
    detail: StepDetail,
) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    store::finish(tx.conn(), &row.id, office.clock.now()).await?;
    if let Some(matter) = cases::matter(tx.conn(), key).await? {
        office
            .take_step(&mut tx, &matter, step, &Acting::portal(), detail)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}
