//! The demo city's last weeks, lived by the command itself in short, and what they leave behind.

use std::collections::BTreeSet;
use std::process::Command;

use app::case::Stage;

use crate::stories;
use crate::support::World;

/// The command with this world's database and key; what it says when it ends well.
async fn yuban(world: &World, words: &[&str]) -> String {
    let settings = &world.office.settings;
    let mut command = Command::new(env!("CARGO_BIN_EXE_yuban"));
    command
        .args(words)
        .arg("--demo")
        .args(["--database", &settings.database])
        .arg("--data")
        .arg(settings.data.join("seeded"))
        .arg("--key")
        .arg(&settings.key)
        .env("YUBAN_LOG", "error");
    let ended = tokio::task::spawn_blocking(move || command.output())
        .await
        .expect("the thread ends")
        .expect("the command starts");
    let (said, complained) = (
        String::from_utf8_lossy(&ended.stdout).into_owned(),
        String::from_utf8_lossy(&ended.stderr),
    );
    assert!(ended.status.success(), "{words:?}: {said}\n{complained}");
    said
}

async fn all_of(world: &World, sql: &'static str) -> BTreeSet<String> {
    let mut conn = world.office.db.read().await.expect("a connection");
    let rows: Vec<(String,)> = sqlx::query_as(sql)
        .fetch_all(&mut *conn)
        .await
        .expect("rows");
    rows.into_iter().map(|(text,)| text).collect()
}

async fn in_short_it_meets_every_stage_and_the_journal_holds(world: World) {
    yuban(&world, &["seed", "--brief"]).await;

    // On every day of the year: what lasts a few hours only depends on whether yesterday was a working day.
    let stages = all_of(&world, "SELECT DISTINCT stage FROM matter").await;
    for stage in [
        Stage::Waiting,
        Stage::Ready,
        Stage::InReview,
        Stage::Unanswered,
        Stage::Open,
        Stage::Done,
        Stage::Refused,
        Stage::Withdrawn,
        Stage::Blocked,
    ] {
        assert!(
            stages.contains(stage.code()),
            "{stage:?} is not among {stages:?}"
        );
    }
    let remedies = all_of(&world, "SELECT DISTINCT kind FROM remedy").await;
    assert!(remedies.is_superset(&["appeal", "complaint"].map(str::to_owned).into()));

    // Who acts for others, whom staff have helped, and what is offered.
    let mandates = all_of(&world, "SELECT DISTINCT state FROM mandate").await;
    assert!(
        mandates.is_superset(
            &["active", "held", "ended", "offered"]
                .map(str::to_owned)
                .into()
        ),
        "{mandates:?}"
    );
    let helped = all_of(
        &world,
        "SELECT DISTINCT how FROM helping WHERE reference <> ''",
    )
    .await;
    assert!(helped.contains("phone"), "{helped:?}");
    let offered = all_of(
        &world,
        "SELECT DISTINCT benefit FROM offer WHERE state = 'open'",
    )
    .await;
    assert!(!offered.is_empty());

    let verdict = yuban(&world, &["verify"]).await;
    assert!(verdict.contains("The journal is sound."), "{verdict}");
    let figures = yuban(&world, &["statistics"]).await;
    assert!(
        figures.contains("Every figure is what the matters say."),
        "{figures}"
    );
}

stories![in_short_it_meets_every_stage_and_the_journal_holds];
