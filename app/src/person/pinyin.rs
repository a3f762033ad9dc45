//! How a name or a word sounds, in letters without tones: so that somebody who types `zengxiaoyan` or `zxy` finds 曾晓燕.
//!
//! Readings are those of the `pinyin` crate (the data of pinyin-data, the rare characters of the extension planes
//! included); as a surname many a character is read in another way, and those readings stand here.

use pinyin::ToPinyin as _;

/// Surnames of two characters of which at least one is read otherwise than alone.
const LONG_SURNAMES: &[(&str, [&str; 2])] = &[
    ("万俟", ["mo", "qi"]),
    ("令狐", ["ling", "hu"]),
    ("单于", ["chan", "yu"]),
    ("宰父", ["zai", "fu"]),
    ("尉迟", ["yu", "chi"]),
    ("澹台", ["tan", "tai"]),
    ("长孙", ["zhang", "sun"]),
    ("鲜于", ["xian", "yu"]),
];

/// Surnames of one character that are read otherwise than the character alone.
const SURNAMES: &[(char, &str)] = &[
    ('万', "wan"),
    ('不', "fou"),
    ('乐', "yue"),
    ('仇', "qiu"),
    ('任', "ren"),
    ('佴', "nai"),
    ('俞', "yu"),
    ('冼', "xian"),
    ('区', "ou"),
    ('卜', "bu"),
    ('单', "shan"),
    ('句', "gou"),
    ('召', "shao"),
    ('员', "yun"),
    ('哈', "ha"),
    ('尉', "wei"),
    ('应', "ying"),
    ('折', "she"),
    ('撒', "sa"),
    ('教', "jiao"),
    ('晁', "chao"),
    ('曲', "qu"),
    ('曾', "zeng"),
    ('朴', "piao"),
    ('查', "zha"),
    ('洗', "xian"),
    ('瞿', "qu"),
    ('盖', "ge"),
    ('祭', "zhai"),
    ('种', "chong"),
    ('秘', "bi"),
    ('纪', "ji"),
    ('缪', "miao"),
    ('繁', "po"),
    ('翟', "zhai"),
    ('葛', "ge"),
    ('覃', "qin"),
    ('解', "xie"),
    ('谌', "chen"),
    ('贾', "jia"),
    ('车', "che"),
    ('过', "guo"),
    ('适', "kuo"),
    ('逄', "pang"),
    ('那', "na"),
    ('郇', "xun"),
    ('重', "chong"),
    ('长', "zhang"),
    ('隗', "kui"),
];

/// A name in letters and its initials, both in lower case and without spaces: `曾晓燕` is (`zengxiaoyan`, `zxy`).
///
/// The surname is read as a surname, the rest as it is read most often. `ü` is `v`, as keyboards have it. Latin letters
/// and digits stay as they are; whatever has no sound (a middle dot, a space) goes.
pub fn pinyin_of(name: &str) -> (String, String) {
    let mut whole = (String::new(), String::new());
    let mut rest = name;
    if let Some((surname, sounds)) = LONG_SURNAMES
        .iter()
        .find(|(surname, _)| name.starts_with(surname))
    {
        sounds.iter().for_each(|sound| add(&mut whole, sound));
        rest = &name[surname.len()..];
    } else if let Some(first) = name.chars().next()
        && let Some((_, sound)) = SURNAMES.iter().find(|(surname, _)| *surname == first)
    {
        add(&mut whole, sound);
        rest = &name[first.len_utf8()..];
    }
    add_each(&mut whole, rest);
    whole
}

/// A word in letters and its initials, as [`pinyin_of`] gives them, each character as it is read most often:
/// `上户口` is (`shanghukou`, `shk`).
pub fn pinyin_of_words(words: &str) -> (String, String) {
    let mut whole = (String::new(), String::new());
    add_each(&mut whole, words);
    whole
}

fn add_each(whole: &mut (String, String), text: &str) {
    for character in text.chars() {
        match character.to_pinyin() {
            Some(sound) => add(whole, &sound.plain().replace('ü', "v")),
            None => character
                .to_lowercase()
                .filter(|letter| letter.is_alphanumeric() && letter.is_ascii())
                .for_each(|letter| {
                    whole.0.push(letter);
                    whole.1.push(letter);
                }),
        }
    }
}

fn add(whole: &mut (String, String), sound: &str) {
    whole.0.push_str(sound);
    whole.1.extend(sound.chars().next());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{pinyin_of, pinyin_of_words};

    fn read(name: &str) -> (String, String) {
        pinyin_of(name)
    }

    #[test]
    fn a_surname_is_read_as_a_surname() {
        for (name, full, initials) in [
            ("林晓燕", "linxiaoyan", "lxy"),
            ("单丹", "shandan", "sd"),
            ("曾静", "zengjing", "zj"),
            ("解学文", "xiexuewen", "xxw"),
            ("仇兵", "qiubing", "qb"),
            ("查敏", "zhamin", "zm"),
            ("区艳", "ouyan", "oy"),
            ("任强", "renqiang", "rq"),
            ("翟红梅", "zhaihongmei", "zhm"),
            ("覃海燕", "qinhaiyan", "qhy"),
            ("欧阳静", "ouyangjing", "oyj"),
            ("尉迟文博", "yuchiwenbo", "ycwb"),
            ("万俟波", "moqibo", "mqb"),
            ("单于松", "chanyusong", "cys"),
            ("上官若兰", "shangguanruolan", "sgrl"),
            ("卜伟", "buwei", "bw"),
            ("吕健", "lvjian", "lj"),
        ] {
            assert_eq!(read(name), (full.to_owned(), initials.to_owned()), "{name}");
        }
    }

    #[test]
    fn inside_a_name_the_same_character_is_read_as_a_word() {
        assert_eq!(read("李解").0, "lijie");
        assert_eq!(read("王单").0, "wangdan");
        assert_eq!(read("陈晓区").0, "chenxiaoqu");
    }

    #[test]
    fn rare_characters_and_long_names_have_a_sound() {
        assert_eq!(read("王䶮"), ("wangyan".to_owned(), "wy".to_owned()));
        assert_eq!(read("周𬀩").0, "zhouwei");
        assert_eq!(read("李𬍛").0, "lili");
        assert_eq!(
            read("古丽米热·阿卜杜克热木"),
            ("gulimireabodukeremu".to_owned(), "glmrabdkrm".to_owned())
        );
        assert_eq!(read("Anna 李"), ("annali".to_owned(), "annal".to_owned()));
        assert_eq!(read(""), Default::default());
    }

    #[test]
    fn a_word_is_not_a_surname() {
        assert_eq!(pinyin_of_words("上户口").0, "shanghukou");
        assert_eq!(pinyin_of_words("上户口").1, "shk");
        assert_eq!(pinyin_of_words("查进度").0, "chajindu");
        assert_eq!(pinyin_of_words("单亲").0, "danqin");
    }

    proptest! {
        #[test]
        fn whatever_the_name_only_letters_and_digits_come(name in any::<String>()) {
            let (full, initials) = pinyin_of(&name);
            prop_assert!(full.chars().chain(initials.chars()).all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
            prop_assert!(initials.len() <= full.len());
            prop_assert_eq!(full.is_empty(), initials.is_empty());
        }
    }
}
