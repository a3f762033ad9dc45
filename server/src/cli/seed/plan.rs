//! Who applies, on which day, and what has become of it since: a function of the city and of its day.

use std::collections::HashSet;

use app::benefits::{District, Facts, RuleBook, Verdict, judge_one};
use app::case::WorkingCalendar;
use app::person::ResidentId;
use app::text::{Wording, city_date, city_time};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::data_layer::records::Person;
use crate::demo_city::City;
use crate::demo_city::families::{DEMO, Family, FamilyKind};
use crate::demo_city::people::demo_people;
use crate::identity::{DemoIdentity, DemoPart};

/// How many families have applied for a newborn, the demo station's not counted.
const FAMILIES: usize = 240;
/// How many older residents, or their children.
const ELDERS: usize = 24;
/// How many of them have their abilities assessed.
const ASSESSMENTS: usize = 10;
/// How many days back the first of them did.
const DAYS: i64 = 28;
/// Whose assessment is over whatever day it is: one of the demo's people, in the street where its staff work.
pub const ASSESSED: &str = "old-father";
/// Matters that an officer of the demo's police station holds who has not been at work since.
pub const HELD_BY_THE_ABSENT: usize = 12;
/// Who that is.
pub const ABSENT: &str = "police-shapingba-3";
/// Who is handed what another officer of that station holds.
pub const COLLEAGUE: &str = "police-shapingba-2";

/// Working days that an applicant is given to answer.
pub const DAYS_TO_ANSWER: i64 = 5;

/// A case to be.
pub struct Planned {
    pub service: &'static str,
    /// The mother, the older resident, or the older resident's child.
    pub applicant: DemoIdentity,
    /// The other parent.
    pub confirmer: Option<DemoIdentity>,
    /// The older resident, where a child applies, with the street.
    pub elder: Option<(DemoIdentity, String)>,
    /// In the order in which it happens.
    pub acts: Vec<(Timestamp, Act)>,
    /// Within the last hour, while a register is silent.
    pub lately: Option<Act>,
    /// At the very end: what is decided now can still be recalled.
    pub just_now: Option<Act>,
    /// Left as it is, for whoever opens the demo: somebody of the staff lives with this family.
    is_home_of_staff: bool,
}

impl Planned {
    /// Every citizen who acts in it: whoever seeds has to let each of them in.
    pub fn people(&self) -> impl Iterator<Item = &DemoIdentity> {
        std::iter::once(&self.applicant)
            .chain(&self.confirmer)
            .chain(self.elder.iter().map(|(elder, _)| elder))
    }
}

/// Something that happens to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    Apply,
    Invite,
    Confirm,
    Decline,
    /// Somebody at the desk of the first matter of this code that is ready takes it up.
    TakeUp(&'static str),
    /// The one who is absent now took it up.
    TakeUpAndLeave(&'static str),
    /// Every matter that is ready is approved, by its own office.
    ApproveAll,
    /// The first ready matter of this code is approved.
    Approve(&'static str),
    Ask(&'static str),
    Answer(&'static str),
    /// A refusal is proposed, and waits for a second person.
    ProposeRefusal(&'static str),
    /// Proposed by one, confirmed by the supervisor.
    Refuse(&'static str),
    /// Nobody answered in time: the request is closed.
    GiveUpWaiting(&'static str),
    Withdraw,
    /// Answered with a file.
    AnswerWithFile(&'static str),
    /// Sent to another office of the same district, or offered to another district.
    SendOn(&'static str),
    Offer(&'static str),
    /// The supervisor gives what somebody holds to a colleague.
    HandOver(&'static str),
    /// What happens elsewhere was done, says the family.
    ReportDone,
    /// One to five, of a case that has ended.
    Rate(i64),
    Appeal,
    /// By the bureau above, everybody at the office having taken part: right, or not.
    AnswerAppeal(bool),
    /// About which kind of thing.
    Complain(usize),
    /// The street office names an assessor body.
    NameBody,
    /// The body names two assessors and proposes times.
    ProposeTimes,
    /// The applicant takes the first time.
    ChooseTime,
    /// The two visit, fill in the form by so many points an item below the best, and confirm it.
    Assess(i64),
}

const MATERNITY: &str = "maternity-benefit";
const HOUSEHOLD: &str = "household-registration";
const CARD: &str = "social-security-card";

/// The grades that are given, one after the other: most are content.
const GRADES: [i64; 10] = [5, 5, 4, 5, 3, 4, 5, 2, 5, 1];

/// The register that has been silent for an hour: that of the cards.
pub const SILENT: &str = "SOCIAL-CARDS";

/// A moment on the n-th working day after the application.
struct Day<'a> {
    applied: Date,
    calendar: &'a WorkingCalendar,
}

impl Day<'_> {
    fn at(&self, days_later: i64, hour: i8, minute: i8) -> Timestamp {
        moment(self.calendar.after(self.applied, days_later), hour, minute)
    }
}

fn moment(day: Date, hour: i8, minute: i8) -> Timestamp {
    day.at(hour, minute, 0, 0)
        .to_zoned(city_time())
        .expect("the city's time has no gaps")
        .timestamp()
}

/// Everything that has happened until now.
pub fn plans(city: &City, calendar: &WorkingCalendar, now: Timestamp) -> Vec<Planned> {
    let today = city_date(now);
    let mut planned = Vec::new();
    let mut turn = 0;
    let (mut at_the_station, mut held) = (0, 0);
    for (index, family) in city.families.iter().enumerate().skip(DEMO.len()) {
        let Some((mother, father, applied)) = parents(city, family, index, today) else {
            continue;
        };
        let day = Day { applied, calendar };
        let is_neighbour = city.is_neighbour(index);
        let days_ago = calendar.between(applied, today);
        let acts = if is_neighbour {
            at_the_station += 1;
            // Whoever is away now was still there some days ago.
            let is_held =
                days_ago >= 2 && held < HELD_BY_THE_ABSENT && !city.is_home_of_staff(family);
            held += usize::from(is_held);
            at_the_busy_station(&day, at_the_station, is_held)
        } else if turn < FAMILIES {
            turn += 1;
            way(&day, turn, days_ago)
        } else {
            continue;
        };
        planned.push(Planned {
            service: "newborn",
            applicant: mother,
            confirmer: Some(father),
            elder: None,
            acts: until(acts, now),
            lately: None,
            just_now: None,
            is_home_of_staff: city.is_home_of_staff(family),
        });
    }
    planned.extend(elders(city, calendar, now));
    planned.extend(assessments(city, calendar, now));
    planned.retain(|plan| !plan.acts.is_empty());
    in_the_last_hour(&mut planned);
    planned
}

/// As few of these as it takes for everything that happens to happen at least once.
pub fn one_of_each(planned: Vec<Planned>) -> Vec<Planned> {
    let mut seen = HashSet::new();
    planned
        .into_iter()
        .filter(|plan| {
            let acts = plan.acts.iter().map(|(_, act)| *act);
            // Who applies for what, and for whom, is a way of its own.
            let way = (plan.service, plan.elder.is_some());
            acts.chain(plan.lately)
                .chain(plan.just_now)
                .filter(|act| seen.insert((way, *act)))
                .count()
                > 0
        })
        .collect()
}

/// What has just happened to a few that are far enough for it: these stages do not last.
fn in_the_last_hour(planned: &mut [Planned]) {
    use Act::*;
    let (mut on_a_desk, mut registered, mut in_hands) = (0, 0, 0);
    for plan in planned {
        if plan.service != "newborn" || plan.is_home_of_staff {
            continue;
        }
        let acts: Vec<Act> = plan.acts.iter().map(|(_, act)| *act).collect();
        match acts.as_slice() {
            // The police station has not begun.
            [Apply, Invite, Confirm] => {
                on_a_desk += 1;
                match on_a_desk {
                    2 | 5 => plan.lately = Some(Offer(HOUSEHOLD)),
                    3 | 6 | 9 => plan.just_now = Some(Approve(HOUSEHOLD)),
                    _ => {}
                }
            }
            // The child has a number, and nobody has looked at the card.
            [Apply, Invite, Confirm, Approve(HOUSEHOLD)] => {
                registered += 1;
                if registered == 1 {
                    plan.lately = Some(Approve(CARD));
                }
            }
            [Apply, Invite, Confirm, TakeUp(HOUSEHOLD), ..] => {
                in_hands += 1;
                if in_hands == 2 {
                    plan.lately = Some(HandOver(HOUSEHOLD));
                }
            }
            _ => {}
        }
    }
}

/// What has happened by an hour ago; that hour is for [`in_the_last_hour`].
fn until(acts: Vec<(Timestamp, Act)>, now: Timestamp) -> Vec<(Timestamp, Act)> {
    let latest = now
        .checked_sub(SignedDuration::from_mins(70))
        .expect("a date within range");
    acts.into_iter().filter(|(at, _)| *at <= latest).collect()
}

/// Mother, father and the day on which they apply, for the births of the last weeks that the one form serves.
fn parents(
    city: &City,
    family: &Family,
    index: usize,
    today: Date,
) -> Option<(DemoIdentity, DemoIdentity, Date)> {
    if !matches!(
        family.kind,
        FamilyKind::SameDistrict | FamilyKind::TwoDistricts
    ) {
        return None;
    }
    let birth = city.births().get(*family.births.first()?)?;
    birth.certificate.as_ref()?;
    // Two days after the birth.
    let applied = city_date(birth.born_at).saturating_add(2.days());
    let [mother, father] = family.members.as_slice() else {
        return None;
    };
    let earliest = today.saturating_sub(DAYS.days());
    ((earliest..=today).contains(&applied)).then_some((
        identity(city, mother, format!("family-{index}-mother"))?,
        identity(city, father, format!("family-{index}-father"))?,
        applied,
    ))
}

fn identity(city: &City, number: &ResidentId, key: String) -> Option<DemoIdentity> {
    let person = city.person(number)?;
    Some(DemoIdentity {
        key,
        name: person.name.clone(),
        situation: Wording::default(),
        part: DemoPart::Citizen {
            number: number.clone(),
            mobile: person.mobile.clone(),
        },
    })
}

/// One family's way, as far as its turn among the others takes it. Most that applied long ago have everything.
fn way(day: &Day, turn: usize, working_days_ago: i64) -> Vec<(Timestamp, Act)> {
    use Act::*;
    let mut acts = vec![(moment(day.applied, 9, 30), Apply)];
    let is_fresh = working_days_ago <= 4;
    let confirmed = [
        (moment(day.applied, 10, 30), Invite),
        (moment(day.applied, 20, 0), Confirm),
    ];
    match turn % 20 {
        // The other parent has not been asked, has not answered, or does not agree.
        0 if is_fresh => {}
        1 if is_fresh => acts.push((moment(day.applied, 10, 30), Invite)),
        2 => acts.extend([
            (moment(day.applied, 10, 30), Invite),
            (day.at(1, 12, 0), Decline),
            (day.at(1, 14, 0), ApproveAll),
        ]),
        // Asked; some have answered and their matter goes on.
        3 | 4 => {
            acts.extend(confirmed);
            acts.extend([
                (day.at(1, 10, 0), Approve(HOUSEHOLD)),
                (day.at(1, 11, 0), Ask(MATERNITY)),
                (day.at(2, 14, 0), ApproveAll),
            ]);
            if turn % 60 == 4 {
                acts.push((day.at(3, 20, 0), AnswerWithFile(MATERNITY)));
            } else if turn % 20 == 4 {
                acts.push((day.at(3, 20, 0), Answer(MATERNITY)));
            } else {
                acts.push((day.at(DAYS_TO_ANSWER + 2, 10, 0), GiveUpWaiting(MATERNITY)));
            }
        }
        // Refused, while everything else goes on.
        5 | 6 => {
            acts.extend(confirmed);
            acts.extend([
                (day.at(1, 11, 0), Refuse(MATERNITY)),
                (day.at(1, 14, 0), ApproveAll),
                (day.at(2, 14, 0), ApproveAll),
            ]);
            if turn % 20 == 5 {
                acts.push((day.at(3, 19, 0), Appeal));
                if turn % 40 == 5 {
                    acts.push((day.at(5, 15, 0), AnswerAppeal(turn % 80 == 5)));
                }
            }
        }
        // Somebody has begun.
        7 | 8 if is_fresh => {
            acts.extend(confirmed);
            acts.push((day.at(1, 11, 0), TakeUp(MATERNITY)));
        }
        // One office is done, the others are not.
        9 | 10 if is_fresh => {
            acts.extend(confirmed);
            acts.push((day.at(1, 10, 0), Approve(HOUSEHOLD)));
        }
        11 if is_fresh => acts.extend(confirmed),
        14..=17 if is_fresh => {
            acts.extend(confirmed);
            acts.push((day.at(1, 11, 0), ProposeRefusal(MATERNITY)));
        }
        12 if turn % 60 == 12 => acts.push((moment(day.applied, 19, 0), Withdraw)),
        // A few lie too long.
        13 if turn % 40 == 13 => {
            acts.extend(confirmed);
            acts.push((day.at(2, 11, 0), Approve(HOUSEHOLD)));
        }
        _ => {
            acts.extend(confirmed);
            // Not where the child lives: another station of the district goes on.
            if turn % 40 == 18 {
                acts.push((day.at(1, 10, 0), SendOn(HOUSEHOLD)));
            }
            acts.extend([
                (day.at(1, 14, 0), ApproveAll),
                (day.at(2, 14, 0), ApproveAll),
                (day.at(3, 14, 0), ApproveAll),
            ]);
            if turn.is_multiple_of(3) {
                acts.push((day.at(4, 20, 0), ReportDone));
                acts.push((day.at(5, 9, 0), Rate(grade(turn / 7))));
            }
        }
    }
    acts
}

fn grade(turn: usize) -> i64 {
    GRADES[turn % GRADES.len()]
}

/// The demo's police station has more to do than it can: what came to it lies there, and some of it is in the hands of
/// somebody who is not at work.
fn at_the_busy_station(day: &Day, place: usize, is_held: bool) -> Vec<(Timestamp, Act)> {
    use Act::*;
    let mut acts = vec![
        (moment(day.applied, 9, 30), Apply),
        (moment(day.applied, 10, 30), Invite),
        (moment(day.applied, 20, 0), Confirm),
    ];
    if is_held {
        acts.push((day.at(1, 10, 0), TakeUpAndLeave(HOUSEHOLD)));
    } else if place.is_multiple_of(7) {
        acts.push((day.at(1, 10, 0), TakeUp(HOUSEHOLD)));
    }
    if place.is_multiple_of(5) {
        acts.push((day.at(1, 11, 0), Refuse(MATERNITY)));
    }
    if is_held && place <= 2 {
        acts.push((day.at(2, 16, 0), Complain(place)));
    }
    acts
}

/// Old-age allowances: asked for by an older resident, or by a child of theirs.
fn elders(
    city: &City,
    calendar: &WorkingCalendar,
    now: Timestamp,
) -> impl Iterator<Item = Planned> {
    let today = city_date(now);
    old_people(city)
        .filter(move |(_, _, person)| may_ask(person, today))
        .take(ELDERS)
        .zip(1_i64..)
        .map(move |((elder, child, person), turn)| {
            let applied = today.saturating_sub((turn % DAYS).days());
            let day = Day { applied, calendar };
            let by_child = turn % 3 != 0;
            let mut acts = vec![(moment(applied, 10, 0), Act::Apply)];
            match turn % 4 {
                0 => {}
                1 => acts.push((day.at(2, 14, 0), Act::ApproveAll)),
                2 if turn % 12 == 2 => {
                    acts.push((day.at(2, 14, 0), Act::Refuse("community-check")))
                }
                _ => acts.extend([
                    (day.at(2, 14, 0), Act::ApproveAll),
                    // Posted for five working days in between.
                    (day.at(9, 14, 0), Act::ApproveAll),
                    (day.at(11, 14, 0), Act::ApproveAll),
                    (day.at(12, 9, 0), Act::Rate(grade(by_turn(turn)))),
                ]),
            }
            Planned {
                service: "old-age-allowance",
                elder: by_child.then(|| (elder.clone(), person.street.clone())),
                applicant: if by_child { child } else { elder },
                confirmer: None,
                acts: until(acts, now),
                lately: None,
                just_now: None,
                is_home_of_staff: false,
            }
        })
}

/// Whether the application would come to an end: the rule of their district says yes, or is not entered.
fn may_ask(person: &Person, today: Date) -> bool {
    let facts = Facts {
        born: Some(person.birth_date),
        district: Some(District::of(&person.division)),
        ..Facts::unknown(today)
    };
    RuleBook::built_in(true).is_ok_and(|book| {
        book.benefit("old-age-allowance").is_some_and(|benefit| {
            matches!(
                judge_one(benefit, &facts).verdict,
                Verdict::Yes { .. } | Verdict::NoRule
            )
        })
    })
}

/// An older resident, a child of theirs, and who they are.
fn old_people(city: &City) -> impl Iterator<Item = (DemoIdentity, DemoIdentity, &Person)> {
    let families = city.families.iter().enumerate().skip(DEMO.len());
    families
        .filter(|(_, family)| family.kind.is_of_old_age())
        .filter_map(|(index, family)| {
            let [elder, child] = family.members.as_slice() else {
                return None;
            };
            Some((
                identity(city, elder, format!("family-{index}-elder"))?,
                identity(city, child, format!("family-{index}-child"))?,
                city.person(elder)?,
            ))
        })
}

/// Assessments that older residents asked for themselves, as far as they have come.
fn assessments(
    city: &City,
    calendar: &WorkingCalendar,
    now: Timestamp,
) -> impl Iterator<Item = Planned> {
    let today = city_date(now);
    old_people(city)
        // Whose children apply for them has a mandate for that.
        .skip(2)
        .step_by(3)
        .take(ASSESSMENTS)
        .zip(1_i64..)
        .map(|((elder, _, _), turn)| {
            // Some stand at every step of the way.
            let come = [6_usize, 6, 1, 2, 3, 4, 5, 6][by_turn(turn) % 8];
            (elder, turn * 2 % DAYS + 5, come, turn % 4)
        })
        .chain(assessed(city).map(|elder| (elder, DAYS - 1, 6, 2)))
        .map(move |(elder, days_ago, come, points)| {
            let applied = today.saturating_sub(days_ago.days());
            let day = Day { applied, calendar };
            let acts = [
                (moment(applied, 9, 0), Act::Apply),
                (day.at(1, 14, 0), Act::ApproveAll),
                (day.at(2, 9, 0), Act::NameBody),
                (day.at(2, 15, 0), Act::ProposeTimes),
                (day.at(2, 20, 0), Act::ChooseTime),
                // The first time that is proposed lies two working days ahead.
                (day.at(4, 16, 0), Act::Assess(points)),
            ];
            Planned {
                service: "elder-assessment",
                elder: None,
                applicant: elder,
                confirmer: None,
                acts: until(acts.into_iter().take(come).collect(), now),
                lately: None,
                just_now: None,
                is_home_of_staff: false,
            }
        })
}

fn assessed(city: &City) -> Option<DemoIdentity> {
    let person = demo_people(city)
        .into_iter()
        .find(|person| person.key == ASSESSED)?;
    identity(city, &person.number, ASSESSED.to_owned())
}

fn by_turn(turn: i64) -> usize {
    usize::try_from(turn).expect("counted from one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_city::{FAMILIES as ALL, SEED};

    fn planned(now: Timestamp) -> Vec<Planned> {
        let city = City::new(SEED, city_date(now), ALL);
        plans(&city, &WorkingCalendar::published(), now)
    }

    #[test]
    fn on_any_day_three_hundred_cases_a_busy_station_and_an_absentee() {
        // A Friday evening, a Sunday morning, and the days after a long holiday.
        for (day, hour) in [
            (jiff::civil::date(2026, 11, 20), 18),
            (jiff::civil::date(2026, 11, 22), 7),
            (jiff::civil::date(2026, 10, 9), 10),
        ] {
            let planned = planned(moment(day, hour, 0));
            assert!(planned.len() >= 300, "{day}: {} cases", planned.len());
            let taken = |meant: fn(&Act) -> bool| {
                planned
                    .iter()
                    .flat_map(|plan| &plan.acts)
                    .filter(|(_, act)| meant(act))
                    .count()
            };
            let held = taken(|act| matches!(act, Act::TakeUpAndLeave(_)));
            assert!((4..=HELD_BY_THE_ABSENT).contains(&held), "{day}: {held}");
            for meant in [
                (|act| matches!(act, Act::Decline)) as fn(&Act) -> bool,
                |act| matches!(act, Act::Refuse(_)),
                |act| matches!(act, Act::Ask(_)),
                |act| matches!(act, Act::Answer(_)),
                |act| matches!(act, Act::GiveUpWaiting(_)),
                |act| matches!(act, Act::Withdraw),
                |act| matches!(act, Act::AnswerWithFile(_)),
                |act| matches!(act, Act::SendOn(_)),
                |act| matches!(act, Act::ReportDone),
                |act| matches!(act, Act::Rate(1 | 2)),
                |act| matches!(act, Act::Rate(5)),
                |act| matches!(act, Act::Appeal),
                |act| matches!(act, Act::AnswerAppeal(_)),
                |act| matches!(act, Act::Complain(_)),
            ] {
                assert!(taken(meant) > 0, "{day}");
            }
            let lately: Vec<Act> = planned.iter().filter_map(|plan| plan.lately).collect();
            assert!(lately.contains(&Act::Offer(HOUSEHOLD)), "{day}");
            assert!(lately.contains(&Act::Approve(CARD)), "{day}");
            assert!(planned.iter().any(|plan| plan.just_now.is_some()), "{day}");
            // Somebody of the station lives with this family, and nobody has taken it up.
            let own = planned.iter().find(|plan| plan.is_home_of_staff);
            let own: Vec<Act> = own.unwrap().acts.iter().map(|(_, act)| *act).collect();
            assert_eq!(own, [Act::Apply, Act::Invite, Act::Confirm], "{day}");
        }
    }

    #[test]
    fn one_station_has_forty_matters_and_somebody_who_is_away_holds_twelve() {
        let now = moment(jiff::civil::date(2026, 11, 20), 18, 0);
        let city = City::new(SEED, city_date(now), ALL);
        let on_the_estate: HashSet<String> = (0..city.families.len())
            .filter(|index| city.is_neighbour(*index))
            .map(|index| format!("family-{index}-mother"))
            .collect();
        let mut at_the_station = plans(&city, &WorkingCalendar::published(), now);
        at_the_station.retain(|plan| on_the_estate.contains(&plan.applicant.key));
        assert_eq!(at_the_station.len(), 40);
        let has = |plan: &Planned, meant: Act| plan.acts.iter().any(|(_, act)| *act == meant);
        let held = at_the_station
            .iter()
            .filter(|plan| has(plan, Act::TakeUpAndLeave(HOUSEHOLD)));
        assert_eq!(held.count(), HELD_BY_THE_ABSENT);
        // Nothing of it has been decided.
        let decided =
            |plan: &Planned| has(plan, Act::Approve(HOUSEHOLD)) || has(plan, Act::ApproveAll);
        assert!(!at_the_station.iter().any(decided));
    }

    #[test]
    fn a_few_cases_show_everything() {
        let now = moment(jiff::civil::date(2026, 11, 20), 18, 0);
        let kinds = |planned: &[Planned]| -> HashSet<Act> {
            planned
                .iter()
                .flat_map(|plan| {
                    let acts = plan.acts.iter().map(|(_, act)| *act);
                    acts.chain(plan.lately).chain(plan.just_now)
                })
                .collect()
        };
        let all = planned(now);
        let everything = kinds(&all);
        let few = one_of_each(all);
        assert_eq!(kinds(&few), everything);
        assert!(few.len() < 60, "{}", few.len());
    }

    #[test]
    fn nothing_happens_before_the_application_or_in_the_future() {
        let now = moment(jiff::civil::date(2026, 11, 20), 12, 0);
        for plan in planned(now) {
            assert_eq!(plan.acts[0].1, Act::Apply, "{}", plan.applicant.key);
            assert!(plan.acts.iter().all(|(at, _)| *at <= now));
            assert!(plan.acts.is_sorted_by_key(|(at, _)| *at), "{:?}", plan.acts);
        }
    }
}
