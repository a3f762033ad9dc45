//! A birth, from the guide page to the receipt, by parents without JavaScript.

use app::text::Text;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;
use server::outbox;

use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// A bank card number that passes the check digit.
const ACCOUNT: &str = "6222 0210 0111 2223 331";

/// Signs in as one of the demo city's people.
pub async fn be(world: &World, key: &str) -> Visitor {
    let mut visitor = world.visitor();
    visitor.post("/demo/be", &[("person", key)]).await;
    assert!(visitor.cookie("sid").is_some(), "{key} can sign in");
    visitor
}

/// Starts the form and gives leave for everything.
pub async fn with_leave(visitor: &mut Visitor) -> Page {
    let guide = visitor.open("/newborn").await;
    let leave = visitor
        .submit(guide.form().press(&say(Text::StartNow)))
        .await;
    assert_eq!(leave.route(), "/newborn/leave");
    visitor
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await
}

/// From the known values to the check page, for a mother whose household takes the child in.
pub async fn to_the_check(visitor: &mut Visitor, known: Page) -> Page {
    let matters = visitor.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(matters.route(), "/newborn/matters");
    let household = visitor.submit(matters.form().press(&say(Text::GoOn))).await;
    assert_eq!(household.route(), "/newborn/household");
    let account = visitor
        .submit(
            household
                .form()
                .press(&say(Text::GoOn))
                .fill("whose", "mine"),
        )
        .await;
    assert_eq!(account.route(), "/newborn/account");
    let form = account
        .form()
        .press(&say(Text::GoOn))
        .fill("bank", "重庆农村商业银行")
        .fill("account", ACCOUNT);
    let check = visitor.submit(form).await;
    assert_eq!(check.route(), "/newborn/check");
    check
}

/// Declares and hands in; the page after it.
pub async fn hand_in(visitor: &mut Visitor, check: &Page) -> Page {
    visitor
        .submit(
            check
                .form()
                .press(&say(Text::CheckSubmit))
                .fill("declared", "yes"),
        )
        .await
}

async fn a_mother_applies_with_two_typed_fields(world: World) {
    let mut mother = be(&world, "mother").await;

    let known = with_leave(&mut mother).await;
    assert_eq!(known.route(), "/newborn/known");
    known
        .says("张思齐")
        .says("林晓燕")
        .says(&say(Text::DataSetBirthsCertificates));
    let check = to_the_check(&mut mother, known).await;
    check
        .says("张思齐")
        .says("张远航")
        .says(&say(Text::CheckMatters));
    check.hides("6222021001112223331");

    let unticked = mother
        .submit(check.form().press(&say(Text::CheckSubmit)))
        .await;
    assert_eq!(unticked.path, "/newborn/check?review");
    unticked.says(&say(Text::DeclarationMissing));

    let receipt = hand_in(&mut mother, &check).await;
    assert!(
        receipt.route().starts_with("/cases/NB-"),
        "{}",
        receipt.path
    );
    let again = hand_in(&mut mother, &check).await;
    assert_eq!(
        again.route(),
        receipt.route(),
        "a second press finds the same receipt"
    );
}

async fn a_silent_register_is_filled_in_by_hand_and_checked_later(world: World) {
    world.faults.set(DataSet::Certificates, Some(Fault::Down));
    world.faults.set(DataSet::Deliveries, Some(Fault::Down));
    let mut mother = be(&world, "mother").await;

    let known = with_leave(&mut mother).await;
    known.says(&say(Text::KnownSilentTitle));
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(child.route(), "/newborn/child/1");

    let empty = mother.submit(child.form().press(&say(Text::GoOn))).await;
    assert_eq!(empty.path, "/newborn/child/1?review");
    assert!(empty.title().starts_with(say(Text::ErrorPrefix).trim()));
    empty
        .says(&say(Text::ChildSurnameEmpty))
        .says(&say(Text::ChildCertificateEmpty))
        .says(&say(Text::ChildBornEmpty));
    let latin = mother
        .submit(
            empty
                .form()
                .press(&say(Text::GoOn))
                .fill("surname", "张")
                .fill("given", "Siqi"),
        )
        .await;
    latin.says("“S”");
    assert_eq!(
        latin.find("#given").attr("value"),
        Some("Siqi"),
        "what was typed stays"
    );

    let form = latin
        .form()
        .press(&say(Text::GoOn))
        .fill("given", "思齐")
        .fill("certificate", "Ｐ500123456")
        .fill("sex", "female");
    let form = form
        .fill("born-year", "2026")
        .fill("born-month", "3月")
        .fill("born-day", "3");
    let matters = mother.submit(form).await;
    assert_eq!(matters.route(), "/newborn/matters");
    let check = to_the_check_from_matters(&mut mother, matters).await;
    check.says(&say(Text::CheckByHand));
    let receipt = hand_in(&mut mother, &check).await;
    assert!(
        receipt.route().starts_with("/cases/NB-"),
        "{}",
        receipt.path
    );

    // The source comes back: what was typed is compared with what it holds.
    world.faults.set(DataSet::Certificates, None);
    world.clock.advance(jiff::SignedDuration::from_mins(30));
    while outbox::run_once(&world.office).await.unwrap() > 0 {}
    let mut conn = world.office.db.read().await.unwrap();
    let reference = receipt.route().split('/').nth(2).unwrap();
    let reference = app::case::CaseReference::parse(reference).unwrap();
    let case = server::case::store::case_by_reference(&mut conn, &reference)
        .await
        .unwrap()
        .unwrap();
    let dossier = world.office.dossier(&case).unwrap();
    let certificate = dossier.get("child-1", "certificate").unwrap();
    assert!(
        matches!(certificate.state, app::case::FieldState::Differs { .. }),
        "{:?}",
        certificate.state
    );
    let name = dossier.get("child-1", "name").unwrap();
    assert_eq!(name.state, app::case::FieldState::NowConfirmed);
}

pub async fn to_the_check_from_matters(visitor: &mut Visitor, matters: Page) -> Page {
    let household = visitor.submit(matters.form().press(&say(Text::GoOn))).await;
    let account = visitor
        .submit(
            household
                .form()
                .press(&say(Text::GoOn))
                .fill("whose", "mine"),
        )
        .await;
    let form = account
        .form()
        .press(&say(Text::GoOn))
        .fill("bank", "重庆农村商业银行")
        .fill("account", ACCOUNT);
    visitor.submit(form).await
}

async fn one_certificate_is_used_once_in_the_city(world: World) {
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let check = to_the_check(&mut mother, known).await;
    hand_in(&mut mother, &check).await;

    let mut father = be(&world, "father").await;
    let known = with_leave(&mut father).await;
    let matters = father.submit(known.form().press(&say(Text::GoOn))).await;
    matters.says("账户由母亲本人登录后填写");
    let check = to_the_check_from_matters(&mut father, matters).await;
    let refused = hand_in(&mut father, &check).await;

    assert_eq!(refused.status, 409);
    refused.says(&say(Text::CaseAlreadyFiled));
}

async fn some_families_are_met_quietly(world: World) {
    for key in ["bereaved-mother", "young-mother"] {
        let mut parent = be(&world, key).await;
        let page = with_leave(&mut parent).await;
        assert_eq!(page.route(), "/newborn/another-way", "{key}");
        page.says(&say(Text::QuietTitle)).says("12345");
        for joyful in ["恭喜", "祝贺", "喜"] {
            page.hides(joyful);
        }
    }
    let mut parent = be(&world, "no-marriage-mother").await;
    with_leave(&mut parent)
        .await
        .says(&say(Text::NotMarriedTitle));
    let mut parent = be(&world, "home-birth-mother").await;
    with_leave(&mut parent)
        .await
        .says(&say(Text::NoRecordTitle));
}

async fn a_child_without_a_certificate_is_named_under_the_rules(world: World) {
    let mut mother = be(&world, "no-certificate-mother").await;
    let known = with_leave(&mut mother).await;
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(child.route(), "/newborn/child/1");

    let later = mother
        .submit(child.form().press(&say(Text::ChildNoNameYet)))
        .await;
    assert_eq!(later.route(), "/newborn/child/1/later");
    later.says("2026年4月");
    let back = mother.open("/newborn/child/1").await;
    for (surname, fault) in [("W", "“W”"), ("谭1", "“1”")] {
        let form = back.form().press(&say(Text::GoOn));
        let form = form.fill("surname", surname).fill("given", "沐辰");
        let refused = mother.submit(form).await;
        assert_eq!(refused.path, "/newborn/child/1?review");
        refused.says(fault);
    }
    let long = "谭".repeat(60);
    let form = back.form().press(&say(Text::GoOn));
    let form = form.fill("surname", &long).fill("given", "沐辰");
    let refused = mother.submit(form).await;
    refused.says(&say(Text::ChildSurnameTooLong));
    let matters = mother
        .submit(
            back.form()
                .press(&say(Text::GoOn))
                .fill("surname", "谭")
                .fill("given", "沐辰"),
        )
        .await;
    assert_eq!(matters.route(), "/newborn/matters");
    let check = to_the_check_from_matters(&mut mother, matters).await;
    check.says("谭沐辰");
    let receipt = hand_in(&mut mother, &check).await;
    assert!(
        receipt.route().starts_with("/cases/NB-"),
        "{}",
        receipt.path
    );
}

async fn a_surname_of_neither_parent_is_explained_to_the_police(world: World) {
    let mut mother = be(&world, "no-certificate-mother").await;
    let known = with_leave(&mut mother).await;
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    assert!(
        !child.has("input[name=surname-reason]"),
        "only where it is needed"
    );
    let form = child
        .form()
        .press(&say(Text::GoOn))
        .fill("surname", "欧阳")
        .fill("given", "沐辰");
    let asked = mother.submit(form).await;
    assert_eq!(asked.path, "/newborn/child/1?review");
    asked
        .says(&say(Text::ChildSurnameReasonEmpty))
        .says(&say(Text::ChildSurnameWhyEmpty));
    assert_eq!(asked.find("#surname").attr("value"), Some("欧阳"));
    let form = asked
        .form()
        .press(&say(Text::GoOn))
        .fill("surname-reason", "elder")
        .fill("surname-why", "外祖母姓欧阳");
    let matters = mother.submit(form).await;
    assert_eq!(matters.route(), "/newborn/matters");
    let check = to_the_check_from_matters(&mut mother, matters).await;
    check.says("欧阳沐辰").says("外祖母姓欧阳");
    let receipt = hand_in(&mut mother, &check).await;
    let case = receipt.route().trim_end_matches("/receipt").to_owned();

    let reference = case.trim_start_matches("/cases/").to_owned();
    for (login, code, reads) in [
        ("police-shapingba-1", "household-registration", true),
        ("hospital-shapingba", "birth-certificate", true),
        ("social-shapingba", "social-security-card", false),
    ] {
        let matter = crate::tracking::matter(&world, &case, code).await;
        let mut desk = be(&world, login).await;
        let page = desk
            .open(&format!("/casework/{reference}/{}", matter.key.id))
            .await;
        if page.status == 404 {
            // Another hospital delivered this child.
            assert_eq!(code, "birth-certificate");
            continue;
        }
        assert_eq!(page.html.contains("外祖母姓欧阳"), reads, "{login}");
    }
    // The other parent reads what is declared of the name before confirming it.
    let link = crate::tracking::invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "no-certificate-father").await;
    father.open(&link).await.says("外祖母姓欧阳");
}

async fn ticked_boxes_none_one_and_three(world: World) {
    let mut mother = be(&world, "mother").await;
    let guide = mother.open("/newborn").await;
    mother
        .submit(guide.form().press(&say(Text::StartNow)))
        .await;
    for ticked in [
        &[][..],
        &["POPULATION/persons"],
        &[
            "POPULATION/persons",
            "POPULATION/households",
            "MARRIAGES/marriages",
        ],
    ] {
        let fields: Vec<(&str, &str)> = ticked.iter().map(|set| ("registers", *set)).collect();
        let page = mother.post("/newborn/leave", &fields).await;
        assert_eq!(page.status, 200, "{ticked:?}");
        page.says(&say(Text::KnownTitle));
        let leave = mother.open("/newborn/leave").await;
        assert_eq!(
            leave.find_all("input[name=registers][checked]").len(),
            ticked.len(),
            "{ticked:?}"
        );
    }
    let known = mother.open("/newborn/known").await;
    let none = mother.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(
        none.route(),
        "/newborn/child/1",
        "nothing is known of the child"
    );
}

async fn a_wrong_value_goes_to_its_register_and_the_form_goes_on(world: World) {
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let wrong = mother.open("/newborn/wrong/case.applicant-address").await;
    wrong.says(&say(Text::FieldApplicantAddress));
    let empty = mother
        .submit(wrong.form().press(&say(Text::WrongSend)))
        .await;
    empty.says(&say(Text::WrongEmpty));
    let after = mother
        .submit(
            empty
                .form()
                .press(&say(Text::WrongSend))
                .fill("right", "磁器口 12 号"),
        )
        .await;
    assert_eq!(after.route(), "/newborn/known");
    after.says("磁器口 12 号");
    to_the_check(&mut mother, known).await.says("磁器口 12 号");
}

async fn a_stranger_and_a_visitor_without_a_draft_are_led_to_the_right_place(world: World) {
    let mut visitor = world.visitor();
    let page = visitor.open("/newborn/check").await;
    assert_eq!(page.route(), "/sign-in");
    let mut father = be(&world, "father").await;
    let page = father.open("/newborn/check").await;
    assert_eq!(page.status, 400);
    page.says(&say(Text::ApplicationNotStarted));
}

async fn anyone_can_check_before_signing_in(world: World) {
    let mut visitor = world.visitor();
    let first = visitor.open("/newborn/eligibility").await;
    let unanswered = visitor.submit(first.form().press(&say(Text::GoOn))).await;
    unanswered.says(&say(Text::EligibilityAnswerEmpty));
    let second = visitor
        .submit(
            unanswered
                .form()
                .press(&say(Text::GoOn))
                .fill("answer", "certificate"),
        )
        .await;
    let third = visitor
        .submit(second.form().press(&say(Text::GoOn)).fill("answer", "yes"))
        .await;
    let verdict = visitor
        .submit(third.form().press(&say(Text::GoOn)).fill("answer", "both"))
        .await;
    verdict.says(&say(Text::EligibilityYesTitle));
    let no = visitor
        .submit(first.form().press(&say(Text::GoOn)).fill("answer", "none"))
        .await;
    no.says(&say(Text::NoRecordWay));
}

stories!(
    a_mother_applies_with_two_typed_fields,
    a_silent_register_is_filled_in_by_hand_and_checked_later,
    one_certificate_is_used_once_in_the_city,
    some_families_are_met_quietly,
    a_child_without_a_certificate_is_named_under_the_rules,
    a_surname_of_neither_parent_is_explained_to_the_police,
    ticked_boxes_none_one_and_three,
    a_wrong_value_goes_to_its_register_and_the_form_goes_on,
    a_stranger_and_a_visitor_without_a_draft_are_led_to_the_right_place,
    anyone_can_check_before_signing_in,
);
