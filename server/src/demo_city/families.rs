//! Who lives in the city: families of every kind that a birth or old age can bring to a counter.

use std::ops::Range;

use app::person::{PersonName, ResidentId, Sex};
use app::text::Text;

use super::City;
use super::assisted;
use super::dice::Dice;
use super::names::{self, Generation};
use super::people;
use super::places::{SHAPINGBA, Street, YUBEI};
use super::settling::Settler;

/// What makes a family's case its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FamilyKind {
    /// Married, both registered in one household.
    SameDistrict,
    /// Married, registered in two districts.
    TwoDistricts,
    Twins,
    Triplets,
    /// Not married; the certificate may name the father or not.
    Unmarried,
    /// Married, they say, but the register does not hold it.
    MarriageNotInRegister,
    /// Both parents in a unit's collective household.
    Collective,
    /// One parent registered in another province.
    OtherProvince,
    /// The parents live in the household of the father's parents.
    Grandparents,
    DifferentEthnicities,
    /// Only the hospital's delivery record: no certificate and no name yet.
    NoCertificate,
    /// Born at home: neither record.
    HomeBirth,
    /// A name that is long and carries a middle dot.
    LongName,
    /// Names with characters that many systems lose.
    RareCharacters,
    ChildDied,
    MotherUnder18,
    /// The father died before the birth.
    FatherDied,
    /// The household has registered the child already.
    Registered,
    /// An older resident of 80 to 89, with an adult child elsewhere.
    Eighty,
    Ninety,
    Hundred,
}

impl FamilyKind {
    /// Each kind with how many of a hundred families are of it.
    const SHARES: [(Self, usize); 21] = [
        (Self::SameDistrict, 32),
        (Self::TwoDistricts, 14),
        (Self::Registered, 10),
        (Self::Grandparents, 8),
        (Self::Eighty, 8),
        (Self::OtherProvince, 5),
        (Self::NoCertificate, 5),
        (Self::DifferentEthnicities, 3),
        (Self::Ninety, 2),
        (Self::Twins, 1),
        (Self::Triplets, 1),
        (Self::Unmarried, 1),
        (Self::MarriageNotInRegister, 1),
        (Self::Collective, 1),
        (Self::HomeBirth, 1),
        (Self::LongName, 1),
        (Self::RareCharacters, 1),
        (Self::ChildDied, 1),
        (Self::MotherUnder18, 1),
        (Self::FatherDied, 1),
        (Self::Hundred, 2),
    ];

    /// All kinds.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::SHARES.into_iter().map(|(kind, _)| kind)
    }

    /// Whether it is about old age and not about a birth.
    pub const fn is_of_old_age(self) -> bool {
        matches!(self, Self::Eighty | Self::Ninety | Self::Hundred)
    }
}

/// A family, or an older resident with an adult child.
#[derive(Clone, Debug)]
pub struct Family {
    pub kind: FamilyKind,
    /// The mother or the older resident first, then the other parent or the adult child, if there is one, then another
    /// older resident.
    pub members: Vec<ResidentId>,
    /// Indices into [`City::births`].
    pub births: Vec<usize>,
}

/// One of the families that the demo's sign-in page is about.
pub struct DemoFamily {
    pub kind: FamilyKind,
    /// Keys and situations, in the order of [`Family::members`].
    pub people: &'static [(&'static str, Text)],
    /// Where the two live, as division and the street's place in it.
    homes: [(&'static str, usize); 2],
    /// Full names of the two.
    names: [&'static str; 2],
    children: &'static [&'static str],
    /// Days from birth to day zero, or the age of an older resident.
    count: i64,
    /// Another older resident of the same family: name, home and age.
    third: Option<(&'static str, (&'static str, usize), i64)>,
}

/// In Shapingba everybody of the demo lives in one street, so that the demo's staff meet all of them.
const AT_HOME: (&str, usize) = (SHAPINGBA, 0);
/// A third district, south of the river.
const ELSEWHERE: (&str, usize) = ("500108", 1);
/// In Yubei outside the functional zone.
const ACROSS_THE_RIVER: (&str, usize) = (YUBEI, 4);

/// The demo's families. The standard case comes first.
pub const DEMO: &[DemoFamily] = &[
    DemoFamily {
        kind: FamilyKind::SameDistrict,
        people: &[("mother", Text::DemoMother), ("father", Text::DemoFather)],
        homes: [AT_HOME, AT_HOME],
        names: ["林晓燕", "张远航"],
        children: &["张思齐"],
        count: 3,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::Twins,
        people: &[
            ("twins-mother", Text::DemoTwinsMother),
            ("twins-father", Text::DemoTwinsFather),
        ],
        homes: [AT_HOME, ACROSS_THE_RIVER],
        names: ["何佳怡", "罗文博"],
        children: &["罗云帆", "罗云舒"],
        count: 6,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::NoCertificate,
        people: &[
            ("no-certificate-mother", Text::DemoNoCertificateMother),
            ("no-certificate-father", Text::DemoNoCertificateFather),
        ],
        homes: [AT_HOME, AT_HOME],
        names: ["周敏", "谭学文"],
        children: &[],
        count: 2,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::MarriageNotInRegister,
        people: &[("no-marriage-mother", Text::DemoNoMarriageMother)],
        homes: [AT_HOME, AT_HOME],
        names: ["唐若兰", "冯志强"],
        children: &["冯知夏"],
        count: 9,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::MotherUnder18,
        people: &[("young-mother", Text::DemoYoungMother)],
        homes: [AT_HOME, AT_HOME],
        names: ["杨小凤", "杨波"],
        children: &["杨安然"],
        count: 12,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::ChildDied,
        people: &[
            ("bereaved-mother", Text::DemoBereavedMother),
            ("bereaved-father", Text::DemoBereavedFather),
        ],
        homes: [AT_HOME, AT_HOME],
        names: ["吴雪梅", "郑建国"],
        children: &["郑念慈"],
        count: 8,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::HomeBirth,
        people: &[("home-birth-mother", Text::DemoHomeBirthMother)],
        homes: [AT_HOME, AT_HOME],
        names: ["冉春梅", "冉明亮"],
        children: &[],
        count: 5,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::DifferentEthnicities,
        people: &[
            ("two-peoples-mother", Text::DemoTwoPeoplesMother),
            ("two-peoples-father", Text::DemoTwoPeoplesFather),
        ],
        homes: [AT_HOME, ACROSS_THE_RIVER],
        names: ["田巧", "陈川"],
        children: &["陈嘉宁"],
        count: 10,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::Eighty,
        people: &[
            ("elder", Text::DemoElder),
            ("elder-son", Text::DemoElderSon),
        ],
        homes: [AT_HOME, ACROSS_THE_RIVER],
        names: ["王秀英", "陈国庆"],
        children: &[],
        count: 82,
        third: None,
    },
    DemoFamily {
        kind: FamilyKind::Eighty,
        people: &[
            ("old-father", Text::DemoOldFather),
            ("daughter", Text::DemoDaughter),
            ("old-mother", Text::DemoOldMother),
        ],
        homes: [AT_HOME, ELSEWHERE],
        names: ["刘德厚", "刘敏"],
        children: &[],
        count: 84,
        third: Some(("赵桂兰", ACROSS_THE_RIVER, 81)),
    },
];

/// Settles this many families, the demo's always.
pub(super) fn settle(city: &mut City, count: usize) {
    let kinds: Vec<FamilyKind> = FamilyKind::all().collect();
    let mut settler = Settler::of(city);
    for index in 0..count.max(DEMO.len()) {
        let mut dice = Dice::of(settler.city.seed, "family", index);
        let plan = match DEMO.get(index) {
            Some(demo) => Plan::of(demo, settler.city),
            None => {
                // Each kind twice before chance decides, so that the smallest city has all of them.
                let kind = match kinds.get((index - DEMO.len()) / 2) {
                    Some(kind) => *kind,
                    None => drawn_kind(&mut dice),
                };
                Plan::drawn(kind, &mut dice, settler.city)
            }
        };
        settler.settle(&mut dice, &plan);
    }
    // A new estate where the standard family lives: its police station has more to do than others. Only in a city
    // that is not a story's.
    settler.city.neighbours = if count >= LARGE { NEIGHBOURS } else { 0 };
    for index in 0..settler.city.neighbours {
        let mut dice = Dice::of(settler.city.seed, "neighbour", index);
        let mut plan = Plan::drawn(FamilyKind::SameDistrict, &mut dice, settler.city);
        let street = streets_of(settler.city, AT_HOME.0)
            .nth(AT_HOME.1)
            .expect("the demo's streets are there")
            .clone();
        plan.homes = [street.clone(), street];
        // The first dozen came a week ago, the others these days.
        let days = if index < 12 {
            7 + (index + 4) % 7
        } else {
            4 + index % 3
        };
        plan.count = i64::try_from(days).expect("a fortnight at most");
        settler.settle(&mut dice, &plan);
    }
    let posts = people::posts(settler.city);
    let first = posts
        .iter()
        .position(|post| post.login == LAST_BEFORE_THE_ASSISTED)
        .map_or(posts.len(), |last| last + 1);
    staff(&mut settler, &posts, 0..first);
    // Whoever comes later is settled later, so that nobody else's number moves.
    assisted::settle(&mut settler);
    if count >= LARGE {
        assisted::settle_pensioners(&mut settler);
    }
    staff(&mut settler, &posts, first..posts.len());
}

/// The last of the posts that were there before the people who are helped.
const LAST_BEFORE_THE_ASSISTED: &str = "owner-federation";

/// Settles the demo's own staff, after everybody else: in the district where they work, one of them with a family on the
/// new estate.
fn staff(settler: &mut Settler, posts: &[people::Post], which: Range<usize>) {
    for index in which {
        let post = &posts[index];
        let mut dice = Dice::of(settler.city.seed, "staff", index);
        let with = (post.login == people::AT_HOME_ON_THE_ESTATE)
            .then(|| settler.city.neighbours().nth(HOUSEHOLD_OF_STAFF))
            .flatten()
            .and_then(|family| family.members.first().cloned());
        let division = settler
            .city
            .offices
            .iter()
            .find(|office| office.id == post.office.0)
            .map_or(SHAPINGBA, |office| office.division.as_str())
            .to_owned();
        // Who works for the whole city lives anywhere in it.
        let mut streets: Vec<Street> = streets_of(settler.city, &division).cloned().collect();
        if streets.is_empty() {
            streets = settler.city.streets.clone();
        }
        let street = dice.pick(&streets).clone();
        let number = settler.member_of_staff(&mut dice, &post.name, &street, with.as_ref());
        settler.city.staff.insert(post.login, number);
    }
}

/// The place among the neighbours of the family that somebody of the police station belongs to: it has applied, and nobody
/// has taken it up.
const HOUSEHOLD_OF_STAFF: usize = 15;

/// A city of so many families is no story's.
const LARGE: usize = 500;
/// How many families live on the new estate.
const NEIGHBOURS: usize = 40;

fn drawn_kind(dice: &mut Dice) -> FamilyKind {
    let all = FamilyKind::SHARES.iter().map(|(_, share)| share).sum();
    let mut left = dice.below(all);
    for (kind, share) in FamilyKind::SHARES {
        if left < share {
            return kind;
        }
        left -= share;
    }
    FamilyKind::SameDistrict
}

/// What is decided about a family before it is settled.
pub(super) struct Plan {
    pub kind: FamilyKind,
    /// Where the two live.
    pub homes: [Street; 2],
    pub names: [PersonName; 2],
    pub sexes: [Sex; 2],
    pub ethnicities: [&'static str; 2],
    /// Who was born; nobody has a name before the certificate.
    pub children: Vec<(Option<PersonName>, Sex)>,
    /// Days from birth to day zero, or the age of an older resident.
    pub count: i64,
    pub is_demo: bool,
    /// Another older resident of the same family, a woman: name, home and age.
    pub third: Option<(PersonName, Street, i64)>,
}

impl Plan {
    fn of(demo: &DemoFamily, city: &City) -> Self {
        let name = |name: &str| PersonName::parse(name).expect("demo names are short");
        let mut children: Vec<(Option<PersonName>, Sex)> = demo
            .children
            .iter()
            .map(|child| (Some(name(child)), Sex::Female))
            .collect();
        match demo.kind {
            // A boy and a girl.
            FamilyKind::Twins => children[0].1 = Sex::Male,
            FamilyKind::NoCertificate => children.push((None, Sex::Male)),
            _ => {}
        }
        Self {
            kind: demo.kind,
            homes: demo.homes.map(|(division, place)| {
                streets_of(city, division)
                    .nth(place)
                    .expect("the demo's streets are there")
                    .clone()
            }),
            names: demo.names.map(name),
            sexes: match demo.third {
                // A father and a daughter.
                Some(_) => [Sex::Male, Sex::Female],
                None => [Sex::Female, Sex::Male],
            },
            ethnicities: match demo.kind {
                FamilyKind::DifferentEthnicities => ["土家族", "汉族"],
                _ => ["汉族", "汉族"],
            },
            children,
            count: demo.count,
            is_demo: true,
            third: demo.third.map(|(named, (division, place), age)| {
                let street = streets_of(city, division)
                    .nth(place)
                    .expect("the demo's streets are there");
                (name(named), street.clone(), age)
            }),
        }
    }

    fn drawn(kind: FamilyKind, dice: &mut Dice, city: &City) -> Self {
        let home = dice.pick(&city.streets).clone();
        let other = match kind {
            FamilyKind::TwoDistricts
            | FamilyKind::Eighty
            | FamilyKind::Ninety
            | FamilyKind::Hundred => true,
            FamilyKind::Twins | FamilyKind::Unmarried | FamilyKind::DifferentEthnicities => {
                dice.one_in(2)
            }
            _ => false,
        };
        let other_home = if other {
            loop {
                let street = dice.pick(&city.streets);
                if street.division() != home.division() {
                    break street.clone();
                }
            }
        } else {
            home.clone()
        };
        let sex = |dice: &mut Dice| {
            if dice.one_in(2) {
                Sex::Female
            } else {
                Sex::Male
            }
        };
        let sexes: Vec<Sex> = match kind {
            kind if kind.is_of_old_age() => Vec::new(),
            FamilyKind::Twins => vec![sex(dice), sex(dice)],
            FamilyKind::Triplets => vec![sex(dice), sex(dice), sex(dice)],
            _ => vec![sex(dice)],
        };
        let ethnicities = ethnicities(kind, dice, &home);
        // An elder may be a man, and the adult child a daughter.
        let adults = if kind.is_of_old_age() {
            [sex(dice), sex(dice)]
        } else {
            [Sex::Female, Sex::Male]
        };
        let (names, children) = match kind {
            FamilyKind::LongName => long_names(ethnicities[0], &sexes),
            _ if kind.is_of_old_age() => (elders_names(dice, adults), Vec::new()),
            _ => parents_names(kind, dice, &sexes),
        };
        let count = match kind {
            FamilyKind::Eighty => dice.between(80, 89),
            FamilyKind::Ninety => dice.between(90, 99),
            FamilyKind::Hundred => dice.between(100, 106),
            FamilyKind::NoCertificate | FamilyKind::HomeBirth => dice.between(1, 12),
            FamilyKind::Registered => dice.between(30, 330),
            // Most come within the month that the law gives them.
            _ if dice.one_in(5) => dice.between(31, 200),
            _ => dice.between(1, 30),
        };
        let known_by_name = !matches!(kind, FamilyKind::NoCertificate | FamilyKind::HomeBirth);
        Self {
            kind,
            homes: [home, other_home],
            names,
            sexes: adults,
            ethnicities,
            children: children
                .into_iter()
                .map(|(name, sex)| (known_by_name.then_some(name), sex))
                .collect(),
            count,
            is_demo: false,
            third: None,
        }
    }
}

/// A division's streets, in the order of their codes.
pub(super) fn streets_of<'a>(
    city: &'a City,
    division: &'a str,
) -> impl Iterator<Item = &'a Street> {
    city.streets
        .iter()
        .filter(move |street| street.code.starts_with(division))
}

fn ethnicities(kind: FamilyKind, dice: &mut Dice, home: &Street) -> [&'static str; 2] {
    // The south-east: Shizhu, Xiushan, Youyang, Pengshui and Qianjiang.
    let in_the_hills = matches!(
        home.division().code,
        "500240" | "500241" | "500242" | "500243" | "500114"
    );
    let of_the_hills = *dice.pick(&["土家族", "苗族", "土家族"]);
    match kind {
        FamilyKind::LongName => {
            let (people, ..) = *dice.pick(names::LONG_NAMES);
            [people, people]
        }
        FamilyKind::DifferentEthnicities => [of_the_hills, "汉族"],
        _ if in_the_hills && dice.one_in(2) => [of_the_hills, of_the_hills],
        _ if dice.one_in(25) => {
            let people = *dice.pick(&["回族", "土家族", "苗族", "蒙古族", "满族"]);
            [people, people]
        }
        _ => ["汉族", "汉族"],
    }
}

type Names = ([PersonName; 2], Vec<(PersonName, Sex)>);

fn long_names(people: &str, sexes: &[Sex]) -> Names {
    let (_, mother, father, daughter, son) = *names::LONG_NAMES
        .iter()
        .find(|(of, ..)| *of == people)
        .expect("the ethnicity was drawn from the same list");
    let name = |name| names::name(name, "");
    let children = sexes.iter().map(|sex| {
        let child = if *sex == Sex::Female { daughter } else { son };
        (name(child), *sex)
    });
    ([name(mother), name(father)], children.collect())
}

/// An elder and the adult child, who bears the father's surname.
fn elders_names(dice: &mut Dice, [elder, child]: [Sex; 2]) -> [PersonName; 2] {
    let surname = names::surname(dice);
    let of_child = match elder {
        Sex::Male => surname,
        Sex::Female => names::surname(dice),
    };
    [
        names::name(surname, names::given(dice, Generation::Grandparents, elder)),
        names::name(of_child, names::given(dice, Generation::Parents, child)),
    ]
}

fn parents_names(kind: FamilyKind, dice: &mut Dice, sexes: &[Sex]) -> Names {
    let is_rare = kind == FamilyKind::RareCharacters;
    let (of_mother, of_father) = (names::surname(dice), names::surname(dice));
    let (mother, father) = if is_rare {
        (
            *dice.pick(names::RARE_MOTHERS),
            *dice.pick(names::RARE_FATHERS),
        )
    } else {
        (
            names::given(dice, Generation::Parents, Sex::Female),
            names::given(dice, Generation::Parents, Sex::Male),
        )
    };
    let surname = match kind {
        FamilyKind::Unmarried | FamilyKind::MotherUnder18 => of_mother,
        _ if dice.one_in(8) => of_mother,
        _ => of_father,
    };
    let mut children: Vec<(PersonName, Sex)> = Vec::new();
    for sex in sexes {
        let name = loop {
            let given = if is_rare {
                *dice.pick(names::RARE_CHILDREN)
            } else {
                names::given(dice, Generation::Children, *sex)
            };
            let name = names::name(surname, given);
            // Siblings of one birth have names of their own.
            if children.iter().all(|(taken, _)| *taken != name) {
                break name;
            }
        };
        children.push((name, *sex));
    }
    (
        [
            names::name(of_mother, mother),
            names::name(of_father, father),
        ],
        children,
    )
}
