//! Who offers care at home in the demo city: 2,912 community stations and companies, a function of the seed. Nobody of
//! them exists.

use app::care::{CareService, Offered, Provider, ProviderKind};
use app::data_layer::CreditCode;
use app::person::DIVISIONS;
use app::text::{Text, Wording};

use super::dice::Dice;
use super::offices::{GROUP, worded};
use super::places::{self, SHAPINGBA, Street};

/// As many as the city is said to have stations (DOMAIN 3.3, Ft R24).
pub const PROVIDERS: usize = 2_912;
/// The system of the demo's operator, and the providers that it works for.
pub const OPERATOR: &str = "demo-operator";
/// So many companies each division has.
const COMPANIES: usize = 3;

/// Everybody, by number. The first company of each division works on the portal's page; the second is reached by the
/// demo's operator, as the stations of its first street are.
pub fn providers(seed: u64, streets: &[Street]) -> Vec<Provider> {
    let hours = (
        worded(Text::CareDemoHoursStation),
        worded(Text::CareDemoHoursCompany),
    );
    let stations = PROVIDERS - COMPANIES * DIVISIONS.len();
    let mut providers = Vec::with_capacity(PROVIDERS);
    for (index, division) in DIVISIONS.iter().enumerate() {
        let of: Vec<(usize, &Street)> = streets
            .iter()
            .enumerate()
            .filter(|(_, street)| street.code.starts_with(division.code))
            .collect();
        let mut number = 0;
        for (place, street) in &of {
            // The same number in every street, and one more in the first ones.
            let here = stations / streets.len() + usize::from(*place < stations % streets.len());
            let mut dice = Dice::of(seed, "care stations", *place);
            let middle = middle(&mut dice, index, place - of[0].0);
            for nth in 0..here {
                number += 1;
                let is_first_street = *place == of[0].0;
                providers.push(station(
                    &mut dice,
                    street,
                    number,
                    nth,
                    middle,
                    &hours.0,
                    is_first_street,
                ));
            }
        }
        for nth in 0..COMPANIES {
            number += 1;
            let (place, street) = of[nth * of.len() / COMPANIES];
            let mut dice = Dice::of(seed, "care companies", index * COMPANIES + nth);
            let middle = middle(&mut dice, index, place - of[0].0);
            providers.push(company(
                &mut dice,
                street,
                number,
                nth,
                middle,
                &hours.1,
                division.zh.trim_end_matches(['区', '县']),
                division.en,
            ));
        }
    }
    providers
}

/// The company of this division whose staff work on the portal's page.
pub fn company_of<'a>(providers: &'a [Provider], division: &str) -> Option<&'a Provider> {
    providers.iter().find(|provider| {
        provider.division == division
            && provider.kind == ProviderKind::Company
            && provider.system.is_empty()
    })
}

/// Where a street lies: streets of a division stand side by side, in metres.
fn middle(dice: &mut Dice, division: usize, street: usize) -> (i64, i64) {
    let at = |place: usize, size: i64| i64::try_from(place).unwrap_or(0) * size;
    (
        at(division % 7, 40_000) + at(street % 5, 3_500) + dice.between(-900, 900),
        at(division / 7, 40_000) + at(street / 5, 3_500) + dice.between(-900, 900),
    )
}

fn entry(
    dice: &mut Dice,
    street: &Street,
    number: usize,
    (x, y): (i64, i64),
    hours: &Wording,
) -> Provider {
    Provider {
        id: format!("{}-YL-{number:03}", &street.code[..6]),
        // No such registration authority: 99 in the second place of the code's division.
        owner: CreditCode::completing(&format!(
            "9{}99{:011}{}",
            dice.between(1, 3),
            dice.between(1, 99_999_999_999),
            dice.between(100, 999) / 10
        ))
        .expect("seventeen digits have a check character")
        .to_string(),
        kind: ProviderKind::Station,
        name: street.name.clone(),
        division: street.code[..6].to_owned(),
        street: street.code.clone(),
        x: x + dice.between(-1_400, 1_400),
        y: y + dice.between(-1_400, 1_400),
        address: places::office(dice, street),
        // After the area code no number begins with 0.
        phone: format!(
            "023-0{:07}",
            (dice.between(0, 9_999_999) * 7 + 3) % 10_000_000
        ),
        hours: hours.clone(),
        services: Vec::new(),
        meals: 0,
        women: 0,
        men: 0,
        system: String::new(),
    }
}

const COMMUNITIES: [(&str, &str); 10] = [
    ("新华", "Xinhua"),
    ("建设", "Jianshe"),
    ("和平", "Heping"),
    ("民主", "Minzhu"),
    ("沿江", "Yanjiang"),
    ("公园", "Gongyuan"),
    ("车站", "Chezhan"),
    ("学府", "Xuefu"),
    ("滨河", "Binhe"),
    ("山城", "Shancheng"),
];

fn station(
    dice: &mut Dice,
    street: &Street,
    number: usize,
    nth: usize,
    middle: (i64, i64),
    hours: &Wording,
    is_reached_by_operator: bool,
) -> Provider {
    let mut one = entry(dice, street, number, middle, hours);
    let (zh, en) = COMMUNITIES[nth % COMMUNITIES.len()];
    one.name = Wording::new(
        format!("{}{zh}社区养老服务站", street.short.zh),
        format!("{en} Community Care Station, {}", street.name.en),
    );
    let meal = dice.between(24, 36) * 50;
    one.services.push(Offered {
        service: CareService::Meals,
        fen: meal,
    });
    // A canteen serves at least fifty (Ft R25).
    one.meals = dice.between(50, 160);
    if dice.one_in(4) {
        one.services.push(Offered {
            service: CareService::Bathing,
            fen: dice.between(60, 120) * 100,
        });
        one.women = dice.between(1, 2);
        one.men = dice.between(0, 1);
    }
    if is_reached_by_operator && nth == 0 {
        one.system = OPERATOR.to_owned();
    }
    one
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call, a function of what its place in the city is"
)]
fn company(
    dice: &mut Dice,
    street: &Street,
    number: usize,
    nth: usize,
    middle: (i64, i64),
    hours: &Wording,
    zh: &str,
    en: &str,
) -> Provider {
    let mut one = entry(dice, street, number, middle, hours);
    let (name_zh, name_en) = [
        ("安心", "Anxin"),
        ("常青", "Changqing"),
        ("同行", "Tongxing"),
    ][nth];
    one.kind = ProviderKind::Company;
    one.name = Wording::new(
        format!("{zh}{name_zh}居家养老服务有限公司"),
        format!("{name_en} Home Care, {en}"),
    );
    one.services = [
        (CareService::Bathing, 80, 140),
        (CareService::Escort, 120, 180),
        (CareService::HomeCare, 60, 110),
        (CareService::Cleaning, 50, 90),
    ]
    .into_iter()
    .map(|(service, least, most)| Offered {
        service,
        fen: dice.between(least, most) * 100,
    })
    .collect();
    // The third is small: its times run out.
    (one.women, one.men) = if nth == 2 { (1, 0) } else { (3, 2) };
    if nth == 0 && one.division == SHAPINGBA {
        GROUP.clone_into(&mut one.owner);
    }
    if nth == 1 {
        one.system = OPERATOR.to_owned();
    }
    one
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::demo_city::SEED;

    #[test]
    fn the_city_has_as_many_as_it_is_said_to_have_and_each_street_some() {
        let streets = places::streets(SEED);
        let all = providers(SEED, &streets);
        assert_eq!(all.len(), PROVIDERS);
        let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), PROVIDERS);
        let with_one: BTreeSet<&str> = all.iter().map(|one| one.street.as_str()).collect();
        assert_eq!(with_one.len(), streets.len());
        for one in &all {
            assert!(CreditCode::parse(&one.owner).is_ok(), "{}", one.owner);
            assert!(one.phone.starts_with("023-0"));
            assert!(!one.services.is_empty());
        }
        for division in DIVISIONS {
            let company = company_of(&all, division.code).expect("a company without a system");
            assert!(company.price(CareService::Bathing).is_some());
        }
        assert!(all.iter().any(|one| one.system == OPERATOR));
        assert_eq!(all, providers(SEED, &streets));
    }
}
