//! The other parent's own part: their leave, what their registers say, what only they can fill in; and who may not.

use app::case::{CaseReference, Dossier, FieldState, Stage};
use app::text::{Language, Text, Words};
use jiff::SignedDuration;
use server::case::{Case, store};
use server::data_layer::records::DataSet;
use server::data_layer::store as data;
use server::demo_city::people::demo_family;
use server::demo_city::registers::faults::Fault;

use crate::newborn::{be, hand_in, with_leave};
use crate::stories;
use crate::support::{Form, Page, Visitor, World, say};
use crate::tracking::{a_case, approval, at_the_desk, carry_out_errands, confirm, invite, matter};

/// The applicant's, and the mother's where she did not apply; both pass the check digit.
const HIS: &str = "6222 0210 0111 2223 331";
const HERS: &str = "6217003860001234564";

/// Goes through the form from leave to receipt; the case's path. `place` is the street of the other parent's household,
/// where that one takes the child in.
async fn files(visitor: &mut Visitor, place: Option<&str>) -> String {
    let known = with_leave(visitor).await;
    goes_on(visitor, known, place).await
}

/// From any page after the leave to the receipt.
async fn goes_on(visitor: &mut Visitor, from: Page, place: Option<&str>) -> String {
    let mut page = from;
    for _ in 0..12 {
        let route = page.route().to_owned();
        if let Some(case) = route.strip_suffix("/receipt") {
            return case.to_owned();
        }
        page = match (route.as_str(), place) {
            ("/newborn/check", _) => hand_in(visitor, &page).await,
            ("/newborn/household", Some(street)) => {
                let form = page.form().fill("whose", "other").fill("street", street);
                visitor.submit(form).await
            }
            ("/newborn/household", None) => visitor.submit(page.form().fill("whose", "mine")).await,
            ("/newborn/account", _) => visitor.submit(account(&page, HIS)).await,
            _ => visitor.submit(page.form().press(&say(Text::GoOn))).await,
        };
        assert_eq!(page.status, 200, "{}: {}", page.path, page.text());
    }
    panic!("no receipt after twelve pages");
}

fn account(page: &Page, number: &str) -> Form {
    page.form()
        .fill("bank", "重庆农村商业银行")
        .fill("account", number)
}

async fn case_at(world: &World, path: &str) -> Case {
    let reference = CaseReference::parse(path.trim_start_matches("/cases/")).unwrap();
    let mut conn = world.office.db.read().await.unwrap();
    store::case_by_reference(&mut conn, &reference)
        .await
        .unwrap()
        .expect("the case is there")
}

async fn dossier(world: &World, path: &str) -> Dossier {
    world.office.dossier(&case_at(world, path).await).unwrap()
}

/// Data set and outcome of every call under the case's reference that is no entry.
async fn asked(world: &World, path: &str) -> Vec<(String, String)> {
    let mut conn = world.office.db.read().await.unwrap();
    let mut calls = data::calls_for(&mut conn, path.trim_start_matches("/cases/"))
        .await
        .unwrap();
    calls.retain(|(set, _)| {
        [
            "POPULATION/persons",
            "POPULATION/households",
            "INSURANCE/persons",
        ]
        .contains(&set.as_str())
    });
    calls.sort();
    calls
}

async fn leave(world: &World, path: &str) -> Vec<(String, bool)> {
    let mut conn = world.office.db.read().await.unwrap();
    let mut leave = data::leave_for(&mut conn, path.trim_start_matches("/cases/"))
        .await
        .unwrap();
    leave.sort();
    leave
}

/// Every page on which the applicant could read something of the case.
async fn as_the_applicant_sees_it(applicant: &mut Visitor, case: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for path in [
        "/".to_owned(),
        "/cases".to_owned(),
        "/notices".to_owned(),
        "/newborn/check".to_owned(),
        case.to_owned(),
        format!("{case}/receipt"),
        format!("{case}/confirmation"),
        format!("{case}/counter"),
        format!("{case}/withdraw"),
    ] {
        pages.push(applicant.open(&path).await);
    }
    pages
}

/// A matter of the case, as somebody of this login reads it at the desk.
async fn at_desk(world: &World, login: &str, case: &str, code: &str) -> Page {
    let matter = matter(world, case, code).await;
    let reference = case.trim_start_matches("/cases/");
    let mut desk = be(world, login).await;
    desk.open(&format!("/casework/{reference}/{}", matter.key.id))
        .await
}

async fn the_same_ethnicity_is_asked_of_nobody(world: World) {
    let (mut mother, case) = a_case(&world).await;
    assert_eq!(mother.open("/newborn/ethnicity").await.status, 404);
    assert!(
        dossier(&world, &case)
            .await
            .get("child-1", "ethnicity")
            .is_none()
    );

    let link = invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "father").await;
    let page = father.open(&link).await;
    let boxes = page.find_all("input[name=registers]");
    assert_eq!(
        boxes.len(),
        2,
        "her household, her insurance: only who he is, here or in Sichuan"
    );
    assert_eq!(boxes[0].attr("value"), Some("POPULATION/persons"));
    assert_eq!(boxes[1].attr("value"), Some("SICHUAN-POPULATION/persons"));
    page.says(&say(Text::ConfirmerPersonWhat))
        .says(&say(Text::ConfirmerPersonWhy))
        .says(&say(Text::FieldHouseholdOf));
    assert_eq!(asked(&world, &case).await, [], "nothing before his leave");

    let confirmed = confirm(&mut father, &link).await;
    assert_eq!(confirmed.route(), link, "no further question");
    confirmed
        .says(&say(Text::TrackingInvitationOwn))
        .says("汉族")
        .says(&say(Text::DataSetPopulationPersons));
    let set = "POPULATION/persons".to_owned();
    assert_eq!(
        asked(&world, &case).await,
        [(set.clone(), "answered".to_owned())]
    );
    // Leave for Sichuan, too, and nobody had to ask there.
    let there = "SICHUAN-POPULATION/persons".to_owned();
    assert_eq!(leave(&world, &case).await, [(set, true), (there, true)]);
    let known = dossier(&world, &case).await;
    let child = known.get("child-1", "ethnicity").unwrap();
    assert_eq!(
        (child.value.as_str(), &child.state),
        ("汉族", &FieldState::AsGiven)
    );
    assert_eq!(
        matter(&world, &case, "household-registration").await.stage,
        Stage::Ready
    );
    for page in as_the_applicant_sees_it(&mut mother, &case).await {
        page.hides(&say(Text::FieldOtherEthnicity));
    }
    at_desk(
        &world,
        "police-shapingba-1",
        &case,
        "household-registration",
    )
    .await
    .says(&say(Text::FieldOtherEthnicity));
}

/// The twins' mother files for the father's household across the river, with a street of her own side typed by mistake.
async fn for_his_household(world: &World) -> (Visitor, String, String) {
    let family = demo_family(&world.city, "twins-mother");
    let wrong = world
        .city
        .person(&family.members[0])
        .unwrap()
        .street
        .clone();
    let wrong = world
        .office
        .directory()
        .streets()
        .into_iter()
        .flat_map(|group| group.streets)
        .map(|(code, _)| code)
        .find(|code| *code == wrong)
        .expect("her street is on the list");
    let mut mother = be(world, "twins-mother").await;
    let case = files(&mut mother, Some(&wrong)).await;
    carry_out_errands(world).await;
    let link = invite(world, &mut mother, &case).await;
    (mother, case, link)
}

async fn his_household_comes_from_the_register_and_she_never_sees_it(world: World) {
    let (mut mother, case, link) = for_his_household(&world).await;
    let family = demo_family(&world.city, "twins-mother");
    let household = world.city.household(&family.members[1]).unwrap().clone();
    let typed = dossier(&world, &case).await;
    let typed = typed.get("case", "household-street").unwrap().clone();
    assert!(matches!(typed.state, FieldState::Unverified { .. }));
    assert_ne!(typed.value, household.street);

    let mut father = be(&world, "twins-father").await;
    let page = father.open(&link).await;
    assert_eq!(page.find_all("input[name=registers][checked]").len(), 3);
    page.says(&say(Text::ConfirmerHouseholdWhat));
    let confirmed = confirm(&mut father, &link).await;
    confirmed
        .says(&household.number)
        .says(&say(Text::DataSetPopulationHouseholds));

    let known = dossier(&world, &case).await;
    let street = known.get("case", "household-street").unwrap();
    assert_eq!(street.value, household.street);
    assert!(
        matches!(&street.state, FieldState::Disputed { says } if *says == typed.shown().zh),
        "the desk reads what she typed: {:?}",
        street.state
    );
    let registration = matter(&world, &case, "household-registration").await;
    assert_eq!(registration.stage, Stage::Ready);
    assert_eq!(
        registration.office.0, household.station,
        "his station has it"
    );
    let insurer = matter(&world, &case, "insurance-enrolment").await;
    assert!(
        insurer.office.0.starts_with("500112"),
        "{}",
        insurer.office.0
    );
    for page in as_the_applicant_sees_it(&mut mother, &case).await {
        // A certificate of the demo city may end in the digits of a household.
        let tells = page
            .html
            .match_indices(&household.number)
            .any(|(at, _)| !page.html[..at].ends_with(|c: char| c.is_ascii_alphanumeric()));
        assert!(!tells, "{} gives his household away", page.path);
        assert!(
            !page
                .html
                .contains(&world.city.person(&family.members[1]).unwrap().address)
        );
    }

    // Both children join that household.
    for child in [
        "household-registration.child-1",
        "household-registration.child-2",
    ] {
        let (code, subject) = child.split_once('.').unwrap();
        let all = crate::tracking::matters(&world, &case).await;
        assert!(
            all.iter()
                .any(|matter| matter.code == code && matter.subject == subject)
        );
    }
    at_the_desk(&world, &case, "household-registration", approval()).await;
    let registered = matter(&world, &case, "household-registration").await;
    assert_eq!(registered.stage, Stage::Done, "the register takes it");
}

async fn without_leave_what_was_typed_stands_and_the_desk_sees_it(world: World) {
    let (_, case, link) = for_his_household(&world).await;
    let before = dossier(&world, &case).await;
    let before = before.get("case", "household-street").unwrap().clone();
    let mut father = be(&world, "twins-father").await;

    // Whoever takes a tick away and forgets the other one finds it as it was left.
    let fields = [("act", "confirm"), ("registers", "POPULATION/households")];
    let unticked = father.post(&link, &fields).await;
    unticked.says(&say(Text::TrackingInvitationTick));
    let ticked = unticked.find_all("input[name=registers][checked]");
    assert_eq!(ticked.len(), 1);
    assert_eq!(ticked[0].attr("value"), Some("POPULATION/households"));
    assert_eq!(
        leave(&world, &case).await,
        [],
        "nothing is given by the way"
    );

    let question = father
        .post(&link, &[("act", "confirm"), ("agree", "yes")])
        .await;
    assert_eq!(question.route(), format!("{link}/ethnicity"));
    assert_eq!(asked(&world, &case).await, []);
    assert_eq!(
        leave(&world, &case).await,
        [
            ("POPULATION/households".to_owned(), false),
            ("POPULATION/persons".to_owned(), false),
            ("SICHUAN-POPULATION/persons".to_owned(), false),
        ]
    );
    let after = dossier(&world, &case).await;
    assert_eq!(after.get("case", "household-street"), Some(&before));
    assert_eq!(
        matter(&world, &case, "household-registration").await.stage,
        Stage::Waiting,
        "nobody knows the child's ethnicity yet"
    );

    let chosen = father
        .submit(question.form().fill("ethnicity", "汉族"))
        .await;
    assert_eq!(chosen.route(), link);
    let after = dossier(&world, &case).await;
    for child in ["child-1", "child-2"] {
        let ethnicity = after.get(child, "ethnicity").unwrap();
        assert!(matches!(ethnicity.state, FieldState::Unverified { .. }));
    }
    let registration = matter(&world, &case, "household-registration").await;
    assert_eq!(registration.stage, Stage::Ready);
    let desk = at_desk(
        &world,
        "police-shapingba-1",
        &case,
        "household-registration",
    )
    .await;
    let register = say(Text::DataSetPopulationHouseholds);
    desk.says(
        &Words::new(Language::Chinese).say_with(Text::CaseworkUnverified, &[("source", &register)]),
    );
}

async fn a_silent_register_is_asked_again_and_compared(world: World) {
    let (_, case, link) = for_his_household(&world).await;
    world.faults.set(DataSet::Households, Some(Fault::Down));
    let mut father = be(&world, "twins-father").await;
    confirm(&mut father, &link).await;
    let silent = dossier(&world, &case).await;
    let street = silent.get("case", "household-street").unwrap();
    assert!(matches!(street.state, FieldState::Unverified { .. }));

    world.faults.set(DataSet::Households, None);
    world.clock.advance(SignedDuration::from_mins(30));
    carry_out_errands(&world).await;
    let family = demo_family(&world.city, "twins-mother");
    let his = &world.city.household(&family.members[1]).unwrap().street;
    let compared = dossier(&world, &case).await;
    let street = compared.get("case", "household-street").unwrap();
    assert!(
        matches!(&street.state, FieldState::Differs { source_says } if source_says == his),
        "{:?}",
        street.state
    );
}

async fn two_ethnicities_are_the_parents_choice(world: World) {
    let mut mother = be(&world, "two-peoples-mother").await;
    let case = files(&mut mother, None).await;
    carry_out_errands(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "two-peoples-father").await;
    assert_eq!(father.open(&format!("{link}/ethnicity")).await.status, 404);
    let question = confirm(&mut father, &link).await;
    assert_eq!(question.route(), format!("{link}/ethnicity"));
    question
        .says(&say(Text::EthnicityLeadDiffer))
        .says("田巧")
        .says("汉族")
        .hides("土家族");

    let waiting = mother.open(&case).await;
    assert!(
        waiting.heading().contains("只能由本人填写"),
        "{}",
        waiting.heading()
    );
    waiting.hides("另一位家长的民族");
    let home = father.open("/").await;
    home.says(&say(Text::OwnPartEthnicity));

    let unanswered = father.submit(question.form().press(&say(Text::GoOn))).await;
    assert!(unanswered.path.ends_with("/ethnicity?review"));
    unanswered.says(&say(Text::EthnicityEmpty)).hides("土家族");
    let done = father
        .submit(unanswered.form().fill("ethnicity", "other"))
        .await;
    assert_eq!(done.route(), link);
    let known = dossier(&world, &case).await;
    let child = known.get("child-1", "ethnicity").unwrap();
    assert_eq!(
        (child.value.as_str(), &child.state),
        ("土家族", &FieldState::Declared)
    );
    mother.open("/notices").await.says("已经补填");
    assert!(!father.open("/").await.has(".waiting"));
    let again = father.open(&format!("{link}/ethnicity")).await;
    assert_eq!(again.route(), link, "an answer that was given leads on");

    at_the_desk(&world, &case, "household-registration", approval()).await;
    let registered = matter(&world, &case, "household-registration").await;
    assert_eq!(
        registered.stage,
        Stage::Done,
        "the register takes the choice"
    );
}

async fn a_father_applies_and_the_mother_adds_her_account(world: World) {
    let mut father = be(&world, "father").await;
    let known = with_leave(&mut father).await;
    let matters = father.submit(known.form().press(&say(Text::GoOn))).await;
    matters.says("账户由母亲本人登录后填写");
    let case = goes_on(&mut father, matters, None).await;
    carry_out_errands(&world).await;
    let maternity = matter(&world, &case, "maternity-benefit").await;
    assert_eq!(maternity.stage, Stage::Waiting);
    assert!(maternity.wants_confirmation, "it is her money");

    let link = invite(&world, &mut father, &case).await;
    let mut mother = be(&world, "mother").await;
    let page = mother.open(&link).await;
    page.says("生育医疗费用报销")
        .says(&say(Text::ConfirmerInsuranceWhat));
    let question = confirm(&mut mother, &link).await;
    assert_eq!(question.route(), format!("{link}/account"));
    question.says("林晓燕").says("张远航");

    // She can do it later: everything else goes on, and both are told what is missing.
    assert_eq!(
        matter(&world, &case, "household-registration").await.stage,
        Stage::Ready
    );
    assert_eq!(
        matter(&world, &case, "maternity-benefit").await.stage,
        Stage::Waiting
    );
    let waiting = father.open(&case).await;
    assert!(
        waiting.heading().contains("生育医疗费用报销")
            && waiting.heading().contains("只能由本人填写"),
        "{}",
        waiting.heading()
    );
    father.open("/notices").await.says("还要等对方补填");
    let home = mother.open("/").await;
    home.says("生育医疗费用报销")
        .says(&say(Text::OwnPartAccount));
    mother.open(&link).await.says(&say(Text::OwnPartAccount));

    let wrong = mother.submit(account(&question, "6222")).await;
    assert!(wrong.path.ends_with("/account?review"));
    wrong.says(&say(Text::AccountNumberForm));
    assert_eq!(wrong.find("#account").attr("value"), Some("6222"));
    let done = mother.submit(account(&wrong, HERS)).await;
    assert_eq!(done.route(), link);
    done.says("重庆农村商业银行 **** 4564")
        .says(&say(Text::SchemeEmployee))
        .hides(HERS);
    assert_eq!(
        matter(&world, &case, "maternity-benefit").await.stage,
        Stage::Ready
    );

    let insurer = at_desk(&world, "insurance-shapingba", &case, "maternity-benefit").await;
    assert_eq!(insurer.status, 200, "{}", insurer.text());
    insurer.says("**** 4564").hides(HERS).hides("**** 3331");
    for (login, code) in [
        ("health-shapingba", "childcare-allowance"),
        ("police-shapingba-1", "household-registration"),
    ] {
        let page = at_desk(&world, login, &case, code).await;
        assert_eq!(page.status, 200, "{login}");
        page.hides("**** 4564");
    }
    for page in as_the_applicant_sees_it(&mut father, &case).await {
        page.hides("**** 4564").hides(HERS);
        assert!(
            !page.text().contains(&say(Text::SchemeEmployee)),
            "{} tells how she is insured",
            page.path
        );
    }
    father.open("/notices").await.says("已经补填");

    at_the_desk(&world, &case, "maternity-benefit", approval()).await;
    let paid = matter(&world, &case, "maternity-benefit").await;
    assert_eq!(paid.stage, Stage::Done);
    let number = world.office.result_of(&paid).unwrap().unwrap();
    father.open(&case).await.hides(&number);
}

async fn nobody_else_adds_to_a_case(world: World) {
    let mut father = be(&world, "father").await;
    let case = files(&mut father, None).await;
    let link = invite(&world, &mut father, &case).await;
    let mut mother = be(&world, "mother").await;
    let account = format!("{link}/account");
    let typed = [("bank", "重庆银行"), ("account", HERS)];
    // Not before she has confirmed.
    assert_eq!(mother.open(&account).await.status, 404);
    assert_eq!(mother.post(&account, &typed).await.status, 404);
    confirm(&mut mother, &link).await;
    assert_eq!(mother.open(&account).await.status, 200);

    let mut stranger = be(&world, "twins-mother").await;
    let unknown = "/invitations/00000000000000000000000000000000/account";
    for visitor in [&mut father, &mut stranger] {
        for page in ["account", "ethnicity"] {
            let path = format!("{link}/{page}");
            let seen = visitor.open(&path).await;
            assert_eq!(seen.status, 404, "{path}");
            seen.hides("林晓燕");
            let fields = [typed[0], typed[1], ("ethnicity", "汉族")];
            let posted = visitor.post(&path, &fields).await;
            assert_eq!(posted.status, 404, "{path}");
        }
        assert_eq!(visitor.open(unknown).await.status, 404);
    }
    assert_eq!(mother.open(unknown).await.status, 404);
    assert_eq!(
        matter(&world, &case, "maternity-benefit").await.stage,
        Stage::Waiting
    );
    let mut nobody = world.visitor();
    assert_eq!(nobody.open(&account).await.route(), "/sign-in");

    // What she has typed and not sent is hers alone.
    let fields = [("bank", "重庆银行"), ("account", "62")];
    let later = mother.post(&account, &fields).await;
    assert_eq!(later.find("#account").attr("value"), Some("62"));
    assert_eq!(father.open(&account).await.status, 404);
}

stories![
    the_same_ethnicity_is_asked_of_nobody,
    his_household_comes_from_the_register_and_she_never_sees_it,
    without_leave_what_was_typed_stands_and_the_desk_sees_it,
    a_silent_register_is_asked_again_and_compared,
    two_ethnicities_are_the_parents_choice,
    a_father_applies_and_the_mother_adds_her_account,
    nobody_else_adds_to_a_case,
];
