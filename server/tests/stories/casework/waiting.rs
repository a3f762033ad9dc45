//! Requests to the applicant: answered late, brought to the counter, left to rest, put again; and the clocks meanwhile.

use app::case::{Capacity, Stage, Step};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use server::case::{StepDetail, clocks};
use server::outbox;

use super::deciding::take_up;
use super::filed::{self, OnTheDesks, Wish};
use crate::stories;
use crate::support::{Page, Visitor, World};

const CODE: &str = "registration";

async fn ask(visitor: &mut Visitor, case: &OnTheDesks, world: &World) -> Page {
    let path = case.address(world, CODE).await.page("question");
    let page = visitor.open(&path).await;
    let form = page
        .form_to(&path)
        .fill("question", "1. 租房合同")
        .press("发给申请人");
    visitor.submit(form).await
}

/// A registration about which the applicant was asked on Friday 6 March, to be answered by 27 March.
async fn asked(world: &World) -> (OnTheDesks, Visitor) {
    let case = filed::file(world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, world, CODE).await;
    ask(&mut gao, &case, world).await;
    (case, gao)
}

fn go_to(world: &World, day: Date, hour: i8) {
    let at = day
        .at(hour, 0, 0, 0)
        .to_zoned(app::text::city_time())
        .unwrap();
    world.clock.set(at.timestamp());
}

async fn press(visitor: &mut Visitor, case: &OnTheDesks, world: &World, act: &str) -> Page {
    let address = case.address(world, CODE).await;
    let version = case.matter(world, CODE).await.version.to_string();
    visitor
        .post(
            &address.page("holder"),
            &[("act", act), ("version", &version)],
        )
        .await
}

async fn steps_in_the_journal(world: &World, case: &OnTheDesks) -> Vec<String> {
    let record = server::journal::Record::new(&case.home, "case", &case.case_id);
    let mut conn = world.office.db.read().await.unwrap();
    server::journal::read(&mut conn, &record)
        .await
        .unwrap()
        .into_iter()
        .map(|written| written.entry.step)
        .collect()
}

async fn a_request_is_closed_only_after_its_day_and_an_answer_opens_it_again(world: World) {
    let (case, _) = asked(&world).await;
    go_to(&world, date(2026, 3, 27), 17);
    let mut gao = world.be("police-shapingba-1").await;
    assert_eq!(
        press(&mut gao, &case, &world, "close-unanswered")
            .await
            .status,
        409,
        "the last day has not passed"
    );
    go_to(&world, date(2026, 3, 30), 9);
    gao = world.be("police-shapingba-1").await;
    press(&mut gao, &case, &world, "close-unanswered")
        .await
        .says("未按期答复，已停下");
    assert_eq!(case.matter(&world, CODE).await.stage, Stage::Unanswered);

    let mut mother = world.be("mother").await;
    let page = mother.open(&format!("/cases/{}", case.reference)).await;
    assert!(page.heading().contains("重新打开"), "{}", page.heading());
    let answer = mother.follow(&page, "重新打开，继续办理").await;
    answer.says("1. 租房合同");
    let form = answer.form().fill("answer", "合同已寄出。");
    let sent = mother.submit(form).await;
    assert_eq!(sent.status, 200, "{}", sent.text());

    let matter = case.matter(&world, CODE).await;
    assert_eq!(matter.stage, Stage::InReview);
    assert!(matter.ended_at.is_none());
    let steps = steps_in_the_journal(&world, &case).await;
    let last: Vec<&str> = steps
        .iter()
        .rev()
        .take(3)
        .rev()
        .map(String::as_str)
        .collect();
    assert_eq!(last, ["close-unanswered", "reopen", "answer"]);
    // Friday to the Monday three weeks later: sixteen working days on which it stood at midnight.
    let due = matter.due.unwrap();
    assert_eq!(world.office.calendar.between(date(2026, 3, 6), due), 5 + 16);
}

async fn what_is_brought_to_the_counter_is_ticked_there(world: World) {
    let (case, mut gao) = asked(&world).await;
    let mut mother = world.be("mother").await;
    let page = mother.open(&format!("/cases/{}", case.reference)).await;
    let page = mother.follow(&page, "回答").await;
    mother.submit(page.form().press("我带材料到窗口")).await;
    assert_eq!(
        case.matter(&world, CODE).await.stage,
        Stage::AwaitingApplicant,
        "saying so is not bringing it"
    );
    gao.open(&case.address(&world, CODE).await.path())
        .await
        .says("申请人说会带到窗口");
    let mut stranger = world.be("insurance-shapingba").await;
    assert_eq!(
        press(&mut stranger, &case, &world, "receive-at-counter")
            .await
            .status,
        404
    );
    // Whoever is at the counter takes it, not only who asked.
    world.clock.advance(SignedDuration::from_hours(4 * 24));
    let mut song = world.be("police-shapingba-2").await;
    press(&mut song, &case, &world, "receive-at-counter")
        .await
        .says("办理中");
    let matter = case.matter(&world, CODE).await;
    assert_eq!(matter.stage, Stage::InReview);
    assert_eq!(
        world
            .office
            .calendar
            .between(date(2026, 3, 6), matter.due.unwrap()),
        5 + 2,
        "Friday to Tuesday"
    );
}

async fn a_second_request_needs_a_supervisors_reason(world: World) {
    let (case, mut gao) = asked(&world).await;
    let mut mother = world.be("mother").await;
    let page = mother.open(&format!("/cases/{}", case.reference)).await;
    let page = mother.follow(&page, "回答").await;
    mother.submit(page.form().fill("answer", "好的。")).await;

    let path = case.address(&world, CODE).await.page("question");
    let page = gao.open(&path).await;
    page.says("再次补充需要主管说明理由");
    let version = case.matter(&world, CODE).await.version.to_string();
    let pushed = gao
        .post(
            &path,
            &[
                ("act", "ask"),
                ("version", &version),
                ("question", "2. 房东电话"),
                ("answer-by-year", "2026"),
                ("answer-by-month", "3"),
                ("answer-by-day", "27"),
            ],
        )
        .await;
    assert_eq!(pushed.status, 409);
    let allow = case.address(&world, CODE).await.page("another-request");
    let fields = [
        ("act", "allow"),
        ("version", version.as_str()),
        ("text", "合同少了一页。"),
    ];
    assert_eq!(
        gao.post(&allow, &fields).await.status,
        409,
        "not a caseworker's to allow"
    );

    let mut lead = world.be("police-shapingba-lead").await;
    let page = lead.open(&path).await;
    let allowed = lead
        .submit(
            page.form_to(&allow)
                .fill("text", "合同少了一页。")
                .press("同意再补正一次"),
        )
        .await;
    assert_eq!(allowed.status, 200, "{}", allowed.text());
    ask(&mut gao, &case, &world).await.says("等待申请人答复");
}

async fn the_applicant_is_reminded_three_working_days_before_the_last_day_and_once(world: World) {
    let (case, _) = asked(&world).await;
    let told = async || {
        // An hour passes between the looks: the session of the first is over.
        let mut mother = world.be("mother").await;
        let page = mother.open("/notices").await;
        assert_eq!(page.status, 200, "{}", page.text());
        page.text().matches(case.reference.as_str()).count()
    };
    go_to(&world, date(2026, 3, 24), 8);
    outbox::run_once(&world.office).await.unwrap();
    let before = told().await;
    go_to(&world, date(2026, 3, 24), 9);
    outbox::run_once(&world.office).await.unwrap();
    let reminded = told().await;
    assert!(reminded > before);
    outbox::run_once(&world.office).await.unwrap();
    assert_eq!(told().await, reminded, "once");
    assert_eq!(
        case.matter(&world, CODE).await.stage,
        Stage::AwaitingApplicant
    );
}

async fn clocks_reach_each_mark_once_also_across_restarts_and_stand_while_one_waits(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    // Five promised days from Friday 6 March: due on Friday 13.
    let marks = async |world: &World| -> Vec<String> {
        steps_in_the_journal(world, &case)
            .await
            .into_iter()
            .filter(|step| step.starts_with("clock-"))
            .collect()
    };
    go_to(&world, date(2026, 3, 12), 23);
    clocks::look(&world.office).await.unwrap();
    assert_eq!(marks(&world).await, Vec::<String>::new());

    go_to(&world, date(2026, 3, 13), 0);
    clocks::look(&world.office).await.unwrap();
    clocks::look(&world.office).await.unwrap();
    // The street's matter, the registration and the whole case each once.
    assert_eq!(marks(&world).await.len(), 3, "{:?}", marks(&world).await);

    // Asked on the last day: from here on the clock of the registration and of the case stand.
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, CODE).await;
    ask(&mut gao, &case, &world).await;
    go_to(&world, date(2026, 3, 24), 9);
    let reopened = world.clone().holding(0).await;
    clocks::look(&reopened.office).await.unwrap();
    let over: Vec<String> = marks(&world).await.into_iter().skip(3).collect();
    assert_eq!(
        over,
        [
            "clock-promised-over",
            "clock-promised-long-over",
            "clock-legal-nearly-over",
            "clock-legal-over"
        ],
        "each once, in order, and the street's only"
    );
}

/// What the marks on somebody's page say, oldest first.
async fn told(world: &World, login: &str) -> Vec<String> {
    let mut reader = world.be(login).await;
    let page = reader.open("/casework/clocks").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.find_all(".table-region tbody td:nth-child(2)")
        .into_iter()
        .map(|cell| cell.words)
        .collect()
}

const NONE: [&str; 0] = [];

async fn a_mark_is_told_to_whom_it_is_for_until_they_know_or_the_matter_ends(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, CODE).await;
    // Two matters of five promised days each, and the whole case, run since Friday 6 March.
    go_to(&world, date(2026, 3, 13), 8);
    clocks::look(&world.office).await.unwrap();

    let nearly = "承诺期限已过五分之四";
    let mine = told(&world, "police-shapingba-1").await;
    assert_eq!(mine.len(), 1, "{mine:?}");
    assert!(mine[0].starts_with(nearly), "{mine:?}");
    assert_eq!(
        told(&world, "police-shapingba-2").await,
        NONE,
        "a colleague has it"
    );
    assert_eq!(told(&world, "police-yubei").await, NONE);
    assert_eq!(
        told(&world, "street-shapingba").await.len(),
        1,
        "nobody has taken it up"
    );
    assert_eq!(told(&world, "police-shapingba-lead").await.len(), 1);
    assert_eq!(
        told(&world, "services-shapingba").await.len(),
        1,
        "the whole case"
    );

    // Somebody else cannot know it for Gao; Gao can, once.
    let mark = {
        let page = world
            .be("police-shapingba-1")
            .await
            .open("/casework/clocks")
            .await;
        page.find("button[name=mark]")
            .attr("value")
            .unwrap()
            .to_owned()
    };
    let mut song = world.be("police-shapingba-2").await;
    let pressed = song.post("/casework/clocks", &[("mark", &mark)]).await;
    assert_eq!(pressed.status, 200, "{}", pressed.text());
    assert_eq!(told(&world, "police-shapingba-1").await.len(), 1);
    let mut gao = world.be("police-shapingba-1").await;
    for _ in 0..2 {
        let pressed = gao.post("/casework/clocks", &[("mark", &mark)]).await;
        assert_eq!(pressed.status, 200, "{}", pressed.text());
    }
    assert_eq!(told(&world, "police-shapingba-1").await, NONE);
    let known = steps_in_the_journal(&world, &case).await;
    assert_eq!(
        known.iter().filter(|step| *step == "clock-known").count(),
        1
    );

    // Friday's end, then three working days.
    go_to(&world, date(2026, 3, 14), 8);
    clocks::look(&world.office).await.unwrap();
    assert_eq!(
        told(&world, "police-shapingba-1").await,
        NONE,
        "not the holder's to know"
    );
    let lead = told(&world, "police-shapingba-lead").await;
    assert_eq!(lead.len(), 1, "{lead:?}");
    assert!(lead[0].starts_with("已过承诺期限"), "{lead:?}");
    go_to(&world, date(2026, 3, 19), 8);
    clocks::look(&world.office).await.unwrap();
    let bureau = told(&world, "services-shapingba").await;
    let long_over = bureau
        .iter()
        .filter(|what| what.starts_with("超过承诺期限三个工作日"));
    assert_eq!(
        long_over.count(),
        3,
        "the two matters and the case: {bureau:?}"
    );

    // What ends needs nobody's attention any more.
    let before = told(&world, "police-shapingba-lead").await.len();
    assert!(before > 0);
    case.step(
        &world,
        CODE,
        Step::Withdraw,
        Capacity::Applicant,
        StepDetail::default(),
    )
    .await;
    assert_eq!(told(&world, "police-shapingba-lead").await, NONE);
}

async fn a_clock_that_cannot_be_read_stops_no_other(world: World) {
    let broken = filed::file(&world, Wish::default()).await;
    let sound = filed::file(&world, Wish::default()).await;
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE matter SET definition = 'torn' WHERE case_id = $1")
        .bind(broken.case_id.clone())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    go_to(&world, date(2026, 3, 13), 8);
    clocks::look(&world.office).await.unwrap();
    let marked = steps_in_the_journal(&world, &sound).await;
    let marked = marked.iter().filter(|step| step.starts_with("clock-"));
    assert_eq!(marked.count(), 3);
}

async fn the_registers_are_asked_once_more_only_with_leave(world: World) {
    let (case, mut gao) = asked(&world).await;
    let address = case.address(&world, CODE).await;
    assert!(
        !gao.open(&address.path())
            .await
            .has("button[value=ask-registers]"),
        "no leave was given for this case"
    );
    let pressed = gao
        .post(&address.page("registers"), &[("act", "ask-registers")])
        .await;
    assert_eq!(pressed.status, 409);
    let mut stranger = world.be("insurance-shapingba").await;
    let pressed = stranger
        .post(&address.page("registers"), &[("act", "ask-registers")])
        .await;
    assert_eq!(pressed.status, 404);
}

stories![
    a_request_is_closed_only_after_its_day_and_an_answer_opens_it_again,
    what_is_brought_to_the_counter_is_ticked_there,
    a_second_request_needs_a_supervisors_reason,
    the_applicant_is_reminded_three_working_days_before_the_last_day_and_once,
    a_mark_is_told_to_whom_it_is_for_until_they_know_or_the_matter_ends,
    a_clock_that_cannot_be_read_stops_no_other,
    clocks_reach_each_mark_once_also_across_restarts_and_stand_while_one_waits,
    the_registers_are_asked_once_more_only_with_leave,
];
