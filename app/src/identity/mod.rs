//! Who is there: the actor of every request, signed in or not, and in what capacity.

use serde::{Deserialize, Serialize};

use crate::person::PersonName;

/// A citizen's pseudonym inside the portal: a keyed hash of the identity number, lower-case hex. Every table that
/// needs to know "the same person" holds this and never the number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(pub String);

/// An office of the directory, e.g. `500106-GA-001`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficeId(pub String);

/// Whoever makes a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Actor {
    /// Not signed in.
    #[default]
    Visitor,
    Citizen(Citizen),
    Staff(StaffMember),
}

/// A signed-in citizen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citizen {
    /// The account's id (UUIDv7).
    pub account: String,
    pub person: PersonKey,
    pub name: PersonName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaffRole {
    Caseworker,
    Supervisor,
}

/// A signed-in member of an office's staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    pub id: String,
    pub name: PersonName,
    pub office: OfficeId,
    pub role: StaffRole,
}

impl Actor {
    pub const fn citizen(&self) -> Option<&Citizen> {
        match self {
            Self::Citizen(citizen) => Some(citizen),
            _ => None,
        }
    }

    pub const fn staff(&self) -> Option<&StaffMember> {
        match self {
            Self::Staff(member) => Some(member),
            _ => None,
        }
    }
}
