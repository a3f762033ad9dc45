//! Language, theme, text size and 长辈版: kept by cookie, so that they work without scripts. 长辈版 is also kept with
//! the account of whoever is signed in.

use app::text::Language;
use app::visit::{Preferences, TextSize, Theme};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use serde::Deserialize;

use super::extract::Arrival;
use crate::Office;
use crate::fault::Fault;

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
        theme: Theme::from_tag(&value(THEME)).unwrap_or_default(),
        text_size: TextSize::from_tag(&value(TEXT_SIZE)).unwrap_or_default(),
        elder: value(ELDER) == "yes",
    }
}

/// Where preferences are handed in.
pub fn routes() -> Router<Office> {
    Router::new().route("/preferences", post(keep))
}

/// What was pressed: one of them in the masthead, all on the settings page.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Chosen {
    language: Option<String>,
    theme: Option<String>,
    text_size: Option<String>,
    elder: Option<String>,
    /// The page to go back to.
    #[serde(default)]
    back: String,
}

async fn keep(
    State(office): State<Office>,
    arrival: Arrival,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<(CookieJar, Redirect), Fault> {
    if let (Some(citizen), Some(answer)) = (arrival.actor().citizen(), &chosen.elder) {
        office.keep_elder_mode(citizen, answer == "yes").await?;
    }
    let known = [
        (
            LANGUAGE,
            chosen
                .language
                .and_then(|tag| Language::from_tag(&tag))
                .map(Language::tag),
        ),
        (
            THEME,
            chosen
                .theme
                .and_then(|tag| Theme::from_tag(&tag))
                .map(Theme::tag),
        ),
        (
            TEXT_SIZE,
            chosen
                .text_size
                .and_then(|tag| TextSize::from_tag(&tag))
                .map(TextSize::tag),
        ),
        (
            ELDER,
            chosen
                .elder
                .map(|answer| if answer == "yes" { "yes" } else { "no" }),
        ),
    ];
    let is_secure = office.settings.is_secure();
    let jar = known
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .fold(CookieJar::new(), |jar, (name, value)| {
            jar.add(cookie(name, value, is_secure))
        });
    Ok((jar, Redirect::to(&page_before(&chosen.back, &headers))))
}

/// The cookie that keeps 长辈版 on at this device, also after signing out.
pub fn elder_cookie(is_secure: bool) -> Cookie<'static> {
    cookie(ELDER, "yes", is_secure)
}

fn cookie(name: &'static str, value: &'static str, is_secure: bool) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .max_age(time::Duration::days(365))
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(is_secure)
        .build()
}

/// The page where the button was pressed, with its query where the browser says so; never another site.
fn page_before(back: &str, headers: &HeaderMap) -> String {
    let is_ours = back.starts_with('/')
        && !back.starts_with("//")
        && back.len() <= 2000
        && back
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if !is_ours || back == "/preferences" {
        return "/".to_owned();
    }
    headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok()?.parse::<Uri>().ok())
        .filter(|page| page.path() == back)
        .and_then(|page| page.path_and_query().map(ToString::to_string))
        .unwrap_or_else(|| back.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(referer: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::REFERER, referer.parse().unwrap())])
    }

    #[test]
    fn one_returns_to_the_same_page_with_its_query() {
        let headers = from("http://portal/casework?office=1");
        assert_eq!(page_before("/casework", &headers), "/casework?office=1");
        assert_eq!(page_before("/newborn", &headers), "/newborn");
        assert_eq!(page_before("/newborn", &HeaderMap::new()), "/newborn");
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        for back in [
            "//evil.example",
            "https://evil.example/",
            "/\\evil.example",
            "",
            "/a\r\nb",
        ] {
            assert_eq!(page_before(back, &HeaderMap::new()), "/", "{back:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_the_default() {
        let headers = HeaderMap::from_iter([(
            header::COOKIE,
            "language=xx; theme=dark; text-size=huge; elder=yes"
                .parse()
                .unwrap(),
        )]);
        let preferences = read_preferences(&headers);
        assert_eq!(preferences.language, Language::Chinese);
        assert_eq!(preferences.theme, Theme::Dark);
        assert_eq!(preferences.text_size, TextSize::Standard);
        assert!(preferences.elder);
    }
}
