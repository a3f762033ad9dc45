//! SQL of calls and of who was rung; of devices, saved phones and people beside it. No rules.

pub mod devices;
pub mod people;
pub mod phones;

use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey};
use app::one_key_call::{CallEnd, CallStage, CallStep, Counts, Earnest, Met, RungWhom};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// A call as it is kept.
#[derive(Clone, Debug)]
pub struct Call {
    pub home: String,
    pub id: String,
    pub reference: CaseReference,
    pub person: PersonKey,
    pub earnest: Earnest,
    pub source: String,
    pub device: String,
    pub station: String,
    pub platform: String,
    pub neighbour: String,
    /// Sealed `CallHome`.
    pub details: String,
    pub stage: CallStage,
    pub version: i64,
    pub round: i64,
    /// So many tiers were rung in this round.
    pub tier: i64,
    pub base_at: Timestamp,
    pub next_mark: Option<Timestamp>,
    pub opened_at: Timestamp,
    pub last_press: Timestamp,
    pub presses: i64,
    pub answered_at: Option<Timestamp>,
    pub holder: String,
    pub holder_name: String,
    pub holder_office: OfficeId,
    pub attended_at: Option<Timestamp>,
    pub end: Option<CallEnd>,
}

/// Somebody who was rung.
#[derive(Clone, Debug)]
pub struct Ring {
    pub round: i64,
    pub tier: i64,
    pub place: i64,
    pub whom: RungWhom,
    pub office: OfficeId,
    /// Empty: no account.
    pub person: String,
    pub phone_mark: String,
    /// Sealed `Contact`; empty: no contact.
    pub who: String,
    pub rung_at: Timestamp,
    pub failure: String,
    pub reply: Option<(CallStep, Timestamp)>,
}

macro_rules! columns {
    () => {
        "home, id, reference, person, drill, source, device, station, platform, neighbour, details, stage, version, round, tier, \
         base_at, next_mark, opened_at, last_press, presses, answered_at, holder, holder_name, holder_office, attended_at, \
         ended_at, ended_how, met"
    };
}

macro_rules! select_call {
    ($rest:literal) => {
        concat!("SELECT ", columns!(), " FROM call ", $rest)
    };
}

fn call_of(row: &AnyRow) -> Result<Call, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("call.{column} {id}"));
    let text = |column: &str| -> Result<String, Fault> { Ok(row.try_get(column)?) };
    let maybe =
        |column: &str| -> Result<Option<Timestamp>, Fault> { Ok(moment(row.try_get(column)?)) };
    let time = |column: &str| -> Result<Timestamp, Fault> {
        maybe(column)?.ok_or_else(|| unreadable(column))
    };
    let end = match (
        maybe("ended_at")?,
        CallStep::from_code(&text("ended_how")?),
        Met::from_code(&text("met")?),
    ) {
        (Some(at), Some(how), Some(met)) => Some(CallEnd { how, met, at }),
        _ => None,
    };
    Ok(Call {
        home: text("home")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        person: PersonKey(text("person")?),
        earnest: Earnest::from_code(&text("drill")?).ok_or_else(|| unreadable("drill"))?,
        source: text("source")?,
        device: text("device")?,
        station: text("station")?,
        platform: text("platform")?,
        neighbour: text("neighbour")?,
        details: text("details")?,
        stage: CallStage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        version: row.try_get("version")?,
        round: row.try_get("round")?,
        tier: row.try_get("tier")?,
        base_at: time("base_at")?,
        next_mark: maybe("next_mark")?,
        opened_at: time("opened_at")?,
        last_press: time("last_press")?,
        presses: row.try_get("presses")?,
        answered_at: maybe("answered_at")?,
        holder: text("holder")?,
        holder_name: text("holder_name")?,
        holder_office: OfficeId(text("holder_office")?),
        attended_at: maybe("attended_at")?,
        end,
        id,
    })
}

fn calls_of(rows: &[AnyRow]) -> Result<Vec<Call>, Fault> {
    rows.iter().map(call_of).collect()
}

/// Opens a call; `false` if this person has one open.
pub async fn add(conn: &mut AnyConnection, new: &Call) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO call (home, id, reference, person, drill, source, device, station, platform, neighbour, details, stage, \
         version, round, tier, base_at, next_mark, opened_at, last_press, presses, answered_at, holder, holder_name, holder_office, \
         sent_at, handed_at, attended_at, ended_at, ended_how, met, remark, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, 1, 0, $13, 0, $14, $15, 1, 0, '', '', '', 0, 0, 0, 0, '', '', '', $16) \
         ON CONFLICT DO NOTHING",
    )
    .bind(new.home.clone())
    .bind(new.id.clone())
    .bind(new.reference.as_str().to_owned())
    .bind(new.person.0.clone())
    .bind(new.earnest.code().to_owned())
    .bind(new.source.clone())
    .bind(new.device.clone())
    .bind(new.station.clone())
    .bind(new.platform.clone())
    .bind(new.neighbour.clone())
    .bind(new.details.clone())
    .bind(new.stage.code().to_owned())
    .bind(micros(new.base_at))
    .bind(micros(new.opened_at))
    .bind(micros(new.last_press))
    .bind(micros(new.opened_at))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Counts a press into this person's open call, and holds the call until the transaction ends. What comes back has the
/// time of the press before.
pub async fn join(
    conn: &mut AnyConnection,
    person: &PersonKey,
    earnest: Earnest,
    now: Timestamp,
) -> Result<Option<Call>, Fault> {
    let row = sqlx::query(concat!(
        "UPDATE call SET presses = presses + 1, changed_at = $1 WHERE person = $2 AND drill = $3 AND ended_at = 0 RETURNING ",
        columns!()
    ))
    .bind(micros(now))
    .bind(person.0.clone())
    .bind(earnest.code().to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(call_of).transpose()
}

/// Keeps when it was pressed last.
pub async fn note_press(
    conn: &mut AnyConnection,
    call: &Call,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query("UPDATE call SET last_press = $1 WHERE home = $2 AND id = $3")
        .bind(micros(now))
        .bind(call.home.clone())
        .bind(call.id.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// Who calls and where, sealed anew.
pub async fn keep_details(
    conn: &mut AnyConnection,
    call: &Call,
    sealed: String,
) -> Result<(), Fault> {
    sqlx::query("UPDATE call SET details = $1 WHERE home = $2 AND id = $3")
        .bind(sealed)
        .bind(call.home.clone())
        .bind(call.id.clone())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn by_reference(
    conn: &mut AnyConnection,
    reference: &str,
) -> Result<Option<Call>, Fault> {
    let row = sqlx::query(select_call!("WHERE reference = $1"))
        .bind(reference.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(call_of).transpose()
}

pub async fn by_id(conn: &mut AnyConnection, home: &str, id: &str) -> Result<Option<Call>, Fault> {
    let row = sqlx::query(select_call!("WHERE home = $1 AND id = $2"))
        .bind(home.to_owned())
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(call_of).transpose()
}

/// This person's, the newest first.
pub async fn of_person(
    conn: &mut AnyConnection,
    person: &PersonKey,
    limit: i64,
) -> Result<Vec<Call>, Fault> {
    let rows = sqlx::query(select_call!(
        "WHERE person = $1 ORDER BY opened_at DESC, id DESC LIMIT $2"
    ))
    .bind(person.0.clone())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    calls_of(&rows)
}

/// Calls for which this person was rung as a contact, by their account or their phone, the newest first.
pub async fn of_contact(
    conn: &mut AnyConnection,
    person: &PersonKey,
    phone_mark: &str,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Call>, Fault> {
    let rows = sqlx::query(select_call!(
        "WHERE id IN (SELECT call FROM call_ring WHERE person = $1 AND rung_at > $2 \
         UNION SELECT call FROM call_ring WHERE phone_mark = $3 AND phone_mark <> '' AND rung_at > $2) \
         ORDER BY opened_at DESC, id DESC LIMIT $4"
    ))
    .bind(person.0.clone())
    .bind(micros(since))
    .bind(phone_mark.to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    calls_of(&rows)
}

/// Open calls for which this office was rung: those that nobody has answered, then the others, of each the first pressed
/// first.
pub async fn open_at(
    conn: &mut AnyConnection,
    office: &OfficeId,
    limit: i64,
) -> Result<Vec<Call>, Fault> {
    let rows = sqlx::query(select_call!(
        "WHERE ended_at = 0 AND EXISTS (SELECT 1 FROM call_ring r WHERE r.office = $1 AND r.call = call.id) \
         ORDER BY CASE WHEN stage = 'ringing' THEN 0 ELSE 1 END, opened_at, id LIMIT $2"
    ))
    .bind(office.0.clone())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    calls_of(&rows)
}

/// How many of them nobody has answered, and how many there are.
pub async fn count_open(conn: &mut AnyConnection, office: &OfficeId) -> Result<(i64, i64), Fault> {
    let row = sqlx::query(
        "SELECT COUNT(CASE WHEN stage = 'ringing' THEN 1 END), COUNT(*) FROM call WHERE ended_at = 0 \
         AND EXISTS (SELECT 1 FROM call_ring r WHERE r.office = $1 AND r.call = call.id)",
    )
    .bind(office.0.clone())
    .fetch_one(conn)
    .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// Calls for which this office was rung and that have ended since, the last ended first.
pub async fn ended_at(
    conn: &mut AnyConnection,
    office: &OfficeId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Call>, Fault> {
    let rows = sqlx::query(select_call!(
        "WHERE ended_at > $1 AND EXISTS (SELECT 1 FROM call_ring r WHERE r.office = $2 AND r.call = call.id) \
         ORDER BY ended_at DESC, id DESC LIMIT $3"
    ))
    .bind(micros(since))
    .bind(office.0.clone())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    calls_of(&rows)
}

/// The last drill that this station began.
pub async fn last_drill(
    conn: &mut AnyConnection,
    station: &OfficeId,
) -> Result<Option<Call>, Fault> {
    let row = sqlx::query(select_call!(
        "WHERE station = $1 AND drill = 'drill' ORDER BY opened_at DESC LIMIT 1"
    ))
    .bind(station.0.clone())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(call_of).transpose()
}

/// Whether this office was rung for this call.
pub async fn was_rung(
    conn: &mut AnyConnection,
    call: &Call,
    office: &OfficeId,
) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT COUNT(*) FROM call_ring WHERE office = $1 AND call = $2")
        .bind(office.0.clone())
        .bind(call.id.clone())
        .fetch_one(conn)
        .await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

/// Calls with a mark, the nearest first: where they are, and the mark.
pub async fn with_marks(conn: &mut AnyConnection, limit: i64) -> Result<Vec<Call>, Fault> {
    let rows = sqlx::query(select_call!(
        "WHERE next_mark > 0 ORDER BY next_mark, id LIMIT $1"
    ))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    calls_of(&rows)
}

/// Takes a mark: whoever moves it has it. `false`: somebody else did, or the call has moved on.
pub async fn take_mark(conn: &mut AnyConnection, call: &Call) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE call SET next_mark = 0 WHERE home = $1 AND id = $2 AND next_mark = $3 AND version = $4",
    )
    .bind(call.home.clone())
    .bind(call.id.clone())
    .bind(call.next_mark.map_or(0, micros))
    .bind(call.version)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// So many tiers were rung; the next one comes then.
pub async fn set_tier(
    conn: &mut AnyConnection,
    call: &Call,
    tier: i64,
    next: Timestamp,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE call SET tier = $1, next_mark = $2, changed_at = $3 WHERE home = $4 AND id = $5",
    )
    .bind(tier)
    .bind(micros(next))
    .bind(micros(now))
    .bind(call.home.clone())
    .bind(call.id.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// What a step changes beside the stage.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    pub next_mark: Option<Timestamp>,
    /// Id, name and office of who has it from now on.
    pub holder: Option<(String, String, OfficeId)>,
    pub answers: bool,
    pub sends: bool,
    pub hands: bool,
    pub attends: bool,
    pub end: Option<(CallStep, Met)>,
    /// Sealed.
    pub remark: String,
    /// It rings anew.
    pub rings_anew: bool,
}

/// Moves a call from the stage and version that were seen; `false` if it has moved on.
pub async fn step(
    conn: &mut AnyConnection,
    call: &Call,
    to: CallStage,
    moved: &Moved,
    now: Timestamp,
) -> Result<bool, Fault> {
    let flag = |is: bool| if is { micros(now) } else { 0 };
    let (holder, name, office) = moved.holder.clone().unwrap_or_else(|| {
        (
            call.holder.clone(),
            call.holder_name.clone(),
            call.holder_office.clone(),
        )
    });
    let changed = sqlx::query(
        "UPDATE call SET stage = $1, version = version + 1, next_mark = $2, changed_at = $3, holder = $4, holder_name = $5, \
         holder_office = $6, answered_at = CASE WHEN answered_at = 0 THEN $7 ELSE answered_at END, \
         sent_at = CASE WHEN sent_at = 0 THEN $8 ELSE sent_at END, handed_at = CASE WHEN handed_at = 0 THEN $9 ELSE handed_at END, \
         attended_at = CASE WHEN attended_at = 0 THEN $10 ELSE attended_at END, ended_at = $11, ended_how = $12, met = $13, \
         remark = $14, round = round + $15, tier = CASE WHEN $15 = 1 THEN 0 ELSE tier END, \
         base_at = CASE WHEN $15 = 1 THEN $3 ELSE base_at END \
         WHERE home = $16 AND id = $17 AND version = $18 AND stage = $19",
    )
    .bind(to.code().to_owned())
    .bind(moved.next_mark.map_or(0, micros))
    .bind(micros(now))
    .bind(holder)
    .bind(name)
    .bind(office.0)
    .bind(flag(moved.answers))
    .bind(flag(moved.sends))
    .bind(flag(moved.hands))
    .bind(flag(moved.attends))
    .bind(flag(moved.end.is_some()))
    .bind(moved.end.map_or("", |(how, _)| how.code()).to_owned())
    .bind(moved.end.map_or("", |(_, met)| met.code()).to_owned())
    .bind(moved.remark.clone())
    .bind(i64::from(moved.rings_anew))
    .bind(call.home.clone())
    .bind(call.id.clone())
    .bind(call.version)
    .bind(call.stage.code().to_owned())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn add_ring(conn: &mut AnyConnection, call: &Call, ring: &Ring) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO call_ring (home, call, round, tier, place, whom, office, person, phone_mark, who, rung_at, told_at, failure, reply, replied_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, '', 0) ON CONFLICT DO NOTHING",
    )
    .bind(call.home.clone())
    .bind(call.id.clone())
    .bind(ring.round)
    .bind(ring.tier)
    .bind(ring.place)
    .bind(ring.whom.code().to_owned())
    .bind(ring.office.0.clone())
    .bind(ring.person.clone())
    .bind(ring.phone_mark.clone())
    .bind(ring.who.clone())
    .bind(micros(ring.rung_at))
    .bind(ring.failure.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// Everybody who was rung, the first first.
pub async fn rings(conn: &mut AnyConnection, call: &Call) -> Result<Vec<Ring>, Fault> {
    let rows = sqlx::query(
        "SELECT round, tier, place, whom, office, person, phone_mark, who, rung_at, failure, reply, replied_at FROM call_ring \
         WHERE home = $1 AND call = $2 ORDER BY round, tier, place",
    )
    .bind(call.home.clone())
    .bind(call.id.clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let unreadable = || Fault::Row(format!("a ring of the call {}", call.id));
            Ok(Ring {
                round: row.try_get("round")?,
                tier: row.try_get("tier")?,
                place: row.try_get("place")?,
                whom: RungWhom::from_code(&row.try_get::<String, _>("whom")?)
                    .ok_or_else(unreadable)?,
                office: OfficeId(row.try_get("office")?),
                person: row.try_get("person")?,
                phone_mark: row.try_get("phone_mark")?,
                who: row.try_get("who")?,
                rung_at: moment(row.try_get("rung_at")?).ok_or_else(unreadable)?,
                failure: row.try_get("failure")?,
                reply: CallStep::from_code(&row.try_get::<String, _>("reply")?)
                    .zip(moment(row.try_get("replied_at")?)),
            })
        })
        .collect()
}

/// It has left the house, or has not.
pub async fn note_told(
    conn: &mut AnyConnection,
    call: &Call,
    ring: &Ring,
    now: Timestamp,
    failure: &str,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE call_ring SET told_at = CASE WHEN $1 = '' THEN $2 ELSE told_at END, failure = $1 \
         WHERE home = $3 AND call = $4 AND round = $5 AND tier = $6 AND place = $7",
    )
    .bind(failure.to_owned())
    .bind(micros(now))
    .bind(call.home.clone())
    .bind(call.id.clone())
    .bind(ring.round)
    .bind(ring.tier)
    .bind(ring.place)
    .execute(conn)
    .await?;
    Ok(())
}

/// What a contact says, wherever they were rung for this call.
pub async fn reply_of_contact(
    conn: &mut AnyConnection,
    call: &Call,
    phone_mark: &str,
    reply: CallStep,
    now: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE call_ring SET reply = $1, replied_at = $2 WHERE home = $3 AND call = $4 AND phone_mark = $5",
    )
    .bind(reply.code().to_owned())
    .bind(micros(now))
    .bind(call.home.clone())
    .bind(call.id.clone())
    .bind(phone_mark.to_owned())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// A desk has answered, as far as it was rung in this round.
pub async fn reply_of_desk(
    conn: &mut AnyConnection,
    call: &Call,
    office: &OfficeId,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE call_ring SET reply = 'answered', replied_at = $1 WHERE home = $2 AND call = $3 AND office = $4 AND round = $5 AND reply = ''",
    )
    .bind(micros(now))
    .bind(call.home.clone())
    .bind(call.id.clone())
    .bind(office.0.clone())
    .bind(call.round)
    .execute(conn)
    .await?;
    Ok(())
}

/// The last moment at which any call changed.
pub async fn last_change(conn: &mut AnyConnection) -> Result<i64, Fault> {
    let row = sqlx::query("SELECT changed_at FROM call ORDER BY changed_at DESC LIMIT 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.map_or(Ok(0), |row| row.try_get(0))?)
}

/// Of the calls in earnest since then, by district: how soon they were answered, and how soon somebody was there where
/// somebody went. One that is still open counts once it was pressed before `late`: nothing that it lacks can be in time any
/// more. Times in microseconds.
pub async fn figures(
    conn: &mut AnyConnection,
    since: Timestamp,
    answered: (i64, i64),
    attended: (i64, i64),
    late: Timestamp,
) -> Result<Vec<(String, Counts, Counts)>, Fault> {
    let rows = sqlx::query(
        "SELECT SUBSTR(home, 1, 6) AS district, \
         CAST(SUM(CASE WHEN answered_at > 0 AND answered_at - opened_at <= $1 THEN 1 ELSE 0 END) AS BIGINT) AS a1, \
         CAST(SUM(CASE WHEN answered_at > 0 AND answered_at - opened_at > $1 AND answered_at - opened_at <= $2 THEN 1 ELSE 0 END) AS BIGINT) AS a2, \
         CAST(SUM(CASE WHEN answered_at = 0 OR answered_at - opened_at > $2 THEN 1 ELSE 0 END) AS BIGINT) AS a3, \
         CAST(SUM(CASE WHEN attended_at > 0 AND attended_at - opened_at <= $3 THEN 1 ELSE 0 END) AS BIGINT) AS b1, \
         CAST(SUM(CASE WHEN attended_at > 0 AND attended_at - opened_at > $3 AND attended_at - opened_at <= $4 THEN 1 ELSE 0 END) AS BIGINT) AS b2, \
         CAST(SUM(CASE WHEN attended_at > 0 AND attended_at - opened_at > $4 OR attended_at = 0 AND sent_at > 0 THEN 1 ELSE 0 END) AS BIGINT) AS b3 \
         FROM call WHERE drill = '' AND (ended_at > 0 OR opened_at < $6) AND opened_at >= $5 GROUP BY SUBSTR(home, 1, 6) ORDER BY 1",
    )
    .bind(answered.0)
    .bind(answered.1)
    .bind(attended.0)
    .bind(attended.1)
    .bind(micros(since))
    .bind(micros(late))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let three = |columns: [&str; 3]| -> Result<Counts, Fault> {
                let mut counts = [0; 3];
                for (count, column) in counts.iter_mut().zip(columns) {
                    *count = row.try_get(column)?;
                }
                Ok(counts)
            };
            Ok((
                row.try_get("district")?,
                three(["a1", "a2", "a3"])?,
                three(["b1", "b2", "b3"])?,
            ))
        })
        .collect()
}
