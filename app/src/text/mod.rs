//! The words in every language. They live in `app/text/<language>/*.ftl`, one file a topic; `build.rs`
//! makes [`Text`] from them, so that a sentence missing in one language fails the build.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::{Loader, fluent_bundle::FluentValue, static_loader};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/text_keys.rs"));

static_loader! {
    static LOCALES = {
        locales: "./text",
        fallback_language: "zh-Hans",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language that the portal speaks in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese, the default.
    #[default]
    #[serde(rename = "zh-Hans")]
    Chinese,
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The BCP 47 tag for `lang` attributes.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-Hans",
            Self::English => "en",
        }
    }

    /// The language of this tag, as a cookie or form carries it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "zh-Hans" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}

/// A text that data carries in both languages, such as a matter's name in its definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub zh: String,
    pub en: String,
}

impl Wording {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The same in every language: a person's name, a number.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            zh: text.clone(),
            en: text,
        }
    }

    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// A sentence with what goes into it, kept until somebody's language is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub text: Text,
    pub with: Vec<(&'static str, String)>,
}

impl From<Text> for Said {
    fn from(text: Text) -> Self {
        Self {
            text,
            with: Vec::new(),
        }
    }
}

impl Said {
    /// `text` with these variables.
    pub fn with<const N: usize>(text: Text, with: [(&'static str, String); N]) -> Self {
        Self {
            text,
            with: with.into(),
        }
    }
}

/// One visitor's language, able to say every [`Text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub language: Language,
}

impl Words {
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// A text without variables.
    pub fn say(self, text: Text) -> String {
        self.look_up(text, None)
    }

    /// A text with variables, each as a string. Numbers that choose a plural go through [`Self::say_counted`].
    pub fn say_with(self, text: Text, with: &[(&'static str, &str)]) -> String {
        let arguments = with
            .iter()
            .map(|(name, value)| (Cow::from(*name), FluentValue::from(*value)))
            .collect();
        self.look_up(text, Some(&arguments))
    }

    /// A text whose wording depends on the number `count`, given as the variable `$count`, with further variables.
    pub fn say_counted(self, text: Text, count: i64, with: &[(&'static str, &str)]) -> String {
        let mut arguments: HashMap<Cow<'static, str>, FluentValue> = with
            .iter()
            .map(|(name, value)| (Cow::from(*name), FluentValue::from(*value)))
            .collect();
        arguments.insert(Cow::from("count"), FluentValue::from(count));
        self.look_up(text, Some(&arguments))
    }

    pub fn said(self, said: &Said) -> String {
        let with: Vec<(&'static str, &str)> = said
            .with
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.say_with(said.text, &with)
    }

    pub fn wording(self, wording: &Wording) -> String {
        wording.in_language(self.language).to_owned()
    }

    /// 2026年3月5日（星期四） / Thursday 5 March 2026.
    pub fn date(self, date: Date) -> String {
        match self.language {
            Language::Chinese => {
                let days = ["一", "二", "三", "四", "五", "六", "日"];
                let day = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
                format!(
                    "{}年{}月{}日（星期{}）",
                    date.year(),
                    date.month(),
                    date.day(),
                    days[day]
                )
            }
            Language::English => date.strftime("%A %-d %B %Y").to_string(),
        }
    }

    /// 2026年3月5日 / 5 March 2026: where the weekday does not matter.
    pub fn day(self, date: Date) -> String {
        match self.language {
            Language::Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::English => date.strftime("%-d %B %Y").to_string(),
        }
    }

    /// 2026年3月5日 14:03, in the city's own time.
    pub fn time(self, at: Timestamp) -> String {
        let local = at.to_zoned(city_time());
        match self.language {
            Language::Chinese => local.strftime("%Y年%-m月%-d日 %H:%M").to_string(),
            Language::English => local.strftime("%-d %B %Y, %H:%M").to_string(),
        }
    }

    /// 3月5日 14:03:27 / 5 March, 14:03:27: where seconds matter.
    pub fn time_of_day(self, at: Timestamp) -> String {
        let local = at.to_zoned(city_time());
        match self.language {
            Language::Chinese => local.strftime("%-m月%-d日 %H:%M:%S").to_string(),
            Language::English => local.strftime("%-d %B, %H:%M:%S").to_string(),
        }
    }

    fn look_up(
        self,
        text: Text,
        arguments: Option<&HashMap<Cow<'static, str>, FluentValue>>,
    ) -> String {
        let language = self
            .language
            .tag()
            .parse()
            .expect("the tags of Language are valid");
        LOCALES.lookup_complete(&language, text.key(), arguments)
    }
}

/// Asia/Shanghai, where the city lives: UTC+8 all year.
pub fn city_time() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(8))
}

/// The city's date at this moment.
pub fn city_date(at: Timestamp) -> Date {
    at.to_zoned(city_time()).date()
}

/// A sentence in every language at once; each variable with its Chinese and its English value.
pub fn in_every_language(text: Text, with: &[(&'static str, &str, &str)]) -> Wording {
    let zh: Vec<(&'static str, &str)> = with.iter().map(|(name, zh, _)| (*name, *zh)).collect();
    let en: Vec<(&'static str, &str)> = with.iter().map(|(name, _, en)| (*name, *en)).collect();
    Wording::new(
        Words::new(Language::Chinese).say_with(text, &zh),
        Words::new(Language::English).say_with(text, &en),
    )
}
