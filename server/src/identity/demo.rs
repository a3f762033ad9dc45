//! Demo mode: being one of the demo city's people with one press. Outside demo mode none of this exists.

use app::error::PortalError;
use app::identity::desk::{DemoChoice, DemoMessage};
use app::identity::{OfficeId, StaffRole};
use app::person::{Mobile, PersonName, ResidentId};
use app::text::Wording;

use async_trait::async_trait;

use super::desk::{Entrance, time_of};
use super::proof::{Known, ProofOfIdentity};
use super::sessions::{Kind, role_name};
use super::store::{accounts, messages, staff};
use crate::Office;
use crate::data_layer::desk::Reason;
use crate::data_layer::records::{DataSet, Person};
use crate::fault::Fault;

/// Somebody one can be.
#[derive(Clone, Debug)]
pub struct DemoIdentity {
    /// Names this person in the form; says nothing personal.
    pub key: String,
    pub name: PersonName,
    /// "Gave birth three days ago", "police station, Shapingba".
    pub situation: Wording,
    pub part: DemoPart,
}

/// In what part.
#[derive(Clone, Debug)]
pub enum DemoPart {
    Citizen {
        number: ResidentId,
        mobile: Option<Mobile>,
    },
    Staff {
        office: OfficeId,
        role: StaffRole,
    },
}

/// Codes go to the mobile that the population register holds, and are read on the demo message page.
pub struct DemoMessages;

#[async_trait]
impl ProofOfIdentity for DemoMessages {
    async fn look_up(&self, office: &Office, number: &ResidentId) -> Option<Known> {
        let reason = Reason {
            person: office.keys.person(number),
            actor: "portal".to_owned(),
            purpose: "identity/proof".to_owned(),
            issue: String::new(),
        };
        let answers = office
            .ask_registers(&reason, number, &[DataSet::Persons])
            .await;
        let person: Person = match answers {
            Ok(answers) => answers.first()?.read()?,
            Err(fault) => {
                tracing::error!(error = %fault, "the population register could not be asked");
                return None;
            }
        };
        person.died_on.is_none().then_some(Known {
            name: person.name,
            mobile: person.mobile,
        })
    }

    async fn send(&self, office: &Office, to: &Mobile, text: &Wording) -> Result<(), Fault> {
        office.write_demo_message(to, text).await
    }
}

impl Office {
    fn demo_people(&self) -> &[DemoIdentity] {
        if self.settings.demo {
            &self.reception.demo_people
        } else {
            &[]
        }
    }

    /// Whom one can be: citizens first, then staff.
    pub(super) fn people_one_can_be(&self) -> Vec<DemoChoice> {
        let mut choices: Vec<DemoChoice> = self
            .demo_people()
            .iter()
            .map(|person| DemoChoice {
                key: person.key.clone(),
                name: person.name.clone(),
                situation: person.situation.clone(),
                is_staff: matches!(person.part, DemoPart::Staff { .. }),
            })
            .collect();
        choices.sort_by_key(|choice| choice.is_staff);
        choices
    }

    /// Being a demo person; their account is made at the first press.
    ///
    /// # Errors
    /// `NotFound` outside demo mode and for a key that nobody has.
    pub async fn be(&self, key: &str) -> Result<Entrance, Fault> {
        let person = self
            .demo_people()
            .iter()
            .find(|person| person.key == key)
            .ok_or(PortalError::NotFound)?;
        match &person.part {
            DemoPart::Citizen { number, mobile } => {
                self.demo_account(&person.name, number, mobile.as_ref())
                    .await
            }
            DemoPart::Staff { office, role } => {
                self.demo_member(key, &person.name, office, *role).await
            }
        }
    }

    async fn demo_account(
        &self,
        name: &PersonName,
        number: &ResidentId,
        mobile: Option<&Mobile>,
    ) -> Result<Entrance, Fault> {
        let person = self.keys.person(number).0;
        let now = self.clock.now();
        let new = self.sealed_account(&self.chance.id(now), number, name, mobile, String::new());
        let mut tx = self.db.begin().await?;
        // Without a mobile to sign in with: nobody has confirmed one yet.
        accounts::insert(tx.conn(), &new, now.as_microsecond()).await?;
        let account = accounts::by_person(tx.conn(), &person)
            .await?
            .ok_or_else(|| Fault::Row("the demo account was not kept".into()))?;
        tx.commit().await?;
        Ok(Entrance {
            kind: Kind::Citizen,
            account: account.id,
        })
    }

    async fn demo_member(
        &self,
        key: &str,
        name: &PersonName,
        office: &OfficeId,
        role: StaffRole,
    ) -> Result<Entrance, Fault> {
        let now = self.clock.now();
        let login = format!("demo-{key}");
        let new = staff::StaffRow {
            id: self.chance.id(now),
            login: login.clone(),
            name: name.as_str().to_owned(),
            office: office.0.clone(),
            role: role_name(role).to_owned(),
            password: String::new(),
            disabled_at: 0,
        };
        let mut tx = self.db.begin().await?;
        staff::insert(tx.conn(), &new, now.as_microsecond()).await?;
        let member = staff::by_login(tx.conn(), &login)
            .await?
            .filter(|member| member.disabled_at == 0)
            .ok_or(PortalError::NotFound)?;
        tx.commit().await?;
        Ok(Entrance {
            kind: Kind::Staff,
            account: member.id,
        })
    }

    /// Writes down what would have been sent to a mobile.
    ///
    /// # Errors
    /// `NotFound` outside demo mode: nothing may be written there.
    pub async fn write_demo_message(&self, to: &Mobile, text: &Wording) -> Result<(), Fault> {
        if !self.settings.demo {
            return Err(PortalError::NotFound.into());
        }
        let now = self.clock.now();
        let id = self.chance.id(now);
        let row = messages::MessageRow {
            mobile: self
                .keys
                .seal(&messages::mobile_place(&id), to, &self.chance),
            zh: text.zh.clone(),
            en: text.en.clone(),
            sent_at: now.as_microsecond(),
            id,
        };
        let mut tx = self.db.begin().await?;
        messages::insert(tx.conn(), &row).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What was sent to demo mobiles, newest first.
    ///
    /// # Errors
    /// `NotFound` outside demo mode.
    pub(super) async fn sent_messages(&self) -> Result<Vec<DemoMessage>, Fault> {
        if !self.settings.demo {
            return Err(PortalError::NotFound.into());
        }
        let mut conn = self.db.read().await?;
        messages::newest(&mut conn)
            .await?
            .into_iter()
            .map(|row| {
                let mobile: Mobile = self
                    .keys
                    .open_sealed(&messages::mobile_place(&row.id), &row.mobile)?;
                Ok(DemoMessage {
                    mobile: mobile.masked(),
                    text: Wording::new(row.zh, row.en),
                    sent_at: time_of(row.sent_at)?,
                })
            })
            .collect()
    }
}
