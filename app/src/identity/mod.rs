//! Who is there: the actor of every request, signed in or not, and in what capacity.

pub mod desk;
pub mod form;
pub mod pages;

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

/// Names one session without being able to open it: a hash of what the cookie holds. Empty: no live session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionKey(pub String);

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
    /// A member of staff presses the buttons, at this person's word; `None`: they do so themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helped: Option<Helped>,
}

/// Who presses the buttons for somebody, and under which help that stands written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helped {
    /// Staff id.
    pub staff: String,
    /// Id of the help.
    pub id: String,
}

impl Citizen {
    /// Whoever presses: the person's pseudonym, or the id of the member of staff who helps them.
    pub fn presses(&self) -> &str {
        self.helped
            .as_ref()
            .map_or(self.person.0.as_str(), |helped| helped.staff.as_str())
    }
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

/// Whether this path belongs to the staff's side of the house.
pub fn is_staff_path(path: &str) -> bool {
    ["/casework", "/staff", "/statistics", "/allowances/runs"]
        .iter()
        .any(|side| {
            path == *side
                || path
                    .strip_prefix(side)
                    .is_some_and(|rest| rest.starts_with('/'))
        })
}

/// Where whoever asked for this path signs in, to be led back to it.
pub fn sign_in_address(path: &str) -> String {
    let desk = if is_staff_path(path) {
        "/staff/sign-in"
    } else {
        "/sign-in"
    };
    format!("{desk}{}", with_next("?", path))
}

/// `?next=..` for a path of our own, nothing for any other or for the first page.
pub fn with_next(joined_by: &str, path: &str) -> String {
    match local_path(path).as_deref() {
        None | Some("/") => String::new(),
        Some(path) => {
            let mut encoded = String::new();
            for byte in path.bytes() {
                match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                        encoded.push(char::from(byte));
                    }
                    other => encoded.push_str(&format!("%{other:02X}")),
                }
            }
            format!("{joined_by}next={encoded}")
        }
    }
}

/// This path if it leads to a page of our own: it begins with one slash, and holds nothing that a browser could
/// read as another host (`//host`, `/\\host`, control characters).
pub fn local_path(path: &str) -> Option<String> {
    let is_local = path.starts_with('/')
        && !path[1..].starts_with('/')
        && path.len() <= 512
        && path
            .bytes()
            .all(|byte| (b'!'..=b'~').contains(&byte) && byte != b'\\');
    is_local.then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_led_back_to() {
        for ours in ["/", "/newborn/child/2", "/casework?sort=due", "/a%20b"] {
            assert_eq!(local_path(ours).as_deref(), Some(ours));
        }
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "/a\r\nSet-Cookie: x",
            "/\t/evil.example",
            "/中文",
        ] {
            assert_eq!(local_path(foreign), None, "{foreign:?}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(512))), None);
    }

    #[test]
    fn staff_sign_in_at_their_own_door() {
        assert_eq!(
            sign_in_address("/casework/queue"),
            "/staff/sign-in?next=/casework/queue"
        );
        assert_eq!(sign_in_address("/caseworker"), "/sign-in?next=/caseworker");
        assert_eq!(
            sign_in_address("/a?b=c&d=%20"),
            "/sign-in?next=/a%3Fb%3Dc%26d%3D%2520"
        );
        assert_eq!(sign_in_address("/"), "/sign-in");
        assert_eq!(sign_in_address("//evil.example"), "/sign-in");
    }
}
