//! The rules as data: who gets what, where, from when until when, and how sure we are of it. One file a benefit in
//! `definitions/rules`, in the words of the notices, so that whoever owns a rule can read it and change it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use super::facts::{CareLevel, DisabilityKind, Fact, Hardship, Insurance};
use crate::assessment::{Charge, table};
use crate::person::{DIVISIONS, Division};
use crate::text::Wording;

/// How a rule file says "the whole city".
const WHOLE_CITY: &str = "全市";

/// Where a rule was read, from the legend of the domain's facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Evidence {
    /// An official or state-media source.
    Fo,
    /// A third party's copy: to be checked before it is quoted as law.
    Ft,
    /// Read in open code or data.
    C,
    /// General knowledge, or made up for the demo: not verified.
    U,
    /// Derived from other facts.
    D,
}

impl Evidence {
    /// The mark as it is printed.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Fo => "Fo",
            Self::Ft => "Ft",
            Self::C => "C",
            Self::U => "U",
            Self::D => "D",
        }
    }
}

/// How often an amount is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    Day,
    Month,
    Quarter,
    Year,
}

/// An amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    /// Fen (1/100 yuan).
    pub fen: i64,
    pub every: Every,
    /// What for, where a row pays one of several amounts; otherwise empty.
    pub for_what: Wording,
}

impl Pay {
    /// What a year brings, in fen, to compare amounts paid at different times. A daily amount depends on the days.
    pub const fn in_a_year(&self) -> Option<i64> {
        match self.every {
            Every::Day => None,
            Every::Month => Some(self.fen * 12),
            Every::Quarter => Some(self.fen * 4),
            Every::Year => Some(self.fen),
        }
    }
}

/// Ages in whole years, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AgeBand {
    pub from: i16,
    /// `None`: and over.
    pub to: Option<i16>,
}

impl AgeBand {
    /// `80-89`, `100+`.
    fn parse(text: &str) -> Option<Self> {
        let age = |text: &str| {
            let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i16>().ok().filter(|_| is_plain)
        };
        let band = match text.split_once('-') {
            Some((from, to)) => Self {
                from: age(from)?,
                to: Some(age(to)?),
            },
            None => Self {
                from: age(text.strip_suffix('+')?)?,
                to: None,
            },
        };
        (band.to.is_none_or(|to| band.from <= to) && band.from <= 150).then_some(band)
    }

    pub fn holds(self, age: i16) -> bool {
        age >= self.from && self.to.is_none_or(|to| age <= to)
    }

    fn meets(self, other: Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

/// What must all be the case. An empty list asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    pub age: Option<AgeBand>,
    pub hardship: Vec<Hardship>,
    /// With `disability_levels`: a certificate of any of these kinds ..
    pub disability_kinds: Vec<DisabilityKind>,
    /// .. at any of these levels; one of the two alone asks for a certificate, too.
    pub disability_levels: Vec<u8>,
    pub care: Vec<CareLevel>,
    pub long_disabled: Option<bool>,
    pub alone: Option<bool>,
    pub insurance: Vec<Insurance>,
}

impl Conditions {
    /// Whether a disability certificate is asked for.
    pub fn asks_disability(&self) -> bool {
        !self.disability_kinds.is_empty() || !self.disability_levels.is_empty()
    }

    /// The facts that are looked at.
    pub fn facts(&self) -> Vec<Fact> {
        [
            (Fact::Born, self.age.is_some()),
            (Fact::Hardship, !self.hardship.is_empty()),
            (Fact::Disability, self.asks_disability()),
            (Fact::Care, !self.care.is_empty()),
            (Fact::LongDisabled, self.long_disabled.is_some()),
            (Fact::Alone, self.alone.is_some()),
            (Fact::Insurance, !self.insurance.is_empty()),
        ]
        .into_iter()
        .filter_map(|(fact, is_asked)| is_asked.then_some(fact))
        .collect()
    }

    /// Whether one and the same person could meet both: each dimension for itself has something in common.
    fn meets(&self, other: &Self) -> bool {
        fn common<T: PartialEq>(one: &[T], other: &[T]) -> bool {
            one.is_empty() || other.is_empty() || one.iter().any(|entry| other.contains(entry))
        }
        fn same(one: Option<bool>, other: Option<bool>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        let ages = match (self.age, other.age) {
            (Some(one), Some(other)) => one.meets(other),
            _ => true,
        };
        ages && common(&self.hardship, &other.hardship)
            && common(&self.disability_kinds, &other.disability_kinds)
            && common(&self.disability_levels, &other.disability_levels)
            && common(&self.care, &other.care)
            && common(&self.insurance, &other.insurance)
            && same(self.long_disabled, other.long_disabled)
            && same(self.alone, other.alone)
    }

    /// This and that together; where both ask about the same, what they have in common. `None`: nobody meets both.
    fn and(&self, other: &Self) -> Option<Self> {
        if !self.meets(other) {
            return None;
        }
        fn common<T: Copy + PartialEq>(one: &[T], other: &[T]) -> Vec<T> {
            match (one, other) {
                ([], rest) | (rest, []) => rest.to_vec(),
                _ => one.iter().copied().filter(|x| other.contains(x)).collect(),
            }
        }
        let age = match (self.age, other.age) {
            (Some(one), Some(other)) => Some(AgeBand {
                from: one.from.max(other.from),
                to: match (one.to, other.to) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                },
            }),
            (one, other) => one.or(other),
        };
        Some(Self {
            age,
            hardship: common(&self.hardship, &other.hardship),
            disability_kinds: common(&self.disability_kinds, &other.disability_kinds),
            disability_levels: common(&self.disability_levels, &other.disability_levels),
            care: common(&self.care, &other.care),
            insurance: common(&self.insurance, &other.insurance),
            long_disabled: self.long_disabled.or(other.long_disabled),
            alone: self.alone.or(other.alone),
        })
    }
}

/// One line of a rule: for whom, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub all: Conditions,
    /// At least one of these as well; empty: nothing more.
    pub one_of: Vec<Conditions>,
    /// One amount, or several of which one is chosen; empty for a service, and where the amount is not known.
    pub pays: Vec<Pay>,
    /// What one gets, in words.
    pub says: Wording,
}

impl Row {
    /// The row as plain conjunctions, one of which has to hold.
    fn ways(&self) -> Vec<Conditions> {
        if self.one_of.is_empty() {
            return vec![self.all.clone()];
        }
        self.one_of
            .iter()
            .filter_map(|way| self.all.and(way))
            .collect()
    }

    fn meets(&self, other: &Self) -> bool {
        let others = other.ways();
        self.ways()
            .iter()
            .any(|way| others.iter().any(|other| way.meets(other)))
    }

    /// The facts that this row looks at.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = self.all.facts();
        facts.extend(self.one_of.iter().flat_map(Conditions::facts));
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}

/// Where a rule holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In every district without a rule of its own.
    WholeCity,
    Districts(Vec<&'static Division>),
}

/// One version of one authority's rule about one benefit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// e.g. `渝中-2021`: unique within its benefit; every page that states something names it.
    pub version: String,
    pub reach: Reach,
    pub from: Date,
    /// The last day on which it holds; `None`: until another comes.
    pub until: Option<Date>,
    pub evidence: Evidence,
    /// Where it was read, to be printed as it is.
    pub source: Wording,
    /// What exactly is not verified; empty where everything is.
    pub unverified: Wording,
    /// Made up for the demo: outside demo mode it does not exist.
    pub demo_only: bool,
    pub rows: Vec<Row>,
}

impl Rule {
    /// Whether it stands in an official source and nothing about it is doubted.
    pub fn is_verified(&self) -> bool {
        self.evidence == Evidence::Fo && self.unverified.zh.is_empty() && !self.demo_only
    }

    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether an assessed level, or that there is none, keeps nobody out: some way to it asks for no level, or for this one.
    pub fn takes_level(&self, level: Option<CareLevel>) -> bool {
        let mut ways = self.rows.iter().flat_map(Row::ways);
        ways.any(|way| way.care.is_empty() || level.is_some_and(|level| way.care.contains(&level)))
    }

    /// Whether somebody of this division (six digits) may come under it.
    pub fn reaches(&self, division: &str) -> bool {
        match &self.reach {
            Reach::WholeCity => true,
            Reach::Districts(districts) => districts.iter().any(|named| named.code == division),
        }
    }

    fn names(&self, division: &Division) -> bool {
        match &self.reach {
            Reach::WholeCity => false,
            Reach::Districts(districts) => {
                districts.iter().any(|named| named.code == division.code)
            }
        }
    }

    /// Whether both would hold somewhere on some day, neither going before the other.
    fn meets(&self, other: &Self) -> bool {
        let days = self.until.is_none_or(|until| other.from <= until)
            && other.until.is_none_or(|until| self.from <= until);
        let places = match (&self.reach, &other.reach) {
            (Reach::WholeCity, Reach::WholeCity) => true,
            (Reach::Districts(one), Reach::Districts(_)) => {
                one.iter().any(|division| other.names(division))
            }
            // A district's own rule goes before the city's.
            _ => false,
        };
        days && places
    }
}

/// Whether it is money or help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Kind {
    #[serde(rename = "津贴")]
    Allowance,
    #[serde(rename = "服务")]
    Service,
}

/// An allowance or a service, with every version of its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Benefit {
    pub code: String,
    /// Place in lists.
    pub order: i64,
    pub kind: Kind,
    pub name: Wording,
    /// One sentence.
    pub summary: Wording,
    /// Whose rules these are: who is told when they contradict each other.
    pub owner: Wording,
    /// The same by member codes of municipal departments; empty: each district's civil affairs bureau.
    pub owned_by: Vec<String>,
    /// Our own page for it, where there is one.
    pub apply: Option<String>,
    /// Otherwise the kind of office that takes applications, e.g. `street`.
    pub office: String,
    /// What may help instead, by code.
    pub instead: Vec<String>,
    pub rules: Vec<Rule>,
}

/// Two rules for the same district and day: nobody may choose between them by chance.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{benefit}: the rules {} hold at once; their owner is {}", .versions.join(" and "), .owner.zh)]
pub struct Clash {
    pub benefit: String,
    pub versions: Vec<String>,
    pub owner: Wording,
}

impl Benefit {
    /// The rule of this district on this day: its own, else the whole city's.
    ///
    /// # Errors
    /// Two that hold at once.
    pub fn rule_for(&self, division: &Division, day: Date) -> Result<Option<&Rule>, Clash> {
        let holding = |own: bool| -> Vec<&Rule> {
            self.rules
                .iter()
                .filter(|rule| rule.holds_on(day))
                .filter(|rule| match rule.reach {
                    Reach::WholeCity => !own,
                    Reach::Districts(_) => own && rule.names(division),
                })
                .collect()
        };
        let own = holding(true);
        let found = if own.is_empty() { holding(false) } else { own };
        match found.as_slice() {
            [] => Ok(None),
            [rule] => Ok(Some(rule)),
            several => Err(self.clash(several.iter().map(|rule| rule.version.clone()).collect())),
        }
    }

    pub(super) fn clash(&self, versions: Vec<String>) -> Clash {
        Clash {
            benefit: self.code.clone(),
            versions,
            owner: self.owner.clone(),
        }
    }
}

/// How two benefits go together, in the order in which it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub enum Together {
    /// Only one of them; the first named stays.
    #[serde(rename = "不能同时享受")]
    CannotCombine,
    /// Only the one that pays more.
    #[serde(rename = "就高不就低")]
    HigherOf,
    #[serde(rename = "可以同时享受")]
    MayCombine,
}

/// One statement about two benefits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stacking {
    pub of: [String; 2],
    pub how: Together,
    pub says: Wording,
    pub evidence: Evidence,
    pub source: Wording,
}

/// All rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleBook {
    pub benefits: Vec<Benefit>,
    pub stacking: Vec<Stacking>,
    /// What an assessment costs, by district: beside the score table, not among the rules.
    pub charges: Vec<Charge>,
}

/// What is wrong with the rule files: for whoever owns the rule, by the names that stand in the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleFault {
    #[error("{file}: {why}")]
    Unreadable { file: String, why: String },
    #[error("{benefit}, rule {version}: there is no district called {district}")]
    UnknownDistrict {
        benefit: String,
        version: String,
        district: String,
    },
    #[error("{benefit}, rule {version}: {what}")]
    Wrong {
        benefit: String,
        version: String,
        what: String,
    },
    /// Two rules for the same district and day.
    #[error("{0}")]
    Clash(#[from] Clash),
    #[error(
        "{benefit}, rule {version}: lines {one} and {other} hold for the same people; its owner is {owner}"
    )]
    LinesOverlap {
        benefit: String,
        version: String,
        /// Counted from 1.
        one: usize,
        other: usize,
        owner: String,
    },
    #[error("two benefits are called {0}")]
    TwoBenefits(String),
    #[error("stacking of {} and {}: {what}", .of[0], .of[1])]
    Stacking { of: [String; 2], what: String },
}

impl RuleFault {
    /// The benefits whose rules it is about, and the versions in question; none where all of a benefit's are.
    pub fn about(&self) -> (Vec<&str>, Vec<&str>) {
        match self {
            Self::Unreadable { .. } => (Vec::new(), Vec::new()),
            Self::UnknownDistrict {
                benefit, version, ..
            }
            | Self::Wrong {
                benefit, version, ..
            }
            | Self::LinesOverlap {
                benefit, version, ..
            } => (vec![benefit.as_str()], vec![version.as_str()]),
            Self::Clash(clash) => (
                vec![clash.benefit.as_str()],
                clash.versions.iter().map(String::as_str).collect(),
            ),
            Self::TwoBenefits(code) => (vec![code.as_str()], Vec::new()),
            Self::Stacking { of, .. } => (of.iter().map(String::as_str).collect(), Vec::new()),
        }
    }
}

/// Several faults, one a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct RuleFaults(pub Vec<RuleFault>);

impl fmt::Display for RuleFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.0 {
            writeln!(f, "{fault}")?;
        }
        Ok(())
    }
}

/// The files that are built in: name and text.
const FILES: [(&str, &str); 13] = [
    (
        "assessment.toml",
        include_str!("../../definitions/rules/assessment.toml"),
    ),
    (
        "old-age-allowance.toml",
        include_str!("../../definitions/rules/old-age-allowance.toml"),
    ),
    (
        "care-service-subsidy.toml",
        include_str!("../../definitions/rules/care-service-subsidy.toml"),
    ),
    (
        "living-subsidy.toml",
        include_str!("../../definitions/rules/living-subsidy.toml"),
    ),
    (
        "nursing-subsidy.toml",
        include_str!("../../definitions/rules/nursing-subsidy.toml"),
    ),
    (
        "destitute-care.toml",
        include_str!("../../definitions/rules/destitute-care.toml"),
    ),
    (
        "long-term-care-insurance.toml",
        include_str!("../../definitions/rules/long-term-care-insurance.toml"),
    ),
    (
        "care-vouchers.toml",
        include_str!("../../definitions/rules/care-vouchers.toml"),
    ),
    (
        "meals.toml",
        include_str!("../../definitions/rules/meals.toml"),
    ),
    (
        "home-visits.toml",
        include_str!("../../definitions/rules/home-visits.toml"),
    ),
    (
        "home-adaptation.toml",
        include_str!("../../definitions/rules/home-adaptation.toml"),
    ),
    (
        "home-care-bed.toml",
        include_str!("../../definitions/rules/home-care-bed.toml"),
    ),
    (
        "one-key-call.toml",
        include_str!("../../definitions/rules/one-key-call.toml"),
    ),
];

const STACKING: &str = include_str!("../../definitions/rules/stacking.toml");

impl RuleBook {
    /// The rules that are built in; those made up for the demo only in demo mode.
    ///
    /// # Errors
    /// Everything that is wrong with the files, all at once.
    pub fn built_in(demo: bool) -> Result<Self, RuleFaults> {
        let book = Self::parse(&FILES, STACKING)?;
        Ok(if demo { book } else { book.without_the_demo() })
    }

    /// Reads rule files (name, text) and the file of stacking, and checks them completely.
    ///
    /// # Errors
    /// Everything that is wrong, all at once.
    pub fn parse(files: &[(&str, &str)], stacking: &str) -> Result<Self, RuleFaults> {
        let (book, mut faults) = Self::read(files, stacking);
        faults.extend(book.contradictions());
        if faults.is_empty() {
            Ok(book)
        } else {
            Err(RuleFaults(faults))
        }
    }

    /// Reads rule files without looking whether they contradict each other: what judges them finds that, too.
    pub fn read(files: &[(&str, &str)], stacking: &str) -> (Self, Vec<RuleFault>) {
        let mut faults = Vec::new();
        let mut benefits = Vec::new();
        for (file, text) in files {
            match toml::from_str::<BenefitText>(text) {
                Ok(read) => benefits.push(read.understood(&mut faults)),
                Err(error) => faults.push(RuleFault::Unreadable {
                    file: (*file).to_owned(),
                    why: error.to_string(),
                }),
            }
        }
        benefits.sort_by_key(|benefit| benefit.order);
        let stacking = match toml::from_str::<StackingText>(stacking) {
            Ok(read) => read.pair.into_iter().map(PairText::understood).collect(),
            Err(error) => {
                faults.push(RuleFault::Unreadable {
                    file: "stacking.toml".to_owned(),
                    why: error.to_string(),
                });
                Vec::new()
            }
        };
        let charges = table().fees.charges.clone();
        let book = Self {
            benefits,
            stacking,
            charges,
        };
        (book, faults)
    }

    pub fn benefit(&self, code: &str) -> Option<&Benefit> {
        self.benefits.iter().find(|benefit| benefit.code == code)
    }

    fn without_the_demo(mut self) -> Self {
        for benefit in &mut self.benefits {
            benefit.rules.retain(|rule| !rule.demo_only);
        }
        self
    }

    /// Everything in which the rules contradict each other.
    pub fn contradictions(&self) -> Vec<RuleFault> {
        let mut faults = Vec::new();
        let mut codes = BTreeMap::new();
        for benefit in &self.benefits {
            if codes.insert(benefit.code.as_str(), ()).is_some() {
                faults.push(RuleFault::TwoBenefits(benefit.code.clone()));
            }
            for (one, other) in pairs(&benefit.rules) {
                if one.version == other.version {
                    faults.push(RuleFault::Wrong {
                        benefit: benefit.code.clone(),
                        version: one.version.clone(),
                        what: "another rule has the same version".to_owned(),
                    });
                }
                if one.meets(other) {
                    let versions = vec![one.version.clone(), other.version.clone()];
                    faults.push(benefit.clash(versions).into());
                }
            }
            for rule in &benefit.rules {
                for ((one, row), (other, next)) in
                    pairs(&rule.rows.iter().enumerate().collect::<Vec<_>>())
                {
                    if row.meets(next) {
                        faults.push(RuleFault::LinesOverlap {
                            benefit: benefit.code.clone(),
                            version: rule.version.clone(),
                            one: one + 1,
                            other: other + 1,
                            owner: benefit.owner.zh.clone(),
                        });
                    }
                }
            }
        }
        let known = |code: &str| self.benefit(code).is_some();
        for benefit in &self.benefits {
            for instead in benefit.instead.iter().filter(|code| !known(code)) {
                faults.push(RuleFault::Wrong {
                    benefit: benefit.code.clone(),
                    version: "instead".to_owned(),
                    what: format!("there is no {instead}"),
                });
            }
        }
        faults.extend(self.contradictory_stacking());
        faults
    }

    fn contradictory_stacking(&self) -> Vec<RuleFault> {
        let fault = |stacking: &Stacking, what: &str| RuleFault::Stacking {
            of: stacking.of.clone(),
            what: what.to_owned(),
        };
        let mut faults = Vec::new();
        for stacking in &self.stacking {
            let [one, other] = &stacking.of;
            if one == other {
                faults.push(fault(stacking, "a benefit with itself"));
            }
            if self.benefit(one).is_none() || self.benefit(other).is_none() {
                faults.push(fault(stacking, "one of them is not known"));
            }
        }
        for (one, other) in pairs(&self.stacking) {
            let [a, b] = &other.of;
            if one.of.contains(a) && one.of.contains(b) {
                faults.push(fault(one, "is said twice"));
            }
        }
        faults
    }
}

/// Each two of a list, once.
fn pairs<T>(list: &[T]) -> impl Iterator<Item = (&T, &T)> {
    list.iter()
        .enumerate()
        .flat_map(|(index, one)| list[index + 1..].iter().map(move |other| (one, other)))
}

/// A rule file as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BenefitText {
    benefit: String,
    order: i64,
    kind: Kind,
    name: Wording,
    summary: Wording,
    owner: Wording,
    #[serde(default)]
    owned_by: Vec<String>,
    #[serde(default)]
    apply: Option<String>,
    office: String,
    #[serde(default)]
    instead: Vec<String>,
    #[serde(default)]
    rule: Vec<RuleText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RuleText {
    version: String,
    districts: Vec<String>,
    from: Date,
    #[serde(default)]
    until: Option<Date>,
    evidence: Evidence,
    source: Wording,
    #[serde(default)]
    unverified: Wording,
    #[serde(default)]
    demo_only: bool,
    row: Vec<RowText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RowText {
    #[serde(default)]
    when: ConditionsText,
    #[serde(default)]
    one_of: Vec<ConditionsText>,
    #[serde(default)]
    pays: Vec<PayText>,
    #[serde(default)]
    says: Wording,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct ConditionsText {
    age: Option<String>,
    hardship: Vec<Hardship>,
    disability: Vec<DisabilityKind>,
    disability_level: Vec<u8>,
    care: Vec<CareLevel>,
    long_disabled: Option<bool>,
    alone: Option<bool>,
    insurance: Vec<Insurance>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PayText {
    yuan: String,
    every: Every,
    #[serde(default, rename = "for")]
    for_what: Wording,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StackingText {
    #[serde(default)]
    pair: Vec<PairText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PairText {
    of: [String; 2],
    how: Together,
    says: Wording,
    evidence: Evidence,
    source: Wording,
}

impl PairText {
    fn understood(self) -> Stacking {
        Stacking {
            of: self.of,
            how: self.how,
            says: self.says,
            evidence: self.evidence,
            source: self.source,
        }
    }
}

impl BenefitText {
    fn understood(self, faults: &mut Vec<RuleFault>) -> Benefit {
        let rules = self
            .rule
            .into_iter()
            .map(|rule| rule.understood(&self.benefit, faults))
            .collect();
        Benefit {
            code: self.benefit,
            order: self.order,
            kind: self.kind,
            name: self.name,
            summary: self.summary,
            owner: self.owner,
            owned_by: self.owned_by,
            apply: self.apply,
            office: self.office,
            instead: self.instead,
            rules,
        }
    }
}

impl RuleText {
    fn understood(self, benefit: &str, faults: &mut Vec<RuleFault>) -> Rule {
        let version = self.version;
        let mut wrong = |what: String| {
            faults.push(RuleFault::Wrong {
                benefit: benefit.to_owned(),
                version: version.clone(),
                what,
            });
        };
        if self.until.is_some_and(|until| until < self.from) {
            wrong("it ends before it begins".to_owned());
        }
        if self.row.is_empty() {
            wrong("it has no line".to_owned());
        }
        if self.source.zh.is_empty() {
            wrong("it does not say where it was read".to_owned());
        }
        let is_doubted = !self.unverified.zh.is_empty();
        if self.evidence != Evidence::Fo && !is_doubted {
            wrong("it is not official, so it has to say what is unverified".to_owned());
        }
        let rows = self
            .row
            .into_iter()
            .map(|row| row.understood(&mut wrong))
            .collect();
        let reach = if self.districts == [WHOLE_CITY] {
            Reach::WholeCity
        } else {
            let mut named = Vec::new();
            for name in self.districts {
                match DIVISIONS.iter().find(|division| division.zh == name) {
                    Some(division) => named.push(division),
                    None => faults.push(RuleFault::UnknownDistrict {
                        benefit: benefit.to_owned(),
                        version: version.clone(),
                        district: name,
                    }),
                }
            }
            Reach::Districts(named)
        };
        Rule {
            version,
            reach,
            from: self.from,
            until: self.until,
            evidence: self.evidence,
            source: self.source,
            unverified: self.unverified,
            demo_only: self.demo_only,
            rows,
        }
    }
}

impl RowText {
    fn understood(self, wrong: &mut impl FnMut(String)) -> Row {
        let pays = self
            .pays
            .into_iter()
            .filter_map(|pay| match fen(&pay.yuan) {
                Some(fen) => Some(Pay {
                    fen,
                    every: pay.every,
                    for_what: pay.for_what,
                }),
                None => {
                    wrong(format!("{} is no amount in yuan", pay.yuan));
                    None
                }
            })
            .collect();
        let row = Row {
            all: self.when.understood(wrong),
            one_of: self
                .one_of
                .into_iter()
                .map(|way| way.understood(wrong))
                .collect(),
            pays,
            says: self.says,
        };
        if row.ways().is_empty() {
            wrong("nobody can meet one of its lines".to_owned());
        }
        row
    }
}

impl ConditionsText {
    fn understood(self, wrong: &mut impl FnMut(String)) -> Conditions {
        let age = self.age.and_then(|text| {
            let band = AgeBand::parse(&text);
            if band.is_none() {
                wrong(format!(
                    "{text} are no ages; they are written 80-89 or 100+"
                ));
            }
            band
        });
        if let Some(level) = self
            .disability_level
            .iter()
            .find(|level| !(1..=4).contains(*level))
        {
            wrong(format!("there is no disability level {level}"));
        }
        Conditions {
            age,
            hardship: self.hardship,
            disability_kinds: self.disability,
            disability_levels: self.disability_level,
            care: self.care,
            long_disabled: self.long_disabled,
            alone: self.alone,
            insurance: self.insurance,
        }
    }
}

/// `83.34` yuan in fen: at most two decimals, no sign, more than nothing.
fn fen(yuan: &str) -> Option<i64> {
    let (whole, part) = yuan.split_once('.').unwrap_or((yuan, "00"));
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(whole) || !is_plain(part) || part.len() > 2 || whole.len() > 9 {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    let fen = whole.parse::<i64>().ok()? * 100 + part;
    (fen > 0).then_some(fen)
}

/// Why nothing may be paid on a rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{benefit}, rule {version}: marked {}, not verified; nothing is paid on it outside demo mode",
    .evidence.mark()
)]
pub struct Unpayable {
    pub benefit: String,
    pub version: String,
    pub evidence: Evidence,
}

/// Whether money may leave on this rule. For whoever decides and whoever pays: outside demo mode nothing is paid on
/// what nobody has verified.
///
/// # Errors
/// [`Unpayable`] names the rule.
pub fn may_pay_on(benefit: &Benefit, rule: &Rule, demo: bool) -> Result<(), Unpayable> {
    if demo || rule.is_verified() {
        return Ok(());
    }
    Err(Unpayable {
        benefit: benefit.code.clone(),
        version: rule.version.clone(),
        evidence: rule.evidence,
    })
}
