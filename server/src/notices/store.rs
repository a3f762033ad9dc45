//! SQL of notices: what was told, by which ways it left the house, and how each person chose to be told. No rules.

use app::case::CaseReference;
use app::identity::PersonKey;
use app::notices::{Channel, DeliveryState};
use app::text::{Language, Wording};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;

// Notices

/// A notice as it is kept.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    pub id: String,
    pub reference: CaseReference,
    /// What happened; rows from before this was kept have none.
    pub event: Option<Wording>,
    /// The name of the matter or service, without anybody's.
    pub about: Option<Wording>,
    /// Where the case stood then.
    pub sentence: Wording,
    /// The same without anybody's name: this may leave the house.
    pub plain: Wording,
    pub at: Timestamp,
    pub read_at: Option<Timestamp>,
}

fn notice_of(row: &AnyRow) -> Result<NoticeRow, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("notice.{column} {id}"));
    let wording = |column: &str| -> Result<Option<Wording>, Fault> {
        let text: String = row.try_get(column)?;
        if text.is_empty() {
            return Ok(None);
        }
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|_| unreadable(column))
    };
    Ok(NoticeRow {
        reference: CaseReference::parse(&row.try_get::<String, _>("reference")?)
            .map_err(|_| unreadable("reference"))?,
        event: wording("event")?,
        about: wording("matter")?,
        sentence: wording("sentence")?.ok_or_else(|| unreadable("sentence"))?,
        plain: wording("plain")?.unwrap_or_default(),
        at: moment(row.try_get("at")?).ok_or_else(|| unreadable("at"))?,
        read_at: moment(row.try_get("read_at")?),
        id,
    })
}

fn json(wording: &Wording) -> String {
    serde_json::to_string(wording).expect("a wording serializes")
}

/// Tells a person something in the portal.
pub async fn add_notice(
    conn: &mut AnyConnection,
    person: &PersonKey,
    new: &NoticeRow,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO notice (person, id, reference, event, matter, sentence, plain, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(person.0.clone())
    .bind(new.id.clone())
    .bind(new.reference.as_str().to_owned())
    .bind(new.event.as_ref().map(json).unwrap_or_default())
    .bind(new.about.as_ref().map(json).unwrap_or_default())
    .bind(json(&new.sentence))
    .bind(json(&new.plain))
    .bind(micros(new.at))
    .execute(conn)
    .await?;
    Ok(())
}

/// This person's notices, newest first.
pub async fn notices(
    conn: &mut AnyConnection,
    person: &PersonKey,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<NoticeRow>, Fault> {
    let rows = sqlx::query(
        "SELECT id, reference, event, matter, sentence, plain, at, read_at FROM notice WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(person.0.clone())
    .bind(before.unwrap_or("g").to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(notice_of).collect()
}

pub async fn notice(
    conn: &mut AnyConnection,
    person: &PersonKey,
    id: &str,
) -> Result<Option<NoticeRow>, Fault> {
    let row = sqlx::query(
        "SELECT id, reference, event, matter, sentence, plain, at, read_at FROM notice WHERE person = $1 AND id = $2",
    )
    .bind(person.0.clone())
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(notice_of).transpose()
}

/// What this person was told last about a case.
pub async fn last_notice(
    conn: &mut AnyConnection,
    person: &PersonKey,
    reference: &CaseReference,
) -> Result<Option<NoticeRow>, Fault> {
    let row = sqlx::query(
        "SELECT id, reference, event, matter, sentence, plain, at, read_at FROM notice WHERE person = $1 AND reference = $2 ORDER BY id DESC LIMIT 1",
    )
    .bind(person.0.clone())
    .bind(reference.as_str().to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(notice_of).transpose()
}

/// What this person was told about a case before this moment, newest first; nothing without one.
pub async fn told_until(
    conn: &mut AnyConnection,
    person: &PersonKey,
    reference: &CaseReference,
    until: Option<Timestamp>,
) -> Result<Vec<(Timestamp, Wording)>, Fault> {
    let rows = sqlx::query(
        "SELECT id, reference, event, matter, sentence, plain, at, read_at FROM notice WHERE person = $1 AND reference = $2 AND at < $3 ORDER BY id DESC LIMIT 50",
    )
    .bind(person.0.clone())
    .bind(reference.as_str().to_owned())
    .bind(until.map_or(0, micros))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| notice_of(row).map(|notice| (notice.at, notice.sentence)))
        .collect()
}

/// How many notices this person has not read.
pub async fn unread(conn: &mut AnyConnection, person: &PersonKey) -> Result<i64, Fault> {
    let row =
        sqlx::query("SELECT COUNT(*) AS unread FROM notice WHERE person = $1 AND read_at = 0")
            .bind(person.0.clone())
            .fetch_one(conn)
            .await?;
    Ok(row.try_get("unread")?)
}

/// Marks one notice as read.
pub async fn mark_read(
    conn: &mut AnyConnection,
    person: &PersonKey,
    id: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query("UPDATE notice SET read_at = $1 WHERE person = $2 AND id = $3 AND read_at = 0")
        .bind(micros(at))
        .bind(person.0.clone())
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks this notice and all that are older as read.
pub async fn mark_read_up_to(
    conn: &mut AnyConnection,
    person: &PersonKey,
    id: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query("UPDATE notice SET read_at = $1 WHERE person = $2 AND id <= $3 AND read_at = 0")
        .bind(micros(at))
        .bind(person.0.clone())
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

// Deliveries

/// How far one notice has come on one way out of the house.
#[derive(Clone, Debug)]
pub struct DeliveryRow {
    pub notice: String,
    pub channel: Channel,
    pub state: DeliveryState,
    pub at: Timestamp,
}

pub async fn add_delivery(
    conn: &mut AnyConnection,
    person: &PersonKey,
    notice: &str,
    channel: Channel,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO notice_delivery (person, notice, channel, state, at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(person.0.clone())
    .bind(notice.to_owned())
    .bind(channel.as_str().to_owned())
    .bind(DeliveryState::Waiting.as_str().to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The deliveries of one person's notices from `oldest` to `newest`, both included.
pub async fn deliveries(
    conn: &mut AnyConnection,
    person: &PersonKey,
    oldest: &str,
    newest: &str,
) -> Result<Vec<DeliveryRow>, Fault> {
    let rows = sqlx::query(
        "SELECT notice, channel, state, at FROM notice_delivery WHERE person = $1 AND notice >= $2 AND notice <= $3 ORDER BY notice, channel",
    )
    .bind(person.0.clone())
    .bind(oldest.to_owned())
    .bind(newest.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let notice: String = row.try_get("notice")?;
            let unreadable =
                |column: &str| Fault::Row(format!("notice_delivery.{column} {notice}"));
            Ok(DeliveryRow {
                channel: Channel::read(&row.try_get::<String, _>("channel")?)
                    .ok_or_else(|| unreadable("channel"))?,
                state: DeliveryState::read(&row.try_get::<String, _>("state")?)
                    .ok_or_else(|| unreadable("state"))?,
                at: moment(row.try_get("at")?).ok_or_else(|| unreadable("at"))?,
                notice,
            })
        })
        .collect()
}

/// A try has ended like this. Since when it does not get through is kept over further tries.
pub async fn note_try(
    conn: &mut AnyConnection,
    person: &PersonKey,
    notice: &str,
    channel: Channel,
    state: DeliveryState,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE notice_delivery SET tries = tries + 1, \
         at = CASE WHEN state IN ('failing', 'undelivered') AND $1 IN ('failing', 'undelivered', 'refused') THEN at ELSE $2 END, \
         state = $1 WHERE person = $3 AND notice = $4 AND channel = $5 AND state <> 'sent'",
    )
    .bind(state.as_str().to_owned())
    .bind(micros(at))
    .bind(person.0.clone())
    .bind(notice.to_owned())
    .bind(channel.as_str().to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

// Choices

/// How somebody wants to be told besides in the portal.
#[derive(Clone, Debug)]
pub struct ChoiceRow {
    pub language: Language,
    pub sms: bool,
    pub email_on: bool,
    /// Sealed; empty: none was confirmed.
    pub email: String,
}

impl ChoiceRow {
    /// The ways out of the house that are turned on.
    pub fn channels(&self) -> Vec<Channel> {
        [
            (self.email_on && !self.email.is_empty(), Channel::Email),
            (self.sms, Channel::Sms),
        ]
        .into_iter()
        .filter_map(|(is_on, channel)| is_on.then_some(channel))
        .collect()
    }
}

pub async fn choice(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Option<ChoiceRow>, Fault> {
    let row =
        sqlx::query("SELECT language, sms, email_on, email FROM notice_choice WHERE person = $1")
            .bind(person.0.clone())
            .fetch_optional(conn)
            .await?;
    row.map(|row| {
        Ok(ChoiceRow {
            language: Language::from_tag(&row.try_get::<String, _>("language")?)
                .unwrap_or_default(),
            sms: row.try_get::<i64, _>("sms")? != 0,
            email_on: row.try_get::<i64, _>("email_on")? != 0,
            email: row.try_get("email")?,
        })
    })
    .transpose()
}

/// Turns SMS on for somebody who named a mobile for it; the language stays as it was chosen.
pub async fn tell_by_text(
    conn: &mut AnyConnection,
    person: &PersonKey,
    at: Timestamp,
) -> Result<(), Fault> {
    let language = choice(conn, person)
        .await?
        .map_or_else(Language::default, |choice| choice.language);
    set_sms(conn, person, true, language, at).await
}

/// Turns SMS on or off.
pub async fn set_sms(
    conn: &mut AnyConnection,
    person: &PersonKey,
    is_on: bool,
    language: Language,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO notice_choice (person, language, sms, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person) DO UPDATE SET sms = excluded.sms, language = excluded.language, changed_at = excluded.changed_at",
    )
    .bind(person.0.clone())
    .bind(language.tag().to_owned())
    .bind(i64::from(is_on))
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps a confirmed address and turns e-mail on.
pub async fn set_email(
    conn: &mut AnyConnection,
    person: &PersonKey,
    sealed: &str,
    language: Language,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO notice_choice (person, language, email_on, email, changed_at) VALUES ($1, $2, 1, $3, $4) \
         ON CONFLICT (person) DO UPDATE SET email_on = 1, email = excluded.email, language = excluded.language, changed_at = excluded.changed_at",
    )
    .bind(person.0.clone())
    .bind(language.tag().to_owned())
    .bind(sealed.to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the address.
pub async fn forget_email(
    conn: &mut AnyConnection,
    person: &PersonKey,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE notice_choice SET email_on = 0, email = '', changed_at = $1 WHERE person = $2",
    )
    .bind(micros(at))
    .bind(person.0.clone())
    .execute(conn)
    .await?;
    Ok(())
}

// Links that prove an address

/// A link that was sent to an address.
#[derive(Clone, Debug)]
pub struct ConfirmationRow {
    /// SHA-256 of the token.
    pub token: String,
    pub person: PersonKey,
    /// Sealed.
    pub email: String,
    pub language: Language,
    pub expires_at: Timestamp,
}

/// Keeps a new link; those that this person had no longer work.
pub async fn add_confirmation(
    conn: &mut AnyConnection,
    new: &ConfirmationRow,
) -> Result<(), Fault> {
    forget_confirmations(conn, &new.person).await?;
    sqlx::query(
        "INSERT INTO email_confirmation (token, person, email, language, expires_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(new.token.clone())
    .bind(new.person.0.clone())
    .bind(new.email.clone())
    .bind(new.language.tag().to_owned())
    .bind(micros(new.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The link that is open for this person; `token`: only this one.
pub async fn confirmation(
    conn: &mut AnyConnection,
    person: &PersonKey,
    token: Option<&str>,
    now: Timestamp,
) -> Result<Option<ConfirmationRow>, Fault> {
    let row = sqlx::query(
        "SELECT token, email, language, expires_at FROM email_confirmation WHERE person = $1 AND expires_at > $2 AND ($3 = '' OR token = $3)",
    )
    .bind(person.0.clone())
    .bind(micros(now))
    .bind(token.unwrap_or_default().to_owned())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(ConfirmationRow {
            token: row.try_get("token")?,
            person: person.clone(),
            email: row.try_get("email")?,
            language: Language::from_tag(&row.try_get::<String, _>("language")?)
                .unwrap_or_default(),
            expires_at: moment(row.try_get("expires_at")?)
                .ok_or_else(|| Fault::Row("email_confirmation.expires_at".into()))?,
        })
    })
    .transpose()
}

/// Uses a link up; `false` when it was used already, has run out or is somebody else's.
pub async fn use_confirmation(
    conn: &mut AnyConnection,
    person: &PersonKey,
    token: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "DELETE FROM email_confirmation WHERE token = $1 AND person = $2 AND expires_at > $3",
    )
    .bind(token.to_owned())
    .bind(person.0.clone())
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// No link of this person works any more.
pub async fn forget_confirmations(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<(), Fault> {
    sqlx::query("DELETE FROM email_confirmation WHERE person = $1")
        .bind(person.0.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes links that ran out before this moment.
pub async fn delete_confirmations_before(
    conn: &mut AnyConnection,
    time: Timestamp,
) -> Result<u64, Fault> {
    let done = sqlx::query("DELETE FROM email_confirmation WHERE expires_at < $1")
        .bind(micros(time))
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
