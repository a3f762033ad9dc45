//! How figures are said: departments, stages, numbers that are not there.

use crate::case::Stage;
use crate::text::{Text, Words};

/// A department by its code.
pub fn department(words: Words, code: &str) -> String {
    Text::from_key(&format!("statistics-department-{code}"))
        .map_or_else(|| code.to_owned(), |text| words.say(text))
}

/// A stage in two or three words: it heads a narrow column.
pub fn stage(words: Words, stage: Stage) -> String {
    Text::from_key(&format!("statistics-stage-{}", stage.code()))
        .map_or_else(|| stage.code().to_owned(), |text| words.say(text))
}

/// A number of working days, or a dash.
pub fn days(words: Words, days: Option<i64>) -> String {
    days.map_or_else(|| words.say(Text::StatisticsNone), |days| days.to_string())
}

pub fn percent(words: Words, percent: Option<i64>) -> String {
    percent.map_or_else(
        || words.say(Text::StatisticsNone),
        |percent| format!("{percent}%"),
    )
}
