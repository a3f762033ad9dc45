//! SQL of mandates, of how people want to be told, and of what is to be told by hand. No rules.

use app::case::CaseReference;
use app::identity::PersonKey;
use app::mandate::{EndedBy, GivenBy, MandateAct, MandateState};
use app::text::Wording;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::Mandate;
use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// A mandate's columns with the rest of the query.
macro_rules! select_mandate {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, reference, subject, holder, about, holder_name, services, acts, state, given_by, offered_at, offer_until, given_at, until, ended_at, ended_by, counter_code, call_until FROM mandate ",
            $rest
        )
    };
}

fn mandate_of(row: &AnyRow) -> Result<Mandate, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("mandate.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    let date = |column: &str| -> Result<Date, Fault> {
        text(column)?.parse().map_err(|_| unreadable(column))
    };
    let acts = text("acts")?;
    Ok(Mandate {
        home: text("home")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        subject: PersonKey(text("subject")?),
        holder: PersonKey(text("holder")?),
        about: text("about")?,
        holder_name: text("holder_name")?,
        services: text("services")?.split(',').map(str::to_owned).collect(),
        acts: acts.split(',').filter_map(MandateAct::from_code).collect(),
        state: MandateState::from_code(&text("state")?).ok_or_else(|| unreadable("state"))?,
        given_by: GivenBy::from_code(&text("given_by")?),
        offered_at: moment(row.try_get("offered_at")?).ok_or_else(|| unreadable("offered_at"))?,
        offer_until: date("offer_until")?,
        given_at: moment(row.try_get("given_at")?),
        until: date("until")?,
        ended_at: moment(row.try_get("ended_at")?),
        ended_by: EndedBy::from_code(&text("ended_by")?),
        counter_code: text("counter_code")?,
        call_until: row.try_get("call_until")?,
        id,
    })
}

fn codes(acts: &[MandateAct]) -> String {
    let codes: Vec<&str> = acts.iter().map(|act| act.code()).collect();
    codes.join(",")
}

/// Adds one; `false` if the reference is taken, which only chance can cause.
pub async fn add(conn: &mut AnyConnection, new: &Mandate) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO mandate (home, id, reference, subject, holder, about, holder_name, services, acts, state, offered_at, offer_until, until, counter_code)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
    )
    .bind(new.home.clone())
    .bind(new.id.clone())
    .bind(new.reference.as_str().to_owned())
    .bind(new.subject.0.clone())
    .bind(new.holder.0.clone())
    .bind(new.about.clone())
    .bind(new.holder_name.clone())
    .bind(new.services.join(","))
    .bind(codes(&new.acts))
    .bind(new.state.code().to_owned())
    .bind(micros(new.offered_at))
    .bind(new.offer_until.to_string())
    .bind(new.until.to_string())
    .bind(new.counter_code.clone())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn by_reference(
    conn: &mut AnyConnection,
    reference: &str,
) -> Result<Option<Mandate>, Fault> {
    let row = sqlx::query(select_mandate!("WHERE reference = $1"))
        .bind(reference.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(mandate_of).transpose()
}

/// The newest that this person holds, or asked for.
pub async fn held_by(conn: &mut AnyConnection, holder: &PersonKey) -> Result<Vec<Mandate>, Fault> {
    let rows = sqlx::query(select_mandate!(
        "WHERE holder = $1 ORDER BY offered_at DESC, id DESC LIMIT 50"
    ))
    .bind(holder.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(mandate_of).collect()
}

/// The newest that are about this person.
pub async fn about(conn: &mut AnyConnection, subject: &PersonKey) -> Result<Vec<Mandate>, Fault> {
    let rows = sqlx::query(select_mandate!(
        "WHERE subject = $1 ORDER BY offered_at DESC, id DESC LIMIT 50"
    ))
    .bind(subject.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(mandate_of).collect()
}

/// Those on hold in this street.
pub async fn held_in(conn: &mut AnyConnection, home: &str) -> Result<Vec<Mandate>, Fault> {
    let rows = sqlx::query(select_mandate!(
        "WHERE home = $1 AND state = 'held' ORDER BY offered_at, id LIMIT 50"
    ))
    .bind(home.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(mandate_of).collect()
}

/// Moves one from this state to that; `false` if it is elsewhere by now.
pub async fn move_state(
    conn: &mut AnyConnection,
    mandate: &Mandate,
    to: MandateState,
) -> Result<bool, Fault> {
    let changed =
        sqlx::query("UPDATE mandate SET state = $1 WHERE home = $2 AND id = $3 AND state = $4")
            .bind(to.code().to_owned())
            .bind(mandate.home.clone())
            .bind(mandate.id.clone())
            .bind(mandate.state.code().to_owned())
            .execute(conn)
            .await?;
    Ok(changed.rows_affected() == 1)
}

/// The yes: an open offer comes into force, about this name and number; `false` if it is none.
pub async fn give(
    conn: &mut AnyConnection,
    mandate: &Mandate,
    how: GivenBy,
    about: &str,
    at: Timestamp,
    today: Date,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE mandate SET state = 'active', given_by = $1, given_at = $2, about = $3, call_code = ''
         WHERE home = $4 AND id = $5 AND state = 'offered' AND offer_until >= $6",
    )
    .bind(how.code().to_owned())
    .bind(micros(at))
    .bind(about.to_owned())
    .bind(mandate.home.clone())
    .bind(mandate.id.clone())
    .bind(today.to_string())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Ends one for good; `false` if it has ended.
pub async fn end(
    conn: &mut AnyConnection,
    mandate: &Mandate,
    how: EndedBy,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE mandate SET state = 'ended', ended_by = $1, ended_at = $2 WHERE home = $3 AND id = $4 AND state <> 'ended'",
    )
    .bind(how.code().to_owned())
    .bind(micros(at))
    .bind(mandate.home.clone())
    .bind(mandate.id.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Takes the row for an act under it; `false` if it does not hold now. Whoever ends it waits until the act is done.
pub async fn use_it(
    conn: &mut AnyConnection,
    reference: &str,
    at: Timestamp,
    today: Date,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE mandate SET used_at = $1 WHERE reference = $2 AND state = 'active' AND until >= $3",
    )
    .bind(micros(at))
    .bind(reference.to_owned())
    .bind(today.to_string())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Forgets the open drafts of a mandate that ends.
pub async fn drop_drafts(conn: &mut AnyConnection, reference: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM draft_page WHERE draft IN (SELECT id FROM draft WHERE mandate = $1 AND reference = '')")
        .bind(reference.to_owned())
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM draft WHERE mandate = $1 AND reference = ''")
        .bind(reference.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Uses up one try of the counter's code; `false` when none is left.
pub async fn try_counter_code(
    conn: &mut AnyConnection,
    mandate: &Mandate,
    most: i64,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE mandate SET counter_tries = counter_tries + 1 WHERE home = $1 AND id = $2 AND counter_tries < $3",
    )
    .bind(mandate.home.clone())
    .bind(mandate.id.clone())
    .bind(most)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Opens the page for a call-back's code; what was sent before no longer fits.
pub async fn begin_call(
    conn: &mut AnyConnection,
    mandate: &Mandate,
    until: i64,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE mandate SET call_code = '', call_until = $1, call_tries = 0 WHERE home = $2 AND id = $3 AND state = 'offered'",
    )
    .bind(until)
    .bind(mandate.home.clone())
    .bind(mandate.id.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Notes the hash of the code that is sent.
pub async fn note_call(
    conn: &mut AnyConnection,
    mandate: &Mandate,
    code: &str,
    until: i64,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE mandate SET call_code = $1 WHERE home = $2 AND id = $3 AND state = 'offered' AND call_until = $4",
    )
    .bind(code.to_owned())
    .bind(mandate.home.clone())
    .bind(mandate.id.clone())
    .bind(until)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Uses up one try of the call-back's code and answers its hash, if one is left.
pub async fn try_call_code(
    conn: &mut AnyConnection,
    mandate: &Mandate,
    most: i64,
    now: i64,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query(
        "UPDATE mandate SET call_tries = call_tries + 1
         WHERE home = $1 AND id = $2 AND state = 'offered' AND call_tries < $3 AND call_until > $4 RETURNING call_code",
    )
    .bind(mandate.home.clone())
    .bind(mandate.id.clone())
    .bind(most)
    .bind(now)
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok(row.try_get("call_code")?)).transpose()
}

/// What was filed under a mandate.
pub struct CaseRow {
    pub reference: CaseReference,
    pub service: Wording,
    pub submitted_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// The newest cases of a mandate.
pub async fn cases_under(conn: &mut AnyConnection, reference: &str) -> Result<Vec<CaseRow>, Fault> {
    let rows = sqlx::query(
        "SELECT reference, service_name, submitted_at, closed_at FROM case_file WHERE mandate = $1 ORDER BY id DESC LIMIT 50",
    )
    .bind(reference.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let unreadable = || Fault::Row("case_file of a mandate".to_owned());
            Ok(CaseRow {
                reference: CaseReference::parse(&row.try_get::<String, _>("reference")?)
                    .map_err(|_| unreadable())?,
                service: serde_json::from_str(&row.try_get::<String, _>("service_name")?)
                    .map_err(|_| unreadable())?,
                submitted_at: moment(row.try_get("submitted_at")?).ok_or_else(unreadable)?,
                closed_at: moment(row.try_get("closed_at")?),
            })
        })
        .collect()
}

/// Why staff held, released or ended one.
pub struct RemarkRow {
    pub id: String,
    pub step: String,
    pub at: Timestamp,
    pub staff: String,
    pub office: String,
    pub sealed_text: String,
}

pub async fn add_remark(
    conn: &mut AnyConnection,
    mandate: &Mandate,
    new: &RemarkRow,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO mandate_remark (home, id, mandate, step, staff, office, at, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(mandate.home.clone())
    .bind(new.id.clone())
    .bind(mandate.id.clone())
    .bind(new.step.clone())
    .bind(new.staff.clone())
    .bind(new.office.clone())
    .bind(micros(new.at))
    .bind(new.sealed_text.clone())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn remarks(conn: &mut AnyConnection, mandate: &Mandate) -> Result<Vec<RemarkRow>, Fault> {
    let rows = sqlx::query(
        "SELECT id, step, staff, office, at, text FROM mandate_remark WHERE home = $1 AND mandate = $2 ORDER BY id",
    )
    .bind(mandate.home.clone())
    .bind(mandate.id.clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(RemarkRow {
                id: row.try_get("id")?,
                step: row.try_get("step")?,
                staff: row.try_get("staff")?,
                office: row.try_get("office")?,
                at: moment(row.try_get("at")?)
                    .ok_or_else(|| Fault::Row("mandate_remark.at".to_owned()))?,
                sealed_text: row.try_get("text")?,
            })
        })
        .collect()
}

/// How somebody wants to be told.
#[derive(Clone, Debug)]
pub struct WishRow {
    pub way: String,
    /// Sealed.
    pub contact: String,
    pub home: String,
}

pub async fn wish(conn: &mut AnyConnection, person: &PersonKey) -> Result<Option<WishRow>, Fault> {
    let row = sqlx::query("SELECT way, contact, home FROM telling_wish WHERE person = $1")
        .bind(person.0.clone())
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        Ok(WishRow {
            way: row.try_get("way")?,
            contact: row.try_get("contact")?,
            home: row.try_get("home")?,
        })
    })
    .transpose()
}

pub async fn keep_wish(
    conn: &mut AnyConnection,
    person: &PersonKey,
    wish: &WishRow,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO telling_wish (person, way, contact, home, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person) DO UPDATE SET way = excluded.way, contact = excluded.contact, home = excluded.home, changed_at = excluded.changed_at",
    )
    .bind(person.0.clone())
    .bind(wish.way.clone())
    .bind(wish.contact.clone())
    .bind(wish.home.clone())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn drop_wish(conn: &mut AnyConnection, person: &PersonKey) -> Result<(), Fault> {
    sqlx::query("DELETE FROM telling_wish WHERE person = $1")
        .bind(person.0.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// Somebody is to be rung, written to or visited about a notice.
pub async fn add_telling(
    conn: &mut AnyConnection,
    id: &str,
    person: &PersonKey,
    notice: &str,
    wish: &WishRow,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO telling (home, id, person, notice, way, at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(wish.home.clone())
    .bind(id.to_owned())
    .bind(person.0.clone())
    .bind(notice.to_owned())
    .bind(wish.way.clone())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

/// What is still to be told in a street.
pub struct TellingRow {
    pub id: String,
    pub person: PersonKey,
    pub way: String,
    /// Sealed, as the person wants it now.
    pub contact: String,
    pub reference: String,
    /// JSON Wording.
    pub sentence: String,
    pub at: Timestamp,
}

pub async fn tellings_in(conn: &mut AnyConnection, home: &str) -> Result<Vec<TellingRow>, Fault> {
    let rows = sqlx::query(
        "SELECT t.id, t.person, t.way, t.at, n.reference, n.sentence, w.contact FROM telling t
         JOIN notice n ON n.person = t.person AND n.id = t.notice JOIN telling_wish w ON w.person = t.person
         WHERE t.home = $1 AND t.done_at = 0 ORDER BY t.id LIMIT 50",
    )
    .bind(home.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(TellingRow {
                id: row.try_get("id")?,
                person: PersonKey(row.try_get("person")?),
                way: row.try_get("way")?,
                contact: row.try_get("contact")?,
                reference: row.try_get("reference")?,
                sentence: row.try_get("sentence")?,
                at: moment(row.try_get("at")?)
                    .ok_or_else(|| Fault::Row("telling.at".to_owned()))?,
            })
        })
        .collect()
}

/// It was told; `false` if it is not of this street, or was told before.
pub async fn finish_telling(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
    staff: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE telling SET done_at = $1, done_by = $2 WHERE home = $3 AND id = $4 AND done_at = 0",
    )
    .bind(micros(at))
    .bind(staff.to_owned())
    .bind(home.to_owned())
    .bind(id.to_owned())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}
