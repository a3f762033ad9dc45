//! Language, theme, text size and elder mode: kept by cookie, so that they work without scripts.

use app::text::Language;
use app::visit::{Preferences, TextSize, Theme};
use axum::Router;
use axum::http::HeaderMap;
use axum_extra::extract::cookie::CookieJar;

use crate::Office;

pub const LANGUAGE: &str = "language";
pub const THEME: &str = "theme";
pub const TEXT_SIZE: &str = "text-size";
pub const ELDER: &str = "elder";

/// The preferences that the request's cookies hold; anything unknown is the default.
pub fn read_preferences(headers: &HeaderMap) -> Preferences {
    let jar = CookieJar::from_headers(headers);
    let value = |name: &str| {
        jar.get(name)
            .map(|cookie| cookie.value().to_owned())
            .unwrap_or_default()
    };
    Preferences {
        language: Language::from_tag(&value(LANGUAGE)).unwrap_or_default(),
        theme: match value(THEME).as_str() {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            "contrast" => Theme::Contrast,
            _ => Theme::Auto,
        },
        text_size: match value(TEXT_SIZE).as_str() {
            "large" => TextSize::Large,
            "largest" => TextSize::Largest,
            _ => TextSize::Standard,
        },
        elder: value(ELDER) == "yes",
    }
}

/// Where preferences are handed in.
pub fn routes() -> Router<Office> {
    Router::new()
}
