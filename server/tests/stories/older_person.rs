//! The page of one older person at the street's desk: everything on one page, of the office's own streets only, and the
//! person reads who looked.

use app::care::terms;
use app::text::Text;
use app::warnings::Contact;
use server::care;
use server::data_layer::access_log::{ReadOutcome, reads_about};

use crate::allowances::{be_the, entitled, happens, number, pays, reference};
use crate::assessment::found;
use crate::care::{MONDAY_NINE, company, day, go_to, order, visit, with_care};
use crate::mandate::{citizen, number_of};
use crate::newborn::be;
use crate::one_key_call::{known, pressed};
use crate::stories;
use crate::support::{Page, Visitor, World, say};

const PAGE: &str = "/staff/older-person";

async fn look(staff: &mut Visitor, world: &World, key: &str) -> Page {
    let number = number_of(world, key);
    let page = staff.post(PAGE, &[("number", number.as_str())]).await;
    page.hides(number.as_str());
    page
}

async fn one_page_shows_what_was_found_and_what_is_paid(world: World) {
    found(&world, 20).await;
    let mut street = be(&world, "street-shapingba").await;
    street.open(PAGE).await.says(&say(Text::OlderPersonLead));
    let page = look(&mut street, &world, "elder").await;
    page.says(&say(Text::OlderPersonFindings))
        .says(&say(Text::AssessmentFindingValid))
        .says(&say(Text::OlderPersonNone));

    let me = citizen(&world, "elder").await.person;
    let mut conn = world.office.db.read().await.unwrap();
    let reads = reads_about(&mut conn, &me, None, 100).await.unwrap();
    let read = reads
        .iter()
        .map(|access| &access.row)
        .find(|row| row.purpose == "older-person")
        .expect("the look is recorded");
    assert_eq!(read.fields, ["findings", "looks"]);
    assert_eq!(read.outcome, ReadOutcome::Allowed);
    drop(conn);

    let gone = street.post(PAGE, &[("number", "")]).await;
    gone.says(&say(Text::OlderPersonLook));
    let wrong = street.post(PAGE, &[("number", "123")]).await;
    assert!(wrong.has(".error-summary"));
}

async fn what_is_paid_stands_there_for_the_street_and_the_district(world: World) {
    entitled(&world).await;
    for key in ["street-shapingba", "civil-shapingba"] {
        let mut staff = be(&world, key).await;
        let page = look(&mut staff, &world, "elder").await;
        page.says("高龄津贴").says(&say(Text::AllowanceStageActive));
    }
}

/// What the page says is handed in from the form about this, as said in this way.
async fn objects(staff: &mut Visitor, world: &World, about: &str, text: &str) -> Page {
    let page = look(staff, world, "elder").await;
    let field = format!("[name={about}]");
    let id = page
        .find_all(&field)
        .into_iter()
        .find_map(|field| field.attr("value").map(str::to_owned))
        .unwrap_or_else(|| panic!("nothing to object to: {}", page.text()));
    for wrong in ["", "letter"] {
        let typed = [(about, id.as_str()), ("text", text), ("how", wrong)];
        assert_eq!(staff.post(PAGE, &typed).await.status, 404, "{wrong}");
    }
    let typed = [(about, id.as_str()), ("text", text), ("how", "phone")];
    staff.post(PAGE, &typed).await
}

async fn entries(world: &World, kind: &'static str, step: &str) -> Vec<String> {
    use sqlx::Row as _;
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT entry FROM journal WHERE kind = $1 AND entry LIKE $2")
        .bind(kind.to_owned())
        .bind(format!("%\"{step}\"%"))
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

async fn orders_calls_warnings_and_whom_to_ring_stand_there_too(world: World) {
    let all = with_care(&world).await;
    let provider = company(&world, &all, "elder");
    let me = citizen(&world, "elder").await;
    let son = Contact {
        name: "陈国庆".to_owned(),
        phone: "13900000001".to_owned(),
    };
    world.office.add_contact(&me.person, &son).await.unwrap();
    let mut street = be(&world, "street-shapingba").await;
    look(&mut street, &world, "elder")
        .await
        .says(&say(Text::OlderPersonUnknown))
        .hides("13900000001");
    let mut elder = be(&world, "elder").await;
    let check = visit(
        &world,
        &mut elder,
        &provider,
        "elder",
        "me",
        "either",
        MONDAY_NINE,
    )
    .await;
    order(&mut elder, &check).await;
    known(&world, "elder").await;
    let call = pressed(&world, "elder").await;
    go_to(&world, day(3), 540 + terms().grace);
    for _ in 0..2 {
        care::look(&world.office).await.unwrap();
    }
    let mut street = be(&world, "street-shapingba").await;
    let page = look(&mut street, &world, "elder").await;
    for (part, said) in [
        ("orders", provider.name.zh.as_str()),
        ("calls", call.reference.as_str()),
        ("warnings", "上门没有见到人"),
        ("contacts", "13900000001"),
    ] {
        let table = page.find_all(&format!("[aria-labelledby='{part}-caption']"));
        assert!(
            table.iter().any(|table| table.words.contains(said)),
            "{part}: {}",
            page.text()
        );
    }
    // Not at another street's desk.
    let mut elsewhere = be(&world, "street-yubei").await;
    look(&mut elsewhere, &world, "elder")
        .await
        .says(&say(Text::OlderPersonUnknown))
        .hides("13900000001");
}

async fn an_elder_without_an_account_says_on_the_phone_that_a_finding_is_wrong(world: World) {
    found(&world, 20).await;
    let me = citizen(&world, "elder").await.person;
    let mut street = be(&world, "street-shapingba").await;
    let said = objects(&mut street, &world, "finding", "").await;
    said.says(&say(Text::AllowanceTextEmpty));
    let said = objects(&mut street, &world, "finding", "她起不来床").await;
    said.says(&say(Text::OlderPersonWrongSaid))
        .says(&say(Text::AssessmentFindingContested));
    let noted = entries(&world, "finding", "object").await;
    assert!(
        noted
            .iter()
            .any(|entry| entry.contains(&me.0) && entry.contains("\"how\":\"phone\"")),
        "{noted:?}"
    );
    // It is the second look that an objection online opens, and there is one of them.
    let second = "SELECT COUNT(*) FROM assessment WHERE round = 2 AND contested <> ''";
    assert_eq!(number(&world, second).await, 1);
    assert!(
        look(&mut street, &world, "elder")
            .await
            .find_all("[name=finding]")
            .is_empty()
    );
    // Another district's desk has nobody on its page.
    let mut elsewhere = be(&world, "street-yubei").await;
    let typed = [("finding", "nothing"), ("text", "不对"), ("how", "phone")];
    assert_eq!(elsewhere.post(PAGE, &typed).await.status, 404);
}

async fn an_elder_without_an_account_says_that_an_amount_or_a_suspension_is_wrong(world: World) {
    entitled(&world).await;
    let one = reference(&world, "old-age-allowance").await;
    let mut street = be(&world, "street-shapingba").await;
    objects(&mut street, &world, "entitlement", "应该是一百元")
        .await
        .says(&say(Text::OlderPersonWrongSaid));
    let noted = entries(&world, "entitlement", "object-amount").await;
    assert_eq!(noted.len(), 1);
    assert!(noted[0].contains("\"how\":\"phone\""));
    let mut civil = be(&world, "civil-shapingba").await;
    let list = civil.open("/allowances/runs").await;
    list.says("应该是一百元");
    let answer = list
        .find_all("main form[action^='/allowances/runs/objections/']")
        .into_iter()
        .find_map(|form| form.attr("action").map(str::to_owned))
        .expect("civil affairs answers it");
    civil
        .submit(list.form_to(&answer).fill("text", "按规定是六十元"))
        .await;
    let mut elder = be(&world, "elder").await;
    elder.open("/notices").await.says("已经答复");

    // Nobody of another district, and of nobody else.
    let mut elsewhere = be(&world, "street-yubei").await;
    look(&mut elsewhere, &world, "elder").await;
    let typed = [
        ("entitlement", one.as_str()),
        ("text", "不对"),
        ("how", "phone"),
    ];
    assert_eq!(elsewhere.post(PAGE, &typed).await.status, 404);

    // A suspension needs no words, and does not end by itself any more.
    be_the(&world, 2026, 4, 10);
    happens(&world, "elder", "died_on", "2026-04-01").await;
    pays(&world, "civil-shapingba", "2026-04").await;
    let mut street = be(&world, "street-shapingba").await;
    objects(&mut street, &world, "entitlement", "").await;
    let objected = "SELECT COUNT(*) FROM entitlement WHERE stage = 'suspended' AND objected_at > 0";
    assert_eq!(number(&world, objected).await, 1);
    let typed = [
        ("entitlement", one.as_str()),
        ("text", ""),
        ("how", "visit"),
    ];
    assert_eq!(street.post(PAGE, &typed).await.status, 409, "said already");
}

async fn what_was_found_in_another_district_goes_along_when_somebody_moves(world: World) {
    found(&world, 20).await;
    // The district they will move to knows nothing, and asks nobody who is not told of it.
    let mut yubei = be(&world, "street-yubei").await;
    look(&mut yubei, &world, "elder")
        .await
        .says(&say(Text::OlderPersonUnknown));
    let assisted = number_of(&world, "assisted-elder");
    let street = world
        .city
        .person(&assisted)
        .expect("in the city")
        .street
        .clone();
    happens(&world, "elder", "street", &street).await;
    look(&mut yubei, &world, "elder")
        .await
        .says(&say(Text::AssessmentFindingValid));
    let asked = "SELECT COUNT(*) FROM data_call WHERE purpose = 'older-person/residence' AND data_set = 'POPULATION/persons'";
    assert_eq!(
        number(&world, asked).await,
        2,
        "each look is in the log of calls"
    );

    // Their own page goes by it, too, without a new assessment; only with leave.
    let mut elder = be(&world, "elder").await;
    let leave = elder.open("/benefits/mine").await;
    let answer = elder.submit(leave.form()).await;
    assert_eq!(answer.route(), "/benefits/mine/answer");
    answer.says(&say(Text::OffersFindingRegister));
    let by_hand = elder.open("/benefits/mine/by-hand").await;
    assert!(!by_hand.has("[name=care]"), "nobody types what was found");
    let without = [("registers", "POPULATION/persons")];
    elder.post("/benefits/mine", &without).await;
    let by_hand = elder.open("/benefits/mine/by-hand").await;
    assert!(by_hand.has("[name=care]"));
}

async fn nobody_sees_a_person_of_other_streets(world: World) {
    entitled(&world).await;
    // Another district's desk learns nothing but that it knows nothing; the look is recorded all the same.
    let mut elsewhere = be(&world, "street-yubei").await;
    let page = look(&mut elsewhere, &world, "elder").await;
    page.says(&say(Text::OlderPersonUnknown)).hides("高龄津贴");
    for key in ["services-city", "police-shapingba-1", "assessor-1"] {
        let mut other = be(&world, key).await;
        assert_eq!(other.open(PAGE).await.status, 404, "{key}");
        let number = number_of(&world, "elder");
        let look = other.post(PAGE, &[("number", number.as_str())]).await;
        assert_eq!(look.status, 404, "{key}");
    }
    let mut street = be(&world, "street-shapingba").await;
    let unknown = street.post(PAGE, &[("warning", "nothing")]).await;
    assert_eq!(unknown.status, 404);
    let mut citizen = be(&world, "elder").await;
    assert_eq!(citizen.open(PAGE).await.status, 404);
    assert_eq!(world.visitor().open(PAGE).await.route(), "/staff/sign-in");
}

stories![
    one_page_shows_what_was_found_and_what_is_paid,
    what_is_paid_stands_there_for_the_street_and_the_district,
    orders_calls_warnings_and_whom_to_ring_stand_there_too,
    an_elder_without_an_account_says_on_the_phone_that_a_finding_is_wrong,
    an_elder_without_an_account_says_that_an_amount_or_a_suspension_is_wrong,
    what_was_found_in_another_district_goes_along_when_somebody_moves,
    nobody_sees_a_person_of_other_streets,
];
