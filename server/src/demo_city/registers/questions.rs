//! What the registers answer when asked about somebody: what the city held on day zero, and what was entered since.

use app::data_layer::translated;
use app::person::{PersonName, ResidentId, Sex};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::state;
use crate::data_layer::records::{
    Birth, DataSet, Household, HouseholdKind, HouseholdMembers, Insurance, Licence, NationPerson,
    Person,
};
use crate::demo_city::City;

/// Whether Sichuan has this person registered, and not this city.
fn is_of_sichuan(person: &Person) -> bool {
    person.division.starts_with("51")
}

/// Somebody as Sichuan's register writes them: in its own codes, with the whole address.
fn as_sichuan_writes(person: &Person) -> Value {
    let sex = match person.sex {
        Sex::Female => "female",
        Sex::Male => "male",
    };
    json!({
        "number": person.number,
        "name": person.name,
        "sex": translated("GB/T 2261.1", "SC-1", sex, Date::MAX),
        "ethnicity": translated("GB/T 3304", "SC-2", &person.ethnicity, Date::MAX),
        "division": person.division,
        "address": format!("四川省成都市武侯区{}", person.address),
    })
}

/// The registers as a question finds them.
pub struct Book<'a> {
    pub city: &'a City,
    pub today: Date,
    pub at: &'a mut SqliteConnection,
}

impl Book<'_> {
    /// What this data set holds about this person; `None`: no record.
    pub async fn look_up(
        &mut self,
        set: DataSet,
        number: &ResidentId,
    ) -> sqlx::Result<Option<Value>> {
        let found = match set {
            DataSet::Persons => {
                let found = self.person(number).await?;
                found.filter(|person| !is_of_sichuan(person)).map(|person| {
                    let mut record = json!(person);
                    // Held for the police alone (Civil Code, article 1110): no grant lets it out.
                    record["adopted"] = json!(false);
                    record
                })
            }
            DataSet::SichuanPersons => {
                let found = self.person(number).await?;
                found
                    .filter(is_of_sichuan)
                    .map(|person| as_sichuan_writes(&person))
            }
            DataSet::NationPersons => {
                let found = self.person(number).await?;
                found.map(|person| {
                    json!(NationPerson {
                        number: person.number,
                        name: person.name,
                        division: person.division,
                    })
                })
            }
            DataSet::Households => self.household(number).await?.map(|found| json!(found)),
            DataSet::HouseholdMembers => {
                let found = self.household_members(number).await?;
                found.map(|members| json!(members))
            }
            DataSet::Marriages => self.city.marriage(number).map(|marriage| json!(marriage)),
            DataSet::Certificates => Some(json!(self.births(number, true).await?)),
            DataSet::Deliveries => Some(json!(self.births(number, false).await?)),
            DataSet::Insurance => self.insurance(number).await?.map(|found| json!(found)),
            DataSet::Disabilities => self.city.disability(number).map(|found| json!(found)),
            DataSet::Hardships => self.city.hardship(number).map(|found| json!(found)),
            DataSet::Licences => Some(json!(self.licences(number).await?)),
            DataSet::Credit => {
                let known = self.person(number).await?;
                known.map(|person| json!({ "member": person.number, "records": 0, "since": null }))
            }
            _ => None,
        };
        Ok(found)
    }

    /// What a register that lies would say: another person's record, if it holds any.
    pub async fn lie(&mut self, set: DataSet, number: &ResidentId) -> sqlx::Result<Option<Value>> {
        let city = self.city;
        for other in city.others(number) {
            match self.look_up(set, other).await? {
                Some(Value::Array(list)) if list.is_empty() => {}
                Some(record) => return Ok(Some(record)),
                None => {}
            }
        }
        Ok(None)
    }

    pub async fn person(&mut self, number: &ResidentId) -> sqlx::Result<Option<Person>> {
        if let Some(person) = self.city.person(number) {
            return state::as_of_now(self.at, person.clone()).await.map(Some);
        }
        if let Some(child) = state::child(self.at, number).await? {
            return Ok(Some(child.person));
        }
        match state::resident(self.at, number).await? {
            Some(resident) => state::as_of_now(self.at, resident.person).await.map(Some),
            None => Ok(None),
        }
    }

    pub async fn household(&mut self, member: &ResidentId) -> sqlx::Result<Option<Household>> {
        if let Some(household) = self.city.household(member) {
            return Ok(Some(household.clone()));
        }
        if let Some(child) = state::child(self.at, member).await? {
            return Ok(Some(child.household));
        }
        let resident = state::resident(self.at, member).await?;
        Ok(resident.map(|resident| resident.household))
    }

    /// Who else is registered in this person's household today.
    async fn household_members(
        &mut self,
        member: &ResidentId,
    ) -> sqlx::Result<Option<HouseholdMembers>> {
        let Some(household) = self.household(member).await? else {
            return Ok(None);
        };
        let mut others: Vec<ResidentId> = Vec::new();
        if household.kind == HouseholdKind::Family {
            others.extend(self.city.members_of(&household.number).cloned());
            others.extend(state::children_of(self.at, &household.number).await?);
            others.retain(|other| other != member);
        }
        Ok(Some(HouseholdMembers {
            member: member.clone(),
            others,
        }))
    }

    /// The last twelve months' births: with a certificate that names this person as a parent, or, for the mother,
    /// without one yet.
    async fn births(
        &mut self,
        parent: &ResidentId,
        with_certificate: bool,
    ) -> sqlx::Result<Vec<Birth>> {
        let since = self.today.checked_sub(1.year()).unwrap_or(Date::MIN);
        let mut births = Vec::new();
        let city = self.city;
        for birth in city.births_of(parent) {
            let birth = self.as_of_today(birth).await?;
            let is_recent = app::text::city_date(birth.born_at) > since;
            let is_asked_for = birth.certificate.is_some() == with_certificate
                && (with_certificate || birth.mother == *parent);
            if is_recent && is_asked_for {
                births.push(birth);
            }
        }
        Ok(births)
    }

    /// A birth with what was issued and registered since day zero.
    pub async fn as_of_today(&mut self, birth: &Birth) -> sqlx::Result<Birth> {
        let mut birth = birth.clone();
        if birth.certificate.is_none()
            && let Some(issued) = state::issued(self.at, &birth.delivery).await?
        {
            birth.child_name = PersonName::parse(&issued.child_name).ok();
            birth.certificate = Some(issued.number);
            birth.issued_on = Some(issued.issued_on);
        }
        if birth.child.is_none()
            && let Some(certificate) = &birth.certificate
        {
            birth.child = state::child_of(self.at, certificate).await?;
        }
        Ok(birth)
    }

    /// The birth that this certificate certifies.
    pub async fn certified(&mut self, certificate: &str) -> sqlx::Result<Option<Birth>> {
        let delivery = state::delivery_of(self.at, certificate).await?;
        let city = self.city;
        let birth = city.births().iter().find(|birth| {
            birth.certificate.as_deref() == Some(certificate)
                || delivery.as_ref() == Some(&birth.delivery)
        });
        match birth {
            Some(birth) => self.as_of_today(birth).await.map(Some),
            None => Ok(None),
        }
    }

    pub async fn insurance(&mut self, member: &ResidentId) -> sqlx::Result<Option<Insurance>> {
        if let Some(insurance) = self.city.insurance(member) {
            return Ok(Some(insurance.clone()));
        }
        let enrolled = state::entered_about(self.at, DataSet::Enrolments, member.as_str()).await?;
        let (Some((_, since)), Some(person)) = (enrolled, self.person(member).await?) else {
            return Ok(None);
        };
        Ok(Some(Insurance {
            member: member.clone(),
            scheme: "resident".to_owned(),
            division: person.division,
            insured_since: since,
        }))
    }

    async fn licences(&mut self, member: &ResidentId) -> sqlx::Result<Vec<Licence>> {
        let mut licences = self.city.licences(member).to_vec();
        let of = |kind: &str, number: String, issued_by: &str, issued_on| Licence {
            member: member.clone(),
            kind: kind.to_owned(),
            number,
            issued_by: issued_by.to_owned(),
            issued_on,
        };
        if let Some(child) = state::child(self.at, member).await? {
            let station = self.office_name(&child.household.station);
            licences.push(of(
                "household-book",
                child.household.number,
                &station,
                child.registered_on,
            ));
        }
        let card = state::entered_about(self.at, DataSet::CardApplications, member.as_str());
        if let Some((number, on)) = card.await? {
            licences.push(of("social-card", number, "", on));
        }
        for (kind, on) in state::licences_dated(self.at, member).await? {
            let of_kind = licences.iter_mut().filter(|held| held.kind == kind);
            of_kind.for_each(|held| held.issued_on = on);
        }
        Ok(licences)
    }

    fn office_name(&self, id: &str) -> String {
        let office = self.city.offices.iter().find(|office| office.id == id);
        office
            .map(|office| office.name.zh.clone())
            .unwrap_or_default()
    }
}
