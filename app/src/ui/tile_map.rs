//! The 38 districts and counties, one tile each, roughly where they lie. No borders are drawn: it is no map.

use leptos::prelude::*;

use super::heat_map::heat;
use crate::person::Division;
use crate::text::{Language, Words};

/// Column and row of every division's tile, from the north-west.
const PLACES: [(&str, i64, i64); 38] = [
    ("500229", 8, 0),
    ("500154", 7, 1),
    ("500235", 8, 1),
    ("500238", 9, 1),
    ("500155", 6, 2),
    ("500101", 7, 2),
    ("500236", 8, 2),
    ("500237", 9, 2),
    ("500152", 0, 3),
    ("500117", 1, 3),
    ("500109", 2, 3),
    ("500112", 3, 3),
    ("500115", 4, 3),
    ("500231", 5, 3),
    ("500233", 6, 3),
    ("500111", 0, 4),
    ("500151", 1, 4),
    ("500106", 2, 4),
    ("500103", 3, 4),
    ("500105", 4, 4),
    ("500102", 5, 4),
    ("500230", 6, 4),
    ("500240", 7, 4),
    ("500153", 0, 5),
    ("500120", 1, 5),
    ("500107", 2, 5),
    ("500104", 3, 5),
    ("500108", 4, 5),
    ("500156", 5, 5),
    ("500243", 6, 5),
    ("500114", 7, 5),
    ("500118", 0, 6),
    ("500116", 2, 6),
    ("500113", 3, 6),
    ("500119", 4, 6),
    ("500242", 7, 6),
    ("500110", 3, 7),
    ("500241", 7, 7),
];

const WIDE: i64 = 100;
const HIGH: i64 = 76;

/// One district's tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// The district's code.
    pub district: String,
    /// How dark it is: a share of `most`.
    pub value: i64,
    /// What stands in it, e.g. `12` or `95%`.
    pub shown: String,
    /// The whole tile in words.
    pub said: String,
    pub href: Option<String>,
}

/// The tiles. What is not among them is empty; a table with the same numbers belongs beside it.
/// `<TileMap label=.. tiles=tiles most=40/>`
#[component]
pub fn TileMap(
    words: Words,
    /// What the picture is, for whoever cannot see it.
    #[prop(into)]
    label: String,
    tiles: Vec<Tile>,
    /// The value of the darkest shade.
    most: i64,
) -> AnyView {
    let drawn = PLACES
        .iter()
        .filter_map(|(code, column, row)| {
            let division = Division::of(code)?;
            let tile = tiles.iter().find(|tile| tile.district == *code);
            Some(one(words, division, tile, (*column, *row), most))
        })
        .collect_view();
    let region = label.clone();
    view! {
        <div class="picture" role="region" tabindex="0" aria-label=region>
            <svg class="tile-map" viewBox="0 0 1000 608" role="group" aria-label=label focusable="false">{drawn}</svg>
        </div>
    }
    .into_any()
}

fn one(
    words: Words,
    division: &Division,
    tile: Option<&Tile>,
    (column, row): (i64, i64),
    most: i64,
) -> AnyView {
    let (x, y) = (column * WIDE, row * HIGH);
    let name = match words.language {
        Language::Chinese => division.zh.trim_end_matches(['区', '县']),
        Language::English => division.en,
    };
    // 忠县 without its last character would be no name.
    let name = if name.chars().count() < 2 {
        division.zh
    } else {
        name
    };
    let shown = tile.map_or_else(|| "·".to_owned(), |tile| tile.shown.clone());
    let class = tile.map_or("heat-0", |tile| heat(tile.value, most));
    let drawn = view! {
        <rect x=(x + 2).to_string() y=(y + 2).to_string() width=(WIDE - 4).to_string() height=(HIGH - 4).to_string() rx="5"/>
        <text class="tile-name" x=(x + WIDE / 2).to_string() y=(y + 29).to_string() text-anchor="middle">{name.to_owned()}</text>
        <text class="tile-value" x=(x + WIDE / 2).to_string() y=(y + 58).to_string() text-anchor="middle">{shown}</text>
    };
    match tile.and_then(|tile| Some((tile.href.clone()?, tile.said.clone()))) {
        Some((href, said)) => view! {
            <a href=href class=format!("tile {class}") aria-label=said>{drawn}</a>
        }
        .into_any(),
        None => view! { <g class=format!("tile {class}")>{drawn}</g> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::person::DIVISIONS;

    #[test]
    fn every_district_has_one_tile_and_no_two_stand_in_one_place() {
        let codes: BTreeSet<&str> = PLACES.iter().map(|(code, ..)| *code).collect();
        assert_eq!(
            codes,
            DIVISIONS.iter().map(|division| division.code).collect()
        );
        let places: BTreeSet<(i64, i64)> = PLACES
            .iter()
            .map(|(_, column, row)| (*column, *row))
            .collect();
        assert_eq!(places.len(), PLACES.len());
    }

    #[test]
    fn neighbours_on_the_map_are_near_one_another() {
        let place = |code: &str| {
            let (_, column, row) = PLACES.iter().find(|(known, ..)| *known == code).unwrap();
            (*column, *row)
        };
        for (one, other) in [
            ("500106", "500107"),
            ("500103", "500105"),
            ("500109", "500112"),
            ("500236", "500237"),
            ("500242", "500241"),
            ("500113", "500110"),
            ("500230", "500102"),
        ] {
            let (a, b) = (place(one), place(other));
            assert!(
                (a.0 - b.0).abs() <= 1 && (a.1 - b.1).abs() <= 1,
                "{one} {other}"
            );
        }
    }
}
