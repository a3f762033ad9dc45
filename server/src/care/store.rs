//! SQL of orders, visits, times that are taken, vouchers and ratings. No rules.

use std::collections::HashMap;

use app::care::form::Slot;
use app::care::{CareService, OrderStage, Provider, VisitStage, VoucherStage};
use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// An order as it is kept.
#[derive(Clone, Debug)]
pub struct Order {
    pub home: String,
    pub id: String,
    pub reference: CaseReference,
    pub once: String,
    pub service: CareService,
    pub provider: String,
    pub subject: PersonKey,
    pub filed_by: PersonKey,
    pub mandate: Option<String>,
    pub stage: OrderStage,
    pub version: i64,
    /// Sealed `CareDetails`.
    pub details: String,
    pub weekdays: Vec<i8>,
    pub start: Option<Date>,
    pub carer: String,
    pub price: i64,
    pub discount: i64,
    pub rule: String,
    pub ordered_at: Timestamp,
    pub next_mark: Option<Timestamp>,
}

/// A visit as it is kept.
#[derive(Clone, Debug)]
pub struct Visit {
    pub home: String,
    pub id: String,
    pub order_id: String,
    pub reference: CaseReference,
    pub service: CareService,
    pub provider: String,
    pub subject: PersonKey,
    pub slot: Slot,
    /// 0: a meal.
    pub carer: i64,
    pub stage: VisitStage,
    pub version: i64,
    pub next_mark: Option<Timestamp>,
    pub arrived_at: Option<Timestamp>,
    pub left_at: Option<Timestamp>,
}

fn mark(at: Option<Timestamp>) -> i64 {
    at.map_or(0, micros)
}

// Providers and their systems

pub async fn providers(conn: &mut AnyConnection) -> Result<Vec<Provider>, Fault> {
    let rows = sqlx::query("SELECT entry FROM care_provider ORDER BY id")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            serde_json::from_str(&row.try_get::<String, _>("entry")?)
                .map_err(|_| Fault::Row("care_provider.entry".to_owned()))
        })
        .collect()
}

pub async fn keep_provider(conn: &mut AnyConnection, provider: &Provider) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO care_provider (id, entry) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET entry = excluded.entry",
    )
    .bind(provider.id.clone())
    .bind(serde_json::to_string(provider).expect("a provider serializes"))
    .execute(conn)
    .await?;
    Ok(())
}

/// Address and sealed key of a provider's system.
pub async fn system(
    conn: &mut AnyConnection,
    code: &str,
) -> Result<Option<(String, String)>, Fault> {
    let row = sqlx::query("SELECT address, secret FROM care_system WHERE code = $1")
        .bind(code.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row
        .map(|row| Ok::<_, sqlx::Error>((row.try_get("address")?, row.try_get("secret")?)))
        .transpose()?)
}

pub async fn keep_system(
    conn: &mut AnyConnection,
    code: &str,
    address: &str,
    secret: &str,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO care_system (code, address, secret) VALUES ($1, $2, $3)
         ON CONFLICT (code) DO UPDATE SET address = excluded.address, secret = excluded.secret",
    )
    .bind(code.to_owned())
    .bind(address.to_owned())
    .bind(secret.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// Remembers what a system told; `false` if it told the same before.
pub async fn take_event(
    conn: &mut AnyConnection,
    system: &str,
    event: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO care_event (system, event, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(system.to_owned())
    .bind(event.to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

// What is being ordered

/// Keeps what a person typed on the page of an order, in place of what was there.
pub async fn keep_draft(
    conn: &mut AnyConnection,
    person: &PersonKey,
    page: &str,
    sealed: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO care_draft (person, page, typed, written_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person, page) DO UPDATE SET typed = excluded.typed, written_at = excluded.written_at",
    )
    .bind(person.0.clone())
    .bind(page.to_owned())
    .bind(sealed.to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn draft(
    conn: &mut AnyConnection,
    person: &PersonKey,
    page: &str,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query("SELECT typed FROM care_draft WHERE person = $1 AND page = $2")
        .bind(person.0.clone())
        .bind(page.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get("typed")).transpose()?)
}

/// Removes what nobody has gone on with since this time (UTC microseconds); answers how many.
pub async fn delete_drafts_before(conn: &mut AnyConnection, time: i64) -> sqlx::Result<u64> {
    let done = sqlx::query("DELETE FROM care_draft WHERE written_at < $1")
        .bind(time)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

// Orders

macro_rules! select_order {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, reference, once, service, provider, subject, filed_by, mandate, stage, version, details, weekdays, start_day, carer, price, discount, rule, ordered_at, next_mark FROM care_order ",
            $rest
        )
    };
}

fn order_of(row: &AnyRow) -> Result<Order, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("care_order.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Order {
        home: text("home")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        once: text("once")?,
        service: CareService::from_code(&text("service")?).ok_or_else(|| unreadable("service"))?,
        provider: text("provider")?,
        subject: PersonKey(text("subject")?),
        filed_by: PersonKey(text("filed_by")?),
        mandate: row.try_get("mandate")?,
        stage: OrderStage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        version: row.try_get("version")?,
        details: text("details")?,
        weekdays: text("weekdays")?
            .split(',')
            .filter_map(|day| day.parse().ok())
            .collect(),
        start: text("start_day")?.parse().ok(),
        carer: text("carer")?,
        price: row.try_get("price")?,
        discount: row.try_get("discount")?,
        rule: text("rule")?,
        ordered_at: moment(row.try_get("ordered_at")?).ok_or_else(|| unreadable("ordered_at"))?,
        next_mark: moment(row.try_get("next_mark")?),
        id,
    })
}

/// Adds one; `false` if the same press has made it before, or the reference is taken.
pub async fn add_order(conn: &mut AnyConnection, new: &Order) -> Result<bool, Fault> {
    let weekdays: Vec<String> = new.weekdays.iter().map(ToString::to_string).collect();
    let added = sqlx::query(
        "INSERT INTO care_order (home, id, reference, once, service, provider, subject, filed_by, mandate, stage, version, details,
            weekdays, start_day, carer, price, discount, rule, ordered_at, next_mark, told_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 0) ON CONFLICT DO NOTHING",
    )
    .bind(new.home.clone())
    .bind(new.id.clone())
    .bind(new.reference.as_str().to_owned())
    .bind(new.once.clone())
    .bind(new.service.code().to_owned())
    .bind(new.provider.clone())
    .bind(new.subject.0.clone())
    .bind(new.filed_by.0.clone())
    .bind(new.mandate.clone())
    .bind(new.stage.code().to_owned())
    .bind(new.version)
    .bind(new.details.clone())
    .bind(weekdays.join(","))
    .bind(new.start.map(|day| day.to_string()).unwrap_or_default())
    .bind(new.carer.clone())
    .bind(new.price)
    .bind(new.discount)
    .bind(new.rule.clone())
    .bind(micros(new.ordered_at))
    .bind(mark(new.next_mark))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn order_once(
    conn: &mut AnyConnection,
    home: &str,
    once: &str,
) -> Result<Option<Order>, Fault> {
    let row = sqlx::query(select_order!("WHERE home = $1 AND once = $2"))
        .bind(home.to_owned())
        .bind(once.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(order_of).transpose()
}

pub async fn order_by_reference(
    conn: &mut AnyConnection,
    reference: &str,
) -> Result<Option<Order>, Fault> {
    let row = sqlx::query(select_order!("WHERE reference = $1"))
        .bind(reference.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(order_of).transpose()
}

pub async fn order_by_id(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
) -> Result<Option<Order>, Fault> {
    let row = sqlx::query(select_order!("WHERE home = $1 AND id = $2"))
        .bind(home.to_owned())
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(order_of).transpose()
}

/// The newest for this person.
pub async fn orders_for(conn: &mut AnyConnection, person: &PersonKey) -> Result<Vec<Order>, Fault> {
    let rows = sqlx::query(select_order!(
        "WHERE subject = $1 ORDER BY ordered_at DESC, id DESC LIMIT 50"
    ))
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(order_of).collect()
}

/// The newest that this person made for others.
pub async fn orders_by(conn: &mut AnyConnection, person: &PersonKey) -> Result<Vec<Order>, Fault> {
    let rows = sqlx::query(select_order!(
        "WHERE filed_by = $1 AND subject <> $1 ORDER BY ordered_at DESC, id DESC LIMIT 50"
    ))
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(order_of).collect()
}

/// Moves an order on; `false` if it has moved meanwhile.
pub async fn move_order(
    conn: &mut AnyConnection,
    order: &Order,
    to: OrderStage,
    next_mark: Option<Timestamp>,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE care_order SET stage = $1, next_mark = $2, version = version + 1 WHERE home = $3 AND id = $4 AND stage = $5 AND version = $6",
    )
    .bind(to.code().to_owned())
    .bind(mark(next_mark))
    .bind(order.home.clone())
    .bind(order.id.clone())
    .bind(order.stage.code().to_owned())
    .bind(order.version)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Standing orders whose next meal is to be fixed.
pub async fn orders_to_look(
    conn: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Order>, Fault> {
    let rows = sqlx::query(select_order!(
        "WHERE next_mark > 0 AND next_mark <= $1 ORDER BY next_mark, id LIMIT $2"
    ))
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(order_of).collect()
}

/// Moves the mark of an active order on from where it was read; `false` if somebody else has.
pub async fn move_order_mark(
    conn: &mut AnyConnection,
    order: &Order,
    next: Option<Timestamp>,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE care_order SET next_mark = $1 WHERE home = $2 AND id = $3 AND next_mark = $4 AND stage = 'active'",
    )
    .bind(mark(next))
    .bind(order.home.clone())
    .bind(order.id.clone())
    .bind(mark(order.next_mark))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Who waits for a time of this kind here, whoever was told longest ago first.
pub async fn waiting(
    conn: &mut AnyConnection,
    provider: &str,
    service: CareService,
) -> Result<Vec<Order>, Fault> {
    let rows = sqlx::query(select_order!(
        "WHERE provider = $1 AND service = $2 AND stage = 'waiting' ORDER BY told_at, ordered_at, id LIMIT 50"
    ))
    .bind(provider.to_owned())
    .bind(service.code().to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(order_of).collect()
}

pub async fn set_told(conn: &mut AnyConnection, order: &Order, at: Timestamp) -> Result<(), Fault> {
    sqlx::query("UPDATE care_order SET told_at = $1 WHERE home = $2 AND id = $3")
        .bind(micros(at))
        .bind(order.home.clone())
        .bind(order.id.clone())
        .execute(conn)
        .await?;
    Ok(())
}

// A kitchen's places, and carers' times

/// Takes a place of a kitchen; `false` where there is none.
pub async fn take_place(conn: &mut AnyConnection, provider: &str, of: i64) -> Result<bool, Fault> {
    sqlx::query("INSERT INTO care_kitchen (provider, used) VALUES ($1, 0) ON CONFLICT DO NOTHING")
        .bind(provider.to_owned())
        .execute(&mut *conn)
        .await?;
    let changed =
        sqlx::query("UPDATE care_kitchen SET used = used + 1 WHERE provider = $1 AND used < $2")
            .bind(provider.to_owned())
            .bind(of)
            .execute(conn)
            .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn give_place_back(conn: &mut AnyConnection, provider: &str) -> Result<(), Fault> {
    sqlx::query("UPDATE care_kitchen SET used = used - 1 WHERE provider = $1 AND used > 0")
        .bind(provider.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn places_used(conn: &mut AnyConnection, provider: &str) -> Result<i64, Fault> {
    let row = sqlx::query("SELECT used FROM care_kitchen WHERE provider = $1")
        .bind(provider.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("used"))?)
}

/// How many standing orders each of these kitchens serves, from one id to another.
pub async fn places_used_between(
    conn: &mut AnyConnection,
    first: &str,
    last: &str,
) -> Result<HashMap<String, i64>, Fault> {
    let rows = sqlx::query(
        "SELECT provider, used FROM care_kitchen WHERE provider >= $1 AND provider <= $2",
    )
    .bind(first.to_owned())
    .bind(last.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("provider")?, row.try_get("used")?)))
        .collect()
}

/// Takes a carer's time; `false` if it is taken.
pub async fn take_slot(
    conn: &mut AnyConnection,
    provider: &str,
    slot: Slot,
    carer: i64,
    visit: &str,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO care_slot (provider, day, begins, carer, visit) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(provider.to_owned())
    .bind(slot.day.to_string())
    .bind(slot.begins)
    .bind(carer)
    .bind(visit.to_owned())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn free_slot(conn: &mut AnyConnection, visit: &str) -> Result<bool, Fault> {
    let freed = sqlx::query("DELETE FROM care_slot WHERE visit = $1")
        .bind(visit.to_owned())
        .execute(conn)
        .await?;
    Ok(freed.rows_affected() > 0)
}

/// Times that are taken from this day on, with the carer.
pub async fn taken(
    conn: &mut AnyConnection,
    provider: &str,
    from: Date,
) -> Result<Vec<(Slot, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT day, begins, carer FROM care_slot WHERE provider = $1 AND day >= $2 ORDER BY day, begins, carer",
    )
    .bind(provider.to_owned())
    .bind(from.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let day: String = row.try_get("day")?;
            let slot = Slot {
                day: day
                    .parse()
                    .map_err(|_| Fault::Row("care_slot.day".to_owned()))?,
                begins: row.try_get("begins")?,
            };
            Ok((slot, row.try_get("carer")?))
        })
        .collect()
}

// Visits

macro_rules! select_visit {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, order_id, reference, service, provider, subject, day, begins, carer, stage, version, next_mark, arrived_at, left_at FROM care_visit ",
            $rest
        )
    };
}

fn visit_of(row: &AnyRow) -> Result<Visit, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("care_visit.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Visit {
        home: text("home")?,
        order_id: text("order_id")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        service: CareService::from_code(&text("service")?).ok_or_else(|| unreadable("service"))?,
        provider: text("provider")?,
        subject: PersonKey(text("subject")?),
        slot: Slot {
            day: text("day")?.parse().map_err(|_| unreadable("day"))?,
            begins: row.try_get("begins")?,
        },
        carer: row.try_get("carer")?,
        stage: VisitStage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        version: row.try_get("version")?,
        next_mark: moment(row.try_get("next_mark")?),
        arrived_at: moment(row.try_get("arrived_at")?),
        left_at: moment(row.try_get("left_at")?),
        id,
    })
}

/// Adds one; `false` if the order has one at that time.
pub async fn add_visit(conn: &mut AnyConnection, new: &Visit) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO care_visit (home, id, order_id, reference, service, provider, subject, day, begins, carer, stage, version, next_mark, arrived_at, left_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, 0, 0) ON CONFLICT DO NOTHING",
    )
    .bind(new.home.clone())
    .bind(new.id.clone())
    .bind(new.order_id.clone())
    .bind(new.reference.as_str().to_owned())
    .bind(new.service.code().to_owned())
    .bind(new.provider.clone())
    .bind(new.subject.0.clone())
    .bind(new.slot.day.to_string())
    .bind(new.slot.begins)
    .bind(new.carer)
    .bind(new.stage.code().to_owned())
    .bind(mark(new.next_mark))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn visit_by_id(conn: &mut AnyConnection, id: &str) -> Result<Option<Visit>, Fault> {
    let row = sqlx::query(select_visit!("WHERE id = $1"))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(visit_of).transpose()
}

/// The newest of an order.
pub async fn visits_of(conn: &mut AnyConnection, order: &Order) -> Result<Vec<Visit>, Fault> {
    let rows = sqlx::query(select_visit!(
        "WHERE home = $1 AND order_id = $2 ORDER BY day DESC, begins DESC LIMIT 30"
    ))
    .bind(order.home.clone())
    .bind(order.id.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(visit_of).collect()
}

/// A provider's of one day.
pub async fn visits_at(
    conn: &mut AnyConnection,
    provider: &str,
    day: Date,
) -> Result<Vec<Visit>, Fault> {
    let rows = sqlx::query(select_visit!(
        "WHERE provider = $1 AND day = $2 ORDER BY begins, id LIMIT 500"
    ))
    .bind(provider.to_owned())
    .bind(day.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(visit_of).collect()
}

/// Visits at which nobody has checked in although it is time.
pub async fn visits_to_look(
    conn: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Visit>, Fault> {
    let rows = sqlx::query(select_visit!(
        "WHERE next_mark > 0 AND next_mark <= $1 ORDER BY next_mark, id LIMIT $2"
    ))
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(visit_of).collect()
}

/// Moves a visit on; `false` if it has moved meanwhile. A visit that nobody waits for any more is not looked at again.
pub async fn move_visit(
    conn: &mut AnyConnection,
    visit: &Visit,
    to: VisitStage,
    now: Timestamp,
) -> Result<bool, Fault> {
    let arrived = visit
        .arrived_at
        .or((to == VisitStage::Arrived).then_some(now));
    let left = visit.left_at.or((to == VisitStage::Done).then_some(now));
    let next = visit.next_mark.filter(|_| to.is_expected());
    let changed = sqlx::query(
        "UPDATE care_visit SET stage = $1, version = version + 1, next_mark = $2, arrived_at = $3, left_at = $4
         WHERE home = $5 AND id = $6 AND stage = $7 AND version = $8",
    )
    .bind(to.code().to_owned())
    .bind(mark(next))
    .bind(mark(arrived))
    .bind(mark(left))
    .bind(visit.home.clone())
    .bind(visit.id.clone())
    .bind(visit.stage.code().to_owned())
    .bind(visit.version)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

// Vouchers and ratings

/// A voucher as it is kept.
#[derive(Clone, Debug)]
pub struct Voucher {
    pub home: String,
    pub id: String,
    pub reference: String,
    pub person: PersonKey,
    /// The masked number, sealed.
    pub called: String,
    pub office: OfficeId,
    pub stage: VoucherStage,
    /// What it was issued for, in fen.
    pub fen: i64,
    /// What is left of it, in fen.
    pub rest: i64,
    pub valid_until: Date,
    pub proposed_by: String,
}

macro_rules! select_voucher {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, reference, person, called, office, stage, fen, rest, valid_until, proposed_by FROM care_voucher ",
            $rest
        )
    };
}

fn voucher_of(row: &AnyRow) -> Result<Voucher, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("care_voucher.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Voucher {
        home: text("home")?,
        reference: text("reference")?,
        person: PersonKey(text("person")?),
        called: text("called")?,
        office: OfficeId(text("office")?),
        stage: VoucherStage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        fen: row.try_get("fen")?,
        rest: row.try_get("rest")?,
        valid_until: text("valid_until")?
            .parse()
            .map_err(|_| unreadable("valid_until"))?,
        proposed_by: text("proposed_by")?,
        id,
    })
}

/// Adds a proposal; `false` where it would be for the proposer or their household.
pub async fn add_voucher(
    conn: &mut AnyConnection,
    new: &Voucher,
    at: Timestamp,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO care_voucher (home, id, reference, person, called, office, stage, fen, rest, valid_until, proposed_by, proposed_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8, $9, s.id, $10 FROM staff s
         WHERE s.id = $11 AND NOT EXISTS (SELECT 1 FROM staff_tie t WHERE t.staff = s.id AND t.person = $4)",
    )
    .bind(new.home.clone())
    .bind(new.id.clone())
    .bind(new.reference.clone())
    .bind(new.person.0.clone())
    .bind(new.called.clone())
    .bind(new.office.0.clone())
    .bind(new.stage.code().to_owned())
    .bind(new.fen)
    .bind(new.valid_until.to_string())
    .bind(micros(at))
    .bind(new.proposed_by.clone())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn voucher(conn: &mut AnyConnection, id: &str) -> Result<Option<Voucher>, Fault> {
    let row = sqlx::query(select_voucher!("WHERE id = $1"))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(voucher_of).transpose()
}

/// A person's vouchers, the first to run out first.
pub async fn vouchers_of(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Vec<Voucher>, Fault> {
    let rows = sqlx::query(select_voucher!(
        "WHERE person = $1 ORDER BY valid_until, id LIMIT 100"
    ))
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(voucher_of).collect()
}

/// What waits for a second person of this office, the oldest first.
pub async fn vouchers_proposed(
    conn: &mut AnyConnection,
    office: &OfficeId,
) -> Result<Vec<Voucher>, Fault> {
    let rows = sqlx::query(select_voucher!(
        "WHERE office = $1 AND stage = 'proposed' ORDER BY proposed_at, id LIMIT 100"
    ))
    .bind(office.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(voucher_of).collect()
}

/// Settles a proposal; `false` where it is settled, for whoever proposed it, and for the person's
/// household.
pub async fn settle_voucher(
    conn: &mut AnyConnection,
    voucher: &Voucher,
    stage: VoucherStage,
    by: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE care_voucher SET stage = $1, settled_by = $2, settled_at = $3
         WHERE id = $4 AND stage = 'proposed' AND proposed_by <> $2
         AND NOT EXISTS (SELECT 1 FROM staff_tie t WHERE t.staff = $2 AND t.person = care_voucher.person)",
    )
    .bind(stage.code().to_owned())
    .bind(by.to_owned())
    .bind(micros(at))
    .bind(voucher.id.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// What is left on the vouchers of a person that hold on this day, the first to run out first: id and fen.
pub async fn vouchers(
    conn: &mut AnyConnection,
    person: &PersonKey,
    on: Date,
) -> Result<Vec<(String, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT id, rest FROM care_voucher WHERE person = $1 AND stage = 'issued' AND valid_until >= $2 AND rest > 0 ORDER BY valid_until, id",
    )
    .bind(person.0.clone())
    .bind(on.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("id")?, row.try_get("rest")?)))
        .collect()
}

/// Claims a part of the deduction for a visit, the first is 1; `false` if it was made before.
pub async fn claim_deduction(
    conn: &mut AnyConnection,
    visit: &str,
    part: i64,
    voucher: &str,
    fen: i64,
    at: Timestamp,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO care_deduction (visit, part, voucher, fen, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(visit.to_owned())
    .bind(part)
    .bind(voucher.to_owned())
    .bind(fen)
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Takes money off a voucher; `false` where there is less on it.
pub async fn take_off(conn: &mut AnyConnection, voucher: &str, fen: i64) -> Result<bool, Fault> {
    let changed =
        sqlx::query("UPDATE care_voucher SET rest = rest - $1 WHERE id = $2 AND rest >= $1")
            .bind(fen)
            .bind(voucher.to_owned())
            .execute(conn)
            .await?;
    Ok(changed.rows_affected() == 1)
}

/// What came after a visit.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// What vouchers paid, in fen.
    pub paid: i64,
    /// 0: not rated.
    pub grade: i64,
    /// Until when the provider answers the grade; `None`: no answer is owed.
    pub answer_due: Option<Date>,
    /// Sealed; empty: not answered.
    pub answer: String,
}

/// By visit of an order, where there is a deduction or a rating.
pub async fn paid_and_rated(
    conn: &mut AnyConnection,
    order: &Order,
) -> Result<HashMap<String, Settled>, Fault> {
    let rows = sqlx::query(
        "SELECT v.id AS visit, COALESCE(d.fen, 0) AS paid, COALESCE(r.grade, 0) AS grade, COALESCE(r.answer_due, '') AS answer_due, COALESCE(r.answer, '') AS answer FROM care_visit v
         LEFT JOIN (SELECT p.visit AS visit, CAST(SUM(p.fen) AS BIGINT) AS fen FROM care_deduction p JOIN care_visit w ON w.id = p.visit WHERE w.home = $1 AND w.order_id = $2 GROUP BY p.visit) d ON d.visit = v.id LEFT JOIN care_rating r ON r.visit = v.id
         WHERE v.home = $1 AND v.order_id = $2 AND (d.visit IS NOT NULL OR r.visit IS NOT NULL)",
    )
    .bind(order.home.clone())
    .bind(order.id.clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let settled = Settled {
                paid: row.try_get("paid")?,
                grade: row.try_get("grade")?,
                answer_due: row.try_get::<String, _>("answer_due")?.parse().ok(),
                answer: row.try_get("answer")?,
            };
            Ok((row.try_get("visit")?, settled))
        })
        .collect()
}

/// Keeps a rating; `false` if there is one.
pub async fn add_rating(
    conn: &mut AnyConnection,
    visit: &Visit,
    grade: i64,
    words: &str,
    answer_due: Option<Date>,
    at: Timestamp,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO care_rating (visit, provider, grade, words, answer_due, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(visit.id.clone())
    .bind(visit.provider.clone())
    .bind(grade)
    .bind(words.to_owned())
    .bind(answer_due.map(|day| day.to_string()).unwrap_or_default())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Grades that a provider has to answer, the earliest due first: visit, grade, sealed words, due.
pub async fn ratings_to_answer(
    conn: &mut AnyConnection,
    provider: &str,
) -> Result<Vec<(String, i64, String, Date)>, Fault> {
    let rows = sqlx::query(
        "SELECT visit, grade, words, answer_due FROM care_rating WHERE provider = $1 AND answered_at = 0 AND answer_due > '' ORDER BY answer_due, visit LIMIT 100",
    )
    .bind(provider.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let due: String = row.try_get("answer_due")?;
            Ok((
                row.try_get("visit")?,
                row.try_get("grade")?,
                row.try_get("words")?,
                due.parse()
                    .map_err(|_| Fault::Row("care_rating.answer_due".to_owned()))?,
            ))
        })
        .collect()
}

/// The provider's answer, once; `false` for another provider's, one that needs none, and one that has one.
pub async fn answer_rating(
    conn: &mut AnyConnection,
    visit: &Visit,
    by: &str,
    answer: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE care_rating SET answer = $1, answered_at = $2, answered_by = $3 WHERE visit = $4 AND provider = $5 AND answered_at = 0 AND answer_due > ''",
    )
    .bind(answer.to_owned())
    .bind(micros(at))
    .bind(by.to_owned())
    .bind(visit.id.clone())
    .bind(visit.provider.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

// Meals that are left out

/// Leaves a day's meal out; `false` if it is left out already.
pub async fn skip(conn: &mut AnyConnection, order: &Order, day: Date) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO care_skip (home, order_id, day) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(order.home.clone())
    .bind(order.id.clone())
    .bind(day.to_string())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// It comes after all; `false` if it was not left out.
pub async fn unskip(conn: &mut AnyConnection, order: &Order, day: Date) -> Result<bool, Fault> {
    let gone = sqlx::query("DELETE FROM care_skip WHERE home = $1 AND order_id = $2 AND day = $3")
        .bind(order.home.clone())
        .bind(order.id.clone())
        .bind(day.to_string())
        .execute(conn)
        .await?;
    Ok(gone.rows_affected() == 1)
}

/// Days from this one on whose meal is left out.
pub async fn skipped(
    conn: &mut AnyConnection,
    order: &Order,
    from: Date,
) -> Result<Vec<Date>, Fault> {
    let rows = sqlx::query(
        "SELECT day FROM care_skip WHERE home = $1 AND order_id = $2 AND day >= $3 ORDER BY day",
    )
    .bind(order.home.clone())
    .bind(order.id.clone())
    .bind(from.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let day: String = row.try_get("day")?;
            day.parse()
                .map_err(|_| Fault::Row("care_skip.day".to_owned()))
        })
        .collect()
}
