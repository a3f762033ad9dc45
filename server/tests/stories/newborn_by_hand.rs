//! A birth of which registers say little or nothing: what is typed in their place, who checks it, and what it may not do.

use app::case::{CaseReference, Dossier, FieldState, Stage};
use app::text::{Language, Text, Words};
use jiff::SignedDuration;
use server::case::store as cases;
use server::data_layer::records::DataSet;
use server::demo_city::people::{DemoPerson, demo_people};
use server::demo_city::registers::faults::Fault;
use server::journal::Record;
use sqlx::Row as _;

use crate::newborn::{be, hand_in, to_the_check_from_matters, with_leave};
use crate::stories;
use crate::support::{Form, Page, Visitor, World, say};
use crate::tracking::{approval, at_the_desk, carry_out_errands, confirm, invite, matter, matters};

fn person(world: &World, key: &str) -> DemoPerson {
    demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .expect("a demo person of that key")
}

/// These registers do not answer.
fn down(world: &World, sets: &[DataSet]) {
    for set in sets {
        world.faults.set(*set, Some(Fault::Down));
    }
}

/// The registers are back, and half an hour later they have been asked again.
async fn back(world: &World, sets: &[DataSet]) {
    for set in sets {
        world.faults.set(*set, None);
    }
    world.clock.advance(SignedDuration::from_mins(30));
    carry_out_errands(world).await;
}

/// What the demo's standard child's certificate says.
fn certificate(page: &Page, number: &str) -> Form {
    page.form()
        .press(&say(Text::GoOn))
        .fill("surname", "张")
        .fill("given", "思齐")
        .fill("certificate", number)
        .fill("sex", "female")
        .fill("born-year", "2026")
        .fill("born-month", "3")
        .fill("born-day", "3")
}

fn other_parent(page: &Page, name: &str, number: &str) -> Form {
    page.form()
        .press(&say(Text::GoOn))
        .fill("name", name)
        .fill("number", number)
}

/// From the page of matters to the receipt; the case's path.
async fn files(visitor: &mut Visitor, matters: Page) -> String {
    assert_eq!(matters.route(), "/newborn/matters", "{}", matters.text());
    let check = to_the_check_from_matters(visitor, matters).await;
    let receipt = hand_in(visitor, &check).await;
    let case = receipt.route().strip_suffix("/receipt");
    case.unwrap_or_else(|| panic!("no receipt: {}", receipt.text()))
        .to_owned()
}

async fn dossier(world: &World, path: &str) -> Dossier {
    let reference = CaseReference::parse(path.trim_start_matches("/cases/")).unwrap();
    let mut conn = world.office.db.read().await.unwrap();
    let case = cases::case_by_reference(&mut conn, &reference).await;
    world.office.dossier(&case.unwrap().unwrap()).unwrap()
}

async fn state(world: &World, path: &str, subject: &str, name: &str) -> FieldState {
    let dossier = dossier(world, path).await;
    dossier.get(subject, name).unwrap().state.clone()
}

/// Outcomes of the calls for the marriage register, oldest first.
async fn heard_of_marriages(world: &World) -> Vec<String> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT outcome FROM data_call WHERE data_set = $1 ORDER BY at, id")
        .bind(DataSet::Marriages.code())
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

async fn the_marriage_register_is_down_and_the_case_goes_on_to_its_end(world: World) {
    down(&world, &[DataSet::Marriages]);
    let father = person(&world, "father");
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let asked = mother.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(asked.route(), "/newborn/other-parent");
    asked.says(&say(Text::OtherParentHint));
    let form = other_parent(&asked, father.name.as_str(), father.number.as_str());
    let matters = mother.submit(form).await;
    let case = files(&mut mother, matters).await;
    carry_out_errands(&world).await;

    // The counter that does it without a link is named, and the link opens for him.
    let station = matter(&world, &case, "household-registration").await.office;
    let station = world.office.directory().get(&station).unwrap().clone();
    let counter = mother.open(&format!("{case}/counter")).await;
    counter.says(&station.name.zh).says(&station.phone);
    let link = invite(&world, &mut mother, &case).await;
    let mut him = be(&world, "father").await;
    confirm(&mut him, &link).await;
    let waits = state(&world, &case, "case", "other-parent-name").await;
    assert!(matches!(waits, FieldState::Unverified { .. }), "{waits:?}");

    back(&world, &[DataSet::Marriages]).await;
    let confirmed = state(&world, &case, "case", "other-parent-name").await;
    assert_eq!(confirmed, FieldState::NowConfirmed);
    at_the_desk(&world, &case, "household-registration", approval()).await;
    let done = matter(&world, &case, "household-registration").await;
    assert_eq!(done.stage, Stage::Done);
    let heard = heard_of_marriages(&world).await;
    assert_eq!(heard.first().map(String::as_str), Some("exchange"));
    assert_eq!(heard.last().map(String::as_str), Some("answered"));
    let log = be(&world, "mother").await.open("/my-data").await;
    log.says(&say(Text::LookedOutcomeExchange));
}

async fn nobody_is_their_own_other_parent(world: World) {
    down(&world, &[DataSet::Marriages]);
    let (own, father) = (person(&world, "mother"), person(&world, "father"));
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let asked = mother.submit(known.form().press(&say(Text::GoOn))).await;
    let form = other_parent(&asked, father.name.as_str(), own.number.as_str());
    let refused = mother.submit(form).await;
    assert_eq!(refused.path, "/newborn/other-parent?review");
    refused.says(&say(Text::OtherParentNumberOwn));

    // Another person's number opens nothing: the birth's record says who the father is.
    let other = person(&world, "twins-father");
    let form = other_parent(&refused, father.name.as_str(), other.number.as_str());
    let matters = mother.submit(form).await;
    let case = files(&mut mother, matters).await;
    let link = invite(&world, &mut mother, &case).await;
    assert_eq!(
        be(&world, "twins-father").await.open(&link).await.status,
        404
    );
    assert_eq!(be(&world, "father").await.open(&link).await.status, 200);

    // And if a case ever asked its own applicant, she could neither make a link nor open one.
    let key = world.office.keys.person(&own.number).0;
    let mut tx = world.office.db.begin().await.unwrap();
    for sql in [
        "UPDATE invitation SET person = $1",
        "UPDATE case_party SET person = $1 WHERE role = 'confirmer'",
    ] {
        let changed = sqlx::query(sql).bind(key.clone()).execute(tx.conn()).await;
        assert_eq!(changed.unwrap().rows_affected(), 1, "{sql}");
    }
    tx.commit().await.unwrap();
    assert_eq!(mother.open(&link).await.status, 404);
    let path = format!("{case}/confirmation");
    let refused = mother.post(&path, &[("act", "invite")]).await;
    assert_eq!(refused.status, 409);
}

async fn a_wrong_number_is_found_out_when_the_register_is_back(world: World) {
    let silent = [
        DataSet::Marriages,
        DataSet::Certificates,
        DataSet::Deliveries,
    ];
    down(&world, &silent);
    let (father, other) = (person(&world, "father"), person(&world, "twins-father"));
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    let asked = mother.submit(certificate(&child, "P500123456")).await;
    let form = other_parent(&asked, father.name.as_str(), other.number.as_str());
    let matters = mother.submit(form).await;
    let case = files(&mut mother, matters).await;

    back(&world, &silent).await;
    let state = state(&world, &case, "case", "other-parent-name").await;
    let words = Words::new(Language::Chinese);
    let name = [("name", father.name.as_str())];
    let source_says = words.say_with(Text::OtherParentAnotherNumber, &name);
    assert_eq!(
        state,
        FieldState::Differs {
            source_says: source_says.clone()
        }
    );
    let registration = matter(&world, &case, "household-registration").await;
    let reference = case.trim_start_matches("/cases/");
    let mut police = be(&world, "police-shapingba-1").await;
    police
        .open(&format!("/casework/{reference}/{}", registration.key.id))
        .await
        .says(&source_says)
        .hides(other.number.as_str());
}

/// Gives leave for these registers and no others.
async fn with_leave_for(visitor: &mut Visitor, sets: &[&str]) -> Page {
    let guide = visitor.open("/newborn").await;
    visitor
        .submit(guide.form().press(&say(Text::StartNow)))
        .await;
    let fields: Vec<(&str, &str)> = sets.iter().map(|set| ("registers", *set)).collect();
    visitor.post("/newborn/leave", &fields).await
}

async fn who_refuses_leave_reads_that_the_office_checks(world: World) {
    let mut mother = be(&world, "mother").await;
    let sets = ["POPULATION/persons", "POPULATION/households"];
    let known = with_leave_for(&mut mother, &sets).await;
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(child.route(), "/newborn/child/1");
    child
        .says(&say(Text::ChildEverythingUnasked))
        .hides(&say(Text::ChildEverythingHint));
    let asked = mother.submit(certificate(&child, "P500123456")).await;
    assert_eq!(asked.route(), "/newborn/other-parent");
    asked
        .says(&say(Text::OtherParentUnasked))
        .hides(&say(Text::OtherParentHint));
    let father = person(&world, "father");
    let form = other_parent(&asked, father.name.as_str(), father.number.as_str());
    let matters = mother.submit(form).await;
    let check = to_the_check_from_matters(&mut mother, matters).await;
    check.says("您没有同意查询").hides(&say(Text::CheckByHand));
}

async fn twins_are_typed_by_hand_each_on_a_page_of_their_own(world: World) {
    down(&world, &[DataSet::Certificates, DataSet::Deliveries]);
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let first = mother.submit(known.form().press(&say(Text::GoOn))).await;
    let form = certificate(&first, "P500123456").tick("another", "yes");
    let second = mother.submit(form).await;
    assert_eq!(second.route(), "/newborn/child/2");
    let twice = mother.submit(certificate(&second, "P500123456")).await;
    twice.says(&say(Text::ChildCertificateTwice));
    let matters_page = mother.submit(certificate(&twice, "P500123457")).await;
    let case = files(&mut mother, matters_page).await;
    let registrations: Vec<String> = matters(&world, &case)
        .await
        .into_iter()
        .filter(|matter| matter.code == "household-registration")
        .map(|matter| matter.subject)
        .collect();
    assert_eq!(registrations, ["child-1", "child-2"]);
}

/// The number on the standard child's certificate.
fn certificate_of(world: &World, key: &str) -> String {
    let mother = person(world, key).number;
    let mut births = world.city.births().iter();
    let birth = births.find(|birth| birth.mother == mother).unwrap();
    birth.certificate.clone().unwrap()
}

async fn a_typed_certificate_is_a_word_until_a_register_has_confirmed_it(world: World) {
    let number = certificate_of(&world, "mother");
    // Somebody else types it first: a letter and nine digits are soon found.
    down(&world, &[DataSet::Certificates, DataSet::Deliveries]);
    let mut stranger = be(&world, "twins-mother").await;
    let known = with_leave(&mut stranger).await;
    let child = stranger.submit(known.form().press(&say(Text::GoOn))).await;
    // A surname of her own family, so that no reason is asked.
    let form = certificate(&child, &number).fill("surname", "罗");
    let matters = stranger.submit(form).await;
    let foreign = files(&mut stranger, matters).await;

    // The family is kept from nothing; the journal does not say that a register has confirmed it.
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    let matters = mother.submit(certificate(&child, &number)).await;
    let own = files(&mut mother, matters).await;
    let declared = matter(&world, &own, "birth-certificate").await;
    let mut conn = world.office.db.read().await.unwrap();
    let record = Record::new(&declared.key.home, "case", &declared.case_id);
    let steps: Vec<String> = server::journal::read(&mut conn, &record)
        .await
        .unwrap()
        .into_iter()
        .filter(|written| written.entry.step.starts_with("already-"))
        .map(|written| written.entry.step)
        .collect();
    drop(conn);
    assert_eq!(steps, ["already-declared"]);

    back(&world, &[DataSet::Certificates, DataSet::Deliveries]).await;
    assert_eq!(
        state(&world, &own, "child-1", "certificate").await,
        FieldState::NowConfirmed
    );
    let foreign = state(&world, &foreign, "child-1", "certificate").await;
    assert!(matches!(foreign, FieldState::Differs { .. }), "{foreign:?}");

    // From now on the birth is this family's: the father finds it taken.
    let mut father = be(&world, "father").await;
    let known = with_leave(&mut father).await;
    let matters = father.submit(known.form().press(&say(Text::GoOn))).await;
    let check = to_the_check_from_matters(&mut father, matters).await;
    assert_eq!(hand_in(&mut father, &check).await.status, 409);
}

async fn a_birth_that_was_filed_meanwhile_is_seen_at_the_desk(world: World) {
    let number = certificate_of(&world, "mother");
    down(&world, &[DataSet::Certificates, DataSet::Deliveries]);
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    let matters = mother.submit(certificate(&child, &number)).await;
    let typed = files(&mut mother, matters).await;
    for set in [DataSet::Certificates, DataSet::Deliveries] {
        world.faults.set(set, None);
    }
    world.clock.advance(SignedDuration::from_secs(30));
    let mut father = be(&world, "father").await;
    let known = with_leave(&mut father).await;
    let matters = father.submit(known.form().press(&say(Text::GoOn))).await;
    files(&mut father, matters).await;

    back(&world, &[]).await;
    let source_says = say(Text::CaseClaimedElsewhere);
    assert_eq!(
        state(&world, &typed, "child-1", "certificate").await,
        FieldState::Differs { source_says }
    );
}

async fn a_father_before_the_certificate_reads_that_the_mother_can_begin(world: World) {
    let mut father = be(&world, "no-certificate-father").await;
    let page = with_leave(&mut father).await;
    assert_eq!(page.route(), "/newborn/another-way");
    page.says(&say(Text::MotherBeginsTitle))
        .says(&say(Text::MotherBeginsWay))
        .hides(&say(Text::NoRecordTitle));
}

async fn what_cannot_be_had_says_why_and_is_not_filed(world: World) {
    world.faults.set(DataSet::Insurance, Some(Fault::Forgets));
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let page = mother.submit(known.form().press(&say(Text::GoOn))).await;
    page.says(&say(Text::MattersImpossibleTitle))
        .says(&say(Text::MatterImpossibleUninsured));
    assert!(!page.has("input[name=matters][value=maternity-benefit]"));
    // Nor when somebody asks for it all the same.
    let all = [
        ("matters", "maternity-benefit"),
        ("matters", "household-registration"),
        ("matters", "childcare-allowance"),
    ];
    mother.post("/newborn/matters", &all).await;
    let page = mother.open("/newborn/matters").await;
    let case = files(&mut mother, page).await;
    assert!(
        matters(&world, &case)
            .await
            .iter()
            .all(|matter| matter.code != "maternity-benefit")
    );
}

async fn a_child_that_a_household_has_registered_is_done(world: World) {
    let family = world
        .city
        .families
        .iter()
        .find(|family| family.kind == server::demo_city::families::FamilyKind::Registered)
        .expect("one in ten")
        .clone();
    let child = world.city.births()[family.births[0]].child.clone().unwrap();
    let world = world
        .with_resident("registered-mother", &family.members[0])
        .await;
    let mut mother = be(&world, "registered-mother").await;
    let known = with_leave(&mut mother).await;
    let page = mother.submit(known.form().press(&say(Text::GoOn))).await;
    page.says(&say(Text::MattersDoneTitle))
        .says(&child.masked());
    assert!(!page.has("input[name=matters][value=household-registration]"));
    let account = mother.submit(page.form().press(&say(Text::GoOn))).await;
    assert_eq!(account.route(), "/newborn/account", "no household is asked");
    let form = account
        .form()
        .press(&say(Text::GoOn))
        .fill("bank", "重庆农村商业银行")
        .fill("account", "6222021001112223331");
    let check = mother.submit(form).await;
    let receipt = hand_in(&mut mother, &check).await;
    let case = receipt.route().trim_end_matches("/receipt").to_owned();
    let registration = matter(&world, &case, "household-registration").await;
    assert_eq!(registration.stage, Stage::Done);
    assert_eq!(
        world.office.result_of(&registration).unwrap().as_deref(),
        Some(child.as_str())
    );
    // What needs the child's number need not wait.
    let insurance = matter(&world, &case, "insurance-enrolment").await;
    assert_eq!(insurance.stage, Stage::Ready);
}

async fn what_is_not_finished_waits_on_the_first_page_with_its_last_day(world: World) {
    let mut mother = be(&world, "no-certificate-mother").await;
    mother.open("/").await.hides(&say(Text::ContinueDraft));
    let known = with_leave(&mut mother).await;
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    mother
        .submit(child.form().press(&say(Text::ChildNoNameYet)))
        .await;
    let first = mother.open("/").await;
    first.says("新生儿出生一件事").says("2026年4月");
    let page = mother.follow(&first, &say(Text::ContinueDraft)).await;
    assert_eq!(page.route(), "/newborn/child/1");

    // A case that takes the quiet way is left in peace.
    let mut bereaved = be(&world, "bereaved-mother").await;
    with_leave(&mut bereaved).await;
    bereaved
        .open("/")
        .await
        .hides(&say(Text::ContinueDraft))
        .hides("2026年4月");
    // Nobody else finds it.
    let mut father = be(&world, "no-certificate-father").await;
    father.open("/").await.hides(&say(Text::ContinueDraft));
}

async fn the_guide_says_for_whom_what_how_long_how_much_and_where(world: World) {
    let mut visitor = world.visitor();
    for (path, words) in [
        ("/newborn", "户口都在重庆的父母"),
        ("/old-age-allowance", "起始年龄"),
        ("/elder-assessment", "年满 60 岁"),
    ] {
        let guide = visitor.open(path).await;
        guide.says(words);
        let headings: Vec<String> = guide
            .find_all("main h2")
            .into_iter()
            .map(|heading| heading.words)
            .collect();
        let wanted = [
            Text::GuideWho,
            Text::GuideNeeded,
            Text::GuideTime,
            Text::GuideCost,
            Text::GuideWhere,
        ]
        .map(say);
        assert_eq!(headings[..5], wanted, "{path}");
    }
}

async fn the_check_before_signing_in_names_the_way_that_works(world: World) {
    let mut visitor = world.visitor();
    for (answers, title) in [
        (["certificate", "no", ""], Text::EligibilityNotMarriedTitle),
        (
            ["delivery", "yes", "one"],
            Text::EligibilityNotRegisteredTitle,
        ),
        (
            ["delivery", "yes", "none"],
            Text::EligibilityNotRegisteredTitle,
        ),
    ] {
        let mut page = visitor.open("/newborn/eligibility").await;
        for answer in answers.into_iter().filter(|answer| !answer.is_empty()) {
            let form = page.form().press(&say(Text::GoOn));
            page = visitor.submit(form.fill("answer", answer)).await;
        }
        page.says(&say(title));
    }
}

stories![
    the_marriage_register_is_down_and_the_case_goes_on_to_its_end,
    nobody_is_their_own_other_parent,
    a_wrong_number_is_found_out_when_the_register_is_back,
    who_refuses_leave_reads_that_the_office_checks,
    twins_are_typed_by_hand_each_on_a_page_of_their_own,
    a_typed_certificate_is_a_word_until_a_register_has_confirmed_it,
    a_birth_that_was_filed_meanwhile_is_seen_at_the_desk,
    a_father_before_the_certificate_reads_that_the_mother_can_begin,
    what_cannot_be_had_says_why_and_is_not_filed,
    a_child_that_a_household_has_registered_is_done,
    what_is_not_finished_waits_on_the_first_page_with_its_last_day,
    the_guide_says_for_whom_what_how_long_how_much_and_where,
    the_check_before_signing_in_names_the_way_that_works,
];
