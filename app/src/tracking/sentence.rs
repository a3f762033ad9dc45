//! The one sentence that says where a case stands: what waits for whom, what is late and why, when everything will be
//! there. The tracking page, the lists and the notices all say it with this function.

use jiff::civil::Date;

use crate::case::{MatterKind, Stage};
use crate::text::{Language, Text, Wording, Words};

/// What the sentence is made from: a case's matters with their stages and dates, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The city's date now.
    pub today: Option<Date>,
    /// When the last matter ended.
    pub closed_on: Option<Date>,
    pub matters: Vec<MatterStanding>,
    /// Whose own confirmation some matters wait for.
    pub confirmation: Option<ConfirmationStanding>,
    /// When the offices will have done everything, as far as it can be said today.
    pub everything_by: Option<Date>,
}

/// Where one matter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterStanding {
    /// With its subject, where a case has several.
    pub name: Wording,
    /// The office that does it.
    pub office: Wording,
    pub kind: MatterKind,
    pub stage: Stage,
    /// Since when the office has it.
    pub since: Option<Date>,
    /// By when the office has promised it; while the clock is paused, as of before the pause.
    pub due: Option<Date>,
    /// The day to answer by, while it waits for the applicant.
    pub answer_by: Option<Date>,
    /// For what is done elsewhere: the last day.
    pub within: Option<Date>,
    /// Whether it waits for the confirmer's own confirmation.
    pub waits_for_confirmation: bool,
}

/// How far a confirmation has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationStanding {
    /// How the service calls the confirmer.
    pub confirmer: Wording,
    pub state: ConfirmationState,
}

/// The states of a confirmation, as whoever filed the case sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationState {
    /// Nobody was invited yet.
    NotAsked,
    /// An invitation is open until this day.
    Invited {
        until: Date,
    },
    Confirmed,
    Declined,
    /// The last invitation ran out.
    Expired,
    /// It will be done at the counter.
    AtTheCounter,
}

/// Why an office is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateBecause {
    NobodyTookItUp,
    NotDecided,
    RegisterHasNotAnswered,
}

/// Everything that can be said of where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sentence {
    /// An office asked; the applicant has until this day.
    AnswerWanted {
        matter: Wording,
        office: Wording,
        by: Date,
        is_past: bool,
    },
    /// Several offices asked.
    AnswersWanted {
        count: i64,
        first_by: Date,
    },
    /// Someone's own confirmation is needed, and the applicant has to do something about it.
    ConfirmationWanted {
        matters: Vec<Wording>,
        confirmer: Wording,
        state: ConfirmationState,
        /// The counter where it can be finished.
        office: Wording,
    },
    Late {
        matter: Wording,
        office: Wording,
        since: Date,
        promised: Date,
        because: LateBecause,
    },
    /// Refused, and how the rest stands: how many that do not depend on it are done, of how many.
    Refused {
        matters: Vec<Wording>,
        offices: Vec<Wording>,
        done: i64,
        of: i64,
    },
    AwaitsConfirmer {
        matters: Vec<Wording>,
        confirmer: Wording,
        until: Date,
        others_go_on: bool,
    },
    UnderWay {
        done: i64,
        of: i64,
        matter: Wording,
        office: Wording,
        since: Date,
        by: Date,
    },
    /// Only registers have to answer, or other matters to end, and no office has promised a day.
    BeingRecorded {
        done: i64,
        of: i64,
    },
    /// The offices have done their parts; these are done elsewhere, by the applicant.
    LeftToYou {
        matters: Vec<Wording>,
        by: Option<Date>,
    },
    Done {
        on: Date,
    },
    /// Some done, the others withdrawn.
    Ended {
        done: i64,
        of: i64,
    },
    Withdrawn {
        on: Date,
    },
}

/// The sentence for this case.
pub fn sentence(standing: &Standing) -> Sentence {
    let waiting = waiting_for_you(standing);
    if let Some(first) = waiting
        .iter()
        .find(|sentence| !matches!(sentence, Sentence::LeftToYou { .. }))
    {
        let answers: Vec<&MatterStanding> = standing.asked().collect();
        if let (Sentence::AnswerWanted { .. }, true) = (first, answers.len() > 1) {
            let first_by = answers.iter().filter_map(|matter| matter.answer_by).min();
            if let Some(first_by) = first_by {
                let count = answers.len() as i64;
                return Sentence::AnswersWanted { count, first_by };
            }
        }
        return first.clone();
    }
    late(standing)
        .or_else(|| refused(standing))
        .or_else(|| awaits_confirmer(standing))
        .or_else(|| under_way(standing))
        .or_else(|| waiting.into_iter().next())
        .unwrap_or_else(|| ended(standing))
}

/// Everything that waits for whoever filed the case, most urgent first.
pub fn waiting_for_you(standing: &Standing) -> Vec<Sentence> {
    let today = standing.today.unwrap_or(Date::MIN);
    let mut asked: Vec<&MatterStanding> = standing.asked().collect();
    asked.sort_by_key(|matter| matter.answer_by);
    let mut waiting: Vec<Sentence> = asked
        .into_iter()
        .filter_map(|matter| {
            Some(Sentence::AnswerWanted {
                matter: matter.name.clone(),
                office: matter.office.clone(),
                by: matter.answer_by?,
                is_past: matter.answer_by? < today,
            })
        })
        .collect();
    waiting.extend(confirmation_wanted(standing));
    waiting.extend(left_to_you(standing));
    waiting
}

impl Standing {
    fn asked(&self) -> impl Iterator<Item = &MatterStanding> {
        self.matters
            .iter()
            .filter(|matter| matter.stage == Stage::AwaitingApplicant)
    }

    fn count(&self, is: impl Fn(&MatterStanding) -> bool) -> i64 {
        self.matters.iter().filter(|matter| is(matter)).count() as i64
    }

    fn named(&self, is: impl Fn(&MatterStanding) -> bool) -> Vec<Wording> {
        self.matters
            .iter()
            .filter(|matter| is(matter))
            .map(|matter| matter.name.clone())
            .collect()
    }

    fn done(&self) -> i64 {
        self.count(|matter| matter.stage == Stage::Done)
    }

    /// How many parts the applicant still counts on.
    fn not_given_up(&self) -> i64 {
        self.count(|matter| {
            !matches!(
                matter.stage,
                Stage::Withdrawn | Stage::Refused | Stage::Blocked
            )
        })
    }
}

impl MatterStanding {
    fn is_at_a_desk(&self) -> bool {
        matches!(
            self.stage,
            Stage::Ready | Stage::InReview | Stage::Recording
        )
    }

    fn awaits_confirmation(&self) -> bool {
        self.stage == Stage::Waiting && self.waits_for_confirmation
    }
}

fn confirmation_wanted(standing: &Standing) -> Option<Sentence> {
    let confirmation = standing.confirmation.as_ref()?;
    if matches!(
        confirmation.state,
        ConfirmationState::Invited { .. } | ConfirmationState::Confirmed
    ) {
        return None;
    }
    let first = standing
        .matters
        .iter()
        .find(|matter| matter.awaits_confirmation())?;
    Some(Sentence::ConfirmationWanted {
        matters: standing.named(MatterStanding::awaits_confirmation),
        confirmer: confirmation.confirmer.clone(),
        state: confirmation.state,
        office: first.office.clone(),
    })
}

fn left_to_you(standing: &Standing) -> Option<Sentence> {
    let is_open = |matter: &MatterStanding| matter.stage == Stage::Open;
    let matters = standing.named(is_open);
    let by = standing
        .matters
        .iter()
        .filter(|matter| is_open(matter))
        .filter_map(|matter| matter.within)
        .min();
    (!matters.is_empty()).then_some(Sentence::LeftToYou { matters, by })
}

/// The matter whose office is late for the longest time.
fn late(standing: &Standing) -> Option<Sentence> {
    let today = standing.today?;
    let matter = standing
        .matters
        .iter()
        .filter(|matter| matter.is_at_a_desk() && matter.due.is_some_and(|due| due < today))
        .min_by_key(|matter| matter.due)?;
    Some(Sentence::Late {
        matter: matter.name.clone(),
        office: matter.office.clone(),
        since: matter.since?,
        promised: matter.due?,
        because: match matter.stage {
            Stage::Ready => LateBecause::NobodyTookItUp,
            Stage::Recording => LateBecause::RegisterHasNotAnswered,
            _ => LateBecause::NotDecided,
        },
    })
}

fn refused(standing: &Standing) -> Option<Sentence> {
    let is_refused = |matter: &MatterStanding| matter.stage == Stage::Refused;
    let matters = standing.named(is_refused);
    if matters.is_empty() {
        return None;
    }
    let mut offices: Vec<Wording> = Vec::new();
    for matter in standing.matters.iter().filter(|matter| is_refused(matter)) {
        if !offices.contains(&matter.office) {
            offices.push(matter.office.clone());
        }
    }
    Some(Sentence::Refused {
        matters,
        offices,
        done: standing.done(),
        of: standing.not_given_up(),
    })
}

fn awaits_confirmer(standing: &Standing) -> Option<Sentence> {
    let confirmation = standing.confirmation.as_ref()?;
    let ConfirmationState::Invited { until } = confirmation.state else {
        return None;
    };
    let matters = standing.named(MatterStanding::awaits_confirmation);
    (!matters.is_empty()).then(|| Sentence::AwaitsConfirmer {
        matters,
        confirmer: confirmation.confirmer.clone(),
        until,
        others_go_on: standing.matters.iter().any(MatterStanding::is_at_a_desk),
    })
}

fn under_way(standing: &Standing) -> Option<Sentence> {
    let (done, of) = (standing.done(), standing.not_given_up());
    let longest = standing
        .matters
        .iter()
        .filter(|matter| matter.is_at_a_desk() && matter.due.is_some())
        .max_by_key(|matter| matter.due);
    if let Some(matter) = longest
        && let (Some(since), Some(by)) = (matter.since, standing.everything_by.or(matter.due))
    {
        return Some(Sentence::UnderWay {
            done,
            of,
            matter: matter.name.clone(),
            office: matter.office.clone(),
            since,
            by,
        });
    }
    standing
        .matters
        .iter()
        .any(|matter| {
            matter.is_at_a_desk()
                || (matter.stage == Stage::Waiting && matter.kind != MatterKind::Elsewhere)
        })
        .then_some(Sentence::BeingRecorded { done, of })
}

fn ended(standing: &Standing) -> Sentence {
    let (done, of) = (standing.done(), standing.matters.len() as i64);
    let on = standing.closed_on.or(standing.today).unwrap_or(Date::MIN);
    match done {
        0 => Sentence::Withdrawn { on },
        done if done == of => Sentence::Done { on },
        done => Sentence::Ended { done, of },
    }
}

impl Sentence {
    /// The sentence in this language.
    pub fn say(&self, words: Words) -> String {
        let date = |date: &Date| words.date(*date);
        let number = |number: &i64| number.to_string();
        match self {
            Self::AnswerWanted {
                matter,
                office,
                by,
                is_past,
            } => words.say_with(
                if *is_past {
                    Text::TrackingSentenceAnswerPast
                } else {
                    Text::TrackingSentenceAnswer
                },
                &[
                    ("matter", matter.in_language(words.language)),
                    ("office", office.in_language(words.language)),
                    ("date", &date(by)),
                ],
            ),
            Self::AnswersWanted { count, first_by } => words.say_with(
                Text::TrackingSentenceAnswers,
                &[("number", &number(count)), ("date", &date(first_by))],
            ),
            Self::ConfirmationWanted {
                matters,
                confirmer,
                state,
                office,
            } => words.say_with(
                match state {
                    ConfirmationState::Declined => Text::TrackingSentenceDeclined,
                    ConfirmationState::Expired => Text::TrackingSentenceExpired,
                    ConfirmationState::AtTheCounter => Text::TrackingSentenceCounter,
                    _ => Text::TrackingSentenceNotAsked,
                },
                &[
                    ("matters", &quoted(words, matters)),
                    ("confirmer", confirmer.in_language(words.language)),
                    ("office", office.in_language(words.language)),
                ],
            ),
            Self::Late {
                matter,
                office,
                since,
                promised,
                because,
            } => words.say_with(
                match because {
                    LateBecause::NobodyTookItUp => Text::TrackingSentenceLateNotTakenUp,
                    LateBecause::NotDecided => Text::TrackingSentenceLateNotDecided,
                    LateBecause::RegisterHasNotAnswered => Text::TrackingSentenceLateRegister,
                },
                &[
                    ("matter", matter.in_language(words.language)),
                    ("office", office.in_language(words.language)),
                    ("since", &date(since)),
                    ("promised", &date(promised)),
                ],
            ),
            Self::Refused {
                matters,
                offices,
                done,
                of,
            } => words.say_with(
                match (*of, of - done) {
                    (0, _) => Text::TrackingSentenceRefusedAll,
                    (_, 0) => Text::TrackingSentenceRefusedRestDone,
                    _ => Text::TrackingSentenceRefusedRestGoesOn,
                },
                &[
                    ("matters", &quoted(words, matters)),
                    ("office", &listed(words, offices)),
                    ("done", &number(done)),
                    ("of", &number(of)),
                ],
            ),
            Self::AwaitsConfirmer {
                matters,
                confirmer,
                until,
                others_go_on,
            } => words.say_with(
                if *others_go_on {
                    Text::TrackingSentenceConfirmerOthersGoOn
                } else {
                    Text::TrackingSentenceConfirmer
                },
                &[
                    ("matters", &quoted(words, matters)),
                    ("confirmer", confirmer.in_language(words.language)),
                    ("until", &date(until)),
                ],
            ),
            Self::UnderWay {
                done,
                of,
                matter,
                office,
                since,
                by,
            } => words.say_with(
                Text::TrackingSentenceUnderWay,
                &[
                    ("done", &number(done)),
                    ("of", &number(of)),
                    ("matter", matter.in_language(words.language)),
                    ("office", office.in_language(words.language)),
                    ("since", &date(since)),
                    ("by", &date(by)),
                ],
            ),
            Self::BeingRecorded { done, of } => words.say_with(
                Text::TrackingSentenceBeingRecorded,
                &[("done", &number(done)), ("of", &number(of))],
            ),
            Self::LeftToYou { matters, by } => match by {
                Some(by) => words.say_with(
                    Text::TrackingSentenceLeftToYouBy,
                    &[("matters", &quoted(words, matters)), ("by", &date(by))],
                ),
                None => words.say_with(
                    Text::TrackingSentenceLeftToYou,
                    &[("matters", &quoted(words, matters))],
                ),
            },
            Self::Done { on } => words.say_with(Text::TrackingSentenceDone, &[("date", &date(on))]),
            Self::Ended { done, of } => words.say_with(
                Text::TrackingSentenceEnded,
                &[("done", &number(done)), ("of", &number(of))],
            ),
            Self::Withdrawn { on } => {
                words.say_with(Text::TrackingSentenceWithdrawn, &[("date", &date(on))])
            }
        }
    }

    /// The sentence in every language, for a notice.
    pub fn wording(&self) -> Wording {
        Wording::new(
            self.say(Words::new(Language::Chinese)),
            self.say(Words::new(Language::English)),
        )
    }
}

/// “A”、“B” / “A”, “B”.
pub fn quoted(words: Words, names: &[Wording]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|name| format!("“{}”", name.in_language(words.language)))
        .collect();
    joined(words, &quoted)
}

fn listed(words: Words, names: &[Wording]) -> String {
    let names: Vec<String> = names.iter().map(|name| words.wording(name)).collect();
    joined(words, &names)
}

fn joined(words: Words, parts: &[String]) -> String {
    parts.join(match words.language {
        Language::Chinese => "、",
        Language::English => ", ",
    })
}
