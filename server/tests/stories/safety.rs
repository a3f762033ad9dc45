//! Safety marks: what the other side of a case reads while one holds, what it reads without one that looks the same, and who
//! sets and ends a mark.

use app::text::{Language, Text, Words};
use jiff::SignedDuration;
use sqlx::Row as _;

use crate::casework::filed::{self, Wish, office_of};
use crate::mandate::number_of;
use crate::newborn::be;
use crate::party_privacy::{confirm_with_leave, files};
use crate::stories;
use crate::support::{Page, Visitor, World, say};
use crate::tracking::{a_case, approval, at_the_desk, carry_out_errands, invite};

const DESK: &str = "/staff/safety-marks";
const REASON: &str = "人身安全保护令（2026）渝0106民保令1号";

/// The supervisor of the station protects somebody; the mark's own address.
async fn protect(world: &World, key: &str) -> (Visitor, String) {
    let mut lead = be(world, "police-shapingba-lead").await;
    let desk = lead.open(DESK).await;
    let form = desk
        .form_to(DESK)
        .fill("number", number_of(world, key).as_str())
        .fill("words", REASON);
    let desk = lead.submit(form).await;
    desk.says(REASON);
    let action = ending(&desk).expect("a mark that can be ended");
    (lead, action)
}

/// Where the first mark on the desk is ended.
fn ending(desk: &Page) -> Option<String> {
    desk.find_all("form")
        .iter()
        .filter_map(|form| form.attr("action"))
        .find(|action| action.starts_with("/staff/safety-marks/"))
        .map(str::to_owned)
}

/// What an office is called and can be found by.
fn traces(world: &World, login: &str) -> Vec<String> {
    let id = office_of(world, login);
    let directory = world.office.directory();
    let entry = directory.get(&id).expect("it is in the directory");
    vec![
        id.0,
        entry.name.zh.clone(),
        entry.name.en.clone(),
        entry.phone.clone(),
        entry.address.zh.clone(),
    ]
}

/// Nothing on the page says that there is a mark, whatever else is said.
#[track_caller]
fn tells_of_no_mark(page: &Page) {
    for text in [
        Text::SafetyTitle,
        Text::SafetyHolds,
        Text::LookedFieldSafety,
        Text::LookedPurposeSafetyMark,
        Text::SafetyAtTheDesk,
    ] {
        page.hides(&say(text));
    }
    page.hides(REASON).hides("受保护");
}

async fn the_other_side_reads_departments_and_days_and_nothing_else(world: World) {
    let (_, action) = protect(&world, "mother").await;
    world.clock.advance(SignedDuration::from_mins(77));
    let case = filed::file(&world, Wish::default()).await;
    let matter = case.matter(&world, "registration").await.key.id;
    let path = format!("/casework/{}/{matter}", case.reference.as_str());
    let mut police = be(&world, "police-shapingba-1").await;
    // Staff in scope see everything, and are told what not to write.
    let desk = police.open(&path).await;
    assert_eq!(desk.status, 200);
    desk.says(&say(Text::SafetyAtTheDesk));
    let looked_at = Words::new(Language::Chinese).time(world.office.clock.now());
    world.clock.advance(SignedDuration::from_mins(35));
    let mut father = be(&world, "father").await;
    let mut mother = be(&world, "mother").await;
    let mut police = be(&world, "police-shapingba-1").await;
    let mut lead = be(&world, "police-shapingba-lead").await;

    let station = traces(&world, "police-shapingba-1");
    let list = father.open("/my-data").await;
    list.says("重庆市 · 公安").says(case.reference.as_str());
    list.hides(&looked_at).hides("高明");
    tells_of_no_mark(&list);
    // Not even the address of the question tells when it was.
    let look = list.link(&say(Text::LookAskLink));
    assert!(look.len() > "/my-data/looks/".len() + 36, "{look}");
    let one = father.open(&look).await;
    one.says("重庆市 · 公安").hides(&looked_at);
    tells_of_no_mark(&one);
    let form = one.form_to(&look).fill("words", "为什么查看？");
    let asked = father.submit(form).await;
    asked.says("为什么查看？");

    let questions = police.open("/staff/data-looks").await;
    questions
        .says("为什么查看？")
        .says(&say(Text::SafetyAtTheDesk));
    let answer = questions
        .find_all("form")
        .iter()
        .filter_map(|form| form.attr("action"))
        .find(|action| action.starts_with("/staff/data-looks/"))
        .expect("a form to answer")
        .to_owned();
    let form = questions.form_to(&answer).fill("words", "核对申请");
    police.submit(form).await;
    let answered = father.open("/my-data").await;
    answered.says("核对申请").hides(&looked_at);
    let notices = father.open("/notices").await;
    for page in [&list, &one, &asked, &answered, &notices] {
        for trace in &station {
            page.hides(trace);
        }
        tells_of_no_mark(page);
    }

    // The protected person reads all of it.
    let list = mother.open("/my-data").await;
    list.says(&station[1])
        .says(&looked_at)
        .says(&say(Text::LookedPurposeSafetyMark));

    // When the mark ends, so does the veil.
    let words = [("words", "保护令已到期")];
    assert_eq!(lead.post(&action, &words).await.status, 200);
    father
        .open("/my-data")
        .await
        .says(&station[1])
        .says(&looked_at);
}

async fn who_follows_the_case_finds_no_office_of_a_protected_party(world: World) {
    // What was told before a mark was set has been told.
    let (mut lead, action) = protect(&world, "father").await;
    let (mut mother, case) = a_case(&world).await;
    let station = traces(&world, "police-shapingba-1");
    let mut pages = Vec::new();
    let link = invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "father").await;
    confirm_with_leave(&mut father, &link).await;
    at_the_desk(&world, &case, "household-registration", approval()).await;
    carry_out_errands(&world).await;
    for path in [
        case.clone(),
        format!("{case}/receipt"),
        format!("{case}/confirmation"),
        format!("{case}/complaint"),
        "/cases".to_owned(),
        "/notices".to_owned(),
        "/".to_owned(),
    ] {
        pages.push(mother.open(&path).await);
    }
    pages[0].says("重庆市 · 公安");
    for page in &pages {
        for trace in &station {
            page.hides(trace);
        }
        tells_of_no_mark(page);
    }
    let words = [("words", "已经解除")];
    assert_eq!(lead.post(&action, &words).await.status, 200);
    mother.open(&case).await.says(&station[1]);
}

async fn whose_other_side_turns_out_to_live_elsewhere_reads_the_same(world: World) {
    let mut mother = be(&world, "two-peoples-mother").await;
    // She writes a street in which he is not registered.
    let (_, case) = files(&mut mother, Some("500108002")).await;
    carry_out_errands(&world).await;
    mother.open(&case).await.hides("重庆市 · 公安");
    let link = invite(&world, &mut mother, &case).await;
    let mut father = be(&world, "two-peoples-father").await;
    confirm_with_leave(&mut father, &link).await;
    let page = mother.open(&case).await;
    page.says("重庆市 · 公安");
    tells_of_no_mark(&page);
    let household = world
        .city
        .household(&number_of(&world, "two-peoples-father"))
        .expect("he is registered");
    let directory = world.office.directory();
    let station = directory
        .get(&app::identity::OfficeId(household.station.clone()))
        .expect("it is in the directory");
    page.hides(&station.name.zh).hides(&station.phone);
}

async fn only_those_who_protect_people_set_a_mark_and_its_office_alone_ends_it(world: World) {
    for login in [
        "mother",
        "police-shapingba-1",
        "insurance-shapingba-lead",
        "street-shapingba-lead",
        "owner-police",
    ] {
        let mut other = be(&world, login).await;
        assert_eq!(other.open(DESK).await.status, 404, "{login}");
        let number = number_of(&world, "father");
        let form = [("number", number.as_str()), ("words", "x")];
        assert_eq!(other.post(DESK, &form).await.status, 404, "{login}");
    }
    let mut lead = be(&world, "police-shapingba-lead").await;
    let page = lead.open(DESK).await;
    let empty = lead.submit(page.form_to(DESK)).await;
    empty
        .says(&say(Text::SafetyReasonEmpty))
        .says(&say(Text::IdentityNumberEmpty));

    let (mut lead, action) = protect(&world, "father").await;
    let page = lead.open(DESK).await;
    page.hides(number_of(&world, "father").as_str());
    let form = page
        .form_to(DESK)
        .fill("number", number_of(&world, "father").as_str())
        .fill("words", "再一次");
    lead.submit(form).await.says(&say(Text::SafetyNotSet));

    let words = [("words", "没有必要了")];
    let mut civil = be(&world, "civil-shapingba-lead").await;
    civil.open(DESK).await.hides(REASON);
    assert_eq!(civil.post(&action, &words).await.status, 404);
    assert_eq!(lead.post(&action, &[("words", "")]).await.status, 400);
    // Whoever is of that person's household has no part in it.
    let tied = world.office.keys.person(&number_of(&world, "father"));
    let mut tx = world.office.db.begin().await.unwrap();
    let staff: String = sqlx::query("SELECT set_by FROM safety_mark WHERE ended_at = 0")
        .fetch_one(tx.conn())
        .await
        .unwrap()
        .get(0);
    sqlx::query("INSERT INTO staff_tie (staff, person) VALUES ($1, $2)")
        .bind(staff.clone())
        .bind(tied.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(lead.post(&action, &words).await.status, 409);
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("DELETE FROM staff_tie WHERE staff = $1")
        .bind(staff)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let ended = lead.post(&action, &words).await;
    ended.says("没有必要了");
    assert_eq!(ending(&ended), None);
    assert_eq!(lead.post(&action, &words).await.status, 409);
    // Protected again: the one that ended stands beside the new one.
    let (_, again) = protect(&world, "father").await;
    assert_ne!(again, action);
}

stories![
    the_other_side_reads_departments_and_days_and_nothing_else,
    who_follows_the_case_finds_no_office_of_a_protected_party,
    whose_other_side_turns_out_to_live_elsewhere_reads_the_same,
    only_those_who_protect_people_set_a_mark_and_its_office_alone_ends_it,
];
