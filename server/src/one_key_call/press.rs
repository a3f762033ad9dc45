//! The press: the call's row, everybody of the first tier and the journal in one transaction. Whoever presses again joins
//! the call that is open.

use app::case::CaseReference;
use app::error::PortalError;
use app::identity::{Actor, Citizen, PersonKey};
use app::one_key_call::{
    CallBy, CallHome, CallStage, CallStep, Earnest, PressForm, call_after, call_terms,
};
use app::text::{Language, Text, Words};
use jiff::{SignedDuration, Timestamp};

use super::store::{self, Call, Moved, people, phones};
use super::{CITY, Desks, Doer, PREFIX, details_place, seconds_after};
use crate::Office;
use crate::database::Tx;
use crate::fault::Fault;

/// Somebody presses.
#[derive(Clone, Debug)]
pub struct Press {
    /// Whom it is for.
    pub person: PersonKey,
    pub earnest: Earnest,
    /// What it came from, e.g. `page` or `pendant`.
    pub source: String,
    /// Id of the device; empty: none.
    pub device: String,
    /// Pseudonym of whoever pressed, or `device:ID`.
    pub actor: String,
    /// What to go by where nothing is known of where they live.
    pub otherwise: CallHome,
    /// Nine digits; empty: as it is known.
    pub home: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    pub reference: CaseReference,
    /// It joined a call that was open.
    pub joined: bool,
}

impl Office {
    /// Opens a call or joins the open one, to its end whatever becomes of whoever pressed.
    ///
    /// # Errors
    /// The database's: then nothing was acknowledged.
    pub async fn press(&self, press: &Press) -> Result<Pressed, Fault> {
        let mut tx = self.db.begin().await?;
        let pressed = self.press_call_in(&mut tx, press).await?;
        tx.commit().await?;
        self.call_news.say();
        Ok(pressed)
    }

    /// The same in a transaction of somebody else's.
    pub(super) async fn press_call_in(&self, tx: &mut Tx, press: &Press) -> Result<Pressed, Fault> {
        let now = self.clock.now();
        let doer = Doer {
            by: CallBy::Person,
            actor: press.actor.clone(),
            on_behalf_of: (press.actor != press.person.0).then(|| press.person.clone()),
        };
        // Two who press at once: one opens, the other finds it open.
        for _ in 0..3 {
            if let Some(call) = store::join(tx.conn(), &press.person, press.earnest, now).await? {
                self.press_on(tx, &call, &doer, now).await?;
                self.tell_place(tx, &call, &press.otherwise.place).await?;
                return Ok(Pressed {
                    reference: call.reference,
                    joined: true,
                });
            }
            let call = self.new_call(tx, press, now).await?;
            if store::add(tx.conn(), &call).await? {
                let note = serde_json::json!({ "source": call.source, "device": call.device, "drill": call.earnest.code() });
                self.note_call(tx, &call, &doer, "pressed", Some(CallStage::Ringing), note)
                    .await?;
                self.ring_what_is_due(tx, &call, now).await?;
                let terms = call_terms().watch;
                people::heard_of(
                    tx.conn(),
                    &press.person,
                    now.saturating_add(SignedDuration::from_hours(24 * terms.quiet_days))
                        .unwrap_or(Timestamp::MAX),
                    Some(
                        now.saturating_add(SignedDuration::from_hours(24 * terms.test_days))
                            .unwrap_or(Timestamp::MAX),
                    ),
                )
                .await?;
                return Ok(Pressed {
                    reference: call.reference,
                    joined: false,
                });
            }
        }
        Err(Fault::Other(
            "a call could neither be opened nor joined".to_owned(),
        ))
    }

    async fn new_call(&self, tx: &mut Tx, press: &Press, now: Timestamp) -> Result<Call, Fault> {
        let known = people::known(tx.conn(), &press.person).await?;
        let (home, mut details) = match &known {
            Some(known) => (known.home.clone(), self.home_of(known)?),
            None if press.home.is_empty() => (CITY.to_owned(), press.otherwise.clone()),
            None => (press.home.clone(), press.otherwise.clone()),
        };
        details.place.clone_from(&press.otherwise.place);
        let desks = Desks::of(&self.directory(), &home);
        let id = self.chance.id(now);
        Ok(Call {
            reference: CaseReference::from_random(PREFIX, self.chance.bytes()),
            person: press.person.clone(),
            earnest: press.earnest,
            source: press.source.clone(),
            device: press.device.clone(),
            station: desks.station,
            platform: desks.platform,
            neighbour: desks.neighbour,
            details: self.keys.seal(&details_place(&id), &details, &self.chance),
            stage: CallStage::Ringing,
            version: 1,
            round: 1,
            tier: 0,
            base_at: now,
            next_mark: None,
            opened_at: now,
            last_press: now,
            presses: 1,
            answered_at: None,
            holder: String::new(),
            holder_name: String::new(),
            holder_office: app::identity::OfficeId(String::new()),
            attended_at: None,
            end: None,
            home,
            id,
        })
    }

    /// Whoever presses again may be somewhere else by now.
    async fn tell_place(&self, tx: &mut Tx, call: &Call, place: &str) -> Result<(), Fault> {
        if place.is_empty() {
            return Ok(());
        }
        let details = CallHome {
            place: place.to_owned(),
            ..self.details_of_call(call)?
        };
        let sealed = self
            .keys
            .seal(&details_place(&call.id), &details, &self.chance);
        store::keep_details(tx.conn(), call, sealed).await
    }

    /// A press on a call that is open: the same press, or one by somebody whom nobody has helped yet.
    async fn press_on(
        &self,
        tx: &mut Tx,
        call: &Call,
        doer: &Doer,
        now: Timestamp,
    ) -> Result<(), Fault> {
        store::note_press(tx.conn(), call, now).await?;
        let pause = now.duration_since(call.last_press).as_secs();
        let is_anew = pause > call_terms().times.same_press && call.stage != CallStage::Ringing;
        if !is_anew {
            return self
                .note_call(tx, call, doer, "joined", None, serde_json::Value::Null)
                .await;
        }
        self.ring_anew(tx, call, CallStep::PressAgain, doer, now)
            .await
    }

    /// It rings from the first tier on, whoever had it.
    pub(super) async fn ring_anew(
        &self,
        tx: &mut Tx,
        call: &Call,
        step: CallStep,
        doer: &Doer,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Ok(to) = call_after(call.stage, step, doer.by) else {
            return Ok(());
        };
        let moved = Moved {
            rings_anew: true,
            ..Moved::default()
        };
        if !store::step(tx.conn(), call, to, &moved, now).await? {
            return Err(Fault::conflict(Text::CallChanged));
        }
        self.note_call(
            tx,
            call,
            doer,
            step.code(),
            Some(to),
            serde_json::Value::Null,
        )
        .await?;
        let call = store::by_id(tx.conn(), &call.home, &call.id)
            .await?
            .ok_or_else(|| Fault::Row(format!("call {}", call.id)))?;
        self.ring_what_is_due(tx, &call, now).await
    }

    /// What is pressed on the page: by whoever's phone is saved, by whoever is signed in for themselves, or by whoever
    /// acts for somebody and says for whom. Says where it goes on.
    ///
    /// # Errors
    /// The database's.
    pub async fn press_by_page(
        &self,
        actor: &Actor,
        phone: &str,
        typed: &PressForm,
    ) -> Result<String, Fault> {
        let earnest = if typed.test == "yes" {
            Earnest::Test
        } else {
            Earnest::Real
        };
        let me = actor.citizen();
        let wants_phone = matches!(typed.whom.as_str(), "" | "phone");
        if wants_phone && let Some(saved) = self.saved_phone(phone).await? {
            let press = Press {
                actor: saved.person.0.clone(),
                person: saved.person,
                earnest,
                source: "phone".to_owned(),
                device: String::new(),
                otherwise: CallHome::default(),
                home: String::new(),
            };
            self.press(&press).await?;
            self.note_phone(&saved.id).await;
            return Ok("/call/coming".to_owned());
        }
        let Some(me) = me else {
            return Ok("/call?unknown".to_owned());
        };
        let press = match typed.whom.as_str() {
            "" | "me" | "phone" => Press {
                person: me.person.clone(),
                earnest,
                source: "page".to_owned(),
                device: String::new(),
                actor: me.person.0.clone(),
                otherwise: self.what_the_account_knows(me).await,
                home: String::new(),
            },
            // A child presses for themselves unless the press says for whom.
            mandate => {
                let acting = self
                    .acts_for(&me.person, mandate)
                    .await?
                    .ok_or(PortalError::NotFound)?;
                Press {
                    person: acting.mandate.subject.clone(),
                    earnest,
                    source: "for-another".to_owned(),
                    device: String::new(),
                    actor: me.person.0.clone(),
                    otherwise: CallHome {
                        name: acting.name.as_str().to_owned(),
                        ..CallHome::default()
                    },
                    home: String::new(),
                }
            }
        };
        let pressed = self.press(&press).await?;
        Ok(if press.person == me.person {
            format!("/calls/{}", pressed.reference)
        } else {
            // Whoever acts for somebody is no contact by that: what happens is not theirs to follow.
            "/call/coming".to_owned()
        })
    }

    /// Name and mobile of whoever has an account and has not said where they live. What cannot be read must not stop the
    /// call.
    async fn what_the_account_knows(&self, me: &Citizen) -> CallHome {
        let phone = crate::identity::confirmed_mobile(self, &me.person)
            .await
            .ok()
            .flatten()
            .map(|mobile| mobile.as_str().to_owned());
        CallHome {
            name: me.name.as_str().to_owned(),
            phone: phone.unwrap_or_default(),
            ..CallHome::default()
        }
    }

    /// The phone behind this hash, if it is saved.
    pub(super) async fn saved_phone(&self, phone: &str) -> Result<Option<phones::Phone>, Fault> {
        if phone.is_empty() {
            return Ok(None);
        }
        Ok(phones::by_token(&mut *self.db.read().await?, phone).await?)
    }

    /// The call stands; that this could not be noted is no reason to say otherwise.
    async fn note_phone(&self, id: &str) {
        let noted = async {
            let mut tx = self.db.begin().await?;
            phones::note_use(tx.conn(), id, self.clock.unmoved().as_microsecond()).await?;
            tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "the use of a saved phone could not be noted");
        }
    }

    /// Begins a drill at this office: from nobody, and in every other way a call.
    ///
    /// # Errors
    /// `NotFound` for an office without streets.
    pub async fn begin_drill(&self, member: &app::identity::StaffMember) -> Result<Pressed, Fault> {
        let home = self
            .streets_of_station(member)
            .into_iter()
            .next()
            .ok_or(PortalError::NotFound)?;
        let words = Words::new(Language::Chinese);
        let press = Press {
            person: PersonKey(format!("drill,{}", member.office.0)),
            earnest: Earnest::Drill,
            source: "desk".to_owned(),
            device: String::new(),
            actor: member.id.clone(),
            otherwise: CallHome {
                name: words.say(Text::CallDrillName),
                address: words.say(Text::CallDrillAddress),
                ..CallHome::default()
            },
            home,
        };
        self.press(&press).await
    }

    /// The streets whose station this member works at.
    pub(super) fn streets_of_station(&self, member: &app::identity::StaffMember) -> Vec<String> {
        self.directory()
            .get(&member.office)
            .filter(|office| office.department == "street")
            .map(|office| office.streets.clone())
            .unwrap_or_default()
    }

    pub(super) fn mark_after(&self, stage: CallStage, now: Timestamp) -> Option<Timestamp> {
        let times = call_terms().times;
        match stage {
            CallStage::Answered => Some(seconds_after(now, times.act_within)),
            CallStage::OnTheWay => Some(seconds_after(now, times.there_within)),
            CallStage::Ringing | CallStage::There | CallStage::Ended => None,
        }
    }
}
