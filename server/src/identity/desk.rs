//! The rules of the identity desk: who may come in, what a proof of identity allows, what an account's owner sees.

use std::net::IpAddr;

use app::error::PortalError;
use app::identity::desk::{
    DemoChoice, DemoMessage, Device, IdentityDesk, OwnAccount, OwnSession, ProofState, Purpose,
};
use app::identity::form::Login;
use app::identity::{Actor, Citizen, PersonKey, SessionKey, StaffMember};
use app::person::{Mobile, PersonName, ResidentId};
use app::text::Text;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sqlx::AnyConnection;

use super::passwords::{Strength, Verdict};
use super::proof::{Claim, read_purpose};
use super::sessions::Kind;
use super::store::accounts::{self, AccountRow};
use super::store::{messages, parked, proofs, sessions, slips, staff, throttle};
use crate::Office;
use crate::fault::Fault;
use crate::notices::delete_confirmations_before;
use crate::one_key_call::store::phones;

/// Who came in: in which table, under which id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrance {
    pub kind: Kind,
    pub account: String,
}

/// How a change of mobile goes on after a right code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MobileChange {
    Done,
    /// Who they are is proved; a code went to the new mobile.
    ConfirmNew,
}

impl Office {
    /// A citizen with identity number or mobile, and password. `None`: this pair does not belong together, whichever
    /// of the two was wrong; the work done is the same.
    ///
    /// # Errors
    /// `TooMany` after failures, `Busy` when too many sign in at once.
    pub async fn enter(
        &self,
        login: &Login,
        password: &str,
        address: Option<IpAddr>,
    ) -> Result<Option<Entrance>, Fault> {
        self.count_try(login.as_str(), address).await?;
        let account = self.account_of(login).await?;
        let stored = account.as_ref().map(|account| account.password.as_str());
        let verdict = self
            .compare_password(login.as_str(), password, stored, Strength::Citizen)
            .await?;
        let (Some(account), true) = (account, verdict != Verdict::Wrong) else {
            return Ok(None);
        };
        let stronger = match verdict {
            Verdict::RightButWeak => Some(self.hash_password(password, Strength::Citizen).await?),
            _ => None,
        };
        let mut tx = self.db.begin().await?;
        self.forget_tries(tx.conn(), login.as_str()).await?;
        if let Some(stronger) = stronger {
            accounts::strengthen_password(tx.conn(), &account.id, &account.password, &stronger)
                .await?;
        }
        tx.commit().await?;
        Ok(Some(Entrance {
            kind: Kind::Citizen,
            account: account.id,
        }))
    }

    async fn account_of(&self, login: &Login) -> Result<Option<AccountRow>, Fault> {
        let mut conn = self.db.read().await?;
        let found = match login {
            Login::Number(number) => {
                accounts::by_person(&mut conn, &self.keys.person(number).0).await?
            }
            Login::Mobile(mobile) => {
                accounts::by_mobile(&mut conn, &self.blind_mobile(mobile)).await?
            }
        };
        Ok(found)
    }

    /// A member of staff with login, password and, where people are real, the code of their authenticator. `None`: these
    /// do not belong together, or the member is disabled.
    ///
    /// # Errors
    /// `TooMany` after failures, `Busy` when too many sign in at once.
    pub async fn enter_as_staff(
        &self,
        login: &str,
        password: &str,
        code: &str,
        address: Option<IpAddr>,
    ) -> Result<Option<Entrance>, Fault> {
        let throttled = format!("staff,{login}");
        self.count_try(&throttled, address).await?;
        let mut conn = self.db.read().await?;
        let member = staff::by_login(&mut conn, login).await?;
        drop(conn);
        let member = member.filter(|member| member.disabled_at == 0);
        let stored = member.as_ref().map(|member| member.password.as_str());
        let verdict = self
            .compare_password(&throttled, password, stored, Strength::Staff)
            .await?;
        let (Some(member), true) = (member, verdict != Verdict::Wrong) else {
            return Ok(None);
        };
        if !self.settings.demo && !self.accepts_code(&member.id, code).await? {
            return Ok(None);
        }
        let stronger = match verdict {
            Verdict::RightButWeak => Some(self.hash_password(password, Strength::Staff).await?),
            _ => None,
        };
        let mut tx = self.db.begin().await?;
        self.forget_tries(tx.conn(), &throttled).await?;
        if let Some(stronger) = stronger {
            staff::strengthen_password(tx.conn(), &member.id, &member.password, &stronger).await?;
        }
        tx.commit().await?;
        self.look_at_home(&member.id).await;
        Ok(Some(Entrance {
            kind: Kind::Staff,
            account: member.id,
        }))
    }

    pub(super) async fn hash_password(
        &self,
        password: &str,
        strength: Strength,
    ) -> Result<String, Fault> {
        let salt = self.chance.bytes();
        self.reception
            .hasher
            .hash(password, strength, salt, &self.pepper())
            .await
    }

    async fn compare_password(
        &self,
        throttled: &str,
        password: &str,
        stored: Option<&str>,
        strength: Strength,
    ) -> Result<Verdict, Fault> {
        let compared = self
            .reception
            .hasher
            .compare(password, stored, strength, &self.pepper())
            .await;
        if compared.is_err() {
            // Nobody failed here but we: the try does not count.
            let mut tx = self.db.begin().await?;
            throttle::uncount(tx.conn(), &self.login_throttle(throttled)).await?;
            tx.commit().await?;
        }
        compared
    }

    /// A secret outside the database without which no stolen hash can be guessed at.
    fn pepper(&self) -> String {
        self.keys.blind("pepper,v1,", "")
    }

    pub(crate) fn blind_mobile(&self, mobile: &Mobile) -> String {
        self.keys.blind("mobile,v1,", mobile.as_str())
    }

    /// The signed-in citizen's own number: opened only to ask the registers.
    ///
    /// # Errors
    /// [`PortalError::SignInFirst`] when the account is gone.
    pub async fn number_of_citizen(&self, citizen: &Citizen) -> Result<ResidentId, Fault> {
        if citizen.helped.is_some() {
            return self.number_of_person(&citizen.person).await;
        }
        self.number_of(&self.own_row(citizen).await?)
    }

    /// The number of whoever has an account under this pseudonym, or was helped by staff: for what is done in their case.
    ///
    /// # Errors
    /// `NotFound` where there is neither.
    pub async fn number_of_person(&self, person: &PersonKey) -> Result<ResidentId, Fault> {
        let account = accounts::by_person(&mut *self.db.read().await?, &person.0).await?;
        match account {
            Some(account) => self.number_of(&account),
            None => self
                .number_of_helped(person)
                .await?
                .ok_or_else(|| PortalError::NotFound.into()),
        }
    }

    /// The mobile of whoever has an account under this pseudonym, if they have both.
    pub(crate) async fn mobile_of_person(
        &self,
        conn: &mut AnyConnection,
        person: &PersonKey,
    ) -> Result<Option<Mobile>, Fault> {
        match accounts::by_person(conn, &person.0).await? {
            Some(account) => self.mobile_of(&account),
            None => Ok(None),
        }
    }

    fn number_of(&self, account: &AccountRow) -> Result<ResidentId, Fault> {
        Ok(self
            .keys
            .open_sealed(&accounts::number_place(&account.id), &account.number)?)
    }

    fn mobile_of(&self, account: &AccountRow) -> Result<Option<Mobile>, Fault> {
        Ok(self
            .keys
            .open_sealed(&accounts::mobile_place(&account.id), &account.mobile)?)
    }

    /// An account's row, with what is personal sealed.
    pub(super) fn sealed_account(
        &self,
        id: &str,
        number: &ResidentId,
        name: &PersonName,
        mobile: Option<&Mobile>,
        password: String,
    ) -> AccountRow {
        let (keys, chance) = (&self.keys, &self.chance);
        AccountRow {
            id: id.to_owned(),
            person: keys.person(number).0,
            number: keys.seal(&accounts::number_place(id), number, chance),
            name: keys.seal(&accounts::name_place(id), name, chance),
            mobile: keys.seal(&accounts::mobile_place(id), &mobile, chance),
            sign_in_mobile: None,
            password,
        }
    }

    /// Registration and forgotten password end alike: with a proof in hand, the person's account, new or not, gets
    /// this password, every session of it ends, and they are in.
    ///
    /// # Errors
    /// `Conflict` when this session has no proof for this purpose (any more).
    pub async fn set_password_by_proof(
        &self,
        session: &SessionKey,
        purpose: Purpose,
        password: &str,
    ) -> Result<Entrance, Fault> {
        let over = || Fault::conflict(Text::CodeOver);
        let given = self.given_proof(session, purpose).await?.ok_or_else(over)?;
        let name = given.found.name.clone().ok_or_else(over)?;
        let hash = self.hash_password(password, Strength::Citizen).await?;
        let now = self.clock.unmoved();
        let micros = now.as_microsecond();
        let mut tx = self.db.begin().await?;
        if !proofs::use_up(tx.conn(), &given.id, micros).await? {
            return Err(over());
        }
        let number = &given.claim.number;
        let account = match accounts::by_person(tx.conn(), &given.person.0).await? {
            Some(account) => {
                accounts::set_password(tx.conn(), &account.id, &hash, micros).await?;
                account
            }
            None => {
                let id = self.chance.id(now);
                let mobile = given.found.mobile.as_ref();
                let new = self.sealed_account(&id, number, &name, mobile, hash);
                if !accounts::insert(tx.conn(), &new, micros).await? {
                    return Err(over());
                }
                new
            }
        };
        if let (None, Some(mobile)) = (&account.sign_in_mobile, &given.found.mobile) {
            // Whoever read the code holds this mobile now.
            self.give_mobile(tx.conn(), &account.id, mobile).await?;
        }
        let mobile = self.mobile_of(&account)?;
        sessions::end_all(tx.conn(), &account.id, "", micros).await?;
        self.forget_tries(tx.conn(), number.as_str()).await?;
        if let Some(mobile) = &mobile {
            self.forget_tries(tx.conn(), mobile.as_str()).await?;
        }
        tx.commit().await?;
        self.send_message(mobile, Text::PasswordSetMessage);
        Ok(Entrance {
            kind: Kind::Citizen,
            account: account.id,
        })
    }

    /// Somebody changes their own password: the one before is asked again, every other session ends. `false`: the
    /// password before is not this one.
    pub async fn change_password(
        &self,
        actor: &Actor,
        session: &SessionKey,
        current: &str,
        password: &str,
    ) -> Result<bool, Fault> {
        match actor {
            Actor::Visitor => Err(PortalError::SignInFirst.into()),
            Actor::Citizen(citizen) => {
                self.change_citizens_password(citizen, session, current, password)
                    .await
            }
            Actor::Staff(member) => {
                self.change_staffs_password(member, session, current, password)
                    .await
            }
        }
    }

    async fn change_citizens_password(
        &self,
        citizen: &Citizen,
        session: &SessionKey,
        current: &str,
        password: &str,
    ) -> Result<bool, Fault> {
        let throttled = format!("change,{}", citizen.account);
        self.count_try(&throttled, None).await?;
        let account = self.own_row(citizen).await?;
        let verdict = self
            .compare_password(
                &throttled,
                current,
                Some(&account.password),
                Strength::Citizen,
            )
            .await?;
        if verdict == Verdict::Wrong {
            return Ok(false);
        }
        let hash = self.hash_password(password, Strength::Citizen).await?;
        let now = self.clock.unmoved().as_microsecond();
        let mut tx = self.db.begin().await?;
        accounts::set_password(tx.conn(), &account.id, &hash, now).await?;
        sessions::end_all(tx.conn(), &account.id, &session.0, now).await?;
        self.forget_tries(tx.conn(), &throttled).await?;
        tx.commit().await?;
        self.send_message(self.mobile_of(&account)?, Text::PasswordSetMessage);
        Ok(true)
    }

    async fn change_staffs_password(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        current: &str,
        password: &str,
    ) -> Result<bool, Fault> {
        let throttled = format!("change,{}", member.id);
        self.count_try(&throttled, None).await?;
        let mut conn = self.db.read().await?;
        let row = staff::by_id(&mut conn, &member.id)
            .await?
            .ok_or(PortalError::SignInFirst)?;
        drop(conn);
        let verdict = self
            .compare_password(&throttled, current, Some(&row.password), Strength::Staff)
            .await?;
        if verdict == Verdict::Wrong {
            return Ok(false);
        }
        let hash = self.hash_password(password, Strength::Staff).await?;
        let now = self.clock.unmoved().as_microsecond();
        let mut tx = self.db.begin().await?;
        staff::set_password(tx.conn(), &row.id, &hash).await?;
        sessions::end_all(tx.conn(), &row.id, &session.0, now).await?;
        self.forget_tries(tx.conn(), &throttled).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn own_row(&self, citizen: &Citizen) -> Result<AccountRow, Fault> {
        let mut conn = self.db.read().await?;
        accounts::by_id(&mut conn, &citizen.account)
            .await?
            .ok_or_else(|| PortalError::SignInFirst.into())
    }

    /// What a change of the citizen's mobile claims.
    pub async fn claim_of(
        &self,
        citizen: &Citizen,
        mobile: Option<Mobile>,
    ) -> Result<Claim, Fault> {
        Ok(Claim {
            number: self.number_of_citizen(citizen).await?,
            name: None,
            mobile,
        })
    }

    /// After a right code: the change is made when the code came to the new mobile itself; otherwise the new mobile
    /// has to be confirmed, too.
    ///
    /// # Errors
    /// `Conflict` when this session has no proof in hand.
    pub async fn go_on_changing_mobile(
        &self,
        citizen: &Citizen,
        session: &SessionKey,
    ) -> Result<MobileChange, Fault> {
        let over = || Fault::conflict(Text::CodeOver);
        let given = match self.given_proof(session, Purpose::NewMobile).await? {
            Some(given) => given,
            None => self
                .given_proof(session, Purpose::ChangeMobile)
                .await?
                .ok_or_else(over)?,
        };
        if given.person != citizen.person {
            return Err(over());
        }
        let wanted = given.claim.mobile.clone().ok_or_else(over)?;
        if given.found.mobile.as_ref() != Some(&wanted) {
            self.begin_proof(session, Purpose::NewMobile, given.claim)
                .await?;
            return Ok(MobileChange::ConfirmNew);
        }
        let account = self.own_row(citizen).await?;
        let mut tx = self.db.begin().await?;
        if !proofs::use_up(tx.conn(), &given.id, self.clock.unmoved().as_microsecond()).await? {
            return Err(over());
        }
        self.give_mobile(tx.conn(), &account.id, &wanted).await?;
        tx.commit().await?;
        self.send_message(self.mobile_of(&account)?, Text::MobileSetMessage);
        Ok(MobileChange::Done)
    }

    /// From now on this mobile signs in to this account, and to no other.
    async fn give_mobile(
        &self,
        conn: &mut AnyConnection,
        account: &str,
        mobile: &Mobile,
    ) -> Result<(), Fault> {
        let place = accounts::mobile_place(account);
        let sealed = self.keys.seal(&place, &Some(mobile), &self.chance);
        let blind = self.blind_mobile(mobile);
        accounts::release_mobile(conn, &blind, account).await?;
        accounts::set_mobile(conn, account, &sealed, &blind).await?;
        Ok(())
    }

    /// Ends one of the actor's own sessions; whatever is not theirs is left alone.
    pub async fn end_session(&self, actor: &Actor, session: &SessionKey) -> Result<bool, Fault> {
        let account = account_id(actor).ok_or(PortalError::SignInFirst)?;
        let now = self.clock.unmoved().as_microsecond();
        let mut tx = self.db.begin().await?;
        let is_done = sessions::end_own(tx.conn(), account, &session.0, now).await?
            || phones::end_own(tx.conn(), account, &session.0, now).await?;
        tx.commit().await?;
        Ok(is_done)
    }

    /// Ends all of the actor's sessions, this one included.
    pub async fn end_all_sessions(&self, actor: &Actor) -> Result<u64, Fault> {
        let account = account_id(actor).ok_or(PortalError::SignInFirst)?;
        let now = self.clock.unmoved().as_microsecond();
        let mut tx = self.db.begin().await?;
        let ended = sessions::end_all(tx.conn(), account, "", now).await?;
        phones::end_all(tx.conn(), account, now).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Keeps what was typed on a page, until the session is ended, or a day long where it runs out.
    pub async fn keep_slip<T: Serialize + Sync>(
        &self,
        session: &SessionKey,
        page: &str,
        typed: &T,
    ) -> Result<(), Fault> {
        let sealed = self
            .keys
            .seal(&slip_place(session, page), typed, &self.chance);
        let now = self.clock.unmoved().as_microsecond();
        let mut tx = self.db.begin().await?;
        slips::keep(tx.conn(), &session.0, page, &sealed, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What a citizen typed before their session ran out lies in the one that begins now. What a session held that somebody
    /// ended stays gone; and whom a member of staff looked after does not come back on another day.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn carry_slips_over(
        &self,
        account: &str,
        to: &SessionKey,
    ) -> Result<(), Fault> {
        let now = self.clock.unmoved();
        let old = slips::of_expired(
            &mut *self.db.read().await?,
            account,
            now.as_microsecond(),
            Kind::Citizen.longest().as_secs() * 1_000_000,
            Kind::Citizen.idle().as_secs() * 1_000_000,
        )
        .await?;
        if old.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        for slip in old {
            let place = slip_place(&SessionKey(slip.session.clone()), &slip.page);
            let typed: serde_json::Value = self.keys.open_sealed(&place, &slip.typed)?;
            let sealed = self
                .keys
                .seal(&slip_place(to, &slip.page), &typed, &self.chance);
            slips::keep(tx.conn(), &to.0, &slip.page, &sealed, slip.written_at).await?;
            slips::remove(tx.conn(), &slip.session, &slip.page).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn own_sessions(
        &self,
        kind: Kind,
        account: &str,
        this: &SessionKey,
    ) -> Result<Vec<OwnSession>, Fault> {
        let now = self.clock.unmoved();
        let mut conn = self.db.read().await?;
        sessions::live_of(
            &mut conn,
            account,
            (now - kind.longest()).as_microsecond(),
            (now - kind.idle()).as_microsecond(),
        )
        .await?
        .into_iter()
        .map(|row| {
            Ok(OwnSession {
                device: Device::read(&row.device),
                began: time_of(row.created_at)?,
                last_used: time_of(row.last_seen)?,
                is_this_one: row.id == this.0,
                is_saved_phone: false,
                key: SessionKey(row.id),
            })
        })
        .collect()
    }

    /// Removes what has served: ended sessions after a week, slips, throttles, proofs and parked forms after a day,
    /// demo messages and orders of care that were never made after a month, links that ran out. Call it now and then; answers how many rows went.
    pub async fn tidy_identity(&self) -> Result<u64, Fault> {
        let now = self.clock.unmoved();
        let before = |hours| (now - SignedDuration::from_hours(hours)).as_microsecond();
        let mut tx = self.db.begin().await?;
        let conn = tx.conn();
        let removed = sessions::delete_unused_since(conn, before(7 * 24)).await?
            + slips::delete_before(conn, before(24)).await?
            + throttle::delete_before(conn, before(24)).await?
            + proofs::delete_before(conn, before(24)).await?
            + parked::delete_before(conn, before(24)).await?
            + crate::care::store::delete_drafts_before(conn, before(30 * 24)).await?
            + messages::delete_before(conn, before(30 * 24)).await?
            + delete_confirmations_before(conn, now).await?;
        tx.commit().await?;
        Ok(removed)
    }
}

/// Whoever signs in with this mobile. Nobody of the demo has confirmed one: there the register's is taken for it.
///
/// # Errors
/// The database's.
pub(crate) async fn person_of_mobile(
    office: &Office,
    conn: &mut AnyConnection,
    mobile: &Mobile,
) -> Result<Option<PersonKey>, Fault> {
    let account = accounts::by_mobile(conn, &office.blind_mobile(mobile)).await?;
    Ok(account
        .map(|account| PersonKey(account.person))
        .or_else(|| office.demo_person_of(mobile)))
}

/// The mobile that this person has confirmed, if they have.
///
/// # Errors
/// The database's.
pub(crate) async fn confirmed_mobile(
    office: &Office,
    person: &PersonKey,
) -> Result<Option<Mobile>, Fault> {
    let account = accounts::by_person(&mut *office.db.read().await?, &person.0).await?;
    match account.filter(|account| account.sign_in_mobile.is_some()) {
        Some(account) => office.mobile_of(&account),
        None => Ok(None),
    }
}

/// Pages on which somebody who is not signed in says who they are.
const SAYING_WHO: [&str; 4] = [
    "/sign-in",
    "/staff/sign-in",
    "/register",
    "/forgotten-password",
];
/// For so long what was typed there is shown again.
const SHOWN_AGAIN: SignedDuration = SignedDuration::from_mins(30);

fn slip_place(session: &SessionKey, page: &str) -> String {
    format!("slip,typed,{},{page}", session.0)
}

fn account_id(actor: &Actor) -> Option<&str> {
    match actor {
        Actor::Visitor => None,
        Actor::Citizen(citizen) => Some(&citizen.account),
        Actor::Staff(member) => Some(&member.id),
    }
}

pub(super) fn time_of(microseconds: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_microsecond(microseconds).map_err(|error| Fault::Row(error.to_string()))
}

#[async_trait]
impl IdentityDesk for Office {
    fn demo_choices(&self) -> Vec<DemoChoice> {
        self.people_one_can_be()
    }

    fn sends_codes(&self) -> bool {
        self.reception.proof.sends_codes()
    }

    async fn demo_messages(&self) -> Result<Vec<DemoMessage>, PortalError> {
        Ok(self.sent_messages().await?)
    }

    async fn slip(&self, session: &SessionKey, page: &str) -> Result<Option<String>, PortalError> {
        // A visitor's session lasts for a day; who they said they were is not for whoever comes to the computer then.
        let since = if SAYING_WHO.contains(&page) {
            (self.clock.unmoved() - SHOWN_AGAIN).as_microsecond()
        } else {
            0
        };
        let found = async {
            let mut conn = self.db.read().await?;
            let sealed = slips::find(&mut conn, &session.0, page, since).await?;
            let place = slip_place(session, page);
            let opened: Option<serde_json::Value> = sealed
                .map(|sealed| self.keys.open_sealed(&place, &sealed))
                .transpose()?;
            Ok::<_, Fault>(opened.map(|slip| slip.to_string()))
        };
        Ok(found.await?)
    }

    async fn proof_state(&self, session: &SessionKey) -> Result<Option<ProofState>, PortalError> {
        let found = async {
            let mut conn = self.db.read().await?;
            proofs::of_session(&mut conn, &session.0)
                .await?
                .map(|row| {
                    Ok::<_, Fault>(ProofState {
                        purpose: read_purpose(&row.purpose)?,
                        is_given: row.proved_at != 0,
                        expires_at: time_of(row.expires_at)?,
                    })
                })
                .transpose()
        };
        Ok(found.await?)
    }

    async fn own_account(
        &self,
        actor: &Actor,
        session: &SessionKey,
    ) -> Result<OwnAccount, PortalError> {
        let found = async {
            match actor {
                Actor::Visitor => Err(PortalError::SignInFirst.into()),
                Actor::Citizen(citizen) => {
                    let account = self.own_row(citizen).await?;
                    Ok::<_, Fault>(OwnAccount {
                        name: citizen.name.clone(),
                        number: Some(self.number_of(&account)?.masked()),
                        mobile: self.mobile_of(&account)?.map(|mobile| mobile.masked()),
                        login: None,
                        has_password: !account.password.is_empty(),
                        sessions: {
                            let mut sessions = self
                                .own_sessions(Kind::Citizen, &account.id, session)
                                .await?;
                            sessions.extend(self.saved_phones(&account.id).await?);
                            sessions
                        },
                        counter_codes: self.counter_codes_for(&citizen.person).await?,
                    })
                }
                Actor::Staff(member) => {
                    let mut conn = self.db.read().await?;
                    let row = staff::by_id(&mut conn, &member.id)
                        .await?
                        .ok_or(PortalError::SignInFirst)?;
                    drop(conn);
                    Ok(OwnAccount {
                        name: member.name.clone(),
                        number: None,
                        mobile: None,
                        login: Some(row.login),
                        has_password: !row.password.is_empty(),
                        sessions: self.own_sessions(Kind::Staff, &row.id, session).await?,
                        counter_codes: self.counter_codes_by(member).await?,
                    })
                }
            }
        };
        Ok(found.await?)
    }
}
