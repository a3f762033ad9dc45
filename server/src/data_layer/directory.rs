//! The directory of offices: who serves which street for which department. Fetched from its register when the portal
//! opens, kept in the database for the time when the register does not answer.

use std::collections::BTreeMap;

use app::data_layer::{Owner, Tier, catalogue};
use app::identity::OfficeId;
use app::newborn::StreetGroup;
use app::person::{DIVISIONS, Division};
use app::remedies::{Level, terms};
use app::text::Wording;
use sqlx::{AnyConnection, Row};

use super::records::OfficeEntry;
use crate::Office;
use crate::fault::Fault;

/// The department that answers for all departments of its place.
pub const GOVERNMENT: &str = "government";
/// A community: who goes round in the streets works there.
pub const COMMUNITY: &str = "community";

/// A municipal department's own desk, as the owner of registers and as the bureau above the districts' offices. It works on
/// no cases, so that none is sent there; it answers appeals that nobody below may answer.
pub const REGISTER_OWNER: &str = "register-owner";

/// All offices, looked up in memory: a few thousand rows without a person in them.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    offices: Vec<OfficeEntry>,
}

impl Directory {
    pub fn new(offices: Vec<OfficeEntry>) -> Self {
        Self { offices }
    }

    pub fn offices(&self) -> &[OfficeEntry] {
        &self.offices
    }

    pub fn get(&self, id: &OfficeId) -> Option<&OfficeEntry> {
        self.offices.iter().find(|office| office.id == id.0)
    }

    /// The office of a department that serves this street (nine digits): one that names the street goes before one
    /// that serves the whole division, and that before a municipal one.
    pub fn serving(&self, department: &str, street: &str) -> Option<&OfficeEntry> {
        let of_department = || {
            self.offices
                .iter()
                .filter(move |office| office.department == department)
        };
        of_department()
            .find(|office| office.streets.iter().any(|served| served == street))
            .or_else(|| self.of_division(department, street.get(..6)?))
    }

    /// Whether a street office serves this street (nine digits).
    pub fn has_street(&self, street: &str) -> bool {
        self.offices.iter().any(|office| {
            office.department == "street" && office.streets.iter().any(|served| served == street)
        })
    }

    /// A street by the name of its street office, which says the division too.
    pub fn street_name(&self, street: &str) -> Wording {
        match self.serving("street", street) {
            Some(office) => office.name.clone(),
            None => Division::of(street).map(Division::name).unwrap_or_default(),
        }
    }

    /// Every street of the city, by division, as its street office is called.
    pub fn streets(&self) -> Vec<StreetGroup> {
        DIVISIONS
            .iter()
            .map(|division| StreetGroup {
                division: division.name(),
                streets: self
                    .offices
                    .iter()
                    .filter(|office| {
                        office.department == "street" && office.division == division.code
                    })
                    .filter_map(|office| {
                        Some((office.streets.first()?.clone(), office.name.clone()))
                    })
                    .collect(),
            })
            .filter(|group| !group.streets.is_empty())
            .collect()
    }

    /// The office one level up of this one, which answers what nobody there may answer, by what `remedies.toml` says of its
    /// department.
    pub fn above(&self, office: &OfficeEntry) -> Option<&OfficeEntry> {
        let above = terms().above(&office.department)?;
        match above.level {
            Level::District => self.of_division(&above.answers, &office.division),
            Level::Municipality => {
                let owners = &catalogue().owners;
                let bureau = owners.iter().find(|owner| {
                    owner.tier == Tier::Municipality && owner.department == above.answers
                })?;
                let mut desks = self.offices.iter();
                desks.find(|desk| desk.department == REGISTER_OWNER && is_desk_of(desk, bureau))
            }
        }
    }

    /// The office of a department that serves a whole division (six digits), else the municipal one.
    pub fn of_division(&self, department: &str, division: &str) -> Option<&OfficeEntry> {
        let of_department = || {
            self.offices
                .iter()
                .filter(move |office| office.department == department)
        };
        of_department()
            .find(|office| office.division == division && office.streets.is_empty())
            .or_else(|| of_department().find(|office| office.division == division))
            .or_else(|| of_department().find(|office| office.division == "500000"))
    }
}

impl Directory {
    /// Whether this office speaks for the owner of a register: a municipal department by its own desk, a county by the office
    /// that answers for all of its departments. The nation's and other regions' owners decide at home.
    pub fn speaks_for(&self, office: &OfficeId, owner: &Owner) -> bool {
        let Some(office) = self.get(office) else {
            return false;
        };
        match owner.tier {
            Tier::Municipality => office.department == REGISTER_OWNER && is_desk_of(office, owner),
            Tier::County => {
                office.department == GOVERNMENT
                    && owner.code.get(..6) == Some(office.division.as_str())
            }
            Tier::Nation | Tier::Region => false,
        }
    }
}

/// An office's id begins with its department's member code.
fn is_desk_of(office: &OfficeEntry, owner: &Owner) -> bool {
    office
        .id
        .strip_prefix(&owner.code)
        .is_some_and(|rest| rest.starts_with('-'))
}

impl Office {
    /// Fetches the directory from its register and keeps it; without an answer the one kept last time holds.
    ///
    /// # Errors
    /// The database's.
    pub async fn refresh_directory(&self) -> Result<(), Fault> {
        match self.sources.ask_offices().await {
            Ok(answered) => {
                let mut tx = self.db.begin().await?;
                keep(tx.conn(), &answered.body).await?;
                tx.commit().await?;
                self.set_directory(Directory::new(answered.body));
            }
            Err(failure) => {
                tracing::warn!(
                    outcome = failure.code(),
                    "the directory of offices did not answer; the one kept last time holds"
                );
                let kept = kept(&mut *self.db.read().await?).await?;
                self.set_directory(Directory::new(kept));
            }
        }
        Ok(())
    }
}

/// Keeps the directory. What stands there already is not written again: most offices stay as they are for years.
///
/// # Errors
/// The database's.
pub async fn keep(conn: &mut AnyConnection, offices: &[OfficeEntry]) -> Result<(), Fault> {
    let rows = sqlx::query("SELECT id, entry FROM office")
        .fetch_all(&mut *conn)
        .await?;
    let mut known = BTreeMap::new();
    for row in &rows {
        known.insert(
            row.try_get::<String, _>("id")?,
            row.try_get::<String, _>("entry")?,
        );
    }
    for office in offices {
        let entry = serde_json::to_string(office).expect("an office serializes");
        if known.get(&office.id) == Some(&entry) {
            continue;
        }
        sqlx::query(
            "INSERT INTO office (id, department, division, entry) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET department = excluded.department, division = excluded.division, entry = excluded.entry",
        )
        .bind(office.id.clone())
        .bind(office.department.clone())
        .bind(office.division.clone())
        .bind(entry)
        .execute(&mut *conn)
        .await?;
        crate::assessment::keep_owners(conn, office).await?;
    }
    Ok(())
}

async fn kept(conn: &mut AnyConnection) -> Result<Vec<OfficeEntry>, Fault> {
    let rows = sqlx::query("SELECT entry FROM office ORDER BY id")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let entry: String = row.try_get("entry")?;
            serde_json::from_str(&entry).map_err(|_| Fault::Row("office.entry".to_owned()))
        })
        .collect()
}
