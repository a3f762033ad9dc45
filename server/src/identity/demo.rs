//! Demo mode: being one of the demo city's people with one press. Outside demo mode none of this exists.

use app::error::PortalError;
use app::identity::desk::{DemoChoice, DemoMessage};
use app::identity::{OfficeId, StaffRole};
use app::notices::Channel;
use app::person::{EmailAddress, Mobile, PersonName, ResidentId};
use app::text::Wording;

use async_trait::async_trait;

use super::desk::{Entrance, time_of};
use super::proof::{Known, ProofOfIdentity, look_up_in_register};
use super::sessions::{Kind, role_name};
use super::store::{accounts, messages, staff};
use crate::Office;
use crate::fault::Fault;
use crate::notices::Letter;

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
        /// Who they are; `None`: nobody of the demo city.
        number: Option<ResidentId>,
    },
}

/// Codes go to the mobile that the population register holds, and are read on the demo message page.
pub struct DemoMessages;

#[async_trait]
impl ProofOfIdentity for DemoMessages {
    async fn look_up(&self, office: &Office, number: &ResidentId) -> Option<Known> {
        look_up_in_register(office, number).await
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

    /// Whoever of the demo's citizens has this mobile in the population register.
    pub(super) fn demo_person_of(&self, mobile: &Mobile) -> Option<app::identity::PersonKey> {
        self.demo_people()
            .iter()
            .find_map(|identity| match &identity.part {
                DemoPart::Citizen {
                    number,
                    mobile: Some(known),
                } if known == mobile => Some(self.keys.person(number)),
                _ => None,
            })
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
            DemoPart::Staff {
                office,
                role,
                number,
            } => {
                let entrance = self
                    .demo_member(key, &person.name, office, *role, number.as_ref())
                    .await?;
                self.look_at_home(&entrance.account).await;
                Ok(entrance)
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
        number: Option<&ResidentId>,
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
        if let Some(number) = number {
            self.keep_who_works_here(tx.conn(), &member.id, number)
                .await?;
        }
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
        let id = self.chance.id(self.clock.now());
        self.write_demo_sms(to, text, &id).await
    }

    /// The same, once for each `once`: what is sent again has no second effect.
    ///
    /// # Errors
    /// As for [`Self::write_demo_message`].
    pub(crate) async fn write_demo_sms(
        &self,
        to: &Mobile,
        text: &Wording,
        once: &str,
    ) -> Result<(), Fault> {
        let recipient = self
            .keys
            .seal(&messages::mobile_place(once), to, &self.chance);
        self.write_demo_row(once, Channel::Sms, recipient, text.clone(), "")
            .await
    }

    /// Writes down an e-mail that would have been sent, once.
    ///
    /// # Errors
    /// As for [`Self::write_demo_message`].
    pub(crate) async fn write_demo_letter(&self, letter: &Letter) -> Result<(), Fault> {
        let id = &letter.once;
        let recipient = self
            .keys
            .seal(&messages::mobile_place(id), &letter.to, &self.chance);
        let text = Wording::same(format!("{}\n\n{}", letter.subject, letter.text));
        // A demonstration may be visited at another address than it is told.
        let link = letter
            .link
            .as_deref()
            .and_then(|link| link.strip_prefix(&self.settings.address))
            .unwrap_or_default();
        self.write_demo_row(id, Channel::Email, recipient, text, link)
            .await
    }

    async fn write_demo_row(
        &self,
        id: &str,
        channel: Channel,
        recipient: String,
        text: Wording,
        link: &str,
    ) -> Result<(), Fault> {
        if !self.settings.demo {
            return Err(PortalError::NotFound.into());
        }
        let row = messages::MessageRow {
            id: id.to_owned(),
            channel: channel.as_str().to_owned(),
            mobile: recipient,
            zh: text.zh,
            en: text.en,
            link: link.to_owned(),
            sent_at: self.clock.now().as_microsecond(),
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
                let place = messages::mobile_place(&row.id);
                let to = if row.channel == Channel::Email.as_str() {
                    let address: EmailAddress = self.keys.open_sealed(&place, &row.mobile)?;
                    address.masked()
                } else {
                    let mobile: Mobile = self.keys.open_sealed(&place, &row.mobile)?;
                    mobile.masked()
                };
                Ok(DemoMessage {
                    mobile: to,
                    text: Wording::new(row.zh, row.en),
                    link: (!row.link.is_empty()).then_some(row.link),
                    sent_at: time_of(row.sent_at)?,
                })
            })
            .collect()
    }
}
