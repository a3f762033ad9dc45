//! Who offers care at home, and where: a list that is searched in memory, the nearest first. There is no map: distances
//! are straight lines from the middle of the street's own stations.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{CareService, CarerWish};
use crate::text::Wording;

/// What a provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// A community station (社区养老服务站) or a street's centre.
    Station,
    /// Somebody whom the district has contracted.
    Company,
}

/// A station or provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// e.g. `500106-YL-001`; its staff's office.
    pub id: String,
    /// Unified social credit code (18 characters) of whoever owns it.
    pub owner: String,
    pub kind: ProviderKind,
    pub name: Wording,
    /// Six digits.
    pub division: String,
    /// Nine digits.
    pub street: String,
    /// Metres east and north of one point of the city: as the register of addresses says, whatever is told here.
    #[serde(default)]
    pub x: i64,
    #[serde(default)]
    pub y: i64,
    pub address: Wording,
    pub phone: String,
    pub hours: Wording,
    pub services: Vec<Offered>,
    /// How many standing orders of meals its kitchen can serve.
    pub meals: i64,
    /// Carers numbered from 1; the first are women, then come the men.
    pub women: i64,
    pub men: i64,
    /// Code of the system that takes its visits; empty: its staff work on the portal's own page.
    #[serde(default)]
    pub system: String,
}

/// A service and what one meal or visit of it costs, in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    pub service: CareService,
    pub fen: i64,
}

impl Provider {
    /// What one meal or visit costs, in fen; `None`: not offered.
    pub fn price(&self, service: CareService) -> Option<i64> {
        self.services
            .iter()
            .find(|offered| offered.service == service)
            .map(|offered| offered.fen)
    }

    /// The carers that may come, by number.
    pub fn carers(&self, wish: CarerWish) -> std::ops::RangeInclusive<i64> {
        match wish {
            CarerWish::Woman => 1..=self.women,
            CarerWish::Man => self.women + 1..=self.women + self.men,
            CarerWish::Either => 1..=self.women + self.men,
        }
    }
}

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarePlace {
    /// Six digits of a division or nine of a street.
    pub place: String,
    pub service: Option<CareService>,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub provider: Provider,
    /// Metres from the middle of the street; `None` where no street was chosen.
    pub metres: Option<i64>,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    pub count: usize,
    pub rows: Vec<Found>,
    /// The next page begins after this provider.
    pub next: Option<String>,
}

/// Everybody who offers care.
#[derive(Clone, Debug, Default)]
pub struct CareDirectory {
    /// By id.
    providers: Vec<Provider>,
}

impl CareDirectory {
    pub fn new(mut providers: Vec<Provider>) -> Self {
        providers.sort_by(|a, b| a.id.cmp(&b.id));
        Self { providers }
    }

    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.providers
            .binary_search_by(|provider| provider.id.as_str().cmp(id))
            .ok()
            .map(|index| &self.providers[index])
    }

    /// The middle of a street: the mean of where its own stations stand.
    fn middle(&self, street: &str) -> Option<(i64, i64)> {
        let here: Vec<&Provider> = self
            .providers
            .iter()
            .filter(|provider| provider.street == street)
            .collect();
        let count = i64::try_from(here.len()).ok().filter(|count| *count > 0)?;
        let sum = |axis: fn(&Provider) -> i64| here.iter().map(|p| axis(p)).sum::<i64>() / count;
        Some((sum(|provider| provider.x), sum(|provider| provider.y)))
    }

    /// All that fit, the nearest first where a street was chosen, else by number.
    pub fn near(&self, asked: &CarePlace) -> Vec<Found> {
        let division = asked.place.get(..6).unwrap_or_default();
        let middle = (asked.place.len() == 9)
            .then(|| self.middle(&asked.place))
            .flatten();
        let mut found: Vec<Found> = self
            .providers
            .iter()
            .filter(|provider| provider.division.starts_with(division))
            .filter(|provider| {
                asked
                    .service
                    .is_none_or(|service| provider.price(service).is_some())
            })
            .map(|provider| Found {
                metres: middle.map(|(x, y)| {
                    let (dx, dy) = (provider.x - x, provider.y - y);
                    (dx * dx + dy * dy).isqrt()
                }),
                provider: provider.clone(),
            })
            .collect();
        found.sort_by(place_in_list);
        found
    }

    /// One page, after the provider that the page before ended with.
    pub fn list(&self, asked: &CarePlace, after: Option<&str>, size: usize) -> Listing {
        let mut found = self.near(asked);
        let count = found.len();
        let from = match after {
            // One that was taken off the list meanwhile: the list begins anew.
            Some(after) => found
                .iter()
                .position(|row| row.provider.id == after)
                .map_or(0, |index| index + 1),
            None => 0,
        };
        let mut rows = found.split_off(from);
        let has_more = rows.len() > size;
        rows.truncate(size);
        Listing {
            count,
            next: rows
                .last()
                .filter(|_| has_more)
                .map(|row| row.provider.id.clone()),
            rows,
        }
    }
}

fn place_in_list(a: &Found, b: &Found) -> Ordering {
    (a.metres, &a.provider.id).cmp(&(b.metres, &b.provider.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(id: &str, street: &str, x: i64, services: &[CareService]) -> Provider {
        Provider {
            id: id.to_owned(),
            owner: "915001060000000001".to_owned(),
            kind: ProviderKind::Station,
            name: Wording::same(id),
            division: street[..6].to_owned(),
            street: street.to_owned(),
            x,
            y: 0,
            address: Wording::default(),
            phone: String::new(),
            hours: Wording::default(),
            services: services
                .iter()
                .map(|service| Offered {
                    service: *service,
                    fen: 1_500,
                })
                .collect(),
            meals: 50,
            women: 2,
            men: 1,
            system: String::new(),
        }
    }

    fn ids(listing: &Listing) -> Vec<&str> {
        listing
            .rows
            .iter()
            .map(|row| row.provider.id.as_str())
            .collect()
    }

    #[test]
    fn the_nearest_to_the_middle_of_the_street_come_first_page_by_page() {
        use CareService::{Bathing, Meals};
        let directory = CareDirectory::new(vec![
            provider("a", "500106001", 0, &[Meals]),
            provider("b", "500106001", 200, &[Meals, Bathing]),
            provider("c", "500106002", 5_000, &[Meals]),
            provider("d", "500106003", -900, &[Meals]),
            provider("e", "500112001", 100, &[Meals]),
        ]);
        let asked = CarePlace {
            place: "500106001".to_owned(),
            service: Some(Meals),
        };
        // The middle is at 100; a and b are as far from it, and stand by number.
        let first = directory.list(&asked, None, 3);
        assert_eq!((first.count, ids(&first)), (4, vec!["a", "b", "d"]));
        assert_eq!(first.rows[2].metres, Some(1_000));
        let second = directory.list(&asked, first.next.as_deref(), 3);
        assert_eq!((ids(&second), &second.next), (vec!["c"], &None));
        let bathing = CarePlace {
            service: Some(Bathing),
            ..asked
        };
        assert_eq!(ids(&directory.list(&bathing, None, 3)), ["b"]);
        assert_eq!(directory.list(&CarePlace::default(), None, 3).count, 5);
    }

    #[test]
    fn the_first_carers_are_the_women() {
        let one = provider("a", "500106001", 0, &[]);
        assert_eq!(one.carers(CarerWish::Woman), 1..=2);
        assert_eq!(one.carers(CarerWish::Man), 3..=3);
        assert_eq!(one.carers(CarerWish::Either), 1..=3);
    }
}
