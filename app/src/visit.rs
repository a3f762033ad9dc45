//! One visit to one page: in whose name, in which language, in which dress. The front door hands it to the pages by
//! context; while Leptos collects its routes there is none, and [`visit`] answers with a stranger's.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::{provide_context, use_context};

use crate::identity::{Actor, SessionKey, is_staff_path};
use crate::mandate::Banner;
use crate::text::{Language, Words};

/// How somebody wants the pages to look. Kept by cookie, applied by the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub language: Language,
    pub theme: Theme,
    pub text_size: TextSize,
    /// 长辈版: one decision a page, large text and targets.
    pub elder: bool,
}

impl Preferences {
    /// Fewer choices and one decision a page are wanted.
    pub const fn is_simple(&self) -> bool {
        self.elder
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    Light,
    Dark,
    Contrast,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    #[default]
    Standard,
    Large,
    Largest,
}

impl Theme {
    pub const ALL: [Self; 4] = [Self::Auto, Self::Light, Self::Dark, Self::Contrast];

    /// How a cookie or form carries it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.tag() == tag)
    }
}

impl TextSize {
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::Largest];

    /// How a cookie or form carries it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Largest => "largest",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.tag() == tag)
    }
}

impl Preferences {
    /// The classes of `<html>` that the style sheet knows.
    pub fn classes(&self, is_staff: bool) -> String {
        let theme = match self.theme {
            Theme::Auto => None,
            Theme::Light => Some("theme-light"),
            Theme::Dark => Some("theme-dark"),
            Theme::Contrast => Some("theme-contrast"),
        };
        let size = match self.text_size {
            TextSize::Standard => None,
            TextSize::Large => Some("size-large"),
            TextSize::Largest => Some("size-largest"),
        };
        let shell = if is_staff { "staff" } else { "citizen" };
        let elder = self.elder.then_some("elder");
        let classes: Vec<&str> = [Some(shell), theme, size, elder]
            .into_iter()
            .flatten()
            .collect();
        classes.join(" ")
    }
}

/// Addresses of the hashed assets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Assets {
    pub style: &'static str,
    pub script: &'static str,
}

/// What a page may know of the request that asks for it.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Path without the query.
    pub path: String,
    pub preferences: Preferences,
    pub actor: Actor,
    /// This visitor's session; empty without one.
    pub session: SessionKey,
    /// When the session runs out unless it is used again.
    pub session_ends: Option<Timestamp>,
    /// The query holds `review`: say what is wrong with what was typed.
    pub review: bool,
    /// The query's `part`: which question of a form that is asked one by one; the first is 1.
    pub part: Option<usize>,
    /// Demo mode: the people one can be, the message page.
    pub demo: bool,
    pub now: Timestamp,
    /// What sessions, cookies and throttles go by: the real time, also where the demo's clock has been moved.
    pub real_now: Timestamp,
    /// The portal's date, where the demo's clock shows another than the real one.
    pub demo_date: Option<Date>,
    pub assets: Assets,
    /// What a visitor can quote and the log can find.
    pub error_reference: String,
    /// How many notices the signed-in citizen has not read, or questions about looks at somebody's data that wait for the
    /// office of a member of staff; shown on every page.
    pub waiting: i64,
    /// Objections to postings that wait for the office of a member of staff; `None` where it posts nothing.
    pub postings_waiting: Option<i64>,
    /// For whom the visitor acts on this page, or who acted for them.
    pub banner: Option<Banner>,
    /// A member of staff whose office looks after mandates.
    pub looks_after_mandates: bool,
    /// The visitor may press for somebody who is with them.
    pub helps_others: bool,
    /// A member of staff whose office pays allowances.
    pub looks_after_allowances: bool,
    /// A member of staff whose office arranges assessments, or assesses.
    pub looks_after_assessments: bool,
    /// A member of staff whose office looks after the older people of some streets.
    pub looks_after_streets: bool,
    /// A member of staff of somebody who visits people at home.
    pub makes_visits: bool,
    /// A member of staff whose office is rung by the one-key call.
    pub answers_calls: bool,
    /// Hash of what the cookie of a phone that is saved for calls holds; empty: none.
    pub saved_phone: String,
}

impl Visit {
    /// Whether the page is dressed for the staff: theirs by its path, and nobody's who is here as a citizen, to whom
    /// the staff's links lead nowhere.
    pub fn is_of_the_staff(&self) -> bool {
        is_staff_path(&self.path) && self.actor.citizen().is_none()
    }

    pub const fn words(&self) -> Words {
        Words::new(self.preferences.language)
    }
}

/// Sets the status, or leads elsewhere, from inside a page.
#[derive(Clone)]
pub struct Answer(pub Arc<dyn Fn(u16, Option<String>) + Send + Sync>);

impl Answer {
    pub fn status(&self, status: u16) {
        (self.0)(status, None);
    }

    /// 303 to this path.
    pub fn see_other(&self, path: &str) {
        (self.0)(303, Some(path.to_owned()));
    }
}

/// This visit.
pub fn visit() -> Visit {
    use_context().unwrap_or_default()
}

/// This visitor's words.
pub fn words() -> Words {
    visit().words()
}

/// How to answer besides the page itself.
pub fn answer() -> Answer {
    use_context().unwrap_or_else(|| Answer(Arc::new(|_, _| ())))
}

/// Hands a visit to the pages below.
pub fn provide_visit(visit: Visit, answer: Answer) {
    provide_context(visit);
    provide_context(answer);
}
