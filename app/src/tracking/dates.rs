//! When matters that have not begun yet are expected to be done, from what they wait for and what was promised.

use jiff::civil::Date;

use crate::case::{MatterKind, Stage, WorkingCalendar};

/// What of a matter decides its date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expecting {
    pub kind: MatterKind,
    pub stage: Stage,
    /// Places of the matters that it needs, all before its own.
    pub needs: Vec<usize>,
    pub promised_days: i64,
    /// As promised, once it has begun.
    pub due: Option<Date>,
    pub ended_on: Option<Date>,
}

/// The date for each matter: when it ended; while it is at work its due date, or today where that has passed; before
/// that the latest date that it waits for plus its own promise. `None` where no date can be said.
pub fn expected(
    calendar: &WorkingCalendar,
    today: Date,
    matters: &[Expecting],
) -> Vec<Option<Date>> {
    let mut dates: Vec<Option<Date>> = Vec::with_capacity(matters.len());
    for matter in matters {
        let date = match matter.stage {
            Stage::Refused | Stage::Withdrawn | Stage::Blocked => None,
            Stage::Done => matter.ended_on,
            Stage::Open => None,
            Stage::Waiting if matter.kind == MatterKind::Elsewhere => None,
            Stage::Waiting => {
                let begins = matter
                    .needs
                    .iter()
                    .filter_map(|need| dates.get(*need).copied().flatten())
                    .fold(today, Date::max);
                Some(calendar.after(begins, matter.promised_days))
            }
            _ => Some(matter.due.unwrap_or(today).max(today)),
        };
        dates.push(date);
    }
    dates
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn matter(stage: Stage, needs: &[usize], promised_days: i64, due: Option<Date>) -> Expecting {
        Expecting {
            kind: MatterKind::Decision,
            stage,
            needs: needs.to_vec(),
            promised_days,
            due,
            ended_on: None,
        }
    }

    #[test]
    fn what_waits_is_expected_after_what_it_waits_for() {
        // Friday before the Spring Festival of 2026; 14 and 28 February are worked, 15 to 23 is not.
        let today = date(2026, 2, 13);
        let matters = [
            matter(Stage::InReview, &[], 2, Some(date(2026, 2, 24))),
            matter(Stage::Waiting, &[0], 1, None),
            matter(Stage::Waiting, &[0, 1], 5, None),
            matter(Stage::Blocked, &[0], 5, None),
        ];
        assert_eq!(
            expected(&WorkingCalendar::published(), today, &matters),
            [
                Some(date(2026, 2, 24)),
                Some(date(2026, 2, 25)),
                Some(date(2026, 3, 3)),
                None
            ]
        );
    }

    #[test]
    fn a_late_matter_moves_those_behind_it() {
        let today = date(2026, 3, 12);
        let matters = [
            matter(Stage::Ready, &[], 2, Some(date(2026, 3, 9))),
            matter(Stage::Waiting, &[0], 1, None),
        ];
        assert_eq!(
            expected(&WorkingCalendar::published(), today, &matters),
            [Some(today), Some(date(2026, 3, 13))]
        );
    }
}
