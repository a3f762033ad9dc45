//! Who offers care is entered when the registers confirm them: that civil affairs has them on its list, the owner by its credit
//! code, the place by its address.

use std::collections::{BTreeMap, BTreeSet};

use app::care::Provider;
use app::data_layer::CreditCode;
use serde::Deserialize;

use crate::Office;
use crate::data_layer::records::{DataSet, MOST_ASKED, Place};
use crate::fault::Fault;

/// Providers and systems as somebody has written them into a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CareEntries {
    #[serde(default)]
    provider: Vec<Provider>,
    #[serde(default)]
    system: Vec<SystemEntry>,
}

/// A provider's own system: its code, where it is reached, and the key with which both sides sign.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemEntry {
    code: String,
    address: String,
    secret: String,
}

impl CareEntries {
    /// # Errors
    /// What cannot be read, with its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let entries: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for provider in &entries.provider {
            let is_known = |code: &str| entries.system.iter().any(|system| system.code == code);
            if !provider.system.is_empty() && !is_known(&provider.system) {
                return Err(format!(
                    "{}: there is no system {}",
                    provider.id, provider.system
                ));
            }
        }
        Ok(entries)
    }

    /// How many providers it names.
    pub fn providers(&self) -> usize {
        self.provider.len()
    }
}

/// Whether this provider is entered already as it is told; where it stands is not its own to say.
pub fn is_the_same(known: &Provider, told: &Provider) -> bool {
    let told = Provider {
        x: known.x,
        y: known.y,
        ..told.clone()
    };
    *known == told
}

fn place_of(provider: &Provider) -> Place {
    Place {
        street: provider.street.clone(),
        address: provider.address.zh.clone(),
    }
}

impl Office {
    /// Enters what a file names; answers the ids of whom the registers do not confirm.
    ///
    /// # Errors
    /// The database's.
    pub async fn enter_care(&self, entries: &CareEntries) -> Result<Vec<String>, Fault> {
        self.open_care_directory().await?;
        for system in &entries.system {
            self.keep_care_system(&system.code, &system.address, &system.secret)
                .await?;
        }
        self.keep_providers(&entries.provider).await?;
        let known = self.care_directory();
        Ok(entries
            .provider
            .iter()
            .filter(|told| {
                known
                    .get(&told.id)
                    .is_none_or(|known| !is_the_same(known, told))
            })
            .map(|told| told.id.clone())
            .collect())
    }

    /// Those whom the registers confirm, each where its address stands. The others are named in the log, and tried again when
    /// they are told of again.
    pub(super) async fn confirmed_by_registers(&self, providers: Vec<Provider>) -> Vec<Provider> {
        let mut confirmed = Vec::with_capacity(providers.len());
        for some in providers.chunks(MOST_ASKED) {
            match self.confirm_providers(some).await {
                Ok(some) => confirmed.extend(some),
                Err(fault) => tracing::warn!(
                    %fault,
                    providers = some.len(),
                    "providers of care are not entered: a register did not answer"
                ),
            }
        }
        confirmed
    }

    async fn confirm_providers(&self, providers: &[Provider]) -> Result<Vec<Provider>, Fault> {
        let codes: BTreeSet<CreditCode> = providers
            .iter()
            .filter_map(|provider| provider.owner.parse().ok())
            .collect();
        let places: BTreeSet<Place> = providers.iter().map(place_of).collect();
        let ids = providers
            .iter()
            .map(|provider| provider.id.clone())
            .collect();
        let [of_lists, of_owners, of_places] =
            [(); 3].map(|()| self.context_of_things("care/enter"));
        let (codes, places) = (Vec::from_iter(codes), Vec::from_iter(places));
        // Side by side: none needs another's answer.
        let (listed, entities, addresses) = futures::join!(
            self.ask_about_things(
                DataSet::CareProviders,
                &of_lists,
                self.sources.ask_care_providers(ids, &of_lists)
            ),
            self.ask_about_things(
                DataSet::LegalPersons,
                &of_owners,
                self.sources.ask_entities(codes, &of_owners)
            ),
            self.ask_about_things(
                DataSet::Addresses,
                &of_places,
                self.sources.ask_addresses(places, &of_places)
            ),
        );
        let listed: BTreeSet<String> = listed?.into_iter().map(|listed| listed.id).collect();
        let owners: BTreeSet<String> = entities?
            .into_iter()
            .map(|entity| entity.credit_code.to_string())
            .collect();
        let stands: BTreeMap<Place, (i64, i64)> = addresses?
            .into_iter()
            .map(|found| {
                let place = Place {
                    street: found.street,
                    address: found.address,
                };
                (place, (found.x, found.y))
            })
            .collect();
        let mut confirmed = Vec::with_capacity(providers.len());
        for provider in providers {
            let stands = stands.get(&place_of(provider));
            let is_registered = owners.contains(&provider.owner);
            let is_listed = listed.contains(&provider.id);
            match stands {
                Some((x, y)) if is_registered && is_listed => confirmed.push(Provider {
                    x: *x,
                    y: *y,
                    ..provider.clone()
                }),
                _ => tracing::warn!(
                    provider = provider.id,
                    is_registered,
                    is_listed,
                    has_an_address = stands.is_some(),
                    "a provider of care is not entered: a register does not know it"
                ),
            }
        }
        Ok(confirmed)
    }
}
