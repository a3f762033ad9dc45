//! SQL of following a case: lists, invitations, pages half written, look-ups. No rules.

use app::identity::PersonKey;
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::Case;
use crate::case::store::{case_columns, case_of, micros, moment};
use crate::database::{Key, rows_of, these};
use crate::fault::Fault;

// Lists

/// The cases that this person filed or is the subject of, newest first; ids are UUIDv7, so they sort by time.
/// Confirmers are left out: what they are asked is on their invitation.
pub async fn cases_followed_by(
    conn: &mut AnyConnection,
    person: &PersonKey,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Case>, Fault> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        case_columns!(),
        " FROM (SELECT DISTINCT p.home, p.case_id FROM case_party p
               WHERE p.person = $1 AND p.role IN ('applicant', 'subject') AND p.case_id < $2 ORDER BY p.case_id DESC LIMIT $3) mine
         CROSS JOIN case_file c WHERE c.home = mine.home AND c.id = mine.case_id ORDER BY c.id DESC"
    ))
    .bind(person.0.clone())
    // Ids are lower-case hex: `g` is after all of them.
    .bind(before.unwrap_or("g").to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(case_of).collect()
}

// Invitations

/// An invitation to confirm.
#[derive(Clone, Debug)]
pub struct InvitationRow {
    /// SHA-256 of the token.
    pub token: String,
    pub home: String,
    pub case_id: String,
    pub person: PersonKey,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
    pub sealed: String,
    /// `open`, `confirmed`, `declined`, `expired`, `replaced`.
    pub state: String,
}

impl InvitationRow {
    pub fn case_key(&self) -> Key<'_> {
        (&self.home, &self.case_id)
    }
}

macro_rules! invitation_columns {
    () => {
        "token, home, case_id, person, made_at, expires_at, sealed, state"
    };
}

/// An invitation's columns with the rest of the query.
macro_rules! select_invitation {
    ($rest:literal) => {
        concat!("SELECT ", invitation_columns!(), " FROM invitation ", $rest)
    };
}

fn invitation_of(row: &AnyRow) -> Result<InvitationRow, Fault> {
    let token: String = row.try_get("token")?;
    let at = |column: &str| -> Result<Timestamp, Fault> {
        moment(row.try_get(column)?).ok_or_else(|| Fault::Row(format!("invitation.{column}")))
    };
    Ok(InvitationRow {
        home: row.try_get("home")?,
        case_id: row.try_get("case_id")?,
        person: PersonKey(row.try_get("person")?),
        made_at: at("made_at")?,
        expires_at: at("expires_at")?,
        sealed: row.try_get("sealed")?,
        state: row.try_get("state")?,
        token,
    })
}

pub async fn add_invitation(
    conn: &mut AnyConnection,
    invitation: &InvitationRow,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO invitation (token, home, case_id, person, made_at, expires_at, sealed, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(invitation.token.clone())
    .bind(invitation.home.clone())
    .bind(invitation.case_id.clone())
    .bind(invitation.person.0.clone())
    .bind(micros(invitation.made_at))
    .bind(micros(invitation.expires_at))
    .bind(invitation.sealed.clone())
    .bind(invitation.state.clone())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn invitation(
    conn: &mut AnyConnection,
    token: &str,
) -> Result<Option<InvitationRow>, Fault> {
    let row = sqlx::query(select_invitation!("WHERE token = $1"))
        .bind(token.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(invitation_of).transpose()
}

/// The invitation of a case that is open, else the one that was made last.
pub async fn last_invitation(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<Option<InvitationRow>, Fault> {
    let all = invitations_of(conn, &[(home, case_id)]).await?;
    Ok(all.into_iter().next())
}

/// The invitations of these cases, each case's open one first, else the one that was made last.
pub async fn invitations_of(
    conn: &mut AnyConnection,
    cases: &[Key<'_>],
) -> Result<Vec<InvitationRow>, Fault> {
    let sql = concat!(
        "SELECT ",
        invitation_columns!(),
        " FROM ",
        these!(),
        "CROSS JOIN invitation WHERE home = k.column1 AND case_id = k.column2 ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, made_at DESC, token"
    );
    let rows = rows_of(conn, sql, cases).await?;
    rows.iter().map(invitation_of).collect()
}

/// The open invitations for this person that have not run out.
pub async fn open_invitations_for(
    conn: &mut AnyConnection,
    person: &PersonKey,
    now: Timestamp,
) -> Result<Vec<InvitationRow>, Fault> {
    let rows = sqlx::query(select_invitation!(
        "WHERE person = $1 AND state = 'open' AND expires_at > $2 ORDER BY expires_at LIMIT 20"
    ))
    .bind(person.0.clone())
    .bind(micros(now))
    .fetch_all(conn)
    .await?;
    rows.iter().map(invitation_of).collect()
}

/// The newest invitations that this person has confirmed.
pub async fn confirmed_invitations_of(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Vec<InvitationRow>, Fault> {
    let rows = sqlx::query(select_invitation!(
        "WHERE person = $1 AND state = 'confirmed' ORDER BY expires_at DESC LIMIT 20"
    ))
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(invitation_of).collect()
}

/// Moves an open invitation that has not run out yet; `false` if it is neither.
pub async fn answer_invitation(
    conn: &mut AnyConnection,
    token: &str,
    to: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE invitation SET state = $1 WHERE token = $2 AND state = 'open' AND expires_at > $3",
    )
    .bind(to.to_owned())
    .bind(token.to_owned())
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Ends an open invitation whose last day has passed; `false` if it is not open, or not yet past.
pub async fn expire_invitation(
    conn: &mut AnyConnection,
    token: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE invitation SET state = 'expired' WHERE token = $1 AND state = 'open' AND expires_at <= $2",
    )
    .bind(token.to_owned())
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Takes back whatever invitation of a case is open.
pub async fn take_back_invitations(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE invitation SET state = 'replaced' WHERE home = $1 AND case_id = $2 AND state = 'open'",
    )
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

// Pages half written

pub async fn keep_typed(
    conn: &mut AnyConnection,
    person: &PersonKey,
    reference: &str,
    page: &str,
    sealed: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO case_page_draft (person, reference, page, typed, saved_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person, reference, page) DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at",
    )
    .bind(person.0.clone())
    .bind(reference.to_owned())
    .bind(page.to_owned())
    .bind(sealed.to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn typed(
    conn: &mut AnyConnection,
    person: &PersonKey,
    reference: &str,
    page: &str,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query(
        "SELECT typed FROM case_page_draft WHERE person = $1 AND reference = $2 AND page = $3",
    )
    .bind(person.0.clone())
    .bind(reference.to_owned())
    .bind(page.to_owned())
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok(row.try_get("typed")?)).transpose()
}

pub async fn forget_typed(
    conn: &mut AnyConnection,
    person: &PersonKey,
    reference: &str,
    page: &str,
) -> Result<(), Fault> {
    sqlx::query("DELETE FROM case_page_draft WHERE person = $1 AND reference = $2 AND page = $3")
        .bind(person.0.clone())
        .bind(reference.to_owned())
        .bind(page.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

// Looking up

/// Counts one more try within this hour, and says how many there were.
pub async fn count_try(conn: &mut AnyConnection, what: &str, hour: i64) -> Result<i64, Fault> {
    let row = sqlx::query(
        "INSERT INTO look_up_try (what, hour, tries) VALUES ($1, $2, 1)
         ON CONFLICT (what, hour) DO UPDATE SET tries = look_up_try.tries + 1 RETURNING tries",
    )
    .bind(what.to_owned())
    .bind(hour)
    .fetch_one(conn)
    .await?;
    Ok(row.try_get("tries")?)
}

/// Keeps what came of a look-up, and forgets those that ran out.
pub async fn keep_look_up(
    conn: &mut AnyConnection,
    token: &str,
    sealed: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query("INSERT INTO look_up (token, outcome, expires_at) VALUES ($1, $2, $3)")
        .bind(token.to_owned())
        .bind(sealed.to_owned())
        .bind(micros(expires_at))
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM look_up WHERE expires_at <= $1")
        .bind(micros(now))
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM look_up_try WHERE hour < $1")
        .bind(now.as_second() / 3600 - 1)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn look_up(
    conn: &mut AnyConnection,
    token: &str,
    now: Timestamp,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query("SELECT outcome FROM look_up WHERE token = $1 AND expires_at > $2")
        .bind(token.to_owned())
        .bind(micros(now))
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(row.try_get("outcome")?)).transpose()
}
