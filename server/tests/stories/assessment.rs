//! Assessment of an older person's abilities: from the application to the finding, and to a second look by others.

use std::collections::BTreeMap;

use app::assessment::table;
use app::benefits::CareLevel;
use app::case::{CaseReference, Stage, Step};
use app::mandate::MandateAct;
use app::text::{Text, city_time};
use jiff::civil::DateTime;
use server::assessment::{Finding, findings_of};
use server::case::{Case, Decision, StepDetail};
use server::demo_city::care::providers;
use server::journal::{self, Record};

use crate::applying::{case_of, matters_of, steps};
use crate::mandate::{citizen, may_act};
use crate::newborn::{be, hand_in};
use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// The demo's bodies: independent, of an owner who runs care in the district, independent.
pub const KANGHENG: &str = "500106-PG-001";
pub const YIAN: &str = "500106-PG-002";
pub const TONGXIN: &str = "500106-PG-003";

/// From the guide, or a mandate's page, to the receipt.
pub async fn apply(visitor: &mut Visitor, mandate: Option<&CaseReference>) -> Page {
    let leave = match mandate {
        None => {
            let guide = visitor.open("/elder-assessment").await;
            let start = guide.form_to("/elder-assessment/start");
            visitor.submit(start.press(&say(Text::StartNow))).await
        }
        Some(mandate) => {
            let fields = [("for", mandate.as_str())];
            visitor.post("/elder-assessment/start", &fields).await
        }
    };
    assert_eq!(leave.route(), "/elder-assessment/leave", "{}", leave.text());
    let known = visitor
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    let question = visitor.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(
        question.route(),
        "/elder-assessment/place",
        "{}",
        question.text()
    );
    let check = visitor
        .submit(
            question
                .form()
                .press(&say(Text::GoOn))
                .fill("place", "天陈路 12 号 3 单元 502")
                .fill("phone", "023-60000001")
                .fill("note", "左耳听力不好"),
        )
        .await;
    assert_eq!(check.route(), "/elder-assessment/check", "{}", check.text());
    hand_in(visitor, &check).await
}

/// The street office accepts.
pub async fn accept(world: &World, case: &Case) {
    let decision = Decision {
        approved: true,
        ..Decision::default()
    };
    let approve = StepDetail {
        decision: Some(decision),
        ..StepDetail::default()
    };
    steps(
        world,
        case,
        "acceptance",
        &[
            (Step::TakeUp, StepDetail::default()),
            (Step::Approve, approve),
        ],
    )
    .await;
}

/// The first assessment on this member's list.
pub async fn first_on_the_list(staff: &mut Visitor) -> Page {
    let list = staff.open("/staff/assessments").await;
    let href = list
        .find("#main table a")
        .attr("href")
        .expect("a link")
        .to_owned();
    staff.open(&href).await
}

/// An application of the 82-year-old's that the street office has accepted: the case, and the page of its assessment.
pub async fn accepted(world: &World) -> (Case, Visitor, String) {
    let mut elder = be(world, "elder").await;
    let receipt = apply(&mut elder, None).await;
    let case = case_of(world, &receipt).await;
    accept(world, &case).await;
    let mut street = be(world, "street-shapingba").await;
    let desk = first_on_the_list(&mut street).await;
    (case, street, desk.route().to_owned())
}

pub async fn assign(street: &mut Visitor, desk: &str, body: &str) -> Page {
    let page = street.open(desk).await;
    let form = page
        .form_in("form.choose-body")
        .fill("body", body)
        .press(&say(Text::AssessmentAssignButton));
    street.submit(form).await
}

/// The head names the first two of the body's people, and proposes the first two times.
pub async fn propose(head: &mut Visitor, desk: &str) -> Page {
    let page = head.open(desk).await;
    let people: Vec<String> = page
        .find_all("select[name=first] option")
        .iter()
        .filter_map(|option| option.attr("value").map(str::to_owned))
        .filter(|value| !value.is_empty())
        .collect();
    let times: Vec<String> = page
        .find_all("input[name=times]")
        .iter()
        .filter_map(|option| option.attr("value").map(str::to_owned))
        .collect();
    let form = page
        .form_in("form.name-assessors")
        .fill("first", &people[0])
        .fill("second", &people[1])
        .tick("times", &times[0])
        .tick("times", &times[1])
        .press(&say(Text::AssessmentProposeButton));
    head.submit(form).await
}

/// The first of the proposed times is taken, and that moment comes. Whoever was signed in days before has to sign in again.
pub async fn choose_and_wait(world: &World, citizen: &mut Visitor, case: &Case) {
    let visit = citizen
        .open(&format!("/cases/{}/visit/assessment", case.reference))
        .await;
    let time = visit
        .find("input[name=time]")
        .attr("value")
        .expect("a time")
        .to_owned();
    let form = visit
        .form_in("form.choose-time")
        .fill("time", &time)
        .press(&say(Text::AssessmentTimeButton));
    let arranged = citizen.submit(form).await;
    arranged.says(&say(Text::AssessmentVisitArranged));
    let time: DateTime = time.parse().expect("a local time");
    let at = time
        .to_zoned(city_time())
        .expect("a time that exists")
        .timestamp();
    world.clock.set(at);
}

/// Every item by so many points below the best, as far as it goes.
pub async fn fill_in(assessor: &mut Visitor, desk: &str, below: i64) {
    for section in &table().sections {
        let page = assessor
            .open(&format!("{desk}/form/{}", section.code))
            .await;
        assert_eq!(page.status, 200, "{}", page.html);
        let mut form = page.form();
        for item in &section.items {
            let best = table().answers_of(item)[0].points;
            form = form.fill(&item.code, &(best - below).max(0).to_string());
        }
        let next = assessor.submit(form).await;
        assert!(!next.path.contains("review"), "{}", next.path);
    }
}

pub async fn confirm(assessor: &mut Visitor, desk: &str) -> Page {
    let page = assessor.open(desk).await;
    let form = page
        .form_in("form.confirm-form")
        .tick("asked", "yes")
        .press(&say(Text::AssessmentConfirmButton));
    assessor.submit(form).await
}

pub async fn findings_about(world: &World, key: &str) -> Vec<Finding> {
    let person = citizen(world, key).await.person;
    let mut conn = world.office.db.read().await.unwrap();
    findings_of(&mut conn, &person).await.unwrap()
}

/// Everything up to a finding of the 82-year-old's.
pub async fn found(world: &World, below: i64) -> (Case, String) {
    let (case, mut street, desk) = accepted(world).await;
    assign(&mut street, &desk, KANGHENG).await;
    let mut head = be(world, "assessor-lead").await;
    be(world, "assessor-1").await;
    be(world, "assessor-2").await;
    propose(&mut head, &desk).await;
    let mut elder = be(world, "elder").await;
    choose_and_wait(world, &mut elder, &case).await;
    let (mut first, mut second) = (be(world, "assessor-1").await, be(world, "assessor-2").await);
    fill_in(&mut first, &desk, below).await;
    confirm(&mut first, &desk).await;
    confirm(&mut second, &desk).await;
    (case, desk)
}

async fn steps_in_the_journal(world: &World, kind: &str, home: &str, id: &str) -> Vec<String> {
    let mut conn = world.office.db.read().await.unwrap();
    journal::read(&mut conn, &Record::new(home, kind, id))
        .await
        .unwrap()
        .into_iter()
        .map(|written| written.entry.step)
        .collect()
}

async fn from_the_application_to_the_finding(world: World) {
    let mut elder = be(&world, "elder").await;
    let receipt = apply(&mut elder, None).await;
    let case = case_of(&world, &receipt).await;
    accept(&world, &case).await;
    let visit = format!("/cases/{}/visit/assessment", case.reference);

    // The tracking page says that somebody comes, and leads there; the applicant cannot say that it is done.
    let tracked = elder.open(&format!("/cases/{}", case.reference)).await;
    tracked.says("要有人上门来看");
    let page = elder.follow(&tracked, &say(Text::TrackingActVisit)).await;
    assert_eq!(page.route(), visit);
    page.says(&say(Text::AssessmentVisitWanted));
    let done = elder
        .open(&format!("/cases/{}/done/assessment", case.reference))
        .await;
    assert_eq!(done.status, 409);

    let mut street = be(&world, "street-shapingba").await;
    let desk = first_on_the_list(&mut street).await;
    desk.says("王秀英").hides("天陈路");
    let desk = desk.route().to_owned();
    assign(&mut street, &desk, KANGHENG).await;

    // The two have signed in before, so that the body has somebody to name.
    let mut first = be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    assert_eq!(first.open(&desk).await.status, 404, "not named yet");
    let mut head = be(&world, "assessor-lead").await;
    let at_body = first_on_the_list(&mut head).await;
    at_body
        .says("天陈路")
        .says("02360000001")
        .says("左耳听力不好");
    propose(&mut head, &desk).await;
    elder.open("/notices").await.says("请选一个");

    // None suits; then one does.
    let page = elder.open(&visit).await;
    let others = page
        .form_in("form.choose-time")
        .press(&say(Text::AssessmentTimeOthers));
    elder
        .submit(others)
        .await
        .says(&say(Text::AssessmentVisitAssigned));
    propose(&mut head, &desk).await;
    choose_and_wait(&world, &mut elder, &case).await;

    let (mut elder, mut first, mut second) = (
        be(&world, "elder").await,
        be(&world, "assessor-1").await,
        be(&world, "assessor-2").await,
    );
    fill_in(&mut first, &desk, 2).await;
    let after_one = confirm(&mut first, &desk).await;
    after_one.says(&say(Text::AssessmentConfirmedByYou));
    assert!(
        findings_about(&world, "elder").await.is_empty(),
        "one is not two"
    );
    confirm(&mut first, &desk).await;
    assert!(
        findings_about(&world, "elder").await.is_empty(),
        "twice the same is not two"
    );
    let desk_of_second = second.open(&desk).await;
    desk_of_second.says(&say(Text::AssessmentConfirmedByOther));
    // 19 items of 4 lose 2 each, 2 of 3, 2 of 1 lose all they have, 3 of 2: 90 - 38 - 4 - 2 - 6.
    desk_of_second.says("40");
    confirm(&mut second, &desk).await;

    let found = findings_about(&world, "elder").await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].level, found[0].score), (CareLevel::Severe, 40));
    assert_eq!(found[0].body.0, KANGHENG);
    let matters = matters_of(&world, &case).await;
    assert!(matters.iter().all(|matter| matter.stage == Stage::Done));
    let id = matters[1].key.id.clone();
    assert_eq!(
        steps_in_the_journal(&world, "assessment", &case.home, &id).await,
        [
            "open",
            "assign",
            "propose-times",
            "ask-other-times",
            "propose-times",
            "choose-time",
            "fill-in",
            "fill-in",
            "fill-in",
            "fill-in",
            "fill-in",
            "confirm-form",
            "confirm-form",
            "confirm-form",
            "conclude",
        ]
    );
    assert_eq!(
        steps_in_the_journal(&world, "finding", &case.home, &found[0].id).await,
        ["issue"]
    );

    let findings = elder.open("/findings").await;
    findings
        .says("重度失能")
        .says("40")
        .says("还没有和标准原文核对");
    findings.says(&say(Text::AssessmentFindingCity));
    elder.open(&visit).await.says("重度失能");
    elder
        .open(&format!("/cases/{}", case.reference))
        .await
        .says("重度失能");
    // Whoever's state changes may ask again.
    apply(&mut elder, None).await;
}

async fn a_body_whose_owner_runs_care_is_refused_with_the_reason(world: World) {
    let (_, mut street, desk) = accepted(&world).await;
    let page = street.open(&desk).await;
    page.says(&say(Text::AssessmentRefusedInterest));
    assert!(!page.has(&format!("input[name=body][value='{YIAN}']")));
    assert!(page.has(&format!("input[name=body][value='{KANGHENG}']")));
    for (body, why) in [
        (YIAN, Text::AssessmentRefusedInterest),
        ("500106-JD-001", Text::AssessmentRefusedUnknown),
    ] {
        let fields = [("act", "assign"), ("version", "0"), ("body", body)];
        let refused = street.post(&desk, &fields).await;
        assert_eq!(refused.status, 409);
        refused.says(&say(why));
    }
    // The body's owner buys a provider of care while the assessment goes on.
    assign(&mut street, &desk, KANGHENG).await;
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    let mut head = be(&world, "assessor-lead").await;
    let mut bought = providers(world.city.seed, &world.city.streets)
        .into_iter()
        .find(|provider| provider.division == "500106")
        .expect("somebody cares in Shapingba");
    bought.owner = "91509906MA0PG00017".to_owned();
    world.office.keep_providers(&[bought]).await.unwrap();
    let refused = propose(&mut head, &desk).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::AssessmentRefusedInterest));
}

async fn both_confirm_the_same_form_on_the_day(world: World) {
    let (case, mut street, desk) = accepted(&world).await;
    assign(&mut street, &desk, KANGHENG).await;
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    let mut head = be(&world, "assessor-lead").await;
    // One person twice is not two.
    let page = head.open(&desk).await;
    let one = page.find_all("select[name=first] option")[1]
        .attr("value")
        .unwrap()
        .to_owned();
    let time = page
        .find("input[name=times]")
        .attr("value")
        .unwrap()
        .to_owned();
    let twice = page
        .form_in("form.name-assessors")
        .fill("first", &one)
        .fill("second", &one)
        .tick("times", &time)
        .press(&say(Text::AssessmentProposeButton));
    head.submit(twice)
        .await
        .says(&say(Text::AssessmentSecondSame));
    propose(&mut head, &desk).await;
    let before = world.office.clock.now();
    let mut elder = be(&world, "elder").await;
    choose_and_wait(&world, &mut elder, &case).await;
    let on_the_day = world.office.clock.now();

    // The evening before, nothing can be filled in.
    world.clock.set(before);
    let mut first = be(&world, "assessor-1").await;
    let section = format!("{desk}/form/self-care");
    assert_eq!(first.open(&section).await.status, 404);
    assert_eq!(first.post(&section, &[("eating", "4")]).await.status, 409);
    world.clock.set(on_the_day);
    let (mut first, mut second) = (
        be(&world, "assessor-1").await,
        be(&world, "assessor-2").await,
    );

    // A form with a gap has no score.
    let half = first
        .post(&section, &[("eating", "4"), ("grooming", "9")])
        .await;
    half.says("第 2 项还没有选");
    let shown = first.open(&desk).await;
    let version = shown
        .form_in("form.confirm-form")
        .value("version")
        .unwrap()
        .to_owned();
    let press = [
        ("act", "confirm"),
        ("version", version.as_str()),
        ("asked", "yes"),
    ];
    first
        .post(&desk, &press)
        .await
        .says(&say(Text::AssessmentFormGap));
    // Nor is anything confirmed before the older person was asked.
    fill_in(&mut first, &desk, 0).await;
    let unasked = first
        .post(&desk, &[("act", "confirm"), ("version", "5")])
        .await;
    unasked.says(&say(Text::AssessmentAskedAloneEmpty));

    confirm(&mut first, &desk).await;
    let read_by_second = second
        .open(&desk)
        .await
        .form_in("form.confirm-form")
        .value("version")
        .unwrap()
        .to_owned();
    // The first changes an item after the second has read the form.
    let eating: BTreeMap<&str, &str> = table().sections[0]
        .items
        .iter()
        .map(|item| (item.code.as_str(), "3"))
        .collect();
    let fields: Vec<(&str, &str)> = eating.into_iter().collect();
    first.post(&section, &fields).await;
    let stale = second
        .post(
            &desk,
            &[
                ("act", "confirm"),
                ("version", &read_by_second),
                ("asked", "yes"),
            ],
        )
        .await;
    assert_eq!(stale.status, 409);
    stale.says(&say(Text::AssessmentFormChanged));
    confirm(&mut second, &desk).await;
    assert!(
        findings_about(&world, "elder").await.is_empty(),
        "the first has to confirm again"
    );
    confirm(&mut first, &desk).await;
    let found = findings_about(&world, "elder").await;
    // 90 - 8.
    assert_eq!((found[0].level, found[0].score), (CareLevel::Mild, 82));
}

async fn an_objection_goes_to_another_body_and_other_assessors(world: World) {
    let (case, _) = found(&world, 1).await;
    let mut elder = be(&world, "elder").await;
    let first = findings_about(&world, "elder").await.remove(0);
    let page = elder
        .open(&format!("/findings/{}/objection", first.id))
        .await;
    let empty = elder.submit(page.form()).await;
    empty.says(&say(Text::AssessmentObjectionEmpty));
    let visit = elder
        .submit(empty.form().fill("text", "那天状态特别好，平时要人扶着走"))
        .await;
    visit.says(&say(Text::AssessmentVisitTitleAgain));
    visit.says(&say(Text::AssessmentFindingContested));
    // Pressed twice it is one second look.
    let again = elder
        .post(
            &format!("/findings/{}/objection", first.id),
            &[("text", "再来")],
        )
        .await;
    assert_eq!(again.status, 409);

    let mut street = be(&world, "street-shapingba").await;
    let desk = first_on_the_list(&mut street).await;
    desk.says("平时要人扶着走")
        .says(&say(Text::AssessmentRefusedBefore));
    let desk = desk.route().to_owned();
    let fields = [("act", "assign"), ("version", "0"), ("body", KANGHENG)];
    let refused = street.post(&desk, &fields).await;
    refused.says(&say(Text::AssessmentRefusedBefore));
    assert_eq!(refused.status, 409);
    assign(&mut street, &desk, TONGXIN).await;

    be(&world, "assessor-again-1").await;
    let mut head = be(&world, "assessor-again-lead").await;
    propose(&mut head, &desk).await;
    choose_and_wait(&world, &mut elder, &case).await;
    let (mut elder, mut other, mut head) = (
        be(&world, "elder").await,
        be(&world, "assessor-again-1").await,
        be(&world, "assessor-again-lead").await,
    );
    // The first body has nothing to do with it any more.
    let mut before = be(&world, "assessor-1").await;
    assert_eq!(before.open(&desk).await.status, 404);
    assert_eq!(
        before
            .post(&format!("{desk}/form/mind"), &[("time", "4")])
            .await
            .status,
        404
    );
    fill_in(&mut other, &desk, 3).await;
    confirm(&mut other, &desk).await;
    assert!(first_holds(&world).await, "until the second look is done");
    confirm(&mut head, &desk).await;

    let found = findings_about(&world, "elder").await;
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].level, found[0].body.0.as_str()),
        (CareLevel::Complete, TONGXIN)
    );
    assert_eq!(found[1].replaced_by, found[0].id);
    assert_eq!(
        steps_in_the_journal(&world, "finding", &case.home, &first.id).await,
        ["issue", "object", "replaced"]
    );
    let page = elder.open("/findings").await;
    page.says(&say(Text::AssessmentFindingReplaced))
        .says(&say(Text::AssessmentObjectionFinal));
    let no_third = elder
        .post(
            &format!("/findings/{}/objection", found[0].id),
            &[("text", "再来")],
        )
        .await;
    assert_eq!(no_third.status, 409);
}

async fn first_holds(world: &World) -> bool {
    let today = world.office.clock.today();
    let found = findings_about(world, "elder").await;
    found.len() == 1 && found[0].holds_on(today)
}

async fn after_its_term_nobody_objects_and_after_its_day_it_does_not_hold(world: World) {
    found(&world, 1).await;
    let finding = findings_about(&world, "elder").await.remove(0);
    let at = |day: jiff::civil::Date| {
        day.at(10, 0, 0, 0)
            .to_zoned(city_time())
            .unwrap()
            .timestamp()
    };
    world
        .clock
        .set(at(finding.objection_until.tomorrow().unwrap()));
    let mut elder = be(&world, "elder").await;
    let page = elder
        .open(&format!("/findings/{}/objection", finding.id))
        .await;
    page.says(&say(Text::AssessmentObjectionClosed));
    let late = elder
        .post(
            &format!("/findings/{}/objection", finding.id),
            &[("text", "太低")],
        )
        .await;
    assert_eq!(late.status, 409);
    assert!(finding.holds_on(finding.valid_until));
    assert!(!finding.holds_on(finding.valid_until.tomorrow().unwrap()));
    world.clock.set(at(finding.valid_until.tomorrow().unwrap()));
    let mut elder = be(&world, "elder").await;
    elder
        .open("/findings")
        .await
        .says(&say(Text::AssessmentFindingOver));
}

async fn a_daughter_applies_and_her_fathers_wish_stays_his(world: World) {
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let mut daughter = be(&world, "daughter").await;
    let receipt = apply(&mut daughter, Some(&mandate)).await;
    let case = case_of(&world, &receipt).await;
    accept(&world, &case).await;
    let visit = format!("/cases/{}/visit/assessment", case.reference);
    let wishes = format!("{visit}/wishes");
    let mut father = be(&world, "old-father").await;
    let page = father.open(&wishes).await;
    let form = page
        .form()
        .tick("alone", "yes")
        .fill("trusted", "邻居何大姐")
        .fill("trusted_phone", "13800000001");
    father.submit(form).await.says("邻居何大姐");
    // His daughter sees neither the tick nor the name, and writes down wishes of her own.
    for path in [&visit, &wishes] {
        let page = daughter.open(path).await;
        page.hides("何大姐");
        assert!(!page.has("input[name=alone][checked]"));
    }
    let own = daughter.open(&wishes).await;
    daughter.submit(own.form().fill("trusted", "刘敏")).await;
    father.open(&wishes).await.hides("value=\"刘敏\"");

    let mut street = be(&world, "street-shapingba").await;
    let desk = first_on_the_list(&mut street).await;
    desk.hides("何大姐");
    let desk = desk.route().to_owned();
    assign(&mut street, &desk, KANGHENG).await;
    street.open(&desk).await.hides("何大姐");
    let mut head = be(&world, "assessor-lead").await;
    head.open(&desk)
        .await
        .says("何大姐")
        .says(&say(Text::AssessmentWishOfSubject))
        .says(&say(Text::AssessmentWishAlone));
    // Both are told, both may choose.
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    propose(&mut head, &desk).await;
    father.open("/notices").await.says("请选一个");
    daughter.open("/notices").await.says("请选一个");
    choose_and_wait(&world, &mut daughter, &case).await;

    // Where she objects to what was found, the page says for whom; on his it says who applied.
    let (mut first, mut second) = (
        be(&world, "assessor-1").await,
        be(&world, "assessor-2").await,
    );
    fill_in(&mut first, &desk, 1).await;
    confirm(&mut first, &desk).await;
    confirm(&mut second, &desk).await;
    let finding = findings_about(&world, "old-father").await.remove(0);
    let path = format!("/findings/{}/objection", finding.id);
    for (key, named) in [("daughter", "刘德厚"), ("old-father", "刘敏")] {
        let page = be(&world, key).await.open(&path).await;
        let banner = page.find("aside.acting").words;
        assert!(banner.contains(named), "{key}: {banner}");
    }
}

async fn who_is_too_young_for_their_district_is_told_from_when(world: World) {
    let mut young = be(&world, "disabled-adult").await;
    let guide = young.open("/elder-assessment").await;
    let leave = young
        .submit(
            guide
                .form_to("/elder-assessment/start")
                .press(&say(Text::StartNow)),
        )
        .await;
    let page = young
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    assert_eq!(page.route(), "/elder-assessment/another-way");
    page.says(&say(Text::AssessmentTooYoungTitle));
}

async fn who_withdraws_ends_the_visit(world: World) {
    let (case, mut street, desk) = accepted(&world).await;
    assign(&mut street, &desk, KANGHENG).await;
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    let mut head = be(&world, "assessor-lead").await;
    let mut elder = be(&world, "elder").await;
    let me = citizen(&world, "elder").await;
    world
        .office
        .withdraw(&me, case.reference.as_str(), &["all".to_owned()])
        .await
        .unwrap();
    let matters = matters_of(&world, &case).await;
    assert_eq!(matters[1].stage, Stage::Withdrawn);
    let late = propose(&mut head, &desk).await;
    assert_eq!(late.status, 409);
    let list = head.open("/staff/assessments").await;
    list.says(&say(Text::AssessmentListEmpty));
    let visit = format!("/cases/{}/visit/assessment", case.reference);
    elder
        .open(&visit)
        .await
        .says(&say(Text::AssessmentVisitOver));
}

async fn dementia_raises_the_level_by_one_and_the_finding_says_so(world: World) {
    let (case, mut street, desk) = accepted(&world).await;
    assign(&mut street, &desk, KANGHENG).await;
    let mut head = be(&world, "assessor-lead").await;
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    propose(&mut head, &desk).await;
    let mut elder = be(&world, "elder").await;
    choose_and_wait(&world, &mut elder, &case).await;
    let (mut first, mut second) = (
        be(&world, "assessor-1").await,
        be(&world, "assessor-2").await,
    );
    fill_in(&mut first, &desk, 0).await;
    let page = first.open(&format!("{desk}/form/circumstances")).await;
    let form = page.form().fill("dementia", "1").fill("falls", "1");
    first.submit(form).await;
    first
        .open(&desk)
        .await
        .says("90")
        .says("轻度失能")
        .hides("0 / 0");
    confirm(&mut first, &desk).await;
    confirm(&mut second, &desk).await;

    let found = findings_about(&world, "elder").await;
    assert_eq!(
        (found[0].score, found[0].level),
        (90, app::benefits::CareLevel::Mild),
        "once, however many there are"
    );
    let mut elder = be(&world, "elder").await;
    elder
        .open("/findings")
        .await
        .says("按分数是能力完好")
        .says("痴呆")
        .says("30 天内跌倒两次以上")
        .says("提高为轻度失能")
        .says("还没有和标准原文核对");
}

async fn whoever_cannot_choose_on_a_page_is_rung_and_the_call_is_noted(world: World) {
    let (case, mut street, desk) = accepted(&world).await;
    assign(&mut street, &desk, KANGHENG).await;
    let mut head = be(&world, "assessor-lead").await;
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    let proposed = propose(&mut head, &desk).await;
    let time = proposed
        .find("form.ring-form input[name=time]")
        .attr("value")
        .unwrap()
        .to_owned();
    let ring = |spoke: &str, time: &str| {
        proposed
            .form_in("form.ring-form")
            .fill("spoke", spoke)
            .fill("time", time)
            .press(&say(Text::AssessmentRingButton))
    };
    // Without a word with whom, nothing stands; nor for those who only see it, or do not.
    let gap = head.submit(ring("  ", &time)).await;
    assert_eq!(gap.status, 409);
    gap.says(&say(Text::AssessmentRingGap));
    let version = proposed
        .form_in("form.ring-form")
        .value("version")
        .unwrap()
        .to_owned();
    let typed = [
        ("act", "ring"),
        ("version", version.as_str()),
        ("time", time.as_str()),
        ("spoke", "本人"),
    ];
    assert_eq!(street.post(&desk, &typed).await.status, 409);
    let mut stranger = be(&world, "street-yubei").await;
    assert_eq!(stranger.post(&desk, &typed).await.status, 404);

    let arranged = head.submit(ring("女儿陈国芳", &time)).await;
    assert_eq!(arranged.status, 200, "{}", arranged.text());
    arranged.says("女儿陈国芳");
    assert_eq!(head.post(&desk, &typed).await.status, 409, "it stands");
    street.open(&desk).await.hides("陈国芳");
    // Whoever it is for is told, and may still say that it does not suit.
    let mut elder = be(&world, "elder").await;
    let visit = format!("/cases/{}/visit/assessment", case.reference);
    elder
        .open(&visit)
        .await
        .says(&say(Text::AssessmentVisitArranged));
    let kept: String = {
        use sqlx::Row as _;
        let mut conn = world.office.db.read().await.unwrap();
        sqlx::query("SELECT spoke FROM assessment_call")
            .fetch_one(&mut *conn)
            .await
            .unwrap()
            .get(0)
    };
    assert!(!kept.contains("陈国芳"), "sealed");
}

/// From the guide to the one question.
async fn to_the_question(visitor: &mut Visitor) -> Page {
    let guide = visitor.open("/elder-assessment").await;
    let start = guide.form_to("/elder-assessment/start");
    let leave = visitor.submit(start.press(&say(Text::StartNow))).await;
    let known = visitor
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    visitor.submit(known.form().press(&say(Text::GoOn))).await
}

async fn what_it_costs_is_said_and_hardship_waives_it_where_a_district_charges(world: World) {
    // No district's charge is known: free, and the page says why.
    let mut elder = be(&world, "elder").await;
    let question = to_the_question(&mut elder).await;
    question
        .says(&say(Text::AssessmentFeeTitle))
        .says("这里不收费")
        .says("标记 U")
        .hides(&say(Text::AssessmentMeansLabel));

    // Her district charges from now on.
    let mut book = (*world.office.rule_book()).clone();
    book.charges.push(app::assessment::Charge {
        divisions: vec!["500106".to_owned()],
        fen: 12_000,
        evidence: app::benefits::Evidence::U,
        source: app::text::Wording::new("试用的标准", "a charge on trial"),
    });
    world.office.set_rule_book(book);
    let question = elder.open("/elder-assessment/place").await;
    question
        .says("120.00 元")
        .says(&say(Text::AssessmentMeansLabel));
    let typed = || {
        question
            .form()
            .press(&say(Text::GoOn))
            .fill("place", "天陈路 12 号")
            .fill("phone", "023-60000001")
    };
    let silent = elder.submit(typed()).await;
    assert_eq!(silent.route(), "/elder-assessment/place");
    silent.says(&say(Text::AssessmentMeansEmpty));
    let check = elder.submit(typed().fill("means", "none")).await;
    assert_eq!(check.route(), "/elder-assessment/check");
    check.says("120.00 元").says("试用的标准");
    let check = elder.submit(typed().fill("means", "low-income")).await;
    check.says("您免费").hides("120.00 元");
    let receipt = hand_in(&mut elder, &check).await;
    let case = case_of(&world, &receipt).await;

    // What was said stays with the case, whatever the charge is later.
    world.office.set_rule_book(Default::default());
    let dossier = world.office.dossier(&case).unwrap();
    assert_eq!(dossier.value("case", "fee"), Some("0"));
    assert_eq!(dossier.value("case", "means"), Some("low-income"));
    elder
        .open(&format!("/cases/{}", case.reference))
        .await
        .says(case.reference.as_str());
}

async fn a_body_gives_back_what_it_cannot_do(world: World) {
    let (case, mut street, desk) = accepted(&world).await;
    assign(&mut street, &desk, KANGHENG).await;
    be(&world, "assessor-1").await;
    be(&world, "assessor-2").await;
    let mut head = be(&world, "assessor-lead").await;
    propose(&mut head, &desk).await;
    // Only whoever leads the body: one of those who were named does not.
    let mut first = be(&world, "assessor-1").await;
    assert!(!first.open(&desk).await.html.contains("hand-back"));
    let page = head.open(&desk).await;
    assert!(page.has("button[value=hand-back]"));
    let version = page.find("input[name=version]");
    let version = version.attr("value").expect("a version");
    head.post(&desk, &[("act", "hand-back"), ("version", version)])
        .await;
    for staff in [&mut head, &mut first] {
        assert_eq!(staff.open(&desk).await.status, 404, "nothing is theirs now");
    }
    let id = matters_of(&world, &case).await[1].key.id.clone();
    let steps = steps_in_the_journal(&world, "assessment", &case.home, &id).await;
    assert_eq!(steps.last().map(String::as_str), Some("hand-back"));
    // The street office names another body.
    let mut street = be(&world, "street-shapingba").await;
    assign(&mut street, &desk, TONGXIN).await;
    let visit = format!("/cases/{}/visit/assessment", case.reference);
    let mut elder = be(&world, "elder").await;
    elder
        .open(&visit)
        .await
        .says(&say(Text::AssessmentVisitAssigned));
}

stories![
    a_body_gives_back_what_it_cannot_do,
    what_it_costs_is_said_and_hardship_waives_it_where_a_district_charges,
    dementia_raises_the_level_by_one_and_the_finding_says_so,
    whoever_cannot_choose_on_a_page_is_rung_and_the_call_is_noted,
    from_the_application_to_the_finding,
    a_body_whose_owner_runs_care_is_refused_with_the_reason,
    both_confirm_the_same_form_on_the_day,
    an_objection_goes_to_another_body_and_other_assessors,
    after_its_term_nobody_objects_and_after_its_day_it_does_not_hold,
    a_daughter_applies_and_her_fathers_wish_stays_his,
    who_is_too_young_for_their_district_is_told_from_when,
    who_withdraws_ends_the_visit,
];
