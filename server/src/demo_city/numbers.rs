//! Numbers that registers give: identity numbers in 5099xx, households, certificates. None is ever given twice.

use std::collections::BTreeMap;

use app::person::{DIVISIONS, ResidentId, Sex, check_character};
use jiff::civil::Date;

/// Identity numbers of people first registered in another province begin with 5099 and this.
pub const ANOTHER_PROVINCE: u8 = 91;

/// The two digits after 5099 for people first registered in this division: its place in the list, from 01.
pub fn place_of(division: &str) -> u8 {
    DIVISIONS
        .iter()
        .position(|listed| division.starts_with(listed.code))
        .map_or(ANOTHER_PROVINCE, |index| {
            u8::try_from(index + 1).expect("38 divisions")
        })
}

/// The `nth` identity number (from 0) of this place, birth date and sex; `None` after the last.
pub fn identity(place: u8, born: Date, sex: Sex, nth: i64) -> Option<ResidentId> {
    // The third digit of the sequence is odd for men and even for women (GB 11643).
    let sequence = match sex {
        Sex::Male => 2 * nth + 1,
        Sex::Female => 2 * nth + 2,
    };
    if !(1..=999).contains(&sequence) {
        return None;
    }
    let body = format!("5099{place:02}{}{sequence:03}", born.strftime("%Y%m%d"));
    let check = check_character(&body)?;
    ResidentId::parse(&format!("{body}{check}")).ok()
}

/// What the city has given so far.
#[derive(Default)]
pub(super) struct Given {
    identities: BTreeMap<(u8, Date, bool), i64>,
    households: i64,
    mobiles: i64,
    deliveries: i64,
    certificates: i64,
    marriages: i64,
}

impl Given {
    pub fn identity(&mut self, place: u8, born: Date, sex: Sex) -> ResidentId {
        let nth = self
            .identities
            .entry((place, born, sex == Sex::Male))
            .or_insert(0);
        let number = identity(place, born, sex, *nth).expect("a day has room for 499 of each sex");
        *nth += 1;
        number
    }

    /// Nine digits.
    pub fn household(&mut self) -> String {
        self.households += 1;
        format!("{}", 500_000_000 + scattered(self.households, 100_000_000))
    }

    /// Of a range that no operator has been given (154), so that no demo message could reach anybody.
    pub fn mobile(&mut self) -> String {
        self.mobiles += 1;
        format!("154{:08}", scattered(self.mobiles, 100_000_000))
    }

    /// A hospital's own record of a delivery.
    pub fn delivery(&mut self, born: Date) -> String {
        self.deliveries += 1;
        format!("FM{}-{:05}", born.strftime("%Y%m%d"), self.deliveries)
    }

    /// A birth certificate's number: one letter and nine digits. The city's begin with T50, those that the register
    /// gives later with T51.
    pub fn certificate(&mut self) -> String {
        self.certificates += 1;
        format!("T50{:07}", scattered(self.certificates, 10_000_000))
    }

    pub fn marriage(&mut self, married: Date, division: &str) -> String {
        self.marriages += 1;
        format!("J{division}-{}-{:06}", married.year(), self.marriages)
    }
}

/// Spreads counted numbers over a range of a power of ten without a collision: 48,271 has no factor in common with it.
pub(super) fn scattered(nth: i64, range: i64) -> i64 {
    (nth * 48_271 + 3_141_593) % range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_of_the_sequence_tells_the_sex() {
        let born = jiff::civil::date(2026, 11, 18);
        let girl = identity(6, born, Sex::Female, 0).unwrap();
        assert!(girl.as_str().starts_with("50990620261118002"));
        assert_eq!((girl.sex(), girl.birth_date()), (Sex::Female, born));
        let boy = identity(6, born, Sex::Male, 499).unwrap();
        assert_eq!(&boy.as_str()[14..17], "999");
        assert_eq!(boy.sex(), Sex::Male);
        assert_eq!(identity(6, born, Sex::Male, 500), None);
        assert_eq!(identity(6, born, Sex::Female, 499), None);
    }
}
