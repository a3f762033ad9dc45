//! SQL of the marks at the desk. Every statement holds the office that is told.

use app::case::CaseReference;
use app::casework::MarkPlace;
use app::identity::{OfficeId, StaffMember, StaffRole};
use app::remedies::RemedyKind;
use app::text::Wording;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::case::MatterKey;
use crate::case::store::{self as cases, date_of, micros};
use crate::fault::Fault;
use crate::journal::Record;

/// A mark that nobody has said they know, as kept.
#[derive(Clone, Debug)]
pub struct MarkRow {
    pub place: MarkPlace,
    pub due: Date,
    pub reference: CaseReference,
    /// The matter's name, or the service's where it is the whole case or a remedy.
    pub name: Wording,
    pub remedy: Option<RemedyKind>,
    /// Id, office, and holder with name and whether they are away, of the matter or the remedy; `None`: the whole case.
    pub matter: Option<MarkedMatter>,
}

#[derive(Clone, Debug)]
pub struct MarkedMatter {
    pub id: String,
    pub office: OfficeId,
    pub holder: String,
    pub holder_name: String,
    pub is_holder_away: bool,
}

/// $1 the office, $2 who looks, $3 whether they are its supervisor. What is nearly over is for whoever has the matter, or
/// for everybody while nobody has it (complaints are the supervisor's from the first); what is over is the supervisor's; what is long over, and whole cases, are told to an
/// office that holds no matters, where everybody answers for them.
macro_rules! told {
    () => {
        "k.office = $1 AND k.known_at = 0 AND ($3 = 1 OR k.whom = 'bureau' OR k.kind = 'case' OR (k.whom = 'holder'
            AND (EXISTS (SELECT 1 FROM matter h WHERE h.home = k.home AND h.id = k.record AND h.holder IN ('', $2))
                OR EXISTS (SELECT 1 FROM remedy h WHERE h.home = k.home AND h.id = k.record AND h.holder IN ('', $2) AND h.kind <> 'complaint'))))
            AND NOT EXISTS (SELECT 1 FROM remedy_excluded x WHERE x.home = k.home AND x.remedy = k.record AND x.staff = $2)"
    };
}

fn supervises(member: &StaffMember) -> i64 {
    i64::from(member.role == StaffRole::Supervisor)
}

/// How many marks this member has to know of.
pub async fn count(conn: &mut AnyConnection, member: &StaffMember) -> Result<i64, Fault> {
    let row = sqlx::query(concat!("SELECT COUNT(*) FROM clock_mark k WHERE ", told!()))
        .bind(member.office.0.clone())
        .bind(member.id.clone())
        .bind(supervises(member))
        .fetch_one(conn)
        .await?;
    Ok(row.try_get(0)?)
}

/// They themselves, the oldest first, at most `limit` after a place.
pub async fn list(
    conn: &mut AnyConnection,
    member: &StaffMember,
    today: Date,
    after: Option<&MarkPlace>,
    limit: i64,
) -> Result<Vec<MarkRow>, Fault> {
    let (at, record, mark) = after.map_or_else(Default::default, |place| {
        (place.at, place.record.clone(), place.mark.clone())
    });
    let rows = sqlx::query(concat!(
        "SELECT t.at, t.record, t.mark, t.kind, t.due, c.reference, c.service_name, COALESCE(m.definition, '') AS definition,
         COALESCE(m.office, r.office, '') AS office, COALESCE(m.holder, r.holder, '') AS holder, COALESCE(s.name, '') AS holder_name, COALESCE(r.kind, '') AS remedy,
         CASE WHEN s.disabled_at > 0 OR EXISTS (SELECT 1 FROM absence a WHERE a.staff = COALESCE(m.holder, r.holder) AND a.from_day <= $4 AND a.until_day >= $4)
            THEN 1 ELSE 0 END AS is_holder_away
         FROM (SELECT k.home, k.kind, k.record, k.mark, k.due, k.at FROM clock_mark k
            WHERE (k.at, k.record, k.mark) > ($5, $6, $7) AND ",
        told!(),
        " ORDER BY k.at, k.record, k.mark LIMIT $8) t
         LEFT JOIN matter m ON t.kind = 'matter' AND m.home = t.home AND m.id = t.record
         LEFT JOIN remedy r ON t.kind = 'remedy' AND r.home = t.home AND r.id = t.record
         JOIN case_file c ON c.home = t.home AND c.id = CASE WHEN t.kind = 'case' THEN t.record ELSE COALESCE(m.case_id, r.case_id) END
         LEFT JOIN staff s ON s.id = COALESCE(m.holder, r.holder)
         ORDER BY t.at, t.record, t.mark"
    ))
    .bind(member.office.0.clone())
    .bind(member.id.clone())
    .bind(supervises(member))
    .bind(today.to_string())
    .bind(at)
    .bind(record)
    .bind(mark)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(marked).collect()
}

fn marked(row: &AnyRow) -> Result<MarkRow, Fault> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let record = text("record")?;
    let unreadable = |column: &str| Fault::Row(format!("{column} of the mark of {record}"));
    let kind = text("kind")?;
    let is_matter = kind == "matter";
    let name = if is_matter {
        serde_json::from_str::<app::case::MatterDefinition>(&text("definition")?)
            .map(|definition| definition.name)
    } else {
        serde_json::from_str(&text("service_name")?)
    };
    Ok(MarkRow {
        place: MarkPlace {
            at: row.try_get("at")?,
            record: record.clone(),
            mark: text("mark")?,
        },
        due: date_of(&text("due")?).ok_or_else(|| unreadable("due"))?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        name: name.map_err(|_| unreadable("name"))?,
        remedy: RemedyKind::from_code(&text("remedy")?),
        matter: (kind != "case")
            .then(|| -> Result<MarkedMatter, Fault> {
                Ok(MarkedMatter {
                    id: record.clone(),
                    office: OfficeId(text("office")?),
                    holder: text("holder")?,
                    holder_name: text("holder_name")?,
                    is_holder_away: row.try_get::<i64, _>("is_holder_away")? == 1,
                })
            })
            .transpose()?,
    })
}

/// Writes that a member knows of a mark; the chain in which that is journalled, or `None` if it is not for them, or known
/// already.
pub async fn know(
    conn: &mut AnyConnection,
    member: &StaffMember,
    place: &MarkPlace,
    at: Timestamp,
) -> Result<Option<Record>, Fault> {
    // SQLite knows no alias after RETURNING.
    let known = sqlx::query(concat!(
        "UPDATE clock_mark AS k SET known_at = $7, known_by = $2 WHERE k.at = $4 AND k.record = $5 AND k.mark = $6 AND ",
        told!(),
        " RETURNING home, kind"
    ))
    .bind(member.office.0.clone())
    .bind(member.id.clone())
    .bind(supervises(member))
    .bind(place.at)
    .bind(place.record.clone())
    .bind(place.mark.clone())
    .bind(micros(at))
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = known else {
        return Ok(None);
    };
    let (home, kind): (String, String) = (row.try_get("home")?, row.try_get("kind")?);
    if kind == "case" {
        return Ok(Some(Record::new(home, "case", &place.record)));
    }
    if kind == "remedy" {
        let row = sqlx::query("SELECT kind FROM remedy WHERE home = $1 AND id = $2")
            .bind(home.clone())
            .bind(place.record.clone())
            .fetch_one(conn)
            .await?;
        let kind: String = row.try_get("kind")?;
        return Ok(Some(Record::new(home, &kind, &place.record)));
    }
    let key = MatterKey {
        home,
        id: place.record.clone(),
    };
    let matter = cases::matter(conn, &key).await?;
    Ok(matter.map(|matter| Record::new(matter.key.home, "case", &matter.case_id)))
}
