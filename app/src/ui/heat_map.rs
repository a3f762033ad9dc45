//! Counts in rows and columns, the darker the more, each with its number; and the same as a table.

use leptos::prelude::*;

use super::notes::Details;
use super::table::{Column, DataTable};
use crate::text::Text;
use crate::visit::words;

const NAME: i64 = 400;
const CELL: i64 = 92;
const LINE: i64 = 30;
const HEAD: i64 = 34;

/// One row of a heat map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatRow {
    pub name: String,
    /// Where the row's name leads, in the table.
    pub href: Option<String>,
    /// As many as there are columns.
    pub values: Vec<i64>,
}

/// The class of a field by its share of the highest: `heat-0` for nothing, then four shades.
pub fn heat(value: i64, most: i64) -> &'static str {
    match (value, most) {
        (..=0, _) | (_, ..=0) => "heat-0",
        (value, most) if value * 4 <= most => "heat-1",
        (value, most) if value * 2 <= most => "heat-2",
        (value, most) if value * 4 <= most * 3 => "heat-3",
        _ => "heat-4",
    }
}

/// Rows and columns of counts. `<HeatMap id="heat" caption=.. finding=.. corner=.. columns=vec![..] rows=vec![HeatRow { .. }]/>`
#[component]
pub fn HeatMap(
    id: &'static str,
    #[prop(into)] caption: String,
    /// What stands out, in one sentence.
    #[prop(into)]
    finding: String,
    /// Heads the names.
    #[prop(into)]
    corner: String,
    columns: Vec<String>,
    rows: Vec<HeatRow>,
) -> AnyView {
    let words = words();
    let most = rows
        .iter()
        .flat_map(|row| row.values.iter().copied())
        .max()
        .unwrap_or(0);
    let wide = i64::try_from(columns.len()).unwrap_or(0);
    let high = i64::try_from(rows.len()).unwrap_or(0);
    let heads = (0..)
        .zip(&columns)
        .map(|(place, name)| {
            let x = NAME + place * CELL + CELL / 2;
            view! { <text class="head" x=x.to_string() y="22" text-anchor="middle">{name.clone()}</text> }
        })
        .collect_view();
    let drawn = (0..)
        .zip(&rows)
        .map(|(line, row)| {
            let y = HEAD + line * LINE;
            let fields = (0..)
                .zip(&row.values)
                .map(|(place, value)| {
                    let x = NAME + place * CELL;
                    view! {
                        <g class=heat(*value, most)>
                            <rect x=(x + 1).to_string() y=(y + 1).to_string() width=(CELL - 2).to_string() height=(LINE - 2).to_string() rx="3"/>
                            <text x=(x + CELL / 2).to_string() y=(y + 20).to_string() text-anchor="middle">{value.to_string()}</text>
                        </g>
                    }
                })
                .collect_view();
            view! {
                <text class="name" x="0" y=(y + 20).to_string()>{row.name.clone()}</text>
                {fields}
            }
        })
        .collect_view();
    let mut heads_of_table = vec![Column::text(corner)];
    heads_of_table.extend(columns.into_iter().map(Column::number));
    let cells = rows
        .into_iter()
        .map(|row| {
            let name = match row.href {
                Some(href) => view! { <a href=href>{row.name}</a> }.into_any(),
                None => row.name.into_any(),
            };
            let values = row
                .values
                .into_iter()
                .map(|value| value.to_string().into_any());
            [name].into_iter().chain(values).collect()
        })
        .collect();
    view! {
        <figure class="chart" data-chart="heat">
            <p class="finding">{finding}</p>
            // The picture says nothing that the table does not say.
            <div class="picture" aria-hidden="true">
                <svg class="heat-map" viewBox=format!("0 0 {} {}", NAME + wide * CELL, HEAD + high * LINE) focusable="false">
                    {heads}
                    {drawn}
                </svg>
            </div>
            <p class="quiet legend">{words.say(Text::StatisticsLegend)}</p>
            <Details summary=words.say(Text::StatisticsTable)>
                <DataTable id=id caption=caption columns=heads_of_table rows=cells/>
            </Details>
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_darkest_is_the_most_and_nothing_is_none() {
        assert_eq!(
            [0, 1, 4, 5, 8, 9, 12, 13, 16].map(|value| heat(value, 16)),
            [
                "heat-0", "heat-1", "heat-1", "heat-2", "heat-2", "heat-3", "heat-3", "heat-4",
                "heat-4"
            ]
        );
        assert_eq!(heat(1, 1), "heat-4");
        assert_eq!(heat(0, 0), "heat-0");
    }
}
