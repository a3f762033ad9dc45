//! Counts side by side: a bar with its name and its number, and the same as a table.

use leptos::prelude::*;

use super::notes::Details;
use super::table::{Column, DataTable};
use crate::text::Text;
use crate::visit::words;

/// The picture's own width in units; it is stretched to the column.
const WIDTH: i64 = 1000;

/// Bars, one below the other. `<Bars id="ages" caption=.. finding=.. name=.. number=.. bars=vec![("3 to 5 days".into(), 12)]/>`
#[component]
pub fn Bars(
    id: &'static str,
    #[prop(into)] caption: String,
    /// What stands out, in one sentence.
    #[prop(into)]
    finding: String,
    /// Heads the names, in the table.
    #[prop(into)]
    name: String,
    /// Heads the numbers.
    #[prop(into)]
    number: String,
    bars: Vec<(String, i64)>,
) -> AnyView {
    let most = bars.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let drawn = bars
        .iter()
        .map(|(name, n)| {
            let width = (n * WIDTH / most).max(i64::from(*n > 0) * 4).to_string();
            view! {
                <div class="bar">
                    <span class="bar-name">{name.clone()}</span>
                    <svg viewBox=format!("0 0 {WIDTH} 16") preserveAspectRatio="none" focusable="false">
                        <path class="ground" d=format!("M0 8H{WIDTH}")/>
                        <rect x="0" y="1" width=width height="14"/>
                    </svg>
                    <span class="bar-number">{n.to_string()}</span>
                </div>
            }
        })
        .collect_view();
    let rows = bars
        .into_iter()
        .map(|(name, n)| vec![name.into_any(), n.to_string().into_any()])
        .collect();
    view! {
        <figure class="chart" data-chart="bars">
            <p class="finding">{finding}</p>
            // The bars say nothing that the table does not say.
            <div aria-hidden="true">{drawn}</div>
            <Details summary=words().say(Text::StatisticsTable)>
                <DataTable id=id caption=caption columns=vec![Column::text(name), Column::number(number)] rows=rows/>
            </Details>
        </figure>
    }
    .into_any()
}
