//! Asking the registers: with leave, all at once, each call one row of the log, each answer kept with where it came
//! from and when. An answer that an application under way holds already may be used again, for the same person, purpose
//! and application, from the application's own sealed pages; what is kept as evidence (`answers.rs`) is never used again.

use app::data_layer::sources;
use app::identity::PersonKey;
use app::person::ResidentId;
use futures::future::join_all;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::AnyConnection;

use super::answers;
use super::caller::{Answered, CallContext, CallFailure, fields_of};
use super::calls::{self, CallRow};
use super::exchange::RepresentedParty;
use super::records::{DataSet, Entered, Entry};
use crate::Office;
use crate::fault::Fault;

/// Whose data it is about, by whose act, what for.
#[derive(Clone, Debug)]
pub struct Reason {
    pub person: PersonKey,
    /// A citizen's pseudonym, a staff id, or `portal`.
    pub actor: String,
    /// e.g. `newborn/prefill`.
    pub purpose: String,
    /// Case reference, or the draft's id before there is one.
    pub issue: String,
    /// Somebody waits in front of a page that goes on without the answer: a slow register is not waited for.
    pub is_waited_for: bool,
}

/// What came of asking one register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced {
    pub data_set: String,
    /// Row of the call log; empty where the register was not asked.
    pub call: String,
    pub at: Timestamp,
    pub outcome: Outcome,
    /// The answer, `null` unless there is one.
    pub body: Value,
    /// From before: the register does not answer now. `at` says from when it is.
    #[serde(default)]
    pub is_stale: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Answered,
    /// The register answered that it holds nothing.
    NothingHeld,
    /// The citizen refused leave: it was not asked.
    NoLeave,
    /// Its owner does not let it be asked for this purpose (any more): asking again changes nothing.
    Denied,
    /// Down, slow, lying or garbled: to be asked again later.
    Silent,
}

/// A call that was made, to be written down.
struct MadeCall {
    row: CallRow,
    /// As [`Office::sealed_answer`].
    sealed_answer: Option<String>,
}

impl MadeCall {
    /// Writes the row, and keeps the answer beside it.
    async fn log(&self, conn: &mut AnyConnection) -> Result<(), Fault> {
        calls::log_call(conn, &self.row).await?;
        if let Some(sealed) = &self.sealed_answer {
            answers::keep(conn, &self.row, sealed).await?;
        }
        Ok(())
    }
}

impl Outcome {
    /// It was asked, and what it holds is not known: neither a record nor that there is none.
    pub const fn is_without_answer(self) -> bool {
        matches!(self, Self::Denied | Self::Silent)
    }

    /// What a failed call comes to.
    fn of(failure: &CallFailure) -> Self {
        if failure.is_denied() {
            Self::Denied
        } else {
            Self::Silent
        }
    }
}

impl Sourced {
    /// A register that was not asked, because leave was refused.
    pub fn without_leave(set: DataSet, at: Timestamp) -> Self {
        Self {
            data_set: set.code(),
            call: String::new(),
            at,
            outcome: Outcome::NoLeave,
            body: Value::Null,
            is_stale: false,
        }
    }

    /// The answer in its agreed shape, where there is one.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(self.body.clone()).ok()
    }
}

impl Office {
    /// Asks several registers side by side; each is logged, whatever comes of it.
    ///
    /// # Errors
    /// Only the portal's own database's: a source's failure is an [`Outcome`].
    pub async fn ask_registers(
        &self,
        reason: &Reason,
        number: &ResidentId,
        sets: &[DataSet],
    ) -> Result<Vec<Sourced>, Fault> {
        self.ask_registers_knowing(reason, number, sets, &[]).await
    }

    /// The same with what is known already, for the same person, purpose and application: what is fresh is not asked for
    /// again, and what is not too old stands in for a register that does not answer. Each use is a row of the log. Nothing
    /// of it is used where the grant has gone, or the register says so.
    ///
    /// # Errors
    /// As [`Self::ask_registers`].
    pub async fn ask_registers_knowing(
        &self,
        reason: &Reason,
        number: &ResidentId,
        sets: &[DataSet],
        known: &[Sourced],
    ) -> Result<Vec<Sourced>, Fault> {
        let represented = self.represented_by(reason).await?;
        let known = self
            .still_granted(reason, represented.as_ref(), known)
            .await?;
        let (known, represented) = (known.as_slice(), represented.as_ref());
        // Another region's register waits for ours, where that is asked too.
        let (first, others): (Vec<DataSet>, Vec<DataSet>) = sets
            .iter()
            .copied()
            .partition(|set| set.in_place_of().is_none_or(|ours| !sets.contains(&ours)));
        let mut answers = self
            .ask_side_by_side(reason, represented, number, &first, known)
            .await;
        let holds_nothing = |ours: DataSet| {
            answers.iter().any(|(_, answer)| {
                answer.data_set == ours.code() && answer.outcome == Outcome::NothingHeld
            })
        };
        let second: Vec<DataSet> = others
            .into_iter()
            .filter(|set| set.in_place_of().is_some_and(holds_nothing))
            .collect();
        answers.extend(
            self.ask_side_by_side(reason, represented, number, &second, known)
                .await,
        );
        let (made, sourced): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
        let mut tx = self.db.begin().await?;
        for call in made.iter().flatten() {
            call.log(tx.conn()).await?;
        }
        tx.commit().await?;
        Ok(sourced)
    }

    /// Asks these at once: of each the calls for the log, and what came of it.
    async fn ask_side_by_side(
        &self,
        reason: &Reason,
        represented: Option<&RepresentedParty>,
        number: &ResidentId,
        sets: &[DataSet],
        known: &[Sourced],
    ) -> Vec<(Vec<MadeCall>, Sourced)> {
        let calls = sets.iter().map(|set| async move {
            let asked_at = self.clock.now();
            let before = usable(known, *set, asked_at);
            if let Some((before, true)) = before {
                let used = self.used_again(reason, *set, before, asked_at, "from-before");
                return (vec![used], before.clone());
            }
            let context = CallContext {
                represented: represented.cloned(),
                ..self.call_context(reason, asked_at)
            };
            let answer = self.ask_one(*set, number, &context).await;
            let (code, outcome, answered) = match answer {
                Ok(Some(answered)) => ("answered", Outcome::Answered, Some(answered)),
                Ok(None) => ("nothing-held", Outcome::NothingHeld, None),
                Err(failure) => (failure.code(), Outcome::of(&failure), None),
            };
            let made = self.made_call(&context, reason, *set, asked_at, code, answered.as_ref());
            let mut made = vec![made];
            if let (Outcome::Silent, Some((before, _))) = (outcome, before) {
                let now = self.clock.now();
                made.push(self.used_again(reason, *set, before, now, "from-before-stale"));
                let stale = Sourced {
                    is_stale: true,
                    ..before.clone()
                };
                return (made, stale);
            }
            let sourced = Sourced {
                data_set: set.code(),
                call: context.message_id,
                at: asked_at,
                outcome,
                body: answered.map_or(Value::Null, |answered| answered.body),
                is_stale: false,
            };
            (made, sourced)
        });
        join_all(calls).await
    }

    /// What is known already of data sets that a grant in force lets be read for this purpose today.
    async fn still_granted(
        &self,
        reason: &Reason,
        represented: Option<&RepresentedParty>,
        known: &[Sourced],
    ) -> Result<Vec<Sourced>, Fault> {
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let granted = self.sets_granted(&reason.purpose, represented).await?;
        Ok(known
            .iter()
            .filter(|sourced| granted.contains(&sourced.data_set))
            .cloned()
            .collect())
    }

    /// Writes down that a register was not asked because leave does not hold (any more).
    ///
    /// # Errors
    /// The portal's own database's.
    pub async fn log_not_asked(&self, reason: &Reason, set: DataSet) -> Result<(), Fault> {
        let now = self.clock.now();
        let context = self.call_context(reason, now);
        let made = self.made_call::<Value>(&context, reason, set, now, "no-leave", None);
        let mut tx = self.db.begin().await?;
        made.log(tx.conn()).await?;
        Ok(tx.commit().await?)
    }

    /// For an answer that was used once more without its register being asked.
    fn used_again(
        &self,
        reason: &Reason,
        set: DataSet,
        before: &Sourced,
        at: Timestamp,
        outcome: &str,
    ) -> MadeCall {
        let again = Answered {
            body: Value::Null,
            message_id: String::new(),
            request_hash: String::new(),
            fields: fields_of(&before.body),
        };
        let context = self.call_context(reason, at);
        self.made_call(&context, reason, set, at, outcome, Some(&again))
    }

    async fn ask_one(
        &self,
        set: DataSet,
        number: &ResidentId,
        context: &CallContext,
    ) -> Result<Option<Answered>, CallFailure> {
        match set {
            DataSet::Persons => self.sources.ask_person(number, context).await.map(plain),
            DataSet::SichuanPersons => self
                .sources
                .ask_person_of_sichuan(number, context)
                .await
                .map(plain),
            DataSet::Households => self.sources.ask_household(number, context).await.map(plain),
            DataSet::HouseholdMembers => self
                .sources
                .ask_household_members(number, context)
                .await
                .map(plain),
            DataSet::Marriages => self.sources.ask_marriage(number, context).await.map(plain),
            DataSet::Certificates => self
                .sources
                .ask_certificates(number, context)
                .await
                .map(plain),
            DataSet::Deliveries => self
                .sources
                .ask_deliveries(number, context)
                .await
                .map(plain),
            DataSet::Insurance => self.sources.ask_insurance(number, context).await.map(plain),
            DataSet::Disabilities => self
                .sources
                .ask_disability(number, context)
                .await
                .map(plain),
            DataSet::Hardships => self.sources.ask_hardship(number, context).await.map(plain),
            DataSet::Licences => self.sources.ask_licences(number, context).await.map(plain),
            // The others take entries or hold nothing about a person.
            _ => Err(CallFailure::Malformed),
        }
    }

    /// Enters something in a register and logs it. The key makes it happen once, however often it is tried.
    ///
    /// # Errors
    /// The portal's own database's; what the register says is inside.
    pub async fn enter_in_register(
        &self,
        reason: &Reason,
        set: DataSet,
        entry: &Entry,
        key: &str,
    ) -> Result<Result<Entered, CallFailure>, Fault> {
        let asked_at = self.clock.now();
        let context = CallContext {
            represented: self.represented_by(reason).await?,
            ..self.call_context(reason, asked_at)
        };
        let answer = self.sources.enter(set, entry, key, &context).await;
        let (code, answered) = match &answer {
            Ok(answered) => (
                "answered",
                Some(Answered {
                    body: Value::Null,
                    message_id: answered.message_id.clone(),
                    request_hash: answered.request_hash.clone(),
                    fields: answered.fields.clone(),
                }),
            ),
            Err(failure) => (failure.code(), None),
        };
        let mut made = self.made_call(&context, reason, set, asked_at, code, answered.as_ref());
        made.row.fields = entry.fields.keys().cloned().collect::<Vec<_>>().join(",");
        let mut tx = self.db.begin().await?;
        made.log(tx.conn()).await?;
        tx.commit().await?;
        Ok(answer.map(|answered| answered.body))
    }

    /// The call's row and its message on the way bear the same id: portal, gateways and source write it down under one
    /// name.
    /// What a question about things, and about nobody, is asked under; one for each question.
    pub(crate) fn context_of_things(&self, purpose: &str) -> CallContext {
        self.call_context(&about_nobody(purpose), self.clock.now())
    }

    /// Waits for the answer to a question about things. It is written down, in a chain of its own, and counted like every
    /// call; it stands in nobody's list.
    ///
    /// # Errors
    /// The failure's code where there is no answer, and the portal's own database's.
    pub(crate) async fn ask_about_things<T>(
        &self,
        set: DataSet,
        context: &CallContext,
        asked: impl Future<Output = Result<Answered<T>, CallFailure>> + Send,
    ) -> Result<T, Fault> {
        let asked_at = self.clock.now();
        let answer = asked.await;
        let (code, answered) = match &answer {
            Ok(answered) => ("answered", Some(answered)),
            Err(failure) => (failure.code(), None),
        };
        let reason = about_nobody(&context.purpose);
        let made = self.made_call(context, &reason, set, asked_at, code, answered);
        let mut tx = self.db.begin().await?;
        calls::log_call(tx.conn(), &made.row).await?;
        tx.commit().await?;
        match answer {
            Ok(answered) => Ok(answered.body),
            Err(failure) => Err(Fault::Other(failure.code().to_owned())),
        }
    }

    fn call_context(&self, reason: &Reason, asked_at: Timestamp) -> CallContext {
        CallContext {
            user_pseudonym: reason.actor.clone(),
            issue: reason.issue.clone(),
            purpose: reason.purpose.clone(),
            message_id: self.chance.id(asked_at),
            deadline: reason
                .is_waited_for
                .then_some(self.settings.exchange.prefill_deadline),
            ..CallContext::default()
        }
    }

    fn made_call<T>(
        &self,
        context: &CallContext,
        reason: &Reason,
        set: DataSet,
        asked_at: Timestamp,
        outcome: &str,
        answered: Option<&Answered<T>>,
    ) -> MadeCall {
        let row = CallRow {
            id: context.message_id.clone(),
            person: reason.person.0.clone(),
            actor: reason.actor.clone(),
            purpose: reason.purpose.clone(),
            issue: reason.issue.clone(),
            data_set: set.code(),
            fields: answered
                .map(|answered| answered.fields.join(","))
                .unwrap_or_default(),
            outcome: context
                .unknown_code
                .get()
                .map_or(outcome, String::as_str)
                .to_owned(),
            evidence: context.evidence.get().cloned().unwrap_or_default(),
            at: asked_at,
            took: self.clock.now().as_microsecond() - asked_at.as_microsecond(),
        };
        MadeCall {
            sealed_answer: self.sealed_answer(&row, context.signed_answer.get()),
            row,
        }
    }
}

fn about_nobody(purpose: &str) -> Reason {
    Reason {
        person: PersonKey(calls::NOBODY.to_owned()),
        actor: "portal".to_owned(),
        purpose: purpose.to_owned(),
        issue: String::new(),
        is_waited_for: false,
    }
}

/// The answer of this register among those known that may be used, and whether it is fresh.
fn usable(known: &[Sourced], set: DataSet, now: Timestamp) -> Option<(&Sourced, bool)> {
    let before = known
        .iter()
        .find(|known| known.data_set == set.code() && known.outcome == Outcome::Answered)?;
    let kept = sources().kept(&before.data_set)?;
    let age = now.duration_since(before.at);
    kept.may_stand_in(age).then(|| (before, kept.is_fresh(age)))
}

fn plain<T: Serialize>(answered: Option<Answered<T>>) -> Option<Answered> {
    answered.map(|answered| Answered {
        body: serde_json::to_value(&answered.body).unwrap_or(Value::Null),
        message_id: answered.message_id,
        request_hash: answered.request_hash,
        fields: answered.fields,
    })
}
