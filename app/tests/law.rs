//! The law of steps, walked whole: every stage, step, capacity and kind of matter, with and without a register.

use std::fmt::Write as _;

use app::case::{Capacity, MatterKind, Stage, Step};

/// Everything that the law is asked.
fn questions() -> impl Iterator<Item = (Stage, Step, Capacity, MatterKind, bool)> {
    Stage::ALL.into_iter().flat_map(|stage| {
        Step::ALL.into_iter().flat_map(move |step| {
            Capacity::ALL.into_iter().flat_map(move |by| {
                MatterKind::ALL.into_iter().flat_map(move |kind| {
                    [false, true].map(move |records| (stage, step, by, kind, records))
                })
            })
        })
    })
}

#[test]
fn the_whole_law() {
    let mut law = String::new();
    for kind in MatterKind::ALL {
        for records in [false, true] {
            let ends = if records { "with" } else { "without" };
            writeln!(law, "{kind:?}, {ends} a register's answer at the end").unwrap();
            for stage in Stage::ALL {
                for step in Step::ALL {
                    let mut ways: Vec<(Stage, Vec<Capacity>)> = Vec::new();
                    for by in Capacity::ALL {
                        if let Ok(to) = stage.after(step, by, kind, records) {
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
fn what_has_ended_never_moves() {
    for (stage, step, by, kind, records) in questions() {
        let answer = stage.after(step, by, kind, records);
        assert!(
            !stage.is_final() || answer.is_err(),
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
    for (stage, step, by, kind, records) in questions() {
        if stage.after(step, by, kind, records).is_err() {
            continue;
        }
        let theirs: &[By] = match step {
            TakeUp | PutBack | AskApplicant | Approve | Refuse => &[By::Caseworker, By::Supervisor],
            Answer | Withdraw => &[By::Applicant],
            ReportDone => &[By::Applicant, By::Confirmer, By::Portal],
            Unlock | Block | RegisterAnswered | RegisterRefused => &[By::Portal],
        };
        assert!(
            theirs.contains(&by),
            "{stage:?} {step:?} {by:?} {kind:?} {records}"
        );
    }
}

#[test]
fn a_supervisor_may_do_what_a_caseworker_may() {
    for (stage, step, _, kind, records) in questions() {
        assert_eq!(
            stage.after(step, Capacity::Caseworker, kind, records).ok(),
            stage.after(step, Capacity::Supervisor, kind, records).ok(),
            "{stage:?} {step:?} {kind:?}"
        );
    }
}

#[test]
fn what_no_desk_works_on_no_desk_moves() {
    for (stage, step, by, kind, records) in questions() {
        if matches!(by, Capacity::Caseworker | Capacity::Supervisor) && !kind.has_a_desk() {
            assert!(
                stage.after(step, by, kind, records).is_err(),
                "{stage:?} {step:?} {kind:?}"
            );
        }
    }
}

#[test]
fn only_a_register_ends_what_a_register_has_to_record() {
    for (stage, step, by, kind, records) in questions() {
        if records
            && kind != MatterKind::Elsewhere
            && stage.after(step, by, kind, records) == Ok(Stage::Done)
            && stage != Stage::Open
        {
            assert_eq!(
                (stage, step),
                (Stage::Recording, Step::RegisterAnswered),
                "{kind:?}"
            );
        }
    }
}

#[test]
fn every_stage_that_a_matter_can_reach_has_a_way_to_an_end() {
    for kind in MatterKind::ALL {
        for records in [false, true] {
            let next = |stage: Stage| {
                Step::ALL.into_iter().flat_map(move |step| {
                    Capacity::ALL
                        .into_iter()
                        .filter_map(move |by| stage.after(step, by, kind, records).ok())
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
                    "{kind:?} {records}: no way on from {stage:?}"
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
            for (stage, step, by, of, records) in questions() {
                if of == kind
                    && reached.contains(&stage)
                    && let Ok(to) = stage.after(step, by, kind, records)
                    && !reached.contains(&to)
                {
                    reached.push(to);
                }
            }
        }
        for (stage, step, by, of, records) in questions() {
            if of == kind && !reached.contains(&stage) {
                assert!(
                    !kind.knows(stage) || stage.is_final(),
                    "{kind:?} never comes to {stage:?}"
                );
                assert!(
                    stage.after(step, by, kind, records).is_err(),
                    "{kind:?} {stage:?} {step:?}"
                );
            }
            if of == kind && reached.contains(&stage) {
                assert!(kind.knows(stage), "{kind:?} comes to {stage:?}");
            }
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
