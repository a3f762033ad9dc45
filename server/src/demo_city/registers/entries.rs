//! What is written into the registers: checked, numbered, and remembered, so that the same key never makes a second
//! number, and no child ever gets two.

use app::person::{ResidentId, check_newborn_name};
use app::text::{Text, Wording, city_date};
use jiff::civil::Date;
use sqlx::SqliteConnection;

use super::questions::Book;
use super::state::{self, Child, Issued, NewEntry, State};
use crate::data_layer::records::{Birth, DataSet, Entered, Entry, Household, Person, Refusal};
use crate::demo_city::City;
use crate::demo_city::numbers;
use crate::demo_city::offices::worded;

/// How a register answers a write.
pub enum Outcome {
    Entered(Entered),
    /// With the status: 409 where something stands in the way, 422 where the entry itself will not do.
    Refused(u16, Refusal),
}

/// Why an entry cannot be made: ends the work before anything is written.
enum Stop {
    Refused(u16, &'static str, Wording),
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

fn conflict(code: &'static str, text: Text) -> Stop {
    Stop::Refused(409, code, worded(text))
}

fn unfit(code: &'static str, text: Text) -> Stop {
    Stop::Refused(422, code, worded(text))
}

/// Makes an entry under its key, or answers as before when the key was used.
///
/// # Errors
/// Only the database's; a refusal is an [`Outcome`].
pub async fn enter(
    city: &City,
    state: &State,
    today: Date,
    set: DataSet,
    key: &str,
    entry: &Entry,
) -> sqlx::Result<Outcome> {
    let mut transaction = state.begin().await?;
    let mut writer = Writer {
        city,
        today,
        set,
        entry,
        at: &mut transaction,
    };
    match writer.enter(key).await {
        Ok(entered) => {
            transaction.commit().await?;
            Ok(Outcome::Entered(entered))
        }
        Err(Stop::Refused(status, code, message)) => Ok(Outcome::Refused(
            status,
            Refusal {
                code: code.to_owned(),
                message,
            },
        )),
        Err(Stop::Database(error)) => Err(error),
    }
}

struct Writer<'a> {
    city: &'a City,
    today: Date,
    set: DataSet,
    entry: &'a Entry,
    at: &'a mut SqliteConnection,
}

impl Writer<'_> {
    async fn enter(&mut self, key: &str) -> Result<Entered, Stop> {
        let missing: Vec<&str> = self
            .set
            .needs()
            .iter()
            .filter(|name| self.field(name).is_none())
            .copied()
            .collect();
        if !missing.is_empty() {
            let says = |text: Wording| Wording {
                zh: format!("{}{}", text.zh, missing.join("、")),
                en: format!("{} {}", text.en, missing.join(", ")),
            };
            let message = says(worded(Text::DemoRefusedIncomplete));
            return Err(Stop::Refused(422, "incomplete", message));
        }
        let about = self.about();
        if let Some(earlier) = state::earlier(self.at, self.set, key).await? {
            return if earlier.about == about {
                Ok(earlier.answer)
            } else {
                Err(conflict("key-reused", Text::DemoRefusedKeyReused))
            };
        }
        let number = match self.set {
            DataSet::CertificateIssues => self.issue(&about).await?,
            DataSet::Registrations => self.register(&about).await?,
            DataSet::Enrolments => self.enrol(&about).await?,
            DataSet::CardApplications => {
                self.only_once(&about, "already-applied").await?;
                self.known(&about).await?;
                self.next("C", 9).await?
            }
            DataSet::ChildcareAllowances => {
                self.only_once(&about, "already-granted").await?;
                self.known(&about).await?;
                self.next("YE", 8).await?
            }
            DataSet::OldAgeAllowances => self.grant_old_age(&about).await?,
            DataSet::Payments => self.pay().await?,
            DataSet::MaternityClaims => self.next("SY", 8).await?,
            DataSet::FertilityRegistrations => self.next("FR", 8).await?,
            _ => self.next("YZ", 8).await?,
        };
        let answer = Entered {
            entry: key.to_owned(),
            number,
            entered_on: self.today,
        };
        let fields = serde_json::to_string(&self.entry.fields).expect("texts serialize");
        let new = NewEntry {
            set: self.set,
            about: &about,
            reference: &self.entry.reference,
            fields: &fields,
            answer: &answer,
        };
        state::keep_entry(self.at, &new).await?;
        Ok(answer)
    }

    /// A field that says something; the result of another matter stands in for it when there is only one.
    fn field(&self, name: &str) -> Option<&str> {
        let fields = &self.entry.fields;
        let said = |value: &'_ String| !value.trim().is_empty();
        if let Some(value) = fields.get(name).filter(|value| said(value)) {
            return Some(value);
        }
        if name == "account" {
            let hers = fields.get("maternity-account");
            return hers.filter(|value| said(value)).map(String::as_str);
        }
        if !matches!(name, "certificate" | "number") {
            return None;
        }
        let mut results = fields
            .iter()
            .filter(|(name, value)| name.starts_with("result.") && said(value));
        match (results.next(), results.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// What this entry may stand for only once.
    fn about(&self) -> String {
        let name = match self.set {
            DataSet::CertificateIssues => "delivery",
            DataSet::Registrations => "certificate",
            DataSet::Enrolments
            | DataSet::CardApplications
            | DataSet::ChildcareAllowances
            | DataSet::OldAgeAllowances => "number",
            _ => return String::new(),
        };
        self.field(name).unwrap_or_default().to_owned()
    }

    async fn only_once(&mut self, about: &str, code: &'static str) -> Result<(), Stop> {
        let entered = match about {
            "" => None,
            about => state::entered_about(self.at, self.set, about).await?,
        };
        match entered {
            Some(_) => Err(conflict(code, Text::DemoRefusedAlready)),
            None => Ok(()),
        }
    }

    /// The next number of a kind: letters and counted digits.
    async fn next(&mut self, letters: &str, digits: usize) -> Result<String, Stop> {
        let nth = state::count(self.at, letters).await?;
        Ok(format!("{letters}{nth:0digits$}"))
    }

    fn book(&mut self) -> Book<'_> {
        Book {
            city: self.city,
            today: self.today,
            at: self.at,
        }
    }

    /// The person with this number.
    async fn known(&mut self, number: &str) -> Result<Person, Stop> {
        let unknown = || unfit("unknown-person", Text::DemoRefusedUnknownPerson);
        let number = ResidentId::parse(number).map_err(|_| unknown())?;
        self.book().person(&number).await?.ok_or_else(unknown)
    }

    /// The hospital issues a birth certificate.
    async fn issue(&mut self, delivery: &str) -> Result<String, Stop> {
        let city = self.city;
        let birth = city
            .births()
            .iter()
            .find(|birth| birth.delivery == delivery);
        let Some(birth) = birth else {
            return Err(unfit("unknown-delivery", Text::DemoRefusedUnknownDelivery));
        };
        if birth.certificate.is_some() || state::issued(self.at, delivery).await?.is_some() {
            return Err(conflict("already-issued", Text::DemoRefusedAlready));
        }
        self.check_born(birth)?;
        let child_name = self.field("name").unwrap_or_default().trim().to_owned();
        let mother = &birth.mother_name;
        let father = birth.father_name.as_ref().unwrap_or(mother);
        if check_newborn_name(&child_name, father, mother).is_err() {
            return Err(unfit("name-not-registrable", Text::DemoRefusedName));
        }
        let nth = state::count(self.at, "certificate").await?;
        let number = format!("T51{:07}", numbers::scattered(nth, 10_000_000));
        let issued = Issued {
            number: number.clone(),
            child_name,
            issued_on: self.today,
        };
        state::issue(self.at, delivery, &issued).await?;
        Ok(number)
    }

    /// The police station registers the child in a household and gives it an identity number.
    async fn register(&mut self, certificate: &str) -> Result<String, Stop> {
        let Some(birth) = self.book().certified(certificate).await? else {
            return Err(unfit(
                "unknown-certificate",
                Text::DemoRefusedUnknownCertificate,
            ));
        };
        if birth.child.is_some() {
            return Err(conflict(
                "already-registered",
                Text::DemoRefusedAlreadyRegistered,
            ));
        }
        self.check_born(&birth)?;
        // The first registration follows the certificate.
        let name = birth.child_name.clone();
        let Some(name) = name.filter(|name| self.field("name") == Some(name.as_str())) else {
            return Err(unfit("differs", Text::DemoRefusedDiffers));
        };
        let household = self.receiving_household(&birth)?;
        let ethnicity = self.ethnicity(&birth)?;
        let born = city_date(birth.born_at);
        let place = numbers::place_of(&household.division);
        let mut nth = 0;
        let number = loop {
            let Some(number) = numbers::identity(place, born, birth.sex, nth) else {
                return Err(conflict("no-number-left", Text::DemoRefusedNoNumberLeft));
            };
            if self.book().person(&number).await?.is_none() {
                break number;
            }
            nth += 1;
        };
        let address = self
            .city
            .person(&household.member)
            .map(|parent| parent.address.clone())
            .unwrap_or_default();
        let child = Child {
            person: Person {
                number: number.clone(),
                name,
                sex: birth.sex,
                birth_date: born,
                ethnicity,
                division: household.division.clone(),
                street: household.street.clone(),
                address,
                mobile: None,
                died_on: birth.died_on,
            },
            household: Household {
                member: number.clone(),
                ..household
            },
            registered_on: self.today,
        };
        state::register(self.at, certificate, &child).await?;
        Ok(number.as_str().to_owned())
    }

    /// A date of birth that was written must be the hospital's.
    fn check_born(&self, birth: &Birth) -> Result<(), Stop> {
        match self.field("born") {
            Some(born) if born != city_date(birth.born_at).to_string() => {
                Err(unfit("differs", Text::DemoRefusedDiffers))
            }
            _ => Ok(()),
        }
    }

    /// The household that was named by its number; without one, that of the parent who lives in the street that was
    /// named, else the mother's.
    fn receiving_household(&self, birth: &Birth) -> Result<Household, Stop> {
        let city = self.city;
        let of_parents = [Some(&birth.mother), birth.father.as_ref()];
        let mut of_parents = of_parents
            .into_iter()
            .flatten()
            .filter_map(|parent| city.household(parent));
        let found = match (
            self.field("household-number"),
            self.field("household-street"),
        ) {
            (Some(number), _) => of_parents
                .find(|household| household.number == number)
                .or_else(|| city.household_numbered(number)),
            (None, Some(street)) => of_parents.find(|household| household.street == street),
            (None, None) => of_parents.next(),
        };
        found
            .cloned()
            .ok_or_else(|| unfit("unknown-household", Text::DemoRefusedUnknownHousehold))
    }

    /// The child's ethnicity is that of a parent; where theirs differ it is their written choice.
    fn ethnicity(&self, birth: &Birth) -> Result<String, Stop> {
        let of = |parent: &ResidentId| self.city.person(parent).map(|p| p.ethnicity.clone());
        let of_mother = of(&birth.mother);
        let of_father = birth.father.as_ref().and_then(of);
        match self.field("ethnicity") {
            Some(chosen) => [of_mother, of_father]
                .into_iter()
                .flatten()
                .find(|ethnicity| ethnicity == chosen)
                .ok_or_else(|| unfit("ethnicity-of-no-parent", Text::DemoRefusedEthnicity)),
            None => match (of_mother, of_father) {
                (Some(one), Some(other)) if one != other => {
                    Err(unfit("ethnicity-needed", Text::DemoRefusedEthnicity))
                }
                (one, other) => Ok(one.or(other).unwrap_or_default()),
            },
        }
    }

    async fn enrol(&mut self, number: &str) -> Result<String, Stop> {
        let person = self.known(number).await?;
        if self.book().insurance(&person.number).await?.is_some() {
            return Err(conflict("already-enrolled", Text::DemoRefusedAlready));
        }
        self.next(&format!("YB{}", person.division), 6).await
    }

    /// The bank pays. An account whose number ends in 0000 is closed.
    async fn pay(&mut self) -> Result<String, Stop> {
        let account = self.field("account").unwrap_or_default();
        if account.ends_with("0000") {
            return Err(unfit("account-closed", Text::DemoRefusedAccountClosed));
        }
        self.next("ZF", 10).await
    }

    async fn grant_old_age(&mut self, number: &str) -> Result<String, Stop> {
        if !number.is_empty() {
            self.only_once(number, "already-granted").await?;
            let person = self.known(number).await?;
            if person.number.age_on(self.today) < 80 {
                return Err(unfit("below-age", Text::DemoRefusedBelowAge));
            }
        }
        self.next("GL", 8).await
    }
}
