//! A calendar month: what allowances are paid for.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A month of a year, written `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month of this day.
    pub fn of(day: Date) -> Self {
        Self {
            first: day.first_of_month(),
        }
    }

    /// Reads `2026-03`; nothing else is a month.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.len() == 7 && text.bytes().filter(u8::is_ascii_digit).count() == 6;
        let first = is_plain.then(|| format!("{text}-01").parse().ok())?;
        first.map(|first| Self { first })
    }

    pub fn next(self) -> Self {
        Self {
            first: self.first.saturating_add(1.month()),
        }
    }

    /// The month so many months later.
    pub fn plus(self, months: i64) -> Self {
        Self {
            first: self.first.saturating_add(months.months()),
        }
    }

    /// 1 to 12.
    pub fn number(self) -> i64 {
        i64::from(self.first.month())
    }

    pub const fn first_day(self) -> Date {
        self.first
    }

    /// The day by which a month is judged: a birthday within the month counts for it (our own rule, U).
    pub fn last_day(self) -> Date {
        self.first.last_of_month()
    }

    /// This month and those after it, up to and with `last`.
    pub fn until(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |month| Some(month.next()))
            .take_while(move |month| *month <= last)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("{text} is no month"))
    }
}
