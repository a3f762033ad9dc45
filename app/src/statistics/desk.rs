//! What the pages of figures read.

use async_trait::async_trait;
use jiff::civil::Date;

use super::figures::Tally;
use crate::case::Stage;
use crate::casework::QueuePlace;
use crate::error::PortalError;
use crate::identity::Actor;
use crate::text::Wording;

/// What the pages of figures read. A place that this member of staff is not responsible for answers
/// [`PortalError::NotFound`].
#[async_trait]
pub trait StatisticsDesk {
    /// The figures of a place; `None`: the widest that the member is responsible for.
    async fn statistics(
        &self,
        actor: &Actor,
        place: Option<&Place>,
    ) -> Result<Statistics, PortalError>;

    /// The matters behind a figure, by due date, 50 from `after` on.
    async fn late_matters(
        &self,
        actor: &Actor,
        place: &Place,
        list: LateList,
        after: Option<&QueuePlace>,
    ) -> Result<LateMatters, PortalError>;

    /// What is published, for everybody: all matters, or one of them (`department/code`) by district.
    async fn public_figures(&self, matter: Option<&str>) -> Result<PublicFigures, PortalError>;
}

/// Of what there are figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    City,
    /// Six digits; `500000`: the offices of the municipality itself.
    District(String),
    /// An office's id.
    Office(String),
}

impl Place {
    /// Reads what stands in an address: `city`, `500106`, `500106-GA-001`.
    pub fn parse(code: &str) -> Option<Self> {
        let is_id = !code.is_empty()
            && code.len() <= 64
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        match code {
            "city" => Some(Self::City),
            code if code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()) => {
                Some(Self::District(code.to_owned()))
            }
            code => is_id.then(|| Self::Office(code.to_owned())),
        }
    }

    /// `/statistics/500106`
    pub fn path(&self) -> String {
        match self {
            Self::City => "/statistics/city".to_owned(),
            Self::District(code) | Self::Office(code) => format!("/statistics/{code}"),
        }
    }
}

/// The figures of one place.
#[derive(Clone, Debug)]
pub struct Statistics {
    pub place: Place,
    pub name: Wording,
    /// Only this department's matters are counted, e.g. `public-security`; `None`: everybody's.
    pub department: Option<String>,
    /// Wider places that this member may open, the widest first.
    pub up: Vec<(Wording, Place)>,
    pub today: Date,
    /// What ended since this day is counted: the first of the month before last.
    pub since: Date,
    pub total: Tally,
    /// By kind of matter.
    pub matters: Vec<Line>,
    /// The districts of the city, or the offices of the district; none of an office.
    pub parts: Vec<Line>,
    /// The streets where those live whom it is for; of a district only. They add up to it.
    pub streets: Vec<Line>,
    /// Open matters by the working days since they became ready.
    pub ages: Vec<(Age, i64)>,
    /// The member works here: lists lead to their own queue.
    pub is_own_office: bool,
}

/// A row of figures.
#[derive(Clone, Debug)]
pub struct Line {
    /// A district's or street's code, an office's id, or `department/code` of a matter.
    pub code: String,
    pub name: Wording,
    /// Whose figures one may open from here.
    pub opens: Option<Place>,
    /// Working days, of a matter.
    pub promised: Option<i64>,
    pub tally: Tally,
}

/// How long a matter has been open, in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    pub from: i64,
    /// `None`: without end.
    pub until: Option<i64>,
}

impl Age {
    pub const ALL: [Self; 5] = [
        Self {
            from: 0,
            until: Some(2),
        },
        Self {
            from: 3,
            until: Some(5),
        },
        Self {
            from: 6,
            until: Some(10),
        },
        Self {
            from: 11,
            until: Some(20),
        },
        Self {
            from: 21,
            until: None,
        },
    ];
}

/// Which matters stand behind a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateList {
    DueToday,
    Overdue,
}

impl LateList {
    pub const ALL: [Self; 2] = [Self::DueToday, Self::Overdue];

    /// As it stands in the address, here and in the queue's.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DueToday => "due-today",
            Self::Overdue => "overdue",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }
}

/// One page of the matters behind a figure. No person stands in it.
#[derive(Clone, Debug)]
pub struct LateMatters {
    pub name: Wording,
    pub department: Option<String>,
    pub rows: Vec<LateRow>,
    pub next: Option<QueuePlace>,
    pub is_first_page: bool,
}

#[derive(Clone, Debug)]
pub struct LateRow {
    pub reference: String,
    pub name: Wording,
    pub office: Wording,
    pub stage: Stage,
    pub due: Date,
    /// Working days since then.
    pub days_late: i64,
}

/// What everybody may know.
#[derive(Clone, Debug)]
pub struct PublicFigures {
    pub since: Date,
    pub until: Date,
    pub total: PublicCell,
    pub matters: Vec<PublicLine>,
    /// Of the chosen matter, else of all.
    pub districts: Vec<PublicLine>,
    /// The matter whose districts are shown.
    pub chosen: Option<PublicLine>,
}

#[derive(Clone, Debug)]
pub struct PublicLine {
    /// `department/code` of a matter, or a district's code.
    pub code: String,
    pub name: Wording,
    pub promised: Option<i64>,
    pub cell: PublicCell,
    pub rating: Rating,
}

/// What is published of how long matters took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicCell {
    /// Nothing has ended.
    Nothing,
    /// Too few people stand behind it, or behind what could be found from it.
    Hidden,
    Shown {
        ended: i64,
        median: i64,
        p90: i64,
        /// Percent.
        in_time: i64,
    },
}

/// How applicants rated it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    NoneYet,
    /// Too few.
    Hidden,
    Shown {
        /// The mean of 1 to 5, in tenths.
        tenths: i64,
        ratings: i64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_from_its_address() {
        for place in [
            Place::City,
            Place::District("500106".into()),
            Place::Office("500106-GA-001".into()),
        ] {
            let path = place.path();
            assert_eq!(
                Place::parse(path.trim_start_matches("/statistics/")),
                Some(place)
            );
        }
        for nonsense in ["", "500106/..", "' OR 1=1", "沙坪坝"] {
            assert_eq!(Place::parse(nonsense), None, "{nonsense}");
        }
    }
}
