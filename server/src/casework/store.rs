//! SQL of the desk. Every statement about a matter holds the office whose staff ask: what belongs to another office
//! does not exist here.

use app::case::{CaseReference, MatterDefinition, Stage};
use app::casework::{MatterAddress, QueueList, QueuePlace};
use app::identity::{OfficeId, PersonKey, StaffMember};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{date_of, matter_columns, matter_of, micros, moment};
use crate::case::{Matter, MatterKey};
use crate::fault::Fault;

/// Whose queue, seen by whom, on which day of the city.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    pub office: &'a OfficeId,
    pub member: &'a str,
    pub today: Date,
    /// When that day began.
    pub midnight: Timestamp,
}

/// A matter as a list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: String,
    pub version: i64,
    pub reference: CaseReference,
    pub definition: MatterDefinition,
    pub subject: String,
    /// Another matter of the same kind stands beside it, for another subject.
    pub has_twin: bool,
    pub stage: Stage,
    pub due: Option<Date>,
    pub holder: String,
    pub holder_name: String,
    /// Whoever holds it is away today, or does not work here any more.
    pub is_holder_away: bool,
    /// Until when the office to which it is offered may decline.
    pub offered_until: Option<Date>,
    pub submitted_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Of the open wait for the applicant.
    pub waits_since: Option<Timestamp>,
    pub answer_by: Option<Date>,
    pub is_unconfirmed: bool,
}

/// What makes a matter belong to a list: $1 the office, $2 who looks, $3 today, $4 when today began. These columns stand in
/// the index `matter_at_desk` (who proposed it in `matter_proposed`, to whom it was offered in `matter_offered`), and each
/// list names `ended_at`: whatever the office has ever finished, a list or a count reads only what is open or of today.
macro_rules! belongs_to {
    (to_take_up) => {
        "m.office = $1 AND m.ended_at = 0 AND m.stage = 'ready'"
    };
    // To take up, and no case of one's own.
    (for_me) => {
        "m.office = $1 AND m.ended_at = 0 AND m.stage = 'ready' AND NOT EXISTS (SELECT 1 FROM staff_tie t
            JOIN case_party p ON p.person = t.person WHERE t.staff = $2 AND p.home = m.home AND p.case_id = m.case_id)"
    };
    (mine) => {
        "m.office = $1 AND m.ended_at = 0 AND m.stage = 'in-review' AND m.holder = $2"
    };
    // $2 is not who looks here, but whose they are. Whoever has worked for years holds little at a time: the office's own index
    // would be the long way, and `||` keeps both engines off it.
    (held_by) => {
        "m.holder = $2 AND m.office || '' = $1 AND m.stage IN ('in-review', 'awaiting-applicant', 'unanswered')"
    };
    (to_confirm) => {
        "m.office = $1 AND m.stage = 'proposed' AND m.proposed_by <> $2"
    };
    (held) => {
        "m.office = $1 AND m.ended_at = 0 AND m.stage = 'held'"
    };
    (offered_to_us) => {
        "m.offered_to = $1 AND m.stage = 'offered'"
    };
    (colleagues) => {
        "m.office = $1 AND m.ended_at = 0 AND m.stage = 'in-review' AND m.holder <> $2"
    };
    (waiting) => {
        "m.office = $1 AND m.ended_at = 0 AND (m.stage IN ('awaiting-applicant', 'recording', 'offered')
            OR (m.stage = 'waiting' AND m.kind IN ('decision', 'recording')) OR (m.stage = 'proposed' AND m.proposed_by = $2))"
    };
    // The parts of it that an index each counts.
    (waiting_for_others) => {
        "m.office = $1 AND m.ended_at = 0 AND (m.stage IN ('awaiting-applicant', 'recording', 'offered')
            OR (m.stage = 'waiting' AND m.kind IN ('decision', 'recording')))"
    };
    (waiting_for_colleague) => {
        "m.office = $1 AND m.stage = 'proposed' AND m.proposed_by = $2"
    };
    (due_today) => {
        "m.office = $1 AND m.ended_at = 0 AND m.due = $3 AND m.stage IN ('ready', 'in-review', 'offered', 'proposed', 'held', 'recording')"
    };
    (overdue) => {
        "m.office = $1 AND m.ended_at = 0 AND m.due < $3 AND m.stage IN ('ready', 'in-review', 'offered', 'proposed', 'held', 'recording')"
    };
    // Version 0: a register had done it before the application was filed. `||` keeps both engines off the index by stage, which
    // leads through everything that an office ever did.
    (done_today) => {
        "m.office = $1 AND m.ended_at >= $4 AND m.stage || '' IN ('done', 'refused', 'unanswered') AND m.version > 0 AND m.kind IN ('decision', 'recording')"
    };
}

/// 1 where a member of staff is away on a day, or does not work here any more.
macro_rules! is_away {
    ($staff:literal, $day:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM staff g WHERE g.id = ",
            $staff,
            " AND (g.disabled_at > 0 OR EXISTS (SELECT 1 FROM absence a WHERE a.staff = g.id AND a.from_day <= ",
            $day,
            " AND a.until_day >= ",
            $day,
            "))) THEN 1 ELSE 0 END"
        )
    };
}

/// Counted in one walk along what an office has open.
macro_rules! count_of {
    ($list:ident) => {
        concat!(
            "CAST(COALESCE(SUM(CASE WHEN ",
            belongs_to!($list),
            " THEN 1 ELSE 0 END), 0) AS BIGINT)"
        )
    };
}

/// Counted by itself, along an index of its own.
macro_rules! count_alone {
    ($list:ident) => {
        concat!(
            "(SELECT COUNT(*) FROM matter m WHERE ",
            belongs_to!($list),
            ")"
        )
    };
}

macro_rules! list_of {
    ($list:ident) => {
        concat!(
            "SELECT m.id, m.version, m.reference, m.definition, m.subject, m.stage, m.due, m.holder, m.ended_at, c.submitted_at,
             COALESCE(s.name, '') AS holder_name, ", is_away!("m.holder", "$3"), " AS is_holder_away, m.offered_until, COALESCE(w.since, 0) AS waits_since, COALESCE(w.answer_by, '9999-12-31') AS answer_by,
             CASE WHEN EXISTS (SELECT 1 FROM matter o WHERE o.home = m.home AND o.case_id = m.case_id AND o.code = m.code AND o.subject <> m.subject)
                THEN 1 ELSE 0 END AS has_twin,
             CASE WHEN m.wants_confirmation = 1 AND NOT EXISTS (SELECT 1 FROM case_party p WHERE p.home = m.home AND p.case_id = m.case_id
                AND p.confirmation IN ('confirmed', 'counter-confirmed')) THEN 1 ELSE 0 END AS is_unconfirmed
             FROM (SELECT m.home, m.id FROM matter m WHERE (m.due, m.id) > ($5, $6) AND ",
            belongs_to!($list),
            " ORDER BY m.due, m.id LIMIT $7) k
             JOIN matter m ON m.home = k.home AND m.id = k.id JOIN case_file c ON c.home = m.home AND c.id = m.case_id
             LEFT JOIN staff s ON s.id = m.holder
             LEFT JOIN wait w ON w.home = m.home AND w.kind = 'matter' AND w.record = m.id AND w.until = 0
             ORDER BY m.due, m.id"
        )
    };
}

/// How many matters every list holds, in the order of [`QueueList::ALL`].
pub async fn counts(
    conn: &mut AnyConnection,
    seen: &Seen<'_>,
) -> Result<Vec<(QueueList, i64)>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        count_of!(to_take_up),
        ", ",
        count_of!(mine),
        ", ",
        count_alone!(to_confirm),
        ", ",
        count_of!(held),
        ", ",
        count_alone!(offered_to_us),
        ", ",
        count_of!(overdue),
        ", ",
        count_of!(due_today),
        ", ",
        count_of!(colleagues),
        ", ",
        count_of!(waiting_for_others),
        " + ",
        count_alone!(waiting_for_colleague),
        ", ",
        count_alone!(done_today),
        " FROM matter m WHERE m.office = $1 AND m.ended_at = 0"
    ))
    .bind(seen.office.0.clone())
    .bind(seen.member.to_owned())
    .bind(seen.today.to_string())
    .bind(micros(seen.midnight))
    .fetch_one(conn)
    .await?;
    QueueList::ALL
        .into_iter()
        .enumerate()
        .map(|(place, list)| Ok((list, row.try_get(place)?)))
        .collect()
}

/// The rows of one list after a place, at most `limit`, by due date.
pub async fn list(
    conn: &mut AnyConnection,
    seen: &Seen<'_>,
    list: QueueList,
    after: Option<&QueuePlace>,
    limit: i64,
) -> Result<Vec<Listed>, Fault> {
    let sql = match list {
        QueueList::ToTakeUp => list_of!(to_take_up),
        QueueList::Mine => list_of!(mine),
        QueueList::ToConfirm => list_of!(to_confirm),
        QueueList::Held => list_of!(held),
        QueueList::OfferedToUs => list_of!(offered_to_us),
        QueueList::Colleagues => list_of!(colleagues),
        QueueList::Waiting => list_of!(waiting),
        QueueList::DueToday => list_of!(due_today),
        QueueList::Overdue => list_of!(overdue),
        QueueList::DoneToday => list_of!(done_today),
    };
    let (due, id) = after.map_or_else(Default::default, |place| {
        (place.due.clone(), place.id.clone())
    });
    let rows = sqlx::query(sql)
        .bind(seen.office.0.clone())
        .bind(seen.member.to_owned())
        .bind(seen.today.to_string())
        .bind(micros(seen.midnight))
        .bind(due)
        .bind(id)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(listed).collect()
}

fn listed(row: &AnyRow) -> Result<Listed, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| row.try_get::<String, _>(column);
    let time = |column: &str| -> Result<Option<Timestamp>, Fault> {
        Ok(moment(row.try_get::<i64, _>(column)?))
    };
    let unreadable = |column: &str| Fault::Row(format!("matter.{column} {id}"));
    Ok(Listed {
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        version: row.try_get("version")?,
        definition: serde_json::from_str(&text("definition")?)
            .map_err(|_| unreadable("definition"))?,
        subject: text("subject")?,
        has_twin: row.try_get::<i64, _>("has_twin")? == 1,
        stage: Stage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        due: date_of(&text("due")?),
        holder: text("holder")?,
        holder_name: text("holder_name")?,
        is_holder_away: row.try_get::<i64, _>("is_holder_away")? == 1,
        offered_until: date_of(&text("offered_until")?),
        submitted_at: time("submitted_at")?.ok_or_else(|| unreadable("submitted_at"))?,
        ended_at: time("ended_at")?,
        waits_since: time("waits_since")?,
        answer_by: date_of(&text("answer_by")?),
        is_unconfirmed: row.try_get::<i64, _>("is_unconfirmed")? == 1,
        id,
    })
}

/// What the member might take up next: of what nobody holds, the first to be due that is no case of their own.
pub async fn most_urgent(
    conn: &mut AnyConnection,
    seen: &Seen<'_>,
) -> Result<Option<Listed>, Fault> {
    let row = sqlx::query(list_of!(for_me))
        .bind(seen.office.0.clone())
        .bind(seen.member.to_owned())
        .bind(seen.today.to_string())
        .bind(micros(seen.midnight))
        .bind(String::new())
        .bind(String::new())
        .bind(1_i64)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(listed).transpose()
}

/// What somebody of the office holds, by due date, at most `limit`.
pub async fn held_by(
    conn: &mut AnyConnection,
    seen: &Seen<'_>,
    staff: &str,
    limit: i64,
) -> Result<Vec<Listed>, Fault> {
    let rows = sqlx::query(list_of!(held_by))
        .bind(seen.office.0.clone())
        .bind(staff.to_owned())
        .bind(seen.today.to_string())
        .bind(micros(seen.midnight))
        .bind(String::new())
        .bind(String::new())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(listed).collect()
}

/// The matter at this address, if it is this office's or offered to it.
pub async fn matter_of_office(
    conn: &mut AnyConnection,
    address: &MatterAddress,
    office: &OfficeId,
) -> Result<Option<Matter>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        matter_columns!(),
        " FROM matter m JOIN case_reference r ON r.reference = m.reference AND r.home = m.home
         WHERE r.reference = $1 AND m.id = $2 AND (m.office = $3 OR (m.stage = 'offered' AND m.offered_to = $3))"
    ))
    .bind(address.reference.as_str().to_owned())
    .bind(address.matter.clone())
    .bind(office.0.clone())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(matter_of).transpose()
}

/// Where the case at this address is kept, whoever asks: only to record that somebody asked.
pub async fn case_at(
    conn: &mut AnyConnection,
    address: &MatterAddress,
) -> Result<Option<MatterKey>, Fault> {
    let row = sqlx::query("SELECT r.home, r.id FROM case_reference r WHERE r.reference = $1")
        .bind(address.reference.as_str().to_owned())
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        Ok(MatterKey {
            home: row.try_get("home")?,
            id: row.try_get("id")?,
        })
    })
    .transpose()
}

/// Whose a matter has to be for an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Nobody's.
    Nobodys,
    /// The member's own.
    Mine,
    /// With a decision that somebody else proposed.
    ProposedByAnother,
    /// With a decision that the member proposed; a supervisor's act needs no such.
    ProposedByMe,
    /// Held by a colleague who is away today, or does not work here any more.
    OfSomebodyAway,
    /// Offered to the member's office by another.
    OfferedToUs,
    /// Nobody's, or the member's own.
    NobodysOrMine,
    /// Of the office, whoever holds it.
    OfTheOffice,
}

impl Whose {
    const fn code(self) -> &'static str {
        match self {
            Self::Nobodys => "nobodys",
            Self::Mine => "mine",
            Self::ProposedByAnother => "proposed-by-another",
            Self::ProposedByMe => "proposed-by-me",
            Self::OfSomebodyAway => "of-somebody-away",
            Self::OfferedToUs => "offered-to-us",
            Self::NobodysOrMine => "nobodys-or-mine",
            Self::OfTheOffice => "of-the-office",
        }
    }
}

/// Opens the transaction of an act: holds the matter's row for it, if it is this office's (or offered to it), still as
/// the member saw it (`None`: however it is now), whose it has to be, and no case of their own; and if a colleague is to
/// have it, they are of this office, here today, and it is no case of theirs. `false`: one of these is not so.
pub async fn hold(
    conn: &mut AnyConnection,
    address: &MatterAddress,
    member: &StaffMember,
    version: Option<i64>,
    whose: Whose,
    receiver: &str,
    today: Date,
) -> Result<bool, Fault> {
    let held = sqlx::query(
        "UPDATE matter SET version = version WHERE id = $1 AND reference = $2 AND ($4 < 0 OR version = $4)
         AND ((office = $3 AND (stage <> 'offered' OR $5 <> 'offered-to-us')) OR (offered_to = $3 AND stage = 'offered' AND $5 = 'offered-to-us'))
         AND CASE $5
             WHEN 'nobodys' THEN holder = ''
             WHEN 'nobodys-or-mine' THEN holder IN ('', $6)
             WHEN 'mine' THEN holder = $6
             WHEN 'proposed-by-another' THEN proposed_by <> $6
             WHEN 'proposed-by-me' THEN proposed_by = $6
             WHEN 'of-somebody-away' THEN holder NOT IN ('', $6) AND EXISTS (SELECT 1 FROM staff s WHERE s.id = matter.holder AND (s.disabled_at > 0 OR EXISTS (
                 SELECT 1 FROM absence a WHERE a.staff = s.id AND a.from_day <= $7 AND a.until_day >= $7)))
             ELSE 1 = 1 END
         AND home = (SELECT r.home FROM case_reference r WHERE r.reference = $2)
         AND NOT EXISTS (SELECT 1 FROM staff_tie t JOIN case_party p ON p.person = t.person
             WHERE t.staff IN ($6, $8) AND p.home = matter.home AND p.case_id = matter.case_id)
         AND ($8 = '' OR EXISTS (SELECT 1 FROM staff r WHERE r.id = $8 AND r.office = $3 AND r.disabled_at = 0 AND NOT EXISTS (
             SELECT 1 FROM absence b WHERE b.staff = r.id AND b.from_day <= $7 AND b.until_day >= $7)))",
    )
    .bind(address.matter.clone())
    .bind(address.reference.as_str().to_owned())
    .bind(member.office.0.clone())
    // No version is negative: any will do.
    .bind(version.unwrap_or(-1))
    .bind(whose.code().to_owned())
    .bind(member.id.clone())
    .bind(today.to_string())
    .bind(receiver.to_owned())
    .execute(conn)
    .await?;
    Ok(held.rows_affected() == 1)
}

/// Whether the member, or somebody of their household, is a party of the matter's case.
pub async fn is_own_case(
    conn: &mut AnyConnection,
    matter: &Matter,
    member: &str,
) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT p.party FROM staff_tie t JOIN case_party p ON p.person = t.person
         WHERE t.staff = $1 AND p.home = $2 AND p.case_id = $3 LIMIT 1",
    )
    .bind(member.to_owned())
    .bind(matter.key.home.clone())
    .bind(matter.case_id.clone())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// Whether this member of staff is away on this day, or does not work here any more.
pub async fn is_away(conn: &mut AnyConnection, staff: &str, day: Date) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT s.id FROM staff s WHERE s.id = $1 AND (s.disabled_at > 0 OR EXISTS (
             SELECT 1 FROM absence a WHERE a.staff = s.id AND a.from_day <= $2 AND a.until_day >= $2))",
    )
    .bind(staff.to_owned())
    .bind(day.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// Says that a member of staff may not work on this person's matters: they are the same, or live in one household.
pub async fn tie(conn: &mut AnyConnection, staff: &str, person: &PersonKey) -> Result<(), Fault> {
    sqlx::query("INSERT INTO staff_tie (staff, person) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(staff.to_owned())
        .bind(person.0.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets all ties of a member of staff, in the transaction that writes the new ones.
pub async fn untie(conn: &mut AnyConnection, staff: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM staff_tie WHERE staff = $1")
        .bind(staff.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

// Half-written decisions

/// Keeps what a member typed on one page of a matter of their own office. `false`: it is not their office's.
pub async fn keep_draft(
    conn: &mut AnyConnection,
    key: &MatterKey,
    office: &OfficeId,
    staff: &str,
    page: &str,
    sealed: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let kept = sqlx::query(
        "INSERT INTO decision_draft (home, matter, staff, page, typed, saved_at)
         SELECT m.home, m.id, $1, $2, $3, $4 FROM matter m WHERE m.home = $5 AND m.id = $6
             AND (m.office = $7 OR (m.stage = 'offered' AND m.offered_to = $7))
         ON CONFLICT (home, matter, staff, page) DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at",
    )
    .bind(staff.to_owned())
    .bind(page.to_owned())
    .bind(sealed.to_owned())
    .bind(micros(at))
    .bind(key.home.clone())
    .bind(key.id.clone())
    .bind(office.0.clone())
    .execute(conn)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// What a member has kept of one page, sealed.
pub async fn draft(
    conn: &mut AnyConnection,
    key: &MatterKey,
    staff: &str,
    page: &str,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query(
        "SELECT d.typed FROM decision_draft d WHERE d.home = $1 AND d.matter = $2 AND d.staff = $3 AND d.page = $4",
    )
    .bind(key.home.clone())
    .bind(key.id.clone())
    .bind(staff.to_owned())
    .bind(page.to_owned())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| row.try_get("typed")).transpose()?)
}

/// The pages of which a member has kept something.
pub async fn drafted_pages(
    conn: &mut AnyConnection,
    key: &MatterKey,
    staff: &str,
) -> Result<Vec<String>, Fault> {
    let rows = sqlx::query(
        "SELECT d.page FROM decision_draft d WHERE d.home = $1 AND d.matter = $2 AND d.staff = $3 ORDER BY d.page",
    )
    .bind(key.home.clone())
    .bind(key.id.clone())
    .bind(staff.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(row.try_get("page")?)).collect()
}

/// Forgets what a member has kept of one page, once the act is done. `false`: nothing was kept.
pub async fn forget_draft(
    conn: &mut AnyConnection,
    key: &MatterKey,
    staff: &str,
    page: &str,
) -> Result<bool, Fault> {
    let forgotten = sqlx::query(
        "DELETE FROM decision_draft WHERE home = $1 AND matter = $2 AND staff = $3 AND page = $4",
    )
    .bind(key.home.clone())
    .bind(key.id.clone())
    .bind(staff.to_owned())
    .bind(page.to_owned())
    .execute(conn)
    .await?;
    Ok(forgotten.rows_affected() == 1)
}
