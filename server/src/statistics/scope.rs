//! Whose figures a member of staff sees: an office its own; its supervisor those of the department in the district; an office
//! of the municipality its department's; a government services office everybody's, in its district or in the city.

use app::identity::{StaffMember, StaffRole};
use app::statistics::Place;

use crate::data_layer::directory::{Directory, GOVERNMENT};

/// The division of the municipality's own offices.
pub const MUNICIPALITY: &str = "500000";

/// The widest place whose figures a member sees, and whose matters there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub place: Place,
    /// `None`: everybody's.
    pub department: Option<String>,
}

impl Scope {
    pub fn of(member: &StaffMember, directory: &Directory) -> Self {
        let own = Place::Office(member.office.0.clone());
        let Some(office) = directory.get(&member.office) else {
            return Self {
                place: own,
                department: None,
            };
        };
        let is_municipal = office.division == MUNICIPALITY;
        let department = (office.department != GOVERNMENT).then(|| office.department.clone());
        let place = match (&department, member.role) {
            _ if is_municipal => Place::City,
            (None, _) | (Some(_), StaffRole::Supervisor) => {
                Place::District(office.division.clone())
            }
            _ => own,
        };
        Self { place, department }
    }

    /// Whether this place lies within the scope, with the departments that the scope has there.
    pub fn covers(&self, place: &Place, directory: &Directory) -> bool {
        if *place == self.place {
            return true;
        }
        match place {
            Place::City => false,
            Place::District(_) => self.place == Place::City,
            Place::Office(id) => directory
                .offices()
                .iter()
                .find(|office| office.id == *id)
                .is_some_and(|office| {
                    let is_here = match &self.place {
                        Place::City => true,
                        Place::District(district) => office.division == *district,
                        Place::Office(_) => false,
                    };
                    is_here
                        && self
                            .department
                            .as_ref()
                            .is_none_or(|department| *department == office.department)
                }),
        }
    }
}

#[cfg(test)]
mod tests {
    use app::identity::OfficeId;
    use app::person::PersonName;
    use app::text::Wording;

    use super::*;
    use crate::data_layer::records::OfficeEntry;

    fn office(id: &str, department: &str) -> OfficeEntry {
        OfficeEntry {
            id: id.to_owned(),
            department: department.to_owned(),
            name: Wording::same(id),
            division: id[..6].to_owned(),
            address: Wording::default(),
            phone: String::new(),
            hours: Wording::default(),
            streets: Vec::new(),
            owners: Vec::new(),
        }
    }

    const OFFICES: [(&str, &str); 7] = [
        ("500106-GA-001", "public-security"),
        ("500106-GA-002", "public-security"),
        ("500106-YB-001", "medical-security"),
        ("500106-ZW-001", GOVERNMENT),
        ("500112-GA-001", "public-security"),
        ("500000-GA-001", "public-security"),
        ("500000-ZW-001", GOVERNMENT),
    ];

    /// Every place of the small directory that somebody of this office sees.
    fn sees(id: &str, role: StaffRole) -> Vec<String> {
        let directory = Directory::new(OFFICES.map(|(id, kind)| office(id, kind)).to_vec());
        let member = StaffMember {
            id: "s".to_owned(),
            name: PersonName::parse("高明").unwrap(),
            office: OfficeId(id.to_owned()),
            role,
        };
        let scope = Scope::of(&member, &directory);
        ["city", "500106", "500112", "500000"]
            .into_iter()
            .chain(OFFICES.map(|(id, _)| id))
            .filter(|code| scope.covers(&Place::parse(code).unwrap(), &directory))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn everybody_sees_what_they_answer_for_and_nothing_else() {
        use StaffRole::{Caseworker, Supervisor};
        assert_eq!(sees("500106-GA-001", Caseworker), ["500106-GA-001"]);
        assert_eq!(
            sees("500106-GA-001", Supervisor),
            ["500106", "500106-GA-001", "500106-GA-002"]
        );
        assert_eq!(
            sees("500106-ZW-001", Caseworker),
            [
                "500106",
                "500106-GA-001",
                "500106-GA-002",
                "500106-YB-001",
                "500106-ZW-001"
            ]
        );
        assert_eq!(
            sees("500000-GA-001", Caseworker),
            [
                "city",
                "500106",
                "500112",
                "500000",
                "500106-GA-001",
                "500106-GA-002",
                "500112-GA-001",
                "500000-GA-001"
            ]
        );
        assert_eq!(sees("500000-ZW-001", Caseworker).len(), 11);
        assert_eq!(sees("unknown", Supervisor), Vec::<String>::new());
    }
}
