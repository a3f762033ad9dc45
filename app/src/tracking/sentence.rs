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
    /// Whether it waits for something that only the confirmer can give, and has not given with the confirmation.
    pub waits_for_own_part: bool,
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
    /// The applicant did not answer in time: it rests until they open it again.
    Unanswered {
        matter: Wording,
        office: Wording,
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
    /// Confirmed, and the confirmer has still to add what only they can give.
    AwaitsOwnPart {
        matters: Vec<Wording>,
        confirmer: Wording,
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
    /// Somebody comes to look: when, and what they found, stands on a page of its own.
    VisitToCome {
        matters: Vec<Wording>,
    },
    /// These are done elsewhere, by the applicant: the whole case's sentence once the offices have done their parts.
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
        .or_else(|| awaits_own_part(standing))
        .or_else(|| under_way(standing))
        .or_else(|| visit_to_come(standing))
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
    waiting.extend(
        standing
            .matters
            .iter()
            .filter(|matter| matter.stage == Stage::Unanswered)
            .map(|matter| Sentence::Unanswered {
                matter: matter.name.clone(),
                office: matter.office.clone(),
            }),
    );
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
        self.stage.is_running()
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
    let is_open =
        |matter: &MatterStanding| matter.stage == Stage::Open && matter.kind != MatterKind::Visit;
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
            Stage::Ready | Stage::Offered => LateBecause::NobodyTookItUp,
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

fn awaits_own_part(standing: &Standing) -> Option<Sentence> {
    let confirmation = standing.confirmation.as_ref()?;
    let matters = standing.named(|matter| matter.waits_for_own_part);
    (!matters.is_empty()).then(|| Sentence::AwaitsOwnPart {
        matters,
        confirmer: confirmation.confirmer.clone(),
        others_go_on: standing.matters.iter().any(MatterStanding::is_at_a_desk),
    })
}

fn under_way(standing: &Standing) -> Option<Sentence> {
    let (done, of) = (standing.done(), standing.not_given_up());
    let longest = standing
        .matters
        .iter()
        // What is posted is at no desk, and has a day on which it goes on.
        .filter(|matter| matter.is_at_a_desk() || matter.stage == Stage::Posted)
        .filter(|matter| matter.due.is_some())
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
            matter.is_at_a_desk() || (matter.stage == Stage::Waiting && !matter.kind.runs_beside())
        })
        .then_some(Sentence::BeingRecorded { done, of })
}

fn visit_to_come(standing: &Standing) -> Option<Sentence> {
    let matters =
        standing.named(|matter| matter.stage == Stage::Open && matter.kind == MatterKind::Visit);
    (!matters.is_empty()).then_some(Sentence::VisitToCome { matters })
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
            Self::Unanswered { matter, office } => words.say_with(
                Text::TrackingSentenceUnanswered,
                &[
                    ("matter", matter.in_language(words.language)),
                    ("office", office.in_language(words.language)),
                ],
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
            Self::AwaitsOwnPart {
                matters,
                confirmer,
                others_go_on,
            } => words.say_with(
                if *others_go_on {
                    Text::TrackingSentenceOwnPartOthersGoOn
                } else {
                    Text::TrackingSentenceOwnPart
                },
                &[
                    ("matters", &quoted(words, matters)),
                    ("confirmer", confirmer.in_language(words.language)),
                ],
            ),
            Self::VisitToCome { matters } => words.say_with(
                Text::TrackingSentenceVisit,
                &[("matters", &quoted(words, matters))],
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn wording(zh: &str, en: &str) -> Wording {
        Wording::new(zh, en)
    }

    /// Thursday 12 March 2026.
    fn today() -> Date {
        date(2026, 3, 12)
    }

    fn register(stage: Stage) -> MatterStanding {
        MatterStanding {
            name: wording("登记", "Registration"),
            office: wording("甲办公室", "Office A"),
            kind: MatterKind::Decision,
            stage,
            since: Some(date(2026, 3, 10)),
            due: Some(date(2026, 3, 16)),
            answer_by: None,
            within: None,
            waits_for_confirmation: false,
            waits_for_own_part: false,
        }
    }

    fn card(stage: Stage) -> MatterStanding {
        MatterStanding {
            name: wording("发卡", "Card"),
            office: wording("乙办公室", "Office B"),
            due: Some(date(2026, 3, 18)),
            ..register(stage)
        }
    }

    fn payment(stage: Stage) -> MatterStanding {
        MatterStanding {
            name: wording("缴费", "Payment"),
            office: wording("丙办公室", "Office C"),
            kind: MatterKind::Elsewhere,
            due: None,
            within: Some(date(2026, 5, 20)),
            ..register(stage)
        }
    }

    fn standing(matters: Vec<MatterStanding>) -> Standing {
        Standing {
            today: Some(today()),
            closed_on: None,
            matters,
            confirmation: None,
            everything_by: Some(date(2026, 3, 18)),
        }
    }

    fn confirming(state: ConfirmationState) -> Standing {
        let waiting = MatterStanding {
            waits_for_confirmation: true,
            ..register(Stage::Waiting)
        };
        Standing {
            confirmation: Some(ConfirmationStanding {
                confirmer: wording("另一方", "the other party"),
                state,
            }),
            ..standing(vec![waiting, card(Stage::Done)])
        }
    }

    #[track_caller]
    fn says(standing: &Standing, zh: &str, en: &str) {
        let said = sentence(standing);
        assert_eq!(said.say(Words::new(Language::Chinese)), zh);
        assert_eq!(said.say(Words::new(Language::English)), en);
        assert_eq!(said.wording(), wording(zh, en));
    }

    #[test]
    fn the_confirmer_has_still_to_add_something() {
        let lacking = MatterStanding {
            waits_for_own_part: true,
            ..register(Stage::Waiting)
        };
        let mut case = confirming(ConfirmationState::Confirmed);
        case.matters = vec![lacking, card(Stage::Ready)];
        says(
            &case,
            "“登记”在等另一方填写只能由本人填写的内容；其他的照常办理。",
            "“Registration” waits for the other party to add what only they can; everything else goes on.",
        );
        case.matters[1].stage = Stage::Done;
        says(
            &case,
            "“登记”在等另一方填写只能由本人填写的内容。",
            "“Registration” waits for the other party to add what only they can.",
        );
    }

    #[test]
    fn an_answer_is_wanted() {
        let asked = MatterStanding {
            answer_by: Some(date(2026, 3, 20)),
            ..register(Stage::AwaitingApplicant)
        };
        // What is late elsewhere does not hide that it is the applicant's turn.
        let late = MatterStanding {
            due: Some(date(2026, 3, 9)),
            ..card(Stage::Ready)
        };
        says(
            &standing(vec![asked, late]),
            "等您办理：甲办公室办“登记”需要您补充，请在2026年3月20日（星期五）前回答；在您回答之前，办理时间不计。",
            "It is your turn: Office A needs an answer from you about “Registration” by Friday 20 March 2026; until then its clock stands still.",
        );
    }

    #[test]
    fn the_day_to_answer_has_passed() {
        let asked = MatterStanding {
            answer_by: Some(date(2026, 3, 11)),
            ..register(Stage::AwaitingApplicant)
        };
        says(
            &standing(vec![asked]),
            "等您办理：甲办公室请您在2026年3月11日（星期三）前补充“登记”，日子已过，但现在仍可以回答。",
            "It is your turn: Office A asked you to answer about “Registration” by Wednesday 11 March 2026; the day has passed, but you can still answer.",
        );
    }

    #[test]
    fn several_answers_are_wanted() {
        let asked = |matter: MatterStanding, day| MatterStanding {
            answer_by: Some(date(2026, 3, day)),
            ..matter
        };
        let matters = vec![
            asked(register(Stage::AwaitingApplicant), 24),
            asked(card(Stage::AwaitingApplicant), 20),
        ];
        says(
            &standing(matters),
            "等您办理：有 2 个问题等您回答，最早的一个请在2026年3月20日（星期五）前回答。",
            "It is your turn: 2 questions wait for your answer, the first until Friday 20 March 2026.",
        );
    }

    #[test]
    fn the_confirmer_was_not_asked_yet() {
        says(
            &confirming(ConfirmationState::NotAsked),
            "等您办理：“登记”还需要另一方本人确认，请把链接转给对方，或改在甲办公室窗口办理。",
            "It is your turn: “Registration” also needs the other party to confirm; pass the link on, or finish at the counter of Office A.",
        );
    }

    #[test]
    fn the_confirmer_declined() {
        says(
            &confirming(ConfirmationState::Declined),
            "等您办理：另一方没有同意确认“登记”，您可以再邀请一次，或改在甲办公室窗口办理。",
            "It is your turn: “Registration” was not confirmed, because the other party declined; invite again, or finish at the counter of Office A.",
        );
    }

    #[test]
    fn the_invitation_ran_out() {
        says(
            &confirming(ConfirmationState::Expired),
            "等您办理：给另一方的链接已过期，“登记”还没有确认，您可以再邀请一次，或改在甲办公室窗口办理。",
            "It is your turn: the link for the other party ran out before “Registration” was confirmed; invite again, or finish at the counter of Office A.",
        );
    }

    #[test]
    fn it_will_be_done_at_the_counter() {
        says(
            &confirming(ConfirmationState::AtTheCounter),
            "等您办理：“登记”等您到甲办公室窗口办理。",
            "It is your turn: “Registration” waits for you at the counter of Office A.",
        );
    }

    #[test]
    fn an_office_is_late() {
        let late = |stage| {
            standing(vec![
                MatterStanding {
                    since: Some(date(2026, 3, 5)),
                    due: Some(date(2026, 3, 11)),
                    ..register(stage)
                },
                card(Stage::Refused),
            ])
        };
        says(
            &late(Stage::Ready),
            "“登记”晚了：甲办公室2026年3月5日（星期四）收到，承诺2026年3月11日（星期三）前办好，至今还没有人受理。",
            "“Registration” is late: Office A has had it since Thursday 5 March 2026 and promised it by Wednesday 11 March 2026, and nobody has taken it up yet.",
        );
        says(
            &late(Stage::InReview),
            "“登记”晚了：甲办公室2026年3月5日（星期四）收到，承诺2026年3月11日（星期三）前办好，至今还没有作出决定。",
            "“Registration” is late: Office A has had it since Thursday 5 March 2026 and promised it by Wednesday 11 March 2026, and has not decided yet.",
        );
        says(
            &late(Stage::Recording),
            "“登记”晚了：甲办公室2026年3月5日（星期四）收到，承诺2026年3月11日（星期三）前办好，已经决定，但登记系统还没有回复。",
            "“Registration” is late: Office A has had it since Thursday 5 March 2026 and promised it by Wednesday 11 March 2026; it is decided, but the register has not answered yet.",
        );
    }

    #[test]
    fn nobody_is_late_on_the_promised_day_itself() {
        let due_today = MatterStanding {
            due: Some(today()),
            ..register(Stage::InReview)
        };
        assert!(matches!(
            sentence(&standing(vec![due_today])),
            Sentence::UnderWay { .. }
        ));
    }

    #[test]
    fn a_part_was_refused() {
        says(
            &standing(vec![
                register(Stage::Refused),
                card(Stage::Done),
                card(Stage::Ready),
                payment(Stage::Blocked),
            ]),
            "甲办公室没有批准“登记”；不依靠它的其他事项照常办理，2 项中已办好 1 项。",
            "Office A did not grant “Registration”; what does not depend on it goes on, 1 of 2 done.",
        );
        says(
            &standing(vec![register(Stage::Refused), card(Stage::Done)]),
            "甲办公室没有批准“登记”；不依靠它的其他 1 项都已办好。",
            "Office A did not grant “Registration”; everything that does not depend on it is done, 1 of 1.",
        );
        says(
            &standing(vec![register(Stage::Refused), card(Stage::Blocked)]),
            "甲办公室没有批准“登记”，其他事项因此也不能办理。",
            "Office A did not grant “Registration”, and nothing else can go on without it.",
        );
    }

    #[test]
    fn it_waits_for_the_confirmer() {
        let until = date(2026, 3, 19);
        let mut waiting = confirming(ConfirmationState::Invited { until });
        says(
            &waiting,
            "“登记”正在等另一方本人确认，最晚到2026年3月19日（星期四）。",
            "“Registration” waits for the other party to confirm, until Thursday 19 March 2026.",
        );
        waiting.matters.push(card(Stage::Ready));
        says(
            &waiting,
            "“登记”正在等另一方本人确认，最晚到2026年3月19日（星期四）；其他事项照常办理。",
            "“Registration” waits for the other party to confirm, until Thursday 19 March 2026; everything else goes on.",
        );
    }

    #[test]
    fn it_is_under_way() {
        says(
            &standing(vec![
                register(Stage::Done),
                card(Stage::InReview),
                register(Stage::Ready),
                card(Stage::Withdrawn),
            ]),
            "3 项中已办好 1 项；用时最长的是乙办公室的“发卡”，2026年3月10日（星期二）开始；2026年3月18日（星期三）前全部办好。",
            "1 of 3 done; Office B has the longest part, “Card”, since Tuesday 10 March 2026; everything by Wednesday 18 March 2026.",
        );
    }

    #[test]
    fn the_registers_are_at_it() {
        let instant = MatterStanding {
            due: None,
            ..register(Stage::Recording)
        };
        says(
            &standing(vec![instant, card(Stage::Done)]),
            "2 项中已办好 1 项；其余的正在由登记系统录入。",
            "1 of 2 done; the rest is being entered in the registers.",
        );
    }

    #[test]
    fn the_rest_is_done_elsewhere() {
        says(
            &standing(vec![register(Stage::Done), payment(Stage::Open)]),
            "还有“缴费”请您自己去办，最晚2026年5月20日（星期三）。",
            "It is your turn: “Payment” is left for you to do, by Wednesday 20 May 2026.",
        );
        let no_day = MatterStanding {
            within: None,
            ..payment(Stage::Open)
        };
        says(
            &standing(vec![register(Stage::Done), no_day]),
            "还有“缴费”请您自己去办。",
            "It is your turn: “Payment” is left for you to do.",
        );
    }

    #[test]
    fn it_has_ended() {
        let ended = |matters| Standing {
            closed_on: Some(date(2026, 3, 11)),
            ..standing(matters)
        };
        says(
            &ended(vec![register(Stage::Done), card(Stage::Done)]),
            "全部办好了，最后一项在2026年3月11日（星期三）办结。",
            "Everything is done; the last part was done on Wednesday 11 March 2026.",
        );
        says(
            &ended(vec![register(Stage::Done), card(Stage::Withdrawn)]),
            "这次申请已经结束：2 项中办好了 1 项，其余的已撤回。",
            "This application has ended: 1 of 2 done, the rest withdrawn.",
        );
        says(
            &ended(vec![register(Stage::Withdrawn), card(Stage::Blocked)]),
            "您已在2026年3月11日（星期三）撤回这次申请。",
            "You withdrew this application on Wednesday 11 March 2026.",
        );
    }

    #[test]
    fn everything_that_waits_is_listed() {
        let mut several = confirming(ConfirmationState::Declined);
        several.matters.push(MatterStanding {
            answer_by: Some(date(2026, 3, 20)),
            ..card(Stage::AwaitingApplicant)
        });
        several.matters.push(payment(Stage::Open));
        let waiting = waiting_for_you(&several);
        assert!(matches!(
            waiting.as_slice(),
            [
                Sentence::AnswerWanted { .. },
                Sentence::ConfirmationWanted { .. },
                Sentence::LeftToYou { .. }
            ]
        ));
    }
}
