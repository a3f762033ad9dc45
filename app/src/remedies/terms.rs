//! By when one can do what, as data (`app/definitions/remedies.toml`), and what is said with a refusal.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::case::WorkingCalendar;
use crate::person::Division;
use crate::text::Wording;

/// The terms that hold now.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemedyTerms {
    pub version: String,
    reconsideration: WayTerms,
    lawsuit: WayTerms,
    pub appeal: AppealTerms,
    pub complaint: ComplaintTerms,
    pub rating: RatingTerms,
    above: Vec<Above>,
}

/// Which office answers what nobody of an office itself may answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Above {
    department: String,
    pub level: Level,
    /// The department of the office one level up.
    pub answers: String,
}

/// How far the office one level up reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Of the same district or county.
    District,
    Municipality,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WayTerms {
    name: Wording,
    /// Calendar days and months.
    #[serde(default)]
    days: i64,
    #[serde(default)]
    months: i64,
    basis: Wording,
    /// `{division}` stands for the district's or county's name.
    district: Wording,
    municipality: Wording,
    unverified_place: bool,
    evidence: String,
}

/// Working days, all of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealTerms {
    pub days_to_appeal: i64,
    pub days_to_answer: i64,
    pub evidence: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintTerms {
    pub days_to_answer: i64,
    pub evidence: String,
    #[serde(rename = "kind")]
    pub kinds: Vec<Named>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingTerms {
    pub days_to_put_right: i64,
    /// A rating of this grade or below opens a task.
    pub low: i64,
    pub evidence: String,
    #[serde(rename = "facet")]
    pub facets: Vec<Named>,
}

/// Something to choose, with its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    pub code: String,
    pub name: Wording,
}

/// What is said with a refusal, worked out on the day of its issue and kept with the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalSaid {
    pub issued_on: Date,
    /// Empty where a register refused.
    pub reason: Wording,
    pub legal_basis: Wording,
    pub office: Wording,
    pub phone: String,
    /// The last day for an appeal to the office itself.
    pub appeal_until: Date,
    /// Outside the office: reconsideration, then the court.
    pub ways: Vec<Way>,
}

/// One way outside the office that refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    pub name: Wording,
    pub place: Wording,
    /// Worked out by the general rule and not confirmed by that body.
    pub is_place_unverified: bool,
    pub until: Date,
    /// It rests on a year whose days off are not published yet.
    pub is_provisional: bool,
    pub basis: Wording,
}

/// The terms that hold now.
///
/// # Panics
/// Where the file that is built in is not sound; a test reads it.
pub fn terms() -> &'static RemedyTerms {
    static TERMS: LazyLock<RemedyTerms> = LazyLock::new(|| {
        toml::from_str(include_str!("../../definitions/remedies.toml"))
            .expect("the file is built in, and a test reads it")
    });
    &TERMS
}

impl RemedyTerms {
    /// The ways outside the office, for a refusal issued on this day by an office of this division (six digits).
    pub fn ways(&self, calendar: &WorkingCalendar, division: &str, issued_on: Date) -> Vec<Way> {
        [&self.reconsideration, &self.lawsuit]
            .map(|way| {
                let until = way.last_day(calendar, issued_on);
                Way {
                    name: way.name.clone(),
                    place: way.place(division),
                    is_place_unverified: way.unverified_place,
                    until,
                    is_provisional: calendar.is_provisional(until),
                    basis: way.basis.clone(),
                }
            })
            .into()
    }

    /// What stands one level up of this department's offices; `None`: nothing does.
    pub fn above(&self, department: &str) -> Option<&Above> {
        self.above
            .iter()
            .find(|above| above.department == department)
    }

    /// The last day for an appeal to the office itself.
    pub fn appeal_until(&self, calendar: &WorkingCalendar, issued_on: Date) -> Date {
        calendar.after(issued_on, self.appeal.days_to_appeal)
    }
}

impl WayTerms {
    /// The day of issue is not counted; a last day off moves to the next that is worked (Civil Procedure Law, article 85).
    fn last_day(&self, calendar: &WorkingCalendar, issued_on: Date) -> Date {
        let span = self.months.months().days(self.days);
        let mut day = issued_on.saturating_add(span);
        while !calendar.is_worked(day) && day < Date::MAX {
            day = day.saturating_add(1.day());
        }
        day
    }

    fn place(&self, division: &str) -> Wording {
        match Division::of(division) {
            Some(division) => Wording::new(
                self.district.zh.replace("{division}", division.zh),
                self.district.en.replace("{division}", division.en),
            ),
            None => self.municipality.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn ways(division: &str, issued_on: Date) -> Vec<Way> {
        terms().ways(&WorkingCalendar::published(), division, issued_on)
    }

    #[test]
    fn sixty_days_and_six_months_begin_on_the_day_after_the_issue() {
        let ways = ways("500106", date(2026, 3, 6));
        // The sixtieth day, 5 May, is a day off; the next day is worked.
        assert_eq!(ways[0].until, date(2026, 5, 6));
        // 6 September is a Sunday.
        assert_eq!(ways[1].until, date(2026, 9, 7));
        assert!(ways[0].place.zh.starts_with("沙坪坝区人民政府"));
        assert_eq!(ways[1].place.en, "People's Court of Shapingba");
    }

    #[test]
    fn a_last_day_on_a_weekend_that_is_worked_stays() {
        // 60 days after 10 March 2026 is Saturday 9 May, worked instead of a day off.
        assert_eq!(ways("500106", date(2026, 3, 10))[0].until, date(2026, 5, 9));
    }

    #[test]
    fn a_month_without_that_day_ends_on_its_last() {
        let ways = ways("500106", date(2026, 8, 31));
        // 28 February 2027 is a Sunday; the days off of 2027 are not known yet.
        assert_eq!(ways[1].until, date(2027, 3, 1));
        assert!(ways[1].is_provisional);
    }

    #[test]
    fn the_citys_own_offices_answer_to_the_citys_government() {
        assert!(
            ways("500000", date(2026, 3, 6))[0]
                .place
                .zh
                .starts_with("重庆市人民政府")
        );
    }

    #[test]
    fn there_are_four_facets_and_every_code_stands_once() {
        let terms = terms();
        assert_eq!(terms.rating.facets.len(), 4);
        for list in [&terms.rating.facets, &terms.complaint.kinds] {
            let mut codes: Vec<_> = list.iter().map(|named| &named.code).collect();
            codes.dedup();
            assert_eq!(codes.len(), list.len());
        }
    }
}
