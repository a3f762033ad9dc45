//! What keeps one source's trouble its own: a breaker, so that a source that fails is left alone for a while, and a
//! bulkhead, so that a slow one holds no more than so many of our calls. Kept in memory: each process finds out by itself.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::records::DataSet;
use crate::clock::Clock;

/// So many of the last answers are remembered ..
const WINDOW: usize = 20;
/// .. and so many failures among them open the breaker.
const TOO_MANY: usize = 10;
/// How long a source is left alone before it is tried once.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);
/// Calls of one source that may be under way; more wait for a place, within their own deadline.
const PLACES: usize = 32;

/// Whether a source is asked. Time is handed in.
#[derive(Debug, Default)]
pub struct Breaker {
    /// How the last calls ended, oldest first: `true` where the source failed.
    failed: VecDeque<bool>,
    state: State,
    /// One more with every change of state: an answer to a call of an earlier one says nothing about now.
    era: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// It is asked.
    #[default]
    Closed,
    /// It is left alone since then.
    Open(Timestamp),
    /// One call finds out whether it is back; it was left alone since then.
    Trying(Timestamp),
}

/// Leave for one call; how it ended is to be said, or that nobody waits any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    era: u64,
}

impl Breaker {
    /// Leave to ask now; `None`: the source is left alone.
    pub fn may_ask(&mut self, now: Timestamp) -> Option<Ticket> {
        match self.state {
            State::Closed => {}
            // A clock that was set back must not keep a source closed for ever.
            State::Open(since) if now.duration_since(since) >= PAUSE || now < since => {
                self.change(State::Trying(since));
            }
            State::Open(_) | State::Trying(_) => return None,
        }
        Some(Ticket { era: self.era })
    }

    /// How a call ended.
    pub fn note(&mut self, ticket: Ticket, now: Timestamp, has_failed: bool) {
        if ticket.era != self.era {
            return;
        }
        match (self.state, has_failed) {
            (State::Trying(_), true) => self.change(State::Open(now)),
            (State::Trying(_), false) => self.change(State::Closed),
            (State::Closed, _) => {
                self.failed.push_back(has_failed);
                if self.failed.len() > WINDOW {
                    self.failed.pop_front();
                }
                if self.failed.iter().filter(|failed| **failed).count() >= TOO_MANY {
                    self.change(State::Open(now));
                }
            }
            (State::Open(_), _) => {}
        }
    }

    /// Nobody waits for this call any more: if it was to find out, the next one does.
    pub fn forget(&mut self, ticket: Ticket) {
        if let State::Trying(since) = self.state
            && ticket.era == self.era
        {
            self.change(State::Open(since));
        }
    }

    /// Whether a call would be turned away now.
    pub fn is_resting(&self, now: Timestamp) -> bool {
        match self.state {
            State::Closed => false,
            State::Open(since) => now >= since && now.duration_since(since) < PAUSE,
            State::Trying(_) => true,
        }
    }

    fn change(&mut self, state: State) {
        self.state = state;
        self.era += 1;
        self.failed.clear();
    }
}

/// One source's breaker and bulkhead.
struct Source {
    breaker: Mutex<Breaker>,
    places: Arc<Semaphore>,
}

impl Source {
    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker
            .lock()
            .expect("nobody panics with a breaker in hand")
    }
}

/// Breakers and bulkheads of all sources, by data set: of a department's registers one may fail alone.
pub struct Guards {
    sources: Mutex<HashMap<DataSet, Arc<Source>>>,
    clock: Arc<dyn Clock>,
}

/// Why a source is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnedAway {
    /// It has failed too often just now.
    Resting,
}

/// A place at a source; given back when it is dropped.
pub struct Permit {
    source: Arc<Source>,
    ticket: Option<Ticket>,
    clock: Arc<dyn Clock>,
    _place: OwnedSemaphorePermit,
}

impl Guards {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            sources: Mutex::default(),
            clock,
        }
    }

    /// Waits for a place at this source. Whoever waits sets the limit.
    ///
    /// # Errors
    /// When the source is left alone: at once.
    pub async fn enter(&self, set: DataSet) -> Result<Permit, TurnedAway> {
        let source = {
            let mut sources = self.sources.lock().expect("nobody panics while looking up");
            let fresh = || {
                Arc::new(Source {
                    breaker: Mutex::default(),
                    places: Arc::new(Semaphore::new(PLACES)),
                })
            };
            sources.entry(set).or_insert_with(fresh).clone()
        };
        if source.breaker().is_resting(self.clock.now()) {
            return Err(TurnedAway::Resting);
        }
        let place = source
            .places
            .clone()
            .acquire_owned()
            .await
            .expect("a bulkhead is never closed");
        // It may have failed for others meanwhile.
        let ticket = source.breaker().may_ask(self.clock.now());
        Ok(Permit {
            ticket: Some(ticket.ok_or(TurnedAway::Resting)?),
            source,
            clock: self.clock.clone(),
            _place: place,
        })
    }
}

impl Permit {
    /// How the call ended.
    pub fn note(mut self, has_failed: bool) {
        if let Some(ticket) = self.ticket.take() {
            let now = self.clock.now();
            self.source.breaker().note(ticket, now, has_failed);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.source.breaker().forget(ticket);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::clock::SetClock;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    /// A breaker that has just opened at second 0.
    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..TOO_MANY {
            let ticket = breaker.may_ask(at(0)).unwrap();
            breaker.note(ticket, at(0), true);
        }
        breaker
    }

    #[test]
    fn ten_failures_of_twenty_open_it_and_nine_do_not() {
        let mut breaker = Breaker::default();
        for nth in 0..100 {
            let ticket = breaker.may_ask(at(nth)).expect("nine of twenty are borne");
            breaker.note(ticket, at(nth), nth % 20 < 9);
        }
        for nth in 100..110 {
            let ticket = breaker.may_ask(at(nth)).unwrap();
            breaker.note(ticket, at(nth), true);
        }
        assert_eq!(breaker.may_ask(at(110)), None);
    }

    #[test]
    fn after_the_pause_one_call_finds_out() {
        let mut breaker = opened();
        assert_eq!(breaker.may_ask(at(9)), None);
        let trying = breaker.may_ask(at(10)).expect("one may try");
        assert_eq!(breaker.may_ask(at(11)), None, "and only one");
        breaker.note(trying, at(12), true);
        assert_eq!(breaker.may_ask(at(21)), None, "another pause");
        let trying = breaker.may_ask(at(22)).expect("one may try");
        breaker.note(trying, at(22), false);
        assert!(breaker.may_ask(at(22)).is_some());
        assert!(breaker.may_ask(at(22)).is_some(), "it is asked as before");
    }

    #[test]
    fn whoever_tries_and_leaves_makes_room_for_the_next() {
        let mut breaker = opened();
        let trying = breaker.may_ask(at(10)).unwrap();
        breaker.forget(trying);
        assert!(breaker.may_ask(at(10)).is_some());
    }

    #[test]
    fn an_answer_from_before_says_nothing_about_now() {
        let mut breaker = Breaker::default();
        let late = breaker.may_ask(at(0)).unwrap();
        for _ in 0..TOO_MANY {
            let ticket = breaker.may_ask(at(0)).unwrap();
            breaker.note(ticket, at(0), true);
        }
        breaker.note(late, at(1), false);
        assert_eq!(breaker.may_ask(at(2)), None);
        let trying = breaker.may_ask(at(10)).unwrap();
        breaker.note(late, at(10), true);
        breaker.note(trying, at(10), false);
        assert!(breaker.may_ask(at(10)).is_some());
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_out() {
        let mut breaker = opened();
        assert!(breaker.may_ask(at(-1_000)).is_some());
    }

    #[tokio::test]
    async fn a_slow_source_holds_so_many_calls_and_no_other_source() {
        let guards = Guards::new(Arc::new(SetClock::at(at(0))));
        let mut inside = Vec::new();
        for _ in 0..PLACES {
            inside.push(guards.enter(DataSet::Persons).await.unwrap());
        }
        let waiting = guards.enter(DataSet::Persons);
        let patience = Duration::from_millis(20);
        assert!(tokio::time::timeout(patience, waiting).await.is_err());
        assert!(guards.enter(DataSet::Marriages).await.is_ok());
        inside.pop().unwrap().note(false);
        assert!(guards.enter(DataSet::Persons).await.is_ok());
    }

    #[tokio::test]
    async fn a_source_that_fails_is_left_alone_and_the_others_are_asked() {
        let clock = Arc::new(SetClock::at(at(0)));
        let guards = Guards::new(clock.clone());
        for _ in 0..TOO_MANY {
            guards.enter(DataSet::Persons).await.unwrap().note(true);
        }
        assert_eq!(
            guards.enter(DataSet::Persons).await.err(),
            Some(TurnedAway::Resting)
        );
        assert!(guards.enter(DataSet::Marriages).await.is_ok());
        clock.advance(PAUSE);
        let trying = guards.enter(DataSet::Persons).await.unwrap();
        assert!(guards.enter(DataSet::Persons).await.is_err());
        drop(trying);
        guards.enter(DataSet::Persons).await.unwrap().note(false);
        assert!(guards.enter(DataSet::Persons).await.is_ok());
    }

    proptest! {
        /// Whatever happens in whatever order: while it rests nobody is let in, at most one call finds out, and after a
        /// pause somebody always may.
        #[test]
        fn it_never_stays_shut_and_never_lets_two_find_out(
            steps in proptest::collection::vec((0_u8..4, 0_i64..15), 1..200)
        ) {
            let mut breaker = Breaker::default();
            let mut tickets = Vec::new();
            let mut now = 0;
            for (step, seconds) in steps {
                now += seconds;
                let rested = breaker.is_resting(at(now));
                match step {
                    0 => {
                        let given = breaker.may_ask(at(now));
                        prop_assert_eq!(given.is_none(), rested);
                        if matches!(breaker.state, State::Trying(_)) && given.is_some() {
                            prop_assert_eq!(breaker.may_ask(at(now)), None);
                        }
                        tickets.extend(given);
                    }
                    1 | 2 => {
                        if let Some(ticket) = tickets.pop() {
                            breaker.note(ticket, at(now), step == 1);
                        }
                    }
                    _ => {
                        if let Some(ticket) = tickets.pop() {
                            breaker.forget(ticket);
                        }
                    }
                }
                prop_assert!(breaker.failed.len() <= WINDOW);
            }
            for ticket in tickets.drain(..) {
                breaker.forget(ticket);
            }
            prop_assert!(breaker.may_ask(at(now + 10)).is_some());
        }
    }
}
