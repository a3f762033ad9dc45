//! What has to be known about a person before anybody can say what they can get.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::person::{Division, age_on};
use crate::text::Text;

/// Something that is known about a person, or missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    Born,
    District,
    Hardship,
    Disability,
    Care,
    LongDisabled,
    Alone,
    Insurance,
}

impl Fact {
    pub const ALL: [Self; 8] = [
        Self::Born,
        Self::District,
        Self::Hardship,
        Self::Disability,
        Self::Care,
        Self::LongDisabled,
        Self::Alone,
        Self::Insurance,
    ];

    /// How tables and dossiers carry it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Born => "born",
            Self::District => "district",
            Self::Hardship => "hardship",
            Self::Disability => "disability",
            Self::Care => "care",
            Self::LongDisabled => "long-disabled",
            Self::Alone => "alone",
            Self::Insurance => "insurance",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What it is called.
    pub const fn text(self) -> Text {
        match self {
            Self::Born => Text::BenefitsFactBorn,
            Self::District => Text::BenefitsFactDistrict,
            Self::Hardship => Text::BenefitsFactHardship,
            Self::Disability => Text::BenefitsFactDisability,
            Self::Care => Text::BenefitsFactCare,
            Self::LongDisabled => Text::BenefitsFactLongDisabled,
            Self::Alone => Text::BenefitsFactAlone,
            Self::Insurance => Text::BenefitsFactInsurance,
        }
    }
}

/// How a person's means are recognised. In rule files these are the words of the notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Hardship {
    /// Supported in full by the state; older notices say 三无 and 五保.
    #[serde(rename = "特困")]
    Destitute,
    #[serde(rename = "低保")]
    LowIncome,
    #[serde(rename = "低保边缘")]
    NearLowIncome,
    #[serde(rename = "无")]
    None,
}

/// The seven categories of the disability certificate (U: from general knowledge).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DisabilityKind {
    #[serde(rename = "视力")]
    Visual,
    #[serde(rename = "听力")]
    Hearing,
    #[serde(rename = "言语")]
    Speech,
    #[serde(rename = "肢体")]
    Limb,
    #[serde(rename = "智力")]
    Intellectual,
    #[serde(rename = "精神")]
    Mental,
    #[serde(rename = "多重")]
    Multiple,
}

/// What a disability certificate says, or that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disability {
    None,
    /// Level 1 is the most severe, 4 the least.
    Certified {
        kind: DisabilityKind,
        level: u8,
    },
}

/// The level that an assessment of an older person's abilities found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CareLevel {
    #[serde(rename = "能力完好")]
    Intact,
    #[serde(rename = "轻度失能")]
    Mild,
    #[serde(rename = "中度失能")]
    Moderate,
    #[serde(rename = "重度失能")]
    Severe,
    #[serde(rename = "完全失能")]
    Complete,
}

/// Medical insurance, as long-term care insurance asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Insurance {
    /// In the employees' scheme for 24 months or more without a gap.
    #[serde(rename = "职工医保满24个月")]
    EmployeeTwoYears,
    #[serde(rename = "职工医保不满24个月")]
    EmployeeLess,
    /// The residents' scheme, or none.
    #[serde(rename = "居民医保或没有参保")]
    Other,
}

impl Hardship {
    pub const ALL: [Self; 4] = [
        Self::Destitute,
        Self::LowIncome,
        Self::NearLowIncome,
        Self::None,
    ];

    /// How a form and a register carry it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Destitute => "destitute",
            Self::LowIncome => "low-income",
            Self::NearLowIncome => "near-low-income",
            Self::None => "none",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

impl DisabilityKind {
    pub const ALL: [Self; 7] = [
        Self::Visual,
        Self::Hearing,
        Self::Speech,
        Self::Limb,
        Self::Intellectual,
        Self::Mental,
        Self::Multiple,
    ];

    /// How a form and a register carry it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visual => "visual",
            Self::Hearing => "hearing",
            Self::Speech => "speech",
            Self::Limb => "limb",
            Self::Intellectual => "intellectual",
            Self::Mental => "mental",
            Self::Multiple => "multiple",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

impl Disability {
    /// None, and every kind at every level.
    pub fn all() -> Vec<Self> {
        let certified = DisabilityKind::ALL
            .into_iter()
            .flat_map(|kind| (1..=4).map(move |level| Self::Certified { kind, level }));
        [Self::None].into_iter().chain(certified).collect()
    }
}

impl CareLevel {
    pub const ALL: [Self; 5] = [
        Self::Intact,
        Self::Mild,
        Self::Moderate,
        Self::Severe,
        Self::Complete,
    ];

    /// How a form carries it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Mild => "mild",
            Self::Moderate => "moderate",
            Self::Severe => "severe",
            Self::Complete => "complete",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

impl Insurance {
    pub const ALL: [Self; 3] = [Self::EmployeeTwoYears, Self::EmployeeLess, Self::Other];

    /// How a form carries it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::EmployeeTwoYears => "employee-two-years",
            Self::EmployeeLess => "employee-less",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Where somebody's household is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum District {
    /// One of the city's 38.
    Here(&'static Division),
    /// Another province.
    Elsewhere,
}

impl District {
    /// How a form carries a place outside the city.
    pub const ELSEWHERE: &'static str = "elsewhere";

    /// By six (or more) digits; what is none of the city's is elsewhere.
    pub fn of(code: &str) -> Self {
        Division::of(code).map_or(Self::Elsewhere, Self::Here)
    }
}

/// What is known about a person on a day. `None`: nobody has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The day for which is asked.
    pub on: Date,
    pub born: Option<Date>,
    pub district: Option<District>,
    pub hardship: Option<Hardship>,
    pub disability: Option<Disability>,
    pub care: Option<CareLevel>,
    /// Unable to care for themselves, or in bed, for six months or more.
    pub long_disabled: Option<bool>,
    /// Living alone or as an old couple without children at home.
    pub alone: Option<bool>,
    pub insurance: Option<Insurance>,
    /// What two sources say differently: nothing may be concluded from these.
    pub disputed: Vec<Fact>,
}

impl Facts {
    /// Nothing known yet.
    pub const fn unknown(on: Date) -> Self {
        Self {
            on,
            born: None,
            district: None,
            hardship: None,
            disability: None,
            care: None,
            long_disabled: None,
            alone: None,
            insurance: None,
            disputed: Vec::new(),
        }
    }

    /// Age in whole years on the day for which is asked.
    pub fn age(&self) -> Option<i16> {
        self.born.map(|born| age_on(born, self.on))
    }

    pub const fn knows(&self, fact: Fact) -> bool {
        match fact {
            Fact::Born => self.born.is_some(),
            Fact::District => self.district.is_some(),
            Fact::Hardship => self.hardship.is_some(),
            Fact::Disability => self.disability.is_some(),
            Fact::Care => self.care.is_some(),
            Fact::LongDisabled => self.long_disabled.is_some(),
            Fact::Alone => self.alone.is_some(),
            Fact::Insurance => self.insurance.is_some(),
        }
    }

    /// Every way in which a missing fact could turn out; itself alone where it is known. Birth and district have too
    /// many values to try: without them nothing is judged.
    pub fn completed(&self, fact: Fact) -> Vec<Self> {
        if self.knows(fact) {
            return vec![self.clone()];
        }
        let with = |change: &dyn Fn(&mut Self)| {
            let mut facts = self.clone();
            change(&mut facts);
            facts
        };
        match fact {
            Fact::Born | Fact::District => vec![self.clone()],
            Fact::Hardship => Hardship::ALL
                .map(|one| with(&|facts| facts.hardship = Some(one)))
                .to_vec(),
            Fact::Disability => Disability::all()
                .into_iter()
                .map(|one| with(&|facts| facts.disability = Some(one)))
                .collect(),
            Fact::Care => CareLevel::ALL
                .map(|one| with(&|facts| facts.care = Some(one)))
                .to_vec(),
            Fact::LongDisabled => [true, false]
                .map(|one| with(&|facts| facts.long_disabled = Some(one)))
                .to_vec(),
            Fact::Alone => [true, false]
                .map(|one| with(&|facts| facts.alone = Some(one)))
                .to_vec(),
            Fact::Insurance => Insurance::ALL
                .map(|one| with(&|facts| facts.insurance = Some(one)))
                .to_vec(),
        }
    }
}
