//! The directory of offices: which organisation, where, serves which streets for which department.

use app::data_layer::catalogue;
use app::person::DIVISIONS;
use app::text::{Language, Text, Wording, Words};

use super::dice::Dice;
use super::places::{self, MUNICIPALITY, SHAPINGBA, Street, YUBEI, YUZHONG};
use crate::data_layer::directory::REGISTER_OWNER;
use crate::data_layer::records::OfficeEntry;

/// How many of Yubei's streets belong to the functional zone (两江新区), which has no division code of its own.
const STREETS_OF_THE_ZONE: usize = 3;

/// A text in both languages.
pub(super) fn worded(text: Text) -> Wording {
    Wording::new(
        Words::new(Language::Chinese).say(text),
        Words::new(Language::English).say(text),
    )
}

/// All offices: per division a few police stations, its departments, two to four hospitals, and every street's own
/// office; and those of the functional zone, which take its streets over from the district's.
pub fn directory(seed: u64, streets: &[Street]) -> Vec<OfficeEntry> {
    let hours = Hours {
        police: worded(Text::DemoHoursPolice),
        hospital: worded(Text::DemoHoursHospital),
        weekdays: worded(Text::DemoHoursWeekdays),
    };
    let mut offices = Vec::new();
    for (index, division) in DIVISIONS.iter().enumerate() {
        let of_division: Vec<&Street> = streets
            .iter()
            .filter(|street| street.code.starts_with(division.code))
            .collect();
        let zone = if division.code == YUBEI {
            STREETS_OF_THE_ZONE
        } else {
            0
        };
        let (of_zone, of_district) = of_division.split_at(zone);
        let mut desk = Desk {
            offices: &mut offices,
            hours: &hours,
            division: division.code,
            dice: Dice::of(seed, "offices", index),
        };
        let bureau = if division.zh.ends_with('县') {
            format!("{}公安局", division.zh)
        } else {
            format!("{}公安分局", division.zh)
        };
        desk.stations("GA", of_district, &bureau, division.en);
        desk.departments(of_district[0], division.zh, division.en);
        desk.hospitals(
            of_district,
            division.zh.trim_end_matches(['区', '县']),
            division.en,
        );
        for street in &of_division {
            desk.add(
                "JD",
                "street",
                street,
                Wording::new(
                    if street.name.zh.ends_with("街道") {
                        format!("{}{}办事处", division.zh, street.name.zh)
                    } else {
                        format!("{}{}人民政府", division.zh, street.name.zh)
                    },
                    format!("{} Office, {}", street.name.en, division.en),
                ),
                vec![street.code.clone()],
            );
        }
        if zone > 0 {
            desk.zone(of_zone);
        }
    }
    let centre = streets
        .iter()
        .find(|street| street.code.starts_with(YUZHONG));
    Desk {
        hours: &hours,
        division: MUNICIPALITY,
        dice: Dice::of(seed, "government services", 0),
        offices: &mut offices,
    }
    .government(centre, "重庆市", "Chongqing");
    for (division, number) in DIVISIONS.iter().zip(1..) {
        let first = streets
            .iter()
            .find(|street| street.code.starts_with(division.code));
        Desk {
            hours: &hours,
            division: division.code,
            dice: Dice::of(seed, "government services", number),
            offices: &mut offices,
        }
        .government(first, division.zh, division.en);
    }
    for (division, number) in DIVISIONS.iter().zip(1..) {
        let mut of_division = streets
            .iter()
            .filter(|street| street.code.starts_with(division.code))
            .peekable();
        let mut desk = Desk {
            hours: &hours,
            division: division.code,
            dice: Dice::of(seed, "communities", number),
            offices: &mut offices,
        };
        if let Some(first) = of_division.peek() {
            let name = Wording::new(
                format!("{}残疾人联合会", division.zh),
                format!("{} Disabled Persons’ Federation", division.en),
            );
            desk.add("CL", "disabled-federation", first, name, Vec::new());
        }
        // One for each street: the real city has 2,912 community stations, whose borders are not published.
        for street in of_division {
            let name = Wording::new(
                format!("{}社区居民委员会", street.short.zh),
                format!("{} Community, {}", street.short.en, division.en),
            );
            desk.add("SQ", "community", street, name, vec![street.code.clone()]);
        }
    }
    // Last, so that nobody else's telephone number moves.
    for (number, organisation) in ORGANISATIONS.iter().enumerate() {
        let at = streets
            .iter()
            .find(|street| street.code.starts_with(organisation.division))
            .or_else(|| streets.first());
        Desk {
            hours: &hours,
            division: organisation.division,
            dice: Dice::of(seed, "organisations", number),
            offices: &mut offices,
        }
        .organisation(at, organisation);
    }
    for (number, owner) in catalogue().owners.iter().enumerate() {
        let Some((MUNICIPALITY, kind)) = owner.code.split_once('-') else {
            continue;
        };
        let Some(at) = centre else { continue };
        Desk {
            hours: &hours,
            division: MUNICIPALITY,
            dice: Dice::of(seed, "owners of registers", number),
            offices: &mut offices,
        }
        .add(
            kind,
            REGISTER_OWNER,
            at,
            Wording::new(
                format!("重庆市{}", owner.name.zh.trim_start_matches('市')),
                format!("{}, Chongqing", owner.name.en),
            ),
            Vec::new(),
        );
    }
    offices
}

struct Hours {
    police: Wording,
    hospital: Wording,
    weekdays: Wording,
}

/// Writes one division's entries.
struct Desk<'a> {
    offices: &'a mut Vec<OfficeEntry>,
    hours: &'a Hours,
    division: &'static str,
    dice: Dice,
}

impl Desk<'_> {
    fn add(
        &mut self,
        kind: &str,
        department: &str,
        at: &Street,
        name: Wording,
        streets: Vec<String>,
    ) {
        let prefix = format!("{}-{kind}-", self.division);
        let number = 1 + self
            .offices
            .iter()
            .filter(|office| office.id.starts_with(&prefix))
            .count();
        let hours = match department {
            "public-security" => &self.hours.police,
            "hospital" => &self.hours.hospital,
            _ => &self.hours.weekdays,
        };
        self.offices.push(OfficeEntry {
            id: format!("{prefix}{number:03}"),
            department: department.to_owned(),
            name,
            division: self.division.to_owned(),
            address: places::office(&mut self.dice, at),
            phone: phone(self.offices.len()),
            hours: hours.clone(),
            streets,
            owners: Vec::new(),
        });
    }

    /// A police station for every four or five streets, named after the first of them.
    fn stations(&mut self, kind: &str, of: &[&Street], bureau: &str, division_en: &str) {
        let stations = of.len().div_ceil(5).max(3.min(of.len() / 2));
        let each = of.len().div_ceil(stations);
        for served in of.chunks(each) {
            self.add(
                kind,
                "public-security",
                served[0],
                Wording::new(
                    format!("{bureau}{}派出所", served[0].short.zh),
                    format!("{} Police Station, {division_en}", served[0].short.en),
                ),
                served.iter().map(|street| street.code.clone()).collect(),
            );
        }
    }

    /// One desk each for the departments that serve the whole division.
    fn departments(&mut self, at: &Street, zh: &str, en: &str) {
        for (kind, department, name_zh, name_en) in DEPARTMENTS {
            self.add(
                kind,
                department,
                at,
                Wording::new(format!("{zh}{name_zh}"), format!("{en} {name_en}")),
                Vec::new(),
            );
        }
    }

    fn hospitals(&mut self, of: &[&Street], zh: &str, en: &str) {
        let count = usize::try_from(self.dice.between(2, 4)).expect("two to four");
        let kinds = [
            ("妇产医院", "Maternity Hospital"),
            ("医院", "Hospital"),
            ("妇幼医院", "Women and Children's Hospital"),
            ("中西医医院", "General Hospital"),
        ];
        for (nth, (kind_zh, kind_en)) in kinds.iter().take(count).enumerate() {
            let at = of[nth * of.len() / count];
            self.add(
                "YY",
                "hospital",
                at,
                Wording::new(
                    format!("{zh}{}{kind_zh}", at.short.zh),
                    format!("{} {kind_en}, {en}", at.short.en),
                ),
                Vec::new(),
            );
        }
    }

    /// The office that answers for all departments of its place; it decides nothing itself.
    fn government(&mut self, at: Option<&Street>, zh: &str, en: &str) {
        if let Some(at) = at {
            let name = Wording::new(
                format!("{zh}政务服务中心"),
                format!("{en} Government Services Centre"),
            );
            self.add("ZW", "government", at, name, Vec::new());
        }
    }

    /// A body or a company that is no authority, and whose it is.
    fn organisation(&mut self, at: Option<&Street>, of: &Organisation) {
        let Some(at) = at else {
            return;
        };
        let name = Wording::new(of.zh, of.en);
        self.add(of.kind, of.department, at, name, Vec::new());
        if let Some(entry) = self.offices.last_mut() {
            entry.owners = of.owners.iter().map(|owner| (*owner).to_owned()).collect();
        }
    }

    /// The zone's own station and desks, for its member streets.
    fn zone(&mut self, of: &[&Street]) {
        let streets: Vec<String> = of.iter().map(|street| street.code.clone()).collect();
        self.stations("LJGA", of, "两江新区公安分局", "Liangjiang New Area");
        for (kind, department, name_zh, name_en) in DEPARTMENTS {
            self.add(
                &format!("LJ{kind}"),
                department,
                of[0],
                Wording::new(
                    format!("两江新区{name_zh}"),
                    format!("Liangjiang New Area {name_en}"),
                ),
                streets.clone(),
            );
        }
    }
}

const DEPARTMENTS: [(&str, &str, &str, &str); 5] = [
    ("WJ", "health", "卫生健康委员会", "Health Commission"),
    (
        "YB",
        "medical-security",
        "医疗保障局",
        "Medical Security Bureau",
    ),
    (
        "RS",
        "social-security",
        "人力资源和社会保障局",
        "Human Resources and Social Security Bureau",
    ),
    ("MZ", "civil-affairs", "民政局", "Civil Affairs Bureau"),
    ("SW", "tax", "税务局", "Tax Bureau"),
];

/// An organisation with owners.
struct Organisation {
    kind: &'static str,
    department: &'static str,
    division: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Credit codes: the organisation's own first. Division 5099 is nobody's, so these cannot be anybody's either.
    owners: &'static [&'static str],
}

/// A group that runs care in Shapingba and has money in one of the assessor bodies there.
pub(super) const GROUP: &str = "91509906MA0YAN001R";

const fn organisation(
    (kind, department): (&'static str, &'static str),
    division: &'static str,
    (zh, en): (&'static str, &'static str),
    owners: &'static [&'static str],
) -> Organisation {
    Organisation {
        kind,
        department,
        division,
        zh,
        en,
        owners,
    }
}

const ASSESSOR: (&str, &str) = ("PG", "assessor");

/// The city's assessor bodies, and a provider of care whose owner has money in one of them.
const ORGANISATIONS: [Organisation; 7] = [
    organisation(
        ASSESSOR,
        SHAPINGBA,
        (
            "沙坪坝康衡能力评估中心",
            "Kangheng Assessment Centre, Shapingba",
        ),
        &["91509906MA0PG00017"],
    ),
    organisation(
        ASSESSOR,
        SHAPINGBA,
        (
            "沙坪坝颐安能力评估有限公司",
            "Yi'an Assessment Company, Shapingba",
        ),
        &["91509906MA0PG0002A", GROUP],
    ),
    organisation(
        ASSESSOR,
        SHAPINGBA,
        ("沙坪坝同心能力评估所", "Tongxin Assessors, Shapingba"),
        &["91509906MA0PG0003D"],
    ),
    organisation(
        ASSESSOR,
        YUBEI,
        ("渝北明鉴能力评估中心", "Mingjian Assessment Centre, Yubei"),
        &["91509912MA0PG0001W"],
    ),
    organisation(
        ASSESSOR,
        YUBEI,
        ("渝北公正能力评估所", "Gongzheng Assessors, Yubei"),
        &["91509912MA0PG00020"],
    ),
    organisation(
        ASSESSOR,
        MUNICIPALITY,
        (
            "重庆市老年人能力评估指导中心",
            "Municipal Assessment Centre, Chongqing",
        ),
        &["91509900MA0PG0001G"],
    ),
    organisation(
        ("YL", "care"),
        SHAPINGBA,
        ("沙坪坝颐安养老服务中心", "Yi'an Care Centre, Shapingba"),
        &["91509906MA0YAN002W", GROUP],
    ),
];

/// A telephone number that nobody can have: after the area code no number begins with 0.
fn phone(nth: usize) -> String {
    // 48,271 has no factor in common with ten million, so that no number comes twice.
    format!("023-0{:07}", (nth * 48_271 + 3_141_593) % 10_000_000)
}
