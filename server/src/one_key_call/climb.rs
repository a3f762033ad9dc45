//! The climb: whoever is to be rung next, in time. What is due stands in each call's row; the transaction that moves the
//! mark rings, so that no two processes ring the same tier, and a restart forgets none.

use std::collections::HashMap;
use std::time::Duration;

use app::identity::OfficeId;
use app::one_key_call::{CallStage, CallStep, RungWhom, call_terms};
use app::person::Mobile;
use app::warnings::Contact;
use jiff::Timestamp;
use tokio::time::Instant;

use super::store::{self, Call, Ring};
use super::{Doer, seconds_after, who_place};
use crate::Office;
use crate::data_layer::directory::COMMUNITY;
use crate::database::{self, Tx};
use crate::fault::Fault;
use crate::identity::person_of_mobile;
use crate::outbox::{self, Errand};
use crate::warnings::{contact_place, store as warnings};

/// How many climbing calls are watched at once.
const AT_ONCE: i64 = 1_000;
const PAUSE: Duration = Duration::from_millis(250);

/// Until when, by the machine's own even pace, each call may wait: its mark may be far off because somebody has set the
/// clock back.
#[derive(Default)]
struct Waits(HashMap<String, (Timestamp, Instant)>);

impl Waits {
    /// Whether this call has waited long enough, whatever the clock says.
    fn is_over(&mut self, call: &Call, mark: Timestamp, now: Timestamp) -> bool {
        let known = self.0.get(&call.id).filter(|(of, _)| *of == mark);
        let until = match known {
            Some((_, until)) => *until,
            None => {
                // Begun seconds count whole: nobody is rung before the time.
                let left = mark.duration_since(now).as_secs().saturating_add(1);
                let left = left.clamp(0, longest_wait(call) + 1);
                let until = Instant::now() + Duration::from_secs(left.unsigned_abs());
                self.0.insert(call.id.clone(), (mark, until));
                until
            }
        };
        Instant::now() >= until
    }
}

/// So many seconds a call of this stage waits at most for what comes next.
fn longest_wait(call: &Call) -> i64 {
    let terms = call_terms();
    match call.stage {
        CallStage::Answered => terms.times.act_within,
        CallStage::OnTheWay => terms.times.there_within,
        CallStage::Ringing | CallStage::There | CallStage::Ended => {
            let next = usize::try_from(call.tier).unwrap_or(0);
            let before = next.checked_sub(1).map_or(0, |last| terms.rung_after(last));
            terms.rung_after(next) - before
        }
    }
}

/// Runs until the portal closes.
///
/// # Errors
/// None: what fails is logged and tried again.
pub async fn run(office: Office) -> Result<(), Fault> {
    database::first(keep_climbing(&office)).await;
    Ok(())
}

async fn keep_climbing(office: &Office) {
    let mut waits = Waits::default();
    while !office.closing.has_begun() {
        if let Err(fault) = look_at_all(office, &mut waits).await {
            tracing::error!(error = %fault, "the open calls could not be read");
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = office.closing.begun() => {}
        }
    }
}

/// Rings whoever is due now, once; says at how many calls something happened.
///
/// # Errors
/// The database's. A call that fails stops no other: it is logged, and found again at once.
pub async fn look(office: &Office) -> Result<usize, Fault> {
    database::first(look_at_all(office, &mut Waits::default())).await
}

async fn look_at_all(office: &Office, waits: &mut Waits) -> Result<usize, Fault> {
    let now = office.clock.now();
    let calls = store::with_marks(&mut *office.db.read().await?, AT_ONCE).await?;
    let mut rung = 0;
    for call in &calls {
        let Some(mark) = call.next_mark else {
            continue;
        };
        if mark > now && !waits.is_over(call, mark, now) {
            continue;
        }
        match office.go_on(call, mark.max(now), now).await {
            Ok(has_rung) => rung += usize::from(has_rung),
            Err(fault) => {
                tracing::error!(error = %fault, call = %call.reference, "a call could not go on");
            }
        }
    }
    waits
        .0
        .retain(|id, _| calls.iter().any(|call| call.id == *id));
    if rung > 0 {
        office.call_news.say();
    }
    Ok(rung)
}

impl Office {
    /// The next tiers of a call, or the first ones again where nobody came in time. `due` is the time up to which tiers
    /// are past.
    async fn go_on(&self, call: &Call, due: Timestamp, now: Timestamp) -> Result<bool, Fault> {
        let mut tx = self.db.begin().await?;
        if !store::take_mark(tx.conn(), call).await? {
            return Ok(false);
        }
        match call.stage {
            CallStage::Ringing => self.ring_what_is_due(&mut tx, call, due).await?,
            CallStage::Answered | CallStage::OnTheWay => {
                self.ring_anew(&mut tx, call, CallStep::Lapse, &Doer::portal(), now)
                    .await?;
            }
            CallStage::There | CallStage::Ended => {}
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Rings every tier that is past at this time, in order, and sets the mark of the next one.
    pub(super) async fn ring_what_is_due(
        &self,
        tx: &mut Tx,
        call: &Call,
        due: Timestamp,
    ) -> Result<(), Fault> {
        let terms = call_terms();
        let seconds = due.duration_since(call.base_at).as_secs();
        let from = usize::try_from(call.tier).unwrap_or(0);
        let (past, next) = terms.past(from, seconds);
        for place in past {
            self.ring_tier(tx, call, place).await?;
        }
        store::set_tier(
            tx.conn(),
            call,
            i64::try_from(next).unwrap_or(i64::MAX),
            seconds_after(call.base_at, terms.rung_after(next)),
            self.clock.now(),
        )
        .await
    }

    async fn ring_tier(&self, tx: &mut Tx, call: &Call, tier: usize) -> Result<(), Fault> {
        let mut place = 0;
        let number = i64::try_from(tier).unwrap_or(i64::MAX);
        for whom in call_terms().rung_at(tier) {
            let office = match whom {
                RungWhom::Station => Some(call.station.clone()),
                RungWhom::Platform => Some(call.platform.clone()),
                RungWhom::Neighbour => Some(call.neighbour.clone()),
                RungWhom::GridWorker => Some(self.grid_of(&call.home)),
                RungWhom::Prompt120 => None,
                RungWhom::Contact => {
                    self.ring_contacts(tx, call, number, &mut place).await?;
                    continue;
                }
            };
            place += 1;
            if office.as_deref() == Some("") {
                // There is no such desk: the climb goes on without it, and the journal says so.
                self.note_not_rung(tx, call, *whom, number, "no such desk")
                    .await?;
                continue;
            }
            let ring = Ring {
                round: call.round,
                tier: number,
                place,
                whom: *whom,
                office: OfficeId(office.unwrap_or_default()),
                person: String::new(),
                phone_mark: String::new(),
                who: String::new(),
                rung_at: self.clock.now(),
                failure: String::new(),
                reply: None,
            };
            store::add_ring(tx.conn(), call, &ring).await?;
            self.note_rung(tx, call, &ring).await?;
        }
        Ok(())
    }

    /// Where the grid workers of this street work: its community's office; empty: there is none.
    fn grid_of(&self, home: &str) -> String {
        let directory = self.directory();
        let office = directory.serving(COMMUNITY, home);
        office.map(|office| office.id.clone()).unwrap_or_default()
    }

    /// Everybody whom the person named, at once.
    async fn ring_contacts(
        &self,
        tx: &mut Tx,
        call: &Call,
        tier: i64,
        place: &mut i64,
    ) -> Result<(), Fault> {
        for (row, sealed) in warnings::contacts(tx.conn(), &call.person).await? {
            *place += 1;
            let contact: Result<Contact, _> = self
                .keys
                .open_sealed(&contact_place(&call.person, row), &sealed);
            let Ok(contact) = contact else {
                self.note_not_rung(tx, call, RungWhom::Contact, tier, "unreadable")
                    .await?;
                continue;
            };
            let mobile = Mobile::parse(&contact.phone).ok();
            let person = match &mobile {
                Some(mobile) => person_of_mobile(self, tx.conn(), mobile).await?,
                None => None,
            };
            let key = (call.round, tier, *place);
            let ring = Ring {
                round: call.round,
                tier,
                place: *place,
                whom: RungWhom::Contact,
                office: OfficeId(String::new()),
                person: person.map(|person| person.0).unwrap_or_default(),
                phone_mark: self.mark_of_phone(&contact.phone),
                who: self
                    .keys
                    .seal(&who_place(&call.id, key), &contact, &self.chance),
                rung_at: self.clock.now(),
                // No message reaches a landline: a desk rings it.
                failure: if mobile.is_none() { "no mobile" } else { "" }.to_owned(),
                reply: None,
            };
            store::add_ring(tx.conn(), call, &ring).await?;
            self.note_rung(tx, call, &ring).await?;
            if mobile.is_some() {
                let errand = Errand::RingContact {
                    home: call.home.clone(),
                    call: call.id.clone(),
                    round: ring.round,
                    tier: ring.tier,
                    place: ring.place,
                };
                outbox::put(self, tx, &call.home, &errand, self.clock.now()).await?;
            }
        }
        Ok(())
    }

    /// The same phone, however it is typed.
    pub(super) fn mark_of_phone(&self, phone: &str) -> String {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        self.keys.blind("call-contact,v1,", &digits)
    }

    async fn note_rung(&self, tx: &mut Tx, call: &Call, ring: &Ring) -> Result<(), Fault> {
        let note = serde_json::json!({
            "whom": ring.whom.code(), "office": ring.office.0, "round": ring.round, "tier": ring.tier, "place": ring.place,
        });
        self.note_call(tx, call, &Doer::portal(), "rung", None, note)
            .await
    }

    async fn note_not_rung(
        &self,
        tx: &mut Tx,
        call: &Call,
        whom: RungWhom,
        tier: i64,
        why: &str,
    ) -> Result<(), Fault> {
        let note = serde_json::json!({ "whom": whom.code(), "tier": tier, "why": why });
        self.note_call(tx, call, &Doer::portal(), "not-rung", None, note)
            .await
    }
}
