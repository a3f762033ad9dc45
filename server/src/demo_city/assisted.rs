//! Who in the city is disabled or in recognised hardship: three people of the demo, each with a situation that the
//! rules of allowances treat in a way of its own, and some of the older residents.

use app::person::{Division, ResidentId, Sex};
use app::text::Text;
use jiff::ToSpan;

use super::dice::Dice;
use super::families::{self, streets_of};
use super::names;
use super::places::{SHAPINGBA, YUBEI};
use super::settling::Settler;
use crate::data_layer::records::{DisabilityCertificate, HardshipRecord};

/// Wanzhou, far down the river.
const WANZHOU: &str = "500101";

/// One of the demo's people.
pub struct AssistedPerson {
    /// Stable, for links and tests.
    pub key: &'static str,
    pub situation: Text,
    name: (&'static str, &'static str),
    sex: Sex,
    age: i64,
    /// Division and the street's place in it.
    home: (&'static str, usize),
    /// Kind and level of a disability.
    disability: Option<(&'static str, u8)>,
    /// Kind of hardship, and the division that recognised it.
    hardship: Option<(&'static str, &'static str)>,
}

/// The demo's people, after the families in the list of whom one can be.
pub const DEMO: &[AssistedPerson] = &[
    AssistedPerson {
        key: "assisted-elder",
        situation: Text::DemoAssistedElder,
        name: ("李", "德明"),
        sex: Sex::Male,
        age: 81,
        home: (YUBEI, 4),
        disability: Some(("limb", 1)),
        hardship: Some(("low-income", YUBEI)),
    },
    AssistedPerson {
        key: "disabled-adult",
        situation: Text::DemoDisabledAdult,
        name: ("钟", "雨晴"),
        sex: Sex::Female,
        age: 46,
        home: (SHAPINGBA, 0),
        disability: Some(("visual", 2)),
        hardship: None,
    },
    // The hardship was recognised where the household is not registered: one of the two registers is wrong.
    AssistedPerson {
        key: "contradicted-elder",
        situation: Text::DemoContradictedElder,
        name: ("彭", "守信"),
        sex: Sex::Male,
        age: 78,
        home: (SHAPINGBA, 0),
        disability: Some(("limb", 2)),
        hardship: Some(("low-income", WANZHOU)),
    },
];

/// How many old people of Shapingba have had their allowance for long.
const PENSIONERS: usize = 260;
/// Of these, every so manieth has died lately, or moved to another district.
const GONE: usize = 52;

/// Settles those whose allowance began before the portal did; only in a large city.
pub(super) fn settle_pensioners(settler: &mut Settler<'_>) {
    let streets: Vec<_> = streets_of(settler.city, SHAPINGBA).cloned().collect();
    let elsewhere = streets_of(settler.city, YUBEI).next().cloned();
    for index in 0..PENSIONERS {
        let mut dice = Dice::of(settler.city.seed, "pensioners", index);
        let sex = if dice.one_in(2) {
            Sex::Female
        } else {
            Sex::Male
        };
        let surname = names::surname(&mut dice);
        let given = names::given(&mut dice, names::Generation::Grandparents, sex);
        let name = names::name(surname, given);
        let street = &streets[index % streets.len()];
        let age = dice.between(80, 101);
        let number = settler.resident(&mut dice, street, &name, sex, age);
        let day_zero = settler.city.day_zero;
        if let Some(person) = settler.city.people.get_mut(&number) {
            match (index % GONE, &elsewhere) {
                (7, _) => {
                    person.died_on = day_zero.checked_sub(9.days()).ok();
                }
                (31, Some(street)) => {
                    person.division = YUBEI.to_owned();
                    person.street.clone_from(&street.code);
                }
                _ => {}
            }
        }
        let granted_at = street.code.clone();
        settler.city.pensioners.push((number, granted_at));
    }
}

/// The street of the first of the demo's people: its offices have staff of the demo.
pub(super) fn home_of_first(city: &super::City) -> String {
    let (division, place) = DEMO[0].home;
    streets_of(city, division)
        .nth(place)
        .expect("the demo's streets are there")
        .code
        .clone()
}

/// Settles the demo's people, and writes some of the older residents into the two registers.
pub(super) fn settle(settler: &mut Settler<'_>) {
    for (index, demo) in DEMO.iter().enumerate() {
        let mut dice = Dice::of(settler.city.seed, "assisted", index);
        let (division, place) = demo.home;
        let street = streets_of(settler.city, division)
            .nth(place)
            .expect("the demo's streets are there")
            .clone();
        let name = names::name(demo.name.0, demo.name.1);
        let number = settler.resident(&mut dice, &street, &name, demo.sex, demo.age);
        if let Some((kind, level)) = demo.disability {
            certify(settler, &mut dice, &number, kind, level);
        }
        if let Some((kind, division)) = demo.hardship {
            recognise(settler, &mut dice, &number, kind, division);
        }
        settler.city.assisted.push(number);
    }
    let elders: Vec<(usize, ResidentId)> = settler
        .city
        .families
        .iter()
        .enumerate()
        // The demo's families are what is told of them, and no more.
        .skip(families::DEMO.len())
        .filter(|(_, family)| family.kind.is_of_old_age())
        .map(|(index, family)| (index, family.members[0].clone()))
        .collect();
    for (index, elder) in elders {
        let mut dice = Dice::of(settler.city.seed, "assistance", index);
        if dice.one_in(5) {
            let kind = *dice.pick(&["limb", "limb", "visual", "hearing", "mental", "multiple"]);
            let level = *dice.pick(&[1, 2, 2, 3, 4]);
            certify(settler, &mut dice, &elder, kind, level);
        }
        if dice.one_in(6) {
            let kind = *dice.pick(&["low-income", "low-income", "near-low-income", "destitute"]);
            let division = settler.city.people[&elder].division.clone();
            recognise(settler, &mut dice, &elder, kind, &division);
        }
    }
}

fn certify(settler: &mut Settler<'_>, dice: &mut Dice, member: &ResidentId, kind: &str, level: u8) {
    let city = &mut *settler.city;
    let ago = dice.between(100, 2_500);
    let issued_on = city.day_zero.checked_sub(ago.days()).expect("within range");
    let certificate = DisabilityCertificate {
        member: member.clone(),
        kind: kind.to_owned(),
        level,
        issued_on,
        valid_until: issued_on.checked_add(10.years()).expect("within range"),
    };
    city.disabled.insert(member.clone(), certificate);
    let division = Division::of(&city.people[member].division).map_or("", |division| division.zh);
    // As real ones are numbered: whose it is, kind and level.
    let number = format!("{}{}{level}", member.as_str(), code_of(kind));
    settler.licence(
        member,
        "disability-certificate",
        &number,
        &format!("{division}残疾人联合会"),
        issued_on,
    );
}

/// The digit of a kind of disability (GB/T 26341).
fn code_of(kind: &str) -> char {
    match kind {
        "visual" => '1',
        "hearing" => '2',
        "speech" => '3',
        "limb" => '4',
        "intellectual" => '5',
        "mental" => '6',
        _ => '7',
    }
}

fn recognise(
    settler: &mut Settler<'_>,
    dice: &mut Dice,
    member: &ResidentId,
    kind: &str,
    division: &str,
) {
    let city = &mut *settler.city;
    let ago = dice.between(60, 2_000);
    let record = HardshipRecord {
        member: member.clone(),
        kind: kind.to_owned(),
        division: division.to_owned(),
        since: city.day_zero.checked_sub(ago.days()).expect("within range"),
    };
    city.in_hardship.insert(member.clone(), record);
}
