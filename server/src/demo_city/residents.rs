//! Everybody else: residents who are nobody's case, as many as one likes. Each is a function of the city's seed and of
//! their place in the row, so that a million are written into the registers a few at a time and never stand in memory
//! together.

use app::person::{DIVISIONS, Division, ResidentId, check_character};
use jiff::ToSpan;
use jiff::civil::Date;

use super::City;
use super::dice::Dice;
use super::names::{self, Generation};
use super::places::{self, Street};
use crate::data_layer::records::{Household, HouseholdKind, Person};

/// Their identity numbers begin with 5099 and more than this: nobody of the families has one of those.
const PLACES_AFTER: u64 = 50;
/// On how many days they were born: from a hundred years ago until 18 years ago.
const BIRTHDAYS: u64 = 29_900;
const YOUNGEST: i64 = 18 * 365 + 10;

/// A resident as the registers hold them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    pub person: Person,
    /// Nobody else lives in it.
    pub household: Household,
}

/// The row of all residents of a city.
pub struct Residents<'a> {
    city: &'a City,
    /// By division, in the order of [`DIVISIONS`]: every street with its police station.
    homes: Vec<Vec<(&'a Street, &'a str)>>,
}

impl<'a> Residents<'a> {
    pub fn of(city: &'a City) -> Self {
        let homes_in = |division: &Division| {
            city.streets
                .iter()
                .filter(|street| street.division().code == division.code)
                .filter_map(|street| {
                    let station = city.office("public-security", &street.code)?;
                    Some((street, station.id.as_str()))
                })
                .collect()
        };
        Self {
            city,
            homes: DIVISIONS.iter().map(homes_in).collect(),
        }
    }

    /// The `nth` resident beside the families, from 0; `None` after the last number is given, some hundred millions on.
    pub fn nth(&self, nth: u64) -> Option<Resident> {
        let day_zero = self.city.day_zero;
        let mut dice = Dice::of(self.city.seed, "resident", usize::try_from(nth).ok()?);
        let number = number(nth, day_zero)?;
        let homes = &self.homes[usize::try_from(nth % DIVISIONS.len() as u64).ok()?];
        let (street, station) = *dice.pick(homes);
        let generation = if number.age_on(day_zero) >= 60 {
            Generation::Grandparents
        } else {
            Generation::Parents
        };
        let surname = names::surname(&mut dice);
        let given = names::given(&mut dice, generation, number.sex());
        let name = names::name(surname, given);
        let division = street.division().code;
        let person = Person {
            number: number.clone(),
            name: name.clone(),
            sex: number.sex(),
            birth_date: number.birth_date(),
            ethnicity: "汉族".to_owned(),
            division: division.to_owned(),
            street: street.code.clone(),
            address: places::home(&mut dice, street),
            // All of the range that no operator has been given are the families'.
            mobile: None,
            died_on: None,
        };
        let household = Household {
            member: number,
            number: (600_000_000 + nth).to_string(),
            kind: HouseholdKind::Family,
            head: name,
            division: division.to_owned(),
            street: street.code.clone(),
            station: station.to_owned(),
        };
        Some(Resident { person, household })
    }
}

/// The `nth` resident's number: no two have the same.
fn number(nth: u64, day_zero: Date) -> Option<ResidentId> {
    let divisions = DIVISIONS.len() as u64;
    let (place, turn) = (PLACES_AFTER + 1 + nth % divisions, nth / divisions);
    let days = YOUNGEST + i64::try_from(turn % BIRTHDAYS).ok()?;
    let born = day_zero.checked_sub(days.days()).ok()?;
    // Odd for men and even for women: one after the other.
    let sequence = 1 + turn / BIRTHDAYS * 2 + turn % 2;
    if sequence > 999 {
        return None;
    }
    let body = format!("5099{place:02}{}{sequence:03}", born.strftime("%Y%m%d"));
    let check = check_character(&body)?;
    ResidentId::parse(&format!("{body}{check}")).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use app::person::Sex;

    use super::*;
    use crate::demo_city::SEED;

    #[test]
    fn a_resident_is_a_function_of_seed_and_place_and_nobody_else() {
        let day_zero = jiff::civil::date(2026, 11, 21);
        let city = City::new(SEED, day_zero, 20);
        let residents = Residents::of(&city);
        let (mut numbers, mut households, mut women) = (BTreeSet::new(), BTreeSet::new(), 0);
        for nth in (0..3_000).chain(2_272_000..2_275_000) {
            let one = residents.nth(nth).unwrap();
            assert_eq!(residents.nth(nth).unwrap(), one);
            assert!(city.person(&one.person.number).is_none());
            assert!(numbers.insert(one.person.number.clone()), "{nth}");
            assert!(households.insert(one.household.number.clone()), "{nth}");
            assert!(one.person.number.age_on(day_zero) >= 18);
            assert!(one.person.street.starts_with(&one.person.division));
            women += usize::from(one.person.sex == Sex::Female);
        }
        assert!((2_900..3_100).contains(&women), "{women}");
        assert_eq!(number(u64::MAX, day_zero), None);
    }
}
