//! Writes a planned family into every register that would know it.

use std::collections::BTreeMap;

use app::person::{Mobile, PersonName, ResidentId, Sex};
use app::text::city_time;
use jiff::ToSpan;
use jiff::civil::Date;

use super::City;
use super::dice::Dice;
use super::families::{Family, FamilyKind, Plan};
use super::names::{self, Generation};
use super::numbers::{Given, place_of};
use super::places::{self, Street};
use crate::data_layer::records::{
    Birth, Household, HouseholdKind, Insurance, Licence, Marriage, OfficeEntry, Person,
};

/// Settles families one after the other.
pub(super) struct Settler<'a> {
    pub city: &'a mut City,
    given: Given,
    /// Police station by street.
    stations: BTreeMap<String, String>,
}

/// Where somebody is registered.
#[derive(Clone)]
struct Home {
    division: String,
    street: String,
    address: String,
}

impl Home {
    fn at(dice: &mut Dice, street: &Street) -> Self {
        Self {
            division: street.division().code.to_owned(),
            street: street.code.clone(),
            address: places::home(dice, street),
        }
    }

    /// In another province (Wuhou in Chengdu). No office of ours serves it.
    fn elsewhere() -> Self {
        Self {
            division: "510107".to_owned(),
            street: "510107031".to_owned(),
            address: "锦云路88号6栋1902".to_owned(),
        }
    }
}

/// Somebody to be written into the population register.
struct Newcomer<'a> {
    name: &'a PersonName,
    sex: Sex,
    born: Date,
    ethnicity: &'a str,
    has_mobile: bool,
}

impl<'a> Settler<'a> {
    pub fn of(city: &'a mut City) -> Self {
        let stations = city
            .offices
            .iter()
            .filter(|office| office.department == "public-security")
            .flat_map(|office| {
                let served = office.streets.iter();
                served.map(|street| (street.clone(), office.id.clone()))
            })
            .collect();
        Self {
            city,
            given: Given::default(),
            stations,
        }
    }

    /// Settles one family.
    pub fn settle(&mut self, dice: &mut Dice, plan: &Plan) {
        let family = if plan.kind.is_of_old_age() {
            self.elder(dice, plan)
        } else {
            self.parents(dice, plan)
        };
        self.city.families.push(family);
    }

    /// Settles somebody who works at one of the demo's desks: in the household of `with`, or in one of their own.
    pub fn member_of_staff(
        &mut self,
        dice: &mut Dice,
        name: &PersonName,
        street: &Street,
        with: Option<&ResidentId>,
    ) -> ResidentId {
        let shared = with.and_then(|member| {
            let person = self.city.people.get(member)?;
            let home = Home {
                division: person.division.clone(),
                street: person.street.clone(),
                address: person.address.clone(),
            };
            Some((home, self.city.households.get(member)?.clone()))
        });
        let home = match &shared {
            Some((home, _)) => home.clone(),
            None => Home::at(dice, street),
        };
        let sex = if dice.one_in(2) {
            Sex::Female
        } else {
            Sex::Male
        };
        let age = dice.between(26, 55);
        let number = self.grown_up(dice, &home, name, sex, age);
        match shared {
            Some((_, household)) => {
                let household = Household {
                    member: number.clone(),
                    ..household
                };
                self.city.households.insert(number.clone(), household);
            }
            None => self.household(HouseholdKind::Family, name, &home, &[&number]),
        }
        self.insure(dice, &number, true);
        self.identity_card(dice, &number);
        number
    }

    /// Settles somebody alone in a household of their own, insured with the residents' or employees' scheme.
    pub fn resident(
        &mut self,
        dice: &mut Dice,
        street: &Street,
        name: &PersonName,
        sex: Sex,
        age: i64,
    ) -> ResidentId {
        let home = Home::at(dice, street);
        let number = self.grown_up(dice, &home, name, sex, age);
        self.household(HouseholdKind::Family, name, &home, &[&number]);
        self.insure(dice, &number, false);
        self.identity_card(dice, &number);
        number
    }

    /// Somebody who is no part of a family of the plan.
    fn grown_up(
        &mut self,
        dice: &mut Dice,
        home: &Home,
        name: &PersonName,
        sex: Sex,
        age: i64,
    ) -> ResidentId {
        let born = self.birthday(dice, age);
        self.person(
            home,
            &Newcomer {
                name,
                sex,
                born,
                ethnicity: "汉族",
                has_mobile: true,
            },
        )
    }

    fn elder(&mut self, dice: &mut Dice, plan: &Plan) -> Family {
        let ages = [plan.count, plan.count - dice.between(22, 34)];
        let mut members = Vec::new();
        for (who, age) in ages.into_iter().enumerate() {
            let home = Home::at(dice, &plan.homes[who]);
            let born = self.birthday(dice, age);
            let has_mobile = who == 1 || plan.is_demo || dice.one_in(2);
            let number = self.person(
                &home,
                &Newcomer {
                    name: &plan.names[who],
                    sex: plan.sexes[who],
                    born,
                    ethnicity: plan.ethnicities[who],
                    has_mobile,
                },
            );
            self.household(HouseholdKind::Family, &plan.names[who], &home, &[&number]);
            self.insure(dice, &number, plan.is_demo);
            self.identity_card(dice, &number);
            members.push(number);
        }
        if let Some((name, street, age)) = &plan.third {
            let home = Home::at(dice, street);
            let newcomer = Newcomer {
                name,
                sex: Sex::Female,
                born: self.birthday(dice, *age),
                ethnicity: plan.ethnicities[0],
                has_mobile: true,
            };
            let number = self.person(&home, &newcomer);
            self.household(HouseholdKind::Family, name, &home, &[&number]);
            self.insure(dice, &number, true);
            self.identity_card(dice, &number);
            members.push(number);
        }
        Family {
            kind: plan.kind,
            members,
            births: Vec::new(),
        }
    }

    fn parents(&mut self, dice: &mut Dice, plan: &Plan) -> Family {
        let kind = plan.kind;
        let mothers_home = Home::at(dice, &plan.homes[0]);
        let is_together = plan.homes[0] == plan.homes[1]
            && !matches!(
                kind,
                FamilyKind::OtherProvince | FamilyKind::Unmarried | FamilyKind::MotherUnder18
            );
        let fathers_home = match kind {
            FamilyKind::OtherProvince => Home::elsewhere(),
            _ if is_together => mothers_home.clone(),
            _ => Home::at(dice, &plan.homes[1]),
        };
        let mothers_age = match kind {
            FamilyKind::MotherUnder18 => dice.between(16, 17),
            _ if plan.is_demo => dice.between(29, 34),
            _ => dice.between(26, 38),
        };
        let fathers_age = (mothers_age + dice.between(-2, 7)).max(19);
        let homes = [mothers_home, fathers_home];
        let ages = [mothers_age, fathers_age];
        let [mother, father] = [0, 1].map(|who| {
            let born = self.birthday(dice, ages[who]);
            self.person(
                &homes[who],
                &Newcomer {
                    name: &plan.names[who],
                    sex: plan.sexes[who],
                    born,
                    ethnicity: plan.ethnicities[who],
                    has_mobile: true,
                },
            )
        });
        match kind {
            FamilyKind::Unmarried
            | FamilyKind::MarriageNotInRegister
            | FamilyKind::MotherUnder18 => {}
            FamilyKind::FatherDied => {
                // Death ends a marriage: the register holds none in force.
                let died = self.days_ago(plan.count + dice.between(20, 200));
                if let Some(father) = self.city.people.get_mut(&father) {
                    father.died_on = Some(died);
                }
            }
            _ => self.marry(dice, &mother, &father, plan),
        }
        self.parents_households(dice, plan, &homes, [&mother, &father], is_together);
        for (number, is_employee) in [
            (&mother, plan.is_demo && kind != FamilyKind::MotherUnder18),
            (&father, false),
        ] {
            self.insure(dice, number, is_employee);
            self.identity_card(dice, number);
        }
        self.siblings(dice, plan, mothers_age, &mother);
        let births = self.births(dice, plan, &mother, &father);
        Family {
            kind,
            members: vec![mother, father],
            births,
        }
    }

    fn parents_households(
        &mut self,
        dice: &mut Dice,
        plan: &Plan,
        homes: &[Home; 2],
        [mother, father]: [&ResidentId; 2],
        is_together: bool,
    ) {
        let [mothers_name, fathers_name] = &plan.names;
        match plan.kind {
            FamilyKind::Grandparents => {
                let surname = names::surname_of(fathers_name);
                let given = names::given(dice, Generation::Grandparents, Sex::Male);
                let name = names::name(&surname, given);
                let age = i64::from(father.age_on(self.city.day_zero)) + dice.between(22, 30);
                let born = self.birthday(dice, age);
                let head = self.person(
                    &homes[0],
                    &Newcomer {
                        name: &name,
                        sex: Sex::Male,
                        born,
                        ethnicity: plan.ethnicities[1],
                        has_mobile: true,
                    },
                );
                self.household(
                    HouseholdKind::Family,
                    &name,
                    &homes[0],
                    &[&head, mother, father],
                );
                self.insure(dice, &head, false);
                self.identity_card(dice, &head);
            }
            FamilyKind::Collective => {
                let unit = *dice.pick(&["云江机械厂", "山城理工学院", "雾都人才服务中心"]);
                let head = names::name(unit, "集体户");
                self.household(
                    HouseholdKind::Collective,
                    &head,
                    &homes[0],
                    &[mother, father],
                );
            }
            FamilyKind::FatherDied => {
                self.household(
                    HouseholdKind::Family,
                    mothers_name,
                    &homes[0],
                    &[mother, father],
                );
            }
            _ if is_together => {
                let head = if !plan.is_demo && dice.one_in(3) {
                    mothers_name
                } else {
                    fathers_name
                };
                self.household(HouseholdKind::Family, head, &homes[0], &[mother, father]);
            }
            _ => {
                self.household(HouseholdKind::Family, mothers_name, &homes[0], &[mother]);
                self.household(HouseholdKind::Family, fathers_name, &homes[1], &[father]);
            }
        }
    }

    /// Perhaps an older child; the standard case is a second child.
    fn siblings(&mut self, dice: &mut Dice, plan: &Plan, mothers_age: i64, mother: &ResidentId) {
        let (name, born) = if plan.is_demo && plan.kind == FamilyKind::SameDistrict {
            let name = names::name("张", "思源");
            (name, self.days_ago(4 * 365 + 90))
        } else if !plan.is_demo && mothers_age > 29 && dice.one_in(3) {
            let given = names::given(dice, Generation::Children, Sex::Male);
            let name = names::name(&names::surname_of(&plan.names[1]), given);
            (name, self.days_ago(plan.count + dice.between(500, 2_500)))
        } else {
            return;
        };
        self.child(&name, Sex::Male, born, plan.ethnicities[1], mother);
    }

    /// A child whom the mother's household has registered.
    fn child(
        &mut self,
        name: &PersonName,
        sex: Sex,
        born: Date,
        ethnicity: &str,
        mother: &ResidentId,
    ) -> ResidentId {
        let of_mother = &self.city.people[mother];
        let home = Home {
            division: of_mother.division.clone(),
            street: of_mother.street.clone(),
            address: of_mother.address.clone(),
        };
        let number = self.person(
            &home,
            &Newcomer {
                name,
                sex,
                born,
                ethnicity,
                has_mobile: false,
            },
        );
        if let Some(household) = self.city.households.get(mother).cloned() {
            let household = Household {
                member: number.clone(),
                ..household
            };
            self.city.households.insert(number.clone(), household);
        }
        number
    }

    fn births(
        &mut self,
        dice: &mut Dice,
        plan: &Plan,
        mother: &ResidentId,
        father: &ResidentId,
    ) -> Vec<usize> {
        if plan.kind == FamilyKind::HomeBirth {
            return Vec::new();
        }
        let born = self.days_ago(plan.count);
        let hospital = self.hospital(dice, plan);
        let mut time = born
            .at(
                i8::try_from(dice.below(23)).expect("an hour"),
                i8::try_from(dice.below(30)).expect("a minute"),
                0,
                0,
            )
            .to_zoned(city_time())
            .expect("a fixed offset has no gaps");
        // On the certificate or not, as the mother wished.
        let names_father = match plan.kind {
            FamilyKind::MotherUnder18 => false,
            FamilyKind::Unmarried => dice.one_in(2),
            _ => true,
        };
        let issued_on = born
            .checked_add(dice.between(1, 3).days())
            .expect("within range")
            .min(self.city.day_zero);
        let mut births = Vec::new();
        for (nth, (name, sex)) in plan.children.iter().enumerate() {
            let certificate = name.is_some().then(|| self.given.certificate());
            let child = match name {
                Some(name) if plan.kind == FamilyKind::Registered => {
                    Some(self.child(name, *sex, born, plan.ethnicities[1], mother))
                }
                _ => None,
            };
            if let (Some(child), Some(certificate)) = (&child, &certificate) {
                self.licence(
                    child,
                    "birth-certificate",
                    certificate,
                    &hospital.name.zh,
                    issued_on,
                );
                if dice.one_in(2) {
                    self.insure(dice, child, false);
                }
            }
            let several = i64::try_from(plan.children.len()).expect("up to three");
            births.push(self.city.births.len());
            for parent in [Some(mother), names_father.then_some(father)]
                .into_iter()
                .flatten()
            {
                let of = self.city.births_of.entry(parent.clone()).or_default();
                of.push(self.city.births.len());
            }
            self.city.births.push(Birth {
                delivery: self.given.delivery(born),
                issued_on: certificate.is_some().then_some(issued_on),
                certificate,
                child_name: name.clone(),
                sex: *sex,
                born_at: time.timestamp(),
                weight: Some(dice.between(2_700, 4_000) - 500 * (several - 1)),
                order: i64::try_from(nth + 1).expect("up to three"),
                hospital: hospital.name.zh.clone(),
                hospital_office: hospital.id.clone(),
                mother: mother.clone(),
                mother_name: plan.names[0].clone(),
                father: names_father.then(|| father.clone()),
                father_name: names_father.then(|| plan.names[1].clone()),
                died_on: (plan.kind == FamilyKind::ChildDied)
                    .then(|| born.checked_add(1.day()).expect("within range")),
                child,
            });
            time = time.checked_add(7.minutes()).expect("within range");
        }
        births
    }

    /// One of the hospitals of the mother's district; the demo's always the first.
    fn hospital(&self, dice: &mut Dice, plan: &Plan) -> OfficeEntry {
        let division = plan.homes[0].division().code;
        let hospitals: Vec<&OfficeEntry> = self
            .city
            .offices
            .iter()
            .filter(|office| office.department == "hospital" && office.division == division)
            .collect();
        let chosen = if plan.is_demo {
            hospitals[0]
        } else {
            *dice.pick(&hospitals)
        };
        chosen.clone()
    }

    fn person(&mut self, home: &Home, newcomer: &Newcomer<'_>) -> ResidentId {
        let place = place_of(&home.division);
        let number = self.given.identity(place, newcomer.born, newcomer.sex);
        let mobile = newcomer.has_mobile.then(|| {
            Mobile::parse(&self.given.mobile()).expect("eleven digits that begin with 154")
        });
        self.city.people.insert(
            number.clone(),
            Person {
                number: number.clone(),
                name: newcomer.name.clone(),
                sex: newcomer.sex,
                birth_date: newcomer.born,
                ethnicity: newcomer.ethnicity.to_owned(),
                division: home.division.clone(),
                street: home.street.clone(),
                address: home.address.clone(),
                mobile,
                died_on: None,
            },
        );
        number
    }

    /// One household with these members. Another province's is not in our register.
    fn household(
        &mut self,
        kind: HouseholdKind,
        head: &PersonName,
        home: &Home,
        members: &[&ResidentId],
    ) {
        let Some(station) = self.stations.get(&home.street).cloned() else {
            return;
        };
        let number = self.given.household();
        for member in members {
            self.city.households.insert(
                (*member).clone(),
                Household {
                    member: (*member).clone(),
                    number: number.clone(),
                    kind,
                    head: head.clone(),
                    division: home.division.clone(),
                    street: home.street.clone(),
                    station: station.clone(),
                },
            );
        }
        let registered = self.days_ago(2_000);
        let office = self.office_name(&station);
        self.licence(members[0], "household-book", &number, &office, registered);
    }

    fn marry(&mut self, dice: &mut Dice, mother: &ResidentId, father: &ResidentId, plan: &Plan) {
        // Married before the birth, and neither before the legal age of 22.
        let grown = mother.birth_date().max(father.birth_date());
        let grown = grown.checked_add(22.years()).expect("within range");
        let before_birth = if plan.is_demo {
            // Before the first child of the standard case, too.
            self.days_ago(1_900)
        } else {
            self.days_ago(plan.count + dice.between(280, 1_800))
        };
        let married_on = before_birth.max(grown);
        let division = plan.homes[0].division();
        let certificate = self.given.marriage(married_on, division.code);
        for (member, spouse, spouse_name) in [
            (mother, father, &plan.names[1]),
            (father, mother, &plan.names[0]),
        ] {
            self.city.marriages.insert(
                member.clone(),
                Marriage {
                    member: member.clone(),
                    certificate: certificate.clone(),
                    married_on,
                    spouse_name: spouse_name.clone(),
                    spouse: spouse.clone(),
                },
            );
            let issued_by = format!("{}民政局", division.zh);
            self.licence(
                member,
                "marriage-certificate",
                &certificate,
                &issued_by,
                married_on,
            );
        }
    }

    /// Insures somebody where they are registered; those of another province are insured there.
    fn insure(&mut self, dice: &mut Dice, number: &ResidentId, as_employee: bool) {
        let person = &self.city.people[number];
        if !self.stations.contains_key(&person.street) {
            return;
        }
        let age = person.number.age_on(self.city.day_zero);
        let scheme = if as_employee || (age >= 23 && dice.one_in(2)) {
            "employee"
        } else {
            "resident"
        };
        let days = if age < 1 { 0 } else { dice.between(100, 3_000) };
        let insurance = Insurance {
            member: number.clone(),
            scheme: scheme.to_owned(),
            division: person.division.clone(),
            insured_since: self.days_ago(days).max(person.birth_date),
        };
        self.city.insured.insert(number.clone(), insurance);
    }

    fn identity_card(&mut self, dice: &mut Dice, number: &ResidentId) {
        let issued_on = self.days_ago(dice.between(30, 3_000));
        let issued_by = self
            .city
            .households
            .get(number)
            .map(|household| self.office_name(&household.station))
            .unwrap_or_default();
        self.licence(
            number,
            "identity-card",
            number.as_str(),
            &issued_by,
            issued_on,
        );
    }

    pub(super) fn licence(
        &mut self,
        member: &ResidentId,
        kind: &str,
        number: &str,
        issued_by: &str,
        issued_on: Date,
    ) {
        let held = self.city.licences.entry(member.clone()).or_default();
        held.push(Licence {
            member: member.clone(),
            kind: kind.to_owned(),
            number: number.to_owned(),
            issued_by: issued_by.to_owned(),
            issued_on,
        });
    }

    fn office_name(&self, id: &str) -> String {
        let office = self.city.offices.iter().find(|office| office.id == id);
        office
            .map(|office| office.name.zh.clone())
            .unwrap_or_default()
    }

    fn days_ago(&self, days: i64) -> Date {
        self.city
            .day_zero
            .checked_sub(days.days())
            .expect("within range")
    }

    /// A birth date that makes somebody exactly this many years old on day zero.
    fn birthday(&self, dice: &mut Dice, age: i64) -> Date {
        self.city
            .day_zero
            .checked_sub(age.years().days(dice.between(1, 364)))
            .expect("within range")
    }
}
