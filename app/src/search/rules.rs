//! What fits what was typed, and how well.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::person::pinyin_of_words;
use crate::text::Wording;

/// Something that can be found.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The page's path; none where it is not done here.
    pub address: Option<String>,
    pub name: Wording,
    /// One plain sentence.
    pub sentence: Wording,
    /// What people call it.
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Definition {
    entry: Vec<Entry>,
}

/// One way to say an entry, folded.
enum Keyword {
    /// In characters, with how it sounds.
    Han {
        text: String,
        sound: String,
        initials: String,
    },
    English(Vec<String>),
}

static INDEX: LazyLock<Vec<(Entry, Vec<Keyword>)>> = LazyLock::new(|| {
    let definition: Definition = toml::from_str(include_str!("../../definitions/search.toml"))
        .expect("search.toml is read by a test");
    definition
        .entry
        .into_iter()
        .map(|entry| {
            let keywords = entry
                .words
                .iter()
                .chain([&entry.name.zh, &entry.name.en])
                .map(|word| Keyword::of(word))
                .collect();
            (entry, keywords)
        })
        .collect()
});

/// More of what was typed is not looked at, in characters.
const LONGEST: usize = 60;
/// More are not shown.
const MOST: usize = 8;

/// Everything that can be found, in the file's order.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    INDEX.iter().map(|(entry, _)| entry)
}

/// What fits, the best first; nothing where nothing was typed.
pub fn find(typed: &str) -> Vec<&'static Entry> {
    let asked = Asked::of(typed);
    if asked.whole.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u32, &'static Entry)> = INDEX
        .iter()
        .filter_map(|(entry, keywords)| {
            let best = keywords.iter().filter_map(|word| asked.fit(word)).max()?;
            Some((best, entry))
        })
        .collect();
    // Stable: where two fit equally well, the file's order counts.
    found.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    // Beside what was meant exactly, what only shares a character is noise.
    let least = match found.first() {
        Some((best, _)) if *best >= EXACT_SOUND => STARTS_ALIKE,
        _ => 0,
    };
    found
        .into_iter()
        .filter(|(fit, _)| *fit >= least)
        .take(MOST)
        .map(|(_, entry)| entry)
        .collect()
}

const EXACT: u32 = 100;
const EXACT_SOUND: u32 = 90;
const EXACT_INITIALS: u32 = 88;
const STARTS: u32 = 80;
const ENGLISH: u32 = 78;
const SOUNDS_ALIKE: u32 = 76;
const STARTS_ALIKE: u32 = 70;
const CONTAINS: u32 = 60;
/// Plus the keyword's length: "孩子上户口怎么办" is about 上户口 rather than about 孩子.
const CONTAINED: u32 = 40;

/// What was typed, folded.
struct Asked {
    /// Without spaces.
    whole: String,
    words: Vec<String>,
    sound: String,
    is_latin: bool,
}

impl Asked {
    fn of(typed: &str) -> Self {
        let folded: String = fold(typed).chars().take(LONGEST).collect();
        let words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
        let whole = words.concat();
        Self {
            sound: pinyin_of_words(&whole).0,
            is_latin: whole.is_ascii(),
            whole,
            words,
        }
    }

    /// How well this keyword fits; higher is better.
    fn fit(&self, keyword: &Keyword) -> Option<u32> {
        match keyword {
            Keyword::Han {
                text,
                sound,
                initials,
            } if self.is_latin => self.fit_by_letters(text, sound, initials),
            Keyword::Han { text, sound, .. } => self.fit_by_characters(text, sound),
            Keyword::English(words) => self.fit_in_english(words),
        }
    }

    fn fit_by_characters(&self, text: &str, sound: &str) -> Option<u32> {
        if self.whole == text {
            Some(EXACT)
        } else if text.starts_with(&self.whole) {
            Some(STARTS)
        } else if self.sound == sound {
            // The wrong character of the same sound, or letters among characters.
            Some(SOUNDS_ALIKE)
        } else if text.contains(&self.whole) {
            Some(CONTAINS)
        } else {
            let length = text.chars().count();
            (length >= 2 && self.whole.contains(text)).then(|| contained(length))
        }
    }

    fn fit_by_letters(&self, text: &str, sound: &str, initials: &str) -> Option<u32> {
        let typed = self.whole.as_str();
        if typed == text {
            Some(EXACT)
        } else if typed == sound {
            Some(EXACT_SOUND)
        } else if typed.len() >= 2 && typed == initials {
            Some(EXACT_INITIALS)
        } else if typed.len() >= 3 && (sound.starts_with(typed) || initials.starts_with(typed)) {
            Some(STARTS_ALIKE)
        } else {
            (sound.len() >= 6 && typed.contains(sound)).then(|| contained(text.chars().count()))
        }
    }

    fn fit_in_english(&self, words: &[String]) -> Option<u32> {
        if self.words == words {
            return Some(EXACT);
        }
        let begins_one = |typed: &String| {
            words
                .iter()
                .any(|word| word == typed || (typed.len() >= 3 && word.starts_with(typed.as_str())))
        };
        if self.words.iter().all(begins_one) {
            return Some(ENGLISH);
        }
        words
            .iter()
            .all(|word| self.words.contains(word))
            .then(|| contained(words.len() * 2))
    }
}

fn contained(length: usize) -> u32 {
    CONTAINED + u32::try_from(length.min(15)).unwrap_or(15)
}

impl Keyword {
    fn of(word: &str) -> Self {
        let folded = fold(word);
        if folded.is_ascii() {
            return Self::English(folded.split_whitespace().map(str::to_owned).collect());
        }
        let text: String = folded.split_whitespace().collect();
        let (sound, initials) = pinyin_of_words(&text);
        Self::Han {
            text,
            sound,
            initials,
        }
    }
}

/// Full-width letters as plain ones, in lower case; what is neither letter nor digit separates words.
fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn first(typed: &str) -> &'static str {
        find(typed).first().map_or("", |entry| &entry.name.zh)
    }

    #[test]
    fn the_definition_can_be_read_and_says_everything_in_both_languages() {
        assert!(entries().count() > 20);
        for entry in entries() {
            assert!(!entry.words.is_empty(), "{}", entry.name.zh);
            for text in [&entry.name, &entry.sentence] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{text:?}");
            }
        }
    }

    #[test]
    fn every_keyword_finds_its_entry() {
        for (entry, _) in INDEX.iter() {
            for word in &entry.words {
                assert!(
                    find(word).contains(&entry),
                    "{word} does not find {}",
                    entry.name.zh
                );
            }
        }
    }

    #[test]
    fn people_find_it_in_their_own_words_in_letters_and_in_english() {
        for (typed, name) in [
            ("上户口", "给孩子上户口"),
            ("shanghukou", "给孩子上户口"),
            ("shang hu kou", "给孩子上户口"),
            ("ShangHuKou", "给孩子上户口"),
            ("shk", "给孩子上户口"),
            ("ｓｈｋ", "给孩子上户口"),
            ("上hukou", "给孩子上户口"),
            ("孩子上户口怎么办？", "给孩子上户口"),
            ("尚户口", "给孩子上户口"),
            ("hukou", "给孩子上户口"),
            ("准生证", "生育登记（以前叫准生证）"),
            ("zsz", "生育登记（以前叫准生证）"),
            ("zhunshengzheng", "生育登记（以前叫准生证）"),
            ("出生证", "出生医学证明"),
            ("敬老卡", "敬老卡、老年卡、老年优待证"),
            ("老年证", "敬老卡、老年卡、老年优待证"),
            ("社保卡", "孩子的社会保障卡"),
            (
                "我妈80岁了有什么补贴",
                "能享受什么（老人、残疾人的补贴和服务）",
            ),
            ("gljt", "高龄津贴"),
            ("办到哪一步了", "查办理进度"),
            ("字太小了看不清", "大字、颜色、语言、长辈版"),
            ("长辈版", "大字、颜色、语言、长辈版"),
            ("关怀版", "大字、颜色、语言、长辈版"),
            ("关爱版", "大字、颜色、语言、长辈版"),
            ("亲情版", "大字、颜色、语言、长辈版"),
            ("zhangbeiban", "大字、颜色、语言、长辈版"),
            ("elder mode", "大字、颜色、语言、长辈版"),
            ("care mode", "大字、颜色、语言、长辈版"),
            ("large view", "大字、颜色、语言、长辈版"),
            ("birth certificate", "出生医学证明"),
            ("Birth Certif", "出生医学证明"),
            ("how do I register a baby", "孩子出生了"),
            ("vaccin", "孩子打疫苗"),
            ("12345", "找人问问，投诉和建议"),
        ] {
            assert_eq!(first(typed), name, "{typed}");
        }
    }

    #[test]
    fn a_card_that_is_not_made_here_is_named_beside_what_is() {
        for typed in ["敬老卡", "老年卡", "jinglaoka", "lnk"] {
            let found: Vec<_> = find(typed).iter().map(|entry| &*entry.name.zh).collect();
            assert!(
                found.contains(&"高龄津贴") && found.contains(&"敬老卡、老年卡、老年优待证"),
                "{typed}: {found:?}"
            );
        }
    }

    #[test]
    fn what_nobody_offers_finds_nothing() {
        for typed in ["", "   ", "？！", "zzzzz", "量子力学", "x", "a the"] {
            assert!(find(typed).is_empty(), "{typed}: {:?}", find(typed));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_the_answer_is_short_and_always_the_same(typed in any::<String>()) {
            let found = find(&typed);
            prop_assert!(found.len() <= MOST);
            prop_assert_eq!(find(&typed), found);
        }
    }
}
