//! Following a case: by whoever filed it, without JavaScript.

use app::case::{CaseReference, Stage, Step};
use app::identity::{StaffMember, StaffRole};
use app::person::PersonName;
use app::text::{Language, Text, Words};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use reqwest::Method;
use server::case::{Acting, Decision, Matter, StepDetail, store};
use server::data_layer::access_log::{ReadOutcome, reads_about};
use server::demo_city::people::demo_family;
use server::outbox;

use crate::newborn::{be, hand_in, to_the_check, with_leave};
use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// The standard family's case, filed by the mother: her browser, and the case's path.
pub async fn a_case(world: &World) -> (Visitor, String) {
    let mut mother = be(world, "mother").await;
    let known = with_leave(&mut mother).await;
    let check = to_the_check(&mut mother, known).await;
    let receipt = hand_in(&mut mother, &check).await;
    let case = receipt
        .route()
        .strip_suffix("/receipt")
        .expect("submission leads to the receipt")
        .to_owned();
    carry_out_errands(world).await;
    (mother, case)
}

/// Does what is due in the outbox.
pub async fn carry_out_errands(world: &World) {
    while outbox::run_once(&world.office)
        .await
        .expect("the outbox can be read")
        > 0
    {}
}

/// A matter of the case at this path, as it stands.
pub async fn matter(world: &World, case: &str, code: &str) -> Matter {
    matters(world, case)
        .await
        .into_iter()
        .find(|matter| matter.code == code)
        .unwrap_or_else(|| panic!("the case has no {code}"))
}

pub async fn matters(world: &World, case: &str) -> Vec<Matter> {
    let reference = CaseReference::parse(case.trim_start_matches("/cases/")).unwrap();
    let mut conn = world.office.db.read().await.unwrap();
    let case = store::case_by_reference(&mut conn, &reference)
        .await
        .unwrap()
        .expect("the case is there");
    store::matters(&mut conn, &case.home, &case.id)
        .await
        .unwrap()
}

/// Steps of a caseworker in the matter's own office, one after another.
pub async fn at_the_desk(world: &World, case: &str, code: &str, steps: Vec<(Step, StepDetail)>) {
    let approves = steps.iter().any(|(step, _)| *step == Step::Approve);
    for (step, detail) in steps {
        let matter = matter(world, case, code).await;
        let member = StaffMember {
            id: "a-caseworker".into(),
            name: PersonName::parse("高明").unwrap(),
            office: matter.office.clone(),
            role: StaffRole::Caseworker,
        };
        let mut tx = world.office.db.begin().await.unwrap();
        world
            .office
            .take_step(&mut tx, &matter, step, &Acting::staff(&member), detail)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    // What is paid out is approved by two.
    if approves && matter(world, case, code).await.stage == Stage::Proposed {
        countersigned(world, case, code).await;
    }
    carry_out_errands(world).await;
}

/// A second person of the office agrees with what was proposed.
pub async fn countersigned(world: &World, case: &str, code: &str) {
    let matter = matter(world, case, code).await;
    let colleague = StaffMember {
        id: "a-colleague".to_owned(),
        name: PersonName::parse("高远").unwrap(),
        office: matter.office.clone(),
        role: StaffRole::Caseworker,
    };
    let mut tx = world.office.db.begin().await.unwrap();
    world
        .office
        .take_step(
            &mut tx,
            &matter,
            Step::Countersign,
            &Acting::staff(&colleague),
            StepDetail::default(),
        )
        .await
        .unwrap();
    tx.commit().await.unwrap();
    carry_out_errands(world).await;
}

pub fn approval() -> Vec<(Step, StepDetail)> {
    let decision = Decision {
        approved: true,
        ..Decision::default()
    };
    let detail = StepDetail {
        decision: Some(decision),
        ..StepDetail::default()
    };
    vec![
        (Step::TakeUp, StepDetail::default()),
        (Step::Approve, detail),
    ]
}

fn question(text: &str, answer_by: Date) -> Vec<(Step, StepDetail)> {
    let detail = StepDetail {
        question: Some((text.to_owned(), answer_by)),
        ..StepDetail::default()
    };
    vec![
        (Step::TakeUp, StepDetail::default()),
        (Step::AskApplicant, detail),
    ]
}

/// A path of this world's address without the address.
pub fn path_of(world: &World, link: &str) -> String {
    link.strip_prefix(&world.address)
        .unwrap_or_else(|| panic!("{link} is no link of the portal"))
        .to_owned()
}

/// The mother makes a link; its path.
pub async fn invite(world: &World, mother: &mut Visitor, case: &str) -> String {
    let asking = mother.open(&format!("{case}/confirmation")).await;
    let made = mother.submit(asking.form()).await;
    let link = made
        .find_all("[data-copy]")
        .into_iter()
        .map(|found| found.words)
        .find(|words| words.starts_with("http"))
        .expect("the page shows the link");
    path_of(world, &link)
}

/// The father opens the link and confirms.
pub async fn confirm(father: &mut Visitor, link: &str) -> Page {
    let invitation = father.open(link).await;
    let form = invitation
        .form()
        .tick("agree", "yes")
        .press(&say(Text::TrackingInvitationConfirm));
    father.submit(form).await
}

fn with(text: Text, with: &[(&'static str, &str)]) -> String {
    Words::new(Language::Chinese).say_with(text, with)
}

async fn every_lane_is_watched_to_the_end(world: World) {
    let (mut mother, case) = a_case(&world).await;

    let receipt = mother.open(&format!("{case}/receipt")).await;
    receipt.says(&say(Text::TrackingReceiptTitle));
    let first = mother.open(&case).await;
    assert!(
        first.heading().contains("另一位家长"),
        "the sentence on top says whose turn it is: {}",
        first.heading()
    );
    // Fertility registration and the handbook are done at once.
    first.says(&say(Text::TrackingStageDone));
    first.says("不用再做什么");

    let link = invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "father").await;
    confirm(&mut father, &link).await;
    let confirmed = mother.open(&case).await;
    assert_eq!(
        matter(&world, &case, "household-registration").await.stage,
        Stage::Ready
    );
    confirmed.says("另一位家长已经确认");
    confirmed.says("承诺 2 个工作日");

    at_the_desk(&world, &case, "household-registration", approval()).await;
    for code in ["insurance-enrolment", "social-security-card"] {
        assert_eq!(
            matter(&world, &case, code).await.stage,
            Stage::Ready,
            "{code} unlocks by itself"
        );
    }
    let number = mother.open(&case).await;
    let household = matter(&world, &case, "household-registration").await;
    let child = world.office.result_of(&household).unwrap().unwrap();
    number.says(&child);

    for code in [
        "insurance-enrolment",
        "social-security-card",
        "maternity-benefit",
        "childcare-allowance",
    ] {
        at_the_desk(&world, &case, code, approval()).await;
    }
    let left = mother.open(&case).await;
    assert!(
        left.heading().contains("请您自己去办"),
        "{}",
        left.heading()
    );

    for code in ["vaccination-record", "insurance-payment"] {
        let page = mother.open(&format!("{case}/done/{code}.child-1")).await;
        let form = page
            .form()
            .fill("when-year", "2026")
            .fill("when-month", "3")
            .fill("when-day", "6");
        mother.submit(form).await;
    }
    let done = mother.open(&case).await;
    assert!(done.heading().contains("全部办好了"), "{}", done.heading());
    done.says(&say(Text::TrackingNoteOwnWord));
    assert!(!done.has("a[href$='/withdraw']"));
    let list = mother.open("/cases").await;
    list.says("全部办好了");
}

async fn a_question_is_answered_and_the_clock_has_stood_meanwhile(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let code = "maternity-benefit";
    let before = matter(&world, &case, code).await.due.unwrap();
    assert_eq!(before, date(2026, 3, 13), "five working days after Friday");
    at_the_desk(
        &world,
        &case,
        code,
        question("请补充出院日期。\n以及床位费。", date(2026, 3, 20)),
    )
    .await;

    let home = mother.open("/").await;
    home.says("等您办理").says("2026年3月20日");
    let tracking = mother.open(&case).await;
    assert!(tracking.heading().starts_with("等您办理"));
    let page = mother
        .open(&tracking.link(&say(Text::TrackingActAnswer)))
        .await;
    assert_eq!(page.route(), format!("{case}/answer/{code}"));
    page.says("以及床位费");

    let empty = mother
        .submit(page.form().press(&say(Text::TrackingAnswerSend)))
        .await;
    assert!(empty.path.ends_with("?review"));
    assert!(empty.title().starts_with(say(Text::ErrorPrefix).trim()));
    assert_eq!(empty.find("#answer").attr("aria-invalid"), Some("true"));

    let later = empty
        .form()
        .fill("answer", "3月1日出院，")
        .press(&say(Text::TrackingSaveForLater));
    assert_eq!(mother.submit(later).await.route(), case);
    let kept = mother.open(page.route()).await;
    assert_eq!(kept.form().value("answer"), Some("3月1日出院，"));

    // Asked on Friday, answered on Tuesday: two midnights of working days.
    world.clock.advance(SignedDuration::from_hours(4 * 24));
    let mut mother = be(&world, "mother").await;
    let form = mother
        .open(page.route())
        .await
        .form()
        .fill("answer", "3月1日出院，床位费 800 元。")
        .press(&say(Text::TrackingAnswerSend));
    let sent = mother.submit(form).await;
    sent.says(&say(Text::TrackingSavedTitle));
    let answered = matter(&world, &case, code).await;
    assert_eq!(answered.stage, Stage::InReview);
    assert_eq!(answered.due, Some(date(2026, 3, 17)), "moved by exactly 2");
    sent.says("2026年3月17日");

    // Pressed again from a page that was still open.
    let again = mother.post(page.route(), &[("answer", "再答一次")]).await;
    assert_eq!(again.status, 409);
    again.says(&say(Text::CaseMovedOn));
}

async fn an_office_that_is_late_is_named_with_the_reason(world: World) {
    let (_, case) = a_case(&world).await;
    world.clock.advance(SignedDuration::from_hours(20 * 24));
    let mut mother = be(&world, "mother").await;
    // The confirmation is the applicant's turn and goes first; at the counter nothing else is hers to do.
    let late = mother.open(&case).await;
    late.says(&say(Text::TrackingNoteLate));
    at_the_desk(
        &world,
        &case,
        "maternity-benefit",
        vec![(Step::TakeUp, StepDetail::default())],
    )
    .await;
    let link = invite(&world, &mut mother, &case).await;
    confirm(&mut be(&world, "father").await, &link).await;
    let late = mother.open(&case).await;
    assert!(late.heading().contains("晚了"), "{}", late.heading());
    assert!(
        late.heading().contains("还没有作出决定"),
        "{}",
        late.heading()
    );
}

async fn a_refusal_gives_its_reason_and_does_not_stop_the_others(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    confirm(&mut be(&world, "father").await, &link).await;
    let decision = Decision {
        approved: false,
        reason: "certificate-not-confirmed".into(),
        text: "编号与医院记录不一致。".into(),
        register_says: String::new(),
    };
    let detail = StepDetail {
        decision: Some(decision),
        ..StepDetail::default()
    };
    at_the_desk(
        &world,
        &case,
        "household-registration",
        vec![
            (Step::TakeUp, StepDetail::default()),
            (Step::Refuse, detail),
        ],
    )
    .await;
    // What a colleague has not confirmed is nobody's affair outside the office.
    mother.open(&case).await.hides("编号与医院记录不一致");
    at_the_desk(
        &world,
        &case,
        "household-registration",
        vec![(Step::Countersign, StepDetail::default())],
    )
    .await;
    let page = mother.open(&case).await;
    assert!(
        page.heading().contains("没有批准“户口登记”"),
        "{}",
        page.heading()
    );
    page.says("出生医学证明未能核实")
        .says("编号与医院记录不一致")
        .says(&say(Text::TrackingNoteAppeal))
        .says(&with(
            Text::TrackingNoteBlocked,
            &[("matters", "“户口登记”")],
        ));
    assert_eq!(
        matter(&world, &case, "maternity-benefit").await.stage,
        Stage::Ready,
        "what does not need it goes on"
    );
}

async fn withdrawing_one_part_leaves_the_others(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let page = mother.open(&format!("{case}/withdraw")).await;
    page.says("出生医学证明");
    let none = mother.submit(page.form()).await;
    assert!(none.path.ends_with("?review"));
    none.says(&say(Text::TrackingWithdrawEmpty));

    let one = none.form().tick("matter", "childcare-allowance.child-1");
    let withdrawn = mother.submit(one).await;
    withdrawn.says(&say(Text::TrackingWithdrawnTitle));
    assert_eq!(
        matter(&world, &case, "childcare-allowance").await.stage,
        Stage::Withdrawn
    );
    assert_eq!(
        matter(&world, &case, "maternity-benefit").await.stage,
        Stage::Ready
    );

    let page = mother.open(&format!("{case}/withdraw")).await;
    let three = page
        .form()
        .tick("matter", "household-registration.child-1")
        .tick("matter", "maternity-benefit")
        .tick("matter", "social-security-card.child-1");
    mother.submit(three).await;
    assert_eq!(
        matter(&world, &case, "insurance-enrolment").await.stage,
        Stage::Blocked,
        "it needs the household registration"
    );
    let asked_for_nothing = mother.open(&case).await;
    assert!(!asked_for_nothing.heading().contains("另一位家长"));
}

async fn a_case_withdrawn_before_anything_was_done_can_be_filed_again(world: World) {
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let check = to_the_check(&mut mother, known).await;
    let receipt = hand_in(&mut mother, &check).await;
    let case = receipt.route().strip_suffix("/receipt").unwrap().to_owned();
    let claims = || async {
        let mut conn = world.office.db.read().await.unwrap();
        sqlx::query("SELECT what FROM claim")
            .fetch_all(&mut *conn)
            .await
            .unwrap()
            .len()
    };
    let claimed = claims().await;
    assert!(claimed > 0);
    // Nothing has left the house yet, but two registers are about to be written: these cannot be stopped.
    let page = mother.open(&format!("{case}/withdraw")).await;
    page.says("正在登记，现在不能撤回");
    mother.submit(page.form().tick("matter", "all")).await;
    let left: Vec<Stage> = matters(&world, &case)
        .await
        .into_iter()
        .map(|matter| matter.stage)
        .filter(|stage| *stage != Stage::Withdrawn)
        .collect();
    assert!(
        left.iter()
            .all(|stage| matches!(stage, Stage::Done | Stage::Recording)),
        "{left:?}"
    );
    assert_eq!(
        claims().await,
        claimed,
        "what is being entered keeps its claims"
    );
}

async fn a_stranger_finds_no_case(world: World) {
    let (mut mother, case) = a_case(&world).await;
    mother.open(&case).await;
    let mut stranger = be(&world, "twins-mother").await;
    let mut father = be(&world, "father").await;
    for page in [
        "",
        "/receipt",
        "/withdraw",
        "/confirmation",
        "/counter",
        "/answer/maternity-benefit",
        "/done/vaccination-record.child-1",
        "/day.ics",
        "/events",
    ] {
        let path = format!("{case}{page}");
        assert_eq!(stranger.open(&path).await.status, 404, "{path}");
        assert_eq!(father.open(&path).await.status, 404, "{path}");
    }
    for (page, field) in [
        ("/withdraw", ("matter", "all")),
        ("/confirmation", ("act", "invite")),
        ("/counter", ("act", "go")),
        ("/receipt", ("act", "off")),
        ("/answer/maternity-benefit", ("answer", "好")),
        ("/done/vaccination-record.child-1", ("when-year", "2026")),
    ] {
        let path = format!("{case}{page}");
        assert_eq!(stranger.post(&path, &[field]).await.status, 404, "{path}");
        assert_eq!(father.post(&path, &[field]).await.status, 404, "{path}");
    }
    stranger
        .open("/cases")
        .await
        .says(&say(Text::TrackingNoCases));
    father
        .open("/cases")
        .await
        .says(&say(Text::TrackingNoCases));
    let mut nobody = world.visitor();
    assert_eq!(nobody.open(&case).await.route(), "/sign-in");
}

async fn each_reading_is_recorded_for_the_person_it_is_about(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let me = {
        let family = demo_family(&world.city, "mother");
        world.office.keys.person(&family.members[0])
    };
    let about_me = async |world: &World| {
        let mut conn = world.office.db.read().await.unwrap();
        reads_about(&mut conn, &me, None, 100)
            .await
            .unwrap()
            .into_iter()
            .map(|access| access.row)
            .filter(|row| ["tracking", "look-up"].contains(&row.purpose.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(about_me(&world).await, [], "lists show no values");

    mother.open(&case).await;
    let rows = about_me(&world).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].role.as_str(), rows[0].by_id.as_str()),
        ("applicant", me.0.as_str())
    );
    assert!(rows[0].fields.contains(&"child-1.name".to_owned()));
    assert!(
        rows[0]
            .fields
            .contains(&"result.birth-certificate.child-1".to_owned())
    );

    let link = invite(&world, &mut mother, &case).await;
    // Newest first is told by the clock.
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    be(&world, "father").await.open(&link).await;
    let rows = about_me(&world).await;
    assert_eq!((rows.len(), rows[0].role.as_str()), (2, "confirmer"));
    assert!(rows[0].fields.contains(&"applicant.name".to_owned()));
    assert!(
        rows[0]
            .fields
            .iter()
            .all(|field| !field.contains("account"))
    );

    world.clock.advance(jiff::SignedDuration::from_secs(1));
    be(&world, "twins-mother").await.open(&case).await;
    let rows = about_me(&world).await;
    assert_eq!((rows.len(), rows[0].outcome), (3, ReadOutcome::Refused));
    assert_eq!(rows[0].fields, Vec::<String>::new());
}

async fn notices_are_counted_until_they_are_read(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let count = |page: &Page| {
        page.find_all(".count")
            .first()
            .map_or(0, |found| found.words.parse::<i64>().unwrap())
    };
    let home = mother.open("/").await;
    let unread = count(&home);
    assert!(unread >= 1, "the submission is told");

    let notices = mother.open("/notices").await;
    notices.says("您的申请已收到");
    let one = notices
        .find_all("form[action^='/notices/']")
        .into_iter()
        .filter_map(|form| form.attr("action").map(str::to_owned))
        .next()
        .unwrap();
    let opened = mother.submit(notices.form_to(&one)).await;
    assert_eq!(opened.route(), case);
    assert_eq!(count(&mother.open("/").await), unread - 1);

    let mut stranger = be(&world, "twins-mother").await;
    assert_eq!(
        stranger.post(&one, &[("", "")]).await.status,
        404,
        "somebody else's notice does not exist"
    );

    let notices = mother.open("/notices").await;
    if notices.has("form[action='/notices']") {
        mother.submit(notices.form_to("/notices")).await;
    }
    assert_eq!(count(&mother.open("/").await), 0);
}

async fn the_day_goes_into_a_calendar_without_a_name(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let file = mother.open(&format!("{case}/day.ics")).await;
    assert_eq!(file.status, 200);
    assert!(
        file.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/calendar")
    );
    assert!(file.html.contains("DTSTART;VALUE=DATE:202603"));
    for name in ["张思齐", "林晓燕", "张远航"] {
        file.hides(name);
    }
    assert!(file.html.lines().all(|line| line.len() <= 75));
}

async fn a_day_that_has_not_come_is_not_believed(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let path = format!("{case}/done/vaccination-record.child-1");
    let page = mother.open(&path).await;
    let form = page
        .form()
        .fill("when-year", "２０２６")
        .fill("when-month", "12")
        .fill("when-day", "1");
    let future = mother.submit(form).await;
    assert!(future.path.ends_with("?review"));
    future.says(&say(Text::TrackingElsewhereFuture));
    assert_eq!(
        future.form().value("when-year"),
        Some("２０２６"),
        "what was typed stays"
    );
}

async fn an_open_page_hears_of_what_happens(world: World) {
    let (mother, case) = a_case(&world).await;
    let mut stream = mother
        .request(Method::GET, &format!("{case}/events"))
        .header("accept", "text/event-stream")
        .send()
        .await
        .unwrap();
    assert_eq!(stream.status(), 200);
    world.clock.advance(SignedDuration::from_secs(60));
    at_the_desk(
        &world,
        &case,
        "maternity-benefit",
        vec![(Step::TakeUp, StepDetail::default())],
    )
    .await;
    let heard = tokio::time::timeout(std::time::Duration::from_secs(10), stream.chunk())
        .await
        .expect("the stream speaks within ten seconds")
        .unwrap()
        .unwrap();
    // With data: browsers pass over an event without.
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.contains("event: changed\ndata: changed"), "{heard}");

    world.office.closing.begin();
    let end = async { while let Ok(Some(_)) = stream.chunk().await {} };
    tokio::time::timeout(std::time::Duration::from_secs(5), end)
        .await
        .expect("the stream ends when the portal closes");
}

stories![
    every_lane_is_watched_to_the_end,
    a_question_is_answered_and_the_clock_has_stood_meanwhile,
    an_office_that_is_late_is_named_with_the_reason,
    a_refusal_gives_its_reason_and_does_not_stop_the_others,
    withdrawing_one_part_leaves_the_others,
    a_case_withdrawn_before_anything_was_done_can_be_filed_again,
    a_stranger_finds_no_case,
    each_reading_is_recorded_for_the_person_it_is_about,
    notices_are_counted_until_they_are_read,
    the_day_goes_into_a_calendar_without_a_name,
    a_day_that_has_not_come_is_not_believed,
    an_open_page_hears_of_what_happens,
];
