//! From the receipt to the last result: the other parent confirms, four offices do their parts, and one office's work
//! unlocks the next one's.

use app::case::Stage;
use app::mandate::MandateAct;
use app::text::Text;
use server::outbox;

use crate::mandate::{may_act, number_of, to_the_check_for};
use crate::newborn::{be, hand_in, to_the_check, to_the_check_from_matters, with_leave};
use crate::stories;
use crate::support::{Visitor, World, say};
use crate::tracking::matter;

/// A mother's application, handed in: the case's own address, e.g. `/cases/NB-....`.
pub async fn filed(visitor: &mut Visitor) -> String {
    let known = with_leave(visitor).await;
    let check = to_the_check(visitor, known).await;
    let receipt = hand_in(visitor, &check).await;
    receipt.route().trim_end_matches("/receipt").to_owned()
}

/// The applicant asks the other party; the link that is passed on.
pub async fn invited(visitor: &mut Visitor, case: &str) -> String {
    let page = visitor.open(&format!("{case}/confirmation")).await;
    let page = visitor.submit(page.form()).await;
    let start = page
        .html
        .find("/invitations/")
        .expect("the link is on the page");
    page.html[start..]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
        .collect()
}

/// Everything that waits to leave the house leaves it.
pub async fn registers_answer(world: &World) {
    while outbox::run_once(&world.office).await.unwrap() > 0 {}
}

/// A caseworker takes up the first matter of this name in their office's list and approves it; what is paid out only
/// with the supervisor's agreement.
pub async fn approves(world: &World, login: &str, matter: &str) {
    let mut desk = be(world, login).await;
    let path = decides(world, &mut desk, login, matter).await;
    let proposal = desk.open(&format!("{path}/proposal")).await;
    if proposal
        .text()
        .contains(&say(Text::CaseworkStandingProposer))
    {
        agrees(world, login, &path).await;
    }
}

/// The supervisor of the same office agrees with what was proposed.
pub async fn agrees(world: &World, login: &str, matter: &str) {
    let mut lead = be(world, &format!("{}-lead", login.trim_end_matches("-1"))).await;
    let path = format!("{matter}/proposal");
    let page = lead.open(&path).await;
    let agreed = lead.submit(page.form_to(&path).press("同意这个决定")).await;
    assert_eq!(agreed.status, 200, "{}", agreed.text());
    registers_answer(world).await;
}

/// Takes the first matter of this name up and approves it; its address.
pub async fn decides(world: &World, desk: &mut Visitor, login: &str, matter: &str) -> String {
    let list = desk.open("/casework?list=to-take-up").await;
    let row = list
        .find_all("main tr")
        .into_iter()
        .find(|row| row.words.contains(matter))
        .unwrap_or_else(|| panic!("{login} has no {matter}: {}", list.text()));
    let link = list
        .find_all("main a[href^='/casework/']")
        .into_iter()
        .find(|link| {
            row.words.contains(link.words.trim())
                && !link.words.trim().is_empty()
                && link
                    .attr("href")
                    .is_some_and(|href| href.matches('/').count() == 3)
        })
        .unwrap_or_else(|| panic!("the row leads nowhere: {}", list.html));
    let path = link.attr("href").unwrap().to_owned();
    let page = desk.open(&path).await;
    let take_up = page.find("main form[action$='/holder'] button").words;
    desk.submit(page.form_to(&format!("{path}/holder")).press(&take_up))
        .await;
    let decision = desk.open(&format!("{path}/decision")).await;
    assert_eq!(decision.status, 200, "{}", decision.text());
    let form = decision.form_to(&format!("{path}/decision"));
    let approve = decision.find("main button.primary").words;
    let after = desk.submit(form.press(&approve)).await;
    assert!(
        after.status == 200 && !after.path.contains("decision"),
        "{login} cannot approve {matter}: {} {}",
        after.path,
        after.text()
    );
    registers_answer(world).await;
    path
}

async fn one_application_unlocks_every_office(world: World) {
    let mut mother = be(&world, "mother").await;
    let case = filed(&mut mother).await;
    registers_answer(&world).await;

    // The police station has nothing to do before the other parent has confirmed.
    let mut police = be(&world, "police-shapingba-1").await;
    let list = police.open("/casework?list=to-take-up").await;
    assert!(!list.text().contains("户口登记"), "{}", list.text());

    let link = invited(&mut mother, &case).await;
    let mut father = be(&world, "father").await;
    let page = father.open(&link).await;
    page.says("张思齐").says("林晓燕");
    let agree = page
        .form()
        .tick("agree", "yes")
        .press(&say(Text::TrackingInvitationConfirm));
    father
        .submit(agree)
        .await
        .says(&say(Text::TrackingInvitationConfirmed));

    approves(&world, "police-shapingba-1", "户口登记").await;
    let tracking = mother.open(&case).await;
    tracking.says("公民身份号码");

    approves(&world, "insurance-shapingba", "居民医保参保").await;
    approves(&world, "insurance-shapingba", "生育医疗费用报销").await;
    approves(&world, "social-shapingba", "社会保障卡").await;
    approves(&world, "health-shapingba", "育儿补贴").await;

    // What is done elsewhere is left: the family says so.
    for _ in 0..2 {
        let tracking = mother.open(&case).await;
        let link = tracking
            .find_all("main a[href*='/done/']")
            .into_iter()
            .next()
            .expect("a matter done elsewhere can be reported");
        let page = mother.open(link.attr("href").unwrap()).await;
        let form = page
            .form()
            .fill("when-year", "2026")
            .fill("when-month", "3")
            .fill("when-day", "5");
        let after = mother.submit(form).await;
        assert_eq!(after.route(), case);
    }
    let tracking = mother.open(&case).await;
    tracking.says(&say(Text::TrackingStageDone));
    let mut conn = world.office.db.read().await.unwrap();
    let reference = app::case::CaseReference::parse(case.trim_start_matches("/cases/")).unwrap();
    let filed = server::case::store::case_by_reference(&mut conn, &reference)
        .await
        .unwrap()
        .unwrap();
    for matter in server::case::store::matters(&mut conn, &filed.home, &filed.id)
        .await
        .unwrap()
    {
        assert_eq!(
            matter.stage,
            app::case::Stage::Done,
            "{} is {:?}",
            matter.code,
            matter.stage
        );
        assert!(
            world.office.result_of(&matter).unwrap().is_some(),
            "{} gave nothing",
            matter.code
        );
    }
    assert!(
        filed.closed_at.is_some(),
        "the case is closed when nothing can move any more"
    );
}

async fn twins_take_one_form_and_every_child_gets_its_own_matters(world: World) {
    let mut mother = be(&world, "twins-mother").await;
    let known = with_leave(&mut mother).await;
    known.says("罗云帆").says("罗云舒");
    let check = to_the_check(&mut mother, known).await;
    let receipt = hand_in(&mut mother, &check).await;
    let reference = receipt.route().split('/').nth(2).unwrap().to_owned();
    let reference = app::case::CaseReference::parse(&reference).unwrap();
    let mut conn = world.office.db.read().await.unwrap();
    let case = server::case::store::case_by_reference(&mut conn, &reference)
        .await
        .unwrap()
        .unwrap();
    let matters = server::case::store::matters(&mut conn, &case.home, &case.id)
        .await
        .unwrap();
    for child in ["child-1", "child-2"] {
        assert!(
            matters
                .iter()
                .any(|matter| matter.code == "household-registration" && matter.subject == child)
        );
    }
    assert_eq!(
        matters
            .iter()
            .filter(|matter| matter.code == "maternity-benefit")
            .count(),
        1
    );
    drop(conn);

    // A second application with the same certificates is refused: the father's.
    let mut father = be(&world, "twins-father").await;
    let known = with_leave(&mut father).await;
    let matters = father.submit(known.form().press(&say(Text::GoOn))).await;
    let check = to_the_check_from_matters(&mut father, matters).await;
    assert_eq!(hand_in(&mut father, &check).await.status, 409);
}

async fn a_father_who_declines_stops_only_what_needs_him(world: World) {
    let mut mother = be(&world, "mother").await;
    let case = filed(&mut mother).await;
    let link = invited(&mut mother, &case).await;
    let mut father = be(&world, "father").await;
    let page = father.open(&link).await;
    page.hides("6222021001112223331");
    let decline = page.find_all("main form").len();
    assert_eq!(decline, 2, "confirm and decline");
    father
        .post(
            page.route(),
            &[("act", "decline"), ("reason", "not-agreed")],
        )
        .await;

    let tracking = mother.open(&case).await;
    tracking.says("没有同意确认");
    // The maternity expenses do not need him, and go on.
    approves(&world, "insurance-shapingba", "生育医疗费用报销").await;
}

async fn an_old_age_allowance_walks_from_the_street_to_the_district(world: World) {
    let mut son = be(&world, "elder-son").await;
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let question = to_the_check_for(&mut son, &mandate, "").await;
    assert_eq!(question.route(), "/old-age-allowance/elder");
    question.says("填写开户姓名：王秀英");
    let form = question.form().press(&say(Text::GoOn));
    let check = son.submit(form.fill("owner", "王秀英")).await;
    assert_eq!(
        check.route(),
        "/old-age-allowance/check",
        "{}",
        check.text()
    );
    check.hides(number_of(&world, "elder").as_str());
    let receipt = hand_in(&mut son, &check).await;
    assert!(
        receipt.route().starts_with("/cases/GL-"),
        "{}",
        receipt.path
    );

    approves(&world, "community-shapingba", "社区核对").await;
    // Posted for five working days; then it goes on by itself.
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 8));
    registers_answer(&world).await;
    approves(&world, "street-shapingba", "街道初审").await;
    // Money is decided on by two: what one approves is proposed, and they cannot agree with themself.
    let mut son = be(&world, "elder-son").await;
    let case = receipt.route().trim_end_matches("/receipt");
    let mut fang = be(&world, "civil-shapingba").await;
    let path = decides(&world, &mut fang, "civil-shapingba", "区民政局审定").await;
    son.open(case).await.hides("津贴编号");
    let proposal = fang.open(&format!("{path}/proposal")).await;
    proposal.says(&say(Text::CaseworkStandingProposer));
    let proposed = matter(&world, case, "district-decision").await;
    assert_eq!(proposed.stage, Stage::Proposed);
    let version = proposed.version.to_string();
    let fields = [
        ("act", "confirm"),
        ("version", version.as_str()),
        ("digest", ""),
    ];
    let alone = fang.post(&format!("{path}/proposal"), &fields).await;
    assert_eq!(alone.status, 409);
    alone.says(&say(Text::CaseworkStandingProposer));
    son.open(case).await.hides("津贴编号");
    agrees(&world, "civil-shapingba", &path).await;
    son.open(case).await.says("津贴编号");
}

stories!(
    one_application_unlocks_every_office,
    twins_take_one_form_and_every_child_gets_its_own_matters,
    a_father_who_declines_stops_only_what_needs_him,
    an_old_age_allowance_walks_from_the_street_to_the_district,
);
