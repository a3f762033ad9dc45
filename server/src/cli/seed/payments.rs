//! Whose allowances the demo's offices pay since before the portal opened.

use app::allowances::{KeptFacts, Month};
use app::identity::{OfficeId, StaffRole};
use jiff::civil::Date;

use super::acts::Cast;
use crate::Office;
use crate::allowances::Listed;
use crate::allowances::seeds::seed_payments;
use crate::demo_city::City;
use crate::fault::Fault;

/// Every so manieth account has been closed since.
const CLOSED: usize = 37;

/// Takes the list of Shapingba over, and pays last month: this month is left to do.
pub async fn pay_last_month(office: &Office, cast: &Cast, city: &City) -> Result<(), Fault> {
    let month = Month::of(office.clock.today()).plus(-1);
    let lists = lists(city, month);
    let Some(at) = lists.first().map(|listed| listed.office.clone()) else {
        return Ok(());
    };
    let desk = (
        cast.at(&at, StaffRole::Caseworker).await?,
        cast.at(&at, StaffRole::Supervisor).await?,
    );
    seed_payments(office, &lists, month, &[desk]).await
}

fn lists(city: &City, month: Month) -> Vec<Listed> {
    city.pensioners
        .iter()
        .enumerate()
        .filter_map(|(index, (number, street))| {
            let person = city.person(number)?;
            let office = city.office("civil-affairs", street)?;
            let account = account(index, index % CLOSED == 12);
            Some(Listed {
                name: person.name.clone(),
                number: number.clone(),
                street: street.clone(),
                service: "old-age-allowance".to_owned(),
                office: OfficeId(office.id.clone()),
                facts: facts(person.birth_date, street),
                bank: "重庆银行".to_owned(),
                account,
                first_month: month,
            })
        })
        .collect()
}

fn facts(born: Date, street: &str) -> KeptFacts {
    KeptFacts {
        born: Some(born),
        division: street.chars().take(6).collect(),
        hardship: None,
        disability: None,
        long_disabled: None,
        disputed: Vec::new(),
        found: Vec::new(),
    }
}

/// An account number with a right check digit; the demo's bank takes one that ends in 0000 for closed.
fn account(index: usize, is_closed: bool) -> String {
    let ending = if is_closed { "0000" } else { "3331" };
    (0..10)
        .map(|filler| format!("62220210{:06}{filler}{ending}", index + 1))
        .find(|digits| passes_luhn(digits))
        .unwrap_or_default()
}

/// ISO/IEC 7812-1.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0') * if place % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::newborn::AccountForm;

    #[test]
    fn every_account_would_be_taken_by_a_form() {
        for index in 0..300 {
            for is_closed in [false, true] {
                let form = AccountForm {
                    bank: "重庆银行".to_owned(),
                    account: account(index, is_closed),
                };
                assert!(form.parse().is_ok(), "{index} {}", form.account);
            }
        }
    }
}
