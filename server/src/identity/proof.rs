//! Proof of identity. Number and name prove nothing: spouses, employers and forms know them. What counts is a
//! one-time code, sent to the mobile that the population register holds or handed over at a counter. Whether a number
//! is known, whether a mobile is held and whether a code was sent is never said.

use std::time::Duration;

use app::identity::desk::{CounterCodeLine, Purpose};
use app::identity::form::CodeFault;
use app::identity::{OfficeId, PersonKey, SessionKey, StaffMember};
use app::person::{Mobile, PersonName, ResidentId};
use app::text::{Language, Text, Wording, Words};
use async_trait::async_trait;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use subtle::ConstantTimeEq;
use tokio::task::JoinHandle;

use super::account_record;
use super::desk::time_of;
use super::store::proofs as store;
use crate::Office;
use crate::case::Acting;
use crate::data_layer::desk::Reason;
use crate::data_layer::records::{DataSet, Registered};
use crate::fault::Fault;
use crate::journal::{self, Entry};
use crate::notices::NotSent;

/// How long a code works, and how long a given proof may wait to be used.
const VALID: SignedDuration = SignedDuration::from_mins(10);
/// The journal's words.
const COUNTER_CODE_MADE: &str = "counter-code-made";
const COUNTER_CODE_USED: &str = "counter-code-used";
/// How often one code may be tried.
const TRIES: i64 = 5;
/// How long to wait before a code is sent again.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// What a register knows of a living person.
#[derive(Clone, Debug)]
pub struct Known {
    pub name: PersonName,
    pub mobile: Option<Mobile>,
}

/// The one way by which the portal learns that somebody is who they say: an adapter to whatever the city has.
#[async_trait]
pub trait ProofOfIdentity: Send + Sync {
    /// What the population register holds of whoever has this number. `None` when it knows nobody, the person has
    /// died, or it does not answer: all the same to whoever asks.
    async fn look_up(&self, office: &Office, number: &ResidentId) -> Option<Known>;

    /// Sends a text to a mobile.
    async fn send(&self, office: &Office, to: &Mobile, text: &Wording) -> Result<(), Fault>;

    /// Whether codes can be sent at all; otherwise they come from a counter.
    fn sends_codes(&self) -> bool {
        true
    }
}

/// No register is asked and nothing is sent: codes come from a counter only.
pub struct CounterOnly;

#[async_trait]
impl ProofOfIdentity for CounterOnly {
    async fn look_up(&self, _: &Office, _: &ResidentId) -> Option<Known> {
        None
    }

    async fn send(&self, _: &Office, _: &Mobile, _: &Wording) -> Result<(), Fault> {
        Ok(())
    }

    fn sends_codes(&self) -> bool {
        false
    }
}

/// Codes go by SMS to the mobile that the population register holds.
pub struct BySms;

#[async_trait]
impl ProofOfIdentity for BySms {
    async fn look_up(&self, office: &Office, number: &ResidentId) -> Option<Known> {
        look_up_in_register(office, number).await
    }

    /// Somebody waits in front of the page: three tries within a few seconds, with one effect.
    async fn send(&self, office: &Office, to: &Mobile, text: &Wording) -> Result<(), Fault> {
        let once = office.chance.token();
        for pause in PAUSES {
            match office.send_sms(to, text, &once).await {
                Ok(()) => return Ok(()),
                Err(NotSent::Refused(why)) => return Err(Fault::Other(why)),
                Err(NotSent::Later(why)) => {
                    tracing::warn!(%why, "a code will be sent again");
                    tokio::time::sleep(pause).await;
                }
            }
        }
        office
            .send_sms(to, text, &once)
            .await
            .map_err(|error| Fault::Other(error.to_string()))
    }
}

/// What the population register holds of whoever has this number.
pub(super) async fn look_up_in_register(office: &Office, number: &ResidentId) -> Option<Known> {
    let reason = Reason {
        person: office.keys.person(number),
        actor: "portal".to_owned(),
        purpose: "identity/proof".to_owned(),
        issue: String::new(),
        is_waited_for: false,
    };
    let answers = office
        .ask_registers(&reason, number, &[DataSet::Persons])
        .await;
    let person: Registered = match answers {
        Ok(answers) => answers.first()?.read()?,
        Err(fault) => {
            tracing::error!(error = %fault, "the population register could not be asked");
            return None;
        }
    };
    if person.died_on.is_some() {
        return None;
    }
    Some(Known {
        name: person.name?,
        mobile: person.mobile,
    })
}

/// What somebody says who they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claim {
    pub number: ResidentId,
    /// Where it was asked, it must agree with the register.
    pub name: Option<PersonName>,
    /// The mobile to be confirmed, when it is about one.
    pub mobile: Option<Mobile>,
}

/// What is known once the proof is given.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Found {
    pub name: Option<PersonName>,
    /// The mobile that the code went to: whoever typed the code holds it.
    pub mobile: Option<Mobile>,
}

/// A proof that was given.
#[derive(Clone, Debug)]
pub struct Given {
    pub id: String,
    pub person: PersonKey,
    pub claim: Claim,
    pub found: Found,
}

impl Office {
    /// Begins a proof for this session and sends a code if there is somewhere to send it. The answer is the same, and
    /// takes the same time, whoever was asked about: what follows happens behind the returned handle, which only
    /// stories wait for.
    pub async fn begin_proof(
        &self,
        session: &SessionKey,
        purpose: Purpose,
        claim: Claim,
    ) -> Result<JoinHandle<()>, Fault> {
        let now = self.clock.unmoved();
        let id = self.chance.id(now);
        let row = store::ProofRow {
            claim: self
                .keys
                .seal(&store::claim_place(&id), &claim, &self.chance),
            person: self.keys.person(&claim.number).0,
            purpose: purpose_name(purpose).to_owned(),
            found: String::new(),
            code: String::new(),
            expires_at: (now + VALID).as_microsecond(),
            proved_at: 0,
            id,
        };
        let mut tx = self.db.begin().await?;
        store::begin(tx.conn(), &session.0, &row, now.as_microsecond()).await?;
        let may_send = self.may_send_code(tx.conn(), &row.person).await?;
        tx.commit().await?;
        let office = self.clone();
        Ok(tokio::spawn(async move {
            if !may_send {
                tracing::info!("a code was not sent: too many for one person within the hour");
            } else if let Err(fault) = office.send_code(&row.id, purpose, &claim).await {
                tracing::error!(error = %fault, "a code could not be sent");
            }
        }))
    }

    async fn send_code(&self, id: &str, purpose: Purpose, claim: &Claim) -> Result<(), Fault> {
        let found = match purpose {
            Purpose::NewMobile => Found {
                name: None,
                mobile: claim.mobile.clone(),
            },
            _ => match self.reception.proof.look_up(self, &claim.number).await {
                Some(known) if claim.name.as_ref().is_none_or(|name| *name == known.name) => {
                    Found {
                        name: Some(known.name),
                        mobile: known.mobile,
                    }
                }
                _ => return Ok(()),
            },
        };
        let Some(mobile) = found.mobile.clone() else {
            return Ok(());
        };
        let code = self.new_code();
        let sealed = self
            .keys
            .seal(&store::found_place(id), &found, &self.chance);
        let mut tx = self.db.begin().await?;
        let is_noted =
            store::note_code(tx.conn(), id, &self.hash_of_code(id, &code), &sealed).await?;
        tx.commit().await?;
        if is_noted {
            let text = in_both(Text::CodeMessage, &[("code", &code)]);
            self.reception.proof.send(self, &mobile, &text).await?;
        }
        Ok(())
    }

    /// Sends a text that the answer does not wait for.
    pub(super) fn send_message(&self, mobile: Option<Mobile>, text: Text) {
        let Some(mobile) = mobile else { return };
        let office = self.clone();
        tokio::spawn(async move {
            let text = in_both(text, &[]);
            if let Err(fault) = office.reception.proof.send(&office, &mobile, &text).await {
                tracing::error!(error = %fault, "a message could not be sent");
            }
        });
    }

    /// Six digits, each number as likely as the others.
    pub(crate) fn new_code(&self) -> String {
        loop {
            let drawn = u32::from_le_bytes(self.chance.bytes());
            // 4,294,000,000 is the largest multiple of a million that fits.
            if drawn < 4_294_000_000 {
                return format!("{:06}", drawn % 1_000_000);
            }
        }
    }

    fn hash_of_code(&self, id: &str, code: &str) -> String {
        self.keys.blind("code,v1,", &format!("{id},{code}"))
    }

    /// Tries a code: the one that was sent, or one from a counter.
    pub async fn try_code(
        &self,
        session: &SessionKey,
        code: &str,
    ) -> Result<Result<(), CodeFault>, Fault> {
        let now = self.clock.unmoved().as_microsecond();
        let mut tx = self.db.begin().await?;
        if !store::use_try(tx.conn(), &session.0, TRIES, now).await? {
            return Ok(Err(CodeFault::Over));
        }
        let proof = store::of_session(tx.conn(), &session.0)
            .await?
            .ok_or_else(|| Fault::Row("a proof went while it was tried".into()))?;
        let found = self.found_by(tx.conn(), &proof, code, now).await?;
        if let Some(found) = &found {
            let sealed = self
                .keys
                .seal(&store::found_place(&proof.id), found, &self.chance);
            let until = (self.clock.unmoved() + VALID).as_microsecond();
            store::prove(tx.conn(), &proof.id, &sealed, now, until).await?;
        }
        // A wrong code is committed, too: the try is used up.
        tx.commit().await?;
        Ok(found.map(|_| ()).ok_or(CodeFault::Wrong))
    }

    async fn found_by(
        &self,
        conn: &mut AnyConnection,
        proof: &store::ProofRow,
        code: &str,
        now: i64,
    ) -> Result<Option<Found>, Fault> {
        let is_sent_one = is_same(&self.hash_of_code(&proof.id, code), &proof.code);
        if is_sent_one {
            let found = self
                .keys
                .open_sealed(&store::found_place(&proof.id), &proof.found)?;
            return Ok(Some(found));
        }
        if proof.purpose == purpose_name(Purpose::NewMobile) {
            return Ok(None);
        }
        let Some(from_counter) = store::try_counter_code(conn, &proof.person, TRIES, now).await?
        else {
            return Ok(None);
        };
        let claim: Claim = self
            .keys
            .open_sealed(&store::claim_place(&proof.id), &proof.claim)?;
        let name: PersonName = self.keys.open_sealed(
            &store::counter_name_place(&from_counter.id),
            &from_counter.name,
        )?;
        let fits = is_same(
            &self.hash_of_code(&from_counter.id, code),
            &from_counter.code,
        ) && claim.name.is_none_or(|claimed| claimed == name);
        if !fits || !store::use_counter_code(conn, &from_counter.id, now).await? {
            return Ok(None);
        }
        let person = PersonKey(proof.person.clone());
        let entry = Entry {
            step: COUNTER_CODE_USED.to_owned(),
            by: "citizen".to_owned(),
            actor: person.0.clone(),
            note: serde_json::json!({ "code": from_counter.id, "purpose": proof.purpose }),
            ..Entry::default()
        };
        journal::write(conn, &account_record(&person), self.clock.now(), &entry).await?;
        Ok(Some(Found {
            name: Some(name),
            mobile: None,
        }))
    }

    /// The proof that this session has given for this purpose.
    pub async fn given_proof(
        &self,
        session: &SessionKey,
        purpose: Purpose,
    ) -> Result<Option<Given>, Fault> {
        let mut conn = self.db.read().await?;
        let now = self.clock.unmoved().as_microsecond();
        let Some(row) = store::of_session(&mut conn, &session.0).await? else {
            return Ok(None);
        };
        if row.proved_at == 0 || row.expires_at <= now || row.purpose != purpose_name(purpose) {
            return Ok(None);
        }
        Ok(Some(Given {
            claim: self
                .keys
                .open_sealed(&store::claim_place(&row.id), &row.claim)?,
            found: self
                .keys
                .open_sealed(&store::found_place(&row.id), &row.found)?,
            person: PersonKey(row.person),
            id: row.id,
        }))
    }

    /// A code for somebody who stands at the counter and whose identity card was looked at. Codes that the person
    /// had no longer work.
    pub async fn issue_counter_code(
        &self,
        by: &StaffMember,
        number: &ResidentId,
        name: &PersonName,
    ) -> Result<String, Fault> {
        let now = self.clock.unmoved();
        let id = self.chance.id(now);
        let code = self.new_code();
        let row = store::CounterCodeRow {
            person: self.keys.person(number).0,
            name: self
                .keys
                .seal(&store::counter_name_place(&id), name, &self.chance),
            code: self.hash_of_code(&id, &code),
            issued_by: by.id.clone(),
            expires_at: (now + VALID).as_microsecond(),
            id,
        };
        let mut tx = self.db.begin().await?;
        store::issue_counter_code(tx.conn(), &row, now.as_microsecond()).await?;
        let record = account_record(&PersonKey(row.person));
        let entry = Entry {
            note: serde_json::json!({ "code": row.id, "office": by.office.0 }),
            ..Acting::staff(by).entry(COUNTER_CODE_MADE, None)
        };
        journal::write(tx.conn(), &record, now, &entry).await?;
        tx.commit().await?;
        Ok(code)
    }

    /// The codes that counters made for this person, newest first: as the journal has them.
    pub(super) async fn counter_codes_for(
        &self,
        person: &PersonKey,
    ) -> Result<Vec<CounterCodeLine>, Fault> {
        let entries = journal::read(&mut *self.db.read().await?, &account_record(person)).await?;
        let code = |entry: &Entry| entry.note["code"].as_str().map(str::to_owned);
        let made = entries
            .iter()
            .filter(|written| written.entry.step == COUNTER_CODE_MADE);
        let mut lines: Vec<CounterCodeLine> = made
            .map(|written| CounterCodeLine {
                made_at: written.at,
                office: self.office_name(written.entry.note["office"].as_str().unwrap_or_default()),
                used_at: entries
                    .iter()
                    .find(|other| {
                        other.entry.step == COUNTER_CODE_USED
                            && code(&other.entry) == code(&written.entry)
                    })
                    .map(|used| used.at),
            })
            .collect();
        lines.reverse();
        Ok(lines)
    }

    /// The codes that this member of staff made and that are still remembered, newest first.
    pub(super) async fn counter_codes_by(
        &self,
        member: &StaffMember,
    ) -> Result<Vec<CounterCodeLine>, Fault> {
        store::counter_codes_by(&mut *self.db.read().await?, &member.id)
            .await?
            .into_iter()
            .map(|(made_at, used_at)| {
                Ok(CounterCodeLine {
                    made_at: time_of(made_at)?,
                    office: self.office_name(&member.office.0),
                    used_at: (used_at > 0).then(|| time_of(used_at)).transpose()?,
                })
            })
            .collect()
    }

    fn office_name(&self, id: &str) -> Wording {
        self.directory()
            .get(&OfficeId(id.to_owned()))
            .map_or_else(|| Wording::same(id), |office| office.name.clone())
    }
}

/// Compares keyed hashes; an empty one (no code was sent) fits nothing.
pub(crate) fn is_same(hash: &str, stored: &str) -> bool {
    !stored.is_empty() && bool::from(hash.as_bytes().ct_eq(stored.as_bytes()))
}

fn in_both(text: Text, with: &[(&'static str, &str)]) -> Wording {
    Wording::new(
        Words::new(Language::Chinese).say_with(text, with),
        Words::new(Language::English).say_with(text, with),
    )
}

/// As the table holds it.
pub(super) const fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Register => "register",
        Purpose::ForgottenPassword => "forgotten-password",
        Purpose::ChangeMobile => "change-mobile",
        Purpose::NewMobile => "new-mobile",
    }
}

pub(super) fn read_purpose(name: &str) -> Result<Purpose, Fault> {
    [
        Purpose::Register,
        Purpose::ForgottenPassword,
        Purpose::ChangeMobile,
        Purpose::NewMobile,
    ]
    .into_iter()
    .find(|purpose| purpose_name(*purpose) == name)
    .ok_or_else(|| Fault::Row(format!("no purpose of a proof: {name}")))
}
