//! Tables that can be read on a phone: they scroll inside a region that the keyboard can reach.

use leptos::prelude::*;

/// One column's heading and whether it holds numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub label: String,
    /// Right-aligned, tabular figures.
    pub is_number: bool,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            is_number: false,
        }
    }

    pub fn number(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            is_number: true,
        }
    }
}

/// A table whose first cell in each row names the row; a page has several only with different `id`s.
/// `<DataTable id="open" caption=.. columns=vec![Column::text(..), Column::number(..)] rows=vec![vec![name.into_any(), "3".into_any()]]/>`
#[component]
pub fn DataTable(
    id: &'static str,
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    /// As many cells as columns each.
    rows: Vec<Vec<AnyView>>,
    /// The caption is read aloud but not shown: a heading above says the same.
    #[prop(optional)]
    hides_caption: bool,
    /// On a phone each row stands by itself, a line a cell, instead of a table that is pushed aside.
    #[prop(optional)]
    stacks: bool,
) -> AnyView {
    let caption_id = format!("{id}-caption");
    let numbers: Vec<bool> = columns.iter().map(|column| column.is_number).collect();
    let class = move |index: usize| {
        numbers
            .get(index)
            .copied()
            .unwrap_or_default()
            .then_some("number")
    };
    let labels: Vec<String> = if stacks {
        columns.iter().map(|column| column.label.clone()).collect()
    } else {
        Vec::new()
    };
    let body = rows
        .into_iter()
        .map(|row| {
            let cells = row
                .into_iter()
                .enumerate()
                .map(|(index, cell)| {
                    if index == 0 {
                        view! { <th scope="row" class=class(index)>{cell}</th> }.into_any()
                    } else {
                        let label = labels.get(index).cloned();
                        view! { <td class=class(index) data-label=label>{cell}</td> }.into_any()
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-region" role="region" tabindex="0" aria-labelledby=caption_id>
            <table class=stacks.then_some("stacks")>
                <caption id=caption_id.clone() class=hides_caption.then_some("visually-hidden")>{caption}</caption>
                <thead>
                    <tr>
                        {columns.into_iter().map(|column| view! {
                            <th scope="col" class=column.is_number.then_some("number")>{column.label}</th>
                        }).collect_view()}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}
