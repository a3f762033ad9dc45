//! Figures of the shared data layer, and codes that no table has.

use std::collections::BTreeMap;

use app::data_layer::{DataDesk as _, Ending};
use app::text::{Language, Text, Words};
use jiff::SignedDuration;
use server::clock::Clock as _;
use server::data_layer::desk::Reason;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;
use sqlx::Row as _;

use crate::mandate::number_of;
use crate::newborn::{be, with_leave};
use crate::stories;
use crate::support::{World, say};

/// Day, data set, purpose, outcome.
type Counted = (i64, String, String, String);
/// Each with its calls, fields, microseconds, and how many were quick enough.
type Figures = BTreeMap<Counted, [i64; 7]>;

async fn read(world: &World, sql: &'static str) -> Figures {
    let mut conn = world.office.db.read().await.expect("a connection");
    sqlx::query(sql)
        .fetch_all(&mut *conn)
        .await
        .expect("rows")
        .iter()
        .map(|row| {
            let key = (row.get(0), row.get(1), row.get(2), row.get(3));
            (
                key,
                [4_usize, 5, 6, 7, 8, 9, 10].map(|column| row.get(column)),
            )
        })
        .collect()
}

async fn counted(world: &World) -> Figures {
    read(
        world,
        "SELECT day, data_set, purpose, outcome, CAST(SUM(calls) AS BIGINT), CAST(SUM(fields) AS BIGINT),
                CAST(SUM(took) AS BIGINT), CAST(SUM(within_50_ms) AS BIGINT), CAST(SUM(within_200_ms) AS BIGINT),
                CAST(SUM(within_800_ms) AS BIGINT), CAST(SUM(within_3_s) AS BIGINT)
         FROM data_call_count GROUP BY day, data_set, purpose, outcome",
    )
    .await
}

/// What one finds who counts the log.
async fn in_the_log(world: &World) -> Figures {
    read(
        world,
        "SELECT (at + 28800000000) / 86400000000, data_set, purpose, outcome, COUNT(*),
                CAST(SUM(CASE WHEN fields = '' THEN 0 ELSE LENGTH(fields) - LENGTH(REPLACE(fields, ',', '')) + 1 END) AS BIGINT),
                CAST(SUM(took) AS BIGINT),
                CAST(SUM(CASE WHEN took <= 50000 THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN took <= 200000 THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN took <= 800000 THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN took <= 3000000 THEN 1 ELSE 0 END) AS BIGINT)
         FROM data_call GROUP BY (at + 28800000000) / 86400000000, data_set, purpose, outcome",
    )
    .await
}

/// Two days of calls that end in several ways.
async fn two_days(world: &World) {
    with_leave(&mut be(world, "mother").await).await;
    world.clock.advance(SignedDuration::from_hours(24));
    world.faults.set(DataSet::Marriages, Some(Fault::Down));
    world.faults.set(DataSet::Households, Some(Fault::Codes));
    with_leave(&mut be(world, "father").await).await;
}

async fn each_figure_is_what_one_counts_in_the_log(world: World) {
    two_days(&world).await;
    let (counted, logged) = (counted(&world).await, in_the_log(&world).await);
    assert_eq!(counted, logged);
    let days: std::collections::BTreeSet<i64> = logged.keys().map(|key| key.0).collect();
    assert_eq!(days.len(), 2);
    assert!(
        logged.keys().any(|key| key.3 == "exchange"),
        "the marriage register was down: {logged:?}"
    );

    // And what the pages add up is the same again.
    let figures = world.office.public_data_figures().await.expect("figures");
    let calls = |keep: &dyn Fn(&Counted) -> bool| -> i64 {
        logged
            .iter()
            .filter(|(key, _)| keep(key))
            .map(|(_, sums)| sums[0])
            .sum()
    };
    assert_eq!(figures.all().calls, calls(&|_| true));
    assert_eq!(
        figures.all().latency.took,
        logged.values().map(|sums| sums[2]).sum::<i64>()
    );
    for (set, tally) in figures.by_set() {
        assert_eq!(tally.calls, calls(&|key| key.1 == set), "{set}");
        let failed = calls(&|key| key.1 == set && Ending::of(&key.3) == Ending::Failed);
        assert_eq!(tally.ended(Ending::Failed), failed, "{set}");
    }
    for (purpose, tally) in figures.by_purpose() {
        let of = |key: &Counted| key.2.split('/').next() == Some(purpose.as_str());
        assert_eq!(tally.calls, calls(&of), "{purpose}");
    }
    let by_day: Vec<i64> = figures.by_day().values().map(|tally| tally.calls).collect();
    let in_log: Vec<i64> = days.iter().map(|day| calls(&|key| key.0 == *day)).collect();
    assert_eq!(by_day, in_log);
    assert_eq!(
        figures
            .by_tier()
            .values()
            .map(|tally| tally.calls)
            .sum::<i64>(),
        figures
            .by_department()
            .values()
            .map(|tally| tally.calls)
            .sum::<i64>()
    );

    let mut owner = be(&world, "owner-civil").await;
    let page = owner.open("/staff/data-figures").await;
    page.says(&figures.all().calls.to_string())
        .says("市民政局")
        .says(&say(Text::DataFiguresByPurpose));
    assert!(page.has("figure.chart svg"));
    for key in ["mother", "police-shapingba-1", "police-shapingba-lead"] {
        let refused = be(&world, key).await.open("/staff/data-figures").await;
        assert_eq!(refused.status, 404, "{key}");
    }
}

async fn what_was_called_before_there_were_counters_is_counted_by_the_migration(world: World) {
    two_days(&world).await;
    let kept = counted(&world).await;
    let migration = include_str!("../../../migrations/0041_call_figures.sql");
    let begin = migration
        .find("INSERT INTO data_call_count")
        .expect("it fills the table");
    let statement = migration[begin..].split(';').next().expect("one statement");
    let mut tx = world.office.db.begin().await.expect("a transaction");
    sqlx::query("DELETE FROM data_call_count")
        .execute(tx.conn())
        .await
        .expect("emptied");
    sqlx::query(statement)
        .execute(tx.conn())
        .await
        .expect("filled");
    tx.commit().await.expect("kept");
    assert_eq!(counted(&world).await, kept);
}

async fn nobody_can_find_a_handful_in_what_is_published(world: World) {
    two_days(&world).await;
    let figures = world.office.public_data_figures().await.expect("figures");
    let page = world.visitor().open("/data/figures").await;
    page.says(&say(Text::DataFiguresFew));
    for cell in page.find_all("tbody td") {
        if let Ok(count) = cell.words.parse::<i64>() {
            assert!(!(1..5).contains(&count), "{}", page.text());
        }
    }
    // A data set that was asked twice says nothing of how well it answers.
    assert!(figures.by_set()["MARRIAGES/marriages"].calls < 5);
    let page = world.visitor().open("/data/MARRIAGES/marriages").await;
    page.says(&say(Text::DataQualityFew));
    // Nor does how often it was asked stand where it can be found in another place.
    page.says(&say(Text::DataUsageHidden));
    let found = world.visitor().open("/data?q=MARRIAGES/marriages").await;
    found.says(&say(Text::DataUsageHidden));
    assert_eq!(figures.published()["MARRIAGES/marriages"], None);
}

async fn how_often_a_register_is_asked_stands_with_it_in_the_catalogue(world: World) {
    let number = number_of(&world, "mother");
    let reason = Reason {
        person: world.office.keys.person(&number),
        actor: "portal".to_owned(),
        purpose: "newborn/prefill".to_owned(),
        issue: String::new(),
        is_waited_for: false,
    };
    for _ in 0..20 {
        let sets = [DataSet::Insurance];
        let asked = world.office.ask_registers(&reason, &number, &sets).await;
        asked.expect("asked");
    }
    let often = Words::new(Language::Chinese).say_counted(Text::DataUsage, 20, &[]);
    let mut visitor = world.visitor();
    for page in ["/data/INSURANCE/persons", "/data?q=INSURANCE/persons"] {
        visitor.open(page).await.says(&often);
    }
}

async fn a_code_that_no_table_has_is_not_taken_and_the_table_is_written_down(world: World) {
    world.faults.set(DataSet::Persons, Some(Fault::Codes));
    let before = world.clock.now();
    with_leave(&mut be(&world, "mother").await).await;
    let mut conn = world.office.db.read().await.expect("a connection");
    let rows = sqlx::query("SELECT outcome, fields, signature FROM data_call WHERE data_set = 'POPULATION/persons' AND at >= $1")
        .bind(before.as_microsecond())
        .fetch_all(&mut *conn)
        .await
        .expect("calls");
    assert!(!rows.is_empty());
    for row in rows {
        let (outcome, fields, signature): (String, String, String) =
            (row.get(0), row.get(1), row.get(2));
        assert_eq!(outcome, "unknown-code:GB/T 2261.1:sex");
        assert_eq!(fields, "", "nothing of it was taken");
        assert!(
            !signature.is_empty(),
            "and the source signed that it said so"
        );
    }
    drop(conn);
    let figures = world.office.public_data_figures().await.expect("figures");
    let tally = figures.by_set()["POPULATION/persons"];
    assert_eq!(tally.ended(Ending::Failed), tally.calls);

    // Whom it was about reads why nothing came of it, and which table it was.
    let list = be(&world, "mother").await.open("/my-data").await;
    list.says("代码表 GB/T 2261.1 里没有的值");

    let mut visitor = world.visitor();
    let page = visitor.open("/data/POPULATION/persons").await;
    assert_eq!(page.link("GB/T 2261.1"), "/data/codes#gb-t-2261-1");
    let page = visitor.open("/data/codes").await;
    assert!(page.has("h2#gb-t-2261-1"));
    // The version that ended stays to be read, and has a place of its own.
    assert!(page.has("h2#yb-1") && page.has("h2#yb-1-2025-1"));
    page.says("1991")
        .says("土家族")
        .says(&say(Text::DataCodesInForce));
}

stories![
    each_figure_is_what_one_counts_in_the_log,
    what_was_called_before_there_were_counters_is_counted_by_the_migration,
    nobody_can_find_a_handful_in_what_is_published,
    how_often_a_register_is_asked_stands_with_it_in_the_catalogue,
    a_code_that_no_table_has_is_not_taken_and_the_table_is_written_down,
];
