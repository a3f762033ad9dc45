//! Staff accounts, as whoever runs the portal keeps them from the command line.

use app::identity::{OfficeId, StaffRole};
use app::person::{PersonName, ResidentId};
use sqlx::AnyConnection;

use super::passwords::Strength;
use super::sessions::{read_role, role_name};
use super::store::{sessions, staff as store, ties};
use super::ties::Household;
use crate::Office;
use crate::fault::Fault;

/// By whose act the register is asked where nobody has signed in, as the call log has it.
const PORTAL: &str = "portal";

/// A member of staff, as `yuban staff list` shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffEntry {
    pub login: String,
    pub name: String,
    pub office: OfficeId,
    pub role: StaffRole,
    pub is_disabled: bool,
    /// Whether the portal was told who they are: only then it can keep them from the cases of their own household.
    pub is_known: bool,
}

/// A member of staff who was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Shown this once and kept nowhere.
    pub password: String,
    pub household: Household,
}

/// Adds a member of staff. `number`, their identity number, is kept sealed, and the population register is asked at once
/// who lives with them; when it is silent, the first sign-in asks again.
///
/// # Errors
/// A login that is taken, empty or longer than 64 characters: [`Fault::Other`] with a sentence for the command line.
pub async fn add_staff(
    office: &Office,
    login: &str,
    name: &PersonName,
    at: &OfficeId,
    role: StaffRole,
    number: Option<&ResidentId>,
) -> Result<Added, Fault> {
    let login = login.trim().to_lowercase();
    if login.is_empty() || login.chars().count() > 64 || login.chars().any(char::is_whitespace) {
        return Err(Fault::Other(
            "a login has 1 to 64 characters and no spaces".into(),
        ));
    }
    let now = office.clock.unmoved();
    let password = office.first_password();
    let row = store::StaffRow {
        id: office.chance.id(now),
        name: name.as_str().to_owned(),
        office: at.0.clone(),
        role: role_name(role).to_owned(),
        password: office.hash_password(&password, Strength::Staff).await?,
        disabled_at: 0,
        login,
    };
    let mut tx = office.db.begin().await?;
    if !store::insert(tx.conn(), &row, now.as_microsecond()).await? {
        return Err(Fault::Other(format!("the login {} is taken", row.login)));
    }
    if let Some(number) = number {
        office
            .keep_who_works_here(tx.conn(), &row.id, number)
            .await?;
    }
    tx.commit().await?;
    Ok(Added {
        password,
        household: office.ask_who_lives_with(&row.id, PORTAL).await?,
    })
}

/// Says who a member of staff is who was added without it, or with a wrong number; `None` when there is nobody active of
/// that login.
///
/// # Errors
/// As [`add_staff`].
pub async fn identify_staff(
    office: &Office,
    login: &str,
    number: &ResidentId,
) -> Result<Option<Household>, Fault> {
    let login = login.trim().to_lowercase();
    let member = store::by_login(&mut *office.db.read().await?, &login).await?;
    let Some(member) = member.filter(|member| member.disabled_at == 0) else {
        return Ok(None);
    };
    office.say_who_works_here(&member.id, number).await?;
    office
        .ask_who_lives_with(&member.id, PORTAL)
        .await
        .map(Some)
}

/// Where a member of staff works; `None` for whoever is none.
///
/// # Errors
/// The database's.
pub(crate) async fn office_of_staff(
    conn: &mut AnyConnection,
    id: &str,
) -> Result<Option<OfficeId>, Fault> {
    let member = store::by_id(conn, id).await?;
    Ok(member.map(|member| OfficeId(member.office)))
}

/// Everybody, by office and login.
pub async fn list_staff(office: &Office) -> Result<Vec<StaffEntry>, Fault> {
    let mut conn = office.db.read().await?;
    let known = ties::all(&mut conn).await?;
    store::all(&mut conn)
        .await?
        .into_iter()
        .map(|row| {
            Ok(StaffEntry {
                role: read_role(&row.role)?,
                login: row.login,
                name: row.name,
                office: OfficeId(row.office),
                is_known: known.contains(&row.id),
                is_disabled: row.disabled_at != 0,
            })
        })
        .collect()
}

/// Disables a member of staff and ends their sessions at once; `false` when there is nobody (left) to disable.
pub async fn disable_staff(office: &Office, login: &str) -> Result<bool, Fault> {
    let now = office.clock.unmoved().as_microsecond();
    let login = login.trim().to_lowercase();
    let mut tx = office.db.begin().await?;
    let is_done = store::disable(tx.conn(), &login, now).await?;
    if let Some(member) = store::by_login(tx.conn(), &login).await? {
        sessions::end_all(tx.conn(), &member.id, "", now).await?;
    }
    tx.commit().await?;
    Ok(is_done)
}

impl Office {
    /// Twenty characters that cannot be mistaken for each other when they are copied from paper: 98 bits.
    fn first_password(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let drawn: [u8; 20] = self.chance.bytes();
        drawn
            .chunks(5)
            .map(|group| {
                group
                    .iter()
                    .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
                    .collect::<String>()
            })
            .collect::<Vec<_>>()
            .join("-")
    }
}
