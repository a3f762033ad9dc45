//! Whom one can be in the demo: citizens in every situation that matters, and the staff who meet them. The sign-in
//! page of the demo lists them.

use app::identity::{OfficeId, StaffRole};
use app::person::{Mobile, PersonName, ResidentId};
use app::text::{Text, Wording};

use super::City;
use super::assisted;
use super::families::{self, Family, FamilyKind};
use super::names;
use super::offices::worded;
use super::places::{MUNICIPALITY, SHAPINGBA, YUBEI};

/// A citizen whom the sign-in page of the demo offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// e.g. `mother`: stable, for links and tests.
    pub key: &'static str,
    pub number: ResidentId,
    pub name: PersonName,
    /// "gave birth three days ago".
    pub situation: Wording,
    /// As the population register holds it.
    pub mobile: Mobile,
}

/// A member of staff whom the sign-in page of the demo offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoStaff {
    /// e.g. `police-shapingba-1`.
    pub login: &'static str,
    /// Who they are: a member of staff is a resident too.
    pub number: ResidentId,
    pub name: PersonName,
    pub office: OfficeId,
    pub role: StaffRole,
    /// "police station that serves the standard family".
    pub situation: Wording,
}

/// Where somebody of the demo's staff works; who they are is decided when the city is settled.
pub(super) struct Post {
    pub login: &'static str,
    pub name: PersonName,
    pub office: OfficeId,
    role: StaffRole,
    situation: Wording,
}

/// Whose brother or sister has applied on the new estate: what their own household asks for is for their colleagues.
pub(super) const AT_HOME_ON_THE_ESTATE: &str = "police-shapingba-2";

/// Whose case is late, in a city with a new estate.
pub const LATE_MOTHER: &str = "late-mother";

/// The place among the neighbours of one who was the first to apply, eleven days before day zero.
const LATE: usize = 9;

/// The citizens, the standard case first; in a city with a new estate also somebody of there whose case is late.
pub fn demo_people(city: &City) -> Vec<DemoPerson> {
    let mut people = Vec::new();
    let late = city
        .neighbours()
        .nth(LATE)
        .and_then(|family| city.person(family.members.first()?));
    for (family, demo) in city.families.iter().zip(families::DEMO) {
        for ((key, situation), number) in demo.people.iter().zip(&family.members) {
            let person = city.person(number).expect("family members are people");
            people.push(DemoPerson {
                key,
                number: number.clone(),
                name: person.name.clone(),
                situation: worded(*situation),
                mobile: person
                    .mobile
                    .clone()
                    .expect("demo people can be reached, to sign in"),
            });
        }
    }
    for (number, demo) in city.assisted.iter().zip(assisted::DEMO) {
        let person = city.person(number).expect("assisted people are people");
        people.push(DemoPerson {
            key: demo.key,
            number: number.clone(),
            name: person.name.clone(),
            situation: worded(demo.situation),
            mobile: person
                .mobile
                .clone()
                .expect("demo people can be reached, to sign in"),
        });
    }
    // Registered in Sichuan, with a wife and a child here.
    let neighbour = city
        .families
        .iter()
        .find(|family| family.kind == FamilyKind::OtherProvince)
        .and_then(|family| city.person(family.members.get(1)?));
    if let Some((person, mobile)) = neighbour.and_then(|one| Some((one, one.mobile.clone()?))) {
        people.push(DemoPerson {
            key: "sichuan-father",
            number: person.number.clone(),
            name: person.name.clone(),
            situation: worded(Text::DemoSichuanFather),
            mobile,
        });
    }
    let late_father = city
        .neighbours()
        .nth(LATE)
        .and_then(|family| city.person(family.members.get(1)?));
    if let Some((person, mobile)) = late.and_then(|person| Some((person, person.mobile.clone()?))) {
        people.push(DemoPerson {
            key: LATE_MOTHER,
            number: person.number.clone(),
            name: person.name.clone(),
            situation: worded(Text::DemoLateMother),
            mobile,
        });
    }
    if let Some((person, mobile)) =
        late_father.and_then(|person| Some((person, person.mobile.clone()?)))
    {
        people.push(DemoPerson {
            key: "late-father",
            number: person.number.clone(),
            name: person.name.clone(),
            situation: worded(Text::DemoLateFather),
            mobile,
        });
    }
    people
}

/// The staff, in the order in which the standard case reaches them.
pub fn demo_staff(city: &City) -> Vec<DemoStaff> {
    posts(city)
        .into_iter()
        .map(|post| DemoStaff {
            number: city
                .member_of_staff(post.login)
                .expect("every post is settled with the city")
                .clone(),
            login: post.login,
            name: post.name,
            office: post.office,
            role: post.role,
            situation: post.situation,
        })
        .collect()
}

/// Where the staff work, once the families are settled.
pub(super) fn posts(city: &City) -> Vec<Post> {
    let standard = demo_family(city, "mother");
    let elder = demo_family(city, "elder");
    let street_of = |family: &Family| {
        city.person(&family.members[0])
            .expect("family members are people")
            .street
            .clone()
    };
    let (home, elders) = (street_of(standard), street_of(elder));
    let serving = |department: &str, street: &str| {
        city.office(department, street)
            .map(|office| OfficeId(office.id.clone()))
            .expect("every street is served")
    };
    let hospital = OfficeId(city.births()[standard.births[0]].hospital_office.clone());
    // A street that no zone takes over, so that it is the district's own station.
    let yubei = city
        .offices
        .iter()
        .find(|office| office.division == YUBEI && office.department == "public-security")
        .map(|office| OfficeId(office.id.clone()))
        .expect("Yubei has a police station");
    let assisted = assisted::home_of_first(city);
    let next_street = families::streets_of(city, SHAPINGBA)
        .map(|street| street.code.clone())
        .find(|street| *street != elders)
        .expect("Shapingba has several streets");
    let police = serving("public-security", &home);
    let health = serving("health", &home);
    let insurance = serving("medical-security", SHAPINGBA);
    let social = serving("social-security", &home);
    let street = serving("street", &elders);
    let civil = serving("civil-affairs", &elders);

    // In the order of `offices::directory`: independent, owned by whoever runs care, independent.
    let [kangheng, yian, tongxin] =
        ["001", "002", "003"].map(|number| OfficeId(format!("{SHAPINGBA}-PG-{number}")));

    let services = |division: &str| {
        city.offices
            .iter()
            .find(|office| office.division == division && office.department == "government")
            .map(|office| OfficeId(office.id.clone()))
            .expect("every division has a services centre")
    };

    let owner = |kind: &str| OfficeId(format!("{MUNICIPALITY}-{kind}-001"));

    let member = |login, name: (&str, &str), office: &OfficeId, role, situation| Post {
        login,
        name: names::name(name.0, name.1),
        office: office.clone(),
        role,
        situation: worded(situation),
    };
    use StaffRole::{Caseworker, Supervisor};
    vec![
        member(
            "police-shapingba-1",
            ("高", "明"),
            &police,
            Caseworker,
            Text::DemoStaffPolice,
        ),
        member(
            "police-shapingba-2",
            ("宋", "佳"),
            &police,
            Caseworker,
            Text::DemoStaffPoliceSecond,
        ),
        member(
            "police-shapingba-3",
            ("唐", "涛"),
            &police,
            Caseworker,
            Text::DemoStaffPoliceAbsent,
        ),
        member(
            "police-shapingba-lead",
            ("梁", "正"),
            &police,
            Supervisor,
            Text::DemoStaffPoliceLead,
        ),
        member(
            "hospital-shapingba",
            ("苏", "文"),
            &hospital,
            Caseworker,
            Text::DemoStaffHospital,
        ),
        member(
            "hospital-shapingba-lead",
            ("陶", "然"),
            &hospital,
            Supervisor,
            Text::DemoStaffHospitalLead,
        ),
        member(
            "health-shapingba",
            ("沈", "洁"),
            &health,
            Caseworker,
            Text::DemoStaffHealth,
        ),
        member(
            "health-shapingba-lead",
            ("尹", "慧"),
            &health,
            Supervisor,
            Text::DemoStaffHealthLead,
        ),
        member(
            "insurance-shapingba",
            ("韩", "梅"),
            &insurance,
            Caseworker,
            Text::DemoStaffInsurance,
        ),
        member(
            "insurance-shapingba-lead",
            ("江", "帆"),
            &insurance,
            Supervisor,
            Text::DemoStaffInsuranceLead,
        ),
        member(
            "social-shapingba",
            ("丁", "宁"),
            &social,
            Caseworker,
            Text::DemoStaffSocial,
        ),
        member(
            "social-shapingba-lead",
            ("白", "雪"),
            &social,
            Supervisor,
            Text::DemoStaffSocialLead,
        ),
        member(
            "street-shapingba",
            ("范", "丽"),
            &street,
            Caseworker,
            Text::DemoStaffStreet,
        ),
        member(
            "street-shapingba-lead",
            ("石", "磊"),
            &street,
            Supervisor,
            Text::DemoStaffStreetLead,
        ),
        member(
            "civil-shapingba",
            ("方", "远"),
            &civil,
            Caseworker,
            Text::DemoStaffCivil,
        ),
        member(
            "civil-shapingba-lead",
            ("康", "宁"),
            &civil,
            Supervisor,
            Text::DemoStaffCivilLead,
        ),
        member(
            "police-yubei",
            ("贾", "平"),
            &yubei,
            Caseworker,
            Text::DemoStaffYubei,
        ),
        member(
            "services-shapingba",
            ("严", "宽"),
            &services(SHAPINGBA),
            Caseworker,
            Text::DemoStaffServices,
        ),
        member(
            "services-city",
            ("谷", "雨"),
            &services(MUNICIPALITY),
            Caseworker,
            Text::DemoStaffServicesCity,
        ),
        member(
            "community-shapingba",
            ("罗", "敏"),
            &serving("community", &elders),
            Caseworker,
            Text::DemoStaffCommunity,
        ),
        member(
            "community-next-street",
            ("冉", "静"),
            &serving("community", &next_street),
            Caseworker,
            Text::DemoStaffCommunityNext,
        ),
        member(
            "street-yubei",
            ("向", "阳"),
            &serving("street", &assisted),
            Caseworker,
            Text::DemoStaffStreetYubei,
        ),
        member(
            "federation-yubei",
            ("谭", "文"),
            &serving("disabled-federation", &assisted),
            Caseworker,
            Text::DemoStaffFederationYubei,
        ),
        member(
            "civil-yubei",
            ("雷", "蕾"),
            &serving("civil-affairs", &assisted),
            Caseworker,
            Text::DemoStaffCivilYubei,
        ),
        member(
            "civil-yubei-lead",
            ("汪", "洋"),
            &serving("civil-affairs", &assisted),
            Supervisor,
            Text::DemoStaffCivilYubeiLead,
        ),
        member(
            "assessor-1",
            ("钱", "琳"),
            &kangheng,
            Caseworker,
            Text::DemoStaffAssessor,
        ),
        member(
            "assessor-2",
            ("孔", "亮"),
            &kangheng,
            Caseworker,
            Text::DemoStaffAssessorSecond,
        ),
        member(
            "assessor-lead",
            ("蒋", "宁"),
            &kangheng,
            Supervisor,
            Text::DemoStaffAssessorLead,
        ),
        member(
            "assessor-yian",
            ("顾", "岚"),
            &yian,
            Supervisor,
            Text::DemoStaffAssessorYian,
        ),
        member(
            "assessor-again-1",
            ("侯", "敏"),
            &tongxin,
            Caseworker,
            Text::DemoStaffAssessorAgain,
        ),
        member(
            "assessor-again-lead",
            ("龙", "飞"),
            &tongxin,
            Supervisor,
            Text::DemoStaffAssessorAgainLead,
        ),
        member(
            "owner-police",
            ("章", "程"),
            &owner("GA"),
            Supervisor,
            Text::DemoStaffOwnerPolice,
        ),
        member(
            "owner-civil",
            ("华", "清"),
            &owner("MZ"),
            Supervisor,
            Text::DemoStaffOwnerCivil,
        ),
        member(
            "owner-insurance",
            ("鲁", "云"),
            &owner("YB"),
            Supervisor,
            Text::DemoStaffOwnerInsurance,
        ),
        member(
            "owner-health",
            ("黎", "昕"),
            &owner("WJ"),
            Supervisor,
            Text::DemoStaffOwnerHealth,
        ),
        member(
            "owner-social",
            ("傅", "萍"),
            &owner("RS"),
            Supervisor,
            Text::DemoStaffOwnerSocial,
        ),
        member(
            "owner-federation",
            ("戴", "宁"),
            &owner("CL"),
            Supervisor,
            Text::DemoStaffOwnerFederation,
        ),
        member(
            "owner-data",
            ("余", "捷"),
            &owner("SJ"),
            Supervisor,
            Text::DemoStaffOwnerData,
        ),
        member(
            "owner-market",
            ("管", "平"),
            &owner("SG"),
            Supervisor,
            Text::DemoStaffOwnerMarket,
        ),
        member(
            "owner-bank",
            ("金", "诚"),
            &owner("YH"),
            Supervisor,
            Text::DemoStaffOwnerBank,
        ),
    ]
}

/// The family of the demo person with this key.
///
/// # Panics
/// When no demo person has the key.
pub fn demo_family<'a>(city: &'a City, key: &str) -> &'a Family {
    families::DEMO
        .iter()
        .position(|demo| demo.people.iter().any(|(of, _)| *of == key))
        .and_then(|index| city.families.get(index))
        .unwrap_or_else(|| panic!("no demo person is called {key}"))
}
