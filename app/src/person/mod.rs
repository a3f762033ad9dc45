//! A person as every register knows them: number, name, mobile, address, division.

mod division;
mod mobile;
mod name;
mod resident_id;

pub use division::{DIVISIONS, Division};
pub use mobile::{Mobile, MobileError};
pub use name::{
    GivenNameError, NameError, NewbornName, NewbornNameError, PersonName, SurnameOf,
    check_given_name, check_newborn_name,
};
pub use resident_id::{ResidentId, ResidentIdError, Sex, check_character};

/// Full-width digits and letters to plain ones, white space and hyphens out: what dictation and pasting add.
/// For numbers only; names keep their code points.
pub fn plain_number(typed: &str) -> String {
    typed
        .chars()
        .filter_map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
            c if c.is_whitespace() => None,
            c => Some(c),
        })
        .filter(|c| !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .collect()
}
