//! What the registers hold about nobody: the organisations of the demo city, where its houses stand, and who offers care.

use std::collections::BTreeMap;

use app::care::{Provider, ProviderKind};
use app::data_layer::CreditCode;
use app::person::Sex;
use app::text::Wording;
use serde_json::{Value, json};

use crate::data_layer::records::{
    AboutAddresses, AboutCare, AboutEntities, CareProvider, LegalPerson, MOST_ASKED, Place,
    StandardAddress,
};
use crate::demo_city::dice::Dice;
use crate::demo_city::names::{self, Generation};
use crate::demo_city::{City, care};

/// Organisations by credit code, houses by street and address, providers of care by id.
pub struct Things {
    entities: BTreeMap<CreditCode, LegalPerson>,
    addresses: BTreeMap<Place, (i64, i64)>,
    providers: BTreeMap<String, CareProvider>,
}

impl Things {
    /// Everybody who offers care, and every body that has owners.
    pub fn of(city: &City) -> Self {
        let mut things = Self {
            entities: BTreeMap::new(),
            addresses: BTreeMap::new(),
            providers: BTreeMap::new(),
        };
        for office in &city.offices {
            for owner in &office.owners {
                things.register(city, owner, &office.name, &office.division);
            }
        }
        for provider in care::providers(city.seed, &city.streets) {
            things.register(city, &provider.owner, &provider.name, &provider.division);
            things.list(&provider);
            let place = Place {
                street: provider.street,
                address: provider.address.zh,
            };
            // Two in one house stand in one place.
            things
                .addresses
                .entry(place)
                .or_insert((provider.x, provider.y));
        }
        things
    }

    fn list(&mut self, provider: &Provider) {
        let Ok(credit_code) = provider.owner.parse::<CreditCode>() else {
            return;
        };
        let kind = match provider.kind {
            ProviderKind::Station => "station",
            ProviderKind::Company => "company",
        };
        self.providers.insert(
            provider.id.clone(),
            CareProvider {
                id: provider.id.clone(),
                kind: kind.to_owned(),
                name: provider.name.clone(),
                credit_code,
                division: provider.division.clone(),
                street: provider.street.clone(),
                phone: provider.phone.clone(),
            },
        );
    }

    fn register(&mut self, city: &City, code: &str, name: &Wording, division: &str) {
        let Ok(credit_code) = code.parse::<CreditCode>() else {
            return;
        };
        let mut dice = Dice::of(city.seed, "legal representatives", self.entities.len());
        let surname = names::surname(&mut dice);
        let given = names::given(&mut dice, Generation::Parents, Sex::Female);
        self.entities
            .entry(credit_code.clone())
            .or_insert_with(|| LegalPerson {
                credit_code,
                name: name.clone(),
                division: division.to_owned(),
                legal_representative: Some(names::name(surname, given)),
            });
    }

    /// Those that are registered; another one where it lies. `None`: too many at once.
    pub fn entities(&self, question: &AboutEntities, lies: bool) -> Option<Value> {
        let asked = &question.credit_codes;
        if asked.len() > MOST_ASKED {
            return None;
        }
        let found: Vec<&LegalPerson> = if lies {
            let other = |one: &&LegalPerson| !asked.contains(&one.credit_code);
            self.entities.values().find(other).into_iter().collect()
        } else {
            asked
                .iter()
                .filter_map(|code| self.entities.get(code))
                .collect()
        };
        Some(json!(found))
    }

    /// Those that offer care; another one where it lies. `None`: too many at once.
    pub fn providers(&self, question: &AboutCare, lies: bool) -> Option<Value> {
        let asked = &question.providers;
        if asked.len() > MOST_ASKED {
            return None;
        }
        let found: Vec<&CareProvider> = if lies {
            let other = |one: &&CareProvider| !asked.contains(&one.id);
            self.providers.values().find(other).into_iter().collect()
        } else {
            asked
                .iter()
                .filter_map(|id| self.providers.get(id))
                .collect()
        };
        Some(json!(found))
    }

    /// Those that exist; another one where it lies. `None`: too many at once.
    pub fn addresses(&self, question: &AboutAddresses, lies: bool) -> Option<Value> {
        let asked = &question.addresses;
        if asked.len() > MOST_ASKED {
            return None;
        }
        let said = |(place, (x, y)): (&Place, &(i64, i64))| StandardAddress {
            street: place.street.clone(),
            address: place.address.clone(),
            x: *x,
            y: *y,
        };
        let found: Vec<StandardAddress> = if lies {
            let other = |(place, _): &(&Place, &(i64, i64))| !asked.contains(place);
            self.addresses
                .iter()
                .find(other)
                .map(said)
                .into_iter()
                .collect()
        } else {
            asked
                .iter()
                .filter_map(|place| self.addresses.get_key_value(place))
                .map(said)
                .collect()
        };
        Some(json!(found))
    }
}

#[cfg(test)]
impl Things {
    /// The names of the fields of a record, as they stand on the wire.
    pub fn field_names(&self, of: crate::data_layer::records::DataSet) -> Vec<String> {
        use crate::data_layer::records::DataSet;
        let record = match of {
            DataSet::LegalPersons => self.entities(
                &AboutEntities {
                    credit_codes: Vec::new(),
                },
                true,
            ),
            DataSet::CareProviders => self.providers(
                &AboutCare {
                    providers: Vec::new(),
                },
                true,
            ),
            _ => self.addresses(
                &AboutAddresses {
                    addresses: Vec::new(),
                },
                true,
            ),
        };
        let record = record.expect("few enough");
        let fields = record[0].as_object().expect("there is one");
        fields.keys().cloned().collect()
    }
}
