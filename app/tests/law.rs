//! The law of steps, walked whole: every stage, step, capacity and kind of matter, with and without a register.

use std::fmt::Write as _;

use app::case::{Capacity, Course, MatterKind, Stage, Step};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Everything that the law is asked.
fn questions() -> impl Iterator<Item = (Stage, Step, Capacity, Course)> {
    Stage::ALL.into_iter().flat_map(|stage| {
        Step::ALL.into_iter().flat_map(move |step| {
            Capacity::ALL
                .into_iter()
                .flat_map(move |by| Course::all().map(move |course| (stage, step, by, course)))
        })
    })
}

#[test]
fn the_whole_law() {
    let mut law = String::new();
    for course in Course::all() {
        let Course {
            kind,
            records,
            two_people,
        } = course;
        {
            let ends = if records { "with" } else { "without" };
            let people = if two_people {
                "two people approve"
            } else {
                "one person approves"
            };
            writeln!(
                law,
                "{kind:?}, {ends} a register's answer at the end, {people}"
            )
            .unwrap();
            for stage in Stage::ALL {
                for step in Step::ALL {
                    let mut ways: Vec<(Stage, Vec<Capacity>)> = Vec::new();
                    for by in Capacity::ALL {
                        if let Ok(to) = stage.after(step, by, course) {
                            match ways.iter_mut().find(|(known, _)| *known == to) {
                                Some((_, who)) => who.push(by),
                                None => ways.push((to, vec![by])),
                            }
                        }
                    }
                    for (to, who) in ways {
                        let who: Vec<_> = who.iter().map(|by| format!("{by:?}")).collect();
                        writeln!(
                            law,
                            "  {:<18}{:<18}{:<18}{}",
                            format!("{stage:?}"),
                            format!("{step:?}"),
                            format!("{to:?}"),
                            who.join(", ")
                        )
                        .unwrap();
                    }
                }
            }
        }
    }
    insta::assert_snapshot!(law);
}

#[test]
fn what_has_ended_never_moves_unless_an_appeal_was_right() {
    for (stage, step, by, course) in questions() {
        let answer = stage.after(step, by, course);
        assert!(
            !stage.is_final() || answer.is_err() || step == Step::ReopenOnAppeal,
            "{stage:?} {step:?} {by:?}"
        );
    }
    let ends: Vec<_> = Stage::ALL
        .into_iter()
        .filter(|stage| stage.is_final())
        .collect();
    assert_eq!(
        ends,
        [
            Stage::Done,
            Stage::Refused,
            Stage::Withdrawn,
            Stage::Blocked
        ]
    );
}

#[test]
fn nobody_takes_a_step_that_is_not_theirs() {
    use {Capacity as By, Step::*};
    for (stage, step, by, course) in questions() {
        if stage.after(step, by, course).is_err() {
            continue;
        }
        let theirs: &[By] = match step {
            TakeUp | PutBack | TakeOver | SendOn | Offer | DeclineOffer | AskApplicant
            | ReceiveAtCounter | CloseUnanswered | Approve | Refuse | Countersign | SendBack
            | Recall => &[By::Caseworker, By::Supervisor],
            HandOver | AllowAnotherRequest => &[By::Supervisor],
            AcceptOffer => &[By::Caseworker, By::Supervisor, By::Portal],
            Reopen => &[By::Applicant, By::Caseworker, By::Supervisor],
            Answer | Withdraw => &[By::Applicant],
            ReportDone => &[By::Applicant, By::Confirmer, By::Portal],
            Unlock | Block | IssueApproval | IssueRefusal | RegisterAnswered | RegisterRefused
            | ReopenOnAppeal | EndPosting => &[By::Portal],
        };
        assert!(theirs.contains(&by), "{stage:?} {step:?} {by:?} {course:?}");
    }
}

#[test]
fn a_supervisor_may_do_what_a_caseworker_may() {
    for (stage, step, _, course) in questions() {
        let theirs = stage.after(step, Capacity::Caseworker, course).ok();
        assert!(
            theirs.is_none() || theirs == stage.after(step, Capacity::Supervisor, course).ok(),
            "{stage:?} {step:?} {course:?}"
        );
    }
}

#[test]
fn nothing_is_issued_that_was_not_held_and_no_refusal_without_a_second_person() {
    for (stage, step, by, course) in questions() {
        let Ok(to) = stage.after(step, by, course) else {
            continue;
        };
        if to == Stage::Held {
            let by_one = stage == Stage::InReview && step == Step::Approve && !course.two_people;
            assert!(by_one || (stage, step) == (Stage::Proposed, Step::Countersign));
        }
        if course.kind == MatterKind::Decision && to == Stage::Refused {
            assert_eq!((stage, step), (Stage::Held, Step::IssueRefusal));
        }
    }
}

#[test]
fn what_no_desk_works_on_no_desk_moves() {
    for (stage, step, by, course) in questions() {
        if matches!(by, Capacity::Caseworker | Capacity::Supervisor) && !course.kind.has_a_desk() {
            assert!(
                stage.after(step, by, course).is_err(),
                "{stage:?} {step:?} {course:?}"
            );
        }
    }
}

#[test]
fn only_a_register_ends_what_a_register_has_to_record() {
    for (stage, step, by, course) in questions() {
        if course.records
            // What no office works on ends by somebody's word, a visit or a day.
            && (course.kind.has_a_desk() || course.kind == MatterKind::Instant)
            && stage.after(step, by, course) == Ok(Stage::Done)
        {
            assert_eq!(
                (stage, step),
                (Stage::Recording, Step::RegisterAnswered),
                "{course:?}"
            );
        }
    }
}

#[test]
fn every_stage_that_a_matter_can_reach_has_a_way_to_an_end() {
    for course in Course::all() {
        {
            let next = |stage: Stage| {
                Step::ALL.into_iter().flat_map(move |step| {
                    Capacity::ALL
                        .into_iter()
                        .filter_map(move |by| stage.after(step, by, course).ok())
                })
            };
            let reached = |from: Stage| {
                let mut reached = vec![from];
                let mut index = 0;
                while index < reached.len() {
                    for to in next(reached[index]) {
                        if !reached.contains(&to) {
                            reached.push(to);
                        }
                    }
                    index += 1;
                }
                reached
            };
            for stage in reached(Stage::Waiting) {
                assert!(
                    reached(stage).contains(&Stage::Done)
                        || matches!(stage, Stage::Refused | Stage::Withdrawn | Stage::Blocked),
                    "{course:?}: no way on from {stage:?}"
                );
            }
        }
    }
}

#[test]
fn a_stage_that_a_kind_never_reaches_leads_nowhere() {
    for kind in MatterKind::ALL {
        let mut reached = vec![Stage::Waiting];
        for _ in Stage::ALL {
            for (stage, step, by, course) in questions() {
                if course.kind == kind
                    && reached.contains(&stage)
                    && let Ok(to) = stage.after(step, by, course)
                    && !reached.contains(&to)
                {
                    reached.push(to);
                }
            }
        }
        for (stage, step, by, course) in questions() {
            if course.kind == kind && !reached.contains(&stage) {
                assert!(
                    !kind.knows(stage) || stage.is_final(),
                    "{kind:?} never comes to {stage:?}"
                );
                assert!(
                    stage.after(step, by, course).is_err(),
                    "{course:?} {stage:?} {step:?}"
                );
            }
            if course.kind == kind && reached.contains(&stage) {
                assert!(kind.knows(stage), "{kind:?} comes to {stage:?}");
            }
        }
    }
}

proptest! {
    /// Whoever presses what in which order: nothing is skipped on the way.
    #[test]
    fn no_order_of_steps_gets_round_the_law(
        course in select(Course::all().collect::<Vec<_>>()),
        presses in prop::collection::vec(any::<Index>(), 0..60),
    ) {
        let mut stage = Stage::Waiting;
        // The decision that lies there, and how many have agreed with it.
        let mut decided = None;
        let mut agreed = 0;
        for press in presses {
            let ways: Vec<(Step, Stage)> = Step::ALL
                .into_iter()
                .flat_map(|step| {
                    Capacity::ALL
                        .into_iter()
                        .filter_map(move |by| Some((step, stage.after(step, by, course).ok()?)))
                })
                .collect();
            if ways.is_empty() {
                break;
            }
            let (step, to) = ways[press.index(ways.len())];
            // The portal issues what was decided and nothing else.
            let issues = match step {
                Step::IssueApproval => Some(Step::Approve),
                Step::IssueRefusal => Some(Step::Refuse),
                _ => None,
            };
            if issues.is_some() && issues != decided {
                continue;
            }
            prop_assert!(course.kind.knows(to), "{to:?}");
            prop_assert!(!stage.is_final() || step == Step::ReopenOnAppeal, "{stage:?} {step:?}");
            (decided, agreed) = match step {
                Step::Approve | Step::Refuse => (Some(step), 1),
                Step::Countersign => (decided, agreed + 1),
                Step::SendBack | Step::Recall | Step::RegisterRefused | Step::ReopenOnAppeal => {
                    (None, 0)
                }
                _ => (decided, agreed),
            };
            match step {
                Step::IssueApproval => prop_assert!(agreed > i32::from(course.two_people)),
                Step::IssueRefusal => prop_assert_eq!(agreed, 2),
                Step::RegisterAnswered if course.kind.has_a_desk() => prop_assert!(agreed > 0),
                _ => {}
            }
            stage = to;
        }
    }
}

#[test]
fn stages_are_read_back_from_their_codes() {
    for stage in Stage::ALL {
        assert_eq!(Stage::from_code(stage.code()), Some(stage));
        assert_eq!(
            serde_json::to_value(stage).unwrap(),
            stage.code(),
            "one spelling everywhere"
        );
    }
    assert_eq!(Stage::from_code("approved"), None);
}
