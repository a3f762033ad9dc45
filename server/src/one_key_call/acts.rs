//! What is done about a call: by the desks that were rung, and said by contacts.

use app::error::PortalError;
use app::identity::{Citizen, StaffMember};
use app::one_key_call::{
    CallActForm, CallBy, CallEnd, CallReplyForm, CallStage, CallStep, Earnest, Met, call_after,
    call_terms,
};
use app::text::{Said, Text, city_date, city_time};
use jiff::{Timestamp, ToSpan as _};

use super::store::{self, Call, Moved, people};
use super::{Doer, remark_place};
use crate::Office;
use crate::data_layer::access_log::{AccessRow, ReadOutcome, record_read};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::Record;
use crate::warnings::{Raise, WarnedOf};

/// At this hour of the next day somebody asks how they are.
const FOLLOW_UP_AT: i8 = 9;

fn bad() -> Fault {
    PortalError::BadRequest(Text::ErrorBadRequestBody.into()).into()
}

impl Office {
    /// The call, for a desk that was rung for it; that any other tried is in the person's log.
    pub(super) async fn call_for(
        &self,
        member: &StaffMember,
        reference: &str,
    ) -> Result<Call, Fault> {
        let mut conn = self.db.read().await?;
        let call = store::by_reference(&mut conn, reference)
            .await?
            .ok_or(PortalError::NotFound)?;
        if store::was_rung(&mut conn, &call, &member.office).await? {
            return Ok(call);
        }
        drop(conn);
        let reference = call.reference.to_string();
        let tried = AccessRow {
            outcome: ReadOutcome::Refused,
            ..AccessRow::by_staff(member, &call.person, "call", &reference, &[])
        };
        record_read(self, tried).await?;
        Err(PortalError::NotFound.into())
    }

    /// Who has it: what somebody reads who was too late.
    fn taken(&self, call: &Call) -> Fault {
        if call.holder.is_empty() || matches!(call.stage, CallStage::Ringing | CallStage::Ended) {
            return Fault::conflict(Text::CallChanged);
        }
        let office = self
            .directory()
            .get(&call.holder_office)
            .map(|office| office.name.zh.clone())
            .unwrap_or_default();
        Fault::conflict(Said::with(
            Text::CallMovedOn,
            [("name", call.holder_name.clone()), ("office", office)],
        ))
    }

    /// What a desk presses; says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for an office that was not rung; `Conflict` with who has it, where somebody else was first.
    pub async fn act_on_call(
        &self,
        member: &StaffMember,
        reference: &str,
        typed: &CallActForm,
    ) -> Result<String, Fault> {
        let call = self.call_for(member, reference).await?;
        let page = format!("/casework/calls/{reference}");
        let step = CallStep::from_code(&typed.act).ok_or_else(bad)?;
        let to = call_after(call.stage, step, CallBy::Desk).map_err(|_| self.taken(&call))?;
        if step != CallStep::Answer && typed.version != call.version {
            return Err(Fault::conflict(Text::CallChanged));
        }
        let met = Met::from_code(&typed.met);
        if step.ends() && met.is_none() {
            return Ok(format!("{page}?review"));
        }
        let end = met.filter(|_| step.ends()).map(|met| (step, met));
        let now = self.clock.now();
        let takes = matches!(step, CallStep::Answer | CallStep::TakeOver);
        let remark: String = typed.remark.trim().chars().take(300).collect();
        let moved = Moved {
            next_mark: self.mark_after(to, now),
            holder: takes.then(|| {
                (
                    member.id.clone(),
                    member.name.as_str().to_owned(),
                    member.office.clone(),
                )
            }),
            answers: step == CallStep::Answer,
            sends: matches!(step, CallStep::SendHelper | CallStep::HandTo120),
            hands: step == CallStep::HandTo120,
            attends: step == CallStep::Arrive,
            end,
            remark: if end.is_some() && !remark.is_empty() {
                self.keys
                    .seal(&remark_place(&call.id), &remark, &self.chance)
            } else {
                String::new()
            },
            rings_anew: false,
        };
        let mut tx = self.db.begin().await?;
        if !store::step(tx.conn(), &call, to, &moved, now).await? {
            drop(tx);
            let now_so = self.call_for(member, reference).await?;
            return Err(self.taken(&now_so));
        }
        if step == CallStep::Answer {
            store::reply_of_desk(tx.conn(), &call, &member.office, now).await?;
        }
        let note = match end {
            Some((_, met)) => serde_json::json!({ "office": member.office.0, "met": met.code() }),
            None => serde_json::json!({ "office": member.office.0 }),
        };
        self.note_call(
            &mut tx,
            &call,
            &Doer::staff(member),
            step.code(),
            Some(to),
            note,
        )
        .await?;
        if let Some((how, met)) = end {
            let end = CallEnd { how, met, at: now };
            self.follow_up_call(&mut tx, &call, end).await?;
        }
        tx.commit().await?;
        self.call_news.say();
        Ok(if end.is_some() {
            "/casework/calls".to_owned()
        } else {
            page
        })
    }

    /// The next day somebody asks how they are; and nobody asks before whether anybody has heard of them.
    async fn follow_up_call(&self, tx: &mut Tx, call: &Call, end: CallEnd) -> Result<(), Fault> {
        if call.earnest != Earnest::Real {
            return Ok(());
        }
        let who = self.details_of_call(call)?;
        let raise = Raise {
            home: call.home.clone(),
            kind: "call-follow-up",
            about: Record::new(&call.home, "call", &call.id),
            reference: call.reference.to_string(),
            person: call.person.clone(),
            who: WarnedOf {
                name: who.name,
                phone: who.phone,
                address: who.address,
            },
        };
        self.raise_warning_from(tx, &raise, next_morning(end.at))
            .await?;
        let quiet = jiff::SignedDuration::from_hours(24 * call_terms().watch.quiet_days);
        let mark = end.at.saturating_add(quiet).unwrap_or(Timestamp::MAX);
        people::heard_of(tx.conn(), &call.person, mark, None).await
    }

    /// What a contact says about a call for which they were rung; says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for whoever was not rung or is no contact any more.
    pub async fn reply_to_call(
        &self,
        me: &Citizen,
        reference: &str,
        typed: &CallReplyForm,
    ) -> Result<String, Fault> {
        let (call, ring) = self
            .call_of_contact(me, reference)
            .await?
            .ok_or(PortalError::NotFound)?;
        let step = CallStep::from_code(&typed.act).ok_or_else(bad)?;
        let to = call_after(call.stage, step, CallBy::Contact)
            .map_err(|_| Fault::conflict(Text::CallChanged))?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !store::reply_of_contact(tx.conn(), &call, &ring.phone_mark, step, now).await? {
            return Err(PortalError::NotFound.into());
        }
        let doer = Doer {
            by: CallBy::Contact,
            actor: me.person.0.clone(),
            on_behalf_of: None,
        };
        let note =
            serde_json::json!({ "round": ring.round, "tier": ring.tier, "place": ring.place });
        self.note_call(&mut tx, &call, &doer, step.code(), Some(to), note)
            .await?;
        tx.commit().await?;
        self.call_news.say();
        Ok(format!("/calls/{reference}"))
    }
}

fn next_morning(at: Timestamp) -> Timestamp {
    city_date(at)
        .saturating_add(1.day())
        .at(FOLLOW_UP_AT, 0, 0, 0)
        .to_zoned(city_time())
        .map_or(at, |zoned| zoned.timestamp())
}
