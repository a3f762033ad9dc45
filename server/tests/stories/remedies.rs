//! Somebody does not agree: what a refusal says, an appeal that another person reviews, a complaint, a rating.

use std::collections::BTreeSet;

use app::case::{Capacity, Stage, Step};
use jiff::civil::date;
use server::case::{StepDetail, clocks, store};
use server::demo_city::people::demo_staff;
use server::journal;

use crate::casework::deciding;
use crate::casework::filed::{self, OnTheDesks, Wish};
use crate::stories;
use crate::support::{Page, Visitor, World};

/// Gao proposes to refuse the registration and Song confirms it; it leaves the house at once.
pub async fn refuse(world: &World, case: &OnTheDesks) {
    let by = ["police-shapingba-1", "police-shapingba-2"];
    refuse_as(world, case, "registration", "not-proved", by).await;
}

/// One proposes to refuse a matter and the other confirms it.
async fn refuse_as(world: &World, case: &OnTheDesks, code: &str, reason: &str, by: [&str; 2]) {
    let (mut one, mut other) = (world.be(by[0]).await, world.be(by[1]).await);
    let path = case.address(world, code).await.path();
    let page = one.open(&path).await;
    one.submit(page.form_to(&format!("{path}/holder")).press("受理"))
        .await;
    let refusal = format!("{path}/refusal");
    let page = one.open(&refusal).await;
    let form = page
        .form_to(&refusal)
        .fill("reason", reason)
        .fill("text", "房产证和申请人的姓名不一致。");
    one.submit(form.press("不予通过")).await;
    let proposal = format!("{path}/proposal");
    let page = other.open(&proposal).await;
    other
        .submit(page.form_to(&proposal).press("同意这个决定"))
        .await;
    assert_eq!(case.matter(world, code).await.stage, Stage::Refused);
}

/// The rest of the case ends, too.
pub async fn end(world: &World, case: &OnTheDesks) {
    let detail = StepDetail::default();
    case.step(
        world,
        "street-note",
        Step::Withdraw,
        Capacity::Applicant,
        detail,
    )
    .await;
}

fn of_case(case: &OnTheDesks, page: &str) -> String {
    format!("/cases/{}{page}", case.reference)
}

pub async fn appeal(visitor: &mut Visitor, case: &OnTheDesks, words: &str) -> Page {
    appeal_against(visitor, case, "registration", words).await
}

async fn appeal_against(visitor: &mut Visitor, case: &OnTheDesks, code: &str, words: &str) -> Page {
    let path = of_case(case, &format!("/appeal/{code}.person-1"));
    let page = visitor.open(&path).await;
    visitor
        .submit(page.form().fill("text", words).press("提交申诉"))
        .await
}

pub async fn complain(visitor: &mut Visitor, world: &World, case: &OnTheDesks) -> Page {
    let path = of_case(case, "/complaint");
    let page = visitor.open(&path).await;
    let office = filed::office_of(world, "police-shapingba-1").0;
    let form = page
        .form()
        .fill("office", &office)
        .fill("kind", "delay")
        .fill("text", "问了三次没有人接电话。")
        .fill("answer", "phone")
        .fill("phone", "13900000001");
    visitor.submit(form.press("提交投诉")).await
}

pub async fn rate(visitor: &mut Visitor, case: &OnTheDesks, grade: &str) -> Page {
    let page = visitor.open(&of_case(case, "/rating")).await;
    let form = page
        .form()
        .fill("grade", grade)
        .fill("guide", "1")
        .fill("text", "来回跑了两趟。");
    visitor.submit(form.press("提交评价")).await
}

/// The address of the first row on the list, if there is one.
pub async fn first_on_the_desk(visitor: &mut Visitor) -> Option<String> {
    visitor
        .open("/staff/remedies")
        .await
        .find_all("main a[href^='/staff/remedies/']")
        .first()
        .and_then(|link| link.attr("href").map(str::to_owned))
}

pub async fn take_up(visitor: &mut Visitor, path: &str) -> Page {
    let page = visitor.open(path).await;
    visitor.submit(page.form().press("由我处理")).await
}

async fn answer(visitor: &mut Visitor, path: &str, outcome: Option<&str>, words: &str) -> Page {
    let page = visitor.open(path).await;
    let form = page.form_in("form.remedy-answer");
    let form = match outcome {
        Some(outcome) => form.fill("outcome", outcome),
        None => form,
    };
    visitor
        .submit(form.fill("text", words).press("发出答复"))
        .await
}

async fn a_refusal_says_why_whom_to_ring_and_where_and_until_when_to_go(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    let mut mother = world.be("mother").await;

    let page = mother.open(&of_case(&case, "")).await;
    let office = filed::office_of(&world, "police-shapingba-1");
    let phone = world.office.directory().get(&office).unwrap().phone.clone();
    // The sixtieth day, 5 May, is a day off, and the day on which six months are over is a Sunday.
    for said in [
        "住址未能核实",
        "测试办法第三条",
        "房产证和申请人的姓名不一致",
        phone.as_str(),
        "行政复议",
        "2026年5月6日",
        "沙坪坝区人民政府",
        "行政诉讼",
        "2026年9月7日",
        "沙坪坝区人民法院",
        "还没有向该机关核实",
        "2026年3月27日",
    ] {
        page.says(said);
    }
    let notice = mother.follow(&page, "看决定书全文").await;
    notice
        .says("不予通过决定书：入户登记")
        .says("2026年3月6日")
        .says("2026年5月6日")
        .says("测试办法第三条")
        .says(filed::APPLICANT);

    // Kept with the matter on the day of issue: a later day changes nothing.
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 30));
    let mut mother = world.be("mother").await;
    mother
        .open(&of_case(&case, ""))
        .await
        .says("2026年5月6日")
        .says("期限2026年3月27日（星期五）已过");
}

async fn an_appeal_that_was_right_opens_the_matter_again(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    assert_eq!(case.matter(&world, "insurance").await.stage, Stage::Blocked);
    let mut mother = world.be("mother").await;

    // Nothing typed is a fault; what is typed is kept.
    let empty = appeal(&mut mother, &case, " ").await;
    assert!(empty.title().starts_with("错误："));
    empty.says("请写下为什么不同意");
    let path = of_case(&case, "/appeal/registration.person-1");
    let page = mother.open(&path).await;
    mother
        .submit(page.form().fill("text", "先写一半").press("先保存"))
        .await;
    assert_eq!(
        mother.open(&path).await.form().value("text"),
        Some("先写一半")
    );
    let sent = appeal(&mut mother, &case, "两个名字是同一个人。").await;
    sent.says("已收到").says("等待处理，2026年3月27日");
    // Pressed again, it is still one.
    let forged = mother.post(&path, &[("text", "再来一次")]).await;
    forged.hides("再来一次");

    // Who proposed and who confirmed it do not find it, whatever they send.
    let mut lead = world.be("police-shapingba-lead").await;
    let address = first_on_the_desk(&mut lead).await.unwrap();
    for decider in ["police-shapingba-1", "police-shapingba-2"] {
        let mut decider = world.be(decider).await;
        assert_eq!(first_on_the_desk(&mut decider).await, None);
        assert_eq!(decider.open(&address).await.status, 404);
        for act in ["take-up", "answer", "close", "put-back"] {
            let fields = [
                ("act", act),
                ("version", "0"),
                ("outcome", "upheld"),
                ("text", "维持"),
            ];
            assert_eq!(decider.post(&address, &fields).await.status, 404);
        }
    }

    let held = take_up(&mut lead, &address).await;
    held.says("两个名字是同一个人")
        .says("房产证和申请人的姓名不一致");
    let review = answer(&mut lead, &address, None, "查过了").await;
    review.says("请选择审查结果");
    let answered = answer(
        &mut lead,
        &address,
        Some("reopened"),
        "查过曾用名，是同一个人。",
    )
    .await;
    answered.says("已答复").says("申诉成立");

    let matter = case.matter(&world, "registration").await;
    assert_eq!(matter.stage, Stage::Ready);
    assert!(matter.holder.is_empty() && matter.ended_at.is_none() && matter.due.is_some());
    for waits in ["insurance", "card"] {
        assert_eq!(case.matter(&world, waits).await.stage, Stage::Waiting);
    }
    let page = mother.open(&of_case(&case, "")).await;
    page.says("申诉成立，重新办理")
        .says("查过曾用名，是同一个人。");
    mother.open("/notices").await.says("您的申诉成立");
    // The desk goes on as with any matter.
    let mut gao = world.be("police-shapingba-1").await;
    let path = case.address(&world, "registration").await.path();
    gao.open(&path).await.says("申诉成立，重新办理");
    // Refused once more, it can be appealed against once more.
    refuse(&world, &case).await;
    appeal(&mut mother, &case, "还是不对。")
        .await
        .says("还是不对。");

    let mut conn = world.office.db.read().await.unwrap();
    let id = address.rsplit('/').next().unwrap();
    let record = journal::Record::new(&case.home, "appeal", id);
    let steps: Vec<_> = journal::read(&mut conn, &record)
        .await
        .unwrap()
        .into_iter()
        .map(|written| written.entry.step)
        .collect();
    assert_eq!(steps, ["handed-in", "take-up", "answer"]);
}

/// What this member's reminders say of an appeal.
async fn reminded_of_the_appeal(world: &World, login: &str) -> Vec<String> {
    let page = world.be(login).await.open("/casework/clocks").await;
    let cells =
        |column: u8| page.find_all(&format!(".table-region tbody tr > :nth-child({column})"));
    cells(1)
        .into_iter()
        .zip(cells(2))
        .filter(|(what, _)| what.words.starts_with("申诉"))
        .map(|(_, mark)| mark.words)
        .collect()
}

async fn an_answer_that_is_owed_has_a_clock_that_nobody_who_decided_hears(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    let mut mother = world.be("mother").await;
    // Fifteen working days from Friday 6 March: due on Friday 27.
    appeal(&mut mother, &case, "两个名字是同一个人。").await;
    let look_on = async |day: jiff::civil::Date| {
        let morning = day.at(8, 0, 0, 0).to_zoned(app::text::city_time()).unwrap();
        world.clock.set(morning.timestamp());
        clocks::look(&world.office).await.unwrap();
        clocks::look(&world.office).await.unwrap();
    };
    look_on(date(2026, 3, 24)).await;
    assert!(
        reminded_of_the_appeal(&world, "police-shapingba-lead")
            .await
            .is_empty()
    );
    look_on(date(2026, 3, 25)).await;
    let told = reminded_of_the_appeal(&world, "police-shapingba-lead").await;
    assert_eq!(told.len(), 1, "{told:?}");
    for decider in ["police-shapingba-1", "police-shapingba-2"] {
        assert!(reminded_of_the_appeal(&world, decider).await.is_empty());
    }
    look_on(date(2026, 3, 28)).await;
    let told = reminded_of_the_appeal(&world, "police-shapingba-lead").await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        reminded_of_the_appeal(&world, "services-shapingba")
            .await
            .is_empty()
    );
    look_on(date(2026, 4, 2)).await;
    let told = reminded_of_the_appeal(&world, "services-shapingba").await;
    assert_eq!(told.len(), 1, "{told:?}");

    // Known by one press, in the appeal's own chain; answered, nothing is left to know.
    let mut lead = world.be("police-shapingba-lead").await;
    let page = lead.open("/casework/clocks").await;
    let button = page.find("button[name=mark]");
    let mark = button.attr("value").unwrap();
    lead.post("/casework/clocks", &[("mark", mark)]).await;
    let left = reminded_of_the_appeal(&world, "police-shapingba-lead").await;
    assert_eq!(left.len(), 1, "{left:?}");
    let address = first_on_the_desk(&mut lead).await.unwrap();
    take_up(&mut lead, &address).await;
    answer(&mut lead, &address, Some("upheld"), "姓名仍然对不上。").await;
    for reader in ["police-shapingba-lead", "services-shapingba"] {
        assert!(reminded_of_the_appeal(&world, reader).await.is_empty());
    }
    let id = address.rsplit('/').next().unwrap();
    let record = journal::Record::new(&case.home, "appeal", id);
    let mut conn = world.office.db.read().await.unwrap();
    let steps: Vec<_> = journal::read(&mut conn, &record)
        .await
        .unwrap()
        .into_iter()
        .map(|written| written.entry.step)
        .collect();
    assert_eq!(
        steps,
        [
            "handed-in",
            "clock-promised-nearly-over",
            "clock-promised-over",
            "clock-promised-long-over",
            "clock-known",
            "take-up",
            "answer"
        ]
    );
}

async fn what_everybody_of_an_office_decided_is_answered_one_level_up(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    deciding::take_up(&mut gao, &case, &world, "registration").await;
    deciding::approve(&mut gao, &case, &world, "registration").await;
    case.register_answers(&world, "registration", "RZ-1").await;
    // The two who work at the insurer.
    let deciders = ["insurance-shapingba", "insurance-shapingba-lead"];
    refuse_as(&world, &case, "insurance", "account-not-own", deciders).await;
    let mut mother = world.be("mother").await;
    appeal_against(&mut mother, &case, "insurance", "账户就是我的。")
        .await
        .says("已收到");

    // The bureau is reminded in time, and nobody below.
    let morning = date(2026, 3, 25).at(8, 0, 0, 0);
    let morning = morning.to_zoned(app::text::city_time()).unwrap();
    world.clock.set(morning.timestamp());
    clocks::look(&world.office).await.unwrap();
    let told = reminded_of_the_appeal(&world, "owner-insurance").await;
    assert_eq!(told.len(), 1, "{told:?}");
    let mut lu = world.be("owner-insurance").await;
    let address = first_on_the_desk(&mut lu).await.unwrap();
    for nobody in [
        deciders[0],
        deciders[1],
        "owner-civil",
        "owner-police",
        "police-shapingba-lead",
        "services-shapingba",
        "services-city",
    ] {
        let mut nobody = world.be(nobody).await;
        assert_eq!(first_on_the_desk(&mut nobody).await, None);
        assert_eq!(nobody.open(&address).await.status, 404);
    }
    take_up(&mut lu, &address).await.says("账户就是我的。");
    // Who begins at the insurer now may answer what comes next; what the bureau has in hand stays there.
    let office = filed::office_of(&world, deciders[0]);
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO staff (id, login, name, office, role, password, created_at, disabled_at)
         VALUES ('new-colleague', 'new-colleague', '新同事', $1, 'caseworker', '', 0, 0)",
    )
    .bind(office.0)
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    answer(&mut lu, &address, Some("reopened"), "已经核对，是本人的。")
        .await
        .says("申诉成立");

    assert_eq!(case.matter(&world, "insurance").await.stage, Stage::Ready);
    let mut mother = world.be("mother").await;
    mother
        .open(&of_case(&case, ""))
        .await
        .says("申诉成立，重新办理")
        .says("已经核对，是本人的。");
}

async fn above_every_office_that_decides_there_is_one_that_answers(world: World) {
    let directory = world.office.directory();
    let matters = world
        .office
        .services
        .iter()
        .flat_map(|service| &service.matters);
    let deciding: BTreeSet<&str> = matters
        .filter(|matter| !matter.refusals.is_empty())
        .map(|matter| matter.department.as_str())
        .collect();
    assert!(deciding.contains("medical-security") && deciding.contains("street"));
    let staff = demo_staff(&world.city);
    let work_at = |office: &str| {
        staff
            .iter()
            .filter(|member| member.office.0 == office)
            .count()
    };
    for office in directory.offices() {
        if !deciding.contains(office.department.as_str()) {
            continue;
        }
        let above = directory
            .above(office)
            .unwrap_or_else(|| panic!("nothing stands above {}", office.id));
        assert_ne!(above.id, office.id);
        assert!([office.division.as_str(), "500000"].contains(&above.division.as_str()));
        // It takes two to refuse; where the demo has them, it has somebody above them, too.
        assert!(
            work_at(&office.id) < 2 || work_at(&above.id) > 0,
            "nobody above {}",
            office.id
        );
    }
}

async fn an_appeal_that_is_not_right_gets_reasons_and_the_matter_stands(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    let mut mother = world.be("mother").await;
    appeal(&mut mother, &case, "我不同意。").await;
    let mut lead = world.be("police-shapingba-lead").await;
    let address = first_on_the_desk(&mut lead).await.unwrap();
    take_up(&mut lead, &address).await;

    answer(&mut lead, &address, Some("upheld"), "姓名仍然对不上。").await;

    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Refused
    );
    mother
        .open(&of_case(&case, ""))
        .await
        .says("维持原决定")
        .says("姓名仍然对不上。");
    mother.open("/notices").await.says("维持原决定");
}

async fn an_appeal_after_its_term_is_not_taken_and_the_courts_dates_stand(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 22));
    let mut mother = world.be("mother").await;
    let path = of_case(&case, "/appeal/registration.person-1");

    let page = mother.open(&path).await;
    assert!(!page.has("main form"));
    let late = mother.post(&path, &[("text", "现在才看到")]).await;

    assert_eq!(late.status, 409);
    late.says("申诉的期限已过");
    let mut lead = world.be("police-shapingba-lead").await;
    assert_eq!(first_on_the_desk(&mut lead).await, None);
}

async fn what_a_case_had_claimed_is_claimed_again_unless_somebody_else_has_it(world: World) {
    for taken in [false, true] {
        let case = filed::file(&world, Wish::default()).await;
        let what = format!("certificate-{taken}");
        let mut tx = world.office.db.begin().await.unwrap();
        assert!(
            store::claim(tx.conn(), &what, &case.home, &case.case_id)
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        refuse(&world, &case).await;
        end(&world, &case).await;
        let mut tx = world.office.db.begin().await.unwrap();
        assert!(
            !store::is_claimed(tx.conn(), &what).await.unwrap(),
            "whoever was refused may apply again"
        );
        if taken {
            store::claim(tx.conn(), &what, "500106001", "another-case")
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let mut mother = world.be("mother").await;
        appeal(&mut mother, &case, "我不同意。").await;
        let mut lead = world.be("police-shapingba-lead").await;
        let address = first_on_the_desk(&mut lead).await.unwrap();
        take_up(&mut lead, &address).await;

        let answered = answer(&mut lead, &address, Some("reopened"), "您说得对。").await;

        let stage = case.matter(&world, "registration").await.stage;
        if taken {
            assert_eq!((answered.status, stage), (409, Stage::Refused));
            answered.says("已经就同一件事重新申请");
            // What was typed is there for another outcome.
            assert_eq!(
                lead.open(&address)
                    .await
                    .form_in("form.remedy-answer")
                    .value("text"),
                Some("您说得对。")
            );
        } else {
            assert_eq!((answered.status, stage), (200, Stage::Ready));
            let mut conn = world.office.db.read().await.unwrap();
            assert!(store::is_claimed(&mut conn, &what).await.unwrap());
            let open = store::case_by_id(&mut conn, &case.home, &case.case_id).await;
            assert!(open.unwrap().unwrap().closed_at.is_none());
        }
    }
}

async fn a_complaint_is_for_a_supervisor_who_had_no_part_in_it(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    let mut mother = world.be("mother").await;
    let path = of_case(&case, "/complaint");
    let page = mother.open(&path).await;
    let reviewed = mother.submit(page.form().press("提交投诉")).await;
    reviewed
        .says("请选择单位")
        .says("请选择关于什么")
        .says("请写下发生了什么")
        .says("请选择怎样答复您");

    for _ in 0..2 {
        // The same complaint twice is one.
        complain(&mut mother, &world, &case).await.says("已收到");
    }

    let mut lead = world.be("police-shapingba-lead").await;
    let list = lead.open("/staff/remedies?list=complaints").await;
    assert_eq!(list.heading(), "投诉（1）");
    let address = first_on_the_desk(&mut lead).await.unwrap();
    for other in ["police-shapingba-1", "police-shapingba-2", "police-yubei"] {
        let mut other = world.be(other).await;
        assert_eq!(other.open(&address).await.status, 404);
        assert_eq!(first_on_the_desk(&mut other).await, None);
    }
    // The number to ring is for whoever has it in hand.
    lead.open(&address).await.hides("13900000001");
    take_up(&mut lead, &address).await.says("13900000001");
    answer(&mut lead, &address, None, "已经加派人手接电话。").await;
    mother
        .open(&of_case(&case, ""))
        .await
        .says("已经加派人手接电话。");
    mother.open("/notices").await.says("您的投诉有了答复");

    // Named, she does not find it.
    let page = mother.open(&path).await;
    let office = filed::office_of(&world, "police-shapingba-1").0;
    let form = page
        .form()
        .fill("office", &office)
        .fill("kind", "attitude")
        .fill("text", "负责人态度不好。")
        .fill("whom", "梁正")
        .fill("answer", "portal");
    mother.submit(form.press("提交投诉")).await.says("已收到");
    assert_eq!(first_on_the_desk(&mut lead).await, None);
}

async fn a_case_is_rated_once_after_its_end_and_a_bad_rating_is_answered(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    refuse(&world, &case).await;
    let mut mother = world.be("mother").await;
    let path = of_case(&case, "/rating");
    mother.open(&path).await.says("还没有办完");
    let early = mother.post(&path, &[("grade", "5")]).await;
    assert_eq!(early.status, 409);
    end(&world, &case).await;

    let page = mother.open(&path).await;
    for name in ["grade", "efficiency", "guide", "convenience", "platform"] {
        let given = page.form().value(name).unwrap_or_default().to_owned();
        assert_eq!(given, "", "nothing is chosen beforehand: {name}");
    }
    let reviewed = mother.submit(page.form().press("提交评价")).await;
    reviewed.says("请选择满意的程度");
    rate(&mut mother, &case, "1").await.says("非常不满意");
    let again = mother.post(&path, &[("grade", "5")]).await;
    again.says("非常不满意");

    // Counted for the public figures, once.
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT), CAST(COALESCE(MAX(grade), 0) AS BIGINT) FROM figure_rating")
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    let counted: (i64, i64) = (
        sqlx::Row::try_get(&row, 0).unwrap(),
        sqlx::Row::try_get(&row, 1).unwrap(),
    );
    assert_eq!(counted, (1, 1));
    drop(conn);

    // The task: whoever of the office takes it up answers, a supervisor closes it.
    let mut song = world.be("police-shapingba-2").await;
    let address = first_on_the_desk(&mut song).await.unwrap();
    take_up(&mut song, &address)
        .await
        .says("2026年3月27日")
        .says("来回跑了两趟");
    answer(&mut song, &address, None, "窗口已贴出清单。").await;
    let early = song
        .post(&address, &[("act", "close"), ("version", "2")])
        .await;
    assert_eq!(early.status, 409, "a caseworker does not close it");
    let mut lead = world.be("police-shapingba-lead").await;
    let page = lead.open(&address).await;
    lead.submit(page.form().press("已看到整改"))
        .await
        .says("已办结");
    mother
        .open(&of_case(&case, ""))
        .await
        .says("窗口已贴出清单。");
}

async fn late_ones_come_first_and_the_list_says_so(world: World) {
    let late = filed::file(&world, Wish::default()).await;
    refuse(&world, &late).await;
    let mut mother = world.be("mother").await;
    appeal(&mut mother, &late, "第一份").await;
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 24));
    let mut mother = world.be("mother").await;
    complain(&mut mother, &world, &late).await;

    let mut lead = world.be("police-shapingba-lead").await;
    let list = lead.open("/staff/remedies").await;
    let rows = list.find_all("#remedies-caption ~ tbody tr");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].words.contains("申诉") && rows[0].words.contains("已超期"));
    assert!(rows[1].words.contains("投诉") && !rows[1].words.contains("已超期"));
    mother
        .open(&of_case(&late, ""))
        .await
        .says("已经晚了")
        .says("12345");
    assert_eq!(lead.open("/staff/remedies?list=all").await.status, 404);
    assert_eq!(lead.open("/staff/remedies?after=x").await.status, 404);
}

stories![
    a_refusal_says_why_whom_to_ring_and_where_and_until_when_to_go,
    an_appeal_that_was_right_opens_the_matter_again,
    an_answer_that_is_owed_has_a_clock_that_nobody_who_decided_hears,
    what_everybody_of_an_office_decided_is_answered_one_level_up,
    above_every_office_that_decides_there_is_one_that_answers,
    an_appeal_that_is_not_right_gets_reasons_and_the_matter_stands,
    an_appeal_after_its_term_is_not_taken_and_the_courts_dates_stand,
    what_a_case_had_claimed_is_claimed_again_unless_somebody_else_has_it,
    a_complaint_is_for_a_supervisor_who_had_no_part_in_it,
    a_case_is_rated_once_after_its_end_and_a_bad_rating_is_answered,
    late_ones_come_first_and_the_list_says_so,
];
