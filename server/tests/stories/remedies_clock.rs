//! An answer that is owed has a clock: whoever has it is reminded, then the supervisor, then the bureau, each once.

use app::text::city_time;
use jiff::civil::{Date, date};
use server::case::clocks;
use sqlx::Row as _;

use crate::casework::filed::{self, Wish};
use crate::mandate::one;
use crate::remedies::{appeal, complain, refuse, take_up};
use crate::stories;
use crate::support::World;

async fn due(world: &World, kind: &str) -> Date {
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query("SELECT due FROM remedy WHERE kind = $1")
        .bind(kind.to_owned())
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    row.get::<String, _>(0).parse().unwrap()
}

async fn marks(world: &World, kind: &str) -> Vec<String> {
    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query(
        "SELECT k.mark FROM clock_mark k JOIN remedy r ON r.id = k.record WHERE k.kind = 'remedy' AND r.kind = $1 ORDER BY k.mark",
    )
    .bind(kind.to_owned())
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Eight in the morning of this day; the clocks are looked at twice.
async fn look_on(world: &World, day: Date) {
    let at = day.at(8, 0, 0, 0).to_zoned(city_time()).unwrap();
    world.clock.set(at.timestamp());
    for _ in 0..2 {
        clocks::look(&world.office).await.unwrap();
    }
}

/// How many rows of this kind stand on somebody's page.
async fn shown(world: &World, login: &str, kind: &str) -> usize {
    let mut reader = world.be(login).await;
    let page = reader.open("/casework/clocks").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.find_all(".table-region tbody tr")
        .into_iter()
        .filter(|row| row.words.contains(kind))
        .count()
}

async fn whoever_owes_an_answer_is_reminded_then_the_supervisor_then_the_bureau(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    let mut mother = world.be("mother").await;
    appeal(&mut mother, &case, "姓名已经更正。").await;
    complain(&mut mother, &world, &case).await;
    // Those of the office who may answer it: without them it would be the bureau's above.
    for colleague in ["police-shapingba-3", "police-shapingba-lead"] {
        world.be(colleague).await;
    }
    let calendar = &world.office.calendar;
    let opened = date(2026, 3, 6);
    let (appeal_due, complaint_due) = (due(&world, "appeal").await, due(&world, "complaint").await);
    let days = calendar.between(opened, appeal_due);
    // On the morning after four fifths; the day before there is nothing.
    let nearly = calendar.after(opened, days * 4 / 5 + 1);
    look_on(&world, nearly.yesterday().unwrap()).await;
    assert_eq!(marks(&world, "appeal").await, Vec::<String>::new());
    look_on(&world, nearly).await;
    assert_eq!(marks(&world, "appeal").await, ["promised-nearly-over"]);
    // For whoever may handle it: not for those who refused, nor elsewhere.
    for nobody in ["police-shapingba-1", "police-shapingba-2", "police-yubei"] {
        assert_eq!(shown(&world, nobody, "申诉").await, 0, "{nobody}");
    }
    assert_eq!(shown(&world, "police-shapingba-3", "申诉").await, 1);

    let last = complaint_due.max(appeal_due);
    look_on(&world, last.tomorrow().unwrap()).await;
    for kind in ["appeal", "complaint"] {
        let reached = marks(&world, kind).await;
        let over = "promised-over".to_owned();
        assert!(reached.contains(&over), "{kind} {reached:?}");
    }
    // A complaint is the supervisor's from the first.
    assert_eq!(shown(&world, "police-shapingba-3", "投诉").await, 0);
    assert!(shown(&world, "police-shapingba-lead", "投诉").await >= 2);
    look_on(&world, calendar.after(last, 4)).await;
    assert_eq!(marks(&world, "appeal").await.len(), 3);
    assert_eq!(
        shown(&world, "services-shapingba", "申诉").await,
        1,
        "the bureau"
    );
    // Each stands once in the chain of what it is about.
    let journalled =
        "SELECT COUNT(*) FROM journal WHERE kind = $1 AND entry LIKE '%clock-promised-%'";
    assert_eq!(one(&world, journalled, "appeal").await, 3);

    // Pressed: it is known, and stands in that chain too.
    let mut tang = world.be("police-shapingba-3").await;
    let page = tang.open("/casework/clocks").await;
    let path = page
        .find_all("main a[href^='/staff/remedies/']")
        .first()
        .and_then(|link| link.attr("href").map(str::to_owned))
        .expect("the way to the appeal");
    let button = page
        .find_all("main button[name=mark]")
        .into_iter()
        .find(|button| button.words.contains("申诉"))
        .expect("a button under the appeal");
    let mark = button.attr("value").unwrap().to_owned();
    tang.post("/casework/clocks", &[("mark", &mark)]).await;
    assert_eq!(shown(&world, "police-shapingba-3", "申诉").await, 0);
    let known = "SELECT COUNT(*) FROM journal WHERE kind = $1 AND entry LIKE '%clock-known%'";
    assert_eq!(one(&world, known, "appeal").await, 1);

    // Answered: nothing of it stands any more.
    take_up(&mut tang, &path).await;
    let page = tang.open(&path).await;
    let form = page
        .form_in("form.remedy-answer")
        .fill("outcome", "upheld")
        .fill("text", "材料仍不一致。");
    tang.submit(form.press("发出答复")).await;
    assert_eq!(shown(&world, "services-shapingba", "申诉").await, 0);
    let left = "SELECT COUNT(*) FROM remedy WHERE kind = $1 AND next_mark > 0";
    assert_eq!(one(&world, left, "appeal").await, 0);
}

stories![whoever_owes_an_answer_is_reminded_then_the_supervisor_then_the_bureau];
