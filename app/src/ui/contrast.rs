//! Text can be read by tired eyes, in the sun and at a counter: every colour of text stands at least 7:1 off every ground
//! that it may stand on, in every theme.

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// Colours that words are written in, and grounds that they are written on.
const TEXT: [&str; 6] = ["ink", "river", "leaf", "amber", "brick", "slate"];
const GROUNDS: [&str; 3] = ["paper", "mist", "field"];

/// The red, green and blue of `--name: #rrggbb` in a block.
fn colour(block: &str, name: &str) -> Option<[u8; 3]> {
    let (_, rest) = block.split_once(&format!("--{name}: #"))?;
    let part = |at: usize| u8::from_str_radix(rest.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// WCAG 2.2, relative luminance.
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Numbers in the heat map and in the tiles of the city, and what they stand on.
const FIGURES: [(&str, &str); 4] = [
    ("ink", "heat-1"),
    ("ink", "heat-2"),
    ("on-heat", "heat-3"),
    ("on-heat", "heat-4"),
];

#[test]
fn figures_are_seven_to_one_on_their_heat() {
    let themes = TOKENS
        .split('{')
        .filter(|block| block.contains("--heat-1:"));
    let mut seen = 0;
    for block in themes {
        seen += 1;
        for (text, ground) in FIGURES {
            let (Some(ink), Some(heat)) = (colour(block, text), colour(block, ground)) else {
                panic!("a theme lacks --{text} or --{ground}");
            };
            let found = contrast(ink, heat);
            assert!(found >= 7.0, "--{text} on --{ground} is {found:.2}:1");
        }
    }
    assert!(seen >= 3, "light, dark and high contrast");
}

#[test]
fn every_colour_of_text_is_seven_to_one_on_every_ground() {
    let mut themes = 0;
    for block in TOKENS.split('{').filter(|block| block.contains("--paper:")) {
        themes += 1;
        for text in TEXT {
            for ground in GROUNDS {
                let (Some(ink), Some(paper)) = (colour(block, text), colour(block, ground)) else {
                    panic!("a theme lacks --{text} or --{ground}");
                };
                let found = contrast(ink, paper);
                assert!(found >= 7.0, "--{text} on --{ground} is {found:.2}:1");
            }
        }
    }
    assert!(themes >= 3, "light, dark and high contrast");
}
