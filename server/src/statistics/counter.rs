//! The published figures to take away: CSV and JSON.

use app::statistics::{PublicCell, Rating};
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::json;

use super::desk::{Cross, district_name};
use crate::Office;
use crate::fault::Fault;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/performance/figures.csv", get(csv))
        .route("/performance/figures.json", get(json))
}

/// Names of the columns, and of the fields in JSON.
const COLUMNS: [&str; 16] = [
    "since",
    "until",
    "matter",
    "matter_zh",
    "matter_en",
    "district",
    "district_zh",
    "district_en",
    "promised_working_days",
    "ended",
    "median_working_days",
    "p90_working_days",
    "in_time_percent",
    "rating_mean_of_5",
    "ratings",
    "suppressed",
];

async fn csv(State(office): State<Office>) -> Result<impl IntoResponse, Fault> {
    let (since, until, lines) = office.all_public_figures().await?;
    // The mark in front tells spreadsheets that this is UTF-8.
    let mut text = format!("\u{feff}{}\r\n", COLUMNS.join(","));
    for line in &lines {
        let fields =
            fields(&since.to_string(), &until.to_string(), line).map(|field| quoted(&field));
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"yuban-figures.csv\"",
            ),
        ],
        text,
    ))
}

async fn json(State(office): State<Office>) -> Result<impl IntoResponse, Fault> {
    let (since, until, lines) = office.all_public_figures().await?;
    let (since, until) = (since.to_string(), until.to_string());
    let figures: Vec<serde_json::Value> = lines
        .iter()
        .map(|line| {
            COLUMNS
                .iter()
                .zip(fields(&since, &until, line))
                .skip(2)
                .map(|(name, field)| {
                    let is_text = name.starts_with("matter") || name.starts_with("district");
                    let value = match field.parse::<f64>() {
                        _ if is_text => json!(field),
                        _ if field.is_empty() => serde_json::Value::Null,
                        Ok(_) => field.parse().unwrap_or(serde_json::Value::Null),
                        Err(_) => json!(field),
                    };
                    ((*name).to_owned(), value)
                })
                .collect::<serde_json::Map<_, _>>()
                .into()
        })
        .collect();
    let body = json!({ "since": since, "until": until, "not_published_below": app::statistics::TOO_FEW, "figures": figures });
    Ok((
        [
            (header::CONTENT_TYPE, "application/json; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"yuban-figures.json\"",
            ),
        ],
        body.to_string(),
    ))
}

/// One line's fields in the order of [`COLUMNS`]; what is not published is empty, and `suppressed` says why: 1.
fn fields(since: &str, until: &str, line: &Cross) -> [String; 16] {
    let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
    let (ended, median, p90, in_time) = match line.cell {
        PublicCell::Shown {
            ended,
            median,
            p90,
            in_time,
        } => (Some(ended), Some(median), Some(p90), Some(in_time)),
        PublicCell::Hidden => (None, None, None, None),
        PublicCell::Nothing => (Some(0), None, None, None),
    };
    let (mean, ratings) = match line.rating {
        Rating::Shown { tenths, ratings } => {
            (format!("{}.{}", tenths / 10, tenths % 10), Some(ratings))
        }
        Rating::NoneYet => (String::new(), Some(0)),
        Rating::Hidden => (String::new(), None),
    };
    let district = if line.district.is_empty() {
        app::text::Wording::default()
    } else {
        district_name(&line.district)
    };
    [
        since.to_owned(),
        until.to_owned(),
        line.matter.clone(),
        line.matter_name.zh.clone(),
        line.matter_name.en.clone(),
        line.district.clone(),
        district.zh,
        district.en,
        number(line.promised),
        number(ended),
        number(median),
        number(p90),
        number(in_time),
        mean,
        number(ratings),
        number(Some(i64::from(line.cell == PublicCell::Hidden))),
    ]
}

/// A field as RFC 4180 writes it. A leading sign would make a formula of a text in some spreadsheets.
fn quoted(field: &str) -> String {
    let is_formula = field.starts_with(['=', '+', '-', '@']);
    if is_formula || field.contains([',', '"', '\n', '\r']) {
        let guard = if is_formula { "'" } else { "" };
        format!("\"{guard}{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
