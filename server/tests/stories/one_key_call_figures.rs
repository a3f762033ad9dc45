//! What everybody may know of calls: what the journal tells, and nothing of a few.

use std::collections::BTreeMap;

use app::one_key_call::{
    CallStep, Counts, Measured, Norm, OneKeyCallDesk as _, call_terms, measure,
};
use app::person::DIVISIONS;
use app::text::Text;
use jiff::Timestamp;
use server::journal::{self, Position};

use crate::newborn::be;
use crate::one_key_call::{act, known, later, member, pressed};
use crate::stories;
use crate::support::{World, say};

/// A call that is answered after so many seconds; somebody is there so many after that, or nobody goes.
async fn lived(world: &World, answered: i64, attended: Option<i64>) {
    let desk = member(world, "street-shapingba");
    let reference = pressed(world, "elder").await.reference.to_string();
    later(world, answered);
    act(world, &desk, &reference, CallStep::Answer)
        .await
        .unwrap();
    if let Some(attended) = attended {
        act(world, &desk, &reference, CallStep::SendHelper)
            .await
            .unwrap();
        later(world, attended);
        act(world, &desk, &reference, CallStep::Arrive)
            .await
            .unwrap();
    }
    act(world, &desk, &reference, CallStep::StandDown)
        .await
        .unwrap();
}

async fn what_is_published_keeps_small_numbers_back(world: World) {
    known(&world, "elder").await;
    for nth in 0..6 {
        lived(&world, if nth == 0 { 100 } else { 20 }, Some(1_200)).await;
    }
    let figures = world.office.call_figures().await.unwrap();
    let district = figures
        .districts
        .iter()
        .find(|line| line.code == "500106")
        .unwrap();
    // One of six was late: a single call is nobody's to know.
    assert_eq!(district.answered, Measured::Hidden);
    assert_eq!(
        district.attended,
        Measured::Shown {
            calls: 6,
            first: 1_000,
            second: 1_000
        }
    );
    let page = world.visitor().open("/performance/calls").await;
    page.says("100.0%").says(&say(Text::CallFiguresHowDrill));
    assert!(page.has("svg.tile-map") && page.has("table"));
    let link = world.visitor().open("/performance").await;
    assert_eq!(link.link(&say(Text::CallFiguresLink)), "/performance/calls");
}

/// One call, as its entries tell it.
#[derive(Default)]
struct Told {
    is_in_earnest: bool,
    pressed: Option<Timestamp>,
    answered: Option<Timestamp>,
    was_sent: bool,
    there: Option<Timestamp>,
    has_ended: bool,
}

/// Every call, from the journal and from nothing else: its district and what is told of it.
async fn told(world: &World) -> Vec<(String, Told)> {
    let mut conn = world.office.db.read().await.unwrap();
    let entries = journal::since(&mut conn, &Position::before(Timestamp::MIN), 10_000)
        .await
        .unwrap();
    let mut calls: BTreeMap<(String, String), Told> = BTreeMap::new();
    for written in entries {
        let record = &written.record;
        if record.kind != "call" {
            continue;
        }
        let call = calls
            .entry((record.home.clone(), record.id.clone()))
            .or_default();
        let entry = &written.entry;
        match entry.step.as_str() {
            "pressed" => {
                call.pressed = Some(written.at);
                call.is_in_earnest = entry.note["drill"] == "";
            }
            "answered" => {
                call.answered.get_or_insert(written.at);
            }
            "helper-sent" | "handed-to-120" => call.was_sent = true,
            "there" => {
                call.there.get_or_insert(written.at);
            }
            "stood-down" | "false-alarm" => call.has_ended = true,
            _ => {}
        }
    }
    calls
        .into_iter()
        .map(|((home, _), call)| (home[..6].to_owned(), call))
        .collect()
}

fn sort(counts: &mut Counts, what: Norm, took: Option<i64>) {
    let within: Vec<i64> = call_terms()
        .norms()
        .iter()
        .filter(|norm| norm.what == what)
        .map(|norm| norm.within)
        .collect();
    let place = took.and_then(|took| within.iter().position(|within| took <= *within));
    counts[place.unwrap_or(2)] += 1;
}

async fn the_journal_alone_tells_what_is_published(world: World) {
    known(&world, "elder").await;
    for _ in 0..6 {
        lived(&world, 20, Some(1_200)).await;
        lived(&world, 100, None).await;
        lived(&world, 200, Some(2_650)).await;
    }
    // Neither a drill nor a call that goes on is counted.
    let mut street = be(&world, "street-shapingba").await;
    let page = street.open("/casework/calls/drill").await;
    let drill = street.submit(page.form_to("/casework/calls/drill")).await;
    let drill = drill.route().rsplit('/').next().unwrap().to_owned();
    let desk = member(&world, "street-shapingba");
    for step in [CallStep::Answer, CallStep::StandDown] {
        act(&world, &desk, &drill, step).await.unwrap();
    }
    pressed(&world, "elder").await;

    let mut counts: BTreeMap<String, (Counts, Counts)> = BTreeMap::new();
    let calls = told(&world).await;
    assert_eq!(calls.len(), 20);
    for (district, call) in calls {
        if !call.is_in_earnest || !call.has_ended {
            continue;
        }
        let pressed = call.pressed.unwrap();
        let took = |at: Option<Timestamp>| at.map(|at| at.duration_since(pressed).as_secs());
        let (answered, attended) = counts.entry(district).or_default();
        sort(answered, Norm::Answered, took(call.answered));
        if call.was_sent || call.there.is_some() {
            sort(attended, Norm::Attended, took(call.there));
        }
    }
    assert_eq!(
        counts["500106"].0,
        [6, 6, 6],
        "of every kind there are some"
    );
    let of = |code: &str| counts.get(code).copied().unwrap_or_default();
    let answered: Vec<Counts> = DIVISIONS.iter().map(|place| of(place.code).0).collect();
    let attended: Vec<Counts> = DIVISIONS.iter().map(|place| of(place.code).1).collect();
    let published = world.office.call_figures().await.unwrap();
    let (each_answered, all_answered) = measure(&answered);
    let (each_attended, all_attended) = measure(&attended);
    assert_eq!(published.answered, all_answered);
    assert_eq!(published.attended, all_attended);
    assert!(matches!(all_answered, Measured::Shown { calls: 18, .. }));
    assert!(matches!(all_attended, Measured::Shown { calls: 12, .. }));
    // What nobody answers and nobody ends is not forgotten: it is late.
    later(&world, 3_599);
    let not_yet = world.office.call_figures().await.unwrap();
    assert_eq!(not_yet.answered, all_answered);
    later(&world, 2);
    let late = world.office.call_figures().await.unwrap();
    assert!(matches!(late.answered, Measured::Shown { calls: 19, .. }));
    for (at, line) in published.districts.iter().enumerate() {
        assert_eq!(line.answered, each_answered[at], "{}", line.code);
        assert_eq!(line.attended, each_attended[at], "{}", line.code);
    }
}

stories![
    what_is_published_keeps_small_numbers_back,
    the_journal_alone_tells_what_is_published,
];
