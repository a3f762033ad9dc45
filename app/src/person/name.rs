//! A person's name, code points kept as typed, and the rules for a newborn's name.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A name as the registers hold it: never normalised, because a rare character's variant is another character.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName(String);

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NameError {
    #[error("nothing typed")]
    Empty,
    #[error("longer than 60 characters")]
    TooLong,
}

/// Why a given name cannot be registered: names are registered in characters of the 《通用规范汉字表》, without Latin
/// letters, digits and symbols.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum GivenNameError {
    #[error("nothing typed")]
    Empty,
    #[error("longer than registers hold")]
    TooLong,
    #[error("a Latin letter, digit or symbol: {0}")]
    NotHan(char),
    #[error("not among the 8,105 standard characters: {0}")]
    NotStandard(char),
}

/// Why a surname cannot be registered. It need not be among the standard characters.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SurnameError {
    #[error("nothing typed")]
    Empty,
    #[error("longer than surnames are")]
    TooLong,
    #[error("a Latin letter, digit or symbol: {0}")]
    NotHan(char),
}

/// Why a newborn's whole name cannot be registered.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NewbornNameError {
    #[error("nothing typed")]
    Empty,
    #[error("a surname without a given name")]
    OnlySurname,
    #[error("a Latin letter, digit or symbol in the surname: {0}")]
    SurnameNotHan(char),
    #[error("given name: {0}")]
    Given(#[from] GivenNameError),
}

/// Whose surname a newborn gets (Civil Code art. 1015).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurnameOf {
    /// The father's and the mother's are the same.
    Both,
    Father,
    Mother,
    /// Of an elder direct blood relative, of a foster carer, or for another proper reason, which has to be stated.
    Other,
    /// A name with a middle dot has no surname; it follows the custom of a minority.
    Custom,
}

/// A newborn's name, taken apart. Code points are as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewbornName {
    /// Empty where the custom knows none.
    pub surname: String,
    pub given: String,
    pub surname_of: SurnameOf,
}

impl PersonName {
    /// Outer white space goes, everything else stays.
    pub fn parse(typed: &str) -> Result<Self, NameError> {
        let name = typed.trim();
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if name.chars().count() > 60 {
            return Err(NameError::TooLong);
        }
        Ok(Self(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NewbornName {
    /// Surname and given name together.
    pub fn whole(&self) -> PersonName {
        PersonName(format!("{}{}", self.surname, self.given))
    }

    /// Whether the family has to say why it is neither parent's surname.
    pub const fn needs_a_reason(&self) -> bool {
        matches!(self.surname_of, SurnameOf::Other)
    }
}

/// The most characters that a given name may have. The registers' own limit is not published.
const LONGEST_GIVEN_NAME: usize = 30;

/// Between the parts of a name, where a minority's custom has parts.
const MIDDLE_DOT: char = '\u{b7}';

/// The most characters that a surname may have: both parents', where each has two.
const LONGEST_SURNAME: usize = 4;

/// Whether this may stand before a given name as a surname. Where a minority's custom knows parts and no surname, the
/// first parts may stand there, with their middle dots.
///
/// # Errors
/// The first thing that stands in the way, with the character where there is one.
pub fn check_surname(typed: &str) -> Result<(), SurnameError> {
    let surname = typed.trim();
    if surname.is_empty() {
        return Err(SurnameError::Empty);
    }
    let longest = if surname.contains(MIDDLE_DOT) {
        LONGEST_GIVEN_NAME
    } else {
        LONGEST_SURNAME
    };
    if surname.chars().count() > longest {
        return Err(SurnameError::TooLong);
    }
    // The last dot may stand between this and the given name.
    let parts = surname.strip_suffix(MIDDLE_DOT).unwrap_or(surname);
    for part in parts.split(MIDDLE_DOT) {
        if part.is_empty() {
            return Err(SurnameError::NotHan(MIDDLE_DOT));
        }
        if let Some(c) = part.chars().find(|c| !is_han(*c)) {
            return Err(SurnameError::NotHan(c));
        }
    }
    Ok(())
}

/// Whether this given name may be registered. The surname is exempt from the table of characters.
///
/// # Errors
/// The first thing that stands in the way, with the character where there is one.
pub fn check_given_name(typed: &str) -> Result<(), GivenNameError> {
    let name = typed.trim();
    if name.is_empty() {
        return Err(GivenNameError::Empty);
    }
    if name.chars().count() > LONGEST_GIVEN_NAME {
        return Err(GivenNameError::TooLong);
    }
    for part in name.split(MIDDLE_DOT) {
        if part.is_empty() {
            return Err(GivenNameError::NotHan(MIDDLE_DOT));
        }
        for c in part.chars() {
            if !is_han(c) {
                return Err(GivenNameError::NotHan(c));
            }
            if STANDARD_CHARACTERS.binary_search(&c).is_err() {
                return Err(GivenNameError::NotStandard(c));
            }
        }
    }
    Ok(())
}

/// Takes a newborn's typed name apart by the parents' surnames, and checks it.
///
/// # Errors
/// The first thing that stands in the way. A surname of neither parent is no error: [`NewbornName::needs_a_reason`].
pub fn check_newborn_name(
    typed: &str,
    father: &PersonName,
    mother: &PersonName,
) -> Result<NewbornName, NewbornNameError> {
    let name = typed.trim();
    if name.is_empty() {
        return Err(NewbornNameError::Empty);
    }
    let (of_father, of_mother) = (surname_in(father.as_str()), surname_in(mother.as_str()));
    // The longer one first: 欧阳 is not 欧 with a given name that begins with 阳.
    let of_a_parent = [of_father, of_mother]
        .into_iter()
        .filter(|surname| !surname.is_empty() && name.starts_with(surname))
        .max_by_key(|surname| surname.len());
    let (surname, surname_of) = match of_a_parent {
        Some(surname) => (
            surname,
            match (surname == of_father, surname == of_mother) {
                (true, true) => SurnameOf::Both,
                (true, false) => SurnameOf::Father,
                _ => SurnameOf::Mother,
            },
        ),
        None if name.contains(MIDDLE_DOT) => ("", SurnameOf::Custom),
        None => (surname_in(name), SurnameOf::Other),
    };
    if let Some(c) = surname.chars().find(|c| !is_han(*c)) {
        return Err(NewbornNameError::SurnameNotHan(c));
    }
    let given = name[surname.len()..].trim_start();
    if given.is_empty() {
        return Err(NewbornNameError::OnlySurname);
    }
    check_given_name(given)?;
    Ok(NewbornName {
        surname: surname.to_owned(),
        given: given.to_owned(),
        surname_of,
    })
}

/// The surname that a whole name begins with: one of two characters, or one character; none in a name with parts.
fn surname_in(name: &str) -> &str {
    if name.contains(MIDDLE_DOT) {
        return "";
    }
    let until = |count: usize| {
        name.char_indices()
            .nth(count)
            .map_or(name.len(), |(index, _)| index)
    };
    let two = &name[..until(2)];
    if two.len() < name.len() && COMPOUND_SURNAMES.contains(&two) {
        two
    } else {
        &name[..until(1)]
    }
}

/// Surnames of two characters.
const COMPOUND_SURNAMES: [&str; 72] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "长孙", "宇文", "司徒",
    "司空", "夏侯", "令狐", "轩辕", "端木", "百里", "呼延", "南宫", "西门", "东郭", "独孤", "拓跋",
    "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "钟离", "鲜于", "闾丘",
    "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁",
    "夹谷", "段干", "南门", "羊舌", "微生", "梁丘", "左丘", "东门", "万俟", "闻人", "公羊", "赫连",
    "太史", "完颜", "纳兰", "第五", "即墨", "达奚", "褚师", "东里", "南荣", "北宫", "叶赫", "耶律",
];

/// Whether it is a Chinese character, standard or not: the CJK blocks of Unicode, radicals included, as some
/// keyboards give them for the characters that they resemble.
const fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fd5}'
        | '\u{3007}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The 8,105 characters of the 《通用规范汉字表》, by code point.
static STANDARD_CHARACTERS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut characters: Vec<char> = include_str!("standard_characters.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::chars)
        .collect();
    characters.sort_unstable();
    characters
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(typed: &str) -> PersonName {
        PersonName::parse(typed).unwrap()
    }

    #[test]
    fn the_table_has_8105_characters_each_once() {
        let mut once = STANDARD_CHARACTERS.clone();
        once.dedup();
        assert_eq!((STANDARD_CHARACTERS.len(), once.len()), (8_105, 8_105));
        assert!(STANDARD_CHARACTERS.iter().all(|c| is_han(*c)));
        // Three levels, as the header says.
        let mut counts = Vec::new();
        for line in include_str!("standard_characters.txt").lines() {
            if line.starts_with("# Level") {
                counts.push(0);
            } else if !line.starts_with('#') {
                *counts.last_mut().unwrap() += line.chars().count();
            }
        }
        assert_eq!(counts, [3_500, 3_000, 1_605]);
    }

    #[test]
    fn a_standard_name_passes_and_keeps_its_code_points() {
        // 𬭎 (U+2CB4E) lies outside the basic plane and is in the third level of the table.
        for typed in ["明", "雨桐", "\u{2cb4e}", "阿依·古丽", " 雨桐 "] {
            assert_eq!(check_given_name(typed), Ok(()), "{typed}");
        }
        let rare =
            check_newborn_name("\u{20bb7}\u{2cb4e}", &name("\u{20bb7}野"), &name("李梅")).unwrap();
        assert_eq!(
            rare.surname, "\u{20bb7}",
            "the surname is exempt from the table"
        );
        assert_eq!(rare.whole().as_str(), "\u{20bb7}\u{2cb4e}");
    }

    #[test]
    fn each_thing_that_is_wrong_has_its_own_error() {
        use GivenNameError::*;
        for (typed, error) in [
            ("", Empty),
            (" \u{3000}", Empty),
            ("明A", NotHan('A')),
            ("Ａ明", NotHan('Ａ')),
            ("明1", NotHan('1')),
            ("明！", NotHan('！')),
            ("明 明", NotHan(' ')),
            ("明\u{200b}", NotHan('\u{200b}')),
            ("明\u{fe00}", NotHan('\u{fe00}')),
            ("明々", NotHan('々')),
            ("·明", NotHan('·')),
            ("明·", NotHan('·')),
            ("明··明", NotHan('·')),
            ("明•明", NotHan('•')),
            ("明\0", NotHan('\0')),
            // A traditional form, a variant, a radical and a character of an extension.
            ("國", NotStandard('國')),
            ("喆囍", NotStandard('囍')),
            ("\u{2f08}", NotStandard('\u{2f08}')),
            ("\u{20bb7}", NotStandard('\u{20bb7}')),
            ("〇", NotStandard('〇')),
        ] {
            assert_eq!(check_given_name(typed), Err(error), "{typed:?}");
        }
        assert_eq!(check_given_name(&"明".repeat(30)), Ok(()));
        assert_eq!(check_given_name(&"明".repeat(31)), Err(TooLong));
    }

    #[test]
    fn a_surname_has_chinese_characters_and_not_many() {
        use SurnameError::*;
        for typed in [
            "王",
            "欧阳",
            "\u{20bb7}",
            " 司马欧阳 ",
            "阿依·",
            "买买提·阿依",
        ] {
            assert_eq!(check_surname(typed), Ok(()), "{typed}");
        }
        for (typed, error) in [
            ("", Empty),
            ("\u{3000}", Empty),
            ("W", NotHan('W')),
            ("张1", NotHan('1')),
            ("张 王", NotHan(' ')),
            ("·", NotHan('·')),
            ("·阿依", NotHan('·')),
            ("阿依··", NotHan('·')),
            ("张王李赵陈", TooLong),
        ] {
            assert_eq!(check_surname(typed), Err(error), "{typed:?}");
        }
        assert_eq!(check_surname(&"张".repeat(60)), Err(TooLong));
        assert_eq!(check_surname(&"张·".repeat(16)), Err(TooLong));
    }

    #[test]
    fn the_surname_is_the_fathers_the_mothers_or_needs_a_reason() {
        use SurnameOf::*;
        for (typed, father, mother, surname, given, of) in [
            ("王雨桐", "王强", "李梅", "王", "雨桐", Father),
            ("李雨桐", "王强", "李梅", "李", "雨桐", Mother),
            ("王雨桐", "王强", "王梅", "王", "雨桐", Both),
            ("赵雨桐", "王强", "李梅", "赵", "雨桐", Other),
            // Both surnames one after the other: the first is the surname.
            ("王李雨桐", "王强", "李梅", "王", "李雨桐", Father),
            ("欧阳雪", "欧阳明", "欧丽", "欧阳", "雪", Father),
            ("欧阳雪", "欧丽", "欧阳明", "欧阳", "雪", Mother),
            ("欧雪", "欧阳明", "李梅", "欧", "雪", Other),
            ("欧阳雪", "王强", "欧丽", "欧", "阳雪", Mother),
            ("诸葛亮", "王强", "李梅", "诸葛", "亮", Other),
            // Two characters are a surname and a given name, whatever they could be.
            ("东方", "东强", "李梅", "东", "方", Father),
            (
                "阿依·买买提",
                "买买提·依明",
                "李梅",
                "",
                "阿依·买买提",
                Custom,
            ),
            ("古丽", "买买提·依明", "阿依·依明", "古", "丽", Other),
            (" 王 雨桐 ", "王强", "李梅", "王", "雨桐", Father),
        ] {
            let checked = check_newborn_name(typed, &name(father), &name(mother));
            let expected = NewbornName {
                surname: surname.into(),
                given: given.into(),
                surname_of: of,
            };
            assert_eq!(
                checked,
                Ok(expected.clone()),
                "{typed} of {father} and {mother}"
            );
            assert_eq!(expected.needs_a_reason(), of == Other);
        }
    }

    #[test]
    fn a_name_that_is_no_name_is_refused() {
        let check = |typed| check_newborn_name(typed, &name("王强"), &name("李梅"));
        assert_eq!(check("  "), Err(NewbornNameError::Empty));
        assert_eq!(check("王"), Err(NewbornNameError::OnlySurname));
        assert_eq!(check("李·古丽"), Err(GivenNameError::NotHan('·').into()));
        assert_eq!(
            check_newborn_name("欧阳", &name("欧阳明"), &name("李梅")),
            Err(NewbornNameError::OnlySurname)
        );
        assert_eq!(check("W雨桐"), Err(NewbornNameError::SurnameNotHan('W')));
        assert_eq!(check("王Tom"), Err(GivenNameError::NotHan('T').into()));
        assert_eq!(check("王國"), Err(GivenNameError::NotStandard('國').into()));
    }

    proptest! {
        #[test]
        fn no_name_breaks_the_check_and_none_is_altered(typed in any::<String>(), father in "\\PC{1,6}", mother in "\\PC{1,6}") {
            let (Ok(father), Ok(mother)) = (PersonName::parse(&father), PersonName::parse(&mother)) else {
                return Ok(());
            };
            if let Ok(checked) = check_newborn_name(&typed, &father, &mother) {
                let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
                let whole = checked.whole();
                prop_assert_eq!(whole.as_str(), plain);
            }
        }

        #[test]
        fn names_of_standard_characters_with_a_parents_surname_pass(
            given in prop::collection::vec(prop::sample::select(STANDARD_CHARACTERS.clone()), 1..4),
            surname in prop::sample::select(vec!["王", "李", "欧阳", "\u{20bb7}"]),
            is_the_mothers: bool,
        ) {
            let given: String = given.into_iter().collect();
            let (one, other) = (name(&format!("{surname}平")), name("赵静"));
            let (father, mother) = if is_the_mothers { (other, one) } else { (one, other) };
            let checked = check_newborn_name(&format!("{surname}{given}"), &father, &mother).unwrap();
            prop_assert_eq!(checked, NewbornName {
                surname: surname.to_owned(),
                given,
                surname_of: if is_the_mothers { SurnameOf::Mother } else { SurnameOf::Father },
            });
        }

        #[test]
        fn a_character_outside_the_table_is_refused(c: char) {
            let is_standard = STANDARD_CHARACTERS.binary_search(&c).is_ok();
            prop_assert_eq!(check_given_name(&format!("明{c}明")).is_ok(), is_standard || c == '·');
        }
    }
}
