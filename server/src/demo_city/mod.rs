//! A believable synthetic Chongqing: streets, offices and families, a pure function of a seed, a day zero and a number
//! of families; and the registers that publish it over the exchange protocol, as the real ones would.
//! Everybody is invented. Identity numbers lie in 5099xx, divisions that do not exist.

pub mod assisted;
pub mod care;
pub mod dice;
pub mod families;
pub mod names;
pub mod next_door;
mod numbers;
pub mod offices;
pub mod operator;
pub mod people;
pub mod places;
pub mod registers;
pub mod residents;
mod settling;

use std::collections::BTreeMap;

use app::person::ResidentId;
use jiff::civil::Date;
use serde::Serialize;

use crate::data_layer::records::{
    Birth, DisabilityCertificate, HardshipRecord, Household, Insurance, Licence, Marriage,
    OfficeEntry, Person,
};
use families::Family;
use places::Street;

/// How many families live in the city unless told otherwise.
pub const FAMILIES: usize = 2_000;
/// The seed unless told otherwise.
pub const SEED: u64 = 20_261_121;

/// The city as its registers hold it on day zero.
#[derive(Debug)]
pub struct City {
    pub seed: u64,
    /// The day that "three days ago" counts from.
    pub day_zero: Date,
    pub streets: Vec<Street>,
    pub offices: Vec<OfficeEntry>,
    /// The demo people's families first, in the order of `families::DEMO`.
    pub families: Vec<Family>,
    /// How many of them, at the end, live on the new estate.
    neighbours: usize,
    /// The demo's own staff, by login: they live here too.
    staff: BTreeMap<&'static str, ResidentId>,
    people: BTreeMap<ResidentId, Person>,
    /// By member.
    households: BTreeMap<ResidentId, Household>,
    /// By either spouse.
    marriages: BTreeMap<ResidentId, Marriage>,
    births: Vec<Birth>,
    /// Indices into `births`, by parent.
    births_of: BTreeMap<ResidentId, Vec<usize>>,
    insured: BTreeMap<ResidentId, Insurance>,
    disabled: BTreeMap<ResidentId, DisabilityCertificate>,
    in_hardship: BTreeMap<ResidentId, HardshipRecord>,
    /// The demo people of `assisted::DEMO`, in its order.
    assisted: Vec<ResidentId>,
    licences: BTreeMap<ResidentId, Vec<Licence>>,
    /// Old people of Shapingba who have had their allowance for long, with the street where it was granted; none in a
    /// small city.
    pub pensioners: Vec<(ResidentId, String)>,
}

impl City {
    /// Builds the city. The same arguments give the same city; with more families the first ones stay as they are.
    pub fn new(seed: u64, day_zero: Date, families: usize) -> Self {
        let streets = places::streets(seed);
        let offices = offices::directory(seed, &streets);
        let mut city = Self {
            seed,
            day_zero,
            streets,
            offices,
            families: Vec::new(),
            neighbours: 0,
            staff: BTreeMap::new(),
            people: BTreeMap::new(),
            households: BTreeMap::new(),
            marriages: BTreeMap::new(),
            births: Vec::new(),
            births_of: BTreeMap::new(),
            insured: BTreeMap::new(),
            disabled: BTreeMap::new(),
            in_hardship: BTreeMap::new(),
            assisted: Vec::new(),
            licences: BTreeMap::new(),
            pensioners: Vec::new(),
        };
        families::settle(&mut city, families);
        city
    }

    /// Whether the family of this place lives on the new estate, where the standard family lives: those are the last.
    pub const fn is_neighbour(&self, index: usize) -> bool {
        index >= self.families.len() - self.neighbours
    }

    /// The families on the new estate; none in a small city.
    pub fn neighbours(&self) -> impl Iterator<Item = &Family> {
        self.families
            .iter()
            .skip(self.families.len() - self.neighbours)
    }

    pub fn person(&self, number: &ResidentId) -> Option<&Person> {
        self.people.get(number)
    }

    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Everybody else, beginning after this number: for registers that lie.
    pub fn others(&self, number: &ResidentId) -> impl Iterator<Item = &ResidentId> {
        use std::ops::Bound::{Excluded, Unbounded};
        let after = self.people.range((Excluded(number), Unbounded));
        after
            .chain(self.people.range(..number))
            .map(|(other, _)| other)
    }

    /// The household that this person is registered in; none for those of another province.
    pub fn household(&self, member: &ResidentId) -> Option<&Household> {
        self.households.get(member)
    }

    /// The household of this number, as one of its members has it.
    pub fn household_numbered(&self, number: &str) -> Option<&Household> {
        self.households
            .values()
            .find(|household| household.number == number)
    }

    /// Everybody who was registered in the household of this number on day zero.
    pub fn members_of<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a ResidentId> {
        self.households
            .values()
            .filter(move |household| household.number == number)
            .map(|household| &household.member)
    }

    /// Who the member of the demo's staff with this login is.
    pub fn member_of_staff(&self, login: &str) -> Option<&ResidentId> {
        self.staff.get(login)
    }

    /// Whether somebody of the demo's staff lives with this family.
    pub fn is_home_of_staff(&self, family: &Family) -> bool {
        let number_of = |member| Some(&self.household(member)?.number);
        let home = family.members.first().and_then(number_of);
        home.is_some() && self.staff.values().any(|member| number_of(member) == home)
    }

    /// The marriage in force.
    pub fn marriage(&self, member: &ResidentId) -> Option<&Marriage> {
        self.marriages.get(member)
    }

    /// Births of the last twelve months, with or without a certificate.
    pub fn births(&self) -> &[Birth] {
        &self.births
    }

    /// Births that name this person as a parent.
    pub fn births_of(&self, parent: &ResidentId) -> impl Iterator<Item = &Birth> {
        self.births_of
            .get(parent)
            .into_iter()
            .flatten()
            .map(|index| &self.births[*index])
    }

    pub fn insurance(&self, member: &ResidentId) -> Option<&Insurance> {
        self.insured.get(member)
    }

    pub fn disability(&self, member: &ResidentId) -> Option<&DisabilityCertificate> {
        self.disabled.get(member)
    }

    pub fn hardship(&self, member: &ResidentId) -> Option<&HardshipRecord> {
        self.in_hardship.get(member)
    }

    pub fn licences(&self, member: &ResidentId) -> &[Licence] {
        self.licences.get(member).map_or(&[], Vec::as_slice)
    }

    /// The office that serves this street for this department.
    pub fn office(&self, department: &str, street: &str) -> Option<&OfficeEntry> {
        OfficeEntry::serving(&self.offices, department, street)
    }

    pub fn street(&self, code: &str) -> Option<&Street> {
        self.streets
            .binary_search_by(|street| street.code.as_str().cmp(code))
            .ok()
            .map(|index| &self.streets[index])
    }

    /// A hash over everything that the registers hold: the same seed and day give the same city.
    pub fn fingerprint(&self) -> String {
        #[derive(Serialize)]
        struct Held<'a> {
            offices: &'a [OfficeEntry],
            people: Vec<&'a Person>,
            households: Vec<&'a Household>,
            marriages: Vec<&'a Marriage>,
            births: &'a [Birth],
            insured: Vec<&'a Insurance>,
            disabled: Vec<&'a DisabilityCertificate>,
            in_hardship: Vec<&'a HardshipRecord>,
            licences: Vec<&'a Vec<Licence>>,
        }
        let held = Held {
            offices: &self.offices,
            people: self.people.values().collect(),
            households: self.households.values().collect(),
            marriages: self.marriages.values().collect(),
            births: &self.births,
            insured: self.insured.values().collect(),
            disabled: self.disabled.values().collect(),
            in_hardship: self.in_hardship.values().collect(),
            licences: self.licences.values().collect(),
        };
        crate::keys::sha256(&serde_json::to_vec(&held).expect("records serialize"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use app::person::DIVISIONS;
    use jiff::civil::date;

    use super::families::FamilyKind;
    use super::people::{demo_family, demo_people, demo_staff};
    use super::*;

    fn city(families: usize) -> City {
        City::new(SEED, date(2026, 11, 20), families)
    }

    #[test]
    fn the_same_seed_and_day_give_the_same_city_and_others_another() {
        let first = city(300).fingerprint();
        assert_eq!(city(300).fingerprint(), first);
        assert_ne!(
            City::new(SEED + 1, date(2026, 11, 20), 300).fingerprint(),
            first
        );
        assert_ne!(
            City::new(SEED, date(2026, 11, 21), 300).fingerprint(),
            first
        );
    }

    #[test]
    fn more_families_leave_the_first_ones_as_they_are() {
        let (small, large) = (city(60), city(200));
        for (one, same) in small.families.iter().zip(&large.families) {
            assert_eq!(one.members, same.members);
            assert_eq!(
                small.person(&one.members[0]),
                large.person(&same.members[0])
            );
        }
    }

    #[test]
    fn every_kind_of_family_lives_in_the_smallest_city() {
        let kinds: BTreeSet<FamilyKind> =
            city(60).families.iter().map(|family| family.kind).collect();
        let missing: Vec<FamilyKind> = FamilyKind::all()
            .filter(|kind| !kinds.contains(kind))
            .collect();
        assert_eq!(missing, []);
    }

    #[test]
    fn every_identity_number_is_valid_and_of_the_demo_city() {
        let city = city(FAMILIES);
        assert!(city.people.len() > 4_000);
        for person in city.people() {
            // Parsing again checks length, date and check character.
            assert_eq!(
                ResidentId::parse(person.number.as_str()).as_ref(),
                Ok(&person.number)
            );
            assert!(person.number.is_of_the_demo_city());
            assert_eq!(person.number.birth_date(), person.birth_date);
            assert_eq!(person.number.sex(), person.sex);
            assert!(person.birth_date <= city.day_zero);
        }
    }

    #[test]
    fn no_number_mobile_or_certificate_stands_twice() {
        let city = city(FAMILIES);
        let mut seen = BTreeSet::new();
        let mobiles = city.people().filter_map(|person| person.mobile.as_ref());
        for mobile in mobiles {
            assert!(
                seen.insert(mobile.as_str().to_owned()),
                "{}",
                mobile.as_str()
            );
        }
        for birth in city.births() {
            assert!(seen.insert(birth.delivery.clone()), "{}", birth.delivery);
            if let Some(certificate) = &birth.certificate {
                assert!(seen.insert(certificate.clone()), "{certificate}");
                assert!(
                    certificate.len() == 10
                        && certificate.starts_with('T')
                        && certificate[1..].bytes().all(|b| b.is_ascii_digit())
                );
            }
        }
        for office in &city.offices {
            assert!(seen.insert(office.id.clone()), "{}", office.id);
            assert!(seen.insert(office.phone.clone()), "{}", office.phone);
            assert_eq!(office.phone.len(), "023-01234567".len());
        }
    }

    #[test]
    fn all_divisions_have_streets_and_every_street_has_its_offices() {
        let city = city(0);
        let mut codes = BTreeSet::new();
        let mut names = BTreeSet::new();
        for street in &city.streets {
            assert!(codes.insert(&street.code) && street.code.len() == 9);
            assert!(names.insert(&street.name.zh) && names.insert(&street.name.en));
            let stations: Vec<&OfficeEntry> = city
                .offices
                .iter()
                .filter(|office| {
                    office.department == "public-security" && office.streets.contains(&street.code)
                })
                .collect();
            assert_eq!(stations.len(), 1, "one station for {}", street.code);
            for department in [
                "public-security",
                "health",
                "medical-security",
                "social-security",
                "civil-affairs",
                "street",
                "tax",
            ] {
                let office = city.office(department, &street.code);
                assert!(office.is_some(), "{department} for {}", street.code);
            }
        }
        for division in DIVISIONS {
            let in_division = |code: &&&String| code.starts_with(division.code);
            let streets = codes.iter().filter(in_division).count();
            assert!((8..=26).contains(&streets), "{}: {streets}", division.zh);
            let of = |department: &str| {
                city.offices
                    .iter()
                    .filter(|o| o.division == division.code && o.department == department)
                    .count()
            };
            assert!(of("public-security") >= 3, "{}", division.zh);
            assert!((2..=4).contains(&of("hospital")), "{}", division.zh);
        }
        assert_eq!(
            codes
                .iter()
                .filter(|c| c.starts_with(places::SHAPINGBA))
                .count(),
            26
        );
    }

    #[test]
    fn the_functional_zone_takes_its_streets_over_from_the_district() {
        let city = city(0);
        let zone: Vec<&OfficeEntry> = city
            .offices
            .iter()
            .filter(|office| office.id.contains("-LJ"))
            .collect();
        assert!(zone.len() >= 6);
        for office in zone {
            assert_eq!(office.division, places::YUBEI);
            for street in &office.streets {
                assert_eq!(city.office(&office.department, street), Some(office));
            }
        }
    }

    #[test]
    fn the_demo_people_are_in_the_situations_that_are_told_of_them() {
        let city = city(0);
        let people = demo_people(&city);
        let one = |key: &str| {
            let found = people.iter().find(|person| person.key == key);
            city.person(&found.unwrap_or_else(|| panic!("no {key}")).number)
                .unwrap()
        };
        let births = |key: &str| city.births_of(&one(key).number).collect::<Vec<_>>();

        let (mother, father) = (one("mother"), one("father"));
        assert_eq!(mother.division, places::SHAPINGBA);
        assert_eq!(city.marriage(&mother.number).unwrap().spouse, father.number);
        assert_eq!(
            city.household(&mother.number).unwrap().number,
            city.household(&father.number).unwrap().number
        );
        let birth = births("mother")[0];
        assert_eq!(births("father"), [birth]);
        assert_eq!(app::text::city_date(birth.born_at), date(2026, 11, 17));
        assert!(birth.certificate.is_some() && birth.child.is_none());
        let children = city.people().filter(|person| {
            city.household(&person.number).map(|h| &h.number)
                == city.household(&mother.number).map(|h| &h.number)
                && person.number.age_on(city.day_zero) < 18
        });
        assert_eq!(children.count(), 1, "a first child");

        assert_eq!(births("twins-mother").len(), 2);
        assert_ne!(one("twins-mother").division, one("twins-father").division);
        assert!(
            births("twins-mother")
                .iter()
                .all(|birth| birth.certificate.is_some())
        );
        let unnamed = births("no-certificate-mother")[0];
        assert!(unnamed.certificate.is_none() && unnamed.child_name.is_none());
        assert!(
            city.marriage(&one("no-certificate-mother").number)
                .is_some()
        );
        assert!(city.marriage(&one("no-marriage-mother").number).is_none());
        assert!(one("young-mother").number.age_on(city.day_zero) < 18);
        assert!(births("bereaved-mother")[0].died_on.is_some());
        assert_eq!(births("home-birth-mother"), Vec::<&Birth>::new());
        assert_eq!(one("elder").number.age_on(city.day_zero), 82);

        let assisted = one("assisted-elder");
        assert_eq!(assisted.number.age_on(city.day_zero), 81);
        assert_eq!(assisted.division, places::YUBEI);
        assert_eq!(city.disability(&assisted.number).unwrap().level, 1);
        assert_eq!(
            city.hardship(&assisted.number).unwrap().division,
            places::YUBEI
        );
        let disabled = one("disabled-adult");
        assert_eq!(city.disability(&disabled.number).unwrap().kind, "visual");
        assert_eq!(city.hardship(&disabled.number), None);
        let contradicted = one("contradicted-elder");
        assert_ne!(
            city.hardship(&contradicted.number).unwrap().division,
            contradicted.division
        );
        assert_ne!(one("elder").division, one("elder-son").division);

        let keys: BTreeSet<&str> = people.iter().map(|person| person.key).collect();
        assert_eq!(keys.len(), people.len());
    }

    #[test]
    fn the_demo_staff_sit_where_the_standard_case_goes() {
        let city = city(0);
        let staff = demo_staff(&city);
        let office = |login: &str| {
            let member = staff.iter().find(|member| member.login == login).unwrap();
            city.offices
                .iter()
                .find(|office| office.id == member.office.0)
                .unwrap()
        };
        let standard = demo_family(&city, "mother");
        let household = city.household(&standard.members[0]).unwrap();
        for login in [
            "police-shapingba-1",
            "police-shapingba-2",
            "police-shapingba-lead",
        ] {
            assert_eq!(office(login).id, household.station);
        }
        assert_eq!(
            office("hospital-shapingba").id,
            city.births()[standard.births[0]].hospital_office
        );
        assert_eq!(office("police-yubei").division, places::YUBEI);
        // The twins' father belongs to the Yubei station of the demo.
        let twins = demo_family(&city, "twins-mother");
        assert_eq!(
            city.household(&twins.members[1]).unwrap().station,
            office("police-yubei").id
        );
        let logins: BTreeSet<&str> = staff.iter().map(|member| member.login).collect();
        assert_eq!(logins.len(), staff.len());
    }

    #[test]
    fn the_staff_live_in_the_city_and_one_of_them_with_a_family_of_the_new_estate() {
        let city = city(FAMILIES);
        for member in demo_staff(&city) {
            let person = city.person(&member.number).unwrap();
            assert_eq!(person.name, member.name);
            assert!(city.household(&member.number).is_some(), "{}", member.login);
        }
        let at_home = |city: &City| {
            let number = city
                .member_of_staff(super::people::AT_HOME_ON_THE_ESTATE)
                .unwrap();
            let household = &city.household(number).unwrap().number;
            city.members_of(household)
                .cloned()
                .collect::<BTreeSet<ResidentId>>()
        };
        let family = city
            .neighbours()
            .find(|family| at_home(&city).contains(&family.members[0]))
            .expect("a family of the estate");
        assert_eq!(family.kind, FamilyKind::SameDistrict);
        assert!(at_home(&city).len() >= 3, "and the two parents");
        assert_eq!(at_home(&super::City::new(SEED, city.day_zero, 60)).len(), 1);
    }

    #[test]
    fn what_the_registers_hold_of_a_family_fits_together() {
        let city = city(FAMILIES);
        for family in &city.families {
            let [first, ..] = family.members.as_slice() else {
                panic!("a family without members");
            };
            for (index, birth) in family.births.iter().map(|b| (b, &city.births()[*b])) {
                assert_eq!(&birth.mother, first, "birth {index}");
                let born = app::text::city_date(birth.born_at);
                assert!(born < city.day_zero);
                assert!(
                    birth
                        .issued_on
                        .is_none_or(|issued| issued >= born && issued <= city.day_zero)
                );
                assert!(birth.weight.is_some_and(|grams| grams > 1_200));
                let mother = city.person(&birth.mother).unwrap();
                assert_eq!(mother.name, birth.mother_name);
                assert!((15..50).contains(&mother.number.age_on(born)));
            }
            for member in &family.members {
                let person = city.person(member).unwrap();
                assert_eq!(
                    city.household(member).is_some(),
                    person.division.starts_with("50"),
                    "{:?}",
                    family.kind
                );
                if let Some(marriage) = city.marriage(member) {
                    assert_eq!(city.marriage(&marriage.spouse).unwrap().spouse, *member);
                    assert!(marriage.married_on < city.day_zero);
                }
            }
        }
    }
}
