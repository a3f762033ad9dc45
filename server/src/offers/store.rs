//! SQL of standing leave and offers. No rules.

use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey};
use app::offers::OfferState;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::{Leave, Offer, OwnLook};
use crate::case::store::{micros, moment};
use crate::fault::Fault;

macro_rules! select_leave {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, reference, person, sets, given_at, until, next_look, last_look FROM standing_leave ",
            $rest
        )
    };
}

macro_rules! select_offer {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, reference, person, benefit, rule_version, why, duty, office, state, made_at, version FROM offer ",
            $rest
        )
    };
}

fn leave_of(row: &AnyRow) -> Result<Leave, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("standing_leave.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Leave {
        home: text("home")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        person: PersonKey(text("person")?),
        sets: text("sets")?
            .split(',')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        given_at: moment(row.try_get("given_at")?).ok_or_else(|| unreadable("given_at"))?,
        until: text("until")?.parse().map_err(|_| unreadable("until"))?,
        next_look: row.try_get("next_look")?,
        last_look: moment(row.try_get("last_look")?),
        id,
    })
}

fn offer_of(row: &AnyRow) -> Result<Offer, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("offer.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Offer {
        home: text("home")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        person: PersonKey(text("person")?),
        benefit: text("benefit")?,
        rule_version: text("rule_version")?,
        why: text("why")?,
        duty: text("duty")?,
        office: text("office")?,
        state: OfferState::from_code(&text("state")?).ok_or_else(|| unreadable("state"))?,
        made_at: moment(row.try_get("made_at")?).ok_or_else(|| unreadable("made_at"))?,
        version: row.try_get("version")?,
        id,
    })
}

/// Adds leave; `false` where this person has given some that holds, or the reference is taken.
pub async fn give(conn: &mut AnyConnection, leave: &Leave) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO standing_leave (home, id, reference, person, sets, given_at, until, next_look)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(leave.home.clone())
    .bind(leave.id.clone())
    .bind(leave.reference.as_str().to_owned())
    .bind(leave.person.0.clone())
    .bind(leave.sets.join(","))
    .bind(micros(leave.given_at))
    .bind(leave.until.to_string())
    .bind(leave.next_look)
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// The leave of this person that has not ended.
pub async fn in_force(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Option<Leave>, Fault> {
    sqlx::query(select_leave!("WHERE person = $1 AND ended_at = 0"))
        .bind(person.0.clone())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(leave_of)
        .transpose()
}

/// Ends it, once.
pub async fn end(
    conn: &mut AnyConnection,
    leave: &Leave,
    by: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE standing_leave SET ended_at = $1, ended_by = $2 WHERE home = $3 AND id = $4 AND ended_at = 0",
    )
    .bind(micros(at))
    .bind(by.to_owned())
    .bind(leave.home.clone())
    .bind(leave.id.clone())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Leave whose last day has passed.
pub async fn past(conn: &mut AnyConnection, today: Date, limit: i64) -> Result<Vec<Leave>, Fault> {
    let rows = sqlx::query(select_leave!(
        "WHERE ended_at = 0 AND until < $1 ORDER BY until, id LIMIT $2"
    ))
    .bind(today.to_string())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(leave_of).collect()
}

/// Leave under which it is time to look.
pub async fn to_look(
    conn: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Leave>, Fault> {
    let rows = sqlx::query(select_leave!(
        "WHERE ended_at = 0 AND next_look <= $1 ORDER BY next_look, id LIMIT $2"
    ))
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(leave_of).collect()
}

/// Moves the mark on, before looking: `false` where somebody else did, or the leave has ended.
pub async fn take(
    conn: &mut AnyConnection,
    leave: &Leave,
    until: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE standing_leave SET next_look = $1 WHERE home = $2 AND id = $3 AND next_look = $4 AND ended_at = 0",
    )
    .bind(micros(until))
    .bind(leave.home.clone())
    .bind(leave.id.clone())
    .bind(leave.next_look)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The look is done, and the next one due then: `false` where the leave has ended meanwhile, or somebody else has looked.
pub async fn looked(
    conn: &mut AnyConnection,
    leave: &Leave,
    mark: Timestamp,
    at: Timestamp,
    next: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE standing_leave SET next_look = $1, last_look = $2 WHERE home = $3 AND id = $4 AND next_look = $5 AND ended_at = 0",
    )
    .bind(micros(next))
    .bind(micros(at))
    .bind(leave.home.clone())
    .bind(leave.id.clone())
    .bind(micros(mark))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds an offer; `false` where this rule was offered to this person before, or the reference is taken.
pub async fn add(conn: &mut AnyConnection, offer: &Offer) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO offer (home, id, reference, person, benefit, rule_version, why, state, made_at, changed_at, duty, office)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11) ON CONFLICT DO NOTHING",
    )
    .bind(offer.home.clone())
    .bind(offer.id.clone())
    .bind(offer.reference.as_str().to_owned())
    .bind(offer.person.0.clone())
    .bind(offer.benefit.clone())
    .bind(offer.rule_version.clone())
    .bind(offer.why.clone())
    .bind(offer.state.code().to_owned())
    .bind(micros(offer.made_at))
    .bind(offer.duty.clone())
    .bind(offer.office.clone())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// What was offered to this person, newest first.
pub async fn of_person(conn: &mut AnyConnection, person: &PersonKey) -> Result<Vec<Offer>, Fault> {
    let rows = sqlx::query(select_offer!(
        "WHERE person = $1 ORDER BY made_at DESC, id DESC LIMIT 100"
    ))
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(offer_of).collect()
}

pub async fn by_reference(
    conn: &mut AnyConnection,
    reference: &str,
) -> Result<Option<Offer>, Fault> {
    sqlx::query(select_offer!("WHERE reference = $1"))
        .bind(reference.to_owned())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(offer_of)
        .transpose()
}

/// Moves an offer as it was read; `false` where somebody was first.
pub async fn move_to(
    conn: &mut AnyConnection,
    offer: &Offer,
    to: OfferState,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE offer SET state = $1, changed_at = $2, version = version + 1 WHERE home = $3 AND id = $4 AND version = $5",
    )
    .bind(to.code().to_owned())
    .bind(micros(at))
    .bind(offer.home.clone())
    .bind(offer.id.clone())
    .bind(offer.version)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select_own_look {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, duty, office, person, next_look, last_look, off_at FROM own_look ",
            $rest
        )
    };
}

fn own_look_of(row: &AnyRow) -> Result<OwnLook, Fault> {
    Ok(OwnLook {
        home: row.try_get("home")?,
        id: row.try_get("id")?,
        duty: row.try_get("duty")?,
        office: OfficeId(row.try_get("office")?),
        person: PersonKey(row.try_get("person")?),
        next_look: row.try_get("next_look")?,
        last_look: moment(row.try_get("last_look")?),
        is_off: row.try_get::<i64, _>("off_at")? != 0,
    })
}

/// An office has learnt something about somebody: it looks now. Whoever wants no looks under this duty gets none by
/// another office either.
pub async fn learn(conn: &mut AnyConnection, look: &OwnLook, book: &str) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO own_look (home, id, duty, office, person, next_look, book, off_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, COALESCE((SELECT MAX(o.off_at) FROM own_look o WHERE o.duty = $3 AND o.person = $5), 0)
         WHERE TRUE ON CONFLICT (duty, office, person) DO UPDATE SET next_look = excluded.next_look",
    )
    .bind(look.home.clone())
    .bind(look.id.clone())
    .bind(look.duty.clone())
    .bind(look.office.0.clone())
    .bind(look.person.0.clone())
    .bind(look.next_look)
    .bind(book.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// The rules of a duty have changed: everybody under it is looked at again, once.
pub async fn rules_changed(
    conn: &mut AnyConnection,
    duty: &str,
    book: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    // Two ranges of the index instead of `<>`, which would read all of it each time.
    sqlx::query(
        "UPDATE own_look SET next_look = $1, book = $2 WHERE duty = $3 AND (book < $2 OR book > $2)",
    )
    .bind(micros(now))
    .bind(book.to_owned())
    .bind(duty.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// Where it is time to look under a duty.
pub async fn own_to_look(
    conn: &mut AnyConnection,
    duty: &str,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<OwnLook>, Fault> {
    let rows = sqlx::query(select_own_look!(
        "WHERE off_at = 0 AND duty = $1 AND next_look <= $2 ORDER BY next_look, id LIMIT $3"
    ))
    .bind(duty.to_owned())
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(own_look_of).collect()
}

/// Moves the mark on, before looking: `false` where somebody else did, or the person has switched it off.
pub async fn take_own(
    conn: &mut AnyConnection,
    look: &OwnLook,
    until: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE own_look SET next_look = $1 WHERE home = $2 AND id = $3 AND next_look = $4 AND off_at = 0",
    )
    .bind(micros(until))
    .bind(look.home.clone())
    .bind(look.id.clone())
    .bind(look.next_look)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The look is done, and the next one due then: `false` where it was switched off meanwhile, or there is more to look at.
pub async fn own_looked(
    conn: &mut AnyConnection,
    look: &OwnLook,
    mark: Timestamp,
    at: Timestamp,
    next: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE own_look SET next_look = $1, last_look = $2 WHERE home = $3 AND id = $4 AND next_look = $5 AND off_at = 0",
    )
    .bind(micros(next))
    .bind(micros(at))
    .bind(look.home.clone())
    .bind(look.id.clone())
    .bind(micros(mark))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every office that looks into what it holds about this person itself.
pub async fn own_of_person(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Vec<OwnLook>, Fault> {
    let rows = sqlx::query(select_own_look!(
        "WHERE person = $1 ORDER BY duty, office LIMIT 100"
    ))
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(own_look_of).collect()
}

/// The person stops all looks under a duty, or lets them begin again; `false` where it stands so already.
pub async fn switch_own(
    conn: &mut AnyConnection,
    look: &OwnLook,
    is_off: bool,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE own_look SET off_at = $1, next_look = $2 WHERE home = $3 AND id = $4 AND (off_at = 0) = ($5 = 1)",
    )
    .bind(if is_off { micros(at) } else { 0 })
    .bind(micros(at))
    .bind(look.home.clone())
    .bind(look.id.clone())
    .bind(i64::from(is_off))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
