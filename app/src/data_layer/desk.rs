//! What the pages of the data layer read.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::catalogue::{Class, Share, catalogue};
use super::figures::{CallFigures, SetQuality};
use super::looks::HoldBasis;
use crate::error::PortalError;
use crate::identity::{Actor, Citizen};
use crate::text::{Text, Wording};
use crate::ui::FieldFault;

/// How far a grant has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantState {
    /// Waits for the owner.
    Asked,
    Granted,
    Refused,
    /// Was granted, and is not any more.
    Revoked,
}

impl GrantState {
    pub const ALL: [Self; 4] = [Self::Asked, Self::Granted, Self::Refused, Self::Revoked];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Revoked => "revoked",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Asked => Text::DataGrantAsked,
            Self::Granted => Text::DataGrantGranted,
            Self::Refused => Text::DataGrantRefused,
            Self::Revoked => Text::DataGrantRevoked,
        }
    }
}

/// One data set of a package.
#[derive(Clone, Debug)]
pub struct GrantLine {
    pub id: String,
    pub data_set: String,
    pub purpose: String,
    /// The matter that it is for, in the asker's words; empty for a standing one.
    pub matter: String,
    /// Who asked; `None` for a standing one.
    pub asked_by: Option<Wording>,
    pub fields: Vec<String>,
    pub until: Option<Date>,
    pub state: GrantState,
    pub version: i64,
    /// Why it was refused or revoked.
    pub reason: String,
    /// The source has been told of how it stands.
    pub is_told: bool,
}

/// What a member of staff sees of grants.
#[derive(Clone, Debug)]
pub struct GrantsView {
    pub office: Wording,
    /// Grants of the registers that this member decides about; open ones first. `None`: decides about none.
    pub to_decide: Option<Vec<GrantLine>>,
    /// What their own office has asked for.
    pub own: Vec<GrantLine>,
    /// Whether they may ask for a package.
    pub may_ask: bool,
}

/// A package as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PackageForm {
    pub purpose: String,
    pub matter: String,
    #[serde(rename = "until-year")]
    pub until_year: String,
    #[serde(rename = "until-month")]
    pub until_month: String,
    #[serde(rename = "until-day")]
    pub until_day: String,
    /// `POPULATION/persons.name`, each field that is asked for.
    pub fields: Vec<String>,
    /// What the page has said the purpose is not known to need ([`PackageRating::beyond_named`]), when it is sent all the same.
    pub seen: String,
}

/// A package that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageWish {
    pub purpose: String,
    pub matter: String,
    pub until: Date,
    /// Data set and fields, in the catalogue's order.
    pub sets: Vec<(String, Vec<String>)>,
}

impl PackageForm {
    /// # Errors
    /// What is wrong with what was typed.
    pub fn parse(&self, today: Date) -> Result<PackageWish, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let catalogue = catalogue();
        let purpose = self.purpose.trim();
        if catalogue
            .standing
            .iter()
            .all(|standing| standing.purpose != purpose)
        {
            faults.push(FieldFault::new("purpose", Text::DataAskPurposeEmpty));
        }
        let matter = self.matter.trim();
        if matter.is_empty() {
            faults.push(FieldFault::new("matter", Text::DataAskMatterEmpty));
        } else if matter.chars().count() > 300 {
            faults.push(FieldFault::new("matter", Text::DataAskMatterLong));
        }
        let until = date(&self.until_year, &self.until_month, &self.until_day);
        let latest = today
            .checked_add(jiff::Span::new().years(3))
            .unwrap_or(today);
        if until.is_none_or(|until| until <= today || until > latest) {
            faults.push(FieldFault::new("until", Text::DataAskUntilWrong));
        }
        let mut sets = Vec::new();
        for set in catalogue.sets_to_ask_for() {
            let fields: Vec<String> = set
                .fields
                .iter()
                .filter(|field| field.share == Share::Conditional)
                .filter(|field| {
                    self.fields
                        .contains(&format!("{}.{}", set.code, field.name))
                })
                .map(|field| field.name.clone())
                .collect();
            if fields.is_empty() {
                continue;
            }
            if set.is_never_for(purpose) {
                faults.push(FieldFault::new("purpose", Text::DataAskNeverFor));
            }
            sets.push((set.code.clone(), fields));
        }
        if sets.is_empty() {
            faults.push(FieldFault::new("fields", Text::DataAskFieldsEmpty));
        }
        match until {
            Some(until) if faults.is_empty() => Ok(PackageWish {
                purpose: purpose.to_owned(),
                matter: matter.to_owned(),
                until,
                sets,
            }),
            _ => Err(faults),
        }
    }
}

/// Below this a package is not sent.
const LOWEST_SCORE: usize = 60;

/// How what a package asks for compares with what its purpose is known to need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRating {
    /// Percent of what is asked for that the purpose is known to need; a sensitive field counts as three.
    pub score: usize,
    /// What it is not known to need: data set, and names of its fields.
    pub beyond: Vec<(String, Vec<String>)>,
    asks_sensitive_beyond: bool,
}

impl PackageRating {
    /// `sets`: data sets and names of fields, as in [`PackageWish`].
    pub fn of(purpose: &str, sets: &[(String, Vec<String>)]) -> Self {
        let standing = catalogue().standing(purpose);
        let (mut asked, mut needed) = (0_usize, 0_usize);
        let mut beyond = Vec::new();
        let mut asks_sensitive_beyond = false;
        for (code, fields) in sets {
            let mut of_set = Vec::new();
            for name in fields {
                let field = catalogue().set(code).and_then(|set| set.field(name));
                let is_sensitive = field
                    .is_some_and(|field| matches!(field.class, Class::Sensitive | Class::Secret));
                let weight = if is_sensitive { 3 } else { 1 };
                asked += weight;
                if standing.is_some_and(|standing| standing.needs(code, name)) {
                    needed += weight;
                } else {
                    asks_sensitive_beyond |= is_sensitive;
                    of_set.push(name.clone());
                }
            }
            if !of_set.is_empty() {
                beyond.push((code.clone(), of_set));
            }
        }
        Self {
            score: (needed * 100).checked_div(asked).unwrap_or(100),
            beyond,
            asks_sensitive_beyond,
        }
    }

    /// Whether the package is held up: it asks for too much, or for something sensitive without need.
    pub const fn is_too_low(&self) -> bool {
        self.score < LOWEST_SCORE || self.asks_sensitive_beyond
    }

    /// `POPULATION/persons.name,..`: what it is not known to need.
    pub fn beyond_named(&self) -> String {
        let fields = self
            .beyond
            .iter()
            .flat_map(|(code, fields)| fields.iter().map(move |field| format!("{code}.{field}")));
        fields.collect::<Vec<_>>().join(",")
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(
        year.trim().parse().ok()?,
        month.trim().parse().ok()?,
        day.trim().parse().ok()?,
    )
    .ok()
}

/// The form of a package, as it was left.
#[derive(Clone, Debug)]
pub struct PackageFormView {
    pub typed: PackageForm,
    pub faults: Vec<FieldFault>,
    /// Where it asks for more than its purpose is known to need.
    pub rating: Option<PackageRating>,
}

/// What kind of look it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookedKind {
    /// The person themselves.
    Yourself,
    /// Somebody who acts for them, or another party of their case.
    AnotherCitizen,
    /// Somebody who is rung when they call for help.
    Contact,
    /// Somebody who tried, and has no part in it.
    Stranger,
    Staff,
    /// The portal, on its own.
    Portal,
    /// A register that answered, or refused to.
    Register,
}

/// Who had a register asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// The person themselves.
    Yourself,
    /// Somebody who acts for them, or another party of their case.
    AnotherCitizen,
    /// The portal, on its own.
    Portal,
    /// A member of staff of this office, in this role.
    Office(Wording, String),
}

/// One look at a person's data.
#[derive(Clone, Debug)]
pub struct Looked {
    /// By which its page is found; `None` where no office can be asked about it.
    pub id: Option<String>,
    /// The call's id, which stands in the source's own log; empty for a look.
    pub call: String,
    /// Where only the day is told: its first moment.
    pub at: Timestamp,
    /// Department and day alone, because of where another party of the case is.
    pub is_veiled: bool,
    pub kind: LookedKind,
    /// The office that looked, or the register that was asked.
    pub office: Wording,
    /// `caseworker`, `supervisor` ..; empty where it is none.
    pub role: String,
    /// Who had a register asked; `None` for a look.
    pub asked_by: Option<AskedBy>,
    pub purpose: Wording,
    /// The case that it was for; empty where there is none.
    pub reference: String,
    /// Which fields, by groups: `About the child: name, date of birth`.
    pub fields: Vec<Wording>,
    /// How it ended: `answered`, `nothing-held`, `allowed`, `refused`, `denied` ..
    pub outcome: String,
    /// It was held back by this law, and its last day is over.
    pub was_held: Option<(HoldBasis, Date)>,
}

/// Who looked at my data, newest first.
#[derive(Clone, Debug)]
pub struct LookedView {
    pub looks: Vec<Looked>,
    /// The next page begins before this.
    pub next: Option<String>,
    pub is_first_page: bool,
    /// So many more are not shown yet, by law.
    pub held: i64,
}

/// What the pages of the data layer read.
#[async_trait]
pub trait DataDesk: Send + Sync {
    /// The grants in force of one data set: purpose, fields, until when. No name of anybody.
    async fn consumers(&self, data_set: &str) -> Result<Vec<GrantLine>, PortalError>;

    /// # Errors
    /// `SignInFirst` or `NotFound` for whoever is no member of staff.
    async fn grants(&self, actor: &Actor) -> Result<GrantsView, PortalError>;

    /// What the last 90 days' calls say of a data set.
    async fn set_quality(&self, data_set: &str) -> Result<SetQuality, PortalError>;

    /// The calls of the last 30 days, for whoever administers data.
    ///
    /// # Errors
    /// `SignInFirst`; `NotFound` for whoever is no supervisor.
    async fn data_figures(&self, actor: &Actor) -> Result<CallFigures, PortalError>;

    /// The same for everybody: the page hides what too few stand behind.
    async fn public_data_figures(&self) -> Result<CallFigures, PortalError>;

    /// The form of a package, as it was left.
    ///
    /// # Errors
    /// As [`Self::grants`]; `NotFound` for whoever may not ask.
    async fn package_form(
        &self,
        actor: &Actor,
        session: &crate::identity::SessionKey,
        review: bool,
    ) -> Result<PackageFormView, PortalError>;

    /// Who looked at my data; `before` is where the page before ended.
    async fn who_looked(
        &self,
        me: &Citizen,
        before: Option<&str>,
    ) -> Result<LookedView, PortalError>;
}
