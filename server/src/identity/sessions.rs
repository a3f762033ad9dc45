//! Sessions: who is behind a cookie, for how long, and how a session ends for good. The cookie holds 128 random bits,
//! the table their SHA-256. A row is inserted once and then only updated while it is live, so that a request in
//! flight cannot revive what somebody signed out of.

use std::fmt;

use app::identity::{Actor, Citizen, OfficeId, PersonKey, SessionKey, StaffMember, StaffRole};
use app::person::PersonName;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore, session_store};

use super::desk::time_of;
use super::store::sessions as store;
use crate::Office;
use crate::fault::Fault;
use crate::keys::sha256;

/// Whose session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Nobody's yet: it holds what was typed before signing in.
    Visitor,
    Citizen,
    Staff,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Citizen => "citizen",
            Self::Staff => "staff",
        }
    }

    fn read(text: &str) -> Self {
        match text {
            "citizen" => Self::Citizen,
            "staff" => Self::Staff,
            _ => Self::Visitor,
        }
    }

    /// How long it may lie unused.
    pub const fn idle(self) -> SignedDuration {
        match self {
            // Nobody is signed in: it only keeps what somebody typed without a name from being lost.
            Self::Visitor => SignedDuration::from_hours(24),
            Self::Citizen => SignedDuration::from_mins(30),
            Self::Staff => SignedDuration::from_mins(15),
        }
    }

    /// How long it may last however much it is used.
    pub const fn longest(self) -> SignedDuration {
        match self {
            Self::Visitor => SignedDuration::from_hours(48),
            Self::Citizen => SignedDuration::from_hours(12),
            Self::Staff => SignedDuration::from_hours(9),
        }
    }

    /// When a session made and last used at these times runs out.
    fn ends_at(self, created_at: Timestamp, last_seen: Timestamp) -> Timestamp {
        (created_at + self.longest()).min(last_seen + self.idle())
    }
}

/// `last_seen` is written at most this often.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// What a new session is told of its owner; stored under [`WHO`] by tower-sessions, in columns by [`Sessions`].
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Who {
    kind: Kind,
    /// Empty for a visitor.
    account: String,
    device: String,
}

const WHO: &str = "who";

/// The store behind tower-sessions' layer.
#[derive(Clone)]
pub struct Sessions(Office);

impl Sessions {
    pub const fn of(office: Office) -> Self {
        Self(office)
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

/// The layer that reads and writes the cookie.
pub fn layer(office: &Office) -> SessionManagerLayer<Sessions> {
    let is_secure = office.settings.is_secure();
    SessionManagerLayer::new(Sessions::of(office.clone()))
        .with_name(cookie_name(is_secure))
        .with_secure(is_secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        // The table decides when it ends; the browser keeps it until it closes.
        .with_expiry(Expiry::OnSessionEnd)
}

/// `__Host-` binds the cookie to this host and to TLS; browsers refuse it without.
pub const fn cookie_name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-sid" } else { "sid" }
}

/// The key under which the table knows the session with this id.
pub fn key_of(id: Id) -> SessionKey {
    SessionKey(sha256(&id.0.to_le_bytes()))
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let office = &self.0;
        let who = record
            .data
            .get(WHO)
            .cloned()
            .map(serde_json::from_value::<Who>)
            .transpose()
            .map_err(|error| session_store::Error::Decode(error.to_string()))?
            .unwrap_or(Who {
                kind: Kind::Visitor,
                account: String::new(),
                device: String::new(),
            });
        let data = encode(record)?;
        let mut tx = office.db.begin().await.map_err(backend)?;
        loop {
            record.id = Id(i128::from_le_bytes(office.chance.bytes()));
            let new = store::NewSession {
                id: key_of(record.id).0,
                kind: who.kind.as_str().to_owned(),
                account: who.account.clone(),
                device: who.device.clone(),
                data: data.clone(),
                now: office.clock.unmoved().as_microsecond(),
            };
            if store::insert(tx.conn(), new).await.map_err(backend)? {
                break;
            }
        }
        tx.commit().await.map_err(backend)
    }

    /// Never inserts: what has ended stays ended, and nobody is told.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let data = encode(record)?;
        let mut tx = self.0.db.begin().await.map_err(backend)?;
        store::keep_data(tx.conn(), &key_of(record.id).0, &data)
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let mut conn = self.0.db.read().await.map_err(backend)?;
        let Some((kind, data, created_at, last_seen)) = store::data(&mut conn, &key_of(*id).0)
            .await
            .map_err(backend)?
        else {
            return Ok(None);
        };
        let (Ok(created_at), Ok(last_seen)) = (
            Timestamp::from_microsecond(created_at),
            Timestamp::from_microsecond(last_seen),
        ) else {
            return Ok(None);
        };
        let ends_at = Kind::read(&kind).ends_at(created_at, last_seen);
        if self.0.clock.unmoved() >= ends_at {
            return Ok(None);
        }
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&data)
                .map_err(|error| session_store::Error::Decode(error.to_string()))?,
            expiry_date: time::OffsetDateTime::from_unix_timestamp(ends_at.as_second())
                .map_err(|error| session_store::Error::Decode(error.to_string()))?,
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let mut tx = self.0.db.begin().await.map_err(backend)?;
        store::end(
            tx.conn(),
            &key_of(*id).0,
            self.0.clock.unmoved().as_microsecond(),
        )
        .await
        .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}

fn encode(record: &Record) -> session_store::Result<String> {
    serde_json::to_string(&record.data)
        .map_err(|error| session_store::Error::Encode(error.to_string()))
}

fn backend(error: sqlx::Error) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

impl From<tower_sessions::session::Error> for Fault {
    fn from(error: tower_sessions::session::Error) -> Self {
        Self::Other(format!("session: {error}"))
    }
}

/// What a request's cookie stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognised {
    pub actor: Actor,
    /// Empty without a live session.
    pub key: SessionKey,
    /// When it runs out unless it is used again.
    pub ends_at: Option<Timestamp>,
    /// The account wants 长辈版.
    pub wants_elder_mode: bool,
    /// The cookie's session has run out (it was not ended by anybody), and whose it was.
    pub expired: Option<ExpiredSession>,
}

/// Whose session has run out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiredSession {
    pub account: String,
    pub is_staff: bool,
}

/// Finds out who is behind a session in one indexed query; notes the use unless `leave_no_trace` (a page that
/// updates itself must not keep a session alive).
pub async fn recognise(
    office: &Office,
    session: &Session,
    leave_no_trace: bool,
) -> Result<Recognised, Fault> {
    let Some(id) = session.id() else {
        return Ok(Recognised::default());
    };
    let key = key_of(id);
    let mut conn = office.db.read().await?;
    let Some(row) = store::find(&mut conn, &key.0).await? else {
        return Ok(Recognised::default());
    };
    drop(conn);
    if row.revoked_at != 0 {
        return Ok(Recognised::default());
    }
    let now = office.clock.unmoved();
    let kind = Kind::read(&row.kind);
    let last_seen = time_of(row.last_seen)?;
    let created_at = time_of(row.created_at)?;
    if now >= kind.ends_at(created_at, last_seen) {
        return Ok(Recognised {
            expired: (kind != Kind::Visitor).then_some(ExpiredSession {
                account: row.account,
                is_staff: kind == Kind::Staff,
            }),
            ..Recognised::default()
        });
    }
    let wants_elder_mode = row
        .citizen
        .as_ref()
        .is_some_and(|citizen| citizen.elder == "yes");
    let actor = match (kind, row.citizen, row.staff) {
        (Kind::Visitor, _, _) => Actor::Visitor,
        (Kind::Citizen, Some(citizen), _) => Actor::Citizen(Citizen {
            name: office.keys.open_sealed(
                &super::store::accounts::name_place(&row.account),
                &citizen.name,
            )?,
            person: PersonKey(citizen.person),
            account: row.account,
            helped: None,
        }),
        (Kind::Staff, _, Some(staff)) if staff.disabled_at == 0 => Actor::Staff(StaffMember {
            id: row.account,
            name: PersonName::parse(&staff.name)
                .map_err(|_| Fault::Row("a member of staff without a name".into()))?,
            office: OfficeId(staff.office),
            role: read_role(&staff.role)?,
        }),
        // The account is gone or disabled: a stranger.
        _ => return Ok(Recognised::default()),
    };
    let mut seen = last_seen;
    if !leave_no_trace && now - NOTED_EVERY >= last_seen {
        seen = now;
        note_use(office, &key, now).await;
    }
    Ok(Recognised {
        actor,
        key,
        ends_at: Some(kind.ends_at(created_at, seen)),
        wants_elder_mode,
        expired: None,
    })
}

/// A request must not fail because its use could not be noted; the session then only runs out a little earlier.
async fn note_use(office: &Office, key: &SessionKey, now: Timestamp) {
    let noted = async {
        let mut tx = office.db.begin().await?;
        let not_since = (now - NOTED_EVERY).as_microsecond();
        store::touch(tx.conn(), &key.0, now.as_microsecond(), not_since).await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "the use of a session could not be noted");
    }
}

/// `caseworker` or `supervisor`, as the table holds it.
pub fn read_role(role: &str) -> Result<StaffRole, Fault> {
    match role {
        "caseworker" => Ok(StaffRole::Caseworker),
        "supervisor" => Ok(StaffRole::Supervisor),
        other => Err(Fault::Row(format!("no staff role: {other}"))),
    }
}

pub const fn role_name(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Caseworker => "caseworker",
        StaffRole::Supervisor => "supervisor",
    }
}

/// Signs somebody in: what the visitor's session held goes, and a new id takes its place.
pub async fn sign_in(
    session: &Session,
    kind: Kind,
    account: &str,
    device: &str,
) -> Result<SessionKey, Fault> {
    session.clear().await;
    start(
        session,
        Who {
            kind,
            account: account.to_owned(),
            device: device.to_owned(),
        },
    )
    .await
}

/// The visitor's session, begun when there is none yet: for what somebody typed before signing in.
pub async fn of_visitor(session: &Session, known: &SessionKey) -> Result<SessionKey, Fault> {
    if !known.0.is_empty() {
        return Ok(known.clone());
    }
    session.clear().await;
    start(
        session,
        Who {
            kind: Kind::Visitor,
            account: String::new(),
            device: String::new(),
        },
    )
    .await
}

async fn start(session: &Session, who: Who) -> Result<SessionKey, Fault> {
    session.insert(WHO, who).await?;
    session.cycle_id().await?;
    session.save().await?;
    session
        .id()
        .map(key_of)
        .ok_or_else(|| Fault::Other("a saved session without an id".into()))
}
