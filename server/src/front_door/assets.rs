//! Style sheet, scripts and static files: hashed, compressed once at build time, embedded in the binary.

use axum::Router;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::Office;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One embedded file.
struct File {
    path: &'static str,
    content_type: &'static str,
    /// The address changes with the content: it may be kept for ever.
    is_hashed: bool,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

/// Every file at its own address.
pub fn routes() -> Router<Office> {
    FILES.iter().fold(Router::new(), |router, file| {
        router.route(
            file.path,
            get(move |headers: HeaderMap| async move { file.answer(&headers) }),
        )
    })
}

impl File {
    fn answer(&self, asked: &HeaderMap) -> Response {
        let kept = if self.is_hashed {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=86400"
        };
        let headers = [
            (header::CONTENT_TYPE, self.content_type),
            (header::CACHE_CONTROL, kept),
            (header::VARY, "accept-encoding"),
        ];
        if accepts(asked, "br") {
            (headers, [(header::CONTENT_ENCODING, "br")], self.brotli).into_response()
        } else if accepts(asked, "gzip") {
            (headers, [(header::CONTENT_ENCODING, "gzip")], self.gzip).into_response()
        } else {
            (headers, self.plain).into_response()
        }
    }
}

/// Whether `Accept-Encoding` names this coding, and not with `q=0`.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(coding))
                && !parts.any(|part| {
                    part.strip_prefix("q=")
                        .and_then(|weight| weight.parse::<f32>().ok())
                        .is_some_and(|weight| weight == 0.0)
                })
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn asked(encodings: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, encodings.parse().unwrap())])
    }

    fn style() -> &'static File {
        FILES.iter().find(|file| file.path == ASSETS.style).unwrap()
    }

    #[test]
    fn the_best_coding_that_the_browser_knows_is_sent() {
        let coding = |encodings| {
            style()
                .answer(&asked(encodings))
                .headers()
                .get(header::CONTENT_ENCODING)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(coding("gzip, deflate, br").as_deref(), Some("br"));
        assert_eq!(coding("gzip;q=0.8, br;q=0").as_deref(), Some("gzip"));
        assert_eq!(coding("identity"), None);
    }

    #[test]
    fn a_hashed_file_is_kept_for_ever_and_a_plain_one_for_a_day() {
        let kept = |file: &File| {
            file.answer(&HeaderMap::new()).headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert!(kept(style()).contains("immutable"));
        let robots = FILES
            .iter()
            .find(|file| file.path == "/robots.txt")
            .unwrap();
        assert!(!kept(robots).contains("immutable"));
    }

    #[test]
    fn old_phones_understand_the_style_sheet() {
        let css = std::str::from_utf8(style().plain).unwrap();
        for too_new in [
            "@layer",
            ":is(",
            ":where(",
            ":has(",
            "clamp(",
            "inset:",
            "@container",
        ] {
            assert!(!css.contains(too_new), "{too_new}");
        }
    }

    #[test]
    fn nothing_sticks_or_moves_by_itself() {
        let css = std::str::from_utf8(style().plain).unwrap();
        for banned in [
            "position:fixed",
            "position:sticky",
            "animation",
            "transition",
        ] {
            assert!(!css.contains(banned), "{banned}");
        }
    }

    #[test]
    fn style_and_scripts_stay_small() {
        assert!(style().brotli.len() <= 12_000, "{}", style().brotli.len());
        let scripts: usize = FILES
            .iter()
            .filter(|file| file.path == ASSETS.script)
            .map(|file| file.plain.len())
            .sum();
        assert!(scripts < 10_000, "{scripts}");
    }

    /// The colour tokens of one block of `style/tokens.css`, by the line that opens it.
    fn tokens(opening: &str) -> BTreeMap<String, [f64; 3]> {
        let source = include_str!("../../../style/tokens.css");
        let (_, block) = source
            .split_once(&format!("{opening} {{"))
            .unwrap_or_else(|| panic!("no {opening}"));
        let (block, _) = block.split_once('}').unwrap();
        block
            .lines()
            .filter_map(|line| {
                let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
                let digits = value.trim_end_matches(';');
                let part = |at: usize| {
                    f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0
                };
                (digits.len() == 6).then(|| (name.to_owned(), [part(0), part(2), part(4)]))
            })
            .collect()
    }

    /// Contrast as WCAG 2.2 computes it.
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let luminance = |colour: [f64; 3]| {
            let [red, green, blue] = colour.map(|part| {
                if part <= 0.04045 {
                    part / 12.92
                } else {
                    ((part + 0.055) / 1.055).powf(2.4)
                }
            });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read_in_every_theme() {
        for opening in [
            ":root",
            "  :root:not(.theme-light):not(.theme-contrast)",
            ".theme-dark",
            ".theme-contrast",
        ] {
            let tokens = tokens(opening);
            let least = |text: &str, ground: &str, ratio: f64| {
                let found = contrast(tokens[text], tokens[ground]);
                assert!(
                    found >= ratio,
                    "{opening}: {text} on {ground} is {found:.2}, needs {ratio}"
                );
            };
            for text in ["ink", "river", "leaf", "amber", "brick", "slate"] {
                least(text, "paper", 7.0);
                least(text, "mist", 6.3);
                least(text, "field", 7.0);
            }
            for ground in ["river", "leaf", "brick"] {
                least("on-colour", ground, 7.0);
            }
            least("on-receipt", "receipt", 7.0);
            // Edges of fields and marks, and the focus with its own edge.
            for ground in ["paper", "mist", "field"] {
                least("edge", ground, 3.0);
            }
            least("focus-edge", "focus", 3.0);
            // Either the focus or its edge stands out from the page.
            let stands_out = contrast(tokens["focus"], tokens["paper"])
                .max(contrast(tokens["focus-edge"], tokens["paper"]));
            assert!(stands_out >= 3.0, "{opening}: the focus cannot be seen");
        }
    }

    #[test]
    fn the_dark_theme_is_the_same_whoever_chose_it() {
        assert_eq!(
            tokens("  :root:not(.theme-light):not(.theme-contrast)"),
            tokens(".theme-dark")
        );
    }
}
