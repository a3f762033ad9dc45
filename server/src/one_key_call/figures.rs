//! What everybody may know: how soon calls are answered, by district. Counted in one statement from the calls themselves,
//! whose times were written in the transactions that took the steps.

use std::collections::BTreeMap;

use app::one_key_call::{CallFigures, Counts, DistrictCalls, Norm, call_terms, measure};
use app::person::DIVISIONS;
use app::text::city_time;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::store;
use crate::Office;
use crate::fault::Fault;

/// Whole days before today.
const DAYS: i64 = 365;

impl Office {
    pub(super) async fn read_call_figures(&self) -> Result<CallFigures, Fault> {
        let until = self.clock.today();
        let since = until.saturating_sub(DAYS.days());
        let start = since
            .to_zoned(city_time())
            .map_or(Timestamp::MIN, |zoned| zoned.timestamp());
        let norm = |what: Norm| {
            let mut times = call_terms()
                .norms()
                .iter()
                .filter(|norm| norm.what == what)
                .map(|norm| norm.within.saturating_mul(1_000_000));
            (times.next().unwrap_or(0), times.next().unwrap_or(0))
        };
        let (answered, attended) = (norm(Norm::Answered), norm(Norm::Attended));
        let longest = SignedDuration::from_micros(answered.1.max(attended.1));
        let late = self.clock.now().saturating_sub(longest);
        let late = late.unwrap_or(Timestamp::MIN);
        let mut conn = self.db.read().await?;
        let counted = store::figures(&mut conn, start, answered, attended, late).await?;
        drop(conn);
        let counts: BTreeMap<String, (Counts, Counts)> = counted
            .into_iter()
            .map(|(district, answered, attended)| (district, (answered, attended)))
            .collect();
        let of = |code: &str| counts.get(code).copied().unwrap_or_default();
        let answered: Vec<Counts> = DIVISIONS.iter().map(|place| of(place.code).0).collect();
        let attended: Vec<Counts> = DIVISIONS.iter().map(|place| of(place.code).1).collect();
        let (each_answered, all_answered) = measure(&answered);
        let (each_attended, all_attended) = measure(&attended);
        Ok(CallFigures {
            since,
            until,
            answered: all_answered,
            attended: all_attended,
            districts: DIVISIONS
                .iter()
                .zip(each_answered.into_iter().zip(each_attended))
                .map(|(place, (answered, attended))| DistrictCalls {
                    code: place.code.to_owned(),
                    name: place.name(),
                    answered,
                    attended,
                })
                .collect(),
        })
    }
}
