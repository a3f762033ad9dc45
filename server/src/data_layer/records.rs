//! What the registers' records look like on the wire: the contract between the data layer's client and whoever
//! publishes a register. Times are RFC 3339 in UTC, dates ISO, numbers as the register writes them.
//!
//! Every question is a POST with a JSON body, because an identity number must never stand in a URL.

use app::data_layer::CreditCode;
use app::person::{Mobile, PersonName, ResidentId, Sex};
use app::text::Wording;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The name of a data set: subsystem and service code of the exchange protocol, e.g. `POPULATION/persons`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DataSet {
    /// `POPULATION/persons`: POST [`AboutPerson`] -> [`Registered`]. Owner: the municipal public security bureau.
    Persons,
    /// `NATION-POPULATION/persons`: POST [`AboutPerson`] -> [`NationPerson`]. The nation's, behind the municipal gateway.
    NationPersons,
    /// `SICHUAN-POPULATION/persons`: POST [`AboutPerson`] -> [`RegionPerson`]. The neighbouring region's, behind its gateway.
    SichuanPersons,
    /// `POPULATION/households`: POST [`AboutPerson`] -> [`HouseholdTold`], the household the person is registered in.
    Households,
    /// `POPULATION/household-members`: POST [`AboutPerson`] -> [`HouseholdMembers`], who is registered with the person: to
    /// keep staff from the cases of their own household. Numbers, and nothing else.
    HouseholdMembers,
    /// `MARRIAGES/marriages`: POST [`AboutPerson`] -> [`Marriage`] in force. Owner: civil affairs.
    Marriages,
    /// `BIRTHS/certificates`: POST [`AboutPerson`] (a parent) -> [`Birth`]s of the last twelve months with a certificate.
    Certificates,
    /// `BIRTHS/deliveries`: POST [`AboutPerson`] (the mother) -> [`Birth`]s without a certificate yet. Owner: health.
    Deliveries,
    /// `INSURANCE/persons`: POST [`AboutPerson`] -> [`Insured`]. Owner: the medical security bureau.
    Insurance,
    /// `DISABILITY/persons`: POST [`AboutPerson`] -> [`DisabilityCertificate`]. Owner: the disabled persons' federation.
    Disabilities,
    /// `HARDSHIP/persons`: POST [`AboutPerson`] -> [`InHardship`] in force. Owner: civil affairs.
    Hardships,
    /// `LICENCES/licences`: POST [`AboutPerson`] -> [`Licence`]s held.
    Licences,
    /// `DIRECTORY/offices`: GET -> all [`OfficeEntry`]s. No personal data.
    Offices,
    /// `ENTITIES/legal-persons`: POST [`AboutEntities`] -> the [`LegalPerson`]s among them. Owner: market regulation.
    LegalPersons,
    /// `SPATIAL/addresses`: POST [`AboutAddresses`] -> the [`StandardAddress`]es among them. Owner: natural resources.
    Addresses,
    /// `CARE/providers`: POST [`AboutCare`] -> the [`CareProvider`]s among them. Owner: civil affairs.
    CareProviders,
    /// `CREDIT/persons`: POST [`AboutPerson`] -> what of it could leave by a grant, which is nothing. Catalogued, and read for
    /// no benefit. Owner: development and reform.
    Credit,
    /// `BIRTHS/issues`: POST [`Entry`] -> [`Entered`]; the number is the birth certificate's.
    CertificateIssues,
    /// `POPULATION/registrations`: POST [`Entry`] -> [`Entered`]; the number is the child's new identity number.
    Registrations,
    /// `INSURANCE/enrolments`: POST [`Entry`] -> [`Entered`]; cover from `from`.
    Enrolments,
    /// `INSURANCE/maternity-claims`: POST [`Entry`] -> [`Entered`].
    MaternityClaims,
    /// `SOCIAL-CARDS/applications`: POST [`Entry`] -> [`Entered`]; the number is the card's. Owner: human resources and social security.
    CardApplications,
    /// `HEALTH/fertility-registrations`: POST [`Entry`] -> [`Entered`]. Owner: the health commission.
    FertilityRegistrations,
    /// `HEALTH/parenting-guidance`: POST [`Entry`] -> [`Entered`].
    ParentingGuidance,
    /// `HEALTH/childcare-allowances`: POST [`Entry`] -> [`Entered`].
    ChildcareAllowances,
    /// `CIVIL-AFFAIRS/old-age-allowances`: POST [`Entry`] -> [`Entered`].
    OldAgeAllowances,
    /// `BANK/payments`: POST [`Entry`] with `account`, `name`, `fen` -> [`Entered`]; the number is the bank's. Refuses an
    /// account that is closed. Owner: the bank that pays for the city (demo only: real banks have their own way in).
    Payments,
}

impl DataSet {
    pub const ALL: [DataSet; 27] = [
        Self::Persons,
        Self::NationPersons,
        Self::SichuanPersons,
        Self::Households,
        Self::HouseholdMembers,
        Self::Marriages,
        Self::Certificates,
        Self::Deliveries,
        Self::Insurance,
        Self::Disabilities,
        Self::Hardships,
        Self::Licences,
        Self::Offices,
        Self::LegalPersons,
        Self::Addresses,
        Self::CareProviders,
        Self::Credit,
        Self::CertificateIssues,
        Self::Registrations,
        Self::Enrolments,
        Self::MaternityClaims,
        Self::CardApplications,
        Self::FertilityRegistrations,
        Self::ParentingGuidance,
        Self::ChildcareAllowances,
        Self::OldAgeAllowances,
        Self::Payments,
    ];

    /// Member code of the owner, subsystem and service: the last three parts of the protocol's path after
    /// `instance/memberClass`, e.g. `("500000-GA", "POPULATION", "persons")`.
    pub const fn address(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Persons => ("500000-GA", "POPULATION", "persons"),
            Self::NationPersons => ("100000-GA", "NATION-POPULATION", "persons"),
            Self::SichuanPersons => ("510000-SJ", "SICHUAN-POPULATION", "persons"),
            Self::Households => ("500000-GA", "POPULATION", "households"),
            Self::HouseholdMembers => ("500000-GA", "POPULATION", "household-members"),
            Self::Registrations => ("500000-GA", "POPULATION", "registrations"),
            Self::Marriages => ("500000-MZ", "MARRIAGES", "marriages"),
            Self::Certificates => ("500000-WJ", "BIRTHS", "certificates"),
            Self::Deliveries => ("500000-WJ", "BIRTHS", "deliveries"),
            Self::CertificateIssues => ("500000-WJ", "BIRTHS", "issues"),
            Self::Insurance => ("500000-YB", "INSURANCE", "persons"),
            Self::Enrolments => ("500000-YB", "INSURANCE", "enrolments"),
            Self::MaternityClaims => ("500000-YB", "INSURANCE", "maternity-claims"),
            Self::Disabilities => ("500000-CL", "DISABILITY", "persons"),
            Self::Hardships => ("500000-MZ", "HARDSHIP", "persons"),
            Self::Licences => ("500000-SJ", "LICENCES", "licences"),
            Self::Offices => ("500000-SJ", "DIRECTORY", "offices"),
            Self::LegalPersons => ("500000-SG", "ENTITIES", "legal-persons"),
            Self::Addresses => ("500000-ZR", "SPATIAL", "addresses"),
            Self::CareProviders => ("500000-MZ", "CARE", "providers"),
            Self::Credit => ("500000-FG", "CREDIT", "persons"),
            Self::CardApplications => ("500000-RS", "SOCIAL-CARDS", "applications"),
            Self::FertilityRegistrations => ("500000-WJ", "HEALTH", "fertility-registrations"),
            Self::ParentingGuidance => ("500000-WJ", "HEALTH", "parenting-guidance"),
            Self::ChildcareAllowances => ("500000-WJ", "HEALTH", "childcare-allowances"),
            Self::OldAgeAllowances => ("500000-MZ", "CIVIL-AFFAIRS", "old-age-allowances"),
            Self::Payments => ("500000-YH", "BANK", "payments"),
        }
    }

    /// The instance of the exchange that its owner belongs to.
    pub const fn instance(self) -> &'static str {
        match self {
            Self::NationPersons => super::exchange::NATION,
            Self::SichuanPersons => super::exchange::SICHUAN,
            _ => super::exchange::INSTANCE,
        }
    }

    /// The register of ours in whose place another region's stands: that one is asked only about people of whom ours holds
    /// nothing.
    pub const fn in_place_of(self) -> Option<Self> {
        match self {
            Self::SichuanPersons => Some(Self::Persons),
            _ => None,
        }
    }

    /// Those of the registers with leave that are asked: another region's only together with ours, because nobody else can say
    /// that ours holds nothing.
    pub fn together_with_ours(given: &[Self]) -> Vec<Self> {
        given
            .iter()
            .copied()
            .filter(|set| set.in_place_of().is_none_or(|ours| given.contains(&ours)))
            .collect()
    }

    /// `POPULATION/persons`: how logs, definitions and the database name it.
    pub fn code(self) -> String {
        let (_, subsystem, service) = self.address();
        format!("{subsystem}/{service}")
    }

    /// Whether a call writes: a POST of an [`Entry`] with an `Idempotency-Key`.
    pub const fn is_written(self) -> bool {
        matches!(
            self,
            Self::CertificateIssues
                | Self::Registrations
                | Self::Enrolments
                | Self::MaternityClaims
                | Self::CardApplications
                | Self::FertilityRegistrations
                | Self::ParentingGuidance
                | Self::ChildcareAllowances
                | Self::OldAgeAllowances
                | Self::Payments
        )
    }

    /// Whether a call asks nothing about anybody: a GET without a body.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Offices)
    }

    /// Whether it holds nothing about anybody: what is shared without a condition leaves it without a grant.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Offices | Self::LegalPersons | Self::Addresses | Self::CareProviders
        )
    }

    /// What an [`Entry`] must bring; without it the register refuses as `incomplete`. Further fields are kept.
    /// `certificate` and `number` may come as the result of another matter, `result.CODE`, when it is the only one.
    pub const fn needs(self) -> &'static [&'static str] {
        match self {
            // The hospital's record, and the child's name as both parents chose it. `born` must be the hospital's.
            Self::CertificateIssues => &["delivery", "name"],
            // The birth certificate, and the name on it. `household-number` says whose household the child joins;
            // without it `household-street` tells which parent's. `ethnicity` where the parents' differ.
            Self::Registrations => &["certificate", "name"],
            // The child's identity number.
            Self::Enrolments | Self::CardApplications => &["number"],
            Self::ChildcareAllowances => &["number", "account"],
            // The mother's own account; `maternity-account` says so by its name.
            Self::MaternityClaims => &["account"],
            Self::ParentingGuidance => &["name"],
            // Where it is paid. With `number`, the older resident's, age and earlier grants are checked.
            Self::OldAgeAllowances => &["name", "account"],
            Self::Payments => &["name", "account", "fen"],
            _ => &[],
        }
    }

    /// The data set with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.code() == code)
    }
}

/// What a register is told of a grant: POST to the service `grants` of its subsystem. The newest version counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantNotice {
    pub id: String,
    /// Who may ask: `instance/memberClass/memberCode/subsystem`.
    pub client: String,
    /// The department for which alone it holds, `GOV/500106-MZ`: for calls that name it as the represented party, and for its
    /// own systems. `None`: for whatever the client asks.
    #[serde(default)]
    pub represented: Option<String>,
    /// The first part of what a call says it is for.
    pub purpose: String,
    /// e.g. `POPULATION/persons`.
    pub data_set: String,
    /// Which fields may leave.
    pub fields: Vec<String>,
    /// The last day; `None`: until it is revoked.
    pub until: Option<Date>,
    pub is_granted: bool,
    pub version: i64,
}

impl GrantNotice {
    /// The service by which registers are told.
    pub const SERVICE: &'static str = "grants";
}

/// The question "what do you hold about this person?".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutPerson {
    pub number: ResidentId,
}

/// The most organisations, addresses or providers that one question is about.
pub const MOST_ASKED: usize = 200;

/// The question "which of these do you know?", at most [`MOST_ASKED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutEntities {
    pub credit_codes: Vec<CreditCode>,
}

/// An organisation as it is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalPerson {
    pub credit_code: CreditCode,
    pub name: Wording,
    /// Six digits.
    pub division: String,
    /// Leaves by a grant only.
    #[serde(default)]
    pub legal_representative: Option<PersonName>,
}

/// A house as people write it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Nine digits of the street.
    pub street: String,
    /// Within the street, in Chinese.
    pub address: String,
}

/// The question "where are these?", at most [`MOST_ASKED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutAddresses {
    pub addresses: Vec<Place>,
}

/// Where a house stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardAddress {
    pub street: String,
    pub address: String,
    /// Metres east and north of one point of the city.
    pub x: i64,
    pub y: i64,
}

/// The question "which of these offer care?", at most [`MOST_ASKED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutCare {
    /// Ids, e.g. `500106-YL-001`.
    pub providers: Vec<String>,
}

/// A station or company that civil affairs has on its list of who offers care.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareProvider {
    /// An [`OfficeEntry::id`].
    pub id: String,
    /// `station` or `company`.
    pub kind: String,
    pub name: Wording,
    /// Of its owner.
    pub credit_code: CreditCode,
    /// Six digits.
    pub division: String,
    /// Nine digits.
    pub street: String,
    pub phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub number: ResidentId,
    pub name: PersonName,
    pub sex: Sex,
    pub birth_date: Date,
    /// Ethnicity in Chinese, e.g. `汉族`, `土家族`.
    pub ethnicity: String,
    /// Six digits of the division where the household is registered now.
    pub division: String,
    /// Nine digits of its street or township.
    pub street: String,
    /// The address within the street, in Chinese.
    pub address: String,
    pub mobile: Option<Mobile>,
    /// Set when the person has died.
    pub died_on: Option<Date>,
}

/// What the population register tells of a [`Person`]: as much of it as was granted for the purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Always granted: whoever asks must see whom the answer is about.
    pub number: ResidentId,
    pub name: Option<PersonName>,
    pub sex: Option<Sex>,
    pub birth_date: Option<Date>,
    pub ethnicity: Option<String>,
    pub division: Option<String>,
    pub street: Option<String>,
    pub address: Option<String>,
    pub mobile: Option<Mobile>,
    /// `None` where it was not granted, too.
    pub died_on: Option<Date>,
}

/// What the nation tells of somebody: that they are registered, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NationPerson {
    pub number: ResidentId,
    pub name: PersonName,
    /// Six digits of the division where the household is registered now.
    pub division: String,
}

/// What another region tells of somebody who is registered there, in our codes: on the wire sex and ethnicity are in its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionPerson {
    pub number: ResidentId,
    pub name: PersonName,
    pub sex: Sex,
    /// In Chinese, as in [`Person`].
    pub ethnicity: String,
    /// Six digits of a division of that region.
    pub division: String,
    /// The whole address, with the region's name.
    pub address: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HouseholdKind {
    Family,
    /// A unit's, university's or talent centre's collective household (集体户).
    Collective,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Whom the question was about, so that the answer can be checked.
    pub member: ResidentId,
    /// The household's own number (户号), nine digits.
    pub number: String,
    pub kind: HouseholdKind,
    pub head: PersonName,
    pub division: String,
    pub street: String,
    /// The police station that keeps it: an [`OfficeEntry::id`].
    pub station: String,
}

/// What the household register tells of a [`Household`]: which it is, and who keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdTold {
    pub member: ResidentId,
    pub number: String,
    pub street: String,
    pub station: String,
}

/// Who is registered in one household with somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdMembers {
    /// Whom the question was about, so that the answer can be checked.
    pub member: ResidentId,
    /// Everybody else; nobody in a collective household, whose members are no family.
    pub others: Vec<ResidentId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marriage {
    /// Whom the question was about.
    pub member: ResidentId,
    /// The marriage certificate's number.
    pub certificate: String,
    pub married_on: Date,
    pub spouse_name: PersonName,
    /// Never shown; it only tells whose confirmation is asked for.
    pub spouse: ResidentId,
}

/// A birth as the hospital reported it; with a certificate once it was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Birth {
    /// The hospital's own delivery record.
    pub delivery: String,
    /// One letter and nine digits, once issued.
    pub certificate: Option<String>,
    pub issued_on: Option<Date>,
    /// On the certificate.
    pub child_name: Option<PersonName>,
    pub sex: Sex,
    pub born_at: Timestamp,
    /// Grams; `None` where it was not granted.
    pub weight: Option<i64>,
    /// 1 for the first-born of this delivery.
    pub order: i64,
    pub hospital: String,
    /// The hospital as an [`OfficeEntry::id`].
    pub hospital_office: String,
    pub mother: ResidentId,
    pub mother_name: PersonName,
    pub father: Option<ResidentId>,
    pub father_name: Option<PersonName>,
    /// Set when the child has died.
    pub died_on: Option<Date>,
    /// The child's identity number, once a household registered it: that matter is done.
    #[serde(default)]
    pub child: Option<ResidentId>,
}

impl Birth {
    /// The number of the parent who stands beside the one who asks; a record need not name a father.
    pub fn parent_beside(&self, asks_mother: bool) -> Option<ResidentId> {
        if asks_mother {
            self.father.clone()
        } else {
            Some(self.mother.clone())
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insurance {
    /// Whom the question was about.
    pub member: ResidentId,
    /// `employee` or `resident`.
    pub scheme: String,
    /// Six digits of the division whose bureau insures.
    pub division: String,
    pub insured_since: Date,
}

/// What the insurance register tells of an [`Insurance`]: as much of it as was granted for the purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insured {
    pub member: ResidentId,
    pub scheme: String,
    pub division: Option<String>,
    pub insured_since: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisabilityCertificate {
    /// Whom the question was about.
    pub member: ResidentId,
    /// `visual`, `hearing`, `speech`, `limb`, `intellectual`, `mental`, `multiple`.
    pub kind: String,
    /// 1, the most severe, to 4.
    pub level: u8,
    pub issued_on: Date,
    /// The last day on which it is valid.
    pub valid_until: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HardshipRecord {
    /// Whom the question was about.
    pub member: ResidentId,
    /// `low-income` (低保), `near-low-income` (低保边缘), `destitute` (特困).
    pub kind: String,
    /// Six digits of the division whose street recognised it.
    pub division: String,
    pub since: Date,
}

/// What the register of hardship tells of a [`HardshipRecord`]: as much of it as was granted for the purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InHardship {
    pub member: ResidentId,
    pub kind: String,
    pub division: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    pub member: ResidentId,
    /// e.g. `identity-card`, `household-book`, `marriage-certificate`, `birth-certificate`, `disability-certificate`,
    /// `social-card`.
    pub kind: String,
    pub number: String,
    pub issued_by: String,
    pub issued_on: Date,
}

/// One office of the directory: an organisation at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeEntry {
    /// e.g. `500106-GA-001`.
    pub id: String,
    /// `public-security`, `health`, `hospital`, `medical-security`, `social-security`, `civil-affairs`, `street`, `tax`,
    /// `government`, `community`, `disabled-federation`, `assessor`, `care`.
    pub department: String,
    pub name: Wording,
    /// Six digits; `500000` for a municipal office.
    pub division: String,
    pub address: Wording,
    pub phone: String,
    pub hours: Wording,
    /// Nine-digit street codes it serves for its department; empty: the whole division.
    pub streets: Vec<String>,
    /// Credit codes of the organisation and of everybody who has money in it, where that matters: assessor bodies, care.
    #[serde(default)]
    pub owners: Vec<String>,
}

impl OfficeEntry {
    /// The office that serves a street for a department. One that names the street goes before one for the whole
    /// division: that is how a functional zone without a division code of its own takes over its streets.
    pub fn serving<'a>(offices: &'a [Self], department: &str, street: &str) -> Option<&'a Self> {
        let mut of_department = offices
            .iter()
            .filter(|office| office.department == department);
        let of_division =
            |office: &&Self| office.streets.is_empty() && street.starts_with(&office.division);
        of_department
            .clone()
            .find(|office| office.streets.iter().any(|served| served == street))
            .or_else(|| of_department.find(of_division))
    }
}

/// A write to a register. The idempotency key travels as the header `Idempotency-Key`: the same key gives the
/// same answer for ever. A refusal is not kept: the same key may be tried again when its reason is gone. The same
/// key for another delivery, certificate or person is refused as `key-reused`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The case reference on whose ground it is written.
    pub reference: String,
    /// Field name -> value, as the matter's definition lists them.
    pub fields: std::collections::BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// The idempotency key of the entry, so that the answer can be checked.
    pub entry: String,
    /// The number that the register gave: certificate, identity number, insured record, card ..
    pub number: String,
    pub entered_on: Date,
}

/// A register's refusal: status 409 or 422 for a write, 404 with the code `no-record` when it holds nothing about
/// the person who was asked, 400 with `malformed` for what is no question at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// e.g. `already-registered`, `incomplete`.
    pub code: String,
    pub message: Wording,
}

impl Refusal {
    /// The register holds nothing about that person.
    pub const NO_RECORD: &'static str = "no-record";
}
