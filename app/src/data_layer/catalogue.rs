//! The catalogue: every data set of the shared data layer, whose it is, what each field is called and may be used for.
//! `app/definitions/catalogue.toml`, read once.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::text::{Text, Wording};

/// How much its disclosure would hurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    Public,
    Personal,
    Sensitive,
    Secret,
}

/// Under what condition a field leaves its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Share {
    /// For whoever is on the exchange.
    Unconditional,
    /// With a grant.
    Conditional,
    /// Never.
    NotShared,
}

/// Which of the five base databases a data set belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    Population,
    Entity,
    Credit,
    Licence,
    Spatial,
    /// None of the five.
    Other,
}

/// Whose register it is, counted from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    Nation,
    Municipality,
    County,
    /// A province or municipality beside this one.
    Region,
}

/// How often the owner brings it up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cycle {
    AtOnce,
    Hourly,
    Daily,
    Weekly,
    Monthly,
}

impl Class {
    pub const fn text(self) -> Text {
        match self {
            Self::Public => Text::DataClassPublic,
            Self::Personal => Text::DataClassPersonal,
            Self::Sensitive => Text::DataClassSensitive,
            Self::Secret => Text::DataClassSecret,
        }
    }
}

impl Share {
    pub const fn text(self) -> Text {
        match self {
            Self::Unconditional => Text::DataShareUnconditional,
            Self::Conditional => Text::DataShareConditional,
            Self::NotShared => Text::DataShareNotShared,
        }
    }
}

impl Base {
    pub const ALL: [Self; 6] = [
        Self::Population,
        Self::Entity,
        Self::Credit,
        Self::Licence,
        Self::Spatial,
        Self::Other,
    ];

    pub const fn text(self) -> Text {
        match self {
            Self::Population => Text::DataBasePopulation,
            Self::Entity => Text::DataBaseEntity,
            Self::Credit => Text::DataBaseCredit,
            Self::Licence => Text::DataBaseLicence,
            Self::Spatial => Text::DataBaseSpatial,
            Self::Other => Text::DataBaseOther,
        }
    }
}

impl Tier {
    /// From the top; the peer last.
    pub const ALL: [Self; 4] = [Self::Nation, Self::Municipality, Self::County, Self::Region];

    pub const fn text(self) -> Text {
        match self {
            Self::Nation => Text::DataTierNation,
            Self::Municipality => Text::DataTierMunicipality,
            Self::County => Text::DataTierCounty,
            Self::Region => Text::DataTierRegion,
        }
    }
}

impl Cycle {
    pub const fn text(self) -> Text {
        match self {
            Self::AtOnce => Text::DataCycleAtOnce,
            Self::Hourly => Text::DataCycleHourly,
            Self::Daily => Text::DataCycleDaily,
            Self::Weekly => Text::DataCycleWeekly,
            Self::Monthly => Text::DataCycleMonthly,
        }
    }
}

/// A department that owns registers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Its member code on the exchange, e.g. `500000-GA`.
    pub code: String,
    pub tier: Tier,
    /// The kind of offices that work in its field.
    pub department: String,
    pub name: Wording,
    /// What people call the region that it belongs to, where that is not this one.
    #[serde(default)]
    pub region: Option<Wording>,
}

/// One field of a data set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CataloguedField {
    /// As it stands in the answer.
    pub name: String,
    pub label: Wording,
    pub class: Class,
    pub share: Share,
    /// The standard whose code table its values are from.
    pub table: Option<String>,
}

/// One data set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CataloguedSet {
    /// e.g. `POPULATION/persons`.
    pub code: String,
    pub owner: String,
    pub base: Base,
    pub cycle: Cycle,
    /// Whether it can be called over the exchange yet.
    pub is_published: bool,
    pub name: Wording,
    pub about: Wording,
    /// Purposes for which it is never readable.
    #[serde(default)]
    pub never_for: Vec<String>,
    pub fields: Vec<CataloguedField>,
}

/// What this portal itself may ask since the data layer was set up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The first part of a call's purpose.
    pub purpose: String,
    pub name: Wording,
    pub sets: Vec<StandingSet>,
    /// What departments that work for the same purpose are known to need beside that.
    #[serde(default)]
    departments: Vec<Needed>,
}

/// What may leave one data set by a standing grant.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingSet {
    pub code: String,
    /// No more than the purpose needs.
    pub fields: Vec<String>,
    /// The last day.
    pub until: Date,
}

/// Fields of one data set that a purpose needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Needed {
    code: String,
    fields: Vec<String>,
}

/// Everything.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    pub version: String,
    #[serde(rename = "owner")]
    pub owners: Vec<Owner>,
    #[serde(rename = "set")]
    pub sets: Vec<CataloguedSet>,
    pub standing: Vec<Standing>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    toml::from_str(include_str!("../../definitions/catalogue.toml"))
        .expect("catalogue.toml is read by a test")
});

/// The catalogue.
pub fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

/// What a call is for, without which step of it: `newborn` of `newborn/prefill`.
pub fn purpose_head(purpose: &str) -> &str {
    purpose.split('/').next().unwrap_or_default()
}

impl Standing {
    /// The fields of a data set that this portal may read for the purpose; none where it may not.
    pub fn fields_of(&self, data_set: &str) -> &[String] {
        self.sets
            .iter()
            .find(|set| set.code == data_set)
            .map_or(&[], |set| &set.fields)
    }

    /// Whether somebody who works for the purpose is known to need this field.
    pub fn needs(&self, data_set: &str, field: &str) -> bool {
        let of_departments = self
            .departments
            .iter()
            .filter(|needed| needed.code == data_set)
            .flat_map(|needed| &needed.fields);
        self.fields_of(data_set)
            .iter()
            .chain(of_departments)
            .any(|needed| needed == field)
    }
}

impl Catalogue {
    /// What is known of a purpose, by the first part of it or all.
    pub fn standing(&self, purpose: &str) -> Option<&Standing> {
        let head = purpose_head(purpose);
        self.standing
            .iter()
            .find(|standing| standing.purpose == head)
    }

    /// The data sets that a package can ask for: published ones whose owners decide here. The nation's and other regions' do
    /// so at home.
    pub fn sets_to_ask_for(&self) -> impl Iterator<Item = &CataloguedSet> {
        self.sets.iter().filter(|set| {
            let owner = self.owner(&set.owner);
            set.is_published
                && owner
                    .is_some_and(|owner| matches!(owner.tier, Tier::Municipality | Tier::County))
        })
    }

    pub fn set(&self, code: &str) -> Option<&CataloguedSet> {
        self.sets.iter().find(|set| set.code == code)
    }

    pub fn owner(&self, code: &str) -> Option<&Owner> {
        self.owners.iter().find(|owner| owner.code == code)
    }

    /// What a purpose is called; its code where nobody named it.
    pub fn purpose_name(&self, purpose: &str) -> Wording {
        self.standing(purpose).map_or_else(
            || Wording::same(purpose_head(purpose)),
            |standing| standing.name.clone(),
        )
    }

    /// The data sets in which every typed word occurs: in a name, a field's label in either language, or a code.
    pub fn find(&self, typed: &str) -> Vec<&CataloguedSet> {
        let asked: Vec<String> = typed
            .to_lowercase()
            .split_whitespace()
            .take(8)
            .map(str::to_owned)
            .collect();
        self.sets
            .iter()
            .filter(|set| asked.iter().all(|word| set.mentions(word)))
            .collect()
    }
}

impl CataloguedSet {
    pub fn field(&self, name: &str) -> Option<&CataloguedField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// What can leave by a grant.
    pub fn shareable(&self) -> impl Iterator<Item = &CataloguedField> {
        self.fields
            .iter()
            .filter(|field| field.share != Share::NotShared)
    }

    /// Whether it may be read for this purpose at all.
    pub fn is_never_for(&self, purpose: &str) -> bool {
        let head = purpose_head(purpose);
        self.never_for.iter().any(|never| never == head)
    }

    /// Where its page is.
    pub fn address(&self) -> String {
        format!("/data/{}", self.code)
    }

    fn mentions(&self, word: &str) -> bool {
        let in_wording = |wording: &Wording| {
            wording.zh.to_lowercase().contains(word) || wording.en.to_lowercase().contains(word)
        };
        self.code.to_lowercase().contains(word)
            || in_wording(&self.name)
            || in_wording(&self.about)
            || self
                .fields
                .iter()
                .any(|field| field.name.contains(word) || in_wording(&field.label))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalogue_fits_together() {
        let catalogue = catalogue();
        let codes: BTreeSet<_> = catalogue.sets.iter().map(|set| &set.code).collect();
        assert_eq!(codes.len(), catalogue.sets.len(), "each code once");
        for set in &catalogue.sets {
            assert!(catalogue.owner(&set.owner).is_some(), "{}", set.code);
            let names: BTreeSet<_> = set.fields.iter().map(|field| &field.name).collect();
            assert_eq!(names.len(), set.fields.len(), "{}", set.code);
            assert!(!set.fields.is_empty(), "{}", set.code);
        }
        for standing in &catalogue.standing {
            for granted in &standing.sets {
                let set = catalogue.set(&granted.code).expect(&granted.code);
                assert!(set.is_published, "{}", set.code);
                assert!(!set.is_never_for(&standing.purpose), "{}", set.code);
                assert!(granted.until > jiff::civil::date(2026, 11, 20));
            }
            let needed = standing.departments.iter();
            let named = standing
                .sets
                .iter()
                .map(|set| (&set.code, &set.fields))
                .chain(needed.map(|needed| (&needed.code, &needed.fields)));
            for (code, fields) in named {
                let set = catalogue.set(code).expect(code);
                let can_leave = |name: &String| set.shareable().any(|field| field.name == *name);
                assert!(fields.iter().all(can_leave), "{code} {fields:?}");
            }
        }
        for base in Base::ALL {
            assert!(catalogue.sets.iter().any(|set| set.base == base));
        }
    }

    #[test]
    fn credit_is_catalogued_and_readable_for_no_benefit() {
        let credit = catalogue().set("CREDIT/persons").expect("catalogued");
        for standing in &catalogue().standing {
            let is_a_benefit = !matches!(standing.purpose.as_str(), "identity" | "staff");
            assert_eq!(
                credit.is_never_for(&standing.purpose),
                is_a_benefit,
                "{}",
                standing.purpose
            );
        }
    }

    #[test]
    fn a_field_is_found_by_its_name_in_either_language() {
        let found = |typed: &str| -> Vec<&str> {
            catalogue()
                .find(typed)
                .into_iter()
                .map(|set| set.code.as_str())
                .collect()
        };
        assert_eq!(found("配偶姓名"), ["MARRIAGES/marriages"]);
        assert_eq!(found("name of the spouse"), ["MARRIAGES/marriages"]);
        assert_eq!(found("spouse_name"), ["MARRIAGES/marriages"]);
        assert_eq!(found("残疾 等级"), ["DISABILITY/persons"]);
        assert!(found("月球").is_empty());
        assert_eq!(found("").len(), catalogue().sets.len());
    }
}
