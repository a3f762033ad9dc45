//! A person as every register knows them: number, name, mobile, address, division.

mod division;
mod email;
mod mobile;
mod name;
mod pinyin;
mod resident_id;

pub use division::{DIVISIONS, Division};
pub use email::{EmailAddress, EmailError};
pub use mobile::{Mobile, MobileError};
pub use name::{
    GivenNameError, NameError, NewbornName, NewbornNameError, PersonName, SurnameError, SurnameOf,
    check_given_name, check_newborn_name, check_surname,
};
pub use pinyin::{pinyin_of, pinyin_of_words};
pub use resident_id::{ResidentId, ResidentIdError, Sex, age_on, check_character};

/// Full-width digits and letters to plain ones; white space, hyphens and invisible marks out: what dictation and
/// pasting add (a telephone's address book puts U+202D before a number). For numbers only; names keep their code points.
pub fn plain_number(typed: &str) -> String {
    typed
        .chars()
        .filter_map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
            c if c.is_whitespace() => None,
            c => Some(c),
        })
        .filter(|c| {
            !matches!(c,
                '-' | '\u{2010}'..='\u{2015}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::plain_number;

    #[test]
    fn full_width_spaces_and_hyphens_go_and_the_rest_stays() {
        assert_eq!(plain_number("１２-３ ４\u{3000}５\u{a0}Ｘ‐–—"), "12345X");
        assert_eq!(
            plain_number("\u{202d}13812345678\u{202c}\u{200b}\u{feff}"),
            "13812345678"
        );
        assert_eq!(plain_number("五0\u{660}"), "五0\u{660}");
    }

    proptest! {
        #[test]
        fn what_is_plain_stays_as_it_is(typed in any::<String>()) {
            let plain = plain_number(&typed);
            prop_assert_eq!(plain_number(&plain), plain.clone());
            prop_assert!(!plain.contains(char::is_whitespace));
        }

        #[test]
        fn full_width_reads_like_plain(typed in "[0-9A-Za-z+]{0,20}") {
            let wide: String = typed
                .chars()
                .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
                .collect();
            prop_assert_eq!(plain_number(&wide), typed);
        }
    }
}
